//! Facts: what a decision says of each person, measured on the invented gold of `datasets/facts`.

use std::collections::{BTreeMap, BTreeSet};

use filigrane::corpus::Decision;
use filigrane::detect::facts::sketch::KEPT;
use filigrane::detect::facts::{self, Attribute, Fact, Group, Role};
use filigrane::document::Document;
use filigrane::document::tokens::fold;
use filigrane::lexicon::Lexicon;

const TUNE: &str = include_str!("../datasets/facts/tune.txt");
const REPORT: &str = include_str!("../datasets/facts/report.txt");
const SECOND_TUNE: &str = include_str!("../datasets/facts/tune2.txt");
const SECOND_REPORT: &str = include_str!("../datasets/facts/report2.txt");
const THIRD_REPORT: &str = include_str!("../datasets/facts/report3.txt");
const CONTROL: &str = include_str!("../datasets/facts/report4.txt");

/// A passage of the gold.
struct Passage {
    name: String,
    text: String,
    /// Person, attribute, value.
    facts: Vec<(String, Attribute, String)>,
}

fn passages(source: &str) -> Vec<Passage> {
    let mut out: Vec<Passage> = Vec::new();
    for line in source.lines() {
        if let Some(name) = line.strip_prefix("### ") {
            out.push(Passage { name: name.to_owned(), text: String::new(), facts: Vec::new() });
            continue;
        }
        let Some(passage) = out.last_mut() else { continue };
        match line.strip_prefix("=> ") {
            Some(gold) => {
                let (person, facts) = gold.split_once(": ").expect("a person, then facts");
                for fact in facts.split("; ") {
                    let (code, value) = fact.split_once('=').expect("attribute=value");
                    let attribute = Attribute::from_code(code).expect("a known attribute");
                    passage.facts.push((person.to_owned(), attribute, value.to_owned()));
                }
            }
            None => {
                passage.text.push_str(line);
                passage.text.push('\n');
            }
        }
    }
    out
}

fn read(text: &str) -> Vec<Fact> {
    let lexicon = Lexicon::embedded().expect("the lexicon");
    let decision = Decision::from_text("d", text);
    facts::extract(&Document::new(&decision), Some(&lexicon)).facts
}

/// Whether two values are the same, as `datasets/facts/README.md` says.
fn agree(attribute: Attribute, mine: &str, gold: &str) -> bool {
    let (mine, gold) = (fold(mine), fold(gold));
    let worded = matches!(
        attribute,
        Attribute::Profession
            | Attribute::Secteur
            | Attribute::Sante
            | Attribute::Infraction
            | Attribute::BienImmobilier
            | Attribute::Vehicule
            | Attribute::RoleUnique
            | Attribute::FonctionSociale
    );
    let begins = |long: &str, short: &str| {
        long.strip_prefix(short).is_some_and(|rest| rest.starts_with([' ', '-', '\'']))
    };
    mine == gold || worded && (begins(&mine, &gold) || begins(&gold, &mine))
}

#[derive(Default, Clone, Copy)]
struct Score {
    found: usize,
    missed: usize,
    wrong: usize,
}

impl Score {
    fn f1(self) -> f64 {
        let total = 2 * self.found + self.missed + self.wrong;
        if total == 0 { 1.0 } else { 2.0 * self.found as f64 / total as f64 }
    }
}

/// Scores by group; with `FILIGRANE_FACTS_SHOW`, prints what was missed and what was wrong.
fn measure(source: &str) -> BTreeMap<Group, Score> {
    // The first reported half and the control are never looked into.
    let show =
        source != REPORT && source != CONTROL && std::env::var_os("FILIGRANE_FACTS_SHOW").is_some();
    let mut scores: BTreeMap<Group, Score> = BTreeMap::new();
    for passage in passages(source) {
        let found = read(&passage.text);
        let mut used = vec![false; found.len()];
        for (person, attribute, value) in &passage.facts {
            let hit = found.iter().zip(&used).position(|(fact, used)| {
                !used
                    && fact.attribute == *attribute
                    && fact.person.split('#').next() == Some(person)
                    && agree(*attribute, &fact.value, value)
            });
            let score = scores.entry(attribute.group()).or_default();
            match hit {
                Some(rank) => {
                    used[rank] = true;
                    score.found += 1;
                }
                None => {
                    score.missed += 1;
                    if show {
                        eprintln!("{}: missed {person} {attribute}={value}", passage.name);
                    }
                }
            }
        }
        for (fact, used) in found.iter().zip(used) {
            if !used {
                scores.entry(fact.attribute.group()).or_default().wrong += 1;
                if show {
                    eprintln!(
                        "{}: wrong {} {}={}",
                        passage.name, fact.person, fact.attribute, fact.value
                    );
                }
            }
        }
    }
    scores
}

