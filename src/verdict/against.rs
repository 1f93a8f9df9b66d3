//! A new batch judged against decisions already published: who becomes unique, which case is already
//! there, what is masked here and readable there, what both say together.
//!
//! Links come from `linkage`, over the tables of both runs. Must not keep a value: combinations of facts are kept as hashes.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};
use thiserror::Error;

use crate::linkage::population::{Population, PopulationError};
use crate::linkage::{LinkError, link_with_past};
use crate::run::derived::LinkRow;
use crate::run::tables::FactEntry;
use crate::run::{Run, TableError};

use super::score::{Linked, LinkedPoint};
use super::settings::ScoreSettings;

/// Attributes that many people can know of someone, and that single out together.
const QUASI_IDENTIFIERS: [&str; 9] = [
    "sexe",
    "age",
    "annee_naissance",
    "nationalite",
    "situation_familiale",
    "enfants",
    "profession",
    "employeur",
    "residence",
];

/// Fewest attributes for a combination to mean something (REI-01).
const FEWEST: usize = 3;

/// Why a batch cannot be held against a past run.
#[derive(Debug, Error)]
pub enum AgainstError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Links(#[from] LinkError),
    #[error(transparent)]
    Population(#[from] PopulationError),
}

impl AgainstError {
    /// Whether one of the runs is not whole, as opposed to a mistake in the command.
    pub fn is_incomplete(&self) -> bool {
        match self {
            Self::Table(error) => error.is_incomplete(),
            Self::Links(error) => error.is_incomplete(),
            Self::Population(_) => false,
        }
    }
}

/// A batch and the past run that it is judged against.
pub struct Against {
    /// Pairs of a decision of the batch, first, and one of the past.
    pub pairs: Option<Vec<LinkRow>>,
    /// Number of persons of the past run by combination; `None` when it has no facts.
    classes: Option<FxHashMap<u64, u32>>,
}

impl Against {
    /// Reads a past run, and links the batch with it when both read the facts, which the links need.
    pub fn read(past: &Run, batch: &Run) -> Result<Self, AgainstError> {
        past.check_parts()?;
        let known = past.manifest().ran("facts");
        let pairs = match known && batch.manifest().ran("facts") {
            true => Some(pairs(past, batch)?),
            false => None,
        };
        let classes = match known {
            true => Some(classes(past)?),
            false => None,
        };
        Ok(Self { pairs, classes })
    }

    /// Adds what the past run says of the persons of a decision to what linkage says of it.
    pub fn weigh(&self, facts: &[FactEntry], score: &ScoreSettings, linked: &mut Linked) {
        let Some(classes) = &self.classes else { return };
        let singled = linked.singled.get_or_insert_default();
        for (signature, attributes) in persons(facts).into_values() {
            if attributes.len() < FEWEST {
                continue;
            }
            let size = 1 + classes.get(&signature).copied().unwrap_or(0);
            let probability = score.unique_weight / f64::from(size);
            raise(singled, probability, || {
                format!("k = {size} dans le corpus pour : {}", attributes.join(", "))
            });
        }
    }
}

fn pairs(past: &Run, batch: &Run) -> Result<Vec<LinkRow>, AgainstError> {
    let population = Population::embedded()?;
    Ok(link_with_past(batch, past, &population)?)
}

/// How many persons of a run share each combination.
fn classes(run: &Run) -> Result<FxHashMap<u64, u32>, TableError> {
    let mut classes = FxHashMap::default();
    for rank in 0..run.parts() {
        for facts in by_decision(run, rank)?.into_values() {
            for (signature, _) in persons(&facts).into_values() {
                *classes.entry(signature).or_default() += 1;
            }
        }
    }
    Ok(classes)
}

/// Keeps the strongest of two points.
fn raise(point: &mut LinkedPoint, probability: f64, explain: impl FnOnce() -> String) {
    if probability > point.probability {
        point.probability = probability;
        point.adversary = None;
        point.explanation = explain();
    }
}

/// The facts of a part, by decision.
pub fn by_decision(run: &Run, rank: u64) -> Result<FxHashMap<String, Vec<FactEntry>>, TableError> {
    let mut facts: FxHashMap<String, Vec<FactEntry>> = FxHashMap::default();
    for fact in run.part::<FactEntry>(rank)? {
        let fact = fact?;
        facts.entry(fact.decision_id.clone()).or_default().push(fact);
    }
    Ok(facts)
}

/// For each person of a decision, the hash of their exact details and the names of these.
fn persons(facts: &[FactEntry]) -> BTreeMap<&str, (u64, Vec<&str>)> {
    let mut details: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    for fact in facts {
        if fact.level == 0 && QUASI_IDENTIFIERS.contains(&fact.attribute.as_str()) {
            details.entry(&fact.person).or_default().insert(&fact.attribute, &fact.value);
        }
    }
    details
        .into_iter()
        .map(|(person, details)| {
            let mut hasher = FxHasher::default();
            details.hash(&mut hasher);
            (person, (hasher.finish(), details.into_keys().collect()))
        })
        .collect()
}
