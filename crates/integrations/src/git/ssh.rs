//! Whom ssh believes and what it proves itself by, and what its refusals mean.

use std::path::{Path, PathBuf};

/// Without a person: nothing is asked, and a host key that is not known is refused whatever the user's settings say.
const SSH: &str = "ssh -o BatchMode=yes -o ConnectTimeout=15 -o StrictHostKeyChecking=yes";

/// Files of ssh; where one is empty, those of the user that runs the server count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ssh {
    /// Keys of hosts that are believed, a line each as in `~/.ssh/known_hosts`; no other counts then.
    pub known_hosts: PathBuf,
    /// The private key that is shown; no other is then.
    pub key: PathBuf,
    /// Shows no key at all and reads no settings of the user: for whoever must not reach what the server may.
    pub keyless: bool,
}

impl Ssh {
    /// Whether a path may be named: one that neither a shell nor ssh reads as anything else. Empty is one that is not named.
    pub fn may_name(path: &Path) -> bool {
        let plain = |text: &str| text.chars().all(|c| c.is_alphanumeric() || "/._-+@:,=".contains(c));
        path.as_os_str().is_empty() || (path.is_absolute() && path.to_str().is_some_and(plain))
    }

    /// What git runs; `more` are options of one call. A path that may not be named is no path, so that nobody is believed.
    pub(super) fn command(&self, more: &str) -> String {
        let mut command = SSH.to_owned();
        let named =
            |path: &Path| if Self::may_name(path) { path.display().to_string() } else { "/dev/null".to_owned() };
        if !self.known_hosts.as_os_str().is_empty() {
            let file = named(&self.known_hosts);
            command.push_str(&format!(" -o UserKnownHostsFile={file} -o GlobalKnownHostsFile=/dev/null"));
        }
        if self.keyless {
            command.push_str(" -F none -o PubkeyAuthentication=no");
        } else if !self.key.as_os_str().is_empty() {
            command.push_str(&format!(" -o IdentitiesOnly=yes -o IdentityFile={}", named(&self.key)));
        }
        command + more
    }
}

/// What ssh means by its refusals; nothing when it is about something else.
pub(super) fn explain(said: &str) -> Option<&'static str> {
    if said.contains("REMOTE HOST IDENTIFICATION HAS CHANGED") {
        return Some(
            "the host shows another key than the one that is known for it: somebody may stand in between, or it has a new one; \
             compare it with what its operator says before you put it in place of the old one (git.known_hosts)",
        );
    }
    if said.contains("Host key verification failed") || said.contains("host key is known for") {
        return Some(
            "the key of the host is not known, so it is not believed; get it with ssh-keyscan, compare it with what its operator \
             says, and put it into the file of known hosts (git.known_hosts)",
        );
    }
    said.contains("Permission denied (").then_some(
        "the host does not let this server in: git.ssh_key names the key that it shows, and sources of tenants show none; \
         read the repository over https, with a stored secret when it is private",
    )
}
