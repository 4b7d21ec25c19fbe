//! Substring search over all values of one key: one buffer, one pass.

use roaring::RoaringBitmap;

use super::term::{KeyId, TermId, Terms, fold};

/// Between two values; no search term contains it.
const SEPARATOR: u8 = 0;

/// The values of a key in lower case, one after the other.
#[derive(Default)]
pub struct TextColumn {
    text: Vec<u8>,
    starts: Vec<u32>,
    terms: Vec<TermId>,
    /// How many of the key's terms are in it.
    seen: usize,
}

impl TextColumn {
    /// Takes in the terms that came since the last call.
    pub fn update(&mut self, key: KeyId, terms: &Terms) {
        let all = &terms.key(key).terms;
        for term in &all[self.seen..] {
            if let Some(value) = terms.value(*term) {
                self.starts.push(self.text.len() as u32);
                self.terms.push(*term);
                self.text.extend_from_slice(fold(value).as_bytes());
                self.text.push(SEPARATOR);
            }
        }
        self.seen = all.len();
    }

    /// Adds the entities with a value that contains `needle` (lower case) to `found`.
    pub fn search(&self, needle: &str, terms: &Terms, found: &mut RoaringBitmap) {
        let mut single = Vec::new();
        let mut last = usize::MAX;
        for at in memchr::memmem::find_iter(&self.text, needle.as_bytes()) {
            let value = self.starts.partition_point(|start| *start as usize <= at) - 1;
            if value == last {
                continue;
            }
            last = value;
            match &terms.postings[self.terms[value] as usize] {
                many @ super::posting::Posting::Many(_) => many.add_to(found),
                few => single.extend_from_slice(few.short()),
            }
        }
        single.sort_unstable();
        single.dedup();
        if let Ok(set) = RoaringBitmap::from_sorted_iter(single) {
            *found |= set;
        }
    }

    /// Bytes held, about.
    pub fn bytes(&self) -> usize {
        self.text.capacity() + (self.starts.capacity() + self.terms.capacity()) * 4
    }
}
