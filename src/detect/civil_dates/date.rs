//! A date as people write it, damage included: `3 mai 1975`, `03.05.75`, `O3/O5/l975`,
//! `trois mai mil neuf cent soixante-quinze`, `1975-05-03`.
//!
//! Reads at a given token and nowhere else; what the date is about is not its business.

use rustc_hash::FxHashMap;

use crate::detect::places::look_alike_digit;
use crate::document::numbers::WORDS;
use crate::document::tokens::{fold, fold_hash};
use crate::document::{Case, Token, TokenKind};

/// How a date is written, which decides the rule that reports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    Letters,
    Numbers,
}

/// A date read from tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// Token after the last.
    pub end: usize,
    /// Absent when the text gives a month and a year alone.
    pub day: Option<u8>,
    pub month: u8,
    pub year: Option<u16>,
    pub writing: Writing,
    /// A letter stood for a digit, or a digit for a letter.
    pub damaged: bool,
}

impl Date {
    /// A whole date that words tell.
    fn in_letters(end: usize, day: u8, month: u8, year: u16, damaged: bool) -> Self {
        let (day, year) = (Some(day), Some(year));
        Self { end, day, month, year, writing: Writing::Letters, damaged }
    }

    /// ISO 8601, with `--` for what is not given.
    pub fn iso(&self) -> String {
        // Each date of a decision is written: digit by digit costs a fraction of a format.
        const fn digit(value: u32) -> u8 {
            b'0' + (value % 10) as u8
        }
        let (mut out, mut end) = ([b'-'; 10], 1);
        if let Some(year) = self.year {
            let year = u32::from(year);
            out[..4].copy_from_slice(&[year / 1000, year / 100, year / 10, year].map(digit));
            end = 4;
        }
        for part in [Some(self.month), self.day].into_iter().flatten() {
            let part = u32::from(part);
            out[end + 1..end + 3].copy_from_slice(&[digit(part / 10), digit(part)]);
            end += 3;
        }
        String::from_utf8_lossy(&out[..end]).into_owned()
    }
}

/// Years in which someone named in a decision can have been born, married or dead.
const YEARS: std::ops::RangeInclusive<u32> = 1750..=2035;

/// Names of months with their abbreviations, folded.
const MONTHS: [&str; 12] = [
    "janvier janv jan january",
    "fevrier fevr fev february fbr",
    "mars mar march",
    "avril avr april",
    "mai may",
    "juin jun june",
    "juillet juil jul juill july",
    "aout aou august",
    "septembre sept sep september 7bre",
    "octobre oct october 8bre",
    "novembre nov november 9bre",
    "decembre dec december xbre",
];

/// Bytes of the longest month, `septembre` or `décembre`.
const LONGEST_MONTH: usize = 9;

/// Words of numbers in dates, folded, beside those of `document::numbers`.
const NUMBERS: [(&str, u32); 6] =
    [("zero", 0), ("un", 1), ("une", 1), ("premier", 1), ("cent", 100), ("cents", 100)];

/// Reads dates; holds the words of months and numbers by folded hash.
pub struct DateReader {
    months: FxHashMap<u64, u8>,
    numbers: FxHashMap<u64, u32>,
    thousand: [u64; 3],
    of: [u64; 5],
    and: u64,
}

/// One part of a numeric date.
#[derive(Clone, Copy)]
struct Part {
    value: u32,
    digits: usize,
    damaged: bool,
}

impl DateReader {
    pub fn new() -> Self {
        let mut months = FxHashMap::default();
        for (rank, names) in MONTHS.iter().enumerate() {
            for name in names.split(' ') {
                months.insert(fold_hash(name), rank as u8 + 1);
            }
        }
        let numbers = NUMBERS.into_iter().chain(WORDS);
        let numbers = numbers.map(|(word, value)| (fold_hash(word), value)).collect();
        Self {
            months,
            numbers,
            thousand: ["mil", "mille", "milles"].map(fold_hash),
            of: ["de", "d", "du", "mois", "jour"].map(fold_hash),
            and: fold_hash("et"),
        }
    }

