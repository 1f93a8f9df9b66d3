//! Protected secrets: passages that may disclose business, medical, banking, tax, lawyer-client or defence
//! secrets, sovereign interests, or a child's life.
//!
//! By meaning and not by wording: lexical fields, numbers with their unit, holder, recency, protection and exclusions
//! are traits (`traits`) that a linear model weighs (`model`, `weights`, `score`). Costs one look-up a word (`words`) on a
//! paragraph whose words alone speak against any disclosure. A finding is a hint for a person to weigh, never a qualification.

mod company;
mod lexicon;
mod model;
mod next_words;
mod passage;
mod reading;
mod score;
mod terms;
mod traits;
mod vocabulary;
mod weights;
mod whole;
mod words;

use std::path::Path;

use company::Companies;
use lexicon::Lexicon;
use model::Model;
use passage::{Hit, Passage};
use reading::{NEAR, PlaceInDecision, Reading};
use score::Disclosure;
use terms::Sense;
use vocabulary::{FirstWords, Mark};
use weights::Weights;
use whole::Whole;
use words::Words;

pub use lexicon::SecretsError;
pub use traits::Place;

use super::finding::Candidate;
use crate::corpus::ZoneKind;
use crate::document::tokens::fold;
use crate::document::{BlockKind, Document, View};
use crate::rules::{Catalogue, EngineName, RuleIndex};
use crate::taxonomy::{Category, Severity, Status};

/// Log-odds from which a secret is manifest.
const MANIFEST: f32 = 3.0;
/// Log-odds from which it is more than a doubt. Passages to learn from hold as many secrets as traps; decisions hold
/// far fewer.
const LIKELY: f32 = 2.0;

/// The tokens that some part of the engine waits for, by rank, in one view.
#[derive(Default)]
struct Awaited {
    /// Placeholders, and words that speak of a company or of its director.
    companies: Vec<u32>,
    /// First words of phrases on the whole decision.
    phrases: Vec<u32>,
}

/// Room to work, kept from a paragraph to the next.
#[derive(Default)]
struct Room {
    passage: passage::Room,
    /// What the words of each sentence weigh.
    worded: Vec<f32>,
    /// The terms that a word may begin.
    likely: Vec<u16>,
    /// The terms of fields that a paragraph holds.
    fields: Vec<Hit>,
    /// Its fields with what they may be worth.
    worth: Vec<(u16, f32)>,
}

impl Awaited {
    fn clear(&mut self) {
        self.companies.clear();
        self.phrases.clear();
    }

    /// Keeps the words of a paragraph that other parts wait for; `from` is the rank of its first token.
    fn note(&mut self, passage: &Passage<'_>, from: usize) {
        if !passage.marks.is_awaited() {
            return;
        }
        for word in passage.words().iter().filter(|word| word.seen.known.is_awaited()) {
            let at = from as u32 + word.token;
            if word.seen.known.has(Mark::Phrase) {
                self.phrases.push(at);
            }
            let others = [Mark::Placeholder, Mark::Function, Mark::Founder];
            if others.into_iter().any(|mark| word.seen.known.has(mark)) {
                self.companies.push(at);
            }
        }
    }
}

