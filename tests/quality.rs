//! Invented identities put back into decisions, and the measure of what finds them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use filigrane::corpus::{Decision, GivenZone, ZoneKind};
use filigrane::detect::Finding;
use filigrane::intervals::wilson;
use filigrane::policy::PolicyOrigin;
use filigrane::policy::{Categories, Policy};
use filigrane::quality::evaluate::{EvaluateArgs, Spotted, evaluate_findings};
use filigrane::quality::identifiers::{Kind, Twist};
use filigrane::quality::leak::{LeakArgs, LeakError, Matter};
use filigrane::quality::way::Way;
use filigrane::quality::{
    Form, Gender, Gold, GoldSpan, IdentitySource, LeakOptions, Name, NameLists, Part, ValueClass,
    dice, evaluate, forms, gold, leak, part, refill, run_evaluate, run_leak,
};
use filigrane::rules::RuleIndex;
use filigrane::run::Mode;
use filigrane::run::rows::{DecisionRow, Scanned};
use filigrane::taxonomy::{Category, Family, Severity, Status};
use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;

/// Folder of real decisions, when this machine has it.
fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("FILIGRANE_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")),
        PathBuf::from,
    );
    if folder.join("corpus").is_dir() {
        return Some(folder);
    }
    eprintln!("quality: no folder of real decisions, this test skips");
    None
}

fn spelled<'a>(text: &'a str, spans: &[GoldSpan]) -> Vec<&'a str> {
    gold::byte_ranges(text, spans).into_iter().map(|range| &text[range]).collect()
}

/// One first name and one surname, so that tests know what was written.
struct Fixed;

impl IdentitySource for Fixed {
    fn given_name(&self, _: &mut ChaCha8Rng, gender: Gender) -> Name {
        let text = match gender {
            Gender::Feminine => "Maëlys",
            Gender::Masculine => "Kylian",
        };
        Name { text: text.to_owned(), class: ValueClass::Recent }
    }

    fn surname(&self, _: &mut ChaCha8Rng) -> Name {
        Name { text: "Tartempion".to_owned(), class: ValueClass::Unlisted }
    }
}

const FAMILY: &str = "Monsieur [X] [Y], né le [Date naissance 1] 1980 à [Localité 1], et Madame \
    [Z] [W], demeurant [Adresse 1]\n[Localité 2], ont eu un fils, [V].\n\
    M. [Y] soutient que Mme [W] ne répond plus. Son fils [V] vit chez [Z] [W].\n\
    Les époux Michel A... et B... ont conclu.\nLe véhicule [Immatriculation 1] a été vendu.\n\
    La cour confirme le jugement ; tél. [XXXXXXXX01].\n";

/// A decision long enough for every way, with zones that end where sentences do.
fn decision(id: &str) -> Decision {
    let text = FAMILY.repeat(3);
    let units = |text: &str| text.encode_utf16().count() as u64;
    let (first, whole) = (units(FAMILY), units(&text));
    let mut decision = Decision::from_text(id, text);
    decision.zones = vec![
        GivenZone { kind: ZoneKind::Introduction, start: 0, end: first },
        GivenZone { kind: ZoneKind::Motivations, start: first, end: 2 * first },
        GivenZone { kind: ZoneKind::Dispositif, start: 2 * first, end: whole + 1 },
    ];
    decision
}

fn every(forms: &[Form], matters: &[Matter]) -> LeakOptions {
    LeakOptions {
        share: 1.0,
        forms: forms.to_vec(),
        matters: matters.to_vec(),
        ..LeakOptions::default()
    }
}

const BOTH: [Matter; 2] = [Matter::Names, Matter::Identifiers];

mod refilling {
    use super::*;

    #[test]
    fn the_same_letter_has_the_same_name_in_its_role() {
        let decision = Decision::from_text("a", FAMILY);
        // Names side by side follow the style; the role and the sex come from the places.
        for seed in 0..40 {
            let mut rng = dice::for_decision(seed, "a");
            let (filled, spans) = refill(&decision, &mut rng, &Fixed, 1.0);
            let text = &filled.fields[0].text;
            let people = ["kylian", "maëlys", "tartempion", "k.", "m."];
            for words in spelled(text, &spans) {
                for word in words.split(' ') {
                    assert!(people.contains(&word.to_lowercase().as_str()), "{words}");
                }
            }
            let lower = text.to_lowercase();
            assert!(!lower.contains("monsieur maëlys") && !lower.contains("madame kylian"));
            assert!(!lower.contains("m. kylian") && !lower.contains("fils, tartempion"));
            assert!(!lower.contains("michel kylian"), "after a first name comes a surname");
            assert!(text.contains("[Localité 1]"), "only persons are replaced");
        }
    }

    #[test]
    fn a_letter_keeps_one_name_all_along() {
        let text = "M. [Y] et Mme [W]. ".repeat(30);
        let decision = Decision::from_text("a", text);
        for seed in 0..20 {
            let mut rng = dice::for_decision(seed, "a");
            let (filled, spans) = refill(&decision, &mut rng, &NameLists::builtin(), 1.0);
            let names: BTreeSet<String> = spelled(&filled.fields[0].text, &spans)
                .into_iter()
                .map(|name| forms::without_accents(&name.to_lowercase()))
                .collect();
            assert!(names.len() <= 2, "{names:?}");
        }
    }

