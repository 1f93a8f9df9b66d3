//! Reading decisions: every format, every wrapping, every kind of damage.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{
    Array as _, ArrayRef, BinaryArray, Date32Array, Int64Array, LargeStringArray, RecordBatch,
    StringArray, StructArray,
};
use arrow_schema::{DataType, Field};
use filigrane::corpus::{
    self, CorpusError, Decision, Input, ReadOptions, Reject, RejectReason, ZoneKind,
};
use filigrane::taxonomy::Category;
use parquet::arrow::ArrowWriter;
use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

const PAGE: &str = include_str!("fixtures/readers/export-page.json");
const DBSDER: &str = include_str!("fixtures/readers/dbsder.json");
const DILA: &str = include_str!("fixtures/readers/dila-cass.xml");

/// A folder that disappears with the test.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

fn read_with(path: &Path, options: &ReadOptions) -> (Vec<Decision>, Vec<Reject>) {
    let inputs = [Input::Path(path.to_owned())];
    let (mut decisions, mut rejects) = (Vec::new(), Vec::new());
    for item in corpus::decisions(&inputs, options).unwrap() {
        match item {
            Ok(decision) => decisions.push(decision),
            Err(reject) => rejects.push(reject),
        }
    }
    (decisions, rejects)
}

fn read_bytes_with(bytes: impl AsRef<[u8]>, options: &ReadOptions) -> (Vec<Decision>, Vec<Reject>) {
    let folder = Folder::new();
    let path = folder.write("input", bytes);
    read_with(&path, options)
}

fn read_bytes(bytes: impl AsRef<[u8]>) -> (Vec<Decision>, Vec<Reject>) {
    read_bytes_with(bytes, &ReadOptions::default())
}

fn ids(decisions: &[Decision]) -> Vec<&str> {
    decisions.iter().map(|decision| decision.id.as_str()).collect()
}

fn reasons(rejects: &[Reject]) -> Vec<(u64, RejectReason)> {
    rejects.iter().map(|reject| (reject.line, reject.reason)).collect()
}

fn fields(decision: &Decision) -> Vec<(&str, &str)> {
    decision.fields.iter().map(|field| (&*field.name, field.text.as_str())).collect()
}

/// A line of a JSON lines file.
fn line(id: &str) -> String {
    json!({ "id": id, "text": format!("Texte de {id}.\nSuite.") }).to_string()
}

fn lines(names: &[&str]) -> String {
    names.iter().map(|id| line(id) + "\n").collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(bytes, 1).unwrap()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter(columns).unwrap()
}

fn two_rows() -> RecordBatch {
    batch(vec![
        ("id", Arc::new(StringArray::from(vec!["a", "b"])) as ArrayRef),
        ("text", Arc::new(LargeStringArray::from(vec!["Texte de a.", "Texte de b."]))),
    ])
}

fn parquet(batch: &RecordBatch) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
    bytes
}

fn arrow_file(batch: &RecordBatch) -> Vec<u8> {
    let mut writer = arrow_ipc::writer::FileWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    writer.write(batch).unwrap();
    writer.finish().unwrap();
    writer.into_inner().unwrap()
}

fn arrow_stream(batch: &RecordBatch) -> Vec<u8> {
    let mut writer = arrow_ipc::writer::StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    writer.write(batch).unwrap();
    writer.finish().unwrap();
    writer.into_inner().unwrap()
}

// ---- JSON ----------------------------------------------------------------------------------

#[test]
fn json_lines_are_read_with_their_line_numbers() {
    let (decisions, rejects) = read_bytes(format!("{}\n\n{}\n", line("a"), line("b")));
    assert_eq!(ids(&decisions), ["a", "b"]);
    assert_eq!(decisions[1].origin.line, 3);
    assert_eq!(fields(&decisions[0]), [("text", "Texte de a.\nSuite.")]);
    assert!(rejects.is_empty());
}

#[test]
fn the_shape_of_json_does_not_matter() {
    let pretty = |id: &str| {
        serde_json::to_string_pretty(&json!({ "id": id, "zones": {}, "text": "t" })).unwrap()
    };
    let shapes = [
        format!("{}{}", line("a"), line("b")),
        format!("{}\n{}\n", pretty("a"), pretty("b")),
        format!("[{},{}]", line("a"), line("b")),
        format!("[\n  {},\n  {}\n]\n", pretty("a"), pretty("b")),
        format!("\u{FEFF}{}\r\n{}\r\n", line("a"), line("b")),
        format!("{{\"total\":2,\"results\":[{},{}],\"next_batch\":null}}", line("a"), line("b")),
        format!("{{\"results\":[{}]}}\n{{\"took\":1,\"results\":[{}]}}\n", line("a"), line("b")),
        format!("[{{\"results\":[{},{}]}}]", line("a"), line("b")),
        format!("{}\n\u{FEFF}{}", line("a"), line("b")),
        format!("{},\n{},\n", line("a"), line("b")),
    ];
    for shape in shapes {
        let (decisions, rejects) = read_bytes(&shape);
        assert_eq!(ids(&decisions), ["a", "b"], "{shape}");
        assert!(rejects.is_empty(), "{shape}: {rejects:?}");
    }
}

#[test]
fn elements_of_an_array_are_numbered_by_rank() {
    let (decisions, _) = read_bytes(format!("[{},{}]", line("a"), line("b")));
    assert_eq!(decisions[1].origin.line, 2);
}

