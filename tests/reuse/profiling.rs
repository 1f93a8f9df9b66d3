//! The five-element decision: the rules' own examples, and a labelled set of invented files, half of them look-alikes.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use filigrane::reuse::engine::Engine;
use filigrane::reuse::profile::{Level, Profiler};
use filigrane::rules::Catalogue;
use serde::Deserialize;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let catalogue = Catalogue::embedded().unwrap_or_else(|fault| panic!("{fault}"));
    Engine::compile(catalogue).unwrap_or_else(|fault| panic!("{fault}"))
});
static PROFILER: LazyLock<Profiler<'static>> =
    LazyLock::new(|| Profiler::new(&ENGINE).unwrap_or_else(|fault| panic!("{fault}")));

/// An item of `datasets/reuse/*.jsonl`.
#[derive(Deserialize)]
struct Item {
    id: String,
    part: String,
    name: String,
    level: String,
    text: String,
}

fn items(file: &str) -> Vec<Item> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/reuse").join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{fault}"));
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|fault| panic!("{fault}")))
        .collect()
}

fn is_positive(level: &str) -> bool {
    matches!(level, "critique" | "majeur" | "mineur")
}

#[derive(Default)]
struct Score {
    hits: usize,
    misses: usize,
    alarms: usize,
    silences: usize,
    same_level: usize,
}

impl Score {
    fn precision(&self) -> f64 {
        self.hits as f64 / (self.hits + self.alarms).max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.hits as f64 / (self.hits + self.misses).max(1) as f64
    }
}

fn score(file: &str, part: &str, details: bool) -> Score {
    let mut score = Score::default();
    for item in items(file).iter().filter(|item| item.part == part) {
        let found = PROFILER.assess_text(&item.name, &item.text);
        let (expected, given) = (is_positive(&item.level), found.level >= Level::Mineur);
        match (expected, given) {
            (true, true) => score.hits += 1,
            (true, false) => score.misses += 1,
            (false, true) => score.alarms += 1,
            (false, false) => score.silences += 1,
        }
        score.same_level += usize::from(found.level.as_str() == item.level);
        if details && (expected != given || found.level.as_str() != item.level) {
            let ids = found.rule_ids.join(" ");
            let why = found.dismissed.unwrap_or_default();
            eprintln!(
                "{} {} : {} au lieu de {} [{ids}] {why}",
                item.id,
                item.name,
                found.level.as_str(),
                item.level
            );
        }
    }
    score
}

#[test]
fn every_rule_holds_its_own_examples() {
    let report = ENGINE.self_test();
    assert!(report.passed(), "{report}");
    assert!(report.rules >= 44 && report.positives >= 88 && report.negatives >= 50, "{report}");
}

/// The labelled sets, in the order in which they were written.
fn sets() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/reuse");
    let entries = std::fs::read_dir(folder).unwrap_or_else(|fault| panic!("{fault}"));
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".jsonl"))
        .collect();
    names.sort_by_key(|name| (name.len(), name.clone()));
    names
}

#[test]
fn look_alikes_are_told_from_profiling() {
    let mut short = Vec::new();
    for (file, part) in
        sets().iter().flat_map(|file| [(file.as_str(), "tune"), (file.as_str(), "report")])
    {
        if !items(file).iter().any(|item| item.part == part) {
            continue;
        }
        // What is reported is never shown item by item: nothing is tuned on it.
        let score = score(file, part, part == "tune");
        eprintln!(
            "profilage, {file}, {part} : précision {:.3}, rappel {:.3} ({} vrais, {} manqués, {} à tort, {} rejetés ; niveau exact {})",
            score.precision(),
            score.recall(),
            score.hits,
            score.misses,
            score.alarms,
            score.silences,
            score.same_level
        );
        if score.precision() < 0.95 || score.recall() < 0.95 {
            short.push(format!("{file} {part}"));
        }
    }
    assert!(short.is_empty(), "{short:?}");
}

#[test]
fn marks_hold_structures_and_no_name() {
    let canaries = ["nomfictif", "bidulot", "tartempion"];
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for item in items("jeu.jsonl") {
        let found = PROFILER.assess_text(&item.name, &item.text);
        for mark in &found.marks {
            let written = mark.structure.to_lowercase();
            assert!(!canaries.iter().any(|name| written.contains(name)), "{} {written}", item.id);
            *seen.entry(mark.rule_id.clone()).or_default() += 1;
        }
    }
    assert!(seen.len() > 15, "{seen:?}");
}
