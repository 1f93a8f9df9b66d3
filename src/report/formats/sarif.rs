//! SARIF 2.1.0: what code-scanning tools read. Each result leads to the help of its rule.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::io::Write;

use serde_json::{Value, json};
use serde_sarif::sarif::Sarif;

use crate::rules::Rule;
use crate::run::tables::{DecisionEntry, FindingEntry};
use crate::verdict::gate::Mark;

use super::{FormatError, Source, Step, message};

/// Results of a file: what the strictest reader accepts without cutting.
pub const RESULTS: usize = 5_000;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A result and its place: the worst first, then the order of the run.
struct Ranked {
    key: (Reverse<Step>, u64),
    result: Value,
    rule: String,
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Ranked {}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key.cmp(&other.key)
    }
}

/// Writes the file.
pub fn write(source: &Source, mut out: impl Write) -> Result<(), FormatError> {
    let (mut kept, mut seen) = (BinaryHeap::new(), 0u64);
    source.visit(|entry| {
        for (finding, mark) in entry.open() {
            seen += 1;
            let key = (Reverse(Step::of(finding)), seen);
            if kept.len() >= RESULTS && kept.peek().is_some_and(|worst: &Ranked| worst.key < key) {
                continue;
            }
            let result = result(source, &entry.decision, finding, *mark);
            kept.push(Ranked { key, result, rule: finding.rule_id.clone() });
            if kept.len() > RESULTS {
                kept.pop();
            }
        }
        Ok(())
    })?;
    let kept = kept.into_sorted_vec();
    let mut used: BTreeMap<String, usize> = kept.iter().map(|one| (one.rule.clone(), 0)).collect();
    for (rank, index) in used.values_mut().enumerate() {
        *index = rank;
    }
    let rules: Vec<Value> = used.keys().map(|id| rule(source, id)).collect();
    let hidden = seen - kept.len() as u64;
    let results: Vec<Value> = kept
        .into_iter()
        .map(|one| {
            let mut result = one.result;
            result["ruleIndex"] = json!(used.get(&one.rule));
            result
        })
        .collect();
    let manifest = source.run.manifest();
    let mut notes: Vec<Value> = manifest
        .controls
        .iter()
        .filter(|control| !control.evaluated)
        .map(|control| note("warning", &format!("contrôle non évalué : {}", control.name)))
        .collect();
    if hidden > 0 {
        notes.push(note(
            "warning",
            &format!("{hidden} résultats ne sont pas dans ce fichier : les {RESULTS} plus graves y sont, tous sont dans les tables Parquet du traitement"),
        ));
    }
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Filigrane",
                "semanticVersion": manifest.tool_version,
                "version": manifest.tool_version,
                "language": "fr-FR",
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": manifest.outcome == crate::run::Outcome::Complete,
                "toolExecutionNotifications": notes,
            }],
            "results": results,
        }],
    });
    // The types of the format check what was made.
    let typed: Sarif = serde_json::from_value(log).map_err(encoding)?;
    serde_json::to_writer_pretty(&mut out, &typed).map_err(encoding)?;
    out.write_all(b"\n")?;
    Ok(())
}

fn encoding(error: serde_json::Error) -> FormatError {
    FormatError::Encoding { format: "sarif", what: error.to_string() }
}

fn note(level: &str, text: &str) -> Value {
    json!({ "level": level, "message": { "text": text } })
}

fn rule(source: &Source, id: &str) -> Value {
    let found = source.catalogue.rules().iter().find(|rule| *rule.id == *id);
    let Some(rule) = found else {
        return json!({ "id": id, "shortDescription": { "text": id } });
    };
    json!({
        "id": id,
        "name": rule.title,
        "shortDescription": { "text": rule.title },
        "help": { "text": plain(&rule.prose), "markdown": rule.prose },
        "defaultConfiguration": { "level": level(match rule.severity {
            crate::taxonomy::Severity::Bloquant | crate::taxonomy::Severity::Critique => Step::Error,
            crate::taxonomy::Severity::Majeur => Step::Warning,
            _ => Step::Note,
        }) },
        "properties": {
            "tags": [rule.family.as_str(), rule.category.as_str()],
            "sources": rule.sources,
            "severity": rule.severity.as_str(),
        },
    })
}

fn plain(prose: &str) -> String {
    prose.replace("## ", "")
}

fn level(step: Step) -> &'static str {
    match step {
        Step::Error => "error",
        Step::Warning => "warning",
        Step::Note => "note",
    }
}

fn result(source: &Source, decision: &DecisionEntry, finding: &FindingEntry, mark: Mark) -> Value {
    let title = source.title(&finding.rule_id);
    let place = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(&decision.file) },
            "region": { "startLine": decision.line.max(1) },
        },
        "logicalLocations": [{
            "name": finding.field,
            "fullyQualifiedName": format!("{}/{}", decision.decision_id, finding.field),
            "kind": "member",
        }],
        "message": { "text": finding.masked },
    });
    let mut result = json!({
        "ruleId": finding.rule_id,
        "level": level(Step::of(finding)),
        "message": { "text": message(&title, decision, finding) },
        "locations": [place],
        "partialFingerprints": { "filigrane/v1": finding.fingerprint },
        "properties": {
            "decision_id": decision.decision_id,
            "field": finding.field,
            "start": finding.start,
            "end": finding.end,
            "category": finding.category.as_str(),
            "severity": finding.severity.as_str(),
            "status": finding.status.as_str(),
            "confidence": (f64::from(finding.confidence) * 1000.0).round() / 1000.0,
            "reasons": finding.reasons,
        },
    });
    // From the place to the rule that explains it.
    let found = source.catalogue.rules().iter().find(|rule| *rule.id == *finding.rule_id);
    if let Some(rule) = found {
        result["codeFlows"] = json!([{ "threadFlows": [{ "locations": [
            { "location": place, "importance": "essential" },
            { "location": help(rule), "importance": "important" },
        ] }] }]);
    }
    match mark {
        Mark::Open if source.gate.baseline.is_some() => result["baselineState"] = json!("new"),
        Mark::Open => {}
        Mark::Baselined => {
            result["baselineState"] = json!("unchanged");
            result["suppressions"] = json!([{
                "kind": "external",
                "status": "accepted",
                "justification": "constat de la référence",
            }]);
        }
        Mark::Waived(rank) => {
            if let Some(waiver) = source.gate.settings.waivers.get(rank) {
                result["suppressions"] = json!([{
                    "kind": "external",
                    "status": "accepted",
                    "justification": format!("{} ({}, jusqu'au {})", waiver.reason, waiver.owner, waiver.expires),
                }]);
            }
        }
    }
    result
}

fn help(rule: &Rule) -> Value {
    let folder = rule.id.split('-').next().unwrap_or_default().to_lowercase();
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": format!("rules/{folder}/{}.md", rule.id) },
            "region": { "startLine": 1 },
        },
        "message": { "text": format!("règle {} : {}", rule.id, rule.title) },
    })
}

/// A path as a URI reference: what a URI cannot hold is written with percents.
pub fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' | b'!' => {
                out.push(char::from(byte));
            }
            b'\\' => out.push('/'),
            _ => out += &format!("%{byte:02X}"),
        }
    }
    out
}
