//! Reads what a reuser published: files, folders, archives, crawls, databases, dumps.
//!
//! Every format becomes texts, tables and rows, in the order of the inputs. Formats are told from content. Bytes inside
//! archives and crawls are held one member at a time, under a limit. Must open no link and judge nothing; what cannot be
//! read is said, with its remedy.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Cursor, Read, Write};
use std::path::{Path, PathBuf};

use arrow_array::Array;
use arrow_cast::display::array_value_to_string;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;

use super::ReuseError;
use super::content::{self, Format, TextFormat};
use super::piece::{Piece, Sink};
use super::{duckdb, sqldump, sqlite};
use crate::cause;

/// Largest text or archive member held at once, in bytes.
const LARGEST: u64 = 512 << 20;
/// Archives inside archives that are opened.
const DEPTH: u8 = 3;
/// Bytes of a data file that profiling looks at.
const HEAD: usize = 256 << 10;

/// Reads every input.
pub fn walk(inputs: &[PathBuf], sink: &mut Sink<'_>) -> Result<(), ReuseError> {
    for input in inputs {
        let metadata = fs::metadata(input).map_err(|error| {
            ReuseError::Input(format!(
                "{} : {} ; vérifiez le chemin et les droits",
                input.display(),
                cause::in_french(&error)
            ))
        })?;
        if metadata.is_dir() {
            folder(input, input, sink)?;
        } else {
            let name = input
                .file_name()
                .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            file(input, &name, sink)?;
        }
    }
    Ok(())
}

fn folder(root: &Path, folder_path: &Path, sink: &mut Sink<'_>) -> Result<(), ReuseError> {
    let mut entries: Vec<PathBuf> = match fs::read_dir(folder_path) {
        Ok(listing) => listing.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect(),
        Err(error) => {
            let path = relative(root, folder_path);
            return sink(Piece::Unread { path, reason: cause::in_french(&error), partly: false });
        }
    };
    entries.sort();
    for entry in entries {
        // Links could lead out of what was given, or in circles.
        let Ok(metadata) = fs::symlink_metadata(&entry) else { continue };
        if metadata.is_dir() {
            if entry.file_name().is_some_and(|name| name == ".git") {
                continue;
            }
            folder(root, &entry, sink)?;
        } else if metadata.is_file() {
            file(&entry, &relative(root, &entry), sink)?;
        }
    }
    Ok(())
}

