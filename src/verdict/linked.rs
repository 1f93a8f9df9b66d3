//! What linkage says of each decision, gathered from the tables `risks` and `links` of a run.
//!
//! One small record a decision, whatever the number of rows. Must not link anything itself.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::run::derived::{LinkRow, RiskRow};
use crate::run::tables::FindingEntry;
use crate::run::{Run, TableError};
use crate::taxonomy::{Category, Status};

use super::score::{Linked, LinkedPoint, decimal, together};
use super::settings::ScoreSettings;
use crate::policy::Categories;

/// Longest explanation kept, in characters.
const EXPLANATION: usize = 320;

/// Categories and attributes whose difference gives a name.
const NAMES: [&str; 4] = ["personnePhysique", "nom", "prenom", "identite"];

/// What reading two decisions together must add for an explanation to say so.
const TELLING: f64 = 0.05;

/// Other decisions that an explanation names.
const NAMED: usize = 2;

/// The records of a run, by decision.
#[derive(Default)]
pub struct LinkedIndex {
    persons: Option<FxHashMap<String, Singled>>,
    links: Option<LinkMap>,
}

#[derive(Default)]
struct Singled {
    /// Probability that nobody is singled out.
    none: f64,
    worst: f64,
    adversary: String,
    explanation: String,
}

impl LinkedIndex {
    /// Reads the tables that are there; `past` are pairs of a decision of the run and one already published.
    pub fn read(
        run: &Run,
        past: Option<&[LinkRow]>,
        score: &ScoreSettings,
    ) -> Result<Self, TableError> {
        let mut index = Self::default();
        if run.has::<RiskRow>() {
            let mut persons = FxHashMap::default();
            for row in run.rows::<RiskRow>() {
                let row = row?;
                add_person(&mut persons, row, score.singled_weight);
            }
            index.persons = Some(persons);
        }
        if run.has::<LinkRow>() || past.is_some() {
            let mut rows: Vec<LinkRow> = match run.has::<LinkRow>() {
                true => run.rows().collect::<Result<_, _>>()?,
                false => Vec::new(),
            };
            rows.extend_from_slice(past.unwrap_or_default());
            index.links = Some(LinkMap::gather(&rows, run, score)?);
        }
        Ok(index)
    }

    /// What it says of a decision.
    pub fn of(&self, decision_id: &str) -> Linked {
        let singled = self.persons.as_ref().map(|persons| {
            persons.get(decision_id).map_or_else(LinkedPoint::default, |person| LinkedPoint {
                probability: 1.0 - person.none,
                adversary: Some(person.adversary.clone()).filter(|name| !name.is_empty()),
                explanation: person.explanation.clone(),
            })
        });
        let (chain, difference) = match &self.links {
            Some(links) => {
                let (chain, difference) = links.of(decision_id);
                (Some(chain), Some(difference))
            }
            None => (None, None),
        };
        Linked { singled, chain, difference }
    }
}

fn add_person(persons: &mut FxHashMap<String, Singled>, row: RiskRow, weight: f64) {
    let probability = weight * f64::from(row.probability).clamp(0.0, 1.0);
    let person = persons
        .entry(row.decision_id)
        .or_insert_with(|| Singled { none: 1.0, ..Singled::default() });
    person.none *= 1.0 - probability;
    if probability > person.worst {
        person.worst = probability;
        person.adversary = row.adversary;
        person.explanation = row.explanation.chars().take(EXPLANATION).collect();
    }
}

/// What links say of each decision that they join.
#[derive(Default)]
pub struct LinkMap(FxHashMap<String, Links>);

/// The links of one decision.
#[derive(Default)]
struct Links {
    /// The strongest link of each cluster: links of one cluster are not independent.
    chains: BTreeMap<String, f64>,
    differences: BTreeMap<String, f64>,
    count: usize,
    /// The surest others, then those that differ most.
    others: Vec<Told>,
    gaps: Vec<Told>,
}

/// Another decision, and why it is named.
struct Told {
    weight: f64,
    text: String,
}

impl LinkMap {
    /// What pairs say of the decisions of a batch.
    pub fn gather(
        rows: &[LinkRow],
        batch: &Run,
        score: &ScoreSettings,
    ) -> Result<Self, TableError> {
        let withheld = Withheld::of(rows, batch)?;
        let mut links = Self::default();
        for row in rows {
            let gaps: Vec<&str> = row
                .differences
                .iter()
                .map(String::as_str)
                .filter(|category| !withheld.covers(row, category))
                .collect();
            links.add(row, &gaps, score);
        }
        Ok(links)
    }

