-- expand
-- People and groups as directories provide them over SCIM, and invitations. Ids of SCIM are a space of their own: no id of an
-- account is one. Portable in the way of 0001_catalog.sql.

CREATE TABLE scim_resources (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,               -- user, group
    key TEXT NOT NULL,                -- userName or displayName in lower case
    external_id TEXT NOT NULL,        -- the directory's own id, '' when it says none; data, never looked up as an id of ours
    entity TEXT NOT NULL,             -- the User or Group it describes
    principal TEXT NOT NULL,          -- a user's account, '' when there is no address to find one by
    active BIGINT NOT NULL,           -- 0, 1
    shut BIGINT NOT NULL,             -- 1 when the account is shut out because of this
    body TEXT NOT NULL,               -- JSON as the client wrote it, cleaned; without members
    version BIGINT NOT NULL,          -- the ETag
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    removed_at BIGINT NOT NULL,       -- when it was last made inactive or deleted; 0 while it is active
    deleted_at BIGINT NOT NULL,       -- 0 while it is there
    PRIMARY KEY (tenant, id)
);
CREATE INDEX scim_resources_by_kind ON scim_resources (tenant, kind, deleted_at, key);
CREATE INDEX scim_resources_by_external_id ON scim_resources (tenant, kind, external_id);
CREATE INDEX scim_resources_by_principal ON scim_resources (tenant, principal);
CREATE UNIQUE INDEX scim_resources_user_name ON scim_resources (tenant, key) WHERE kind = 'user' AND deleted_at = 0;
CREATE UNIQUE INDEX scim_resources_entity ON scim_resources (tenant, entity) WHERE deleted_at = 0;

CREATE TABLE scim_members (
    tenant TEXT NOT NULL,
    group_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    kind TEXT NOT NULL,               -- user, group
    PRIMARY KEY (tenant, group_id, member_id)
);
CREATE INDEX scim_members_by_member ON scim_members (tenant, member_id);

CREATE TABLE invitations (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    hash TEXT NOT NULL,               -- sha256 of the link's secret
    name TEXT NOT NULL,
    email TEXT NOT NULL,              -- lower case; whoever invites vouches for it
    admin BIGINT NOT NULL,            -- 0, 1
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,         -- when it was used, revoked or replaced; 0 before
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX invitations_hash ON invitations (tenant, hash);
CREATE INDEX invitations_by_email ON invitations (tenant, email);
