//! Reading below a directory by its handle: no link and no `..` leads out of it, whatever is renamed meanwhile.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Component, Path};
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::fs::{AtFlags, FileType, Mode, OFlags, Stat};
use rustix::io::Errno;

/// Tries where something was renamed while the kernel looked.
const TRIES: usize = 8;

/// An open directory.
pub struct Root {
    handle: OwnedFd,
    /// Whether the kernel resolves whole paths below a handle; Linux does since 5.6.
    whole: AtomicBool,
}

impl Root {
    /// Opens a directory. Links on the way to it are followed: whoever names it chose them.
    pub fn open(path: &Path) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let handle = rustix::fs::open(path, flags, Mode::empty())?;
        Ok(Self { handle, whole: AtomicBool::new(cfg!(target_os = "linux")) })
    }

    /// The same without the kernel's help: one part of a path after the other.
    pub fn open_by_parts(path: &Path) -> io::Result<Self> {
        let root = Self::open(path)?;
        root.whole.store(false, Ordering::Relaxed);
        Ok(root)
    }

    /// The handle.
    pub fn handle(&self) -> &OwnedFd {
        &self.handle
    }

    /// A regular file below it, opened for reading.
    pub fn file(&self, path: &str) -> Result<File, Errno> {
        // Without waiting: a named pipe has no end to wait for.
        let opened = self.below(path, OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY)?;
        regular(opened)
    }

    /// What is known of a regular file below it.
    pub fn stat(&self, path: &str) -> Option<Stat> {
        let stat = rustix::fs::fstat(self.below(path, OFlags::PATH).ok()?).ok()?;
        is_file(&stat).then_some(stat)
    }

    fn below(&self, path: &str, flags: OFlags) -> Result<OwnedFd, Errno> {
        let flags = flags | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let path = Path::new(path);
        if !path.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(Errno::XDEV);
        }
        #[cfg(target_os = "linux")]
        if self.whole.load(Ordering::Relaxed) {
            match self.resolve(path, flags) {
                // Too old a kernel, or a sandbox that does not know the call.
                Err(Errno::NOSYS | Errno::PERM) => self.whole.store(false, Ordering::Relaxed),
                resolved => return resolved,
            }
        }
        self.walk(path, flags)
    }

    #[cfg(target_os = "linux")]
    fn resolve(&self, path: &Path, flags: OFlags) -> Result<OwnedFd, Errno> {
        use rustix::fs::ResolveFlags;
        let rules = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
        let resolve = || rustix::fs::openat2(&self.handle, path, flags, Mode::empty(), rules);
        (1..TRIES).map(|_| resolve()).find(|resolved| !matches!(resolved, Err(Errno::AGAIN))).unwrap_or_else(resolve)
    }

    fn walk(&self, path: &Path, flags: OFlags) -> Result<OwnedFd, Errno> {
        let mut folder: Option<OwnedFd> = None;
        let mut parts = path.components().peekable();
        while let Some(part) = parts.next() {
            let at = folder.as_ref().unwrap_or(&self.handle);
            let part = part.as_os_str();
            if parts.peek().is_none() {
                let opened = rustix::fs::openat(at, part, flags, Mode::empty())?;
                let link = FileType::from_raw_mode(rustix::fs::fstat(&opened)?.st_mode).is_symlink();
                return if link { Err(Errno::LOOP) } else { Ok(opened) };
            }
            let next = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            folder = Some(rustix::fs::openat(at, part, next, Mode::empty()).map_err(|error| {
                let stat = rustix::fs::statat(at, part, AtFlags::SYMLINK_NOFOLLOW);
                let link = stat.is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode).is_symlink());
                if link { Errno::LOOP } else { error }
            })?);
        }
        Err(Errno::NOENT)
    }
}

/// A small text in a folder, such as its `.gitignore`; empty when there is none that can be read.
pub fn note(folder: impl AsFd, name: &str, most: u64) -> String {
    use std::io::Read;
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let opened = rustix::fs::openat(folder, name, flags, Mode::empty()).and_then(regular);
    let mut bytes = Vec::new();
    let read = opened.map_err(io::Error::from).and_then(|file| file.take(most).read_to_end(&mut bytes));
    if read.is_ok() { String::from_utf8_lossy(&bytes).into_owned() } else { String::new() }
}

/// A handle that is of a regular file.
fn regular(opened: OwnedFd) -> Result<File, Errno> {
    if is_file(&rustix::fs::fstat(&opened)?) { Ok(File::from(opened)) } else { Err(Errno::INVAL) }
}

/// Whether it is a regular file.
pub fn is_file(stat: &Stat) -> bool {
    FileType::from_raw_mode(stat.st_mode).is_file()
}
