//! Compares findings with gold: what is found, what is raised for nothing, with intervals.
//!
//! A gold span is *found* when one finding of the same group, whatever the policy of the
//! decision makes of it, covers at least half of it: recall is that of the detection. It is
//! *raised* when that finding is a violation or to review. Names: any finding of the name family will do, and so
//! will any finding that covers the whole name (an e-mail address around it, say). It is
//! found *exactly* when one such finding has the same bounds.
//!
//! A raised finding is *right* when it shares half of the shorter of the two with a gold span
//! of its group, or covers a whole gold span of any kind. All others count as false, although
//! a real decision may hold a residue of its own: precision is a lower bound.
//!
//! Only decisions that the gold names count, leaking or untouched.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use crate::corpus::Decision;
use crate::detect::Finding;
use crate::intervals::{Interval, wilson};
use crate::run::Run;
use crate::run::tables::{DecisionEntry, FindingEntry, TableError};
use crate::taxonomy::{Category, Family, Severity, Status};

use super::Part;
use super::gold::{Form, Gold, GoldError, GoldSpan};
use super::way::Way;

/// What the comparison needs of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spotted {
    pub field: Arc<str>,
    /// Unicode code points of the field, half-open.
    pub start: i64,
    pub end: i64,
    pub family: Family,
    pub category: Category,
    pub severity: Severity,
    pub status: Status,
}

impl From<&Finding> for Spotted {
    fn from(finding: &Finding) -> Self {
        Self {
            field: finding.field.clone(),
            start: finding.start,
            end: finding.end,
            family: finding.family,
            category: finding.category,
            severity: finding.severity,
            status: finding.status,
        }
    }
}

impl From<&FindingEntry> for Spotted {
    fn from(finding: &FindingEntry) -> Self {
        Self {
            field: Arc::from(finding.field.as_str()),
            start: finding.start,
            end: finding.end,
            family: finding.family,
            category: finding.category,
            severity: finding.severity,
            status: finding.status,
        }
    }
}

impl Spotted {
    fn is_evaluated(&self) -> bool {
        self.status != Status::NotEvaluated
    }

    fn is_raised(&self) -> bool {
        matches!(self.status, Status::Violation | Status::ToReview)
    }

    fn is_violation(&self) -> bool {
        self.status == Status::Violation
    }

    fn is_blocking(&self) -> bool {
        self.severity == Severity::Bloquant && self.is_violation()
    }

    /// Code points shared with a gold span.
    fn shared(&self, gold: &GoldSpan) -> i64 {
        if self.field != gold.field {
            return 0;
        }
        (self.end.min(gold.end) - self.start.max(gold.start)).max(0)
    }

    fn covers(&self, gold: &GoldSpan) -> bool {
        self.shared(gold) == gold.end - gold.start
    }

    fn of_group(&self, group: Group) -> bool {
        match group {
            Group::Names => self.family == Family::Name || Group::of(self.category) == Group::Names,
            _ => self.family != Family::Name && Group::of(self.category) == group,
        }
    }

    fn finds(&self, gold: &GoldSpan) -> bool {
        let group = Group::of(gold.category);
        let half = 2 * self.shared(gold) >= gold.end - gold.start;
        (half && self.of_group(group)) || (group == Group::Names && self.covers(gold))
    }

    fn finds_exactly(&self, gold: &GoldSpan) -> bool {
        let same = self.field == gold.field && (self.start, self.end) == (gold.start, gold.end);
        same && self.of_group(Group::of(gold.category))
    }

    fn is_right(&self, gold: &GoldSpan) -> bool {
        let shorter = (gold.end - gold.start).min(self.end - self.start);
        let half = self.shared(gold) > 0 && 2 * self.shared(gold) >= shorter;
        (half && self.of_group(Group::of(gold.category))) || self.covers(gold)
    }
}

/// Categories that one finding may stand for another of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Names,
    /// Addresses and localities: where one ends and the other begins is a convention.
    Places,
    /// Birth, marriage and death.
    CivilDates,
    /// Pages, accounts of social networks, IP addresses.
    Traces,
    One(Category),
}

