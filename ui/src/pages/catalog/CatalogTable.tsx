// The virtualised table: only what is on the screen is drawn and asked for, whatever the number of rows.
import { IconArrowDown, IconArrowUp, IconStar, IconStarFilled } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import { useEntityWindows, WINDOW, type EntityQuery } from "../../api/catalog.ts";
import { useChanged } from "../../api/live.ts";
import { useStars } from "../../api/settings.ts";
import type { Entity } from "../../api/types.ts";
import { describe } from "../../kit/describe.ts";
import { useKeys } from "../../kit/Keys.tsx";
import { useGo } from "../../kit/useUrl.ts";
import { paths } from "../../paths.ts";
import type { Column } from "./columns.tsx";
import { parseSort } from "./query.ts";

interface Props {
  query: EntityQuery;
  total: number;
  columns: Column[];
  rowHeight: number;
  sort: string;
  onSort: (sort: string) => void;
  preview: string;
  onPreview: (ref: string) => void;
}

export function CatalogTable({ query, total, columns, rowHeight, sort, onSort, preview, onPreview }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState(-1);
  const go = useGo();
  const stars = useStars();
  const rows = useVirtualizer({ count: total, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 12 });
  useEffect(() => rows.measure(), [rowHeight, rows]);
  const items = rows.getVirtualItems();
  const windows = items.map((item) => Math.floor(item.index / WINDOW));
  const data = useEntityWindows(query, windows);
  const refAt = (index: number) => {
    const entity = data.row(index);
    return entity ? describe(entity).ref : "";
  };
  const move = (by: number) => {
    const next = Math.max(0, Math.min(total - 1, cursor + by));
    setCursor(next);
    rows.scrollToIndex(next);
    if (preview && refAt(next)) onPreview(refAt(next));
  };
  useKeys([
    { key: "j", what: "Next row", run: () => move(1) },
    { key: "k", what: "Previous row", run: () => move(-1) },
    { key: "Enter", what: "Open the row", run: () => refAt(cursor) && go(paths.entity(refAt(cursor))) },
    { key: " ", what: "Preview the row", run: () => refAt(cursor) && onPreview(refAt(cursor)) },
    { key: "s", what: "Star the row", run: () => refAt(cursor) && stars.toggle(refAt(cursor)) },
    { key: "Escape", what: "Close the preview", run: () => onPreview("") },
  ]);
  const template = `36px ${columns.map((column) => column.width).join(" ")}`;
  return (
    <div className="ctable" ref={scroller} role="table" aria-rowcount={total + 1} aria-label="Entities">
      <div className="ctable-in">
        <Head columns={columns} template={template} sort={sort} onSort={onSort} />
        <div role="rowgroup" style={{ height: rows.getTotalSize(), position: "relative" }}>
          {items.map((item) => (
            <div
              key={item.key}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={item.index === cursor}
              className="ctable-slot"
              style={{ height: rowHeight, transform: `translateY(${item.start}px)` }}
              onClick={(event) => {
                if ((event.target as Element).closest("a,button")) return;
                setCursor(item.index);
                onPreview(refAt(item.index));
              }}
            >
              <Row entity={data.row(item.index)} columns={columns} template={template} stars={stars} previewed={preview} />
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

function Head({ columns, template, sort, onSort }: Pick<Props, "columns" | "sort" | "onSort"> & { template: string }) {
  const { key, order } = parseSort(sort);
  return (
    <div role="row" className="ctable-row ctable-head" style={{ gridTemplateColumns: template }}>
      <span role="columnheader"><span className="sr">Starred</span></span>
      {columns.map((column) => {
        const active = column.key === key;
        const Arrow = order === "asc" ? IconArrowUp : IconArrowDown;
        return (
          <span key={column.key} role="columnheader" aria-sort={active ? (order === "asc" ? "ascending" : "descending") : undefined}>
            {column.sortable ? (
              <button type="button" onClick={() => onSort(active && order === "asc" ? `-${column.key}` : column.key)}>
                {column.title} {active && <Arrow size={12} aria-hidden />}
              </button>
            ) : column.title}
          </span>
        );
      })}
    </div>
  );
}

interface RowProps {
  entity: Entity | undefined;
  columns: Column[];
  template: string;
  stars: ReturnType<typeof useStars>;
  previewed: string;
}

function Row({ entity, columns, template, stars, previewed }: RowProps) {
  const d = entity ? describe(entity) : undefined;
  const changed = useChanged(d?.ref ?? "");
  if (!d) {
    return (
      <div className="ctable-row" style={{ gridTemplateColumns: template }}>
        <span />
        {columns.map((column, i) => <span key={column.key} role="cell"><span className="skeleton" style={{ display: "block", width: i ? "60%" : "75%" }} /></span>)}
      </div>
    );
  }
  const starred = stars.has(d.ref);
  const classes = ["ctable-row", changed ? "changed" : "", previewed === d.ref ? "previewed" : ""].join(" ");
  return (
    <div className={classes} style={{ gridTemplateColumns: template }}>
      <span role="cell">
        <button type="button" className={starred ? "star on" : "star"} aria-pressed={starred} aria-label={`Star ${d.title}`} onClick={() => stars.toggle(d.ref)}>
          {starred ? <IconStarFilled size={14} /> : <IconStar size={14} />}
        </button>
      </span>
      {columns.map((column) => <span key={column.key} role="cell">{column.cell(d)}</span>)}
    </div>
  );
}
