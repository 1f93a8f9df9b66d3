//! Paragraphs of a text as words and sentences, and the terms of the lexicon found in them. Words are compared
//! where they stand, by the hash of their token: nothing is folded or copied.
//!
//! Says what is there; what it is worth is for `score`.

use std::ops::Range;

use super::lexicon::{Choice, Lexicon, Piece, Sense, Slot, Term};
use super::vocabulary::Known;
use crate::document::PlaceholderKind;
use crate::document::numbers::{self, Number};
use crate::document::tokens::{Case, Token, TokenKind, fold_char};

const LONGEST_SKIP: usize = 3;
/// Words a `..` may stand for.
const LONGEST_GAP: usize = 8;

/// Abbreviations after which a point ends no sentence.
const ABBREVIATIONS: [&str; 24] = [
    "m", "mm", "mme", "mmes", "mlle", "me", "dr", "pr", "art", "al", "cf", "p", "n", "no", "soc",
    "civ", "com", "cass", "bull", "st", "av", "bd", "env", "etc",
];

/// A term found.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    pub sense: Sense,
    /// Ranks of words.
    pub words: Range<usize>,
    pub sentence: u16,
}

/// A term found by its tokens, before the paragraph is cut into sentences.
pub(super) struct Sight {
    pub sense: Sense,
    /// First and last token.
    first: usize,
    last: usize,
}

/// Whether a line break ends a paragraph: a blank line, or one after the end of a sentence.
pub(super) fn parts(text: &str, tokens: &[Token], at: usize) -> bool {
    let blank = tokens[at].text(text).bytes().filter(|&byte| byte == b'\n').count() > 1;
    let ended = at.checked_sub(1).is_none_or(|before| {
        matches!(tokens[before].kind, TokenKind::Punct(b'.' | b';' | b':' | b'!' | b'?'))
    });
    blank || ended
}

/// What a token is to the terms of the lexicon.
enum Step {
    Word,
    /// Passed over: `'`, `-`, a line break…
    Nothing,
    EndOfSentence,
}

/// The tokens of a paragraph.
#[derive(Clone, Copy)]
pub(super) struct Paragraph<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
}

impl Paragraph<'_> {
    fn step(&self, rank: usize) -> Step {
        match self.tokens[rank].kind {
            TokenKind::Punct(b'\'' | b'-' | b'"') | TokenKind::Newline | TokenKind::Symbol => {
                Step::Nothing
            }
            TokenKind::Punct(b'.' | b'!' | b'?' | b';') if self.ends(rank) => Step::EndOfSentence,
            TokenKind::Punct(b'.') => Step::Nothing,
            _ => Step::Word,
        }
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
        if !next.spaced || !opens {
            return false;
        }
        let before = rank.checked_sub(1).map(|rank| self.tokens[rank]);
        !before.is_some_and(|token| {
            token.case() == Some(Case::Initial)
                || ABBREVIATIONS.iter().any(|known| is_folded(token.text(self.text), known))
        })
    }

    /// The next word of the sentence.
    fn next(&self, at: usize) -> Option<usize> {
        for rank in at + 1..self.tokens.len() {
            match self.step(rank) {
                Step::Word => return Some(rank),
                Step::Nothing => {}
                Step::EndOfSentence => return None,
            }
        }
        None
    }

    /// Adds the terms that begin with the word at token `at`, of which this much is known.
    pub fn sights(
        &self,
        lexicon: &Lexicon,
        known: Known,
        at: usize,
        fields: bool,
        found: &mut Vec<Sight>,
    ) {
        if fields {
            found.extend(lexicon.of_ending(known).map(|sense| Sight {
                sense,
                first: at,
                last: at,
            }));
        }
        for term in lexicon.beginning(known, fields) {
            if let Some(last) = self.matches(lexicon, term, at) {
                found.push(Sight { sense: term.sense, first: at, last });
            }
        }
    }

    /// The last token of a term whose first word is at token `at`.
    fn matches(&self, lexicon: &Lexicon, term: &Term, at: usize) -> Option<usize> {
        let mut last = at;
        for piece in &term.joined {
            last = self.skipped(lexicon, last, piece)?;
        }
        for slot in term.rest.iter() {
            last = self.slot(lexicon, slot, last)?;
        }
        Some(last)
    }

    /// The last word of a choice, from exactly `at`.
    fn choice(&self, lexicon: &Lexicon, choice: &Choice, at: usize) -> Option<usize> {
        let (first, others) = choice.words.split_first()?;
        if !first.is(&self.tokens[at], self.text) {
            return None;
        }
        others.iter().try_fold(at, |last, piece| self.skipped(lexicon, last, piece))
    }

    /// The first choice of a place to end: each follows at once, after function words, or after a gap.
    ///
    /// Words are walked once for all choices. A choice found at a later word ends no earlier, so the walk stops
    /// at the end of the best.
    fn slot(&self, lexicon: &Lexicon, slot: &Slot, last: usize) -> Option<usize> {
        let mut best: Option<usize> = None;
        let mut close = true;
        let mut at = last;
        for distance in 0..=if slot.gap { LONGEST_GAP } else { LONGEST_SKIP } {
            let Some(next) = self.next(at).filter(|next| best.is_none_or(|best| *next < best))
            else {
                break;
            };
            at = next;
            close &= distance <= LONGEST_SKIP;
            let likely = slot.beginning_as(self.tokens[at].text(self.text)).iter();
            for choice in likely.filter(|choice| choice.after_gap || close) {
                if let Some(end) = self.choice(lexicon, choice, at) {
                    best = Some(best.map_or(end, |best| best.min(end)));
                }
            }
            close = close && lexicon.is_function_word(&self.tokens[at]);
            if !close && !slot.gap {
                break;
            }
        }
        best
    }

    /// The next word that a piece accepts, over function words.
    fn skipped(&self, lexicon: &Lexicon, last: usize, piece: &Piece) -> Option<usize> {
        let mut at = last;
        for _ in 0..=LONGEST_SKIP {
            at = self.next(at)?;
            if piece.is(&self.tokens[at], self.text) {
                return Some(at);
            }
            if !lexicon.is_function_word(&self.tokens[at]) {
                return None;
            }
        }
        None
    }
}

