//! The bytes of a stream as they are written, eight letters at a time. Must not know what they stand for.

use super::plain;

/// Bytes, with room after them.
pub(super) struct Letters {
    bytes: Vec<u8>,
    end: usize,
}

/// Letters of a word without accents that are written at once.
const AT_ONCE: usize = 8;

/// A word as streams write it, when it is short: the last byte is its length. In two words of the processor, which it moves without
/// waiting for what was written in pieces.
#[derive(Clone, Copy)]
pub(in super::super) struct Brief([u64; 2]);

impl Brief {
    const ROOM: usize = 16;
    /// No word that is short enough.
    pub const NONE: Self = Self([0; 2]);

    pub fn of(word: &[u8]) -> Self {
        let mut bytes = [0; Self::ROOM];
        if word.len() < Self::ROOM {
            bytes[..word.len()].copy_from_slice(word);
            bytes[Self::ROOM - 1] = word.len() as u8;
        }
        let both = u128::from_le_bytes(bytes);
        Self([both as u64, (both >> 64) as u64])
    }

    #[inline]
    pub fn len(&self) -> usize {
        (self.0[1] >> 56) as usize
    }

    #[inline]
    fn bytes(&self) -> [u8; Self::ROOM] {
        (u128::from(self.0[1]) << 64 | u128::from(self.0[0])).to_le_bytes()
    }
}

/// The bit of each of eight bytes that no ASCII character has.
const ASCII_BITS: u64 = 0x8080_8080_8080_8080;

impl Letters {
    /// Room for as many bytes as a text has, in memory that was used before.
    pub fn with(mut bytes: Vec<u8>, length: usize) -> Self {
        bytes.resize(length + length / 8 + 64, 0);
        Self { bytes, end: 0 }
    }

    pub fn finish(mut self) -> Vec<u8> {
        self.bytes.truncate(self.end);
        self.bytes
    }

    #[inline]
    pub fn len(&self) -> usize {
        self.end
    }

    #[inline]
    pub fn last(&self) -> Option<u8> {
        self.end.checked_sub(1).map(|last| self.bytes[last])
    }

    pub fn from(&self, at: usize) -> &[u8] {
        &self.bytes[at..self.end]
    }

    pub fn before(&self, at: usize) -> Option<u8> {
        at.checked_sub(1).map(|before| self.bytes[before])
    }

    #[inline]
    pub fn push(&mut self, byte: u8) {
        self.room();
        self.bytes[self.end] = byte;
        self.end += 1;
    }

    pub fn extend(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.push(byte));
    }

    /// Makes room for some letters.
    #[inline]
    fn room(&mut self) {
        if self.end + Brief::ROOM > self.bytes.len() {
            self.bytes.resize(2 * self.bytes.len() + Brief::ROOM, 0);
        }
    }

    /// Writes a short word. What comes next is written over its length.
    #[inline]
    pub fn brief(&mut self, word: Brief) {
        self.room();
        // As one store: a copy of bytes is a call, for nearly every word of a text.
        if let Some(room) = self.bytes[self.end..].first_chunk_mut() {
            *room = word.bytes();
            self.end += word.len();
        }
    }

    /// Writes a word of a text, without accents or case; `accented` folds the letters of the Latin-1 Supplement.
    #[inline]
    pub fn word(&mut self, text: &str, from: usize, to: usize, accented: &[u8; 64]) {
        let mut at = from;
        while at < to {
            let Some(eight) = text.as_bytes()[at..].first_chunk() else { break };
            let eight = u64::from_le_bytes(*eight);
            // Up to a letter with an accent, or of another alphabet.
            let plain = (eight & ASCII_BITS).trailing_zeros() as usize / 8;
            let length = plain.min(to - at);
            self.room();
            // What is written after them is written over.
            let letters = lower(eight & !ASCII_BITS).to_le_bytes();
            self.bytes[self.end..self.end + AT_ONCE].copy_from_slice(&letters);
            self.end += length;
            at += length;
            if plain < AT_ONCE && at < to {
                at += self.one(text, at, accented);
            }
        }
        while at < to {
            at += self.one(text, at, accented);
        }
    }

    /// Writes the character at a byte of a text: its length there.
    #[inline]
    fn one(&mut self, text: &str, at: usize, accented: &[u8; 64]) -> usize {
        let letters = text.as_bytes();
        match letters[at] {
            byte @ b' '..0x80 => {
                self.push(byte.to_ascii_lowercase());
                1
            }
            0xC3 => {
                self.push(accented[usize::from(letters[at + 1] & 0x3F)]);
                2
            }
            _ => self.rare(&text[at..]),
        }
    }

    /// Writes a character beyond Latin-1: its length in the text.
    fn rare(&mut self, text: &str) -> usize {
        let Some(character) = text.chars().next() else { return text.len() };
        match character {
            'œ' | 'Œ' => self.extend(b"oe"),
            '²' => self.push(b'2'),
            '°' | 'º' => self.push(b'o'),
            _ => self.push(plain(character)),
        }
        character.len_utf8()
    }
}

/// Eight ASCII characters in lower case.
fn lower(eight: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let from_a = eight + ONES * (0x80 - b'A' as u64);
    let past_z = eight + ONES * (0x7f - b'Z' as u64);
    eight | ((from_a ^ past_z) & ASCII_BITS) >> 2
}
