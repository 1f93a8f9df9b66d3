//! An expression over the stream, and what it found.
//!
//! It is walked from the few bytes that may begin a match, and no further than what a linear search would cost: beyond,
//! a `Regex` of the same pattern answers. Both find the same, the leftmost match and of these the one written first,
//! so that only the time changes: two hundred `Regex`, twenty of which hold lists of hundreds of words, take as long to
//! compile as three hundred decisions to read. Must not know a rule.

mod anchors;
mod program;
mod walk;

use std::ops::{Range, RangeInclusive};
use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::Hir;

use super::lexicon;
pub(super) use anchors::{Anchor, Atom};
use program::Program;

/// Places of the groups of a match, the whole first: where each begins and ends.
type Slots = [u32; 2 * GROUPS];

/// Groups of an expression at most, the whole included.
const GROUPS: usize = 12;

/// A place that no group covers.
const NOWHERE: u32 = u32::MAX;

/// An expression; made ready when a text first needs it.
pub(super) struct Expression {
    pattern: String,
    tree: Option<Hir>,
    program: OnceLock<Option<Program>>,
    regex: OnceLock<Option<Regex>>,
}

/// What an expression found in a text.
pub(super) struct Found<'t> {
    text: &'t [u8],
    names: &'t [String],
    slots: Slots,
}

/// What a group covers.
#[derive(Clone, Copy)]
pub(super) struct Place<'t> {
    text: &'t [u8],
    from: usize,
    to: usize,
}

impl Expression {
    pub fn new(pattern: &str) -> Self {
        let mut parser = ParserBuilder::new().unicode(false).utf8(false).build();
        let tree = parser.parse(&marked(&lexicon::shorten(pattern))).ok();
        let (program, regex) = (OnceLock::new(), OnceLock::new());
        Self { pattern: pattern.to_owned(), tree, program, regex }
    }

    /// What every match holds.
    pub fn anchors(&self) -> Vec<Anchor> {
        self.tree.as_ref().map(anchors::anchors).unwrap_or_default()
    }

    pub fn is_match(&self, text: &[u8]) -> bool {
        self.find(text).is_some()
    }

    pub fn find<'t>(&'t self, text: &'t [u8]) -> Option<Found<'t>> {
        self.find_at(text, 0, &[0..=text.len()])
    }

    /// The first match that begins at a byte or after, in one of some ranges in order: those outside which none can. What
    /// stands before is still seen.
    pub fn find_at<'t>(
        &'t self,
        text: &'t [u8],
        from: usize,
        ranges: &[RangeInclusive<usize>],
    ) -> Option<Found<'t>> {
        let program = self.program()?;
        let slots = match program.search(text, from, ranges) {
            Ok(slots) => slots?,
            Err(_) => search(self.regex()?, program.names(), text, from)?,
        };
        Some(Found { text, names: program.names(), slots })
    }

    /// Every match, each from the end of the one before.
    pub fn find_all<'t>(&'t self, text: &'t [u8]) -> impl Iterator<Item = Found<'t>> {
        let mut from = 0;
        std::iter::from_fn(move || {
            let all = [0..=text.len()];
            let found = (from <= text.len()).then(|| self.find_at(text, from, &all))??;
            from = found.range().end.max(found.range().start + 1);
            Some(found)
        })
    }

    /// Where matches begin, as the library finds them, when a walk finds the same: for tests.
    pub fn agreed(&self, text: &[u8]) -> Option<Vec<usize>> {
        let (program, regex) = (self.program()?, self.regex()?);
        let mut begins = Vec::new();
        let mut from = 0;
        while from <= text.len() {
            let found = search(regex, program.names(), text, from);
            let walked = program.search(text, from, &[0..=text.len()]);
            if walked.is_ok_and(|walked| walked != found) {
                return None;
            }
            let Some(slots) = found else { break };
            begins.push(slots[0] as usize);
            from = slots[0] as usize + 1;
        }
        Some(begins)
    }

    /// Whether it can be made ready both ways.
    pub fn is_sound(&self) -> bool {
        self.program().is_some() && self.regex().is_some()
    }

    fn program(&self) -> Option<&Program> {
        self.program.get_or_init(|| Program::new(self.tree.as_ref()?)).as_ref()
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

/// The same search by the library.
fn search(regex: &Regex, names: &[String], text: &[u8], from: usize) -> Option<Slots> {
    // Captures are allocated even for nothing.
    let found = regex.is_match_at(text, from).then(|| regex.captures_at(text, from))??;
    let mut slots = [NOWHERE; 2 * GROUPS];
    for (rank, name) in names.iter().enumerate() {
        let group = if rank == 0 { found.get(0) } else { found.name(name) };
        if let Some(group) = group {
            slots[2 * rank] = group.start() as u32;
            slots[2 * rank + 1] = group.end() as u32;
        }
    }
    Some(slots)
}

impl<'t> Found<'t> {
    /// The whole match.
    pub fn range(&self) -> Range<usize> {
        self.slots[0] as usize..self.slots[1] as usize
    }

    /// What a group covers, when it took part in the match.
    pub fn name(&self, name: &str) -> Option<Place<'t>> {
        let rank = self.names.iter().position(|known| known == name)?;
        let (from, to) = (self.slots[2 * rank], self.slots[2 * rank + 1]);
        (from != NOWHERE && to != NOWHERE).then(|| Place {
            text: self.text,
            from: from as usize,
            to: to as usize,
        })
    }
}

impl<'t> Place<'t> {
    pub fn start(self) -> usize {
        self.from
    }

    pub fn end(self) -> usize {
        self.to
    }

    pub fn range(self) -> Range<usize> {
        self.from..self.to
    }

    pub fn len(self) -> usize {
        self.to - self.from
    }

    pub fn is_empty(self) -> bool {
        self.from == self.to
    }

    pub fn as_bytes(self) -> &'t [u8] {
        &self.text[self.range()]
    }
}
