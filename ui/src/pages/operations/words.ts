// Jobs in words.
import type { JobState } from "../../api/types.ts";
import type { Tone } from "../../kit/Tags.tsx";
import { sentence } from "../../kit/format.ts";

/** In the order in which they ask for somebody. */
export const STATES: { key: JobState; label: string; tone: Tone; color: string; none: string; hint: string }[] = [
  { key: "dead", label: "Given up", tone: "red", color: "var(--red)", none: "No job was given up", hint: "A job that fails is tried again, later each time. After its last try it is given up and listed here with its error." },
  { key: "running", label: "Running", tone: "blue", color: "var(--blue)", none: "Nothing is running", hint: "What a node works on at this moment is listed here." },
  { key: "waiting", label: "Waiting", tone: "amber", color: "var(--amber)", none: "Nothing waits", hint: "What is due, what is due later and what is tried again is listed here." },
  { key: "done", label: "Done", tone: "green", color: "var(--green)", none: "Nothing was done in the last days", hint: "What was done is kept for a week." },
];

const KINDS: ReadonlyMap<string, string> = new Map([["maintenance.purge", "Removes what is kept no longer"]]);

/** What a job does; one that is not known here is named by its own words. */
export const jobWords = (kind: string) => KINDS.get(kind) ?? sentence(kind.replaceAll(".", " "));
