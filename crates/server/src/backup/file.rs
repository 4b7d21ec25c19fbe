//! The file itself: compressed, encrypted when there is a key, and under its name only when it is whole.

use std::fs::{File, TryLockError};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;

use super::BackupError;
use super::seal::{MAGIC, Opening, Sealing};
use crate::secrets::MasterKey;

enum Out {
    Plain(BufWriter<File>),
    Sealed(Box<Sealing<BufWriter<File>>>),
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(out) => out.write(bytes),
            Self::Sealed(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(out) => out.flush(),
            Self::Sealed(out) => out.flush(),
        }
    }
}

/// A backup while it is written, beside the place where it will be.
pub struct Writing {
    out: GzEncoder<Out>,
    beside: PathBuf,
    path: PathBuf,
}

impl Writing {
    /// Begins; a file that is there already is left alone.
    pub fn new(path: &Path, key: Option<&MasterKey>) -> Result<Self, BackupError> {
        if path.exists() {
            return Err(BackupError::Refused(format!("{} is there already; name a new file", path.display())));
        }
        let beside = PathBuf::from(format!("{}.partial", path.display()));
        let failed = |error| BackupError::File { path: beside.clone(), error };
        clear(&beside)?;
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&beside).map_err(failed)?;
        // Held until it has its name, so that no other backup takes the file away; the system gives it back after a kill.
        // Where there are no locks, two backups of one name are for the operator to avoid.
        if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            return Err(busy(&beside));
        }
        let file = BufWriter::new(file);
        let out = match key {
            None => Out::Plain(file),
            Some(key) => Out::Sealed(Box::new(Sealing::new(file, key).map_err(failed)?)),
        };
        Ok(Self { out: GzEncoder::new(out, Compression::fast()), beside, path: path.to_owned() })
    }

    /// Adds a line.
    pub fn line(&mut self, line: &[u8]) -> io::Result<()> {
        self.out.write_all(line)?;
        self.out.write_all(b"\n")
    }

    /// Ends it on the disk and gives it its name; its size.
    pub fn finish(self) -> io::Result<u64> {
        let file = match self.out.finish()? {
            Out::Plain(file) => file,
            Out::Sealed(sealing) => sealing.finish()?,
        };
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        let bytes = file.metadata()?.len();
        std::fs::rename(&self.beside, &self.path)?;
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        Ok(bytes)
    }

    /// Where it is meanwhile.
    pub fn beside(&self) -> PathBuf {
        self.beside.clone()
    }
}

/// Removes what a backup that was killed left, unless one is at it now. Nothing is written into it: it may be somebody
/// else's file or a link.
fn clear(beside: &Path) -> Result<(), BackupError> {
    let failed = |error| BackupError::File { path: beside.to_owned(), error };
    match std::fs::symlink_metadata(beside) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
        Ok(about) if about.is_file() => {
            let file = File::open(beside).map_err(failed)?;
            if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
                return Err(busy(beside));
            }
        }
        Ok(_) => {}
    }
    std::fs::remove_file(beside).map_err(failed)
}

fn busy(beside: &Path) -> BackupError {
    BackupError::Refused(format!(
        "another backup is writing {}\n  help: wait for it, or name another file",
        beside.display()
    ))
}

/// Opens a backup for reading line by line.
pub fn open(path: &Path, key: Option<&MasterKey>) -> Result<Box<dyn BufRead + Send>, BackupError> {
    let failed = |error| BackupError::File { path: path.to_owned(), error };
    let mut file = BufReader::new(File::open(path).map_err(failed)?);
    let is_sealed = file.fill_buf().map_err(failed)?.starts_with(MAGIC);
    match (key, is_sealed) {
        (None, false) => Ok(Box::new(BufReader::new(GzDecoder::new(file)))),
        (Some(key), true) => {
            file.read_exact(&mut [0; MAGIC.len()]).map_err(failed)?;
            let opening = Opening::new(file, key).map_err(failed)?;
            Ok(Box::new(BufReader::new(GzDecoder::new(BufReader::new(opening)))))
        }
        (None, true) => Err(BackupError::Refused(format!(
            "{} is encrypted\n  help: name the file of its key with --decrypt-with",
            path.display()
        ))),
        (Some(_), false) => Err(BackupError::Refused(format!(
            "{} is not encrypted; somebody may have put it there instead of one that was\n  help: leave out --decrypt-with if you trust it",
            path.display()
        ))),
    }
}
