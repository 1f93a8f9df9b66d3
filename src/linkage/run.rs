//! `risks`: from the facts of a finished run to one row a person, part by part.
//!
//! The facts are read twice: once to code every profile, once to weigh each against the others. What stays in
//! memory between the two is one integer a detail. Must not read texts.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use arrow_array::Array;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::detect::facts::{Attribute, Role};
use crate::run::derived::{RiskRow, write_risks};
use crate::run::directory::part_path;
use crate::run::manifest::{self, Control, Manifest};
use crate::run::schema::{DECISIONS, FACTS, RISKS};
use crate::run::tables::Fault;
use crate::run::{Run, atomic};

use super::error::LinkError;
use super::links::{Linked, link_run};
use super::population::Population;
use super::profiles::{FactView, Profile, ProfileCoder, by_person};
use super::risks::{self, Corpus, Risk};
use super::{Stage, Tell};

/// What came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcome {
    pub people: u64,
    /// In the order of `Level::ALL`.
    pub levels: [u64; 4],
    /// Decisions put together.
    pub links: Linked,
}

/// A person of a decision with what its facts say.
struct Someone {
    decision_id: String,
    person: String,
    role: Option<Role>,
    attributes: Vec<&'static str>,
    profile: Profile,
}

/// Controls of the manifest that this computation evaluates: risk of people, linkage between decisions.
pub const CONTROLS: [&str; 2] = ["risks", "linkage"];

/// Computes the risks of a finished run and writes them into it.
///
/// Either every part of `risks` is that of this computation, or an error says that it is not: a part is
/// replaced in one step, and the parts that are no longer of the run are removed first.
pub fn assess_run(
    path: &Path,
    population: &Population,
    tell: Tell<'_>,
) -> Result<Outcome, LinkError> {
    let run = Run::open(path)?;
    run.check_parts()?;
    if !run.manifest().ran("facts") {
        return Err(LinkError::NoFacts(path.to_owned()));
    }
    let mut coder = ProfileCoder::default();
    for rank in 0..run.parts() {
        tell(Stage::Profiles, rank, run.parts());
        people_of(&run, rank, |one| coder.push(&one.profile))?;
    }
    tell(Stage::Classes, 0, 1);
    let profiles = coder.finish();
    let corpus = Corpus::of(&profiles);
    let folder = path.join(RISKS.name);
    let written = |path: PathBuf| move |cause| LinkError::Write { path, cause };
    // A computation that stops half-way leaves no part that could pass for the whole.
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(LinkError::Write { path: folder, cause: error });
        }
        _ => {}
    }
    fs::create_dir_all(&folder).map_err(written(folder.clone()))?;
    let mut outcome = Outcome::default();
    let mut row = 0;
    for rank in 0..run.parts() {
        tell(Stage::Risks, rank, run.parts());
        let mut people: Vec<Someone> = Vec::new();
        people_of(&run, rank, |one| people.push(one))?;
        let risks: Vec<Risk> = people
            .par_iter()
            .enumerate()
            .map(|(place, one)| {
                risks::assess(&one.profile, row + place, &profiles, &corpus, population)
            })
            .collect();
        row += people.len();
        outcome.people += people.len() as u64;
        for risk in &risks {
            outcome.levels[risk.level() as usize] += 1;
        }
        let rows: Vec<RiskRow> = people
            .into_iter()
            .zip(&risks)
            .map(|(one, risk)| risk_row(one, risk, &corpus))
            .collect();
        let part = part_path(path, &RISKS, rank);
        atomic::publish(&part, |out| write_risks(out, &rows)).map_err(written(part.clone()))?;
    }
    outcome.links = link_run(&run, population, tell)?;
    tell_manifest(path, run.manifest().clone())?;
    Ok(outcome)
}

/// Says in the manifest that the risks and the links were evaluated.
fn tell_manifest(path: &Path, mut manifest: Manifest) -> Result<(), LinkError> {
    for name in CONTROLS {
        match manifest.controls.iter_mut().find(|one| one.name == name) {
            Some(control) => control.evaluated = true,
            None => manifest.controls.push(Control { name: name.to_owned(), evaluated: true }),
        }
    }
    let file = path.join(manifest::FILE);
    atomic::publish(&file, |out| Ok(serde_json::to_writer_pretty(out, &manifest)?))
        .map_err(|cause| LinkError::Write { path: file, cause })
}

