//! Who is whose: spouses, partners, parents and children that the text names beside someone.
//!
//! `son épouse, Mme [X]` says that both are married; `leur fils [Y]`, that both have a child. A child that is
//! named counts only where no number of children is given. Must not resolve names: that is for `people`.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Draft, Reader};
use crate::detect::facts::attribute::{Attribute, Role};
use crate::detect::facts::machine::{MACHINE, other};
use crate::detect::facts::stream::{Sex, Who};
use crate::detect::facts::wake::Awake;

/// What a word of kinship makes of the one it is said of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kin {
    Spouse,
    Partner,
    Child,
    Parent,
}

/// Word, kinship, sex.
const WORDS: [(&str, Kin, Option<Sex>); 21] = [
    ("veuf", Kin::Spouse, Some(Sex::Male)),
    ("veuve", Kin::Spouse, Some(Sex::Female)),
    ("epoux", Kin::Spouse, Some(Sex::Male)),
    ("epouse", Kin::Spouse, Some(Sex::Female)),
    ("mari", Kin::Spouse, Some(Sex::Male)),
    ("femme", Kin::Spouse, Some(Sex::Female)),
    ("conjoint", Kin::Spouse, Some(Sex::Male)),
    ("conjointe", Kin::Spouse, Some(Sex::Female)),
    ("compagne", Kin::Partner, Some(Sex::Female)),
    ("compagnon", Kin::Partner, Some(Sex::Male)),
    ("concubin", Kin::Partner, Some(Sex::Male)),
    ("concubine", Kin::Partner, Some(Sex::Female)),
    ("fils", Kin::Child, Some(Sex::Male)),
    ("fille", Kin::Child, Some(Sex::Female)),
    ("filles", Kin::Child, Some(Sex::Female)),
    ("enfant", Kin::Child, None),
    ("enfants", Kin::Child, None),
    ("mere", Kin::Parent, Some(Sex::Female)),
    ("pere", Kin::Parent, Some(Sex::Male)),
    ("parents", Kin::Parent, None),
    ("parent", Kin::Parent, None),
];

/// Children that are named, by parent, with the tokens of the first.
pub(super) type Children = BTreeMap<usize, (Vec<usize>, (usize, usize))>;

