//! GARDE-01 to 13: Filigrane never profiles a magistrate or a clerk, and no option changes it.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use filigrane::config;
use filigrane::corpus::{Decision, MagistrateName};
use filigrane::policy::BenchOrders;
use filigrane::policy::orders::OrdersFault;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::privacy::readable;

/// Fails to compile when the type has the trait: both implementations would then apply.
macro_rules! lacks {
    ($type:ty: $($bound:path),+ $(,)?) => {$(
        const _: fn() = || {
            trait AmbiguousIf<A> { fn some() {} }
            impl<T: ?Sized> AmbiguousIf<()> for T {}
            struct Has;
            impl<T: ?Sized + $bound> AmbiguousIf<Has> for T {}
            let _ = <$type as AmbiguousIf<_>>::some;
        };
    )+};
}

// GARDE-01, 02: what has none of these can be no key, no group, no row, no message.
lacks!(MagistrateName: std::hash::Hash, Eq, PartialEq, Ord, PartialOrd, Clone, Copy, serde::Serialize, std::fmt::Debug, std::fmt::Display, AsRef<str>, std::ops::Deref);

#[test]
fn garde_03_a_name_is_wiped_and_read_only_where_it_is_ordered() {
    fn wiped<T: zeroize::ZeroizeOnDrop>() {}
    wiped::<MagistrateName>();
    let bench = |omitted: Value| {
        let record = json!({ "president": { "nom": "GOMARINDE", "prenom": "Zélie" }, "occultation": { "categoriesToOmit": omitted } });
        Decision::from_record("d1", &record.to_string(), "texte").expect("a decision").bench.len()
    };
    assert_eq!(bench(json!(["professionnelMagistratGreffier"])), 0);
    assert_eq!(bench(json!(["personneMorale"])), 1);
    let published = json!({ "president": { "nom": "GOMARINDE" } }).to_string();
    assert!(Decision::from_record("d1", &published, "texte").expect("a decision").bench.is_empty());
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((path.clone(), fs::read_to_string(&path).expect("UTF-8")));
        }
    }
}

/// Lines of the program that gather by a name of the bench.
fn gathers_by_bench(text: &str) -> Vec<&str> {
    let gathers = [
        "group_by",
        "GROUP BY",
        "HashMap<",
        "BTreeMap<",
        "HashSet<",
        "BTreeSet<",
        "sort_by",
        ".entry(",
    ];
    let bench = ["MagistrateName", "magistrat", "greffier", "judge_name", "president_name"];
    text.lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("//"))
        .filter(|line| gathers.iter().any(|word| line.contains(word)))
        .filter(|line| bench.iter().any(|word| line.contains(word)))
        .collect()
}

#[test]
fn garde_01_02_08_the_program_gathers_nothing_by_magistrate() {
    assert_eq!(
        gathers_by_bench("let by: HashMap<MagistrateName, u64> = x;").len(),
        1,
        "the check can fail"
    );
    assert_eq!(gathers_by_bench("SELECT n FROM t GROUP BY greffier").len(), 1);
    let mut all = Vec::new();
    sources(&root().join("src"), &mut all);
    assert!(all.len() > 50);
    for (path, text) in all {
        let lines = gathers_by_bench(&text);
        assert!(lines.is_empty(), "{}: {lines:?}", path.display());
    }
    // Columns of the tables: none names a judge, whatever the metadata give.
    for table in filigrane::run::schema::TABLES {
        for column in table.columns {
            let name = column.name;
            assert!(
                !["magistrat", "president", "greffier", "judge", "clerk", "composition"]
                    .iter()
                    .any(|word| name.contains(word)),
                "{name}"
            );
        }
    }
}

const CANARIES: [&str; 4] = ["GOMARINDE", "DURANDAL", "FELIBREUX", "QUATREBAL"];

fn ordered() -> String {
    let text = "COUR D'APPEL DE LILLE\n\nCOMPOSITION DE LA COUR :\nMadame Zélie GOMARINDE, Présidente\nMonsieur Boris DURANDAL, Greffier\n\nMOTIFS\n\nLe rapport de Mme Gomarinde, assistée de Mme Félibreux, a été entendu.\n\nPAR CES MOTIFS\n\nConfirme.\n\nSigné par Zélie GOMARINDE, Présidente, et par Boris DURANDAL, Greffier";
    json!({
        "_id": "d1", "pseudoText": text, "originalText": text, "summary": "Rapport de Mme Gomarinde",
        "president": { "nom": "GOMARINDE", "prenom": "Zélie", "fonction": "Présidente" },
        "composition": [{ "nom": "FÉLIBREUX", "prenom": "Ana" }, { "nom": "QUATREBAL" }],
        "occultation": { "categoriesToOmit": ["personneMorale"] },
    })
    .to_string()
}

