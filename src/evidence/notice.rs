//! The draft of a formal notice (PRV-10), article by article, and the words it may use (PRV-11).
//!
//! A draft is a file: nothing is ever sent. Must not name a person, or say that an offence exists:
//! a check finds deviations and clues, a jurist qualifies them.

use std::fs;
use std::path::Path;

use minijinja::{Environment, context};
use serde::Serialize;
use serde_json::Value;

use crate::document::numbers::written_day;

use super::bundle::Bundle;
use super::error::EvidenceError;
use super::files::MANIFEST;
use super::manifest::Manifest;

const TEMPLATE: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/reports/evidence/mise-en-demeure.md.j2"));

/// Where a bundle keeps what the controls found.
const CONTROLS: &str = "controls.json";
/// Where it keeps the conditions of the check.
const CONDITIONS: &str = "check.json";

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
    /// What was found, once for several exhibits of one kind.
    facts: Vec<String>,
    exhibits: Vec<String>,
    /// Exhibits that the list leaves out: they are in the bundle.
    more: usize,
    measure: String,
}

/// Exhibits and facts listed for a control.
const LISTED: usize = 8;

/// What is asked of the reuser, by control.
const MEASURES: [(&str, &str); 25] = [
    ("CGU-05", "servir le texte publié par la Cour, sans mot ajouté, retiré ni changé"),
    ("CGU-06", "faire figurer le nom exact de la juridiction avec chaque décision"),
    ("CGU-07", "faire figurer la formation avec chaque décision"),
    ("CGU-08", "faire figurer le siège de la juridiction avec chaque décision"),
    ("CGU-09", "faire figurer la date du prononcé avec chaque décision"),
    (
        "CGU-10",
        "rattacher à chaque extrait, segment ou export les quatre mentions, ou une clé qui y mène",
    ),
    ("CGU-11", "rétablir le sens de la solution et signaler les décisions publiées en partie"),
    ("CGU-13", "mentionner la source : base Open Data tenue par la Cour de cassation (Judilibre)"),
    ("CGU-15", "faire pointer chaque lien vers la décision d'origine"),
    ("CGU-16", "indiquer la date de la dernière mise à jour, par décision ou pour l'ensemble"),
    ("CGU-17", "indiquer la date de la version réellement servie"),
    ("CGU-18", "remplacer les versions périmées par la dernière version publiée"),
    ("CGU-20", "retirer les décisions supprimées, copies et dérivés compris"),
    (
        "CGU-21",
        "remplacer sans délai la version retirée par la dernière version publiée, dérivés compris",
    ),
    (
        "CGU-22",
        "répercuter les retraits et les mises à jour dans tous les dérivés (index, caches, exports)",
    ),
    ("CGU-26", "indiquer un point de contact pour l'exercice des droits"),
    ("CGU-31", "lever le masque provisoire et revenir au texte mis à jour par la Cour"),
    ("CGU-32", "rétablir les occultations de la Cour, dans le texte et dans les dérivés"),
    ("CGU-33", "retirer les masques que la Cour n'a pas posés"),
    ("CGU-34", "rétablir les termes de remplacement tels que la Cour les a publiés"),
    ("CGU-37", "afficher l'adresse exacte occultations.courdecassation@justice.fr"),
    ("CGU-38", "retirer ces masques et transmettre les demandes au magistrat désigné de la Cour"),
    (
        "CGU-40",
        "mettre les identifiants hors des fichiers publiés (coffre, variable d'environnement)",
    ),
    ("CGU-42", "retirer les clés publiées, les faire réinitialiser et avertir la Cour"),
    ("CGU-53", "servir la décision telle que la Cour l'a publiée, sans motifs ajoutés"),
];

/// Controls that sum up others: what they say is said already.
const SUMS_UP: [&str; 1] = ["CGU-49"];

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
    // A recommendation or an invitation is no obligation; a clue waits for a person; a sum repeats its parts.
    let binding = |control: &Value| {
        !matches!(text(control, &["nature"]).as_deref(), Some("recommandation" | "invitation"))
            && text(control, &["severity"]).as_deref() != Some("info")
    };
    let human = |control: &Value| control.get("review").and_then(Value::as_bool).unwrap_or(false);
    let found = with("ecart");
    let sums_up =
        |control: &Value| text(control, &["id"]).is_some_and(|id| SUMS_UP.contains(&id.as_str()));
    let chosen = |wanted: &dyn Fn(&Value) -> bool| -> Vec<Deviation> {
        found.iter().filter(|control| !sums_up(control) && wanted(control)).map(deviation).collect()
    };
    let deviations = chosen(&|control| binding(control) && !human(control));
    let recommended = chosen(&|control| !binding(control) && !human(control));
    let to_review = chosen(&human);
    let checked_at = checked_at(bundle.folder());
    let sealed_at = bundle.custody().lines().first().map(|line| line.entry.at.to_string());
    let context = context! {
        recipient => options.recipient,
        days => options.days,
        root => bundle.root(),
        sealed_at => sealed_at.as_deref().map(written_day),
        state => bundle.custody().state().label(),
        deviations => minijinja::value::Serde(&deviations),
        recommended => minijinja::value::Serde(&recommended),
        to_review => minijinja::value::Serde(&to_review),
        checked_at => checked_at.or(sealed_at).as_deref().map(written_day),
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

/// The day of the check that the bundle keeps.
fn checked_at(folder: &Path) -> Option<String> {
    let bytes = fs::read(folder.join(CONDITIONS)).ok()?;
    let conditions: Value = serde_json::from_slice(&bytes).ok()?;
    text(&conditions, &["checked_at"])
}

fn deviation(control: &Value) -> Deviation {
    let exhibits: Vec<&Value> =
        control.get("exhibits").and_then(Value::as_array).into_iter().flatten().collect();
    let mut facts: Vec<String> = Vec::new();
    for exhibit in &exhibits {
        // Two masks of one kind are one fact at two places.
        let Some(detail) = text(exhibit, &["detail"]) else { continue };
        let fact = detail.split(", position ").next().unwrap_or(&detail).to_owned();
        // Files of one level differ by their rules alone.
        let alike = |known: &String| known.split(" (PROFB").next() == fact.split(" (PROFB").next();
        if !facts.iter().any(alike) && facts.len() < LISTED {
            facts.push(fact);
        }
    }
    let id = text(control, &["id"]).unwrap_or_default();
    let known = MEASURES.iter().find(|(known, _)| *known == id).map(|(_, measure)| *measure);
    Deviation {
        measure: text(control, &["measure", "action"])
            .or_else(|| known.map(str::to_owned))
            .unwrap_or_else(|| "mettre fin à l'écart et en justifier".to_owned()),
        title: text(control, &["title", "titre"]),
        source: text(control, &["source"]),
        severity: text(control, &["severity"]).unwrap_or_else(|| "à apprécier".to_owned()),
        facts,
        more: exhibits.len().saturating_sub(LISTED),
        exhibits: exhibits.into_iter().take(LISTED).filter_map(exhibit).collect(),
        id,
    }
}

/// « P0012 (data/decisions.jsonl, enregistrement 3) ».
fn exhibit(value: &Value) -> Option<String> {
    if let Some(name) = value.as_str() {
        return Some(name.to_owned());
    }
    let place = text(value, &["path", "file", "id"])?;
    Some(match text(value, &["exhibit"]).filter(|number| !number.is_empty()) {
        Some(number) => format!("{number} ({place})"),
        None => place,
    })
}

fn text(value: &Value, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| value.get(key)?.as_str().map(str::to_owned))
}