#[test]
fn every_published_text_of_a_page_is_read_and_no_code() {
    let (decisions, rejects) = read_bytes(PAGE);
    assert!(rejects.is_empty());
    let names: Vec<&str> = fields(&decisions[0]).into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "text",
            "summary",
            "themes[0]",
            "themes[1]",
            "visa[0].title",
            "files[0].name",
            "contested.title",
            "contested.content",
            "forward.title",
            "timeline[0].title",
            "timeline[0].theme[0]",
            "timeline[0].description",
            "rapprochements[0].title",
            "titlesAndSummaries[0].titles[0]",
            "titlesAndSummaries[0].titles[1]",
            "titlesAndSummaries[0].summary",
            "titlesAndSummaries[0].secondaryTitles[0][0]",
            "titlesAndSummaries[0].secondaryTitles[0][1]",
            "solution_alt",
            "legacy.remarque",
        ]
    );
    let metadata = &decisions[0].metadata;
    assert_eq!(metadata.jurisdiction.as_deref(), Some("cc"));
    assert_eq!(metadata.numbers, ["29-90.001", "29-90.002"]);
    assert_eq!(metadata.formation, None, "an empty string is no value");
    assert_eq!(metadata.decision_date.as_deref(), Some("2031-03-04"));
    assert_eq!(metadata.partial, Some(false));
    let zones: Vec<_> =
        decisions[0].zones.iter().map(|zone| (zone.kind, zone.start, zone.end)).collect();
    assert_eq!(
        zones,
        [
            (ZoneKind::Introduction, 0, 14),
            (ZoneKind::Motivations, 14, 25),
            (ZoneKind::Dispositif, 25, 37)
        ]
    );
    assert!(decisions[0].known.is_none());
    assert_eq!(decisions[1].metadata.location.as_deref(), Some("ca_valrombreuse"));
}

#[test]
fn a_display_text_that_differs_is_read_too() {
    let record = json!({ "id": "a", "text": "Mme [S].", "displayText": "Mme Tourneciel." });
    let (decisions, _) = read_bytes(record.to_string());
    assert_eq!(fields(&decisions[0]), [("text", "Mme [S]."), ("displayText", "Mme Tourneciel.")]);
}

#[test]
fn a_dbsder_object_brings_its_policy() {
    let (decisions, rejects) = read_bytes(DBSDER);
    assert!(rejects.is_empty());
    let decision = &decisions[0];
    assert_eq!(decision.id, "99bb00000000000000000001");
    assert_eq!(
        fields(decision),
        [
            ("text", "Mme [S] demande.\nLe tribunal décide."),
            ("visa[0].title", "article 455 du code de procédure civile"),
            ("summary", "Un sommaire."),
        ]
    );
    assert!(decision.original.as_deref().unwrap().starts_with("Mme Aglaé"));
    let ends: Vec<u64> = decision.zones.iter().map(|zone| zone.end).collect();
    assert_eq!(ends, [16, 37], "zones are those of the text that is audited");
    let known = decision.known.as_ref().unwrap();
    assert_eq!(
        known.categories_to_omit,
        [Category::ProfessionnelMagistratGreffier, Category::DateNaissance]
    );
    assert_eq!(known.unknown_categories, ["categorieNouvelle"]);
    assert_eq!(known.bloc, Some(2));
    assert_eq!(known.additional_terms.as_deref(), Some("Valrombreuse|+étang"));
    assert_eq!(known.terms_to_annotate, ["Valrombreuse"]);
    assert_eq!(known.terms_to_unannotate, ["étang"]);
    assert_eq!(known.motivation_occultation, Some(false));
    assert_eq!(known.public_debate, Some(false));
    let parties: Vec<_> = decision
        .parties
        .iter()
        .map(|party| (party.identity.as_str(), party.kind.as_deref(), party.quality.as_deref()))
        .collect();
    assert_eq!(
        parties,
        [
            ("Aglaé Tourneciel", Some("PP"), Some("E")),
            ("Société Brandelune", Some("PM"), Some("I")),
            ("Côme Miravent", Some("PP"), Some("debiteur")),
            ("Côme Tourneciel", Some("PP"), Some("debiteur")),
        ]
    );
    let metadata = &decision.metadata;
    assert_eq!(metadata.jurisdiction.as_deref(), Some("tj"));
    assert_eq!(metadata.location.as_deref(), Some("TJ99001"));
    assert_eq!(metadata.number.as_deref(), Some("29/00042"));
    assert_eq!(metadata.decision_date.as_deref(), Some("2031-03-04"));
    assert_eq!(metadata.update_date.as_deref(), Some("2031-04-05"));
    assert_eq!(metadata.nac.as_deref(), Some("20L"));
    assert_eq!(metadata.solution.as_deref(), Some("Désistement"));
    assert_eq!(metadata.public, Some(true));
}

#[test]
fn the_original_text_is_audited_when_there_is_no_other() {
    let mut record: Value = serde_json::from_str(DBSDER).unwrap();
    record["pseudoText"] = Value::Null;
    let (decisions, _) = read_bytes(record.to_string());
    assert!(decisions[0].fields[0].text.starts_with("Mme Aglaé"));
    assert_eq!(decisions[0].zones.len(), 1, "the zoning of the original text");
    assert_eq!(decisions[0].original, None);
}

#[test]
fn a_field_under_another_name_is_mapped() {
    let options = ReadOptions {
        columns: BTreeMap::from([
            ("id".to_owned(), "cote".to_owned()),
            ("text".to_owned(), "corps".to_owned()),
        ]),
        ..ReadOptions::default()
    };
    let record = json!({ "cote": "a", "corps": "Le corps.", "text": "Autre." });
    let (decisions, rejects) = read_bytes_with(record.to_string(), &options);
    assert!(rejects.is_empty());
    assert_eq!(decisions[0].id, "a");
    assert_eq!(decisions[0].fields[0].text, "Le corps.");
}

// ---- damage --------------------------------------------------------------------------------

