//! From candidates to findings: policy, overlaps, offsets, fingerprints.

use std::sync::Arc;

use filigrane::corpus::{Decision, KnownPolicy, TextField};
use filigrane::detect::fingerprint::{FingerprintKey, KeyError};
use filigrane::detect::finish::Finisher;
use filigrane::detect::{Candidate, Finding};
use filigrane::document::Document;
use filigrane::policy::{Policy, PolicyOrigin, PolicyWarning};
use filigrane::rules::{EngineName, Rule, RuleIndex, SourceStatus};
use filigrane::taxonomy::{Category, Family, Severity, Status};

pub const NAME: RuleIndex = RuleIndex(0);
pub const NIR: RuleIndex = RuleIndex(1);
pub const MAIL: RuleIndex = RuleIndex(2);
pub const COMPANY: RuleIndex = RuleIndex(3);
pub const CASE: RuleIndex = RuleIndex(4);

/// A small catalogue: one rule of each kind the tests need, in the order of the constants.
pub fn rules() -> Vec<Rule> {
    let rule = |id: &str, family, category, severity| Rule {
        id: Arc::from(id),
        family,
        category,
        title: id.to_owned(),
        title_en: id.to_owned(),
        severity,
        status: SourceStatus::Verified,
        sources: Vec::new(),
        engine: EngineName::Identifiers,
        context: Vec::new(),
        counter_context: Vec::new(),
        patterns: Vec::new(),
        literals: Vec::new(),
        validators: Vec::new(),
        extension: false,
        examples: Vec::new(),
        prose: String::new(),
    };
    use Family::{Identifier, Name};
    vec![
        rule("A-NAME", Name, Category::PersonnePhysique, Severity::Bloquant),
        rule("B-NIR", Identifier, Category::NumeroIdentifiant, Severity::Bloquant),
        rule("C-MAIL", Identifier, Category::Email, Severity::Critique),
        rule("D-COMPANY", Identifier, Category::PersonneMorale, Severity::Majeur),
        rule("E-CASE", Identifier, Category::NumeroDossier, Severity::Info),
    ]
}

/// A candidate on the first occurrence of `needle` in the text.
pub fn on(text: &str, needle: &str, rule: RuleIndex) -> Candidate {
    let start = text.find(needle).expect("the needle is in the text");
    Candidate {
        span: start..start + needle.len(),
        rule,
        category: rules()[usize::from(rule.0)].category,
        severity: None,
        confidence: 0.9,
        value: needle.to_lowercase(),
        cues: Vec::new(),
        at_most: None,
    }
}

fn key() -> FingerprintKey {
    FingerprintKey::from_bytes(&[7; 32]).expect("long enough")
}

fn finish(decision: &Decision, candidates: &[Vec<Candidate>]) -> Vec<Finding> {
    let (rules, key) = (rules(), key());
    let finisher = Finisher { rules: &rules, key: &key, ordinary: &|_| true };
    finisher.finish(&Document::new(decision), candidates, &Policy::of(decision, 0.5))
}

/// Rule ids of what stands once the candidates on one text are finished.
fn kept(text: &str, candidates: Vec<Candidate>) -> Vec<String> {
    let findings = finish(&Decision::from_text("d", text), &[candidates]);
    findings.iter().map(|finding| finding.rule_id.to_string()).collect()
}

#[test]
fn a_name_inside_an_address_or_a_company_is_a_finding_of_its_own() {
    let text = "écrire à dupront.lise@exemple.fr ou à la société Vasseline et fils";
    let found = kept(
        text,
        vec![
            on(text, "dupront.lise@exemple.fr", MAIL),
            on(text, "dupront", NAME),
            on(text, "Vasseline et fils", COMPANY),
            on(text, "Vasseline", NAME),
        ],
    );
    assert_eq!(found, ["A-NAME", "C-MAIL", "A-NAME", "D-COMPANY"]);
}

#[test]
fn the_outermost_of_two_equals_stays() {
    let text = "le numéro 2 78 12 75 115 004 42 figure au dossier";
    let found = kept(text, vec![on(text, "115 004", MAIL), on(text, "2 78 12 75 115 004 42", NIR)]);
    assert_eq!(found, ["B-NIR"]);
}

#[test]
fn the_more_confident_of_two_that_cross_stays() {
    let text = "un deux trois quatre";
    let weak = Candidate { confidence: 0.6, ..on(text, "un deux trois", NIR) };
    let found = kept(text, vec![weak, on(text, "deux trois quatre", MAIL)]);
    assert_eq!(found, ["C-MAIL"]);
}