    #[test]
    fn a_rate_of_zero_changes_nothing() {
        let decision = Decision::from_text("a", FAMILY);
        let mut rng = dice::for_decision(1, "a");
        let (filled, spans) = refill(&decision, &mut rng, &NameLists::builtin(), 0.0);
        assert_eq!(filled.fields[0].text, FAMILY);
        assert!(spans.is_empty());
    }

    #[test]
    fn the_rate_is_the_share_of_letters() {
        let lists = NameLists::builtin();
        let mut filled = 0;
        for rank in 0..400 {
            let id = rank.to_string();
            let decision = Decision::from_text(id.as_str(), "M. [A], M. [B], M. [C] et M. [D].");
            let mut rng = dice::for_decision(7, &id);
            filled += refill(&decision, &mut rng, &lists, 0.5).1.len();
        }
        // Letters that show at some of their places only lower the count of a single place.
        assert!((400..900).contains(&filled), "{filled} of 1600");
    }
}

mod leaking {
    use super::*;

    /// Leaks into many copies of the decision, of one form and one matter.
    fn many(forms: &[Form], matters: &[Matter]) -> Vec<(Decision, Vec<GoldSpan>)> {
        let lists = NameLists::builtin();
        (0..500)
            .map(|rank| {
                let decision = decision(&format!("d{rank}"));
                let mut rng = dice::for_decision(11, &decision.id);
                leak(&decision, &mut rng, &lists, &every(forms, matters))
            })
            .collect()
    }

    #[test]
    fn the_seed_and_the_id_decide_of_everything() {
        let lists = NameLists::builtin();
        let options = every(&Form::ALL, &BOTH);
        let run = |seed: u64| {
            let decision = decision("same");
            let mut rng = dice::for_decision(seed, &decision.id);
            let (leaked, spans) = leak(&decision, &mut rng, &lists, &options);
            (leaked.fields[0].text.clone(), spans)
        };
        assert_eq!(run(5), run(5));
        assert_ne!(run(5), run(6));
    }

    #[test]
    fn every_way_is_produced() {
        let mut seen = BTreeSet::new();
        for (_, spans) in many(&Form::ALL, &BOTH).iter().chain(&many(&[Form::Hard], &BOTH)) {
            seen.extend(spans.iter().map(|span| span.way.to_string()));
        }
        let missing: Vec<&str> =
            Way::ALL.iter().map(|way| way.as_str()).filter(|way| !seen.contains(*way)).collect();
        assert_eq!(missing, Vec::<&str>::new());
    }

    #[test]
    fn a_decision_has_at_most_four_leaks_and_gold_that_is_sorted_and_apart() {
        for (leaked, spans) in many(&Form::ALL, &BOTH) {
            assert!(!spans.is_empty(), "the share is one");
            let length = leaked.fields[0].text.chars().count() as i64;
            for pair in spans.windows(2) {
                assert!(pair[0].end <= pair[1].start);
            }
            for span in &spans {
                assert!(0 <= span.start && span.start < span.end && span.end <= length);
                assert_eq!(Way::parse(&span.way).map(Way::form), Some(span.form));
            }
        }
    }

    #[test]
    fn gold_surrounds_what_was_put_and_nothing_else() {
        // Whatever is not gold is the decision itself or an invented sentence: taking the gold
        // out of a decision rewritten in place gives back what stood between placeholders.
        let options = every(&[Form::Plain], &[Matter::Names]);
        for rank in 0..200 {
            let decision = decision(&format!("d{rank}"));
            let mut rng = dice::for_decision(3, &decision.id);
            let (leaked, spans) = leak(&decision, &mut rng, &Fixed, &options);
            let text = &leaked.fields[0].text;
            for words in spelled(text, &spans) {
                let lower = words.to_lowercase();
                assert!(
                    lower
                        .split(' ')
                        .all(|word| ["kylian", "maëlys", "tartempion", "k.", "m."].contains(&word)),
                    "{words}"
                );
            }
            let mut rest = String::new();
            let mut at = 0;
            for range in gold::byte_ranges(text, &spans) {
                rest.push_str(&text[at..range.start]);
                at = range.end;
            }
            rest.push_str(&text[at..]);
            let lower = rest.to_lowercase();
            assert!(!lower.contains("tartempion") && !lower.contains("kylian"), "{rest}");
        }
    }

    #[test]
    fn hard_names_are_gold_wherever_they_stand() {
        let options = every(&[Form::Hard], &[Matter::Names]);
        for rank in 0..400 {
            let decision = decision(&format!("d{rank}"));
            let mut rng = dice::for_decision(9, &decision.id);
            let (leaked, spans) = leak(&decision, &mut rng, &Fixed, &options);
            let text = &leaked.fields[0].text;
            let mut at = 0;
            for range in gold::byte_ranges(text, &spans) {
                let between = text[at..range.start].to_lowercase();
                assert!(!between.contains("tartempion"), "{between}");
                at = range.end;
            }
        }
    }

    #[test]
    fn zones_go_on_holding_what_they_held() {
        for (leaked, spans) in many(&Form::ALL, &BOTH) {
            assert!(!spans.is_empty());
            let text: Vec<u16> = leaked.fields[0].text.encode_utf16().collect();
            let zones = &leaked.zones;
            assert_eq!(zones[0].start, 0);
            assert_eq!(zones[0].end, zones[1].start);
            assert_eq!(zones[1].end, zones[2].start);
            assert_eq!(zones[2].end, text.len() as u64 + 1, "one past the end stays so");
            for zone in &zones[1..] {
                let start = zone.start as usize;
                let head = String::from_utf16_lossy(&text[start..start + 5]);
                assert!(head.starts_with("Monsi"), "{head}");
            }
        }
    }

