//! What this process knows to be secret, and taking it out of a text.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use parking_lot::RwLock;
use sha2::{Digest, Sha256};

use super::MASK;
use super::forms::forms;

/// Letters between two masked places that go with them: what is left of an encoding where two pieces meet.
const CRUMBS: usize = 2;

/// All that is known.
#[derive(Default)]
struct Known {
    /// Hashes of secrets, so that one is learnt once.
    hashes: HashSet<[u8; 32]>,
    forms: Vec<String>,
    /// Of all forms; made when a text comes after something was learnt.
    search: Option<AhoCorasick>,
}

static KNOWN: LazyLock<RwLock<Known>> = LazyLock::new(RwLock::default);

/// From now on this text is masked. What is too short to be told from ordinary words is not.
pub fn learn(secret: &str) {
    let hash: [u8; 32] = Sha256::digest(secret.as_bytes()).into();
    if KNOWN.read().hashes.contains(&hash) {
        return;
    }
    let forms = forms(secret);
    let mut known = KNOWN.write();
    if known.hashes.insert(hash) && !forms.is_empty() {
        known.forms.extend(forms);
        known.search = None;
    }
}

/// The text with every known secret replaced, also where line ends were put between its letters.
pub fn mask(text: &str) -> Cow<'_, str> {
    let found = {
        let known = ready();
        match &known.search {
            Some(search) => places(search, text),
            None => return Cow::Borrowed(text),
        }
    };
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for place in found {
        out.push_str(&text[at..place.start]);
        out.push_str(MASK);
        at = place.end;
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

/// With the search made, unless nothing is known.
fn ready() -> parking_lot::RwLockReadGuard<'static, Known> {
    let known = KNOWN.read();
    if known.search.is_some() || known.forms.is_empty() {
        return known;
    }
    drop(known);
    let mut known = KNOWN.write();
    let made = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&known.forms);
    // It fails only for more than fits into memory.
    known.search = made.ok();
    drop(known);
    KNOWN.read()
}

/// Where secrets stand, in order and apart from each other.
fn places(search: &AhoCorasick, text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = search.find_iter(text).map(|place| place.range()).collect();
    if text.trim_end().contains(['\n', '\r']) || text.contains("\\n") || text.contains("\\r") {
        let (squeezed, at) = squeeze(text);
        found.extend(search.find_iter(&squeezed).map(|place| at[place.start()]..at[place.end() - 1] + 1));
        found.sort_by_key(|place| place.start);
    }
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for place in found {
        match apart.last_mut() {
            Some(last) if place.start <= last.end + CRUMBS => last.end = last.end.max(place.end),
            _ => apart.push(place),
        }
    }
    apart
}

/// The text without line ends, written out or escaped, and where each of its bytes stood.
fn squeeze(text: &str) -> (Vec<u8>, Vec<usize>) {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), Vec::with_capacity(bytes.len()));
    let mut position = 0;
    while position < bytes.len() {
        match &bytes[position..] {
            [b'\n' | b'\r', ..] => position += 1,
            [b'\\', b'n' | b'r', ..] => position += 2,
            [byte, ..] => {
                out.push(*byte);
                at.push(position);
                position += 1;
            }
            [] => {}
        }
    }
    (out, at)
}
