//! All literals of all pattern rules, looked for in one pass, without case or accents.
//!
//! An Aho-Corasick automaton over folded letters, built here rather than with the crate: there, every accented
//! letter of a literal triples its forms, and the table outgrows the first-level cache. Here `é` costs one
//! more step in the same state, and the table stays small. The automaton waits at each byte for the state
//! of the byte before, so four quarters of a text are read in turn, one byte of each.
//!
//! Knows nothing of rules.

use std::collections::VecDeque;
use std::ops::Range;

use crate::document::tokens::fold;

/// A literal seen in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hit {
    /// Rank of the literal in the list given to `new`.
    pub literal: usize,
    /// Bytes of the text, at characters.
    pub span: Range<usize>,
}

/// Texts whose quarters are shorter than this, in bytes, are read in one go.
const SHORTEST_QUARTER: usize = 512;

const LANES: usize = 4;

/// Bytes that no literal holds.
const OTHER: u8 = 0;
/// First byte of the letters U+00C0 to U+00FF: the state waits for the second.
const LEAD: u8 = 1;
const FIRST_FREE: u8 = 2;

pub(super) struct Trigger {
    class: [u8; 256],
    /// Columns of `next`, a power of two; its logarithm.
    shift: u32,
    /// `next[state << shift | class]`.
    next: Vec<u16>,
    /// States from this one on end a literal.
    first_match: u16,
    /// Literals that end at each state from `first_match` on.
    ends: Vec<Vec<usize>>,
    literals: Vec<Literal>,
    /// Bytes that the longest literal may take in a text.
    longest: usize,
}

struct Literal {
    folded: String,
}

/// More literals than the automaton has states for.
#[derive(Debug, thiserror::Error)]
#[error("trop de littéraux : le catalogue en compte plus de {} lettres", u16::MAX)]
pub struct TooManyLiterals;

impl Trigger {
    pub fn new<'a>(literals: impl IntoIterator<Item = &'a str>) -> Result<Self, TooManyLiterals> {
        let literals: Vec<Literal> =
            literals.into_iter().map(|literal| Literal { folded: fold(literal) }).collect();
        let (class, classes) = classes(&literals);
        Ok(Trie::new(&literals, &class, classes)?.into_trigger(class, literals))
    }

    /// Every literal of the text, overlapping ones too, in the order of their ends.
    pub fn hits(&self, text: &str) -> Vec<Hit> {
        let bytes = text.as_bytes();
        let quarter = bytes.len() / LANES;
        let mut hits: [Vec<Hit>; LANES] = Default::default();
        if quarter < SHORTEST_QUARTER {
            self.read(text, 0, 0, &mut hits[0]);
            return std::mem::take(&mut hits[0]);
        }
        let states: [u16; LANES] =
            std::array::from_fn(|lane| self.state_before(bytes, lane * quarter));
        let (first, rest) = bytes.split_at(quarter);
        let (second, rest) = rest.split_at(quarter);
        let (third, fourth) = rest.split_at(quarter);
        let [mut one, mut two, mut three, mut four] = states;
        for (at, (((&a, &b), &c), &d)) in
            first.iter().zip(second).zip(third).zip(fourth).enumerate()
        {
            one = self.step(one, a);
            two = self.step(two, b);
            three = self.step(three, c);
            four = self.step(four, d);
            // One test for the four: a hit is rare.
            if one.max(two).max(three.max(four)) >= self.first_match {
                for (lane, state) in [one, two, three, four].into_iter().enumerate() {
                    self.report(text, state, lane * quarter + at + 1, &mut hits[lane]);
                }
            }
        }
        self.read(text, LANES * quarter, four, &mut hits[LANES - 1]);
        hits.concat()
    }

    #[inline]
    fn step(&self, state: u16, byte: u8) -> u16 {
        let class = usize::from(self.class[usize::from(byte)]);
        self.next[usize::from(state) << self.shift | class]
    }

    /// The state of a reader that comes to `at` from the start of the text.
    ///
    /// A state remembers no more than the longest literal, so reading that much is enough.
    fn state_before(&self, bytes: &[u8], at: usize) -> u16 {
        let from = at.saturating_sub(self.longest);
        bytes[from..at].iter().fold(0, |state, &byte| self.step(state, byte))
    }

    fn read(&self, text: &str, from: usize, mut state: u16, hits: &mut Vec<Hit>) {
        for (at, &byte) in text.as_bytes().iter().enumerate().skip(from) {
            state = self.step(state, byte);
            if state >= self.first_match {
                self.report(text, state, at + 1, hits);
            }
        }
    }

    /// Adds the literals that end at `end`, once the text itself has been asked.
    #[cold]
    fn report(&self, text: &str, state: u16, end: usize, hits: &mut Vec<Hit>) {
        // A state outlives the lead byte of an accented letter: the literal ended one byte before.
        if state < self.first_match || !text.is_char_boundary(end) {
            return;
        }
        for &literal in &self.ends[usize::from(state - self.first_match)] {
            if let Some(start) = start_of(&self.literals[literal].folded, &text[..end]) {
                hits.push(Hit { literal, span: start..end });
            }
        }
    }
}

/// Where a folded literal that ends a text begins in it; `None` when it does not end it.
///
/// The automaton takes the second byte of any character for a letter, so it may see what is not there.
fn start_of(folded: &str, text: &str) -> Option<usize> {
    let mut rest = folded;
    for (at, character) in text.char_indices().rev() {
        rest = rest.strip_suffix(fold_one(character).as_str())?;
        if rest.is_empty() {
            return Some(at);
        }
    }
    None
}

