//! What each word says, kept from a decision to the next by the hash that its token bears.
//!
//! It changes how long an answer takes, never the answer. The words it holds, and the last stream, never leave it.

use std::cell::Cell;

use rustc_hash::FxHashMap;

use super::super::stream::{Brief, Stream};
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
    #[inline]
    pub fn byte(at: usize) -> Self {
        Self { at: at as u32, id: BYTE }
    }

    #[inline]
    pub fn letters(at: usize) -> Self {
        Self { at: at as u32, id: LETTERS }
    }

    #[inline]
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
    /// What the second byte after the word may be for one of them to stand there.
    seconds: u32,
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

/// The bit of a byte: one for each letter, and one for all others.
#[inline]
fn bit(byte: u8) -> u32 {
    match byte {
        b'a'..=b'z' => 1 << (byte - b'a'),
        _ => 1 << 31,
    }
}

impl Class {
    /// Whether what comes after the word leaves one of its stems possible: one glance for all of them, after most words.
    #[inline]
    pub fn may_go_on(&self, after: &[u8]) -> bool {
        self.seconds & after.get(1).map_or(1 << 31, |&second| bit(second)) != 0
    }
}

impl Perhaps {
    fn new(rank: u16, rest: &[u8]) -> Self {
        let next = std::array::from_fn(|at| rest.get(at).copied().unwrap_or(0));
        Self { rank, next, known: rest.len().min(2) as u8 }
    }

    /// What the second byte after the word may be, one bit each.
    fn second(&self) -> u32 {
        if self.known == 2 { bit(self.next[1]) } else { u32::MAX }
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
    /// The words met last, by the lower bits of their hashes.
    slots: Box<[Said]>,
    classes: Vec<Class>,
    known: FxHashMap<Class, u32>,
    /// The last stream, for its memory.
    stream: Stream,
}

/// What is known of a word.
#[derive(Clone, Copy)]
pub(in super::super) struct Said {
    /// The upper bits of its hash, an id and what is special.
    told: u64,
    letters: Brief,
}

impl Said {
    /// Of no word.
    const NOTHING: Self = Self { told: 0, letters: Brief::NONE };

    /// What it wakes: nothing when it is zero.
    #[inline]
    pub fn id(&self) -> u32 {
        ((self.told & TOLD) >> SPECIAL) as u32
    }

    /// Why it is more than its letters for a stream.
    #[inline]
    pub fn special(&self) -> u8 {
        (self.told & ((1 << SPECIAL) - 1)) as u8
    }

    /// How a stream writes it, unless it is long.
    #[inline]
    pub fn letters(&self) -> Option<Brief> {
        Some(self.letters).filter(|letters| letters.len() > 0)
    }
}

/// Words that are remembered.
const SLOTS: usize = 1 << 14;
/// Bits of what is special, then of these and an id.
const SPECIAL: u32 = 6;
const TOLD: u64 = (1 << 23) - 1;
/// Bytes of a stream whose memory is kept, at most.
const MOST_LETTERS: usize = 1 << 20;

thread_local! {
    static LAST: Cell<Option<Box<Memory>>> = const { Cell::new(None) };
}

impl Memory {
    /// The memory of the last decision.
    pub fn take() -> Box<Self> {
        LAST.take().unwrap_or_else(|| {
            let slots = vec![Said::NOTHING; SLOTS].into_boxed_slice();
            let (classes, known) = (Vec::new(), FxHashMap::default());
            Box::new(Self { slots, classes, known, stream: Stream::default() })
        })
    }

    pub fn keep(self: Box<Self>) {
        LAST.set(Some(self));
    }

    /// An empty stream, in the memory of the last.
    pub fn stream(&mut self) -> Stream {
        let mut stream = std::mem::take(&mut self.stream);
        stream.clear();
        stream
    }

    /// Takes back the memory of a stream, unless it is that of a very long text.
    pub fn keep_stream(&mut self, stream: Stream) {
        if stream.bytes.capacity() <= MOST_LETTERS {
            self.stream = stream;
        }
    }

    /// What a word says, if it was met lately.
    #[inline]
    pub fn recall(&self, hash: u64) -> Option<Said> {
        let said = self.slots[hash as usize % SLOTS];
        (said.told & !TOLD == hash & !TOLD).then_some(said)
    }

    /// Learns what a word says.
    pub fn learn(&mut self, wakes: &Wakes, hash: u64, word: &[u8], special: u8) -> Said {
        let id = self.id(wakes.class(word));
        let told = hash & !TOLD | u64::from(id) << SPECIAL | u64::from(special);
        let said = Said { told, letters: Brief::of(word) };
        self.slots[hash as usize % SLOTS] = said;
        said
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
    #[inline]
    pub(super) fn class(&self, wake: Wake) -> Option<&Class> {
        self.classes.get(wake.id.checked_sub(WORDS)? as usize)
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
        let seconds = perhaps.iter().fold(0, |all, perhaps| all | perhaps.second());
        let tells = sure != Woken::default();
        Class { sure, tells, perhaps: perhaps.into(), seconds, length }
    }
}
