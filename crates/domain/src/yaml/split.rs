//! Cuts a file at its document markers, so that an error in one document cannot reach the next.

/// One document's part of a file.
pub struct Part {
    /// First byte after the marker line's `---`.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// Line of `start`, from 1.
    pub line: u32,
}

/// The parts between `---` markers at the start of a line, which end any scalar in YAML.
pub fn documents(text: &str) -> impl Iterator<Item = Part> {
    let bytes = text.as_bytes();
    let bom = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut at = bom;
    let mut line = 1;
    let mut done = false;
    std::iter::from_fn(move || {
        while !done {
            let start = at;
            let first_line = line;
            let mut cursor = at;
            let mut fresh = start == bom || start == 0 || bytes[start - 1] == b'\n';
            loop {
                if fresh && is_marker(&bytes[cursor..]) && cursor > start {
                    break;
                }
                if fresh && is_marker(&bytes[cursor..]) && cursor == start && start == bom && line == 1 {
                    break;
                }
                let Some(next) = memchr::memchr(b'\n', &bytes[cursor..]) else {
                    cursor = bytes.len();
                    done = true;
                    break;
                };
                cursor += next + 1;
                line += 1;
                fresh = true;
            }
            // The text behind the marker belongs to the next document.
            at = if done { cursor } else { cursor + 3 };
            if cursor > start {
                return Some(Part { start, end: cursor, line: first_line });
            }
        }
        None
    })
}

fn is_marker(bytes: &[u8]) -> bool {
    bytes.starts_with(b"---") && matches!(bytes.get(3), None | Some(b' ' | b'\t' | b'\r' | b'\n'))
}
