//! The catalogue: what loads, what is refused and in which words, what the pattern engine finds,
//! and how rules are shown.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use filigrane::detect::patterns::Patterns;
use filigrane::detect::protection::Protection;
use filigrane::detect::{Candidate, Engines};
use filigrane::document::View;
use filigrane::report::{Language, rules as render};
use filigrane::rules::coverage::{Coverage, State};
use filigrane::rules::{
    Catalogue, EngineName, Example, ExampleKind, Outcome, Reason, Rule, SelfTest, outcome, schema,
};
use filigrane::taxonomy::{Category, Severity, Status};
use proptest::prelude::*;

fn crate_file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn embedded() -> Catalogue {
    Catalogue::embedded().unwrap_or_else(|fault| panic!("{fault}"))
}

/// A catalogue of two rules that never changes, for snapshots.
fn small() -> Catalogue {
    Catalogue::from_dir(&crate_file("tests/fixtures/rules/catalogue"))
        .unwrap_or_else(|fault| panic!("{fault}"))
}

/// The same catalogue and its compiled rules, made once: properties run hundreds of times.
static SMALL: LazyLock<(Catalogue, Patterns)> = LazyLock::new(|| compiled(small()));
static SHIPPED: LazyLock<(Catalogue, Patterns)> = LazyLock::new(|| compiled(embedded()));

fn compiled(catalogue: Catalogue) -> (Catalogue, Patterns) {
    let patterns = Patterns::compile(&catalogue).unwrap_or_else(|fault| panic!("{fault}"));
    (catalogue, patterns)
}

/// What the pattern engine finds in a text.
fn scan(patterns: &Patterns, text: &str) -> Vec<Candidate> {
    let mut out = Vec::new();
    patterns.scan(&View::new(Arc::from("text"), text, &[]), &mut out);
    out
}

/// The spans that the pattern engine finds for a rule; bytes of `text`.
fn spans(patterns: &Patterns, catalogue: &Catalogue, rule: &Rule, text: &str) -> Vec<Range<usize>> {
    let view = View::new(Arc::from("text"), text, &[]);
    let mut out = Vec::new();
    patterns.scan(&view, &mut out);
    let index = catalogue.index(&rule.id);
    let ours = out.iter().filter(|candidate| Some(candidate.rule) == index);
    ours.map(|candidate| view.raw_range(&candidate.span)).collect()
}

// The catalogue as shipped.

#[test]
fn the_embedded_catalogue_loads() {
    let catalogue = embedded();
    assert!(!catalogue.is_empty());
    assert_eq!(catalogue.digest().len(), 64);
    for (index, rule) in catalogue.iter() {
        assert_eq!(catalogue.index(&rule.id), Some(index));
        assert_eq!(catalogue.rule(index).id, rule.id);
    }
    assert_eq!(catalogue.index("OCC-ABSENTE"), None);
}

#[test]
fn the_folder_and_the_binary_hold_the_same_rules() {
    let folder =
        Catalogue::from_dir(&crate_file("rules")).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(folder.digest(), embedded().digest());
    assert!(Catalogue::check_dir(&crate_file("rules")).is_empty());
}

#[test]
fn the_digest_changes_with_any_byte_of_a_rule() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("occ")).expect("a family folder");
    let digest = |text: &str| {
        fs::write(folder.path().join("occ/OCC-T.md"), text).expect("a rule file");
        Catalogue::from_dir(folder.path())
            .unwrap_or_else(|fault| panic!("{fault}"))
            .digest()
            .to_owned()
    };
    let one = digest(GOOD);
    assert_eq!(one, digest(GOOD));
    assert_ne!(one, digest(&GOOD.replace("Un essai", "Un autre essai")));
}

#[test]
fn every_rule_is_known_to_the_legal_catalogue_or_says_it_is_an_extension() {
    let coverage = Coverage::embedded().unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(coverage.unknown_rules(&embedded()), Vec::<&str>::new());
    assert_eq!(coverage.unknown_states(), Vec::<&str>::new());
}

#[test]
fn every_example_of_a_pattern_rule_holds() {
    let (catalogue, patterns) = &*SHIPPED;
    let report = SelfTest::run(
        catalogue,
        |rule| rule.engine == EngineName::Patterns,
        |rule, text| spans(patterns, catalogue, rule, text),
    );
    assert!(report.passed(), "{report}");
    assert!(report.positives > 0 && report.negatives > 0);
}

