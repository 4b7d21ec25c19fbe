// Secrets by their names; values that are written are forgotten.
import type { MockRoute } from "../plugin.ts";

const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
const secrets = new Map(
  ["git-token", "github-app-key", "oidc-client-secret", "pagerduty-api-token-of-the-platform-team-in-the-eu-region-2026"].map((name, i) => [name, {
    name, version: i + 1, author: "user:accounts/ada", created_at: ago(900 - i), rotated_at: i ? ago(30 * i) : null, last_used_at: i === 3 ? null : ago(i), key_id: i === 2 ? "k1" : "k2",
    used_by: i < 2 ? [{ kind: "source", id: "monorepo", name: "Monorepo" }, { kind: "source", id: "teams", name: "Teams" }].slice(i) : i === 2 ? [{ kind: "sign-in", id: "okta", name: "Okta" }] : [],
  }]),
);

export const routes: MockRoute[] = [
  { method: "GET", path: "/api/v1/secrets", handle: () => ({ items: [...secrets.values()], key_id: "k2", unavailable: null }) },
  { method: "PUT", path: "/api/v1/secrets/:name", handle: ({ params }) => {
    const name = params.name!;
    const before = secrets.get(name);
    const now = ago(0);
    const secret = { used_by: [], last_used_at: null, created_at: now, ...before, name, version: (before?.version ?? 0) + 1, author: "user:accounts/ada", rotated_at: before ? now : null, key_id: "k2" };
    secrets.set(name, secret);
    return secret;
  } },
  { method: "DELETE", path: "/api/v1/secrets/:name", handle: ({ params }) => [secrets.delete(params.name!) ? 204 : 404, null] },
];
