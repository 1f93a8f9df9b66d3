//! IBAN of every country, French VAT and European company numbers: numbers led by letters.

use super::checks;
use super::cluster::lookalike;
use super::kind::Kind;
use super::scan::{Hit, Scan, skip_backward, word_at, word_before};
use crate::taxonomy::Status;

/// Countries that use IBAN: code, and the account part as runs of `n` (digits), `a`
/// (capitals) or `c` (either).
const COUNTRIES: [(&[u8; 2], &str); 86] = [
    (b"AD", "8n12c"),
    (b"AE", "19n"),
    (b"AL", "8n16c"),
    (b"AT", "16n"),
    (b"AZ", "4a20c"),
    (b"BA", "16n"),
    (b"BE", "12n"),
    (b"BG", "4a6n8c"),
    (b"BH", "4a14c"),
    (b"BI", "23n"),
    (b"BR", "23n1a1c"),
    (b"BY", "4c4n16c"),
    (b"CH", "5n12c"),
    (b"CR", "18n"),
    (b"CY", "8n16c"),
    (b"CZ", "20n"),
    (b"DE", "18n"),
    (b"DJ", "23n"),
    (b"DK", "14n"),
    (b"DO", "4c20n"),
    (b"EE", "16n"),
    (b"EG", "25n"),
    (b"ES", "20n"),
    (b"FI", "14n"),
    (b"FK", "2a12n"),
    (b"FO", "14n"),
    (b"FR", "10n11c2n"),
    (b"GB", "4a14n"),
    (b"GE", "2a16n"),
    (b"GI", "4a15c"),
    (b"GL", "14n"),
    (b"GR", "7n16c"),
    (b"GT", "24c"),
    (b"HN", "4a20n"),
    (b"HR", "17n"),
    (b"HU", "24n"),
    (b"IE", "4a14n"),
    (b"IL", "19n"),
    (b"IQ", "4a15n"),
    (b"IS", "22n"),
    (b"IT", "1a10n12c"),
    (b"JO", "4a4n18c"),
    (b"KW", "4a22c"),
    (b"KZ", "3n13c"),
    (b"LB", "4n20c"),
    (b"LC", "4a24c"),
    (b"LI", "5n12c"),
    (b"LT", "16n"),
    (b"LU", "3n13c"),
    (b"LV", "4a13c"),
    (b"LY", "21n"),
    (b"MC", "10n11c2n"),
    (b"MD", "20c"),
    (b"ME", "18n"),
    (b"MK", "3n10c2n"),
    (b"MN", "16n"),
    (b"MR", "23n"),
    (b"MT", "4a5n18c"),
    (b"MU", "4a19n3a"),
    (b"NI", "4a20n"),
    (b"NL", "4a10n"),
    (b"NO", "11n"),
    (b"OM", "3n16c"),
    (b"PK", "4a16c"),
    (b"PL", "24n"),
    (b"PS", "4a21c"),
    (b"PT", "21n"),
    (b"QA", "4a21c"),
    (b"RO", "4a16c"),
    (b"RS", "18n"),
    (b"RU", "14n15c"),
    (b"SA", "2n18c"),
    (b"SC", "4a20n3a"),
    (b"SD", "14n"),
    (b"SE", "20n"),
    (b"SI", "15n"),
    (b"SK", "20n"),
    (b"SM", "1a10n12c"),
    (b"SO", "19n"),
    (b"ST", "21n"),
    (b"SV", "4a20n"),
    (b"TL", "19n"),
    (b"TN", "20n"),
    (b"TR", "5n1n16c"),
    (b"UA", "6n19c"),
    (b"VA", "18n"),
];

/// Two more, kept apart to keep the table square.
const MORE: [(&[u8; 2], &str); 2] = [(b"VG", "4a16n"), (b"XK", "16n")];

/// Whether two letters, in any case, open an IBAN.
fn structure(country: [u8; 2]) -> Option<&'static str> {
    COUNTRIES.iter().chain(&MORE).find(|(code, _)| **code == country).map(|(_, shape)| *shape)
}

/// Letters that may open an IBAN, by the first one: cheap test before anything else.
const FIRST: u32 = {
    let mut bits = 0;
    let mut rank = 0;
    while rank < COUNTRIES.len() {
        bits |= 1 << (COUNTRIES[rank].0[0] - b'A');
        rank += 1;
    }
    bits | 1 << (b'V' - b'A') | 1 << (b'X' - b'A')
};

