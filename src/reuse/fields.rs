//! Lexical fields: the words, in French and in English, that the rules on reuse share.
//!
//! They are data (`rules/profb/champs.toml`); a rule names a field, such as `(?:JUGE)`, and gets its expression.

use std::collections::BTreeMap;

use regex::bytes::{Regex, RegexBuilder};
use serde::Deserialize;

use super::ReuseError;

const FILE: &str = "rules/profb/champs.toml";
const EMBEDDED: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/profb/champs.toml"));

/// Largest compiled expression, in bytes: bounded gaps are unrolled.
const SIZE_LIMIT: usize = 64 << 20;

/// Memory that the search of one expression may take, in bytes; there are a hundred of them, on every thread.
const CACHE: usize = 8 << 20;

/// The fields, by name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fields {
    champs: BTreeMap<String, String>,
}

impl Fields {
    pub fn embedded() -> Result<Self, ReuseError> {
        toml::from_str(EMBEDDED)
            .map_err(|error| ReuseError::Fields { file: FILE, message: error.message().to_owned() })
    }

    /// An expression with its fields put in.
    pub fn expand(&self, pattern: &str) -> String {
        self.champs.iter().fold(pattern.to_owned(), |expanded, (name, field)| {
            expanded.replace(&format!("(?:{name})"), field)
        })
    }

    /// Compiles an expression for folded texts: ASCII classes, `^` and `$` at each line.
    pub fn compile(&self, pattern: &str) -> Result<Regex, ReuseError> {
        RegexBuilder::new(&self.expand(pattern))
            .unicode(false)
            .multi_line(true)
            .size_limit(SIZE_LIMIT)
            .dfa_size_limit(CACHE)
            .build()
            .map_err(|error| ReuseError::Pattern(error.to_string()))
    }

    /// A field between word borders.
    pub fn words(&self, name: &str) -> Result<Regex, ReuseError> {
        self.compile(&format!("(?:^|[^a-z0-9])((?:{name}))(?:[^a-z0-9]|$)"))
    }
}
