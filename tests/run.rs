//! The run directory: same bytes for any number of threads, resume, refusals, schemas.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use filigrane::corpus::{Decision, Origin};
use filigrane::detect::Candidate;
use filigrane::detect::fingerprint::FingerprintKey;
use filigrane::detect::finish::Finisher;
use filigrane::detect::order::OrderSample;
use filigrane::document::Document;
use filigrane::pipeline::{self, Record, Work};
use filigrane::report::{Language, summary};
use filigrane::run::{
    Closing, Control, Identity, InputFile, InputState, Manifest, Mode, Opened, Outcome, Parameters,
    RejectRow, RunError, RunWriter, Tally, Timings, Tolerance, schema,
};
use proptest::prelude::*;
use serde_json::Value;
use tempfile::TempDir;

use filigrane::policy::{Norms, Policy};

use super::findings::{NAME, NIR, on, rules};

/// A record of the tests: a decision, or a reject.
#[derive(Clone)]
pub struct Made {
    rank: u64,
    text: String,
}

impl Record for Made {
    fn bytes(&self) -> usize {
        self.text.len()
    }

    fn origin(&self) -> Origin {
        Origin { file: Arc::from("fixture.jsonl"), line: self.rank + 1 }
    }

    fn decode(self) -> Vec<Result<Decision, RejectRow>> {
        if self.text.starts_with("CASSÉ") {
            return vec![Err(reject(self.rank))];
        }
        let origin = self.origin();
        let mut decision = Decision::from_text(format!("d{}", self.rank), self.text);
        decision.origin = origin;
        vec![Ok(decision)]
    }
}

fn reject(rank: u64) -> RejectRow {
    RejectRow {
        file: Arc::from("fixture.jsonl"),
        line: rank as i64 + 1,
        decision_id: None,
        reason: "invalid_json".to_owned(),
        detail: None,
    }
}

/// A hundred records: some with findings, two that cannot be read, very unequal in length.
pub fn records() -> Vec<Made> {
    (0..100u64)
        .map(|rank| {
            let filler = "les motifs de la décision attaquée ".repeat((rank % 7 * 40) as usize);
            let text = match rank {
                13 | 57 => "CASSÉ".to_owned(),
                _ if rank % 3 == 0 => format!("{filler}Madame Dupront a saisi la cour. {filler}"),
                _ if rank % 5 == 0 => format!("{filler}NIR 2 78 12 75 115 004 42. {filler}"),
                _ => filler,
            };
            Made { rank, text }
        })
        .collect()
}

fn scan(document: &Document, candidates: &mut [Vec<Candidate>]) {
    let text = &document.views[0].text;
    assert!(!text.contains("PANIQUE"), "a scan that fails on {text}");
    for (needle, rule) in [("Dupront", NAME), ("2 78 12 75 115 004 42", NIR)] {
        if text.contains(needle) {
            candidates[0].push(on(text, needle, rule));
        }
    }
}

pub fn identity() -> Identity {
    Identity::new(
        Parameters {
            engines: vec!["identifiers".to_owned()],
            profile: "droit-positif-2026-11".to_owned(),
            review_threshold: 0.5,
            columns: BTreeMap::new(),
            max_record: 1 << 20,
            part_decisions: 7,
            rules_digest: "r".to_owned(),
            data: Vec::new(),
            key_id: "k".to_owned(),
        },
        vec![InputState { path: "fixture.jsonl".to_owned(), size: Some(1), modified: Some(1) }],
    )
}

pub fn closing() -> Closing {
    Closing {
        inputs: vec![InputFile {
            path: "fixture.jsonl".to_owned(),
            size: 1,
            sha256: "0".repeat(64),
            records: 100,
        }],
        tolerance: Tolerance::Records(2),
        controls: vec![
            Control { name: "identifiers".to_owned(), evaluated: true },
            Control { name: "facts".to_owned(), evaluated: false },
        ],
        timings: Timings {
            started: "2026-11-21T12:00:00Z".to_owned(),
            seconds: 1.5,
            threads: 2,
            resumed_parts: 0,
        },
    }
}

pub fn open(run: &Path, mode: Mode, identity: Identity) -> Result<RunWriter, RunError> {
    match RunWriter::open(run, mode, identity)? {
        Opened::Ready(writer) => Ok(*writer),
        Opened::Complete(_) => panic!("the run is already complete"),
    }
}

