//! The report as a PDF: tagged, kept, the same bytes each time.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

fn filigrane(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::cargo_bin("filigrane")
        .expect("the program")
        .current_dir(folder)
        .env("XDG_DATA_HOME", folder.join("data"))
        .args(arguments)
        .output()
        .expect("it ran");
    (output.status.code().expect("a code"), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_report_is_typeset_tagged_and_reproducible() {
    let folder = TempDir::new().expect("a folder");
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/sample/decisions");
    let sample = sample.to_str().expect("a path");
    let (code, text) = filigrane(folder.path(), &["audit", sample, "--out", "run"]);
    assert_eq!(code, 0, "{text}");
    for (out, lang) in [("a", "fr"), ("b", "fr"), ("c", "en")] {
        let (code, text) = filigrane(
            folder.path(),
            &["report", "run", "--format", "pdf", "--out", out, "--lang", lang],
        );
        assert_eq!(code, 0, "{text}");
    }
    let read = |out: &str| fs::read(folder.path().join(out).join("rapport.pdf")).expect("a PDF");
    let (first, second, english) = (read("a"), read("b"), read("c"));
    assert!(first.starts_with(b"%PDF-"));
    assert!(first == second, "two outputs of one run differ");
    assert!(first != english);
    let has = |bytes: &[u8], what: &str| bytes.windows(what.len()).any(|w| w == what.as_bytes());
    for mark in ["pdfuaid:part", "pdfaid:part", "/StructTreeRoot", "<rdf:li>fr</rdf:li>"] {
        assert!(has(&first, mark), "{mark}");
    }
    assert!(first.len() < 3_000_000, "{} bytes", first.len());
}
