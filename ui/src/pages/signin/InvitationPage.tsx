// Whoever was invited chooses a password.
import "./signin.css";
import { Button, PasswordInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { useAcceptInvitation } from "../../api/identity.ts";
import { goTo } from "../../base.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { AppLink } from "../../kit/AppLink.tsx";
import { useTitle } from "../../kit/Page.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import { paths } from "../../paths.ts";

export function InvitationPage() {
  useTitle("Invitation");
  const url = useUrl();
  const [token] = useState(() => url.get("token"));
  // A secret in the address would stay in the history.
  useEffect(() => {
    if (url.get("token")) url.set({ token: undefined }, { replace: true });
  }, [url]);
  return (
    <div className="door">
      <h1>Welcome to Portolan</h1>
      {token ? (
        <>
          <p>Choose a password for your account. You sign in with it and your e-mail address from now on.</p>
          <Form token={token} />
        </>
      ) : (
        <p>The link is not complete. Open it again as you got it, or <AppLink className="link" href={paths.signIn()}>sign in</AppLink> if you have an account.</p>
      )}
    </div>
  );
}

function Form({ token }: { token: string }) {
  const [password, setPassword] = useState("");
  const accept = useAcceptInvitation();
  const submit = () => accept.mutate({ token, password }, { onSuccess: () => goTo(paths.home()) });
  return (
    <form onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <PasswordInput label="Password" description="At least 12 characters" autoComplete="new-password" required minLength={12} data-autofocus value={password} onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ "aria-label": "Show the password" }} />
      <ActionError title="You are not in yet" error={accept.error} />
      <Button type="submit" loading={accept.isPending}>Choose the password</Button>
    </form>
  );
}
