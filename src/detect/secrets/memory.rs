//! What was seen of each word, by the hash its token carries: a word is looked up letter by letter once.
//!
//! A pure memory, which all threads share: what it holds changes how long an answer takes, never the answer.

use std::sync::atomic::{AtomicU64, Ordering};

/// Words remembered: a power of two. Everyday French fits.
const REMEMBERED: usize = 1 << 15;
/// Bits of a value; those above hold the upper bits of the hash.
pub(super) const VALUE_BITS: u32 = 28;
const VALUE: u64 = (1 << VALUE_BITS) - 1;

/// Two values a word, side by side. Each bears its own mark of the word, so that two threads may write at once.
pub(super) struct Memory(Box<[[AtomicU64; 2]; REMEMBERED]>);

impl Memory {
    pub fn new() -> Self {
        let slot = || [AtomicU64::new(0), AtomicU64::new(0)];
        let slots: Box<[_]> = std::iter::repeat_with(slot).take(REMEMBERED).collect();
        // Of a length known when the program is compiled: no look-up checks its rank.
        let Ok(slots) = slots.try_into() else { unreachable!("as many slots as were taken") };
        Self(slots)
    }

    /// The two values of a word, when it was seen and not forgotten. `hash` is not nought.
    #[inline]
    pub fn get(&self, hash: u64) -> Option<[u32; 2]> {
        let [one, other] = &self.0[hash as usize & (REMEMBERED - 1)];
        let (one, other) = (one.load(Ordering::Relaxed), other.load(Ordering::Relaxed));
        let same = ((one ^ hash) | (other ^ hash)) >> VALUE_BITS == 0;
        same.then_some([(one & VALUE) as u32, (other & VALUE) as u32])
    }

    /// Values of `VALUE_BITS` bits.
    pub fn put(&self, hash: u64, values: [u32; 2]) {
        let slot = &self.0[hash as usize & (REMEMBERED - 1)];
        for (cell, value) in slot.iter().zip(values) {
            cell.store(hash & !VALUE | u64::from(value), Ordering::Relaxed);
        }
    }
}
