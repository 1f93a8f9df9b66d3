//! The custody log: who did what, when and why, each entry chained to the one before (PRV-04).
//!
//! One entry a line, canonical JSON: `{"entry":{…},"hash":"…"}`, where `hash` is the SHA-256 of
//! the canonical `entry`, and `entry.previous` the hash of the line before (zeros for the first).
//! So `jq -cj .entry | sha256sum` checks a line. Must not read or write files.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::canonical::{canonical, sha256};
use super::case::CaseState;
use super::error::EvidenceError;

/// What `previous` holds in the first entry.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Sealed,
    StampRequested,
    StampAttached,
    StateChanged,
    Annexed,
}

impl Action {
    /// The words for a reader.
    pub fn label(self) -> &'static str {
        match self {
            Self::Sealed => "scellement",
            Self::StampRequested => "demande d'horodatage",
            Self::StampAttached => "jeton d'horodatage joint",
            Self::StateChanged => "changement d'état",
            Self::Annexed => "pièce annexée",
        }
    }
}

/// A file that an entry brought or replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Relative to the bundle, `/` between folders.
    pub path: String,
    /// SHA-256 before, when it existed.
    pub before: Option<String>,
    pub after: String,
}

/// What is vouched for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// From 1.
    pub seq: i64,
    /// When, in UTC.
    pub at: Timestamp,
    pub who: String,
    pub action: Action,
    pub why: String,
    pub state: CaseState,
    /// When an answer is due, in UTC.
    pub due: Option<Timestamp>,
    pub changes: Vec<Change>,
    /// Merkle root of what was sealed: the same in every entry.
    pub root: String,
    /// Hash of the entry before.
    pub previous: String,
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    pub entry: Entry,
    pub hash: String,
}

impl Line {
    pub fn new(entry: Entry) -> Result<Self, EvidenceError> {
        let hash = sha256(&canonical(&entry)?);
        Ok(Self { entry, hash })
    }
}

/// Where and why a log is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenEntry {
    /// Line of the file, from 1.
    pub line: usize,
    pub what: &'static str,
}

/// A whole log, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Custody {
    lines: Vec<Line>,
}

impl Custody {
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Hash of the last entry: what a later check should find again.
    pub fn head(&self) -> &str {
        self.lines.last().map_or(GENESIS, |line| &line.hash)
    }

    /// What `custody.head` holds: the hash of the last entry and its rank.
    pub fn anchor(&self) -> String {
        format!("{}  {}\n", self.head(), self.lines.len())
    }

    /// Whether the log still holds the entry that an anchor names, or a hash that a reader noted elsewhere.
    pub fn holds(&self, head: &str) -> bool {
        self.lines.iter().any(|line| line.hash == head)
    }

    /// Where the case stands.
    pub fn state(&self) -> CaseState {
        self.lines.last().map_or(CaseState::Open, |line| line.entry.state)
    }

    /// The SHA-256 that the log gives for a file, when it brought it.
    pub fn digest_of(&self, path: &str) -> Option<&str> {
        let changes = self.lines.iter().rev().flat_map(|line| &line.entry.changes);
        changes.into_iter().find(|change| change.path == path).map(|change| &*change.after)
    }

    /// Every file the log brought, with its last digest, sorted by path.
    pub fn files(&self) -> Vec<(&str, &str)> {
        let mut files = std::collections::BTreeMap::new();
        for change in self.lines.iter().flat_map(|line| &line.entry.changes) {
            files.insert(&*change.path, &*change.after);
        }
        files.into_iter().collect()
    }

    /// Adds an entry at the end; its rank and link are set here.
    pub fn push(&mut self, mut entry: Entry) -> Result<(), EvidenceError> {
        entry.seq = self.lines.len() as i64 + 1;
        self.head().clone_into(&mut entry.previous);
        self.lines.push(Line::new(entry)?);
        Ok(())
    }

    /// The bytes of `custody.jsonl`.
    pub fn to_bytes(&self) -> Result<Vec<u8>, EvidenceError> {
        let mut bytes = Vec::new();
        for line in &self.lines {
            bytes.extend(canonical(line)?);
            bytes.push(b'\n');
        }
        Ok(bytes)
    }

    /// Reads a log and checks it: form, ranks, links, hashes. `root` is the manifest's.
    pub fn read(bytes: &[u8], root: &str) -> Result<Self, BrokenEntry> {
        let mut custody = Self::default();
        let mut rest = bytes;
        while !rest.is_empty() {
            let number = custody.lines.len() + 1;
            let broken = |what| BrokenEntry { line: number, what };
            let end = rest
                .iter()
                .position(|&byte| byte == b'\n')
                .ok_or(broken("la ligne n'est pas terminée"))?;
            let (text, after) = (&rest[..end], &rest[end + 1..]);
            let line: Line = serde_json::from_slice(text)
                .map_err(|_| broken("la ligne n'est pas une entrée du journal"))?;
            if canonical(&line).ok().as_deref() != Some(text) {
                return Err(broken("la ligne n'est pas sous forme canonique"));
            }
            let known = Line::new(line.entry.clone()).map_err(|_| broken("entrée illisible"))?;
            if known.hash != line.hash {
                return Err(broken("l'empreinte ne correspond pas à l'entrée"));
            }
            if line.entry.previous != custody.head() {
                return Err(broken("le lien avec l'entrée précédente est rompu"));
            }
            if line.entry.seq != number as i64 {
                return Err(broken("le rang de l'entrée est faux"));
            }
            if line.entry.root != root {
                return Err(broken("la racine n'est pas celle du manifeste"));
            }
            custody.lines.push(line);
            rest = after;
        }
        if custody.lines.is_empty() {
            return Err(BrokenEntry { line: 1, what: "le journal est vide" });
        }
        Ok(custody)
    }
}
