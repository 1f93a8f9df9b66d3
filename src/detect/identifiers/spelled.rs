//! Numbers spelt out in words: « zéro six douze trente-quatre cinquante-six soixante-dix-huit »,
//! « section AB numéro douze », « KJ sept cent onze BV ».
//!
//! Tried from a word that any telephone and nearly any long number holds (zéro, onze, douze…,
//! cent, mille); the run of number words around it is read whole.

use std::ops::Range;

use super::cadastre;
use super::checks;
use super::context::Near;
use super::kind::Kind;
use super::plates;
use super::scan::{Hit, Scan, skip_forward, word_at, word_before};

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
    Thousand,
    And,
    /// Digits in figures among the words.
    Figures,
    /// `2A` or `2B`: a Corsican department, by its letter.
    Corsica(u8),
}

/// What parts a word from the one before.
#[derive(Clone, Copy, PartialEq)]
enum Gap {
    Hyphen,
    Space,
    Wide,
}

#[derive(Clone, Copy)]
struct Token {
    word: Word,
    start: usize,
    end: usize,
    gap: Gap,
}

/// A digit and the words it comes from.
#[derive(Clone, Copy)]
struct Digit {
    value: u8,
    start: usize,
    end: usize,
}

/// How far words are joined into one number.
#[derive(Clone, Copy, PartialEq)]
enum Joining {
    /// « trente-quatre », « vingt et un ».
    Hyphens,
    /// « trente quatre » too.
    Spaces,
}

/// The longest number word, in bytes.
const LONGEST: usize = 12;

fn word(text: &[u8]) -> Option<Word> {
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let mut folded = [0u8; LONGEST];
    let mut len = 0;
    let mut at = 0;
    while at < text.len() {
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
        b"cent" | b"cents" => Word::Hundred,
        b"mille" => Word::Thousand,
        b"et" => Word::And,
        [b'2', letter @ (b'a' | b'b')] => Word::Corsica(letter.to_ascii_uppercase()),
        digits if digits.len() <= 4 && digits.iter().all(u8::is_ascii_digit) => Word::Figures,
        _ => return None,
    })
}

fn is_inside(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, 0xC3 | 0xA9 | 0xA8 | 0x89)
}

/// What may part two number words.
fn is_gap(byte: u8) -> bool {
    matches!(byte, b' ' | b'-' | b',' | b'.' | b'\n' | b'/' | b'\t' | b';')
}

/// Tries the run of number words around `at`. True when one was reported.
pub(super) fn around(scan: &mut Scan<'_>, at: usize) -> bool {
    if at < scan.spelt || at < scan.done {
        return false;
    }
    let Some(start) = first_word(scan.bytes, at, scan.done) else { return false };
    let tokens = tokens(scan.bytes, start);
    scan.spelt = tokens.last().map_or(at, |token| token.end);
    if tokens.len() < 2 && !matches!(tokens.first(), Some(token) if token.end - token.start > 3) {
        return false;
    }
    let found =
        long(scan, &tokens).or_else(|| parcel(scan, &tokens)).or_else(|| plate(scan, &tokens));
    match found {
        Some(hit) => {
            scan.push(hit);
            true
        }
        None => false,
    }
}

/// Where the run of number words that holds `at` begins.
fn first_word(bytes: &[u8], at: usize, floor: usize) -> Option<usize> {
    let word_start = |end: usize| {
        let mut start = end;
        while start > floor && is_inside(bytes[start - 1]) && end - start <= LONGEST {
            start -= 1;
        }
        start
    };
    let mut start = word_start(at);
    let end =
        at + bytes[at..].iter().take(LONGEST + 1).take_while(|&&byte| is_inside(byte)).count();
    word(&bytes[start..end])?;
    if word_before(bytes, start) {
        return None;
    }
    loop {
        let mut stop = start;
        while stop > floor && start - stop < 3 && is_gap(bytes[stop - 1]) {
            stop -= 1;
        }
        let from = word_start(stop);
        if stop == start
            || from == stop
            || word(&bytes[from..stop]).is_none()
            || word_before(bytes, from)
        {
            return Some(start);
        }
        start = from;
    }
}

