// Small marks: lifecycle, severity, state. Colour is never the only sign; the word is always there.
import type { ReactNode } from "react";

export type Tone = "green" | "amber" | "red" | "blue" | "";

export function Tag({ tone = "", dot = false, children, title }: { tone?: Tone; dot?: boolean; children: ReactNode; title?: string }) {
  return (
    <span className={`tag ${tone}`} title={title}>
      {dot && <span className="dot" aria-hidden />}
      <span className="clip" dir="auto">{children}</span>
    </span>
  );
}

const LIFECYCLES: ReadonlyMap<string, Tone> = new Map<string, Tone>([
  ["production", "green"],
  ["experimental", "blue"],
  ["deprecated", "amber"],
]);

export function LifecycleTag({ value }: { value: string }) {
  if (!value) return null;
  return <Tag dot tone={LIFECYCLES.get(value.toLowerCase()) ?? ""}>{value}</Tag>;
}

export function SeverityTag({ severity }: { severity: "error" | "warning" }) {
  return <Tag dot tone={severity === "error" ? "red" : "amber"}>{severity === "error" ? "Error" : "Warning"}</Tag>;
}

const STATES: ReadonlyMap<string, [Tone, string]> = new Map<string, [Tone, string]>([
  ["idle", ["green", "Healthy"]],
  ["errors", ["amber", "Errors"]],
  ["syncing", ["blue", "Syncing"]],
  ["running", ["blue", "Running"]],
  ["held", ["amber", "Held"]],
  ["failing", ["red", "Failing"]],
  ["failed", ["red", "Failed"]],
  ["paused", ["", "Paused"]],
  ["done", ["green", "Done"]],
  ["applied", ["green", "Applied"]],
  ["dismissed", ["", "Dismissed"]],
  ["interrupted", ["amber", "Interrupted"]],
  ["created", ["green", "Created"]],
  ["updated", ["blue", "Updated"]],
  ["deleted", ["red", "Deleted"]],
  ["restored", ["green", "Restored"]],
  ["unchanged", ["", "Unchanged"]],
  ["conflict", ["amber", "Conflict"]],
]);

export function StateTag({ state }: { state: string }) {
  const [tone, word] = STATES.get(state) ?? ["", state];
  return <Tag dot tone={tone as Tone}>{word}</Tag>;
}
