//! Sixty-four answers about sixty-four bytes, as the bits of one number: what scans over bytes share.

/// Bytes looked at together.
pub const BLOCK: usize = 64;

/// The lowest bit of each byte, that of the first byte lowest.
#[inline]
pub fn gather(answers: &[u8; BLOCK]) -> u64 {
    /// Brings the low bits of eight bytes together.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let (eights, _) = answers.as_chunks::<8>();
    eights
        .iter()
        .rev()
        .fold(0, |bits, eight| bits << 8 | u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56)
}
