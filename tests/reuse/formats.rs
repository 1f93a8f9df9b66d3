//! The same reuser under every format that carries rows or pages: compliant it stays so, and a name put back is found;
//! sealed originals open for their recipient alone; no name is written in any output.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;

use arrow_array::{RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use assert_cmd::Command;
use parquet::arrow::ArrowWriter;
use serde_json::Value;

use super::simulator::{CHECKED_AT, Reuser};

const COLUMNS: [&str; 12] = [
    "id",
    "ecli",
    "jurisdiction",
    "location",
    "chamber",
    "formation",
    "number",
    "decision_date",
    "update_date",
    "solution",
    "url",
    "text",
];

fn cell<'v>(row: &'v Value, name: &str) -> &'v str {
    row[name].as_str().unwrap_or_default()
}

fn filigrane(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::cargo_bin("filigrane").unwrap_or_else(|fault| panic!("{fault}"));
    let output = command
        .current_dir(folder)
        .env("USER", "agent")
        .args(arguments)
        .output()
        .unwrap_or_else(|fault| panic!("{fault}"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap_or(-1), said)
}

/// Runs a check; gives the exit code, what was said and the states by control.
fn check(folder: &Path, more: &[&str]) -> (i32, String, Vec<(String, String)>) {
    let mut arguments = vec![
        "reuse",
        "reuser",
        "--reference",
        "reference.jsonl",
        "--history",
        "history.jsonl",
        "--checked-at",
        CHECKED_AT,
        "--out",
        "bundle",
    ];
    arguments.extend(more);
    let (code, said) = filigrane(folder, &arguments);
    let list = fs::read_to_string(folder.join("bundle/controls.json")).unwrap_or_default();
    let list: Vec<Value> = serde_json::from_str(&list).unwrap_or_else(|_| panic!("{said}"));
    let states = list
        .iter()
        .map(|one| (cell(one, "id").to_owned(), cell(one, "status").to_owned()))
        .collect();
    (code, said, states)
}

fn state<'s>(states: &'s [(String, String)], id: &str) -> &'s str {
    states.iter().find(|(known, _)| known == id).map_or("", |(_, state)| state)
}

fn write(path: &Path, bytes: impl AsRef<[u8]>) {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).unwrap_or_else(|fault| panic!("{fault}"));
    }
    fs::write(path, bytes).unwrap_or_else(|fault| panic!("{fault}"));
}

fn parquet(rows: &[Value], folder: &Path) {
    let fields: Vec<Field> =
        COLUMNS.iter().map(|name| Field::new(*name, DataType::Utf8, true)).collect();
    let schema = Arc::new(Schema::new(fields));
    let columns = COLUMNS
        .iter()
        .map(|name| {
            let cells: Vec<&str> = rows.iter().map(|row| cell(row, name)).collect();
            Arc::new(StringArray::from(cells)) as arrow_array::ArrayRef
        })
        .collect();
    let batch =
        RecordBatch::try_new(schema.clone(), columns).unwrap_or_else(|fault| panic!("{fault}"));
    fs::create_dir_all(folder.join("data")).unwrap_or_else(|fault| panic!("{fault}"));
    let file = File::create(folder.join("data/train-00000.parquet"))
        .unwrap_or_else(|fault| panic!("{fault}"));
    let mut writer =
        ArrowWriter::try_new(file, schema, None).unwrap_or_else(|fault| panic!("{fault}"));
    writer.write(&batch).unwrap_or_else(|fault| panic!("{fault}"));
    writer.close().unwrap_or_else(|fault| panic!("{fault}"));
}