    /// The date that begins at `at`, if one does.
    pub fn read(&self, text: &str, tokens: &[Token], at: usize) -> Option<Date> {
        self.long(text, tokens, at)
            .or_else(|| self.glued(text, tokens, at))
            .or_else(|| self.english(text, tokens, at))
            .or_else(|| self.act(text, tokens, at))
            .or_else(|| numeric(text, tokens, at))
            .or_else(|| compact(text, tokens, at))
    }

    /// Whether a word tells a number: `trente`, `et un`.
    pub fn counts(&self, hash: u64) -> bool {
        self.numbers.contains_key(&hash)
    }

    /// A month and a year without a day: `mai 1975`.
    pub fn read_month(&self, text: &str, tokens: &[Token], at: usize) -> Option<Date> {
        let (month, end, damaged) = self.month(text, tokens, at)?;
        let (year, end, worn) = self.year(text, tokens, end)?;
        Some(Date {
            end,
            day: None,
            month,
            year: Some(year),
            writing: Writing::Letters,
            damaged: damaged || worn,
        })
    }

    /// `3 mai 1975`, `1er mai`, `trois mai mil neuf cent…`, `3 du mois de mai 1975`.
    fn long(&self, text: &str, tokens: &[Token], at: usize) -> Option<Date> {
        let (day, mut end, worn) = self.day(text, tokens, at)?;
        // `3-mai-1975`, `3/mai/1975`, `3 . mai`
        while is_one_of(tokens, end, b"-/.,") || is_newline(tokens, end) {
            end += 1;
            if end > at + 8 {
                return None;
            }
        }
        // `12 (douze) mars 1975`
        if is_one_of(tokens, end, b"(") && is_one_of(tokens, end + 2, b")") {
            end += 3;
        }
        for _ in 0..4 {
            let Some(token) = tokens.get(end) else { break };
            if self.of.contains(&token.hash) || token.is_punct(b'\'') {
                end += 1;
            }
        }
        let (month, end, damaged) = self.month(text, tokens, end)?;
        let mut date = Date {
            end,
            day: Some(day),
            month,
            year: None,
            writing: Writing::Letters,
            damaged: damaged || worn,
        };
        let mut next = end;
        while is_one_of(tokens, next, b"-/.,'(") || is_newline(tokens, next) {
            next += 1;
            if next > end + 2 {
                break;
            }
        }
        if tokens.get(next).is_some_and(|token| self.of.contains(&token.hash)) {
            next += 1;
        }
        // `de l'an 1975`, `de l'année 1975`
        if word(text, tokens, next).eq_ignore_ascii_case("l") && is_one_of(tokens, next + 1, b"'") {
            next += 3;
        }
        if let Some((year, end, worn)) = self.year(text, tokens, next) {
            date.year = Some(year);
            date.end = end;
            date.damaged |= worn;
        }
        Some(date)
    }

    /// `May 3, 1975`: the month first, in what was translated.
    fn english(&self, text: &str, tokens: &[Token], at: usize) -> Option<Date> {
        let token = tokens.get(at).filter(|token| token.case() == Some(Case::Title))?;
        let month = *self.months.get(&token.hash)?;
        let (day, end, _) = self.day(text, tokens, at + 1)?;
        let comma = is_one_of(tokens, end, b",");
        let (year, end, damaged) = comma.then(|| self.year(text, tokens, end + 1)).flatten()?;
        Some(Date::in_letters(end, day, month, year, damaged))
    }

