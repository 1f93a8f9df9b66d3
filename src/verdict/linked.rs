//! What linkage says of each decision, gathered from the tables `risks` and `links` of a run.
//!
//! One small record a decision, whatever the number of rows. Must not link anything itself.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::run::derived::{LinkRow, RiskRow};
use crate::run::{Run, TableError};

use super::score::{Linked, LinkedPoint, together};
use super::settings::ScoreSettings;

/// Longest explanation kept, in characters.
const EXPLANATION: usize = 240;

/// Categories and attributes whose difference gives a name.
const NAMES: [&str; 4] = ["personnePhysique", "nom", "prenom", "identite"];

/// The records of a run, by decision.
#[derive(Default)]
pub struct LinkedIndex {
    persons: Option<FxHashMap<String, Singled>>,
    links: Option<FxHashMap<String, Links>>,
}

#[derive(Default)]
struct Singled {
    /// Probability that nobody is singled out.
    none: f64,
    worst: f64,
    adversary: String,
    explanation: String,
}

#[derive(Default)]
struct Links {
    /// The strongest link of each cluster: links of one cluster are not independent.
    chains: BTreeMap<String, f64>,
    differences: BTreeMap<String, f64>,
    others: usize,
    what: Vec<String>,
    strongest: f64,
    reasons: String,
}

impl LinkedIndex {
    /// Reads the tables that are there.
    pub fn read(run: &Run, score: &ScoreSettings) -> Result<Self, TableError> {
        let mut index = Self::default();
        if run.has::<RiskRow>() {
            let mut persons = FxHashMap::default();
            for row in run.rows::<RiskRow>() {
                let row = row?;
                add_person(&mut persons, row);
            }
            index.persons = Some(persons);
        }
        if run.has::<LinkRow>() {
            let mut links = FxHashMap::default();
            for row in run.rows::<LinkRow>() {
                add_link(&mut links, &row?, score);
            }
            index.links = Some(links);
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
        let links = |pick: fn(&Links) -> LinkedPoint| {
            self.links
                .as_ref()
                .map(|links| links.get(decision_id).map_or_else(LinkedPoint::default, pick))
        };
        Linked { singled, chain: links(Links::chain), difference: links(Links::difference) }
    }
}

fn add_person(persons: &mut FxHashMap<String, Singled>, row: RiskRow) {
    let probability = f64::from(row.probability).clamp(0.0, 1.0);
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

fn add_link(links: &mut FxHashMap<String, Links>, row: &LinkRow, score: &ScoreSettings) {
    let probability = f64::from(row.probability).clamp(0.0, 1.0);
    let union = row.union_risk.map_or(score.chain_default, f64::from).clamp(0.0, 1.0);
    let named = row.differences.iter().any(|it| NAMES.contains(&it.as_str()));
    let difference = match (row.differences.is_empty(), named) {
        (true, _) => 0.0,
        (false, true) => score.difference_name,
        (false, false) => score.difference_other,
    };
    for id in [&row.decision_id, &row.other_id] {
        let of = links.entry(id.clone()).or_default();
        let raise = |map: &mut BTreeMap<String, f64>, value: f64| {
            let kept = map.entry(row.cluster.clone()).or_default();
            *kept = kept.max(value);
        };
        raise(&mut of.chains, probability * union);
        raise(&mut of.differences, probability * difference);
        of.others += 1;
        if probability > of.strongest {
            of.strongest = probability;
            of.reasons = row.reasons.join(", ").chars().take(EXPLANATION).collect();
        }
        for what in &row.differences {
            if of.what.len() < 8 && !of.what.contains(what) {
                of.what.push(what.clone());
            }
        }
    }
}

impl Links {
    fn chain(&self) -> LinkedPoint {
        LinkedPoint {
            probability: together(self.chains.values().copied()),
            adversary: None,
            explanation: format!("{} rapprochement(s) : {}", self.others, self.reasons),
        }
    }

    fn difference(&self) -> LinkedPoint {
        LinkedPoint {
            probability: together(self.differences.values().copied()),
            adversary: None,
            explanation: match self.what.is_empty() {
                true => String::new(),
                false => format!("masqué ici, lisible là : {}", self.what.join(", ")),
            },
        }
    }
}
