//! Normative profiles: which body of law a run applies. They are data, `rules/profiles/*.toml`.
//!
//! A profile adds categories to mask, says whether it is a preview of a law to come (which can
//! never yield a violation) and which controls it requires. Must not look at a decision.

use serde::Deserialize;
use thiserror::Error;

use crate::taxonomy::Category;

const FILES: [(&str, &str); 3] = [
    ("droit-positif-2026-11", include_str!("../../rules/profiles/droit-positif-2026-11.toml")),
    ("ludet-2025", include_str!("../../rules/profiles/ludet-2025.toml")),
    ("ce-cja", include_str!("../../rules/profiles/ce-cja.toml")),
];

/// Why a profile cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ProfileError {
    #[error("profil inconnu : « {name} ». Profils possibles : {}", Profile::NAMES.join(", "))]
    Unknown { name: String },
    #[error("le profil {name} est mal formé ({reason})")]
    Malformed { name: &'static str, reason: String },
}

/// A normative profile.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    pub id: String,
    pub title: String,
    pub title_en: String,
    pub sources: Vec<String>,
    /// A law to come: findings are at most to review, of severity info.
    pub preview: bool,
    /// Categories masked beside what a decision asks for.
    pub mask: Vec<Category>,
    /// Whether the lists of natures of case that are never or partly public apply.
    pub nac_publicity: bool,
    /// Rules that must have been evaluated before a working record is called compliant.
    pub required: Vec<String>,
}

/// The rule that every working record allows to evaluate.
const WORKING_RECORD: &str = "OCC-COH-02";

/// The control of a run that evaluates a rule which a profile may require.
const CONTROLS: [(&str, &str); 5] = [
    ("OCC-COH-", "known"),
    ("PSE-", "pseudonyms"),
    ("PUB-", "publicity"),
    ("LIS-", "readability"),
    ("PROFA-", "magistrates"),
];

impl Profile {
    /// Every profile, the default first.
    pub const NAMES: [&str; 3] = [FILES[0].0, FILES[1].0, FILES[2].0];

    /// The profile of a name.
    pub fn named(name: &str) -> Result<Self, ProfileError> {
        let Some((name, text)) = FILES.into_iter().find(|(known, _)| *known == name) else {
            return Err(ProfileError::Unknown { name: name.to_owned() });
        };
        let malformed = |reason| ProfileError::Malformed { name, reason };
        let profile: Self =
            toml::from_str(text).map_err(|error| malformed(error.message().to_owned()))?;
        match profile.required.iter().find(|rule| Self::control_of(rule).is_none()) {
            Some(rule) => Err(malformed(format!("aucun contrôle n'évalue « {rule} »"))),
            None => Ok(profile),
        }
    }

    /// The control of a run that evaluates a rule; `None` for a rule that no profile may require.
    pub fn control_of(rule: &str) -> Option<&'static str> {
        CONTROLS.iter().find(|(start, _)| rule.starts_with(start)).map(|&(_, control)| control)
    }

    /// Required rules that were not evaluated on a decision: its record did not allow it, or the run,
    /// whose controls are `ran`, left out the control that reads them.
    ///
    /// Only a working record carries what they read: a decision already published never does, and
    /// is not held to them. `OCC-COH-02` reads the record itself: where it is missing, there is none.
    pub fn lacking(&self, not_evaluated: &[String], ran: &[&str]) -> Vec<String> {
        let lacks = |rule: &str| not_evaluated.iter().any(|id| id == rule);
        if lacks(WORKING_RECORD) {
            return Vec::new();
        }
        let left_out = |rule: &str| !Self::control_of(rule).is_some_and(|name| ran.contains(&name));
        let required = self.required.iter();
        required.filter(|rule| lacks(rule) || left_out(rule)).cloned().collect()
    }

    /// The law in force.
    pub fn in_force() -> Result<Self, ProfileError> {
        Self::named(Self::NAMES[0])
    }
}
