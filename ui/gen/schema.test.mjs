import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { schemaText, written } from "./schema.mjs";

it("the types of the API are those of its document: `make gen` writes them", async () => {
  expect((await readFile(written, "utf8")) === (await schemaText())).toBe(true);
});
