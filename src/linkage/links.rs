//! `links`: from the tables of a finished run to one row a pair of decisions of one case.
//!
//! Reads what a scan kept of each decision, puts decisions of one case together (`chains`), and says for each pair which
//! names one masks and the other leaves readable (REI-04). Must not read texts.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, RecordBatch};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use rustc_hash::FxHashMap;
use thiserror::Error;

use crate::detect::facts::Attribute;
use crate::run::Manifest;
use crate::run::atomic;
use crate::run::cause::in_french;
use crate::run::derived::{LinkKind, LinkRow, write_links};
use crate::run::directory::part_path;
use crate::run::schema::{DECISIONS, FACTS, FINDINGS, LINKS, SKETCHES, Table};
use crate::taxonomy::{Category, Family};

use super::chains::{self, Chains, Evidence, Node};
use super::differences::{Visibility, differential};
use super::population::Population;
use super::profiles::{FactView, Profile};

/// Why links could not be computed.
#[derive(Debug, Error)]
pub enum LinksError {
    #[error(
        "fichier manquant ou illisible : {} ({what}). Restaurez-le, ou relancez l'audit avec --force.",
        path.display()
    )]
    Damaged { path: PathBuf, what: String },
    #[error(
        "écriture impossible : {} ({}). Libérez de la place ou rétablissez l'accès, puis relancez « filigrane link ».",
        path.display(), in_french(cause)
    )]
    Write { path: PathBuf, cause: io::Error },
}

/// What came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Linked {
    /// Pairs of decisions.
    pub links: u64,
    /// Cases of two decisions or more.
    pub cases: u64,
    /// Pairs where one shows what the other masks.
    pub differing: u64,
}

/// A decision, with what its text says of each person and what it shows and hides.
#[derive(Default)]
struct Seen {
    visible: Visibility,
    /// Facts by role, then by person.
    people: BTreeMap<String, BTreeMap<String, Vec<(Attribute, String)>>>,
}

/// Computes the links of a finished run and writes them into it, as one part.
pub fn link_run(
    run: &Path,
    manifest: &Manifest,
    population: &Population,
) -> Result<Linked, LinksError> {
    let (nodes, seen) = decisions(run, manifest)?;
    let chains = chains::link(&nodes, Evidence::All);
    let rows = rows(&nodes, &seen, &chains, population);
    let folder = run.join(LINKS.name);
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |cause| LinksError::Write { path, cause }
    };
    // A computation that stops half-way leaves no part that could pass for the whole.
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(failed(&folder)(error));
        }
        _ => {}
    }
    fs::create_dir_all(&folder).map_err(failed(&folder))?;
    let part = part_path(run, &LINKS, 0);
    atomic::publish(&part, |out| write_links(out, &rows)).map_err(failed(&part))?;
    let mut sizes: FxHashMap<u32, u64> = FxHashMap::default();
    for case in &chains.case_of {
        *sizes.entry(*case).or_default() += 1;
    }
    Ok(Linked {
        links: rows.len() as u64,
        cases: sizes.values().filter(|size| **size > 1).count() as u64,
        differing: rows.iter().filter(|row| !row.differences.is_empty()).count() as u64,
    })
}

fn rows(nodes: &[Node], seen: &[Seen], chains: &Chains, population: &Population) -> Vec<LinkRow> {
    // A case is named by its first decision, in the order of the run.
    let mut first: FxHashMap<u32, usize> = FxHashMap::default();
    for (rank, case) in chains.case_of.iter().enumerate() {
        first.entry(*case).or_insert(rank);
    }
    chains
        .links
        .iter()
        .map(|link| {
            let [a, b] = [link.first, link.second].map(|rank| rank as usize);
            let case = first.get(&chains.case_of[a]).copied().unwrap_or(a);
            let reasons = std::iter::once(link.relation.as_str())
                .chain(link.reasons.iter().copied())
                .map(str::to_owned)
                .collect();
            let differences = differential(&seen[a].visible, &seen[b].visible);
            let year = nodes[b].date.as_ref().and_then(|date| date.get(..4)?.parse().ok());
            LinkRow {
                decision_id: nodes[a].id.clone(),
                other_id: nodes[b].id.clone(),
                kind: LinkKind::Case,
                cluster: nodes[case].id.clone(),
                probability: link.probability as f32,
                union_risk: union_risk(&seen[a], &seen[b], year, population),
                reasons,
                differences: differences.into_iter().map(|one| one.as_str().to_owned()).collect(),
            }
        })
        .collect()
}

/// Probability that someone who holds both decisions singles a person out in the population: that of the most exposed
/// role. Letters change from one decision to another, roles do not: a role held by one person in each is one
/// person. `None` when there is none, or when the population says nothing of their details.
fn union_risk(a: &Seen, b: &Seen, year: Option<i32>, population: &Population) -> Option<f32> {
    a.people
        .iter()
        .filter(|(_, people)| people.len() == 1)
        .filter_map(|(role, people)| {
            let others = b.people.get(role).filter(|others| others.len() == 1)?;
            let facts: Vec<FactView<'_>> = people
                .values()
                .chain(others.values())
                .flatten()
                .map(|(attribute, value)| FactView { attribute: *attribute, value })
                .collect();
            let profile = Profile::of(&facts, year);
            let estimate = population.estimate(&profile, &profile.known())?;
            Some((1.0 / estimate.expected.max(1.0)) as f32)
        })
        .reduce(f32::max)
}

