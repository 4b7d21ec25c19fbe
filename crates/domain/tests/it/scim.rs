//! SCIM without a server: documents, patches, projections.

use portolan_domain::scim::{Fault, ResourceType, document, patch};
use serde_json::{Map, Value, json};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn user(value: Value) -> Map<String, Value> {
    document::read(ResourceType::User, &value).expect("a good user")
}

fn patched(before: Value, operations: Value) -> Result<Value, Fault> {
    patch::apply(ResourceType::User, &user(before), &json!({ "Operations": operations })).map(Value::Object)
}

#[test]
fn a_document_keeps_what_its_schema_knows_under_the_schema_s_names() {
    let read = user(json!({
        "USERNAME": "bo", "id": "7", "meta": {}, "groups": [{ "value": "1" }], "nickname": null, "title": "",
        "emails": { "VALUE": "bo@a.example", "odd": 1 }, "active": "True",
        (ENTERPRISE.to_uppercase()): { "Department": "Pricing", "manager": { "displayName": "read only" } },
    }));
    let wanted = json!({
        "userName": "bo", "emails": [{ "value": "bo@a.example" }], "active": true,
        (ENTERPRISE): { "department": "Pricing" },
    });
    assert_eq!(Value::Object(read), wanted);
}

#[test]
fn patches_change_what_their_paths_name() {
    let before =
        || json!({ "userName": "bo", "emails": [{ "value": "a", "type": "work" }, { "value": "b", "type": "home" }] });
    for (operations, at, wanted) in [
        (json!([{ "op": "add", "path": "name.givenName", "value": "Bo" }]), "/name", json!({ "givenName": "Bo" })),
        (
            json!([{ "op": "Replace", "value": { "name.familyName": "Lind" } }]),
            "/name",
            json!({ "familyName": "Lind" }),
        ),
        (
            json!([{ "op": "replace", "path": "emails[type eq \"work\"].value", "value": "c" }]),
            "/emails/0/value",
            json!("c"),
        ),
        (
            json!([{ "op": "add", "path": "emails[type eq \"other\"].value", "value": "c" }]),
            "/emails/2",
            json!({ "type": "other", "value": "c" }),
        ),
        (
            json!([{ "op": "remove", "path": "emails[value sw \"a\"]" }]),
            "/emails",
            json!([{ "value": "b", "type": "home" }]),
        ),
        (json!([{ "op": "remove", "path": "emails.type" }]), "/emails", json!([{ "value": "a" }, { "value": "b" }])),
        (
            json!([{ "op": "add", "path": "emails", "value": { "value": "b", "type": "home" } }]),
            "/emails/2",
            Value::Null,
        ),
        (
            json!([{ "op": "replace", "path": "emails", "value": [{ "value": "z" }] }]),
            "/emails",
            json!([{ "value": "z" }]),
        ),
        (
            json!([{ "op": "add", "path": format!("{ENTERPRISE}:department"), "value": "X" }, { "op": "add", "path": ENTERPRISE, "value": { "division": "Y" } }]),
            "/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
            json!({ "department": "X", "division": "Y" }),
        ),
        (json!([{ "op": "add", "value": { "unknown": 1, "groups": [], "title": "Lead" } }]), "/title", json!("Lead")),
    ] {
        let after = patched(before(), operations.clone()).unwrap_or_else(|fault| panic!("{operations}: {fault}"));
        assert_eq!(after.pointer(at).cloned().unwrap_or_default(), wanted, "{operations}: {after}");
    }
}

#[test]
fn a_new_primary_value_takes_the_place_of_the_old() {
    let before = json!({ "userName": "bo", "emails": [{ "value": "a", "primary": true }] });
    let add = json!([{ "op": "add", "path": "emails", "value": [{ "value": "b", "primary": true }] }]);
    assert_eq!(
        patched(before, add).expect("good")["emails"],
        json!([{ "value": "a" }, { "value": "b", "primary": true }])
    );
}

#[test]
fn limits_hold_and_one_more_is_too_many() {
    let emails = |count: usize| json!({ "userName": "bo", "emails": (0..count).map(|at| json!({ "value": at.to_string() })).collect::<Vec<_>>() });
    assert!(document::read(ResourceType::User, &emails(document::MAX_VALUES)).is_ok());
    assert!(document::read(ResourceType::User, &emails(document::MAX_VALUES + 1)).is_err());
    let named = |bytes: usize| json!({ "userName": "x".repeat(bytes) });
    assert!(document::read(ResourceType::User, &named(document::MAX_TEXT)).is_ok());
    assert!(document::read(ResourceType::User, &named(document::MAX_TEXT + 1)).is_err());
    let operations = |count: usize| Value::Array(vec![json!({ "op": "add", "path": "title", "value": "x" }); count]);
    assert!(patched(json!({ "userName": "bo" }), operations(patch::MAX_OPERATIONS)).is_ok());
    assert!(patched(json!({ "userName": "bo" }), operations(patch::MAX_OPERATIONS + 1)).is_err());
}

#[test]
fn projections_leave_what_is_asked_for() {
    let whole = || {
        user(
            json!({ "userName": "bo", "title": "Lead", "name": { "givenName": "Bo", "familyName": "Lind" }, (ENTERPRISE): { "department": "X", "division": "Y" } }),
        )
    };
    let project = |wanted: &[&str], unwanted: &[&str]| {
        let (mut map, texts) = (whole(), |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>());
        document::project(ResourceType::User, &mut map, &texts(wanted), &texts(unwanted));
        Value::Object(map)
    };
    assert_eq!(project(&["name.givenname"], &[]), json!({ "name": { "givenName": "Bo" } }));
    assert_eq!(project(&[&format!("{ENTERPRISE}:division")], &[]), json!({ (ENTERPRISE): { "division": "Y" } }));
    let less = project(&[], &["title", "name.familyName", &format!("{ENTERPRISE}:department")]);
    assert_eq!(less, json!({ "userName": "bo", "name": { "givenName": "Bo" }, (ENTERPRISE): { "division": "Y" } }));
}
