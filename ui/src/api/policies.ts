// The policy: its versions, what a draft would change, and who may do what and why.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "./http.ts";
import type * as t from "./types.ts";

const policies = "/api/v1/policies";

export const useGrantable = () =>
  useQuery<t.Grantable>({ queryKey: ["permissions"], queryFn: ({ signal }) => request("/api/v1/permissions", { signal }) });
export const usePolicies = () =>
  useQuery<t.List<t.PolicyBody>>({ queryKey: ["policies"], queryFn: ({ signal }) => request(policies, { signal }) });

/** What a text would change against what holds, with its problems. */
export const usePreview = (text: string, enabled = true) =>
  useQuery<t.PolicyPreview>({
    queryKey: ["policies", "preview", text],
    enabled,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => request(`${policies}/preview`, { method: "POST", body: { text }, signal }),
  });

export interface Question {
  subject: string;
  permission: string;
  entity?: string;
  version?: number;
}

export const useAnswer = (question: Question) =>
  useQuery<t.Answer>({
    queryKey: ["policies", "answer", question],
    enabled: question.subject !== "" && question.permission !== "",
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => request("/api/v1/permissions/explain", { method: "POST", body: question, signal }),
  });

/** Keeps a draft; the draft it was written from goes, so that one text under work is one draft. */
async function save({ text, note, replaces }: { text: string; note: string; replaces?: number }): Promise<t.PolicyBody> {
  const kept = await request<t.PolicyBody>(policies, { method: "POST", body: { text, note } });
  // Whoever deleted or published it in the meantime has decided about it.
  if (replaces) await request<void>(`${policies}/${replaces}`, { method: "DELETE" }).catch(() => undefined);
  return kept;
}

export function useSaveDraft() {
  const client = useQueryClient();
  return useMutation({ mutationFn: save, onSettled: () => client.invalidateQueries({ queryKey: ["policies"] }) });
}

export function useDeleteDraft() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (version: number) => request<void>(`${policies}/${version}`, { method: "DELETE" }),
    // Not waited for: the page of the draft would be gone before it can lead elsewhere.
    onSettled: () => void client.invalidateQueries({ queryKey: ["policies"] }),
  });
}

export function usePublish() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (version: number) => request<t.PolicyBody>(`${policies}/${version}/publish`, { method: "POST" }),
    // Whatever a page shows may be more or less than before.
    onSuccess: () => client.invalidateQueries(),
  });
}
