//! A URL with what its locations and placeholders name on the same host.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{HeaderMap, StatusCode, Uri};
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
    let tree = web::open(&client(), &format!("{root}/all.yaml"), "", None).await.expect("a tree");
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
    let tree = web::open(&client(), &format!("{root}/all.yaml"), "", None).await.expect("a tree");
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
    let tree = web::open(&client(), &format!("{root}/all.yaml"), "", None).await.expect("a tree");
    assert_eq!(paths(&tree), [format!("{root}/all.yaml"), format!("{root}/b.yaml")]);
    assert_eq!(asked.lock().expect("no panic").iter().filter(|path| *path == "/gone.yaml").count(), 1);
}

/// Serves a page with an ETag (or none) that can be replaced, and counts whole answers.
async fn tagged(tag: bool) -> (String, Arc<Mutex<HashMap<String, String>>>, Asked) {
    let pages = Arc::new(Mutex::new(HashMap::new()));
    let whole = Asked::default();
    let (kept, seen) = (Arc::clone(&pages), Arc::clone(&whole));
    let answer = move |uri: Uri, headers: HeaderMap| {
        let page: Option<String> = kept.lock().expect("no panic").get(uri.path()).cloned();
        let Some(text) = page else { return std::future::ready(StatusCode::NOT_FOUND.into_response()) };
        let stamp = format!("\"{}\"", text.len());
        if tag && headers.get("if-none-match").is_some_and(|known| *known == *stamp) {
            return std::future::ready(StatusCode::NOT_MODIFIED.into_response());
        }
        seen.lock().expect("no panic").push(uri.path().to_owned());
        let response = if tag { ([("etag", stamp)], text).into_response() } else { text.into_response() };
        std::future::ready(response)
    };
    let address = public(Router::new().fallback(get(answer))).await;
    (format!("http://{address}"), pages, whole)
}

#[tokio::test]
async fn pages_are_asked_for_again_with_their_stamps() {
    let (root, pages, whole) = tagged(true).await;
    let put = |path: &str, text: String| pages.lock().expect("no panic").insert(path.to_owned(), text);
    let asked = || std::mem::take(&mut *whole.lock().expect("no panic"));
    put("/all.yaml", format!("{}---\n{}", location("./b.yaml"), location("./later.yaml").replace("all", "more")));
    put("/b.yaml", format!("{}  definition:\n    $text: ./api.json\n", component("b")));
    put("/api.json", "{}".to_owned());
    let address = format!("{root}/all.yaml");
    let first = web::open(&client(), &address, "", None).await.expect("a tree");
    assert_eq!(asked().len(), 3);

    let again = web::open(&client(), &address, &first.memory(), None).await.expect("a tree");
    assert!(asked().is_empty(), "nothing is sent twice");
    assert_eq!(again.list(), first.list());
    let api = format!("{root}/api.json");
    assert_eq!(again.stamp(&api), first.stamp(&api));
    assert_eq!(again.memory(), first.memory());

    put("/api.json", "{\"a\":1}".to_owned());
    let changed = web::open(&client(), &address, &again.memory(), None).await.expect("a tree");
    assert_ne!(changed.stamp(&api), first.stamp(&api));
    assert!(changed.text(&address).is_ok(), "one change, and all texts are there");

    put("/later.yaml", component("later"));
    let more = web::open(&client(), &address, &changed.memory(), None).await.expect("a tree");
    assert_eq!(more.list().len(), 3, "what was missing has come");
    pages.lock().expect("no panic").remove("/b.yaml");
    let fewer = web::open(&client(), &address, &more.memory(), None).await.expect("a tree");
    assert_eq!(paths(&fewer), [address.clone(), format!("{root}/later.yaml")]);
}

#[tokio::test]
async fn a_host_without_stamps_is_compared_by_content() {
    let (root, pages, whole) = tagged(false).await;
    pages.lock().expect("no panic").insert("/all.yaml".to_owned(), component("a"));
    let address = format!("{root}/all.yaml");
    let first = web::open(&client(), &address, "", None).await.expect("a tree");
    let again = web::open(&client(), &address, &first.memory(), None).await.expect("a tree");
    assert_eq!((again.list(), whole.lock().expect("no panic").len()), (first.list(), 2));
    assert!(again.text(&address).is_err());
    assert_eq!(again.memory(), "", "a text was missed: the next reading fetches it");
}

#[tokio::test]
async fn half_an_answer_is_no_answer() {
    let (root, _) = site(&[("/all.yaml", location("./b.yaml")), ("/b.yaml", "500".to_owned())]).await;
    assert!(matches!(
        web::open(&client(), &format!("{root}/all.yaml"), "", None).await.err(),
        Some(FetchError::Unavailable(_))
    ));
    let missing = web::open(&client(), &format!("{root}/none.yaml"), "", None).await.err();
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
