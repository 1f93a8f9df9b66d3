//! The linear model that says whether a place discloses a secret: one weight a trait, and their sum.
//!
//! The weights are a readable table, `datasets/models/secrets.tsv`, made by `filigrane quality train --passages`.
//! They bear on fields of the lexicon, exclusions, holders, kinds of numbers and beginnings of ordinary words:
//! nothing of a decision can be read in them. What the law itself presumes is not learnt: see `score`.

use std::path::Path;

use rustc_hash::FxHashMap;

use super::lexicon::SecretsError;
use crate::hexadecimal::hexadecimal;

const SHIPPED: &str = include_str!("../../../datasets/models/secrets.tsv");
const FILE: &str = "models/secrets.tsv";
/// The kind of the constant.
const CONSTANT: &str = "constant";

/// Letters kept of a word: enough to tell its family, not its form.
const STEM: usize = 6;

/// A beginning of word in the sentence itself, in the one before or after.
pub(super) const WORD: &str = "word";
pub(super) const NEAR_WORD: &str = "word~";

/// Words of a sentence that count in full; each of more words counts for less, lest long sentences say
/// everything.
const FULL: usize = 18;

/// What one of `count` words is worth.
pub(super) fn share(count: usize) -> f32 {
    FULL as f32 / count.max(FULL) as f32
}

/// The beginning of a folded word.
pub(super) fn beginning(word: &str) -> &str {
    &word[..word.floor_char_boundary(STEM)]
}

/// Bits of the rank of a beginning of word.
pub(super) const STEM_BITS: u32 = 14;
/// When a sentence is first read, the weight of a word is a whole number of these: sums are then exact in any order.
const GRAIN: f32 = 1.0 / 256.0;
/// The heaviest a word can be, in grains.
const HEAVIEST: i16 = 2047;

/// What words weigh in their sentence and in the next one, in grains.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Grains {
    own: i32,
    near: i32,
}

impl Grains {
    pub fn add(&mut self, word: [i16; 2]) {
        self.own += i32::from(word[0]);
        self.near += i32::from(word[1]);
    }

    pub fn own(&self) -> f32 {
        self.own as f32 * GRAIN
    }

    pub fn near(&self) -> f32 {
        self.near as f32 * GRAIN
    }
}

/// Weights of traits.
pub struct Model {
    pub constant: f32,
    /// By kind, then by what the trait is about; those of words apart.
    weights: FxHashMap<String, FxHashMap<String, f32>>,
    /// Ranks of the beginnings of words.
    stems: FxHashMap<String, u16>,
    /// By rank: the weight in the sentence itself and in the next one. The first is that of a word of no weight.
    words: Vec<[f32; 2]>,
    grains: Vec<[i16; 2]>,
    /// SHA-256 of the table.
    pub digest: String,
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
        let mut model = Self {
            constant: 0.0,
            weights: FxHashMap::default(),
            stems: FxHashMap::default(),
            words: vec![[0.0; 2]],
            grains: Vec::new(),
            digest: hexadecimal(&Sha256::digest(table.as_bytes())),
        };
        for (rank, line) in table.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let mut cells = line.split('\t');
            let cells = (cells.next(), cells.next(), cells.next().map(str::parse::<f32>));
            match cells {
                (Some(kind), Some(what), Some(Ok(weight))) if weight.is_finite() => {
                    model.add(kind, what, weight)?;
                }
                _ => return Err(SecretsError::Weights { file: FILE, line: rank + 1 }),
            }
        }
        model.grains = model.words.iter().map(|weights| weights.map(grains)).collect();
        Ok(model)
    }

    fn add(&mut self, kind: &str, what: &str, weight: f32) -> Result<(), SecretsError> {
        match kind {
            CONSTANT => self.constant = weight,
            WORD | NEAR_WORD => {
                let next = self.words.len() as u16;
                let rank = *self.stems.entry(what.to_owned()).or_insert(next);
                if rank >> STEM_BITS != 0 {
                    return Err(SecretsError::TooManyWords);
                }
                if rank == next {
                    self.words.push([0.0; 2]);
                }
                self.words[usize::from(rank)][usize::from(kind == NEAR_WORD)] = weight;
            }
            _ => {
                let weights = self.weights.entry(kind.to_owned()).or_default();
                weights.insert(what.to_owned(), weight);
            }
        }
        Ok(())
    }

    /// What a trait weighs, that is no word.
    pub fn weight(&self, kind: &str, what: &str) -> f32 {
        self.weights.get(kind).and_then(|weights| weights.get(what)).copied().unwrap_or(0.0)
    }

    /// The rank of the beginning of a folded word; nought when the word weighs nothing.
    pub fn stem(&self, word: &str) -> u16 {
        self.stems.get(beginning(word)).copied().unwrap_or(0)
    }

    /// What a lower-case word weighs in the sentence itself and in the next one, by the rank of its beginning.
    pub fn word(&self, stem: u16) -> [f32; 2] {
        self.words[usize::from(stem)]
    }

    /// The same, in grains.
    #[inline]
    pub fn grains(&self, stem: u16) -> [i16; 2] {
        self.grains[usize::from(stem)]
    }
}

fn grains(weight: f32) -> i16 {
    let grains = (weight / GRAIN).round() as i64;
    grains.clamp(-i64::from(HEAVIEST) - 1, i64::from(HEAVIEST)) as i16
}
