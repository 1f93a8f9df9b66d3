//! Chains: numbers under one form, links between decisions and between tables, with and without numbers.

use std::collections::BTreeMap;

use filigrane::linkage::attacks::{Rate, Residual, run as attack};
use filigrane::linkage::chains::tables::{Columns, Evidence, link as link_tables};
use filigrane::linkage::chains::{Node, Number, Relation, link};
use filigrane::linkage::metrics::Column;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde_json::Value;

#[test]
fn one_number_has_one_form() {
    let register = Some(Number::Register { year: 15, rank: 42 });
    for text in
        ["15/00042", "15/42", "RG n° 15/00042", "N° RG 15/00042 - N° Portalis DBVX", "2015/00042"]
    {
        assert_eq!(Number::of(text), register, "{text}");
    }
    let appeal = Some(Number::Appeal { year: 22, rank: 12345 });
    for text in ["22-12.345", "22-12345", "J 22-12.345", "Pourvoi n° J 22-12.345"] {
        assert_eq!(Number::of(text), appeal, "{text}");
    }
    for text in ["", "42", "15/", "/42", "texte", "1-2", "15/123456789"] {
        assert_eq!(Number::of(text), None, "{text}");
    }
    let number = |text| Number::of(text).expect("a number");
    for (a, b) in [
        ("15/00042", "15/00043"),
        ("15/1234", "15/1294"),
        ("15/1234", "15/124"),
        ("15/1999", "15/2003"),
    ] {
        assert!(number(a).is_near(number(b)) && number(b).is_near(number(a)), "{a} {b}");
    }
    for (a, b) in [
        ("15/00042", "16/00042"),
        ("15/1234", "15/4321"),
        ("15/42", "15/42"),
        ("22-12.345", "22/12345"),
    ] {
        assert!(!number(a).is_near(number(b)), "{a} {b}");
    }
}

/// Draws of an invented court's life.
struct Dice(ChaCha8Rng);

impl Dice {
    fn below(&mut self, top: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(top)) >> 32) as u32
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    fn hash(&mut self) -> i64 {
        (self.0.next_u64() >> 1).cast_signed()
    }

    fn date(&mut self, year: u32) -> String {
        format!("{}-{:02}-{:02}", year, 1 + self.below(12), 1 + self.below(28))
    }
}

/// Invented cases: a judgment, its appeal, sometimes an appeal in cassation; the case of each node.
fn cases(seed: u64, count: u32) -> (Vec<Node>, Vec<u32>) {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(seed));
    let (mut nodes, mut truth) = (Vec::new(), Vec::new());
    for case in 0..count {
        let seat = dice.below(30);
        let own: Vec<i64> = (0..3).map(|_| i64::from(1_000 + dice.below(9_000_000))).collect();
        let articles: Vec<String> = (0..3).map(|_| format!("L{}", dice.below(800))).collect();
        let passage: Vec<i64> = (0..40).map(|_| dice.hash()).collect();
        let (mut number, mut date) = (String::new(), String::new());
        let mut court = String::new();
        for level in 0..2 + u32::from(dice.chance(40)) {
            let mut node = Node {
                id: format!("n{case}-{level}"),
                jurisdiction: Some(["tj", "ca", "cc"][level as usize].to_owned()),
                location: Some(match level {
                    0 => format!("tj_{seat}"),
                    1 => format!("ca_{}", seat / 3),
                    _ => "cc".to_owned(),
                }),
                numbers: vec![match level {
                    2 => format!("2{}-{}", 3 + dice.below(2), 10_000 + dice.below(80_000)),
                    _ => format!("2{}/{:05}", level, 1 + dice.below(9_000)),
                }],
                date: Some(dice.date(2020 + level)),
                nature: dice.chance(70).then(|| format!("{}A", 10 + case % 60)),
                shingles: 2_000,
                ..Node::default()
            };
            if level > 0 {
                if dice.chance(92) {
                    node.cited_numbers.push(number.clone());
                }
                if dice.chance(92) {
                    node.cited_dates.push(date.clone());
                }
                if dice.chance(92) {
                    node.cited_courts.push(court.clone());
                }
            }
            // Other decisions that the text speaks of.
            node.cited_dates.push(dice.date(2019));
            node.amounts =
                own.iter().copied().filter(|_| dice.chance(70)).chain([50_000, 100_000]).collect();
            node.articles = articles
                .iter()
                .filter(|_| dice.chance(70))
                .cloned()
                .chain(["700".to_owned()])
                .collect();
            node.sketch = passage.iter().copied().filter(|_| dice.chance(60)).collect();
            node.sketch.extend((0..90).map(|_| dice.hash()));
            (number, date) = (node.numbers[0].clone(), node.date.clone().unwrap_or_default());
            court = node.location.clone().unwrap_or_default();
            nodes.push(node);
            truth.push(case);
        }
    }
    (nodes, truth)
}