    #[test]
    fn about_the_asked_share_of_the_decisions_leak() {
        let lists = NameLists::builtin();
        let leaking = (0..400)
            .filter(|rank| {
                let decision = decision(&format!("d{rank}"));
                let mut rng = dice::for_decision(1, &decision.id);
                !leak(&decision, &mut rng, &lists, &LeakOptions::default()).1.is_empty()
            })
            .count();
        assert!((160..240).contains(&leaking), "{leaking} of 400");
    }

    #[test]
    fn counsel_and_the_court_keep_their_placeholders() {
        let text =
            "Représenté par Me [X] [Y], avocat.\nMme [Z], conseillère, et M. [W], greffier.\n";
        let options = every(&[Form::Plain], &[Matter::Names]);
        for rank in 0..100 {
            let decision = Decision::from_text(format!("d{rank}"), text);
            let mut rng = dice::for_decision(1, &decision.id);
            let (leaked, spans) = leak(&decision, &mut rng, &Fixed, &options);
            assert_eq!(leaked.fields[0].text, text);
            assert!(spans.is_empty());
        }
    }

    #[test]
    fn a_year_in_clear_becomes_part_of_the_date() {
        let text = "né le [Date naissance 1] 1980 à [Localité 1].";
        let options = every(&[Form::Plain], &[Matter::Identifiers]);
        let mut dates = 0;
        for rank in 0..200 {
            let decision = Decision::from_text(format!("d{rank}"), text);
            let mut rng = dice::for_decision(1, &decision.id);
            let (leaked, spans) = leak(&decision, &mut rng, &Fixed, &options);
            let leaked = &leaked.fields[0].text;
            for (span, value) in spans.iter().zip(spelled(leaked, &spans)) {
                if span.category == Category::DateNaissance && span.way == "id_in_place" {
                    assert!(value.ends_with("1980"), "{value}");
                    dates += 1;
                }
            }
        }
        assert!(dates > 10);
    }

    #[test]
    fn a_text_without_placeholders_still_gets_its_leaks() {
        let lists = NameLists::builtin();
        for rank in 0..60 {
            let decision = Decision::from_text(format!("d{rank}"), "Motifs.\nDispositif.");
            let mut rng = dice::for_decision(2, &decision.id);
            let (_, spans) = leak(&decision, &mut rng, &lists, &every(&Form::ALL, &BOTH));
            assert!(!spans.is_empty());
        }
    }

    proptest! {
        /// Any text at all: gold stays inside, on characters, and zones never go backwards.
        #[test]
        fn no_text_breaks_the_generator(
            text in "([a-zéÉ€\u{1F600}\u{a0} .;:\n]|\\[[A-Z]{1,3}\\]|M\\. |X\\.\\.\\.|\\[Adresse 1\\]|-){0,60}",
            seed in 0u64..50,
        ) {
            let mut decision = Decision::from_text("p", text);
            let units = decision.fields[0].text.encode_utf16().count() as u64;
            decision.zones =
                vec![GivenZone { kind: ZoneKind::Motivations, start: units / 3, end: units + 1 }];
            let lists = NameLists::builtin();
            let mut rng = dice::for_decision(seed, "p");
            let (leaked, spans) = leak(&decision, &mut rng, &lists, &every(&Form::ALL, &BOTH));
            let length = leaked.fields[0].text.chars().count() as i64;
            for span in &spans {
                prop_assert!(0 <= span.start && span.start < span.end && span.end <= length);
            }
            let zone = leaked.zones[0];
            prop_assert!(zone.start <= zone.end);
            prop_assert_eq!(zone.end, leaked.fields[0].text.encode_utf16().count() as u64 + 1);
            let (refilled, spans) = refill(&decision, &mut rng, &lists, 0.7);
            prop_assert!(Gold::new(spans, Vec::new()).is_ok());
            prop_assert!(refilled.fields[0].text.len() < 1 << 20);
        }
    }

    #[test]
    fn real_decisions_take_leaks_of_every_way() {
        let Some(shared) = shared() else { return };
        let folder = tempfile::tempdir().unwrap();
        let args = LeakArgs {
            inputs: vec![shared.join("corpus/judilibre.jsonl")],
            out: folder.path().join("leaked.jsonl"),
            gold: folder.path().join("gold.jsonl"),
            seed: 1,
            options: every(&Form::ALL, &BOTH),
            names: vec![shared.join("lexicons")],
            only_names: false,
        };
        let counts = run_leak(&args, &mut Vec::new()).unwrap();
        assert_eq!(counts.decisions, counts.leaking);
        let gold = Gold::read(&args.gold).unwrap();
        assert_eq!(gold.spans.len() as u64, counts.spans);
    }
}

mod names {
    use super::*;

    #[test]
    fn a_third_of_the_surnames_are_in_no_list() {
        let lists = NameLists::builtin();
        let mut rng = dice::for_decision(1, "names");
        let mut classes: BTreeMap<&str, u32> = BTreeMap::new();
        for _ in 0..6000 {
            *classes.entry(lists.surname(&mut rng).class.as_str()).or_default() += 1;
        }
        assert!((1800..2400).contains(&classes["unlisted"]), "{classes:?}");
        assert!(classes.len() >= 7, "{classes:?}");
    }

