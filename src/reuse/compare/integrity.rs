//! Whether a served text is a version of the Court's, and what became of it if not.

use super::{Found, Scribe, Standing, Yardstick};
use crate::reuse::align::{self, Carrier, Class, Difference, Element, Prepared};
use crate::reuse::canon;
use crate::reuse::dates::{self, Moment};
use crate::reuse::unit::Field;
use crate::taxonomy::Severity;

impl Yardstick<'_> {
    pub(super) fn integrity(
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
