//! Reading a run back: the rows of its tables, part by part, in bounded memory.
//!
//! What is read is checked first: the run is finished, its tables have the version of this program,
//! every part is there. Must not interpret a row, and must never take a missing part for an empty one.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Int64Type};
use arrow_array::{
    Array, BooleanArray, Float32Array, Int64Array, ListArray, RecordBatch, StringArray,
};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as CodeError, StrDeserializer};
use thiserror::Error;

use crate::policy::PolicyOrigin;
use crate::taxonomy::{Category, Family, Severity, Status};

use super::derived::{LinkRow, RiskRow, VerdictRow};
use super::directory::part_path;
use super::journal;
use super::manifest::{self, Manifest};
use super::schema::{self, SCHEMA_VERSION, Table};
use crate::cause::in_french;

/// Rows decoded at a time.
const BATCH: usize = 1024;

/// Why a run cannot be read.
#[derive(Debug, Error)]
pub enum TableError {
    #[error(
        "{} n'est pas un traitement Filigrane : il n'y a pas de manifest.json. Donnez le dossier \
         écrit par « filigrane audit » ou « filigrane scan » (--out).",
        .0.display()
    )]
    NotARun(PathBuf),
    #[error(
        "traitement inachevé : {} n'a pas encore de manifest.json. Relancez la commande d'origine \
         avec --resume, puis recommencez.",
        .0.display()
    )]
    Unfinished(PathBuf),
    #[error(
        "les tables de {} sont de la version {found} ; ce programme lit la version {SCHEMA_VERSION}. \
         Relancez l'audit avec --force, ou prenez la version de Filigrane qui les a écrites.",
        path.display()
    )]
    Version { path: PathBuf, found: i64 },
    #[error(
        "traitement incomplet : le fichier {} manque. Restaurez-le, ou relancez l'audit avec --force.",
        .0.display()
    )]
    MissingPart(PathBuf),
    #[error(
        "fichier illisible : {} ({what}). Restaurez-le, ou relancez l'audit avec --force.",
        path.display()
    )]
    Damaged { path: PathBuf, what: String },
}

impl TableError {
    /// Whether the run began and is not whole, as opposed to a mistake in the command.
    pub fn is_incomplete(&self) -> bool {
        matches!(self, Self::Unfinished(_) | Self::MissingPart(_) | Self::Damaged { .. })
    }
}

/// A finished run, open for reading.
pub struct Run {
    path: PathBuf,
    manifest: Manifest,
}

/// A row as a table holds it.
pub trait Row: Sized {
    const TABLE: Table;

    /// The rows of one batch.
    fn decode(batch: &Batch) -> Result<Vec<Self>, Fault>;
}

impl Run {
    /// Refuses a run one of whose scanned parts is gone, before a table that nobody reads hides it.
    pub fn check_parts(&self) -> Result<(), TableError> {
        let missing = (0..self.parts())
            .flat_map(|rank| schema::TABLES.map(|table| part_path(&self.path, &table, rank)))
            .find(|path| !path.is_file());
        missing.map_or(Ok(()), |path| Err(TableError::MissingPart(path)))
    }

