// The graph around the entity.
import { EntityGraph } from "../../kit/graph/EntityGraph.tsx";
import type { TabProps } from "./EntityPage.tsx";

export default function GraphTab({ entityRef }: TabProps) {
  return <EntityGraph root={entityRef} />;
}
