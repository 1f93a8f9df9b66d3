//! `filigrane audit` and `filigrane scan`: inputs in, a run directory out.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::config;
use crate::detect::Candidate;
use crate::detect::finish::Finisher;
use crate::document::Document;
use crate::linkage;
use crate::pipeline::{self, Work};
use crate::policy::{Norms, Policy};
use crate::quality::order;
use crate::report::compose::Options;
use crate::report::data::Kind;
use crate::report::{Language, SUMMARY, summary};
use crate::rules::EngineName;
use crate::run::restricted::OrderTally;
use crate::run::reveal::{Recipient, Reveal};
use crate::run::rows::is_blocking;
use crate::run::{
    Closing, Control, DataDigest, Identity, InputState, Manifest, Mode, Opened, Outcome,
    Parameters, Run, RunWriter, Timings, atomic, key,
};
use crate::verdict::Gate;

use super::args::{Engine, Format, ScanArgs};
use super::progress::{Progress, Steps};
use super::wiring::{Engines, Source};
use super::{Exit, Failure, clock, configuration, link, report};

/// Decisions in a part file, whatever the number of threads.
const PART_DECISIONS: u64 = 5_000;

/// Scan, summary on standard output and in the run.
pub(super) fn audit(args: &ScanArgs, language: Language) -> Result<Exit, Failure> {
    let out = args.out()?;
    // A slip in the thresholds or a waiver that is over is said before the scan, not after it.
    let settings = configuration::read(args.config.as_deref(), language)?.settings()?;
    let gate = Gate {
        settings: &settings,
        baseline: None,
        since: None,
        against: None,
        today: clock::today(),
    };
    gate.check()?;
    let mut manifest = execute(args, out, language)?;
    // The verdicts weigh the risks: they come first.
    if args.engines().contains(&Engine::Facts) && manifest.outcome != Outcome::Nothing {
        link::execute(out, None, &Steps::new(args.progress, language))?;
        manifest = Manifest::read(out)?.unwrap_or(manifest);
    }
    let text = summary::render(&manifest, out, language);
    let folder = out.join("report");
    fs::create_dir_all(&folder)?;
    atomic::publish(&folder.join(SUMMARY), |out| out.write_all(text.as_bytes()))?;
    // A run without a decision has nothing to judge.
    if manifest.outcome != Outcome::Nothing {
        let run = Run::open(out)?;
        gate.judge(&run, |_| {})?;
        let formats = [Format::Html, Format::Md];
        let options = Options::default();
        report::write(&run, &gate, Kind::Quality, &options, &formats, &folder, language)?;
    }
    io::stdout().write_all(text.as_bytes())?;
    Ok(exit(&manifest))
}

/// Scan alone: one line on standard output.
pub(super) fn scan(args: &ScanArgs, language: Language) -> Result<Exit, Failure> {
    let out = args.out()?;
    configuration::read(args.config.as_deref(), language)?.settings()?;
    let manifest = execute(args, out, language)?;
    let counts = &manifest.counts;
    let [decisions, findings, blocked, rejects] =
        [counts.decisions, counts.findings, counts.blocked_decisions, counts.rejects]
            .map(|count| summary::grouped(count, language));
    let out = out.display();
    let line = language.pick(
        format!(
            "Décisions : {decisions} · constats : {findings} · décisions bloquées : {blocked} · rejets : {rejects} → {out}"
        ),
        format!(
            "Decisions: {decisions} · findings: {findings} · blocked decisions: {blocked} · rejects: {rejects} → {out}"
        ),
    );
    writeln!(io::stdout(), "{line}")?;
    Ok(exit(&manifest))
}

fn exit(manifest: &Manifest) -> Exit {
    match manifest.outcome {
        Outcome::Complete => Exit::Done,
        Outcome::Incomplete => Exit::Incomplete,
        Outcome::Nothing => Exit::Nothing,
    }
}

