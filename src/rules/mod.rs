//! The catalogue of rules: loads, checks and compiles `rules/<family>/<ID>.md`.
//!
//! A rule file is definition, documentation and test in one place. Must not look at decisions.

mod catalogue;
pub mod coverage;
mod error;
mod examples;
mod front_matter;
mod parse;
mod rule;
mod schema;
mod selftest;

pub use catalogue::Catalogue;
pub use error::{CatalogueError, Problem};
pub(crate) use front_matter::KEYS as HEAD_KEYS;
pub use rule::{EngineName, Example, ExampleKind, Rule, RuleIndex, SourceStatus};
pub(crate) use schema::description as describe_key;
pub use schema::schema;
pub use selftest::{Failure, Outcome, Reason, SelfTest, outcome};
