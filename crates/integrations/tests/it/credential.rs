//! A credential is for the host of its source: not for others, not after a redirect, and not for people to read.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use portolan_integrations::git::{self, Ssh};
use portolan_integrations::http::{Credential, FetchError, Rules};
use portolan_integrations::secret::Secret;
use portolan_integrations::web;

use crate::component;
use crate::git::kept;
use crate::http::{client, public};

type Seen = Arc<Mutex<Vec<(String, String)>>>;

/// A server that notes paths and `Authorization` headers, and redirects where a path's query says.
async fn host() -> (String, Seen) {
    let seen = Seen::default();
    let noted = Arc::clone(&seen);
    let answer = move |uri: Uri, headers: HeaderMap| {
        let header = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        noted.lock().expect("no panic").push((uri.path().to_owned(), header.clone()));
        let query = uri.query().unwrap_or_default().as_bytes();
        let target = url::form_urlencoded::parse(query).find(|(key, _)| key == "to").map(|(_, to)| to.into_owned());
        async move {
            match target {
                Some(target) => Redirect::temporary(&target).into_response(),
                None if header.is_empty() => (StatusCode::UNAUTHORIZED, "who is it").into_response(),
                None => component("billing").into_response(),
            }
        }
    };
    let address = public(Router::new().fallback(get(answer))).await;
    (format!("http://{address}"), seen)
}

fn headers(seen: &Seen) -> Vec<String> {
    seen.lock().expect("no panic").iter().map(|(_, header)| header.clone()).collect()
}

#[tokio::test]
async fn a_page_is_read_with_a_token_and_with_a_name_and_password() {
    for (value, header) in [("t0ken-t0ken", "Bearer t0ken-t0ken"), ("ann:password", "Basic YW5uOnBhc3N3b3Jk")] {
        let (root, seen) = host().await;
        let secret = Secret::new(value);
        web::open(&client(), &format!("{root}/a.yaml"), "", Some(&secret)).await.expect("a tree");
        assert_eq!(headers(&seen), [header]);
    }
    let (root, _) = host().await;
    assert!(web::open(&client(), &format!("{root}/a.yaml"), "", None).await.is_err(), "nobody is let in");
}

#[tokio::test]
async fn a_redirect_takes_no_credential_along_nor_brings_it_back() {
    let (root, seen) = host().await;
    let (other, elsewhere) = host().await;
    let get = async |url: String| {
        let credential = Credential::for_pages(&url, &Secret::new("t0ken-t0ken")).expect("a credential");
        client().get_as(&url, "", Some(&credential)).await
    };
    get(format!("{root}/1?to=/2")).await.expect("it stays on the host");
    assert_eq!(headers(&seen), ["Bearer t0ken-t0ken", "Bearer t0ken-t0ken"]);
    assert!(get(format!("{root}/3?to={other}/4")).await.is_err());
    assert_eq!(headers(&elsewhere), [""]);
    seen.lock().expect("no panic").clear();
    let via = |to: &str| url::form_urlencoded::byte_serialize(to.as_bytes()).collect::<String>();
    let back = via(&format!("{root}/7"));
    assert!(get(format!("{root}/5?to={}", via(&format!("{other}/6?to={back}")))).await.is_err());
    assert_eq!(headers(&seen), ["Bearer t0ken-t0ken", ""], "who sent us back may be somebody else");
    assert_eq!(headers(&elsewhere), ["", ""]);
}

#[tokio::test]
async fn git_sends_it_to_the_remote_and_follows_no_redirect() {
    let (root, seen) = host().await;
    let (other, elsewhere) = host().await;
    let cache = tempfile::tempdir().expect("a folder");
    let rules = Rules { allow_private_addresses: true, allowed_hosts: Vec::new() };
    let secret = Secret::new("t0ken-t0ken");
    for path in ["/a.git".to_owned(), format!("/b.git?to={other}/c.git")] {
        let address = format!("{root}{path}");
        let opened =
            git::open(&kept(cache.path(), 64), &address, "", false, &rules, Some(&secret), &Ssh::default()).await;
        let said = opened.err().expect("no repository is there").to_string();
        assert!(!said.contains("t0ken") && !said.contains("dDBrZW4"), "{said}");
    }
    // x-access-token:t0ken-t0ken
    assert!(headers(&seen).iter().all(|header| header == "Basic eC1hY2Nlc3MtdG9rZW46dDBrZW4tdDBrZW4="), "{seen:?}");
    assert!(!headers(&seen).is_empty() && headers(&elsewhere).is_empty());
}

#[tokio::test]
async fn it_goes_over_https_and_in_one_line() {
    let secret = Secret::new("t0ken-t0ken");
    let refused = Credential::for_pages("http://git.example.test/a.yaml", &secret).err();
    assert!(matches!(refused, Some(FetchError::Refused(why)) if why.contains("https")));
    let two = Credential::for_git("https://git.example.test/a.git", &Secret::new("ann:one\r\nHost: two"));
    assert!(two.is_ok(), "base64 has no line ends");
    let two = Credential::for_pages("https://git.example.test/a.yaml", &Secret::new("one\r\nX-Two"));
    assert!(matches!(two.err(), Some(FetchError::Refused(why)) if !why.contains("X-Two")));
}
