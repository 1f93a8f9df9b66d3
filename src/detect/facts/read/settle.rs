//! From what was read to the rows of the table: the sex of each person, one value where there can be one, offsets.

use std::ops::Range;

use super::{Draft, Reader};
use crate::detect::facts::Fact;
use crate::detect::facts::attribute::Attribute;
use crate::detect::facts::stream::{Sex, Union};
use crate::document::offsets::count_units;

impl Reader<'_> {
    /// The sex of each person, where it was first told.
    pub(super) fn sexes(&mut self) {
        for (index, person) in self.people.all.iter().enumerate() {
            if let (Some(sex), Some(tokens)) = (person.sex, person.sex_at) {
                let value = if sex == Sex::Female { "F" } else { "M" };
                self.drafts.push(Draft {
                    person: index,
                    attribute: Attribute::Sexe,
                    value: value.to_owned(),
                    level: 0,
                    tokens,
                    confidence: 0.97,
                    rank: 0,
                });
            }
        }
        // `Mme [K], veuve [T]`, `Mme [X] épouse [Y]`
        for (rank, mention) in self.stream.mentions.iter().enumerate() {
            let (value, confidence) = match mention.union {
                Union::Unsaid => continue,
                Union::Married => ("marié", 0.7),
                Union::Widowed => ("veuf", 0.9),
            };
            for &person in &self.people.of[rank] {
                self.drafts.push(Draft {
                    person,
                    attribute: Attribute::SituationFamiliale,
                    value: value.to_owned(),
                    level: 0,
                    tokens: mention.tokens,
                    confidence,
                    rank: 0,
                });
            }
        }
    }

    /// One value where a person can have only one, and the last state of a marriage.
    pub(super) fn settle(&mut self) {
        let mut drafts = std::mem::take(&mut self.drafts);
        drafts.sort_by(|a, b| {
            (a.person, a.attribute, a.tokens.0, a.rank).cmp(&(
                b.person,
                b.attribute,
                b.tokens.0,
                b.rank,
            ))
        });
        let mut kept: Vec<Draft> = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let same = |other: &&mut Draft| {
                other.person == draft.person && other.attribute == draft.attribute
            };
            let mut others: Vec<&mut Draft> = kept.iter_mut().filter(same).collect();
            if others.iter().any(|other| covers(&other.value, &draft.value, draft.attribute)) {
                continue;
            }
            if let Some(other) =
                others.iter_mut().find(|other| covers(&draft.value, &other.value, draft.attribute))
            {
                // The longer wording of the same thing.
                other.value.clone_from(&draft.value);
                other.tokens = draft.tokens;
                continue;
            }
            if draft.attribute == Attribute::SituationFamiliale {
                if let Some(other) = others.first_mut() {
                    // Who parted and lives with someone, or the reverse: what is told last.
                    let changed = matches!(
                        (other.value.as_str(), draft.value.as_str()),
                        ("séparé", "concubin" | "pacsé") | ("concubin", "séparé")
                    );
                    if changed || standing(&draft.value) > standing(&other.value) {
                        **other = draft;
                    }
                    continue;
                }
            } else if is_single(draft.attribute)
                && let Some(other) = others.first_mut()
            {
                if draft.confidence > other.confidence + 0.1 {
                    **other = draft;
                }
                continue;
            }
            kept.push(draft);
        }
        self.drafts = kept;
    }

    pub(super) fn publish(self) -> Vec<Fact> {
        let labels = self.people.labels();
        let view = self.view;
        let ranges: Vec<Range<usize>> = self
            .drafts
            .iter()
            .map(|draft| {
                let (first, last) = draft.tokens;
                view.raw_range(&(self.tokens[first].range().start..self.tokens[last].range().end))
            })
            .collect();
        let mut bytes: Vec<usize> =
            ranges.iter().flat_map(|range| [range.start, range.end]).collect();
        bytes.sort_unstable();
        bytes.dedup();
        let units = count_units(view.raw, &bytes);
        let points = |byte: usize| units[bytes.partition_point(|&known| known < byte)].0;
        let mut facts: Vec<Fact> = self
            .drafts
            .iter()
            .zip(ranges)
            .map(|(draft, range)| Fact {
                person: labels[draft.person].clone(),
                role: self.people.all[draft.person].role(),
                attribute: draft.attribute,
                value: draft.value.clone(),
                level: draft.level,
                start: points(range.start),
                end: points(range.end),
                zone: view
                    .zone_at(self.tokens[draft.tokens.0].range().start)
                    .map_or("", |zone| zone.kind.as_str()),
                confidence: draft.confidence,
            })
            .collect();
        facts.sort_by(|a, b| {
            (a.start, &a.person, a.attribute, &a.value).cmp(&(
                b.start,
                &b.person,
                b.attribute,
                &b.value,
            ))
        });
        facts
    }
}

/// Attributes of which a person has one value.
fn is_single(attribute: Attribute) -> bool {
    matches!(
        attribute,
        Attribute::Sexe
            | Attribute::AnneeNaissance
            | Attribute::DateNaissance
            | Attribute::LieuNaissance
            | Attribute::Enfants
            | Attribute::DateMariage
            | Attribute::DateDivorce
            | Attribute::DateDeces
            | Attribute::DateEmbauche
            | Attribute::DateLicenciement
            | Attribute::Anciennete
            | Attribute::Residence
            | Attribute::DateAccident
    )
}

/// Order of the states of a marriage: the one that prevails comes last.
fn standing(value: &str) -> u8 {
    match value {
        "célibataire" => 1,
        "marié" => 2,
        "concubin" => 3,
        "pacsé" => 4,
        "séparé" => 5,
        "divorcé" => 6,
        "veuf" => 7,
        _ => 0,
    }
}

/// Whether one wording holds the other: the same value, or its first words.
fn covers(longer: &str, shorter: &str, attribute: Attribute) -> bool {
    if longer == shorter {
        return true;
    }
    let worded = matches!(
        attribute,
        Attribute::Profession
            | Attribute::Sante
            | Attribute::BienImmobilier
            | Attribute::Vehicule
            | Attribute::FonctionSociale
            | Attribute::RoleUnique
    );
    worded && longer.strip_prefix(shorter).is_some_and(|rest| rest.starts_with(' '))
}
