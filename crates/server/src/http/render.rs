//! Error bodies: RFC 9457 on our own routes, Backstage's and SCIM's shapes on theirs. Which status it is, is decided elsewhere.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use serde_json::{Value, json};

use super::error::Failure;

/// What a framework's own rejection may say.
const MESSAGE_LIMIT: usize = 4096;

/// Gives an error response its body; leaves every other response alone.
pub async fn error_body(
    response: Response,
    method: &Method,
    uri: &Uri,
    request_id: &str,
    body_limit: usize,
) -> Response {
    if response.status().as_u16() < 400 || is_json(&response) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let path = uri.path();
    let ours = path.starts_with("/api/v1") || !path.starts_with("/api/");
    let mut problems = None;
    let message = if let Some(failure) = parts.extensions.remove::<Failure>() {
        problems = failure.problems;
        failure.message
    } else {
        let bytes = to_bytes(body, MESSAGE_LIMIT).await.unwrap_or_default();
        if !ours && bytes.is_empty() && matches!(parts.status.as_u16(), 404 | 405) {
            parts.status = StatusCode::NOT_FOUND;
            return Response::from_parts(parts, Body::empty());
        }
        if parts.status == StatusCode::UNPROCESSABLE_ENTITY {
            parts.status = StatusCode::BAD_REQUEST;
        }
        match parts.status {
            StatusCode::PAYLOAD_TOO_LARGE => format!("The request body is over the limit of {body_limit} bytes"),
            _ if bytes.is_empty() => parts.status.canonical_reason().unwrap_or("Error").to_owned(),
            _ => String::from_utf8_lossy(&bytes).into_owned(),
        }
    };
    let (text, kind) = if path.starts_with("/scim/") {
        (scim(parts.status, &message), "application/scim+json")
    } else if ours {
        (problem(parts.status, &message, problems, request_id), "application/problem+json")
    } else {
        (backstage(parts.status, &message, method, uri), "application/json; charset=utf-8")
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    Response::from_parts(parts, Body::from(text))
}

fn is_json(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.contains("json"))
}

fn problem(status: StatusCode, message: &str, problems: Option<Value>, request_id: &str) -> String {
    let title = status.canonical_reason().unwrap_or("Error");
    let code = title.to_lowercase().replace(' ', "_");
    let mut body = json!({
        "type": format!("https://portolan.dev/errors/{code}"), "title": title, "status": status.as_u16(),
        "detail": message, "code": code, "request_id": request_id,
    });
    if let Some(problems) = problems {
        body["problems"] = problems;
    }
    body.to_string()
}

fn scim(status: StatusCode, message: &str) -> String {
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": status.as_str(), "detail": message,
    })
    .to_string()
}

fn backstage(status: StatusCode, message: &str, method: &Method, uri: &Uri) -> String {
    let name = match status.as_u16() {
        400 => "InputError",
        401 => "AuthenticationError",
        403 => "NotAllowedError",
        404 => "NotFoundError",
        409 => "ConflictError",
        413 => "PayloadTooLargeError",
        501 => "NotImplementedError",
        503 => "ServiceUnavailableError",
        _ => "Error",
    };
    let whole = uri.path_and_query().map_or("", |whole| whole.as_str());
    let mount = whole.match_indices('/').nth(2).map_or(whole.len(), |(at, _)| at);
    json!({
        "error": { "name": name, "message": message },
        "request": { "method": method.as_str(), "url": &whole[mount..] },
        "response": { "statusCode": status.as_u16() },
    })
    .to_string()
}
