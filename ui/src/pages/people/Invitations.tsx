// People who were invited and have not come in yet.
import { Button } from "@mantine/core";
import { useInvitations, useRevokeInvitation } from "../../api/people.ts";
import { useMay } from "../../api/rights.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { Tag } from "../../kit/Tags.tsx";
import { Deadline } from "../../kit/Time.tsx";

export function Invitations() {
  const { data } = useInvitations();
  const revoke = useRevokeInvitation();
  const mayChange = useMay("people.write");
  if (!data?.items.length) return null;
  return (
    <section className="invitations" aria-labelledby="invited">
      <h2 id="invited">Invited</h2>
      <ul>
        {data.items.map((one) => (
          <li key={one.id}>
            <span className="clip" dir="auto">{one.name}</span>
            <span className="dim clip">{one.email}</span>
            {one.admin && <Tag tone="blue">Administrator</Tag>}
            {one.expired ? <Tag tone="red" dot>Too old</Tag> : <span className="dim">until <Deadline at={one.expires_at} /></span>}
            {mayChange && <Button variant="default" size="compact-xs" aria-label={`Revoke the invitation of ${one.name}`} loading={revoke.isPending && revoke.variables === one.id} onClick={() => revoke.mutate(one.id)}>Revoke</Button>}
          </li>
        ))}
      </ul>
      <ActionError title="The invitation was not revoked" error={revoke.error} />
    </section>
  );
}
