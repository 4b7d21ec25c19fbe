//! What a user's document says of a person.

use portolan_domain::catalog::name::is_safe_url;
use serde_json::{Map, Value};

use crate::identity::{account_refusal, plain_email};

/// Characters of a name that is shown.
const NAME: usize = 100;

fn text<'v>(map: &'v Map<String, Value>, name: &str) -> &'v str {
    map.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn plain(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(NAME).collect::<String>().trim().to_owned()
}

/// Of several values the primary one, else the one for work, else the first.
fn preferred<'v>(document: &'v Map<String, Value>, list: &str) -> &'v str {
    let Some(items) = document.get(list).and_then(Value::as_array) else { return "" };
    let found = items.iter().find(|item| item["primary"] == true);
    let found = found.or_else(|| items.iter().find(|item| item["type"] == "work")).or(items.first());
    found.and_then(|item| item["value"].as_str()).unwrap_or_default()
}

/// The address that accounts are found by; empty without a good one.
pub fn email(document: &Map<String, Value>) -> String {
    [preferred(document, "emails"), text(document, "userName")]
        .into_iter()
        .map(plain_email)
        .find(|email| account_refusal("name", email).is_none())
        .unwrap_or_default()
}

/// The name that is shown.
pub fn display_name(document: &Map<String, Value>) -> String {
    let name = document.get("name").and_then(Value::as_object);
    let part = |key: &str| name.map_or("", |name| text(name, key));
    let whole = format!("{} {}", part("givenName"), part("familyName"));
    let candidates = [text(document, "displayName"), part("formatted"), whole.trim(), text(document, "userName")];
    let found = candidates.into_iter().map(plain).find(|name| !name.is_empty());
    found.unwrap_or_else(|| "Somebody".to_owned())
}

/// The address of a picture, when it is one that may be shown.
pub fn picture(document: &Map<String, Value>) -> Option<String> {
    let picture = preferred(document, "photos");
    (picture.starts_with("https://") && is_safe_url(picture)).then(|| picture.to_owned())
}

/// What the entity is named after.
pub fn short_name(document: &Map<String, Value>) -> &str {
    let user_name = text(document, "userName");
    user_name.split('@').next().unwrap_or(user_name)
}

/// A row's document.
pub fn document(body: &str) -> Map<String, Value> {
    serde_json::from_str(body).unwrap_or_default()
}
