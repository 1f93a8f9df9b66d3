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

/// Hash of a folded word, fed byte by byte: bytes gather eight by eight, so that a short
/// word costs one multiplication.
#[derive(Clone, Copy)]
struct FoldHash {
    state: u64,
    pending: u64,
    length: u32,
}

impl FoldHash {
    const fn new() -> Self {
        Self { state: 0xcbf2_9ce4_8422_2325, pending: 0, length: 0 }
    }

    #[inline(always)]
    fn push(&mut self, byte: u8) {
        self.pending = self.pending << 8 | u64::from(byte);
        self.length += 1;
        if self.length % 8 == 0 {
            self.state = (self.state ^ self.pending).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            self.state ^= self.state >> 29;
            self.pending = 0;
        }
    }

    #[inline]
    fn push_char(&mut self, character: char) {
        match character {
            'A'..='Z' => self.push(character as u8 | 0x20),
            '\0'..='\x7f' => self.push(character as u8),
            '\u{c0}'..='\u{ff}' => self.push(LATIN1[character as usize - 0xc0]),
            'œ' | 'Œ' => {
                self.push(b'o');
                self.push(b'e');
            }
            _ => {
                let mut buffer = [0; 4];
                for byte in fold_char(character).encode_utf8(&mut buffer).bytes() {
                    self.push(byte);
                }
            }
        }
    }

    /// Final avalanche, so that low and high bits can both index a table.
    #[inline]
    fn finish(self) -> u64 {
        let hash = (self.state ^ self.pending ^ u64::from(self.length) << 56)
            .wrapping_mul(0xff51_afd7_ed55_8ccd);
        let hash = (hash ^ (hash >> 32)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        hash ^ (hash >> 29)
    }
}

/// Base letters of the Latin-1 Supplement letters U+00C0 to U+00FF, by their second UTF-8 byte.
///
/// `Æ`, `ß` and the two operators fold to one byte too: the hash needs no more.
pub(super) const LATIN1: [u8; 64] =
    *b"aaaaaaaceeeeiiiidnooooo*ouuuuytsaaaaaaaceeeeiiiidnooooo/ouuuuyty";

/// Hash of a word without accents or case. Same as the tokens' hash.
pub fn fold_hash(word: &str) -> u64 {
    let mut hash = FoldHash::new();
    for character in word.chars() {
        hash.push_char(character);
    }
    hash.finish()
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
    let mut hash = FoldHash::new();
    let (mut lower, mut upper, mut digits) = (0u32, 0u32, 0u32);
    let mut at = start;
    let mut first_upper = false;
    while let Some(&byte) = bytes.get(at) {
        match CLASS[byte as usize] {
            LOWER => {
                lower += 1;
                hash.push(byte);
                at += 1;
            }
            UPPER => {
                first_upper |= at == start;
                upper += 1;
                hash.push(byte | 0x20);
                at += 1;
            }
            DIGIT => {
                digits += 1;
                hash.push(byte);
                at += 1;
            }
            HIGH => match high_letter(text, at) {
                Some(letter) => {
                    if letter.upper {
                        first_upper |= at == start;
                        upper += 1;
                    } else {
                        lower += 1;
                    }
                    hash.push_char(letter.character);
                    at += letter.character.len_utf8();
                }
                None => break,
            },
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
    if lower == 0
        && digits == 0
        && let Some(old) = placeholders::old_style(text, start, at)
    {
        let end = old.span.end;
        return (token(start, end, TokenKind::Placeholder(old.kind), spaced, 0), end);
    }
    let hash = if kind == TokenKind::Number { 0 } else { hash.finish() };
    (token(start, at, kind, spaced, hash), at)
}

/// A letter beyond ASCII.
struct HighLetter {
    character: char,
    upper: bool,
}

#[inline]
fn high_letter(text: &str, at: usize) -> Option<HighLetter> {
    let bytes = text.as_bytes();
    // Nearly all of them are of the Latin-1 Supplement: é, è, à, ç…
    if bytes[at] == 0xC3 {
        let second = bytes[at + 1];
        if matches!(second, 0x97 | 0xB7) {
            return None;
        }
        let character = char::from(0xC0 + (second - 0x80));
        return Some(HighLetter { character, upper: second < 0x9F });
    }
    let character = text[at..].chars().next()?;
    if !character.is_alphabetic() || matches!(character, 'ª' | 'º') {
        return None;
    }
    Some(HighLetter { character, upper: character.is_uppercase() })
}
