// The table of the catalog: only the windows on the screen are asked for.
import { IconArrowDown, IconArrowUp, IconStar, IconStarFilled } from "@tabler/icons-react";
import { useEntityWindows, WINDOW, type EntityQuery } from "../../api/catalog.ts";
import { useChanged } from "../../api/live.ts";
import { useStars } from "../../api/settings.ts";
import type { Entity } from "../../api/types.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { describe } from "../../kit/describe.ts";
import { RowsTable, useRowKeys, useRows, WaitingRow } from "../../kit/Rows.tsx";
import type { Selection } from "../../kit/useSelection.ts";
import { useGo } from "../../kit/useUrl.ts";
import { paths } from "../../paths.ts";
import type { Column } from "./columns.tsx";
import { parseSort } from "./query.ts";
import { usePicking } from "./usePicking.ts";

interface Props {
  query: EntityQuery;
  total: number;
  columns: Column[];
  rowHeight: number;
  sort: string;
  onSort: (sort: string) => void;
  preview: string;
  onPreview: (ref: string) => void;
  selection: Selection;
}

export function CatalogTable({ query, total, columns, rowHeight, sort, onSort, preview, onPreview, selection }: Props) {
  const go = useGo();
  const stars = useStars();
  const rows = useRows({ total, rowHeight, own: true });
  const data = useEntityWindows(query, rows.items.map((item) => Math.floor(item.index / WINDOW)));
  const refAt = (index: number) => {
    const entity = data.row(index);
    return entity ? describe(entity).ref : "";
  };
  const here = refAt(rows.cursor);
  const picking = usePicking(selection, query, total);
  useRowKeys(rows, {
    open: (index) => refAt(index) && go(paths.entity(refAt(index))),
    moved: (index) => preview && refAt(index) && onPreview(refAt(index)),
    more: [
      { key: " ", what: "Preview the row", run: () => here && onPreview(here) },
      { key: "s", what: "Star the row", run: () => here && stars.toggle(here) },
      { key: "x", what: "Select the row", run: () => picking.pick(rows.cursor, here, false) },
      { key: "X", what: "Select from the row selected last to this one", run: () => picking.pick(rows.cursor, here, true) },
      { key: "a", what: "Select all that are listed", run: picking.all },
      { key: "Escape", what: "Clear the selection, close the preview", run: () => (selection.refs.length > 0 ? selection.clear() : onPreview("")) },
    ],
  });
  const template = `32px 32px ${columns.map((column) => column.width).join(" ")}`;
  return (
    <>
      <RowsTable rows={rows} label="Entities" template={template} head={<Head columns={columns} sort={sort} onSort={onSort} selection={selection} total={total} all={picking.all} />} onPick={(index) => onPreview(refAt(index))}>
        {(index) => <Row entity={data.row(index)} columns={columns} template={template} stars={stars} previewed={preview} picked={selection.has(refAt(index))} onPick={(range) => picking.pick(index, refAt(index), range)} />}
      </RowsTable>
      <ActionError title="Not all rows could be selected" error={picking.failed} />
    </>
  );
}

function Head({ columns, sort, onSort, selection, total, all }: Pick<Props, "columns" | "sort" | "onSort" | "selection" | "total"> & { all: () => void }) {
  const { key, order } = parseSort(sort);
  const some = selection.refs.length > 0;
  const whole = some && selection.refs.length >= total;
  return (
    <>
      <span role="columnheader">
        <input type="checkbox" className="pick" aria-label="Select all that are listed" checked={whole} ref={(box) => { if (box) box.indeterminate = some && !whole; }} onChange={some ? selection.clear : all} />
      </span>
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
    </>
  );
}

interface RowProps {
  entity: Entity | undefined;
  columns: Column[];
  template: string;
  stars: ReturnType<typeof useStars>;
  previewed: string;
  picked: boolean;
  onPick: (range: boolean) => void;
}

/** The cell hears the click, with its keys and around the box. */
const unheard = () => {};

function Row({ entity, columns, template, stars, previewed, picked, onPick }: RowProps) {
  const d = entity ? describe(entity) : undefined;
  const changed = useChanged(d?.ref ?? "");
  if (!d) return <WaitingRow template={template} columns={columns.length + 2} />;
  const starred = stars.has(d.ref);
  const classes = ["rows-row", changed ? "changed" : "", previewed === d.ref || picked ? "previewed" : ""].join(" ");
  return (
    <div className={classes} style={{ gridTemplateColumns: template }}>
      <span role="cell" data-own-click className="pick-cell" onClick={(event) => onPick(event.shiftKey)} onMouseDown={(event) => event.shiftKey && event.preventDefault()}>
        <input type="checkbox" className="pick" aria-label={`Select ${d.title}`} checked={picked} onChange={unheard} />
      </span>
      <span role="cell">
        <button type="button" className={starred ? "star on" : "star"} aria-pressed={starred} aria-label={`Star ${d.title}`} onClick={() => stars.toggle(d.ref)}>
          {starred ? <IconStarFilled size={14} /> : <IconStar size={14} />}
        </button>
      </span>
      {columns.map((column) => <span key={column.key} role="cell">{column.cell(d)}</span>)}
    </div>
  );
}