/// Decisions as links need them, and what each says, shows and hides.
fn decisions(run: &Path, manifest: &Manifest) -> Result<(Vec<Node>, Vec<Seen>), LinksError> {
    let mut nodes: Vec<Node> = Vec::new();
    let mut seen: Vec<Seen> = Vec::new();
    let mut rank_of: FxHashMap<String, usize> = FxHashMap::default();
    for part in 0..manifest.parts {
        each_batch(run, &DECISIONS, part, |batch| {
            let id = Texts::of(batch, "decision_id")?;
            let fields = ["jurisdiction", "location", "number", "ecli", "decision_date", "nac"]
                .map(|name| Texts::of(batch, name));
            for row in 0..batch.num_rows() {
                let value = |field: usize| fields[field].as_ref().and_then(|texts| texts.get(row));
                rank_of.insert(id.get(row)?, nodes.len());
                nodes.push(Node {
                    id: id.get(row)?,
                    jurisdiction: value(0),
                    location: value(1),
                    numbers: value(2).into_iter().collect(),
                    ecli: value(3),
                    date: value(4),
                    nature: value(5),
                    declared: list(batch, "linked", row).unwrap_or_default(),
                    ..Node::default()
                });
                seen.push(Seen::default());
            }
            Some(())
        })?;
        each_batch(run, &SKETCHES, part, |batch| {
            let id = Texts::of(batch, "decision_id")?;
            let shingles = batch.column_by_name("shingles")?.as_primitive_opt::<Int64Type>()?;
            for row in 0..batch.num_rows() {
                let Some(&rank) = rank_of.get(&id.get(row)?) else { continue };
                let node = &mut nodes[rank];
                node.cited_numbers = list(batch, "numbers", row)?;
                node.cited_dates = list(batch, "cited_dates", row)?;
                node.cited_courts = list(batch, "cited_courts", row)?;
                node.articles = list(batch, "articles", row)?;
                node.amounts = integers(batch, "amounts", row)?;
                node.sketch = integers(batch, "sketch", row)?;
                node.shingles = shingles.value(row);
            }
            Some(())
        })?;
        each_batch(run, &FACTS, part, |batch| {
            let (id, person) = (Texts::of(batch, "decision_id")?, Texts::of(batch, "person")?);
            let (attribute, value) = (Texts::of(batch, "attribute")?, Texts::of(batch, "value")?);
            let role = Texts::of(batch, "role")?;
            for row in 0..batch.num_rows() {
                let Some(&rank) = rank_of.get(&id.get(row)?) else { continue };
                // A person who goes by letters: the name is masked. Nothing else in the tables proves a mask, and an
                // element that a decision lacks is not one that it hides.
                let person = person.get(row)?;
                if !person.starts_with('#') {
                    seen[rank].visible.masked.insert(Category::PersonnePhysique);
                }
                if let Some(role) = role.get(row) {
                    let attribute = Attribute::from_code(&attribute.get(row)?)?;
                    let people = seen[rank].people.entry(role).or_default();
                    people.entry(person).or_default().push((attribute, value.get(row)?));
                }
            }
            Some(())
        })?;
        each_batch(run, &FINDINGS, part, |batch| {
            let (id, category) = (Texts::of(batch, "decision_id")?, Texts::of(batch, "category")?);
            let family = Texts::of(batch, "family")?;
            let personal =
                [Family::Identifier, Family::Name, Family::Occultation].map(Family::as_str);
            for row in 0..batch.num_rows() {
                let Some(&rank) = rank_of.get(&id.get(row)?) else { continue };
                if personal.contains(&family.get(row)?.as_str())
                    && let Some(category) = Category::parse(&category.get(row)?)
                {
                    seen[rank].visible.clear.insert(category);
                }
            }
            Some(())
        })?;
    }
    Ok((nodes, seen))
}

/// A column of text.
struct Texts<'b>(&'b arrow_array::StringArray);

impl<'b> Texts<'b> {
    fn of(batch: &'b RecordBatch, name: &str) -> Option<Self> {
        batch.column_by_name(name)?.as_string_opt::<i32>().map(Self)
    }

    fn get(&self, row: usize) -> Option<String> {
        self.0.is_valid(row).then(|| self.0.value(row).to_owned())
    }
}

fn list(batch: &RecordBatch, name: &str, row: usize) -> Option<Vec<String>> {
    let items = batch.column_by_name(name)?.as_list_opt::<i32>()?.value(row);
    let texts = items.as_string_opt::<i32>()?;
    Some((0..texts.len()).map(|place| texts.value(place).to_owned()).collect())
}

fn integers(batch: &RecordBatch, name: &str, row: usize) -> Option<Vec<i64>> {
    let items = batch.column_by_name(name)?.as_list_opt::<i32>()?.value(row);
    Some(items.as_primitive_opt::<Int64Type>()?.values().to_vec())
}

fn each_batch(
    run: &Path,
    table: &Table,
    rank: u64,
    mut each: impl FnMut(&RecordBatch) -> Option<()>,
) -> Result<(), LinksError> {
    let path = part_path(run, table, rank);
    let damaged = |what: &str| LinksError::Damaged { path: path.clone(), what: what.to_owned() };
    let file = File::open(&path).map_err(|cause| damaged(&in_french(&cause)))?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .and_then(|builder| builder.with_batch_size(4096).build())
        .map_err(|_| damaged("ce n'est pas un fichier Parquet entier"))?;
    for batch in reader {
        let batch = batch.map_err(|_| damaged("données abîmées"))?;
        each(&batch).ok_or_else(|| damaged("une colonne manque"))?;
    }
    Ok(())
}
