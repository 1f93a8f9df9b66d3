//! A paragraph as it is weighed: what was matched in it, where it stands, which fields speak for a sentence.

use std::cell::OnceCell;
use std::ops::RangeInclusive;

use crate::document::PlaceholderKind;
use crate::document::numbers::{Number, NumberKind};

use super::lexicon::Lexicon;
use super::passage::{Hit, Passage};

/// Sentences on each side that belong to the same passage.
pub(super) const NEAR: u16 = 2;
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

/// A paragraph with everything that was matched in it. Numbers and context are read sentence by sentence when first
/// needed: few come to that.
pub(super) struct Reading<'a> {
    pub lexicon: &'a Lexicon,
    pub passage: &'a Passage<'a>,
    pub fields: &'a [Hit],
    /// Year of the decision, when known.
    pub year: Option<f64>,
    pub place: PlaceInDecision,
    sentences: Vec<Cells>,
    placeholders: OnceCell<Vec<(PlaceholderKind, u16)>>,
}

/// What is read of a sentence.
#[derive(Default)]
struct Cells {
    numbers: OnceCell<Vec<Number>>,
    context: OnceCell<Vec<Hit>>,
}

impl<'a> Reading<'a> {
    /// `fields` by rank, then in the order of the text.
    pub fn new(
        passage: &'a Passage<'a>,
        fields: &'a [Hit],
        year: Option<f64>,
        place: PlaceInDecision,
    ) -> Self {
        let sentences = passage.sentences.len();
        Self {
            lexicon: passage.lexicon,
            passage,
            fields,
            year,
            place,
            sentences: std::iter::repeat_with(Cells::default).take(sentences).collect(),
            placeholders: OnceCell::new(),
        }
    }

    pub(super) fn numbers(&self, sentence: u16) -> &[Number] {
        self.sentences[usize::from(sentence)].numbers.get_or_init(|| self.passage.numbers(sentence))
    }

    pub(super) fn context(&self, sentence: u16) -> &[Hit] {
        self.sentences[usize::from(sentence)]
            .context
            .get_or_init(|| self.passage.read(false, sentence))
    }

    /// The sentences of the same passage.
    pub(super) fn around(&self, sentence: u16) -> RangeInclusive<u16> {
        let last = self.passage.sentences.len() as u16 - 1;
        sentence.saturating_sub(NEAR)..=sentence.saturating_add(NEAR).min(last)
    }

    /// The terms that are no fields in the same passage as a sentence.
    pub(super) fn near(&self, sentence: u16) -> impl Iterator<Item = &Hit> {
        self.around(sentence).flat_map(|sentence| self.context(sentence))
    }

    /// The same, in the whole paragraph.
    pub(super) fn all(&self) -> impl Iterator<Item = &Hit> {
        (0..self.passage.sentences.len() as u16).flat_map(|sentence| self.context(sentence))
    }

    pub(super) fn placeholders(&self) -> &[(PlaceholderKind, u16)] {
        self.placeholders.get_or_init(|| self.passage.placeholders())
    }
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
