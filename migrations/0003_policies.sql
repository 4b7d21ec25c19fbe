-- Policies: roles and grants as whole documents, each version kept. Of a tenant one is published at most; without one the
-- built-in policy holds.

CREATE TABLE policies (
    tenant TEXT NOT NULL,
    version BIGINT NOT NULL,          -- from 1, gap-free
    state TEXT NOT NULL,              -- draft, published, retired
    body TEXT NOT NULL,               -- as written, YAML or JSON
    note TEXT NOT NULL,               -- why, for people
    author TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    published_at BIGINT NOT NULL,     -- the last time; 0 for a draft
    PRIMARY KEY (tenant, version)
);
