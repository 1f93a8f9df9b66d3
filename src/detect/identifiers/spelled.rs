//! Numbers spelt out in words: « zéro six douze trente-quatre cinquante-six soixante-dix-huit ».
//!
//! Tried from the letter `z` of zéro, onze, douze, treize, quatorze, quinze and seize, at least
//! one of which is in any telephone and in nearly any long number read aloud.

use super::checks;
use super::kind::Kind;
use super::scan::{Hit, Scan, word_before};

/// A number word, as it is written, folded.
#[derive(Clone, Copy, PartialEq)]
enum Word {
    /// 0 to 9.
    Unit(u8),
    /// 10 to 16.
    Teen(u8),
    /// 20, 30, 40, 50, 60, 70, 80, 90.
    Ten(u8),
    Hundred,
    And,
    /// Digits in figures among the words.
    Figures,
}

fn word(text: &[u8]) -> Option<Word> {
    let mut folded = [0u8; 12];
    let mut len = 0;
    let mut at = 0;
    while at < text.len() {
        if len == folded.len() {
            return None;
        }
        folded[len] = match text[at] {
            0xC3 => {
                at += 1;
                b'e'
            }
            byte => byte.to_ascii_lowercase(),
        };
        len += 1;
        at += 1;
    }
    Some(match &folded[..len] {
        b"zero" => Word::Unit(0),
        b"un" | b"une" => Word::Unit(1),
        b"deux" => Word::Unit(2),
        b"trois" => Word::Unit(3),
        b"quatre" => Word::Unit(4),
        b"cinq" => Word::Unit(5),
        b"six" => Word::Unit(6),
        b"sept" => Word::Unit(7),
        b"huit" => Word::Unit(8),
        b"neuf" => Word::Unit(9),
        b"dix" => Word::Teen(10),
        b"onze" => Word::Teen(11),
        b"douze" => Word::Teen(12),
        b"treize" => Word::Teen(13),
        b"quatorze" => Word::Teen(14),
        b"quinze" => Word::Teen(15),
        b"seize" => Word::Teen(16),
        b"vingt" | b"vingts" => Word::Ten(20),
        b"trente" => Word::Ten(30),
        b"quarante" => Word::Ten(40),
        b"cinquante" => Word::Ten(50),
        b"soixante" => Word::Ten(60),
        b"septante" => Word::Ten(70),
        b"octante" | b"huitante" => Word::Ten(80),
        b"nonante" => Word::Ten(90),
        b"cent" => Word::Hundred,
        b"et" => Word::And,
        digits
            if !digits.is_empty() && digits.len() <= 4 && digits.iter().all(u8::is_ascii_digit) =>
        {
            Word::Figures
        }
        _ => return None,
    })
}

fn is_inside(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == 0xC3 || byte == 0xA9 || byte == 0xA8 || byte == 0x89
}

/// What may part two number words.
fn is_gap(byte: u8) -> bool {
    matches!(byte, b' ' | b'-' | b',' | b'.' | b'\n' | b'/' | b'\t')
}

/// Tries the run of number words around the `z` at `at`. True when one was reported.
pub(super) fn around(scan: &mut Scan<'_>, at: usize) -> bool {
    if at < scan.spelt || at < scan.done {
        return false;
    }
    let bytes = scan.bytes;
    let (mut start, mut end) = (at, at);
    while start > 0 && is_inside(bytes[start - 1]) && at - start < 12 {
        start -= 1;
    }
    while end < bytes.len() && is_inside(bytes[end]) && end - at < 12 {
        end += 1;
    }
    if word(&bytes[start..end]).is_none() || word_before(bytes, start) {
        return false;
    }
    // Backwards, then forwards, while words are number words.
    let floor = scan.done.max(at.saturating_sub(240));
    loop {
        let mut stop = start;
        while stop > floor && is_gap(bytes[stop - 1]) && start - stop < 3 {
            stop -= 1;
        }
        let mut from = stop;
        while from > floor && is_inside(bytes[from - 1]) && stop - from < 12 {
            from -= 1;
        }
        if from == stop
            || stop == start
            || word(&bytes[from..stop]).is_none()
            || word_before(bytes, from)
        {
            break;
        }
        start = from;
    }
    let mut words: Vec<(Word, usize, usize)> = Vec::with_capacity(24);
    let mut place = start;
    while place < bytes.len() && words.len() < 64 {
        let mut stop = place;
        while stop < bytes.len() && is_inside(bytes[stop]) && stop - place < 13 {
            stop += 1;
        }
        let Some(found) = word(&bytes[place..stop]) else { break };
        words.push((found, place, stop));
        place = stop;
        while place < bytes.len() && is_gap(bytes[place]) && place - stop < 3 {
            place += 1;
        }
        if place == stop {
            break;
        }
    }
    scan.spelt = words.last().map_or(end, |&(_, _, stop)| stop);
    match read(scan, &words) {
        Some(hit) => {
            scan.push(hit);
            true
        }
        None => false,
    }
}

