//! The master keys of this process: from the configuration, from a command, or from a file that is made in the data directory.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::key::{MasterKey, new_key};
use crate::config::Config;

/// The file in the data directory of a server with an embedded database.
pub const FILE: &str = "secrets.key";
/// How long a command may take to give a key.
const PATIENCE: Duration = Duration::from_secs(30);

/// Keys, the one for new secrets first.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    all: Vec<MasterKey>,
}

impl Keys {
    /// From texts, the one for new secrets first.
    pub fn read<'t>(texts: impl Iterator<Item = &'t str>) -> Result<Self, String> {
        Ok(Self { all: texts.map(MasterKey::read).collect::<Result<_, _>>()? })
    }

    /// The one for new secrets.
    pub fn first(&self) -> Option<&MasterKey> {
        self.all.first()
    }

    /// One by its id.
    pub fn find(&self, id: &str) -> Option<&MasterKey> {
        self.all.iter().find(|key| key.id == id)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.all.len()
    }
}

/// The keys that the configuration names; nothing when it names none.
pub async fn configured(config: &Config) -> Result<Option<Keys>, String> {
    let own = &config.secrets;
    let key = match (own.key.is_empty(), own.key_command.is_empty()) {
        (true, true) if own.previous_keys.is_empty() => return Ok(None),
        (true, true) => return Err("secrets.previous_keys without secrets.key: name the key that holds now".to_owned()),
        (false, false) => return Err("secrets.key and secrets.key_command are both set; leave one out".to_owned()),
        (false, true) => own.key.clone(),
        (true, false) => said_by(&own.key_command).await?,
    };
    let texts = std::iter::once(key.as_str()).chain(own.previous_keys.iter().map(String::as_str));
    Keys::read(texts).map(Some).map_err(|why| format!("secrets: {why}"))
}

/// What a command prints.
async fn said_by(command: &[String]) -> Result<String, String> {
    let Some((program, arguments)) = command.split_first() else { return Ok(String::new()) };
    let failed = |why: &str| format!("secrets.key_command: {program} {why}");
    let running = tokio::process::Command::new(program)
        .args(arguments)
        .stdin(std::process::Stdio::null())
        .stderr(std::process::Stdio::inherit())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(PATIENCE, running).await;
    let output = output.map_err(|_| failed(&format!("does not end within {} s", PATIENCE.as_secs())))?;
    let output = output.map_err(|error| failed(&format!("cannot be run: {error}")))?;
    if !output.status.success() {
        return Err(failed(&format!("ends with {}", output.status)));
    }
    String::from_utf8(output.stdout).map_err(|_| failed("prints no text"))
}

/// The keys of a file, one a line.
pub fn of_file(path: &Path) -> Result<Option<Keys>, String> {
    let shown = path.display();
    match std::fs::read_to_string(path) {
        Ok(text) => {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
            let keys = Keys::read(lines).map_err(|why| format!("{shown}: {why}"))?;
            if keys.first().is_none() { Err(format!("{shown} holds no key")) } else { Ok(Some(keys)) }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{shown} cannot be read: {error}")),
    }
}

/// Writes keys, one a line, whole or not at all; only the owner may read them.
pub fn write_file(path: &Path, lines: &[String]) -> std::io::Result<()> {
    let beside = write_beside(path, lines)?;
    std::fs::rename(&beside, path)?;
    sync_folder(path)
}

fn write_beside(path: &Path, lines: &[String]) -> std::io::Result<PathBuf> {
    let beside = PathBuf::from(format!("{}.{}", path.display(), uuid::Uuid::new_v4().simple()));
    let mut options = std::fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    for line in lines {
        writeln!(file, "{line}")?;
    }
    file.sync_all()?;
    Ok(beside)
}

fn sync_folder(path: &Path) -> std::io::Result<()> {
    path.parent().map_or(Ok(()), |folder| std::fs::File::open(folder)?.sync_all())
}

/// Makes a file with a new key; when another process is quicker, the key is that one's.
pub fn make_file(path: &Path) -> Result<Keys, String> {
    let failed = |why: String| format!("{} cannot be made: {why}", path.display());
    let io = |error: std::io::Error| failed(error.to_string());
    let key = new_key().map_err(|error| failed(error.to_string()))?;
    let beside = write_beside(path, &[key]).map_err(io)?;
    let linked = std::fs::hard_link(&beside, path);
    std::fs::remove_file(&beside).map_err(io)?;
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(io(error)),
        _ => sync_folder(path).map_err(io)?,
    }
    Ok(of_file(path)?.unwrap_or_default())
}

/// Puts a new key before those of a file, unless a rotation was begun already.
pub fn renew_file(path: &Path) -> Result<Keys, String> {
    let failed = |why: String| format!("{} cannot be changed: {why}", path.display());
    let known = of_file(path)?.unwrap_or_default();
    if known.count() == 1 {
        let old = std::fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
        let key = new_key().map_err(|error| failed(error.to_string()))?;
        write_file(path, &[key, old.trim().to_owned()]).map_err(|error| failed(error.to_string()))?;
    }
    Ok(of_file(path)?.unwrap_or_default())
}

/// Leaves only the first key in a file.
pub fn retire_others(path: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{} cannot be changed: {error}", path.display());
    let text = std::fs::read_to_string(path).map_err(failed)?;
    let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    write_file(path, &[first.unwrap_or_default().to_owned()]).map_err(failed)
}