/// Precision and recall over pairs of one case.
fn quality(case_of: &[u32], truth: &[u32]) -> (f64, f64) {
    let (mut both, mut found, mut expected) = (0.0, 0.0, 0.0);
    for a in 0..truth.len() {
        for b in a + 1..truth.len() {
            let (same, wanted) = (case_of[a] == case_of[b], truth[a] == truth[b]);
            both += f64::from(same && wanted);
            found += f64::from(same);
            expected += f64::from(wanted);
        }
    }
    (both / f64::max(found, 1.0), both / expected)
}

#[test]
fn invented_cases_are_put_together_even_without_their_numbers() {
    let (nodes, truth) = cases(11, 400);
    for (evidence, precision_wanted, recall_wanted) in
        [(Evidence::All, 0.98, 0.97), (Evidence::WithoutNumbers, 0.95, 0.9)]
    {
        let chains = link(&nodes, evidence);
        let (precision, recall) = quality(&chains.case_of, &truth);
        eprintln!("{evidence:?}: precision {precision:.4}, recall {recall:.4}");
        assert!(precision >= precision_wanted, "{evidence:?}: precision {precision}");
        assert!(recall >= recall_wanted, "{evidence:?}: recall {recall}");
        for one in &chains.links {
            let (first, second) = (&nodes[one.first as usize], &nodes[one.second as usize]);
            assert!(first.date <= second.date, "the earlier first");
            assert!(!one.reasons.is_empty());
        }
    }
    let appeals = link(&nodes, Evidence::All);
    assert!(appeals.links.iter().any(|link| link.relation == Relation::Appeal));
    assert!(appeals.links.iter().any(|link| link.relation == Relation::Cassation));
    assert_eq!(link(&nodes, Evidence::All).links, appeals.links, "the same again");
}

#[test]
fn what_the_metadata_declare_is_believed() {
    let node = |id: &str, jurisdiction: &str, date: &str| Node {
        id: id.to_owned(),
        jurisdiction: Some(jurisdiction.to_owned()),
        date: Some(date.to_owned()),
        ..Node::default()
    };
    let mut later = node("b", "cc", "2024-05-02");
    later.declared = vec!["a".to_owned()];
    let chains =
        link(&[later, node("a", "ca", "2022-01-10"), node("c", "ca", "2022-01-11")], Evidence::All);
    assert_eq!(chains.links.len(), 1);
    let only = &chains.links[0];
    assert_eq!((only.first, only.second, only.relation), (1, 0, Relation::Cassation));
    assert_eq!(chains.case_of[0], chains.case_of[1]);
    assert_ne!(chains.case_of[0], chains.case_of[2]);
    assert!(link(&[], Evidence::All).links.is_empty());
}

