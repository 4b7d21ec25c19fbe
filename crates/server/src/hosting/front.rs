//! Before everything: which tenant a request is for, by its host or the start of its path, and whether that one may have
//! more requests now.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::extract::Request;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tower::{Service, ServiceExt};

use super::home::Hosting;
use crate::http::error::AppError;
use crate::http::host;
use crate::http::metrics::Refused;
use crate::http::render;
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
        // What names no host, or two, is refused there.
        let Ok(host) = host::named(request) else { return Whose::Main };
        if let Some(tenant) = directory.find_host(host) {
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

    async fn answer(&self, request: Request) -> Response {
        self.0.directory.follow().await;
        let asked = Asked::of(&request);
        match self.pass(request).await {
            Ok(response) => response,
            Err((why, error)) => {
                why.into_iter().for_each(|why| self.0.main.metrics.refuse(why));
                asked.refused(error, self.0.main.settings.body_limit).await
            }
        }
    }

    async fn pass(&self, mut request: Request) -> Result<Response, (Option<Refused>, AppError)> {
        let tenant = match self.whose(&request) {
            Whose::Main => return Ok(self.0.main_router.clone().oneshot(request).await.into_response()),
            Whose::Nobody => {
                return Err((Some(Refused::Unknown), AppError::not_found("There is no tenant of that name")));
            }
            Whose::Bare => return Ok(with_slash(request.uri())),
            Whose::Host(tenant) => tenant,
            Whose::Path(tenant) => {
                let uri = below(request.uri(), tenant.path().len());
                *request.uri_mut() = uri.ok_or_else(|| (None, AppError::bad_request("The address cannot be read")))?;
                tenant
            }
        };
        if !tenant.is_active() {
            let why = "The tenant is suspended; ask those who run this server";
            return Err((Some(Refused::Suspended), AppError::forbidden(why)));
        }
        let slot = self.0.slot(&tenant.name);
        let nodes = self.0.main.web_nodes.load(Ordering::Relaxed);
        if let Err(seconds) = slot.limiter.take(tenant.quotas.requests_per_second, nodes, self.0.main.clock.now()) {
            let why = "The tenant has used up its requests for now";
            return Err((Some(Refused::Rate), AppError::TooMany(why.to_owned(), seconds)));
        }
        let home = self.0.home(&tenant).await.map_err(|error| {
            tracing::warn!(tenant = tenant.name, %error, "the tenant cannot be opened");
            (Some(Refused::Unopened), AppError::unavailable("The tenant cannot be opened now"))
        })?;
        Ok(home.router.clone().oneshot(request).await.into_response())
    }
}

/// What was asked for, for the answer to whoever gets no further.
struct Asked {
    method: Method,
    uri: Uri,
    /// Somebody opens a page.
    page: bool,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let accepts = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
        let page = request.method().is_safe() && accepts.contains("text/html");
        // As the tenant's own routes are called: what is said depends on them.
        let named = request.uri().path().strip_prefix(PATH).and_then(|rest| rest.split_once('/'));
        let uri = named.and_then(|(name, _)| below(request.uri(), PATH.len() + name.len()));
        Self { method: request.method().clone(), uri: uri.unwrap_or_else(|| request.uri().clone()), page }
    }

    /// As our routes say no, or as a page.
    async fn refused(self, error: AppError, body_limit: usize) -> Response {
        let said = error.to_string();
        let mut response = error.into_response();
        if self.page {
            let page = format!(
                "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Portolan</title>\
                 <body style=\"font:16px system-ui;max-width:40rem;margin:4rem auto;padding:0 1rem\"><h1>Portolan</h1><p>{said}.</p>"
            );
            *response.body_mut() = Body::from(page);
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        } else {
            let id = uuid::Uuid::now_v7().simple().to_string();
            tracing::debug!(request_id = id, path = self.uri.path(), status = response.status().as_u16(), "refused");
            response = render::error_body(response, &self.method, &self.uri, &id, body_limit).await;
        }
        response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
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
