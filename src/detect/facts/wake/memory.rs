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
    pub perhaps: Box<[Perhaps]>,
    /// Bytes of the word, when some do.
    pub length: usize,
}

/// A stem that a word may begin.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Perhaps {
    pub rank: u16,
    /// What must come after the word: a byte or two.
    next: [u8; 2],
    known: u8,
}

impl Perhaps {
    fn new(rank: u16, rest: &[u8]) -> Self {
        let next = std::array::from_fn(|at| rest.get(at).copied().unwrap_or(0));
        Self { rank, next, known: rest.len().min(2) as u8 }
    }

    /// Whether what comes after the word does not exclude it: one glance, for most stems of a word.
    #[inline]
    pub fn may(&self, after: &[u8]) -> bool {
        match self.known {
            0 => true,
            1 => after.first() == Some(&self.next[0]),
            _ => after.first_chunk() == Some(&self.next),
        }
    }
}

pub(in super::super) struct Memory {
    /// What the words met last say: the upper bits of a hash and an id, by its lower bits.
    slots: Box<[u64]>,
    classes: Vec<Class>,
    known: FxHashMap<Class, u32>,
    /// The memory of the last stream.
    letters: Vec<u8>,
}

/// What is known of a word.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Said {
    /// What it wakes: nothing when it is zero.
    pub id: u32,
    /// Why it is more than its letters for a stream.
    pub special: u8,
}

/// Words that are remembered.
const SLOTS: usize = 1 << 14;
/// Bits of what is special, then of these and an id.
const SPECIAL: u32 = 3;
const TOLD: u64 = (1 << 20) - 1;
/// Bytes of a stream whose memory is kept, at most.
const MOST_LETTERS: usize = 1 << 20;

thread_local! {
    static LAST: Cell<Option<Box<Memory>>> = const { Cell::new(None) };
}

impl Memory {
    /// The memory of the last decision.
    pub fn take() -> Box<Self> {
        LAST.take().unwrap_or_else(|| {
            let slots = vec![0; SLOTS].into_boxed_slice();
            let (classes, known) = (Vec::new(), FxHashMap::default());
            Box::new(Self { slots, classes, known, letters: Vec::new() })
        })
    }

    pub fn keep(self: Box<Self>) {
        LAST.set(Some(self));
    }

    /// Memory for a stream.
    pub fn letters(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.letters)
    }

    /// Takes back the memory of a stream, unless it is that of a very long text.
    pub fn keep_letters(&mut self, letters: Vec<u8>) {
        if letters.capacity() <= MOST_LETTERS {
            self.letters = letters;
        }
    }

    /// What a word says, if it was met lately.
    #[inline]
    pub fn recall(&self, hash: u64) -> Option<Said> {
        let held = self.slots[hash as usize % SLOTS];
        let said = Said { id: ((held & TOLD) >> SPECIAL) as u32, special: (held & 7) as u8 };
        (held & !TOLD == hash & !TOLD).then_some(said)
    }

    /// Learns what a word says.
    pub fn learn(&mut self, wakes: &Wakes, hash: u64, word: &[u8], special: u8) -> Said {
        let id = self.id(wakes.class(word));
        let told = u64::from(id) << SPECIAL | u64::from(special);
        self.slots[hash as usize % SLOTS] = hash & !TOLD | told;
        Said { id, special }
    }

    fn id(&mut self, class: Class) -> u32 {
        if class.perhaps.is_empty() && !class.tells {
            return 0;
        }
        if let Some(&id) = self.known.get(&class) {
            return id;
        }
        let id = WORDS + self.classes.len() as u32;
        if u64::from(id) > TOLD >> SPECIAL {
            return LETTERS;
        }
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
                    perhaps.push(Perhaps::new(rank, &[]));
                }
            }
        }
        // Those that go on after the word, which no letter follows.
        let first = self.stems.partition_point(|stem| *stem.letters < *word);
        let longer = self.stems.iter().enumerate().skip(first);
        for (rank, stem) in longer.take_while(|(_, stem)| stem.letters.starts_with(word)) {
            let next = stem.letters.get(word.len());
            if next.is_some_and(|next| !next.is_ascii_alphanumeric()) {
                perhaps.push(Perhaps::new(rank as u16, &stem.letters[word.len()..]));
            }
        }
        let length = if perhaps.is_empty() { 0 } else { word.len() };
        Class { sure, tells: sure != Woken::default(), perhaps: perhaps.into(), length }
    }
}
