//! Making a bundle of a folder, and adding to one: each act leaves an entry in the custody log.
//!
//! `manifest.json` comes last: a folder without it is not sealed, whatever else it holds, and
//! sealing it again begins anew. Must not change what is sealed.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;

use crate::detect::fingerprint::random_bytes;

use super::canonical::{canonical, sha256};
use super::case::CaseState;
use super::custody::{Action, Change, Custody, Entry, GENESIS};
use super::error::EvidenceError;
use super::files::{
    self, ANNEXES, CAPTURE, CHAIN, CUSTODY, HEAD, MANIFEST, PROVENANCE, PUBLIC_KEY, REQUEST,
    SEALED, SIGNATURE, SUMS, TOKEN,
};
use super::manifest::Manifest;
use super::seal::{Recipients, SealedOriginal, seal_originals};
use super::signature::Signatory;
use super::timestamp::{self, Expected, Stamp};
use super::verify;

/// The sheet that the person who captured fills in.
const CAPTURE_SHEET: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/reports/evidence/conditions-capture.md"));

/// Who acts, why, and when.
#[derive(Debug, Clone)]
pub struct Event {
    pub who: String,
    pub why: String,
    pub at: Timestamp,
}

/// What made the content of a bundle: enough for another person to make it again (PRV-07).
#[derive(Debug, Clone, Default, Serialize)]
pub struct Provenance {
    /// What was run, without paths that could hold a name.
    pub command: String,
    /// SHA-256 of the rules, when they were used.
    pub catalogue: Option<String>,
    /// Whatever else decides the result: digests of references, seed, thresholds.
    pub parameters: BTreeMap<String, String>,
}

/// `provenance.json`.
#[derive(Serialize)]
struct ProvenanceFile<'a> {
    tool: &'static str,
    version: &'static str,
    /// SHA-256 of the program's own file, when the system tells which it is.
    binary: Option<String>,
    sealed_at: Timestamp,
    /// 1: internal report; 2: with a qualified time-stamp; 3: taken up by a bailiff (PRV-06).
    /// What a bundle is sealed with is level 1; the log says what raised it.
    evidence_level: i64,
    #[serde(flatten)]
    made_by: &'a Provenance,
    recipients: usize,
    originals: &'a [SealedOriginal],
}

/// How to seal.
pub struct SealOptions {
    pub event: Event,
    pub provenance: Provenance,
    /// Files or folders to encrypt.
    pub originals: Vec<PathBuf>,
    pub recipients: Recipients,
    pub signatory: Option<Signatory>,
}

/// A sealed folder whose log is whole.
pub struct Bundle {
    folder: PathBuf,
    manifest: Manifest,
    custody: Custody,
}

impl Bundle {
    /// Seals a folder: digests, originals, signature, log, manifest.
    ///
    /// # Errors
    ///
    /// A folder already sealed or empty, a name that cannot be listed, originals without
    /// recipient. On an error the folder is left unsealed.
    pub fn seal(folder: &Path, options: &SealOptions) -> Result<Self, EvidenceError> {
        if folder.join(MANIFEST).exists() {
            return Err(EvidenceError::AlreadySealed(folder.to_owned()));
        }
        remove_leftovers(folder)?;
        if files::walk(folder)?.is_empty() {
            return Err(EvidenceError::Empty(folder.to_owned()));
        }
        let originals = seal_originals(folder, &options.originals, &options.recipients)?;
        if !folder.join(CAPTURE).exists() {
            files::publish(folder, CAPTURE, CAPTURE_SHEET.as_bytes())?;
        }
        let provenance = ProvenanceFile {
            tool: "filigrane",
            version: env!("CARGO_PKG_VERSION"),
            binary: own_digest(),
            sealed_at: options.event.at,
            evidence_level: 1,
            made_by: &options.provenance,
            recipients: options.recipients.len(),
            originals: &originals,
        };
        files::publish(folder, PROVENANCE, &canonical(&provenance)?)?;

        let sealed = files::walk(folder)?
            .iter()
            .map(|(relative, path)| files::entry(relative, path))
            .collect::<Result<Vec<_>, _>>()?;
        let manifest = Manifest::new(sealed);
        let bytes = manifest.to_bytes()?;
        files::publish(folder, SUMS, manifest.sums()?.as_bytes())?;
        let mut changes =
            vec![brought(MANIFEST, &bytes), brought(SUMS, manifest.sums()?.as_bytes())];
        if let Some(signatory) = &options.signatory {
            let signature = signatory.sign(&bytes);
            let public = signatory.public_pem()?;
            files::publish(folder, SIGNATURE, &signature)?;
            files::publish(folder, PUBLIC_KEY, public.as_bytes())?;
            changes.push(brought(SIGNATURE, &signature));
            changes.push(brought(PUBLIC_KEY, public.as_bytes()));
        }
        let mut bundle = Self { folder: folder.to_owned(), manifest, custody: Custody::default() };
        bundle.record(&options.event, Action::Sealed, CaseState::Open, None, changes)?;
        files::publish(folder, MANIFEST, &bytes)?;
        Ok(bundle)
    }

