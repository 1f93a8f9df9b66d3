//! Dates as reusers write them, and moments of the transaction history.
//!
//! ISO, with a time and a zone, day first, in French words. Must not guess: what is not a date gives nothing.

use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::{Timestamp, Unit};
use regex::Regex;

/// A day, counted from 1 January 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i64);

impl Day {
    /// `YYYY-MM-DD`.
    pub fn iso(self) -> String {
        let seconds = self.0.saturating_mul(86_400);
        Timestamp::from_second(seconds)
            .map(|at| at.strftime("%Y-%m-%d").to_string())
            .unwrap_or_default()
    }
}

/// A moment, in seconds from 1970, in universal time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub i64);

impl Moment {
    pub fn day(self) -> Day {
        Day(self.0.div_euclid(86_400))
    }

    pub fn iso(self) -> String {
        Timestamp::from_second(self.0)
            .map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
            .unwrap_or_default()
    }
}

fn of_date(date: Date) -> Day {
    let since = date.since((Unit::Day, Date::constant(1970, 1, 1)));
    Day(since.map_or(0, |span| i64::from(span.get_days())))
}

fn ymd(year: &str, month: u8, day: &str) -> Option<Day> {
    let date = Date::new(year.parse().ok()?, i8::try_from(month).ok()?, day.parse().ok()?).ok()?;
    (1700..2200).contains(&date.year()).then(|| of_date(date))
}

static ISO: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\s*(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?\s*$").ok());
static DAY_FIRST: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b").ok());
static YEAR_FIRST: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(\d{4})[-/.](\d{2})[-/.](\d{2})\b").ok());
static IN_WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(\d{1,2}|1er)\s+(janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[ée]cembre|january|february|march|april|may|june|july|august|september|october|november|december)\s+(\d{4})\b").ok()
});

fn month(name: &str) -> u8 {
    const STARTS: [(&str, u8); 22] = [
        ("janv", 1),
        ("janu", 1),
        ("f", 2),
        ("mars", 3),
        ("march", 3),
        ("av", 4),
        ("ap", 4),
        ("mai", 5),
        ("may", 5),
        ("juin", 6),
        ("june", 6),
        ("juil", 7),
        ("july", 7),
        ("ao", 8),
        ("au", 8),
        ("s", 9),
        ("o", 10),
        ("n", 11),
        ("d", 12),
        ("jul", 7),
        ("jun", 6),
        ("ma", 5),
    ];
    let name = name.to_lowercase();
    STARTS.iter().find(|(start, _)| name.starts_with(start)).map_or(0, |&(_, month)| month)
}

/// The day that a value gives. A time with a zone is read in Paris: the API shifts days by the time zone.
pub fn day(text: &str) -> Option<Day> {
    let text = text.trim();
    if text.len() > 40 {
        return first_in(text);
    }
    if (text.contains('T') || text.contains('Z'))
        && let Ok(at) = text.parse::<Timestamp>()
    {
        return Some(in_paris(at));
    }
    if let Some(found) = ISO.as_ref()?.captures(text) {
        return ymd(&found[1], found[2].parse().ok()?, &found[3]);
    }
    if text.len() >= 10 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let number: i64 = text.parse().ok()?;
        let seconds = if text.len() >= 12 { number / 1_000 } else { number };
        return Timestamp::from_second(seconds).ok().map(in_paris);
    }
    first_in(text)
}

fn in_paris(at: Timestamp) -> Day {
    match at.in_tz("Europe/Paris") {
        Ok(local) => of_date(local.date()),
        Err(_) => Moment(at.as_second()).day(),
    }
}

/// The first date written in a text.
pub fn first_in(text: &str) -> Option<Day> {
    all_in(text).into_iter().next().map(|(_, day)| day)
}

/// Every date written in a text, with where it starts, in bytes.
pub fn all_in(text: &str) -> Vec<(usize, Day)> {
    let mut found = Vec::new();
    if let Some(pattern) = YEAR_FIRST.as_ref() {
        for one in pattern.captures_iter(text) {
            let at = one.get(0).map_or(0, |whole| whole.start());
            found.extend(
                one[2]
                    .parse()
                    .ok()
                    .and_then(|month| ymd(&one[1], month, &one[3]))
                    .map(|day| (at, day)),
            );
        }
    }
    if let Some(pattern) = DAY_FIRST.as_ref() {
        for one in pattern.captures_iter(text) {
            let at = one.get(0).map_or(0, |whole| whole.start());
            found.extend(
                one[2]
                    .parse()
                    .ok()
                    .and_then(|month| ymd(&one[3], month, &one[1]))
                    .map(|day| (at, day)),
            );
        }
    }
    if let Some(pattern) = IN_WORDS.as_ref() {
        for one in pattern.captures_iter(text) {
            let at = one.get(0).map_or(0, |whole| whole.start());
            let day = one[1].trim_end_matches("er");
            found.extend(ymd(&one[3], month(&one[2]), day).map(|day| (at, day)));
        }
    }
    found.sort_unstable();
    found
}

/// A moment of the history: a time with a zone, or a day at midnight in universal time.
pub fn moment(text: &str) -> Option<Moment> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(Moment(at.as_second()));
    }
    if let Ok(local) = text.replace(' ', "T").parse::<jiff::civil::DateTime>() {
        return local.in_tz("UTC").ok().map(|at| Moment(at.timestamp().as_second()));
    }
    day(text).map(|day| Moment(day.0 * 86_400))
}