/// A character folded; any white space is a space, so that a line break may stand in a literal.
fn fold_one(character: char) -> String {
    if character.is_whitespace() {
        return " ".to_owned();
    }
    fold(character.encode_utf8(&mut [0; 4]))
}

/// The column of each byte, and how many columns there are.
fn classes(literals: &[Literal]) -> ([u8; 256], usize) {
    let mut class = [OTHER; 256];
    let mut free = FIRST_FREE;
    for byte in literals.iter().flat_map(|literal| literal.folded.bytes()) {
        let is_new = class[usize::from(byte)] == OTHER;
        if is_new && (byte.is_ascii() || byte >= 0xC0) {
            class[usize::from(byte)] = free;
            class[usize::from(byte.to_ascii_uppercase())] = free;
            free += 1;
        }
    }
    let of = |class: &[u8; 256], letter: u8| class[usize::from(letter)];
    // Accented letters of Latin-1: 0xC3, then a byte that says which.
    for (second, letter) in (0x80..=0xBFusize).zip('\u{c0}'..='\u{ff}') {
        class[second] = fold_one(letter).bytes().next().map_or(OTHER, |base| of(&class, base));
    }
    class[0xC3] = LEAD;
    // `œ` and `Œ` are 0xC5 and one of these: read as the two letters they fold to. That costs `ò` and `ó`.
    class[0xC5] = of(&class, b'o');
    class[0x92] = of(&class, b'e');
    class[0x93] = of(&class, b'e');
    for space in [b'\n', b'\r', b'\t'] {
        class[usize::from(space)] = of(&class, b' ');
    }
    (class, usize::from(free))
}

/// The literals as a tree of classes, then as an automaton.
struct Trie {
    shift: u32,
    /// `children[state << shift | class]`; 0, the root, is nobody's child.
    children: Vec<u16>,
    /// Literals that end at each state.
    ends: Vec<Vec<usize>>,
}

impl Trie {
    fn new(
        literals: &[Literal],
        class: &[u8; 256],
        classes: usize,
    ) -> Result<Self, TooManyLiterals> {
        let shift = classes.next_power_of_two().trailing_zeros();
        let mut trie = Self { shift, children: Vec::new(), ends: Vec::new() };
        trie.add_state()?;
        for (rank, literal) in literals.iter().enumerate() {
            let mut state = 0;
            for byte in literal.folded.bytes() {
                let at = trie.at(state, usize::from(class[usize::from(byte)]));
                if trie.children[at] == 0 {
                    trie.children[at] = trie.add_state()?;
                }
                state = trie.children[at];
            }
            trie.ends[usize::from(state)].push(rank);
        }
        Ok(trie)
    }

    fn at(&self, state: u16, class: usize) -> usize {
        usize::from(state) << self.shift | class
    }

    fn add_state(&mut self) -> Result<u16, TooManyLiterals> {
        let state = u16::try_from(self.ends.len()).map_err(|_| TooManyLiterals)?;
        self.children.resize(self.children.len() + (1 << self.shift), 0);
        self.ends.push(Vec::new());
        Ok(state)
    }

    /// Fills every transition, breadth first: a missing child is that of the longest suffix which is
    /// also in the tree (Aho and Corasick, 1975).
    fn complete(&mut self) {
        let mut suffix = vec![0u16; self.ends.len()];
        let mut queue = VecDeque::from([0u16]);
        while let Some(state) = queue.pop_front() {
            for class in 0..1usize << self.shift {
                let at = self.at(state, class);
                let fallback = if state == 0 {
                    0
                } else {
                    self.children[self.at(suffix[usize::from(state)], class)]
                };
                let child = self.children[at];
                if child == 0 {
                    self.children[at] = fallback;
                    continue;
                }
                suffix[usize::from(child)] = fallback;
                let inherited = self.ends[usize::from(fallback)].clone();
                self.ends[usize::from(child)].extend(inherited);
                queue.push_back(child);
            }
            // After the children: the first byte of an accented letter leaves the state as it is.
            let lead = self.at(state, usize::from(LEAD));
            self.children[lead] = state;
        }
    }

    /// Renumbers the states so that one comparison tells those that end a literal.
    fn into_trigger(mut self, class: [u8; 256], literals: Vec<Literal>) -> Trigger {
        self.complete();
        let states = 0..self.ends.len();
        let (plain, ending): (Vec<usize>, Vec<usize>) =
            states.partition(|&state| self.ends[state].is_empty());
        let order: Vec<usize> = plain.iter().chain(&ending).copied().collect();
        let mut rank = vec![0u16; order.len()];
        for (new, &old) in (0u16..=u16::MAX).zip(&order) {
            rank[old] = new;
        }
        let row = |&old: &usize| &self.children[old << self.shift..(old + 1) << self.shift];
        let next = order.iter().flat_map(row).map(|&old| rank[usize::from(old)]).collect();
        // A letter takes two bytes at most where it folds to one.
        let longest = literals.iter().map(|literal| 2 * literal.folded.len()).max().unwrap_or(0);
        Trigger {
            class,
            shift: self.shift,
            next,
            first_match: rank.len().saturating_sub(ending.len()) as u16,
            ends: ending.iter().map(|&state| std::mem::take(&mut self.ends[state])).collect(),
            literals,
            longest,
        }
    }
}
