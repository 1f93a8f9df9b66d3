//! A CSV or Parquet table into coded columns. The format is read from content.
//!
//! Columns of a Parquet file are decoded in parallel, through the dictionaries that the file already has.
//! Must not interpret values, and must not quote one in a message.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef};
use arrow_cast::cast;
use arrow_cast::display::array_value_to_string;
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use rayon::prelude::*;
use thiserror::Error;

use super::codes::{Coder, Codes, Column, Table};
use crate::cause;

/// Rows of a batch: enough to amortise a call, small enough for the cache.
const BATCH: usize = 1 << 14;

/// What a CSV writes for an absent value: the list of pandas, which the reference values follow.
const NULLS: [&str; 17] = [
    "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN",
    "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a",
];

/// Why a table cannot be read. No message quotes a value.
#[derive(Debug, Error)]
pub enum ReadError {
    #[error("{} : table illisible ({}). Vérifiez le chemin et les droits.", .path.display(), cause::in_french(.cause))]
    Io { path: PathBuf, cause: io::Error },
    #[error(
        "{} : colonne « {name} » absente. Colonnes du fichier : {available}. Corrigez --qi, --sensitive, --weight ou --household.",
        .path.display()
    )]
    MissingColumn { path: PathBuf, name: String, available: String },
    #[error("{} : la table n'a aucune ligne. Il en faut au moins une.", .0.display())]
    Empty(PathBuf),
    #[error(
        "{} : ligne {line} : CSV mal formé (nombre de champs, guillemets ou encodage). Attendu : UTF-8, une ligne d'en-tête, le même nombre de champs partout.",
        .path.display()
    )]
    Csv { path: PathBuf, line: u64 },
    #[error("{} : fichier Parquet endommagé ou d'un type inconnu. Réécrivez-le, ou convertissez-le en CSV.", .0.display())]
    Parquet(PathBuf),
    #[error("{} : plus de 4 294 967 295 lignes. Découpez la table.", .0.display())]
    TooLong(PathBuf),
}

/// Reads the named columns, in that order; a name asked twice is read once. Refuses a table without rows.
pub fn read(path: &Path, names: &[&str]) -> Result<Table, ReadError> {
    let table = read_any(path, names)?;
    if table.rows == 0 {
        return Err(ReadError::Empty(path.to_owned()));
    }
    Ok(table)
}

/// The same, for a part of a table, which may have no row.
pub fn read_any(path: &Path, names: &[&str]) -> Result<Table, ReadError> {
    let io = |cause| ReadError::Io { path: path.to_owned(), cause };
    let mut file = File::open(path).map_err(io)?;
    let mut magic = [0; 4];
    let mut filled = 0;
    while filled < magic.len() {
        match file.read(&mut magic[filled..]).map_err(io)? {
            0 => break,
            count => filled += count,
        }
    }
    file.rewind().map_err(io)?;
    let mut wanted: Vec<&str> = Vec::new();
    for name in names {
        if !wanted.contains(name) {
            wanted.push(name);
        }
    }
    let table = if &magic == b"PAR1" { parquet(path, &wanted)? } else { csv(path, file, &wanted)? };
    if u32::try_from(table.rows).is_err() {
        return Err(ReadError::TooLong(path.to_owned()));
    }
    Ok(table)
}

fn missing<'n>(path: &Path, name: &str, all: impl Iterator<Item = &'n str>) -> ReadError {
    ReadError::MissingColumn {
        path: path.to_owned(),
        name: name.to_owned(),
        available: all.collect::<Vec<_>>().join(", "),
    }
}

fn csv(path: &Path, file: File, wanted: &[&str]) -> Result<Table, ReadError> {
    let io = |cause| ReadError::Io { path: path.to_owned(), cause };
    let mut input = BufReader::with_capacity(1 << 18, file);
    let head = input.fill_buf().map_err(io)?;
    if head.starts_with(b"\xef\xbb\xbf") {
        input.consume(3);
    }
    let head = input.fill_buf().map_err(io)?;
    if head.is_empty() {
        return Err(ReadError::Empty(path.to_owned()));
    }
    let delimiter = delimiter(head);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(input);
    let wrong = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(cause) => ReadError::Io { path: path.to_owned(), cause },
        csv::ErrorKind::Utf8 { pos, .. } | csv::ErrorKind::UnequalLengths { pos, .. } => {
            let line = pos.map_or(1, |pos| pos.line());
            ReadError::Csv { path: path.to_owned(), line }
        }
        _ => ReadError::Csv { path: path.to_owned(), line: 1 },
    };
    let headers = reader.headers().map_err(wrong)?.clone();
    let places: Vec<usize> = wanted
        .iter()
        .map(|name| {
            headers
                .iter()
                .position(|header| header.trim() == *name)
                .ok_or_else(|| missing(path, name, headers.iter()))
        })
        .collect::<Result<_, _>>()?;
    let mut coders: Vec<(Coder, Codes)> =
        wanted.iter().map(|_| (Coder::default(), Codes::default())).collect();
    let mut record = csv::StringRecord::new();
    let mut rows = 0;
    while reader.read_record(&mut record).map_err(wrong)? {
        rows += 1;
        for (place, (coder, codes)) in places.iter().zip(&mut coders) {
            let value = record.get(*place).unwrap_or_default();
            codes.push(coder.code((!is_null(value)).then_some(value)));
        }
    }
    let columns = coders
        .into_iter()
        .zip(wanted)
        .map(|((coder, codes), name)| coder.finish(name, codes).with_numbers_merged())
        .collect();
    Ok(Table { rows, columns })
}

