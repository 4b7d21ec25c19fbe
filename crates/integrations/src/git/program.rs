//! Running `git`: arguments only, a cleared environment, bounded time and output.

use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::process::{ChildStderr, ChildStdout};

use super::GitError;
use super::ssh::{self, Ssh};
use crate::http::Credential;
use crate::secret::mask;

/// One call.
const MAX_TIME: Duration = Duration::from_secs(300);
/// Output of one call.
const MAX_OUTPUT: usize = 128 * 1024 * 1024;

/// Starts git with what it may use at most: no core files, ten minutes of processor, four gigabytes of addresses and
/// 1,024 open files. A limit that is lower already stays.
const LIMITED: &str = "{ ulimit -c 0; ulimit -t 600; ulimit -v 4194304; ulimit -n 1024; } 2>/dev/null; exec git \"$@\"";
/// What a shell answers when it does not find a program.
const NOT_FOUND: i32 = 127;

/// The environment git sees: nothing of the user's settings, no prompts, no helpers that a repository could name.
const ENVIRONMENT: [(&str, &str); 8] = [
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_ASKPASS", "true"),
    ("GIT_LFS_SKIP_SMUDGE", "1"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("LC_ALL", "C"),
];

/// Settings that win over those of the repository.
const SETTINGS: [&str; 11] = [
    // Less than the limit of addresses.
    "core.packedGitWindowSize=64m",
    "core.packedGitLimit=1g",
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "protocol.allow=never",
    "protocol.https.allow=always",
    "protocol.http.allow=always",
    "protocol.ssh.allow=always",
    "transfer.fsckObjects=true",
    "fetch.fsckObjects=true",
    "http.followRedirects=false",
];

/// What one call may reach.
#[derive(Default)]
pub struct Access {
    /// Repositories of this machine.
    pub allow_local: bool,
    /// More settings, such as where a host is.
    pub settings: Vec<String>,
    /// Whom ssh believes.
    pub ssh: Ssh,
    /// More options of ssh.
    pub ssh_options: String,
    /// A header for one origin. It is in git's environment: arguments can be read by everybody on the machine.
    pub credential: Option<Credential>,
}

impl Access {
    pub(super) fn settings(&self) -> Vec<String> {
        let local = self.allow_local.then_some("protocol.file.allow=always");
        let all = SETTINGS.iter().copied().chain(local).chain(self.settings.iter().map(String::as_str));
        all.flat_map(|setting| ["-c".to_owned(), setting.to_owned()]).collect()
    }

    pub(super) fn environment(&self) -> Vec<(String, String)> {
        let kept = ["PATH", "HOME", "SSH_AUTH_SOCK", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO"];
        let own = kept.iter().filter_map(|name| Some(((*name).to_owned(), std::env::var(name).ok()?)));
        let fixed = ENVIRONMENT.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let ssh = [("GIT_SSH_COMMAND".to_owned(), self.ssh.command(&self.ssh_options))];
        own.chain(fixed).chain(ssh).chain(self.header()).collect()
    }

    fn header(&self) -> Vec<(String, String)> {
        let Some((origin, header)) = self.credential.as_ref().map(Credential::parts) else { return Vec::new() };
        vec![
            ("GIT_CONFIG_COUNT".to_owned(), "1".to_owned()),
            ("GIT_CONFIG_KEY_0".to_owned(), format!("http.{origin}/.extraHeader")),
            ("GIT_CONFIG_VALUE_0".to_owned(), format!("Authorization: {}", header.expose())),
        ]
    }
}

/// The arguments of `sh` that start git under its limits; git's own follow.
pub(super) fn limited() -> [&'static str; 3] {
    ["-c", LIMITED, "git"]
}

/// Kills git with all it started, unless it ended by itself.
pub(super) struct Group(Option<rustix::process::Pid>);

impl Group {
    /// The group that a process was started in.
    pub(super) fn of(id: Option<u32>) -> Self {
        Self(id.and_then(|id| rustix::process::Pid::from_raw(i32::try_from(id).ok()?)))
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = self.0 {
            // It may have ended just now.
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

/// Runs git in a bare repository and gives its output.
pub async fn git(bare: &Path, access: &Access, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
    let mut command = tokio::process::Command::new("/bin/sh");
    command
        .args(limited())
        .args(access.settings())
        .arg("--git-dir=.")
        .args(arguments)
        .current_dir(bare)
        .env_clear()
        .envs(access.environment())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true);
    let mut child = command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => missing(),
        _ => GitError::Unavailable(format!("git cannot be started: {error}")),
    })?;
    let mut group = Group::of(child.id());
    let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) else {
        return Err(GitError::Unavailable("git was started without pipes".to_owned()));
    };
    let work = async {
        let (out, said) = tokio::try_join!(bounded(stdout, arguments[0]), complaint(stderr))?;
        let status = child.wait().await.map_err(|error| GitError::Unavailable(error.to_string()))?;
        Ok((status, out, said))
    };
    let late = || GitError::Unavailable(format!("git {} took longer than {} s", arguments[0], MAX_TIME.as_secs()));
    let (status, out, said) = tokio::time::timeout(MAX_TIME, work).await.map_err(|_| late())??;
    group.0 = None;
    if status.code() == Some(NOT_FOUND) {
        return Err(missing());
    }
    if status.success() {
        Ok(out)
    } else {
        let first = said.lines().filter(|line| !line.trim().is_empty()).take(3).collect::<Vec<_>>().join("; ");
        let why = ssh::explain(&said).map_or_else(|| mask(&first).into_owned(), str::to_owned);
        Err(GitError::Unavailable(format!("git {} failed: {why}", arguments[0])))
    }
}

fn missing() -> GitError {
    GitError::Unavailable("the program git is not installed".to_owned())
}

/// All output; a repository whose trees unfold without end is cut off while it unfolds.
async fn bounded(stdout: ChildStdout, verb: &str) -> Result<Vec<u8>, GitError> {
    let mut out = Vec::new();
    let mut stdout = stdout.take(MAX_OUTPUT as u64 + 1);
    stdout.read_to_end(&mut out).await.map_err(|error| GitError::Unavailable(error.to_string()))?;
    if out.len() > MAX_OUTPUT {
        return Err(GitError::Refused(format!(
            "the repository is too large: git {verb} printed more than {MAX_OUTPUT} bytes"
        )));
    }
    Ok(out)
}

/// The beginning of what git complains about; the rest is read so that git does not wait.
async fn complaint(mut stderr: ChildStderr) -> Result<String, GitError> {
    let mut said = Vec::new();
    let unreadable = |error: io::Error| GitError::Unavailable(error.to_string());
    (&mut stderr).take(8 * 1024).read_to_end(&mut said).await.map_err(unreadable)?;
    tokio::io::copy(&mut stderr, &mut tokio::io::sink()).await.map_err(unreadable)?;
    Ok(String::from_utf8_lossy(&said).into_owned())
}
