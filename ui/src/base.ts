// Where the application begins on its host: usually at the root; a tenant without a host of its own is below a path.
// Inside, every address is without it: it is added where an address leaves the application, and taken off where one comes in.
import { createBrowserHistory, parseHref } from "@tanstack/history";

const said = (name: string) => (typeof document === "undefined" ? "" : (document.querySelector<HTMLMetaElement>(`meta[name="portolan-${name}"]`)?.content ?? ""));
const base = /^\/t\/[a-z0-9-]+$/.test(said("base")) ? said("base") : "";

/** What stands at the top: the tenant's name where the server has several. */
export const TITLE = said("tenant") || "Portolan";

/** An address as the browser and the server need it. */
export const withBase = (path: string) => base + path;

export const withoutBase = (path: string) => (base && path.startsWith(`${base}/`) ? path.slice(base.length) : path);

/** The path and query of the page that is shown. */
export function here(): string {
  const { pathname, search, hash } = window.location;
  return withoutBase(pathname) + search + hash;
}

export const makeHistory = () =>
  createBrowserHistory({ createHref: withBase, parseLocation: () => parseHref(here(), window.history.state) });

/** Leaves for a page of ours and loads it anew, so that nothing of before stays. */
export const goTo = (path: string) => window.location.assign(withBase(path));
