//! Addresses that lead elsewhere than they look.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::http::{StatusCode, Uri};
use axum::routing::get;
use portolan_integrations::git::{self, GitError, Ssh};
use portolan_integrations::http::{Call, Client, FetchError, Rules};

use crate::http::{client, public, serve};

/// An internal service that counts who comes.
async fn internal() -> (SocketAddr, Arc<AtomicUsize>) {
    let hits = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&hits);
    let router = Router::new().fallback(get(move || {
        seen.fetch_add(1, Ordering::SeqCst);
        async { "secret" }
    }));
    (serve(Ipv4Addr::LOCALHOST, router).await, hits)
}

/// Neither the client nor git dials an address that is not public, however it is written.
#[tokio::test]
async fn o027_no_spelling_of_a_private_address_is_dialled() {
    let (private, hits) = internal().await;
    let cache = tempfile::tempdir().expect("a folder");
    let cache = crate::git::kept(cache.path(), 64);
    let port = private.port();
    for host in [
        "2852039166",
        "0xA9FEA9FE",
        "0251.0376.0251.0376",
        "169.254.43518",
        "127.1",
        "2130706433",
        "[::ffff:169.254.169.254]",
        "[::ffff:a9fe:a9fe]",
        "[64:ff9b::a9fe:a9fe]",
        "[2002:a9fe:a9fe::]",
        "[fe80::1]",
        "[fc00::1]",
        "[ff02::1]",
        "[::]",
        "0.0.0.0",
        "0",
        "224.0.0.1",
        "255.255.255.255",
        "100.100.100.200",
        "127。0。0。1",
        "localhost.",
        "LOCALHOST",
        "①②⑦.0.0.1",
    ] {
        let address = format!("http://{host}:{port}/a.git");
        let fetched = Client::new(Rules::default()).expect("a client").get(&address, "").await;
        if host == "localhost." && matches!(&fetched, Err(FetchError::Unavailable(_))) {
            // Not every resolver knows it.
            continue;
        }
        assert!(matches!(&fetched, Err(FetchError::Refused(_))), "{host}: {fetched:?}");
        let call =
            Client::new(Rules::default()).expect("a client").call(Call { url: &address, ..Call::default() }).await;
        assert!(matches!(&call, Err(FetchError::Refused(_))), "{host}: {call:?}");
        let opened = git::open(&cache, &address, "", false, &Rules::default(), None, &Ssh::default()).await.err();
        assert!(matches!(&opened, Some(GitError::Refused(_))), "{host}: {opened:?}");
    }
    assert_eq!(hits.load(Ordering::SeqCst), 0);
}

/// What two parsers could read as two hosts is refused, by the client and by git.
#[tokio::test]
async fn o029_an_address_that_can_be_read_in_two_ways_is_read_in_none() {
    let (private, hits) = internal().await;
    let allowed = public(Router::new().fallback(get(|| async { "allowed" }))).await;
    let cache = tempfile::tempdir().expect("a folder");
    let cache = crate::git::kept(cache.path(), 64);
    let rules = Rules { allow_private_addresses: true, allowed_hosts: vec!["127.0.0.2".to_owned()] };
    for address in [
        format!("http://{allowed}@{private}/"),
        format!("http://{private}#@{allowed}/"),
        format!("http://{allowed}\\@{private}/"),
        format!("http://127.0.0.2:80@{private}/"),
        format!("http:///{private}/"),
        format!("http:{private}/"),
        format!("http:/{private}/"),
        format!("http:\\\\{private}/"),
        format!("http://127.0.0.2\t@{private}/"),
        format!("http://{private}\n/"),
        format!("\u{1}http://{private}/"),
        format!(" http://{private}/"),
        format!("http://127.0.0.2%2f@{private}/"),
        format!("http://127.0.0.2%2f.{private}/"),
        format!("http://127.0.0.2.:{}/", private.port()),
        "http://127.0.0.2:0/".to_owned(),
        "http://127.0.0.2:65536/".to_owned(),
        "http://127.0.0.2:-1/".to_owned(),
        "http://127.0.0.\u{ff12}.attacker.invalid/".to_owned(),
        "http://127.0.0.2.attacker.invalid/".to_owned(),
        format!("HTTP://{private}/"),
    ] {
        for client in [client(), Client::new(rules.clone()).expect("a client")] {
            let fetched = client.get(&address, "").await;
            assert!(!matches!(&fetched, Ok(answer) if answer.text.as_deref() == Some("secret")), "{address:?}");
            let lenient = address.contains("127.0.0.2.") || address.contains("attacker");
            assert!(
                lenient && fetched.is_err() || matches!(&fetched, Err(FetchError::Refused(_))),
                "{address:?}: {fetched:?}"
            );
        }
        let opened = git::open(&cache, &address, "", false, &rules, None, &Ssh::default()).await.err();
        // The dot at the end of a number is dropped before both the look and the call.
        let nobody = address.contains("127.0.0.2.:") && opened.is_some();
        assert!(nobody || matches!(&opened, Some(GitError::Refused(_))), "{address:?}: {opened:?}");
    }
    assert_eq!(hits.load(Ordering::SeqCst), 0);
    let upper = client().get(&format!("HTTP://{allowed}/"), "").await.expect("the scheme's case says nothing");
    assert_eq!(upper.text.as_deref(), Some("allowed"));
}

