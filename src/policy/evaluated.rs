//! Which controls could not be evaluated on a decision, for want of which input.
//!
//! One list of rule identifiers a decision rather than a finding each: a published decision lacks
//! the same inputs as all the others. A control in the list is never compliant.

use crate::corpus::{Decision, KnownPolicy};

use super::Norms;

/// A metadata that controls need.
type Missing = fn(&Decision) -> bool;

/// Input that is missing, controls that need it.
const NEEDS: [(Missing, &[&str]); 10] = [
    (
        |decision| decision.known.is_none(),
        &[
            "OCC-COH-01",
            "OCC-COH-02",
            "OCC-COH-03",
            "OCC-COH-04",
            "OCC-COH-05",
            "OCC-COH-15",
            "PUB-04",
            "PUB-05",
            "PUB-06",
        ],
    ),
    (|decision| decision.known.is_none(), &["OCC-COH-10", "PROFA-17"]),
    (|decision| decision.parties.is_empty(), &["OCC-COH-07"]),
    (
        |decision| decision.original.is_none() && decision.annotations.is_empty(),
        &["OCC-COH-08", "OCC-COH-09"],
    ),
    (
        |decision| {
            let told = decision.known.as_ref().is_some_and(KnownPolicy::tells_categories);
            decision.original.is_none() || !told
        },
        &["OCC-COH-16"],
    ),
    (|decision| decision.metadata.nac.is_none(), &["PUB-01", "PUB-02"]),
    (
        |decision| decision.known.as_ref().is_none_or(|known| known.public_debate.is_none()),
        &["PUB-07"],
    ),
    (|decision| decision.metadata.particular_interest.is_none(), &["PUB-08"]),
    (|decision| decision.metadata.decision_date.is_none(), &["PUB-09", "PUB-10"]),
    (|decision| decision.metadata.end_case.is_none(), &["PUB-11"]),
];

/// Controls that concern the courts of one kind only.
const ONLY: [(&str, &[&str]); 10] = [
    ("OCC-COH-01", &["tcom"]),
    ("OCC-COH-03", &["cph"]),
    ("OCC-COH-04", &["cph"]),
    ("OCC-COH-05", &["cph"]),
    ("OCC-COH-15", &["tj", "ca", "tcom", "cph", "cc"]),
    ("PUB-01", &["ca", "tj"]),
    ("PUB-02", &["ca", "tj"]),
    ("PUB-05", &["tj"]),
    ("PUB-10", &["ca", "tj"]),
    ("PUB-11", &["tj"]),
];

/// Identifiers of the controls that this decision does not allow to evaluate, sorted.
pub fn not_evaluated(decision: &Decision, norms: &Norms) -> Vec<&'static str> {
    let court = decision.metadata.jurisdiction.as_deref();
    let concerns = |id: &str| {
        let courts = ONLY.iter().find(|(only, _)| *only == id);
        match (courts, court) {
            // A court that is not known may be any.
            (Some((_, courts)), Some(court)) => courts.contains(&court),
            _ => true,
        }
    };
    let applies = |id: &str| norms.profile.nac_publicity || !id.starts_with("PUB-0");
    let mut ids: Vec<&'static str> = NEEDS
        .iter()
        .filter(|(missing, _)| missing(decision))
        .flat_map(|(_, ids)| ids.iter().copied())
        .filter(|id| concerns(id) && applies(id))
        .collect();
    ids.sort_unstable();
    ids
}
