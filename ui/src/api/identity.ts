// Signing in and out, and one's own account.
import { useQuery } from "@tanstack/react-query";
import { useAct } from "./act.ts";
import { call } from "./client.ts";
import type * as t from "./types.ts";

export const useProviders = () => useQuery({ queryKey: ["providers"], queryFn: ({ signal }) => call("get", "/api/v1/auth/providers", { signal }) });
export const useSessions = () => useQuery({ queryKey: ["sessions"], queryFn: ({ signal }) => call("get", "/api/v1/auth/sessions", { signal }) });
export const useTokens = () => useQuery({ queryKey: ["tokens"], queryFn: ({ signal }) => call("get", "/api/v1/auth/tokens", { signal }) });

export const useLogIn = () => useAct((body: { email: string; password: string }) => call("post", "/api/v1/auth/login", { body }));
export const useSetUp = () => useAct((body: { token: string; name: string; email: string; password: string }) => call("post", "/api/v1/setup", { body }));
export const useLogOut = () => useAct(() => call("post", "/api/v1/auth/logout"));
export const useChangePassword = () => useAct((body: { current: string; new: string }) => call("post", "/api/v1/auth/password", { body }), ["sessions"]);
export const useEndSession = () => useAct((id: string) => call("delete", "/api/v1/auth/sessions/{id}", { path: { id } }), ["sessions"]);
export const useAddToken = () => useAct((body: t.NewToken) => call("post", "/api/v1/auth/tokens", { body }), ["tokens"]);
export const useRevokeToken = () => useAct((id: string) => call("delete", "/api/v1/auth/tokens/{id}", { path: { id } }), ["tokens"]);

/** Shows what waits with a code; with `approve` it is let in or not. */
export const useDevice = () =>
  useAct((body: { user_code: string; approve?: boolean }) => call("post", "/api/v1/auth/device/approve", { body }) as Promise<t.Waiting>, ["tokens"]);
