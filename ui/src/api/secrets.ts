// Secrets by their names. A value goes to the server and never comes back, nor is it kept here once it was sent.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "./http.ts";

export interface SecretUser {
  /** source, sign-in. */
  kind: string;
  id: string;
  name: string;
}

export interface SecretBody {
  name: string;
  version: number;
  author: string;
  created_at: string;
  rotated_at?: string | null;
  last_used_at?: string | null;
  key_id: string;
  used_by: SecretUser[];
}

export interface SecretsBody {
  items: SecretBody[];
  key_id?: string | null;
  unavailable?: string | null;
}

const path = "/api/v1/secrets";
const one = (name: string) => `${path}/${encodeURIComponent(name)}`;

export const useSecrets = () => useQuery({ queryKey: ["secrets"], queryFn: ({ signal }) => request<SecretsBody>(path, { signal }) });

function useSecretAct<A, R>(mutationFn: (argument: A) => Promise<R>) {
  const client = useQueryClient();
  // With 0 the argument, in which a value may be, is let go with the form.
  return useMutation({ mutationFn, gcTime: 0, onSettled: () => client.invalidateQueries({ queryKey: ["secrets"] }) });
}

export const useSetSecret = () => useSecretAct(({ name, value }: { name: string; value: string }) => request<SecretBody>(one(name), { method: "PUT", body: { value } }));
export const useDeleteSecret = () => useSecretAct((name: string) => request<void>(one(name), { method: "DELETE" }));
