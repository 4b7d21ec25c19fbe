// The operations of a document by tag, with a search; the fragment of the address names the one that is open.
import { Button, TextInput } from "@mantine/core";
import { useRouter, useRouterState } from "@tanstack/react-router";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { plural } from "../../kit/format.ts";
import { useKeys } from "../../kit/Keys.tsx";
import { EmptyState } from "../../kit/States.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import type { Definition, Operation } from "./model.ts";
import { OperationItem } from "./Operation.tsx";

/** Up to this many operations one list is easy to read. */
const FEW = 12;

const matches = (op: Operation, text: string) =>
  text.toLowerCase().split(/\s+/).filter(Boolean).every((word) =>
    [op.method, op.path, op.name, op.summary, op.description, ...op.tags].some((field) => field.toLowerCase().includes(word)));

/** What the paths have in common says nothing; the first word after it tells operations without a tag apart. */
function sections(operations: Operation[]): (op: Operation) => string {
  const words = (op: Operation) => op.path.split("/").filter(Boolean);
  const all = operations.map(words);
  const same = (at: number) => all.every((path) => path.length > at + 1 && path[at] === all[0]![at]);
  let shared = 0;
  while (all.length > FEW && same(shared)) shared++;
  return (op) => (op.tags[0] ?? (all.length > FEW ? words(op)[shared] : undefined)) ?? "";
}

function byTag(operations: Operation[], tagOf: (op: Operation) => string): [string, Operation[]][] {
  const groups = new Map<string, Operation[]>();
  for (const op of operations) {
    const tag = tagOf(op);
    groups.set(tag, [...(groups.get(tag) ?? []), op]);
  }
  return [...groups];
}

export function Operations({ definition }: { definition: Definition }) {
  const url = useUrl();
  const text = url.get("op");
  const look = (op?: string) => url.set({ op }, { replace: true });
  const field = useRef<HTMLInputElement>(null);
  useKeys([{ key: "/", what: "Filter by text", run: () => field.current?.focus() }]);
  const { open, toggle, setAll, link } = useOpen(definition.operations);
  const shown = useMemo(() => definition.operations.filter((op) => matches(op, text)), [definition, text]);
  const tagOf = useMemo(() => sections(definition.operations), [definition]);
  const allOpen = shown.length > 0 && shown.every((op) => open.has(op.id));
  if (definition.operations.length === 0) return <EmptyState small title="No operations">The document describes none under its paths or channels.</EmptyState>;
  return (
    <>
      <div className="api-bar">
        <TextInput ref={field} className="grow" leftSection={<IconSearch size={14} />} placeholder="Path, method, summary or tag" aria-label="Search operations" value={text} onChange={(event) => look(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()} />
        <span className="dim num" role="status">{text ? `${shown.length} of ` : ""}{plural(definition.operations.length, definition.noun)}</span>
        <Button variant="default" onClick={() => setAll(allOpen ? [] : shown.map((op) => op.id))}>{allOpen ? "Collapse all" : "Expand all"}</Button>
      </div>
      {shown.length === 0 && <EmptyState small title="Nothing matches" action={<Button variant="default" onClick={() => look()}>Clear</Button>}>No operation has all of these words.</EmptyState>}
      {byTag(shown, tagOf).map(([tag, operations]) => (
        <section key={tag} className="op-group" aria-label={tag || "Operations"}>
          <h3 dir="auto">{tag || "Operations"}<span className="count num">{operations.length}</span></h3>
          {definition.tags.get(tag) && <p className="dim op-text" dir="auto">{definition.tags.get(tag)}</p>}
          {operations.map((op) => <OperationItem key={op.id} root={definition.root} operation={op} open={open.has(op.id)} toggle={() => toggle(op.id)} link={link(op.id)} />)}
        </section>
      ))}
    </>
  );
}

function useOpen(operations: Operation[]) {
  const router = useRouter();
  const { hash, pathname, searchStr } = useRouterState({ select: (state) => ({ hash: state.location.hash, pathname: state.location.pathname, searchStr: state.location.searchStr }), structuralSharing: true });
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set([hash]));
  useEffect(() => {
    if (!operations.some((op) => op.id === hash)) return;
    setOpen((before) => (before.has(hash) ? before : new Set([...before, hash])));
    // The router has looked for the fragment before this document was read.
    document.getElementById(hash)?.scrollIntoView({ block: "nearest" });
  }, [hash, operations]);
  const link = (id: string) => `${pathname}${searchStr}#${id}`;
  const toggle = (id: string) => {
    const opening = !open.has(id);
    setOpen(opening ? new Set([...open, id]) : new Set([...open].filter((each) => each !== id)));
    router.history.replace(opening ? link(id) : `${pathname}${searchStr}`);
  };
  return { open, toggle, setAll: (ids: string[]) => setOpen(new Set(ids)), link };
}
