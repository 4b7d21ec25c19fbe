//! An LDAP directory (RFC 4511) as a tree of descriptors: each person a User, each group a Group. A client of our own, because
//! it dials under the rules of every other and needs three operations.

mod ber;
mod connection;
mod entries;
mod filter;

use std::path::PathBuf;

use portolan_domain::catalog::placeholder::ReadError;
use url::Url;

pub use connection::MAX_ENTRIES;
pub use filter::escape;

use crate::http::Rules;
use crate::tree::{Listed, Tree};
use connection::Connection;

/// Why nothing was read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LdapError {
    /// It is not as it is configured, or forbidden.
    #[error("{0}")]
    Refused(String),
    /// It may work later.
    #[error("the directory cannot be asked: {0}")]
    Unavailable(String),
    /// It does not speak LDAP.
    #[error("the directory does not answer as it should: {0}")]
    Protocol(String),
}

/// Which directory, and what of it.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// `ldaps://HOST`, or `ldap://HOST` with StartTLS.
    pub url: String,
    /// Whether `ldap://` is made secret.
    pub start_tls: bool,
    /// Whether a password may cross the network in the clear.
    pub allow_plaintext: bool,
    /// Certificates that vouch for it, as PEM; those of the system when empty.
    pub ca_file: PathBuf,
    /// Who asks; nobody when empty.
    pub bind_dn: String,
    /// Its password.
    pub password: String,
    /// Where people and groups are.
    pub base: String,
    /// Which entries are people.
    pub user_filter: String,
    /// Which entries are groups; none when empty.
    pub group_filter: String,
    /// Where things stand in entries.
    pub attributes: Attributes,
}

/// Names of attributes; of several the first that has a value counts.
#[derive(Clone, Debug, Default)]
pub struct Attributes {
    /// What a User is named after.
    pub user_name: Vec<String>,
    /// A person's name.
    pub user_display_name: Vec<String>,
    /// A person's address.
    pub user_email: Vec<String>,
    /// A person's picture, an https address.
    pub user_picture: Vec<String>,
    /// What a Group is named after.
    pub group_name: Vec<String>,
    /// A group's name.
    pub group_display_name: Vec<String>,
    /// Members of a group, by distinguished name or, as in `memberUid`, by name. All of them count.
    pub member: Vec<String>,
    /// Groups of a person or a group, by distinguished name. All of them count.
    pub member_of: Vec<String>,
}

impl Settings {
    /// Host, port, and whether it speaks TLS from the start.
    fn address(&self) -> Result<(String, u16, bool), LdapError> {
        let wrong = || LdapError::Refused(format!("`{}` is not the address of a directory", self.url));
        let url = Url::parse(&self.url).map_err(|_| wrong())?;
        let tls = match url.scheme() {
            "ldaps" => true,
            "ldap" => false,
            _ => return Err(wrong()),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(LdapError::Refused(
                "the address carries credentials; bind_dn and password are for them".to_owned(),
            ));
        }
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(wrong)?;
        Ok((host.to_owned(), url.port().unwrap_or(if tls { 636 } else { 389 }), tls))
    }

    /// What is wrong with it.
    pub fn refusal(&self) -> Option<String> {
        let (_, _, tls) = match self.address() {
            Ok(address) => address,
            Err(error) => return Some(error.to_string()),
        };
        if !self.bind_dn.is_empty() && self.password.is_empty() {
            return Some("bind_dn has no password: directories take that for nobody and let it in".to_owned());
        }
        if self.bind_dn.is_empty() && !self.password.is_empty() {
            return Some("there is a password without a bind_dn".to_owned());
        }
        if !tls && !self.start_tls && !self.allow_plaintext {
            return Some("ldap:// sends the password in the clear; use ldaps://, start_tls or, on a network that is trusted, allow_plaintext".to_owned());
        }
        if self.base.is_empty() {
            return Some("there is no base".to_owned());
        }
        let mut filters = [&self.user_filter, &self.group_filter].into_iter().filter(|one| !one.is_empty());
        filters.find_map(|one| filter::encode(one).err())
    }
}

/// What a directory says, as descriptors.
#[derive(Debug)]
pub struct LdapTree {
    files: Vec<Listed>,
    texts: std::collections::BTreeMap<String, String>,
    base: String,
}

/// Reads a directory. One that answers with nobody is not believed.
pub async fn open(rules: &Rules, settings: &Settings) -> Result<LdapTree, LdapError> {
    if let Some(refusal) = settings.refusal() {
        return Err(LdapError::Refused(refusal));
    }
    let mut connection = Connection::open(rules, settings).await?;
    if !settings.bind_dn.is_empty() {
        connection.bind(&settings.bind_dn, &settings.password).await?;
    }
    let of = &settings.attributes;
    let wanted =
        |lists: &[&Vec<String>]| -> Vec<String> { lists.iter().flat_map(|list| list.iter().cloned()).collect() };
    let names = wanted(&[&of.user_name, &of.user_display_name, &of.user_email, &of.user_picture, &of.member_of]);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let users = connection.search(&settings.base, &settings.user_filter, &names).await?;
    let names = wanted(&[&of.group_name, &of.group_display_name, &of.member, &of.member_of]);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let groups = if settings.group_filter.is_empty() {
        Vec::new()
    } else {
        connection.search(&settings.base, &settings.group_filter, &names).await?
    };
    connection.close().await;
    if users.is_empty() {
        return Err(LdapError::Refused(
            "the directory names nobody; look at base, user_filter and what bind_dn may see".to_owned(),
        ));
    }
    let texts = entries::descriptors(settings, &users, &groups);
    let files = texts.iter().map(|(path, text)| Listed { path: path.clone(), stamp: entries::stamp(text) }).collect();
    Ok(LdapTree { files, texts, base: settings.url.clone() })
}

impl Tree for LdapTree {
    fn list(&self) -> &[Listed] {
        &self.files
    }

    fn text(&self, path: &str) -> Result<String, ReadError> {
        self.texts.get(path).cloned().ok_or_else(|| ReadError::NotFound(path.to_owned()))
    }

    fn stamp(&self, path: &str) -> String {
        self.texts.get(path).map(|text| entries::stamp(text)).unwrap_or_default()
    }

    fn resolve(&self, target: &str, _base: &str) -> Result<String, ReadError> {
        Err(ReadError::Refused(format!("`{target}`: a directory has no files")))
    }

    fn location(&self, path: &str) -> String {
        format!("ldap:{}/{path}", self.base)
    }
}
