//! Entries as other systems read them: JSON Lines, and ArcSight's Common Event Format.

use super::body::EntryBody;
use super::store::EntryRow;

/// How entries are written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// One JSON object a line
    Jsonl,
    /// Common Event Format, one event a line
    Cef,
}

impl Format {
    /// Adds an entry's line.
    pub fn line(self, row: EntryRow, text: &mut String) {
        match self {
            Self::Jsonl => text.push_str(&serde_json::to_string(&EntryBody::from(row)).unwrap_or_default()),
            Self::Cef => text.push_str(&cef(&row)),
        }
        text.push('\n');
    }
}

/// Header fields escape `\` and `|`, values of the extension `\`, `=` and line ends.
fn cef(row: &EntryRow) -> String {
    let head = |text: &str| text.replace('\\', "\\\\").replace('|', "\\|").replace(['\n', '\r'], " ");
    let value = |text: &str| text.replace('\\', "\\\\").replace('=', "\\=").replace('\r', "\\r").replace('\n', "\\n");
    let severity = if row.decision == "denied" { 6 } else { 3 };
    let mut line = format!(
        "CEF:0|Portolan|Portolan|{}|{}|{}|{severity}|rt={} externalId={} suser={} act={} outcome={}",
        env!("CARGO_PKG_VERSION"),
        head(&row.action),
        head(&row.action),
        row.at / 1000,
        row.seq,
        value(&row.actor),
        value(&row.action),
        value(&row.decision),
    );
    let more = [
        ("duser", &row.target),
        ("src", &row.origin),
        ("cs1Label=requestId cs1", &row.request_id),
        ("cs2Label=before cs2", &row.before),
        ("cs3Label=after cs3", &row.after),
        ("cs4Label=hash cs4", &row.hash),
    ];
    for (key, text) in more.into_iter().filter(|(_, text)| !text.is_empty()) {
        line.push_str(&format!(" {key}={}", value(text)));
    }
    line
}