fn relative(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn file(on_disk: &Path, path: &str, sink: &mut Sink<'_>) -> Result<(), ReuseError> {
    sink(Piece::Original { path: path.to_owned(), on_disk: on_disk.to_owned() })?;
    let opened = File::open(on_disk).and_then(|mut file| {
        let mut head = Vec::new();
        (&mut file).take(64 << 10).read_to_end(&mut head)?;
        Ok(head)
    });
    let head = match opened {
        Ok(head) => head,
        Err(error) => {
            return sink(Piece::Unread {
                path: path.to_owned(),
                reason: cause::in_french(&error),
                partly: false,
            });
        }
    };
    match content::recognise(path, &head) {
        Format::Text(TextFormat::JsonLines) => json_lines(on_disk, path, &head, sink),
        Format::Text(TextFormat::Csv(delimiter)) => match File::open(on_disk) {
            Ok(file) => csv_rows(file, path, delimiter, sink),
            Err(error) => sink(Piece::Unread {
                path: path.to_owned(),
                reason: cause::in_french(&error),
                partly: false,
            }),
        },
        Format::Parquet => parquet(on_disk, path, sink),
        Format::Sqlite => sqlite::read(on_disk, path, sink),
        Format::DuckDb => match File::open(on_disk) {
            Ok(file) => duckdb::read(file, path, sink),
            Err(error) => sink(Piece::Unread {
                path: path.to_owned(),
                reason: cause::in_french(&error),
                partly: false,
            }),
        },
        _ => match File::open(on_disk) {
            Ok(file) => stream(Box::new(file), path, None, 0, sink),
            Err(error) => sink(Piece::Unread {
                path: path.to_owned(),
                reason: cause::in_french(&error),
                partly: false,
            }),
        },
    }
}

/// Reads a stream by its content: a text whole, an archive member by member.
fn stream(
    mut input: Box<dyn Read + '_>,
    path: &str,
    url: Option<String>,
    depth: u8,
    sink: &mut Sink<'_>,
) -> Result<(), ReuseError> {
    let unread = |reason: String| Piece::Unread { path: path.to_owned(), reason, partly: false };
    let mut head = Vec::new();
    if let Err(error) = input.by_ref().take(64 << 10).read_to_end(&mut head) {
        return sink(unread(format!("contenu endommagé ({})", cause::in_french(&error))));
    }
    let format = content::recognise(path, &head);
    let whole = Cursor::new(head).chain(input);
    match format {
        Format::Gzip => {
            if depth >= DEPTH {
                return sink(unread("archive dans une archive : extrayez-la".into()));
            }
            let inner = path.strip_suffix(".gz").unwrap_or(path).to_owned();
            stream(Box::new(flate2::read::MultiGzDecoder::new(whole)), &inner, url, depth + 1, sink)
        }
        Format::Zstd => match zstd::stream::read::Decoder::new(whole) {
            Ok(decoder) if depth < DEPTH => {
                let inner = path.strip_suffix(".zst").unwrap_or(path).to_owned();
                stream(Box::new(decoder), &inner, url, depth + 1, sink)
            }
            _ => sink(unread("compression illisible : décompressez le fichier".into())),
        },
        Format::Zip => zip(whole, path, depth, sink),
        Format::Tar => tar(whole, path, depth, sink),
        Format::Warc => warc(BufReader::with_capacity(1 << 16, whole), path, depth, sink),
        Format::Parquet | Format::Sqlite | Format::DuckDb => {
            let mut copy = match tempfile::NamedTempFile::new() {
                Ok(copy) => copy,
                Err(error) => return Err(ReuseError::Spool(error)),
            };
            if let Err(error) =
                io::copy(&mut whole.take(LARGEST), &mut copy).and_then(|_| copy.flush())
            {
                return sink(unread(cause::in_french(&error)));
            }
            match format {
                Format::Parquet => parquet(copy.path(), path, sink),
                Format::Sqlite => sqlite::read(copy.path(), path, sink),
                _ => duckdb::read(copy.into_file(), path, sink),
            }
        }
        Format::Arrow => sink(unread("Arrow IPC : convertissez en Parquet".into())),
        Format::Pdf => sink(unread(
            "PDF : le texte n'est pas extrait ; fournissez le texte (pdftotext) à côté du fichier"
                .into(),
        )),
        Format::Binary => Ok(()),
        Format::Text(format) => {
            let mut bytes = Vec::new();
            if let Err(error) = whole.take(LARGEST).read_to_end(&mut bytes) {
                return sink(unread(format!("contenu endommagé ({})", cause::in_french(&error))));
            }
            if bytes.len() as u64 >= LARGEST {
                return sink(unread(format!(
                    "plus de {} Mio : fournissez du JSON Lines, du CSV ou du Parquet",
                    LARGEST >> 20
                )));
            }
            let text = String::from_utf8(bytes).unwrap_or_else(|error| latin1(error.as_bytes()));
            whole_text(path, url, format, text, sink)
        }
    }
}

/// Texts that are not UTF-8 are read as Windows-1252, the other encoding of French pages.
fn latin1(bytes: &[u8]) -> String {
    let high = [
        '€', '?', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '?', 'Ž', '?', '?', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '?', 'ž', 'Ÿ',
    ];
    bytes
        .iter()
        .map(|&byte| match byte {
            0x80..=0x9f => high[usize::from(byte - 0x80)],
            other => char::from(other),
        })
        .collect()
}

fn whole_text(
    path: &str,
    url: Option<String>,
    format: TextFormat,
    text: String,
    sink: &mut Sink<'_>,
) -> Result<(), ReuseError> {
    match format {
        TextFormat::Json | TextFormat::JsonLines => {
            sink(Piece::Text { path: path.to_owned(), url, format, text: text.clone() })?;
            let mut damaged = 0_u64;
            match serde_json::from_str::<Value>(&text) {
                Ok(value) => records(&value, path, 1, true, 0, sink)?,
                Err(_) => {
                    for (rank, line) in
                        text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty())
                    {
                        match serde_json::from_str::<Value>(line) {
                            Ok(value) => {
                                records(&value, path, rank as u64 + 1, false, 0, sink)?;
                            }
                            Err(_) => damaged += 1,
                        }
                    }
                }
            }
            if damaged > 0 {
                let reason = format!("{damaged} ligne(s) ne sont pas du JSON");
                sink(Piece::Unread { path: path.to_owned(), reason, partly: true })?;
            }
            Ok(())
        }
        TextFormat::Csv(delimiter) => {
            csv_rows(Cursor::new(text.into_bytes()), path, delimiter, sink)
        }
        TextFormat::Sql => {
            sink(Piece::Text { path: path.to_owned(), url, format, text: text.clone() })?;
            for (rank, row) in sqldump::rows(&text).enumerate() {
                let fields =
                    row.into_iter().map(|(name, value)| (name, Value::String(value))).collect();
                sink(Piece::Row { path: path.to_owned(), line: rank as u64 + 1, fields })?;
            }
            Ok(())
        }
        TextFormat::Xml => {
            sink(Piece::Text { path: path.to_owned(), url, format, text: text.clone() })?;
            for (rank, fields) in super::markup::records(&text).into_iter().enumerate() {
                sink(Piece::Row { path: path.to_owned(), line: rank as u64 + 1, fields })?;
            }
            Ok(())
        }
        _ => match super::markup::front_matter(&text) {
            // A decision under its front matter is a record: what stands above is not the reuser's prose.
            Some(fields) if super::unit::is_record(&fields) => {
                sink(Piece::Row { path: path.to_owned(), line: 0, fields })
            }
            _ => sink(Piece::Text { path: path.to_owned(), url, format, text }),
        },
    }
}

