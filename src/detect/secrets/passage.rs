//! Paragraphs of a text as folded words and sentences, and the terms of the lexicon found in them.
//!
//! Says what is there; what it is worth is for `score`.

use std::ops::Range;

use super::lexicon::{Choice, Lexicon, Sense, Term};
use crate::document::numbers::{self, Number};
use crate::document::tokens::{Case, Token, TokenKind, fold_char};
use crate::document::{PlaceholderKind, View};

/// Whether a word may stand between two words of a term.
fn is_function_word(word: &str) -> bool {
    matches!(
        word,
        "de" | "du"
            | "des"
            | "d"
            | "la"
            | "le"
            | "les"
            | "l"
            | "un"
            | "une"
            | "son"
            | "sa"
            | "ses"
            | "leur"
            | "leurs"
            | "a"
            | "au"
            | "aux"
            | "en"
            | "par"
            | "sur"
            | "ce"
            | "cette"
            | "ces"
            | "cet"
            | "notre"
            | "nos"
            | "chaque"
            | "tres"
            | "tout"
            | "toute"
            | "et"
    )
}

const LONGEST_SKIP: usize = 3;
/// Words a `..` may stand for.
const LONGEST_GAP: usize = 8;

/// Abbreviations after which a point ends no sentence.
const ABBREVIATIONS: [&str; 24] = [
    "m", "mm", "mme", "mmes", "mlle", "me", "dr", "pr", "art", "al", "cf", "p", "n", "no", "soc",
    "civ", "com", "cass", "bull", "st", "av", "bd", "env", "etc",
];

/// A word of a paragraph: its folded form, its token, its sentence.
pub(super) struct Word {
    folded: Range<u32>,
    pub token: u32,
    pub sentence: u16,
}

/// A term found.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    pub sense: Sense,
    /// Ranks of words.
    pub words: Range<usize>,
    pub sentence: u16,
}

/// A paragraph being read.
pub(super) struct Passage<'a> {
    pub text: &'a str,
    /// Tokens of the paragraph.
    pub tokens: &'a [Token],
    buffer: String,
    pub words: Vec<Word>,
    pub sentences: u16,
}

/// The runs of tokens that make the paragraphs of a view.
pub(super) fn paragraphs(view: &View<'_>) -> Vec<Range<usize>> {
    let tokens = view.tokens();
    let mut found = Vec::new();
    let mut start = 0;
    for (at, token) in tokens.iter().enumerate() {
        if token.kind == TokenKind::Newline && parts(&view.text, tokens, at) {
            if at > start {
                found.push(start..at);
            }
            start = at + 1;
        }
    }
    if tokens.len() > start {
        found.push(start..tokens.len());
    }
    found
}

/// Whether a line break ends a paragraph: a blank line, or one after the end of a sentence.
fn parts(text: &str, tokens: &[Token], at: usize) -> bool {
    let blank = tokens[at].text(text).bytes().filter(|&byte| byte == b'\n').count() > 1;
    let ended = at.checked_sub(1).is_none_or(|before| {
        matches!(tokens[before].kind, TokenKind::Punct(b'.' | b';' | b':' | b'!' | b'?'))
    });
    blank || ended
}

/// Whether a paragraph may hold a term of a field: looks at first words only.
pub(super) fn may_hold(text: &str, tokens: &[Token], lexicon: &Lexicon) -> bool {
    let mut folded = String::with_capacity(32);
    let mut ranks = Vec::new();
    tokens.iter().any(|token| {
        if !token.is_word() || token.end - token.start < 2 {
            return false;
        }
        let word = token.text(text);
        let mut first = [0u8; 3];
        for (to, character) in first.iter_mut().zip(word.chars()) {
            *to = fold_char(character) as u8;
        }
        let known = lexicon.field_index.has_letters(&first);
        let learned = token.end - token.start >= 7;
        if !known && !learned {
            return false;
        }
        folded.clear();
        push_folded(&mut folded, word);
        if learned && lexicon.of_ending(&folded).next().is_some() {
            return true;
        }
        lexicon.field_index.of(&folded, &mut ranks);
        !ranks.is_empty()
    })
}

fn push_folded(buffer: &mut String, word: &str) {
    for character in word.chars() {
        match character {
            'œ' | 'Œ' => buffer.push_str("oe"),
            _ => buffer.push(fold_char(character)),
        }
    }
}

impl<'a> Passage<'a> {
    pub fn new(text: &'a str, tokens: &'a [Token]) -> Self {
        let mut passage =
            Self { text, tokens, buffer: String::new(), words: Vec::new(), sentences: 0 };
        let mut sentence = 0u16;
        for (rank, token) in tokens.iter().enumerate() {
            match token.kind {
                TokenKind::Punct(b'\'' | b'-' | b'"') | TokenKind::Newline => continue,
                TokenKind::Symbol => continue,
                TokenKind::Punct(b'.' | b'!' | b'?' | b';') if passage.ends(rank) => {
                    sentence += 1;
                    continue;
                }
                TokenKind::Punct(b'.') => continue,
                _ => {}
            }
            let start = passage.buffer.len() as u32;
            if !matches!(token.kind, TokenKind::Punct(_) | TokenKind::Placeholder(_)) {
                push_folded(&mut passage.buffer, token.text(text));
            }
            let end = passage.buffer.len() as u32;
            passage.words.push(Word { folded: start..end, token: rank as u32, sentence });
        }
        passage.sentences = sentence + 1;
        passage
    }