impl Group {
    fn of(category: Category) -> Self {
        match category {
            Category::PersonnePhysique | Category::PersonneProtegee => Self::Names,
            Category::Adresse | Category::Localite => Self::Places,
            Category::DateNaissance | Category::DateMariage | Category::DateDeces => {
                Self::CivilDates
            }
            Category::SiteWebSensible | Category::TraceNumerique => Self::Traces,
            other => Self::One(other),
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Names => "noms de personnes",
            Self::Places => "adresses et localités",
            Self::CivilDates => "dates d'état civil",
            Self::Traces => "sites et traces",
            Self::One(category) => category.as_str(),
        }
    }
}

/// A count out of a total, with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Share {
    pub count: u64,
    pub total: u64,
    /// Absent when the total is 0.
    pub value: Option<f64>,
    pub interval: Option<Interval>,
}

impl Share {
    pub fn of(count: u64, total: u64) -> Self {
        let value = (total > 0).then(|| count as f64 / total as f64);
        Self { count, total, value, interval: wilson(count, total) }
    }
}

/// How well a set of gold spans is found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recall {
    /// At least half covered by a finding, permitted ones included.
    pub found: Share,
    /// The same, by a violation or a finding to review (a SIREN number may stay when legal
    /// persons may: it is found, not raised).
    pub raised: Share,
    /// The same, by a violation.
    pub as_violation: Share,
    /// Found with the same bounds.
    pub exact: Share,
}

/// Figures of one group of categories.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupRow {
    pub group: &'static str,
    #[serde(flatten)]
    pub recall: Recall,
    /// Raised findings of the group that are right, out of all of them.
    pub precision: Share,
    /// Harmonic mean of the recall and the precision.
    pub f1: Option<f64>,
}

/// Figures of the spans that share a property: a category, a way, a class of values.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecallRow {
    pub key: String,
    pub form: Form,
    #[serde(flatten)]
    pub recall: Recall,
}

/// Figures of whole decisions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DecisionFigures {
    /// Leaking decisions in which a violation or a raised blocking finding touches a leak.
    pub flagged: Share,
    /// The same, without the decisions whose every leak was found and may stay under their policy.
    pub flagged_where_masked: Share,
    /// Leaking decisions in which any raised finding touches a leak.
    pub flagged_by_any: Share,
    /// The same, without the decisions whose every leak was found and may stay under their policy.
    pub flagged_by_any_where_masked: Share,
    /// Leaking decisions in which every leak is found.
    pub wholly_found: Share,
    /// Untouched decisions without a blocking violation.
    pub untouched_without_blocking: Share,
    /// Violations of the name family in untouched decisions, and their mean.
    pub name_violations_in_untouched: u64,
    pub name_violations_per_untouched: Option<f64>,
    /// Raised findings of the name family in untouched decisions, a decision.
    pub raised_names_per_untouched: Option<f64>,
}

/// The result of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    pub by_group: Vec<GroupRow>,
    pub by_category: Vec<RecallRow>,
    pub by_way: Vec<RecallRow>,
    pub by_value_class: Vec<RecallRow>,
    /// All spans of each form.
    pub by_form: Vec<RecallRow>,
    pub decisions: DecisionFigures,
    /// Decisions with findings or examined that the gold does not name: left out.
    pub left_out: u64,
}

