// A relation is one thing, whichever end names it.
import { expect, it } from "vitest";
import { bothNames, drawnAs } from "./relations.ts";

it("knows both names of a relation", () => {
  expect(bothNames("dependsOn")).toEqual(["dependsOn", "dependencyOf"]);
  expect(bothNames("apiConsumedBy")).toEqual(["consumesApi", "apiConsumedBy"]);
  expect(bothNames("implements")).toEqual(["implements"]);
});

it("names a relation as it is drawn", () => {
  expect(["hasMember", "memberOf", "implements"].map(drawnAs)).toEqual(["memberOf", "memberOf", "implements"]);
});