    /// `3mai1975`, `3mai 1975`, `3 mai1975`: words that lost their spaces.
    fn glued(&self, text: &str, tokens: &[Token], at: usize) -> Option<Date> {
        let token = tokens.get(at)?;
        if !matches!(token.kind, TokenKind::Mixed | TokenKind::Number) {
            return None;
        }
        let first = token.text(text);
        let digits = first.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=2).contains(&digits) {
            return None;
        }
        let (day, rest) = first.split_at(digits);
        // `3 mai1975`: the month is in the next token.
        let (rest, end) = match rest.is_empty() {
            true => {
                let next = tokens.get(at + 1).filter(|next| next.kind == TokenKind::Mixed)?;
                (next.text(text), at + 2)
            }
            false => (rest, at + 1),
        };
        let letters = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (month, year) = rest.split_at(letters);
        let month = *self.months.get(&fold_hash(month))?;
        let (year, end, _) = match year.is_empty() {
            true => self.year(text, tokens, end)?,
            false => (full_year(part(year, TokenKind::Number)?)?, end, true),
        };
        let day = day.parse().ok().filter(|day| (1..=31).contains(day))?;
        Some(Date::in_letters(end, day, month, year, true))
    }

    /// `L'an mil neuf cent soixante et onze, le trois mai`: the year first, from `an` on, as registers had it.
    fn act(&self, text: &str, tokens: &[Token], at: usize) -> Option<Date> {
        if !word(text, tokens, at).eq_ignore_ascii_case("an") {
            return None;
        }
        let (year, mut next, _) = self.year(text, tokens, at + 1)?;
        while is_one_of(tokens, next, b",")
            || is_newline(tokens, next)
            || matches!(word(text, tokens, next), "et" | "le" | "ET" | "LE" | "Le")
        {
            next += 1;
            if next > at + 24 {
                return None;
            }
        }
        let (day, next, _) = self.day(text, tokens, next)?;
        let (month, end, damaged) = self.month(text, tokens, next)?;
        Some(Date::in_letters(end, day, month, year, damaged))
    }

    fn day(&self, text: &str, tokens: &[Token], at: usize) -> Option<(u8, usize, bool)> {
        let token = tokens.get(at)?;
        let word = token.text(text);
        if let Some(part) = ordinal(word).or_else(|| part(word, token.kind)) {
            if let Some(day) = self.split_day(text, tokens, at, part) {
                return Some((day, at + 2, true));
            }
            let day = u8::try_from(part.value).ok().filter(|day| (1..=31).contains(day))?;
            // `1 er`
            let end = at + 1;
            let er = matches!(
                tokens.get(end).map(|next| next.text(text)),
                Some("er" | "ER" | "ᵉʳ" | "°")
            );
            return (part.digits <= 2).then_some((day, end + usize::from(er), part.damaged));
        }
        let (value, end) = self.number_in_words(tokens, at, true)?;
        let day = u8::try_from(value).ok().filter(|day| (1..=31).contains(day))?;
        Some((day, end, false))
    }

    /// `1 6 mars`: a day whose digits a reader parted.
    fn split_day(&self, text: &str, tokens: &[Token], at: usize, first: Part) -> Option<u8> {
        let next = tokens.get(at + 1).filter(|next| next.kind == TokenKind::Number)?;
        let unit = part(next.text(text), next.kind)?;
        let month = tokens.get(at + 2).is_some_and(|month| self.months.contains_key(&month.hash));
        let split = first.digits == 1 && unit.digits == 1 && month;
        let day = first.value * 10 + unit.value;
        u8::try_from(day).ok().filter(|day| split && (10..=31).contains(day))
    }

    fn month(&self, text: &str, tokens: &[Token], at: usize) -> Option<(u8, usize, bool)> {
        let token = tokens.get(at)?;
        let word = token.text(text);
        let (month, damaged) = match token.kind {
            TokenKind::Word(_) => match self.months.get(&token.hash) {
                Some(&month) => {
                    // `sep tembre`: a short name, and the rest of the whole one.
                    let whole = (word.len() <= 4).then(|| self.cut_month(text, tokens, at));
                    if let Some((month, end)) = whole.flatten() {
                        return Some((month, end, true));
                    }
                    (month, false)
                }
                None => match self.cut_month(text, tokens, at) {
                    Some((month, end)) => return Some((month, end, true)),
                    None => (roman_month(tokens, at, word).or_else(|| misspelt_month(word))?, true),
                },
            },
            TokenKind::Mixed => (self.worn_month(word)?, true),
            _ => return None,
        };
        let point = is_one_of(tokens, at + 1, b".") && word.len() <= 6;
        Some((month, at + 1 + usize::from(point), damaged))
    }

    /// `j⏎uin`, `octo-⏎bre`, `sep tembre`: a month that a line end or a reader cut, and the token after it.
    fn cut_month(&self, text: &str, tokens: &[Token], at: usize) -> Option<(u8, usize)> {
        let joint = tokens.get(at + 1)?;
        let cut = joint.kind == TokenKind::Newline || joint.is_punct(b'-') && !joint.spaced;
        let rest = at + 1 + usize::from(cut);
        let word = tokens.get(rest).filter(|rest| rest.is_word())?;
        // Most words after a number are no part of a month, and to join two costs an allocation.
        if tokens[at].range().len() + word.range().len() > LONGEST_MONTH {
            return None;
        }
        let whole = format!("{}{}", tokens[at].text(text), word.text(text));
        self.months.get(&fold_hash(&whole)).map(|&month| (month, rest + 1))
    }

    /// `ju1n`, `0ctobre`, `f3vrier`.
    fn worn_month(&self, word: &str) -> Option<u8> {
        ["i", "l"].into_iter().find_map(|one| {
            let letters: String = word
                .chars()
                .map(|c| match c {
                    '0' => 'o',
                    '1' => one.chars().next().unwrap_or('i'),
                    '3' => 'e',
                    '4' => 'a',
                    '5' => 's',
                    '8' => 'b',
                    _ => c,
                })
                .collect();
            self.months.get(&fold_hash(&letters)).copied()
        })
    }

    fn year(&self, text: &str, tokens: &[Token], at: usize) -> Option<(u16, usize, bool)> {
        let token = tokens.get(at)?;
        if let Some(read) = part(token.text(text), token.kind) {
            // `1 975`, `19 75`
            let glued = tokens.get(at + 1).and_then(|next| {
                let more = part(next.text(text), next.kind)?;
                let split = (read.digits, more.digits);
                let scale = match split {
                    (1, 3) => 1000,
                    (2, 2) => 100,
                    // `197 5`
                    (3, 1) => 10,
                    _ => return None,
                };
                Some(read.value * scale + more.value)
            });
            if let Some(year) = glued.filter(|year| YEARS.contains(year)) {
                return Some((year as u16, at + 2, true));
            }
            return full_year(read).map(|year| (year, at + 1, read.damaged));
        }
        let (value, end) = self.number_in_words(tokens, at, false)?;
        YEARS.contains(&value).then_some((value as u16, end, false))
    }

    /// `vingt et un`, `mil neuf cent soixante-quinze`, `deux mille un`.
    fn number_in_words(&self, tokens: &[Token], start: usize, day: bool) -> Option<(u32, usize)> {
        let (mut total, mut current, mut read, mut end) = (0u32, 0u32, false, start);
        let mut at = start;
        while let Some(token) = tokens.get(at).filter(|_| at < start + 16) {
            if read
                && (token.is_punct(b'-')
                    || token.kind == TokenKind::Newline
                    || token.hash == self.and)
            {
                at += 1;
                continue;
            }
            if !matches!(token.kind, TokenKind::Word(_)) {
                break;
            }
            if !day && self.thousand.contains(&token.hash) {
                total += current.max(1) * 1000;
                current = 0;
            } else if let Some(&value) = self.numbers.get(&token.hash) {
                current = match value {
                    100 => current.max(1) * 100,
                    // `quatre-vingt`
                    20 if current % 10 == 4 && current % 100 < 10 => current - 4 + 80,
                    _ => current + value,
                };
            } else {
                break;
            }
            read = true;
            at += 1;
            end = at;
        }
        read.then_some((total + current, end))
    }
}

