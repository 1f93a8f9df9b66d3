//! What two publications reveal together that neither does alone.
//!
//! Between versions of a decision: what the newer masks and the older gave (REI-05), by the words on both sides of a
//! placeholder. Within a case: categories masked in one decision and readable in another (REI-04), and what
//! the union of facts adds. The one module of `linkage` that reads texts, two at a time; a value in clear stays in
//! `Masked`, which has no `Debug`.

use std::collections::BTreeSet;
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::document::tokens::{Token, TokenKind};
use crate::document::{BlockKind, PlaceholderKind, View};
use crate::taxonomy::{Category, Severity};

/// Words of context that must agree on a side.
const ANCHOR: usize = 3;

/// Longest passage that a placeholder may stand for, in words.
const LONGEST: usize = 14;

/// How far ahead the place of a placeholder is looked for in the older text, in words.
const REACH: usize = 4_000;

/// A passage that the newer version masks and the older gives.
pub struct Masked {
    /// Bytes of the older normalised text.
    pub old: Range<usize>,
    /// Bytes of the newer normalised text: the placeholder.
    pub new: Range<usize>,
    pub category: Category,
    pub severity: Severity,
    /// The passage, folded, as fingerprints take it.
    pub value: String,
}

/// What the newer text masks and the older gives, in the order of the newer.
pub fn masked_since(old: &View<'_>, new: &View<'_>) -> Vec<Masked> {
    let before = Words::of(old);
    let after = Words::of(new);
    let places = before.places();
    let mut out: Vec<Masked> = Vec::new();
    // Where the older text was left: placeholders come in the same order in both.
    let mut from = 0;
    let mut rank = 0;
    while rank < after.words.len() {
        let Some(kind) = after.words[rank].placeholder else {
            rank += 1;
            continue;
        };
        let mut end = rank + 1;
        while end < after.words.len() && after.words[end].placeholder.is_some() {
            end += 1;
        }
        if let Some(found) = locate(&before, &after, &places, rank..end, from) {
            from = found.end;
            // What both versions mask is no difference; what is left of the passage is.
            let kinds: Vec<PlaceholderKind> =
                before.words[found.clone()].iter().filter_map(|word| word.placeholder).collect();
            let clear: Vec<&Word> = before.words[found.clone()]
                .iter()
                .filter(|word| word.placeholder.is_none())
                .collect();
            if let (Some(first), Some(last)) = (clear.first(), clear.last()) {
                let span = first.span.start..last.span.end;
                // Of judges and clerks nothing is said, masked or not.
                let judge = [BlockKind::Composition, BlockKind::Signature]
                    .into_iter()
                    .any(|kind| old.in_block(kind, span.start));
                let fresh = after.words[rank..end]
                    .iter()
                    .filter_map(|word| word.placeholder)
                    .find(|kind| !kinds.contains(kind));
                let kind = fresh.unwrap_or(kind);
                if !judge {
                    let value: Vec<&str> =
                        clear.iter().map(|word| &old.text[word.span.clone()]).collect();
                    out.push(Masked {
                        old: span,
                        new: after.words[rank].span.start..after.words[end - 1].span.end,
                        category: kind.category(),
                        severity: severity(kind),
                        value: crate::document::tokens::fold(&value.join(" ")),
                    });
                }
            }
        }
        rank = end;
    }
    out
}

/// A word, a number or a placeholder. Punctuation is often redone between versions: it is left out.
struct Word {
    span: Range<usize>,
    key: u64,
    placeholder: Option<PlaceholderKind>,
}

struct Words {
    words: Vec<Word>,
}

impl Words {
    fn of(view: &View<'_>) -> Self {
        let key = |token: &Token| match token.kind {
            TokenKind::Word(_) | TokenKind::Mixed => token.hash,
            _ => crate::document::tokens::fold_hash(token.text(&view.text)),
        };
        let words = view
            .tokens()
            .iter()
            .filter_map(|token| {
                let placeholder = match token.kind {
                    TokenKind::Placeholder(kind) => Some(kind),
                    TokenKind::Word(_) | TokenKind::Mixed | TokenKind::Number => None,
                    TokenKind::Punct(_) | TokenKind::Symbol | TokenKind::Newline => return None,
                };
                Some(Word { span: token.range(), key: key(token), placeholder })
            })
            .collect();
        Self { words }
    }

    /// The ranks of each word.
    fn places(&self) -> FxHashMap<u64, Vec<u32>> {
        let mut places: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
        for (rank, word) in (0..).zip(&self.words) {
            places.entry(word.key).or_default().push(rank);
        }
        places
    }

