// Which address shows which page. Every page is loaded when it is first needed.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, type ErrorComponentProps } from "@tanstack/react-router";
import { EmptyState, ErrorState, Skeletons } from "./kit/States.tsx";
import { Page } from "./kit/Page.tsx";
import { AppLink } from "./kit/AppLink.tsx";
import { formatSearch, parseSearch, paths } from "./paths.ts";
import { Shell } from "./shell/Shell.tsx";

function Failed({ error, reset }: ErrorComponentProps) {
  return <Page><ErrorState title="This page failed" error={error} retry={reset} /></Page>;
}

function Waiting() {
  return <Page><Skeletons rows={8} /></Page>;
}

function NotFound() {
  return (
    <Page>
      <EmptyState title="There is no page here" action={<AppLink className="link" href={paths.catalog()}>Open the catalog</AppLink>}>
        The address may be from another version, or mistyped.
      </EmptyState>
    </Page>
  );
}

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: Failed });
const at = <P extends string>(path: P, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => root, path, component });

const tree = root.addChildren([
  at("/", lazyRouteComponent(() => import("./pages/home/HomePage.tsx"), "HomePage")),
  at("/catalog", lazyRouteComponent(() => import("./pages/catalog/CatalogPage.tsx"), "CatalogPage")),
  at("/entity/$kind/$namespace/$name", lazyRouteComponent(() => import("./pages/entity/EntityPage.tsx"), "EntityPage")),
  at("/graph", lazyRouteComponent(() => import("./pages/graph/GraphPage.tsx"), "GraphPage")),
  at("/apis", lazyRouteComponent(() => import("./pages/api/ApisPage.tsx"), "ApisPage")),
  at("/api-docs", lazyRouteComponent(() => import("./pages/api/ApiDocsPage.tsx"), "ApiDocsPage")),
  at("/sources", lazyRouteComponent(() => import("./pages/sources/SourcesPage.tsx"), "SourcesPage")),
  at("/sources/$id", lazyRouteComponent(() => import("./pages/sources/SourcePage.tsx"), "SourcePage")),
  at("/problems", lazyRouteComponent(() => import("./pages/problems/ProblemsPage.tsx"), "ProblemsPage")),
]);

export function makeRouter() {
  return createRouter({
    routeTree: tree,
    parseSearch,
    stringifySearch: formatSearch,
    defaultPendingComponent: Waiting,
    defaultPendingMs: 100,
    defaultErrorComponent: Failed,
    scrollRestoration: true,
    scrollToTopSelectors: ["#main"],
  });
}
