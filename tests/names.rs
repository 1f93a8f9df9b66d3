//! Names left in clear: what was written blind, in small invented decisions, and what a form is worth.

use std::ops::Range;
use std::path::Path;

use filigrane::corpus::Decision;
use filigrane::detect::fingerprint::FingerprintKey;
use filigrane::detect::finish::Finisher;
use filigrane::detect::{Engines, Finding};
use filigrane::document::Document;
use filigrane::policy::Policy;
use filigrane::rules::{Catalogue, EngineName};
use filigrane::taxonomy::{Family, Severity, Status};

const BEFORE: &str = "COUR D'APPEL\n\nM. [O] [X] a interjeté appel du jugement rendu dans le litige qui l'oppose à la \
    société [Z].\n\nFaits et procédure\n\n";
const AFTER: &str = "\n\nMme [I] [Y] a conclu à la confirmation du jugement.\n\nPar ces motifs, la cour confirme le \
    jugement.";

/// The raised findings about names in each passage, set in a small decision.
fn names(passages: &[String]) -> Vec<Vec<Finding>> {
    let catalogue = Catalogue::embedded().expect("the shipped catalogue loads");
    let engines =
        Engines::compile(catalogue, None, &[EngineName::Names]).expect("the engine compiles");
    let key = FingerprintKey::from_bytes(&[7; 32]).expect("long enough");
    let finisher = Finisher { rules: engines.catalogue().rules(), key: &key, ordinary: &|_| true };
    passages
        .iter()
        .map(|passage| {
            let decision = Decision::from_text("d", format!("{BEFORE}{passage}{AFTER}"));
            let document = Document::new(&decision);
            let policy = Policy::of(&decision, 0.5);
            let mut found = finisher.finish(&document, &engines.scan(&document, &policy), &policy);
            found.retain(|one| {
                one.family == Family::Name
                    && matches!(one.status, Status::Violation | Status::ToReview)
            });
            found
        })
        .collect()
}

/// A line of a set: the passage and, in code points of the decision, the names that stand in it.
fn passage(line: &str) -> (String, Vec<Range<i64>>) {
    let (way, marked) = line.split_once(" | ").expect("« manière | texte »");
    let offset = BEFORE.chars().count() as i64;
    let (mut text, mut spans, mut at, mut start) = (String::new(), Vec::new(), offset, offset);
    for character in marked.chars() {
        match character {
            '«' if way != "-" => start = at,
            '»' if way != "-" => spans.push(start..at),
            other => {
                text.push(if other == '⏎' { '\n' } else { other });
                at += 1;
            }
        }
    }
    (text, spans)
}

/// Names, those found, those in violation, and findings on nothing.
fn measure(file: &str) -> [usize; 4] {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/mesure");
    let set = std::fs::read_to_string(folder.join(file)).expect("the set");
    let lines = set.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let (texts, spans): (Vec<_>, Vec<_>) = lines.map(passage).unzip();
    let (mut total, mut found, mut violations, mut alarms) = (0, 0, 0, 0);
    // The held halves stay unread.
    let read = !file.ends_with("_tenus.txt");
    let offset = BEFORE.chars().count() as i64;
    for ((text, spans), raised) in texts.iter().zip(&spans).zip(names(&texts)) {
        let shared = |one: &Finding, name: &Range<i64>| {
            (one.end.min(name.end) - one.start.max(name.start)).max(0)
        };
        for name in spans {
            let half = |one: &&Finding| 2 * shared(one, name) >= name.end - name.start;
            total += 1;
            found += usize::from(raised.iter().any(|one| half(&one)));
            violations +=
                usize::from(raised.iter().any(|one| half(&one) && one.status == Status::Violation));
            if read && !raised.iter().any(|one| half(&one)) {
                let words = text
                    .chars()
                    .skip((name.start - offset) as usize)
                    .take((name.end - name.start) as usize);
                eprintln!("manqué : {} | {text}", words.collect::<String>());
            }
        }
        let beside = |one: &&Finding| spans.iter().all(|name| shared(one, name) == 0);
        for wrong in raised.iter().filter(beside) {
            alarms += 1;
            if read {
                let words = text
                    .chars()
                    .skip((wrong.start - offset) as usize)
                    .take((wrong.end - wrong.start) as usize);
                eprintln!("à tort : {} | {text}", words.collect::<String>());
            }
        }
    }
    [total, found, violations, alarms]
}

#[test]
fn names_in_contexts_that_were_written_blind_are_found() {
    for (file, least, violating, most) in [
        ("noms_en_contexte.txt", 39, 35, 0),
        ("noms_en_contexte_tenus.txt", 40, 39, 0),
        ("noms_en_contexte_2.txt", 60, 59, 1),
        ("noms_en_contexte_2_tenus.txt", 56, 54, 2),
        ("noms_en_contexte_3.txt", 133, 115, 0),
        ("noms_en_contexte_4.txt", 45, 45, 3),
        ("noms_en_contexte_4_tenus.txt", 35, 33, 6),
        ("noms_en_contexte_5.txt", 23, 23, 1),
        ("noms_en_contexte_5_tenus.txt", 21, 21, 4),
    ] {
        let [total, found, violations, alarms] = measure(file);
        eprintln!("{file} : {found}/{total} noms, {violations} en violation, {alarms} à tort");
        assert!(found >= least, "{file}: {found}/{total}");
        assert!(violations >= violating, "{file}: {violations}");
        assert!(alarms <= most, "{file}: {alarms}");
    }
}

