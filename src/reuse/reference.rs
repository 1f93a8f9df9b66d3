//! The reference decisions and their versions, found by identifier, ECLI, number and date, or by their words.
//!
//! Texts go to a nameless file on disk; memory holds digests, offsets and a sample of word sequences whose size is bounded.
//! Must hold no index by person: keys are identifiers of decisions.

use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::sync::Mutex;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::ReuseError;
use super::canon;
use super::dates::{self, Day};
use crate::corpus::{self, Decision, Input, ReadOptions, RejectReason};
use crate::document::tokens::fold_hash;
use crate::hexadecimal::hexadecimal;

/// Records decoded together.
const BATCH: usize = 512;
/// Bytes of text decoded together, at most.
const BATCH_BYTES: usize = 64 << 20;
/// Sequences of words kept in memory, at most; beyond, one in two is dropped.
const MOST_SHINGLES: usize = 6_000_000;
/// Words in a sequence.
const SHINGLE: usize = 8;

/// What is published beside a text. None of it names a person.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Meta {
    pub id: String,
    pub jurisdiction: Option<String>,
    pub location: Option<String>,
    pub chamber: Option<String>,
    pub formation: Option<String>,
    pub number: Option<String>,
    pub numbers: Vec<String>,
    pub ecli: Option<String>,
    pub decision_date: Option<String>,
    pub update_date: Option<String>,
    pub solution: Option<String>,
    pub partial: bool,
}

/// One version of a decision.
#[derive(Debug, Clone, Copy)]
pub struct Version {
    pub digest: [u8; 32],
    /// When the Court wrote this version, as its record says.
    pub updated: Option<Day>,
    /// Placeholders in the text: more of them means that something was withdrawn.
    pub placeholders: u32,
    decision: u32,
    at: u64,
    meta: u32,
    text: u32,
}

impl Version {
    /// Length of the canonical text, in bytes.
    pub fn length(&self) -> u32 {
        self.text
    }
}

/// The reference.
pub struct Reference {
    spool: File,
    versions: Vec<Version>,
    /// For each decision, its versions from the oldest to the latest.
    decisions: Vec<Vec<u32>>,
    ids: FxHashMap<u64, u32>,
    eclis: FxHashMap<u64, u32>,
    numbers: FxHashMap<u64, Vec<u32>>,
    digests: FxHashMap<[u8; 16], u32>,
    shingles: Vec<(u64, u32)>,
    /// One sequence in `2^sampling` is kept.
    sampling: u32,
    /// Identifiers that the reference itself marks as withdrawn.
    withdrawn: FxHashSet<u64>,
    rejects: u64,
    /// SHA-256 over the digests of the versions, sorted: which reference was used.
    digest: String,
}

/// What a worker makes of a decision.
struct Ready {
    meta: Meta,
    text: String,
    digest: [u8; 32],
    placeholders: u32,
    shingles: Vec<u64>,
}

impl Reference {
    /// Reads a corpus in any format that `corpus` knows; two records of one id are two versions.
    pub fn load(inputs: &[Input]) -> Result<Self, ReuseError> {
        let options = ReadOptions::default();
        let mut records =
            corpus::open(inputs, &options).map_err(|error| ReuseError::Input(error.to_string()))?;
        let mut builder = Builder::new().map_err(ReuseError::Spool)?;
        loop {
            let mut batch = Vec::new();
            let mut bytes = 0;
            for item in records.by_ref() {
                match item {
                    Ok(record) => {
                        bytes += record.size();
                        batch.push(record);
                    }
                    Err(reject) => builder.reject(reject.reason, reject.decision_id.as_deref()),
                }
                if batch.len() >= BATCH || bytes >= BATCH_BYTES {
                    break;
                }
            }
            if batch.is_empty() {
                break;
            }
            let rejected = Mutex::new(Vec::new());
            let ready: Vec<Vec<Ready>> = batch
                .into_par_iter()
                .map(|record| {
                    record
                        .parse(&options)
                        .into_iter()
                        .filter_map(|parsed| match parsed {
                            Ok(decision) => Some(Ready::of(decision)),
                            Err(reject) => {
                                if let Ok(mut list) = rejected.lock() {
                                    list.push((reject.reason, reject.decision_id));
                                }
                                None
                            }
                        })
                        .collect()
                })
                .collect();
            for (reason, id) in rejected.into_inner().unwrap_or_default() {
                builder.reject(reason, id.as_deref());
            }
            for one in ready.into_iter().flatten() {
                builder.add(one).map_err(ReuseError::Spool)?;
            }
        }
        Ok(builder.finish())
    }

    /// Decisions.
    pub fn len(&self) -> usize {
        self.decisions.len()
    }

