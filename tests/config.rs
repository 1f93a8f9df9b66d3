//! `filigrane.toml`: read strictly, profiles as data, a table of natures of case given by the user.

use std::fs;
use std::path::Path;

use filigrane::config::{self, ConfigError};
use filigrane::corpus::Decision;
use filigrane::document::Document;
use filigrane::policy::nac::{NacBloc, NacFault};
use filigrane::policy::{NacTable, Norms, Policy, PolicyOrigin, Profile};
use filigrane::taxonomy::{Category, Family, Severity, Status};
use tempfile::TempDir;

use super::rules::up_to_date;

fn fault(text: &str) -> String {
    config::parse(Path::new("filigrane.toml"), text).expect_err("refused").to_string()
}

fn table(text: &str) -> Result<NacTable, NacFault> {
    NacTable::parse(Path::new("nac.csv"), text.as_bytes()).map_err(|error| error.fault)
}

fn decision(record: &str, text: &str) -> Decision {
    Decision::from_record("d1", record, text).expect("a decision")
}

fn under(decision: &Decision, norms: &Norms) -> Policy {
    Policy::under(decision, norms, Document::new(decision).placeholders())
}

#[test]
fn an_unknown_key_is_named_with_its_line() {
    let told = fault("profile = \"ce-cja\"\n\n[policy]\nnac_bloc = \"table.csv\"\n");
    assert!(told.contains("ligne 4") && told.contains("« nac_bloc »"), "{told}");
    assert!(told.contains("nac_blocs"), "the keys that exist are told: {told}");
}

#[test]
fn no_message_of_the_parser_is_left_in_english() {
    for text in [
        "profile = 3",
        "profile = ",
        "[policy]\nnac_blocs = true",
        "profile = \"a\"\nprofile = \"b\"",
    ] {
        let told = fault(text);
        assert!(told.contains("filigrane.toml"), "{told}");
        for word in ["expected", "invalid", "unknown"] {
            let parser = told.split('(').next().unwrap_or_default();
            assert!(!parser.contains(word), "{told}");
        }
    }
}

#[test]
fn an_unknown_profile_is_refused_and_the_others_are_named() {
    let loaded = config::Loaded {
        config: config::parse(Path::new("f.toml"), "profile = \"ludet\"").expect("read"),
        path: None,
    };
    let told = loaded.norms(0.5).expect_err("refused").to_string();
    assert!(told.contains("« ludet »") && told.contains("ludet-2025"), "{told}");
}

#[test]
fn every_profile_is_well_formed() {
    let catalogue = filigrane::rules::Catalogue::embedded().expect("the catalogue");
    for name in Profile::NAMES {
        let profile = Profile::named(name).expect("well formed");
        assert_eq!(profile.id, name);
        for required in &profile.required {
            let rule = catalogue.rules().iter().find(|rule| *rule.id == **required).expect("known");
            assert_eq!(Profile::control_of(required), Some(rule.engine.as_str()), "{required}");
        }
    }
}

#[test]
fn a_table_is_read_relative_to_its_configuration() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("filigrane.toml");
    fs::write(&path, "[policy]\nnac_blocs = \"nac.csv\"\n").expect("written");
    fs::write(folder.path().join("nac.csv"), "nac;bloc\n30B;4\n2AA;1\n14X;aucune\n")
        .expect("written");
    let norms = config::load(Some(&path)).expect("read").norms(0.5).expect("norms");
    let table = norms.nac.expect("a table");
    assert_eq!(
        (table.bloc("30B"), table.bloc("14X"), table.bloc("99Z")),
        (Some(NacBloc::Bloc(4)), Some(NacBloc::NotFollowed), None)
    );
    assert_eq!(table.sha256().len(), 64);
}

#[test]
fn a_configuration_that_was_asked_for_must_be_there() {
    assert!(matches!(
        config::load(Some(Path::new("absent.toml"))),
        Err(ConfigError::Unreadable { .. })
    ));
}

#[test]
fn a_malformed_table_is_refused_with_its_line() {
    assert_eq!(table("code,bloc\n30B,1\n"), Err(NacFault::MissingColumn("nac")));
    assert_eq!(table("nac,bloc\n30B,5\n"), Err(NacFault::Bloc("5".to_owned())));
    assert_eq!(table("nac,bloc\n30b,1\n"), Err(NacFault::Code("30b".to_owned())));
    assert_eq!(table("nac,bloc\n30B,1,\n"), Err(NacFault::Width { expected: 2, found: 3 }));
    assert_eq!(table("nac,bloc\n"), Err(NacFault::Empty));
    let twice = table("nac,bloc\n30B,1\n30B,1\n2AA,3\n2AA,4\n");
    assert_eq!(twice, Err(NacFault::Contradiction { code: "2AA".to_owned(), first: 4 }));
    let path = Path::new("nac.csv");
    let told = NacTable::parse(path, b"nac,bloc\n30B,9\n").expect_err("refused").to_string();
    assert!(told.contains("nac.csv, ligne 2") && told.contains("« 9 »"), "{told}");
}

fn birth_date(policy: &Policy) -> Status {
    policy.rule(Family::Identifier, Category::DateNaissance, Severity::Majeur, 0.9, None).status
}

