//! Vehicle plates: the 2009 series (`AB-123-CD`) and the older one (`1234 AB 75`).

use super::cluster::lookalike;
use super::context::Near;
use super::kind::Kind;
use super::scan::{Hit, Scan, skip_backward, skip_forward, word_at, word_before};

/// Two-letter words that stand around numbers in a text in capitals.
const WORDS: [&[u8; 2]; 22] = [
    b"LE", b"LA", b"DE", b"EN", b"ET", b"ES", b"CE", b"SE", b"ME", b"TE", b"NE", b"SA", b"MA",
    b"TA", b"CA", b"JE", b"AN", b"AS", b"KM", b"MM", b"KG", b"BP",
];

/// Words of two or three letters, and months, that may stand between two numbers.
const BETWEEN: [&[u8]; 41] = [
    b"LE", b"LA", b"DE", b"DU", b"EN", b"ET", b"AU", b"LES", b"DES", b"SUR", b"PAR", b"RUE",
    b"ANS", b"KM", b"AV", b"BIS", b"TER", b"MAI", b"JAN", b"FEV", b"AVR", b"NOV", b"DEC", b"SEP",
    b"JUN", b"EUR", b"CM", b"MM", b"HA", b"CA", b"AUX", b"UN", b"UNE", b"NO", b"N", b"H", b"A",
    b"MN", b"VS", b"OU", b"ART",
];

/// A letter of the 2009 series: neither I, O nor U.
fn series_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() && !matches!(byte & 0xDF, b'I' | b'O' | b'U')
}

/// Tries a plate around the digits `at..end`. True when one was reported.
pub(super) fn around(scan: &mut Scan<'_>, at: usize, end: usize) -> bool {
    if end - at > 4 {
        return false;
    }
    // A letter on each side for the one; a letter after, then a digit, for the other.
    let bytes = scan.bytes;
    let ahead = &bytes[end..bytes.len().min(end + 9)];
    let letter_ahead = ahead.iter().take(3).any(u8::is_ascii_alphabetic);
    if !letter_ahead {
        return false;
    }
    let behind = &bytes[at.saturating_sub(3)..at];
    let mut hit = None;
    if behind.iter().any(u8::is_ascii_alphabetic) {
        hit = series_2009(scan, at, end);
    }
    if hit.is_none() && ahead.iter().any(u8::is_ascii_digit) {
        hit = series_1950(scan, at, end);
    }
    match hit {
        Some(hit) => {
            scan.plate_end = hit.span.end;
            scan.push(hit);
            true
        }
        None => false,
    }
}

fn in_context(scan: &Scan<'_>, near: &Near, kind: Kind, reach: u8, start: usize) -> bool {
    near.speaks_for(kind, reach) || (scan.plate_end > 0 && start - scan.plate_end < 48)
}

