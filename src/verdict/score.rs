//! The score of a decision: how likely it is that someone is identified, by which route and by
//! whom, and how much harm that would do. The scales are the CNIL's: vraisemblance and gravité.
//!
//! A pure function of the rows of one decision and of the settings: a change of policy changes the
//! score without a scan. Every point names its rule and its findings. A route whose table is
//! absent is not evaluated, which is not the same as zero.

use std::collections::BTreeMap;

use crate::run::tables::{DecisionEntry, FindingEntry};
use crate::taxonomy::{Category, Family, Status};

use super::settings::{Harm, ScoreSettings, Settings};

/// A way in which someone can be identified from a published decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    /// An identifier was left readable.
    Residual,
    /// Details that together single a person out.
    Singled,
    /// Other decisions of the same case or person.
    Chain,
    /// Masked here, readable there.
    Difference,
    /// The pseudonyms themselves say something.
    Inference,
    /// A protected secret.
    Secret,
}

impl Route {
    pub const ALL: [Self; 6] = [
        Self::Residual,
        Self::Singled,
        Self::Chain,
        Self::Difference,
        Self::Inference,
        Self::Secret,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Residual => "residual",
            Self::Singled => "singled",
            Self::Chain => "chain",
            Self::Difference => "difference",
            Self::Inference => "inference",
            Self::Secret => "secret",
        }
    }

    /// For a reader, in French and in English.
    pub fn label(self) -> (&'static str, &'static str) {
        match self {
            Self::Residual => ("identifiant résiduel", "residual identifier"),
            Self::Singled => ("personne isolée par ses détails", "person singled out by details"),
            Self::Chain => ("rapprochement de décisions", "linkage between decisions"),
            Self::Difference => ("écart d'occultation", "difference of masking"),
            Self::Inference => ("déduction depuis les pseudonymes", "inference from pseudonyms"),
            Self::Secret => ("secret protégé", "protected secret"),
        }
    }

    /// Reads a route by the name `as_str` gives.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|route| route.as_str() == name)
    }
}

/// A level of the CNIL's scales.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Negligible = 1,
    Limited = 2,
    Important = 3,
    Maximal = 4,
}

impl Level {
    pub const ALL: [Self; 4] = [Self::Negligible, Self::Limited, Self::Important, Self::Maximal];

    /// From 1 to 4.
    pub fn number(self) -> i64 {
        self as i64
    }

    pub fn parse(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.number() == number)
    }

    /// For a reader, in French and in English.
    pub fn label(self) -> (&'static str, &'static str) {
        match self {
            Self::Negligible => ("négligeable", "negligible"),
            Self::Limited => ("limitée", "limited"),
            Self::Important => ("importante", "significant"),
            Self::Maximal => ("maximale", "maximum"),
        }
    }

    fn raised(self, levels: usize) -> Self {
        let at = (self as usize - 1 + levels).min(Self::ALL.len() - 1);
        Self::ALL[at]
    }
}

/// What the tables of linkage say of one decision.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Linked {
    /// From `risks`; `None` when the table is absent.
    pub singled: Option<LinkedPoint>,
    /// From `links`; `None` when the table is absent.
    pub chain: Option<LinkedPoint>,
    pub difference: Option<LinkedPoint>,
}

/// A probability that was computed elsewhere, and how to say it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LinkedPoint {
    /// From 0 to 1.
    pub probability: f64,
    /// The adversary that the table names, if it does.
    pub adversary: Option<String>,
    /// What it rests on, in French, without identity. Empty when there is nothing to say.
    pub explanation: String,
}

/// What a rule adds to a route.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// A rule, or the table that it comes from.
    pub source: String,
    pub category: Option<Category>,
    /// From 0 to 1, all these findings together.
    pub probability: f64,
    pub findings: usize,
    /// Fingerprints of the findings, the surest first; a few of them.
    pub fingerprints: Vec<String>,
    /// In French, without identity.
    pub explanation: String,
}

/// A route that was evaluated.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteRisk {
    pub route: Route,
    /// From 0 to 1.
    pub probability: f64,
    pub adversary: String,
    pub points: Vec<Point>,
}

/// The score of a decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    pub routes: Vec<RouteRisk>,
    pub not_evaluated: Vec<Route>,
    /// From 0 to 1, over the routes evaluated.
    pub probability: f64,
    pub likelihood: Level,
    pub severity: Level,
    /// Codes and labels of what raised the severity.
    pub harms: Vec<(String, String)>,
    /// From 0 to 100.
    pub score: i64,
    pub adversary: String,
}

