//! Rights: who sees and changes what, why, and what a draft would change.

mod matrix;
mod policies;
pub mod reach;
mod sensitive;
