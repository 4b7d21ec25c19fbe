// The export keeps every filter, or says that a link cannot.
import { afterEach, describe, expect, it, vi } from "vitest";
import { cell, exportFile } from "../../api/export.ts";
import { addressOf, chosenIn, entityQuery, exportFilters, predicate, type Filters } from "./query.ts";

const filters = (more: Partial<Filters> = {}): Filters => ({ kind: "", text: "", sort: "name", facets: {}, ...more });

describe("the export link", () => {
  it("keeps kind, facets and what is wrong", () => {
    expect(exportFilters(filters())).toEqual([]);
    expect(exportFilters(filters({ kind: "component", facets: { type: ["service", "library"], conflict: ["1"] } })))
      .toEqual(["kind=component,spec.type=service,spec.type=library,portolan.conflict"]);
  });
  it.each<Partial<Filters>>([{ text: "pay" }, { facets: { missing: ["owner"] } }, { facets: { conflict: ["1"], dangling: ["1"] } }, { facets: { tag: ["a,b"] } }])("is not offered for %j", (more) => {
    expect(exportFilters(filters(more))).toBeUndefined();
  });
});

describe("what is wrong", () => {
  const wrong = filters({ facets: { problem: ["error"], missing: ["owner"] } });
  it("is one facet of which one chosen value is enough", () => {
    expect(chosenIn(wrong, "problem")).toEqual(["error", "owner"]);
    expect(predicate(wrong)).toEqual({ $all: [{ $any: [{ "portolan.problem": "error" }, { "portolan.unowned": { $exists: true } }] }] });
    expect(predicate(wrong, "problem")).toBeUndefined();
  });
  it("stands in the address under names of its own", () => {
    expect(addressOf("problem", ["warning", "dangling"])).toEqual({ problem: ["warning"], dangling: ["1"], conflict: [], missing: [] });
    expect(addressOf("type", ["service"])).toEqual({ type: ["service"] });
  });
});

describe("predicates", () => {
  it("leave out a facet's own choice and nothing else", () => {
    const chosen = filters({ kind: "api", facets: { type: ["openapi"], missing: ["owner"] } });
    expect(predicate(chosen, "type")).toEqual({ $all: [{ kind: "api" }, { "portolan.unowned": { $exists: true } }] });
  });
});

describe("the export made here", () => {
  afterEach(() => vi.unstubAllGlobals());
  it("reads all pages with the text and writes as the server does", async () => {
    const entity = (name: string) => ({ kind: "Component", metadata: { name, namespace: "default", uid: "u", etag: "e" }, spec: { type: "service" }, relations: [] });
    const asked: unknown[] = [];
    vi.stubGlobal("fetch", async (_: string, options: { body: string }) => {
      asked.push(JSON.parse(options.body));
      return new Response(JSON.stringify({ items: [entity(`n${asked.length}`)], totalItems: 2, pageInfo: asked.length === 1 ? { nextCursor: "c" } : {} }));
    });
    const heard: number[] = [];
    const file = await exportFile(entityQuery(filters({ text: "pay" })), "json", (read) => heard.push(read), new AbortController().signal);
    expect(JSON.parse(await file.text())).toEqual(["n1", "n2"].map((name) => ({ kind: "Component", metadata: { name, namespace: "default" }, spec: { type: "service" } })));
    expect(asked).toMatchObject([{ fullTextFilter: { term: "pay" } }, { cursor: "c" }]);
    expect(heard).toEqual([1, 2]);
  });
  it("never writes a formula", () => expect(["=1+1", "@x", 'say "hi"'].map(cell)).toEqual([`"'=1+1"`, `"'@x"`, '"say ""hi"""']));
});
