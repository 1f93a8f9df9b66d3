//! A small table of words by the hash that tokens already carry: nothing is hashed or folded again.
//!
//! For lists of some hundreds of words that every token of a decision is looked up in: eight bytes a
//! slot, so that the table stays in the first-level cache. Knows nothing of what is said of a word.

/// Open addressing, linear probing, at most a quarter full: nearly every word that is in no list falls on a free slot
/// at once, which a processor foresees. A slot holds the upper half of a hash, as the
/// lexicons do; zero is a free slot.
pub struct WordTable<V> {
    slots: Box<[(u32, V)]>,
}

impl<V: Copy + Default> WordTable<V> {
    /// What is said of each word; `join` puts together what is said of a word several times.
    pub fn new(words: &[(u64, V)], join: impl Fn(V, V) -> V) -> Self {
        let size = (words.len() * 4).next_power_of_two().max(16);
        let mut table = Self { slots: vec![(0, V::default()); size].into_boxed_slice() };
        for &(hash, value) in words {
            let slot = table.slot(hash);
            let (known, old) = table.slots[slot];
            table.slots[slot] = (tag(hash), if known == 0 { value } else { join(old, value) });
        }
        table
    }

    /// What is said of the word with this `fold_hash`; the default when nothing is, and for a token that
    /// is no word.
    #[inline]
    pub fn get(&self, hash: u64) -> V {
        if hash == 0 { V::default() } else { self.slots[self.slot(hash)].1 }
    }

    /// The slot of a hash, or the free slot where it would stand.
    #[inline]
    fn slot(&self, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at].0 != tag(hash) && self.slots[at].0 != 0 {
            at = (at + 1) & mask;
        }
        at
    }
}

/// The upper half of a hash, never zero.
#[inline]
fn tag(hash: u64) -> u32 {
    (hash >> 32) as u32 | 1
}
