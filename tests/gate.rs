//! The gate: what is refused and why, what nobody can set aside, and the exit codes.

use std::fs;
use std::path::Path;

use filigrane::policy::PolicyOrigin;
use filigrane::run::Run;
use filigrane::run::derived::{LinkRow, RiskRow, Verdict, VerdictRow, write_risks};
use filigrane::run::directory::part_path;
use filigrane::run::schema;
use filigrane::run::tables::{DecisionEntry, FindingEntry};
use filigrane::taxonomy::{Category, Family, Severity, Status};
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
        not_evaluated: Vec::new(),
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

    // Without the facts, nothing can be linked.
    let refused = desk.run(&[
        "gate",
        "lot.jsonl",
        "--out",
        "run",
        "--engines",
        "identifiers,names,places,dates,patterns",
    ]);
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
fn what_the_profile_requires_must_have_been_evaluated() {
    let desk = Desk::new();
    let record = |nac: &str| {
        let text = "Le tribunal rejette la demande de Mme [X].";
        json!({"_id": "d1", "sourceName": "juritj", "NACCode": nac, "blocOccultation": 1, "pseudoText": text,
            "occultation": {"additionalTerms": "", "categoriesToOmit": ["professionnelMagistratGreffier"]}})
        .to_string()
    };
    desk.write("complet.jsonl", &record("30B"));
    let whole = desk.run(&["gate", "complet.jsonl"]);
    assert_eq!(whole.code, 0, "{}{}", whole.stdout, whole.stderr);
    desk.write("sans-nac.jsonl", &record(""));
    let lacking = desk.run(&["gate", "sans-nac.jsonl"]);
    assert_eq!(lacking.code, 3, "{}{}", lacking.stdout, lacking.stderr);
    let told = lacking.stdout + &lacking.stderr;
    assert!(told.contains("PUB-01") && told.contains("droit-positif-2026-11"), "{told}");
    let engines = "identifiers,names,places,dates,patterns,publicity";
    let partly = desk.run(&["gate", "complet.jsonl", "--engines", engines]);
    assert_eq!(partly.code, 3, "{}{}", partly.stdout, partly.stderr);
    // Another body of law has no natures of case.
    desk.write("cja.toml", "profile = \"ce-cja\"\n");
    let other = desk.run(&["gate", "sans-nac.jsonl", "--config", "cja.toml"]);
    assert_eq!(other.code, 0, "{}{}", other.stdout, other.stderr);
}

