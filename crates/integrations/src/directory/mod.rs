//! Directories: a walk that respects `.gitignore` and follows no links, and a watch.

mod handle;
mod tree;
mod walk;
mod watch;

pub use handle::Root;
pub use tree::DirectoryTree;
pub use walk::MAX_FILES;
pub use watch::{Watch, watch};

use std::path::Path;

use portolan_domain::catalog::placeholder::{ReadError, Reader};

use crate::tree::{Tree, TreeReader};

/// Paths below `root` whose content is a descriptor, and those of which it cannot be said.
pub fn descriptors(root: &Path) -> std::io::Result<Vec<String>> {
    let tree = DirectoryTree::open(root)?;
    let is = |path: &str| match tree.text(path) {
        Ok(text) => portolan_domain::catalog::descriptor::is_descriptor(&text),
        Err(error) => matches!(error, ReadError::Unavailable(_)),
    };
    Ok(tree.list().iter().map(|file| file.path.clone()).filter(|path| is(path)).collect())
}

/// Reads neighbours of a single file below `root`, for checks outside any source.
pub struct RootReader {
    tree: DirectoryTree,
    base: String,
}

impl RootReader {
    /// Reads below `root`, without listing it, for the file at `base` in it.
    pub fn new(root: &Path, base: &str) -> Self {
        Self { tree: DirectoryTree::bare(root), base: base.to_owned() }
    }
}

impl Reader for RootReader {
    fn read(&mut self, target: &str, _base: &str) -> Result<String, ReadError> {
        TreeReader::new(&self.tree).read(target, &self.base)
    }

    fn expand(&mut self, target: &str, _base: &str) -> Result<Vec<String>, ReadError> {
        TreeReader::new(&self.tree).expand(target, &self.base)
    }

    fn siblings(&mut self, _base: &str) -> Vec<String> {
        TreeReader::new(&self.tree).siblings(&self.base)
    }
}
