//! One check of a reuser: inputs in, the state of the 55 controls and of each file's profiling out.
//!
//! Pieces are read in order; rows are compared in batches on all threads and their observations applied in order, so that
//! the result does not depend on the number of threads. Memory holds one batch, one text and the index of the reference.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ReuseError;
use super::canon;
use super::compare::{Compared, GRACE, Pending, Yardstick};
use super::content::TextFormat;
use super::dates::Moment;
use super::engine::Engine;
use super::history::{History, Unavailable};
use super::ledger::{Exhibit, Ledger, Observation, Outcome, State, controls};
use super::mentions;
use super::page::{self, Page};
use super::profile::surface::{self, Kind, Surface};
use super::profile::{Assessment, Level, Mark, Profiler};
use super::read::{self, Piece};
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

    /// Mentions that a page carries in its metadata count as the page's.
    fn metas(&mut self, file: &str, page: &Page, decision: bool) {
        let metas = page.metas.join("\n");
        if !metas.is_empty() && !decision {
            let said =
                Said { file, text: &metas, raw: "", page: false, decision: false, notice: false };
            self.reader.read(&said, &mut self.site, &mut self.ledger);
        }
    }

    /// Whether a text is a part of a reference decision.
    fn is_excerpt(&self, text: &str) -> bool {
        let reference = self.request.reference.as_ref();
        text.len() > 200
            && reference
                .is_some_and(|reference| reference.by_words(&canon::canonical(text)).is_some())
    }

    /// Passages shown in a list, each of which needs its mentions or a key to them (CGU-10).
    fn cards(&mut self, page: &Page, identifiers: &[String]) {
        let Some(reference) = self.request.reference.as_ref() else { return };
        let lines: Vec<&str> = page.visible.lines().collect();
        for (rank, line) in lines.iter().enumerate().filter(|(_, line)| line.len() > 160) {
            let canonical = canon::canonical(line);
            let Some(decision) = reference.by_words(&canonical) else { continue };
            let Some(meta) =
                reference.latest(decision).and_then(|latest| reference.meta(latest).ok())
            else {
                continue;
            };
            let near = lines[rank.saturating_sub(6)..(rank + 4).min(lines.len())].join(" ");
            let day = meta.decision_date.as_deref().and_then(super::dates::day);
            let dated = day.is_none_or(|day| mentions::says_date(&near, day));
            let court = meta.jurisdiction.as_deref().and_then(mentions::court);
            let named = court.is_none_or(|court| names_court(&near, court));
            let keyed = identifiers.iter().any(|id| id.eq_ignore_ascii_case(&meta.id))
                || meta
                    .number
                    .as_deref()
                    .is_some_and(|number| number.len() > 4 && near.contains(number))
                || meta.ecli.as_deref().is_some_and(|ecli| page.visible.contains(ecli));
            self.ledger.observe(if keyed || (dated && named) {
                Observation::Clear("CGU-10")
            } else {
                Observation::Deviation(
                    "CGU-10",
                    Exhibit {
                        exhibit: String::new(),
                        file: page.file.clone(),
                        decision: Some(meta.id.clone()),
                        detail: "extrait affiché sans ses mentions ni clé vers elles".to_owned(),
                        severity: Severity::Majeur,
                    },
                )
            });
        }
    }

    /// A text file that holds a decision: an export, to be held against the reference like a page.
    fn plain_decision(&mut self, file: &str, text: &str) {
        let text = &without_page_numbers(text);
        let whole = surface::decision_range(text).is_some();
        let page = Page {
            file: file.to_owned(),
            url: None,
            // An excerpt is one passage, whatever its lines.
            visible: if whole { text.to_owned() } else { text.replace('\n', " ") },
            heads: Vec::new(),
            metas: Vec::new(),
            links: Vec::new(),
        };
        let decision = self.page(&page) || whole;
        let said = Said { file, text, raw: text, page: false, decision, notice: false };
        self.reader.read(&said, &mut self.site, &mut self.ledger);
    }

    /// A page that shows a decision: integrity, mentions, links. Gives whether it does.
    fn page(&mut self, page: &Page) -> bool {
        self.pages += 1;
        let shows = surface::decision_range(&page.visible).is_some();
        let Some(reference) = self.request.reference.as_ref() else {
            return shows;
        };
        let mut unit = Unit::of_file(&page.file);
        let identifiers = page.identifiers();
        let canonical = page.canonical();
        let history = self.request.history.as_ref();
        let known: Vec<&String> =
            identifiers.iter().filter(|id| reference.by_id(id).is_some()).collect();
        let gone: Vec<&String> = identifiers
            .iter()
            .filter(|id| {
                history.is_some_and(|history| history.deleted(id, self.request.now).is_some())
                    || reference.is_withdrawn(id)
            })
            .collect();
        let by_words = (canonical.len() > 400).then(|| reference.by_words(&canonical)).flatten();
        let by_ecli = page.ecli().and_then(|ecli| reference.by_ecli(&ecli));
        // A page cites other decisions: its own is the one whose words it holds, else the one it names alone.
        // A page of excerpts shows no decision: its passages are judged one by one.
        let own = match (by_words, known.as_slice()) {
            (Some(decision), _) if shows || self.is_whole(decision, &canonical) => Some(decision),
            _ if !shows => None,
            (Some(decision), _) => Some(decision),
            (None, [one]) => reference.by_id(one),
            (None, _) => by_ecli,
        };
        if own.is_none() {
            if !shows {
                self.cards(page, &identifiers);
            }
            if let (true, [id]) = (canonical.len() > 300, gone.as_slice()) {
                unit.set(Field::Id, id.as_str());
                unit.set(Field::Text, canonical.as_str());
                let compared = self.yardstick.compare(&unit, true);
                self.take(compared);
                self.units += 1;
            }
            for observation in self.yardstick.page_links(&unit, &page.links, None) {
                self.ledger.observe(observation);
            }
            return shows;
        }
        let Some((meta, text)) = own.and_then(|decision| {
            let latest = reference.latest(decision)?;
            Some((reference.meta(latest).ok()?, reference.text(latest).ok()?))
        }) else {
            return shows;
        };
        let (around, found) = page::around(&canonical, &text);
        let heads = format!("{} {} {}", page.heads.join(" "), page.metas.join(" "), around);
        if let Some(day) = update_of(&heads) {
            unit.set(Field::Update, day);
        }
        unit.set(Field::Id, meta.id.as_str());
        unit.set(Field::Text, canonical.as_str());
        let mut compared = self.yardstick.compare(&unit, true);
        self.page_mentions(&unit, &meta, &text, &heads, found, &mut compared);
        let links = self.yardstick.page_links(&unit, &page.links, Some(&meta.id));
        compared.observations.extend(links);
        self.sense_of_page(&unit, &meta, &around, &mut compared);
        self.names_of_page(&unit, page, &text, &mut compared);
        self.take(compared);
        self.units += 1;
        true
    }

    /// Whether a page holds nearly all of a decision, from its first words or to its last.
    fn is_whole(&self, decision: u32, canonical: &str) -> bool {
        let reference = self.request.reference.as_ref();
        let text = reference.and_then(|reference| {
            reference.latest(decision).and_then(|latest| reference.text(latest).ok())
        });
        text.is_some_and(|text| {
            canonical.len() * 10 >= text.len() * 8 && page::around(canonical, &text).1
        })
    }

    fn page_mentions(
        &self,
        unit: &Unit,
        meta: &super::reference::Meta,
        whole: &str,
        heads: &str,
        found: bool,
        compared: &mut Compared,
    ) {
        let court = meta
            .jurisdiction
            .as_deref()
            .and_then(mentions::court)
            .or_else(|| meta.location.as_deref().and_then(mentions::court));
        let chambers: Vec<&str> = [meta.chamber.as_deref(), meta.formation.as_deref()]
            .into_iter()
            .flatten()
            .filter(|text| !text.trim().is_empty())
            .collect();
        let day = meta.decision_date.as_deref().and_then(super::dates::day);
        let says = |text: &str| -> [Option<bool>; 4] {
            [
                court.map(|court| names_court(text, court)),
                (!chambers.is_empty())
                    .then(|| chambers.iter().any(|chamber| names_chamber(text, chamber))),
                match mentions::department(meta) {
                    // A page that gives the seat names a commune of the department.
                    Some(department) => Some(mentions::lies_in(text, department) == Some(true)),
                    None => mentions::says_seat(meta, text, || Some(whole.to_owned())),
                },
                day.map(|day| mentions::says_date(text, day)),
            ]
        };
        let beside = says(heads);
        // A page that heads its decision with mentions must give all four; one that shows the text alone is read as it is.
        let headed = found && beside.iter().flatten().filter(|said| **said).count() > 0;
        let given = if headed {
            beside
        } else {
            says(&format!("{heads} {}", unit.text().unwrap_or_default()))
        };
        let controls = [
            ("CGU-06", "nom de la juridiction absent de la page"),
            ("CGU-07", "formation absente de la page"),
            ("CGU-08", "siège absent de la page"),
            ("CGU-09", "date du prononcé absente de la page"),
        ];
        let mut missing = 0;
        for ((id, detail), said) in controls.into_iter().zip(given) {
            match said {
                Some(false) => {
                    missing += 1;
                    let exhibit = Exhibit {
                        exhibit: String::new(),
                        file: unit.file.clone(),
                        decision: Some(meta.id.clone()),
                        detail: detail.to_owned(),
                        severity: Severity::Majeur,
                    };
                    compared.observations.push(Observation::Deviation(id, exhibit));
                }
                Some(true) => compared.observations.push(Observation::Clear(id)),
                None => {}
            }
        }
        compared.observations.push(if missing >= 3 {
            Observation::Deviation(
                "CGU-10",
                Exhibit {
                    exhibit: String::new(),
                    file: unit.file.clone(),
                    decision: Some(meta.id.clone()),
                    detail: "décision ou extrait affiché sans ses mentions".to_owned(),
                    severity: Severity::Majeur,
                },
            )
        } else {
            Observation::Clear("CGU-10")
        });
    }

    /// A label of solution beside the decision that says the contrary (CGU-11).
    fn sense_of_page(
        &self,
        unit: &Unit,
        meta: &super::reference::Meta,
        around: &str,
        compared: &mut Compared,
    ) {
        let Some(known) = meta.solution.as_deref() else { return };
        let folded = super::fold::fold(around);
        let label = ["solution", "sens de la decision", "sens :", "dispositif :", "issue :"]
            .iter()
            .find_map(|word| folded.find(word).map(|at| at + word.len()));
        let Some(at) = label else { return };
        let end = (at + 40).min(folded.len());
        let served = mentions::sense(&folded[at..end]);
        if served.is_contrary(mentions::sense(known)) {
            compared.observations.push(Observation::Deviation(
                "CGU-11",
                Exhibit {
                    exhibit: String::new(),
                    file: unit.file.clone(),
                    decision: Some(meta.id.clone()),
                    detail: "étiquette de solution contraire à celle de la référence".to_owned(),
                    severity: Severity::Critique,
                },
            ));
        }
    }

    /// A title, a description or an address that names a person where the decision has placeholders (CGU-35).
    fn names_of_page(&self, unit: &Unit, page: &Page, text: &str, compared: &mut Compared) {
        static NAMED: std::sync::LazyLock<Option<regex::Regex>> = std::sync::LazyLock::new(|| {
            regex::Regex::new(r"(?:\b[Aa]ffaire|\bM\.|\bMme|\bMonsieur|\bMadame|\b[ÉE]poux|\b[Cc]onsorts)\s+(?:\p{Lu}\p{L}+[ -]?){1,3}|\b\p{Lu}\p{L}{2,}\s+(?:c/|contre|vs\.?)\s+\p{Lu}").ok()
        });
        let Some(named) = NAMED.as_ref() else { return };
        if canon::tokens(text).iter().all(
            |token| !matches!(token.kind, canon::TokenKind::Placeholder(kind) if kind.is_person()),
        ) {
            return;
        }
        let plain = super::fold::fold(text);
        let suspicious = page.heads.iter().chain(&page.metas).any(|head| {
            named.find_iter(head).any(|found| {
                // A company or a lawyer that the decision itself names is no enrichment.
                let words = super::fold::fold(found.as_str());
                let last = words
                    .split(|c: char| !c.is_ascii_alphanumeric())
                    .rfind(|word| word.len() > 2)
                    .unwrap_or_default()
                    .to_owned();
                !last.is_empty()
                    && !plain.contains(&last)
                    && !words.contains("juge")
                    && !words.contains("president")
            })
        });
        if suspicious {
            compared.observations.push(Observation::Deviation("CGU-35", Exhibit {
                exhibit: String::new(),
                file: unit.file.clone(),
                decision: None,
                detail: "titre ou métadonnée qui nomme une personne absente du texte pseudonymisé (valeur non reproduite)".to_owned(),
                severity: Severity::Critique,
            }));
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

/// A text taken out of a PDF, without the numbers that end or open its pages.
fn without_page_numbers(text: &str) -> String {
    if !text.contains('\u{c}') {
        return text.to_owned();
    }
    let number = |line: &str| {
        let line =
            line.trim().trim_start_matches(['p', 'P']).trim_start_matches("age").trim_start();
        !line.is_empty()
            && line.len() < 12
            && line.starts_with(|c: char| c.is_ascii_digit())
            && line
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '/' | ' ' | 's' | 'u' | 'r' | '-'))
    };
    let pages: Vec<String> = text
        .split('\u{c}')
        .map(|page| {
            let mut lines: Vec<&str> = page.trim_matches('\n').lines().collect();
            if lines.last().is_some_and(|line| number(line)) {
                lines.pop();
            }
            if lines.first().is_some_and(|line| number(line)) {
                lines.remove(0);
            }
            lines.join("\n")
        })
        .collect();
    pages.join("\n")
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

/// The date of update that a page shows beside its decision.
fn update_of(heads: &str) -> Option<String> {
    static UPDATED: std::sync::LazyLock<Option<regex::Regex>> = std::sync::LazyLock::new(|| {
        regex::Regex::new(r"(?i)(?:mise?s? à jour|actualisée?s?|last updated?|modified_time|dateModified|maj)[^\d]{0,24}(\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2}(?:er)? \p{L}+ \d{4})").ok()
    });
    Some(UPDATED.as_ref()?.captures(heads)?.get(1)?.as_str().to_owned())
}

/// Whether a text names a court of this kind anywhere.
fn names_court(text: &str, court: mentions::Court) -> bool {
    use mentions::Court;
    let folded = super::fold::fold(text).replace(['_', '-', '’'], " ");
    let words: &[&str] = match court {
        Court::Cassation => &["cour de cassation", "cass."],
        Court::Appeal => &["cour d'appel", "cour d appel", " ca "],
        Court::Judicial => {
            &["tribunal judiciaire", "grande instance", " tj ", "tribunal de proximite"]
        }
        Court::Commercial => &["tribunal de commerce", "activites economiques", "tcom"],
        Court::Labour => &["prud'hom", "prud hom", " cph "],
        Court::Other => &["tribunal", "cour "],
    };
    // « Source : Cour de cassation » is not the court that judged.
    let own = match court {
        Court::Cassation => {
            static SOURCE: std::sync::LazyLock<Option<regex::Regex>> = std::sync::LazyLock::new(
                || {
                    regex::Regex::new(r"(?:source|donnees|issue?s|base|tenue|judilibre|licence|demande|magistrat)[^.|\n]{0,60}cour de cassation(?: +judilibre)?|cour de cassation {1,3}judilibre|anonymisation\S*|occultations\S*").ok()
                },
            );
            SOURCE.as_ref().map_or_else(
                || folded.clone(),
                |source| source.replace_all(&folded, " ").into_owned(),
            )
        }
        _ => folded.clone(),
    };
    let padded = format!(" {own} ");
    words.iter().any(|word| padded.contains(word))
}

/// Whether a text names a chamber, by its words or by its code.
fn names_chamber(text: &str, chamber: &str) -> bool {
    let folded = super::fold::fold(text);
    folded
        .split(['|', '\n', ';', '·', '•', '–', ','])
        .any(|part| part.len() < 400 && mentions::same_chamber(part, chamber))
        || folded.contains(&super::fold::fold(chamber))
        || mentions::same_chamber(&folded, chamber)
            && (folded.contains("chambre")
                || folded.contains("assemblee")
                || folded.contains("formation"))
}