fn is_null(value: &str) -> bool {
    value.len() <= 8 && (NULLS.contains(&value) || matches!(value, "nan" | "null"))
}

/// The separator that the first line holds most of, quoted text apart.
fn delimiter(head: &[u8]) -> u8 {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for &byte in head.iter().take_while(|&&byte| byte != b'\n') {
        if byte == b'"' {
            quoted = !quoted;
        } else if !quoted {
            for (sign, count) in &mut counts {
                *count += usize::from(*sign == byte);
            }
        }
    }
    // The first of equals: a file of one column is read with commas.
    let mut best = counts[0];
    for candidate in counts {
        if candidate.1 > best.1 {
            best = candidate;
        }
    }
    best.0
}

fn parquet(path: &Path, wanted: &[&str]) -> Result<Table, ReadError> {
    let damaged = || ReadError::Parquet(path.to_owned());
    let file = File::open(path).map_err(|cause| ReadError::Io { path: path.to_owned(), cause })?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|_| damaged())?;
    let schema = builder.schema().clone();
    let rows = usize::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
    drop(builder);
    let places: Vec<usize> = wanted
        .iter()
        .map(|name| {
            schema.index_of(name).map_err(|_| {
                missing(path, name, schema.fields().iter().map(|field| field.name().as_str()))
            })
        })
        .collect::<Result<_, _>>()?;
    let columns: Vec<Column> = places
        .par_iter()
        .map(|&place| parquet_column(path, &schema, place, rows).ok_or_else(damaged))
        .collect::<Result<_, _>>()?;
    if columns.iter().any(|column| column.codes.len() != rows) {
        return Err(damaged());
    }
    Ok(Table { rows, columns })
}

/// One column; `None` if the file is damaged.
fn parquet_column(path: &Path, schema: &Schema, place: usize, rows: usize) -> Option<Column> {
    let field = schema.field(place);
    let text = |kind: &DataType| {
        matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
            || matches!(kind, DataType::Dictionary(_, inner) if **inner == DataType::Utf8 || **inner == DataType::LargeUtf8 || **inner == DataType::Utf8View)
    };
    let open = || File::open(path).ok();
    let dictionary = || {
        let kind = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        let fields: Vec<Arc<Field>> = schema
            .fields()
            .iter()
            .enumerate()
            .map(|(rank, other)| {
                if rank == place {
                    Arc::new(Field::new(other.name(), kind.clone(), other.is_nullable()))
                } else {
                    other.clone()
                }
            })
            .collect();
        let options = ArrowReaderOptions::new().with_schema(Arc::new(Schema::new(fields)));
        ParquetRecordBatchReaderBuilder::try_new_with_options(open()?, options).ok()
    };
    let plain = || ParquetRecordBatchReaderBuilder::try_new(open()?).ok();
    let builder = if text(field.data_type()) { dictionary().or_else(plain)? } else { plain()? };
    let mask = ProjectionMask::roots(builder.parquet_schema(), [place]);
    let reader = builder.with_projection(mask).with_batch_size(BATCH).build().ok()?;
    let mut sink = Sink::new(rows);
    for batch in reader {
        let batch = batch.ok()?;
        sink.batch(batch.column(0))?;
    }
    let column = sink.coder.finish(field.name(), sink.codes);
    Some(column)
}

/// Codes of a column while its batches come.
struct Sink {
    coder: Coder,
    codes: Codes,
    /// The dictionary last seen, and the codes of its values.
    dictionary: Option<(ArrayRef, Vec<u32>)>,
    /// Integers lately seen: a table indexed by their low bits, each cell checked.
    recent: Vec<(i64, u32)>,
}