/// Turns number words into digits, with where each digit's word begins and ends.
fn digits(bytes: &[u8], words: &[(Word, usize, usize)]) -> Vec<(u8, usize, usize)> {
    let mut digits: Vec<(u8, usize, usize)> = Vec::with_capacity(32);
    let mut at = 0;
    while at < words.len() {
        let (first, start, mut end) = words[at];
        at += 1;
        let mut say = |value: u32, width: usize, end: usize| {
            for digit in format!("{value:0width$}").bytes() {
                digits.push((digit, start, end));
            }
        };
        match first {
            Word::And => {}
            Word::Figures => {
                for &byte in &bytes[start..end] {
                    digits.push((byte, start, end));
                }
            }
            Word::Unit(4) if matches!(words.get(at), Some((Word::Ten(20), ..))) => {
                end = words[at].2;
                at += 1;
                let value = 80 + below_twenty(words, &mut at, &mut end, false);
                say(value, 2, end);
            }
            Word::Unit(unit) if unit > 0 && matches!(words.get(at), Some((Word::Hundred, ..))) => {
                end = words[at].2;
                at += 1;
                let value = u32::from(unit) * 100 + below_hundred(words, &mut at, &mut end);
                say(value, 3, end);
            }
            Word::Hundred => {
                let value = 100 + below_hundred(words, &mut at, &mut end);
                say(value, 3, end);
            }
            Word::Unit(unit) => say(u32::from(unit), 1, end),
            Word::Teen(10) => {
                let value = 10 + tens_unit(words, &mut at, &mut end, 7);
                say(value, 2, end);
            }
            Word::Teen(teen) => say(u32::from(teen), 2, end),
            Word::Ten(ten) => {
                let value = u32::from(ten) + below_twenty(words, &mut at, &mut end, ten != 60);
                say(value, 2, end);
            }
        }
    }
    digits
}

/// `dix-sept`, `dix-huit`, `dix-neuf`.
fn tens_unit(words: &[(Word, usize, usize)], at: &mut usize, end: &mut usize, least: u8) -> u32 {
    match words.get(*at) {
        Some(&(Word::Unit(unit), _, stop)) if unit >= least => {
            *at += 1;
            *end = stop;
            u32::from(unit)
        }
        _ => 0,
    }
}

/// What follows a ten: a unit, `et un`, or (after soixante and quatre-vingt) a number to nineteen.
fn below_twenty(
    words: &[(Word, usize, usize)],
    at: &mut usize,
    end: &mut usize,
    plain: bool,
) -> u32 {
    let and = usize::from(matches!(words.get(*at), Some((Word::And, ..))));
    match words.get(*at + and) {
        Some(&(Word::Unit(unit), _, stop)) if unit > 0 => {
            *at += and + 1;
            *end = stop;
            u32::from(unit)
        }
        Some(&(Word::Teen(teen), _, stop)) if !plain => {
            *at += and + 1;
            *end = stop;
            if teen == 10 { 10 + tens_unit(words, at, end, 7) } else { u32::from(teen) }
        }
        _ => 0,
    }
}

fn below_hundred(words: &[(Word, usize, usize)], at: &mut usize, end: &mut usize) -> u32 {
    match words.get(*at) {
        Some(&(Word::Unit(4), _, stop)) => {
            *at += 1;
            *end = stop;
            if let Some(&(Word::Ten(20), _, stop)) = words.get(*at) {
                *at += 1;
                *end = stop;
                return 80 + below_twenty(words, at, end, false);
            }
            4
        }
        Some(&(Word::Unit(unit), _, stop)) => {
            *at += 1;
            *end = stop;
            u32::from(unit)
        }
        Some(&(Word::Teen(teen), _, stop)) => {
            *at += 1;
            *end = stop;
            if teen == 10 { 10 + tens_unit(words, at, end, 7) } else { u32::from(teen) }
        }
        Some(&(Word::Ten(ten), _, stop)) => {
            *at += 1;
            *end = stop;
            u32::from(ten) + below_twenty(words, at, end, ten != 60)
        }
        _ => 0,
    }
}

fn read(scan: &Scan<'_>, words: &[(Word, usize, usize)]) -> Option<Hit> {
    let spelt =
        words.iter().filter(|(word, ..)| !matches!(word, Word::Figures | Word::And)).count();
    if spelt < 4 {
        return None;
    }
    let found = digits(scan.bytes, words);
    if found.len() < 9 {
        return None;
    }
    let value: Vec<u8> = found.iter().map(|&(digit, ..)| digit).collect();
    let near = scan.before(found[0].1);
    let plus = near.ends_with(&[b"plus"]);
    let mut best: Option<Hit> = None;
    for from in 0..found.len() {
        if from > 0 && found[from].1 == found[from - 1].1 {
            continue;
        }
        for length in [10, 15, 13, 9, 14, 16, 11] {
            let to = from + length;
            if to > found.len() || (to < found.len() && found[to].1 == found[to - 1].1) {
                continue;
            }
            let window = &value[from..to];
            let Some((kind, confidence)) = classify(window, &near, plus && from == 0) else {
                continue;
            };
            if best.as_ref().is_some_and(|hit| hit.confidence >= confidence) {
                continue;
            }
            best = Some(
                Hit::new(kind, found[from].1..found[to - 1].2, confidence)
                    .with_cue("numéro écrit en toutes lettres")
                    .with_value(String::from_utf8_lossy(window).into_owned()),
            );
        }
    }
    best
}

fn classify(digits: &[u8], near: &super::context::Near, plus: bool) -> Option<(Kind, f32)> {
    let near_for = |kind: Kind| near.speaks_for(kind, 90);
    match digits.len() {
        10 if digits[0] == b'0' && digits[1] != b'0' => {
            Some((Kind::Tel, if near_for(Kind::Tel) { 0.97 } else { 0.88 }))
        }
        11 if plus && digits.starts_with(b"33") => Some((Kind::Tel, 0.95)),
        15 if checks::nir(digits) => Some((Kind::Nir, 0.97)),
        15 | 13 if checks::nir_shape(digits) && near_for(Kind::Nir) => Some((Kind::Nir, 0.75)),
        9 if checks::siren(digits) && near_for(Kind::Company) => Some((Kind::Company, 0.95)),
        14 if checks::siret(digits) && near_for(Kind::Company) => Some((Kind::Company, 0.96)),
        16 if checks::card(digits) => {
            Some((Kind::Card, if near_for(Kind::Card) { 0.97 } else { 0.85 }))
        }
        _ => None,
    }
}
