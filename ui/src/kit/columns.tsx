// The columns of a long table: their head, their cells, and which of them a narrow screen has.
import { useMediaQuery } from "@mantine/hooks";
import type { ReactNode } from "react";
import { WaitingRow } from "./Rows.tsx";

export interface Column<T> {
  title: string;
  width: string;
  /** Left out on a narrow screen. */
  wide?: boolean;
  number?: boolean;
  cell: (row: T) => ReactNode;
}

export function useColumns<T>(all: Column<T>[]) {
  const narrow = useMediaQuery("(max-width: 900px)") ?? false;
  const columns = all.filter((column) => !narrow || !column.wide);
  const template = columns.map((column) => column.width).join(" ");
  const look = (column: Column<T>) => (column.number ? "n" : undefined);
  const head = columns.map((column) => <span key={column.title} role="columnheader" className={look(column)}>{column.title}</span>);
  const cells = (row: T | undefined) => {
    if (row === undefined) return <WaitingRow template={template} columns={columns.length} />;
    return (
      <div className="rows-row" style={{ gridTemplateColumns: template }}>
        {columns.map((column) => <span key={column.title} role="cell" className={look(column)}>{column.cell(row)}</span>)}
      </div>
    );
  };
  return { template, head, cells };
}
