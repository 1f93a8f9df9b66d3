//! An expression over the stream, and what it found.
//!
//! Its tree tells the words that no match goes without and how far from its beginning they stand: it is tried only where a match
//! may begin. Must not know a rule.

mod anchors;
mod engine;

use std::ops::{Range, RangeInclusive};
use std::sync::OnceLock;

use regex_automata::util::captures::Captures;
use regex_automata::{PatternID, Span};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::Hir;

use super::lexicon;
pub(super) use anchors::{Anchor, Atom};
use engine::Engine;

/// An expression; compiled when a text first needs it.
pub(super) struct Expression {
    /// With one byte in place of each list.
    tree: Option<Hir>,
    engine: OnceLock<Option<Engine>>,
}

/// What an expression found in a text.
pub(super) struct Found<'t> {
    text: &'t [u8],
    groups: Captures,
}

/// What a group covers.
#[derive(Clone, Copy)]
pub(super) struct Part<'t> {
    text: &'t [u8],
    span: Span,
}

/// Anywhere in a text.
const ANYWHERE: [RangeInclusive<usize>; 1] = [0..=usize::MAX];

impl Expression {
    pub fn new(pattern: &str) -> Self {
        let mut parser = ParserBuilder::new().unicode(false).utf8(false).build();
        let tree = parser.parse(&marked(&lexicon::shorten(pattern))).ok();
        Self { tree, engine: OnceLock::new() }
    }

    /// What every match holds.
    pub fn anchors(&self) -> Vec<Anchor> {
        self.tree.as_ref().map(anchors::anchors).unwrap_or_default()
    }

    pub fn is_match(&self, text: &[u8]) -> bool {
        self.is_in(text, &ANYWHERE)
    }

    /// Whether a match begins in one of some ranges.
    pub fn is_in(&self, text: &[u8], ranges: &[RangeInclusive<usize>]) -> bool {
        self.engine().is_some_and(|engine| engine.is_match(text, ranges))
    }

    pub fn find<'t>(&self, text: &'t [u8]) -> Option<Found<'t>> {
        self.find_at(text, 0, &ANYWHERE)
    }

    /// The first match that begins at a byte or after, in one of some ranges in order: those outside which none can. What
    /// stands before is still seen.
    pub fn find_at<'t>(
        &self,
        text: &'t [u8],
        from: usize,
        ranges: &[RangeInclusive<usize>],
    ) -> Option<Found<'t>> {
        let groups = self.engine()?.find(text, from, ranges)?;
        Some(Found { text, groups })
    }

    /// Every match, each from the end of the one before.
    pub fn find_all<'t>(&self, text: &'t [u8]) -> impl Iterator<Item = Found<'t>> {
        let mut from = 0;
        std::iter::from_fn(move || {
            let found = self.find_at(text, from, &ANYWHERE)?;
            let Range { start, end } = found.range();
            from = end.max(start + 1);
            Some(found)
        })
    }

    /// Every place where a match begins, whatever stands there: for tests.
    pub fn begins(&self, text: &[u8]) -> Vec<usize> {
        let mut from = 0;
        std::iter::from_fn(|| {
            let begin = self.find_at(text, from, &ANYWHERE)?.range().start;
            from = begin + 1;
            Some(begin)
        })
        .collect()
    }

    /// Whether it can be made ready.
    pub fn is_sound(&self) -> bool {
        self.engine().is_some()
    }

    fn engine(&self) -> Option<&Engine> {
        let build = || Engine::new(&lexicon::expand(self.tree.as_ref()?));
        self.engine.get_or_init(build).as_ref()
    }
}

/// The pattern with the bytes of persons, companies, dates… in place of their names.
fn marked(pattern: &str) -> String {
    pattern
        .replace("<P>", r"\x01")
        .replace("<C>", r"\x02")
        .replace("<L>", r"\x03")
        .replace("<A>", r"\x05")
        .replace("<D>", r"\x0e")
        .replace("<E>", r"\x0f")
        .replace("<Y>", r"(?:19|20)\d\d")
}

impl<'t> Found<'t> {
    /// The whole match.
    pub fn range(&self) -> Range<usize> {
        self.groups.get_match().map_or(0..0, |found| found.range())
    }

    /// What a group covers, when it took part in the match.
    pub fn name(&self, name: &str) -> Option<Part<'t>> {
        // They are few: a walk along their names costs less than to hash one.
        let mut names = self.groups.group_info().pattern_names(PatternID::ZERO);
        let span = self.groups.get_group(names.position(|known| known == Some(name))?)?;
        Some(Part { text: self.text, span })
    }
}

impl<'t> Part<'t> {
    pub fn start(&self) -> usize {
        self.span.start
    }

    pub fn end(&self) -> usize {
        self.span.end
    }

    pub fn range(&self) -> Range<usize> {
        self.span.range()
    }

    pub fn len(&self) -> usize {
        self.span.len()
    }

    pub fn is_empty(&self) -> bool {
        self.span.is_empty()
    }

    pub fn as_bytes(&self) -> &'t [u8] {
        &self.text[self.range()]
    }
}
