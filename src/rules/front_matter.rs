//! Reads the TOML head of a rule file, key by key, so that each fault has its line.
//!
//! Not a serde derive: its messages are in English, and it forgets the line of a bad value.

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{CatalogueError, Problem};
use super::rule::{EngineName, SourceStatus};
use crate::taxonomy::{Category, Family, Severity};

/// Every key of the head, in the order the documentation gives; the second member: required.
pub(crate) const KEYS: [(&str, bool); 15] = [
    ("id", true),
    ("family", true),
    ("category", true),
    ("title", true),
    ("title_en", false),
    ("severity", true),
    ("status", true),
    ("sources", true),
    ("engine", true),
    ("context", false),
    ("counter_context", false),
    ("patterns", false),
    ("literals", false),
    ("validators", false),
    ("extension", false),
];

pub(super) const FAMILIES: [&str; 9] = [
    "identifier",
    "name",
    "occultation",
    "pseudonym",
    "publicity",
    "magistrate",
    "secret",
    "linkage",
    "reuse",
];
pub(super) const SEVERITIES: [&str; 5] = ["bloquant", "critique", "majeur", "mineur", "info"];
pub(super) const STATUSES: [&str; 2] = ["vérifié", "connaissance"];

/// A list of texts, each with its line in the file.
pub(super) type Lines = Vec<(String, usize)>;

/// The head of a rule file, typed.
pub(super) struct FrontMatter {
    pub id: (String, usize),
    pub family: Family,
    pub category: Category,
    pub title: String,
    pub title_en: String,
    pub severity: Severity,
    pub status: SourceStatus,
    pub sources: Vec<String>,
    pub engine: EngineName,
    pub context: Vec<String>,
    pub counter_context: Vec<String>,
    pub patterns: Lines,
    pub literals: Lines,
    pub validators: Vec<String>,
    pub extension: bool,
}

/// Reads the head. `first_line` is the line of the file on which `head` begins.
pub(super) fn read(
    file: &str,
    head: &str,
    first_line: usize,
) -> Result<FrontMatter, CatalogueError> {
    let lines = LineCounter { head, first_line };
    let table = DeTable::parse(head).map_err(|error| {
        let line = error.span().map_or(first_line, |span| lines.of(span.start));
        CatalogueError::at(file, line, Problem::Toml(error.message().to_owned()))
    })?;
    let reader = Reader { file, lines, table: table.get_ref() };
    reader.refuse_unknown_keys()?;
    let categories = || Category::ALL.iter().map(|category| category.as_str().to_owned()).collect();
    Ok(FrontMatter {
        id: reader.text("id")?,
        family: reader.choice("family", || owned(&FAMILIES))?,
        category: reader.choice("category", categories)?,
        title: reader.text("title")?.0,
        title_en: reader.optional_text("title_en")?,
        severity: reader.choice("severity", || owned(&SEVERITIES))?,
        status: reader.choice("status", || owned(&STATUSES))?,
        sources: reader.some_texts("sources")?,
        engine: reader.choice("engine", || {
            EngineName::ALL.iter().map(|engine| engine.as_str().to_owned()).collect()
        })?,
        context: reader.texts("context")?,
        counter_context: reader.texts("counter_context")?,
        patterns: reader.lines("patterns")?,
        literals: reader.lines("literals")?,
        validators: reader.texts("validators")?,
        extension: reader.flag("extension")?,
    })
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// Turns byte offsets of the head into lines of the file.
struct LineCounter<'a> {
    head: &'a str,
    first_line: usize,
}

impl LineCounter<'_> {
    fn of(&self, offset: usize) -> usize {
        let before = &self.head.as_bytes()[..offset.min(self.head.len())];
        self.first_line + before.iter().filter(|&&byte| byte == b'\n').count()
    }
}

struct Reader<'a> {
    file: &'a str,
    lines: LineCounter<'a>,
    table: &'a DeTable<'a>,
}

impl<'a> Reader<'a> {
    fn fault(&self, offset: usize, problem: Problem) -> CatalogueError {
        CatalogueError::at(self.file, self.lines.of(offset), problem)
    }

    fn refuse_unknown_keys(&self) -> Result<(), CatalogueError> {
        // The first in the file, not the first in the alphabet: people read from the top.
        let unknown = self
            .table
            .keys()
            .filter(|key| !KEYS.iter().any(|(known, _)| *known == key.get_ref().as_ref()))
            .min_by_key(|key| key.span().start);
        match unknown {
            None => Ok(()),
            Some(key) => {
                let name = key.get_ref().to_string();
                let nearest = nearest_key(&name);
                Err(self.fault(key.span().start, Problem::UnknownKey { key: name, nearest }))
            }
        }
    }

