// The first administrator, from the link that the server printed.
import "./signin.css";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { goTo } from "../../base.ts";
import { useProviders, useSetUp } from "../../api/identity.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { AppLink } from "../../kit/AppLink.tsx";
import { useTitle } from "../../kit/Page.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import { paths } from "../../paths.ts";

export function SetupPage() {
  useTitle("Set up");
  const url = useUrl();
  const [token] = useState(() => url.get("token"));
  const providers = useProviders();
  // A secret in the address would stay in the history.
  useEffect(() => {
    if (url.get("token")) url.set({ token: undefined }, { replace: true });
  }, [url]);
  const closed = providers.data && !providers.data.setup;
  return (
    <div className="door">
      <h1>Set up Portolan</h1>
      {closed ? (
        <p>This server is set up already. <AppLink className="link" href={paths.signIn()}>Sign in</AppLink>, or ask an administrator for an account.</p>
      ) : !token ? (
        <p>The link is not complete. Open it again as the server printed it, or <AppLink className="link" href={paths.signIn()}>sign in</AppLink> if you have an account.</p>
      ) : (
        <>
          <p>Make the first administrator, who can make accounts for others. This works once.</p>
          <Form token={token} />
        </>
      )}
    </div>
  );
}

function Form({ token }: { token: string }) {
  const [fields, setFields] = useState({ name: "", email: "", password: "" });
  const setUp = useSetUp();
  const change = (patch: Partial<typeof fields>) => setFields((before) => ({ ...before, ...patch }));
  const submit = () => setUp.mutate({ token, ...fields }, { onSuccess: () => goTo(paths.home()) });
  return (
    <form onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <TextInput label="Name" autoComplete="name" required data-autofocus value={fields.name} onChange={(event) => change({ name: event.currentTarget.value })} />
      <TextInput label="E-mail" type="email" autoComplete="username" required value={fields.email} onChange={(event) => change({ email: event.currentTarget.value })} />
      <PasswordInput label="Password" description="At least 12 characters" autoComplete="new-password" required minLength={12} value={fields.password} onChange={(event) => change({ password: event.currentTarget.value })}
        visibilityToggleButtonProps={{ "aria-label": "Show the password" }} />
      <ActionError title="Nothing was set up" error={setUp.error} />
      <Button type="submit" loading={setUp.isPending}>Make the administrator</Button>
    </form>
  );
}
