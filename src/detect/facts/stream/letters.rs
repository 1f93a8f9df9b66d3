//! The bytes of a stream as they are written, eight letters at a time. Must not know what they stand for.

use super::plain;

/// Bytes, with room after them.
pub(super) struct Letters {
    bytes: Vec<u8>,
    end: usize,
}

/// Letters of a word without accents that are written at once.
const AT_ONCE: usize = 8;

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
        if self.end + AT_ONCE > self.bytes.len() {
            self.bytes.resize(2 * self.bytes.len() + AT_ONCE, 0);
        }
    }

    /// Writes a word of a text, without accents or case; `accented` folds the letters of the Latin-1 Supplement.
    #[inline]
    pub fn word(&mut self, text: &str, from: usize, to: usize, accented: &[u8; 64]) {
        let mut at = from;
        while at < to {
            let Some(eight) = text.as_bytes()[at..].first_chunk() else { break };
            let eight = u64::from_le_bytes(*eight);
            let ours = if to - at < AT_ONCE { eight & ((1 << (8 * (to - at))) - 1) } else { eight };
            // A letter with an accent, or another alphabet.
            if ours & ASCII_BITS != 0 {
                break;
            }
            self.room();
            let here = &mut self.bytes[self.end..self.end + AT_ONCE];
            here.copy_from_slice(&lower(ours).to_le_bytes());
            let length = AT_ONCE.min(to - at);
            self.end += length;
            at += length;
        }
        if at < to {
            self.one_by_one(&text[at..to], accented);
        }
    }

    fn one_by_one(&mut self, text: &str, accented: &[u8; 64]) {
        let letters = text.as_bytes();
        let mut from = 0;
        while let Some(&byte) = letters.get(from) {
            match byte {
                b' '..0x80 => {
                    self.push(byte.to_ascii_lowercase());
                    from += 1;
                }
                0xC3 => {
                    self.push(accented[usize::from(letters[from + 1] & 0x3F)]);
                    from += 2;
                }
                _ => from += self.rare(&text[from..]),
            }
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
