//! Watching a directory: one signal after things have been quiet for a moment.

use std::path::Path;
use std::time::Duration;

use notify::{RecursiveMode, Watcher};
use tokio::sync::mpsc;

/// Quiet time after the last event before a signal.
const QUIET: Duration = Duration::from_millis(150);

/// A running watch; it ends when dropped.
pub struct Watch {
    _watcher: notify::RecommendedWatcher,
    changed: mpsc::Receiver<()>,
}

/// Starts watching a directory with all below it, or a single file by its folder.
pub fn watch(path: &Path) -> Result<Watch, String> {
    // One waiting signal is enough: it says "look again".
    let (sender, changed) = mpsc::channel(1);
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| !event.kind.is_access()) {
            let _ = sender.try_send(());
        }
    })
    .map_err(|error| error.to_string())?;
    let (folder, mode) = if path.is_dir() {
        (path, RecursiveMode::Recursive)
    } else {
        (path.parent().unwrap_or(path), RecursiveMode::NonRecursive)
    };
    watcher.watch(folder, mode).map_err(|error| error.to_string())?;
    Ok(Watch { _watcher: watcher, changed })
}

impl Watch {
    /// Waits for a change and until things are quiet; `false` when the watch has ended.
    pub async fn changed(&mut self) -> bool {
        if self.changed.recv().await.is_none() {
            return false;
        }
        while let Ok(Some(())) = tokio::time::timeout(QUIET, self.changed.recv()).await {}
        true
    }
}
