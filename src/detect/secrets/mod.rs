//! Protected secrets: passages that may disclose business, medical, banking, tax, lawyer-client or defence
//! secrets, sovereign interests, or a child's life.
//!
//! By meaning and not by wording: lexical fields, numbers with their unit, holder, recency and protection are
//! and exclusions are traits (`traits`) that a linear model weighs (`model`, `score`). Costs one look-up a word on a paragraph
//! that holds no term of a field. A finding is a hint for a person to weigh, never a qualification.

mod company;
mod lexicon;
mod model;
mod passage;
mod score;
mod traits;
mod vocabulary;
mod whole;

use std::ops::Range;
use std::path::Path;

use company::Companies;
use lexicon::{Lexicon, Sense};
use passage::{Paragraph, Passage, Sight};
use score::{Disclosure, PlaceInDecision, Reading};
use vocabulary::{FirstWords, Known, Mark};
use whole::Whole;

pub use lexicon::SecretsError;
pub use model::Model;
pub use traits::{Place, Sink};

use super::finding::Candidate;
use crate::corpus::ZoneKind;
use crate::document::tokens::{Token, fold};
use crate::document::{BlockKind, Document, TokenKind, View};
use crate::rules::{Catalogue, EngineName, RuleIndex};
use crate::taxonomy::{Category, Severity, Status};

/// Log-odds from which a secret is manifest.
const MANIFEST: f32 = 2.0;
/// Log-odds from which it is more than a doubt. Passages to learn from hold as many secrets as traps; decisions hold
/// far fewer.
const LIKELY: f32 = 0.75;

/// The tokens that some part of the engine waits for, by rank, in one view.
#[derive(Default)]
struct Awaited {
    /// Where terms of fields may begin, in the paragraph being read.
    fields: Vec<(u32, Known)>,
    /// Placeholders, and words that speak of a company or of its director.
    companies: Vec<u32>,
    /// First words of phrases on the whole decision.
    phrases: Vec<u32>,
}

impl Awaited {
    fn clear(&mut self) {
        self.fields.clear();
        self.companies.clear();
        self.phrases.clear();
    }

    fn note(&mut self, at: usize, known: Known) {
        let at = at as u32;
        if known.has(Mark::Field) {
            self.fields.push((at, known));
        }
        if known.has(Mark::Function) || known.has(Mark::Founder) {
            self.companies.push(at);
        }
        if known.has(Mark::Phrase) {
            self.phrases.push(at);
        }
    }
}

/// The compiled engine.
pub struct Secrets {
    lexicon: Lexicon,
    model: Model,
    companies: Companies,
    whole: Whole,
    /// By rule index: the severity the catalogue gives.
    severities: Vec<Severity>,
    /// Whether a rule belongs to this engine.
    ours: Vec<bool>,
}

impl Secrets {
    /// With `lexicons/secrets.toml` of `datasets`, when that folder has one, else the shipped one.
    pub fn compile(catalogue: &Catalogue, datasets: Option<&Path>) -> Result<Self, SecretsError> {
        let mut first_words = FirstWords::default();
        Companies::await_words(&mut first_words);
        Whole::await_words(&mut first_words);
        Ok(Self {
            lexicon: Lexicon::load(catalogue, datasets, first_words)?,
            model: Model::load(datasets)?,
            companies: Companies::compile(catalogue),
            whole: Whole::compile(catalogue),
            severities: catalogue.rules().iter().map(|rule| rule.severity).collect(),
            ours: catalogue.rules().iter().map(|rule| rule.engine == EngineName::Secrets).collect(),
        })
    }

    /// SHA-256 of the weights of the model, for the manifest.
    pub fn model_digest(&self) -> &str {
        &self.model.digest
    }

    /// SHA-256 of the lexicon, for the manifest.
    pub fn digest(&self) -> &str {
        &self.lexicon.digest
    }

