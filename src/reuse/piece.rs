//! What the readers of a reuser's publication give, whatever it was in: one piece at a time.

use std::path::PathBuf;

use serde_json::Value;

use super::ReuseError;
use super::content::TextFormat;

/// One thing read. No `Debug`: it holds texts.
pub enum Piece {
    /// A text to be looked at as a whole; `rows_follow`: it is data whose rows come next.
    Text { path: String, url: Option<String>, format: TextFormat, text: String },
    /// The columns of a table, what the schema says of its indexes and views, and the first rows of a CSV file, which
    /// say of what field it speaks.
    Table { path: String, name: String, columns: Vec<String>, schema: String, sample: Vec<String> },
    /// A record.
    Row { path: String, line: u64, fields: Vec<(String, Value)> },
    /// What could not be read, or not entirely.
    Unread { path: String, reason: String, partly: bool },
    /// A file on disk, for the sealed originals.
    Original { path: String, on_disk: PathBuf },
}

/// Where pieces go.
pub type Sink<'s> = dyn FnMut(Piece) -> Result<(), ReuseError> + 's;
