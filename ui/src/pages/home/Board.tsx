// The cards of the first page in one or two columns, and the means to arrange them: by dragging, by buttons and by keys.
import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconArrowLeft, IconArrowRight, IconColumns1, IconColumns2, IconGripVertical, IconPlus, IconX } from "@tabler/icons-react";
import { useLayoutEffect, useRef, useState, type DragEvent, type KeyboardEvent } from "react";
import type { PlacedCard } from "../../api/settings.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { EmptyState } from "../../kit/States.tsx";
import { CARDS, moved, type HomeCard } from "./cards.ts";

interface BoardProps {
  cards: PlacedCard[];
  arranging: boolean;
  onChange: (cards: PlacedCard[]) => void;
}

const of = (id: string) => CARDS.find((card) => card.id === id)!;

export function Board({ cards, arranging, onChange }: BoardProps) {
  const [said, setSaid] = useState("");
  const [dragged, setDragged] = useState("");
  const [over, setOver] = useState("");
  const focus = useRef<string[]>([]);
  const order = cards.map((card) => card.id).join();
  // A card that changes its place is put into the page anew, and what had the focus in it loses it.
  useLayoutEffect(() => {
    const able = focus.current.map((each) => document.getElementById(each)).find((each) => each && !each.hasAttribute("disabled"));
    able?.focus();
    focus.current = [];
  }, [order]);
  const move = (id: string, to: number, focused = "") => {
    const next = moved(cards, id, to);
    focus.current = focused ? [focused, `move-${id}`] : [];
    setSaid(`${of(id).title} is number ${next.findIndex((card) => card.id === id) + 1} of ${next.length}`);
    onChange(next);
  };
  const resize = (id: string, wide: boolean) => {
    setSaid(`${of(id).title} takes ${wide ? "two columns" : "one column"}`);
    onChange(cards.map((card) => (card.id === id ? { id, wide } : card)));
  };
  const remove = (id: string) => {
    setSaid(`${of(id).title} is removed`);
    focus.current = ["add-card"];
    onChange(cards.filter((card) => card.id !== id));
  };
  const drag = (id: string, place: number) => ({
    onDragOver: (event: DragEvent) => {
      if (!dragged) return;
      event.preventDefault();
      setOver(id);
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      if (dragged && dragged !== id) move(dragged, place);
      setDragged("");
      setOver("");
    },
  });
  return (
    <>
      <p className="sr" role="status">{said}</p>
      {cards.length === 0 && <EmptyState title="No cards">Arrange this page to add the cards that you want to see first.</EmptyState>}
      <div className="home-grid">
        {cards.map(({ id, wide }, place) => (
          <section key={id} aria-labelledby={`card-${id}`} className={["card home-card", wide ? "two" : "", over === id && dragged !== id ? "over" : "", dragged === id ? "dragged" : ""].join(" ")} {...(arranging ? drag(id, place) : {})}>
            <Head card={of(id)} />
            {arranging && <Tools card={of(id)} wide={wide} place={place} last={place === cards.length - 1} move={(to, focused) => move(id, to, focused)} resize={() => resize(id, !wide)} remove={() => remove(id)} onDrag={(on) => { setDragged(on ? id : ""); setOver(""); }} />}
            <div className="body"><Body card={of(id)} /></div>
          </section>
        ))}
      </div>
    </>
  );
}

function Body({ card }: { card: HomeCard }) {
  return <card.body />;
}

function Head({ card }: { card: HomeCard }) {
  return <header><h2 id={`card-${card.id}`}><AppLink className="card-link" href={card.href}>{card.title}</AppLink></h2><span className="more"><card.range /></span></header>;
}

interface ToolsProps {
  card: HomeCard;
  wide: boolean;
  place: number;
  last: boolean;
  move: (to: number, focused?: string) => void;
  resize: () => void;
  remove: () => void;
  onDrag: (on: boolean) => void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

function Tools({ card, wide, place, last, move, resize, remove, onDrag }: ToolsProps) {
  const { id, title } = card;
  const handle = `move-${id}`;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    move(place + step, handle);
  };
  const onDragStart = (event: DragEvent) => {
    event.dataTransfer.setData("text/plain", id);
    event.dataTransfer.effectAllowed = "move";
    const whole = event.currentTarget.closest("section");
    if (whole) event.dataTransfer.setDragImage(whole, 20, 20);
    onDrag(true);
  };
  return (
    <div className="card-tools" role="group" aria-label={`Arrange ${title}`} draggable onDragStart={onDragStart} onDragEnd={() => onDrag(false)}>
      <ActionIcon id={handle} className="grip" aria-label={`Move ${title}: drag, or use the arrow keys`} title="Drag, or use the arrow keys" onKeyDown={onKeyDown}><IconGripVertical size={16} /></ActionIcon>
      <ActionIcon id={`earlier-${id}`} aria-label={`Move ${title} earlier`} title="Earlier" disabled={place === 0} onClick={() => move(place - 1, `earlier-${id}`)}><IconArrowLeft size={16} /></ActionIcon>
      <ActionIcon id={`later-${id}`} aria-label={`Move ${title} later`} title="Later" disabled={last} onClick={() => move(place + 1, `later-${id}`)}><IconArrowRight size={16} /></ActionIcon>
      <ActionIcon aria-label={`${title} over two columns`} aria-pressed={wide} title={wide ? "One column" : "Two columns"} className="columns" onClick={resize}>{wide ? <IconColumns1 size={16} /> : <IconColumns2 size={16} />}</ActionIcon>
      <ActionIcon aria-label={`Remove ${title}`} title="Remove" onClick={remove}><IconX size={16} /></ActionIcon>
    </div>
  );
}

export function AddCard({ offered, add }: { offered: HomeCard[]; add: (id: string) => void }) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target><Button id="add-card" variant="default" leftSection={<IconPlus size={14} />} disabled={offered.length === 0} title={offered.length === 0 ? "All cards are on the page" : undefined}>Add a card</Button></Menu.Target>
      <Menu.Dropdown>{offered.map((card) => <Menu.Item key={card.id} onClick={() => add(card.id)}>{card.title}</Menu.Item>)}</Menu.Dropdown>
    </Menu>
  );
}
