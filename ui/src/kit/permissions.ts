// What each permission lets somebody do, in words. The names are the server's.

export interface PermissionWord {
  name: string;
  /** After "may": "see sources". */
  label: string;
}

export const PERMISSIONS: PermissionWord[] = [
  { name: "catalog.read", label: "see the catalog" },
  { name: "catalog.write", label: "change the catalog" },
  { name: "catalog.sensitive", label: "read sensitive fields" },
  { name: "source.read", label: "see sources" },
  { name: "source.sync", label: "sync sources" },
  { name: "source.write", label: "change sources" },
  { name: "settings.write", label: "keep settings of their own" },
  { name: "people.read", label: "see accounts" },
  { name: "people.write", label: "change accounts" },
  { name: "policy.read", label: "see roles and grants" },
  { name: "policy.write", label: "change roles and grants" },
  { name: "audit.read", label: "read the audit log" },
  { name: "secret.read", label: "see the names of secrets" },
  { name: "secret.write", label: "set and delete secrets" },
  { name: "operations.read", label: "see how the server runs" },
  { name: "operations.write", label: "run the server" },
  { name: "tenant.read", label: "see tenants" },
  { name: "tenant.write", label: "change tenants" },
];

const LABELS: ReadonlyMap<string, string> = new Map(PERMISSIONS.map((one) => [one.name, one.label]));

const AREAS: ReadonlyMap<string, string> = new Map([
  ["catalog", "Catalog"], ["source", "Sources"], ["settings", "Own settings"], ["people", "Accounts"], ["policy", "Roles and grants"],
  ["audit", "Audit"], ["secret", "Secrets"], ["operations", "Operation"], ["tenant", "Tenants"],
]);

/** "catalog.*" and "*" stand for several. */
export function permissionLabel(name: string): string {
  if (name === "*") return "do everything";
  const area = name.endsWith(".*") ? name.slice(0, -2) : "";
  if (area) return `do everything with ${(AREAS.get(area) ?? area).toLowerCase()}`;
  return LABELS.get(name) ?? name;
}

export const areaOf = (name: string) => name.split(".")[0] ?? name;
export const areaLabel = (area: string) => AREAS.get(area) ?? area;

/** Whether names as a role writes them stand for a permission, as the server reads them. */
export const covers = (names: string[], permission: string) =>
  names.some((name) => (name.endsWith("*") ? permission.startsWith(name.slice(0, -1)) : name === permission));
