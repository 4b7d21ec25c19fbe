// How the server runs: its nodes, its database and its queue, asked for again and again while somebody looks.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useAct } from "./act.ts";
import { call } from "./client.ts";
import type { Job, JobState, Operations } from "./types.ts";

/** Milliseconds; as often as nodes say that they are there. */
const AGAIN = 5_000;

export const useOperations = () =>
  useQuery({ queryKey: ["operations"], refetchInterval: AGAIN, queryFn: ({ signal }) => call("get", "/api/v1/operations", { signal }) as Promise<Operations> });

export const useJobs = (state: JobState) =>
  useQuery({
    queryKey: ["jobs", state],
    refetchInterval: AGAIN,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call("get", "/api/v1/jobs", { query: { state }, signal }) as Promise<{ items: Job[] }>,
  });

const TOUCHED = ["jobs", "operations"];

/** One after the other, so that it is clear which were done when one fails. */
export const useRetryJobs = () =>
  useAct(async (ids: string[]) => {
    for (const id of ids) await call("post", "/api/v1/jobs/{id}/retry", { path: { id } });
  }, TOUCHED);
export const useDropJobs = () =>
  useAct(async (ids: string[]) => {
    for (const id of ids) await call("delete", "/api/v1/jobs/{id}", { path: { id } });
  }, TOUCHED);
