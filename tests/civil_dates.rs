//! Civil-status dates: the examples of the rules, a seeded generator of plain and hard forms with
//! sentences held out from tuning, and silence on text without such a date.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use filigrane::detect::Candidate;
use filigrane::detect::civil_dates::CivilDates;
use filigrane::document::View;
use filigrane::rules::{Catalogue, EngineName, SelfTest};
use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::passages::marked;

fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| Catalogue::embedded().expect("the embedded catalogue loads"))
}

fn engine() -> &'static CivilDates {
    static ENGINE: OnceLock<CivilDates> = OnceLock::new();
    ENGINE.get_or_init(|| CivilDates::compile(catalogue()).expect("its rules are embedded"))
}

/// Candidates with their span in bytes of `text` as given.
fn scan(text: &str) -> Vec<(Range<usize>, Candidate)> {
    let view = View::new(Arc::from("text"), text, &[]);
    let mut out = Vec::new();
    engine().scan(&view, &mut out);
    out.into_iter().map(|found| (view.raw_range(&found.span), found)).collect()
}

fn ids(text: &str) -> Vec<(String, String)> {
    let name = |found: &Candidate| catalogue().rule(found.rule).id.to_string();
    scan(text).iter().map(|(span, found)| (name(found), text[span.clone()].to_owned())).collect()
}

#[test]
fn every_example_of_a_civil_date_rule_holds() {
    let report = SelfTest::run(
        catalogue(),
        |rule| rule.engine == EngineName::CivilDates,
        |rule, text| {
            let ours = |found: &Candidate| catalogue().rule(found.rule).id == rule.id;
            scan(text).into_iter().filter(|(_, found)| ours(found)).map(|(span, _)| span).collect()
        },
    );
    eprintln!("{report}");
    assert!(report.passed(), "{report}");
}

#[test]
fn who_owns_a_thing_is_born_and_the_thing_is_not() {
    for text in [
        "La créance de M. [X], né le 4 mai 1979, est admise.",
        "Le contrat de Mme [Y], née le 4 mai 1979 à Trifouillac, a été rompu.",
        "L'action de M. [X], né le 4 mai 1979, est prescrite.",
        "La demande de M. [X], né le 4 mai 1979, est rejetée.",
    ] {
        let found = ids(text);
        assert_eq!(found, [("OCC-DN-LETTRE".to_owned(), "4 mai 1979".to_owned())], "{text}");
    }
    for text in [
        "La créance de M. [X], née le 4 mai 2019, est éteinte.",
        "L'obligation de Mme [Y], née le 4 mai 2019, est éteinte.",
        "Le litige de Mme [Y], né le 4 mai 2019, est clos.",
        "La demande est née le 4 mai 2019.",
    ] {
        assert_eq!(ids(text), [], "{text}");
    }
}

#[test]
fn the_value_is_the_date_whatever_its_writing() {
    for written in [
        "né le 3 mai 1975",
        "née le 03/05/1975",
        "né le 3.5.75",
        "née le trois mai mil neuf cent soixante-quinze",
        "né le 1975-05-03",
        "née le O3/O5/l975",
        "né le 3 ma1 1975",
    ] {
        let found = scan(written);
        assert_eq!(found.len(), 1, "{written}");
        assert_eq!(found[0].1.value, "1975-05-03", "{written}");
    }
}

#[test]
fn letters_that_a_scanner_put_for_digits_are_read() {
    for (text, value) in [("née le 1b/O3/1g75", "1975-03-16"), ("né le Ib/11/2008", "2008-11-16")]
    {
        let found = scan(text);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(found[0].1.value, value);
    }
    assert!(scan("né le AG 12 de la société").is_empty());
}

#[test]
fn a_year_alone_or_a_masked_date_is_no_finding() {
    for text in ["né en 1975", "née le [Date naissance 1] 1975 à [Localité 2]", "décédé en 2015"]
    {
        assert!(scan(text).is_empty(), "{text}");
    }
}

#[test]
fn each_event_has_its_rule() {
    let text =
        "M. [X], né le 3 mai 1945, marié le 12 juin 1970 avec Mme [Y], est décédé le 2 mars 2015.";
    let found = ids(text);
    let expected =
        [("OCC-DN-LETTRE", "3 mai 1945"), ("OCC-DM", "12 juin 1970"), ("OCC-DD", "2 mars 2015")];
    assert_eq!(found, expected.map(|(id, span)| (id.to_owned(), span.to_owned())));
}

// --- The generator -----------------------------------------------------------------------

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

