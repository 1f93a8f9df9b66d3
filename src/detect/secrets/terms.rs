//! What a term of the lexicon of secrets is made of: words, places, choices, and what it stands for.

use std::sync::Arc;

use crate::document::tokens::{Token, TokenKind, fold_char};

/// What a matched term stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sense {
    Field(u16),
    Cue(u16),
    Exclusion(u16),
    Holder(u16),
    Subject(u16),
}

/// One word of a term.
#[derive(Clone)]
pub(super) struct Piece {
    /// Folded.
    pub text: String,
    /// Of the folded word, as tokens bear it.
    pub hash: u64,
    pub prefix: bool,
}

impl Piece {
    /// Whether a token of `text` is this word.
    pub fn is(&self, token: &Token, text: &str) -> bool {
        match token.kind {
            TokenKind::Word(_) | TokenKind::Mixed if !self.prefix => token.hash == self.hash,
            TokenKind::Word(_) | TokenKind::Mixed => begins(token.text(text), &self.text),
            TokenKind::Number if !self.prefix => token.text(text) == self.text,
            TokenKind::Number => token.text(text).starts_with(&self.text),
            _ => false,
        }
    }
}

/// Whether a word, once folded, begins with a folded beginning.
fn begins(word: &str, beginning: &str) -> bool {
    let mut rest = beginning;
    for character in word.chars() {
        if rest.is_empty() {
            return true;
        }
        let left = match character {
            'œ' | 'Œ' => rest.strip_prefix("oe").or_else(|| (rest == "o").then_some("")),
            _ => rest.strip_prefix(fold_char(character)),
        };
        match left {
            Some(left) => rest = left,
            None => return false,
        }
    }
    rest.is_empty()
}

/// A place of a term: choices of words, after a gap or not.
pub(super) struct Slot {
    /// By first letter.
    pub choices: Vec<Choice>,
    /// Where the choices of each letter begin in the list, and its end.
    starts: [u16; LETTERS + 1],
    /// Whether a choice may stand after a gap.
    pub gap: bool,
}

/// `a` to `z`, and whatever is no letter.
const LETTERS: usize = 27;

impl Slot {
    pub fn new(mut choices: Vec<Choice>) -> Self {
        choices.sort_by_key(Choice::letter);
        // How many choices come before each letter.
        let mut starts = [0; LETTERS + 1];
        for choice in &choices {
            starts[choice.letter() + 1] += 1;
        }
        for letter in 1..starts.len() {
            starts[letter] += starts[letter - 1];
        }
        let gap = choices.iter().any(|choice| choice.after_gap);
        Self { choices, starts, gap }
    }

    /// The choices that may begin as this word does.
    pub fn beginning_as(&self, word: &str) -> &[Choice] {
        let letter = letter(word);
        &self.choices[usize::from(self.starts[letter])..usize::from(self.starts[letter + 1])]
    }
}

/// The rank of a word's first letter, once folded.
fn letter(word: &str) -> usize {
    let folded = match word.chars().next() {
        Some('œ' | 'Œ') => 'o',
        Some('æ' | 'Æ') => 'a',
        Some('ß') => 's',
        Some(first) => fold_char(first),
        None => return LETTERS - 1,
    };
    match folded {
        'a'..='z' => folded as usize - 'a' as usize,
        _ => LETTERS - 1,
    }
}

/// Words that may stand at a place.
pub(super) struct Choice {
    pub after_gap: bool,
    pub words: Vec<Piece>,
}

impl Choice {
    fn letter(&self) -> usize {
        self.words.first().map_or(LETTERS - 1, |piece| letter(&piece.text))
    }
}

/// A term with one first word: the class of that word has already told it.
pub(super) struct Term {
    /// The words joined to the first one.
    pub joined: Vec<Piece>,
    /// The places after.
    pub rest: Arc<[Slot]>,
    pub sense: Sense,
}

impl Term {
    /// Whether the first word is the whole term.
    pub fn is_alone(&self) -> bool {
        self.joined.is_empty() && self.rest.is_empty()
    }

    /// The words that may come right after the first one, and whether each may stand after a gap.
    pub fn followers(&self) -> impl Iterator<Item = (&Piece, bool)> {
        let places = if self.joined.is_empty() { self.rest.first() } else { None };
        let choices = places.into_iter().flat_map(|slot| &slot.choices);
        let choices = choices.filter_map(|choice| Some((choice.words.first()?, choice.after_gap)));
        self.joined.first().map(|piece| (piece, false)).into_iter().chain(choices)
    }
}
