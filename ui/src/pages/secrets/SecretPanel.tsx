// One secret: what is known of it without its value, replacing the value, and deleting what nothing uses.
import { Button } from "@mantine/core";
import { useState } from "react";
import { useDeleteSecret, type SecretBody } from "../../api/secrets.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { AppLink } from "../../kit/AppLink.tsx";
import { formatAbsolute, plural } from "../../kit/format.ts";
import { Tag } from "../../kit/Tags.tsx";
import { Time } from "../../kit/Time.tsx";
import { useMay } from "../../api/rights.ts";
import { paths } from "../../paths.ts";
import { Actor } from "../audit/Who.tsx";
import { ReplaceValue } from "./SecretForm.tsx";
import { User } from "./SecretTable.tsx";

interface Props {
  secret: SecretBody;
  /** The master key that new values are sealed with. */
  current: string;
  mayChange: boolean;
  close: () => void;
}

export function SecretPanel({ secret, current, mayChange, close }: Props) {
  const mayAudit = useMay("audit.read");
  return (
    <div className="secret-panel">
      <dl className="pairs">
        <dt>Value</dt><dd><span aria-label="not shown">••••••••</span> <span className="dim">version {secret.version}</span></dd>
        <dt>Set by</dt><dd><Actor name={secret.author} /></dd>
        <dt>Made</dt><dd>{formatAbsolute(secret.created_at)}</dd>
        <dt>Replaced</dt><dd>{secret.rotated_at ? formatAbsolute(secret.rotated_at) : <span className="dim">never</span>}</dd>
        <dt>Last used</dt><dd><Time at={secret.last_used_at} /></dd>
        <dt>Used by</dt><dd>{secret.used_by.length === 0 ? <span className="dim">nothing</span> : <ul>{secret.used_by.map((user) => <li key={`${user.kind} ${user.id}`}><User user={user} /></li>)}</ul>}</dd>
        <dt>Master key</dt><dd><code>{secret.key_id}</code>{current && secret.key_id !== current && <> <Tag tone="amber">an earlier one</Tag></>}</dd>
        {mayAudit && <><dt>History</dt><dd><AppLink className="link" href={paths.audit({ action: "secret.", q: secret.name })}>In the audit log</AppLink></dd></>}
      </dl>
      {mayChange && <Actions secret={secret} close={close} />}
    </div>
  );
}

function Actions({ secret, close }: { secret: SecretBody; close: () => void }) {
  const [doing, setDoing] = useState<"" | "replace" | "delete">("");
  const done = () => setDoing("");
  if (doing === "replace") return <ReplaceValue name={secret.name} close={done} />;
  if (doing === "delete") return <Delete secret={secret} keep={done} close={close} />;
  return (
    <div className="row">
      <Button onClick={() => setDoing("replace")}>Replace the value</Button>
      <Button variant="default" onClick={() => setDoing("delete")}>Delete…</Button>
    </div>
  );
}

function Delete({ secret, keep, close }: { secret: SecretBody; keep: () => void; close: () => void }) {
  const remove = useDeleteSecret();
  const users = secret.used_by.length;
  return (
    <div className="secret-ask" role="group" aria-label={`Delete ${secret.name}`}>
      <p>{users > 0 ? `${plural(users, "thing uses", "things use")} it. Give ${users === 1 ? "it" : "them"} another secret first; it is not deleted before.` : `Nothing uses ${secret.name}. Its value cannot be brought back.`}</p>
      <ActionError title="It was not deleted" error={remove.error} />
      <div className="dialog-actions">
        <Button variant="default" onClick={keep} autoFocus>Keep it</Button>
        {users === 0 && <Button color="red.9" loading={remove.isPending} onClick={() => remove.mutate(secret.name, { onSuccess: close })}>Delete {secret.name}</Button>}
      </div>
    </div>
  );
}
