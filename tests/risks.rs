//! Risk of each person: reference population, classes, revealing combinations, adversaries, `filigrane link`.

use std::fs;
use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray;
use arrow_array::types::Float32Type;
use arrow_array::{Array, RecordBatch};
use assert_cmd::Command;
use filigrane::detect::facts::Attribute;
use filigrane::linkage::adversaries::Adversary;
use filigrane::linkage::population::Population;
use filigrane::linkage::profiles::{FactView, Profile, ProfileCoder, Quasi};
use filigrane::linkage::risks::{self, Corpus, Level};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::json;

fn profile(facts: &[(Attribute, &str)]) -> Profile {
    let views: Vec<FactView<'_>> =
        facts.iter().map(|&(attribute, value)| FactView { attribute, value }).collect();
    Profile::of(&views, Some(2020))
}

fn nurse() -> Profile {
    profile(&[
        (Attribute::Sexe, "F"),
        (Attribute::AnneeNaissance, "1971"),
        (Attribute::Profession, "infirmière"),
        (Attribute::Residence, "Quimper"),
        (Attribute::Sante, "sclérose en plaques"),
        (Attribute::DateEmbauche, "2005-10-10"),
        (Attribute::Salaire, "2345.67"),
    ])
}

fn risk_of(profiles: &[Profile]) -> Vec<(risks::Risk, Vec<String>)> {
    let mut coder = ProfileCoder::default();
    profiles.iter().for_each(|profile| coder.push(profile));
    let coded = coder.finish();
    let corpus = Corpus::of(&coded);
    let population = Population::embedded().expect("the reference counts");
    profiles
        .iter()
        .enumerate()
        .map(|(row, profile)| {
            let risk = risks::assess(profile, row, &coded, &corpus, &population);
            let told =
                risk.combinations.iter().map(|one| risks::tell(one, profile, &corpus)).collect();
            (risk, told)
        })
        .collect()
}

#[test]
fn the_reference_counts_add_up() {
    let population = Population::embedded().expect("the reference counts");
    assert!((66e6..68e6).contains(&population.total()), "{}", population.total());
    let women = population.share(Quasi::Sexe, "F").expect("women").share;
    let men = population.share(Quasi::Sexe, "M").expect("men").share;
    assert!((women + men - 1.0).abs() < 1e-9 && women > men);
    let ain =
        population.share(Quasi::Residence, "Ain").expect("a department").share * population.total();
    assert!((600e3..700e3).contains(&ain), "{ain}");
    let nurses = population.share(Quasi::Profession, "infirmière").expect("a trade").share;
    let unknown = population.share(Quasi::Profession, "souffleur de bulles");
    assert!(nurses > 0.005 && unknown.is_none());
}

#[test]
fn one_more_detail_never_makes_more_people() {
    let population = Population::embedded().expect("the reference counts");
    let profile = nurse();
    let known = profile.known();
    let mut last = population.total() + 1.0;
    for count in 1..=known.len() {
        let Some(people) = population.estimate(&profile, &known[..count]) else { continue };
        assert!(people.expected <= last + 1e-6, "{count}");
        assert!(
            1.0 <= people.low && people.low <= people.expected && people.expected <= people.high
        );
        last = people.expected;
    }
}

#[test]
fn the_smallest_revealing_combination_is_told_in_french() {
    let (risk, told) = risk_of(&[nurse()]).remove(0);
    assert!(!risk.combinations.is_empty());
    let first = &told[0];
    assert!(
        first.contains("née en 1971")
            && first.contains("infirmière")
            && first.contains("à Quimper"),
        "{first}"
    );
    assert!(first.contains("environ") && first.contains("personnes ("), "{first}");
    // No set in the list holds another.
    for one in &risk.combinations {
        for other in &risk.combinations {
            let inside = one.details.iter().all(|detail| other.details.contains(detail));
            assert!(one == other || !inside);
        }
    }
    assert!(risk.level() >= Level::Important);
    assert!(risk.reasons.iter().any(|reason| reason.contains("REI-12")), "{:?}", risk.reasons);
}

