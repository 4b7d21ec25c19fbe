//! Before everything: which tenant a request is for, by its host or the start of its path, and whether that one may have
//! more requests now.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::body::Body;
use axum::extract::Request;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tower::{Service, ServiceExt};

use super::home::Hosting;
use crate::tenants::{PATH, Tenant};

/// Answers for all tenants.
#[derive(Clone)]
pub struct Front(Arc<Hosting>);

impl Front {
    /// Of a node.
    pub fn new(hosting: Arc<Hosting>) -> Self {
        Self(hosting)
    }
}

/// Whose a request is.
enum Whose {
    /// The server's own tenant's.
    Main,
    /// A tenant's that has the whole host.
    Host(Arc<Tenant>),
    /// A tenant's that is below a path of the server's host.
    Path(Arc<Tenant>),
    /// Nobody's: the path names a tenant that there is not.
    Nobody,
    /// It lacks the slash behind the tenant's name.
    Bare,
}

impl<B> Service<Request<B>> for Front
where
    B: axum::body::HttpBody<Data = bytes::Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let request = request.map(Body::new);
        if matches!(self.whose(&request), Whose::Main) {
            return Box::pin(self.0.main_router.clone().oneshot(request));
        }
        let front = self.clone();
        Box::pin(async move { Ok(front.answer(request).await) })
    }
}

impl Front {
    fn whose(&self, request: &Request) -> Whose {
        let directory = &self.0.directory;
        let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
        if let Some(tenant) = host.and_then(|host| directory.find_host(host)) {
            return Whose::Host(tenant);
        }
        let Some(rest) = request.uri().path().strip_prefix(PATH) else { return Whose::Main };
        let (name, bare) = rest.split_once('/').map_or((rest, true), |(name, _)| (name, false));
        match directory.find(name).filter(|tenant| tenant.hosts.is_empty()) {
            None => Whose::Nobody,
            Some(_) if bare => Whose::Bare,
            Some(tenant) => Whose::Path(tenant),
        }
    }

    async fn answer(&self, mut request: Request) -> Response {
        self.0.directory.follow().await;
        let tenant = match self.whose(&request) {
            Whose::Main => return self.0.main_router.clone().oneshot(request).await.into_response(),
            Whose::Nobody => return refusal(StatusCode::NOT_FOUND, "There is no tenant of that name"),
            Whose::Bare => return with_slash(request.uri()),
            Whose::Host(tenant) => tenant,
            Whose::Path(tenant) => {
                let path = tenant.path().len();
                let Some(uri) = below(request.uri(), path) else {
                    return refusal(StatusCode::BAD_REQUEST, "The address cannot be read");
                };
                *request.uri_mut() = uri;
                tenant
            }
        };
        if !tenant.is_active() {
            return refusal(StatusCode::FORBIDDEN, "The tenant is suspended; ask those who run this server");
        }
        let slot = self.0.slot(&tenant.name);
        if !slot.limiter.take(tenant.quotas.requests_per_second, Instant::now()) {
            let mut response = refusal(StatusCode::TOO_MANY_REQUESTS, "The tenant has used up its requests for now");
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            return response;
        }
        match self.0.home(&tenant).await {
            Ok(home) => home.router.clone().oneshot(request).await.into_response(),
            Err(error) => {
                tracing::warn!(tenant = tenant.name, %error, "the tenant cannot be opened");
                let mut response = refusal(StatusCode::SERVICE_UNAVAILABLE, "The tenant cannot be opened now");
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
                response
            }
        }
    }
}

/// The address without what names the tenant.
fn below(uri: &Uri, length: usize) -> Option<Uri> {
    let whole = uri.path_and_query()?.as_str();
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(whole.get(length..)?).ok()?);
    Uri::from_parts(parts).ok()
}

fn with_slash(uri: &Uri) -> Response {
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let target = HeaderValue::from_str(&format!("{}/{query}", uri.path())).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, target)]).into_response()
}

/// As our routes say no. It is said before a request has an id.
fn refusal(status: StatusCode, detail: &str) -> Response {
    let title = status.canonical_reason().unwrap_or("Error");
    let code = title.to_lowercase().replace(' ', "_");
    let body = json!({
        "type": format!("https://portolan.dev/errors/{code}"), "title": title, "status": status.as_u16(),
        "detail": detail, "code": code, "error": { "name": title, "message": detail },
    });
    let headers = [
        (header::CONTENT_TYPE, "application/problem+json"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (status, headers, body.to_string()).into_response()
}
