// The browsers one is signed in with.
import { Button } from "@mantine/core";
import { useEndSession, useSessions } from "../../api/identity.ts";
import type { SessionBody } from "../../api/types.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { Card } from "../../kit/Page.tsx";
import { ErrorState, Skeletons } from "../../kit/States.tsx";
import { Tag } from "../../kit/Tags.tsx";
import { Time } from "../../kit/Time.tsx";
import { browserName, methodWord } from "./words.ts";

export function Sessions() {
  const sessions = useSessions();
  const end = useEndSession();
  return (
    <Card title="Browsers">
      <ActionError title="The session was not ended" error={end.error} />
      {sessions.error ? <ErrorState small error={sessions.error} retry={() => void sessions.refetch()} />
        : !sessions.data ? <Skeletons rows={3} />
        : (
          <div className="scroll-x" tabIndex={0} role="region" aria-label="Browsers">
            <table className="grid-table">
              <thead><tr><th>Browser</th><th className="wide">Address</th><th className="wide">Signed in</th><th>Last used</th><th><span className="sr">Action</span></th></tr></thead>
              <tbody>{sessions.data.items.map((one) => <Row key={one.id} session={one} end={() => end.mutate(one.id)} busy={end.isPending} />)}</tbody>
            </table>
          </div>
        )}
    </Card>
  );
}

function Row({ session, end, busy }: { session: SessionBody; end: () => void; busy: boolean }) {
  const name = browserName(session.agent);
  return (
    <tr>
      <td title={session.agent}>{name}</td>
      <td className="wide mono">{session.address}</td>
      <td className="wide"><Time at={session.created_at} /> <span className="dim">{methodWord(session.method)}</span></td>
      <td><Time at={session.seen_at} /></td>
      <td className="right">
        {session.current ? <Tag tone="green" dot>This one</Tag>
          : <Button size="compact-xs" variant="default" disabled={busy} onClick={end} aria-label={`End the session in ${name}`}>End</Button>}
      </td>
    </tr>
  );
}
