// Signing in and out, and one's own account.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "./http.ts";
import type * as t from "./types.ts";

const auth = "/api/v1/auth";

export const useProviders = () =>
  useQuery<t.Providers>({ queryKey: ["providers"], queryFn: ({ signal }) => request(`${auth}/providers`, { signal }) });
export const useSessions = () =>
  useQuery<t.List<t.SessionBody>>({ queryKey: ["sessions"], queryFn: ({ signal }) => request(`${auth}/sessions`, { signal }) });
export const useTokens = () =>
  useQuery<t.List<t.TokenBody>>({ queryKey: ["tokens"], queryFn: ({ signal }) => request(`${auth}/tokens`, { signal }) });

function useAct<A, R>(send: (argument: A) => Promise<R>, touches: string[] = []) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () => Promise.all(touches.map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}

const post = <R>(path: string, body?: unknown) => request<R>(path, { method: "POST", body });

export const useLogIn = () => useAct((given: { email: string; password: string }) => post<t.Me>(`${auth}/login`, given));
export const useSetUp = () =>
  useAct((given: { token: string; name: string; email: string; password: string }) => post<t.Me>("/api/v1/setup", given));
export const useAcceptInvitation = () =>
  useAct((given: { token: string; password: string }) => post<t.Me>(`${auth}/invitation`, given));
export const useLogOut = () => useAct(() => post<void>(`${auth}/logout`));
export const useChangePassword = () =>
  useAct((given: { current: string; new: string }) => post<void>(`${auth}/password`, given), ["sessions"]);
export const useEndSession = () =>
  useAct((id: string) => request<void>(`${auth}/sessions/${encodeURIComponent(id)}`, { method: "DELETE" }), ["sessions"]);

export interface NewToken {
  name: string;
  scopes?: string[];
  expires_in_days: number;
}

export const useAddToken = () =>
  useAct((wanted: NewToken) => post<t.TokenBody & { token: string }>(`${auth}/tokens`, wanted), ["tokens"]);
export const useRevokeToken = () =>
  useAct((id: string) => request<void>(`${auth}/tokens/${encodeURIComponent(id)}`, { method: "DELETE" }), ["tokens"]);

export interface Waiting {
  client: string;
  address: string;
  scopes: string[];
  state: "waiting" | "approved" | "denied";
}

/** Shows what waits with a code; with `approve` it is let in or not. */
export const useDevice = () =>
  useAct((given: { user_code: string; approve?: boolean }) => post<Waiting>(`${auth}/device/approve`, given), ["tokens"]);
