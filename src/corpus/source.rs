//! From paths to raw records: folders, compression, archives, and the format of each stream,
//! recognised by content.
//!
//! Runs on one thread that only moves bytes: parsing is left to those who take the records.
//! Whatever cannot be read becomes a reject; nothing is skipped in silence except hidden files.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crossbeam_channel::Sender;
use sha2::{Digest, Sha256};

use crate::hexadecimal::hexadecimal;

use super::container::Container;
use super::decision::Origin;
use super::dila::{Document, Documents};
use super::reject::{Reject, RejectReason};
use super::split::{Damage, DamageKind, Splitter};
use super::table::{self, TableError};
use super::{Input, InputFile, Payload, RawRecord, ReadOptions, too_large};

/// Records wait between threads in batches of about this size.
const BATCH_BYTES: usize = 1 << 20;
const BATCH_RECORDS: usize = 256;
/// Enough to see a tar header.
const HEAD_BYTES: usize = 512;

pub(super) type Item = Result<RawRecord, Reject>;

/// Those who take the records have gone: reading stops at once.
struct Stopped;

type Flow = Result<(), Stopped>;

/// What the reading thread shares with those who take the records.
#[derive(Default)]
pub(super) struct Shared {
    pub files: Mutex<Vec<InputFile>>,
    pub bytes: AtomicU64,
}

/// Reads every input in order; ends when all is read or nobody listens.
pub(super) fn run(
    inputs: Vec<Input>,
    options: ReadOptions,
    sender: Sender<Vec<Item>>,
    shared: &Shared,
) {
    let sink = Sink { sender, batch: Vec::new(), bytes: 0, records: 0 };
    let mut walker = Walker { sink, options, shared };
    for input in inputs {
        let flow = match input {
            Input::Stdin => walker.stdin(),
            Input::Path(path) => walker.path(&path, true, &mut Vec::new()),
        };
        if flow.is_err() {
            return;
        }
    }
    let _ = walker.sink.flush();
}

/// Sends records in batches, so that threads are woken rarely.
struct Sink {
    sender: Sender<Vec<Item>>,
    batch: Vec<Item>,
    bytes: usize,
    /// Records and rejects of the current file.
    records: u64,
}

impl Sink {
    fn record(&mut self, origin: Origin, payload: Payload) -> Flow {
        self.bytes += payload.size();
        self.records += 1;
        self.push(Ok(RawRecord { origin, payload }))
    }

    fn reject(
        &mut self,
        place: &Arc<str>,
        line: u64,
        reason: RejectReason,
        detail: String,
    ) -> Flow {
        let file = place.clone();
        self.push(Err(Reject { file, line, reason, detail, decision_id: None }))
    }

    fn push(&mut self, item: Item) -> Flow {
        self.batch.push(item);
        if self.bytes >= BATCH_BYTES || self.batch.len() >= BATCH_RECORDS {
            self.flush()
        } else {
            Ok(())
        }
    }

    fn flush(&mut self) -> Flow {
        self.bytes = 0;
        let batch = std::mem::take(&mut self.batch);
        if batch.is_empty() { Ok(()) } else { self.sender.send(batch).map_err(|_| Stopped) }
    }
}

/// How many wrappings surround a stream.
#[derive(Debug, Clone, Copy, Default)]
struct Wrapping {
    compressed: bool,
    archived: bool,
}

/// What the first bytes of a stream say it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Empty,
    Json,
    Xml,
    Parquet,
    ArrowFile,
    ArrowStream,
    Gzip,
    Zstd,
    Tar,
    Zip,
    Utf16,
    Unknown,
}

struct Walker<'a> {
    sink: Sink,
    options: ReadOptions,
    shared: &'a Shared,
}

