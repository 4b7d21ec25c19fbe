// The policy as text: lines are numbered, those with problems are marked. A plain field, so that undo, find and assistive
// technology work as everywhere.
import { useImperativeHandle, useRef, type Ref } from "react";
import type { PolicyProblem } from "../../api/types.ts";

export interface TextPlace {
  show: (line: number, column: number) => void;
}

interface Props {
  ref?: Ref<TextPlace>;
  text: string;
  problems: PolicyProblem[];
  onChange: (text: string) => void;
}

export function TextEdit({ ref, text, problems, onChange }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const lines = text.split("\n");
  const severity = (line: number) => {
    const here = problems.filter((problem) => problem.line === line);
    return here.find((problem) => problem.severity === "error")?.severity ?? here[0]?.severity;
  };
  useImperativeHandle(ref, () => ({
    show: (line, column) => {
      const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
      const at = start + Math.max(0, column - 1);
      field.current?.focus();
      field.current?.setSelectionRange(at, start + (lines[line - 1]?.length ?? 0));
      field.current?.closest(".text-edit")?.scrollTo({ top: Math.max(0, (line - 6) * 20) });
    },
  }));
  return (
    <div className="text-edit" dir="ltr">
      <div className="lines" aria-hidden>
        {lines.map((_, i) => <div key={i} data-severity={severity(i + 1)} title={problems.filter((problem) => problem.line === i + 1).map((problem) => problem.message).join("\n") || undefined}>{i + 1}</div>)}
      </div>
      <textarea ref={field} aria-label="The policy as YAML or JSON" spellCheck={false} autoCapitalize="off" autoComplete="off" wrap="off" value={text} rows={lines.length + 1} onChange={(event) => onChange(event.currentTarget.value)} />
    </div>
  );
}
