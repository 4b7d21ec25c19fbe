// From the text of a definition to what is shown. The YAML reader is loaded only when a text is not JSON.
import { readAsyncApi } from "./asyncapi.ts";
import type { Definition } from "./model.ts";
import { readOpenApi } from "./openapi.ts";
import { obj } from "./read.ts";

const STRUCTURED = ["openapi", "swagger", "asyncapi"];

export type Parsed = { state: "definition"; definition: Definition } | { state: "text" } | { state: "broken"; message: string };

export async function parseDefinition(type: string, text: string): Promise<Parsed> {
  const claimed = STRUCTURED.includes(type.toLowerCase());
  if (!claimed && !/^\s*["{]?\s*"?(?:openapi|swagger|asyncapi)"?\s*:/m.test(text)) return { state: "text" };
  try {
    const root = obj(await parseText(text));
    if (root.openapi || root.swagger) return { state: "definition", definition: readOpenApi(root) };
    if (root.asyncapi) return { state: "definition", definition: readAsyncApi(root) };
    return claimed ? { state: "broken", message: "The document has no openapi, swagger or asyncapi field at its top, so its format is unknown." } : { state: "text" };
  } catch (error) {
    if (!claimed) return { state: "text" };
    return { state: "broken", message: error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error) };
  }
}

async function parseText(text: string): Promise<unknown> {
  if (text.trimStart().startsWith("{")) {
    try {
      return JSON.parse(text);
    } catch {
      // A flow mapping in YAML opens with a brace as well: the YAML reader decides, and says where it fails.
    }
  }
  const { parse } = await import("yaml");
  return parse(text, { merge: true, logLevel: "error" });
}
