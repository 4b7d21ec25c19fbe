-- Secrets under envelope encryption: each value under a data key of its own, each data key wrapped by a master key that is
-- not in the database. What is sealed is bound to its place, so that rows cannot be exchanged. Portable in the way of
-- 0001_catalog.sql.

CREATE TABLE secret_keys (
    tenant TEXT NOT NULL PRIMARY KEY,
    key_id TEXT NOT NULL              -- of the master key that new secrets are sealed with; a rotation changes it
);

CREATE TABLE secrets (
    tenant TEXT NOT NULL,
    name TEXT NOT NULL,
    version BIGINT NOT NULL,          -- goes up with each value
    key_id TEXT NOT NULL,             -- of the master key around the data key
    data_key TEXT NOT NULL,           -- base64: nonce, wrapped data key, tag
    sealed TEXT NOT NULL,             -- base64: nonce, value, tag
    author TEXT NOT NULL,             -- who set the value
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,       -- when the value was set
    last_used_at BIGINT NOT NULL,     -- 0 before the first time
    PRIMARY KEY (tenant, name)
);

CREATE TABLE secret_users (
    tenant TEXT NOT NULL,
    kind TEXT NOT NULL,               -- source, sign-in
    id TEXT NOT NULL,
    name TEXT NOT NULL,               -- for people
    secret TEXT NOT NULL,
    PRIMARY KEY (tenant, kind, id)
);
CREATE INDEX secret_users_by_secret ON secret_users (tenant, secret);

-- Backups that were made, and a restore that has begun: while one stands here, the database is not complete.

CREATE TABLE backups (
    tenant TEXT NOT NULL PRIMARY KEY,
    made_at BIGINT NOT NULL,          -- when its view of the database was taken
    bytes BIGINT NOT NULL,
    file TEXT NOT NULL
);

CREATE TABLE restores (
    tenant TEXT NOT NULL PRIMARY KEY,
    started_at BIGINT NOT NULL,
    file TEXT NOT NULL
);
