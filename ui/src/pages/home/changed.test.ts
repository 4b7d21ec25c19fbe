// An entity that changes all the time stands once, at the place of its last change.
import { expect, it } from "vitest";
import { byEntity } from "./changed.ts";

it("puts the changes of one entity together", () => {
  const changes = ["b", "a", "b", "b", "c"].map((ref, at) => ({ ref, at }));
  expect(byEntity(changes)).toEqual([{ last: { ref: "b", at: 0 }, count: 3 }, { last: { ref: "a", at: 1 }, count: 1 }, { last: { ref: "c", at: 4 }, count: 1 }]);
  expect(byEntity([])).toEqual([]);
});
