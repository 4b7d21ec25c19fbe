// Lets a program in that waits with a code, as `portolan login` does. The code is typed here; no address carries it, so that
// nobody can be led to agree with a click.
import "./account.css";
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useDevice } from "../../api/identity.ts";
import type { Waiting } from "../../api/types.ts";
import { useMe } from "../../api/portolan.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { AppLink } from "../../kit/AppLink.tsx";
import { permissionLabel } from "../../kit/permissions.ts";
import { Card, Page, PageHeader } from "../../kit/Page.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { paths } from "../../paths.ts";

export function DevicePage() {
  const me = useMe();
  return (
    <Page>
      <PageHeader title="Let a program in" />
      {me.error ? <ErrorState error={me.error} retry={() => void me.refetch()} />
        : !me.data ? <Skeletons rows={4} />
        : me.data.kind === "person" ? <Ask />
        : (
          <EmptyState title="You are a guest" action={<AppLink className="step" href={paths.signIn({ next: paths.device() })}>Sign in</AppLink>}>
            A program gets a token in your name, so you sign in first.
          </EmptyState>
        )}
    </Page>
  );
}

function Ask() {
  const [code, setCode] = useState("");
  const find = useDevice();
  const decide = useDevice();
  const state = decide.data?.state;
  if (state === "approved") return <p role="status">{decide.data!.client} is let in. You can revoke its token on your <AppLink className="link" href={paths.account()}>account page</AppLink>.</p>;
  if (state === "denied") return <p role="status">{decide.data!.client} is not let in.</p>;
  return (
    <div className="account">
      <form className="narrow" onSubmit={(event) => { event.preventDefault(); decide.reset(); find.mutate({ user_code: code }); }}>
        <TextInput label="Code" description="The program shows it" placeholder="ABCD-EFGH" required data-autofocus autoComplete="off" spellCheck={false} value={code}
          onChange={(event) => { setCode(event.currentTarget.value); find.reset(); }} />
        <ActionError title="Nothing was found" error={find.error} />
        {!find.data && <div><Button type="submit" loading={find.isPending}>Look it up</Button></div>}
      </form>
      {find.data && <Decide waiting={find.data} busy={decide.isPending} error={decide.error} decide={(approve) => decide.mutate({ user_code: code, approve })} />}
    </div>
  );
}

function Decide({ waiting, busy, error, decide }: { waiting: Waiting; busy: boolean; error: unknown; decide: (approve: boolean) => void }) {
  return (
    <Card title="This program wants a token in your name">
      <dl className="pairs">
        <dt>Says it is</dt><dd dir="auto">{waiting.client}</dd>
        <dt>Asks from</dt><dd className="mono">{waiting.address}</dd>
        <dt>Could</dt><dd>{waiting.scopes.map((name) => <div key={name}>{permissionLabel(name)}</div>)}</dd>
      </dl>
      <p className="dim">Agree only if you started it yourself, just now.</p>
      <ActionError title="Nothing was decided" error={error} />
      <div className="dialog-actions">
        <Button variant="default" disabled={busy} onClick={() => decide(false)}>Refuse</Button>
        <Button loading={busy} onClick={() => decide(true)}>Let it in</Button>
      </div>
    </Card>
  );
}
