//! Fits the weights of the model of secrets: a logistic regression on passages that people wrote, with their
//! answers, and on the paragraphs of published decisions, which disclose almost nothing but health.
//!
//! A passage that discloses a secret counts by its best place (multiple instances); every place of a trap or of a
//! decision counts against. Of the decisions only weights of traits remain, and only of beginnings of lower-case
//! words that the passages or many decisions hold. The same inputs give the same table.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Deserialize;
use thiserror::Error;

use crate::corpus::Decision;
use crate::detect::secrets::{Place, Secrets};
use crate::document::Document;
use crate::taxonomy::Category;

use super::{Part, part};

/// Strength of the data against the penalty on the squares of the weights.
const DATA: f64 = 1.0;
/// What a place of a decision weighs against one of a passage.
const DECISION: f64 = 0.2;
/// Added to the constant: a person weighs each finding, and one missed cannot be.
const LEAN: f64 = 0.7;
/// Times the best place of a passage is chosen anew.
const ROUNDS: usize = 4;
const STEPS: usize = 400;
const RATE: f64 = 0.3;
/// A trait seen in fewer places is not learnt.
const FEWEST: usize = 3;
/// A beginning of word that no passage holds is learnt when that many decisions hold it.
const FEWEST_DECISIONS: usize = 8;
/// Weights nearer to nought are left out of the table.
const SMALLEST: f64 = 0.01;

/// A passage with its answer, as in `datasets/secrets`.
#[derive(Debug, Clone, Deserialize)]
pub struct Passage {
    pub text: String,
    /// Categories, one of which is enough; empty for a trap.
    pub expected: Vec<String>,
}

/// Why training stopped.
#[derive(Debug, Error)]
pub enum SecretsTrainError {
    #[error("passages, ligne {line} : {source}")]
    Passage { line: usize, source: serde_json::Error },
    #[error("il faut des passages qui divulguent un secret et d'autres qui n'en divulguent pas")]
    OneSided,
}

impl Passage {
    /// Reads JSON lines.
    pub fn read(lines: &str) -> Result<Vec<Self>, SecretsTrainError> {
        lines
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty())
            .map(|(rank, line)| {
                serde_json::from_str(line)
                    .map_err(|source| SecretsTrainError::Passage { line: rank + 1, source })
            })
            .collect()
    }
}

/// A table of weights, and what it was made of.
#[derive(Debug, Clone)]
pub struct SecretsTraining {
    pub table: String,
    pub secrets: usize,
    pub traps: usize,
    pub decisions: usize,
    pub places: usize,
    pub weights: usize,
}

