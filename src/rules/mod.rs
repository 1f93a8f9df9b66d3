//! The catalogue of rules: loads, checks and compiles `rules/<family>/<ID>.md`.
//!
//! A rule file is definition, documentation and test in one place. Must not look at decisions.

mod catalogue;
mod error;
mod examples;
mod front_matter;
mod parse;
mod rule;
mod selftest;

pub use catalogue::Catalogue;
pub use error::{CatalogueError, Problem};
pub use rule::{EngineName, Example, ExampleKind, Rule, RuleIndex, SourceStatus};
pub use selftest::{Failure, Outcome, Reason, SelfTest, outcome};
