// What whoever looks at the page may do. Pages offer nothing else; the server decides again whatever they offer.
import { useQuery } from "@tanstack/react-query";
import { call } from "./client.ts";

export const useRights = () => useQuery({ queryKey: ["rights"], queryFn: ({ signal }) => call("get", "/api/v1/me/permissions", { signal }), staleTime: 60_000 });

/**
 * Whether to offer what needs this permission. One that reaches only some entities is offered, and so is everything when the
 * question itself failed: the server answers then.
 */
export function useMay(permission: string): boolean {
  const rights = useRights();
  return rights.data ? rights.data.permissions.includes(permission) : rights.isError;
}
