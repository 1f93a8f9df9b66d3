//! One served unit held against the reference: integrity, mentions, freshness.
//!
//! A pure function of a unit, the reference and the history, so that units are compared on any number of threads. Its
//! observations hold places, classes, lengths and identifiers of decisions; never a served word.

use super::align::{self, Carrier, Class, Difference, Element, Prepared};
use super::canon;
use super::dates::{self, Day, Moment};
use super::history::{History, Unavailable};
use super::ledger::{Exhibit, Observation};
use super::mentions;
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

    /// A decision that the Court withdrew and that is still served (CGU-20, CGU-22).
    fn withdrawn(&self, scribe: &mut Scribe<'_>, served: bool) -> bool {
        let Some(id) = scribe.decision.clone() else { return false };
        let gone = self.history.and_then(|history| history.deleted(&id, self.now));
        let marked = self.reference.is_some_and(|reference| reference.is_withdrawn(&id));
        if !served || (gone.is_none() && !marked) {
            if self.history.is_some() && served {
                scribe.clear("CGU-20");
            }
            return false;
        }
        let (age, raw) = match gone {
            Some(at) => (self.unavailable.reachable(at, self.now), self.now.0 - at.0),
            None => (i64::MAX, i64::MAX),
        };
        if age <= GRACE {
            scribe.clear("CGU-20");
            if raw > GRACE {
                scribe.deviation("CGU-55", Severity::Info, "décision supprimée encore servie : retard couvert par une indisponibilité de l'API, non imputé".to_owned());
            }
            return true;
        }
        let when = gone.map_or_else(
            || "d'après la référence".to_owned(),
            |at| format!("le {}", at.day().iso()),
        );
        let days = if age == i64::MAX {
            String::new()
        } else {
            format!(", {} jour(s) hors indisponibilité", age / 86_400)
        };
        scribe.deviation(
            "CGU-20",
            Severity::Critique,
            format!("décision supprimée {when}{days}, encore servie"),
        );
        if scribe.unit.passage {
            scribe.deviation(
                "CGU-22",
                Severity::Critique,
                "extrait d'une décision supprimée dans une table dérivée".to_owned(),
            );
        }
        if age != i64::MAX {
            scribe.out.delay = Some(age);
        }
        true
    }

    fn integrity(
        &self,
        scribe: &mut Scribe<'_>,
        found: &Found<'_>,
        text: &str,
        digest: &[u8; 32],
        carrier: Carrier,
    ) -> Standing {
        const TEXT_CONTROLS: [&str; 8] =
            ["CGU-05", "CGU-21", "CGU-31", "CGU-32", "CGU-33", "CGU-34", "CGU-38", "CGU-53"];
        for id in TEXT_CONTROLS {
            scribe.clear(id);
        }
        let Some(reference) = self.reference else { return Standing::Unknown };
        if *digest == found.latest.digest {
            self.fresh(scribe, found);
            return Standing::Identical;
        }
        let versions = reference.versions(found.decision);
        if let Some(rank) = versions.iter().position(|&one| {
            reference.version(one).is_some_and(|version| version.digest == *digest)
        }) {
            self.stale(scribe, found, rank);
            return Standing::Earlier;
        }
        // The closest version settles what is imputed: clear text that the Court itself served is not lifted.
        let mut best: Option<(usize, Vec<Difference>)> = None;
        for (rank, &number) in versions.iter().enumerate().rev().take(4) {
            let Some(version) = reference.version(number) else { continue };
            let Ok(known) = reference.text(version) else { continue };
            if carrier != Carrier::Field
                && memchr::memmem::find(text.as_bytes(), known.as_bytes()).is_some()
                || carrier == Carrier::Passage
                    && memchr::memmem::find(known.as_bytes(), text.as_bytes()).is_some()
            {
                best = Some((rank, Vec::new()));
                break;
            }
            let partial = found.meta.partial;
            let differences = align::align(&Prepared::new(&known, partial), text, carrier);
            let better = best.as_ref().is_none_or(|(_, kept)| weight(&differences) < weight(kept));
            if better {
                best = Some((rank, differences));
            }
        }
        let Some((rank, differences)) = best else { return Standing::Unknown };
        if rank + 1 < versions.len() {
            self.stale(scribe, found, rank);
        } else {
            self.fresh(scribe, found);
        }
        let provisional = self.is_provisional(found, text, carrier, rank, &differences);
        for difference in &differences {
            self.impute(scribe, found, difference, provisional);
        }
        if found.meta.partial
            && carrier == Carrier::Field
            && !differences.iter().any(|one| one.class == Class::Completed)
        {
            let longer = text.len() as u64 * 10 > u64::from(found.latest_length()) * 13;
            if longer {
                scribe.deviation(
                    "CGU-53",
                    Severity::Bloquant,
                    "décision publiée partiellement, servie plus longue que la référence"
                        .to_owned(),
                );
            }
        }
        match (carrier, differences.is_empty()) {
            (Carrier::Passage, _) => Standing::Passage,
            (_, true) => {
                if rank + 1 < versions.len() {
                    Standing::Earlier
                } else {
                    Standing::Identical
                }
            }
            _ if differences.iter().all(|one| one.class == Class::Typographic) => {
                Standing::Typographic
            }
            _ => Standing::Altered,
        }
    }

    fn updated(&self, found: &Found<'_>) -> Option<Moment> {
        self.history.and_then(|history| history.updated(&found.meta.id, self.now))
    }

    /// Whether masks that stand where the Court has a placeholder are those of a name that it once left in clear: a
    /// provisional mask that outlived its cause (CGU-31), and no placeholder in another dress (CGU-34).
    fn is_provisional(
        &self,
        found: &Found<'_>,
        text: &str,
        carrier: Carrier,
        rank: usize,
        differences: &[Difference],
    ) -> bool {
        let remasked = |list: &[Difference]| list.iter().any(|one| one.class == Class::Remasked);
        let Some(reference) = self.reference.filter(|_| remasked(differences)) else {
            return false;
        };
        let versions = reference.versions(found.decision);
        if versions.len() > 1 {
            return versions[..rank.min(versions.len() - 1)].iter().rev().take(3).any(|&number| {
                let Some(version) = reference.version(number) else { return false };
                let Ok(known) = reference.text(version) else { return false };
                let earlier =
                    align::align(&Prepared::new(&known, found.meta.partial), text, carrier);
                !remasked(&earlier)
                    && earlier.iter().any(|one| matches!(one.class, Class::Masked(_)))
            });
        }
        // The earlier text is unknown: masks among placeholders kept as they are tell one name from a whole scheme.
        self.updated(found).is_some()
            && canon::tokens(text).iter().any(|token| {
                matches!(token.kind, canon::TokenKind::Placeholder(kind) if kind.is_person())
            })
    }

    /// What one difference is worth under the terms of use.
    fn impute(
        &self,
        scribe: &mut Scribe<'_>,
        found: &Found<'_>,
        difference: &Difference,
        provisional: bool,
    ) {
        let place = format!(
            "{}, position {} de la référence, {} caractère(s) ; {} dans le texte servi",
            difference.class.label(),
            difference.at,
            difference.length,
            difference.served_length
        );
        let versions =
            self.reference.map_or(0, |reference| reference.versions(found.decision).len());
        let corrected = self.updated(found).is_some() || versions > 1;
        match difference.class {
            Class::Typographic => scribe.deviation("CGU-05", Severity::Mineur, place),
            Class::Truncated | Class::Inserted | Class::Deleted | Class::Substituted => {
                scribe.deviation("CGU-05", Severity::Critique, place.clone());
                if difference.class == Class::Inserted && difference.served_length > 60 {
                    scribe.deviation("CGU-12", Severity::Majeur, format!("texte ajouté sans séparation dans la décision ({place})"));
                }
            }
            Class::Reversed => {
                scribe.deviation("CGU-05", Severity::Critique, place.clone());
                scribe.deviation("CGU-11", Severity::Critique, place);
            }
            Class::Lifted(kind) => {
                let served = scribe.unit.get(Field::Update).and_then(dates::day);
                let later = self.updated(found).map(Moment::day);
                if versions == 1 && matches!((served, later), (Some(served), Some(later)) if served < later) {
                    // The version served is older than the last change, and the reference does not have it.
                    scribe.deviation("CGU-21", Severity::Bloquant, format!("version antérieure à la mise à jour de la Cour, plus bavarde ({})", kind_label(kind)));
                    scribe.deviation("CGU-18", Severity::Majeur, "version antérieure à la dernière mise à jour".to_owned());
                } else {
                    scribe.deviation("CGU-32", Severity::Bloquant, format!("{place} ; catégorie : {}", kind_label(kind)));
                }
            }
            Class::Masked(Element::Party) if corrected => {
                scribe.deviation("CGU-31", Severity::Mineur, format!("masque encore là après la mise à jour de la Cour ({place})"));
            }
            Class::Masked(Element::Party) => scribe.look("CGU-30", Severity::Majeur, format!("masque sur un nom que la référence laisse visible : masque provisoire à confirmer ({place})")),
            Class::Masked(element) => {
                let severity = if element == Element::Bench { Severity::Info } else { Severity::Majeur };
                scribe.deviation("CGU-33", severity, format!("{place} ; {}", element.label()));
                if element.is_reserved() {
                    scribe.deviation("CGU-38", Severity::Majeur, format!("{place} ; {}", element.label()));
                }
                if corrected && element != Element::Bench && self.updated(found).is_some() {
                    scribe.deviation("CGU-31", Severity::Mineur, format!("masque encore là après la mise à jour de la Cour ({place})"));
                }
            }
            Class::Renumbered => {
                let systematic = difference.length == 0 && difference.served_length == 0;
                let severity = if systematic { Severity::Majeur } else { Severity::Mineur };
                let detail = if systematic { "un nom partout à la place d'un placeholder : nom fictif ou levée, à qualifier".to_owned() } else { place };
                scribe.deviation("CGU-34", severity, detail);
            }
            Class::Remasked if corrected => {
                scribe.deviation("CGU-31", Severity::Mineur, format!("{place} ; la Cour a mis la décision à jour : son texte doit revenir"));
                if !provisional {
                    scribe.deviation("CGU-34", Severity::Mineur, place);
                }
            }
            Class::Remasked => scribe.deviation("CGU-34", Severity::Mineur, place),
            Class::Completed => scribe.deviation("CGU-53", Severity::Bloquant, place),
        }
    }

    /// The text served is the latest version.
    fn fresh(&self, scribe: &mut Scribe<'_>, found: &Found<'_>) {
        scribe.clear("CGU-18");
        if self.history.is_some() {
            scribe.clear("CGU-19");
        }
        let served = scribe.unit.get(Field::Update).and_then(dates::day);
        let Some(served) = served else { return };
        scribe.clear("CGU-17");
        let written = found.latest.updated.or_else(|| self.updated(found).map(Moment::day));
        if served > self.now.day() {
            scribe.deviation(
                "CGU-17",
                Severity::Majeur,
                format!("date de mise à jour du {}, postérieure au constat", served.iso()),
            );
            return;
        }
        let Some(changed) = found
            .latest
            .updated
            .map(|day| Moment(day.0 * 86_400))
            .into_iter()
            .chain(self.updated(found))
            .max()
            .filter(|changed| served < changed.day())
        else {
            return;
        };
        if found.latest.updated.is_some_and(|latest| served < latest) {
            let latest = written.map(Day::iso).unwrap_or_default();
            scribe.deviation(
                "CGU-17",
                Severity::Majeur,
                format!(
                    "date de mise à jour du {}, antérieure à la version servie (du {latest})",
                    served.iso()
                ),
            );
        }
        // The reuser says that its record is older than the last change: its metadata may be, if not its text.
        let age = self.unavailable.reachable(changed, self.now);
        if age > GRACE {
            let day = changed.day().iso();
            scribe.deviation(
                "CGU-18",
                Severity::Majeur,
                format!(
                    "version que le réutilisateur date lui-même d'avant la mise à jour du {day}"
                ),
            );
            self.late(scribe, age);
        }
    }

    /// A change not taken in for longer than what is recommended (CGU-19).
    fn late(&self, scribe: &mut Scribe<'_>, age: i64) {
        let severity = if age > MONTH { Severity::Mineur } else { Severity::Info };
        scribe.deviation(
            "CGU-19",
            severity,
            format!(
                "RECOMMANDATION : mise à jour attendue depuis {} h hors indisponibilité (72 h recommandées)",
                age / 3_600
            ),
        );
        scribe.out.delay = Some(age);
    }

    /// The text served is the version of a rank, and there is a later one.
    fn stale(&self, scribe: &mut Scribe<'_>, found: &Found<'_>, rank: usize) {
        let Some(reference) = self.reference else { return };
        let versions = reference.versions(found.decision);
        let Some(old) = versions.get(rank).and_then(|&one| reference.version(one)) else { return };
        let next = versions.get(rank + 1).and_then(|&one| reference.version(one));
        let changed = next
            .and_then(|next| next.updated)
            .map(|day| Moment(day.0 * 86_400))
            .into_iter()
            .chain(self.updated(found))
            .min();
        let served = scribe.unit.get(Field::Update).and_then(dates::day);
        if let Some(served) = served {
            scribe.clear("CGU-17");
            let overtaken = changed.is_some_and(|changed| served >= changed.day())
                && Some(served) != old.updated;
            if served > self.now.day() || overtaken {
                scribe.deviation(
                    "CGU-17",
                    Severity::Majeur,
                    format!(
                        "date de mise à jour du {} sur un texte antérieur{}",
                        served.iso(),
                        old.updated
                            .map(|day| format!(" (version du {})", day.iso()))
                            .unwrap_or_default()
                    ),
                );
            }
        }
        let (age, raw) = match changed {
            Some(at) => (self.unavailable.reachable(at, self.now), self.now.0 - at.0),
            None => (i64::MAX, i64::MAX),
        };
        scribe.clear("CGU-18");
        if self.history.is_some() {
            scribe.clear("CGU-19");
        }
        if age <= GRACE {
            if raw > GRACE {
                scribe.deviation("CGU-55", Severity::Info, "version antérieure servie : retard couvert par une indisponibilité de l'API, non imputé".to_owned());
            }
            return;
        }
        let version =
            old.updated.map_or_else(|| "sans date".to_owned(), |day| format!("du {}", day.iso()));
        let since =
            changed.map(|at| format!(", remplacée le {}", at.day().iso())).unwrap_or_default();
        scribe.deviation(
            "CGU-18",
            Severity::Majeur,
            format!("version antérieure servie ({version}{since})"),
        );
        if age != i64::MAX {
            self.late(scribe, age);
        }
        if found.latest.placeholders > old.placeholders {
            scribe.deviation(
                "CGU-21",
                Severity::Bloquant,
                format!(
                    "version antérieure, plus bavarde que la dernière ({} placeholder(s) de moins)",
                    found.latest.placeholders - old.placeholders
                ),
            );
            if scribe.unit.passage {
                scribe.deviation(
                    "CGU-22",
                    Severity::Critique,
                    "extrait d'une version retirée dans une table dérivée".to_owned(),
                );
            }
        }
    }

    /// The four mentions of a record (CGU-06 to 10).
    fn mentions(&self, scribe: &mut Scribe<'_>, found: &Found<'_>, text: Option<&str>) {
        let unit = scribe.unit;
        let joined = |fields: &[Field]| {
            fields.iter().flat_map(|field| unit.all(*field)).collect::<Vec<_>>().join(" ")
        };
        let place = joined(&[Field::Jurisdiction, Field::Location]);
        let chambers = joined(&[Field::Chamber, Field::Formation, Field::Jurisdiction]);
        let mut missing: Vec<(&'static str, String)> = Vec::new();
        let expected = found
            .meta
            .jurisdiction
            .as_deref()
            .and_then(mentions::court)
            .or_else(|| found.meta.location.as_deref().and_then(mentions::court));
        let own = joined(&[Field::Jurisdiction]);
        // A code of place (`ca_rennes`) is no name of court; « Cour d'appel de Rennes » in its column is.
        let spelled = unit
            .all(Field::Location)
            .any(|value| value.contains(' ') && mentions::court(value).is_some());
        let named = match own.is_empty() && !spelled {
            true => None,
            false => mentions::court(&own).or_else(|| mentions::court(&place)),
        };
        match (named, expected) {
            (None, _) if own.is_empty() => {
                missing.push(("CGU-06", "nom de la juridiction absent".to_owned()))
            }
            (Some(named), Some(expected)) if named != expected => {
                missing.push(("CGU-06", "juridiction différente de la référence".to_owned()))
            }
            (None, Some(_)) => missing.push((
                "CGU-06",
                "juridiction non reconnue ou différente de la référence".to_owned(),
            )),
            _ => {}
        }
        let pairs = [
            (Field::Chamber, found.meta.chamber.as_deref()),
            (Field::Formation, found.meta.formation.as_deref()),
        ];
        let known: Vec<(Field, &str)> = pairs
            .into_iter()
            .filter_map(|(field, text)| Some((field, text.filter(|text| !text.trim().is_empty())?)))
            .collect();
        let emptied = |field: Field| unit.has_column(field) && unit.get(field).is_none();
        let said = |text: &str| !chambers.is_empty() && mentions::same_chamber(&chambers, text);
        if known.is_empty() {
            let detail = "la référence n'indique ni chambre ni formation".to_owned();
            scribe.look("CGU-07", Severity::Info, detail);
        } else if !known.iter().any(|(_, text)| said(text)) {
            let absent = joined(&[Field::Chamber, Field::Formation]).is_empty();
            let detail = match absent {
                true => "formation absente alors que la référence en comporte une",
                false => "formation différente de la référence",
            };
            missing.push(("CGU-07", detail.to_owned()));
        } else if known.iter().any(|(field, text)| emptied(*field) && !said(text)) {
            missing.push((
                "CGU-07",
                "chambre ou formation vidée alors que la référence la donne".to_owned(),
            ));
        }
        let whole_text = || self.reference.and_then(|reference| reference.text(found.latest).ok());
        if found.meta.location.is_some() || expected != Some(mentions::Court::Cassation) {
            let exact = found.meta.location.as_deref().is_some_and(|code| {
                unit.all(Field::Location).any(|value| value.eq_ignore_ascii_case(code))
            });
            match mentions::says_seat(&found.meta, &place, whole_text) {
                Some(false) if !exact => {
                    let absent = joined(&[Field::Location]).is_empty();
                    missing.push((
                        "CGU-08",
                        if absent {
                            "siège absent"
                        } else {
                            "siège différent de la référence"
                        }
                        .to_owned(),
                    ));
                }
                None if !exact
                    && joined(&[Field::Location]).is_empty()
                    && found.meta.location.is_some() =>
                {
                    missing.push(("CGU-08", "siège absent".to_owned()));
                }
                _ => {}
            }
        }
        let expected = found.meta.decision_date.as_deref().and_then(dates::day);
        let given: Vec<Day> = unit.all(Field::Date).filter_map(dates::day).collect();
        if let Some(expected) = expected {
            if given.is_empty() {
                missing.push(("CGU-09", "date du prononcé absente".to_owned()));
            } else if !given.contains(&expected) {
                missing.push(("CGU-09", "date différente de celle du prononcé".to_owned()));
            }
        }
        let key = found.meta.id.clone();
        if missing.is_empty() {
            scribe.out.complete = Some(key.clone());
        }
        if unit.passage {
            self.passage(scribe, &missing, true);
            return;
        }
        if text.is_some() {
            self.passage(scribe, &missing, true);
        }
        for id in ["CGU-06", "CGU-07", "CGU-08", "CGU-09"] {
            match missing.iter().find(|(control, _)| *control == id) {
                None => scribe.clear(id),
                Some((_, detail)) => {
                    let different = detail.contains("différente") || detail.contains("différent");
                    let observation = scribe.made(id, Severity::Majeur, detail.clone());
                    if different || unit.has_column(column_of(id)) {
                        scribe.out.observations.push(observation);
                    } else {
                        // Another table of the reuser may carry it under the same key.
                        scribe.out.pending.push(Pending {
                            key: key.clone(),
                            column: Some(column_of(id)),
                            file: unit.file.clone(),
                            observation,
                        });
                    }
                }
            }
        }
    }

    /// A passage must carry its mentions or a key to them (CGU-10).
    fn passage(&self, scribe: &mut Scribe<'_>, missing: &[(&'static str, String)], known: bool) {
        let unit = scribe.unit;
        let keyed = unit
            .all(Field::Id)
            .any(|id| self.reference.is_some_and(|reference| reference.by_id(id).is_some()))
            || unit.get(Field::Ecli).is_some_and(|ecli| {
                self.reference.is_none_or(|reference| reference.by_ecli(ecli).is_some())
            })
            || unit.all(Field::Url).any(|url| {
                self.reference.is_some_and(|reference| {
                    url.split(|c: char| !c.is_ascii_hexdigit())
                        .any(|part| is_judilibre_id(part) && reference.by_id(part).is_some())
                })
            });
        let carried = missing.is_empty() && known;
        if keyed || carried {
            scribe.clear("CGU-10");
        } else if unit.passage || !known || missing.len() >= 3 {
            let what = if unit.passage { "extrait" } else { "texte" };
            scribe.deviation(
                "CGU-10",
                Severity::Majeur,
                format!("{what} sans les quatre mentions ni clé vers elles"),
            );
        } else {
            scribe.clear("CGU-10");
        }
    }

    /// A text that no identifier ties to a decision.
    fn orphan(&self, scribe: &mut Scribe<'_>) {
        let unit = scribe.unit;
        let filled = |field: Field| unit.get(field).is_some();
        let carried = filled(Field::Jurisdiction)
            && filled(Field::Date)
            && (filled(Field::Location) || filled(Field::Chamber));
        // Without a reference an identifier of Judilibre's form is taken at its word.
        let keyed = match self.reference {
            None => unit.id().is_some() || filled(Field::Ecli),
            Some(_) => {
                filled(Field::Ecli) || unit.id().is_some_and(is_judilibre_id) && !unit.passage
            }
        };
        if carried || keyed {
            scribe.clear("CGU-10");
        } else if unit.passage {
            match unit.id().map(str::to_owned) {
                // The key may lead to another table of the reuser.
                Some(key) => {
                    let observation = scribe.made(
                        "CGU-10",
                        Severity::Majeur,
                        "extrait dont la clé ne mène à aucune décision".to_owned(),
                    );
                    let file = unit.file.clone();
                    scribe.out.pending.push(Pending { key, column: None, file, observation });
                }
                None => scribe.deviation(
                    "CGU-10",
                    Severity::Majeur,
                    "extrait sans mentions ni clé vers elles".to_owned(),
                ),
            }
        }
    }

    /// The sense of the solution, a partial decision shown as whole, people joined to it (CGU-11, 35).
    fn meaning(&self, scribe: &mut Scribe<'_>, found: &Found<'_>) {
        let unit = scribe.unit;
        if let (Some(served), Some(known)) =
            (unit.get(Field::Solution), found.meta.solution.as_deref())
        {
            let (served, known) = (mentions::sense(served), mentions::sense(known));
            if served.is_contrary(known) {
                scribe.deviation(
                    "CGU-11",
                    Severity::Critique,
                    "sens de la solution contraire à celui de la référence".to_owned(),
                );
            } else if served != known
                && served != mentions::Sense::Other
                && known != mentions::Sense::Other
            {
                scribe.deviation(
                    "CGU-11",
                    Severity::Majeur,
                    "sens de la solution différent de celui de la référence".to_owned(),
                );
            } else {
                scribe.clear("CGU-11");
            }
        }
        let whole = unit.get(Field::Partial).is_some_and(|flag| {
            matches!(flag.to_lowercase().as_str(), "false" | "non" | "0" | "integrale")
        });
        if found.meta.partial && whole {
            scribe.deviation(
                "CGU-11",
                Severity::Majeur,
                "décision publiée partiellement, présentée comme intégrale".to_owned(),
            );
        }
        if unit.get(Field::Person).is_some() && found.latest.placeholders > 0 {
            scribe.deviation(
                "CGU-35",
                Severity::Critique,
                "colonne nominative jointe à une décision pseudonymisée (valeur non reproduite)"
                    .to_owned(),
            );
        }
    }

    /// Links to the original decision (CGU-15).
    fn links(&self, scribe: &mut Scribe<'_>, found: Option<&Found<'_>>) {
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

impl Found<'_> {
    fn latest_length(&self) -> u32 {
        self.latest.length()
    }
}

