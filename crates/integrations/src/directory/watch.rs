//! Watching a directory: one signal after things have been quiet for a moment.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use notify::{Config, ErrorKind, PollWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::tree::Tree;

/// Quiet time after the last event before a signal.
const QUIET: Duration = Duration::from_millis(150);
/// The longest wait for quiet: a file that is written all the time must not hide the others.
const LONGEST: Duration = Duration::from_secs(2);
/// Between looks where the system has no watches left.
const POLL: Duration = Duration::from_secs(10);

/// A running watch; it ends when dropped.
pub struct Watch {
    watcher: Box<dyn Watcher + Send>,
    changed: mpsc::Receiver<()>,
    /// The file, when it is one, and the folders watched for it and what it leads to.
    file: Option<(PathBuf, BTreeSet<PathBuf>)>,
}

/// Starts watching a directory with all below it, or a file with what it leads to by their folders. Where the system's
/// watches are used up or a folder may not be entered, the directory is looked through again and again.
pub fn watch(path: &Path) -> Result<Watch, String> {
    // One waiting signal is enough: it says "look again".
    let (sender, changed) = mpsc::channel(1);
    let mut watcher = notify::recommended_watcher(signal(sender.clone())).map_err(|error| error.to_string())?;
    if !path.is_dir() {
        let mut watch = Watch { watcher: Box::new(watcher), changed, file: Some((path.to_owned(), BTreeSet::new())) };
        watch.reach(folders(path))?;
        if watch.file.as_ref().is_none_or(|(_, watched)| watched.is_empty()) {
            return Err(format!("there is no {}", path.display()));
        }
        return Ok(watch);
    }
    match watcher.watch(path, RecursiveMode::Recursive) {
        Ok(()) => Ok(Watch { watcher: Box::new(watcher), changed, file: None }),
        Err(error) if is_partial(&error.kind) => {
            let config = Config::default().with_poll_interval(POLL);
            let mut polling = PollWatcher::new(signal(sender), config).map_err(|error| error.to_string())?;
            polling.watch(path, RecursiveMode::Recursive).map_err(|error| error.to_string())?;
            Ok(Watch { watcher: Box::new(polling), changed, file: None })
        }
        Err(error) => Err(error.to_string()),
    }
}

/// Whether the rest of the directory can be looked at all the same.
fn is_partial(kind: &ErrorKind) -> bool {
    match kind {
        ErrorKind::MaxFilesWatch => true,
        ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::PermissionDenied,
        _ => false,
    }
}

/// The folders of a file and of what it leads to.
fn folders(path: &Path) -> Vec<PathBuf> {
    let root = path.parent().unwrap_or(path);
    let reached = crate::file::open(path).map(|tree| tree.list().to_vec()).unwrap_or_default();
    let below = reached.iter().filter_map(|file| Some(root.join(Path::new(&file.path).parent()?)));
    std::iter::once(root.to_owned()).chain(below).collect()
}

fn signal(sender: mpsc::Sender<()>) -> impl FnMut(notify::Result<notify::Event>) + Send + 'static {
    move |event| {
        if event.is_ok_and(|event| !event.kind.is_access()) {
            // A full channel says it already.
            let _ = sender.try_send(());
        }
    }
}

impl Watch {
    /// Watches folders of a file that are not watched yet; one that is not there is passed over.
    fn reach(&mut self, folders: Vec<PathBuf>) -> Result<(), String> {
        let Some((_, watched)) = &mut self.file else { return Ok(()) };
        for folder in folders {
            if !watched.contains(&folder) && folder.is_dir() {
                self.watcher.watch(&folder, RecursiveMode::NonRecursive).map_err(|error| error.to_string())?;
                watched.insert(folder);
            }
        }
        Ok(())
    }

    /// Waits for a change and until things are quiet; `false` when the watch has ended.
    pub async fn changed(&mut self) -> bool {
        if self.changed.recv().await.is_none() {
            return false;
        }
        let end = Instant::now() + LONGEST;
        while Instant::now() < end {
            let quiet = end.min(Instant::now() + QUIET);
            if !matches!(tokio::time::timeout_at(quiet, self.changed.recv()).await, Ok(Some(()))) {
                break;
            }
        }
        if let Some((file, _)) = &self.file {
            let file = file.clone();
            if let Ok(folders) = tokio::task::spawn_blocking(move || folders(&file)).await
                && let Err(error) = self.reach(folders)
            {
                tracing::warn!(
                    error,
                    "cannot watch all that a file leads to; changes there are seen when a sync is due"
                );
            }
        }
        true
    }
}
