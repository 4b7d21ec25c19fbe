// A write, followed by reading again what it touches.
import { useMutation, useQueryClient } from "@tanstack/react-query";

export function useAct<A, R>(send: (argument: A) => Promise<R>, touches: string[] = []) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () => Promise.all(touches.map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}
