//! What a report needs of a run, gathered in one pass over its tables: counts by cell, and the
//! decisions to look at first.
//!
//! Memory follows the number of cells and the cap of the list, not the number of decisions. No
//! count by magistrate, clerk or annotator: none can be made, for no column holds them (GARDE-08).

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::rules::Catalogue;
use crate::run::derived::{LinkRow, RiskRow, Verdict, VerdictRow};
use crate::run::tables::{DecisionEntry, FindingEntry};
use crate::run::{Run, TableError};
use crate::taxonomy::{CELL_DECISIONS, Category, Family, Severity, Status};
use crate::verdict::gate::Summary;
use crate::verdict::score::Route;

use super::data::{Card, CardFinding, Words};

/// Decisions that a report lists.
pub const CARDS: usize = 2_000;

/// Findings that a card shows.
const CARD_FINDINGS: usize = 12;

/// Reasons that a card shows.
const CARD_REASONS: usize = 12;

/// Fewest compositions of a cell (GARDE-08), counted by hearings: a composition is never read.
pub const CELL_HEARINGS: usize = 3;

/// Probability from which a route weighs: the first threshold of likelihood in the policy of the program.
const WEIGHS: f64 = 0.05;

/// Groups of linked decisions that are kept.
const CLUSTERS: usize = 24;

/// What was counted.
#[derive(Default)]
pub struct Gathered {
    pub decisions: u64,
    pub verdicts: [u64; 3],
    pub matrix: [[u64; 4]; 4],
    /// Decisions with zones estimated rather than given.
    pub estimated_zones: u64,
    pub policy_warnings: u64,
    /// First and last dates of decisions, `YYYY-MM-DD`.
    pub dates: Option<(String, String)>,
    pub categories: BTreeMap<Category, CategoryCount>,
    pub rules: BTreeMap<String, u64>,
    pub courts: Cells,
    pub natures: Cells,
    /// Persons by size of their class; `None` when the table is absent.
    pub classes: Option<BTreeMap<i64, u64>>,
    pub singled: Option<SingledCount>,
    /// Groups of linked decisions, the largest first; `None` when the table is absent.
    pub clusters: Option<Vec<Cluster>>,
    pub links: u64,
    pub linked_decisions: u64,
    pub differences: u64,
    pub cards: Vec<Card>,
    pub hidden_cards: u64,
    /// Whether the table of verdicts was there.
    pub judged: bool,
    pub waived: u64,
    pub baselined: u64,
    /// Decisions in which each route of the score weighs something.
    pub routes: BTreeMap<Route, u64>,
    /// Decisions where too much is masked, or where what is masked can no longer be read.
    pub over_masked: u64,
    /// Decisions whose placeholders contradict each other or the metadata.
    pub incoherent: u64,
}

#[derive(Default, Clone)]
pub struct CategoryCount {
    /// Decisions with at least one violation.
    pub decisions: u64,
    pub violations: u64,
    pub to_review: u64,
    pub permitted: u64,
}

#[derive(Default, Clone)]
pub struct SingledCount {
    pub persons: u64,
    /// Persons whose class holds nobody else.
    pub unique: u64,
    /// Adversaries named, and the number of persons each.
    pub adversaries: BTreeMap<String, u64>,
}

/// A group of linked decisions.
#[derive(Clone)]
pub struct Cluster {
    pub name: String,
    /// Instance (0 to 2) and whether it is refused.
    pub decisions: Vec<(usize, bool)>,
    pub size: u64,
    /// Strongest probability that two of them reveal someone together.
    pub risk: Option<f32>,
    pub differences: BTreeSet<String>,
}

/// Counts by a code that has levels, from the finest to the coarsest.
#[derive(Default)]
pub struct Cells {
    fine: BTreeMap<Vec<String>, Cell>,
}

#[derive(Default, Clone)]
pub struct Cell {
    pub decisions: u64,
    /// Decisions with at least one violation.
    pub touched: u64,
    pub refused: u64,
    /// Hearings told apart, no more of them than the rule asks for.
    hearings: FxHashSet<u64>,
}

/// A cell large enough to be shown.
pub struct Shown {
    /// Levels from the coarsest; empty for the whole.
    pub path: Vec<String>,
    /// Whether it gathers what was too small to be shown apart.
    pub rest: bool,
    pub cell: Cell,
}

impl Cell {
    fn merge(&mut self, other: &Self) {
        self.decisions += other.decisions;
        self.touched += other.touched;
        self.refused += other.refused;
        self.hearings.extend(other.hearings.iter().take(CELL_HEARINGS));
    }

    fn is_large(&self) -> bool {
        self.decisions >= CELL_DECISIONS && self.hearings.len() >= CELL_HEARINGS
    }
}