/// A pattern of hosts is compared with the host alone, label by label.
#[tokio::test]
async fn o030_a_pattern_of_hosts_does_not_reach_into_other_parts() {
    let rules = Rules { allow_private_addresses: true, allowed_hosts: vec!["*.example.test".to_owned()] };
    let cache = tempfile::tempdir().expect("a folder");
    let cache = crate::git::kept(cache.path(), 64);
    for rest in [
        "attacker.test/x.example.test/callback",
        "a.example.test.attacker.test/callback",
        "example.test/callback?x=.example.test/callback",
        "attacker.test?.example.test",
        "attacker.test#.example.test",
        "attacker.test:80/.example.test",
        "a.example.test@attacker.test/callback",
        "a.example.test:x@attacker.test/",
        "xexample.test/",
        "a.example.test%2eattacker.test/",
        "a.example.test%00.attacker.test/",
        "*.example.test/",
    ] {
        for scheme in ["https", "http"] {
            let address = format!("{scheme}://{rest}");
            let fetched = Client::new(rules.clone()).expect("a client").get(&address, "").await;
            assert!(matches!(&fetched, Err(FetchError::Refused(_))) || rest.starts_with('*'), "{address}: {fetched:?}");
            assert!(fetched.is_err(), "{address}");
        }
        let opened =
            git::open(&cache, &format!("https://{rest}"), "", false, &rules, None, &Ssh::default()).await.err();
        assert!(matches!(&opened, Some(GitError::Refused(_))), "{rest}: {opened:?}");
    }
    for host in ["a.example.test", "A.Example.TEST", "a.b.example.test"] {
        let fetched = Client::new(rules.clone()).expect("a client").get(&format!("https://{host}/callback"), "").await;
        assert!(matches!(&fetched, Err(FetchError::Unavailable(_))), "allowed, and nobody is there: {fetched:?}");
    }
}

/// Each way a host may send its readers on, to each place it must not.
#[tokio::test]
async fn o028_every_hop_is_looked_at_like_the_first() {
    let (private, hits) = internal().await;
    let targets = [
        format!("http://{private}/"),
        format!("//{private}/x"),
        format!("\\\\{private}/x"),
        format!("http:{private}"),
        format!("http://u:p@{private}/"),
        format!("http://[::ffff:127.0.0.1]:{}/", private.port()),
        "file:///etc/passwd".to_owned(),
        "/again".to_owned(),
    ];
    for target in targets {
        for status in [301_u16, 302, 303, 307, 308] {
            let (first, second) = (target.clone(), format!("http://{private}/"));
            let answer = move |uri: Uri| {
                // A redirect to the same host is looked at, and so is what that one says.
                let location = if uri.path() == "/again" { second.clone() } else { first.clone() };
                async move { (StatusCode::from_u16(status).expect("a status"), [("location", location)]) }
            };
            let start = public(Router::new().fallback(get(answer))).await;
            let fetched = client().get(&format!("http://{start}/"), "").await;
            // Without slashes it is a path of the same host.
            let stays = target.starts_with("http:1");
            assert!(
                stays && fetched.is_err() || matches!(&fetched, Err(FetchError::Refused(_))),
                "{target} {status}: {fetched:?}"
            );
            let call = client().call(Call { url: &format!("http://{start}/"), ..Call::default() }).await;
            assert_eq!(call.expect("an answer").status, status, "what carries credentials follows none");
        }
    }
    assert_eq!(hits.load(Ordering::SeqCst), 0);
}
