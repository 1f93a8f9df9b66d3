//! `filigrane diff`: what one of two publications masks and the other gives.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hash::{Hash, Hasher};
use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use serde::Serialize;
use serde_json::json;

use crate::corpus::{self, Decision, Input, ReadOptions};
use crate::detect::fingerprint::FingerprintKey;
use crate::detect::mask::{Identities, Masker};
use crate::document::{Document, TokenKind};
use crate::lexicon::Lexicon;
use crate::linkage::differences::{self, Masked};
use crate::linkage::metrics::read;
use crate::report::Language;
use crate::run::{Manifest, atomic, key};
use crate::taxonomy::Family;

use super::args::{DiffArgs, RiskFormat};
use super::{Exit, Failure};

/// The rule that this command applies.
const RULE: &str = "REI-05";

/// Which of two publications gives what the other masks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
enum Direction {
    /// The newer masks what the older gave.
    MaskedSince,
    /// The newer gives what the older masked.
    RevealedSince,
}

/// One difference, without any value in clear.
#[derive(Serialize)]
struct Row {
    decision_id: String,
    /// The id of the decision in the older publication, when it is another.
    old_id: Option<String>,
    direction: Direction,
    field: String,
    /// Code points of the newer text, half-open; absent when two runs are compared.
    start: Option<i64>,
    end: Option<i64>,
    rule_id: &'static str,
    /// The rule that had found the value, when two runs are compared.
    found_by: Option<String>,
    category: String,
    severity: String,
    masked: String,
    fingerprint: String,
}

/// What was compared.
#[derive(Default)]
struct Compared {
    rows: Vec<Row>,
    decisions: u64,
    /// Among them, those that changed their id.
    moved: u64,
    only_old: u64,
    only_new: u64,
    rejects: u64,
}

pub(super) fn run(args: &DiffArgs, language: Language) -> Result<Exit, Failure> {
    let is_run = |path: &Path| path.join("manifest.json").is_file();
    let compared = match (is_run(&args.old), is_run(&args.new)) {
        (true, true) => of_runs(&args.old, &args.new)?,
        (false, false) => of_files(args)?,
        _ => {
            return Err(Failure::Usage(
                "un traitement ne se compare qu'à un traitement, des fichiers qu'à des fichiers. Donnez deux dossiers écrits par « filigrane scan », ou deux jeux de décisions."
                    .to_owned(),
            ));
        }
    };
    let json = object(&compared);
    let text = match args.format {
        RiskFormat::Json => serde_json::to_string_pretty(&json).map_err(io::Error::other)? + "\n",
        RiskFormat::Text => render(&compared, language),
    };
    if let Some(folder) = &args.out {
        std::fs::create_dir_all(folder)?;
        let object = serde_json::to_string_pretty(&json).map_err(io::Error::other)? + "\n";
        atomic::publish(&folder.join("differences.json"), |out| out.write_all(object.as_bytes()))?;
        let text = render(&compared, language);
        atomic::publish(&folder.join("differences.txt"), |out| out.write_all(text.as_bytes()))?;
    }
    io::stdout().write_all(text.as_bytes())?;
    Ok(match () {
        () if compared.decisions == 0 && compared.rejects == 0 => Exit::Nothing,
        () if compared.rejects > 0 || compared.decisions == 0 => Exit::Incomplete,
        () if args.check && !compared.rows.is_empty() => Exit::Refused,
        () => Exit::Done,
    })
}