    #[test]
    fn writings_of_a_name() {
        assert_eq!(forms::initials("Jean-Pierre"), "J.-P.");
        assert_eq!(forms::initials("Élodie"), "É.");
        assert_eq!(forms::without_accents("Łucja Özdemir-Bâ"), "Lucja Ozdemir-Ba");
        assert_eq!(forms::slug("Jean-Éric N'Diaye"), "jean-eric-ndiaye");
    }

    #[test]
    fn damage_always_shows() {
        let mut rng = dice::for_decision(1, "ocr");
        for name in ["TARTEMPION", "Bidulot", "Maëlys", "N'Guessan", "Le Goff"] {
            for _ in 0..200 {
                assert_ne!(forms::ocr(name, &mut rng), name);
            }
        }
    }

    #[test]
    fn a_name_cut_at_a_line_end_holds_the_same_letters() {
        let mut rng = dice::for_decision(1, "cut");
        for _ in 0..300 {
            let cut = forms::line_break("Jean-Pierre TARTEMPION", &mut rng);
            assert!(cut.contains('\n'));
            let letters: String = cut.chars().filter(|c| c.is_alphabetic()).collect();
            assert_eq!(letters, "JeanPierreTARTEMPION");
        }
    }

    #[test]
    fn lists_are_read_by_the_names_of_their_columns() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("noms.tsv");
        std::fs::write(&file, "# source : inventée\nnom\nzorglubier\nde la zorgue\n").unwrap();
        let lists = NameLists::read(&[folder.path()]).unwrap();
        let mut rng = dice::for_decision(1, "lists");
        let drawn: BTreeSet<String> = (0..20_000).map(|_| lists.surname(&mut rng).text).collect();
        assert!(drawn.contains("Zorglubier") && drawn.contains("de La Zorgue"));

        assert!(NameLists::read_alone(&[folder.path()]).is_err(), "no first names");
        let given = "prenom\tn_femmes\tn_hommes\nzéphyrine\t1\t0\nzorglub\t0\t1\n";
        std::fs::write(folder.path().join("prenoms.tsv"), given).unwrap();
        let alone = NameLists::read_alone(&[folder.path()]).expect("complete");
        for _ in 0..50 {
            let (given, surname) =
                (alone.given_name(&mut rng, Gender::Feminine), alone.surname(&mut rng));
            assert_eq!(given.text, "Zéphyrine");
            assert!(["Zorglubier", "de La Zorgue"].contains(&surname.text.as_str()));
        }

        std::fs::write(&file, "autre\nx\n").unwrap();
        let error = NameLists::read(&[&file]).err().map(|error| error.to_string());
        assert!(error.is_some_and(|error| error.contains("noms.tsv") && error.contains("« nom »")));
    }
}

mod identifiers {
    use super::*;

    fn person(rng: &mut ChaCha8Rng) -> forms::Person {
        forms::Person::draw(rng, &Fixed, None)
    }

    fn digits(text: &str) -> String {
        text.chars().filter(char::is_ascii_digit).collect()
    }

    fn number(text: &str) -> u128 {
        text.parse().unwrap()
    }

    /// The sum of Luhn's rule, by the table of doubled digits.
    fn passes_luhn(text: &str) -> bool {
        const DOUBLED: [u32; 10] = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
        let sum: u32 = digits(text)
            .chars()
            .rev()
            .enumerate()
            .map(|(rank, c)| {
                let digit = c.to_digit(10).unwrap();
                if rank % 2 == 1 { DOUBLED[digit as usize] } else { digit }
            })
            .sum();
        sum.is_multiple_of(10)
    }

    fn key_is_right(kind: Kind, text: &str) -> bool {
        let compact: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
        match kind {
            Kind::Nir => {
                let (body, key) = compact.split_at(13);
                let body = body.replace("2A", "19").replace("2B", "18");
                number(&body) % 97 + number(key) == 97
            }
            Kind::Iban => {
                let turned = format!("{}{}", &compact[4..], &compact[..4]);
                let digits: String =
                    turned.chars().map(|c| c.to_digit(36).unwrap().to_string()).collect();
                digits.chars().fold(0, |rest, c| (rest * 10 + c.to_digit(10).unwrap()) % 97) == 1
            }
            // 100 × the account without its key, plus the key, is a multiple of 97.
            Kind::Rib => number(&compact).is_multiple_of(97),
            Kind::Vat => {
                let siren = &compact[4..];
                number(&compact[2..4]) == (12 + 3 * (number(siren) % 97)) % 97 && passes_luhn(siren)
            }
            Kind::TaxNumber => number(&compact[..10]) % 511 == number(&compact[10..]),
            _ => passes_luhn(text),
        }
    }

    const KEYED: [Kind; 9] = [
        Kind::Nir,
        Kind::Iban,
        Kind::Rib,
        Kind::Card,
        Kind::Siren,
        Kind::Siret,
        Kind::Vat,
        Kind::Rpps,
        Kind::TaxNumber,
    ];

    #[test]
    fn valid_keys_are_valid_and_wrong_ones_are_wrong() {
        let mut rng = dice::for_decision(1, "keys");
        for kind in KEYED {
            for _ in 0..500 {
                let person = person(&mut rng);
                let right = kind.draw(&mut rng, &person, None);
                assert!(key_is_right(kind, &right.text), "{kind:?} {}", right.text);
                assert_eq!(right.class, ValueClass::ValidKey);
                let wrong = kind.draw(&mut rng, &person, Some(Twist::WrongKey));
                assert!(!key_is_right(kind, &wrong.text), "{kind:?} {}", wrong.text);
                assert_eq!(wrong.class, ValueClass::WrongKey);
            }
        }
    }

