// The shapes of what the server sends, under the names the pages use. Ours come from its OpenAPI document; where that says only
// "text", the words it can be are added here. Backstage's catalog has no types there, so they are written out.
import type { components } from "./schema.ts";

type S = components["schemas"];
/** Fields of which more is known than the document says. */
type Known<T, K> = Omit<T, keyof K> & K;

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

export interface List<T> {
  items: T[];
  next_cursor?: string | null;
  total?: number;
}

type Severity = "error" | "warning";
interface Severe {
  severity: Severity;
}

export type Stats = S["StatsBody"];

type SyncState = "running" | "done" | "failed" | "held" | "applied" | "dismissed" | "interrupted";
export type SyncBody = Known<S["SyncBody"], { cause: "start" | "schedule" | "watch" | "manual"; state: SyncState }>;
export type SourceBody = Known<S["SourceBody"], { state: "idle" | "syncing" | "held" | "failing" | "paused"; last_sync?: SyncBody | null }>;
export type NewSource = S["NewSourceBody"];
export type SourceChange = S["SourceChangesBody"];
export type ProblemBody = Known<S["ProblemBody"], Severe>;
export type DryRun = Known<S["DryRunBody"], { entities: Known<S["DryRunEntityBody"], { change: "created" | "conflict" }>[]; problems: ProblemBody[] }>;
export type ProblemPage = Known<S["ProblemsBody"], { items: ProblemBody[]; groups: Known<S["ProblemGroupBody"], Severe>[] }>;

export type Claim = S["ClaimBody"];
export type Claims = S["ClaimsBody"];
export interface Operation {
  op: "add" | "remove" | "replace";
  path: string;
  from?: unknown;
  value?: unknown;
}
export type ChangeBody = Known<S["ChangeBody"], { action: "created" | "updated" | "deleted" | "restored"; operations: Operation[] }>;
export type Tombstone = S["TombstoneBody"];
export type RestoreWish = S["RestoreBody"];
export type Restoration = S["RestorationBody"];

export type GraphNode = S["NodeBody"];
export type GraphBody = S["GraphBody"];
export type ImpactBody = S["ImpactBody"];

export type Me = Known<S["MeBody"], { kind: "guest" | "person" | "service"; link: "" | "email" | "claimed" | "scim" | "service" }>;
export type Providers = S["ProvidersBody"];
export type SessionBody = S["SessionBody"];
export type TokenBody = S["TokenBody"];
export type NewToken = S["NewTokenBody"];
export type Waiting = Known<S["WaitingBody"], { state: "waiting" | "approved" | "denied" }>;
export type PersonBody = Known<S["PersonBody"], { link: "pending" | "email" | "claimed" | "scim" }>;
export type ServiceBody = S["ServiceBody"];

export type AuditEntry = Known<S["EntryBody"], { decision: "allowed" | "denied" }>;
export type Verdict = S["VerdictBody"];

export type JobState = "waiting" | "running" | "done" | "dead";
export type Job = Known<S["JobBody"], { state: JobState }>;
export type ServerNode = S["ServerNodeBody"];
export type Operations = S["OperationsBody"];
export type Connections = S["ConnectionsBody"];
export type Backup = S["BackupBody"];

export type SecretUser = S["SecretUserBody"];
export type SecretBody = S["SecretBody"];
export type SecretsBody = S["SecretsBody"];

export type Quotas = S["TenantBody"]["quotas"];
export type Tenant = Known<S["TenantBody"], { state: "active" | "suspended" | "deleting" }>;
export type NewTenant = S["NewTenantBody"];
export type TenantChange = S["TenantChangesBody"];

export type RoleConnection = "owns" | "member_of" | "same_system";
export type RoleScope = {
  filter?: unknown;
  connection?: RoleConnection;
};
export type Role = {
  name: string;
  title?: string;
  description?: string;
  allow: string[];
  deny?: string[];
  scope?: RoleScope;
};
export type Grant = {
  subject: string;
  role: string;
};
export type Policy = {
  roles: Role[];
  grants: Grant[];
};
export type PolicyProblem = Known<S["PolicyProblemBody"], Severe>;
/** Version 0 is the built-in policy. */
export type PolicyBody = Known<S["PolicyBody"], { state: "draft" | "published" | "retired"; policy: Policy; problems: PolicyProblem[] }>;
/** `builtin`: the names of roles that are built in and not replaced; `builtin_roles`: all of them, as they would be. */
export type Grantable = Known<S["PermissionsBody"], { roles: Role[]; builtin_roles: Role[] }>;
export type PolicyEffect = Known<S["PreviewItemBody"], { moved: { permission: string; before: number; after: number }[] }>;
export type PolicyPreview = Known<S["PreviewBody"], { items: PolicyEffect[]; problems: PolicyProblem[] }>;
export type Question = S["QuestionBody"];
export type PolicyAnswer = Known<S["AnswerBody"], { because: Known<S["ReasonBody"], { effect: "allow" | "deny" }>[] }>;
