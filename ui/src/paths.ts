// Every address of the interface is made here, so that links and routes cannot drift apart.
// Addresses of the server's API are in api/, not here.

export interface RefParts {
  kind: string;
  namespace: string;
  name: string;
}

/** Splits "kind:namespace/name"; lenient, because references come from files people wrote. */
export function parseRef(ref: string, defaultKind = "component"): RefParts {
  const colon = ref.indexOf(":");
  const kind = colon >= 0 ? ref.slice(0, colon) : defaultKind;
  const rest = colon >= 0 ? ref.slice(colon + 1) : ref;
  const slash = rest.indexOf("/");
  return {
    kind: kind.toLowerCase(),
    namespace: slash >= 0 ? rest.slice(0, slash).toLowerCase() : "default",
    name: (slash >= 0 ? rest.slice(slash + 1) : rest).toLowerCase(),
  };
}

export function formatRef(parts: RefParts): string {
  return `${parts.kind}:${parts.namespace}/${parts.name}`.toLowerCase();
}

/** The short form people read: the kind and the default namespace are left out when they say nothing. */
export function shortRef(ref: string, kind?: string): string {
  const parts = parseRef(ref);
  const name = parts.namespace === "default" ? parts.name : `${parts.namespace}/${parts.name}`;
  return kind && kind.toLowerCase() === parts.kind ? name : `${parts.kind}:${name}`;
}

type Query = Record<string, string | string[] | undefined>;

/** Plain query strings (?a=x&a=y): readable when shared, and no value is ever parsed as code or JSON. */
export function formatSearch(query: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null && item !== "") params.append(key, String(item));
    }
  }
  const text = params.toString();
  return text ? `?${text}` : "";
}

export function parseSearch(text: string): Record<string, string | string[]> {
  const params = new URLSearchParams(text);
  const result: Record<string, string | string[]> = Object.create(null);
  for (const key of new Set(params.keys())) {
    const values = params.getAll(key);
    result[key] = values.length > 1 ? values : (values[0] ?? "");
  }
  return { ...result };
}

/** So many chosen references the graph takes: an address holds no more. */
export const MOST_DRAWN = 100;

export const paths = {
  home: () => "/",
  catalog: (query: Query = {}) => `/catalog${formatSearch(query)}`,
  entity: (ref: string, query: Query = {}) => {
    const parts = parseRef(ref);
    const at = [parts.kind, parts.namespace, parts.name].map(encodeURIComponent).join("/");
    return `/entity/${at}${formatSearch(query)}`;
  },
  graph: (query: Query = {}) => `/graph${formatSearch(query)}`,
  apis: (query: Query = {}) => `/apis${formatSearch(query)}`,
  apiDocs: () => "/api-docs",
  sources: (query: Query = {}) => `/sources${formatSearch(query)}`,
  source: (id: string, query: Query = {}) => `/sources/${encodeURIComponent(id)}${formatSearch(query)}`,
  removed: (query: Query = {}) => `/sources/removed${formatSearch(query)}`,
  problems: (query: Query = {}) => `/problems${formatSearch(query)}`,
  signIn: (query: Query = {}) => `/sign-in${formatSearch(query)}`,
  account: () => "/account",
  device: () => "/device",
  people: (query: Query = {}) => `/people${formatSearch(query)}`,
  tenants: (query: Query = {}) => `/tenants${formatSearch(query)}`,
  policies: (query: Query = {}) => `/policies${formatSearch(query)}`,
  policy: (version: number, query: Query = {}) => `/policies/${version}${formatSearch(query)}`,
  policyDraft: (query: Query = {}) => `/policies/draft${formatSearch(query)}`,
  audit: (query: Query = {}) => `/audit${formatSearch(query)}`,
  operations: (query: Query = {}) => `/operations${formatSearch(query)}`,
  secrets: (query: Query = {}) => `/secrets${formatSearch(query)}`,
  policyTester: (query: Query = {}) => `/policy-tester${formatSearch(query)}`,
};

/** Pages for people who have not come in: without navigation, and without a word to the server that needs a name. */
export function isOutside(path: string): boolean {
  return path === "/sign-in" || path === "/setup" || path === "/invitation";
}

/** Where to go after signing in: an address of this site, or the first page for anything else. */
export function localTarget(text: string): string {
  const origin = "http://own.invalid";
  // What browsers strip or turn around inside an address may lead away when it is read a second time.
  if (!text.startsWith("/") || /[\\\u0000-\u0020]/.test(text)) return paths.home();
  try {
    const url = new URL(text, origin);
    if (url.origin !== origin || url.pathname.startsWith("//") || isOutside(url.pathname)) return paths.home();
    return url.pathname + url.search + url.hash;
  } catch {
    return paths.home();
  }
}

/** The address when a browser may open it, else undefined: data from files must never become a script. */
export function safeHref(url: unknown): string | undefined {
  if (typeof url !== "string") return undefined;
  try {
    const parsed = new URL(url);
    return ["http:", "https:", "mailto:"].includes(parsed.protocol) ? parsed.href : undefined;
  } catch {
    return undefined;
  }
}

/** The address to write to somebody, when the text is one of a person: nothing in it may add copies, a subject or a text. */
export function mailto(email: string): string | undefined {
  return /^[^\s@?&#%:/<>"]+@[^\s@?&#%:/<>"]+$/.test(email) ? safeHref(`mailto:${email}`) : undefined;
}