fn of_files(args: &DiffArgs) -> Result<Compared, Failure> {
    let options =
        ReadOptions { columns: args.column.iter().cloned().collect(), ..ReadOptions::default() };
    let key = match &args.key_file {
        Some(path) => key::read(path)?,
        None => key::of_user()?,
    };
    let lexicon = Lexicon::embedded().map_err(|error| Failure::Usage(error.to_string()))?;
    let ordinary = |word: &str| lexicon.word(word).ordinary() >= 3;
    let open = |path: &Path| {
        let records = corpus::open(&[Input::parse(path)], &options)
            .map_err(|error| Failure::Usage(error.to_string()))?;
        Ok::<_, Failure>(records.flat_map(|item| match item {
            Ok(record) => record.parse(&options),
            Err(reject) => vec![Err(reject)],
        }))
    };
    let mut compared = Compared::default();
    // What the newer publication left as it was need not be kept to be compared.
    let mut newer: FxHashMap<String, u64> = FxHashMap::default();
    if args.new.as_os_str() != "-" {
        for decision in open(&args.new)?.flatten() {
            newer.insert(decision.id.clone(), digest(&decision));
        }
    }
    let mut older = Older::default();
    for decision in open(&args.old)? {
        match decision {
            Ok(decision) if newer.get(&decision.id) == Some(&digest(&decision)) => {
                older.same.insert(decision.id);
            }
            Ok(decision) => older.keep(decision),
            Err(reject) => refuse(&mut compared, &reject),
        }
    }
    for decision in open(&args.new)? {
        match decision {
            Ok(new) if older.same.remove(&new.id) => compared.decisions += 1,
            Ok(new) => match older.take(&new, &newer) {
                Some(old) => {
                    compared.decisions += 1;
                    compared.moved += u64::from(old.id != new.id);
                    compare(&old, &new, &key, &ordinary, &mut compared.rows);
                }
                None => compared.only_new += 1,
            },
            Err(reject) => refuse(&mut compared, &reject),
        }
    }
    compared.only_old = (older.by_id.len() + older.same.len()) as u64;
    Ok(compared)
}

/// Decisions of the older publication that wait for theirs in the newer.
#[derive(Default)]
struct Older {
    by_id: FxHashMap<String, Decision>,
    /// Ids by what a decision keeps when its id changes.
    by_case: FxHashMap<String, Vec<String>>,
    /// Ids of the decisions that did not change.
    same: FxHashSet<String>,
}

impl Older {
    fn keep(&mut self, decision: Decision) {
        if let Some(case) = case(&decision) {
            self.by_case.entry(case).or_default().push(decision.id.clone());
        }
        self.by_id.insert(decision.id.clone(), decision);
    }

    /// The decision of the same id; failing that, the only one of the same case that the newer publication does not have
    /// under its own id.
    fn take(&mut self, new: &Decision, newer: &FxHashMap<String, u64>) -> Option<Decision> {
        if let Some(old) = self.by_id.remove(&new.id) {
            return Some(old);
        }
        let ids = self.by_case.get(&case(new)?)?;
        let mut left =
            ids.iter().filter(|id| self.by_id.contains_key(*id) && !newer.contains_key(*id));
        match (left.next(), left.next()) {
            (Some(only), None) => self.by_id.remove(only),
            _ => None,
        }
    }
}

/// What stays when a decision is published again under another id: its ECLI, or its court, number and date.
fn case(decision: &Decision) -> Option<String> {
    let metadata = &decision.metadata;
    if let Some(ecli) = &metadata.ecli {
        return Some(ecli.clone());
    }
    let court = metadata.location.as_ref().or(metadata.jurisdiction.as_ref())?;
    Some(format!("{court} {} {}", metadata.number.as_ref()?, metadata.decision_date.as_ref()?))
}

/// Digest of what a decision publishes.
fn digest(decision: &Decision) -> u64 {
    let mut hasher = FxHasher::default();
    for field in &decision.fields {
        field.name.hash(&mut hasher);
        field.text.hash(&mut hasher);
    }
    hasher.finish()
}

/// Says where a record could not be read, never what it holds.
fn refuse(compared: &mut Compared, reject: &corpus::Reject) {
    compared.rejects += 1;
    let _ = writeln!(
        io::stderr(),
        "filigrane : {}, ligne {} : décision illisible ({})",
        reject.file,
        reject.line,
        reject.detail
    );
}

