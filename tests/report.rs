//! Reports: every format follows its schema, nothing shows a value, small cells are never shown.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use filigrane::report::Language;
use filigrane::report::data::{Block, Kind};
use filigrane::report::formats::{json as json_format, sarif};
use filigrane::report::gather::{CELL_HEARINGS, Cells};
use filigrane::report::{compose, html, markdown};
use filigrane::rules::Catalogue;
use filigrane::run::Run;
use filigrane::taxonomy::CELL_DECISIONS;
use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::cli::Desk;
use super::run::is_current;

/// Values that no output may show.
const SECRETS: [&str; 4] = ["115 004", "06 39 98", "kervadec", "meules"];

/// A batch of one court of appeal and of a few small ones, some decisions with something left in clear.
fn batch(desk: &Desk) {
    let mut lines = String::new();
    for rank in 0..60 {
        let left = match rank % 6 {
            0 => {
                "La demanderesse, numéro de sécurité sociale 2 78 12 75 115 004 06, a saisi la cour."
            }
            1 => "Il peut être joint au 06 39 98 12 34.",
            2 => "Monsieur Yann Kervadec a interjeté appel.",
            3 => "Madame [X] demeure 14 bis, rue des Trois-Meules, à Vannes.",
            _ => "La cour confirme le jugement.",
        };
        let (court, place, nac) = match rank {
            0..50 => ("ca", "ca_rennes", "20J"),
            50..55 => ("ca", "ca_bastia", "80A"),
            _ => ("tj", "tj_nantes", "5AA"),
        };
        let record = json!({
            "id": format!("décision-{rank}"),
            "text": format!("MOTIFS\n{left}\nPAR CES MOTIFS, la cour statue."),
            "jurisdiction": court,
            "location": place,
            "chamber": "soc",
            "nac": nac,
            "decision_date": format!("2026-03-{:02}", 1 + rank % 9),
        });
        lines += &(record.to_string() + "\n");
    }
    desk.write("un lot.jsonl", &lines);
}

