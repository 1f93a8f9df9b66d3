//! What the Court's rules require of a published decision: known values, placeholders, publicity, bench, readability.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::LazyLock;

use filigrane::corpus::Decision;
use filigrane::detect::fingerprint::FingerprintKey;
use filigrane::detect::finish::Finisher;
use filigrane::detect::known::alignment::align;
use filigrane::detect::{Engines, Finding, Purpose};
use filigrane::document::Document;
use filigrane::policy::{Norms, Policy, evaluated};
use filigrane::rules::{Catalogue, EngineName};
use filigrane::taxonomy::{Severity, Status};
use serde_json::{Value, json};

use crate::passages::marked;

pub(crate) static ENGINES: LazyLock<Engines> = LazyLock::new(|| {
    let catalogue = Catalogue::embedded().expect("the catalogue");
    Engines::compile(catalogue, None, &Engines::ALL).expect("the engines")
});

pub(crate) static KNOWN: LazyLock<Engines> = LazyLock::new(|| {
    let catalogue = Catalogue::embedded().expect("the catalogue");
    Engines::compile(catalogue, None, &[EngineName::Known]).expect("the engine")
});

fn norms() -> Norms {
    Norms::in_force().expect("norms")
}

pub(crate) fn findings_by(engines: &Engines, decision: &Decision) -> Vec<Finding> {
    let document = Document::new(decision);
    let policy = Policy::under(decision, &norms(), document.placeholders());
    let key = FingerprintKey::from_bytes(&[7; 32]).expect("long enough");
    let rules = engines.catalogue().rules();
    let finisher = Finisher { rules, key: &key, ordinary: &|_| false };
    finisher.finish(&document, &engines.scan(&document, &policy), &policy)
}

fn scan(record: &str, text: &str) -> Vec<Finding> {
    findings_by(&ENGINES, &Decision::from_record("d1", record, text).expect("a decision"))
}

/// Rules of the findings of a status.
fn rules(found: &[Finding], status: Status) -> BTreeSet<&str> {
    found.iter().filter(|one| one.status == status).map(|one| &*one.rule_id).collect()
}

