//! Parquet and Arrow IPC: rows of record batches to decisions.
//!
//! Columns are read under the same table of keys as JSON. Batches are of a fixed number of rows;
//! rows become decisions on the threads that parse.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_cast::display::array_value_to_string;
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::{DataType, Schema};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Map, Number, Value};

use super::decision::{Decision, Origin};
use super::json::invalid_utf8;
use super::record::{Builder, names_a_text, names_an_id};
use super::reject::{Reject, RejectReason};

type Columns = BTreeMap<String, String>;

/// Batches of one table, errors already stripped of any content.
pub(super) type Batches = Box<dyn Iterator<Item = Result<RecordBatch, TableError>>>;

/// Why a table, or the rest of it, cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TableError {
    Corrupt,
    MissingColumn(String),
}

/// Opens a Parquet file; checks that it has what a record needs.
pub(super) fn parquet(file: File, rows: usize, columns: &Columns) -> Result<Batches, TableError> {
    let builder =
        ParquetRecordBatchReaderBuilder::try_new(file).map_err(|_| TableError::Corrupt)?;
    check_columns(builder.schema(), columns)?;
    let reader = builder.with_batch_size(rows).build().map_err(|_| TableError::Corrupt)?;
    Ok(Box::new(reader.map(|batch| batch.map_err(|_| TableError::Corrupt))))
}

/// Opens an Arrow IPC file.
pub(super) fn arrow_file(file: File, columns: &Columns) -> Result<Batches, TableError> {
    let reader =
        FileReader::try_new(BufReader::new(file), None).map_err(|_| TableError::Corrupt)?;
    check_columns(&reader.schema(), columns)?;
    Ok(Box::new(reader.map(|batch| batch.map_err(|_| TableError::Corrupt))))
}

/// One Arrow IPC stream, read as it comes.
pub(super) fn arrow_stream<'r>(
    input: &'r mut dyn Read,
    columns: &Columns,
) -> Result<impl Iterator<Item = Result<RecordBatch, TableError>> + 'r, TableError> {
    let reader =
        StreamReader::try_new(BufReader::new(input), None).map_err(|_| TableError::Corrupt)?;
    check_columns(&reader.schema(), columns)?;
    Ok(reader.map(|batch| batch.map_err(|_| TableError::Corrupt)))
}

fn check_columns(schema: &Schema, columns: &Columns) -> Result<(), TableError> {
    let names = || schema.fields().iter().map(|field| field.name().as_str());
    let available = || names().collect::<Vec<_>>().join(", ");
    for (ours, source) in columns {
        if !names().any(|name| name == source) {
            return Err(TableError::MissingColumn(format!(
                "colonne « {source} » absente (demandée par --column {ours}={source}) ; \
                 colonnes du fichier : {}",
                available()
            )));
        }
    }
    let mapped = |wanted: &[&str]| columns.keys().any(|ours| wanted.contains(&ours.as_str()));
    if !names().any(names_an_id) && !mapped(&["id", "_id"]) {
        return Err(TableError::MissingColumn(format!(
            "aucune colonne d’identifiant (id, _id) : indiquez-la par --column id=NOM ; \
             colonnes du fichier : {}",
            available()
        )));
    }
    if !names().any(names_a_text) && !mapped(&["text", "pseudoText", "originalText"]) {
        return Err(TableError::MissingColumn(format!(
            "aucune colonne de texte (text, texte, contenu) : indiquez-la par --column text=NOM ; \
             colonnes du fichier : {}",
            available()
        )));
    }
    Ok(())
}

/// Rough size of a row, for the bound on what waits between threads.
pub(super) fn row_size(batch: &RecordBatch) -> usize {
    batch.get_array_memory_size() / batch.num_rows().max(1)
}

/// One row to a decision.
pub(super) fn parse(
    batch: &Arc<RecordBatch>,
    row: usize,
    origin: Origin,
    columns: &Columns,
    max_bytes: usize,
) -> Result<Decision, Reject> {
    let refuse = |reason, detail| Reject {
        file: origin.file.clone(),
        line: origin.line,
        reason,
        detail,
        decision_id: None,
    };
    let mut builder = Builder::default();
    let mut size = 0;
    for (field, column) in batch.schema_ref().fields().iter().zip(batch.columns()) {
        let value = cell(column, row).map_err(|at| {
            let place = invalid_utf8(at);
            refuse(RejectReason::InvalidUtf8, format!("colonne « {} » : {place}", field.name()))
        })?;
        if let Value::String(text) = &value {
            size += text.len();
        }
        if size > max_bytes {
            return Err(refuse(RejectReason::TooLarge, super::too_large(max_bytes)));
        }
        // A value in memory always deserialises.
        let _ = builder.entry(columns, field.name(), value);
    }
    builder.finish(origin)
}

/// A cell as a JSON value; on error, the number of valid bytes before the first wrong one.
fn cell(array: &ArrayRef, row: usize) -> Result<Value, usize> {
    if array.is_null(row) {
        return Ok(Value::Null);
    }
    let text = |text: &str| Value::String(text.to_owned());
    let bytes = |bytes: &[u8]| std::str::from_utf8(bytes).map(text).map_err(|e| e.valid_up_to());
    Ok(match array.data_type() {
        DataType::Utf8 => text(array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => text(array.as_string::<i64>().value(row)),
        DataType::Utf8View => text(array.as_string_view().value(row)),
        DataType::Binary => bytes(array.as_binary::<i32>().value(row))?,
        DataType::LargeBinary => bytes(array.as_binary::<i64>().value(row))?,
        DataType::BinaryView => bytes(array.as_binary_view().value(row))?,
        DataType::Boolean => Value::Bool(array.as_boolean().value(row)),
        DataType::List(_) => list(&array.as_list::<i32>().value(row))?,
        DataType::LargeList(_) => list(&array.as_list::<i64>().value(row))?,
        DataType::Struct(fields) => {
            let columns = array.as_struct().columns();
            let mut object = Map::with_capacity(fields.len());
            for (field, column) in fields.iter().zip(columns) {
                object.insert(field.name().clone(), cell(column, row)?);
            }
            Value::Object(object)
        }
        kind if kind.is_integer() => array_value_to_string(array, row)
            .ok()
            .and_then(|digits| digits.parse::<i64>().ok())
            .map_or(Value::Null, |number| Value::Number(Number::from(number))),
        // Dates and dictionaries are shown as text; numbers with a fraction are not prose.
        DataType::Float16 | DataType::Float32 | DataType::Float64 => Value::Null,
        _ => array_value_to_string(array, row).map_or(Value::Null, Value::String),
    })
}

fn list(items: &ArrayRef) -> Result<Value, usize> {
    (0..items.len()).map(|row| cell(items, row)).collect::<Result<Vec<_>, _>>().map(Value::Array)
}