/// Two tables: what names a court stands apart, under a key.
fn joined(rows: &[Value], folder: &Path) {
    fs::create_dir_all(folder).unwrap_or_else(|fault| panic!("{fault}"));
    let base = rusqlite::Connection::open(folder.join("base.db"))
        .unwrap_or_else(|fault| panic!("{fault}"));
    base.execute_batch(
        "CREATE TABLE juridictions (id INTEGER PRIMARY KEY, libelle TEXT, ville TEXT);
         CREATE TABLE decisions (id_judilibre TEXT, juridiction_id INTEGER REFERENCES juridictions(id), chambre TEXT, formation TEXT,
         date_prononce TEXT, maj TEXT, solution TEXT, lien TEXT, texte TEXT);",
    )
    .unwrap_or_else(|fault| panic!("{fault}"));
    for (rank, row) in rows.iter().enumerate() {
        let town = cell(row, "location").replace("ca_", "");
        base.execute(
            "INSERT INTO juridictions VALUES (?1, 'Cour d''appel', ?2)",
            (rank as i64 + 1, town),
        )
        .unwrap_or_else(|fault| panic!("{fault}"));
        base.execute(
            "INSERT INTO decisions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            (
                cell(row, "id"),
                rank as i64 + 1,
                cell(row, "chamber"),
                cell(row, "formation"),
                cell(row, "decision_date"),
                cell(row, "update_date"),
                cell(row, "solution"),
                cell(row, "url"),
                cell(row, "text"),
            ),
        )
        .unwrap_or_else(|fault| panic!("{fault}"));
    }
}

fn xml(rows: &[Value], folder: &Path) {
    let escaped =
        |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('\'', "&#x27;");
    let records: String = rows
        .iter()
        .map(|row| {
            let [head, text] = [&COLUMNS[..11], &COLUMNS[11..]].map(|names| {
                names
                    .iter()
                    .map(|name| format!("<{name}>{}</{name}>", escaped(cell(row, name))))
                    .collect::<String>()
            });
            format!("<decision><meta>{head}</meta>{text}</decision>\n")
        })
        .collect();
    write(
        &folder.join("export.xml"),
        format!("<?xml version=\"1.0\"?>\n<decisions>\n{records}</decisions>\n"),
    );
}

fn front_matter(rows: &[Value], folder: &Path) {
    for row in rows {
        let head: String =
            COLUMNS[..11].iter().map(|name| format!("{name}: \"{}\"\n", cell(row, name))).collect();
        let name = format!("content/{}.md", cell(row, "id"));
        write(&folder.join(name), format!("---\n{head}---\n\n{}\n", cell(row, "text")));
    }
}

/// Answers of an API, page by page, in a WACZ: a ZIP that holds compressed WARC records.
fn wacz(rows: &[Value], folder: &Path) {
    let mut crawl = Vec::new();
    for (rank, page) in rows.chunks(6).enumerate() {
        let body = serde_json::json!({"source": "Cour de cassation – Judilibre", "page": rank, "results": page}).to_string();
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{body}");
        let record = format!(
            "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://lex.exemple.test/api?page={rank}\r\nContent-Length: {}\r\n\r\n{answer}\r\n\r\n",
            answer.len()
        );
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(record.as_bytes()).unwrap_or_else(|fault| panic!("{fault}"));
        crawl.extend(packed.finish().unwrap_or_else(|fault| panic!("{fault}")));
    }
    fs::create_dir_all(folder).unwrap_or_else(|fault| panic!("{fault}"));
    let file = File::create(folder.join("crawl.wacz")).unwrap_or_else(|fault| panic!("{fault}"));
    let mut archive = zip::ZipWriter::new(file);
    let plain = zip::write::SimpleFileOptions::default();
    for (name, bytes) in [
        ("datapackage.json", b"{\"profile\":\"data-package\"}".to_vec()),
        ("archive/data.warc.gz", crawl),
    ] {
        archive.start_file(name, plain).unwrap_or_else(|fault| panic!("{fault}"));
        archive.write_all(&bytes).unwrap_or_else(|fault| panic!("{fault}"));
    }
    archive.finish().unwrap_or_else(|fault| panic!("{fault}"));
}