impl Walker<'_> {
    fn stdin(&mut self) -> Flow {
        let mut input = Tap::new(io::stdin().lock(), &self.shared.bytes);
        self.whole_input(&Arc::from("-"), None, &mut input)
    }

    /// A file or a folder. `given` when the user named it: it is then read even if hidden.
    fn path(&mut self, path: &Path, given: bool, above: &mut Vec<PathBuf>) -> Flow {
        let hidden = path.file_name().is_some_and(is_hidden);
        if hidden && !given {
            return Ok(());
        }
        match fs::metadata(path) {
            Err(error) => self.unreadable(path, &error),
            Ok(metadata) if metadata.is_dir() => self.folder(path, above),
            Ok(metadata) => self.file(path, metadata.is_file()),
        }
    }

    fn folder(&mut self, path: &Path, above: &mut Vec<PathBuf>) -> Flow {
        let listed = fs::canonicalize(path).and_then(|real| Ok((real, children(path)?)));
        let (real, children) = match listed {
            Ok(listed) => listed,
            Err(error) => return self.unreadable(path, &error),
        };
        if above.contains(&real) {
            let detail = "lien symbolique vers un dossier déjà en cours de lecture : ignoré";
            return self.sink.reject(&name_of(path), 0, RejectReason::Unsupported, detail.into());
        }
        above.push(real);
        for child in children {
            self.path(&child, false, above)?;
        }
        above.pop();
        Ok(())
    }

    fn file(&mut self, path: &Path, regular: bool) -> Flow {
        match File::open(path) {
            Err(error) => self.unreadable(path, &error),
            Ok(file) => {
                let mut input = Tap::new(file, &self.shared.bytes);
                self.whole_input(&name_of(path), regular.then_some(path), &mut input)
            }
        }
    }

    fn unreadable(&mut self, path: &Path, error: &io::Error) -> Flow {
        let detail = format!("ouverture impossible ({}) : vérifiez les droits", error.kind());
        self.sink.reject(&name_of(path), 0, RejectReason::Io, detail)
    }

    /// Reads one input to its very end, so that its hash covers all its bytes.
    fn whole_input<R: Read>(
        &mut self,
        place: &Arc<str>,
        path: Option<&Path>,
        input: &mut Tap<R>,
    ) -> Flow {
        self.sink.records = 0;
        self.stream(place, input, path, Wrapping::default())?;
        if let Err(error) = io::copy(input, &mut io::sink()) {
            self.broken_stream(place, &error)?;
        }
        let (size, sha256) = input.finish();
        let file = InputFile { path: place.clone(), size, sha256, records: self.sink.records };
        self.shared.files.lock().unwrap_or_else(PoisonError::into_inner).push(file);
        Ok(())
    }

    /// One stream of bytes, wrapped or not. `path` leads to the same bytes when they can be sought.
    fn stream(
        &mut self,
        place: &Arc<str>,
        input: &mut dyn Read,
        path: Option<&Path>,
        wrapping: Wrapping,
    ) -> Flow {
        let (head, failure) = read_head(input);
        let format = recognise(&head);
        let mut input = io::Cursor::new(head).chain(Failing(failure)).chain(input);
        match format {
            Format::Empty => match io::copy(&mut input, &mut io::sink()) {
                Ok(_) => Ok(()),
                Err(error) => self.broken_stream(place, &error),
            },
            Format::Json => self.json(place, &mut input),
            Format::Xml => self.xml(place, &mut input),
            Format::ArrowStream => self.arrow_stream(place, &mut input),
            Format::Parquet | Format::ArrowFile => match seekable(path, &mut input) {
                Ok(file) => self.table(place, file, format),
                Err(error) => self.broken_stream(place, &error),
            },
            Format::Gzip | Format::Zstd if wrapping.compressed => self.nested(place),
            Format::Gzip => {
                let mut inner =
                    flate2::read::MultiGzDecoder::new(BufReader::with_capacity(1 << 17, input));
                self.stream(place, &mut inner, None, Wrapping { compressed: true, ..wrapping })
            }
            Format::Zstd => match zstd::stream::read::Decoder::new(input) {
                Ok(mut inner) => {
                    self.stream(place, &mut inner, None, Wrapping { compressed: true, ..wrapping })
                }
                Err(error) => self.broken_stream(place, &error),
            },
            Format::Tar | Format::Zip if wrapping.archived => self.nested(place),
            Format::Tar => self.tar(place, &mut input),
            Format::Zip => match seekable(path, &mut input) {
                Ok(file) => self.zip(place, file),
                Err(error) => self.broken_stream(place, &error),
            },
            Format::Utf16 => {
                let detail = "texte en UTF-16 : convertissez le fichier en UTF-8";
                self.sink.reject(place, 0, RejectReason::Unsupported, detail.into())
            }
            Format::Unknown => {
                let detail = "format non reconnu : sont lus JSON, XML de la DILA, Parquet et Arrow, \
                              seuls, compressés (gzip, zstd) ou dans une archive (tar, zip)";
                self.sink.reject(place, 0, RejectReason::UnknownFormat, detail.into())
            }
        }
    }

    fn nested(&mut self, place: &Arc<str>) -> Flow {
        let detail = "archive ou compression imbriquée : extrayez d’abord l’archive extérieure";
        self.sink.reject(place, 0, RejectReason::Unsupported, detail.into())
    }

    /// The stream itself failed: what was read before stands, the rest is lost.
    fn broken_stream(&mut self, place: &Arc<str>, error: &io::Error) -> Flow {
        let (reason, detail) = match error.kind() {
            io::ErrorKind::UnexpectedEof => (
                RejectReason::Truncated,
                "données tronquées : la fin du fichier manque et n’a pas été lue ; \
                 recommencez le transfert",
            ),
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => (
                RejectReason::Corrupt,
                "données compressées ou archive endommagées : la suite n’a pas été lue",
            ),
            _ => (RejectReason::Io, "erreur de lecture : la suite n’a pas été lue"),
        };
        self.sink.reject(place, 0, reason, detail.into())
    }

    fn json(&mut self, place: &Arc<str>, input: &mut dyn Read) -> Flow {
        let (chunk, max) = (self.options.buffer_bytes, self.options.max_record_bytes);
        let mut splitter = Splitter::new(input, chunk, max);
        loop {
            let piece = match splitter.next() {
                Ok(Some(piece)) => piece,
                Ok(None) => return Ok(()),
                Err(error) => return self.broken_stream(place, &error),
            };
            match piece.content {
                Ok(bytes) => {
                    let origin = Origin { file: place.clone(), line: piece.line };
                    self.sink.record(origin, Payload::Json(bytes))?;
                }
                Err(damage) => {
                    let (reason, detail) = explain(&damage, max);
                    self.sink.records += 1;
                    self.sink.reject(place, piece.line, reason, detail)?;
                }
            }
        }
    }

    fn xml(&mut self, place: &Arc<str>, input: &mut dyn Read) -> Flow {
        let (chunk, max) = (self.options.buffer_bytes, self.options.max_record_bytes);
        let mut documents = Documents::new(input, chunk, max);
        let mut rank = 0;
        loop {
            let document = match documents.next() {
                Ok(Some(document)) => document,
                Ok(None) if rank == 0 => {
                    let detail = "document XML d’un autre type : sont lus les fichiers CASS, CAPP et \
                                  INCA de la DILA (élément TEXTE_JURI_JUDI)";
                    return self.sink.reject(place, 0, RejectReason::NotADecision, detail.into());
                }
                Ok(None) => return Ok(()),
                Err(error) => return self.broken_stream(place, &error),
            };
            rank += 1;
            match document {
                Document::Whole(bytes) => {
                    let origin = Origin { file: place.clone(), line: rank };
                    self.sink.record(origin, Payload::Xml(bytes))?;
                }
                Document::TooLarge => {
                    self.sink.records += 1;
                    self.sink.reject(place, rank, RejectReason::TooLarge, too_large(max))?;
                }
                Document::Truncated => {
                    self.sink.records += 1;
                    let detail = "XML tronqué : l’élément de la décision n’est pas fermé ; \
                                  la suite du fichier n’a pas été lue";
                    self.sink.reject(place, rank, RejectReason::Truncated, detail.into())?;
                }
            }
        }
    }

    fn table(&mut self, place: &Arc<str>, file: File, format: Format) -> Flow {
        let rows = self.options.batch_rows.max(1);
        let columns = self.options.columns.clone();
        let opened = guarded(|| match format {
            Format::Parquet => table::parquet(file, rows, &columns),
            _ => table::arrow_file(file, &columns),
        });
        match opened {
            Ok(batches) => self.batches(place, batches),
            Err(error) => self.broken_table(place, 0, error),
        }
    }

    fn arrow_stream(&mut self, place: &Arc<str>, input: &mut dyn Read) -> Flow {
        let columns = self.options.columns.clone();
        match guarded(|| table::arrow_stream(input, &columns)) {
            Ok(batches) => self.batches(place, batches),
            Err(error) => self.broken_table(place, 0, error),
        }
    }

    fn batches(
        &mut self,
        place: &Arc<str>,
        mut batches: impl Iterator<Item = Result<arrow_array::RecordBatch, TableError>>,
    ) -> Flow {
        let mut rank = 0;
        loop {
            match guarded(|| batches.next().transpose()) {
                Ok(None) => return Ok(()),
                Err(error) => return self.broken_table(place, rank, error),
                Ok(Some(batch)) => {
                    let size = table::row_size(&batch);
                    let batch = Arc::new(batch);
                    for row in 0..batch.num_rows() {
                        rank += 1;
                        let origin = Origin { file: place.clone(), line: rank };
                        let payload = Payload::Row { batch: batch.clone(), row, size };
                        self.sink.record(origin, payload)?;
                    }
                }
            }
        }
    }

    fn broken_table(&mut self, place: &Arc<str>, read: u64, error: TableError) -> Flow {
        match error {
            TableError::MissingColumn(detail) => {
                self.sink.reject(place, 0, RejectReason::MissingColumn, detail)
            }
            TableError::Corrupt => {
                let detail = format!(
                    "table tronquée ou endommagée : {read} ligne(s) lue(s), la suite ne l’est pas"
                );
                self.sink.reject(place, 0, RejectReason::Corrupt, detail)
            }
        }
    }

    fn tar(&mut self, place: &Arc<str>, input: &mut dyn Read) -> Flow {
        let mut archive = tar::Archive::new(ZeroTail { inner: input, zeros: 0 });
        let entries = match archive.entries() {
            Ok(entries) => entries,
            Err(error) => return self.broken_stream(place, &error),
        };
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => return self.broken_archive(place, &error),
            };
            let kind = entry.header().entry_type();
            let path = PathBuf::from(String::from_utf8_lossy(&entry.path_bytes()).into_owned());
            if !(kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse()) || skipped(&path) {
                continue;
            }
            let name = member(place, &path);
            let expected = entry.size();
            let mut data = Counted { inner: entry, count: 0 };
            self.stream(&name, &mut data, None, Wrapping { compressed: false, archived: true })?;
            // The tar reader takes the end of the archive for the end of the member.
            match io::copy(&mut data, &mut io::sink()) {
                Ok(_) if data.count == expected => {}
                Ok(_) => return self.broken_stream(&name, &io::ErrorKind::UnexpectedEof.into()),
                Err(error) => return self.broken_stream(&name, &error),
            }
        }
        let mut rest = archive.into_inner();
        match io::copy(&mut rest, &mut io::sink()) {
            Ok(_) if rest.zeros >= HEAD_BYTES as u64 => Ok(()),
            Ok(_) => self.broken_stream(place, &io::ErrorKind::UnexpectedEof.into()),
            Err(error) => self.broken_stream(place, &error),
        }
    }

    /// A tar header that cannot be read: the archive is cut or is not one any more.
    fn broken_archive(&mut self, place: &Arc<str>, error: &io::Error) -> Flow {
        let cut = error.kind() == io::ErrorKind::UnexpectedEof
            || error.to_string().starts_with("failed to read entire block");
        let kind = if cut { io::ErrorKind::UnexpectedEof } else { io::ErrorKind::InvalidData };
        self.broken_stream(place, &kind.into())
    }

    fn zip(&mut self, place: &Arc<str>, file: File) -> Flow {
        let Ok(mut archive) = zip::ZipArchive::new(BufReader::new(file)) else {
            let detail = "archive zip tronquée ou endommagée : son index manque, rien n’a été lu";
            return self.sink.reject(place, 0, RejectReason::Corrupt, detail.into());
        };
        for index in 0..archive.len() {
            let Ok(member_file) = archive.by_index(index) else {
                let rank = index as u64 + 1;
                let detail = "membre de l’archive illisible : chiffré, endommagé ou compressé par \
                              une méthode non prise en charge";
                self.sink.reject(place, rank, RejectReason::Unsupported, detail.into())?;
                continue;
            };
            let path = PathBuf::from(String::from_utf8_lossy(member_file.name_raw()).into_owned());
            if !member_file.is_file() || skipped(&path) {
                continue;
            }
            let name = member(place, &path);
            let mut data = member_file;
            self.stream(&name, &mut data, None, Wrapping { compressed: false, archived: true })?;
            if let Err(error) = io::copy(&mut data, &mut io::sink()) {
                self.broken_stream(&name, &error)?;
            }
        }
        Ok(())
    }
}

