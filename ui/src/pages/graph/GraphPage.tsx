// The whole catalog as one picture, or one system or domain of it. What is chosen is in the address.
import "../../kit/graph/graph.css";
import { Button, SegmentedControl, Select } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useEntities } from "../../api/catalog.ts";
import { useGraph } from "../../api/graph.ts";
import { useStats } from "../../api/portolan.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { describe, targets } from "../../kit/describe.ts";
import { formatCount, plural } from "../../kit/format.ts";
import { EdgeTable } from "../../kit/graph/EdgeTable.tsx";
import { Find } from "../../kit/graph/Find.tsx";
import { GraphDrawing } from "../../kit/graph/GraphDrawing.tsx";
import { GroupsMenu } from "../../kit/graph/GroupsMenu.tsx";
import { hitAt, NO_STEP, stepOn } from "../../kit/graph/hits.ts";
import { matching, toGraph } from "../../kit/graph/model.ts";
import { useGroups } from "../../kit/graph/useGroups.ts";
import { KindIcon, kindLook } from "../../kit/kinds.tsx";
import { Page, PageHeader } from "../../kit/Page.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { useGo, useUrl } from "../../kit/useUrl.ts";
import { MOST_DRAWN, parseRef, paths, shortRef } from "../../paths.ts";

const VIEWS = [{ value: "graph", label: "Graph" }, { value: "table", label: "Table" }];
const MOST = 5000;
/** The catalog in outline: what is drawn of one that is too large to be drawn whole. */
const OUTLINE = ["kind=domain", "kind=system"];

/** The catalog filter that finds this one. */
function exactly(ref: string) {
  const { kind, namespace, name } = parseRef(ref);
  return `kind=${kind},metadata.namespace=${namespace},metadata.name=${name}`;
}

/** The systems and domains to choose from, and the catalog filters (any of them) that select what belongs to one. */
function useScopes(scope: string) {
  const found = useEntities({ query: { kind: { $in: ["System", "Domain"] } } }, { limit: MOST });
  return useMemo(() => {
    const items = found.data?.items ?? [];
    const all = items.map((entity) => ({ about: describe(entity), within: targets(entity, "partOf") }));
    const option = ({ about }: (typeof all)[number]) => ({ value: about.ref, label: about.title });
    const groups = ["domain", "system"].map((kind) => ({ group: kindLook(kind).many, items: all.filter(({ about }) => about.kind.toLowerCase() === kind).map(option) }));
    const inside = all.filter(({ within }) => within.some((target) => target === scope)).map(({ about }) => about.ref);
    const filter = scope ? [exactly(scope), ...[scope, ...inside].map((ref) => `relations.partOf=${ref}`)] : undefined;
    return { options: groups.filter((each) => each.items.length > 0), filter, ready: !found.isPending };
  }, [found.data, found.isPending, scope]);
}

export function GraphPage() {
  const url = useUrl();
  const go = useGo();
  const scope = url.get("scope");
  const table = url.get("view") === "table";
  const scoped = useScopes(scope);
  const { options, ready } = scoped;
  const chosen = scope ? [] : url.all("ref").slice(0, MOST_DRAWN);
  const filter = chosen.length > 0 ? chosen.map(exactly) : scoped.filter;
  const stats = useStats();
  const outline = !scope && chosen.length === 0 && (stats.data?.entities ?? 0) > MOST;
  const groups = useGroups(outline ? "domain" : "system");
  const { data, error, refetch } = useGraph({ filter: outline ? OUTLINE : filter, limit: MOST }, (ready || !scope) && !stats.isPending);
  const graph = useMemo(() => (data ? toGraph(data) : undefined), [data]);
  const text = url.get("q");
  const found = useMemo(() => (graph ? matching(graph.nodes, text) : undefined), [graph, text]);
  const [step, setStep] = useState(NO_STEP);
  const hit = hitAt(found, step, text);
  const around = (ref: string) => (outline ? url.set({ scope: ref }) : go(paths.entity(ref, { tab: "graph" })));
  return (
    <Page wide>
      <PageHeader title="Graph" count={graph?.nodes.length} />
      <div className="graph-bar">
        <SegmentedControl data={VIEWS} value={table ? "table" : "graph"} aria-label="View" onChange={(view) => url.set({ view: view === "table" ? view : undefined })} />
        <Select w={220} searchable clearable selectFirstOptionOnChange limit={100} nothingFoundMessage="No system or domain has this name" aria-label="System or domain" placeholder={scope ? shortRef(scope) : "The whole catalog"} data={options} value={scope || null} onChange={(value) => url.set({ scope: value ?? undefined, ref: undefined })} />
        {chosen.length > 0 && <Button variant="default" rightSection={<IconX size={14} />} onClick={() => url.set({ ref: undefined })} aria-label="Show the whole catalog">{formatCount(chosen.length)} chosen</Button>}
        {graph && !table && graph.nodes.length > 1 && <GroupsMenu graph={graph} groups={groups} />}
        <Find value={text} onChange={(q) => url.set({ q }, { replace: true })} onEnter={(typed) => setStep((before) => stepOn(before, typed))} />
      </div>
      {error && !data ? <ErrorState error={error} retry={refetch} />
        : !graph || !data ? <div className="graph-canvas" style={{ padding: 20 }}><Skeletons rows={10} /></div>
        : graph.nodes.length === 0 ? <Nothing scope={scope} narrowed={filter !== undefined} />
        : <>
          <p className="graph-note" role="status">
            {plural(graph.nodes.length, "entity", "entities")}, {plural(graph.edges.length, "connection")}
            {found && `; ${formatCount(found.size)} found`}{hit && `, here is number ${formatCount(hit.number)}`}
            {outline && `; systems and domains only, because the catalog has ${formatCount(stats.data?.entities ?? 0)} entities. Choose one to see what is in it`}
            {data.truncated && !outline && `; the first ${formatCount(MOST)} are shown, choose a system or domain to see the rest`}
          </p>
          {table ? <EdgeTable graph={graph} found={found} />
            : <GraphDrawing graph={graph} groups={groups} found={found} hit={hit} onFocus={around} />}
          <Legend kinds={graph.nodes.map((node) => node.kind)} />
        </>}
    </Page>
  );
}

/** A system or domain is drawn with what is in it: where there is nothing, it is not there itself. */
function Nothing({ scope, narrowed }: { scope: string; narrowed: boolean }) {
  if (!narrowed) return <EmptyState title="Nothing to draw" action={<AppLink className="step" href={paths.sources()}>Open the sources</AppLink>}>This shows how entities are connected. Add a source that describes some.</EmptyState>;
  return (
    <EmptyState title={scope ? `${scope} is not in the catalog` : "None of the chosen entities is in the catalog"} action={<AppLink className="step" href={paths.graph()}>Show the whole catalog</AppLink>}>
      It may have been renamed or removed, or no source describes it yet.
    </EmptyState>
  );
}

function Legend({ kinds }: { kinds: string[] }) {
  const counts = [...Map.groupBy(kinds, (kind) => kind)].map(([kind, all]) => [kind, all.length] as const).sort((a, b) => b[1] - a[1]);
  return (
    <div className="graph-legend">
      {counts.map(([kind, count]) => <span key={kind}><KindIcon kind={kind} size={14} /><span aria-hidden>{kindLook(kind).many}</span> <span className="num">{formatCount(count)}</span></span>)}
    </div>
  );
}