#[test]
fn tables_are_linked_through_slips_and_gaps() {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(5));
    let count = 3_000;
    let mut first: Vec<[Option<String>; 6]> = Vec::new();
    let mut second: Vec<[Option<String>; 6]> = Vec::new();
    let mut truth = Vec::new();
    for row in 0..count {
        let (year, rank) = (15 + dice.below(9), 1 + dice.below(9_000));
        let decided = 2018 + dice.below(4);
        let base = [
            Some(format!("{year}/{rank:05}")),
            Some(format!("CA{}", dice.below(30))),
            Some(dice.date(decided)),
            Some(dice.below(300).to_string()),
            Some(dice.below(90_000).to_string()),
            Some(dice.below(3_000).to_string()),
        ];
        first.push(base.clone());
        if dice.chance(60) {
            let mut copy = base;
            match dice.below(10) {
                0 => copy[0] = None,
                1 => copy[0] = Some(format!("{year}/{}", rank + 1 + dice.below(8))),
                2 | 3 => copy[0] = Some(format!("RG {year}/{rank}")),
                _ => {}
            }
            for field in &mut copy[3..6] {
                if dice.chance(25) {
                    *field = None;
                }
            }
            second.push(copy);
            truth.push(row);
        }
    }
    let columns = |rows: &[[Option<String>; 6]]| {
        let column = |field: usize| {
            Some(Column::from_values("c", rows.iter().map(move |row| row[field].as_deref())))
        };
        Columns {
            number: column(0),
            court: column(1),
            date: column(2),
            nature: column(3),
            amount: column(4),
            article: column(5),
        }
    };
    let sizes = (first.len(), second.len());
    for (evidence, wanted) in [(Evidence::All, 0.995), (Evidence::WithoutNumbers, 0.98)] {
        let matches = link_tables(sizes, &columns(&first), &columns(&second), evidence);
        let right =
            matches.iter().filter(|one| truth[one.second as usize] == one.first).count() as f64;
        let f1 = 2.0 * right / (matches.len() + truth.len()) as f64;
        eprintln!("{evidence:?}: F1 {f1:.4}");
        assert!(f1 >= wanted, "{evidence:?}: F1 {f1}");
        let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().expect("threads");
        let again =
            pool.install(|| link_tables(sizes, &columns(&first), &columns(&second), evidence));
        assert_eq!(again, matches, "any number of threads");
    }
}

#[test]
fn rates_and_residual_risks_equal_those_of_anonymeter() {
    let root = std::env::var_os("FILIGRANE_SHARED").map_or_else(
        || std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        std::path::PathBuf::from,
    );
    let Ok(text) = std::fs::read_to_string(root.join("risk/reference/anonymeter_reference.json"))
    else {
        eprintln!("skipped: no reference of Anonymeter");
        return;
    };
    let reference: Value = serde_json::from_str(&text).expect("JSON");
    for case in reference["cases"].as_array().expect("cases") {
        let trials = case["n_attacks"].as_u64().expect("trials");
        let rate = |count: &str| case[count].as_u64().and_then(|count| Rate::of(count, trials));
        for (count, name) in [
            ("n_success", "attack_rate"),
            ("n_baseline", "baseline_rate"),
            ("n_control", "control_rate"),
        ] {
            let Some(ours) = rate(count) else { continue };
            assert!((ours.value - case[name][0].as_f64().expect("a rate")).abs() < 1e-12, "{name}");
            assert!(
                (ours.error - case[name][1].as_f64().expect("an error")).abs() < 1e-12,
                "{name}"
            );
        }
        let residual = Residual::of(rate("n_success").expect("a rate"), rate("n_control"));
        for (ours, theirs) in [
            (residual.risk, &case["risk"]),
            (residual.low, &case["ci"][0]),
            (residual.high, &case["ci"][1]),
        ] {
            assert!((ours - theirs.as_f64().expect("a number")).abs() < 1e-12, "{case}");
        }
    }
    assert!(Rate::of(0, 0).is_none());
}

#[test]
fn an_attack_counts_what_the_table_gives_and_what_anyone_would_guess() {
    let column =
        |values: &[&str]| Column::from_values("c", values.iter().map(|value| Some(*value)));
    // Six published people, then two who are not.
    let age = column(&["30", "30", "41", "52", "52", "63", "41", "99"]);
    let town = column(&["A", "A", "B", "B", "C", "C", "B", "Z"]);
    let secret = column(&["x", "x", "y", "x", "x", "y", "x", "x"]);
    let tried = attack(&[age, town], Some(&secret), 8, 6);
    assert_eq!((tried.singling_out.trials, tried.singling_out.successes), (6, 4));
    assert_eq!((tried.singling_out.control_trials, tried.singling_out.control_successes), (2, 1));
    let inference = tried.inference.expect("a secret");
    assert_eq!((inference.successes, inference.baseline_successes), (6, 4));
    assert_eq!(inference.control_successes, 1);
    let linkability = tried.linkability.expect("two attributes");
    assert_eq!(linkability.successes, 0, "no town has one person only");
}

