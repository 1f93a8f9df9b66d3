//! From candidates to findings: overlaps resolved, offsets of the published text, zone,
//! status by policy, fingerprint and masked excerpt.
//!
//! The last step of a scan and the only one that sees every candidate of a decision.
//! Must not search texts, and lets no value out: a `Finding` holds none.

use std::cmp::Ordering;
use std::ops::Range;

use crate::document::offsets::count_units;
use crate::document::{Document, View};
use crate::policy::{Policy, Ruling};
use crate::rules::Rule;
use crate::taxonomy::{Category, Family, Status};

use super::finding::{Candidate, Finding};
use super::fingerprint::{FingerprintKey, bench_fingerprint};
use super::mask::{self, Identities, Masker, Vocabulary};

/// What finishing needs beside the decision; the same for a whole run.
#[derive(Clone, Copy)]
pub struct Finisher<'a> {
    /// In the order `RuleIndex` counts.
    pub rules: &'a [Rule],
    pub key: &'a FingerprintKey,
    /// Lower-case words that excerpts may show.
    pub ordinary: &'a Vocabulary<'a>,
}

/// A candidate with its rule and what the policy makes of it.
struct Weighed<'a> {
    candidate: &'a Candidate,
    rule: &'a Rule,
    ruling: Ruling,
}

impl Finisher<'_> {
    /// The findings of a document, by field in its order, then start, then rule id.
    ///
    /// `candidates` holds one list a view. The same input gives the same findings, whatever
    /// the order of the candidates in a list.
    pub fn finish(
        &self,
        document: &Document,
        candidates: &[Vec<Candidate>],
        policy: &Policy,
    ) -> Vec<Finding> {
        if candidates.iter().all(Vec::is_empty) {
            return Vec::new();
        }
        let identities = identities(document, candidates);
        let masker = Masker { identities: &identities, ordinary: self.ordinary };
        document
            .views
            .iter()
            .zip(candidates)
            .enumerate()
            .flat_map(|(rank, (view, list))| {
                let kept = resolve(self.weigh(list, policy));
                let hidden = mask::union(list.iter().map(|one| one.span.clone()).collect());
                // Zones are those of the main text; a summary has none.
                self.rows(view, rank == 0, &document.decision.id, kept, &masker, &hidden)
            })
            .collect()
    }

    fn weigh<'c>(&'c self, list: &'c [Candidate], policy: &Policy) -> Vec<Weighed<'c>> {
        list.iter()
            .map(|candidate| {
                let rule = &self.rules[usize::from(candidate.rule.0)];
                let weigh = if rule.engine.decides() { Policy::rule_decided } else { Policy::rule };
                let ruling = weigh(
                    policy,
                    rule.family,
                    candidate.category,
                    candidate.severity.unwrap_or(rule.severity),
                    candidate.confidence,
                    candidate.at_most,
                );
                Weighed { candidate, rule, ruling }
            })
            .collect()
    }

    fn rows(
        &self,
        view: &View,
        zoned: bool,
        decision_id: &str,
        kept: Vec<Weighed>,
        masker: &Masker,
        hidden: &[Range<usize>],
    ) -> Vec<Finding> {
        let spans: Vec<_> = kept.iter().map(|one| view.raw_range(&one.candidate.span)).collect();
        let offsets = Offsets::new(view.raw, &spans);
        kept.into_iter()
            .zip(spans)
            .map(|(Weighed { candidate, rule, ruling }, raw)| {
                let (start, start_utf16) = offsets.of(raw.start);
                let (end, end_utf16) = offsets.of(raw.end);
                let zone = if zoned { view.zone_at(candidate.span.start) } else { None };
                Finding {
                    field: view.field.clone(),
                    start,
                    end,
                    start_utf16,
                    end_utf16,
                    zone: zone.map_or("", |zone| zone.kind.as_str()),
                    rule: candidate.rule,
                    rule_id: rule.id.clone(),
                    family: rule.family,
                    category: candidate.category,
                    severity: ruling.severity,
                    status: ruling.status,
                    confidence: candidate.confidence,
                    masked: excerpt(masker, view, candidate, rule, hidden),
                    fingerprint: match rule.family {
                        Family::Magistrate => {
                            bench_fingerprint(&rule.id, &candidate.value, decision_id)
                        }
                        _ => self.key.fingerprint(&rule.id, &candidate.value, decision_id),
                    },
                    reasons: candidate.cues.iter().cloned().chain(ruling.cue).collect(),
                }
            })
            .collect()
    }
}

/// The excerpt of a finding. A judge or clerk has no other name in it than a rank in the decision (GARDE-04).
fn excerpt(
    masker: &Masker,
    view: &View,
    candidate: &Candidate,
    rule: &Rule,
    hidden: &[Range<usize>],
) -> String {
    let masked = masker.excerpt(&view.text, &candidate.span, candidate.category, hidden);
    if rule.family != Family::Magistrate {
        return masked;
    }
    let label = format!("‹{}›", candidate.category.as_str());
    masked.replacen(&label, &format!("‹magistrat {}›", candidate.value), 1)
}

