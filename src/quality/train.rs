//! Trains the model of names on pseudonymised decisions.
//!
//! Placeholders of the training part are refilled with invented names, phrases of
//! `datasets/models/phrases_noms.txt` are slipped between paragraphs, and a logistic
//! regression learns which words are names. Nothing of the decisions enters the model but
//! weights of hashed classes and ordinary words. The same inputs and seed give the same file.

use std::ops::Range;

use rand_chacha::ChaCha8Rng;
use thiserror::Error;

use crate::corpus::Decision;
use crate::detect::names;
use crate::detect::names::features::{self, Text};
use crate::detect::names::model::{Model, SIZE, sigmoid};
use crate::document::Document;
use crate::document::tokens::TokenKind;
use crate::lexicon::Lexicon;

use super::dice::{self, Dice};
use super::forms;
use super::gold::byte_ranges;
use super::identities::{Gender, IdentitySource, Name};
use super::refill::refill;
use super::{Part, part};

/// How a model is trained.
#[derive(Debug, Clone)]
pub struct TrainOptions {
    pub seed: u64,
    /// Times each decision is refilled anew.
    pub variants: u64,
    pub epochs: u32,
    /// Initial step of AdaGrad.
    pub rate: f32,
    /// Strength of the L2 penalty.
    pub penalty: f32,
    /// Phrases slipped into each variant of a decision.
    pub phrases: u64,
    /// The phrases, in the language of `datasets/models/phrases_noms.txt`.
    pub sentences: String,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self {
            seed: 20_261_121,
            variants: 16,
            epochs: 8,
            rate: 0.03,
            penalty: 2e-6,
            phrases: 60,
            sentences: PHRASES.to_owned(),
        }
    }
}

/// Why training stopped.
#[derive(Debug, Error)]
pub enum TrainError {
    #[error(
        "aucune décision d'entraînement : il faut des décisions pseudonymisées, avec des termes comme [X]"
    )]
    NoExample,
    #[error("phrases d'entraînement, ligne {line} : case inconnue {{{slot}}}")]
    UnknownSlot { line: usize, slot: String },
}

/// What training saw, for the model card.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TrainReport {
    pub decisions: usize,
    pub examples: usize,
    pub positives: usize,
    pub calibration_examples: usize,
}

/// The phrases that ship with the program.
pub const PHRASES: &str = include_str!("../../datasets/models/phrases_noms.txt");

/// Candidates with their features, flattened: one allocation for millions of features.
#[derive(Default)]
struct Examples {
    features: Vec<u32>,
    ends: Vec<usize>,
    labels: Vec<bool>,
}

impl Examples {
    fn len(&self) -> usize {
        self.labels.len()
    }

    fn get(&self, rank: usize) -> (&[u32], bool) {
        let start = rank.checked_sub(1).map_or(0, |before| self.ends[before]);
        (&self.features[start..self.ends[rank]], self.labels[rank])
    }

    /// Adds every candidate of a decision; `gold` has the byte ranges of names, a list a field.
    fn add(&mut self, decision: &Decision, gold: &[Vec<Range<usize>>], lexicon: &Lexicon) {
        let document = Document::new(decision);
        for (view, gold) in document.views.iter().zip(gold) {
            let words = names::words(view, lexicon);
            let text = Text::new(view, &words);
            for at in 0..text.tokens.len() {
                if !features::is_candidate(&text, at) {
                    continue;
                }
                let raw = view.raw_range(&text.tokens[at].range());
                let label = gold.iter().any(|name| name.start < raw.end && raw.start < name.end);
                features::extract(&text, at, |feature| self.features.push(feature));
                self.ends.push(self.features.len());
                self.labels.push(label);
            }
        }
    }
}

