//! A sample that people read: the draw, the sheets, and what they say of the whole run.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use filigrane::quality::reading::estimate::{Unit, agreement, ratio};
use filigrane::quality::reading::sample::allocate;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::cli::{Desk, Ended};

/// A batch of `courts`, each with decisions of which one in `leak` shows a number.
fn batch(desk: &Desk, courts: &[(&str, usize)], leak: usize) {
    let mut lines = String::new();
    for (court, size) in courts {
        for at in 0..*size {
            let value = if at % leak == 0 { "2 78 12 75 115 004 06" } else { "[X]" };
            let text =
                format!("La demanderesse, numéro de sécurité sociale {value}, a saisi le conseil.");
            let id = format!("{court}-{at}");
            lines += &(json!({ "id": id, "text": text, "jurisdiction": court }).to_string() + "\n");
        }
    }
    desk.write("grand.jsonl", &lines);
    let done = desk.run(&["scan", "grand.jsonl", "--out", "grand", "--engines", "identifiers"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
}

fn sample(desk: &Desk, out: &str, more: &[&str]) -> Ended {
    let mut arguments = vec!["quality", "sample", "grand", "--out", out];
    arguments.extend(more);
    desk.run(&arguments)
}

/// A sheet as rows of cells by column, in order.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(path).expect("a sheet");
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

/// Fills one column of a sheet, from what the row holds.
fn fill(desk: &Desk, sheet: &str, column: &str, of: impl Fn(&BTreeMap<String, String>) -> String) {
    let path = desk.path(sheet);
    let text = fs::read_to_string(&path).expect("a sheet");
    let head: Vec<String> = text
        .trim_start_matches('\u{feff}')
        .lines()
        .next()
        .expect("a head")
        .split(';')
        .map(str::to_owned)
        .collect();
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    writer.write_record(&head).expect("written");
    for mut row in rows(&path) {
        let value = of(&row);
        row.insert(column.to_owned(), value);
        writer.write_record(head.iter().map(|name| &row[name])).expect("written");
    }
    desk.write(sheet, &String::from_utf8(writer.into_inner().expect("bytes")).expect("UTF-8"));
}

fn figures(desk: &Desk, folder: &str) -> Value {
    let text = fs::read_to_string(desk.path(folder).join("bilan.json")).expect("figures");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn a_sample_is_drawn_by_strata_the_same_from_the_same_seed() {
    let desk = Desk::new();
    batch(&desk, &[("ca", 90), ("tj", 30)], 3);
    let done = sample(&desk, "un", &["--size", "30"]);
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
    assert!(done.stdout.contains("décisions tirées : 30 sur 120"), "{}", done.stdout);

    let drawn = rows(&desk.path("un/decisions.csv"));
    assert_eq!(drawn.len(), 30);
    let strata: BTreeMap<String, usize> = drawn.iter().fold(BTreeMap::new(), |mut counts, row| {
        *counts.entry(row["strate"].clone()).or_default() += 1;
        counts
    });
    assert_eq!(
        strata.keys().map(String::as_str).collect::<Vec<_>>(),
        ["ca · avec constat", "ca · sans constat", "tj · avec constat", "tj · sans constat"]
    );
    // The small strata are read more than their size would give them.
    assert!(strata["tj · avec constat"] > 30 * 10 / 120, "{strata:?}");
    for row in rows(&desk.path("un/constats.csv")) {
        assert!(!row["extrait_masque"].contains("78 12 75"), "{row:?}");
    }

    assert_eq!(sample(&desk, "deux", &["--size", "30"]).code, 0);
    assert_eq!(sample(&desk, "autre", &["--size", "30", "--seed", "2"]).code, 0);
    let bytes = |folder: &str| fs::read(desk.path(folder).join("decisions.csv")).expect("a sheet");
    assert_eq!(bytes("un"), bytes("deux"));
    assert_ne!(bytes("un"), bytes("autre"));
}

#[test]
fn filled_sheets_give_figures_for_the_whole_run_and_the_reports_show_them() {
    let desk = Desk::new();
    batch(&desk, &[("ca", 90), ("tj", 30)], 3);
    assert_eq!(sample(&desk, "un", &["--size", "60"]).code, 0);

    // Nothing read: an error. Half read: figures, and the code of what is not whole.
    let empty = desk.run(&["quality", "review", "un"]);
    assert_eq!(empty.code, 2);
    assert!(empty.stderr.contains("aucune décision n'est encore lue"), "{}", empty.stderr);
    let rank = |row: &BTreeMap<String, String>| row["rang"].parse::<u64>().expect("a number");
    fill(&desk, "un/decisions.csv", "residus_manques", |row| {
        if rank(row) <= 30 { "0".to_owned() } else { String::new() }
    });
    let half = desk.run(&["quality", "review", "un"]);
    assert_eq!(half.code, 3);
    assert!(half.stdout.contains("Relecture inachevée"), "{}", half.stdout);

    // Every finding is right but those of the tribunal, and one decision in ten hides something more.
    fill(&desk, "un/decisions.csv", "residus_manques", |row| {
        u64::from(rank(row).is_multiple_of(10)).to_string()
    });
    fill(&desk, "un/constats.csv", "avis", |row| {
        if row["decision_id"].starts_with("tj") { "F".to_owned() } else { "vrai".to_owned() }
    });
    let done = desk.run(&["quality", "review", "un"]);
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
    let found = figures(&desk, "un");
    assert_eq!(
        (&found["read"], &found["drawn"], &found["decisions"]),
        (&json!(60), &json!(60), &json!(120))
    );
    // A quarter of the findings of the run are the tribunal's: the weights undo the draw.
    let precision = found["precision"]["value"].as_f64().expect("a share");
    assert!((precision - 0.75).abs() < 1e-9, "{precision}");
    // 30 decisions of 120 hold a right finding; those with something hidden come on top.
    let residue = &found["residue"];
    assert!(residue["value"].as_f64().expect("a share") >= 0.25, "{residue}");
    assert!(residue["interval"]["low"].as_f64() < residue["value"].as_f64());
    assert_eq!(found["by_rule"][0]["key"], "OCC-NIR");
    assert_eq!(found["attack"], Value::Null);

    let report = desk.run(&["report", "grand", "--format", "md", "--measures", "un/bilan.json"]);
    assert_eq!(report.code, 0, "{}", report.stderr);
    let page = fs::read_to_string(desk.path("grand/report/rapport.md")).expect("a report");
    assert!(page.contains("décisions où il reste quelque chose à masquer"), "{page}");
    assert!(page.contains("REI-16, tirage par strates : 60 décisions lues sur 60 tirées"));
}

#[test]
fn a_second_reader_is_compared_and_what_differs_is_listed() {
    let desk = Desk::new();
    batch(&desk, &[("ca", 60)], 2);
    for folder in ["un", "deux"] {
        assert_eq!(sample(&desk, folder, &["--size", "20", "--by", "raised"]).code, 0);
        fill(&desk, &format!("{folder}/decisions.csv"), "residus_manques", |_| "0".to_owned());
    }
    let odd =
        |row: &BTreeMap<String, String>| row["numero"].parse::<u64>().expect("a number") % 2 == 1;
    fill(&desk, "un/constats.csv", "avis", |row| if odd(row) { "vrai" } else { "faux" }.to_owned());
    fill(&desk, "deux/constats.csv", "avis", |row| {
        let first = row["numero"] == "1";
        if odd(row) && !first { "vrai" } else { "faux" }.to_owned()
    });
    let done = desk.run(&["quality", "review", "un", "--second", "deux"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let second = &figures(&desk, "un")["second"];
    let (judged, same) = (&second["findings"]["judged"], &second["findings"]["same"]);
    assert_eq!(judged.as_u64().expect("a count") - 1, same.as_u64().expect("a count"));
    let listed = rows(&desk.path("un/desaccords.csv"));
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0]["constat"].as_str(), listed[0]["premier"].as_str()), ("1", "vrai"));

    assert_eq!(sample(&desk, "autre", &["--size", "20", "--seed", "9"]).code, 0);
    let other = desk.run(&["quality", "review", "un", "--second", "autre"]);
    assert_eq!(other.code, 2);
    assert!(other.stderr.contains("n'est pas une copie du même échantillon"), "{}", other.stderr);
}

#[test]
fn the_simulated_attack_needs_an_authorisation_and_gives_a_rate() {
    let desk = Desk::new();
    batch(&desk, &[("ca", 40)], 4);
    assert_eq!(sample(&desk, "sans", &["--size", "10", "--minutes", "5"]).code, 2);
    assert_eq!(
        sample(&desk, "un", &["--size", "10", "--attack", "DPD-2026-14", "--minutes", "5"]).code,
        0
    );
    let guide = fs::read_to_string(desk.path("un/LISEZMOI.txt")).expect("a guide");
    assert!(guide.contains("autorisation DPD-2026-14") && guide.contains("5 minutes par décision"));
    fill(&desk, "un/decisions.csv", "residus_manques", |_| "0".to_owned());
    fill(&desk, "un/decisions.csv", "reidentifie", |row| {
        if row["rang"] == "1" { "oui" } else { "non" }.to_owned()
    });
    fill(&desk, "un/constats.csv", "avis", |_| "v".to_owned());
    assert_eq!(desk.run(&["quality", "review", "un"]).code, 0);
    let attack = &figures(&desk, "un")["attack"];
    assert_eq!((&attack["count"], &attack["total"]), (&json!(1), &json!(10)));
}

#[test]
fn sheets_that_cannot_be_read_say_where_and_what_to_do() {
    let desk = Desk::new();
    batch(&desk, &[("ca", 20)], 2);
    let again = |content: &dyn Fn(String) -> String, sheet: &str| {
        let _ = fs::remove_dir_all(desk.path("un"));
        assert_eq!(sample(&desk, "un", &["--size", "6"]).code, 0);
        let text = fs::read_to_string(desk.path(sheet)).expect("a sheet");
        desk.write(sheet, &content(text));
        let done = desk.run(&["quality", "review", "un"]);
        assert_eq!(done.code, 2, "{}", done.stdout);
        done.stderr
    };
    let without_row: &dyn Fn(String) -> String =
        &|text| text.lines().filter(|line| !line.starts_with("2;")).collect::<Vec<_>>().join("\n");
    assert!(again(without_row, "un/decisions.csv").contains("le numéro 2 manque"));
    let twice: &dyn Fn(String) -> String = &|text| {
        let second = text.lines().nth(1).expect("a row").to_owned();
        text + &second + "\n"
    };
    assert!(again(twice, "un/constats.csv").contains("le numéro 1 est donné deux fois"));
    let renamed: &dyn Fn(String) -> String = &|text| text.replace("residus_manques", "reste");
    assert!(again(renamed, "un/decisions.csv").contains("la colonne « residus_manques » manque"));
    let stray: &dyn Fn(String) -> String = &|text| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let cells: Vec<String> = lines[1].split(';').map(str::to_owned).collect();
        lines[1] = [&cells[..10], &["Quidam".to_owned(), String::new()]].concat().join(";");
        lines.join("\n")
    };
    let said = again(stray, "un/constats.csv");
    assert!(
        said.contains("ligne 2, colonne « avis »") && said.contains("vrai, faux, douteux"),
        "{said}"
    );
    assert!(!said.contains("Quidam"), "{said}");

    let full = sample(&desk, "un", &["--size", "6"]);
    assert!(full.code == 2 && full.stderr.contains("n'est pas vide"), "{}", full.stderr);
    let none = sample(&desk, "rien", &["--size", "0"]);
    assert!(none.code == 2 && !desk.path("rien").exists(), "{}", none.stderr);
}

/// Every way to draw `count` of `items`.
fn draws(items: &[f64], count: usize) -> Vec<Vec<f64>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    (0..items.len())
        .flat_map(|at| {
            draws(&items[at + 1..], count - 1).into_iter().map(move |mut rest| {
                rest.push(items[at]);
                rest
            })
        })
        .collect()
}

