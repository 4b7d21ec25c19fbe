// Tenants, as those who run the server see them: their list and what they use, never what is in them.
import { useQuery } from "@tanstack/react-query";
import { useAct } from "./act.ts";
import { call } from "./client.ts";
import type { NewTenant, Tenant, TenantChange } from "./types.ts";

export const useTenants = () =>
  useQuery({
    queryKey: ["tenants"],
    queryFn: ({ signal }) => call("get", "/api/v1/tenants", { signal }) as Promise<{ items: Tenant[] }>,
    // While one is being deleted its row says so, and goes.
    refetchInterval: (found) => (found.state.data?.items.some((tenant) => tenant.state === "deleting") ? 3000 : false),
  });

const TOUCHED = ["tenants"];

export const useAddTenant = () => useAct((body: NewTenant) => call("post", "/api/v1/tenants", { body }), TOUCHED);
export const useChangeTenant = () =>
  useAct(({ name, ...body }: { name: string } & TenantChange) => call("patch", "/api/v1/tenants/{name}", { path: { name }, body }), TOUCHED);
export const useNewSetupLink = () => useAct((name: string) => call("post", "/api/v1/tenants/{name}/setup-link", { path: { name } }), TOUCHED);
export const useRemoveTenant = () => useAct((name: string) => call("delete", "/api/v1/tenants/{name}", { path: { name }, query: { confirm: name } }), TOUCHED);
