//! Sixty-four answers about sixty-four bytes, as the bits of one number: what scans over bytes share.
//!
//! The answers are plain comparisons, written so that they compile to vectors; which vectors, the processor says when
//! the program runs ([`widest`]): the binary stays one for every machine.

use fearless_simd::{Level, Simd, dispatch, prelude::*, u8x64};

/// Bytes looked at together.
pub const BLOCK: usize = 64;

/// Does `work` with the widest vectors of this processor. Only what is compiled into it profits: the closure, and what
/// it calls, must be `#[inline(always)]`.
#[inline]
pub fn widest<T>(work: impl FnOnce() -> T) -> T {
    dispatch!(Level::new(), simd => simd.vectorize(work))
}

/// The lowest bit of each byte, that of the first byte lowest.
#[inline(always)]
pub fn gather(answers: &[u8; BLOCK]) -> u64 {
    /// Brings the low bits of eight bytes together.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let (eights, _) = answers.as_chunks::<8>();
    let (mut bits, mut rank) = (0, eights.len());
    // No iterator, which would not be compiled into the caller.
    while rank > 0 {
        rank -= 1;
        bits = bits << 8 | u64::from_le_bytes(eights[rank]).wrapping_mul(GATHER) >> 56;
    }
    bits
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
