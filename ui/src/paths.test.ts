// Addresses and words: what links are made of must survive hostile names.
import { describe, expect, it } from "vitest";
import { formatPercent, formatRelative } from "./kit/format.ts";
import { yamlLines } from "./kit/yaml.ts";
import { formatSearch, localTarget, mailto, parseRef, parseSearch, paths, safeHref, shortRef } from "./paths.ts";

describe("references", () => {
  it("fills in what is left out", () => {
    expect(parseRef("Group:Team-A")).toEqual({ kind: "group", namespace: "default", name: "team-a" });
    expect(shortRef("component:default/x", "component")).toBe("x");
    expect(shortRef("component:other/x")).toBe("component:other/x");
  });
  it("keeps hostile names inside one path segment", () => {
    expect(paths.entity("component:default/../x?y#z")).toBe("/entity/component/default/..%2Fx%3Fy%23z");
  });
});

describe("search", () => {
  it("reads back what it wrote", () => {
    const query = { q: "a&b=c, d", tag: ["x", "true"], __proto__x: "1" };
    expect(parseSearch(formatSearch(query))).toEqual(query);
  });
  it("does not reach the prototype", () => {
    parseSearch("?__proto__=1&constructor=2");
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.prototype.constructor).toBe(Object);
  });
});

describe("localTarget", () => {
  it("keeps addresses of this site", () => {
    expect(localTarget("/catalog?q=a%20b#x")).toBe("/catalog?q=a%20b#x");
  });
  it("leads nowhere else", () => {
    const hostile = [
      "//evil.example", "/\\evil.example", "/\t/evil.example", "///evil.example", "https:evil.example", "https://evil.example", "/a/..//evil.example",
      "javascript:alert(1)", "data:text/html,x", "\\\\evil", "", "evil", "/.//evil.example", "/sign-in?next=/x",
    ];
    for (const text of hostile) expect(localTarget(text), text).toBe("/");
  });
});

describe("safeHref", () => {
  it.each(["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "//evil.example", "java\nscript:alert(1)", 7])("refuses %s", (url) => {
    expect(safeHref(url)).toBeUndefined();
  });
  it("allows what people link to", () => {
    expect(safeHref("https://example.com/a")).toBe("https://example.com/a");
    expect(safeHref("mailto:a@example.com")).toBe("mailto:a@example.com");
  });
});

describe("format", () => {
  it("never rounds up to all", () => expect(formatPercent(9999, 10000)).toBe("99.9 %"));
  it("says when", () => {
    expect(formatRelative(0, 1_000)).toBe("just now");
    expect(formatRelative("not a date")).toBe("–");
  });
});

describe("yamlLines", () => {
  const text = (value: unknown) => yamlLines(value).map((line) => line.text);
  it("writes nested fields and lists", () => {
    expect(text({ a: { b: [1, "two"] }, c: [{ d: "x", e: true }] })).toEqual(["a:", "  b:", "    - 1", "    - two", "c:", "  - d: x", "    e: true"]);
  });
  it("quotes what would change its type, and shows invisible characters", () => {
    expect(text({ a: "true", b: "1.0", c: "", d: "x\u202ey" })).toEqual(['a: "true"', 'b: "1.0"', 'c: ""', 'd: "x\\u202ey"']);
  });
});

describe("mailto", () => {
  it("is for addresses of people", () => {
    expect(mailto("ann.o'neil+x@mail.example.com")).toBe("mailto:ann.o'neil+x@mail.example.com");
  });

  it.each(["javascript:alert(1)", "a@example.com?bcc=b@example.com", "a@example.com&body=x", "a%3Fcc@example.com", "a@b@example.com", "a b@example.com", "nobody", ""])("%j is none", (text) => {
    expect(mailto(text)).toBeUndefined();
  });
});