/// Where the two letters of a country stand before the digits at `at`; letters read as digits
/// may stand between (`FRO6…`).
fn letters_before(scan: &Scan<'_>, at: usize) -> Option<usize> {
    let end = skip_backward(scan.bytes, at, 3);
    if end == at
        && let Some(start) = (1..=2).find_map(|soft| {
            let end = at.checked_sub(soft)?;
            let alike = scan.bytes[end..at]
                .iter()
                .all(|&byte| matches!(byte, b'O' | b'o' | b'l' | b'I' | b'b' | b'S'));
            (alike && end >= 2 && &scan.bytes[end - 2..end] == b"FR" && !joined(scan, end - 2))
                .then(|| end - 2)
        })
    {
        return Some(start);
    }
    let spaced = end < at;
    if end < 2 {
        return None;
    }
    let (first, second) = (scan.bytes[end - 2], scan.bytes[end - 1]);
    if !first.is_ascii_alphabetic() || !second.is_ascii_alphabetic() {
        return None;
    }
    if FIRST & 1 << ((first & 0xDF) - b'A') == 0 {
        return None;
    }
    let upper = first.is_ascii_uppercase() && second.is_ascii_uppercase();
    let french = (first & 0xDF, second & 0xDF) == (b'F', b'R');
    let parted = !word_before(scan.bytes, end - 2);
    let fits = if parted { upper || !spaced || french } else { upper && !joined(scan, end - 2) };
    fits.then_some(end - 2)
}

