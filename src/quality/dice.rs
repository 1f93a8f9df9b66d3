//! Draws from a seeded generator, the same on every platform.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use sha2::{Digest, Sha256};

/// A generator for one decision: it depends on the seed and on the id, never on the order
/// of the decisions or on how they are spread over machines.
pub fn for_decision(seed: u64, decision_id: &str) -> ChaCha8Rng {
    let mut hash = Sha256::new();
    hash.update(seed.to_le_bytes());
    hash.update(decision_id.as_bytes());
    ChaCha8Rng::from_seed(hash.finalize().into())
}

/// The few draws the generators need.
pub(super) trait Dice {
    /// A number below `count`; 0 when `count` is 0.
    fn below(&mut self, count: usize) -> usize;

    /// A number from `low` to `high`, both included.
    fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// True with probability `share`.
    fn chance(&mut self, share: f64) -> bool {
        const STEPS: usize = 1 << 24;
        (self.below(STEPS) as f64) < share * STEPS as f64
    }

    /// One of `items`, which must not be empty.
    fn one<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// One of `items`, each as likely as its weight says; `items` must not be empty.
    fn weighted<T: Copy>(&mut self, items: &[(u32, T)]) -> T {
        let total: usize = items.iter().map(|&(weight, _)| weight as usize).sum();
        let mut at = self.below(total);
        for &(weight, item) in items {
            if at < weight as usize {
                return item;
            }
            at -= weight as usize;
        }
        items[items.len() - 1].1
    }

    /// `count` decimal digits.
    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }
}

impl Dice for ChaCha8Rng {
    fn below(&mut self, count: usize) -> usize {
        // Lemire's multiplication: the bias is below 2^-32 × count, harmless here.
        ((u64::from(self.next_u32()) * count as u64) >> 32) as usize
    }
}
