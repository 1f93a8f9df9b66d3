//! Clear excerpts of findings, encrypted to one recipient as they are written.
//!
//! The only way a value leaves memory. What is not encrypted is never on disk: the temporary
//! file holds ciphertext, and it takes its name once whole. Magistrates and what the policy
//! leaves visible are never revealed.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use age::Encryptor;
use age::stream::StreamWriter;
use age::x25519;
use serde::Serialize;
use tempfile::NamedTempFile;

use crate::detect::Finding;
use crate::document::Document;
use crate::document::offsets::bytes_of_points;
use crate::taxonomy::{Family, Status};

/// Name of the file in the folder `reveal` of a run.
pub const FILE: &str = "extraits.jsonl.age";

/// Code points shown on each side of a value.
const AROUND: usize = 80;

/// Whom the clear excerpts are for: an age public key (`age1…`).
#[derive(Clone)]
pub struct Recipient(x25519::Recipient);

/// Why a recipient is refused. Does not repeat what was typed: it may be a secret key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecipientError {
    #[error(
        "ceci est une clé secrète : donnez la clé publique correspondante (« age1… », qu'affiche « age-keygen -y »)"
    )]
    Secret,
    #[error(
        "clé publique age attendue (« age1… », 62 caractères) : « age-keygen -o cle.txt » en crée une et l'affiche"
    )]
    NotAKey,
}

impl std::fmt::Debug for Recipient {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Recipient")
    }
}

impl FromStr for Recipient {
    type Err = RecipientError;

    fn from_str(typed: &str) -> Result<Self, RecipientError> {
        if typed.trim().to_ascii_uppercase().starts_with("AGE-SECRET-KEY") {
            return Err(RecipientError::Secret);
        }
        typed.trim().parse().map(Self).map_err(|_| RecipientError::NotAKey)
    }
}

/// One line of the file.
#[derive(Serialize)]
struct Line<'a> {
    decision_id: &'a str,
    field: &'a str,
    start: i64,
    end: i64,
    rule_id: &'a str,
    severity: &'a str,
    status: &'a str,
    before: &'a str,
    value: &'a str,
    after: &'a str,
}

/// Writes excerpts to the encrypted file.
pub struct Reveal {
    out: StreamWriter<io::BufWriter<NamedTempFile>>,
    path: PathBuf,
}

impl Reveal {
    /// Opens the file of a run; nothing appears under its name before [`Self::publish`].
    pub fn create(run: &Path, recipient: &Recipient) -> io::Result<Self> {
        let folder = run.join("reveal");
        fs::create_dir_all(&folder)?;
        let file = NamedTempFile::new_in(&folder)?;
        let recipients: [&dyn age::Recipient; 1] = [&recipient.0];
        let encryptor =
            Encryptor::with_recipients(recipients.into_iter()).map_err(io::Error::other)?;
        let out = encryptor.wrap_output(io::BufWriter::new(file))?;
        Ok(Self { out, path: folder.join(FILE) })
    }

    /// Appends the excerpts of one decision.
    pub fn write(&mut self, document: &Document<'_>, findings: &[Finding]) -> io::Result<()> {
        for view in &document.views {
            let shown: Vec<&Finding> = findings
                .iter()
                .filter(|finding| finding.field == view.field && is_shown(finding))
                .collect();
            let points: Vec<i64> = shown
                .iter()
                .flat_map(|found| {
                    let around = AROUND as i64;
                    [found.start - around, found.start, found.end, found.end + around]
                })
                .collect();
            let bytes = bytes_of_points(view.raw, &points);
            for (finding, at) in shown.iter().zip(bytes.chunks_exact(4)) {
                let line = Line {
                    decision_id: &document.decision.id,
                    field: &finding.field,
                    start: finding.start,
                    end: finding.end,
                    rule_id: &finding.rule_id,
                    severity: finding.severity.as_str(),
                    status: finding.status.as_str(),
                    before: &view.raw[at[0]..at[1]],
                    value: &view.raw[at[1]..at[2]],
                    after: &view.raw[at[2]..at[3]],
                };
                serde_json::to_writer(&mut self.out, &line)?;
                self.out.write_all(b"\n")?;
            }
        }
        Ok(())
    }

    /// Ends the encryption and gives the file its name.
    pub fn publish(self) -> io::Result<PathBuf> {
        let file = self.out.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        file.persist(&self.path).map_err(|failure| failure.error)?;
        Ok(self.path)
    }
}

fn is_shown(finding: &Finding) -> bool {
    matches!(finding.status, Status::Violation | Status::ToReview)
        && finding.family != Family::Magistrate
}
