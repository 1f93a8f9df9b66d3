//! Words that stand near a number: the context and counter-context of every rule, looked for where words begin.
//!
//! Texts are folded byte by byte into a small window (lower case, no accents, `°` read as `o`),
//! only around places that already look like an identifier. Must not decide anything.

use std::collections::BTreeMap;

use fearless_simd::{Level, Simd, dispatch};

use super::kind::{KINDS, Kind};
use crate::document::bits::{BLOCK, gather};
use crate::rules::Rule;

/// How many bytes are looked at before and after a candidate.
pub(super) const BEFORE: usize = 112;
pub(super) const AFTER: usize = 40;

/// No such word near.
pub(super) const FAR: u8 = u8::MAX;

/// A context word, folded, and the kinds it speaks for or against.
#[derive(Clone)]
struct Word {
    text: Vec<u8>,
    /// Its first four bytes, and which these are when there are fewer.
    first: u32,
    mask: u32,
    context: u32,
    counter: u32,
}

impl Word {
    fn new(text: Vec<u8>) -> Self {
        let count = text.len().min(4);
        let first = text[..count].iter().rev().fold(0, |four, &byte| four << 8 | u32::from(byte));
        Self { text, first, mask: u32::MAX >> (32 - 8 * count), context: 0, counter: 0 }
    }
}

/// Every context word of the catalogue, by its first two letters.
pub(super) struct Lexicon {
    words: Vec<Word>,
    /// Where the words of each rank begin.
    from: Box<[u16; RANKS + 1]>,
}

/// Ranks of two letters; other signs share them.
const RANKS: usize = 1 << 10;

fn rank(first: u8, second: u8) -> usize {
    usize::from(first & 31) << 5 | usize::from(second & 31)
}