struct Dice(ChaCha8Rng);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        (self.0.next_u32() as usize) % bound
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// A date under each writing, by the name of the form.
fn writings(dice: &mut Dice) -> Vec<(&'static str, String)> {
    let (day, month, year) = (dice.below(28) + 1, dice.below(12) + 1, 1930 + dice.below(90));
    let name = MONTHS[month - 1];
    let first = if day == 1 { "1er".to_owned() } else { day.to_string() };
    let short = [
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
        "déc.",
    ];
    let numeric = format!("{day:02}/{month:02}/{year}");
    let plain_name = name.replace(['é', 'û'], if name.contains('û') { "u" } else { "e" });
    let separators = [" / ", "-", ".", " . ", " - ", "·", ":"];
    let separator = separators[dice.below(separators.len())];
    vec![
        ("long", format!("{first} {name} {year}")),
        ("capitals", format!("{day} {} {year}", name.to_uppercase())),
        ("no accent", format!("{day} {plain_name} {year}")),
        ("slashes", numeric.clone()),
        ("short year", format!("{day}/{month}/{:02}", year % 100)),
        ("dots", format!("{day:02}.{month:02}.{year}")),
        ("odd separators", format!("{day:02}{separator}{month:02}{separator}{year}")),
        ("ISO", format!("{year}-{month:02}-{day:02}")),
        ("abbreviated", format!("{day} {} {year}", short[month - 1])),
        ("line break", format!("{day}\n{name} {year}")),
        ("line break before the year", format!("{day} {name}\n{year}")),
        ("two spaces", format!("{day}  {name}  {year}")),
        ("no-break spaces", format!("{day}\u{a0}{name}\u{a0}{year}")),
        ("letters for digits", numeric.replace('0', "O").replace('1', "l")),
        ("letter in the year", format!("{day} {name} {}", year.to_string().replacen('1', "l", 1))),
        (
            "digit in the month",
            format!(
                "{day} {} {year}",
                name.replacen(['i', 'o'], "1", 1)
                    .replacen("n1v", "n0v", 1)
                    .replacen("1ct", "0ct", 1)
            ),
        ),
        (
            "misspelt month",
            if name.len() > 5 {
                format!(
                    "{day} {} {year}",
                    &name
                        .replacen("br", "b", 1)
                        .replacen("ll", "l", 1)
                        .replacen("nv", "v", 1)
                        .replacen("vr", "v", 1)
                )
            } else {
                format!("{day} {name} {year}")
            },
        ),
        ("words", format!("{} {name} {}", day_in_words(day), year_in_words(year))),
        ("of the month", format!("{day} du mois de {name} {year}")),
        ("spaced year", format!("{day} {name} {} {:03}", year / 1000, year % 1000)),
        ("hyphens and name", format!("{day}-{name}-{year}")),
    ]
}

const UNITS: [&str; 20] = [
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
    "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
];

fn day_in_words(day: usize) -> String {
    if day == 1 { "premier".to_owned() } else { below_hundred(day) }
}

fn below_hundred(n: usize) -> String {
    match n {
        0..=19 => UNITS[n].to_owned(),
        20..=69 => {
            let ten = ["vingt", "trente", "quarante", "cinquante", "soixante"][n / 10 - 2];
            match n % 10 {
                0 => ten.to_owned(),
                1 => format!("{ten} et un"),
                unit => format!("{ten}-{}", UNITS[unit]),
            }
        }
        70..=79 => format!("soixante-{}", UNITS[n - 60]),
        80 => "quatre-vingts".to_owned(),
        _ => format!("quatre-vingt-{}", UNITS[n - 80]),
    }
}

fn year_in_words(year: usize) -> String {
    match year {
        2000 => "deux mille".to_owned(),
        2001.. => format!("deux mille {}", below_hundred(year - 2000)),
        _ => format!("mil neuf cent {}", below_hundred(year - 1900)).replace(" zéro", ""),
    }
}

/// Sentences with `{}` where the date goes; looked at while the engine was written.
const TUNED: [&str; 20] = [
    "Madame [X], née le {} à [Localité 1], de nationalité française",
    "M. [Y], né à Lille le {}, appelant",
    "Date de naissance : {}",
    "NE LE {} A ROUBAIX",
    "DDN : {}",
    "elle a donné naissance à un enfant le {}.",
    "- Zélie, née le {} ;",
    "M. [X] est décédé le {} à [Localité 3]",
    "le décès de Mme [Y], survenu le {},",
    "décédée à Douai le {}, laissant pour héritiers",
    "ils se sont mariés le {} devant l'officier d'état civil",
    "le mariage a été célébré le {} à [Localité 2]",
    "ont conclu un PACS le {}",
    "mariés à Arras le {} sans contrat préalable",
    "né(e) le {}",
    "[X] [Y]\nnée le {}\nà [Localité 1]",
    "un enfant, [Z], né le {}, et d'une sœur",
    "date du mariage : {}",
    "date du décès : {}",
    "Mme [X] née [Y] le {} à [Localité 2]",
];

