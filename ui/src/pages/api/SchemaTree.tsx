// A schema as a tree that opens where the reader wants. A schema inside itself is named, not opened again.
import { IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { Tag } from "../../kit/Tags.tsx";
import { refName } from "./read.ts";
import { readSchema, type Node } from "./schema.ts";

interface Props {
  root: unknown;
  schema: unknown;
}

const OPEN_LEVELS = 2;

export function SchemaTree({ root, schema }: Props) {
  const node = readSchema(root, schema);
  return (
    <div className="schema">
      <div className="schema-line"><Facts node={node} /></div>
      <Children root={root} node={node} seen={node.refs} level={1} />
    </div>
  );
}

function Children({ root, node, seen, level }: { root: unknown; node: Node; seen: string[]; level: number }) {
  if (node.children.length === 0) return null;
  return (
    <ul className="schema-list">
      {node.children.map((child) => <Field key={child.name} root={root} child={child} seen={seen} level={level} />)}
    </ul>
  );
}

function Field({ root, child, seen, level }: { root: unknown; child: Node["children"][number]; seen: string[]; level: number }) {
  const node = readSchema(root, child.schema);
  const again = node.refs.find((ref) => seen.includes(ref));
  const opens = node.children.length > 0 && !again;
  const [open, setOpen] = useState(level < OPEN_LEVELS);
  const name = <span className={child.note ? "schema-note" : "schema-name mono"} dir="auto">{child.name}</span>;
  return (
    <li>
      <div className="schema-line">
        {opens ? (
          <button type="button" className="schema-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
            <IconChevronRight size={14} aria-hidden className={open ? "turned" : ""} />{name}
          </button>
        ) : <span className="schema-toggle">{name}</span>}
        {child.required && <span className="schema-required">required</span>}
        <Facts node={node} />
        {again && <span className="dim">{refName(again)} again</span>}
      </div>
      {opens && open && <Children root={root} node={node} seen={[...seen, ...node.refs]} level={level + 1} />}
    </li>
  );
}

export function Facts({ node }: { node: Node }) {
  return (
    <>
      <span className="schema-type mono">{node.type}</span>
      {node.facts.map((fact) => <span key={fact} className="schema-fact mono">{fact}</span>)}
      {node.deprecated && <Tag tone="amber">Deprecated</Tag>}
      {node.broken && <Tag tone="red" title={node.broken}>{node.broken}</Tag>}
      {node.enums.length > 0 && <span className="schema-enums">{node.enums.map((value) => <code key={value}>{value}</code>)}</span>}
      {node.description && <span className="schema-text" dir="auto">{node.description}</span>}
    </>
  );
}
