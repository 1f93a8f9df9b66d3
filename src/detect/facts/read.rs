//! From expressions to facts: which rules a sentence is worth, and what a match of each gives.
//!
//! Whom it is about is in `about`, what its value is in `values`, what comes of all values in `settle`.

mod about;
mod kin;
mod settle;
mod values;

use std::ops::{Range, RangeInclusive};

use crate::document::{Case, Token, View};
use crate::lexicon::Lexicon;

use super::Fact;
use super::attribute::{Attribute, Role};
use super::expression::Found;
use super::machine::{MACHINE, other};
use super::mark;
use super::people::{People, is_object, joined};
use super::rules::{Link, RULES, Value};
use super::stream::{self, Sex, Stream, Who};
use super::wake::{Awake, Memory, holds};

/// A fact before its offsets are counted.
struct Draft {
    person: usize,
    attribute: Attribute,
    value: String,
    level: i64,
    tokens: (usize, usize),
    confidence: f32,
    /// Rank of the rule: the earlier, the surer.
    rank: usize,
}

/// Reads the facts of a text.
pub(super) fn read(view: &View<'_>, lexicon: Option<&Lexicon>) -> Vec<Fact> {
    let mut memory = Memory::take();
    let facts = read_with(view, lexicon, &mut memory);
    memory.keep();
    facts
}

fn read_with(view: &View<'_>, lexicon: Option<&Lexicon>, memory: &mut Memory) -> Vec<Fact> {
    let stream = stream::build(view, &MACHINE.wakes, memory);
    let facts = if stream.mentions.is_empty() {
        Vec::new()
    } else {
        of_people(view, lexicon, &stream, memory)
    };
    memory.keep_stream(stream);
    facts
}

fn of_people(
    view: &View<'_>,
    lexicon: Option<&Lexicon>,
    stream: &Stream,
    memory: &Memory,
) -> Vec<Fact> {
    let people = People::read(stream);
    let mut reader = Reader {
        view,
        tokens: view.tokens(),
        stream,
        memory,
        people,
        lexicon,
        topic: Vec::new(),
        owners: Vec::new(),
        couple: Vec::new(),
        children: kin::Children::new(),
        spouses: Vec::new(),
        bearers: Vec::new(),
        births: false,
        drafts: Vec::new(),
    };
    reader.run();
    reader.named_children();
    reader.widowed();
    reader.sexes();
    reader.settle();
    reader.publish()
}

struct Reader<'t> {
    view: &'t View<'t>,
    tokens: &'t [Token],
    stream: &'t Stream,
    memory: &'t Memory,
    people: People,
    lexicon: Option<&'t Lexicon>,
    /// Whom the last sentences were about.
    topic: Vec<usize>,
    /// Who holds the last property that was named.
    owners: Vec<usize>,
    /// The last two people who were named together, or as spouses.
    couple: Vec<usize>,
    /// People married to one another.
    spouses: Vec<(usize, usize)>,
    /// Children that were named.
    children: kin::Children,
    /// Whose children the last sentences named.
    bearers: Vec<usize>,
    /// Whether the last sentence gave the birth of children.
    births: bool,
    drafts: Vec<Draft>,
}

