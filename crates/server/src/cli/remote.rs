//! A running server, spoken to over its API.

use std::process::ExitCode;
use std::time::Duration;

use reqwest::{Method, StatusCode, Url};
use serde_json::Value;

use super::show::{self, ENVIRONMENT, WRONG_INPUT};

/// The environment variable of the API token.
const TOKEN: &str = "PORTOLAN_TOKEN";

/// A server by its address.
pub struct Remote {
    client: reqwest::Client,
    base: Url,
    /// Empty where guests are let in.
    token: String,
}

/// The address of a server.
pub fn base(address: &str) -> Result<Url, ExitCode> {
    let base = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    base.ok_or_else(|| show::failure(2, &format!("`{address}` is not the address of a server; write http://HOST:PORT")))
}

impl Remote {
    /// The server at an address such as `http://127.0.0.1:7007`.
    pub fn new(address: &str) -> Result<Self, ExitCode> {
        let base = base(address)?;
        // Installed already when the program has done other work before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().connect_timeout(Duration::from_secs(10)).build();
        let client = client.map_err(|error| show::failure(ENVIRONMENT, &error.to_string()))?;
        Ok(Self { client, base, token: std::env::var(TOKEN).unwrap_or_default() })
    }

    /// What a path answers.
    pub async fn get(&self, path: &str) -> Result<Value, ExitCode> {
        let (status, body) = self.send(Method::GET, path).await?;
        self.accept(status, body)
    }

    /// What a path answers to a write without a body; nothing when the server gave up waiting for its end.
    pub async fn post(&self, path: &str) -> Result<Option<Value>, ExitCode> {
        let (status, body) = self.send(Method::POST, path).await?;
        if status == StatusCode::SERVICE_UNAVAILABLE {
            return Ok(None);
        }
        self.accept(status, body).map(Some)
    }

    async fn send(&self, method: Method, path: &str) -> Result<(StatusCode, Value), ExitCode> {
        let failed = |error: reqwest::Error| {
            let mut cause: &dyn std::error::Error = &error;
            while let Some(inner) = cause.source() {
                cause = inner;
            }
            let message = format!(
                "{} does not answer: {cause}\n  help: name a running server with --server",
                self.base.as_str().trim_end_matches('/')
            );
            show::failure(ENVIRONMENT, &message)
        };
        let address = format!("{}{path}", self.base.as_str().trim_end_matches('/'));
        let mut request = self.client.request(method, address);
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        let answer = request.send().await.map_err(failed)?;
        let status = answer.status();
        let text = answer.text().await.map_err(failed)?;
        Ok((status, serde_json::from_str(&text).unwrap_or(Value::Null)))
    }

    fn accept(&self, status: StatusCode, body: Value) -> Result<Value, ExitCode> {
        if status.is_success() && !body.is_null() {
            return Ok(body);
        }
        let help = if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
            format!("\n  help: put a token that may into the environment variable {TOKEN}; see docs/guide/sign-in.md")
        } else {
            String::new()
        };
        let said = body["detail"].as_str().map_or_else(|| format!("it answers {status}"), str::to_owned);
        let code = if status.is_client_error() { WRONG_INPUT } else { ENVIRONMENT };
        Err(show::failure(code, &format!("{}: {said}{help}", self.base.as_str().trim_end_matches('/'))))
    }
}
