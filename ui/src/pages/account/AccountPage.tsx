// One's own account: who the server takes one for and why, password, browsers, tokens.
import "./account.css";
import { Button } from "@mantine/core";
import { goTo } from "../../base.ts";
import { useLogOut } from "../../api/identity.ts";
import { useMe } from "../../api/portolan.ts";
import type { Me } from "../../api/types.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { Card, Page, PageHeader } from "../../kit/Page.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { paths } from "../../paths.ts";
import { Password } from "./Password.tsx";
import { Sessions } from "./Sessions.tsx";
import { Tokens } from "./Tokens.tsx";

export function AccountPage() {
  const me = useMe();
  const logOut = useLogOut();
  const leave = () => logOut.mutate(undefined, { onSuccess: () => goTo(paths.signIn({ out: "1" })) });
  const person = me.data?.kind === "person";
  return (
    <Page>
      <PageHeader title="Account">
        {person && <Button variant="default" loading={logOut.isPending} onClick={leave}>Sign out</Button>}
      </PageHeader>
      {me.error ? <ErrorState error={me.error} retry={() => void me.refetch()} />
        : !me.data ? <Skeletons rows={8} />
        : person ? <Account me={me.data} />
        : (
          <EmptyState title="You are a guest" action={<AppLink className="step" href={paths.signIn({ next: paths.account() })}>Sign in</AppLink>}>
            Guests have no account. Sign in to see your groups, your browsers and your tokens.
          </EmptyState>
        )}
    </Page>
  );
}

/** How the link to the user entity was made, in words. */
function linkWords(me: Me) {
  if (me.link === "email") return `It is the only User whose profile has the address ${me.email}.`;
  if (me.link === "scim") return "Your organisation's directory says so.";
  return "No single User in the catalog has your address, so your account describes one of its own. It moves to yours when that comes and you sign in again.";
}

function Account({ me }: { me: Me }) {
  return (
    <div className="account">
      <Card title="Who you are">
        <dl className="pairs">
          <dt>Name</dt><dd dir="auto">{me.display_name}</dd>
          <dt>E-mail</dt><dd>{me.email || <span className="dim">none that anybody vouched for</span>}</dd>
          <dt>Rights</dt><dd>{me.admin ? "Administrator" : "Member"}</dd>
          {me.admin && <><dt>You manage</dt><dd><AppLink className="link" href={paths.people()}>People</AppLink></dd></>}
          <dt>Acts as</dt><dd>{me.user_ref && <EntityChip entityRef={me.user_ref} title={me.user_ref} />}<br /><span className="dim">{linkWords(me)}</span></dd>
          <dt>Groups</dt><dd>{me.groups.length === 0 ? <span className="dim">none</span> : me.groups.map((group) => <div key={group}><EntityChip entityRef={group} /></div>)}</dd>
        </dl>
      </Card>
      <Sessions />
      <Tokens />
      <Password email={me.email} />
    </div>
  );
}