    /// Opens a finished run. A folder without a manifest, or of another version, is refused.
    pub fn open(path: &Path) -> Result<Self, TableError> {
        let file = path.join(manifest::FILE);
        let bytes = match fs::read(&file) {
            Ok(bytes) => bytes,
            Err(error) if is_absent(&error) && path.join(journal::FILE).is_file() => {
                return Err(TableError::Unfinished(path.to_owned()));
            }
            Err(error) if is_absent(&error) => return Err(TableError::NotARun(path.to_owned())),
            Err(error) => return Err(damaged(&file, in_french(&error))),
        };
        // The version first: a manifest of another version may have another shape.
        #[derive(Deserialize)]
        struct Head {
            tool: String,
            schema_version: i64,
        }
        match serde_json::from_slice::<Head>(&bytes) {
            Ok(head) if head.tool != "filigrane" => {
                return Err(TableError::NotARun(path.to_owned()));
            }
            Ok(head) if head.schema_version != SCHEMA_VERSION => {
                return Err(TableError::Version {
                    path: path.to_owned(),
                    found: head.schema_version,
                });
            }
            Ok(_) => {}
            Err(_) => return Err(damaged(&file, "ce n'est pas un manifeste de Filigrane")),
        }
        let manifest = serde_json::from_slice(&bytes)
            .map_err(|error| damaged(&file, format!("ligne {}", error.line())))?;
        Ok(Self { path: path.to_owned(), manifest })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Number of parts of the tables that a scan writes; the parts of a derived table may differ.
    pub fn parts(&self) -> u64 {
        self.manifest.parts
    }

    /// Whether a derived table was written. Its absence means that it was not evaluated.
    pub fn has<R: Row>(&self) -> bool {
        part_path(&self.path, &R::TABLE, 0).is_file()
    }

    /// The rows of one part; an error if the part is not there.
    pub fn part<R: Row>(&self, rank: u64) -> Result<Rows<R>, TableError> {
        Rows::open(part_path(&self.path, &R::TABLE, rank))
    }

    /// The rows of a whole table, in the order of its parts. A derived table that was not written
    /// has none: ask `has` first.
    pub fn rows<R: Row>(&self) -> impl Iterator<Item = Result<R, TableError>> + use<'_, R> {
        let parts = self.parts_of(&R::TABLE);
        (0..parts).flat_map(move |rank| {
            let (rows, error) = match self.part::<R>(rank) {
                Ok(rows) => (Some(rows), None),
                Err(error) => (None, Some(Err(error))),
            };
            rows.into_iter().flatten().chain(error)
        })
    }

    /// The columns of one part, batch after batch: for what reads a million decisions and would copy each row otherwise.
    pub fn each_batch(
        &self,
        table: &Table,
        rank: u64,
        mut each: impl FnMut(&Batch) -> Result<(), Fault>,
    ) -> Result<(), TableError> {
        let path = part_path(&self.path, table, rank);
        for batch in reader(&path)? {
            let batch = Batch { batch: batch.map_err(|_| damaged(&path, "données abîmées"))? };
            each(&batch).map_err(|fault| damaged(&path, fault.to_string()))?;
        }
        Ok(())
    }

    fn parts_of(&self, table: &Table) -> u64 {
        if schema::DERIVED.iter().any(|derived| derived.name == table.name) {
            (0..).take_while(|&rank| part_path(&self.path, table, rank).is_file()).count() as u64
        } else {
            self.manifest.parts
        }
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn damaged(path: &Path, what: impl Into<String>) -> TableError {
    TableError::Damaged { path: path.to_owned(), what: what.into() }
}

/// The batches of a part file; an error if it is not there.
fn reader(path: &Path) -> Result<ParquetRecordBatchReader, TableError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if is_absent(&error) => return Err(TableError::MissingPart(path.to_owned())),
        Err(error) => return Err(damaged(path, in_french(&error))),
    };
    ParquetRecordBatchReaderBuilder::try_new(file)
        .and_then(|builder| builder.with_batch_size(BATCH).build())
        .map_err(|_| damaged(path, "ce n'est pas un fichier Parquet entier"))
}

/// The rows of one part file. At most one batch of them is in memory.
pub struct Rows<R> {
    path: PathBuf,
    reader: ParquetRecordBatchReader,
    batch: std::vec::IntoIter<R>,
    failed: bool,
}

impl<R: Row> Rows<R> {
    fn open(path: PathBuf) -> Result<Self, TableError> {
        let reader = reader(&path)?;
        Ok(Self { path, reader, batch: Vec::new().into_iter(), failed: false })
    }
}

impl<R: Row> Iterator for Rows<R> {
    type Item = Result<R, TableError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.batch.next() {
                return Some(Ok(row));
            }
            if self.failed {
                return None;
            }
            let decoded = match self.reader.next()? {
                Ok(batch) => R::decode(&Batch { batch }).map_err(|fault| fault.to_string()),
                Err(_) => Err("données abîmées".to_owned()),
            };
            match decoded {
                Ok(rows) => self.batch = rows.into_iter(),
                Err(what) => {
                    self.failed = true;
                    return Some(Err(damaged(&self.path, what)));
                }
            }
        }
    }
}

