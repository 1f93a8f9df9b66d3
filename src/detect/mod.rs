//! Detection: a pure function of one document and the compiled rules.
//!
//! Must not read files, keep state between decisions, or write anything.

pub mod civil_dates;
pub mod finding;
pub mod patterns;
pub mod protection;
pub mod fingerprint;
pub mod finish;
pub mod mask;
pub mod places;

pub use finding::{Candidate, Cue, Finding};
