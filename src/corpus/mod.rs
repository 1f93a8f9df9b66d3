//! Readers: from files to decisions, as a stream.
//!
//! Must not interpret texts, and must not hold more than a bounded number of records.
//!
//! One thread walks the inputs and cuts them into [`RawRecord`]s; it only moves bytes.
//! [`RawRecord::parse`] does the costly work, on as many threads as the caller has, in any
//! order: the position of a record in the stream is the caller's to keep.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::thread::{self, JoinHandle};

use arrow_array::RecordBatch;
use crossbeam_channel::Receiver;
use serde::{Deserialize, Serialize};

pub mod bench;
pub mod container;
pub mod decision;
mod dila;
mod json;
mod record;
pub mod reject;
mod source;
mod split;
mod table;

pub use bench::MagistrateName;
pub use decision::{
    Annotation, Decision, GivenZone, KnownPolicy, Metadata, Numbering, Origin, Party, TextField,
    ZoneKind,
};
pub use reject::{CorpusError, Reject, RejectReason};

/// Batches of records that may wait between the reading thread and the others.
const WAITING_BATCHES: usize = 4;

/// How inputs are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// Records larger than this many bytes are rejected without being held in memory.
    pub max_record_bytes: usize,
    /// Our name of a field (`id`, `text`, …) → its name in the input (`--column text=contenu`).
    pub columns: BTreeMap<String, String>,
    /// Bytes asked from an input at a time.
    pub buffer_bytes: usize,
    /// Rows of a Parquet table decoded at a time.
    pub batch_rows: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            max_record_bytes: 32 << 20,
            columns: BTreeMap::new(),
            buffer_bytes: 1 << 18,
            batch_rows: 64,
        }
    }
}

/// What the user asks to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file, or a folder read recursively in the order of names.
    Path(PathBuf),
    Stdin,
}

impl Input {
    /// `-` is the standard input, anything else a path.
    pub fn parse(argument: impl Into<PathBuf>) -> Self {
        let path = argument.into();
        if path.as_os_str() == "-" { Self::Stdin } else { Self::Path(path) }
    }
}

/// One input file once read, for the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// Path as the user gave it, or below the folder the user gave; `-` for the standard input.
    pub path: Arc<str>,
    /// Bytes on disk.
    pub size: u64,
    /// SHA-256 of these bytes, in hexadecimal.
    pub sha256: String,
    /// Records found in it, damaged ones included.
    pub records: u64,
}

/// A record cut out of its file and not yet parsed. No `Debug`: it holds texts.
pub struct RawRecord {
    pub origin: Origin,
    payload: Payload,
}

enum Payload {
    Json(Vec<u8>),
    Xml(Vec<u8>),
    Row { batch: Arc<RecordBatch>, row: usize, size: usize },
}

impl Payload {
    fn size(&self) -> usize {
        match self {
            Self::Json(bytes) | Self::Xml(bytes) => bytes.len(),
            Self::Row { size, .. } => *size,
        }
    }
}

impl RawRecord {
    /// Size in bytes, as cut from the file (estimated for the rows of a table).
    pub fn size(&self) -> usize {
        self.payload.size()
    }

    /// The decision, or why there is none. More than one when the record is a page of
    /// results that stood inside something else.
    pub fn parse(self, options: &ReadOptions) -> Vec<Result<Decision, Reject>> {
        let Self { origin, payload } = self;
        let columns = &options.columns;
        match payload {
            Payload::Json(bytes) => json::parse(&bytes, origin, columns),
            Payload::Xml(bytes) => vec![dila::parse(&bytes, origin)],
            Payload::Row { batch, row, .. } => {
                vec![table::parse(&batch, row, origin, columns, options.max_record_bytes)]
            }
        }
    }
}

/// The records of all inputs, in order. Dropping it stops the reading.
pub struct Records {
    receiver: Option<Receiver<Vec<source::Item>>>,
    batch: std::vec::IntoIter<source::Item>,
    shared: Arc<source::Shared>,
    reader: Option<JoinHandle<()>>,
}

/// Checks the inputs, then starts to read them.
pub fn open(inputs: &[Input], options: &ReadOptions) -> Result<Records, CorpusError> {
    check(inputs)?;
    let (sender, receiver) = crossbeam_channel::bounded(WAITING_BATCHES);
    let shared = Arc::new(source::Shared::default());
    let (inputs, options, seen) = (inputs.to_vec(), options.clone(), shared.clone());
    let reader = thread::Builder::new()
        .name("reader".to_owned())
        .spawn(move || source::run(inputs, options, sender, &seen))
        .map_err(CorpusError::Thread)?;
    Ok(Records {
        receiver: Some(receiver),
        batch: Vec::new().into_iter(),
        shared,
        reader: Some(reader),
    })
}

fn check(inputs: &[Input]) -> Result<(), CorpusError> {
    if inputs.is_empty() {
        return Err(CorpusError::NoInput);
    }
    if inputs.iter().filter(|input| **input == Input::Stdin).count() > 1 {
        return Err(CorpusError::StdinTwice);
    }
    for input in inputs {
        if let Input::Path(path) = input {
            let metadata = fs::metadata(path);
            let opened = metadata.and_then(|metadata| match metadata.is_dir() {
                true => fs::read_dir(path).map(drop),
                // Opening a pipe here would take it from the reader.
                false if metadata.is_file() => File::open(path).map(drop),
                false => Ok(()),
            });
            opened.map_err(|error| CorpusError::open(path.clone(), error))?;
        }
    }
    Ok(())
}

impl Records {
    /// Files read to their end so far; all of them once the iterator has ended.
    pub fn files(&self) -> Vec<InputFile> {
        self.shared.files.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Bytes taken from the inputs so far, for progress.
    pub fn bytes_read(&self) -> u64 {
        self.shared.bytes.load(Ordering::Relaxed)
    }
}

impl Iterator for Records {
    type Item = Result<RawRecord, Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.batch.next() {
                return Some(item);
            }
            match self.receiver.as_ref()?.recv() {
                Ok(batch) => self.batch = batch.into_iter(),
                Err(_) => {
                    self.receiver = None;
                    return self.join();
                }
            }
        }
    }
}

impl Records {
    /// Waits for the reading thread; a defect of ours in it is a reject, never a silent end.
    fn join(&mut self) -> Option<<Self as Iterator>::Item> {
        self.reader.take()?.join().err().map(|_| {
            Err(Reject {
                file: Arc::from("-"),
                line: 0,
                reason: RejectReason::Io,
                detail: "le lecteur s’est arrêté sur une erreur interne : la suite n’a pas été lue"
                    .to_owned(),
                decision_id: None,
            })
        })
    }
}

impl Drop for Records {
    fn drop(&mut self) {
        // Without a receiver, the reader stops at its next record.
        self.receiver = None;
    }
}

/// The decisions of all inputs, in order, parsed on the calling thread.
pub fn decisions(
    inputs: &[Input],
    options: &ReadOptions,
) -> Result<impl Iterator<Item = Result<Decision, Reject>>, CorpusError> {
    let options = options.clone();
    Ok(open(inputs, &options)?.flat_map(move |item| match item {
        Ok(record) => record.parse(&options),
        Err(reject) => vec![Err(reject)],
    }))
}

/// The message for a record over the limit.
pub(crate) fn too_large(max: usize) -> String {
    format!(
        "enregistrement de plus de {max} octets : il n’a pas été lu ; relevez la limite s’il est légitime"
    )
}
