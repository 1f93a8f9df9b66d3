//! Findings that were accepted: known by fingerprint, kept in a file of the user.
//!
//! Written by an explicit request alone, and never with a blocking finding. Holds no text.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::cause::in_french;
use crate::run::atomic;
use crate::run::tables::FindingEntry;
use crate::taxonomy::Status;

/// Version of the file.
const VERSION: i64 = 1;

/// Why a baseline cannot be used.
#[derive(Debug, Error)]
pub enum BaselineError {
    #[error("référence illisible : {} ({}). Vérifiez le chemin donné par --baseline.", path.display(), in_french(cause))]
    Unreadable { path: PathBuf, cause: io::Error },
    #[error(
        "référence mal formée : {}, ligne {line} ({what}). Restaurez-la, ou refaites-la avec --update-baseline.",
        path.display()
    )]
    Malformed { path: PathBuf, line: usize, what: &'static str },
    #[error(
        "la référence {} a été faite sous une autre clé d'empreintes : aucun constat ne pourrait y être reconnu. \
         Donnez la même clé avec --key-file, ou refaites-la avec --update-baseline.",
        .0.display()
    )]
    OtherKey(PathBuf),
    #[error("référence impossible à écrire : {} ({}). Vérifiez le chemin et les droits.", path.display(), in_french(cause))]
    Unwritable { path: PathBuf, cause: io::Error },
}

/// An accepted finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    pub rule: String,
    pub decision: String,
    /// Day it was accepted, `YYYY-MM-DD`.
    pub since: String,
}

/// The accepted findings, by fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Baseline {
    pub key_id: String,
    accepted: BTreeMap<String, Accepted>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    filigrane: String,
    version: i64,
    key_id: String,
    accepted: BTreeMap<String, Accepted>,
}

impl Baseline {
    pub fn new(key_id: impl Into<String>) -> Self {
        Self { key_id: key_id.into(), accepted: BTreeMap::new() }
    }

    /// Reads a baseline made under a key.
    pub fn read(path: &Path, key_id: &str) -> Result<Self, BaselineError> {
        let text = fs::read_to_string(path)
            .map_err(|cause| BaselineError::Unreadable { path: path.to_owned(), cause })?;
        let malformed = |line, what| BaselineError::Malformed { path: path.to_owned(), line, what };
        let file: File = serde_json::from_str(&text).map_err(|error| {
            let what = match error.classify() {
                serde_json::error::Category::Data => "clé ou valeur inattendue",
                _ => "JSON invalide",
            };
            malformed(error.line(), what)
        })?;
        if file.filigrane != "baseline" || file.version != VERSION {
            return Err(malformed(1, "ce n'est pas une référence de cette version"));
        }
        let hexadecimal =
            |name: &String| name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        if let Some(wrong) = file.accepted.keys().find(|name| !hexadecimal(name)) {
            let line = text.lines().position(|line| line.contains(wrong.as_str())).unwrap_or(0);
            return Err(malformed(line + 1, "une empreinte compte 64 chiffres hexadécimaux"));
        }
        if file.key_id != key_id {
            return Err(BaselineError::OtherKey(path.to_owned()));
        }
        Ok(Self { key_id: file.key_id, accepted: file.accepted })
    }

    pub fn len(&self) -> usize {
        self.accepted.len()
    }

    pub fn is_empty(&self) -> bool {
        self.accepted.is_empty()
    }

    /// Whether a finding was accepted. A blocking one never is, whatever the file says.
    pub fn accepts(&self, finding: &FindingEntry) -> bool {
        !finding.is_blocking() && self.accepted.contains_key(&finding.fingerprint)
    }

    /// Accepts a finding, unless it is blocking or nothing is wrong with it; says whether it did.
    pub fn accept(&mut self, finding: &FindingEntry, since: &str) -> bool {
        let open = matches!(finding.status, Status::Violation | Status::ToReview);
        if finding.is_blocking() || !open {
            return false;
        }
        self.accepted.entry(finding.fingerprint.clone()).or_insert_with(|| Accepted {
            rule: finding.rule_id.clone(),
            decision: finding.decision_id.clone(),
            since: since.to_owned(),
        });
        true
    }

    /// Writes the file in one step.
    pub fn write(&self, path: &Path) -> Result<(), BaselineError> {
        let file = File {
            filigrane: "baseline".to_owned(),
            version: VERSION,
            key_id: self.key_id.clone(),
            accepted: self.accepted.clone(),
        };
        atomic::publish(path, |out| {
            serde_json::to_writer_pretty(&mut *out, &file)?;
            out.write_all(b"\n")
        })
        .map_err(|cause| BaselineError::Unwritable { path: path.to_owned(), cause })
    }
}
