//! Rows of the tables and how they become Parquet or JSON lines: the same rows always give
//! the same bytes.
//!
//! Must not decide what a row says.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::builder::{Int64Builder, ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, BooleanArray, Float32Array, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::schema::types::ColumnPath;
use serde::Serialize;

use crate::corpus::{Decision, Metadata};
use crate::detect::Finding;
use crate::detect::facts::Extracted;
use crate::detect::order::OrderSample;
use crate::policy::Policy;
use crate::taxonomy::{Category, Severity, Status};

use super::schema::{self, DECISIONS, FACTS, FINDINGS, SCHEMA_VERSION, SKETCHES, Table};

/// A row of `decisions`.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionRow {
    pub decision_id: String,
    pub file: Arc<str>,
    pub line: i64,
    pub jurisdiction: Option<String>,
    pub location: Option<String>,
    pub chamber: Option<String>,
    pub number: Option<String>,
    pub ecli: Option<String>,
    pub decision_date: Option<String>,
    pub nac: Option<String>,
    pub source: Option<String>,
    pub partial: Option<bool>,
    pub public: Option<bool>,
    pub fields: i64,
    pub text_bytes: i64,
    pub zones: &'static str,
    pub policy_origin: crate::policy::PolicyOrigin,
    pub policy_omitted: Vec<Category>,
    pub policy_warnings: Vec<String>,
    /// Other decisions of the case that the metadata name.
    pub linked: Vec<String>,
    /// Controls that the record does not allow to evaluate.
    pub not_evaluated: Vec<&'static str>,
}

/// A decision that was scanned: its row, its findings, and what `linkage` will need of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Scanned {
    pub row: DecisionRow,
    pub findings: Vec<Finding>,
    /// `None` when facts were not asked for.
    pub extracted: Option<Extracted>,
    /// For the statistics of the stream, never written a decision at a time.
    pub order: OrderSample,
}

/// A row of `rejects`. Never holds content of the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RejectRow {
    pub file: Arc<str>,
    pub line: i64,
    pub decision_id: Option<String>,
    pub reason: String,
    pub detail: Option<String>,
}

impl RejectRow {
    /// The reason written when a scan failed: a defect of Filigrane, not of the record.
    pub const INTERNAL: &str = "internal_error";
}

impl DecisionRow {
    pub fn new(decision: &Decision, policy: &Policy) -> Self {
        let Metadata { jurisdiction, location, chamber, number, ecli, nac, source, .. } =
            &decision.metadata;
        Self {
            decision_id: decision.id.clone(),
            file: decision.origin.file.clone(),
            line: signed(decision.origin.line),
            jurisdiction: slug(jurisdiction),
            location: slug(location),
            chamber: slug(chamber),
            number: numbered(number),
            ecli: numbered(ecli),
            decision_date: numbered(&decision.metadata.decision_date),
            nac: numbered(nac),
            source: slug(source),
            partial: decision.metadata.partial,
            public: decision.metadata.public,
            fields: signed(decision.fields.len() as u64),
            text_bytes: signed(decision.text_bytes() as u64),
            zones: if decision.zones.is_empty() { "estimated" } else { "given" },
            policy_origin: policy.origin,
            policy_omitted: policy.omitted.iter().collect(),
            policy_warnings: policy.warnings.iter().map(|warning| warning.label()).collect(),
            linked: decision.metadata.linked.clone(),
            not_evaluated: Vec::new(),
        }
    }

    /// The same row, with the controls that could not be evaluated.
    #[must_use]
    pub fn lacking(self, not_evaluated: Vec<&'static str>) -> Self {
        Self { not_evaluated, ..self }
    }
}

impl Scanned {
    /// How many findings have this status.
    pub fn with_status(&self, status: Status) -> i64 {
        signed(self.findings.iter().filter(|finding| finding.status == status).count() as u64)
    }

    /// How many findings forbid the publication.
    pub fn blocking(&self) -> i64 {
        signed(self.findings.iter().filter(|finding| is_blocking(finding)).count() as u64)
    }
}

/// Whether a finding forbids the publication by itself.
pub fn is_blocking(finding: &Finding) -> bool {
    finding.severity == Severity::Bloquant && finding.status == Status::Violation
}

/// A count as the tables hold it.
pub fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A metadata value when it is a code (`ca_rennes`, `soc`). Free text may hold a name: not copied.
fn slug(value: &Option<String>) -> Option<String> {
    let is_slug = |text: &&String| {
        text.len() <= 40
            && text.bytes().all(|byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-')
            })
    };
    value.as_ref().filter(is_slug).cloned()
}

