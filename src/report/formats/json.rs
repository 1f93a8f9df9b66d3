//! JSON: the verdict of the batch, then every decision with its findings.

use std::io::Write;

use serde_json::{Value, json};

use crate::run::schema::{FINDINGS, VERDICTS};
use crate::verdict::gate::{Mark, Summary};

use super::{Entry, FormatError, Source, is_open};

/// Writes the file.
pub fn write(source: &Source, mut out: impl Write) -> Result<(), FormatError> {
    let manifest = source.run.manifest();
    let controls: Vec<Value> = manifest
        .controls
        .iter()
        .map(|control| json!({ "name": control.name, "evaluated": control.evaluated }))
        .collect();
    let head = [
        ("tool", json!("filigrane")),
        ("tool_version", json!(manifest.tool_version)),
        ("schema_version", json!(manifest.schema_version)),
        ("outcome", json!(manifest.outcome)),
        ("controls", json!(controls)),
        ("rejects", json!(manifest.counts.rejects)),
        ("summary", json!(Summary::read(source.run.path()))),
    ];
    out.write_all(b"{")?;
    for (key, value) in head {
        write!(out, "\n\"{key}\":{value},")?;
    }
    out.write_all(b"\n\"decisions\":[")?;
    let mut first = true;
    source.visit(|entry| {
        out.write_all(if first { b"\n" } else { b",\n" })?;
        first = false;
        write!(out, "{}", decision(&entry))?;
        Ok(())
    })?;
    out.write_all(b"\n]}\n")?;
    Ok(())
}

fn decision(entry: &Entry) -> Value {
    let row = &entry.decision;
    let findings: Vec<Value> = entry
        .findings
        .iter()
        .map(|(finding, mark)| {
            json!({
                "field": finding.field,
                "start": finding.start,
                "end": finding.end,
                "start_utf16": finding.start_utf16,
                "end_utf16": finding.end_utf16,
                "zone": finding.zone,
                "rule_id": finding.rule_id,
                "family": finding.family,
                "category": finding.category,
                "severity": finding.severity,
                "status": finding.status,
                "confidence": (f64::from(finding.confidence) * 1000.0).round() / 1000.0,
                "masked": finding.masked,
                "fingerprint": finding.fingerprint,
                "reasons": finding.reasons,
                "set_aside": match mark {
                    Mark::Open => Value::Null,
                    _ if !is_open(finding) => Value::Null,
                    Mark::Waived(_) => json!("waiver"),
                    Mark::Baselined => json!("baseline"),
                },
            })
        })
        .collect();
    let verdict = entry.verdict.as_ref().map(|verdict| {
        json!({
            "verdict": verdict.verdict,
            "score": verdict.score,
            "likelihood": verdict.likelihood,
            "severity": verdict.severity,
            "adversary": verdict.adversary,
            "routes": verdict.routes,
            "not_evaluated": verdict.not_evaluated,
            "reasons": verdict.reasons,
        })
    });
    json!({
        "decision_id": row.decision_id,
        "file": row.file,
        "line": row.line,
        "jurisdiction": row.jurisdiction,
        "location": row.location,
        "number": row.number,
        "decision_date": row.decision_date,
        "nac": row.nac,
        "verdict": verdict,
        "findings": findings,
    })
}

/// JSON Schema of the file.
pub fn schema() -> Value {
    let without_id = |mut schema: Value, more: Value| {
        if let Some(map) = schema.as_object_mut() {
            for key in ["$schema", "title", "description", "x-schema-version"] {
                map.remove(key);
            }
            if let Some(properties) = map.get_mut("properties").and_then(Value::as_object_mut) {
                properties.remove("decision_id");
                properties.extend(more.as_object().cloned().unwrap_or_default());
            }
            if let Some(required) = map.get_mut("required").and_then(Value::as_array_mut) {
                required.retain(|name| name != "decision_id");
            }
        }
        schema
    };
    let finding = without_id(
        FINDINGS.json_schema(),
        json!({ "set_aside": { "enum": ["waiver", "baseline", null] } }),
    );
    let mut verdict = without_id(VERDICTS.json_schema(), json!({}));
    let left_out = ["probability", "waived", "baselined"];
    if let Some(properties) = verdict["properties"].as_object_mut() {
        left_out.iter().for_each(|name| {
            properties.remove(*name);
        });
    }
    if let Some(required) = verdict["required"].as_array_mut() {
        required.retain(|name| name.as_str().is_none_or(|name| !left_out.contains(&name)));
    }
    let text = json!({ "type": "string" });
    let maybe = json!({ "type": ["string", "null"] });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "report",
        "description": "rapport.json d'un traitement Filigrane",
        "type": "object",
        "additionalProperties": false,
        "required": ["tool", "tool_version", "schema_version", "outcome", "controls", "rejects", "summary", "decisions"],
        "properties": {
            "tool": { "const": "filigrane" },
            "tool_version": text,
            "schema_version": { "type": "integer" },
            "outcome": { "enum": ["complete", "incomplete", "nothing"] },
            "controls": { "type": "array", "items": {
                "type": "object",
                "required": ["name", "evaluated"],
                "additionalProperties": false,
                "properties": { "name": text, "evaluated": { "type": "boolean" } },
            } },
            "rejects": { "type": "integer", "minimum": 0 },
            "summary": { "type": ["object", "null"] },
            "decisions": { "type": "array", "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["decision_id", "file", "line", "verdict", "findings"],
                "properties": {
                    "decision_id": text,
                    "file": text,
                    "line": { "type": "integer" },
                    "jurisdiction": maybe,
                    "location": maybe,
                    "number": maybe,
                    "decision_date": maybe,
                    "nac": maybe,
                    "verdict": { "anyOf": [{ "type": "null" }, verdict] },
                    "findings": { "type": "array", "items": finding },
                },
            } },
        },
    })
}
