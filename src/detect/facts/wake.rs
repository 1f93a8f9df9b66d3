//! What wakes a rule: beginnings of words, wordings of the lists, and what no match of its expression goes without.
//!
//! What a word says is known by its hash (`memory`); most say nothing. Where the words stand tells where a match may begin.
//! Must not read values.

mod memory;

use std::ops::{Range, RangeInclusive};

use rustc_hash::FxHashMap;

use super::expression::{Anchor, Atom, Expression};
use super::lexicon::{self, FUNCTION, LISTS, OFFICE, SEAT};
use super::mark;
use super::rules::{PERSON_ALONE, RULES, Rule, Value};
pub(super) use memory::{Memory, Said, Wake};

/// Rules by rank, one bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) struct RuleSet([u64; WORDS]);

/// Words of a set.
const WORDS: usize = 4;

const _: () = assert!(RULES.len() <= WORDS * 64, "one bit a rule");

impl RuleSet {
    fn one(rank: usize) -> Self {
        let mut set = Self::default();
        set.0[rank / 64] = 1 << (rank % 64);
        set
    }

    #[inline]
    fn add(&mut self, other: Self) {
        or(&mut self.0, &other.0);
    }

    /// Ranks, ascending.
    pub fn ranks(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(word, mut bits)| {
            std::iter::from_fn(move || {
                let rank = (bits != 0).then(|| word * 64 + bits.trailing_zeros() as usize)?;
                bits &= bits - 1;
                Some(rank)
            })
        })
    }
}

/// What a sentence holds, beside words: what a rule cannot do without.
pub(super) mod holds {
    pub const DATE: u32 = 1;
    pub const YEAR: u32 = 1 << 1;
    pub const EUROS: u32 = 1 << 2;
    pub const PERSON: u32 = 1 << 3;
    pub const COMPANY: u32 = 1 << 4;
    pub const PERCENT: u32 = 1 << 5;
    /// `ans`, `mois`, `années`.
    pub const SPAN: u32 = 1 << 6;
    /// Two dates or years.
    pub const TWO: u32 = 1 << 7;
    /// A word of kinship.
    pub const KIN: u32 = 1 << 8;
    /// Words of one of the lists, from this bit on.
    pub const LISTS: u32 = 1 << 9;
}

/// Beginnings of words of kinship.
const KIN: [&str; 19] = [
    "epou", "ex-", "mari", "femme", "conjoint", "compagn", "concubin", "fils", "fille", "enfant",
    "mere", "pere", "parents", "veuf", "veuve", "union", "relation", "couple", "liaison",
];

/// Clauses by rank, one bit each. A clause is a set of words, marks and lists, one of which a sentence must hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
struct Clauses([u64; CLAUSES / 64]);

/// Clauses of all expressions at most; others are not asked for.
const CLAUSES: usize = 512;

/// Clauses of one expression at most.
const OF_ONE: usize = 4;

impl Clauses {
    fn set(&mut self, rank: usize) {
        self.0[rank / 64] |= 1 << (rank % 64);
    }

    #[inline]
    fn has(&self, rank: usize) -> bool {
        self.0[rank / 64] >> (rank % 64) & 1 == 1
    }

    /// Word by word: a comparison of arrays is a call, for nearly every other word of a text.
    #[inline]
    fn none(&self) -> bool {
        self.0.iter().fold(0, |all, word| all | word) == 0
    }

    #[inline]
    fn holds(&self, needed: &Self) -> bool {
        let lacking =
            self.0.iter().zip(&needed.0).fold(0, |all, (mine, needed)| all | !mine & needed);
        lacking == 0
    }
}

/// What a word, or a sentence, wakes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) struct Woken {
    pub rules: RuleSet,
    pub holds: u32,
    clauses: Clauses,
}

impl Woken {
    #[inline]
    fn add(&mut self, other: &Self) {
        or(&mut self.rules.0, &other.rules.0);
        or(&mut self.clauses.0, &other.clauses.0);
        self.holds |= other.holds;
    }
}

