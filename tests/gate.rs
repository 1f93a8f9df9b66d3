//! The gate: what is refused and why, what nobody can set aside, and the exit codes.

use std::fs;
use std::path::Path;

use filigrane::run::Run;
use filigrane::run::derived::{RiskRow, Verdict, VerdictRow, write_risks};
use filigrane::run::directory::part_path;
use filigrane::run::schema;
use filigrane::run::tables::{DecisionEntry, FindingEntry};
use filigrane::taxonomy::{Category, Family, Severity, Status};
use filigrane::verdict::PolicyOrigin;
use filigrane::verdict::Settings;
use filigrane::verdict::score::{Level, Linked, LinkedPoint, Reach, Route, assess, together};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::cli::Desk;

const ALL: Reach = Reach { residual: true, inference: true, secret: true };

fn decision(nac: Option<&str>) -> DecisionEntry {
    DecisionEntry {
        decision_id: "d1".to_owned(),
        file: "lot.jsonl".to_owned(),
        line: 1,
        jurisdiction: None,
        location: None,
        chamber: None,
        number: None,
        ecli: None,
        decision_date: None,
        nac: nac.map(str::to_owned),
        source: None,
        partial: None,
        public: None,
        fields: 1,
        text_bytes: 100,
        zones: "estimated".to_owned(),
        policy_origin: PolicyOrigin::DefaultBloc3,
        policy_omitted: Vec::new(),
        policy_warnings: Vec::new(),
        blocking: 0,
        violations: 0,
        to_review: 0,
        permitted: 0,
    }
}

fn finding(rule: &str, category: Category, severity: Severity, status: Status) -> FindingEntry {
    FindingEntry {
        decision_id: "d1".to_owned(),
        field: "text".to_owned(),
        start: 0,
        end: 4,
        start_utf16: 0,
        end_utf16: 4,
        zone: None,
        rule_id: rule.to_owned(),
        family: Family::Occultation,
        category,
        severity,
        status,
        confidence: 0.9,
        masked: "‹adresse›".to_owned(),
        fingerprint: format!("{:064x}", rule.bytes().map(u64::from).sum::<u64>()),
        reasons: Vec::new(),
    }
}

fn settings() -> Settings {
    Settings::defaults().expect("the policy of the program is valid")
}

#[test]
fn routes_combine_as_independent_events() {
    assert!((together([0.5, 0.5]) - 0.75).abs() < 1e-12);
    assert_eq!(together([]), 0.0);
    let settings = settings();
    let address = finding("OCC-ADR-VOIE", Category::Adresse, Severity::Majeur, Status::Violation);
    let linked = Linked {
        singled: Some(LinkedPoint {
            probability: 0.5,
            adversary: Some("voisin".to_owned()),
            explanation: "profession rare".to_owned(),
        }),
        ..Linked::default()
    };
    let assessed = assess(&decision(None), [&address], &linked, ALL, &settings);
    let residual = 0.9_f32 as f64 * settings.identifying(Category::Adresse);
    let expected = 1.0 - (1.0 - residual) * 0.5;
    assert!((assessed.probability - expected).abs() < 1e-9, "{}", assessed.probability);
    assert_eq!(assessed.not_evaluated, [Route::Chain, Route::Difference]);
    let sources: Vec<&str> = assessed
        .routes
        .iter()
        .flat_map(|risk| risk.points.iter().map(|point| point.source.as_str()))
        .collect();
    assert_eq!(sources, ["OCC-ADR-VOIE", "risks"], "every point has its source");
}

#[test]
fn a_route_without_its_table_is_not_evaluated_rather_than_nil() {
    let nothing = Reach { residual: false, inference: false, secret: false };
    let assessed = assess(&decision(None), [], &Linked::default(), nothing, &settings());
    assert_eq!(assessed.not_evaluated.len(), Route::ALL.len());
    assert!(assessed.routes.is_empty());
}

#[test]
fn a_value_repeated_weighs_once_and_what_may_stay_weighs_nothing() {
    let settings = settings();
    let one = finding("OCC-ADR-VOIE", Category::Adresse, Severity::Majeur, Status::Violation);
    let alone = assess(&decision(None), [&one], &Linked::default(), ALL, &settings);
    let thrice = assess(&decision(None), [&one, &one, &one], &Linked::default(), ALL, &settings);
    assert_eq!(alone.probability, thrice.probability);
    assert_eq!(thrice.routes[0].points[0].findings, 3, "all of them are counted");
    let permitted = FindingEntry { status: Status::Permitted, ..one };
    let none = assess(&decision(None), [&permitted], &Linked::default(), ALL, &settings);
    assert_eq!((none.probability, none.score), (0.0, 0));
    assert_eq!(none.likelihood, Level::Negligible);
}

