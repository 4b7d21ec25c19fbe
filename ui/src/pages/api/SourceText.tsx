// The raw text of a definition: YAML and JSON in the viewer, other languages by the small tokenizer.
import { useMemo } from "react";
import { Code } from "../../kit/code/Code.tsx";
import { Copy } from "../../kit/Copy.tsx";
import { indented } from "./indent.ts";
import { tokenLines } from "./tokens.ts";

export function SourceText({ type, text }: { type: string; text: string }) {
  const t = type.toLowerCase();
  if (["openapi", "asyncapi", "swagger"].includes(t)) return <Structured text={text} />;
  return <Tokens type={type} text={text} />;
}

function Structured({ text }: { text: string }) {
  const shown = useMemo(() => indented(text), [text]);
  return <Code text={shown} language={text.trimStart().startsWith("{") ? "json" : "yaml"} label="API definition" />;
}

function Tokens({ type, text }: { type: string; text: string }) {
  const lines = useMemo(() => tokenLines(type, text), [type, text]);
  return (
    <div className="code-frame">
      <div className="code-copy"><Copy text={text} /></div>
      <div className="token-text" tabIndex={0} role="region" aria-label="API definition" dir="ltr">
        {lines.map((tokens, i) => (
          <div key={i} className="token-line">
            <span className="token-n num" aria-hidden>{i + 1}</span>
            <code>{tokens.length === 0 ? "\n" : tokens.map((token, j) => <span key={j} className={`t-${token.kind}`}>{token.text}</span>)}</code>
          </div>
        ))}
      </div>
    </div>
  );
}
