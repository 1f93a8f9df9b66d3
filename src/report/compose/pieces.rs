//! The small pieces that sections are built of: words in both languages, titles, rows, shares.

use crate::intervals::{Interval, wilson};
use crate::report::Language;
use crate::report::data::{Block, Drill, Row, Section, Tone, Words};
use crate::report::figures::percent;
use crate::report::summary::grouped;

pub(super) fn both<T: Into<String>>(text: impl Fn(Language) -> T) -> Words {
    Words { fr: text(Language::French).into(), en: text(Language::English).into() }
}

pub(super) fn words(fr: &str, en: &str) -> Words {
    Words::new(fr, en)
}

pub(super) fn number(count: u64) -> Words {
    both(|language| grouped(count, language))
}

pub(super) fn section(id: &str, fr: &str, en: &str, blocks: Vec<Block>) -> Section {
    Section { id: id.to_owned(), title: words(fr, en), annex: false, blocks }
}

pub(super) fn annex(id: &str, fr: &str, en: &str, blocks: Vec<Block>) -> Section {
    Section { annex: true, ..section(id, fr, en, blocks) }
}

pub(super) fn paragraph(fr: impl Into<String>, en: impl Into<String>) -> Block {
    Block::Paragraph { text: Words::new(fr, en) }
}

pub(super) fn heading(fr: &str, en: &str) -> Block {
    Block::Heading { text: words(fr, en) }
}

pub(super) fn notice(tone: Tone, fr: impl Into<String>, en: impl Into<String>) -> Block {
    Block::Notice { tone, text: Words::new(fr, en) }
}

pub(super) fn row(cells: Vec<Words>, drill: Option<(&str, String)>) -> Row {
    let drill = drill.map(|(field, value)| Drill { field: field.to_owned(), value });
    Row { cells, drill }
}

/// A share and its interval: `12 % [8 – 17]`.
pub(super) fn share(found: u64, total: u64) -> Words {
    let value = (total > 0).then(|| found as f64 / total as f64);
    estimated(value, wilson(found, total))
}

/// The same of a share that was not simply counted; a dash when there is none.
pub(super) fn estimated(value: Option<f64>, interval: Option<Interval>) -> Words {
    let Interval { low, high } = interval.unwrap_or(Interval::UNKNOWN);
    both(|language| {
        let Some(value) = value else { return "–".to_owned() };
        let ends = [low, high].map(|end| percent(end, language));
        format!("{} [{} ; {}]", percent(value, language), ends[0], ends[1])
    })
}