/// A decoder that panics on damaged data costs its file, not the run.
fn guarded<T>(decode: impl FnOnce() -> Result<T, TableError>) -> Result<T, TableError> {
    catch_unwind(AssertUnwindSafe(decode)).unwrap_or(Err(TableError::Corrupt))
}

/// Entries of a folder in the order of their names, byte by byte.
fn children(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut names = fs::read_dir(path)?
        .map(|entry| entry.map(|entry| entry.file_name()))
        .collect::<io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names.into_iter().map(|name| path.join(name)).collect())
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().first() == Some(&b'.')
}

/// Members that systems add beside the data: hidden files, resource forks.
fn skipped(path: &Path) -> bool {
    path.components().any(|part| match part {
        std::path::Component::Normal(name) => is_hidden(name) || name == "__MACOSX",
        _ => false,
    })
}

fn name_of(path: &Path) -> Arc<str> {
    Arc::from(path.to_string_lossy())
}

fn member(archive: &Arc<str>, path: &Path) -> Arc<str> {
    Arc::from(format!("{archive}!{}", path.display()))
}

/// The file itself, or a copy without a name on disk when the bytes only pass by.
fn seekable(path: Option<&Path>, input: &mut dyn Read) -> io::Result<File> {
    if let Some(path) = path {
        return File::open(path);
    }
    let mut copy = tempfile::tempfile()?;
    io::copy(input, &mut copy)?;
    copy.seek(SeekFrom::Start(0))?;
    Ok(copy)
}

