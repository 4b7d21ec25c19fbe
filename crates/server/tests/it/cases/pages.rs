//! What an address says shows on no page of ours, and leads nowhere else.

use portolan::app::Settings;
use portolan::config::{HeaderConfig, OidcConfig};
use reqwest::Method;
use url::Url;

use crate::harness::{SHOP, Server};

const HOSTILE: [&str; 6] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "Your account is locked, call 555-0100",
    "\u{202e}kcol",
    "javascript:alert(1)",
    "{{7*7}}${7*7}",
];

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn stubborn() -> reqwest::Client {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client")
}

#[tokio::test]
async fn o043_what_a_callback_is_told_shows_nowhere() {
    let okta = OidcConfig { id: "okta".to_owned(), issuer: "https://okta.invalid".to_owned(), ..OidcConfig::default() };
    let server = Server::with(SHOP, Settings { guest: None, oidc: vec![okta], ..Settings::default() }).await;
    let client = stubborn();
    let get = async |path: String| client.get(format!("{}{path}", server.url)).send().await.expect("an answer");
    let page = get("/sign-in".to_owned()).await.text().await.expect("a page");
    let long = "x".repeat(10_000);
    for text in HOSTILE.into_iter().chain([long.as_str()]) {
        let text = encoded(text);
        for query in [
            format!("error={text}&error_description={text}&state={text}"),
            format!("state={text}&code={text}&iss={text}&RelayState={text}"),
        ] {
            let back = get(format!("/api/v1/auth/oidc/okta/callback?{query}")).await;
            let location = back.headers()["location"].to_str().expect("text");
            assert_eq!((back.status().as_u16(), location), (303, "/sign-in?error=expired"), "{text}");
            assert_eq!(back.text().await.expect("a body"), "");
        }
        for query in [format!("error={text}"), format!("reason={text}&next={text}")] {
            let shown = get(format!("/sign-in?{query}")).await.text().await.expect("a page");
            assert!(shown == page, "the page says what it says to everybody");
        }
        if text.len() < 200 {
            for way in ["start", "callback"] {
                let unknown = get(format!("/api/v1/auth/oidc/{}/{way}", text.replace('+', "%20"))).await;
                assert_eq!(unknown.status(), 404);
                assert_eq!(unknown.headers()["content-type"], "application/problem+json");
                assert_eq!(unknown.headers()["x-content-type-options"], "nosniff");
                assert!(unknown.text().await.expect("a body").contains("There is no such provider"));
            }
        }
    }
}

/// The name of a program that wants in is the one text of a stranger that a page shows.
#[tokio::test]
async fn o043_a_programs_name_turns_no_text_around_and_has_an_end() {
    let server = crate::identity::browser::closed_server().await;
    let mut ada = crate::identity::browser::administrator(&server).await;
    let name = encoded(&format!("lap\u{202e}top\u{0}\u{200b}{}", "x".repeat(500)));
    let request = server.request(Method::POST, "/api/v1/auth/device");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let begun = request.body(format!("client_id={name}")).send().await.expect("an answer");
    let begun: serde_json::Value = serde_json::from_str(&begun.text().await.expect("a body")).expect("JSON");
    let shown = ada.post("/api/v1/auth/device/approve", serde_json::json!({ "user_code": begun["user_code"] })).await;
    assert_eq!(shown.body["client"], format!("laptop{}", "x".repeat(74)), "{}", shown.body);
}

const WAYS_OUT: [&str; 20] = [
    "//evil.example",
    "/\\evil.example",
    "/%09/evil.example",
    "///evil.example",
    "https:evil.example",
    "https://evil.example/",
    "/\t/evil.example",
    "/a/..//evil.example",
    "/.//evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "\\\\evil.example",
    "/\u{2215}/evil.example",
    "\u{2044}\u{2044}evil.example",
    "/%2f%2fevil.example",
    "/%252f%252fevil.example",
    "/%5cevil.example",
    "//evil%00.example",
    "/\n/evil.example",
    "evil.example",
];

#[tokio::test]
async fn o045_the_way_back_leads_to_our_own_pages() {
    let header = HeaderConfig { name: "X-Forwarded-User".to_owned(), create_accounts: true, ..HeaderConfig::default() };
    let proxies = vec!["127.0.0.1".parse().expect("an address")];
    let server = Server::with(SHOP, Settings { guest: None, header, proxies, ..Settings::default() }).await;
    let client = stubborn();
    let own = Url::parse("https://portolan.example/api/v1/auth/header/start").expect("an address");
    for target in WAYS_OUT {
        let target = encoded(target);
        for query in
            [format!("next={target}"), format!("next={target}&next=/catalog"), format!("next=/x&next={target}")]
        {
            let start = format!("{}/api/v1/auth/header/start?{query}", server.url);
            let answer = client.get(start).header("x-forwarded-user", "bo").send().await.expect("an answer");
            assert_eq!(answer.status(), 303);
            let location = answer.headers()["location"].to_str().expect("text");
            let landed = own.join(location).expect("an address");
            assert_eq!(landed.host_str(), Some("portolan.example"), "{query}: {location}");
            let twice = landed.path().starts_with("//") || location.contains('\\');
            assert!(location.starts_with('/') && !twice, "{query}: {location}");
        }
    }
}
