// Writes src/api/schema.ts, the types of the server's API, from its OpenAPI document. In a package of its own because the
// generator works with the compiler of TypeScript 5 and the interface is checked with a newer one.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const document = new URL("../../api/openapi.json", import.meta.url);
export const written = new URL("../src/api/schema.ts", import.meta.url);

const HEAD = "// The types of the server's API, written by `make gen` from api/openapi.json. Not edited by hand.\n\n";

/** The text that src/api/schema.ts should have. */
export async function schemaText() {
  const { info: _, ...api } = JSON.parse(await readFile(document, "utf8"));
  const nodes = await openapiTS({ ...api, info: { title: "Portolan", version: "1" } }, { silent: true, emptyObjectsUnknown: true });
  return HEAD + astToString(nodes);
}

if (process.argv[1] === new URL(import.meta.url).pathname) await writeFile(written, await schemaText());
