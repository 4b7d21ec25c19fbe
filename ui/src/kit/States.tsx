// What a place shows when there is nothing, when something failed, and while it waits.
import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { ApiError } from "../api/http.ts";
import { Copy } from "./Copy.tsx";
import { Denied, isDenied } from "./Denied.tsx";

interface EmptyProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  icon?: ReactNode;
  small?: boolean;
}

export function EmptyState({ title, children, action, icon, small }: EmptyProps) {
  return (
    <div className={small ? "state small" : "state"}>
      {icon}
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action && <div className="row">{action}</div>}
    </div>
  );
}

/** Where filters leave nothing. */
export function NoMatch({ title, clear, small }: { title: string; clear: () => void; small?: boolean }) {
  return <EmptyState title={title} small={small} action={<Button variant="default" onClick={clear}>Clear filters</Button>} />;
}

export function ErrorState({ error, retry, small, title }: { error: unknown; retry?: () => void; small?: boolean; title?: string }) {
  if (isDenied(error)) return <Denied error={error} small={small} />;
  const id = error instanceof ApiError ? error.requestId : "";
  const message = error instanceof Error ? error.message : String(error);
  return (
    <div className={small ? "state small" : "state"} role="alert">
      <IconAlertTriangle size={22} color="var(--red)" aria-hidden />
      <h2>{title ?? "This could not be loaded"}</h2>
      <p>{message}</p>
      {id && <span className="row"><span className="dim">Request</span> <code>{id}</code><Copy text={id} label="Copy the request id" /></span>}
      {retry && <Button variant="default" onClick={() => retry()}>Try again</Button>}
    </div>
  );
}

/** Lines that keep the layout while data is on its way; invisible for the first 100 ms. */
export function Skeletons({ rows = 6, height = 12, gap = 14 }: { rows?: number; height?: number; gap?: number }) {
  return (
    <div style={{ display: "grid", gap }} role="status" aria-label="Loading" data-skeleton>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} className="skeleton" style={{ height, width: `${92 - ((i * 17) % 45)}%` }} />
      ))}
    </div>
  );
}