fn program(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::cargo_bin("filigrane").expect("the program");
    command.current_dir(folder).env("XDG_DATA_HOME", folder.join("data")).args(arguments);
    let output = command.output().expect("it ran");
    let said = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap_or(-1), said)
}

fn fold(text: &str) -> String {
    filigrane::document::tokens::fold(text)
}

#[test]
fn garde_04_05_13_no_name_is_written_and_no_fingerprint_lasts() {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("lot.jsonl"), ordered()).expect("written");
    let mut prints = Vec::new();
    for run in ["un", "deux"] {
        let (code, said) = program(folder.path(), &["audit", "lot.jsonl", "--out", run]);
        assert_eq!(code, 0, "{said}");
        let written = readable(&folder.path().join(run)) + &said;
        let folded = fold(&written);
        for canary in CANARIES {
            assert!(!folded.contains(&fold(canary)), "{canary} is readable");
        }
        assert!(
            written.contains("‹magistrat 1›") && written.contains("PROFA-17"),
            "the control ran"
        );
        let sentence = "aucune donnée permettant d'évaluer un magistrat ou un membre du greffe";
        assert!(said.contains(sentence));
        let restricted = fs::read_to_string(folder.path().join(run).join("report/sder.json"))
            .expect("the restricted report");
        assert!(
            restricted.contains(sentence) && restricted.contains("Diffusion restreinte au SDER")
        );
        let fingerprints: Vec<String> = written
            .lines()
            .filter(|line| line.len() == 64 && line.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .map(str::to_owned)
            .collect();
        prints.push(fingerprints);
    }
    assert!(!prints[0].is_empty() && prints[0].len() == prints[1].len());
    // One key of the user for both runs: what is about the bench differs all the same.
    let same = prints[0].iter().filter(|print| prints[1].contains(print)).count();
    assert!(same < prints[0].len(), "fingerprints of the bench last");
    let rows = readable(&folder.path().join("un"));
    assert!(rows.contains("magistrate"));
}

#[test]
fn garde_06_a_list_of_names_is_refused() {
    let parse = |text: &str| BenchOrders::parse(text).map_err(|(_, fault)| fault);
    let orders = parse("decision_id;ordonnee\n65f0a1;oui\n65f0a2;non\n").expect("read");
    assert!(orders.masks("65f0a1") && !orders.masks("65f0a2"));
    assert_eq!(parse("nom;prenom\nGOMARINDE;Zélie\n"), Err(OrdersFault::Header));
    assert_eq!(parse("decision_id;ordonnee;nom\n"), Err(OrdersFault::Header));
    assert_eq!(
        parse("decision_id;ordonnee\nMme GOMARINDE 1;oui\n"),
        Err(OrdersFault::NotAnIdentifier)
    );
    assert_eq!(parse("decision_id;ordonnee\nGOMARINDE;oui\n"), Err(OrdersFault::NotAnIdentifier));
    assert_eq!(parse("decision_id;ordonnee\n65f0a1;GOMARINDE\n"), Err(OrdersFault::NotAFlag));
    assert_eq!(parse("decision_id;ordonnee\n65f0a1;oui;GOMARINDE\n"), Err(OrdersFault::Width));
    for fault in [OrdersFault::NotAnIdentifier, OrdersFault::NotAFlag, OrdersFault::Width] {
        assert!(!fault.to_string().contains("GOMARINDE"));
    }
}

#[test]
fn garde_06_an_order_given_by_decision_is_followed() {
    let folder = TempDir::new().expect("a folder");
    let mut record: Value = serde_json::from_str(&ordered()).expect("JSON");
    record["occultation"]["categoriesToOmit"] = json!(["professionnelMagistratGreffier"]);
    record["_id"] = json!("65f0a1");
    fs::write(folder.path().join("lot.jsonl"), record.to_string()).expect("written");
    fs::write(folder.path().join("ordres.csv"), "decision_id;ordonnee\n65f0a1;oui\n")
        .expect("written");
    fs::write(folder.path().join("filigrane.toml"), "[policy]\nbench_orders = \"ordres.csv\"\n")
        .expect("written");
    let (code, said) = program(folder.path(), &["scan", "lot.jsonl", "--out", "run"]);
    assert_eq!(code, 0, "{said}");
    assert!(readable(&folder.path().join("run")).contains("PROFA-17"));
    fs::write(folder.path().join("ordres.csv"), "decision_id;ordonnee\nZélie GOMARINDE;oui\n")
        .expect("written");
    let (code, said) = program(folder.path(), &["scan", "lot.jsonl", "--out", "autre"]);
    assert_eq!(code, 2);
    assert!(
        said.contains("ordres.csv") && said.contains("ligne 2") && !said.contains("GOMARINDE"),
        "{said}"
    );
}