/// Which routes this run can evaluate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    pub residual: bool,
    pub inference: bool,
    pub secret: bool,
}

/// Fingerprints kept a point.
const FINGERPRINTS: usize = 4;

/// Digits of a fingerprint that a reason shows: enough to find it in the table.
pub const SHORT: usize = 12;

/// The score of one decision from its findings, and from what linkage says of it.
pub fn assess<'a>(
    decision: &DecisionEntry,
    findings: impl IntoIterator<Item = &'a FindingEntry>,
    linked: &Linked,
    reach: Reach,
    settings: &Settings,
) -> Assessment {
    let score = &settings.score;
    let findings: Vec<&FindingEntry> = findings.into_iter().collect();
    let mut routes = Vec::new();
    let mut not_evaluated = Vec::new();
    for route in Route::ALL {
        let found = points(route, &findings, settings);
        let (evaluated, extra) = match route {
            Route::Residual => (reach.residual, None),
            Route::Inference => (reach.inference, None),
            Route::Secret => (reach.secret, None),
            Route::Singled => (linked.singled.is_some(), linked.singled.as_ref()),
            Route::Chain => (linked.chain.is_some(), linked.chain.as_ref()),
            Route::Difference => (linked.difference.is_some(), linked.difference.as_ref()),
        };
        if !evaluated && found.is_empty() {
            not_evaluated.push(route);
            continue;
        }
        routes.push(route_risk(route, found, extra, score));
    }
    let probability = together(routes.iter().map(|risk| risk.probability));
    let worst = routes.iter().max_by(|a, b| a.probability.total_cmp(&b.probability));
    let adversary =
        worst.map_or_else(|| score.adversary.residual.clone(), |risk| risk.adversary.clone());
    let likelihood = likelihood(probability, score);
    let (severity, harms) = severity(decision, &findings, score);
    let weight = score.weights[severity as usize - 1];
    // A hundredth is as fine as the hypotheses allow.
    let score = (100.0 * probability * weight).round() as i64;
    Assessment { routes, not_evaluated, probability, likelihood, severity, harms, score, adversary }
}

/// Probability of at least one of independent events.
pub fn together(probabilities: impl IntoIterator<Item = f64>) -> f64 {
    1.0 - probabilities.into_iter().map(|one| 1.0 - one.clamp(0.0, 1.0)).product::<f64>()
}

/// Two decimals and a comma, for a reason.
pub fn decimal(value: f64) -> String {
    format!("{value:.2}").replace('.', ",")
}

fn likelihood(probability: f64, score: &ScoreSettings) -> Level {
    let passed = score.likelihood.iter().filter(|&&threshold| probability > threshold).count();
    Level::Negligible.raised(passed)
}

/// The route by which a finding leads to someone; `None` for what leads to nobody.
pub fn route_of(finding: &FindingEntry) -> Option<Route> {
    if !matches!(finding.status, Status::Violation | Status::ToReview) {
        return None;
    }
    match (finding.family, finding.category) {
        (_, Category::Lisibilite | Category::NumeroDossier | Category::ProfessionnelAvocat) => None,
        (Family::Publicity, _) => None,
        (Family::Secret, _) => Some(Route::Secret),
        (Family::Pseudonym, Category::TermeRemplacement) => Some(Route::Inference),
        (Family::Linkage, _) => Some(match finding.rule_id.as_str() {
            "REI-04" | "REI-05" => Route::Difference,
            "REI-10" | "REI-11" | "REI-13" | "REI-17" | "REI-18" | "REI-19" => Route::Inference,
            "REI-06" | "REI-09" => Route::Chain,
            _ => Route::Singled,
        }),
        _ => Some(Route::Residual),
    }
}

/// What a finding keeps of the power of its category, from 0 to 1: its confidence, and less for a doubt on something minor.
/// A violation keeps all of it: the policy said that this had to be masked.
fn weight(finding: &FindingEntry, settings: &Settings) -> f64 {
    let share = match finding.status {
        Status::ToReview => settings.doubt_share(finding.severity),
        _ => 1.0,
    };
    f64::from(finding.confidence) * share
}

