//! The file of a breach (VIO-01 to VIO-10): what is known of the decision, the clocks, and the search
//! for the same defect in the whole run.
//!
//! The defect is known by its rule, its cues and the place where it stands, never by a value or a
//! fingerprint: another decision leaks another name. Nothing is sent; a person completes and decides.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Span, Timestamp, ZonedDateTime};
use thiserror::Error;

use crate::intervals::{Interval, wilson};
use crate::rules::Catalogue;
use crate::run::derived::VerdictRow;
use crate::run::tables::{DecisionEntry, FindingEntry};
use crate::run::{Run, TableError};
use crate::taxonomy::{Category, Status};
use crate::verdict::score::Level;

use super::Language;
use super::compose::{date_words, day_of, day_words};
use super::data::{Block, Field, Kind, Report, Row, Section, Table, Tone, Words};
use super::figures::percent;
use super::gather;
use super::summary::{category_label, grouped, safeguard};

/// Decisions named in the file; the list beside it has all of them.
const LISTED: usize = 100;

/// Why there is no file.
#[derive(Debug, Error)]
pub enum IncidentError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(
        "la décision « {0} » n'est pas dans ce traitement. Vérifiez l'identifiant (colonne decision_id de la table decisions)."
    )]
    Unknown(String),
    #[error(
        "la décision « {0} » ne porte aucun constat ouvert : il n'y a pas de défaut à rechercher. Relancez l'audit avec les règles à jour, ou désignez une autre décision."
    )]
    Nothing(String),
    #[error("date impossible : {0}")]
    Clock(String),
}

/// What makes two findings the same defect.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Defect {
    pub rule_id: String,
    /// Cues that fired, sorted.
    cues: BTreeSet<String>,
    zone: Option<String>,
    field: String,
}

impl Defect {
    fn of(finding: &FindingEntry) -> Self {
        Self {
            rule_id: finding.rule_id.clone(),
            cues: finding.reasons.iter().map(|cue| stable(cue)).collect(),
            zone: finding.zone.clone(),
            field: field_kind(&finding.field),
        }
    }
}

/// A cue without the numbers that change from one finding to another.
fn stable(cue: &str) -> String {
    let mut out = String::with_capacity(cue.len());
    for character in cue.chars() {
        match character.is_ascii_digit() {
            true if out.ends_with('#') => {}
            true => out.push('#'),
            false => out.push(character),
        }
    }
    out
}

/// `titlesAndSummaries[3].title` is one field, whatever its rank.
fn field_kind(field: &str) -> String {
    stable(field)
}

/// A decision where the same defect was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Same {
    pub decision_id: String,
    pub file: String,
    pub line: i64,
    /// The rules of its findings alike.
    pub rules: BTreeSet<String>,
    pub findings: u64,
    /// Whether rule, cues, zone and field are the same; else rule and field alone.
    pub exact: bool,
}

/// The file and what goes with it.
pub struct Incident {
    pub report: Report,
    pub stock: Vec<Same>,
}

/// Makes the file of a breach. `known` is when it was known with reasonable certainty (T0).
pub fn incident(
    run: &Run,
    catalogue: &Catalogue,
    decision_id: &str,
    known: Timestamp,
) -> Result<Incident, IncidentError> {
    let subject = Subject::find(run, decision_id)?;
    let defects: BTreeSet<Defect> = subject.findings.iter().map(Defect::of).collect();
    let stock = same_defect(run, &defects, decision_id)?;
    let clocks = Clocks::from(known)?;
    let report = compose(run, catalogue, &subject, &stock, &clocks);
    Ok(Incident { report, stock: stock.found })
}

struct Subject {
    decision: DecisionEntry,
    findings: Vec<FindingEntry>,
    verdict: Option<VerdictRow>,
}