// What is refused.

const GOOD: &str = r#"+++
id = "OCC-T"
family = "identifier"
category = "numeroIdentifiant"
title = "Essai"
severity = "mineur"
status = "connaissance"
sources = ["source"]
engine = "patterns"
patterns = ['\bessai\b']
literals = ["essai"]
+++

## Ce que la règle cherche
Un essai.

## Pourquoi
Pour essayer.

## Que faire
Rien.

## Exemples
- un «essai»
- « essai » entre guillemets

## Contre-exemples
- rien
"#;

const PATH: &str = "rules/occ/OCC-T.md";

fn refusal(path: &str, text: &str) -> String {
    match Rule::parse(path, text) {
        Ok(_) => "accepté".to_owned(),
        Err(fault) => fault.to_string(),
    }
}

#[test]
fn faults_name_the_file_the_line_and_the_remedy() {
    assert_eq!(refusal(PATH, GOOD), "accepté");
    let edits: &[(&str, &str)] = &[
        ("severity = \"mineur\"", "severty = \"mineur\""),
        ("severity = \"mineur\"", "severity = \"mineur\"\ngravite = 1"),
        ("severity = \"mineur\"", "sévérité = \"mineur\""),
        ("severity = \"mineur\"", "severity = \"grave\""),
        ("severity = \"mineur\"\n", ""),
        ("severity = \"mineur\"", "severity = 3"),
        ("severity = \"mineur\"", "severity = \"mineur"),
        ("category = \"numeroIdentifiant\"", "category = \"numero\""),
        ("title = \"Essai\"", "title = \" \""),
        ("sources = [\"source\"]", "sources = []"),
        ("sources = [\"source\"]", "sources = \"source\""),
        ("engine = \"patterns\"", "engine = \"names\""),
        ("engine = \"patterns\"", "engine = \"magie\""),
        (r"'\bessai\b'", r"'\bess(ai\b'"),
        (r"'\bessai\b'", r"'(?<=x)essai'"),
        ("literals = [\"essai\"]\n", ""),
        ("literals = [\"essai\"]", "literals = [\"es\"]"),
        ("literals = [\"essai\"]", "literals = [\" es \"]"),
        ("un «essai»", "un «essai"),
        ("un «essai»", "un essai»"),
        ("un «essai»", "un «es«sai»"),
        ("- rien", "- «rien»"),
        ("- rien", "rien"),
        ("- rien", "- "),
        ("## Pourquoi\nPour essayer.\n", "## Pourquoi\n"),
        ("- un «essai»\n- « essai » entre guillemets\n", ""),
        ("+++\n\n## Ce", "\n## Ce"),
    ];
    let messages: Vec<String> = edits
        .iter()
        .map(|(from, to)| {
            assert!(GOOD.contains(from), "{from}");
            refusal(PATH, &GOOD.replacen(from, to, 1))
        })
        .chain([refusal("rules/occ/OCC-U.md", GOOD), refusal("rules/soc/OCC-T.md", GOOD)])
        .collect();
    insta::assert_snapshot!("rule_faults", messages.join("\n"));
}

#[test]
fn the_same_id_twice_is_refused() {
    let files = ["rules/occ/OCC-T.md", "autres/occ/OCC-T.md"];
    let files = files.map(|path| (path.to_owned(), GOOD.to_owned()));
    let fault = Catalogue::from_files(files).expect_err("one id, two files");
    insta::assert_snapshot!(fault, @"autres/occ/OCC-T.md : l'identifiant « OCC-T » est déjà pris par rules/occ/OCC-T.md. Remède : donnez à l'une des deux règles un autre identifiant.");
}

#[test]
fn a_missing_folder_is_said_in_french() {
    let fault = Catalogue::from_dir(Path::new("/nulle/part")).expect_err("there is no such folder");
    assert!(fault.to_string().contains("chemin introuvable"), "{fault}");
    assert!(fault.to_string().contains("Remède"), "{fault}");
}

