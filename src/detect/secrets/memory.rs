//! What was seen of each word, by the hash its token carries: a word is looked up letter by letter once.
//!
//! A pure memory, which all threads share: what it holds changes how long an answer takes, never the answer.

use std::sync::atomic::{AtomicU64, Ordering};

/// Words remembered: a power of two. Everyday French fits.
const REMEMBERED: usize = 1 << 15;
/// Bits of a value; those above hold the upper bits of the hash.
const VALUE_BITS: u32 = 24;
const VALUE: u64 = (1 << VALUE_BITS) - 1;

/// The values of a word, side by side. Each bears its own mark of the word, so that two threads may write at once.
#[repr(align(32))]
struct Slot([AtomicU64; 3]);

pub(super) struct Memory(Box<[Slot]>);

impl Memory {
    pub fn new() -> Self {
        let slot = || Slot(std::array::from_fn(|_| AtomicU64::new(0)));
        Self(std::iter::repeat_with(slot).take(REMEMBERED).collect())
    }

    /// The values of a word, when it was seen and not forgotten. `hash` is not nought.
    #[inline]
    pub fn get(&self, hash: u64) -> Option<[u32; 3]> {
        let cells = &self.0[hash as usize & (REMEMBERED - 1)].0;
        let held = cells.each_ref().map(|cell| cell.load(Ordering::Relaxed));
        let other = held.iter().fold(0, |other, cell| other | (cell ^ hash));
        (other >> VALUE_BITS == 0).then(|| held.map(|cell| (cell & VALUE) as u32))
    }

    /// Values of 24 bits.
    pub fn put(&self, hash: u64, values: [u32; 3]) {
        let cells = &self.0[hash as usize & (REMEMBERED - 1)].0;
        for (cell, value) in cells.iter().zip(values) {
            cell.store(hash & !VALUE | u64::from(value), Ordering::Relaxed);
        }
    }
}
