// A field to choose one of many by typing: the choices are the caller's, who may look for them with what was typed.
import { Combobox, TextInput, useCombobox } from "@mantine/core";
import { useEffect, useRef, useState, type ReactNode } from "react";

export interface Choice {
  value: string;
  label: string;
  note?: string;
  icon?: ReactNode;
}

interface Props {
  /** Stands above the field; `name` says the same where there is no place for it. */
  label?: string;
  name?: string;
  description?: string;
  placeholder?: string;
  value: string;
  /** What the field shows for the value. */
  shown: string;
  choices: Choice[];
  /** What is typed; the caller brings other choices. */
  onText: (text: string) => void;
  onPick: (value: string) => void;
  /** What was typed is a value too, when this says so. */
  accepts?: (text: string) => boolean;
  /** Can be emptied. */
  clearable?: boolean;
  autoFocus?: boolean;
}

export function Picker({ label, name, description, placeholder, value, shown, choices, onText, onPick, accepts, clearable, autoFocus }: Props) {
  const [text, setText] = useState(shown);
  const typing = useRef(false);
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption(), onDropdownOpen: () => box.updateSelectedOptionIndex() });
  useEffect(() => {
    if (!typing.current) setText(shown);
  }, [shown]);
  const leave = () => {
    box.closeDropdown();
    typing.current = false;
    if (accepts?.(text.trim()) && text.trim() !== value && text.trim() !== shown) onPick(text.trim());
    else if (clearable && text.trim() === "" && value) onPick("");
    else setText(shown);
    onText("");
  };
  const pick = (picked: string) => {
    typing.current = false;
    setText(choices.find((choice) => choice.value === picked)?.label ?? picked);
    onPick(picked);
    onText("");
    box.closeDropdown();
  };
  return (
    <Combobox store={box} onOptionSubmit={pick} withinPortal shadow="md">
      <Combobox.Target>
        <TextInput
          label={label} aria-label={name} description={description} placeholder={placeholder} value={text} autoComplete="off" spellCheck={false} dir="auto" data-autofocus={autoFocus || undefined}
          onChange={(event) => { typing.current = true; setText(event.currentTarget.value); onText(event.currentTarget.value); box.openDropdown(); box.resetSelectedOption(); }}
          onFocus={(event) => { event.currentTarget.select(); box.openDropdown(); }} onClick={() => box.openDropdown()} onBlur={leave}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options mah={300} style={{ overflowY: "auto" }} aria-label={label ?? name}>
          {choices.map((choice) => (
            <Combobox.Option key={choice.value} value={choice.value} active={choice.value === value}>
              <span className="row picker-choice">{choice.icon}<span className="clip" dir="auto">{choice.label}</span>{choice.note && <span className="dim clip">{choice.note}</span>}</span>
            </Combobox.Option>
          ))}
          {choices.length === 0 && <Combobox.Empty>Nothing matches</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