#[test]
fn over_all_possible_samples_the_estimate_is_right_on_average() {
    let strata = [vec![1.0, 0.0, 0.0, 1.0, 0.0], vec![1.0, 1.0, 0.0]];
    let truth = 4.0 / 8.0;
    let mut estimates = Vec::new();
    for first in draws(&strata[0], 3) {
        for second in draws(&strata[1], 2) {
            let unit = |stratum: usize| move |&part: &f64| Unit { stratum, part, whole: 1.0 };
            let units: Vec<Unit> =
                first.iter().map(unit(0)).chain(second.iter().map(unit(1))).collect();
            estimates.push(ratio(&[5, 3], &units).value.expect("a share"));
        }
    }
    let mean = estimates.iter().sum::<f64>() / estimates.len() as f64;
    assert!((mean - truth).abs() < 1e-12, "{mean}");
}

#[test]
fn intervals_hold_the_truth_nineteen_times_in_twenty_or_so() {
    use filigrane::quality::dice::for_decision;
    use rand_chacha::rand_core::Rng;
    let populations = [4_000u64, 300, 60];
    let truths = [0.03, 0.20, 0.50];
    let size: u64 = populations.iter().sum();
    let held_by: Vec<u64> = populations
        .iter()
        .zip(truths)
        .map(|(&size, truth)| (size as f64 * truth).round() as u64)
        .collect();
    let truth = held_by.iter().sum::<u64>() as f64 / size as f64;
    let drawn = allocate(&populations, 240);
    let mut held = 0;
    for trial in 0..400 {
        let mut dice = for_decision(trial, "essai");
        let mut units = Vec::new();
        for stratum in 0..populations.len() {
            // Without replacement: an urn of which the marked ones come first.
            let (mut marked, mut left) = (held_by[stratum], populations[stratum]);
            for _ in 0..drawn[stratum] {
                let is_marked = u64::from(dice.next_u32()) % left < marked;
                marked -= u64::from(is_marked);
                left -= 1;
                units.push(Unit { stratum, part: f64::from(u8::from(is_marked)), whole: 1.0 });
            }
        }
        let interval = ratio(&populations, &units).interval.expect("an interval");
        held += u32::from(interval.low <= truth && truth <= interval.high);
    }
    assert!((370..=398).contains(&held), "{held} of 400");
}

