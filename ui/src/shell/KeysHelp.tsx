// The keys that work on this page.
import { Kbd, Modal } from "@mantine/core";
import { useKeyList } from "../kit/Keys.tsx";

const NAMES: ReadonlyMap<string, string> = new Map([[" ", "Space"], ["Escape", "Esc"]]);

const EVERYWHERE = [
  { key: "Ctrl K", what: "Search, pages and actions" },
  { key: "?", what: "These keys" },
  { key: "Escape", what: "Close what is open" },
];

export function KeysHelp({ opened, close }: { opened: boolean; close: () => void }) {
  const here = useKeyList();
  return (
    <Modal opened={opened} onClose={close} title="Keys" size="sm">
      <KeyTable title="Everywhere" keys={EVERYWHERE} />
      {here.length > 0 && <KeyTable title="On this page" keys={here} />}
    </Modal>
  );
}

function KeyTable({ title, keys }: { title: string; keys: { key: string; what: string }[] }) {
  return (
    <section style={{ marginBottom: 16 }}>
      <h2 style={{ fontSize: 12, color: "var(--text-3)", marginBottom: 6 }}>{title}</h2>
      {keys.map(({ key, what }) => (
        <div key={key + what} className="row" style={{ height: 30 }}>
          <span className="grow">{what}</span>
          <Kbd>{NAMES.get(key) ?? key}</Kbd>
        </div>
      ))}
    </section>
  );
}
