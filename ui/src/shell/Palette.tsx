// Ctrl/Cmd-K: entities by name, pages, and the few things one does often.
import { Modal, useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPlus, IconRefresh, IconSearch, IconSunMoon } from "@tabler/icons-react";
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { useConnection } from "../api/live.ts";
import { useSearch, useSources, useSyncNow } from "../api/portolan.ts";
import { useMay } from "../api/rights.ts";
import { RefTitle } from "../kit/EntityChip.tsx";
import { KindIcon } from "../kit/kinds.tsx";
import { useGo } from "../kit/useUrl.ts";
import { formatRef, parseRef, paths, shortRef } from "../paths.ts";
import { useNav } from "./nav.ts";

interface Item {
  id: string;
  icon: ReactNode;
  title: string;
  note?: ReactNode;
  group: string;
  run: () => void;
}

export function Palette({ opened, close }: { opened: boolean; close: () => void }) {
  return (
    <Modal opened={opened} onClose={close} withCloseButton={false} padding={0} size={620} yOffset="12vh" radius={8} transitionProps={{ duration: 0 }} title={<span className="sr">Search</span>} classNames={{ header: "sr" }}>
      <Body close={close} />
    </Modal>
  );
}

function Body({ close }: { close: () => void }) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const { items, state } = useItems(text.trim());
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => setAt(0), [text]);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at]);
  const run = (item: Item | undefined) => {
    if (!item) return;
    close();
    item.run();
  };
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step && items.length) setAt((at + step + items.length) % items.length);
    else if (event.key === "Enter") run(items[at]);
    else return;
    event.preventDefault();
  };
  return (
    <div className="palette">
      <div className="palette-input">
        <IconSearch size={17} aria-hidden />
        <input
          data-autofocus
          autoFocus
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKey}
          placeholder="Search entities, pages and actions"
          aria-label="Search entities, pages and actions"
          role="combobox"
          aria-expanded
          aria-controls="palette-list"
          aria-activedescendant={items[at] ? `palette-${at}` : undefined}
          dir="auto"
        />
      </div>
      <div className="palette-list" ref={list} id="palette-list" role="listbox" aria-label="Results">
        {items.map((item, i) => (
          <div key={item.id} role="presentation">
            {item.group !== items[i - 1]?.group && <div className="palette-group">{item.group}</div>}
            <div id={`palette-${i}`} role="option" aria-selected={i === at} className="palette-item" onPointerMove={() => setAt(i)} onClick={() => run(item)}>
              {item.icon}
              <span className="clip" dir="auto">{item.title}</span>
              {item.note && <span className="note clip">{item.note}</span>}
            </div>
          </div>
        ))}
        {state && <div className="palette-none" role="status">{state}</div>}
      </div>
    </div>
  );
}

/** What was found, and what to say when that is not all there is to say. */
function useItems(text: string): { items: Item[]; state: string } {
  const go = useGo();
  const [asked] = useDebouncedValue(text, 80);
  const found = useSearch(asked, 10);
  // A question that nobody hears is asked again for seconds: what is known already is said at once.
  const away = useConnection() === "offline" || found.isPaused;
  const actions = useActions();
  const nav = useNav();
  const entities: Item[] = (text ? (found.data?.items ?? []) : []).map((hit) => ({
    id: hit.ref,
    icon: <KindIcon kind={hit.kind} />,
    title: hit.title || shortRef(hit.ref, hit.kind),
    note: (hit.type || hit.owner) && <>{hit.type}{hit.type && hit.owner && " · "}{hit.owner && <RefTitle entityRef={formatRef(parseRef(hit.owner, "group"))} />}</>,
    group: "Entities",
    run: () => go(paths.entity(hit.ref)),
  }));
  const pages: Item[] = nav.map((item) => ({
    id: item.href,
    icon: <item.icon size={16} stroke={1.75} />,
    title: item.label,
    group: "Pages",
    run: () => go(item.href),
  }));
  const wanted = (item: Item) => item.title.toLowerCase().includes(text.toLowerCase());
  const items = [...entities, ...pages.filter(wanted), ...actions.filter(wanted)];
  const unanswered = found.isPending || found.isPlaceholderData;
  return { items, state: stateOf(text, items, away && unanswered, (found.isError && !found.data) || (found.failureCount > 0 && unanswered), asked !== text || found.isFetching) };
}

function stateOf(text: string, items: Item[], away: boolean, failed: boolean, waits: boolean): string {
  if (!text) return "";
  if (away) return "Portolan cannot be reached, so the catalog is not searched. Pages are still found.";
  if (failed) return "The catalog could not be searched: Portolan cannot be reached or refused. Pages and actions are still found.";
  if (items.length > 0) return "";
  return waits ? "Searching" : `Nothing matches “${text}”. Try part of a name.`;
}

function useActions(): Item[] {
  const go = useGo();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const sources = useSources(useMay("source.read"));
  const sync = useSyncNow();
  const [maySync, mayAdd] = [useMay("source.sync"), useMay("source.write")];
  const next = colorScheme === "dark" ? "light" : "dark";
  return [
    ...(mayAdd ? [{ id: "add", icon: <IconPlus size={16} />, title: "Add a source", group: "Actions", run: () => go(paths.sources({ add: "1" })) }] : []),
    ...(maySync ? [{
      id: "sync",
      icon: <IconRefresh size={16} />,
      title: "Sync all sources now",
      group: "Actions",
      run: () => sources.data?.items.forEach((source) => sync.mutate(source.id)),
    }] : []),
    { id: "theme", icon: <IconSunMoon size={16} />, title: `Use the ${next} theme`, group: "Actions", run: () => setColorScheme(next) },
  ];
}
