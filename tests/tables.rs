//! Reading a run back: every row, and no run that is not whole.

use std::fs;
use std::path::Path;

use filigrane::run::derived::{
    self, LinkKind, LinkRow, RiskRow, Verdict, VerdictRow, write_links, write_risks,
};
use filigrane::run::directory::part_path;
use filigrane::run::manifest::Manifest;
use filigrane::run::tables::{DecisionEntry, FactEntry, FindingEntry};
use filigrane::run::{Mode, Run, TableError, schema};
use filigrane::taxonomy::{Severity, Status};
use tempfile::TempDir;

use super::run::{complete, fill, identity, open, records};

fn made() -> (TempDir, Manifest) {
    let folder = TempDir::new().expect("a folder");
    let manifest = complete(folder.path(), 2);
    (folder, manifest)
}

fn refused(path: &Path) -> TableError {
    match Run::open(path) {
        Err(error) => error,
        Ok(_) => panic!("refused"),
    }
}

#[test]
fn what_was_written_is_read_back() {
    let (folder, manifest) = made();
    let run = Run::open(folder.path()).expect("finished");
    let decisions: Vec<DecisionEntry> =
        run.rows().collect::<Result<_, _>>().expect("readable decisions");
    let findings: Vec<FindingEntry> =
        run.rows().collect::<Result<_, _>>().expect("readable findings");
    assert_eq!(decisions.len() as u64, manifest.counts.decisions);
    assert_eq!(findings.len() as u64, manifest.counts.findings);
    let blocking: i64 = decisions.iter().map(|row| row.blocking).sum();
    assert_eq!(blocking, findings.iter().filter(|row| row.is_blocking()).count() as i64);
    let counted = |severity: Severity, status: Status| {
        let same = |row: &&FindingEntry| row.severity == severity && row.status == status;
        findings.iter().filter(same).count() as u64
    };
    for (&severity, counts) in &manifest.counts.by_severity {
        for (&status, &count) in counts {
            assert_eq!(counted(severity, status), count, "{severity:?} {status:?}");
        }
    }
    assert!(findings.iter().all(|row| row.end > row.start && row.fingerprint.len() == 64));
    assert!(decisions.windows(2).all(|pair| pair[0].line < pair[1].line), "in their order");
    assert_eq!(run.rows::<FactEntry>().count(), 0, "a table without rows is read as such");
}

#[test]
fn a_run_that_is_not_finished_says_how_to_finish_it() {
    let folder = TempDir::new().expect("a folder");
    fill(&mut open(folder.path(), Mode::New, identity()).expect("new"), records(), 1, 20);
    let error = refused(folder.path());
    assert!(error.is_incomplete());
    assert!(error.to_string().contains("traitement inachevé"), "{error}");
    assert!(error.to_string().contains("--resume"), "{error}");
}

