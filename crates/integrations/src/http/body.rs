//! Reading what a host answers: to the end or to the limit, with few large answers in memory at once.

use futures_util::StreamExt;
use reqwest::header::{ETAG, LAST_MODIFIED};
use tokio::sync::Semaphore;
use url::Url;

use super::{FetchError, Fetched, MAX_BYTES, unavailable};

/// Bytes from which an answer is large, and waits until there is room for it.
const LARGE: usize = 256 * 1024;
/// Large answers that one client takes at once.
const LARGE_AT_ONCE: usize = 2;

/// Room for large answers.
pub(super) struct Room(Semaphore);

impl Default for Room {
    fn default() -> Self {
        Self(Semaphore::new(LARGE_AT_ONCE))
    }
}

/// What an answer says.
pub(super) async fn read(room: &Room, url: Url, answer: reqwest::Response) -> Result<Fetched, FetchError> {
    let header = |name| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let stamp = header(ETAG).or_else(|| header(LAST_MODIFIED)).unwrap_or_default();
    match answer.status().as_u16() {
        304 => return Ok(Fetched { url: url.to_string(), stamp, text: None }),
        404 | 410 => return Err(FetchError::NotFound(url.to_string())),
        status if !(200..300).contains(&status) => {
            return Err(FetchError::Unavailable(format!("{url} answers {status}")));
        }
        _ => {}
    }
    let bytes = whole(room, &url, answer).await?;
    let text =
        String::from_utf8(bytes).map_err(|_| FetchError::Refused(format!("{url} does not answer with UTF-8 text")))?;
    Ok(Fetched { url: url.to_string(), stamp, text: Some(text) })
}

async fn whole(room: &Room, url: &Url, answer: reqwest::Response) -> Result<Vec<u8>, FetchError> {
    let mut bytes = Vec::new();
    let mut place = None;
    let mut stream = answer.bytes_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| unavailable(url, &error))?;
        if bytes.len() + chunk.len() > MAX_BYTES {
            return Err(FetchError::Refused(format!("{url} answers more than {MAX_BYTES} bytes")));
        }
        if bytes.len() + chunk.len() > LARGE && place.is_none() {
            place = room.0.acquire().await.ok();
            // All that it can need, once: growing would take twice as much.
            bytes.reserve_exact(MAX_BYTES - bytes.len());
        }
        bytes.extend_from_slice(&chunk);
    }
    bytes.shrink_to_fit();
    drop(place);
    Ok(bytes)
}
