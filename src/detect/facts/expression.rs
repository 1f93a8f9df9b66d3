//! An expression over the stream, and what it found.
//!
//! Its tree tells the words that no match goes without and how far from its beginning they stand; the library is asked only
//! from the first place where a match may begin. Must not know a rule.

mod anchors;

use std::ops::{Range, RangeInclusive};
use std::sync::OnceLock;

use regex::bytes::{Captures, Match, Regex, RegexBuilder};
use regex_syntax::ParserBuilder;

use super::lexicon;
pub(super) use anchors::{Anchor, Atom};

/// An expression; compiled when a text first needs it.
pub(super) struct Expression {
    pattern: String,
    regex: OnceLock<Option<Regex>>,
}

/// What an expression found in a text.
pub(super) struct Found<'t>(Captures<'t>);

impl Expression {
    pub fn new(pattern: &str) -> Self {
        Self { pattern: pattern.to_owned(), regex: OnceLock::new() }
    }

    /// What every match holds.
    pub fn anchors(&self) -> Vec<Anchor> {
        let mut parser = ParserBuilder::new().unicode(false).utf8(false).build();
        let tree = parser.parse(&marked(&lexicon::shorten(&self.pattern)));
        tree.as_ref().map(anchors::anchors).unwrap_or_default()
    }

    pub fn is_match(&self, text: &[u8]) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(text))
    }

    pub fn find<'t>(&self, text: &'t [u8]) -> Option<Found<'t>> {
        self.search(text, 0)
    }

    /// The first match that begins at a byte or after, in one of some ranges in order: those outside which none can. What
    /// stands before is still seen.
    pub fn find_at<'t>(
        &self,
        text: &'t [u8],
        from: usize,
        ranges: &[RangeInclusive<usize>],
    ) -> Option<Found<'t>> {
        let range = ranges.iter().find(|range| *range.end() >= from)?;
        let from = from.max(*range.start());
        (from <= text.len()).then(|| self.search(text, from))?
    }

    /// Every match, each from the end of the one before.
    pub fn find_all<'t>(&self, text: &'t [u8]) -> impl Iterator<Item = Found<'t>> {
        self.regex().into_iter().flat_map(|regex| regex.captures_iter(text)).map(Found)
    }

    /// Every place where a match begins, whatever stands there: for tests.
    pub fn begins(&self, text: &[u8]) -> Vec<usize> {
        let mut from = 0;
        std::iter::from_fn(|| {
            let begin = (from <= text.len()).then(|| self.search(text, from))??.range().start;
            from = begin + 1;
            Some(begin)
        })
        .collect()
    }

    /// Whether it can be made ready.
    pub fn is_sound(&self) -> bool {
        self.regex().is_some()
    }

    fn search<'t>(&self, text: &'t [u8], from: usize) -> Option<Found<'t>> {
        let regex = self.regex()?;
        // Captures are allocated even for nothing.
        regex.is_match_at(text, from).then(|| regex.captures_at(text, from))?.map(Found)
    }

    fn regex(&self) -> Option<&Regex> {
        let build = || {
            RegexBuilder::new(&marked(&lexicon::expand(&self.pattern)))
                .unicode(false)
                .size_limit(64 << 20)
                .dfa_size_limit(8 << 20)
                .build()
                .ok()
        };
        self.regex.get_or_init(build).as_ref()
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
        self.0.get_match().range()
    }

    /// What a group covers, when it took part in the match.
    pub fn name(&self, name: &str) -> Option<Match<'t>> {
        self.0.name(name)
    }
}
