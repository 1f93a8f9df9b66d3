//! What each word of a text may begin: terms of fields, terms of the context, phrases that other parts of the
//! engine wait for.
//!
//! Knows words by the hash their token carries. A word is looked up letter by letter once; `words` then remembers
//! its class.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::document::tokens::{Token, TokenKind, each_beginning, fold, fold_hash};

/// Bits of a value that hold the rank of a class.
pub(super) const CLASS_BITS: u32 = 14;
const ENDING_BITS: u32 = 6;
/// Words shorter than this, in letters, have no learned ending.
const SHORTEST_LEARNED: usize = 7;

/// What is known of a word, in 28 bits. Zero: nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Known(u32);

/// What a word may be to the parts of the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// A term of a field may begin here.
    Field,
    /// A function that one person holds (`gérant`).
    Function,
    /// What goes with the name of a founder (`établissements`, `fils`).
    Founder,
    /// First word of a phrase on the whole decision (`VERSION CONFIDENTIELLE`).
    Phrase,
    /// No word, but what hides one.
    Placeholder,
    /// A number may begin here.
    Number,
    /// It may stand between two words of a term.
    Little,
    /// A term of the context may begin here.
    Context,
}

/// What other parts of the engine wait for, whatever the fields.
const AWAITED: u32 =
    Mark::Function.bit() | Mark::Founder.bit() | Mark::Phrase.bit() | Mark::Placeholder.bit();

impl Mark {
    const fn bit(self) -> u32 {
        1 << (CLASS_BITS + ENDING_BITS + self as u32)
    }
}

impl Known {
    pub const BITS: u32 = CLASS_BITS + ENDING_BITS + Mark::Context as u32 + 1;

    #[inline]
    pub fn has(self, mark: Mark) -> bool {
        self.0 & mark.bit() != 0
    }

    pub fn with(self, mark: Mark) -> Self {
        Self(self.0 | mark.bit())
    }

    /// Takes the marks of another word too.
    #[inline]
    pub fn join(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Whether another part of the engine waits for it.
    #[inline]
    pub fn is_awaited(self) -> bool {
        self.0 & AWAITED != 0
    }

    /// Whether it is a number in digits.
    #[inline]
    pub fn is_number(self) -> bool {
        self.0 == Mark::Number.bit()
    }

    /// The rank of its class.
    #[inline]
    pub fn class(self) -> usize {
        (self.0 & ((1 << CLASS_BITS) - 1)) as usize
    }

    pub fn bits(self) -> u32 {
        self.0
    }

    #[inline]
    pub fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// Whether the ending of the word is by itself worth something.
    #[inline]
    pub fn has_ending(self) -> bool {
        self.ending() != 0
    }

    #[inline]
    fn ending(self) -> usize {
        (self.0 >> CLASS_BITS & ((1 << ENDING_BITS) - 1)) as usize
    }
}

/// The terms a word may begin, by rank, in order.
#[derive(Default, Clone, PartialEq, Eq, Hash)]
pub(super) struct Class {
    pub fields: Vec<u16>,
    pub context: Vec<u16>,
}

/// First words, as they are gathered.
#[derive(Default)]
pub(super) struct FirstWords {
    whole: FxHashMap<String, Class>,
    begun: FxHashMap<String, Class>,
    endings: Vec<(String, u16)>,
    marks: FxHashMap<u64, u32>,
}

impl FirstWords {
    /// A term begins with this folded word, or with a word that begins so.
    pub fn add(&mut self, word: &str, prefix: bool, is_field: bool, term: u16) {
        let words = if prefix { &mut self.begun } else { &mut self.whole };
        let class = words.entry(word.to_owned()).or_default();
        if is_field { &mut class.fields } else { &mut class.context }.push(term);
    }

    /// A word that ends so is by itself worth something, whose rank is `what`.
    pub fn add_ending(&mut self, ending: String, what: u16) {
        self.endings.push((ending, what));
    }

    pub fn mark(&mut self, words: &[&str], mark: Mark) {
        for word in words {
            *self.marks.entry(fold_hash(word)).or_default() |= mark.bit();
        }
    }

