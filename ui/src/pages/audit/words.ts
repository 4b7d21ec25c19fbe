// Acts, places and times of the audit log in words.
import type { AuditFilter } from "../../api/audit.ts";
import { sentence } from "../../kit/format.ts";

/** What each act is called, by the part of the product it belongs to. */
const ACTIONS: { area: string; title: string; acts: Record<string, string> }[] = [
  { area: "login.", title: "Signing in", acts: { "login.fail": "Sign-in failed", "login.lock": "Sign-in locked" } },
  { area: "session.", title: "Sessions", acts: { "session.create": "Signed in", "session.end": "Signed out", "session.revoke": "Session ended" } },
  { area: "token.", title: "Tokens", acts: { "token.create": "Token made", "token.revoke": "Token revoked" } },
  { area: "device.", title: "Devices", acts: { "device.approved": "Device let in", "device.denied": "Device turned away" } },
  { area: "password.", title: "Passwords", acts: { "password.change": "Password changed" } },
  { area: "identity.", title: "Identities", acts: { "identity.attach": "Identity attached" } },
  { area: "setup.", title: "Set-up", acts: { "setup.close": "Set-up finished" } },
  { area: "person.", title: "People", acts: { "person.create": "Person added" } },
  { area: "service-account.", title: "Service accounts", acts: { "service-account.create": "Service account added", "service-account.secret": "Service account's secret renewed" } },
  { area: "principal.", title: "Accounts", acts: { "principal.disable": "Account shut out", "principal.enable": "Account let in again", "principal.admin": "Administrator right changed", "principal.link": "Account linked to a user" } },
  { area: "policy.", title: "Roles and grants", acts: { "policy.draft": "Draft of a policy saved", "policy.publish": "Policy published", "policy.delete": "Draft of a policy deleted" } },
  { area: "source.", title: "Sources", acts: { "source.create": "Source added", "source.update": "Source changed", "source.remove": "Source removed" } },
  { area: "sync.", title: "Held syncs", acts: { "sync.applied": "Held sync applied", "sync.dismissed": "Held sync dismissed" } },
  { area: "catalog.", title: "Catalog", acts: { "catalog.apply": "Catalog changed", "catalog.remove": "Entities removed", "catalog.restore": "Entity restored" } },
  { area: "secret.", title: "Secrets", acts: { "secret.set": "Secret set", "secret.delete": "Secret deleted" } },
  { area: "job.", title: "Jobs", acts: { "job.retry": "Job tried again", "job.drop": "Job discarded" } },
  { area: "request.", title: "Requests", acts: { "request.refuse": "Request refused" } },
  { area: "audit.", title: "Audit log", acts: { "audit.expire": "Old entries removed" } },
];

const WORDS: ReadonlyMap<string, string> = new Map(ACTIONS.flatMap(({ acts }) => Object.entries(acts)));

/** "Policy published"; an act that is not known here is named by its own words. */
export const actWords = (action: string) => WORDS.get(action) ?? sentence(action.replace(".", " "));

export const ACTION_CHOICES = [
  { value: "", label: "Every act" },
  ...ACTIONS.map(({ area, title, acts }) => ({
    group: title,
    items: Object.keys(acts).length > 1 ? [{ value: area, label: `${title}: all` }, ...choices(acts)] : choices(acts),
  })),
];

function choices(acts: Record<string, string>) {
  return Object.entries(acts).map(([value, label]) => ({ value, label }));
}

export const SPANS = [
  { value: "", label: "All times" }, { value: "1h", label: "Last hour" }, { value: "24h", label: "Last 24 hours" }, { value: "7d", label: "Last 7 days" },
  { value: "30d", label: "Last 30 days" }, { value: "between", label: "Between…" },
];

const HOURS: Readonly<Record<string, number>> = { "1h": 1, "24h": 24, "7d": 7 * 24, "30d": 30 * 24 };

/** The times that the address means: a span counted back from now, or two instants. */
export function timesOf(span: string, since: string, until: string, now: number): Pick<AuditFilter, "since" | "until"> {
  const hours = HOURS[span];
  if (hours) return { since: new Date(now - hours * 3_600_000).toISOString() };
  if (span !== "between") return {};
  const instant = (text: string) => (Number.isNaN(Date.parse(text)) ? undefined : new Date(text).toISOString());
  return { since: instant(since), until: instant(until) };
}

export interface FieldChange {
  name: string;
  before: string;
  after: string;
  change: "same" | "changed" | "added" | "removed";
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const shown = (value: unknown) => (value === undefined || value === null ? "" : typeof value === "string" ? value : JSON.stringify(value, null, 2));

/** What an act changed, field by field. Values that are no objects are one field without a name. */
export function fieldChanges(before: unknown, after: unknown): FieldChange[] {
  const fields = (value: unknown): Record<string, unknown> => (isObject(value) ? value : value === null || value === undefined ? {} : { "": value });
  const [was, is] = [fields(before), fields(after)];
  // Without a before, what stands there after is what is known of the act, not what it added.
  const first = Object.keys(was).length === 0;
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].map((name) => {
    const [a, b] = [shown(was[name]), shown(is[name])];
    const change = a === b || first ? "same" : !(name in was) ? "added" : !(name in is) ? "removed" : "changed";
    return { name, before: a, after: b, change };
  });
}