impl Cells {
    /// Adds a decision under its levels, from the coarsest.
    pub fn add(&mut self, path: Vec<String>, hearing: u64, touched: bool, refused: bool) {
        let cell = self.fine.entry(path).or_default();
        cell.decisions += 1;
        cell.touched += u64::from(touched);
        cell.refused += u64::from(refused);
        // A few more than asked for, so that a merge does not lose some.
        if cell.hearings.len() < 4 * CELL_HEARINGS {
            cell.hearings.insert(hearing);
        }
    }

    /// The cells that can be shown: what is too small goes up a level, with its likes, until it
    /// is large enough. What stays too small at the top is not shown at all.
    pub fn shown(&self) -> (Vec<Shown>, u64) {
        let depth = self.fine.keys().map(Vec::len).max().unwrap_or(0);
        let mut level: BTreeMap<(Vec<String>, bool), Cell> =
            self.fine.iter().map(|(path, cell)| ((path.clone(), false), cell.clone())).collect();
        let mut shown = Vec::new();
        for length in (0..=depth).rev() {
            let mut above: BTreeMap<(Vec<String>, bool), Cell> = BTreeMap::new();
            for ((path, rest), cell) in level {
                if path.len() < length {
                    above.entry((path, rest)).or_default().merge(&cell);
                } else if cell.is_large() {
                    shown.push(Shown { path, rest, cell });
                } else if let Some((_, parent)) = path.split_last() {
                    above.entry((parent.to_vec(), true)).or_default().merge(&cell);
                } else {
                    return (sorted(shown), cell.decisions);
                }
            }
            level = above;
        }
        (sorted(shown), 0)
    }
}

fn sorted(mut shown: Vec<Shown>) -> Vec<Shown> {
    let share = |one: &Shown| one.cell.touched as f64 / one.cell.decisions.max(1) as f64;
    shown.sort_by(|a, b| {
        share(b)
            .total_cmp(&share(a))
            .then_with(|| b.cell.decisions.cmp(&a.cell.decisions))
            .then_with(|| a.path.cmp(&b.path))
    });
    shown
}

/// A card and its place in the list: the worst first.
struct Ranked(Card);

