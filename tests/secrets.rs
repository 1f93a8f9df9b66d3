//! Protected secrets, measured on invented passages and on the examples of their rules.

use std::path::Path;

use filigrane::corpus::{Decision, KnownPolicy};
use filigrane::detect::fingerprint::FingerprintKey;
use filigrane::detect::finish::Finisher;
use filigrane::detect::{Engines, Finding};
use filigrane::document::Document;
use filigrane::policy::Policy;
use filigrane::rules::{Catalogue, EngineName};
use filigrane::taxonomy::{Family, Severity, Status};
use serde::Deserialize;

#[derive(Deserialize)]
struct Passage {
    id: String,
    text: String,
    expected: Vec<String>,
    strength: String,
}

fn engines() -> Engines {
    let catalogue = Catalogue::embedded().expect("the shipped catalogue loads");
    Engines::compile(catalogue, None, &[EngineName::Secrets]).expect("the engine compiles")
}

fn findings(engines: &Engines, decision: &Decision) -> Vec<Finding> {
    let document = Document::new(decision);
    let key = FingerprintKey::from_bytes(&[7; 32]).expect("long enough");
    let finisher = Finisher { rules: engines.catalogue().rules(), key: &key, ordinary: &|_| true };
    let candidates = engines.scan(&document, &Policy::of(decision, 0.5));
    finisher.finish(&document, &candidates, &Policy::of(decision, 0.5))
}

/// Findings of the family `secret` that a person must look at.
fn raised(engines: &Engines, text: &str) -> Vec<Finding> {
    findings(engines, &Decision::from_text("d", text))
        .into_iter()
        .filter(|one| {
            one.family == Family::Secret
                && matches!(one.status, Status::Violation | Status::ToReview)
        })
        .collect()
}

#[derive(Default)]
struct Tally {
    found: usize,
    missed: usize,
    false_alarms: usize,
    strong_missed: usize,
    strong: usize,
    named: usize,
    strong_minor: usize,
}

fn measure(part: &str) -> Tally {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/secrets").join(part);
    let text = std::fs::read_to_string(file).expect("the passages are there");
    let engines = engines();
    let mut tally = Tally::default();
    for line in text.lines() {
        let passage: Passage = serde_json::from_str(line).expect("a passage a line");
        let raised = raised(&engines, &passage.text);
        let strong = passage.strength == "strong";
        tally.strong += usize::from(strong);
        match (passage.strength == "trap", raised.is_empty()) {
            (true, true) => {}
            (true, false) => {
                tally.false_alarms += 1;
                eprintln!(
                    "{part} : {} relevé à tort ({})",
                    passage.id,
                    raised[0].reasons.join(" ; ")
                );
            }
            (false, true) => {
                tally.missed += 1;
                tally.strong_missed += usize::from(strong);
                eprintln!("{part} : {} manqué", passage.id);
            }
            (false, false) => {
                tally.found += 1;
                let known = |one: &Finding| {
                    passage.expected.iter().any(|name| name == one.category.as_str())
                };
                tally.named += usize::from(raised.iter().any(known));
                let grave = raised.iter().any(|one| one.severity >= Severity::Majeur);
                tally.strong_minor += usize::from(strong && !grave);
            }
        }
    }
    let precision = tally.found as f64 / (tally.found + tally.false_alarms) as f64;
    let recall = tally.found as f64 / (tally.found + tally.missed) as f64;
    eprintln!(
        "{part} : précision {precision:.3}, rappel {recall:.3}, manifestes {}/{} dont {} mineurs, catégorie juste {}/{}",
        tally.strong - tally.strong_missed,
        tally.strong,
        tally.strong_minor,
        tally.named,
        tally.found
    );
    tally
}

fn assert_shares(tally: &Tally, precision: f64, recall: f64) {
    let found = tally.found as f64;
    assert!(found / (found + tally.false_alarms as f64) >= precision, "precision");
    assert!(found / (found + tally.missed as f64) >= recall, "recall");
}

fn assert_manifest(tally: &Tally) {
    let strong = (tally.strong - tally.strong_missed) as f64;
    assert!(strong / tally.strong as f64 >= 0.9, "recall of what is manifest");
}

fn assert_reached(tally: &Tally) {
    assert_shares(tally, 0.9, 0.9);
    assert_manifest(tally);
    assert!(tally.named as f64 / tally.found as f64 >= 0.8, "category");
    assert!(tally.strong_minor * 5 <= tally.strong, "a manifest secret is seldom minor");
}

#[test]
fn secrets_are_told_from_traps_on_the_tuning_part() {
    assert_reached(&measure("tune.jsonl"));
}

