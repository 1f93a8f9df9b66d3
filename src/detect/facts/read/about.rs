//! Whom a match is about: the person it names, else the one before, else what the text is about.

use std::ops::Range;

use super::Reader;
use crate::detect::facts::attribute::Attribute;
use crate::detect::facts::rules::{Link, Rule, Value};
use crate::detect::facts::stream::{Sex, Who, mark};

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
        {
            let gap = &text[(all[last].at + 1 - base).min(start)..start];
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
        let chosen = match link {
            Link::Near => near(),
            Link::Subject | Link::Group => {
                before().filter(someone).find(|&rank| !all[rank].oblique).or_else(near)
            }
        };
        // `a vendu à M. [Y] un terrain`: it is now the buyer's.
        let chosen = match (rule.attribute, near()) {
            (Attribute::BienImmobilier, Some(last)) if Some(last) != chosen => {
                let before = &text[..all[last].at - base];
                let given = [" vendu a ", " cede a ", " vend a ", " legue a ", " donne a "];
                if given.iter().any(|words| before.ends_with(words.as_bytes())) {
                    Some(last)
                } else {
                    chosen
                }
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
        if rule.value == Value::Cadastre && !self.owners.is_empty() {
            return self.owners.clone();
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
}
