//! Measured recall and precision, as `quality evaluate --json` or `quality review` writes them, and their table.

use std::path::Path;

use serde::Deserialize;

use crate::cause::in_french;
use crate::intervals::Interval;
use crate::report::data::{Row, Table, Words};

use super::ReportError;
use super::pieces::{estimated, number, row, share, words};

/// What a report takes of measured quality.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Measures {
    /// On decisions whose answers are known.
    Evaluated(Evaluated),
    /// On a sample that people read.
    Reviewed(Box<Reviewed>),
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Evaluated {
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

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Reviewed {
    read: u64,
    drawn: u64,
    judged: u64,
    residue: Estimated,
    missed: Estimated,
    precision: Estimated,
    recall: Estimated,
    attack: Option<Estimated>,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
struct Estimated {
    total: u64,
    value: Option<f64>,
    interval: Option<Interval>,
}

impl Measures {
    /// Reads the output of `quality evaluate --json`, or the figures of `quality review`.
    pub fn read(path: &Path) -> Result<Self, ReportError> {
        let wrong = |what: String| ReportError::Measures { path: path.display().to_string(), what };
        let text = std::fs::read_to_string(path).map_err(|error| wrong(in_french(&error)))?;
        serde_json::from_str(&text).map_err(|error| wrong(format!("ligne {}", error.line().max(1))))
    }
}

pub(super) fn measured(measures: &Measures) -> Table {
    match measures {
        Measures::Evaluated(evaluated) => of_answers(evaluated),
        Measures::Reviewed(reviewed) => of_readers(reviewed),
    }
}

/// What the readers of a sample found, said of the whole run (REI-15, REI-16).
fn of_readers(reviewed: &Reviewed) -> Table {
    let shares = [
        (
            "décisions où il reste quelque chose à masquer",
            "decisions in which something is left to mask",
            Some(reviewed.residue),
        ),
        (
            "décisions où il reste quelque chose que l'audit n'a pas relevé",
            "decisions in which something is left that the audit did not raise",
            Some(reviewed.missed),
        ),
        ("constats justes (précision)", "right findings (precision)", Some(reviewed.precision)),
        (
            "résidus relevés par l'audit (rappel)",
            "residues raised by the audit (recall)",
            Some(reviewed.recall),
        ),
        (
            "décisions où l'attaque simulée a retrouvé quelqu'un (REI-15)",
            "decisions in which the simulated attack found someone again (REI-15)",
            reviewed.attack,
        ),
    ];
    let rows = shares
        .into_iter()
        .filter_map(|(fr, en, estimate)| {
            let estimate = estimate?;
            let cells = vec![
                words(fr, en),
                estimated(estimate.value, estimate.interval),
                number(estimate.total),
            ];
            Some(row(cells, None))
        })
        .collect();
    let partial = reviewed.read < reviewed.drawn;
    Table {
        caption: words(
            "Estimations pour tout le traitement, d'après un échantillon relu (REI-16)",
            "Estimates for the whole run, from a sample that was read (REI-16)",
        ),
        head: vec![
            words("Part", "Share"),
            words("Estimation [IC 95 %]", "Estimate [95% CI]"),
            words("Lus", "Read"),
        ],
        numeric: vec![false, true, true],
        rows,
        note: Some(Words::new(
            format!(
                "REI-16, tirage par strates : {} décisions lues sur {} tirées, {} constats jugés.{}",
                reviewed.read,
                reviewed.drawn,
                reviewed.judged,
                if partial { " Relecture inachevée." } else { "" }
            ),
            format!(
                "REI-16, stratified draw: {} decisions read out of {} drawn, {} findings judged.{}",
                reviewed.read,
                reviewed.drawn,
                reviewed.judged,
                if partial { " The reading is not finished." } else { "" }
            ),
        )),
    }
}

/// What the comparison with known answers gives.
fn of_answers(measures: &Evaluated) -> Table {
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