#[test]
fn marks_and_line_breaks_are_read() {
    let rule = Rule::parse(PATH, &GOOD.replace("un «essai»", "«un»⏎«essai» « cité » d'«été»"))
        .unwrap_or_else(|fault| panic!("{fault}"));
    let example = &rule.examples[0];
    assert_eq!(example.text, "un\nessai « cité » d'été");
    let marked: Vec<&str> = example.spans.iter().map(|span| &example.text[span.clone()]).collect();
    assert_eq!(marked, ["un", "essai", "été"]);
    assert_eq!(example.line, 24);
    assert_eq!(rule.examples[1].text, "« essai » entre guillemets");
    assert!(rule.examples[1].spans.is_empty());
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(at in 0usize..GOOD.len(), insert in ".{0,12}") {
        let at = GOOD.floor_char_boundary(at);
        let _ = Rule::parse(PATH, &format!("{}{insert}{}", &GOOD[..at], &GOOD[at..]));
        let _ = Rule::parse(PATH, &GOOD[..at]);
    }

    #[test]
    fn an_example_shown_is_the_example_read(written in "[a-zé «»⏎']{1,40}") {
        let text = GOOD.replace("un «essai»", &format!("x{written}x"));
        if let Ok(rule) = Rule::parse(PATH, &text) {
            prop_assert_eq!(render::marked(&rule.examples[0]), format!("x{written}x"));
        }
    }
}

// The pattern engine.

#[test]
fn word_boundaries_hold_next_to_accented_letters() {
    let (_, patterns) = &*SMALL;
    let count = |text: &str| scan(patterns, text).len();
    assert_eq!(count("viol"), 1);
    assert_eq!(count("le viol, les VIOLS"), 2);
    assert_eq!(count("violé, éviol, violée, violon"), 0);
    assert_eq!(count("l'élève prénommé Zélie"), 1);
    assert_eq!(count("L'ÉLÈVE PRÉNOMMÉ Zélie"), 1);
    assert_eq!(count("l'enfant prenomme Zélie"), 0, "the expression itself wants its accent");
    assert_eq!(count("les élèves prénommés Zélie"), 1);
    assert_eq!(count("l'enfant prénommé"), 0);
}

#[test]
fn literals_are_seen_in_any_case_with_or_without_accents_and_wherever_they_stand() {
    let rule = GOOD
        .replace(r"'\bessai\b'", r"'\S+'")
        .replace(
            "literals = [\"essai\"]",
            "literals = [\" sœur \", \"évêque\", \"à l'œuvre\", \"n° 1\"]",
        )
        .replace("« essai » entre guillemets", "essai");
    let catalogue =
        Catalogue::from_files([(PATH.to_owned(), rule)]).unwrap_or_else(|f| panic!("{f}"));
    let (catalogue, patterns) = compiled(catalogue);
    let index = catalogue.index("OCC-T").expect("the only rule");
    let literals = |text: &str| patterns.trace(index, text).literals;
    for text in [
        "évêque",
        "ÉVÊQUE",
        "eveque",
        "Evêque",
        "archevêques",
        "sœur",
        "SŒUR",
        "soeur",
        "à l'oeuvre",
    ] {
        assert_eq!(literals(text), 1, "{text}");
    }
    for text in ["A L'OEUVRE", "à⏎l'œuvre", "n° 12", "N° 1", "«évêque»", "œsœur sœur sœurs"]
    {
        assert_eq!(literals(&text.replace('⏎', "\n")), 1, "{text}");
    }
    for text in ["évéqé", "sœurs", "consœur", "n'1", "n«° 1", "à loeuvre", "e\u{17e}v", ""]
    {
        assert_eq!(literals(text), 0, "{text}");
    }
    // Whatever the place in a long text: quarters are read side by side.
    let filler = "Attendu que… l'élève « ñ » œ ".repeat(200);
    for at in (0..filler.len()).filter(|&at| filler.is_char_boundary(at)) {
        let text = format!("{} évêque {}", &filler[..at], &filler[at..]);
        assert_eq!(literals(&text), 1, "{at}");
    }
}

#[test]
fn the_span_is_the_group_named_so() {
    let (_, patterns) = &*SMALL;
    let text = "dossier n° 1234, page 5678";
    let found = scan(patterns, text);
    assert_eq!(found.len(), 1);
    assert_eq!(&text[found[0].span.clone()], "1234");
    assert_eq!(found[0].value, "1234");
}

