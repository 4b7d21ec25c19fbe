//! Pages of other origins that may call the API.

use serde::{Deserialize, Serialize};

/// Pages of other origins.
#[derive(Clone, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CorsConfig {
    /// Origins such as `https://portal.example.com` whose pages may read and write as whoever looks at them.
    pub origins: Vec<String>,
}

impl CorsConfig {
    /// Why something of it is no origin as browsers write them: scheme and host, a port that is not the usual one, no path.
    pub fn refusal(&self) -> Option<String> {
        self.origins.iter().find_map(|origin| refusal(origin))
    }
}

fn refusal(origin: &str) -> Option<String> {
    let url = url::Url::parse(origin).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let Some(plain) = url.map(|url| url.origin().ascii_serialization()) else {
        return Some(format!(
            "cors.origins has `{origin}`, which is no origin\n  help: write scheme and host, such as https://portal.example.com"
        ));
    };
    let wrong = format!("cors.origins has `{origin}`; browsers write that origin as `{plain}`\n  help: write it so");
    (plain != origin).then_some(wrong)
}