    /// Whether the punctuation at `rank` ends a sentence.
    fn ends(&self, rank: usize) -> bool {
        if !self.tokens[rank].is_punct(b'.') {
            return true;
        }
        let Some(next) = self.tokens.get(rank + 1) else { return true };
        let opens = match next.kind {
            TokenKind::Word(case) => case.is_capital(),
            TokenKind::Newline | TokenKind::Placeholder(_) | TokenKind::Symbol => true,
            _ => false,
        };
        let before = rank.checked_sub(1).map(|rank| self.tokens[rank]);
        let abbreviated = before.is_some_and(|token| {
            token.case() == Some(Case::Initial)
                || ABBREVIATIONS.contains(&&*crate::document::tokens::fold(token.text(self.text)))
        });
        next.spaced && opens && !abbreviated
    }

    pub fn word(&self, rank: usize) -> &str {
        let folded = &self.words[rank].folded;
        &self.buffer[folded.start as usize..folded.end as usize]
    }

    /// Bytes of the text that words cover.
    pub fn span(&self, words: &Range<usize>) -> Range<usize> {
        let first = self.tokens[self.words[words.start].token as usize].start as usize;
        let last = self.tokens[self.words[words.end - 1].token as usize].end as usize;
        first..last
    }

    /// The sentence a token of the paragraph belongs to.
    pub fn sentence_of(&self, token: usize) -> u16 {
        let after = self.words.partition_point(|word| word.token as usize <= token);
        after.checked_sub(1).map_or(0, |rank| self.words[rank].sentence)
    }

    /// Every number of the paragraph, with its sentence.
    pub fn numbers(&self) -> Vec<(Number, u16)> {
        numbers::read(self.text, self.tokens)
            .into_iter()
            .map(|number| {
                let sentence = self.sentence_of(number.tokens.start);
                (number, sentence)
            })
            .collect()
    }

    pub fn placeholders(&self) -> impl Iterator<Item = (PlaceholderKind, u16)> + '_ {
        self.words.iter().filter_map(|word| match self.tokens[word.token as usize].kind {
            TokenKind::Placeholder(kind) => Some((kind, word.sentence)),
            _ => None,
        })
    }

    /// Terms of the fields, or of everything else.
    pub fn hits(&self, lexicon: &Lexicon, fields: bool) -> Vec<Hit> {
        let index = if fields { &lexicon.field_index } else { &lexicon.context_index };
        let mut hits = Vec::new();
        let mut ranks = Vec::new();
        for at in 0..self.words.len() {
            let word = self.word(at);
            if word.is_empty() {
                continue;
            }
            if fields {
                hits.extend(lexicon.of_ending(word).map(|sense| Hit {
                    sense,
                    words: at..at + 1,
                    sentence: self.words[at].sentence,
                }));
            }
            index.of(word, &mut ranks);
            for &rank in &ranks {
                let term = &lexicon.terms[usize::from(rank)];
                if let Some(end) = self.matches(term, at) {
                    hits.push(Hit {
                        sense: term.sense,
                        words: at..end,
                        sentence: self.words[at].sentence,
                    });
                }
            }
        }
        hits
    }

    fn matches(&self, term: &Term, at: usize) -> Option<usize> {
        let (first, rest) = term.slots.split_first()?;
        first.choices.iter().find_map(|choice| {
            let end = self.choice(choice, at)?;
            rest.iter().try_fold(end, |end, slot| {
                slot.choices.iter().filter_map(|choice| self.after(choice, end)).min()
            })
        })
    }

    /// The words of a choice, from exactly `at`.
    fn choice(&self, choice: &Choice, at: usize) -> Option<usize> {
        let mut end = at;
        for (rank, piece) in choice.words.iter().enumerate() {
            if rank > 0 {
                end = self.skipped(end, |word| piece.is(word))?;
            } else if end >= self.words.len() || !piece.is(self.word(end)) {
                return None;
            }
            end += 1;
        }
        Some(end)
    }

    /// A choice that follows: at once, after function words, or after a gap.
    fn after(&self, choice: &Choice, from: usize) -> Option<usize> {
        let sentence = self.words[from - 1].sentence;
        let limit = if choice.after_gap { LONGEST_GAP } else { LONGEST_SKIP };
        for at in from..=from + limit {
            let word = self.words.get(at).filter(|word| word.sentence == sentence)?;
            if let Some(end) = self.choice(choice, at) {
                return Some(end);
            }
            let folded = &self.buffer[word.folded.start as usize..word.folded.end as usize];
            if !choice.after_gap && !is_function_word(folded) {
                return None;
            }
        }
        None
    }

    /// The next word that `wanted` accepts, over function words.
    fn skipped(&self, from: usize, wanted: impl Fn(&str) -> bool) -> Option<usize> {
        let sentence = self.words[from.checked_sub(1)?].sentence;
        for at in from..=from + LONGEST_SKIP {
            self.words.get(at).filter(|word| word.sentence == sentence)?;
            if wanted(self.word(at)) {
                return Some(at);
            }
            if !is_function_word(self.word(at)) {
                return None;
            }
        }
        None
    }

    /// Whether one of `words` stands in the `distance` words before a rank, in its sentence.
    pub fn preceded(&self, rank: usize, distance: usize, words: &[&str]) -> bool {
        let sentence = self.words[rank].sentence;
        (rank.saturating_sub(distance)..rank)
            .any(|at| self.words[at].sentence == sentence && words.contains(&self.word(at)))
    }
}
