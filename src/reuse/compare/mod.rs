//! One served unit held against the reference: integrity, mentions, freshness.
//!
//! A pure function of a unit, the reference and the history, so that units are compared on any number of threads. Its
//! observations hold places, classes, lengths and identifiers of decisions; never a served word.

mod freshness;
mod integrity;
mod links;
mod mentions;

use super::align::Carrier;
use super::canon;
use super::dates::{self, Moment};
use super::history::{History, Unavailable};
use super::ledger::{Exhibit, Observation};
use super::reference::{Meta, Reference, Version};
use super::unit::{Field, Unit, is_judilibre_id};
use crate::taxonomy::Severity;

/// Delay under which nothing is said (CGU V: 72 hours are recommended).
pub const GRACE: i64 = 72 * 3_600;
const MONTH: i64 = 30 * 86_400;

/// What units are compared with.
pub struct Yardstick<'r> {
    pub reference: Option<&'r Reference>,
    pub history: Option<&'r History>,
    pub unavailable: &'r Unavailable,
    pub now: Moment,
}

/// What a comparison gives.
#[derive(Default)]
pub struct Compared {
    pub observations: Vec<Observation>,
    /// Deviations that fall if another table of the same reuser gives the mentions of this decision.
    pub pending: Vec<Pending>,
    /// The decision whose four mentions this unit carries.
    pub complete: Option<String>,
    /// The decision was found in the reference.
    pub matched: bool,
    /// The reference dates the last change of this decision.
    pub dated: bool,
    /// How its text stands: counted in the report.
    pub standing: Option<Standing>,
    /// Delay, in seconds outside unavailability, of a change not taken in.
    pub delay: Option<i64>,
}

/// A deviation that another table may settle.
pub struct Pending {
    /// The decision.
    pub key: String,
    /// The column that the record lacks, though its table may have it.
    pub column: Option<Field>,
    pub file: String,
    pub observation: Observation,
}

/// How a served text stands to its reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    Identical,
    Earlier,
    Typographic,
    Altered,
    Passage,
    Withdrawn,
    Unknown,
}

impl Standing {
    pub fn label(self) -> &'static str {
        match self {
            Self::Identical => "identiques à la dernière version",
            Self::Earlier => "identiques à une version antérieure",
            Self::Typographic => "différences typographiques seulement",
            Self::Altered => "différentes de toute version connue",
            Self::Passage => "extraits",
            Self::Withdrawn => "décisions supprimées",
            Self::Unknown => "sans décision de référence",
        }
    }
}

struct Found<'r> {
    decision: u32,
    latest: &'r Version,
    meta: Meta,
}

impl Yardstick<'_> {
    /// Compares a unit. `page`: the text is that of a whole page, of which the decision is a part.
    pub fn compare(&self, unit: &Unit, page: bool) -> Compared {
        let mut out = Compared::default();
        let text = unit.text().map(canon::canonical);
        let digest = text.as_deref().map(canon::digest);
        let found = self.find(unit, text.as_deref(), digest.as_ref());
        // An identifier of the reuser's own may hold a name: it is written only in the Court's form.
        let id = found
            .as_ref()
            .map(|found| found.meta.id.clone())
            .or_else(|| unit.id().map(str::to_owned));
        let mut scribe =
            Scribe { unit, decision: id.clone(), known: found.is_some(), out: &mut out };
        if self.withdrawn(&mut scribe, text.is_some() || !unit.passage) {
            out.standing = Some(Standing::Withdrawn);
            return out;
        }
        let Some(found) = found else {
            if unit.passage || text.is_some() {
                self.orphan(&mut scribe);
            }
            out.standing = Some(Standing::Unknown);
            return out;
        };
        scribe.out.matched = true;
        scribe.out.dated = found.latest.updated.is_some();
        if let (Some(text), Some(digest)) = (text.as_deref(), digest.as_ref()) {
            let carrier = match (page, unit.passage) {
                (true, _) => Carrier::Page,
                (_, true) => Carrier::Passage,
                _ => Carrier::Field,
            };
            let standing = self.integrity(&mut scribe, &found, text, digest, carrier);
            scribe.out.standing = Some(standing);
        }
        if !page {
            self.mentions(&mut scribe, &found, text.as_deref());
        }
        self.meaning(&mut scribe, &found);
        self.links(&mut scribe, Some(&found));
        out
    }

    fn find(
        &self,
        unit: &Unit,
        text: Option<&str>,
        digest: Option<&[u8; 32]>,
    ) -> Option<Found<'_>> {
        let reference = self.reference?;
        let by_text =
            || digest.and_then(|digest| reference.by_digest(digest)).map(|(decision, _)| decision);
        let day = unit.get(Field::Date).and_then(dates::day);
        let decision = unit
            .all(Field::Id)
            .find_map(|id| reference.by_id(id))
            .or_else(|| unit.get(Field::Ecli).and_then(|ecli| reference.by_ecli(ecli)))
            .or_else(by_text)
            .or_else(|| {
                unit.all(Field::Number).find_map(|number| reference.by_number(number, day?))
            })
            .or_else(|| {
                text.filter(|text| text.len() > 80).and_then(|text| reference.by_words(text))
            })?;
        let latest = reference.latest(decision)?;
        let meta = reference.meta(latest).ok()?;
        Some(Found { decision, latest, meta })
    }
}

impl Found<'_> {
    fn latest_length(&self) -> u32 {
        self.latest.length()
    }
}

/// Writes observations about one unit.
struct Scribe<'s> {
    unit: &'s Unit,
    decision: Option<String>,
    /// The identifier is one of the reference.
    known: bool,
    out: &'s mut Compared,
}

impl Scribe<'_> {
    fn exhibit(&self, severity: Severity, detail: String) -> Exhibit {
        Exhibit {
            exhibit: String::new(),
            file: self.unit.place(),
            decision: self.decision.clone().filter(|id| self.known || is_judilibre_id(id)),
            detail,
            severity,
        }
    }

    fn made(&self, id: &'static str, severity: Severity, detail: String) -> Observation {
        Observation::Deviation(id, self.exhibit(severity, detail))
    }

    fn clear(&mut self, id: &'static str) {
        self.out.observations.push(Observation::Clear(id));
    }

    fn deviation(&mut self, id: &'static str, severity: Severity, detail: String) {
        let made = self.made(id, severity, detail);
        self.out.observations.push(made);
    }

    fn look(&mut self, id: &'static str, severity: Severity, detail: String) {
        let exhibit = self.exhibit(severity, detail);
        self.out.observations.push(Observation::Look(id, exhibit));
    }
}