/// By rank and not as an iterator, which compilers do not always unroll: for nearly every other word.
#[inline]
fn or<const WORDS: usize>(mine: &mut [u64; WORDS], more: &[u64; WORDS]) {
    let mut rank = 0;
    while rank < WORDS {
        mine[rank] |= more[rank];
        rank += 1;
    }
}

/// A sentence awake: what it holds, and where.
#[derive(Default)]
pub(super) struct Awake<'w> {
    pub woken: Woken,
    /// The clauses that something answers to, by bytes from the beginning of the sentence.
    seen: Vec<(usize, &'w Clauses)>,
    /// Whether a date or a year was seen.
    times: bool,
}

/// How a stem ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Ending {
    /// Whatever follows.
    Open,
    /// At the end of a word.
    Word,
    /// At the end of a word, that may be in the plural: a wording of a list.
    Wording,
}

/// A beginning of word and what it wakes.
struct Stem {
    letters: Box<[u8]>,
    /// Whether a space must stand before.
    spaced: bool,
    ending: Ending,
    wakes: Woken,
}

pub(super) struct Wakes {
    /// By letters.
    stems: Vec<Stem>,
    /// Ranks of the stems of these letters.
    by_letters: FxHashMap<Box<[u8]>, Vec<u16>>,
    longest: usize,
    /// What a byte alone says.
    bytes: Box<[Woken; 256]>,
    /// Whether that is anything.
    told: Box<[bool; 256]>,
    /// By rank of expression: what a sentence needs for a match.
    needs: Vec<Needs>,
}

/// What a sentence must hold for an expression to match.
#[derive(Clone, Copy, Default)]
struct Needs {
    all: u32,
    any: u32,
    clauses: Clauses,
    /// The clause that tells best where a match may begin, and how far before at least and at most.
    near: Option<(usize, usize, Option<usize>)>,
}

/// A digit, which may begin a year.
const DIGIT: u32 = 1 << 31;

/// Stems as they are gathered, by letters with the space before and by ending.
#[derive(Default)]
struct Gathered {
    stems: FxHashMap<(String, Ending), Woken>,
    bytes: FxHashMap<u8, Clauses>,
    clauses: FxHashMap<Vec<Atom>, usize>,
}

impl Gathered {
    fn stem(&mut self, words: &str, ending: Ending) -> &mut Woken {
        self.stems.entry((words.to_owned(), ending)).or_default()
    }

    fn rules(&mut self) {
        for (rank, rule) in RULES.iter().enumerate() {
            let (stems, listed) = stems_of(rule);
            let ending = if listed { Ending::Wording } else { Ending::Open };
            for stem in stems {
                self.stem(stem, ending).rules.add(RuleSet::one(rank));
            }
        }
        for rank in 0..LISTS.len() {
            for words in lexicon::wordings(rank) {
                self.stem(words, Ending::Wording).holds |= holds::LISTS << rank;
            }
        }
        for word in KIN {
            self.stem(word, Ending::Open).holds |= holds::KIN;
        }
        for word in ["ans", "mois", "annee", "annees"] {
            self.stem(word, Ending::Wording).holds |= holds::SPAN;
        }
    }

    /// The rank of a clause, unless there are too many.
    fn clause(&mut self, atoms: &[Atom]) -> Option<usize> {
        if let Some(&known) = self.clauses.get(atoms) {
            return Some(known);
        }
        let rank = Some(self.clauses.len()).filter(|&rank| rank < CLAUSES)?;
        self.clauses.insert(atoms.to_vec(), rank);
        for atom in atoms {
            match atom {
                Atom::Begins(word) => self.word(word, Ending::Open, rank),
                Atom::Word(word) => self.word(word, Ending::Word, rank),
                Atom::Mark(byte) => self.bytes.entry(*byte).or_default().set(rank),
                Atom::Number => {
                    (b'0'..=b'9').for_each(|digit| self.bytes.entry(digit).or_default().set(rank));
                }
                Atom::List(byte) => {
                    for words in lexicon::listed(*byte).into_iter().flat_map(lexicon::wordings) {
                        self.stem(words, Ending::Wording).clauses.set(rank);
                    }
                }
            }
        }
        Some(rank)
    }