    /// Keys of up to `ANCHOR` words from a rank on, in one direction, up to a placeholder.
    fn anchor(&self, from: usize, forward: bool) -> Vec<u64> {
        let words: Box<dyn Iterator<Item = &Word>> = if forward {
            Box::new(self.words[from..].iter())
        } else {
            Box::new(self.words[..from].iter().rev())
        };
        words
            .take(ANCHOR)
            .take_while(|word| word.placeholder.is_none())
            .map(|word| word.key)
            .collect()
    }

    fn follows(&self, at: usize, keys: &[u64]) -> bool {
        at + keys.len() <= self.words.len()
            && self.words[at..].iter().zip(keys).all(|(word, key)| word.key == *key)
    }

    fn precedes(&self, at: usize, keys: &[u64]) -> bool {
        at >= keys.len()
            && self.words[..at].iter().rev().zip(keys).all(|(word, key)| word.key == *key)
    }
}

/// The words of the older text that stand where a placeholder stands in the newer: between the same words, after
/// what was already placed.
fn locate(
    before: &Words,
    after: &Words,
    places: &FxHashMap<u64, Vec<u32>>,
    run: Range<usize>,
    from: usize,
) -> Option<Range<usize>> {
    let left = after.anchor(run.start, false);
    let right = after.anchor(run.end, true);
    // Three words at least must agree, on both sides together, or the place must follow the one before without a gap;
    // one side may be the edge of the text.
    let sure = left.len() + right.len() >= ANCHOR;
    if (left.is_empty() && run.start > 0) || (right.is_empty() && run.end < after.words.len()) {
        return None;
    }
    let starts: Vec<usize> = match left.first() {
        Some(nearest) => {
            let ranks = places.get(nearest)?;
            let first = ranks.partition_point(|rank| (*rank as usize) + 1 < from);
            ranks[first..]
                .iter()
                .map(|rank| *rank as usize + 1)
                .take_while(|start| *start <= from + REACH)
                .filter(|start| before.precedes(*start, &left))
                .collect()
        }
        None => vec![0],
    };
    starts.into_iter().filter(|start| sure || *start == from + left.len()).find_map(|start| {
        let stop = before.words.len().min(start + LONGEST);
        if right.is_empty() {
            let end = before.words.len();
            return (end > start && end - start <= LONGEST).then_some(start..end);
        }
        (start + 1..=stop).find(|end| before.follows(*end, &right)).map(|end| start..end)
    })
}

/// Blocking when a name was given, major otherwise.
fn severity(kind: PlaceholderKind) -> Severity {
    if kind.category() == Category::PersonnePhysique {
        Severity::Bloquant
    } else {
        Severity::Majeur
    }
}

/// What a decision shows and hides, by category.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visibility {
    /// Categories with an element readable in the decision.
    pub clear: BTreeSet<Category>,
    /// Categories that its policy masks.
    pub masked: BTreeSet<Category>,
}

/// Categories masked in one of two decisions of a case and readable in the other (REI-04).
pub fn differential(a: &Visibility, b: &Visibility) -> Vec<Category> {
    let one_way = |a: &Visibility, b: &Visibility| -> BTreeSet<Category> {
        a.clear.iter().filter(|c| b.masked.contains(c) && !b.clear.contains(c)).copied().collect()
    };
    one_way(a, b).union(&one_way(b, a)).copied().collect()
}

/// A detail of a person, for the union of what several decisions say.
#[derive(Clone, PartialEq, Eq)]
pub struct Detail {
    pub attribute: String,
    pub value: String,
    /// 0 for the exact value.
    pub level: i64,
}

/// All that several decisions say together: for each attribute, the most exact value; of equals, the first.
pub fn union<'d>(decisions: impl IntoIterator<Item = &'d [Detail]>) -> Vec<Detail> {
    let mut best: FxHashMap<&str, &Detail> = FxHashMap::default();
    for detail in decisions.into_iter().flatten() {
        match best.get(detail.attribute.as_str()) {
            Some(known) if known.level <= detail.level => {}
            _ => {
                best.insert(&detail.attribute, detail);
            }
        }
    }
    let mut all: Vec<Detail> = best.into_values().cloned().collect();
    all.sort_by(|a, b| a.attribute.cmp(&b.attribute));
    all
}

/// The complementary-occultation score: what the risk of the union exceeds the largest single one by. Never negative: who
/// holds the union holds each part.
pub fn complementary(union: f64, singles: &[f64]) -> f64 {
    let largest = singles.iter().copied().fold(0.0, f64::max);
    (union - largest).max(0.0)
}
