// A secret that is answered once: shown until it is put away, with the way to copy it.
import { Button } from "@mantine/core";
import { Command } from "./Copy.tsx";

interface Props {
  title: string;
  secrets: { label: string; text: string }[];
  done?: () => void;
}

export function Once({ title, secrets, done }: Props) {
  return (
    <div className="once" role="status">
      <strong>{title}</strong>
      <dl className="pairs">
        {secrets.map((secret) => <div key={secret.label} style={{ display: "contents" }}><dt>{secret.label}</dt><dd><Command text={secret.text} /></dd></div>)}
      </dl>
      {done && <div><Button size="compact-xs" variant="default" onClick={done}>I have kept it</Button></div>}
    </div>
  );
}
