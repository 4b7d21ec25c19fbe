import { expect, it } from "vitest";
import { diffLines, hunks } from "./diff.ts";

const written = (before: string, after: string) => diffLines(before, after).map((line) => line.mark + line.text);

it("shows what went and what came, and keeps the rest", () => {
  expect(written("a\nb\nc", "a\nc\nd")).toEqual([" a", "-b", " c", "+d"]);
  expect(written("a\nb", "a\nb")).toEqual([" a", " b"]);
  expect(written("x", "y")).toEqual(["-x", "+y"]);
  expect(written("a\nb\nc\nd", "a\nx\nc\ny\nd")).toEqual([" a", "-b", "+x", " c", "+y", " d"]);
});

it("leaves out what is far from any difference", () => {
  const lines = Array.from({ length: 30 }, (_, i) => String(i));
  const found = hunks(diffLines(lines.join("\n"), lines.with(20, "other").join("\n")));
  expect(found).toHaveLength(1);
  expect(found[0]!.skipped).toBe(17);
  expect(found[0]!.lines).toHaveLength(8);
});
