//! What each placeholder of a decision stands for, from the text before it was masked.
//!
//! The published text is the original with some spans replaced: what stands between two
//! placeholders is found in the original, in order. Where several readings fit, the one kept gives
//! each placeholder values of the right shape and, for one placeholder, one value. Must not judge.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::document::placeholders::{self, PlaceholderKind};

/// A placeholder and what it replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairing {
    pub kind: PlaceholderKind,
    /// Bytes of the masked text.
    pub placeholder: Range<usize>,
    /// Bytes of the original.
    pub original: Range<usize>,
}

/// Longest value a placeholder may stand for, in bytes; reasons and ellipses have no limit.
const LONGEST: usize = 300;

/// Readings kept after each placeholder.
const BEAM: usize = 24;

/// A reading this much worse than the best one is given up.
const MARGIN: u32 = 14;

/// A text between placeholders that is found again after a part that could not be read.
const ANCHOR: usize = 16;

/// The least part of a text, in bytes, that still ends a value when the rest was altered.
const SHORT_ANCHOR: usize = 8;

/// Aligns a masked text with its original; placeholders that cannot be read are left out.
pub fn align(original: &str, masked: &str) -> Vec<Pairing> {
    let found = bracketed(masked);
    if found.is_empty() {
        return Vec::new();
    }
    let first = Aligner { original, masked, found: &found, usual: FxHashMap::default() };
    let draft = first.run();
    let usual = usual_values(original, masked, &draft);
    Aligner { usual, ..first }.run()
}

fn bracketed(text: &str) -> Vec<(PlaceholderKind, Range<usize>)> {
    let mut found: Vec<(PlaceholderKind, Range<usize>)> = Vec::new();
    for at in memchr::memchr_iter(b'[', text.as_bytes()) {
        if let Some(one) = placeholders::bracketed(text, at)
            && found.last().is_none_or(|(_, last)| last.end <= at)
        {
            found.push((one.kind, one.span));
        }
    }
    found
}

/// The value that most occurrences of a placeholder have, when two at least agree.
fn usual_values<'a>(
    original: &'a str,
    masked: &'a str,
    draft: &[Pairing],
) -> FxHashMap<&'a str, &'a str> {
    let mut counts: FxHashMap<(&str, &str), usize> = FxHashMap::default();
    for pair in draft {
        let key = (&masked[pair.placeholder.clone()], &original[pair.original.clone()]);
        *counts.entry(key).or_default() += 1;
    }
    let mut best: FxHashMap<&str, (usize, &str)> = FxHashMap::default();
    for ((placeholder, value), count) in counts {
        let entry = best.entry(placeholder).or_insert((0, value));
        // The shortest, then the first in the alphabet: the same whatever the order of the map.
        let better = (count, entry.1.len(), entry.1) > (entry.0, value.len(), value);
        if better {
            *entry = (count, value);
        }
    }
    best.into_iter()
        .filter(|(_, (count, _))| *count >= 2)
        .map(|(placeholder, (_, value))| (placeholder, value))
        .collect()
}

struct Aligner<'a> {
    original: &'a str,
    masked: &'a str,
    found: &'a [(PlaceholderKind, Range<usize>)],
    /// Placeholder → its usual value.
    usual: FxHashMap<&'a str, &'a str>,
}

/// A reading up to some placeholder.
#[derive(Clone, Copy)]
struct State {
    /// Where the next value begins in the original.
    at: usize,
    cost: u32,
    /// Rank of the previous state in the previous step, and the value read between them.
    from: usize,
    value: Option<(usize, usize)>,
    /// What came before could not be read: the next text may be anywhere after.
    lost: bool,
}

impl<'a> Aligner<'a> {
    fn run(&self) -> Vec<Pairing> {
        let mut steps: Vec<Vec<State>> = vec![self.start()];
        for rank in 0..self.found.len() {
            let before = &steps[rank];
            let mut after: FxHashMap<(usize, bool), State> = FxHashMap::default();
            for (from, state) in before.iter().enumerate() {
                self.extend(rank, from, state, &mut after);
            }
            let mut after: Vec<State> = after.into_values().collect();
            after.sort_by_key(|state| (state.cost, state.at, state.lost));
            let best = after.first().map_or(0, |state| state.cost);
            after.retain(|state| state.cost <= best + MARGIN);
            after.truncate(BEAM);
            steps.push(after);
        }
        self.trace(&steps)
    }

