// An API's definition: OpenAPI as operations, everything else as text. No requests are sent from here.
import { useMemo } from "react";
import { parse } from "yaml";
import { Code } from "../../kit/code/Code.tsx";
import { Card } from "../../kit/Page.tsx";
import { Tag } from "../../kit/Tags.tsx";

type Json = Record<string, unknown>;
const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
const object = (value: unknown): Json => (value !== null && typeof value === "object" ? (value as Json) : {});
const string = (value: unknown) => (typeof value === "string" ? value : "");

function read(text: string): Json | undefined {
  try {
    const doc = object(parse(text));
    return doc.openapi || doc.swagger ? doc : undefined;
  } catch {
    return undefined;
  }
}

/** Follows $ref inside the document; a cycle or an outside address stays as it is written. */
function resolve(doc: Json, value: unknown): Json {
  let at = object(value);
  for (let hops = 0; hops < 16 && string(at.$ref).startsWith("#/"); hops++) {
    const keys = string(at.$ref).slice(2).split("/").map((k) => k.replaceAll("~1", "/").replaceAll("~0", "~"));
    at = object(keys.reduce<unknown>((v, k) => (Object.hasOwn(object(v), k) ? object(v)[k] : undefined), doc));
  }
  return at;
}

export function ApiDefinition({ type, text }: { type: string; text: string }) {
  const doc = useMemo(() => read(text), [text]);
  if (!doc) return <Code text={text} language={text.trimStart().startsWith("{") ? "json" : type === "openapi" || type === "asyncapi" ? "yaml" : "text"} label="API definition" />;
  const groups = new Map<string, { method: string; path: string; op: Json; shared: unknown[] }[]>();
  for (const [path, item] of Object.entries(object(doc.paths))) {
    const entry = resolve(doc, item);
    for (const method of METHODS.filter((m) => entry[m])) {
      const op = object(entry[method]);
      const tag = string(Array.isArray(op.tags) ? op.tags[0] : "") || "Operations";
      const shared = Array.isArray(entry.parameters) ? entry.parameters : [];
      groups.set(tag, [...(groups.get(tag) ?? []), { method, path, op, shared }]);
    }
  }
  return <>{[...groups].map(([tag, list]) => (
    <Card key={tag} title={tag}>{list.map(({ method, path, op, shared }) => (
      <details key={method + path} className="change">
        <summary><Tag>{method.toUpperCase()}</Tag> <code>{path}</code> <span className="dim" dir="auto">{string(op.summary)}</span></summary>
        <Operation doc={doc} op={op} shared={shared} />
      </details>
    ))}</Card>
  ))}<details><summary>Source</summary><Code text={text} language={text.trimStart().startsWith("{") ? "json" : "yaml"} label="API definition" /></details></>;
}

function Operation({ doc, op, shared }: { doc: Json; op: Json; shared: unknown[] }) {
  const parameters = [...shared, ...(Array.isArray(op.parameters) ? op.parameters : [])].map((p) => resolve(doc, p));
  return (
    <div>
      {string(op.description) && <p dir="auto">{string(op.description)}</p>}
      {parameters.map((p, i) => <div key={i}><code>{string(p.name)}</code> <span className="dim">{string(p.in)}{p.required === true ? ", required" : ""} {string(p.description)}</span><Schema doc={doc} schema={p.schema} seen={[]} /></div>)}
      {Boolean(op.requestBody) && <><strong>Request</strong><Content doc={doc} body={resolve(doc, op.requestBody)} /></>}
      {Object.entries(object(op.responses)).map(([status, body]) => { const b = resolve(doc, body); return <div key={status}><strong>{status}</strong> <span className="dim">{string(b.description)}</span><Content doc={doc} body={b} /></div>; })}
    </div>
  );
}

function Content({ doc, body }: { doc: Json; body: Json }) {
  if (body.schema) return <Schema doc={doc} schema={body.schema} seen={[]} />;
  return <>{Object.entries(object(body.content)).map(([media, v]) => <div key={media}><code className="dim">{media}</code><Schema doc={doc} schema={object(v).schema} seen={[]} /></div>)}</>;
}

function Schema({ doc, schema, seen }: { doc: Json; schema: unknown; seen: string[] }) {
  const ref = string(object(schema).$ref);
  if (ref && (seen.includes(ref) || seen.length > 8)) return <code className="dim">{ref}</code>;
  const s = resolve(doc, schema);
  const next = [...seen, ref];
  if (next.length > 10) return <span className="dim">…</span>;
  const variants = [s.allOf, s.oneOf, s.anyOf].flatMap((v) => (Array.isArray(v) ? v : []));
  return (
    <div style={{ paddingLeft: 16 }}>
      <code className="dim">{String(s.type ?? "")} {string(s.format)}</code>
      {Object.entries(object(s.properties)).map(([name, v]) => <div key={name}><code>{name}</code><Schema doc={doc} schema={v} seen={next} /></div>)}
      {Boolean(s.items) && <Schema doc={doc} schema={s.items} seen={next} />}
      {variants.map((v, i) => <Schema key={i} doc={doc} schema={v} seen={next} />)}
    </div>
  );
}
