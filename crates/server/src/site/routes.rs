//! The built UI inside the binary. Every path that is no file of it is the application's own page.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::app::{App, Settings};
use crate::http::error::AppError;

#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
#[exclude = ".gitkeep"]
struct Files;

const NOTICE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Portolan</title>\
<body style=\"font:16px system-ui;max-width:40rem;margin:4rem auto\"><h1>Portolan</h1>\
<p>This binary was built without its user interface. Run <code>make run</code>, or build the UI and compile again.</p>\
<p>The API answers: <a href=\"/api/openapi.json\">OpenAPI document</a>.</p>";

/// A file, or the page.
pub async fn page(State(app): State<App>, request: Request) -> Response {
    let path = request.uri().path();
    if path == "/api" || path.starts_with("/api/") || path.starts_with("/.") {
        return if path.starts_with("/api/v1") {
            AppError::not_found("There is no such route").into_response()
        } else {
            StatusCode::NOT_FOUND.into_response()
        };
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let name = path.trim_start_matches('/');
    match Files::get(name).filter(|_| !name.is_empty()) {
        Some(file) => answer(name, file),
        None if name.starts_with("assets/") => AppError::not_found("There is no such file").into_response(),
        None => match Files::get("index.html") {
            Some(file) => answer("index.html", of_tenant(&app.settings, file)),
            None => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], NOTICE).into_response(),
        },
    }
}

/// The page of a tenant says what the tenant is called, and where it is when that is not the root of its host.
fn of_tenant(settings: &Settings, file: rust_embed::EmbeddedFile) -> rust_embed::EmbeddedFile {
    let (path, title) = (&settings.path, escaped(&settings.tenant_title));
    let Some(text) = std::str::from_utf8(&file.data).ok().filter(|_| !title.is_empty()) else { return file };
    let head = format!(
        "<head><meta name=\"portolan-base\" content=\"{path}\" /><meta name=\"portolan-tenant\" content=\"{title}\" />"
    );
    let data = text.replacen("<head>", &head, 1).into_bytes().into();
    rust_embed::EmbeddedFile { data, ..file }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn answer(name: &str, file: rust_embed::EmbeddedFile) -> Response {
    // Names below assets/ carry the content's hash: they never change.
    let keep = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = Response::new(Body::from(file.data.into_owned()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(name)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    response
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "json" | "map" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}
