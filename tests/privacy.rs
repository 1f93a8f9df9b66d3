//! No identity in clear leaves memory: not in tables, reports, rejects, messages or errors.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use arrow_cast::display::{ArrayFormatter, FormatOptions};
use assert_cmd::Command;
use filigrane::corpus::{Decision, Party};
use filigrane::detect::Engines;
use filigrane::detect::fingerprint::FingerprintKey;
use filigrane::detect::finish::Finisher;
use filigrane::detect::mask::MARK;
use filigrane::document::Document;
use filigrane::document::tokens::fold;
use filigrane::policy::Policy;
use filigrane::rules::Catalogue;
use filigrane::taxonomy::Category;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use proptest::prelude::*;
use regex::Regex;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::findings::{NAME, NIR, on, rules};
use super::run::files;

/// Masked excerpts of a text in which each of these is a candidate; every lower-case word
/// counts as ordinary, the worst case for masking.
fn excerpts(text: &str, identities: &[&str], parties: &[&str]) -> Vec<String> {
    let mut decision = Decision::from_text("d", text);
    decision.parties = parties
        .iter()
        .map(|identity| Party { identity: (*identity).to_owned(), kind: None, quality: None })
        .collect();
    let (rules, key) = (rules(), FingerprintKey::from_bytes(&[7; 32]).expect("long enough"));
    let finisher = Finisher { rules: &rules, key: &key, ordinary: &|_| true };
    let document = Document::new(&decision);
    let normalised = document.views[0].text.clone().into_owned();
    let candidates = identities.iter().map(|one| on(&normalised, one, NAME)).collect();
    let policy = Policy::of(&decision, 0.5);
    let findings = finisher.finish(&document, &[candidates], &policy);
    findings.into_iter().map(|finding| finding.masked).collect()
}

fn excerpt(text: &str, identity: &str) -> String {
    excerpts(text, &[identity], &[]).remove(0)
}

#[test]
fn an_excerpt_shows_ordinary_words_and_nothing_else() {
    insta::assert_snapshot!(
        excerpt(
            "attendu que la société Vasseline, sise à Triel, a licencié Madame Dupront le 3 mai 2019 pour faute grave",
            "Dupront",
        ),
        @"… sise à ▒▒▒, a licencié ▒▒▒ ‹personnePhysique› le ▒▒▒ mai ▒▒▒ pour faute grave"
    );
    insta::assert_snapshot!(
        excerpt("[X] [Y], née [Date naissance 1], épouse Dupront, demeurant [Adresse 1]", "Dupront"),
        @"[X] [Y], née [Date naissance 1], épouse ‹personnePhysique›, demeurant [Adresse 1]"
    );
}

#[test]
fn half_a_surname_at_the_edge_of_an_excerpt_is_not_shown() {
    // The cut would fall inside "Beaupont", whose end is an ordinary word.
    for filler in 0..60 {
        let text = format!("Beaupont{} Vasseline", " a".repeat(filler));
        assert!(!excerpt(&text, "Vasseline").contains("pont"), "{filler}");
    }
}

#[test]
fn the_parts_of_a_group_are_masked_together() {
    for text in [
        "la rue de Mont-fleuri et Dupront",
        "écrire à lise.martin@exemple.fr ou Dupront",
        "le compte martin_lise de Dupront",
        "le nommé Beau-\nregard et Dupront",
    ] {
        let masked = excerpt(text, "Dupront");
        for part in ["fleuri", "lise", "martin", "exemple", "regard"] {
            assert!(!masked.contains(part), "{text} → {masked}");
        }
    }
}

#[test]
fn what_is_glued_to_the_finding_is_masked_with_it() {
    let masked = excerpt("le site lesdupront.fr et la suite", "dupront");
    assert_eq!(masked, format!("le site {MARK}‹personnePhysique›{MARK} et la suite"));
}

