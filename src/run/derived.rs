//! Rows that are computed from the tables of a finished run: links between decisions, risk of
//! each person, verdicts. Written once, after the scan, by the commands that compute them.
//!
//! Must not decide what a row says.

use std::io::{self, Write};

use super::rows::{
    integers, lists, maybe, maybe_integers, maybe_reals, reals, texts, write_parquet,
};
use super::schema::{LINKS, RISKS, VERDICTS};
pub use crate::taxonomy::{LinkKind, Verdict};

/// A row of `risks`: a person of a decision, and how likely it is that someone singles them out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RiskRow {
    pub decision_id: String,
    /// Placeholder group or role, as in `facts`.
    pub person: String,
    pub role: Option<String>,
    /// Attributes that were read of the person.
    pub attributes: Vec<String>,
    /// Size of the equivalence class in the corpus; at least 1.
    pub class_size: Option<i64>,
    /// People whose profile does not contradict this one.
    pub compatible_size: Option<i64>,
    /// Expected number of people of the population with the same details, and its interval.
    pub population: Option<f32>,
    pub population_low: Option<f32>,
    pub population_high: Option<f32>,
    /// Risk when the adversary knows that the person is in the corpus, and when not.
    pub prosecutor: f32,
    pub journalist: Option<f32>,
    pub suda: f32,
    /// From 0 to 1, against `adversary`.
    pub probability: f32,
    pub adversary: String,
    /// Attributes of the smallest revealing combination.
    pub combination: Vec<String>,
    /// The same in words, in French; no identity.
    pub explanation: String,
    /// The smallest revealing combinations, in words.
    pub combinations: Vec<String>,
    /// Each adversary, its level and its sources.
    pub adversaries: Vec<String>,
    /// `negligeable`, `limite`, `important`, `maximal`; empty when it was not computed.
    pub level: String,
    pub reasons: Vec<String>,
}

/// A row of `links`: two decisions that someone can put together.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkRow {
    pub decision_id: String,
    pub other_id: String,
    pub kind: LinkKind,
    /// Name of the group of decisions; equal for all links of the group.
    pub cluster: String,
    /// Probability, from 0 to 1, that the two belong together.
    pub probability: f32,
    /// Probability, from 0 to 1, that someone is singled out by both together.
    pub union_risk: Option<f32>,
    /// What the union adds, for one person, to the largest risk of a single decision.
    pub complementary: Option<f32>,
    /// What brings them together.
    pub reasons: Vec<String>,
    /// Attributes or categories masked in one and readable in the other.
    pub differences: Vec<String>,
}

/// A row of `verdicts`: what the policy makes of a decision, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct VerdictRow {
    pub decision_id: String,
    /// From 0 to 100.
    pub score: i64,
    /// Vraisemblance, 1 (négligeable) to 4 (maximale).
    pub likelihood: i64,
    /// Gravité, 1 (négligeable) to 4 (maximale).
    pub severity: i64,
    pub verdict: Verdict,
    /// Probability, from 0 to 1, that someone is identified, over all routes evaluated.
    pub probability: f32,
    /// The adversary of the most likely route.
    pub adversary: String,
    /// One text a route evaluated: `route=probability`.
    pub routes: Vec<String>,
    /// Routes that could not be evaluated.
    pub not_evaluated: Vec<String>,
    /// One text a point: rule, number of findings, what they weigh.
    pub reasons: Vec<String>,
    /// Findings set aside by a waiver.
    pub waived: i64,
    /// Findings set aside by the baseline.
    pub baselined: i64,
}

/// Writes a `risks` part.
pub fn write_risks(out: impl Write + Send, rows: &[RiskRow]) -> io::Result<()> {
    fn words(list: &[String]) -> impl Iterator<Item = &str> {
        list.iter().map(String::as_str)
    }
    write_parquet(
        out,
        &RISKS,
        vec![
            texts(rows.iter().map(|row| row.decision_id.as_str())),
            texts(rows.iter().map(|row| row.person.as_str())),
            maybe(rows.iter().map(|row| row.role.as_deref())),
            lists(rows.iter().map(|row| words(&row.attributes))),
            maybe_integers(rows.iter().map(|row| row.class_size)),
            maybe_integers(rows.iter().map(|row| row.compatible_size)),
            maybe_reals(rows.iter().map(|row| row.population)),
            maybe_reals(rows.iter().map(|row| row.population_low)),
            maybe_reals(rows.iter().map(|row| row.population_high)),
            reals(rows.iter().map(|row| row.prosecutor)),
            maybe_reals(rows.iter().map(|row| row.journalist)),
            reals(rows.iter().map(|row| row.suda)),
            reals(rows.iter().map(|row| row.probability)),
            texts(rows.iter().map(|row| row.adversary.as_str())),
            lists(rows.iter().map(|row| words(&row.combination))),
            texts(rows.iter().map(|row| row.explanation.as_str())),
            lists(rows.iter().map(|row| words(&row.combinations))),
            lists(rows.iter().map(|row| words(&row.adversaries))),
            texts(rows.iter().map(|row| row.level.as_str())),
            lists(rows.iter().map(|row| words(&row.reasons))),
        ],
    )
}

/// Writes a `links` part.
pub fn write_links(out: impl Write + Send, rows: &[LinkRow]) -> io::Result<()> {
    write_parquet(
        out,
        &LINKS,
        vec![
            texts(rows.iter().map(|row| row.decision_id.as_str())),
            texts(rows.iter().map(|row| row.other_id.as_str())),
            texts(rows.iter().map(|row| row.kind.as_str())),
            texts(rows.iter().map(|row| row.cluster.as_str())),
            reals(rows.iter().map(|row| row.probability)),
            maybe_reals(rows.iter().map(|row| row.union_risk)),
            maybe_reals(rows.iter().map(|row| row.complementary)),
            lists(rows.iter().map(|row| row.reasons.iter().map(String::as_str))),
            lists(rows.iter().map(|row| row.differences.iter().map(String::as_str))),
        ],
    )
}

/// Writes a `verdicts` part.
pub fn write_verdicts(out: impl Write + Send, rows: &[VerdictRow]) -> io::Result<()> {
    write_parquet(
        out,
        &VERDICTS,
        vec![
            texts(rows.iter().map(|row| row.decision_id.as_str())),
            integers(rows.iter().map(|row| row.score)),
            integers(rows.iter().map(|row| row.likelihood)),
            integers(rows.iter().map(|row| row.severity)),
            texts(rows.iter().map(|row| row.verdict.as_str())),
            reals(rows.iter().map(|row| row.probability)),
            texts(rows.iter().map(|row| row.adversary.as_str())),
            lists(rows.iter().map(|row| row.routes.iter().map(String::as_str))),
            lists(rows.iter().map(|row| row.not_evaluated.iter().map(String::as_str))),
            lists(rows.iter().map(|row| row.reasons.iter().map(String::as_str))),
            integers(rows.iter().map(|row| row.waived)),
            integers(rows.iter().map(|row| row.baselined)),
        ],
    )
}
