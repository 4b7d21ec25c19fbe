// Finds entities in a graph by text; what is not found is dimmed.
import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useKeys } from "../Keys.tsx";

export function Find({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const [text, setText] = useState(value);
  const field = useRef<HTMLInputElement>(null);
  const send = useDebouncedCallback(onChange, 150);
  useKeys([{ key: "/", what: "Find in the graph", run: () => field.current?.focus() }]);
  return (
    <TextInput
      ref={field} dir="auto" aria-label="Find in the graph" placeholder="Find in the graph" leftSection={<IconSearch size={14} />} value={text}
      onChange={(event) => { setText(event.currentTarget.value); send(event.currentTarget.value); }}
      onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
    />
  );
}
