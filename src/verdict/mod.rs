//! Verdicts: what must be masked in a decision, what a finding is worth under it, and what the
//! decision deserves: its score, its verdict, the verdict of its batch.
//!
//! `policy` stands below the engines and knows one decision's record; the rest stands above the
//! tables of a run. Must not search texts.

pub mod against;
pub mod baseline;
pub mod gate;
pub mod linked;
pub mod policy;
pub mod score;
pub mod settings;

pub use baseline::{Baseline, BaselineError};
pub use gate::{BatchOutcome, Gate, GateError, Judged, Mark, Summary};
pub use policy::{Policy, PolicyOrigin, PolicyWarning};
pub use settings::{Settings, SettingsError};
