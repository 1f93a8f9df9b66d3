//! What only shows when several rows, people or decisions are put side by side.
//!
//! Reads tables, never texts, and writes tables beside them. Estimates how many people share some
//! details; must never look for one.

pub mod adversaries;
pub mod attacks;
pub mod chains;
pub mod differences;
pub mod error;
pub mod links;
pub mod metrics;
pub mod population;
pub mod profiles;
pub mod risks;
pub mod run;

/// What a long computation is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Reading what decisions say of people.
    Profiles,
    /// Counting classes.
    Classes,
    /// Weighing each person.
    Risks,
    /// Reading what decisions say of others.
    Decisions,
    /// Putting decisions of one case together.
    Chains,
    /// Comparing decisions of one case.
    Differences,
}

/// Told of each step: what is done, how much of it, out of how much.
pub type Tell<'t> = &'t (dyn Fn(Stage, u64, u64) + Sync);

/// Tells nobody.
pub fn quiet(_: Stage, _: u64, _: u64) {}

pub use error::LinkError;
pub use links::{Linked, chains_of_run, link_run, link_with_past};
pub use run::{Outcome, assess_run};
