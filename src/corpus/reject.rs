//! What could not be read, and why.
//!
//! A reject says where and what kind of damage; it must never quote the record, which may
//! hold identities. Messages of decoders are therefore translated, never passed through.

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The kind of damage, for counting and for tests; `Reject::detail` explains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RejectReason {
    /// The bytes are not the JSON they start as.
    InvalidJson,
    /// The bytes are not the XML they start as.
    InvalidXml,
    /// The bytes are not UTF-8; the detail gives the position.
    InvalidUtf8,
    /// A value that is not an object, an XML document of another kind.
    NotADecision,
    MissingId,
    /// No text, an empty one, or something else than a string.
    MissingText,
    /// A record that only announces a deletion (`to_be_deleted`).
    Withdrawn,
    /// Larger than [`super::ReadOptions::max_record_bytes`].
    TooLarge,
    /// Nested beyond what is read (128 levels).
    TooDeep,
    /// The data stop before their end.
    Truncated,
    /// A decoder refused the data (checksum, header, page).
    Corrupt,
    /// Neither JSON, DILA XML, Parquet, Arrow nor a known archive.
    UnknownFormat,
    /// Recognised, but not read: nested archive, encrypted member, UTF-16.
    Unsupported,
    /// A table without a column for the identifier or the text.
    MissingColumn,
    /// The system refused to open or to read.
    Io,
}

/// A record, or the rest of a file, that was not read. Holds no content of the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// Path as the user gave it; members of an archive are `archive!member`.
    pub file: Arc<str>,
    /// Line (1-based) for line-oriented files, else the rank of the record (1-based);
    /// 0 when the reject is about the file.
    pub line: u64,
    pub reason: RejectReason,
    /// Explanation and remedy, in French.
    pub detail: String,
    /// Identifier of the decision, when it could be read.
    pub decision_id: Option<String>,
}

/// Inputs that cannot be read at all: wrong usage, said before anything is scanned.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    #[error("aucune entrée : indiquez un fichier, un dossier ou « - » pour l’entrée standard")]
    NoInput,
    #[error("l’entrée standard (« - ») est indiquée plusieurs fois : elle ne se lit qu’une fois")]
    StdinTwice,
    #[error("{} : introuvable ; vérifiez le chemin", path.display())]
    NotFound { path: PathBuf },
    #[error("{} : accès refusé ; vérifiez les droits de lecture", path.display())]
    Forbidden { path: PathBuf },
    #[error(
        "{} : illisible ({source}) ; vérifiez que le fichier ou le dossier est accessible",
        path.display()
    )]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("le lecteur n’a pas pu démarrer ({0}) ; libérez de la mémoire et recommencez")]
    Thread(std::io::Error),
}

impl CorpusError {
    pub(super) fn open(path: PathBuf, source: std::io::Error) -> Self {
        match source.kind() {
            std::io::ErrorKind::NotFound => Self::NotFound { path },
            std::io::ErrorKind::PermissionDenied => Self::Forbidden { path },
            _ => Self::Unreadable { path, source },
        }
    }
}
