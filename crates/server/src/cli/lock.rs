//! One server for one data directory: a lock that the system gives back when the process ends, however it ends.

use std::fs::{File, TryLockError};
use std::io::{Read, Write};
use std::path::Path;
use std::process::ExitCode;

use super::show::{self, ENVIRONMENT};

/// The lock's file; it holds the number of the process, for people.
pub const NAME: &str = "portolan.lock";

/// Takes the directory, made when it is missing, for as long as the file is kept open.
pub fn take(data: &Path) -> Result<File, ExitCode> {
    let failed = |error: std::io::Error| show::failure(ENVIRONMENT, &format!("cannot use {}: {error}", data.display()));
    crate::db::create_folder(data).map_err(failed)?;
    let mut file =
        File::options().read(true).write(true).create(true).truncate(false).open(data.join(NAME)).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            // The number is a help, not more.
            let _ = file.read_to_string(&mut holder);
            let message = format!(
                "another server (process {}) works on {}\n  help: stop it, or give this one a directory of its own with --data",
                holder.trim(),
                data.display()
            );
            return Err(show::failure(ENVIRONMENT, &message));
        }
        // Some network file systems have no locks; SQLite would not be safe there either, and says so itself.
        Err(TryLockError::Error(error)) => {
            eprintln!("warning: {} cannot be locked: {error}", data.display());
        }
    }
    file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id())).map_err(failed)?;
    Ok(file)
}
