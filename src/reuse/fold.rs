//! A text folded to plain lower-case ASCII, with the way back to the original.
//!
//! Rules on reusers' products are written once for « Président de chambre », `president_chambre` and
//! `presidentChambre`: accents and case go, typographic signs become plain ones, and a camel hump becomes an
//! underscore. Must not judge what it folds.

use std::ops::Range;

use unicode_normalization::char::decompose_canonical;

/// A folded text. Holds what a reuser published, so no `Debug`.
pub struct Folded {
    bytes: Vec<u8>,
    /// For each folded byte, where the character it comes from starts and ends in the original, in bytes.
    starts: Vec<u32>,
    ends: Vec<u32>,
}

impl Folded {
    /// Texts beyond 4 GiB are cut: offsets are kept in 32 bits.
    pub fn new(text: &str) -> Self {
        let mut folded = Self {
            bytes: Vec::with_capacity(text.len()),
            starts: Vec::with_capacity(text.len()),
            ends: Vec::with_capacity(text.len()),
        };
        let mut after_lower = false;
        for (at, character) in text.char_indices() {
            let (Ok(start), Ok(end)) =
                (u32::try_from(at), u32::try_from(at + character.len_utf8()))
            else {
                break;
            };
            if after_lower && character.is_ascii_uppercase() {
                folded.push(b'_', start, start);
            }
            after_lower = character.is_ascii_lowercase() || character.is_ascii_digit();
            if character.is_ascii() {
                folded.push(character.to_ascii_lowercase() as u8, start, end);
            } else {
                for &byte in plain(character).as_bytes() {
                    folded.push(byte, start, end);
                }
                if plain(character).is_empty() {
                    let mut base = b'?';
                    decompose_canonical(character, |part| {
                        if part.is_ascii() && base == b'?' {
                            base = part.to_ascii_lowercase() as u8;
                        }
                    });
                    folded.push(base, start, end);
                }
            }
        }
        folded
    }

    fn push(&mut self, byte: u8, start: u32, end: u32) {
        self.bytes.push(byte);
        self.starts.push(start);
        self.ends.push(end);
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes of the original that a range of folded bytes comes from.
    pub fn original(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.starts.get(range.start).map_or(0, |&at| at as usize);
        let end = match range.end.checked_sub(1).and_then(|last| self.ends.get(last)) {
            Some(&at) => at as usize,
            None => start,
        };
        start..end.max(start)
    }

    /// Folded bytes around a range, at most `reach` on each side.
    pub fn around(&self, range: &Range<usize>, reach: usize) -> &[u8] {
        let start = range.start.saturating_sub(reach);
        let end = (range.end + reach).min(self.bytes.len());
        &self.bytes[start..end]
    }
}

/// Signs that have a plain equivalent; empty for the others.
fn plain(character: char) -> &'static str {
    match character {
        '’' | '‘' | 'ʼ' | '′' => "'",
        '«' | '»' | '“' | '”' | '„' => "\"",
        '–' | '—' | '‑' | '−' | '‐' => "-",
        '…' => "...",
        '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}' | '\u{feff}' => " ",
        'œ' | 'Œ' => "oe",
        'æ' | 'Æ' => "ae",
        _ => "",
    }
}

/// Folds a short text; for names and keys. Unlike `document::tokens::fold`, which folds a word for the lexicons, signs become
/// plain and `jugeNom` becomes `juge_nom`.
pub fn fold(text: &str) -> String {
    String::from_utf8_lossy(Folded::new(text).bytes()).into_owned()
}
