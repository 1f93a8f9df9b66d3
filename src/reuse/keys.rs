//! Keys of the API left in clear: found, masked, never tried and never written (CGU-40, CGU-42, CGU-48).
//!
//! Must hold no network code and keep no value: what it gives is the first four characters and a length.

/// Whether a rule looks for a key.
pub fn is_key_rule(id: &str) -> bool {
    matches!(id, "CGUX-KEYID" | "CGUX-SECRET" | "CGUX-BEARER")
}

/// Whether what a rule matched ends with a value, and not with an example to be replaced.
pub fn is_real(matched: &[u8]) -> bool {
    let value = value_of(matched);
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    let mut distinct = [false; 128];
    for &byte in value.iter().filter(|byte| byte.is_ascii_alphanumeric()) {
        distinct[usize::from(byte & 0x7f)] = true;
    }
    let distinct = distinct.iter().filter(|&&seen| seen).count();
    const EXAMPLES: [&[u8]; 12] = [
        b"your",
        b"votre",
        b"xxxx",
        b"changeme",
        b"change_me",
        b"example",
        b"exemple",
        b"secret_ici",
        b"placeholder",
        b"todo",
        b"insert",
        b"mon_secret",
    ];
    digits >= 4
        && distinct >= 5
        && !EXAMPLES.iter().any(|word| value.windows(word.len()).any(|window| window == *word))
}

/// The last run of characters that a key may be made of.
fn value_of(matched: &[u8]) -> &[u8] {
    let inside = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let end = matched.iter().rposition(inside).map_or(0, |at| at + 1);
    let start = matched[..end].iter().rposition(|byte| !inside(byte)).map_or(0, |at| at + 1);
    &matched[start..end]
}

/// What may be written of a key: its first four characters and its length.
pub fn masked(matched: &str) -> String {
    let value = String::from_utf8_lossy(value_of(matched.as_bytes())).into_owned();
    let shown: String = value.chars().take(4).collect();
    format!("{shown}… ({} caractères)", value.chars().count())
}
