//! What a reuser publishes, held against the terms of use of Judilibre and the ban on profiling judges.
//!
//! `read` turns files into texts, tables and rows; `profile` decides on five elements whether they reuse the identity of judges
//! or clerks; `reference`, `align` and `compare` hold each served decision against the Court's; `site` reads mentions, promises
//! and keys; `check` runs the 55 controls and `bundle` writes them. Must open no connection, try no key, keep no list, count
//! or index by magistrate, and write no text found behind a placeholder.

pub mod align;
pub mod bundle;
pub mod canon;
pub mod check;
mod compare;
pub mod content;
pub mod dates;
mod duckdb;
pub mod engine;
pub mod fields;
pub mod fold;
pub mod history;
pub mod keys;
pub mod ledger;
mod markup;
mod mentions;
mod page;
mod piece;
pub mod profile;
mod read;
pub mod record;
pub mod reference;
mod report;
mod site;
mod sqldump;
mod sqlite;
mod unit;
pub mod watch;

use std::io;

use thiserror::Error;

use crate::cause;

/// Why a check of reuse could not start or go on.
#[derive(Debug, Error)]
pub enum ReuseError {
    #[error("{file} : {message}")]
    Fields { file: &'static str, message: String },
    #[error("motif de réutilisation refusé : {0}")]
    Pattern(String),
    /// An input that cannot be read, in words.
    #[error("{0}")]
    Input(String),
    #[error(
        "« {0} » : période illisible ; écrivez début/fin (2026-11-01/2026-11-03), ou donnez un fichier de périodes"
    )]
    Period(String),
    #[error("fichier temporaire impossible ({}) ; libérez de la place", cause::in_french(.0))]
    Spool(io::Error),
    #[error("écriture impossible ({}) ; vérifiez la place et les droits", cause::in_french(.0))]
    Output(io::Error),
}
