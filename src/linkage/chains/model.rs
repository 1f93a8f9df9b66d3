//! Fellegi and Sunter's model: what an agreement between two records is worth, learnt by
//! expectation–maximisation on counts of agreement patterns.
//!
//! Counts are integers and their order is fixed: the same data gives the same weights, to the bit, on any
//! number of threads. The number of rounds is bounded, never the time. Must not know what the fields are.

/// Level of a field in a pattern: 0 when one side lacks the value, then 1, 2… from agreement down.
pub type Level = u8;

/// Levels of the compared fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// Number of levels of each field, absence not counted.
    levels: Vec<Level>,
}

impl Shape {
    pub fn new(levels: &[Level]) -> Self {
        Self { levels: levels.to_vec() }
    }

    /// Number of patterns.
    pub fn patterns(&self) -> usize {
        self.levels.iter().map(|levels| usize::from(*levels) + 1).product()
    }

    /// The pattern of levels.
    pub fn pattern(&self, levels: &[Level]) -> usize {
        levels
            .iter()
            .zip(&self.levels)
            .fold(0, |sum, (level, levels)| sum * (usize::from(*levels) + 1) + usize::from(*level))
    }

    fn levels_of(&self, mut pattern: usize) -> Vec<Level> {
        let mut out: Vec<Level> = Vec::with_capacity(self.levels.len());
        for levels in self.levels.iter().rev() {
            let base = usize::from(*levels) + 1;
            out.push((pattern % base) as Level);
            pattern /= base;
        }
        out.reverse();
        out
    }
}

/// Probabilities of each level among pairs that match, and among those that do not.
#[derive(Debug, Clone)]
pub struct Model {
    shape: Shape,
    m: Vec<Vec<f64>>,
    u: Vec<Vec<f64>>,
    /// Prior probability that a pair matches.
    pub prior: f64,
}

/// What is believed before the data: a share of matches at each level, worth this many pairs.
const PRIOR_PAIRS: f64 = 4.0;

/// Rounds of expectation–maximisation at most.
const ROUNDS: usize = 100;

impl Model {
    /// A model from first guesses. `m` and `u` give the levels of each field, absence not counted.
    pub fn new(shape: Shape, m: Vec<Vec<f64>>, u: Vec<Vec<f64>>, prior: f64) -> Self {
        let floor = |field: Vec<f64>| -> Vec<f64> {
            let field: Vec<f64> = field.into_iter().map(|p| p.max(1e-9)).collect();
            let sum: f64 = field.iter().sum();
            field.into_iter().map(|p| p / sum).collect()
        };
        let m = m.into_iter().map(floor).collect();
        let u = u.into_iter().map(floor).collect();
        Self { shape, m, u, prior }
    }

    /// Refines m and the prior on the patterns of candidate pairs, out of `pairs` possible ones. Pairs that are no
    /// candidates are taken not to match; u, which rests on them, is left as it is.
    #[must_use]
    pub fn fitted(mut self, counts: &[u64], pairs: f64) -> Self {
        let patterns: Vec<(Vec<Level>, f64)> = counts
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0)
            .map(|(pattern, count)| (self.shape.levels_of(pattern), *count as f64))
            .collect();
        let guess = self.m.clone();
        for _ in 0..ROUNDS {
            let mut sums: Vec<Vec<f64>> = guess
                .iter()
                .map(|field| field.iter().map(|share| share * PRIOR_PAIRS).collect())
                .collect();
            let mut matches = 0.0;
            for (levels, count) in &patterns {
                let odds = self.prior / (1.0 - self.prior) * self.weight(levels).exp();
                let expected = count * (odds / (1.0 + odds));
                matches += expected;
                for (sum, level) in sums.iter_mut().zip(levels) {
                    if *level > 0 {
                        sum[usize::from(*level) - 1] += expected;
                    }
                }
            }
            let before = self.m.clone();
            for (field, sums) in self.m.iter_mut().zip(&sums) {
                let total: f64 = sums.iter().sum();
                for (share, sum) in field.iter_mut().zip(sums) {
                    *share = (sum / total).max(1e-9);
                }
            }
            self.prior = ((matches + 0.5) / (pairs + 1.0)).clamp(1e-15, 0.5);
            let moved = before.iter().flatten().zip(self.m.iter().flatten());
            if moved.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max) < 1e-9 {
                break;
            }
        }
        self
    }

    /// The weight of each pattern, by its rank: logarithms are taken once, not at each pair.
    pub fn weights(&self) -> Vec<f64> {
        (0..self.shape.patterns())
            .map(|pattern| self.weight(&self.shape.levels_of(pattern)))
            .collect()
    }

    /// Natural logarithm of the likelihood ratio of a pattern.
    pub fn weight(&self, levels: &[Level]) -> f64 {
        levels.iter().enumerate().map(|(field, level)| self.field_weight(field, *level)).sum()
    }

    /// The part of one field in the weight.
    pub fn field_weight(&self, field: usize, level: Level) -> f64 {
        match level {
            0 => 0.0,
            level => {
                let place = usize::from(level) - 1;
                (self.m[field][place] / self.u[field][place]).ln()
            }
        }
    }

    /// What agreement on a value of a given frequency is worth, more than agreement on any: rare values say more.
    pub fn rarity(&self, field: usize, frequency: f64) -> f64 {
        (self.u[field][0] / frequency.max(1e-9)).ln()
    }

    /// Log of the prior odds.
    pub fn prior_weight(&self) -> f64 {
        (self.prior / (1.0 - self.prior)).ln()
    }
}
