//! A new batch judged against decisions already published: who becomes unique, which case is already
//! there, what is masked here and readable there.
//!
//! Reads the tables of a past run and keeps a few bytes a decision. Cases are matched by court and
//! number alone: chains across instances need `filigrane link`. Must not keep a value: combinations
//! of facts are kept as hashes.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use crate::run::tables::{DecisionEntry, FactEntry, FindingEntry};
use crate::run::{Run, TableError};
use crate::taxonomy::{Category, Status};

use super::policy::Categories;
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

/// What a past run says of the decisions of one case.
#[derive(Default)]
struct Known {
    decisions: FxHashSet<String>,
    attributes: FxHashSet<String>,
    readable: Categories,
}

/// A past run, ready to be compared with.
pub struct Against {
    cases: FxHashMap<(String, String), Known>,
    /// Number of persons by combination.
    classes: Option<FxHashMap<u64, u32>>,
}

impl Against {
    /// Reads a past run, part by part.
    pub fn read(run: &Run) -> Result<Self, TableError> {
        let ran = |name: &str| {
            run.manifest().controls.iter().any(|control| control.name == name && control.evaluated)
        };
        let mut cases: FxHashMap<(String, String), Known> = FxHashMap::default();
        let mut classes = FxHashMap::default();
        for rank in 0..run.parts() {
            let mut readable: FxHashMap<String, Categories> = FxHashMap::default();
            for finding in run.part::<FindingEntry>(rank)? {
                let finding = finding?;
                if finding.status == Status::Violation {
                    let of = readable.entry(finding.decision_id).or_default();
                    *of = of.with(&[finding.category]);
                }
            }
            let mut facts = by_decision(run, rank)?;
            for decision in run.part::<DecisionEntry>(rank)? {
                let decision = decision?;
                let facts = facts.remove(&decision.decision_id).unwrap_or_default();
                for (signature, _) in persons(&facts).into_values() {
                    *classes.entry(signature).or_default() += 1;
                }
                if let Some(case) = case_of(&decision) {
                    let known = cases.entry(case).or_default();
                    known.attributes.extend(facts.iter().map(|fact| fact.attribute.clone()));
                    if let Some(seen) = readable.get(&decision.decision_id) {
                        let seen: Vec<Category> = seen.iter().collect();
                        known.readable = known.readable.with(&seen);
                    }
                    known.decisions.insert(decision.decision_id);
                }
            }
        }
        Ok(Self { cases, classes: ran("facts").then_some(classes) })
    }

    /// Adds what the past run says of a decision to what linkage says of it.
    pub fn weigh(
        &self,
        decision: &DecisionEntry,
        facts: &[FactEntry],
        findings: &[FindingEntry],
        score: &ScoreSettings,
        linked: &mut Linked,
    ) {
        let chain = linked.chain.get_or_insert_default();
        let difference = linked.difference.get_or_insert_default();
        let known = case_of(decision).and_then(|case| self.cases.get(&case));
        if let Some(known) = known
            && known.decisions.iter().any(|id| *id != decision.decision_id)
        {
            let here: FxHashSet<&str> = facts.iter().map(|fact| fact.attribute.as_str()).collect();
            let added: Vec<&String> =
                known.attributes.iter().filter(|name| !here.contains(name.as_str())).collect();
            // Each detail that the other decision adds makes the pair more revealing than either.
            let pair = 1.0 - (1.0 - score.chain_default).powi(1 + added.len() as i32);
            raise(chain, pair, || {
                let mut names: Vec<&str> = added.iter().map(|name| name.as_str()).collect();
                names.sort_unstable();
                let others = known.decisions.len();
                match names.is_empty() {
                    true => format!("même siège et même numéro que {others} décision(s) du corpus"),
                    false => format!(
                        "même siège et même numéro que {others} décision(s) du corpus, qui ajoute(nt) : {}",
                        names.join(", ")
                    ),
                }
            });
            let own = findings
                .iter()
                .filter(|finding| finding.status == Status::Violation)
                .fold(Categories::default(), |all, finding| all.with(&[finding.category]));
            let gaps: Vec<Category> =
                known.readable.iter().filter(|category| !own.contains(*category)).collect();
            if !gaps.is_empty() {
                let named = gaps.contains(&Category::PersonnePhysique);
                let weight = if named { score.difference_name } else { score.difference_other };
                raise(difference, weight, || {
                    let names: Vec<&str> = gaps.iter().map(|category| category.as_str()).collect();
                    format!("masqué ici, lisible dans le corpus : {}", names.join(", "))
                });
            }
        }
        if let Some(classes) = &self.classes {
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

/// Court and number of a case; `None` when one of them is missing.
fn case_of(decision: &DecisionEntry) -> Option<(String, String)> {
    let place = decision.location.as_ref().or(decision.jurisdiction.as_ref())?;
    let number: String =
        decision.number.as_ref()?.chars().filter(char::is_ascii_alphanumeric).collect();
    (number.len() >= 5).then(|| (place.clone(), number))
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