#[test]
fn context_raises_and_counter_context_rules_out() {
    let (catalogue, patterns) = &*SMALL;
    let confidence = |text: &str| scan(patterns, text).first().map(|found| found.confidence);
    let plain = confidence("un viol").expect("found");
    assert!(confidence("une plainte pour viol").expect("found") > plain);
    assert_eq!(confidence("le viol de domicile"), None);
    let disputed = confidence("plainte pour viol de domicile").expect("found");
    assert!(disputed < plain);
    assert_eq!(confidence("un complainte de viol"), Some(plain), "only whole words count");

    let index = catalogue.index("PROT-VSS").expect("a rule of the fixture");
    let trace = patterns.trace(index, "le viol de domicile");
    assert_eq!((trace.literals, trace.matches), (1, 1));
    assert_eq!(trace.vetoes, ["viol de domicile"]);
}

/// The rule's expressions applied to the whole text, one by one.
fn naive(rule: &Rule, text: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    for pattern in &rule.patterns {
        let expression = regex::Regex::new(pattern).expect("a checked pattern");
        all.extend(
            expression
                .captures_iter(text)
                .map(|found| found.name("so").or(found.get(0)).map_or(0..0, |group| group.range())),
        );
    }
    all.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut end = 0;
    all.retain(|span| {
        let keep = span.start >= end;
        end = end.max(span.end);
        keep
    });
    all
}

proptest! {
    #[test]
    fn the_fast_path_finds_what_the_naive_scan_finds(
        words in prop::collection::vec(prop::sample::select(vec![
            "viol", "viols", "Viol", "violation", "éviol", "violé", "enfant", "élève", "ÉLÈVES", "prénommé",
            "PRÉNOMMÉE", "Zélie", "zélie", "n°", "dossier n°", "Dossier", "1234", "12345", "é1234", ".", "\n", ",", "le", "« »", "[X]",
        ]), 0..200),
        glue in prop::sample::select(vec![" ", "", "\n"]),
    ) {
        let (catalogue, patterns) = &*SMALL;
        let text = words.join(glue);
        let view = View::new(Arc::from("text"), &text, &[]);
        for rule in catalogue.rules() {
            let mut found: Vec<_> = scan(patterns, &text)
                .into_iter()
                .filter(|one| Some(one.rule) == catalogue.index(&rule.id))
                .map(|one| one.span)
                .collect();
            found.sort_by_key(|span| span.start);
            prop_assert_eq!(found, naive(rule, &view.text));
        }
    }

    #[test]
    fn text_put_in_front_shifts_the_findings(front in "[a-z \n]{0,400}") {
        let (_, patterns) = &*SMALL;
        let text = "l'élève prénommé Zélie, le viol, dossier n° 1234";
        let shifted = format!("{front}\n{text}");
        let here: Vec<_> = scan(patterns, text).into_iter().map(|one| (one.rule, one.span.start)).collect();
        let there: Vec<_> = scan(patterns, &shifted)
            .into_iter()
            .map(|one| (one.rule, one.span.start - front.len() - 1))
            .collect();
        prop_assert_eq!(here, there);
    }
}

// Mentions of protected subjects.

/// Scans a text with the shipped rules, adds a candidate of `category` on `identifier`, applies the conditions.
fn protected(
    text: &str,
    identifier: Option<(&str, Category)>,
) -> Vec<(String, Severity, Option<Status>)> {
    let (catalogue, patterns) = &*SHIPPED;
    let protection = Protection::compile(catalogue).expect("the conditions compile");
    let mut found = scan(patterns, text);
    let mentions = found.len();
    if let Some((word, category)) = identifier {
        let start = text.find(word).expect("the identifier is in the text");
        found.push(Candidate {
            span: start..start + word.len(),
            rule: catalogue.index("SOC-01").expect("a shipped rule"),
            category,
            severity: None,
            confidence: 0.9,
            value: word.to_lowercase(),
            cues: Vec::new(),
            at_most: None,
        });
    }
    let mut all = [found];
    protection.apply(&[text], &mut all, |_| true);
    let [found] = all;
    assert!(found.len() <= mentions + 1);
    found
        .into_iter()
        .filter(|one| catalogue.rule(one.rule).id.as_ref() != "SOC-01")
        .map(|one| {
            let rule = catalogue.rule(one.rule);
            (rule.id.to_string(), one.severity.unwrap_or(rule.severity), one.at_most)
        })
        .collect()
}