/// `AB-123-CD`, `ab 123 cd`, `AB123CD`, `AB-12O-CD`.
fn series_2009(scan: &Scan<'_>, at: usize, end: usize) -> Option<Hit> {
    let bytes = scan.bytes;
    // The three characters in the middle; letters for digits only between separators.
    let (mut from, mut to) = (at, end);
    if to - from < 3 {
        while from > 0 && at - from < 2 && lookalike(bytes[from - 1]).is_some() {
            from -= 1;
        }
        while to < bytes.len() && to - from < 3 && lookalike(bytes[to]).is_some() {
            to += 1;
        }
    }
    if to - from != 3 {
        return None;
    }
    let soft = to - from != end - at;
    let left = skip_backward(bytes, from, 3);
    if left < 2 || !series_letter(bytes[left - 1]) || !series_letter(bytes[left - 2]) {
        return None;
    }
    let right = skip_forward(bytes, to, 3);
    if right + 2 > bytes.len() || !series_letter(bytes[right]) || !series_letter(bytes[right + 1]) {
        return None;
    }
    let (start, stop) = (left - 2, right + 2);
    if start < scan.done || word_at(bytes, stop) || (soft && (left == from || right == to)) {
        return None;
    }
    let letters = [bytes[left - 2], bytes[left - 1], bytes[right], bytes[right + 1]];
    let upper = letters.iter().all(u8::is_ascii_uppercase);
    let lower = letters.iter().all(u8::is_ascii_lowercase);
    let glued = word_before(bytes, start);
    if !(upper || lower) || (glued && !(upper && bytes[start - 1].is_ascii_lowercase())) {
        return None;
    }
    let folded = letters.map(|byte| byte & 0xDF);
    let words = [&[folded[0], folded[1]], &[folded[2], folded[3]]];
    let ordinary = words.iter().any(|pair| WORDS.contains(pair));
    let near = scan.before(start);
    let context = in_context(scan, &near, Kind::PlateSiv, 90, start);
    let middle: String =
        bytes[from..to].iter().filter_map(|&b| lookalike(b)).map(char::from).collect();
    if middle == "000" || near.speaks_against(Kind::PlateSiv, 25) {
        return None;
    }
    let hyphens = &bytes[left..from] == b"-" && &bytes[to..right] == b"-";
    let spaces = &bytes[left..from] == b" " && &bytes[to..right] == b" ";
    let reserved = words[0] == b"SS" || words[1] == b"SS" || words[0] == b"WW";
    let confidence = match () {
        () if context && lower => 0.9,
        () if context => 0.98,
        () if reserved || soft || glued || !upper => return None,
        () if hyphens => 0.93,
        () if spaces && !ordinary => 0.85,
        () if scan.is_alone(&(start..stop)) && !ordinary => 0.85,
        () => return None,
    };
    let value = format!(
        "{}{}{middle}{}{}",
        folded[0] as char, folded[1] as char, folded[2] as char, folded[3] as char
    );
    let mut hit = Hit::new(Kind::PlateSiv, start..stop, confidence)
        .with_cue("forme caractéristique")
        .with_value(value);
    if context {
        hit.cue("mot de contexte proche");
    }
    if soft {
        hit.cue("lettres lues comme des chiffres");
    }
    Some(hit)
}

/// `1234 AB 75`, `123ABC2A`, `12-XY-971`: only where a vehicle is spoken of.
fn series_1950(scan: &Scan<'_>, at: usize, end: usize) -> Option<Hit> {
    let bytes = scan.bytes;
    let letters_at = skip_forward(bytes, end, 3);
    let letters = bytes[letters_at..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
    if !(1..=3).contains(&letters) {
        return None;
    }
    let letters_end = letters_at + letters;
    let department_at = skip_forward(bytes, letters_end, 3);
    let stop = department(bytes, department_at)?;
    let series = bytes[letters_at..letters_end].to_ascii_uppercase();
    let ordinary = BETWEEN.contains(&series.as_slice());
    if series.iter().any(|b| matches!(b, b'I' | b'O')) {
        return None;
    }
    let glued = word_before(bytes, at);
    if glued && !bytes[at - 1].is_ascii_lowercase() {
        return None;
    }
    let lower = bytes[letters_at..letters_end].iter().any(u8::is_ascii_lowercase);
    let near = scan.before(at);
    if ordinary && lower {
        return None;
    }
    let reach = if lower || ordinary || letters == 1 { 40 } else { 90 };
    if !in_context(scan, &near, Kind::PlateFni, reach, at) {
        return None;
    }
    let digits = std::str::from_utf8(&bytes[at..end]).ok()?;
    let value = format!(
        "{digits}{}{}",
        String::from_utf8_lossy(&series),
        scan.text.get(department_at..stop)?.to_ascii_uppercase()
    );
    let confidence = if lower || letters == 1 { 0.85 } else { 0.97 };
    Some(
        Hit::new(Kind::PlateFni, at..stop, confidence)
            .with_cue("forme caractéristique")
            .with_cue("mot de contexte proche")
            .with_value(value),
    )
}

/// Where a department number that begins at `at` ends: 01 to 95, 2A, 2B, 971 to 978, 98x.
fn department(bytes: &[u8], at: usize) -> Option<usize> {
    let (&tens, &units) = (bytes.get(at)?, bytes.get(at + 1)?);
    let two = match (tens, units) {
        (b'2', b'A' | b'B' | b'a' | b'b') => true,
        (b'0', b'1'..=b'9') | (b'1'..=b'8', b'0'..=b'9') | (b'9', b'0'..=b'5') => true,
        (b'9', b'7' | b'8') => {
            let third = bytes.get(at + 2)?;
            return (matches!(third, b'1'..=b'8') && !word_at(bytes, at + 3)).then_some(at + 3);
        }
        _ => false,
    };
    (two && !word_at(bytes, at + 2)).then_some(at + 2)
}
