//! Alterations of a served text at random places and sizes, under every dress that a carrier may give it: each is named for
//! what it is, and what changes no word is never one.

use std::collections::BTreeMap;

use filigrane::reuse::align::{Carrier, Class, Element, Prepared, align};
use filigrane::reuse::canon::canonical;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use unicode_normalization::UnicodeNormalization;

use super::simulator;

fn draw(random: &mut ChaCha8Rng, below: usize) -> usize {
    random.next_u64() as usize % below.max(1)
}

fn pick(random: &mut ChaCha8Rng, list: &[&'static str]) -> &'static str {
    list[draw(random, list.len())]
}

/// An invented decision with more paragraphs, people and figures than the simulator's.
fn decision(rank: usize, random: &mut ChaCha8Rng) -> String {
    const SUBJECTS: [&str; 8] = [
        "La cour",
        "L'employeur",
        "Le bailleur",
        "L'intimée",
        "Le salarié",
        "La société Fabrique du Canari",
        "M. [X]",
        "Mme [Y]",
    ];
    const VERBS: [&str; 8] = [
        "soutient que",
        "relève que",
        "fait valoir que",
        "ne conteste pas que",
        "rappelle que",
        "justifie de ce que",
        "n'établit pas que",
        "expose que",
    ];
    const OBJECTS: [&str; 8] = [
        "les pièces versées aux débats sont suffisamment précises",
        "le contrat signé le 12 mars 2018 prévoyait une clause de mobilité",
        "la somme de 4 350 euros reste due au titre des loyers impayés",
        "l'expert désigné a déposé son rapport le 7 octobre 2021",
        "la société Outillage Imaginaire avait été mise en demeure",
        "les horaires affichés dans l'atelier n'ont jamais été respectés",
        "le logement situé [Adresse 2] à [Localité 3] était insalubre",
        "Me Gamma TARTEMPION, avocat au barreau de Trifouillis, a sollicité un renvoi",
    ];
    let head = simulator::decision(rank)["text"].as_str().unwrap_or_default().to_owned();
    let at = head.find("PAR CES MOTIFS").unwrap_or(head.len());
    let mut body = String::new();
    for _ in 0..6 + draw(random, 14) {
        for _ in 0..2 + draw(random, 3) {
            body.push_str(&format!(
                "{} {} {}, pièce n° {}. ",
                pick(random, &SUBJECTS),
                pick(random, &VERBS),
                pick(random, &OBJECTS),
                10 + draw(random, 900)
            ));
        }
        body.push_str("\n\n");
    }
    format!("{}{body}{}", &head[..at], &head[at..])
}

/// What a carrier does to a text without changing a word of it.
fn dressed(text: &str, dress: usize) -> String {
    let escape =
        |text: &str| text.replace('&', "&amp;").replace('\'', "&#39;").replace('é', "&eacute;");
    match dress {
        0 => text.to_owned(),
        1 => text
            .split("\n\n")
            .map(|block| format!("<p>{}</p>\n", escape(block).replace('\n', "<br/>")))
            .collect(),
        2 => text.nfd().collect(),
        3 => text.replace(' ', "\u{a0}").replace('\'', "’"),
        4 => text.split_whitespace().collect::<Vec<_>>().join(" "),
        5 => text.replace(". ", ".\r\n").replace("\n\n", "\r\n\r\n\r\n"),
        6 => text.replace("ations", "a\u{ad}tions").replace(' ', "  "),
        _ => format!(
            "\u{feff}<div class=\"d\"><span>{}</span></div>",
            escape(text).replace("\n\n", "</span><span>\n\n")
        ),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Altered {
    Nothing,
    Case,
    Word,
    Figure,
    SentenceOut,
    SentenceIn,
    Cut,
    Lifted,
    Renumbered,
    Dotted,
    Remasked,
    CompanyMasked,
    DateMasked,
    LawyerMasked,
    PlaceMasked,
    NegationLost,
    SenseInverted,
}

const ALL: [Altered; 17] = [
    Altered::Nothing,
    Altered::Case,
    Altered::Word,
    Altered::Figure,
    Altered::SentenceOut,
    Altered::SentenceIn,
    Altered::Cut,
    Altered::Lifted,
    Altered::Renumbered,
    Altered::Dotted,
    Altered::Remasked,
    Altered::CompanyMasked,
    Altered::DateMasked,
    Altered::LawyerMasked,
    Altered::PlaceMasked,
    Altered::NegationLost,
    Altered::SenseInverted,
];

/// Replaces one of the places where `from` stands.
fn one(text: &str, from: &str, to: &str, random: &mut ChaCha8Rng) -> Option<String> {
    let places: Vec<usize> = text.match_indices(from).map(|(at, _)| at).collect();
    if places.is_empty() {
        return None;
    }
    let at = places[draw(random, places.len())];
    Some(format!("{}{to}{}", &text[..at], &text[at + from.len()..]))
}

fn altered(text: &str, what: Altered, random: &mut ChaCha8Rng) -> Option<String> {
    let sentences: Vec<usize> = text.match_indices(". ").map(|(at, _)| at + 2).collect();
    const NAMES: [&str; 4] = ["Bidulot", "Machinchose", "Tartempion-Nomfictif", "Truchemuche"];
    const MASKS: [&str; 7] =
        ["[occulté]", "XXXX", "█████", "***", "[masqué]", "(anonymisé)", "[NOM]"];
    match what {
        Altered::Nothing => Some(text.to_owned()),
        Altered::Case => one(text, "La cour", "La Cour", random),
        Altered::Word => {
            const WORDS: [&str; 6] =
                ["suffisamment", "insalubre", "mobilité", "sollicité", "rapport", "affichés"];
            const OTHERS: [&str; 4] = ["manifestement", "contestable", "retard", "différents"];
            let word = pick(random, &WORDS);
            {
                let by = pick(random, &OTHERS);
                one(text, word, by, random)
            }
        }
        Altered::Figure => {
            let figures = [
                ("4 350 euros", "14 350 euros"),
                ("pièce n° 1", "pièce n° 7"),
                ("pièce n° 3", "pièce n° 8"),
            ];
            let (from, to) = figures[draw(random, figures.len())];
            one(text, from, to, random)
        }
        Altered::SentenceOut => {
            let rank = draw(random, sentences.len().saturating_sub(2));
            let (start, end) = (*sentences.get(rank)?, *sentences.get(rank + 1)?);
            (end - start > 60 && !text[start..end].contains('['))
                .then(|| format!("{}{}", &text[..start], &text[end..]))
        }
        Altered::SentenceIn => {
            let at = sentences[draw(random, sentences.len())];
            Some(format!(
                "{}Il sera ajouté que cette prétention apparaît dépourvue de tout sérieux. {}",
                &text[..at],
                &text[at..]
            ))
        }
        Altered::Cut => {
            let at = text.len() * (50 + draw(random, 40)) / 100;
            let at = (at..text.len())
                .find(|&at| text.is_char_boundary(at) && text[at..].starts_with(' '))?;
            Some(text[..at].to_owned())
        }
        Altered::Lifted => {
            let from = pick(random, &["[X]", "[Y]", "[Localité 3]"]);
            {
                let by = pick(random, &NAMES);
                one(text, from, by, random)
            }
        }
        Altered::Renumbered => {
            let by = pick(random, &["[Z]", "[AB]", "[W]"]);
            one(text, "[X]", by, random)
        }
        Altered::Dotted => {
            let by = pick(random, &["Y...", "Y…", "Z."]);
            one(text, "[Y]", by, random)
        }
        Altered::Remasked => {
            let by = pick(random, &MASKS);
            one(text, "[X]", by, random)
        }
        Altered::CompanyMasked => {
            let by = pick(
                random,
                &[
                    "société [occulté]",
                    "société XXXX",
                    "société A.",
                    "société ******",
                    "société (anonymisée)",
                ],
            );
            one(text, "société Outillage Imaginaire", by, random)
        }
        Altered::DateMasked => {
            let by = pick(random, &["[date]", "[Date 1]", "XX/XX/XXXX", "****"]);
            one(text, "7 octobre 2021", by, random)
        }
        Altered::LawyerMasked => {
            let by = pick(random, &["Me X.", "Me [avocat]", "[Avocat 1]", "Me ███"]);
            one(text, "Me Gamma TARTEMPION", by, random)
        }
        Altered::PlaceMasked => {
            let by = pick(random, &["barreau de [ville]", "barreau de XXXXX", "barreau de [...]"]);
            one(text, "barreau de Trifouillis", by, random)
        }
        Altered::NegationLost => one(text, "ne conteste pas que", "conteste que", random),
        Altered::SenseInverted => {
            one(text, "La cour confirme le jugement", "La cour infirme le jugement", random)
        }
    }
}

fn is_named(what: Altered, classes: &[Class]) -> bool {
    let any = |wanted: fn(&Class) -> bool| classes.iter().any(wanted);
    let masked = |class: &Class, elements: &[Element]| matches!(class, Class::Masked(element) if elements.contains(element));
    match what {
        Altered::Nothing => classes.is_empty(),
        Altered::Case => {
            classes.iter().all(|class| *class == Class::Typographic) && !classes.is_empty()
        }
        Altered::Word | Altered::Figure => any(|class| *class == Class::Substituted),
        Altered::SentenceOut => any(|class| matches!(class, Class::Deleted)),
        Altered::SentenceIn => any(|class| *class == Class::Inserted),
        Altered::Cut => any(|class| *class == Class::Truncated),
        Altered::Lifted => any(|class| matches!(class, Class::Lifted(_))),
        Altered::Renumbered | Altered::Dotted => any(|class| *class == Class::Renumbered),
        Altered::Remasked => any(|class| *class == Class::Remasked),
        Altered::CompanyMasked => classes.iter().any(|class| masked(class, &[Element::Company])),
        Altered::DateMasked => {
            classes.iter().any(|class| masked(class, &[Element::Date, Element::Number]))
        }
        Altered::LawyerMasked => classes
            .iter()
            .any(|class| masked(class, &[Element::Lawyer, Element::Bench, Element::Other])),
        Altered::PlaceMasked => classes.iter().any(|class| masked(class, &[Element::Place])),
        Altered::NegationLost | Altered::SenseInverted => any(|class| *class == Class::Reversed),
    }
}

/// What must not be said of an alteration besides its own name: the gravest classes.
fn accuses_wrongly(what: Altered, classes: &[Class]) -> bool {
    classes.iter().any(|class| match class {
        Class::Lifted(_) => what != Altered::Lifted,
        Class::Completed => true,
        Class::Truncated => what != Altered::Cut,
        _ => false,
    })
}

#[test]
fn each_alteration_is_named_whatever_carries_it() {
    let mut random = ChaCha8Rng::seed_from_u64(20_261_125);
    let mut confusion: BTreeMap<Altered, (usize, usize, BTreeMap<String, usize>)> = BTreeMap::new();
    let mut wrongly = 0;
    for round in 0..60 {
        let reference = decision(1 + round % 16, &mut random);
        let known = canonical(&reference);
        let prepared = Prepared::new(&known, false);
        for what in ALL {
            let Some(served) = altered(&reference, what, &mut random) else { continue };
            let served = canonical(&dressed(&served, draw(&mut random, 8)));
            let classes: Vec<Class> =
                align(&prepared, &served, Carrier::Field).iter().map(|one| one.class).collect();
            let entry = confusion.entry(what).or_default();
            entry.0 += 1;
            if is_named(what, &classes) {
                entry.1 += 1;
            } else {
                *entry.2.entry(format!("{classes:?}")).or_default() += 1;
            }
            wrongly += usize::from(accuses_wrongly(what, &classes));
        }
    }
    for (what, (tried, named, others)) in &confusion {
        eprintln!("intégrité, {what:?} : {named} sur {tried} {others:?}");
    }
    eprintln!("intégrité, accusations à tort : {wrongly}");
    assert_eq!(confusion.len(), ALL.len());
    assert_eq!(wrongly, 0);
    for (what, (tried, named, others)) in confusion {
        assert!(tried > 10 && named == tried, "{what:?} : {named} sur {tried} {others:?}");
    }
}

#[test]
fn a_decision_cut_short_on_its_page_is_cut_and_nothing_was_lifted() {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    for round in 0..40 {
        let reference = decision(1 + round % 16, &mut random);
        let known = canonical(&reference);
        let served = altered(&reference, Altered::Cut, &mut random).unwrap_or_default();
        let page = format!(
            "Recherche, la cour d'appel et le tribunal\n\n{served}\n\nSource : Cour de cassation – Judilibre. Mis à jour le 3 mai 2024. Voir la décision d'origine. \
             Mentions légales de la société, de M. le directeur et de la rédaction, sur la page d'accueil."
        );
        let classes: Vec<Class> =
            align(&Prepared::new(&known, false), &canonical(&page), Carrier::Page)
                .iter()
                .map(|one| one.class)
                .collect();
        assert!(classes.contains(&Class::Truncated), "{classes:?}");
        assert!(!accuses_wrongly(Altered::Cut, &classes), "{classes:?}");
    }
}