#[test]
fn the_length_and_the_number_of_masked_words_do_not_show() {
    let short = excerpt("chez Li, Dupront", "Dupront");
    let long = excerpt("chez Marie-Ange Vandebroque de La Haye, Dupront", "Dupront");
    assert_eq!(short, format!("chez {MARK}, ‹personnePhysique›"));
    assert_eq!(long, format!("chez {MARK} de {MARK}, ‹personnePhysique›"));
}

#[test]
fn a_word_that_repeats_a_part_of_an_identity_is_masked() {
    let masked = excerpts("le dossier vasselin de Dupront", &["Dupront"], &["Mme Lise VASSELÏNE"]);
    assert_eq!(masked, [format!("le dossier {MARK} de ‹personnePhysique›")]);
}

#[test]
fn free_text_between_brackets_is_not_a_placeholder() {
    for inside in ["motif de Lise Martin", "Motivation de LISE occultée", "Lise"] {
        let masked = excerpt(&format!("[{inside}] et Dupront"), "Dupront");
        assert!(!masked.to_lowercase().contains("lise"), "{masked}");
    }
    let masked = excerpt("[Téléphone 0612345678] et Dupront", "Dupront");
    assert!(!masked.contains("0612"), "{masked}");
}

/// Windows of four letters of a text without case, accents or separators.
fn grams(text: &str) -> Vec<String> {
    let letters: Vec<char> = fold(text).chars().filter(|c| c.is_alphanumeric()).collect();
    letters.windows(4).map(|window| window.iter().collect()).collect()
}

/// The words of an excerpt, without the names of categories.
fn shown_words(masked: &str) -> Vec<String> {
    let mut text = masked.to_owned();
    for category in Category::ALL {
        text = text.replace(&format!("‹{}›", category.as_str()), " ");
    }
    text.split(|c: char| !c.is_alphanumeric()).map(fold).filter(|word| !word.is_empty()).collect()
}

fn identity() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-ZÉÈÀ][a-zéèàëïôûç]{3,9}",
        "[A-Z][a-z]{2,6}-[A-Z][a-z]{2,6}",
        "[a-z]{4,8}\\.[a-z]{4,8}@[a-z]{4,6}\\.fr",
        "[0-9]{4,14}",
        "d'[A-Z][a-zé]{4,8}",
    ]
}

fn variant(identity: &str, how: u8) -> String {
    match how % 5 {
        0 => identity.to_owned(),
        1 => identity.to_lowercase(),
        2 => identity.to_uppercase(),
        3 => fold(identity),
        _ => format!("anti{}isme", fold(identity)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(400)))]

    #[test]
    fn no_four_letters_of_an_identity_are_in_any_excerpt(
        identities in prop::collection::vec(identity(), 1..4),
        party in identity(),
        words in prop::collection::vec((0u8..6, 0u8..5, "[a-zéèàç]{1,9}"), 8..40),
        glue in prop::sample::select(vec![" ", ", ", "-", "\n", "\u{a0}", "'", "."]),
    ) {
        let mut pieces: Vec<String> = identities.clone();
        for (which, how, word) in &words {
            match identities.get(usize::from(*which)) {
                Some(identity) => pieces.push(variant(identity, *how)),
                None if *which == 5 => pieces.push(variant(&party, *how)),
                None => pieces.push(word.clone()),
            }
            let middle = pieces.len() / 2;
            let end = pieces.len() - 1;
            pieces.swap(middle, end);
        }
        let text = pieces.join(" ").replacen(' ', glue, 3);
        let normalised = Document::new(&Decision::from_text("d", &*text)).views[0].text.to_string();
        let found: Vec<&str> = identities
            .iter()
            .map(String::as_str)
            .filter(|identity| normalised.contains(identity))
            .collect();
        let secret: Vec<String> =
            found.iter().copied().chain([party.as_str()]).flat_map(grams).collect();
        for masked in excerpts(&text, &found, &[&party]) {
            for word in shown_words(&masked) {
                for gram in grams(&word) {
                    prop_assert!(!secret.contains(&gram), "« {} » shows in « {}» ", gram, masked);
                }
            }
        }
    }
}

