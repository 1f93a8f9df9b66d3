//! The linear model that says whether a place discloses a secret: one weight a trait, and their sum.
//!
//! The weights are a readable table, `datasets/models/secrets.tsv`, made by `filigrane quality train --passages`.
//! They bear on fields of the lexicon, exclusions, holders, kinds of numbers and beginnings of ordinary words:
//! nothing of a decision can be read in them. What the law itself presumes is not learnt: see `score`.

use std::hash::{Hash, Hasher};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use rustc_hash::{FxHashMap, FxHasher};

use super::lexicon::SecretsError;
use super::traits::{NEAR_WORD, Sink, WORD, stem};
use crate::document::tokens::Token;
use crate::hexadecimal::hexadecimal;

const SHIPPED: &str = include_str!("../../../datasets/models/secrets.tsv");
const FILE: &str = "models/secrets.tsv";
/// The kind of the constant.
const CONSTANT: &str = "constant";
/// A reason smaller than this is told with the others.
const SMALL: f32 = 0.1;

/// Words remembered with their weights: a power of two.
const REMEMBERED: usize = 1 << 14;
/// Bits of a slot for each of the two weights of a word; the others hold the upper bits of its hash.
const WEIGHT_BITS: u32 = 12;
/// A remembered weight is a whole number of these.
const GRAIN: f32 = 1.0 / 256.0;

/// Weights of traits.
pub struct Model {
    pub constant: f32,
    weights: FxHashMap<u64, f32>,
    /// Weights of words already met: a pure memory, which all threads share.
    memory: Box<[AtomicU64]>,
    /// SHA-256 of the table.
    pub digest: String,
}

fn key(kind: &str, what: &str) -> u64 {
    let mut hasher = FxHasher::default();
    (kind, what).hash(&mut hasher);
    hasher.finish()
}

impl Model {
    /// Reads `models/secrets.tsv` of `datasets`, when that folder has one, else the shipped table.
    pub fn load(datasets: Option<&Path>) -> Result<Self, SecretsError> {
        let own = datasets.map(|folder| folder.join(FILE)).filter(|file| file.exists());
        match own {
            None => Self::parse(SHIPPED),
            Some(file) => {
                let text = std::fs::read_to_string(&file).map_err(|source| SecretsError::Io {
                    file: file.display().to_string(),
                    source,
                })?;
                Self::parse(&text)
            }
        }
    }

    /// Reads a table: `kind`, `what`, weight, separated by tabulations; `#` begins a comment.
    pub fn parse(table: &str) -> Result<Self, SecretsError> {
        use sha2::{Digest, Sha256};
        let digest = hexadecimal(&Sha256::digest(table.as_bytes()));
        let memory = std::iter::repeat_with(|| AtomicU64::new(0)).take(REMEMBERED).collect();
        let mut model = Self { constant: 0.0, weights: FxHashMap::default(), memory, digest };
        for (rank, line) in table.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let mut cells = line.split('\t');
            let cells = (cells.next(), cells.next(), cells.next().map(str::parse::<f32>));
            match cells {
                (Some(CONSTANT), Some(_), Some(Ok(weight))) if weight.is_finite() => {
                    model.constant = weight;
                }
                (Some(kind), Some(what), Some(Ok(weight))) if weight.is_finite() => {
                    model.weights.insert(key(kind, what), weight);
                }
                _ => return Err(SecretsError::Weights { file: FILE, line: rank + 1 }),
            }
        }
        Ok(model)
    }

    fn weight(&self, kind: &str, what: &str) -> f32 {
        self.weights.get(&key(kind, what)).copied().unwrap_or(0.0)
    }

    /// What a lower-case word weighs in the sentence itself, and in the next one.
    #[inline]
    pub fn word(&self, token: &Token, text: &str) -> (f32, f32) {
        let slot = &self.memory[token.hash as usize & (REMEMBERED - 1)];
        let held = slot.load(Ordering::Relaxed);
        if held >> (2 * WEIGHT_BITS) == token.hash >> (2 * WEIGHT_BITS) {
            return unpack(held);
        }
        self.look_up(token, text)
    }

    #[cold]
    fn look_up(&self, token: &Token, text: &str) -> (f32, f32) {
        let mut letters = String::new();
        stem(token.text(text), &mut letters);
        let packed = pack(self.weight(WORD, &letters)) << WEIGHT_BITS
            | pack(self.weight(NEAR_WORD, &letters));
        let value = token.hash >> (2 * WEIGHT_BITS) << (2 * WEIGHT_BITS) | packed;
        self.memory[token.hash as usize & (REMEMBERED - 1)].store(value, Ordering::Relaxed);
        unpack(value)
    }

    /// A sum that receives traits, from what is already added.
    pub fn sum(&self, total: f32) -> Sum<'_> {
        Sum { model: self, total }
    }

    /// The same, with the terms that can be told.
    pub fn account(&self) -> Account<'_> {
        Account { model: self, told: Vec::new(), words: 0.0, others: self.constant }
    }
}

/// A weight in twelve bits, the middle being nought.
fn pack(weight: f32) -> u64 {
    let half = 1 << (WEIGHT_BITS - 1);
    let grains = (weight / GRAIN).round() as i64;
    (grains.clamp(-half, half - 1) + half) as u64
}

fn unpack(slot: u64) -> (f32, f32) {
    let weight = |bits: u64| {
        let grains = (bits & ((1 << WEIGHT_BITS) - 1)) as i64 - (1 << (WEIGHT_BITS - 1));
        grains as f32 * GRAIN
    };
    (weight(slot >> WEIGHT_BITS), weight(slot))
}

/// Adds the weights of traits.
pub struct Sum<'m> {
    model: &'m Model,
    pub total: f32,
}

impl Sink for Sum<'_> {
    fn put(&mut self, kind: &'static str, what: &str, value: f32) {
        self.total += self.model.weight(kind, what) * value;
    }
}

/// Keeps the weight of each trait that says something to a reader; the others are told together.
pub struct Account<'m> {
    model: &'m Model,
    told: Vec<(String, f32)>,
    words: f32,
    others: f32,
}

impl Sink for Account<'_> {
    fn put(&mut self, kind: &'static str, what: &str, value: f32) {
        let weight = self.model.weight(kind, what) * value;
        let told = match kind {
            "field" | "field~" | "cue" | "holder" | "holder~" => what.to_owned(),
            "field+" => format!("{what}, chiffré"),
            "exclusion" | "exclusion~" => format!("exclusion, {what}"),
            "number" | "numbers" => format!("nombres{what}"),
            WORD | NEAR_WORD => {
                self.words += weight;
                return;
            }
            _ => {
                self.others += weight;
                return;
            }
        };
        if weight.abs() < SMALL {
            self.others += weight;
            return;
        }
        match self.told.iter_mut().find(|(label, _)| *label == told) {
            Some((_, sum)) => *sum += weight,
            None => self.told.push((told, weight)),
        }
    }
}

impl Account<'_> {
    /// The terms as reasons, the heaviest first.
    pub fn reasons(mut self) -> Vec<String> {
        self.told.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then_with(|| a.0.cmp(&b.0)));
        let last = [("autres mots du passage", self.words), ("autres indices", self.others)];
        let told = self.told.iter().map(|(label, weight)| (label.as_str(), *weight));
        told.chain(last)
            .filter(|(_, weight)| *weight != 0.0)
            .map(|(label, weight)| format!("{label} : {weight:+.1}"))
            .collect()
    }
}
