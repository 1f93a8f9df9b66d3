//! What a stream shows of the order of placeholders, counted and tested: for the SDER alone.
//!
//! Counts of decisions and of pairs of ranks, never a decision, a letter or a value. `quality::order` tests
//! them; no report for reusers reads them (REI-10, 17 to 19).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::detect::order::{OrderSample, Pairs, Seed};

/// Numbers of letters for which a set says something: with 2 to 23 letters out of 25, chance gives the first
/// ones at most once in 300.
const INFORMATIVE: std::ops::RangeInclusive<u8> = 2..=23;
/// Counts over decisions; two of them merge into one, in any grouping.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderTally {
    /// Decisions with an informative number of letters.
    pub lettered: u64,
    pub alphabetical: u64,
    /// Those whose seed is known.
    pub with_seed: u64,
    pub seeded: u64,
    pub seeds: BTreeMap<String, u64>,
    /// Decisions with two numbered placeholders or more.
    pub numbered: u64,
    pub one_counter: u64,
    pub by_appearance: u64,
    pub by_letter: KendallTally,
    pub by_seed: KendallTally,
    pub by_number: KendallTally,
}

/// Sums over decisions for Kendall's tau and its error.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KendallTally {
    pub decisions: u64,
    pub pairs: u64,
    /// Concordant pairs less discordant ones.
    pub score: i64,
    pub squares: u64,
    pub score_squares: u64,
    pub products: i64,
}

impl OrderTally {
    pub fn add(&mut self, sample: &OrderSample) {
        if INFORMATIVE.contains(&sample.letters) {
            self.lettered += 1;
            self.alphabetical += u64::from(sample.alphabetical);
            if let Some(seeded) = sample.seeded {
                self.with_seed += 1;
                self.seeded += u64::from(seeded);
            }
        }
        let seed = match sample.seed {
            Seed::Unknown => "unknown",
            Seed::Recomputed => "recomputed",
            Seed::Different => "different",
        };
        *self.seeds.entry(seed.to_owned()).or_default() += 1;
        if sample.numbers >= 2 {
            self.numbered += 1;
            self.one_counter += u64::from(sample.one_counter);
            self.by_appearance += u64::from(sample.by_appearance);
        }
        self.by_letter.add(sample.by_letter);
        self.by_seed.add(sample.by_seed);
        self.by_number.add(sample.by_number);
    }

    pub fn merge(&mut self, other: &Self) {
        self.lettered += other.lettered;
        self.alphabetical += other.alphabetical;
        self.with_seed += other.with_seed;
        self.seeded += other.seeded;
        for (seed, count) in &other.seeds {
            *self.seeds.entry(seed.clone()).or_default() += count;
        }
        self.numbered += other.numbered;
        self.one_counter += other.one_counter;
        self.by_appearance += other.by_appearance;
        self.by_letter.merge(&other.by_letter);
        self.by_seed.merge(&other.by_seed);
        self.by_number.merge(&other.by_number);
    }
}

impl KendallTally {
    fn add(&mut self, pairs: Pairs) {
        let count = u64::from(pairs.concordant) + u64::from(pairs.discordant);
        if count == 0 {
            return;
        }
        let score = i64::from(pairs.concordant) - i64::from(pairs.discordant);
        self.decisions += 1;
        self.pairs += count;
        self.score += score;
        self.squares += count * count;
        self.score_squares += score.unsigned_abs().pow(2);
        self.products += score * count.cast_signed();
    }

    fn merge(&mut self, other: &Self) {
        self.decisions += other.decisions;
        self.pairs += other.pairs;
        self.score += other.score;
        self.squares += other.squares;
        self.score_squares += other.score_squares;
        self.products += other.products;
    }
}
