//! People come in, stay for as long as they may, and are gone when they should be.

pub mod browser;
mod command_line;
mod device;
mod guessing;
mod header;
mod invitations;
mod linking;
mod people;
mod sessions;
mod setup;
mod tokens;