#[test]
fn a_run_read_whole_has_no_uncertainty_left() {
    let units = [0.0, 1.0, 1.0, 0.0].map(|part| Unit { stratum: 0, part, whole: 1.0 });
    let whole = ratio(&[4], &units);
    let interval = whole.interval.expect("an interval");
    assert_eq!((whole.value, interval.low, interval.high), (Some(0.5), 0.5, 0.5));
    assert_eq!(ratio(&[4], &[]).value, None);
}

#[test]
fn the_agreement_of_two_readers_is_cohens() {
    // 20 yes–yes, 5 yes–no, 10 no–yes, 15 no–no: pₒ = 0.70, pₑ = 0.50.
    let mut pairs = vec![(0, 0); 20];
    pairs.extend(vec![(0, 1); 5]);
    pairs.extend(vec![(1, 0); 10]);
    pairs.extend(vec![(1, 1); 15]);
    let found = agreement(2, &pairs);
    assert!((found.kappa.expect("a κ") - 0.4).abs() < 1e-12);
    assert_eq!((found.judged, found.same), (50, 35));
    assert_eq!(agreement(2, &[(0, 0), (0, 0)]).kappa, None);
}

proptest! {
    #[test]
    fn an_allocation_draws_what_is_asked_and_never_more_than_there_is(
        populations in prop::collection::vec(1u64..5_000, 1..30),
        asked in 1u64..600,
    ) {
        let drawn = allocate(&populations, asked);
        let total: u64 = populations.iter().sum();
        prop_assert_eq!(drawn.iter().sum::<u64>(), asked.min(total));
        for (&drawn, &size) in drawn.iter().zip(&populations) {
            prop_assert!(drawn <= size);
            if asked >= 2 * populations.len() as u64 {
                prop_assert!(drawn >= size.min(2));
            }
        }
    }

    #[test]
    fn a_share_lies_in_its_interval(
        parts in prop::collection::vec((0usize..3, any::<bool>()), 1..80),
    ) {
        let units: Vec<Unit> = parts
            .iter()
            .map(|&(stratum, part)| Unit { stratum, part: f64::from(u8::from(part)), whole: 1.0 })
            .collect();
        let found = ratio(&[100, 200, 400], &units);
        let (value, interval) = (found.value.expect("a share"), found.interval.expect("an interval"));
        prop_assert!((0.0..=1.0 + 1e-12).contains(&value));
        prop_assert!(interval.low <= value + 1e-12 && value <= interval.high + 1e-12);
    }
}
