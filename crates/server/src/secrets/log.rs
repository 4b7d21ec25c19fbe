//! Log lines without secrets: whatever is written passes the mask first.

use std::io::{self, Write};

use portolan_integrations::secret::mask;

/// Standard error behind the mask. The subscriber hands each event over in one piece.
#[derive(Debug, Default)]
pub struct MaskedLog;

impl Write for MaskedLog {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        io::stderr().write_all(mask(&text).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}
