//! The manifest of a run: what was read, under which rules and options, and what came out.
//!
//! Written last: a folder with a manifest is a finished run. Timings are the only part that
//! differs between two runs of the same thing.

use std::path::Path;
use std::str::FromStr;
use std::{fs, io};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::journal::Parameters;
use super::schema::SCHEMA_VERSION;
use super::tally::Tally;

/// Name of the manifest in the run directory.
pub const FILE: &str = "manifest.json";

/// An input file, as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    pub path: String,
    /// Bytes.
    pub size: u64,
    pub sha256: String,
    pub records: u64,
}

/// A control and whether this run evaluated it. Not evaluated never means compliant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    pub name: String,
    pub evaluated: bool,
}

/// How the run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Complete,
    /// More records were rejected than tolerated, or Filigrane failed on one.
    Incomplete,
    /// Not one decision was scanned.
    Nothing,
}

impl Outcome {
    pub fn of(tally: &Tally, tolerance: Tolerance) -> Self {
        if tally.decisions == 0 {
            Self::Nothing
        } else if tally.internal_errors > 0 || !tolerance.allows(tally) {
            Self::Incomplete
        } else {
            Self::Complete
        }
    }
}

/// How many records may be rejected before a run counts as incomplete.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tolerance {
    Records(u64),
    /// Share of rejects among decisions and rejects, from 0 to 1.
    Share(f64),
}

impl Tolerance {
    fn allows(self, tally: &Tally) -> bool {
        match self {
            Self::Records(count) => tally.rejects <= count,
            Self::Share(share) => {
                tally.rejects as f64 <= share * (tally.rejects + tally.decisions) as f64
            }
        }
    }
}

impl Default for Tolerance {
    fn default() -> Self {
        Self::Records(0)
    }
}

impl FromStr for Tolerance {
    type Err = String;

    /// `12` records, or a share: `0.01`, `0,01`, `1%`.
    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = || {
            format!("« {text} » : donnez un nombre d'enregistrements (12) ou une part (1%, 0.01)")
        };
        let number = |digits: &str| digits.trim().replace(',', ".").parse::<f64>().ok();
        let share = match text.strip_suffix('%') {
            Some(percent) => number(percent).map(|value| value / 100.0),
            None if text.contains(['.', ',']) => number(text),
            None => return text.parse().map(Self::Records).map_err(|_| refuse()),
        };
        share.filter(|value| (0.0..=1.0).contains(value)).map(Self::Share).ok_or_else(refuse)
    }
}

/// When and how fast; the only figures that change from one machine to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Timings {
    /// UTC, `YYYY-MM-DDThh:mm:ssZ`.
    pub started: String,
    pub seconds: f64,
    pub threads: u64,
    /// Parts that an earlier, interrupted process had already written.
    pub resumed_parts: u64,
}

/// What `manifest.json` holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always `filigrane`.
    pub tool: String,
    pub tool_version: String,
    pub schema_version: i64,
    pub outcome: Outcome,
    pub inputs: Vec<InputFile>,
    pub parameters: Parameters,
    pub tolerance: Tolerance,
    pub controls: Vec<Control>,
    pub counts: Tally,
    /// Number of part files of each table.
    pub parts: u64,
    pub timings: Timings,
}

impl Manifest {
    /// The manifest of a run directory; `None` when there is none of Filigrane.
    pub fn read(run: &Path) -> io::Result<Option<Self>> {
        match fs::read(run.join(FILE)) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok().filter(Self::is_ours)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether a control of this name ran. One that is not listed did not.
    pub fn ran(&self, control: &str) -> bool {
        self.controls.iter().any(|known| known.name == control && known.evaluated)
    }

    fn is_ours(&self) -> bool {
        self.tool == "filigrane"
    }

    /// JSON Schema of `manifest.json`.
    pub fn json_schema() -> Value {
        let count = json!({ "type": "integer", "minimum": 0 });
        let counts = json!({ "type": "object", "additionalProperties": count });
        let nested = json!({ "type": "object", "additionalProperties": counts });
        let text = json!({ "type": "string" });
        let texts = json!({ "type": "array", "items": text });
        let data = object(json!({ "name": text, "sha256": text }));
        let input =
            object(json!({ "path": text, "size": count, "sha256": text, "records": count }));
        let control = object(json!({ "name": text, "evaluated": { "type": "boolean" } }));
        let first = object(json!({
            "decision_id": text, "blocking": count, "violations": count, "categories": texts,
        }));
        let mut schema = object(json!({
            "tool": { "const": "filigrane" },
            "tool_version": text,
            "schema_version": { "const": SCHEMA_VERSION },
            "outcome": { "enum": ["complete", "incomplete", "nothing"] },
            "inputs": { "type": "array", "items": input },
            "parameters": object(json!({
                "engines": texts,
                "profile": text,
                "review_threshold": { "type": "number", "minimum": 0, "maximum": 1 },
                "columns": { "type": "object", "additionalProperties": text },
                "max_record": count,
                "part_decisions": count,
                "rules_digest": text,
                "data": { "type": "array", "items": data },
                "key_id": text,
            })),
            "tolerance": { "oneOf": [
                object(json!({ "records": count })),
                object(json!({ "share": { "type": "number", "minimum": 0, "maximum": 1 } })),
            ] },
            "controls": { "type": "array", "items": control },
            "counts": object(json!({
                "records": count,
                "decisions": count,
                "rejects": count,
                "internal_errors": count,
                "text_bytes": count,
                "findings": count,
                "blocked_decisions": count,
                "review_decisions": count,
                "by_severity": nested,
                "by_category": nested,
                "by_family": counts,
                "by_rule": counts,
                "by_policy": counts,
                "policy_warnings": count,
                "not_evaluated": counts,
                "by_reject": counts,
                "first": { "type": "array", "items": first },
            })),
            "parts": count,
            "timings": object(json!({
                "started": text,
                "seconds": { "type": "number", "minimum": 0 },
                "threads": count,
                "resumed_parts": count,
            })),
        }));
        schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
        schema["title"] = json!("manifest");
        schema["description"] = json!("manifest.json d'un traitement Filigrane");
        schema
    }
}

/// A closed object all of whose properties are required.
fn object(properties: Value) -> Value {
    let required: Vec<_> =
        properties.as_object().into_iter().flat_map(|map| map.keys().cloned()).collect();
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
        "required": required,
    })
}
