//! Dates written plainly, which are nearly half of the numbers of a decision and never an identifier: `le 3 mai 1975`,
//! `du 03/05/1975`. Reads bytes only; whoever is not sure of a date says no, and every identifier is tried there.

use crate::document::numbers::WRITTEN_MONTHS;

/// The end of the date whose day is `at..end`; `None` when anything speaks of something else.
pub(super) fn plain(bytes: &[u8], at: usize, end: usize) -> Option<usize> {
    if end - at > 2 || !is_announced(bytes, at) {
        return None;
    }
    let year = match bytes.get(end)? {
        b' ' => after_month(bytes, end + 1)?,
        mark @ (b'/' | b'.') => {
            let month = [*bytes.get(end + 1)?, *bytes.get(end + 2)?];
            let is_month = matches!(month, [b'0', b'1'..=b'9'] | [b'1', b'0'..=b'2']);
            (is_month && bytes.get(end + 3) == Some(mark)).then_some(end + 4)?
        }
        _ => return None,
    };
    let stop = year + 4;
    let is_year = matches!(bytes.get(year..stop)?, [b'1', b'9', a, b] | [b'2', b'0', a, b]
        if a.is_ascii_digit() && b.is_ascii_digit());
    let is_day = matches!(&bytes[at..end], [b'1'..=b'9'] | [b'0'..=b'2', _] | [b'3', b'0' | b'1']);
    (is_year && is_day && is_over(&bytes[stop..])).then_some(stop)
}

/// `le `, `du `, `au `: after a noun, a number may be anything.
fn is_announced(bytes: &[u8], at: usize) -> bool {
    matches!(&bytes[at.saturating_sub(4)..at], [b' ' | b'\n', word @ .., b' '] if matches!(word, b"le" | b"du" | b"au"))
}

/// Where the year begins after a month.
fn after_month(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let first = rest.first()?;
    let month = WRITTEN_MONTHS
        .iter()
        .map(|month| month.as_bytes())
        .find(|month| month[0] == *first && rest.starts_with(month))?;
    let end = at + month.len();
    (bytes.get(end) == Some(&b' ')).then_some(end + 1)
}

/// Whether nothing goes on with the number: a word in lower case, or a mark and a word.
fn is_over(rest: &[u8]) -> bool {
    let rest = match rest {
        [b',' | b';' | b')' | b'.', rest @ ..] => rest,
        _ => rest,
    };
    match rest {
        [] => true,
        [b' ' | b'\n', next, ..] => next.is_ascii_lowercase() || *next == b'[' || *next == 0xC3,
        _ => false,
    }
}
