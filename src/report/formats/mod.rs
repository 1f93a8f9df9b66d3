//! The formats of other tools: one file a format, all from the tables of a run, decision by decision.
//!
//! Only masked excerpts leave. What a tool cannot hold is capped, with a note that says so and
//! where the rest is; the Parquet tables hold all of it.

pub mod csv;
pub mod github;
pub mod gitlab;
pub mod json;
pub mod junit;
pub mod label;
pub mod sarif;

use std::io;

use thiserror::Error;

use crate::rules::Catalogue;
use crate::run::derived::VerdictRow;
use crate::run::tables::{DecisionEntry, FindingEntry};
use crate::run::{Run, TableError};
use crate::taxonomy::{Severity, Status};
use crate::verdict::gate::{Gate, Mark};

/// Why an output cannot be made.
#[derive(Debug, Error)]
pub enum FormatError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("écriture impossible ({}). Vérifiez la place et les droits.", crate::cause::in_french(.0))]
    Output(#[from] io::Error),
    #[error("format {format} : sortie impossible ({what}). Signalez-le, sans joindre de décision.")]
    Encoding { format: &'static str, what: String },
}

/// What a format is made from.
pub struct Source<'a> {
    pub run: &'a Run,
    pub catalogue: &'a Catalogue,
    /// Waivers and baseline, to tell what was set aside.
    pub gate: &'a Gate<'a>,
}

/// A decision with its findings and its verdict.
pub struct Entry {
    pub decision: DecisionEntry,
    pub findings: Vec<(FindingEntry, Mark)>,
    pub verdict: Option<VerdictRow>,
}

impl Entry {
    /// Findings that are violations or to review.
    pub fn open(&self) -> impl Iterator<Item = &(FindingEntry, Mark)> {
        self.findings.iter().filter(|(finding, _)| is_open(finding))
    }
}

/// Whether there is something to do about a finding.
pub fn is_open(finding: &FindingEntry) -> bool {
    matches!(finding.status, Status::Violation | Status::ToReview)
}

impl Source<'_> {
    /// Visits the decisions in the order of the run. One part in memory at a time.
    pub fn visit(
        &self,
        mut visit: impl FnMut(Entry) -> Result<(), FormatError>,
    ) -> Result<(), FormatError> {
        use std::collections::HashMap;
        let judged = self.run.has::<VerdictRow>();
        for rank in 0..self.run.parts() {
            let mut findings: HashMap<String, Vec<FindingEntry>> = HashMap::new();
            for finding in self.run.part::<FindingEntry>(rank)? {
                let finding = finding?;
                findings.entry(finding.decision_id.clone()).or_default().push(finding);
            }
            let mut verdicts = if judged { Some(self.run.part::<VerdictRow>(rank)?) } else { None };
            for decision in self.run.part::<DecisionEntry>(rank)? {
                let decision = decision?;
                let verdict = verdicts.as_mut().and_then(Iterator::next).transpose()?;
                let findings = findings
                    .get(&decision.decision_id)
                    .into_iter()
                    .flatten()
                    .map(|finding| (finding.clone(), self.gate.set_aside(finding)))
                    .collect();
                visit(Entry { decision, findings, verdict })?;
            }
        }
        Ok(())
    }

    /// Title of a rule, in French.
    pub fn title(&self, rule: &str) -> String {
        super::gather::title(self.catalogue, rule).fr
    }
}

/// What a line of a report says of a finding; no value.
pub fn message(title: &str, entry: &DecisionEntry, finding: &FindingEntry) -> String {
    let status = match finding.status {
        Status::ToReview => "à relire",
        _ => "en violation",
    };
    format!(
        "{title} ({}, {status}) dans la décision {}, {} caractères {} à {} : {}",
        finding.severity.as_str(),
        entry.decision_id,
        finding.field,
        finding.start + 1,
        finding.end,
        finding.masked
    )
}

/// How bad, in three steps, as build tools count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Note,
    Warning,
    Error,
}

impl Step {
    pub fn of(finding: &FindingEntry) -> Self {
        match (finding.status, finding.severity) {
            (Status::Violation, Severity::Bloquant | Severity::Critique) => Self::Error,
            (Status::Violation, Severity::Majeur)
            | (_, Severity::Bloquant | Severity::Critique) => Self::Warning,
            _ => Self::Note,
        }
    }
}