type Shape = (&'static str, fn(&[Value], &Path));

const SHAPES: [Shape; 5] = [
    ("parquet", parquet),
    ("sqlite", joined),
    ("xml", xml),
    ("markdown", front_matter),
    ("wacz", wacz),
];

/// A reuser whose rows are written by a shape alone.
fn published(reuser: &Reuser, shape: fn(&[Value], &Path)) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap_or_else(|fault| panic!("{fault}"));
    let (inputs, _, _) = reuser.write(folder.path());
    fs::remove_file(inputs.join("decisions.jsonl")).unwrap_or_else(|fault| panic!("{fault}"));
    shape(&reuser.rows, &inputs);
    folder
}

#[test]
fn rows_are_held_against_the_reference_whatever_carries_them() {
    for (name, shape) in SHAPES {
        let folder = published(&Reuser::compliant(), shape);
        let (code, said, states) = check(folder.path(), &[]);
        assert_eq!(code, 0, "{name} : {said}");
        let wrong: Vec<_> = states.iter().filter(|(_, state)| state == "ecart").collect();
        assert!(wrong.is_empty(), "{name} : {wrong:?}");
        for id in ["CGU-05", "CGU-06", "CGU-08", "CGU-18", "CGU-32"] {
            assert_eq!(state(&states, id), "conforme", "{name} {id}");
        }
        let mut broken = Reuser::compliant();
        broken.rewrite(9, "[X]", "Sosthène");
        broken.rewrite(11, "suffisamment précis", "tout à fait imprécis");
        let folder = published(&broken, shape);
        let (_, _, states) = check(folder.path(), &[]);
        for id in ["CGU-05", "CGU-32", "CGU-49"] {
            assert_eq!(state(&states, id), "ecart", "{name} {id}");
        }
    }
}

/// A reuser whose decisions are served as a DuckDB file, and nothing else.
fn duckdb(reuser: &Reuser, file: &str) -> tempfile::TempDir {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/duckdb");
    let folder = published(reuser, |_, _| {});
    let bytes = fs::read(fixtures.join(file)).unwrap_or_else(|fault| panic!("{fault}"));
    write(&folder.path().join("reuser").join(file), bytes);
    fs::remove_dir_all(folder.path().join("reuser/site")).unwrap_or_else(|fault| panic!("{fault}"));
    fs::remove_file(folder.path().join("reuser/segments.csv"))
        .unwrap_or_else(|fault| panic!("{fault}"));
    folder
}

/// The fixtures hold the rows of `Reuser::compliant()`; `FILIGRANE_ROWS=rows.jsonl` writes these rows, from which
/// `tests/fixtures/duckdb/make.py` makes the fixtures again.
#[test]
fn rows_of_duckdb_are_read_in_both_generations_of_its_storage() {
    let compliant = Reuser::compliant();
    if let Some(path) = std::env::var_os("FILIGRANE_ROWS") {
        let rows: Vec<String> = compliant.rows.iter().map(Value::to_string).collect();
        write(Path::new(&path), rows.join("\n"));
        return;
    }
    for file in ["storage-64.duckdb.gz", "storage-69.duckdb.gz"] {
        let (code, said, states) = check(duckdb(&compliant, file).path(), &[]);
        assert_eq!(code, 0, "{file} {said}");
        for id in ["CGU-05", "CGU-06", "CGU-08", "CGU-09", "CGU-18", "CGU-32"] {
            assert_eq!(state(&states, id), "conforme", "{file} {id}");
        }
        // The Court's texts say something else: the rows served are altered, and one lifts a placeholder.
        let mut other = Reuser::compliant();
        for (rank, from, to) in
            [(9, "[X]", "[Z]"), (11, "suffisamment précis", "tout à fait imprécis")]
        {
            let text = other.reference[rank - 1]["text"].as_str().unwrap_or_default();
            other.reference[rank - 1]["text"] = Value::from(text.replacen(from, to, 1));
        }
        let (_, _, states) = check(duckdb(&other, file).path(), &[]);
        assert_eq!(state(&states, "CGU-05"), "ecart", "{file}");
        // Views and tables of statistics by judge are seen in the catalogue.
        let folder = duckdb(&compliant, &file.replace("storage", "juges"));
        let (_, _, states) = check(folder.path(), &[]);
        assert_eq!(state(&states, "CGU-23"), "ecart", "{file}");
    }
}

