//! What the OpenAPI document says of all operations alike: who may call them, what their answers mean and how they refuse.

use axum::http::StatusCode;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder};

use super::{access, openapi};
use crate::identity::Permission;

/// The schema of a refusal.
const REFUSAL: &str = "Refusal";
/// The key of what is answered otherwise.
const DEFAULT: &str = "default";
/// Statuses of refusals that operations share.
const SHARED: [&str; 11] = ["400", "401", "403", "404", "409", "412", "413", "415", "422", "429", DEFAULT];
const TOKEN: &str = "token";
const SESSION: &str = "session";

/// Adds it to every operation.
pub fn describe(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    components.schemas.insert(REFUSAL.to_owned(), RefOr::T(refusal()));
    for status in SHARED {
        let mut response = Response::new("");
        say(status, &mut response);
        components.responses.insert(shared(status), RefOr::T(response));
    }
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("A token of a person or a service account, made under Account or by `portolan token`"));
    let cookie =
        ApiKey::Cookie(ApiKeyValue::with_description("portolan-session", "The session of a browser that is signed in"));
    components.security_schemes.insert(TOKEN.to_owned(), RefOr::T(SecurityScheme::Http(bearer.build())));
    components.security_schemes.insert(SESSION.to_owned(), RefOr::T(SecurityScheme::ApiKey(cookie)));
    for (method, route, operation) in openapi::operations(document) {
        operate(operation, access::find_permission(&method, route), route.contains('{'));
    }
}

fn operate(operation: &mut Operation, permission: Option<Permission>, named: bool) {
    let public = permission.is_none_or(|permission| permission == Permission::Public);
    let mut statuses = vec![StatusCode::BAD_REQUEST];
    if public {
        operation.security = Some(vec![SecurityRequirement::default()]);
    } else {
        let none: [String; 0] = [];
        let ways = [TOKEN, SESSION].map(|way| SecurityRequirement::new(way, none.clone()));
        operation.security = Some(ways.to_vec());
        statuses.extend([StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN]);
    }
    if let Some(name) = permission.map(Permission::name).filter(|name| !name.is_empty()) {
        let needs = format!("Needs the permission `{name}`.");
        operation.description =
            Some(operation.description.take().map_or(needs.clone(), |text| format!("{}\n\n{needs}", text.trim_end())));
    }
    if named {
        statuses.push(StatusCode::NOT_FOUND);
    }
    if operation.request_body.is_some() {
        statuses.extend([StatusCode::PAYLOAD_TOO_LARGE, StatusCode::UNSUPPORTED_MEDIA_TYPE]);
    }
    for status in statuses {
        operation.responses.responses.entry(status.as_str().to_owned()).or_insert_with(|| RefOr::T(Response::new("")));
    }
    operation.responses.responses.entry(DEFAULT.to_owned()).or_insert_with(|| RefOr::T(Response::new("")));
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(said) = response else { continue };
        if said.description.is_empty() && is_refusal(status) {
            *response = RefOr::Ref(Ref::from_response_name(shared(status)));
        } else {
            say(status, said);
        }
    }
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter
            && parameter.description.is_none()
        {
            parameter.description = meaning(parameter).map(str::to_owned);
        }
    }
}

fn is_refusal(status: &str) -> bool {
    status == DEFAULT || status >= "400"
}

/// The name of a refusal that operations share.
fn shared(status: &str) -> String {
    format!("{REFUSAL}-{status}")
}

/// What a status means where nothing else was said, and the body of a refusal.
fn say(status: &str, response: &mut Response) {
    if response.description.is_empty() {
        let code = status.parse::<u16>().ok().and_then(|code| StatusCode::from_u16(code).ok());
        let usual = code.and_then(|code| code.canonical_reason()).unwrap_or("An answer");
        response.description = match status {
            "200" => "What was asked for",
            "201" => "It is made",
            "202" => "It is under way",
            "204" => "It is done",
            "400" => "The request makes no sense; `detail` says why",
            "401" => "Nobody is signed in, or not any more",
            "403" => "The caller may not",
            "404" => "There is no such thing, or none that the caller may see",
            "409" => "It stands in the way of something that is there",
            "412" => "It is not what `If-Match` or `If-None-Match` expects",
            "413" => "The body is over the limit",
            "415" => "The body is no JSON in UTF-8, or not said to be",
            "422" => "It is understood and cannot be done as it is; `problems` says why where it is a list",
            DEFAULT => "Not now, too often or a failure of the server",
            "429" => "Too often; `Retry-After` says in how many seconds there is room again",
            _ => usual,
        }
        .to_owned();
    }
    if response.content.is_empty() && is_refusal(status) {
        let body = ContentBuilder::new().schema(Some(Ref::from_schema_name(REFUSAL))).build();
        let told = ResponseBuilder::new().content("application/problem+json", body).build();
        response.content = told.content;
    }
}

