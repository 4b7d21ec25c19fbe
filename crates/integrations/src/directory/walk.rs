//! The walk over a directory: from handle to handle, past what is hidden and what `.gitignore` names. Links are not
//! followed, also not one that takes a folder's place meanwhile.

use std::ffi::CStr;
use std::io;
use std::os::fd::{AsFd, OwnedFd};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use portolan_domain::yaml::MAX_FILE_BYTES;
use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, Stat};
use rustix::io::Errno;

use super::handle::{is_file, note};
use crate::tree::{Listed, is_candidate};

/// What a walk found.
pub struct Walked {
    /// Files that may be descriptors, and folders that cannot be entered, in order of path.
    pub files: Vec<Listed>,
    /// Of them the folders, each with why.
    pub closed: Vec<(String, io::Error)>,
}

/// Files of one source.
pub const MAX_FILES: usize = 200_000;
/// Depth of folders.
const MAX_DEPTH: usize = 64;
/// Bytes read of a `.gitignore`.
const MAX_RULES: u64 = 1024 * 1024;

/// What the files of one folder say of what is to be passed over in it and below.
struct Rules {
    ignore: Option<Gitignore>,
    gitignore: Option<Gitignore>,
    exclude: Option<Gitignore>,
}

struct Walk {
    files: Vec<Listed>,
    closed: Vec<(String, io::Error)>,
    rules: Vec<Rules>,
}

struct Entry {
    name: String,
    is_folder: bool,
}

/// All files below a folder that may be descriptors, in order of path.
pub fn walk(root: impl AsFd) -> io::Result<Walked> {
    let mut walk = Walk { files: Vec::new(), closed: Vec::new(), rules: Vec::new() };
    walk.folder(&open(root.as_fd(), ".")?, "", 1)?;
    walk.files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Walked { files: walk.files, closed: walk.closed })
}

/// Whether a path lies in a folder.
pub fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// A folder by its name in another.
fn open(folder: impl AsFd, name: &str) -> io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    Ok(rustix::fs::openat(folder, name, flags, Mode::empty())?)
}

impl Walk {
    fn folder(&mut self, folder: &OwnedFd, path: &str, depth: usize) -> io::Result<()> {
        let entries = entries(folder)?;
        self.rules.push(Rules::of(folder, path, &entries));
        for entry in entries {
            let below = if path.is_empty() { entry.name.clone() } else { format!("{path}/{}", entry.name) };
            if self.is_passed_over(&entry, &below) {
                continue;
            }
            if entry.is_folder {
                if depth < MAX_DEPTH {
                    self.enter(folder, &entry.name, &below, depth + 1)?;
                }
            } else if is_candidate(&below) {
                self.file(folder, &entry.name, below)?;
            }
        }
        self.rules.pop();
        Ok(())
    }

    /// A folder that may not be entered must not look like one that is empty: what lies in it is as it was.
    fn enter(&mut self, folder: &OwnedFd, name: &str, path: &str, depth: usize) -> io::Result<()> {
        let (files, rules) = (self.files.len(), self.rules.len());
        let entered = open(folder, name).and_then(|opened| self.folder(&opened, path, depth));
        match entered {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                self.files.truncate(files);
                self.rules.truncate(rules);
                self.closed.retain(|(below, _)| !is_below(below, path));
                self.files.push(Listed { path: path.to_owned(), stamp: String::new() });
                self.closed.push((path.to_owned(), error));
                Ok(())
            }
            entered => entered,
        }
    }

    fn file(&mut self, folder: &OwnedFd, name: &str, path: String) -> io::Result<()> {
        let stat = match rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => stat,
            // Its folder may be listed, but not searched.
            Err(Errno::ACCESS) => return Err(Errno::ACCESS.into()),
            Err(_) => return Ok(()),
        };
        if is_file(&stat) && stat.st_size <= MAX_FILE_BYTES as i64 {
            self.files.push(Listed { path, stamp: stamp(&stat) });
        }
        if self.files.len() > MAX_FILES {
            return Err(io::Error::other(format!("more than {MAX_FILES} files; name a smaller directory")));
        }
        Ok(())
    }

    fn is_passed_over(&self, entry: &Entry, path: &str) -> bool {
        let asked = |of: fn(&Rules) -> &Option<Gitignore>| {
            let found = self.rules.iter().rev().filter_map(|rules| of(rules).as_ref());
            found.map(|rules| rules.matched(path, entry.is_folder)).find(|found| !found.is_none())
        };
        let found = asked(|rules| &rules.ignore)
            .or_else(|| asked(|rules| &rules.gitignore))
            .or_else(|| asked(|rules| &rules.exclude));
        match found {
            _ if entry.name == "node_modules" => true,
            Some(Match::Ignore(_)) => true,
            Some(Match::Whitelist(_)) => false,
            _ => entry.name.starts_with('.'),
        }
    }
}

impl Rules {
    fn of(folder: &OwnedFd, path: &str, entries: &[Entry]) -> Self {
        let has = |name: &str| entries.iter().any(|entry| entry.name == name);
        let read = |name: &str| if has(name) { parse(path, &note(folder, name, MAX_RULES)) } else { None };
        let exclude = || {
            let info = open(open(folder, ".git").ok()?, "info").ok()?;
            parse(path, &note(info, "exclude", MAX_RULES))
        };
        let exclude = if has(".git") { exclude() } else { None };
        Self { ignore: read(".ignore"), gitignore: read(".gitignore"), exclude }
    }
}

/// Rules that hold below a path; lines that are none count for nothing.
fn parse(path: &str, text: &str) -> Option<Gitignore> {
    let mut builder = GitignoreBuilder::new(path);
    for line in text.trim_start_matches('\u{feff}').lines() {
        let _ = builder.add_line(None, line);
    }
    builder.build().ok().filter(|rules| !rules.is_empty())
}

/// Folders and files of a folder; names that are not UTF-8 cannot be named by anybody.
fn entries(folder: &OwnedFd) -> io::Result<Vec<Entry>> {
    let mut found = Vec::new();
    for entry in Dir::read_from(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().to_str() else { continue };
        let kind = match entry.file_type() {
            FileType::Unknown => kind(folder, entry.file_name()),
            kind => kind,
        };
        if !matches!(name, "." | "..") && (kind.is_dir() || kind.is_file()) {
            found.push(Entry { name: name.to_owned(), is_folder: kind.is_dir() });
        }
    }
    Ok(found)
}

/// For file systems that do not say it with the name.
fn kind(folder: &OwnedFd, name: &CStr) -> FileType {
    let stat = rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW);
    stat.map_or(FileType::Unknown, |stat| FileType::from_raw_mode(stat.st_mode))
}

/// Changes when a file's content may have changed.
pub fn stamp(stat: &Stat) -> String {
    format!("{}.{:09}-{}", stat.st_mtime.max(0), stat.st_mtime_nsec, stat.st_size)
}
