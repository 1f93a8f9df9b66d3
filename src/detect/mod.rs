//! Detection: a pure function of one document and the compiled rules.
//!
//! Must not read files, keep state between decisions, or write anything.

pub mod civil_dates;
pub mod engines;
pub mod facts;
pub mod finding;
pub mod fingerprint;
pub mod finish;
pub mod identifiers;
pub mod mask;
pub mod names;
pub mod patterns;
pub mod places;
pub mod protection;
pub mod secrets;
pub mod trigger;

pub use engines::{Engines, EnginesError};
pub use finding::{Candidate, Cue, Finding};
pub use identifiers::Identifiers;