#[test]
fn a_broken_line_costs_itself_only() {
    let damaged = [
        "{\"id\":\"x\",\"text\":\"coupé au mil",
        "{\"id\":\"x\",\"text\":\"sans accolade\"",
        "{\"id\":\"x\",",
        "{\"id\":\"x\",\"text\":",
        "{\"id\":\"x\",\"themes\":[",
        "{\"id\":\"x\",\"text\":\"guillemet \" nu\"}",
        "{\"id\":\"x\",,\"text\":\"virgule\"}",
        "{\"id\":\"x\",\"text\":\"mauvais \\x échappement\"}",
        "{\"id\":\"x\",\"text\":NaN}",
        "du texte, sans rien",
        "\"une chaîne\"",
        "12",
        "]",
        "{\"id\":\"x\",\"text\":\"fin d'échappement\\",
    ];
    for bad in damaged {
        let (decisions, rejects) =
            read_bytes(format!("{}\n{bad}\n{}\n{}\n", line("a"), line("b"), line("c")));
        assert_eq!(ids(&decisions).last(), Some(&"c"), "{bad}");
        assert!(ids(&decisions).ends_with(&["b", "c"]), "{bad}: {:?}", ids(&decisions));
        assert!(ids(&decisions).starts_with(&["a"]), "{bad}");
        assert!(decisions.len() + rejects.len() == 4, "{bad}: {rejects:?}");
        assert_eq!(rejects.first().map_or(2, |reject| reject.line), 2, "{bad}");
    }
}

#[test]
fn what_follows_a_record_on_its_line_is_rejected_apart() {
    let (decisions, rejects) = read_bytes(format!("{}}}\n{}\n", line("a"), line("b")));
    assert_eq!(ids(&decisions), ["a", "b"]);
    assert_eq!(reasons(&rejects), [(1, RejectReason::NotADecision)]);
}

#[test]
fn a_broken_first_line_costs_itself_only() {
    for bad in ["{\"id\":\"x\",\"text\":\"coup", "{\"id\":\"x\",\"text\":", "{\"id\":\"x\"", "[\"x"]
    {
        let (decisions, rejects) = read_bytes(format!("{bad}\n{}", lines(&["a", "b"])));
        assert_eq!(ids(&decisions), ["a", "b"], "{bad}");
        assert_eq!(reasons(&rejects), [(1, RejectReason::InvalidJson)], "{bad}");
    }
}

#[test]
fn a_file_cut_at_its_end_keeps_what_precedes() {
    let whole = lines(&["a", "b"]);
    let (decisions, rejects) = read_bytes(&whole[..whole.len() - 10]);
    assert_eq!(ids(&decisions), ["a"]);
    assert_eq!(reasons(&rejects), [(2, RejectReason::Truncated)]);
    assert!(rejects[0].detail.contains("n’a pas été lue"), "{}", rejects[0].detail);
}

#[test]
fn an_array_cut_at_its_end_says_so() {
    let (decisions, rejects) = read_bytes(format!("[{},{}", line("a"), line("b")));
    assert_eq!(ids(&decisions), ["a", "b"]);
    assert_eq!(reasons(&rejects), [(3, RejectReason::Truncated)]);
    let (decisions, rejects) = read_bytes(format!("{{\"results\":[{}],\"tot", line("a")));
    assert_eq!(ids(&decisions), ["a"]);
    assert_eq!(rejects.len(), 1);
}

#[test]
fn an_array_broken_in_the_middle_goes_on_at_the_next_record() {
    let pretty = |id: &str| {
        let record = json!({ "id": id, "visa": [{ "title": "t" }], "text": "t" });
        serde_json::to_string_pretty(&record).unwrap().replace('\n', "\n  ")
    };
    let broken = pretty("x").replace("\"text\": \"t\"", "\"text\": \"fin de\nligne\"");
    let (decisions, rejects) =
        read_bytes(format!("[\n  {},\n  {broken},\n  {}\n]\n", pretty("a"), pretty("b")));
    assert_eq!(ids(&decisions), ["a", "b"]);
    assert_eq!(reasons(&rejects), [(2, RejectReason::InvalidJson)]);
    assert!(rejects[0].detail.contains("reprend à la ligne"), "{}", rejects[0].detail);

    let (decisions, rejects) =
        read_bytes(format!("[{},{{\"id\":\"x\" \"text\"}},{}]", line("a"), line("b")));
    assert_eq!(ids(&decisions), ["a"]);
    assert_eq!(reasons(&rejects), [(2, RejectReason::InvalidJson)]);
    assert!(rejects[0].detail.contains("n’a pas été lue"), "{}", rejects[0].detail);
}

#[test]
fn what_a_record_lacks_is_said() {
    let cases = [
        (json!({ "text": "t" }), RejectReason::MissingId),
        (json!({ "id": "", "text": "t" }), RejectReason::MissingId),
        (json!({ "id": "  ", "text": "t" }), RejectReason::MissingId),
        (json!({ "id": null, "text": "t" }), RejectReason::MissingId),
        (json!({ "id": {"a": 1}, "text": "t" }), RejectReason::MissingId),
        (json!({ "id": "n".repeat(300), "text": "t" }), RejectReason::MissingId),
        (json!({ "id": "a" }), RejectReason::MissingText),
        (json!({ "id": "a", "text": "" }), RejectReason::MissingText),
        (json!({ "id": "a", "text": " \n" }), RejectReason::MissingText),
        (json!({ "id": "a", "text": null }), RejectReason::MissingText),
        (json!({ "id": "a", "text": ["t"] }), RejectReason::MissingText),
        (json!({ "id": "a", "text": 12 }), RejectReason::MissingText),
        (json!({ "id": "a", "to_be_deleted": true }), RejectReason::Withdrawn),
        (json!({ "id": "a", "results": [] }), RejectReason::MissingText),
        (json!([[1]]), RejectReason::NotADecision),
        (json!(["t"]), RejectReason::NotADecision),
    ];
    for (record, reason) in cases {
        let (decisions, rejects) = read_bytes(format!("{record}\n{}\n", line("b")));
        assert_eq!(ids(&decisions), ["b"], "{record}");
        assert_eq!(reasons(&rejects), [(1, reason)], "{record}");
    }
    let (_, rejects) = read_bytes("{\"id\":\"a\"}");
    assert_eq!(rejects[0].decision_id.as_deref(), Some("a"));
}

