//! JUnit: a decision is a test, refused is a failure, to review is skipped.

use std::io::Write;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::run::derived::Verdict;

use super::{Entry, FormatError, Source, message};

/// Tests of a file; past it, only what is not publishable.
const CASES: usize = 10_000;

/// Findings told a test.
const FINDINGS: usize = 20;

/// Writes the file.
pub fn write(source: &Source, mut out: impl Write) -> Result<(), FormatError> {
    let manifest = source.run.manifest();
    let mut report = Report::new("Filigrane");
    let mut suite = TestSuite::new("décisions");
    let (mut written, mut hidden) = (0usize, 0u64);
    source.visit(|entry| {
        let status = status(source, &entry);
        let told = !matches!(status, TestCaseStatus::Success { .. });
        if written >= CASES && (!told || written >= 2 * CASES) {
            hidden += 1;
            return Ok(());
        }
        written += 1;
        let mut case = TestCase::new(entry.decision.decision_id.clone(), status);
        let class = entry.decision.location.as_ref().or(entry.decision.jurisdiction.as_ref());
        case.set_classname(class.cloned().unwrap_or_else(|| "decision".to_owned()));
        suite.add_test_case(case);
        Ok(())
    })?;
    if hidden > 0 {
        suite.set_system_out(format!(
            "{hidden} décisions ne sont pas dans ce fichier : elles sont dans les tables Parquet du traitement"
        ));
    }
    report.add_test_suite(suite);
    let mut controls = TestSuite::new("contrôles");
    for control in &manifest.controls {
        let mut status = TestCaseStatus::success();
        if !control.evaluated {
            status = TestCaseStatus::skipped();
            status.set_message("non évalué : ce n'est pas un contrôle conforme");
        }
        let mut case = TestCase::new(control.name.clone(), status);
        case.set_classname("controle");
        controls.add_test_case(case);
    }
    if manifest.counts.rejects > 0 {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_message(format!("{} enregistrements rejetés", manifest.counts.rejects));
        let mut case = TestCase::new("rejets", status);
        case.set_classname("controle");
        controls.add_test_case(case);
    }
    report.add_test_suite(controls);
    let text = report
        .to_string()
        .map_err(|error| FormatError::Encoding { format: "junit", what: error.to_string() })?;
    Ok(out.write_all(as_jenkins(&text).as_bytes())?)
}

/// The schema of Jenkins (`junit-10.xsd`) counts what was not run suite by suite and refuses the total that the library
/// writes. The head of the file alone is changed.
fn as_jenkins(text: &str) -> String {
    let Some(start) = text.find("<testsuites ") else { return text.to_owned() };
    let end = text[start..].find('>').map_or(text.len(), |length| start + length);
    let kept: Vec<&str> = text[start..end]
        .split(' ')
        .filter(|attribute| {
            !attribute.starts_with("skipped=") && !attribute.starts_with("disabled=")
        })
        .collect();
    format!("{}{}{}", &text[..start], kept.join(" "), &text[end..])
}

fn status(source: &Source, entry: &Entry) -> TestCaseStatus {
    let blocking = entry.findings.iter().any(|(finding, _)| finding.is_blocking());
    let verdict = entry.verdict.as_ref().map_or_else(
        || if blocking { Verdict::Refuse } else { Verdict::Publish },
        |row| row.verdict,
    );
    let (mut status, what) = match verdict {
        Verdict::Publish => return TestCaseStatus::success(),
        Verdict::Review => (TestCaseStatus::skipped(), "à relire"),
        Verdict::Refuse => (TestCaseStatus::non_success(NonSuccessKind::Failure), "refusée"),
    };
    let first = entry.verdict.as_ref().and_then(|row| row.reasons.first());
    status.set_message(match first {
        Some(reason) => format!("{what} : {reason}"),
        None => what.to_owned(),
    });
    status.set_type(verdict.as_str());
    let lines: Vec<String> = entry
        .open()
        .take(FINDINGS)
        .map(|(finding, _)| {
            format!(
                "{} {}",
                finding.rule_id,
                message(&source.title(&finding.rule_id), &entry.decision, finding)
            )
        })
        .collect();
    status.set_description(lines.join("\n"));
    status
}