/// The first bytes, enough to recognise the format: beyond leading blanks, within reason.
/// A failure comes with what was read before it, which may still be worth reading.
fn read_head(input: &mut dyn Read) -> (Vec<u8>, Option<io::Error>) {
    let mut head = Vec::new();
    loop {
        match input.take(HEAD_BYTES as u64).read_to_end(&mut head) {
            Err(error) => return (head, Some(error)),
            Ok(read) => {
                let blank = head.iter().all(u8::is_ascii_whitespace);
                if read < HEAD_BYTES || !blank || head.len() > 1 << 20 {
                    return (head, None);
                }
            }
        }
    }
}

/// Gives back, in its place, a failure met while the head was read.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

fn recognise(head: &[u8]) -> Format {
    match Container::of(head) {
        Some(Container::Gzip) => return Format::Gzip,
        Some(Container::Zstd) => return Format::Zstd,
        Some(Container::Zip) => return Format::Zip,
        Some(Container::Parquet) => return Format::Parquet,
        Some(Container::ArrowFile) => return Format::ArrowFile,
        Some(Container::Tar) => return Format::Tar,
        None => {}
    }
    if head.starts_with(b"\xff\xff\xff\xff") {
        return Format::ArrowStream;
    }
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Format::Utf16;
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => Format::Empty,
        Some(b'{' | b'[') => Format::Json,
        Some(b'<') => Format::Xml,
        Some(_) => Format::Unknown,
    }
}

