//! What the engine knows of each word of a text: the terms it may begin or go on with, what it weighs by itself.
//!
//! One look-up a word, by the hash its token carries. Knows the lexicon and the model, and nothing of sentences.

use super::lexicon::Lexicon;
use super::model::{Model, STEM_BITS};
use super::vocabulary::{CLASS_BITS, Known, Mark};
use crate::document::numbers;
use crate::document::recent_words::RecentWords;
use crate::document::tokens::{Token, TokenKind, fold};

/// What is known of a word.
#[derive(Clone, Copy, Default)]
pub(super) struct Seen {
    pub known: Known,
    /// Its class among the pieces, then the rank of its beginning in the model.
    others: u32,
}

impl Seen {
    fn new(known: Known, follows: u16, stem: u16) -> Self {
        Self { known, others: u32::from(follows) | u32::from(stem) << CLASS_BITS }
    }

    fn bits(self) -> u64 {
        u64::from(self.known.bits()) << u32::BITS | u64::from(self.others)
    }

    #[inline]
    fn from_bits(bits: u64) -> Self {
        Self { known: Known::from_bits((bits >> u32::BITS) as u32), others: bits as u32 }
    }

    /// Its class among the pieces.
    #[inline]
    pub fn follows(self) -> u16 {
        (self.others & ((1 << CLASS_BITS) - 1)) as u16
    }

    /// The rank of its beginning in the model.
    #[inline]
    pub fn stem(self) -> u16 {
        (self.others >> CLASS_BITS) as u16
    }
}

const _: () = assert!(CLASS_BITS + STEM_BITS <= u32::BITS && Known::BITS <= u32::BITS);

/// Words remembered: everyday French fits.
const REMEMBERED: usize = 1 << 15;

/// The lexicon and the model, and what was seen of each word.
pub(super) struct Words {
    pub lexicon: Lexicon,
    pub model: Model,
    memory: RecentWords<REMEMBERED>,
}

impl Words {
    pub fn new(lexicon: Lexicon, model: Model) -> Self {
        Self { lexicon, model, memory: RecentWords::new() }
    }

    /// What is known of a token; of a number, only that it is one.
    #[inline]
    pub fn seen(&self, token: &Token, text: &str) -> Seen {
        if token.hash == 0 {
            return self.without_letters(token);
        }
        match self.memory.get(token.hash) {
            Some(bits) => Seen::from_bits(bits),
            None => self.look_up(token, text),
        }
    }

    fn without_letters(&self, token: &Token) -> Seen {
        let none = Known::default();
        match token.kind {
            TokenKind::Number => {
                Seen::new(none.with(Mark::Number), self.lexicon.pieces.numbers(), 0)
            }
            TokenKind::Placeholder(_) => Seen::new(none.with(Mark::Placeholder), 0, 0),
            _ => Seen::default(),
        }
    }

    #[cold]
    fn look_up(&self, token: &Token, text: &str) -> Seen {
        let word = fold(token.text(text));
        let mut known = self.lexicon.vocabulary.look_up_folded(&word, token.hash);
        if self.lexicon.is_function(token) {
            known = known.with(Mark::Little);
        }
        if numbers::may_begin(token) {
            known = known.with(Mark::Number);
        }
        let follows = self.lexicon.pieces.look_up(&word, token.hash);
        let seen = Seen::new(known, follows, self.model.stem(&word));
        self.memory.put(token.hash, seen.bits());
        seen
    }
}
