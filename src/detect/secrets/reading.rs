//! A paragraph as it is weighed: what was matched in it, where it stands, which fields speak for a sentence.

use std::cell::OnceCell;

use crate::document::PlaceholderKind;
use crate::document::numbers::{Number, NumberKind};

use super::lexicon::Lexicon;
use super::passage::{Hit, Passage};

/// A field that adds less is not counted.
pub(super) const LEAST: f32 = 0.15;

/// Where in its decision a paragraph stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PlaceInDecision {
    /// Titles and parties, before the decision says anything.
    Heading,
    Reasons,
    Operative,
}

/// A paragraph with everything that was matched in it. Numbers and context are read when first needed:
/// few paragraphs come to that.
pub(super) struct Reading<'a> {
    pub lexicon: &'a Lexicon,
    pub passage: &'a Passage<'a>,
    pub fields: &'a [Hit],
    /// Year of the decision, when known.
    pub year: Option<f64>,
    pub place: PlaceInDecision,
    pub(super) numbers: OnceCell<Vec<(Number, u16)>>,
    pub(super) context: OnceCell<Vec<Hit>>,
    pub(super) placeholders: OnceCell<Vec<(PlaceholderKind, u16)>>,
}

/// A field in a sentence: its best term, what it is worth there, the number that makes it precise.
#[derive(Clone, Copy)]
pub(super) struct Spoken<'r> {
    pub rank: u16,
    pub sentence: u16,
    pub weight: f32,
    pub hit: &'r Hit,
    pub number: Option<&'r Number>,
}

/// The fields that speak for a sentence, and what they are worth together.
pub(super) struct Base<'r> {
    /// Each field once, by weight.
    pub best: Vec<Spoken<'r>>,
    pub worth: f32,
}

impl<'r> Base<'r> {
    /// The field of the sentence itself that weighs most.
    pub fn main(&self, sentence: u16) -> Option<&Spoken<'r>> {
        self.best.iter().find(|one| one.sentence == sentence)
    }
}

/// « chiffré par un taux », for the reasons.
pub(super) fn kind_name(kind: NumberKind) -> &'static str {
    match kind {
        NumberKind::Amount => ", montant précis",
        NumberKind::UnitPrice => ", prix unitaire",
        NumberKind::Rate => ", taux précis",
        NumberKind::Multiple => ", rapport précis",
        NumberKind::Volume => ", quantité précise",
        NumberKind::Technical => ", valeur technique",
        NumberKind::Count => ", dénombrement",
        NumberKind::Duration => ", durée",
        NumberKind::Date => ", date",
        NumberKind::Bare => ", nombre",
    }
}
