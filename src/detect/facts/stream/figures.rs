//! Dates, amounts and numbers in words.

use super::{Builder, Datum, Wake, mark};
use crate::document::TokenKind;
use crate::document::tokens::{hash_plain, hashes};

const ONE: [u64; 2] = hashes(["un", "une"]);
const ELEVEN: u64 = hash_plain("onze");

impl Builder<'_> {
    fn datum(&mut self, byte: u8, at: usize, end: usize, value: String, level: i64) -> usize {
        let token = self.tokens[at];
        self.blank(&token);
        let here = self.letters.len();
        self.push(byte, at);
        self.out.data.push(Datum { at: here, value, level, tokens: (at, end - 1) });
        end
    }

    pub(super) fn date(&mut self, at: usize) -> Option<usize> {
        let date = self
            .dates
            .read(self.text, self.tokens, at)
            .or_else(|| self.dates.read_month(self.text, self.tokens, at))?;
        date.year?;
        if date.damaged && date.end > at + 6 {
            return None;
        }
        let level = i64::from(date.day.is_none());
        Some(self.datum(mark::DATE, at, date.end, date.iso(), level))
    }

    pub(super) fn number(&mut self, at: usize) -> usize {
        if self.may_be_date(at)
            && let Some(next) = self.date(at)
        {
            return next;
        }
        if let Some((cents, end)) = self.euros(at) {
            return self.datum(mark::EUROS, at, end, euro_value(cents), 0);
        }
        let token = self.tokens[at];
        self.blank(&token);
        self.fold(at);
        at + 1
    }

    /// Whether a number can begin a date: most are followed by a unit, which is no month.
    fn may_be_date(&self, at: usize) -> bool {
        match self.tokens[at].range().len() {
            1 | 2 => !self.words.units.contains(&self.hash(at + 1)),
            4 | 8 => true,
            _ => false,
        }
    }

    /// An amount in euros that begins at a token: its cents and the token after its unit.
    fn euros(&self, at: usize) -> Option<(u64, usize)> {
        let digits = |rank: usize| {
            let token = self.tokens.get(rank)?;
            (token.kind == TokenKind::Number).then(|| token.text(self.text))
        };
        let first = digits(at)?;
        let mut length = first.len();
        let mut whole = first.parse::<u64>().ok()?;
        let mut end = at + 1;
        while length <= 12 {
            let point = self.is_punct(end, b'.') && !self.tokens[end].spaced;
            let rank = if point { end + 1 } else { end };
            match digits(rank) {
                Some(more) if more.len() == 3 => whole = whole * 1000 + more.parse::<u64>().ok()?,
                _ => break,
            }
            length += 3;
            end = rank + 1;
        }
        let mut cents = 0;
        if (self.is_punct(end, b',') || self.is_punct(end, b'.'))
            && let Some(more) = digits(end + 1)
            && more.len() <= 2
        {
            cents = more.parse::<u64>().ok()? * if more.len() == 1 { 10 } else { 1 };
            end += 2;
        }
        let mut scale = 1_u64;
        match self.tokens.get(end).map(|token| token.text(self.text)) {
            Some("k" | "K") => (scale, end) = (1_000, end + 1),
            Some("millions" | "million" | "M") => (scale, end) = (1_000_000, end + 1),
            _ => {}
        }
        if scale > 1
            && matches!(self.tokens.get(end).map(|token| token.text(self.text)), Some("d" | "de"))
        {
            end += if self.is_punct(end + 1, b'\'') { 2 } else { 1 };
        }
        let unit = self.tokens.get(end)?;
        let is_euro = self.words.euro.contains(&unit.hash) || unit.text(self.text) == "€";
        if !is_euro {
            return None;
        }
        Some((whole.checked_mul(100)?.checked_add(cents)?.checked_mul(scale)?, end + 1))
    }

    /// `quarante-deux` becomes `42`. A number word alone that is also an ordinary word stays.
    pub(super) fn spelled_number(&mut self, at: usize) -> Option<usize> {
        let (mut total, mut current, mut end, mut rank) = (0_u32, 0_u32, at, at);
        while let Some(token) = self.tokens.get(rank).filter(|_| rank < at + 14) {
            if rank > at && (token.is_punct(b'-') || token.hash == self.words.and) {
                // `vingt et un`: the conjunction only before `un` and `onze`.
                let after = self.hash(rank + 1);
                let joined = token.is_punct(b'-')
                    || ONE.contains(&after) && current % 10 == 0 && current >= 20
                    || after == ELEVEN;
                if !joined || !(self.words.numbers.contains_key(&after) || ONE.contains(&after)) {
                    break;
                }
                rank += 1;
                continue;
            }
            match self.words.numbers.get(&token.hash) {
                Some(1000) => {
                    total += current.max(1) * 1000;
                    current = 0;
                }
                Some(100) => current = current.max(1) * 100,
                Some(20) if current % 100 == 4 => current += 76,
                Some(&value) => current += value,
                None if ONE.contains(&token.hash) && rank > at => current += 1,
                None => break,
            }
            rank += 1;
            end = rank;
        }
        if end == at {
            return None;
        }
        let token = self.tokens[at];
        self.blank(&token);
        self.open(at);
        self.out.wakes.push(Wake::byte(self.letters.len()));
        self.letters.extend((total + current).to_string().as_bytes());
        Some(end)
    }
}

/// Euros without useless decimals: `2345.67`, `4200`.
fn euro_value(cents: u64) -> String {
    let digit = |value: u64| char::from(b'0' + (value % 10) as u8);
    let mut value = (cents / 100).to_string();
    match (cents / 10 % 10, cents % 10) {
        (0, 0) => {}
        (tens, 0) => value.extend(['.', digit(tens)]),
        (tens, units) => value.extend(['.', digit(tens), digit(units)]),
    }
    value
}
