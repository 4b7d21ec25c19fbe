// The definition of an API, readable: operations and schemas where the format is known, else the text itself.
import "./api.css";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Copy } from "../../kit/Copy.tsx";
import { Skeletons } from "../../kit/States.tsx";
import { Tag } from "../../kit/Tags.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import type { Definition } from "./model.ts";
import { Operations } from "./Operations.tsx";
import { parseDefinition } from "./parse.ts";
import { SourceText } from "./SourceText.tsx";

export function ApiDefinition({ type, text }: { type: string; text: string }) {
  const url = useUrl();
  const { data: parsed } = useQuery({ queryKey: ["definition", type, text], queryFn: () => parseDefinition(type, text), staleTime: Infinity, gcTime: 60_000, structuralSharing: false });
  if (!parsed) return <Skeletons rows={10} />;
  if (parsed.state === "text") return <div className="api-doc"><SourceText type={type} text={text} /></div>;
  if (parsed.state === "broken") {
    return (
      <div className="api-doc">
        <div className="api-notice" role="alert"><strong>This definition cannot be read as {type}.</strong><span>{parsed.message}</span><span className="dim">The text as it was written is below.</span></div>
        <SourceText type={type} text={text} />
      </div>
    );
  }
  const source = url.get("view") === "source";
  return (
    <div className="api-doc">
      <div className="api-head">
        <Info definition={parsed.definition} />
        <Button variant="default" aria-pressed={source} onClick={() => url.set({ view: source ? undefined : "source" })}>{source ? "Operations" : "Source"}</Button>
      </div>
      {source ? <SourceText type="openapi" text={text} /> : <Operations definition={parsed.definition} />}
    </div>
  );
}

function Info({ definition: d }: { definition: Definition }) {
  return (
    <div className="api-info">
      <div className="row api-title"><h2 dir="auto">{d.title || "Untitled"}</h2>{d.version && <Tag>{d.version}</Tag>}<Tag>{d.format}</Tag></div>
      {d.description && <p className="op-text" dir="auto">{d.description}</p>}
      {d.servers.map((server) => (
        <div key={server.url + server.description} className="row api-server"><code dir="ltr">{server.url}</code><Copy text={server.url} label="Copy the address" /><span className="dim" dir="auto">{server.description}</span></div>
      ))}
    </div>
  );
}
