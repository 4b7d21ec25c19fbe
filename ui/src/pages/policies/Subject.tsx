// Who a grant is about: everybody of a sort, a user or a group, or one account.
import { IconKey, IconUsersGroup } from "@tabler/icons-react";
import { useMemo } from "react";
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
export const useAccountName = (id: string) => useAccounts(id !== "").byId.get(id) ?? "";

/** Whose account acts as this user. */
export const useAccountOf = (ref: string) => useAccounts(ref !== "").byRef.get(ref) ?? "";

const NOBODY: { byId: ReadonlyMap<string, string>; byRef: ReadonlyMap<string, string> } = { byId: new Map(), byRef: new Map() };

function useAccounts(wanted: boolean) {
  const may = useMay("people.read") && wanted;
  const people = usePeople(may).data?.items;
  const services = useServiceAccounts(may).data?.items;
  return useMemo(() => {
    const all = [...(people ?? []), ...(services ?? [])];
    if (all.length === 0) return NOBODY;
    return { byId: new Map(all.map((one) => [one.id, one.name])), byRef: new Map(all.map((one) => [one.user_ref ?? "", one.name])) };
  }, [people, services]);
}
