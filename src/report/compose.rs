//! From what was gathered of a run to a report: which sections each kind of report has, and what
//! they say. Every format renders the same `Report`.
//!
//! Must not compute results: counts come from `gather`, verdicts from the tables. A control that did
//! not run has its line, always (RAP-06).

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use minijinja::{Environment, context};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::detect::fingerprint::hexadecimal;
use crate::rules::Catalogue;
use crate::run::derived::Verdict;
use crate::run::{Manifest, Outcome, Run, TableError};
use crate::taxonomy::{Category, Status};
use crate::verdict::gate::{BatchOutcome, Summary};
use crate::verdict::score::{Level, Route};

use super::Language;
use super::data::{
    Block, Card, Drill, Field, Figure, Kind, Number, Report, Row, Section, Table, Tone, Words,
};
use super::figures::{self, Bar, Chain, percent, wilson};
use super::gate;
use super::gather::{self, Cells, Gathered, Shown, gather};
use super::summary::{
    category_label, control_label, grouped, policy_label, reject_label, safeguard,
};

/// Bars of a figure; the table under it has all rows.
const BARS: usize = 14;

/// The prose of the reports.
const TEXTS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/reports/textes.toml"));

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

/// What a report takes of measured quality.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Measures {
    by_group: Vec<MeasuredGroup>,
    decisions: MeasuredDecisions,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct MeasuredGroup {
    group: String,
    raised: MeasuredShare,
    precision: MeasuredShare,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct MeasuredDecisions {
    flagged: MeasuredShare,
    untouched_without_blocking: MeasuredShare,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
struct MeasuredShare {
    count: u64,
    total: u64,
}

impl Measures {
    /// Reads the output of `quality evaluate --json`.
    pub fn read(path: &Path) -> Result<Self, ReportError> {
        let wrong = |what: String| ReportError::Measures { path: path.display().to_string(), what };
        let text = std::fs::read_to_string(path)
            .map_err(|error| wrong(crate::run::cause::in_french(&error)))?;
        serde_json::from_str(&text).map_err(|error| wrong(format!("ligne {}", error.line())))
    }
}

#[derive(Deserialize)]
struct Texts {
    aipd: Vec<FormText>,
    registre: Vec<FormText>,
    #[serde(flatten)]
    prose: BTreeMap<String, Prose>,
}

#[derive(Deserialize)]
struct Prose {
    fr: String,
    en: String,
}

#[derive(Deserialize)]
struct FormText {
    #[serde(default)]
    id: String,
    fr: String,
    en: String,
    value_fr: String,
    value_en: String,
}

/// Makes the report of a run.
pub fn compose(
    run: &Run,
    catalogue: &Catalogue,
    kind: Kind,
    options: &Options,
) -> Result<Report, ReportError> {
    let texts: Texts =
        toml::from_str(TEXTS).map_err(|error| ReportError::Texts(error.message().to_owned()))?;
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

fn both<T: Into<String>>(text: impl Fn(Language) -> T) -> Words {
    Words { fr: text(Language::French).into(), en: text(Language::English).into() }
}

fn words(fr: &str, en: &str) -> Words {
    Words::new(fr, en)
}

fn number(count: u64) -> Words {
    both(|language| grouped(count, language))
}

fn section(id: &str, fr: &str, en: &str, blocks: Vec<Block>) -> Section {
    Section { id: id.to_owned(), title: words(fr, en), annex: false, blocks }
}

fn annex(id: &str, fr: &str, en: &str, blocks: Vec<Block>) -> Section {
    Section { annex: true, ..section(id, fr, en, blocks) }
}

fn paragraph(fr: impl Into<String>, en: impl Into<String>) -> Block {
    Block::Paragraph { text: Words::new(fr, en) }
}

fn heading(fr: &str, en: &str) -> Block {
    Block::Heading { text: words(fr, en) }
}

fn notice(tone: Tone, fr: impl Into<String>, en: impl Into<String>) -> Block {
    Block::Notice { tone, text: Words::new(fr, en) }
}

fn row(cells: Vec<Words>, drill: Option<(&str, String)>) -> Row {
    let drill = drill.map(|(field, value)| Drill { field: field.to_owned(), value });
    Row { cells, drill }
}

/// A share and its interval: `12 % [8 – 17]`.
fn share(found: u64, total: u64) -> Words {
    let (low, high) = wilson(found, total);
    let value = if total == 0 { 0.0 } else { found as f64 / total as f64 };
    both(|language| {
        if total == 0 {
            return "–".to_owned();
        }
        let ends = [low, high].map(|end| percent(end, language));
        format!("{} [{} ; {}]", percent(value, language), ends[0], ends[1])
    })
}

impl Maker<'_> {
    fn sections(&self, kind: Kind) -> Result<Vec<Section>, ReportError> {
        let mut sections = match kind {
            Kind::Gate => vec![self.essential(), self.matrix(), self.list(), self.versions()],
            Kind::Quality => vec![
                self.essential(),
                self.matrix(),
                self.categories(),
                self.courts(),
                self.natures(),
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

    /// A text of the templates, with the facts of this run in it.
    fn text(&self, key: &str) -> Result<Words, ReportError> {
        let prose = self
            .texts
            .prose
            .get(key)
            .ok_or_else(|| ReportError::Texts(format!("« {key} » manque")))?;
        Ok(Words {
            fr: self.filled(&prose.fr, Language::French)?,
            en: self.filled(&prose.en, Language::English)?,
        })
    }

    fn filled(&self, template: &str, language: Language) -> Result<String, ReportError> {
        let facts = context! {
            decisions => grouped(self.all.decisions, language),
            key_id => self.manifest.parameters.key_id.clone(),
        };
        Environment::new()
            .render_str(template, facts)
            .map_err(|error| ReportError::Template(error.to_string()))
    }

    fn text_section(
        &self,
        id: &str,
        fr: &str,
        en: &str,
        keys: &[&str],
    ) -> Result<Section, ReportError> {
        let blocks = keys
            .iter()
            .map(|key| Ok(Block::Paragraph { text: self.text(key)? }))
            .collect::<Result<_, ReportError>>()?;
        Ok(section(id, fr, en, blocks))
    }

    fn subtitle(&self, decisions: u64) -> Words {
        let inputs = self.manifest.inputs.len() as u64;
        let dates = self.all.dates.as_ref();
        both(|language| {
            let plural = |count: u64, one: &str, many: &str| {
                format!("{} {}", grouped(count, language), if count > 1 { many } else { one })
            };
            let mut line = language.pick(
                format!(
                    "{} dans {}",
                    plural(decisions, "décision examinée", "décisions examinées"),
                    plural(inputs, "fichier", "fichiers")
                ),
                format!(
                    "{} in {}",
                    plural(decisions, "decision scanned", "decisions scanned"),
                    plural(inputs, "file", "files")
                ),
            );
            if let Some((first, last)) = dates {
                let [first, last] = [first, last].map(|day| day_words(day, language));
                line += &if first == last {
                    language.pick(format!(", du {first}"), format!(", of {first}"))
                } else {
                    language.pick(
                        format!(", du {first} au {last}"),
                        format!(", from {first} to {last}"),
                    )
                };
            }
            line
        })
    }

    fn headline(&self) -> (Words, Tone) {
        if let Some(summary) = self.summary() {
            let tone = match summary.outcome {
                BatchOutcome::Publishable if summary.review_now == 0 => Tone::Good,
                BatchOutcome::Publishable => Tone::Neutral,
                BatchOutcome::Refused => Tone::Bad,
                BatchOutcome::Incomplete | BatchOutcome::Nothing => Tone::Warning,
            };
            return (both(|language| gate::headline(&summary, language)), tone);
        }
        let blocked = self.manifest.counts.blocked_decisions;
        let (fr, en) = match blocked {
            0 => ("Aucun constat bloquant.".to_owned(), "No blocking finding.".to_owned()),
            _ => (
                format!(
                    "{} décision(s) avec un constat bloquant.",
                    grouped(blocked, Language::French)
                ),
                format!(
                    "{} decision(s) with a blocking finding.",
                    grouped(blocked, Language::English)
                ),
            ),
        };
        let tone = if blocked > 0 { Tone::Bad } else { Tone::Neutral };
        (Words::new(fr, en), tone)
    }

    fn summary(&self) -> Option<Summary> {
        self.all.judged.then(|| Summary::read(self.run.path())).flatten()
    }

    fn essential(&self) -> Section {
        let counts = &self.manifest.counts;
        let [publish, review, refuse] = self.all.verdicts;
        let item = |count: u64, fr: &str, en: &str, tone| Number {
            value: number(count),
            label: words(fr, en),
            tone,
        };
        let alert = |count: u64, tone| if count > 0 { tone } else { Tone::Neutral };
        let mut items = vec![item(
            self.all.decisions,
            "décisions examinées",
            "decisions scanned",
            Tone::Neutral,
        )];
        if self.all.judged {
            items.extend([
                item(refuse, "à refuser", "to refuse", alert(refuse, Tone::Bad)),
                item(review, "à relire", "to review", alert(review, Tone::Warning)),
                item(publish, "publiables", "publishable", alert(publish, Tone::Good)),
            ]);
        }
        items.push(item(
            counts.rejects,
            "enregistrements rejetés",
            "records rejected",
            alert(counts.rejects, Tone::Warning),
        ));
        let mut blocks = vec![Block::Numbers { items }];
        if self.manifest.outcome == Outcome::Incomplete {
            blocks.push(notice(
                Tone::Warning,
                "Traitement incomplet : des enregistrements n'ont pas pu être examinés. L'absence de constat n'y vaut pas conformité.",
                "Incomplete run: some records could not be scanned. The absence of findings there proves nothing.",
            ));
        }
        if !self.all.judged {
            blocks.push(notice(
                Tone::Warning,
                "Score et verdict non évalués : lancez « filigrane gate » sur ce traitement.",
                "Score and verdict not evaluated: run “filigrane gate” on this run.",
            ));
        }
        let not_evaluated = self.controls_off();
        if !not_evaluated.is_empty() {
            let list = |language: Language| {
                not_evaluated.iter().map(|words| words.get(language)).collect::<Vec<_>>().join(", ")
            };
            blocks.push(notice(
                Tone::Neutral,
                format!("Non évalué dans ce traitement : {}.", list(Language::French)),
                format!("Not evaluated in this run: {}.", list(Language::English)),
            ));
        }
        let steps = self.steps();
        if !steps.is_empty() {
            blocks.push(heading("Que faire", "What to do"));
            blocks.push(Block::List { ordered: true, items: steps });
        }
        section("essentiel", "L'essentiel", "In short", blocks)
    }

    fn steps(&self) -> Vec<Words> {
        let [_, review, refuse] = self.all.verdicts;
        let counts = &self.manifest.counts;
        let mut steps = Vec::new();
        if refuse > 0 {
            steps.push(words(
                "Ne pas publier (ou retirer) les décisions refusées, corriger chaque passage signalé, puis relancer le contrôle.",
                "Do not publish (or withdraw) the refused decisions, correct each passage reported, then run the control again.",
            ));
        }
        if review > 0 {
            steps.push(words(
                "Faire relire par une personne les décisions à relire : l'outil doute, il ne tranche pas.",
                "Have a person review the decisions to review: the tool doubts, it does not decide.",
            ));
        }
        if counts.rejects > 0 {
            steps.push(words(
                "Corriger ou écarter les enregistrements rejetés : ils n'ont pas été examinés (dossier rejects).",
                "Correct or set aside the rejected records: they were not scanned (folder rejects).",
            ));
        }
        if counts.decisions == 0 {
            steps.push(words("Vérifier les fichiers donnés.", "Check the files given."));
        }
        steps
    }

    fn matrix(&self) -> Section {
        if !self.all.judged {
            return section("matrice", "Carte des risques", "Risk map", Vec::new());
        }
        let levels = Level::ALL.map(|level| Words::from(level.label()));
        let mut head = vec![words("Vraisemblance \\ gravité", "Likelihood \\ severity")];
        head.extend(
            levels.iter().zip(1..).map(|(level, rank)| {
                both(|language| format!("{rank}\u{a0}{}", level.get(language)))
            }),
        );
        let mut rows = Vec::new();
        for (likelihood, level) in levels.iter().enumerate().rev() {
            let name = both(|language| format!("{}\u{a0}{}", likelihood + 1, level.get(language)));
            let cells = std::iter::once(name)
                .chain(self.all.matrix[likelihood].iter().map(|&count| number(count)))
                .collect();
            rows.push(row(cells, None));
        }
        let high: u64 = (0..4)
            .flat_map(|likelihood| (0..4).map(move |severity| (likelihood, severity)))
            .filter(|(likelihood, severity)| (likelihood + 1) * (severity + 1) >= 9)
            .map(|(likelihood, severity)| self.all.matrix[likelihood][severity])
            .sum();
        let alt = both(|language| {
            let (high, all) = (grouped(high, language), grouped(self.all.decisions, language));
            language.pick(
                format!("Tableau à double entrée, vraisemblance en lignes et gravité en colonnes : {high} décisions sur {all} cumulent au moins le niveau 3 sur les deux échelles."),
                format!("Two-way table, likelihood in rows and severity in columns: {high} decisions out of {all} reach at least level 3 on both scales."),
            )
        });
        let figure = Figure {
            id: "matrice".to_owned(),
            caption: words(
                "Nombre de décisions par vraisemblance et par gravité",
                "Number of decisions by likelihood and severity",
            ),
            alt,
            svg: figures::matrix(&self.all.matrix, &levels),
            table: Table {
                caption: words("Carte des risques", "Risk map"),
                head,
                numeric: vec![false, true, true, true, true],
                rows,
                note: None,
            },
        };
        let lead = paragraph(
            "Les deux échelles sont celles de la CNIL. La vraisemblance dit s'il est facile de retrouver quelqu'un ; la gravité, le tort que cela lui ferait.",
            "Both scales are the CNIL's. Likelihood says how easily someone could be found; severity, the harm it would do.",
        );
        section("matrice", "Carte des risques", "Risk map", vec![lead, Block::Figure(figure)])
    }

    fn categories(&self) -> Section {
        let all = self.all;
        let mut counted: Vec<(&Category, _)> = all
            .categories
            .iter()
            .filter(|(_, count)| count.violations + count.to_review + count.permitted > 0)
            .collect();
        counted.sort_by(|a, b| {
            b.1.decisions
                .cmp(&a.1.decisions)
                .then(b.1.violations.cmp(&a.1.violations))
                .then(a.0.cmp(b.0))
        });
        if counted.is_empty() {
            let none = paragraph("Aucun constat.", "No finding.");
            return section(
                "categories",
                "Constats par catégorie",
                "Findings by category",
                vec![none],
            );
        }
        let bars: Vec<Bar> = counted
            .iter()
            .filter(|(_, count)| count.decisions > 0)
            .take(BARS)
            .map(|(category, count)| {
                let (low, high) = wilson(count.decisions, all.decisions);
                Bar {
                    label: both(|language| category_label(**category, language)),
                    share: count.decisions as f64 / all.decisions.max(1) as f64,
                    low,
                    high,
                    drill: Some(("category".to_owned(), category.as_str().to_owned())),
                }
            })
            .collect();
        let rows = counted
            .iter()
            .map(|(category, count)| {
                row(
                    vec![
                        both(|language| category_label(**category, language)),
                        number(count.decisions),
                        share(count.decisions, all.decisions),
                        number(count.violations),
                        number(count.to_review),
                        number(count.permitted),
                    ],
                    Some(("category", category.as_str().to_owned())),
                )
            })
            .collect();
        let table = Table {
            caption: words("Constats par catégorie", "Findings by category"),
            head: vec![
                words("Catégorie", "Category"),
                words("Décisions touchées", "Decisions touched"),
                words("Part [IC 95 %]", "Share [95% CI]"),
                words("Violations", "Violations"),
                words("À relire", "To review"),
                words("Permis", "Permitted"),
            ],
            numeric: vec![false, true, true, true, true, true],
            rows,
            note: None,
        };
        let lead = paragraph(
            "Part des décisions où au moins un élément de la catégorie est resté en clair contre la politique, avec l'intervalle de Wilson à 95 %.",
            "Share of decisions in which at least one element of the category was left readable against the policy, with Wilson's 95% interval.",
        );
        let block = self.barred(
            "categories",
            "Décisions touchées, par catégorie",
            "Decisions touched, by category",
            bars,
            table,
        );
        section("categories", "Constats par catégorie", "Findings by category", vec![lead, block])
    }

    /// A figure of bars over its table; the table alone when there is nothing to draw.
    fn barred(&self, id: &str, fr: &str, en: &str, bars: Vec<Bar>, table: Table) -> Block {
        let Some(first) = bars.first() else { return Block::Table(table) };
        let count = bars.len();
        let alt = both(|language| {
            let (label, value) = (first.label.get(language), percent(first.share, language));
            language.pick(
                format!("Barres horizontales, {count} lignes, de la part la plus élevée à la plus faible ; la première est « {label} », {value}. Toutes les valeurs sont dans le tableau qui suit."),
                format!("Horizontal bars, {count} lines, from the largest share to the smallest; the first is “{label}”, {value}. All values are in the table below."),
            )
        });
        Block::Figure(Figure {
            id: id.to_owned(),
            caption: words(fr, en),
            alt,
            svg: figures::bars(&bars),
            table,
        })
    }

    fn courts(&self) -> Section {
        let label = |shown: &Shown| match shown.path.as_slice() {
            [] => words("juridictions réunies", "courts taken together"),
            [kind] if shown.rest => both(|language| {
                let kind = court_label(kind, language);
                language.pick(format!("autres : {kind}"), format!("others: {kind}"))
            }),
            [kind] => both(|language| court_label(kind, language)),
            [kind, place, ..] if place == "?" => both(|language| {
                let kind = court_label(kind, language);
                language.pick(format!("{kind} (siège inconnu)"), format!("{kind} (seat unknown)"))
            }),
            [_, place, ..] => Words::same(place_label(place)),
        };
        let drill = |shown: &Shown| match shown.path.as_slice() {
            [kind, place, ..] if !shown.rest => {
                Some(("court".to_owned(), if place == "?" { kind.clone() } else { place.clone() }))
            }
            _ => None,
        };
        let blocks = self.breakdown(
            "juridictions",
            &self.all.courts,
            ("Décisions touchées, par juridiction", "Decisions touched, by court"),
            ("Juridiction", "Court"),
            label,
            drill,
        );
        section("juridictions", "Par juridiction", "By court", blocks)
    }

    fn natures(&self) -> Section {
        let label = |shown: &Shown| match shown.path.last() {
            None => words("natures d'affaire réunies", "natures taken together"),
            Some(code) if code == "?" => {
                words("nature d'affaire inconnue", "nature of case unknown")
            }
            Some(code) => {
                let name = nature_label(code);
                let rest = shown.rest;
                both(|language| {
                    let name = name
                        .map_or(String::new(), |(fr, en)| format!(", {}", language.pick(fr, en)));
                    let more = if rest { language.pick(" (autres)", " (others)") } else { "" };
                    format!("{code}{name}{more}")
                })
            }
        };
        let drill = |shown: &Shown| {
            let code = shown.path.last().filter(|code| !shown.rest && *code != "?")?;
            Some(("nac".to_owned(), code.clone()))
        };
        let blocks = self.breakdown(
            "natures",
            &self.all.natures,
            ("Décisions touchées, par nature d'affaire", "Decisions touched, by nature of case"),
            ("Nature d'affaire (NAC)", "Nature of case (NAC)"),
            label,
            drill,
        );
        section("natures", "Par nature d'affaire", "By nature of case", blocks)
    }

    fn breakdown(
        &self,
        id: &str,
        cells: &Cells,
        caption: (&str, &str),
        head: (&str, &str),
        label: impl Fn(&Shown) -> Words,
        drill: impl Fn(&Shown) -> Option<(String, String)>,
    ) -> Vec<Block> {
        let (shown, withheld) = cells.shown();
        let rule = Words::new(
            format!(
                "Aucune case de moins de {} décisions ou de moins de {} audiences (GARDE-08) : ce qui est plus petit est réuni au niveau supérieur.",
                gather::CELL_DECISIONS,
                gather::CELL_HEARINGS
            ),
            format!(
                "No cell of fewer than {} decisions or {} hearings (GARDE-08): what is smaller is joined one level up.",
                gather::CELL_DECISIONS,
                gather::CELL_HEARINGS
            ),
        );
        let mut blocks = Vec::new();
        if shown.is_empty() {
            blocks.push(notice(
                Tone::Neutral,
                format!(
                    "Effectif trop faible pour une ventilation ({} décisions). {}",
                    grouped(withheld, Language::French),
                    rule.fr
                ),
                format!(
                    "Too few decisions for a breakdown ({}). {}",
                    grouped(withheld, Language::English),
                    rule.en
                ),
            ));
            return blocks;
        }
        let bars: Vec<Bar> = shown
            .iter()
            .take(BARS)
            .map(|one| {
                let (low, high) = wilson(one.cell.touched, one.cell.decisions);
                Bar {
                    label: label(one),
                    share: one.cell.touched as f64 / one.cell.decisions as f64,
                    low,
                    high,
                    drill: drill(one),
                }
            })
            .collect();
        let rows = shown
            .iter()
            .map(|one| Row {
                cells: vec![
                    label(one),
                    number(one.cell.decisions),
                    number(one.cell.touched),
                    share(one.cell.touched, one.cell.decisions),
                    if self.all.judged {
                        share(one.cell.refused, one.cell.decisions)
                    } else {
                        words("non évalué", "not evaluated")
                    },
                ],
                drill: drill(one).map(|(field, value)| Drill { field, value }),
            })
            .collect();
        let mut note = rule;
        if withheld > 0 {
            note.fr += &format!(
                " {} décisions ne sont dans aucune case.",
                grouped(withheld, Language::French)
            );
            note.en +=
                &format!(" {} decisions are in no cell.", grouped(withheld, Language::English));
        }
        let table = Table {
            caption: words(caption.0, caption.1),
            head: vec![
                words(head.0, head.1),
                words("Décisions", "Decisions"),
                words("Touchées", "Touched"),
                words("Part touchée [IC 95 %]", "Share touched [95% CI]"),
                words("Part refusée [IC 95 %]", "Share refused [95% CI]"),
            ],
            numeric: vec![false, true, true, true, true],
            rows,
            note: Some(note),
        };
        blocks.push(self.barred(id, caption.0, caption.1, bars, table));
        blocks
    }

    fn classes(&self) -> Section {
        let Some(classes) = &self.all.classes else {
            let missing = notice(
                Tone::Neutral,
                "Non évalué : la table des risques manque. Lancez « filigrane link » sur ce traitement.",
                "Not evaluated: the table of risks is missing. Run “filigrane link” on this run.",
            );
            return section("unicite", "Personnes isolées", "Persons singled out", vec![missing]);
        };
        let ranges: [(i64, i64, &str); 6] = [
            (i64::MIN, 1, "1"),
            (2, 2, "2"),
            (3, 4, "3–4"),
            (5, 9, "5–9"),
            (10, 19, "10–19"),
            (20, i64::MAX, "20+"),
        ];
        let columns: Vec<(Words, u64)> = ranges
            .iter()
            .map(|&(low, high, label)| {
                let count = classes.range(low..=high).map(|(_, count)| count).sum();
                (Words::same(label), count)
            })
            .collect();
        let total: u64 = columns.iter().map(|(_, count)| count).sum();
        let unique = columns.first().map_or(0, |(_, count)| *count);
        let rows = columns
            .iter()
            .map(|(label, count)| {
                row(vec![label.clone(), number(*count), share(*count, total)], None)
            })
            .collect();
        let alt = both(|language| {
            let (one, all) = (grouped(unique, language), grouped(total, language));
            language.pick(
                format!("Barres verticales : nombre de personnes par taille de classe ; {one} personnes sur {all} sont seules de leur classe."),
                format!("Vertical bars: number of persons by size of class; {one} persons out of {all} are alone in their class."),
            )
        });
        let figure = Figure {
            id: "unicite".to_owned(),
            caption: words(
                "Personnes par nombre de semblables dans le corpus (k)",
                "Persons by number of look-alikes in the corpus (k)",
            ),
            alt,
            svg: figures::columns(
                &columns,
                &words(
                    "k : personnes du corpus aux mêmes détails",
                    "k: persons of the corpus with the same details",
                ),
            ),
            table: Table {
                caption: words("Distribution de k", "Distribution of k"),
                head: vec![
                    words("k", "k"),
                    words("Personnes", "Persons"),
                    words("Part [IC 95 %]", "Share [95% CI]"),
                ],
                numeric: vec![false, true, true],
                rows,
                note: None,
            },
        };
        section("unicite", "Personnes isolées", "Persons singled out", vec![Block::Figure(figure)])
    }

    fn chains(&self) -> Section {
        let (fr, en) = ("Rapprochements entre décisions", "Linkage between decisions");
        let Some(clusters) = &self.all.clusters else {
            let missing = notice(
                Tone::Neutral,
                "Non évalué : la table des rapprochements manque. Lancez « filigrane link » sur ce traitement.",
                "Not evaluated: the table of links is missing. Run “filigrane link” on this run.",
            );
            return section("rapprochements", fr, en, vec![missing]);
        };
        if clusters.is_empty() {
            let none = paragraph("Aucun rapprochement trouvé.", "No linkage found.");
            return section("rapprochements", fr, en, vec![none]);
        }
        let label = |rank: usize| {
            both(|language| {
                language.pick(format!("affaire n° {}", rank + 1), format!("case no. {}", rank + 1))
            })
        };
        let drawn: Vec<Chain> = clusters
            .iter()
            .enumerate()
            .take(BARS)
            .map(|(rank, cluster)| Chain {
                cluster: cluster.name.clone(),
                label: label(rank),
                decisions: cluster.decisions.clone(),
            })
            .collect();
        let rows = clusters
            .iter()
            .enumerate()
            .map(|(rank, cluster)| {
                let risk = cluster.risk.map_or_else(
                    || words("non évalué", "not evaluated"),
                    |risk| both(|language| percent(f64::from(risk), language)),
                );
                let gaps = match cluster.differences.is_empty() {
                    true => Words::same("–"),
                    false => Words::same(
                        cluster.differences.iter().take(6).cloned().collect::<Vec<_>>().join(", "),
                    ),
                };
                row(
                    vec![label(rank), number(cluster.size), risk, gaps],
                    Some(("cluster", cluster.name.clone())),
                )
            })
            .collect();
        let lead = both(|language| {
            let [links, decisions, gaps] =
                [self.all.links, self.all.linked_decisions, self.all.differences]
                    .map(|count| grouped(count, language));
            language.pick(
                format!("{decisions} décisions sont reliées par {links} rapprochements ; {gaps} montrent un élément masqué ici et lisible là."),
                format!("{decisions} decisions are joined by {links} links; {gaps} show an element masked here and readable there."),
            )
        });
        let figure = Figure {
            id: "rapprochements".to_owned(),
            caption: words(
                "Affaires reliées, par degré de juridiction",
                "Linked cases, by instance",
            ),
            alt: both(|language| {
                let count = drawn.len();
                language.pick(
                    format!("Une ligne par affaire ({count}), un point par décision, de la première instance à la cassation ; les décisions refusées sont en rouge. Le tableau qui suit donne les nombres."),
                    format!("One line a case ({count}), one dot a decision, from first instance to cassation; refused decisions are red. The table below gives the numbers."),
                )
            }),
            svg: figures::chains(&drawn),
            table: Table {
                caption: words("Affaires reliées", "Linked cases"),
                head: vec![
                    words("Affaire", "Case"),
                    words("Décisions", "Decisions"),
                    words("Risque réuni", "Joint risk"),
                    words("Masqué ici, lisible là", "Masked here, readable there"),
                ],
                numeric: vec![false, true, true, false],
                rows,
                note: None,
            },
        };
        section(
            "rapprochements",
            fr,
            en,
            vec![Block::Paragraph { text: lead }, Block::Figure(figure)],
        )
    }

    fn evolution(&self) -> Result<Section, ReportError> {
        let mut points: Vec<(String, Summary)> = Vec::new();
        for run in &self.options.previous {
            if let Some(summary) = Summary::read(run.path()) {
                points.push((day_of(&run.manifest().timings.started), summary));
            }
        }
        if let Some(summary) = self.summary() {
            points.push((day_of(&self.manifest.timings.started), summary));
        }
        if points.len() < 2 {
            return Ok(section("evolution", "Évolution", "Evolution", Vec::new()));
        }
        let of = |summary: &Summary| {
            let all = summary.decisions.max(1) as f64;
            [summary.refuse, summary.review, summary.publish].map(|count| count as f64 / all)
        };
        let drawn: Vec<(String, [f64; 3])> =
            points.iter().map(|(day, summary)| (day.clone(), of(summary))).collect();
        let rows = points
            .iter()
            .map(|(day, summary)| {
                row(
                    vec![
                        Words::same(day.clone()),
                        number(summary.decisions),
                        share(summary.refuse, summary.decisions),
                        share(summary.review, summary.decisions),
                        share(summary.publish, summary.decisions),
                    ],
                    None,
                )
            })
            .collect();
        let figure = Figure {
            id: "evolution".to_owned(),
            caption: words(
                "Part des décisions par verdict, d'un traitement à l'autre",
                "Share of decisions by verdict, from one run to the next",
            ),
            alt: both(|language| {
                let ends =
                    [&drawn[0], &drawn[drawn.len() - 1]].map(|one| percent(one.1[0], language));
                language.pick(
                    format!(
                        "Trois courbes sur {} traitements ; la part refusée passe de {} à {}.",
                        drawn.len(),
                        ends[0],
                        ends[1]
                    ),
                    format!(
                        "Three lines over {} runs; the share refused goes from {} to {}.",
                        drawn.len(),
                        ends[0],
                        ends[1]
                    ),
                )
            }),
            svg: figures::evolution(&drawn),
            table: Table {
                caption: words("Évolution", "Evolution"),
                head: vec![
                    words("Traitement", "Run"),
                    words("Décisions", "Decisions"),
                    words("Refusées [IC 95 %]", "Refused [95% CI]"),
                    words("À relire [IC 95 %]", "To review [95% CI]"),
                    words("Publiables [IC 95 %]", "Publishable [95% CI]"),
                ],
                numeric: vec![false, true, true, true, true],
                rows,
                note: None,
            },
        };
        Ok(section("evolution", "Évolution", "Evolution", vec![Block::Figure(figure)]))
    }

    /// The list itself is in `cards`: each format shows it its own way under this heading.
    fn list(&self) -> Section {
        let shown = self.all.cards.len() as u64;
        let text = both(|language| {
            let (count, hidden) =
                (grouped(shown, language), grouped(self.all.hidden_cards, language));
            match (shown, self.all.hidden_cards) {
                (0, _) => language.pick("Aucune décision à examiner.".to_owned(), "No decision to look at.".to_owned()),
                (_, 0) => language.pick(
                    format!("{count} décisions ont quelque chose à dire, de la plus exposée à la moins exposée. Les extraits sont masqués."),
                    format!("{count} decisions have something to say, from the most exposed to the least. Excerpts are masked."),
                ),
                _ => language.pick(
                    format!("Les {count} décisions les plus exposées ; {hidden} autres ne sont pas montrées ici : elles sont toutes dans les tables Parquet du traitement. Les extraits sont masqués."),
                    format!("The {count} most exposed decisions; {hidden} others are not shown here: all of them are in the Parquet tables of the run. Excerpts are masked."),
                ),
            }
        });
        section(
            "decisions",
            "Décisions à examiner",
            "Decisions to look at",
            vec![Block::Paragraph { text }],
        )
    }

    fn perimeter(&self) -> Section {
        let counts = &self.manifest.counts;
        let mut rows = vec![
            row(
                vec![
                    words("Fichiers lus", "Files read"),
                    number(self.manifest.inputs.len() as u64),
                ],
                None,
            ),
            row(
                vec![words("Décisions examinées", "Decisions scanned"), number(counts.decisions)],
                None,
            ),
            row(
                vec![words("Enregistrements rejetés", "Records rejected"), number(counts.rejects)],
                None,
            ),
        ];
        rows.extend(counts.by_policy.iter().map(|(origin, count)| {
            row(vec![both(|language| policy_label(*origin, language)), number(*count)], None)
        }));
        let table = Table {
            caption: words("Périmètre", "Scope"),
            head: vec![words("Lecture", "Input"), words("Nombre", "Number")],
            numeric: vec![false, true],
            rows,
            note: None,
        };
        section("perimetre", "Périmètre", "Scope", vec![Block::Table(table)])
    }

    fn results_wp216(&self) -> Result<Section, ReportError> {
        let off = || words("non évalué", "not evaluated");
        let singled = self.all.singled.as_ref();
        let rows = vec![
            row(
                vec![
                    words("Individualisation", "Singling out"),
                    words("personnes seules de leur classe", "persons alone in their class"),
                    singled.map_or_else(off, |one| share(one.unique, one.persons)),
                ],
                None,
            ),
            row(
                vec![
                    words("Corrélation", "Linkability"),
                    words("décisions reliées à une autre", "decisions linked to another"),
                    match &self.all.clusters {
                        Some(_) => share(self.all.linked_decisions, self.all.decisions),
                        None => off(),
                    },
                ],
                None,
            ),
            row(
                vec![
                    words("Inférence", "Inference"),
                    words("voie des pseudonymes", "route of the pseudonyms"),
                    match self.ran("pseudonyms") {
                        true => words("évaluée, voir les constats", "evaluated, see the findings"),
                        false => off(),
                    },
                ],
                None,
            ),
        ];
        let table = Table {
            caption: words("Résultats selon l'avis WP216", "Results after opinion WP216"),
            head: vec![
                words("Critère", "Criterion"),
                words("Mesure", "Measure"),
                words("Résultat [IC 95 %]", "Result [95% CI]"),
            ],
            numeric: vec![false, false, true],
            rows,
            note: None,
        };
        let mut blocks =
            vec![Block::Paragraph { text: self.text("criteres")? }, Block::Table(table)];
        if let Some(singled) = singled.filter(|one| !one.adversaries.is_empty()) {
            let rows = singled
                .adversaries
                .iter()
                .map(|(name, count)| row(vec![Words::same(name.clone()), number(*count)], None))
                .collect();
            blocks.push(Block::Table(Table {
                caption: words(
                    "Personnes exposées, par adversaire",
                    "Persons exposed, by adversary",
                ),
                head: vec![words("Adversaire", "Adversary"), words("Personnes", "Persons")],
                numeric: vec![false, true],
                rows,
                note: None,
            }));
        }
        Ok(section("wp216", "Risque de réidentification", "Risk of re-identification", blocks))
    }

    fn incidents(&self) -> Section {
        let field = |fr: &str, en: &str| Field { label: words(fr, en), value: Words::default() };
        section(
            "incidents",
            "Incidents et demandes",
            "Incidents and requests",
            vec![
                paragraph(
                    "À compléter par le délégué à la protection des données : le traitement ne connaît ni les incidents ni les demandes. « filigrane incident » prépare le dossier d'une violation.",
                    "To be completed by the data protection officer: the run knows neither incidents nor requests. “filigrane incident” prepares the file of a breach.",
                ),
                Block::Form {
                    fields: vec![
                        field(
                            "Violations de la période, dates et délais (72 h)",
                            "Breaches of the period, dates and delays (72 h)",
                        ),
                        field(
                            "Demandes R. 111-13 reçues et traitées",
                            "R. 111-13 requests received and handled",
                        ),
                        field("Recours", "Appeals"),
                    ],
                },
            ],
        )
    }

    fn plan(&self) -> Section {
        let mut items = self.steps();
        let off = self.controls_off();
        if !off.is_empty() {
            items.push(words(
                "Faire évaluer les contrôles qui ne l'ont pas été (annexe d'honnêteté).",
                "Have the controls evaluated that were not (honesty annex).",
            ));
        }
        if self.options.measures.is_none() {
            items.push(words(
                "Mesurer le rappel et la précision sur ce corpus.",
                "Measure recall and precision on this corpus.",
            ));
        }
        section("plan", "Plan d'action", "Action plan", vec![Block::List { ordered: true, items }])
    }

    fn form(
        &self,
        id: &str,
        fr: &str,
        en: &str,
        texts: &[FormText],
    ) -> Result<Section, ReportError> {
        let fields = texts
            .iter()
            .map(|text| {
                let label = |title: &str| match text.id.is_empty() {
                    true => title.to_owned(),
                    false => format!("{} — {title}", text.id),
                };
                Ok(Field {
                    label: Words::new(label(&text.fr), label(&text.en)),
                    value: Words {
                        fr: self.filled(&text.value_fr, Language::French)?,
                        en: self.filled(&text.value_en, Language::English)?,
                    },
                })
            })
            .collect::<Result<_, ReportError>>()?;
        let lead = Block::Paragraph { text: self.text("adequation")? };
        Ok(annex(id, fr, en, vec![lead, Block::Form { fields }]))
    }

    fn ran(&self, name: &str) -> bool {
        self.manifest.controls.iter().any(|control| control.name == name && control.evaluated)
    }

    /// Controls and routes that were not evaluated.
    fn controls_off(&self) -> Vec<Words> {
        self.manifest
            .controls
            .iter()
            .filter(|control| !control.evaluated)
            .map(|control| both(|language| control_label(&control.name, language).to_owned()))
            .collect()
    }

    fn honesty(&self) -> Result<Section, ReportError> {
        let counts = &self.manifest.counts;
        let mut blocks =
            vec![notice(Tone::Neutral, self.text("signature")?.fr, self.text("signature")?.en)];
        blocks.push(heading(
            "Ce qui a été évalué, et ce qui ne l'a pas été",
            "What was evaluated, and what was not",
        ));
        let state = |on: bool| match on {
            true => words("évalué", "evaluated"),
            false => words("non évalué", "not evaluated"),
        };
        let mut rows: Vec<Row> = self
            .manifest
            .controls
            .iter()
            .map(|control| {
                let label = both(|language| control_label(&control.name, language).to_owned());
                row(vec![label, state(control.evaluated)], None)
            })
            .collect();
        let off: Vec<Route> = self
            .summary()
            .map(|summary| crate::verdict::gate::routes_not_evaluated(&summary))
            .unwrap_or_else(|| Route::ALL.to_vec());
        rows.extend(Route::ALL.into_iter().map(|route| {
            let (fr, en) = route.label();
            let label =
                Words::new(format!("score : voie « {fr} »"), format!("score: route “{en}”"));
            row(vec![label, state(!off.contains(&route))], None)
        }));
        blocks.push(Block::Table(Table {
            caption: words("Contrôles de ce traitement", "Controls of this run"),
            head: vec![words("Contrôle", "Control"), words("État", "State")],
            numeric: vec![false, false],
            rows,
            note: Some(self.text("non_evalue")?),
        }));
        blocks.push(heading("Erreurs mesurées", "Measured errors"));
        match &self.options.measures {
            Some(measures) => blocks.push(Block::Table(measured(measures))),
            None => blocks.push(Block::Paragraph { text: self.text("mesures_absentes")? }),
        }
        blocks.push(heading("Ce que ce traitement ne sait pas", "What this run does not know"));
        let mut items = vec![
            both(|language| {
                let (count, all) = (
                    grouped(self.all.estimated_zones, language),
                    grouped(self.all.decisions, language),
                );
                language.pick(
                    format!("Zones estimées d'après les intertitres, faute d'être données : {count} décisions sur {all}."),
                    format!("Zones estimated from headings, for want of being given: {count} decisions out of {all}."),
                )
            }),
            both(|language| {
                let unknown = counts
                    .by_policy
                    .get(&crate::verdict::PolicyOrigin::DefaultBloc3)
                    .copied()
                    .unwrap_or(0);
                let (count, all) =
                    (grouped(unknown, language), grouped(self.all.decisions, language));
                language.pick(
                    format!("Politique d'occultation inconnue, bloc 3 appliqué par défaut : {count} décisions sur {all}."),
                    format!("Occultation policy unknown, bloc 3 applied by default: {count} decisions out of {all}."),
                )
            }),
            both(|language| {
                let reasons: Vec<String> = counts
                    .by_reject
                    .iter()
                    .map(|(reason, count)| {
                        format!(
                            "{} ({})",
                            reject_label(reason, language),
                            grouped(*count, language)
                        )
                    })
                    .collect();
                let count = grouped(counts.rejects, language);
                match reasons.is_empty() {
                    true => language.pick(
                        "Enregistrements rejetés : aucun.".to_owned(),
                        "Records rejected: none.".to_owned(),
                    ),
                    false => language.pick(
                        format!(
                            "Enregistrements rejetés, donc non examinés : {count} ; {}.",
                            reasons.join(", ")
                        ),
                        format!(
                            "Records rejected, hence not scanned: {count}; {}.",
                            reasons.join(", ")
                        ),
                    ),
                }
            }),
            both(|language| {
                let [waived, accepted] =
                    [self.all.waived, self.all.baselined].map(|count| grouped(count, language));
                language.pick(
                    format!("Constats écartés du verdict : {waived} par dérogation, {accepted} par la référence des constats acceptés."),
                    format!("Findings set aside from the verdict: {waived} by waiver, {accepted} by the baseline of accepted findings."),
                )
            }),
            self.text("petits_effectifs")?,
            self.text("hypotheses")?,
        ];
        if self.all.policy_warnings > 0 {
            items.insert(2, both(|language| {
                let count = grouped(self.all.policy_warnings, language);
                language.pick(
                    format!("Politique de la décision suivie en partie seulement : {count} décisions."),
                    format!("Policy of the decision followed in part only: {count} decisions."),
                )
            }));
        }
        blocks.push(Block::List { ordered: false, items });
        if let Some(summary) = self.summary().filter(|summary| !summary.warnings.is_empty()) {
            blocks.push(heading("Avertissements du contrôle", "Warnings of the gate"));
            let items = summary.warnings.iter().map(|text| Words::same(text.clone())).collect();
            blocks.push(Block::List { ordered: false, items });
        }
        let rules = self.catalogue.len();
        blocks.push(paragraph(
            format!("Le catalogue compte {rules} règles ; « filigrane rules list --coverage » dit lesquelles des règles de droit ne sont pas mises en œuvre."),
            format!("The catalogue has {rules} rules; “filigrane rules list --coverage” says which rules of law are not implemented."),
        ));
        Ok(annex("honnetete", "Annexe d'honnêteté (RAP-06)", "Honesty annex (RAP-06)", blocks))
    }

    fn versions(&self) -> Section {
        let manifest = self.manifest;
        let parameters = &manifest.parameters;
        let same = |text: &str| Words::same(text.to_owned());
        let mut fields = vec![
            (words("Version de Filigrane", "Version of Filigrane"), same(&manifest.tool_version)),
            (
                words("Version des tables", "Version of the tables"),
                same(&manifest.schema_version.to_string()),
            ),
            (
                words("Début du traitement (UTC)", "Start of the run (UTC)"),
                same(&manifest.timings.started),
            ),
            (
                words("Durée", "Duration"),
                both(|language| {
                    let seconds = format!("{:.1} s", manifest.timings.seconds);
                    language.pick(seconds.replace('.', ","), seconds)
                }),
            ),
            (words("Détections menées", "Detections run"), same(&parameters.engines.join(", "))),
            (
                words("Seuil de relecture", "Review threshold"),
                both(|language| {
                    let text = format!("{}", parameters.review_threshold);
                    language.pick(text.replace('.', ","), text)
                }),
            ),
            (
                words("Empreinte des règles (SHA-256)", "Digest of the rules (SHA-256)"),
                same(&parameters.rules_digest),
            ),
            (
                words("Nom de la clé des empreintes", "Name of the fingerprint key"),
                same(&parameters.key_id),
            ),
        ];
        fields.extend(parameters.data.iter().map(|data| {
            let label = both(|language| {
                language.pick(format!("Données : {}", data.name), format!("Data: {}", data.name))
            });
            (label, same(&data.sha256))
        }));
        let rows = fields.into_iter().map(|(label, value)| row(vec![label, value], None)).collect();
        let table = Table {
            caption: words("Versions et empreintes", "Versions and digests"),
            head: vec![words("Élément", "Item"), words("Valeur", "Value")],
            numeric: vec![false, false],
            rows,
            note: None,
        };
        section(
            "versions",
            "Versions et empreintes",
            "Versions and digests",
            vec![Block::Table(table)],
        )
    }

    fn inputs(&self) -> Section {
        const SHOWN: usize = 200;
        let inputs = &self.manifest.inputs;
        let rows = inputs
            .iter()
            .take(SHOWN)
            .map(|input| {
                row(
                    vec![
                        Words::same(input.path.clone()),
                        number(input.size),
                        number(input.records),
                        Words::same(input.sha256.clone()),
                    ],
                    None,
                )
            })
            .collect();
        let hidden = inputs.len().saturating_sub(SHOWN);
        let note = (hidden > 0).then(|| {
            Words::new(
                format!("{hidden} autres fichiers sont dans manifest.json."),
                format!("{hidden} other files are in manifest.json."),
            )
        });
        let table = Table {
            caption: words("Fichiers lus", "Files read"),
            head: vec![
                words("Fichier", "File"),
                words("Octets", "Bytes"),
                words("Enregistrements", "Records"),
                words("SHA-256", "SHA-256"),
            ],
            numeric: vec![false, true, true, false],
            rows,
            note,
        };
        section("entrees", "Entrées", "Inputs", vec![Block::Table(table)])
    }

    fn exhibits(&self) -> Section {
        let mut files = Vec::new();
        for name in [
            "manifest.json",
            "journal.jsonl",
            "decisions",
            "findings",
            "facts",
            "links",
            "risks",
            "verdicts",
            "rejects",
        ] {
            collect(&self.run.path().join(name), name, &mut files);
        }
        let rows = files
            .iter()
            .enumerate()
            .map(|(rank, file)| {
                row(
                    vec![
                        Words::same(format!("{}", rank + 1)),
                        Words::same(file.name.clone()),
                        number(file.size),
                        Words::same(file.sha256.clone().unwrap_or_else(|| "?".to_owned())),
                    ],
                    None,
                )
            })
            .collect();
        let table = Table {
            caption: words("Pièces produites", "Exhibits"),
            head: vec![
                words("N°", "No."),
                words("Fichier", "File"),
                words("Octets", "Bytes"),
                words("SHA-256", "SHA-256"),
            ],
            numeric: vec![true, false, true, false],
            rows,
            note: None,
        };
        section("pieces", "Pièces", "Exhibits", vec![Block::Table(table)])
    }

    fn conditions(&self) -> Section {
        let field = |fr: &str, en: &str| Field { label: words(fr, en), value: Words::default() };
        annex(
            "conditions",
            "Conditions de réalisation (à remplir)",
            "Conditions of the operation (to be completed)",
            vec![Block::Form {
                fields: vec![
                    field("Agent ou commissaire de justice", "Agent or commissaire de justice"),
                    field("Machine, système, version", "Machine, system, version"),
                    field(
                        "Horloge synchronisée (source, écart)",
                        "Synchronised clock (source, offset)",
                    ),
                    field("Origine des fichiers et licence", "Origin of the files and licence"),
                    field("Date, lieu, signature", "Date, place, signature"),
                ],
            }],
        )
    }
}

fn measured(measures: &Measures) -> Table {
    let of = |one: MeasuredShare| share(one.count, one.total);
    let mut rows: Vec<Row> = measures
        .by_group
        .iter()
        .map(|group| {
            row(
                vec![
                    Words::same(group.group.clone()),
                    of(group.raised),
                    of(group.precision),
                    number(group.raised.total),
                ],
                None,
            )
        })
        .collect();
    let figures = &measures.decisions;
    rows.push(row(
        vec![
            words(
                "décisions où une identité a été replacée : signalées",
                "decisions with an identity put back: flagged",
            ),
            of(figures.flagged),
            Words::same("–"),
            number(figures.flagged.total),
        ],
        None,
    ));
    rows.push(row(
        vec![
            words(
                "décisions intactes : sans constat bloquant",
                "untouched decisions: without blocking finding",
            ),
            of(figures.untouched_without_blocking),
            Words::same("–"),
            number(figures.untouched_without_blocking.total),
        ],
        None,
    ));
    Table {
        caption: words("Rappel et précision mesurés", "Measured recall and precision"),
        head: vec![
            words("Groupe", "Group"),
            words("Rappel [IC 95 %]", "Recall [95% CI]"),
            words("Précision [IC 95 %]", "Precision [95% CI]"),
            words("Échantillon", "Sample"),
        ],
        numeric: vec![false, true, true, true],
        rows,
        note: None,
    }
}

/// A file of the run.
struct Exhibit {
    name: String,
    size: u64,
    sha256: Option<String>,
}

fn collect(path: &Path, name: &str, files: &mut Vec<Exhibit>) {
    if path.is_dir() {
        let mut entries: Vec<_> =
            std::fs::read_dir(path).into_iter().flatten().filter_map(Result::ok).collect();
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let inner = format!("{name}/{}", entry.file_name().to_string_lossy());
            collect(&entry.path(), &inner, files);
        }
    } else if let Ok(metadata) = std::fs::metadata(path) {
        files.push(Exhibit {
            name: name.to_owned(),
            size: metadata.len(),
            sha256: digest(path).ok(),
        });
    }
}

fn digest(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hexadecimal(&hasher.finalize())),
            read => hasher.update(&buffer[..read]),
        }
    }
}

const MONTHS: [(&str, &str); 12] = [
    ("janvier", "January"),
    ("février", "February"),
    ("mars", "March"),
    ("avril", "April"),
    ("mai", "May"),
    ("juin", "June"),
    ("juillet", "July"),
    ("août", "August"),
    ("septembre", "September"),
    ("octobre", "October"),
    ("novembre", "November"),
    ("décembre", "December"),
];

/// `2026-11-25` in words; as it is when it is no date.
pub fn day_words(day: &str, language: Language) -> String {
    let Ok(date) = day.parse::<jiff::civil::Date>() else { return day.to_owned() };
    let (fr, en) = MONTHS[(date.month().unsigned_abs() as usize - 1).min(11)];
    let (number, year) = (date.day(), date.year());
    match language {
        Language::French if number == 1 => format!("1er {fr} {year}"),
        Language::French => format!("{number} {fr} {year}"),
        Language::English => format!("{number} {en} {year}"),
    }
}

/// The day in France of an instant in UTC.
pub fn day_of(instant: &str) -> String {
    let day = instant.parse::<jiff::Timestamp>().ok().and_then(|at| at.in_tz("Europe/Paris").ok());
    day.map_or_else(|| instant.chars().take(10).collect(), |at| at.date().to_string())
}

/// The day of an instant, in words.
pub fn date_words(instant: &str) -> Words {
    let day = day_of(instant);
    both(|language| day_words(&day, language))
}

/// Name of a kind of court.
pub fn court_label(kind: &str, language: Language) -> String {
    match kind {
        "cc" => "Cour de cassation".to_owned(),
        "ca" => language.pick("cours d'appel", "courts of appeal").to_owned(),
        "tj" => language.pick("tribunaux judiciaires", "tribunaux judiciaires").to_owned(),
        "tcom" => language.pick("tribunaux de commerce", "commercial courts").to_owned(),
        "cph" => language.pick("conseils de prud'hommes", "labour courts").to_owned(),
        "?" => language.pick("juridiction inconnue", "court unknown").to_owned(),
        other => other.to_owned(),
    }
}

/// `ca_rennes` as people read it.
pub fn place_label(place: &str) -> String {
    match place.split_once('_') {
        Some((kind @ ("ca" | "tj" | "tcom" | "cph" | "tae"), town)) => {
            let town: Vec<String> = town
                .split('_')
                .map(|word| {
                    let mut letters = word.chars();
                    letters.next().map_or(String::new(), |first| {
                        first.to_uppercase().collect::<String>() + letters.as_str()
                    })
                })
                .collect();
            format!("{} {}", kind.to_uppercase(), town.join("-"))
        }
        _ => place.to_owned(),
    }
}

/// First level of the nomenclature of natures of case.
fn nature_label(code: &str) -> Option<(&'static str, &'static str)> {
    if code.chars().count() != 1 {
        return None;
    }
    Some(match code {
        "1" => ("droit des personnes", "law of persons"),
        "2" => ("droit de la famille", "family law"),
        "3" => ("droit des affaires", "business law"),
        "4" => ("entreprises en difficulté, surendettement", "insolvency"),
        "5" => ("contrats", "contracts"),
        "6" => ("responsabilité", "liability"),
        "7" => ("biens, propriété littéraire", "property"),
        "8" => ("travail, protection sociale", "labour, social security"),
        "9" => ("relations avec les personnes publiques", "public bodies"),
        _ => return None,
    })
}

/// The verdict of a card, for formats that need a word.
pub fn verdict_words(verdict: Verdict) -> Words {
    both(|language| gate::verdict_label(verdict, language))
}

/// Where a finding of a card stands, in words.
pub fn status_words(status: &str) -> Words {
    let known = [Status::Violation, Status::ToReview, Status::Permitted, Status::NotEvaluated];
    known.into_iter().find(|one| one.as_str() == status).map_or_else(
        || Words::same(status),
        |one| both(|language| super::summary::status_label(one, language)),
    )
}

/// What a card says of itself in one line.
pub fn card_line(card: &Card, language: Language) -> String {
    let verdict = gate::verdict_label(card.verdict, language);
    let place = match card.court.as_str() {
        "" => String::new(),
        court => format!(", {}", place_label(court)),
    };
    format!("{} — {verdict}, score {}{place}", card.id, card.score)
}
