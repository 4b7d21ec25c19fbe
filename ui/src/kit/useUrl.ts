// State that lives in the address: filters, tabs, selections. Setting a value to undefined or "" removes it.
import { useRouter, useRouterState } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { formatSearch, parseSearch } from "../paths.ts";

export type UrlValues = Record<string, string | string[] | undefined>;

export function useUrl() {
  const router = useRouter();
  const searchStr = useRouterState({ select: (state) => state.location.searchStr });
  const values = useMemo(() => parseSearch(searchStr), [searchStr]);
  const set = useCallback(
    (patch: UrlValues, options: { replace?: boolean } = {}) => {
      // Read from the history, not from the render: two changes in one tick must both survive.
      const { pathname, search } = router.history.location;
      const next = pathname + formatSearch({ ...parseSearch(search), ...patch });
      if (options.replace) router.history.replace(next);
      else router.history.push(next);
    },
    [router],
  );
  const get = (key: string): string => {
    const value = values[key];
    return (Array.isArray(value) ? value[0] : value) ?? "";
  };
  const all = (key: string): string[] => {
    const value = values[key];
    return value === undefined || value === "" ? [] : Array.isArray(value) ? value : [value];
  };
  return { values, get, all, set, searchStr };
}

export function useGo() {
  const router = useRouter();
  return useCallback((href: string) => router.history.push(href), [router]);
}
