//! All literals of all pattern rules, looked for at the words of a text, without case or accents.
//!
//! The longest word of a literal is its key: nearly no word of a text holds one (`looks` remembers which). Knows nothing
//! of rules.

use std::ops::Range;

use aho_corasick::{AhoCorasick, BuildError};

use crate::document::tokens::{Token, TokenKind, fold, fold_each};

/// A literal seen in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hit {
    /// Rank of the literal in the list given to `new`.
    pub literal: usize,
    /// Bytes of the text, at characters.
    pub span: Range<usize>,
}

pub(super) struct Trigger {
    literals: Vec<Literal>,
    /// The keys, by the rank of their literal.
    keys: AhoCorasick,
    /// The keys that numbers begin with: those bear no hash.
    figures: Vec<String>,
}

/// A literal as it is compared.
struct Literal {
    folded: String,
    /// Bytes of `folded`: its longest word.
    key: Range<usize>,
    /// Whether a word of the text must begin, end with the key.
    begins: bool,
    ends: bool,
}

/// A literal without a letter or a digit, or more literals than the automaton has states for.
#[derive(Debug, thiserror::Error)]
pub enum LiteralError {
    #[error("littéral sans lettre ni chiffre « {0} »")]
    NoWord(String),
    #[error(transparent)]
    TooMany(#[from] BuildError),
}

impl Trigger {
    /// A space at the beginning or at the end of a literal says that no word goes on there.
    pub fn new<'a>(literals: impl IntoIterator<Item = &'a str>) -> Result<Self, LiteralError> {
        let literals: Vec<Literal> =
            literals.into_iter().map(Literal::new).collect::<Result<_, _>>()?;
        let keys = literals.iter().map(|literal| &literal.folded[literal.key.clone()]);
        let figures = keys.clone().filter(|key| is_figure(key)).map(str::to_owned).collect();
        let keys = AhoCorasick::new(keys)?;
        Ok(Self { literals, keys, figures })
    }

    /// Every literal of the text, in the order of the words that bear their keys.
    pub fn hits(&self, text: &str, tokens: &[Token]) -> Vec<Hit> {
        let bearers = tokens.iter().filter(|token| match token.kind {
            TokenKind::Number => self.opens_number(text, token),
            _ => token.hash != 0 && self.may_hold(token.text(text)),
        });
        self.hits_at(text, bearers)
    }

    /// The literals of some words: those that `may_hold` one, and the numbers that `opens_number` accepts.
    pub fn hits_at<'t>(&self, text: &str, words: impl Iterator<Item = &'t Token>) -> Vec<Hit> {
        let mut hits = Vec::new();
        words.for_each(|token| self.at_word(text, token, &mut hits));
        hits
    }

    /// Whether a number begins with a key.
    #[inline]
    pub fn opens_number(&self, text: &str, number: &Token) -> bool {
        let number = &text.as_bytes()[number.range()];
        let begins = |figure: &[u8]| number[0] == figure[0] && number.starts_with(figure);
        self.figures.iter().any(|figure| begins(figure.as_bytes()))
    }

    /// Whether a word, whatever its case and accents, holds a key: the same answer for the same hash.
    pub fn may_hold(&self, word: &str) -> bool {
        let mut holds = false;
        self.each_key(&fold(word), |_, _| holds = true);
        holds
    }

    /// Calls back with each literal whose key stands in a folded word, and where in it.
    fn each_key(&self, word: &str, mut call: impl FnMut(usize, Range<usize>)) {
        for key in self.keys.find_overlapping_iter(word) {
            let rank = key.pattern().as_usize();
            let literal = &self.literals[rank];
            if !(literal.begins && key.start() > 0 || literal.ends && key.end() < word.len()) {
                call(rank, key.range());
            }
        }
    }

    fn at_word(&self, text: &str, token: &Token, hits: &mut Vec<Hit>) {
        let word = token.text(text);
        self.each_key(&fold(word), |literal, key| {
            let place = |folded| Some(token.start as usize + unfolded(word, folded)?);
            let span = place(key.start).zip(place(key.end)).and_then(|(start, end)| {
                let Literal { folded, key, .. } = &self.literals[literal];
                let start = start_of(&folded[..key.start], &text[..start])?;
                Some(start..end + length_of(&folded[key.end..], &text[end..])?)
            });
            hits.extend(span.map(|span| Hit { literal, span }));
        });
    }
}

impl Literal {
    fn new(written: &str) -> Result<Self, LiteralError> {
        let folded = fold(written.trim_matches(' '));
        let key = longest_word(&folded);
        if key.is_empty() {
            return Err(LiteralError::NoWord(written.to_owned()));
        }
        Ok(Self {
            begins: key.start > 0 || written.starts_with(' ') || is_figure(&folded[key.clone()]),
            ends: key.end < folded.len() || written.ends_with(' '),
            key,
            folded,
        })
    }
}

/// A number is looked at from its beginning.
fn is_figure(key: &str) -> bool {
    key.starts_with(|first: char| first.is_ascii_digit())
}

/// The first of the longest runs of letters and digits.
fn longest_word(folded: &str) -> Range<usize> {
    let (mut best, mut start) = (0..0, 0);
    for (at, character) in folded.char_indices().chain([(folded.len(), ' ')]) {
        if !character.is_alphanumeric() {
            if at - start > best.len() {
                best = start..at;
            }
            start = at + character.len_utf8();
        }
    }
    best
}

/// The byte of a word at a byte of its folded form; `None` within a letter that folds to two.
fn unfolded(word: &str, folded: usize) -> Option<usize> {
    let plain = word.bytes().take_while(u8::is_ascii).count();
    if folded <= plain {
        return Some(folded);
    }
    let mut length = plain;
    for (at, character) in word[plain..].char_indices() {
        if length >= folded {
            return (length == folded).then_some(plain + at);
        }
        fold_each(character.encode_utf8(&mut [0; 4]), |letter| length += letter.len_utf8());
    }
    (length == folded).then_some(word.len())
}

/// A character folded, beyond ASCII; any white space is a space, so that a line break may stand in a literal.
fn fold_one(character: char) -> String {
    if character.is_whitespace() {
        return " ".to_owned();
    }
    fold(character.encode_utf8(&mut [0; 4]))
}

/// The same for an ASCII character.
#[inline]
fn fold_ascii(character: char) -> char {
    if character.is_ascii_whitespace() || character == '\u{b}' {
        return ' ';
    }
    character.to_ascii_lowercase()
}

/// Where a folded beginning of a literal starts in the text that it ends.
fn start_of(folded: &str, text: &str) -> Option<usize> {
    let mut rest = folded;
    let mut start = text.len();
    for (at, character) in text.char_indices().rev() {
        if rest.is_empty() {
            break;
        }
        rest = match character.is_ascii() {
            true => rest.strip_suffix(fold_ascii(character))?,
            false => rest.strip_suffix(fold_one(character).as_str())?,
        };
        start = at;
    }
    rest.is_empty().then_some(start)
}

/// Bytes of the text that the folded end of a literal takes, which it begins.
fn length_of(folded: &str, text: &str) -> Option<usize> {
    let mut rest = folded;
    for (at, character) in text.char_indices() {
        if rest.is_empty() {
            return Some(at);
        }
        rest = match character.is_ascii() {
            true => rest.strip_prefix(fold_ascii(character))?,
            false => rest.strip_prefix(fold_one(character).as_str())?,
        };
    }
    rest.is_empty().then_some(text.len())
}