#[test]
fn secrets_are_told_from_traps_on_passages_learnt_from() {
    for set in [2, 3, 4, 6, 7, 9, 10, 11, 12, 13, 14, 15] {
        assert_shares(&measure(&format!("tune{set}.jsonl")), 0.9, 0.85);
    }
    // The most devious wordings.
    assert_shares(&measure("tune8.jsonl"), 0.9, 0.8);
}

/// Written before the lexicon was read, never learnt from: the figure that says what to expect.
#[test]
fn secrets_are_told_from_traps_on_passages_written_apart() {
    let tally = measure("report2.jsonl");
    assert_shares(&tally, 0.8, 0.85);
    assert_manifest(&tally);
}

/// Half of a set written without reading the engine; the other half is learnt from, this one never looked at.
#[test]
fn oblique_secrets_that_were_never_looked_at_are_mostly_found() {
    assert_shares(&measure("report3.jsonl"), 0.8, 0.8);
}

/// Several hands, judge, expert and counsel: written before the lexicon was read; the other half is learnt from.
#[test]
fn secrets_of_several_hands_that_were_never_looked_at_are_found() {
    let tally = measure("report5.jsonl");
    assert_shares(&tally, 0.85, 0.9);
    assert_manifest(&tally);
}

/// Traps next to secrets, close to what was missed before; never looked at either.
#[test]
fn secrets_hard_to_tell_from_their_traps_are_mostly_found() {
    assert_shares(&measure("report6.jsonl"), 0.75, 0.8);
}

/// Plain wordings, written at one go; nothing was changed after the first try.
#[test]
fn plain_secrets_are_found_without_false_alarm() {
    assert_shares(&measure("report4.jsonl"), 0.9, 0.85);
}

#[test]
fn secrets_are_told_from_traps_on_the_reported_part() {
    assert_reached(&measure("report.jsonl"));
}

#[test]
fn every_rule_of_secrets_holds_its_examples() {
    let report = engines().self_test();
    let failures: Vec<String> = report
        .failures
        .iter()
        .map(|failure| format!("{} ligne {}", failure.rule_id, failure.line))
        .collect();
    assert!(failures.is_empty(), "{failures:?}");
}

#[test]
fn the_reasons_of_a_finding_add_up_to_its_score() {
    let text = "La société [1] a consenti à cette enseigne une remise arrière de 8 % restée confidentielle.";
    let found = raised(&engines(), text);
    let one = found.first().expect("a rebate kept secret");
    assert!(one.reasons.iter().any(|reason| reason.contains("remise")), "{:?}", one.reasons);
    assert!(one.reasons.iter().any(|reason| reason.starts_with("total ")), "{:?}", one.reasons);
    assert!(!one.masked.contains('8'), "{}", one.masked);
}

#[test]
fn a_mention_without_a_datum_is_no_finding() {
    let engines = engines();
    for text in [
        "La marge brute n'est pas produite.",
        "Le fichier clients de la société n'a pas été versé aux débats.",
        "L'article L. 151-1 du code de commerce protège le secret des affaires.",
    ] {
        assert!(raised(&engines, text).is_empty(), "{text}");
    }
}

#[test]
fn what_is_judged_or_published_is_left_alone() {
    let engines = engines();
    for text in [
        "Condamne la société [1] à payer à M. [X] la somme de 12 000 euros au titre de la perte de marge brute.",
        "Selon les comptes annuels déposés au greffe, la marge brute de la société s'établit à 42 %.",
        "La société sollicite la somme de 250 000 euros au titre de la perte de marge.",
    ] {
        assert!(raised(&engines, text).is_empty(), "{text}");
    }
}

#[test]
fn what_a_secret_bears_on_must_be_spoken_of() {
    let engines = engines();
    for text in [
        // The name of a measure, of no one.
        "SOINS PSYCHIATRIQUES SANS CONSENTEMENT",
        "Vu la décision qui a admis Mme [X] en soins psychiatriques ;",
        // An item of a law.
        "1° Vérifie, la veille de l'élection, que le vote électronique ne peut être lu par un tiers ;",
        // No child, no lawyer, no army.
        "L'éloignement n'a pas encore été exécuté, faute de laissez-passer.",
        "La chef d'équipe lui indiquait de ranger les outils avant de partir.",
        "La panne de l'hélicoptère a été signalée à la direction de l'aviation civile.",
        // Words in another sense.
        "L'immeuble, élevé sur sous-sol d'un rez-de-chaussée et de deux étages, est en bon état.",
        "Elle invoque la théorie des troubles anormaux de voisinage.",
        "L'entreprise a été amputée de son principal atelier par l'incendie.",
        "La société a été conseillée par un tiers ; le dépistage du cancer est proposé aux femmes de plus de cinquante ans.",
        // What everybody could read, what is supposed, what is long past.
        "Le communiqué de presse annonçait la cession de la filiale pour 430 millions d'euros.",
        "Supposons même que la société ait gagné 20 % sur chaque machine.",
        "Dans les années soixante, l'usine vendait la tonne 310 francs.",
        // What a family shares out.
        "Les libéralités consenties portent atteinte à la réserve héréditaire de l'aînée.",
        "L'héritière soutient que son cousin a toujours caché les donations reçues de leur tante, pour 18 750 euros.",
    ] {
        assert!(raised(&engines, text).is_empty(), "{text}");
    }
    for text in [
        "Mme [X] souffre d'une schizophrénie paranoïde avec idées délirantes de persécution.",
        "L'avocat recommandait à sa cliente, dans cette consultation, de taire le second bail et de transiger à 12 000 euros.",
    ] {
        assert!(!raised(&engines, text).is_empty(), "{text}");
    }
}

