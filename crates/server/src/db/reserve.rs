//! Room on the disk for deletions: a file beside the embedded database that is given up when the disk is full. SQLite writes
//! before it frees anything, so without it nothing could be deleted then.

use std::io::Write;
use std::path::{Path, PathBuf};

use ring::rand::{SecureRandom, SystemRandom};

/// What it takes. A deletion writes the pages that it changes: some hundred at most.
const BYTES: u64 = 4 * 1024 * 1024;
/// Free bytes from which on it is made: it must not be what fills the disk. With fewer the disk is as good as full.
pub const ROOM: u64 = 4 * BYTES;

/// The file, whether it is there or not.
pub struct Reserve(PathBuf);

impl Reserve {
    /// In the folder of a database.
    pub fn beside(database: &Path) -> Self {
        Self(database.with_file_name("portolan.reserve"))
    }

    /// Makes it, unless it is there or there is little room.
    pub fn keep(&self) {
        let held = std::fs::metadata(&self.0).is_ok_and(|about| about.len() >= BYTES);
        if held || self.free().is_none_or(|free| free < ROOM) {
            return;
        }
        if let Err(error) = self.fill() {
            tracing::debug!(%error, "no room is kept for deletions");
            let _ = std::fs::remove_file(&self.0);
        }
    }

    /// Bytes that no file system makes smaller.
    fn fill(&self) -> std::io::Result<()> {
        let mut options = std::fs::OpenOptions::new();
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.create(true).write(true).truncate(true).open(&self.0)?;
        let (random, mut part) = (SystemRandom::new(), vec![0; 256 * 1024]);
        for _ in 0..BYTES / part.len() as u64 {
            random.fill(&mut part).map_err(|_| std::io::Error::other("no random bytes"))?;
            file.write_all(&part)?;
        }
        Ok(())
    }

    /// Gives it up when the disk is full; whether there is more room now.
    pub fn give_up(&self) -> bool {
        let full = self.free().is_some_and(|free| free < BYTES);
        let given_up = full && std::fs::remove_file(&self.0).is_ok();
        if given_up {
            tracing::warn!("the disk is full; the room kept for deletions is given up");
        }
        given_up
    }

    fn free(&self) -> Option<u64> {
        free_bytes(self.0.parent()?)
    }
}

/// Bytes that this account may still write in a folder.
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let about = rustix::fs::statvfs(folder).ok()?;
    Some(about.f_bavail.saturating_mul(about.f_frsize))
}