/// Scans the inputs into the run directory `out`.
pub(super) fn execute(
    args: &ScanArgs,
    out: &Path,
    language: Language,
) -> Result<Manifest, Failure> {
    let (clock, started) = (Instant::now(), SystemTime::now());
    if args.resume && args.inputs.iter().any(|path| path.as_os_str() == "-") {
        return Err(Failure::Usage(
            "l'entrée standard ne peut pas être relue : --resume demande des fichiers".to_owned(),
        ));
    }
    // Parsed here and not by clap, which would repeat what was typed: perhaps a secret key.
    let recipient = match args.reveal.as_deref().map(str::parse::<Recipient>).transpose() {
        Ok(recipient) => recipient,
        Err(error) => return Err(Failure::Usage(format!("--reveal : {error}"))),
    };
    let loaded = config::load(args.config.as_deref())?;
    let norms = loaded.norms(args.review_threshold)?;
    let chosen = args.engines();
    let names: Vec<EngineName> = chosen.iter().filter_map(|engine| engine.name()).collect();
    let engines = Engines::load(args.rules.as_deref(), args.datasets.as_deref(), &names)?;
    let key = match &args.key_file {
        Some(path) => key::read(path)?,
        None => key::of_user()?,
    };
    let mut source = Source::open(args)?;
    let identity = Identity::new(
        Parameters {
            engines: chosen.iter().map(|engine| engine_name(*engine).to_owned()).collect(),
            profile: norms.profile.id.clone(),
            review_threshold: args.review_threshold,
            columns: args.column.iter().cloned().collect(),
            max_record: source.max_record() as u64,
            part_decisions: PART_DECISIONS,
            rules_digest: engines.rules_digest().to_owned(),
            data: engines.data().into_iter().chain(nac_digest(&norms)).collect(),
            key_id: key.id(),
        },
        input_states(&args.inputs)?,
    );
    let mode = match (args.resume, args.force) {
        (true, _) => Mode::Resume,
        (_, true) => Mode::Replace,
        _ => Mode::New,
    };
    let mut writer = match RunWriter::open(out, mode, identity)? {
        Opened::Ready(writer) => *writer,
        Opened::Complete(manifest) => return Ok(*manifest),
    };
    let reveal = match &recipient {
        Some(recipient) => Some(Mutex::new(Reveal::create(out, recipient)?)),
        None => None,
    };
    // A failure of the encrypted file is kept until the workers have stopped.
    let unrevealed: Mutex<Option<io::Error>> = Mutex::new(None);
    let threads = args
        .threads
        .map(usize::from)
        .or_else(|| thread::available_parallelism().ok().map(usize::from))
        .unwrap_or(1);
    let ordinary = |word: &str| engines.is_ordinary(word);
    let finisher = Finisher { rules: engines.rules(), key: &key, ordinary: &ordinary };
    let scan = |document: &Document, policy: &Policy, candidates: &mut Vec<Vec<Candidate>>| {
        let order = engines.scan(document, policy, candidates);
        if let Some(reveal) = &reveal {
            let findings = finisher.finish(document, candidates, policy);
            let mut reveal = reveal.lock().unwrap_or_else(PoisonError::into_inner);
            if let Err(error) = reveal.write(document, &findings) {
                *unrevealed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            }
        }
        order
    };
    let extract = |document: &Document| engines.extract(document);
    let work = Work {
        scan: &scan,
        extract: chosen.contains(&Engine::Facts).then_some(&extract),
        finisher,
        norms: &norms,
    };
    let mut progress = Progress::new(args.progress, language);
    let done = usize::try_from(writer.done_records()).unwrap_or(usize::MAX);
    pipeline::run(source.by_ref().skip(done), &work, threads, |outcome| {
        for scanned in outcome.iter().flatten() {
            let blocking = scanned.findings.iter().filter(|finding| is_blocking(finding)).count();
            progress.decision(scanned.row.text_bytes.unsigned_abs(), blocking as u64);
        }
        writer.push(outcome)
    })?;
    progress.finish();
    if let Some(error) = unrevealed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error.into());
    }
    if let Some(reveal) = reveal {
        reveal.into_inner().unwrap_or_else(PoisonError::into_inner).publish()?;
    }
    let closing = Closing {
        inputs: source.files(),
        tolerance: args.tolerance,
        controls: controls(&chosen),
        timings: Timings {
            started: utc(started),
            seconds: clock.elapsed().as_secs_f64(),
            threads: threads as u64,
            resumed_parts: writer.resumed_parts(),
        },
    };
    let (manifest, order) = writer.close(closing)?;
    restricted(out, &order, language)?;
    Ok(manifest)
}

/// What only the SDER reads of a run: the order of placeholders (REI-10, 17 to 19).
fn restricted(run: &Path, tally: &OrderTally, language: Language) -> Result<(), Failure> {
    let folder = run.join("report");
    fs::create_dir_all(&folder)?;
    let report = order::report(tally, summary::safeguard(language));
    atomic::publish(&folder.join(order::FILE), |out| {
        Ok(serde_json::to_writer_pretty(out, &report)?)
    })?;
    Ok(())
}

/// The user's table of natures of case, as the manifest records it.
fn nac_digest(norms: &Norms) -> Option<DataDigest> {
    norms.nac.as_ref().map(|table| DataDigest {
        name: "policy/nac_blocs".to_owned(),
        sha256: table.sha256().to_owned(),
    })
}

impl ScanArgs {
    /// Where to write; the parser asks for it.
    fn out(&self) -> Result<&Path, Failure> {
        self.out.as_deref().ok_or_else(|| Failure::Usage("il manque : --out <DOSSIER>".to_owned()))
    }
}

fn input_states(inputs: &[PathBuf]) -> Result<Vec<InputState>, Failure> {
    InputState::of(inputs).map_err(|cause| {
        let cause = crate::cause::in_french(&cause);
        Failure::Usage(format!("entrée illisible ({cause}). Vérifiez les chemins et les droits."))
    })
}

/// Name of an engine in the manifest: that of the rules it evaluates.
fn engine_name(engine: Engine) -> &'static str {
    match engine {
        Engine::Identifiers => "identifiers",
        Engine::Names => "names",
        Engine::Places => "places",
        Engine::Dates => "civil_dates",
        Engine::Patterns => "patterns",
        Engine::Facts => "facts",
        Engine::Secrets => "secrets",
        Engine::Known => "known",
        Engine::Pseudonyms => "pseudonyms",
        Engine::Publicity => "publicity",
        Engine::Magistrates => "magistrates",
        Engine::Readability => "readability",
    }
}

fn controls(chosen: &[Engine]) -> Vec<Control> {
    use clap::ValueEnum;
    let engines = Engine::value_variants().iter().map(|engine| Control {
        name: engine_name(*engine).to_owned(),
        evaluated: chosen.contains(engine),
    });
    // Those of `link`: named, so that silence is not read as conformity.
    let never =
        linkage::run::CONTROLS.map(|name| Control { name: name.to_owned(), evaluated: false });
    engines.chain(never).collect()
}

/// `YYYY-MM-DDThh:mm:ssZ`, from the proleptic Gregorian calendar.
fn utc(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (days, clock) = (seconds / 86_400, seconds % 86_400);
    // Years that begin in March, so that the leap day is the last of a year; eras of 400 years.
    let shifted = days + 719_468;
    let (era, day) = (shifted / 146_097, shifted % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = match month {
        0..=9 => (era * 400 + year, month + 3),
        _ => (era * 400 + year + 1, month - 9),
    };
    let (hour, minute, second) = (clock / 3_600, clock / 60 % 60, clock % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}
