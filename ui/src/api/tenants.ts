// Tenants, as those who run the server see them: their list and what they use, never what is in them.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, type Answer } from "./client.ts";
import type { components } from "./schema.ts";

export type Quotas = Required<components["schemas"]["Quotas"]>;
export type Tenant = Omit<Answer<"/api/v1/tenants/{name}", "get">, "quotas" | "state"> & { quotas: Quotas; state: "active" | "suspended" | "deleting" };

export type NewTenant = Pick<Tenant, "name" | "title" | "hosts">;
export type TenantChange = { name: string; state?: "active" | "suspended" } & Partial<Pick<Tenant, "title" | "hosts" | "quotas">>;

export const useTenants = () =>
  useQuery({
    queryKey: ["tenants"],
    queryFn: ({ signal }) => call("get", "/api/v1/tenants", { signal }) as Promise<{ items: Tenant[] }>,
    // While one is being deleted its row says so, and goes.
    refetchInterval: (found) => (found.state.data?.items.some((tenant) => tenant.state === "deleting") ? 3000 : false),
  });

function useAct<A, R>(send: (argument: A) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSettled: () => client.invalidateQueries({ queryKey: ["tenants"] }) });
}

export const useAddTenant = () => useAct((body: NewTenant) => call("post", "/api/v1/tenants", { body }));
export const useChangeTenant = () => useAct(({ name, ...body }: TenantChange) => call("patch", "/api/v1/tenants/{name}", { path: { name }, body }));
export const useNewSetupLink = () => useAct((name: string) => call("post", "/api/v1/tenants/{name}/setup-link", { path: { name } }));
export const useRemoveTenant = () => useAct((name: string) => call("delete", "/api/v1/tenants/{name}", { path: { name }, query: { confirm: name } }));