/// `03/05/1975`, `03.05.75`, `1975-05-03`, `08 . 04 . 1941`, `3 / 5 / 1975`, `03 05 1975`.
fn numeric(text: &str, tokens: &[Token], at: usize) -> Option<Date> {
    let (first, after) = read_part(text, tokens, at)?;
    let (second, after) = next_part(text, tokens, after)?;
    let (third, end) = next_part(text, tokens, after)?;
    let damaged = first.damaged || second.damaged || third.damaged;
    // Spaces alone separate the parts of a phone number too.
    let spaces_alone = end == at + 3;
    if spaces_alone && third.digits != 4 {
        return None;
    }
    if damaged && first.value + second.value + third.value == 0 {
        return None;
    }
    // A number goes on to the right: `03.05.1975.12`, `03/05/1975-7`.
    if is_one_of(tokens, end, b"./") && !tokens[end].spaced && next_is_number(tokens, end + 1) {
        return None;
    }
    let (day, month, year) =
        if first.digits == 4 { (third, second, first) } else { (first, second, third) };
    if day.digits > 2 || month.digits > 2 || !matches!(year.digits, 2 | 4) {
        return None;
    }
    let (day, month) = match (day.value, month.value) {
        (1..=31, 1..=12) => (day.value, month.value),
        // Month first, as in English.
        (1..=12, 13..=31) => (month.value, day.value),
        _ => return None,
    };
    Some(Date {
        end,
        day: Some(day as u8),
        month: month as u8,
        year: Some(full_year(year)?),
        writing: Writing::Numbers,
        damaged,
    })
}

