//! Raw records of decisions: read as they are, so that a changed text goes back into the same
//! shape, field for field.
//!
//! Only what the generator needs (JSON lines, one JSON record or a list, plain or
//! compressed): recognising every format of publication is the work of `corpus`.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::corpus::{Decision, GivenZone, ZoneKind};

/// Why an input is refused.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    #[error("{file} : lecture impossible ({source})")]
    Unreadable { file: String, source: std::io::Error },
    #[error("{file}, enregistrement {rank} : JSON invalide")]
    Json { file: String, rank: u64 },
    #[error("{file}, enregistrement {rank} : ni « text » ni « pseudoText »")]
    NoText { file: String, rank: u64 },
    #[error("{file}, enregistrement {rank} : identifiant absent")]
    NoId { file: String, rank: u64 },
}

/// A record, and the decision read from it.
pub(super) struct Record {
    raw: Map<String, Value>,
    text_key: &'static str,
    pub decision: Decision,
}

impl Record {
    fn new(raw: Map<String, Value>, file: &str, rank: u64) -> Result<Self, RecordError> {
        let filled =
            |key: &&str| raw.get(*key).and_then(Value::as_str).is_some_and(|t| !t.is_empty());
        let text_key = ["text", "pseudoText"]
            .into_iter()
            .find(filled)
            .ok_or_else(|| RecordError::NoText { file: file.to_owned(), rank })?;
        let id = ["id", "_id"]
            .into_iter()
            .find_map(|key| raw.get(key))
            .and_then(identifier)
            .ok_or_else(|| RecordError::NoId { file: file.to_owned(), rank })?;
        let text = raw.get(text_key).and_then(Value::as_str).unwrap_or_default();
        let mut decision = Decision::from_text(id, text);
        decision.origin.file = file.into();
        decision.origin.line = rank;
        // In a dbsder object zones count the original text, not the one that is published.
        if text_key == "text" {
            each_bound(raw.get("zones"), |kind, start, end| {
                decision.zones.push(GivenZone { kind, start, end });
            });
        }
        Ok(Self { raw, text_key, decision })
    }

    /// The record with the text and the zones of `decision` instead of its own.
    pub fn with(mut self, decision: &Decision) -> Map<String, Value> {
        if let Some(field) = decision.fields.first() {
            self.raw.insert(self.text_key.to_owned(), Value::String(field.text.clone()));
        }
        let mut zones = decision.zones.iter();
        if let Some(Value::Object(kinds)) = self.raw.get_mut("zones") {
            let spans = kinds
                .iter_mut()
                .filter(|(name, _)| zone_kind(name).is_some())
                .filter_map(|(_, spans)| spans.as_array_mut())
                .flatten();
            for span in spans.filter(|span| bounds(span).is_some()) {
                if let Some(zone) = zones.next() {
                    span["start"] = zone.start.into();
                    span["end"] = zone.end.into();
                }
            }
        }
        self.raw
    }
}

fn identifier(value: &Value) -> Option<String> {
    match value {
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        // The extended JSON of MongoDB.
        Value::Object(object) => object.get("$oid").and_then(Value::as_str).map(str::to_owned),
        _ => None,
    }
}

fn zone_kind(name: &str) -> Option<ZoneKind> {
    use ZoneKind::{Annexes, Dispositif, Expose, Introduction, Motivations, Moyens};
    [Introduction, Expose, Moyens, Motivations, Dispositif, Annexes]
        .into_iter()
        .find(|kind| kind.as_str() == name)
}

fn bounds(span: &Value) -> Option<(u64, u64)> {
    Some((span.get("start")?.as_u64()?, span.get("end")?.as_u64()?))
}

/// Visits zones in the order `Record::with` writes them back.
fn each_bound(zones: Option<&Value>, mut visit: impl FnMut(ZoneKind, u64, u64)) {
    let Some(Value::Object(kinds)) = zones else { return };
    for (name, spans) in kinds {
        let Some(kind) = zone_kind(name) else { continue };
        for (start, end) in spans.as_array().into_iter().flatten().filter_map(bounds) {
            visit(kind, start, end);
        }
    }
}

/// The files of the inputs, in a stable order: folders are walked, `-` is standard input.
pub(super) fn files(inputs: &[PathBuf]) -> Result<Vec<PathBuf>, RecordError> {
    let mut found = Vec::new();
    for input in inputs {
        walk(input, &mut found)?;
    }
    Ok(found)
}

fn walk(path: &Path, found: &mut Vec<PathBuf>) -> Result<(), RecordError> {
    if !path.is_dir() {
        found.push(path.to_owned());
        return Ok(());
    }
    let unreadable = |source| RecordError::Unreadable { file: path.display().to_string(), source };
    let mut members = std::fs::read_dir(path)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, _>>())
        .map_err(unreadable)?;
    members.sort();
    for member in members {
        let name = member.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let wanted = [".json", ".jsonl", ".ndjson", ".gz", ".zst"];
        if member.is_dir() || wanted.iter().any(|ending| name.ends_with(ending)) {
            walk(&member, found)?;
        }
    }
    Ok(())
}

/// Calls `visit` with each record of a file, in order.
pub(super) fn each<E: From<RecordError>>(
    path: &Path,
    mut visit: impl FnMut(Record) -> Result<(), E>,
) -> Result<(), E> {
    let file = path.display().to_string();
    let unreadable = |source| RecordError::Unreadable { file: file.clone(), source };
    let reader = open(path).map_err(unreadable)?;
    // Values one after the other, whatever white space stands between: lines, or one document.
    let values = serde_json::Deserializer::from_reader(reader).into_iter::<Value>();
    let mut rank = 0;
    for value in values {
        let value = value.map_err(|_| RecordError::Json { file: file.clone(), rank: rank + 1 })?;
        for raw in records_of(value) {
            rank += 1;
            let Value::Object(raw) = raw else {
                return Err(RecordError::NoText { file: file.clone(), rank }.into());
            };
            visit(Record::new(raw, &file, rank)?)?;
        }
    }
    Ok(())
}

/// A list gives its members; an answer of the API gives its `results`.
fn records_of(value: Value) -> Vec<Value> {
    match value {
        Value::Array(records) => records,
        Value::Object(mut object) if !object.contains_key("text") => {
            match object.get_mut("results").map(Value::take) {
                Some(Value::Array(records)) => records,
                _ => vec![Value::Object(object)],
            }
        }
        other => vec![other],
    }
}

fn open(path: &Path) -> std::io::Result<Box<dyn BufRead>> {
    let raw: Box<dyn Read> = match path.to_str() {
        Some("-") => Box::new(std::io::stdin()),
        _ => Box::new(std::fs::File::open(path)?),
    };
    let mut reader = BufReader::new(raw);
    let head = reader.fill_buf()?;
    if head.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(BufReader::new(flate2::bufread::MultiGzDecoder::new(reader))));
    }
    if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return Ok(Box::new(BufReader::new(zstd::Decoder::with_buffer(reader)?)));
    }
    Ok(Box::new(reader))
}