fn explain(damage: &Damage, max: usize) -> (RejectReason, String) {
    let line = damage.line;
    let after = match damage.resumed {
        Some(next) if next > line => format!(" ; la lecture reprend à la ligne {next}"),
        Some(_) => String::new(),
        None => " ; la suite du fichier n’a pas été lue".to_owned(),
    };
    let (reason, what) = match damage.kind {
        DamageKind::BrokenString => (
            RejectReason::InvalidJson,
            format!("JSON invalide : chaîne interrompue par une fin de ligne (ligne {line})"),
        ),
        DamageKind::Structure => (
            RejectReason::InvalidJson,
            format!("JSON invalide : caractère inattendu à la ligne {line}"),
        ),
        DamageKind::Truncated => {
            (RejectReason::Truncated, format!("JSON tronqué : la fin manque après la ligne {line}"))
        }
        DamageKind::NotAnObject => {
            (RejectReason::NotADecision, format!("la ligne {line} n’est pas un objet JSON"))
        }
        DamageKind::TooLarge => (RejectReason::TooLarge, too_large(max)),
        DamageKind::TooDeep => {
            (RejectReason::TooDeep, "JSON imbriqué sur plus de 128 niveaux".to_owned())
        }
    };
    (reason, what + &after)
}

/// Hashes and counts what is read from an input.
struct Tap<'a, R> {
    inner: R,
    hasher: Sha256,
    size: u64,
    total: &'a AtomicU64,
}

impl<'a, R> Tap<'a, R> {
    fn new(inner: R, total: &'a AtomicU64) -> Self {
        Self { inner, hasher: Sha256::new(), size: 0, total }
    }

    fn finish(&mut self) -> (u64, String) {
        let digest = std::mem::take(&mut self.hasher).finalize();
        (self.size, hexadecimal(&digest))
    }
}

impl<R: Read> Read for Tap<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..count]);
        self.size += count as u64;
        self.total.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

struct Counted<R> {
    inner: R,
    count: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.count += count as u64;
        Ok(count)
    }
}

/// Counts the zero bytes that end what was read: a whole tar archive ends with zero blocks.
struct ZeroTail<R> {
    inner: R,
    zeros: u64,
}

impl<R: Read> Read for ZeroTail<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match buffer[..count].iter().rposition(|&byte| byte != 0) {
            Some(last) => self.zeros = (count - last - 1) as u64,
            None => self.zeros += count as u64,
        }
        Ok(count)
    }
}
