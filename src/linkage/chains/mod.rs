//! Chains: decisions of one case across instances.
//!
//! `decisions` links what a run kept of each decision; `tables` links two tables of metadata. Both weigh agreements by
//! `model`. Never reads a text, and knows nothing of persons.

mod courts;
pub mod decisions;
pub mod model;
pub mod numbers;
pub mod tables;

pub use decisions::{Chains, Docket, Instance, Link, Node, Relation, link};
pub use numbers::Number;
pub use tables::Evidence;
