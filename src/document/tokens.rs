//! Tokens of a normalised text: words with their case and a hash of their folded form,
//! numbers, placeholders, punctuation and line breaks. One pass, no allocation per word.
//!
//! The hash lets engines look words up in lexicons without folding them again.

use super::placeholders::{self, PlaceholderKind};

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Case {
    Lower,
    /// First letter capital, others lower: `Martin`.
    Title,
    /// All capitals, two letters or more: `MARTIN`.
    Upper,
    /// One capital letter.
    Initial,
    /// Anything else: `McDo`, `LEfebvre`.
    Mixed,
}

impl Case {
    /// Whether the word begins with a capital.
    pub fn is_capital(self) -> bool {
        matches!(self, Self::Title | Self::Upper | Self::Initial)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters only. Hyphens and apostrophes separate words and are punctuation tokens.
    Word(Case),
    /// Digits only.
    Number,
    /// Letters and digits mixed: `T4RTEMPION`, `1er`, `A12`.
    Mixed,
    Placeholder(PlaceholderKind),
    /// One ASCII punctuation byte.
    Punct(u8),
    /// Any other character (`«`, `°`, `€`…).
    Symbol,
    /// One or more line breaks.
    Newline,
}

/// One token: byte range in the normalised text, kind, and the hash of the folded word.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    pub start: u32,
    pub end: u32,
    pub kind: TokenKind,
    /// Whether white space (or a line break) stands before.
    pub spaced: bool,
    /// `fold_hash` of the text for words and mixed tokens, else 0.
    pub hash: u64,
}

impl Token {
    pub fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    pub fn text<'a>(&self, text: &'a str) -> &'a str {
        &text[self.range()]
    }

    pub fn is_word(&self) -> bool {
        matches!(self.kind, TokenKind::Word(_))
    }

    pub fn case(&self) -> Option<Case> {
        match self.kind {
            TokenKind::Word(case) => Some(case),
            _ => None,
        }
    }

    pub fn is_punct(&self, byte: u8) -> bool {
        self.kind == TokenKind::Punct(byte)
    }
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// One step of the hash of folded words (FNV-1a over folded bytes).
const fn mix(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0000_0100_0000_01b3)
}

/// Final avalanche, so that the low bits can index a table.
pub(crate) const fn finish(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 29)
}

/// Base letters of the Latin-1 Supplement letters U+00C0 to U+00FF, by their second UTF-8 byte.
///
/// `Æ`, `ß` and the two operators fold to one byte too: the hash needs no more.
pub(super) const LATIN1: [u8; 64] =
    *b"aaaaaaaceeeeiiiidnooooo*ouuuuytsaaaaaaaceeeeiiiidnooooo/ouuuuyty";

/// Whether U+00C0..U+00FF, by its second UTF-8 byte, is a capital letter.
const fn latin1_upper(second: u8) -> bool {
    second < 0x9F && second != 0x97
}

/// Hash of a word without accents or case. Same as the tokens' hash.
pub fn fold_hash(word: &str) -> u64 {
    let mut hash = SEED;
    for character in word.chars() {
        hash = mix_char(hash, character);
    }
    finish(hash)
}

fn mix_char(hash: u64, character: char) -> u64 {
    match character {
        'A'..='Z' => mix(hash, character as u8 | 0x20),
        '\0'..='\x7f' => mix(hash, character as u8),
        '\u{c0}'..='\u{ff}' => mix(hash, LATIN1[character as usize - 0xc0]),
        'œ' | 'Œ' => mix(mix(hash, b'o'), b'e'),
        _ => {
            let mut hash = hash;
            let base = fold_char(character);
            let mut buffer = [0; 4];
            for byte in base.encode_utf8(&mut buffer).bytes() {
                hash = mix(hash, byte);
            }
            hash
        }
    }
}

/// Lower-case base letter of a character (`É` → `e`, `ş` → `s`).
pub fn fold_char(character: char) -> char {
    use unicode_normalization::UnicodeNormalization;
    match character {
        'A'..='Z' => character.to_ascii_lowercase(),
        '\0'..='\x7f' => character,
        '\u{c0}'..='\u{ff}' => LATIN1[character as usize - 0xc0] as char,
        'ł' | 'Ł' => 'l',
        'đ' | 'Đ' => 'd',
        'ı' => 'i',
        _ => {
            let base = std::iter::once(character).nfd().next().unwrap_or(character);
            base.to_lowercase().next().unwrap_or(base)
        }
    }
}

/// Folded form of a word: lower case, no accents, ligatures open.
pub fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for character in word.chars() {
        match character {
            'œ' | 'Œ' => out.push_str("oe"),
            'æ' | 'Æ' => out.push_str("ae"),
            'ß' => out.push_str("ss"),
            _ => out.push(fold_char(character)),
        }
    }
    out
}

