//! Addresses and branches git is never given (security cases O018, O019, O025, O026).

use portolan_integrations::git::{self, GitError, Ssh, check_address};
use portolan_integrations::http::Rules;
use tokio::net::TcpListener;

#[test]
fn addresses_that_run_something_or_read_this_machine_are_refused() {
    for address in [
        "--upload-pack=touch${IFS}/canary/pwn",
        "-c core.x=y",
        "ext::sh -c id",
        "fd::7",
        "ssh://-oProxyCommand=id/x",
        "ssh://git@-oProxyCommand=id/x",
        "git@-oProxyCommand=id:x",
        "-git@host:x",
        "git@host:-x",
        "git@ho$(id)st:x",
        "git@ho'st:x",
        "ssh://ho%24st/x",
        "git://host/x",
        "git://-x/",
        "file:///canary",
        "/canary",
        "canary",
        "http:///x",
        "https://",
        "https://host\n/x",
        "https://ho st/x",
        "",
        "data:x",
        "javascript:x",
        "HTTPS://Host/a.git",
    ] {
        assert!(matches!(check_address(address, false), Err(GitError::Refused(_))), "{address}");
    }
}

#[test]
fn usual_addresses_pass() {
    for address in [
        "https://host/a/b.git",
        "http://host:8080/a.git",
        "ssh://git@host/a.git",
        "ssh://git@host:2222/a.git",
        "git@github.com:owner/name.git",
        "https://[2001:db8::1]/a.git",
    ] {
        assert_eq!(check_address(address, false), Ok(()), "{address}");
    }
    assert_eq!(check_address("/srv/a.git", true), Ok(()));
    assert_eq!(check_address("file:///srv/a.git", true), Ok(()));
}

#[test]
fn credentials_are_refused_and_not_repeated() {
    for address in ["https://user:CANARY@host/r.git", "https://CANARY@host/r.git", "https://a@CANARY@host/r.git"] {
        let error = check_address(address, false).expect_err("it is refused").to_string();
        assert!(!error.contains("CANARY"), "{error}");
    }
}

#[tokio::test]
async fn odd_branches_are_refused_before_git_runs() {
    let cache = tempfile::tempdir().expect("a folder");
    let long = "x".repeat(256);
    for branch in [
        "--output=/canary/x",
        "-d",
        "refs/../../x",
        "a..b",
        "@{-1}",
        "x\ny",
        "HEAD~9",
        "a b",
        "a:b",
        "a*",
        "a\\b",
        "/a",
        "a/",
        "a//b",
        ".a",
        "a/.b",
        "a.lock",
        "a.",
        long.as_str(),
    ] {
        let opened = git::open(
            &crate::git::kept(cache.path(), 64),
            "https://host.invalid/a.git",
            branch,
            false,
            &Rules::default(),
            None,
            &Ssh::default(),
        )
        .await;
        let error = opened.err().expect("it is refused");
        assert!(matches!(&error, GitError::Refused(why) if why.contains("not a branch name")), "{branch}: {error}");
    }
    assert_eq!(std::fs::read_dir(cache.path()).expect("a folder").count(), 0);
}

#[tokio::test]
async fn private_addresses_are_not_dialled() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let cache = tempfile::tempdir().expect("a folder");
    for host in
        ["127.0.0.1", "localhost", "LOCALHOST", "2130706433", "0x7f000001", "127.1", "[::1]", "[::ffff:127.0.0.1]"]
    {
        for address in [
            format!("http://{host}:{port}/a.git"),
            format!("https://{host}:{port}/a.git"),
            format!("ssh://git@{host}:{port}/a.git"),
        ] {
            let opened = git::open(
                &crate::git::kept(cache.path(), 64),
                &address,
                "",
                false,
                &Rules::default(),
                None,
                &Ssh::default(),
            )
            .await;
            assert!(matches!(opened.err(), Some(GitError::Refused(_))), "{address}");
        }
    }
    let dialled = futures_util::FutureExt::now_or_never(listener.accept());
    assert!(dialled.is_none(), "nobody came");
}

#[tokio::test]
async fn hosts_outside_the_list_are_refused() {
    let cache = tempfile::tempdir().expect("a folder");
    let rules = Rules { allow_private_addresses: true, allowed_hosts: vec!["*.example.test".to_owned()] };
    for address in [
        "https://example.test.attacker.invalid/a.git",
        "https://attacker.invalid/x.example.test/a.git",
        "git@attacker.invalid:a.git",
    ] {
        let opened =
            git::open(&crate::git::kept(cache.path(), 64), address, "", false, &rules, None, &Ssh::default()).await;
        assert!(matches!(opened.err(), Some(GitError::Refused(why)) if why.contains("allowed_hosts")), "{address}");
    }
}