    /// Opens a bundle in order to add to it; refuses one that is altered.
    pub fn open(folder: &Path) -> Result<Self, EvidenceError> {
        let path = folder.join(MANIFEST);
        if !path.exists() {
            return Err(EvidenceError::NotSealed(folder.to_owned()));
        }
        let checked = verify::verify(folder, &[])?;
        if let Some(link) = checked.first_broken() {
            return Err(EvidenceError::Broken(link.to_string()));
        }
        let manifest = fs::read(&path).map_err(EvidenceError::io(&path))?;
        let manifest =
            Manifest::read(&manifest).map_err(|what| EvidenceError::damaged(&path, what))?;
        let log = folder.join(CUSTODY);
        let custody = fs::read(&log).map_err(EvidenceError::io(&log))?;
        let custody = Custody::read(&custody, &manifest.merkle.root)
            .map_err(|broken| EvidenceError::damaged(&log, broken.what))?;
        Ok(Self { folder: folder.to_owned(), manifest, custody })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Merkle root, lower-case hexadecimal.
    pub fn root(&self) -> &str {
        &self.manifest.merkle.root
    }

    pub fn custody(&self) -> &Custody {
        &self.custody
    }

    /// Writes a time-stamp request over the root; returns its path in the bundle.
    pub fn request_stamp(&mut self, event: &Event) -> Result<&'static str, EvidenceError> {
        let drawn = random_bytes().map_err(|_| EvidenceError::Internal("tirage du nonce"))?;
        let mut nonce = [0; 8];
        nonce.copy_from_slice(&drawn[..8]);
        let request = timestamp::request(&verify::root_digest(&self.manifest)?, &nonce)
            .map_err(|_| EvidenceError::Internal("demande d'horodatage"))?;
        self.add(
            event,
            Action::StampRequested,
            self.custody.state(),
            None,
            &[(REQUEST, &request)],
        )?;
        Ok(REQUEST)
    }

    /// Checks a token and keeps it with its certificates.
    ///
    /// `chain` is a PEM file (or one DER certificate) that completes or ends the token's own
    /// certificates; its self-signed certificates are the ends of the chain.
    pub fn attach_stamp(
        &mut self,
        event: &Event,
        token: &[u8],
        chain: Option<&[u8]>,
    ) -> Result<Stamp, EvidenceError> {
        let refused = |what: &str| EvidenceError::Timestamp(what.to_owned());
        let certificates = match chain {
            Some(bytes) => timestamp::certificates(bytes).map_err(refused)?,
            None => Vec::new(),
        };
        let request = self.folder.join(REQUEST);
        let request = if request.exists() {
            Some(fs::read(&request).map_err(EvidenceError::io(&request))?)
        } else {
            None
        };
        let stamp = timestamp::check(
            token,
            &Expected {
                digests: &verify::stamped_digests(&self.manifest)?,
                request: request.as_deref(),
                chain: &certificates,
                anchors: &timestamp::self_signed(&certificates),
            },
        )
        .map_err(refused)?;
        let mut brought: Vec<(&str, &[u8])> = vec![(TOKEN, token)];
        if let Some(bytes) = chain {
            brought.push((CHAIN, bytes));
        }
        self.add(event, Action::StampAttached, self.custody.state(), None, &brought)?;
        Ok(stamp)
    }

