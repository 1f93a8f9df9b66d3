//! What the user may decide without a new scan: weights of the score, thresholds of the gate,
//! waivers. Defaults are data (`rules/POLITIQUE.toml`); `filigrane.toml` replaces them key by key.
//!
//! Must refuse a key or a value that it does not know: a threshold with a slip would let a batch through.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Deserialize;
use thiserror::Error;

use crate::run::derived::Verdict;
use crate::taxonomy::{Category, Family, Severity};

/// The policy of the program.
const DEFAULTS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/POLITIQUE.toml"));

/// Why a configuration cannot be used.
#[derive(Debug, Error)]
pub enum SettingsError {
    #[error("configuration refusée : {} : {what}.", place(path, *line))]
    Invalid { path: PathBuf, line: Option<usize>, what: String },
}

fn place(path: &Path, line: Option<usize>) -> String {
    match line {
        Some(line) => format!("{}, ligne {line}", path.display()),
        None => path.display().to_string(),
    }
}

/// Scores, thresholds and waivers in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub score: ScoreSettings,
    pub gate: GateSettings,
    pub waivers: Vec<Waiver>,
}

/// How probabilities become levels and a score.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreSettings {
    /// Probabilities above which likelihood is 2, 3, 4.
    pub likelihood: [f64; 3],
    /// Share of the probability that the score keeps, by level of severity.
    pub weights: [f64; 4],
    /// Share of its identifying power that a doubtful element keeps, by severity of the finding.
    pub doubt_share: BTreeMap<Severity, f64>,
    pub chain_default: f64,
    /// Probability that someone tries, and succeeds, when the tables say that a person can be told from all others.
    pub singled_weight: f64,
    /// Probability that someone alone of their kind in the corpus is singled out.
    pub unique_weight: f64,
    pub difference_name: f64,
    pub difference_other: f64,
    /// Probability that an element left readable identifies the person.
    pub identifying: BTreeMap<Category, f64>,
    pub adversary: Adversaries,
    pub harms: Vec<Harm>,
}

/// The adversary supposed for each route.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adversaries {
    pub residual: String,
    pub singled: String,
    pub chain: String,
    pub difference: String,
    pub inference: String,
    pub secret: String,
}

/// What makes an identification more harmful.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Harm {
    pub code: String,
    pub label: String,
    pub label_en: String,
    /// Rule ids; a final `*` stands for any end.
    pub rules: Vec<String>,
    pub categories: Vec<Category>,
    /// Beginnings of codes of nature of case.
    pub nac: Vec<String>,
    pub source: String,
}

/// When a decision is refused or reviewed.
#[derive(Debug, Clone, PartialEq)]
pub struct GateSettings {
    pub refuse_score: i64,
    pub review_score: i64,
    pub review_confidence: f32,
    /// The same for the families whose doubts are less often right.
    pub review_confidence_of: BTreeMap<Family, f32>,
    /// Probability of a difference of masking, from which a decision is reviewed.
    pub review_difference: f64,
    pub refuse_severity: Severity,
    pub review_severity: Severity,
    pub fail_on: Verdict,
    pub required: Vec<String>,
}

/// Findings that a named person takes on, until a date.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    pub rule: String,
    /// All decisions when absent.
    #[serde(default)]
    pub decision: Option<String>,
    /// All findings of the rule when absent.
    #[serde(default)]
    pub fingerprint: Option<String>,
    pub owner: String,
    pub reason: String,
    /// Last day it holds.
    #[serde(deserialize_with = "day")]
    pub expires: Date,
}

fn day<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Text(String),
        Toml(toml::value::Datetime),
    }
    let text = match Written::deserialize(from)? {
        Written::Text(text) => text,
        Written::Toml(date) => date.to_string(),
    };
    text.parse().map_err(|_| serde::de::Error::custom("date attendue, AAAA-MM-JJ"))
}

/// `[score]` as written: what is absent keeps its default.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreFile {
    likelihood: Option<[f64; 3]>,
    weights: Option<[f64; 4]>,
    chain_default: Option<f64>,
    singled_weight: Option<f64>,
    unique_weight: Option<f64>,
    difference_name: Option<f64>,
    difference_other: Option<f64>,
    #[serde(default)]
    identifying: BTreeMap<Category, f64>,
    #[serde(default)]
    doubt_share: BTreeMap<Severity, f64>,
    adversary: Option<Adversaries>,
    harm: Option<Vec<Harm>>,
}

/// `[gate]` as written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GateFile {
    refuse_score: Option<i64>,
    review_score: Option<i64>,
    review_confidence: Option<f32>,
    #[serde(default)]
    review_confidence_of: BTreeMap<Family, f32>,
    review_difference: Option<f64>,
    refuse_severity: Option<Severity>,
    review_severity: Option<Severity>,
    fail_on: Option<Verdict>,
    required: Option<Vec<String>>,
}

