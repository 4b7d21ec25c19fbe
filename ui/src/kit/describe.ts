// What lists and headers show of an entity, read defensively: files may hold any type in any field.
import type { Entity } from "../api/types.ts";
import { formatRef } from "../paths.ts";

const text = (value: unknown): string => (typeof value === "string" ? value : typeof value === "number" ? String(value) : "");

export interface Described {
  ref: string;
  kind: string;
  name: string;
  namespace: string;
  title: string;
  description: string;
  type: string;
  lifecycle: string;
  owner: string;
  system: string;
  tags: string[];
}

function target(entity: Entity, type: string): string {
  return entity.relations?.find((relation) => relation.type === type)?.targetRef ?? "";
}

export function targets(entity: Entity, type: string): string[] {
  return (entity.relations ?? []).filter((relation) => relation.type === type).map((relation) => relation.targetRef);
}

export function describe(entity: Entity): Described {
  const { metadata, spec } = entity;
  const namespace = metadata.namespace ?? "default";
  const profile = spec?.profile as Record<string, unknown> | undefined;
  const partOf = targets(entity, "partOf");
  return {
    ref: formatRef({ kind: entity.kind, namespace, name: metadata.name }),
    kind: entity.kind.toLowerCase(),
    name: metadata.name,
    namespace,
    title: text(metadata.title) || text(profile?.displayName) || metadata.name,
    description: text(metadata.description),
    type: text(spec?.type),
    lifecycle: text(spec?.lifecycle),
    owner: target(entity, "ownedBy"),
    system: partOf.find((ref) => ref.startsWith("system:")) ?? "",
    tags: Array.isArray(metadata.tags) ? metadata.tags.map(text).filter(Boolean) : [],
  };
}
