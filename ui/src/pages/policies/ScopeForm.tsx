// On which entities a role is: conditions on their fields, and how they hang together with whoever asks.
import { ActionIcon, Button, NativeSelect, TagsInput, Textarea } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useCounts, useFacets } from "../../api/catalog.ts";
import type { RoleConnection, RoleScope, Predicate } from "../../api/types.ts";
import { formatCount } from "../../kit/format.ts";
import { FIELDS, needsValues, TESTS, toConditions, toFilter, type Condition, type FilterTest } from "./filter.ts";
import { CONNECTIONS } from "./words.ts";

export function ScopeForm({ scope, change }: { scope?: RoleScope; change: (scope?: RoleScope) => void }) {
  const [rows, setRows] = useState(() => toConditions(scope?.filter));
  const set = (patch: RoleScope) => {
    const next = { ...scope, ...patch };
    change(next.filter || next.connection ? next : undefined);
  };
  const setConditions = (conditions: Condition[]) => {
    setRows(conditions);
    set({ filter: toFilter(conditions) });
  };
  return (
    <fieldset className="scopes" style={{ display: "grid", gridTemplateColumns: "minmax(0, 1fr)" }}>
      <legend>On which entities</legend>
      <NativeSelect size="xs" label="Whoever asks" value={scope?.connection ?? ""} onChange={(event) => set({ connection: (event.currentTarget.value || undefined) as RoleConnection | undefined })}
        data={[{ value: "", label: "Need not have to do with them" }, ...CONNECTIONS.map(({ value, label }) => ({ value, label }))]} />
      {rows ? <Conditions rows={rows} set={setConditions} /> : <FilterText filter={scope?.filter} set={(filter) => set({ filter })} />}
      <Found filter={scope?.filter} connected={Boolean(scope?.connection)} />
    </fieldset>
  );
}

function Conditions({ rows, set }: { rows: Condition[]; set: (rows: Condition[]) => void }) {
  const replace = (at: number, row: Condition) => set(rows.with(at, row));
  return (
    <div className="conditions">
      {rows.map((row, i) => <ConditionRow key={i} row={row} set={(next) => replace(i, next)} remove={() => set(rows.toSpliced(i, 1))} />)}
      <div><Button size="compact-xs" variant="default" leftSection={<IconPlus size={12} />} onClick={() => set([...rows, { field: "kind", test: "in", values: [] }])}>Condition</Button></div>
    </div>
  );
}

function ConditionRow({ row, set, remove }: { row: Condition; set: (row: Condition) => void; remove: () => void }) {
  const facets = useFacets([row.field]);
  const known = (facets.data?.[row.field] ?? []).slice(0, 200).map((facet) => facet.value);
  const fields = FIELDS.some((one) => one.value === row.field) ? FIELDS : [...FIELDS, { value: row.field, label: row.field }];
  const test = (next: FilterTest) => set({ ...row, test: next, values: needsValues(next) ? (next === "prefix" ? row.values.slice(0, 1) : row.values) : [] });
  return (
    <div className="condition">
      <NativeSelect size="xs" aria-label="Field" data={fields} value={row.field} onChange={(event) => set({ ...row, field: event.currentTarget.value, values: [] })} />
      <NativeSelect size="xs" aria-label="Test" data={TESTS} value={row.test} onChange={(event) => test(event.currentTarget.value as FilterTest)} />
      {needsValues(row.test)
        ? <TagsInput size="xs" aria-label="Values" placeholder={row.values.length > 0 ? undefined : "Values"} data={known} value={row.values} maxTags={row.test === "prefix" ? 1 : undefined} onChange={(values) => set({ ...row, values })} acceptValueOnBlur clearable={false} comboboxProps={{ withinPortal: true, shadow: "md" }} />
        : <span />}
      <ActionIcon onClick={remove} aria-label="Remove the condition"><IconX size={15} /></ActionIcon>
    </div>
  );
}

/** A filter for which the form has no rows. */
function FilterText({ filter, set }: { filter: unknown; set: (filter: unknown) => void }) {
  const [text, setText] = useState(() => JSON.stringify(filter, null, 2));
  const [wrong, setWrong] = useState("");
  const write = (next: string) => {
    setText(next);
    try {
      set(next.trim() ? JSON.parse(next) : undefined);
      setWrong("");
    } catch (error) {
      setWrong(error instanceof Error ? error.message : String(error));
    }
  };
  return <Textarea size="xs" label="Filter" description="In the query language of the catalog; the form has no words for this one" styles={{ input: { fontFamily: "var(--mono)" } }} rows={8} spellCheck={false} value={text} error={wrong || undefined} onChange={(event) => write(event.currentTarget.value)} />;
}

function Found({ filter, connected }: { filter: unknown; connected: boolean }) {
  const [found] = useCounts([{ query: (filter ?? undefined) as Predicate | undefined }]);
  if (found === undefined) return <p className="dim">&nbsp;</p>;
  const entities = `${formatCount(found)} ${found === 1 ? "entity" : "entities"}`;
  if (!filter) return <p className="dim">{connected ? "Which ones depends on who asks." : "On everything, also on what is no entity: sources, accounts, settings."}</p>;
  return <p className="dim">{entities} now{connected && ", and of those the ones that have to do with whoever asks"}.</p>;
}
