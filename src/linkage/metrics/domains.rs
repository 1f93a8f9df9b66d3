//! Generalised values: what each label may stand for, and whether two of them may be the same.
//!
//! `30-39`, `[30, 40[`, `75*`, `{a, b}`, `>= 65` and `*` are sets of values; two are compatible when the sets meet. A label
//! that is none of these stands for itself.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::codes::{Column, number};

/// What a label may stand for.
#[derive(Clone, PartialEq)]
pub enum Domain {
    /// Anything.
    Any,
    /// One value.
    Exact(Box<str>),
    /// Numbers between two bounds, each included or not.
    Interval { low: f64, low_in: bool, high: f64, high_in: bool },
    /// Values that begin so.
    Prefix(Box<str>),
    /// One of several.
    Set(Vec<Domain>),
}

impl Domain {
    /// Reads a label.
    pub fn of(label: &str) -> Self {
        let text = label.trim();
        if text.is_empty() || text.bytes().all(|byte| byte == b'*') {
            return Self::Any;
        }
        if let Some(inner) = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            return Self::Set(inner.split([',', ';']).map(Self::of).collect());
        }
        if let Some(interval) = bracketed(text).or_else(|| dashed(text)).or_else(|| half(text)) {
            return interval;
        }
        let stem = text.trim_end_matches('*');
        if stem.len() < text.len() && !stem.contains('*') {
            return Self::Prefix(stem.into());
        }
        if text.contains('|') {
            return Self::Set(text.split('|').map(Self::of).collect());
        }
        Self::Exact(text.into())
    }

    /// Whether it stands for one value only.
    pub fn is_exact(&self) -> bool {
        matches!(self, Self::Exact(_))
    }

    /// Whether some value belongs to both.
    pub fn meets(&self, other: &Self) -> bool {
        use Domain::{Any, Exact, Interval, Prefix, Set};
        match (self, other) {
            (Any, _) | (_, Any) => true,
            (Set(parts), other) | (other, Set(parts)) => parts.iter().any(|part| part.meets(other)),
            (Exact(a), Exact(b)) => {
                a == b || number(a).is_some_and(|a| number(b).is_some_and(|b| a == b))
            }
            (Exact(value), Prefix(stem)) | (Prefix(stem), Exact(value)) => {
                value.starts_with(&**stem)
            }
            (Prefix(a), Prefix(b)) => a.starts_with(&**b) || b.starts_with(&**a),
            (Exact(value), Interval { .. }) => number(value).is_some_and(|value| {
                let point = Interval { low: value, low_in: true, high: value, high_in: true };
                point.meets(other)
            }),
            (Interval { .. }, Exact(_)) => other.meets(self),
            (
                Interval { low, low_in, high, high_in },
                Interval { low: from, low_in: from_in, high: to, high_in: to_in },
            ) => {
                let before =
                    |a: f64, a_in: bool, b: f64, b_in: bool| a < b || (a == b && a_in && b_in);
                before(*low, *low_in, *to, *to_in) && before(*from, *from_in, *high, *high_in)
            }
            // Digits that begin a number say nothing of where it lies.
            (Interval { .. }, Prefix(_)) | (Prefix(_), Interval { .. }) => true,
        }
    }
}

/// `[30, 40[`, `(30;40]`, `]30, 40]`.
fn bracketed(text: &str) -> Option<Domain> {
    let mut chars = text.chars();
    let (open, close) = (chars.next()?, chars.next_back()?);
    let low_in = match open {
        '[' => true,
        ']' | '(' => false,
        _ => return None,
    };
    let high_in = match close {
        ']' => true,
        '[' | ')' => false,
        _ => return None,
    };
    let inner = chars.as_str();
    let (low, high) =
        [';', ','].into_iter().find_map(|sign| inner.split_once(sign)).or_else(|| {
            // A dash that is no sign of the first number.
            let at = inner.char_indices().skip(1).find(|(_, c)| matches!(c, '-' | '–'))?;
            Some((&inner[..at.0], &inner[at.0 + at.1.len_utf8()..]))
        })?;
    let bound = |text: &str, infinite: f64| match text.trim() {
        "" | "-∞" | "+∞" | "∞" | "-inf" | "inf" | "+inf" => Some(infinite),
        text => number(text),
    };
    interval(bound(low, f64::NEG_INFINITY)?, low_in, bound(high, f64::INFINITY)?, high_in)
}

/// `30-39`, `30 – 39`, `30 à 39`.
fn dashed(text: &str) -> Option<Domain> {
    let split = [" à ", "–", "-", ".."].into_iter().find_map(|sign| text.split_once(sign));
    let (low, high) = split?;
    let plain = |text: &str| {
        let text = text.trim();
        text.starts_with(|c: char| c.is_ascii_digit()).then(|| number(text)).flatten()
    };
    interval(plain(low)?, true, plain(high)?, true)
}

