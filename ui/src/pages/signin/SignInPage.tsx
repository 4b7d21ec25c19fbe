// The door: e-mail and password, other systems that know people, or as a guest; then back to where one wanted to go.
import "./signin.css";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { goTo, withBase } from "../../base.ts";
import { useLogIn, useProviders } from "../../api/identity.ts";
import type { Providers } from "../../api/types.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { useTitle } from "../../kit/Page.tsx";
import { ErrorState, Skeletons } from "../../kit/States.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import { localTarget } from "../../paths.ts";

/** Why signing in elsewhere failed; the words are ours, never those of the address. */
const FAILURES: ReadonlyMap<string, string> = new Map([
  ["denied", "The other system did not let you sign in."],
  ["expired", "That took too long or was begun in another browser. Try again."],
  ["failed", "The other system could not be asked. Try again, or tell an administrator."],
  ["unknown", "You have no account here, and none is made for people who come this way. Ask an administrator."],
  ["disabled", "Your account is disabled. Ask an administrator."],
]);

export function SignInPage() {
  useTitle("Sign in");
  const url = useUrl();
  const providers = useProviders();
  const next = localTarget(url.get("next"));
  const failure = url.get("error");
  const only = onlyWay(providers.data);
  const forward = only !== "" && !failure && !url.get("out");
  useEffect(() => {
    if (forward) window.location.replace(`${withBase(only)}?next=${encodeURIComponent(next)}`);
  }, [forward, only, next]);
  return (
    <div className="door">
      <h1>Sign in</h1>
      {failure && <ActionError title="You are not signed in" error={new Error(FAILURES.get(failure) ?? "Try again.")} />}
      {providers.error ? <ErrorState error={providers.error} retry={() => void providers.refetch()} />
        : !providers.data || forward ? <Skeletons rows={4} />
        : <Ways providers={providers.data} next={next} />}
    </div>
  );
}

/** Where there is one way in, nobody has to choose it. */
function onlyWay(providers?: Providers): string {
  const alone = providers && !providers.local && !providers.guest && providers.items.length === 1;
  return alone ? providers.items[0]!.start : "";
}

function Ways({ providers, next }: { providers: Providers; next: string }) {
  const others = providers.items.length > 0 || providers.guest;
  return (
    <div className="ways">
      {providers.items.map((one) => (
        <Button key={one.id} component="a" variant="default" href={`${withBase(one.start)}?next=${encodeURIComponent(next)}`}>Continue with {one.name}</Button>
      ))}
      {providers.local && providers.items.length > 0 && <div className="or">or</div>}
      {providers.local && <Local next={next} />}
      {providers.guest && others && <Button component="a" variant="subtle" href={withBase(next)}>Go on as a guest</Button>}
      {providers.setup && <p>Nobody administers this server yet. Open the link that it printed when it started to make the first administrator.</p>}
    </div>
  );
}

function Local({ next }: { next: string }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const login = useLogIn();
  const submit = () => login.mutate({ email, password }, { onSuccess: () => goTo(next) });
  return (
    <form onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <TextInput label="E-mail" type="email" autoComplete="username" required data-autofocus value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
      <PasswordInput label="Password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ "aria-label": "Show the password" }} />
      <ActionError title="You are not signed in" error={login.error} />
      <Button type="submit" loading={login.isPending}>Sign in</Button>
    </form>
  );
}
