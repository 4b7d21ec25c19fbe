//! The grammars of names, tags, labels and annotations, as Backstage's field policies state them.

/// `[A-Za-z0-9]` with single or repeated `-_.` inside, 1 to 63 characters.
pub fn is_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    (1..=63).contains(&bytes.len())
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
        && bytes[0].is_ascii_alphanumeric()
        && bytes[bytes.len() - 1].is_ascii_alphanumeric()
}

/// `[a-z0-9]+(-+[a-z0-9]+)*`, 1 to 63 characters.
pub fn is_namespace(text: &str) -> bool {
    let bytes = text.as_bytes();
    let inner = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (1..=63).contains(&bytes.len())
        && bytes.iter().all(|byte| inner(byte) || *byte == b'-')
        && inner(&bytes[0])
        && inner(&bytes[bytes.len() - 1])
}

/// `[a-z0-9:+#]+(-[a-z0-9:+#]+)*`, 1 to 63 characters.
pub fn is_tag(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b":+#".contains(&byte);
    (1..=63).contains(&text.len()) && text.split('-').all(|part| !part.is_empty() && part.bytes().all(inner))
}

/// `[prefix/]name` with a DNS subdomain of at most 253 characters as prefix.
pub fn is_key(text: &str) -> bool {
    match text.split_once('/') {
        Some((prefix, name)) => is_subdomain(prefix) && is_name(name),
        None => is_name(text),
    }
}

/// Empty or a name.
pub fn is_label_value(text: &str) -> bool {
    text.is_empty() || is_name(text)
}

/// `[dnsSubdomain/][a-zA-Z0-9]{1,63}`.
pub fn is_api_version(text: &str) -> bool {
    let version = |text: &str| (1..=63).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match text.split_once('/') {
        Some((prefix, rest)) => is_subdomain(prefix) && version(rest),
        None => version(text),
    }
}

/// `[a-zA-Z][a-zA-Z0-9]*`, at most 63 characters.
pub fn is_kind(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text.as_bytes()[0].is_ascii_alphabetic()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_subdomain(text: &str) -> bool {
    (1..=253).contains(&text.len()) && text.split('.').all(is_namespace)
}

/// Whether a URL may be shown as a link: it parses and runs no script.
pub fn is_safe_url(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| !is_script_scheme(url.scheme()))
}

/// Schemes under which a browser may run what the address itself carries.
pub fn is_script_scheme(scheme: &str) -> bool {
    matches!(scheme, "javascript" | "data" | "vbscript" | "blob" | "filesystem" | "view-source")
}

/// The nearest valid name: each run of illegal characters becomes one `-`.
pub fn suggestion(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars() {
        let c = if c.is_ascii_alphanumeric() || "_.".contains(c) { c } else { '-' };
        if c != '-' || !name.ends_with('-') {
            name.push(c);
        }
    }
    name.truncate(63);
    name.trim_matches(|c: char| !c.is_ascii_alphanumeric()).to_owned()
}
