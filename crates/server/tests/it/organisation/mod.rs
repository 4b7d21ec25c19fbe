//! People and groups come from directories, and go as directories say.

mod csv;
mod ldap;
mod scim;
mod scim_groups;
mod scim_guard;
mod scim_queries;
mod slapd;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::Server;
use crate::identity::browser::Browser;
use crate::permission::reach::publish;

/// A directory with its token.
pub struct Directory<'s> {
    pub server: &'s Server,
    pub token: String,
}

/// An answer to it.
pub struct Reply {
    pub status: u16,
    pub tag: String,
    pub retry_after: String,
    pub body: Value,
}

impl<'s> Directory<'s> {
    /// With the role `provisioner` and nothing else.
    pub async fn new(ada: &mut Browser<'s>) -> Self {
        let server = ada.server;
        let made = ada.post("/api/v1/service-accounts", json!({ "name": "directory" })).await.body;
        let id = made["id"].as_str().expect("an id");
        publish(ada, &format!("grants: [{{ role: provisioner, subject: 'principal:{id}' }}]\n")).await;
        let token = ada.post(&format!("/api/v1/service-accounts/{id}/tokens"), json!({ "name": "scim" })).await;
        Self { server, token: token.body["token"].as_str().expect("a token").to_owned() }
    }

    /// Sends something under `/scim/v2`, with a header more where `If-Match` or such is tested.
    pub async fn send_with(&self, method: Method, path: &str, body: Option<Value>, header: (&str, &str)) -> Reply {
        let request = self.server.request(method, &format!("/scim/v2{path}")).bearer_auth(&self.token);
        let mut request = request.header("content-type", "application/scim+json");
        if !header.0.is_empty() {
            request = request.header(header.0, header.1);
        }
        if let Some(body) = body {
            request = request.body(body.to_string());
        }
        let answer = request.send().await.expect("an answer");
        let text = |name: &str| answer.headers().get(name).map_or("", |value| value.to_str().expect("text")).to_owned();
        let (status, tag, retry_after) = (answer.status().as_u16(), text("etag"), text("retry-after"));
        let text = answer.text().await.expect("a body");
        Reply { status, tag, retry_after, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        self.send_with(method, path, body, ("", "")).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, operations: Value) -> Reply {
        let body = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations,
        });
        self.send(Method::PATCH, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.send(Method::DELETE, path, None).await
    }

    /// A new user of that name: their id.
    pub async fn user(&self, name: &str) -> String {
        let made = self.post("/Users", json!({ "userName": format!("{name}@halden.example") })).await;
        assert_eq!(made.status, 201, "{}", made.body);
        made.body["id"].as_str().expect("an id").to_owned()
    }

    /// A new group with these members: its id.
    pub async fn group(&self, name: &str, members: &[&str]) -> String {
        let members: Vec<Value> = members.iter().map(|id| json!({ "value": id })).collect();
        let made = self.post("/Groups", json!({ "displayName": name, "members": members })).await;
        assert_eq!(made.status, 201, "{}", made.body);
        made.body["id"].as_str().expect("an id").to_owned()
    }
}
