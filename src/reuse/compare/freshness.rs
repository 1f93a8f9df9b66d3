//! Whether a decision is still the Court's last version, and how late a change or a deletion was taken in.

use super::{Found, GRACE, MONTH, Scribe, Yardstick};
use crate::reuse::dates::{self, Day, Moment};
use crate::reuse::unit::Field;
use crate::taxonomy::Severity;

impl Yardstick<'_> {
    /// A decision that the Court withdrew and that is still served (CGU-20, CGU-22).
    pub(super) fn withdrawn(&self, scribe: &mut Scribe<'_>, served: bool) -> bool {
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

    pub(super) fn updated(&self, found: &Found<'_>) -> Option<Moment> {
        self.history.and_then(|history| history.updated(&found.meta.id, self.now))
    }

    /// The text served is the latest version.
    pub(super) fn fresh(&self, scribe: &mut Scribe<'_>, found: &Found<'_>) {
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
    pub(super) fn stale(&self, scribe: &mut Scribe<'_>, found: &Found<'_>, rank: usize) {
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
}