fn compare(
    old: &Decision,
    new: &Decision,
    key: &FingerprintKey,
    ordinary: &(dyn Fn(&str) -> bool + Sync),
    rows: &mut Vec<Row>,
) {
    let moved = (old.id != new.id).then(|| old.id.clone());
    let (old, new) = (Document::new(old), Document::new(new));
    for view in &new.views {
        let Some(before) = old.views.iter().find(|before| before.field == view.field) else {
            continue;
        };
        let masked = differences::masked_since(before, view);
        // The other way round, the passage in clear is in the newer text.
        let revealed = differences::masked_since(view, before);
        let values = masked.iter().chain(&revealed).map(|one| one.value.as_str());
        let identities = Identities::of(values);
        let masker = Masker { identities: &identities, ordinary };
        let hidden: Vec<_> = view
            .tokens()
            .iter()
            .filter(|token| matches!(token.kind, TokenKind::Placeholder(_)))
            .map(|token| token.range())
            .collect();
        let mut found: Vec<(&Masked, &Range<usize>, Direction)> = masked
            .iter()
            .map(|one| (one, &one.new, Direction::MaskedSince))
            .chain(revealed.iter().map(|one| (one, &one.old, Direction::RevealedSince)))
            .collect();
        found.sort_by_key(|(_, place, direction)| (place.start, *direction));
        rows.extend(found.into_iter().map(|(one, place, direction)| {
            let raw = view.raw_range(place);
            let points = |to: usize| view.raw[..to].chars().count() as i64;
            Row {
                decision_id: new.decision.id.clone(),
                old_id: moved.clone(),
                direction,
                field: view.field.to_string(),
                start: Some(points(raw.start)),
                end: Some(points(raw.end)),
                rule_id: RULE,
                found_by: None,
                category: one.category.as_str().to_owned(),
                severity: one.severity.as_str().to_owned(),
                masked: masker.excerpt(&view.text, place, one.category, &hidden),
                fingerprint: key.fingerprint(RULE, &one.value, &new.decision.id),
            }
        }));
    }
}

/// Findings of the older run whose value the newer no longer shows.
fn of_runs(old: &Path, new: &Path) -> Result<Compared, Failure> {
    let manifest = |run: &Path| {
        Manifest::read(run).ok().flatten().ok_or_else(|| {
            Failure::Usage(format!(
                "{} : manifeste illisible. Relancez le traitement.",
                run.display()
            ))
        })
    };
    let (before, after) = (manifest(old)?, manifest(new)?);
    if before.parameters.key_id != after.parameters.key_id {
        return Err(Failure::Usage(
            "les deux traitements n'ont pas la même clé d'empreintes : leurs constats ne se comparent pas. Relancez-les avec le même --key-file."
                .to_owned(),
        ));
    }
    if before.parameters.rules_digest != after.parameters.rules_digest {
        let _ = writeln!(
            io::stderr(),
            "filigrane : les règles ont changé entre les deux traitements ; un constat disparu peut venir de là."
        );
    }
    let (ids, newer_ids) = (ids(old)?, ids(new)?);
    let both: std::collections::BTreeSet<&String> =
        ids.iter().filter(|id| newer_ids.contains(*id)).collect();
    let (older, newer) = (findings(old)?, findings(new)?);
    let shown = |rows: &[Row]| -> std::collections::BTreeSet<(String, String)> {
        rows.iter().map(|row| (row.decision_id.clone(), row.fingerprint.clone())).collect()
    };
    let (shown_before, shown_after) = (shown(&older), shown(&newer));
    let gone = |rows: Vec<Row>,
                elsewhere: &std::collections::BTreeSet<(String, String)>,
                direction| {
        rows.into_iter()
            .filter(|row| both.contains(&row.decision_id))
            .filter(|row| !elsewhere.contains(&(row.decision_id.clone(), row.fingerprint.clone())))
            .map(|row| Row { direction, ..row })
            .collect::<Vec<Row>>()
    };
    let mut rows = gone(older, &shown_after, Direction::MaskedSince);
    rows.extend(gone(newer, &shown_before, Direction::RevealedSince));
    rows.sort_by(|a, b| a.decision_id.cmp(&b.decision_id).then(a.direction.cmp(&b.direction)));
    let common = both.len() as u64;
    Ok(Compared {
        rows,
        decisions: common,
        moved: 0,
        only_old: ids.len() as u64 - common,
        only_new: newer_ids.len() as u64 - common,
        rejects: 0,
    })
}

/// The part files of a table of a run, in order.
fn parts(run: &Path, table: &str) -> Result<Vec<std::path::PathBuf>, Failure> {
    let folder = run.join(table);
    let mut parts: Vec<_> = std::fs::read_dir(&folder)
        .map_err(|error| {
            let cause = crate::cause::in_french(&error);
            Failure::Usage(format!("{} : table illisible ({cause}).", folder.display()))
        })?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "parquet"))
        .collect();
    parts.sort();
    Ok(parts)
}

