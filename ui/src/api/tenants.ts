// Tenants, as those who run the server see them: their list and what they use, never what is in them.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "./http.ts";

const tenants = "/api/v1/tenants";
const one = (name: string) => `${tenants}/${encodeURIComponent(name)}`;

/** 0 sets no limit. */
export interface Quotas {
  entities: number;
  sources: number;
  storage_megabytes: number;
  requests_per_second: number;
}

export interface Tenant {
  name: string;
  title: string;
  state: "active" | "suspended" | "deleting";
  hosts: string[];
  address: string;
  quotas: Quotas;
  usage: { entities: number; sources: number; accounts: number; storage_bytes: number };
  created_at: string;
  updated_at: string;
}

export interface NewTenant {
  name: string;
  title: string;
  hosts: string[];
}

export interface TenantChange {
  name: string;
  title?: string;
  hosts?: string[];
  quotas?: Quotas;
  state?: "active" | "suspended";
}

export const useTenants = () =>
  useQuery<{ items: Tenant[] }>({
    queryKey: ["tenants"],
    queryFn: ({ signal }) => request(tenants, { signal }),
    // While one is being deleted its row says so, and goes.
    refetchInterval: (found) => (found.state.data?.items.some((tenant) => tenant.state === "deleting") ? 3000 : false),
  });

function useAct<A, R>(send: (argument: A) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSettled: () => client.invalidateQueries({ queryKey: ["tenants"] }) });
}

export const useAddTenant = () => useAct((given: NewTenant) => request<Tenant & { setup_link: string }>(tenants, { method: "POST", body: given }));
export const useChangeTenant = () => useAct(({ name, ...change }: TenantChange) => request<Tenant>(one(name), { method: "PATCH", body: change }));
export const useNewSetupLink = () => useAct((name: string) => request<{ setup_link: string }>(`${one(name)}/setup-link`, { method: "POST" }));
export const useRemoveTenant = () => useAct((name: string) => request<void>(`${one(name)}?confirm=${encodeURIComponent(name)}`, { method: "DELETE" }));
