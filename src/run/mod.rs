//! The run directory: tables written part by part, journal, manifest, resume.
//!
//! A part has the same bytes whatever the number of threads. Must not scan, and must not
//! hold more than one part in memory.

pub mod atomic;
pub mod derived;
pub mod directory;
pub mod journal;
pub mod key;
pub mod manifest;
pub mod restricted;
pub mod reveal;
pub mod rows;
pub mod schema;
pub mod tables;
pub mod tally;

pub use derived::Verdict;
pub use directory::{Closing, Mode, Opened, RunError, RunWriter};
pub use journal::{DataDigest, Identity, InputState, Parameters, PartEntry};
pub use manifest::{Control, InputFile, Manifest, Outcome, Timings, Tolerance};
pub use rows::{DecisionRow, RejectRow, Scanned};
pub use schema::SCHEMA_VERSION;
pub use tables::{Run, TableError};
pub use tally::{FirstDecision, Tally};
