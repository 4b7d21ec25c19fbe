//! Which entity an account acts as.

use super::browser::{Browser, PASSWORD, administrator, closed_server_with, person};
use crate::harness::apply;

const STAFF: &str = "
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: engineering }
spec: { type: department, children: [pricing] }
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: pricing }
spec: { type: team, parent: engineering, children: [] }
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: bo.lind }
spec: { profile: { displayName: Bo Lind, email: Bo@Halden.example }, memberOf: [pricing] }
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: twin-a }
spec: { profile: { email: twin@halden.example }, memberOf: [] }
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: twin-b }
spec: { profile: { email: twin@halden.example }, memberOf: [] }
";

#[tokio::test]
async fn the_only_user_with_the_address_is_the_account_s() {
    let server = closed_server_with(STAFF).await;
    person(&server, "Bo", "bo@halden.example").await;
    let mut bo = Browser::new(&server);
    let me = bo.log_in("bo@halden.example", PASSWORD).await.body;
    assert_eq!((me["user_ref"].as_str(), me["link"].as_str()), (Some("user:default/bo.lind"), Some("email")));
    assert_eq!(me["groups"], serde_json::json!(["group:default/pricing", "group:default/engineering"]));
}

#[tokio::test]
async fn where_two_users_or_none_have_the_address_the_account_describes_its_own() {
    let server = closed_server_with(STAFF).await;
    person(&server, "Twin", "twin@halden.example").await;
    let mut twin = Browser::new(&server);
    let me = twin.log_in("twin@halden.example", PASSWORD).await.body;
    assert_eq!((me["user_ref"].as_str(), me["link"].as_str()), (Some("user:accounts/twin"), Some("claimed")));
    let entity = twin.get("/api/catalog/entities/by-name/user/accounts/twin").await.body;
    assert_eq!(entity["spec"]["profile"]["email"], "twin@halden.example");
}

#[tokio::test]
async fn an_account_moves_to_its_user_when_that_comes_later() {
    let server = closed_server_with("").await;
    let mut ada = administrator(&server).await;
    let me = ada.get("/api/v1/me").await.body;
    assert_eq!(me["user_ref"], "user:accounts/ada");
    let user = STAFF.split("---").nth(2).expect("the user").replace("Bo@", "ada@").replace("bo.lind", "ada.root");
    apply(&server.app, "hr", 100, "users.yaml", &user).await;
    let me = ada.log_in("ada@halden.example", PASSWORD).await.body;
    assert_eq!((me["user_ref"].as_str(), me["link"].as_str()), (Some("user:default/ada.root"), Some("email")));
    assert_eq!(ada.get("/api/catalog/entities/by-name/user/accounts/ada").await.status, 404);
}
