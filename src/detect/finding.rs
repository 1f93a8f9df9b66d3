//! What engines produce (`Candidate`) and what a run keeps (`Finding`).

use std::borrow::Cow;
use std::ops::Range;

use crate::rules::RuleIndex;
use crate::taxonomy::{Category, Family, Severity, Status};

/// A cue that fired, in words a reader understands: never text of the decision.
pub type Cue = Cow<'static, str>;

/// What an engine found in one view, before policy. Holds an identity in clear
/// (`value`), so it has no `Debug` and never leaves memory.
#[derive(Clone)]
pub struct Candidate {
    /// Bytes of the view's normalised text.
    pub span: Range<usize>,
    pub rule: RuleIndex,
    pub category: Category,
    /// Severity when the engine departs from the rule's (a wrong key, a weak context).
    pub severity: Option<Severity>,
    /// Probability, from 0 to 1, that the span is what the rule looks for.
    pub confidence: f32,
    /// The canonical form that fingerprints are made from: digits alone, folded letters…
    pub value: String,
    pub cues: Vec<Cue>,
    /// `Permitted` or `ToReview` when the engine already knows that the policy
    /// cannot make a violation of it (a court's address, a published case number).
    pub at_most: Option<Status>,
}

/// One row of the `findings` table.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub field: std::sync::Arc<str>,
    /// Unicode code points of the field as published, half-open.
    pub start: i64,
    pub end: i64,
    /// UTF-16 code units of the same, half-open.
    pub start_utf16: i64,
    pub end_utf16: i64,
    pub zone: &'static str,
    pub rule: RuleIndex,
    pub rule_id: std::sync::Arc<str>,
    pub family: Family,
    pub category: Category,
    pub severity: Severity,
    pub status: Status,
    pub confidence: f32,
    /// Excerpt in which every identity is masked.
    pub masked: String,
    /// Keyed hash of rule, value and decision; hexadecimal.
    pub fingerprint: String,
    pub reasons: Vec<Cue>,
}