/// Invented identities, planted everywhere a record can hold one.
const CANARIES: [&str; 12] = [
    "Zéphirine",
    "Quatrebarbes",
    "Tournevilliers",
    "Ouroboros",
    "Kermoisan",
    "Bigoudaine",
    "Xanthopoulos",
    "Wolfensberger",
    "0699123478",
    "278127511500406",
    "Pimprenelle",
    "Mirobolant",
];

fn lines() -> String {
    let [first, last, town, party, term, summary, broken, foreign, phone, nir, wrong, metadata] =
        CANARIES;
    let nir = format!(
        "{} {} {} {} {} {} {}",
        &nir[..1],
        &nir[1..3],
        &nir[3..5],
        &nir[5..7],
        &nir[7..10],
        &nir[10..13],
        &nir[13..]
    );
    let text = format!(
        "Madame {first} {last}, demeurant 12 rue des Lilas à {town}, numéro de sécurité sociale {nir}, \
         téléphone {phone}, a saisi le conseil. {} contre {last}.",
        last.to_uppercase()
    );
    let whole = json!({
        "id": "d1",
        "text": text,
        "summary": format!("L'affaire {summary}, NIR {nir}."),
        "chamber": format!("Cabinet de {metadata}"),
        "solution": format!("Fait droit à {metadata}"),
    });
    let dbsder = json!({
        "_id": "d2",
        "originalText": text,
        "pseudoText": format!("Attendu que [X] a saisi la cour ; NIR {nir} de {party}."),
        "parties": [{ "identite": party, "typePersonne": "PP" }],
        "occultation": {
            "additionalTerms": term,
            "categoriesToOmit": [format!("Monsieur {wrong}")],
        },
    });
    [
        whole.to_string(),
        dbsder.to_string(),
        format!("{{\"id\": \"d3\", \"text\": \"Monsieur {broken} a été"),
        format!("{foreign}, ceci n'est pas du JSON"),
        format!("{{\"id\": 12, \"text\": \"{broken}\"}}"),
        format!("[\"{foreign}\"]"),
        format!("{{\"id\": \"d4\", \"texte\": \"{broken}\"}}"),
    ]
    .join("\n")
}

/// Everything that can be read in the files of a folder: raw bytes, and the values of tables.
pub(crate) fn readable(folder: &Path) -> String {
    let mut out = String::new();
    for (name, bytes) in files(folder) {
        out += &format!("{}\n{}\n", name.display(), String::from_utf8_lossy(&bytes));
        if name.extension().is_some_and(|extension| extension == "parquet") {
            let file = fs::File::open(folder.join(name)).expect("a part");
            let reader = ParquetRecordBatchReaderBuilder::try_new(file)
                .and_then(|builder| builder.build())
                .expect("Parquet");
            for batch in reader {
                for column in batch.expect("a batch").columns() {
                    let options = FormatOptions::default();
                    let values = ArrayFormatter::try_new(column, &options).expect("printable");
                    for row in 0..column.len() {
                        out += &format!("{}\n", values.value(row));
                    }
                }
            }
        }
    }
    out
}

fn assert_no_canary(place: &str, text: &str) {
    // Separators removed as well: a number may be written with spaces.
    let folded: String = fold(text).chars().filter(|c| c.is_alphanumeric()).collect();
    for canary in CANARIES {
        assert!(!folded.contains(&fold(canary)), "{canary} is readable in {place}");
    }
}

