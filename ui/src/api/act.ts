// A write, followed by reading again what it touches.
import { useMutation, useQueryClient, type UseMutationOptions } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { focusAgain } from "../kit/focus.ts";
import { ApiError, Unreachable } from "./http.ts";

/** What nobody answered is to be done again by whoever did it. */
export function notByItself(error: unknown): never {
  throw error instanceof Unreachable ? new ApiError(error.byHand, error.status, error.code, error.requestId) : error;
}

/** A mutation that does the same thing once at a time: a button locks only when it is drawn again, after a double click. */
export function useWrite<R, A>(options: UseMutationOptions<R, Error, A>) {
  const running = useRef(new Set<string>());
  const pressed = useRef<Element | null>(null);
  const { mutate, ...rest } = useMutation<R, Error, A>({
    // A browser without a network still reaches a server on its own machine, and what waited would be done at a time nobody expects.
    networkMode: "always",
    ...options,
    mutationFn: (...given) => options.mutationFn!(...given).catch(notByItself),
    onSettled: async (...outcome) => {
      try {
        const after = options.onSettled?.(...outcome);
        // A failure is told before all is read again, which takes its time from a server that is away.
        if (!outcome[1]) await after;
      } finally {
        running.current.delete(key(outcome[2]));
      }
    },
  });
  const once = useCallback<typeof mutate>((...call) => {
    const same = key(call[0]);
    if (running.current.has(same)) return;
    running.current.add(same);
    pressed.current = document.activeElement;
    mutate(...call);
  }, [mutate]);
  // A browser takes the keyboard from a button that is locked meanwhile.
  useEffect(() => {
    if (rest.isPending) return;
    focusAgain(pressed.current);
    pressed.current = null;
  }, [rest.isPending]);
  return { ...rest, mutate: once };
}

const key = (argument: unknown) => JSON.stringify(argument) ?? "";

export function useAct<A, R>(send: (argument: A) => Promise<R>, touches: string[] = []) {
  const client = useQueryClient();
  return useWrite<R, A>({
    mutationFn: send,
    onSettled: () => Promise.all(touches.map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}
