//! Cursors of lists: base64 of JSON that ends in a signature, so that a cursor is one that its own list gave out. All nodes
//! share the key. They grant nothing: each page is asked for with the caller's own rights.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use ring::hmac;
use serde_json::Value;

use super::error::AppError;

/// A longer one is not ours.
const LONGEST: usize = 64 * 1024;
/// What stands between the JSON and its signature. Nothing of a signature looks like it.
const MARK: &str = ",\"signature\":\"";

/// What a cursor holds for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Of<'a> {
    /// The list.
    pub list: &'a str,
    /// What the list is asked for beside the cursor; empty where the cursor says it itself.
    pub question: &'a str,
}

/// Writes and reads the cursors of one tenant.
pub struct Cursors {
    key: hmac::Key,
    tenant: String,
}

impl Cursors {
    /// With a key of its own, made from the one that signs tokens.
    pub fn new(signing_key: &[u8], tenant: &str) -> Self {
        let key = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, signing_key), b"portolan cursors");
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, key.as_ref()), tenant: tenant.to_owned() }
    }

    /// The cursor that goes on at a place, which is a JSON object with something in it.
    pub fn seal(&self, of: Of<'_>, place: &Value) -> String {
        let mut text = place.to_string();
        text.pop();
        let signature = hmac::sign(&self.key, &self.signed(of, &text));
        text.push_str(MARK);
        URL_SAFE_NO_PAD.encode_string(signature, &mut text);
        text.push_str("\"}");
        STANDARD.encode(text)
    }

    /// The place at which a cursor goes on; 400 when this list did not give it out for this question.
    pub fn open(&self, of: Of<'_>, cursor: &str) -> Result<Value, AppError> {
        let bad = |why: &str| AppError::bad_request(format!("Malformed cursor: {why}; begin with the first page"));
        if cursor.len() > LONGEST {
            return Err(bad("too long"));
        }
        let bytes =
            STANDARD.decode(cursor).or_else(|_| STANDARD_NO_PAD.decode(cursor)).map_err(|_| bad("not base64"))?;
        let text = String::from_utf8(bytes).map_err(|_| bad("not JSON"))?;
        let foreign = || bad("it is not one that this list gave out for this question");
        let (text, signature) = text.strip_suffix("\"}").and_then(|text| text.rsplit_once(MARK)).ok_or_else(foreign)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| foreign())?;
        hmac::verify(&self.key, &self.signed(of, text), &signature).map_err(|_| foreign())?;
        serde_json::from_str(&format!("{text}}}")).map_err(|_| foreign())
    }

    /// What the signature is about; each part after its length, so that none can pass for a piece of another.
    fn signed(&self, of: Of<'_>, text: &str) -> Vec<u8> {
        let parts = [&self.tenant, of.list, of.question, text];
        parts.iter().flat_map(|part| [&(part.len() as u64).to_le_bytes()[..], part.as_bytes()].concat()).collect()
    }
}
