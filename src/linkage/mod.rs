//! What only shows when several rows or decisions are put side by side.
//!
//! Reads tables, never texts.

pub mod attacks;
pub mod chains;
pub mod differences;
pub mod metrics;