    /// The text in front of the first placeholder, wherever the original begins.
    fn start(&self) -> Vec<State> {
        let head = &self.masked[..self.found[0].1.start];
        let begin = |at, lost| State { at, cost: 0, from: 0, value: None, lost };
        if head.is_empty() {
            return vec![begin(0, false)];
        }
        match memchr::memmem::find(self.original.as_bytes(), head.as_bytes()) {
            Some(at) => vec![begin(at + head.len(), false)],
            None => match self.original.find(head.trim_start()) {
                Some(at) if !head.trim().is_empty() => {
                    vec![begin(at + head.trim_start().len(), false)]
                }
                _ => vec![begin(0, true)],
            },
        }
    }

    /// The text after a placeholder, up to the next.
    fn literal(&self, rank: usize) -> &'a str {
        let start = self.found[rank].1.end;
        let end = self.found.get(rank + 1).map_or(self.masked.len(), |(_, next)| next.start);
        &self.masked[start..end]
    }

    fn extend(
        &self,
        rank: usize,
        from: usize,
        state: &State,
        after: &mut FxHashMap<(usize, bool), State>,
    ) {
        let kind = self.found[rank].0;
        let literal = self.literal(rank);
        let last = rank + 1 == self.found.len();
        let mut reached = false;
        if !state.lost {
            for end in self.ends(kind, literal, state.at, last) {
                let cost = state.cost + self.cost(rank, kind, state.at..end);
                let value = Some((state.at, end));
                let next = State { at: end + literal.len(), cost, from, value, lost: false };
                keep(after, next);
                reached = true;
            }
        }
        if !reached {
            self.resume(rank, from, state, after);
        }
    }

    /// Goes on where the text after a placeholder is not that of the original: its beginning may
    /// still end the value, and its end, or all of it further on, may open the next one.
    fn resume(
        &self,
        rank: usize,
        from: usize,
        state: &State,
        after: &mut FxHashMap<(usize, bool), State>,
    ) {
        let kind = self.found[rank].0;
        let literal = self.literal(rank);
        let piece = ANCHOR.min(literal.len() / 2);
        let head = &literal[..literal.floor_char_boundary(piece)];
        let tail = &literal[literal.ceil_char_boundary(literal.len() - piece)..];
        let again = |text: &str, at: usize| {
            let offset = self.original[at..].find(text).filter(|_| text.len() >= SHORT_ANCHOR);
            offset.map(|offset| at + offset + text.len())
        };
        let whole = again(literal, state.at).filter(|_| literal.len() >= ANCHOR);
        if whole.is_none() && !state.lost && head.len() >= SHORT_ANCHOR {
            for end in self.ends(kind, head, state.at, false).into_iter().take(2) {
                let cost = state.cost + 20 + self.cost(rank, kind, state.at..end);
                let next = again(tail, end + head.len());
                let (at, lost) = (next.unwrap_or(end), next.is_none());
                keep(after, State { at, cost, from, value: Some((state.at, end)), lost });
            }
        }
        // This value cannot be told; a long enough text may be found again further on.
        let next = whole.or_else(|| again(tail, state.at).filter(|_| tail.len() >= ANCHOR));
        let (at, lost) = (next.unwrap_or(state.at), next.is_none());
        keep(after, State { at, cost: state.cost + 40, from, value: None, lost });
    }

    /// Where the value that begins at `at` may end.
    fn ends(&self, kind: PlaceholderKind, literal: &str, at: usize, last: bool) -> Vec<usize> {
        let original = self.original;
        let free = matches!(kind, PlaceholderKind::Reasons | PlaceholderKind::Ellipsis);
        if last && literal.trim().is_empty() {
            let end = original.trim_end().len();
            return if end > at { vec![end] } else { Vec::new() };
        }
        if literal.is_empty() {
            // Two placeholders side by side: the value ends where a word does.
            let window = &original[at..original.floor_char_boundary(at + LONGEST)];
            let cuts = window.char_indices().skip(1).filter(|&(offset, character)| {
                let before = window[..offset].chars().next_back();
                character.is_whitespace() != before.is_some_and(char::is_whitespace)
            });
            return cuts.map(|(offset, _)| at + offset).take(BEAM).collect();
        }
        let limit = if free && literal.len() >= ANCHOR {
            original.len()
        } else {
            original.floor_char_boundary((at + LONGEST + literal.len()).min(original.len()))
        };
        // A value has one character at least.
        let first = original[at..].chars().next().map_or(limit, |c| at + c.len_utf8());
        if first > limit {
            return Vec::new();
        }
        memchr::memmem::find_iter(&original.as_bytes()[first..limit], literal.as_bytes())
            .map(|offset| first + offset)
            .take(BEAM)
            .collect()
    }

    /// How unlike a value of its placeholder a span is.
    fn cost(&self, rank: usize, kind: PlaceholderKind, span: Range<usize>) -> u32 {
        let value = &self.original[span.clone()];
        let mut cost = shape_cost(kind, value);
        let joined = |left: Option<char>, right: Option<char>| {
            left.is_some_and(char::is_alphanumeric) && right.is_some_and(char::is_alphanumeric)
        };
        let (before, next) = (&self.original[..span.start], &self.original[span.end..]);
        cost += 3 * u32::from(joined(before.chars().next_back(), value.chars().next()));
        cost += 3 * u32::from(joined(value.chars().next_back(), next.chars().next()));
        cost += 4 * u32::from(value.starts_with(char::is_whitespace));
        cost += 4 * u32::from(value.ends_with(char::is_whitespace));
        let placeholder = &self.masked[self.found[rank].1.clone()];
        match self.usual.get(placeholder) {
            Some(usual) if *usual == value => cost,
            Some(usual) if usual.eq_ignore_ascii_case(value) => cost,
            Some(_) => cost + 5,
            None => cost,
        }
    }

    fn trace(&self, steps: &[Vec<State>]) -> Vec<Pairing> {
        let mut pairs = Vec::new();
        let mut at = 0;
        for rank in (0..self.found.len()).rev() {
            let Some(state) = steps[rank + 1].get(at) else { return Vec::new() };
            if let Some((start, end)) = state.value {
                let (kind, placeholder) = self.found[rank].clone();
                pairs.push(Pairing { kind, placeholder, original: start..end });
            }
            at = state.from;
        }
        pairs.reverse();
        pairs
    }
}