fn tokens(bytes: &[u8], start: usize) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(24);
    let (mut place, mut gap) = (start, Gap::Wide);
    while place < bytes.len() && tokens.len() < 64 {
        let length =
            bytes[place..].iter().take(LONGEST + 1).take_while(|&&byte| is_inside(byte)).count();
        let end = place + length;
        let Some(word) = word(&bytes[place..end]) else { break };
        tokens.push(Token { word, start: place, end, gap });
        let blanks = bytes[end..].iter().take(3).take_while(|&&byte| is_gap(byte)).count();
        gap = match &bytes[end..end + blanks] {
            [] => break,
            b"-" => Gap::Hyphen,
            b" " | b"\n" | b"-\n" | b" \n" | b"\n " => Gap::Space,
            _ => Gap::Wide,
        };
        place = end + blanks;
    }
    while matches!(tokens.last(), Some(token) if token.word == Word::And) {
        tokens.pop();
    }
    tokens
}

/// Reads tokens into numbers.
struct Reader<'t> {
    tokens: &'t [Token],
    at: usize,
    end: usize,
    joining: Joining,
}

impl Reader<'_> {
    fn word(&self, ahead: usize) -> Option<Word> {
        self.tokens.get(self.at + ahead).map(|token| token.word)
    }

    /// Whether the token `ahead` goes on with the number being read.
    fn joined(&self, ahead: usize) -> bool {
        self.tokens.get(self.at + ahead).is_some_and(|token| match token.gap {
            Gap::Hyphen => true,
            Gap::Space => self.joining == Joining::Spaces,
            Gap::Wide => false,
        })
    }

    /// The same, for « cent » and « mille », which are parted by spaces.
    fn follows(&self, ahead: usize) -> bool {
        self.tokens.get(self.at + ahead).is_some_and(|token| token.gap != Gap::Wide)
    }

    fn take(&mut self, count: usize) {
        self.at += count;
        self.end = self.tokens[self.at - 1].end;
    }

    /// « dix-sept », « dix-huit », « dix-neuf ».
    fn after_ten(&mut self) -> u32 {
        match self.word(0) {
            Some(Word::Unit(unit)) if unit >= 7 && self.joined(0) => {
                self.take(1);
                u32::from(unit)
            }
            _ => 0,
        }
    }

    /// What follows a ten: a unit, « et un », or to nineteen after soixante and quatre-vingt.
    fn after_tens(&mut self, teens: bool) -> u32 {
        let and = usize::from(self.word(0) == Some(Word::And) && self.follows(0));
        let joined = if and == 1 { self.follows(1) } else { self.joined(0) };
        match self.word(and) {
            Some(Word::Unit(unit)) if unit > 0 && joined => {
                self.take(and + 1);
                u32::from(unit)
            }
            Some(Word::Teen(teen)) if teens && joined => {
                self.take(and + 1);
                u32::from(teen) + if teen == 10 { self.after_ten() } else { 0 }
            }
            _ => 0,
        }
    }

    /// A number below a hundred, and how many digits it is written with.
    fn below_hundred(&mut self) -> Option<(u32, usize)> {
        let first = self.word(0)?;
        let value = match first {
            Word::Unit(4) if self.word(1) == Some(Word::Ten(20)) && self.joined(1) => {
                self.take(2);
                80 + self.after_tens(true)
            }
            Word::Unit(unit) => {
                self.take(1);
                return Some((u32::from(unit), 1));
            }
            Word::Teen(teen) => {
                self.take(1);
                u32::from(teen) + if teen == 10 { self.after_ten() } else { 0 }
            }
            Word::Ten(ten) => {
                self.take(1);
                u32::from(ten) + self.after_tens(ten == 60)
            }
            _ => return None,
        };
        Some((value, 2))
    }

    /// A number below a thousand.
    fn below_thousand(&mut self) -> Option<(u32, usize)> {
        let hundreds = match (self.word(0)?, self.word(1)) {
            (Word::Hundred, _) => {
                self.take(1);
                1
            }
            (Word::Unit(unit), Some(Word::Hundred)) if unit > 1 && self.follows(1) => {
                self.take(2);
                u32::from(unit)
            }
            _ => return self.below_hundred(),
        };
        // « cent zéro » is two numbers; « cent | deux cent » too.
        let alone = !self.follows(0)
            || matches!(
                self.word(0),
                Some(Word::Unit(0) | Word::Figures | Word::Corsica(_) | Word::Hundred | Word::And)
                    | None
            )
            || (matches!(self.word(0), Some(Word::Unit(_)))
                && self.word(1) == Some(Word::Hundred)
                && self.follows(1));
        let rest = if alone { 0 } else { self.below_hundred().map_or(0, |(rest, _)| rest) };
        Some((hundreds * 100 + rest, 3))
    }

    /// A number below ten thousand.
    fn number(&mut self) -> Option<(u32, usize)> {
        if self.word(0) == Some(Word::Thousand) {
            self.take(1);
            return Some(self.after_thousand(1));
        }
        let (value, width) = self.below_thousand()?;
        if value > 0 && self.word(0) == Some(Word::Thousand) && self.follows(0) {
            self.take(1);
            return Some(self.after_thousand(value));
        }
        Some((value, width))
    }

    fn after_thousand(&mut self, thousands: u32) -> (u32, usize) {
        let more = self.follows(0) && !matches!(self.word(0), Some(Word::Unit(0)) | None);
        let rest = if more { self.below_thousand().map_or(0, |(rest, _)| rest) } else { 0 };
        (thousands * 1000 + rest, 4)
    }
}

