// The graph of the catalog, or around the entity named in the address.
import { EntityGraph } from "../../kit/graph/EntityGraph.tsx";
import { Page, PageHeader } from "../../kit/Page.tsx";
import { useUrl } from "../../kit/useUrl.ts";

export function GraphPage() {
  const root = useUrl().get("root");
  return <Page wide><PageHeader title="Graph" /><EntityGraph root={root || undefined} /></Page>;
}
