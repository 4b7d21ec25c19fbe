//! The forms in which a secret may turn up in a text: as it is, in base64 (also in the middle of something longer), in
//! hexadecimal, and as URLs, JSON and debug output escape it.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Shorter texts are not masked: they would take ordinary words with them.
pub const SHORTEST: usize = 6;
/// A long secret is looked for in pieces of this many bytes, so that a part of it is masked too.
const PIECE: usize = 64;

/// Every form of a secret. Lines are looked for one by one: a file may be printed with other line ends.
pub fn forms(secret: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in secret.lines().map(str::trim).filter(|line| line.len() >= SHORTEST) {
        pieces(line).into_iter().for_each(|piece| forms_of(piece, &mut found));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Cuts a line; what is left over at the end stays with the last piece when it is short.
fn pieces(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = line;
    while rest.len() >= PIECE + SHORTEST {
        let mut end = PIECE;
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        found.push(&rest[..end]);
        rest = &rest[end..];
    }
    found.push(rest);
    found
}

fn forms_of(piece: &str, found: &mut Vec<String>) {
    let bytes = piece.as_bytes();
    let hex = bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    found.extend([hex.to_uppercase(), hex]);
    for offset in 0..3 {
        base64(bytes, offset, found);
    }
    found.extend([STANDARD_NO_PAD.encode(bytes), URL_SAFE_NO_PAD.encode(bytes)]);
    let url = escaped_in_urls(bytes, |byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
    let all = escaped_in_urls(bytes, |_| false);
    let form: String = url::form_urlencoded::byte_serialize(bytes).collect();
    found.extend([lower_escapes(&url), url, lower_escapes(&form), form, lower_escapes(&all), all]);
    for text in [piece.to_owned(), in_json(piece), in_ascii_json(piece), piece.escape_debug().to_string()] {
        // A text inside a text: a log line in JSON about an answer in JSON.
        found.extend([in_json(&text), text]);
    }
}

/// The letters of base64 that depend on the secret alone when it begins `offset` bytes into a group of three.
fn base64(bytes: &[u8], offset: usize, found: &mut Vec<String>) {
    let padded = [&vec![0; offset][..], bytes].concat();
    let from = [0, 2, 3][offset];
    for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
        let text = engine.encode(&padded);
        let to = if padded.len() % 3 == 0 { text.len() } else { text.len() - 1 };
        found.push(text[from..to].to_owned());
    }
}

/// All but what may stand as it is; what RFC 3986 calls unreserved most often.
fn escaped_in_urls(bytes: &[u8], may_stay: impl Fn(u8) -> bool) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        if may_stay(*byte) {
            text.push(char::from(*byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}

/// `%2F` as `%2f`.
fn lower_escapes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split('%');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (escape, rest) = part.split_at(part.len().min(2));
        let _ = write!(out, "%{}{rest}", escape.to_lowercase());
    }
    out
}

fn in_json(text: &str) -> String {
    let quoted = serde_json::to_string(text).unwrap_or_default();
    quoted.trim_start_matches('"').strip_suffix('"').unwrap_or_default().to_owned()
}

/// As programs write it that keep to ASCII.
fn in_ascii_json(text: &str) -> String {
    in_json(text).chars().fold(String::new(), |mut out, letter| {
        if letter.is_ascii() {
            out.push(letter);
        } else {
            letter.encode_utf16(&mut [0; 2]).iter().for_each(|unit| {
                let _ = write!(out, "\\u{unit:04x}");
            });
        }
        out
    })
}