/// Trains on the decisions whose part is `Train`, calibrates on those whose part is `Tune`.
pub fn train(
    decisions: &[Decision],
    lexicon: &Lexicon,
    identities: &dyn IdentitySource,
    options: &TrainOptions,
) -> Result<(Model, TrainReport), TrainError> {
    let phrases = Phrase::read(&options.sentences)?;
    let mut report = TrainReport::default();
    let mut training = Examples::default();
    let mut tuning = Examples::default();
    for decision in decisions {
        match part(&decision.id) {
            Part::Train => {
                report.decisions += 1;
                for variant in 0..options.variants {
                    add_variant(
                        &mut training,
                        decision,
                        variant,
                        &phrases,
                        lexicon,
                        identities,
                        options,
                    );
                }
            }
            // Calibration sees decisions as they come: most have nothing left in clear.
            Part::Tune => {
                for variant in 0..3 {
                    add_variant(&mut tuning, decision, variant, &[], lexicon, identities, options);
                }
            }
            Part::Report => {}
        }
    }
    if training.len() == 0 {
        return Err(TrainError::NoExample);
    }
    report.examples = training.len();
    report.positives = training.labels.iter().filter(|&&label| label).count();
    report.calibration_examples = tuning.len();
    let weights = fit(&training, options);
    let (slope, offset) = calibrate(&weights, if tuning.len() == 0 { &training } else { &tuning });
    Ok((Model::new(weights, slope, offset), report))
}

/// Shares of placeholders that get a name, by variant: the first leaves the decision as it is.
const RATES: [f64; 8] = [0.0, 0.1, 0.3, 0.6, 1.0, 0.2, 0.45, 0.8];

fn add_variant(
    examples: &mut Examples,
    decision: &Decision,
    variant: u64,
    phrases: &[Phrase],
    lexicon: &Lexicon,
    identities: &dyn IdentitySource,
    options: &TrainOptions,
) {
    let seed = options.seed ^ variant.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut rng = dice::for_decision(seed, &decision.id);
    let rate = RATES[variant as usize % RATES.len()];
    let (mut filled, spans) = refill(decision, &mut rng, identities, rate);
    let mut gold: Vec<Vec<Range<usize>>> = filled
        .fields
        .iter()
        .map(|field| {
            let own: Vec<_> =
                spans.iter().filter(|span| span.field == field.name).cloned().collect();
            byte_ranges(&field.text, &own)
        })
        .collect();
    if !phrases.is_empty() {
        let count = options.phrases;
        slip_phrases(&mut filled, &mut gold, phrases, count, identities, &mut rng);
    }
    examples.add(&filled, &gold, lexicon);
}

/// Puts phrases at line ends of the main text, and their names into the gold.
fn slip_phrases(
    decision: &mut Decision,
    gold: &mut [Vec<Range<usize>>],
    phrases: &[Phrase],
    count: u64,
    identities: &dyn IdentitySource,
    rng: &mut ChaCha8Rng,
) {
    let (Some(field), Some(gold)) = (decision.fields.first_mut(), gold.first_mut()) else { return };
    let breaks: Vec<usize> = field.text.match_indices('\n').map(|(at, _)| at).collect();
    let mut places: Vec<usize> = (0..count)
        .map(|_| if breaks.is_empty() { field.text.len() } else { *rng.one(&breaks) })
        .filter(|place| !gold.iter().any(|name| name.start < *place && *place < name.end))
        .collect();
    places.sort_unstable();
    let mut text = String::with_capacity(field.text.len() + 80 * places.len());
    let mut ranges = Vec::with_capacity(gold.len());
    let mut copied = 0;
    let mut old = gold.iter().peekable();
    for place in places.into_iter().chain([field.text.len()]) {
        while let Some(name) = old.next_if(|name| name.end <= place) {
            let shift = text.len();
            ranges.push(name.start - copied + shift..name.end - copied + shift);
        }
        text.push_str(&field.text[copied..place]);
        copied = place;
        if place < field.text.len() {
            text.push('\n');
            let phrase = rng.one(phrases);
            phrase.write(&mut text, &mut ranges, identities, rng);
        }
    }
    field.text = text;
    // Given zones no longer fit the text, and the estimated ones are what most decisions have.
    decision.zones.clear();
    *gold = ranges;
}

/// A phrase of the training file: literal text and slots.
struct Phrase {
    parts: Vec<PhrasePart>,
}

enum PhrasePart {
    Text(String),
    Slot { kind: u8, masked: bool },
}

