//! Filters as people write them (RFC 4515), as they are sent (RFC 4511, 4.5.1.7).

use super::ber::{BOOLEAN, OCTETS, SEQUENCE, group, value};

/// Bytes of a filter.
const MAX_FILTER: usize = 8_192;
/// Brackets within brackets.
const MAX_DEPTH: usize = 32;

/// A text inside a filter's value: what would end or change the filter is written as its number.
pub fn escape(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"*()\\".contains(&byte) || byte == b' ' || byte >= 0x80;
    let mut escaped = Vec::new();
    for byte in text.bytes() {
        if plain(byte) { escaped.push(byte) } else { escaped.extend(format!("\\{byte:02x}").bytes()) }
    }
    String::from_utf8_lossy(&escaped).into_owned()
}

/// The filter as it is sent; the error says what is wrong.
pub fn encode(text: &str) -> Result<Vec<u8>, String> {
    let text = text.trim();
    if text.len() > MAX_FILTER {
        return Err(format!("a filter has at most {MAX_FILTER} bytes"));
    }
    let mut reading = Reading { text, at: 0, depth: 0 };
    let filter = reading.filter()?;
    if reading.at < text.len() { Err(reading.wrong()) } else { Ok(filter) }
}

struct Reading<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

impl Reading<'_> {
    fn wrong(&self) -> String {
        let rest: String = self.text[self.at..].chars().take(20).collect();
        if rest.is_empty() {
            "the filter ends too early".to_owned()
        } else {
            format!("the filter cannot be read at `{rest}`")
        }
    }

    fn eat(&mut self, letter: char) -> Result<(), String> {
        if !self.text[self.at..].starts_with(letter) {
            return Err(self.wrong());
        }
        self.at += letter.len_utf8();
        Ok(())
    }

    fn filter(&mut self) -> Result<Vec<u8>, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(format!("a filter has at most {MAX_DEPTH} brackets within each other"));
        }
        self.eat('(')?;
        let filter = match self.text[self.at..].chars().next() {
            Some('&') => self.list(0xa0),
            Some('|') => self.list(0xa1),
            Some('!') => {
                self.at += 1;
                Ok(value(0xa2, &self.filter()?))
            }
            _ => self.item(),
        }?;
        self.eat(')')?;
        self.depth -= 1;
        Ok(filter)
    }

    fn list(&mut self, tag: u8) -> Result<Vec<u8>, String> {
        self.at += 1;
        let mut parts = Vec::new();
        while self.text[self.at..].starts_with('(') {
            parts.push(self.filter()?);
        }
        if parts.is_empty() { Err(self.wrong()) } else { Ok(group(tag, &parts)) }
    }

    fn item(&mut self) -> Result<Vec<u8>, String> {
        let rest = &self.text[self.at..];
        let end = rest.find([')', '(']).ok_or_else(|| self.wrong())?;
        let (name, wanted) = rest[..end].split_once('=').ok_or_else(|| self.wrong())?;
        let (name, operator) = match name.as_bytes().last() {
            Some(last) if b"<>~:".contains(last) => (&name[..name.len() - 1], *last),
            _ => (name, b'='),
        };
        let good = |name: &str| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.;".contains(&byte))
        };
        let filter = match operator {
            b':' => extensible(name, wanted)?,
            _ if !good(name) => return Err(self.wrong()),
            b'=' if wanted == "*" => value(0x87, name.as_bytes()),
            b'=' if wanted.contains('*') => substrings(name, wanted)?,
            b'<' => pair(0xa6, name, wanted)?,
            b'>' => pair(0xa5, name, wanted)?,
            b'~' => pair(0xa8, name, wanted)?,
            _ => pair(0xa3, name, wanted)?,
        };
        self.at += end;
        Ok(filter)
    }
}

fn pair(tag: u8, name: &str, wanted: &str) -> Result<Vec<u8>, String> {
    Ok(group(tag, &[value(OCTETS, name.as_bytes()), value(OCTETS, &unescape(wanted)?)]))
}

fn substrings(name: &str, wanted: &str) -> Result<Vec<u8>, String> {
    let parts: Vec<&str> = wanted.split('*').collect();
    let last = parts.len() - 1;
    let mut pieces = Vec::new();
    for (at, part) in parts.into_iter().enumerate().filter(|(_, part)| !part.is_empty()) {
        let tag = if at == 0 {
            0x80
        } else if at == last {
            0x82
        } else {
            0x81
        };
        pieces.push(value(tag, &unescape(part)?));
    }
    Ok(group(0xa4, &[value(OCTETS, name.as_bytes()), group(SEQUENCE, &pieces)]))
}

/// `attribute:rule:=value`, as Active Directory needs it for flags.
fn extensible(name: &str, wanted: &str) -> Result<Vec<u8>, String> {
    let mut parts = name.split(':');
    let attribute = parts.next().unwrap_or_default();
    let mut pieces = Vec::new();
    let mut dn = false;
    for part in parts {
        if part.eq_ignore_ascii_case("dn") { dn = true } else { pieces.push(value(0x81, part.as_bytes())) }
    }
    if !attribute.is_empty() {
        pieces.push(value(0x82, attribute.as_bytes()));
    }
    pieces.push(value(0x83, &unescape(wanted)?));
    if dn {
        let mut flag = value(BOOLEAN, &[0xff]);
        flag[0] = 0x84;
        pieces.push(flag);
    }
    Ok(group(0xa9, &pieces))
}

fn unescape(text: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, more)) = rest.split_first() {
        if first != b'\\' {
            bytes.push(first);
            rest = more;
            continue;
        }
        let digits = more.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.ok_or("a `\\` in a filter is followed by two hexadecimal digits")?);
        rest = &more[2..];
    }
    Ok(bytes)
}
