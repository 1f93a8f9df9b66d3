//! Measured recall and precision, as `quality evaluate --json` writes them, and their table.

use std::path::Path;

use serde::Deserialize;

use crate::report::data::{Row, Table, Words};
use crate::run::cause::in_french;

use super::ReportError;
use super::pieces::{number, row, share, words};

/// What a report takes of measured quality.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Measures {
    by_group: Vec<MeasuredGroup>,
    decisions: MeasuredDecisions,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct MeasuredGroup {
    group: String,
    raised: MeasuredShare,
    precision: MeasuredShare,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct MeasuredDecisions {
    flagged: MeasuredShare,
    untouched_without_blocking: MeasuredShare,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
struct MeasuredShare {
    count: u64,
    total: u64,
}

impl Measures {
    /// Reads the output of `quality evaluate --json`.
    pub fn read(path: &Path) -> Result<Self, ReportError> {
        let wrong = |what: String| ReportError::Measures { path: path.display().to_string(), what };
        let text = std::fs::read_to_string(path).map_err(|error| wrong(in_french(&error)))?;
        serde_json::from_str(&text).map_err(|error| wrong(format!("ligne {}", error.line())))
    }
}

pub(super) fn measured(measures: &Measures) -> Table {
    let of = |one: MeasuredShare| share(one.count, one.total);
    let mut rows: Vec<Row> = measures
        .by_group
        .iter()
        .map(|group| {
            row(
                vec![
                    Words::same(group.group.clone()),
                    of(group.raised),
                    of(group.precision),
                    number(group.raised.total),
                ],
                None,
            )
        })
        .collect();
    let figures = &measures.decisions;
    rows.push(row(
        vec![
            words(
                "décisions où une identité a été replacée : signalées",
                "decisions with an identity put back: flagged",
            ),
            of(figures.flagged),
            Words::same("–"),
            number(figures.flagged.total),
        ],
        None,
    ));
    rows.push(row(
        vec![
            words(
                "décisions intactes : sans constat bloquant",
                "untouched decisions: without blocking finding",
            ),
            of(figures.untouched_without_blocking),
            Words::same("–"),
            number(figures.untouched_without_blocking.total),
        ],
        None,
    ));
    Table {
        caption: words("Rappel et précision mesurés", "Measured recall and precision"),
        head: vec![
            words("Groupe", "Group"),
            words("Rappel [IC 95 %]", "Recall [95% CI]"),
            words("Précision [IC 95 %]", "Precision [95% CI]"),
            words("Échantillon", "Sample"),
        ],
        numeric: vec![false, true, true, true],
        rows,
        note: None,
    }
}
