//! One rule of the catalogue, as its file says it.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::corpus::Decision;
use crate::taxonomy::{Category, Family, Severity};

/// Rank of a rule in the loaded catalogue (rules are sorted by id).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleIndex(pub u16);

/// Whether the legal ground was read at its source (catalogue, section 0.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceStatus {
    #[serde(rename = "vérifié")]
    Verified,
    #[serde(rename = "connaissance")]
    Knowledge,
}

impl SourceStatus {
    /// The word written in rule files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verified => "vérifié",
            Self::Knowledge => "connaissance",
        }
    }
}

/// The engine that evaluates a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EngineName {
    /// Numbers, addresses of machines and people: one pass, check digits.
    Identifiers,
    /// Persons left in clear.
    Names,
    /// Addresses and localities.
    Places,
    /// Birth, death and marriage dates.
    CivilDates,
    /// Regular expressions written in the rule file.
    Patterns,
    /// What a reuser publishes: schemas, requests, pages, programs; never the texts of decisions.
    Reuse,
    /// Protected secrets: lexical fields, numbers, exclusions.
    Secrets,
    /// Values that the record says were masked, looked for in what is published.
    Known,
    /// The placeholders themselves.
    Pseudonyms,
    /// Publicity of the hearing, of the decision and of its reasons.
    Publicity,
    /// Whether an ordered protection of the bench holds.
    Magistrates,
    /// What must stay readable.
    Readability,
    /// The order of placeholders, counted over a stream: never a finding of one decision.
    Order,
}

impl EngineName {
    pub const ALL: [Self; 13] = [
        Self::Identifiers,
        Self::Names,
        Self::Places,
        Self::CivilDates,
        Self::Patterns,
        Self::Reuse,
        Self::Secrets,
        Self::Known,
        Self::Pseudonyms,
        Self::Publicity,
        Self::Magistrates,
        Self::Readability,
        Self::Order,
    ];

    /// Whether the engine has weighed the policy itself: it knows what the record asks for this very value.
    pub fn decides(self) -> bool {
        matches!(
            self,
            Self::Known
                | Self::Pseudonyms
                | Self::Publicity
                | Self::Magistrates
                | Self::Readability
                | Self::Order
        )
    }

    /// The name written in rule files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identifiers => "identifiers",
            Self::Names => "names",
            Self::Places => "places",
            Self::CivilDates => "civil_dates",
            Self::Patterns => "patterns",
            Self::Reuse => "reuse",
            Self::Secrets => "secrets",
            Self::Known => "known",
            Self::Pseudonyms => "pseudonyms",
            Self::Publicity => "publicity",
            Self::Magistrates => "magistrates",
            Self::Readability => "readability",
            Self::Order => "order",
        }
    }
}

/// What an example must show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ExampleKind {
    /// The rule fires on each marked span (on the example anywhere, if none is marked).
    Positive,
    /// The rule stays silent.
    Negative,
    /// A known miss or false alarm: shown, counted, not failing.
    Todo,
}

/// One example of a rule file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Example {
    pub kind: ExampleKind,
    /// The record that carries the text, as JSON without the text itself, when the rule needs one.
    pub record: Option<String>,
    /// The text without marks; `⏎` of the file is a line break here.
    pub text: String,
    /// Spans that were marked «so» in the file; bytes of `text`.
    pub spans: Vec<Range<usize>>,
    /// Line of the rule file, 1-based.
    pub line: usize,
}

impl Example {
    /// The decision that the example is: its text, with the metadata of its record.
    pub fn decision(&self) -> Decision {
        let Some(record) = &self.record else { return Decision::from_text("exemple", &*self.text) };
        // The reader of rule files has checked the record.
        Decision::from_record("exemple", record, &self.text)
            .unwrap_or_else(|| Decision::from_text("exemple", &*self.text))
    }
}

/// A rule of the catalogue.
#[derive(Debug, Clone, Serialize)]
pub struct Rule {
    /// Identifier of the catalogue, e.g. `OCC-NIR`.
    pub id: Arc<str>,
    pub family: Family,
    pub category: Category,
    pub title: String,
    pub title_en: String,
    pub severity: Severity,
    pub status: SourceStatus,
    /// Legal and technical grounds, one a line.
    pub sources: Vec<String>,
    pub engine: EngineName,
    /// Words that make the finding more likely when they stand near it (folded or not; matched without case or accents).
    pub context: Vec<String>,
    /// Words that make it less likely or rule it out.
    pub counter_context: Vec<String>,
    /// For the `patterns` engine: regular expressions (crate `regex`), matched on the normalised text.
    /// For the `reuse` engine: the same, matched on a folded text, with lexical fields such as `(?:JUGE)`.
    pub patterns: Vec<String>,
    /// For the `patterns` engine: literals, one of which every match holds near it; they trigger the search.
    /// Compared without case or accents; a space in front or at the end asks for a word boundary there.
    pub literals: Vec<String>,
    /// Names of the checks applied to a match (`nir_key`, `luhn`, `iban_mod97`…), for documentation.
    pub validators: Vec<String>,
    /// True for a rule the catalogue of 21 November 2026 does not number.
    pub extension: bool,
    pub examples: Vec<Example>,
    /// French prose of the file (what, why, what to do), Markdown, without the examples.
    pub prose: String,
}
