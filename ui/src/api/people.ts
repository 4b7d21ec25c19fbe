// Accounts of people and of programs, as administrators see them. What is secret is answered once, by the write that made it.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "./http.ts";
import type { NewToken } from "./identity.ts";
import type * as t from "./types.ts";

const people = "/api/v1/people";
const invitations = "/api/v1/invitations";
const services = "/api/v1/service-accounts";
const one = (base: string, id: string) => `${base}/${encodeURIComponent(id)}`;

export const usePeople = (enabled = true) =>
  useQuery<t.List<t.PersonBody>>({ queryKey: ["people"], enabled, queryFn: ({ signal }) => request(people, { signal }) });
export const useServiceAccounts = (enabled = true) =>
  useQuery<t.List<t.ServiceBody>>({ queryKey: ["services"], enabled, queryFn: ({ signal }) => request(services, { signal }) });
export const useServiceTokens = (id: string) =>
  useQuery<t.List<t.TokenBody>>({ queryKey: ["service-tokens", id], queryFn: ({ signal }) => request(`${one(services, id)}/tokens`, { signal }) });

function useAct<A, R>(send: (argument: A) => Promise<R>, touches: string[]) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () => Promise.all(touches.map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}

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

type Secret = t.ServiceBody & { client_secret: string };

export const useAddPerson = () =>
  useAct((given: NewPerson) => request<t.PersonBody & { password?: string | null }>(people, { method: "POST", body: given }), ["people"]);
export const useChangePerson = () =>
  useAct(({ id, ...change }: AccountChange) => request<t.PersonBody>(one(people, id), { method: "PATCH", body: change }), ["people", "rights"]);
export const useAddService = () =>
  useAct((name: string) => request<Secret>(services, { method: "POST", body: { name } }), ["services"]);
export const useChangeService = () =>
  useAct(({ id, ...change }: AccountChange) => request<t.ServiceBody>(one(services, id), { method: "PATCH", body: change }), ["services"]);
export const useNewSecret = () =>
  useAct((id: string) => request<Secret>(`${one(services, id)}/secret`, { method: "POST" }), ["services"]);
export const useAddServiceToken = (id: string) =>
  useAct((wanted: NewToken) => request<t.TokenBody & { token: string }>(`${one(services, id)}/tokens`, { method: "POST", body: wanted }), ["service-tokens"]);
export const useRevokeServiceToken = (id: string) =>
  useAct((token: string) => request<void>(`${one(services, id)}/tokens/${encodeURIComponent(token)}`, { method: "DELETE" }), ["service-tokens"]);

export const useInvitations = () =>
  useQuery<t.List<t.InvitationBody>>({ queryKey: ["invitations"], queryFn: ({ signal }) => request(invitations, { signal }) });
export const useInvite = () =>
  useAct((given: NewPerson) => request<t.InvitationBody & { link: string }>(invitations, { method: "POST", body: given }), ["invitations"]);
export const useRevokeInvitation = () =>
  useAct((id: string) => request<void>(one(invitations, id), { method: "DELETE" }), ["invitations"]);
