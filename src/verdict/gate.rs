//! The gate: from the tables of a run to one verdict a decision (publish, review, refuse), and
//! to what the batch as a whole deserves.
//!
//! Reads tables part by part and never the texts. A blocking finding refuses its decision whatever
//! the waivers and the baseline say. What could not be evaluated never counts as compliant.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::cause::in_french;
use crate::run::derived::{Verdict, VerdictRow, write_verdicts};
use crate::run::directory::part_path;
use crate::run::tables::{DecisionEntry, FindingEntry};
use crate::run::{Manifest, Outcome, Run, TableError, atomic, schema};
use crate::taxonomy::{Category, Severity, Status};

use super::against::{self, Against, AgainstError};
use super::baseline::Baseline;
use super::linked::LinkedIndex;
use super::score::{self, Assessment, Linked, Point, Reach, Route, RouteRisk, SHORT, decimal};
use super::settings::{Settings, Waiver};
use crate::policy::profile::{Profile, ProfileError};

/// Why a batch cannot be judged.
#[derive(Debug, Error)]
pub enum GateError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Against(#[from] AgainstError),
    #[error(transparent)]
    Profile(#[from] ProfileError),
    #[error(
        "dérogation expirée depuis le {expired} : règle {rule}, responsable {owner}. Renouvelez-la ou retirez-la de la configuration."
    )]
    Expired { rule: String, owner: String, expired: Date },
    #[error(
        "{} et {} n'ont pas été faits sous la même clé d'empreintes : leurs constats ne peuvent pas être comparés. \
         Relancez l'un des deux avec la clé de l'autre (--key-file).",
        .0.display(), .1.display()
    )]
    OtherKey(PathBuf, PathBuf),
    #[error("écriture impossible : {} ({}). Vérifiez la place et les droits.", path.display(), in_french(cause))]
    Write { path: PathBuf, cause: io::Error },
}

/// What the gate goes by.
pub struct Gate<'a> {
    pub settings: &'a Settings,
    pub baseline: Option<&'a Baseline>,
    /// Only what changed since this run counts.
    pub since: Option<&'a Run>,
    /// Decisions already published, to judge the batch with.
    pub against: Option<&'a Run>,
    pub today: Date,
}

/// Why a finding does not weigh on the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Open,
    /// Rank of the waiver.
    Waived(usize),
    Baselined,
}

/// A decision once judged.
pub struct Judged {
    pub decision: DecisionEntry,
    pub findings: Vec<(FindingEntry, Mark)>,
    pub assessment: Assessment,
    pub row: VerdictRow,
    /// Whether it has anything that the earlier run did not have; true without an earlier run.
    pub changed: bool,
}

/// What the batch deserves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchOutcome {
    /// Every decision can be published, or waits for a person where that is allowed.
    Publishable,
    /// At least one decision is refused.
    Refused,
    /// Records were rejected beyond the tolerance, or a required control did not run.
    Incomplete,
    /// There was no decision.
    Nothing,
}

/// The verdict on a batch, kept beside the table as `summary.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    pub outcome: BatchOutcome,
    pub decisions: u64,
    pub publish: u64,
    pub review: u64,
    pub refuse: u64,
    /// Decisions refused that count for the outcome: those that changed, when only changes count.
    pub refused_now: u64,
    /// Decisions to review, likewise.
    pub review_now: u64,
    /// Decisions without anything new since the earlier run.
    pub unchanged: u64,
    pub waived: u64,
    pub baselined: u64,
    /// Findings that are open.
    pub open: u64,
    /// Number of decisions by likelihood (rows, 1 to 4) and severity (columns, 1 to 4).
    pub matrix: [[u64; 4]; 4],
    /// Required controls that did not run.
    pub missing_controls: Vec<String>,
    /// Routes that could not be evaluated in this run.
    pub not_evaluated: Vec<String>,
    /// In French, for a person.
    pub warnings: Vec<String>,
    /// Day of the verdict, `YYYY-MM-DD`.
    pub day: String,
}

/// Name of the summary, in the folder of the table.
pub const SUMMARY: &str = "summary.json";

impl Summary {
    /// The verdict on a run, when there is one that is whole.
    pub fn read(run: &Path) -> Option<Self> {
        let bytes = fs::read(run.join(schema::VERDICTS.name).join(SUMMARY)).ok()?;
        serde_json::from_slice(&bytes).ok()
    }
}