const RECENT: usize = 1 << 12;

/// A code that no column reaches: its table would have more values than rows.
const NO_CODE: u32 = u32::MAX;

impl Sink {
    fn new(rows: usize) -> Self {
        Self {
            coder: Coder::default(),
            codes: Codes::with_capacity(rows),
            dictionary: None,
            recent: Vec::new(),
        }
    }

    fn batch(&mut self, array: &ArrayRef) -> Option<()> {
        match array.data_type() {
            DataType::Dictionary(key, _) if **key == DataType::Int32 => self.dictionary(array),
            DataType::Int64 => self.integers(array),
            kind if kind.is_integer() && *kind != DataType::UInt64 => {
                let wide = cast(array, &DataType::Int64).ok()?;
                self.integers(&wide)
            }
            _ => {
                for row in 0..array.len() {
                    let text = if array.is_null(row) {
                        None
                    } else {
                        let text = array_value_to_string(array, row).ok()?;
                        // A number that is not one is an absent value.
                        (!(array.data_type().is_floating() && text == "NaN")).then_some(text)
                    };
                    self.codes.push(self.coder.code(text.as_deref()));
                }
                Some(())
            }
        }
    }

    fn dictionary(&mut self, array: &ArrayRef) -> Option<()> {
        let array = array.as_dictionary_opt::<Int32Type>()?;
        let values = array.values();
        // Batches of a row group share the bytes of their dictionary, if not its envelope.
        let bytes = |array: &ArrayRef| {
            array.as_string_opt::<i32>().map(|texts| {
                (texts.value_data().as_ptr() as usize, texts.value_data().len(), texts.len())
            })
        };
        let same = self.dictionary.as_ref().is_some_and(|(known, _)| bytes(known) == bytes(values));
        if !same {
            // Only the values that rows use: the code of a value is that of its first row.
            self.dictionary = Some((values.clone(), vec![NO_CODE; values.len()]));
        }
        let (values, map) = self.dictionary.as_mut()?;
        let texts = values.as_string_opt::<i32>()?;
        let keys = array.keys();
        let coder = &mut self.coder;
        if keys.null_count() == 0 {
            for &key in keys.values() {
                let slot = map.get_mut(usize::try_from(key).ok()?)?;
                if *slot == NO_CODE {
                    *slot = coder.code(Some(texts.value(key as usize)));
                }
            }
            let map = &*map;
            self.codes.extend(coder.highest(), keys.values().iter().map(|&key| map[key as usize]));
            return Some(());
        }
        for row in 0..keys.len() {
            let code = if keys.is_null(row) {
                coder.code(None)
            } else {
                let key = usize::try_from(keys.value(row)).ok()?;
                let slot = map.get_mut(key)?;
                if *slot == NO_CODE {
                    *slot = coder.code(Some(texts.value(key)));
                }
                *slot
            };
            self.codes.push(code);
        }
        Some(())
    }

    fn integers(&mut self, array: &ArrayRef) -> Option<()> {
        let array = array.as_primitive_opt::<arrow_array::types::Int64Type>()?;
        self.recent.resize(RECENT, (0, NO_CODE));
        let mut batch = Vec::with_capacity(array.len());
        for row in 0..array.len() {
            if array.is_null(row) {
                batch.push(self.coder.code(None));
                continue;
            }
            let value = array.value(row);
            let slot = &mut self.recent[value as usize % RECENT];
            if slot.0 != value || slot.1 == NO_CODE {
                *slot = (value, self.coder.code(Some(&value.to_string())));
            }
            batch.push(slot.1);
        }
        self.codes.extend(self.coder.highest(), batch.into_iter());
        Some(())
    }
}

/// All the cells of a small CSV without a header, for hierarchies.
pub fn rows(path: &Path) -> Result<Vec<Vec<String>>, ReadError> {
    let io = |cause| ReadError::Io { path: path.to_owned(), cause };
    let mut input = BufReader::new(File::open(path).map_err(io)?);
    let head = input.fill_buf().map_err(io)?;
    if head.starts_with(b"\xef\xbb\xbf") {
        input.consume(3);
    }
    let delimiter = delimiter(input.fill_buf().map_err(io)?);
    let reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(input);
    let mut rows = Vec::new();
    for (line, record) in (1..).zip(reader.into_records()) {
        let record = record.map_err(|_| ReadError::Csv { path: path.to_owned(), line })?;
        rows.push(record.iter().map(|cell| cell.trim().to_owned()).collect());
    }
    if rows.is_empty() {
        return Err(ReadError::Empty(path.to_owned()));
    }
    Ok(rows)
}
