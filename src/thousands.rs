//! Whole numbers with their thousands set apart, as people read them. Must not round.

/// `1234567` as `1 234 567`, with this separator.
pub fn grouped(number: u64, separator: char) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() * 2);
    for (rank, digit) in digits.chars().enumerate() {
        if rank > 0 && (digits.len() - rank).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}
