// Accounts of people and of programs, as administrators see them. What is secret is answered once, by the write that made it.
import { useQuery } from "@tanstack/react-query";
import { useAct } from "./act.ts";
import { call } from "./client.ts";
import type * as t from "./types.ts";

export const usePeople = (enabled = true) =>
  useQuery({ queryKey: ["people"], enabled, queryFn: ({ signal }) => call("get", "/api/v1/people", { signal }) as Promise<t.List<t.PersonBody>> });
export const useServiceAccounts = (enabled = true) =>
  useQuery({ queryKey: ["services"], enabled, queryFn: ({ signal }) => call("get", "/api/v1/service-accounts", { signal }) });
export const useServiceTokens = (id: string) =>
  useQuery({ queryKey: ["service-tokens", id], queryFn: ({ signal }) => call("get", "/api/v1/service-accounts/{id}/tokens", { path: { id }, signal }) });

export interface NewPerson {
  name: string;
  email: string;
  admin: boolean;
}

export interface AccountChange {
  id: string;
  disabled?: boolean;
  admin?: boolean;
  password?: string;
}

export const useAddPerson = () => useAct((body: NewPerson) => call("post", "/api/v1/people", { body }), ["people"]);
export const useChangePerson = () =>
  useAct(({ id, ...body }: AccountChange) => call("patch", "/api/v1/people/{id}", { path: { id }, body }), ["people", "rights"]);
export const useAddService = () => useAct((name: string) => call("post", "/api/v1/service-accounts", { body: { name } }), ["services"]);
export const useChangeService = () =>
  useAct(({ id, ...body }: Omit<AccountChange, "password">) => call("patch", "/api/v1/service-accounts/{id}", { path: { id }, body }), ["services"]);
export const useNewSecret = () => useAct((id: string) => call("post", "/api/v1/service-accounts/{id}/secret", { path: { id } }), ["services"]);
export const useAddServiceToken = (id: string) =>
  useAct((body: t.NewToken) => call("post", "/api/v1/service-accounts/{id}/tokens", { path: { id }, body }), ["service-tokens"]);
export const useRevokeServiceToken = (id: string) =>
  useAct((token: string) => call("delete", "/api/v1/service-accounts/{id}/tokens/{token}", { path: { id, token } }), ["service-tokens"]);

export const useInvitations = (enabled = true) => useQuery({ enabled, queryKey: ["invitations"], queryFn: ({ signal }) => call("get", "/api/v1/invitations", { signal }) });
export const useInvite = () => useAct((body: NewPerson) => call("post", "/api/v1/invitations", { body }), ["invitations"]);
export const useRevokeInvitation = () => useAct((id: string) => call("delete", "/api/v1/invitations/{id}", { path: { id } }), ["invitations"]);
