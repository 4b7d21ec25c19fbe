// Finds entities in a graph by text; what is not found is dimmed, and Enter goes from one to the next.
import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useKeys } from "../Keys.tsx";

interface Props {
  value: string;
  onChange: (text: string) => void;
  onEnter: (text: string) => void;
}

export function Find({ value, onChange, onEnter }: Props) {
  const [text, setText] = useState(value);
  const field = useRef<HTMLInputElement>(null);
  const send = useDebouncedCallback(onChange, 150);
  const onKeyDown = (event: { key: string; currentTarget: HTMLInputElement }) => {
    if (event.key === "Escape") event.currentTarget.blur();
    if (event.key !== "Enter") return;
    send.flush();
    onEnter(text);
  };
  useKeys([{ key: "/", what: "Find in the graph", run: () => field.current?.focus() }]);
  return (
    <TextInput
      ref={field} dir="auto" aria-label="Find in the graph" placeholder="Find in the graph" leftSection={<IconSearch size={14} />} value={text}
      onChange={(event) => { setText(event.currentTarget.value); send(event.currentTarget.value); }}
      onKeyDown={onKeyDown}
    />
  );
}
