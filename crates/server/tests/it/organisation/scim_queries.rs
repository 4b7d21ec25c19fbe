//! Filters, pages, order and attributes.

use serde_json::{Value, json};

use super::{Directory, Reply};
use crate::identity::browser::{administrator, closed_server};

fn names(reply: &Reply) -> Vec<String> {
    let list = reply.body["Resources"].as_array().unwrap_or_else(|| panic!("{}", reply.body));
    list.iter().map(|one| one["userName"].as_str().or(one["displayName"].as_str()).unwrap_or("-").to_owned()).collect()
}

fn encoded(filter: &str) -> String {
    format!("/Users?filter={}", url::form_urlencoded::byte_serialize(filter.as_bytes()).collect::<String>())
}

async fn people(directory: &Directory<'_>) {
    for (name, title, email) in
        [("ann", "Lead", "ann@a.example"), ("bo", "Engineer", "bo@b.example"), ("cy", "", "cy@a.example")]
    {
        let mut user = json!({
            "userName": name, "externalId": format!("X{name}"), "emails": [{ "value": email, "type": "work" }],
            "name": { "familyName": name.to_uppercase() },
        });
        if !title.is_empty() {
            user["title"] = json!(title);
        }
        assert_eq!(directory.post("/Users", user).await.status, 201);
    }
}

#[tokio::test]
async fn filters_find_what_they_say() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let directory = Directory::new(&mut ada).await;
    people(&directory).await;
    for (filter, wanted) in [
        ("userName eq \"BO\"", &["bo"][..]),
        ("externalId eq \"Xbo\"", &["bo"]),
        ("externalId eq \"xbo\"", &[]),
        ("userName ne \"bo\"", &["ann", "cy"]),
        ("userName co \"n\"", &["ann"]),
        ("emails.value ew \"a.example\"", &["ann", "cy"]),
        ("emails co \"@b\"", &["bo"]),
        ("emails[type eq \"work\" and value sw \"cy\"]", &["cy"]),
        ("title pr", &["ann", "bo"]),
        ("not (title pr)", &["cy"]),
        ("title pr and not (title eq \"lead\") or userName eq \"cy\"", &["bo", "cy"]),
        ("(userName gt \"ann\") and (userName le \"cy\")", &["bo", "cy"]),
        ("urn:ietf:params:scim:schemas:core:2.0:User:name.familyName eq \"ann\"", &["ann"]),
        ("active eq true and meta.resourceType eq \"User\"", &["ann", "bo", "cy"]),
        ("nothing pr", &[]),
    ] {
        let found = directory.get(&encoded(filter)).await;
        assert_eq!(
            (found.status, names(&found)),
            (200, wanted.iter().map(|one| (*one).to_owned()).collect()),
            "{filter}"
        );
    }
    let deep = format!("{}title pr{}", "(".repeat(40), ")".repeat(40));
    let long = format!("title eq \"{}\"", "x".repeat(9_000));
    for broken in
        ["userName", "userName zz \"a\"", "userName eq \"a", "(title pr", "title gt true", "a eq {}", &deep, &long]
    {
        let refused = directory.get(&encoded(broken)).await;
        assert_eq!((refused.status, &refused.body["scimType"]), (400, &json!("invalidFilter")), "{broken}");
    }
}

#[tokio::test]
async fn lists_come_in_pages_in_order_and_with_the_attributes_asked_for() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let directory = Directory::new(&mut ada).await;
    people(&directory).await;
    let page = directory.get("/Users?startIndex=2&count=1&sortBy=userName&sortOrder=descending").await;
    assert_eq!(
        (names(&page), &page.body["totalResults"], &page.body["itemsPerPage"]),
        (vec!["bo".to_owned()], &json!(3), &json!(1))
    );
    assert_eq!(names(&directory.get("/Users?sortBy=title").await), ["bo", "ann", "cy"]);
    assert_eq!(directory.get("/Users?count=0").await.body["totalResults"], 3);
    assert_eq!(names(&directory.get("/Users?startIndex=-4&count=900000").await).len(), 3);
    assert_eq!(directory.get("/Users?count=x").await.status, 400);
    let only = directory.get("/Users?count=1&attributes=userName,emails.value").await.body["Resources"][0].clone();
    let mut keys: Vec<&String> = only.as_object().expect("an object").keys().collect();
    keys.sort();
    assert_eq!(keys, ["emails", "id", "schemas", "userName"]);
    assert_eq!(only["emails"], json!([{ "value": "ann@a.example" }]));
}

#[tokio::test]
async fn searching_by_post_looks_at_users_and_groups() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let directory = Directory::new(&mut ada).await;
    people(&directory).await;
    directory.group("ann's team", &[]).await;
    let wanted = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
        "filter": "userName eq \"ann\" or displayName sw \"ann\"", "attributes": ["userName", "displayName"],
    });
    assert_eq!(names(&directory.post("/.search", wanted.clone()).await), ["ann", "ann's team"]);
    assert_eq!(names(&directory.post("/Groups/.search", wanted).await), ["ann's team"]);
}

#[tokio::test]
async fn the_server_says_what_it_can() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let directory = Directory::new(&mut ada).await;
    let config = directory.get("/ServiceProviderConfig").await.body;
    assert_eq!((&config["patch"]["supported"], &config["bulk"]["supported"]), (&json!(true), &json!(false)));
    let schemas = directory.get("/Schemas").await.body;
    let ids: Vec<&str> =
        schemas["Resources"].as_array().expect("a list").iter().filter_map(|one| one["id"].as_str()).collect();
    for id in ids {
        let one = directory.get(&format!("/Schemas/{id}")).await;
        assert_eq!((one.status, one.body["id"].as_str()), (200, Some(id)));
    }
    let types = directory.get("/ResourceTypes").await.body;
    let endpoints: Vec<&Value> =
        types["Resources"].as_array().expect("a list").iter().map(|one| &one["endpoint"]).collect();
    assert_eq!(endpoints, ["/Users", "/Groups"]);
    assert_eq!(directory.get("/ResourceTypes/Robot").await.status, 404);
    assert_eq!(directory.post("/Schemas", json!({})).await.status, 405);
}
