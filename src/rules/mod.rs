//! The catalogue of rules: loads, checks and compiles `rules/<family>/<ID>.md`.
//!
//! A rule file is definition, documentation and test in one place. Must not look at decisions.

mod rule;

pub use rule::{EngineName, Example, ExampleKind, Rule, RuleIndex, SourceStatus};
