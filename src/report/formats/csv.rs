//! CSV (RFC 4180, UTF-8): one line a finding that is open, for a spreadsheet.

use std::io::Write;

use crate::spreadsheet::inert;

use super::{FormatError, Source};

const HEAD: [&str; 19] = [
    "decision_id",
    "verdict",
    "score",
    "likelihood",
    "severity_level",
    "file",
    "line",
    "court",
    "nac",
    "field",
    "start",
    "end",
    "zone",
    "rule_id",
    "category",
    "severity",
    "status",
    "confidence",
    "masked",
];

/// Writes the file.
pub fn write(source: &Source, out: impl Write) -> Result<(), FormatError> {
    let mut writer = csv::Writer::from_writer(out);
    let wrong =
        |error: csv::Error| FormatError::Encoding { format: "csv", what: error.to_string() };
    writer.write_record(HEAD).map_err(wrong)?;
    source.visit(|entry| {
        let row = &entry.decision;
        let of = |value: Option<i64>| value.map(|number| number.to_string()).unwrap_or_default();
        let verdict = entry.verdict.as_ref();
        let court = row.location.as_ref().or(row.jurisdiction.as_ref());
        for (finding, _) in entry.open() {
            let cells = [
                row.decision_id.clone(),
                verdict.map(|verdict| verdict.verdict.as_str().to_owned()).unwrap_or_default(),
                of(verdict.map(|verdict| verdict.score)),
                of(verdict.map(|verdict| verdict.likelihood)),
                of(verdict.map(|verdict| verdict.severity)),
                row.file.clone(),
                row.line.to_string(),
                court.cloned().unwrap_or_default(),
                row.nac.clone().unwrap_or_default(),
                finding.field.clone(),
                finding.start.to_string(),
                finding.end.to_string(),
                finding.zone.clone().unwrap_or_default(),
                finding.rule_id.clone(),
                finding.category.as_str().to_owned(),
                finding.severity.as_str().to_owned(),
                finding.status.as_str().to_owned(),
                format!("{:.3}", finding.confidence),
                finding.masked.clone(),
            ];
            writer.write_record(cells.iter().map(|cell| inert(cell))).map_err(wrong)?;
        }
        Ok(())
    })?;
    writer.flush()?;
    Ok(())
}