/// The sections of a configuration that this module reads.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingsFile {
    #[serde(default)]
    pub score: ScoreFile,
    #[serde(default)]
    pub gate: GateFile,
    #[serde(default)]
    pub waiver: Vec<Waiver>,
}

impl Settings {
    /// The policy of the program, without any waiver.
    pub fn defaults() -> Result<Self, SettingsError> {
        Self::default_file()
            .and_then(|file| Self::merge(file, SettingsFile::default(), "POLITIQUE.toml"))
    }

    /// The policy of the program, replaced key by key by sections already read from `path`.
    pub fn with(written: SettingsFile, path: &Path) -> Result<Self, SettingsError> {
        Self::merge(Self::default_file()?, written, path)
    }

    fn default_file() -> Result<SettingsFile, SettingsError> {
        parse(Path::new("POLITIQUE.toml"), DEFAULTS)
    }

    fn merge(
        base: SettingsFile,
        over: SettingsFile,
        path: impl AsRef<Path>,
    ) -> Result<Self, SettingsError> {
        let path = path.as_ref();
        let invalid =
            |what: String| SettingsError::Invalid { path: path.to_owned(), line: None, what };
        let missing = |key: &str| invalid(format!("il manque {key}"));
        let (base_score, base_gate) = (base.score, base.gate);
        let (score, gate) = (over.score, over.gate);
        let mut identifying = base_score.identifying;
        identifying.extend(score.identifying);
        let mut doubt_share = base_score.doubt_share;
        doubt_share.extend(score.doubt_share);
        let mut review_confidence_of = base_gate.review_confidence_of;
        review_confidence_of.extend(gate.review_confidence_of);
        macro_rules! pick {
            ($over:ident, $base:ident, $section:literal, $($key:ident),*) => {
                ($($over.$key.or($base.$key).ok_or_else(|| {
                    missing(concat!($section, ".", stringify!($key)))
                })?),*)
            };
        }
        let (
            likelihood,
            weights,
            chain_default,
            singled_weight,
            unique_weight,
            difference_name,
            difference_other,
            adversary,
            harms,
        ) = pick!(
            score,
            base_score,
            "score",
            likelihood,
            weights,
            chain_default,
            singled_weight,
            unique_weight,
            difference_name,
            difference_other,
            adversary,
            harm
        );
        let (
            refuse_score,
            review_score,
            review_confidence,
            review_difference,
            refuse_severity,
            review_severity,
            fail_on,
            required,
        ) = pick!(
            gate,
            base_gate,
            "gate",
            refuse_score,
            review_score,
            review_confidence,
            review_difference,
            refuse_severity,
            review_severity,
            fail_on,
            required
        );
        let settings = Self {
            score: ScoreSettings {
                likelihood,
                weights,
                doubt_share,
                chain_default,
                singled_weight,
                unique_weight,
                difference_name,
                difference_other,
                identifying,
                adversary,
                harms,
            },
            gate: GateSettings {
                refuse_score,
                review_score,
                review_confidence,
                review_confidence_of,
                review_difference,
                refuse_severity,
                review_severity,
                fail_on,
                required,
            },
            waivers: over.waiver,
        };
        settings.check().map_err(invalid)?;
        Ok(settings)
    }

