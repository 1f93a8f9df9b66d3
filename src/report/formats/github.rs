//! GitHub's annotations: commands that a workflow prints.

use std::io::Write;

use crate::verdict::gate::Mark;

use super::{FormatError, Source, Step, message};

/// Annotations of a step: GitHub shows ten of each kind and drops the rest in silence.
const SHOWN: usize = 10;

/// Writes the commands.
pub fn write(source: &Source, mut out: impl Write) -> Result<(), FormatError> {
    let mut lines: [Vec<String>; 3] = Default::default();
    let mut hidden = 0u64;
    source.visit(|entry| {
        for (finding, mark) in entry.open() {
            if *mark != Mark::Open {
                continue;
            }
            let step = Step::of(finding);
            let list = &mut lines[step as usize];
            if list.len() >= SHOWN {
                hidden += 1;
                continue;
            }
            let command = match step {
                Step::Error => "error",
                Step::Warning => "warning",
                Step::Note => "notice",
            };
            list.push(format!(
                "::{command} file={},line={},title={}::{}",
                property(&entry.decision.file),
                entry.decision.line.max(1),
                property(&finding.rule_id),
                data(&message(&source.title(&finding.rule_id), &entry.decision, finding))
            ));
        }
        Ok(())
    })?;
    for line in lines.iter().rev().flatten() {
        writeln!(out, "{line}")?;
    }
    if hidden > 0 {
        writeln!(
            out,
            "::notice title=Filigrane::{hidden} autres constats dans les tables Parquet du traitement"
        )?;
    }
    Ok(())
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