impl Lexicon {
    pub(super) fn new<'a>(rules: impl Iterator<Item = (Kind, &'a Rule)>) -> Self {
        let mut words: BTreeMap<Vec<u8>, Word> = BTreeMap::new();
        for (kind, rule) in rules {
            let bit = 1u32 << kind as u32;
            let lists = [(&rule.context, bit, 0), (&rule.counter_context, 0, bit)];
            for (list, context, counter) in lists {
                for text in list {
                    let mut folded = Folded::default();
                    folded.extend(text.trim().as_bytes());
                    let folded = folded.as_bytes().trim_ascii().to_vec();
                    if !folded.is_empty() {
                        let word =
                            words.entry(folded).or_insert_with_key(|text| Word::new(text.clone()));
                        word.context |= context;
                        word.counter |= counter;
                    }
                }
            }
        }
        let mut ranked: Vec<(usize, Word)> = words
            .into_values()
            .flat_map(|word| match word.text[..] {
                // A lone letter may be followed by anything.
                [first] => (0..32).map(|second| (rank(first, second), word.clone())).collect(),
                [first, second, ..] => vec![(rank(first, second), word)],
                [] => Vec::new(),
            })
            .collect();
        ranked.sort_by_key(|&(rank, _)| rank);
        let from = |rank: usize| ranked.partition_point(|&(other, _)| other < rank) as u16;
        let from = Box::new(std::array::from_fn(from));
        Self { words: ranked.into_iter().map(|(_, word)| word).collect(), from }
    }

    /// Words before `end` (a byte offset at a character boundary).
    pub(super) fn before(&self, text: &[u8], end: usize) -> Near {
        let mut near = Near::default();
        near.folded.extend(tail(text, end));
        let Near { folded, context, counter } = &mut near;
        self.each(folded, |word, _, stop| {
            let distance = (folded.len - stop) as u8;
            mark(context, word.context, distance);
            mark(counter, word.counter, distance);
        });
        near
    }

    /// Whoever is named last before `end`, in its paragraph and its sentence.
    pub(super) fn named(text: &[u8], end: usize) -> Named {
        let words = tail(text, end);
        let blank = memchr::memmem::rfind(words, b"\n\n").map_or(0, |at| at + 2);
        let words = &words[blank..];
        // A point ends a sentence after a word of four letters, no abbreviation: `…du Rhône. Il a reçu…`; a semicolon
        // before a capital: a list of institutions goes on in small letters.
        let stop = |at: &usize| {
            let after_word = *at >= 4
                && words[at - 4..*at].iter().all(|&byte| byte.is_ascii_lowercase() || byte >= 0x80);
            match (words[*at], &words[at + 1..]) {
                (b'.', [b' ' | b'\n', next, ..]) => after_word && next.is_ascii_alphabetic(),
                (b';', [b' ' | b'\n', next, ..]) => next.is_ascii_uppercase(),
                _ => false,
            }
        };
        let start = (0..words.len()).rev().find(stop).map_or(0, |at| at + 1);
        let mut near = Near::default();
        near.folded.extend(&words[start..]);
        near.named()
    }

    /// Words after `start`.
    pub(super) fn after(&self, text: &[u8], start: usize) -> After {
        let mut after = After::default();
        let stop = text.len().min(start + AFTER);
        after.folded.extend(&text[start..stop]);
        let After { folded, context } = &mut after;
        self.each(folded, |word, from, _| mark(context, word.context, from as u8));
        after
    }

    /// Calls back with each word found at word boundaries and where it starts and stops.
    /// Words of four letters or less must be whole; longer ones may go on (`immatricul`).
    fn each(&self, folded: &Folded, mut found: impl FnMut(&Word, usize, usize)) {
        let bytes = folded.as_bytes();
        let letter = |at: usize| bytes.get(at).is_some_and(|b| b.is_ascii_alphanumeric());
        for from in folded.starts() {
            let four = folded.four(from);
            let [first, second, ..] = four.to_le_bytes();
            let rank = rank(first, second);
            let words = usize::from(self.from[rank])..usize::from(self.from[rank + 1]);
            for word in &self.words[words] {
                if (four ^ word.first) & word.mask != 0 || !bytes[from..].starts_with(&word.text) {
                    continue;
                }
                let mut stop = from + word.text.len();
                if word.text.len() <= 4 {
                    let plural = bytes.get(stop) == Some(&b's') && !letter(stop + 1);
                    // Digits may be glued to a short label: `NIR185…`.
                    let goes_on = bytes.get(stop).is_some_and(|b| b.is_ascii_alphabetic());
                    if goes_on && !plural {
                        continue;
                    }
                    stop += usize::from(plural);
                } else {
                    while bytes.get(stop).is_some_and(|b| b.is_ascii_alphabetic()) {
                        stop += 1;
                    }
                }
                found(word, from, stop);
            }
        }
    }
}

fn mark(distances: &mut [u8; KINDS], kinds: u32, distance: u8) {
    let mut kinds = kinds;
    while kinds != 0 {
        let kind = kinds.trailing_zeros() as usize;
        distances[kind] = distances[kind].min(distance);
        kinds &= kinds - 1;
    }
}

/// The last `BEFORE` bytes before `end`, from a character boundary on.
fn tail(text: &[u8], end: usize) -> &[u8] {
    let mut start = end.saturating_sub(BEFORE);
    while start < end && text[start] & 0xC0 == 0x80 {
        start += 1;
    }
    &text[start..end]
}

/// Folded bytes: never more than what was folded, nor than two blocks.
#[derive(Clone)]
pub(super) struct Folded {
    bytes: [u8; 2 * BLOCK],
    len: usize,
}

impl Default for Folded {
    fn default() -> Self {
        Self { bytes: [0; 2 * BLOCK], len: 0 }
    }
}

/// Base letters of U+00C0 to U+00FF by their second UTF-8 byte.
const LATIN1: [u8; 64] = *b"aaaaaaaceeeeiiiidnooooo*ouuuuytsaaaaaaaceeeeiiiidnooooo/ouuuuyty";

impl Folded {
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    /// Where a word, or a sign that is no blank, begins.
    fn starts(&self) -> impl Iterator<Item = usize> {
        let mut starts = dispatch!(Level::new(), simd => starts_with(simd, &self.bytes));
        std::iter::from_fn(move || {
            let start = (starts != 0).then(|| starts.trailing_zeros() as usize);
            starts &= starts.wrapping_sub(1);
            start
        })
    }