fn json_lines(
    on_disk: &Path,
    path: &str,
    head: &[u8],
    sink: &mut Sink<'_>,
) -> Result<(), ReuseError> {
    // The head, cut at a line, stands for the whole: keys are the same on every line.
    let end = memchr::memrchr(b'\n', head).unwrap_or(head.len());
    let text = String::from_utf8_lossy(&head[..end.min(HEAD)]).into_owned();
    sink(Piece::Text { path: path.to_owned(), url: None, format: TextFormat::JsonLines, text })?;
    let file = File::open(on_disk)
        .map_err(|error| ReuseError::Input(format!("{path} : {}", cause::in_french(&error))))?;
    let mut lines = BufReader::with_capacity(1 << 20, file);
    let mut buffer = Vec::new();
    let (mut rank, mut damaged) = (0_u64, 0_u64);
    loop {
        buffer.clear();
        match lines.read_until(b'\n', &mut buffer) {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => {
                return sink(Piece::Unread {
                    path: path.to_owned(),
                    reason: cause::in_french(&error),
                    partly: true,
                });
            }
        }
        rank += 1;
        if buffer.trim_ascii().is_empty() {
            continue;
        }
        match serde_json::from_slice::<Value>(&buffer) {
            Ok(value) => records(&value, path, rank, false, 0, sink)?,
            Err(_) => damaged += 1,
        }
    }
    if damaged > 0 {
        let reason = format!("{damaged} ligne(s) ne sont pas du JSON");
        sink(Piece::Unread { path: path.to_owned(), reason, partly: true })?;
    }
    Ok(())
}

