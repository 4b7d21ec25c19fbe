//! Which permission stands before which route: the whole table. A route that is not here answers nobody.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::http::Method;

use crate::identity::Permission::{
    self, Account, AuditRead, CatalogRead, CatalogWrite, Known, OperationsRead, OperationsWrite, PeopleRead,
    PeopleWrite, PolicyRead, PolicyWrite, Public, SecretRead, SecretWrite, SettingsWrite, SourceRead, SourceSync,
    SourceWrite, TenantRead, TenantWrite,
};

/// Method, route, permission.
pub const ROUTES: &[(&str, &str, Permission)] = &[
    ("GET", "/healthz", Public),
    ("GET", "/readyz", Public),
    ("GET", "/metrics", Public),
    ("GET", "/.backstage/health/v1/liveness", Public),
    ("GET", "/.backstage/health/v1/readiness", Public),
    ("GET", "/api/openapi.json", Public),
    ("GET", "/api/catalog/openapi.json", Public),
    ("GET", "/api/catalog/.backstage/auth/v1/jwks.json", Public),
    ("GET", "/api/{plugin}/.backstage/auth/v1/cookie", Known),
    ("DELETE", "/api/{plugin}/.backstage/auth/v1/cookie", Public),
    ("GET", "/api/auth/guest/refresh", Public),
    ("POST", "/api/auth/guest/refresh", Public),
    ("POST", "/api/auth/guest/logout", Public),
    ("GET", "/api/auth/portolan/refresh", Known),
    ("POST", "/api/auth/portolan/refresh", Known),
    ("GET", "/api/auth/.well-known/jwks.json", Public),
    ("GET", "/api/auth/.well-known/openid-configuration", Public),
    ("GET", "/api/auth/v1/userinfo", Known),
    ("GET", "/api/catalog/entities", CatalogRead),
    ("GET", "/api/catalog/entities/by-query", CatalogRead),
    ("POST", "/api/catalog/entities/by-query", CatalogRead),
    ("POST", "/api/catalog/entities/by-refs", CatalogRead),
    ("GET", "/api/catalog/entities/by-name/{kind}/{namespace}/{name}", CatalogRead),
    ("GET", "/api/catalog/entities/by-name/{kind}/{namespace}/{name}/ancestry", CatalogRead),
    ("GET", "/api/catalog/entities/by-uid/{uid}", CatalogRead),
    ("DELETE", "/api/catalog/entities/by-uid/{uid}", CatalogWrite),
    ("GET", "/api/catalog/entity-facets", CatalogRead),
    ("POST", "/api/catalog/entity-facets", CatalogRead),
    ("GET", "/api/catalog/locations", SourceRead),
    ("POST", "/api/catalog/locations/by-query", SourceRead),
    ("GET", "/api/catalog/locations/{id}", SourceRead),
    ("GET", "/api/catalog/locations/by-entity/{kind}/{namespace}/{name}", SourceRead),
    ("POST", "/api/catalog/validate-entity", CatalogRead),
    ("POST", "/api/catalog/analyze-location", SourceRead),
    ("GET", "/api/search/query", CatalogRead),
    ("POST", "/api/permission/authorize", Known),
    ("GET", "/api/notifications/status", Known),
    ("GET", "/api/notifications", Known),
    ("POST", "/api/catalog/locations", SourceWrite),
    ("PUT", "/api/catalog/locations/{id}", SourceWrite),
    ("DELETE", "/api/catalog/locations/{id}", SourceWrite),
    ("POST", "/api/catalog/refresh", SourceSync),
    ("GET", "/api/v1/sources", SourceRead),
    ("POST", "/api/v1/sources", SourceWrite),
    ("GET", "/api/v1/sources/{id}", SourceRead),
    ("PATCH", "/api/v1/sources/{id}", SourceWrite),
    ("DELETE", "/api/v1/sources/{id}", SourceWrite),
    ("POST", "/api/v1/sources/{id}/sync", SourceSync),
    ("GET", "/api/v1/sources/{id}/syncs", SourceRead),
    ("GET", "/api/v1/held", SourceRead),
    ("POST", "/api/v1/syncs/{id}/apply", SourceWrite),
    ("POST", "/api/v1/syncs/{id}/dismiss", SourceWrite),
    ("GET", "/api/v1/stats", CatalogRead),
    ("GET", "/api/v1/graph", CatalogRead),
    ("PUT", "/api/v1/entities/{kind}/{namespace}/{name}", CatalogWrite),
    ("DELETE", "/api/v1/entities/{kind}/{namespace}/{name}", CatalogWrite),
    ("GET", "/api/v1/entities/{kind}/{namespace}/{name}/impact", CatalogRead),
    ("GET", "/api/v1/entities/{kind}/{namespace}/{name}/claims", CatalogRead),
    ("GET", "/api/v1/entities/{kind}/{namespace}/{name}/history", CatalogRead),
    ("GET", "/api/v1/changes", CatalogRead),
    ("GET", "/api/v1/problems", CatalogRead),
    ("GET", "/api/v1/tombstones", CatalogRead),
    ("POST", "/api/v1/tombstones/{uid}/restore", CatalogWrite),
    ("GET", "/api/user-settings/buckets/{bucket}/keys/{key}", SettingsWrite),
    ("PUT", "/api/user-settings/buckets/{bucket}/keys/{key}", SettingsWrite),
    ("DELETE", "/api/user-settings/buckets/{bucket}/keys/{key}", SettingsWrite),
    ("POST", "/api/user-settings/multiget", SettingsWrite),
    ("GET", "/api/v1/search", CatalogRead),
    ("GET", "/api/v1/export", CatalogRead),
    ("GET", "/api/v1/me", Known),
    ("GET", "/api/v1/events", CatalogRead),
    ("POST", "/api/v1/setup", Public),
    ("GET", "/api/v1/auth/providers", Public),
    ("POST", "/api/v1/auth/login", Public),
    ("POST", "/api/v1/auth/logout", Public),
    ("POST", "/api/v1/auth/password", Account),
    ("GET", "/api/v1/auth/sessions", Account),
    ("DELETE", "/api/v1/auth/sessions/{id}", Account),
    ("GET", "/api/v1/auth/tokens", Account),
    ("POST", "/api/v1/auth/tokens", Account),
    ("DELETE", "/api/v1/auth/tokens/{id}", Account),
    ("POST", "/api/v1/auth/token", Public),
    ("POST", "/api/v1/auth/device", Public),
    ("POST", "/api/v1/auth/device/approve", Account),
    ("POST", "/api/v1/auth/device/token", Public),
    ("GET", "/api/v1/auth/header/start", Public),
    ("GET", "/api/v1/auth/oidc/{provider}/start", Public),
    ("GET", "/api/v1/auth/oidc/{provider}/callback", Public),
    ("GET", "/api/v1/people", PeopleRead),
    ("POST", "/api/v1/people", PeopleWrite),
    ("PATCH", "/api/v1/people/{id}", PeopleWrite),
    ("GET", "/api/v1/service-accounts", PeopleRead),
    ("POST", "/api/v1/service-accounts", PeopleWrite),
    ("PATCH", "/api/v1/service-accounts/{id}", PeopleWrite),
    ("POST", "/api/v1/service-accounts/{id}/secret", PeopleWrite),
    ("GET", "/api/v1/service-accounts/{id}/tokens", PeopleRead),
    ("POST", "/api/v1/service-accounts/{id}/tokens", PeopleWrite),
    ("DELETE", "/api/v1/service-accounts/{id}/tokens/{token}", PeopleWrite),
    ("GET", "/api/v1/me/permissions", Known),
    ("GET", "/api/v1/permissions", PolicyRead),
    ("POST", "/api/v1/permissions/explain", PolicyRead),
    ("GET", "/api/v1/policies", PolicyRead),
    ("POST", "/api/v1/policies", PolicyWrite),
    ("GET", "/api/v1/policies/{version}", PolicyRead),
    ("DELETE", "/api/v1/policies/{version}", PolicyWrite),
    ("POST", "/api/v1/policies/{version}/publish", PolicyWrite),
    ("POST", "/api/v1/policies/preview", PolicyRead),
    ("GET", "/api/v1/operations", OperationsRead),
    ("GET", "/api/v1/jobs", OperationsRead),
    ("POST", "/api/v1/jobs/{id}/retry", OperationsWrite),
    ("DELETE", "/api/v1/jobs/{id}", OperationsWrite),
    ("GET", "/api/v1/secrets", SecretRead),
    ("PUT", "/api/v1/secrets/{name}", SecretWrite),
    ("DELETE", "/api/v1/secrets/{name}", SecretWrite),
    ("GET", "/api/v1/tenant", OperationsRead),
    ("GET", "/api/v1/tenants", TenantRead),
    ("POST", "/api/v1/tenants", TenantWrite),
    ("GET", "/api/v1/tenants/{name}", TenantRead),
    ("PATCH", "/api/v1/tenants/{name}", TenantWrite),
    ("DELETE", "/api/v1/tenants/{name}", TenantWrite),
    ("POST", "/api/v1/tenants/{name}/setup-link", TenantWrite),
    ("GET", "/api/v1/audit", AuditRead),
    ("GET", "/api/v1/audit/export", AuditRead),
    ("GET", "/api/v1/audit/verify", AuditRead),
];

static TABLE: LazyLock<HashMap<&str, Vec<(&str, Permission)>>> = LazyLock::new(|| {
    let mut table: HashMap<&str, Vec<(&str, Permission)>> = HashMap::new();
    for (method, route, permission) in ROUTES {
        table.entry(route).or_default().push((method, *permission));
    }
    table
});

/// What a caller needs for a route.
pub fn find_permission(method: &Method, route: &str) -> Option<Permission> {
    let method = if method == Method::HEAD { "GET" } else { method.as_str() };
    TABLE.get(route)?.iter().find(|(known, _)| *known == method).map(|(_, permission)| *permission)
}

/// Whether the route stands in the table with any method.
pub fn knows(route: &str) -> bool {
    TABLE.contains_key(route)
}
