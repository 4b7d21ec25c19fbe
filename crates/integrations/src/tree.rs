//! A tree of texts: what all readers give, and how descriptors read their neighbours in it.

use portolan_domain::catalog::descriptor::is_descriptor;
use portolan_domain::catalog::placeholder::{ReadError, Reader};
use portolan_domain::yaml::MAX_FILE_BYTES;

/// A file found in a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Path from the root with `/`, or a URL.
    pub path: String,
    /// Changes when the content may have changed.
    pub stamp: String,
}

/// Files below one root.
pub trait Tree: Send + Sync {
    /// All files that may be descriptors, in order of path.
    fn list(&self) -> &[Listed];
    /// The text of a file.
    fn text(&self, path: &str) -> Result<String, ReadError>;
    /// The stamp of any file, also one that is not listed; empty when there is none.
    fn stamp(&self, path: &str) -> String;
    /// The file that `target`, written in `base`, means.
    fn resolve(&self, target: &str, base: &str) -> Result<String, ReadError>;
    /// Where a person sees the file, for Backstage's `type:target`.
    fn location(&self, path: &str) -> String;
    /// Whether its files are tables of people and groups instead of descriptors.
    fn is_tables(&self) -> bool {
        false
    }
    /// Whether somebody named each of its files as a descriptor: one that is none is a fault, and nothing is forgotten for it.
    fn is_named(&self) -> bool {
        false
    }
    /// Whether it lies where nothing can be seen now: then it is not gone because it is not listed.
    fn is_closed(&self, _path: &str) -> bool {
        false
    }
    /// What the reader wants to be told the next time it opens this tree; empty when nothing.
    fn memory(&self) -> String {
        String::new()
    }
}

/// The text of a file. A descriptor with a wrong byte is a fault to be told, and what it said before stays; other bytes are
/// somebody's binary file.
pub fn decoded(path: &str, bytes: Vec<u8>) -> Result<String, ReadError> {
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Ok(text),
        Err(error) => error,
    };
    let place = error.utf8_error().valid_up_to();
    let message = format!("`{path}` is not UTF-8 text: byte {place} begins no character");
    let (bytes, wide) = (error.as_bytes(), [&[0xff, 0xfe][..], &[0xfe, 0xff], &[0, 0, 0xfe, 0xff]]);
    let rest = String::from_utf8_lossy(bytes).replace('\u{fffd}', "");
    if is_descriptor(&rest) || is_candidate(path) && wide.iter().any(|mark| bytes.starts_with(mark)) {
        return Err(ReadError::Unavailable(format!("{message}; save it as UTF-8")));
    }
    Err(ReadError::Refused(message))
}

/// Whether a file may be a descriptor by its name.
pub fn is_candidate(path: &str) -> bool {
    let ending = path.rsplit('.').next().unwrap_or_default();
    ending.eq_ignore_ascii_case("yaml") || ending.eq_ignore_ascii_case("yml") || ending.eq_ignore_ascii_case("json")
}

/// Joins a relative target to the folder of `base`; `..` may not leave the root.
pub fn join(target: &str, base: &str) -> Result<String, ReadError> {
    let refused = |why: &str| ReadError::Refused(format!("`{target}` {why}"));
    if target.contains("://") {
        return Err(refused("is not in this source; only files of the same source are read"));
    }
    if target.starts_with('/') || target.contains('\\') || target.contains('\0') {
        return Err(refused("must be a path relative to this file"));
    }
    let mut parts: Vec<&str> = base.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop().ok_or_else(|| refused("leaves the source"))?),
            part => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

/// Whether a target of a `Location`, joined to its file's folder, means a path; globs mean many.
pub fn is_named(target: &str, path: &str) -> bool {
    target == path || has_glob(target) && glob(target).is_ok_and(|glob| glob.is_match(path))
}

fn has_glob(target: &str) -> bool {
    target.contains(['*', '?', '[', '{']) && !target.contains("://")
}

fn glob(target: &str) -> Result<globset::GlobMatcher, globset::Error> {
    Ok(globset::GlobBuilder::new(target).literal_separator(true).build()?.compile_matcher())
}

/// Reads neighbours for one descriptor and remembers which.
pub struct TreeReader<'t> {
    tree: &'t dyn Tree,
    /// Paths asked for, for noticing their changes; also those that are missing, for they may come.
    pub read: Vec<String>,
}

impl<'t> TreeReader<'t> {
    /// A reader in this tree.
    pub fn new(tree: &'t dyn Tree) -> Self {
        Self { tree, read: Vec::new() }
    }

    fn note(&mut self, path: &str) {
        if !self.read.iter().any(|known| known == path) {
            self.read.push(path.to_owned());
        }
    }

    /// The stamp of a descriptor with those of all it read.
    pub fn stamp(&self, own: &str) -> String {
        let mut stamp = own.to_owned();
        for path in &self.read {
            stamp.push('|');
            stamp.push_str(path);
            stamp.push('=');
            stamp.push_str(&self.tree.stamp(path));
        }
        stamp
    }
}

/// Whether a kept stamp still holds for a file and for all it read.
pub fn is_unchanged(tree: &dyn Tree, own: &str, kept: &str) -> bool {
    let mut parts = kept.split('|');
    parts.next() == Some(own)
        && parts.all(|part| part.rsplit_once('=').is_some_and(|(path, stamp)| tree.stamp(path) == stamp))
}

impl Reader for TreeReader<'_> {
    fn read(&mut self, target: &str, base: &str) -> Result<String, ReadError> {
        let path = self.tree.resolve(target, base)?;
        self.note(&path);
        let text = self.tree.text(&path)?;
        if text.len() > MAX_FILE_BYTES {
            return Err(ReadError::Refused(format!("`{target}` has more than {MAX_FILE_BYTES} bytes")));
        }
        Ok(text)
    }

    fn expand(&mut self, target: &str, base: &str) -> Result<Vec<String>, ReadError> {
        let path = self.tree.resolve(target, base)?;
        if !has_glob(&path) {
            if self.tree.stamp(&path).is_empty() {
                self.note(&path);
                self.tree.text(&path)?;
            }
            return Ok(vec![path]);
        }
        let glob = glob(&path).map_err(|error| ReadError::Refused(format!("`{target}` is not a pattern: {error}")))?;
        Ok(self.tree.list().iter().map(|file| &file.path).filter(|path| glob.is_match(path)).cloned().collect())
    }

    fn siblings(&mut self, base: &str) -> Vec<String> {
        let near = ["./template.yaml", "./template.yml", "../template.yaml", "../template.yml"];
        let mut paths: Vec<String> = near.iter().filter_map(|name| self.tree.resolve(name, base).ok()).collect();
        paths.iter().for_each(|path| self.note(path));
        paths.retain(|path| path != base && !self.tree.stamp(path).is_empty());
        paths
    }
}