/// `05/1975`: a month and a year.
pub(super) fn numeric_month(text: &str, tokens: &[Token], at: usize) -> Option<Date> {
    let (month, after) = read_part(text, tokens, at)?;
    if !is_one_of(tokens, after, b"/.-") {
        return None;
    }
    let (year, end) = read_part(text, tokens, after + 1)?;
    let whole = month.digits <= 2 && (1..=12).contains(&month.value) && year.digits == 4;
    // A date, or a number, goes on to the right.
    let more = is_one_of(tokens, end, b"/.-") && next_is_number(tokens, end + 1);
    let year = full_year(year).filter(|_| whole && !more)?;
    Some(Date {
        end,
        day: None,
        month: month.value as u8,
        year: Some(year),
        writing: Writing::Numbers,
        damaged: month.damaged,
    })
}

/// A part of a numeric date; one written digit by digit (`0 5`) or letter for digit counts.
fn read_part(text: &str, tokens: &[Token], at: usize) -> Option<(Part, usize)> {
    let token = tokens.get(at)?;
    let word = token.text(text);
    // `1er/01/1960`
    part(word, token.kind).or_else(|| ordinal(word)).map(|read| (read, at + 1))
}

/// The part after a separator (or a mere space).
fn next_part(text: &str, tokens: &[Token], mut at: usize) -> Option<(Part, usize)> {
    let from = at;
    while is_one_of(tokens, at, b"/.-:_|,\\")
        || is_symbol_separator(text, tokens, at)
        || is_newline(tokens, at)
    {
        at += 1;
        if at > from + 2 {
            return None;
        }
    }
    if at == from && !tokens.get(at)?.spaced {
        return None;
    }
    read_part(text, tokens, at)
}

/// `03051975`, or eight digits one by one: `0 3 0 5 1 9 7 5`.
fn compact(text: &str, tokens: &[Token], at: usize) -> Option<Date> {
    let token = tokens.get(at)?;
    let word = token.text(text);
    let (digits, end) = match (token.kind, word.len()) {
        (TokenKind::Number, 8) => (word.to_owned(), at + 1),
        (TokenKind::Number, 1) => (digits_one_by_one(text, tokens, at)?, at + 8),
        _ => return None,
    };
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<u32>().ok();
    let french = (number(0..2)?, number(2..4)?, number(4..8)?);
    let iso = (number(6..8)?, number(4..6)?, number(0..4)?);
    let (day, month, year) = [french, iso].into_iter().find(|(day, month, year)| {
        (1..=31).contains(day) && (1..=12).contains(month) && (1880..=2035).contains(year)
    })?;
    Some(Date {
        end,
        day: Some(day as u8),
        month: month as u8,
        year: Some(year as u16),
        writing: Writing::Numbers,
        damaged: false,
    })
}

fn digits_one_by_one(text: &str, tokens: &[Token], at: usize) -> Option<String> {
    let mut digits = String::with_capacity(8);
    for token in tokens.get(at..at + 8)? {
        if token.kind != TokenKind::Number || token.end - token.start != 1 {
            return None;
        }
        digits.push_str(token.text(text));
    }
    Some(digits)
}

/// Digits that a scanner takes for letters more seldom.
fn worn(letter: char) -> Option<char> {
    match letter {
        'A' => Some('4'),
        'b' => Some('6'),
        'g' | 'q' => Some('9'),
        _ => None,
    }
}