#[test]
fn invalid_utf8_gives_the_position_of_the_byte() {
    let mut bytes = line("a").into_bytes();
    bytes.extend(b"\n{\"id\":\"x\",\"text\":\"d\xE9cision\"}\n");
    bytes.extend(line("b").into_bytes());
    let (decisions, rejects) = read_bytes(bytes);
    assert_eq!(ids(&decisions), ["a", "b"]);
    assert_eq!(reasons(&rejects), [(2, RejectReason::InvalidUtf8)]);
    assert!(rejects[0].detail.contains("octet 20"), "{}", rejects[0].detail);
}

#[test]
fn a_record_over_the_limit_is_skipped() {
    let options = ReadOptions { max_record_bytes: 100, buffer_bytes: 16, ..ReadOptions::default() };
    let big = json!({ "id": "x", "text": "long ".repeat(50) }).to_string();
    for data in [
        format!("{}\n{big}\n{}\n", line("a"), line("b")),
        format!("[{},{big},{}]", line("a"), line("b")),
    ] {
        let (decisions, rejects) = read_bytes_with(&data, &options);
        assert_eq!(ids(&decisions), ["a", "b"]);
        assert_eq!(reasons(&rejects), [(2, RejectReason::TooLarge)]);
    }
}

#[test]
fn a_line_of_two_hundred_megabytes_is_skipped() {
    let mut encoder = zstd::stream::Encoder::new(Vec::new(), 1).unwrap();
    encoder.write_all(format!("{}\n{{\"id\":\"x\",\"text\":\"", line("a")).as_bytes()).unwrap();
    let piece = "a".repeat(1 << 20);
    for _ in 0..200 {
        encoder.write_all(piece.as_bytes()).unwrap();
    }
    encoder.write_all(format!("\"}}\n{}\n", line("b")).as_bytes()).unwrap();
    let (decisions, rejects) = read_bytes(encoder.finish().unwrap());
    assert_eq!(ids(&decisions), ["a", "b"]);
    assert_eq!(reasons(&rejects), [(2, RejectReason::TooLarge)]);
}

#[test]
fn deep_nesting_is_refused_without_harm() {
    for deep in ["[".repeat(100_000), "{\"a\":".repeat(100_000)] {
        let bad = format!("{{\"id\":\"x\",\"text\":\"t\",\"a\":{deep}");
        let (decisions, rejects) = read_bytes(format!("{}\n{bad}", line("a")));
        assert_eq!(ids(&decisions), ["a"]);
        assert_eq!(reasons(&rejects), [(2, RejectReason::TooDeep)]);
    }
    let nested = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let bad = format!("{{\"id\":\"x\",\"text\":\"t\",\"a\":{nested}}}");
    let (decisions, rejects) = read_bytes(format!("{bad}\n{}", line("b")));
    assert_eq!(ids(&decisions), ["b"]);
    assert_eq!(reasons(&rejects), [(1, RejectReason::TooDeep)]);
}

#[test]
fn no_reject_quotes_the_record() {
    const SECRET: &str = "Tourneciel";
    let damaged = [
        format!("{{\"id\":\"x\",\"text\":\"{SECRET}"),
        format!("{{\"id\":\"x\",\"text\":{SECRET}}}"),
        format!("{{\"id\":\"x\",\"text\":\"\\{SECRET}\"}}"),
        format!("{{\"id\":\"x\",\"text\":[\"{SECRET}\"]}}"),
        format!("{{\"text\":\"{SECRET}\"}}"),
        format!("{{\"id\":{{\"{SECRET}\":1}},\"text\":\"t\"}}"),
        format!("\"{SECRET}\""),
        SECRET.to_owned(),
        format!("<TEXTE_JURI_JUDI><{SECRET}></TEXTE_JURI_JUDI>"),
        format!("<{SECRET}/>"),
    ];
    for bad in damaged {
        let (_, rejects) = read_bytes(&bad);
        assert_eq!(rejects.len(), 1, "{bad}");
        let written = serde_json::to_string(&rejects[0]).unwrap();
        assert!(!written.contains(SECRET), "{written}");
    }
}

#[test]
fn a_reject_is_written_and_read_back() {
    let (_, rejects) = read_bytes("{\"id\":\"a\"}");
    let written = serde_json::to_value(&rejects[0]).unwrap();
    assert_eq!(written["reason"], "missing_text");
    assert_eq!(serde_json::from_value::<Reject>(written).unwrap(), rejects[0]);
}

// ---- DILA ----------------------------------------------------------------------------------

