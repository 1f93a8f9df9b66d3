//! From what was gathered of a run to a report: which sections each kind of report has, and what
//! they say. Every format renders the same `Report`.
//!
//! One file a subject: `opening`, `risk_map`, `breakdowns`, `people`, `evolution`, `compliance`, `honesty`, `provenance`; `prose`,
//! `measures`, `labels` and `pieces` serve them. Must not compute results: counts come from `gather`, verdicts from the
//! tables. A control that did not run has its line, always (RAP-06).

mod breakdowns;
mod compliance;
mod evolution;
mod honesty;
mod labels;
mod measures;
mod opening;
mod people;
mod pieces;
mod prose;
mod provenance;
mod risk_map;

use thiserror::Error;

use crate::rules::Catalogue;
use crate::run::{Manifest, Run, TableError};

use super::data::{Kind, Report, Section};
use super::gather::{self, Gathered, gather};
use super::summary::safeguard;

use pieces::both;
use prose::Texts;

pub use labels::{
    card_line, court_of, date_words, day_of, day_words, place_label, status_words, verdict_words,
};
pub use measures::Measures;

/// Why a report cannot be made.
#[derive(Debug, Error)]
pub enum ReportError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("textes des rapports inutilisables : {0}")]
    Texts(String),
    #[error("gabarit du rapport inutilisable : {0}")]
    Template(String),
    #[error(
        "mesures illisibles : {path} ({what}). Donnez le fichier écrit par « filigrane quality evaluate --json »."
    )]
    Measures { path: String, what: String },
}

/// What a report is made of, besides its run.
#[derive(Default)]
pub struct Options<'a> {
    /// Earlier runs, oldest first, for the evolution.
    pub previous: Vec<&'a Run>,
    /// Output of `quality evaluate --json`.
    pub measures: Option<Measures>,
    /// Decisions listed; the default cap when absent.
    pub cards: Option<usize>,
}

/// Makes the report of a run.
pub fn compose(
    run: &Run,
    catalogue: &Catalogue,
    kind: Kind,
    options: &Options,
) -> Result<Report, ReportError> {
    let texts = Texts::read()?;
    let all = gather(run, catalogue, options.cards.unwrap_or(gather::CARDS))?;
    let maker = Maker { run, manifest: run.manifest(), all: &all, catalogue, texts, options };
    let sections = maker.sections(kind)?;
    let (headline, tone) = maker.headline();
    let date = date_words(&run.manifest().timings.started);
    let counts = &run.manifest().counts;
    Ok(Report {
        kind,
        title: kind.title(),
        subtitle: maker.subtitle(counts.decisions),
        date,
        day: day_of(&run.manifest().timings.started),
        tool_version: run.manifest().tool_version.clone(),
        headline,
        tone,
        sections,
        full_tables: "findings/, decisions/, verdicts/".to_owned(),
        safeguard: both(safeguard),
        hidden_cards: all.hidden_cards,
        cards: all.cards,
    })
}

struct Maker<'a> {
    run: &'a Run,
    manifest: &'a Manifest,
    all: &'a Gathered,
    catalogue: &'a Catalogue,
    texts: Texts,
    options: &'a Options<'a>,
}

impl Maker<'_> {
    /// The table of contents of each kind of report.
    fn sections(&self, kind: Kind) -> Result<Vec<Section>, ReportError> {
        let mut sections = match kind {
            Kind::Gate => vec![self.essential(), self.matrix(), self.list(), self.versions()],
            Kind::Quality => vec![
                self.essential(),
                self.matrix(),
                self.categories(),
                self.courts(),
                self.natures(),
                self.routes(),
                self.classes(),
                self.chains(),
                self.evolution()?,
                self.list(),
            ],
            Kind::Compliance => vec![
                self.essential(),
                self.perimeter(),
                self.text_section("base-legale", "Base légale", "Legal basis", &["base_legale"])?,
                self.text_section(
                    "methode",
                    "Méthode et limites",
                    "Method and limits",
                    &["methode", "score", "hypotheses"],
                )?,
                self.text_section(
                    "mesures",
                    "Mesures de protection",
                    "Protective measures",
                    &["mesures_protection"],
                )?,
                self.results_wp216()?,
                self.matrix(),
                self.categories(),
                self.courts(),
                self.natures(),
                self.incidents(),
                self.plan(),
                self.list(),
                self.form(
                    "annexe-aipd",
                    "Analyse d'impact préremplie",
                    "Impact assessment, prefilled",
                    &self.texts.aipd,
                )?,
                self.form(
                    "annexe-registre",
                    "Fiche de registre (article 30)",
                    "Record of processing (article 30)",
                    &self.texts.registre,
                )?,
            ],
            Kind::Evidence => vec![
                self.essential(),
                self.text_section("objet", "Objet du dossier", "Purpose of the file", &["preuve"])?,
                self.inputs(),
                self.versions(),
                self.exhibits(),
                self.conditions(),
            ],
            Kind::Honesty | Kind::Incident => Vec::new(),
        };
        sections.push(self.honesty()?);
        if !matches!(kind, Kind::Gate | Kind::Evidence) {
            sections.push(Section { annex: true, ..self.versions() });
        }
        sections.retain(|section| !section.blocks.is_empty());
        Ok(sections)
    }
}
