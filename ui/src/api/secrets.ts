// Secrets by their names. A value goes to the server and never comes back, nor is it kept here once it was sent.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useWrite } from "./act.ts";
import { call } from "./client.ts";

export const useSecrets = (enabled = true) => useQuery({ queryKey: ["secrets"], enabled, queryFn: ({ signal }) => call("get", "/api/v1/secrets", { signal }) });

function useSecretAct<A, R>(mutationFn: (argument: A) => Promise<R>) {
  const client = useQueryClient();
  // With 0 the argument, in which a value may be, is let go with the form.
  return useWrite({ mutationFn, gcTime: 0, onSettled: () => client.invalidateQueries({ queryKey: ["secrets"] }) });
}

export const useSetSecret = () =>
  useSecretAct(({ name, value }: { name: string; value: string }) => call("put", "/api/v1/secrets/{name}", { path: { name }, body: { value } }));
export const useDeleteSecret = () => useSecretAct((name: string) => call("delete", "/api/v1/secrets/{name}", { path: { name } }));
