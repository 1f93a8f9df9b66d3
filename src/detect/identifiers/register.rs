//! Case numbers, published and never to be masked: general register (`23/01234`) and Portalis.
//!
//! Reported as information, so that a reader sees they were recognised and left alone.

use super::kind::Kind;
use super::scan::{Hit, Scan, word_at, word_before};
use crate::taxonomy::Status;

/// Tries a register number whose year is `at..end`.
pub(super) fn general(scan: &mut Scan<'_>, at: usize, end: usize) -> bool {
    let bytes = scan.bytes;
    // `16/12/2010` is a date.
    if at > 0 && matches!(bytes[at - 1], b'/' | b'-' | b'.') || word_before(bytes, at) {
        return false;
    }
    let digits = bytes[end + 1..].iter().take(7).take_while(|byte| byte.is_ascii_digit()).count();
    let stop = end + 1 + digits;
    let shaped = (end - at == 2 && (4..=5).contains(&digits))
        || (end - at == 4 && (3..=5).contains(&digits));
    if !shaped || word_at(bytes, stop) || bytes.get(stop) == Some(&b'/') {
        return false;
    }
    let near = scan.before(at);
    let signed = near.ends_with(&[b"no", b"numero", b"numeros", b"no :", b"rg", b"rg :"]);
    let confidence = match () {
        () if near.speaks_for(Kind::Register, 60) => 0.97,
        () if signed && end - at == 2 => 0.8,
        () => return false,
    };
    let mut hit = Hit::new(Kind::Register, at..stop, confidence)
        .with_cue("numéro de rôle")
        .with_value(scan.text[at..stop].to_owned());
    hit.at_most = Some(Status::Permitted);
    scan.push(hit);
    true
}

/// `DBVS-V-B7H-ABCDE`: tried from the digit of its third part.
pub(super) fn portalis(scan: &mut Scan<'_>, at: usize) -> bool {
    let bytes = scan.bytes;
    let capital = |place: usize| bytes.get(place).is_some_and(u8::is_ascii_uppercase);
    let tail = |place: usize| {
        bytes.get(place).is_some_and(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    let shaped = at >= 8
        && capital(at - 1)
        && bytes[at - 2] == b'-'
        && capital(at - 3)
        && bytes[at - 4] == b'-'
        && (at - 8..at - 4).all(tail)
        && capital(at + 1)
        && bytes.get(at + 2) == Some(&b'-');
    if !shaped || word_before(bytes, at - 8) {
        return false;
    }
    let last = (at + 3..at + 9).take_while(|&place| tail(place)).count();
    if last < 2 || at - 8 < scan.done {
        return false;
    }
    let span = at - 8..at + 3 + last;
    let mut hit = Hit::new(Kind::Portalis, span.clone(), 0.97)
        .with_cue("numéro Portalis")
        .with_value(scan.text[span].to_owned());
    hit.at_most = Some(Status::Permitted);
    scan.push(hit);
    true
}