/// A metadata value when it is a number or a date: a digit somewhere, and no space.
fn numbered(value: &Option<String>) -> Option<String> {
    let is_number = |text: &&String| {
        text.len() <= 64
            && text.bytes().any(|byte| byte.is_ascii_digit())
            && text.bytes().all(|byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b':' | b'_')
            })
    };
    value.as_ref().filter(is_number).cloned()
}

/// Writes the `decisions` part.
pub fn write_decisions(out: impl Write + Send, scanned: &[Scanned]) -> io::Result<()> {
    let rows = || scanned.iter().map(|one| &one.row);
    let columns: Vec<ArrayRef> = vec![
        texts(rows().map(|row| row.decision_id.as_str())),
        texts(rows().map(|row| &*row.file)),
        integers(rows().map(|row| row.line)),
        maybe(rows().map(|row| row.jurisdiction.as_deref())),
        maybe(rows().map(|row| row.location.as_deref())),
        maybe(rows().map(|row| row.chamber.as_deref())),
        maybe(rows().map(|row| row.number.as_deref())),
        maybe(rows().map(|row| row.ecli.as_deref())),
        maybe(rows().map(|row| row.decision_date.as_deref())),
        maybe(rows().map(|row| row.nac.as_deref())),
        maybe(rows().map(|row| row.source.as_deref())),
        Arc::new(rows().map(|row| row.partial).collect::<BooleanArray>()),
        Arc::new(rows().map(|row| row.public).collect::<BooleanArray>()),
        integers(rows().map(|row| row.fields)),
        integers(rows().map(|row| row.text_bytes)),
        texts(rows().map(|row| row.zones)),
        texts(rows().map(|row| row.policy_origin.as_str())),
        lists(rows().map(|row| row.policy_omitted.iter().map(|category| category.as_str()))),
        lists(rows().map(|row| row.policy_warnings.iter().map(String::as_str))),
        lists(rows().map(|row| row.linked.iter().map(String::as_str))),
        lists(rows().map(|row| row.not_evaluated.iter().copied())),
        integers(scanned.iter().map(Scanned::blocking)),
        integers(scanned.iter().map(|one| one.with_status(Status::Violation))),
        integers(scanned.iter().map(|one| one.with_status(Status::ToReview))),
        integers(scanned.iter().map(|one| one.with_status(Status::Permitted))),
    ];
    write_parquet(out, &DECISIONS, columns)
}

/// Writes the `findings` part.
pub fn write_findings(out: impl Write + Send, scanned: &[Scanned]) -> io::Result<()> {
    let rows = || scanned.iter().flat_map(|one| &one.findings);
    let ids = scanned
        .iter()
        .flat_map(|one| std::iter::repeat_n(one.row.decision_id.as_str(), one.findings.len()));
    let columns: Vec<ArrayRef> = vec![
        texts(ids),
        texts(rows().map(|row| &*row.field)),
        integers(rows().map(|row| row.start)),
        integers(rows().map(|row| row.end)),
        integers(rows().map(|row| row.start_utf16)),
        integers(rows().map(|row| row.end_utf16)),
        maybe(rows().map(|row| Some(row.zone).filter(|zone| !zone.is_empty()))),
        texts(rows().map(|row| &*row.rule_id)),
        texts(rows().map(|row| row.family.as_str())),
        texts(rows().map(|row| row.category.as_str())),
        texts(rows().map(|row| row.severity.as_str())),
        texts(rows().map(|row| row.status.as_str())),
        Arc::new(Float32Array::from_iter_values(rows().map(|row| row.confidence))),
        texts(rows().map(|row| row.masked.as_str())),
        texts(rows().map(|row| row.fingerprint.as_str())),
        lists(rows().map(|row| row.reasons.iter().map(|reason| &**reason))),
    ];
    write_parquet(out, &FINDINGS, columns)
}

/// Writes the `facts` part; empty when facts were not asked for.
pub fn write_facts(out: impl Write + Send, scanned: &[Scanned]) -> io::Result<()> {
    let rows = || {
        scanned.iter().flat_map(|one| {
            let facts = one.extracted.iter().flat_map(|extracted| &extracted.facts);
            facts.map(|fact| (one.row.decision_id.as_str(), fact))
        })
    };
    let columns: Vec<ArrayRef> = vec![
        texts(rows().map(|(id, _)| id)),
        texts(rows().map(|(_, fact)| fact.person.as_str())),
        maybe(rows().map(|(_, fact)| fact.role.map(|role| role.as_str()))),
        texts(rows().map(|(_, fact)| fact.attribute.as_str())),
        texts(rows().map(|(_, fact)| fact.value.as_str())),
        integers(rows().map(|(_, fact)| fact.level)),
        integers(rows().map(|(_, fact)| fact.start)),
        integers(rows().map(|(_, fact)| fact.end)),
        maybe(rows().map(|(_, fact)| Some(fact.zone).filter(|zone| !zone.is_empty()))),
        Arc::new(Float32Array::from_iter_values(rows().map(|(_, fact)| fact.confidence))),
    ];
    write_parquet(out, &FACTS, columns)
}

