//! Directories: a walk that respects `.gitignore` and follows no links, and a watch.

mod walk;
mod watch;

pub use walk::{DirectoryTree, MAX_FILES};
pub use watch::{Watch, watch};

use std::path::Path;

use portolan_domain::catalog::placeholder::{ReadError, Reader};

use crate::tree::{Tree, TreeReader};

/// Paths below `root` whose content is a descriptor.
pub fn descriptors(root: &Path) -> std::io::Result<Vec<String>> {
    let tree = DirectoryTree::open(root)?;
    let is = |path: &str| tree.text(path).is_ok_and(|text| portolan_domain::catalog::descriptor::is_descriptor(&text));
    Ok(tree.list().iter().map(|file| file.path.clone()).filter(|path| is(path)).collect())
}

/// Reads neighbours of a single file below `root`, for checks outside any source.
pub struct RootReader(DirectoryTree);

impl RootReader {
    /// Reads below `root`, without listing it.
    pub fn new(root: &Path) -> Self {
        Self(DirectoryTree::bare(root))
    }
}

impl Reader for RootReader {
    fn read(&mut self, target: &str, _base: &str) -> Result<String, ReadError> {
        TreeReader::new(&self.0).read(target, "file")
    }

    fn expand(&mut self, target: &str, _base: &str) -> Result<Vec<String>, ReadError> {
        TreeReader::new(&self.0).expand(target, "file")
    }
}