#[test]
fn of_identical_spans_the_best_stays_once() {
    let text = "voir 123456";
    let weak = Candidate { confidence: 0.6, ..on(text, "123456", NIR) };
    let same = || on(text, "123456", NIR);
    assert_eq!(kept(text, vec![weak, same(), same()]), ["B-NIR"]);
}

#[test]
fn a_weak_container_does_not_hide_a_violation() {
    let text = "au 12 rue des Lilas chez Untel, 2781275115004";
    let doubt = Candidate {
        confidence: 0.2,
        ..on(text, "12 rue des Lilas chez Untel, 2781275115004", MAIL)
    };
    assert_eq!(kept(text, vec![doubt, on(text, "2781275115004", NIR)]), ["C-MAIL", "B-NIR"]);
}

#[test]
fn what_an_engine_knows_to_be_harmless_absorbs_what_it_holds() {
    let text = "RG n° 20/00804 du rôle";
    let known = Candidate {
        at_most: Some(Status::Permitted),
        confidence: 0.95,
        ..on(text, "20/00804", CASE)
    };
    assert_eq!(kept(text, vec![on(text, "00804", NIR), known]), ["E-CASE"]);
}

#[test]
fn the_order_of_candidates_changes_nothing() {
    let text = "écrire à dupront.lise@exemple.fr ou dupront, 2 78 12 75 115 004 42";
    let mut candidates = vec![
        on(text, "dupront.lise@exemple.fr", MAIL),
        on(text, "dupront", NAME),
        on(text, "lise", NAME),
        on(text, "2 78 12 75 115 004 42", NIR),
        on(text, "004 42", MAIL),
    ];
    let decision = Decision::from_text("d", text);
    let forward = finish(&decision, &[candidates.clone()]);
    candidates.reverse();
    assert_eq!(forward, finish(&decision, &[candidates]));
}

#[test]
fn offsets_count_code_points_and_utf16_units_of_the_published_text() {
    // A no-break space, a decomposed accent and a character of two UTF-16 units stand before.
    let raw = "N°\u{a0}e\u{301}tat 😀 2 78 12 75\u{202f}115 004 42.";
    let decision = Decision::from_text("d", raw);
    let text = Document::new(&decision).views[0].text.clone().into_owned();
    let findings = finish(&decision, &[vec![on(&text, "2 78 12 75 115 004 42", NIR)]]);
    let [found] = &findings[..] else { panic!("one finding") };
    let points: Vec<char> = raw.chars().collect();
    let slice: String = points[found.start as usize..found.end as usize].iter().collect();
    assert_eq!(slice, "2 78 12 75\u{202f}115 004 42");
    let units: Vec<u16> = raw.encode_utf16().collect();
    let slice =
        String::from_utf16_lossy(&units[found.start_utf16 as usize..found.end_utf16 as usize]);
    assert_eq!(slice, "2 78 12 75\u{202f}115 004 42");
    assert_eq!(found.start_utf16, found.start + 1);
}

#[test]
fn findings_come_by_field_then_start_then_rule() {
    let text = "Vasseline et Dupront";
    let mut decision = Decision::from_text("d", text);
    decision.fields.push(TextField { name: Arc::from("summary"), text: text.to_owned() });
    let list = vec![on(text, "Dupront", NAME), on(text, "Vasseline", NAME)];
    let findings = finish(&decision, &[list.clone(), list]);
    let order: Vec<_> = findings.iter().map(|one| (one.field.to_string(), one.start)).collect();
    let expected = [("text", 0), ("text", 13), ("summary", 0), ("summary", 13)];
    assert_eq!(order, expected.map(|(field, start)| (field.to_owned(), start)));
}

#[test]
fn a_fingerprint_follows_rule_value_and_decision_but_not_the_place() {
    let key = key();
    let reference = key.fingerprint("OCC-NIR", "2781275115004", "d1");
    assert_eq!(reference.len(), 64);
    assert_eq!(reference, key.fingerprint("OCC-NIR", "2781275115004", "d1"));
    for other in [
        key.fingerprint("OCC-NIR", "2781275115004", "d2"),
        key.fingerprint("OCC-NIR", "2781275115005", "d1"),
        key.fingerprint("OCC-TEL", "2781275115004", "d1"),
        key.fingerprint("OCC-NIR2", "781275115004", "d1"),
        FingerprintKey::ephemeral().expect("randomness").fingerprint(
            "OCC-NIR",
            "2781275115004",
            "d1",
        ),
    ] {
        assert_ne!(reference, other);
    }
    let before = "Le numéro 2781275115004 figure.";
    let after = format!("Un paragraphe de plus.\n{before}");
    let of = |text: &str| {
        let decision = Decision::from_text("d", text);
        finish(&decision, &[vec![on(text, "2781275115004", NIR)]])[0].fingerprint.clone()
    };
    assert_eq!(of(before), of(&after));
}

