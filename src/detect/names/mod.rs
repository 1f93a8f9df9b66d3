//! Persons left in clear.
//!
//! Cheap candidates (shape, lexicons, context) are scored by a linear model trained on
//! pseudonymised decisions whose placeholders were refilled with invented names; scored
//! tokens are joined into names; a name that was found once is searched through the whole
//! decision. Magistrates, clerks, lawyers, companies, places and courts are what the model
//! learned to leave alone: nothing is produced about them.

mod around;
mod bench;
mod deeds;
pub mod features;
mod grammar;
mod lists;
pub mod model;
pub mod segments;
mod shapes;
pub mod similar;
mod spans;
pub(super) mod starts;
mod things;

use std::ops::Range;
use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};
use thiserror::Error;

use crate::document::tokens::{Case, TokenKind, fold};
use crate::document::{Document, Token, View};
use crate::lexicon::communes::Communes;
use crate::lexicon::{Cue, Lexicon};
use crate::rules::{Catalogue, RuleIndex};
use crate::taxonomy::{Category, Severity, Status};

use super::finding::Candidate;
use super::looks::{Asked, Looks, Memory};
use features::{DOUBT, Text};
use model::{Model, ModelError};
use segments::Words;
use spans::NameSpan;
pub use spans::{Form, Thresholds};

/// The model that ships with the program.
const SHIPPED_MODEL: &[u8] = include_bytes!("../../../datasets/models/noms.bin");

/// The least probability of a word that a civility plainly announces.
const ANNOUNCED: f32 = 0.6;

/// The least probability of the name of a prefect: to be reviewed.
const CITED: f32 = DOUBT;