pub(crate) fn shared(file: &str) -> Option<Vec<Value>> {
    let folder = std::env::var_os("FILIGRANE_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = folder.join("corpus").join(file);
    let Ok(text) = fs::read_to_string(&path) else {
        eprintln!("skipped: no {file} in the shared folder (FILIGRANE_SHARED)");
        return None;
    };
    Some(text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect())
}

pub(crate) fn decision(record: &Value) -> Decision {
    let mut metadata = record.clone();
    let text = metadata["pseudoText"].as_str().expect("a text").to_owned();
    metadata.as_object_mut().expect("an object").remove("_id");
    Decision::from_record("d1", &metadata.to_string(), &text).expect("a decision")
}

/// Values that placeholders stand for, where every occurrence agrees; from the pair alone, by a plain
/// left-to-right reading that shares nothing with the engine.
pub(crate) fn oracle(record: &Value) -> BTreeMap<String, String> {
    let text = |key: &str| record[key].as_str().expect("a text").to_owned();
    let (original, masked) = (text("originalText"), text("pseudoText"));
    let expression = regex::Regex::new(
        r"\[(?:[A-Z]{1,2}|\d{1,3}|Date (?:naissance|mariage|décès) \d+|Numéro identifiant \d+|N° SIREN/SIRET \d+|Adresse \d+|Localité \d+|Courriel \d+|Cadastre \d+|Immatriculation \d+|X{8}0\d+|X{10}0\d+)\]",
    )
    .expect("valid");
    let mut values: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut at = 0;
    let mut previous = 0;
    for found in expression.find_iter(&masked) {
        let literal = &masked[previous..found.start()];
        let Some(start) = original[at..].find(literal).map(|offset| at + offset + literal.len())
        else {
            return BTreeMap::new();
        };
        let next =
            expression.find_at(&masked, found.end()).map_or(masked.len(), |next| next.start());
        let following = &masked[found.end()..next];
        let Some(end) = original.get(start..).and_then(|rest| {
            let skip = rest.chars().next()?.len_utf8();
            rest[skip..].find(following).map(|offset| start + skip + offset)
        }) else {
            break;
        };
        values
            .entry(found.as_str().to_owned())
            .or_default()
            .insert(original[start..end].to_owned());
        (at, previous) = (end, found.end());
    }
    values
        .into_iter()
        .filter(|(_, values)| values.len() == 1)
        .filter_map(|(placeholder, values)| Some((placeholder, values.into_iter().next()?)))
        .filter(|(_, value)| {
            !value.contains(['[', '\n'])
                && value.chars().filter(|c| c.is_alphanumeric()).count() >= 3
        })
        .collect()
}

/// Where a value stands whole in a text; bytes.
fn standing(text: &str, value: &str) -> Vec<Range<usize>> {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(value)
        .map(|(at, _)| at..at + value.len())
        .filter(|span| {
            !word(text[..span.start].chars().next_back()) && !word(text[span.end..].chars().next())
        })
        .collect()
}

/// Bytes of a finding in its text.
pub(crate) fn bytes(text: &str, finding: &Finding) -> Range<usize> {
    let byte =
        |point: i64| text.char_indices().nth(point as usize).map_or(text.len(), |(at, _)| at);
    byte(finding.start)..byte(finding.end)
}

#[test]
fn every_original_that_survives_in_a_pair_is_found_and_no_other_is_a_violation() {
    let Some(records) = shared("dbsder-pairs.jsonl") else { return };
    let (mut survivors, mut alarms, mut values) = (0, Vec::new(), 0);
    for record in &records {
        let decision = decision(record);
        let found = findings_by(&KNOWN, &decision);
        let text = &decision.fields[0].text;
        let spans: Vec<Range<usize>> = found.iter().map(|one| bytes(text, one)).collect();
        let known = oracle(record);
        values += known.len();
        for value in known.values() {
            for place in standing(text, value) {
                survivors += 1;
                let hit =
                    spans.iter().any(|span| span.start <= place.start && place.end <= span.end);
                assert!(hit, "a survivor is not found in {}", record["_id"]);
            }
        }
        alarms.extend(
            found
                .iter()
                .filter(|one| one.status == Status::Violation)
                .map(|one| one.rule_id.to_string()),
        );
    }
    eprintln!("{values} values, {survivors} survivors, {} violations", alarms.len());
    assert!(values > 300 && survivors > 0);
    assert!(alarms.is_empty(), "violations in pairs that are clean: {alarms:?}");
}

#[test]
fn one_occurrence_put_back_refuses_the_decision() {
    let Some(records) = shared("dbsder-pairs.jsonl") else { return };
    // One entity in three, all of them when FILIGRANE_FULL is set: each is a scan of its own.
    let step = if std::env::var_os("FILIGRANE_FULL").is_some() { 1 } else { 3 };
    let (mut rank, mut tried, mut missed) = (0, 0, Vec::new());
    for record in &records {
        let masked = record["pseudoText"].as_str().expect("a text");
        for (placeholder, value) in oracle(record) {
            let places: Vec<usize> = masked.match_indices(&placeholder).map(|(at, _)| at).collect();
            rank += 1;
            if places.len() < 2 || rank % step != 0 {
                continue;
            }
            let at = places[tried % places.len()];
            let mut altered = record.clone();
            let text = format!("{}{value}{}", &masked[..at], &masked[at + placeholder.len()..]);
            altered["pseudoText"] = json!(text);
            tried += 1;
            let refused = |engines: &Engines| {
                findings_by(engines, &decision(&altered)).iter().any(|one| {
                    one.status == Status::Violation
                        && one.severity == Severity::Bloquant
                        && bytes(&text, one).contains(&at)
                })
            };
            // The known values first: the other engines read what these leave.
            if !refused(&KNOWN) && !refused(&ENGINES) {
                missed.push((record["_id"].to_string(), placeholder, at));
            }
        }
    }
    eprintln!("{} of {tried} put back are refused", tried - missed.len());
    assert!(tried > 50);
    assert!(missed.is_empty(), "{missed:?}");
}

#[test]
fn a_value_masked_once_and_put_back_is_refused_by_its_gap_or_its_place() {
    let Some(records) = shared("dbsder-pairs.jsonl") else { return };
    let step = if std::env::var_os("FILIGRANE_FULL").is_some() { 1 } else { 4 };
    // Persons, then everything else: (refused, tried).
    let mut tally = [(0, 0); 2];
    let mut rank = 0;
    for record in &records {
        let masked = record["pseudoText"].as_str().expect("a text");
        for (placeholder, value) in oracle(record) {
            if masked.matches(&placeholder).count() != 1 {
                continue;
            }
            rank += 1;
            if rank % step != 0 {
                continue;
            }
            let mut altered = record.clone();
            altered["pseudoText"] = json!(masked.replace(&placeholder, &value));
            let refused = findings_by(&ENGINES, &decision(&altered))
                .iter()
                .any(|one| one.status == Status::Violation && one.severity >= Severity::Critique);
            let letter =
                placeholder.as_bytes().get(1).is_some_and(|byte| byte.is_ascii_uppercase())
                    && !placeholder.contains(' ')
                    && placeholder.len() <= 4;
            let (hits, tried) = &mut tally[usize::from(!letter)];
            *hits += usize::from(refused);
            *tried += 1;
        }
    }
    let [(persons, of), (others, among)] = tally;
    eprintln!(
        "masked once, put back, refused: {persons} of {of} names, {others} of {among} others"
    );
    assert!(of > 20 && among > 20);
    assert_eq!(persons, of);
    // The last number of all leaves no gap: its place must tell. The seat of a prefecture does not, and may stay.
    assert!((among - others) * 50 <= among, "{others} of {among}");
}

/// A record of the chain whose text was masked as `masked` shows, and that orders all but `omitted` to be masked.
fn chain_record(masked: &str, omitted: &[&str]) -> String {
    const VALUES: [(&str, &str); 6] = [
        ("[X]", "Alpha"),
        ("[Y]", "BIDULOT"),
        ("[Adresse 1]", "12 rue des Tilleuls"),
        ("[Localité 1]", "Trucville"),
        ("[XXXXXXXX01]", "01 99 00 12 34"),
        ("[Date naissance 1]", "3 mai"),
    ];
    let original =
        VALUES.iter().fold(masked.to_owned(), |text, (term, value)| text.replace(term, value));
    json!({"originalText": original, "occultation": {"categoriesToOmit": omitted}}).to_string()
}

#[test]
fn what_a_record_masks_elsewhere_refuses_it_where_a_like_place_shows_it() {
    let refused = |text: &str, omitted: &[&str]| {
        scan(&chain_record(text, omitted), text).iter().any(|one| {
            one.status == Status::Violation
                && one.severity >= Severity::Critique
                && &*one.rule_id == "OCC-COH-16"
        })
    };
    for text in [
        // The first line of an address is masked, not what goes on with it, whoever lives there.
        "Monsieur [X] [Y]\n[Adresse 1]\n59140 Bidulville\n\nnon comparant",
        "Maître [X] [Y]\n[Adresse 1]\n59140 bidulville\n\nnon comparant",
        "M. [X] [Y], [Adresse 1], 59 140 BIDULVILLE, a saisi le tribunal.",
        // The seat of a company that stays visible, in a text that masks addresses.
        "La S.C.I. ZELANDRE, 14 rue des Tilleuls, et M. [X] [Y], [Adresse 1]",
        "Née le 3 mai 1980 à Machinville en Arménie, elle habite [Localité 1].",
        "Ils se sont mariés le 3 mai 2001 à Machinville, et habitent à [Localité 1].",
        "M. [X] [Y], né le [Date naissance 1] 1961\nà Machinville, habite [Adresse 1]",
        "reçu par Maître [X] [Y], notaire associé à Machinville. Il vit à [Localité 1].",
        "reçu par Me [Y], notaire à machinville. Il vit à [Localité 1].",
        "Tél. [XXXXXXXX01]\nFax : 990 01",
    ] {
        assert!(refused(text, &["personneMorale", "dateNaissance"]), "{text}");
    }
    for text in [
        "la préfecture de police de Machinville. Né à [Localité 1]",
        "Monsieur [X] [Y]\n[Adresse 1]\n30000 euros de dommages et intérêts",
        "M. [X] [Y], né le 3 mai 1980 à MAROC, habite [Localité 1].",
        "M. [X] [Y], expert à la cour, habite [Localité 1].",
        "M. [X] [Y], représenté par Me Gamma ZELANDRE, avocat au barreau de Lille, [Adresse 1]",
        "M. [X] [Y] communique par fax le 12 mai 2020 ; tél. [XXXXXXXX01]",
    ] {
        assert!(!refused(text, &["personneMorale", "dateNaissance"]), "{text}");
    }
    // What may stay visible is never in the wrong place; nor is anything without the record that says it.
    let text = "Monsieur [X] [Y]\n[Adresse 1]\n59140 Bidulville\n\nnon comparant";
    assert!(!refused(text, &["localite"]));
    assert!(!rules(&scan("{}", text), Status::Violation).contains("OCC-COH-16"));
}

#[test]
fn a_gap_is_no_proof_where_a_part_of_the_text_was_taken_out() {
    let reasons = "Il ressort des pièces que la maison de Machinville a été vendue. ".repeat(6);
    let original = format!("demeurant à Bidulville. MOTIFS {reasons}PAR CES MOTIFS, à Tarteville");
    let record = json!({"originalText": original}).to_string();
    let masked = "demeurant à [Localité 1]. MOTIFS PAR CES MOTIFS, à [Localité 3]";
    let found = scan(&record, masked);
    assert!(rules(&found, Status::ToReview).contains("PSE-09"), "{found:?}");
    assert!(!rules(&found, Status::Violation).contains("PSE-09"), "{found:?}");
}

#[test]
fn placeholders_are_aligned_with_what_they_replace() {
    let original = "M. Alpha BIDULOT, né le 3 mai 1961, 12 rue des Tilleuls à Bidulville.\nM. BIDULOT conclut.";
    let masked =
        "M. [X] [Y], né le [Date naissance 1] 1961, [Adresse 2] à [Localité 3].\nM. [Y] conclut.";
    let values: Vec<&str> =
        align(original, masked).into_iter().map(|pair| &original[pair.original]).collect();
    assert_eq!(
        values,
        ["Alpha", "BIDULOT", "3 mai", "12 rue des Tilleuls", "Bidulville", "BIDULOT"]
    );
}

#[test]
fn an_alignment_goes_on_after_a_part_that_was_taken_out() {
    let original = "M. BIDULOT demande.\n\nMotifs longs, que rien ne montre.\n\nPAR CES MOTIFS, condamne M. BIDULOT aux dépens.";
    let masked = "M. [X] demande.\n\n[Motifs de la décision occultés]\n\nPAR CES MOTIFS, condamne M. [X] aux dépens.";
    let values: Vec<&str> = align(original, masked)
        .into_iter()
        .filter(|pair| pair.kind.is_person())
        .map(|pair| &original[pair.original])
        .collect();
    assert_eq!(values, ["BIDULOT", "BIDULOT"]);
}

#[test]
fn an_alignment_goes_on_around_a_text_that_was_altered() {
    let original = "M. BIDULOT demande une indemnité pour la perte de son emploi. Mme CRASTILLE réplique que rien n'est dû. M. ORTEVIN aussi.";
    let masked = "M. [X] demande une indemnité, dit Mme CRASTILLEs, pour la perte de son emploi. Mme [Y] réplique que rien n'est dû. M. [Z] aussi.";
    let values: Vec<&str> =
        align(original, masked).into_iter().map(|pair| &original[pair.original]).collect();
    assert_eq!(values, ["BIDULOT", "CRASTILLE", "ORTEVIN"]);
}

proptest::proptest! {
    #[test]
    fn any_two_texts_are_aligned_inside_both(original in "(M\\. [A-Z][a-z]{1,6}|[ ,.\\n]|é){0,30}", masked in "(M\\. \\[[A-Z]\\]|\\[\\.\\.\\.\\]|\\[|[ ,.\\n]|é){0,30}") {
        for pair in align(&original, &masked) {
            proptest::prop_assert!(original.get(pair.original).is_some_and(|value| !value.is_empty()));
            proptest::prop_assert!(masked.get(pair.placeholder).is_some());
        }
    }
}

#[test]
fn a_namesake_is_no_violation() {
    let record = r#"{"parties":[{"nom":"BIDULOT","prenom":"Martin","type":"PP"}]}"#;
    for text in [
        "M. [X] [Y], représenté par Me Gamma BIDULOT, avocat au barreau de Lille",
        "la loi Bidulot du 3 mai",
        "demeurant rue Martin à Lille",
    ] {
        let found = scan(record, text);
        let known: BTreeSet<&str> = rules(&found, Status::Violation)
            .into_iter()
            .filter(|id| id.starts_with("OCC-COH"))
            .collect();
        assert!(known.is_empty(), "{text}: {known:?}");
    }
    assert!(
        rules(&scan(record, "Le sieur BIDULOT conclut."), Status::Violation).contains("OCC-COH-07")
    );
}

#[test]
fn annotations_of_label_give_values_too() {
    let record = r#"{"blocOccultation":4,"labelTreatments":[
        {"order":0,"annotations":[{"entityId":"a","text":"Ancien","category":"personnePhysique"}]},
        {"order":1,"annotations":[{"entityId":"b","text":"Bidulot","category":"personnePhysique"},
            {"entityId":"c","text":"Tilleuls SAS","category":"personneMorale"}]}]}"#
        .replace('\n', " ");
    let found = scan(&record, "M. Bidulot et la société Tilleuls SAS, M. Ancien.");
    let known: Vec<(&str, i64)> = found
        .iter()
        .filter(|one| one.rule_id.starts_with("OCC-COH"))
        .map(|one| (&*one.rule_id, one.start))
        .collect();
    assert_eq!(known, [("OCC-COH-09", 3)], "the last treatment, and masked categories alone");
}

