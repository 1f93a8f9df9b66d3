//! Annotations for Label, the Court's annotation tool: one JSON line a decision, in the shape of
//! `labelTreatments` of dbsder.
//!
//! Offsets are those of Label (UTF-16 units of the main text). The text of an annotation is the masked
//! sign of its category: no value leaves, and Label has the text.

use std::io::Write;

use serde_json::{Value, json};

use crate::run::tables::FindingEntry;
use crate::taxonomy::Category;

use super::{Entry, FormatError, Source, message};

/// Writes the file: decisions with something to do.
pub fn write(source: &Source, mut out: impl Write) -> Result<(), FormatError> {
    let version = source.run.manifest().tool_version.clone();
    source.visit(|entry| {
        if entry.open().next().is_some() {
            writeln!(out, "{}", treatment(source, &entry, &version))?;
        }
        Ok(())
    })
}

fn treatment(source: &Source, entry: &Entry, version: &str) -> Value {
    let annotations: Vec<Value> = entry
        .open()
        .filter(|(finding, _)| finding.field == "text" && is_label(finding.category))
        .map(|(finding, _)| entity(finding))
        .collect();
    let checklist: Vec<Value> = entry
        .open()
        .map(|(finding, _)| {
            let title = source.title(&finding.rule_id);
            let here = finding.field == "text";
            json!({
                "check_type": finding.rule_id,
                "message": message(&title, &entry.decision, finding),
                "short_message": title,
                "entities": if here && is_label(finding.category) { json!([entity(finding)]) } else { json!([]) },
                "sentences": if here { json!([{ "start": finding.start_utf16, "end": finding.end_utf16 }]) } else { json!([]) },
                "metadata_text": if here { json!([]) } else { json!([finding.field]) },
            })
        })
        .collect();
    json!({
        "_id": entry.decision.decision_id,
        "labelTreatments": [{
            "order": 1,
            "source": "filigrane",
            "version": { "filigrane": version },
            "annotations": annotations,
            "checklist": checklist,
        }],
    })
}

fn entity(finding: &FindingEntry) -> Value {
    let category = finding.category.as_str();
    json!({
        "entityId": format!("{category}_{}", finding.fingerprint.get(..16).unwrap_or_default()),
        "text": format!("‹{category}›"),
        "start": finding.start_utf16,
        "end": finding.end_utf16,
        "category": category,
        "score": (f64::from(finding.confidence) * 1000.0).round() / 1000.0,
        "source": "filigrane",
    })
}

/// Whether Label knows a category.
fn is_label(category: Category) -> bool {
    category <= Category::AnnotationSupplementaire
}