    #[test]
    fn lengths_are_those_of_the_kinds() {
        let mut rng = dice::for_decision(1, "lengths");
        let cases = [
            (Kind::Nir, 15),
            (Kind::Iban, 27),
            (Kind::Rib, 23),
            (Kind::Card, 16),
            (Kind::Siren, 9),
            (Kind::Siret, 14),
            (Kind::Vat, 13),
            (Kind::Rpps, 11),
            (Kind::TaxNumber, 13),
            (Kind::PlateSiv, 7),
            (Kind::Passport, 9),
        ];
        for (kind, length) in cases {
            for _ in 0..200 {
                let person = person(&mut rng);
                let text = kind.draw(&mut rng, &person, None).text;
                let compact = text.chars().filter(char::is_ascii_alphanumeric).count();
                assert_eq!(compact, length, "{kind:?} {text}");
            }
        }
    }

    #[test]
    fn every_kind_takes_every_twist_it_names() {
        let mut rng = dice::for_decision(1, "twists");
        for kind in Kind::ALL {
            for &twist in kind.twists() {
                for _ in 0..60 {
                    let person = person(&mut rng);
                    let text = kind.draw(&mut rng, &person, Some(twist)).text;
                    assert!(!text.trim().is_empty());
                    if twist == Twist::LineBreak {
                        assert!(text.contains('\n'), "{kind:?} {text}");
                    }
                }
            }
        }
    }

    #[test]
    fn numbers_in_words() {
        use filigrane::quality::identifiers::in_words;
        let cases = [
            (0, "zéro"),
            (21, "vingt et un"),
            (71, "soixante et onze"),
            (80, "quatre-vingts"),
            (81, "quatre-vingt-un"),
            (97, "quatre-vingt-dix-sept"),
            (101, "cent un"),
            (200, "deux cents"),
            (1978, "mille neuf cent soixante-dix-huit"),
            (2004, "deux mille quatre"),
        ];
        for (number, words) in cases {
            assert_eq!(in_words(number), words);
        }
    }
}

mod files {
    use super::*;

    fn args(folder: &Path, input: &str) -> LeakArgs {
        let file = folder.join("in.jsonl");
        std::fs::write(&file, input).unwrap();
        LeakArgs {
            inputs: vec![file],
            out: folder.join("out.jsonl"),
            gold: folder.join("gold.jsonl"),
            seed: 4,
            options: LeakOptions::default(),
            names: Vec::new(),
            only_names: false,
        }
    }

    fn input() -> String {
        (0..40)
            .map(|rank| {
                let zones = r#"{"motivations":[{"start":0,"end":10}],"expose":null}"#;
                let text = serde_json::to_string(&FAMILY.repeat(2)).unwrap();
                format!(
                    "{{\"b\":1,\"id\":\"d{rank}\",\"text\":{text},\"zones\":{zones},\"a\":[2]}}\n"
                )
            })
            .collect()
    }

    #[test]
    fn records_keep_their_shape_and_the_same_seed_gives_the_same_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let args = args(folder.path(), &input());
        let counts = run_leak(&args, &mut Vec::new()).unwrap();
        assert_eq!(counts.decisions, 40);
        let first = (std::fs::read(&args.out).unwrap(), std::fs::read(&args.gold).unwrap());
        run_leak(&args, &mut Vec::new()).unwrap();
        assert_eq!(first.0, std::fs::read(&args.out).unwrap());
        assert_eq!(first.1, std::fs::read(&args.gold).unwrap());

        let out = String::from_utf8(first.0).unwrap();
        let gold = Gold::read(&args.gold).unwrap();
        assert_eq!(gold.untouched.len() as u64, counts.decisions - counts.leaking);
        for line in out.lines() {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            let keys: Vec<&String> = record.as_object().unwrap().keys().collect();
            assert_eq!(keys, ["b", "id", "text", "zones", "a"]);
            assert!(record["zones"]["expose"].is_null());
            let untouched = gold.untouched.iter().any(|id| record["id"] == **id);
            assert_eq!(record["text"] == FAMILY.repeat(2), untouched);
        }
    }

    #[test]
    fn a_repeated_decision_is_left_out_and_said() {
        let folder = tempfile::tempdir().unwrap();
        let twice = "{\"id\":\"d\",\"text\":\"M. [X].\"}\n".repeat(2);
        let mut messages = Vec::new();
        let counts = run_leak(&args(folder.path(), &twice), &mut messages).unwrap();
        assert_eq!((counts.decisions, counts.repeated), (1, 1));
        assert!(String::from_utf8(messages).unwrap().contains("1 enregistrement"));
    }

    #[test]
    fn bad_input_is_named_and_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        for (input, words) in [
            ("{\"id\":\"d\",\"text\":\"M. [X].\"}\n{\"id\":\"e\"}\n", "enregistrement 2"),
            ("{\"text\":\"M. [X].\"}\n", "identifiant absent"),
            ("{\"id\":\"d\",\"text\":\n", "JSON invalide"),
        ] {
            let args = args(folder.path(), input);
            let error = run_leak(&args, &mut Vec::new()).unwrap_err().to_string();
            assert!(error.contains(words) && error.contains("in.jsonl"), "{error}");
            assert!(!args.out.exists() && !args.gold.exists());
        }
        let mut args = args(folder.path(), "");
        args.options.share = 1.5;
        assert!(matches!(run_leak(&args, &mut Vec::new()), Err(LeakError::Share)));
    }
}

