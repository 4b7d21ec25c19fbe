// All problems, grouped by code. Filters and what is opened are in the address.
import "./problems.css";
import { Button, NativeSelect, SegmentedControl } from "@mantine/core";
import { useProblems, useSources, useStats, type ProblemFilter } from "../../api/portolan.ts";
import { useMay } from "../../api/rights.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { FilterBar } from "../../kit/FilterBar.tsx";
import { Page, PageHeader } from "../../kit/Page.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import { paths } from "../../paths.ts";
import { ProblemGroup } from "./ProblemGroup.tsx";

const OPEN_GROUPS = 8;
const flip = (all: string[], one: string) => (all.includes(one) ? all.filter((each) => each !== one) : [...all, one]);

export function ProblemsPage() {
  const url = useUrl();
  const code = url.get("code");
  const filter: ProblemFilter = { severity: url.get("severity"), source: url.get("source"), q: url.get("q") };
  // Without the code: the list of codes to choose from must not shrink to the chosen one.
  const list = useProblems(filter, 1);
  const all = list.data?.pages[0]?.groups ?? [];
  const groups = all.filter((group) => !code || group.code === code);
  const total = list.data && groups.reduce((sum, group) => sum + group.count, 0);
  const narrowed = Boolean(filter.severity || filter.source || filter.q || code);
  const clear = () => url.set({ severity: undefined, source: undefined, q: undefined, code: undefined });
  const folded = url.all("fold");
  return (
    <Page>
      <PageHeader title="Problems" count={total} />
      <Filters url={url} codes={[...new Set([...(code ? [code] : []), ...all.map((group) => group.code)])].sort()} narrowed={narrowed} clear={clear} />
      {list.error && !list.data ? <ErrorState error={list.error} retry={() => void list.refetch()} />
        : list.isPending ? <Skeletons rows={10} gap={22} />
        : groups.length === 0 ? <Nothing narrowed={narrowed} clear={clear} />
        : groups.map((group, i) => {
          const key = `${group.code}~${group.severity}`;
          // What is in "fold" is the other way round than at first: the first groups open, the rest closed.
          const open = (i < OPEN_GROUPS) !== folded.includes(key);
          return (
            <ProblemGroup key={key} group={group} filter={filter} open={open}
              onToggle={() => url.set({ fold: flip(folded, key) }, { replace: true })}
              expanded={url.all("open")} onExpand={(id) => url.set({ open: flip(url.all("open"), id) }, { replace: true })} />
          );
        })}
    </Page>
  );
}

function Filters({ url, codes, narrowed, clear }: { url: ReturnType<typeof useUrl>; codes: string[]; narrowed: boolean; clear: () => void }) {
  const sources = useSources();
  const known = sources.data?.items ?? [];
  const source = url.get("source");
  const options = known.map(({ id, name }) => ({ value: id, label: name }));
  if (source && !known.some(({ id }) => id === source)) options.push({ value: source, label: source });
  return (
    <FilterBar label="Filter problems" fields="message, file or entity" text={url.get("q")} onText={(q) => url.set({ q }, { replace: true })} narrowed={narrowed} clear={clear}>
      <SegmentedControl aria-label="Severity" value={url.get("severity") || "all"} onChange={(value) => url.set({ severity: value === "all" ? undefined : value })} data={[{ value: "all", label: "All" }, { value: "error", label: "Errors" }, { value: "warning", label: "Warnings" }]} />
      <NativeSelect size="xs" aria-label="Source" value={source} onChange={(event) => url.set({ source: event.currentTarget.value })} data={[{ value: "", label: "All sources" }, ...options]} />
      <NativeSelect size="xs" aria-label="Code" value={url.get("code")} onChange={(event) => url.set({ code: event.currentTarget.value })} data={[{ value: "", label: "All codes" }, ...codes]} />
    </FilterBar>
  );
}

function Nothing({ narrowed, clear }: { narrowed: boolean; clear: () => void }) {
  const stats = useStats();
  const mayAdd = useMay("source.write");
  if (narrowed) return <EmptyState title="No problem matches these filters" action={<Button variant="default" onClick={clear}>Clear filters</Button>} />;
  if (stats.data?.sources.total === 0) {
    return (
      <EmptyState title="Nothing has been read yet" action={mayAdd && <AppLink className="step" href={paths.sources({ add: "1" })}>Add a source</AppLink>}>
        What is wrong with a file of a source is listed here with its line and how to mend it.
      </EmptyState>
    );
  }
  return <EmptyState title="No problems">Every file of every source read without errors or warnings. What is wrong with a file is listed here with its line.</EmptyState>;
}
