//! What people keep for themselves (stars, saved views).