#[test]
fn old_figures_are_presumed_historical() {
    let mut decision = Decision::from_text(
        "d",
        "La société [1] appliquait en 2003 une marge brute de 42 % sur ces articles.",
    );
    decision.metadata.decision_date = Some("2024-05-14".to_owned());
    let engines = engines();
    let secret = |decision: &Decision| {
        findings(&engines, decision).iter().any(|one| one.family == Family::Secret)
    };
    assert!(!secret(&decision));
    decision.fields[0].text = decision.fields[0].text.replace("2003", "2023");
    assert!(secret(&decision));
}

/// Findings of one rule in a text.
fn of_rule(engines: &Engines, text: &str, rule: &str) -> Vec<Finding> {
    let all = findings(engines, &Decision::from_text("d", text));
    all.into_iter().filter(|one| &*one.rule_id == rule).collect()
}

#[test]
fn a_masked_company_is_given_away_by_its_register_number_or_its_site() {
    let engines = engines();
    for text in [
        "La société [1], immatriculée au RCS de Lille sous le n° 123 456 782, a relevé appel.",
        "La société [1], qui exploite le site verdanne.fr, conteste.",
        "La société [1], joignable à contact@verdanne.fr, conteste.",
        "La société [1], dont le siège est situé 12 rue des Lilas, conteste.",
    ] {
        let found = of_rule(&engines, text, "OCC-COH-11");
        assert_eq!(found.len(), 1, "{text}");
        assert!(!found[0].masked.contains("verdanne") && !found[0].masked.contains("456"));
    }
    for text in [
        "La société [1] conteste. La société Verdanne, RCS Lille 123 456 782, réplique.",
        "La société [1], joignable à contact.verdanne@gmail.com, conteste.",
        "La société [1], représentée par Me Octave Bidulot, conteste.",
    ] {
        assert!(of_rule(&engines, text, "OCC-COH-11").is_empty(), "{text}");
    }
}

#[test]
fn a_unique_function_of_a_visible_company_gives_its_holder_away() {
    let engines = engines();
    let hit = "M. [X], gérant de la société Verdanne, a signé.";
    assert_eq!(of_rule(&engines, hit, "REI-07").len(), 1);
    let miss = "M. [X], gérant de la société [1], a signé.";
    assert!(of_rule(&engines, miss, "REI-07").is_empty());
}

#[test]
fn the_whole_decision_weighs_what_it_discloses() {
    let engines = engines();
    let datum = "La société [1] accorde à cette enseigne une remise arrière de 8 %.";
    let cited = format!("Vu les articles L. 151-1 et L. 153-1 du code de commerce ;\n\n{datum}");
    let worst = |text: &str| raised(&engines, text).iter().map(|one| one.severity).max();
    assert_eq!(worst(&cited), Some(Severity::Critique));
    assert!(worst(datum) <= Some(Severity::Majeur), "the masked holder cannot be found again");
    let version = format!("VERSION CONFIDENTIELLE\n\n{datum}");
    assert_eq!(worst(&version), Some(Severity::Bloquant));
}

#[test]
fn a_decision_without_the_word_of_a_field_costs_nothing_and_says_nothing() {
    let text = "Attendu que le pourvoi a été formé dans le délai ;\n\nRejette le pourvoi.";
    assert!(raised(&engines(), text).is_empty());
}

#[test]
fn reasons_that_the_registry_says_covered_by_business_secrecy_are_not_published() {
    let text = "MOTIFS DE LA DÉCISION\n\nLe contrat a été résilié à tort, faute de mise en demeure.\n\nPAR CES MOTIFS\n\nDéboute la société [1].";
    let engines = engines();
    let withheld = |secret: Option<bool>| {
        let mut decision = Decision::from_text("d", text);
        let known = KnownPolicy { business_secret: secret, ..KnownPolicy::default() };
        decision.known = Some(known);
        findings(&engines, &decision).iter().any(|one| &*one.rule_id == "SCOH-02")
    };
    assert!(withheld(Some(true)));
    assert!(!withheld(Some(false)) && !withheld(None));
}
