//! `filigrane.toml`: what an institution decides once for all its runs.
//!
//! Read strictly: an unknown key is refused, since a setting that is silently ignored would
//! make a run lie. Command-line options win over the file. Holds no logic of the controls, and
//! has no key that could lift a safeguard (GARDE-12).

use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::Deserialize;
use serde_json::{Value, json};
use thiserror::Error;

use crate::policy::{
    BenchOrders, NacTable, NacTableError, Norms, OrdersError, Profile, ProfileError,
};
use crate::taxonomy::{Category, Family, Severity};
use crate::verdict::settings::{CONTROLS, GateFile, ScoreFile, SettingsFile, Waiver, in_words};
use crate::verdict::{Settings, SettingsError};

/// Read when it is in the current folder and no `--config` is given.
pub const DEFAULT_FILE: &str = "filigrane.toml";

/// What `filigrane.toml` may say.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Normative profile: a name of `Profile::NAMES`.
    pub profile: Option<String>,
    pub policy: PolicyConfig,
    /// What the gate follows, checked here too so that a slip is told before a long scan.
    pub score: ScoreFile,
    pub gate: GateFile,
    pub waiver: Vec<Waiver>,
}

/// `[policy]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PolicyConfig {
    /// CSV file that gives each nature of case its bloc; relative to the folder of the configuration.
    pub nac_blocs: Option<PathBuf>,
    /// CSV file of the decisions in which masking the bench was ordered: identifiers, never names.
    pub bench_orders: Option<PathBuf>,
    /// Courts that publish criminal decisions ahead of the calendar (PUB-10): `location` as in the records.
    pub criminal_pilots: Vec<String>,
}

/// Why a configuration cannot be used: which file, which line, what, and the remedy.
#[derive(Debug, Error)]
pub enum ConfigError {
    #[error("configuration {} : lecture impossible ({}). Vérifiez le chemin et les droits.", path.display(), crate::cause::in_french(cause))]
    Unreadable { path: PathBuf, cause: io::Error },
    #[error("configuration {}, ligne {line} : {message}. Voyez reports/schemas/config.schema.json.", path.display())]
    Malformed { path: PathBuf, line: usize, message: String },
    #[error("configuration {} : {cause}", path.display())]
    Profile { path: PathBuf, cause: ProfileError },
    #[error(transparent)]
    Nac(#[from] NacTableError),
    #[error(transparent)]
    Orders(#[from] OrdersError),
}

/// A configuration with the place it was read from.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    pub config: Config,
    /// The file; `None` when there is none.
    pub path: Option<PathBuf>,
}

/// Reads the configuration asked for, else `./filigrane.toml` when it is there, else the defaults.
pub fn load(asked: Option<&Path>) -> Result<Loaded, ConfigError> {
    let path = asked.unwrap_or(Path::new(DEFAULT_FILE));
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(cause) if asked.is_none() && cause.kind() == io::ErrorKind::NotFound => {
            return Ok(Loaded::default());
        }
        Err(cause) => return Err(ConfigError::Unreadable { path: path.to_owned(), cause }),
    };
    let config = parse(path, &text)?;
    Ok(Loaded { config, path: Some(path.to_owned()) })
}

/// Reads a configuration from its text; `path` is for messages.
pub fn parse(path: &Path, text: &str) -> Result<Config, ConfigError> {
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start.min(text.len()));
        let line = 1 + text.as_bytes()[..start].iter().filter(|&&byte| byte == b'\n').count();
        ConfigError::Malformed { path: path.to_owned(), line, message: in_words(error.message()) }
    })
}

impl Loaded {
    /// The norms of a run: profile, table of natures of case, threshold of review.
    pub fn norms(&self, review_threshold: f32) -> Result<Norms, ConfigError> {
        let path = || self.path.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_FILE));
        let name = self.config.profile.as_deref().unwrap_or(Profile::NAMES[0]);
        let profile =
            Profile::named(name).map_err(|cause| ConfigError::Profile { path: path(), cause })?;
        let nac = match &self.config.policy.nac_blocs {
            Some(table) => Some(NacTable::read(&self.beside(table))?),
            None => None,
        };
        let orders = match &self.config.policy.bench_orders {
            Some(list) => BenchOrders::read(&self.beside(list))?,
            None => BenchOrders::default(),
        };
        let pilots = self.config.policy.criminal_pilots.iter().cloned().collect();
        Ok(Norms { profile, nac, orders, pilots, review_threshold })
    }

    /// What the gate follows: weights, thresholds, waivers.
    pub fn settings(&self) -> Result<Settings, SettingsError> {
        let Config { score, gate, waiver, .. } = self.config.clone();
        let path = self.path.as_deref().unwrap_or(Path::new(DEFAULT_FILE));
        Settings::with(SettingsFile { score, gate, waiver }, path)
    }

    /// A path written in the file is relative to the folder of the file.
    pub fn beside(&self, path: &Path) -> PathBuf {
        match self.path.as_deref().and_then(Path::parent) {
            Some(folder) => folder.join(path),
            None => path.to_owned(),
        }
    }
}

