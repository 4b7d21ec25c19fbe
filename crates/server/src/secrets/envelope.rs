//! Sealing and opening: AES-256-GCM with a random nonce before and a tag after. What is sealed says where it belongs, so that
//! it opens nowhere else.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::aead::{Aad, LessSafeKey, NONCE_LEN, Nonce};
use serde_json::json;

use super::key::{KEY, MasterKey, cipher, random};
use crate::db::Error;

/// Where a value belongs.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Whose it is.
    pub tenant: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Which of its values.
    pub version: i64,
    /// When that was set.
    pub changed_at: i64,
}

impl Place<'_> {
    fn value(&self) -> String {
        json!(["value", self.tenant, self.name, self.version, self.changed_at]).to_string()
    }

    fn data_key(&self, master: &MasterKey) -> String {
        json!(["data key", self.tenant, self.name, self.version, master.id]).to_string()
    }
}

/// A sealed value with its wrapped data key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    /// Of the master key.
    pub key_id: String,
    /// Base64.
    pub data_key: String,
    /// Base64.
    pub sealed: String,
}

/// Seals a value under a new data key.
pub fn seal(master: &MasterKey, place: Place<'_>, value: &str) -> Result<Envelope, Error> {
    let data_key = random::<KEY>()?;
    let sealed = close(&cipher(&data_key)?, &place.value(), value.as_bytes())?;
    let data_key = close(&master.cipher()?, &place.data_key(master), &data_key)?;
    Ok(Envelope { key_id: master.id.clone(), data_key, sealed })
}

/// The value; nothing when it was not sealed here, or was touched.
pub fn open(master: &MasterKey, place: Place<'_>, envelope: &Envelope) -> Option<String> {
    let data_key = unwrap(master, place, envelope)?;
    let value = disclose(&cipher(&data_key).ok()?, &place.value(), &envelope.sealed)?;
    String::from_utf8(value).ok()
}

/// The same value with its data key wrapped by another master key; nothing when it does not open.
pub fn rewrap(
    from: &MasterKey,
    to: &MasterKey,
    place: Place<'_>,
    envelope: &Envelope,
) -> Result<Option<Envelope>, Error> {
    let Some(data_key) = unwrap(from, place, envelope) else { return Ok(None) };
    let data_key = close(&to.cipher()?, &place.data_key(to), &data_key)?;
    Ok(Some(Envelope { key_id: to.id.clone(), data_key, sealed: envelope.sealed.clone() }))
}

fn unwrap(master: &MasterKey, place: Place<'_>, envelope: &Envelope) -> Option<[u8; KEY]> {
    disclose(&master.cipher().ok()?, &place.data_key(master), &envelope.data_key)?.try_into().ok()
}

fn close(key: &LessSafeKey, place: &str, text: &[u8]) -> Result<String, Error> {
    let nonce = random::<NONCE_LEN>()?;
    let mut sealed = text.to_vec();
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place.as_bytes()), &mut sealed)
        .map_err(|_| Error::Statement("a secret cannot be sealed".to_owned()))?;
    Ok(STANDARD.encode([&nonce[..], &sealed].concat()))
}

fn disclose(key: &LessSafeKey, place: &str, sealed: &str) -> Option<Vec<u8>> {
    let mut bytes = STANDARD.decode(sealed).ok()?;
    if bytes.len() < NONCE_LEN {
        return None;
    }
    let mut text = bytes.split_off(NONCE_LEN);
    let nonce = Nonce::try_assume_unique_for_key(&bytes).ok()?;
    let length = key.open_in_place(nonce, Aad::from(place.as_bytes()), &mut text).ok()?.len();
    text.truncate(length);
    Some(text)
}