/// Turns number words into digits.
fn digits(bytes: &[u8], tokens: &[Token], joining: Joining) -> Vec<Digit> {
    let mut digits = Vec::with_capacity(32);
    let mut reader = Reader { tokens, at: 0, end: 0, joining };
    while let Some(token) = tokens.get(reader.at).copied() {
        let start = token.start;
        match token.word {
            Word::And => reader.take(1),
            Word::Figures => {
                reader.take(1);
                let figures = bytes[start..token.end].iter();
                digits.extend(figures.map(|&value| Digit { value, start, end: token.end }));
            }
            Word::Corsica(letter) => {
                reader.take(1);
                digits.extend([b'2', letter].map(|value| Digit { value, start, end: token.end }));
            }
            _ => match reader.number() {
                Some((value, width)) => {
                    let end = reader.end;
                    digits.extend(format!("{value:0width$}").bytes().map(|value| Digit {
                        value,
                        start,
                        end,
                    }));
                }
                None => reader.take(1),
            },
        }
    }
    digits
}

/// Telephones, social security numbers, companies and cards.
fn long(scan: &Scan<'_>, tokens: &[Token]) -> Option<Hit> {
    let spelt =
        tokens.iter().filter(|token| !matches!(token.word, Word::Figures | Word::And)).count();
    if spelt < 4 {
        return None;
    }
    let near = scan.before(tokens[0].start);
    let plus = near.ends_with(&[b"plus"]);
    [Joining::Hyphens, Joining::Spaces]
        .into_iter()
        .filter_map(|joining| best(&digits(scan.bytes, tokens, joining), &near, plus))
        .reduce(|first, second| if second.confidence > first.confidence { second } else { first })
}

fn best(digits: &[Digit], near: &Near, plus: bool) -> Option<Hit> {
    let value: Vec<u8> = digits.iter().map(|digit| digit.value).collect();
    let mut best: Option<Hit> = None;
    for from in 0..digits.len() {
        if from > 0 && digits[from].start == digits[from - 1].start {
            continue;
        }
        for length in [10, 15, 13, 9, 14, 16, 11, 13] {
            let to = from + length;
            if to > digits.len() || (to < digits.len() && digits[to].start == digits[to - 1].start)
            {
                continue;
            }
            let whole = from == 0 && to == digits.len();
            let Some((kind, confidence)) =
                classify(&value[from..to], near, plus && from == 0, whole)
            else {
                continue;
            };
            if best.as_ref().is_some_and(|hit| hit.confidence >= confidence) {
                continue;
            }
            best = Some(
                Hit::new(kind, digits[from].start..digits[to - 1].end, confidence)
                    .with_cue("numéro écrit en toutes lettres")
                    .with_value(String::from_utf8_lossy(&value[from..to]).into_owned()),
            );
        }
    }
    best
}