    /// Moves the case on, with an answer's due date and pieces to keep.
    pub fn advance(
        &mut self,
        event: &Event,
        to: CaseState,
        due: Option<Timestamp>,
        pieces: &[PathBuf],
    ) -> Result<(), EvidenceError> {
        let from = self.custody.state();
        if !from.next().contains(&to) {
            return Err(EvidenceError::Transition { from, to });
        }
        self.keep(event, Action::StateChanged, to, due, pieces)
    }

    /// Keeps pieces without moving the case on.
    pub fn annex(&mut self, event: &Event, pieces: &[PathBuf]) -> Result<(), EvidenceError> {
        self.keep(event, Action::Annexed, self.custody.state(), None, pieces)
    }

    fn keep(
        &mut self,
        event: &Event,
        action: Action,
        state: CaseState,
        due: Option<Timestamp>,
        pieces: &[PathBuf],
    ) -> Result<(), EvidenceError> {
        let mut named = Vec::new();
        let already =
            self.custody.files().iter().filter(|(path, _)| path.starts_with(ANNEXES)).count();
        for (rank, piece) in pieces.iter().enumerate() {
            let bytes = fs::read(piece).map_err(EvidenceError::io(piece))?;
            // The name of a piece may hold a name: it is numbered, its kind is kept.
            let kind = piece.extension().and_then(|kind| kind.to_str()).unwrap_or("bin");
            let kind: String = kind.chars().filter(char::is_ascii_alphanumeric).collect();
            named.push((
                format!("{ANNEXES}/{:03}.{}", already + rank + 1, kind.to_lowercase()),
                bytes,
            ));
        }
        let brought: Vec<_> =
            named.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
        self.add(event, action, state, due, &brought)
    }

    /// Writes files, then the entry that vouches for them.
    fn add(
        &mut self,
        event: &Event,
        action: Action,
        state: CaseState,
        due: Option<Timestamp>,
        brought_files: &[(&str, &[u8])],
    ) -> Result<(), EvidenceError> {
        let changes = brought_files
            .iter()
            .map(|(path, bytes)| Change {
                path: (*path).to_owned(),
                before: self.custody.digest_of(path).map(str::to_owned),
                after: sha256(bytes),
            })
            .collect();
        for (path, bytes) in brought_files {
            files::publish(&self.folder, path, bytes)?;
        }
        self.record(event, action, state, due, changes)
    }

    fn record(
        &mut self,
        event: &Event,
        action: Action,
        state: CaseState,
        due: Option<Timestamp>,
        changes: Vec<Change>,
    ) -> Result<(), EvidenceError> {
        self.custody.push(Entry {
            seq: 0,
            at: event.at,
            who: event.who.clone(),
            action,
            why: event.why.clone(),
            state,
            due,
            changes,
            root: self.manifest.merkle.root.clone(),
            previous: GENESIS.to_owned(),
        })?;
        // The log first: cut between the two, its head is one entry behind, which verifies.
        files::publish(&self.folder, CUSTODY, &self.custody.to_bytes()?)?;
        files::publish(&self.folder, HEAD, self.custody.anchor().as_bytes())
    }
}

fn brought(path: &str, bytes: &[u8]) -> Change {
    Change { path: path.to_owned(), before: None, after: sha256(bytes) }
}

/// What a sealing that was cut short left: never a piece of the user's.
fn remove_leftovers(folder: &Path) -> Result<(), EvidenceError> {
    if !folder.is_dir() {
        let cause = std::io::ErrorKind::NotFound.into();
        return Err(EvidenceError::Io { path: folder.to_owned(), cause });
    }
    crate::run::atomic::sweep(folder).map_err(EvidenceError::io(folder))?;
    // The log is written just before the manifest; with it, the rest is surely ours.
    for name in [CUSTODY, HEAD, SUMS, SIGNATURE, PUBLIC_KEY, PROVENANCE] {
        let path = folder.join(name);
        if path.exists() {
            fs::remove_file(&path).map_err(EvidenceError::io(&path))?;
        }
    }
    let sealed = folder.join(SEALED);
    if sealed.exists() {
        fs::remove_dir_all(&sealed).map_err(EvidenceError::io(&sealed))?;
    }
    Ok(())
}

/// SHA-256 of the running program's file.
fn own_digest() -> Option<String> {
    let path = env::current_exe().ok()?;
    files::measure(&path).ok().map(|(_, sha256)| sha256)
}
