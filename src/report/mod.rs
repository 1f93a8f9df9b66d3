//! Reports: from results to text that people read. One file a format.
//!
//! Reads manifests, tables and rules, never the texts of decisions; must not compute results,
//! and must never show an identity in clear.

pub mod compose;
pub mod data;
pub mod figures;
pub mod formats;
pub mod gate;
pub mod gather;
pub mod html;
pub mod incident;
pub mod markdown;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod rules;
pub mod summary;

/// Name of the summary, in the folder `report` of a run.
pub const SUMMARY: &str = "synthese.md";

/// Language of what people read. Categories, rule ids and column names never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    #[default]
    French,
    English,
}

impl Language {
    /// The text in this language.
    pub fn pick<T>(self, french: T, english: T) -> T {
        match self {
            Self::French => french,
            Self::English => english,
        }
    }
}
