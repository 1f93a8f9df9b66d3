//! Verdicts: what must be masked in a decision, and what a finding is worth under it.
//!
//! Must not search texts.

pub mod policy;

pub use policy::{Policy, PolicyOrigin, PolicyWarning};
