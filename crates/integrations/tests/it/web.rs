//! A URL with what its locations and placeholders name on the same host.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{StatusCode, Uri};
use axum::response::IntoResponse;
use axum::routing::get;
use portolan_integrations::http::FetchError;
use portolan_integrations::tree::Tree;
use portolan_integrations::web;

use crate::http::{client, public};
use crate::{component, location, paths};

type Asked = Arc<Mutex<Vec<String>>>;

/// Serves texts; `500` as a text is that status.
async fn site(pages: &[(&'static str, String)]) -> (String, Asked) {
    let pages: HashMap<&str, String> = pages.iter().cloned().collect();
    let asked = Asked::default();
    let seen = Arc::clone(&asked);
    let answer = move |uri: Uri| {
        seen.lock().expect("no panic").push(uri.path().to_owned());
        let page = pages.get(uri.path()).cloned();
        async move {
            match page {
                Some(text) if text == "500" => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
                Some(text) => text.into_response(),
                None => StatusCode::NOT_FOUND.into_response(),
            }
        }
    };
    let address = public(Router::new().fallback(get(answer))).await;
    (format!("http://{address}"), asked)
}

#[tokio::test]
async fn locations_and_placeholders_are_followed_once_each() {
    let api = format!("{}  definition:\n    $text: ./api.json\n", component("api"));
    let (root, asked) = site(&[
        ("/all.yaml", location("./x/b.yaml")),
        ("/x/b.yaml", api),
        ("/x/api.json", "{}".to_owned()),
        ("/other.yaml", component("other")),
    ])
    .await;
    let tree = web::open(&client(), &format!("{root}/all.yaml")).await.expect("a tree");
    assert_eq!(paths(&tree), [format!("{root}/all.yaml"), format!("{root}/x/b.yaml")]);
    assert_eq!(tree.text(&format!("{root}/x/api.json")).as_deref(), Ok("{}"));
    let mut asked = asked.lock().expect("no panic").clone();
    asked.sort();
    assert_eq!(asked, ["/all.yaml", "/x/api.json", "/x/b.yaml"]);
}

#[tokio::test]
async fn other_hosts_are_not_asked() {
    let (other, asked) = site(&[("/secret.yaml", component("secret"))]).await;
    let (root, _) = site(&[("/all.yaml", location(&format!("{other}/secret.yaml")))]).await;
    let tree = web::open(&client(), &format!("{root}/all.yaml")).await.expect("a tree");
    assert_eq!(paths(&tree), [format!("{root}/all.yaml")]);
    assert!(asked.lock().expect("no panic").is_empty());
}

#[tokio::test]
async fn a_missing_page_is_asked_for_once_and_left_out() {
    let (root, asked) = site(&[
        ("/all.yaml", format!("{}---\n{}", location("./gone.yaml"), location("./b.yaml").replace("all", "more"))),
        ("/b.yaml", component("b")),
    ])
    .await;
    let tree = web::open(&client(), &format!("{root}/all.yaml")).await.expect("a tree");
    assert_eq!(paths(&tree), [format!("{root}/all.yaml"), format!("{root}/b.yaml")]);
    assert_eq!(asked.lock().expect("no panic").iter().filter(|path| *path == "/gone.yaml").count(), 1);
}

#[tokio::test]
async fn half_an_answer_is_no_answer() {
    let (root, _) = site(&[("/all.yaml", location("./b.yaml")), ("/b.yaml", "500".to_owned())]).await;
    assert!(matches!(web::open(&client(), &format!("{root}/all.yaml")).await.err(), Some(FetchError::Unavailable(_))));
    let missing = web::open(&client(), &format!("{root}/none.yaml")).await.err();
    assert!(matches!(missing, Some(FetchError::NotFound(_))));
}

#[test]
fn pages_of_hosts_become_raw_files() {
    let cases = [
        ("https://github.com/o/r/blob/main/a/b.yaml", "https://raw.githubusercontent.com/o/r/main/a/b.yaml"),
        ("https://gitlab.com/g/s/r/-/blob/main/a.yaml", "https://gitlab.com/g/s/r/-/raw/main/a.yaml"),
        ("https://host/a.yaml", "https://host/a.yaml"),
        ("https://github.com.attacker.invalid/o/r/blob/main/a", "https://github.com.attacker.invalid/o/r/blob/main/a"),
    ];
    for (page, raw) in cases {
        assert_eq!(web::raw(page), raw);
    }
}
