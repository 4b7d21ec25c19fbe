// The graph around one entity: depth, direction and relations in the address; drawn, listed, or read as impact.
import "./graph.css";
import { Button, SegmentedControl, Select } from "@mantine/core";
import { useMemo, useState } from "react";
import { useGraph, type GraphAsk } from "../../api/graph.ts";
import { RefTitle } from "../EntityChip.tsx";
import { plural } from "../format.ts";
import { bothNames, drawnAs, relationTitle } from "../relations.ts";
import { EmptyState, ErrorState, Skeletons } from "../States.tsx";
import { useUrl } from "../useUrl.ts";
import { EdgeTable } from "./EdgeTable.tsx";
import { Find } from "./Find.tsx";
import { GraphDrawing } from "./GraphDrawing.tsx";
import { GroupsMenu } from "./GroupsMenu.tsx";
import { hitAt, NO_STEP, stepOn, type Step } from "./hits.ts";
import { ImpactView } from "./ImpactView.tsx";
import { matching, readRef, toGraph } from "./model.ts";
import { useGroups } from "./useGroups.ts";

const DEPTHS = ["1", "2", "3", "4", "5", "6"].map((value) => ({ value, label: value === "1" ? "1 step" : `${value} steps` }));
const DIRECTIONS = [{ value: "both", label: "Both ways" }, { value: "out", label: "What it needs" }, { value: "in", label: "What needs it" }];
const VIEWS = [{ value: "graph", label: "Graph" }, { value: "table", label: "Table" }, { value: "impact", label: "Impact" }];

export function EntityGraph({ root }: { root: string }) {
  const url = useUrl();
  const focus = readRef(url.get("focus")) ?? root;
  const depth = DEPTHS.some((each) => each.value === url.get("depth")) ? url.get("depth") : "1";
  const direction = DIRECTIONS.some((each) => each.value === url.get("direction")) ? url.get("direction") : "both";
  const view = VIEWS.some((each) => each.value === url.get("view")) ? url.get("view") : "graph";
  const text = url.get("q");
  const [step, setStep] = useState(NO_STEP);
  return (
    <section aria-label="Graph">
      <div className="graph-bar">
        <SegmentedControl data={VIEWS} value={view} aria-label="View" onChange={(value) => url.set({ view: value === "graph" ? undefined : value })} />
        {view !== "impact" && <>
          <Select w={150} aria-label="Direction" data={DIRECTIONS} value={direction} allowDeselect={false} onChange={(value) => url.set({ direction: value === "both" ? undefined : value ?? undefined })} />
          <Select w={96} aria-label="Depth" data={DEPTHS} value={depth} allowDeselect={false} onChange={(value) => url.set({ depth: value === "1" ? undefined : value ?? undefined })} />
          <Find value={text} onChange={(q) => url.set({ q }, { replace: true })} onEnter={(typed) => setStep((before) => stepOn(before, typed))} />
        </>}
        {focus !== root && <Button variant="subtle" onClick={() => url.set({ focus: undefined })}>Back to <RefTitle entityRef={root} /></Button>}
      </div>
      {view === "impact" ? <ImpactView root={focus} /> : <Around focus={focus} depth={Number(depth)} direction={direction as Direction} table={view === "table"} text={text} step={step} />}
    </section>
  );
}

type Direction = NonNullable<GraphAsk["direction"]>;

interface AroundProps {
  focus: string;
  depth: number;
  direction: Direction;
  table: boolean;
  text: string;
  step: Step;
}

function Around({ focus, depth, direction, table, text, step }: AroundProps) {
  const url = useUrl();
  const groups = useGroups();
  const chosen = [...new Set(url.all("relation").map(drawnAs))];
  const chosenKey = chosen.join(",");
  const all = useGraph({ root: focus, depth, direction });
  const narrowed = useGraph({ root: focus, depth, direction, relations: chosen.flatMap(bothNames) }, chosen.length > 0);
  const { data, isPending, error, refetch } = chosen.length > 0 ? narrowed : all;
  const types = useMemo(() => [...new Set([...(all.data?.edges.map((edge) => edge.type) ?? []), ...chosenKey.split(",").filter(Boolean)])].sort(), [all.data, chosenKey]);
  const graph = useMemo(() => (data ? toGraph(data) : undefined), [data]);
  const found = useMemo(() => (graph ? matching(graph.nodes, text) : undefined), [graph, text]);
  const hit = hitAt(found, step, text);
  const toggle = (type: string) => url.set({ relation: chosen.includes(type) ? chosen.filter((each) => each !== type) : [...chosen, type] });
  if (error && !data) return <ErrorState error={error} retry={refetch} />;
  return (
    <>
      <div className="graph-chips">
        {types.length > 0 && <div className="graph-chips" role="group" aria-label="Relations">
          {types.map((type) => <button key={type} type="button" className="graph-chip" aria-pressed={chosen.includes(type)} onClick={() => toggle(type)}>{relationTitle(type)}</button>)}
        </div>}
        {graph && !table && graph.nodes.length > 1 && <GroupsMenu graph={graph} groups={groups} />}
      </div>
      {isPending || !graph || !data ? <Skeletons rows={8} /> : (
        <>
          <p className="graph-note" role="status">
            {plural(graph.nodes.length, "entity", "entities")}, {plural(graph.edges.length, "connection")}
            {found && `; ${found.size} found`}{hit && `, here is number ${hit.number}`}{data.truncated && "; there are more than can be shown, choose fewer steps or relations"}
          </p>
          {graph.nodes.length <= 1 ? <EmptyState title="Nothing is connected">No relation of the chosen kinds starts or ends here.</EmptyState>
            : table ? <EdgeTable graph={graph} found={found} />
            : <GraphDrawing graph={graph} groups={groups} root={focus} found={found} hit={hit} onFocus={(ref) => ref !== focus && url.set({ focus: ref })} />}
        </>
      )}
    </>
  );
}