#[test]
fn harm_rises_with_children_health_and_family() {
    let settings = settings();
    let level = |nac, findings: &[FindingEntry]| {
        assess(&decision(nac), findings, &Linked::default(), ALL, &settings).severity
    };
    assert_eq!(level(None, &[]), Level::Limited);
    assert_eq!(level(Some("50A"), &[]), Level::Limited);
    assert_eq!(level(Some("20J"), &[]), Level::Important, "divorce");
    assert_eq!(level(Some("88G"), &[]), Level::Important, "social security");
    let child =
        finding("PROT-MIN", Category::PersonneProtegee, Severity::Bloquant, Status::Violation);
    assert_eq!(level(None, std::slice::from_ref(&child)), Level::Maximal);
    assert_eq!(level(Some("20J"), &[child]), Level::Maximal);
}

fn any_finding() -> impl Strategy<Value = FindingEntry> {
    (0..Category::ALL.len(), 0..5usize, any::<bool>(), 0.0f32..=1.0, "[A-Z]{3}-[0-9]").prop_map(
        |(category, severity, review, confidence, rule)| {
            let status = if review { Status::ToReview } else { Status::Violation };
            let severity = Severity::DESCENDING[severity];
            FindingEntry { confidence, ..finding(&rule, Category::ALL[category], severity, status) }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn one_more_finding_never_lowers_a_score(
        findings in prop::collection::vec(any_finding(), 1..8),
    ) {
        let settings = settings();
        let score = |of: &[FindingEntry]| assess(&decision(None), of, &Linked::default(), ALL, &settings);
        let (less, more) = (score(&findings[1..]), score(&findings));
        prop_assert!(more.probability >= less.probability - 1e-12);
        prop_assert!(more.score >= less.score);
        prop_assert!((0..=100).contains(&more.score));
        prop_assert!(more.severity >= less.severity && more.likelihood >= less.likelihood);
    }
}

/// A decision with a value after « demeurant », by id.
fn record(id: &str, text: &str) -> String {
    json!({ "id": id, "text": text }).to_string() + "\n"
}

const CLEAN: &str = "La cour confirme le jugement entrepris en toutes ses dispositions.";
const NIR: &str =
    "La demanderesse, numéro de sécurité sociale 2 78 12 75 115 004 06, a saisi le conseil.";
/// Masked elements and a town alone: something to look at, nothing that forbids.
const TOWN: &str =
    "Madame [X], demeurant à Rochebrune-sur-Vigne, a saisi le conseil de sa demande.";

fn batch(desk: &Desk) {
    desk.write("lot.jsonl", &(record("propre", CLEAN) + &record("nir", NIR)));
    desk.write("propre.jsonl", &record("propre", CLEAN));
}

fn verdicts(run: &Path) -> Vec<VerdictRow> {
    let run = Run::open(run).expect("finished");
    run.rows().collect::<Result<_, _>>().expect("readable")
}

#[test]
fn a_batch_is_publishable_or_refused_with_its_reasons() {
    let desk = Desk::new();
    batch(&desk);
    let clean = desk.run(&["gate", "propre.jsonl"]);
    assert_eq!(clean.code, 0, "{}{}", clean.stdout, clean.stderr);
    assert!(clean.stdout.contains("Lot publiable"), "{}", clean.stdout);

    let refused = desk.run(&["gate", "lot.jsonl", "--out", "run"]);
    assert_eq!(refused.code, 1, "{}{}", refused.stdout, refused.stderr);
    assert!(refused.stdout.contains("1 décision à ne pas publier sur 2"), "{}", refused.stdout);
    assert!(refused.stdout.contains("OCC-NIR"), "the reason is named: {}", refused.stdout);
    assert!(!refused.stdout.contains("115 004"), "never the value");
    assert!(refused.stdout.contains("évaluer un magistrat"), "GARDE-13");
    let rows = verdicts(&desk.path("run"));
    assert_eq!(rows.len(), 2);
    assert_eq!((rows[0].verdict, rows[0].score), (Verdict::Publish, 0));
    assert_eq!(rows[1].verdict, Verdict::Refuse);
    assert!(
        rows[1].reasons.iter().any(|reason| reason.starts_with("refuser : 1 constat bloquant"))
    );
    assert!(rows[1].not_evaluated.contains(&"chain".to_owned()), "links are not there");

    let again = desk.run(&["gate", "run"]);
    assert_eq!((again.code, again.stdout), (1, refused.stdout), "the same run, the same answer");
    assert_eq!(verdicts(&desk.path("run")), rows);
}

#[test]
fn a_change_of_policy_changes_the_score_without_a_scan() {
    let desk = Desk::new();
    batch(&desk);
    assert_eq!(desk.run(&["scan", "lot.jsonl", "--out", "run"]).code, 0);
    fs::remove_file(desk.path("lot.jsonl")).expect("the texts are not needed any more");
    assert_eq!(desk.run(&["gate", "run"]).code, 1);
    let before = verdicts(&desk.path("run"));
    desk.write("filigrane.toml", "[score.identifying]\nnumeroIdentifiant = 0.1\n");
    let done = desk.run(&["gate", "run", "--config", "filigrane.toml"]);
    assert_eq!(done.code, 1, "a blocking finding is refused whatever the score");
    let after = verdicts(&desk.path("run"));
    assert!(after[1].score < before[1].score, "{} < {}", after[1].score, before[1].score);
}

#[test]
fn a_mistake_in_the_configuration_is_named() {
    let desk = Desk::new();
    batch(&desk);
    for (config, told) in [
        ("[gate]\nrefuse_scor = 10\n", "refuse_scor"),
        ("[gate]\nrefuse_score = 10\n\n[gates]\n", "gates"),
        ("[gate]\nrefuse_score = 400\n", "gate.refuse_score"),
        ("[gate]\nrefuse_severity = \"grave\"\n", "grave"),
        ("[gate]\nrequired = [\"noms\"]\n", "noms"),
        ("[score]\nlikelihood = [0.5, 0.2, 0.9]\n", "score.likelihood"),
        ("[score.identifying]\nadresse = 3.0\n", "score.identifying.adresse"),
        ("[gate\n", "TOML"),
        (
            "[[waiver]]\nrule = \"OCC-LOC\"\nowner = \"DPO\"\nreason = \"vu\"\nexpires = \"bientôt\"\n",
            "AAAA-MM-JJ",
        ),
        ("[[waiver]]\nrule = \"OCC-LOC\"\nreason = \"vu\"\nexpires = 2099-01-01\n", "owner"),
        (
            "[[waiver]]\nrule = \"OCC-LOC\"\nowner = \"DPO\"\nreason = \"vu\"\nexpires = 2020-01-31\n",
            "expirée",
        ),
    ] {
        desk.write("filigrane.toml", config);
        let done = desk.run(&["gate", "lot.jsonl", "--config", "filigrane.toml"]);
        assert_eq!(done.code, 2, "{config}: {}", done.stderr);
        assert!(done.stderr.contains(told), "{config}: {}", done.stderr);
    }
    let near = "[gate]\nrefuse_scor = 10\n";
    desk.write("filigrane.toml", near);
    let done = desk.run(&["gate", "lot.jsonl", "--config", "filigrane.toml"]);
    assert!(
        done.stderr.contains("refuse_score ?") && done.stderr.contains("ligne 2"),
        "{}",
        done.stderr
    );
}

#[test]
fn a_waiver_sets_aside_what_is_not_blocking_and_says_when_it_is_useless() {
    let desk = Desk::new();
    desk.write("lot.jsonl", &(record("nir", NIR) + &record("bourg", TOWN)));
    assert_eq!(desk.run(&["scan", "lot.jsonl", "--out", "run"]).code, 0);
    let found = |id: &str| -> Vec<FindingEntry> {
        let run = Run::open(&desk.path("run")).expect("finished");
        let all: Vec<FindingEntry> = run.rows().collect::<Result<_, _>>().expect("readable");
        all.into_iter().filter(|row| row.decision_id == id).collect()
    };
    let open = found("bourg")
        .into_iter()
        .find(|row| {
            !row.is_blocking() && matches!(row.status, Status::Violation | Status::ToReview)
        })
        .expect("the town is raised");
    let waiver = |rule: &str| {
        format!(
            "[[waiver]]\nrule = \"{rule}\"\nowner = \"DPO\"\nreason = \"vu\"\nexpires = 2099-12-31\n"
        )
    };
    desk.write(
        "filigrane.toml",
        &(waiver(&open.rule_id) + &waiver("OCC-NIR") + &waiver("OCC-MAIL")),
    );
    let done = desk.run(&["gate", "run", "--config", "filigrane.toml"]);
    assert_eq!(done.code, 1, "{}", done.stderr);
    assert!(
        done.stderr.contains("OCC-NIR") && done.stderr.contains("sans effet"),
        "{}",
        done.stderr
    );
    assert!(
        done.stderr.contains("OCC-MAIL") && done.stderr.contains("n'a servi à rien"),
        "{}",
        done.stderr
    );
    let rows = verdicts(&desk.path("run"));
    assert_eq!((rows[0].verdict, rows[0].waived), (Verdict::Refuse, 0));
    assert!(rows[1].waived > 0);
    assert!(
        rows[1].reasons.iter().any(|reason| reason.contains("dérogation")),
        "{:?}",
        rows[1].reasons
    );
}

#[test]
fn a_baseline_is_written_on_request_alone_and_never_takes_a_blocking_finding() {
    let desk = Desk::new();
    desk.write("lot.jsonl", &(record("nir", NIR) + &record("bourg", TOWN)));
    assert_eq!(desk.run(&["scan", "lot.jsonl", "--out", "run"]).code, 0);
    let missing = desk.run(&["gate", "run", "--baseline", "ref.json"]);
    assert_eq!(missing.code, 2);
    assert!(!desk.path("ref.json").exists());
    assert_eq!(desk.run(&["gate", "run", "--update-baseline"]).code, 2, "it needs a file");

    let made = desk.run(&["gate", "run", "--baseline", "ref.json", "--update-baseline"]);
    assert_eq!(made.code, 1, "writing it changes nothing to this verdict");
    let text = fs::read_to_string(desk.path("ref.json")).expect("written");
    let file: Value = serde_json::from_str(&text).expect("JSON");
    let accepted = file["accepted"].as_object().expect("entries");
    assert!(!accepted.is_empty());
    assert!(accepted.values().all(|one| one["decision"] == "bourg"), "{text}");

    let done = desk.run(&["gate", "run", "--baseline", "ref.json"]);
    assert_eq!(done.code, 1);
    let rows = verdicts(&desk.path("run"));
    assert_eq!((rows[0].verdict, rows[0].baselined), (Verdict::Refuse, 0));
    assert_eq!(rows[1].verdict, Verdict::Publish);
    assert!(rows[1].baselined > 0);
    assert_eq!(fs::read_to_string(desk.path("ref.json")).expect("kept"), text);

    // A hand that adds the blocking finding gains nothing.
    let run = Run::open(&desk.path("run")).expect("finished");
    let blocking = run
        .rows::<FindingEntry>()
        .filter_map(Result::ok)
        .find(FindingEntry::is_blocking)
        .expect("the NIR");
    let mut forged = file.clone();
    forged["accepted"][&blocking.fingerprint] =
        json!({ "rule": "OCC-NIR", "decision": "nir", "since": "2026-01-01" });
    desk.write("ref.json", &forged.to_string());
    assert_eq!(desk.run(&["gate", "run", "--baseline", "ref.json"]).code, 1);
    assert_eq!(verdicts(&desk.path("run"))[0].verdict, Verdict::Refuse);

    for (content, told) in [
        ("{".to_owned(), "ligne 1"),
        ("[]".to_owned(), "mal formée"),
        (text.replace("\"version\": 1", "\"version\": 9"), "version"),
        (text.replacen("\"since\"", "\"depuis\"", 1), "inattendue"),
        (text.replacen(accepted.keys().next().expect("one"), "xyz", 1), "64 chiffres"),
        (text.replace(file["key_id"].as_str().expect("a key"), "autre"), "clé"),
    ] {
        desk.write("ref.json", &content);
        let done = desk.run(&["gate", "run", "--baseline", "ref.json"]);
        assert_eq!(done.code, 2, "{content}: {}", done.stderr);
        assert!(done.stderr.contains(told), "{told}: {}", done.stderr);
    }
}

#[test]
fn only_what_changed_counts_when_asked_except_what_forbids() {
    let desk = Desk::new();
    let strict =
        "[gate]\nreview_severity = \"mineur\"\nreview_confidence = 0.0\nfail_on = \"review\"\n";
    desk.write("filigrane.toml", strict);
    desk.write("hier.jsonl", &record("bourg", TOWN));
    desk.write("jour.jsonl", &(record("bourg", TOWN) + &record("neuf", TOWN)));
    desk.write("meme.jsonl", &record("bourg", TOWN));
    assert_eq!(desk.run(&["scan", "hier.jsonl", "--out", "hier"]).code, 0);
    let gate = |input: &str, more: &[&str]| {
        let mut all = vec!["gate", input, "--config", "filigrane.toml"];
        all.extend(more);
        desk.run(&all)
    };
    assert_eq!(gate("meme.jsonl", &[]).code, 1);
    let same = gate("meme.jsonl", &["--changed-since", "hier"]);
    assert_eq!(same.code, 0, "{}{}", same.stdout, same.stderr);
    let new = gate("jour.jsonl", &["--changed-since", "hier"]);
    assert_eq!(new.code, 1);
    assert!(new.stdout.contains("neuf") && !new.stdout.contains("bourg"), "{}", new.stdout);

    desk.write("nir.jsonl", &record("nir", NIR));
    assert_eq!(desk.run(&["scan", "nir.jsonl", "--out", "avant"]).code, 0);
    assert_eq!(
        gate("nir.jsonl", &["--changed-since", "avant"]).code,
        1,
        "old, and still forbidden"
    );
    assert_eq!(gate("nir.jsonl", &["--changed-since", "absent"]).code, 2);
}

#[test]
fn incomplete_or_empty_is_never_publishable() {
    let desk = Desk::new();
    batch(&desk);
    desk.write("casse.jsonl", &(record("propre", CLEAN) + "{\"id\": \"x\", \"text\": \n"));
    assert_eq!(desk.run(&["gate", "casse.jsonl"]).code, 3);
    assert_eq!(desk.run(&["gate", "casse.jsonl", "--tolerance", "1"]).code, 0);
    desk.write("vide.jsonl", "");
    assert_eq!(desk.run(&["gate", "vide.jsonl"]).code, 4);
    let partly = desk.run(&["gate", "propre.jsonl", "--engines", "identifiers"]);
    assert_eq!(partly.code, 3, "a required control did not run: {}", partly.stdout);
    assert_eq!(desk.run(&["gate", "absent.jsonl"]).code, 2);
    fs::create_dir(desk.path("moitie")).expect("made");
    assert_eq!(desk.run(&["scan", "propre.jsonl", "--out", "fini"]).code, 0);
    fs::copy(desk.path("fini/journal.jsonl"), desk.path("moitie/journal.jsonl")).expect("copied");
    let half = desk.run(&["gate", "moitie"]);
    assert_eq!(half.code, 3);
    assert!(half.stderr.contains("traitement inachevé"), "{}", half.stderr);
}

#[test]
fn events_are_json_lines_and_quote_nothing() {
    let desk = Desk::new();
    batch(&desk);
    let done = desk.run(&["gate", "lot.jsonl", "--events"]);
    let events: Vec<Value> =
        done.stderr.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let names: Vec<&str> = events.iter().filter_map(|event| event["event"].as_str()).collect();
    assert_eq!(names, ["start", "decision", "end"]);
    assert_eq!(events[1]["decision_id"], "nir");
    assert_eq!(events[2]["code"], 1);
    assert!(!done.stderr.contains("115 004"));
}

#[test]
fn a_person_singled_out_by_linkage_is_refused_by_score() {
    let desk = Desk::new();
    batch(&desk);
    assert_eq!(desk.run(&["scan", "propre.jsonl", "--out", "run"]).code, 0);
    let risk = RiskRow {
        decision_id: "propre".to_owned(),
        person: "X".to_owned(),
        class_size: Some(1),
        population: None,
        population_low: None,
        population_high: None,
        probability: 0.95,
        adversary: "voisin".to_owned(),
        combination: vec!["profession".to_owned()],
        explanation: "fonction unique dans une petite commune".to_owned(),
        ..RiskRow::default()
    };
    let mut bytes = Vec::new();
    write_risks(&mut bytes, &[risk]).expect("written");
    let path = part_path(&desk.path("run"), &schema::RISKS, 0);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, bytes).expect("written");
    let done = desk.run(&["gate", "run"]);
    assert_eq!(done.code, 0);
    let rows = verdicts(&desk.path("run"));
    assert_eq!(rows[0].verdict, Verdict::Review, "{:?}", rows[0]);
    assert_eq!(rows[0].adversary, "voisin");
    assert!(
        rows[0].reasons.iter().any(|reason| reason.contains("fonction unique")),
        "{:?}",
        rows[0]
    );
}

/// Writes the facts of a finished run, as the scan will.
fn put_facts(run: &Path, rows: &[(&str, &str, &str)]) {
    use arrow_array::{ArrayRef, Float32Array, Int64Array, RecordBatch, StringArray};
    use std::sync::Arc;
    let texts = |values: Vec<Option<&str>>| {
        Arc::new(values.into_iter().collect::<StringArray>()) as ArrayRef
    };
    let zeros = || Arc::new(Int64Array::from(vec![0; rows.len()])) as ArrayRef;
    let batch = RecordBatch::try_new(
        schema::FACTS.arrow(),
        vec![
            texts(rows.iter().map(|row| Some(row.0)).collect()),
            texts(rows.iter().map(|_| Some("X")).collect()),
            texts(rows.iter().map(|_| None).collect()),
            texts(rows.iter().map(|row| Some(row.1)).collect()),
            texts(rows.iter().map(|row| Some(row.2)).collect()),
            zeros(),
            zeros(),
            zeros(),
            texts(rows.iter().map(|_| None).collect()),
            Arc::new(Float32Array::from(vec![1.0; rows.len()])),
        ],
    )
    .expect("rows");
    let file = fs::File::create(part_path(run, &schema::FACTS, 0)).expect("a part");
    let mut writer =
        parquet::arrow::ArrowWriter::try_new(file, batch.schema(), None).expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
    let manifest = run.join("manifest.json");
    let mut value: Value =
        serde_json::from_slice(&fs::read(&manifest).expect("read")).expect("JSON");
    for control in value["controls"].as_array_mut().expect("controls") {
        if control["name"] == "facts" {
            control["evaluated"] = json!(true);
        }
    }
    fs::write(manifest, value.to_string()).expect("written");
}

#[test]
fn a_harmless_pair_is_caught_against_the_corpus() {
    let desk = Desk::new();
    let of = |id: &str, text: &str| {
        json!({ "id": id, "text": text, "location": "tj_nantes", "number": "24/00392" }).to_string()
            + "\n"
    };
    desk.write("corpus.jsonl", &of("ancienne", "Monsieur Yann Kervadec a saisi le tribunal."));
    desk.write("lot.jsonl", &of("neuve", CLEAN));
    assert_eq!(desk.run(&["scan", "corpus.jsonl", "--out", "corpus"]).code, 0);
    assert_eq!(desk.run(&["scan", "lot.jsonl", "--out", "lot"]).code, 0);
    assert_eq!(desk.run(&["gate", "lot"]).code, 0);
    assert_eq!(verdicts(&desk.path("lot"))[0].score, 0, "alone, it says nothing");

    assert_eq!(desk.run(&["gate", "lot", "--against", "corpus"]).code, 0);
    let row = verdicts(&desk.path("lot")).remove(0);
    assert_eq!(row.verdict, Verdict::Review, "{row:?}");
    assert!(
        row.reasons
            .iter()
            .any(|reason| reason.contains("lisible dans le corpus : personnePhysique")),
        "{row:?}"
    );
    assert!(!row.not_evaluated.contains(&"difference".to_owned()));

    let details =
        |id| [(id, "sexe", "F"), (id, "profession", "luthière"), (id, "residence", "Groix")];
    put_facts(
        &desk.path("corpus"),
        &[
            ("ancienne", "sexe", "M"),
            ("ancienne", "profession", "luthier"),
            ("ancienne", "employeur", "atelier"),
        ],
    );
    put_facts(&desk.path("lot"), &details("neuve"));
    desk.run(&["gate", "lot", "--against", "corpus"]);
    let row = verdicts(&desk.path("lot")).remove(0);
    assert!(row.reasons.iter().any(|reason| reason.contains("k = 1 dans le corpus")), "{row:?}");
    assert!(
        row.reasons.iter().any(|reason| reason.contains("qui ajoute(nt) : employeur")),
        "{row:?}"
    );
    assert!(!format!("{row:?}").contains("luth"), "never a value");
    assert_eq!(desk.run(&["gate", "lot", "--against", "absent"]).code, 2);
}