#[test]
fn a_short_key_is_refused() {
    let refused = FingerprintKey::from_bytes(&[1; 31]).err();
    assert_eq!(refused, Some(KeyError::TooShort { found: 31 }));
}

fn with_policy(known: Option<KnownPolicy>) -> Policy {
    let mut decision = Decision::from_text("d", "texte");
    decision.known = known;
    Policy::of(&decision, 0.5)
}

fn status_of(policy: &Policy, category: Category) -> Status {
    policy.rule(Family::Identifier, category, Severity::Majeur, 0.9, None).status
}

#[test]
fn without_a_record_the_default_of_the_court_applies() {
    let policy = with_policy(None);
    assert_eq!(policy.origin, PolicyOrigin::DefaultBloc3);
    use Category as C;
    for visible in [
        C::ProfessionnelMagistratGreffier,
        C::PersonneMorale,
        C::NumeroSiretSiren,
        C::Etablissement,
        C::ProfessionnelAvocat,
        C::NumeroDossier,
    ] {
        assert_eq!(status_of(&policy, visible), Status::Permitted, "{visible:?}");
    }
    for masked in [C::PersonnePhysique, C::Adresse, C::DateNaissance, C::NumeroIdentifiant] {
        assert_eq!(status_of(&policy, masked), Status::Violation, "{masked:?}");
    }
}

#[test]
fn the_bloc_counts_when_no_category_is_listed() {
    let bloc = |number| with_policy(Some(KnownPolicy { bloc: Some(number), ..Default::default() }));
    let visible = |number, category| bloc(number).omitted.contains(category);
    for (number, dates, legal_persons) in
        [(1, false, false), (2, true, false), (3, false, true), (4, true, true)]
    {
        assert_eq!(bloc(number).origin, PolicyOrigin::KnownBloc);
        assert_eq!(visible(number, Category::DateNaissance), dates, "bloc {number}");
        assert_eq!(visible(number, Category::PersonneMorale), legal_persons, "bloc {number}");
        assert_eq!(visible(number, Category::Etablissement), legal_persons, "bloc {number}");
    }
    assert_eq!(bloc(0).origin, PolicyOrigin::DefaultBloc3);
    assert_eq!(bloc(9).warnings, [PolicyWarning::UnknownBloc(9)]);
}

#[test]
fn the_list_of_the_record_wins_over_its_bloc_and_never_frees_names() {
    let policy = with_policy(Some(KnownPolicy {
        categories_to_omit: vec![Category::DateNaissance, Category::PersonnePhysique],
        unknown_categories: vec!["plaqueDeRue".to_owned(), "M. Lise Dupront".to_owned()],
        bloc: Some(3),
        ..Default::default()
    }));
    assert_eq!(policy.origin, PolicyOrigin::Known);
    assert_eq!(status_of(&policy, Category::DateNaissance), Status::Permitted);
    assert_eq!(status_of(&policy, Category::PersonneMorale), Status::Violation);
    assert_eq!(status_of(&policy, Category::PersonnePhysique), Status::Violation);
    let labels: Vec<_> = policy.warnings.iter().map(PolicyWarning::label).collect();
    assert_eq!(labels[0], "catégorie inconnue : plaqueDeRue");
    assert_eq!(labels[1], "catégorie inconnue : (illisible)");
    assert!(policy.warnings.contains(&PolicyWarning::PersonsCannotBeOmitted));
}

#[test]
fn doubt_goes_to_review_and_a_doubtful_name_is_not_blocking() {
    let policy = with_policy(None);
    let rule = |family, confidence, at_most| {
        let category = Category::PersonnePhysique;
        let ruling = policy.rule(family, category, Severity::Bloquant, confidence, at_most);
        (ruling.status, ruling.severity)
    };
    use Family::{Identifier, Name};
    assert_eq!(rule(Name, 0.9, None), (Status::Violation, Severity::Bloquant));
    assert_eq!(rule(Name, 0.4, None), (Status::ToReview, Severity::Majeur));
    assert_eq!(rule(Identifier, 0.4, None), (Status::ToReview, Severity::Bloquant));
    assert_eq!(rule(Name, 0.9, Some(Status::ToReview)), (Status::ToReview, Severity::Majeur));
    assert_eq!(rule(Name, 0.9, Some(Status::Permitted)), (Status::Permitted, Severity::Bloquant));
}