impl Subject {
    fn find(run: &Run, decision_id: &str) -> Result<Self, IncidentError> {
        let mut decision = None;
        for row in run.rows::<DecisionEntry>() {
            let row = row?;
            if row.decision_id == decision_id {
                decision = Some(row);
                break;
            }
        }
        let decision = decision.ok_or_else(|| IncidentError::Unknown(decision_id.to_owned()))?;
        let mut findings = Vec::new();
        for row in run.rows::<FindingEntry>() {
            let row = row?;
            let open = matches!(row.status, Status::Violation | Status::ToReview);
            if open && row.decision_id == decision_id {
                findings.push(row);
            }
        }
        // What was published against the law is the breach; what is only to review, failing that.
        if findings.iter().any(|finding| finding.status == Status::Violation) {
            findings.retain(|finding| finding.status == Status::Violation);
        }
        if findings.is_empty() {
            return Err(IncidentError::Nothing(decision_id.to_owned()));
        }
        let mut verdict = None;
        for row in run.rows::<VerdictRow>() {
            let row = row?;
            if row.decision_id == decision_id {
                verdict = Some(row);
                break;
            }
        }
        Ok(Self { decision, findings, verdict })
    }
}

struct Stock {
    found: Vec<Same>,
    decisions: u64,
}

fn same_defect(run: &Run, defects: &BTreeSet<Defect>, but: &str) -> Result<Stock, TableError> {
    let near: BTreeSet<(&str, &str)> =
        defects.iter().map(|defect| (defect.rule_id.as_str(), defect.field.as_str())).collect();
    let mut found = Vec::new();
    let mut decisions = 0;
    for rank in 0..run.parts() {
        let mut alike: BTreeMap<String, Same> = BTreeMap::new();
        for finding in run.part::<FindingEntry>(rank)? {
            let finding = finding?;
            let open = matches!(finding.status, Status::Violation | Status::ToReview);
            let defect = Defect::of(&finding);
            if !open || !near.contains(&(defect.rule_id.as_str(), defect.field.as_str())) {
                continue;
            }
            let exact = defects.contains(&defect);
            let same = alike.entry(finding.decision_id.clone()).or_insert_with(|| Same {
                decision_id: finding.decision_id.clone(),
                file: String::new(),
                line: 0,
                rules: BTreeSet::new(),
                findings: 0,
                exact: false,
            });
            same.exact |= exact;
            same.findings += 1;
            same.rules.insert(finding.rule_id);
        }
        for decision in run.part::<DecisionEntry>(rank)? {
            let decision = decision?;
            decisions += 1;
            if decision.decision_id == but {
                continue;
            }
            if let Some(mut same) = alike.remove(&decision.decision_id) {
                same.file = decision.file;
                same.line = decision.line;
                found.push(same);
            }
        }
    }
    found.sort_by(|a, b| b.exact.cmp(&a.exact).then_with(|| a.decision_id.cmp(&b.decision_id)));
    Ok(Stock { found, decisions })
}

/// The delays, from T0.
struct Clocks {
    known: ZonedDateTime,
    qualified: ZonedDateTime,
    weighed: ZonedDateTime,
    notified: ZonedDateTime,
    month: ZonedDateTime,
}

impl Clocks {
    /// Hours are hours that pass, whatever the change of clock in between (règlement 1182/71, art. 3).
    fn from(known: Timestamp) -> Result<Self, IncidentError> {
        let wrong = |error: jiff::Error| IncidentError::Clock(error.to_string());
        let paris = |at: Timestamp| at.in_tz("Europe/Paris").map_err(wrong);
        let after =
            |hours: i64| known.checked_add(Span::new().hours(hours)).map_err(wrong).and_then(paris);
        let known_here = paris(known)?;
        let month = known_here.checked_add(Span::new().days(30)).map_err(wrong)?;
        Ok(Self {
            known: known_here,
            qualified: after(24)?,
            weighed: after(48)?,
            notified: after(72)?,
            month,
        })
    }
}

/// A day and an hour in France, in words.
fn moment(at: &ZonedDateTime) -> Words {
    let day = at.date().to_string();
    let (hour, minute) = (at.time().hour(), at.time().minute());
    Words::new(
        format!("{} à {hour} h {minute:02} (heure de Paris)", day_words(&day, Language::French)),
        format!("{} at {hour:02}:{minute:02} (Paris time)", day_words(&day, Language::English)),
    )
}

fn both<T: Into<String>>(text: impl Fn(Language) -> T) -> Words {
    Words { fr: text(Language::French).into(), en: text(Language::English).into() }
}

