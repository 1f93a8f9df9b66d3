//! Views of one decision, made once and read by every engine.
//!
//! A `View` is one published text, normalised without losing the way back to the
//! offsets of the original, with its zones, placeholders and tokens. Must not judge.

pub mod bits;
pub mod blocks;
mod folding;
mod headings;
pub mod numbers;
pub mod offsets;
pub mod placeholders;
pub mod recent_words;
pub mod tokens;
pub mod view;
pub mod word_table;
pub mod zones;

pub use blocks::{Block, BlockKind};
pub use offsets::OffsetMap;
pub use placeholders::{Placeholder, PlaceholderKind};
pub use tokens::{Case, Token, TokenKind};
pub use view::{Document, View};
pub use zones::{Zone, ZoneOrigin};

use crate::corpus::ZoneKind;

/// The part that a line opens, when it is a heading.
pub fn opens(line: &str) -> Option<ZoneKind> {
    use headings::Heading;
    headings::heading(line.trim()).map(|heading| match heading {
        Heading::Expose => ZoneKind::Expose,
        Heading::Moyens => ZoneKind::Moyens,
        Heading::Motivations => ZoneKind::Motivations,
        Heading::Dispositif => ZoneKind::Dispositif,
        Heading::Annexes => ZoneKind::Annexes,
    })
}