/// What is wrong with a batch.
#[derive(Debug, Error)]
pub enum Fault {
    #[error("colonne {0} absente ou d'un autre type")]
    Column(&'static str),
    #[error("colonne {0} : valeur inconnue de cette version")]
    Code(&'static str),
}

/// The columns of some rows, taken by name.
pub struct Batch {
    batch: RecordBatch,
}

impl Batch {
    pub fn rows(&self) -> std::ops::Range<usize> {
        0..self.batch.num_rows()
    }

    fn column(&self, name: &'static str) -> Result<&dyn Array, Fault> {
        self.batch.column_by_name(name).map(AsRef::as_ref).ok_or(Fault::Column(name))
    }

    pub fn texts(&self, name: &'static str) -> Result<&StringArray, Fault> {
        self.column(name)?.as_string_opt::<i32>().ok_or(Fault::Column(name))
    }

    pub fn integers(&self, name: &'static str) -> Result<&Int64Array, Fault> {
        self.column(name)?.as_primitive_opt::<Int64Type>().ok_or(Fault::Column(name))
    }

    pub fn reals(&self, name: &'static str) -> Result<&Float32Array, Fault> {
        self.column(name)?.as_primitive_opt::<Float32Type>().ok_or(Fault::Column(name))
    }

    pub fn booleans(&self, name: &'static str) -> Result<&BooleanArray, Fault> {
        self.column(name)?.as_boolean_opt().ok_or(Fault::Column(name))
    }

    pub fn lists(&self, name: &'static str) -> Result<Lists<'_>, Fault> {
        let lists = self.column(name)?.as_list_opt::<i32>().ok_or(Fault::Column(name))?;
        let values = lists.values().as_string_opt::<i32>().ok_or(Fault::Column(name))?;
        Ok(Lists { lists, values })
    }

    pub fn integer_lists(&self, name: &'static str) -> Result<IntegerLists<'_>, Fault> {
        let lists = self.column(name)?.as_list_opt::<i32>().ok_or(Fault::Column(name))?;
        let values = lists.values().as_primitive_opt().ok_or(Fault::Column(name))?;
        Ok(IntegerLists { lists, values })
    }
}

/// A column of lists of integers.
pub struct IntegerLists<'a> {
    lists: &'a ListArray,
    values: &'a Int64Array,
}

impl IntegerLists<'_> {
    pub fn at(&self, row: usize) -> Vec<i64> {
        self.values.values()[range_of(self.lists, row)].to_vec()
    }
}

/// Where the values of a row stand among those of the column.
fn range_of(lists: &ListArray, row: usize) -> std::ops::Range<usize> {
    let offsets = lists.value_offsets();
    let [start, end] = [offsets[row], offsets[row + 1]].map(|at| at.unsigned_abs() as usize);
    start..end
}

/// A column of lists of texts.
pub struct Lists<'a> {
    lists: &'a ListArray,
    values: &'a StringArray,
}

impl Lists<'_> {
    pub fn at(&self, row: usize) -> Vec<String> {
        range_of(self.lists, row).map(|at| self.values.value(at).to_owned()).collect()
    }
}

/// A text of a column that may lack it.
pub fn maybe(column: &StringArray, row: usize) -> Option<String> {
    column.is_valid(row).then(|| column.value(row).to_owned())
}

/// A number of a column that may lack it.
pub fn maybe_real(column: &Float32Array, row: usize) -> Option<f32> {
    column.is_valid(row).then(|| column.value(row))
}

/// An integer of a column that may lack it.
pub fn maybe_integer(column: &Int64Array, row: usize) -> Option<i64> {
    column.is_valid(row).then(|| column.value(row))
}

fn maybe_boolean(column: &BooleanArray, row: usize) -> Option<bool> {
    column.is_valid(row).then(|| column.value(row))
}

/// A value of a closed list, from the name that the table gives.
pub fn code<'a, T: Deserialize<'a>>(name: &'static str, text: &'a str) -> Result<T, Fault> {
    let text: StrDeserializer<'a, CodeError> = text.into_deserializer();
    T::deserialize(text).map_err(|_| Fault::Code(name))
}

