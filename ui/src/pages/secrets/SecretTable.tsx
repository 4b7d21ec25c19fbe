// The secrets in a long table.
import type { SecretBody, SecretUser } from "../../api/secrets.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { useColumns, type Column } from "../../kit/columns.tsx";
import { plural } from "../../kit/format.ts";
import { RowsTable, useRowKeys, useRows } from "../../kit/Rows.tsx";
import { Time } from "../../kit/Time.tsx";
import { paths } from "../../paths.ts";
import { Actor } from "../audit/Who.tsx";

export function User({ user }: { user: SecretUser }) {
  const name = user.name || user.id;
  if (user.kind === "source") return <AppLink className="link clip" dir="auto" href={paths.source(user.id)}>{name}</AppLink>;
  return <span className="clip" dir="auto">{name} <span className="dim">{user.kind}</span></span>;
}

function Users({ users }: { users: SecretUser[] }) {
  if (users.length === 0) return <span className="dim">nothing</span>;
  return <span className="row clip"><User user={users[0]!} />{users.length > 1 && <span className="dim">and {users.length - 1} more</span>}</span>;
}

const columns = (open: (name: string) => void): Column<SecretBody>[] => [
  { title: "Name", width: "minmax(150px, 1.6fr)", cell: (secret) => <button type="button" className="plain link mono clip" onClick={() => open(secret.name)}>{secret.name}</button> },
  { title: "Used by", width: "minmax(110px, 1.3fr)", cell: (secret) => <Users users={secret.used_by} /> },
  { title: "Last used", width: "120px", wide: true, cell: (secret) => <Time at={secret.last_used_at} /> },
  { title: "Set by", width: "minmax(120px, 1fr)", wide: true, cell: (secret) => <Actor name={secret.author} /> },
  { title: "Value from", width: "120px", wide: true, cell: (secret) => <Time at={secret.rotated_at ?? secret.created_at} /> },
  { title: "Version", width: "90px", wide: true, number: true, cell: (secret) => secret.version },
];

export function SecretTable({ items, open }: { items: SecretBody[]; open: (name: string) => void }) {
  const rows = useRows({ total: items.length, rowHeight: 40 });
  useRowKeys(rows, { open: (index) => open(items[index]!.name) });
  const { template, head, cells } = useColumns(columns(open));
  return <RowsTable rows={rows} label={plural(items.length, "secret")} template={template} head={head} onPick={(index) => open(items[index]!.name)}>{(index) => cells(items[index])}</RowsTable>;
}