#[test]
fn no_canary_is_written_anywhere() {
    let folder = TempDir::new().expect("a folder");
    let input = folder.path().join("lot.jsonl");
    fs::write(&input, lines()).expect("written");
    let run = folder.path().join("run");
    let program = |arguments: &[&str]| {
        let mut command = Command::cargo_bin("filigrane").expect("the program");
        command.env("XDG_DATA_HOME", folder.path().join("data")).args(arguments);
        let output = command.output().expect("it ran");
        for (place, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
            assert_no_canary(place, &String::from_utf8_lossy(bytes));
        }
        output.status.code()
    };
    let (input, out) = (input.to_str().expect("UTF-8"), run.to_str().expect("UTF-8"));
    let all = ["audit", input, "--out", out, "--progress", "always"];
    assert_eq!(program(&all), Some(3), "broken records make the run incomplete");
    let text = readable(&run);
    assert!(text.contains("‹numeroIdentifiant›"), "something was found and shown masked");
    assert_no_canary("the run", &text);
    // Errors: a file that is no run, a record too long, a column that does not exist.
    assert_eq!(program(&["scan", input, "--out", out]), Some(2));
    assert_eq!(program(&["scan", input, "--out", input]), Some(2));
    let other = folder.path().join("other");
    let other = other.to_str().expect("UTF-8");
    assert!(program(&["scan", input, "--out", other, "--max-record", "64"]).is_some());
    assert!(program(&["scan", input, "--out", other, "--force", "--column", "text=a"]).is_some());
    assert_no_canary("the other run", &readable(Path::new(other)));
}

#[test]
fn a_key_is_never_written() {
    let folder = TempDir::new().expect("a folder");
    let (input, key, run) =
        (folder.path().join("lot.jsonl"), folder.path().join("cle"), folder.path().join("run"));
    fs::write(&input, lines()).expect("written");
    let secret = "clef-tres-secrete-de-quarante-caracteres";
    fs::write(&key, secret).expect("written");
    let mut command = Command::cargo_bin("filigrane").expect("the program");
    command.env("XDG_DATA_HOME", folder.path()).arg("audit").arg(&input);
    let output =
        command.arg("--out").arg(&run).arg("--key-file").arg(&key).output().expect("it ran");
    for bytes in [&output.stdout, &output.stderr] {
        assert!(!String::from_utf8_lossy(bytes).contains(secret));
    }
    assert!(!readable(&run).contains(secret));
}

#[test]
fn the_number_of_a_finding_is_not_in_its_excerpt() {
    let text = "au NIR 2 78 12 75 115 004 42 rattaché";
    let mut decision = Decision::from_text("d", text);
    decision.parties.clear();
    let (rules, key) = (rules(), FingerprintKey::from_bytes(&[7; 32]).expect("long enough"));
    let finisher = Finisher { rules: &rules, key: &key, ordinary: &|_| true };
    let candidates = vec![on(text, "2 78 12 75 115 004 42", NIR)];
    let findings =
        finisher.finish(&Document::new(&decision), &[candidates], &Policy::of(&decision, 0.5));
    assert_eq!(findings[0].masked, "au ▒▒▒ ‹numeroIdentifiant› rattaché");
}

/// Folded words of four letters and more that the Court's pseudonymisation removed altogether.
fn removed(original: &str, pseudonymised: &str) -> HashSet<String> {
    let words = |text: &str| -> HashSet<String> {
        text.split(|c: char| !c.is_alphanumeric()).map(fold).collect()
    };
    let kept = words(pseudonymised);
    words(original)
        .into_iter()
        .filter(|word| word.chars().count() >= 4 && !kept.contains(word))
        .collect()
}

