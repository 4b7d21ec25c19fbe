//! Slips of the pen: which known word was probably meant by an unknown one.

/// Longer words are not compared.
const MAX_WORD: usize = 64;

/// The candidate that differs from `word` by the fewest edits, when that is few enough to be a slip.
pub fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    closest(word, candidates, |candidate| 1 + candidate.len() / 5)
}

/// The same, stricter: for fields, where names of one's own are allowed.
pub fn slip<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    closest(word, candidates.filter(|candidate| candidate.len() > 3), |candidate| 1 + candidate.len() / 10)
}

fn closest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>, most: fn(&str) -> usize) -> Option<&'a str> {
    if word.len() > MAX_WORD {
        return None;
    }
    let word: Vec<char> = word.to_lowercase().chars().collect();
    candidates
        // Most words are far from all candidates by their length or by their letters alone.
        .filter(|candidate| candidate.len().abs_diff(word.len()) <= most(candidate))
        .filter(|candidate| letters_apart(&word, candidate) <= 2 * most(candidate))
        .map(|candidate| (edits(&word, &candidate.to_lowercase().chars().collect::<Vec<_>>()), candidate))
        .min()
        .filter(|(edits, candidate)| *edits <= most(candidate))
        .map(|(_, candidate)| candidate)
}

/// How many letters one of the words has more of than the other, in any order; one edit makes up for two at most.
fn letters_apart(word: &[char], candidate: &str) -> usize {
    let mut counts = [0_i16; 32];
    // Letters that share a place look alike here, which only lets more words through.
    word.iter().for_each(|letter| counts[*letter as usize % 32] += 1);
    candidate.to_lowercase().chars().for_each(|letter| counts[letter as usize % 32] -= 1);
    counts.iter().map(|count| usize::from(count.unsigned_abs())).sum()
}

/// Letters added, left out, changed or swapped with the next.
fn edits(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut next = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let change = row[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            next[j] = change.min(row[j] + 1).min(next[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                next[j] = next[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut row, next);
    }
    row[b.len()]
}