/// Whether two capitals are the end of a word in capitals, and not glued to a label
/// (`IBANFR76…`, `TVAFR40…`, `compteFR76…`).
fn joined(scan: &Scan<'_>, start: usize) -> bool {
    let before = &scan.bytes[..start];
    before.last().is_some_and(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && !before.ends_with(b"IBAN")
        && !before.ends_with(b"TVA")
        && !before.ends_with(b"RIB")
}

/// Tries an IBAN, a VAT number or a European company number whose first digits are at `at`.
/// True when one was reported.
pub(super) fn letter_led(scan: &mut Scan<'_>, at: usize) -> bool {
    let Some(start) = letters_before(scan, at) else { return vat_with_letters(scan, at) };
    if start < scan.done {
        return false;
    }
    let hit =
        iban(scan, start).or_else(|| european_company(scan, start)).or_else(|| vat(scan, start));
    match hit {
        Some(hit) => {
            scan.push(hit);
            true
        }
        None => vat_with_letters(scan, at),
    }
}

/// Letters and digits read from a place on, through separators; with where each ended.
struct Symbols {
    symbols: [u8; 36],
    ends: [usize; 36],
    /// Whether a separator follows each symbol.
    parted: [bool; 36],
    len: usize,
    broken: bool,
}

fn symbols(scan: &Scan<'_>, start: usize, most: usize) -> Symbols {
    let mut read =
        Symbols { symbols: [0; 36], ends: [0; 36], parted: [false; 36], len: 0, broken: false };
    let mut at = start;
    while read.len < most.min(36) {
        let byte = scan.byte(at);
        if byte.is_ascii_alphanumeric() {
            read.symbols[read.len] = byte;
            read.len += 1;
            at += 1;
            read.ends[read.len - 1] = at;
            continue;
        }
        if read.len == 0 {
            break;
        }
        match super::cluster::separator(scan.bytes, at) {
            Some((next, kind)) => {
                read.parted[read.len - 1] = true;
                read.broken |= kind == super::cluster::BREAK;
                at = next;
            }
            None => break,
        }
    }
    if read.len > 0 && !word_at(scan.bytes, read.ends[read.len - 1]) {
        read.parted[read.len - 1] = true;
    }
    read
}

/// Fits the account part to its country's shape, reading letters as digits where digits must be.
fn fit(shape: &str, account: &mut [u8], raw: &[u8]) -> Option<usize> {
    let mut rank = 0;
    let mut soft = 0;
    let mut count = 0;
    for byte in shape.bytes() {
        if byte.is_ascii_digit() {
            count = count * 10 + usize::from(byte - b'0');
            continue;
        }
        let letters = raw.get(rank..rank + count)?;
        for (slot, &letter) in account.get_mut(rank..rank + count)?.iter_mut().zip(letters) {
            let fits = match byte {
                b'n' => slot.is_ascii_digit(),
                b'a' => slot.is_ascii_alphabetic(),
                _ => slot.is_ascii_alphanumeric(),
            };
            if !fits {
                if byte != b'n' {
                    return None;
                }
                *slot = lookalike(letter)?;
                soft += 1;
            }
        }
        rank += count;
        count = 0;
    }
    (rank == account.len()).then_some(soft)
}

fn shape_length(shape: &str) -> usize {
    let mut total = 0;
    let mut count = 0;
    for byte in shape.bytes() {
        if byte.is_ascii_digit() {
            count = count * 10 + usize::from(byte - b'0');
        } else {
            total += count;
            count = 0;
        }
    }
    total
}

fn iban(scan: &Scan<'_>, start: usize) -> Option<Hit> {
    let country = [scan.bytes[start] & 0xDF, scan.bytes[start + 1] & 0xDF];
    let shape = structure(country)?;
    let length = 4 + shape_length(shape);
    let mut read = symbols(scan, start, length);
    if read.len < 14 {
        return None;
    }
    let raw = read.symbols;
    for (slot, symbol) in read.symbols.iter_mut().enumerate() {
        *symbol = symbol.to_ascii_uppercase();
        if slot == 2 || slot == 3 {
            *symbol = lookalike(raw[slot])?;
        }
    }
    let complete = read.len == length && read.parted[length - 1];
    // A line of digits glued to the next word still ends where its country says.
    let glued = read.len == length && scan.byte(read.ends[length - 1]).is_ascii_lowercase();
    if !complete && !glued {
        return truncated(scan, start, &read, length);
    }
    let soft = fit(shape, &mut read.symbols[4..length], &raw[4..length]);
    let mut right = soft.is_some() && checks::iban(&read.symbols[..length]);
    let mut soft = soft.unwrap_or(0);
    if soft_retry(right, shape, &raw[4..length]) {
        let mut digits = read.symbols;
        for (slot, &byte) in digits[4..length].iter_mut().zip(&raw[4..length]) {
            *slot = lookalike(byte).unwrap_or(*slot);
        }
        if fit(shape, &mut digits[4..length], &raw[4..length]).is_some()
            && checks::iban(&digits[..length])
        {
            right = true;
            soft = 1;
            read.symbols = digits;
        }
    }
    let near = scan.before(start);
    let context = near.speaks_for(Kind::Iban, 90);
    let span = start..read.ends[length - 1];
    let mut shaped = read.symbols;
    let fits = fit(shape, &mut shaped[4..length], &raw[4..length]).is_some();
    let mut hit = match (right, context) {
        (true, _) => Hit::new(Kind::Iban, span, if context { 0.99 } else { 0.95 })
            .with_cue("clé de contrôle exacte"),
        (false, true) if fits => {
            let mut hit =
                Hit::new(Kind::Iban, span, 0.75).with_cue("clé de contrôle fausse, contexte net");
            hit.lowered = true;
            hit
        }
        _ => return None,
    };
    if context {
        hit.cue("mot de contexte proche");
    }
    if soft > 0 {
        hit.cue("lettres lues comme des chiffres");
    }
    if read.broken {
        hit.cue("coupé par un saut de ligne");
    }
    if let Some(status) = public_account(&read.symbols[..length], near.counter(Kind::Iban)) {
        hit.at_most = Some(status);
        hit.cue("compte d'un comptable public ou d'un organisme de justice");
    }
    Some(hit.with_value(String::from_utf8_lossy(&read.symbols[..length]).into_owned()))
}

/// What an account of the Treasury, of the Banque de France or of the Caisse des dépôts may be at most;
/// one that words give to a public body or to a bar is for a person to decide.
fn public_account(account: &[u8], announced: bool) -> Option<Status> {
    let bank = account.strip_prefix(b"FR").and_then(|rest| rest.get(2..7));
    match bank {
        Some(b"10071" | b"30001" | b"40031") => Some(Status::Permitted),
        _ => announced.then_some(Status::ToReview),
    }
}

/// Whether letters of the free part of an account may be digits misread.
fn soft_retry(right: bool, shape: &str, account: &[u8]) -> bool {
    !right
        && shape.contains('c')
        && account.iter().any(|&byte| lookalike(byte).is_some_and(|d| d != byte))
}

/// An IBAN cut short (or too long) where the word IBAN announces it.
fn truncated(scan: &Scan<'_>, start: usize, read: &Symbols, length: usize) -> Option<Hit> {
    let near = scan.before(start);
    if &scan.bytes[start..start + 2] != b"FR" || !near.speaks_for(Kind::Iban, 40) {
        return None;
    }
    // `FR-2022-0147`: the key stands against the letters, or in a group of its own.
    let group = scan.bytes[start + 2..]
        .iter()
        .skip_while(|byte| !byte.is_ascii_digit())
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    if group == 4 && !scan.bytes[start + 2].is_ascii_alphanumeric() {
        return None;
    }
    // Ends with the last group that holds digits.
    let last = (14..=read.len.min(length))
        .rev()
        .find(|&end| read.parted[end - 1] && read.symbols[end - 1].is_ascii_digit())?;
    let mut hit = Hit::new(Kind::Iban, start..read.ends[last - 1], 0.6)
        .with_cue("numéro incomplet, contexte net");
    hit.lowered = true;
    Some(hit.with_value(String::from_utf8_lossy(&read.symbols[..last]).into_owned()))
}

/// `FR40303265045`, `FR 40 303 265 045`, and the neighbours' numbers.
fn vat(scan: &Scan<'_>, start: usize) -> Option<Hit> {
    let country = [scan.bytes[start] & 0xDF, scan.bytes[start + 1] & 0xDF];
    let lengths: &[usize] = match &country {
        b"FR" => &[13],
        b"BE" => &[12],
        b"DE" => &[11],
        b"IT" => &[13],
        b"LU" => &[10],
        b"NL" => &[14],
        _ => return None,
    };
    let read = symbols(scan, start, lengths[0]);
    let length = lengths[0];
    if read.len != length || !read.parted[length - 1] {
        return None;
    }
    let mut number = read.symbols;
    for slot in &mut number[..length] {
        *slot = slot.to_ascii_uppercase();
    }
    if country == *b"FR" {
        for (slot, &letter) in number[4..length].iter_mut().zip(&read.symbols[4..length]) {
            *slot = lookalike(letter)?;
        }
        if !checks::vat_fr(&number[..length]) {
            // The key itself may hold letters read as digits.
            for (slot, &letter) in number[2..4].iter_mut().zip(&read.symbols[2..4]) {
                *slot = lookalike(letter).unwrap_or(*slot);
            }
        }
    }
    let span = start..read.ends[length - 1];
    let number = &number[..length];
    if scan.bytes[..start].trim_ascii_end().ends_with(&scan.bytes[start..start + 2]) {
        // `FR FR 23…`: not a number as one writes it.
        return None;
    }
    let near = scan.before(start);
    let context =
        near.speaks_for(Kind::Company, 90) || scan.after(span.end).speaks_for(Kind::Company, 38);
    let hit = if checks::vat_eu(number)? {
        let checked = matches!(&country, b"FR" | b"BE" | b"LU" | b"NL");
        if !checked && !context && !scan.is_alone(&span) {
            return None;
        }
        Hit::new(Kind::Company, span, if context { 0.99 } else { 0.9 }).with_cue(if checked {
            "clé de contrôle exacte"
        } else {
            "forme caractéristique"
        })
    } else if context && country == *b"FR" && number[4..].iter().all(u8::is_ascii_digit) {
        let mut hit =
            Hit::new(Kind::Company, span, 0.7).with_cue("clé de contrôle fausse, contexte net");
        hit.lowered = true;
        hit
    } else {
        return None;
    };
    Some(hit.with_value(String::from_utf8_lossy(number).into_owned()))
}

/// `FR K7 399859412`, `FRXX 399859412`: a key with letters stands between `FR` and the digits.
fn vat_with_letters(scan: &mut Scan<'_>, at: usize) -> bool {
    let window = &scan.bytes[at.saturating_sub(6)..at];
    let Some(found) = window.windows(2).rposition(|pair| pair.eq_ignore_ascii_case(b"FR")) else {
        return false;
    };
    let start = at.saturating_sub(6) + found;
    if start < scan.done || word_before(scan.bytes, start) {
        return false;
    }
    match vat(scan, start) {
        Some(hit) => {
            scan.push(hit);
            true
        }
        None => false,
    }
}

/// `FR7501.552100554`: country, registry, point, SIREN.
fn european_company(scan: &Scan<'_>, start: usize) -> Option<Hit> {
    let bytes = scan.bytes.get(start..start + 16)?;
    let shaped = bytes.starts_with(b"FR")
        && bytes[2..6].iter().all(u8::is_ascii_digit)
        && bytes[6] == b'.'
        && checks::siren(&bytes[7..16])
        && !word_at(scan.bytes, start + 16);
    shaped.then(|| {
        Hit::new(Kind::Company, start..start + 16, 0.97)
            .with_cue("clé de contrôle exacte")
            .with_value(String::from_utf8_lossy(&bytes[..16]).into_owned())
    })
}
