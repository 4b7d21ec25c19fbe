//! From entries of a directory to descriptors of Users and Groups.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use portolan_domain::catalog::name::{is_safe_url, suggestion};
use serde_json::{Value, json};
use sha1::{Digest, Sha1};

use super::Settings;
use super::connection::Entry;

/// Changes when a descriptor does.
pub fn stamp(text: &str) -> String {
    format!("{:x}", Sha1::digest(text.as_bytes()))
}

/// A distinguished name as it is compared: letters and blanks around separators do not matter.
fn plain(dn: &str) -> String {
    let parts = dn.split(',').map(|part| match part.split_once('=') {
        Some((name, value)) => format!("{}={}", name.trim(), value.trim()),
        None => part.trim().to_owned(),
    });
    parts.collect::<Vec<_>>().join(",").to_lowercase()
}

fn first<'e>(entry: &'e Entry, names: &[String]) -> &'e str {
    all(entry, names).next().unwrap_or_default()
}

fn all<'e>(entry: &'e Entry, names: &[String]) -> impl Iterator<Item = &'e str> {
    let found: Vec<&'e str> = names
        .iter()
        .filter_map(|name| entry.attributes.get(&name.to_lowercase()))
        .flatten()
        .map(|text| text.trim())
        .filter(|text| !text.is_empty())
        .collect();
    found.into_iter()
}

/// Names of entries by their distinguished names; of two of one name the second is numbered, in order of these.
fn named(entries: &[Entry], names: &[String]) -> BTreeMap<String, (String, usize)> {
    let mut order: Vec<(String, usize)> =
        entries.iter().enumerate().map(|(at, entry)| (plain(&entry.dn), at)).collect();
    order.sort();
    let mut taken = BTreeSet::new();
    let mut found = BTreeMap::new();
    for (dn, at) in order {
        let base = suggestion(&first(&entries[at], names).to_lowercase());
        if base.is_empty() {
            // Nobody can be named after nothing: an entry that is left out.
            tracing::warn!(dn = entries[at].dn, "an entry of the directory has no name and is passed over");
            continue;
        }
        let mut numbered = (1..).map(|number| if number == 1 { base.clone() } else { format!("{base}-{number}") });
        let name = numbered.find(|name| taken.insert(name.clone())).unwrap_or_default();
        found.insert(dn, (name, at));
    }
    found
}

/// Descriptors by path.
pub fn descriptors(settings: &Settings, users: &[Entry], groups: &[Entry]) -> BTreeMap<String, String> {
    let of = &settings.attributes;
    let people = named(users, &of.user_name);
    let teams = named(groups, &of.group_name);
    // By name too, for what names members so.
    let by_name: HashMap<String, &str> =
        people.iter().map(|(dn, (_, at))| (first(&users[*at], &of.user_name).to_lowercase(), dn.as_str())).collect();
    let mut memberships: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, at) in teams.values() {
        for member in all(&groups[*at], &of.member) {
            let dn = plain(member);
            let known = people.get_key_value(&dn).or_else(|| teams.get_key_value(&dn)).map(|(dn, _)| dn.as_str());
            if let Some(dn) = known.or_else(|| by_name.get(&member.to_lowercase()).copied()) {
                memberships.entry(dn).or_default().insert(name);
            }
        }
    }
    let told = |entry: &Entry, dn: &str| -> Vec<String> {
        let own = all(entry, &of.member_of).filter_map(|group| Some(teams.get(&plain(group))?.0.as_str()));
        let named: BTreeSet<&str> = own.chain(memberships.get(dn).into_iter().flatten().copied()).collect();
        named.into_iter().map(|name| format!("group:default/{name}")).collect()
    };
    let mut texts = BTreeMap::new();
    for (dn, (name, at)) in &people {
        let user = user(settings, &users[*at], name, &told(&users[*at], dn));
        texts.insert(format!("users/{name}.json"), user.to_string());
    }
    for (dn, (name, at)) in &teams {
        let parents = told(&groups[*at], dn);
        let parent = parents.iter().find(|parent| **parent != format!("group:default/{name}"));
        texts.insert(format!("groups/{name}.json"), team(settings, &groups[*at], name, parent).to_string());
    }
    texts
}

fn metadata(entry: &Entry, name: &str) -> Value {
    json!({ "name": name, "annotations": { "portolan.dev/ldap-dn": entry.dn } })
}

fn user(settings: &Settings, entry: &Entry, name: &str, groups: &[String]) -> Value {
    let of = &settings.attributes;
    let mut profile = json!({});
    let (shown, email, picture) =
        (first(entry, &of.user_display_name), first(entry, &of.user_email), first(entry, &of.user_picture));
    if !shown.is_empty() {
        profile["displayName"] = json!(shown);
    }
    if email.contains('@') {
        profile["email"] = json!(email);
    }
    if picture.starts_with("https://") && is_safe_url(picture) {
        profile["picture"] = json!(picture);
    }
    json!({
        "apiVersion": "backstage.io/v1alpha1", "kind": "User", "metadata": metadata(entry, name),
        "spec": { "profile": profile, "memberOf": groups },
    })
}

fn team(settings: &Settings, entry: &Entry, name: &str, parent: Option<&String>) -> Value {
    let mut spec = json!({ "type": "team", "children": [] });
    let shown = first(entry, &settings.attributes.group_display_name);
    if !shown.is_empty() {
        spec["profile"] = json!({ "displayName": shown });
    }
    if let Some(parent) = parent {
        spec["parent"] = json!(parent);
    }
    json!({
        "apiVersion": "backstage.io/v1alpha1", "kind": "Group", "metadata": metadata(entry, name), "spec": spec,
    })
}