/// Why a comparison is not made.
#[derive(Debug, thiserror::Error)]
pub enum EvaluateError {
    #[error(transparent)]
    Gold(#[from] GoldError),
    #[error(transparent)]
    Run(#[from] TableError),
    #[error("écriture du résultat impossible : {0}")]
    Write(std::io::Error),
}

/// Compares what `scan` finds in each decision with the gold.
pub fn evaluate(
    gold: &Gold,
    decisions: &[Decision],
    scan: impl Fn(&Decision) -> Vec<Finding>,
) -> Result<Evaluation, GoldError> {
    let by_id: FxHashMap<&str, &Decision> =
        decisions.iter().map(|decision| (decision.id.as_str(), decision)).collect();
    check_known(gold, |id| by_id.contains_key(id))?;
    check_inside(gold, &by_id)?;
    let mut comparison = Comparison::new(gold);
    for decision in decisions {
        let found: Vec<Spotted> = match comparison.concerns(&decision.id) {
            true => scan(decision).iter().map(Spotted::from).collect(),
            false => Vec::new(),
        };
        comparison.add(&decision.id, &found);
    }
    Ok(comparison.finish())
}

/// Compares findings already at hand, by decision, with the gold. A decision examined without
/// a finding must be there with an empty list.
pub fn evaluate_findings<'a>(
    gold: &Gold,
    decisions: impl IntoIterator<Item = (&'a str, &'a [Spotted])>,
) -> Result<Evaluation, GoldError> {
    let decisions: BTreeMap<&str, &[Spotted]> = decisions.into_iter().collect();
    check_known(gold, |id| decisions.contains_key(id))?;
    let mut comparison = Comparison::new(gold);
    for (id, found) in decisions {
        comparison.add(id, found);
    }
    Ok(comparison.finish())
}

fn check_known(gold: &Gold, known: impl Fn(&str) -> bool) -> Result<(), GoldError> {
    for (rank, span) in gold.spans.iter().enumerate() {
        if !known(&span.decision_id) {
            let (place, id) = (gold.span_place(rank), span.decision_id.to_string());
            return Err(GoldError::UnknownDecision { place, id });
        }
    }
    for (rank, id) in gold.untouched.iter().enumerate() {
        if !known(id) {
            let (place, id) = (gold.untouched_place(rank), id.to_string());
            return Err(GoldError::UnknownDecision { place, id });
        }
    }
    Ok(())
}

fn check_inside(gold: &Gold, decisions: &FxHashMap<&str, &Decision>) -> Result<(), GoldError> {
    for (rank, span) in gold.spans.iter().enumerate() {
        let inside = decisions
            .get(&*span.decision_id)
            .and_then(|decision| decision.fields.iter().find(|field| field.name == span.field))
            .is_some_and(|field| {
                // Bytes bound code points: most texts need no count.
                let end = usize::try_from(span.end).unwrap_or(usize::MAX);
                end <= field.text.len() && end <= field.text.chars().count()
            });
        if !inside {
            return Err(GoldError::OutsideText {
                place: gold.span_place(rank),
                id: span.decision_id.to_string(),
                field: span.field.to_string(),
            });
        }
    }
    Ok(())
}

#[derive(Default, Clone, Copy)]
struct Found {
    total: u64,
    found: u64,
    raised: u64,
    as_violation: u64,
    exact: u64,
}

impl Found {
    fn add(&mut self, one: OneSpan) {
        self.total += 1;
        self.found += u64::from(one.found);
        self.raised += u64::from(one.raised);
        self.as_violation += u64::from(one.as_violation);
        self.exact += u64::from(one.exact);
    }

