//! The draft of a formal notice (PRV-10), article by article, and the words it may use (PRV-11).
//!
//! A draft is a file: nothing is ever sent. Must not name a person, or say that an offence exists:
//! a check finds deviations and clues, a jurist qualifies them.

use std::fs;
use std::path::Path;

use minijinja::{Environment, context};
use serde::Serialize;
use serde_json::Value;

use super::bundle::Bundle;
use super::error::EvidenceError;
use super::files::MANIFEST;
use super::manifest::Manifest;

const TEMPLATE: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/reports/evidence/mise-en-demeure.md.j2"));

/// Where a bundle keeps what the controls found.
const CONTROLS: &str = "controls.json";

/// Words that only a court may use of someone, as they are spelt without accents (PRV-11).
const FORBIDDEN: [&str; 6] =
    ["infraction", "coupable", "delit commis", "delictueu", "frauduleu", "illegal"];

/// Words of a text that rule PRV-11 forbids in a report, a notice or a message.
pub fn forbidden_words(text: &str) -> Vec<&'static str> {
    let folded = crate::document::tokens::fold(text);
    FORBIDDEN.into_iter().filter(|word| folded.contains(word)).collect()
}

/// A deviation as the notice tells it.
#[derive(Serialize)]
struct Deviation {
    id: String,
    title: Option<String>,
    source: Option<String>,
    severity: String,
    exhibits: Vec<String>,
    measure: Option<String>,
}

/// What is put in the draft besides the bundle's own content.
pub struct NoticeOptions<'a> {
    /// Whom the notice is for, as the user writes it.
    pub recipient: &'a str,
    /// Days given to answer.
    pub days: u32,
}

/// The draft, in Markdown.
pub fn draft(bundle: &Bundle, options: &NoticeOptions<'_>) -> Result<String, EvidenceError> {
    let path = bundle.folder().join(CONTROLS);
    let bytes = fs::read(&path).map_err(EvidenceError::io(&path))?;
    let controls: Vec<Value> = serde_json::from_slice(&bytes)
        .map_err(|_| EvidenceError::damaged(&path, "ce n'est pas une liste de contrôles"))?;
    let with = |status: &str| {
        controls
            .iter()
            .filter(|control| text(control, &["status"]).as_deref() == Some(status))
            .cloned()
            .collect::<Vec<_>>()
    };
    let deviations: Vec<_> = with("ecart").iter().map(deviation).collect();
    let to_review: Vec<_> =
        with("a_examiner").iter().filter_map(|control| text(control, &["id"])).collect();
    let sealed_at = bundle.custody().lines().first().map(|line| line.entry.at.to_string());
    let context = context! {
        recipient => options.recipient,
        days => options.days,
        root => bundle.root(),
        sealed_at => sealed_at,
        state => bundle.custody().state().label(),
        deviations => minijinja::value::Serde(&deviations),
        to_review => to_review,
        files => minijinja::value::Serde(&manifest_files(bundle.folder())?.files),
    };
    Environment::new()
        .render_str(TEMPLATE, context)
        .map_err(|_| EvidenceError::Internal("modèle de mise en demeure"))
}

fn manifest_files(folder: &Path) -> Result<Manifest, EvidenceError> {
    let path = folder.join(MANIFEST);
    let bytes = fs::read(&path).map_err(EvidenceError::io(&path))?;
    Manifest::read(&bytes).map_err(|what| EvidenceError::damaged(&path, what))
}

fn deviation(control: &Value) -> Deviation {
    let exhibits = control.get("exhibits").and_then(Value::as_array);
    Deviation {
        id: text(control, &["id"]).unwrap_or_default(),
        title: text(control, &["title", "titre"]),
        source: text(control, &["source"]),
        severity: text(control, &["severity"]).unwrap_or_else(|| "à apprécier".to_owned()),
        exhibits: exhibits.into_iter().flatten().filter_map(exhibit).collect(),
        measure: text(control, &["measure", "action"]),
    }
}

fn exhibit(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned).or_else(|| text(value, &["path", "file", "id"]))
}

fn text(value: &Value, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| value.get(key)?.as_str().map(str::to_owned))
}