#[test]
fn a_folder_that_is_no_run_is_a_mistake_of_the_command() {
    let folder = TempDir::new().expect("a folder");
    for path in [folder.path().to_owned(), folder.path().join("absent")] {
        let error = refused(&path);
        assert!(matches!(error, TableError::NotARun(_)) && !error.is_incomplete(), "{error}");
    }
    fs::write(folder.path().join("manifest.json"), r#"{"tool":"autre","schema_version":1}"#)
        .expect("written");
    assert!(matches!(refused(folder.path()), TableError::NotARun(_)));
}

#[test]
fn a_lost_or_cut_part_is_never_an_empty_one() {
    let (folder, _) = made();
    let path = part_path(folder.path(), &schema::FINDINGS, 3);
    let whole = fs::read(&path).expect("a part");
    let read = || {
        let run = Run::open(folder.path()).expect("a manifest");
        run.rows::<FindingEntry>().collect::<Result<Vec<_>, _>>()
    };
    for cut in [0, 4, whole.len() / 2, whole.len() - 1] {
        fs::write(&path, &whole[..cut]).expect("written");
        let error = read().expect_err("cut");
        assert!(matches!(error, TableError::Damaged { .. }) && error.is_incomplete(), "{error}");
        assert!(error.to_string().contains("part-00003"), "{error}");
    }
    fs::remove_file(&path).expect("removed");
    let error = read().expect_err("lost");
    assert!(matches!(error, TableError::MissingPart(_)) && error.is_incomplete(), "{error}");
    // A part that is Parquet, of another table.
    fs::copy(part_path(folder.path(), &schema::DECISIONS, 3), &path).expect("copied");
    assert!(read().expect_err("another table").to_string().contains("colonne"));
}

#[test]
fn tables_of_another_version_are_refused_by_name() {
    let (folder, _) = made();
    let path = folder.path().join("manifest.json");
    let text = fs::read_to_string(&path).expect("a manifest");
    let current = format!("\"schema_version\": {}", schema::SCHEMA_VERSION);
    assert!(text.contains(&current));
    fs::write(&path, text.replace(&current, "\"schema_version\": 99")).expect("written");
    let error = refused(folder.path());
    assert!(matches!(error, TableError::Version { found: 99, .. }), "{error}");
    fs::write(&path, &text[..text.len() / 2]).expect("written");
    assert!(refused(folder.path()).is_incomplete(), "half a manifest");
}

#[test]
fn derived_tables_are_read_back_or_known_to_be_absent() {
    let (folder, _) = made();
    let run = Run::open(folder.path()).expect("finished");
    assert!(!run.has::<RiskRow>() && !run.has::<LinkRow>() && !run.has::<VerdictRow>());
    assert_eq!(run.rows::<RiskRow>().count(), 0);

    let write = |table: &schema::Table, rank, bytes: Vec<u8>| {
        let path = part_path(folder.path(), table, rank);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, bytes).expect("written");
    };
    let risk = RiskRow {
        decision_id: "d1".to_owned(),
        person: "X".to_owned(),
        class_size: Some(1),
        population: None,
        population_low: None,
        population_high: Some(12.5),
        probability: 0.75,
        adversary: "voisin".to_owned(),
        combination: vec!["profession".to_owned(), "residence".to_owned()],
        explanation: "profession rare dans une petite commune".to_owned(),
        ..RiskRow::default()
    };
    let link = LinkRow {
        decision_id: "d1".to_owned(),
        other_id: "d2".to_owned(),
        kind: LinkKind::Case,
        cluster: "c1".to_owned(),
        probability: 0.9,
        union_risk: None,
        complementary: None,
        reasons: vec!["numéro de répertoire".to_owned()],
        differences: Vec::new(),
    };
    let verdict = VerdictRow {
        decision_id: "d1".to_owned(),
        score: 80,
        likelihood: 4,
        severity: 3,
        verdict: Verdict::Refuse,
        probability: 0.97,
        adversary: "voisin".to_owned(),
        routes: vec!["residual=0.97".to_owned()],
        not_evaluated: vec!["chain".to_owned()],
        reasons: vec!["SOC-01".to_owned()],
        waived: 0,
        baselined: 1,
    };
    for rank in 0..2 {
        let mut bytes = Vec::new();
        write_risks(&mut bytes, std::slice::from_ref(&risk)).expect("written");
        write(&schema::RISKS, rank, bytes);
    }
    let mut bytes = Vec::new();
    write_links(&mut bytes, std::slice::from_ref(&link)).expect("written");
    write(&schema::LINKS, 0, bytes);
    let mut bytes = Vec::new();
    derived::write_verdicts(&mut bytes, std::slice::from_ref(&verdict)).expect("written");
    write(&schema::VERDICTS, 0, bytes);

    assert!(run.has::<RiskRow>() && run.has::<LinkRow>() && run.has::<VerdictRow>());
    assert_eq!(
        run.rows().collect::<Result<Vec<RiskRow>, _>>().expect("read"),
        [risk.clone(), risk]
    );
    assert_eq!(run.rows().collect::<Result<Vec<LinkRow>, _>>().expect("read"), [link]);
    assert_eq!(run.rows().collect::<Result<Vec<VerdictRow>, _>>().expect("read"), [verdict]);
}