fn print(part: &str, scores: &BTreeMap<Group, Score>) {
    eprintln!("{part}: group, precision, recall, F1, facts");
    for (group, score) in scores {
        let share =
            |part: usize, whole: usize| if whole == 0 { 1.0 } else { part as f64 / whole as f64 };
        eprintln!(
            "  {:<9} {:.3} {:.3} {:.3} {}",
            group.as_str(),
            share(score.found, score.found + score.wrong),
            share(score.found, score.found + score.missed),
            score.f1(),
            score.found + score.missed,
        );
    }
}

#[test]
fn every_expression_compiles() {
    assert_eq!(facts::broken_rules(), Vec::<&str>::new());
}

/// Expressions are tried where a word that no match goes without stands: none has a match elsewhere.
#[test]
fn no_expression_matches_where_none_is_looked_for() {
    let mut seen = 0;
    let all = [TUNE, REPORT, SECOND_TUNE, SECOND_REPORT, THIRD_REPORT, CONTROL];
    for text in all.into_iter().flat_map(passages).map(|passage| passage.text) {
        let decision = Decision::from_text("d", &text);
        let (matches, at_odds) = facts::rules_at_odds(&Document::new(&decision));
        assert_eq!(at_odds, Vec::<&str>::new(), "{text}");
        seen += matches;
    }
    assert!(seen > 1_000, "{seen}");
}

#[test]
fn the_gold_is_read_as_it_was_written() {
    let all: Vec<Passage> = [TUNE, REPORT, SECOND_TUNE, SECOND_REPORT, THIRD_REPORT, CONTROL]
        .into_iter()
        .flat_map(passages)
        .collect();
    assert!(all.len() >= 300, "{}", all.len());
    let names: BTreeSet<&str> = all.iter().map(|passage| passage.name.as_str()).collect();
    assert_eq!(names.len(), all.len(), "two passages share a name");
    assert!(all.iter().all(|passage| !passage.facts.is_empty() && !passage.text.trim().is_empty()));
}

#[test]
fn facts_of_the_tuning_half() {
    let scores = measure(TUNE);
    print("tune", &scores);
    for group in Group::ALL {
        let f1 = scores.get(&group).copied().unwrap_or_default().f1();
        assert!(f1 >= 0.85, "{}: {f1:.3}", group.as_str());
    }
}

#[test]
fn facts_of_the_reported_half() {
    let scores = measure(REPORT);
    print("report", &scores);
    for group in Group::ALL {
        let f1 = scores.get(&group).copied().unwrap_or_default().f1();
        assert!(f1 >= 0.75, "{}: {f1:.3}", group.as_str());
    }
}

#[test]
fn facts_of_the_second_tuning_set() {
    let scores = measure(SECOND_TUNE);
    print("second tune", &scores);
    for group in Group::ALL {
        let f1 = scores.get(&group).copied().unwrap_or_default().f1();
        assert!(f1 >= 0.85, "{}: {f1:.3}", group.as_str());
    }
}

#[test]
fn facts_of_the_second_reported_set() {
    let scores = measure(SECOND_REPORT);
    print("second report", &scores);
    for group in Group::ALL {
        let f1 = scores.get(&group).copied().unwrap_or_default().f1();
        assert!(f1 >= 0.75, "{}: {f1:.3}", group.as_str());
    }
}

#[test]
fn facts_of_the_third_reported_set() {
    let scores = measure(THIRD_REPORT);
    print("third report", &scores);
    for group in Group::ALL {
        let f1 = scores.get(&group).copied().unwrap_or_default().f1();
        assert!(f1 >= 0.85, "{}: {f1:.3}", group.as_str());
    }
}