    /// Adds a pair to what is known of both; `gaps` are what one masks and the other publishes.
    fn add(&mut self, row: &LinkRow, gaps: &[&str], score: &ScoreSettings) {
        let probability = f64::from(row.probability).clamp(0.0, 1.0);
        let union = row.union_risk.map_or(score.chain_default, f64::from).clamp(0.0, 1.0);
        let more = row.complementary.map_or(0.0, f64::from).clamp(0.0, union);
        let named = gaps.iter().any(|category| NAMES.contains(category));
        let gap = match (gaps.is_empty(), named) {
            (true, _) => 0.0,
            (false, true) => score.difference_name,
            (false, false) => score.difference_other,
        };
        // What the pair reveals beyond either decision is a difference of masking. What one of them reveals already, the
        // other only leads to: it weighs no more than someone singled out by one decision.
        let chain = probability * score.singled_weight * (union - more);
        let difference = probability * more.max(gap);
        for (id, other) in [(&row.decision_id, &row.other_id), (&row.other_id, &row.decision_id)] {
            let of = self.0.entry(id.clone()).or_default();
            of.count += 1;
            raise(&mut of.chains, &row.cluster, chain);
            raise(&mut of.differences, &row.cluster, difference);
            keep(&mut of.others, probability, || format!("{other} ({})", row.reasons.join(", ")));
            if difference > 0.0 {
                keep(&mut of.gaps, difference, || gap_in_words(row, gaps, other));
            }
        }
    }

    /// The points of the routes « rapprochement » and « écart d'occultation » for a decision.
    pub fn of(&self, decision_id: &str) -> (LinkedPoint, LinkedPoint) {
        let Some(links) = self.0.get(decision_id) else {
            return (LinkedPoint::default(), LinkedPoint::default());
        };
        let point = |by_cluster: &BTreeMap<String, f64>, explanation: String| LinkedPoint {
            probability: together(by_cluster.values().copied()),
            adversary: None,
            explanation,
        };
        let more = links.count.saturating_sub(links.others.len());
        let mut others = format!("même affaire que {}", told(&links.others, " et "));
        if more > 0 {
            others += &format!(" et {more} autre(s)");
        }
        (point(&links.chains, others), point(&links.differences, told(&links.gaps, " ; ")))
    }
}

/// What decisions of the batch show against their policy: they are held for it, and once it is corrected, what another
/// masks is readable nowhere.
struct Withheld(FxHashMap<String, Categories>);

impl Withheld {
    fn of(rows: &[LinkRow], batch: &Run) -> Result<Self, TableError> {
        let mut withheld: FxHashMap<String, Categories> = FxHashMap::default();
        for row in rows.iter().filter(|row| !row.differences.is_empty()) {
            for id in [&row.decision_id, &row.other_id] {
                withheld.entry(id.clone()).or_default();
            }
        }
        if !withheld.is_empty() {
            for finding in batch.rows::<FindingEntry>() {
                let finding = finding?;
                if finding.status == Status::Violation
                    && let Some(of) = withheld.get_mut(&finding.decision_id)
                {
                    *of = of.with(&[finding.category]);
                }
            }
        }
        Ok(Self(withheld))
    }

    fn covers(&self, row: &LinkRow, category: &str) -> bool {
        Category::parse(category).is_some_and(|category| {
            [&row.decision_id, &row.other_id]
                .into_iter()
                .any(|id| self.0.get(id).is_some_and(|of| of.contains(category)))
        })
    }
}

fn raise(by_cluster: &mut BTreeMap<String, f64>, cluster: &str, value: f64) {
    let kept = by_cluster.entry(cluster.to_owned()).or_default();
    *kept = kept.max(value);
}

/// Keeps the heaviest; of equals, the first.
fn keep(list: &mut Vec<Told>, weight: f64, text: impl FnOnce() -> String) {
    if list.len() < NAMED || list.last().is_some_and(|last| last.weight < weight) {
        let text = text().chars().take(EXPLANATION).collect();
        let place = list.partition_point(|one| one.weight >= weight);
        list.insert(place, Told { weight, text });
        list.truncate(NAMED);
    }
}

fn told(list: &[Told], between: &str) -> String {
    list.iter().map(|one| one.text.as_str()).collect::<Vec<_>>().join(between)
}

fn gap_in_words(row: &LinkRow, gaps: &[&str], other: &str) -> String {
    let mut text = format!("avec {other}");
    if !gaps.is_empty() {
        text += &format!(", masqué dans l'une et lisible dans l'autre : {}", gaps.join(", "));
    }
    if let (Some(union), Some(more)) = (row.union_risk, row.complementary)
        && f64::from(more) >= TELLING
    {
        let [union, more] = [union, more].map(|risk| decimal(f64::from(risk)));
        text += &format!(
            ", lues ensemble elles isolent quelqu'un : risque {union}, soit {more} de plus que l'une ou l'autre seule"
        );
    }
    text
}
