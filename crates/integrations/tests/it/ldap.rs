//! A directory that lies, is slow to end, or sends what is no LDAP (security case O056). A real one answers among the server's tests.

use portolan_integrations::http::Rules;
use portolan_integrations::ldap::{self, Attributes, Settings, escape};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// The address of something that answers every request with the next of these.
async fn lying(answers: Vec<Vec<u8>>) -> Settings {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("ldap://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a caller");
        for answer in answers {
            let mut request = [0; 4_096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(&answer).await;
        }
    });
    let one = |name: &str| vec![name.to_owned()];
    Settings {
        url,
        allow_plaintext: true,
        base: "dc=x".to_owned(),
        user_filter: "(uid=*)".to_owned(),
        attributes: Attributes { user_name: one("uid"), ..Attributes::default() },
        ..Settings::default()
    }
}

async fn error_of(answers: Vec<Vec<u8>>) -> String {
    let rules = Rules { allow_private_addresses: true, allowed_hosts: Vec::new() };
    ldap::open(&rules, &lying(answers).await).await.expect_err("it is no directory").to_string()
}

#[tokio::test]
async fn answers_that_are_none_end_the_reading() {
    for (answer, said) in [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(), "LDAP"),
        (vec![0x30, 0x84, 0xff, 0xff, 0xff, 0xff], "more than"),
        (vec![0x30, 0x80, 0, 0], "LDAP"),
        (vec![0x30, 0x05, 0x02, 0x01, 0x01, 0x64, 0x7f], "LDAP"),
        (vec![0x30, 0x03, 0x02, 0x01, 0x00], "ends the connection"),
        (vec![0x30, 0x05, 0x02, 0x01, 0x01, 0x61, 0x00], "something else"),
        (Vec::new(), "closes the connection"),
    ] {
        let error = error_of(vec![answer.clone()]).await;
        assert!(error.contains(said), "{answer:02x?}: {error}");
    }
}

#[test]
fn values_are_escaped_for_filters() {
    assert_eq!(escape("*)(uid=*"), "\\2a\\29\\28uid=\\2a");
    assert_eq!(escape("a\\2a\u{0}ö"), "a\\5c2a\\00ö");
}

#[tokio::test]
async fn what_is_put_in_clear_behind_starttls_is_not_taken_for_secret() {
    let agreed = [0x30, 0x0c, 0x02, 0x01, 0x01, 0x78, 0x07, 0x0a, 0x01, 0x00, 0x04, 0x00, 0x04, 0x00];
    let put_in = [0x30, 0x0c, 0x02, 0x01, 0x02, 0x61, 0x07, 0x0a, 0x01, 0x00, 0x04, 0x00, 0x04, 0x00];
    let settings = lying(vec![[agreed, put_in].concat()]).await;
    let rules = Rules { allow_private_addresses: true, allowed_hosts: Vec::new() };
    let error = ldap::open(&rules, &Settings { start_tls: true, ..settings }).await.expect_err("it is no directory");
    assert!(error.to_string().contains("in clear"), "{error}");
}
