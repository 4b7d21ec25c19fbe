//! A browser as far as the server can tell: it keeps our cookie and says where its writes come from.

use portolan::app::Settings;
use portolan::identity::{self, NewPerson};
use reqwest::header::{COOKIE, HeaderMap, SET_COOKIE};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{SHOP, Server};

/// What everybody's password is.
pub const PASSWORD: &str = "correct horse battery";
/// A minute in microseconds.
pub const MINUTE: i64 = 60 * 1_000_000;

/// A server that lets nobody in without a name.
pub async fn closed_server() -> Server {
    closed_server_with(SHOP).await
}

/// The same with these entities.
pub async fn closed_server_with(text: &str) -> Server {
    let settings = Settings { hosts: Settings::loopback_hosts(), guest: None, ..Settings::default() };
    Server::with(text, settings).await
}

/// An answer, read.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

/// A browser.
pub struct Browser<'s> {
    pub server: &'s Server,
    pub cookie: Option<String>,
}

impl<'s> Browser<'s> {
    /// With no cookie.
    pub fn new(server: &'s Server) -> Self {
        Self { server, cookie: None }
    }

    /// Sends a request as a page of the server's own would.
    pub async fn send(&mut self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = self.server.request(method, path).header("sec-fetch-site", "same-origin");
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        let answer = request.send().await.expect("an answer");
        let (status, headers) = (answer.status(), answer.headers().clone());
        if let Some(set) = headers.get(SET_COOKIE) {
            let pair = set.to_str().expect("text").split(';').next().expect("a pair").to_owned();
            self.cookie = (!pair.ends_with('=')).then_some(pair);
        }
        let text = answer.text().await.expect("a body");
        Answer { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&mut self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub async fn delete(&mut self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    /// Signs in.
    pub async fn log_in(&mut self, email: &str, password: &str) -> Answer {
        self.post("/api/v1/auth/login", json!({ "email": email, "password": password })).await
    }
}

/// What the server prints at its first start.
pub async fn setup_secret(server: &Server) -> Option<String> {
    let now = server.app.clock.now();
    server.app.db.write(move |tx| identity::new_setup_secret(tx, now)).await.expect("an answer")
}

/// The first administrator, signed in.
pub async fn administrator(server: &Server) -> Browser<'_> {
    let secret = setup_secret(server).await.expect("a secret");
    let mut browser = Browser::new(server);
    let wanted = json!({ "token": secret, "name": "Ada Root", "email": "Ada@Halden.example", "password": PASSWORD });
    let answer = browser.post("/api/v1/setup", wanted).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    browser
}

/// Somebody with an account and [`PASSWORD`].
pub async fn person(server: &Server, name: &str, email: &str) -> String {
    let now = server.app.clock.now();
    let new = NewPerson { name: name.to_owned(), email: email.to_owned(), admin: false };
    let hash = identity::hash_password(PASSWORD.to_owned()).await.expect("a hash");
    let made = server.app.callers.write(move |tx| {
        let person = identity::create_person(tx, &new, &"test".into(), now)?;
        identity::set_password(tx, &person.id, &hash, "", &"test".into(), now)?;
        Ok(person.id)
    });
    made.await.expect("an account")
}
