//! A run directory being written: opened, filled part by part, closed by its manifest.
//!
//! The order of publication is the guarantee: the files of a part, then its line in the
//! journal, and the manifest last.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::atomic;
use super::journal::{self, Identity, Journal, PartEntry};
use super::manifest::{self, Control, InputFile, Manifest, Outcome, Timings, Tolerance};
use super::restricted::OrderTally;
use super::rows::{self, RejectRow, Scanned};
use super::schema::{DECISIONS, FACTS, FINDINGS, REJECTS, SKETCHES, TABLES, Table};
use super::tally::Tally;
use crate::cause::in_french;

/// What to do with a directory that is not empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Refuse.
    New,
    /// Go on from the parts that are there.
    Resume,
    /// Remove the run that is there, if it is one of Filigrane.
    Replace,
}

/// Findings after which a part is closed, whatever the number of decisions: it bounds memory.
const MAX_FINDINGS: usize = 50_000;

/// Rejects after which a part is closed.
const MAX_REJECTS: usize = 50_000;

/// Names under a run directory that `Mode::Replace` removes; nothing else is touched.
const FOLDERS: [&str; 9] = [
    "decisions",
    "findings",
    "facts",
    "sketches",
    "links",
    "risks",
    "verdicts",
    "rejects",
    "report",
];

/// Why a run cannot be opened or written.
#[derive(Debug, Error)]
pub enum RunError {
    #[error(
        "le dossier {} contient déjà un traitement terminé. Choisissez un autre dossier pour --out, \
         ou ajoutez --force pour le remplacer.",
        .0.display()
    )]
    AlreadyDone(PathBuf),
    #[error(
        "le dossier {} contient un traitement interrompu. Ajoutez --resume pour le poursuivre, ou \
         --force pour recommencer.",
        .0.display()
    )]
    Interrupted(PathBuf),
    #[error(
        "le dossier {} n'est pas vide et ne contient pas de traitement Filigrane : rien n'y a été \
         touché. Choisissez un dossier vide ou nouveau pour --out.",
        .0.display()
    )]
    NotARun(PathBuf),
    #[error(
        "impossible de poursuivre le traitement de {} : {} changé depuis son début. Relancez avec \
         les options et les fichiers d'origine, ou recommencez avec --force.",
        path.display(), changed(differences)
    )]
    Changed { path: PathBuf, differences: Vec<&'static str> },
    #[error("un autre traitement écrit dans {}. Attendez sa fin, ou choisissez un autre dossier.", .0.display())]
    Busy(PathBuf),
    #[error("dossier de sortie inutilisable : {} ({}). Vérifiez le chemin, les droits et la place.", path.display(), in_french(cause))]
    Folder { path: PathBuf, cause: io::Error },
    #[error(
        "écriture impossible : {} ({}). Ce qui est écrit est gardé : libérez de la place ou \
         rétablissez l'accès, puis relancez avec --resume.",
        path.display(), in_french(cause)
    )]
    Write { path: PathBuf, cause: io::Error },
}

fn changed(differences: &[&str]) -> String {
    let verb = if differences.len() > 1 { "ont" } else { "a" };
    format!("{} {verb}", differences.join(", "))
}

impl RunError {
    /// Whether the run began and can be resumed, as opposed to a mistake in the command.
    pub fn is_interruption(&self) -> bool {
        matches!(self, Self::Write { .. })
    }
}

/// A directory once opened.
pub enum Opened {
    Ready(Box<RunWriter>),
    /// The run asked for is already there, complete.
    Complete(Box<Manifest>),
}

/// A run being written.
pub struct RunWriter {
    path: PathBuf,
    identity: Identity,
    journal: Journal,
    parts: u64,
    resumed_parts: u64,
    total: Tally,
    order: OrderTally,
    current: Part,
    /// Held for its lock.
    _lock: Option<File>,
}

/// The part being filled.
#[derive(Default)]
struct Part {
    tally: Tally,
    order: OrderTally,
    scanned: Vec<Scanned>,
    findings: usize,
    rejects: Vec<RejectRow>,
}