/// The compiled engine.
pub struct Secrets {
    words: Words,
    weights: Weights,
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
        let lexicon = Lexicon::load(catalogue, datasets, first_words)?;
        let model = Model::load(datasets)?;
        Ok(Self {
            weights: Weights::new(&model, &lexicon),
            words: Words::new(lexicon, model),
            companies: Companies::compile(catalogue),
            whole: Whole::compile(catalogue),
            severities: catalogue.rules().iter().map(|rule| rule.severity).collect(),
            ours: catalogue.rules().iter().map(|rule| rule.engine == EngineName::Secrets).collect(),
        })
    }

    /// SHA-256 of the weights of the model, for the manifest.
    pub fn model_digest(&self) -> &str {
        &self.words.model.digest
    }

    /// SHA-256 of the lexicon, for the manifest.
    pub fn digest(&self) -> &str {
        &self.words.lexicon.digest
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

    /// Reads the paragraphs of a view one by one, and notes the words that other parts wait for.
    fn scan_view(
        &self,
        view: &View<'_>,
        year: Option<f64>,
        awaited: &mut Awaited,
        out: &mut Vec<Candidate>,
    ) {
        each_paragraph(&self.words, view, |passage, from, room| {
            awaited.note(passage, from);
            self.scan_passage(view, passage, year, room, out);
        });
    }

    fn scan_passage(
        &self,
        view: &View<'_>,
        passage: &Passage<'_>,
        year: Option<f64>,
        room: &mut Room,
        out: &mut Vec<Candidate>,
    ) {
        let start = passage.paragraph.tokens[0].start as usize;
        if !self.read_fields(passage, room)
            || !self.worth_reading(passage, room)
            || is_of_court_or_counsel(view, start)
        {
            return;
        }
        let reading = Reading::new(passage, &room.fields, year, place_in_decision(view, start));
        let disclosures = reading.disclosures(&self.words.model, &self.weights, &room.worded);
        out.extend(disclosures.into_iter().map(|one| self.candidate(&view.text, one)));
    }

    /// Reads the fields of the sentences whose words leave a disclosure possible, and of those near them that may
    /// add to these. Whether there is any in the former.
    fn read_fields(&self, passage: &Passage<'_>, room: &mut Room) -> bool {
        let Room { worded, likely, fields, .. } = room;
        fields.clear();
        passage.worded(self.words.model.constant, worded);
        let asked = |at: usize| worded[at] >= score::WORTH_FIELDS;
        let sentences = 0..worded.len();
        let may_disclose = |at| asked(at) && passage.sentences[at].may_hold(Mark::Field);
        if !sentences.clone().any(may_disclose) {
            return false;
        }
        for at in sentences.clone().filter(|at| asked(*at)) {
            passage.read_fields(at as u16, likely, fields);
        }
        let own = fields.len();
        if own == 0 {
            return false;
        }
        for at in sentences.filter(|at| !asked(*at)) {
            if fields[..own].iter().any(|hit| hit.sentence.abs_diff(at as u16) <= NEAR) {
                passage.read_fields(at as u16, likely, fields);
            }
        }
        fields.sort_by_key(Hit::order);
        true
    }

    /// Whether the fields of a paragraph could be worth asking the model, with every number of their sentences
    /// for them.
    fn worth_reading(&self, passage: &Passage<'_>, room: &mut Room) -> bool {
        let Room { fields, worth, .. } = room;
        worth.clear();
        worth.extend(fields.iter().filter_map(|hit| match hit.sense {
            Sense::Field(rank) => Some((rank, self.at_most(passage, hit, rank))),
            _ => None,
        }));
        // By category; two terms of a field confirm each other.
        let mut total = [0.0f32; Category::ALL.len()];
        for same in worth.chunk_by(|one, other| one.0 == other.0) {
            let field = &self.words.lexicon.fields[usize::from(same[0].0)];
            let confirmed = if same.len() > 1 { score::MOST_CONFIRMED } else { 1.0 };
            let most = same.iter().map(|one| one.1).fold(0.0, f32::max);
            total[field.category as usize] += most * confirmed;
        }
        total.iter().any(|&total| total >= score::WORTH_READING)
    }

    /// The most that a term of a field can be worth in its sentence.
    fn at_most(&self, passage: &Passage<'_>, hit: &Hit, rank: u16) -> f32 {
        let field = &self.words.lexicon.fields[usize::from(rank)];
        let may_hold_number = passage.sentences[usize::from(hit.sentence)].may_hold(Mark::Number);
        if field.with > field.alone && may_hold_number { field.with } else { field.alone }
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
        self.each_passage(view, |passage, mut fields| {
            let start = passage.paragraph.tokens[0].start as usize;
            if is_of_court_or_counsel(view, start) {
                return;
            }
            fields.sort_by_key(Hit::order);
            let reading = Reading::new(passage, &fields, None, PlaceInDecision::Reasons);
            reading.places(
                |_| true,
                |category, sentence, base| found.push(reading.place(category, sentence, &base)),
            );
        });
        found
    }

    /// Every paragraph with the fields that stand in it, in the order of the text.
    fn each_passage(&self, view: &View<'_>, mut each: impl FnMut(&Passage<'_>, Vec<Hit>)) {
        each_paragraph(&self.words, view, |passage, _, _| {
            let sentences = 0..passage.sentences.len() as u16;
            let fields = sentences.flat_map(|sentence| passage.read(true, sentence)).collect();
            each(passage, fields);
        });
    }

    /// What the engine recognises in a view, disclosure or not: mentions, marks of protection, exclusions.
    /// For the examples of the rules and `rules explain` alone: none of it is a finding.
    pub fn mentions(&self, view: &View<'_>, out: &mut Vec<(RuleIndex, std::ops::Range<usize>)>) {
        self.each_passage(view, |passage, fields| {
            let reading = Reading::new(passage, &fields, None, PlaceInDecision::Reasons);
            out.extend(reading.mentions());
        });
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

/// Calls back with each paragraph that holds something, and the rank of its first token.
fn each_paragraph(
    known: &Words,
    view: &View<'_>,
    mut each: impl FnMut(&Passage<'_>, usize, &mut Room),
) {
    let tokens = view.tokens();
    let mut room = Room::default();
    let mut from = 0;
    while from < tokens.len() {
        let words = std::mem::take(&mut room.passage);
        let passage = Passage::first(known, &view.text, &tokens[from..], words);
        if !passage.paragraph.tokens.is_empty() {
            each(&passage, from, &mut room);
        }
        from += passage.paragraph.tokens.len() + 1;
        room.passage = passage.into_room();
    }
}

/// Whether a place is in the blocks where the court and the counsels are named.
fn is_of_court_or_counsel(view: &View<'_>, start: usize) -> bool {
    view.in_block(BlockKind::Composition, start) || view.in_block(BlockKind::Counsel, start)
}