#[test]
fn a_dila_document_keeps_its_line_breaks() {
    let (decisions, rejects) = read_bytes(DILA);
    assert!(rejects.is_empty(), "{rejects:?}");
    let decision = &decisions[0];
    assert_eq!(decision.id, "JURITEXT000099000001");
    assert_eq!(
        fields(decision),
        [
            (
                "text",
                "LA COUR, après délibéré :\nM. X... & Mme Y...\nont formé un pourvoi.\n\
                 PAR CES MOTIFS :\nREJETTE"
            ),
            (
                "title",
                "Cour de cassation, civile, Chambre civile 1, 4 mars 2031, 29-90.001, Inédit"
            ),
            ("contested.title", "Cour d'appel de Valrombreuse"),
            ("avocats", "SCP Brandelune"),
            ("titlesAndSummaries[0].title", "VENTE - Garantie - Vice caché"),
            ("titlesAndSummaries[0].summary", "Le vendeur de l'étang répond du vice."),
            ("rapprochements[0].title", "A rapprocher : 1re Civ., 2 février 2030."),
            ("visa[0].title", "Code civil 1641"),
        ]
    );
    let metadata = &decision.metadata;
    assert_eq!(metadata.jurisdiction.as_deref(), Some("cc"));
    assert_eq!(metadata.number.as_deref(), Some("29-90.001"));
    assert_eq!(metadata.numbers, ["29-90.001", "29-90.002"]);
    assert_eq!(metadata.decision_date.as_deref(), Some("2031-03-04"));
    assert_eq!(metadata.chamber.as_deref(), Some("CHAMBRE_CIVILE_1"));
    assert_eq!(metadata.ecli.as_deref(), Some("ECLI:FR:CCASS:2031:C100099"));
}

#[test]
fn dila_documents_that_follow_each_other_are_all_read() {
    let second = DILA.replace("000001<", "000002<");
    for buffer_bytes in [1, 7, 1 << 20] {
        let options = ReadOptions { buffer_bytes, ..ReadOptions::default() };
        let (decisions, rejects) = read_bytes_with(format!("{DILA}{second}"), &options);
        assert_eq!(ids(&decisions), ["JURITEXT000099000001", "JURITEXT000099000002"]);
        assert!(rejects.is_empty());
    }
}

#[test]
fn damaged_xml_is_rejected() {
    let cases = [
        (DILA.replace("</CONTENU>\n</BLOC", "</BLOC"), RejectReason::InvalidXml),
        (DILA.replace("&eacute;", "&inconnue;"), RejectReason::InvalidXml),
        (DILA[..DILA.len() - 30].to_owned(), RejectReason::Truncated),
        ("<html><body/></html>".to_owned(), RejectReason::NotADecision),
        (DILA.replace("JURITEXT000099000001", ""), RejectReason::MissingId),
    ];
    for (xml, reason) in cases {
        let (decisions, rejects) = read_bytes(&xml);
        assert!(decisions.is_empty());
        assert_eq!(rejects.iter().map(|r| r.reason).collect::<Vec<_>>(), [reason]);
    }
    let options = ReadOptions { max_record_bytes: 500, buffer_bytes: 64, ..ReadOptions::default() };
    let (_, rejects) = read_bytes_with(format!("{DILA}{DILA}"), &options);
    assert_eq!(reasons(&rejects), [(1, RejectReason::TooLarge), (2, RejectReason::TooLarge)]);
}

// ---- tables --------------------------------------------------------------------------------

#[test]
fn parquet_and_arrow_are_recognised_by_content() {
    let batch = two_rows();
    for bytes in [parquet(&batch), arrow_file(&batch), arrow_stream(&batch)] {
        let (decisions, rejects) = read_bytes(&bytes);
        assert!(rejects.is_empty(), "{rejects:?}");
        assert_eq!(ids(&decisions), ["a", "b"]);
        assert_eq!(fields(&decisions[1]), [("text", "Texte de b.")]);
        assert_eq!(decisions[1].origin.line, 2);
    }
}

#[test]
fn columns_of_a_table_are_read_like_keys_of_json() {
    let mut themes = ListBuilder::new(StringBuilder::new());
    themes.append_value([Some("vente"), Some("étang")]);
    let position = |value| Arc::new(Int64Array::from(vec![value])) as ArrayRef;
    let range = StructArray::from(vec![
        (Arc::new(Field::new("start", DataType::Int64, false)), position(0)),
        (Arc::new(Field::new("end", DataType::Int64, false)), position(5)),
    ]);
    let zones = StructArray::from(vec![(
        Arc::new(Field::new("motivations", range.data_type().clone(), false)),
        Arc::new(range) as ArrayRef,
    )]);
    let batch = batch(vec![
        ("_id", Arc::new(Int64Array::from(vec![42])) as ArrayRef),
        ("contenu", Arc::new(BinaryArray::from(vec!["Décide.".as_bytes()]))),
        ("decision_date", Arc::new(Date32Array::from(vec![22_342]))),
        ("jurisdiction", Arc::new(StringArray::from(vec!["tj"]))),
        ("themes", Arc::new(themes.finish())),
        ("zones", Arc::new(zones)),
        ("summary", Arc::new(StringArray::from(vec![None::<&str>]))),
    ]);
    let (decisions, rejects) = read_bytes(parquet(&batch));
    assert!(rejects.is_empty(), "{rejects:?}");
    let decision = &decisions[0];
    assert_eq!(decision.id, "42");
    assert_eq!(
        fields(decision),
        [("text", "Décide."), ("themes[0]", "vente"), ("themes[1]", "étang")]
    );
    assert_eq!(decision.metadata.decision_date.as_deref(), Some("2031-03-04"));
    assert_eq!(decision.metadata.jurisdiction.as_deref(), Some("tj"));
    assert_eq!(decision.zones.len(), 1);
}

#[test]
fn the_columns_of_a_table_can_be_chosen() {
    let batch = batch(vec![
        ("cote", Arc::new(StringArray::from(vec!["a"])) as ArrayRef),
        ("corps", Arc::new(StringArray::from(vec!["Le corps."]))),
    ]);
    let (_, rejects) = read_bytes(parquet(&batch));
    assert_eq!(reasons(&rejects), [(0, RejectReason::MissingColumn)]);
    assert!(rejects[0].detail.contains("--column id=NOM"));
    let column = |ours: &str, source: &str| (ours.to_owned(), source.to_owned());
    let mut options = ReadOptions {
        columns: BTreeMap::from([column("id", "cote"), column("text", "corps")]),
        ..ReadOptions::default()
    };
    let (decisions, rejects) = read_bytes_with(parquet(&batch), &options);
    assert!(rejects.is_empty());
    assert_eq!((ids(&decisions), fields(&decisions[0])), (vec!["a"], vec![("text", "Le corps.")]));
    options.columns.insert("nac".to_owned(), "absente".to_owned());
    let (_, rejects) = read_bytes_with(parquet(&batch), &options);
    assert_eq!(reasons(&rejects), [(0, RejectReason::MissingColumn)]);
}