#[test]
fn the_same_birth_date_is_a_violation_in_bloc_1_and_permitted_in_bloc_2() {
    let norms = Norms::in_force().expect("norms");
    let status = |bloc: u8| {
        birth_date(&under(
            &decision(&format!("{{\"blocOccultation\":{bloc}}}"), "né le 3 mai 1961"),
            &norms,
        ))
    };
    assert_eq!(
        [status(1), status(2), status(3), status(4)],
        [Status::Violation, Status::Permitted, Status::Violation, Status::Permitted]
    );
}

#[test]
fn the_table_of_natures_of_case_serves_when_the_record_says_nothing() {
    let norms = Norms { nac: table("nac,bloc\n30B,2\n").ok(), ..Norms::in_force().expect("norms") };
    let silent = under(&decision(r#"{"nac":"30B"}"#, "texte"), &norms);
    assert_eq!((silent.origin, birth_date(&silent)), (PolicyOrigin::NacTable, Status::Permitted));
    let known = under(&decision(r#"{"nac":"30B","blocOccultation":1}"#, "texte"), &norms);
    assert_eq!((known.origin, birth_date(&known)), (PolicyOrigin::KnownBloc, Status::Violation));
    assert_eq!(known.warnings.len(), 1, "the two disagree: {:?}", known.warnings);
}

#[test]
fn placeholders_show_that_legal_persons_are_masked() {
    let norms = Norms::in_force().expect("norms");
    let siren = |text: &str| {
        let policy = under(&decision("{}", text), &norms);
        policy
            .rule(Family::Identifier, Category::NumeroSiretSiren, Severity::Majeur, 0.9, None)
            .status
    };
    assert_eq!(siren("la société Bidulot"), Status::Permitted);
    assert_eq!(siren("la société [1]"), Status::ToReview);
    assert_eq!(siren("la société [1], [N° SIREN/SIRET 2]"), Status::Violation);
}

#[test]
fn the_preview_never_yields_a_violation() {
    let norms = Norms {
        profile: Profile::named("ludet-2025").expect("known"),
        ..Norms::in_force().expect("norms")
    };
    let policy = under(&decision(r#"{"blocOccultation":1}"#, "texte"), &norms);
    for category in Category::ALL {
        for family in [Family::Name, Family::Identifier, Family::Magistrate, Family::Publicity] {
            for decided in [false, true] {
                let rule = if decided { Policy::rule_decided } else { Policy::rule };
                let ruling = rule(&policy, family, category, Severity::Bloquant, 1.0, None);
                assert_ne!(ruling.status, Status::Violation);
                assert!(ruling.status == Status::Permitted || ruling.severity == Severity::Info);
            }
        }
    }
    assert!(policy.masks_bench());
}

fn warnings(record: &str) -> Vec<String> {
    let decision = decision(record, "texte");
    let policy = under(&decision, &Norms::in_force().expect("norms"));
    policy.warnings.iter().map(|warning| warning.label()).collect()
}

#[test]
fn what_a_record_asks_wrongly_is_named() {
    let told = warnings(r#"{"occultation":{"categoriesToOmit":["personneMoral"]}}"#);
    assert_eq!(told, ["catégorie inconnue : personneMoral"]);
    assert_eq!(warnings(r#"{"blocOccultation":7}"#), ["bloc d'occultation inconnu : 7"]);
    assert!(warnings(r#"{"blocOccultation":"deux"}"#)[0].contains("blocOccultation illisible"));
    assert!(warnings(r#"{"blocOccultation":"2"}"#).is_empty());
    for list in ["NOMFICTIF||BIDULOT", "|NOMFICTIF", "NOMFICTIF|", "NOMFICTIF|+|BIDULOT", "A/ /B"] {
        let record = format!(r#"{{"occultation":{{"additionalTerms":"{list}"}}}}"#);
        let told = warnings(&record);
        assert!(told.len() == 1 && told[0].contains("séparateur n°"), "{list}: {told:?}");
        assert!(!told[0].contains("NOMFICTIF"), "a term is never repeated");
    }
    let both = warnings(r#"{"occultation":{"additionalTerms":"BIDULOT|+BIDULOT"}}"#);
    assert!(both[0].contains("à masquer et à conserver"), "{both:?}");
    let flag = warnings(r##"{"occultation":{"additionalTerms":"#dateCivil"}}"##);
    assert!(flag[0].contains("#dateCivil"), "{flag:?}");
}

#[test]
fn flags_of_commercial_courts_change_the_policy() {
    let norms = Norms::in_force().expect("norms");
    let policy = |terms: &str| {
        let record =
            format!(r#"{{"blocOccultation":1,"occultation":{{"additionalTerms":"{terms}"}}}}"#);
        under(&decision(&record, "texte"), &norms)
    };
    assert_eq!(birth_date(&policy("+#dateCivile")), Status::Permitted);
    assert_eq!(birth_date(&policy("#dateCivile")), Status::Violation);
    assert!(policy("#magistratGreffe").masks_bench());
    assert!(!policy("NOMFICTIF").masks_bench());
}

#[test]
fn the_schema_of_the_configuration_is_current() {
    let schema = serde_json::to_string_pretty(&config::json_schema()).expect("JSON") + "\n";
    up_to_date("reports/schemas/config.schema.json", &schema);
}