mod parts {
    use super::*;

    #[test]
    fn six_two_two() {
        let mut counts = [0u32; 3];
        for rank in 0..10_000 {
            counts[match part(&format!("{rank:024x}")) {
                Part::Train => 0,
                Part::Tune => 1,
                Part::Report => 2,
            }] += 1;
        }
        assert!((5800..6200).contains(&counts[0]), "{counts:?}");
        assert!((1850..2150).contains(&counts[1]), "{counts:?}");
    }

    #[test]
    fn the_part_of_a_decision_never_changes() {
        let parts: Vec<Part> = ["a", "b", "c", "d", "e"].into_iter().map(part).collect();
        assert_eq!(parts, PARTS_OF_FIVE);
    }

    const PARTS_OF_FIVE: [Part; 5] =
        [Part::Train, Part::Tune, Part::Train, Part::Report, Part::Train];
}

mod intervals {
    use super::*;

    /// Reference values: R, `binom::binom.confint(x, n, methods = "wilson")`.
    #[test]
    fn known_values() {
        let cases = [
            (0, 10, 0.0, 0.277_533),
            (10, 10, 0.722_467, 1.0),
            (50, 100, 0.403_832, 0.596_168),
            (1, 10, 0.017_876, 0.404_150),
        ];
        for (count, total, low, high) in cases {
            let found = wilson(count, total).unwrap();
            assert!((found.low - low).abs() < 1e-5, "{count}/{total}: {}", found.low);
            assert!((found.high - high).abs() < 1e-5, "{count}/{total}: {}", found.high);
        }
        assert_eq!(wilson(0, 0), None);
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_share(total in 1u64..5000, part in 0u64..5000) {
            let count = part % (total + 1);
            let found = wilson(count, total).unwrap();
            let share = count as f64 / total as f64;
            prop_assert!(0.0 <= found.low && found.low <= share);
            prop_assert!(share <= found.high && found.high <= 1.0);
        }
    }
}

mod evaluating {
    use super::*;

    fn span(id: &str, start: i64, end: i64, category: Category) -> GoldSpan {
        GoldSpan {
            decision_id: Arc::from(id),
            field: Arc::from("text"),
            start,
            end,
            category,
            way: "kinship".into(),
            form: Form::Hard,
            value_class: "rare".into(),
        }
    }

    fn name(start: i64, end: i64, status: Status) -> Spotted {
        Spotted {
            field: Arc::from("text"),
            start,
            end,
            family: Family::Name,
            category: Category::PersonnePhysique,
            severity: Severity::Bloquant,
            status,
        }
    }

    fn other(start: i64, end: i64, category: Category) -> Spotted {
        let family = Family::Identifier;
        Spotted { family, category, ..name(start, end, Status::Violation) }
    }

    fn compare(gold: &Gold, found: &[(&str, Vec<Spotted>)]) -> filigrane::quality::Evaluation {
        evaluate_findings(gold, found.iter().map(|(id, found)| (*id, found.as_slice()))).unwrap()
    }

