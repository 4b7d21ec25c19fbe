//! Watching a directory: one signal after things have been quiet for a moment.

use std::path::Path;
use std::time::Duration;

use notify::{Config, ErrorKind, PollWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Quiet time after the last event before a signal.
const QUIET: Duration = Duration::from_millis(150);
/// The longest wait for quiet: a file that is written all the time must not hide the others.
const LONGEST: Duration = Duration::from_secs(2);
/// Between looks where the system has no watches left.
const POLL: Duration = Duration::from_secs(10);

/// A running watch; it ends when dropped.
pub struct Watch {
    _watcher: Box<dyn Watcher + Send>,
    changed: mpsc::Receiver<()>,
}

/// Starts watching a directory with all below it, or a single file by its folder. Where the system's watches are used
/// up, the directory is looked through again and again.
pub fn watch(path: &Path) -> Result<Watch, String> {
    // One waiting signal is enough: it says "look again".
    let (sender, changed) = mpsc::channel(1);
    let mut watcher = notify::recommended_watcher(signal(sender.clone())).map_err(|error| error.to_string())?;
    let (folder, mode) = if path.is_dir() {
        (path, RecursiveMode::Recursive)
    } else {
        (path.parent().unwrap_or(path), RecursiveMode::NonRecursive)
    };
    match watcher.watch(folder, mode) {
        Ok(()) => Ok(Watch { _watcher: Box::new(watcher), changed }),
        Err(error) if matches!(error.kind, ErrorKind::MaxFilesWatch) => {
            let config = Config::default().with_poll_interval(POLL);
            let mut polling = PollWatcher::new(signal(sender), config).map_err(|error| error.to_string())?;
            polling.watch(folder, mode).map_err(|error| error.to_string())?;
            Ok(Watch { _watcher: Box::new(polling), changed })
        }
        Err(error) => Err(error.to_string()),
    }
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
        true
    }
}
