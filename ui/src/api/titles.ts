// What entities are called, for references that come without a title: those of one drawing are asked for together.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { describe } from "../kit/describe.ts";
import { request } from "./http.ts";
import type { Entity } from "./types.ts";

interface Waiting {
  ref: string;
  answer: (title: string) => void;
  fail: (error: unknown) => void;
}

const FIELDS = ["kind", "metadata.name", "metadata.namespace", "metadata.title", "spec.profile.displayName"];
/** References of one question. */
const MOST = 200;

let waiting: Waiting[] = [];

function titleOf(ref: string): Promise<string> {
  return new Promise((answer, fail) => {
    if (waiting.length === 0) setTimeout(ask);
    waiting.push({ ref: ref.toLowerCase(), answer, fail });
  });
}

function ask() {
  const all = waiting;
  waiting = [];
  for (let from = 0; from < all.length; from += MOST) void askSome(all.slice(from, from + MOST));
}

async function askSome(some: Waiting[]) {
  try {
    const body = { entityRefs: some.map(({ ref }) => ref), fields: FIELDS };
    const { items } = await request<{ items: (Entity | null)[] }>("/api/catalog/entities/by-refs", { method: "POST", body });
    some.forEach(({ answer }, i) => answer(items[i] ? describe(items[i]).title : ""));
  } catch (error) {
    for (const { fail } of some) fail(error);
  }
}

/** The title; empty when there is none, or nothing has the reference, or no reference is given. */
export function useTitleOf(ref: string): { title: string; waiting: boolean } {
  const { data, isLoading } = useQuery({ queryKey: ["titles", ref], queryFn: () => titleOf(ref), enabled: ref !== "", staleTime: 300_000, retry: false });
  return { title: data ?? "", waiting: isLoading };
}

/** What is known by now of what things are called, for looking through many of them without asking. */
export function useKnownTitles(): (ref: string) => string {
  const client = useQueryClient();
  return (ref) => client.getQueryData<string>(["titles", ref]) ?? "";
}
