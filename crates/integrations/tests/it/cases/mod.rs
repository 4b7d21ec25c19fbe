//! Security cases of the readers, each named after its number. Others are held by the tests beside this folder.

mod addresses;
mod credentials;
mod git;
mod upstream;

/// Whether no other test runs in this process, so that its memory is this test's.
pub fn is_alone() -> bool {
    std::env::var_os("NEXTEST").is_some()
}

/// The most memory that this process has had, in bytes.
pub fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|text| text.parse::<u64>().ok()).unwrap_or_default() * 1024
}