impl Gate<'_> {
    /// Refuses waivers that are over.
    pub fn check(&self) -> Result<(), GateError> {
        match self.settings.waivers.iter().find(|waiver| waiver.expires < self.today) {
            None => Ok(()),
            Some(waiver) => Err(GateError::Expired {
                rule: waiver.rule.clone(),
                owner: waiver.owner.clone(),
                expired: waiver.expires,
            }),
        }
    }

    /// Judges every decision of a run, in order, and writes its table `verdicts`.
    ///
    /// `seen` gets each decision once judged. One part of the tables is in memory at a time.
    pub fn judge(&self, run: &Run, mut seen: impl FnMut(&Judged)) -> Result<Summary, GateError> {
        self.check()?;
        let previous = self.since.map(|since| Previous::read(since, run)).transpose()?;
        let against = self.against.map(|past| Against::read(past, run)).transpose()?;
        let past = against.as_ref().and_then(|against| against.pairs.as_deref());
        let index = LinkedIndex::read(run, past, &self.settings.score)?;
        let manifest = run.manifest();
        let reach = reach(manifest);
        let mut used = vec![Use::default(); self.settings.waivers.len()];
        let profile = Profile::named(&manifest.parameters.profile)?;
        let mut lacking: BTreeMap<String, u64> = BTreeMap::new();
        let mut unfollowed: BTreeMap<String, u64> = BTreeMap::new();
        let controls = manifest.controls.iter().filter(|control| control.evaluated);
        let controls: Vec<&str> = controls.map(|control| control.name.as_str()).collect();
        let mut summary = self.opening(manifest);
        let table = VerdictTable::create(run.path())?;
        for rank in 0..run.parts() {
            let mut rows = Vec::new();
            // By decision, and not by order: two records with one id share what was found in either.
            let mut by_decision: FxHashMap<String, Vec<FindingEntry>> = FxHashMap::default();
            for finding in run.part::<FindingEntry>(rank)? {
                let finding = finding?;
                by_decision.entry(finding.decision_id.clone()).or_default().push(finding);
            }
            let facts = match &against {
                Some(_) => against::by_decision(run, rank)?,
                None => FxHashMap::default(),
            };
            for decision in run.part::<DecisionEntry>(rank)? {
                let decision = decision?;
                let findings = by_decision.get(&decision.decision_id).cloned().unwrap_or_default();
                let mut linked = index.of(&decision.decision_id);
                if let Some(against) = &against {
                    let facts = facts.get(&decision.decision_id).map_or(&[][..], Vec::as_slice);
                    let score = &self.settings.score;
                    against.weigh(facts, score, &mut linked);
                }
                let required = profile.lacking(&decision.not_evaluated, &controls);
                let mut judged =
                    self.decide(decision, findings, &linked, reach, previous.as_ref(), &mut used);
                if !required.is_empty() {
                    let rules = required.join(", ");
                    judged.row.reasons.push(format!("contrôle exigé, non évalué : {rules}"));
                }
                for warning in &judged.decision.policy_warnings {
                    judged.row.reasons.push(format!("politique de la décision : {warning}"));
                    *unfollowed.entry(warning.clone()).or_default() += 1;
                }
                required.into_iter().for_each(|rule| *lacking.entry(rule).or_default() += 1);
                summary.add(&judged);
                seen(&judged);
                rows.push(judged.row);
            }
            table.write(rank, &rows)?;
        }
        summary.warnings.extend(self.warnings(&used));
        summary.warnings.extend(policy_warnings(&unfollowed));
        for (rule, count) in lacking {
            summary.warnings.push(format!(
                "{rule}, exigée par le profil {}, n'a pas été évaluée sur {count} décision(s) : complétez leurs métadonnées, ou lancez tous les contrôles",
                profile.id
            ));
            summary.missing_controls.push(rule);
        }
        summary.outcome = self.outcome(&summary, manifest);
        table.finish(&summary)?;
        Ok(summary)
    }

    fn opening(&self, manifest: &Manifest) -> Summary {
        let missing = self
            .settings
            .gate
            .required
            .iter()
            .filter(|name| !manifest.ran(name))
            .cloned()
            .collect();
        Summary {
            outcome: BatchOutcome::Nothing,
            decisions: 0,
            publish: 0,
            review: 0,
            refuse: 0,
            refused_now: 0,
            review_now: 0,
            unchanged: 0,
            waived: 0,
            baselined: 0,
            open: 0,
            matrix: [[0; 4]; 4],
            missing_controls: missing,
            not_evaluated: Vec::new(),
            warnings: Vec::new(),
            day: self.today.to_string(),
        }
    }

    fn outcome(&self, summary: &Summary, manifest: &Manifest) -> BatchOutcome {
        let failed = match self.settings.gate.fail_on {
            Verdict::Review => summary.refused_now + summary.review_now,
            Verdict::Refuse | Verdict::Publish => summary.refused_now,
        };
        if summary.decisions == 0 {
            BatchOutcome::Nothing
        } else if manifest.outcome == Outcome::Incomplete || !summary.missing_controls.is_empty() {
            BatchOutcome::Incomplete
        } else if failed > 0 {
            BatchOutcome::Refused
        } else {
            BatchOutcome::Publishable
        }
    }

    fn decide(
        &self,
        decision: DecisionEntry,
        findings: Vec<FindingEntry>,
        linked: &Linked,
        reach: Reach,
        previous: Option<&Previous>,
        used: &mut [Use],
    ) -> Judged {
        let findings: Vec<(FindingEntry, Mark)> = findings
            .into_iter()
            .map(|finding| {
                let mark = self.mark(&finding, used);
                (finding, mark)
            })
            .collect();
        let assess = |keep: &dyn Fn(&FindingEntry, Mark) -> bool| {
            let kept = findings
                .iter()
                .filter(|(finding, mark)| keep(finding, *mark))
                .map(|(finding, _)| finding);
            score::assess(&decision, kept, linked, reach, self.settings)
        };
        let assessment = assess(&|_, _| true);
        let set_aside = |wanted: fn(&Mark) -> bool| {
            findings.iter().filter(|(_, mark)| wanted(mark)).count() as i64
        };
        let waived = set_aside(|mark| matches!(mark, Mark::Waived(_)));
        let baselined = set_aside(|mark| *mark == Mark::Baselined);
        // The score is the risk as it is. The verdict sets aside what someone answers for, and doubts that their family does
        // not hear: many of them together are no better than one. Doubts that it hears send to a person, and never refuse.
        let heard = |finding: &FindingEntry| {
            finding.status != Status::ToReview
                || finding.confidence >= self.settings.review_confidence(finding.family)
        };
        let open_score = assess(&|finding, mark| mark == Mark::Open && heard(finding)).score;
        let sure_score =
            assess(&|finding, mark| mark == Mark::Open && finding.status != Status::ToReview).score;
        let open: Vec<&FindingEntry> = findings
            .iter()
            .filter(|(_, mark)| *mark == Mark::Open)
            .map(|(finding, _)| finding)
            .collect();
        let (mut verdict, mut reasons) = self.verdict(&open, open_score, sure_score);
        if let Some(reason) = self.paired(linked) {
            verdict = verdict.max(Verdict::Review);
            reasons.push(reason);
        }
        reasons.extend(explained(&assessment));
        reasons.extend(self.set_aside_reasons(&findings));
        let row = VerdictRow {
            decision_id: decision.decision_id.clone(),
            score: assessment.score,
            likelihood: assessment.likelihood.number(),
            severity: assessment.severity.number(),
            verdict,
            probability: assessment.probability as f32,
            adversary: assessment.adversary.clone(),
            routes: assessment
                .routes
                .iter()
                .map(|risk| format!("{}={:.3}", risk.route.as_str(), risk.probability))
                .collect(),
            not_evaluated: assessment
                .not_evaluated
                .iter()
                .map(|route| route.as_str().to_owned())
                .collect(),
            reasons,
            waived,
            baselined,
        };
        let changed = previous.is_none_or(|previous| {
            previous.is_news(&decision.decision_id, findings.iter().map(|(finding, _)| finding))
        });
        Judged { decision, findings, assessment, row, changed }
    }

    /// Whether a waiver or the baseline covers a finding. None covers a blocking one.
    pub fn set_aside(&self, finding: &FindingEntry) -> Mark {
        self.mark(finding, &mut vec![Use::default(); self.settings.waivers.len()])
    }

    /// The same, and counts what served.
    fn mark(&self, finding: &FindingEntry, used: &mut [Use]) -> Mark {
        let open = matches!(finding.status, Status::Violation | Status::ToReview);
        if !open {
            return Mark::Open;
        }
        for ((waiver, used), rank) in self.settings.waivers.iter().zip(used).zip(0..) {
            if waiver.covers(finding) {
                if finding.is_blocking() {
                    used.blocked += 1;
                } else {
                    used.count += 1;
                    return Mark::Waived(rank);
                }
            }
        }
        match self.baseline {
            Some(baseline) if baseline.accepts(finding) => Mark::Baselined,
            _ => Mark::Open,
        }
    }

    /// The verdict on what is open, and what decided it. `sure` is the score without the doubts.
    fn verdict(&self, open: &[&FindingEntry], score: i64, sure: i64) -> (Verdict, Vec<String>) {
        let gate = &self.settings.gate;
        let of = |wanted: &dyn Fn(&&&FindingEntry) -> bool| -> Vec<&FindingEntry> {
            open.iter().filter(wanted).copied().collect()
        };
        let violation = |finding: &FindingEntry| finding.status == Status::Violation;
        let refused = of(&|finding| {
            violation(finding)
                && (finding.severity >= gate.refuse_severity || finding.is_blocking())
        });
        let reviewed = of(&|finding| {
            // A minor violation is one all the same: an address left beside those that are masked.
            let matters = finding.severity >= gate.review_severity
                || score::route_of(finding) == Some(Route::Residual);
            violation(finding)
                && matters
                && finding.severity < gate.refuse_severity
                && !finding.is_blocking()
        });
        let doubted = of(&|finding| {
            finding.status == Status::ToReview
                && finding.severity >= gate.review_severity
                && finding.confidence >= self.settings.review_confidence(finding.family)
        });
        let mut reasons = Vec::new();
        for (found, what) in [(&refused, "refuser"), (&reviewed, "relire"), (&doubted, "relire")] {
            for (group, count) in grouped(found) {
                reasons.push(format!(
                    "{what} : {count} constat{} {} {}, {}, règle {}",
                    if count > 1 { "s" } else { "" },
                    severity_word(group.severity, count),
                    match group.status {
                        Status::ToReview => "à relire",
                        _ => "en violation",
                    },
                    group.category.as_str(),
                    group.rule
                ));
            }
        }
        if sure >= gate.refuse_score {
            reasons.push(format!(
                "refuser : score {sure} sans les doutes, seuil {}",
                gate.refuse_score
            ));
        } else if score >= gate.review_score {
            reasons.push(format!("relire : score {score}, seuil {}", gate.review_score));
        }
        let verdict = if !refused.is_empty() || sure >= gate.refuse_score {
            Verdict::Refuse
        } else if !reviewed.is_empty() || !doubted.is_empty() || score >= gate.review_score {
            Verdict::Review
        } else {
            Verdict::Publish
        };
        (verdict, reasons)
    }

    /// Why a decision that says little by itself must be looked at beside another.
    fn paired(&self, linked: &Linked) -> Option<String> {
        let limit = self.settings.gate.review_difference;
        let gap = linked.difference.as_ref().filter(|gap| gap.probability >= limit)?;
        let probability = decimal(gap.probability);
        Some(format!("relire : {}, probabilité {probability}", gap.explanation))
    }

    fn set_aside_reasons(&self, findings: &[(FindingEntry, Mark)]) -> Vec<String> {
        let mut counts: BTreeMap<Option<usize>, usize> = BTreeMap::new();
        for (_, mark) in findings {
            match mark {
                Mark::Open => {}
                Mark::Waived(rank) => *counts.entry(Some(*rank)).or_default() += 1,
                Mark::Baselined => *counts.entry(None).or_default() += 1,
            }
        }
        counts
            .into_iter()
            .map(|(rank, count)| match rank.and_then(|rank| self.settings.waivers.get(rank)) {
                Some(waiver) => format!(
                    "écarté par dérogation : {count} constat(s) {}, responsable {}, jusqu'au {}, motif : {}",
                    waiver.rule, waiver.owner, waiver.expires, waiver.reason
                ),
                None => format!("écarté par la référence : {count} constat(s) déjà accepté(s)"),
            })
            .collect()
    }

    fn warnings(&self, used: &[Use]) -> Vec<String> {
        let mut warnings = Vec::new();
        for (waiver, used) in self.settings.waivers.iter().zip(used) {
            if used.blocked > 0 {
                warnings.push(format!(
                    "la dérogation {} ({}) vise {} constat(s) bloquant(s) : elle y est sans effet, un constat bloquant ne s'écarte pas",
                    waiver.rule, waiver.owner, used.blocked
                ));
            } else if used.count == 0 {
                warnings.push(format!(
                    "la dérogation {} ({}) n'a servi à rien : retirez-la",
                    waiver.rule, waiver.owner
                ));
            }
        }
        warnings
    }
}

