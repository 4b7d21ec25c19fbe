-- Nodes that serve this database, and the queue of work that must happen once.

CREATE TABLE nodes (
    id TEXT NOT NULL PRIMARY KEY,     -- made at each start
    address TEXT NOT NULL,            -- where it listens
    roles TEXT NOT NULL,              -- web, worker
    version TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,          -- a node that is not seen for a while is gone
    revision BIGINT NOT NULL          -- of the default tenant's catalog in its memory
);

CREATE TABLE jobs (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,                -- one job of a kind with this key; a scheduled job has its slot
    payload TEXT NOT NULL,            -- JSON
    state TEXT NOT NULL,              -- waiting, running, done, dead
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    max_attempts BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    lease_token BIGINT NOT NULL,      -- goes up with each lease: who holds an older one may not finish the job
    error TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX jobs_by_key ON jobs (tenant, kind, key);
CREATE INDEX jobs_by_state ON jobs (tenant, state, run_at);
