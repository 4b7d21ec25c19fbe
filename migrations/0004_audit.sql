-- The audit log as a chain: each entry's hash covers its fields and the hash before it, so that nothing in the middle can be
-- changed, taken out or put in unnoticed. Portable in the way of 0001_catalog.sql. What stood in the unchained table could
-- not be vouched for.

DROP TABLE audit;

CREATE TABLE audit_entries (
    tenant TEXT NOT NULL,
    seq BIGINT NOT NULL,              -- from 1, gap-free
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    decision TEXT NOT NULL,           -- allowed, denied
    state_before TEXT NOT NULL,       -- JSON, '' when there was none
    state_after TEXT NOT NULL,        -- JSON, '' when there is none
    request_id TEXT NOT NULL,         -- '' when no request caused it
    origin TEXT NOT NULL,             -- the client's address, '' when there is none
    previous TEXT NOT NULL,           -- the hash of the entry before; '' of the first
    hash TEXT NOT NULL,
    PRIMARY KEY (tenant, seq)
);
CREATE INDEX audit_entries_by_actor ON audit_entries (tenant, actor, seq);
CREATE INDEX audit_entries_by_target ON audit_entries (tenant, target, seq);
CREATE INDEX audit_entries_by_time ON audit_entries (tenant, at);

CREATE TABLE audit_heads (
    tenant TEXT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,              -- of the last entry
    hash TEXT NOT NULL,
    anchor_seq BIGINT NOT NULL,       -- of the last entry that is kept no longer; 0 while all are kept
    anchor_hash TEXT NOT NULL
);