#[test]
fn bad_rows_and_bad_tables_are_rejected() {
    let batch = batch(vec![
        (
            "id",
            Arc::new(StringArray::from(vec![Some("a"), None, Some("c"), Some("d")])) as ArrayRef,
        ),
        ("text", Arc::new(BinaryArray::from(vec![b"ok".as_slice(), b"ok", b"d\xE9cision", b"ok"]))),
    ]);
    let bytes = parquet(&batch);
    let (decisions, rejects) = read_bytes(&bytes);
    assert_eq!(ids(&decisions), ["a", "d"]);
    assert_eq!(reasons(&rejects), [(2, RejectReason::MissingId), (3, RejectReason::InvalidUtf8)]);
    let stream = arrow_stream(&two_rows());
    for damaged in [&bytes[..bytes.len() / 2], &stream[..stream.len() / 3], b"ARROW1\0\0", b"PAR1"]
    {
        let (decisions, rejects) = read_bytes(damaged);
        assert!(decisions.is_empty());
        assert_eq!(reasons(&rejects), [(0, RejectReason::Corrupt)]);
    }
}

// ---- wrappings -----------------------------------------------------------------------------

#[test]
fn every_wrapping_gives_the_same_decisions() {
    let data = lines(&["a", "b"]);
    let data = data.as_bytes();
    let table = parquet(&two_rows());
    let inner: [(&str, &[u8]); 3] =
        [("d/one.jsonl", data), (".hidden.json", b"x"), ("__MACOSX/d/one", b"x")];
    let wrapped = [
        gzip(data),
        zstd(data),
        [gzip(&data[..30]), gzip(&data[30..])].concat(),
        [zstd(&data[..30]), zstd(&data[30..])].concat(),
        tar(&inner),
        gzip(&tar(&inner)),
        zstd(&tar(&inner)),
        zip(&inner),
        gzip(&zip(&inner)),
        tar(&[("one.gz", &gzip(data))]),
        gzip(&tar(&[("one", &zstd(data))])),
        zip(&[("one", &gzip(data))]),
        gzip(&table),
        tar(&[("t", &table)]),
        zip(&[("t", &table)]),
        zip(&[("t", &arrow_stream(&two_rows()))]),
        gzip(&arrow_file(&two_rows())),
    ];
    for (rank, bytes) in wrapped.iter().enumerate() {
        let (decisions, rejects) = read_bytes(bytes);
        assert!(rejects.is_empty(), "{rank}: {rejects:?}");
        assert_eq!(ids(&decisions), ["a", "b"], "{rank}");
    }
}

#[test]
fn a_member_of_an_archive_is_named_after_it() {
    let folder = Folder::new();
    let path = folder.write("lot.tar.gz", gzip(&tar(&[("d/one.jsonl", b"{\"id\":\"a\"}\n")])));
    let (_, rejects) = read_with(&path, &ReadOptions::default());
    assert_eq!(&*rejects[0].file, format!("{}!d/one.jsonl", path.display()));
    assert_eq!(rejects[0].line, 1);
}

#[test]
fn truncated_wrappings_keep_what_precedes() {
    let many: Vec<String> = (0..2_000).map(|rank| line(&format!("d{rank}"))).collect();
    let data = many.join("\n");
    let plain_tar = tar(&[("one", data.as_bytes()), ("two", data.as_bytes())]);
    let cut = |bytes: Vec<u8>| bytes[..bytes.len() * 3 / 4].to_vec();
    let cases = [
        ("gzip", cut(gzip(data.as_bytes())), 100),
        ("zstd", cut(zstd(data.as_bytes())), 0),
        ("tar", cut(plain_tar.clone()), 2_000),
        ("tar without its end", plain_tar[..plain_tar.len() - 1024].to_vec(), 4_000),
        ("tar.gz", cut(gzip(&plain_tar)), 2_000),
    ];
    for (name, bytes, at_least) in cases {
        let (decisions, rejects) = read_bytes(&bytes);
        assert!(decisions.len() >= at_least, "{name}: {}", decisions.len());
        assert!(!rejects.is_empty(), "{name}");
        assert!(
            rejects.iter().any(|reject| reject.reason == RejectReason::Truncated),
            "{name}: {rejects:?}"
        );
    }
    let (decisions, rejects) = read_bytes(cut(zip(&[("one", data.as_bytes())])));
    assert!(decisions.is_empty());
    assert_eq!(reasons(&rejects), [(0, RejectReason::Corrupt)]);
}

#[test]
fn damaged_compression_is_rejected() {
    let mut bytes = gzip(lines(&["a", "b"]).as_bytes());
    let end = bytes.len() - 6;
    bytes[end] ^= 0xFF;
    let (_, rejects) = read_bytes(&bytes);
    assert_eq!(rejects.last().map(|reject| reject.reason), Some(RejectReason::Corrupt));
    let nested = tar(&[("inner.tar", &tar(&[("one", b"{}")]))]);
    assert_eq!(reasons(&read_bytes(nested).1), [(0, RejectReason::Unsupported)]);
    let twice = gzip(&gzip(b"{}"));
    assert_eq!(reasons(&read_bytes(twice).1), [(0, RejectReason::Unsupported)]);
}