/// A fact as its table gives it.
struct Row {
    person: String,
    role: Option<Role>,
    attribute: Attribute,
    value: String,
}

/// Gives every person of a part, in the order of its decisions, then of labels.
fn people_of(run: &Run, rank: u64, mut give: impl FnMut(Someone)) -> Result<(), LinkError> {
    let mut years: FxHashMap<String, i32> = FxHashMap::default();
    run.each_batch(&DECISIONS, rank, |batch| {
        let (id, date) = (batch.texts("decision_id")?, batch.texts("decision_date")?);
        for row in batch.rows() {
            let year = date
                .is_valid(row)
                .then(|| date.value(row))
                .and_then(|date| date.get(..4)?.parse().ok());
            if let Some(year) = year {
                years.insert(id.value(row).to_owned(), year);
            }
        }
        Ok(())
    })?;
    let mut current = String::new();
    let mut facts: Vec<Row> = Vec::new();
    let mut close = |decision: &str, facts: &mut Vec<Row>| {
        let year = years.get(decision).copied();
        for (person, list) in by_person(facts, |fact| &fact.person) {
            let views: Vec<FactView<'_>> = list
                .iter()
                .map(|fact| FactView { attribute: fact.attribute, value: &fact.value })
                .collect();
            let mut attributes: Vec<Attribute> = views.iter().map(|view| view.attribute).collect();
            attributes.sort_unstable();
            attributes.dedup();
            give(Someone {
                decision_id: decision.to_owned(),
                person,
                role: list.iter().find_map(|fact| fact.role),
                attributes: attributes.into_iter().map(Attribute::as_str).collect(),
                profile: Profile::of(&views, year),
            });
        }
        facts.clear();
    };
    run.each_batch(&FACTS, rank, |batch| {
        let (id, person) = (batch.texts("decision_id")?, batch.texts("person")?);
        let (attribute, value, role) =
            (batch.texts("attribute")?, batch.texts("value")?, batch.texts("role")?);
        for row in batch.rows() {
            if id.value(row) != current {
                close(&current, &mut facts);
                id.value(row).clone_into(&mut current);
            }
            facts.push(Row {
                person: person.value(row).to_owned(),
                role: role.is_valid(row).then(|| role.value(row)).and_then(Role::from_code),
                attribute: Attribute::from_code(attribute.value(row))
                    .ok_or(Fault::Code("attribute"))?,
                value: value.value(row).to_owned(),
            });
        }
        Ok(())
    })?;
    close(&current, &mut facts);
    Ok(())
}

fn risk_row(one: Someone, risk: &Risk, corpus: &Corpus) -> RiskRow {
    let told: Vec<String> = risk
        .combinations
        .iter()
        .map(|combination| risks::tell(combination, &one.profile, corpus))
        .collect();
    let codes = |combination: &risks::Combination| -> Vec<String> {
        combination.details.iter().map(|quasi| quasi.as_str().to_owned()).collect()
    };
    let worst = risk.worst();
    RiskRow {
        decision_id: one.decision_id,
        person: one.person,
        role: one.role.map(|role| role.as_str().to_owned()),
        attributes: one.attributes.into_iter().map(str::to_owned).collect(),
        class_size: Some(i64::from(risk.class_size)),
        compatible_size: Some(i64::from(risk.compatible_size)),
        population: risk.population.map(|people| people.expected as f32),
        population_low: risk.population.map(|people| people.low as f32),
        population_high: risk.population.map(|people| people.high as f32),
        prosecutor: risk.prosecutor() as f32,
        journalist: risk.journalist().map(|risk| risk as f32),
        suda: risk.suda as f32,
        probability: worst.map_or(0.0, |threat| threat.probability as f32),
        adversary: worst.map_or("", |threat| threat.adversary.as_str()).to_owned(),
        combination: risk.combinations.first().map(codes).unwrap_or_default(),
        explanation: told.first().cloned().unwrap_or_default(),
        combinations: told,
        adversaries: risk
            .threats
            .iter()
            .map(|threat| {
                let who = threat.adversary;
                format!("{} : {} ({})", who.as_str(), threat.level.as_str(), who.sources())
            })
            .collect(),
        level: risk.level().as_str().to_owned(),
        reasons: risk.reasons.clone(),
    }
}
