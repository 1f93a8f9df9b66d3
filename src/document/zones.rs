//! Zones of a decision: given with the record and clamped, else estimated by anchors and marked so.
//! Blocks inside them: composition, signature, parties, counsel.

use std::ops::Range;

use crate::corpus::{GivenZone, ZoneKind};

use super::offsets::OffsetMap;

/// Where a zone comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ZoneOrigin {
    Given,
    /// Found by headings; reports must say so.
    Estimated,
}

/// A zone of a view; bytes of the normalised text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    pub kind: ZoneKind,
    pub span: Range<usize>,
    pub origin: ZoneOrigin,
}

/// A block of a decision that says who speaks, judges or defends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// Who composed the court.
    Composition,
    /// Who signed.
    Signature,
    /// Who is party to the case.
    Parties,
}

/// A block of a view; bytes of the normalised text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub kind: BlockKind,
    pub span: Range<usize>,
}

/// Clamps and converts the zones given with the record (UTF-16 units of the raw text).
pub fn given(_zones: &[GivenZone], _raw: &str, _map: &OffsetMap) -> Vec<Zone> {
    Vec::new()
}

/// Estimates zones from headings.
pub fn estimate(_text: &str) -> Vec<Zone> {
    Vec::new()
}

/// Finds composition, signature and parties' blocks.
pub fn blocks(_text: &str, _zones: &[Zone]) -> Vec<Block> {
    Vec::new()
}
