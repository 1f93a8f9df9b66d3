//! Tokens of a normalised text: words with their case and a hash of their folded form,
//! numbers, placeholders, punctuation and line breaks. One pass, no allocation per word.
//!
//! The hash lets engines look words up in lexicons without folding them again.

use std::cell::Cell;

pub(super) use super::folding::LATIN1;
use super::folding::{SEED, finish, mix, mix_plain};
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
    #[inline]
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
    #[inline]
    pub fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    #[inline]
    pub fn text<'a>(&self, text: &'a str) -> &'a str {
        &text[self.range()]
    }

    #[inline]
    pub fn is_word(&self) -> bool {
        matches!(self.kind, TokenKind::Word(_))
    }

    #[inline]
    pub fn case(&self) -> Option<Case> {
        match self.kind {
            TokenKind::Word(case) => Some(case),
            _ => None,
        }
    }

    #[inline]
    pub fn is_punct(&self, byte: u8) -> bool {
        self.kind == TokenKind::Punct(byte)
    }
}

/// Whether U+00C0..U+00FF, by its second UTF-8 byte, is a capital letter.
#[inline]
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

/// Calls with each beginning of a word, the shortest first: how many letters it has, and its `fold_hash`.
pub fn each_beginning(word: &str, mut call: impl FnMut(usize, u64)) {
    let mut hash = SEED;
    for (rank, character) in word.chars().enumerate() {
        hash = mix_char(hash, character);
        call(rank + 1, finish(hash));
    }
}

/// The hash of a word that is already folded (lower-case ASCII letters and digits), made when the program
/// is compiled: engines compare tokens with it instead of folding them.
pub const fn hash_plain(word: &str) -> u64 {
    let bytes = word.as_bytes();
    let (mut hash, mut at) = (SEED, 0);
    while at < bytes.len() {
        hash = mix(hash, bytes[at]);
        at += 1;
    }
    finish(hash)
}

/// `hash_plain` of each word of a list.
pub const fn hashes<const N: usize>(words: [&str; N]) -> [u64; N] {
    let (mut hashes, mut at) = ([0; N], 0);
    while at < N {
        hashes[at] = hash_plain(words[at]);
        at += 1;
    }
    hashes
}

#[inline]
fn mix_char(hash: u64, character: char) -> u64 {
    mix_plain(hash, character).unwrap_or_else(|| {
        let base = fold_char(character);
        base.encode_utf8(&mut [0; 4]).bytes().fold(hash, mix)
    })
}

/// Lower-case base letter of a character (`É` → `e`, `ş` → `s`).
#[inline]
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
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(word.len());
    fold_each(word, |letter| out.push(letter));
    out
}

/// Calls back with each character of the folded form of a word.
pub fn fold_each(word: &str, mut put: impl FnMut(char)) {
    for character in word.chars() {
        match character {
            'œ' | 'Œ' => ['o', 'e'].map(&mut put),
            'æ' | 'Æ' => ['a', 'e'].map(&mut put),
            'ß' => ['s', 's'].map(&mut put),
            _ => {
                put(fold_char(character));
                continue;
            }
        };
    }
}

/// Classes of bytes for the tokeniser; those that may belong to a word come last.
const OTHER: u8 = 0;
const SPACE: u8 = 1;
const BREAK: u8 = 2;
const OPEN: u8 = 3;
const LOWER: u8 = 4;
const UPPER: u8 = 5;
const DIGIT: u8 = 6;
const HIGH: u8 = 7;

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
    let mut tokens = Vec::new();
    split(text, &mut tokens, |_| ());
    tokens
}

/// The tokens of a text, and the ranks of those that engines look for all over it.
pub struct Tokens {
    list: Vec<Token>,
    /// Ranks of the placeholders.
    pub placeholders: Vec<u32>,
}

thread_local! {
    /// The memory of the tokens of the last text: asking for it again at each decision costs as much as a
    /// tenth of filling it. Holds places and hashes, no letter.
    static SPARE: Cell<Vec<Token>> = const { Cell::new(Vec::new()) };
}

/// Tokens whose memory is kept from a text to the next, at most.
const MOST_SPARE: usize = 1 << 18;

impl Tokens {
    /// Splits a normalised text.
    pub fn read(text: &str) -> Self {
        let mut list = SPARE.take();
        let mut placeholders = Vec::new();
        list.clear();
        split(text, &mut list, |rank| placeholders.push(rank));
        Self { list, placeholders }
    }

    #[inline]
    pub fn list(&self) -> &[Token] {
        &self.list
    }
}

impl Drop for Tokens {
    fn drop(&mut self) {
        if self.list.capacity() <= MOST_SPARE {
            SPARE.set(std::mem::take(&mut self.list));
        }
    }
}

