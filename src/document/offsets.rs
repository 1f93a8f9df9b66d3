//! Offset-safe normalisation: one pass over a text, and the way back.
//!
//! What changes: compatibility spaces become a space, typographic apostrophes and
//! hyphens become ASCII, combining accents are composed (NFC), invisible characters
//! vanish, and a word cut by a hyphen at a line end is joined (the hyphen stays).
//! Line breaks elsewhere are kept: they carry meaning in a decision.

use std::borrow::Cow;
use std::ops::Range;

use fearless_simd::{Level, Simd, dispatch};
use unicode_normalization::UnicodeNormalization;

use super::bits::{BLOCK, gather};

/// Maps byte offsets of the normalised text to byte offsets of the original.
///
/// Piecewise: between two anchors the two texts are identical, so an offset maps by
/// translation. An empty map is the identity.
#[derive(Debug, Clone, Default)]
pub struct OffsetMap {
    /// (normalised, original), strictly increasing in the first member.
    anchors: Vec<(u32, u32)>,
}

impl OffsetMap {
    /// Original byte offset of a normalised byte offset (at a character boundary).
    pub fn to_raw(&self, normalised: usize) -> usize {
        let at = self.anchors.partition_point(|&(n, _)| n as usize <= normalised);
        match at.checked_sub(1).map(|i| self.anchors[i]) {
            None => normalised,
            Some((n, raw)) => raw as usize + (normalised - n as usize),
        }
    }

    /// Original byte range of a normalised byte range.
    ///
    /// The end is the end of the last character inside the range, so that characters
    /// dropped right after it stay outside.
    pub fn range_to_raw(&self, normalised: &Range<usize>, text: &str, raw: &str) -> Range<usize> {
        let start = self.to_raw(normalised.start);
        if normalised.is_empty() {
            return start..start;
        }
        let last = text[..normalised.end].char_indices().next_back().map_or(0, |(i, _)| i);
        let last_raw = self.to_raw(last);
        let width = raw[last_raw..].chars().next().map_or(0, char::len_utf8);
        let composed = self.to_raw(normalised.end).min(raw.len());
        // A composed character covers its base letter and the combining marks after it.
        let mut end = last_raw + width;
        while end < composed {
            let mark = raw[end..].chars().next().expect("inside the text");
            if !unicode_normalization::char::is_combining_mark(mark) {
                break;
            }
            end += mark.len_utf8();
        }
        start..end
    }

    /// Normalised byte offset of an original byte offset (the nearest at or before it).
    pub fn from_raw(&self, raw: usize) -> usize {
        let at = self.anchors.partition_point(|&(_, r)| r as usize <= raw);
        let next = self.anchors.get(at).map(|&(n, _)| n as usize);
        let here = match at.checked_sub(1).map(|i| self.anchors[i]) {
            None => raw,
            Some((n, r)) => n as usize + (raw - r as usize),
        };
        next.map_or(here, |next| here.min(next))
    }

    fn push(&mut self, normalised: usize, raw: usize) {
        let anchor = (normalised as u32, raw as u32);
        match self.anchors.last_mut() {
            Some(last) if last.0 == anchor.0 => *last = anchor,
            _ => self.anchors.push(anchor),
        }
    }
}

/// Whether a byte can begin something that normalisation changes.
///
/// 0xC2: no-break space, soft hyphen, letters of Windows-1252 read as Latin-1; 0xCA: an
/// apostrophe; 0xCC 0xCD: combining marks; 0xE2: typographic punctuation; 0xE3 0xEF:
/// ideographic space, wide forms, byte order mark; '-': a cut word.
const fn suspect(byte: u8) -> bool {
    matches!(byte, 0xC2 | 0xCA | 0xCC | 0xCD | 0xE1 | 0xE2 | 0xE3 | 0xEF | b'-')
}

const SUSPECT: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = suspect(byte as u8);
        byte += 1;
    }
    table
};

/// Where, from `at` on, something that normalisation may change begins; at the latest where no whole block is left.
fn next_suspect(bytes: &[u8], at: usize) -> usize {
    dispatch!(Level::new(), simd => next_suspect_with(simd, bytes, at))
}

#[inline(always)]
fn next_suspect_with<S: Simd>(simd: S, bytes: &[u8], mut at: usize) -> usize {
    while let Some(block) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let suspects = suspects(simd, block);
        if suspects != 0 {
            return at + suspects.trailing_zeros() as usize;
        }
        at += BLOCK;
    }
    at
}

/// Which bytes of a block begin something to change, the first in the lowest bit: a byte is told by the one after it
/// when that spares nearly all of them.
#[inline(always)]
fn suspects<S: Simd>(simd: S, block: &[u8; BLOCK + 1]) -> u64 {
    let mut suspects = [0u8; BLOCK];
    for at in 0..BLOCK {
        let (byte, next) = (block[at], block[at + 1]);
        // A hyphen matters at the end of a line, the signs of Latin-1 (`«`, `°`) do not.
        let hyphen = (byte == b'-') & (next <= b' ');
        let sign = (byte == 0xC2) & ((next <= 0xA0) | (next == 0xAD));
        // 0xCA, 0xCC, 0xCD; 0xE1 to 0xE3; 0xEF.
        let letter = (byte == 0xCA) | (byte & 0xFE == 0xCC);
        let wide = (byte.wrapping_sub(0xE1) < 3) | (byte == 0xEF);
        suspects[at] = u8::from(hyphen | sign | letter | wide);
    }
    gather(simd, &suspects)
}

/// What a character becomes.
enum Rewrite {
    Keep,
    As(char),
    Drop,
}

