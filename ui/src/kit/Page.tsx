// The frame of a page: title with its count, actions, and the document's title.
import { IconArrowLeft } from "@tabler/icons-react";
import { useEffect, type ReactNode } from "react";
import { AppLink } from "./AppLink.tsx";
import { useHeading } from "./focus.ts";
import { formatCount } from "./format.ts";

export function Page({ children, wide = false }: { children: ReactNode; wide?: boolean }) {
  return <div className={wide ? "page wide" : "page"}>{children}</div>;
}

export function useTitle(title: string) {
  useEffect(() => {
    document.title = title ? `${title} · Portolan` : "Portolan";
  }, [title]);
}

interface HeaderProps {
  title: string;
  count?: number;
  /** The page that this one belongs to. */
  up?: { title: string; href: string };
  children?: ReactNode;
}

export function PageHeader({ title, count, up, children }: HeaderProps) {
  useTitle(title);
  const heading = useHeading();
  return (
    <header className="page-head">
      {up && <div className="page-up"><AppLink href={up.href}><IconArrowLeft size={14} aria-hidden />{up.title}</AppLink></div>}
      <h1 ref={heading}>
        {title}
        {count !== undefined && <span className="count num">{formatCount(count)}</span>}
      </h1>
      {children && <div className="actions">{children}</div>}
    </header>
  );
}

export function Card({ title, more, children }: { title?: string; more?: ReactNode; children: ReactNode }) {
  return (
    <section className="card">
      {title && <header><h2>{title}</h2>{more && <span className="more">{more}</span>}</header>}
      <div className="body">{children}</div>
    </section>
  );
}
