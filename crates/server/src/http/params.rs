//! Query strings as Backstage writes them: repeated parameters and comma lists. Unknown parameters are not an error.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::error::AppError;

/// All parameters in order.
pub struct Params(Vec<(String, String)>);

impl Params {
    /// From the text after `?`.
    pub fn parse(query: &str) -> Self {
        Self(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// Every value of a repeated parameter.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.iter().filter(|(key, _)| *key == name).map(|(_, value)| value).collect()
    }

    /// The first value.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The values of all comma lists of this name.
    pub fn list(&self, name: &str) -> Vec<String> {
        let all = self.all(name).into_iter().flat_map(|value| value.split(','));
        all.map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned).collect()
    }

    /// Those of these names as one text, in whatever order they came.
    pub fn question(&self, names: &[&str]) -> String {
        let mut pairs: Vec<_> = self.iter().filter(|(name, _)| names.contains(name)).collect();
        pairs.sort_unstable();
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
    }

    /// Yes or no; no when it is not given.
    pub fn flag(&self, name: &str) -> Result<bool, AppError> {
        match self.first(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(AppError::bad_request(format!("request/query/{name} must be boolean: true or false"))),
        }
    }

    /// One of these words; nothing when it is not given or empty.
    pub fn choice(&self, name: &str, words: &[&str]) -> Result<Option<&str>, AppError> {
        let Some(text) = self.first(name).filter(|text| !text.is_empty()) else { return Ok(None) };
        if words.contains(&text) {
            return Ok(Some(text));
        }
        Err(AppError::bad_request(format!("request/query/{name} must be one of {}", words.join(", "))))
    }

    /// A number from 0.
    pub fn number(&self, name: &str) -> Result<Option<usize>, AppError> {
        let Some(text) = self.first(name) else { return Ok(None) };
        let number: i64 =
            text.trim().parse().map_err(|_| AppError::bad_request(format!("request/query/{name} must be integer")))?;
        usize::try_from(number)
            .map(Some)
            .map_err(|_| AppError::bad_request(format!("request/query/{name} must be >= 0")))
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }
}

impl<S: Sync> FromRequestParts<S> for Params {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::parse(parts.uri.query().unwrap_or_default()))
    }
}
