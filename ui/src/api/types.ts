// The shapes of what the server sends. Backstage's catalog uses its own names; ours are snake_case.

export interface Relation {
  type: string;
  targetRef: string;
}

export interface EntityLink {
  url: string;
  title?: string;
  icon?: string;
  type?: string;
}

export interface Entity {
  apiVersion?: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    etag?: string;
    title?: string;
    description?: string;
    tags?: string[];
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    links?: EntityLink[];
    [key: string]: unknown;
  };
  spec?: Record<string, unknown>;
  relations?: Relation[];
}

export type Predicate = Record<string, unknown>;

export interface EntityPage {
  items: Entity[];
  totalItems: number;
  pageInfo: { nextCursor?: string; prevCursor?: string };
}

export interface FacetValue {
  value: string;
  count: number;
}

export interface Stats {
  revision: number;
  entities: number;
  kinds: { kind: string; count: number }[];
  lifecycles: { value: string; count: number }[];
  owner_coverage: { owned: number; total: number };
  problems: { errors: number; warnings: number };
  sources: { total: number; healthy: number; failing: number; held: number; syncing: number };
  dangling: number;
  conflicts: number;
  last_change_at: string | null;
}

export type SyncState = "running" | "done" | "failed" | "held" | "applied" | "dismissed" | "interrupted";

export interface SyncBody {
  id: string;
  source_id: string;
  source_name: string;
  cause: "start" | "schedule" | "watch" | "manual";
  state: SyncState;
  started_at: string;
  finished_at: string | null;
  counts: {
    files: number;
    read: number;
    created: number;
    updated: number;
    deleted: number;
    unchanged: number;
    errors: number;
    warnings: number;
  };
  message: string;
  plan: null | { deletes: number; of: number; refs: string[]; reason: string };
}

export interface SourceBody {
  id: string;
  kind: string;
  name: string;
  target: string;
  branch?: string | null;
  rank: number;
  origin: string;
  state: "idle" | "syncing" | "held" | "failing" | "paused";
  entities: number;
  problems: { errors: number; warnings: number };
  schedule_seconds: number | null;
  next_sync_at: string | null;
  last_sync: SyncBody | null;
  created_at: string;
}

export interface DryRun {
  files: number;
  entities: {
    ref: string;
    title?: string | null;
    type?: string | null;
    owner?: string | null;
    file: string;
    line: number;
    change: "created" | "updated" | "unchanged" | "conflict";
  }[];
  problems: ProblemBody[];
}

export interface ProblemBody {
  id: string;
  code: string;
  severity: "error" | "warning";
  message: string;
  help: string;
  source_id: string;
  source_name: string;
  file: string;
  line: number;
  column: number;
  end_line: number;
  end_column: number;
  path: string;
  entity_ref: string | null;
  excerpt: { first_line: number; lines: string[] } | null;
  url: string | null;
}

export interface ProblemPage {
  items: ProblemBody[];
  total: number;
  next_cursor?: string | null;
  groups: { code: string; severity: "error" | "warning"; count: number }[];
}

export interface Claim {
  source_id: string;
  source_name: string;
  rank: number;
  file: string;
  line: number;
  raw: string;
  observed_at: string;
  url: string | null;
}

export interface Claims {
  items: Claim[];
  provenance: { path: string; claim: number }[];
  conflicts: { path: string; values: { claim: number; value: unknown }[] }[];
}

export interface Operation {
  op: "add" | "remove" | "replace";
  path: string;
  from?: unknown;
  value?: unknown;
}

export interface ChangeBody {
  revision: number;
  at: string;
  action: "created" | "updated" | "deleted" | "restored";
  actor: string;
  source_id: string | null;
  source_name: string | null;
  ref: string;
  title?: string | null;
  operations: Operation[];
}

export interface List<T> {
  items: T[];
  next_cursor?: string | null;
  total?: number;
}

