//! Sixty-four answers about sixty-four bytes, as the bits of one number: what scans over bytes share.
//!
//! The answers are plain comparisons, written so that they compile to vectors; which vectors, the processor says when
//! the program runs (`dispatch`): the binary stays one for every machine.

use fearless_simd::{Level, Simd, dispatch, prelude::*, u8x64};

/// Bytes looked at together.
pub const BLOCK: usize = 64;

/// The answers, ones and zeros, as the bits of one number, that of the first byte lowest. Whoever asks is, like this,
/// part of what `dispatch` compiles for each width of vectors: `#[inline(always)]`, down to what it calls.
#[inline(always)]
pub fn gather<S: Simd>(simd: S, answers: &[u8; BLOCK]) -> u64 {
    u8x64::from_slice(simd, answers).simd_eq(1).to_bitmask()
}

/// Where a byte that is not zero stands in a text, in order.
pub fn places(bytes: &[u8], wanted: u8) -> Vec<usize> {
    dispatch!(Level::new(), simd => places_with(simd, bytes, wanted))
}

#[inline(always)]
fn places_with<S: Simd>(simd: S, bytes: &[u8], wanted: u8) -> Vec<usize> {
    let mut places = Vec::with_capacity(bytes.len() / BLOCK);
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    let mut last = [0; BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    for (rank, block) in blocks.iter().chain([&last]).enumerate() {
        let mut bits = u8x64::from_slice(simd, block).simd_eq(wanted).to_bitmask();
        while bits != 0 {
            places.push(rank * BLOCK + bits.trailing_zeros() as usize);
            bits &= bits - 1;
        }
    }
    places
}