fn compose(
    run: &Run,
    catalogue: &Catalogue,
    subject: &Subject,
    stock: &Stock,
    clocks: &Clocks,
) -> Report {
    let exact = stock.found.iter().filter(|same| same.exact).count() as u64;
    let id = &subject.decision.decision_id;
    let limit = moment(&clocks.notified);
    let headline = Words::new(
        format!("Notification à la CNIL, si le risque le demande : avant le {}.", limit.fr),
        format!("Notification to the CNIL, if the risk calls for it: before {}.", limit.en),
    );
    let sections =
        vec![facts(catalogue, subject), steps(subject, stock, clocks, exact), search(stock, exact)];
    Report {
        kind: Kind::Incident,
        title: Kind::Incident.title(),
        subtitle: Words::new(format!("décision {id}"), format!("decision {id}")),
        date: date_words(&run.manifest().timings.started),
        day: day_of(&run.manifest().timings.started),
        tool_version: run.manifest().tool_version.clone(),
        headline,
        tone: Tone::Warning,
        sections,
        cards: Vec::new(),
        hidden_cards: 0,
        full_tables: "findings/, decisions/".to_owned(),
        safeguard: both(safeguard),
    }
}

fn section(id: &str, fr: &str, en: &str, blocks: Vec<Block>) -> Section {
    Section { id: id.to_owned(), title: Words::new(fr, en), annex: false, blocks }
}

fn facts(catalogue: &Catalogue, subject: &Subject) -> Section {
    let rows = subject
        .findings
        .iter()
        .map(|finding| Row {
            cells: vec![
                Words::same(finding.rule_id.clone()),
                gather::title(catalogue, &finding.rule_id),
                both(|language| category_label(finding.category, language)),
                Words::same(format!("{} {}–{}", finding.field, finding.start + 1, finding.end)),
                Words::same(finding.masked.clone()),
            ],
            drill: None,
        })
        .collect();
    let table = Table {
        caption: Words::new("Ce qui est resté lisible", "What was left readable"),
        head: vec![
            Words::new("Règle", "Rule"),
            Words::new("Titre", "Title"),
            Words::new("Catégorie", "Category"),
            Words::new("Place (caractères)", "Place (characters)"),
            Words::new("Extrait masqué", "Masked excerpt"),
        ],
        numeric: vec![false; 5],
        rows,
        note: Some(Words::new(
            "Une violation de données est qualifiée par une personne : ces constats sont des indices.",
            "A person qualifies a personal data breach: these findings are clues.",
        )),
    };
    section("faits", "Les faits", "The facts", vec![Block::Table(table)])
}

