//! Running `git`: arguments only, a cleared environment, bounded time and output.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use super::GitError;

/// One call.
const MAX_TIME: Duration = Duration::from_secs(300);
/// Output of one call.
const MAX_OUTPUT: usize = 256 * 1024 * 1024;

/// The environment git sees: nothing of the user's settings, no prompts, no helpers that a repository could name.
const ENVIRONMENT: [(&str, &str); 9] = [
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_ASKPASS", "true"),
    ("GIT_SSH_COMMAND", "ssh -o BatchMode=yes -o ConnectTimeout=15"),
    ("GIT_LFS_SKIP_SMUDGE", "1"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("LC_ALL", "C"),
];

/// Settings that win over those of the repository.
const SETTINGS: [&str; 9] = [
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

fn settings(allow_local: bool) -> Vec<String> {
    let mut list: Vec<String> = SETTINGS.iter().flat_map(|setting| ["-c".to_owned(), (*setting).to_owned()]).collect();
    if allow_local {
        list.extend(["-c".to_owned(), "protocol.file.allow=always".to_owned()]);
    }
    list
}

fn environment() -> Vec<(String, String)> {
    let kept = ["PATH", "HOME", "SSH_AUTH_SOCK", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO"];
    let own = kept.iter().filter_map(|name| Some(((*name).to_owned(), std::env::var(name).ok()?)));
    own.chain(ENVIRONMENT.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).collect()
}

/// Runs git in a bare repository and gives its output.
pub async fn git(bare: &Path, allow_local: bool, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
    let mut command = tokio::process::Command::new("git");
    command
        .args(settings(allow_local))
        .arg("--git-dir=.")
        .args(arguments)
        .current_dir(bare)
        .env_clear()
        .envs(environment())
        .stdin(Stdio::null())
        .process_group(0)
        .kill_on_drop(true);
    let started = tokio::time::timeout(MAX_TIME, command.output()).await;
    let output = match started {
        Err(_) => {
            return Err(GitError::Unavailable(format!(
                "git {} took longer than {} s",
                arguments[0],
                MAX_TIME.as_secs()
            )));
        }
        Ok(Err(error)) if error.kind() == io::ErrorKind::NotFound => {
            return Err(GitError::Unavailable("the program git is not installed".to_owned()));
        }
        Ok(Err(error)) => return Err(GitError::Unavailable(format!("git cannot be started: {error}"))),
        Ok(Ok(output)) => output,
    };
    if output.stdout.len() > MAX_OUTPUT {
        return Err(GitError::Refused(format!("git {} printed more than {MAX_OUTPUT} bytes", arguments[0])));
    }
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).take(3).collect();
        return Err(GitError::Unavailable(format!("git {} failed: {}", arguments[0], said.join("; "))));
    }
    Ok(output.stdout)
}

/// `git cat-file --batch`, started when first needed.
pub struct Batch {
    bare: PathBuf,
    running: Option<(Child, ChildStdin, BufReader<ChildStdout>)>,
}

impl Batch {
    /// For this repository.
    pub fn new(bare: &Path) -> Self {
        Self { bare: bare.to_owned(), running: None }
    }

    /// The content of an object.
    pub fn read(&mut self, id: &str) -> io::Result<Vec<u8>> {
        let (_, stdin, stdout) = self.start()?;
        writeln!(stdin, "{id}")?;
        stdin.flush()?;
        let mut head = String::new();
        stdout.read_line(&mut head)?;
        let size: usize = match head.split_whitespace().collect::<Vec<_>>()[..] {
            [_, "blob", size] => size.parse().map_err(io::Error::other)?,
            _ => return Err(io::Error::other(format!("unexpected answer of git: {}", head.trim()))),
        };
        let mut bytes = vec![0; size + 1];
        stdout.read_exact(&mut bytes)?;
        bytes.truncate(size);
        Ok(bytes)
    }

    fn start(&mut self) -> io::Result<&mut (Child, ChildStdin, BufReader<ChildStdout>)> {
        if self.running.is_none() {
            let mut child = Command::new("git")
                .args(settings(false))
                .args(["--git-dir=.", "cat-file", "--batch"])
                .current_dir(&self.bare)
                .env_clear()
                .envs(environment())
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()?;
            let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
                return Err(io::Error::other("git was started without pipes"));
            };
            self.running = Some((child, stdin, BufReader::new(stdout)));
        }
        self.running.as_mut().ok_or_else(|| io::Error::other("git is not running"))
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        if let Some((mut child, stdin, _)) = self.running.take() {
            drop(stdin);
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
