//! Whose rights the readers use: what a file points at is read with no more than its own repository gives.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::IntoResponse;
use axum::routing::get;
use portolan_integrations::secret::Secret;
use portolan_integrations::tree::Tree;
use portolan_integrations::web;

use crate::component;
use crate::http::{client, public};

/// A host with two private repositories, which one token opens; the second is not for those who write in the first.
async fn host(target: &str) -> (String, Arc<Mutex<Vec<String>>>) {
    let shown = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&shown);
    let file = format!("{}  definition:\n    $text: {target}\n", component("api"));
    let answer = move |uri: Uri, headers: HeaderMap| {
        if !headers.contains_key("authorization") {
            return std::future::ready(StatusCode::UNAUTHORIZED.into_response());
        }
        noted.lock().expect("no panic").push(uri.to_string());
        let own = uri.path().ends_with("catalog-info.yaml");
        let text = if own { file.clone() } else { format!("CANARY of {uri}") };
        std::future::ready(text.into_response())
    };
    (format!("http://{}", public(Router::new().fallback(get(answer))).await), shown)
}

#[tokio::test]
async fn o033_a_file_brings_nothing_from_another_repository_of_its_host() {
    let secret = Secret::new("t0ken-t0ken");
    let (gitlab, plain) = ("/ann/own/-/raw/main/x/catalog-info.yaml", "/ann/own/catalog-info.yaml");
    for (own, target) in [
        (gitlab, "/ceo/private/-/raw/main/secret.txt"),
        (gitlab, "../../../../../../ceo/private/-/raw/main/secret.txt"),
        (gitlab, "/ann/own/-/raw/main/..%2f..%2f..%2f..%2f..%2fceo/private/-/raw/main/secret.txt"),
        (gitlab, "/ann/own/-/raw/main/%252e%252e/..%5c..%5cceo/private/secret.txt"),
        (gitlab, "/ann/own-private/-/raw/main/secret.txt"),
        (gitlab, "/ann/own/-/raw/main/secret.txt?project=ceo%2Fprivate"),
        (plain, "/ceo/private/secret.txt"),
        (plain, "../../ceo/private/secret.txt"),
        (plain, "../other/secret.txt"),
    ] {
        let (root, shown) = host(target).await;
        let opened = web::open(&client(), &format!("{root}{own}"), "", Some(&secret)).await;
        let seen = shown.lock().expect("no panic").clone();
        assert_eq!(seen, [own], "{target}: the token was shown for something else");
        if let Ok(tree) = opened {
            let read = tree.list().iter().filter_map(|file| tree.text(&file.path).ok()).collect::<String>();
            assert!(!read.contains("CANARY"), "{target}");
        }
    }
    for (own, target) in [(gitlab, "../docs/api.json"), (plain, "./docs/api.json")] {
        let (root, shown) = host(target).await;
        web::open(&client(), &format!("{root}{own}"), "", Some(&secret)).await.expect("a tree");
        assert_eq!(shown.lock().expect("no panic").len(), 2, "{target}: what is its own is read");
    }
}
