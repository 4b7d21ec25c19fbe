//! Requests that carry credentials. Redirects are not followed: what is sent is for the address it is sent to.

use super::{Client, FetchError, parse, unavailable};
use futures_util::StreamExt;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};

/// Bytes of an answer.
const MAX_ANSWER: usize = 1024 * 1024;

/// A request to an API.
#[derive(Clone, Debug, Default)]
pub struct Call<'a> {
    /// Where to.
    pub url: &'a str,
    /// Sent as a form, with POST; GET without.
    pub form: Option<&'a [(&'a str, &'a str)]>,
    /// The whole `Authorization` header.
    pub authorization: Option<String>,
}

/// What the API answers, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// 200 and so on.
    pub status: u16,
    /// The body.
    pub text: String,
}

impl Client {
    /// Calls an API under the same rules as every other request.
    pub async fn call(&self, call: Call<'_>) -> Result<Answer, FetchError> {
        let url = parse(call.url)?;
        self.checks.url(&url)?;
        let mut request = match call.form {
            Some(form) => {
                let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
                self.inner.post(url.clone()).header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body)
            }
            None => self.inner.get(url.clone()),
        };
        request = request.timeout(self.patience).header(ACCEPT, "application/json");
        if let Some(authorization) = call.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        let answer = request.send().await.map_err(|error| unavailable(&url, &error))?;
        let status = answer.status().as_u16();
        let mut bytes = Vec::new();
        let mut stream = answer.bytes_stream();
        while let Some(chunk) = stream.next().await {
            bytes.extend_from_slice(&chunk.map_err(|error| unavailable(&url, &error))?);
            if bytes.len() > MAX_ANSWER {
                return Err(FetchError::Refused(format!("{url} answers more than {MAX_ANSWER} bytes")));
            }
        }
        let text = String::from_utf8(bytes)
            .map_err(|_| FetchError::Refused(format!("{url} does not answer with UTF-8 text")))?;
        Ok(Answer { status, text })
    }
}