/// Scans records into a writer; stops, as a crash would, once `limit` of them are written.
pub fn fill(writer: &mut RunWriter, records: Vec<Made>, threads: usize, limit: usize) {
    let rules = rules();
    let key = FingerprintKey::from_bytes(&[7; 32]).expect("long enough");
    let finisher = Finisher { rules: &rules, key: &key, ordinary: &|_| true };
    let scan = |document: &Document, _: &Policy, found: &mut Vec<Vec<Candidate>>| {
        scan(document, found);
        OrderSample::default()
    };
    let norms = Norms::in_force().expect("the profile in force");
    let work = Work { scan: &scan, extract: None, finisher, norms: &norms };
    let skip = writer.done_records() as usize;
    let source = records.into_iter().map(Ok).skip(skip);
    let mut left = limit;
    let _ = pipeline::run(source, &work, threads, |outcome| {
        left = left.checked_sub(1).ok_or(())?;
        writer.push(outcome).map_err(|_| ())
    });
}

pub fn complete(run: &Path, threads: usize) -> Manifest {
    let mut writer = open(run, Mode::New, identity()).expect("a new run");
    fill(&mut writer, records(), threads, usize::MAX);
    writer.finish(closing()).expect("written")
}

/// Every file of a folder, by its path in it.
pub fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("inside").to_owned();
                found.insert(name, fs::read(&path).expect("readable"));
            }
        }
    }
    found
}

