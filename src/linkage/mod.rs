//! What only shows when several rows, people or decisions are put side by side.
//!
//! Reads tables, never texts, and writes tables beside them. Estimates how many people share some
//! details; must never look for one.

pub mod adversaries;
pub mod attacks;
pub mod chains;
pub mod differences;
pub mod links;
pub mod metrics;
pub mod population;
pub mod profiles;
pub mod risks;
pub mod run;

pub use links::{Linked, LinksError, link_run, link_with_past};
pub use run::{LinkError, Outcome, assess_run};