/// A row of `decisions`, as read.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionEntry {
    pub decision_id: String,
    pub file: String,
    /// From 1.
    pub line: i64,
    pub jurisdiction: Option<String>,
    pub location: Option<String>,
    pub chamber: Option<String>,
    pub number: Option<String>,
    pub ecli: Option<String>,
    /// `YYYY-MM-DD`.
    pub decision_date: Option<String>,
    pub nac: Option<String>,
    pub source: Option<String>,
    pub partial: Option<bool>,
    pub public: Option<bool>,
    pub fields: i64,
    /// UTF-8 bytes.
    pub text_bytes: i64,
    /// `given` or `estimated`.
    pub zones: String,
    pub policy_origin: PolicyOrigin,
    pub policy_omitted: Vec<Category>,
    pub policy_warnings: Vec<String>,
    /// Rules that the record did not allow to evaluate.
    pub not_evaluated: Vec<String>,
    pub blocking: i64,
    pub violations: i64,
    pub to_review: i64,
    pub permitted: i64,
}

impl Row for DecisionEntry {
    const TABLE: Table = schema::DECISIONS;

    fn decode(batch: &Batch) -> Result<Vec<Self>, Fault> {
        let [id, file, jurisdiction, location, chamber, number, ecli, date, nac, source, zones] = [
            "decision_id",
            "file",
            "jurisdiction",
            "location",
            "chamber",
            "number",
            "ecli",
            "decision_date",
            "nac",
            "source",
            "zones",
        ]
        .map(|name| batch.texts(name));
        let (id, file, jurisdiction, location) = (id?, file?, jurisdiction?, location?);
        let (chamber, number, ecli, date, nac, source, zones) =
            (chamber?, number?, ecli?, date?, nac?, source?, zones?);
        let (partial, public) = (batch.booleans("partial")?, batch.booleans("public")?);
        let origin = batch.texts("policy_origin")?;
        let (omitted, warnings) = (batch.lists("policy_omitted")?, batch.lists("policy_warnings")?);
        let lacking = batch.lists("not_evaluated")?;
        let [line, fields, bytes, blocking, violations, to_review, permitted] =
            ["line", "fields", "text_bytes", "blocking", "violations", "to_review", "permitted"]
                .map(|name| batch.integers(name));
        let (line, fields, bytes) = (line?, fields?, bytes?);
        let (blocking, violations, to_review, permitted) =
            (blocking?, violations?, to_review?, permitted?);
        batch
            .rows()
            .map(|row| {
                Ok(Self {
                    decision_id: id.value(row).to_owned(),
                    file: file.value(row).to_owned(),
                    line: line.value(row),
                    jurisdiction: maybe(jurisdiction, row),
                    location: maybe(location, row),
                    chamber: maybe(chamber, row),
                    number: maybe(number, row),
                    ecli: maybe(ecli, row),
                    decision_date: maybe(date, row),
                    nac: maybe(nac, row),
                    source: maybe(source, row),
                    partial: maybe_boolean(partial, row),
                    public: maybe_boolean(public, row),
                    fields: fields.value(row),
                    text_bytes: bytes.value(row),
                    zones: zones.value(row).to_owned(),
                    policy_origin: PolicyOrigin::parse(origin.value(row))
                        .ok_or(Fault::Code("policy_origin"))?,
                    policy_omitted: omitted
                        .at(row)
                        .iter()
                        .map(|name| Category::parse(name).ok_or(Fault::Code("policy_omitted")))
                        .collect::<Result<_, _>>()?,
                    policy_warnings: warnings.at(row),
                    not_evaluated: lacking.at(row),
                    blocking: blocking.value(row),
                    violations: violations.value(row),
                    to_review: to_review.value(row),
                    permitted: permitted.value(row),
                })
            })
            .collect()
    }
}