#[test]
fn a_mere_mention_never_blocks() {
    for text in [
        "des faits de viol et d'agression sexuelle sur mineure",
        "en application de l'article 15-4 du code de procédure pénale",
        "l'agent RIO n° 1234567",
        "les enfants sont scolarisés à [Localité 1]",
        "le témoin sous X, article 706-58",
        "[N] [S], ancien ministre de l'intérieur",
        "un article de presse intitulé « Les dessous de cette affaire »",
    ] {
        let found = protected(text, None);
        assert!(!found.is_empty(), "{text}");
        for (id, severity, at_most) in found {
            assert_eq!(at_most, Some(Status::ToReview), "{id} : {text}");
            assert!(severity < Severity::Bloquant, "{id} : {text}");
        }
    }
}

#[test]
fn an_identifier_left_makes_the_nearest_mention_blocking_and_no_other() {
    let text =
        "des faits de viol. Puis le viol du 3 mai subi par Zélie Tartempion, et un viol encore";
    let found = protected(text, Some(("Zélie Tartempion", Category::PersonnePhysique)));
    let blocking: Vec<_> = found.iter().filter(|(_, _, at_most)| at_most.is_none()).collect();
    assert_eq!(blocking.len(), 1, "{found:?}");
    assert_eq!(blocking[0].1, Severity::Bloquant);
    assert_eq!(found.len(), 2, "the two lone mentions are one row: {found:?}");
}

#[test]
fn a_name_raises_a_protected_officer_only_within_eighty_characters() {
    let near = "l'agent RIO n° 1234567, Zélie Tartempion";
    let found = protected(near, Some(("Zélie Tartempion", Category::PersonnePhysique)));
    assert_eq!(found, [("PROT-RIO".to_owned(), Severity::Bloquant, None)]);
    let far = format!("l'agent RIO n° 1234567{} Zélie Tartempion", " é".repeat(45));
    let found = protected(&far, Some(("Zélie Tartempion", Category::PersonnePhysique)));
    assert_eq!(found, [("PROT-RIO".to_owned(), Severity::Majeur, Some(Status::ToReview))]);
}

#[test]
fn a_child_is_identified_by_a_name_an_age_and_a_place_together() {
    let name = |text: &str| protected(text, Some(("Zélie", Category::PersonnePhysique)));
    let whole = name("l'enfant prénommée Zélie, âgée de 8 ans, va à l'école des Tilleuls");
    assert!(whole.contains(&("PROT-MIN".to_owned(), Severity::Bloquant, None)), "{whole:?}");
    let partial = name("l'enfant prénommée Zélie sera entendue");
    assert_eq!(partial, [("PROT-MIN".to_owned(), Severity::Info, Some(Status::ToReview))]);
}

#[test]
fn a_role_weighs_more_beside_a_masked_person() {
    let masked = protected("[N] [S], ancien ministre de l'intérieur", None);
    assert_eq!(masked, [("OCC-ROLE".to_owned(), Severity::Critique, Some(Status::ToReview))]);
    let alone = protected("l'ancien ministre de l'intérieur avait annoncé la réforme", None);
    assert_eq!(alone, [("OCC-ROLE".to_owned(), Severity::Info, Some(Status::ToReview))]);
}

#[test]
fn a_number_of_a_public_register_weighs_where_a_person_is_masked() {
    let masked = protected("l'association, RNA W751234567, que préside Mme [X]", None);
    assert_eq!(masked, [("REI-06".to_owned(), Severity::Majeur, Some(Status::ToReview))]);
    let alone = protected("l'association, RNA W751234567, a formé un recours", None);
    assert_eq!(alone, [("REI-06".to_owned(), Severity::Info, Some(Status::ToReview))]);
}

