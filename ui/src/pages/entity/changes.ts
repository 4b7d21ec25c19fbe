// What the operations of a change are about, in the words of the file.
import type { Operation } from "../../api/types.ts";
import { yamlLines } from "../../kit/yaml.ts";

/** JSON pointer to the dotted path people write: /metadata/tags/1 -> metadata.tags.1 */
export const dotted = (pointer: string) => pointer.split("/").slice(1).map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~")).join(".");

/** The fields, each once; the places in a list are its field. */
export const changedFields = (operations: Operation[]) => [...new Set(operations.map(({ path }) => dotted(path.replace(/(\/(\d+|-))+$/, ""))))];

/** A value as a file has it; a text is shown as it is. */
export const written = (value: unknown) => (typeof value === "string" ? value : value === undefined ? "" : yamlLines(value).map(({ text }) => text).join("\n").trim());
