//! Verdicts: what a finding is worth under the policy of its decision, and what the decision deserves: its score, its
//! verdict, the verdict of its batch.
//!
//! Reads the tables of a run and what links them; what a decision must mask is for `policy`. Must not search texts.

pub mod against;
pub mod baseline;
pub mod gate;
pub mod linked;
pub mod score;
pub mod settings;

pub use baseline::{Baseline, BaselineError};
pub use gate::{BatchOutcome, Gate, GateError, Judged, Mark, Summary};
pub use settings::{Settings, SettingsError};