/// Status and severity of the one finding in each passage.
fn worth(passages: &[&str]) -> Vec<(Status, Severity)> {
    let passages: Vec<String> = passages.iter().map(|&one| one.to_owned()).collect();
    names(&passages)
        .iter()
        .zip(&passages)
        .map(|(found, text)| {
            assert_eq!(found.len(), 1, "{text}");
            (found[0].status, found[0].severity)
        })
        .collect()
}

#[test]
fn an_enterprise_without_a_form_is_its_owner_and_a_company_is_none() {
    let owners = ["Les Transports Tartempionac ont cessé leur activité en mai."];
    for one in worth(&owners) {
        assert_eq!(one, (Status::Violation, Severity::Majeur));
    }
    let companies = ["La SARL Transports Tartempionac a cessé son activité en mai."];
    for one in worth(&companies) {
        assert_eq!(one, (Status::ToReview, Severity::Majeur));
    }
}

#[test]
fn a_name_above_who_represents_him_is_a_party_s() {
    let found = worth(&["INTIMÉ :\nTARTEMPIONAC\n\nreprésenté par Maître [W]"]);
    assert_eq!(found[0].0, Status::Violation);
    let company = names(&["INTIMÉE :\nTARTEMPIONAC\n\nreprésentée par Maître [W]".to_owned()]);
    assert!(company[0].iter().all(|one| one.status != Status::Violation));
}

/// How many passages of each list raise a name.
fn raising(passages: &[&str]) -> Vec<String> {
    let passages: Vec<String> = passages.iter().map(|&one| one.to_owned()).collect();
    let found = names(&passages);
    passages.into_iter().zip(found).filter(|(_, found)| !found.is_empty()).map(|it| it.0).collect()
}

#[test]
fn what_bears_a_name_is_not_always_someone() {
    let things = [
        "Le véhicule Renault Tartempia a été expertisé.",
        "La tempête Tartempia a emporté la toiture.",
        "Le score de Tartempieu était de 12.",
        "La clause dite Zélie Tartempion est réputée non écrite.",
        "L'URSSAF de la Sarthe a délivré une contrainte.",
        "Le lycée Zoé-Tartempion a organisé le voyage.",
        "L'enseigne \"Pizzeria\" a été déposée.",
        "Le lycée Tartempionac a refusé l'inscription.",
        "Le cheval Tartempionac est mort.",
        "Q. Connaissez-vous cet homme ?",
        "En présence de Mme Bidulovic, représentant le ministère public.",
        "Sur le rapport de M. Bidulovic, les observations de la SCP [W], avocat de M. [X].",
        "La cour composée de Mme Bidulovic, M. Tartempionac et Mme Zinzolin.",
        "Lors du délibéré : M. Bidulovic, Mme Tartempionac.",
        "Ministère public : Mme Bidulovic, à qui le dossier a été communiqué.",
    ];
    assert_eq!(raising(&things), Vec::<String>::new());
}

#[test]
fn a_name_is_found_whatever_tells_it() {
    let persons = [
        "virement reçu de zoé bidulottin le 3 mai",
        "bonjour, je suis zoé bidulottin et je conteste",
        "bonjour monsieur martin-bidulottin, nous accusons réception",
        "l'instance opposant Zoé Bidulottin à la société [Z]",
        "Un fournisseur, alias Le Borgne, était attendu.",
        "La vidéo est sur https://exemple.fr/@zoe.bidulottin/post depuis mai.",
        "Il a été procédé à l'audition de Zoé\nBidulottin le 4 mars.",
        "La facture de Bidulottin EI a été produite.",
        "L'auxiliaire, Zoé de La Tour-Bidule, a été remplacée.",
        "Tartempionac a giflé son collègue.",
        "Tartempionac, ivre, a percuté un poteau.",
        "On a fini par licencier Tartempionac en mai.",
        "« Je n'ai rien vu », lui a répondu Tartempionac.",
        "Équipe du matin :\n- Bidulovic\n- Tartempionac",
        "Elle vivait en concubinage avec Tartempionac.",
        "Le juge se fonde sur le rapport de M. Bidulovic, expert.",
        "Greffier lors des débats et du prononcé\n\nENTRE :\n\nM. Zélie Bidulovic\n\nappelant",
        "M. Bidu'hoat a construit le hangar.",
        "M. B i d u l o t est appelant.",
    ];
    assert_eq!(raising(&persons), persons);
}
