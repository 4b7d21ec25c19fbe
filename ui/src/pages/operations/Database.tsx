// Where everything is kept, how much it is, and whether there is a copy of it.
import type { Backup, Connections, Operations } from "../../api/types.ts";
import { formatBytes, formatCount, formatDuration, plural } from "../../kit/format.ts";
import { Time } from "../../kit/Time.tsx";

/** Seconds. */
const DAY = 86_400;

export function Database({ operations }: { operations: Operations }) {
  const { connections, database_bytes: bytes, last_backup: backup } = operations;
  return (
    <section aria-label="Database">
      {/* A tenant is told nothing of the machines that serve it. */}
      {operations.place && <NoBackup backup={backup} />}
      <dl className="facts">
        <div><dt>Database</dt><dd>{operations.engine} <span className="num">{operations.engine_version}</span></dd><dd className="note clip" title={operations.place}>{operations.place || "looked after by those who run the server"}</dd></div>
        {typeof bytes === "number" && <div><dt>Size</dt><dd className="num">{formatBytes(bytes)}</dd><dd className="note">schema version <span className="num">{operations.schema_version}</span></dd></div>}
        {connections && <Pool connections={connections} />}
        <div><dt>Catalog revision</dt><dd className="num">{formatCount(operations.revision)}</dd><dd className="note">goes up with every change</dd></div>
        <div><dt>Portolan</dt><dd className="num">{operations.version}</dd><dd className="note">of the node that answers</dd></div>
        {operations.place && <LastBackup backup={backup} />}
      </dl>
    </section>
  );
}

function Pool({ connections: { open, in_use, waiting, limit } }: { connections: Connections }) {
  return (
    <div data-tone={waiting > 0 ? "amber" : undefined}>
      <dt>Connections</dt>
      <dd className="num">{in_use} in use</dd>
      <dd className={waiting > 0 ? "note worry" : "note"}>{waiting > 0 ? `${plural(waiting, "request waits", "requests wait")} for one` : typeof limit === "number" ? `${open} open of at most ${limit}` : `${open} open, which read`}</dd>
    </div>
  );
}

function LastBackup({ backup }: { backup?: Backup | null }) {
  if (!backup) return <div data-tone="amber"><dt>Last backup</dt><dd><Time at={null} /></dd><dd className="note worry">None by portolan backup so far</dd></div>;
  const old = backup.age_seconds > DAY;
  const how = `${backup.encrypted ? "encrypted" : "not encrypted"}, made in ${formatDuration(backup.duration_ms / 1000)}`;
  return (
    <div data-tone={old ? "amber" : undefined}>
      <dt>Last backup</dt>
      <dd><Time at={backup.made_at} /></dd>
      <dd className="note" title={backup.file}><span className="num">{formatBytes(backup.bytes)}</span>, {how}{backup.machine && ` on ${backup.machine}`}</dd>
      {old && <dd className="note worry">More than a day old</dd>}
    </div>
  );
}

function NoBackup({ backup }: { backup?: Backup | null }) {
  if (backup && backup.age_seconds <= 7 * DAY) return null;
  return (
    <p className="operations-old" role="status">
      {backup ? "The last backup is more than a week old." : "There is no backup yet."} What is not backed up is lost with the disk: let <code>portolan backup</code> run each night, or make sure that the database is backed up by other means.
    </p>
  );
}