impl Reader<'_> {
    /// Reads the kinships of a sentence.
    pub(super) fn kinships(
        &mut self,
        sentence: &Range<usize>,
        mentions: &Range<usize>,
        awake: &Awake<'_>,
    ) {
        let named = mentions.clone().filter(|&rank| self.is_someone(rank)).count();
        if named == 0 {
            return;
        }
        let text = &self.stream.bytes[sentence.clone()];
        if let Some(found) = self.first(other::BORN, text, awake)
            && let Some(place) = found.name("p").or(found.name("q"))
        {
            let at = sentence.start + place.start();
            let before = mentions.clone().filter(|&rank| self.stream.mentions[rank].at < at);
            let named: Vec<usize> =
                before.flat_map(|rank| self.people.of[rank].iter().copied()).collect();
            self.bearers = match (named.len() > 1, self.couple.len() > 1) {
                (true, _) => named,
                (false, true) => self.couple.clone(),
                (false, false) => self.topic.clone(),
            };
            self.bearers.sort_unstable();
            self.bearers.dedup();
            let children = mentions.clone().filter(|&rank| self.stream.mentions[rank].at >= at);
            self.born(&children.collect::<Vec<_>>());
        }
        if let Some(found) = self.first(other::ISSUE, text, awake)
            && let (Some(child), Some(parent)) = (found.name("p"), found.name("q"))
            && let Some(parent) = self.mention_at(sentence.start + parent.start())
            && let Some(child) = self.mention_at(sentence.start + child.start())
        {
            self.bearers = self.with_joined(parent, mentions.clone());
            self.born(&[child]);
        }
        self.told_after(sentence, mentions, awake);
        for (rank, of) in [(other::POSSESSED, false), (other::OF, true)] {
            let Some(ranges) = self.ranges(rank, awake) else { continue };
            let mut from = 0;
            while let Some(found) = MACHINE.others[rank].find_at(text, from, &ranges) {
                let whole = found.range();
                let (Some(word), Some(place)) = (found.name("k"), found.name("p")) else { break };
                // The one named last may be the first of the next.
                from = place.start().max(whole.start + 1);
                let Some(other) = self.mention_at(sentence.start + place.start()) else { continue };
                let plural = found.name("d").is_some_and(|d| d.as_bytes().starts_with(b"leur"));
                let first = if of { self.mention_at(sentence.start + whole.start) } else { None };
                let owners = match first {
                    Some(rank) => self.with_joined(rank, mentions.clone()),
                    None if of => continue,
                    None => self.possessors(sentence.start + whole.start, mentions, plural),
                };
                let Some(&(_, kin, sex)) =
                    WORDS.iter().find(|(known, ..)| known.as_bytes() == word.as_bytes())
                else {
                    continue;
                };
                // `un fils, <P>`, but not `une femme, <P>`.
                if kin != Kin::Child
                    && found.name("d").is_some_and(|d| d.as_bytes().starts_with(b"un"))
                {
                    continue;
                }
                // `<P>, mère de <P>` says of the first what `sa mère <P>` says of the second.
                let (subjects, objects) = if of {
                    (self.listed(other, mentions), owners)
                } else {
                    (owners, self.listed(other, mentions))
                };
                self.relate(&subjects, &objects, kin, sex, found.name("ex").is_some(), other);
            }
        }
    }

    /// Kinships told after the name, and partners who live together.
    fn told_after(&mut self, sentence: &Range<usize>, mentions: &Range<usize>, awake: &Awake<'_>) {
        let text = &self.stream.bytes[sentence.clone()];
        let mut told: Vec<usize> = Vec::new();
        for rank in [other::AFTER, other::TOGETHER] {
            let Some(ranges) = self.ranges(rank, awake) else { continue };
            let mut from = 0;
            while let Some(found) = MACHINE.others[rank].find_at(text, from, &ranges) {
                from = found.range().end;
                let Some(place) = found.name("p") else { continue };
                let Some(other) = self.mention_at(sentence.start + place.start()) else { continue };
                // The one before who is no relative of that kind himself.
                let owner = (mentions.start..other).rev().find(|&rank| {
                    self.is_someone(rank)
                        && !told.contains(&rank)
                        && self.stream.mentions[rank].who != Who::Company
                });
                let owners = owner.map_or_else(
                    || self.topic[self.topic.len().saturating_sub(1)..].to_vec(),
                    |rank| self.people.of[rank].clone(),
                );
                let word = found.name("k").map_or(b"compagne".as_slice(), |word| word.as_bytes());
                let kin = WORDS.iter().find(|(known, ..)| known.as_bytes() == word);
                let Some(&(_, kin, sex)) = kin else { continue };
                let sex = sex.filter(|_| found.name("k").is_some());
                told.push(other);
                let objects = self.people.of[other].clone();
                self.relate(&owners, &objects, kin, sex, found.name("ex").is_some(), other);
            }
        }
    }

    /// Children of those whose children the text was naming.
    pub(super) fn born(&mut self, mentions: &[usize]) {
        let parents = self.bearers.clone();
        for &rank in mentions {
            let mention = &self.stream.mentions[rank];
            if !matches!(mention.who, Who::Letters(_) | Who::Name(_)) {
                continue;
            }
            let children: Vec<usize> =
                self.people.of[rank].iter().copied().filter(|one| !parents.contains(one)).collect();
            for &child in &children {
                self.people.all[child].add_role(Role::Enfant);
            }
            self.have(&parents, &children, mention.tokens);
        }
    }

    /// Whom `son`, `sa`, `leur` mean at a place.
    fn possessors(&self, at: usize, mentions: &Range<usize>, plural: bool) -> Vec<usize> {
        let all = &self.stream.mentions;
        let before =
            || mentions.clone().rev().filter(|&rank| all[rank].at < at && self.is_someone(rank));
        // `à M. [Y], promoteur, et à son épouse`
        let beside = before().next().filter(|&rank| {
            let gap = &self.stream.bytes[all[rank].at + 1..at];
            gap.len() <= 40 && (gap.ends_with(b" et ") || gap.ends_with(b" et a "))
                || gap.len() <= 2
        });
        let subject = beside
            .or_else(|| before().find(|&rank| !all[rank].oblique))
            .or_else(|| before().next());
        match subject {
            Some(rank) if plural => {
                let joined = self.with_joined(rank, mentions.clone());
                if joined.len() > 1 || self.couple.is_empty() {
                    joined
                } else {
                    self.couple.clone()
                }
            }
            Some(rank) => self.people.of[rank].clone(),
            None if plural && self.couple.len() > 1 => self.couple.clone(),
            None => self.topic.clone(),
        }
    }

    /// People of a list that begins at a mention: `[A], [B] et [C]`, `[A] (12 ans) et [B]`.
    fn listed(&self, first: usize, mentions: &Range<usize>) -> Vec<usize> {
        let all = &self.stream.mentions;
        let mut people = self.people.of[first].clone();
        for rank in first + 1..mentions.end {
            let gap = &self.stream.bytes[all[rank - 1].at + 1..all[rank].at];
            let age = gap.starts_with(b" (") && gap.len() < 24;
            let next = matches!(gap, b", " | b" et " | b" et de " | b", et ")
                || age
                    && (gap.ends_with(b") et ")
                        || gap.ends_with(b") et de ")
                        || gap.ends_with(b"), "));
            if !next || !matches!(all[rank].who, Who::Letters(_) | Who::Name(_)) {
                break;
            }
            people.extend(&self.people.of[rank]);
        }
        people
    }

    /// Writes what a kinship says: `objects` are the spouse, the child or the parent of `subjects`.
    fn relate(
        &mut self,
        subjects: &[usize],
        objects: &[usize],
        kin: Kin,
        sex: Option<Sex>,
        ex: bool,
        mention: usize,
    ) {
        let tokens = self.stream.mentions[mention].tokens;
        if subjects.is_empty() || objects.iter().any(|person| subjects.contains(person)) {
            return;
        }
        let role = match kin {
            Kin::Spouse | Kin::Partner => Role::Epoux,
            Kin::Child => Role::Enfant,
            Kin::Parent => Role::Parent,
        };
        for &person in objects {
            self.people.all[person].add_role(role);
            if self.people.all[person].sex.is_none() && sex.is_some() && objects.len() == 1 {
                self.people.all[person].sex = sex;
                self.people.all[person].sex_at = Some(tokens);
            }
        }
        let state = match (kin, ex) {
            (Kin::Spouse, false) => "marié",
            (Kin::Spouse, true) => "divorcé",
            (Kin::Partner, false) => "concubin",
            (Kin::Partner, true) => "séparé",
            (Kin::Child, _) => return self.have(subjects, objects, tokens),
            (Kin::Parent, _) => return self.have(objects, subjects, tokens),
        };
        let ([one], [other]) = (subjects, objects) else { return };
        for &person in [one, other] {
            self.drafts.push(Draft {
                person,
                attribute: Attribute::SituationFamiliale,
                value: state.to_owned(),
                level: 0,
                tokens,
                confidence: 0.75,
                rank: 900,
            });
        }
        self.couple = vec![*one, *other];
        if kin == Kin::Spouse && !ex {
            self.spouses.push((*one, *other));
        }
    }

    /// Parents who have these children.
    fn have(&mut self, parents: &[usize], children: &[usize], tokens: (usize, usize)) {
        for &parent in parents {
            let (known, _) = self.children.entry(parent).or_insert_with(|| (Vec::new(), tokens));
            for &child in children {
                if !known.contains(&child) {
                    known.push(child);
                }
            }
        }
    }

    /// The spouse of someone who died is a widow or a widower.
    pub(super) fn widowed(&mut self) {
        let dead = |person: usize| {
            let mut all = self.drafts.iter();
            all.find(|draft| draft.person == person && draft.attribute == Attribute::DateDeces)
        };
        let mut widowed: Vec<Draft> = Vec::new();
        for &(one, other) in &self.spouses {
            let (gone, left) = match (dead(one), dead(other)) {
                (Some(gone), None) => (gone, other),
                (None, Some(gone)) => (gone, one),
                _ => continue,
            };
            widowed.push(Draft {
                person: left,
                attribute: Attribute::SituationFamiliale,
                value: "veuf".to_owned(),
                level: 0,
                tokens: gone.tokens,
                confidence: 0.65,
                rank: 901,
            });
        }
        self.drafts.append(&mut widowed);
    }

    /// The number of children of those whom no sentence gave a number.
    pub(super) fn named_children(&mut self) {
        for (person, (children, tokens)) in std::mem::take(&mut self.children) {
            let told = self
                .drafts
                .iter()
                .any(|draft| draft.person == person && draft.attribute == Attribute::Enfants);
            if !told {
                self.drafts.push(Draft {
                    person,
                    attribute: Attribute::Enfants,
                    value: children.len().to_string(),
                    level: 0,
                    tokens,
                    confidence: 0.7,
                    rank: 900,
                });
            }
        }
    }
}