    fn word(&mut self, letters: &[u8], ending: Ending, rank: usize) {
        let word = String::from_utf8_lossy(letters).into_owned();
        self.stem(&word, ending).clauses.set(rank);
    }

    /// What an expression needs, in the whole of a sentence or in a part of it, which may cut a word.
    fn needs(&mut self, expression: &Expression, part: bool) -> Needs {
        let mut anchors: Vec<Anchor> = expression.anchors();
        if part {
            anchors.iter_mut().for_each(Anchor::open);
        }
        anchors.sort_by_key(Anchor::weight);
        let mut needs = Needs::default();
        for anchor in anchors.into_iter().take(OF_ONE) {
            let Some(clause) = self.clause(&anchor.atoms) else { continue };
            needs.clauses.set(clause);
            needs.near = needs.near.or(Some((clause, anchor.least, anchor.most)));
        }
        needs
    }
}

impl Wakes {
    /// From the expressions of the rules, in order, then others; from a rank on, those of parts of a sentence.
    pub fn new<'e>(expressions: impl Iterator<Item = &'e Expression>, parts: usize) -> Self {
        let mut gathered = Gathered::default();
        gathered.rules();
        let mut all_needs: Vec<Needs> =
            expressions.enumerate().map(|(rank, one)| gathered.needs(one, rank >= parts)).collect();
        for (needs, rule) in all_needs.iter_mut().zip(RULES) {
            (needs.all, needs.any) = needs_of(rule);
        }
        let stems = gathered.stems.into_iter();
        let mut stems: Vec<Stem> =
            stems.map(|((words, ending), wakes)| Stem::new(&words, ending, wakes)).collect();
        stems.sort_by(|a, b| a.letters.cmp(&b.letters));
        let mut by_letters: FxHashMap<Box<[u8]>, Vec<u16>> = FxHashMap::default();
        for (rank, stem) in stems.iter().enumerate() {
            by_letters.entry(stem.letters.clone()).or_default().push(rank as u16);
        }
        let longest = stems.iter().map(|stem| stem.letters.len()).max().unwrap_or(0);
        let mut bytes = Box::new([Woken::default(); 256]);
        for (byte, held) in [
            (mark::PERSON, holds::PERSON),
            (mark::COMPANY, holds::COMPANY),
            (mark::DATE, holds::DATE),
            (mark::EUROS, holds::EUROS),
            (b'%', holds::PERCENT),
        ] {
            bytes[usize::from(byte)].holds = held;
        }
        (b'0'..=b'9').for_each(|byte| bytes[usize::from(byte)].holds = DIGIT);
        for (byte, clauses) in gathered.bytes {
            bytes[usize::from(byte)].clauses = clauses;
        }
        for (rank, _) in RULES.iter().enumerate().filter(|(_, rule)| rule.stems == PERSON_ALONE) {
            bytes[usize::from(mark::PERSON)].rules.add(RuleSet::one(rank));
        }
        let told = Box::new(std::array::from_fn(|byte| bytes[byte] != Woken::default()));
        Self { stems, by_letters, longest, bytes, told, needs: all_needs }
    }

    /// Whether a byte that stands alone says something.
    pub fn is_told(&self, byte: u8) -> bool {
        self.told[usize::from(byte)]
    }

    /// Adds what a place says to its sentence.
    #[inline]
    pub fn look<'w>(
        &'w self,
        memory: &'w Memory,
        text: &[u8],
        sentence: &Range<usize>,
        wake: Wake,
        to: &mut Awake<'w>,
    ) {
        let (at, from, end) = (wake.at as usize, sentence.start, sentence.end);
        if wake.is_byte() {
            return self.byte(text, from, at, to);
        }
        let before = at.checked_sub(1).map_or(b' ', |before| text[before]);
        if before.is_ascii_alphanumeric() {
            return;
        }
        let spaced = before == b' ' && at > from;
        let fits = |stem: &Stem| (spaced || !stem.spaced) && stem.begins(&text[at..end]);
        let Some(class) = memory.class(wake) else {
            for length in 1..=self.longest.min(end - at) {
                let stems = self.by_letters.get(&text[at..at + length]);
                for &rank in stems.into_iter().flatten().filter(|&&rank| fits(self.stem(rank))) {
                    to.add(&self.stem(rank).wakes, at - from);
                }
            }
            return;
        };
        if class.tells {
            to.add(&class.sure, at - from);
        }
        let after = text.get(at + class.length..end).unwrap_or_default();
        if !class.may_go_on(after) {
            return;
        }
        for perhaps in class.perhaps.iter().filter(|perhaps| perhaps.may(after)) {
            let stem = self.stem(perhaps.rank);
            if fits(stem) {
                to.add(&stem.wakes, at - from);
            }
        }
    }

    #[inline]
    fn stem(&self, rank: u16) -> &Stem {
        &self.stems[usize::from(rank)]
    }

    /// Adds what a byte that stands alone says, or a number.
    fn byte<'w>(&'w self, text: &[u8], from: usize, at: usize, to: &mut Awake<'w>) {
        let woken = &self.bytes[usize::from(text[at])];
        let held = if woken.holds == DIGIT { number(&text[at..]) } else { woken.holds };
        to.add(woken, at - from);
        to.woken.holds |= held;
        if held & (holds::DATE | holds::YEAR) != 0 {
            if to.times {
                to.woken.holds |= holds::TWO;
            }
            to.times = true;
        }
    }

    /// Whether a sentence can give something to an expression.
    #[inline]
    pub fn able(&self, rank: usize, awake: &Awake<'_>) -> bool {
        let Needs { all, any, clauses, .. } = &self.needs[rank];
        let held = awake.woken.holds;
        held & all == *all && (*any == 0 || held & any != 0) && awake.woken.clauses.holds(clauses)
    }

    /// Whether a match of an expression, if it has a rank, may begin at a place of a sentence: for tests.
    pub fn allows(&self, rank: usize, awake: &Awake<'_>, at: usize) -> bool {
        let Some(needs) = self.needs.get(rank) else { return true };
        let mut ranges = Vec::new();
        self.ranges(rank, awake, &mut ranges);
        awake.woken.clauses.holds(&needs.clauses) && ranges.iter().any(|range| range.contains(&at))
    }

    /// Where in a sentence a match of an expression may begin.
    pub fn ranges(&self, rank: usize, awake: &Awake<'_>, to: &mut Vec<RangeInclusive<usize>>) {
        to.clear();
        let Some((clause, least, most)) = self.needs[rank].near else {
            to.push(0..=usize::MAX);
            return;
        };
        for &(at, clauses) in &awake.seen {
            if clauses.has(clause) && at >= least {
                let first = most.map_or(0, |most| at.saturating_sub(most));
                to.push(first..=at - least);
            }
        }
    }
}

