// One operation: a line that opens to its parameters, request body and responses.
import { IconChevronRight, IconLink } from "@tabler/icons-react";
import { useId } from "react";
import { Prose } from "../../kit/Prose.tsx";
import { Tag, type Tone } from "../../kit/Tags.tsx";
import type { Operation, Parameter, Part } from "./model.ts";
import { readSchema } from "./schema.ts";
import { Facts, SchemaTree } from "./SchemaTree.tsx";

const TONES: ReadonlyMap<string, Tone> = new Map<string, Tone>([
  ["GET", "blue"], ["POST", "green"], ["PUT", "amber"], ["PATCH", "amber"], ["DELETE", "red"],
  ["SEND", "green"], ["RECEIVE", "blue"], ["PUBLISH", "green"], ["SUBSCRIBE", "blue"],
]);

interface Props {
  root: unknown;
  operation: Operation;
  open: boolean;
  toggle: () => void;
  link: string;
}

export function OperationItem({ root, operation, open, toggle, link }: Props) {
  const body = useId();
  const { method, path, summary, deprecated, id } = operation;
  return (
    <div className="op" id={id}>
      <div className="op-line">
        <button type="button" className="op-head" aria-expanded={open} aria-controls={open ? body : undefined} onClick={toggle}>
          <IconChevronRight size={14} aria-hidden className={open ? "turned" : ""} />
          <span className={`op-method mono ${TONES.get(method) ?? ""}`}>{method}</span>
          <span className={deprecated ? "op-path mono gone" : "op-path mono"} dir="ltr">{path}</span>
          <span className="op-summary dim" dir="auto"><Prose text={summary} /></span>
          {deprecated && <Tag tone="amber">Deprecated</Tag>}
        </button>
        <a className="op-link" href={link} aria-label={`Link to ${method} ${path}`}><IconLink size={14} aria-hidden /></a>
      </div>
      {open && <div className="op-body" id={body}><Body root={root} operation={operation} /></div>}
    </div>
  );
}

function Body({ root, operation: op }: { root: unknown; operation: Operation }) {
  const nothing = !op.description && op.parameters.length + op.bodies.length + op.responses.length === 0;
  return (
    <>
      {op.description && <p className="op-text" dir="auto"><Prose text={op.description} /></p>}
      {op.name && <p className="dim">Operation <code>{op.name}</code></p>}
      {op.parameters.length > 0 && <Parameters root={root} parameters={op.parameters} />}
      {op.bodies.map((part, i) => <PartView key={i} root={root} part={part} />)}
      {op.responses.length > 0 && <h4>Responses</h4>}
      {op.responses.map((part) => <PartView key={part.status} root={root} part={part} />)}
      {nothing && <p className="dim">The document says nothing more about it.</p>}
    </>
  );
}

function Parameters({ root, parameters }: { root: unknown; parameters: Parameter[] }) {
  return (
    <>
      <h4>Parameters</h4>
      <div className="api-scroll" tabIndex={0} role="region" aria-label="Parameters">
        <table className="api-table">
          <thead><tr><th>Name</th><th>In</th><th>Type and description</th></tr></thead>
          <tbody>
            {parameters.map((p) => (
              <tr key={`${p.where} ${p.name}`}>
                <td><span className="mono">{p.name}</span>{p.required && <span className="schema-required">required</span>}{p.deprecated && <Tag tone="amber">Deprecated</Tag>}</td>
                <td className="dim">{p.where}</td>
                <td><div className="schema-line"><Facts node={{ ...readSchema(root, p.schema), description: p.description }} /></div></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

const statusTone = (status: string): Tone => (status.startsWith("2") ? "green" : status.startsWith("3") ? "blue" : /^[45]/.test(status) ? "red" : "");

function PartView({ root, part }: { root: unknown; part: Part }) {
  return (
    <div className="part">
      {part.status
        ? <div className="row part-head"><Tag dot tone={statusTone(part.status)}>{part.status}</Tag><span className="part-text" dir="auto">{part.description}</span></div>
        : <><h4>{part.title}{part.required && <span className="schema-required">required</span>}</h4>{part.description && <p className="op-text" dir="auto">{part.description}</p>}</>}
      {part.media.map((each) => (
        <div key={each.type} className="media">
          <span className="mono dim">{each.type}</span>
          {each.schema !== undefined && <SchemaTree root={root} schema={each.schema} />}
        </div>
      ))}
    </div>
  );
}