impl Waiver {
    fn covers(&self, finding: &FindingEntry) -> bool {
        score::names(&self.rule, &finding.rule_id)
            && self.decision.as_ref().is_none_or(|id| *id == finding.decision_id)
            && self
                .fingerprint
                .as_ref()
                .is_none_or(|print| print.len() >= SHORT && finding.fingerprint.starts_with(print))
    }
}

/// How often a waiver served.
#[derive(Debug, Clone, Default)]
struct Use {
    count: u64,
    blocked: u64,
}

impl Summary {
    fn add(&mut self, judged: &Judged) {
        let row = &judged.row;
        self.decisions += 1;
        let [count, now] = match row.verdict {
            Verdict::Publish => [&mut self.publish, &mut 0],
            Verdict::Review => [&mut self.review, &mut self.review_now],
            Verdict::Refuse => [&mut self.refuse, &mut self.refused_now],
        };
        *count += 1;
        // What forbids a publication goes on forbidding it, however old.
        let blocking = judged.findings.iter().any(|(finding, _)| finding.is_blocking());
        *now += u64::from(judged.changed || blocking);
        self.unchanged += u64::from(!judged.changed);
        self.waived += row.waived.unsigned_abs();
        self.baselined += row.baselined.unsigned_abs();
        self.open += judged
            .findings
            .iter()
            .filter(|(finding, mark)| {
                *mark == Mark::Open
                    && matches!(finding.status, Status::Violation | Status::ToReview)
            })
            .count() as u64;
        let cell = [row.likelihood, row.severity].map(|level| (level.clamp(1, 4) - 1) as usize);
        self.matrix[cell[0]][cell[1]] += 1;
        for route in &row.not_evaluated {
            if !self.not_evaluated.contains(route) {
                self.not_evaluated.push(route.clone());
            }
        }
    }
}