type Traits = Vec<(&'static str, String, f32)>;
type Name = (&'static str, String);
/// Traits by rank, with what each is worth.
type Row = Vec<(usize, f64)>;

/// Fits on the passages and on the decisions of the training part.
pub fn train_secrets(
    engine: &Secrets,
    passages: &[Passage],
    decisions: &[Decision],
) -> Result<SecretsTraining, SecretsTrainError> {
    let mut positives: Vec<Vec<Traits>> = Vec::new();
    let mut negatives: Vec<(Traits, f64)> = Vec::new();
    let mut traps = 0;
    for passage in passages {
        let places = places(engine, &Decision::from_text("passage", &*passage.text));
        if passage.expected.is_empty() {
            traps += 1;
            negatives.extend(places.into_iter().map(|place| (place.traits, 1.0)));
            continue;
        }
        let is_expected =
            |place: &Place| passage.expected.iter().any(|name| name == place.category.as_str());
        let expected = places.iter().any(is_expected);
        let kept = places.into_iter().filter(|place| !expected || is_expected(place));
        let kept: Vec<Traits> = kept.map(|place| place.traits).collect();
        if !kept.is_empty() {
            positives.push(kept);
        }
    }
    let of_passages: BTreeSet<String> = positives
        .iter()
        .flatten()
        .chain(negatives.iter().map(|(traits, _)| traits))
        .flat_map(|traits| traits.iter().filter(|one| is_word(one.0)))
        .map(|one| one.1.clone())
        .collect();
    let mut of_decisions: BTreeMap<String, usize> = BTreeMap::new();
    let mut read = 0;
    for decision in decisions.iter().filter(|one| part(&one.id) == Part::Train) {
        read += 1;
        let places = places(engine, decision);
        let words = places.iter().flat_map(|place| &place.traits).filter(|one| is_word(one.0));
        for word in words.map(|one| one.1.clone()).collect::<BTreeSet<String>>() {
            *of_decisions.entry(word).or_default() += 1;
        }
        let against = places.into_iter().filter(|place| !describes_health(place));
        negatives.extend(against.map(|place| (place.traits, DECISION)));
    }
    if positives.is_empty() || negatives.is_empty() {
        return Err(SecretsTrainError::OneSided);
    }
    let learnt = |(kind, what): &Name| {
        !is_word(kind)
            || of_passages.contains(what)
            || of_decisions.get(what).is_some_and(|count| *count >= FEWEST_DECISIONS)
    };
    let mut examples = Examples::new(&positives, &negatives, learnt);
    let weights = examples.fit();
    let places = examples.rows();
    let table = table(&examples.names, &weights);
    Ok(SecretsTraining {
        weights: table.lines().filter(|line| !line.starts_with('#')).count(),
        table,
        secrets: positives.len(),
        traps,
        decisions: read,
        places,
    })
}

/// Decisions do describe the health of persons, more often than not where words of health gather: such a place
/// is no counter-example.
fn describes_health(place: &Place) -> bool {
    let is_strong = |(kind, what, _): &(&'static str, String, f32)| *kind == "base" && what == "2";
    place.category == Category::SecretMedical && place.traits.iter().any(is_strong)
}

fn is_word(kind: &str) -> bool {
    kind.starts_with("word")
}

fn places(engine: &Secrets, decision: &Decision) -> Vec<Place> {
    let document = Document::new(decision);
    document.views.iter().flat_map(|view| engine.places(view)).collect()
}

/// Traits by rank.
struct Examples {
    names: Vec<Name>,
    /// The places of each passage that discloses a secret.
    positives: Vec<Vec<Row>>,
    negatives: Vec<(Row, f64)>,
}

impl Examples {
    fn new(
        positives: &[Vec<Traits>],
        negatives: &[(Traits, f64)],
        learnt: impl Fn(&Name) -> bool,
    ) -> Self {
        let all = positives.iter().flatten().chain(negatives.iter().map(|(traits, _)| traits));
        let mut counts: BTreeMap<Name, usize> = BTreeMap::new();
        for traits in all {
            let names = traits.iter().map(|(kind, what, _)| (*kind, what.clone()));
            for name in names.collect::<BTreeSet<Name>>() {
                *counts.entry(name).or_default() += 1;
            }
        }
        let kept = counts.into_iter().filter(|(name, count)| *count >= FEWEST && learnt(name));
        let names: Vec<Name> = kept.map(|(name, _)| name).collect();
        let row = |traits: &Traits| -> Row {
            let mut values: BTreeMap<usize, f64> = BTreeMap::new();
            for (kind, what, value) in traits {
                let is = |name: &Name| (name.0, name.1.as_str()).cmp(&(*kind, what.as_str()));
                if let Ok(rank) = names.binary_search_by(is) {
                    *values.entry(rank).or_default() += f64::from(*value);
                }
            }
            values.into_iter().collect()
        };
        let positives = positives.iter().map(|places| places.iter().map(&row).collect()).collect();
        let negatives = negatives.iter().map(|(traits, weight)| (row(traits), *weight)).collect();
        Self { names, positives, negatives }
    }

    fn rows(&self) -> usize {
        self.positives.iter().map(Vec::len).sum::<usize>() + self.negatives.len()
    }

    /// The weights, the constant last.
    fn fit(&mut self) -> Vec<f64> {
        let mut chosen = vec![0; self.positives.len()];
        let mut weights = Vec::new();
        for _ in 0..ROUNDS {
            weights = self.fit_round(&chosen);
            for (places, best) in self.positives.iter().zip(&mut chosen) {
                let scores = places.iter().map(|row| sum(&weights, row));
                let found = scores.enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
                *best = found.map_or(0, |(rank, _)| rank);
            }
        }
        weights
    }

    /// Gradient descent on all examples at once, with a step of its own for each weight (AdaGrad).
    fn fit_round(&self, chosen: &[usize]) -> Vec<f64> {
        let constant = self.names.len();
        let mut weights = vec![0.0; constant + 1];
        let mut squares = vec![1e-8; constant + 1];
        for _ in 0..STEPS {
            let mut slope: Vec<f64> = weights.iter().map(|weight| weight / DATA).collect();
            slope[constant] = 0.0;
            let positives =
                self.positives.iter().zip(chosen).map(|(places, &best)| (&places[best], 1.0, 1.0));
            let negatives = self.negatives.iter().map(|(row, weight)| (row, 0.0, *weight));
            for (row, label, weight) in positives.chain(negatives) {
                let error = (1.0 / (1.0 + (-sum(&weights, row)).exp()) - label) * weight;
                for &(rank, value) in row {
                    slope[rank] += error * value;
                }
                slope[constant] += error;
            }
            for ((weight, square), slope) in weights.iter_mut().zip(&mut squares).zip(&slope) {
                *square += slope * slope;
                *weight -= RATE * slope / square.sqrt();
            }
        }
        weights
    }
}

fn sum(weights: &[f64], row: &[(usize, f64)]) -> f64 {
    row.iter().map(|&(rank, value)| weights[rank] * value).sum::<f64>() + weights[weights.len() - 1]
}

fn table(names: &[Name], weights: &[f64]) -> String {
    let mut table = String::from(
        "# Poids du modèle des secrets : trait, objet, poids. Fait par « filigrane quality train --passages » ; ne pas modifier.\n",
    );
    let _ = writeln!(table, "constant\t\t{:.3}", weights[names.len()] + LEAN);
    for ((kind, what), weight) in names.iter().zip(weights) {
        if weight.abs() >= SMALLEST {
            let _ = writeln!(table, "{kind}\t{what}\t{weight:.3}");
        }
    }
    table
}
