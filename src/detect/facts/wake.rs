//! What wakes a rule: beginnings of words and wordings of the lists, looked for at the first letters of each word.
//!
//! One load and one bit for a word that begins none of them. Must not read values.

use rustc_hash::FxHashMap;

use super::lexicon::{self, LISTS, OFFICE, SEAT, files};
use super::rules::{RULES, Rule, SUFFIXES, Value};
use super::stream::mark;

/// Rules by rank, one bit each.
#[derive(Clone, Copy, Default)]
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

    fn add(&mut self, other: Self) {
        self.0.iter_mut().zip(other.0).for_each(|(mine, more)| *mine |= more);
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

/// What wakes in a sentence.
#[derive(Clone, Copy, Default)]
pub(super) struct Woken {
    pub rules: RuleSet,
    pub holds: u32,
    /// Whether a date or a year was seen.
    times: bool,
}

/// A beginning of word and what it wakes.
struct Stem {
    letters: Box<[u8]>,
    head: Head,
    /// Whether a space must stand before.
    spaced: bool,
    /// Whether the word must end with it.
    whole: bool,
    wakes: Woken,
}

/// The first eight letters of a stem at most, and the bits that they take.
#[derive(Clone, Copy)]
struct Head {
    key: u64,
    mask: u64,
}

impl Head {
    /// Its first four letters.
    fn four(self) -> u32 {
        self.key as u32
    }
}

pub(super) struct Wakes {
    /// One bit for each hash of the four letters that begin a stem: 64 Ki bits, which the first-level cache holds.
    fours: Bits,
    /// The same for the three letters of a shorter one.
    threes: Bits,
    /// Stems of four letters or more, by hash of their first four, and their heads alone: a dozen trades begin alike.
    stems: Vec<Stem>,
    heads: Vec<Head>,
    /// Where each hash begins in `stems`, by its upper bits.
    from: Box<[u16; BUCKETS + 1]>,
    /// Shorter ones, by first letter, and where each letter begins.
    short: Vec<Stem>,
    letters: [u8; 128],
    /// What a byte alone says, by its value.
    alone: [u32; 256],
    /// Rules that a person is enough to wake.
    with_person: RuleSet,
    /// By rank of rule: what it needs all of, and what it needs one of.
    needs: Vec<(u32, u32)>,
}

/// A set of hashes of sixteen bits.
struct Bits(Box<[u64; 1 << 10]>);

impl Bits {
    fn new() -> Self {
        Self(Box::new([0; 1 << 10]))
    }

    fn add(&mut self, letters: u32) {
        let hash = hash(letters);
        self.0[hash / 64] |= 1 << (hash % 64);
    }

    #[inline]
    fn has(&self, letters: u32) -> bool {
        let hash = hash(letters);
        self.0[hash / 64] >> (hash % 64) & 1 == 1
    }
}

const BUCKETS: usize = 1 << 12;

/// Sixteen bits of four letters.
fn hash(four: u32) -> usize {
    (four.wrapping_mul(0x9e37_79b1) >> 16) as usize
}

fn bucket(four: u32) -> usize {
    hash(four) >> 4
}

/// Bits of the first three letters of four.
const THREE: u32 = 0xff_ffff;

/// In `alone`: a digit, which may begin a year.
const DIGIT: u32 = 1 << 31;

impl Wakes {
    pub fn new() -> Self {
        let mut known: FxHashMap<(String, bool), Woken> = FxHashMap::default();
        let mut add = |words: &str, whole: bool, rules: RuleSet, holds: u32| {
            let woken = known.entry((words.to_owned(), whole)).or_default();
            woken.rules.add(rules);
            woken.holds |= holds;
        };
        for (rank, rule) in RULES.iter().enumerate() {
            let (stems, whole) = stems_of(rule);
            for stem in stems {
                add(&stem, whole, RuleSet::one(rank), 0);
            }
        }
        for (rank, (_, list)) in LISTS.iter().enumerate() {
            for line in lexicon::lines(list) {
                let words = lexicon::stream_form(line[0]);
                add(&words, true, RuleSet::default(), holds::LISTS << rank);
            }
        }
        for word in KIN {
            add(word, false, RuleSet::default(), holds::KIN);
        }
        for word in ["ans", "mois", "annee", "annees"] {
            add(word, true, RuleSet::default(), holds::SPAN);
        }
        let stems =
            known.into_iter().map(|((words, whole), wakes)| Stem::new(&words, whole, wakes));
        let (mut stems, mut short): (Vec<Stem>, Vec<Stem>) =
            stems.partition(|stem| stem.letters.len() >= 4);
        stems.sort_by_key(|stem| bucket(stem.head.four()));
        let heads = stems.iter().map(|stem| stem.head).collect();
        let (mut fours, mut threes) = (Bits::new(), Bits::new());
        stems.iter().for_each(|stem| fours.add(stem.head.four()));
        for stem in &short {
            let (key, mask) = (stem.head.four(), stem.head.mask as u32);
            // Whatever follows two letters.
            let thirds = if mask & THREE == THREE { 0..=0 } else { 0..=0x7f_u32 };
            thirds.for_each(|third| threes.add(key | third << 16));
        }
        short.sort_by_key(|stem| stem.letters[0]);
        let letters = std::array::from_fn(|letter| {
            short.partition_point(|stem| usize::from(stem.letters[0]) < letter) as u8
        });
        let before = |place| stems.partition_point(|stem| bucket(stem.head.four()) < place) as u16;
        let from = Box::new(std::array::from_fn(before));
        let mut alone = [0; 256];
        for (byte, held) in [
            (mark::PERSON, holds::PERSON),
            (mark::COMPANY, holds::COMPANY),
            (mark::DATE, holds::DATE),
            (mark::EUROS, holds::EUROS),
            (b'%', holds::PERCENT),
        ] {
            alone[usize::from(byte)] = held;
        }
        (b'0'..=b'9').for_each(|byte| alone[usize::from(byte)] = DIGIT);
        let needs = RULES.iter().map(needs).collect();
        let mut with_person = RuleSet::default();
        for (rank, _) in RULES.iter().enumerate().filter(|(_, rule)| rule.stems == SUFFIXES) {
            with_person.add(RuleSet::one(rank));
        }
        Self { fours, threes, stems, heads, from, short, letters, alone, with_person, needs }
    }

    /// Adds what begins at `at`, in the sentence from `from` to `end`.
    #[inline]
    pub fn look(&self, text: &[u8], from: usize, at: usize, end: usize, woken: &mut Woken) {
        let four = match text.get(at..at + 4) {
            Some(four) => u32::from_le_bytes([four[0], four[1], four[2], four[3]]),
            None => text[at..].iter().rev().fold(0, |four, &byte| four << 8 | u32::from(byte)),
        };
        // No branch that the text decides, but for the rare words.
        let alone = self.alone[usize::from(text[at])];
        woken.holds |= alone;
        if alone == holds::PERSON {
            woken.rules.add(self.with_person);
        }
        if alone & (DIGIT | holds::DATE) != 0 {
            const TIME: u32 = holds::DATE | holds::YEAR;
            let held = if alone == DIGIT { number(four) } else { holds::DATE };
            if held & TIME != 0 && woken.times {
                woken.holds |= holds::TWO;
            }
            woken.times |= held & TIME != 0;
            woken.holds |= held;
        }
        if self.fours.has(four) | self.threes.has(four & THREE) {
            self.compare(text, from, at, end, four, woken);
        }
    }

    fn compare(
        &self,
        text: &[u8],
        from: usize,
        at: usize,
        end: usize,
        four: u32,
        woken: &mut Woken,
    ) {
        let before = at.checked_sub(1).map_or(b' ', |before| text[before]);
        if before.is_ascii_alphanumeric() {
            return;
        }
        let spaced = before == b' ' && at > from;
        let eight = match text.get(at..).and_then(<[u8]>::first_chunk) {
            Some(eight) => u64::from_le_bytes(*eight),
            None => text[at..].iter().rev().fold(0, |all, &byte| all << 8 | u64::from(byte)),
        };
        let range = usize::from(self.from[bucket(four)])..usize::from(self.from[bucket(four) + 1]);
        let heads = self.heads[range.clone()].iter();
        let long = heads.zip(&self.stems[range]);
        let letter = usize::from(text[at].min(126));
        let range = self.letters[letter]..self.letters[letter + 1];
        let short = &self.short[usize::from(range.start)..usize::from(range.end)];
        for (head, stem) in long.chain(short.iter().map(|stem| (&stem.head, stem))) {
            if eight & head.mask == head.key
                && (spaced || !stem.spaced)
                && stem.begins(&text[at..end])
            {
                woken.rules.add(stem.wakes.rules);
                woken.holds |= stem.wakes.holds;
            }
        }
    }

    /// Whether a sentence that holds this can give something to a rule.
    pub fn able(&self, rank: usize, held: u32) -> bool {
        let (all, any) = self.needs[rank];
        held & all == all && (any == 0 || held & any != 0)
    }
}

impl Stem {
    fn new(words: &str, whole: bool, wakes: Woken) -> Self {
        let letters: Box<[u8]> = words.trim_start().as_bytes().into();
        let first = letters.iter().take(8).enumerate();
        let (key, mask) = first.fold((0, 0), |(key, mask), (at, &letter)| {
            (key | u64::from(letter) << (8 * at), mask | 0xff << (8 * at))
        });
        let head = Head { key, mask };
        Self { letters, head, spaced: words.starts_with(' '), whole, wakes }
    }

    /// Whether a text whose first letters are those of the head begins so.
    fn begins(&self, text: &[u8]) -> bool {
        let end = self.letters.len();
        // A wording of a list may be in the plural.
        let ended = |at: usize| !text.get(at).is_some_and(u8::is_ascii_alphanumeric);
        text.len() >= end
            && (end <= 8 || text[8..].starts_with(&self.letters[8..]))
            && (!self.whole || ended(end) || text.get(end) == Some(&b's') && ended(end + 1))
    }
}

/// A year, or the `100` of « pour cent ».
fn number(four: u32) -> u32 {
    match four.to_le_bytes() {
        [b'1', b'9', ..] | [b'2', b'0', ..] => holds::YEAR,
        [b'1', b'0', b'0', _] => holds::PERCENT,
        _ => 0,
    }
}

/// Beginnings of words that make a rule worth trying, or whole wordings of its list when it has one.
fn stems_of(rule: &Rule) -> (Vec<String>, bool) {
    if rule.stems == SUFFIXES {
        return (Vec::new(), false);
    }
    let from_list =
        rule.stems.iter().any(|stem| stem.as_bytes().first().is_some_and(|&byte| byte < b' '));
    if !from_list {
        return (rule.stems.iter().map(|stem| (*stem).to_owned()).collect(), false);
    }
    let lists = LISTS.iter().filter(|(name, _)| {
        rule.pattern.contains(name) || *name == SEAT && rule.pattern.contains(OFFICE)
    });
    let mut lists: Vec<&str> = lists.map(|&(_, list)| list).collect();
    let whole = !lists.is_empty();
    if !whole {
        lists.push(files::FUNCTIONS);
    }
    // The whole wording: its first word alone (`état`, `au`) would wake the rule everywhere.
    let mut stems: Vec<String> = lists
        .into_iter()
        .flat_map(lexicon::lines)
        .map(|line| lexicon::stream_form(line[0]))
        .collect();
    stems.sort_unstable();
    stems.dedup();
    (stems, whole)
}

/// What a sentence must hold for the expression of a rule to match: all of the first, one of the second.
fn needs(rule: &Rule) -> (u32, u32) {
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