fn keep(states: &mut FxHashMap<(usize, bool), State>, state: State) {
    let slot = states.entry((state.at, state.lost)).or_insert(state);
    if (state.cost, state.from) < (slot.cost, slot.from) {
        *slot = state;
    }
}

fn shape_cost(kind: PlaceholderKind, value: &str) -> u32 {
    use PlaceholderKind as Kind;
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let breaks = value.bytes().filter(|&byte| byte == b'\n').count() as u32;
    let words = value.split_whitespace().count() as u32;
    match kind {
        Kind::Person => 4 * u32::from(digits > 0) + 2 * breaks + words.saturating_sub(3),
        Kind::Phone => 6 * u32::from(digits < 8),
        Kind::Account => 6 * u32::from(digits < 8),
        Kind::Siren => 4 * u32::from(digits < 9),
        Kind::Email => 6 * u32::from(!value.contains('@')),
        Kind::BirthDate | Kind::DeathDate | Kind::MarriageDate => 3 * u32::from(digits == 0),
        Kind::Identifier => 3 * u32::from(digits < 4),
        Kind::Locality => 2 * breaks + words.saturating_sub(6),
        Kind::LegalPerson => breaks + words.saturating_sub(8),
        Kind::Reasons | Kind::Ellipsis => 0,
        _ => breaks / 2 + words.saturating_sub(16),
    }
}
