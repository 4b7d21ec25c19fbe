// Text in a frame with a copy button; the viewer behind it is loaded when first needed.
import { lazy, Suspense } from "react";
import { Copy } from "../Copy.tsx";
import { Skeletons } from "../States.tsx";
import type { Language } from "./CodeView.tsx";

const CodeView = lazy(() => import("./CodeView.tsx"));

export function Code({ text, language = "yaml", label }: { text: string; language?: Language; label: string }) {
  return (
    <div className="code-frame">
      <div className="code-copy"><Copy text={text} /></div>
      <Suspense fallback={<Skeletons rows={10} />}><CodeView text={text} language={language} label={label} /></Suspense>
    </div>
  );
}