    /// Appends the disclosures of every view of a document.
    pub fn scan(&self, document: &Document<'_>, out: &mut [Vec<Candidate>]) {
        let year = document
            .decision
            .metadata
            .decision_date
            .as_deref()
            .and_then(|date| date.get(..4))
            .and_then(|year| year.parse().ok());
        let mut awaited = Awaited::default();
        for (view, list) in document.views.iter().zip(out.iter_mut()) {
            awaited.clear();
            self.scan_view(view, year, &mut awaited, list);
            self.companies.scan(view, &awaited.companies, list);
            self.whole.read(view, &awaited.phrases, list);
        }
        self.whole.apply(document, out);
    }

    /// One pass over the tokens: the paragraphs where fields may reach a threshold are read, the words that
    /// other parts wait for are noted.
    fn scan_view(
        &self,
        view: &View<'_>,
        year: Option<f64>,
        awaited: &mut Awaited,
        out: &mut Vec<Candidate>,
    ) {
        let (text, tokens): (&str, &[Token]) = (&view.text, view.tokens());
        let mut start = 0;
        for (at, token) in tokens.iter().enumerate() {
            match token.kind {
                TokenKind::Word(_) | TokenKind::Mixed => {
                    let known = self.lexicon.vocabulary.of(token, text);
                    if known.is_awaited() {
                        awaited.note(at, known);
                    }
                }
                TokenKind::Placeholder(_) => awaited.companies.push(at as u32),
                TokenKind::Newline if passage::parts(text, tokens, at) => {
                    self.scan_paragraph(view, start..at, year, &mut awaited.fields, out);
                    start = at + 1;
                }
                _ => {}
            }
        }
        self.scan_paragraph(view, start..tokens.len(), year, &mut awaited.fields, out);
    }

    /// `first_words` are the tokens where a term of a field may begin; emptied.
    fn scan_paragraph(
        &self,
        view: &View<'_>,
        run: Range<usize>,
        year: Option<f64>,
        first_words: &mut Vec<(u32, Known)>,
        out: &mut Vec<Candidate>,
    ) {
        if first_words.is_empty() {
            return;
        }
        let text: &str = &view.text;
        let paragraph = Paragraph { text, tokens: &view.tokens()[run.clone()] };
        let mut sights = Vec::new();
        for (at, known) in first_words.drain(..) {
            let at = at as usize - run.start;
            paragraph.sights(&self.lexicon, known, at, true, &mut sights);
        }
        let start = paragraph.tokens[0].start as usize;
        if !self.worth_reading(&sights) || is_of_court_or_counsel(view, start) {
            return;
        }
        let place = place_in_decision(view, start);
        let passage = Passage::new(paragraph);
        let fields = passage.hits(&sights);
        let reading = Reading::new(&self.lexicon, &passage, &fields, year, place);
        out.extend(
            reading.disclosures(&self.model).into_iter().map(|one| self.candidate(text, one)),
        );
    }

    /// Whether the fields of a paragraph could be worth asking the model, with every number for them.
    fn worth_reading(&self, sights: &[Sight]) -> bool {
        let mut ranks: Vec<u16> = sights
            .iter()
            .filter_map(|sight| match sight.sense {
                Sense::Field(rank) => Some(rank),
                _ => None,
            })
            .collect();
        ranks.sort_unstable();
        // By category; two terms of a field confirm each other.
        let mut worth = [0.0f32; Category::ALL.len()];
        for same in ranks.chunk_by(|one, other| one == other) {
            let field = &self.lexicon.fields[usize::from(same[0])];
            let confirmed = if same.len() > 1 { score::MOST_CONFIRMED } else { 1.0 };
            worth[field.category as usize] += field.with.max(field.alone) * confirmed;
        }
        worth.iter().any(|&worth| worth >= score::WORTH_READING)
    }

