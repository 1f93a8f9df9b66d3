//! A drawn sample as it is kept beside its sheets: what was drawn, from what, and what is asked of the readers.

use serde::{Deserialize, Serialize};

use crate::run::tables::FindingEntry;
use crate::taxonomy::{Family, Severity};

/// Version of `echantillon.json`.
pub const FORMAT: u32 = 1;

/// What a stratum is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// `ca`, `tj`, `cc`…
    Jurisdiction,
    /// One court.
    Location,
    Chamber,
    /// Code of the nature of the case.
    Nac,
    /// Where the record comes from: the route it took before it was published.
    Source,
    Year,
    /// Whether the audit raised something in it.
    Raised,
}

/// A drawn sample, and what is asked of its readers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    pub format: u32,
    pub tool_version: String,
    /// SHA-256 of the manifest of the run.
    pub run: String,
    pub seed: u64,
    pub by: Vec<Key>,
    /// Decisions of the run.
    pub decisions: u64,
    pub strata: Vec<Stratum>,
    pub drawn: Vec<Drawn>,
    pub findings: Vec<DrawnFinding>,
    pub attack: Option<Attack>,
}

/// A part of the run that the draw keeps apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stratum {
    pub label: String,
    /// Decisions of the run in it.
    pub population: u64,
    pub drawn: u64,
}

/// A decision to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// From 1, in the order of the draw.
    pub rank: u64,
    pub decision_id: String,
    /// Rank of its stratum, from 0.
    pub stratum: usize,
    pub file: String,
    /// From 1.
    pub line: i64,
    /// `YYYY-MM-DD`.
    pub date: Option<String>,
}

/// A finding to judge: one value under one rule, wherever it stands in the decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawnFinding {
    /// From 1.
    pub number: u64,
    /// Rank of the decision.
    pub decision: u64,
    pub rule_id: String,
    pub family: Family,
    pub severity: Severity,
    /// Of the first occurrence, in code points.
    pub field: String,
    pub start: i64,
    pub end: i64,
    pub occurrences: u64,
    pub masked: String,
}

impl DrawnFinding {
    pub(super) fn new(decision: u64, finding: FindingEntry) -> Self {
        Self {
            number: 0,
            decision,
            rule_id: finding.rule_id,
            family: finding.family,
            severity: finding.severity,
            field: finding.field,
            start: finding.start,
            end: finding.end,
            occurrences: 1,
            masked: finding.masked,
        }
    }

    /// What sheets are sorted by.
    pub(super) fn place(&self) -> (u64, &str, i64, &str, &str) {
        (self.decision, &self.field, self.start, &self.rule_id, &self.masked)
    }
}

/// The simulated attack of REI-15, itself a processing of personal data: never without an authorisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attack {
    /// Reference of the written authorisation.
    pub authorisation: String,
    /// Time that a reader may spend on a decision.
    pub minutes: u64,
}