#[test]
fn a_minor_is_protected_from_a_lower_threshold_on() {
    let of_birth = |year: &str| {
        let facts = [
            (Attribute::Sexe, "F"),
            (Attribute::AnneeNaissance, year),
            (Attribute::Residence, "Quimper"),
        ];
        risk_of(&[profile(&facts)]).remove(0).0
    };
    // The decision is of 2020.
    let (minor, adult) = (of_birth("2006"), of_birth("1996"));
    assert!(minor.level() > adult.level(), "{:?} {:?}", minor.level(), adult.level());
    assert!(minor.reasons.iter().any(|reason| reason.contains("REI-14")), "{:?}", minor.reasons);
    assert!(!adult.reasons.iter().any(|reason| reason.contains("REI-14")));
    assert!(
        profile(&[(Attribute::Age, "12")]).is_minor && !profile(&[(Attribute::Age, "32")]).is_minor
    );
}

#[test]
fn a_sex_alone_reveals_no_one() {
    let all: Vec<Profile> = (0..50).map(|_| profile(&[(Attribute::Sexe, "F")])).collect();
    for (risk, told) in risk_of(&all) {
        assert_eq!((risk.class_size, risk.compatible_size), (50, 50));
        assert_eq!(risk.level(), Level::Negligible);
        assert!(told.is_empty());
        assert_eq!(risk.suda, 0.0);
    }
}

#[test]
fn classes_count_equal_profiles_and_compatible_ones() {
    let full = profile(&[
        (Attribute::Sexe, "M"),
        (Attribute::Profession, "maçon"),
        (Attribute::Enfants, "2"),
    ]);
    let less = profile(&[(Attribute::Sexe, "M"), (Attribute::Profession, "maçon")]);
    let other = profile(&[(Attribute::Sexe, "M"), (Attribute::Profession, "boulanger")]);
    let risks = risk_of(&[full.clone(), full, less, other]);
    let sizes: Vec<(u32, u32)> =
        risks.iter().map(|(risk, _)| (risk.class_size, risk.compatible_size)).collect();
    assert_eq!(sizes, [(2, 3), (2, 3), (1, 3), (1, 1)]);
}

#[test]
fn the_opponent_is_never_the_worst_and_a_mayor_is_found_by_his_town() {
    let mayor = profile(&[
        (Attribute::Sexe, "M"),
        (Attribute::RoleUnique, "maire"),
        (Attribute::Residence, "Quimper"),
    ]);
    let (risk, _) = risk_of(&[mayor]).remove(0);
    assert_eq!(risk.level(), Level::Maximal);
    let opponent =
        risk.threats.iter().find(|threat| threat.adversary == Adversary::Opponent).expect("named");
    assert!(opponent.level <= Level::Limited && opponent.probability <= 0.1);
    let names: Vec<&str> = risk.threats.iter().map(|threat| threat.adversary.as_str()).collect();
    assert_eq!(names, ["voisin", "journaliste", "adversaire", "courtier", "moteur"]);
}

#[test]
fn an_age_gives_a_year_of_birth_about() {
    let profile = profile(&[(Attribute::Age, "42")]);
    assert_eq!(profile.value(Quasi::Naissance), Some("~1978"));
}

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().expect("a folder"));
        fs::write(desk.path("key"), [7; 32]).expect("a key");
        let decision = |id: &str, text: &str| {
            json!({"id": id, "text": text, "decision_date": "2020-05-04", "jurisdiction": "ca"})
                .to_string()
        };
        let lines = [
            decision(
                "d1",
                "Mme [X], née le 12 mars 1971 à Rodez, infirmière, demeurant à Quimper, a été engagée le 2 mai 2010 par la société [1]. Elle souffre d'une sclérose en plaques.",
            ),
            decision(
                "d2",
                "M. [Y], âgé de 50 ans, maçon, a été licencié par lettre du 3 juin 2018. Mme [Z] est retraitée.",
            ),
            decision("d3", "La société [1] a assigné la société [2]."),
        ];
        fs::write(desk.path("lot.jsonl"), lines.join("\n")).expect("an input");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = Command::cargo_bin("filigrane").expect("the program");
        let output = command.current_dir(self.0.path()).args(arguments).output().expect("it runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
    }
}