impl RunWriter {
    /// Opens a directory for a run.
    pub fn open(path: &Path, mode: Mode, identity: Identity) -> Result<Opened, RunError> {
        let folder = |cause| RunError::Folder { path: path.to_owned(), cause };
        fs::create_dir_all(path).map_err(folder)?;
        let lock = lock(path)?;
        let manifest = Manifest::read(path).map_err(folder)?;
        let recorded = match Journal::read(path) {
            Ok(recorded) => recorded,
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(folder(error)),
        };
        let empty = fs::read_dir(path).map_err(folder)?.next().is_none();
        let parts = match (mode, recorded, manifest) {
            _ if empty => Vec::new(),
            (_, None, None) => return Err(RunError::NotARun(path.to_owned())),
            (Mode::New, _, Some(_)) | (Mode::Resume, None, Some(_)) => {
                return Err(RunError::AlreadyDone(path.to_owned()));
            }
            (Mode::New, Some(_), None) => return Err(RunError::Interrupted(path.to_owned())),
            (Mode::Replace, _, _) => {
                clear(path).map_err(folder)?;
                Vec::new()
            }
            (Mode::Resume, Some(recorded), manifest) => {
                let differences = recorded.identity.differences(&identity);
                if !differences.is_empty() {
                    return Err(RunError::Changed { path: path.to_owned(), differences });
                }
                if let Some(manifest) = manifest {
                    return Ok(Opened::Complete(Box::new(manifest)));
                }
                still_there(path, recorded.parts)
            }
        };
        let mut total = Tally::default();
        parts.iter().for_each(|part| total.merge(&part.tally));
        let mut order = OrderTally::default();
        parts.iter().for_each(|part| order.merge(&part.order));
        let journal = prepare(path, &identity, &parts).map_err(folder)?;
        Ok(Opened::Ready(Box::new(Self {
            path: path.to_owned(),
            identity,
            journal,
            parts: parts.len() as u64,
            resumed_parts: parts.len() as u64,
            total,
            order,
            current: Part::default(),
            _lock: lock,
        })))
    }

    /// Records that finished parts already cover: the reader skips them.
    pub fn done_records(&self) -> u64 {
        self.total.records
    }

    pub fn resumed_parts(&self) -> u64 {
        self.resumed_parts
    }

    /// Adds what came out of one record of the inputs.
    ///
    /// A part ends between two records, never inside one, and where it ends depends on the
    /// rows alone.
    pub fn push(&mut self, record: Vec<Result<Scanned, RejectRow>>) -> Result<(), RunError> {
        let part = &mut self.current;
        part.tally.records += 1;
        for one in record {
            match one {
                Ok(scanned) => {
                    part.tally.add(&scanned);
                    part.order.add(&scanned.order);
                    part.findings += scanned.findings.len();
                    part.scanned.push(scanned);
                }
                Err(reject) => {
                    part.tally.reject(&reject);
                    part.rejects.push(reject);
                }
            }
        }
        let full = part.scanned.len() as u64 >= self.identity.parameters.part_decisions
            || part.findings >= MAX_FINDINGS
            || part.rejects.len() >= MAX_REJECTS;
        if full { self.flush() } else { Ok(()) }
    }

    /// Writes the last part and the manifest.
    pub fn finish(self, closing: Closing) -> Result<Manifest, RunError> {
        self.close(closing).map(|(manifest, _)| manifest)
    }

    /// The same, with the counts that only the restricted report reads.
    pub fn close(mut self, closing: Closing) -> Result<(Manifest, OrderTally), RunError> {
        if self.current.tally.records > 0 || self.parts == 0 {
            self.flush()?;
        }
        let manifest = Manifest {
            tool: "filigrane".to_owned(),
            tool_version: self.identity.tool_version,
            schema_version: self.identity.schema_version,
            outcome: Outcome::of(&self.total, closing.tolerance),
            inputs: closing.inputs,
            parameters: self.identity.parameters,
            tolerance: closing.tolerance,
            controls: closing.controls,
            counts: self.total,
            parts: self.parts,
            timings: closing.timings,
        };
        let path = self.path.join(manifest::FILE);
        atomic::publish(&path, |out| Ok(serde_json::to_writer_pretty(out, &manifest)?))
            .map_err(|cause| RunError::Write { path, cause })?;
        Ok((manifest, self.order))
    }