/// Classes of bytes for the tokeniser.
const OTHER: u8 = 0;
const LOWER: u8 = 1;
const UPPER: u8 = 2;
const DIGIT: u8 = 3;
const SPACE: u8 = 4;
const BREAK: u8 = 5;
const HIGH: u8 = 6;
const OPEN: u8 = 7;

const CLASS: [u8; 256] = {
    let mut table = [OTHER; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            b'0'..=b'9' => DIGIT,
            b' ' | b'\t' | b'\r' | 0x0B => SPACE,
            b'\n' | 0x0C => BREAK,
            b'[' => OPEN,
            0x80.. => HIGH,
            _ => OTHER,
        };
        byte += 1;
    }
    table
};

/// Splits a normalised text into tokens.
pub fn tokenise(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::with_capacity(text.len() / 5 + 8);
    let mut at = 0;
    let mut spaced = true;
    while at < bytes.len() {
        match CLASS[bytes[at] as usize] {
            SPACE => {
                at += 1;
                spaced = true;
                continue;
            }
            BREAK => {
                let start = at;
                while at < bytes.len() && matches!(CLASS[bytes[at] as usize], SPACE | BREAK) {
                    at += 1;
                }
                tokens.push(token(start, at, TokenKind::Newline, spaced, 0));
                spaced = true;
                continue;
            }
            OPEN => {
                if let Some(found) = placeholders::bracketed(text, at) {
                    tokens.push(token(
                        at,
                        found.span.end,
                        TokenKind::Placeholder(found.kind),
                        spaced,
                        0,
                    ));
                    at = found.span.end;
                } else {
                    tokens.push(token(at, at + 1, TokenKind::Punct(b'['), spaced, 0));
                    at += 1;
                }
            }
            OTHER => {
                tokens.push(token(at, at + 1, TokenKind::Punct(bytes[at]), spaced, 0));
                at += 1;
            }
            _ => {
                let (found, end) = word(text, at, spaced);
                tokens.push(found);
                at = end;
            }
        }
        spaced = false;
    }
    tokens
}

fn token(start: usize, end: usize, kind: TokenKind, spaced: bool, hash: u64) -> Token {
    Token { start: start as u32, end: end as u32, kind, spaced, hash }
}

/// Reads the word, number, mix or symbol that begins at `start`; returns where it ends.
fn word(text: &str, start: usize, spaced: bool) -> (Token, usize) {
    let bytes = text.as_bytes();
    let mut hash = SEED;
    let (mut lower, mut upper, mut digits) = (0u32, 0u32, 0u32);
    let mut first_upper = false;
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match CLASS[byte as usize] {
            LOWER => {
                lower += 1;
                hash = mix(hash, byte);
                at += 1;
            }
            UPPER => {
                first_upper |= at == start;
                upper += 1;
                hash = mix(hash, byte | 0x20);
                at += 1;
            }
            DIGIT => {
                digits += 1;
                hash = mix(hash, byte);
                at += 1;
            }
            HIGH if byte == 0xC3 && !matches!(bytes[at + 1], 0x97 | 0xB7) => {
                let second = bytes[at + 1];
                if latin1_upper(second) {
                    first_upper |= at == start;
                    upper += 1;
                } else {
                    lower += 1;
                }
                hash = mix(hash, LATIN1[(second - 0x80) as usize]);
                at += 2;
            }
            HIGH => {
                let character = text[at..].chars().next().expect("at a character boundary");
                if !character.is_alphabetic() || matches!(character, 'ª' | 'º') {
                    break;
                }
                if character.is_uppercase() {
                    first_upper |= at == start;
                    upper += 1;
                } else {
                    lower += 1;
                }
                hash = mix_char(hash, character);
                at += character.len_utf8();
            }
            _ => break,
        }
    }
    if at == start {
        let width = text[start..].chars().next().map_or(1, char::len_utf8);
        return (token(start, start + width, TokenKind::Symbol, spaced, 0), start + width);
    }
    let kind = match (lower, upper, digits) {
        (0, 0, _) => TokenKind::Number,
        (_, _, 1..) => TokenKind::Mixed,
        (_, 0, 0) => TokenKind::Word(Case::Lower),
        (0, 1, 0) => TokenKind::Word(Case::Initial),
        (0, _, 0) => TokenKind::Word(Case::Upper),
        (_, 1, 0) if first_upper => TokenKind::Word(Case::Title),
        _ => TokenKind::Word(Case::Mixed),
    };
    if matches!(kind, TokenKind::Word(Case::Upper | Case::Initial))
        && let Some(old) = placeholders::old_style(text, start, at)
    {
        let end = old.span.end;
        return (token(start, end, TokenKind::Placeholder(old.kind), spaced, 0), end);
    }
    let hash = if kind == TokenKind::Number { 0 } else { finish(hash) };
    (token(start, at, kind, spaced, hash), at)
}
