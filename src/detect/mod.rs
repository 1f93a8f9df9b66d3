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
pub mod known;
mod looks;
pub mod magistrates;
pub mod mask;
pub mod names;
pub mod order;
pub mod patterns;
pub mod places;
pub mod protection;
pub mod pseudonyms;
pub mod publicity;
pub mod readability;
pub mod secrets;
mod sites;
pub mod trigger;

/// Why a document is scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// For findings: what is as it should be is not listed.
    Audit,
    /// To show what a rule recognises: well-formed placeholders, lawful mentions of a composition.
    Explain,
}

pub use engines::{Engines, EnginesError};
pub use finding::{Candidate, Cue, Finding};
pub use identifiers::Identifiers;
