//! The part of BER (X.690) that LDAP uses: definite lengths, short tags.

use super::LdapError;

pub const BOOLEAN: u8 = 0x01;
pub const INTEGER: u8 = 0x02;
pub const OCTETS: u8 = 0x04;
pub const ENUMERATED: u8 = 0x0a;
pub const SEQUENCE: u8 = 0x30;
pub const SET: u8 = 0x31;

/// A tag, a length and what they hold.
pub fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag];
    let length = content.len();
    if length < 0x80 {
        bytes.push(length as u8);
    } else {
        let digits: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
        bytes.push(0x80 | digits.len() as u8);
        bytes.extend(digits);
    }
    bytes.extend_from_slice(content);
    bytes
}

/// A text.
pub fn text(content: &str) -> Vec<u8> {
    value(OCTETS, content.as_bytes())
}

/// A number that is not negative.
pub fn number(tag: u8, number: u32) -> Vec<u8> {
    let mut digits: Vec<u8> = number.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
    // A first bit would be a sign.
    if digits.first().is_none_or(|first| first & 0x80 != 0) {
        digits.insert(0, 0);
    }
    value(tag, &digits)
}

/// Several values in one.
pub fn group(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    value(tag, &parts.concat())
}

/// Reads values one after the other.
#[derive(Clone, Copy)]
pub struct Reader<'b>(pub &'b [u8]);

fn broken() -> LdapError {
    LdapError::Protocol("it sends what is no LDAP message".to_owned())
}

/// How long the value is that begins here, head and all; nothing while its head is not whole.
pub fn length(bytes: &[u8]) -> Result<Option<usize>, LdapError> {
    let Some(&first) = bytes.get(1) else { return Ok(None) };
    if first < 0x80 {
        return Ok(Some(2 + usize::from(first)));
    }
    let digits = usize::from(first & 0x7f);
    if digits == 0 || digits > 4 {
        return Err(broken());
    }
    let Some(digits) = bytes.get(2..2 + digits) else { return Ok(None) };
    let content = digits.iter().fold(0_usize, |sum, byte| (sum << 8) | usize::from(*byte));
    Ok(Some(2 + digits.len() + content))
}

impl<'b> Reader<'b> {
    /// The next value; nothing at the end.
    pub fn next(&mut self) -> Result<Option<(u8, &'b [u8])>, LdapError> {
        let Some(&tag) = self.0.first() else { return Ok(None) };
        let whole = length(self.0)?.ok_or_else(broken)?;
        let head = if self.0[1] < 0x80 { 2 } else { 2 + usize::from(self.0[1] & 0x7f) };
        let content = self.0.get(head..whole).ok_or_else(broken)?;
        self.0 = &self.0[whole..];
        Ok(Some((tag, content)))
    }

    /// The next value, which has this tag.
    pub fn expect(&mut self, tag: u8) -> Result<&'b [u8], LdapError> {
        match self.next()? {
            Some((found, content)) if found == tag => Ok(content),
            _ => Err(broken()),
        }
    }

    /// A number.
    pub fn number(&mut self, tag: u8) -> Result<u32, LdapError> {
        let digits = self.expect(tag)?;
        if digits.is_empty() || digits.len() > 5 {
            return Err(broken());
        }
        Ok(digits.iter().fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte)))
    }

    /// A text; what is no UTF-8 in it is replaced.
    pub fn text(&mut self) -> Result<String, LdapError> {
        Ok(String::from_utf8_lossy(self.expect(OCTETS)?).into_owned())
    }
}