#[test]
fn what_is_not_recognised_is_said() {
    assert_eq!(reasons(&read_bytes("Bonjour").1), [(0, RejectReason::UnknownFormat)]);
    assert_eq!(reasons(&read_bytes(b"%PDF-1.7\n").1), [(0, RejectReason::UnknownFormat)]);
    assert_eq!(reasons(&read_bytes(b"\xFF\xFE{\0").1), [(0, RejectReason::Unsupported)]);
    for empty in ["", "\n \n", "\u{FEFF}"] {
        let (decisions, rejects) = read_bytes(empty);
        assert!(decisions.is_empty() && rejects.is_empty());
    }
    let (decisions, _) = read_bytes(format!("{}{}", " \n".repeat(2_000), line("a")));
    assert_eq!(ids(&decisions), ["a"]);
}

// ---- inputs --------------------------------------------------------------------------------

#[test]
fn a_folder_is_read_in_the_order_of_names_without_hidden_files() {
    let folder = Folder::new();
    folder.write("b.json", line("b"));
    folder.write("a/z.json", line("z"));
    folder.write("a/y.txt", line("y"));
    folder.write(".git/x.json", line("x"));
    folder.write(".x.json", line("x"));
    folder.write("c.json.gz", gzip(line("c").as_bytes()));
    let (decisions, rejects) = read_with(folder.path(), &ReadOptions::default());
    assert!(rejects.is_empty());
    assert_eq!(ids(&decisions), ["y", "z", "b", "c"]);
}

#[test]
fn the_manifest_of_inputs_has_sizes_hashes_and_counts() {
    let folder = Folder::new();
    folder.write("a.jsonl", lines(&["a", "b"]) + "{\n");
    folder.write("b.parquet", parquet(&two_rows()));
    folder.write("c.gz", [gzip(lines(&["c"]).as_bytes()), b"junk".to_vec()].concat());
    folder.write("empty", "");
    let inputs = [Input::Path(folder.path().to_owned())];
    let mut records = corpus::open(&inputs, &ReadOptions::default()).unwrap();
    while records.next().is_some() {}
    let files = records.files();
    let counts: Vec<u64> = files.iter().map(|file| file.records).collect();
    assert_eq!(counts, [3, 2, 1, 0]);
    let total: u64 = files.iter().map(|file| file.size).sum();
    assert_eq!(records.bytes_read(), total);
    for file in &files {
        let bytes = fs::read(&*file.path).unwrap();
        assert_eq!(file.size, bytes.len() as u64);
        use sha2::Digest as _;
        let digest = sha2::Sha256::digest(&bytes);
        let expected: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(file.sha256, expected);
    }
}

#[test]
fn a_wrong_input_is_an_error_with_a_remedy() {
    let options = ReadOptions::default();
    let error = corpus::open(&[Input::parse("absent/lot.json")], &options).err().unwrap();
    assert!(matches!(error, CorpusError::NotFound { .. }));
    insta::assert_snapshot!(error, @"absent/lot.json : introuvable ; vérifiez le chemin");
    assert!(matches!(corpus::open(&[], &options), Err(CorpusError::NoInput)));
    let twice = [Input::parse("-"), Input::parse("-")];
    assert!(matches!(corpus::open(&twice, &options), Err(CorpusError::StdinTwice)));
}

/// What cannot be sought, such as the standard input, is read as it comes or copied aside.
#[test]
#[cfg(target_os = "linux")]
fn a_pipe_is_read_whatever_it_carries() {
    use std::os::fd::AsRawFd as _;
    let data = lines(&["a", "b"]);
    let contents =
        [data.clone().into_bytes(), parquet(&two_rows()), zip(&[("one", data.as_bytes())])];
    for bytes in contents {
        let (reader, mut writer) = std::io::pipe().unwrap();
        let path = PathBuf::from(format!("/proc/self/fd/{}", reader.as_raw_fd()));
        let size = bytes.len() as u64;
        let writing = std::thread::spawn(move || writer.write_all(&bytes).unwrap());
        let inputs = [Input::Path(path)];
        let options = ReadOptions::default();
        let mut records = corpus::open(&inputs, &options).unwrap();
        let parsed: Vec<_> = records
            .by_ref()
            .flat_map(|record| record.unwrap_or_else(|e| panic!("{e:?}")).parse(&options))
            .map(|decision| decision.unwrap_or_else(|e| panic!("{e:?}")))
            .collect();
        writing.join().unwrap();
        assert_eq!(ids(&parsed), ["a", "b"]);
        assert_eq!(records.files()[0].size, size);
    }
}

#[test]
fn reading_can_be_abandoned() {
    let many: String = (0..50_000).map(|rank| line(&format!("d{rank}")) + "\n").collect();
    let folder = Folder::new();
    let path = folder.write("many", many);
    let mut records = corpus::open(&[Input::Path(path)], &ReadOptions::default()).unwrap();
    assert!(records.next().unwrap().is_ok());
}

#[test]
fn records_can_be_parsed_on_any_thread() {
    let folder = Folder::new();
    let path = folder.write("lot", lines(&["a", "b", "c"]));
    let options = ReadOptions::default();
    let records = corpus::open(&[Input::Path(path)], &options).unwrap();
    let handles: Vec<_> = records
        .map(|record| {
            let (record, options) = (record.ok().unwrap(), options.clone());
            std::thread::spawn(move || record.parse(&options))
        })
        .collect();
    let parsed: Vec<_> =
        handles.into_iter().flat_map(|handle| handle.join().unwrap()).map(Result::unwrap).collect();
    assert_eq!(ids(&parsed), ["a", "b", "c"]);
}

// ---- properties ----------------------------------------------------------------------------

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::String),
        "[{}\\[\\]\",:\\\\\n\r\u{E9}😀 ]{0,12}".prop_map(Value::String),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::vec(("k[a-z{}\"\\\\]{0,4}", inner), 0..5)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// Writes a value as JSON with blanks, drawn in turn from a list, around every token.