#[test]
fn facts_of_the_control_set() {
    let scores = measure(CONTROL);
    print("control", &scores);
    for group in Group::ALL {
        let f1 = scores.get(&group).copied().unwrap_or_default().f1();
        assert!(f1 >= 0.5, "{}: {f1:.3}", group.as_str());
    }
}

#[test]
fn what_is_said_of_anyone_is_a_fact_of_no_one() {
    let kept = |text: &str| {
        let facts = read(text).into_iter().filter(|fact| fact.attribute != Attribute::Sexe);
        facts
            .map(|fact| format!("{} {}={}", fact.person, fact.attribute, fact.value))
            .collect::<Vec<_>>()
    };
    let named = "Mme [X] est couturière.";
    for general in [
        "L'article L. 1235-3 prévoit, pour un salarié ayant dix ans d'ancienneté, une indemnité.",
        "Jugé qu'une salariée âgée de 57 ans, mère de deux enfants, subit un préjudice (Soc., 8 mars 2018).",
        "Si la mère était sans emploi et divorcée, la contribution serait due.",
        "Le salarié qui a vingt ans d'ancienneté perçoit un salaire de 2 000 euros.",
    ] {
        assert_eq!(kept(&format!("{named} {general}")), ["X profession=couturière"], "{general}");
    }
}

#[test]
fn a_kinship_is_said_of_both() {
    let facts = read(
        "M. [A], son épouse, Mme [B], infirmière, et leurs enfants [C] et [D] habitent Vannes. Sa mère, Mme [E], a 80 ans.",
    );
    let has = |person: &str, attribute: Attribute, value: &str| {
        facts.iter().any(|f| f.person == person && f.attribute == attribute && f.value == value)
    };
    for person in ["A", "B"] {
        assert!(has(person, Attribute::SituationFamiliale, "marié"), "{person} {facts:?}");
        assert!(has(person, Attribute::Enfants, "2"), "{person} {facts:?}");
    }
    assert!(
        has("B", Attribute::Profession, "infirmière")
            && !has("A", Attribute::Profession, "infirmière")
    );
    assert!(has("E", Attribute::Age, "80") && has("E", Attribute::Enfants, "1"), "{facts:?}");
}

#[test]
fn a_fact_points_at_its_words_in_code_points() {
    let text = "« Été » : Mme [X], née le 3 mai 1975 à Nîmes, a été engagée le 2 juin 2010 en qualité de fleuriste.";
    let points: Vec<char> = text.chars().collect();
    let words =
        |fact: &Fact| points[fact.start as usize..fact.end as usize].iter().collect::<String>();
    let facts = read(text);
    let of = |attribute: Attribute| {
        facts.iter().find(|fact| fact.attribute == attribute).map(words).unwrap_or_default()
    };
    assert_eq!(of(Attribute::DateNaissance), "3 mai 1975");
    assert_eq!(of(Attribute::LieuNaissance), "Nîmes");
    assert_eq!(of(Attribute::Profession), "fleuriste");
    assert_eq!(of(Attribute::DateEmbauche), "2 juin 2010");
}

#[test]
fn a_name_in_clear_becomes_an_ordinal() {
    let facts = read(
        "Mme Zoé Tartempion, âgée de 42 ans, est veuve. M. Machin-Chouette, retraité, est divorcé.",
    );
    assert!(facts.len() >= 5, "{facts:?}");
    for fact in &facts {
        assert!(fact.person.starts_with('#'), "{fact:?}");
        let written = format!("{} {}", fact.person, fact.value).to_lowercase();
        assert!(!written.contains("tartempion") && !written.contains("chouette"));
    }
    let people: BTreeSet<&str> = facts.iter().map(|fact| fact.person.as_str()).collect();
    assert_eq!(people, BTreeSet::from(["#1", "#2"]));
}

#[test]
fn no_name_without_civility_ends_a_value() {
    let facts = read(
        "Mme [X] a été engagée par la société Zubr en qualité d'assistante de Jean Tartempion. M. [Y], secrétaire de Tartempion, est \
         Directeur Commercial.",
    );
    let values: Vec<&str> = facts.iter().map(|fact| fact.value.as_str()).collect();
    assert!(values.contains(&"assistante") && values.contains(&"secrétaire"), "{values:?}");
    for value in values {
        let folded = fold(value);
        assert!(
            ["tartempion", "jean", "zubr"].iter().all(|name| !folded.contains(name)),
            "{value}"
        );
    }
}

