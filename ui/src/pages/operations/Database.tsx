// Where everything is kept, and whether there is a copy of it.
import type { Operations } from "../../api/types.ts";
import { formatBytes, formatCount } from "../../kit/format.ts";
import { Time } from "../../kit/Time.tsx";

const DAY = 86_400_000;

export function Database({ operations }: { operations: Operations }) {
  const { pool, database_bytes: bytes } = operations;
  return (
    <dl className="facts">
      <div><dt>Database</dt><dd>{operations.engine} <span className="num">{operations.engine_version}</span></dd><dd className="note clip" title={operations.place}>{operations.place}{typeof bytes === "number" && ` · ${formatBytes(bytes)}`}</dd></div>
      <div><dt>Catalog revision</dt><dd className="num">{formatCount(operations.revision)}</dd><dd className="note">goes up with every change</dd></div>
      <div><dt>Portolan</dt><dd className="num">{operations.version}</dd><dd className="note">of the node that answers</dd></div>
      {pool && <div><dt>Connections</dt><dd className="num">{formatCount(pool.size - pool.idle)} of {formatCount(pool.most)} in use</dd><dd className="meter" aria-hidden><span style={{ width: `${((pool.size - pool.idle) / Math.max(1, pool.most)) * 100}%` }} /></dd></div>}
      {operations.last_backup_at !== undefined && <LastBackup at={operations.last_backup_at} bytes={operations.last_backup_bytes} />}
    </dl>
  );
}

function LastBackup({ at, bytes }: { at: string | null; bytes?: number | null }) {
  const old = !at || Date.now() - Date.parse(at) > DAY;
  return (
    <div data-tone={old ? "amber" : undefined}>
      <dt>Last backup</dt>
      <dd><Time at={at} /></dd>
      <dd className={old ? "note worry" : "note"}>{!at ? "Make one with portolan backup" : old ? "More than a day old" : typeof bytes === "number" ? formatBytes(bytes) : "Within a day"}</dd>
    </div>
  );
}
