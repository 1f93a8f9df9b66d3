//! Counts of a run: what the manifest and the summary say.
//!
//! Two tallies merge into one, in any grouping: a run is the sum of its parts. Counts by
//! decision, rule and category only; nothing by person, and nothing by magistrate.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::policy::PolicyOrigin;
use crate::taxonomy::{Category, Family, Severity, Status};

use super::rows::{RejectRow, Scanned, is_blocking};

/// How many decisions the summary puts in front.
const FIRST: usize = 10;

/// Counts of one part, or of a whole run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// Records taken from the inputs, readable or not. A record may hold several decisions.
    pub records: u64,
    pub decisions: u64,
    pub rejects: u64,
    /// Rejects that are defects of Filigrane.
    pub internal_errors: u64,
    /// Bytes of published text that were scanned.
    pub text_bytes: u64,
    pub findings: u64,
    /// Decisions with at least one blocking violation.
    pub blocked_decisions: u64,
    /// Decisions without a blocking violation, with something to review or another violation.
    pub review_decisions: u64,
    pub by_severity: BTreeMap<Severity, BTreeMap<Status, u64>>,
    pub by_category: BTreeMap<Category, BTreeMap<Status, u64>>,
    pub by_family: BTreeMap<Family, u64>,
    pub by_rule: BTreeMap<String, u64>,
    pub by_policy: BTreeMap<PolicyOrigin, u64>,
    /// Decisions whose own policy could not be followed as written.
    pub policy_warnings: u64,
    /// Decisions on which a control could not be evaluated, by control.
    pub not_evaluated: BTreeMap<String, u64>,
    pub by_reject: BTreeMap<String, u64>,
    /// The decisions to look at first.
    pub first: Vec<FirstDecision>,
}

/// A decision that the summary puts in front.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstDecision {
    pub decision_id: String,
    pub blocking: u64,
    pub violations: u64,
    /// Categories of its blocking violations.
    pub categories: Vec<Category>,
}

impl Tally {
    pub fn add(&mut self, scanned: &Scanned) {
        self.decisions += 1;
        self.text_bytes += scanned.row.text_bytes.unsigned_abs();
        self.findings += scanned.findings.len() as u64;
        *self.by_policy.entry(scanned.row.policy_origin).or_default() += 1;
        self.policy_warnings += u64::from(!scanned.row.policy_warnings.is_empty());
        for id in &scanned.row.not_evaluated {
            count(&mut self.not_evaluated, id);
        }
        let mut open = false;
        for finding in &scanned.findings {
            let status = finding.status;
            open |= matches!(status, Status::Violation | Status::ToReview);
            *self.by_severity.entry(finding.severity).or_default().entry(status).or_default() += 1;
            *self.by_category.entry(finding.category).or_default().entry(status).or_default() += 1;
            *self.by_family.entry(finding.family).or_default() += 1;
            count(&mut self.by_rule, &finding.rule_id);
        }
        let blocking = scanned.blocking().unsigned_abs();
        self.blocked_decisions += u64::from(blocking > 0);
        self.review_decisions += u64::from(blocking == 0 && open);
        if blocking > 0 {
            self.first.push(FirstDecision::of(scanned, blocking));
            self.keep_first();
        }
    }

    pub fn reject(&mut self, reject: &RejectRow) {
        self.rejects += 1;
        self.internal_errors += u64::from(reject.reason == RejectRow::INTERNAL);
        count(&mut self.by_reject, &reject.reason);
    }

    pub fn merge(&mut self, other: &Self) {
        self.records += other.records;
        self.decisions += other.decisions;
        self.rejects += other.rejects;
        self.internal_errors += other.internal_errors;
        self.text_bytes += other.text_bytes;
        self.findings += other.findings;
        self.blocked_decisions += other.blocked_decisions;
        self.review_decisions += other.review_decisions;
        self.policy_warnings += other.policy_warnings;
        sum_nested(&mut self.by_severity, &other.by_severity);
        sum_nested(&mut self.by_category, &other.by_category);
        sum(&mut self.by_family, &other.by_family);
        sum(&mut self.by_rule, &other.by_rule);
        sum(&mut self.by_policy, &other.by_policy);
        sum(&mut self.not_evaluated, &other.not_evaluated);
        sum(&mut self.by_reject, &other.by_reject);
        self.first.extend(other.first.iter().cloned());
        self.keep_first();
    }

    fn keep_first(&mut self) {
        self.first.sort_by(|a, b| a.rank().cmp(&b.rank()));
        self.first.truncate(FIRST);
    }
}

impl FirstDecision {
    fn of(scanned: &Scanned, blocking: u64) -> Self {
        let mut categories: Vec<_> = scanned
            .findings
            .iter()
            .filter(|finding| is_blocking(finding))
            .map(|finding| finding.category)
            .collect();
        categories.sort_unstable();
        categories.dedup();
        Self {
            decision_id: scanned.row.decision_id.clone(),
            blocking,
            violations: scanned.with_status(Status::Violation).unsigned_abs(),
            categories,
        }
    }

    /// The most blocking findings first, then the most violations; identifiers make it total.
    fn rank(&self) -> impl Ord + '_ {
        (Reverse(self.blocking), Reverse(self.violations), &self.decision_id, &self.categories)
    }
}

/// Counts one more of a name, which is copied the first time only.
fn count(counts: &mut BTreeMap<String, u64>, name: &str) {
    match counts.get_mut(name) {
        Some(count) => *count += 1,
        None => {
            counts.insert(name.to_owned(), 1);
        }
    }
}

fn sum<K: Ord + Clone>(into: &mut BTreeMap<K, u64>, from: &BTreeMap<K, u64>) {
    for (key, count) in from {
        *into.entry(key.clone()).or_default() += count;
    }
}

fn sum_nested<K: Ord + Clone, L: Ord + Clone>(
    into: &mut BTreeMap<K, BTreeMap<L, u64>>,
    from: &BTreeMap<K, BTreeMap<L, u64>>,
) {
    for (key, counts) in from {
        sum(into.entry(key.clone()).or_default(), counts);
    }
}
