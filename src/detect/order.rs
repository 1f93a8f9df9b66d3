//! The order in which one decision's placeholders were given out: what a stream is tested on (REI-10, 17 to 19).
//!
//! A sample holds ranks and counts, no value and no letter of a name. It is never a finding of one decision:
//! what it shows of the chain goes to the SDER alone. In a record of the chain, `pseudonyms` asks here whether a letter
//! was skipped. Must not keep state between decisions.

use std::collections::{BTreeMap, BTreeSet};

use crate::corpus::Numbering;
use crate::document::placeholders::PlaceholderKind;
use crate::document::tokens::fold;
use crate::document::{Document, View};

use super::known::alignment::Pairing;

/// Pairs of ranks that agree and disagree (Kendall).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pairs {
    pub concordant: u32,
    pub discordant: u32,
}

/// Whether the number that seeds the letters can be computed again from public data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Seed {
    /// The record does not give what is needed.
    #[default]
    Unknown,
    /// It can: the number computed is the one recorded.
    Recomputed,
    /// It cannot: the numbers differ.
    Different,
}

/// What one decision shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OrderSample {
    /// Letters in use, 0 when two-letter codes are.
    pub letters: u8,
    /// They are the first of the alphabet.
    pub alphabetical: bool,
    /// They are the first of the order that the seed gives; `None` without a seed.
    pub seeded: Option<bool>,
    pub seed: Seed,
    /// Numbered placeholders in use.
    pub numbers: u16,
    /// Their numbers differ between categories and leave no gap: one counter serves them all.
    pub one_counter: bool,
    /// They are numbered as they appear.
    pub by_appearance: bool,
    /// Letters against the alphabetical order of what they mask, when the original is there.
    pub by_letter: Pairs,
    /// Ranks in the seeded order against the same.
    pub by_seed: Pairs,
    /// Numbers against the alphabetical order of what they mask.
    pub by_number: Pairs,
}

impl OrderSample {
    /// Whether the decision alone shows what a statistic counts.
    pub fn shows(&self, rule_id: &str) -> bool {
        match rule_id {
            "REI-10" => self.by_letter.concordant >= 3 && self.by_letter.discordant == 0,
            "REI-17" => self.one_counter && !self.by_appearance,
            "REI-18" => self.letters >= 2 && self.alphabetical,
            "REI-19" => self.seed == Seed::Recomputed,
            _ => false,
        }
    }
}

/// Letters that the chain gives out: no Q.
const LETTERS: &[u8; 25] = b"ABCDEFGHIJKLMNOPRSTUVWXYZ";

/// The salt of the shuffle in label-back.
const SALT: f64 = 4.5;

/// Reads a decision.
pub fn sample(document: &Document, pairs: &[Pairing]) -> OrderSample {
    let Some(view) = document.views.first() else { return OrderSample::default() };
    let numbering = &document.decision.numbering;
    let date = document.decision.metadata.decision_date.as_deref();
    let mut sample = OrderSample { seed: seed_state(numbering, date), ..OrderSample::default() };
    let shuffled = seed_of(numbering, date).map(|seed| shuffled(seed, "personnePhysique"));
    letters(view, shuffled.as_ref(), &mut sample);
    numbers(view, &mut sample);
    if let Some(original) = &document.decision.original {
        against_original(view, original, pairs, shuffled.as_ref(), &mut sample);
    }
    sample
}

/// The 32-bit number that a court's software makes of an identifier (djb2, from the last character on).
pub fn document_number(identifier: &str) -> u32 {
    let units: Vec<u16> = identifier.encode_utf16().collect();
    units.iter().rev().fold(5381u32, |hash, &unit| hash.wrapping_mul(33) ^ u32::from(unit))
}

/// The identifiers that a record may have been numbered by, the declared one first.
fn identifiers(numbering: &Numbering, date: Option<&str>) -> Vec<String> {
    let mut all: Vec<String> = numbering.declared.iter().cloned().collect();
    if let (Some(court), Some(register), Some(role), Some(date)) =
        (&numbering.court, &numbering.register, &numbering.role, date)
    {
        let day = date.replace('-', "");
        all.push(format!("{court}{register}{}{day}", role.replace('/', "-")));
        all.push(format!("{court}{register}{role}{day}"));
    }
    all
}

fn seed_state(numbering: &Numbering, date: Option<&str>) -> Seed {
    let recorded = numbering.source_id.as_deref().and_then(|id| id.parse::<u32>().ok());
    let candidates = identifiers(numbering, date);
    match recorded {
        Some(_) if candidates.is_empty() => Seed::Unknown,
        Some(number) if candidates.iter().any(|id| document_number(id) == number) => {
            Seed::Recomputed
        }
        Some(_) => Seed::Different,
        None => Seed::Unknown,
    }
}

/// The seed: the recorded number, or the one that can be computed. A text that is no number gives NaN.
fn seed_of(numbering: &Numbering, date: Option<&str>) -> Option<f64> {
    match &numbering.source_id {
        Some(id) => Some(id.parse::<f64>().unwrap_or(f64::NAN)),
        None => identifiers(numbering, date).first().map(|id| f64::from(document_number(id))),
    }
}

/// How many letters the seed of the record gives out before the last one in use, and that no person bears.
///
/// `None` without a declared seed, or when two letters are in use. Only for a record of the chain itself: of a
/// published decision the order says nothing here.
pub fn skipped_letters(document: &Document) -> Option<usize> {
    let seed = document.decision.numbering.source_id.as_ref()?.parse::<f64>().ok()?;
    let used = letters_in_use(document.views.first()?)?;
    let ranks = shuffled(seed, "personnePhysique");
    let most = used.iter().filter_map(|letter| ranks.get(letter)).max()?;
    Some((most + 1).saturating_sub(used.len()))
}

