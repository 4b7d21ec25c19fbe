// Which address shows which page. Every page is loaded when it is first needed.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, type ErrorComponentProps } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { makeHistory } from "./base.ts";
import { Failed } from "./kit/Failed.tsx";
import { EmptyState, Skeletons } from "./kit/States.tsx";
import { Page, PageHeader } from "./kit/Page.tsx";
import { AppLink } from "./kit/AppLink.tsx";
import { formatSearch, parseSearch, paths } from "./paths.ts";
import { Shell } from "./shell/Shell.tsx";

function FailedPage(props: ErrorComponentProps) {
  return <Page><Failed {...props} /></Page>;
}

function Waiting() {
  return <Page><Skeletons rows={8} /></Page>;
}

function NotFound() {
  return (
    <Page>
      <PageHeader title="There is no page here" />
      <EmptyState title="Nothing to show" action={<AppLink className="step" href={paths.catalog()}>Open the catalog</AppLink>}>
        The address may be from another version, or mistyped.
      </EmptyState>
    </Page>
  );
}

const modules = import.meta.glob<Record<string, ComponentType>>("./pages/*/*Page.tsx");

/** "home/HomePage": the file under pages/, which exports a component of its own name. */
function page(path: string) {
  const name = path.slice(path.indexOf("/") + 1);
  return lazyRouteComponent(async () => {
    const load = modules[`./pages/${path}.tsx`];
    return load ? load().catch(notFetched) : { [name]: NotFound };
  }, name);
}

/** The router loads the whole interface anew when it knows the words of a browser, also from a server that is away. */
function notFetched(error: unknown): never {
  throw new Error(`Not fetched: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
}

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: FailedPage });
const at = <P extends string>(path: P, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => root, path, component });

const tree = root.addChildren([
  at("/", page("home/HomePage")),
  at("/catalog", page("catalog/CatalogPage")),
  at("/entity/$kind/$namespace/$name", page("entity/EntityPage")),
  at("/graph", page("graph/GraphPage")),
  at("/apis", page("api/ApisPage")),
  at("/api-docs", page("api/ApiDocsPage")),
  at("/sources", page("sources/SourcesPage")),
  at("/sources/$id", page("sources/SourcePage")),
  at("/sources/removed", page("sources/RemovedPage")),
  at("/problems", page("problems/ProblemsPage")),
  at("/sign-in", page("signin/SignInPage")),
  at("/setup", page("signin/SetupPage")),
  at("/invitation", page("signin/InvitationPage")),
  at("/account", page("account/AccountPage")),
  at("/people", page("people/PeoplePage")),
  at("/tenants", page("tenants/TenantsPage")),
  at("/device", page("account/DevicePage")),
  at("/policies", page("policies/PoliciesPage")),
  at("/policies/draft", page("policies/DraftPage")),
  at("/policies/$version", page("policies/VersionPage")),
  at("/audit", page("audit/AuditPage")),
  at("/operations", page("operations/OperationsPage")),
  at("/secrets", page("secrets/SecretsPage")),
  at("/policy-tester", page("policies/TesterPage")),
]);

export function makeRouter() {
  return createRouter({
    routeTree: tree,
    history: makeHistory(),
    parseSearch,
    stringifySearch: formatSearch,
    defaultPendingComponent: Waiting,
    defaultPendingMs: 100,
    defaultErrorComponent: FailedPage,
    scrollRestoration: true,
    scrollToTopSelectors: ["#main"],
  });
}
