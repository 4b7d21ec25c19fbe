// How two policies differ, as they are read: whether written as YAML or JSON, and in which order of fields, makes no difference.
import type { Policy } from "../../api/types.ts";
import { diffLines, hunks } from "../../kit/diff.ts";
import { plural } from "../../kit/format.ts";
import { yamlLines } from "../../kit/yaml.ts";

const asText = (policy: Policy) => yamlLines(policy).map((line) => line.text).join("\n");

export function DiffView({ before, after }: { before: Policy; after: Policy }) {
  const lines = diffLines(asText(before), asText(after));
  if (lines.every((line) => line.mark === " ")) return <p className="dim">They say the same.</p>;
  const parts = hunks(lines);
  const shown = parts.reduce((sum, part) => sum + part.skipped + part.lines.length, 0);
  return (
    <div className="diff-view" tabIndex={0} role="region" aria-label="Differences" dir="ltr">
      {parts.map((part, i) => (
        <div key={i}>
          {part.skipped > 0 && <div className="skip">{plural(part.skipped, "line")} the same</div>}
          {part.lines.map((line, j) => <pre key={j} data-mark={line.mark}>{line.mark} {line.text}</pre>)}
        </div>
      ))}
      {lines.length > shown && <div className="skip">{plural(lines.length - shown, "line")} the same</div>}
    </div>
  );
}
