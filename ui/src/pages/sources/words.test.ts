// What a target is taken for before the server has read it.
import { expect, test } from "vitest";
import { cut } from "../problems/Excerpt.tsx";
import { detectKind, GONE_SOURCE, helpOn, sourceNames, stateOf, syncWords } from "./words.ts";

test.each([
  ["", ""],
  ["/srv/catalog", "path"],
  ["./catalog", "path"],
  ["https://example.org/org/repo.git", "git"],
  ["https://example.org/org/repo.git/", "git"],
  ["git@example.org:org/repo", "git"],
  ["ssh://git@example.org/org/repo", "git"],
  ["https://example.org/org/repo", "git"],
  ["https://example.org/files/catalog-info.yaml", "url"],
  ["https://example.org/org/repo/raw/main/catalog-info.yaml", "url"],
])("%s is %s", (target, kind) => expect(detectKind(target)).toBe(kind));

test("a source that is gone is called what its last removal says", () => {
  const left = [
    { source_id: "1", source_name: "1", reason: "`a.yaml` is gone" }, { source_id: "1", source_name: "1", reason: "the source `shop` was removed" },
    { source_id: "2", source_name: "2", reason: "`b.yaml` is gone" }, { source_id: "3", source_name: "data", reason: "`c.yaml` is gone" }, { source_id: "", source_name: "", reason: "by hand" },
  ];
  expect([...sourceNames([{ id: "4", name: "here" }], left)]).toEqual([["4", "here"], ["1", "shop"], ["2", GONE_SOURCE], ["3", "data"]]);
});

test("a source that reads well but read errors does not pass for healthy", () => {
  const read = (state: "idle" | "failing", errors: number) => stateOf({ state, problems: { errors, warnings: 3 } });
  expect([read("idle", 0), read("idle", 2), read("failing", 2)]).toEqual(["idle", "errors", "failing"]);
});

test("what the system says is said without its number, and with what to do", () => {
  expect(syncWords("no such file or directory (os error 2)")).toBe("No such file or directory");
  expect(helpOn("No such file or directory (os error 2)")).toMatch(/mounted/);
  expect(helpOn("Permission denied (os error 13)")).toMatch(/may the user/i);
  expect(helpOn("the host answered 404")).toBeUndefined();
});

test("the marked range counts characters, not code units, and is never empty", () => {
  expect(cut("a😀bc", 3, 4)).toEqual({ before: "a😀", marked: "b", after: "c" });
  expect(cut("abc", 2, 2)).toEqual({ before: "a", marked: "b", after: "c" });
  expect(cut("abc", 4, 9)).toEqual({ before: "ab", marked: "c", after: "" });
  expect(cut("", 1, 1)).toEqual({ before: "", marked: "", after: "" });
});