/// Why the names engine could not be made.
#[derive(Debug, Error)]
pub enum NamesError {
    #[error("le catalogue n'a pas la règle {0}, que le moteur des noms applique")]
    MissingRule(&'static str),
    #[error("modèle de noms {file} illisible : {source}")]
    Unreadable { file: String, source: std::io::Error },
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// The compiled engine.
pub struct Names {
    model: Model,
    rules: [RuleIndex; Form::ALL.len()],
    severities: [Severity; Form::ALL.len()],
    thresholds: Thresholds,
}

/// The words of a text as the engine reads them, for whoever has had no look at it with the other engines.
pub fn words<'v>(view: &'v View<'_>, lexicon: &Lexicon) -> Words<'v> {
    let asked = Asked { lexicon: Some(lexicon), places: None, civil_dates: None, literals: None };
    let looks = Looks::read(view, asked, &Memory::new());
    Words::looked(view, looks.infos, looks.starts.names, lexicon)
}

impl Names {
    /// With the model `models/noms.bin` of `datasets`, when that folder has one, else the shipped one.
    pub fn compile(catalogue: &Catalogue, datasets: Option<&Path>) -> Result<Self, NamesError> {
        let file =
            datasets.map(|folder| folder.join("models/noms.bin")).filter(|file| file.exists());
        let model = match file {
            None => Model::from_bytes(SHIPPED_MODEL)?,
            Some(file) => {
                let bytes = std::fs::read(&file).map_err(|source| NamesError::Unreadable {
                    file: file.display().to_string(),
                    source,
                })?;
                Model::from_bytes(&bytes)?
            }
        };
        Self::with_model(catalogue, model)
    }

    pub fn with_model(catalogue: &Catalogue, model: Model) -> Result<Self, NamesError> {
        let mut rules = [RuleIndex(0); Form::ALL.len()];
        let mut severities = [Severity::Info; Form::ALL.len()];
        for form in Form::ALL {
            let rule =
                catalogue.index(form.rule_id()).ok_or(NamesError::MissingRule(form.rule_id()))?;
            rules[form as usize] = rule;
            severities[form as usize] = catalogue.rule(rule).severity;
        }
        Ok(Self { model, rules, severities, thresholds: Thresholds::default() })
    }

    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Finds the names of a document; `looks` and `out` have one item a view.
    pub(super) fn scan(
        &self,
        document: &Document<'_>,
        looks: Vec<Looks>,
        lexicon: &Lexicon,
        out: &mut [Vec<Candidate>],
    ) {
        let views = document.views.iter().zip(looks);
        let words: Vec<Words> = views
            .map(|(view, looks)| Words::looked(view, looks.infos, looks.starts.names, lexicon))
            .collect();
        let texts: Vec<Text> =
            document.views.iter().zip(&words).map(|(view, words)| Text::new(view, words)).collect();
        let scores: Vec<Vec<f32>> = texts.iter().map(|text| self.score(text)).collect();
        let mut found: Vec<Vec<NameSpan>> = texts
            .iter()
            .zip(&scores)
            .map(|(text, scores)| spans::join(text, scores, &self.thresholds))
            .collect();
        for (text, spans) in texts.iter().zip(&mut found) {
            spans.retain(|span| span.form == Form::AfterCivility || !in_commune(text, span));
            spans.retain(|span| !signs_for_the_court(text, span));
            spans.retain(|span| !bench::sits_in_court(text, span));
            spans.retain(|span| !names_a_street(text, span));
            spans.iter_mut().for_each(|span| confirm(text, span, self.thresholds.certain));
            let forms = grammar::fixed_forms(text, spans);
            merge(spans, forms);
            spans.retain(|span| !things::names_a_thing(text, span));
            spans.iter_mut().for_each(|span| shapes::of_an_enterprise(text, span));
        }
        let known = KnownNames::gather(&texts, &found, self.thresholds.certain);
        for (rank, text) in texts.iter().enumerate() {
            let repeated = known.occurrences(text, &scores[rank], &found[rank]);
            found[rank].extend(repeated);
            let view = &document.views[rank];
            out[rank].extend(found[rank].iter().map(|span| self.candidate(view, text, span)));
        }
    }

    /// One probability a token.
    fn score(&self, text: &Text) -> Vec<f32> {
        let mut scores = vec![0.0; text.tokens.len()];
        let mut features = Vec::with_capacity(64);
        for &at in &text.starts.possible {
            let at = at as usize;
            scores[at] = self.score_one(text, at, &mut features);
        }
        silence_common_words(text, &mut scores, self.thresholds.join);
        scores
    }

    /// `features` is room to work.
    fn score_one(&self, text: &Text, at: usize, features: &mut Vec<u32>) -> f32 {
        let half = features::half_masked(text, at);
        if !half && !features::is_candidate(text, at) || features::kept_by_old_stock(text, at) {
            return 0.0;
        }
        features.clear();
        features::extract(text, at, |feature| features.push(feature));
        let probability = self.model.probability(self.model.sum(features));
        if half || features::plainly_announced(text, at) {
            probability.max(ANNOUNCED)
        } else if let Some(least) = features::announced_in_lower_case(text, at) {
            probability.max(least)
        } else if features::cited_officer(text, at) {
            probability.max(ANNOUNCED)
        } else if features::announced_officer(text, at) {
            let stands = features::speaks_for_the_state(text, at);
            probability.max(if stands { CITED } else { ANNOUNCED })
        } else {
            probability
        }
    }

    fn candidate(&self, view: &View<'_>, text: &Text, span: &NameSpan) -> Candidate {
        let bytes = byte_range(text, &span.tokens);
        let certain = span.probability >= self.thresholds.certain;
        let likely = span.probability >= self.thresholds.likely;
        let company = matches!(span.form, Form::InCompany | Form::InPractice);
        let severity = self.severities[span.form as usize];
        Candidate {
            value: fold(&view.text[bytes.clone()]),
            span: bytes,
            rule: self.rules[span.form as usize],
            category: Category::PersonnePhysique,
            severity: (!certain && severity > Severity::Majeur).then_some(Severity::Majeur),
            // What is likely is told as a violation, and so with the confidence of one.
            confidence: if likely { span.probability.max(0.5) } else { span.probability },
            cues: vec![span.form.cue().into()],
            at_most: (!likely || company).then_some(Status::ToReview),
        }
    }
}

/// Adds the forms of the grammar: where the score saw the same words and believed less, one span stays, as sure as
/// the surer of the two.
fn merge(spans: &mut Vec<NameSpan>, forms: Vec<NameSpan>) {
    for form in forms {
        // A file or an address is told whole, whatever name was seen inside.
        let whole = matches!(form.form, Form::FileName | Form::InAddress);
        let overlaps = |span: &&mut NameSpan| {
            span.tokens.start < form.tokens.end && form.tokens.start < span.tokens.end
        };
        match spans.iter_mut().find(overlaps).filter(|_| !whole) {
            Some(span) => {
                span.tokens =
                    span.tokens.start.min(form.tokens.start)..span.tokens.end.max(form.tokens.end);
                if form.probability > span.probability {
                    span.probability = form.probability;
                    span.form = form.form;
                }
            }
            None => spans.push(form),
        }
    }
}

/// « 12, chemin de Tartempion », « la zone Tartempion »: the name of a street, which the engine of places reports, or
/// of a part of a town plan.
fn names_a_street(text: &Text, span: &NameSpan) -> bool {
    const STREETS: [&str; 11] = [
        "rue",
        "avenue",
        "boulevard",
        "allee",
        "allees",
        "impasse",
        "chemin",
        "quai",
        "faubourg",
        "ruelle",
        "zone",
    ];
    if !matches!(span.form, Form::Bare | Form::FirstNameAlone) {
        return false;
    }
    let linked =
        |at: &usize| text.infos[*at].cue() == Cue::Particle || text.tokens[*at].is_punct(b'\'');
    let before =
        (span.tokens.start.saturating_sub(4)..span.tokens.start).rev().find(|at| !linked(at));
    before.is_some_and(|at| {
        text.tokens[at].is_word() && STREETS.contains(&&*fold(text.tokens[at].text(text.text)))
    })
}

/// « Zélie TARTEMPION⏎Greffière », at the end of the decision: who signed it.
fn signs_for_the_court(text: &Text, span: &NameSpan) -> bool {
    let end = span.tokens.end;
    let late = end * 100 > text.tokens.len() * 85;
    late && text.tokens.get(end).is_some_and(|token| token.kind == TokenKind::Newline)
        && text.tokens.get(end + 1).is_some_and(|token| {
            // « GreffièreMagistrat »: two signatures glued.
            text.infos[end + 1].cue() == Cue::Magistrate
                || token.is_word() && fold(token.text(text.text)).starts_with("greffi")
        })
}

/// A name in which the score alone does not believe, and whose shape is that of a full name in a sentence.
fn confirm(text: &Text, span: &mut NameSpan, certain: f32) {
    // « assisté de Zélie TARTEMPION, grefiier »: most often who keeps the record, whatever the spelling.
    let start = span.tokens.start;
    let assisting = start >= 2
        && matches!(text.tokens[start - 1].text(text.text), "de" | "par")
        && fold(text.tokens[start - 2].text(text.text)).starts_with("assiste");
    if assisting && span.probability < certain {
        span.probability = span.probability.min(DOUBT);
    }
    if span.probability >= certain || span.form != Form::Bare {
        return;
    }
    if let Some(found) = shapes::plain_full_name(text, span.tokens.start)
        && found.tokens.end >= span.tokens.end
    {
        *span = found;
    } else if !assisting && shapes::is_full_name(text, span) {
        span.probability = span.probability.max(shapes::LIKELY);
    }
}

/// A word in lower case that comes back again and again is a word of the decision, not a name.
fn silence_common_words(text: &Text, scores: &mut [f32], join: f32) {
    let mut seen: FxHashMap<u64, u32> = FxHashMap::default();
    let lower = |at: usize| text.case(at) == Some(Case::Lower);
    let scored = || text.starts.possible.iter().map(|&at| at as usize);
    for at in scored().filter(|&at| scores[at] >= join && lower(at)) {
        seen.insert(text.tokens[at].hash, 0);
    }
    if seen.is_empty() {
        return;
    }
    let sieve = Sieve::of(seen.keys());
    for token in text.tokens.iter().filter(|token| sieve.may_hold(token.hash)) {
        if token.case() == Some(Case::Lower)
            && let Some(count) = seen.get_mut(&token.hash)
        {
            *count += 1;
        }
    }
    for at in scored() {
        if scores[at] < join || !lower(at) {
            continue;
        }
        if seen[&text.tokens[at].hash] >= 3 && !features::plainly_announced(text, at) {
            scores[at] = 0.0;
        }
    }
}

/// Whether the words belong to the name of a commune of two words or more.
fn in_commune(text: &Text, span: &NameSpan) -> bool {
    let communes = Communes::embedded();
    let first = span.tokens.start;
    (first.saturating_sub(4)..=first).any(|start| {
        text.case(start).is_some_and(Case::is_capital)
            && communes
                .longest(text.tokens, start)
                .is_some_and(|found| found.end > first && found.end >= start + 2)
    })
}

fn byte_range(text: &Text, tokens: &Range<usize>) -> Range<usize> {
    text.tokens[tokens.start].start as usize..text.tokens[tokens.end - 1].end as usize
}

/// One bit by hash of a few words: refuses nearly every token of a text before any table is looked up.
struct Sieve([u64; 16]);

impl Sieve {
    fn of<'w>(hashes: impl Iterator<Item = &'w u64>) -> Self {
        let mut bits = [0; 16];
        for hash in hashes {
            bits[(hash >> 6) as usize % 16] |= 1 << (hash & 63);
        }
        Self(bits)
    }

    #[inline]
    fn may_hold(&self, hash: u64) -> bool {
        self.0[(hash >> 6) as usize % 16] >> (hash & 63) & 1 != 0
    }
}

/// Names that were found with certainty, by the words they are made of.
struct KnownNames {
    /// Folded word, and whether it is no ordinary word (then any writing of it counts).
    words: FxHashMap<u64, bool>,
    /// Folded words long enough to be recognised with one error.
    spellings: Vec<String>,
}

impl KnownNames {
    fn gather(texts: &[Text], found: &[Vec<NameSpan>], certain: f32) -> Self {
        let mut words = FxHashMap::default();
        let mut spellings = FxHashSet::default();
        for (text, spans) in texts.iter().zip(found) {
            for span in spans.iter().filter(|span| {
                span.probability >= certain
                    && !matches!(span.form, Form::InCompany | Form::InEnterprise | Form::InPractice)
            }) {
                for at in span.tokens.clone() {
                    let token = &text.tokens[at];
                    let info = text.infos[at];
                    let word = token.text(text.text);
                    // An address is written in lower case; elsewhere a name has its capital.
                    let in_address = span.form == Form::InAddress
                        && word.len() >= 5
                        && info.ordinary() == 0
                        && token.is_word();
                    let capital = token.case().is_some_and(Case::is_capital);
                    if !(capital || in_address) || word.len() < 4 || info.cue() != Cue::None {
                        continue;
                    }
                    words.insert(token.hash, info.ordinary() == 0);
                    if word.len() >= 6 && info.ordinary() == 0 {
                        spellings.insert(fold(word));
                    }
                }
            }
        }
        let mut spellings: Vec<String> = spellings.into_iter().collect();
        spellings.sort_unstable();
        Self { words, spellings }
    }