/// Adds the tokens of a text; calls back with the rank of each placeholder.
fn split(text: &str, tokens: &mut Vec<Token>, mut placeholder: impl FnMut(u32)) {
    let bytes = text.as_bytes();
    tokens.reserve(text.len() / 4 + 8);
    let mut at = 0;
    let mut spaced = true;
    while at < bytes.len() {
        // Comparisons in the order of frequency: a jump table mispredicts on every token.
        let class = CLASS[bytes[at] as usize];
        if class == LOWER || class == HIGH {
            let mut small = |end, hash| {
                tokens.push(token(at, end, TokenKind::Word(Case::Lower), spaced, finish(hash)));
            };
            // One word out of two has nothing but small letters, and a space after them.
            let (end, hash) = small_letters(bytes, at);
            if end > at && bytes.get(end) == Some(&b' ') {
                small(end, hash);
                spaced = true;
                at = end + 1;
                continue;
            }
            let read = letters::<LOWER>(bytes, end, hash);
            if read.next < LOWER && read.end > at {
                small(read.end, read.hash);
                spaced = false;
                at = read.end;
                continue;
            }
        } else if class == OTHER {
            tokens.push(token(at, at + 1, TokenKind::Punct(bytes[at]), spaced, 0));
            spaced = false;
            at += 1;
            continue;
        } else if class == SPACE {
            at += 1;
            spaced = true;
            continue;
        }
        let found = other(text, at, class, spaced);
        at = found.end as usize;
        spaced = class == BREAK;
        if matches!(found.kind, TokenKind::Placeholder(_)) {
            placeholder(tokens.len() as u32);
        }
        tokens.push(found);
    }
}

/// Reads what begins at `at` and is neither a word in small letters nor a sign. Apart, so that the loop of the letters
/// keeps its registers.
#[inline(never)]
fn other(text: &str, at: usize, class: u8, spaced: bool) -> Token {
    if class >= LOWER {
        plain(text, at, class, spaced).unwrap_or_else(|| word(text, at, spaced))
    } else if class == BREAK {
        token(at, blank_end(text.as_bytes(), at), TokenKind::Newline, spaced, 0)
    } else {
        match placeholders::bracketed(text, at) {
            Some(p) => token(at, p.span.end, TokenKind::Placeholder(p.kind), spaced, 0),
            None => token(at, at + 1, TokenKind::Punct(b'['), spaced, 0),
        }
    }
}

/// End of the line breaks and white space that begin at `at`.
#[inline]
fn blank_end(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() && matches!(CLASS[bytes[at] as usize], SPACE | BREAK) {
        at += 1;
    }
    at
}

#[inline]
fn token(start: usize, end: usize, kind: TokenKind, spaced: bool, hash: u64) -> Token {
    Token { start: start as u32, end: end as u32, kind, spaced, hash }
}

/// Letters of one case, or digits.
struct Run {
    end: usize,
    hash: u64,
    /// Class of the byte after them; `OTHER` at the end of the text.
    next: u8,
}

/// End and hash of the small letters without accents at `at`.
#[inline]
fn small_letters(bytes: &[u8], at: usize) -> (usize, u64) {
    let (mut end, mut hash) = (at, SEED);
    for &byte in &bytes[at..] {
        if CLASS[byte as usize] != LOWER {
            break;
        }
        hash = mix(hash, byte);
        end += 1;
    }
    (end, hash)
}

/// The letters of `CASE` (`LOWER` or `UPPER`) at `at`, those of Latin-1 among them; `hash` is that of what precedes.
#[inline]
fn letters<const CASE: u8>(bytes: &[u8], at: usize, mut hash: u64) -> Run {
    let mut end = at;
    loop {
        for &byte in &bytes[end..] {
            if CLASS[byte as usize] != CASE {
                break;
            }
            hash = mix(hash, if CASE == LOWER { byte } else { byte | 0x20 });
            end += 1;
        }
        match bytes.get(end..end + 2) {
            Some(&[0xC3, second]) if ACCENTED[second as usize % 64] == CASE => {
                hash = mix(hash, LATIN1[second as usize % 64]);
                end += 2;
            }
            _ => break,
        }
    }
    let next = bytes.get(end).map_or(OTHER, |&byte| CLASS[byte as usize]);
    Run { end, hash, next }
}

#[inline]
fn digits(bytes: &[u8], at: usize) -> Run {
    let mut end = at;
    while let Some(&byte) = bytes.get(end) {
        let next = CLASS[byte as usize];
        if next != DIGIT {
            return Run { end, hash: 0, next };
        }
        end += 1;
    }
    Run { end, hash: 0, next: OTHER }
}