/// What parameters mean that many operations have.
fn meaning(parameter: &Parameter) -> Option<&'static str> {
    Some(match (&parameter.parameter_in, parameter.name.as_str()) {
        (ParameterIn::Query, "limit") => "Rows of the answer at most",
        (ParameterIn::Query, "cursor") => "Where to go on: `next_cursor` of the answer before",
        (ParameterIn::Query, "filter") => {
            "Conditions such as `kind=component,spec.type=service`; repeated for another set, joined by or"
        }
        (ParameterIn::Query, "q" | "text") => "A part of what is looked for, without regard to case",
        (ParameterIn::Query, "since") => "From then on, as RFC 3339 has it",
        (ParameterIn::Query, "until") => "Up to then, as RFC 3339 has it",
        (ParameterIn::Query, "source") => "The id of a source",
        (ParameterIn::Query, "next") => "Path to come back to",
        (ParameterIn::Query, "format") => "`json`, `csv` or `yaml`; JSON where nothing is said",
        (ParameterIn::Query, "dry_run") => "`true` tells what would come and keeps nothing",
        (ParameterIn::Query, "kind") => "A kind of entity",
        (ParameterIn::Query, "ref" | "entity" | "root") => "A reference such as `component:default/payments`",
        (ParameterIn::Query, "depth") => "Steps from the entity, from 1 on",
        (ParameterIn::Query, "direction") => "`in`, `out` or `both`",
        (ParameterIn::Query, "relations") => "Types of relations, separated by commas; all where nothing is said",
        (ParameterIn::Query, "severity") => "`error` or `warning`",
        (ParameterIn::Query, "code") => "A code of problems, or of a sign-in elsewhere",
        (ParameterIn::Query, "sync") => "The id of a sync",
        (ParameterIn::Query, "actor") => "Who did it",
        (ParameterIn::Query, "action") => "What was done",
        (ParameterIn::Query, "target") => "To what it was done",
        (ParameterIn::Query, "decision") => "`allowed` or `denied`",
        (ParameterIn::Query, "head") => "`SEQ:HASH` of an entry as somebody noted it",
        (ParameterIn::Query, "state") => "A state, as the answers name it",
        (ParameterIn::Query, "error") => "What the provider refuses for",
        (ParameterIn::Path, "id" | "uid" | "token") => "Its id",
        (ParameterIn::Path, "name") => "Its name",
        (ParameterIn::Path, "version") => "The number of a version",
        (ParameterIn::Path, "provider") => "The id of a provider",
        (ParameterIn::Path, "kind") => "Kind of an entity, without regard to case",
        (ParameterIn::Path, "namespace") => "Its namespace; `default` where none is written",
        (ParameterIn::Header, "If-Match") => "An `ETag` that it must have, or `*` for being there",
        (ParameterIn::Header, "If-None-Match") => "`*`: it must not be there",
        _ => return None,
    })
}

fn refusal() -> Schema {
    let text = |description: &str| ObjectBuilder::new().schema_type(Type::String).description(Some(description));
    ObjectBuilder::new()
        .description(Some("Why there is no better answer, as RFC 9457 has it"))
        .property("type", text("An address that names the kind of refusal"))
        .property("title", text("The status in words"))
        .property("status", ObjectBuilder::new().schema_type(Type::Integer).description(Some("The status")))
        .property("detail", text("What is wrong and what to do, for people"))
        .property("code", text("The status as a word for programs, such as `not_found`"))
        .property("request_id", text("Names the request in the log"))
        .property(
            "problems",
            ObjectBuilder::new()
                .schema_type(Type::Array)
                .description(Some("What is wrong in what was sent, where it is a list")),
        )
        .required("title")
        .required("status")
        .required("detail")
        .required("code")
        .required("request_id")
        .into()
}