/// What records ask that could not be followed, the most frequent first.
fn policy_warnings(counts: &BTreeMap<String, u64>) -> Vec<String> {
    /// Told one by one at most; the table `decisions` has them all.
    const MOST: usize = 10;
    let mut sorted: Vec<(&String, &u64)> = counts.iter().collect();
    sorted.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let mut told: Vec<String> = sorted
        .iter()
        .take(MOST)
        .map(|(warning, count)| format!("politique de {count} décision(s) : {warning}"))
        .collect();
    if sorted.len() > MOST {
        told.push(format!(
            "et {} autres avertissements : colonne policy_warnings de la table decisions",
            sorted.len() - MOST
        ));
    }
    told
}

/// Which routes a run can evaluate, from the controls that ran.
fn reach(manifest: &Manifest) -> Reach {
    Reach {
        residual: manifest.ran("identifiers") && manifest.ran("names"),
        inference: manifest.ran("pseudonyms"),
        secret: manifest.ran("secrets"),
    }
}

/// Findings told in one reason.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Group<'f> {
    severity: Severity,
    status: Status,
    rule: &'f str,
    category: Category,
}

/// The gravest first, then the most numerous.
fn grouped<'f>(findings: &[&'f FindingEntry]) -> Vec<(Group<'f>, usize)> {
    let mut counts: BTreeMap<Group<'f>, usize> = BTreeMap::new();
    for finding in findings {
        let group = Group {
            severity: finding.severity,
            status: finding.status,
            rule: &finding.rule_id,
            category: finding.category,
        };
        *counts.entry(group).or_default() += 1;
    }
    let mut groups: Vec<_> = counts.into_iter().collect();
    groups.sort_by(|a, b| {
        b.0.severity.cmp(&a.0.severity).then(b.1.cmp(&a.1)).then_with(|| a.0.cmp(&b.0))
    });
    groups
}

