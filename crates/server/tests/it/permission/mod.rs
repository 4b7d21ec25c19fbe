//! Rights: who sees and changes what, why, and what a draft would change.

mod matrix;
mod policies;
mod reach;
mod sensitive;
