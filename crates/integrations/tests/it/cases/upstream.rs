//! Hosts that answer with what nobody should wait for or keep.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use portolan_integrations::http::{FetchError, MAX_BYTES};
use portolan_integrations::web;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::{is_alone, peak};
use crate::http::client;

/// How a host misbehaves.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    Endless,
    Dripping,
    Silent,
    Headers,
    Informational,
    Chunks,
    CutOff,
    Html,
    Packed,
}

const ALL: [Fault; 9] = [
    Fault::Endless,
    Fault::Dripping,
    Fault::Silent,
    Fault::Headers,
    Fault::Informational,
    Fault::Chunks,
    Fault::CutOff,
    Fault::Html,
    Fault::Packed,
];

/// Serves a fault on the address that counts as public.
async fn faulty(fault: Fault) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::new(127, 0, 0, 2), 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream, fault));
        }
    });
    address
}

/// Ends when the reader has gone.
async fn answer(mut stream: TcpStream, fault: Fault) -> std::io::Result<()> {
    let _ = stream.read(&mut [0; 4_096]).await?;
    let block = vec![b'x'; 64 * 1024];
    let mut often = tokio::time::interval(Duration::from_millis(100));
    match fault {
        Fault::Endless => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10737418240\r\n\r\n").await?;
            loop {
                stream.write_all(&block).await?;
            }
        }
        Fault::Dripping => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n").await?;
            loop {
                often.tick().await;
                stream.write_all(b"x").await?;
            }
        }
        Fault::Silent => std::future::pending().await,
        Fault::Headers => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n").await?;
            for at in 0.. {
                stream.write_all(format!("x-{at}: {}\r\n", "y".repeat(1_000)).as_bytes()).await?;
            }
            Ok(())
        }
        Fault::Informational => loop {
            stream.write_all(b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n").await?;
        },
        Fault::Chunks => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\nxx\r\n").await
        }
        Fault::CutOff => stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\napiVersion: ").await,
        Fault::Html => {
            let text = "<!doctype html><title>Sign in</title>";
            let head = format!("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\r\n", text.len());
            stream.write_all(format!("{head}{text}").as_bytes()).await
        }
        Fault::Packed => {
            // Zeros in stored and in packed form look alike to a reader that unpacks nothing.
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 22\r\n\r\n").await?;
            stream.write_all(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 0x63, 0x60, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]).await
        }
    }
}

/// Fifty readers at once, of every fault: each ends with an error in the time it has, and none takes much memory.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o032_hosts_that_lie_or_never_end_are_given_up() {
    let client = client().within(Duration::from_secs(5));
    let mut addresses = Vec::new();
    for fault in ALL {
        addresses.push((fault, faulty(fault).await));
    }
    let before = peak();
    let reading = (0..50).map(|at| {
        let ((fault, address), client) = (addresses[at % addresses.len()], client.clone());
        tokio::spawn(async move {
            let opened = web::open(&client, &format!("http://{address}/{at}.yaml"), "", None).await;
            (fault, opened.and_then(web::WebTree::believed).map(drop))
        })
    });
    for reading in reading.collect::<Vec<_>>() {
        let (fault, outcome) = reading.await.expect("no panic");
        match fault {
            Fault::Endless => {
                assert!(
                    matches!(&outcome, Err(FetchError::Refused(why)) if why.contains(&MAX_BYTES.to_string())),
                    "{outcome:?}"
                );
            }
            Fault::Packed => assert!(outcome.is_err(), "{outcome:?}"),
            _ => assert!(matches!(&outcome, Err(FetchError::Unavailable(_))), "{fault:?}: {outcome:?}"),
        }
    }
    let more = peak() - before;
    assert!(!is_alone() || more < 128 << 20, "{more} bytes more");
}

/// Who says when to come back is asked nothing before, whichever page is wanted and whatever the limit is called.
#[tokio::test]
async fn o124_a_host_that_limits_its_readers_is_left_alone_until_it_said() {
    use axum::Router;
    use axum::http::StatusCode;
    use axum::routing::get;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    let later = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a time").as_secs() + 3_000;
    let later = later.to_string();
    for (status, headers, waits) in [
        (429, vec![("retry-after", "3000")], true),
        (503, vec![("retry-after", "3000")], true),
        (403, vec![("retry-after", "60")], true),
        (403, vec![("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", later.as_str())], true),
        (429, vec![("ratelimit-remaining", "0"), ("ratelimit-reset", later.as_str())], true),
        (403, vec![("x-ratelimit-remaining", "17"), ("x-ratelimit-reset", later.as_str())], false),
        (403, vec![], false),
        (429, vec![("retry-after", "0")], false),
        (500, vec![("retry-after", "3000")], false),
    ] {
        let hits = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&hits);
        let told: Vec<(String, String)> =
            headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let answer = move || {
            seen.fetch_add(1, Ordering::SeqCst);
            let mut answer = axum::response::Response::new(axum::body::Body::empty());
            *answer.status_mut() = StatusCode::from_u16(status).expect("a status");
            for (name, value) in &told {
                let name: axum::http::HeaderName = name.parse().expect("a name");
                answer.headers_mut().insert(name, value.parse().expect("a value"));
            }
            std::future::ready(answer)
        };
        let root = crate::http::public(Router::new().fallback(get(answer))).await;
        let client = client();
        for page in 0..5 {
            let fetched = client.get(&format!("http://{root}/{page}"), "").await;
            assert!(matches!(&fetched, Err(FetchError::Unavailable(_))), "{status} {headers:?}: {fetched:?}");
        }
        assert_eq!(hits.load(Ordering::SeqCst), if waits { 1 } else { 5 }, "{status} {headers:?}");
        let other = crate::http::public(Router::new().fallback(get(|| async { "fine" }))).await;
        assert!(client.get(&format!("http://{other}/"), "").await.is_ok(), "others are asked as before");
    }
}