fn severity_word(severity: Severity, count: usize) -> &'static str {
    match (severity, count > 1) {
        (Severity::Bloquant, false) => "bloquant",
        (Severity::Bloquant, true) => "bloquants",
        (Severity::Critique, false) => "critique",
        (Severity::Critique, true) => "critiques",
        (Severity::Majeur, false) => "majeur",
        (Severity::Majeur, true) => "majeurs",
        (Severity::Mineur, false) => "mineur",
        (Severity::Mineur, true) => "mineurs",
        (Severity::Info, _) => "d'information",
    }
}

/// Probability under which a point is not told: it would read as nil.
const LEAST: f64 = 0.005;

/// Points that a reason lists, a route.
const POINTS: usize = 8;

/// Each point of the score, in French.
fn explained(assessment: &Assessment) -> Vec<String> {
    let mut reasons: Vec<String> = assessment
        .routes
        .iter()
        .flat_map(|risk| {
            let told = risk.points.iter().filter(|point| point.probability >= LEAST);
            told.take(POINTS).map(|point| point_reason(risk, point))
        })
        .collect();
    for (_, label) in &assessment.harms {
        reasons.push(format!("gravité relevée : {label}"));
    }
    for route in &assessment.not_evaluated {
        reasons.push(format!("voie non évaluée : {}", route.label().0));
    }
    reasons
}