fn steps(subject: &Subject, stock: &Stock, clocks: &Clocks, exact: u64) -> Section {
    let decision = &subject.decision;
    let categories: BTreeSet<Category> =
        subject.findings.iter().map(|finding| finding.category).collect();
    let named = |language: Language| {
        let names: Vec<&str> =
            categories.iter().map(|category| category_label(*category, language)).collect();
        names.join(", ")
    };
    let field = |code: &str, fr: &str, en: &str, value: Words| Field {
        label: Words::new(format!("{code} — {fr}"), format!("{code} — {en}")),
        value,
    };
    let before = |at: &ZonedDateTime, fr: &str, en: &str| {
        let at = moment(at);
        Words::new(format!("Avant le {}. {fr}", at.fr), format!("Before {}. {en}", at.en))
    };
    let weight = subject.verdict.as_ref().and_then(|row| {
        let level = Level::parse(row.severity)?.label();
        let raised: Vec<&str> = row
            .reasons
            .iter()
            .filter_map(|reason| reason.strip_prefix("gravité relevée : "))
            .collect();
        let why = match raised.is_empty() {
            true => String::new(),
            false => format!(" ({})", raised.join(", ")),
        };
        Some(Words::new(
            format!("Gravité estimée par le traitement : {}{why} ; score {}.", level.0, row.score),
            format!("Severity as the run estimates it: {}{why}; score {}.", level.1, row.score),
        ))
    });
    let weight = weight.unwrap_or_else(|| {
        Words::new(
            "Score non évalué : lancez « filigrane gate ».",
            "Score not evaluated: run “filigrane gate”.",
        )
    });
    let rate = both(|language| share(exact + 1, stock.decisions, language));
    let fields = vec![
        field("VIO-01", "Détection et connaissance (T0)", "Detection and knowledge (T0)", {
            let at = moment(&clocks.known);
            Words::new(
                format!(
                    "{} : degré de certitude raisonnable après relecture humaine. Décision {} ({}, ligne {}), {} constat(s) : {}. Relecteur : à compléter.",
                    at.fr,
                    decision.decision_id,
                    decision.file,
                    decision.line,
                    subject.findings.len(),
                    named(Language::French)
                ),
                format!(
                    "{}: reasonable certainty after human review. Decision {} ({}, line {}), {} finding(s): {}. Reviewer: to be completed.",
                    at.en,
                    decision.decision_id,
                    decision.file,
                    decision.line,
                    subject.findings.len(),
                    named(Language::English)
                ),
            )
        }),
        field(
            "VIO-02",
            "Confinement",
            "Containment",
            Words::new(
                "Dans les heures qui suivent. Dépublication ou masquage, événement « deleted » ou « updated », purge des caches. Heure de chaque geste : à compléter.",
                "Within hours. Withdrawal or masking, “deleted” or “updated” event, caches purged. Time of each action: to be completed.",
            ),
        ),
        field(
            "VIO-03",
            "Qualification",
            "Qualification",
            before(
                &clocks.qualified,
                "Divulgation non autorisée (RGPD, art. 4.12) ? Avis du délégué à la protection des données : à compléter.",
                "Unauthorised disclosure (GDPR, art. 4.12)? Opinion of the data protection officer: to be completed.",
            ),
        ),
        field("VIO-04", "Gravité", "Severity", {
            let rest = before(
                &clocks.weighed,
                "Durée d'exposition, réutilisateurs servis depuis la publication (transactionalhistory), indexation externe : à compléter.",
                "Time of exposure, reusers served since publication (transactionalhistory), external indexing: to be completed.",
            );
            Words::new(format!("{} {}", weight.fr, rest.fr), format!("{} {}", weight.en, rest.en))
        }),
        field(
            "VIO-05",
            "Notification à la CNIL, si risque (72 h, RGPD art. 33)",
            "Notification to the CNIL, if risk (72 h, GDPR art. 33)",
            {
                let rest = before(
                    &clocks.notified,
                    "Soixante-douze heures qui s'écoulent : ni la nuit, ni le dimanche, ni un jour férié ne les suspendent ; en phases si besoin.",
                    "Seventy-two hours that pass: no night, Sunday or holiday suspends them; in phases if need be.",
                );
                Words::new(
                    format!(
                        "{} Nature : élément identifiant resté lisible dans une décision publiée. Catégories : {}. Nombre approximatif de décisions : {}. Contact, conséquences, mesures : à compléter.",
                        rest.fr,
                        named(Language::French),
                        grouped(exact + 1, Language::French)
                    ),
                    format!(
                        "{} Nature: identifying element left readable in a published decision. Categories: {}. Approximate number of decisions: {}. Contact, consequences, measures: to be completed.",
                        rest.en,
                        named(Language::English),
                        grouped(exact + 1, Language::English)
                    ),
                )
            },
        ),
        field(
            "VIO-06",
            "Information des personnes, si risque élevé (RGPD art. 34)",
            "Information of the persons, if high risk (GDPR art. 34)",
            Words::new(
                "Dans les meilleurs délais. Modalité compatible avec l'absence d'adresse dans la base : à compléter.",
                "Without undue delay. In a manner compatible with the absence of addresses in the database: to be completed.",
            ),
        ),
        field("VIO-07", "Avertir les réutilisateurs", "Warn the reusers", {
            let day = clocks.known.date().to_string();
            Words::new(
                format!(
                    "Le jour même ({}). Événement de l'API et message ; purge des dérivés demandée (CGU-20 à 22). Liste d'identifiants, sans aucun nom : voir la recherche dans le stock.",
                    day_words(&day, Language::French)
                ),
                format!(
                    "The same day ({}). API event and message; purge of derived data requested (CGU-20 to 22). List of identifiers, without any name: see the search in the stock.",
                    day_words(&day, Language::English)
                ),
            )
        }),
        field(
            "VIO-08",
            "Registre des violations (RGPD art. 33.5)",
            "Register of breaches (GDPR art. 33.5)",
            Words::new(
                "Toujours, même sans notification. Numéro et date d'inscription : à compléter.",
                "Always, even without notification. Number and date of the entry: to be completed.",
            ),
        ),
        field(
            "VIO-09",
            "Cause et correction",
            "Cause and correction",
            before(
                &clocks.month,
                "Reconnaissance, relecture, métadonnée, chaînage ou format ? Règle ou exemple ajouté au catalogue, avec une donnée inventée.",
                "Recognition, review, metadata, chaining or format? Rule or example added to the catalogue, with invented data.",
            ),
        ),
        field(
            "VIO-10",
            "Recherche du même défaut dans tout le stock",
            "Search for the same defect in the whole stock",
            {
                let rest = before(&clocks.month, "", "");
                Words::new(
                    format!(
                        "{}Dans ce traitement : {} décision(s) en plus de celle-ci, soit {} des décisions examinées (IC 95 %).",
                        rest.fr,
                        grouped(exact, Language::French),
                        rate.fr
                    ),
                    format!(
                        "{}In this run: {} decision(s) besides this one, that is {} of the decisions scanned (95% CI).",
                        rest.en,
                        grouped(exact, Language::English),
                        rate.en
                    ),
                )
            },
        ),
    ];
    section("etapes", "Les dix étapes", "The ten steps", vec![Block::Form { fields }])
}