    pub fn is_empty(&self) -> bool {
        self.decisions.is_empty()
    }

    /// Records of the corpus that could not be read.
    pub fn rejects(&self) -> u64 {
        self.rejects
    }

    pub fn digest(&self) -> &str {
        &self.digest
    }

    pub fn is_withdrawn(&self, id: &str) -> bool {
        self.withdrawn.contains(&key(id))
    }

    pub fn by_id(&self, id: &str) -> Option<u32> {
        self.ids.get(&key(id)).copied()
    }

    pub fn by_ecli(&self, ecli: &str) -> Option<u32> {
        self.eclis.get(&key(ecli)).copied()
    }

    /// The decision of a number and a date, when there is only one.
    pub fn by_number(&self, number: &str, day: Day) -> Option<u32> {
        match self.numbers.get(&number_key(number, day))?.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// The version whose canonical text has this digest.
    pub fn by_digest(&self, digest: &[u8; 32]) -> Option<(u32, u32)> {
        let version = *self.digests.get(&short(digest))?;
        let found = self.versions.get(version as usize)?;
        (found.digest == *digest).then_some((found.decision, version))
    }

    /// The decision that shares most sequences of words with a text, and how many.
    pub fn by_words(&self, canonical: &str) -> Option<u32> {
        let sample: Vec<u64> =
            shingles(canonical).into_iter().filter(|hash| kept(*hash, self.sampling)).collect();
        let mut votes: FxHashMap<u32, u32> = FxHashMap::default();
        for hash in &sample {
            let start = self.shingles.partition_point(|(known, _)| known < hash);
            for (_, decision) in
                self.shingles[start..].iter().take_while(|(known, _)| known == hash).take(64)
            {
                *votes.entry(*decision).or_default() += 1;
            }
        }
        let (decision, count) =
            votes.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)))?;
        // Formulas are shared by many decisions: a third of the sample, and two sequences, must agree.
        (count >= 2 && count as usize * 3 >= sample.len()).then_some(decision)
    }

    /// Versions of a decision, from the oldest to the latest.
    pub fn versions(&self, decision: u32) -> &[u32] {
        self.decisions.get(decision as usize).map_or(&[], Vec::as_slice)
    }

    pub fn version(&self, version: u32) -> Option<&Version> {
        self.versions.get(version as usize)
    }

    pub fn latest(&self, decision: u32) -> Option<&Version> {
        self.version(*self.versions(decision).last()?)
    }

    pub fn meta(&self, version: &Version) -> io::Result<Meta> {
        let bytes = self.read(version.at, version.meta)?;
        serde_json::from_slice(&bytes).map_err(io::Error::from)
    }

    /// The canonical text.
    pub fn text(&self, version: &Version) -> io::Result<String> {
        let bytes = self.read(version.at + u64::from(version.meta), version.text)?;
        String::from_utf8(bytes).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))
    }

    fn read(&self, at: u64, length: u32) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length as usize];
        self.spool.read_exact_at(&mut bytes, at)?;
        Ok(bytes)
    }
}

impl Ready {
    fn of(decision: Decision) -> Self {
        let raw = decision.fields.into_iter().next().map(|field| field.text).unwrap_or_default();
        let text = canon::canonical(&raw);
        let metadata = decision.metadata;
        let placeholders = canon::tokens(&text)
            .iter()
            .filter(|token| matches!(token.kind, canon::TokenKind::Placeholder(_)))
            .count();
        Self {
            digest: canon::digest(&text),
            placeholders: u32::try_from(placeholders).unwrap_or(u32::MAX),
            shingles: shingles(&text),
            text,
            meta: Meta {
                id: decision.id,
                jurisdiction: metadata.jurisdiction,
                location: metadata.location,
                chamber: metadata.chamber,
                formation: metadata.formation,
                number: metadata.number,
                numbers: metadata.numbers,
                ecli: metadata.ecli,
                decision_date: metadata.decision_date,
                update_date: metadata.update_date,
                solution: metadata.solution,
                partial: metadata.partial.unwrap_or(false),
            },
        }
    }
}

struct Builder {
    out: io::BufWriter<File>,
    at: u64,
    reference: Reference,
}

impl Builder {
    fn new() -> io::Result<Self> {
        let spool = tempfile::tempfile()?;
        let reference = Reference {
            spool: spool.try_clone()?,
            versions: Vec::new(),
            decisions: Vec::new(),
            ids: FxHashMap::default(),
            eclis: FxHashMap::default(),
            numbers: FxHashMap::default(),
            digests: FxHashMap::default(),
            shingles: Vec::new(),
            sampling: 3,
            withdrawn: FxHashSet::default(),
            rejects: 0,
            digest: String::new(),
        };
        Ok(Self { out: io::BufWriter::with_capacity(1 << 20, spool), at: 0, reference })
    }

