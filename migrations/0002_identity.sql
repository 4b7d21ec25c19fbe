-- Who may come in: principals and how they prove who they are. No secret stands here, only hashes of secrets.
-- Portable in the way of 0001_catalog.sql.

CREATE TABLE identity_revisions (
    tenant TEXT NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL          -- moves on when something that nodes keep in memory was changed
);
INSERT INTO identity_revisions (tenant, revision) VALUES ('default', 0);

CREATE TABLE principals (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,               -- person, service
    name TEXT NOT NULL,
    email TEXT NOT NULL,              -- lower case; '' when there is none that anybody vouched for
    email_verified BIGINT NOT NULL,   -- 0, 1
    user_ref TEXT NOT NULL,           -- the entity it acts as
    link TEXT NOT NULL,               -- how that was found: email, claimed, service
    disabled BIGINT NOT NULL,         -- 0, 1
    admin BIGINT NOT NULL,            -- 0, 1
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,     -- 0 before the first time
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX principals_email ON principals (tenant, email) WHERE email <> '';
CREATE UNIQUE INDEX principals_user_ref ON principals (tenant, user_ref);

CREATE TABLE passwords (
    tenant TEXT NOT NULL,
    principal TEXT NOT NULL,
    hash TEXT NOT NULL,               -- argon2id, in the PHC format
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, principal)
);

CREATE TABLE attempts (
    tenant TEXT NOT NULL,
    key TEXT NOT NULL,                -- sha256 of an account, an address, or both
    failures BIGINT NOT NULL,
    locked_until BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, key)
);
CREATE INDEX attempts_by_age ON attempts (tenant, last_at);

CREATE TABLE sessions (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,                 -- sha256 of the cookie's secret
    principal TEXT NOT NULL,
    method TEXT NOT NULL,             -- setup, local, oidc:ID, github, header
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    address TEXT NOT NULL,
    agent TEXT NOT NULL,
    revoked_at BIGINT NOT NULL,       -- 0 while it holds
    PRIMARY KEY (tenant, id)
);
CREATE INDEX sessions_by_principal ON sessions (tenant, principal);

CREATE TABLE tokens (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    principal TEXT NOT NULL,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,               -- sha256
    prefix TEXT NOT NULL,             -- its first characters, to tell tokens apart
    scopes TEXT NOT NULL,             -- JSON list of permissions; '' for all its principal has
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,       -- 0 when it does not expire
    last_used_at BIGINT NOT NULL,
    revoked_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX tokens_hash ON tokens (tenant, hash);
CREATE INDEX tokens_by_principal ON tokens (tenant, principal);

CREATE TABLE client_secrets (
    tenant TEXT NOT NULL,
    principal TEXT NOT NULL,          -- a service account
    hash TEXT NOT NULL,               -- sha256
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, principal)
);

CREATE TABLE identities (
    tenant TEXT NOT NULL,
    provider TEXT NOT NULL,           -- issuer of OIDC, github, header
    subject TEXT NOT NULL,
    principal TEXT NOT NULL,
    groups TEXT NOT NULL,             -- JSON list of names, as the provider said last
    PRIMARY KEY (tenant, provider, subject)
);
CREATE INDEX identities_by_principal ON identities (tenant, principal);

CREATE TABLE logins_pending (
    tenant TEXT NOT NULL,
    state TEXT NOT NULL,              -- sha256
    provider TEXT NOT NULL,
    browser TEXT NOT NULL,            -- sha256 of the cookie of the browser that began
    verifier TEXT NOT NULL,           -- PKCE
    nonce TEXT NOT NULL,
    target TEXT NOT NULL,             -- the local path to go to afterwards
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, state)
);

CREATE TABLE device_logins (
    tenant TEXT NOT NULL,
    device TEXT NOT NULL,             -- sha256 of the device code
    code TEXT NOT NULL,               -- what the person types
    client TEXT NOT NULL,             -- what it says it is
    address TEXT NOT NULL,
    scopes TEXT NOT NULL,
    state TEXT NOT NULL,              -- waiting, approved, denied
    principal TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    polled_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, device)
);
CREATE UNIQUE INDEX device_logins_code ON device_logins (tenant, code);

CREATE TABLE setup (
    tenant TEXT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL,               -- sha256 of the one-time secret
    expires_at BIGINT NOT NULL,
    closed_at BIGINT NOT NULL         -- 0 until the first administrator is there; then for ever
);