fn column_of(control: &str) -> Field {
    match control {
        "CGU-06" => Field::Jurisdiction,
        "CGU-07" => Field::Chamber,
        "CGU-08" => Field::Location,
        _ => Field::Date,
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

/// How far a text is from a version: typography hardly counts.
fn weight(differences: &[Difference]) -> usize {
    differences
        .iter()
        .map(
            |one| {
                if one.class == Class::Typographic { 1 } else { 3 + one.length + one.served_length }
            },
        )
        .sum()
}

fn kind_label(kind: crate::document::PlaceholderKind) -> &'static str {
    use crate::document::PlaceholderKind as Kind;
    match kind {
        Kind::Person | Kind::OldPerson => "personne physique",
        Kind::BirthDate | Kind::MarriageDate | Kind::DeathDate => "date d'état civil",
        Kind::Address => "adresse",
        Kind::Locality => "localité",
        Kind::LegalPerson => "personne morale",
        Kind::Siren => "SIREN ou SIRET",
        Kind::Phone => "téléphone",
        Kind::Account => "compte bancaire",
        Kind::Email => "courriel",
        Kind::WebSite => "site web",
        Kind::Identifier => "numéro identifiant",
        Kind::Cadastre => "cadastre",
        Kind::Plate => "immatriculation",
        _ => "autre élément",
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
