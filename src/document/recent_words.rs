//! What was last read of each word, by the hash that its token bears: one look-up where a table would cost several.
//!
//! A pure memory, which all threads share: what it holds changes how long an answer takes, never the answer.

use std::sync::atomic::{AtomicU64, Ordering};

/// One value a word, in `SLOTS` slots, a power of two: a word drives out another that falls on the same slot. The
/// words of everyday French are few and come all the time: they stay in the caches of the processor.
///
/// A slot holds the value, and the hash crossed with it: what two threads wrote at once matches no hash, and is read
/// as nothing (Hyatt and Mann, *A lock-less transposition table implementation*, 2002).
pub struct RecentWords<const SLOTS: usize>(Box<[[AtomicU64; 2]; SLOTS]>);

impl<const SLOTS: usize> RecentWords<SLOTS> {
    pub fn new() -> Self {
        const { assert!(SLOTS.is_power_of_two()) };
        // No word has the hash 1 crossed with nought.
        let slot = || [AtomicU64::new(1), AtomicU64::new(0)];
        let slots: Box<[_]> = std::iter::repeat_with(slot).take(SLOTS).collect();
        // Of a length known when the program is compiled: no look-up checks its rank.
        let Ok(slots) = slots.try_into() else { unreachable!("as many slots as were taken") };
        Self(slots)
    }

    /// The value of a word, when it was read and not driven out. `hash` is not nought.
    #[inline]
    pub fn get(&self, hash: u64) -> Option<u64> {
        let [crossed, value] = self.slot(hash);
        let (crossed, value) = (crossed.load(Ordering::Relaxed), value.load(Ordering::Relaxed));
        (crossed ^ value == hash).then_some(value)
    }

    #[inline]
    pub fn put(&self, hash: u64, value: u64) {
        let [crossed, known] = self.slot(hash);
        crossed.store(hash ^ value, Ordering::Relaxed);
        known.store(value, Ordering::Relaxed);
    }

    #[inline]
    fn slot(&self, hash: u64) -> &[AtomicU64; 2] {
        &self.0[hash as usize & (SLOTS - 1)]
    }
}

impl<const SLOTS: usize> Default for RecentWords<SLOTS> {
    fn default() -> Self {
        Self::new()
    }
}
