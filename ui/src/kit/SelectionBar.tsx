// The bar under a list whose rows are picked: how many, what can be done with them, and the way out.
import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { formatCount } from "./format.ts";

interface Props {
  count: number;
  /** No more can be picked. */
  full: boolean;
  /** Of so many that are listed. */
  of?: number;
  /** What was done last. */
  told?: string;
  failed?: ReactNode;
  clear: () => void;
  children: ReactNode;
}

export function SelectionBar({ count, full, of, told, failed, clear, children }: Props) {
  return (
    <section className="bulk" aria-label="Selection">
      {failed}
      <div className="bulk-acts">
        <span className="bulk-count"><span role="status"><strong className="num">{formatCount(count)}</strong>{full && of !== undefined && ` of ${formatCount(of)}`} selected{full && `: no more than ${formatCount(count)} at once`}</span>{told && <span className="dim" role="status"> {told}</span>}</span>
        {children}
        <ActionIcon size={30} aria-label="Clear the selection" onClick={clear}><IconX size={16} /></ActionIcon>
      </div>
    </section>
  );
}
