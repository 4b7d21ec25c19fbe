// Who a grant is about: everybody of a sort, a user or a group, or one account.
import { IconKey, IconUsersGroup } from "@tabler/icons-react";
import { usePeople, useServiceAccounts } from "../../api/people.ts";
import { useMay } from "../../api/rights.ts";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { EVERYBODY } from "./words.ts";

export function Subject({ subject }: { subject: string }) {
  const known = EVERYBODY.find((one) => one.value === subject);
  if (known) return <span className="row"><IconUsersGroup size={15} aria-hidden color="var(--text-3)" /><span>{known.label}</span><span className="dim clip">{known.note}</span></span>;
  if (subject.startsWith("principal:")) return <Account id={subject.slice("principal:".length)} />;
  return subject.includes(":") ? <EntityChip entityRef={subject} /> : <code>{subject || "nobody"}</code>;
}

function Account({ id }: { id: string }) {
  const name = useAccountName(id);
  return <span className="row" title={`principal:${id}`}><IconKey size={15} aria-hidden color="var(--text-3)" /><span className="clip" dir="auto">{name || `principal:${id}`}</span></span>;
}

/** Who has an account of this id, for whoever may know. */
export function useAccountName(id: string): string {
  const may = useMay("people.read") && id !== "";
  const people = usePeople(may).data?.items ?? [];
  const services = useServiceAccounts(may).data?.items ?? [];
  return [...people, ...services].find((account) => account.id === id)?.name ?? "";
}
