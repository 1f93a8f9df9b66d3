//! One check of a reuser: inputs in, the state of the 55 controls and of each file's profiling out.
//!
//! Pieces are read in order; rows are compared in batches on all threads and their observations applied in order, so that
//! the result does not depend on the number of threads. Memory holds one batch, one text and the index of the reference.

mod pages;

use std::collections::BTreeMap;
use std::path::PathBuf;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ReuseError;
use super::compare::{Compared, GRACE, Pending, Yardstick};
use super::content::TextFormat;
use super::dates::Moment;
use super::engine::Engine;
use super::history::{History, Unavailable};
use super::ledger::{Exhibit, Ledger, Observation, Outcome, State, controls};
use super::page::Page;
use super::piece::Piece;
use super::profile::surface::{self, Kind, Surface};
use super::profile::{Assessment, Level, Mark, Profiler};
use super::read;
use super::reference::Reference;
use super::site::{Reader, RowMentions, Said, Site};
use super::unit::{self, Field, Unit};
use crate::taxonomy::Severity;

/// Rows compared together, and their size in bytes.
const BATCH: usize = 256;
const BATCH_BYTES: usize = 32 << 20;
/// Tables whose headers are profiled once.
const MOST_HEADERS: usize = 10_000;

/// What is checked and against what.
pub struct Request {
    pub inputs: Vec<PathBuf>,
    pub reference: Option<Reference>,
    pub history: Option<History>,
    pub unavailable: Unavailable,
    pub now: Moment,
}

/// Profiling of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileProfile {
    pub file: String,
    pub level: String,
    pub elements: Vec<String>,
    pub rule_ids: Vec<String>,
    /// The compulsory wording of the level.
    pub label: String,
    pub marks: Vec<FileMark>,
    /// Why words that looked alike were set aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dismissed: Option<String>,
}

/// A mark as written in the bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileMark {
    pub rule_id: String,
    pub line: u64,
    pub structure: String,
}

/// What was not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    pub file: String,
    pub reason: String,
}

/// The result of a check.
pub struct Checked {
    pub outcomes: Vec<Outcome>,
    pub profiling: Vec<FileProfile>,
    pub unread: Vec<Unread>,
    pub originals: Vec<(String, PathBuf)>,
    /// Served units by how they stand to the reference.
    pub standings: BTreeMap<&'static str, u64>,
    pub units: u64,
    pub pages: u64,
    /// Delays of changes not taken in, in hours: median and longest.
    pub delays: Option<(i64, i64)>,
}

impl Checked {
    /// Nothing at all could be read.
    pub fn is_empty(&self) -> bool {
        self.profiling.is_empty() && self.units == 0
    }

    pub fn state(&self, id: &str) -> Option<State> {
        self.outcomes.iter().find(|outcome| outcome.id == id).map(|outcome| outcome.status)
    }
}

/// Runs every control.
pub fn check(engine: &Engine, request: &Request) -> Result<Checked, ReuseError> {
    let profiler = Profiler::new(engine)?;
    let reader = Reader::new(engine)?;
    let mut check = Check {
        request,
        profiler: &profiler,
        reader: &reader,
        yardstick: Yardstick {
            reference: request.reference.as_ref(),
            history: request.history.as_ref(),
            unavailable: &request.unavailable,
            now: request.now,
        },
        ledger: Ledger::default(),
        site: Site::default(),
        rows: RowMentions::default(),
        profiles: BTreeMap::new(),
        order: Vec::new(),
        headers: FxHashSet::default(),
        surfaces: FxHashMap::default(),
        batch: Vec::new(),
        batch_bytes: 0,
        pending: Vec::new(),
        columns: FxHashSet::default(),
        complete: FxHashSet::default(),
        standings: BTreeMap::new(),
        units: 0,
        pages: 0,
        delays: Vec::new(),
        unread: Vec::new(),
        originals: Vec::new(),
    };
    read::walk(&request.inputs, &mut |piece| check.piece(piece))?;
    check.flush();
    check.finish()
}

/// A record to compare: file, line, fields.
type RawRow = (String, u64, Vec<(String, Value)>);

