// The policy: its versions, what a draft would change, and who may do what and why.
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useWrite } from "./act.ts";
import { call } from "./client.ts";
import type * as t from "./types.ts";

export const useGrantable = () =>
  useQuery({ queryKey: ["permissions"], queryFn: ({ signal }) => call("get", "/api/v1/permissions", { signal }) as Promise<t.Grantable> });
export const usePolicies = () =>
  useQuery({ queryKey: ["policies"], queryFn: ({ signal }) => call("get", "/api/v1/policies", { signal }) as Promise<t.List<t.PolicyBody>> });

/** What a text would change against what holds, with its problems. */
export const usePreview = (text: string, enabled = true) =>
  useQuery({
    queryKey: ["policies", "preview", text],
    enabled,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call("post", "/api/v1/policies/preview", { body: { text }, signal }) as Promise<t.PolicyPreview>,
  });

export const useAnswer = (body: t.Question) =>
  useQuery({
    queryKey: ["policies", "answer", body],
    enabled: body.subject !== "" && body.permission !== "",
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call("post", "/api/v1/permissions/explain", { body, signal }) as Promise<t.PolicyAnswer>,
  });

const remove = (version: number) => call("delete", "/api/v1/policies/{version}", { path: { version } });

/** Keeps a draft; the draft it was written from goes, so that one text under work is one draft. */
async function save({ text, note, replaces }: { text: string; note: string; replaces?: number }): Promise<t.PolicyBody> {
  const kept = await call("post", "/api/v1/policies", { body: { text, note } });
  // Whoever deleted or published it in the meantime has decided about it.
  if (replaces) await remove(replaces).catch(() => undefined);
  return kept as t.PolicyBody;
}

export function useSaveDraft() {
  const client = useQueryClient();
  return useWrite({ mutationFn: save, onSettled: () => client.invalidateQueries({ queryKey: ["policies"] }) });
}

export function useDeleteDraft() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: remove,
    // Not waited for: the page of the draft would be gone before it can lead elsewhere.
    onSettled: () => void client.invalidateQueries({ queryKey: ["policies"] }),
  });
}

export function usePublish() {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (version: number) => call("post", "/api/v1/policies/{version}/publish", { path: { version } }),
    // Whatever a page shows may be more or less than before.
    onSuccess: () => client.invalidateQueries(),
  });
}
