// One's API tokens: made here, shown once, revoked here.
import { Button, Modal } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useAddToken, useRevokeToken, useTokens } from "../../api/identity.ts";
import { useRights } from "../../api/rights.ts";
import type { TokenBody } from "../../api/types.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { Command } from "../../kit/Copy.tsx";
import { Card } from "../../kit/Page.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { Tag } from "../../kit/Tags.tsx";
import { Deadline, Time } from "../../kit/Time.tsx";
import { NewTokenForm } from "./NewTokenForm.tsx";

export function Tokens() {
  const tokens = useTokens();
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState("");
  const add = useAddToken();
  const revoke = useRevokeToken();
  const rights = useRights();
  const open = () => { setMade(""); add.reset(); setAdding(true); };
  return (
    <Card title="Tokens" more={<Button size="compact-xs" variant="default" leftSection={<IconPlus size={12} />} onClick={open}>New token</Button>}>
      {made && (
        <div className="once" role="status">
          <strong>Copy the token now. It is never shown again.</strong>
          <Command text={made} />
        </div>
      )}
      {tokens.error ? <ErrorState small error={tokens.error} retry={() => void tokens.refetch()} />
        : !tokens.data ? <Skeletons rows={3} />
        : tokens.data.items.length === 0 ? <EmptyState small title="No tokens" action={<Button variant="default" onClick={open}>New token</Button>}>A token lets a program call the API in your name.</EmptyState>
        : <TokenTable items={tokens.data.items} revoke={revoke} all="all you may" />}
      <Modal opened={adding} onClose={() => setAdding(false)} title="New token" centered transitionProps={{ duration: 0 }} closeButtonProps={{ "aria-label": "Close" }}>
        {adding && <NewTokenForm add={add} offered={rights.data?.permissions ?? ["catalog.read"]} close={() => setAdding(false)} done={(token) => { setMade(token); setAdding(false); }} />}
      </Modal>
    </Card>
  );
}

/** `all`: what a token may that is not narrowed. Without `revoke` they are only shown. */
export function TokenTable({ items, revoke, all }: { items: TokenBody[]; revoke?: ReturnType<typeof useRevokeToken>; all: string }) {
  return (
    <>
      <ActionError title="The token was not revoked" error={revoke?.error} />
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Tokens">
        <table className="grid-table">
          <thead><tr><th>Name</th><th className="wide">Begins with</th><th className="wide">May</th><th>Expires</th><th className="wide">Last used</th><th><span className="sr">Action</span></th></tr></thead>
          <tbody>
            {items.map((token) => (
              <tr key={token.id}>
                <td><span className="clip" dir="auto">{token.name}</span></td>
                <td className="wide mono">{token.prefix}…</td>
                <td className="wide text">{token.scopes ? token.scopes.join(", ") || "nothing" : all}</td>
                <td><Expiry at={token.expires_at} /></td>
                <td className="wide"><Time at={token.last_used_at} /></td>
                <td className="right">{revoke && <Button size="compact-xs" variant="default" disabled={revoke.isPending} onClick={() => revoke.mutate(token.id)} aria-label={`Revoke ${token.name}`}>Revoke</Button>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Expiry({ at }: { at?: string | null }) {
  if (!at) return <span className="dim">never</span>;
  return Date.parse(at) <= Date.now() ? <Tag tone="red">Expired</Tag> : <Deadline at={at} />;
}