#[test]
fn a_person_keeps_one_label_under_its_long_and_short_names() {
    let facts = read(
        "M. [W] [Y] est entré au service de la société [1] le 2 mai 2011. M. [Y] a 44 ans. Mme [Z] [Y] est coiffeuse.",
    );
    let age = facts.iter().find(|fact| fact.attribute == Attribute::Age).expect("an age");
    assert_eq!((age.person.as_str(), age.value.as_str()), ("W Y", "44"));
    assert_eq!(age.role, Some(Role::Salarie));
    let trade = facts.iter().find(|fact| fact.attribute == Attribute::Profession).expect("a trade");
    assert_eq!(trade.person, "Z Y");
}

#[test]
fn nothing_is_read_about_a_judge_a_clerk_or_counsel() {
    let text = "COMPOSITION DE LA COUR\nPrésident : Mme Irène Truc, présidente de chambre, âgée de 60 ans\n\
                Assesseur : M. Paul Bidule, conseiller, né en 1970\nGreffier : M. [K] [L], greffier, père de deux enfants\n\n\
                Me Untel, avocate, âgée de 38 ans, représente Mme [X].";
    for fact in read(text) {
        assert!(fact.attribute == Attribute::Sexe && fact.person == "X", "{fact:?}");
    }
}

#[test]
fn debug_never_shows_a_value() {
    let facts = read("M. [X] est né le 3 mai 1975 à Nîmes.");
    let shown = format!("{facts:?}");
    assert!(!facts.is_empty() && !shown.contains("1975") && !shown.contains("mes\""), "{shown}");
}

#[test]
fn a_sketch_survives_a_change_of_letters_and_tells_two_texts_apart() {
    let sketch = |text: &str| {
        let decision = Decision::from_text("d", text);
        facts::extract(&Document::new(&decision), None).sketch
    };
    let text = |a: &str, b: &str| {
        format!(
            "Par jugement du 4 mars 2021 (RG n° 20/00123), le tribunal judiciaire de Créteil a condamné M. [{a}] à payer à \
             Mme [{b}] la somme de 1 250,50 euros au titre de l'article 1240 du code civil et des articles L. 1235-3 et L. 1235-4 du code du travail."
        )
    };
    let one = sketch(&text("X", "Y"));
    assert_eq!(one, sketch(&text("K", "L")));
    assert_eq!(one.numbers, ["20/00123"]);
    assert_eq!(one.cited_dates, ["2021-03-04"]);
    assert_eq!(one.cited_courts, ["tj_creteil"]);
    assert_eq!(one.amounts, [125_050]);
    assert_eq!(
        one.articles,
        ["code civil:1240", "code du travail:L1235-3", "code du travail:L1235-4"]
    );
    let other = sketch(
        "Selon l'arrêt attaqué, la société a formé le pourvoi n° 22-12.345 contre la décision du conseil.",
    );
    assert_eq!(other.numbers, ["22-12.345"]);
    assert!(one.sketch.iter().all(|hash| !other.sketch.contains(hash)));
    assert!(one.sketch.is_sorted());
}

/// A text that repeats itself has few sequences for its length, and the same ones however often it does.
#[test]
fn a_sketch_does_not_depend_on_how_often_a_text_repeats_itself() {
    let sketch = |text: &str| {
        let decision = Decision::from_text("d", text);
        facts::extract(&Document::new(&decision), None).sketch
    };
    // Letters only: words of digits or of both would make amounts and numbers.
    let word = |rank: usize| {
        let letter = |value: usize| char::from(b'a' + (value % 26) as u8);
        [letter(rank * 7 + 3), letter(rank / 26), letter(rank * 11), 'e'].iter().collect::<String>()
    };
    for words in [40, 150, 700] {
        let once: String = (0..words).map(|rank| word(rank) + " ").collect();
        let (twice, often) = (sketch(&once.repeat(2)), sketch(&once.repeat(40)));
        assert_eq!(twice.sketch.len(), words.min(KEPT), "{words} words");
        assert_eq!(twice.sketch, often.sketch, "{words} words");
        assert!(often.shingles > twice.shingles);
    }
}
