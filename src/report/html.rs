//! The report as one HTML page that needs nothing else: no network, no font, no image, no library.
//!
//! The templates, the style sheet and the script are in `reports/`. A policy in the page allows this
//! style and this script alone, by their digests. Data reach the script as JSON that is never
//! executed, and the script never makes HTML of them.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, context};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::run::derived::Verdict;
use crate::taxonomy::{Category, Severity, Status};
use crate::verdict::score::Level;

use super::Language;
use super::compose::{ReportError, court_of, verdict_words};
use super::data::{Card, Report, Words};
use super::summary::{category_label, grouped, severity_label, status_label};

const TEMPLATE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/reports/rapport.html"));
const STYLE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/reports/rapport.css"));
const SCRIPT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/reports/rapport.js"));

/// Bytes of the list of decisions in the page: with the rest it stays well under ten megabytes.
const CARDS_BYTES: usize = 6_000_000;

/// Digits of a fingerprint that the page shows.
const SHORT: usize = 12;

#[derive(Serialize)]
struct Named {
    id: &'static str,
    label: Words,
    numeric: bool,
}

fn named(id: &'static str, fr: &str, en: &str, numeric: bool) -> Named {
    Named { id, label: Words::new(fr, en), numeric }
}

fn both<T: Into<String>>(text: impl Fn(Language) -> T) -> Words {
    Words { fr: text(Language::French).into(), en: text(Language::English).into() }
}

/// The page, opened first in one language; the reader switches at will.
pub fn render(report: &Report, language: Language) -> Result<String, ReportError> {
    let (cards, shown) = cards(&report.cards);
    let data = json!({ "words": dictionary(report), "cards": cards });
    // « </script> » in a text must not end the block.
    let data = data.to_string().replace('<', "\\u003c");
    let verdicts: BTreeMap<&str, Words> = Verdict::ALL
        .into_iter()
        .map(|verdict| (verdict.as_str(), verdict_words(verdict)))
        .collect();
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_filter("typo", typographic);
    let wrong = |error: minijinja::Error| ReportError::Template(error.to_string());
    environment.add_template("rapport.html", TEMPLATE).map_err(wrong)?;
    let all = report.cards.len() as u64 + report.hidden_cards;
    let shown_note = both(|language| {
        let (shown, all) = (grouped(shown as u64, language), grouped(all, language));
        language.pick(
            format!("Cette page montre les {shown} décisions les plus exposées sur {all}. Toutes sont dans les tables Parquet du traitement : {}.", report.full_tables),
            format!("This page shows the {shown} most exposed decisions out of {all}. All of them are in the Parquet tables of the run: {}.", report.full_tables),
        )
    });
    let closing = Words::new(
        "Un constat est un indice à faire valider par une personne habilitée. Protéger ce rapport comme les décisions dont il parle.",
        "A finding is a clue for an authorised person to confirm. Protect this report as the decisions it is about.",
    );
    environment
        .get_template("rapport.html")
        .and_then(|template| {
            template.render(context! {
                report => Serde(report),
                lang => language.pick("fr", "en"),
                style => STYLE,
                script => SCRIPT,
                style_hash => digest(STYLE),
                script_hash => digest(SCRIPT),
                data => data,
                verdicts => Serde(&verdicts),
                filters => Serde(filters()),
                columns => Serde(columns()),
                shown_cards => shown,
                shown_note => Serde(&shown_note),
                closing => Serde(&closing),
            })
        })
        .map_err(wrong)
}

fn filters() -> Vec<Named> {
    vec![
        named("verdict", "Verdict", "Verdict", false),
        named("category", "Catégorie", "Category", false),
        named("severity", "Gravité d'un constat", "Severity of a finding", false),
        named("rule", "Règle", "Rule", false),
        named("court", "Juridiction", "Court", false),
        named("nac", "Nature d'affaire", "Nature of case", false),
        named("level", "Vraisemblance", "Likelihood", false),
        named("harm", "Gravité du dommage", "Severity of the harm", false),
    ]
}

fn columns() -> Vec<Named> {
    vec![
        named("id", "Décision", "Decision", false),
        named("verdict", "Verdict", "Verdict", false),
        named("score", "Score", "Score", true),
        named("risk", "Vrais. × grav.", "Likel. × sev.", true),
        named("court", "Juridiction", "Court", false),
        named("nac", "NAC", "NAC", false),
        named("date", "Date", "Date", false),
        named("findings", "Constats", "Findings", true),
    ]
}