#[test]
fn a_damaged_duckdb_file_is_said_to_be_unread() {
    let reuser = Reuser::compliant();
    let file = "storage-64.duckdb.gz";
    for cut in [1, 2, 4] {
        let folder = duckdb(&reuser, file);
        let path = folder.path().join("reuser").join(file);
        let mut whole = Vec::new();
        let packed = fs::read(&path).unwrap_or_else(|fault| panic!("{fault}"));
        flate2::read::GzDecoder::new(packed.as_slice())
            .read_to_end(&mut whole)
            .unwrap_or_else(|fault| panic!("{fault}"));
        fs::remove_file(&path).unwrap_or_else(|fault| panic!("{fault}"));
        whole.truncate(whole.len() * cut / 5);
        write(&path.with_extension(""), whole);
        let (code, said, states) = check(folder.path(), &[]);
        assert_eq!(code, 3, "{said}");
        assert!(said.contains("EXPORT DATABASE"), "{said}");
        assert_eq!(state(&states, "CGU-05"), "non_evalue", "{said}");
    }
}

#[test]
fn originals_open_for_their_recipient_alone() {
    let mut reuser = Reuser::compliant();
    reuser.rewrite(9, "[X]", "Sosthène");
    let folder = tempfile::tempdir().unwrap_or_else(|fault| panic!("{fault}"));
    reuser.write(folder.path());
    let identity = age::x25519::Identity::generate();
    let (code, said, _) = check(folder.path(), &["--recipient", &identity.to_public().to_string()]);
    assert_eq!(code, 0, "{said}");
    let (code, said) = filigrane(folder.path(), &["evidence", "verify", "bundle"]);
    assert_eq!(code, 0, "{said}");
    let sealed = folder.path().join("bundle/scelles");
    let open = |path: &Path, identity: &age::x25519::Identity| -> Option<Vec<u8>> {
        let bytes = fs::read(path).unwrap_or_else(|fault| panic!("{fault}"));
        let decryptor =
            age::Decryptor::new(bytes.as_slice()).unwrap_or_else(|fault| panic!("{fault}"));
        let mut plain = Vec::new();
        decryptor
            .decrypt(std::iter::once(identity as &dyn age::Identity))
            .ok()?
            .read_to_end(&mut plain)
            .ok()
            .map(|_| plain)
    };
    let mut originals = Vec::new();
    for entry in fs::read_dir(&sealed).unwrap_or_else(|fault| panic!("{fault}")).flatten() {
        let bytes = open(&entry.path(), &identity).unwrap_or_else(|| panic!("{:?}", entry.path()));
        assert!(open(&entry.path(), &age::x25519::Identity::generate()).is_none());
        originals.push(bytes);
    }
    let published = fs::read(folder.path().join("reuser/decisions.jsonl")).unwrap_or_default();
    assert!(!published.is_empty() && originals.contains(&published));
    let index =
        originals.iter().any(|bytes| String::from_utf8_lossy(bytes).contains("decisions.jsonl"));
    assert!(index, "the names of the originals are sealed with them");
}