/// Every identity that is known of the decision, so that no excerpt repeats a part of one.
fn identities(document: &Document, candidates: &[Vec<Candidate>]) -> Identities {
    let found = document.views.iter().zip(candidates).flat_map(|(view, list)| {
        list.iter()
            .filter(|one| names_someone(one.category))
            .flat_map(|one| [one.value.as_str(), &view.text[one.span.clone()]])
    });
    let parties = document.decision.parties.iter().map(|party| party.identity.as_str());
    let known = document.decision.known.iter().flat_map(|known| {
        known
            .additional_terms
            .iter()
            .chain(&known.terms_to_annotate)
            .chain(&known.free_terms)
            .map(String::as_str)
    });
    Identities::of(found.chain(parties).chain(known))
}

/// Whether a finding of this category holds an identity: those about publicity, readability and placeholders
/// are about words of the decision itself.
fn names_someone(category: Category) -> bool {
    !matches!(category, Category::Publicite | Category::Lisibilite | Category::TermeRemplacement)
}

/// Offsets of a raw text in code points and UTF-16 units, counted in one pass.
struct Offsets {
    bytes: Vec<usize>,
    units: Vec<(i64, i64)>,
}

impl Offsets {
    fn new(raw: &str, spans: &[Range<usize>]) -> Self {
        let mut bytes: Vec<usize> = spans.iter().flat_map(|span| [span.start, span.end]).collect();
        bytes.sort_unstable();
        bytes.dedup();
        let units = count_units(raw, &bytes);
        Self { bytes, units }
    }

    fn of(&self, byte: usize) -> (i64, i64) {
        self.units[self.bytes.partition_point(|&known| known < byte)]
    }
}

/// Keeps the findings that stand once overlaps are resolved, by start then rule.
fn resolve(mut all: Vec<Weighed>) -> Vec<Weighed> {
    // The outermost first, so that a container is met before what it holds; then the best of
    // identical spans.
    all.sort_by(|a, b| {
        let place =
            |one: &Weighed| (one.candidate.span.start, std::cmp::Reverse(one.candidate.span.end));
        place(a).cmp(&place(b)).then_with(|| strength(b, a)).then_with(|| tie(a, b))
    });
    let mut kept: Vec<Weighed> = Vec::with_capacity(all.len());
    // Those that the next candidate may still overlap.
    let mut open: Vec<Weighed> = Vec::new();
    for one in all {
        let start = one.candidate.span.start;
        kept.extend(open.extract_if(.., |other| other.candidate.span.end <= start));
        if !open.iter().any(|other| yields(&one, other)) {
            open.retain(|other| !yields(other, &one));
            open.push(one);
        }
    }
    kept.append(&mut open);
    kept.sort_by(|a, b| {
        let place =
            |one: &Weighed| (one.candidate.span.start, one.candidate.rule, one.candidate.span.end);
        place(a).cmp(&place(b))
    });
    kept
}

/// Whether `one` disappears because `other`, which overlaps it, stays.
fn yields(one: &Weighed, other: &Weighed) -> bool {
    let (mine, its) = (&one.candidate.span, &other.candidate.span);
    if one.candidate.rule != other.candidate.rule
        && (one.rule.engine.decides() || other.rule.engine.decides())
    {
        // They say different things of one place: a name, and that it was masked elsewhere.
        return false;
    }
    let stands_alone = |family| matches!(family, Family::Name | Family::Secret | Family::Linkage);
    let unlike = one.rule.family != other.rule.family
        && (stands_alone(one.rule.family) || stands_alone(other.rule.family));
    let other_secret = one.rule.family == Family::Secret
        && other.rule.family == Family::Secret
        && one.candidate.category != other.candidate.category;
    if one.candidate.rule != other.candidate.rule && (unlike || other_secret) {
        // A name in an e-mail address or in the name of a company is a finding of its own, and
        // so is what holds it; a secret is told by the words of others.
        return false;
    }
    let inside = its.start <= mine.start && mine.end <= its.end;
    let around = mine.start <= its.start && its.end <= mine.end;
    match (inside, around) {
        (true, true) => strength(one, other).then_with(|| tie(other, one)).is_le(),
        (true, false) => absorbs(other, one),
        (false, true) => false,
        (false, false) => {
            let length = |span: &Range<usize>| span.len();
            strength(one, other)
                .then_with(|| length(mine).cmp(&length(its)))
                .then_with(|| tie(other, one))
                .is_le()
        }
    }
}

/// Whether the outer of two findings makes the inner one useless.
///
/// It does not when the inner one is graver, unless the engine that found the outer one knew
/// what it is (a published case number, the address of a court) with no less confidence.
fn absorbs(outer: &Weighed, inner: &Weighed) -> bool {
    let knows = outer.candidate.at_most.is_some()
        && outer.candidate.confidence >= inner.candidate.confidence;
    knows || gravity(outer.ruling.status) >= gravity(inner.ruling.status)
}

fn gravity(status: Status) -> u8 {
    match status {
        Status::NotEvaluated => 0,
        Status::Permitted => 1,
        Status::ToReview => 2,
        Status::Violation => 3,
    }
}

fn strength(one: &Weighed, other: &Weighed) -> Ordering {
    one.candidate
        .confidence
        .total_cmp(&other.candidate.confidence)
        .then_with(|| gravity(one.ruling.status).cmp(&gravity(other.ruling.status)))
        .then_with(|| one.ruling.severity.cmp(&other.ruling.severity))
}

/// A total order between candidates that are worth the same, so that theirs never shows.
fn tie(one: &Weighed, other: &Weighed) -> Ordering {
    let place = |weighed: &Weighed| (weighed.candidate.rule, weighed.candidate.category);
    place(one).cmp(&place(other)).then_with(|| one.candidate.value.cmp(&other.candidate.value))
}
