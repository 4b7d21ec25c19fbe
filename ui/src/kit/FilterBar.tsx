// The bar over a list: the text to filter by, what else narrows the list, and the way back to all of it.
import { Button, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useKeys } from "./Keys.tsx";

interface Props {
  /** What the bar is for: "Filter problems". */
  label: string;
  /** What the text is looked for in: "name, title or description". */
  fields: string;
  text: string;
  onText: (text: string) => void;
  narrowed: boolean;
  clear: () => void;
  before?: ReactNode;
  children?: ReactNode;
}

export function FilterBar({ label, fields, text, onText, narrowed, clear, before, children }: Props) {
  return (
    <div className="filter-bar" role="search" aria-label={label}>
      {before}
      <TextFilter fields={fields} value={text} onChange={onText} />
      {children}
      {narrowed && <Button variant="subtle" color="gray" onClick={clear}>Clear filters</Button>}
    </div>
  );
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function TextFilter({ fields, value, onChange }: { fields: string; value: string; onChange: (text: string) => void }) {
  const [text, setText] = useState(value);
  const field = useRef<HTMLInputElement>(null);
  const send = useDebouncedCallback(onChange, 180);
  // Back, a saved view or "Clear" changes the address: the field follows, unless it is where someone is typing.
  useEffect(() => {
    if (document.activeElement !== field.current) setText(value);
  }, [value]);
  useKeys([{ key: "/", what: "Filter by text", run: () => field.current?.focus() }]);
  return (
    <TextInput
      ref={field} className="text-filter" leftSection={<IconSearch size={14} />} dir="auto"
      placeholder={capital(fields)} aria-label={`Filter by ${fields}`} value={text}
      onChange={(event) => { setText(event.currentTarget.value); send(event.currentTarget.value); }}
      onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
    />
  );
}
