// The catalog as a file where the server's export cannot say the filter (text, "without an owner", a comma in a value):
// the list is read page by page and written here, in the same shapes as the server writes.
import { withBase } from "../base.ts";
import { ROW_TEXT_FIELDS, type EntityQuery } from "./catalog.ts";
import { query, request } from "./http.ts";
import type { Entity, EntityPage } from "./types.ts";

export type ExportFormat = "csv" | "json" | "yaml";
export const EXPORT_FORMATS: ExportFormat[] = ["csv", "json", "yaml"];

const PAGE = 1000;
const TYPES: Readonly<Record<ExportFormat, string>> = { csv: "text/csv", json: "application/json", yaml: "application/yaml" };

export const exportHref = (format: ExportFormat, filters: string[]) => withBase(`/api/v1/export${query({ format, filter: filters })}`);

/** Everything the question matches, as a file. `progress` hears how many have been read. */
export async function exportFile(q: EntityQuery, format: ExportFormat, progress: (read: number, total: number) => void, signal: AbortSignal): Promise<Blob> {
  const parts: string[] = [opening(format)];
  let read = 0;
  let body: Record<string, unknown> = {
    limit: PAGE,
    orderBy: [{ field: "metadata.name", order: "asc" }],
    ...(q.text ? { fullTextFilter: { term: q.text, fields: ROW_TEXT_FIELDS } } : {}),
    ...(q.query ? { query: q.query } : {}),
  };
  for (;;) {
    const page = await request<EntityPage>("/api/catalog/entities/by-query", { method: "POST", body, signal });
    parts.push(page.items.map((entity, i) => written(entity, format, read + i === 0)).join(""));
    read += page.items.length;
    progress(read, page.totalItems);
    if (!page.pageInfo.nextCursor) break;
    body = { limit: PAGE, cursor: page.pageInfo.nextCursor };
  }
  return new Blob([...parts, closing(format)], { type: TYPES[format] });
}

/** References of one question. */
const REFS = 200;

/** These entities as a file, in this order; what is no longer in the catalog is left out. */
export async function exportRefs(refs: string[], format: ExportFormat): Promise<Blob> {
  const parts: string[] = [opening(format)];
  let count = 0;
  for (let from = 0; from < refs.length; from += REFS) {
    const body = { entityRefs: refs.slice(from, from + REFS) };
    const { items } = await request<{ items: (Entity | null)[] }>("/api/catalog/entities/by-refs", { method: "POST", body });
    for (const entity of items) if (entity) parts.push(written(entity, format, count++ === 0));
  }
  return new Blob([...parts, closing(format)], { type: TYPES[format] });
}

const COLUMNS = ["kind", "metadata.namespace", "metadata.name", "metadata.title", "metadata.description", "spec.type", "spec.lifecycle", "spec.owner", "spec.system"];

function opening(format: ExportFormat): string {
  if (format === "json") return "[";
  return format === "csv" ? "kind,namespace,name,title,description,type,lifecycle,owner,system\r\n" : "";
}

const closing = (format: ExportFormat) => (format === "json" ? "\n]\n" : "");

function written(entity: Entity, format: ExportFormat, first: boolean): string {
  if (format === "csv") return `${COLUMNS.map((path) => cell(at(entity, path))).join(",")}\r\n`;
  // What the server adds when it answers is not part of what was written.
  const { relations: _, metadata: { uid: _uid, etag: _etag, ...metadata }, ...rest } = entity;
  const own = { metadata, ...rest };
  // JSON is YAML: a document per entity that every reader takes.
  return format === "json" ? `${first ? "" : ","}\n${JSON.stringify(own)}` : `---\n${JSON.stringify(own, null, 2)}\n`;
}

function at(entity: Entity, path: string): string {
  const value = path.split(".").reduce<unknown>((found, part) => (found as Record<string, unknown> | undefined)?.[part], entity);
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/** Quoted, and never a formula for the program that opens it. */
export function cell(value: string): string {
  return `"${/^[=+\-@\t\r]/.test(value) ? "'" : ""}${value.replaceAll('"', '""')}"`;
}
