// What a person keeps on the server: stars (where Backstage keeps them too) and saved views.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { notByItself } from "./act.ts";
import { request } from "./http.ts";

function useSetting<T>(bucket: string, key: string, empty: T) {
  const client = useQueryClient();
  const queryKey = ["settings", bucket, key];
  const path = `/api/user-settings/buckets/${bucket}/keys/${key}`;
  const read = useQuery({
    queryKey,
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      // Asking for many answers null for what is not there; asking for one answers 404.
      request<{ items: ({ value: T } | null)[] }>("/api/user-settings/multiget", {
        method: "POST",
        body: { items: [{ bucket, key }] },
        signal,
      }).then((answer) => answer.items[0]?.value ?? empty),
  });
  const write = useMutation({
    mutationFn: (value: T) => request(path, { method: "PUT", body: { value } }).catch(notByItself),
    onMutate: (value) => {
      const before = client.getQueryData<T>(queryKey);
      client.setQueryData(queryKey, value);
      return before;
    },
    onError: (_error, _value, before) => client.setQueryData(queryKey, before),
  });
  return { value: read.data ?? empty, ready: read.isSuccess, failed: read.isError, writeError: write.error, set: write.mutate };
}

const NONE: string[] = [];

export function useStars() {
  const setting = useSetting<string[]>("starredEntities", "entityRefs", NONE);
  const refs = Array.isArray(setting.value) ? setting.value : NONE;
  return {
    refs,
    has: (ref: string) => refs.includes(ref),
    /** Several at once: all of them get the star, or all lose it. */
    put: (some: string[], on: boolean) => setting.set([...refs.filter((ref) => !some.includes(ref)), ...(on ? some : [])]),
    toggle: (ref: string) => setting.set(refs.includes(ref) ? refs.filter((r) => r !== ref) : [...refs, ref]),
  };
}

export interface SavedView {
  name: string;
  search: string;
}

const NO_VIEWS: SavedView[] = [];

export function useViews() {
  const setting = useSetting<SavedView[]>("portolan.views", "catalog", NO_VIEWS);
  const views = Array.isArray(setting.value) ? setting.value : NO_VIEWS;
  return {
    views,
    save: (view: SavedView) => setting.set([...views.filter((v) => v.name !== view.name), view]),
    remove: (name: string) => setting.set(views.filter((v) => v.name !== name)),
  };
}

/** A card of the first page, over one column or two. */
export interface PlacedCard {
  id: string;
  wide: boolean;
}

/** The cards of the first page as this person wants them; null as they were. */
export function useHomeCards() {
  const setting = useSetting<PlacedCard[] | null>("portolan.home", "cards", null);
  return { cards: Array.isArray(setting.value) ? setting.value : null, ready: setting.ready || setting.failed, set: setting.set, failed: setting.writeError };
}
