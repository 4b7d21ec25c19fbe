import { expect, it } from "vitest";
import { indented } from "./indent.ts";

it("puts JSON of one line on many, and changes nothing else", () => {
  const value = { a: [1, { b: "x, {y}: \\" }], empty: {}, none: [], t: true, n: null };
  expect(indented(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
  expect(indented('{"most": 9223372036854775807, "a":1,"a":2}')).toBe('{\n  "most": 9223372036854775807,\n  "a": 1,\n  "a": 2\n}');
});

it("leaves alone what is on more lines, is no JSON, or is not whole", () => {
  for (const text of ['{\n"a": 1}', "openapi: 3.1.0", ""]) expect(indented(text)).toBe(text);
  expect(indented('{"a":"x')).toBe('{\n  "a": "x');
});