    /// The four bytes from `at` on, the first lowest; zeros past the end.
    fn four(&self, at: usize) -> u32 {
        match self.bytes[at..].first_chunk() {
            Some(four) => u32::from_le_bytes(*four),
            None => self.bytes[at..].iter().rev().fold(0, |four, &b| four << 8 | u32::from(b)),
        }
    }

    fn push(&mut self, byte: u8) {
        // Runs of blanks count as one.
        if byte == b' ' && self.len > 0 && self.bytes[self.len - 1] == b' ' {
            return;
        }
        if self.len < self.bytes.len() {
            self.bytes[self.len] = byte;
            self.len += 1;
        }
    }

    fn extend(&mut self, text: &[u8]) {
        let mut at = 0;
        while at < text.len() {
            let byte = text[at];
            at += 1;
            match byte {
                b'A'..=b'Z' => self.push(byte | 0x20),
                0..=b' ' => self.push(b' '),
                0x21..=0x7F => self.push(byte),
                0xC3 if at < text.len() => {
                    self.push(LATIN1[(text[at] & 0x3F) as usize]);
                    at += 1;
                }
                0xC2 if matches!(text.get(at), Some(0xB0 | 0xBA)) => {
                    self.push(b'o');
                    at += 1;
                }
                0xC5 if matches!(text.get(at), Some(0x92 | 0x93)) => {
                    self.push(b'o');
                    self.push(b'e');
                    at += 1;
                }
                0xE2 if text.get(at..at + 2) == Some(&[0x80, 0x99]) => {
                    self.push(b'\'');
                    at += 2;
                }
                0x80..=0xBF => {}
                _ => self.push(b' '),
            }
        }
    }
}

/// Where a word, or a sign that is no blank, begins, the first byte in the lowest bit.
#[inline(always)]
fn starts_with<S: Simd>(simd: S, bytes: &[u8; 2 * BLOCK]) -> u128 {
    let (mut letters, mut signs) = (0, 0);
    let (blocks, _) = bytes.as_chunks::<BLOCK>();
    for (rank, block) in blocks.iter().enumerate() {
        let (mut letter, mut sign) = ([0; BLOCK], [0; BLOCK]);
        for at in 0..BLOCK {
            let byte = block[at];
            let of_word = (byte.wrapping_sub(b'a') < 26) | (byte.wrapping_sub(b'0') < 10);
            letter[at] = u8::from(of_word);
            sign[at] = u8::from(byte > b' ');
        }
        letters |= u128::from(gather(simd, &letter)) << (rank * BLOCK);
        signs |= u128::from(gather(simd, &sign)) << (rank * BLOCK);
    }
    signs & !(letters & letters << 1)
}

/// What stands before a candidate: for each kind, how far its nearest context word ends.
pub(super) struct Near {
    pub(super) folded: Folded,
    pub(super) context: [u8; KINDS],
    pub(super) counter: [u8; KINDS],
}

impl Default for Near {
    fn default() -> Self {
        Self { folded: Folded::default(), context: [FAR; KINDS], counter: [FAR; KINDS] }
    }
}

impl Near {
    /// Distance in folded bytes to the nearest context word of a kind.
    pub(super) fn to(&self, kind: Kind) -> u8 {
        self.context[kind as usize]
    }

    /// Whether a context word stands within `reach` bytes and no counter-context word is nearer.
    pub(super) fn speaks_for(&self, kind: Kind, reach: u8) -> bool {
        let distance = self.to(kind);
        distance <= reach && self.counter[kind as usize] >= distance
    }

    /// Whether a counter-context word stands within `reach`, nearer than any context word.
    pub(super) fn speaks_against(&self, kind: Kind, reach: u8) -> bool {
        let counter = self.counter[kind as usize];
        counter <= reach && counter < self.to(kind)
    }

    /// Whether a counter-context word of a kind stands before, however far.
    pub(super) fn counter(&self, kind: Kind) -> bool {
        self.counter[kind as usize] != FAR
    }