impl<'w> Awake<'w> {
    #[inline]
    fn add(&mut self, woken: &'w Woken, at: usize) {
        self.woken.add(woken);
        if !woken.clauses.none() {
            self.seen.push((at, &woken.clauses));
        }
    }

    /// Makes ready for the next sentence.
    pub fn clear(&mut self) {
        self.woken = Woken::default();
        self.times = false;
        self.seen.clear();
    }
}

impl Stem {
    fn new(words: &str, ending: Ending, wakes: Woken) -> Self {
        let letters: Box<[u8]> = words.trim_start().as_bytes().into();
        Self { letters, spaced: words.starts_with(' '), ending, wakes }
    }

    /// Whether a text begins so.
    #[inline]
    fn begins(&self, text: &[u8]) -> bool {
        let end = self.letters.len();
        let ended = |at: usize| !text.get(at).is_some_and(u8::is_ascii_alphanumeric);
        text.starts_with(&self.letters)
            && match self.ending {
                Ending::Open => true,
                Ending::Word => ended(end),
                Ending::Wording => ended(end) || text.get(end) == Some(&b's') && ended(end + 1),
            }
    }

    /// Whether a word that begins so holds it, whatever follows the word.
    fn is_in(&self, word: &[u8]) -> bool {
        !self.spaced && self.begins(word)
    }
}