    fn flush(&mut self) -> Result<(), RunError> {
        let part = std::mem::take(&mut self.current);
        let rank = self.parts;
        self.write(&DECISIONS, rank, |out| rows::write_decisions(out, &part.scanned))?;
        self.write(&FINDINGS, rank, |out| rows::write_findings(out, &part.scanned))?;
        self.write(&FACTS, rank, |out| rows::write_facts(out, &part.scanned))?;
        self.write(&SKETCHES, rank, |out| rows::write_sketches(out, &part.scanned))?;
        self.write(&REJECTS, rank, |out| rows::write_rejects(out, &part.rejects))?;
        self.total.merge(&part.tally);
        self.order.merge(&part.order);
        self.journal
            .record(&PartEntry { part: rank, tally: part.tally, order: part.order })
            .map_err(|cause| RunError::Write { path: self.path.join(journal::FILE), cause })?;
        self.parts += 1;
        Ok(())
    }

    fn write(
        &self,
        table: &Table,
        rank: u64,
        write: impl FnOnce(&mut io::BufWriter<File>) -> io::Result<()>,
    ) -> Result<(), RunError> {
        let path = part_path(&self.path, table, rank);
        atomic::publish(&path, write).map_err(|cause| RunError::Write { path, cause })
    }
}

/// What is known only once everything was read.
pub struct Closing {
    pub inputs: Vec<InputFile>,
    pub tolerance: Tolerance,
    pub controls: Vec<Control>,
    pub timings: Timings,
}

/// Path of a part file.
pub fn part_path(run: &Path, table: &Table, rank: u64) -> PathBuf {
    run.join(table.name).join(format!("part-{rank:05}.{}", table.extension))
}

/// Rank of a part file, from its name; `None` for any other file.
fn rank_of(name: &str) -> Option<u64> {
    name.strip_prefix("part-")?.split('.').next()?.parse().ok()
}

/// Refuses a second writer. Where the file system has no locks, there is none to refuse with.
fn lock(path: &Path) -> Result<Option<File>, RunError> {
    let Ok(folder) = File::open(path) else { return Ok(None) };
    match folder.try_lock() {
        Ok(()) => Ok(Some(folder)),
        Err(TryLockError::WouldBlock) => Err(RunError::Busy(path.to_owned())),
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

/// Parts of the journal whose files are all there, from the first on.
fn still_there(run: &Path, parts: Vec<PartEntry>) -> Vec<PartEntry> {
    let whole =
        |part: &PartEntry| TABLES.iter().all(|table| part_path(run, table, part.part).is_file());
    parts.into_iter().take_while(whole).collect()
}

/// Removes a previous run, manifest first: what remains after a failure is not a finished run.
fn clear(run: &Path) -> io::Result<()> {
    let absent_is_fine = |result: io::Result<()>| match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    };
    absent_is_fine(fs::remove_file(run.join(manifest::FILE)))?;
    for folder in FOLDERS {
        absent_is_fine(fs::remove_dir_all(run.join(folder)))?;
    }
    absent_is_fine(fs::remove_file(run.join(journal::FILE)))
}

/// Makes the folders, removes what an interruption left beyond the parts, starts the journal.
fn prepare(run: &Path, identity: &Identity, parts: &[PartEntry]) -> io::Result<Journal> {
    atomic::sweep(run)?;
    for table in TABLES {
        let folder = run.join(table.name);
        fs::create_dir_all(&folder)?;
        atomic::sweep(&folder)?;
        // Part files that were published without their line in the journal.
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            if rank_of(&entry.file_name().to_string_lossy()) >= Some(parts.len() as u64) {
                fs::remove_file(entry.path())?;
            }
        }
    }
    atomic::sync_folder(run)?;
    Journal::create(run, identity, parts)
}
