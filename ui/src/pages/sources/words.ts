// The words for sources: kinds, causes, schedules; and what kind a target looks like before the server has read it.
import type { SourceBody, Tombstone } from "../../api/types.ts";
import { formatDuration } from "../../kit/format.ts";

export type SourceKind = "git" | "url" | "path";

const KINDS: ReadonlyMap<string, string> = new Map([
  ["directory", "Folder"], ["file", "File"], ["url", "Address of a file"], ["git", "Git repository"], ["path", "Folder or file on the server"],
  ["csv", "Table of people or groups"], ["ldap", "LDAP directory"], ["scim", "Directory over SCIM"], ["oidc", "Groups from sign-in"],
]);
export const kindWord = (kind: string) => KINDS.get(kind) ?? kind;

/** Whether a source is sent what it says: there is nothing to read, and no schedule. */
export const isPushed = (kind: string) => kind === "scim" || kind === "oidc";

/** Whether it names users and groups and nothing else, so that there is no choice. */
export const namesOnlyPeople = (kind: string) => ["csv", "ldap", "scim", "oidc"].includes(kind);

/** The state that is shown: what reads without trouble may still have read errors. */
export const stateOf = (source: Pick<SourceBody, "state" | "problems">) => (source.state === "idle" && source.problems.errors > 0 ? "errors" : source.state);

const URGENCY = ["failing", "held", "errors", "syncing", "paused", "idle"];
/** The ones that need somebody come first. */
export const byUrgency = (a: SourceBody, b: SourceBody) => URGENCY.indexOf(stateOf(a)) - URGENCY.indexOf(stateOf(b));

/** What a sync says, as a sentence and without the numbers of the system it runs on. */
export const syncWords = (message: string) => message.charAt(0).toUpperCase() + message.slice(1).replace(/ \(os error \d+\)/g, "");

const HELP: [RegExp, string][] = [
  [/\(os error 2\)/, "Is it mounted where the server runs, and still where the target says? It is read again by itself when it is back."],
  [/\(os error 13\)/, "May the user that runs the server read it, and enter the folders above it?"],
];
/** What to do about a sync that failed, where the message alone does not say. */
export const helpOn = (message: string) => HELP.find(([pattern]) => pattern.test(message))?.[1];

const CAUSES: ReadonlyMap<string, string> = new Map([["start", "Start"], ["schedule", "Schedule"], ["watch", "File change"], ["manual", "By hand"], ["push", "Directory"]]);
export const causeWord = (cause: string) => CAUSES.get(cause) ?? cause;

export const SCHEDULES = [60, 300, 900, 3600, 21_600, 86_400];
export const scheduleWord = (seconds: number | null) => (seconds ? `Every ${formatDuration(seconds)}` : "By hand only");

export const GONE_SOURCE = "A source that is gone";

/** By id: the sources that are there, and those that are gone and left something. */
export function sourceNames(sources: Pick<SourceBody, "id" | "name">[], left: Pick<Tombstone, "source_id" | "source_name" | "reason">[]): Map<string, string> {
  const names = new Map(sources.map(({ id, name }) => [id, name]));
  for (const { source_id: id, source_name: name, reason } of left) {
    if (!id || (names.has(id) && names.get(id) !== GONE_SOURCE)) continue;
    // A source that is gone has its id for a name; what went together with it says what it was called.
    names.set(id, reason.match(/^the source `(.+)` was removed$/)?.[1] ?? (name && name !== id ? name : GONE_SOURCE));
  }
  return names;
}

/** Follows the server's rule; the address of a repository's page (host/owner/name) is taken for the repository. */
export function detectKind(target: string): SourceKind | "" {
  const text = target.trim();
  if (!text) return "";
  if (text.replace(/\/+$/, "").endsWith(".git") || /^(ssh|file|git):\/\//.test(text) || /^[^/\s:]+@[^/\s:]+:/.test(text)) return "git";
  if (!/^https?:\/\//.test(text)) return "path";
  try {
    const parts = new URL(text).pathname.split("/").filter(Boolean);
    return parts.length === 2 && !/\.(ya?ml|json)$/i.test(parts[1]!) ? "git" : "url";
  } catch {
    return "url";
  }
}
