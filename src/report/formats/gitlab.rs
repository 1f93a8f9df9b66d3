//! GitLab's code quality report: one list of findings.

use std::io::Write;

use serde::Serialize;

use crate::run::tables::FindingEntry;
use crate::taxonomy::{Severity, Status};
use crate::verdict::gate::Mark;

use super::{FormatError, Source, message};

/// Findings of a file: past it the page of a merge request does not load.
const FINDINGS: u64 = 5_000;

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: i64,
}

/// Writes the file. What was set aside is not in it: GitLab has no word for it.
pub fn write(source: &Source, mut out: impl Write) -> Result<(), FormatError> {
    let (mut written, mut hidden) = (0u64, 0u64);
    out.write_all(b"[")?;
    source.visit(|entry| {
        for (finding, mark) in entry.open() {
            if *mark != Mark::Open {
                continue;
            }
            if written >= FINDINGS {
                hidden += 1;
                continue;
            }
            let issue = Issue {
                description: message(&source.title(&finding.rule_id), &entry.decision, finding),
                check_name: finding.rule_id.clone(),
                // One value found twice is two places: GitLab wants one fingerprint each.
                fingerprint: format!("{}-{}-{}", finding.fingerprint, finding.field, finding.start),
                severity: severity(finding),
                location: Location {
                    path: entry.decision.file.clone(),
                    lines: Lines { begin: entry.decision.line.max(1) },
                },
            };
            put(&mut out, &mut written, &issue)?;
        }
        Ok(())
    })?;
    if hidden > 0 {
        let note = Issue {
            description: format!(
                "{hidden} constats ne sont pas dans ce fichier : ils sont dans les tables Parquet du traitement"
            ),
            check_name: "filigrane".to_owned(),
            fingerprint: "filigrane-hidden".to_owned(),
            severity: "info",
            location: Location { path: "manifest.json".to_owned(), lines: Lines { begin: 1 } },
        };
        put(&mut out, &mut written, &note)?;
    }
    out.write_all(b"\n]\n")?;
    Ok(())
}

fn put(out: &mut impl Write, written: &mut u64, issue: &Issue) -> Result<(), FormatError> {
    out.write_all(if *written == 0 { b"\n" } else { b",\n" })?;
    serde_json::to_writer(&mut *out, issue)
        .map_err(|error| FormatError::Encoding { format: "gitlab", what: error.to_string() })?;
    *written += 1;
    Ok(())
}

fn severity(finding: &FindingEntry) -> &'static str {
    match (finding.status, finding.severity) {
        (Status::Violation, Severity::Bloquant) => "blocker",
        (Status::Violation, Severity::Critique) => "critical",
        (_, Severity::Bloquant | Severity::Critique | Severity::Majeur) => "major",
        (_, Severity::Mineur) => "minor",
        (_, Severity::Info) => "info",
    }
}
