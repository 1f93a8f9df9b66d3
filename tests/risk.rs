//! `filigrane risk`: reference values, brute force on small tables, bad input.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use filigrane::linkage::metrics::domains::Domain;
use filigrane::linkage::metrics::estimators::{Sample, individual};
use filigrane::linkage::metrics::{
    Classes, Coded, Codes, Column, NullPolicy, Request, Sensitive, assess, group, minimal_uniques,
    minimal_uniques_of_known,
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

const VILLAGES: &str = "tests/fixtures/risk/villages.csv";

fn shared() -> Option<PathBuf> {
    let root = std::env::var_os("FILIGRANE_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let folder = root.join("risk/reference");
    if !folder.is_dir() {
        eprintln!("skipped: no reference values in {}", folder.display());
        return None;
    }
    Some(folder)
}

fn reference(folder: &Path, name: &str) -> Value {
    let text = fs::read_to_string(folder.join(name)).expect("a reference file");
    serde_json::from_str(&text).expect("JSON")
}

fn names(value: &Value) -> Vec<&str> {
    value.as_array().expect("names").iter().filter_map(Value::as_str).collect()
}

fn request(qi: &[&str], sensitive: Option<&str>) -> Request {
    Request { sensitive: sensitive.map(str::to_owned), ..Request::of(qi) }
}

fn measured(table: &Path, request: &Request) -> Map<String, Value> {
    match assess(table, request) {
        Ok(assessment) => assessment.json,
        Err(error) => panic!("{error}"),
    }
}

#[track_caller]
fn close(what: &str, ours: &Value, theirs: &Value, tolerance: f64) {
    match (ours.as_f64(), theirs.as_f64()) {
        (Some(a), Some(b)) => {
            assert!(
                (a - b).abs() <= tolerance * b.abs().max(f64::MIN_POSITIVE)
                    || (a - b).abs() <= tolerance * 1e-3,
                "{what}: {a} against {b}"
            );
        }
        (None, None) => {}
        _ => panic!("{what}: {ours} against {theirs}"),
    }
}

#[test]
fn classes_and_diversity_equal_the_exact_reference() {
    let Some(folder) = shared() else { return };
    for case in reference(&folder, "pycanon_reference.json")["cases"].as_array().expect("cases") {
        let table = folder.join("tables").join(case["table"].as_str().expect("a table"));
        let qi = names(&case["qi"]);
        let ours = measured(&table, &request(&qi, case["sa"].as_str()));
        let exact = &case["exact_null_own"];
        let what = |key: &str| format!("{} {qi:?} {key}", case["table"]);
        for (key, other) in
            [("n", "n"), ("classes", "n_classes"), ("k", "k"), ("l_distinct", "l_distinct")]
        {
            assert_eq!(ours[key], exact[other], "{}", what(key));
        }
        for (key, other) in [
            ("alpha", "alpha"),
            ("l_entropy", "l_entropy"),
            ("t_equal", "t_equal"),
            ("t_ordered", "t_ordered"),
            ("beta_basic", "beta_basic"),
            ("beta_enhanced", "beta_enhanced_pycanon_def"),
            ("delta", "delta_pycanon_def"),
            ("sample_uniqueness", "sample_uniqueness"),
            ("distinction", "distinction"),
            ("separation", "separation"),
            ("average_class_risk", "avg_rir_pycanon"),
        ] {
            close(&what(key), &ours[key], &exact[other], 1e-12);
        }
        assert_eq!(ours["beta_enhanced_feasible"], exact["beta_enhanced_feasible"]);
        assert_eq!(ours["delta_strict_infinite"], exact["delta_strict_infinite"]);
        for (level, c) in exact["recursive_c_inf"].as_object().expect("levels") {
            close(&what(&format!("c at l = {level}")), &ours["l_recursive"][level], c, 1e-12);
        }
    }
}

#[test]
fn pycanon_s_conventions_are_reproduced_on_request() {
    let Some(folder) = shared() else { return };
    for case in reference(&folder, "pycanon_reference.json")["cases"].as_array().expect("cases") {
        let table = folder.join("tables").join(case["table"].as_str().expect("a table"));
        let mut request = request(&names(&case["qi"]), case["sa"].as_str());
        request.compat = Some(filigrane::linkage::metrics::Compat::Pycanon);
        let ours = measured(&table, &request);
        let theirs = &case["pycanon"];
        let what = format!("{} {}", case["table"], case["qi"]);
        assert_eq!(ours["k"], theirs["k"], "{what}");
        assert_eq!(ours["l_entropy"], theirs["entropy_l_int"], "{what}");
        let [c, level] = [0, 1].map(|place| &theirs["recursive_c_l"][place]);
        close(&what, &ours["l_recursive"][level.to_string()], c, 1e-12);
        close(&what, &ours["delta"], &theirs["delta"], 1e-12);
    }
}

#[test]
fn sizes_and_risks_equal_those_of_arx() {
    let Some(folder) = shared() else { return };
    for case in reference(&folder, "arx_reference.json")["cases"].as_array().expect("cases") {
        let table = folder.join("tables").join(case["table"].as_str().expect("a table"));
        let ours = measured(&table, &request(&names(&case["qi"]), None));
        assert_eq!(ours["histogram"], case["histogram"]);
        close("average", &ours["prosecutor"]["average"], &case["average_risk"], 1e-12);
        close("highest", &ours["prosecutor"]["highest"], &case["highest_risk"], 1e-12);
        for (threshold, theirs) in case["summary"].as_object().expect("thresholds") {
            for model in ["prosecutor", "journalist"] {
                close(model, &ours[model]["at_risk"][threshold], &theirs[model][0], 1e-12);
            }
        }
    }
}

#[test]
fn a_journalist_holds_the_population() {
    let Some(folder) = shared() else { return };
    let all = reference(&folder, "arx_reference.json");
    let case = &all["journalist_with_population"][0];
    let tables = folder.join("tables");
    let table = |key: &str| tables.join(case[key].as_str().expect("a table"));
    let qi: Vec<&str> = case["qi"].as_str().expect("names").split(',').collect();
    let mut request = request(&qi, None);
    request.population = Some(table("population_table"));
    let ours = measured(&table("sample_table"), &request);
    for (threshold, theirs) in case["thresholds"].as_object().expect("thresholds") {
        close(
            "at risk",
            &ours["journalist"]["at_risk"][threshold],
            &theirs["journalist"][0],
            1e-12,
        );
        close("highest", &ours["journalist"]["highest"], &theirs["journalist"][1], 1e-12);
        close("average", &ours["journalist"]["average"], &theirs["journalist"][2], 1e-12);
        close("marketer", &ours["marketer"]["average"], &theirs["marketer"], 1e-12);
    }
}

#[test]
fn estimators_equal_fifty_digit_values() {
    let Some(folder) = shared() else { return };
    for (file, fields) in [
        (
            "pitman_zayatz_exact.json",
            &[("pitman", "pitman", 1e-10), ("zayatz", "zayatz", 1e-12)][..],
        ),
        ("snb_literature_check.json", &[("snb", "snb_literature", 1e-8)][..]),
    ] {
        for case in reference(&folder, file).as_array().expect("cases") {
            let table = folder.join("tables").join(case["table"].as_str().expect("a table"));
            if !table.exists() {
                eprintln!("skipped: no {}", table.display());
                continue;
            }
            let mut request = request(&names(&case["qi"]), None);
            request.fraction =
                case["f"].as_f64().or_else(|| case["f"].as_str().and_then(|f| f.parse().ok()));
            let ours = measured(&table, &request);
            for (key, other, tolerance) in fields {
                let what = format!("{key} {} {} f {}", case["table"], case["qi"], case["f"]);
                close(&what, &ours[*key], &case[*other], *tolerance);
            }
        }
    }
}

#[test]
fn weights_wildcards_and_special_uniques_equal_those_of_sdcmicro() {
    let Some(folder) = shared() else { return };
    for case in reference(&folder, "sdcmicro_reference.json")["cases"].as_array().expect("cases") {
        let name = case["case"].as_str().expect("a name");
        // Weights below one for suppressed rows are sdcMicro's own.
        if name.contains("alpha0") {
            continue;
        }
        let table = folder.join("tables").join(case["table"].as_str().expect("a table"));
        let mut request = request(&names(&case["qi"]), None);
        request.null = Some(NullPolicy::Wildcard);
        request.weight = case["weight"].as_str().map(str::to_owned);
        request.scores = true;
        request.suda = case.get("score").is_some();
        let Ok(ours) = assess(&table, &request) else { panic!("{name}") };
        for (row, scores) in ours.scores.iter().enumerate() {
            if case.get("fk").is_some() {
                assert_eq!(json!(scores.frequency), case["fk"][row], "{name} row {row}");
                close(name, &json!(scores.population), &case["Fk"][row], 1e-12);
                close(name, &json!(scores.individual), &case["rk_approx"][row], 1e-12);
                if let Some(exact) = case.get("rk_exact") {
                    let population = scores.population.expect("weights");
                    let ours = individual(scores.frequency, population, true);
                    close(name, &json!(ours), &exact[row], 1e-12);
                }
            } else {
                assert_eq!(scores.suda, case["score"][row].as_f64(), "{name} row {row}");
                close(name, &json!(scores.dis), &case["dis_score"][row], 1e-9);
            }
        }
    }
}

#[test]
fn wildcard_frequencies_and_attribute_risks_equal_those_of_arx() {
    let Some(folder) = shared() else { return };
    let expected = reference(&folder, "arx_test_expected.json");
    let desk = TempDir::new().expect("a folder");
    let write = |case: &Value| {
        let line = |row: &Value| {
            let cells: Vec<&str> =
                row.as_array().expect("a row").iter().map(|v| v.as_str().unwrap_or("")).collect();
            cells.join(",") + "\n"
        };
        let rows: String = case["rows"].as_array().expect("rows").iter().map(line).collect();
        let path = desk.path().join("table.csv");
        fs::write(&path, line(&case["columns"]) + &rows).expect("written");
        path
    };
    for case in expected["wildcard"].as_array().expect("cases") {
        let path = write(case);
        for null in [NullPolicy::Wildcard, NullPolicy::Compatible] {
            let mut request = request(&names(&case["columns"]), None);
            request.null = Some(null);
            request.scores = true;
            let Ok(ours) = assess(&path, &request) else { panic!("assessed") };
            let frequencies: Vec<u32> = ours.scores.iter().map(|row| row.frequency).collect();
            assert_eq!(json!(frequencies), case["expected_frequencies"]);
            close("highest", &ours.json["prosecutor"]["highest"], &case["highest_risk"], 1e-12);
            close("average", &ours.json["prosecutor"]["average"], &case["average_risk"], 1e-12);
        }
    }
    let case = &expected["attribute_risk"];
    let mut request = request(&names(&case["columns"]), None);
    request.subsets = true;
    let ours = measured(&write(case), &request);
    for wanted in case["expected"].as_array().expect("subsets") {
        let mut set = names(&wanted[0]);
        set.sort_unstable();
        let found = ours["subsets"].as_array().expect("subsets").iter().find(|subset| {
            let mut names = names(&subset["qi"]);
            names.sort_unstable();
            names == set
        });
        let found = found.expect("the subset");
        close("distinction", &found["distinction"], &wanted[1], 1e-12);
        close("separation", &found["separation"], &wanted[2], 1e-12);
    }
}

/// The measures by their definitions, without any shortcut.
struct Naive {
    sizes: BTreeMap<Vec<u32>, BTreeMap<u32, u32>>,
    rows: usize,
    shares: Vec<f64>,
}

impl Naive {
    fn of(rows: &[(Vec<u32>, u32)], values: u32) -> Self {
        let mut sizes: BTreeMap<Vec<u32>, BTreeMap<u32, u32>> = BTreeMap::new();
        let mut counts = vec![0_u32; values as usize];
        for (tuple, value) in rows {
            *sizes.entry(tuple.clone()).or_default().entry(*value).or_default() += 1;
            counts[*value as usize] += 1;
        }
        let shares = counts.iter().map(|&count| f64::from(count) / rows.len() as f64).collect();
        Self { sizes, rows: rows.len(), shares }
    }

    fn worst(&self, of_class: impl Fn(&[f64]) -> f64) -> f64 {
        self.sizes
            .values()
            .map(|cells| {
                let size: u32 = cells.values().sum();
                let mut q = vec![0.0; self.shares.len()];
                for (value, count) in cells {
                    q[*value as usize] = f64::from(*count) / f64::from(size);
                }
                of_class(&q)
            })
            .fold(f64::NEG_INFINITY, f64::max)
    }

    fn t_equal(&self) -> f64 {
        self.worst(|q| q.iter().zip(&self.shares).map(|(q, p)| (q - p).abs()).sum::<f64>() / 2.0)
    }

    fn t_ordered(&self) -> f64 {
        if self.shares.len() < 2 {
            return 0.0;
        }
        self.worst(|q| {
            let (mut sum, mut total) = (0.0, 0.0_f64);
            for (q, p) in q.iter().zip(&self.shares) {
                sum += q - p;
                total += sum.abs();
            }
            total / (self.shares.len() - 1) as f64
        })
    }

    fn entropy(&self) -> f64 {
        -self.worst(|q| q.iter().filter(|q| **q > 0.0).map(|q| q * q.ln()).sum::<f64>())
    }

    fn recursive(&self, level: usize) -> f64 {
        self.worst(|q| {
            let mut q = q.to_vec();
            q.sort_by(|a, b| b.total_cmp(a));
            let tail: f64 = q[level - 1..].iter().sum();
            if tail > 0.0 { q[0] / tail } else { f64::INFINITY }
        })
    }
}

fn tables() -> impl Strategy<Value = (Vec<(Vec<u32>, u32)>, Vec<u32>)> {
    // Cardinalities on both sides of one byte, so that widths change; keys beyond 64 bits now and then.
    let cards = prop::collection::vec(prop_oneof![1..4_u32, Just(300), Just(70_000)], 1..6);
    cards.prop_flat_map(|cards| {
        let tuple: Vec<_> = cards
            .iter()
            .map(|&card| prop_oneof![3 => 0..card.min(3), 1 => 0..card].boxed())
            .collect();
        (prop::collection::vec((tuple, 0..6_u32), 1..700), Just(cards))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn one_pass_equals_the_definitions((rows, cards) in tables()) {
        let naive = Naive::of(&rows, 6);
        let columns: Vec<Codes> = (0..cards.len())
            .map(|place| Codes::from(rows.iter().map(|(tuple, _)| tuple[place]).collect::<Vec<_>>()))
            .collect();
        let qi: Vec<Coded> = columns
            .iter()
            .zip(&cards)
            .map(|(codes, &cardinality)| Coded { codes, cardinality })
            .collect();
        let values = Codes::from(rows.iter().map(|(_, value)| *value).collect::<Vec<_>>());
        let column = Coded { codes: &values, cardinality: 6 };
        let spread = Sensitive::new(column, true);
        let groups = group(rows.len(), &qi, Some((column, &spread)));
        prop_assert_eq!(groups.rows, rows.len() as u64);
        prop_assert_eq!(groups.classes(), naive.sizes.len() as u64);
        let sizes: Vec<u32> = naive.sizes.values().map(|cells| cells.values().sum()).collect();
        prop_assert_eq!(groups.smallest(), *sizes.iter().min().unwrap());
        prop_assert_eq!(groups.of_size(1), sizes.iter().filter(|size| **size == 1).count() as u64);
        let diversity = groups.diversity.clone().unwrap();
        let distinct = naive.sizes.values().map(BTreeMap::len).min().unwrap();
        prop_assert_eq!(diversity.distinct as usize, distinct);
        prop_assert!((diversity.t_equal - naive.t_equal()).abs() < 1e-12);
        prop_assert!((diversity.t_ordered.unwrap() - naive.t_ordered()).abs() < 1e-12);
        prop_assert!((diversity.entropy - naive.entropy()).abs() < 1e-12);
        for level in 1..=distinct {
            let ours = diversity.recursive[level - 1];
            prop_assert!((ours - naive.recursive(level)).abs() <= 1e-12 * ours);
        }
        prop_assert_eq!(naive.rows, rows.len());
        // Without the sensitive attribute, the same sizes.
        prop_assert_eq!(group(rows.len(), &qi, None).histogram, groups.histogram.clone());
        // The class of each row agrees.
        let classes = Classes::of(rows.len(), &qi);
        for (row, (tuple, _)) in rows.iter().enumerate() {
            let size: u32 = naive.sizes[tuple].values().sum();
            prop_assert_eq!(classes.size_of_row(row), size);
        }
        // Any number of threads gives the same bits.
        for threads in [1, 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let again = pool.install(|| group(rows.len(), &qi, Some((column, &spread))));
            let other = again.diversity.unwrap();
            prop_assert_eq!(&again.histogram, &groups.histogram);
            prop_assert_eq!(other.t_equal.to_bits(), diversity.t_equal.to_bits());
            prop_assert_eq!(other.t_ordered.map(f64::to_bits), diversity.t_ordered.map(f64::to_bits));
            prop_assert_eq!(other.entropy.to_bits(), diversity.entropy.to_bits());
            prop_assert_eq!(&other.recursive, &diversity.recursive);
        }
    }

    #[test]
    fn minimal_uniques_equal_brute_force(
        rows in prop::collection::vec(prop::collection::vec(0..3_u32, 4), 1..40)
    ) {
        let columns: Vec<Codes> = (0..4)
            .map(|place| Codes::from(rows.iter().map(|row| row[place]).collect::<Vec<_>>()))
            .collect();
        let qi: Vec<Coded> =
            columns.iter().map(|codes| Coded { codes, cardinality: 3 }).collect();
        let special = minimal_uniques(rows.len(), &qi, u32::MAX);
        let alike = |a: &[u32], b: &[u32], set: u32| {
            (0..4).all(|place| set >> place & 1 == 0 || a[place] == b[place])
        };
        let unique = |row: &Vec<u32>, set: u32| {
            rows.iter().filter(|other| alike(row, other, set)).count() == 1
        };
        for (place, row) in rows.iter().enumerate() {
            let mut expected: Vec<u32> = (1..16_u32)
                .filter(|&set| {
                    unique(row, set)
                        && (1..set).filter(|part| part & set == *part).all(|part| !unique(row, part))
                })
                .collect();
            let mut found = special.minimal[place].clone();
            expected.sort_unstable();
            found.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn neighbourhoods_equal_brute_force(
        rows in prop::collection::vec(
            (
                prop::sample::select(vec!["30-39", "[35, 50[", "34", "37", "50", "*", ">= 40"]),
                prop::sample::select(vec!["75*", "75001", "69003", "69*", "{75001, 69003}"]),
            ),
            1..40,
        )
    ) {
        let columns = [
            Column::from_values("age", rows.iter().map(|row| Some(row.0))),
            Column::from_values("code", rows.iter().map(|row| Some(row.1))),
        ];
        let desk = TempDir::new().unwrap();
        let path = desk.path().join("t.csv");
        let text: String = rows.iter().map(|row| format!("\"{}\",\"{}\"\n", row.0, row.1)).collect();
        fs::write(&path, format!("age,code\n{text}")).unwrap();
        let mut request = Request::of(&["age", "code"]);
        request.null = Some(NullPolicy::Compatible);
        request.scores = true;
        let Ok(ours) = assess(&path, &request) else { panic!("assessed") };
        prop_assert_eq!(columns[0].codes.len(), rows.len());
        for (row, scores) in rows.iter().zip(&ours.scores) {
            let near = |a: &str, b: &str| Domain::of(a).meets(&Domain::of(b));
            let expected =
                rows.iter().filter(|other| near(row.0, other.0) && near(row.1, other.1)).count();
            prop_assert_eq!(scores.frequency as usize, expected);
        }
    }
}

#[test]
fn domains_say_what_a_label_may_stand_for() {
    let meet = |a: &str, b: &str| {
        Domain::of(a).meets(&Domain::of(b)) && Domain::of(b).meets(&Domain::of(a))
    };
    for (a, b) in [
        ("30-39", "34"),
        ("30-39", "39-45"),
        ("[17, 30[", "29"),
        ("75*", "75011"),
        ("75*", "7501*"),
        ("{boulanger, notaire}", "notaire"),
        ("*", "n'importe quoi"),
        (">= 65", "70-79"),
        ("65+", "65"),
        ("34", "34.0"),
        ("30 à 39", "35"),
    ] {
        assert!(meet(a, b), "{a} and {b}");
    }
    for (a, b) in [
        ("30-39", "40"),
        ("[17, 30[", "30"),
        ("[17, 30[", "[30, 40["),
        ("75*", "69003"),
        ("{boulanger, notaire}", "avocat"),
        (">= 65", "< 65"),
        ("Saint-Brieuc", "Saint-Malo"),
        ("35", "30–34"),
    ] {
        assert!(!meet(a, b), "{a} and {b}");
    }
}

#[test]
fn the_estimators_hold_at_their_limits() {
    let whole = Sample::of_fraction(&[(1, 30), (2, 10), (5, 4)], 1.0);
    assert!((whole.zayatz().expect("defined") - 30.0 / 70.0).abs() < 1e-15);
    assert!((whole.snb().expect("defined") - 30.0 / 70.0).abs() < 1e-15);
    let none = Sample::of_fraction(&[(2, 10), (5, 4)], 0.1);
    assert_eq!((none.pitman(), none.zayatz(), none.snb()), (Some(0.0), Some(0.0), Some(0.0)));
    // All different: no maximum of the likelihood, no pair to fit the other on.
    let all = Sample::of_fraction(&[(1, 50)], 0.1);
    assert_eq!((all.pitman(), all.snb()), (None, None));
    for (f, population) in [(1_u32, 40.0), (2, 40.0), (3, 40.0), (3, 4.0), (7, 900.0), (2, 2.2)] {
        // Numerical integration of the expectation.
        let pi = f64::from(f) / population;
        let steps = 2_000_000;
        let sum: f64 = (0..steps)
            .map(|step| {
                let w = (f64::from(step) + 0.5) / f64::from(steps);
                w.powi(f as i32 - 1) / (pi + (1.0 - pi) * w)
            })
            .sum();
        let expected = pi * sum / f64::from(steps);
        assert!(
            (individual(f, population, true) / expected - 1.0).abs() < 1e-6,
            "{f} {population}"
        );
    }
    assert_eq!(individual(4, 4.0, false), 0.25);
}

#[test]
fn null_policies_differ_as_documented() {
    let path = Path::new(VILLAGES);
    let with = |null| {
        let mut request = request(&["age", "commune", "metier"], Some("maladie"));
        request.null = Some(null);
        measured(path, &request)
    };
    let own = with(NullPolicy::OwnValue);
    assert_eq!(own["histogram"], json!([[1, 3], [2, 2], [3, 1]]));
    assert_eq!((&own["k"], &own["n"]), (&json!(1), &json!(10)));
    let drop = with(NullPolicy::Drop);
    assert_eq!((&drop["n"], &drop["dropped_rows"]), (&json!(8), &json!(2)));
    // The retired person is compatible with the two whose occupation is not known.
    let wildcard = with(NullPolicy::Wildcard);
    assert_eq!(wildcard["histogram"], json!([[1, 2], [2, 1], [3, 3]]));
}

#[test]
fn households_and_weights_have_their_risk() {
    let mut request = request(&["age", "commune"], None);
    request.weight = Some("poids".to_owned());
    request.household = Some("foyer".to_owned());
    request.scores = true;
    let Ok(ours) = assess(Path::new(VILLAGES), &request) else { panic!("assessed") };
    let one = ours.scores[0].individual.expect("weights");
    let together = 1.0 - (1.0 - one) * (1.0 - one);
    assert!((ours.scores[0].household.expect("a household") - together).abs() < 1e-15);
    assert!((ours.scores[0].population.expect("weights") - 36.0).abs() < 1e-12);
    assert_eq!(ours.json["k_map"], json!(3.0));
}

fn risk(arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("filigrane").expect("the program");
    let output = command.arg("risk").args(arguments).output().expect("it ran");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("a code"), text(output.stdout), text(output.stderr))
}

#[test]
fn the_command_prints_one_object_or_a_summary() {
    let (code, out, err) =
        risk(&[VILLAGES, "--qi", "age,commune", "--sensitive", "revenu", "--format", "json"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let object: Map<String, Value> = serde_json::from_str(&out).expect("one object");
    for key in [
        "n",
        "classes",
        "k",
        "l_distinct",
        "l_entropy",
        "l_recursive",
        "t_equal",
        "t_ordered",
        "alpha",
        "beta_basic",
        "beta_enhanced",
        "delta",
        "histogram",
        "sample_uniqueness",
        "separation",
        "distinction",
        "prosecutor",
        "journalist",
        "marketer",
        "pitman",
        "zayatz",
        "snb",
    ] {
        assert!(object.contains_key(key), "{key}");
    }
    let (code, out, _) =
        risk(&[VILLAGES, "--qi", "age,commune,metier", "--sensitive", "maladie", "--suda"]);
    assert_eq!(code, 0);
    insta::assert_snapshot!("risk_text", out);
}

#[test]
fn threads_change_no_byte_and_scores_reach_their_file() {
    let desk = TempDir::new().expect("a folder");
    let run = |threads: &str, name: &str| {
        let out = desk.path().join(name);
        let (code, text, err) = risk(&[
            VILLAGES,
            "--qi",
            "age,commune,metier",
            "--sensitive",
            "revenu",
            "--weight",
            "poids",
            "--suda",
            "--subsets",
            "--format",
            "json",
            "--threads",
            threads,
            "--out",
            out.to_str().expect("a path"),
        ]);
        assert_eq!((code, err.as_str()), (0, ""));
        (text, fs::read(out).expect("scores"))
    };
    assert_eq!(run("1", "a.parquet"), run("3", "b.parquet"));
}

#[test]
fn bad_input_is_said_in_french_and_exits_2() {
    let desk = TempDir::new().expect("a folder");
    let file = |name: &str, content: &str| {
        let path = desk.path().join(name);
        fs::write(&path, content).expect("written");
        path.to_str().expect("a path").to_owned()
    };
    let empty = file("vide.csv", "age,commune\n");
    let nothing = file("rien.csv", "");
    let ragged = file("bancal.csv", "age,commune\n1,a\n2\n");
    let damaged = file("abime.parquet", "PAR1 ceci n'en est pas un");
    let cases: [(&[&str], &str); 8] = [
        (&[VILLAGES, "--qi", "age,taille"], "colonne « taille » absente"),
        (
            &[VILLAGES, "--qi", "age", "--sensitive", "maladie", "--order", "numeric"],
            "pas un nombre",
        ),
        (&[&empty, "--qi", "age"], "aucune ligne"),
        (&[&nothing, "--qi", "age"], "aucune ligne"),
        (&[&ragged, "--qi", "age"], "ligne 3"),
        (&[&damaged, "--qi", "age"], "endommagé"),
        (&["absent.csv", "--qi", "age"], "introuvable"),
        (&[VILLAGES, "--qi", "age,age"], "deux fois"),
    ];
    for (arguments, message) in cases {
        let (code, out, err) = risk(arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {err}");
        assert!(err.contains(message), "{err}");
        assert!(!err.contains("boulanger"), "{err}");
    }
}

#[test]
fn degenerate_tables_have_defined_values() {
    let desk = TempDir::new().expect("a folder");
    let path = desk.path().join("t.csv");
    // One row, one class: no pair of rows, no distance.
    fs::write(&path, "a,s\nx,1\n").expect("written");
    let one = measured(&path, &request(&["a"], Some("s")));
    assert_eq!(
        (&one["k"], &one["separation"], &one["t_ordered"]),
        (&json!(1), &Value::Null, &json!(0.0))
    );
    assert_eq!((&one["t_equal"], &one["l_distinct"]), (&json!(0.0), &json!(1)));
    // A column of nulls alone is one value, and has no order.
    fs::write(&path, "a,s\n,\n,\n,\n").expect("written");
    let nulls = measured(&path, &request(&["a"], Some("s")));
    assert_eq!((&nulls["k"], &nulls["classes"]), (&json!(3), &json!(1)));
    assert_eq!((&nulls["t_ordered"], &nulls["t_equal"]), (&Value::Null, &json!(0.0)));
    let mut request = request(&["a"], None);
    request.null = Some(NullPolicy::Drop);
    assert!(assess(&path, &request).is_err());
}

/// Small tables with gaps, as CSV: cells of three attributes, one sensitive value, one weight.
fn gapped() -> impl Strategy<Value = Vec<([Option<u8>; 3], Option<i8>, u8)>> {
    let cell = proptest::option::weighted(0.8, 0..4_u8);
    let row =
        ([cell.clone(), cell.clone(), cell], proptest::option::weighted(0.9, -3..3_i8), 1..30_u8);
    proptest::collection::vec(row, 1..40)
}

/// Quasi-identifiers, an ordered value, a sensitive value.
type HostileRow = ([Option<u8>; 3], Option<i8>, u8);

fn csv_of(folder: &TempDir, name: &str, rows: &[HostileRow]) -> PathBuf {
    let cell = |value: Option<String>| value.unwrap_or_default();
    let lines: String = rows
        .iter()
        .map(|(qi, secret, weight)| {
            let [a, b, c] = qi.map(|value| cell(value.map(|value| format!("v{value}"))));
            format!(
                "{a},{b},{c},{},{}\n",
                cell(secret.map(|value| value.to_string())),
                f64::from(*weight) / 10.0
            )
        })
        .collect();
    let path = folder.path().join(name);
    fs::write(&path, format!("a,b,c,secret,weight\n{lines}")).expect("written");
    path
}

fn real(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn what_must_hold_on_any_table_holds(rows in gapped(), turn in 0..40_usize) {
        let folder = TempDir::new().expect("a folder");
        let table = csv_of(&folder, "table.csv", &rows);
        let ask = |qi: &[&str], null: NullPolicy| {
            let mut asked = request(qi, Some("secret"));
            asked.null = Some(null);
            asked
        };
        let own = measured(&table, &ask(&["a", "b", "c"], NullPolicy::OwnValue));
        // The order of rows is no information.
        let mut turned = rows.clone();
        turned.rotate_left(turn % rows.len());
        let other = csv_of(&folder, "turned.csv", &turned);
        prop_assert_eq!(&own, &measured(&other, &ask(&["a", "b", "c"], NullPolicy::OwnValue)));
        // One attribute more never makes a class larger.
        let fewer = measured(&table, &ask(&["a", "b"], NullPolicy::OwnValue));
        prop_assert!(own["k"].as_u64() <= fewer["k"].as_u64());
        prop_assert!(own["classes"].as_u64() >= fewer["classes"].as_u64());
        prop_assert!(real(&own["sample_uniqueness"]) >= real(&fewer["sample_uniqueness"]));
        prop_assert!(real(&own["t_equal"]) >= real(&fewer["t_equal"]) - 1e-12);
        // Who may be anybody is never more alone.
        let wildcard = measured(&table, &ask(&["a", "b", "c"], NullPolicy::Wildcard));
        let compatible = measured(&table, &ask(&["a", "b", "c"], NullPolicy::Compatible));
        prop_assert!(wildcard["k"].as_u64() >= own["k"].as_u64());
        prop_assert!(compatible["k"].as_u64() >= wildcard["k"].as_u64());
        // To drop rows is to have had fewer.
        let whole: Vec<_> = rows.iter().filter(|(qi, _, _)| qi.iter().all(Option::is_some)).copied().collect();
        if !whole.is_empty() {
            let kept = csv_of(&folder, "kept.csv", &whole);
            let mut dropped = measured(&table, &ask(&["a", "b", "c"], NullPolicy::Drop));
            prop_assert_eq!(dropped["dropped_rows"].as_u64(), Some((rows.len() - whole.len()) as u64));
            dropped["dropped_rows"] = 0.into();
            prop_assert_eq!(&dropped, &measured(&kept, &ask(&["a", "b", "c"], NullPolicy::Drop)));
        }
        // A population is at least its sample, even by weights below one: no risk above one.
        let mut weighted = ask(&["a", "b"], NullPolicy::OwnValue);
        weighted.weight = Some("weight".to_owned());
        let outside = measured(&table, &weighted);
        for model in ["journalist", "marketer"] {
            prop_assert!(real(&outside[model]["highest"]) <= real(&outside["prosecutor"]["highest"]) + 1e-12);
            prop_assert!(real(&outside[model]["average"]) <= 1.0);
            let shares = outside[model]["at_risk"].as_object().expect("thresholds");
            let mut by_threshold: Vec<(f64, f64)> =
                shares.iter().map(|(threshold, share)| (threshold.parse().expect("a number"), real(share))).collect();
            by_threshold.sort_by(|a, b| a.0.total_cmp(&b.0));
            prop_assert!(by_threshold.windows(2).all(|pair| pair[0].1 >= pair[1].1));
        }
        prop_assert!(real(&outside["delta_presence"][1]) <= 1.0);
        prop_assert!(real(&outside["k_map"]) >= real(&outside["k"]));
    }

    #[test]
    fn a_key_full_to_the_last_bit_holds_a_constant_more(codes in proptest::collection::vec((0..u32::MAX, 0..u32::MAX), 1..30)) {
        // Two columns of 32 bits fill a key; a column of one value needs none.
        let columns: Vec<Codes> = vec![
            codes.iter().map(|(a, _)| *a).collect::<Vec<u32>>().into(),
            codes.iter().map(|(_, b)| *b).collect::<Vec<u32>>().into(),
            vec![0; codes.len()].into(),
        ];
        let coded = |count: usize| -> Vec<Coded<'_>> {
            let cardinalities = [u32::MAX, u32::MAX, 1];
            columns.iter().zip(cardinalities).take(count).map(|(codes, cardinality)| Coded { codes, cardinality }).collect()
        };
        let [two, three] = [2, 3].map(|count| Classes::of(codes.len(), &coded(count)));
        prop_assert_eq!(two.sizes.len(), three.sizes.len());
        prop_assert_eq!(two.of_row, three.of_row);
    }

    #[test]
    fn an_attribute_that_is_not_said_singles_nobody_out(rows in proptest::collection::vec(proptest::array::uniform4(0..3_u32), 1..25)) {
        // Code 0 is what a row does not say.
        let columns: Vec<Codes> =
            (0..4).map(|place| rows.iter().map(|row| row[place]).collect::<Vec<u32>>().into()).collect();
        let coded: Vec<Coded<'_>> = columns.iter().map(|codes| Coded { codes, cardinality: 3 }).collect();
        let found = minimal_uniques_of_known(rows.len(), &coded, &[Some(0); 4], 4);
        for (place, row) in rows.iter().enumerate() {
            let unique = |set: u32| {
                let inside: Vec<usize> = (0..4).filter(|bit| set >> bit & 1 == 1).collect();
                inside.iter().all(|&bit| row[bit] != 0)
                    && rows.iter().filter(|other| inside.iter().all(|&bit| other[bit] == row[bit])).count() == 1
            };
            let mut wanted: Vec<u32> = (1..16_u32)
                .filter(|&set| unique(set) && !(1..16_u32).any(|less| less != set && less & set == less && unique(less)))
                .collect();
            let mut ours = found.minimal[place].clone();
            wanted.sort_unstable();
            ours.sort_unstable();
            prop_assert_eq!(ours, wanted);
        }
    }
}

#[test]
fn long_numbers_and_mixed_booleans_are_words() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("table.csv");
    fs::write(&path, "id,flag\n9007199254740992,true\n9007199254740993,1\n1.0,false\n1,0\n")
        .expect("written");
    let ids = measured(&path, &request(&["id"], Some("flag")));
    assert_eq!((&ids["classes"], &ids["t_ordered"]), (&json!(4), &Value::Null));
    fs::write(&path, "id,flag\n1,true\n1.0,false\n2,true\n").expect("written");
    let ids = measured(&path, &request(&["id"], Some("flag")));
    assert_eq!(ids["classes"], json!(2));
    assert!(ids["t_ordered"].is_number(), "booleans alone are in order");
}
