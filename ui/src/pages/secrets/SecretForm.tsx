// A new secret, or a new value for one: typed, pasted or from a file, covered while it stands in the field.
import { Button, Checkbox, FileButton, Textarea, TextInput } from "@mantine/core";
import { IconFile } from "@tabler/icons-react";
import { useState } from "react";
import { useSetSecret } from "../../api/secrets.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { plural } from "../../kit/format.ts";
import { bytesOf, nameFault, readFile, valueFault } from "./value.ts";

export function AddSecret({ taken, close, done }: { taken: string[]; close: () => void; done: (name: string) => void }) {
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const set = useSetSecret();
  const fault = nameFault(name, taken);
  const submit = () => set.mutate({ name, value }, { onSuccess: () => done(name) });
  return (
    <form className="dialog-form" onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <TextInput label="Name" description="By it sources and the configuration use the secret. It cannot be changed later." required data-autofocus autoComplete="off" spellCheck={false} maxLength={64} value={name} error={fault} onChange={(event) => setName(event.currentTarget.value.trim())} />
      <Value value={value} change={setValue} />
      <ActionError title="The secret was not kept" error={set.error} />
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>Cancel</Button>
        <Button type="submit" loading={set.isPending} disabled={!name || !value || Boolean(fault || valueFault(value))}>Add the secret</Button>
      </div>
    </form>
  );
}

export function ReplaceValue({ name, close }: { name: string; close: () => void }) {
  const [value, setValue] = useState("");
  const set = useSetSecret();
  return (
    <form className="dialog-form secret-form" onSubmit={(event) => { event.preventDefault(); set.mutate({ name, value }, { onSuccess: close }); }}>
      <Value value={value} change={setValue} autoFocus />
      <p className="dim">Whatever uses the secret takes the new value the next time. The old one cannot be brought back.</p>
      <ActionError title="The value was not replaced" error={set.error} />
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>Cancel</Button>
        <Button type="submit" loading={set.isPending} disabled={!value || Boolean(valueFault(value))}>Replace the value</Button>
      </div>
    </form>
  );
}

function Value({ value, change, autoFocus }: { value: string; change: (value: string) => void; autoFocus?: boolean }) {
  const [shown, setShown] = useState(false);
  const [note, setNote] = useState("");
  const [fault, setFault] = useState("");
  const take = async (file: File | null) => {
    if (!file) return;
    const read = readFile(new Uint8Array(await file.arrayBuffer()));
    setFault("fault" in read ? read.fault : "");
    if ("fault" in read) return;
    change(read.value);
    setNote(`From ${file.name}${read.trimmed ? ", without the line break at its end" : ""}.`);
  };
  return (
    <div className="secret-value">
      <Textarea
        label="Value" description="It is never shown again, to nobody." required autoFocus={autoFocus} autoComplete="off" spellCheck={false} rows={5} size="xs" value={value}
        error={fault || valueFault(value)} classNames={{ input: shown ? "mono" : "mono secret-covered" }} data-1p-ignore data-lpignore="true"
        onChange={(event) => { change(event.currentTarget.value); setNote(""); setFault(""); }}
      />
      <div className="row secret-below">
        <FileButton onChange={(file) => void take(file)}>{(props) => <Button {...props} size="compact-xs" variant="default" leftSection={<IconFile size={12} />}>From a file</Button>}</FileButton>
        <Checkbox label="Show it while I write" checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />
        <span className="dim num" role="status">{note || (value && plural(bytesOf(value), "byte"))}</span>
      </div>
    </div>
  );
}
