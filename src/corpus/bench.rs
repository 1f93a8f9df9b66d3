//! The name of a judge or clerk: a type that can only be looked for inside one decision.
//!
//! It has no `Debug`, `Clone`, `Hash`, `Eq`, `Ord` or `Serialize`, so that nothing can be keyed,
//! counted, sorted or written by it (GARDE-01 to 04), and it is wiped from memory when the decision
//! is dropped (GARDE-03). Must not gain a way to read the name.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use zeroize::{ZeroizeOnDrop, Zeroizing};

/// A judge's or clerk's name, for as long as one decision is scanned.
pub struct MagistrateName {
    name: Zeroizing<String>,
}

impl MagistrateName {
    pub fn new(name: String) -> Self {
        Self { name: Zeroizing::new(name) }
    }

    /// Whether a word is one of the name's words of three letters or more, without regard to case or accents.
    pub fn has_word(&self, word: &str) -> bool {
        self.words().any(|own| folded(own).eq(folded(word)))
    }

    /// Whether letters are initials of the name: two at least, in any order.
    pub fn has_initials(&self, letters: &str) -> bool {
        let mut left: Vec<char> = self.words().filter_map(|word| folded(word).next()).collect();
        let count = letters.chars().filter(|letter| letter.is_alphabetic()).count();
        count >= 2
            && folded(letters).filter(|letter| letter.is_alphabetic()).all(|letter| {
                let found = left.iter().position(|&first| first == letter);
                found.map(|at| left.swap_remove(at)).is_some()
            })
    }

    /// Whether two names share a word of three letters or more.
    pub fn meets(&self, other: &Self) -> bool {
        self.words().any(|word| other.has_word(word))
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        self.name.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= 3)
    }
}

/// Wiped when dropped, as its only field is (GARDE-03).
impl ZeroizeOnDrop for MagistrateName {}

/// Lower-case letters without accents.
fn folded(word: &str) -> impl Iterator<Item = char> + '_ {
    word.nfd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase)
}
