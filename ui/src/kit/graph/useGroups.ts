// Which groups are collapsed, in the address: "fold" names them; "fold=*" means all but those in "unfold".
import { useMemo } from "react";
import { useUrl } from "../useUrl.ts";
import type { GroupBy } from "./groups.ts";

export const GROUPINGS: { value: GroupBy; label: string }[] = [
  { value: "system", label: "By system" }, { value: "domain", label: "By domain" }, { value: "owner", label: "By owner" },
];
const ALL = "*";
/** How the nodes without a group are written in the address, where an empty value is no value. */
const NONE = "-";

export interface Groups {
  by: GroupBy;
  setBy: (by: string | null) => void;
  isClosed: (key: string) => boolean;
  toggle: (key: string) => void;
  closeAll: () => void;
  openAll: () => void;
}

/** `usual`: what nodes are grouped by when the address says nothing. */
export function useGroups(usual: GroupBy = "system"): Groups {
  const url = useUrl();
  const by = GROUPINGS.find((each) => each.value === url.get("group"))?.value ?? usual;
  const foldKey = url.all("fold").join("\n");
  const openKey = url.all("unfold").join("\n");
  const isClosed = useMemo(() => {
    const folds = new Set(foldKey.split("\n"));
    const opens = new Set(openKey.split("\n"));
    return (key: string) => (folds.has(ALL) ? !opens.has(key || NONE) : folds.has(key || NONE));
  }, [foldKey, openKey]);
  const toggle = (key: string) => {
    const name = url.all("fold").includes(ALL) ? "unfold" : "fold";
    const list = url.all(name);
    const word = key || NONE;
    url.set({ [name]: list.includes(word) ? list.filter((each) => each !== word) : [...list, word] });
  };
  return {
    by, isClosed, toggle,
    setBy: (value) => url.set({ group: value === usual ? undefined : value ?? undefined, fold: url.all("fold").includes(ALL) ? ALL : undefined, unfold: undefined }),
    closeAll: () => url.set({ fold: ALL, unfold: undefined }),
    openAll: () => url.set({ fold: undefined, unfold: undefined }),
  };
}