fn audited() -> Desk {
    let desk = Desk::new();
    batch(&desk);
    let done = desk.run(&["audit", "un lot.jsonl", "--out", "run"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    desk
}

fn fixture(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/report").join(name);
    let text = fs::read_to_string(path).expect("a fixture");
    // The published schema of SARIF has a bracket too many, which no engine takes for an expression.
    let text = text.replace("|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$", "|^[a-zA-Z]{2}-[a-zA-Z]{2}?$");
    serde_json::from_str(&text).expect("JSON")
}

fn assert_valid(schema: &Value, value: &Value) {
    let validator = jsonschema::validator_for(schema).expect("a schema");
    let errors: Vec<String> = validator
        .iter_errors(value)
        .take(5)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

fn parsed(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).expect("written")).expect("JSON")
}

#[test]
fn an_audit_leaves_a_page_that_people_open() {
    let desk = audited();
    let page = fs::read_to_string(desk.path("run/report/rapport.html")).expect("a page");
    assert!(desk.path("run/report/rapport.md").exists());
    assert!(desk.path("run/report/synthese.md").exists());
    for outside in ["http:", "https:", "src=", "@import", "url(", "<link"] {
        let found = page.match_indices(outside).filter(|(at, _)| {
            // The name of a vocabulary is no address to call.
            !page[*at..].starts_with("http://www.w3.org/2000/svg")
        });
        assert_eq!(found.count(), 0, "« {outside} » would call the network");
    }
    assert!(!page.contains(" style=\""), "a style that the policy of the page forbids");
    assert!(!page.contains(" onclick"), "a script that the policy of the page forbids");
    for (open, close, name) in
        [("<style>", "</style>", "style-src"), ("<script>", "</script>", "script-src")]
    {
        let start = page.find(open).expect("inline") + open.len();
        let end = start + page[start..].find(close).expect("closed");
        let digest = Sha256::digest(&page.as_bytes()[start..end]);
        let allowed = format!("{name} 'sha256-{}'", base64(&digest));
        assert!(page.contains(&allowed), "{allowed} is what the page holds");
    }
    for text in ["lang=\"fr\"", "aria-live", "Aller au contenu", "évaluer un magistrat", "Annexe d"]
    {
        assert!(page.contains(text), "{text}");
    }
    assert!(page.len() < 1_000_000, "{}", page.len());
}

fn base64(bytes: &[u8]) -> String {
    let digit = |value: u32| {
        char::from(
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
                [value as usize & 63],
        )
    };
    let bits: Vec<u32> = bytes.iter().map(|&byte| u32::from(byte)).collect();
    let mut out = String::new();
    for chunk in bits.chunks(3) {
        let at = |index: usize| chunk.get(index).copied().unwrap_or(0);
        let word = at(0) << 16 | at(1) << 8 | at(2);
        let digits: String = [18, 12, 6, 0].into_iter().map(|shift| digit(word >> shift)).collect();
        let kept = chunk.len() + 1;
        out += &digits[..kept];
        out += &"=".repeat(4 - kept);
    }
    out
}

#[test]
fn every_format_follows_its_schema_and_shows_no_value() {
    let desk = audited();
    let done = desk.run(&[
        "report",
        "run",
        "--format",
        "html,md,csv,sarif,junit,gitlab,json,github,label,parquet",
        "--out",
        "sortie",
    ]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let out = desk.path("sortie");

    let sarif = parsed(&out.join("filigrane.sarif"));
    assert_valid(&fixture("sarif-2.1.0.schema.json"), &sarif);
    let run = &sarif["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert!(results.len() >= 40, "{}", results.len());
    let first = &results[0];
    assert_eq!(first["level"], "error", "the worst first");
    assert_eq!(first["partialFingerprints"]["filigrane/v1"].as_str().map(str::len), Some(64));
    let rank = first["ruleIndex"].as_u64().expect("a rank") as usize;
    assert_eq!(run["tool"]["driver"]["rules"][rank]["id"], first["ruleId"]);
    let flow = &first["codeFlows"][0]["threadFlows"][0]["locations"][1]["location"];
    let uri =
        flow["physicalLocation"]["artifactLocation"]["uri"].as_str().expect("the rule's page");
    assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(uri).is_file(), "{uri}");
    assert_eq!(
        first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "un%20lot.jsonl"
    );

    assert_valid(
        &fixture("gitlab-code-quality.schema.json"),
        &parsed(&out.join("gl-code-quality-report.json")),
    );
    let gitlab = parsed(&out.join("gl-code-quality-report.json"));
    let prints: BTreeSet<&str> = gitlab
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["fingerprint"].as_str())
        .collect();
    assert_eq!(prints.len(), gitlab.as_array().expect("a list").len(), "one fingerprint each");

    let whole = parsed(&out.join("rapport.json"));
    assert_valid(&json_format::schema(), &whole);
    assert_eq!(whole["decisions"].as_array().map(Vec::len), Some(60));

    let label = fs::read_to_string(out.join("label.jsonl")).expect("written");
    assert!(label.lines().count() >= 40);
    for line in label.lines() {
        assert_valid(
            &fixture("label-treatments.schema.json"),
            &serde_json::from_str(line).expect("JSON"),
        );
    }

    let junit = fs::read_to_string(out.join("junit.xml")).expect("written");
    check_junit(&junit, 60);

    let csv_file = fs::read_to_string(out.join("constats.csv")).expect("written");
    let mut reader = csv::Reader::from_reader(csv_file.as_bytes());
    let width = reader.headers().expect("a head").len();
    assert!(reader.records().all(|record| record.expect("RFC 4180").len() == width));

    let github = fs::read_to_string(out.join("github.txt")).expect("written");
    assert!(github.starts_with("::error file=un lot.jsonl,line=1,"), "{github}");
    assert!(github.lines().all(|line| line.starts_with("::")), "one command a line");
    assert!(done.stdout.contains(&github), "a workflow reads them on its output");
    assert!(out.join("tables/findings/part-00000.parquet").is_file());

    for (path, bytes) in super::run::files(&out) {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        for secret in SECRETS {
            assert!(!text.contains(secret), "{secret} in {}", path.display());
        }
    }
}

/// What the JUnit schema of Jenkins asks for: elements, attributes and counts that agree.
fn check_junit(text: &str, decisions: usize) {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut cases, mut failures, mut told) = (0, 0, None);
    let mut stack: Vec<String> = Vec::new();
    loop {
        match reader.read_event().expect("well formed") {
            Event::Start(tag) => {
                check_element(
                    &tag,
                    stack.last().map(String::as_str),
                    &mut cases,
                    &mut failures,
                    &mut told,
                );
                stack.push(tag.name().as_ref().to_owned());
            }
            Event::Empty(tag) => {
                check_element(
                    &tag,
                    stack.last().map(String::as_str),
                    &mut cases,
                    &mut failures,
                    &mut told,
                );
            }
            Event::End(_) => drop(stack.pop()),
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(cases > decisions, "{cases} decisions and controls");
    assert_eq!(told, Some((cases, failures)), "the counts of the head agree");
    assert!(failures >= 30, "{failures}");
}

fn check_element(
    tag: &quick_xml::events::BytesStart,
    parent: Option<&str>,
    cases: &mut usize,
    failures: &mut usize,
    told: &mut Option<(usize, usize)>,
) {
    let name = tag.name().as_ref().to_owned();
    let attribute = |wanted: &str| {
        tag.attributes()
            .map(|one| one.expect("an attribute"))
            .find(|one| one.key.as_ref() == wanted)
            .map(|one| one.value.clone().into_owned())
    };
    // The attributes that `junit-10.xsd` of Jenkins allows: it refuses any other.
    let allowed: &[&str] = match name.as_str() {
        "testsuites" => &["name", "time", "tests", "failures", "errors"],
        "testsuite" => &[
            "name",
            "tests",
            "failures",
            "errors",
            "group",
            "time",
            "skipped",
            "timestamp",
            "hostname",
            "id",
            "package",
            "file",
            "log",
            "url",
        ],
        "testcase" => &["name", "time", "classname", "group"],
        "failure" | "error" | "skipped" => &["type", "message"],
        _ => &[],
    };
    for one in tag.attributes() {
        let key = one.expect("an attribute").key.as_ref().to_owned();
        assert!(allowed.contains(&&*key), "{name} has no attribute {key}");
    }
    if name == "testsuite" {
        let head = ["name", "tests", "failures", "errors"];
        assert!(head.iter().all(|wanted| attribute(wanted).is_some()), "{name}");
    }
    let expected = match name.as_str() {
        "testsuites" => {
            let count = |name: &str| attribute(name).and_then(|text| text.parse().ok());
            *told = count("tests").zip(count("failures"));
            None
        }
        "testsuite" => Some("testsuites"),
        "testcase" => {
            *cases += 1;
            assert!(attribute("name").is_some() && attribute("classname").is_some());
            Some("testsuite")
        }
        "failure" => {
            *failures += 1;
            assert!(attribute("message").is_some());
            Some("testcase")
        }
        "skipped" | "error" => Some("testcase"),
        "system-out" => Some("testsuite"),
        other => panic!("{other} is no element of JUnit"),
    };
    assert_eq!(parent, expected, "{name}");
}

#[test]
fn what_was_accepted_or_waived_is_suppressed_in_sarif() {
    let desk = audited();
    assert_eq!(desk.run(&["gate", "run", "--baseline", "ref.json", "--update-baseline"]).code, 1);
    desk.write(
        "filigrane.toml",
        "[[waiver]]\nrule = \"OCC-TEL\"\nowner = \"DPO\"\nreason = \"numéro public\"\nexpires = 2099-12-31\n",
    );
    let done = desk.run(&[
        "report",
        "run",
        "--format",
        "sarif",
        "--baseline",
        "ref.json",
        "--config",
        "filigrane.toml",
    ]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let sarif = parsed(&desk.path("run/report/filigrane.sarif"));
    assert_valid(&fixture("sarif-2.1.0.schema.json"), &sarif);
    let results = sarif["runs"][0]["results"].as_array().expect("results").clone();
    let of = |rule: &str| results.iter().find(|one| one["ruleId"] == rule).expect("found").clone();
    assert_eq!(of("OCC-NIR")["baselineState"], "new", "a blocking finding is never accepted");
    assert!(of("OCC-NIR").get("suppressions").is_none());
    let phone = of("OCC-TEL");
    if phone["properties"]["severity"] != "bloquant" {
        let why = phone["suppressions"][0]["justification"].as_str().expect("why");
        assert!(why.contains("numéro public") && why.contains("DPO"), "{why}");
    }
    assert!(results.iter().any(|one| one["baselineState"] == "unchanged"));
    const { assert!(sarif::RESULTS <= 25_000, "what the strictest reader accepts") };
}

#[test]
fn small_courts_are_joined_before_they_are_shown() {
    let desk = audited();
    let page = fs::read_to_string(desk.path("run/report/rapport.md")).expect("a report");
    let section = |title: &str| {
        let start = page.find(&format!("## {title}")).expect("a section");
        let rest = &page[start + 3..];
        rest[..rest.find("\n## ").unwrap_or(rest.len())].to_owned()
    };
    let courts = section("Par juridiction");
    assert!(courts.contains("CA Rennes"), "{courts}");
    assert!(
        !courts.contains("Bastia") && !courts.contains("Nantes"),
        "five decisions each: {courts}"
    );
    assert!(courts.contains("10 décisions ne sont dans aucune case"), "{courts}");
    assert!(courts.contains("GARDE-08"));
    let natures = section("Par nature d'affaire");
    assert!(
        natures.contains("20J") && !natures.contains("80A") && !natures.contains("5AA"),
        "{natures}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_cell_shown_is_small_and_none_is_lost(
        decisions in prop::collection::vec((0u8..3, 0u8..5, 0u64..6, any::<bool>()), 0..400),
    ) {
        let mut cells = Cells::default();
        for (kind, place, hearing, touched) in &decisions {
            cells.add(vec![kind.to_string(), format!("{kind}{place}")], *hearing, *touched, false);
        }
        let (shown, withheld) = cells.shown();
        for one in &shown {
            prop_assert!(one.cell.decisions >= CELL_DECISIONS, "{:?}", one.path);
        }
        let total: u64 = shown.iter().map(|one| one.cell.decisions).sum();
        prop_assert_eq!(total + withheld, decisions.len() as u64);
        let touched: u64 = shown.iter().map(|one| one.cell.touched).sum();
        prop_assert!(touched <= decisions.iter().filter(|one| one.3).count() as u64);
        // One hearing alone is never a cell, however many decisions it has.
        let mut alone = Cells::default();
        (0..100).for_each(|_| alone.add(vec!["ca".to_owned()], 1, true, true));
        prop_assert!(alone.shown().0.is_empty() && CELL_HEARINGS > 1);
    }
}

#[test]
fn every_kind_of_report_says_what_was_not_evaluated() {
    let desk = audited();
    let run = Run::open(&desk.path("run")).expect("finished");
    let catalogue = Catalogue::embedded().expect("rules");
    for kind in Kind::ALL {
        let report = compose::compose(&run, &catalogue, kind, &compose::Options::default())
            .expect("a report");
        let annex = report
            .sections
            .iter()
            .find(|one| one.id == "honnetete")
            .expect("RAP-06 is always there");
        assert!(annex.annex && annex.blocks.len() > 5);
        let ids: BTreeSet<&str> = report.sections.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids.len(), report.sections.len(), "anchors are unique");
        for language in [Language::French, Language::English] {
            let text = markdown::render(&report, language);
            let off = language.pick("non évalué", "not evaluated");
            assert!(text.contains(off), "{kind:?}");
            assert!(!text.contains("infraction") && !text.contains("coupable"), "PRV-11");
            let page = html::render(&report, language).expect("a page");
            assert!(page.contains(kind.as_str()));
        }
        // Both languages everywhere, and a drawing never goes without its text.
        for section in &report.sections {
            assert!(!section.title.fr.is_empty() && !section.title.en.is_empty());
            for block in &section.blocks {
                if let Block::Figure(figure) = block {
                    assert!(figure.alt.fr.len() > 20 && figure.alt.en.len() > 20);
                    assert!(!figure.table.rows.is_empty());
                    assert!(figure.svg.fr.starts_with("<svg") && figure.svg.en.ends_with("</svg>"));
                }
            }
        }
        let value = serde_json::to_value(&report).expect("it serialises");
        assert_eq!(value["kind"], kind.as_str());
    }
    let with = |kind: &str| {
        let done =
            desk.run(&["report", "run", "--kind", kind, "--format", "md", "--out", "sortie"]);
        assert_eq!(done.code, 0, "{}", done.stderr);
        let name =
            if kind == "RAP-02" { "rapport.md".to_owned() } else { format!("rapport-{kind}.md") };
        fs::read_to_string(desk.path("sortie").join(name)).expect("written")
    };
    assert!(with("RAP-03").contains("AIPD-06") && with("RAP-03").contains("article 30"));
    assert!(with("RAP-05").contains("findings/part-00000.parquet"));
    assert_eq!(desk.run(&["report", "run", "--kind", "RAP-09"]).code, 2);
}

#[test]
fn an_evolution_needs_two_runs_and_measures_their_own_file() {
    let desk = audited();
    assert!(
        !fs::read_to_string(desk.path("run/report/rapport.md"))
            .expect("read")
            .contains("## Évolution")
    );
    desk.write("propre.jsonl", &json!({ "id": "p", "text": "La cour confirme." }).to_string());
    assert_eq!(desk.run(&["audit", "propre.jsonl", "--out", "avant"]).code, 0);
    let done =
        desk.run(&["report", "run", "--previous", "avant", "--format", "md", "--out", "sortie"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(
        fs::read_to_string(desk.path("sortie/rapport.md")).expect("read").contains("## Évolution")
    );
    desk.write("mesures.json", "{\"by_group\": []}");
    let wrong = desk.run(&["report", "run", "--measures", "mesures.json"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("mesures.json"), "{}", wrong.stderr);
    assert_eq!(desk.run(&["report", "absent"]).code, 2);
}

#[test]
fn a_breach_has_its_clocks_and_its_search_in_the_stock() {
    let desk = audited();
    let done = desk.run(&[
        "incident",
        "run",
        "décision-0",
        "--known-at",
        "2026-10-24T12:00",
        "--out",
        "dossier",
    ]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    for step in 1..=10 {
        assert!(done.stdout.contains(&format!("VIO-{step:02}")), "{}", done.stdout);
    }
    // Clocks go back on 25 October: seventy-two hours end an hour earlier by the clock.
    assert!(done.stdout.contains("27 octobre 2026 à 11 h 00"), "{}", done.stdout);
    assert!(done.stdout.contains("24 octobre 2026 à 12 h 00"));
    assert!(done.stdout.contains("25 octobre 2026 à 11 h 00"), "twenty-four hours");
    let stock = fs::read_to_string(desk.path("dossier/stock.csv")).expect("a list");
    let same: BTreeSet<&str> =
        stock.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    let expected: Vec<String> = (1..10).map(|rank| format!("décision-{}", rank * 6)).collect();
    assert_eq!(
        same,
        expected.iter().map(String::as_str).collect(),
        "the other social security numbers"
    );
    assert!(desk.path("dossier/incident.html").is_file());
    for (path, bytes) in super::run::files(&desk.path("dossier")) {
        assert!(!String::from_utf8_lossy(&bytes).contains("115 004"), "{}", path.display());
    }
    let unknown = desk.run(&["incident", "run", "absente"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("absente"));
    assert_eq!(desk.run(&["incident", "run", "décision-4"]).code, 2, "nothing is wrong with it");
    assert_eq!(desk.run(&["incident", "run", "décision-0", "--known-at", "hier"]).code, 2);
}

#[test]
fn the_schema_of_the_json_report_is_current() {
    let text = serde_json::to_string_pretty(&json_format::schema()).expect("JSON") + "\n";
    is_current("reports/schemas/report.schema.json", &text);
}