    /// `None` when there are more first words than a class can be numbered.
    pub fn compile(self) -> Option<Vocabulary> {
        Vocabulary::new(self)
    }
}

pub(super) struct Vocabulary {
    classes: Vec<Class>,
    /// Sets of endings, by rank: `-tomie` and `-stomie` may end the same word.
    endings: Vec<Vec<u16>>,
    /// What is known of the whole words.
    whole: FxHashMap<u64, Known>,
    /// What is known of a word that no whole word is, by its longest beginning.
    begun: FxHashMap<u64, Known>,
    /// One bit a length in letters, up to 64, that a beginning may have.
    lengths: u64,
    /// Numbers that begin a term.
    figures: FxHashMap<String, Known>,
    /// Whether numbers that begin so do.
    begun_figures: bool,
    /// Folded endings, the longest first, with the rank of their set.
    ended: Vec<(String, u32)>,
    marks: FxHashMap<u64, u32>,
}

impl Vocabulary {
    fn new(words: FirstWords) -> Option<Self> {
        let mut numbered = Numbered::default();
        numbered.rank(Class::default());
        let of_beginnings = |word: &str, own: Option<&Class>| {
            let mut whole = own.cloned().unwrap_or_default();
            for (at, _) in word.char_indices().skip(1).chain([(word.len(), ' ')]) {
                if let Some(class) = words.begun.get(&word[..at]) {
                    whole.fields.extend(&class.fields);
                    whole.context.extend(&class.context);
                }
            }
            for terms in [&mut whole.fields, &mut whole.context] {
                terms.sort_unstable();
                terms.dedup();
            }
            whole
        };
        let is_figure = |word: &str| word.starts_with(|first: char| first.is_ascii_digit());
        let begun_figures = words.begun.keys().any(|word| is_figure(word));
        let (mut whole, mut figures) = (FxHashMap::default(), FxHashMap::default());
        for (word, class) in &words.whole {
            let known = numbered.known(of_beginnings(word, Some(class)))?;
            whole.insert(fold_hash(word), known);
            if is_figure(word) {
                figures.insert(word.clone(), known);
            }
        }
        let mut begun = FxHashMap::default();
        for word in words.begun.keys() {
            let known = numbered.known(of_beginnings(word, None))?;
            begun.insert(fold_hash(word), known);
        }
        let (endings, ended) = endings(words.endings)?;
        Some(Self {
            classes: numbered.classes,
            endings,
            whole,
            begun,
            lengths: words
                .begun
                .keys()
                .fold(0, |lengths, word| lengths | length(word.chars().count())),
            figures,
            begun_figures,
            ended,
            marks: words.marks,
        })
    }

    /// What is known of a token.
    pub fn look_up(&self, token: &Token, text: &str) -> Known {
        if !matches!(token.kind, TokenKind::Word(_) | TokenKind::Mixed | TokenKind::Number) {
            return Known::default();
        }
        let word = fold(token.text(text));
        self.look_up_folded(&word, if token.hash == 0 { fold_hash(&word) } else { token.hash })
    }

    /// What is known of a folded word.
    pub fn look_up_folded(&self, word: &str, hash: u64) -> Known {
        let mut known = match self.whole.get(&hash) {
            Some(&known) => known,
            None => self.of_beginning(word),
        };
        if word.len() >= SHORTEST_LEARNED
            && let Some((_, set)) = self.ended.iter().find(|(ending, _)| word.ends_with(ending))
        {
            known.0 |= set << CLASS_BITS | Mark::Field.bit();
        }
        known.0 |= self.marks.get(&hash).copied().unwrap_or(0);
        known
    }

    /// What is known of a word by its longest known beginning.
    fn of_beginning(&self, word: &str) -> Known {
        let mut longest = Known::default();
        each_beginning(word, |letters, hash| {
            if self.lengths & length(letters) != 0
                && let Some(&known) = self.begun.get(&hash)
            {
                longest = known;
            }
        });
        longest
    }

    /// Ranks of the field terms that the words of a class may begin, each once, in order.
    pub fn fields(&self, class: usize) -> &[u16] {
        &self.classes[class].fields
    }

    /// What is known of a number as the first word of a term.
    pub fn of_number(&self, token: &Token, text: &str) -> Known {
        match self.begun_figures {
            true => self.look_up(token, text),
            false => self.figures.get(token.text(text)).copied().unwrap_or_default(),
        }
    }

    /// Every class, by rank.
    pub fn classes(&self) -> impl Iterator<Item = &Class> {
        self.classes.iter()
    }

    /// What the ending of the word is worth.
    #[inline]
    pub fn ending(&self, known: Known) -> &[u16] {
        &self.endings[known.ending()]
    }
}

/// The bit of a number of letters; those past the last share it.
fn length(letters: usize) -> u64 {
    1 << letters.min(63)
}

/// Classes, each once.
#[derive(Default)]
struct Numbered {
    classes: Vec<Class>,
    ranks: FxHashMap<Class, u32>,
}

impl Numbered {
    fn rank(&mut self, class: Class) -> u32 {
        let next = self.classes.len() as u32;
        let rank = *self.ranks.entry(class.clone()).or_insert(next);
        if rank == next {
            self.classes.push(class);
        }
        rank
    }

    fn known(&mut self, class: Class) -> Option<Known> {
        let mark = |terms: &[u16], mark: Mark| if terms.is_empty() { 0 } else { mark.bit() };
        let marks = mark(&class.fields, Mark::Field) | mark(&class.context, Mark::Context);
        let rank = self.rank(class);
        (rank < 1 << CLASS_BITS).then_some(Known(rank | marks))
    }
}

/// The sets of what words that end alike are worth, and the endings, the longest first.
type Endings = (Vec<Vec<u16>>, Vec<(String, u32)>);

fn endings(given: Vec<(String, u16)>) -> Option<Endings> {
    let distinct: FxHashSet<&str> = given.iter().map(|(ending, _)| ending.as_str()).collect();
    let mut sets: Vec<Vec<u16>> = vec![Vec::new()];
    let mut ended = Vec::new();
    for ending in distinct {
        let worth: BTreeSet<u16> = given
            .iter()
            .filter(|(other, _)| ending.ends_with(other.as_str()))
            .map(|(_, what)| *what)
            .collect();
        let set: Vec<u16> = worth.into_iter().collect();
        let rank = sets.iter().position(|known| *known == set).unwrap_or_else(|| {
            sets.push(set);
            sets.len() - 1
        });
        ended.push((ending.to_owned(), rank as u32));
    }
    ended.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
    (sets.len() <= 1 << ENDING_BITS).then_some((sets, ended))
}