/// Objects that may be records: those of arrays, whatever they stand in, and the object alone. `alone`: the value is the
/// whole file, so that a record is named by its rank in its list.
fn records(
    value: &Value,
    path: &str,
    line: u64,
    alone: bool,
    depth: u8,
    sink: &mut Sink<'_>,
) -> Result<(), ReuseError> {
    match value {
        Value::Array(items) => {
            for (rank, item) in items.iter().enumerate() {
                // On one line a record, the line stands; in a page of answers, the rank in its list.
                let line = if alone { rank as u64 + 1 } else { line };
                records(item, path, line, alone, depth + 1, sink)?;
            }
            Ok(())
        }
        Value::Object(map) if depth < 8 => {
            let fields: Vec<(String, Value)> =
                map.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
            if super::unit::is_record(&fields) {
                return sink(Piece::Row { path: path.to_owned(), line, fields });
            }
            for (_, item) in map {
                if item.is_array() || item.is_object() {
                    records(item, path, line, alone, depth + 1, sink)?;
                }
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn csv_rows(
    input: impl Read,
    path: &str,
    delimiter: u8,
    sink: &mut Sink<'_>,
) -> Result<(), ReuseError> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(input);
    let columns: Vec<String> = match reader.byte_headers() {
        Ok(names) => names
            .iter()
            .map(|name| {
                String::from_utf8_lossy(name).trim_start_matches('\u{feff}').trim().to_owned()
            })
            .collect(),
        Err(_) => {
            let reason = "en-tête illisible : vérifiez le séparateur et les guillemets".to_owned();
            return sink(Piece::Unread { path: path.to_owned(), reason, partly: false });
        }
    };
    let mut rows = reader.into_byte_records();
    let first: Vec<_> = rows.by_ref().take(5).collect();
    let sample = first
        .iter()
        .filter_map(|row| row.as_ref().ok())
        .map(|row| row.iter().map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ; "))
        .collect();
    sink(Piece::Table {
        path: path.to_owned(),
        name: String::new(),
        columns: columns.clone(),
        schema: String::new(),
        sample,
    })?;
    let mut damaged = 0_u64;
    for row in first.into_iter().chain(rows) {
        let Ok(row) = row else {
            damaged += 1;
            continue;
        };
        let line = row.position().map_or(0, csv::Position::line);
        let fields = columns
            .iter()
            .zip(row.iter())
            .map(|(name, cell)| {
                (name.clone(), Value::String(String::from_utf8_lossy(cell).into_owned()))
            })
            .collect();
        sink(Piece::Row { path: path.to_owned(), line, fields })?;
    }
    if damaged > 0 {
        let reason = format!("{damaged} ligne(s) illisible(s)");
        sink(Piece::Unread { path: path.to_owned(), reason, partly: true })?;
    }
    Ok(())
}

fn parquet(on_disk: &Path, path: &str, sink: &mut Sink<'_>) -> Result<(), ReuseError> {
    let unread = |partly: bool| Piece::Unread {
        path: path.to_owned(),
        reason: "Parquet endommagé : refaites l'export".to_owned(),
        partly,
    };
    let opened = File::open(on_disk)
        .ok()
        .and_then(|file| ParquetRecordBatchReaderBuilder::try_new(file).ok());
    let Some(builder) = opened else { return sink(unread(false)) };
    let columns: Vec<String> =
        builder.schema().fields().iter().map(|field| field.name().clone()).collect();
    sink(Piece::Table {
        path: path.to_owned(),
        name: String::new(),
        columns: columns.clone(),
        schema: String::new(),
        sample: Vec::new(),
    })?;
    let Ok(reader) = builder.with_batch_size(256).build() else { return sink(unread(true)) };
    let mut line = 0;
    for batch in reader {
        let Ok(batch) = batch else { return sink(unread(true)) };
        for row in 0..batch.num_rows() {
            line += 1;
            let fields = columns
                .iter()
                .zip(batch.columns())
                .map(|(name, column)| {
                    let value = if column.is_null(row) {
                        Value::Null
                    } else {
                        array_value_to_string(column, row).map_or(Value::Null, Value::String)
                    };
                    (name.clone(), value)
                })
                .collect();
            sink(Piece::Row { path: path.to_owned(), line, fields })?;
        }
    }
    Ok(())
}

fn zip(mut input: impl Read, path: &str, depth: u8, sink: &mut Sink<'_>) -> Result<(), ReuseError> {
    let unread = |reason: &str| Piece::Unread {
        path: path.to_owned(),
        reason: reason.to_owned(),
        partly: true,
    };
    if depth >= DEPTH {
        return sink(unread("archive dans une archive : extrayez-la"));
    }
    let mut copy = tempfile::tempfile().map_err(ReuseError::Spool)?;
    io::copy(&mut input, &mut copy).map_err(ReuseError::Spool)?;
    let Ok(mut archive) = zip::ZipArchive::new(copy) else {
        return sink(unread("archive ZIP endommagée"));
    };
    for rank in 0..archive.len() {
        match archive.by_index(rank) {
            Ok(member) if member.is_file() => {
                let name = member
                    .name()
                    .map_or_else(|_| format!("membre {rank}"), |name| name.into_owned());
                let inner = format!("{path}!{name}");
                stream(Box::new(member), &inner, None, depth + 1, sink)?;
            }
            Ok(_) => {}
            Err(_) => sink(unread("membre illisible ou chiffré"))?,
        }
    }
    Ok(())
}

fn tar(input: impl Read, path: &str, depth: u8, sink: &mut Sink<'_>) -> Result<(), ReuseError> {
    let unread = |reason: &str| Piece::Unread {
        path: path.to_owned(),
        reason: reason.to_owned(),
        partly: true,
    };
    if depth >= DEPTH {
        return sink(unread("archive dans une archive : extrayez-la"));
    }
    let mut archive = tar::Archive::new(input);
    let Ok(entries) = archive.entries() else { return sink(unread("archive TAR endommagée")) };
    for entry in entries {
        match entry {
            Ok(entry) if entry.header().entry_type().is_file() => {
                let inner = entry
                    .path()
                    .map_or_else(|_| path.to_owned(), |name| format!("{path}!{}", name.display()));
                stream(Box::new(entry), &inner, None, depth + 1, sink)?;
            }
            Ok(_) => {}
            Err(_) => return sink(unread("archive TAR tronquée")),
        }
    }
    Ok(())
}

/// Records of a crawl: the bodies of answers, with the address they came from.
fn warc(
    mut input: impl BufRead,
    path: &str,
    depth: u8,
    sink: &mut Sink<'_>,
) -> Result<(), ReuseError> {
    let truncated =
        || Piece::Unread {
            path: path.to_owned(), reason: "WARC tronqué".to_owned(), partly: true
        };
    loop {
        let Some(headers) = header_lines(&mut input) else { return Ok(()) };
        if headers.is_empty() {
            continue;
        }
        let value = |name: &str| field(&headers, name);
        let Some(length) = value("content-length").and_then(|text| text.parse::<u64>().ok()) else {
            return sink(truncated());
        };
        let kind = value("warc-type").unwrap_or_default();
        let url = value("warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_owned());
        let wanted = matches!(kind.as_str(), "response" | "resource") && length < LARGEST;
        let mut block = Vec::new();
        let read = if wanted {
            input.by_ref().take(length).read_to_end(&mut block).map(|read| read as u64)
        } else {
            io::copy(&mut input.by_ref().take(length), &mut io::sink())
        };
        if !matches!(read, Ok(read) if read == length) {
            return sink(truncated());
        }
        if !wanted {
            continue;
        }
        let address = url.clone().unwrap_or_default();
        let inner = format!("{path}!{}", super::unit::masked_url(&address));
        let body = if kind == "response" && block.starts_with(b"HTTP/") {
            match http_body(&block) {
                Some(body) => body,
                None => continue,
            }
        } else {
            block
        };
        stream(Box::new(Cursor::new(body)), &inner, url, depth + 1, sink)?;
    }
}

/// Lines up to a blank one; `None` at the end of the input.
fn header_lines(input: &mut impl BufRead) -> Option<Vec<String>> {
    let mut lines = Vec::new();
    loop {
        let mut line = Vec::new();
        match input.by_ref().take(1 << 16).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return if lines.is_empty() { None } else { Some(lines) },
            Ok(_) => {}
        }
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        if line.is_empty() {
            return Some(lines);
        }
        lines.push(line);
    }
}

fn field(lines: &[String], name: &str) -> Option<String> {
    lines.iter().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

/// The body of an answer that was served (2xx), transfers and compressions undone.
fn http_body(block: &[u8]) -> Option<Vec<u8>> {
    let mut input = Cursor::new(block);
    let lines = header_lines(&mut input)?;
    let status = lines.first()?.split_whitespace().nth(1)?;
    if !status.starts_with('2') {
        return None;
    }
    let at = usize::try_from(input.position()).ok()?;
    let mut body = block.get(at..)?.to_vec();
    if field(&lines, "transfer-encoding").is_some_and(|value| value.contains("chunked")) {
        body = unchunked(&body).unwrap_or(body);
    }
    if field(&lines, "content-encoding").is_some_and(|value| value.contains("gzip")) {
        let mut plain = Vec::new();
        if flate2::read::MultiGzDecoder::new(body.as_slice())
            .take(LARGEST)
            .read_to_end(&mut plain)
            .is_ok()
        {
            body = plain;
        }
    }
    Some(body)
}

/// `None` when the crawler had already undone the chunks.
fn unchunked(body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut rest = body;
    loop {
        let end = memchr::memchr(b'\n', rest)?;
        let size =
            std::str::from_utf8(&rest[..end]).ok()?.trim().split(';').next()?.trim().to_owned();
        let size = usize::from_str_radix(&size, 16).ok()?;
        rest = rest.get(end + 1..)?;
        if size == 0 {
            return Some(out);
        }
        out.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size..)?;
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
}
