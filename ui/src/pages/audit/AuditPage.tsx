// Who did what, or was refused it: the log with its filters, one entry beside it, and whether it is whole. "?seq=" opens an entry.
import "./audit.css";
import { Button, Drawer, Menu } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconArrowUp, IconDownload } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { auditExportHref, useAuditEntries, useNewest, type AuditFilter } from "../../api/audit.ts";
import { Needs } from "../../kit/Denied.tsx";
import { Page, PageHeader } from "../../kit/Page.tsx";
import { EmptyState, ErrorState, NoMatch, Skeletons } from "../../kit/States.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import { AuditFilters, clearFilters, FILTER_KEYS } from "./AuditFilters.tsx";
import { AuditTable } from "./AuditTable.tsx";
import { Chain } from "./Chain.tsx";
import { EntryPanel } from "./EntryPanel.tsx";
import { timesOf } from "./words.ts";

function useFilter(url: ReturnType<typeof useUrl>): AuditFilter {
  const [span, since, until] = [url.get("within"), url.get("since"), url.get("until")];
  // Counted once: the question must not be another one with each drawing.
  const times = useMemo(() => timesOf(span, since, until, Date.now()), [span, since, until]);
  const given = { text: url.get("q"), actor: url.get("actor"), action: url.get("action"), target: url.get("target"), decision: url.get("decision"), ...times };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value));
}

export function AuditPage() {
  const filter = useFilter(useUrl());
  return (
    <Page>
      <PageHeader title="Audit log"><Needs permission="audit.read" waiting={null} otherwise={null}><ExportLinks filter={filter} /></Needs></PageHeader>
      <Needs permission="audit.read" waiting={<Skeletons rows={12} gap={24} />}><Log filter={filter} /></Needs>
    </Page>
  );
}

function ExportLinks({ filter }: { filter: AuditFilter }) {
  const narrowed = Object.keys(filter).length > 0;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target><Button variant="default" leftSection={<IconDownload size={14} />}>Export</Button></Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{narrowed ? "What the filters leave" : "All entries"}</Menu.Label>
        <Menu.Item component="a" href={auditExportHref("jsonl", filter)} download="audit.jsonl">JSON Lines</Menu.Item>
        <Menu.Item component="a" href={auditExportHref("cef", filter)} download="audit.cef">CEF, for a SIEM</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Log({ filter }: { filter: AuditFilter }) {
  const url = useUrl();
  const entries = useAuditEntries(filter);
  const narrow = useMediaQuery("(max-width: 900px)") ?? false;
  const items = entries.data?.pages.flatMap((page) => page.items) ?? [];
  const seq = Number(url.get("seq")) || 0;
  const close = () => url.set({ seq: undefined }, { replace: true });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = entries;
  const more = useCallback(() => void (isFetchingNextPage || fetchNextPage()), [isFetchingNextPage, fetchNextPage]);
  const narrowed = FILTER_KEYS.some((key) => url.get(key) !== "");
  return (
    <>
      <Whole />
      <AuditFilters url={url} />
      <Newer filter={filter} shown={items[0]?.seq} />
      {entries.isError && items.length === 0 ? <ErrorState error={entries.error} retry={() => void entries.refetch()} />
        : entries.isPending ? <Skeletons rows={12} gap={24} />
        : items.length > 0 ? <AuditTable items={items} more={hasNextPage ? more : undefined} open={(one) => url.set({ seq: String(one) })} narrow={narrow} />
        : narrowed ? <NoMatch title="No entry matches these filters" clear={() => clearFilters(url)} />
        : <EmptyState title="Nothing has been noted yet">Every sign-in, every change that somebody makes and every refusal is listed here, with who, when and from where.</EmptyState>}
      <Drawer opened={seq > 0} onClose={close} position="right" size={560} title={`Entry ${seq}`} closeButtonProps={{ "aria-label": "Close" }}>
        {seq > 0 && <EntryPanel key={seq} seq={seq} known={items.find((entry) => entry.seq === seq)} />}
      </Drawer>
    </>
  );
}

/** The chain is of all entries, whatever the filters leave. */
function Whole() {
  const newest = useNewest({}, true);
  if (newest.isPending) return <section className="card chain waiting" aria-hidden />;
  return newest.data === undefined || newest.data === 0 ? null : <Chain newest={newest.data} />;
}

/** What came since the list was read waits for a press: nothing moves under the pointer. */
function Newer({ filter, shown }: { filter: AuditFilter; shown?: number }) {
  const client = useQueryClient();
  const newest = useNewest(filter, shown !== undefined);
  if (shown === undefined || (newest.data ?? 0) <= shown) return null;
  return (
    <div className="audit-newer" role="status">
      <Button variant="light" size="compact-xs" leftSection={<IconArrowUp size={12} />} onClick={() => void client.resetQueries({ queryKey: ["audit", "entries", filter] })}>Show newer entries</Button>
    </div>
  );
}