/// What the tests look at in a row of `risks`.
struct Row {
    decision: String,
    person: String,
    role: Option<String>,
    explanation: String,
    population: Option<f32>,
    probability: f32,
}

fn risks_of(run: &Path) -> Vec<Row> {
    let file = fs::File::open(run.join("risks/part-00000.parquet")).expect("the table");
    let reader =
        ParquetRecordBatchReaderBuilder::try_new(file).expect("Parquet").build().expect("a reader");
    let mut rows = Vec::new();
    for batch in reader {
        let batch: RecordBatch = batch.expect("a batch");
        let text = |name: &str, row: usize| {
            let column = batch.column_by_name(name).expect("a column").as_string::<i32>();
            column.is_valid(row).then(|| column.value(row).to_owned())
        };
        let real = |name: &str, row: usize| {
            let column =
                batch.column_by_name(name).expect("a column").as_primitive::<Float32Type>();
            column.is_valid(row).then(|| column.value(row))
        };
        for row in 0..batch.num_rows() {
            rows.push(Row {
                decision: text("decision_id", row).expect("an id"),
                person: text("person", row).expect("a person"),
                role: text("role", row),
                explanation: text("explanation", row).expect("words"),
                population: real("population", row),
                probability: real("probability", row).expect("a probability"),
            });
        }
    }
    rows
}

#[test]
fn link_writes_one_row_a_person_and_says_how_many() {
    let desk = Desk::new();
    let scanned = desk.run(&["scan", "lot.jsonl", "--out", "run", "--key-file", "key"]);
    assert_eq!(scanned.0, 0, "{}", scanned.2);
    let (code, out, error) = desk.run(&["link", "run"]);
    assert_eq!((code, error.as_str()), (0, ""));
    assert!(out.starts_with("Personnes : 3 · risque maximal"), "{out}");
    let rows = risks_of(&desk.path("run"));
    let who: Vec<(&str, &str)> =
        rows.iter().map(|row| (row.decision.as_str(), row.person.as_str())).collect();
    assert_eq!(who, [("d1", "X"), ("d2", "Y"), ("d2", "Z")]);
    assert_eq!(rows[0].role.as_deref(), Some("salarie"));
    assert!(rows[0].explanation.contains("née le 12 mars 1971"), "{}", rows[0].explanation);
    assert!(rows[0].probability > rows[2].probability);
    let file = desk.path("run/risks/part-00000.parquet");
    let before = fs::read(&file).expect("the table");
    assert_eq!(desk.run(&["link", "run"]).0, 0);
    assert_eq!(fs::read(&file).expect("the table"), before, "the same run gives the same bytes");
}

#[test]
fn an_audit_links_what_it_has_scanned() {
    let desk = Desk::new();
    let audited = desk.run(&["audit", "lot.jsonl", "--out", "run", "--key-file", "key"]);
    assert_eq!(audited.0, 0, "{}", audited.2);
    assert_eq!(risks_of(&desk.path("run")).len(), 3);
}

