//! Bytes as lower-case hexadecimal digits: digests, fingerprints, keys.
//!
//! One function, shared by every module that writes a digest, so that they all write it alike.

/// Two lower-case hexadecimal digits a byte.
pub fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}
