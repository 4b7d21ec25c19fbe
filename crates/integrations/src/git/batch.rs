//! Objects of a repository through one running `git cat-file --batch`.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use super::program::{Access, Group, limited};

/// `git cat-file --batch`, started when first needed, killed with its group when dropped.
pub struct Batch {
    bare: PathBuf,
    running: Option<Running>,
}

struct Running {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    group: Group,
}

impl Batch {
    /// For this repository.
    pub fn new(bare: &Path) -> Self {
        Self { bare: bare.to_owned(), running: None }
    }

    /// The content of an object.
    pub fn read(&mut self, id: &str) -> io::Result<Vec<u8>> {
        let Running { stdin, stdout, .. } = self.start()?;
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

    fn start(&mut self) -> io::Result<&mut Running> {
        if self.running.is_none() {
            let mut child = Command::new("/bin/sh")
                .args(limited())
                .args(Access::default().settings())
                .args(["--git-dir=.", "cat-file", "--batch"])
                .current_dir(&self.bare)
                .env_clear()
                .envs(Access::default().environment())
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .process_group(0)
                .spawn()?;
            let group = Group::of(Some(child.id()));
            let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
                return Err(io::Error::other("git was started without pipes"));
            };
            self.running = Some(Running { child, stdin, stdout: BufReader::new(stdout), group });
        }
        self.running.as_mut().ok_or_else(|| io::Error::other("git is not running"))
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        if let Some(Running { mut child, group, .. }) = self.running.take() {
            drop(group);
            let _ = child.wait();
        }
    }
}