/// A year, or the `100` of « pour cent ».
fn number(text: &[u8]) -> u32 {
    match *text {
        [b'1', b'9', ..] | [b'2', b'0', ..] => holds::YEAR,
        [b'1', b'0', b'0', ..] => holds::PERCENT,
        _ => 0,
    }
}

/// Beginnings of words that make a rule worth trying, or whole wordings of its list when it has one.
fn stems_of(rule: &Rule) -> (Vec<&'static str>, bool) {
    if rule.stems == PERSON_ALONE {
        return (Vec::new(), false);
    }
    let from_list =
        rule.stems.iter().any(|stem| stem.as_bytes().first().is_some_and(|&byte| byte < b' '));
    if !from_list {
        return (rule.stems.to_vec(), false);
    }
    let ranks_of = |held: &dyn Fn(&str) -> bool| -> Vec<usize> {
        (0..LISTS.len()).filter(|&rank| held(LISTS[rank].0)).collect()
    };
    let mut lists = ranks_of(&|name| {
        rule.pattern.contains(name) || name == SEAT && rule.pattern.contains(OFFICE)
    });
    let whole = !lists.is_empty();
    if !whole {
        lists = ranks_of(&|name| name == FUNCTION);
    }
    // The whole wording: its first word alone (`état`, `au`) would wake the rule everywhere.
    let mut stems: Vec<&str> = lists.into_iter().flat_map(lexicon::wordings).collect();
    stems.sort_unstable();
    stems.dedup();
    (stems, whole)
}

/// What a sentence must hold for the expression of a rule to match: all of the first, one of the second.
fn needs_of(rule: &Rule) -> (u32, u32) {
    let (mut all, mut any) = (0, 0);
    match rule.value {
        Value::Date if rule.pattern.contains("<D>|<Y>") => any = holds::DATE | holds::YEAR,
        Value::Date => all |= holds::DATE,
        Value::Year => all |= holds::YEAR,
        Value::Euros => all |= holds::EUROS,
        Value::Company => all |= holds::COMPANY,
        Value::Percent => all |= holds::PERCENT,
        Value::Duration => all |= holds::SPAN,
        Value::Integer if rule.pattern.contains(" ans") => all |= holds::SPAN,
        Value::Offences => {
            all |= list_bit("<OFFENCE>");
        }
        _ => {}
    }
    if rule.pattern.contains(" au <D>") || rule.pattern.contains("(?:<D>|<Y>)") {
        all |= holds::TWO;
    }
    for (name, _) in LISTS {
        if rule.pattern.contains(name) && !rule.pattern.contains("le bien") {
            // An office may be a dignity and a seat: `président du comité des fêtes`.
            if name == OFFICE {
                any |= list_bit(name) | list_bit(SEAT);
            } else {
                all |= list_bit(name);
            }
        }
    }
    // `(?P<p>…)?` and `(?:… (?P<p>…))?` can do without.
    let inside = rule.pattern.split("(?P<p><P>)").nth(1);
    if inside.is_some_and(|rest| !rest.starts_with('?') && !rest.starts_with(")?")) {
        all |= holds::PERSON;
    }
    (all, any)
}

fn list_bit(name: &str) -> u32 {
    LISTS.iter().position(|(known, _)| *known == name).map_or(0, |rank| holds::LISTS << rank)
}
