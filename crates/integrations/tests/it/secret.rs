//! What is known to be secret shows in no text (security case O007).

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use portolan_integrations::secret::{Secret, mask};

/// With letters that every encoding treats in its own way.
const VALUE: &str = "p\u{e4}ss \"w\\rd\"/+&=?~Zq9xK";

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
}

#[test]
fn a_secret_shows_itself_nowhere() {
    let secret = Secret::new(VALUE);
    assert_eq!((format!("{secret}"), format!("{secret:?}"), format!("{secret:#?}")), same("***"));
    assert_eq!(serde_json::to_string(&secret).expect("JSON"), "\"***\"");
    assert_eq!(secret.expose(), VALUE);
}

fn same(text: &str) -> (String, String, String) {
    (text.to_owned(), text.to_owned(), text.to_owned())
}

#[test]
fn every_standard_form_is_masked() {
    let _kept = Secret::new(VALUE);
    let json = serde_json::to_string(VALUE).expect("JSON");
    let form: String = url::form_urlencoded::byte_serialize(VALUE.as_bytes()).collect();
    let ascii = json.trim_matches('"').replace('\u{e4}', "\\u00e4");
    let lines = VALUE.chars().map(|letter| format!("{letter}\n")).collect::<Vec<_>>().concat();
    let wrapped: Vec<String> =
        hex(VALUE).as_bytes().chunks(16).map(|part| String::from_utf8_lossy(part).into_owned()).collect();
    for form in [
        VALUE.to_owned(),
        STANDARD.encode(VALUE),
        URL_SAFE.encode(VALUE),
        hex(VALUE),
        hex(VALUE).to_uppercase(),
        form,
        json.trim_matches('"').to_owned(),
        serde_json::to_string(&json).expect("JSON"),
        ascii,
        format!("{VALUE:?}"),
        lines.clone(),
        format!("{lines:?}"),
        wrapped.join("\n"),
        percent(VALUE),
        percent(VALUE).to_lowercase(),
    ] {
        let shown = mask(&format!("before {form} after\n")).into_owned();
        assert!(shown.starts_with("before ") && shown.ends_with(" after\n"), "{form}: {shown}");
        assert!(shown.contains("***") && shown.len() < 24, "{form}: {shown}");
    }
}

#[test]
fn a_secret_inside_of_something_encoded_is_masked() {
    let _kept = Secret::new(VALUE);
    for before in ["", "u:", "user:", "x-access-token:"] {
        for after in ["", "@", "@host", "@host/"] {
            let shown = mask(&STANDARD.encode(format!("{before}{VALUE}{after}"))).into_owned();
            assert!(
                shown.contains("***") && shown.len() <= before.len() * 2 + after.len() * 2 + 8,
                "{before}{after}: {shown}"
            );
        }
    }
}

#[test]
fn files_and_long_texts_are_masked_line_by_line_and_piece_by_piece() {
    let line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDHqX1vVb9kTe0w".to_owned();
    let file = format!("-----BEGIN KEY-----\r\n{line}\r\nQmFzZTY0TGFzdA\r\n");
    let _kept = Secret::new(&file);
    assert_eq!(mask(&format!("a {line} b")), "a *** b");
    assert_eq!(mask("tail QmFzZTY0TGFzdA"), "tail ***");
    let long: String = (0..400).map(|at| char::from(b'A' + (at * 7 % 26) as u8)).collect();
    let _kept = Secret::new(&long);
    assert_eq!(mask(&format!("x {long} y")), "x *** y");
    let shown = mask(&STANDARD.encode(&long)).into_owned();
    assert!(shown.len() < 10, "{shown}");
}

#[test]
fn ordinary_words_stay() {
    let _short = Secret::new("the");
    assert_eq!(mask("the cat\nsat"), "the cat\nsat");
}