/// Sentences written once the engine was done, never used to change it.
const HELD_OUT: [&str; 14] = [
    "Vu la requête de Monsieur [A] [B], né le {} à Béthune (62), ouvrier",
    "Concernant la mineure [C], née à Valenciennes (Nord) le {}",
    "Nom : [D] - Prénom : [E] - Date de naissance : {} - Sexe : F",
    "le défunt, mort le {} à son domicile",
    "à la suite du décès de son époux intervenu le {}",
    "les époux se sont mariés à [Localité 4] le {}, sous le régime légal",
    "l'union célébrée le {} à la mairie de [Localité 4]",
    "pacsés le {}, ils ont acquis un appartement",
    "il est né le {} et a donc aujourd'hui soixante ans",
    "la victime, née le {}, était âgée de 12 ans",
    "Né le : {}",
    "date et lieu de naissance : {}, Cambrai",
    "[F], décédé subitement le {}, était assuré",
    "de leur relation est issu [G], né le {} à Lens",
];

/// Recall by form over seeded dates.
fn recall(sentences: &[&str], seed: u64) -> (f64, BTreeMap<&'static str, (usize, usize)>) {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(seed));
    let mut forms: BTreeMap<&'static str, (usize, usize)> = BTreeMap::new();
    let (mut hits, mut total) = (0, 0);
    for round in 0..8 {
        for sentence in sentences {
            let lead = dice.pick(&["", "Attendu que ", "1°/ ", "\n\n"]);
            for (form, date) in writings(&mut dice) {
                let text = format!("{lead}{}", sentence.replace("{}", &date));
                let start = text.find(&date).expect("it was put there");
                let expected = start..start + date.len();
                let hit = scan(&text).iter().any(|(span, _)| covers(span, &expected));
                if !hit && round == 0 {
                    eprintln!("manqué ({form}) : {text}");
                }
                let entry = forms.entry(form).or_default();
                entry.0 += usize::from(hit);
                entry.1 += 1;
                hits += usize::from(hit);
                total += 1;
            }
        }
    }
    (hits as f64 / total as f64, forms)
}

/// Nine tenths of the expected span.
fn covers(found: &Range<usize>, expected: &Range<usize>) -> bool {
    let shared = found.end.min(expected.end).saturating_sub(found.start.max(expected.start));
    shared * 10 >= expected.len() * 9
}

#[test]
fn generated_dates_are_found_in_every_form() {
    for (name, sentences) in [("tuned", &TUNED[..]), ("held out", &HELD_OUT[..])] {
        let (rate, forms) = recall(sentences, 20_261_121);
        for (form, (hits, total)) in &forms {
            eprintln!("{name:>9} {form:<28} {hits}/{total}");
        }
        eprintln!("{name:>9} {:<28} {rate:.3}", "all forms");
        assert!(rate >= 0.95, "{name}: {rate:.3}");
    }
}

#[test]
fn dates_of_other_things_stay_silent() {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(7));
    let sentences = [
        "le contrat de travail conclu le {} a été rompu",
        "par jugement du {}, le tribunal a prononcé le divorce",
        "acte de naissance délivré le {} par la mairie",
        "une créance née le {} de l'exécution du bail",
        "la société, créée le {}, exploite un fonds",
        "contrat de mariage reçu le {} par Me [Z], notaire",
        "à l'audience du {}, les parties ont comparu",
        "il a été licencié le {} pour faute grave",
        "l'acte de décès dressé le {}",
        "la garantie décès souscrite le {}",
        "le préjudice né de l'accident du {}",
        "M. [X] ne s'est pas présenté le {} à l'entretien",
        "Mme [X], épouse [Y], a reçu le {} une mise en demeure",
    ];
    for _ in 0..20 {
        for sentence in sentences {
            for (_, date) in writings(&mut dice) {
                let text = sentence.replace("{}", &date);
                assert!(scan(&text).is_empty(), "{text}");
            }
        }
    }
}

/// Sets that nobody reads: their misses are not printed.
const HELD: [&str; 4] =
    ["dates_civiles_6.txt", "dates_civiles_8.txt", "dates_civiles_10.txt", "dates_civiles_12.txt"];