#[test]
fn a_policy_that_cannot_be_followed_is_named() {
    let desk = Desk::new();
    let record = |more: &str| {
        let text = "Le tribunal rejette la demande de Mme [X].";
        format!(
            r#"{{"_id":"d1","sourceName":"juritj","NACCode":"30B","pseudoText":"{text}",{more}}}"#
        )
    };
    for (more, named) in [
        (
            r#""occultation":{"categoriesToOmit":["personneMoral"]}"#,
            "catégorie inconnue : personneMoral",
        ),
        (r#""blocOccultation":7,"occultation":{}"#, "bloc d'occultation inconnu : 7"),
        (r#""blocOccultation":"trois","occultation":{}"#, "blocOccultation illisible"),
        (r#""occultation":"bloc 3""#, "occultation illisible"),
        (r#""occultation":{"additionalTerms":"Opaline||Zircon"}"#, "rien après le séparateur n° 1"),
        (
            r#""occultation":{"additionalTermsToAnnotate":["Opaline","+"]}"#,
            "rien après le séparateur n° 2",
        ),
        (
            r##""occultation":{"additionalTerms":"#dateCivil"}"##,
            "indicateur inconnu « #dateCivil »",
        ),
        (
            r#""occultation":{"categoriesToOmit":["personnePhysique"]}"#,
            "personnePhysique ne peut pas rester visible",
        ),
    ] {
        desk.write("lot.jsonl", &record(more));
        let told = desk.run(&["gate", "lot.jsonl"]);
        let said = told.stdout + &told.stderr;
        assert!(said.contains(named), "{more}: {said}");
        assert!(!said.contains("Opaline") && !said.contains("Zircon"), "{said}");
    }
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

/// A run whose table of risks says that someone of the clean decision can be told from all others.
fn singled_out(desk: &Desk, record: &Value) -> VerdictRow {
    desk.write("lot.jsonl", &(record.to_string() + "\n"));
    assert_eq!(desk.run(&["scan", "lot.jsonl", "--out", "run", "--force"]).code, 0);
    let risk = RiskRow {
        decision_id: "propre".to_owned(),
        person: "X".to_owned(),
        class_size: Some(1),
        probability: 1.0,
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
    assert_eq!(desk.run(&["gate", "run"]).code, 0);
    verdicts(&desk.path("run")).remove(0)
}

#[test]
fn someone_singled_out_weighs_on_the_score_and_is_reviewed_when_the_harm_is_greatest() {
    let desk = Desk::new();
    let plain = singled_out(&desk, &json!({ "id": "propre", "text": CLEAN }));
    // The Court publishes such decisions every day.
    assert_eq!(plain.verdict, Verdict::Publish, "{plain:?}");
    assert!(plain.score > 0);
    assert_eq!(plain.adversary, "voisin");
    assert!(plain.reasons.iter().any(|reason| reason.contains("fonction unique")), "{plain:?}");

    // The same person, when the harm would be the greatest.
    let settings = settings();
    let linked = Linked {
        singled: Some(LinkedPoint {
            probability: settings.score.singled_weight,
            ..LinkedPoint::default()
        }),
        ..Linked::default()
    };
    let child = finding("PROT-MIN", Category::PersonneProtegee, Severity::Mineur, Status::ToReview);
    let of = |nac, found: &[FindingEntry]| assess(&decision(nac), found, &linked, ALL, &settings);
    assert!(of(None, &[]).score < settings.gate.review_score);
    let worst = of(Some("20X"), std::slice::from_ref(&child));
    assert_eq!(worst.severity, Level::Maximal);
    assert!(worst.score >= settings.gate.review_score, "{worst:?}");
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

/// A judgment and the decision that reviews it, as the Court keeps them, each naming only a part of what is known of one woman.
/// All identities are invented.
fn pair(first: &str, second: &str) -> [Value; 2] {
    let filler = "La demanderesse soutient que le bail de son atelier a été rompu sans motif et réclame réparation. ";
    let known = json!({ "categoriesToOmit": ["localite", "dateNaissance", "personneMorale"] });
    [
        json!({
            "_id": "jugement", "jurisdiction": "tj", "location": "tj_valbrune", "number": "21/00317",
            "decision_date": "2021-09-14", "NACCode": "51A", "occultation": known,
            "pseudoText": format!("TRIBUNAL JUDICIAIRE DE VALBRUNE\n\nN° RG 21/00317\n\nDEMANDERESSE\n\n{first}\n\n{filler}\n\n\
                Condamne le défendeur à payer 4 318,27 euros."),
        }),
        json!({
            "_id": "arret", "jurisdiction": "ca", "location": "ca_sorgelac", "number": "21/04410",
            "decision_date": "2022-11-08", "NACCode": "51A", "occultation": known,
            "pseudoText": format!("COUR D'APPEL DE SORGELAC\n\nN° RG 21/04410\n\nDécision déférée à la cour : jugement du 14 \
                septembre 2021 rendu par le tribunal judiciaire de Valbrune, n° RG 21/00317.\n\nDEMANDERESSE\n\n{second}\n\n\
                {filler}\n\nConfirme la condamnation à payer 4 318,27 euros."),
        }),
    ]
}

/// Verdicts of two decisions: each alone, the second against the first, both in one batch.
fn judged(desk: &Desk, pair: &[Value; 2]) -> ([VerdictRow; 2], VerdictRow, Vec<VerdictRow>) {
    let [first, second] = pair.each_ref().map(|one| one.to_string() + "\n");
    desk.write("un.jsonl", &first);
    desk.write("deux.jsonl", &second);
    desk.write("ensemble.jsonl", &(first + &second));
    let gate = |input: &str, out: &str, more: &[&str]| {
        let mut arguments = vec!["gate", input, "--out", out, "--force"];
        arguments.extend(more);
        let done = desk.run(&arguments);
        assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
        verdicts(&desk.path(out))
    };
    let alone = [gate("un.jsonl", "un", &[]).remove(0), gate("deux.jsonl", "deux", &[]).remove(0)];
    let against = gate("deux.jsonl", "suite", &["--against", "un"]).remove(0);
    (alone, against, gate("ensemble.jsonl", "ensemble", &[]))
}

#[test]
fn two_decisions_publishable_alone_that_together_single_someone_out_are_caught() {
    let desk = Desk::new();
    let pair = pair(
        "Madame [X] [Y], demanderesse, née en 1961, exerce la profession d'infirmière.",
        "Madame [V] [W], demanderesse, demeure à Groix.",
    );
    let (alone, against, both) = judged(&desk, &pair);
    for row in &alone {
        assert_eq!(row.verdict, Verdict::Publish, "{row:?}");
    }
    assert_eq!(against.verdict, Verdict::Review, "{against:?}");
    let told = against.reasons.iter().find(|reason| reason.starts_with("relire : avec jugement"));
    let told = told.unwrap_or_else(|| panic!("{against:?}"));
    assert!(told.contains("lues ensemble elles isolent quelqu'un"), "{told}");
    assert!(against.routes.iter().any(|route| route.starts_with("difference=0.")), "{against:?}");
    for (row, other) in both.iter().zip(["arret", "jugement"]) {
        assert_eq!(row.verdict, Verdict::Review, "{row:?}");
        assert!(
            row.reasons.iter().any(|reason| reason.starts_with(&format!("relire : avec {other}")))
        );
    }
    let run = Run::open(&desk.path("ensemble")).expect("finished");
    let link = run.rows::<LinkRow>().next().expect("one pair").expect("read");
    let (union, more) = (link.union_risk.expect("known"), link.complementary.expect("known"));
    assert!(more > 0.25 && more <= union && union <= 1.0, "{link:?}");
    assert!(run.manifest().controls.iter().all(|one| one.name != "linkage" || one.evaluated));
    assert_eq!(desk.run(&["gate", "deux", "--against", "absent"]).code, 2);
}

#[test]
fn a_decision_that_clears_what_another_masks_is_caught() {
    let desk = Desk::new();
    let mut pair = pair(
        "Madame [X] [Y], demanderesse, née le 3 mai 1961, a saisi le tribunal.",
        "Madame [V] [W], demanderesse, née le [Date naissance 1], a interjeté appel.",
    );
    pair[1]["occultation"] = json!({ "categoriesToOmit": ["localite", "personneMorale"] });
    let (alone, against, both) = judged(&desk, &pair);
    assert!(alone.iter().all(|row| row.verdict == Verdict::Publish), "{alone:?}");
    for (row, other) in [(&against, "jugement"), (&both[0], "arret"), (&both[1], "jugement")] {
        assert_eq!(row.verdict, Verdict::Review, "{row:?}");
        let told = format!(
            "relire : avec {other}, masqué dans l'une et lisible dans l'autre : dateNaissance"
        );
        assert!(row.reasons.iter().any(|reason| reason.starts_with(&told)), "{row:?}");
    }
}

#[test]
fn what_a_refused_decision_shows_holds_no_other_of_its_batch_but_does_against_a_corpus() {
    let desk = Desk::new();
    let pair = pair(
        "Madame Yseult Kervadec, demanderesse, a saisi le tribunal.",
        "Madame [V] [W], demanderesse, exerce la profession de luthière.",
    );
    desk.write("un.jsonl", &(pair[0].to_string() + "\n"));
    desk.write("deux.jsonl", &(pair[1].to_string() + "\n"));
    desk.write("ensemble.jsonl", &format!("{}\n{}\n", pair[0], pair[1]));
    let both = desk.run(&["gate", "ensemble.jsonl", "--out", "ensemble"]);
    assert_eq!(both.code, 1, "{}", both.stderr);
    let rows = verdicts(&desk.path("ensemble"));
    assert_eq!(rows[0].verdict, Verdict::Refuse, "the name is there: {rows:?}");
    assert_eq!(rows[1].verdict, Verdict::Publish, "the other will be corrected first: {rows:?}");
    assert_eq!(desk.run(&["scan", "un.jsonl", "--out", "corpus"]).code, 0);
    desk.run(&["gate", "deux.jsonl", "--out", "suite", "--against", "corpus"]);
    let row = verdicts(&desk.path("suite")).remove(0);
    assert_eq!(row.verdict, Verdict::Review, "the name is already published: {row:?}");
    assert!(
        row.reasons
            .iter()
            .any(|reason| reason.contains("jugement") && reason.contains("personnePhysique")),
        "{row:?}"
    );
}

#[test]
fn a_person_alone_of_their_kind_in_the_corpus_is_told() {
    let desk = Desk::new();
    desk.write("corpus.jsonl", &record("ancienne", CLEAN));
    desk.write("lot.jsonl", &record("neuve", CLEAN));
    assert_eq!(desk.run(&["scan", "corpus.jsonl", "--out", "corpus"]).code, 0);
    assert_eq!(desk.run(&["scan", "lot.jsonl", "--out", "lot"]).code, 0);
    put_facts(
        &desk.path("corpus"),
        &[("ancienne", "sexe", "M"), ("ancienne", "profession", "luthier")],
    );
    put_facts(
        &desk.path("lot"),
        &[
            ("neuve", "sexe", "F"),
            ("neuve", "profession", "luthière"),
            ("neuve", "residence", "Groix"),
        ],
    );
    desk.run(&["gate", "lot", "--against", "corpus"]);
    let row = verdicts(&desk.path("lot")).remove(0);
    assert!(row.reasons.iter().any(|reason| reason.contains("k = 1 dans le corpus")), "{row:?}");
}

#[test]
fn a_configuration_in_the_current_folder_is_followed_and_said() {
    let desk = Desk::new();
    batch(&desk);
    assert_eq!(desk.run(&["scan", "propre.jsonl", "--out", "run"]).code, 0);
    let told = "configuration lue dans ./filigrane.toml";
    let quiet = desk.run(&["gate", "run"]);
    assert!(!quiet.stderr.contains(told), "{}", quiet.stderr);
    // A required control that did not run: only the file asks for it.
    assert_eq!(
        desk.run(&["scan", "propre.jsonl", "--out", "partiel", "--engines", "identifiers,names"])
            .code,
        0
    );
    desk.write("filigrane.toml", "[gate]\nrequired = [\"identifiers\", \"secrets\"]\n");
    let done = desk.run(&["gate", "partiel"]);
    assert_eq!(done.code, 3, "{}", done.stderr);
    assert!(done.stderr.contains(told), "{}", done.stderr);
    for command in [&["report", "run"][..], &["scan", "propre.jsonl", "--out", "autre"]] {
        let done = desk.run(command);
        assert_eq!(done.code, 0, "{command:?} {}", done.stderr);
        assert!(done.stderr.contains(told), "{command:?} {}", done.stderr);
    }
    // A slip stops every command that reads the file, and a waiver that is over every command that judges.
    desk.write("filigrane.toml", "[gate]\nreview_scor = 3\n");
    for command in
        [&["gate", "run"][..], &["report", "run"], &["audit", "propre.jsonl", "--out", "b"]]
    {
        let done = desk.run(command);
        assert_eq!(done.code, 2, "{command:?} {}", done.stderr);
        assert!(done.stderr.contains("vouliez-vous dire review_score ?"), "{}", done.stderr);
    }
    desk.write(
        "filigrane.toml",
        "[[waiver]]\nrule = \"OCC-LOC\"\nowner = \"DPO\"\nreason = \"vu\"\nexpires = 2020-01-31\n",
    );
    for command in
        [&["gate", "run"][..], &["report", "run"], &["audit", "propre.jsonl", "--out", "c"]]
    {
        let done = desk.run(command);
        assert_eq!(done.code, 2, "{command:?} {}", done.stderr);
        assert!(done.stderr.contains("expirée"), "{}", done.stderr);
    }
    assert!(!desk.path("c").exists(), "nothing was scanned");
}

#[test]
fn a_run_that_is_not_whole_is_never_judged_nor_judged_against() {
    let desk = Desk::new();
    batch(&desk);
    for run in ["lot", "sans-manifeste", "ancien", "troué"] {
        assert_eq!(desk.run(&["scan", "propre.jsonl", "--out", run]).code, 0);
    }
    fs::remove_file(desk.path("sans-manifeste/manifest.json")).expect("removed");
    let manifest = desk.path("ancien/manifest.json");
    let text = fs::read_to_string(&manifest).expect("read");
    let current = format!("\"schema_version\": {}", schema::SCHEMA_VERSION);
    assert!(text.contains(&current), "{text}");
    fs::write(&manifest, text.replace(&current, "\"schema_version\": 0")).expect("written");
    fs::remove_file(part_path(&desk.path("troué"), &schema::FINDINGS, 0)).expect("removed");
    for (run, code, told) in [
        ("sans-manifeste", 3, "--resume"),
        ("ancien", 2, "version 0"),
        ("troué", 3, "findings"),
        ("absent", 2, "absent"),
    ] {
        for command in
            [vec!["gate", run], vec!["report", run], vec!["gate", "lot", "--against", run]]
        {
            let done = desk.run(&command);
            assert_eq!(done.code, code, "{command:?} {}", done.stderr);
            assert!(done.stderr.contains(told), "{command:?} {}", done.stderr);
        }
    }
}

#[test]
fn after_link_every_summary_says_that_linkage_was_evaluated() {
    let desk = Desk::new();
    batch(&desk);
    assert_eq!(desk.run(&["scan", "propre.jsonl", "--out", "run"]).code, 0);
    let off = |run: &str| {
        let run = Run::open(&desk.path(run)).expect("finished");
        let controls = run.manifest().controls.clone();
        controls.into_iter().filter(|one| !one.evaluated).map(|one| one.name).collect::<Vec<_>>()
    };
    assert_eq!(off("run"), ["risks", "linkage"]);
    // A summary and verdicts made before the links are put right.
    fs::create_dir_all(desk.path("run/report")).expect("a folder");
    fs::write(desk.path("run/report/synthese.md"), "rapprochement : non évalué").expect("written");
    fs::create_dir_all(desk.path("run/verdicts")).expect("a folder");
    let done = desk.run(&["link", "run"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(done.stdout.contains("Rapprochements : 0"), "{}", done.stdout);
    assert!(done.stdout.contains("Relancez « filigrane gate »"), "{}", done.stdout);
    assert!(off("run").is_empty());
    let summary = fs::read_to_string(desk.path("run/report/synthese.md")).expect("there");
    assert!(!summary.contains("rapprochement entre décisions"), "{summary}");
    let gate = desk.run(&["gate", "run"]);
    assert!(
        !gate.stdout.contains("non évalué") && !gate.stdout.contains("rapprochement"),
        "{}",
        gate.stdout
    );
    assert!(verdicts(&desk.path("run"))[0].not_evaluated.is_empty());
    assert_eq!(desk.run(&["report", "run", "--format", "md"]).code, 0);
    let page = fs::read_to_string(desk.path("run/report/rapport.md")).expect("there");
    assert!(page.contains("Par voie, sur-occultation et incohérences"), "{page}");
    assert!(!page.contains("la table des rapprochements manque"), "{page}");
}

/// Folder of real decisions, when this machine has it.
fn real_decisions() -> Option<Vec<String>> {
    let folder = std::env::var_os("FILIGRANE_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        |folder| Path::new(&folder).to_path_buf(),
    );
    let files = ["judilibre", "cassation-2024", "cassation-sociale", "dbsder-pairs"]
        .map(|name| folder.join("corpus").join(name).with_extension("jsonl"));
    if files.iter().all(|file| file.is_file()) {
        return Some(files.iter().map(|file| file.display().to_string()).collect());
    }
    eprintln!("skipped: no real decisions in the shared folder (FILIGRANE_SHARED)");
    None
}

/// The figures are those of docs/quality.md, a little below: a batch of two hundred decisions is one draw.
#[test]
fn real_batches_hold_what_is_put_back_and_let_the_others_go() {
    let Some(files) = real_decisions() else { return };
    let desk = Desk::new();
    let mut leak = vec!["quality", "leak"];
    leak.extend(files.iter().map(String::as_str));
    leak.extend(["--out", "f.jsonl", "--gold", "g.jsonl", "--seed", "231"]);
    assert_eq!(desk.run(&leak).code, 0);
    assert_eq!(
        desk.run(&["gate", "f.jsonl", "--out", "run"]).code,
        1,
        "what is put back is refused"
    );

    // Categories put back, by decision.
    let mut put_back: std::collections::BTreeMap<String, Vec<String>> = Default::default();
    for line in fs::read_to_string(desk.path("g.jsonl")).expect("the answers").lines() {
        let one: Value = serde_json::from_str(line).expect("JSON");
        if let (Some(id), Some(category)) = (one["decision_id"].as_str(), one["category"].as_str())
        {
            put_back.entry(id.to_owned()).or_default().push(category.to_owned());
        }
    }
    let (mut held, mut named, mut clean, mut publishable, mut refused) = (0, 0, 0, 0, 0);
    for row in verdicts(&desk.path("run")) {
        let passes = row.verdict == Verdict::Publish;
        match put_back.get(&row.decision_id) {
            Some(categories) if !passes => {
                held += 1;
                let tells =
                    |category: &String| row.reasons.iter().any(|one| one.contains(category));
                named += usize::from(categories.iter().any(tells));
            }
            Some(_) => {}
            None => {
                clean += 1;
                publishable += usize::from(passes);
                refused += usize::from(row.verdict == Verdict::Refuse);
            }
        }
    }
    let leaking = put_back.len();
    eprintln!(
        "tenues {held}/{leaking}, raison juste {named}, intactes publiables {publishable}/{clean}, refusées {refused}"
    );
    assert!(held * 100 >= leaking * 95, "{held} of {leaking}");
    assert!(named * 100 >= held * 95, "{named} of {held}");
    assert!(publishable * 100 >= clean * 76, "{publishable} of {clean}");
    assert!(refused * 100 <= clean * 9, "{refused} of {clean}");
}
