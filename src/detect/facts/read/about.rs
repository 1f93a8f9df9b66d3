//! Whom a match is about: the person it names, else the one before, else what the text is about.

use std::ops::Range;

use super::Reader;
use crate::detect::facts::attribute::{Attribute, Role};
use crate::detect::facts::machine::MACHINE;
use crate::detect::facts::mark;
use crate::detect::facts::people::is_object;
use crate::detect::facts::rules::{Link, Rule, Value};
use crate::detect::facts::stream::{Sex, Who};

impl Reader<'_> {
    /// Whom a match is about.
    #[expect(
        clippy::too_many_arguments,
        reason = "the place of a match in its sentence, told once"
    )]
    pub(super) fn about(
        &self,
        rule: &Rule,
        link: Link,
        text: &[u8],
        base: usize,
        start: usize,
        at: usize,
        end: usize,
        mentions: &Range<usize>,
        sex: Option<Sex>,
        plural: bool,
    ) -> Vec<usize> {
        let all = &self.stream.mentions;
        let split =
            mentions.start + all[mentions.clone()].partition_point(|mention| mention.at < at);
        let before = || (mentions.start..split).rev();
        // `la société [1], garagiste`: an apposition to a company is no one's.
        if link == Link::Near
            && let Some(last) = before().next()
            && all[last].who == Who::Company
            && all[last].at < base + start
        {
            let gap = &text[all[last].at + 1 - base..start];
            if gap.len() <= 2 {
                return Vec::new();
            }
        }
        // Said of counsel, a judge or a clerk: of no one here.
        let office = text[..start].iter().rposition(|&byte| byte == mark::OFFICE);
        if let Some(place) = office
            && before().next().is_none_or(|last| all[last].at < base + place)
        {
            return Vec::new();
        }
        let agrees = |rank: &usize| {
            self.people.of[*rank].iter().any(|&person| {
                let known = self.people.all[person].sex;
                sex.is_none() || known.is_none() || known == sex || plural
            })
        };
        let someone = |rank: &usize| self.is_someone(*rank) && agrees(rank);
        let near = || before().find(someone);
        let object = |rank: usize| is_object(self.stream, rank, mentions.start);
        // `M. [X], gérant`: an apposition is of whom it stands beside, subject or not.
        if let Some(last) =
            before().next().filter(|&rank| someone(&rank) && all[rank].at < base + start)
        {
            let gap = &text[all[last].at + 1 - base..start];
            let verb = text[start..].starts_with(b"en ");
            if link == Link::Subject && !verb && gap.len() <= 12 && gap.starts_with(b",") {
                return self.people.of[last].clone();
            }
        }
        let chosen = match link {
            Link::Near => near(),
            Link::Subject | Link::Group => {
                before().filter(someone).find(|&rank| !object(rank)).or_else(near)
            }
            Link::Verb => {
                let outside = || before().filter(|&rank| all[rank].at < base + start);
                let subject = outside().filter(someone).find(|&rank| !object(rank));
                subject.or_else(|| outside().find(someone))
            }
        };
        // `la société est propriétaire`: of no one.
        if matches!(
            rule.attribute,
            Attribute::BienImmobilier | Attribute::Revenu | Attribute::FonctionSociale
        ) && link != Link::Near
            && let Some(subject) = before().find(|&rank| !object(rank))
            && all[subject].who == Who::Company
            && chosen.is_none_or(|rank| all[rank].at < all[subject].at)
        {
            return Vec::new();
        }
        // `a vendu à M. [Y] un terrain`: it is now the buyer's.
        let chosen = match near().filter(|&last| Some(last) != chosen) {
            Some(last)
                if matches!(rule.attribute, Attribute::BienImmobilier | Attribute::Vehicule) =>
            {
                let before = &text[..all[last].at - base];
                let near = &before[before.len().saturating_sub(70)..];
                let holds = |words: &[u8]| memchr::memmem::find(near, words).is_some();
                let given = [
                    b" vendu ".as_slice(),
                    b" cede ",
                    b" vend ",
                    b" legue ",
                    b" donne ",
                    b" donation ",
                ];
                let bought = (before.ends_with(b" a ") || holds(b" aux epoux "))
                    && given.into_iter().any(holds)
                    && !holds(b" bail");
                if bought { Some(last) } else { chosen }
            }
            _ => chosen,
        };
        if let Some(rank) = chosen {
            let grouped = plural || link == Link::Group;
            if grouped {
                let group = self.with_joined(rank, mentions.clone());
                // `M. [B] a épousé Mme [C] le`: both.
                return group;
            }
            return self.people.of[rank].clone();
        }
        // Named inside the match, then later in the sentence, then the topic.
        let after = || (split..mentions.end).filter(someone);
        let grouped = |rank: usize| {
            if plural || link == Link::Group {
                self.with_joined(rank, mentions.clone())
            } else {
                self.people.of[rank].clone()
            }
        };
        // `Ses deux filles, Mme [R] et Mme [S]`: whose daughters, the sentence before says.
        let owned = [b"ses ".as_slice(), b"leurs ", b"leur "]
            .iter()
            .any(|own| text[start..].starts_with(own));
        if owned && before().next().is_none() && !self.topic.is_empty() {
            return match text[start] {
                b'l' if self.topic.len() < 2 && self.couple.len() > 1 => self.couple.clone(),
                b'l' => self.topic.clone(),
                _ => self.topic[self.topic.len() - 1..].to_vec(),
            };
        }
        if let Some(rank) = after().find(|&rank| all[rank].at < end) {
            return grouped(rank);
        }
        // `De leur union est issu [Z]`: the child is not the one who has a child.
        if rule.attribute == Attribute::Enfants && link == Link::Group && self.topic.len() > 1 {
            return self.topic.clone();
        }
        let told = before().next().is_some();
        if !told && let Some(rank) = after().find(|&rank| !all[rank].oblique) {
            return grouped(rank);
        }
        let of_property = rule.value == Value::Cadastre
            || rule.attribute == Attribute::BienImmobilier && rule.value == Value::Euros && !told;
        if of_property && !self.owners.is_empty() {
            return self.owners.clone();
        }
        // A line of business in a sentence about no one: premises, references, a convention.
        if rule.attribute == Attribute::Secteur && !told {
            return Vec::new();
        }
        let topic: Vec<usize> = self
            .topic
            .iter()
            .copied()
            .filter(|&person| {
                let known = self.people.all[person].sex;
                sex.is_none() || known.is_none() || known == sex || plural
            })
            .collect();
        if !topic.is_empty() {
            let several = plural || link == Link::Group;
            return if several || topic.len() == 1 {
                topic
            } else {
                topic[topic.len() - 1..].to_vec()
            };
        }
        after().next().map(grouped).unwrap_or_default()
    }

    /// With the other spouse, when a match is about both: `leur union`, `a épousé Mme [X]`, `mariée avec M. [Y]`.
    pub(super) fn both(
        &self,
        rule: &Rule,
        mut people: Vec<usize>,
        text: &[u8],
        base: usize,
        whole: &Range<usize>,
        mentions: &Range<usize>,
    ) -> Vec<usize> {
        let marriage = match rule.value {
            Value::Code(state) => matches!(state, "marié" | "divorcé" | "pacsé" | "0"),
            _ => matches!(
                rule.attribute,
                Attribute::DateMariage | Attribute::DateDivorce | Attribute::Enfants
            ),
        };
        if !marriage || rule.link != Link::Group || people.len() != 1 {
            return people;
        }
        let holds = |words: &[u8]| {
            let from = whole.start.saturating_sub(24);
            memchr::memmem::find(&text[from..whole.end], words).is_some()
        };
        let spouses: Vec<usize> = (0..self.people.all.len())
            .filter(|&person| self.people.all[person].roles.contains(&Role::Epoux))
            .collect();
        let couple =
            if self.couple.len() == 2 || spouses.len() != 2 { &self.couple } else { &spouses };
        let told =
            [b"leur".as_slice(), b"union", b"du couple", b"des epoux", b"mariage", b"divorce "];
        if couple.contains(&people[0]) && told.iter().any(|words| holds(words)) {
            return couple.clone();
        }
        if rule.attribute == Attribute::Enfants {
            return people;
        }
        let inside = mentions.clone().find(|&rank| {
            let at = self.stream.mentions[rank].at;
            let before = &text[..(at - base).min(text.len())];
            at >= base + whole.start
                && at < base + whole.end
                && (before.ends_with(b" avec ") || before.ends_with(b"epouse "))
        });
        let after = MACHINE.partner.find(&text[whole.end..]);
        let after = after.and_then(|found| {
            self.mention_at(base + whole.end + found.name("p").map_or(0, |place| place.start()))
        });
        // `Mme [X] a épousé M. [Y]`: the match is of the one; the other comes before.
        let subject = inside.filter(|&rank| self.people.of[rank] == people).and_then(|rank| {
            (mentions.start..rank).rev().find(|&other| {
                self.is_someone(other) && self.stream.mentions[other].at < base + whole.start
            })
        });
        if let Some(rank) = subject.or(inside).or(after) {
            people.extend(
                self.people.of[rank]
                    .iter()
                    .filter(|other| !people.contains(other))
                    .copied()
                    .collect::<Vec<_>>(),
            );
        }
        people
    }
}