/// Digits of a part, with letters that look like digits.
fn part(word: &str, kind: TokenKind) -> Option<Part> {
    let damaged = match kind {
        TokenKind::Number => false,
        TokenKind::Mixed => true,
        // `O5` is mixed; `lO`, `OI` are words.
        TokenKind::Word(Case::Upper | Case::Mixed | Case::Lower | Case::Title) => true,
        _ => return None,
    };
    if word.is_empty() || word.len() > 4 || (damaged && word.len() == 1) {
        return None;
    }
    if kind == TokenKind::Number {
        return Some(Part { value: word.parse().ok()?, digits: word.len(), damaged });
    }
    // Beside digits, or two by two between separators: `1b/O3/1g75`, `Ib/11/2008`.
    let close = kind == TokenKind::Mixed || word.len() == 2;
    let read = |letter: char| look_alike_digit(letter).or_else(|| worn(letter).filter(|_| close));
    let digits: Option<String> = word.chars().map(read).collect();
    let digits = digits?;
    let value = digits.parse().ok()?;
    Some(Part { value, digits: digits.len(), damaged })
}

/// `1er`, `2nd`, `3e`: a day with its ordinal mark.
fn ordinal(word: &str) -> Option<Part> {
    if matches!(word, "ler" | "Ier" | "ier") {
        return Some(Part { value: 1, digits: 1, damaged: true });
    }
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let (number, mark) = word.split_at(digits);
    // Most numbers have no mark, and most words no digit.
    if mark.is_empty() || !(1..=2).contains(&digits) {
        return None;
    }
    let marked = matches!(&*fold(mark), "er" | "nd" | "e" | "eme" | "th" | "st" | "rd");
    let value = number.parse().ok().filter(|_| marked)?;
    Some(Part { value, digits, damaged: false })
}

/// Two digits are of this century up to the current year, else of the last.
fn full_year(part: Part) -> Option<u16> {
    let year = match part.digits {
        4 => part.value,
        2 if part.value <= 26 => 2000 + part.value,
        2 => 1900 + part.value,
        _ => return None,
    };
    YEARS.contains(&year).then_some(year as u16)
}

/// `3.V.1975`: a month in Roman figures, between the signs of a date.
fn roman_month(tokens: &[Token], at: usize, word: &str) -> Option<u8> {
    const ROMAN: [&str; 12] =
        ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    let signs = at > 0 && is_one_of(tokens, at - 1, b"./-") && is_one_of(tokens, at + 1, b"./-");
    let rank = ROMAN.iter().position(|roman| *roman == word).filter(|_| signs)?;
    Some(rank as u8 + 1)
}

/// One wrong, missing or extra letter in the name of a month of five letters or more.
fn misspelt_month(word: &str) -> Option<u8> {
    if !(4..=12).contains(&word.len()) {
        return None;
    }
    let folded = fold(word);
    // An optical reader splits an `m` into `rn`.
    if folded.contains("rn") {
        let whole = folded.replace("rn", "m");
        let found = MONTHS.iter().position(|names| names.split(' ').next() == Some(&whole));
        if let Some(rank) = found {
            return Some(rank as u8 + 1);
        }
    }
    MONTHS.iter().enumerate().find_map(|(rank, names)| {
        let name = names.split(' ').next()?;
        let near = name.len() >= 6 && may_be_a_slip(name.as_bytes(), folded.as_bytes());
        (near && strsim::osa_distance(name, &folded) == 1).then_some(rank as u8 + 1)
    })
}

/// Whether one slip may lead from a word to another, which the distance tells at a greater price: it changes the length by one at
/// most, and leaves alone all but two letters that change places.
fn may_be_a_slip(one: &[u8], other: &[u8]) -> bool {
    if one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let before = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let after = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    before + after + 2 >= one.len().max(other.len())
}

fn word<'a>(text: &'a str, tokens: &[Token], at: usize) -> &'a str {
    tokens.get(at).map_or("", |token| token.text(text))
}

fn is_one_of(tokens: &[Token], at: usize, bytes: &[u8]) -> bool {
    tokens.get(at).is_some_and(|token| match token.kind {
        TokenKind::Punct(byte) => bytes.contains(&byte),
        _ => false,
    })
}

fn is_symbol_separator(text: &str, tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| {
        token.kind == TokenKind::Symbol && matches!(token.text(text), "·" | "•" | "∕" | "⁄" | "–")
    })
}

fn is_newline(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| token.kind == TokenKind::Newline)
}

fn next_is_number(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| !token.spaced && token.kind == TokenKind::Number)
}
