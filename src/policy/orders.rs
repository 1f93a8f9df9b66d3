//! Decisions in which masking the bench was ordered (R. 111-12), as the user gives them: identifiers, never names.
//!
//! A row that could hold a name stops the run (GARDE-06). Kept in memory only, written nowhere.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// A fault of the file: which file, which line, what to do. Never repeats what a row says.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("liste des occultations ordonnées {}, ligne {line} : {fault}", path.display())]
pub struct OrdersError {
    pub path: PathBuf,
    /// 1-based; 0 when the file cannot be read.
    pub line: u64,
    pub fault: OrdersFault,
}

/// What is wrong with a list.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum OrdersFault {
    #[error("lecture impossible. Vérifiez le chemin, les droits, et que le fichier est en UTF-8.")]
    Unreadable,
    #[error(
        "l'en-tête doit être « decision_id;ordonnee », et rien d'autre : une liste de noms n'est jamais lue."
    )]
    Header,
    #[error("deux colonnes sont attendues : l'identifiant de la décision, puis oui ou non.")]
    Width,
    #[error(
        "la première colonne n'est pas un identifiant de décision (des lettres sans accents, des chiffres, sans espace, un chiffre au moins) : un nom n'est jamais lu."
    )]
    NotAnIdentifier,
    #[error("la seconde colonne doit être oui ou non.")]
    NotAFlag,
}

/// Identifiers of the decisions whose bench must be masked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BenchOrders {
    ids: BTreeSet<String>,
}

impl BenchOrders {
    pub fn read(path: &Path) -> Result<Self, OrdersError> {
        let fail = |line, fault| OrdersError { path: path.to_owned(), line, fault };
        let text = std::fs::read_to_string(path).map_err(|_| fail(0, OrdersFault::Unreadable))?;
        Self::parse(&text).map_err(|(line, fault)| fail(line, fault))
    }

    /// Reads `decision_id;ordonnee`, then one decision a line.
    pub fn parse(text: &str) -> Result<Self, (u64, OrdersFault)> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut rows = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
        match rows.next() {
            Some((_, header)) if header.trim() == "decision_id;ordonnee" => {}
            Some((line, _)) => return Err((line, OrdersFault::Header)),
            None => return Err((1, OrdersFault::Header)),
        }
        let mut ids = BTreeSet::new();
        for (line, row) in rows {
            let Some((id, flag)) = row.split_once(';').filter(|(_, flag)| !flag.contains(';'))
            else {
                return Err((line, OrdersFault::Width));
            };
            if !is_identifier(id.trim()) {
                return Err((line, OrdersFault::NotAnIdentifier));
            }
            match flag.trim() {
                "oui" => {
                    ids.insert(id.trim().to_owned());
                }
                "non" => {}
                _ => return Err((line, OrdersFault::NotAFlag)),
            }
        }
        Ok(Self { ids })
    }

    pub fn masks(&self, decision_id: &str) -> bool {
        self.ids.contains(decision_id)
    }
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().all(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/' | b':')
        })
}
