//! Sentences of leaks read from a file, in place of those of the program.
//!
//! A measure on the sentences that one wrote oneself says little of those that others write:
//! this lets anyone bring their own. The file has sections (`[kinship]`, `[birth_date]`), one
//! sentence a line, in the language of [`super::templates`]. Never used for training.

use std::collections::BTreeMap;
use std::path::Path;

use super::identifiers::Kind;
use super::way::Way;

/// Sentences by the way of a name, and by the kind of an identifier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sentences {
    names: BTreeMap<Way, Vec<String>>,
    identifiers: BTreeMap<Kind, Vec<String>>,
}

/// Why a file of sentences is refused.
#[derive(Debug, thiserror::Error)]
pub enum SentencesError {
    #[error("{file} : lecture impossible ({source})")]
    Unreadable { file: String, source: std::io::Error },
    #[error(
        "{file}, ligne {line} : section inconnue ; attendu une façon (« kinship », « glued »…) ou une sorte d'identifiant (« birth_date », « address »…)"
    )]
    UnknownSection { file: String, line: usize },
    #[error("{file}, ligne {line} : phrase avant toute section")]
    NoSection { file: String, line: usize },
    #[error("{file}, ligne {line} : aucune étendue entre « < » et « > »")]
    NoMark { file: String, line: usize },
}

/// What the lines being read belong to.
#[derive(Clone, Copy)]
enum Section {
    Name(Way),
    Identifier(Kind),
}

impl Sentences {
    pub fn read(path: &Path) -> Result<Self, SentencesError> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|source| SentencesError::Unreadable { file: file.clone(), source })?;
        Self::parse(&text, &file)
    }

    /// Reads the text of a file; `file` is what errors call it.
    pub fn parse(text: &str, file: &str) -> Result<Self, SentencesError> {
        let mut sentences = Self::default();
        let mut section = None;
        for (line, number) in text.lines().zip(1..) {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let word = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
            if let Some(found) = word.and_then(section_of) {
                section = Some(found);
                continue;
            }
            // « [X] », « [01] »: a sentence may open with a placeholder; a lone lower-case word is a section.
            if word.is_some_and(|word| word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')) {
                return Err(SentencesError::UnknownSection { file: file.to_owned(), line: number });
            }
            if !line.contains('<') || !line.contains('>') {
                return Err(SentencesError::NoMark { file: file.to_owned(), line: number });
            }
            let list = match section {
                Some(Section::Name(way)) => sentences.names.entry(way).or_default(),
                Some(Section::Identifier(kind)) => sentences.identifiers.entry(kind).or_default(),
                None => {
                    return Err(SentencesError::NoSection { file: file.to_owned(), line: number });
                }
            };
            list.push(line.replace('⏎', "\n"));
        }
        Ok(sentences)
    }

    /// Sentences for a way of a name; none when the file has no such section.
    pub(super) fn of_way(&self, way: Way) -> &[String] {
        self.names.get(&way).map_or(&[], Vec::as_slice)
    }

    /// Sentences for a kind of identifier; none when the file has no such section.
    pub(super) fn of_kind(&self, kind: Kind) -> &[String] {
        self.identifiers.get(&kind).map_or(&[], Vec::as_slice)
    }
}

fn section_of(word: &str) -> Option<Section> {
    Way::parse(word).map(Section::Name).or_else(|| Kind::parse(word).map(Section::Identifier))
}
