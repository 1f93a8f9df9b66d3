//! The catalogue of rules: loads, checks and compiles `rules/<family>/<ID>.md`.
//!
//! A rule file is definition, documentation and test in one place. Must not look at decisions.

/// Rank of a rule in the loaded catalogue (rules are sorted by id).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleIndex(pub u16);
