//! `--reveal`: clear excerpts, for one recipient and for nobody else.

use std::fs;
use std::io::Read;

use age::secrecy::ExposeSecret;
use age::x25519::Identity;
use assert_cmd::Command;
use filigrane::document::offsets::bytes_of_points;
use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::run::files;

const NAME: &str = "Tartempionel";

fn scan(folder: &TempDir, recipient: &str) -> (i32, String) {
    let text = format!(
        "Monsieur Zéphyrin {NAME} soutient que le contrat est nul.\nLa cour confirme le jugement."
    );
    let record = json!({ "id": "d1", "text": text }).to_string();
    fs::write(folder.path().join("lot.jsonl"), record).expect("written");
    let output = Command::cargo_bin("filigrane")
        .expect("the program")
        .current_dir(folder.path())
        .env("XDG_DATA_HOME", folder.path().join("data"))
        .args(["scan", "lot.jsonl", "--out", "run", "--reveal", recipient])
        .output()
        .expect("it ran");
    let stderr = String::from_utf8(output.stderr).expect("UTF-8");
    (output.status.code().expect("an exit code"), stderr)
}

#[test]
fn the_recipient_reads_the_values_and_nothing_else_holds_them() {
    let folder = TempDir::new().expect("a folder");
    let identity = Identity::generate();
    let (code, stderr) = scan(&folder, &identity.to_public().to_string());
    assert_eq!(code, 0, "{stderr}");

    let sealed = fs::read(folder.path().join("run/reveal/extraits.jsonl.age")).expect("the file");
    let decryptor = age::Decryptor::new(&sealed[..]).expect("an age file");
    let mut clear = String::new();
    decryptor
        .decrypt(std::iter::once(&identity as &dyn age::Identity))
        .expect("for this recipient")
        .read_to_string(&mut clear)
        .expect("UTF-8");
    let lines: Vec<Value> =
        clear.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let named = lines
        .iter()
        .find(|line| line["value"].as_str().is_some_and(|value| value.contains(NAME)))
        .expect("the name is revealed");
    assert_eq!(named["decision_id"], "d1");
    assert!(named["after"].as_str().is_some_and(|after| after.starts_with(" soutient")));

    for (path, bytes) in files(&folder.path().join("run")) {
        let holds = bytes.windows(NAME.len()).any(|window| window == NAME.as_bytes());
        assert!(!holds, "{} holds a value in clear", path.display());
    }
}

#[test]
fn what_is_no_public_key_is_refused_and_a_secret_one_never_repeated() {
    let folder = TempDir::new().expect("a folder");
    let (code, stderr) = scan(&folder, "age1nimporte");
    assert_eq!(code, 2);
    assert!(stderr.contains("--reveal") && stderr.contains("clé publique age"), "{stderr}");
    assert!(!folder.path().join("run").exists());

    let secret = Identity::generate().to_string();
    let (code, stderr) = scan(&folder, secret.expose_secret());
    assert_eq!(code, 2);
    assert!(stderr.contains("clé secrète"), "{stderr}");
    assert!(!stderr.contains(&secret.expose_secret()[16..]), "a secret key was repeated");
}

proptest! {
    #[test]
    fn code_points_lead_to_their_bytes(text in "\\PC{0,40}", points in prop::collection::vec(-5i64..60, 0..8)) {
        let starts: Vec<usize> =
            text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for (point, byte) in points.iter().zip(bytes_of_points(&text, &points)) {
            let clamped = usize::try_from(*point).unwrap_or(0).min(starts.len() - 1);
            prop_assert_eq!(byte, starts[clamped]);
        }
    }
}
