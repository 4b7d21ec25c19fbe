//! LDAP directories. They are named here and nowhere else: here their passwords can come from files.

use portolan_integrations::ldap::{Attributes, Settings};
use serde::{Deserialize, Serialize};

/// A directory whose people and groups are read.
#[derive(Clone, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LdapConfig {
    /// Shown; the base when empty.
    pub name: String,
    /// The tenant whose people and groups they are; the server's own when empty.
    pub tenant: String,
    /// `ldaps://HOST`, or `ldap://HOST` with `start_tls`.
    #[schema(required = true)]
    pub url: String,
    /// Make `ldap://` secret before anything is said.
    pub start_tls: bool,
    /// Let a password cross the network in the clear.
    pub allow_plaintext: bool,
    /// Certificates that vouch for the directory, as a PEM file; the system's when empty.
    pub ca_file: String,
    /// Whether it may have a loopback or private address.
    pub allow_private_addresses: bool,
    /// Who asks; nobody when empty.
    pub bind_dn: String,
    /// Its password.
    pub password: String,
    /// Where people and groups are, such as `dc=example,dc=com`.
    #[schema(required = true)]
    pub base: String,
    /// Whose defaults the rest has: `openldap` or `active_directory`.
    pub schema: String,
    /// Which entries are people.
    pub user_filter: String,
    /// Which entries are groups; `none` for none.
    pub group_filter: String,
    /// Where things stand in entries.
    pub attributes: LdapAttributesConfig,
    /// The lower wins; 100 when absent.
    pub rank: Option<i64>,
    /// Seconds between syncs; 900 when absent.
    pub schedule_seconds: Option<i64>,
}

/// Names of attributes; the schema's where empty. Of several the first that has a value counts.
#[derive(Clone, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LdapAttributesConfig {
    /// What a User is named after.
    pub user_name: Vec<String>,
    /// A person's name.
    pub user_display_name: Vec<String>,
    /// A person's e-mail address.
    pub user_email: Vec<String>,
    /// The https address of a person's picture.
    pub user_picture: Vec<String>,
    /// What a Group is named after.
    pub group_name: Vec<String>,
    /// A group's name.
    pub group_display_name: Vec<String>,
    /// Members of a group; all of them count.
    pub member: Vec<String>,
    /// Groups of a person or a group; all of them count.
    pub member_of: Vec<String>,
}

/// The defaults of a schema: people, groups, attributes in the order of [`LdapAttributesConfig`].
type Defaults = (&'static str, &'static str, [&'static [&'static str]; 8]);

const OPENLDAP: Defaults = (
    "(objectClass=inetOrgPerson)",
    "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup))",
    [
        &["uid"],
        &["displayName", "cn"],
        &["mail"],
        &[],
        &["cn"],
        &["description"],
        &["member", "uniqueMember", "memberUid"],
        &["memberOf"],
    ],
);

/// Accounts that are disabled are left out. Members come from `memberOf`: a large group answers `member` in parts.
const ACTIVE_DIRECTORY: Defaults = (
    "(&(objectCategory=person)(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))",
    "(objectClass=group)",
    [
        &["sAMAccountName"],
        &["displayName", "cn"],
        &["mail"],
        &[],
        &["sAMAccountName", "cn"],
        &["displayName", "cn"],
        &["member"],
        &["memberOf"],
    ],
);

impl LdapConfig {
    /// What the source of it is called in the catalog.
    pub fn target(&self) -> String {
        format!("{}/{}", self.url.trim_end_matches('/'), self.base)
    }

    /// With the defaults of its schema.
    pub fn settings(&self) -> Settings {
        let (users, groups, names) = if self.schema == "active_directory" { ACTIVE_DIRECTORY } else { OPENLDAP };
        let or = |given: &str, otherwise: &str| if given.is_empty() { otherwise.to_owned() } else { given.to_owned() };
        let list = |given: &Vec<String>, at: usize| {
            if given.is_empty() { names[at].iter().map(|name| (*name).to_owned()).collect() } else { given.clone() }
        };
        let own = &self.attributes;
        Settings {
            url: self.url.clone(),
            start_tls: self.start_tls,
            allow_plaintext: self.allow_plaintext,
            ca_file: self.ca_file.clone().into(),
            bind_dn: self.bind_dn.clone(),
            password: self.password.clone(),
            base: self.base.clone(),
            user_filter: or(&self.user_filter, users),
            group_filter: if self.group_filter == "none" { String::new() } else { or(&self.group_filter, groups) },
            attributes: Attributes {
                user_name: list(&own.user_name, 0),
                user_display_name: list(&own.user_display_name, 1),
                user_email: list(&own.user_email, 2),
                user_picture: list(&own.user_picture, 3),
                group_name: list(&own.group_name, 4),
                group_display_name: list(&own.group_display_name, 5),
                member: list(&own.member, 6),
                member_of: list(&own.member_of, 7),
            },
        }
    }

    /// What is wrong with it.
    pub fn refusal(&self) -> Option<String> {
        if !["", "openldap", "active_directory"].contains(&self.schema.as_str()) {
            return Some(format!("ldap: `{}` is no schema; there are openldap and active_directory", self.schema));
        }
        self.settings().refusal().map(|refusal| format!("ldap: the directory at {}: {refusal}", self.base))
    }
}
