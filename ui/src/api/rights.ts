// What whoever looks at the page may do. Pages offer nothing else; the server decides again whatever they offer.
import { useQuery } from "@tanstack/react-query";
import { call } from "./client.ts";

/** After how long a question that failed is asked again, in milliseconds. */
const AGAIN = 15_000;

export const useRights = () =>
  useQuery({
    queryKey: ["rights"],
    queryFn: ({ signal }) => call("get", "/api/v1/me/permissions", { signal }),
    staleTime: 60_000,
    // Parts of a page appear by the answer and ask again: after a failure that would go round and round.
    retryOnMount: false,
    refetchInterval: (query) => (query.state.status === "error" ? AGAIN : false),
  });

/**
 * Whether to offer what needs this permission. One that reaches only some entities is offered, and so is everything when the
 * question itself failed: the server answers then.
 */
export function useMay(permission: string): boolean {
  const rights = useRights();
  return rights.data ? rights.data.permissions.includes(permission) : rights.isError;
}
