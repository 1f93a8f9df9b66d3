//! The words that names are made of, by class: an office, a measure, a count, a grouping…
//!
//! They are data (`rules/profb/lexique.toml`): a word, or a root and all its inflections. Must not judge: a class says what a word
//! can mean, and its neighbours decide.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::super::ReuseError;

const FILE: &str = "rules/profb/lexique.toml";
const EMBEDDED: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/profb/lexique.toml"));

/// What a word can be: a set of classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Classes(u16);

impl Classes {
    /// Judges, prosecutors and clerks, by a word that means nothing else.
    pub(super) const OFFICE: Self = Self(1);
    /// The same by initials, which are also a kind of cases.
    pub(super) const INITIALS: Self = Self(1 << 1);
    /// Offices whose word has other uses, and abbreviations.
    pub(super) const WEAK: Self = Self(1 << 2);
    /// Words that go with an office and leave its sense.
    pub(super) const NEUTRAL: Self = Self(1 << 3);
    pub(super) const MEASURE: Self = Self(1 << 4);
    pub(super) const QUANTITY: Self = Self(1 << 5);
    pub(super) const OUTCOME: Self = Self(1 << 6);
    /// Functions that measure, whatever follows.
    pub(super) const AGGREGATE: Self = Self(1 << 7);
    /// Functions that measure when they are called.
    pub(super) const FUNCTION: Self = Self(1 << 8);
    pub(super) const GROUPING: Self = Self(1 << 9);
    /// Staffing: posts are counted, nobody is meant.
    pub(super) const STAFFING: Self = Self(1 << 10);
    /// Other fields in which one judges, presides, advises or reports.
    pub(super) const ELSEWHERE: Self = Self(1 << 11);

    const NAMED: [(&'static str, Self); 12] = [
        ("office", Self::OFFICE),
        ("sigle", Self::INITIALS),
        ("faible", Self::WEAK),
        ("neutre", Self::NEUTRAL),
        ("mesure", Self::MEASURE),
        ("quantite", Self::QUANTITY),
        ("issue", Self::OUTCOME),
        ("agregat", Self::AGGREGATE),
        ("fonction", Self::FUNCTION),
        ("grouper", Self::GROUPING),
        ("effectif", Self::STAFFING),
        ("autre", Self::ELSEWHERE),
    ];

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether a class is shared.
    pub(super) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    classes: BTreeMap<String, String>,
}

/// The words, compiled.
pub(super) struct Lexicon {
    words: HashMap<String, Classes>,
    /// Roots, in order, so that the longest that begins a word is found by trying its beginnings.
    roots: HashMap<String, Classes>,
    longest_root: usize,
}

impl Lexicon {
    pub(super) fn embedded() -> Result<Self, ReuseError> {
        let fault = |message: String| ReuseError::Fields { file: FILE, message };
        let data: Data =
            toml::from_str(EMBEDDED).map_err(|error| fault(error.message().to_owned()))?;
        let mut lexicon = Self { words: HashMap::new(), roots: HashMap::new(), longest_root: 0 };
        for (name, list) in &data.classes {
            let Some((_, class)) = Classes::NAMED.iter().find(|(known, _)| known == name) else {
                return Err(fault(format!("classe « {name} » inconnue")));
            };
            for written in list.split_whitespace() {
                let (table, word) = match written.strip_suffix('*') {
                    Some(root) => (&mut lexicon.roots, root),
                    None => (&mut lexicon.words, written),
                };
                let entry = table.entry(word.to_owned()).or_default();
                *entry = entry.or(*class);
            }
        }
        lexicon.longest_root = lexicon.roots.keys().map(String::len).max().unwrap_or(0);
        Ok(lexicon)
    }

    /// The classes of a folded word, or of words joined by an underscore.
    pub(super) fn classes(&self, word: &str) -> Classes {
        let whole = self.words.get(word).copied().unwrap_or_default();
        (3..=word.len().min(self.longest_root))
            .filter_map(|end| self.roots.get(word.get(..end)?))
            .fold(whole, |classes, root| classes.or(*root))
    }
}