impl Phrase {
    fn read(file: &str) -> Result<Vec<Self>, TrainError> {
        file.lines()
            .enumerate()
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
            .map(|(rank, line)| Self::parse(line, rank + 1))
            .collect()
    }

    fn parse(line: &str, number: usize) -> Result<Self, TrainError> {
        let mut parts = Vec::new();
        let mut rest = line;
        while let Some(open) = rest.find('{') {
            let Some(close) = rest[open..].find('}').map(|at| open + at) else { break };
            parts.push(PhrasePart::Text(rest[..open].replace('⏎', "\n")));
            let slot = &rest[open + 1..close];
            let (masked, letter) = match slot.strip_prefix('-') {
                Some(letter) => (false, letter),
                None => (true, slot),
            };
            let kind = match letter.as_bytes() {
                [kind] if b"pnPNfgijaocswWOCdk".contains(kind) => *kind,
                _ => return Err(TrainError::UnknownSlot { line: number, slot: slot.to_owned() }),
            };
            parts.push(PhrasePart::Slot { kind, masked });
            rest = &rest[close + 1..];
        }
        parts.push(PhrasePart::Text(rest.replace('⏎', "\n")));
        Ok(Self { parts })
    }

    fn write(
        &self,
        out: &mut String,
        gold: &mut Vec<Range<usize>>,
        identities: &dyn IdentitySource,
        rng: &mut ChaCha8Rng,
    ) {
        for part in &self.parts {
            match part {
                PhrasePart::Text(text) => out.push_str(text),
                PhrasePart::Slot { kind, masked } => {
                    let start = out.len();
                    out.push_str(&fill(*kind, identities, rng));
                    if *masked {
                        gold.push(start..out.len());
                    }
                }
            }
        }
    }
}

fn fill(kind: u8, identities: &dyn IdentitySource, rng: &mut ChaCha8Rng) -> String {
    let gender = *rng.one(&[Gender::Feminine, Gender::Masculine]);
    let given = |rng: &mut ChaCha8Rng| identities.given_name(rng, gender);
    let surname = |rng: &mut ChaCha8Rng| identities.surname(rng);
    let text = |name: Name| name.text;
    match kind {
        b'p' => text(given(rng)),
        b'P' => text(given(rng)).to_uppercase(),
        b'f' => text(given(rng)).to_lowercase(),
        b'N' => text(surname(rng)).to_uppercase(),
        b'g' => text(surname(rng)).to_lowercase(),
        b'i' => forms::initials(&text(given(rng))),
        b'j' => forms::initials(&text(given(rng))).replace('.', ""),
        b'a' => forms::without_accents(&text(surname(rng))),
        b'o' => {
            let name = text(surname(rng));
            forms::ocr(&name, rng)
        }
        b'O' => {
            let name = text(surname(rng)).to_uppercase();
            forms::ocr(&name, rng)
        }
        b'd' => {
            let name = text(given(rng));
            forms::ocr(&name, rng)
        }
        b'c' => {
            let name = text(surname(rng));
            forms::line_break(&name, rng)
        }
        b'C' => {
            let name = text(surname(rng)).to_uppercase();
            forms::line_break(&name, rng)
        }
        b'k' => forms::nickname(&forms::Person::draw(rng, identities, Some(gender)), rng),
        b's' => format!("{} {}", text(given(rng)), text(given(rng))),
        b'w' => brand(rng),
        b'W' => brand(rng).to_uppercase(),
        _ => text(surname(rng)),
    }
}