#[test]
fn a_run_gets_its_links_from_what_the_decisions_say_of_each_other() {
    use filigrane::run::derived::LinkRow;
    use filigrane::run::tables::Run;
    let desk = tempfile::TempDir::new().expect("a folder");
    let filler = "La demanderesse soutient que le bail a été rompu sans motif et réclame réparation de son préjudice. ";
    let judgment = serde_json::json!({
        "id": "jugement", "jurisdiction": "tj", "location": "tj_valbrune", "number": "21/00317",
        "decision_date": "2021-09-14", "nac": "51A",
        "text": format!("TRIBUNAL JUDICIAIRE DE VALBRUNE\n\nN° RG 21/00317\n\n{filler}Condamne M. [X] à payer 4 318,27 euros."),
    });
    let appeal = serde_json::json!({
        "id": "arret-2", "jurisdiction": "ca", "location": "ca_sorgelac", "number": "21/04410",
        "decision_date": "2022-11-08", "nac": "51A",
        "text": format!("COUR D'APPEL DE SORGELAC\n\nN° RG 21/04410\n\nDécision déférée à la cour : jugement du 14 septembre 2021 \
            rendu par le tribunal judiciaire de Valbrune, n° RG 21/00317.\n\n{filler}Confirme la condamnation à payer 4 318,27 euros."),
    });
    let quashing = serde_json::json!({
        "id": "cassation", "jurisdiction": "cc", "number": "23-10.417", "decision_date": "2024-02-07",
        "contested": { "id": "arret-2", "date": "2022-11-08" },
        "text": "COUR DE CASSATION\n\nLa Cour casse et annule en toutes ses dispositions la décision attaquée.",
    });
    let other = serde_json::json!({
        "id": "autre", "jurisdiction": "tj", "location": "tj_valbrune", "number": "21/00500",
        "decision_date": "2021-09-15", "text": "TRIBUNAL JUDICIAIRE DE VALBRUNE\n\nN° RG 21/00500\n\nPrononce la clôture.",
    });
    let lines: String =
        [judgment, appeal, quashing, other].iter().map(|one| one.to_string() + "\n").collect();
    std::fs::write(desk.path().join("lot.jsonl"), lines).expect("written");
    for arguments in [&["scan", "lot.jsonl", "--out", "run"][..], &["link", "run"]] {
        let mut command = assert_cmd::Command::cargo_bin("filigrane").expect("the program");
        let done = command
            .current_dir(desk.path())
            .env("XDG_DATA_HOME", desk.path())
            .args(arguments)
            .output();
        let done = done.expect("it ran");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    let run = Run::open(&desk.path().join("run")).unwrap_or_else(|error| panic!("{error}"));
    let links: Vec<LinkRow> =
        run.rows().collect::<Result<_, _>>().unwrap_or_else(|error| panic!("{error}"));
    let pairs: Vec<(&str, &str)> =
        links.iter().map(|link| (link.decision_id.as_str(), link.other_id.as_str())).collect();
    assert_eq!(pairs, [("jugement", "arret-2"), ("arret-2", "cassation")]);
    assert!(links.iter().all(|link| link.cluster == "jugement" && link.probability >= 0.5));
    assert_eq!(links[1].reasons[..2], ["cassation", "lien déclaré dans les métadonnées"]);
}

/// A scanned run of decisions of which some are of one case.
fn scanned(desk: &std::path::Path, name: &str, decisions: &[Value]) -> filigrane::run::tables::Run {
    let lines: String = decisions.iter().map(|one| one.to_string() + "\n").collect();
    std::fs::write(desk.join(format!("{name}.jsonl")), lines).expect("written");
    let mut command = assert_cmd::Command::cargo_bin("filigrane").expect("the program");
    let done = command
        .current_dir(desk)
        .env("XDG_DATA_HOME", desk)
        .args(["scan", &format!("{name}.jsonl"), "--out", name])
        .output()
        .expect("it ran");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    filigrane::run::tables::Run::open(&desk.join(name)).unwrap_or_else(|error| panic!("{error}"))
}

/// A judgment and its appeal, each of which tells something of the employee.
fn dismissal() -> [Value; 2] {
    let filler = "La salariée soutient que son licenciement est dépourvu de cause réelle et sérieuse et réclame réparation. ";
    [
        serde_json::json!({
            "id": "prud", "jurisdiction": "cph", "location": "cph_valbrune", "number": "21/00317", "decision_date": "2021-09-14",
            "text": format!("CONSEIL DE PRUD'HOMMES DE VALBRUNE\n\nN° RG 21/00317\n\nMme [X] [Y], née le 12 mars 1971, \
                demeurant à Quimper, a été engagée le 2 mai 2010 par la société [1]. {filler}Condamne la société [1] à payer à Mme [X] 4 318,27 euros."),
        }),
        serde_json::json!({
            "id": "appel", "jurisdiction": "ca", "location": "ca_sorgelac", "number": "21/04410", "decision_date": "2022-11-08",
            "text": format!("COUR D'APPEL DE SORGELAC\n\nN° RG 21/04410\n\nDécision déférée à la cour : jugement du 14 septembre 2021 \
                rendu par le conseil de prud'hommes de Valbrune, n° RG 21/00317.\n\nMme [Z] [W], née le [Date naissance 1], \
                infirmière, demeurant [Adresse 2] à [Localité 3], a été engagée le 2 mai 2010 par la société [4]. {filler}\
                Confirme la condamnation à payer à Mme [Z] 4 318,27 euros."),
        }),
    ]
}

#[test]
fn two_decisions_of_a_case_reveal_more_than_either_and_what_one_masks() {
    use filigrane::linkage::{link_run, population::Population, quiet};
    use filigrane::run::derived::LinkRow;
    let desk = tempfile::TempDir::new().expect("a folder");
    let run = scanned(desk.path(), "case", &dismissal());
    let population = Population::embedded().expect("the reference counts");
    link_run(&run, &population, &quiet).unwrap_or_else(|error| panic!("{error}"));
    let rows: Vec<LinkRow> =
        run.rows().collect::<Result<_, _>>().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(rows.len(), 1);
    let (union, more) =
        (rows[0].union_risk.expect("a risk"), rows[0].complementary.expect("a score"));
    // Alone, the first tells a woman born one day, the second a nurse: together, a handful of people.
    assert!(union > 0.02 && more > 0.02 && more < union, "{union} {more}");
    assert_eq!(rows[0].differences, ["localite", "dateNaissance"]);
}

#[test]
fn a_new_batch_is_chained_with_a_past_run() {
    use filigrane::linkage::{link_with_past, population::Population};
    let desk = tempfile::TempDir::new().expect("a folder");
    let [judgment, appeal] = dismissal();
    let other = serde_json::json!({
        "id": "autre", "jurisdiction": "ca", "location": "ca_sorgelac", "number": "21/00555", "decision_date": "2022-11-08",
        "text": "COUR D'APPEL DE SORGELAC\n\nN° RG 21/00555\n\nConstate le désistement de l'appelant.",
    });
    let past = scanned(desk.path(), "past", &[judgment.clone(), other.clone()]);
    let population = Population::embedded().expect("the reference counts");
    for (name, batch) in [("new", vec![appeal.clone()]), ("again", vec![appeal, other])] {
        let new = scanned(desk.path(), name, &batch);
        let rows =
            link_with_past(&new, &past, &population).unwrap_or_else(|error| panic!("{error}"));
        let pairs: Vec<(&str, &str)> =
            rows.iter().map(|row| (row.decision_id.as_str(), row.other_id.as_str())).collect();
        assert_eq!(pairs, [("appel", "prud")], "the new decision first, whichever came first");
        assert!(rows[0].union_risk.is_some() && rows[0].reasons[0] == "appel");
    }
    // A decision that is in both is replaced, not linked with itself.
    let same = scanned(desk.path(), "same", &[judgment]);
    let rows = link_with_past(&same, &past, &population).unwrap_or_else(|error| panic!("{error}"));
    assert!(rows.is_empty());
}

#[test]
fn a_register_number_is_that_of_a_court() {
    let node = |id: &str, location: &str, number: &str, date: &str| Node {
        id: id.to_owned(),
        jurisdiction: Some(location[..2].to_owned()),
        location: Some(location.to_owned()),
        numbers: vec![number.to_owned()],
        date: Some(date.to_owned()),
        ..Node::default()
    };
    // Two courts gave one number; metadata know the courts by codes, texts by names, as published decisions do.
    let mut quimper = node("quimper", "tj29232", "21/00317", "2021-09-14");
    quimper.cited_courts = vec!["tj_quimper".to_owned()];
    let mut brest = node("brest", "tj29019", "21/00317", "2021-10-05");
    brest.cited_courts = vec!["tj_brest".to_owned()];
    let mut appeal = node("appeal", "ca_rennes", "21/04410", "2022-11-08");
    appeal.cited_numbers = vec!["21/00317".to_owned()];
    appeal.cited_dates = vec!["2021-09-14".to_owned()];
    appeal.cited_courts = vec!["ca_rennes".to_owned(), "tgi_quimper".to_owned()];
    let chains = link(&[quimper, brest, appeal], Evidence::All);
    let pairs: Vec<(u32, u32)> =
        chains.links.iter().map(|link| (link.first, link.second)).collect();
    assert_eq!(pairs, [(0, 2)]);
    assert!(chains.links[0].reasons.contains(&"même juridiction, ou juridiction citée"));
}

#[test]
fn crowded_registers_do_not_join_cases() {
    // Thirty courts that number from one: every number is that of thirty cases.
    let (nodes, truth) = crowded(3, 900);
    for (evidence, wanted) in [(Evidence::All, 0.97), (Evidence::WithoutNumbers, 0.93)] {
        let (precision, recall) = quality(&link(&nodes, evidence).case_of, &truth);
        let f1 = 2.0 * precision * recall / (precision + recall);
        eprintln!("{evidence:?}: precision {precision:.4}, recall {recall:.4}, F1 {f1:.4}");
        assert!(f1 >= wanted, "{evidence:?}: F1 {f1}");
    }
}

/// Hard cases: numbers small and the same in every court, one citation of three without its number or with a wrong year, dates
/// missing, two judgments joined on appeal, up to three instances.
fn crowded(seed: u64, count: u32) -> (Vec<Node>, Vec<u32>) {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(seed));
    let (mut nodes, mut truth): (Vec<Node>, Vec<u32>) = (Vec::new(), Vec::new());
    // The last number that each court gave.
    let mut last: BTreeMap<String, u32> = BTreeMap::new();
    for case in 0..count {
        let seat = dice.below(30);
        let own: Vec<i64> = (0..3).map(|_| i64::from(1_000 + dice.below(9_000_000))).collect();
        let passage: Vec<i64> = (0..30).map(|_| dice.hash()).collect();
        let levels = 1 + u32::from(dice.chance(75)) + u32::from(dice.chance(30));
        let judgments = 1 + u32::from(levels > 1 && dice.chance(15));
        let mut before: Vec<usize> = Vec::new();
        for level in 0..levels {
            let copies = if level == 0 { judgments } else { 1 };
            let cited = std::mem::take(&mut before);
            for _ in 0..copies {
                let location = [format!("tj_{seat}"), format!("ca_{}", seat / 3), "cc".to_owned()]
                    [level as usize]
                    .clone();
                let rank = last.entry(location.clone()).or_default();
                *rank += 1;
                let number = match level {
                    2 => format!("23-{}", 10_000 + *rank),
                    _ => format!("2{level}/{rank:05}"),
                };
                let mut node = Node {
                    id: format!("n{}", nodes.len()),
                    jurisdiction: Some(["tj", "ca", "cc"][level as usize].to_owned()),
                    location: Some(location),
                    numbers: vec![number],
                    date: Some(dice.date(2020 + level)),
                    nature: dice.chance(70).then(|| format!("{}A", 10 + case % 60)),
                    shingles: 2_000,
                    ..Node::default()
                };
                for &earlier in &cited {
                    let earlier: &Node = &nodes[earlier];
                    let number = &earlier.numbers[0];
                    match dice.below(100) {
                        0..25 => {}
                        25..32 => node.cited_numbers.push(format!("1{}", &number[1..])),
                        _ => node.cited_numbers.push(number.clone()),
                    }
                    if dice.chance(88) {
                        node.cited_dates.extend(earlier.date.clone());
                    }
                    node.cited_courts.extend(earlier.location.clone());
                }
                node.cited_dates.push(dice.date(2019));
                node.amounts = own
                    .iter()
                    .copied()
                    .filter(|_| dice.chance(60))
                    .chain([50_000, 150_000])
                    .collect();
                node.articles = vec!["700".to_owned(), format!("L{}", dice.below(800))];
                node.sketch = passage.iter().copied().filter(|_| dice.chance(50)).collect();
                node.sketch.extend((0..90).map(|_| dice.hash()));
                before.push(nodes.len());
                nodes.push(node);
                truth.push(case);
            }
        }
    }
    (nodes, truth)
}