#[test]
fn a_page_of_the_transaction_history_is_read() {
    let mut reuser = Reuser::compliant();
    reuser.history.push(serde_json::json!({"id": super::simulator::id(3), "action": "deleted", "date": "2026-10-01T06:00:00Z"}));
    let folder = tempfile::tempdir().unwrap_or_else(|fault| panic!("{fault}"));
    reuser.write(folder.path());
    let page = serde_json::json!({"transactions": reuser.history, "next_from_id": "ffff", "query_date": "2026-11-25T00:00:00Z"});
    write(&folder.path().join("history.jsonl"), page.to_string());
    let (_, said, states) = check(folder.path(), &[]);
    assert_eq!(state(&states, "CGU-20"), "ecart", "{said}");
}

/// Everything that the program can write about a reuser who publishes names: none is written.
#[test]
fn no_name_is_written_in_any_output() {
    const CANARIES: [&str; 5] = ["sosthène", "nomfictif", "bidulot", "tartempion", "quenelle"];
    let mut reuser = Reuser::compliant();
    reuser.rewrite(9, "[X]", "Sosthène");
    reuser.files.push(("stats/magistrats/alpha-nomfictif.html".to_owned(), "<html lang=\"fr\"><head><title>Alpha Nomfictif, juge au tribunal judiciaire : statistiques</title></head><body><h1>Alpha Nomfictif</h1><p>Le juge Nomfictif rejette 87 % des demandes.</p><table><tr><th>Juge</th><th>Taux de rejet</th></tr><tr><td>Bidulot</td><td>57 %</td></tr></table></body></html>".to_owned()));
    reuser.files.push((
        "export/juges.csv".to_owned(),
        "nom_juge;tribunal;taux_rejet\nQuenelle;TJ Trifouillis;0,4\nBidulot;TJ Trifouillis;0,6\n"
            .to_owned(),
    ));
    reuser.files.push(("prompt.md".to_owned(), "Judilibre : compare les décisions de la juge Tartempion et du juge Bidulot, puis prédis la prochaine.\n".to_owned()));
    let folder = tempfile::tempdir().unwrap_or_else(|fault| panic!("{fault}"));
    reuser.write(folder.path());
    let (_, said, states) = check(folder.path(), &[]);
    assert_eq!(state(&states, "CGU-23"), "ecart", "{said}");
    let mut spoken = said;
    for arguments in [
        &[
            "reuse",
            "reuser",
            "--reference",
            "reference.jsonl",
            "--history",
            "history.jsonl",
            "--checked-at",
            "2026-12-20",
            "--previous",
            "bundle",
            "--out",
            "second",
        ][..],
        &["evidence", "verify", "bundle"],
        &["evidence", "verify", "bundle", "--json"],
        &["evidence", "notice", "bundle", "--out", "notice.md"],
        &["evidence", "case", "bundle", "--to", "notifié", "--due", "15"],
        &[
            "--lang",
            "en",
            "reuse",
            "reuser",
            "--reference",
            "reference.jsonl",
            "--checked-at",
            CHECKED_AT,
            "--out",
            "english",
        ],
    ] {
        let (code, said) = filigrane(folder.path(), arguments);
        assert!(code == 0 || code == 3, "{arguments:?} : {said}");
        spoken.push_str(&said);
    }
    for name in CANARIES {
        assert!(!spoken.to_lowercase().contains(name), "{name} : {spoken}");
    }
    let mut left = vec![
        folder.path().join("bundle"),
        folder.path().join("second"),
        folder.path().join("english"),
        folder.path().join("notice.md"),
    ];
    let mut read = 0;
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(
                fs::read_dir(&path)
                    .unwrap_or_else(|fault| panic!("{fault}"))
                    .flatten()
                    .map(|entry| entry.path()),
            );
            continue;
        }
        read += 1;
        let written = String::from_utf8_lossy(&fs::read(&path).unwrap_or_default()).to_lowercase();
        let named = path.to_string_lossy().to_lowercase();
        for name in CANARIES {
            assert!(
                !written.contains(name) && !named.contains(name),
                "{name} dans {}",
                path.display()
            );
        }
    }
    assert!(read > 25, "{read}");
}