#[test]
fn a_run_that_cannot_be_linked_says_why() {
    let desk = Desk::new();
    let (code, _, error) = desk.run(&["link", "absent"]);
    assert_eq!(code, 2, "{error}");
    assert!(error.contains("absent"), "{error}");
    let scanned = desk.run(&[
        "scan",
        "lot.jsonl",
        "--out",
        "bare",
        "--engines",
        "names",
        "--key-file",
        "key",
    ]);
    assert_eq!(scanned.0, 0, "{}", scanned.2);
    let (code, _, error) = desk.run(&["link", "bare"]);
    assert_eq!(code, 3, "{error}");
    assert!(error.contains("facts") && !desk.path("bare/risks").exists(), "{error}");
    assert_eq!(desk.run(&["scan", "lot.jsonl", "--out", "run", "--key-file", "key"]).0, 0);
    let facts = desk.path("run/facts/part-00000.parquet");
    let whole = fs::read(&facts).expect("the table");
    fs::write(&facts, &whole[..whole.len() / 2]).expect("cut");
    let (code, _, error) = desk.run(&["link", "run"]);
    assert_eq!(code, 3, "{error}");
    assert!(error.contains("facts") && error.contains("illisible"), "{error}");
    // A part that no computation needs today is still a part of the run.
    fs::write(&facts, &whole).expect("mended");
    fs::remove_file(desk.path("run/findings/part-00000.parquet")).expect("removed");
    let (code, _, error) = desk.run(&["link", "run"]);
    assert_eq!(code, 3, "{error}");
    assert!(error.contains("findings") && error.contains("manque"), "{error}");
}

#[test]
fn the_user_s_own_counts_replace_those_of_the_program() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["scan", "lot.jsonl", "--out", "run", "--key-file", "key"]).0, 0);
    fs::create_dir(desk.path("counts")).expect("a folder");
    let (code, _, error) = desk.run(&["link", "run", "--population", "counts"]);
    assert_eq!(code, 2, "{error}");
    assert!(error.contains("ages.tsv"), "{error}");
    fs::write(desk.path("counts/communes.tsv"), "quimper\tbeaucoup\n").expect("a file");
    let (code, _, error) = desk.run(&["link", "run", "--population", "counts"]);
    assert_eq!(code, 2, "{error}");
    assert!(error.contains("communes.tsv, ligne 1"), "{error}");
    fs::write(desk.path("counts/communes.tsv"), "quimper\t0,5\n").expect("a file");
    assert_eq!(desk.run(&["link", "run", "--population", "counts"]).0, 0);
    let few = risks_of(&desk.path("run"))[0].population.expect("an estimate");
    assert_eq!(desk.run(&["link", "run"]).0, 0);
    let many = risks_of(&desk.path("run"))[0].population.expect("an estimate");
    assert!(few < many, "{few} {many}");
}

#[test]
fn details_that_go_together_are_not_counted_twice() {
    let population = Population::embedded().expect("the reference counts");
    let expected = |facts: &[(Attribute, &str)]| {
        let profile = profile(facts);
        population.estimate(&profile, &profile.known()).expect("an estimate").expected
    };
    let year = expected(&[(Attribute::AnneeNaissance, "1971")]);
    let day = expected(&[(Attribute::DateNaissance, "1971-03-12")]);
    assert!((300.0..430.0).contains(&(year / day)), "{year} {day}");
    // An age and a year of birth are one detail.
    let both = expected(&[(Attribute::AnneeNaissance, "1971"), (Attribute::Age, "49")]);
    assert_eq!(both, year);
    // Almost everyone born in 1940 is retired, nobody born in 1990 is.
    let born = expected(&[(Attribute::AnneeNaissance, "1940")]);
    let retired =
        expected(&[(Attribute::AnneeNaissance, "1940"), (Attribute::Profession, "retraité")]);
    assert!((0.85..1.0).contains(&(retired / born)), "{retired} {born}");
    let young =
        expected(&[(Attribute::AnneeNaissance, "1990"), (Attribute::Profession, "retraité")]);
    assert!(young < 0.02 * expected(&[(Attribute::AnneeNaissance, "1990")]));
    // Who lives in a town is often born there.
    let home = expected(&[(Attribute::Residence, "Brest")]);
    let native = expected(&[(Attribute::Residence, "Brest"), (Attribute::LieuNaissance, "Brest")]);
    assert!((0.2..0.5).contains(&(native / home)), "{native} {home}");
    let elsewhere =
        expected(&[(Attribute::Residence, "Brest"), (Attribute::LieuNaissance, "Nice")]);
    assert!(elsewhere < 0.02 * home);
}