    fn reject(&mut self, reason: RejectReason, id: Option<&str>) {
        match (reason, id) {
            (RejectReason::Withdrawn, Some(id)) => {
                self.reference.withdrawn.insert(key(id));
            }
            _ => self.reference.rejects += 1,
        }
    }

    fn add(&mut self, ready: Ready) -> io::Result<()> {
        let reference = &mut self.reference;
        let meta = serde_json::to_vec(&ready.meta)?;
        self.out.write_all(&meta)?;
        self.out.write_all(ready.text.as_bytes())?;
        let number = u32::try_from(reference.versions.len()).unwrap_or(u32::MAX);
        let decision = match reference.ids.get(&key(&ready.meta.id)) {
            Some(&known) => known,
            None => {
                let new = u32::try_from(reference.decisions.len()).unwrap_or(u32::MAX);
                reference.ids.insert(key(&ready.meta.id), new);
                reference.decisions.push(Vec::new());
                new
            }
        };
        if let Some(ecli) = &ready.meta.ecli {
            reference.eclis.insert(key(ecli), decision);
        }
        if let Some(day) = ready.meta.decision_date.as_deref().and_then(dates::day) {
            for number in ready.meta.number.iter().chain(&ready.meta.numbers) {
                let list = reference.numbers.entry(number_key(number, day)).or_default();
                if !list.contains(&decision) {
                    list.push(decision);
                }
            }
        }
        reference.digests.insert(short(&ready.digest), number);
        reference.versions.push(Version {
            digest: ready.digest,
            updated: ready.meta.update_date.as_deref().and_then(dates::day),
            placeholders: ready.placeholders,
            decision,
            at: self.at,
            meta: u32::try_from(meta.len()).unwrap_or(0),
            text: u32::try_from(ready.text.len()).unwrap_or(0),
        });
        reference.decisions[decision as usize].push(number);
        self.at += (meta.len() + ready.text.len()) as u64;
        let sampling = reference.sampling;
        reference.shingles.extend(
            ready
                .shingles
                .into_iter()
                .filter(|hash| kept(*hash, sampling))
                .map(|hash| (hash, decision)),
        );
        if reference.shingles.len() > MOST_SHINGLES {
            reference.sampling += 1;
            let sampling = reference.sampling;
            reference.shingles.retain(|(hash, _)| kept(*hash, sampling));
        }
        Ok(())
    }

    fn finish(mut self) -> Reference {
        // What was written is read back through another handle of the same file.
        let flushed = self.out.flush();
        let mut reference = self.reference;
        if flushed.is_err() {
            reference.rejects += reference.versions.len() as u64;
        }
        let versions = &reference.versions;
        for list in &mut reference.decisions {
            // Records without a date keep the order of the corpus.
            list.sort_by_key(|&version| (versions[version as usize].updated, version));
        }
        reference.shingles.sort_unstable();
        reference.shingles.dedup();
        let mut digests: Vec<[u8; 32]> = versions.iter().map(|version| version.digest).collect();
        digests.sort_unstable();
        let joined: Vec<u8> = digests.into_iter().flatten().collect();
        reference.digest =
            hexadecimal(&<[u8; 32]>::from(<sha2::Sha256 as sha2::Digest>::digest(&joined)));
        reference
    }
}

fn short(digest: &[u8; 32]) -> [u8; 16] {
    let mut short = [0; 16];
    short.copy_from_slice(&digest[..16]);
    short
}

/// Key of an identifier, whatever its case and blanks.
fn key(id: &str) -> u64 {
    fold_hash(id.trim())
}

/// Numbers are written « 21-99.944 », « 2199944 », « RG 22/00001 »: digits and letters alone count.
fn number_key(number: &str, day: Day) -> u64 {
    let bare: String = number.chars().filter(char::is_ascii_alphanumeric).collect();
    let bare = bare.trim_start_matches("RG").trim_start_matches("rg").to_owned();
    fold_hash(&format!("{bare} {}", day.0))
}

fn kept(hash: u64, sampling: u32) -> bool {
    hash.trailing_zeros() >= sampling
}

/// Hashes of the sequences of words of a text.
fn shingles(canonical: &str) -> Vec<u64> {
    let words: Vec<u64> = canonical
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(fold_hash)
        .collect();
    let mut hashes: Vec<u64> = words
        .windows(SHINGLE)
        .map(|window| {
            window.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, word| {
                (hash.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
            })
        })
        .map(|hash| hash ^ (hash >> 32))
        .collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}