/// `>= 65`, `< 18`, `65+`.
fn half(text: &str) -> Option<Domain> {
    let bounds = [
        (">=", true, true),
        ("≥", true, true),
        ("<=", false, true),
        ("≤", false, true),
        (">", true, false),
        ("<", false, false),
    ];
    for (sign, above, closed) in bounds {
        if let Some(rest) = text.strip_prefix(sign) {
            let bound = number(rest)?;
            return if above {
                interval(bound, closed, f64::INFINITY, true)
            } else {
                interval(f64::NEG_INFINITY, true, bound, closed)
            };
        }
    }
    interval(number(text.strip_suffix('+')?)?, true, f64::INFINITY, true)
}

/// An interval that holds something.
fn interval(low: f64, low_in: bool, high: f64, high_in: bool) -> Option<Domain> {
    let holds = low < high || (low == high && low_in && high_in);
    holds.then_some(Domain::Interval { low, low_in, high, high_in })
}

/// A hierarchy: for each label of a higher level, the values that it covers.
#[derive(Clone, Default)]
pub struct Hierarchy {
    leaves: BTreeMap<Box<str>, Vec<Domain>>,
}

impl Hierarchy {
    /// From rows « value, first generalisation, second… ».
    pub fn from_rows<'r>(rows: impl IntoIterator<Item = Vec<&'r str>>) -> Self {
        let mut leaves: BTreeMap<Box<str>, Vec<Domain>> = BTreeMap::new();
        for row in rows {
            let Some((value, above)) = row.split_first() else { continue };
            for label in above {
                if label != value {
                    leaves.entry((*label).into()).or_default().push(Domain::Exact((*value).into()));
                }
            }
        }
        Self { leaves }
    }

    fn domain(&self, label: &str) -> Domain {
        match self.leaves.get(label) {
            Some(leaves) => Domain::Set(leaves.clone()),
            None => Domain::of(label),
        }
    }
}

/// What an exact label is equal to.
#[derive(PartialEq, Eq, Hash)]
enum Exact<'l> {
    Number(u64),
    Word(&'l str),
}

impl<'l> Exact<'l> {
    fn of(label: &'l str) -> Self {
        match number(label) {
            // Zero has two bit patterns.
            Some(number) => Self::Number((number + 0.0).to_bits()),
            None => Self::Word(label),
        }
    }
}

/// With which codes of a column a code is compatible.
#[derive(Clone)]
pub enum Near {
    All,
    /// In increasing order.
    Some(Vec<u32>),
}

/// How nulls and generalised values compare with others.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// A null, or `*`, is compatible with anything; a label with itself only.
    Wildcard,
    /// Labels are read as domains.
    Domains,
}

/// The compatible codes of each code of a column.
pub fn nearness(column: &Column, reading: Reading, hierarchy: Option<&Hierarchy>) -> Vec<Near> {
    let domains: Vec<Domain> = column
        .labels
        .iter()
        .enumerate()
        .map(|(code, label)| {
            if Some(code as u32) == column.null {
                return Domain::Any;
            }
            match (reading, hierarchy) {
                (Reading::Wildcard, _) if &**label == "*" => Domain::Any,
                (Reading::Wildcard, _) => Domain::Exact(label.clone()),
                (Reading::Domains, Some(hierarchy)) => hierarchy.domain(label),
                (Reading::Domains, None) => Domain::of(label),
            }
        })
        .collect();
    // Two exact labels are compatible when they are one word or one number: no need to compare them all.
    let mut alike: FxHashMap<Exact<'_>, Vec<u32>> = FxHashMap::default();
    for (code, domain) in (0..).zip(&domains) {
        if let Domain::Exact(label) = domain {
            alike.entry(Exact::of(label)).or_default().push(code);
        }
    }
    let wide: Vec<u32> = (0..)
        .zip(&domains)
        .filter(|(_, domain)| !domain.is_exact())
        .map(|(code, _)| code)
        .collect();
    (0..)
        .zip(&domains)
        .map(|(code, domain)| match domain {
            Domain::Any => Near::All,
            Domain::Exact(label) if reading == Reading::Domains => {
                let same = alike.get(&Exact::of(label)).map_or(&[][..], Vec::as_slice);
                let mut near: Vec<u32> = wide
                    .iter()
                    .copied()
                    .filter(|&other| domains[other as usize].meets(domain))
                    .chain(same.iter().copied())
                    .collect();
                near.sort_unstable();
                Near::Some(near)
            }
            // A wildcard is read of words as they are written.
            Domain::Exact(_) => {
                let mut near: Vec<u32> = wide.iter().copied().chain([code]).collect();
                near.sort_unstable();
                Near::Some(near)
            }
            _ => Near::Some(
                (0..)
                    .zip(&domains)
                    .filter(|(_, other)| domain.meets(other))
                    .map(|(other, _)| other)
                    .collect(),
            ),
        })
        .collect()
}
