//! Verdicts: what must be masked in a decision, what a finding is worth under it, and what the
//! decision deserves: its score, its verdict, the verdict of its batch.
//!
//! `policy` stands below the engines and knows one decision's record; the rest stands above the
//! tables of a run. Must not search texts.

pub mod against;
pub mod baseline;
pub mod evaluated;
pub mod gate;
pub mod linked;
pub mod nac;
pub mod orders;
pub mod policy;
pub mod profile;
pub mod score;
pub mod settings;
pub mod terms;
pub mod warning;

pub use baseline::{Baseline, BaselineError};
pub use gate::{BatchOutcome, Gate, GateError, Judged, Mark, Summary};
pub use nac::{NacTable, NacTableError};
pub use orders::{BenchOrders, OrdersError};
pub use policy::{Norms, Policy, PolicyOrigin};
pub use profile::{Profile, ProfileError};
pub use settings::{Settings, SettingsError};
pub use terms::{Term, Terms};
pub use warning::PolicyWarning;
