// A change is said by its fields.
import { expect, it } from "vitest";
import type { Operation } from "../../api/types.ts";
import { changedFields, written } from "./changes.ts";

const at = (path: string): Operation => ({ op: "replace", path });

it("names each field once, lists by their field", () => {
  expect(changedFields([at("/spec/owner"), at("/metadata/tags/0"), at("/metadata/tags/1"), at("/metadata/annotations/acme.io~1mail")]))
    .toEqual(["spec.owner", "metadata.tags", "metadata.annotations.acme.io/mail"]);
});

it("writes values as a file has them", () => {
  expect(["a: b", ["api", "db"], [], 3, undefined].map(written)).toEqual(["a: b", "- api\n- db", "[]", "3", ""]);
  expect(written({ type: "url", target: ["a"] })).toBe("type: url\ntarget:\n  - a");
});