fn share(found: u64, total: u64, language: Language) -> String {
    let Interval { low, high } = wilson(found, total).unwrap_or(Interval::UNKNOWN);
    let value = found as f64 / total.max(1) as f64;
    format!(
        "{} [{} ; {}]",
        percent(value, language),
        percent(low, language),
        percent(high, language)
    )
}

fn search(stock: &Stock, exact: u64) -> Section {
    let near = stock.found.len() as u64 - exact;
    let lead = Words::new(
        format!(
            "Le défaut est reconnu à sa règle, à ses indices, à la zone et au texte où il se trouve, jamais à une valeur : {} décision(s) au même défaut, {} à un défaut voisin (même règle, même texte), sur {} décisions examinées.",
            grouped(exact, Language::French),
            grouped(near, Language::French),
            grouped(stock.decisions, Language::French)
        ),
        format!(
            "The defect is known by its rule, its cues, the zone and the text where it stands, never by a value: {} decision(s) with the same defect, {} with one close to it (same rule, same text), out of {} decisions scanned.",
            grouped(exact, Language::English),
            grouped(near, Language::English),
            grouped(stock.decisions, Language::English)
        ),
    );
    let mut blocks = vec![Block::Paragraph { text: lead }];
    if !stock.found.is_empty() {
        let rows = stock
            .found
            .iter()
            .take(LISTED)
            .map(|same| Row {
                cells: vec![
                    Words::same(same.decision_id.clone()),
                    match same.exact {
                        true => Words::new("même défaut", "same defect"),
                        false => Words::new("défaut voisin", "close defect"),
                    },
                    Words::same(same.rules.iter().cloned().collect::<Vec<_>>().join(", ")),
                    both(|language| grouped(same.findings, language)),
                ],
                drill: None,
            })
            .collect();
        let left = stock.found.len().saturating_sub(LISTED);
        blocks.push(Block::Table(Table {
            caption: Words::new("Décisions à revoir", "Decisions to look at again"),
            head: vec![
                Words::new("Décision", "Decision"),
                Words::new("Rapprochement", "Likeness"),
                Words::new("Règles", "Rules"),
                Words::new("Constats", "Findings"),
            ],
            numeric: vec![false, false, false, true],
            rows,
            note: (left > 0).then(|| {
                Words::new(
                    format!("{left} autres décisions sont dans le fichier stock.csv, à côté de celui-ci."),
                    format!("{left} other decisions are in the file stock.csv beside this one."),
                )
            }),
        }));
    }
    section("stock", "Le même défaut dans le stock", "The same defect in the stock", blocks)
}
