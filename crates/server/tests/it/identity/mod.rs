//! People come in, stay for as long as they may, and are gone when they should be.

mod browser;
mod guessing;
mod linking;
mod sessions;
mod setup;