/// An invented brand: what companies are called, and people are not.
fn brand(rng: &mut ChaCha8Rng) -> String {
    const HEADS: [&str; 28] = [
        "Alti", "Axo", "Bati", "Bio", "Cap", "Clima", "Data", "Dom", "Eco", "Euro", "Geo", "Habi",
        "Hydro", "Info", "Inter", "Loca", "Medi", "Multi", "Nova", "Opti", "Pro", "Sani", "Sécuri",
        "Servi", "Soli", "Techni", "Trans", "Vita",
    ];
    const TAILS: [&str; 26] = [
        "bat", "care", "center", "com", "conseil", "dis", "fret", "gaz", "gest", "group", "lease",
        "lia", "log", "max", "med", "mob", "net", "nis", "plast", "sud", "sol", "tech", "tel",
        "tis", "via", "xa",
    ];
    const WHOLE: [&str; 24] = [
        "Horizon",
        "Océan",
        "Atlas",
        "Phénix",
        "Orion",
        "Zénith",
        "Alpes",
        "Rivage",
        "Tilleuls",
        "Primeurs",
        "Façades",
        "Isolation",
        "Toitures",
        "Logistique",
        "Nettoyage",
        "Piscines",
        "Carrelages",
        "Menuiseries",
        "Énergies",
        "Habitat",
        "Distribution",
        "Gestion",
        "Développement",
        "Promotion",
    ];
    if rng.chance(0.4) {
        return (*rng.one(&WHOLE)).to_owned();
    }
    format!("{}{}", rng.one(&HEADS), rng.one(&TAILS))
}

/// Logistic regression by AdaGrad, with an L2 penalty applied as weights are met.
fn fit(examples: &Examples, options: &TrainOptions) -> Vec<f32> {
    let mut weights = vec![0f32; SIZE];
    let mut squares = vec![1e-6f32; SIZE];
    let mut order: Vec<u32> = (0..examples.len() as u32).collect();
    let mut rng = dice::for_decision(options.seed, "ordre");
    for _ in 0..options.epochs {
        for last in (1..order.len()).rev() {
            order.swap(last, rng.below(last + 1));
        }
        for &rank in &order {
            let (features, label) = examples.get(rank as usize);
            let score: f32 = features.iter().map(|&f| weights[f as usize]).sum();
            let error = sigmoid(score) - if label { 1.0 } else { 0.0 };
            if error.abs() < 1e-4 {
                continue;
            }
            for &feature in features {
                let at = feature as usize;
                let gradient = error + options.penalty * weights[at];
                squares[at] += gradient * gradient;
                weights[at] -= options.rate * gradient / squares[at].sqrt();
            }
        }
    }
    weights
}

/// Platt scaling by Newton's method on two parameters (Lin, Lin and Weng 2007, simplified).
fn calibrate(weights: &[f32], examples: &Examples) -> (f32, f32) {
    let scored: Vec<(f64, f64)> = (0..examples.len())
        .map(|rank| {
            let (features, label) = examples.get(rank);
            let score: f32 = features.iter().map(|&f| weights[f as usize]).sum();
            (f64::from(score), f64::from(u8::from(label)))
        })
        .collect();
    let (mut slope, mut offset) = (1f64, 0f64);
    for _ in 0..50 {
        let (mut g0, mut g1, mut h00, mut h01, mut h11) = (0f64, 0f64, 1e-6f64, 0f64, 1e-6f64);
        for &(score, label) in &scored {
            let p = 1.0 / (1.0 + (-(slope * score + offset)).exp());
            let (error, spread) = (p - label, p * (1.0 - p));
            g0 += error * score;
            g1 += error;
            h00 += spread * score * score;
            h01 += spread * score;
            h11 += spread;
        }
        let determinant = h00 * h11 - h01 * h01;
        if determinant.abs() < 1e-12 {
            break;
        }
        let step0 = (h11 * g0 - h01 * g1) / determinant;
        let step1 = (h00 * g1 - h01 * g0) / determinant;
        slope -= step0.clamp(-1.0, 1.0);
        offset -= step1.clamp(-2.0, 2.0);
        if step0.abs() + step1.abs() < 1e-9 {
            break;
        }
    }
    (slope.max(0.05) as f32, offset as f32)
}

/// Number of words of a decision that the model would look at, for the model card.
pub fn candidates(decision: &Decision, lexicon: &Lexicon) -> usize {
    let document = Document::new(decision);
    document
        .views
        .iter()
        .map(|view| {
            let words = names::words(view, lexicon);
            let text = Text::new(view, &words);
            (0..text.tokens.len())
                .filter(|&at| {
                    text.tokens[at].kind != TokenKind::Newline && features::is_candidate(&text, at)
                })
                .count()
        })
        .sum()
}