#[test]
fn garde_07_11_no_list_of_magistrates_is_shipped() {
    let mut files = Vec::new();
    let mut folders = vec![root().join("datasets")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    assert!(files.len() > 5);
    for file in files {
        let name = file.file_name().expect("a name").to_string_lossy().to_lowercase();
        assert!(
            !["magistrat", "greffe", "annuaire", "juge"].iter().any(|word| name.contains(word)),
            "{name}"
        );
    }
}

#[test]
fn garde_10_nothing_can_query_a_service() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).expect("the lock file");
    let packages: Vec<&str> = lock
        .lines()
        .filter_map(|line| line.strip_prefix("name = "))
        .map(|name| name.trim_matches('"'))
        .collect();
    assert!(packages.len() > 100);
    for client in [
        "reqwest",
        "hyper",
        "ureq",
        "isahc",
        "curl",
        "attohttpc",
        "surf",
        "native-tls",
        "rustls",
        "tokio",
    ] {
        assert!(!packages.contains(&client), "{client} opens connections");
    }
}

#[test]
fn garde_12_no_option_and_no_key_lifts_a_safeguard() {
    let folder = TempDir::new().expect("a folder");
    let mut pages = String::new();
    let (_, top) = program(folder.path(), &["--help"]);
    pages += &top;
    for command in ["audit", "scan", "rules", "quality", "completions", "man"] {
        pages += &program(folder.path(), &[command, "--help"]).1;
    }
    for (path, key) in keys(&config::json_schema(), "") {
        pages += &format!("{path}.{key}\n");
    }
    let options: Vec<&str> =
        pages.split_whitespace().filter(|word| word.starts_with("--")).collect();
    assert!(options.len() > 10);
    for option in options {
        for word in [
            "magistrat",
            "greff",
            "bench",
            "judge",
            "clerk",
            "reveal-bench",
            "profil",
            "garde",
            "safeguard",
        ] {
            assert!(!option.to_lowercase().contains(word), "{option}");
        }
    }
    let bench: Vec<String> = keys(&config::json_schema(), "")
        .into_iter()
        .map(|(_, key)| key)
        .filter(|key| {
            ["bench", "magistrat", "greff", "judge"].iter().any(|word| key.contains(word))
        })
        .collect();
    assert_eq!(bench, ["bench_orders"], "the one key about the bench can only mask more");
    assert!(config::parse(Path::new("f.toml"), "[policy]\nshow_magistrates = true\n").is_err());
}

/// Every key of a JSON Schema, with its path.
fn keys(schema: &Value, path: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
        all.push((path.to_owned(), key.clone()));
        all.extend(keys(inner, &format!("{path}.{key}")));
    }
    all
}

#[test]
fn garde_09_a_reuser_is_shown_by_its_structure_and_never_by_a_name() {
    let folder = TempDir::new().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    };
    let text = "COUR D'APPEL DE LILLE\n\nMadame Zélie GOMARINDE, Présidente\n\nMOTIFS\n\nLa cour confirme.";
    write(
        "reference.jsonl",
        &json!({ "id": "65d1", "jurisdiction": "ca", "text": text }).to_string(),
    );
    write(
        "produit/juges.csv",
        "juge;juridiction;nombre_decisions;taux_confirmation\nZélie GOMARINDE;cour d'appel de Lille;212;82 %\nBoris DURANDAL;cour d'appel de Lille;96;41 %\n",
    );
    write(
        "produit/juge/zelie-gomarinde.html",
        "<html><body><h1>Zélie GOMARINDE</h1><p>Présidente, cour d'appel de Lille. Taux de confirmation : 82 %. Mieux notée que Boris DURANDAL.</p></body></html>",
    );
    let arguments = ["reuse", "produit", "--reference", "reference.jsonl", "--out", "dossier"];
    let (code, said) = program(folder.path(), &arguments);
    assert!(code == 0 || code == 3, "{said}");
    let written = readable(&folder.path().join("dossier")) + &said;
    let folded = fold(&written);
    for canary in CANARIES {
        assert!(!folded.contains(&fold(canary)), "{canary} is readable");
    }
    assert!(written.contains("PROFB-") && written.contains("taux_confirmation"), "{said}");
}