/// JSON Schema of `filigrane.toml`, for editors.
pub fn json_schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "filigrane.toml",
        "description": "Configuration de Filigrane",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "profile": {
                "description": "Profil normatif",
                "enum": Profile::NAMES,
                "default": Profile::NAMES[0],
            },
            "score": score_schema(),
            "gate": gate_schema(),
            "waiver": waiver_schema(),
            "policy": {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "nac_blocs": {
                        "description": "Table CSV nature d'affaire → bloc d'occultation ; chemin relatif à ce fichier",
                        "type": "string",
                    },
                    "bench_orders": {
                        "description": "Décisions où l'occultation des magistrats et du greffe est ordonnée (decision_id;ordonnee) : des identifiants, jamais de noms",
                        "type": "string",
                    },
                    "criminal_pilots": {
                        "description": "Juridictions (« location » des décisions) qui publient des décisions pénales avant l'échéance du calendrier : PUB-10 y est de gravité info",
                        "type": "array",
                        "items": { "type": "string" },
                    },
                },
            },
        },
    })
}

/// A closed object, none of whose keys is required.
fn object(about: &str, properties: &Value) -> Value {
    json!({ "description": about, "type": "object", "additionalProperties": false, "properties": properties })
}

/// A table of probabilities by the names of a closed list.
fn by_name(names: &[&str]) -> Value {
    let probability = json!({ "type": "number", "minimum": 0, "maximum": 1 });
    json!({ "type": "object", "propertyNames": { "enum": names }, "additionalProperties": probability })
}

fn score_schema() -> Value {
    let categories = Category::ALL.map(Category::as_str).to_vec();
    let severities = Severity::DESCENDING.map(Severity::as_str);
    let probability = json!({ "type": "number", "minimum": 0, "maximum": 1 });
    let increasing = |count: u64| json!({ "type": "array", "items": probability, "minItems": count, "maxItems": count });
    let text = json!({ "type": "string" });
    let texts = json!({ "type": "array", "items": text });
    let harm = object(
        "Ce qui aggrave le dommage",
        &json!({
            "code": text, "label": text, "label_en": text, "rules": texts,
            "categories": { "type": "array", "items": { "enum": categories } }, "nac": texts, "source": text,
        }),
    );
    let adversary = object(
        "Adversaire supposé de chaque voie",
        &json!({
            "residual": text, "singled": text, "chain": text, "difference": text, "inference": text, "secret": text,
        }),
    );
    object(
        "Poids du score : voir rules/POLITIQUE.toml",
        &json!({
            "likelihood": increasing(3), "weights": increasing(4), "chain_default": probability,
            "singled_weight": probability, "unique_weight": probability, "difference_name": probability,
            "difference_other": probability, "identifying": by_name(&categories), "doubt_share": by_name(&severities),
            "adversary": adversary, "harm": { "type": "array", "items": harm },
        }),
    )
}

fn gate_schema() -> Value {
    let severities = Severity::DESCENDING.map(Severity::as_str);
    let probability = json!({ "type": "number", "minimum": 0, "maximum": 1 });
    let score = json!({ "type": "integer", "minimum": 0, "maximum": 100 });
    object(
        "Seuils de la porte : voir rules/POLITIQUE.toml",
        &json!({
            "refuse_score": score, "review_score": score, "review_confidence": probability,
            "review_confidence_of": by_name(&Family::OF_FINDINGS.map(Family::as_str)), "review_difference": probability,
            "refuse_severity": { "enum": severities }, "review_severity": { "enum": severities },
            "fail_on": { "enum": ["refuse", "review"] },
            "required": { "type": "array", "items": { "enum": CONTROLS } },
        }),
    )
}

fn waiver_schema() -> Value {
    let text = json!({ "type": "string", "minLength": 1 });
    let mut waiver = object(
        "Dérogation : un responsable, un motif, une échéance",
        &json!({
            "rule": text, "decision": text, "fingerprint": text, "owner": text, "reason": text,
            "expires": { "description": "Dernier jour, AAAA-MM-JJ", "type": "string", "format": "date" },
        }),
    );
    waiver["required"] = json!(["rule", "owner", "reason", "expires"]);
    json!({ "description": "Dérogations nominatives", "type": "array", "items": waiver })
}
