//! What the engine knows of each word of a text: the terms it may begin or go on with, what it weighs by itself.
//!
//! One look-up a word, by the hash its token carries. Knows the lexicon and the model, and nothing of sentences.

use super::lexicon::Lexicon;
use super::memory::Memory;
use super::model::Model;
use super::vocabulary::{CLASS_BITS, Known};
use crate::document::numbers;
use crate::document::tokens::{Token, TokenKind};

/// What is known of a word.
#[derive(Clone, Copy, Default)]
pub(super) struct Seen {
    /// Signs of the pieces that it is.
    pub signs: u64,
    pub known: Known,
    /// Its class among the pieces.
    pub follows: u16,
    /// The rank of its beginning in the model.
    pub stem: u16,
    /// Whether it may stand between two words of a term.
    pub is_function: bool,
    /// Whether a number may begin there.
    pub may_be_number: bool,
}

/// The lexicon and the model, and what was seen of each word.
pub(super) struct Words {
    pub lexicon: Lexicon,
    pub model: Model,
    memory: Memory,
}

impl Words {
    pub fn new(lexicon: Lexicon, model: Model) -> Self {
        Self { lexicon, model, memory: Memory::new() }
    }

    /// What is known of a token; nothing of a number, but its signs.
    #[inline]
    pub fn seen(&self, token: &Token, text: &str) -> Seen {
        if token.hash == 0 {
            return self.without_letters(token);
        }
        match self.memory.get(token.hash) {
            Some(values) => self.unpack(values),
            None => self.look_up(token, text),
        }
    }

    fn without_letters(&self, token: &Token) -> Seen {
        match token.kind {
            TokenKind::Number => Seen {
                signs: self.lexicon.pieces.figure_signs(),
                may_be_number: true,
                ..Seen::default()
            },
            TokenKind::Placeholder(_) => Seen { known: Known::placeholder(), ..Seen::default() },
            _ => Seen::default(),
        }
    }

    #[cold]
    fn look_up(&self, token: &Token, text: &str) -> Seen {
        let lexicon = &self.lexicon;
        let known = lexicon.vocabulary.look_up(token, text).bits();
        let function = u32::from(lexicon.is_function(token));
        let number = u32::from(numbers::may_begin(token));
        let marks = function | number << 1;
        let follower = lexicon.pieces.look_up(token, text) as u32 | marks << CLASS_BITS;
        let values = [known, follower, u32::from(self.model.stem(token.text(text)))];
        self.memory.put(token.hash, values);
        self.unpack(values)
    }

    #[inline]
    fn unpack(&self, [known, follower, stem]: [u32; 3]) -> Seen {
        let follows = (follower & ((1 << CLASS_BITS) - 1)) as u16;
        Seen {
            signs: self.lexicon.pieces.signs(follows),
            known: Known::from_bits(known),
            follows,
            stem: stem as u16,
            is_function: follower >> CLASS_BITS & 1 != 0,
            may_be_number: follower >> CLASS_BITS & 2 != 0,
        }
    }
}