fn ids(run: &Path) -> Result<std::collections::BTreeSet<String>, Failure> {
    let mut ids = std::collections::BTreeSet::new();
    for part in parts(run, "decisions")? {
        let table = read::read_any(&part, &["decision_id"])
            .map_err(|error| Failure::Usage(error.to_string()))?;
        for column in &table.columns {
            ids.extend(column.labels.iter().map(|label| label.to_string()));
        }
    }
    Ok(ids)
}

fn findings(run: &Path) -> Result<Vec<Row>, Failure> {
    let names = [
        "decision_id",
        "field",
        "rule_id",
        "family",
        "category",
        "severity",
        "masked",
        "fingerprint",
    ];
    // What tells of a person; a fault of form that goes away reveals nothing.
    let personal = [Family::Identifier, Family::Name, Family::Occultation].map(Family::as_str);
    let mut rows = Vec::new();
    for part in parts(run, "findings")? {
        let table =
            read::read_any(&part, &names).map_err(|error| Failure::Usage(error.to_string()))?;
        let value = |name: &str, row: usize| {
            table
                .column(name)
                .map(|column| column.labels[column.codes.get(row) as usize].to_string())
                .unwrap_or_default()
        };
        let told = (0..table.rows).filter(|&row| personal.contains(&value("family", row).as_str()));
        rows.extend(told.map(|row| Row {
            decision_id: value("decision_id", row),
            old_id: None,
            direction: Direction::MaskedSince,
            field: value("field", row),
            start: None,
            end: None,
            rule_id: RULE,
            found_by: Some(value("rule_id", row)),
            category: value("category", row),
            severity: value("severity", row),
            masked: value("masked", row),
            fingerprint: value("fingerprint", row),
        }));
    }
    Ok(rows)
}

fn object(compared: &Compared) -> serde_json::Value {
    json!({
        "rule_id": RULE,
        "decisions_compared": compared.decisions,
        "moved": compared.moved,
        "only_in_old": compared.only_old,
        "only_in_new": compared.only_new,
        "rejects": compared.rejects,
        "masked_since": count(compared, Direction::MaskedSince),
        "revealed_since": count(compared, Direction::RevealedSince),
        "by_category": by_category(&compared.rows),
        "differences": compared.rows,
    })
}

fn count(compared: &Compared, direction: Direction) -> usize {
    compared.rows.iter().filter(|row| row.direction == direction).count()
}

fn by_category(rows: &[Row]) -> BTreeMap<&str, u64> {
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(row.category.as_str()).or_default() += 1;
    }
    counts
}

fn render(compared: &Compared, language: Language) -> String {
    let mut out = String::new();
    let masked = count(compared, Direction::MaskedSince);
    let revealed = count(compared, Direction::RevealedSince);
    let head = language.pick(
        format!(
            "Décisions comparées : {}, dont {} sous un autre identifiant · seulement dans l'ancien : {} · seulement dans le nouveau : {} · rejets : {}\n\
             Passages que le nouveau masque et que l'ancien donne ({RULE}) : {masked}\n\
             Passages que le nouveau donne et que l'ancien masquait : {revealed}\n",
            compared.decisions, compared.moved, compared.only_old, compared.only_new, compared.rejects
        ),
        format!(
            "Decisions compared: {}, {} of them under another id · only in the old: {} · only in the new: {} · rejects: {}\n\
             Passages that the new one masks and the old one gives ({RULE}): {masked}\n\
             Passages that the new one gives and the old one masked: {revealed}\n",
            compared.decisions, compared.moved, compared.only_old, compared.only_new, compared.rejects
        ),
    );
    out.push_str(&head);
    for (category, count) in by_category(&compared.rows) {
        let _ = writeln!(out, "  {category} : {count}");
    }
    for row in &compared.rows {
        let place = match (row.start, row.end) {
            (Some(start), Some(end)) => format!(" {start}–{end}"),
            _ => String::new(),
        };
        let direction = match row.direction {
            Direction::MaskedSince => language.pick("masqué depuis", "masked since"),
            Direction::RevealedSince => language.pick("donné depuis", "given since"),
        };
        let _ = writeln!(
            out,
            "{} · {}{place} · {direction} · {} · {} · {}",
            row.decision_id, row.field, row.severity, row.category, row.masked
        );
    }
    out
}