#[test]
fn parties_terms_and_annotations_are_read_in_every_shape_of_record() {
    let text = "Le sieur BIDULOT conclut, et Zénobie CRASTILLE avec lui, rue des Lupins.";
    for (record, rule) in [
        (r#"{"parties":[{"nom":"BIDULOT","prenom":"Martin","type":"PP"}]}"#, "OCC-COH-07"),
        (r#"{"parties":{"nom":"BIDULOT","prenom":"Martin"}}"#, "OCC-COH-07"),
        (
            r#"{"sourceName":"jurinet","parties":[[{"NOM":"BIDULOT","PRENOM":"Martin"}],[]]}"#,
            "OCC-COH-07",
        ),
        (
            r#"{"parties":[{"attributes":{"typePersonne":"PP"},"identite":"M. Martin BIDULOT"}]}"#,
            "OCC-COH-07",
        ),
        (
            r#"{"parties":[{"nom":"Crastille","prenom":"Ida","prenomAutre":"Zénobie"}]}"#,
            "OCC-COH-07",
        ),
        (
            r#"{"sourceName":"portalis-cph","parties":[],"tiers":[{"nom":"CRASTILLE"}],"occultation":{}}"#,
            "OCC-COH-07",
        ),
        (r#"{"occultation":{"additionalTerms":"Bidulot|Lupins"}}"#, "OCC-COH-02"),
        (r#"{"occultation":{"additionalTerms":"bidulot/lupins"}}"#, "OCC-COH-02"),
        (r#"{"occultation":{"additionalTerms":["Bidulot","+rue"]}}"#, "OCC-COH-02"),
        (r#"{"occultation":{"additionalTermsToAnnotate":["Bidulot|Lupins"]}}"#, "OCC-COH-02"),
        (r#"{"occultationComplementaire":"BIDULOT / LUPINS","occultation":{}}"#, "OCC-COH-02"),
        (
            r#"{"sourceName":"juritcom","occultationsComplementaires":{"supprimerElement":"Bidulot|Lupins"},"occultation":{}}"#,
            "OCC-COH-02",
        ),
        (
            r#"{"sourceName":"portalis-cph","elementsAOcculter":["Bidulot"],"occultation":{}}"#,
            "OCC-COH-03",
        ),
        (
            r#"{"replacementTerms":[{"entityId":"a","replacementTerm":"[X]","category":"personnePhysique","originalTextInstances":["BIDULOT","Bidulot"]}]}"#,
            "OCC-COH-09",
        ),
        (
            r#"{"labelTreatments":[{"order":1,"annotations":[{"entityId":"a","text":"Crastille","category":"personnePhysique"}]}]}"#,
            "OCC-COH-09",
        ),
    ] {
        let found = scan(record, text);
        let raised = rules(&found, Status::Violation);
        assert!(raised.contains(rule), "{record}: {raised:?}");
    }
    // None of these says anything, and none is a fault.
    for record in [
        r#"{"parties":{}}"#,
        r#"{"parties":[[1,"DEMANDEUR",null]]}"#,
        r#"{"parties":null,"labelTreatments":null,"occultation":null}"#,
        r#"{"occultation":{"additionalTerms":"","additionalTermsToAnnotate":[],"categoriesToOmit":[]},"labelTreatments":[]}"#,
    ] {
        let found = scan(record, text);
        assert!(!found.iter().any(|one| one.rule_id.starts_with("OCC-COH")), "{record}");
    }
    // What is kept is no finding, whichever list it stands in.
    for record in [
        r#"{"occultation":{"additionalTerms":"+Bidulot"}}"#,
        r#"{"occultation":{"additionalTermsToAnnotate":["+Bidulot"]}}"#,
        r#"{"occultation":{"additionalTermsToUnAnnotate":["Bidulot"]}}"#,
    ] {
        let found = scan(record, text);
        assert!(!found.iter().any(|one| one.rule_id.starts_with("OCC-COH")), "{record}");
    }
}

#[test]
fn the_same_text_is_public_or_not_by_its_metadata() {
    let text = "JUGEMENT\n\nLe tribunal statue.";
    assert!(
        rules(&scan(r#"{"jurisdiction":"tj","nac":"27M"}"#, text), Status::Violation)
            .contains("PUB-01")
    );
    let silent = scan(r#"{"jurisdiction":"tj","nac":"30B"}"#, text);
    assert!(!silent.iter().any(|one| one.rule_id.starts_with("PUB")), "{silent:?}");
}

#[test]
fn a_criminal_decision_of_a_declared_pilot_is_an_information() {
    let record =
        r#"{"jurisdiction":"tj","location":"tj77288","decision_date":"2026-02-01","nac":"30B"}"#;
    let decision =
        Decision::from_record("d1", record, "TRIBUNAL CORRECTIONNEL de Lille").expect("read");
    let under = |pilots: &[&str]| {
        let pilots = pilots.iter().map(|court| (*court).to_owned()).collect();
        let norms = Norms { pilots, ..norms() };
        let document = Document::new(&decision);
        let policy = Policy::under(&decision, &norms, document.placeholders());
        let key = FingerprintKey::from_bytes(&[7; 32]).expect("long enough");
        let finisher =
            Finisher { rules: ENGINES.catalogue().rules(), key: &key, ordinary: &|_| false };
        let found = finisher.finish(&document, &ENGINES.scan(&document, &policy), &policy);
        let one = found.into_iter().find(|one| &*one.rule_id == "PUB-10").expect("found");
        (one.status, one.severity)
    };
    assert_eq!(under(&["tj35238"]), (Status::Violation, Severity::Majeur));
    assert_eq!(under(&["tj77288"]), (Status::ToReview, Severity::Info));
}

#[test]
fn the_sample_of_the_courts_rules_gives_what_it_announces() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("datasets/sample/cour");
    let lines = |file: &str| -> Vec<Value> {
        let text = fs::read_to_string(folder.join(file)).expect("a file");
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    };
    let expected = lines("attendu.jsonl");
    for record in lines("decisions.jsonl") {
        let (id, decision) = match record["pseudoText"].is_string() {
            true => (record["_id"].clone(), decision(&record)),
            false => {
                let text = record["text"].as_str().expect("a text");
                let read = Decision::from_record("d1", &record.to_string(), text).expect("read");
                (record["id"].clone(), read)
            }
        };
        let found: BTreeSet<(String, &str, &str)> = findings_by(&ENGINES, &decision)
            .iter()
            .map(|one| (one.rule_id.to_string(), one.status.as_str(), one.severity.as_str()))
            .collect();
        let ours: Vec<(String, &str, &str)> = expected
            .iter()
            .filter(|line| line["decision_id"] == id)
            .map(|line| {
                let text = |key: &str| line[key].as_str().expect("a text");
                (text("rule_id").to_owned(), text("status"), text("severity"))
            })
            .collect();
        assert!(!ours.is_empty(), "{id}");
        for one in &ours {
            assert!(found.contains(one), "{id}: {one:?} is not in {found:?}");
        }
        let others: Vec<_> = found
            .iter()
            .filter(|(rule, status, _)| {
                let family = ["OCC-COH", "PSE", "PUB", "LIS"].iter().any(|f| rule.starts_with(f));
                let announced = ours.iter().any(|(expected, ..)| expected == rule);
                *status == "violation" && family && !announced
            })
            .collect();
        assert!(others.is_empty(), "{id}: {others:?}");
    }
}

/// Phrasings written apart from the examples of the rules: `+` must be found, `-` must not.
#[test]
fn rules_hold_on_other_phrasings_than_their_own_examples() {
    let mut faults = Vec::new();
    let mut tried = 0;
    for line in include_str!("fixtures/court/phrasings.txt").lines() {
        let mut parts = line.splitn(3, ' ');
        let (Some(id), Some(sign @ ("+" | "-")), Some(rest)) =
            (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let (record, text) = match rest.split_once(" | ") {
            Some((record, text)) if record.starts_with('{') => (record, text),
            _ => ("{}", rest),
        };
        let decision =
            Decision::from_record("d1", record, &text.replace('⏎', "\n")).expect("a decision");
        let document = Document::new(&decision);
        let policy = Policy::under(&decision, &norms(), document.placeholders());
        let (found, sample) = ENGINES.observe(&document, &policy, Purpose::Explain);
        let rules = ENGINES.catalogue();
        let raised =
            sample.shows(id) || found.iter().flatten().any(|one| &*rules.rule(one.rule).id == id);
        tried += 1;
        if raised != (sign == "+") {
            faults.push(line);
        }
    }
    eprintln!("{} of {tried} phrasings as expected", tried - faults.len());
    assert!(tried > 250 && faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn controls_without_their_input_are_named_and_never_silent() {
    let lacking = |record: &str| {
        evaluated::not_evaluated(
            &Decision::from_record("d1", record, "texte").expect("a decision"),
            &norms(),
        )
    };
    let published = lacking(r#"{"jurisdiction":"tj","nac":"30B","decision_date":"2024-05-03"}"#);
    for id in ["OCC-COH-02", "OCC-COH-07", "OCC-COH-09", "PROFA-17", "PUB-04", "PUB-07"] {
        assert!(published.contains(&id), "{id}: {published:?}");
    }
    assert!(!published.contains(&"PUB-01") && !published.contains(&"OCC-COH-03"));
    let working = r#"{"sourceName":"juritj","NACCode":"30B","dateDecision":"2024-05-03","endCaseCode":"44C","debatPublic":true,"particularInterest":false,"originalText":"texte","parties":[{"nom":"BIDULOT"}],"occultation":{"categoriesToOmit":["cadastre"]}}"#;
    assert_eq!(lacking(working), Vec::<&str>::new());
    // Where the record does not tell which categories are masked, what is masked elsewhere says nothing.
    let silent = working.replace(r#"["cadastre"]"#, "[]");
    assert_eq!(lacking(&silent), ["OCC-COH-16"]);
    assert_eq!(lacking(&silent.replace("[]}", r#"[]},"blocOccultation":2"#)), Vec::<&str>::new());
}

#[test]
fn an_ordered_protection_reaches_every_form_and_every_field() {
    let text = "COUR D'APPEL DE LILLE\nZGM/BD\n\nCOMPOSITION DE LA COUR :\nMadame Zélie GOMARINDE, Présidente\nMonsieur Boris DURANDAL, Greffier\n\nEXPOSÉ\n\nLe rapport de Mme Gomarinde a été entendu.\n\nPAR CES MOTIFS\n\nLa cour confirme.\n\nSigné par Zélie GOMARINDE, Présidente, et par Boris DURANDAL, Greffier";
    let ordered = r#"{"summary":"Rapport de Mme Gomarinde","occultation":{"categoriesToOmit":["personneMorale"]}}"#;
    let found = scan(ordered, text);
    let magistrate: Vec<&Finding> = found
        .iter()
        .filter(|one| one.rule_id.starts_with("PROFA") || &*one.rule_id == "OCC-COH-10")
        .collect();
    let raised = rules(&found, Status::Violation);
    assert!(raised.contains("PROFA-17") && raised.contains("OCC-COH-10"), "{raised:?}");
    assert!(
        magistrate.iter().any(|one| &*one.field == "summary" && one.status == Status::Violation)
    );
    assert!(
        magistrate
            .iter()
            .filter(|one| one.status == Status::Violation && one.severity == Severity::Bloquant)
            .count()
            >= 5
    );
    assert!(
        magistrate.iter().all(|one| one.masked.contains("‹magistrat ")),
        "excerpts name a rank alone"
    );
    for one in &found {
        let shown = format!("{one:?}").to_lowercase();
        for name in ["gomarinde", "durandal", "zélie", "omar", "rand"] {
            assert!(!shown.contains(name), "{shown}");
        }
    }
}

#[test]
fn where_nothing_was_ordered_nothing_is_said_of_the_bench() {
    let text = "COMPOSITION DE LA COUR :\nMadame Zélie GOMARINDE, Présidente\n\nMOTIFS\n\nLa cour confirme.";
    let found =
        scan(r#"{"occultation":{"categoriesToOmit":["professionnelMagistratGreffier"]}}"#, text);
    assert!(!found.iter().any(|one| one.rule_id.starts_with("PROFA")), "{found:?}");
}

#[test]
fn a_composition_masked_in_part_is_one_finding() {
    let text = "COMPOSITION DE LA COUR :\nMme [L] [M], présidente\nMonsieur Boris DURANDAL, conseiller\n\nMOTIFS\n\nLa cour confirme.";
    let found = scan("{}", text);
    let mixed: Vec<&Finding> = found.iter().filter(|one| &*one.rule_id == "PROFA-16").collect();
    assert_eq!(mixed.len(), 1);
    assert_eq!((mixed[0].status, mixed[0].severity), (Status::ToReview, Severity::Mineur));
}

#[test]
fn well_formed_placeholders_are_no_findings() {
    let found = scan(
        "{}",
        "M. [X] [Y], appelant, né le [Date naissance 1] 1970, demeurant [Adresse 2] [Localité 3]",
    );
    assert!(
        !found.iter().any(|one| one.rule_id.starts_with("PSE") || one.rule_id.starts_with("LIS")),
        "{found:?}"
    );
}

/// Figures of `docs/quality.md`: findings of these families on published decisions, for a reading.
#[test]
#[ignore = "prints figures for docs/quality.md"]
fn findings_on_published_decisions() {
    let families = ["OCC-COH", "PSE", "PUB", "LIS", "PROFA", "REI"];
    for file in
        ["judilibre.jsonl", "cassation-2024.jsonl", "cassation-sociale.jsonl", "dbsder-pairs.jsonl"]
    {
        let Some(records) = shared(file) else { return };
        let mut counts: BTreeMap<(String, &str, &str), usize> = BTreeMap::new();
        for record in &records {
            let decision = if record["pseudoText"].is_string() {
                decision(record)
            } else {
                let text = record["text"].as_str().expect("a text").to_owned();
                Decision::from_record("d1", &record.to_string(), &text).expect("a decision")
            };
            let place = std::env::var("FILIGRANE_SHOW").unwrap_or_default();
            for one in findings_by(&ENGINES, &decision) {
                if families.iter().any(|family| one.rule_id.starts_with(family)) {
                    if *one.rule_id == *place {
                        let text = &decision
                            .fields
                            .iter()
                            .find(|field| field.name == one.field)
                            .expect("a field")
                            .text;
                        let span = bytes(text, &one);
                        let around = text.floor_char_boundary(span.start.saturating_sub(90))
                            ..text.ceil_char_boundary((span.end + 90).min(text.len()));
                        println!(
                            "{} {} {:?} {:?} | {}",
                            record["id"],
                            record["_id"],
                            one.status,
                            one.reasons,
                            text[around].replace('\n', "⏎")
                        );
                    }
                    *counts
                        .entry((
                            one.rule_id.to_string(),
                            one.severity.as_str(),
                            one.status.as_str(),
                        ))
                        .or_default() += 1;
                }
            }
        }
        println!("{file}: {} decisions", records.len());
        for (key, count) in counts {
            println!("  {key:?} {count}");
        }
    }
}

/// A layout of `tests/fixtures/court/bench.txt`: its title, its text without marks, and the marked names in bytes.
struct Layout {
    title: String,
    text: String,
    bench: Vec<Range<usize>>,
    parties: Vec<Range<usize>>,
}

fn layouts() -> Vec<Layout> {
    let source = include_str!("fixtures/court/bench.txt");
    let read = |part: &str| {
        let (title, marked) = part.split_once('\n').expect("a title, then a text");
        let mut layout = Layout {
            title: title.trim().to_owned(),
            text: String::new(),
            bench: Vec::new(),
            parties: Vec::new(),
        };
        let mut start = 0;
        for character in marked.trim().chars() {
            match character {
                '{' | '«' => start = layout.text.len(),
                '}' => layout.bench.push(start..layout.text.len()),
                '»' => layout.parties.push(start..layout.text.len()),
                other => layout.text.push(other),
            }
        }
        layout
    };
    source.split("\n=== ").skip(1).map(read).collect()
}

/// The words of three letters or more of a span: a name is read whole when each of them is.
fn words(text: &str, span: &Range<usize>) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, character) in text[span.clone()].char_indices().chain([(span.len(), ' ')]) {
        match (character.is_alphabetic() || character == '-', start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                if at - from >= 3 {
                    words.push(span.start + from..span.start + at);
                }
                start = None;
            }
            _ => {}
        }
    }
    words
}

#[test]
fn judges_and_clerks_are_read_whole_in_every_layout_and_no_party_with_them() {
    let layouts = layouts();
    assert!(layouts.len() >= 40);
    let mut faults = Vec::new();
    for layout in &layouts {
        let text = &layout.text;
        let spans = |record: &str, wanted: &dyn Fn(&Finding) -> bool| -> Vec<Range<usize>> {
            let found = scan(record, text);
            found.iter().filter(|one| wanted(one)).map(|one| bytes(text, one)).collect()
        };
        let over = |spans: &[Range<usize>], place: &Range<usize>| {
            spans.iter().any(|span| span.start < place.end && place.start < span.end)
        };
        let violation = |one: &Finding| one.status == Status::Violation;
        let all = spans("{}", &violation);
        let ordered = r#"{"occultation":{"categoriesToOmit":["personneMorale"]}}"#;
        let protected = spans(ordered, &|one| {
            violation(one) && (one.rule_id.starts_with("PROFA") || &*one.rule_id == "OCC-COH-10")
        });
        for word in layout.bench.iter().flat_map(|name| words(text, name)) {
            if over(&all, &word) {
                faults.push(format!(
                    "{} : {} taken for a party",
                    layout.title,
                    &text[word.clone()]
                ));
            }
            if !over(&protected, &word) {
                faults.push(format!("{} : {} not protected", layout.title, &text[word]));
            }
        }
        for word in layout.parties.iter().flat_map(|name| words(text, name)) {
            if !over(&all, &word) {
                faults.push(format!(
                    "{} : {} (party) not found",
                    layout.title,
                    &text[word.clone()]
                ));
            }
            if over(&protected, &word) {
                faults.push(format!(
                    "{} : {} (party) taken for the bench",
                    layout.title, &text[word]
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// A register names whoever trades under a number: OCC-COH-17, by the sentence that holds it.
#[test]
fn company_numbers_that_are_a_person_s_own() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("datasets/mesure");
    for (file, floor, most) in
        [("numeros_entreprise.txt", 0.95, 0), ("numeros_entreprise_tenus.txt", 0.8, 1)]
    {
        let set = fs::read_to_string(folder.join(file)).expect("the set");
        let (mut told, mut own, mut alarms, mut others) = (0_u32, 0_u32, 0, 0);
        for passage in marked(&set) {
            let found = scan("{}", &passage.text);
            let raised = rules(&found, Status::Violation).contains("OCC-COH-17");
            match &*passage.kind {
                "personne" => {
                    own += 1;
                    told += u32::from(raised);
                }
                _ => {
                    others += 1;
                    alarms += usize::from(raised);
                }
            }
        }
        eprintln!("{file} : {told}/{own}, à tort {alarms}/{others}");
        assert!(f64::from(told) >= floor * f64::from(own), "{file}: {told}/{own}");
        assert!(alarms <= most, "{file}: {alarms}");
    }
}