/// A row of `findings`, as read. Holds no identity in clear.
#[derive(Debug, Clone, PartialEq)]
pub struct FindingEntry {
    pub decision_id: String,
    pub field: String,
    /// Unicode code points, half-open.
    pub start: i64,
    pub end: i64,
    /// UTF-16 units, half-open.
    pub start_utf16: i64,
    pub end_utf16: i64,
    pub zone: Option<String>,
    pub rule_id: String,
    pub family: Family,
    pub category: Category,
    pub severity: Severity,
    pub status: Status,
    /// From 0 to 1.
    pub confidence: f32,
    pub masked: String,
    pub fingerprint: String,
    pub reasons: Vec<String>,
}

impl FindingEntry {
    /// Whether it forbids the publication by itself.
    pub fn is_blocking(&self) -> bool {
        self.severity == Severity::Bloquant && self.status == Status::Violation
    }
}

impl Row for FindingEntry {
    const TABLE: Table = schema::FINDINGS;

    fn decode(batch: &Batch) -> Result<Vec<Self>, Fault> {
        let (id, field, zone) =
            (batch.texts("decision_id")?, batch.texts("field")?, batch.texts("zone")?);
        let (start, end) = (batch.integers("start")?, batch.integers("end")?);
        let (start_utf16, end_utf16) =
            (batch.integers("start_utf16")?, batch.integers("end_utf16")?);
        let (rule, family, category) =
            (batch.texts("rule_id")?, batch.texts("family")?, batch.texts("category")?);
        let (severity, status) = (batch.texts("severity")?, batch.texts("status")?);
        let confidence = batch.reals("confidence")?;
        let (masked, fingerprint) = (batch.texts("masked")?, batch.texts("fingerprint")?);
        let reasons = batch.lists("reasons")?;
        batch
            .rows()
            .map(|row| {
                Ok(Self {
                    decision_id: id.value(row).to_owned(),
                    field: field.value(row).to_owned(),
                    start: start.value(row),
                    end: end.value(row),
                    start_utf16: start_utf16.value(row),
                    end_utf16: end_utf16.value(row),
                    zone: maybe(zone, row),
                    rule_id: rule.value(row).to_owned(),
                    family: code("family", family.value(row))?,
                    category: Category::parse(category.value(row))
                        .ok_or(Fault::Code("category"))?,
                    severity: code("severity", severity.value(row))?,
                    status: code("status", status.value(row))?,
                    confidence: confidence.value(row),
                    masked: masked.value(row).to_owned(),
                    fingerprint: fingerprint.value(row).to_owned(),
                    reasons: reasons.at(row),
                })
            })
            .collect()
    }
}

/// A row of `facts`, as read.
#[derive(Debug, Clone, PartialEq)]
pub struct FactEntry {
    pub decision_id: String,
    /// Placeholder group or role.
    pub person: String,
    pub attribute: String,
    pub value: String,
    /// 0 is the exact value.
    pub level: i64,
    /// Unicode code points, half-open.
    pub start: i64,
    pub end: i64,
    pub zone: Option<String>,
    /// From 0 to 1.
    pub confidence: f32,
}

impl Row for FactEntry {
    const TABLE: Table = schema::FACTS;

    fn decode(batch: &Batch) -> Result<Vec<Self>, Fault> {
        let (id, person) = (batch.texts("decision_id")?, batch.texts("person")?);
        let (attribute, value) = (batch.texts("attribute")?, batch.texts("value")?);
        let (level, start, end) =
            (batch.integers("level")?, batch.integers("start")?, batch.integers("end")?);
        let (zone, confidence) = (batch.texts("zone")?, batch.reals("confidence")?);
        Ok(batch
            .rows()
            .map(|row| Self {
                decision_id: id.value(row).to_owned(),
                person: person.value(row).to_owned(),
                attribute: attribute.value(row).to_owned(),
                value: value.value(row).to_owned(),
                level: level.value(row),
                start: start.value(row),
                end: end.value(row),
                zone: maybe(zone, row),
                confidence: confidence.value(row),
            })
            .collect())
    }
}

impl Row for RiskRow {
    const TABLE: Table = schema::RISKS;

