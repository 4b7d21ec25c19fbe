import { expect, it } from "vitest";
import { scopeWords, subjectLabel } from "./words.ts";

it("says what a role is about", () => {
  expect(scopeWords()).toBe("everything");
  expect(scopeWords({ connection: "owns" })).toBe("entities that they or their groups own");
  expect(scopeWords({ filter: { kind: { $in: ["component", "api"] } }, connection: "same_system" })).toBe("entities with kind component or api, that are part of a system they or their groups own");
  expect(scopeWords({ filter: { $all: [{ "relations.ownedBy": "group:default/pay" }, { "metadata.tags": { $exists: false } }] } })).toBe("entities with owner group:pay, no tag");
  expect(scopeWords({ filter: { $any: [] } })).toBe("entities that a filter finds");
  expect([subjectLabel("everyone"), subjectLabel("group:default/pay"), subjectLabel("principal:1")]).toEqual(["Everyone", "group:pay", "principal:1"]);
});
