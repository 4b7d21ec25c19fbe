// Chooses somebody: by name among users and groups, everybody of a sort, or an account.
import { IconKey, IconUsersGroup } from "@tabler/icons-react";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { usePeopleEntities } from "../../api/catalog.ts";
import { useServiceAccounts } from "../../api/people.ts";
import { useMay } from "../../api/rights.ts";
import { describe } from "../../kit/describe.ts";
import { KindIcon } from "../../kit/kinds.tsx";
import { Picker, type Choice } from "../../kit/Picker.tsx";
import { shortRef } from "../../paths.ts";
import { useAccountName } from "./Subject.tsx";
import { EVERYBODY, subjectLabel } from "./words.ts";

interface Props {
  label: string;
  description?: string;
  value: string;
  onPick: (subject: string) => void;
  /** For a question: those of whom one can be asked. For a grant: those who can be given a role. */
  asks?: boolean;
  autoFocus?: boolean;
}

export function SubjectPicker({ label, description, value, onPick, asks = false, autoFocus }: Props) {
  const [text, setText] = useState("");
  const account = useAccountName(value.startsWith("principal:") ? value.slice("principal:".length) : "");
  const choices = useChoices(text, asks);
  return (
    <Picker
      label={label} description={description} placeholder={asks ? "A user, a program or guests" : "A user, a group, people, guests…"} autoFocus={autoFocus}
      value={value} shown={value ? account || subjectLabel(value) : ""} choices={choices} onText={setText} onPick={onPick}
      accepts={(typed) => /^(user|group):[^/\s]+\/\S+$/i.test(typed) || /^principal:\S+$/.test(typed)}
    />
  );
}

function useChoices(text: string, asks: boolean): Choice[] {
  const [asked] = useDebouncedValue(text.trim(), 120);
  const found = usePeopleEntities(asked, asks ? ["user"] : ["user", "group"]).data?.items ?? [];
  const services = useServiceAccounts(useMay("people.read")).data?.items ?? [];
  const needle = text.trim().toLowerCase();
  const wanted = (words: string) => words.toLowerCase().includes(needle);
  const everybody = EVERYBODY.filter((one) => (!asks || one.value === "guests") && wanted(`${one.label} ${one.value}`));
  return [
    ...everybody.map((one) => ({ ...one, icon: <IconUsersGroup size={15} aria-hidden /> })),
    ...found.map(describe).map((d) => ({ value: d.ref, label: d.title, note: shortRef(d.ref), icon: <KindIcon kind={d.kind} size={15} /> })),
    ...services.filter((one) => wanted(one.name)).map((one) => ({ value: `principal:${one.id}`, label: one.name, note: "service account", icon: <IconKey size={15} aria-hidden /> })),
  ];
}
