//! The four mentions that go with a decision, wherever a part of it is served, and whether its solution kept its sense.

use super::{Found, Pending, Scribe, Yardstick};
use crate::reuse::dates::{self, Day};
use crate::reuse::mentions;
use crate::reuse::unit::{Field, is_judilibre_id};
use crate::taxonomy::Severity;

impl Yardstick<'_> {
    /// The four mentions of a record (CGU-06 to 10).
    pub(super) fn mentions(&self, scribe: &mut Scribe<'_>, found: &Found<'_>, text: Option<&str>) {
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
    pub(super) fn orphan(&self, scribe: &mut Scribe<'_>) {
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
    pub(super) fn meaning(&self, scribe: &mut Scribe<'_>, found: &Found<'_>) {
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
}

fn column_of(control: &str) -> Field {
    match control {
        "CGU-06" => Field::Jurisdiction,
        "CGU-07" => Field::Chamber,
        "CGU-08" => Field::Location,
        _ => Field::Date,
    }
}