    fn recall(self) -> Recall {
        Recall {
            found: Share::of(self.found, self.total),
            raised: Share::of(self.raised, self.total),
            as_violation: Share::of(self.as_violation, self.total),
            exact: Share::of(self.exact, self.total),
        }
    }
}

/// What became of one gold span.
#[derive(Clone, Copy)]
struct OneSpan {
    found: bool,
    raised: bool,
    as_violation: bool,
    exact: bool,
}

impl OneSpan {
    fn of(gold: &GoldSpan, findings: &[Spotted]) -> Self {
        let any = |kept: fn(&Spotted) -> bool| {
            findings.iter().any(|found| kept(found) && found.finds(gold))
        };
        Self {
            found: any(Spotted::is_evaluated),
            raised: any(Spotted::is_raised),
            as_violation: any(Spotted::is_violation),
            exact: findings.iter().any(|found| found.is_evaluated() && found.finds_exactly(gold)),
        }
    }
}

/// Right and raised findings of a group.
#[derive(Default, Clone, Copy)]
struct Raised {
    right: u64,
    total: u64,
}

/// Counts while decisions go by.
struct Comparison<'a> {
    gold: &'a Gold,
    spans: FxHashMap<&'a str, Range<usize>>,
    untouched: FxHashSet<&'a str>,
    groups: BTreeMap<Group, (Found, Raised)>,
    categories: BTreeMap<(Category, Form), Found>,
    ways: BTreeMap<(Cow<'static, str>, Form), Found>,
    classes: BTreeMap<(Cow<'static, str>, Form), Found>,
    forms: BTreeMap<Form, Found>,
    leaking: u64,
    flagged: u64,
    flagged_by_any: u64,
    left_visible: u64,
    wholly_found: u64,
    clean: u64,
    name_violations: u64,
    raised_names: u64,
    left_out: u64,
}

impl<'a> Comparison<'a> {
    fn new(gold: &'a Gold) -> Self {
        let mut spans: FxHashMap<&str, Range<usize>> = FxHashMap::default();
        let mut groups: BTreeMap<Group, (Found, Raised)> = BTreeMap::new();
        for (rank, span) in gold.spans.iter().enumerate() {
            spans.entry(&span.decision_id).or_insert(rank..rank).end = rank + 1;
            groups.entry(Group::of(span.category)).or_default();
        }
        Self {
            gold,
            spans,
            untouched: gold.untouched.iter().map(|id| &**id).collect(),
            groups,
            categories: BTreeMap::new(),
            ways: BTreeMap::new(),
            classes: BTreeMap::new(),
            forms: BTreeMap::new(),
            leaking: 0,
            flagged: 0,
            flagged_by_any: 0,
            left_visible: 0,
            wholly_found: 0,
            clean: 0,
            name_violations: 0,
            raised_names: 0,
            left_out: 0,
        }
    }

    fn concerns(&self, id: &str) -> bool {
        self.spans.contains_key(id) || self.untouched.contains(id)
    }

    fn add(&mut self, id: &str, findings: &[Spotted]) {
        let spans = match self.spans.get(id) {
            Some(range) => &self.gold.spans[range.clone()],
            None if self.untouched.contains(id) => &[],
            None => {
                self.left_out += 1;
                return;
            }
        };
        let raised: Vec<&Spotted> = findings.iter().filter(|found| found.is_raised()).collect();
        for (group, (_, counts)) in &mut self.groups {
            for found in raised.iter().filter(|found| found.of_group(*group)) {
                counts.total += 1;
                counts.right += u64::from(spans.iter().any(|gold| found.is_right(gold)));
            }
        }
        if spans.is_empty() {
            self.add_untouched(&raised);
        } else {
            self.add_leaking(spans, findings, &raised);
        }
    }

    fn add_untouched(&mut self, raised: &[&Spotted]) {
        self.clean += u64::from(!raised.iter().any(|found| found.is_blocking()));
        let names = raised.iter().filter(|found| found.family == Family::Name);
        for found in names {
            self.raised_names += 1;
            self.name_violations += u64::from(found.is_violation());
        }
    }

    fn add_leaking(&mut self, spans: &[GoldSpan], findings: &[Spotted], raised: &[&Spotted]) {
        let mut all = true;
        let mut permitted = true;
        for gold in spans {
            let one = OneSpan::of(gold, findings);
            all &= one.found;
            permitted &= one.found && !one.raised;
            let counts = [
                &mut self.groups.entry(Group::of(gold.category)).or_default().0,
                self.categories.entry((gold.category, gold.form)).or_default(),
                self.ways.entry((gold.way.clone(), gold.form)).or_default(),
                self.classes.entry((gold.value_class.clone(), gold.form)).or_default(),
                self.forms.entry(gold.form).or_default(),
            ];
            for count in counts {
                count.add(one);
            }
        }
        let touches = |found: &&&Spotted| spans.iter().any(|gold| found.shared(gold) > 0);
        let strong =
            |found: &&Spotted| found.is_violation() || found.severity == Severity::Bloquant;
        self.leaking += 1;
        self.wholly_found += u64::from(all);
        self.left_visible += u64::from(permitted);
        self.flagged_by_any += u64::from(raised.iter().any(|found| touches(&found)));
        self.flagged += u64::from(raised.iter().any(|found| strong(found) && touches(&found)));
    }

    fn finish(self) -> Evaluation {
        let untouched = self.untouched.len() as u64;
        let mean = |count: u64| (untouched > 0).then(|| count as f64 / untouched as f64);
        let rows = |counts: BTreeMap<(Cow<'static, str>, Form), Found>| {
            counts
                .into_iter()
                .map(|((key, form), found)| row(key.into_owned(), form, found))
                .collect()
        };
        Evaluation {
            by_group: self
                .groups
                .into_iter()
                .map(|(group, (found, raised))| group_row(group, found, raised))
                .collect(),
            by_category: self
                .categories
                .into_iter()
                .map(|((category, form), found)| row(category.as_str().to_owned(), form, found))
                .collect(),
            by_way: rows(self.ways),
            by_value_class: rows(self.classes),
            by_form: self
                .forms
                .into_iter()
                .map(|(form, found)| row(form.as_str().to_owned(), form, found))
                .collect(),
            decisions: DecisionFigures {
                flagged: Share::of(self.flagged, self.leaking),
                flagged_where_masked: Share::of(self.flagged, self.leaking - self.left_visible),
                flagged_by_any: Share::of(self.flagged_by_any, self.leaking),
                flagged_by_any_where_masked: Share::of(
                    self.flagged_by_any,
                    self.leaking - self.left_visible,
                ),
                wholly_found: Share::of(self.wholly_found, self.leaking),
                untouched_without_blocking: Share::of(self.clean, untouched),
                name_violations_in_untouched: self.name_violations,
                name_violations_per_untouched: mean(self.name_violations),
                raised_names_per_untouched: mean(self.raised_names),
            },
            left_out: self.left_out,
        }
    }
}

fn row(key: String, form: Form, found: Found) -> RecallRow {
    RecallRow { key, form, recall: found.recall() }
}

fn group_row(group: Group, found: Found, raised: Raised) -> GroupRow {
    let recall = found.recall();
    let precision = Share::of(raised.right, raised.total);
    let f1 = match (recall.found.value, precision.value) {
        (Some(r), Some(p)) if r + p > 0.0 => Some(2.0 * r * p / (r + p)),
        (Some(_), Some(_)) => Some(0.0),
        _ => None,
    };
    GroupRow { group: group.label(), recall, precision, f1 }
}

impl Evaluation {
    /// The figures as tables of text, in French.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        self.text_of_groups(&mut out);
        let sections: [Section; 4] = [
            ("Par forme", &self.by_form, |_| "toutes les fuites"),
            ("Par catégorie", &self.by_category, |key| key),
            ("Par manière de fuir", &self.by_way, way_label),
            ("Par sorte de valeur", &self.by_value_class, class_label),
        ];
        for (title, rows, label) in sections {
            text_of_rows(&mut out, title, rows, label);
        }
        self.text_of_decisions(&mut out);
        out
    }

    fn text_of_groups(&self, out: &mut String) {
        let header = [
            "",
            "fuites",
            "rappel [95 %]",
            "exact",
            "retenu",
            "constats",
            "précision [95 %]",
            "F1",
        ];
        let rows = self.by_group.iter().map(|row| {
            vec![
                row.group.to_owned(),
                row.recall.found.total.to_string(),
                with_interval(&row.recall.found),
                percent(row.recall.exact.value),
                percent(row.recall.raised.value),
                row.precision.total.to_string(),
                with_interval(&row.precision),
                percent(row.f1),
            ]
        });
        table(out, "Ensemble", &header, rows.collect());
    }

    fn text_of_decisions(&self, out: &mut String) {
        let figures = &self.decisions;
        out.push_str("Décisions\n");
        let shares = [
            ("avec fuite, signalées par une violation ou un constat bloquant", &figures.flagged),
            (
                "les mêmes, sans celles dont la politique laisse visible tout ce qui fuit",
                &figures.flagged_where_masked,
            ),
            ("avec fuite, signalées par un constat quelconque", &figures.flagged_by_any),
            (
                "les mêmes, sans celles dont la politique laisse visible tout ce qui fuit",
                &figures.flagged_by_any_where_masked,
            ),
            ("avec fuite, dont chaque fuite est trouvée", &figures.wholly_found),
            ("intactes, sans constat bloquant", &figures.untouched_without_blocking),
        ];
        for (label, share) in shares {
            let (count, total) = (share.count, share.total);
            out.push_str(&format!("  {label} : {count}/{total}, {}\n", with_interval(share)));
        }
        let means = [
            ("violations de nom par décision intacte", figures.name_violations_per_untouched),
            ("noms signalés par décision intacte", figures.raised_names_per_untouched),
        ];
        for (label, mean) in means {
            let mean = mean.map_or_else(|| "–".to_owned(), |mean| decimal(mean, 2));
            out.push_str(&format!("  {label} : {mean}\n"));
        }
        out.push_str("  (le rappel compte aussi les constats que la politique permet ; « retenu » les écarte)\n");
        if self.left_out > 0 {
            let count = self.left_out;
            out.push_str(&format!("  hors étalon, laissées de côté : {count}\n"));
        }
    }
}

/// Title, rows, and how the key of a row is told.
type Section<'a> = (&'static str, &'a [RecallRow], fn(&str) -> &str);

fn way_label(key: &str) -> &str {
    match Way::parse(key) {
        Some(way) => way.label(),
        None => key,
    }
}

fn class_label(key: &str) -> &str {
    match key {
        "common" => "fréquent",
        "rare" => "rare",
        "recent" => "prénom récent",
        "compound" => "composé",
        "foreign" => "étranger",
        "common_word" => "mot courant",
        "town" => "nom de ville",
        "first_name" => "prénom pour nom",
        "particle" => "à particule",
        "unlisted" => "hors lexique",
        "nickname" => "surnom",
        "valid_key" => "clé juste",
        "wrong_key" => "clé fausse",
        "no_key" => "sans clé",
        "keyless" => "sans clé possible",
        other => other,
    }
}

fn text_of_rows(out: &mut String, title: &str, rows: &[RecallRow], label: fn(&str) -> &str) {
    let header = ["", "forme", "fuites", "rappel [95 %]", "retenu", "en violation", "exact"];
    let rows = rows.iter().map(|row| {
        vec![
            label(&row.key).to_owned(),
            row.form.label().to_owned(),
            row.recall.found.total.to_string(),
            with_interval(&row.recall.found),
            percent(row.recall.raised.value),
            percent(row.recall.as_violation.value),
            percent(row.recall.exact.value),
        ]
    });
    table(out, title, &header, rows.collect());
}

/// A table in columns: the first to the left, the others to the right.
fn table(out: &mut String, title: &str, header: &[&str], rows: Vec<Vec<String>>) {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([header[column].chars().count()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    out.push_str(title);
    out.push('\n');
    let header: Vec<String> = header.iter().map(|&cell| cell.to_owned()).collect();
    for row in std::iter::once(&header).chain(&rows) {
        let mut line = format!("  {:<1$}", row[0], widths[0]);
        for (cell, width) in row.iter().zip(&widths).skip(1) {
            line.push_str(&format!("  {cell:>width$}"));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out.push('\n');
}

fn with_interval(share: &Share) -> String {
    match share.interval {
        None => "–".to_owned(),
        Some(Interval { low, high }) => format!(
            "{} [{} ; {}]",
            percent(share.value),
            decimal(low * 100.0, 1),
            decimal(high * 100.0, 1)
        ),
    }
}

fn percent(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{} %", decimal(value * 100.0, 1)))
}

fn decimal(value: f64, digits: usize) -> String {
    format!("{value:.digits$}").replace('.', ",")
}

/// What `filigrane quality evaluate` is asked.
#[derive(Debug, Clone)]
pub struct EvaluateArgs {
    /// Folder of a run over the leaked decisions.
    pub run: PathBuf,
    pub gold: PathBuf,
    /// Only the decisions of this part.
    pub part: Option<Part>,
    /// JSON instead of tables of text.
    pub json: bool,
}

/// Compares the findings of a run with the gold, and writes the figures to `out`.
pub fn run_evaluate(args: &EvaluateArgs, out: &mut dyn Write) -> Result<Evaluation, EvaluateError> {
    let mut gold = Gold::read(&args.gold)?;
    if let Some(part) = args.part {
        gold = gold.in_part(part);
    }
    let found = read_run(&args.run, &gold)?;
    let decisions = found.iter().map(|(id, found)| (id.as_str(), found.as_slice()));
    let evaluation = evaluate_findings(&gold, decisions)?;
    let text = if args.json {
        let json = serde_json::to_string_pretty(&evaluation);
        json.map_err(|error| EvaluateError::Write(error.into()))? + "\n"
    } else {
        evaluation.to_text()
    };
    out.write_all(text.as_bytes()).map_err(EvaluateError::Write)?;
    Ok(evaluation)
}

/// The decisions of a run with their findings; an empty list for those without a finding and
/// for those that the gold does not name, so that memory follows the gold and not the run.
fn read_run(run: &Path, gold: &Gold) -> Result<BTreeMap<String, Vec<Spotted>>, EvaluateError> {
    let run = Run::open(run)?;
    let mut found: BTreeMap<String, Vec<Spotted>> = BTreeMap::new();
    for decision in run.rows::<DecisionEntry>() {
        found.entry(decision?.decision_id).or_default();
    }
    let named = Comparison::new(gold);
    for finding in run.rows::<FindingEntry>() {
        let finding = finding?;
        if named.concerns(&finding.decision_id) {
            let spotted = Spotted::from(&finding);
            found.entry(finding.decision_id).or_default().push(spotted);
        }
    }
    Ok(found)
}
