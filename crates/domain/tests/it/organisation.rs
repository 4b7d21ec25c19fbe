//! Tables of people and groups.

use portolan_domain::catalog::descriptor::Descriptor;
use portolan_domain::organisation::read_table;
use portolan_domain::organisation::table::{MAX_CELL, MAX_COLUMNS};
use serde_json::{Value, json};

fn entities(found: &Descriptor) -> Vec<Value> {
    found.claims.iter().map(|claim| claim.entity.to_value()).collect()
}

fn problems(found: &Descriptor) -> Vec<String> {
    let shown = |one: &portolan_domain::problem::Problem| {
        format!("{} {}:{} {}", one.severity.word(), one.place.line, one.place.column, one.code)
    };
    found.problems.iter().map(shown).collect()
}

#[test]
fn rows_are_users_and_groups() {
    let users = "\u{feff}Name;Display Name;E-mail;email;groups\r\n\
        bo.lind;\"Lind; \"\"Bo\"\"\r\nJr\";;bo@halden.example;pricing, group:default/ops\r\n\r\ncy;;;;\r\n";
    let found = read_table("https://files.example/export/users.csv?v=1", users);
    assert_eq!(problems(&found), ["warning 1:19 organisation.unknown-column"]);
    let claims: Vec<(u32, String)> = found.claims.iter().map(|one| (one.line, one.reference.to_string())).collect();
    assert_eq!(claims, [(2, "user:default/bo.lind".to_owned()), (5, "user:default/cy".to_owned())]);
    let spec = json!({
        "profile": { "displayName": "Lind; \"Bo\"\r\nJr", "email": "bo@halden.example" },
        "memberOf": ["group:default/ops", "group:default/pricing"],
    });
    assert_eq!(entities(&found)[0]["spec"], spec);
    let groups = "name,type,display_name,parent\npricing,,Pricing,engineering\nengineering,department,,\n";
    let found = read_table("groups.csv", groups);
    assert_eq!(problems(&found), [""; 0]);
    let spec = json!({
        "type": "team", "children": [], "profile": { "displayName": "Pricing" }, "parent": "group:default/engineering",
    });
    assert_eq!((&entities(&found)[0]["kind"], &entities(&found)[0]["spec"]), (&json!("Group"), &spec));
}

#[test]
fn a_bad_row_is_reported_where_it_is_and_drops_no_other() {
    let users = "name,email,picture,groups\n\
        b o,x@y.example,,\n\
        bo,nonsense,http://plain.example/a.png,\n\
        cy,,javascript:alert(1),not/a/group\n\
        BO,,,\n\
        di,,,,too many\n\
        ed,,,ops\n";
    let found = read_table("people.csv", users);
    assert_eq!(
        problems(&found),
        [
            "error 2:1 organisation.invalid-name",
            "warning 3:4 organisation.email",
            "warning 3:13 organisation.picture",
            "warning 4:5 organisation.picture",
            "error 4:25 organisation.group",
            "error 5:1 organisation.named-twice",
            "error 6:7 organisation.row",
        ]
    );
    let names: Vec<String> = found.claims.iter().map(|one| one.reference.to_string()).collect();
    assert_eq!(names, ["user:default/bo", "user:default/ed"]);
    assert_eq!(entities(&found)[0]["spec"]["profile"], json!({}));
}

#[test]
fn what_would_be_a_formula_is_a_text() {
    let users = "name,display_name\nbo,'=HYPERLINK(\"x\")\ncy,=1+1\n=cmd,x\n";
    let found = read_table("users.csv", users);
    assert_eq!(problems(&found), ["error 4:1 organisation.invalid-name"]);
    let shown: Vec<Value> = entities(&found).iter().map(|one| one["spec"]["profile"]["displayName"].clone()).collect();
    assert_eq!(shown, ["=HYPERLINK(\"x\")", "=1+1"]);
}

#[test]
fn tables_that_say_nothing_are_wrong() {
    for (text, wanted) in [
        ("", "error 1:1 organisation.header"),
        ("\n\n", "error 1:1 organisation.header"),
        ("email\nx@y.example\n", "error 1:1 organisation.header"),
        ("name\n\"bo\n", "error 2:1 organisation.quote"),
    ] {
        let found = read_table("users.csv", text);
        assert_eq!((problems(&found), found.claims.len()), (vec![wanted.to_owned()], 0), "{text:?}");
    }
}

#[test]
fn limits_hold_and_one_more_is_too_many() {
    let shown = |bytes: usize| read_table("users.csv", &format!("name,display_name\nbo,{}\n", "x".repeat(bytes)));
    assert_eq!(shown(MAX_CELL).claims.len(), 1);
    assert_eq!(problems(&shown(MAX_CELL + 1)), ["error 2:4 organisation.limit"]);
    let wide = |columns: usize| read_table("users.csv", &format!("name{}\nbo\n", ",x".repeat(columns - 1)));
    assert_eq!(wide(MAX_COLUMNS).claims.len(), 1);
    assert_eq!(wide(MAX_COLUMNS + 1).claims.len(), 0);
}
