import { expect, it } from "vitest";
import { toConditions, toFilter, type Condition } from "./filter.ts";

const rows: Condition[] = [
  { field: "kind", test: "in", values: ["component"] },
  { field: "spec.lifecycle", test: "not_in", values: ["experimental", "deprecated"] },
  { field: "metadata.name", test: "prefix", values: ["pay"] },
  { field: "relations.ownedBy", test: "missing", values: [] },
];

it("writes rows as a filter and reads the same rows from it", () => {
  expect(toConditions(toFilter(rows))).toEqual(rows);
  expect(toFilter(rows.slice(0, 1))).toEqual({ kind: "component" });
  expect(toFilter([])).toBeUndefined();
  expect(toFilter([{ field: "kind", test: "in", values: [] }])).toBeUndefined();
});

it("reads several fields of one object, and nothing it would change", () => {
  expect(toConditions({ kind: "api", "spec.type": { $in: ["grpc"] } })).toEqual([{ field: "kind", test: "in", values: ["api"] }, { field: "spec.type", test: "in", values: ["grpc"] }]);
  for (const other of [{ $any: [{ kind: "api" }] }, { relations: { $contains: { type: "ownedBy" } } }, { $not: { kind: { $exists: true } } }, { kind: { $in: [1] } }, "kind", []]) {
    expect(toConditions(other)).toBeUndefined();
  }
});
