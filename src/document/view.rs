//! A decision and its texts, each normalised once.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use crate::corpus::Decision;

use super::blocks::{self, Block, BlockKind};
use super::offsets::{self, OffsetMap};
use super::placeholders::{PlaceholderKind, Present};
use super::tokens::{Token, TokenKind, Tokens};
use super::zones::{self, Zone};

/// One published text of a decision.
///
/// Tokens, zones and blocks are made when first asked for, so that a scan of
/// identifiers alone does not pay for them. A view stays on one thread.
pub struct View<'a> {
    pub field: Arc<str>,
    pub raw: &'a str,
    /// Normalised text; every span of this module counts its bytes.
    pub text: Cow<'a, str>,
    pub map: OffsetMap,
    given: &'a [crate::corpus::GivenZone],
    tokens: OnceCell<Tokens>,
    zones: OnceCell<Vec<Zone>>,
    blocks: OnceCell<Vec<Block>>,
}

impl<'a> View<'a> {
    pub fn new(field: Arc<str>, raw: &'a str, given: &'a [crate::corpus::GivenZone]) -> Self {
        let (text, map) = offsets::normalise(raw);
        Self {
            field,
            raw,
            text,
            map,
            given,
            tokens: OnceCell::new(),
            zones: OnceCell::new(),
            blocks: OnceCell::new(),
        }
    }

    pub fn tokens(&self) -> &[Token] {
        self.split().list()
    }

    /// The placeholders with the ranks of their tokens: many engines look for them and for nothing else.
    pub fn placeholders(
        &self,
    ) -> impl DoubleEndedIterator<Item = (usize, &Token, PlaceholderKind)> {
        let split = self.split();
        split.placeholders.iter().filter_map(|&rank| {
            let token = &split.list()[rank as usize];
            match token.kind {
                TokenKind::Placeholder(kind) => Some((rank as usize, token, kind)),
                _ => None,
            }
        })
    }

    fn split(&self) -> &Tokens {
        self.tokens.get_or_init(|| Tokens::read(&self.text))
    }

    /// Zones in text order: given ones when the record has them, else estimated.
    pub fn zones(&self) -> &[Zone] {
        self.zones.get_or_init(|| {
            let given = zones::given(self.given, self.raw, &self.text, &self.map);
            if given.is_empty() { zones::estimate(&self.text) } else { given }
        })
    }

    /// Blocks sorted by kind, then start: who judges, signs, is party, defends.
    pub fn blocks(&self) -> &[Block] {
        self.blocks.get_or_init(|| blocks::blocks(&self.text, self.tokens(), self.zones()))
    }

    /// The zone a normalised byte offset falls in.
    pub fn zone_at(&self, offset: usize) -> Option<&Zone> {
        self.zones().iter().find(|zone| zone.span.contains(&offset))
    }

    /// Whether an offset falls in a block of this kind.
    pub fn in_block(&self, kind: BlockKind, offset: usize) -> bool {
        // Sorted by kind, then start; blocks of one kind are disjoint.
        let after = self.blocks().partition_point(|b| (b.kind, b.span.start) <= (kind, offset));
        let block = after.checked_sub(1).map(|rank| &self.blocks()[rank]);
        block.is_some_and(|block| block.kind == kind && block.span.contains(&offset))
    }

    /// Byte range of the raw text for a byte range of the normalised text.
    pub fn raw_range(&self, span: &Range<usize>) -> Range<usize> {
        self.map.range_to_raw(span, &self.text, self.raw)
    }
}

/// A decision with a view of each of its published texts.
pub struct Document<'a> {
    pub decision: &'a Decision,
    /// In the order of `decision.fields`; the first is the main text.
    pub views: Vec<View<'a>>,
}

impl<'a> Document<'a> {
    pub fn new(decision: &'a Decision) -> Self {
        let views = decision
            .fields
            .iter()
            .enumerate()
            .map(|(rank, field)| {
                let given: &[_] = if rank == 0 { &decision.zones } else { &[] };
                View::new(field.name.clone(), &field.text, given)
            })
            .collect();
        Self { decision, views }
    }

    /// The kinds of placeholders that the main text holds.
    pub fn placeholders(&self) -> Present {
        self.views.first().map(|view| Present::of(&view.text)).unwrap_or_default()
    }
}
