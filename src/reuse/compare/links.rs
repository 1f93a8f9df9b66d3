//! Links to decisions at the Court: whether they lead to the decision that is served.

use super::{Compared, Found, Scribe, Yardstick};
use crate::reuse::ledger::Observation;
use crate::reuse::unit::{Field, Unit, is_judilibre_id};
use crate::taxonomy::Severity;

impl Yardstick<'_> {
    /// Links to the original decision (CGU-15).
    pub(super) fn links(&self, scribe: &mut Scribe<'_>, found: Option<&Found<'_>>) {
        let urls: Vec<String> = scribe.unit.all(Field::Url).map(str::to_owned).collect();
        for url in urls {
            self.link(scribe, &url, found.map(|found| found.meta.id.as_str()));
        }
    }

    fn link(&self, scribe: &mut Scribe<'_>, url: &str, own: Option<&str>) {
        let Some(reference) = self.reference else { return };
        let Some(id) = court_link(url) else {
            let lower = url.to_lowercase();
            if lower.contains("courdecassation.fr") && lower.contains("decision") {
                let detail = "lien vers la Cour sans identifiant de décision".to_owned();
                scribe.deviation("CGU-15", Severity::Mineur, detail);
            }
            return;
        };
        if !is_judilibre_id(&id) {
            scribe.deviation(
                "CGU-15",
                Severity::Mineur,
                "lien vers la Cour dont l'identifiant n'a pas 24 caractères hexadécimaux"
                    .to_owned(),
            );
        } else if own.is_some_and(|own| !own.eq_ignore_ascii_case(&id) && is_judilibre_id(own)) {
            scribe.deviation(
                "CGU-15",
                Severity::Mineur,
                "lien vers une autre décision que celle qui est servie".to_owned(),
            );
        } else if reference.by_id(&id).is_none() {
            scribe.deviation(
                "CGU-15",
                Severity::Mineur,
                "lien vers un identifiant absent de la référence".to_owned(),
            );
        } else {
            scribe.clear("CGU-15");
        }
    }

    /// The links of a page; `own` is the decision that the page shows.
    pub fn page_links(&self, unit: &Unit, links: &[String], own: Option<&str>) -> Vec<Observation> {
        let mut out = Compared::default();
        let mut scribe =
            Scribe { unit, decision: own.map(str::to_owned), known: own.is_some(), out: &mut out };
        // A decision cites others: only a page whose links all miss its own decision is wrong.
        let to_court: Vec<&String> =
            links.iter().filter(|link| court_link(link).is_some()).collect();
        let hits_own = own.is_some_and(|own| {
            to_court
                .iter()
                .any(|link| court_link(link).is_some_and(|id| id.eq_ignore_ascii_case(own)))
        });
        for link in to_court {
            let expected = if hits_own { None } else { own };
            self.link(&mut scribe, link, expected);
        }
        out.observations
    }
}

/// The identifier in a link to a decision at the Court; `None` for other links.
pub fn court_link(url: &str) -> Option<String> {
    let lower = url.to_lowercase();
    let host = lower.contains("courdecassation.fr") || lower.contains("judilibre");
    if !host {
        return None;
    }
    let rest = match lower.find("/decision/") {
        Some(at) => &lower[at + "/decision/".len()..],
        None => &lower[lower.find("decision?id=").map(|at| at + "decision?id=".len())?..],
    };
    let id: String = rest
        .chars()
        .take_while(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '_'))
        .collect();
    (!id.is_empty()).then_some(id)
}