    fn candidate(&self, text: &str, one: Disclosure) -> Candidate {
        let severity = self.severity(&one);
        let value = fold(&text[one.span.clone()]);
        let margin = one.score;
        let mut cues: Vec<super::finding::Cue> =
            one.reasons.into_iter().map(std::borrow::Cow::Owned).collect();
        cues.push(format!("total {:.1} pour un seuil de 0", one.score).into());
        Candidate {
            span: one.span,
            rule: one.rule,
            category: one.category,
            severity: Some(severity),
            confidence: (0.5 + 0.45 * (1.0 - (-margin / 1.5).exp())).clamp(0.5, 0.95),
            value,
            cues,
            // The law asks for a person's judgement: only what the catalogue blocks is called a violation.
            at_most: (severity != Severity::Bloquant).then_some(Status::ToReview),
        }
    }

    /// The rule's severity, tempered by how sure the score is and raised by a mark of protection.
    fn severity(&self, one: &Disclosure) -> Severity {
        let own = self.severities[usize::from(one.rule.0)];
        let margin = one.score;
        if margin < LIKELY && !one.protected {
            return own.min(Severity::Mineur);
        }
        match own {
            Severity::Bloquant if margin >= MANIFEST => Severity::Bloquant,
            Severity::Bloquant | Severity::Critique => Severity::Critique,
            _ if margin >= MANIFEST && one.protected => Severity::Critique,
            _ => Severity::Majeur,
        }
    }

    /// Every place that the model is asked about in a view, for training.
    pub fn places(&self, view: &View<'_>) -> Vec<Place> {
        let mut found = Vec::new();
        self.each_paragraph(view, |reading| {
            let start = reading.passage.paragraph.tokens[0].start as usize;
            if is_of_court_or_counsel(view, start) {
                return;
            }
            reading.places(
                |_| true,
                |category, sentence, base| {
                    let mut place = Place::new(category);
                    reading.traits(category, sentence, base, &mut place);
                    found.push(place);
                },
            );
        });
        found
    }

    fn each_paragraph(&self, view: &View<'_>, mut each: impl FnMut(&Reading<'_>)) {
        let (text, tokens): (&str, &[Token]) = (&view.text, view.tokens());
        let mut read = |run: Range<usize>| {
            if !run.is_empty() {
                let passage = Passage::new(Paragraph { text, tokens: &tokens[run] });
                let fields = passage.read(&self.lexicon, true);
                each(&Reading::new(
                    &self.lexicon,
                    &passage,
                    &fields,
                    None,
                    PlaceInDecision::Reasons,
                ));
            }
        };
        let mut start = 0;
        for at in 0..tokens.len() {
            if tokens[at].kind == TokenKind::Newline && passage::parts(text, tokens, at) {
                read(start..at);
                start = at + 1;
            }
        }
        read(start..tokens.len());
    }

    /// What the engine recognises in a view, disclosure or not: mentions, marks of protection, exclusions.
    /// For the examples of the rules and `rules explain` alone: none of it is a finding.
    pub fn mentions(&self, view: &View<'_>, out: &mut Vec<(RuleIndex, std::ops::Range<usize>)>) {
        self.each_paragraph(view, |reading| out.extend(reading.mentions()));
        out.retain(|(rule, _)| self.ours[usize::from(rule.0)]);
    }
}

/// A decision heads with its title and its parties only when something else follows.
fn place_in_decision(view: &View<'_>, start: usize) -> PlaceInDecision {
    match view.zone_at(start).map(|zone| zone.kind) {
        Some(ZoneKind::Dispositif) => PlaceInDecision::Operative,
        Some(ZoneKind::Introduction)
            if view.zones().iter().any(|zone| {
                matches!(zone.kind, ZoneKind::Motivations | ZoneKind::Expose | ZoneKind::Moyens)
            }) =>
        {
            PlaceInDecision::Heading
        }
        _ => PlaceInDecision::Reasons,
    }
}

/// Whether a place is in the blocks where the court and the counsels are named.
fn is_of_court_or_counsel(view: &View<'_>, start: usize) -> bool {
    view.in_block(BlockKind::Composition, start) || view.in_block(BlockKind::Counsel, start)
}
