//! Which entities a text means, best first: by name, then title, then the rest.

use portolan_domain::index::{FullText, Index, Predicate, Query};

use crate::catalog::view::View;

/// Hits that are ranked; more are only counted.
const RANKED: usize = 5000;

/// Where a text is looked for.
const FIELDS: [&str; 6] = [
    "metadata.name",
    "metadata.title",
    "metadata.description",
    "metadata.tags",
    "spec.profile.displayname",
    "spec.profile.email",
];

/// Entities that contain every word of the text.
pub fn search(index: &View<'_>, text: &str, predicate: Predicate) -> (Vec<u32>, u64) {
    let text = text.trim().to_lowercase();
    let longest = text.split_whitespace().max_by_key(|word| word.len()).unwrap_or_default().to_owned();
    let fields = FIELDS.map(str::to_owned).to_vec();
    let full_text = (!longest.is_empty()).then_some(FullText { term: longest, fields });
    let page = index.select(&Query { predicate, full_text, limit: RANKED, ..Query::default() });
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut scored: Vec<(u32, u32)> =
        page.ids.iter().filter_map(|id| Some((score(index, *id, &text, &words)?, *id))).collect();
    scored.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| index.reference(a.1).cmp(index.reference(b.1))));
    let total = if words.len() > 1 { scored.len() as u64 } else { page.total };
    (scored.into_iter().map(|(_, id)| id).collect(), total)
}

/// `None` when a word is nowhere.
fn score(index: &Index, id: u32, text: &str, words: &[&str]) -> Option<u32> {
    if words.is_empty() {
        return Some(0);
    }
    let of = |key: &str| index.values(id, key).join(" ").to_lowercase();
    let [name, title] = ["metadata.name", "metadata.title"].map(of);
    let rest = FIELDS[2..].iter().map(|key| of(key)).collect::<Vec<_>>().join(" ");
    if words.iter().any(|word| !name.contains(word) && !title.contains(word) && !rest.contains(word)) {
        return None;
    }
    Some(match () {
        () if name == text || title == text => 100,
        () if name.starts_with(text) || title.starts_with(text) => 80,
        () if name.split(['-', '_', '.']).chain(title.split(' ')).any(|part| part.starts_with(text)) => 60,
        () if name.contains(text) || title.contains(text) => 40,
        () => 10,
    })
}