/// Rank of each letter in the order of a seed; with NaN the shuffle does nothing.
fn shuffled(seed: f64, category: &str) -> BTreeMap<u8, usize> {
    let code: String = category
        .bytes()
        .map(|byte| (i32::from(byte.to_ascii_uppercase()) - 64).to_string())
        .collect();
    let seed = seed * code.parse::<f64>().unwrap_or(f64::NAN);
    let key = |rank: usize| (rank as f64 * seed * SALT).sin();
    let mut order: Vec<usize> = (0..LETTERS.len()).collect();
    order.sort_by(|&a, &b| key(a).partial_cmp(&key(b)).unwrap_or(std::cmp::Ordering::Equal));
    order.into_iter().enumerate().map(|(rank, letter)| (LETTERS[letter], rank)).collect()
}

fn letters(view: &View, shuffled: Option<&BTreeMap<u8, usize>>, sample: &mut OrderSample) {
    let Some(used) = letters_in_use(view) else { return };
    sample.letters = used.len() as u8;
    sample.alphabetical = used.iter().copied().eq(LETTERS.iter().copied().take(used.len()));
    sample.seeded = shuffled.map(|ranks| {
        used.iter().all(|letter| ranks.get(letter).is_some_and(|&rank| rank < used.len()))
    });
}

/// The letters that stand for persons, in the order of the alphabet; `None` when two letters stand for some, as they
/// do when one no longer suffices.
fn letters_in_use(view: &View) -> Option<Vec<u8>> {
    // One bit a letter, the first of the alphabet in the lowest.
    let mut used = 0u32;
    for (_, token, kind) in view.placeholders() {
        if kind == PlaceholderKind::Person {
            match token.text(&view.text).as_bytes() {
                [b'[', letter @ b'A'..=b'Z', b']'] => used |= 1 << (letter - b'A'),
                _ => return None,
            }
        }
    }
    Some((b'A'..=b'Z').filter(|letter| used >> (letter - b'A') & 1 != 0).collect())
}

fn numbers(view: &View, sample: &mut OrderSample) {
    let mut kinds: BTreeMap<u32, PlaceholderKind> = BTreeMap::new();
    let mut appeared: Vec<u32> = Vec::new();
    let mut shared = true;
    for (_, token, kind) in view.placeholders() {
        let Some(number) = number_of(token.text(&view.text)) else { continue };
        match kinds.get(&number) {
            Some(other) if *other != kind => shared = false,
            Some(_) => {}
            None => {
                kinds.insert(number, kind);
                appeared.push(number);
            }
        }
    }
    let distinct: BTreeSet<u8> = kinds.values().map(|kind| *kind as u8).collect();
    sample.numbers = u16::try_from(kinds.len()).unwrap_or(u16::MAX);
    sample.one_counter = shared
        && distinct.len() >= 2
        && kinds.keys().copied().eq(1..=u32::try_from(kinds.len()).unwrap_or(u32::MAX));
    sample.by_appearance = kinds.len() >= 2 && appeared.is_sorted();
}

/// The number of a numbered placeholder; `None` for the others.
fn number_of(text: &str) -> Option<u32> {
    let inside = text.trim_matches(['[', ']']);
    let digits = &inside[inside.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
    digits.parse().ok().filter(|&number| number > 0)
}

fn against_original(
    view: &View,
    original: &str,
    pairs: &[Pairing],
    shuffled: Option<&BTreeMap<u8, usize>>,
    sample: &mut OrderSample,
) {
    let mut letters: BTreeMap<u8, String> = BTreeMap::new();
    let mut numbers: BTreeMap<u32, String> = BTreeMap::new();
    for pair in pairs {
        let value = &original[pair.original.clone()];
        if value.contains('[') {
            continue;
        }
        let placeholder = &view.raw[pair.placeholder.clone()];
        match (pair.kind, placeholder.as_bytes()) {
            (PlaceholderKind::Person, [b'[', letter, b']']) => {
                letters.entry(*letter).or_insert_with(|| fold(value));
            }
            (PlaceholderKind::Person, _) => {}
            _ => {
                if let Some(number) = number_of(placeholder) {
                    numbers.entry(number).or_insert_with(|| fold(value));
                }
            }
        }
    }
    let by_letter: Vec<(usize, &String)> =
        letters.iter().map(|(letter, value)| (usize::from(*letter), value)).collect();
    sample.by_letter = kendall(&by_letter);
    if let Some(ranks) = shuffled {
        let ranked: Vec<(usize, &String)> = letters
            .iter()
            .filter_map(|(letter, value)| Some((*ranks.get(letter)?, value)))
            .collect();
        sample.by_seed = kendall(&ranked);
    }
    let by_number: Vec<(usize, &String)> =
        numbers.iter().map(|(number, value)| (*number as usize, value)).collect();
    sample.by_number = kendall(&by_number);
}

fn kendall(ranked: &[(usize, &String)]) -> Pairs {
    let mut pairs = Pairs::default();
    for (at, one) in ranked.iter().enumerate() {
        for other in &ranked[at + 1..] {
            match (one.0.cmp(&other.0), one.1.cmp(other.1)) {
                (_, std::cmp::Ordering::Equal) | (std::cmp::Ordering::Equal, _) => {}
                (rank, value) if rank == value => pairs.concordant += 1,
                _ => pairs.discordant += 1,
            }
        }
    }
    pairs
}
