//! Every route of the router's table, documented or not, by callers of all kinds: each gets what the table says.

use portolan::http::access::ROUTES;
use portolan::identity::Permission;
use reqwest::Method;
use serde_json::json;

use crate::harness::Server;
use crate::identity::browser::{Browser, administrator};
use crate::permission::reach::{company, signed_in};
use crate::tenants::administrator_token;

fn path_of(route: &str) -> String {
    let path = route.replace("{kind}", "component").replace("{namespace}", "default").replace("{name}", "billing");
    let path = path.replace("{plugin}", "catalog").replace("{version}", "999");
    ["{uid}", "{id}", "{bucket}", "{key}", "{token}", "{provider}"]
        .iter()
        .fold(path, |path, hole| path.replace(hole, "none"))
}

/// The status of each route.
async fn statuses(server: &Server, authorization: Option<&str>) -> Vec<(&'static str, &'static str, Permission, u16)> {
    let mut found = Vec::new();
    for (method, route, permission) in ROUTES {
        let wanted = Method::from_bytes(method.as_bytes()).expect("a method");
        let mut request = server.request(wanted.clone(), &path_of(route));
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        if !wanted.is_safe() {
            request = request.header("content-type", "application/json").body("{}");
        }
        let status = request.send().await.expect("an answer").status().as_u16();
        assert!(status < 500, "{method} {route}: {status}");
        found.push((*method, *route, *permission, status));
    }
    found
}

/// Routes of browsers and of themselves: what is asked there is not a matter of scopes.
fn is_of_browsers(route: &str) -> bool {
    ["/api/auth/portolan/refresh", "/api/{plugin}/.backstage/auth/v1/cookie"].contains(&route)
}

async fn token(browser: &mut Browser<'_>, scopes: Option<&[&str]>) -> (String, String) {
    let made = browser.post("/api/v1/auth/tokens", json!({ "name": "x", "scopes": scopes })).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let text = |key: &str| made.body[key].as_str().expect("text").to_owned();
    (text("token"), text("id"))
}

#[tokio::test]
async fn o057_whoever_is_nobody_here_gets_no_further_than_public_routes() {
    let server = company().await;
    let mut ada = administrator(&server).await;
    let (revoked, id) = token(&mut ada, None).await;
    ada.delete(&format!("/api/v1/auth/tokens/{id}")).await;
    let foreign = administrator_token(&server, &mut ada).await;
    let of_another_tenant = format!("Bearer {foreign}");
    let revoked = format!("Bearer {revoked}");
    for authorization in [None, Some("Bearer ptl_made-up"), Some(revoked.as_str()), Some(of_another_tenant.as_str())] {
        for (method, route, permission, status) in statuses(&server, authorization).await {
            let public = permission == Permission::Public;
            assert!(public || status == 401, "{authorization:?} {method} {route}: {status}");
        }
    }
}

#[tokio::test]
async fn o057_members_get_what_their_permissions_say() {
    let server = company().await;
    administrator(&server).await;
    let mut cy = signed_in(&server, "cy").await;
    let mine = cy.get("/api/v1/me/permissions").await.body;
    let may = |permission: Permission| {
        mine["permissions"].as_array().expect("names").iter().any(|name| name == permission.name())
    };
    assert!(may(Permission::CatalogRead) && !may(Permission::PeopleRead), "{mine}");
    let (all, _) = token(&mut cy, None).await;
    for (method, route, permission, status) in statuses(&server, Some(&format!("Bearer {all}"))).await {
        let open = permission.name().is_empty() || may(permission);
        assert!(open || status == 403, "{method} {route}: {status}");
    }
}

#[tokio::test]
async fn o052_a_token_reaches_what_its_scopes_say_and_nothing_else() {
    let server = company().await;
    let mut ada = administrator(&server).await;
    for scopes in [["catalog.read"].as_slice(), &["catalog.read", "source.read"], &["people.read"], &[]] {
        let (narrow, _) = token(&mut ada, Some(scopes)).await;
        for (method, route, permission, status) in statuses(&server, Some(&format!("Bearer {narrow}"))).await {
            let may = match permission {
                Permission::Public | Permission::Known => true,
                Permission::Account => false,
                named => scopes.contains(&named.name()),
            };
            if !may {
                assert_eq!(status, 403, "{scopes:?} {method} {route}");
            } else if permission != Permission::Public && !is_of_browsers(route) {
                // An operation may still say no to what was asked of it, as may one that only service accounts may use.
                assert!(status != 401 && status != 403, "{scopes:?} {method} {route}: {status}");
            }
        }
    }
}

#[tokio::test]
async fn o052_a_token_counts_in_its_own_place_only() {
    let server = company().await;
    let mut ada = administrator(&server).await;
    let (all, _) = token(&mut ada, None).await;
    let basic = |pair: String| base64::Engine::encode(&base64::engine::general_purpose::STANDARD, pair);
    for (name, value) in [
        ("authorization", format!("Basic {}", basic(format!("{all}:")))),
        ("authorization", format!("Basic {}", basic(format!("x:{all}")))),
        ("authorization", all.clone()),
        ("authorization", format!("Token {all}")),
        ("cookie", format!("portolan-session={all}")),
        ("cookie", format!("backstage-auth={all}")),
        ("x-api-key", all.clone()),
        ("x-token", all.clone()),
    ] {
        for path in ["/api/v1/stats", "/api/v1/export?format=json", "/api/v1/events", "/api/catalog/entities"] {
            let answer = server.request(Method::GET, path).header(name, &value).send().await.expect("an answer");
            assert_eq!(answer.status(), 401, "{name}: {value} {path}");
        }
    }
    for name in ["token", "access_token", "api_key"] {
        let path = format!("/api/v1/stats?{name}={all}");
        assert_eq!(server.get(&path).await.0, 401, "an address is in logs and histories");
    }
    let (none, _) = token(&mut ada, Some(&[])).await;
    for method in [Method::HEAD, Method::GET] {
        let answer = server.request(method, "/api/catalog/entities").bearer_auth(&none).send().await;
        assert_eq!(answer.expect("an answer").status(), 403);
    }
}