struct Spaced<'a> {
    blanks: std::iter::Cycle<std::slice::Iter<'a, &'static str>>,
    out: String,
}

impl Spaced<'_> {
    fn token(&mut self, token: &str) {
        self.out.push_str(token);
        self.out.push_str(self.blanks.next().unwrap());
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Array(items) => {
                self.token("[");
                for (rank, item) in items.iter().enumerate() {
                    if rank > 0 {
                        self.token(",");
                    }
                    self.value(item);
                }
                self.token("]");
            }
            Value::Object(object) => {
                self.token("{");
                for (rank, (key, item)) in object.iter().enumerate() {
                    if rank > 0 {
                        self.token(",");
                    }
                    self.token(&Value::from(key.as_str()).to_string());
                    self.token(":");
                    self.value(item);
                }
                self.token("}");
            }
            other => self.token(&other.to_string()),
        }
    }
}

/// Every string of a value that is not blank, in order.
fn strings<'v>(value: &'v Value, out: &mut Vec<&'v str>) {
    match value {
        Value::String(text) if !text.trim().is_empty() => out.push(text),
        Value::Array(items) => items.iter().for_each(|item| strings(item, out)),
        Value::Object(object) => object.values().for_each(|item| strings(item, out)),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(300), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn splitting_equals_parsing(
        extras in prop::collection::vec(any_json(), 0..5),
        blanks in prop::collection::vec(
            prop::sample::select(vec!["", "", "\n", " ", "\r\n", "\t", "\n  "]),
            1..20,
        ),
        shape in 0..3,
        buffer_bytes in 1..40usize,
    ) {
        let records: Vec<Value> = extras
            .iter()
            .enumerate()
            .map(|(rank, extra)| json!({ "kextra": extra, "id": format!("r{rank}"), "text": "t" }))
            .collect();
        let mut writer = Spaced { blanks: blanks.iter().cycle(), out: String::new() };
        match shape {
            0 => records.iter().for_each(|record| writer.value(record)),
            1 => writer.value(&Value::Array(records.clone())),
            _ => writer.value(&json!({ "query": extras, "results": records, "took": extras })),
        }
        let options = ReadOptions { buffer_bytes, ..ReadOptions::default() };
        let (decisions, rejects) = read_bytes_with(&writer.out, &options);
        prop_assert!(rejects.is_empty(), "{rejects:?}");
        prop_assert_eq!(decisions.len(), records.len());
        for ((rank, extra), decision) in extras.iter().enumerate().zip(&decisions) {
            let mut expected = vec!["t"];
            strings(extra, &mut expected);
            let texts: Vec<&str> = fields(decision).into_iter().map(|(_, text)| text).collect();
            prop_assert_eq!(texts, expected);
            prop_assert_eq!(&decision.id, &format!("r{rank}"));
        }
    }

    #[test]
    fn damage_never_stops_the_reader_nor_invents_a_record(
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        cut in any::<bool>(),
        kind in 0..6usize,
    ) {
        let data = lines(&["a", "b", "c"]);
        let table = two_rows();
        let mut bytes = match kind {
            0 => data.into_bytes(),
            1 => PAGE.as_bytes().to_vec(),
            2 => DILA.as_bytes().to_vec(),
            3 => parquet(&table),
            4 => arrow_stream(&table),
            _ => zip(&[("one", data.as_bytes())]),
        };
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        let (decisions, _) = read_bytes(&bytes);
        prop_assert!(decisions.len() <= 3);
    }
}

// ---- real decisions ------------------------------------------------------------------------

/// The folder of real decisions, kept out of the project.
fn shared() -> Option<PathBuf> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared");
    let folder = std::env::var_os("FILIGRANE_SHARED").map_or_else(|| default.into(), PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no folder of real decisions ({})", folder.display());
    None
}

#[test]
fn real_decisions_are_read_as_serde_reads_them() {
    let Some(shared) = shared() else {
        return;
    };
    let corpus = shared.join("corpus");
    for entry in fs::read_dir(corpus).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let (decisions, rejects) = read_with(&path, &ReadOptions::default());
        assert!(rejects.is_empty(), "{}: {rejects:?}", path.display());
        let expected: Vec<Value> = text
            .split('\n')
            .filter(|line| !line.is_empty())
            .map(|l| serde_json::from_str(l).unwrap())
            .collect();
        assert_eq!(decisions.len(), expected.len(), "{}", path.display());
        for (decision, record) in decisions.iter().zip(&expected) {
            let field = |names: &[&str]| names.iter().find_map(|name| record[*name].as_str());
            assert!(field(&["id", "_id"]) == Some(decision.id.as_str()));
            let main = field(&["text", "pseudoText", "originalText"]);
            assert!(main == Some(decision.fields[0].text.as_str()), "{}", decision.id);
            assert_eq!(decision.known.is_some(), !record["occultation"].is_null());
            let zones = record["zones"].as_object();
            let count: usize =
                zones.map_or(0, |z| z.values().map(|v| v.as_array().unwrap().len()).sum());
            assert!(zones.is_none() || decision.zones.len() == count, "{}", decision.id);
        }
    }
    for name in ["ca", "tj", "tcom"] {
        let path = shared.join(format!("cour-de-cassation/{name}_sample_detail_resolved.json"));
        let (decisions, rejects) = read_with(&path, &ReadOptions::default());
        assert!(rejects.is_empty(), "{name}: {rejects:?}");
        assert_eq!(decisions[0].metadata.jurisdiction.as_deref(), Some(name));
        assert!(decisions[0].fields.iter().all(|field| &*field.name != "displayText"), "{name}");
    }
}
