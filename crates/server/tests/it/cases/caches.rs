//! The same address asked by two callers in turn: each gets their own answer, whatever both bring along.

use reqwest::Method;
use reqwest::header::{ETAG, HeaderMap, IF_NONE_MATCH};

use crate::harness::Server;
use crate::identity::browser::{Browser, administrator};
use crate::permission::reach::{company, publish, signed_in};

const NO_SECRETS: &str = "
roles:
  - { name: outsider, allow: [catalog.read], scope: { filter: { $not: { metadata.tags: secret } } } }
grants:
  - { subject: people, role: outsider }
";

const PATHS: [&str; 7] = [
    "/api/catalog/entities",
    "/api/catalog/entities/by-query?limit=100",
    "/api/catalog/entity-facets?facet=metadata.name",
    "/api/search/query?term=engine",
    "/api/v1/search?q=engine",
    "/api/v1/stats",
    "/api/v1/me",
];

async fn ask(
    browser: &Browser<'_>,
    method: Method,
    path: &str,
    tags: &[String],
    packed: bool,
) -> (u16, HeaderMap, Vec<u8>) {
    let mut request = browser.server.request(method, path).header("cookie", browser.cookie.clone().expect("a cookie"));
    if !tags.is_empty() {
        request = request.header(IF_NONE_MATCH, tags.join(", "));
    }
    if packed {
        request = request.header("accept-encoding", "gzip");
    }
    let answer = request.send().await.expect("an answer");
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    (status, headers, answer.bytes().await.expect("a body").to_vec())
}

fn tag(headers: &HeaderMap) -> Option<String> {
    headers.get(ETAG).map(|tag| tag.to_str().expect("text").to_owned())
}

#[tokio::test]
async fn o064_callers_who_take_turns_never_get_each_others_answers() {
    let server = company().await;
    let mut ada = administrator(&server).await;
    publish(&mut ada, NO_SECRETS).await;
    let bo = signed_in(&server, "bo").await;
    for path in PATHS {
        let (_, of_ada, all) = ask(&ada, Method::GET, path, &[], false).await;
        let (_, of_bo, some) = ask(&bo, Method::GET, path, &[], false).await;
        assert_ne!(all, some, "{path}");
        for headers in [&of_ada, &of_bo] {
            let keep = headers["cache-control"].to_str().expect("text");
            assert!(keep.contains("private") || keep.contains("no-store"), "{path}: {keep}");
        }
        let foreign: Vec<String> = tag(&of_ada).into_iter().collect();
        let own: Vec<String> = tag(&of_bo).into_iter().collect();
        for round in 0..40 {
            let packed = round % 3 == 0;
            let (status, _, body) = ask(&bo, Method::GET, path, &foreign, packed).await;
            assert_eq!(status, 200, "{path}: what another one has is no reason to send nothing");
            assert!(packed || body == some, "{path}");
            let (status, headers, body) = ask(&ada, Method::GET, path, &own, packed).await;
            assert!(status == 200 && (packed || body == all), "{path}");
            assert_eq!(tag(&headers), tag(&of_ada), "{path}");
            let (status, _, body) = ask(&bo, Method::HEAD, path, &[], packed).await;
            assert!(status == 200 && body.is_empty(), "{path}");
            if !own.is_empty() {
                assert_eq!(ask(&bo, Method::GET, path, &own, packed).await.0, 304, "{path}");
            }
        }
    }
}

#[tokio::test]
async fn o064_an_answer_that_was_kept_ends_with_the_right_to_it() {
    let server: Server = company().await;
    let mut ada = administrator(&server).await;
    publish(&mut ada, "grants: [{ subject: people, role: member }]\n").await;
    let bo = signed_in(&server, "bo").await;
    for path in &PATHS[..5] {
        publish(&mut ada, "grants: [{ subject: people, role: member }]\n").await;
        let (status, headers, whole) = ask(&bo, Method::GET, path, &[], false).await;
        assert_eq!(status, 200);
        let known: Vec<String> = tag(&headers).into_iter().collect();
        publish(&mut ada, NO_SECRETS).await;
        let (status, _, now) = ask(&bo, Method::GET, path, &known, false).await;
        assert!(status == 200 && now != whole, "{path}: another policy, another answer");
        assert!(!String::from_utf8_lossy(&now).contains("secret-engine"), "{path}");
        publish(&mut ada, "grants: []\n").await;
        assert_eq!(ask(&bo, Method::GET, path, &known, false).await.0, 403, "{path}");
    }
}
