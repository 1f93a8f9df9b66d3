//! Per-row scores as a Parquet table. The values of the user's table are not copied: a row is named by its rank.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::assess::{RowScores, names_of};

/// Writes the scores; `qi` names the attributes of minimal sets.
pub fn write(out: impl Write + Send, scores: &[RowScores], qi: &[String]) -> io::Result<()> {
    let integer = |value: &dyn Fn(&RowScores) -> i64| -> ArrayRef {
        Arc::new(Int64Array::from_iter_values(scores.iter().map(value)))
    };
    let real = |value: &dyn Fn(&RowScores) -> Option<f64>| -> ArrayRef {
        Arc::new(Float64Array::from_iter(scores.iter().map(value)))
    };
    let suda = scores.iter().any(|row| row.suda.is_some());
    let sets: ArrayRef = Arc::new(StringArray::from_iter(scores.iter().map(|row| {
        suda.then(|| {
            let sets: Vec<String> =
                row.minimal.iter().map(|set| names_of(*set, qi).join("+")).collect();
            sets.join(" | ")
        })
    })));
    let columns: Vec<(&str, DataType, ArrayRef)> = vec![
        ("row", DataType::Int64, integer(&|row| row.row as i64)),
        ("class", DataType::Int64, integer(&|row| i64::from(row.class))),
        ("frequency", DataType::Int64, integer(&|row| i64::from(row.frequency))),
        ("population_frequency", DataType::Float64, real(&|row| row.population)),
        ("prosecutor_risk", DataType::Float64, real(&|row| Some(1.0 / f64::from(row.frequency)))),
        (
            "journalist_risk",
            DataType::Float64,
            real(&|row| row.population.map(|population| 1.0 / population)),
        ),
        ("individual_risk", DataType::Float64, real(&|row| row.individual)),
        ("household_risk", DataType::Float64, real(&|row| row.household)),
        ("suda_score", DataType::Float64, real(&|row| row.suda)),
        ("dis_score", DataType::Float64, real(&|row| row.dis)),
        ("minimal_sets", DataType::Utf8, sets),
    ];
    let fields: Vec<Field> =
        columns.iter().map(|(name, kind, _)| Field::new(*name, kind.clone(), true)).collect();
    let schema = Arc::new(Schema::new(fields));
    let arrays = columns.into_iter().map(|(_, _, array)| array).collect();
    let batch = RecordBatch::try_new(schema.clone(), arrays).map_err(io::Error::other)?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).map_err(io::Error::other)?))
        .set_created_by("filigrane".to_owned())
        .build();
    let mut writer =
        ArrowWriter::try_new(out, schema, Some(properties)).map_err(io::Error::other)?;
    writer.write(&batch).map_err(io::Error::other)?;
    writer.close().map_err(io::Error::other)?;
    Ok(())
}
