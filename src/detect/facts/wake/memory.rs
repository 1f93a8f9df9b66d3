//! What each word says, kept from a decision to the next by the hash that its token bears.
//!
//! It changes how long an answer takes, never the answer. Holds hashes and stems, no word of a text.

use std::cell::Cell;

use rustc_hash::FxHashMap;

use super::{Wakes, Woken};

/// A place of the stream that may wake something.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Wake {
    pub at: u32,
    /// What its word says, or one of the two below.
    pub id: u32,
}

/// A byte that stands alone, or a number.
const BYTE: u32 = 1;
/// Letters of several tokens, that no hash tells.
const LETTERS: u32 = 2;
/// Words from there on.
const WORDS: u32 = 3;

impl Wake {
    pub fn byte(at: usize) -> Self {
        Self { at: at as u32, id: BYTE }
    }

    pub fn letters(at: usize) -> Self {
        Self { at: at as u32, id: LETTERS }
    }

    pub fn is_byte(self) -> bool {
        self.id == BYTE
    }
}

/// What a word says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Class {
    /// Whatever stands beside it.
    pub sure: Woken,
    /// Whether that is anything.
    pub tells: bool,
    /// Stems that need what stands beside it.
    pub perhaps: Box<[u16]>,
}

pub(in super::super) struct Memory {
    /// What the words met last say: the upper bits of a hash and an id, by its lower bits.
    slots: Box<[u64]>,
    classes: Vec<Class>,
    known: FxHashMap<Class, u32>,
}

/// Words that are remembered.
const SLOTS: usize = 1 << 14;
/// Bits of an id.
const ID: u64 = (1 << 20) - 1;

thread_local! {
    static LAST: Cell<Option<Box<Memory>>> = const { Cell::new(None) };
}

impl Memory {
    /// The memory of the last decision.
    pub fn take() -> Box<Self> {
        LAST.take().unwrap_or_else(|| {
            let slots = vec![0; SLOTS].into_boxed_slice();
            Box::new(Self { slots, classes: Vec::new(), known: FxHashMap::default() })
        })
    }

    pub fn keep(self: Box<Self>) {
        LAST.set(Some(self));
    }

    /// What a word says: nothing when it is zero.
    #[inline]
    pub fn id(&mut self, wakes: &Wakes, hash: u64, word: &[u8]) -> u32 {
        let slot = hash as usize % SLOTS;
        let held = self.slots[slot];
        if held & !ID == hash & !ID {
            return (held & ID) as u32;
        }
        let id = self.learn(wakes, word);
        self.slots[slot] = hash & !ID | u64::from(id);
        id
    }

    fn learn(&mut self, wakes: &Wakes, word: &[u8]) -> u32 {
        let class = wakes.class(word);
        if class.perhaps.is_empty() && !class.tells {
            return 0;
        }
        if let Some(&id) = self.known.get(&class) {
            return id;
        }
        let id = WORDS + self.classes.len() as u32;
        self.classes.push(class.clone());
        self.known.insert(class, id);
        id
    }

    /// What the word of a place says; `None` for letters of several tokens.
    pub(super) fn class(&self, wake: Wake) -> Option<&Class> {
        self.classes.get(wake.id.checked_sub(WORDS)? as usize)
    }

    pub(super) fn sure(&self, id: u32) -> Option<&Woken> {
        Some(&self.classes.get(id.checked_sub(WORDS)? as usize)?.sure)
    }
}

impl Wakes {
    /// What a word says, alone or with what follows.
    fn class(&self, word: &[u8]) -> Class {
        let mut sure = Woken::default();
        let mut perhaps = Vec::new();
        for length in 1..=self.longest.min(word.len()) {
            for &rank in self.by_letters.get(&word[..length]).into_iter().flatten() {
                let stem = self.stem(rank);
                if stem.is_in(word) {
                    sure.add(&stem.wakes);
                } else if stem.spaced {
                    perhaps.push(rank);
                }
            }
        }
        // Those that go on after the word, which no letter follows.
        let first = self.stems.partition_point(|stem| *stem.letters < *word);
        let longer = self.stems.iter().enumerate().skip(first);
        for (rank, stem) in longer.take_while(|(_, stem)| stem.letters.starts_with(word)) {
            let next = stem.letters.get(word.len());
            if next.is_some_and(|next| !next.is_ascii_alphanumeric()) {
                perhaps.push(rank as u16);
            }
        }
        Class { sure, tells: sure != Woken::default(), perhaps: perhaps.into() }
    }
}