/// Dates found and dates expected, and false alarms, on a set that was written without looking at the engine.
fn measure(set: &str, read: bool) -> (usize, usize, usize) {
    // One letter for the line, or one for each of its dates: `ND`.
    let rule = |kind: &str, rank: usize| match kind.as_bytes().get(rank).or(kind.as_bytes().last())
    {
        Some(b'N') => "OCC-DN",
        Some(b'D') => "OCC-DD",
        _ => "OCC-DM",
    };
    let (mut hits, mut total, mut alarms) = (0, 0, 0);
    for way in marked(set) {
        let found = scan(&way.text);
        let id = |found: &Candidate| catalogue().rule(found.rule).id.to_string();
        for (rank, date) in way.spans.iter().enumerate() {
            total += 1;
            let rule = rule(&way.kind, rank);
            let hit =
                found.iter().any(|(span, found)| covers(span, date) && id(found).starts_with(rule));
            hits += usize::from(hit);
            if read && !hit {
                eprintln!("manqué : {} | {} | {}", way.kind, &way.text[date.clone()], way.text);
            }
        }
        let outside = |span: &Range<usize>| {
            !way.spans.iter().any(|date| date.start < span.end && span.start < date.end)
        };
        for (span, _) in found.iter().filter(|(span, _)| outside(span)) {
            alarms += 1;
            if read {
                eprintln!("à tort : {} | {}", &way.text[span.clone()], way.text);
            }
        }
    }
    (hits, total, alarms)
}

#[test]
fn ways_of_saying_a_civil_date_that_were_written_blind_are_found() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/mesure");
    for (file, floor, most) in [
        ("dates_civiles.txt", 0.95, 0),
        ("dates_civiles_2.txt", 1.0, 0),
        ("dates_civiles_3.txt", 1.0, 0),
        ("dates_civiles_4.txt", 0.97, 0),
        ("dates_civiles_5.txt", 1.0, 0),
        ("dates_civiles_6.txt", 0.93, 1),
        ("dates_civiles_7.txt", 0.95, 1),
        ("dates_civiles_8.txt", 0.87, 0),
        ("dates_civiles_9.txt", 1.0, 0),
        ("dates_civiles_10.txt", 0.92, 3),
        ("dates_civiles_11.txt", 0.97, 0),
        ("dates_civiles_12.txt", 0.88, 1),
    ] {
        let set = std::fs::read_to_string(folder.join(file)).expect("the set");
        let (hits, total, alarms) = measure(&set, !HELD.contains(&file));
        eprintln!("{file} : {hits}/{total} dates, {alarms} fausses alertes");
        assert!(hits as f64 >= floor * total as f64, "{file}: {hits}/{total}");
        assert!(alarms <= most, "{file}: {alarms}");
    }
}

/// Folder of shared corpora, absent from a plain checkout.
fn shared() -> Option<std::path::PathBuf> {
    let folder = std::env::var_os("FILIGRANE_SHARED").map_or_else(
        || concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").into(),
        std::path::PathBuf::from,
    );
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("test sauté : {} absent", folder.display());
    None
}

#[test]
fn published_decisions_raise_few_dates() {
    let Some(shared) = shared() else { return };
    let (mut texts, mut findings) = (0, 0);
    for file in ["cassation-2024.jsonl", "cassation-sociale.jsonl"] {
        let lines = std::fs::read_to_string(shared.join("corpus").join(file)).unwrap_or_default();
        for line in lines.lines() {
            let record: serde_json::Value = serde_json::from_str(line).expect("a JSON line");
            texts += 1;
            findings += scan(record["text"].as_str().unwrap_or_default()).len();
        }
    }
    eprintln!("{findings} dates d'état civil dans {texts} arrêts de la Cour de cassation");
    assert!(findings * 20 <= texts, "{findings} findings in {texts} texts");
}

proptest! {
    #[test]
    fn any_text_is_scanned_with_spans_at_character_boundaries(text in "(né le |le |[0-9]{1,4}|[/. -]|mai|\n|é|[[:alpha:]]{1,6}| ){0,40}") {
        for (span, _) in scan(&text) {
            prop_assert!(text.get(span).is_some());
        }
    }

    #[test]
    fn a_paragraph_in_front_shifts_and_changes_nothing_else(date in 1u8..29, month in 0usize..12) {
        let text = format!("M. [X], né le {date} {} 1970 à Lille", MONTHS[month]);
        let shifted = format!("Exposé.\n\n{text}");
        let (here, there) = (scan(&text), scan(&shifted));
        prop_assert_eq!(here.len(), 1);
        prop_assert_eq!(there.len(), 1);
        prop_assert_eq!(&here[0].1.value, &there[0].1.value);
        prop_assert_eq!(here[0].0.start + "Exposé.\n\n".len(), there[0].0.start);
    }
}