/// Public decisions for development, when the machine has them.
fn shared_texts() -> Vec<String> {
    let folder = std::env::var_os("FILIGRANE_SHARED")
        .map_or_else(|| crate_file("../shared"), PathBuf::from)
        .join("corpus");
    let mut texts = Vec::new();
    for name in ["judilibre.jsonl", "cassation-2024.jsonl", "cassation-sociale.jsonl"] {
        let Ok(lines) = fs::read_to_string(folder.join(name)) else { continue };
        let records =
            lines.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        texts.extend(records.filter_map(|record| Some(record.get("text")?.as_str()?.to_owned())));
    }
    if texts.is_empty() {
        eprintln!("sauté : pas de décisions dans {}", folder.display());
    }
    texts
}

#[test]
fn no_pattern_blocks_an_untouched_decision() {
    let (catalogue, patterns) = &*SHIPPED;
    let protection = Protection::compile(catalogue).expect("the conditions compile");
    for (rank, text) in shared_texts().iter().enumerate() {
        let view = View::new(Arc::from("text"), text, &[]);
        let mut found = Vec::new();
        patterns.scan(&view, &mut found);
        let mut all = [found];
        protection.apply(&[&view.text], &mut all, |_| true);
        for one in &all[0] {
            let rule = catalogue.rule(one.rule);
            let blocks = one.at_most.is_none()
                && one.severity.unwrap_or(rule.severity) >= Severity::Critique;
            // The text itself is never shown: it is a real decision.
            assert!(!blocks, "{} bloque la décision n° {rank}", rule.id);
        }
    }
}

// The self-test.

/// Judges spans found in a text of twenty bytes, of which `marked` were marked.
fn judged(kind: ExampleKind, marked: &[(usize, usize)], found: &[(usize, usize)]) -> Outcome {
    let ranges = |pairs: &[(usize, usize)]| pairs.iter().map(|&(a, b)| a..b).collect::<Vec<_>>();
    let text = "une vingtaine octets".to_owned();
    outcome(&Example { kind, record: None, text, spans: ranges(marked), line: 1 }, &ranges(found))
}

#[test]
fn a_span_must_be_half_covered() {
    use ExampleKind::{Negative, Positive, Todo};
    let word = [(4, 14)];
    assert_eq!(judged(Positive, &word, &[(4, 14)]), Outcome::Pass { exact: true });
    assert_eq!(judged(Positive, &word, &[(4, 9)]), Outcome::Pass { exact: false });
    assert_eq!(judged(Positive, &word, &[(4, 7), (12, 14)]), Outcome::Pass { exact: false });
    let missed = Outcome::Fail { reason: Reason::Missed { expected: 4..14 } };
    assert_eq!(judged(Positive, &word, &[(4, 8)]), missed);
    assert_eq!(judged(Positive, &word, &[(4, 8), (4, 8)]), missed, "the same bytes count once");
    assert_eq!(judged(Positive, &word, &[]), missed);

    assert_eq!(judged(Positive, &[], &[(0, 3)]), Outcome::Pass { exact: false });
    assert_eq!(judged(Positive, &[], &[]), Outcome::Fail { reason: Reason::Silent });
    assert_eq!(judged(Negative, &[], &[(0, 3)]), Outcome::Fail { reason: Reason::FalseAlarm });
    assert_eq!(judged(Todo, &word, &[]), Outcome::Todo { resolved: false });
    assert_eq!(judged(Todo, &word, &[(4, 14)]), Outcome::Todo { resolved: true });
}