fn classify(digits: &[u8], near: &Near, plus: bool, whole: bool) -> Option<(Kind, f32)> {
    let near_for = |kind: Kind| near.speaks_for(kind, 90);
    let nir = near_for(Kind::Nir);
    match digits.len() {
        10 if digits[0] == b'0' && digits[1] != b'0' && digits.iter().all(u8::is_ascii_digit) => {
            let tel = near_for(Kind::Tel);
            Some((
                Kind::Tel,
                if tel {
                    0.97
                } else if whole && !nir {
                    0.88
                } else {
                    0.6
                },
            ))
        }
        11 if digits.starts_with(b"33") && (plus || near_for(Kind::Tel)) => Some((Kind::Tel, 0.95)),
        13 if digits.starts_with(b"0033") => Some((Kind::Tel, 0.95)),
        15 if checks::nir(digits) => Some((Kind::Nir, 0.98)),
        15 if checks::nir_shape(digits) && (nir || whole) => Some((Kind::Nir, 0.75)),
        13 if checks::nir_shape(digits) && nir => Some((Kind::Nir, 0.74)),
        9 if checks::siren(digits) && near_for(Kind::Company) => Some((Kind::Company, 0.95)),
        14 if checks::siret(digits) && near_for(Kind::Company) => Some((Kind::Company, 0.96)),
        16 if checks::card(digits) => {
            Some((Kind::Card, if near_for(Kind::Card) { 0.97 } else { 0.85 }))
        }
        _ => None,
    }
}

/// The value of the whole run, when it is one number.
fn one_number(tokens: &[Token]) -> Option<u32> {
    let mut reader = Reader { tokens, at: 0, end: 0, joining: Joining::Spaces };
    let (value, _) = reader.number()?;
    (reader.at == tokens.len() && value > 0).then_some(value)
}

/// « section AB numéro douze ».
fn parcel(scan: &Scan<'_>, tokens: &[Token]) -> Option<Hit> {
    let number = one_number(tokens)?;
    let end = tokens.last()?.end;
    cadastre::spelt(scan, tokens[0].start, end, number)
}

/// « KJ sept cent onze BV », « neuf mille trois cent NG vingt ».
fn plate(scan: &Scan<'_>, tokens: &[Token]) -> Option<Hit> {
    let span = tokens[0].start..tokens.last()?.end;
    let zeros = tokens.iter().take_while(|token| token.word == Word::Unit(0)).count();
    let number = if zeros == tokens.len() { 0 } else { one_number(&tokens[zeros..])? };
    let (kind, span, value) = match plates::spelt(scan.bytes, span.start, span.end) {
        Some(whole) => {
            let letters = |at: usize| scan.text.get(at..at + 2).unwrap_or("");
            let value = format!("{}{number:03}{}", letters(whole.start), letters(whole.end - 2));
            (Kind::PlateSiv, whole, value)
        }
        None => older(scan, span, number)?,
    };
    let near = scan.before(span.start);
    near.speaks_for(kind, 90).then(|| {
        Hit::new(kind, span, 0.9)
            .with_cue("numéro écrit en toutes lettres")
            .with_cue("mot de contexte proche")
            .with_value(value)
    })
}

/// Letters and a department, in words or in figures, after a number in words.
fn older(scan: &Scan<'_>, span: Range<usize>, number: u32) -> Option<(Kind, Range<usize>, String)> {
    let bytes = scan.bytes;
    let letters_at = skip_forward(bytes, span.end, 3);
    let letters =
        bytes[letters_at..].iter().take(4).take_while(|byte| byte.is_ascii_uppercase()).count();
    if !(2..=3).contains(&letters) || letters_at == span.end {
        return None;
    }
    let department_at = skip_forward(bytes, letters_at + letters, 3);
    let words = tokens(bytes, department_at);
    let (department, end) = match words.as_slice() {
        [Token { word: Word::Figures | Word::Corsica(_), start, end, .. }, ..] => {
            (scan.text.get(*start..*end)?.to_owned(), *end)
        }
        [] => return None,
        words => {
            let zero = usize::from(words[0].word == Word::Unit(0) && words.len() > 1);
            let mut reader =
                Reader { tokens: &words[zero..], at: 0, end: 0, joining: Joining::Spaces };
            let (value, _) = reader.number()?;
            (format!("{value:02}"), reader.end)
        }
    };
    let known =
        matches!(department.parse::<u32>(), Ok(1..=95 | 971..=989)) || department.starts_with('2');
    if !known || word_at(bytes, end) {
        return None;
    }
    let series = scan.text.get(letters_at..letters_at + letters)?;
    Some((Kind::PlateFni, span.start..end, format!("{number}{series}{department}")))
}