export interface GraphNode {
  ref: string;
  kind: string;
  name: string;
  title?: string | null;
  type?: string | null;
  owner?: string | null;
  system?: string | null;
  lifecycle?: string | null;
  dangling: boolean;
  depth: number;
}

export interface GraphBody {
  nodes: GraphNode[];
  edges: { source: string; target: string; type: string }[];
  truncated: boolean;
}

export interface ImpactBody {
  nodes: { ref: string; kind: string; title?: string | null; type?: string | null; owner?: string | null; depth: number; via: string }[];
  owners: { ref: string; count: number }[];
  truncated: boolean;
}

export interface Tombstone {
  uid: string;
  ref: string;
  title?: string | null;
  deleted_at: string;
  expires_at: string;
  source_name: string | null;
  reason: string;
}

export interface SearchItem {
  ref: string;
  kind: string;
  title?: string | null;
  type?: string | null;
  owner?: string | null;
  description?: string | null;
}

export interface Me {
  principal: string;
  user_ref: string | null;
  display_name: string;
  kind: "guest" | "person" | "service";
  guest: boolean;
  admin: boolean;
  email: string;
  link: "" | "email" | "claimed" | "scim" | "service";
  groups: string[];
}

export interface Providers {
  local: boolean;
  guest: boolean;
  setup: boolean;
  items: { id: string; name: string; start: string }[];
}

export interface SessionBody {
  id: string;
  method: string;
  address: string;
  agent: string;
  created_at: string;
  seen_at: string;
  expires_at: string;
  current: boolean;
}

export interface TokenBody {
  id: string;
  name: string;
  prefix: string;
  scopes?: string[];
  created_at: string;
  expires_at?: string;
  last_used_at?: string;
}

export interface Rights {
  /** Permissions that reach something. */
  permissions: string[];
  /** Those of them that reach only some entities. */
  limited: string[];
  /** Names of people who can grant more. */
  administrators: string[];
}

export interface PersonBody {
  id: string;
  name: string;
  email: string;
  user_ref?: string | null;
  link: "pending" | "email" | "claimed" | "scim";
  disabled: boolean;
  admin: boolean;
  created_at: string;
  last_seen_at?: string | null;
}

export interface InvitationBody {
  id: string;
  name: string;
  email: string;
  admin: boolean;
  created_by: string;
  created_at: string;
  expires_at: string;
  expired: boolean;
}

export interface ServiceBody {
  /** Also its client_id. */
  id: string;
  name: string;
  user_ref: string;
  disabled: boolean;
  admin: boolean;
  created_at: string;
  last_seen_at?: string | null;
}

export type RoleConnection = "owns" | "member_of" | "same_system";

export interface RoleScope {
  filter?: unknown;
  connection?: RoleConnection;
}

export interface Role {
  name: string;
  title?: string;
  description?: string;
  allow: string[];
  deny?: string[];
  scope?: RoleScope;
}

export interface Grant {
  subject: string;
  role: string;
}

export interface Policy {
  roles: Role[];
  grants: Grant[];
}

export interface PolicyProblem {
  code: string;
  severity: "error" | "warning";
  message: string;
  help: string;
  line: number;
  column: number;
}

export interface PolicyBody {
  /** 0 is the built-in policy. */
  version: number;
  state: "draft" | "published" | "retired";
  note: string;
  author: string;
  created_at?: string | null;
  published_at?: string | null;
  text: string;
  policy: Policy;
  problems: PolicyProblem[];
}

export interface Grantable {
  permissions: string[];
  roles: Role[];
  /** Names of roles that are built in and not replaced. */
  builtin: string[];
}

export interface PolicyEffect {
  subject: string;
  gained: string[];
  lost: string[];
  moved: { permission: string; before: number; after: number }[];
}

export interface PolicyPreview {
  items: PolicyEffect[];
  compared: number;
  problems: PolicyProblem[];
}

export interface Answer {
  allowed: boolean;
  entities: number;
  of: number;
  groups: string[];
  because: { role: string; grant: string; effect: "allow" | "deny"; applies: boolean; entities?: number | null }[];
}