    /// Other occurrences of the known names in a text.
    fn occurrences(&self, text: &Text, scores: &[f32], found: &[NameSpan]) -> Vec<NameSpan> {
        if self.words.is_empty() {
            return Vec::new();
        }
        let known = Sieve::of(self.words.keys());
        let may_be_known = |token: &Token| {
            known.may_hold(token.hash)
                || !self.spellings.is_empty() && token.case().is_some_and(Case::is_capital)
        };
        let mut taken = vec![false; text.tokens.len()];
        for span in found {
            taken[span.tokens.clone()].fill(true);
        }
        (0..text.tokens.len())
            .filter(|&at| may_be_known(&text.tokens[at]) && !taken[at])
            .filter_map(|at| self.occurrence(text, scores, at))
            .collect()
    }

    fn occurrence(&self, text: &Text, scores: &[f32], at: usize) -> Option<NameSpan> {
        let token = &text.tokens[at];
        // Letters read as digits: the hash is that of the word that was meant.
        let capital = text.is_capital(at);
        let lower = token.case() == Some(Case::Lower);
        if !capital && !lower {
            return None;
        }
        let repeated =
            |probability| Some(NameSpan { tokens: at..at + 1, probability, form: Form::Repeated });
        // The same name borne by a lawyer or a magistrate of the case is theirs.
        let professional = || {
            text.before(at).is_some_and(|before| {
                matches!(text.infos[before].cue(), Cue::LawyerTitle | Cue::LegalForm)
            }) || text.blocks[at] & 0b1011 != 0
        };
        if let Some(&unusual) = self.words.get(&token.hash) {
            let written_as_name = capital || unusual;
            if !written_as_name || (scores[at] < 0.05 && professional()) {
                return None;
            }
            let certain = unusual && (capital || text.infos[at].first_name() < 6);
            return repeated(if certain { 0.85 } else { DOUBT });
        }
        let info = text.infos[at];
        if !capital || info.ordinary() > 0 || token.range().len() < 6 {
            return None;
        }
        let word = fold(token.text(text.text));
        let close = self.spellings.iter().any(|known| similar::same_name(known, &word));
        if close && !professional() { repeated(DOUBT) } else { None }
    }
}