    fn decode(batch: &Batch) -> Result<Vec<Self>, Fault> {
        let (id, person) = (batch.texts("decision_id")?, batch.texts("person")?);
        let class_size = batch.integers("class_size")?;
        let (population, low, high) = (
            batch.reals("population")?,
            batch.reals("population_low")?,
            batch.reals("population_high")?,
        );
        let (probability, adversary) = (batch.reals("probability")?, batch.texts("adversary")?);
        let (combination, explanation) = (batch.lists("combination")?, batch.texts("explanation")?);
        let (role, level) = (batch.texts("role")?, batch.texts("level")?);
        let (attributes, combinations) = (batch.lists("attributes")?, batch.lists("combinations")?);
        let (adversaries, reasons) = (batch.lists("adversaries")?, batch.lists("reasons")?);
        let compatible_size = batch.integers("compatible_size")?;
        let (prosecutor, journalist, suda) =
            (batch.reals("prosecutor")?, batch.reals("journalist")?, batch.reals("suda")?);
        Ok(batch
            .rows()
            .map(|row| Self {
                decision_id: id.value(row).to_owned(),
                person: person.value(row).to_owned(),
                class_size: maybe_integer(class_size, row),
                population: maybe_real(population, row),
                population_low: maybe_real(low, row),
                population_high: maybe_real(high, row),
                probability: probability.value(row),
                adversary: adversary.value(row).to_owned(),
                combination: combination.at(row),
                explanation: explanation.value(row).to_owned(),
                role: maybe(role, row),
                attributes: attributes.at(row),
                compatible_size: maybe_integer(compatible_size, row),
                prosecutor: prosecutor.value(row),
                journalist: maybe_real(journalist, row),
                suda: suda.value(row),
                combinations: combinations.at(row),
                adversaries: adversaries.at(row),
                level: level.value(row).to_owned(),
                reasons: reasons.at(row),
            })
            .collect())
    }
}

impl Row for LinkRow {
    const TABLE: Table = schema::LINKS;

    fn decode(batch: &Batch) -> Result<Vec<Self>, Fault> {
        let (first, second) = (batch.texts("decision_id")?, batch.texts("other_id")?);
        let (kind, cluster) = (batch.texts("kind")?, batch.texts("cluster")?);
        let (probability, risk) = (batch.reals("probability")?, batch.reals("union_risk")?);
        let complementary = batch.reals("complementary")?;
        let (reasons, differences) = (batch.lists("reasons")?, batch.lists("differences")?);
        batch
            .rows()
            .map(|row| {
                Ok(Self {
                    decision_id: first.value(row).to_owned(),
                    other_id: second.value(row).to_owned(),
                    kind: code("kind", kind.value(row))?,
                    cluster: cluster.value(row).to_owned(),
                    probability: probability.value(row),
                    union_risk: maybe_real(risk, row),
                    complementary: maybe_real(complementary, row),
                    reasons: reasons.at(row),
                    differences: differences.at(row),
                })
            })
            .collect()
    }
}

impl Row for VerdictRow {
    const TABLE: Table = schema::VERDICTS;

    fn decode(batch: &Batch) -> Result<Vec<Self>, Fault> {
        let (id, verdict) = (batch.texts("decision_id")?, batch.texts("verdict")?);
        let [score, likelihood, severity] =
            ["score", "likelihood", "severity"].map(|name| batch.integers(name));
        let (score, likelihood, severity) = (score?, likelihood?, severity?);
        let probability = batch.reals("probability")?;
        let adversary = batch.texts("adversary")?;
        let (routes, not_evaluated, reasons) =
            (batch.lists("routes")?, batch.lists("not_evaluated")?, batch.lists("reasons")?);
        let (waived, baselined) = (batch.integers("waived")?, batch.integers("baselined")?);
        batch
            .rows()
            .map(|row| {
                Ok(Self {
                    decision_id: id.value(row).to_owned(),
                    score: score.value(row),
                    likelihood: likelihood.value(row),
                    severity: severity.value(row),
                    verdict: code("verdict", verdict.value(row))?,
                    probability: probability.value(row),
                    adversary: adversary.value(row).to_owned(),
                    routes: routes.at(row),
                    not_evaluated: not_evaluated.at(row),
                    reasons: reasons.at(row),
                    waived: waived.value(row),
                    baselined: baselined.value(row),
                })
            })
            .collect()
    }
}