#[test]
fn the_report_says_what_failed_and_where() {
    let report = SelfTest::run(
        &small(),
        |rule| &*rule.id == "PROT-VSS",
        |_, text| match text {
            "la violation du contrat" => std::iter::once(3..12).collect(),
            "deux\nviols en réunion" => std::iter::once(0..4).collect(),
            _ => Vec::new(),
        },
    );
    insta::assert_snapshot!(report, @r"
    PROT-VSS (ligne 28) : «viol» n'est pas trouvé
        des faits de viol
    PROT-VSS (ligne 29) : «viols» n'est pas trouvé ; trouvé : «deux»
        deux⏎viols en réunion
    PROT-VSS (ligne 32) : trouvé à tort ; trouvé : «violation»
        la violation du contrat
    1 règles : 2 exemples, 1 contre-exemples, 1 à faire (0 résolus) ; 3 échecs
    ");
}

// What people read.

#[test]
fn rules_are_listed() {
    let catalogue = small();
    insta::assert_snapshot!("rules_list_fr", render::list(&catalogue, Language::French));
    insta::assert_snapshot!("rules_list_en", render::list(&catalogue, Language::English));
}

#[test]
fn a_rule_is_explained() {
    let catalogue = small();
    let rule = catalogue.rule(catalogue.index("PROT-VSS").expect("a rule of the fixture"));
    insta::assert_snapshot!("rules_explain", render::explain(rule, Language::French));
}

#[test]
fn a_rule_says_why_it_is_silent_without_repeating_the_text() {
    let (catalogue, patterns) = &*SMALL;
    let index = catalogue.index("PROT-VSS").expect("a rule of the fixture");
    let rule = catalogue.rule(index);
    let answer = |text: &str| {
        render::explain_on(rule, text, |rule, text| render::Seen {
            spans: spans(patterns, catalogue, rule, text),
            notes: render::pattern_notes(&patterns.trace(index, text)),
        })
    };
    insta::assert_snapshot!(
        [
            answer("Zélie Tartempion"),
            answer("Zélie Tartempion, le viol de domicile"),
            answer("Zélie Tartempion, un viol"),
        ]
        .join("\n"), @r"
    PROT-VSS — Victime
    rien n'est trouvé dans ce texte
      - aucun des littéraux de la règle n'est dans le texte

    PROT-VSS — Victime
    rien n'est trouvé dans ce texte
      - littéraux de la règle présents : 1
      - écarté par le contexte contraire « viol de domicile » à moins de cent octets

    PROT-VSS — Victime
    trouvé du caractère 22 au caractère 25
      - littéraux de la règle présents : 1
    ");
    assert!(!answer("Zélie Tartempion, un viol").contains("Zélie"));
}

#[test]
fn coverage_counts_rules_and_names_what_is_missing() {
    let file = r#"
        [families.PROT]
        title = "Personnes protégées"
        ids = ["PROT-VSS", "PROT-MIN", "PROT-TEM", "PROT-RIO"]
        implemented = ["PROT-MIN"]
        not_evaluated = { PROT-TEM = "liste des témoins" }
        [families.OCC]
        title = "Éléments"
        ids = ["OCC-NIR"]
        out_of_scope = { OCC-NIR = "essai" }
    "#;
    let coverage = Coverage::parse("COVERAGE.toml", file).unwrap_or_else(|fault| panic!("{fault}"));
    insta::assert_snapshot!("rules_coverage", render::coverage(&coverage, &small()));
    let protected = coverage.against(&small()).pop().expect("two families");
    assert_eq!(protected.controls[3], ("PROT-RIO".to_owned(), State::Upcoming));
    assert!(coverage.unknown_states().is_empty());
    assert!(Coverage::parse("COVERAGE.toml", "[families.X]\ntitre = 1").is_err());
}

/// Compares a generated file with the committed one; writes it when `FILIGRANE_BLESS` is set.
pub(crate) fn up_to_date(path: &str, generated: &str) {
    let file = crate_file(path);
    if std::env::var_os("FILIGRANE_BLESS").is_some() {
        fs::create_dir_all(file.parent().expect("a file of the crate")).expect("its folder");
        fs::write(&file, generated).expect("the generated file");
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == generated,
        "{path} n'est plus à jour : relancez ce test avec FILIGRANE_BLESS=1"
    );
}

#[test]
fn the_rule_reference_is_up_to_date() {
    up_to_date("docs/regles.md", &render::reference(&embedded()));
}

#[test]
fn the_schema_of_a_rule_is_up_to_date() {
    let text = serde_json::to_string_pretty(&schema()).expect("a JSON value");
    up_to_date("reports/schemas/rule.schema.json", &(text + "\n"));
}

#[test]
fn each_engine_alone_holds_the_examples_of_its_rules() {
    // The order of placeholders is read with them: nobody asks for it alone.
    for engine in Engines::ALL.into_iter().filter(|engine| *engine != EngineName::Order) {
        let engines =
            Engines::compile(embedded(), None, &[engine]).unwrap_or_else(|error| panic!("{error}"));
        let report = engines.self_test();
        assert!(report.passed(), "{engine:?}: {:?}", report.failures);
    }
}
