//! Plain scalars by the YAML 1.2 core schema (<https://yaml.org/spec/1.2.2/#1032-tag-resolution>): `yes`, `no`,
//! `on`, `off`, `1_000` and dates stay strings.

use serde_json::{Number, Value};

/// A plain scalar that no JSON value can hold.
pub struct Unrepresentable;

/// The value of a scalar under a tag of the core schema (`int`, `str`, ..); `None` when it is not of that type.
pub fn tagged(text: &str, tag: &str) -> Option<Value> {
    let value = if tag == "str" { Value::String(text.to_owned()) } else { resolve(text).ok()? };
    let fits = match tag {
        "str" => true,
        "int" => value.is_i64() || value.is_u64(),
        "float" => value.is_number(),
        "bool" => value.is_boolean(),
        "null" => value.is_null(),
        _ => false,
    };
    fits.then_some(value)
}

/// The value of a plain scalar.
pub fn resolve(text: &str) -> Result<Value, Unrepresentable> {
    let Some(first) = text.bytes().next() else { return Ok(Value::Null) };
    match first {
        b'~' | b'n' | b'N' if matches!(text, "~" | "null" | "Null" | "NULL") => Ok(Value::Null),
        b't' | b'T' if matches!(text, "true" | "True" | "TRUE") => Ok(Value::Bool(true)),
        b'f' | b'F' if matches!(text, "false" | "False" | "FALSE") => Ok(Value::Bool(false)),
        b'0'..=b'9' | b'+' | b'-' | b'.' => number(text),
        _ => Ok(Value::String(text.to_owned())),
    }
}

fn number(text: &str) -> Result<Value, Unrepresentable> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Err(Unrepresentable);
    }
    for (prefix, radix) in [("0o", 8), ("0x", 16)] {
        if let Some(digits) = text.strip_prefix(prefix).filter(|digits| is_integer(digits, radix)) {
            return u64::from_str_radix(digits, radix).map(Value::from).map_err(|_| Unrepresentable);
        }
    }
    if !is_decimal(unsigned) {
        return Ok(Value::String(text.to_owned()));
    }
    let plain = text.strip_prefix('+').unwrap_or(text);
    if unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        if let Ok(value) = plain.parse::<i64>() {
            return Ok(Value::from(value));
        }
        // A float would drop digits without a word.
        return plain.parse::<u64>().map(Value::from).map_err(|_| Unrepresentable);
    }
    plain.parse::<f64>().ok().and_then(Number::from_f64).map(Value::Number).ok_or(Unrepresentable)
}

fn is_integer(digits: &str, radix: u32) -> bool {
    !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix))
}

/// `[0-9]+(\.[0-9]*)?` or `\.[0-9]+`, with an exponent.
fn is_decimal(text: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(text);
    let mut rest = &text[whole..];
    let mut fraction = 0;
    if let Some(after) = rest.strip_prefix('.') {
        fraction = digits(after);
        rest = &after[fraction..];
    }
    if whole + fraction == 0 {
        return false;
    }
    if let Some(after) = rest.strip_prefix(['e', 'E']) {
        let after = after.strip_prefix(['+', '-']).unwrap_or(after);
        let exponent = digits(after);
        return exponent > 0 && exponent == after.len();
    }
    rest.is_empty()
}
