//! What a target means: a directory, a file, the URL of a file, or a git repository.

use std::path::{Path, PathBuf};

use portolan_domain::organisation::is_table;
use portolan_integrations::git;
use portolan_integrations::http::without_credentials;

/// A target, told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A directory of this machine.
    Directory(PathBuf, String),
    /// A file of this machine.
    File(PathBuf, String),
    /// The URL of a descriptor.
    Url(String),
    /// A git repository.
    Git(String),
    /// Tables of people and groups: at an address, or at a path of this machine.
    Csv(String),
    /// An LDAP directory that the configuration names.
    Ldap(String),
}

/// Whether a source of this kind is sent its claims: it is not read, and has no schedule.
pub fn is_pushed(kind: &str) -> bool {
    matches!(kind, "scim" | "oidc")
}

/// Reads a target. `local` allows paths of this machine.
pub fn read(text: &str, kind: &str, local: bool) -> Result<Target, String> {
    let text = text.trim();
    if text.is_empty() || text.len() > 2_000 || text.chars().any(char::is_control) {
        return Err(
            "the target is empty or not an address; name a directory, a file, a URL or a git repository".to_owned()
        );
    }
    if kind == "ldap" || text.starts_with("ldap://") || text.starts_with("ldaps://") {
        let named =
            "directories are named in the configuration, under `ldap`, where their passwords can come from files";
        return if local && kind == "ldap" { Ok(Target::Ldap(text.to_owned())) } else { Err(named.to_owned()) };
    }
    let is_csv = kind == "csv" || (kind.is_empty() && is_table(text));
    let url = text.starts_with("http://") || text.starts_with("https://");
    let git_like = text.trim_end_matches('/').ends_with(".git")
        || text.starts_with("ssh://")
        || text.starts_with("file://")
        || is_scp(text);
    if kind == "git" || (kind.is_empty() && git_like && (url || !Path::new(text).exists())) {
        git::check_address(text, local).map_err(|error| error.to_string())?;
        return Ok(Target::Git(text.to_owned()));
    }
    if url {
        let parsed =
            url::Url::parse(text).map_err(|error| format!("`{}` is not a URL: {error}", without_credentials(text)))?;
        if !parsed.username().is_empty() || parsed.password().is_some() {
            return Err("the address carries credentials; they must not be part of it".to_owned());
        }
        return Ok(if is_csv { Target::Csv(text.to_owned()) } else { Target::Url(text.to_owned()) });
    }
    if text.contains("://") {
        let shown = without_credentials(text);
        return Err(format!("`{shown}` is not an address that can be read; use https, ssh or a path"));
    }
    if !local {
        return Err("paths of the server's machine may not be named here; name a URL or a git repository".to_owned());
    }
    let path = Path::new(text);
    let full = path.canonicalize().map_err(|error| format!("`{text}` cannot be read: {error}"))?;
    let shown = full.display().to_string();
    if is_csv {
        return Ok(Target::Csv(shown));
    }
    if full.join("HEAD").is_file() && full.join("objects").is_dir() {
        return Ok(Target::Git(shown));
    }
    Ok(if full.is_dir() { Target::Directory(full, shown) } else { Target::File(full, shown) })
}

/// As a path of this machine is kept that cannot be read now, such as one of a disk that is not mounted.
pub fn missing(text: &str) -> Option<String> {
    let full = std::path::absolute(text.trim()).ok().filter(|full| !text.contains("://") && !full.exists())?;
    let (there, place) = full.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)))?;
    Some(place.join(full.strip_prefix(there).ok()?).display().to_string())
}

/// `user@host:path`.
fn is_scp(text: &str) -> bool {
    text.split_once(':').is_some_and(|(host, _)| host.contains('@') && !host.contains('/'))
}

impl Target {
    /// directory, file, url, git, csv, ldap.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Directory(..) => "directory",
            Self::File(..) => "file",
            Self::Url(_) => "url",
            Self::Git(_) => "git",
            Self::Csv(_) => "csv",
            Self::Ldap(_) => "ldap",
        }
    }

    /// As it is kept.
    pub fn text(&self) -> &str {
        match self {
            Self::Directory(_, text)
            | Self::File(_, text)
            | Self::Url(text)
            | Self::Git(text)
            | Self::Csv(text)
            | Self::Ldap(text) => text,
        }
    }

    /// A name for people: the last part that says something.
    pub fn name(&self) -> String {
        let text = self.text().trim_end_matches('/').trim_end_matches(".git");
        text.rsplit(['/', ':']).find(|part| !part.is_empty()).unwrap_or(text).to_owned()
    }

    /// Seconds between syncs. Directories and files are watched besides.
    pub fn default_schedule(&self) -> i64 {
        match self {
            Self::Directory(..) | Self::File(..) => 300,
            Self::Url(_) => 600,
            Self::Git(_) => 120,
            Self::Ldap(_) => 900,
            Self::Csv(_) => {
                if self.local_path().is_some() {
                    300
                } else {
                    600
                }
            }
        }
    }

    /// Backstage's `type:target` of the source itself.
    pub fn origin(&self) -> String {
        let kind = match self {
            Self::Ldap(_) => "ldap",
            _ if self.local_path().is_some() => "file",
            _ => "url",
        };
        format!("{kind}:{}", self.text())
    }

    /// What of this machine is watched.
    pub fn local_path(&self) -> Option<&Path> {
        match self {
            Self::Directory(path, _) | Self::File(path, _) => Some(path),
            Self::Csv(text) => Some(Path::new(text)).filter(|path| path.is_absolute()),
            Self::Url(_) | Self::Git(_) | Self::Ldap(_) => None,
        }
    }
}
