//! `links`: from the tables of finished runs to one row a pair of decisions of one case.
//!
//! Reads what a scan kept of each decision, puts decisions of one case together (`chains`), then reads again the facts and
//! findings of those alone: which elements one masks and the other leaves readable (REI-04), and what both reveal
//! of one person together. Must not read texts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, RecordBatch};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use rustc_hash::{FxHashMap, FxHashSet};
use thiserror::Error;

use crate::detect::facts::Attribute;
use crate::run::Manifest;
use crate::run::atomic;
use crate::run::cause::in_french;
use crate::run::derived::{LinkKind, LinkRow, write_links};
use crate::run::directory::part_path;
use crate::run::schema::{DECISIONS, FACTS, FINDINGS, LINKS, SKETCHES, Table};
use crate::taxonomy::{Category, Family, Status};

use super::chains::{Chains, Docket, Evidence, Link, Node};
use super::differences::{Visibility, complementary, differential};
use super::population::Population;
use super::profiles::{FactView, Profile, Quasi};
use super::{Stage, Tell, quiet};

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

/// Computes the links of a finished run and writes them into it, as one part.
pub fn link_run(
    run: &Path,
    manifest: &Manifest,
    population: &Population,
    tell: Tell<'_>,
) -> Result<Linked, LinksError> {
    let mut decisions = Decisions::new(Evidence::All);
    decisions.read(run, manifest, &FxHashSet::default(), tell)?;
    tell(Stage::Chains, 0, 1);
    let chains = decisions.docket.link();
    tell(Stage::Differences, 0, 1);
    let seen = seen(&[(run, manifest)], &decisions, &chains.links)?;
    let rows = rows(&decisions, &seen, &chains, population);
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

/// Links between the decisions of a new run and those of a past one, by new decision: in each row, `decision_id` is in the new
/// run and `other_id` in the past one, whichever came first. Nothing is written.
///
/// A decision of the past run that the new one has again is left out: it is replaced. Decisions of the past are not
/// linked with one another; those of the new run are, which only shows in `cluster`.
pub fn link_with_past(
    new: (&Path, &Manifest),
    past: (&Path, &Manifest),
    population: &Population,
) -> Result<Vec<LinkRow>, LinksError> {
    let replaced = ids(new.0, new.1)?;
    let mut decisions = Decisions::new(Evidence::All);
    decisions.read(past.0, past.1, &replaced, &quiet)?;
    let old = decisions.docket.len() as u32;
    decisions.docket.only_with_what_follows();
    decisions.read(new.0, new.1, &FxHashSet::default(), &quiet)?;
    let mut chains = decisions.docket.link();
    chains.links.retain(|link| (link.first < old) != (link.second < old));
    let seen = seen(&[past, new], &decisions, &chains.links)?;
    let mut rows: Vec<LinkRow> = rows(&decisions, &seen, &chains, population)
        .into_iter()
        .zip(&chains.links)
        .map(|(row, link)| {
            if link.first < old {
                LinkRow { decision_id: row.other_id, other_id: row.decision_id, ..row }
            } else {
                row
            }
        })
        .collect();
    rows.sort_by(|a, b| (&a.decision_id, &a.other_id).cmp(&(&b.decision_id, &b.other_id)));
    Ok(rows)
}

/// The decisions of one run or two, in the order in which they were read.
struct Decisions {
    docket: Docket,
    ids: Vec<Box<str>>,
    /// Year of each; 0 when it is not known.
    years: Vec<u16>,
}

/// The ids of the decisions of a run, and their cases, from some evidence: to measure them against a truth.
pub fn chains_of_run(
    run: &Path,
    manifest: &Manifest,
    evidence: Evidence,
) -> Result<(Vec<Box<str>>, Chains), LinksError> {
    let mut decisions = Decisions::new(evidence);
    decisions.read(run, manifest, &FxHashSet::default(), &quiet)?;
    let chains = decisions.docket.link();
    Ok((decisions.ids, chains))
}

impl Decisions {
    fn new(evidence: Evidence) -> Self {
        Self { docket: Docket::new(evidence), ids: Vec::new(), years: Vec::new() }
    }

    /// Adds the decisions of a run, but for some ids.
    fn read(
        &mut self,
        run: &Path,
        manifest: &Manifest,
        but: &FxHashSet<String>,
        tell: Tell<'_>,
    ) -> Result<(), LinksError> {
        for part in 0..manifest.parts {
            tell(Stage::Decisions, part, manifest.parts);
            let mut nodes: Vec<Node> = Vec::new();
            let mut rank_of: FxHashMap<String, usize> = FxHashMap::default();
            each_batch(run, &DECISIONS, part, |batch| {
                let id = Texts::of(batch, "decision_id")?;
                let fields = ["jurisdiction", "location", "number", "ecli", "decision_date", "nac"]
                    .map(|name| Texts::of(batch, name));
                for row in 0..batch.num_rows() {
                    let value =
                        |field: usize| fields[field].as_ref().and_then(|texts| texts.get(row));
                    let id = id.get(row)?;
                    if but.contains(&id) {
                        continue;
                    }
                    rank_of.insert(id.clone(), nodes.len());
                    nodes.push(Node {
                        id,
                        jurisdiction: value(0),
                        location: value(1),
                        numbers: value(2).into_iter().collect(),
                        ecli: value(3),
                        date: value(4),
                        nature: value(5),
                        declared: list(batch, "linked", row).unwrap_or_default(),
                        ..Node::default()
                    });
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
            for node in nodes {
                self.docket.push(&node);
                let year = node.date.as_ref().and_then(|date| date.get(..4)?.parse().ok());
                self.years.push(year.unwrap_or(0));
                self.ids.push(node.id.into());
            }
        }
        Ok(())
    }
}

/// The ids of the decisions of a run.
fn ids(run: &Path, manifest: &Manifest) -> Result<FxHashSet<String>, LinksError> {
    let mut ids = FxHashSet::default();
    for part in 0..manifest.parts {
        each_batch(run, &DECISIONS, part, |batch| {
            let id = Texts::of(batch, "decision_id")?;
            ids.extend((0..batch.num_rows()).filter_map(|row| id.get(row)));
            Some(())
        })?;
    }
    Ok(ids)
}

fn rows(
    decisions: &Decisions,
    seen: &FxHashMap<u32, Seen>,
    chains: &Chains,
    population: &Population,
) -> Vec<LinkRow> {
    // A case is named by its first decision, in the order of the run.
    let mut first: FxHashMap<u32, usize> = FxHashMap::default();
    for (rank, case) in chains.case_of.iter().enumerate() {
        first.entry(*case).or_insert(rank);
    }
    let nothing = Seen::default();
    let of = |rank: u32| seen.get(&rank).unwrap_or(&nothing);
    chains
        .links
        .iter()
        .map(|link| {
            let (a, b) = (of(link.first), of(link.second));
            let [first_rank, second_rank] = [link.first, link.second].map(|rank| rank as usize);
            let case = first.get(&chains.case_of[first_rank]).copied().unwrap_or(first_rank);
            let reasons = std::iter::once(link.relation.as_str())
                .chain(link.reasons.iter().copied())
                .map(str::to_owned)
                .collect();
            let years = [first_rank, second_rank]
                .map(|rank| Some(i32::from(decisions.years[rank])).filter(|year| *year > 0));
            let union = Union::of(a, b, years, population);
            LinkRow {
                decision_id: decisions.ids[first_rank].to_string(),
                other_id: decisions.ids[second_rank].to_string(),
                kind: LinkKind::Case,
                cluster: decisions.ids[case].to_string(),
                probability: link.probability as f32,
                union_risk: union.map(|union| union.risk as f32),
                complementary: union.map(|union| union.complementary as f32),
                reasons,
                differences: differences(a, b)
                    .into_iter()
                    .map(|category| category.as_str().to_owned())
                    .collect(),
            }
        })
        .collect()
}

/// A decision of a case: what its text says of each person, and what it shows and hides.
#[derive(Default)]
struct Seen {
    visible: Visibility,
    /// Facts by role, then by person.
    people: BTreeMap<String, BTreeMap<String, Vec<(Attribute, String)>>>,
}

impl Seen {
    /// The facts of the one person who has a role; `None` when there are several.
    fn only(&self, role: &str) -> Option<&[(Attribute, String)]> {
        let people = self.people.get(role)?;
        (people.len() == 1).then(|| people.values().next().map(Vec::as_slice)).flatten()
    }
}

/// What two decisions say of one person together.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Union {
    /// Probability that someone who holds both singles the person out in the population.
    risk: f64,
    /// What it exceeds the largest risk of a single decision by.
    complementary: f64,
}

impl Union {
    /// That of the most exposed role, and the highest complement. Letters change from one decision to
    /// another, roles do not: a role held by one person in each is one person, unless sex or birth says otherwise.
    /// `None` when there is none, or when the population says nothing of their details.
    fn of(a: &Seen, b: &Seen, years: [Option<i32>; 2], population: &Population) -> Option<Self> {
        let profile = |facts: &mut dyn Iterator<Item = &(Attribute, String)>, year| {
            let views: Vec<FactView<'_>> =
                facts.map(|(attribute, value)| FactView { attribute: *attribute, value }).collect();
            Profile::of(&views, year)
        };
        let risk = |profile: &Profile| {
            let estimate = population.estimate(profile, &profile.known())?;
            Some(1.0 / estimate.expected.max(1.0))
        };
        a.people
            .keys()
            .filter_map(|role| {
                let (mine, theirs) = (a.only(role)?, b.only(role)?);
                let singles =
                    [profile(&mut mine.iter(), years[0]), profile(&mut theirs.iter(), years[1])];
                if contradict(&singles[0], &singles[1]) {
                    return None;
                }
                let both = Profile::union(&singles[0], &singles[1]);
                let risk_of_both = risk(&both)?;
                let singles = singles.map(|single| risk(&single).unwrap_or(0.0));
                Some(Self {
                    risk: risk_of_both,
                    complementary: complementary(risk_of_both, &singles),
                })
            })
            .reduce(|one, other| Self {
                risk: one.risk.max(other.risk),
                complementary: one.complementary.max(other.complementary),
            })
    }
}

/// Whether two profiles cannot be of one person.
fn contradict(a: &Profile, b: &Profile) -> bool {
    let differ =
        |quasi: Quasi| matches!((a.value(quasi), b.value(quasi)), (Some(a), Some(b)) if a != b);
    let year = |profile: &Profile| -> Option<i32> {
        profile.value(Quasi::Naissance)?.trim_start_matches('~').parse().ok()
    };
    // A year drawn from an age may be one off.
    let born_apart = year(a).zip(year(b)).is_some_and(|(a, b)| a.abs_diff(b) > 1);
    differ(Quasi::Sexe) || born_apart
}

/// Elements masked in one of two decisions and readable in the other (REI-04).
fn differences(a: &Seen, b: &Seen) -> BTreeSet<Category> {
    let mut found: BTreeSet<Category> = differential(&a.visible, &b.visible).into_iter().collect();
    for role in a.people.keys() {
        let (Some(mine), Some(theirs)) = (a.only(role), b.only(role)) else { continue };
        for (here, there, other) in [(mine, theirs, &b.visible), (theirs, mine, &a.visible)] {
            let told = |facts: &[(Attribute, String)], wanted: Category| {
                facts.iter().any(|(attribute, value)| element(*attribute, value) == Some(wanted))
            };
            // Said of this person here; there, masks of that kind and nothing said.
            found.extend(
                here.iter()
                    .filter_map(|(attribute, value)| element(*attribute, value))
                    .filter(|category| other.masked.contains(category) && !told(there, *category)),
            );
        }
    }
    found
}

/// The element that a policy would mask and that a fact gives in clear.
fn element(attribute: Attribute, value: &str) -> Option<Category> {
    Some(match attribute {
        // A year is not masked: it is what masking leaves.
        Attribute::DateNaissance if value.len() == 10 => Category::DateNaissance,
        Attribute::DateDeces if value.len() == 10 => Category::DateDeces,
        Attribute::DateMariage if value.len() == 10 => Category::DateMariage,
        Attribute::Residence => Category::Localite,
        Attribute::BienImmobilier if value.starts_with("cadastre") => Category::Cadastre,
        _ => return None,
    })
}

/// What the decisions of some links say, show and hide, by rank.
fn seen(
    runs: &[(&Path, &Manifest)],
    decisions: &Decisions,
    links: &[Link],
) -> Result<FxHashMap<u32, Seen>, LinksError> {
    let mut seen: FxHashMap<u32, Seen> = FxHashMap::default();
    for link in links {
        for rank in [link.first, link.second] {
            seen.entry(rank).or_default();
        }
    }
    let rank_of: FxHashMap<&str, u32> =
        seen.keys().map(|rank| (&*decisions.ids[*rank as usize], *rank)).collect();
    if rank_of.is_empty() {
        return Ok(seen);
    }
    for (run, manifest) in runs {
        for part in 0..manifest.parts {
            each_batch(run, &SKETCHES, part, |batch| {
                let id = Texts::of(batch, "decision_id")?;
                for row in 0..batch.num_rows() {
                    let Some(seen) = rank_of.get(id.at(row)?).and_then(|rank| seen.get_mut(rank))
                    else {
                        continue;
                    };
                    let masked = list(batch, "masked", row)?;
                    seen.visible
                        .masked
                        .extend(masked.iter().filter_map(|name| Category::parse(name)));
                }
                Some(())
            })?;
            each_batch(run, &FACTS, part, |batch| {
                let (id, person) = (Texts::of(batch, "decision_id")?, Texts::of(batch, "person")?);
                let (attribute, value) =
                    (Texts::of(batch, "attribute")?, Texts::of(batch, "value")?);
                let role = Texts::of(batch, "role")?;
                for row in 0..batch.num_rows() {
                    let Some(seen) = rank_of.get(id.at(row)?).and_then(|rank| seen.get_mut(rank))
                    else {
                        continue;
                    };
                    if let Some(role) = role.get(row) {
                        let attribute = Attribute::from_code(attribute.at(row)?)?;
                        let people = seen.people.entry(role).or_default();
                        people
                            .entry(person.get(row)?)
                            .or_default()
                            .push((attribute, value.get(row)?));
                    }
                }
                Some(())
            })?;
            each_batch(run, &FINDINGS, part, |batch| {
                let (id, category) =
                    (Texts::of(batch, "decision_id")?, Texts::of(batch, "category")?);
                let (family, status) = (Texts::of(batch, "family")?, Texts::of(batch, "status")?);
                let personal =
                    [Family::Identifier, Family::Name, Family::Occultation].map(Family::as_str);
                for row in 0..batch.num_rows() {
                    let Some(seen) = rank_of.get(id.at(row)?).and_then(|rank| seen.get_mut(rank))
                    else {
                        continue;
                    };
                    // A doubt proves nothing readable; what the policy permits is no gap between two masks.
                    if personal.contains(&family.at(row)?)
                        && status.at(row)? == Status::Violation.as_str()
                        && let Some(category) = Category::parse(category.at(row)?)
                    {
                        seen.visible.clear.insert(category);
                    }
                }
                Some(())
            })?;
        }
    }
    Ok(seen)
}

/// A column of text.
struct Texts<'b>(&'b arrow_array::StringArray);

impl<'b> Texts<'b> {
    fn of(batch: &'b RecordBatch, name: &str) -> Option<Self> {
        batch.column_by_name(name)?.as_string_opt::<i32>().map(Self)
    }

    fn at(&self, row: usize) -> Option<&'b str> {
        self.0.is_valid(row).then(|| self.0.value(row))
    }

    fn get(&self, row: usize) -> Option<String> {
        self.at(row).map(str::to_owned)
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