fn rewrite(character: char) -> Rewrite {
    match character {
        // Spaces of every width, but not line breaks.
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            Rewrite::As(' ')
        }
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' | '\u{2bc}' => Rewrite::As('\''),
        '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' => Rewrite::As('-'),
        '\u{2028}' | '\u{2029}' => Rewrite::As('\n'),
        // What the control characters are in Windows-1252: published texts hold some.
        '\u{85}' => Rewrite::As('…'),
        '\u{8c}' => Rewrite::As('Œ'),
        '\u{9c}' => Rewrite::As('œ'),
        '\u{91}' | '\u{92}' => Rewrite::As('\''),
        '\u{96}' => Rewrite::As('-'),
        // Wide forms of ASCII.
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(character as u32 - 0xfee0).map_or(Rewrite::Keep, Rewrite::As)
        }
        // Soft hyphens, joiners, marks of direction, selectors of variants.
        '\u{ad}'
        | '\u{34f}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' => Rewrite::Drop,
        _ => Rewrite::Keep,
    }
}

/// Normalises a text. Borrows it when nothing changes.
pub fn normalise(raw: &str) -> (Cow<'_, str>, OffsetMap) {
    let bytes = raw.as_bytes();
    let mut map = OffsetMap::default();
    let mut out = String::new();
    // Everything before `copied` is already in `out`; nothing is copied until something changes.
    let mut copied = 0;
    let mut changed = false;
    let mut at = 0;
    while at < bytes.len() {
        if !SUSPECT[bytes[at] as usize] {
            at = next_suspect(bytes, at + 1);
            continue;
        }
        let character = raw[at..].chars().next().expect("at a character boundary");
        let width = character.len_utf8();
        let (from, replacement, to) = match rewrite(character) {
            Rewrite::As(other) => (at, Some(other), at + width),
            Rewrite::Drop => (at, None, at + width),
            Rewrite::Keep if unicode_normalization::char::is_combining_mark(character) => {
                match compose(raw, at, copied) {
                    Some(composed) => composed,
                    None => {
                        at += width;
                        continue;
                    }
                }
            }
            Rewrite::Keep if character != '-' => {
                at += width;
                continue;
            }
            Rewrite::Keep => (at, Some('-'), at + 1),
        };
        let is_hyphen = replacement == Some('-');
        let cut = is_hyphen || character == '\u{ad}';
        let joined = if cut { joined_line(raw, from, to) } else { None };
        if is_hyphen && character == '-' && joined.is_none() {
            at += 1;
            continue;
        }
        if !changed {
            out.reserve(raw.len());
            changed = true;
        }
        out.push_str(&raw[copied..from]);
        map.push(out.len(), from);
        if let Some(replacement) = replacement {
            out.push(replacement);
        }
        let resume = joined.unwrap_or(to);
        map.push(out.len(), resume);
        copied = resume;
        at = resume;
    }
    if !changed {
        return (Cow::Borrowed(raw), map);
    }
    out.push_str(&raw[copied..]);
    (Cow::Owned(out), map)
}

/// Composes the mark at `at` with the character before it: (start, composed, end).
fn compose(raw: &str, at: usize, copied: usize) -> Option<(usize, Option<char>, usize)> {
    let (base_at, base) = raw[copied..at].char_indices().next_back()?;
    let mark = raw[at..].chars().next()?;
    let mut composed = [base, mark].into_iter().nfc();
    match (composed.next(), composed.next()) {
        (Some(one), None) => Some((copied + base_at, Some(one), at + mark.len_utf8())),
        _ => None,
    }
}

/// Where the word goes on when the hyphen at `hyphen..after` ends a line inside a word.
fn joined_line(raw: &str, hyphen: usize, after: usize) -> Option<usize> {
    let rest = raw[after..].trim_start_matches(' ');
    let rest = rest.strip_prefix('\r').unwrap_or(rest);
    let next = rest.strip_prefix('\n')?.trim_start_matches(' ');
    let inside =
        raw[..hyphen].ends_with(char::is_alphabetic) && next.starts_with(char::is_alphabetic);
    inside.then(|| raw.len() - next.len())
}

/// Turns sorted byte offsets of `raw` into (code points, UTF-16 units), in one pass.
pub fn count_units(raw: &str, sorted_bytes: &[usize]) -> Vec<(i64, i64)> {
    let bytes = raw.as_bytes();
    let (mut points, mut units, mut at) = (0i64, 0i64, 0usize);
    sorted_bytes
        .iter()
        .map(|&offset| {
            let (starts, long) = characters(&bytes[at..offset]);
            points += starts;
            units += starts + long;
            at = offset;
            (points, units)
        })
        .collect()
}

/// How many characters begin in these bytes, and how many of them take two UTF-16 units.
fn characters(bytes: &[u8]) -> (i64, i64) {
    // Sums of one byte, so that sixteen bytes and more are counted at a time.
    bytes.chunks(255).fold((0, 0), |(starts, long), chunk| {
        let (mut first, mut four) = (0u8, 0u8);
        for &byte in chunk {
            // Every character has one byte that is no continuation; four-byte ones take two units.
            first += u8::from(byte & 0xC0 != 0x80);
            four += u8::from(byte >= 0xF0);
        }
        (starts + i64::from(first), long + i64::from(four))
    })
}

/// Byte offsets of these code points, in the order given; those out of the text are clamped.
pub fn bytes_of_points(raw: &str, points: &[i64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by_key(|&rank| points[rank]);
    let mut bytes = vec![0; points.len()];
    let mut characters = raw.char_indices();
    let (mut reached, mut at) = (0i64, 0usize);
    for rank in order {
        let ahead = usize::try_from(points[rank] - reached).unwrap_or(0);
        if ahead > 0 {
            at = characters.nth(ahead - 1).map_or(raw.len(), |(start, c)| start + c.len_utf8());
            reached = points[rank];
        }
        bytes[rank] = at;
    }
    bytes
}