struct Check<'c> {
    request: &'c Request,
    profiler: &'c Profiler<'c>,
    reader: &'c Reader<'c>,
    yardstick: Yardstick<'c>,
    ledger: Ledger,
    site: Site,
    rows: RowMentions,
    profiles: BTreeMap<String, FileProfile>,
    order: Vec<String>,
    headers: FxHashSet<u64>,
    /// Headers of the tables of a file, judged together once the file was read.
    surfaces: FxHashMap<String, Vec<Surface>>,
    batch: Vec<RawRow>,
    batch_bytes: usize,
    pending: Vec<Pending>,
    /// Fields that some record of a file fills.
    columns: FxHashSet<(String, Field)>,
    complete: FxHashSet<String>,
    standings: BTreeMap<&'static str, u64>,
    units: u64,
    pages: u64,
    delays: Vec<i64>,
    unread: Vec<Unread>,
    originals: Vec<(String, PathBuf)>,
}

impl Check<'_> {
    fn piece(&mut self, piece: Piece) -> Result<(), ReuseError> {
        match piece {
            Piece::Original { path, on_disk } => {
                self.originals.push((unit::masked_url(&path), on_disk))
            }
            Piece::Unread { path, reason, partly } => {
                let file = unit::masked_url(&path);
                if partly {
                    self.profile(&file, Assessment::empty());
                }
                self.unread.push(Unread { file, reason });
            }
            Piece::Table { path, name, columns, schema, sample } => {
                self.table(&path, &name, &columns, &schema, &sample)
            }
            Piece::Row { path, line, fields } => self.row(path, line, fields),
            Piece::Text { path, url, format, text } => self.text(&path, url, format, &text),
        }
        Ok(())
    }

    fn table(
        &mut self,
        path: &str,
        name: &str,
        columns: &[String],
        schema: &str,
        sample: &[String],
    ) {
        let file = unit::masked_url(path);
        let mut names = columns.to_vec();
        if !name.is_empty() {
            names.insert(0, format!("table {name}"));
        }
        let surfaces = self.surfaces.entry(file).or_default();
        if surfaces.len() < MOST_HEADERS {
            if !columns.is_empty() {
                surfaces.push(Surface::header(&names, 1));
            }
            if !sample.is_empty() {
                surfaces.push(surface::aside(sample));
            }
            if !schema.is_empty() {
                surfaces.extend(surface::of(TextFormat::Sql, schema));
            }
        }
        let assessment = self.profiler.assess(
            path,
            self.surfaces.get(&unit::masked_url(path)).map_or(&[], Vec::as_slice),
            false,
        );
        self.profile(&unit::masked_url(path), assessment);
    }

    fn row(&mut self, path: String, line: u64, fields: Vec<(String, Value)>) {
        let file = unit::masked_url(&path);
        let size: usize = fields.iter().map(|(_, value)| value.as_str().map_or(16, str::len)).sum();
        self.batch_bytes += size;
        self.batch.push((file, line, fields));
        if self.batch.len() >= BATCH || self.batch_bytes >= BATCH_BYTES {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let batch = std::mem::take(&mut self.batch);
        self.batch_bytes = 0;
        let yardstick = &self.yardstick;
        let compared: Vec<Vec<(Unit, Compared)>> = batch
            .into_par_iter()
            .map(|(file, line, fields)| {
                let units = if unit::is_record(&fields) {
                    unit::of_record(&file, line, &fields)
                } else {
                    Vec::new()
                };
                units
                    .into_iter()
                    .map(|unit| {
                        let compared = yardstick.compare(&unit, false);
                        (unit, compared)
                    })
                    .collect()
            })
            .collect();
        for (unit, compared) in compared.into_iter().flatten() {
            self.row_mentions(&unit, &compared);
            self.take(compared);
            self.units += 1;
        }
    }

    fn row_mentions(&mut self, unit: &Unit, compared: &Compared) {
        let rows = &mut self.rows;
        rows.rows += 1;
        rows.first.get_or_insert_with(|| unit.file.clone());
        let sourced = unit.all(Field::Source).any(|source| {
            let folded = super::fold::fold(source);
            folded.contains("judilibre")
                || folded.contains("cour de cassation")
                || folded.contains("base open data")
        });
        if sourced {
            rows.with_source += 1;
        } else {
            rows.first_without_source.get_or_insert_with(|| unit.place());
        }
        for field in unit.columns.iter().filter(|field| unit.get(**field).is_some()) {
            self.columns.insert((unit.file.clone(), *field));
        }
        if unit.get(Field::Update).and_then(super::dates::day).is_some() {
            rows.with_update += 1;
        } else if unit.has_column(Field::Update)
            && !unit.passage
            && compared.matched
            && rows.lacking_update.len() + rows.undated.len() < 50
        {
            // What the reference does not date either can be dated for the whole set.
            let list = if compared.dated { &mut rows.lacking_update } else { &mut rows.undated };
            list.push(Exhibit {
                exhibit: String::new(),
                file: unit.place(),
                decision: None,
                detail: "date de mise à jour vide ou illisible".to_owned(),
                severity: Severity::Majeur,
            });
        }
    }

    fn take(&mut self, compared: Compared) {
        for observation in compared.observations {
            self.ledger.observe(observation);
        }
        self.pending.extend(compared.pending);
        if let Some(complete) = compared.complete {
            self.complete.insert(complete);
        }
        if let Some(standing) = compared.standing {
            *self.standings.entry(standing.label()).or_default() += 1;
        }
        self.delays.extend(compared.delay);
    }

    fn text(&mut self, path: &str, url: Option<String>, format: TextFormat, text: &str) {
        let file = unit::masked_url(path);
        let name = url.as_deref().unwrap_or(path);
        let mut surfaces = surface::of(format, text);
        if let Some(url) = &url {
            // The address of a page is part of it.
            surfaces.push(Surface::new(Kind::Source, url.clone(), 0));
        }
        let holds = surface::decision_range(text).is_some();
        let assessment = self.profiler.assess(name, &surfaces, surface::shows_bench(text));
        self.profile(&file, assessment);
        self.derived(&file, format, text);
        let base = path.rsplit(['/', '!']).next().unwrap_or(path).to_lowercase();
        let notice = [
            "readme",
            "license",
            "licence",
            "notice",
            "dataset",
            "datapackage",
            "metadata",
            "metadonnees",
            "fiche",
            "card",
            "about",
            "apropos",
            "mentions",
        ]
        .iter()
        .any(|word| base.contains(word))
            || matches!(format, TextFormat::Prose) && base.ends_with(".md")
            || is_description(format, text);
        match format {
            TextFormat::Html => {
                let read = Page::read(&file, url, text);
                let decision = self.page(&read);
                let said = Said {
                    file: &file,
                    text: &read.visible,
                    raw: text,
                    page: true,
                    decision,
                    notice: false,
                };
                self.reader.read(&said, &mut self.site, &mut self.ledger);
                self.metas(&file, &read, decision);
            }
            TextFormat::Json | TextFormat::JsonLines if !notice && text.len() > 200_000 => {
                // Data: keys are looked for in the head, words are not those of the reuser.
                let said = Said {
                    file: &file,
                    text: "",
                    raw: head(text),
                    page: false,
                    decision: false,
                    notice: false,
                };
                self.reader.read(&said, &mut self.site, &mut self.ledger);
            }
            TextFormat::Json | TextFormat::JsonLines | TextFormat::Sql | TextFormat::Xml => {
                let own: String = surfaces
                    .iter()
                    .filter(|surface| surface.kind != Kind::Header)
                    .map(|surface| surface.text.as_str())
                    .collect::<Vec<_>>()
                    .join("\n");
                let said = Said {
                    file: &file,
                    text: if notice { text } else { &own },
                    raw: text,
                    page: false,
                    decision: false,
                    notice,
                };
                self.reader.read(&said, &mut self.site, &mut self.ledger);
            }
            TextFormat::Prose if !notice && (holds || self.is_excerpt(text)) => {
                self.plain_decision(&file, text)
            }
            _ => {
                let said = Said {
                    file: &file,
                    text,
                    raw: text,
                    page: false,
                    decision: false,
                    notice: notice || format == TextFormat::Prose,
                };
                self.reader.read(&said, &mut self.site, &mut self.ledger);
            }
        }
    }

    /// Identifiers of withdrawn decisions in sitemaps, feeds, indexes (CGU-22).
    fn derived(&mut self, file: &str, format: TextFormat, text: &str) {
        let Some(history) = self.request.history.as_ref() else { return };
        if !matches!(
            format,
            TextFormat::Xml
                | TextFormat::Json
                | TextFormat::Code
                | TextFormat::Prose
                | TextFormat::Html
        ) {
            return;
        }
        let mut seen = 0;
        for part in
            text.split(|c: char| !c.is_ascii_hexdigit()).filter(|part| unit::is_judilibre_id(part))
        {
            if let Some(at) = history.deleted(part, self.request.now)
                && self.request.unavailable.reachable(at, self.request.now) > GRACE
                && seen < 5
            {
                seen += 1;
                self.ledger.observe(Observation::Deviation(
                    "CGU-22",
                    Exhibit {
                        exhibit: String::new(),
                        file: file.to_owned(),
                        decision: Some(part.to_lowercase()),
                        detail: "décision supprimée encore citée dans un dérivé".to_owned(),
                        severity: Severity::Critique,
                    },
                ));
            }
        }
    }

    fn profile(&mut self, file: &str, found: Assessment) {
        let marks = |marks: Vec<Mark>| {
            marks
                .into_iter()
                .map(|mark| FileMark {
                    rule_id: mark.rule_id,
                    line: mark.line,
                    structure: mark.structure,
                })
                .collect::<Vec<_>>()
        };
        let new = FileProfile {
            file: file.to_owned(),
            level: found.level.as_str().to_owned(),
            elements: found.elements.names().into_iter().map(str::to_owned).collect(),
            rule_ids: found.rule_ids,
            label: found.level.label().to_owned(),
            marks: marks(found.marks),
            dismissed: found.dismissed.map(str::to_owned),
        };
        match self.profiles.get_mut(file) {
            None => {
                self.order.push(file.to_owned());
                self.profiles.insert(file.to_owned(), new);
            }
            Some(known) if rank(&new.level) >= rank(&known.level) && new.level != "none" => {
                *known = new
            }
            Some(_) => {}
        }
        self.headers.insert(file.len() as u64);
    }

    fn finish(mut self) -> Result<Checked, ReuseError> {
        for pending in std::mem::take(&mut self.pending) {
            // A record without a mention that its neighbours carry is no matter of tables.
            let own = pending
                .column
                .is_some_and(|field| self.columns.contains(&(pending.file.clone(), field)));
            match pending.observation {
                Observation::Deviation(id, _) if !own && self.complete.contains(&pending.key) => {
                    self.ledger.observe(Observation::Clear(id));
                }
                observation => self.ledger.observe(observation),
            }
        }
        self.site.conclude(&self.rows, &mut self.ledger);
        self.profiled();
        self.links_and_dates();
        self.aggregate();
        let delays = self.delays();
        let controls = controls()?;
        let outcomes = std::mem::take(&mut self.ledger).conclude(&controls);
        let mut profiling: Vec<FileProfile> = Vec::with_capacity(self.order.len());
        for file in &self.order {
            profiling.extend(self.profiles.remove(file));
        }
        Ok(Checked {
            outcomes,
            profiling,
            unread: self.unread,
            originals: self.originals,
            standings: self.standings,
            units: self.units,
            pages: self.pages,
            delays,
        })
    }

    /// What profiling amounts to under the terms of use (CGU-23, CGU-24).
    fn profiled(&mut self) {
        for file in &self.order {
            let Some(profile) = self.profiles.get(file) else { continue };
            let (id, severity) = match profile.level.as_str() {
                "critique" => ("CGU-23", Severity::Critique),
                "majeur" | "mineur" => ("CGU-24", Severity::Majeur),
                _ => continue,
            };
            let exhibit = Exhibit {
                exhibit: String::new(),
                file: file.clone(),
                decision: None,
                detail: format!("{} ({})", profile.label, profile.rule_ids.join(", ")),
                severity,
            };
            self.ledger.observe(Observation::Deviation(id, exhibit.clone()));
            // What measures also indexes.
            if id == "CGU-23" && profile.elements.iter().any(|element| element == "E2") {
                self.ledger.observe(Observation::Deviation(
                    "CGU-24",
                    Exhibit { severity: Severity::Majeur, ..exhibit },
                ));
            }
        }
    }

    fn links_and_dates(&mut self) {
        if self.request.reference.is_some() && self.units > 0 && !self.ledger.ran("CGU-15") {
            self.ledger.not_applicable("CGU-15", "aucun lien vers la Cour (simple faculté)");
        }
        if self.request.reference.is_some()
            && self.ledger.ran("CGU-18")
            && !self.ledger.ran("CGU-17")
        {
            self.ledger.not_applicable(
                "CGU-17",
                "aucune date de mise à jour affichée par décision (voir CGU-16)",
            );
        }
        for id in [
            "CGU-30", "CGU-35", "CGU-43", "CGU-44", "CGU-23", "CGU-24", "CGU-11", "CGU-12",
            "CGU-22",
        ] {
            if self.ledger.deviates(id) {
                continue;
            }
            if let Some(file) = self.order.first() {
                self.ledger.observe(Observation::Look(
                    id,
                    Exhibit {
                        exhibit: String::new(),
                        file: file.clone(),
                        decision: None,
                        detail: format!(
                            "aucun indice relevé dans {} fichier(s) ; à apprécier",
                            self.order.len()
                        ),
                        severity: Severity::Info,
                    },
                ));
            }
        }
    }

    /// CGU-49 sums up CGU-05, 17, 18, 20 and 21; CGU-55 says what was neutralised.
    fn aggregate(&mut self) {
        const PARTS: [&str; 5] = ["CGU-05", "CGU-17", "CGU-18", "CGU-20", "CGU-21"];
        let wrong: Vec<&str> = PARTS.into_iter().filter(|id| self.ledger.deviates(id)).collect();
        if wrong.is_empty() {
            // One part that did not run leaves the sum unknown.
            if ["CGU-05", "CGU-18", "CGU-20", "CGU-21"].into_iter().all(|id| self.ledger.ran(id)) {
                self.ledger.observe(Observation::Clear("CGU-49"));
            } else {
                self.ledger
                    .note("CGU-49", "un des contrôles CGU-05, 17, 18, 20, 21 n'a pas été évalué");
            }
        } else {
            let worst = wrong
                .iter()
                .filter_map(|id| self.ledger.worst(id))
                .max()
                .unwrap_or(Severity::Mineur);
            self.ledger.observe(Observation::Deviation(
                "CGU-49",
                Exhibit {
                    exhibit: String::new(),
                    file: "ensemble des fichiers".to_owned(),
                    decision: None,
                    detail: format!(
                        "données non intègres, non exactes ou non à jour : {}",
                        wrong.join(", ")
                    ),
                    severity: worst,
                },
            ));
        }
        if self.request.history.is_some()
            && self.ledger.ran("CGU-18")
            && !self.ledger.deviates("CGU-55")
        {
            self.ledger.observe(Observation::Clear("CGU-55"));
            if self.request.unavailable.is_empty() {
                self.ledger.note("CGU-55", "aucune période d'indisponibilité fournie (--unavailable) : aucune n'a été neutralisée");
            }
        }
    }

    fn delays(&mut self) -> Option<(i64, i64)> {
        self.delays.sort_unstable();
        let middle = self.delays.get(self.delays.len() / 2)?;
        Some((middle / 3_600, self.delays.last()? / 3_600))
    }
}

/// Whether a text describes an API or a set of data: what it says beside its structure is said for the whole set.
fn is_description(format: TextFormat, text: &str) -> bool {
    match format {
        TextFormat::Json => {
            let head = head(text);
            ["\"openapi\"", "\"swagger\"", "\"dcat:", "\"schema.org/dataset\""]
                .iter()
                .any(|key| memchr::memmem::find(head.as_bytes(), key.as_bytes()).is_some())
        }
        TextFormat::Code => {
            let first = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#'));
            first.is_some_and(|line| line.starts_with("openapi:") || line.starts_with("swagger:"))
        }
        _ => false,
    }
}

fn head(text: &str) -> &str {
    let end =
        (0..=text.len().min(100_000)).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    &text[..end]
}

fn rank(level: &str) -> usize {
    [Level::None, Level::Info, Level::Mineur, Level::Majeur, Level::Critique]
        .iter()
        .position(|known| known.as_str() == level)
        .unwrap_or(0)
}