#[test]
fn any_number_of_threads_writes_the_same_bytes() {
    let folder = TempDir::new().expect("a folder");
    let runs: Vec<_> = [1, 2, 8]
        .into_iter()
        .map(|threads| {
            let run = folder.path().join(threads.to_string());
            complete(&run, threads);
            files(&run)
        })
        .collect();
    assert!(runs[0].len() > 4 * 10, "several parts of four tables");
    assert!(runs.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn an_interrupted_run_goes_on_to_the_same_bytes() {
    let folder = TempDir::new().expect("a folder");
    let whole = folder.path().join("whole");
    complete(&whole, 2);
    for (case, limit) in [0, 3, 7, 8, 40, 99].into_iter().enumerate() {
        let run = folder.path().join(format!("cut-{case}"));
        fill(&mut open(&run, Mode::New, identity()).expect("a new run"), records(), 2, limit);
        assert!(!run.join("manifest.json").exists());
        // What a power cut may leave: a half-written file, a part the journal does not know,
        // half a line of the journal.
        fs::write(run.join("findings/.tmp-part-00099.parquet"), b"PAR1").expect("written");
        fs::write(run.join("decisions/part-00014.parquet"), b"PAR1").expect("written");
        let mut journal = fs::read(run.join("journal.jsonl")).expect("a journal");
        journal.extend(b"{\"part\":1,\"tal");
        fs::write(run.join("journal.jsonl"), journal).expect("written");

        let mut writer = open(&run, Mode::Resume, identity()).expect("resumed");
        assert_eq!(writer.resumed_parts() > 0, limit >= 7, "after {limit} records");
        fill(&mut writer, records(), 3, usize::MAX);
        writer.finish(closing()).expect("written");
        assert_eq!(files(&run), files(&whole), "after {limit} records");
    }
}

#[test]
fn a_part_whose_file_was_lost_is_made_again() {
    let folder = TempDir::new().expect("a folder");
    let (whole, run) = (folder.path().join("whole"), folder.path().join("run"));
    complete(&whole, 1);
    fill(&mut open(&run, Mode::New, identity()).expect("a new run"), records(), 1, 50);
    fs::remove_file(run.join("findings/part-00002.parquet")).expect("removed");
    let mut writer = open(&run, Mode::Resume, identity()).expect("resumed");
    assert_eq!(writer.resumed_parts(), 2);
    fill(&mut writer, records(), 1, usize::MAX);
    writer.finish(closing()).expect("written");
    assert_eq!(files(&run), files(&whole));
}

#[test]
fn a_resume_with_other_options_or_inputs_says_which() {
    let folder = TempDir::new().expect("a folder");
    fill(&mut open(folder.path(), Mode::New, identity()).expect("new"), records(), 1, 20);
    let mut other = identity();
    other.parameters.review_threshold = 0.7;
    other.inputs[0].size = Some(2);
    match open(folder.path(), Mode::Resume, other) {
        Err(error @ RunError::Changed { .. }) => {
            let message = error.to_string();
            assert!(message.contains("--review-threshold"), "{message}");
            assert!(message.contains("fichiers d'entrée"), "{message}");
        }
        _ => panic!("refused"),
    }
}

#[test]
fn a_folder_that_is_not_empty_is_refused_unless_told_otherwise() {
    let folder = TempDir::new().expect("a folder");
    let run = folder.path().join("run");
    fill(&mut open(&run, Mode::New, identity()).expect("new"), records(), 1, 20);
    assert!(matches!(open(&run, Mode::New, identity()), Err(RunError::Interrupted(_))));
    fs::write(run.join("notes.txt"), "à garder").expect("written");
    let mut writer = open(&run, Mode::Replace, identity()).expect("replaced");
    assert_eq!(writer.done_records(), 0);
    fill(&mut writer, records(), 1, usize::MAX);
    writer.finish(closing()).expect("written");
    assert!(run.join("notes.txt").exists(), "only what Filigrane wrote is replaced");
    assert!(matches!(open(&run, Mode::New, identity()), Err(RunError::AlreadyDone(_))));
    assert!(matches!(
        RunWriter::open(&run, Mode::Resume, identity()),
        Ok(Opened::Complete(manifest)) if manifest.counts.decisions == 98
    ));

    let alien = folder.path().join("alien");
    fs::create_dir(&alien).expect("made");
    fs::write(alien.join("these.docx"), "à garder").expect("written");
    for mode in [Mode::New, Mode::Resume, Mode::Replace] {
        assert!(matches!(open(&alien, mode, identity()), Err(RunError::NotARun(_))));
    }
    assert_eq!(files(&alien).len(), 1);
}

#[test]
fn two_writers_cannot_share_a_run() {
    let folder = TempDir::new().expect("a folder");
    let _first = open(folder.path(), Mode::New, identity()).expect("new");
    assert!(matches!(open(folder.path(), Mode::Resume, identity()), Err(RunError::Busy(_))));
}

#[test]
fn a_scan_that_fails_loses_its_decision_alone_and_says_so() {
    pipeline::quiet_panics();
    let folder = TempDir::new().expect("a folder");
    let mut records = records();
    records[31].text = "PANIQUE Dupront".to_owned();
    let mut writer = open(folder.path(), Mode::New, identity()).expect("new");
    fill(&mut writer, records, 4, usize::MAX);
    let manifest = writer.finish(closing()).expect("written");
    assert_eq!(manifest.counts.internal_errors, 1);
    assert_eq!(manifest.counts.decisions, 97);
    assert_eq!(manifest.outcome, Outcome::Incomplete, "whatever the tolerance");
    let rejects = files(&folder.path().join("rejects"));
    let lines: String = rejects.values().map(|bytes| String::from_utf8_lossy(bytes)).collect();
    let line = lines.lines().find(|line| line.contains("internal_error")).expect("a reject");
    assert!(line.contains("\"decision_id\":\"d31\""), "{line}");
    assert!(line.contains("run.rs:"), "the place in the source: {line}");
    assert!(!lines.contains("Dupront"), "never the text");
}

#[test]
fn counts_do_not_depend_on_how_parts_are_cut() {
    let folder = TempDir::new().expect("a folder");
    let counts = |part_decisions: u64| {
        let run = folder.path().join(part_decisions.to_string());
        let mut identity = identity();
        identity.parameters.part_decisions = part_decisions;
        let mut writer = open(&run, Mode::New, identity).expect("new");
        fill(&mut writer, records(), 2, usize::MAX);
        writer.finish(closing()).expect("written").counts
    };
    let reference = counts(1000);
    assert_eq!(reference.first.len(), 10);
    for cut in [1, 2, 7, 33] {
        assert_eq!(counts(cut), reference);
    }
}

#[test]
fn nothing_scanned_is_neither_done_nor_incomplete() {
    let folder = TempDir::new().expect("a folder");
    let writer = open(folder.path(), Mode::New, identity()).expect("new");
    let manifest = writer.finish(closing()).expect("written");
    assert_eq!(manifest.outcome, Outcome::Nothing);
    assert!(folder.path().join("findings/part-00000.parquet").exists(), "tables exist, empty");
}

#[test]
fn a_tolerance_is_a_number_or_a_share() {
    let parse = |text: &str| text.parse::<Tolerance>().ok();
    assert_eq!(parse("12"), Some(Tolerance::Records(12)));
    assert_eq!(parse("0"), Some(Tolerance::Records(0)));
    for share in ["1%", "0.01", "0,01", "1 %"] {
        assert_eq!(parse(share), Some(Tolerance::Share(0.01)), "{share}");
    }
    for wrong in ["", "-1", "101%", "1.5", "NaN%", "beaucoup"] {
        assert_eq!(parse(wrong), None, "{wrong}");
    }
    let tally = Tally { decisions: 98, rejects: 2, ..Tally::default() };
    let outcome = |text: &str| Outcome::of(&tally, parse(text).expect("a tolerance"));
    assert_eq!(outcome("1"), Outcome::Incomplete);
    assert_eq!(outcome("2"), Outcome::Complete);
    assert_eq!(outcome("1%"), Outcome::Incomplete);
    assert_eq!(outcome("2%"), Outcome::Complete);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn tallies_merge_in_any_grouping(
        counts in prop::collection::vec((0u64..50, 0u64..9, "[a-d]{1,2}"), 3..12),
        cut in 1usize..10,
    ) {
        let parts: Vec<Tally> = counts.iter().map(|(decisions, rejects, reason)| Tally {
            decisions: *decisions,
            rejects: *rejects,
            by_reject: BTreeMap::from([(reason.clone(), *rejects)]),
            ..Tally::default()
        }).collect();
        let sum = |parts: &[Tally]| {
            let mut total = Tally::default();
            parts.iter().for_each(|part| total.merge(part));
            total
        };
        let cut = cut.min(parts.len());
        let mut halves = sum(&parts[..cut]);
        halves.merge(&sum(&parts[cut..]));
        prop_assert_eq!(halves, sum(&parts));
    }
}

#[test]
fn the_summary_says_what_was_read_found_and_not_looked_at() {
    let folder = TempDir::new().expect("a folder");
    let mut manifest = complete(folder.path(), 1);
    manifest.counts.decisions = 1_234_567;
    let render = |language| summary::render(&manifest, Path::new("RUN"), language);
    insta::assert_snapshot!("summary_fr", render(Language::French));
    insta::assert_snapshot!("summary_en", render(Language::English));
}

#[test]
fn one_decision_is_singular() {
    let folder = TempDir::new().expect("a folder");
    let mut writer = open(folder.path(), Mode::New, identity()).expect("new");
    let only = Made { rank: 0, text: "Madame Dupront a saisi la cour.".to_owned() };
    fill(&mut writer, vec![only], 1, usize::MAX);
    let manifest = writer.finish(closing()).expect("written");
    let text = summary::render(&manifest, Path::new("RUN"), Language::French);
    assert!(text.contains("**1 décision sur 1 contient au moins un constat bloquant.**"), "{text}");
}

/// Compares generated text with a committed file; `FILIGRANE_BLESS=1` rewrites the file.
pub fn is_current(name: &str, generated: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if env::var_os("FILIGRANE_BLESS").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(&path, generated).expect("written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == generated, "{name} is not current: run the tests with FILIGRANE_BLESS=1");
}

fn pretty(schema: &Value) -> String {
    serde_json::to_string_pretty(schema).expect("JSON") + "\n"
}

#[test]
fn the_data_dictionary_and_the_json_schemas_are_current() {
    is_current("docs/dictionnaire.md", &schema::dictionary());
    for table in schema::TABLES.into_iter().chain(schema::DERIVED) {
        is_current(
            &format!("reports/schemas/{}.schema.json", table.name),
            &pretty(&table.json_schema()),
        );
    }
    is_current("reports/schemas/manifest.schema.json", &pretty(&Manifest::json_schema()));
}

/// A small validator: objects, their required and additional properties, arrays, enums.
fn validate(value: &Value, schema: &Value, at: &str) {
    if let Some(options) = schema.get("oneOf").and_then(Value::as_array) {
        let fits = |option: &&Value| {
            let names = option["required"].as_array().into_iter().flatten();
            names.filter_map(Value::as_str).all(|name| value.get(name).is_some())
        };
        let option = options.iter().find(fits).unwrap_or_else(|| panic!("{at}: no option"));
        return validate(value, option, at);
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        assert!(values.contains(value), "{at}: {value}");
    }
    match value {
        Value::Object(map) => {
            for name in schema["required"].as_array().into_iter().flatten() {
                let name = name.as_str().expect("a name");
                assert!(map.contains_key(name), "{at}.{name} is missing");
            }
            for (name, inner) in map {
                let known = &schema["properties"][name];
                let other = &schema["additionalProperties"];
                assert!(known.is_object() || other.is_object(), "{at}.{name} is not described");
                validate(
                    inner,
                    if known.is_object() { known } else { other },
                    &format!("{at}.{name}"),
                );
            }
        }
        Value::Array(items) => {
            items.iter().for_each(|item| validate(item, &schema["items"], &format!("{at}[]")));
        }
        _ => {}
    }
}

#[test]
fn what_a_run_writes_follows_its_schemas() {
    let folder = TempDir::new().expect("a folder");
    complete(folder.path(), 1);
    let manifest = fs::read(folder.path().join("manifest.json")).expect("a manifest");
    let manifest = serde_json::from_slice(&manifest).expect("JSON");
    validate(&manifest, &Manifest::json_schema(), "manifest");
    for bytes in files(&folder.path().join("rejects")).values() {
        for line in String::from_utf8_lossy(bytes).lines() {
            let row = serde_json::from_str(line).expect("JSON");
            validate(&row, &schema::REJECTS.json_schema(), "rejects");
        }
    }
    for table in [schema::DECISIONS, schema::FINDINGS, schema::FACTS] {
        for path in files(&folder.path().join(table.name)).keys() {
            let file = fs::File::open(folder.path().join(table.name).join(path)).expect("a part");
            let reader =
                parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(file)
                    .expect("Parquet");
            assert_eq!(reader.schema().fields(), table.arrow().fields(), "{}", table.name);
        }
    }
}