/// The points of a route, from the findings that lead to it.
fn points(route: Route, findings: &[&FindingEntry], settings: &Settings) -> Vec<Point> {
    // A value repeated ten times is one way to be found: each fingerprint counts once, at its surest.
    let mut surest: BTreeMap<(&str, Category), &FindingEntry> = BTreeMap::new();
    let mut counts: BTreeMap<(&str, Category), usize> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| route_of(finding) == Some(route)) {
        *counts.entry((&finding.rule_id, finding.category)).or_default() += 1;
        let kept = surest.entry((&finding.fingerprint, finding.category)).or_insert(finding);
        if weight(finding, settings) > weight(kept, settings) {
            *kept = finding;
        }
    }
    let mut by_rule: BTreeMap<(&str, Category), Vec<&FindingEntry>> = BTreeMap::new();
    for finding in surest.into_values() {
        by_rule.entry((&finding.rule_id, finding.category)).or_default().push(finding);
    }
    let mut points: Vec<Point> = by_rule
        .into_iter()
        .map(|((rule, category), mut found)| {
            found.sort_by(|a, b| {
                b.confidence
                    .total_cmp(&a.confidence)
                    .then_with(|| a.fingerprint.cmp(&b.fingerprint))
            });
            let power = settings.identifying(category);
            let of = |finding: &&FindingEntry| weight(finding, settings) * power;
            let sure = found.iter().filter(|one| one.status == Status::Violation).map(of);
            // The doubts of one rule in one decision share their cause: the surest counts, once.
            let doubt = found
                .iter()
                .filter(|one| one.status != Status::Violation)
                .map(of)
                .fold(0.0, f64::max);
            Point {
                source: rule.to_owned(),
                category: Some(category),
                probability: together(sure.chain([doubt])),
                findings: counts.get(&(rule, category)).copied().unwrap_or(found.len()),
                fingerprints: found
                    .iter()
                    .take(FINGERPRINTS)
                    .map(|finding| finding.fingerprint.chars().take(SHORT).collect())
                    .collect(),
                explanation: String::new(),
            }
        })
        .collect();
    points.sort_by(|a, b| {
        b.probability.total_cmp(&a.probability).then_with(|| a.source.cmp(&b.source))
    });
    points
}

fn route_risk(
    route: Route,
    mut points: Vec<Point>,
    linked: Option<&LinkedPoint>,
    score: &ScoreSettings,
) -> RouteRisk {
    let mut adversary = match route {
        Route::Residual => &score.adversary.residual,
        Route::Singled => &score.adversary.singled,
        Route::Chain => &score.adversary.chain,
        Route::Difference => &score.adversary.difference,
        Route::Inference => &score.adversary.inference,
        Route::Secret => &score.adversary.secret,
    };
    if let Some(point) = linked.filter(|point| point.probability > 0.0) {
        adversary = point.adversary.as_ref().unwrap_or(adversary);
        points.push(Point {
            source: match route {
                Route::Singled => "risks",
                _ => "links",
            }
            .to_owned(),
            category: None,
            probability: point.probability,
            findings: 0,
            fingerprints: Vec::new(),
            explanation: point.explanation.clone(),
        });
    }
    RouteRisk {
        route,
        probability: together(points.iter().map(|point| point.probability)),
        adversary: adversary.clone(),
        points,
    }
}

/// Harm: limited by default, important when something that forbids publication is left, one level
/// more for each reason of harm.
fn severity(
    decision: &DecisionEntry,
    findings: &[&FindingEntry],
    score: &ScoreSettings,
) -> (Level, Vec<(String, String)>) {
    let direct = findings.iter().any(|finding| finding.is_blocking());
    let base = if direct { Level::Important } else { Level::Limited };
    let harms: Vec<_> = score
        .harms
        .iter()
        .filter(|harm| harm.applies(decision, findings))
        .map(|harm| (harm.code.clone(), harm.label.clone()))
        .collect();
    (base.raised(harms.len()), harms)
}

impl Harm {
    fn applies(&self, decision: &DecisionEntry, findings: &[&FindingEntry]) -> bool {
        let of_case =
            decision.nac.as_ref().is_some_and(|nac| self.nac.iter().any(|it| nac.starts_with(it)));
        let seen = |finding: &&&FindingEntry| finding.status != Status::NotEvaluated;
        of_case
            || findings.iter().filter(seen).any(|finding| {
                self.categories.contains(&finding.category)
                    || self.rules.iter().any(|pattern| names(pattern, &finding.rule_id))
            })
    }
}

/// Whether a pattern (`PROT-MIN*`, `SOC-01`) names a rule.
pub fn names(pattern: &str, rule: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => rule.starts_with(start),
        None => pattern == rule,
    }
}