impl Ranked {
    fn key(&self) -> (Reverse<Verdict>, Reverse<i64>, Reverse<usize>, &str) {
        let card = &self.0;
        (Reverse(card.verdict), Reverse(card.score), Reverse(card.findings.len()), &card.id)
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Ranked {}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

/// Smallest class of the persons of a decision, and the group it is linked in.
struct Linkage {
    smallest: FxHashMap<String, i64>,
    cluster: FxHashMap<String, String>,
    clusters: BTreeMap<String, Cluster>,
}

/// Gathers what a report needs. `cap` bounds the list of decisions.
pub fn gather(run: &Run, catalogue: &Catalogue, cap: usize) -> Result<Gathered, TableError> {
    // Verdicts without their summary belong to a gate that did not end.
    let judged = run.has::<VerdictRow>() && Summary::read(run.path()).is_some();
    let mut all = Gathered { judged, ..Gathered::default() };
    let mut linkage = read_linkage(run, &mut all)?;
    let mut worst: BinaryHeap<Ranked> = BinaryHeap::new();
    for rank in 0..run.parts() {
        let mut findings: FxHashMap<String, Vec<FindingEntry>> = FxHashMap::default();
        for finding in run.part::<FindingEntry>(rank)? {
            let finding = finding?;
            findings.entry(finding.decision_id.clone()).or_default().push(finding);
        }
        let mut verdicts = if all.judged { Some(run.part::<VerdictRow>(rank)?) } else { None };
        for decision in run.part::<DecisionEntry>(rank)? {
            let decision = decision?;
            let verdict = verdicts.as_mut().and_then(Iterator::next).transpose()?;
            let found = findings.get(&decision.decision_id).map_or(&[][..], Vec::as_slice);
            all.count(&decision, found, verdict.as_ref());
            linkage.place(&decision, verdict.as_ref());
            if let Some(card) = card(&decision, found, verdict.as_ref(), catalogue, &linkage) {
                all.hidden_cards += 1;
                worst.push(Ranked(card));
                if worst.len() > cap {
                    worst.pop();
                }
            }
        }
    }
    all.cards = worst.into_sorted_vec().into_iter().map(|ranked| ranked.0).collect();
    all.hidden_cards -= all.cards.len() as u64;
    if all.clusters.is_some() {
        let mut clusters: Vec<Cluster> = linkage.clusters.into_values().collect();
        clusters.sort_by(|a, b| {
            b.risk
                .unwrap_or(0.0)
                .total_cmp(&a.risk.unwrap_or(0.0))
                .then_with(|| b.size.cmp(&a.size))
                .then_with(|| a.name.cmp(&b.name))
        });
        clusters.truncate(CLUSTERS);
        all.clusters = Some(clusters);
    }
    Ok(all)
}

fn read_linkage(run: &Run, all: &mut Gathered) -> Result<Linkage, TableError> {
    let mut linkage = Linkage {
        smallest: FxHashMap::default(),
        cluster: FxHashMap::default(),
        clusters: BTreeMap::new(),
    };
    if run.has::<RiskRow>() {
        let (mut classes, mut singled) = (BTreeMap::new(), SingledCount::default());
        for row in run.rows::<RiskRow>() {
            let row = row?;
            singled.persons += 1;
            if let Some(size) = row.class_size {
                *classes.entry(size).or_default() += 1;
                singled.unique += u64::from(size <= 1);
                let kept = linkage.smallest.entry(row.decision_id).or_insert(size);
                *kept = (*kept).min(size);
            }
            if row.probability > 0.0 {
                *singled.adversaries.entry(row.adversary).or_default() += 1;
            }
        }
        all.classes = Some(classes);
        all.singled = Some(singled);
    }
    if run.has::<LinkRow>() {
        for row in run.rows::<LinkRow>() {
            let row = row?;
            all.links += 1;
            all.differences += u64::from(!row.differences.is_empty());
            let cluster = linkage.clusters.entry(row.cluster.clone()).or_insert_with(|| Cluster {
                name: row.cluster.clone(),
                decisions: Vec::new(),
                size: 0,
                risk: None,
                differences: BTreeSet::new(),
            });
            cluster.risk = match (cluster.risk, row.union_risk) {
                (Some(known), Some(risk)) => Some(known.max(risk)),
                (known, risk) => known.or(risk),
            };
            cluster.differences.extend(row.differences);
            for id in [row.decision_id, row.other_id] {
                if linkage.cluster.insert(id, row.cluster.clone()).is_none() {
                    cluster.size += 1;
                    all.linked_decisions += 1;
                }
            }
        }
        all.clusters = Some(Vec::new());
    }
    Ok(linkage)
}

impl Linkage {
    /// Puts a decision in its group, at its instance.
    fn place(&mut self, decision: &DecisionEntry, verdict: Option<&VerdictRow>) {
        let Some(name) = self.cluster.get(&decision.decision_id) else { return };
        let Some(cluster) = self.clusters.get_mut(name) else { return };
        if cluster.decisions.len() < 12 {
            let refused = verdict.is_some_and(|row| row.verdict == Verdict::Refuse);
            cluster.decisions.push((instance(decision.jurisdiction.as_deref()), refused));
        }
    }
}

fn instance(jurisdiction: Option<&str>) -> usize {
    match jurisdiction {
        Some("cc") => 2,
        Some("ca") => 1,
        _ => 0,
    }
}

impl Gathered {
    fn count(
        &mut self,
        decision: &DecisionEntry,
        findings: &[FindingEntry],
        verdict: Option<&VerdictRow>,
    ) {
        self.decisions += 1;
        self.estimated_zones += u64::from(decision.zones == "estimated");
        self.policy_warnings += u64::from(!decision.policy_warnings.is_empty());
        if let Some(date) = &decision.decision_date {
            let (first, last) = self.dates.get_or_insert_with(|| (date.clone(), date.clone()));
            if date < first {
                first.clone_from(date);
            }
            if date > last {
                last.clone_from(date);
            }
        }
        if let Some(row) = verdict {
            self.verdicts[row.verdict as usize] += 1;
            let [likelihood, severity] =
                [row.likelihood, row.severity].map(|level| (level.clamp(1, 4) - 1) as usize);
            self.matrix[likelihood][severity] += 1;
            self.waived += row.waived.unsigned_abs();
            self.baselined += row.baselined.unsigned_abs();
        }
        let mut touched: BTreeSet<Category> = BTreeSet::new();
        for finding in findings {
            let count = self.categories.entry(finding.category).or_default();
            match finding.status {
                Status::Violation => {
                    count.violations += 1;
                    touched.insert(finding.category);
                    match self.rules.get_mut(&finding.rule_id) {
                        Some(count) => *count += 1,
                        None => {
                            self.rules.insert(finding.rule_id.clone(), 1);
                        }
                    }
                }
                Status::ToReview => count.to_review += 1,
                Status::Permitted => count.permitted += 1,
                Status::NotEvaluated => {}
            }
        }
        let open = |finding: &&FindingEntry| {
            matches!(finding.status, Status::Violation | Status::ToReview)
        };
        let any =
            |wanted: fn(&FindingEntry) -> bool| u64::from(findings.iter().filter(open).any(wanted));
        self.over_masked += any(|finding| finding.category == Category::Lisibilite);
        self.incoherent += any(|finding| {
            finding.family == Family::Pseudonym || finding.rule_id.starts_with("OCC-COH-")
        });
        for route in verdict.into_iter().flat_map(|row| &row.routes) {
            if let Some((name, probability)) = route.split_once('=')
                && probability.parse::<f64>().is_ok_and(|value| value >= WEIGHS)
                && let Some(route) = Route::parse(name)
            {
                *self.routes.entry(route).or_default() += 1;
            }
        }
        for category in &touched {
            self.categories.entry(*category).or_default().decisions += 1;
        }
        let refused = verdict.is_some_and(|row| row.verdict == Verdict::Refuse);
        let hearing = hearing(decision);
        let unknown = || "?".to_owned();
        let court = vec![
            decision.jurisdiction.clone().unwrap_or_else(unknown),
            decision.location.clone().unwrap_or_else(unknown),
        ];
        self.courts.add(court, hearing, !touched.is_empty(), refused);
        let nature = match &decision.nac {
            // Levels of the nomenclature: first character, two, the whole code.
            Some(nac) => (1..=nac.chars().count().min(3))
                .map(|length| nac.chars().take(length).collect())
                .collect(),
            None => vec![unknown()],
        };
        self.natures.add(nature, hearing, !touched.is_empty(), refused);
    }
}

/// Tells hearings apart: court, chamber and day. Stands for compositions, which are never read.
fn hearing(decision: &DecisionEntry) -> u64 {
    use std::hash::{Hash, Hasher};
    let mut hasher = rustc_hash::FxHasher::default();
    (&decision.location, &decision.chamber, &decision.decision_date).hash(&mut hasher);
    hasher.finish()
}

/// The card of a decision; `None` when there is nothing to say of it.
fn card(
    decision: &DecisionEntry,
    findings: &[FindingEntry],
    verdict: Option<&VerdictRow>,
    catalogue: &Catalogue,
    linkage: &Linkage,
) -> Option<Card> {
    let open =
        |finding: &&FindingEntry| matches!(finding.status, Status::Violation | Status::ToReview);
    let held = verdict.is_some_and(|row| row.verdict != Verdict::Publish);
    if !held && !findings.iter().any(|finding| open(&finding) && finding.severity > Severity::Info)
    {
        return None;
    }
    let mut kept: Vec<&FindingEntry> = findings.iter().filter(open).collect();
    kept.sort_by(|a, b| {
        (a.status, Reverse(a.severity))
            .cmp(&(b.status, Reverse(b.severity)))
            .then_with(|| b.confidence.total_cmp(&a.confidence))
            .then_with(|| (&a.field, a.start).cmp(&(&b.field, b.start)))
    });
    let hidden = kept.len().saturating_sub(CARD_FINDINGS) as u64;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    Some(Card {
        id: decision.decision_id.clone(),
        verdict: verdict.map_or(Verdict::Review, |row| row.verdict),
        score: verdict.map_or(0, |row| row.score),
        likelihood: verdict.map_or(1, |row| row.likelihood),
        severity: verdict.map_or(1, |row| row.severity),
        adversary: verdict.map(|row| row.adversary.clone()).unwrap_or_default(),
        court: match (&decision.location, &decision.jurisdiction) {
            (Some(place), _) => place.clone(),
            (None, Some(kind)) => kind.clone(),
            (None, None) => String::new(),
        },
        chamber: text(&decision.chamber),
        nac: text(&decision.nac),
        number: text(&decision.number),
        date: text(&decision.decision_date),
        reasons: verdict
            .map(|row| row.reasons.iter().take(CARD_REASONS).cloned().collect())
            .unwrap_or_default(),
        not_evaluated: verdict.map(|row| row.not_evaluated.clone()).unwrap_or_default(),
        findings: kept
            .into_iter()
            .take(CARD_FINDINGS)
            .map(|finding| CardFinding {
                rule: finding.rule_id.clone(),
                title: title(catalogue, &finding.rule_id),
                category: finding.category.as_str().to_owned(),
                severity: finding.severity.as_str().to_owned(),
                status: finding.status.as_str().to_owned(),
                confidence: finding.confidence,
                field: finding.field.clone(),
                zone: text(&finding.zone),
                start: finding.start,
                end: finding.end,
                masked: finding.masked.clone(),
                fingerprint: finding.fingerprint.clone(),
                reasons: finding.reasons.clone(),
            })
            .collect(),
        hidden_findings: hidden,
        k: linkage.smallest.get(&decision.decision_id).copied(),
        cluster: linkage.cluster.get(&decision.decision_id).cloned().unwrap_or_default(),
    })
}

/// Title of a rule in both languages; its id when the catalogue does not have it.
pub fn title(catalogue: &Catalogue, id: &str) -> Words {
    match catalogue.rules().iter().find(|rule| *rule.id == *id) {
        Some(rule) if rule.title_en.is_empty() => Words::same(rule.title.to_string()),
        Some(rule) => Words::new(rule.title.to_string(), rule.title_en.to_string()),
        None => Words::same(id),
    }
}
