//! Starts a server on a free port with the entities of a YAML text.

use std::sync::Arc;

use portolan::app::{App, Settings};
use portolan::catalog::Catalog;
use portolan::http::serve::serve;
use portolan::identity::Signer;
use portolan_domain::catalog::blueprint::Blueprints;
use portolan_domain::catalog::descriptor::read_descriptor;
use portolan_domain::catalog::placeholder::NoReader;
use portolan_domain::index::{Prepared, Record};
use reqwest::{Method, Response, StatusCode};
use serde_json::Value;

/// A small organisation.
pub const SHOP: &str = "
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: payments, title: Payments }
spec: { type: team, children: [] }
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: { name: shop }
spec: { owner: payments }
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: billing, title: Billing, tags: [java, core], description: Sends invoices }
spec: { type: service, lifecycle: production, owner: payments, system: shop, dependsOn: ['component:ledger'] }
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: ledger, tags: [rust] }
spec: { type: service, lifecycle: Experimental, owner: payments, dependsOn: ['resource:gone'] }
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: web, description: '=danger' }
spec: { type: website, lifecycle: production, owner: nobody, dependsOn: ['component:billing'] }
";

/// A running server.
pub struct Server {
    pub url: String,
    pub app: App,
    client: reqwest::Client,
}

impl Server {
    /// With the shop.
    pub async fn start() -> Self {
        Self::with(SHOP, Settings { hosts: Settings::loopback_hosts(), ..Settings::default() }).await
    }

    /// With these entities and settings.
    pub async fn with(text: &str, settings: Settings) -> Self {
        let catalog = Arc::new(Catalog::default());
        let read = read_descriptor("catalog-info.yaml", text, Blueprints::builtin(), &mut NoReader);
        for claim in read.claims {
            catalog.index.write().apply(Prepared::new(Record {
                uid: uuid::Uuid::now_v7(),
                reference: claim.reference.to_string(),
                body: claim.entity.to_body(),
                relations: claim.relations.into_iter().map(|one| (one.kind, one.inverse, one.target.to_string())).collect(),
                marks: vec![],
                status: String::new(),
                updated_at: 0,
            }));
        }
        let signer = Signer::new(&Signer::new_key().expect("a key")).expect("a signer");
        let app = App::new(catalog, settings, signer);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(serve(listener, app.clone(), std::future::pending()));
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self { url, app, client: reqwest::Client::new() }
    }

    /// A request without a body.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    /// What `GET` answers.
    pub async fn get(&self, path: &str) -> (StatusCode, Value) {
        read(self.request(Method::GET, path).send().await.expect("an answer")).await
    }

    /// What `POST` answers.
    pub async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let request = self.request(Method::POST, path).header("content-type", "application/json").body(body.to_string());
        read(request.send().await.expect("an answer")).await
    }
}

async fn read(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    let text = response.text().await.expect("a body");
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

/// Names of the entities in a list.
pub fn names(items: &Value) -> Vec<&str> {
    items.as_array().into_iter().flatten().map(|item| item["metadata"]["name"].as_str().unwrap_or("(null)")).collect()
}
