// That sources say different things of the entity, and the way to which of them counts.
import { useClaims } from "../../api/portolan.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { plural } from "../../kit/format.ts";
import { Tag } from "../../kit/Tags.tsx";
import { paths } from "../../paths.ts";

export function Disputed({ entityRef }: { entityRef: string }) {
  const conflicts = useClaims(entityRef).data?.conflicts ?? [];
  if (conflicts.length === 0) return null;
  const sources = new Set(conflicts.flatMap(({ values }) => values.map(({ claim }) => claim)));
  return (
    <AppLink href={paths.entity(entityRef, { tab: "yaml" })} title={`About ${conflicts.map(({ path }) => path).join(", ")}`}>
      <Tag tone="amber" dot>{plural(sources.size, "source")} disagree</Tag>
    </AppLink>
  );
}
