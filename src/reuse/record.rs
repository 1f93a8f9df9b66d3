//! What a check leaves for those that come after: the names of its files, and the conditions in which it was made.
//!
//! Below `watch`, which compares two checks, `report`, which tells one, and `bundle`, which writes both. Must hold no finding.

use serde::{Deserialize, Serialize};

use super::check::Unread;

/// Names of the files of a bundle.
pub const CONTROLS: &str = "controls.json";
pub const PROFILING: &str = "profiling.json";
pub const CHECK: &str = "check.json";
pub const REPORT: &str = "report.md";
pub const PAGE: &str = "report.html";
pub const WATCH: &str = "watch.json";
pub const TIMELINE: &str = "timeline.svg";

/// The conditions of a check, with which it can be done again (PRV-07).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Conditions {
    /// When the reuser's data were looked at, in universal time.
    pub checked_at: String,
    pub tool: String,
    pub catalogue_sha256: String,
    pub canonical_form: String,
    /// SHA-256 over the digests of the reference's versions.
    pub reference_sha256: Option<String>,
    pub reference_decisions: u64,
    pub history_events: u64,
    pub unavailability: bool,
    pub units: u64,
    pub pages: u64,
    pub standings: std::collections::BTreeMap<String, u64>,
    /// Median and longest delay of changes not taken in, in hours outside unavailability.
    pub delays_hours: Option<(i64, i64)>,
    pub unread: Vec<Unread>,
}
