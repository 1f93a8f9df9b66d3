//! The hash of a word without accents or case, for the letters that French text is made of.
//!
//! The build script compiles this file too, to lay out the lexicons: it must need nothing but `std`.

pub const SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// One step of the hash of folded words (FNV-1a over folded bytes).
#[inline]
pub const fn mix(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0000_0100_0000_01b3)
}

/// Final avalanche, so that the low bits can index a table.
#[inline]
pub const fn finish(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 29)
}

/// Base letters of the Latin-1 Supplement letters U+00C0 to U+00FF, by their second UTF-8 byte.
///
/// `Æ`, `ß` and the two operators fold to one byte too: the hash needs no more.
pub const LATIN1: [u8; 64] = *b"aaaaaaaceeeeiiiidnooooo*ouuuuytsaaaaaaaceeeeiiiidnooooo/ouuuuyty";

/// The hash after one more character; `None` for a letter beyond Latin-1 and `œ`.
#[inline]
pub fn mix_plain(hash: u64, character: char) -> Option<u64> {
    Some(match character {
        'A'..='Z' => mix(hash, character as u8 | 0x20),
        '\0'..='\x7f' => mix(hash, character as u8),
        '\u{c0}'..='\u{ff}' => mix(hash, LATIN1[character as usize - 0xc0]),
        // Signs, `²`: nothing to fold.
        '\u{80}'..='\u{bf}' => mix(mix(hash, 0xC2), character as u8),
        'œ' | 'Œ' => mix(mix(hash, b'o'), b'e'),
        _ => return None,
    })
}