/// The list as the script reads it, the worst first, within its budget of bytes; and how many.
fn cards(cards: &[Card]) -> (Vec<Value>, usize) {
    let mut bytes = 0;
    let list: Vec<Value> = cards
        .iter()
        .map(card)
        .take_while(|card| {
            bytes += card.to_string().len();
            bytes <= CARDS_BYTES
        })
        .collect();
    let shown = list.len();
    (list, shown)
}

/// Names of one letter: there may be thousands of these.
fn card(card: &Card) -> Value {
    let findings: Vec<Value> = card
        .findings
        .iter()
        .map(|finding| {
            json!({
                "r": finding.rule,
                "c": finding.category,
                "s": finding.severity,
                "t": finding.status,
                "p": (f64::from(finding.confidence) * 100.0).round() / 100.0,
                "f": finding.field,
                "z": finding.zone,
                "a": finding.start,
                "b": finding.end,
                "m": finding.masked,
                "q": finding.fingerprint.get(..SHORT).unwrap_or(&finding.fingerprint),
                "w": finding.reasons,
            })
        })
        .collect();
    json!({
        "i": card.id,
        "v": card.verdict,
        "s": card.score,
        "l": card.likelihood,
        "g": card.severity,
        "a": card.adversary,
        "c": card.court,
        "h": card.chamber,
        "n": card.nac,
        "u": card.number,
        "d": card.date,
        "r": card.reasons,
        "f": findings,
        "m": card.hidden_findings,
        "k": card.k,
        "y": card.cluster,
    })
}

/// Names of codes, in French then in English.
fn dictionary(report: &Report) -> Value {
    let pair = |words: Words| json!([words.fr, words.en]);
    let table = |entries: Vec<(String, Words)>| -> Value {
        entries
            .into_iter()
            .map(|(code, words)| (code, pair(words)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let findings = || report.cards.iter().flat_map(|card| &card.findings);
    let rules: BTreeMap<String, Words> =
        findings().map(|finding| (finding.rule.clone(), finding.title.clone())).collect();
    let courts: BTreeMap<String, Words> = report
        .cards
        .iter()
        .filter(|card| !card.court.is_empty())
        .map(|card| (card.court.clone(), both(|language| court_of(&card.court, language))))
        .collect();
    let statuses = [Status::Violation, Status::ToReview, Status::Permitted, Status::NotEvaluated];
    let zones = [
        ("introduction", "introduction", "introduction"),
        ("expose", "exposé du litige", "statement of facts"),
        ("moyens", "moyens", "pleas"),
        ("motivations", "motifs", "reasons"),
        ("dispositif", "dispositif", "operative part"),
        ("annexes", "moyens annexés", "annexed pleas"),
    ];
    let fields = [
        ("text", "texte", "text"),
        ("summary", "sommaire", "summary"),
        ("contested.content", "décision attaquée", "contested decision"),
    ];
    json!({
        "categories": table(Category::ALL.into_iter().map(|one| (one.as_str().to_owned(), both(|language| category_label(one, language)))).collect()),
        "severities": table(Severity::DESCENDING.into_iter().map(|one| (one.as_str().to_owned(), both(|language| severity_label(one, language)))).collect()),
        "statuses": table(statuses.into_iter().map(|one| (one.as_str().to_owned(), both(|language| status_label(one, language)))).collect()),
        "verdicts": table(Verdict::ALL.into_iter().map(|one| (one.as_str().to_owned(), verdict_words(one))).collect()),
        "levels": table(Level::ALL.into_iter().map(|one| (one.number().to_string(), one.label().into())).collect()),
        "zones": table(zones.into_iter().map(|(code, fr, en)| (code.to_owned(), Words::new(fr, en))).collect()),
        "fields": table(fields.into_iter().map(|(code, fr, en)| (code.to_owned(), Words::new(fr, en))).collect()),
        "rules": table(rules.into_iter().collect()),
        "courts": table(courts.into_iter().collect()),
    })
}

/// What the policy of the page calls a script or a style by: `sha256-…`.
fn digest(text: &str) -> String {
    format!("sha256-{}", BASE64.encode(Sha256::digest(text.as_bytes())))
}

/// Apostrophes and spaces as a printer sets them.
fn typographic(text: String) -> String {
    let mut out = text.replace('\'', "’");
    for sign in [":", ";", "?", "!", "»", "%"] {
        out = out.replace(&format!(" {sign}"), &format!("\u{a0}{sign}"));
    }
    out.replace("« ", "«\u{a0}")
}
