// One entry: who did what to what, what it changed, and its place in the chain.
import { useAuditEntry } from "../../api/audit.ts";
import type { AuditEntry } from "../../api/types.ts";
import { Copy } from "../../kit/Copy.tsx";
import { formatAbsolute } from "../../kit/format.ts";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { Time } from "../../kit/Time.tsx";
import { AppLink } from "../../kit/AppLink.tsx";
import { paths } from "../../paths.ts";
import { Decision } from "./AuditTable.tsx";
import { Actor, Target } from "./Who.tsx";
import { actWords, fieldChanges, type FieldChange } from "./words.ts";

/** `known`: the entry when the list has it already. */
export function EntryPanel({ seq, known }: { seq: number; known?: AuditEntry }) {
  const asked = useAuditEntry(known ? 0 : seq);
  const entry = known ?? asked.data;
  if (entry) return <Entry entry={entry} />;
  if (asked.error) return <ErrorState small error={asked.error} retry={() => void asked.refetch()} />;
  if (asked.data === null) return <EmptyState small title={`There is no entry ${seq}`}>It was never written, or it is older than what is kept.</EmptyState>;
  return <Skeletons rows={8} />;
}

function Entry({ entry }: { entry: AuditEntry }) {
  return (
    <div className="audit-entry">
      <dl className="pairs">
        <dt>Act</dt><dd className="row"><span>{actWords(entry.action)}</span><code className="dim">{entry.action}</code></dd>
        <dt>Decision</dt><dd><Decision decision={entry.decision} /></dd>
        <dt>Who</dt><dd><Actor name={entry.actor} />{entry.actor && <Also href={paths.audit({ actor: entry.actor })}>Everything they did</Also>}</dd>
        <dt>To what</dt><dd><Target text={entry.target} action={entry.action} />{entry.target && <Also href={paths.audit({ target: entry.target })}>Everything about it</Also>}</dd>
        <dt>When</dt><dd>{formatAbsolute(entry.at)} <span className="dim">(<Time at={entry.at} />)</span></dd>
        <dt>From</dt><dd>{entry.origin || <span className="dim">the server itself</span>}</dd>
        {entry.request_id && <><dt>Request</dt><dd><span className="row"><code className="clip">{entry.request_id}</code><Copy text={entry.request_id} label="Copy the request id" /></span><Also href={paths.audit({ q: entry.request_id })}>Everything it did</Also></dd></>}
      </dl>
      <Changes entry={entry} />
      <section>
        <h3>Place in the chain</h3>
        <dl className="pairs">
          <dt>Number</dt><dd className="num">{entry.seq}</dd>
          <dt>Its hash</dt><dd><Hash text={entry.hash} /></dd>
          <dt>Before it</dt><dd>{entry.previous ? <Hash text={entry.previous} /> : <span className="dim">nothing: it is the first</span>}</dd>
        </dl>
      </section>
    </div>
  );
}

function Also({ href, children }: { href: string; children: string }) {
  return <div><AppLink className="link also" href={href}>{children}</AppLink></div>;
}

function Hash({ text }: { text: string }) {
  return <span className="row"><code className="clip">{text}</code><Copy text={text} label="Copy the hash" /></span>;
}

function Changes({ entry }: { entry: AuditEntry }) {
  const fields = fieldChanges(entry.before, entry.after);
  if (fields.length === 0) return null;
  const compared = fields.some((field) => field.change !== "same");
  return (
    <section>
      <h3>{compared ? "What it changed" : "What is known of it"}</h3>
      <div className="audit-fields">{fields.map((field) => <Field key={field.name} field={field} />)}</div>
    </section>
  );
}

function Field({ field }: { field: FieldChange }) {
  return (
    <div className="audit-field" data-change={field.change}>
      {field.name && <code className="name">{field.name}</code>}
      <div className="values">
        {(field.change === "changed" || field.change === "removed") && <pre className="was" dir="auto"><span className="sr">was </span>{field.before || "nothing"}</pre>}
        {field.change === "removed" ? <span className="dim">is not there any more</span> : <pre className={field.change === "same" ? "" : "now"} dir="auto">{field.change !== "same" && <span className="sr">now </span>}{field.after || field.before || "nothing"}</pre>}
      </div>
    </div>
  );
}
