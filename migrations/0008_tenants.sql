-- Tenants: whose rows are whose. The tenant `default` is always there and has no row; it administers the others.
-- Portable in the way of 0001_catalog.sql.

CREATE TABLE tenants (
    tenant TEXT NOT NULL PRIMARY KEY, -- its name: in the column tenant of every table, in addresses, never changed
    title TEXT NOT NULL,
    state TEXT NOT NULL,              -- active, suspended, deleting
    hosts TEXT NOT NULL,              -- JSON list of host names; with none it is below /t/NAME/
    quotas TEXT NOT NULL,             -- JSON
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- What is known of tenants goes from node to node by this number.
CREATE TABLE tenant_revisions (
    tenant TEXT NOT NULL PRIMARY KEY, -- '*'
    revision BIGINT NOT NULL
);
INSERT INTO tenant_revisions (tenant, revision) VALUES ('*', 0);
