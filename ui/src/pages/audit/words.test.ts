import { expect, it } from "vitest";
import { actWords, fieldChanges, timesOf } from "./words.ts";

it("names acts, also those it does not know", () => {
  expect([actWords("policy.publish"), actWords("quota.raise")]).toEqual(["Policy published", "Quota raise"]);
});

it("counts spans back from now and takes what stands between two instants", () => {
  const now = Date.parse("2027-01-15T08:00:00Z");
  expect(timesOf("24h", "", "", now)).toEqual({ since: "2027-01-14T08:00:00.000Z" });
  expect(timesOf("between", "2027-01-01T00:00:00Z", "no time", now)).toEqual({ since: "2027-01-01T00:00:00.000Z", until: undefined });
  expect(timesOf("", "2027-01-01T00:00:00Z", "", now)).toEqual({});
});

it("says field by field what an act changed", () => {
  const changed = fieldChanges({ admin: false, name: "Bo" }, { admin: true, name: "Bo", roles: ["a"] });
  expect(changed.map(({ name, change }) => [name, change])).toEqual([["admin", "changed"], ["name", "same"], ["roles", "added"]]);
  expect(fieldChanges(null, { note: "x" })).toEqual([{ name: "note", before: "", after: "x", change: "same" }]);
  expect(fieldChanges(null, null)).toEqual([]);
  expect(fieldChanges("a", "b")).toEqual([{ name: "", before: "a", after: "b", change: "changed" }]);
});
