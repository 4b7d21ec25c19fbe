-- The catalog: sources and their syncs, claims, entities, the change log, problems, tombstones, audit, settings.
-- Portable between SQLite and PostgreSQL: TEXT and BIGINT only; keys are made by the application; times are
-- microseconds since the epoch; JSON is TEXT. Every table carries its tenant.

CREATE TABLE revisions (
    tenant TEXT NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL
);
INSERT INTO revisions (tenant, revision) VALUES ('default', 0);

CREATE TABLE sources (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,               -- directory, file, url, git
    name TEXT NOT NULL,
    target TEXT NOT NULL,             -- path or URL, never with credentials
    settings TEXT NOT NULL,           -- JSON: branch, schedule, guard, allow-list
    rank BIGINT NOT NULL,             -- lower wins
    origin TEXT NOT NULL,             -- flag, config, api, ui, demo
    state TEXT NOT NULL,              -- idle, syncing, held, failing, paused
    cursor TEXT NOT NULL,             -- JSON the reader keeps between syncs (commit, etag)
    created_at BIGINT NOT NULL,
    next_sync_at BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,      -- a node syncs a source only while it holds this lease
    lease_token BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX sources_target ON sources (tenant, kind, target);

CREATE TABLE syncs (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    source_id TEXT NOT NULL,
    cause TEXT NOT NULL,              -- start, schedule, watch, manual
    state TEXT NOT NULL,              -- running, done, failed, held, applied, dismissed, interrupted
    counts TEXT NOT NULL,             -- JSON
    message TEXT NOT NULL,
    plan TEXT NOT NULL,               -- JSON of a held deletion, '' when none
    started_at BIGINT NOT NULL,
    finished_at BIGINT NOT NULL,      -- 0 while running
    PRIMARY KEY (tenant, id)
);
CREATE INDEX syncs_by_source ON syncs (tenant, source_id, started_at);

CREATE TABLE files (
    tenant TEXT NOT NULL,
    source_id TEXT NOT NULL,
    path TEXT NOT NULL,
    stamp TEXT NOT NULL,              -- mtime and size, or the git blob id
    hash TEXT NOT NULL,               -- of the content
    PRIMARY KEY (tenant, source_id, path)
);

CREATE TABLE claims (
    tenant TEXT NOT NULL,
    source_id TEXT NOT NULL,
    file TEXT NOT NULL,
    ref TEXT NOT NULL,                -- kind:namespace/name, lower case; a file names an entity once
    position BIGINT NOT NULL,         -- the document's place in the file, from 0
    rank BIGINT NOT NULL,
    line BIGINT NOT NULL,
    raw TEXT NOT NULL,                -- the document as written
    body TEXT NOT NULL,               -- JSON with placeholders resolved; '' when the raw text has none
    location TEXT NOT NULL,           -- Backstage's managed-by-location
    origin TEXT NOT NULL,             -- Backstage's managed-by-origin-location
    observed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, source_id, file, ref)
);
CREATE INDEX claims_by_ref ON claims (tenant, ref);

CREATE TABLE entities (
    tenant TEXT NOT NULL,
    ref TEXT NOT NULL,
    uid TEXT NOT NULL,
    body TEXT NOT NULL,               -- JSON without uid, etag, relations and status
    relations TEXT NOT NULL,          -- JSON: what this entity emits, [[type, inverse, target], ...]
    marks TEXT NOT NULL,              -- JSON: extra index rows, [[key, value], ...]
    status TEXT NOT NULL,             -- JSON of Backstage's status, '' when none
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, ref)
);
CREATE UNIQUE INDEX entities_uid ON entities (tenant, uid);

CREATE TABLE changes (
    tenant TEXT NOT NULL,
    revision BIGINT NOT NULL,
    action TEXT NOT NULL,             -- created, updated, deleted, restored
    ref TEXT NOT NULL,
    uid TEXT NOT NULL,
    source_id TEXT NOT NULL,
    actor TEXT NOT NULL,
    operations TEXT NOT NULL,         -- JSON Patch-like, '' for created
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, revision)
);
CREATE INDEX changes_by_ref ON changes (tenant, ref, revision);

CREATE TABLE tombstones (
    tenant TEXT NOT NULL,
    uid TEXT NOT NULL,
    ref TEXT NOT NULL,
    body TEXT NOT NULL,
    claims TEXT NOT NULL,             -- JSON of the claims that went with it
    source_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    deleted_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, uid)
);
CREATE INDEX tombstones_by_ref ON tombstones (tenant, ref);

CREATE TABLE problems (
    tenant TEXT NOT NULL,
    source_id TEXT NOT NULL,
    file TEXT NOT NULL,
    seq BIGINT NOT NULL,
    code TEXT NOT NULL,
    severity TEXT NOT NULL,           -- error, warning
    ref TEXT NOT NULL,                -- '' when the document has no reference
    body TEXT NOT NULL,               -- JSON of the problem with place, message, help, excerpt
    PRIMARY KEY (tenant, source_id, file, seq)
);
CREATE INDEX problems_by_ref ON problems (tenant, ref);

CREATE TABLE audit (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    detail TEXT NOT NULL,             -- JSON
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);

CREATE TABLE user_settings (
    tenant TEXT NOT NULL,
    principal TEXT NOT NULL,
    bucket TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,              -- JSON
    PRIMARY KEY (tenant, principal, bucket, key)
);

CREATE TABLE idempotency_keys (
    tenant TEXT NOT NULL,
    principal TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    status BIGINT NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, principal, key)
);
