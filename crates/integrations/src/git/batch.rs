//! Objects of a repository through one running `git cat-file --batch`.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use super::program::Access;

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
                .args(Access::default().settings())
                .args(["--git-dir=.", "cat-file", "--batch"])
                .current_dir(&self.bare)
                .env_clear()
                .envs(Access::default().environment())
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
