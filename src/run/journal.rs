//! The journal of a run: which parts are finished, under which options, from which files.
//!
//! One JSON line a part, appended once all the files of the part are published. A line cut by
//! a power failure is ignored: its part is made again.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::atomic;
use super::restricted::OrderTally;
use super::schema::SCHEMA_VERSION;
use super::tally::Tally;

/// Name of the journal in the run directory.
pub const FILE: &str = "journal.jsonl";

/// A file of reference data the scan used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataDigest {
    pub name: String,
    pub sha256: String,
}

/// Everything that changes the content of the tables, beside the inputs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    pub engines: Vec<String>,
    /// Normative profile.
    pub profile: String,
    pub review_threshold: f32,
    /// Names of columns given by the user, ours first.
    pub columns: BTreeMap<String, String>,
    /// Longest record accepted, in bytes.
    pub max_record: u64,
    /// Decisions in a part file.
    pub part_decisions: u64,
    pub rules_digest: String,
    /// Lexicons and models.
    pub data: Vec<DataDigest>,
    /// Public name of the fingerprint key.
    pub key_id: String,
}

/// An input as it was when the run began: enough to see that it changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputState {
    pub path: String,
    /// Bytes; `None` for the standard input.
    pub size: Option<u64>,
    /// Last change, in nanoseconds since 1970.
    pub modified: Option<u64>,
}

impl InputState {
    /// The state of every file under the paths, sorted by path. `-` is the standard input.
    pub fn of(paths: &[PathBuf]) -> io::Result<Vec<Self>> {
        let mut states = Vec::new();
        for path in paths {
            if path.as_os_str() == "-" {
                states.push(Self { path: "-".to_owned(), size: None, modified: None });
            } else {
                collect(path, &mut states)?;
            }
        }
        states.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Ok(states)
    }
}

fn collect(path: &Path, states: &mut Vec<InputState>) -> io::Result<()> {
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() {
        return fs::read_dir(path)?.try_for_each(|entry| collect(&entry?.path(), states));
    }
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    states.push(InputState {
        path: path.to_string_lossy().into_owned(),
        size: Some(metadata.len()),
        modified: modified.and_then(|since| u64::try_from(since.as_nanos()).ok()),
    });
    Ok(())
}

/// What a run is a run of. Two runs with the same identity write the same tables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    pub tool_version: String,
    pub schema_version: i64,
    pub parameters: Parameters,
    pub inputs: Vec<InputState>,
}

impl Identity {
    pub fn new(parameters: Parameters, inputs: Vec<InputState>) -> Self {
        Self {
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            schema_version: SCHEMA_VERSION,
            parameters,
            inputs,
        }
    }

    /// What differs between two runs, in words for the user; empty when nothing does.
    pub fn differences(&self, other: &Self) -> Vec<&'static str> {
        let (mine, its) = (&self.parameters, &other.parameters);
        [
            (self.tool_version != other.tool_version, "la version de Filigrane"),
            (self.schema_version != other.schema_version, "la version des tables"),
            (self.inputs != other.inputs, "les fichiers d'entrée (liste, taille ou date)"),
            (mine.engines != its.engines, "--engines"),
            (mine.profile != its.profile, "le profil normatif (filigrane.toml)"),
            (mine.review_threshold != its.review_threshold, "--review-threshold"),
            (mine.columns != its.columns, "--column"),
            (mine.max_record != its.max_record, "--max-record"),
            (mine.part_decisions != its.part_decisions, "la taille des lots"),
            (mine.rules_digest != its.rules_digest, "les règles (--rules)"),
            (mine.data != its.data, "les lexiques (--datasets) ou la table NAC (filigrane.toml)"),
            (mine.key_id != its.key_id, "la clé des empreintes (--key-file)"),
        ]
        .into_iter()
        .filter_map(|(differs, name)| differs.then_some(name))
        .collect()
    }
}

/// A finished part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartEntry {
    /// Rank, from 0; `part-00000`.
    pub part: u64,
    pub tally: Tally,
    /// Counts that only the restricted report reads.
    pub order: OrderTally,
}

/// The journal, open for the next part.
pub struct Journal {
    file: File,
}

/// What a journal says.
pub struct Recorded {
    pub identity: Identity,
    pub parts: Vec<PartEntry>,
}

impl Journal {
    /// Writes a journal that holds these parts, and opens it for more.
    pub fn create(run: &Path, identity: &Identity, parts: &[PartEntry]) -> io::Result<Self> {
        let path = run.join(FILE);
        atomic::publish(&path, |out| {
            line(out, identity)?;
            parts.iter().try_for_each(|part| line(out, part))
        })?;
        Ok(Self { file: OpenOptions::new().append(true).open(path)? })
    }

    /// Records a finished part, durably.
    pub fn record(&mut self, part: &PartEntry) -> io::Result<()> {
        line(&mut self.file, part)?;
        self.file.sync_data()
    }

    /// Reads a journal. `None` when the file is not a journal of Filigrane.
    pub fn read(run: &Path) -> io::Result<Option<Recorded>> {
        let content = fs::read_to_string(run.join(FILE))?;
        let mut lines = content.split_inclusive('\n');
        let Some(identity) = lines.next().and_then(|first| serde_json::from_str(first).ok()) else {
            return Ok(None);
        };
        let parts = lines
            .map_while(|line| line.strip_suffix('\n'))
            .map_while(|line| serde_json::from_str::<PartEntry>(line).ok())
            .zip(0..)
            .map_while(|(entry, rank)| (entry.part == rank).then_some(entry))
            .collect();
        Ok(Some(Recorded { identity, parts }))
    }
}

fn line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    // One write a line: a reader, or a crash, sees a prefix of it at worst.
    let mut bytes = serde_json::to_vec(value)?;
    bytes.push(b'\n');
    out.write_all(&bytes)
}