/// Whether a word folds to `folded`, which is plain lower case.
fn is_folded(word: &str, folded: &str) -> bool {
    let mut letters = folded.chars();
    word.chars().all(|character| match character {
        'œ' | 'Œ' => letters.next() == Some('o') && letters.next() == Some('e'),
        _ => letters.next() == Some(fold_char(character)),
    }) && letters.next().is_none()
}

/// A word of a paragraph: its token, its sentence.
pub(super) struct Word {
    pub token: u32,
    pub sentence: u16,
}

/// A paragraph cut into words and sentences.
pub(super) struct Passage<'a> {
    pub paragraph: Paragraph<'a>,
    pub words: Vec<Word>,
}

impl<'a> Passage<'a> {
    pub fn new(paragraph: Paragraph<'a>) -> Self {
        let mut words = Vec::with_capacity(paragraph.tokens.len());
        let mut sentence = 0u16;
        for rank in 0..paragraph.tokens.len() {
            match paragraph.step(rank) {
                Step::Word => words.push(Word { token: rank as u32, sentence }),
                Step::Nothing => {}
                Step::EndOfSentence => sentence += 1,
            }
        }
        Self { paragraph, words }
    }

    /// Bytes of the text that words cover.
    pub fn span(&self, words: &Range<usize>) -> Range<usize> {
        let tokens = self.paragraph.tokens;
        let first = tokens[self.words[words.start].token as usize].start as usize;
        let last = tokens[self.words[words.end - 1].token as usize].end as usize;
        first..last
    }

    /// The sentence a token of the paragraph belongs to.
    pub fn sentence_of(&self, token: usize) -> u16 {
        let after = self.words.partition_point(|word| word.token as usize <= token);
        after.checked_sub(1).map_or(0, |rank| self.words[rank].sentence)
    }

    /// Every number of the paragraph, with its sentence.
    pub fn numbers(&self) -> Vec<(Number, u16)> {
        numbers::read(self.paragraph.text, self.paragraph.tokens)
            .into_iter()
            .map(|number| {
                let sentence = self.sentence_of(number.tokens.start);
                (number, sentence)
            })
            .collect()
    }

    pub fn placeholders(&self) -> impl Iterator<Item = (PlaceholderKind, u16)> + '_ {
        self.words.iter().filter_map(|word| match self.paragraph.tokens[word.token as usize].kind {
            TokenKind::Placeholder(kind) => Some((kind, word.sentence)),
            _ => None,
        })
    }

    /// Terms seen, in words and sentences.
    pub fn hits(&self, sights: &[Sight]) -> Vec<Hit> {
        let rank = |token: usize| self.words.partition_point(|word| (word.token as usize) < token);
        let hit = |sight: &Sight| {
            let words = rank(sight.first)..rank(sight.last) + 1;
            Hit { sense: sight.sense, sentence: self.words[words.start].sentence, words }
        };
        sights.iter().map(hit).collect()
    }

    /// Terms of the fields, or of everything else.
    pub fn read(&self, lexicon: &Lexicon, fields: bool) -> Vec<Hit> {
        let mut sights = Vec::new();
        for word in &self.words {
            let at = word.token as usize;
            let known = lexicon.vocabulary.of(&self.paragraph.tokens[at], self.paragraph.text);
            self.paragraph.sights(lexicon, known, at, fields, &mut sights);
        }
        self.hits(&sights)
    }

    /// Whether one of `words` stands in the `distance` words before a rank, in its sentence.
    pub fn preceded(&self, rank: usize, distance: usize, words: &[&str]) -> bool {
        let sentence = self.words[rank].sentence;
        self.words[rank.saturating_sub(distance)..rank].iter().any(|word| {
            let token = &self.paragraph.tokens[word.token as usize];
            let is = |known: &&str| is_folded(token.text(self.paragraph.text), known);
            word.sentence == sentence && words.iter().any(is)
        })
    }
}