    /// Whether a counter-context word is the label of the number: `facture n° 06…`, `type AB-123-CD`.
    pub(super) fn labels_otherwise(&self, kind: Kind) -> bool {
        /// ` n° ` and a colon.
        const LABEL: u8 = 5;
        self.speaks_against(kind, LABEL)
    }

    /// What stands between the nearest context word of a kind and the candidate.
    pub(super) fn filler(&self, kind: Kind) -> Option<&[u8]> {
        let distance = self.to(kind);
        (distance != FAR).then(|| {
            let bytes = self.folded.as_bytes();
            &bytes[bytes.len() - distance as usize..]
        })
    }

    /// Whether the text before ends with one of these words (blanks aside).
    pub(super) fn ends_with(&self, words: &[&[u8]]) -> bool {
        let bytes = self.folded.as_bytes().trim_ascii_end();
        words.iter().any(|word| {
            bytes.ends_with(word)
                && !bytes[..bytes.len() - word.len()]
                    .last()
                    .is_some_and(|b| b.is_ascii_alphanumeric())
        })
    }
}

/// Whoever is named last before a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    Nobody,
    /// A civility, or a masked person.
    Person,
    Company,
    /// A court, an administration, a body whose lines are published.
    Institution,
}

/// Why the line of an institution may stay.
pub(super) const INSTITUTION_CUE: &str = "ligne d'une juridiction ou d'un organisme public";

/// Institutions whose lines decisions give to those they concern; beginnings of words.
const INSTITUTIONS: [&[u8]; 17] = [
    b"insee",
    b"service de la regie",
    b"greffe",
    b"cour d'appel",
    b"cour d' appel",
    b"tribunal",
    b"privation de liberte",
    b"defenseur des droits",
    b"terre d'asile",
    b"forum refugies",
    b"sans frontieres",
    b"cimade",
    b"prefecture",
    b"ofpra",
    b"conseil de prud'hommes",
    b"chambre des notaires",
    b"ordre des avocats",
];
const COMPANIES: [&[u8]; 13] = [
    b"societe",
    b"societes",
    b"sas",
    b"sasu",
    b"sarl",
    b"eurl",
    b"snc",
    b"banque",
    b"compagnie",
    b"mutuelle",
    b"association",
    b"syndicat",
    b"gie",
];
const PERSONS: [&[u8]; 17] = [
    b"m",
    b"mm",
    b"mr",
    b"mme",
    b"mmes",
    b"mlle",
    b"monsieur",
    b"madame",
    b"mademoiselle",
    b"dr",
    b"docteur",
    b"maitre",
    b"me",
    b"epoux",
    b"consorts",
    b"expert",
    b"experte",
];

impl Near {
    /// Whoever is named last in the words before, in their paragraph.
    fn named(&self) -> Named {
        let bytes = self.folded.as_bytes();
        let starts = |at: usize| at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        let institution = INSTITUTIONS
            .iter()
            .filter_map(|body| memchr::memmem::rfind(bytes, body).filter(|&at| starts(at)))
            .max();
        let (mut person, mut company) = (None, None);
        let mut at = 0;
        while at < bytes.len() {
            let length = bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            let word = &bytes[at..at + length];
            let masked = bytes[at] == b'['
                && bytes[at..].iter().skip(1).take(4).any(|&byte| byte == b']')
                && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic);
            if masked || PERSONS.contains(&word) {
                person = Some(at);
            } else if COMPANIES.contains(&word) {
                company = Some(at);
            }
            at += length.max(1);
        }
        match () {
            () if institution.is_some() && institution > person && institution > company => {
                Named::Institution
            }
            () if person.is_some() && person >= company => Named::Person,
            () if company.is_some() => Named::Company,
            () => Named::Nobody,
        }
    }
}

/// What stands after a candidate.
pub(super) struct After {
    pub(super) folded: Folded,
    context: [u8; KINDS],
}

impl Default for After {
    fn default() -> Self {
        Self { folded: Folded::default(), context: [FAR; KINDS] }
    }
}

impl After {
    pub(super) fn speaks_for(&self, kind: Kind, reach: u8) -> bool {
        self.context[kind as usize] <= reach
    }
}
