// The types of the server's API, written by `make gen` from api/openapi.json. Not edited by hand.

export interface paths {
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest entries that match.
         * @description Needs the permission `audit.read`.
         */
        get: operations["get_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All entries that match, the oldest first.
         * @description Needs the permission `audit.read`.
         */
        get: operations["get_audit_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Looks at the whole chain. With `head=SEQ:HASH`, also for an entry that was written down earlier.
         * @description Needs the permission `audit.read`.
         */
        get: operations["get_audit_verify"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/device": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins: the program shows the code and asks now and then. */
        post: operations["post_auth_device"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/device/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Shows what waits with a code, and lets it in or not. */
        post: operations["post_auth_device_approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/device/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks whether it was let in. */
        post: operations["post_auth_device_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/header/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Signs in whoever the proxy names. */
        get: operations["get_auth_header_start"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes the account of whoever was invited, with the password they choose, and signs them in. */
        post: operations["post_auth_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in with a local account. */
        post: operations["post_auth_login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends the session of this browser. */
        post: operations["post_auth_logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/oidc/{provider}/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The browser comes back. */
        get: operations["get_auth_oidc_by_provider_callback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/oidc/{provider}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sends the browser to the provider. */
        get: operations["get_auth_oidc_by_provider_start"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Changes one's password. Every other session of the account ends. */
        post: operations["post_auth_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Systems at which people may sign in. */
        get: operations["get_auth_providers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Browsers in which the caller is signed in. */
        get: operations["get_auth_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a session; what is open in that browser closes. */
        delete: operations["delete_auth_sessions_by_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A token for the secret of a service account, as OAuth 2 has it (`client_credentials`). */
        post: operations["post_auth_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's tokens, without their secrets. */
        get: operations["get_auth_tokens"];
        put?: never;
        /** Makes a token, whose secret is in this answer and in no other. */
        post: operations["post_auth_tokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a token of the caller. */
        delete: operations["delete_auth_tokens_by_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The change log of the catalog, the newest first.
         * @description Needs the permission `catalog.read`.
         */
        get: operations["get_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/entities/{kind}/{namespace}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Says something of an entity: the body is its descriptor, JSON or YAML. Files that name it too win field by field.
         * @description Needs the permission `catalog.write`.
         */
        put: operations["put_entities_by_kind_by_namespace_by_name"];
        post?: never;
        /**
         * Takes back what the API said of an entity; it goes when nothing else names it.
         * @description Needs the permission `catalog.write`.
         */
        delete: operations["delete_entities_by_kind_by_namespace_by_name"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/entities/{kind}/{namespace}/{name}/claims": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What each source says of an entity, which of its fields come from where, and where sources disagree.
         * @description Needs the permission `catalog.read`.
         */
        get: operations["get_entities_by_kind_by_namespace_by_name_claims"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/entities/{kind}/{namespace}/{name}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The changes of an entity, the newest first, also of one that is gone.
         * @description Needs the permission `catalog.read`.
         */
        get: operations["get_entities_by_kind_by_namespace_by_name_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/entities/{kind}/{namespace}/{name}/impact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What depends on an entity, over how many steps and through what.
         * @description Needs the permission `catalog.read`.
         */
        get: operations["get_entities_by_kind_by_namespace_by_name_impact"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Server-sent events: changes of the catalog, sources and syncs, as they happen.
         * @description Needs the permission `catalog.read`.
         */
        get: operations["get_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything that matches as one file.
         * @description Needs the permission `catalog.read`.
         */
        get: operations["get_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/graph": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Entities and the relations between them: around one, or all that match.
         * @description Needs the permission `catalog.read`.
         */
        get: operations["get_graph"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/held": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Syncs whose deletions wait for a person.
         * @description Needs the permission `source.read`.
         */
        get: operations["get_held"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Invitations that nobody has taken yet.
         * @description Needs the permission `people.read`.
         */
        get: operations["get_invitations"];
        put?: never;
        /**
         * Invites somebody. An earlier invitation of the same address is over by it.
         * @description Needs the permission `people.write`.
         */
        post: operations["post_invitations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Takes an invitation back: its link leads nowhere from then on.
         * @description Needs the permission `people.write`.
         */
        delete: operations["delete_invitations_by_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Work that is queued, under way or over.
         * @description Needs the permission `operations.read`.
         */
        get: operations["get_jobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Drops a job that was given up.
         * @description Needs the permission `operations.write`.
         */
        delete: operations["delete_jobs_by_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives a job that was given up all its tries again.
         * @description Needs the permission `operations.write`.
         */
        post: operations["post_jobs_by_id_retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller, the entity it acts as and what it may do. */
        get: operations["get_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the caller may do, and to which entities. */
        get: operations["get_me_permissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the server does: its nodes, its store, its queue.
         * @description Needs the permission `operations.read`.
         */
        get: operations["get_operations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Accounts of people.
         * @description Needs the permission `people.read`.
         */
        get: operations["get_people"];
        put?: never;
        /**
         * Makes an account. Without a password one is made and answered once, to be passed on.
         * @description Needs the permission `people.write`.
         */
        post: operations["post_people"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Changes what an account may do, or whether it may come in.
         * @description Needs the permission `people.write`.
         */
        patch: operations["patch_people_by_id"];
        trace?: never;
    };
    "/api/v1/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All permissions, with what they allow.
         * @description Needs the permission `policy.read`.
         */
        get: operations["get_permissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/permissions/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Why somebody may or may not do something.
         * @description Needs the permission `policy.read`.
         */
        post: operations["post_permissions_explain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The versions of the policy, the newest first.
         * @description Needs the permission `policy.read`.
         */
        get: operations["get_policies"];
        put?: never;
        /**
         * Keeps a draft, also one with errors: it is written over days.
         * @description Needs the permission `policy.write`.
         */
        post: operations["post_policies"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * For whom the draft in the body would change what against the policy that holds.
         * @description Needs the permission `policy.read`.
         */
        post: operations["post_policies_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A version of the policy.
         * @description Needs the permission `policy.read`.
         */
        get: operations["get_policies_by_version"];
        put?: never;
        post?: never;
        /**
         * Throws a draft away.
         * @description Needs the permission `policy.write`.
         */
        delete: operations["delete_policies_by_version"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies/{version}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes a version the one that holds; an older one to roll back.
         * @description Needs the permission `policy.write`.
         */
        post: operations["post_policies_by_version_publish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/problems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is wrong in files, with its lines, counted by code.
         * @description Needs the permission `catalog.read`.
         */
        get: operations["get_problems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Entities by a few letters, the best first.
         * @description Needs the permission `catalog.read`.
         */
        get: operations["get_search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Names, and what uses them; never a value.
         * @description Needs the permission `secret.read`.
         */
        get: operations["get_secrets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Keeps a value, new or instead of another.
         * @description Needs the permission `secret.write`.
         */
        put: operations["put_secrets_by_name"];
        post?: never;
        /**
         * Forgets a secret that nothing uses.
         * @description Needs the permission `secret.write`.
         */
        delete: operations["delete_secrets_by_name"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Accounts of programs.
         * @description Needs the permission `people.read`.
         */
        get: operations["get_service_accounts"];
        put?: never;
        /**
         * Makes an account for a program, whose secret is in this answer and in no other.
         * @description Needs the permission `people.write`.
         */
        post: operations["post_service_accounts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Changes what a program may do, or whether it may come in.
         * @description Needs the permission `people.write`.
         */
        patch: operations["patch_service_accounts_by_id"];
        trace?: never;
    };
    "/api/v1/service-accounts/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives it a secret in the place of the one it had; tokens that it has go on.
         * @description Needs the permission `people.write`.
         */
        post: operations["post_service_accounts_by_id_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-accounts/{id}/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A program's tokens, without their secrets.
         * @description Needs the permission `people.read`.
         */
        get: operations["get_service_accounts_by_id_tokens"];
        put?: never;
        /**
         * Makes a token for a program, whose secret is in this answer and in no other.
         * @description Needs the permission `people.write`.
         */
        post: operations["post_service_accounts_by_id_tokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-accounts/{id}/tokens/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Ends a token of a program.
         * @description Needs the permission `people.write`.
         */
        delete: operations["delete_service_accounts_by_id_tokens_by_token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes the first administrator and closes setting up for ever. */
        post: operations["post_setup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All sources with their state and last sync.
         * @description Needs the permission `source.read`.
         */
        get: operations["get_sources"];
        put?: never;
        /**
         * Adds a source. With `dry_run=true` nothing is kept and the answer says what would come.
         * @description Needs the permission `source.write`.
         */
        post: operations["post_sources"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One source.
         * @description Needs the permission `source.read`.
         */
        get: operations["get_sources_by_id"];
        put?: never;
        post?: never;
        /**
         * Removes a source with all it claims.
         * @description Needs the permission `source.write`.
         */
        delete: operations["delete_sources_by_id"];
        options?: never;
        head?: never;
        /**
         * Changes a source; what is not written stays.
         * @description Needs the permission `source.write`.
         */
        patch: operations["patch_sources_by_id"];
        trace?: never;
    };
    "/api/v1/sources/{id}/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Syncs now, and answers when it is done.
         * @description Needs the permission `source.sync`.
         */
        post: operations["post_sources_by_id_sync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{id}/syncs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The syncs of a source, the newest first.
         * @description Needs the permission `source.read`.
         */
        get: operations["get_sources_by_id_syncs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The catalog at a glance: how many of what, owned by whom, how fresh.
         * @description Needs the permission `catalog.read`.
         */
        get: operations["get_stats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/syncs/{id}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Removes what a held sync keeps back.
         * @description Needs the permission `source.write`.
         */
        post: operations["post_syncs_by_id_apply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/syncs/{id}/dismiss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keeps what a held sync would remove.
         * @description Needs the permission `source.write`.
         */
        post: operations["post_syncs_by_id_dismiss"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenant": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The tenant one is in, and what it uses.
         * @description Needs the permission `operations.read`.
         */
        get: operations["get_tenant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All of them, with what they use.
         * @description Needs the permission `tenant.read`.
         */
        get: operations["get_tenants"];
        put?: never;
        /**
         * Makes a tenant. The answer has the link with which its first administrator is made.
         * @description Needs the permission `tenant.write`.
         */
        post: operations["post_tenants"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One of them.
         * @description Needs the permission `tenant.read`.
         */
        get: operations["get_tenants_by_name"];
        put?: never;
        post?: never;
        /**
         * Deletes a tenant with everything in it: nobody comes in from now on, and its rows go within moments.
         * @description Needs the permission `tenant.write`.
         */
        delete: operations["delete_tenants_by_name"];
        options?: never;
        head?: never;
        /**
         * Changes title, hosts or quotas; suspends it or lets it go on.
         * @description Needs the permission `tenant.write`.
         */
        patch: operations["patch_tenants_by_name"];
        trace?: never;
    };
    "/api/v1/tenants/{name}/setup-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A new link for a tenant whose first administrator was not made yet; the link before it ends.
         * @description Needs the permission `tenant.write`.
         */
        post: operations["post_tenants_by_name_setup_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tombstones": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Entities that were removed in the last 30 days.
         * @description Needs the permission `catalog.read`.
         */
        get: operations["get_tombstones"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tombstones/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Brings back many as one act. With `dry_run` it says what would come back, and what would not and why.
         * @description Needs the permission `catalog.write`.
         */
        post: operations["post_tombstones_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tombstones/{uid}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Brings a removed entity back, with its uid.
         * @description Needs the permission `catalog.write`.
         */
        post: operations["post_tombstones_by_uid_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What whoever was invited chooses. */
        AcceptanceBody: {
            /** @description Instead of the name in the invitation. */
            name?: string | null;
            password: string;
            /** @description From the link. */
            token: string;
        };
        /** @description A token for an hour. */
        AccessTokenBody: {
            access_token: string;
            /** Format: int64 */
            expires_in: number;
            scope?: string | null;
            token_type: string;
        };
        /** @description The answer. */
        AnswerBody: {
            /** @description Whether they may. */
            allowed: boolean;
            /** @description What each role says that is theirs. */
            because: components["schemas"]["ReasonBody"][];
            /**
             * Format: int64
             * @description How many entities they reach.
             */
            entities: number;
            /** @description Their groups, with parents. */
            groups: string[];
            /**
             * Format: int64
             * @description Of how many.
             */
            of: number;
        };
        /** @description A backup. */
        BackupBody: {
            /**
             * Format: int64
             * @description How long ago that is.
             */
            age_seconds: number;
            /**
             * Format: int64
             * @description Bytes of the file.
             */
            bytes: number;
            /**
             * Format: int64
             * @description How long it was made.
             */
            duration_ms: number;
            /** @description Whether it takes a key to read it. */
            encrypted: boolean;
            /** @description Where it was put, as the command was told. */
            file: string;
            /** @description The host on which the command ran; empty when it has no name. */
            machine: string;
            /** @description When its view of the database was taken. */
            made_at: string;
        };
        /** @description The first place at which the chain does not hold. */
        Break: {
            /** @description What is wrong there. */
            reason: string;
            /**
             * Format: int64
             * @description The number of the entry.
             */
            seq: number;
        };
        /** @description An entry of the change log. */
        ChangeBody: {
            /** @description created, updated, deleted or restored. */
            action: string;
            /** @description Who caused it. */
            actor: string;
            /** @description RFC 3339. */
            at: string;
            /** @description {op, path, from?, value?} */
            operations: unknown;
            /** @description The entity. */
            ref: string;
            /**
             * Format: int64
             * @description Gap-free.
             */
            revision: number;
            /** @description The source that caused it. */
            source_id: string;
            /** @description Its name. */
            source_name: string;
            /** @description Its title, while it is there. */
            title: string;
        };
        /** @description Changes, the newest first. */
        ChangesBody: {
            /** @description A page. */
            items: components["schemas"]["ChangeBody"][];
            /** @description The next page's; absent at the end. */
            next_cursor?: string | null;
        };
        /** @description A claim: what one source says of an entity. */
        ClaimBody: {
            /** @description The file in the source. */
            file: string;
            /**
             * Format: int64
             * @description First line of the document.
             */
            line: number;
            /** @description RFC 3339. */
            observed_at: string;
            /**
             * Format: int64
             * @description The lower wins.
             */
            rank: number;
            /** @description As written. */
            raw: string;
            /** @description The source. */
            source_id: string;
            /** @description Its name. */
            source_name: string;
            /** @description The file at its host. */
            url?: string | null;
        };
        /** @description What sources say of an entity, and which of them counts. */
        ClaimsBody: {
            /** @description By path. */
            conflicts: components["schemas"]["ConflictBody"][];
            /** @description The one with the lowest rank first. */
            items: components["schemas"]["ClaimBody"][];
            /** @description By path. */
            provenance: components["schemas"]["ProvenanceBody"][];
        };
        /** @description As forms carry it. */
        ClientCredentialsBody: {
            /** @description Unless `Authorization: Basic` says it. */
            client_id?: string | null;
            client_secret?: string | null;
            grant_type: string;
            /** @description Separated by spaces. */
            scope?: string | null;
        };
        /** @description A path where claims disagree. */
        ConflictBody: {
            /** @description Such as spec.owner. */
            path: string;
            /** @description The winner first. */
            values: components["schemas"]["ConflictValueBody"][];
        };
        /** @description What one claim says where claims disagree. */
        ConflictValueBody: {
            /** @description Number of the claim in `items`. */
            claim: number;
            /** @description Its value. */
            value: unknown;
        };
        /** @description Connections of one node to the database; of SQLite, those that read. */
        ConnectionsBody: {
            /**
             * Format: int64
             * @description Of them, those that are in use.
             */
            in_use: number;
            /**
             * Format: int64
             * @description How many there may be, where there is a limit.
             */
            limit?: number | null;
            /**
             * Format: int64
             * @description Open.
             */
            open: number;
            /**
             * Format: int64
             * @description Callers that wait for one.
             */
            waiting: number;
        };
        /** @description Entities with an owner among those that should have one. */
        CoverageBody: {
            /**
             * Format: int64
             * @description With an owner that exists.
             */
            owned: number;
            /**
             * Format: int64
             * @description That should have one.
             */
            total: number;
        };
        /** @description With the link, which is never shown again. */
        CreatedInvitationBody: components["schemas"]["InvitationBody"] & {
            link: string;
        };
        /** @description A new account, with the password that was made for it. It is never shown again. */
        CreatedPersonBody: components["schemas"]["PersonBody"] & {
            password?: string | null;
        };
        /** @description A tenant that was just made. */
        CreatedTenantBody: components["schemas"]["TenantBody"] & {
            /** @description Where its first administrator is made, within a day and once. It is never shown again. */
            setup_link: string;
        };
        /** @description A new token. It is never shown again. */
        CreatedTokenBody: components["schemas"]["TokenBody"] & {
            token: string;
        };
        /** @description A program that wants in; as forms carry it. */
        DeviceBody: {
            /** @description What it says it is, such as `portolan on laptop-7`. */
            client_id: string;
            /** @description Separated by spaces; everything but administration when absent. */
            scope?: string | null;
        };
        /** @description What it shows and asks with. */
        DeviceCodeBody: {
            device_code: string;
            /** Format: int64 */
            expires_in: number;
            /** Format: int64 */
            interval: number;
            /** @description For the person to type. */
            user_code: string;
            verification_uri: string;
        };
        /** @description A question whether it was let in; as forms carry it. */
        DeviceTokenBody: {
            device_code: string;
        };
        /** @description What adding a source would bring. */
        DryRunBody: {
            /** @description What they name. */
            entities: components["schemas"]["DryRunEntityBody"][];
            /**
             * Format: int64
             * @description Files that hold descriptors.
             */
            files: number;
            /** @description What is wrong in them. */
            problems: components["schemas"]["ProblemBody"][];
        };
        /** @description An entity that would come. */
        DryRunEntityBody: {
            /** @description created, or conflict when another source names it already. */
            change: string;
            /** @description Where it is described. */
            file: string;
            /**
             * Format: int32
             * @description First line of the document.
             */
            line: number;
            /** @description `spec.owner`. */
            owner?: string | null;
            /** @description Its reference. */
            ref: string;
            /** @description Its title or name. */
            title: string;
            /** @description `spec.type`. */
            type?: string | null;
        };
        /** @description A relation. */
        EdgeBody: {
            /** @description From. */
            source: string;
            /** @description To. */
            target: string;
            /** @description Such as dependsOn. */
            type: string;
        };
        /** @description A page of the log, the newest first. */
        EntriesBody: {
            items: components["schemas"]["EntryBody"][];
            /** @description What to ask for the next page with; absent on the last. */
            next_cursor?: string | null;
        };
        /** @description An entry of the audit log. */
        EntryBody: {
            /** @description What. */
            action: string;
            /** @description Who. */
            actor: string;
            /** @description How it is, or what else is known; null when there is nothing. */
            after: unknown;
            at: string;
            /** @description How it was; null when there was nothing. */
            before: unknown;
            /** @description allowed, denied. */
            decision: string;
            hash: string;
            /** @description The client's address. */
            origin: string;
            /** @description The hash of the entry before. */
            previous: string;
            /** @description The request that caused it; empty when none did. */
            request_id: string;
            /**
             * Format: int64
             * @description From 1, gap-free in the tenant.
             */
            seq: number;
            /** @description To what. */
            target: string;
        };
        /** @description A few lines of a file. */
        Excerpt: {
            /**
             * Format: int32
             * @description Number of the first line shown.
             */
            first_line: number;
            /** @description The lines. */
            lines: string[];
        };
        /** @description Things and their relations. */
        GraphBody: {
            /** @description Relations between them. */
            edges: components["schemas"]["EdgeBody"][];
            /** @description Things. */
            nodes: components["schemas"]["NodeBody"][];
            /** @description There is more than the limit allows. */
            truncated: boolean;
        };
        /** @description A place in the chain. Whoever writes it down elsewhere can later tell whether the log was cut and grown anew. */
        Head: {
            /** @description Its hash. */
            hash: string;
            /**
             * Format: int64
             * @description The entry's number; 0 before the first.
             */
            seq: number;
        };
        /** @description Deletions that wait for a person. */
        HeldPlan: {
            /**
             * Format: int64
             * @description How many entities would go.
             */
            deletes: number;
            /**
             * Format: int64
             * @description Of how many.
             */
            of: number;
            /** @description Why it is held. */
            reason: string;
            /** @description Their references, at most 100 in answers. */
            refs: string[];
        };
        /** @description A hit in the palette. */
        HitBody: {
            description?: string | null;
            kind: string;
            owner?: string | null;
            ref: string;
            title: string;
            type?: string | null;
        };
        /** @description Hits, best first. */
        HitsBody: {
            items: components["schemas"]["HitBody"][];
            /** Format: int64 */
            total: number;
        };
        /** @description What depends on a thing, directly or not. */
        ImpactBody: {
            /** @description From near to far. */
            nodes: components["schemas"]["ImpactNodeBody"][];
            /** @description Most concerned first. */
            owners: components["schemas"]["OwnerCountBody"][];
            /** @description There is more than the limit allows. */
            truncated: boolean;
        };
        /** @description A thing that depends on another. */
        ImpactNodeBody: components["schemas"]["NodeBody"] & {
            /** @description The thing it depends through. */
            via: string;
        };
        /** @description An invitation that waits. */
        InvitationBody: {
            admin: boolean;
            created_at: string;
            /** @description Who invites. */
            created_by: string;
            email: string;
            /** @description The link is over; invite again for a new one. */
            expired: boolean;
            expires_at: string;
            id: string;
            name: string;
        };
        /** @description All that wait. */
        InvitationsBody: {
            items: components["schemas"]["InvitationBody"][];
        };
        /** @description A job. */
        JobBody: {
            /**
             * Format: int64
             * @description How often it was begun.
             */
            attempts: number;
            /** @description Since when it is known. */
            created_at: string;
            /** @description Why the last try failed. */
            error: string;
            /** @description When it ended. */
            finished_at?: string | null;
            /** @description Names it. */
            id: string;
            /** @description What is to be done. */
            kind: string;
            /**
             * Format: int64
             * @description How often it is begun before it is given up.
             */
            max_attempts: number;
            /** @description Not before. */
            run_at: string;
            /** @description waiting, running, done, dead. */
            state: string;
        };
        /** @description How many jobs are in a state. */
        JobCountBody: {
            /**
             * Format: int64
             * @description How many.
             */
            count: number;
            /** @description waiting, running, done, dead. */
            state: string;
        };
        /** @description Jobs, newest first. */
        JobsBody: {
            /** @description The jobs. */
            items: components["schemas"]["JobBody"][];
        };
        /** @description How many entities have a value. */
        KindCountBody: {
            /**
             * Format: int64
             * @description Entities.
             */
            count: number;
            /** @description Such as Component. */
            kind: string;
        };
        /** @description E-mail and password. */
        LoginBody: {
            email: string;
            password: string;
        };
        /** @description Who the server takes you for. */
        MeBody: {
            admin: boolean;
            display_name: string;
            /** @description Empty for guests and programs. */
            email: string;
            /** @description Groups with their parents. */
            groups: string[];
            guest: boolean;
            /** @description guest, person, service. */
            kind: string;
            /** @description How the user entity was found: `email`, `claimed`, `service`; empty for guests. */
            link: string;
            principal: string;
            /** @description What the token in use is narrowed to. */
            scopes?: string[] | null;
            user_ref: string;
        };
        /** @description What the caller may, for pages that offer only that. */
        MineBody: {
            /** @description People who can grant more: references or names. */
            administrators: string[];
            /** @description Those of them that reach only some entities. */
            limited: string[];
            /** @description Permissions that reach something. */
            permissions: string[];
        };
        /** @description Whom to invite. */
        NewInvitationBody: {
            admin?: boolean;
            /** @description Whoever invites vouches for it. */
            email: string;
            /**
             * Format: int32
             * @description 7 when absent, at most 30.
             */
            expires_in_days?: number | null;
            name: string;
        };
        /** @description A new account. */
        NewPersonBody: {
            admin?: boolean;
            /** @description Whoever makes the account vouches for it. */
            email: string;
            name: string;
            /** @description One is made when absent. */
            password?: string | null;
        };
        /** @description A new draft. */
        NewPolicyBody: {
            /** @description Why. */
            note?: string;
            /** @description YAML or JSON with `roles` and `grants`. */
            text: string;
        };
        /** @description A new one. */
        NewServiceBody: {
            name: string;
        };
        /** @description What a new source is made from. */
        NewSourceBody: {
            /** @description Branch of a git source. */
            branch?: string;
            /** @description Name of the secret that its host is shown; whoever names one needs the permission secret.write. */
            credential?: string;
            /** @description Overrides the kind told by the target. */
            kind?: string;
            /** @description Shown; the target's last part when absent. */
            name?: string;
            /**
             * @description Whether its files may name users and groups, which needs the permission people.write; when absent, whether the caller
             *     has it.
             */
            people?: boolean | null;
            /**
             * Format: int64
             * @description The lower wins; default 100.
             */
            rank?: number | null;
            /**
             * Format: int64
             * @description Seconds between syncs.
             */
            schedule_seconds?: number | null;
            /** @description Directory, file, URL of a file, or git URL. */
            target: string;
        };
        /** @description A new tenant. */
        NewTenantBody: {
            /** @description Host names it answers to. */
            hosts?: string[];
            /** @description Up to 40 small letters, digits and `-`. */
            name: string;
            /** @description The usual ones when absent. */
            quotas?: components["schemas"]["Quotas"];
            /** @description For people. */
            title: string;
        };
        /** @description A wish for a token. */
        NewTokenBody: {
            /**
             * Format: int32
             * @description 90 when absent; 0 for ever.
             */
            expires_in_days?: number | null;
            /** @description What it is for. */
            name: string;
            /** @description What it is narrowed to, such as `catalog.read`; all its owner may when absent. */
            scopes?: string[] | null;
        };
        /** @description A thing in the graph. */
        NodeBody: {
            /** @description It is named by others and does not exist. */
            dangling: boolean;
            /**
             * Format: int32
             * @description Steps from the root.
             */
            depth: number;
            /** @description As written. */
            kind: string;
            /** @description `spec.lifecycle`. */
            lifecycle?: string | null;
            /** @description As written. */
            name: string;
            /** @description Reference of the owner. */
            owner?: string | null;
            /** @description Full reference. */
            ref: string;
            /** @description Reference of the system. */
            system?: string | null;
            /** @description Title, else the name. */
            title: string;
            /** @description `spec.type`. */
            type?: string | null;
        };
        /** @description What runs. */
        OperationsBody: {
            connections?: components["schemas"]["ConnectionsBody"] | null;
            /**
             * Format: int64
             * @description Bytes the database takes on its disk, all tenants together; only the server's own tenant is told.
             */
            database_bytes?: number | null;
            /** @description `SQLite` or `PostgreSQL`. */
            engine: string;
            /** @description Its version. */
            engine_version: string;
            /** @description Jobs by state. */
            jobs: components["schemas"]["JobCountBody"][];
            last_backup?: components["schemas"]["BackupBody"] | null;
            /** @description Nodes that were seen lately. */
            nodes: components["schemas"]["ServerNodeBody"][];
            /** @description Where it is, without credentials. */
            place: string;
            /**
             * Format: int64
             * @description The catalog's newest revision in the store.
             */
            revision: number;
            /**
             * Format: int64
             * @description Of the schema.
             */
            schema_version: number;
            /** @description Of this program. */
            version: string;
        };
        /** @description The tenant one is in. */
        OwnTenantBody: {
            /** @description Its name. */
            name: string;
            /** @description What it may use; 0 for no limit. */
            quotas: components["schemas"]["Quotas"];
            /** @description For people; empty for `default`. */
            title: string;
            /** @description What it uses. */
            usage: components["schemas"]["UsageBody"];
        };
        /** @description How much of the impact an owner has. */
        OwnerCountBody: {
            /**
             * Format: int64
             * @description Things of theirs.
             */
            count: number;
            /** @description Reference of the owner. */
            ref: string;
        };
        /** @description The old password and the new. */
        PasswordBody: {
            current: string;
            new: string;
        };
        /** @description All accounts. */
        PeopleBody: {
            items: components["schemas"]["PersonBody"][];
        };
        /** @description What there is to grant. */
        PermissionsBody: {
            /** @description Names of roles that are built in and not replaced. */
            builtin: string[];
            /** @description The built-in roles as they are where no policy replaces them. */
            builtin_roles: Record<string, unknown>[];
            /** @description Names of permissions. */
            permissions: string[];
            /** @description Roles that can be granted, built-in ones first. */
            roles: Record<string, unknown>[];
        };
        /** @description An account. */
        PersonBody: {
            admin: boolean;
            created_at: string;
            disabled: boolean;
            email: string;
            id: string;
            last_seen_at?: string | null;
            /** @description How that was found: `pending`, `email`, `claimed`. */
            link: string;
            name: string;
            /** @description The entity it acts as; absent until it is used. */
            user_ref?: string | null;
        };
        /** @description What is to change. */
        PersonChangesBody: {
            admin?: boolean | null;
            /** @description Shut out, with all sessions ended, or let in again. */
            disabled?: boolean | null;
            name?: string | null;
            /** @description Ends all sessions. */
            password?: string | null;
        };
        /** @description Versions, newest first. */
        PoliciesBody: {
            /** @description The versions; the built-in policy last. */
            items: components["schemas"]["PolicyBody"][];
        };
        /** @description A version of the policy. */
        PolicyBody: {
            /** @description Who wrote it. */
            author: string;
            /** @description When. */
            created_at?: string | null;
            /** @description Why. */
            note: string;
            /** @description As read. */
            policy: Record<string, unknown>;
            /** @description What is wrong with it; one with errors cannot be published. */
            problems: components["schemas"]["PolicyProblemBody"][];
            /** @description When it was last published. */
            published_at?: string | null;
            /** @description draft, published, retired. */
            state: string;
            /** @description As written, YAML or JSON. */
            text: string;
            /**
             * Format: int64
             * @description From 1; 0 is the built-in policy.
             */
            version: number;
        };
        /** @description Something wrong in a policy. */
        PolicyProblemBody: {
            /** @description Stable. */
            code: string;
            /**
             * Format: int32
             * @description From 1.
             */
            column: number;
            /** @description What to do. */
            help: string;
            /**
             * Format: int32
             * @description From 1.
             */
            line: number;
            /** @description What is wrong. */
            message: string;
            /** @description error, warning. */
            severity: string;
        };
        /** @description What a policy would change. */
        PreviewBody: {
            /** @description How many subjects were compared. */
            compared: number;
            /** @description Subjects for whom something changes. */
            items: components["schemas"]["PreviewItemBody"][];
            /** @description What is wrong with the draft. */
            problems: components["schemas"]["PolicyProblemBody"][];
        };
        /** @description What changes for one subject. */
        PreviewItemBody: {
            /** @description Permissions that reach something only with the draft. */
            gained: string[];
            /** @description Permissions that reach nothing any more. */
            lost: string[];
            /** @description Permissions that reach other entities: name, entities before, entities after. */
            moved: Record<string, unknown>[];
            /** @description The reference of a user, or `guests`. */
            subject: string;
        };
        /** @description Something wrong in a file. */
        ProblemBody: {
            /** @description Such as catalog.invalid-name. */
            code: string;
            /**
             * Format: int32
             * @description From 1; 0 when unknown.
             */
            column: number;
            /**
             * Format: int32
             * @description Where it ends.
             */
            end_column: number;
            /**
             * Format: int32
             * @description Where it ends.
             */
            end_line: number;
            /** @description The entity, when it is known. */
            entity_ref?: string | null;
            excerpt?: components["schemas"]["Excerpt"] | null;
            /** @description The file in it. */
            file: string;
            /** @description RFC 3339: since when it is there; absent when nobody noted it. */
            first_seen_at?: string | null;
            /** @description What to do; may be empty. */
            help: string;
            /** @description Stable while it stays. */
            id: string;
            /** @description RFC 3339: when its source was last read with it. */
            last_seen_at?: string | null;
            /**
             * Format: int32
             * @description From 1; 0 when unknown.
             */
            line: number;
            /** @description What is wrong. */
            message: string;
            /** @description Such as spec.owner. */
            path: string;
            /** @description error or warning. */
            severity: string;
            /** @description The source. */
            source_id: string;
            /** @description Its name. */
            source_name: string;
            /** @description The file at its host. */
            url?: string | null;
        };
        /** @description How many problems there are. */
        ProblemCountsBody: {
            /**
             * Format: int64
             * @description That keep a document out.
             */
            errors: number;
            /**
             * Format: int64
             * @description That do not.
             */
            warnings: number;
        };
        /** @description Problems with the same code. */
        ProblemGroupBody: {
            /** @description The code. */
            code: string;
            /**
             * Format: int64
             * @description How many.
             */
            count: number;
            /** @description error or warning. */
            severity: string;
        };
        /** @description Problems, errors first. */
        ProblemsBody: {
            /** @description All that pass the filter, by code. */
            groups: components["schemas"]["ProblemGroupBody"][];
            /** @description A page. */
            items: components["schemas"]["ProblemBody"][];
            /** @description The next page's; absent at the end. */
            next_cursor?: string | null;
            /** @description All that pass the filter. */
            total: number;
        };
        /** @description Which claim a value comes from. */
        ProvenanceBody: {
            /** @description Number of the claim in `items`. */
            claim: number;
            /** @description Such as spec.owner. */
            path: string;
        };
        /** @description A way to sign in at another system. */
        ProviderBody: {
            id: string;
            /** @description Shown on the button. */
            name: string;
            /** @description Where the browser goes. */
            start: string;
        };
        /** @description The ways to sign in. */
        ProvidersBody: {
            /** @description Without a name. */
            guest: boolean;
            items: components["schemas"]["ProviderBody"][];
            /** @description E-mail and password. */
            local: boolean;
            /** @description The first administrator is still to be made. */
            setup: boolean;
        };
        /** @description Who could do what to which entity, and why? */
        QuestionBody: {
            /** @description The reference of an entity; absent, the question is how far they reach. */
            entity?: string | null;
            /** @description The name of a permission. */
            permission: string;
            /** @description The reference of a user, `guests`, or `principal:<id>`. */
            subject: string;
            /**
             * Format: int64
             * @description A draft to ask instead of the published policy: its version.
             */
            version?: number | null;
        };
        /** @description Limits of one tenant; 0 means none. */
        Quotas: {
            /**
             * Format: int64
             * @description Entities in its catalog.
             * @default 50000
             */
            entities: number;
            /**
             * Format: int64
             * @description Requests a second, over some seconds.
             * @default 100
             */
            requests_per_second: number;
            /**
             * Format: int64
             * @description Sources.
             * @default 200
             */
            sources: number;
            /**
             * Format: int64
             * @description What its descriptors may take in the store, in MiB.
             * @default 1024
             */
            storage_megabytes: number;
        };
        /** @description What a role says. */
        ReasonBody: {
            /** @description Whether it is about the entity asked for; true when none is. */
            applies: boolean;
            /** @description allow, deny. */
            effect: string;
            /**
             * Format: int64
             * @description How many entities its scope has; all when absent.
             */
            entities?: number | null;
            /** @description The subject of the grant that gives it. */
            grant: string;
            /** @description The role. */
            role: string;
        };
        /** @description Why there is no better answer, as RFC 9457 has it */
        Refusal: {
            /** @description The status as a word for programs, such as `not_found` */
            code: string;
            /** @description What is wrong and what to do, for people */
            detail: string;
            /** @description What is wrong in what was sent, where it is a list */
            problems?: unknown[];
            /** @description Names the request in the log */
            request_id: string;
            /** @description The status */
            status: number;
            /** @description The status in words */
            title: string;
            /** @description An address that names the kind of refusal */
            type?: string;
        };
        /** @description How many entities went with a source. */
        RemovedBody: {
            /**
             * Format: int64
             * @description They can be restored for 30 days.
             */
            deleted: number;
        };
        /** @description What came back of many, or would. */
        RestorationBody: {
            /** @description Nothing was done. */
            dry_run: boolean;
            /** @description The same by kind. */
            kinds: components["schemas"]["KindCountBody"][];
            /** @description How many came back, or would. */
            restored: number;
            /** @description What does not. */
            stays: components["schemas"]["StaysBody"][];
        };
        /** @description Which removed entities are to come back: some by name, or all that are of a source, a sync and a kind. */
        RestoreBody: {
            /** @description Only say what would happen. */
            dry_run?: boolean;
            /** @description All of this kind. */
            kind?: string;
            /** @description By reference. */
            refs?: string[];
            /** @description All whose last word was this source's; it may be gone itself. */
            source_id?: string;
            /** @description All that this sync removed. */
            sync_id?: string;
            /** @description By uid. */
            uids?: string[];
        };
        /** @description What came back. */
        RestoredBody: {
            /** @description Its reference. */
            ref: string;
        };
        /** @description A secret, without its value. */
        SecretBody: {
            /** @description Who set the value. */
            author: string;
            /** @description When it was made. */
            created_at: string;
            /** @description The master key around it. */
            key_id: string;
            /** @description When it was last sent somewhere; to the minute. */
            last_used_at?: string | null;
            /** @description How sources and the configuration call it. */
            name: string;
            /** @description When its value was last replaced. */
            rotated_at?: string | null;
            /** @description What uses it. */
            used_by: components["schemas"]["SecretUserBody"][];
            /**
             * Format: int64
             * @description Goes up with each value.
             */
            version: number;
        };
        /** @description What uses a secret. */
        SecretUserBody: {
            /** @description Names it among its kind. */
            id: string;
            /** @description source, sign-in. */
            kind: string;
            /** @description For people. */
            name: string;
        };
        /** @description A value to keep. */
        SecretValueBody: {
            /** @description 8 bytes to 64 KiB; it is never shown again. */
            value: string;
        };
        /** @description All secrets. */
        SecretsBody: {
            /** @description The secrets, by name. */
            items: components["schemas"]["SecretBody"][];
            /** @description The master key that new values are sealed with; none when secrets cannot be used. */
            key_id?: string | null;
            /** @description Why they cannot be used, and what to do. */
            unavailable?: string | null;
        };
        /** @description A node of the server. */
        ServerNodeBody: {
            /** @description Where it listens. */
            address: string;
            /** @description Whether it was seen just now. */
            alive: boolean;
            /**
             * Format: int64
             * @description Revisions it is behind the store.
             */
            behind: number;
            /** @description Made at its start. */
            id: string;
            /** @description web, worker. */
            roles: string;
            /** @description When it was last seen. */
            seen_at: string;
            /** @description When it started. */
            started_at: string;
            /** @description Of the program. */
            version: string;
        };
        /** @description An account of a program. */
        ServiceBody: {
            admin: boolean;
            created_at: string;
            disabled: boolean;
            /** @description Also its `client_id`. */
            id: string;
            last_seen_at?: string | null;
            name: string;
            /** @description Stands in history and audit. */
            user_ref: string;
        };
        /** @description What is to change. */
        ServiceChangesBody: {
            admin?: boolean | null;
            disabled?: boolean | null;
        };
        /** @description With the secret that it gets tokens with. It is never shown again. */
        ServiceSecretBody: components["schemas"]["ServiceBody"] & {
            client_secret: string;
        };
        /** @description All of them. */
        ServicesBody: {
            items: components["schemas"]["ServiceBody"][];
        };
        /** @description A browser that one is signed in with. */
        SessionBody: {
            address: string;
            agent: string;
            created_at: string;
            /** @description The one this request came with. */
            current: boolean;
            expires_at: string;
            /** @description Names it; opens nothing. */
            id: string;
            /** @description How it was begun. */
            method: string;
            /** @description To the minute. */
            seen_at: string;
        };
        /** @description One's browsers. */
        SessionsBody: {
            items: components["schemas"]["SessionBody"][];
        };
        /** @description The first administrator. */
        SetupBody: {
            email: string;
            name: string;
            password: string;
            /** @description From the link that the server printed. */
            token: string;
        };
        /** @description A link with which a tenant's first administrator is made. */
        SetupLinkBody: {
            /** @description It holds for a day, and once. */
            setup_link: string;
        };
        /** @description A source. */
        SourceBody: {
            /** @description Branch of a git source. */
            branch?: string;
            /** @description When it was added. */
            created_at: string;
            /** @description Name of the secret that its host is shown. */
            credential?: string;
            /**
             * Format: int64
             * @description How many entities it claims.
             */
            entities: number;
            /** @description RFC 3339: since when each sync of it failed. */
            failing_since?: string | null;
            /** @description Its id. */
            id: string;
            /** @description directory, file, url, git, csv, ldap, scim, oidc. */
            kind: string;
            last_sync?: components["schemas"]["SyncBody"] | null;
            /** @description Shown. */
            name: string;
            /** @description When the next sync is due. */
            next_sync_at: string;
            /** @description flag, config, demo, api, or location for what Backstage's API registered. */
            origin: string;
            /** @description Whether its files may name users and groups. */
            people: boolean;
            /** @description What is wrong in its files. */
            problems: components["schemas"]["ProblemCountsBody"];
            /**
             * Format: int64
             * @description The lower wins.
             */
            rank: number;
            /**
             * Format: int64
             * @description Seconds between syncs.
             */
            schedule_seconds: number;
            /** @description idle, syncing, held, failing, paused. */
            state: string;
            /** @description Path or URL. */
            target: string;
        };
        /** @description What can change. */
        SourceChangesBody: {
            /** @description Branch of a git source. */
            branch?: string | null;
            /** @description Name of another secret that its host is shown, or nothing for none. */
            credential?: string | null;
            /** @description Shown. */
            name?: string | null;
            /** @description Stops and resumes syncing. */
            paused?: boolean | null;
            /** @description Whether its files may name users and groups; changing it needs the permission people.write. */
            people?: boolean | null;
            /**
             * Format: int64
             * @description The lower wins; applies to files read from then on.
             */
            rank?: number | null;
            /**
             * Format: int64
             * @description Seconds between syncs.
             */
            schedule_seconds?: number | null;
        };
        /** @description How many sources are how. */
        SourceCountsBody: {
            /**
             * Format: int64
             * @description Their last sync failed.
             */
            failing: number;
            /**
             * Format: int64
             * @description Idle or syncing.
             */
            healthy: number;
            /**
             * Format: int64
             * @description Deletions wait for a person.
             */
            held: number;
            /**
             * Format: int64
             * @description At work now.
             */
            syncing: number;
            /**
             * Format: int64
             * @description All.
             */
            total: number;
        };
        /** @description A list. */
        SourcesBody: {
            /** @description All of them. */
            items: components["schemas"]["SourceBody"][];
        };
        /** @description The catalog at a glance. */
        StatsBody: {
            /**
             * Format: int64
             * @description Entities whose sources disagree.
             */
            conflicts: number;
            /**
             * Format: int64
             * @description Entities with a relation to something that does not exist.
             */
            dangling: number;
            /**
             * Format: int64
             * @description All of them.
             */
            entities: number;
            /** @description By kind. */
            kinds: components["schemas"]["KindCountBody"][];
            /** @description RFC 3339; absent before the first change. */
            last_change_at?: string | null;
            /** @description By lifecycle. */
            lifecycles: components["schemas"]["ValueCountBody"][];
            /** @description Who has an owner. */
            owner_coverage: components["schemas"]["CoverageBody"];
            /** @description In files. */
            problems: components["schemas"]["ProblemCountsBody"];
            /**
             * Format: int64
             * @description Revision of the answer.
             */
            revision: number;
            /** @description And how they are. */
            sources: components["schemas"]["SourceCountsBody"];
        };
        /** @description Some that do not come back, and why. */
        StaysBody: {
            /** @description How many. */
            count: number;
            /** @description The same for people. */
            message: string;
            /** @description Uids or references as they were asked for; at most 100. */
            names: string[];
            /** @description not-kept, outside, present, unreadable. */
            reason: string;
        };
        /** @description A sync. */
        SyncBody: {
            /** @description start, schedule, watch, manual. */
            cause: string;
            /** @description What it saw. */
            counts: components["schemas"]["SyncCounts"];
            /** @description When it ended. */
            finished_at?: string | null;
            /** @description Its id. */
            id: string;
            /** @description For people. */
            message: string;
            plan?: components["schemas"]["HeldPlan"] | null;
            /** @description The source. */
            source_id: string;
            /** @description Its name. */
            source_name: string;
            /** @description When it started. */
            started_at: string;
            /** @description running, done, failed, held, applied, dismissed, interrupted. */
            state: string;
        };
        /** @description How many of what a sync saw. */
        SyncCounts: {
            /**
             * Format: int64
             * @description Entities that are new.
             * @default 0
             */
            created: number;
            /**
             * Format: int64
             * @description Entities that are gone.
             * @default 0
             */
            deleted: number;
            /**
             * Format: int64
             * @description Errors found.
             * @default 0
             */
            errors: number;
            /**
             * Format: int64
             * @description Files listed.
             * @default 0
             */
            files: number;
            /**
             * Format: int64
             * @description Files read.
             * @default 0
             */
            read: number;
            /**
             * Format: int64
             * @description Entities touched without a change.
             * @default 0
             */
            unchanged: number;
            /**
             * Format: int64
             * @description Entities that changed.
             * @default 0
             */
            updated: number;
            /**
             * Format: int64
             * @description Warnings found.
             * @default 0
             */
            warnings: number;
        };
        /** @description A list. */
        SyncsBody: {
            /** @description The newest first. */
            items: components["schemas"]["SyncBody"][];
        };
        /** @description A tenant, as those who administer all of them see it. */
        TenantBody: {
            /** @description Where its people find it; a path of this server when it has no host of its own. */
            address: string;
            /** @description When it was made. */
            created_at: string;
            /** @description Host names it answers to; without any it is below `/t/NAME/`. */
            hosts: string[];
            /** @description In addresses; never changes. */
            name: string;
            /** @description What it may use; 0 for no limit. */
            quotas: components["schemas"]["Quotas"];
            /** @description active, suspended, deleting. */
            state: string;
            /** @description For people. */
            title: string;
            /** @description When it was changed last. */
            updated_at: string;
            /** @description What it uses. */
            usage: components["schemas"]["UsageBody"];
        };
        /** @description What is to change; what is absent stays. */
        TenantChangesBody: {
            /** @description All of them. */
            hosts?: string[] | null;
            quotas?: components["schemas"]["Quotas"] | null;
            /** @description `active` or `suspended`. */
            state?: string | null;
            /** @description For people. */
            title?: string | null;
        };
        /** @description All tenants, by name. */
        TenantsBody: {
            /** @description All but `default`. */
            items: components["schemas"]["TenantBody"][];
        };
        /** @description A token, without what it opens with. */
        TokenBody: {
            created_at: string;
            /** @description Absent when it does not expire. */
            expires_at?: string | null;
            id: string;
            /** @description Absent before the first time; to the minute. */
            last_used_at?: string | null;
            name: string;
            /** @description Its first characters. */
            prefix: string;
            /** @description What it is narrowed to; absent for all its owner may. */
            scopes?: string[] | null;
        };
        /** @description Tokens of an account. */
        TokensBody: {
            items: components["schemas"]["TokenBody"][];
        };
        /** @description A removed entity that can come back. */
        TombstoneBody: {
            /** @description RFC 3339. */
            deleted_at: string;
            /** @description RFC 3339. */
            expires_at: string;
            /** @description Why it went. */
            reason: string;
            /** @description Its reference. */
            ref: string;
            /** @description The source whose word was the last; it may be gone itself. */
            source_id: string;
            /** @description Its name. */
            source_name: string;
            /** @description The sync that removed it, when one did. */
            sync_id?: string | null;
            /** @description Its title. */
            title: string;
            /** @description Names it. */
            uid: string;
        };
        /** @description Removed entities, the newest first. */
        TombstonesBody: {
            /** @description At most as many as asked for. */
            items: components["schemas"]["TombstoneBody"][];
            /**
             * Format: int64
             * @description All that pass the filter.
             */
            total: number;
        };
        /** @description What a tenant uses. */
        UsageBody: {
            /**
             * Format: int64
             * @description People and service accounts.
             */
            accounts: number;
            /**
             * Format: int64
             * @description Entities in its catalog.
             */
            entities: number;
            /**
             * Format: int64
             * @description Sources.
             */
            sources: number;
            /**
             * Format: int64
             * @description Bytes of its descriptors.
             */
            storage_bytes: number;
        };
        /** @description A code that somebody typed. */
        UserCodeBody: {
            /** @description Nothing is decided when absent. */
            approve?: boolean | null;
            user_code: string;
        };
        /** @description How many entities have a value. */
        ValueCountBody: {
            /**
             * Format: int64
             * @description Entities.
             */
            count: number;
            /** @description As written. */
            value: string;
        };
        /** @description Whether the chain holds. */
        VerdictBody: {
            /** @description The last entry that retention removed. */
            anchor: components["schemas"]["Head"];
            broken?: components["schemas"]["Break"] | null;
            /**
             * Format: int64
             * @description Entries that were looked at.
             */
            entries: number;
            /** @description Where the chain ends; worth writing down elsewhere. */
            head: components["schemas"]["Head"];
            ok: boolean;
        };
        /** @description What asks to be let in. */
        WaitingBody: {
            /** @description Where it asks from. */
            address: string;
            /** @description What it says it is. */
            client: string;
            scopes: string[];
            /** @description waiting, approved, denied. */
            state: string;
        };
    };
    responses: {
        /** @description The request makes no sense; `detail` says why */
        "Refusal-400": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Refusal"];
            };
        };
        /** @description Nobody is signed in, or not any more */
        "Refusal-401": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Refusal"];
            };
        };
        /** @description The caller may not */
        "Refusal-403": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Refusal"];
            };
        };
        /** @description There is no such thing, or none that the caller may see */
        "Refusal-404": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Refusal"];
            };
        };
        /** @description It stands in the way of something that is there */
        "Refusal-409": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Refusal"];
            };
        };
        /** @description It is not what `If-Match` or `If-None-Match` expects */
        "Refusal-412": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Refusal"];
            };
        };
        /** @description The body is over the limit */
        "Refusal-413": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Refusal"];
            };
        };
        /** @description The body is no JSON in UTF-8, or not said to be */
        "Refusal-415": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Refusal"];
            };
        };
        /** @description It is understood and cannot be done as it is; `problems` says why where it is a list */
        "Refusal-422": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Refusal"];
            };
        };
        /** @description Too often; `Retry-After` says in how many seconds there is room again */
        "Refusal-429": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Refusal"];
            };
        };
        /** @description Not now, too often or a failure of the server */
        "Refusal-default": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Refusal"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_audit: {
        parameters: {
            query?: {
                /** @description Who did it */
                actor?: string;
                /** @description The beginning of the action */
                action?: string;
                /** @description To what it was done */
                target?: string;
                /** @description `allowed` or `denied` */
                decision?: string;
                /** @description A part of what is looked for, without regard to case */
                text?: string;
                /** @description From then on, as RFC 3339 has it */
                since?: string;
                /** @description Up to then, as RFC 3339 has it */
                until?: string;
                /** @description The entry of this number */
                seq?: number;
                /** @description Where to go on: `next_cursor` of the answer before */
                cursor?: string;
                /** @description Rows of the answer at most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntriesBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_audit_export: {
        parameters: {
            query?: {
                /** @description jsonl or cef */
                format?: string;
                /** @description Who did it */
                actor?: string;
                /** @description What was done */
                action?: string;
                /** @description To what it was done */
                target?: string;
                /** @description `allowed` or `denied` */
                decision?: string;
                /** @description A part of what is looked for, without regard to case */
                text?: string;
                /** @description From then on, as RFC 3339 has it */
                since?: string;
                /** @description Up to then, as RFC 3339 has it */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_audit_verify: {
        parameters: {
            query?: {
                /** @description `SEQ:HASH` of an entry as somebody noted it */
                head?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerdictBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_auth_device: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["DeviceBody"];
            };
        };
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceCodeBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            413: components["responses"]["Refusal-413"];
            415: components["responses"]["Refusal-415"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_auth_device_approve: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserCodeBody"];
            };
        };
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitingBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            413: components["responses"]["Refusal-413"];
            415: components["responses"]["Refusal-415"];
            429: components["responses"]["Refusal-429"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_auth_device_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["DeviceTokenBody"];
            };
        };
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessTokenBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            413: components["responses"]["Refusal-413"];
            415: components["responses"]["Refusal-415"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_auth_header_start: {
        parameters: {
            query?: {
                /** @description Path to come back to */
                next?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See Other */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refusal-400"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_auth_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptanceBody"];
            };
        };
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            403: components["responses"]["Refusal-403"];
            409: components["responses"]["Refusal-409"];
            413: components["responses"]["Refusal-413"];
            415: components["responses"]["Refusal-415"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_auth_login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginBody"];
            };
        };
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            413: components["responses"]["Refusal-413"];
            415: components["responses"]["Refusal-415"];
            429: components["responses"]["Refusal-429"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_auth_logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refusal-400"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_auth_oidc_by_provider_callback: {
        parameters: {
            query?: {
                /** @description A state, as the answers name it */
                state?: string;
                /** @description A code of problems, or of a sign-in elsewhere */
                code?: string;
                /** @description What the provider refuses for */
                error?: string;
            };
            header?: never;
            path: {
                /** @description The id of a provider */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See Other */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refusal-400"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_auth_oidc_by_provider_start: {
        parameters: {
            query?: {
                /** @description Path to come back to */
                next?: string;
            };
            header?: never;
            path: {
                /** @description The id of a provider */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See Other */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refusal-400"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_auth_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordBody"];
            };
        };
        responses: {
            /** @description It is done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            413: components["responses"]["Refusal-413"];
            415: components["responses"]["Refusal-415"];
            429: components["responses"]["Refusal-429"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_auth_providers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProvidersBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_auth_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionsBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    delete_auth_sessions_by_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_auth_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["ClientCredentialsBody"];
            };
        };
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessTokenBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            413: components["responses"]["Refusal-413"];
            415: components["responses"]["Refusal-415"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_auth_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokensBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_auth_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTokenBody"];
            };
        };
        responses: {
            /** @description It is made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedTokenBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            413: components["responses"]["Refusal-413"];
            415: components["responses"]["Refusal-415"];
            default: components["responses"]["Refusal-default"];
        };
    };
    delete_auth_tokens_by_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_changes: {
        parameters: {
            query?: {
                /** @description Rows of the answer at most */
                limit?: number;
                /** @description Where to go on: `next_cursor` of the answer before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangesBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    put_entities_by_kind_by_namespace_by_name: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that it must have, or `*` for being there */
                "If-Match"?: string | null;
                /** @description `*`: it must not be there */
                "If-None-Match"?: string | null;
                /** @description The same key with the same request within 24 hours gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Kind of an entity, without regard to case */
                kind: string;
                /** @description Its namespace; `default` where none is written */
                namespace: string;
                /** @description Its name */
                name: string;
            };
            cookie?: never;
        };
        /** @description The entity's descriptor */
        requestBody: {
            content: {
                "application/json": Record<string, unknown>;
                "application/yaml": string;
            };
        };
        responses: {
            /** @description The entity, changed or as it was */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The new entity */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            /** @description It is not what `If-Match` or `If-None-Match` expects */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Refusal"];
                };
            };
            413: components["responses"]["Refusal-413"];
            415: components["responses"]["Refusal-415"];
            /** @description The descriptor has errors; `problems` lists them */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Refusal"];
                };
            };
            default: components["responses"]["Refusal-default"];
        };
    };
    delete_entities_by_kind_by_namespace_by_name: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that it must have, or `*` for being there */
                "If-Match"?: string | null;
                /** @description The same key with the same request within 24 hours gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Kind of an entity, without regard to case */
                kind: string;
                /** @description Its namespace; `default` where none is written */
                namespace: string;
                /** @description Its name */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            /** @description The API has said nothing of it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Refusal"];
                };
            };
            412: components["responses"]["Refusal-412"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_entities_by_kind_by_namespace_by_name_claims: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Kind of an entity, without regard to case */
                kind: string;
                /** @description Its namespace; `default` where none is written */
                namespace: string;
                /** @description Its name */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClaimsBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_entities_by_kind_by_namespace_by_name_history: {
        parameters: {
            query?: {
                /** @description Rows of the answer at most */
                limit?: number;
                /** @description Where to go on: `next_cursor` of the answer before */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Kind of an entity, without regard to case */
                kind: string;
                /** @description Its namespace; `default` where none is written */
                namespace: string;
                /** @description Its name */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangesBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_entities_by_kind_by_namespace_by_name_impact: {
        parameters: {
            query?: {
                /** @description Steps from the entity, from 1 on */
                depth?: number;
            };
            header?: never;
            path: {
                /** @description Kind of an entity, without regard to case */
                kind: string;
                /** @description Its namespace; `default` where none is written */
                namespace: string;
                /** @description Its name */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImpactBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_events: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_export: {
        parameters: {
            query?: {
                /** @description `json`, `csv` or `yaml`; JSON where nothing is said */
                format?: string;
                /** @description Conditions such as `kind=component,spec.type=service`; repeated for another set, joined by or */
                filter?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything that matches, streamed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                    "text/csv": string;
                    "application/yaml": string;
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_graph: {
        parameters: {
            query?: {
                /** @description A reference such as `component:default/payments` */
                root?: string;
                /** @description Steps from the entity, from 1 on */
                depth?: number;
                /** @description `in`, `out` or `both` */
                direction?: string;
                /** @description Types of relations, separated by commas; all where nothing is said */
                relations?: string;
                /** @description Conditions such as `kind=component,spec.type=service`; repeated for another set, joined by or */
                filter?: string;
                /** @description Rows of the answer at most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GraphBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_held: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncsBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_invitations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationsBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_invitations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewInvitationBody"];
            };
        };
        responses: {
            /** @description It is made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedInvitationBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            409: components["responses"]["Refusal-409"];
            413: components["responses"]["Refusal-413"];
            415: components["responses"]["Refusal-415"];
            default: components["responses"]["Refusal-default"];
        };
    };
    delete_invitations_by_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_jobs: {
        parameters: {
            query?: {
                /** @description A state, as the answers name it */
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobsBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    delete_jobs_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request within 24 hours gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Its id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_jobs_by_id_retry: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request within 24 hours gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Its id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_me_permissions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MineBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_operations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationsBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_people: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeopleBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_people: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPersonBody"];
            };
        };
        responses: {
            /** @description It is made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedPersonBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            409: components["responses"]["Refusal-409"];
            413: components["responses"]["Refusal-413"];
            415: components["responses"]["Refusal-415"];
            default: components["responses"]["Refusal-default"];
        };
    };
    patch_people_by_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonChangesBody"];
            };
        };
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            409: components["responses"]["Refusal-409"];
            413: components["responses"]["Refusal-413"];
            415: components["responses"]["Refusal-415"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_permissions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PermissionsBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_permissions_explain: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request within 24 hours gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuestionBody"];
            };
        };
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnswerBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            413: components["responses"]["Refusal-413"];
            415: components["responses"]["Refusal-415"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_policies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PoliciesBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_policies: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request within 24 hours gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPolicyBody"];
            };
        };
        responses: {
            /** @description It is made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            413: components["responses"]["Refusal-413"];
            415: components["responses"]["Refusal-415"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_policies_preview: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request within 24 hours gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPolicyBody"];
            };
        };
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreviewBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            413: components["responses"]["Refusal-413"];
            415: components["responses"]["Refusal-415"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_policies_by_version: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number of a version */
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    delete_policies_by_version: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request within 24 hours gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The number of a version */
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_policies_by_version_publish: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request within 24 hours gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The number of a version */
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_problems: {
        parameters: {
            query?: {
                /** @description `error` or `warning` */
                severity?: string;
                /** @description The id of a source */
                source?: string;
                /** @description A code of problems, or of a sign-in elsewhere */
                code?: string;
                /** @description A reference such as `component:default/payments` */
                entity?: string;
                /** @description A part of what is looked for, without regard to case */
                q?: string;
                /** @description Where to go on: `next_cursor` of the answer before */
                cursor?: string;
                /** @description Rows of the answer at most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemsBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_search: {
        parameters: {
            query?: {
                /** @description A part of what is looked for, without regard to case */
                q?: string;
                /** @description Rows of the answer at most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HitsBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_secrets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecretsBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    put_secrets_by_name: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its name */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecretValueBody"];
            };
        };
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecretBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            413: components["responses"]["Refusal-413"];
            415: components["responses"]["Refusal-415"];
            default: components["responses"]["Refusal-default"];
        };
    };
    delete_secrets_by_name: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its name */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_service_accounts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServicesBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_service_accounts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewServiceBody"];
            };
        };
        responses: {
            /** @description It is made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceSecretBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            409: components["responses"]["Refusal-409"];
            413: components["responses"]["Refusal-413"];
            415: components["responses"]["Refusal-415"];
            default: components["responses"]["Refusal-default"];
        };
    };
    patch_service_accounts_by_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServiceChangesBody"];
            };
        };
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            413: components["responses"]["Refusal-413"];
            415: components["responses"]["Refusal-415"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_service_accounts_by_id_secret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceSecretBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_service_accounts_by_id_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokensBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_service_accounts_by_id_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTokenBody"];
            };
        };
        responses: {
            /** @description It is made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedTokenBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            413: components["responses"]["Refusal-413"];
            415: components["responses"]["Refusal-415"];
            default: components["responses"]["Refusal-default"];
        };
    };
    delete_service_accounts_by_id_tokens_by_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id */
                id: string;
                /** @description Its id */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_setup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetupBody"];
            };
        };
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            403: components["responses"]["Refusal-403"];
            409: components["responses"]["Refusal-409"];
            413: components["responses"]["Refusal-413"];
            415: components["responses"]["Refusal-415"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_sources: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourcesBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_sources: {
        parameters: {
            query?: {
                /** @description `true` tells what would come and keeps nothing */
                dry_run?: boolean;
            };
            header?: {
                /** @description The same key with the same request within 24 hours gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSourceBody"];
            };
        };
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DryRunBody"];
                };
            };
            /** @description It is made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            413: components["responses"]["Refusal-413"];
            415: components["responses"]["Refusal-415"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_sources_by_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    delete_sources_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request within 24 hours gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Its id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemovedBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    patch_sources_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request within 24 hours gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Its id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SourceChangesBody"];
            };
        };
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            413: components["responses"]["Refusal-413"];
            415: components["responses"]["Refusal-415"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_sources_by_id_sync: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request within 24 hours gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Its id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_sources_by_id_syncs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncsBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_stats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatsBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_syncs_by_id_apply: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request within 24 hours gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Its id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_syncs_by_id_dismiss: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request within 24 hours gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Its id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_tenant: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnTenantBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_tenants: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantsBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_tenants: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request within 24 hours gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTenantBody"];
            };
        };
        responses: {
            /** @description It is made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedTenantBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            409: components["responses"]["Refusal-409"];
            413: components["responses"]["Refusal-413"];
            415: components["responses"]["Refusal-415"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_tenants_by_name: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its name */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    delete_tenants_by_name: {
        parameters: {
            query: {
                /** @description The tenant's name once more */
                confirm: string;
            };
            header?: {
                /** @description The same key with the same request within 24 hours gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Its name */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is under way */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
    patch_tenants_by_name: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request within 24 hours gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Its name */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantChangesBody"];
            };
        };
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            409: components["responses"]["Refusal-409"];
            413: components["responses"]["Refusal-413"];
            415: components["responses"]["Refusal-415"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_tenants_by_name_setup_link: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request within 24 hours gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Its name */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetupLinkBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            409: components["responses"]["Refusal-409"];
            default: components["responses"]["Refusal-default"];
        };
    };
    get_tombstones: {
        parameters: {
            query?: {
                /** @description The id of a source */
                source?: string;
                /** @description The id of a sync */
                sync?: string;
                /** @description A kind of entity */
                kind?: string;
                /** @description A reference such as `component:default/payments` */
                ref?: string;
                /** @description Rows of the answer at most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TombstonesBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_tombstones_restore: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request within 24 hours gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RestoreBody"];
            };
        };
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RestorationBody"];
                };
            };
            /** @description It names nothing, too much, or what is no uid, reference or kind */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Refusal"];
                };
            };
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            /** @description Nothing that is kept is of this source, sync or kind */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Refusal"];
                };
            };
            413: components["responses"]["Refusal-413"];
            415: components["responses"]["Refusal-415"];
            default: components["responses"]["Refusal-default"];
        };
    };
    post_tombstones_by_uid_restore: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request within 24 hours gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Its id */
                uid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RestoredBody"];
                };
            };
            400: components["responses"]["Refusal-400"];
            401: components["responses"]["Refusal-401"];
            403: components["responses"]["Refusal-403"];
            404: components["responses"]["Refusal-404"];
            default: components["responses"]["Refusal-default"];
        };
    };
}
