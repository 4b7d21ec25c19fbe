// Words from files and documents; what stands between backticks is shown as code.
import type { ReactNode } from "react";

export function Prose({ text }: { text: string }): ReactNode {
  const parts = text.split("`");
  // A backtick without its other half is only a sign.
  if (parts.length % 2 === 0) return text;
  return parts.map((part, i) => (i % 2 ? <code key={i}>{part}</code> : part));
}