fn point_reason(risk: &RouteRisk, point: &Point) -> String {
    let mut reason = format!("voie « {} » : {}", risk.route.label().0, point.source);
    if let Some(category) = point.category {
        let _ = write!(reason, ", {}", Category::as_str(category));
    }
    if point.findings > 0 {
        let plural = if point.findings > 1 { "s" } else { "" };
        let _ = write!(reason, ", {} constat{plural}", point.findings);
    }
    let _ = write!(reason, ", probabilité {}", decimal(point.probability));
    if !point.explanation.is_empty() {
        let _ = write!(reason, ", {}", point.explanation);
    }
    if !point.fingerprints.is_empty() {
        let _ = write!(reason, " ({})", point.fingerprints.join(", "));
    }
    reason
}

/// What an earlier run held.
struct Previous {
    decisions: FxHashSet<String>,
    /// First 64 bits of each fingerprint.
    findings: FxHashSet<u64>,
}

impl Previous {
    fn read(since: &Run, run: &Run) -> Result<Self, GateError> {
        if since.manifest().parameters.key_id != run.manifest().parameters.key_id {
            return Err(GateError::OtherKey(since.path().to_owned(), run.path().to_owned()));
        }
        let mut decisions = FxHashSet::default();
        for decision in since.rows::<DecisionEntry>() {
            decisions.insert(decision?.decision_id);
        }
        let mut findings = FxHashSet::default();
        for finding in since.rows::<FindingEntry>() {
            findings.insert(head(&finding?));
        }
        Ok(Self { decisions, findings })
    }

    fn is_news<'f>(
        &self,
        decision: &str,
        mut findings: impl Iterator<Item = &'f FindingEntry>,
    ) -> bool {
        !self.decisions.contains(decision)
            || findings.any(|finding| {
                matches!(finding.status, Status::Violation | Status::ToReview)
                    && !self.findings.contains(&head(finding))
            })
    }
}

fn head(finding: &FindingEntry) -> u64 {
    finding
        .fingerprint
        .get(..16)
        .and_then(|digits| u64::from_str_radix(digits, 16).ok())
        .unwrap_or(0)
}

/// The table `verdicts` being written beside its final place, so that an old one is never mixed
/// with a new one.
struct VerdictTable {
    run: PathBuf,
    folder: PathBuf,
}

impl VerdictTable {
    fn create(run: &Path) -> Result<Self, GateError> {
        let folder = run.join(".tmp-verdicts");
        let made = match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => fs::create_dir_all(folder.join(schema::VERDICTS.name)),
        };
        made.map_err(|cause| GateError::Write { path: folder.clone(), cause })?;
        Ok(Self { run: run.to_owned(), folder })
    }

    fn write(&self, rank: u64, rows: &[VerdictRow]) -> Result<(), GateError> {
        let path = part_path(&self.folder, &schema::VERDICTS, rank);
        atomic::publish(&path, |out| write_verdicts(out, rows))
            .map_err(|cause| GateError::Write { path, cause })
    }

    fn finish(self, summary: &Summary) -> Result<(), GateError> {
        let made = self.folder.join(schema::VERDICTS.name);
        let last = self.run.join(schema::VERDICTS.name);
        let publish = || -> io::Result<()> {
            atomic::publish(&made.join(SUMMARY), |out| {
                Ok(serde_json::to_writer_pretty(out, summary)?)
            })?;
            match fs::remove_dir_all(&last) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            fs::rename(&made, &last)?;
            fs::remove_dir(&self.folder)?;
            atomic::sync_folder(&self.run)
        };
        publish().map_err(|cause| GateError::Write { path: last.clone(), cause })
    }
}

/// Routes that are evaluated or not, for a report.
pub fn routes_not_evaluated(summary: &Summary) -> Vec<Route> {
    summary.not_evaluated.iter().filter_map(|name| Route::parse(name)).collect()
}