    fn get(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.table.iter().find(|(name, _)| name.get_ref().as_ref() == key).map(|(_, value)| value)
    }

    fn required(&self, key: &'static str) -> Result<&'a Spanned<DeValue<'a>>, CatalogueError> {
        self.get(key).ok_or_else(|| {
            CatalogueError::at(self.file, self.lines.first_line, Problem::MissingKey(key))
        })
    }

    /// A required text that is not empty, with its line.
    fn text(&self, key: &'static str) -> Result<(String, usize), CatalogueError> {
        let value = self.required(key)?;
        let text = self.as_text(key, value)?;
        if text.trim().is_empty() {
            return Err(self.fault(value.span().start, Problem::Empty(key)));
        }
        Ok((text.to_owned(), self.lines.of(value.span().start)))
    }

    fn optional_text(&self, key: &'static str) -> Result<String, CatalogueError> {
        match self.get(key) {
            None => Ok(String::new()),
            Some(value) => Ok(self.as_text(key, value)?.to_owned()),
        }
    }

    fn as_text(
        &self,
        key: &'static str,
        value: &'a Spanned<DeValue<'a>>,
    ) -> Result<&'a str, CatalogueError> {
        value.get_ref().as_str().ok_or_else(|| {
            let expected = "un texte entre guillemets droits";
            self.fault(value.span().start, Problem::WrongType { key, expected })
        })
    }

    fn lines(&self, key: &'static str) -> Result<Lines, CatalogueError> {
        let Some(value) = self.get(key) else { return Ok(Vec::new()) };
        let Some(items) = value.get_ref().as_array() else {
            let expected = "une liste de textes : [\"…\", \"…\"]";
            return Err(self.fault(value.span().start, Problem::WrongType { key, expected }));
        };
        let read = |item: &'a Spanned<DeValue<'a>>| {
            let text = self.as_text(key, item)?;
            if text.trim().is_empty() {
                return Err(self.fault(item.span().start, Problem::Empty(key)));
            }
            Ok((text.to_owned(), self.lines.of(item.span().start)))
        };
        items.iter().map(read).collect()
    }

    fn texts(&self, key: &'static str) -> Result<Vec<String>, CatalogueError> {
        Ok(self.lines(key)?.into_iter().map(|(text, _)| text).collect())
    }

    /// A required list that is not empty.
    fn some_texts(&self, key: &'static str) -> Result<Vec<String>, CatalogueError> {
        let value = self.required(key)?;
        let texts = self.texts(key)?;
        if texts.is_empty() {
            return Err(self.fault(value.span().start, Problem::Empty(key)));
        }
        Ok(texts)
    }

    fn flag(&self, key: &'static str) -> Result<bool, CatalogueError> {
        let Some(value) = self.get(key) else { return Ok(false) };
        value.get_ref().as_bool().ok_or_else(|| {
            let expected = "true ou false";
            self.fault(value.span().start, Problem::WrongType { key, expected })
        })
    }

    /// A value of a closed list, read by the names serde knows, so that they are written once.
    fn choice<T: for<'de> Deserialize<'de>>(
        &self,
        key: &'static str,
        allowed: impl FnOnce() -> Vec<String>,
    ) -> Result<T, CatalogueError> {
        let value = self.required(key)?;
        let name = self.as_text(key, value)?;
        by_name(name).ok_or_else(|| {
            let problem = Problem::UnknownValue { key, value: name.to_owned(), allowed: allowed() };
            self.fault(value.span().start, problem)
        })
    }
}

/// Reads a unit variant by its serialised name.
pub(super) fn by_name<T: for<'de> Deserialize<'de>>(name: &str) -> Option<T> {
    let deserializer: StrDeserializer<'_, ValueError> = name.into_deserializer();
    T::deserialize(deserializer).ok()
}

/// The known key that a misspelt one most resembles.
fn nearest_key(name: &str) -> Option<&'static str> {
    KEYS.iter()
        .map(|&(key, _)| (strsim::damerau_levenshtein(key, name), key))
        .filter(|&(distance, key)| distance <= 2.min(key.len() / 2))
        .min()
        .map(|(_, key)| key)
}
