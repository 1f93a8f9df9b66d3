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
    /// Controls that must have been evaluated before a decision is called compliant.
    pub required: Vec<String>,
}

impl Profile {
    /// Every profile, the default first.
    pub const NAMES: [&str; 3] = [FILES[0].0, FILES[1].0, FILES[2].0];

    /// The profile of a name.
    pub fn named(name: &str) -> Result<Self, ProfileError> {
        let Some((name, text)) = FILES.into_iter().find(|(known, _)| *known == name) else {
            return Err(ProfileError::Unknown { name: name.to_owned() });
        };
        toml::from_str(text)
            .map_err(|error| ProfileError::Malformed { name, reason: error.message().to_owned() })
    }

    /// The law in force.
    pub fn in_force() -> Result<Self, ProfileError> {
        Self::named(Self::NAMES[0])
    }
}
