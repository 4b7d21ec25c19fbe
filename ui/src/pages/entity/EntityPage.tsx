// One entity: who owns it, what it is, what it touches, where that was written and how it changed.
import "./entity.css";
import { useParams } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, type ComponentType } from "react";
import { useEntity } from "../../api/catalog.ts";
import type { Entity } from "../../api/types.ts";
import { describe, targets } from "../../kit/describe.ts";
import { useKeys } from "../../kit/Keys.tsx";
import { Page, PageHeader, useTitle } from "../../kit/Page.tsx";
import { ErrorState, Skeletons } from "../../kit/States.tsx";
import { Tabs } from "../../kit/Tabs.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import { formatRef } from "../../paths.ts";
import { EntityHeader } from "./EntityHeader.tsx";
import { NotInCatalog } from "./NotInCatalog.tsx";
import { Overview } from "./Overview.tsx";
import { rememberRef } from "./recent.ts";
import { useBackKey } from "./useBackKey.ts";

export interface TabProps {
  entity: Entity;
  entityRef: string;
}

interface Tab {
  key: string;
  label: string;
  body: ComponentType<TabProps>;
}

const OVERVIEW: Tab = { key: "overview", label: "Overview", body: Overview };
const GRAPH: Tab = { key: "graph", label: "Graph", body: lazy(() => import("./GraphTab.tsx")) };
const API: Tab = { key: "api", label: "API", body: lazy(() => import("./ApiTab.tsx")) };
const PEOPLE: Tab = { key: "people", label: "People", body: lazy(() => import("./PeopleTab.tsx")) };
const YAML: Tab = { key: "yaml", label: "YAML", body: lazy(() => import("./YamlTab.tsx")) };
const PROBLEMS: Tab = { key: "problems", label: "Problems", body: lazy(() => import("./ProblemsTab.tsx")) };
const HISTORY: Tab = { key: "history", label: "History", body: lazy(() => import("./HistoryTab.tsx")) };

function tabsFor(entity: Entity): Tab[] {
  const kind = entity.kind.toLowerCase();
  const hasApis = kind === "api" || targets(entity, "providesApi").length + targets(entity, "consumesApi").length > 0;
  const isPeople = kind === "group" || kind === "user";
  return [OVERVIEW, ...(isPeople ? [{ ...PEOPLE, label: kind === "user" ? "Teams and ownership" : "Members and ownership" }] : []), GRAPH, ...(hasApis ? [{ ...API, label: kind === "api" ? "API" : "APIs" }] : []), YAML, PROBLEMS, HISTORY];
}

export function EntityPage() {
  const params = useParams({ strict: false }) as { kind: string; namespace: string; name: string };
  const ref = formatRef(params);
  const { data: entity, isPending, error, refetch } = useEntity(ref);
  useTitle(entity ? describe(entity).title : params.name);
  useEffect(() => {
    if (entity) rememberRef(ref);
  }, [entity, ref]);
  if (error && !entity) return <Page><PageHeader title={params.name} /><ErrorState error={error} retry={refetch} /></Page>;
  if (isPending) return <Page><Skeletons rows={3} height={20} /><div style={{ height: 32 }} /><Skeletons rows={8} /></Page>;
  if (!entity) return <NotInCatalog entityRef={ref} />;
  return <Loaded key={ref} entity={entity} entityRef={ref} />;
}

function Loaded({ entity, entityRef }: TabProps) {
  const url = useUrl();
  const tabs = tabsFor(entity);
  const tab = tabs.find((each) => each.key === url.get("tab")) ?? OVERVIEW;
  const open = (key: string) => url.set({ tab: key === "overview" ? undefined : key });
  useKeys(tabs.slice(0, 9).map((each, i) => ({ key: String(i + 1), what: each.label, run: () => open(each.key) })));
  useBackKey();
  return (
    <Page wide={tab === GRAPH}>
      <EntityHeader entity={entity} />
      <Tabs label="About this entity" items={tabs} current={tab.key} open={open}>
        <Suspense fallback={<Skeletons rows={8} />}><tab.body entity={entity} entityRef={entityRef} /></Suspense>
      </Tabs>
    </Page>
  );
}