/// Writes the `sketches` part; empty when facts were not asked for.
pub fn write_sketches(out: impl Write + Send, scanned: &[Scanned]) -> io::Result<()> {
    let rows = || {
        scanned.iter().filter_map(|one| {
            let extracted = one.extracted.as_ref()?;
            Some((one.row.decision_id.as_str(), &extracted.sketch))
        })
    };
    fn words(list: &[String]) -> impl Iterator<Item = &str> {
        list.iter().map(String::as_str)
    }
    let columns: Vec<ArrayRef> = vec![
        texts(rows().map(|(id, _)| id)),
        lists(rows().map(|(_, sketch)| words(&sketch.numbers))),
        lists(rows().map(|(_, sketch)| words(&sketch.cited_dates))),
        lists(rows().map(|(_, sketch)| words(&sketch.cited_courts))),
        integer_lists(rows().map(|(_, sketch)| sketch.amounts.as_slice())),
        lists(rows().map(|(_, sketch)| words(&sketch.articles))),
        lists(rows().map(|(_, sketch)| sketch.masked.iter().map(|category| category.as_str()))),
        integers(rows().map(|(_, sketch)| sketch.shingles)),
        integer_lists(rows().map(|(_, sketch)| sketch.sketch.as_slice())),
    ];
    write_parquet(out, &SKETCHES, columns)
}

/// Writes a `rejects` part.
pub fn write_rejects(mut out: impl Write, rejects: &[RejectRow]) -> io::Result<()> {
    for reject in rejects {
        serde_json::to_writer(&mut out, reject)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

pub(super) fn write_parquet(
    out: impl Write + Send,
    table: &Table,
    columns: Vec<ArrayRef>,
) -> io::Result<()> {
    let schema = table.arrow();
    let batch = RecordBatch::try_new(schema.clone(), columns).map_err(io::Error::other)?;
    // Nothing here may depend on the machine, the day or the library's version string.
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).map_err(io::Error::other)?))
        // No two are alike: a dictionary would only be built and thrown away.
        .set_column_dictionary_enabled(ColumnPath::from("fingerprint"), false)
        .set_created_by("filigrane".to_owned())
        .set_key_value_metadata(Some(vec![KeyValue::new(
            "filigrane.schema_version".to_owned(),
            SCHEMA_VERSION.to_string(),
        )]))
        .build();
    let mut writer =
        ArrowWriter::try_new(out, schema, Some(properties)).map_err(io::Error::other)?;
    writer.write(&batch).map_err(io::Error::other)?;
    writer.close().map_err(io::Error::other)?;
    Ok(())
}

pub(super) fn texts<'a>(values: impl Iterator<Item = &'a str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

pub(super) fn maybe<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

pub(super) fn integers(values: impl Iterator<Item = i64>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(values))
}

pub(super) fn reals(values: impl Iterator<Item = f32>) -> ArrayRef {
    Arc::new(Float32Array::from_iter_values(values))
}

pub(super) fn maybe_reals(values: impl Iterator<Item = Option<f32>>) -> ArrayRef {
    Arc::new(values.collect::<Float32Array>())
}

pub(super) fn maybe_integers(values: impl Iterator<Item = Option<i64>>) -> ArrayRef {
    Arc::new(values.collect::<Int64Array>())
}

pub(super) fn lists<'a, L: Iterator<Item = &'a str>>(values: impl Iterator<Item = L>) -> ArrayRef {
    let mut builder = ListBuilder::new(StringBuilder::new()).with_field(schema::list_item());
    for list in values {
        for value in list {
            builder.values().append_value(value);
        }
        builder.append(true);
    }
    Arc::new(builder.finish())
}

fn integer_lists<'a>(values: impl Iterator<Item = &'a [i64]>) -> ArrayRef {
    let mut builder = ListBuilder::new(Int64Builder::new()).with_field(schema::integer_item());
    for list in values {
        builder.values().append_slice(list);
        builder.append(true);
    }
    Arc::new(builder.finish())
}