    fn hand_made() -> (Gold, Vec<(&'static str, Vec<Spotted>)>) {
        let gold = Gold::new(
            vec![
                span("a", 0, 10, Category::PersonnePhysique),
                span("a", 20, 30, Category::PersonnePhysique),
                span("a", 40, 50, Category::NumeroIdentifiant),
                span("b", 0, 10, Category::Adresse),
            ],
            vec![Arc::from("c"), Arc::from("d")],
        );
        let found = vec![
            (
                "a",
                vec![
                    name(0, 10, Status::Violation),
                    // An e-mail address around a name finds the name.
                    other(15, 45, Category::Email),
                    // Less than half of the number, though of its kind.
                    other(40, 44, Category::NumeroIdentifiant),
                    name(60, 70, Status::ToReview),
                ],
            ),
            ("b", vec![other(0, 5, Category::Localite)]),
            ("c", vec![name(3, 9, Status::Violation), name(12, 19, Status::Permitted)]),
            ("d", vec![]),
            ("e", vec![name(0, 1, Status::Violation)]),
        ];
        (gold.unwrap(), found)
    }

    #[test]
    fn figures_of_a_case_counted_by_hand() {
        let (gold, found) = hand_made();
        let result = compare(&gold, &found);
        let names = &result.by_group[0];
        assert_eq!(names.group, "noms de personnes");
        assert_eq!((names.recall.found.count, names.recall.found.total), (2, 2));
        assert_eq!((names.recall.exact.count, names.recall.exact.total), (1, 2));
        // Right: the first; false: one in `a`, one in `c`. A permitted one is not raised.
        assert_eq!((names.precision.count, names.precision.total), (1, 3));
        assert_eq!(names.f1, Some(0.5));

        let by = |group: &str| result.by_group.iter().find(|row| row.group == group).unwrap();
        let places = by("adresses et localités");
        assert_eq!((places.recall.found.count, places.recall.found.total), (1, 1));
        let numbers = by("numeroIdentifiant");
        assert_eq!((numbers.recall.found.count, numbers.recall.found.total), (0, 1));
        assert_eq!((numbers.precision.count, numbers.precision.total), (1, 1));

        let decisions = &result.decisions;
        assert_eq!((decisions.flagged.count, decisions.flagged.total), (2, 2));
        assert_eq!((decisions.wholly_found.count, decisions.wholly_found.total), (1, 2));
        let clean = &decisions.untouched_without_blocking;
        assert_eq!((clean.count, clean.total), (1, 2));
        assert_eq!(decisions.name_violations_per_untouched, Some(0.5));
        assert_eq!(result.left_out, 1);
    }

    #[test]
    fn text_and_json_are_the_same_each_time() {
        let (gold, found) = hand_made();
        let result = compare(&gold, &found);
        insta::assert_snapshot!("evaluation", result.to_text());
        let json = serde_json::to_string(&result).unwrap();
        assert_eq!(json, serde_json::to_string(&compare(&gold, &found)).unwrap());
        assert!(json.contains(r#""by_group":[{"group":"noms de personnes","found":{"count":2"#));
    }

    #[test]
    fn half_of_a_name_is_enough_and_less_is_not() {
        let gold = Gold::new(vec![span("a", 0, 10, Category::PersonnePhysique)], vec![]).unwrap();
        for (end, found) in [(4, 0), (5, 1), (10, 1), (30, 1)] {
            let result = compare(&gold, &[("a", vec![name(0, end, Status::Violation)])]);
            assert_eq!(result.by_group[0].recall.found.count, found, "0..{end}");
        }
    }

    #[test]
    fn a_permitted_finding_is_found_and_not_raised() {
        let gold = Gold::new(vec![span("a", 0, 10, Category::NumeroSiretSiren)], vec![]).unwrap();
        let mut found = other(0, 10, Category::NumeroSiretSiren);
        found.status = Status::Permitted;
        let result = compare(&gold, &[("a", vec![found])]);
        let recall = &result.by_group[0].recall;
        assert_eq!((recall.found.count, recall.exact.count, recall.raised.count), (1, 1, 0));
        // What the policy leaves visible is not asked to be a violation.
        let decisions = &result.decisions;
        assert_eq!((decisions.flagged.total, decisions.flagged_where_masked.total), (1, 0));
    }

    #[test]
    fn findings_in_another_field_find_nothing() {
        let gold = Gold::new(vec![span("a", 0, 10, Category::PersonnePhysique)], vec![]).unwrap();
        let mut found = name(0, 10, Status::Violation);
        found.field = Arc::from("summary");
        let result = compare(&gold, &[("a", vec![found])]);
        assert_eq!(result.by_group[0].recall.found.count, 0);
        assert_eq!(result.by_group[0].precision.count, 0);
        assert_eq!(result.decisions.flagged.count, 0);
    }

    /// Writes a finished run, as `filigrane scan` does.
    fn write_run(folder: &Path, scanned: Vec<Scanned>) {
        let mut writer = crate::run::open(folder, Mode::New, crate::run::identity()).unwrap();
        for one in scanned {
            writer.push(vec![Ok(one)]).unwrap();
        }
        writer.finish(crate::run::closing()).unwrap();
    }

    fn scanned(id: &str, findings: Vec<Finding>) -> Scanned {
        let policy = Policy {
            origin: PolicyOrigin::DefaultBloc3,
            omitted: Categories::of(&[]),
            warnings: Vec::new(),
            doubtful: Categories::of(&[]),
            preview: false,
            pilot: false,
            review_threshold: 0.5,
        };
        Scanned {
            row: DecisionRow::new(&Decision::from_text(id, "texte"), &policy),
            findings,
            extracted: None,
            order: Default::default(),
        }
    }

    fn finding(start: i64, end: i64) -> Finding {
        Finding {
            field: Arc::from("text"),
            start,
            end,
            start_utf16: start,
            end_utf16: end,
            zone: "",
            rule: RuleIndex(0),
            rule_id: Arc::from("SOC-01"),
            family: Family::Name,
            category: Category::PersonnePhysique,
            severity: Severity::Bloquant,
            status: Status::Violation,
            confidence: 0.9,
            masked: "[…]".to_owned(),
            fingerprint: "00".to_owned(),
            reasons: Vec::new(),
        }
    }

    const RUN_GOLD: &str = concat!(
        r#"{"decision_id":"a","field":"text","start":0,"end":9,"category":"personnePhysique","#,
        r#""way":"kinship","form":"hard","value_class":"rare"}"#,
        "\n",
        r#"{"decision_id":"b","untouched":true}"#,
    );

    #[test]
    fn a_run_is_read_from_its_tables() {
        let folder = tempfile::tempdir().unwrap();
        let run = folder.path().join("run");
        write_run(
            &run,
            vec![
                scanned("a", vec![finding(0, 9), finding(20, 30)]),
                scanned("b", vec![]),
                scanned("c", vec![finding(0, 1)]),
            ],
        );
        let gold = folder.path().join("gold.jsonl");
        std::fs::write(&gold, RUN_GOLD).unwrap();
        let mut args = EvaluateArgs { run, gold, part: None, json: false };
        let mut text = Vec::new();
        let result = run_evaluate(&args, &mut text).unwrap();
        assert_eq!(result.by_group[0].recall.exact.count, 1);
        assert_eq!(result.by_group[0].precision.total, 2);
        assert_eq!(result.left_out, 1);
        assert_eq!(String::from_utf8(text).unwrap(), result.to_text());

        args.json = true;
        let mut json = Vec::new();
        run_evaluate(&args, &mut json).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(json["by_group"][0]["precision"]["count"], 1);

        // Each decision is in one part: the parts together make the whole.
        let leaking: u64 = [Part::Train, Part::Tune, Part::Report]
            .into_iter()
            .map(|part| {
                args.part = Some(part);
                run_evaluate(&args, &mut Vec::new()).unwrap().decisions.flagged.total
            })
            .sum();
        assert_eq!(leaking, 1);

        args.run = folder.path().to_owned();
        let error = run_evaluate(&args, &mut Vec::new()).unwrap_err().to_string();
        assert!(error.contains("n'est pas un traitement Filigrane"), "{error}");
    }

    #[test]
    fn a_scan_is_compared_without_a_run() {
        let gold = Gold::new(vec![span("a", 0, 5, Category::PersonnePhysique)], vec![]).unwrap();
        let decisions = [Decision::from_text("a", "Kylian est là.")];
        let result = evaluate(&gold, &decisions, |_| vec![finding(0, 6)]).unwrap();
        assert_eq!(result.by_group[0].recall.found.count, 1);

        let short = [Decision::from_text("a", "été")];
        let error = evaluate(&gold, &short, |_| Vec::new()).unwrap_err().to_string();
        assert!(error.contains("rang 1") && error.contains("« text »"), "{error}");
        let error = evaluate(&gold, &[], |_| Vec::new()).unwrap_err().to_string();
        assert!(error.contains("« a »"), "{error}");
    }

    fn refusal(lines: &[&str]) -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("etalon.jsonl");
        std::fs::write(&file, lines.join("\n")).unwrap();
        let gold = match Gold::read(&file) {
            Err(error) => return error.to_string(),
            Ok(gold) => gold,
        };
        evaluate_findings(&gold, [("a", &[][..])]).map_or_else(|e| e.to_string(), |_| String::new())
    }

    const GOOD: &str = r#"{"decision_id":"a","field":"text","start":0,"end":5,"category":"email","way":"x","form":"plain","value_class":"y"}"#;

    #[test]
    fn bad_gold_is_refused_with_its_file_and_line() {
        let later = GOOD.replace("\"start\":0", "\"start\":4").replace("\"end\":5", "\"end\":9");
        let cases: [(&[&str], &str); 7] = [
            (&[GOOD, &GOOD.replace("\"a\"", "\"z\"")], "ligne 2 : la décision « z »"),
            (&[GOOD, r#"{"decision_id":"z","untouched":true}"#], "ligne 2 : la décision « z »"),
            (&[GOOD, "", &later], "ligne 3 : cette étendue recouvre celle de la ligne 1"),
            (&[&GOOD.replace("\"end\":5", "\"end\":-1")], "ligne 1 : fin (-1) avant le début (0)"),
            (&[GOOD, r#"{"decision_id":"a","untouched":true}"#], "ligne 2"),
            (&["{"], "ligne 1 : ligne qui n'est pas une ligne d'étalon (JSON invalide)"),
            (&[&GOOD.replace("email", "courrier")], "ligne 1"),
        ];
        for (lines, words) in cases {
            let message = refusal(lines);
            assert!(message.contains("etalon.jsonl"), "{message}");
            assert!(message.contains(words), "{message}");
        }
        assert_eq!(refusal(&[GOOD]), "");
    }
}

mod sentences {
    use super::*;
    use filigrane::quality::sentences::{Sentences, SentencesError};

    #[test]
    fn sentences_of_a_file_take_the_place_of_the_programs_own() {
        let file = "# commentaire\n[glued]\nle sieur<{S}> a signé\n[X] a vu<{S}>\n";
        let sentences = Sentences::parse(file, "essai.txt").expect("well formed");
        let options = LeakOptions { sentences, ..every(&[Form::Hard], &[Matter::Names]) };
        let mut glued = 0;
        for seed in 0..120 {
            let mut rng = dice::for_decision(seed, "d1");
            let (leaked, spans) = leak(&decision("d1"), &mut rng, &Fixed, &options);
            let text = &leaked.fields[0].text;
            for span in spans.iter().filter(|span| span.way == Way::Glued.as_str()) {
                glued += 1;
                let before = gold::byte_ranges(text, std::slice::from_ref(span))[0].start;
                let lead = &text[..before];
                assert!(lead.ends_with("le sieur") || lead.ends_with("[X] a vu"), "{lead}");
            }
        }
        assert!(glued > 0, "no sentence of the file was drawn");
    }

    #[test]
    fn the_files_of_the_project_can_be_followed() {
        for file in ["autres_formes.txt", "troisieme_main.txt", "troisieme_reglage.txt"] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/mesure").join(file);
            let sentences = Sentences::read(&path).expect("well formed");
            let options = LeakOptions { sentences, ..every(&Form::ALL, &BOTH) };
            for seed in 0..60 {
                let mut rng = dice::for_decision(seed, "d1");
                let (leaked, spans) = leak(&decision("d1"), &mut rng, &Fixed, &options);
                assert!(!spans.is_empty() && !leaked.fields[0].text.contains("{}"));
            }
        }
    }

    #[test]
    fn a_file_that_cannot_be_followed_is_refused_with_its_line() {
        let error = |file| Sentences::parse(file, "essai.txt").expect_err("refused");
        assert!(matches!(error("[glue]\n"), SentencesError::UnknownSection { line: 1, .. }));
        assert!(matches!(error("a <{S}>\n"), SentencesError::NoSection { line: 1, .. }));
        assert!(matches!(error("[glued]\n\nrien\n"), SentencesError::NoMark { line: 3, .. }));
    }
}
