//! The client against a real server (security cases O026 to O032).

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use portolan_integrations::http::{Client, FetchError, MAX_BYTES, MAX_REDIRECTS, Rules, is_public};

/// Counts as public in these tests; everything else of this machine stays private.
const PUBLIC: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// Serves on an address of this machine.
pub async fn serve(address: Ipv4Addr, router: Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind((address, 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// A client to which one loopback address is public.
pub fn client() -> Client {
    Client::with_public(Rules::default(), |address| address == IpAddr::V4(PUBLIC)).expect("a client")
}

/// Serves on the address that counts as public.
pub async fn public(router: Router) -> SocketAddr {
    serve(PUBLIC, router).await
}

/// A private server that counts who comes.
async fn private() -> (SocketAddr, Arc<AtomicUsize>) {
    let hits = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&hits);
    let router = Router::new().fallback(get(move || {
        seen.fetch_add(1, Ordering::SeqCst);
        async { "secret" }
    }));
    (serve(Ipv4Addr::LOCALHOST, router).await, hits)
}

#[tokio::test]
async fn a_redirect_to_a_private_address_is_not_followed() {
    let (private, hits) = private().await;
    let mapped = format!("http://[::ffff:127.0.0.1]:{}/", private.port());
    let named = format!("http://localhost:{}/", private.port());
    let other = format!("//{private}/x");
    for target in [format!("http://{private}/"), mapped, named, other] {
        for status in [301_u16, 302, 303, 307, 308] {
            let location = target.clone();
            let answer =
                move || async move { (StatusCode::from_u16(status).expect("a status"), [("location", location)]) };
            let start = public(Router::new().route("/", get(answer))).await;
            let fetched = client().get(&format!("http://{start}/"), "").await;
            assert!(matches!(fetched, Err(FetchError::Refused(_))), "{target} {status}: {fetched:?}");
        }
    }
    assert_eq!(hits.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn spellings_of_private_addresses_are_refused() {
    let (private, hits) = private().await;
    let port = private.port();
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127。0。0。1",
        "①②⑦.0.0.1",
        "localhost",
        "LOCALHOST",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "0.0.0.0",
        "169.254.169.254",
        "[fd00:ec2::254]",
        "100.100.100.200",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
    ] {
        let fetched = Client::new(Rules::default()).expect("a client").get(&format!("http://{host}:{port}/"), "").await;
        assert!(
            matches!(&fetched, Err(FetchError::Refused(why)) if why.contains("private or local")),
            "{host}: {fetched:?}"
        );
    }
    assert_eq!(hits.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn ambiguous_addresses_are_refused() {
    let (private, hits) = private().await;
    for address in [
        format!("http://allowed@{private}/"),
        format!("http://u:p@{private}/"),
        format!("http://allowed:80@{private}/"),
        format!("http://{private}#@allowed/"),
        "file:///etc/passwd".to_owned(),
        "ftp://host/x".to_owned(),
        "http://".to_owned(),
        "gopher://host/".to_owned(),
        "data:text/plain,x".to_owned(),
        "nonsense".to_owned(),
        "http://host:65536/".to_owned(),
    ] {
        let fetched = client().get(&address, "").await;
        assert!(matches!(fetched, Err(FetchError::Refused(_))), "{address}: {fetched:?}");
    }
    assert_eq!(hits.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn allowed_hosts_match_whole_names_only() {
    let rules =
        Rules { allow_private_addresses: true, allowed_hosts: vec!["*.example.test".into(), "one.invalid".into()] };
    let client = Client::new(rules).expect("a client");
    for host in
        ["a.example.test.attacker.invalid", "attacker.invalid", "example.test", "xexample.test", "two.one.invalid"]
    {
        let fetched = client.get(&format!("http://{host}/x.example.test"), "").await;
        assert!(
            matches!(&fetched, Err(FetchError::Refused(why)) if why.contains("allowed_hosts")),
            "{host}: {fetched:?}"
        );
    }
    let fetched = client.get("http://one.invalid/", "").await;
    assert!(matches!(fetched, Err(FetchError::Unavailable(_))), "allowed, but nobody is there: {fetched:?}");
}

#[tokio::test]
async fn a_redirect_may_not_leave_the_allowed_hosts() {
    let (private, hits) = private().await;
    let start =
        public(Router::new().route("/", get(move || async move { Redirect::to(&format!("http://{private}/")) }))).await;
    let rules = Rules { allow_private_addresses: true, allowed_hosts: vec![PUBLIC.to_string()] };
    let fetched = Client::new(rules).expect("a client").get(&format!("http://{start}/"), "").await;
    assert!(matches!(fetched, Err(FetchError::Refused(_))));
    assert_eq!(hits.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn redirects_are_followed_up_to_the_limit() {
    async fn step(uri: Uri) -> Response {
        match uri.path().trim_start_matches('/').parse::<usize>() {
            Ok(0) | Err(_) => "end".into_response(),
            Ok(left) => Redirect::temporary(&format!("{}", left - 1)).into_response(),
        }
    }
    let start = public(Router::new().fallback(get(step))).await;
    let fetched = client().get(&format!("http://{start}/{MAX_REDIRECTS}"), "").await.expect("an answer");
    assert_eq!((fetched.text.as_deref(), fetched.url), (Some("end"), format!("http://{start}/0")));
    let fetched = client().get(&format!("http://{start}/{}", MAX_REDIRECTS + 1), "").await;
    assert!(matches!(fetched, Err(FetchError::Unavailable(_))));
}

#[tokio::test]
async fn an_unchanged_page_is_not_sent_again() {
    async fn page(headers: HeaderMap) -> Response {
        let known = headers.get("if-none-match").is_some_and(|tag| tag == "\"one\"");
        if known { StatusCode::NOT_MODIFIED.into_response() } else { ([("etag", "\"one\"")], "text").into_response() }
    }
    let start = public(Router::new().route("/", get(page))).await;
    let url = format!("http://{start}/");
    let first = client().get(&url, "").await.expect("an answer");
    assert_eq!((first.stamp.as_str(), first.text.as_deref()), ("\"one\"", Some("text")));
    assert_eq!(client().get(&url, &first.stamp).await.expect("an answer").text, None);
}

#[tokio::test]
async fn statuses_say_what_to_do_next() {
    async fn status(uri: Uri) -> StatusCode {
        uri.path()
            .trim_start_matches('/')
            .parse()
            .ok()
            .and_then(|code| StatusCode::from_u16(code).ok())
            .unwrap_or_default()
    }
    let start = public(Router::new().fallback(get(status))).await;
    for code in [404, 410] {
        assert!(
            matches!(client().get(&format!("http://{start}/{code}"), "").await, Err(FetchError::NotFound(_))),
            "{code}"
        );
    }
    for code in [401, 403, 408, 429, 500, 502, 503] {
        assert!(
            matches!(client().get(&format!("http://{start}/{code}"), "").await, Err(FetchError::Unavailable(_))),
            "{code}"
        );
    }
    assert!(
        matches!(client().get(&format!("http://{start}/302"), "").await, Err(FetchError::Unavailable(_))),
        "to nowhere"
    );
}

#[tokio::test]
async fn answers_end_at_the_size_limit() {
    async fn body(uri: Uri) -> Vec<u8> {
        vec![b'x'; uri.path().trim_start_matches('/').parse().unwrap_or_default()]
    }
    let start = public(Router::new().fallback(get(body))).await;
    let at = client().get(&format!("http://{start}/{MAX_BYTES}"), "").await.expect("an answer");
    assert_eq!(at.text.map(|text| text.len()), Some(MAX_BYTES));
    let past = client().get(&format!("http://{start}/{}", MAX_BYTES + 1), "").await;
    assert!(matches!(&past, Err(FetchError::Refused(why)) if why.contains(&MAX_BYTES.to_string())), "{past:?}");
}

#[tokio::test]
async fn what_is_no_text_is_refused() {
    let start = public(Router::new().route("/", get(|| async { vec![0xff_u8, 0xfe] }))).await;
    assert!(matches!(client().get(&format!("http://{start}/"), "").await, Err(FetchError::Refused(_))));
}

#[test]
fn public_addresses_are_public() {
    for address in ["1.1.1.1", "140.82.112.3", "2606:4700::1111", "64:ff9b::101:101", "::ffff:1.1.1.1"] {
        assert!(is_public(address.parse().expect("an address")), "{address}");
    }
    for address in [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.31.0.1",
        "192.168.1.1",
        "192.0.0.8",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::10.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "2002:a00:1::",
        "2001::1",
        "2001:db8::1",
    ] {
        assert!(!is_public(address.parse().expect("an address")), "{address}");
    }
}