#[test]
fn excerpts_of_decisions_full_of_names_show_none_of_them() {
    let shared = std::env::var("FILIGRANE_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").to_owned());
    let path = Path::new(&shared).join("corpus/dbsder-pairs.jsonl");
    let Ok(content) = fs::read_to_string(&path) else {
        eprintln!("skipped: {} is absent", path.display());
        return;
    };
    let catalogue = Catalogue::embedded().expect("the catalogue loads");
    let engines = Engines::compile(catalogue, None, &Engines::ALL).expect("the engines compile");
    let key = FingerprintKey::from_bytes(&[7; 32]).expect("long enough");
    let lexicon = engines.lexicon();
    let ordinary = |word: &str| lexicon.word(word).ordinary() >= 3;
    let finisher = Finisher { rules: engines.catalogue().rules(), key: &key, ordinary: &ordinary };
    let (mut excerpts, mut words, mut shown) = (0, 0, 0);
    for line in content.lines() {
        let record: Value = serde_json::from_str(line).expect("JSON");
        let texts = (record["originalText"].as_str(), record["pseudoText"].as_str());
        let (Some(text), Some(pseudonymised)) = texts else { continue };
        let identities = removed(text, pseudonymised);
        words += identities.len();
        let decision = Decision::from_text("d", text);
        let document = Document::new(&decision);
        let policy = Policy::of(&decision, 0.5);
        for finding in finisher.finish(&document, &engines.scan(&document, &policy), &policy) {
            excerpts += 1;
            let visible = shown_words(&finding.masked);
            shown += visible.iter().filter(|word| identities.contains(*word)).count();
        }
    }
    eprintln!("{excerpts} excerpts, {words} words removed by the Court, {shown} shown");
    assert!(excerpts > 1_000 && words > 1_000, "these decisions are full of names");
    assert_eq!(shown, 0, "in {excerpts} excerpts");
}

/// Numbers of eight to fifteen digits, as they are written with spaces, dots or hyphens, without those that are
/// a date, a law or a round amount.
fn long_numbers(text: &str) -> impl Iterator<Item = String> + '_ {
    static NUMBERS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\d(?:[ .\-]?\d){7,14}").expect("an expression"));
    static PUBLIC: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(?:\d{1,2}[ .\-]\d{1,2}[ .\-]\d{4}|\d{4}-\d{2}-\d{2}|(?:19|20)\d{2}-\d{1,4}$)",
        )
        .expect("an expression")
    });
    let numbers = NUMBERS.find_iter(text).filter(|found| !PUBLIC.is_match(found.as_str()));
    let digits = numbers.map(|found| found.as_str().chars().filter(char::is_ascii_digit).collect());
    digits.filter(|digits: &String| !digits.ends_with("000"))
}

/// Text files of a folder of the project, in depth.
fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        // Lexicons and reference counts hold public facts: codes of communes, of numbers of people.
        let is_reference = ["lexicons", "hierarchies", "population", "models"]
            .iter()
            .any(|name| path.file_name().is_some_and(|file| file == *name));
        if path.is_dir() && !is_reference {
            sources(&path, out);
        } else if path.is_file() {
            out.push(path);
        }
    }
}

#[test]
fn no_number_of_a_real_decision_is_in_the_project() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared =
        std::env::var_os("FILIGRANE_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let Ok(corpus) = fs::read_dir(shared.join("corpus")) else {
        eprintln!("privacy: no folder of real decisions, this test skips");
        return;
    };
    let mut real: HashSet<String> = HashSet::new();
    for entry in corpus {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|ending| ending == "jsonl") {
            real.extend(long_numbers(&fs::read_to_string(&path).expect("decisions")));
        }
    }
    assert!(real.len() > 100, "numbers of the corpus: {}", real.len());
    let mut files = Vec::new();
    for folder in ["rules", "src", "tests", "docs", "datasets", "reports", "examples"] {
        sources(&root.join(folder), &mut files);
    }
    for file in files {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        // The number itself is not repeated: the place is enough to find it.
        let places: Vec<usize> = (1..)
            .zip(text.lines())
            .filter(|(_, line)| long_numbers(line).any(|number| real.contains(&number)))
            .map(|(at, _)| at)
            .collect();
        assert!(
            places.is_empty(),
            "{}: a number of a real decision, lines {places:?}",
            file.display()
        );
    }
}
