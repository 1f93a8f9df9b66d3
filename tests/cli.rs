//! The program: exit codes, messages, help in two languages.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A folder with an input of two decisions, one with a social security number.
pub struct Desk {
    folder: TempDir,
}

/// How a command ended.
pub struct Ended {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Desk {
    pub fn new() -> Self {
        let desk = Self { folder: TempDir::new().expect("a folder") };
        desk.write("lot.jsonl", &(good("d1", "2 78 12 75 115 004 06") + &good("d2", "[X]")));
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, content: &str) {
        fs::write(self.path(name), content).expect("written");
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("filigrane").expect("the program");
        command.current_dir(self.folder.path()).env("XDG_DATA_HOME", self.path("data"));
        command.args(arguments);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ended {
        ended(&mut self.command(arguments))
    }

    fn manifest(&self, run: &str) -> Value {
        let bytes = fs::read(self.path(run).join("manifest.json")).expect("a manifest");
        serde_json::from_slice(&bytes).expect("JSON")
    }
}

fn ended(command: &mut Command) -> Ended {
    let output = command.output().expect("it ran");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Ended {
        code: output.status.code().expect("an exit code"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

fn good(id: &str, value: &str) -> String {
    let text = format!("La demanderesse, numéro de sécurité sociale {value}, a saisi le conseil.");
    json!({ "id": id, "text": text }).to_string() + "\n"
}

#[test]
fn an_audit_writes_its_run_and_its_summary() {
    let desk = Desk::new();
    let done = desk.run(&["audit", "lot.jsonl", "--out", "run"]);
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
    assert!(
        done.stdout.contains("1 décision sur 2 contient au moins un constat bloquant"),
        "{}",
        done.stdout
    );
    let summary = fs::read_to_string(desk.path("run/report/synthese.md")).expect("a summary");
    assert_eq!(summary, done.stdout);
    for name in ["decisions", "findings", "facts"] {
        assert!(desk.path("run").join(name).join("part-00000.parquet").exists(), "{name}");
    }
    assert!(desk.path("run/rejects/part-00000.jsonl").exists());
    let manifest = desk.manifest("run");
    assert_eq!(manifest["counts"]["decisions"], 2);
    assert_eq!(manifest["counts"]["by_rule"]["OCC-NIR"], 1);
    assert_eq!(manifest["inputs"][0]["records"], 2);
    assert_eq!(manifest["outcome"], "complete");
    let started = manifest["timings"]["started"].as_str().expect("a date");
    assert!(started.len() == 20 && started.starts_with("20"), "{started}");
}

#[test]
fn a_scan_reads_the_standard_input_and_writes_one_line() {
    let desk = Desk::new();
    let mut command = desk.command(&["scan", "-", "--out", "run"]);
    let done = ended(command.write_stdin(good("d1", "2 78 12 75 115 004 06")));
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
    assert_eq!(done.stdout.lines().count(), 1);
    assert!(done.stdout.starts_with("Décisions : 1 · constats : 1"), "{}", done.stdout);
    assert!(!desk.path("run/report/synthese.md").exists());
}

#[test]
fn wrong_usage_exits_2_and_says_what_to_do_in_french() {
    let desk = Desk::new();
    desk.write("court.key", "trop court");
    for (arguments, says) in [
        (&["scan", "absent.jsonl", "--out", "run"][..], "absent.jsonl"),
        (&["scan", "lot.jsonl"], "il manque : --out <DOSSIER>"),
        (&["scan", "--out", "run"], "il manque : <ENTRÉE>"),
        (&["scna"], "commande inconnue : scna. Vouliez-vous dire scan ?"),
        (
            &["scan", "lot.jsonl", "--out", "run", "--engine", "names"],
            "inconnu : --engine. Vouliez-vous dire --engines ?",
        ),
        (
            &["scan", "lot.jsonl", "--out", "run", "--engines", "tout"],
            "« tout » n'est pas une valeur possible (identifiers, names, places, dates, patterns, facts,",
        ),
        (
            &["scan", "lot.jsonl", "--out", "run", "--threads", "0"],
            "« 0 » n'est pas une valeur possible",
        ),
        (
            &["scan", "lot.jsonl", "--out", "run", "--tolerance", "peu"],
            "« peu » : donnez un nombre d'enregistrements",
        ),
        (
            &["scan", "lot.jsonl", "--out", "run", "--review-threshold", "2"],
            "« 2 » : donnez un nombre de 0 à 1",
        ),
        (&["scan", "lot.jsonl", "--out", "run", "--column", "text"], "écrivez notre=votre"),
        (&["scan", "lot.jsonl", "--out", "run", "--resume", "--force"], "ne va pas avec"),
        (
            &["scan", "lot.jsonl", "--out", "run", "--key-file", "absent.key"],
            "clé illisible : absent.key",
        ),
        (
            &["scan", "lot.jsonl", "--out", "run", "--key-file", "court.key"],
            "la clé compte 10 octets",
        ),
        (&["scan", "-", "--out", "run", "--resume"], "--resume demande des fichiers"),
        (&["rules", "explain", "RIEN"], "règle inconnue : RIEN"),
    ] {
        let done = desk.run(arguments);
        assert_eq!(done.code, 2, "{arguments:?}: {}", done.stderr);
        assert!(done.stderr.contains(says), "{arguments:?}: {}", done.stderr);
        assert!(!done.stderr.contains("error"), "{arguments:?}: {}", done.stderr);
        assert_eq!(done.stdout, "", "{arguments:?}");
        assert!(!desk.path("run/manifest.json").exists(), "{arguments:?}");
    }
    assert_eq!(desk.run(&[]).code, 2);
}

#[test]
fn an_output_folder_in_use_is_refused_then_resumed_or_replaced() {
    let desk = Desk::new();
    let scan = ["scan", "lot.jsonl", "--out", "run"];
    assert_eq!(desk.run(&scan).code, 0);
    let again = desk.run(&scan);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("--force"), "{}", again.stderr);
    let resumed = desk.run(&["scan", "lot.jsonl", "--out", "run", "--resume"]);
    assert_eq!(resumed.code, 0, "a complete run has nothing left to do");
    let other = desk.run(&["scan", "lot.jsonl", "--out", "run", "--resume", "--engines", "names"]);
    assert_eq!(other.code, 2);
    assert!(other.stderr.contains("--engines"), "{}", other.stderr);
    assert_eq!(desk.run(&["scan", "lot.jsonl", "--out", "run", "--force"]).code, 0);

    fs::create_dir(desk.path("theses")).expect("made");
    desk.write("theses/a.txt", "à garder");
    let alien = desk.run(&["scan", "lot.jsonl", "--out", "theses", "--force"]);
    assert_eq!(alien.code, 2);
    assert!(alien.stderr.contains("rien n'y a été touché"), "{}", alien.stderr);
    assert!(desk.path("theses/a.txt").exists());
}

#[test]
fn rejects_beyond_the_tolerance_exit_3() {
    let desk = Desk::new();
    desk.write("lot.jsonl", &(good("d1", "[X]") + "{\"id\": \"d2\", \"te\n" + &good("d3", "[Y]")));
    let done = desk.run(&["audit", "lot.jsonl", "--out", "strict"]);
    assert_eq!(done.code, 3);
    assert!(done.stdout.contains("Traitement incomplet"), "{}", done.stdout);
    let rejects =
        fs::read_to_string(desk.path("strict/rejects/part-00000.jsonl")).expect("rejects");
    let reject: Value =
        serde_json::from_str(rejects.lines().next().expect("a line")).expect("JSON");
    assert_eq!((reject["file"].as_str(), reject["line"].as_i64()), (Some("lot.jsonl"), Some(2)));
    for (tolerance, code) in [("0", 3), ("1", 0), ("10%", 3), ("50%", 0)] {
        let out = format!("run-{tolerance}");
        let done = desk.run(&["scan", "lot.jsonl", "--out", &out, "--tolerance", tolerance]);
        assert_eq!(done.code, code, "{tolerance}");
    }
}

#[test]
fn nothing_scanned_exits_4() {
    let desk = Desk::new();
    desk.write("vide.jsonl", "");
    let done = desk.run(&["audit", "vide.jsonl", "--out", "run"]);
    assert_eq!(done.code, 4);
    assert!(done.stdout.contains("Aucune décision n'a été examinée"), "{}", done.stdout);
}

#[test]
fn the_same_tables_for_any_number_of_threads() {
    let desk = Desk::new();
    let many: String =
        (0..500).map(|rank| good(&format!("d{rank}"), "2 78 12 75 115 004 06")).collect();
    desk.write("lot.jsonl", &many);
    let tables = |threads: &str| {
        let out = format!("run-{threads}");
        assert_eq!(desk.run(&["scan", "lot.jsonl", "--out", &out, "--threads", threads]).code, 0);
        let mut manifest = desk.manifest(&out);
        manifest["timings"] = Value::Null;
        let read = |name: &str| fs::read(desk.path(&out).join(name)).expect("a part");
        (manifest, read("findings/part-00000.parquet"), read("decisions/part-00000.parquet"))
    };
    let one = tables("1");
    assert!(one == tables("2") && one == tables("7"));
}

#[test]
fn the_key_of_the_user_is_made_once_for_the_user_alone() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["scan", "lot.jsonl", "--out", "a"]).code, 0);
    let key = fs::read(desk.path("data/filigrane/key")).expect("a key");
    assert_eq!(desk.run(&["scan", "lot.jsonl", "--out", "b"]).code, 0);
    assert_eq!(fs::read(desk.path("data/filigrane/key")).expect("a key"), key);
    assert_eq!(mode(&desk.path("data/filigrane/key")), 0o600);
    let id = |run| desk.manifest(run)["parameters"]["key_id"].clone();
    assert_eq!(id("a"), id("b"));
    desk.write("autre.key", &"autre clé de plus de trente-deux octets".repeat(2));
    let done = desk.run(&["scan", "lot.jsonl", "--out", "c", "--key-file", "autre.key"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert_ne!(id("a"), id("c"));
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).expect("a file").permissions().mode() & 0o777
}

#[cfg(not(unix))]
fn mode(_: &Path) -> u32 {
    0o600
}

#[test]
fn what_was_not_evaluated_is_said() {
    let desk = Desk::new();
    let done = desk.run(&["audit", "lot.jsonl", "--out", "run", "--engines", "identifiers,dates"]);
    assert_eq!(done.code, 0);
    for control in ["noms de personnes", "adresses et localités", "rapprochement entre décisions"]
    {
        assert!(done.stdout.contains(&format!("- {control} : non évalué")), "{control}");
    }
    assert!(!done.stdout.contains("dates d'état civil : non évalué"));
    assert!(done.stdout.contains("évaluer un magistrat ou un membre du greffe"));
}

#[test]
fn progress_goes_to_standard_error_only_when_asked() {
    let desk = Desk::new();
    let done = desk.run(&["scan", "lot.jsonl", "--out", "a", "--progress", "always"]);
    assert!(done.stderr.contains("2 décisions"), "{}", done.stderr);
    assert_eq!(done.stdout.lines().count(), 1);
    assert_eq!(desk.run(&["scan", "lot.jsonl", "--out", "b"]).stderr, "");
}

const COMMANDS: [&[&str]; 13] = [
    &[],
    &["audit"],
    &["scan"],
    &["rules"],
    &["rules", "list"],
    &["rules", "explain"],
    &["rules", "test"],
    &["quality"],
    &["quality", "leak"],
    &["quality", "evaluate"],
    &["quality", "train"],
    &["completions"],
    &["man"],
];

#[test]
fn help_speaks_the_language_asked_for() {
    let desk = Desk::new();
    for path in COMMANDS {
        let help = |language: &str| {
            let mut arguments = path.to_vec();
            arguments.extend(["--lang", language, "--help"]);
            let done = desk.run(&arguments);
            assert_eq!(done.code, 0, "{path:?}: {}", done.stderr);
            done.stdout
        };
        let (french, english) = (help("fr"), help("en"));
        let described: Vec<_> =
            french.lines().filter(|line| line.split_whitespace().count() > 3).collect();
        assert!(!described.is_empty(), "{path:?}");
        for line in described.iter().filter(|line| !line.starts_with("Utilisation")) {
            assert!(!english.contains(*line), "{path:?}: no English for « {line} »");
        }
        for word in ["Print", "[default", "[possible", "Usage"] {
            assert!(!french.contains(word), "{path:?}: {word} in {french}");
        }
    }
    insta::assert_snapshot!("help", desk.run(&["--help"]).stdout);
    insta::assert_snapshot!("help_scan", desk.run(&["scan", "--help"]).stdout);
    insta::assert_snapshot!("help_scan_en", desk.run(&["--lang=en", "scan", "--help"]).stdout);
}

#[test]
fn completions_and_the_manual_are_written() {
    let desk = Desk::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let done = desk.run(&["completions", shell]);
        assert_eq!(done.code, 0);
        assert!(done.stdout.contains("filigrane"), "{shell}");
    }
    let manual = desk.run(&["man"]).stdout;
    for name in ["filigrane", "filigrane-scan", "filigrane-rules-explain"] {
        assert!(manual.contains(&format!(".TH {name} 1")), "{name}");
    }
}

#[test]
fn rules_are_listed_and_explained() {
    let desk = Desk::new();
    let list = desk.run(&["rules", "list"]);
    assert_eq!(list.code, 0);
    assert!(list.stdout.contains("OCC-NIR"), "{}", list.stdout);
    let explained = desk.run(&["rules", "explain", "occ-nir"]);
    assert_eq!(explained.code, 0);
    assert!(explained.stdout.contains("Ce que la règle cherche"), "{}", explained.stdout);
}

#[test]
fn help_shows_arguments_in_the_order_in_which_they_are_given() {
    let desk = Desk::new();
    for (command, arguments) in
        [("diff", ["<ANCIEN>  ", "<NOUVEAU>  "]), ("incident", ["<TRAITEMENT>  ", "<DÉCISION>  "])]
    {
        let help = desk.run(&[command, "--help"]).stdout;
        let at = arguments.map(|argument| help.find(argument).expect("an argument"));
        assert!(at[0] < at[1], "{help}");
    }
}