impl Reader<'_> {
    fn run(&mut self) {
        let machine = &*MACHINE;
        let stream = self.stream;
        let mut wakes = stream.wakes.iter().peekable();
        let mut mention = 0;
        let mut awake = Awake::default();
        for sentence in &stream.sentences {
            awake.clear();
            while let Some(&wake) = wakes.next_if(|wake| (wake.at as usize) < sentence.end) {
                machine.wakes.look(self.memory, &stream.bytes, sentence, wake, &mut awake);
            }
            let holds = awake.woken.holds;
            let first = mention;
            while stream.mentions.get(mention).is_some_and(|one| one.at < sentence.end) {
                mention += 1;
            }
            self.pair(&(first..mention));
            if holds & holds::KIN != 0 && holds & holds::PERSON != 0 {
                self.kinships(sentence, &(first..mention), &awake);
            }
            self.sentence(sentence, first..mention, &awake);
            self.turn(first..mention);
        }
    }

    /// Whom the next sentences are about, when they do not say.
    fn turn(&mut self, mentions: Range<usize>) {
        let about = |rank: &usize| {
            !self.people.of[*rank].is_empty() && self.stream.mentions[*rank].who != Who::Company
        };
        let subject = mentions
            .clone()
            .filter(about)
            .find(|&rank| !is_object(self.stream, rank, mentions.start))
            .or_else(|| mentions.clone().find(about));
        if let Some(rank) = subject {
            self.topic = self.with_joined(rank, mentions);
        }
    }

    /// Keeps the two people that a sentence joins: what « leur union » will mean.
    fn pair(&mut self, mentions: &Range<usize>) {
        let child = |person: &usize| self.people.all[*person].roles.contains(&Role::Enfant);
        for rank in mentions.clone().skip(1) {
            if !joined(self.stream, rank) || !self.is_someone(rank) || !self.is_someone(rank - 1) {
                continue;
            }
            let two = self.with_joined(rank, mentions.clone());
            if two.len() == 2 && !two.iter().any(child) {
                self.couple = two;
                return;
            }
        }
    }

    /// Someone, with those that « et » joins to them.
    fn with_joined(&self, rank: usize, mentions: Range<usize>) -> Vec<usize> {
        let (mut from, mut to) = (rank, rank);
        // Over the role that stands between two names: `M. [X] et son épouse, Mme [Y]`.
        let own = |rank: usize| self.stream.mentions[rank].possessed;
        while from > mentions.start && joined(self.stream, from) && self.is_someone(from - 1) {
            from -= if own(from - 1) && from > mentions.start + 1 { 2 } else { 1 };
        }
        while to + 1 < mentions.end {
            let next = if own(to + 1) && to + 2 < mentions.end { to + 2 } else { to + 1 };
            if !joined(self.stream, next) || !self.is_someone(next) {
                break;
            }
            to = next;
        }
        let mut people: Vec<usize> =
            (from..=to).flat_map(|rank| self.people.of[rank].iter().copied()).collect();
        people.sort_unstable();
        people.dedup();
        people
    }

    fn is_someone(&self, rank: usize) -> bool {
        !self.people.of[rank].is_empty()
    }

    /// Where a sentence begins to speak of someone: at once, at the first name when it speaks of the law or of
    /// anyone, never when it is a hypothesis.
    fn spoken(
        &self,
        text: &[u8],
        base: usize,
        mentions: &Range<usize>,
        awake: &Awake<'_>,
    ) -> usize {
        if self.holds(other::HYPOTHESIS, text, awake) {
            return usize::MAX;
        }
        if !self.holds(other::GENERAL, text, awake) {
            return 0;
        }
        let named = |rank: &usize| {
            matches!(self.stream.mentions[*rank].who, Who::Letters(_) | Who::Name(_))
        };
        let first = mentions.clone().find(named);
        first.map_or(usize::MAX, |rank| self.stream.mentions[rank].at - base)
    }

    /// Where in a sentence an expression that is no rule's may match: `None` when it cannot.
    fn ranges(&self, rank: usize, awake: &Awake<'_>) -> Option<Vec<RangeInclusive<usize>>> {
        let wakes = &MACHINE.wakes;
        let rank = RULES.len() + rank;
        wakes.able(rank, awake).then(|| {
            let mut ranges = Vec::new();
            wakes.ranges(rank, awake, &mut ranges);
            ranges
        })
    }

    /// What such an expression finds first in a sentence.
    fn first<'s>(&self, rank: usize, text: &'s [u8], awake: &Awake<'_>) -> Option<Found<'s>> {
        MACHINE.others[rank].find_at(text, 0, &self.ranges(rank, awake)?)
    }

    /// Whether a sentence holds such an expression.
    fn holds(&self, rank: usize, text: &[u8], awake: &Awake<'_>) -> bool {
        self.ranges(rank, awake).is_some_and(|ranges| MACHINE.others[rank].is_in(text, &ranges))
    }

    fn sentence(&mut self, sentence: &Range<usize>, mentions: Range<usize>, awake: &Awake<'_>) {
        let machine = &*MACHINE;
        let text = &self.stream.bytes[sentence.clone()];
        let mut births = false;
        let mut given: Vec<Attribute> = Vec::new();
        // Where what is said begins to be of someone; looked for once something matches.
        let mut spoken: Option<usize> = None;
        let mut ranges = Vec::new();
        for rank in awake.woken.rules.ranks() {
            if !machine.wakes.able(rank, awake) {
                continue;
            }
            let compiled = &machine.rules[rank];
            let rule = compiled.rule;
            if rule.fallback && given.contains(&rule.attribute) || rule.follows && !self.births {
                continue;
            }
            machine.wakes.ranges(rank, awake, &mut ranges);
            let mut given_here = false;
            let mut from = spoken.unwrap_or(0);
            while from <= text.len() {
                let Some(found) = compiled.expression.find_at(text, from, &ranges) else { break };
                let Some(value) = found.name("v") else { break };
                let whole = found.range();
                if !compiled.holds_together(&found) {
                    from = whole.start + 1;
                    continue;
                }
                let first = *spoken
                    .get_or_insert_with(|| self.spoken(text, sentence.start, &mentions, awake));
                if whole.start < first {
                    from = first;
                    continue;
                }
                given_here |= self.apply(rank, text, sentence.start, &mentions, &found, awake);
                // What follows a value may begin with what ended it: `, née …, mariée`.
                from = value.end().max(whole.start + 1).max(from + 1);
            }
            if given_here && rule.follows {
                self.born(&mentions.clone().collect::<Vec<_>>());
            }
            if given_here {
                given.push(rule.attribute);
                births |= rule.attribute == Attribute::DateNaissance;
            }
        }
        self.births = births;
    }

    fn apply(
        &mut self,
        rank: usize,
        text: &[u8],
        base: usize,
        mentions: &Range<usize>,
        matched: &Found<'_>,
        awake: &Awake<'_>,
    ) -> bool {
        let rule = MACHINE.rules[rank].rule;
        let whole = matched.range();
        let Some(value) = matched.name("v") else { return false };
        if MACHINE.rules[rank].is_void(&text[whole.clone()]) {
            return false;
        }
        let before = &text[..whole.start];
        let just_before = &text[..value.start()];
        if rule.not_after.iter().any(|words| {
            before.ends_with(words.as_bytes()) || just_before.ends_with(words.as_bytes())
        }) {
            return false;
        }
        if rule.not_before.iter().any(|words| text[whole.end..].starts_with(words.as_bytes())) {
            return false;
        }
        if rule.attribute == Attribute::Profession
            && rule.value == Value::Phrase
            && !self.apposed(text, base, whole.start, mentions)
        {
            return false;
        }
        // `son mari est mort`: said of someone who is not named.
        let last =
            mentions.clone().rfind(|&rank| self.stream.mentions[rank].at < base + whole.start);
        let relative_known =
            last.is_some_and(|rank| self.stream.mentions[rank].possessed && self.is_someone(rank));
        if matched.name("p").is_none()
            && !relative_known
            && (text[whole.start] != mark::PERSON && beside(other::RELATIVE, before, awake)
                || beside(other::RELATIVE, just_before, awake))
        {
            return false;
        }
        let bodily = matches!(
            rule.attribute,
            Attribute::Sante | Attribute::TauxIncapacite | Attribute::Profession | Attribute::Age
        );
        if bodily && matched.name("p").is_none() && beside(other::UNNAMED, just_before, awake) {
            return false;
        }
        if matched.name("a").is_some_and(|a| !self.acute(base + a.start())) {
            return false;
        }
        let sex = matched.name("f").map(|f| if f.is_empty() { Sex::Male } else { Sex::Female });
        let plural = matched.name("s").is_some_and(|s| !s.is_empty());
        // `divorcée`, in the singular, is said of one of two.
        let link = match matched.name("s") {
            Some(s) if s.is_empty() && rule.link == Link::Group => Link::Near,
            _ => rule.link,
        };
        let at = base + value.start();
        let inside = matched.name("p").map(|p| base + p.start());
        let people = match inside.and_then(|place| self.mention_at(place)) {
            Some(mention) => {
                if link == Link::Group {
                    self.with_joined(mention, mentions.clone())
                } else {
                    self.people.of[mention].clone()
                }
            }
            None => self.about(
                rule,
                link,
                text,
                base,
                whole.start,
                at,
                base + whole.end,
                mentions,
                sex,
                plural,
            ),
        };
        let people = self.both(rule, people, text, base, &whole, mentions);
        // A marriage is of two, and so are parents: `leurs filles` after a list of heirs is of no one known.
        let of_two = matches!(
            rule.attribute,
            Attribute::Enfants | Attribute::DateMariage | Attribute::DateDivorce
        );
        if people.is_empty() || of_two && people.len() > 2 {
            return false;
        }
        if let (Some(sex), [person], false) = (sex, people.as_slice(), plural)
            && self.people.all[*person].sex.is_none()
        {
            self.people.all[*person].sex = Some(sex);
            let token = self.stream.token_at(base + whole.start);
            self.people.all[*person].sex_at = Some((token, token));
        }
        let mut values = self.values(rule, text, base, value.range());
        // `deux autres enfants`: beside those that were named, or the one meant.
        if rule.attribute == Attribute::Enfants
            && memchr::memmem::find(&text[whole], b" autres ").is_some()
        {
            let known = people.iter().filter_map(|one| self.children.get(one));
            let known = known.map(|(children, _)| children.len()).max().unwrap_or(1);
            for (count, ..) in &mut values {
                if let Ok(others) = count.parse::<usize>() {
                    *count = (others + known).to_string();
                }
            }
        }
        let found = !values.is_empty();
        for (value, level, tokens) in values {
            for &person in &people {
                self.drafts.push(Draft {
                    person,
                    attribute: rule.attribute,
                    value: value.clone(),
                    level,
                    tokens,
                    confidence: rule.confidence,
                    rank,
                });
            }
        }
        if found {
            if let Some(role) = role_of(rule.attribute) {
                people.iter().for_each(|&person| self.people.all[person].add_role(role));
            }
            if rule.attribute == Attribute::BienImmobilier {
                self.owners = people;
            } else if matches!(rule.attribute, Attribute::DateMariage | Attribute::DateDivorce)
                && people.len() == 2
            {
                self.couple = people;
            }
        }
        found
    }

    /// Whether a trade between commas can be said of the person before: close by, or at the end of a civil status.
    fn apposed(&self, text: &[u8], base: usize, start: usize, mentions: &Range<usize>) -> bool {
        if !matches!(text[start], b',' | b'(' | b')') {
            return true;
        }
        const STATUS: [&[u8]; 12] = [
            b"ne ",
            b"nee ",
            b"ne(e) ",
            b"de nationalite",
            b"age",
            b"demeur",
            b"domicili",
            b"celibataire",
            b"marie",
            b"divorce",
            b"veu",
            b"ressortissant",
        ];
        let last = mentions.clone().rfind(|&rank| self.stream.mentions[rank].at < base + start);
        let Some(last) = last else {
            return STATUS.iter().any(|words| text.starts_with(words));
        };
        let gap = &text[self.stream.mentions[last].at + 1 - base..start];
        let begins = gap.iter().position(|byte| !b" ,(".contains(byte)).unwrap_or(gap.len());
        // `M. [X], titulaire d'un brevet, technicien`: appositions one after the other, without a verb.
        const VERBS: [&[u8]; 10] = [
            b" a ",
            b" est ",
            b" ont ",
            b" sont ",
            b" avait ",
            b" etait ",
            b" que ",
            b" par ",
            b" ou ",
            b" contre ",
        ];
        let chain = gap.starts_with(b",")
            && gap.len() <= 90
            && !VERBS.iter().any(|verb| memchr::memmem::find(gap, verb).is_some());
        gap.len() <= 40 || chain || STATUS.iter().any(|words| gap[begins..].starts_with(words))
    }

    /// Whether the word at a byte of the stream ends in an acute *e* (`marié`, `mariées`).
    fn acute(&self, at: usize) -> bool {
        let token = &self.tokens[self.stream.token_at(at.saturating_sub(1))];
        let word = token.text(&self.view.text);
        let stem = word.trim_end_matches(['s', 'S']).trim_end_matches(['e', 'E']);
        stem.ends_with(['é', 'É']) || token.case() == Some(Case::Upper)
    }

    fn mention_at(&self, at: usize) -> Option<usize> {
        let rank = self.stream.mentions.binary_search_by_key(&at, |mention| mention.at).ok()?;
        self.is_someone(rank).then_some(rank)
    }
}

/// Whether the last words are those of an expression that no name stands before: `M. [X], son cousin,` is named.
fn beside(rank: usize, before: &[u8], awake: &Awake<'_>) -> bool {
    let machine = &*MACHINE;
    if !machine.wakes.able(RULES.len() + rank, awake) {
        return false;
    }
    let near = tail(before);
    machine.others[rank].find(near).is_some_and(|found| {
        let start = found.range().start;
        !near[..start].ends_with(b"\x01, ") && !near[..=start].ends_with(b"\x01,")
    })
}

/// The last bytes of a text, enough for a few words.
fn tail(text: &[u8]) -> &[u8] {
    &text[text.len().saturating_sub(100)..]
}

fn role_of(attribute: Attribute) -> Option<Role> {
    Some(match attribute {
        Attribute::DateEmbauche
        | Attribute::DateLicenciement
        | Attribute::Anciennete
        | Attribute::Employeur => Role::Salarie,
        Attribute::Infraction => Role::Prevenu,
        Attribute::DateMariage | Attribute::DateDivorce => Role::Epoux,
        Attribute::DateAccident => Role::Victime,
        Attribute::FonctionSociale => Role::Associe,
        _ => return None,
    })
}
