//! `filigrane gate`: the verdict on a batch about to be published, and the exit code that a
//! scheduler reads.

use std::io::{self, Write};
use std::path::Path;

use serde_json::json;
use tempfile::TempDir;

use crate::report::Language;
use crate::report::compose::Options;
use crate::report::gate::{Refused, render};
use crate::run::derived::{RiskRow, Verdict};
use crate::run::{Run, journal, manifest};
use crate::verdict::Baseline;
use crate::verdict::gate::{BatchOutcome, Gate, Judged, Summary};

use super::args::GateArgs;
use super::progress::Steps;
use super::{Exit, Failure, clock, configuration, link, scan};

/// Decisions that the terminal lists.
const LISTED: usize = 20;

/// Scans if need be, judges, says why.
pub(super) fn gate(args: &GateArgs, language: Language) -> Result<Exit, Failure> {
    // Everything that can be wrong with the command is said before the scan.
    let settings = configuration::read(args.scan.config.as_deref(), language)?.settings()?;
    let today = args.today.unwrap_or_else(clock::today);
    let check = Gate { settings: &settings, baseline: None, since: None, against: None, today };
    check.check()?;
    let since = args.changed_since.as_deref().map(Run::open).transpose()?;
    let against = args.against.as_deref().map(Run::open).transpose()?;
    if args.update_baseline && args.baseline.is_none() {
        return Err(Failure::Usage(
            "--update-baseline demande --baseline FICHIER : le fichier à écrire".to_owned(),
        ));
    }
    let mut events = Events { on: args.events };
    events.say(&json!({ "event": "start", "day": today.to_string() }));

    let (run, _temporary) = open(args, language)?;
    let key_id = run.manifest().parameters.key_id.clone();
    let known = match &args.baseline {
        Some(path) if path.exists() || !args.update_baseline => {
            Some(Baseline::read(path, &key_id)?)
        }
        _ => None,
    };
    let gate = Gate {
        settings: &settings,
        baseline: known.as_ref(),
        since: since.as_ref(),
        against: against.as_ref(),
        today,
    };
    let mut accepted = known.clone().unwrap_or_else(|| Baseline::new(key_id));
    let mut listed = Vec::new();
    let summary = gate.judge(&run, |judged| {
        if args.update_baseline {
            for (finding, _) in &judged.findings {
                accepted.accept(finding, &today.to_string());
            }
        }
        if wanted(judged) {
            events.decision(judged);
            listed.push(Refused::of(judged));
            if listed.len() > 4 * LISTED {
                Refused::keep_worst(&mut listed, LISTED);
            }
        }
    })?;
    Refused::keep_worst(&mut listed, LISTED);
    if args.update_baseline
        && let Some(path) = &args.baseline
    {
        accepted.write(path)?;
    }
    let exit = exit(&summary);
    events.end(&summary, exit);
    for warning in &summary.warnings {
        writeln!(io::stderr(), "filigrane : attention : {warning}")?;
    }
    io::stdout().write_all(render(&summary, &listed, run.manifest(), language).as_bytes())?;
    if !args.format.is_empty() {
        let out = run.path().join("report");
        let kind = crate::report::data::Kind::Gate;
        super::report::write(&run, &gate, kind, &Options::default(), &args.format, &out, language)?;
    }
    Ok(exit)
}

/// Decisions that someone must look at.
fn wanted(judged: &Judged) -> bool {
    let blocking = judged.findings.iter().any(|(finding, _)| finding.is_blocking());
    judged.row.verdict != Verdict::Publish && (judged.changed || blocking)
}

/// The run to judge: the one given, or a new one made of the inputs.
fn open(args: &GateArgs, language: Language) -> Result<(Run, Option<TempDir>), Failure> {
    if let [only] = args.scan.inputs.as_slice()
        && is_run(only)
    {
        return Ok((weighed(only, args, language)?, None));
    }
    if let Some(out) = &args.scan.out {
        scan::execute(&args.scan, out, language)?;
        return Ok((weighed(out, args, language)?, None));
    }
    if !args.format.is_empty() {
        return Err(Failure::Usage(
            "--format demande --out DOSSIER : les rapports y sont écrits".to_owned(),
        ));
    }
    // Nothing is kept when no folder is given.
    let temporary = TempDir::new()?;
    let out = temporary.path().join("run");
    scan::execute(&args.scan, &out, language)?;
    Ok((weighed(&out, args, language)?, Some(temporary)))
}

/// A run with the risk of its people and the links of its decisions: computed here when nobody did, for two harmless
/// decisions of one batch may tell together what neither tells.
fn weighed(path: &Path, args: &GateArgs, language: Language) -> Result<Run, Failure> {
    let run = Run::open(path)?;
    if run.has::<RiskRow>() || !run.manifest().ran("facts") || run.manifest().counts.decisions == 0
    {
        return Ok(run);
    }
    link::execute(path, None, &Steps::new(args.scan.progress, language))?;
    Ok(Run::open(path)?)
}

/// Whether a path is a run, finished or not, rather than decisions to read.
fn is_run(path: &Path) -> bool {
    path.join(manifest::FILE).is_file() || path.join(journal::FILE).is_file()
}

fn exit(summary: &Summary) -> Exit {
    match summary.outcome {
        BatchOutcome::Publishable => Exit::Done,
        BatchOutcome::Refused => Exit::Refused,
        BatchOutcome::Incomplete => Exit::Incomplete,
        BatchOutcome::Nothing => Exit::Nothing,
    }
}

/// JSON lines on standard error, for schedulers. No text of a decision.
struct Events {
    on: bool,
}

impl Events {
    fn say(&mut self, event: &serde_json::Value) {
        if self.on {
            let _ = writeln!(io::stderr(), "{event}");
        }
    }

    fn decision(&mut self, judged: &Judged) {
        self.say(&json!({
            "event": "decision",
            "decision_id": judged.row.decision_id,
            "verdict": judged.row.verdict,
            "score": judged.row.score,
            "likelihood": judged.row.likelihood,
            "severity": judged.row.severity,
            "changed": judged.changed,
            "reasons": judged.row.reasons,
        }));
    }

    fn end(&mut self, summary: &Summary, exit: Exit) {
        self.say(&json!({
            "event": "end",
            "outcome": summary.outcome,
            "code": exit.code(),
            "decisions": summary.decisions,
            "publish": summary.publish,
            "review": summary.review,
            "refuse": summary.refuse,
            "unchanged": summary.unchanged,
            "missing_controls": summary.missing_controls,
            "warnings": summary.warnings,
        }));
    }
}
