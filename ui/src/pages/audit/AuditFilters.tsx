// What narrows the log: text, who, what, whether it was allowed, and when. All of it is in the address.
import { NativeSelect, SegmentedControl, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { usePeopleEntities } from "../../api/catalog.ts";
import { describe } from "../../kit/describe.ts";
import { FilterBar } from "../../kit/FilterBar.tsx";
import { KindIcon } from "../../kit/kinds.tsx";
import { Picker } from "../../kit/Picker.tsx";
import type { useUrl } from "../../kit/useUrl.ts";
import { shortRef } from "../../paths.ts";
import { ACTION_CHOICES, actWords, SPANS } from "./words.ts";

type Url = ReturnType<typeof useUrl>;

export const FILTER_KEYS = ["q", "actor", "action", "target", "decision", "within", "since", "until"] as const;

export const clearFilters = (url: Url) => url.set(Object.fromEntries(FILTER_KEYS.map((key) => [key, undefined])));

export function AuditFilters({ url }: { url: Url }) {
  const narrowed = FILTER_KEYS.some((key) => url.get(key) !== "");
  const action = url.get("action");
  const known = ACTION_CHOICES.some((one) => ("items" in one ? one.items.some((item) => item.value === action) : one.value === action));
  return (
    <FilterBar label="Filter the audit log" fields="anything in an entry" text={url.get("q")} onText={(q) => url.set({ q }, { replace: true })} narrowed={narrowed} clear={() => clearFilters(url)}>
      <SegmentedControl aria-label="Decision" value={url.get("decision") || "all"} onChange={(value) => url.set({ decision: value === "all" ? undefined : value })} data={[{ value: "all", label: "All" }, { value: "allowed", label: "Allowed" }, { value: "denied", label: "Denied" }]} />
      <NativeSelect size="xs" aria-label="Act" value={action} onChange={(event) => url.set({ action: event.currentTarget.value })} data={[...ACTION_CHOICES, ...(known ? [] : [{ value: action, label: actWords(action) }])]} />
      <WhoPicker value={url.get("actor")} onPick={(actor) => url.set({ actor })} />
      <NativeSelect size="xs" aria-label="Time" value={url.get("within")} onChange={(event) => url.set({ within: event.currentTarget.value, since: undefined, until: undefined })} data={SPANS} />
      {url.get("within") === "between" && <Between url={url} />}
      {url.get("target") && <TargetFilter value={url.get("target")} clear={() => url.set({ target: undefined })} />}
    </FilterBar>
  );
}

function WhoPicker({ value, onPick }: { value: string; onPick: (actor: string) => void }) {
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text.trim(), 120);
  const people = usePeopleEntities(asked, ["user"]).data?.items ?? [];
  const choices = [
    ...people.map(describe).map((d) => ({ value: d.ref, label: d.title, note: shortRef(d.ref, "user"), icon: <KindIcon kind={d.kind} size={15} /> })),
    ...["system", "guest"].filter((name) => name.includes(text.toLowerCase())).map((name) => ({ value: name, label: name, note: name === "system" ? "the server itself" : "" })),
  ];
  return (
    <div className="audit-who">
      <Picker name="Who" placeholder="Anybody" clearable value={value} shown={value ? shortRef(value, "user") : ""} choices={choices} onText={setText} onPick={onPick} accepts={(typed) => typed !== ""} />
    </div>
  );
}

/** What the browser's field for times shows, which knows no zone. */
const local = (text: string) => {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? "" : new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

function Between({ url }: { url: Url }) {
  const set = (key: "since" | "until") => (event: React.ChangeEvent<HTMLInputElement>) => {
    const at = new Date(event.currentTarget.value);
    url.set({ [key]: Number.isNaN(at.getTime()) ? undefined : at.toISOString() }, { replace: true });
  };
  return (
    <>
      <TextInput type="datetime-local" aria-label="From" value={local(url.get("since"))} onChange={set("since")} />
      <TextInput type="datetime-local" aria-label="Until" value={local(url.get("until"))} onChange={set("until")} />
    </>
  );
}

function TargetFilter({ value, clear }: { value: string; clear: () => void }) {
  return <button type="button" className="tag audit-target" onClick={clear} aria-label={`No longer only about ${value}`}><span className="clip mono">{value}</span> ×</button>;
}
