//! `links`: from the tables of finished runs to one row a pair of decisions of one case.
//!
//! Reads what a scan kept of each decision, puts decisions of one case together (`chains`), then reads again the facts and
//! findings of those alone: which elements one masks and the other leaves readable (REI-04), and what both reveal
//! of one person together. Must not read texts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use arrow_array::StringArray;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::detect::facts::Attribute;
use crate::run::derived::{LinkKind, LinkRow, write_links};
use crate::run::directory::part_path;
use crate::run::schema::{DECISIONS, FACTS, FINDINGS, LINKS, SKETCHES};
use crate::run::tables::{Fault, maybe};
use crate::run::{Run, atomic};
use crate::taxonomy::{Category, Family, Status};

use super::chains::{Chains, Docket, Evidence, Link, Node};
use super::differences::{Visibility, complementary, differential};
use super::error::LinkError;
use super::population::Population;
use super::profiles::{FactView, Profile, Quasi};
use super::{Stage, Tell, quiet};

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
pub fn link_run(run: &Run, population: &Population, tell: Tell<'_>) -> Result<Linked, LinkError> {
    let mut decisions = Decisions::new(Evidence::All);
    decisions.read(run, &FxHashSet::default(), tell)?;
    tell(Stage::Chains, 0, 1);
    let chains = decisions.docket.link();
    tell(Stage::Differences, 0, 1);
    let seen = seen(&[run], &decisions, &chains.links)?;
    let rows = rows(&decisions, &seen, &chains, population);
    let folder = run.path().join(LINKS.name);
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |cause| LinkError::Write { path, cause }
    };
    // A computation that stops half-way leaves no part that could pass for the whole.
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(failed(&folder)(error));
        }
        _ => {}
    }
    fs::create_dir_all(&folder).map_err(failed(&folder))?;
    let part = part_path(run.path(), &LINKS, 0);
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
    new: &Run,
    past: &Run,
    population: &Population,
) -> Result<Vec<LinkRow>, LinkError> {
    let replaced = ids(new)?;
    let mut decisions = Decisions::new(Evidence::All);
    decisions.read(past, &replaced, &quiet)?;
    let old = decisions.docket.len() as u32;
    decisions.docket.only_with_what_follows();
    decisions.read(new, &FxHashSet::default(), &quiet)?;
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
pub fn chains_of_run(run: &Run, evidence: Evidence) -> Result<(Vec<Box<str>>, Chains), LinkError> {
    let mut decisions = Decisions::new(evidence);
    decisions.read(run, &FxHashSet::default(), &quiet)?;
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
        run: &Run,
        but: &FxHashSet<String>,
        tell: Tell<'_>,
    ) -> Result<(), LinkError> {
        for part in 0..run.parts() {
            tell(Stage::Decisions, part, run.parts());
            let mut nodes: Vec<Node> = Vec::new();
            let mut rank_of: FxHashMap<String, usize> = FxHashMap::default();
            run.each_batch(&DECISIONS, part, |batch| {
                let id = batch.texts("decision_id")?;
                let fields: [&StringArray; 6] = [
                    batch.texts("jurisdiction")?,
                    batch.texts("location")?,
                    batch.texts("number")?,
                    batch.texts("ecli")?,
                    batch.texts("decision_date")?,
                    batch.texts("nac")?,
                ];
                let linked = batch.lists("linked")?;
                for row in batch.rows() {
                    let [jurisdiction, location, number, ecli, date, nature] =
                        fields.map(|texts| maybe(texts, row));
                    let id = id.value(row).to_owned();
                    if but.contains(&id) {
                        continue;
                    }
                    rank_of.insert(id.clone(), nodes.len());
                    nodes.push(Node {
                        id,
                        jurisdiction,
                        location,
                        numbers: number.into_iter().collect(),
                        ecli,
                        date,
                        nature,
                        declared: linked.at(row),
                        ..Node::default()
                    });
                }
                Ok(())
            })?;
            run.each_batch(&SKETCHES, part, |batch| {
                let id = batch.texts("decision_id")?;
                let (numbers, dates) = (batch.lists("numbers")?, batch.lists("cited_dates")?);
                let (courts, articles) = (batch.lists("cited_courts")?, batch.lists("articles")?);
                let (amounts, sketch) =
                    (batch.integer_lists("amounts")?, batch.integer_lists("sketch")?);
                let shingles = batch.integers("shingles")?;
                for row in batch.rows() {
                    let Some(&rank) = rank_of.get(id.value(row)) else { continue };
                    let node = &mut nodes[rank];
                    node.cited_numbers = numbers.at(row);
                    node.cited_dates = dates.at(row);
                    node.cited_courts = courts.at(row);
                    node.articles = articles.at(row);
                    node.amounts = amounts.at(row);
                    node.sketch = sketch.at(row);
                    node.shingles = shingles.value(row);
                }
                Ok(())
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
fn ids(run: &Run) -> Result<FxHashSet<String>, LinkError> {
    let mut ids = FxHashSet::default();
    for part in 0..run.parts() {
        run.each_batch(&DECISIONS, part, |batch| {
            let id = batch.texts("decision_id")?;
            ids.extend(batch.rows().map(|row| id.value(row).to_owned()));
            Ok(())
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
    runs: &[&Run],
    decisions: &Decisions,
    links: &[Link],
) -> Result<FxHashMap<u32, Seen>, LinkError> {
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
    for run in runs {
        for part in 0..run.parts() {
            run.each_batch(&SKETCHES, part, |batch| {
                let (id, masked) = (batch.texts("decision_id")?, batch.lists("masked")?);
                for row in batch.rows() {
                    let Some(seen) = rank_of.get(id.value(row)).and_then(|rank| seen.get_mut(rank))
                    else {
                        continue;
                    };
                    seen.visible
                        .masked
                        .extend(masked.at(row).iter().filter_map(|name| Category::parse(name)));
                }
                Ok(())
            })?;
            run.each_batch(&FACTS, part, |batch| {
                let (id, person) = (batch.texts("decision_id")?, batch.texts("person")?);
                let (attribute, value) = (batch.texts("attribute")?, batch.texts("value")?);
                let role = batch.texts("role")?;
                for row in batch.rows() {
                    let Some(seen) = rank_of.get(id.value(row)).and_then(|rank| seen.get_mut(rank))
                    else {
                        continue;
                    };
                    if let Some(role) = maybe(role, row) {
                        let attribute = Attribute::from_code(attribute.value(row))
                            .ok_or(Fault::Code("attribute"))?;
                        let people = seen.people.entry(role).or_default();
                        people
                            .entry(person.value(row).to_owned())
                            .or_default()
                            .push((attribute, value.value(row).to_owned()));
                    }
                }
                Ok(())
            })?;
            run.each_batch(&FINDINGS, part, |batch| {
                let (id, category) = (batch.texts("decision_id")?, batch.texts("category")?);
                let (family, status) = (batch.texts("family")?, batch.texts("status")?);
                let personal =
                    [Family::Identifier, Family::Name, Family::Occultation].map(Family::as_str);
                for row in batch.rows() {
                    let Some(seen) = rank_of.get(id.value(row)).and_then(|rank| seen.get_mut(rank))
                    else {
                        continue;
                    };
                    // A doubt proves nothing readable; what the policy permits is no gap between two masks.
                    if personal.contains(&family.value(row))
                        && status.value(row) == Status::Violation.as_str()
                        && let Some(category) = Category::parse(category.value(row))
                    {
                        seen.visible.clear.insert(category);
                    }
                }
                Ok(())
            })?;
        }
    }
    Ok(seen)
}