/// The classes of U+00C0..U+00FF, by their second UTF-8 byte.
const ACCENTED: [u8; 64] = {
    let mut table = [LOWER; 64];
    let mut rank = 0;
    while rank < 64 {
        let second = 0x80 + rank as u8;
        if latin1_upper(second) {
            table[rank] = UPPER;
        } else if second == 0x97 || second == 0xB7 {
            table[rank] = OTHER;
        }
        rank += 1;
    }
    table
};

/// Reads a number or a word of the usual writings, `Martin` or `MARTIN`: nearly all are. `class` is that of the byte at
/// `start`.
#[inline]
fn plain(text: &str, start: usize, class: u8, spaced: bool) -> Option<Token> {
    let bytes = text.as_bytes();
    if class == DIGIT {
        let read = digits(bytes, start);
        return (read.next < LOWER).then(|| token(start, read.end, TokenKind::Number, spaced, 0));
    } else if class != UPPER {
        return None;
    }
    let (second, hash) = (start + 1, mix(SEED, bytes[start] | 0x20));
    let mut read = letters::<LOWER>(bytes, second, hash);
    let mut case = Case::Title;
    if read.end == second {
        read = letters::<UPPER>(bytes, second, hash);
        case = if read.end == second { Case::Initial } else { Case::Upper };
    }
    // What goes on otherwise is read letter by letter.
    if read.next >= LOWER {
        return None;
    }
    let old = if case == Case::Title { None } else { old_style(text, start, read.end, spaced) };
    let word = || token(start, read.end, TokenKind::Word(case), spaced, finish(read.hash));
    Some(old.unwrap_or_else(word))
}

/// Reads the word, number, mix or symbol that begins at `start`, whatever its writing.
fn word(text: &str, start: usize, spaced: bool) -> Token {
    let bytes = text.as_bytes();
    let (mut hash, mut at) = (SEED, start);
    let (mut lower, mut upper, mut digits) = (0usize, 0usize, 0usize);
    loop {
        let run = at;
        let mut class = OTHER;
        for &byte in &bytes[at..] {
            class = CLASS[byte as usize];
            if class != LOWER {
                break;
            }
            hash = mix(hash, byte);
            at += 1;
        }
        lower += at - run;
        if at == bytes.len() || class < LOWER {
            break;
        }
        if class == UPPER {
            upper += 1;
            hash = mix(hash, bytes[at] | 0x20);
            at += 1;
        } else if class == DIGIT {
            digits += 1;
            hash = mix(hash, bytes[at]);
            at += 1;
        } else if bytes[at] == 0xC3 && !matches!(bytes[at + 1], 0x97 | 0xB7) {
            let second = bytes[at + 1];
            upper += usize::from(latin1_upper(second));
            lower += usize::from(!latin1_upper(second));
            hash = mix(hash, LATIN1[(second - 0x80) as usize]);
            at += 2;
        } else {
            let character = text[at..].chars().next().expect("at a character boundary");
            if !character.is_alphabetic() || matches!(character, 'ª' | 'º') {
                break;
            }
            upper += usize::from(character.is_uppercase());
            lower += usize::from(!character.is_uppercase());
            hash = mix_char(hash, character);
            at += character.len_utf8();
        }
    }
    if at == start {
        let width = text[start..].chars().next().map_or(1, char::len_utf8);
        return token(start, start + width, TokenKind::Symbol, spaced, 0);
    }
    let kind = word_kind(text, start, lower, upper, digits);
    if matches!(kind, TokenKind::Word(Case::Upper | Case::Initial))
        && let Some(old) = old_style(text, start, at, spaced)
    {
        return old;
    }
    let hash = if kind == TokenKind::Number { 0 } else { finish(hash) };
    token(start, at, kind, spaced, hash)
}

/// The placeholder of the old stock that capitals begin: `X...`, `XXX`.
#[inline]
fn old_style(text: &str, start: usize, end: usize, spaced: bool) -> Option<Token> {
    let bytes = text.as_bytes();
    // Nearly all capitals are refused here.
    if bytes[start] != b'X' && !matches!(bytes.get(end), Some(b'.' | 0xE2)) {
        return None;
    }
    let old = placeholders::old_style(text, start, end)?;
    Some(token(start, old.span.end, TokenKind::Placeholder(old.kind), spaced, 0))
}

/// What the letters and digits counted from `start` make.
#[inline]
fn word_kind(text: &str, start: usize, lower: usize, upper: usize, digits: usize) -> TokenKind {
    match (lower, upper, digits) {
        (_, 0, 0) => TokenKind::Word(Case::Lower),
        (0, 0, _) => TokenKind::Number,
        (_, _, 1..) => TokenKind::Mixed,
        (0, 1, 0) => TokenKind::Word(Case::Initial),
        (0, _, 0) => TokenKind::Word(Case::Upper),
        (_, 1, 0) if text[start..].starts_with(char::is_uppercase) => TokenKind::Word(Case::Title),
        _ => TokenKind::Word(Case::Mixed),
    }
}
