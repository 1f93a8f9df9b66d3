//! What was found, control by control, and the state of each once everything was read.
//!
//! The controls are data (`rules/cgu/controles.toml`). A control that could not run is `non_evalue`, with what it lacked; one
//! that a person must judge is raised with its exhibit and never called compliant.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ReuseError;
use crate::taxonomy::Severity;

const FILE: &str = "rules/cgu/controles.toml";
const EMBEDDED: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/cgu/controles.toml"));

/// Exhibits kept for a control; all deviations are counted.
const MOST_EXHIBITS: usize = 50;

/// How a control is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    Automatique,
    SemiAutomatique,
    Manuel,
}

/// An input without which a control is not evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Need {
    Reference,
    History,
    Pages,
    Units,
    Files,
}

impl Need {
    fn missing(self) -> &'static str {
        match self {
            Self::Reference => {
                "décisions de référence absentes (--reference) ou aucune décision rapprochée"
            }
            Self::History => "journal des transactions absent (--history)",
            Self::Pages => "aucune page parmi les entrées",
            Self::Units => "aucune décision ni extrait parmi les entrées",
            Self::Files => "aucun fichier lu",
        }
    }
}

/// A control of the terms of use, as the data say it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    pub id: String,
    pub titre: String,
    pub nature: String,
    pub source: String,
    pub severite: Severity,
    pub mode: Mode,
    pub conforme: String,
    pub ecart: String,
    pub needs: Need,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ControlFile {
    controle: Vec<Control>,
}

/// The 55 controls.
pub fn controls() -> Result<Vec<Control>, ReuseError> {
    let file: ControlFile = toml::from_str(EMBEDDED)
        .map_err(|error| ReuseError::Fields { file: FILE, message: error.message().to_owned() })?;
    Ok(file.controle)
}

/// The state of a control (catalogue, RAP-04).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Conforme,
    Ecart,
    NonEvalue,
    NonApplicable,
}

impl State {
    pub fn label(self) -> &'static str {
        match self {
            Self::Conforme => "conforme",
            Self::Ecart => "écart constaté",
            Self::NonEvalue => "non évalué",
            Self::NonApplicable => "non applicable",
        }
    }
}

/// What shows a deviation: a place and words that name no one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exhibit {
    /// Number of the exhibit in the bundle: `P0001`.
    #[serde(default)]
    pub exhibit: String,
    /// File and, where there is one, line or rank.
    pub file: String,
    /// Identifier of the decision at the Court, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
    /// What is seen there, in French.
    pub detail: String,
    #[serde(skip, default = "info")]
    pub severity: Severity,
}

fn info() -> Severity {
    Severity::Info
}

/// One observation of one control.
#[derive(Debug, Clone)]
pub enum Observation {
    /// The control ran and found nothing to say.
    Clear(&'static str),
    Deviation(&'static str, Exhibit),
    /// A person should look at this; not a deviation.
    Look(&'static str, Exhibit),
}

/// A control once everything was read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Outcome {
    pub id: String,
    pub status: State,
    pub severity: Severity,
    pub exhibits: Vec<Exhibit>,
    pub title: String,
    pub nature: String,
    pub mode: Mode,
    pub source: String,
    /// A person must decide.
    pub review: bool,
    /// Times the control ran, and deviations seen (exhibits are bounded).
    pub examined: u64,
    pub deviations: u64,
    pub note: String,
}

#[derive(Default)]
struct Entry {
    examined: u64,
    deviations: u64,
    worst: Option<Severity>,
    exhibits: Vec<Exhibit>,
    looks: Vec<Exhibit>,
    note: Option<String>,
    not_applicable: bool,
}

/// The ledger.
#[derive(Default)]
pub struct Ledger {
    entries: BTreeMap<String, Entry>,
}

impl Ledger {
    pub fn observe(&mut self, observation: Observation) {
        match observation {
            Observation::Clear(id) => self.entry(id).examined += 1,
            Observation::Deviation(id, exhibit) => {
                let entry = self.entry(id);
                entry.examined += 1;
                entry.deviations += 1;
                entry.worst = entry.worst.max(Some(exhibit.severity));
                if entry.exhibits.len() < MOST_EXHIBITS && !entry.exhibits.contains(&exhibit) {
                    entry.exhibits.push(exhibit);
                }
            }
            Observation::Look(id, exhibit) => {
                let entry = self.entry(id);
                if entry.looks.len() < 10 && !entry.looks.contains(&exhibit) {
                    entry.looks.push(exhibit);
                }
            }
        }
    }

    fn entry(&mut self, id: &str) -> &mut Entry {
        self.entries.entry(id.to_owned()).or_default()
    }

    pub fn note(&mut self, id: &str, note: impl Into<String>) {
        self.entry(id).note = Some(note.into());
    }

    pub fn not_applicable(&mut self, id: &str, note: impl Into<String>) {
        let entry = self.entry(id);
        entry.not_applicable = true;
        entry.note = Some(note.into());
    }

    pub fn deviates(&self, id: &str) -> bool {
        self.entries.get(id).is_some_and(|entry| entry.deviations > 0)
    }

    pub fn ran(&self, id: &str) -> bool {
        self.entries.get(id).is_some_and(|entry| entry.examined > 0)
    }

    pub fn worst(&self, id: &str) -> Option<Severity> {
        self.entries.get(id).and_then(|entry| entry.worst)
    }

    /// Every control, in the order of the catalogue; exhibits are numbered.
    pub fn conclude(mut self, controls: &[Control]) -> Vec<Outcome> {
        let mut number = 0;
        controls
            .iter()
            .map(|control| {
                let entry = self.entries.remove(&control.id).unwrap_or_default();
                let mut outcome = conclude(control, entry);
                for exhibit in &mut outcome.exhibits {
                    number += 1;
                    exhibit.exhibit = format!("P{number:04}");
                }
                outcome
            })
            .collect()
    }
}

fn conclude(control: &Control, entry: Entry) -> Outcome {
    let human = control.mode != Mode::Automatique;
    let (status, note) = if entry.deviations > 0 {
        (
            State::Ecart,
            if human { "indice relevé ; à qualifier par une personne" } else { "" }.to_owned(),
        )
    } else if control.mode == Mode::Manuel {
        (
            State::NonEvalue,
            "contrôle manuel : attestation ou échange avec le réutilisateur".to_owned(),
        )
    } else if control.mode == Mode::SemiAutomatique {
        let note = match entry.not_applicable {
            true => "sans objet pour ces entrées ; à confirmer par une personne",
            false => "aucun indice d'écart relevé ; la conclusion appartient à une personne",
        };
        (State::NonEvalue, note.to_owned())
    } else if entry.not_applicable && entry.examined == 0 {
        (State::NonApplicable, String::new())
    } else if entry.examined == 0 {
        (State::NonEvalue, control.needs.missing().to_owned())
    } else {
        (State::Conforme, String::new())
    };
    let note = match (entry.note, note.is_empty()) {
        (Some(own), true) => own,
        (Some(own), false) => format!("{note} ; {own}"),
        (None, _) => note,
    };
    let exhibits = if entry.deviations > 0 { entry.exhibits } else { entry.looks };
    Outcome {
        id: control.id.clone(),
        status,
        severity: entry.worst.unwrap_or(control.severite),
        exhibits,
        title: control.titre.clone(),
        nature: control.nature.clone(),
        mode: control.mode,
        source: control.source.clone(),
        review: human,
        examined: entry.examined,
        deviations: entry.deviations,
        note,
    }
}