    /// What no type forbids.
    fn check(&self) -> Result<(), String> {
        let score = &self.score;
        let named = [
            ("score.chain_default", score.chain_default),
            ("score.singled_weight", score.singled_weight),
            ("score.unique_weight", score.unique_weight),
            ("score.difference_name", score.difference_name),
            ("score.difference_other", score.difference_other),
            ("gate.review_confidence", f64::from(self.gate.review_confidence)),
            ("gate.review_difference", self.gate.review_difference),
        ];
        let listed = |key: &'static str, values: &[f64]| {
            values.iter().map(|&value| (key, value)).collect::<Vec<_>>()
        };
        let all = named
            .into_iter()
            .chain(listed("score.likelihood", &score.likelihood))
            .chain(listed("score.weights", &score.weights))
            .map(|(key, value)| (key.to_owned(), value))
            .chain(score.identifying.iter().map(|(category, &value)| {
                (format!("score.identifying.{}", category.as_str()), value)
            }))
            .chain(score.doubt_share.iter().map(|(severity, &value)| {
                (format!("score.doubt_share.{}", severity.as_str()), value)
            }))
            .chain(self.gate.review_confidence_of.iter().map(|(family, &value)| {
                (format!("gate.review_confidence_of.{}", family.as_str()), f64::from(value))
            }));
        for (key, value) in all {
            if !(0.0..=1.0).contains(&value) {
                return Err(format!("{key} vaut {value} : donnez un nombre de 0 à 1"));
            }
        }
        for (key, values) in
            [("score.likelihood", &score.likelihood[..]), ("score.weights", &score.weights[..])]
        {
            if values.windows(2).any(|pair| pair[0] > pair[1]) {
                return Err(format!("{key} doit être croissant"));
            }
        }
        for (key, value) in [
            ("gate.refuse_score", self.gate.refuse_score),
            ("gate.review_score", self.gate.review_score),
        ] {
            if !(0..=100).contains(&value) {
                return Err(format!("{key} vaut {value} : donnez un nombre de 0 à 100"));
            }
        }
        if self.gate.review_score > self.gate.refuse_score {
            return Err("gate.review_score dépasse gate.refuse_score".to_owned());
        }
        if self.gate.fail_on == Verdict::Publish {
            return Err("gate.fail_on : donnez refuse ou review".to_owned());
        }
        for control in &self.gate.required {
            if !CONTROLS.contains(&control.as_str()) {
                return Err(unknown_name(
                    "gate.required : contrôle inconnu",
                    control,
                    "contrôles possibles",
                    &CONTROLS,
                ));
            }
        }
        for (waiver, rank) in self.waivers.iter().zip(1..) {
            let empty =
                [("rule", &waiver.rule), ("owner", &waiver.owner), ("reason", &waiver.reason)]
                    .into_iter()
                    .find(|(_, value)| value.trim().is_empty());
            if let Some((key, _)) = empty {
                return Err(format!("dérogation n° {rank} : {key} est vide"));
            }
        }
        Ok(())
    }

    /// Probability that an element of this category, left readable, identifies someone.
    pub fn identifying(&self, category: Category) -> f64 {
        self.score.identifying.get(&category).copied().unwrap_or(0.0)
    }

    /// Share of that power that a doubt of this severity keeps.
    pub fn doubt_share(&self, severity: Severity) -> f64 {
        self.score.doubt_share.get(&severity).copied().unwrap_or(1.0)
    }

    /// Confidence from which a doubt of this family sends its decision to a person.
    pub fn review_confidence(&self, family: Family) -> f32 {
        let of = self.gate.review_confidence_of.get(&family);
        of.copied().unwrap_or(self.gate.review_confidence)
    }
}

/// Names of the controls that a manifest may list.
pub const CONTROLS: [&str; 14] = [
    "identifiers",
    "names",
    "places",
    "civil_dates",
    "patterns",
    "known",
    "pseudonyms",
    "publicity",
    "magistrates",
    "readability",
    "secrets",
    "facts",
    "risks",
    "linkage",
];

fn parse(path: &Path, text: &str) -> Result<SettingsFile, SettingsError> {
    toml::from_str(text).map_err(|error| {
        let line =
            error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        SettingsError::Invalid { path: path.to_owned(), line, what: in_words(error.message()) }
    })
}

/// A name that is not known, those that are, and the nearest of them.
fn unknown_name(what: &str, unknown: &str, list: &str, known: &[&str]) -> String {
    let near = known
        .iter()
        .map(|name| (strsim::damerau_levenshtein(name, unknown), name))
        .min()
        .filter(|(distance, _)| *distance <= 3)
        .map(|(_, name)| format!(" (vouliez-vous dire {name} ?)"))
        .unwrap_or_default();
    format!("{what} « {unknown} »{near} ; {list} : {}", known.join(", "))
}

/// What the decoder says, in French: it speaks English and names the key.
pub fn in_words(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match quoted.as_slice() {
        [unknown, known @ ..] if message.starts_with("unknown field") => {
            unknown_name("clé inconnue", unknown, "clés possibles", known)
        }
        [unknown, known @ ..] if message.starts_with("unknown variant") => {
            unknown_name("valeur inconnue", unknown, "valeurs possibles", known)
        }
        [missing, ..] if message.starts_with("missing field") => {
            format!("il manque la clé {missing}")
        }
        _ if message.starts_with("invalid type") || message.starts_with("invalid value") => {
            "valeur d'un autre type que celui attendu".to_owned()
        }
        _ if message.starts_with("duplicate key") => "clé écrite deux fois".to_owned(),
        _ if message.contains("AAAA-MM-JJ") => "date attendue, AAAA-MM-JJ".to_owned(),
        _ if message.starts_with("invalid length") => {
            "liste d'une autre longueur que celle attendue".to_owned()
        }
        _ => "ce n'est pas du TOML valide".to_owned(),
    }
}
