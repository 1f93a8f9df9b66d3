//! What the metadata of a record say against themselves (OCC-COH-01, 04, 06, 14, 15).
//!
//! Reads flags and categories, and the candidates of other engines; never searches a text.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::corpus::KnownPolicy;
use crate::document::Document;
use crate::rules::{Catalogue, RuleIndex};
use crate::taxonomy::{Category, Status};

use super::super::finding::Candidate;

const RULES: [&str; 5] = ["OCC-COH-01", "OCC-COH-04", "OCC-COH-06", "OCC-COH-14", "OCC-COH-15"];

/// A flag set to true and another set to false that makes the first one's category visible again.
const UNDONE: [(&str, &str); 5] = [
    ("personneMorale", "personnePhysicoMoraleGeoMorale"),
    ("personnePhysicoMoraleGeoMorale", "personneMorale"),
    ("adresse", "personnePhysicoMoraleGeoMorale"),
    ("personnePhysicoMoraleGeoMorale", "adresse"),
    ("plaqueImmatriculation", "chaineNumeroIdentifiante"),
];

/// The controls: the ranks of their rules.
pub struct Coherence {
    rules: HashMap<&'static str, RuleIndex>,
    plates: Option<RuleIndex>,
    security: Option<RuleIndex>,
}

impl Coherence {
    pub fn compile(catalogue: &Catalogue) -> Self {
        Self {
            rules: RULES.into_iter().filter_map(|id| Some((id, catalogue.index(id)?))).collect(),
            plates: catalogue.index("OCC-PLQ-FNI"),
            security: catalogue.index("OCC-NIR"),
        }
    }

    pub fn scan(&self, document: &Document, found: &mut [Vec<Candidate>]) {
        self.blind_spots(found);
        let (Some(view), Some(list)) = (document.views.first(), found.first_mut()) else { return };
        let Some(known) = &document.decision.known else { return };
        let court = document.decision.metadata.jurisdiction.as_deref().unwrap_or_default();
        let end = view.text.trim_end().find('\n').unwrap_or(view.text.trim_end().len());
        if end == 0 {
            return;
        }
        let mut push = |rule: &str, cue: &'static str, at_most: Option<Status>| {
            if let Some(&rule) = self.rules.get(rule) {
                list.push(Candidate {
                    span: 0..end,
                    rule,
                    category: Category::TermeRemplacement,
                    severity: None,
                    confidence: 1.0,
                    value: cue.to_owned(),
                    cues: vec![Cow::Borrowed(cue)],
                    at_most,
                });
            }
        };
        if undone(known) {
            push(
                "OCC-COH-01",
                "un indicateur faux rend visible ce qu'un autre demande de masquer",
                Some(Status::ToReview),
            );
        }
        if court == "cph" && contradicts(known) {
            push(
                "OCC-COH-04",
                "recommandation et catégories se contredisent",
                Some(Status::ToReview),
            );
        }
        if court == "cph" && document.decision.parties.is_empty() {
            push(
                "OCC-COH-06",
                "parties absentes : contrôle des noms impossible",
                Some(Status::NotEvaluated),
            );
        }
        let hidden = known.motivation_occultation == Some(true);
        if known.open_checklist && (hidden || court == "tcom") {
            push(
                "OCC-COH-15",
                "remarques de relecture ignorées par la route suivie",
                Some(Status::ToReview),
            );
        }
    }

    /// What the Court's public expressions do not see: old plates of many departments, Corsican
    /// social security numbers (OCC-COH-14).
    fn blind_spots(&self, found: &mut [Vec<Candidate>]) {
        let Some(&rule) = self.rules.get("OCC-COH-14") else { return };
        for list in found {
            let blind: Vec<Candidate> = list
                .iter()
                .filter(|one| {
                    let corsican = Some(one.rule) == self.security
                        && one.value.get(5..7).is_some_and(|code| {
                            matches!(code.to_uppercase().as_str(), "2A" | "2B")
                        });
                    corsican || Some(one.rule) == self.plates && unseen_department(&one.value)
                })
                .map(|one| Candidate {
                    rule,
                    severity: None,
                    cues: vec![Cow::Borrowed("forme que la chaîne de la Cour ne reconnaît pas")],
                    ..one.clone()
                })
                .collect();
            list.extend(blind);
        }
    }
}

fn undone(known: &KnownPolicy) -> bool {
    let flag = |name: &str| known.flags.get(name).copied();
    UNDONE.iter().any(|(asked, other)| flag(asked) == Some(true) && flag(other) == Some(false))
}

/// `aucune` asks for no category, `conforme` for some.
fn contradicts(known: &KnownPolicy) -> bool {
    let omitted = known.categories_to_omit.len();
    match known.recommendation.as_deref() {
        Some("aucune" | "substituant") => (1..=6).contains(&omitted),
        Some("conforme") => omitted > 12,
        _ => false,
    }
}

/// Departments whose old plates the Court's expression does not match: those that end in 6 to 9 or 0, and 01 to 09.
fn unseen_department(plate: &str) -> bool {
    let digits = plate.trim_end_matches(|c: char| !c.is_ascii_digit());
    let start = digits.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let department = &digits[start..];
    department.len() == 2
        && (department.starts_with('0') || department.ends_with(['6', '7', '8', '9', '0']))
}
