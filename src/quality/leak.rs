//! Puts invented identities and identifiers back into pseudonymised decisions, with gold.
//!
//! The decisions are real, what leaks is not. Half of the leaks are written as one expects,
//! half in ways meant to escape; the detectors are never asked.

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};

use rand_chacha::ChaCha8Rng;
use rustc_hash::FxHashSet;

use crate::corpus::Decision;
use crate::document::PlaceholderKind;
use crate::document::numbers::WRITTEN_MONTHS;
use crate::document::placeholders;
use crate::taxonomy::Category;

use super::dice::{self, Dice};
use super::draft::{Draft, Edit, Mark, fill_group};
use super::forms::{self, Person, Style};
use super::gold::{Form, GoldSpan, Row};
use super::identifiers::{self, Kind, Twist};
use super::identities::{
    Gender, IdentitySource, Name, NameLists, NamesError, ValueClass, particle, title_case,
};
use super::records::{self, RecordError};
use super::sentences::Sentences;
use super::slots::{self, Cast, Group, Lead, Role};
use super::templates;
use super::way::Way;

/// What is put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Matter {
    Names,
    Identifiers,
}

/// What to put, and where.
#[derive(Debug, Clone)]
pub struct LeakOptions {
    /// Share of the decisions in which something is put, from 0 to 1.
    pub share: f64,
    /// Forms to draw from; none: nothing is put.
    pub forms: Vec<Form>,
    /// Matters to draw from, the first more often; none: nothing is put.
    pub matters: Vec<Matter>,
    /// Sentences that take the place of the program's own, where they have a section.
    pub sentences: Sentences,
}

impl Default for LeakOptions {
    fn default() -> Self {
        Self {
            share: 0.5,
            forms: Form::ALL.to_vec(),
            matters: vec![Matter::Names, Matter::Identifiers],
            sentences: Sentences::default(),
        }
    }
}

/// Puts one to four leaks into a decision, or none (see [`LeakOptions::share`]).
///
/// Gives the decision with its zones shifted, and the gold sorted by start; an empty gold
/// means that the decision is untouched. A leak written at several places has several rows.
/// Only the main text is changed.
pub fn leak(
    decision: &Decision,
    rng: &mut ChaCha8Rng,
    identities: &dyn IdentitySource,
    options: &LeakOptions,
) -> (Decision, Vec<GoldSpan>) {
    const ATTEMPTS: usize = 12;
    let idle = options.forms.is_empty() || options.matters.is_empty() || decision.fields.is_empty();
    if idle || !rng.chance(options.share) {
        return (decision.clone(), Vec::new());
    }
    let mut scene = Scene::new(decision, identities, &options.sentences);
    for _ in 0..rng.weighted(&[(40, 1), (30, 2), (20, 3), (10, 4)]) {
        for _ in 0..ATTEMPTS {
            let form = *rng.one(&options.forms);
            // Names leak in more ways than identifiers: they get more draws.
            let rank = if rng.chance(0.6) { 0 } else { options.matters.len() - 1 };
            let done = match options.matters[rank] {
                Matter::Names => scene.leak_name(rng, form),
                Matter::Identifiers => scene.leak_identifier(rng, form),
            };
            if done.is_some() {
                break;
            }
        }
    }
    scene.draft.finish()
}

/// A decision while leaks are put into it.
struct Scene<'a> {
    text: &'a str,
    identities: &'a dyn IdentitySource,
    sentences: &'a Sentences,
    /// Groups that stand for people whose names must be masked.
    groups: Vec<Group>,
    cast: Cast,
    /// Placeholders of other things than persons.
    others: Vec<(PlaceholderKind, Range<usize>)>,
    /// Where a sentence may follow: after the punctuation that ends a paragraph.
    ends: Vec<usize>,
    /// Ends of the first lines.
    heads: Vec<usize>,
    draft: Draft<'a>,
}

/// What a name stands for at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    Full,
    Given,
    Surname,
}

/// A name is put at all its places when there are no more than these.
const MOST_PLACES: usize = 15;

/// `Some` when something was put.
type Done = Option<()>;

impl<'a> Scene<'a> {
    fn new(
        decision: &'a Decision,
        identities: &'a dyn IdentitySource,
        sentences: &'a Sentences,
    ) -> Self {
        let text = decision.fields.first().map_or("", |field| field.text.as_str());
        let mut groups = slots::groups(text);
        let mut cast = Cast::default();
        cast.add(text, &groups);
        groups.retain(|group| is_private(text, group));
        let others = memchr::memchr_iter(b'[', text.as_bytes())
            .filter_map(|at| placeholders::bracketed(text, at))
            .filter(|found| !found.kind.is_person())
            .map(|found| (found.kind, found.span))
            .collect();
        let heads = memchr::memchr_iter(b'\n', text.as_bytes()).take_while(|&at| at < 1500);
        Self {
            text,
            identities,
            sentences,
            groups,
            cast,
            others,
            ends: paragraph_ends(text),
            heads: heads.collect(),
            draft: Draft::new(decision),
        }
    }

    fn leak_name(&mut self, rng: &mut ChaCha8Rng, form: Form) -> Done {
        if form == Form::Plain {
            return self.at_placeholders(rng);
        }
        let way = *rng.one(Way::HARD_NAMES);
        let sentences = self.sentences.of_way(way);
        if !sentences.is_empty() {
            return self.own_sentence(rng, sentences, way);
        }
        if rng.chance(share_in_place(way))
            && let Some(done) = self.rewritten_in_place(rng, way)
        {
            return Some(done);
        }
        let templates = match way {
            Way::Kinship => templates::KINSHIP,
            Way::Alone => templates::ALONE,
            Way::Capitals if rng.chance(0.7) => templates::CAPITALS,
            Way::LowerCase if rng.chance(0.7) => templates::LOWER,
            Way::EmailLocal => templates::EMAIL,
            Way::InUrl => templates::URL,
            Way::Company => templates::COMPANY,
            Way::FirstNameAlone => templates::FIRST_NAME,
            Way::Nickname => templates::NICKNAME,
            Way::Consorts => templates::CONSORTS,
            Way::CivilStatus => templates::STATUS,
            Way::Versus => templates::VERSUS,
            Way::Exhibit => templates::EXHIBITS,
            Way::Attestation => templates::ATTESTATION,
            Way::TableRow => templates::TABLE,
            Way::Signature => templates::SIGNATURE,
            Way::Glued => templates::GLUED,
            _ if rng.chance(0.5) => templates::FULL_AFTER_CIVILITY,
            _ => templates::NEUTRAL,
        };
        let person = self.person_for(rng, way, None);
        let civil = std::ptr::eq(templates, templates::FULL_AFTER_CIVILITY);
        let extent = if civil && rng.chance(0.5) { Extent::Surname } else { Extent::Full };
        let template = *rng.one::<&str>(templates);
        self.insert(rng, template, way, &person, extent)
    }

    /// Invents someone whose name suits the way.
    fn person_for(&self, rng: &mut ChaCha8Rng, way: Way, gender: Option<Gender>) -> Person {
        let mut person = Person::draw(rng, self.identities, gender);
        match way {
            Way::NoAccents => {
                let accented = |person: &Person| {
                    !person.given.text.is_ascii() || !person.surname.text.is_ascii()
                };
                for _ in 0..20 {
                    if accented(&person) {
                        break;
                    }
                    person = Person::draw(rng, self.identities, Some(person.gender));
                }
            }
            Way::Particle => person.surname = particle(self.identities, rng),
            Way::Hyphen => {
                let other = self.identities.surname(rng);
                let text = format!("{}-{}", person.surname.text, other.text);
                person.surname = Name { text: title_case(&text), class: ValueClass::Compound };
            }
            Way::TwoSurnames => {
                let other = self.identities.surname(rng);
                let text = format!("{} {}", person.surname.text, other.text);
                person.surname = Name { text, class: ValueClass::Compound };
            }
            _ => {}
        }
        person
    }

    /// A plain name at one group of placeholders, or wherever its letters stand.
    fn at_placeholders(&mut self, rng: &mut ChaCha8Rng) -> Done {
        let chosen = self.free_group(rng)?.clone();
        // A party named on every page would weigh more than all other leaks together.
        let everywhere = self.places(&chosen) <= MOST_PLACES && rng.chance(0.5);
        let way = if everywhere { Way::PlaceholderAll } else { Way::PlaceholderOne };
        let gender = chosen.slots.iter().find_map(|slot| self.cast.gender(&slot.letters));
        let person = Person::draw(rng, self.identities, gender);
        let names = self.names_of(rng, &chosen, &person);
        let style = Style::draw(rng);
        let initial = rng.chance(0.08);
        let text = self.text;
        let groups = if everywhere { self.groups.clone() } else { vec![chosen] };
        let mut done = None;
        for group in &groups {
            if !self.draft.is_free(0, &group.span()) {
                continue;
            }
            let full = group.slots.iter().all(|slot| names.contains_key(slot.letters.as_str()));
            let edits = fill_group(text, group, way.as_str(), way.form(), |slot| {
                let (role, name) = names.get(slot.letters.as_str())?;
                let written = match role {
                    Role::Given if initial && full && group.slots.len() > 1 => {
                        forms::initials(&name.text)
                    }
                    Role::Given => style.given(&name.text),
                    Role::Surname => style.surname(&name.text),
                };
                Some((written, name.class))
            });
            for edit in edits {
                self.draft.push(0, edit);
                done = Some(());
            }
        }
        done
    }

    /// A name in a sentence that the caller brought.
    fn own_sentence(&mut self, rng: &mut ChaCha8Rng, sentences: &[String], way: Way) -> Done {
        let sentence = rng.one(sentences);
        let person = self.person_for(rng, way, None);
        let extent = if rng.chance(0.5) { Extent::Full } else { Extent::Surname };
        self.insert(rng, sentence, way, &person, extent)
    }

    /// How many groups hold a letter of this one.
    fn places(&self, chosen: &Group) -> usize {
        let holds = |group: &&Group| {
            let mut letters = group.slots.iter().map(|slot| &slot.letters);
            letters.any(|letters| chosen.slots.iter().any(|slot| slot.letters == *letters))
        };
        self.groups.iter().filter(holds).count()
    }

    /// A word for each letter of a group.
    fn names_of(
        &self,
        rng: &mut ChaCha8Rng,
        group: &Group,
        person: &Person,
    ) -> BTreeMap<String, (Role, Name)> {
        let mut names: BTreeMap<String, (Role, Name)> = BTreeMap::new();
        // A masking that forgets may forget one word of two.
        let only =
            (group.slots.len() > 1 && rng.chance(0.25)).then(|| rng.below(group.slots.len()));
        for (rank, slot) in group.slots.iter().enumerate() {
            if only.is_some_and(|only| only != rank) || names.contains_key(&slot.letters) {
                continue;
            }
            let role = self.cast.role(&slot.letters);
            let taken = names.values().any(|(other, _)| *other == role);
            let name = match role {
                Role::Given if taken => self.identities.given_name(rng, person.gender),
                Role::Given => person.given.clone(),
                Role::Surname if taken => self.identities.surname(rng),
                Role::Surname => person.surname.clone(),
            };
            names.insert(slot.letters.clone(), (role, name));
        }
        names
    }

    /// A group that no leak has used, if any.
    fn free_group(&self, rng: &mut ChaCha8Rng) -> Option<&Group> {
        const ATTEMPTS: usize = 6;
        if self.groups.is_empty() {
            return None;
        }
        (0..ATTEMPTS)
            .map(|_| rng.below(self.groups.len()))
            .map(|at| &self.groups[at])
            .find(|group| self.draft.is_free(0, &group.span()))
    }

    /// A name in a hard writing where placeholders stood.
    fn rewritten_in_place(&mut self, rng: &mut ChaCha8Rng, way: Way) -> Done {
        let wants_given = matches!(way, Way::Kinship | Way::FirstNameAlone);
        let group = if wants_given {
            let given = self.groups.iter().filter(|group| match way {
                Way::Kinship => matches!(group.lead, Lead::Given(_)),
                _ => {
                    group.slots.len() == 1 && self.cast.role(&group.slots[0].letters) == Role::Given
                }
            });
            let free: Vec<&Group> =
                given.filter(|group| self.draft.is_free(0, &group.span())).collect();
            if free.is_empty() {
                return None;
            }
            *rng.one(&free)
        } else {
            self.free_group(rng)?
        };
        let extent = match group.slots.as_slice() {
            _ if wants_given => Extent::Given,
            [slot] if self.cast.role(&slot.letters) == Role::Given => Extent::Given,
            [_] => Extent::Surname,
            _ => Extent::Full,
        };
        // Initials need a first name and a surname: both fit after any civility.
        let initials = matches!(way, Way::InitialSurname | Way::SurnameInitial);
        let extent = if initials { Extent::Full } else { extent };
        if extent == Extent::Given && matches!(way, Way::Particle | Way::TwoSurnames) {
            return None;
        }
        let (at, gender) = (group.span(), self.cast.gender(&group.slots[0].letters));
        let person = self.person_for(rng, way, gender);
        let written = written(rng, way, &person, extent)?;
        let mark = Mark {
            span: 0..written.len(),
            category: Category::PersonnePhysique,
            way: way.as_str(),
            form: way.form(),
            value_class: class_of(&person, extent).as_str(),
        };
        self.draft.push(0, Edit { at, with: written, marks: vec![mark] });
        Some(())
    }

    /// An invented sentence in which a name leaks.
    fn insert(
        &mut self,
        rng: &mut ChaCha8Rng,
        template: &str,
        way: Way,
        person: &Person,
        extent: Extent,
    ) -> Done {
        let other = Person::draw(rng, self.identities, None);
        let words = match template.contains("{w}") {
            true => written(rng, way, person, extent)?,
            false => String::new(),
        };
        let nickname = forms::nickname(person, rng);
        let (text, spans) = templates::render(template, |key| match key {
            "w" => words.clone(),
            "nick" => nickname.clone(),
            _ => match key.strip_suffix('2') {
                Some(key) => agreed(key, &other, rng).unwrap_or_default(),
                None => match agreed(key, person, rng) {
                    Some(word) => word,
                    None => self.filler(key, rng),
                },
            },
        });
        let class = |span: &Range<usize>| {
            let words = text[span.clone()].to_lowercase();
            match way {
                Way::Nickname if words == nickname.to_lowercase() => ValueClass::Nickname,
                _ if words == person.given.text.to_lowercase() => person.given.class,
                _ => person.surname.class,
            }
        };
        let marks = spans
            .into_iter()
            .map(|span| Mark {
                value_class: class(&span).as_str(),
                span,
                category: Category::PersonnePhysique,
                way: way.as_str(),
                form: way.form(),
            })
            .collect();
        self.place(rng, text, marks, way == Way::Versus)
    }

    /// Words of a sentence that leak nothing.
    fn filler(&self, key: &str, rng: &mut ChaCha8Rng) -> String {
        match key {
            "p" => self.party(rng),
            "d" => {
                let year = rng.between(2009, 2024);
                identifiers::date_of(rng, year, None)
            }
            "y" => rng.between(1998, 2023).to_string(),
            "k" => rng.between(2, 60).to_string(),
            "a" => match rng.below(3) {
                0 => format!("{}", rng.between(80, 999)),
                1 => format!("{} {:03}", rng.between(1, 48), rng.between(0, 999)),
                _ => format!(
                    "{} {:03},{:02}",
                    rng.between(1, 9),
                    rng.between(0, 999),
                    rng.below(100)
                ),
            },
            "t" => identifiers::town(rng).1.to_owned(),
            "jj" => rng.between(1, 28).to_string(),
            "jl" => identifiers::in_words(rng.between(2, 28) as u32),
            "mm" => format!("{:02}", rng.between(1, 12)),
            "mois" => (*rng.one(&WRITTEN_MONTHS)).to_owned(),
            "MOIS" => rng.one(&WRITTEN_MONTHS).to_uppercase(),
            "aa" => rng.between(40, 99).to_string(),
            "aaaa" => rng.between(1946, 2019).to_string(),
            "dizaine" => identifiers::in_words(rng.between(41, 99) as u32),
            "unite" => identifiers::in_words(rng.between(2, 23) as u32),
            "domain" => identifiers::mail_domain(rng).to_owned(),
            _ => String::new(),
        }
    }

    /// A party as the decision already calls it: `M. [X]`.
    fn party(&self, rng: &mut ChaCha8Rng) -> String {
        let named: Vec<&Group> = self
            .groups
            .iter()
            .filter(|group| matches!(group.lead, Lead::Civility(Some(_))))
            .collect();
        if named.is_empty() {
            return (*rng.one(&["M. [X]", "Mme [Y]", "[X] [Y]"])).to_owned();
        }
        let group = *rng.one(&named);
        let civility = match group.lead {
            Lead::Civility(Some(Gender::Feminine)) => *rng.one(&["Mme", "Madame"]),
            _ => *rng.one(&["M.", "Monsieur"]),
        };
        format!("{civility} {}", &self.text[group.span()])
    }

    /// Puts a text at the end of a paragraph (or near the head), with what is gold in it.
    fn place(
        &mut self,
        rng: &mut ChaCha8Rng,
        text: String,
        mut marks: Vec<Mark>,
        near_head: bool,
    ) -> Done {
        let spots = if near_head && !self.heads.is_empty() { &self.heads } else { &self.ends };
        let at = match spots.is_empty() {
            true => self.text.trim_end().len(),
            false => *rng.one(spots),
        };
        if !self.draft.is_free(0, &(at..at)) {
            return None;
        }
        let apart = near_head || text.contains('\n') || rng.chance(0.4);
        let lead = match apart {
            true if self.text.contains("\n\n") => "\n\n",
            true => "\n",
            false => " ",
        };
        for mark in &mut marks {
            mark.span = mark.span.start + lead.len()..mark.span.end + lead.len();
        }
        self.draft.push(0, Edit { at: at..at, with: format!("{lead}{text}"), marks });
        Some(())
    }

    fn leak_identifier(&mut self, rng: &mut ChaCha8Rng, form: Form) -> Done {
        let person = Person::draw(rng, self.identities, None);
        if rng.chance(0.45)
            && let Some(done) = self.identifier_in_place(rng, form, &person)
        {
            return Some(done);
        }
        let kind = *rng.one(&Kind::ALL);
        let twist = (form == Form::Hard).then(|| *rng.one(kind.twists()));
        let glued = twist == Some(Twist::Glued);
        let own = self.sentences.of_kind(kind);
        let template = match (glued, own.is_empty()) {
            (true, _) => *rng.one::<&str>(templates::glued_label(kind)),
            (false, true) => *rng.one::<&str>(templates::for_kind(kind)),
            (false, false) => rng.one(own).as_str(),
        };
        // A sentence that writes its own date has no writing to twist.
        let twist = twist.filter(|_| template.contains("{v}"));
        let value = kind.draw(rng, &person, twist);
        let way = twist.map_or(Way::IdSentence, Way::of_twist);
        let (mut text, spans) = templates::render(template, |key| match key {
            "v" => value.text.clone(),
            _ => match agreed(key, &person, rng) {
                Some(word) => word,
                None => self.filler(key, rng),
            },
        });
        if glued && rng.chance(0.5) {
            text.push('.');
        }
        let marks = spans
            .into_iter()
            .map(|span| Mark {
                span,
                category: kind.category(),
                way: way.as_str(),
                form: way.form(),
                value_class: value.class.as_str(),
            })
            .collect();
        self.place(rng, text, marks, false)
    }

    /// An identifier where the placeholder of one stands.
    fn identifier_in_place(&mut self, rng: &mut ChaCha8Rng, form: Form, person: &Person) -> Done {
        let mut kinds: Vec<PlaceholderKind> = Vec::new();
        for (kind, _) in &self.others {
            if !kinds.contains(kind) {
                kinds.push(*kind);
            }
        }
        if kinds.is_empty() {
            return None;
        }
        // Kinds first: addresses are so many that the others would never be drawn.
        let chosen = *rng.one(&kinds);
        let spots: Vec<&Range<usize>> =
            self.others.iter().filter(|(kind, _)| *kind == chosen).map(|(_, at)| at).collect();
        let mut at = (*rng.one(&spots)).clone();
        let kind = kind_in_place(rng, chosen, &self.text[..at.start])?;
        let twists: Vec<Twist> = kind
            .twists()
            .iter()
            .copied()
            .filter(|twist| !matches!(twist, Twist::Glued | Twist::NoKey | Twist::WrongKey))
            .collect();
        let twist = (form == Form::Hard).then(|| *rng.one(&twists));
        let after = &self.text[at.end..];
        let civil = [Kind::BirthDate, Kind::DeathDate, Kind::MarriageDate].contains(&kind);
        let year = if civil { following_year(after) } else { None };
        let town_follows = after.trim_start_matches([' ', '\n', ',', '\u{a0}']).starts_with("[Loc");
        let text = match year {
            // The year stays in clear after the placeholder: it is now part of the date.
            Some((year, width)) => {
                at.end += width;
                identifiers::date_of(rng, year, twist)
            }
            None if kind == Kind::Address && town_follows && twist.is_none() => {
                let (number, street) = identifiers::street(rng, person);
                format!("{number} {street}")
            }
            None => kind.draw(rng, person, twist).text,
        };
        if !self.draft.is_free(0, &at) {
            return None;
        }
        let way = twist.map_or(Way::IdInPlace, Way::of_twist);
        let keyed = kind.twists().contains(&Twist::WrongKey);
        let class = if keyed { ValueClass::ValidKey } else { ValueClass::Keyless };
        let mark = Mark {
            span: 0..text.len(),
            category: kind.category(),
            way: way.as_str(),
            form: way.form(),
            value_class: class.as_str(),
        };
        self.draft.push(0, Edit { at, with: text, marks: vec![mark] });
        Some(())
    }
}

/// How often a hard name is written where placeholders stood, rather than in a sentence.
fn share_in_place(way: Way) -> f64 {
    match way {
        Way::Kinship | Way::FirstNameAlone => 0.4,
        Way::Capitals | Way::LowerCase => 0.4,
        Way::NoAccents
        | Way::Particle
        | Way::Hyphen
        | Way::LineBreak
        | Way::InitialSurname
        | Way::SurnameInitial
        | Way::Ocr
        | Way::TwoSurnames => 0.6,
        _ => 0.0,
    }
}

/// Whether a group stands for someone whose name must be masked. Counsel and the members of
/// the court may stay: a name there is no leak.
fn is_private(text: &str, group: &Group) -> bool {
    const OFFICES: &[&str] = &[
        "avocat",
        "président",
        "conseill",
        "greffi",
        "juge",
        "magistrat",
        "procureur",
        "substitut",
        "assesseur",
        "rapporteur",
        "référendaire",
        "doyen",
        "premier",
        "auditeur",
    ];
    if group.lead == Lead::Civility(None) {
        return false;
    }
    let after = &text[group.span().end..];
    let end = after.char_indices().nth(40).map_or(after.len(), |(at, _)| at);
    let line = after[..end].split('\n').next().unwrap_or_default().to_lowercase();
    let before = &text[..group.span().start];
    let start = before.char_indices().rev().nth(30).map_or(0, |(at, _)| at);
    let lead = before[start..].to_lowercase();
    let firm = ["scp", "selarl", "selas", "selarlu", "cabinet", "me ", "maître"];
    !OFFICES.iter().any(|office| line.contains(office))
        && !firm
            .iter()
            .any(|word| lead.split_inclusive([' ', '\n', '\u{a0}']).any(|w| w.starts_with(word)))
}

/// Where sentences end before a line break, the first tenth of the text left aside.
fn paragraph_ends(text: &str) -> Vec<usize> {
    memchr::memchr_iter(b'\n', text.as_bytes())
        .map(|at| text[..at].trim_end_matches([' ', '\u{a0}', '\r']).len())
        .filter(|&at| at > text.len() / 10)
        .filter(|&at| text[..at].ends_with(['.', ';']) && !text[..at].ends_with(".."))
        .collect()
}

/// The kind that suits a placeholder and the words before it; `None` when nothing does.
fn kind_in_place(rng: &mut ChaCha8Rng, kind: PlaceholderKind, before: &str) -> Option<Kind> {
    let near: String = before.chars().rev().take(40).map(|c| c.to_ascii_lowercase()).collect();
    let near: String = near.chars().rev().collect();
    let says = |word: &str| near.contains(word);
    Some(match kind {
        PlaceholderKind::BirthDate => Kind::BirthDate,
        PlaceholderKind::DeathDate => Kind::DeathDate,
        PlaceholderKind::MarriageDate => Kind::MarriageDate,
        PlaceholderKind::Address => Kind::Address,
        PlaceholderKind::Locality => Kind::Locality,
        PlaceholderKind::Siren if says("siret") => Kind::Siret,
        PlaceholderKind::Siren if says("rcs") => Kind::Rcs,
        PlaceholderKind::Siren => Kind::Siren,
        PlaceholderKind::Phone if says("fax") || says("copie") => Kind::Fax,
        PlaceholderKind::Phone => Kind::Phone,
        PlaceholderKind::Account if says("carte") => Kind::Card,
        PlaceholderKind::Account => *rng.one(&[Kind::Iban, Kind::Rib]),
        PlaceholderKind::Email => Kind::Email,
        PlaceholderKind::WebSite => Kind::Url,
        PlaceholderKind::Cadastre => Kind::Cadastre,
        PlaceholderKind::Plate => *rng.one(&[Kind::PlateSiv, Kind::PlateSiv, Kind::PlateFni]),
        PlaceholderKind::Identifier if says("passeport") => Kind::Passport,
        PlaceholderKind::Identifier if says("identit") => Kind::IdentityCard,
        PlaceholderKind::Identifier if says("allocataire") => Kind::Caf,
        PlaceholderKind::Identifier if says("fiscal") => Kind::TaxNumber,
        PlaceholderKind::Identifier => Kind::Nir,
        _ => return None,
    })
}

/// The year in clear that follows a date's placeholder, with the bytes up to its end.
fn following_year(after: &str) -> Option<(usize, usize)> {
    let year = after.strip_prefix(' ').or_else(|| after.strip_prefix('\u{a0}'))?.get(..4)?;
    let skipped = after.len() - after.trim_start_matches([' ', '\u{a0}']).len();
    let number = year.parse().ok().filter(|number| (1900..2030).contains(number))?;
    Some((number, skipped + 4))
}

fn class_of(person: &Person, extent: Extent) -> ValueClass {
    match extent {
        Extent::Given => person.given.class,
        Extent::Full | Extent::Surname => person.surname.class,
    }
}

/// A name written the way that is asked; `None` when it cannot be.
fn written(rng: &mut ChaCha8Rng, way: Way, person: &Person, extent: Extent) -> Option<String> {
    let (given, surname) = (person.given.text.as_str(), person.surname.text.as_str());
    let usual = |style: Style| match extent {
        Extent::Full => style.full(given, surname),
        Extent::Given => style.given(given),
        Extent::Surname => style.surname(surname),
    };
    let style = Style::draw(rng);
    Some(match way {
        Way::Capitals => match extent {
            Extent::Full if rng.chance(0.4) => {
                Style::SurnameFirst.full(given, surname).to_uppercase()
            }
            _ => usual(Style::Upper),
        },
        Way::LowerCase => usual(Style::Title).to_lowercase(),
        Way::NoAccents => {
            let text = usual(style);
            let bare = forms::without_accents(&text);
            if bare == text {
                return None;
            }
            bare
        }
        Way::LineBreak => {
            let text = usual(style);
            let cut = forms::line_break(&text, rng);
            if cut == text {
                return None;
            }
            cut
        }
        Way::InitialSurname => {
            let initials = forms::initials(given);
            let surname = style.surname(surname);
            match rng.below(4) {
                0 => format!("{initials}{surname}"),
                1 => format!("{} {surname}", initials.replace('.', "")),
                _ => format!("{initials} {surname}"),
            }
        }
        Way::SurnameInitial => {
            let initials = forms::initials(given);
            let surname = style.surname(surname);
            match rng.below(3) {
                0 => format!("{surname} {}", initials.replace('.', "")),
                _ => format!("{surname} {initials}"),
            }
        }
        Way::Ocr => {
            let text = usual(style);
            let damaged = match extent {
                Extent::Full if rng.chance(0.7) => {
                    format!("{} {}", style.given(given), forms::ocr(&style.surname(surname), rng))
                }
                _ => forms::ocr(&text, rng),
            };
            if damaged == text {
                return None;
            }
            damaged
        }
        _ => usual(style),
    })
}

/// The words of a template that depend on a person.
fn agreed(key: &str, person: &Person, rng: &mut ChaCha8Rng) -> Option<String> {
    let feminine = person.gender == Gender::Feminine;
    let (given, surname) = (person.given.text.as_str(), person.surname.text.as_str());
    let either = |f: &str, m: &str| if feminine { f.to_owned() } else { m.to_owned() };
    Some(match key {
        "g" => given.to_owned(),
        "G" => given.to_uppercase(),
        "gl" => given.to_lowercase(),
        "s" => surname.to_owned(),
        "S" => surname.to_uppercase(),
        "sl" => surname.to_lowercase(),
        "n" => Style::draw(rng).full(given, surname),
        "N" => Style::SurnameFirst.full(given, surname),
        "i" => forms::initials(given),
        "local" => identifiers::mailbox(rng, person),
        "slug" => forms::slug(&format!("{given} {surname}")),
        "M" => either("Mme", "M."),
        "Mr" => either("Madame", "Monsieur"),
        "Mrl" => either("madame", "monsieur"),
        "e" => either("e", ""),
        "il" => either("elle", "il"),
        "le" => either("la", "le"),
        "lem" => either("La", "Le"),
        "un" => either("une", "un"),
        "fils" => either("fille", "fils"),
        "pere" => either("mère", "père"),
        "frere" => either("sœur", "frère"),
        "petit" => either("petite", "petit"),
        "epoux" => either("épouse", "époux"),
        "compagnon" => either("compagne", "compagnon"),
        "beau" => either("belle", "beau"),
        "sa" => either("sa", "son"),
        "Sa" => either("Sa", "Son"),
        _ => return None,
    })
}

/// What `filigrane quality leak` is asked.
#[derive(Debug, Clone)]
pub struct LeakArgs {
    /// JSON lines, JSON, plain or compressed; folders; `-` for standard input.
    pub inputs: Vec<PathBuf>,
    /// Where the decisions go, as JSON lines with the fields of the input.
    pub out: PathBuf,
    /// Where the gold goes, as JSON lines.
    pub gold: PathBuf,
    pub seed: u64,
    pub options: LeakOptions,
    /// Lists of names, or folders of them; none: the short lists of the program.
    pub names: Vec<PathBuf>,
    /// Draw names from these lists alone.
    pub only_names: bool,
}

/// What was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeakCounts {
    pub decisions: u64,
    pub leaking: u64,
    /// Gold rows.
    pub spans: u64,
    /// Records left out because their id had been seen.
    pub repeated: u64,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum LeakError {
    #[error(transparent)]
    Names(#[from] NamesError),
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error("{file} : écriture impossible ({source})")]
    Unwritable { file: String, source: std::io::Error },
    #[error("la part des décisions à modifier doit être comprise entre 0 et 1")]
    Share,
    #[error("écriture du compte rendu impossible : {0}")]
    Message(std::io::Error),
}

/// Reads decisions, puts leaks into them, writes decisions and gold, and says how many.
///
/// Both files appear whole or not at all. The same arguments give the same bytes, whatever
/// the order of the inputs does to the order of the lines.
pub fn run_leak(args: &LeakArgs, messages: &mut dyn Write) -> Result<LeakCounts, LeakError> {
    if !(0.0..=1.0).contains(&args.options.share) {
        return Err(LeakError::Share);
    }
    let identities = match args.only_names {
        true => NameLists::read_alone(&args.names)?,
        false => NameLists::read(&args.names)?,
    };
    let mut out = Output::create(&args.out)?;
    let mut gold = Output::create(&args.gold)?;
    let mut seen: FxHashSet<String> = FxHashSet::default();
    let mut counts = LeakCounts::default();
    for file in records::files(&args.inputs)? {
        records::each(&file, |record| -> Result<(), LeakError> {
            if !seen.insert(record.decision.id.clone()) {
                counts.repeated += 1;
                return Ok(());
            }
            let mut rng = dice::for_decision(args.seed, &record.decision.id);
            let (leaked, spans) = leak(&record.decision, &mut rng, &identities, &args.options);
            counts.decisions += 1;
            counts.leaking += u64::from(!spans.is_empty());
            counts.spans += spans.len() as u64;
            if spans.is_empty() {
                let decision_id = leaked.id.as_str().into();
                gold.line(&Row::Untouched { decision_id, untouched: true })?;
            }
            for span in spans {
                gold.line(&Row::Leak(span))?;
            }
            out.line(&record.with(&leaked))
        })?;
    }
    out.publish()?;
    gold.publish()?;
    let LeakCounts { decisions, leaking, spans, repeated } = counts;
    writeln!(messages, "{decisions} décisions, dont {leaking} avec fuite ; {spans} étendues.")
        .map_err(LeakError::Message)?;
    if repeated > 0 {
        writeln!(messages, "{repeated} enregistrements écartés : identifiant déjà rencontré.")
            .map_err(LeakError::Message)?;
    }
    Ok(counts)
}

/// A file of JSON lines that appears once whole.
struct Output {
    path: PathBuf,
    file: std::io::BufWriter<tempfile::NamedTempFile>,
}

impl Output {
    fn create(path: &Path) -> Result<Self, LeakError> {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let file = tempfile::NamedTempFile::new_in(folder).map_err(unwritable(path))?;
        Ok(Self { path: path.to_owned(), file: std::io::BufWriter::new(file) })
    }

    fn line(&mut self, row: &impl serde::Serialize) -> Result<(), LeakError> {
        serde_json::to_writer(&mut self.file, row)
            .map_err(std::io::Error::from)
            .and_then(|()| self.file.write_all(b"\n"))
            .map_err(unwritable(&self.path))
    }

    fn publish(self) -> Result<(), LeakError> {
        let file =
            self.file.into_inner().map_err(|error| unwritable(&self.path)(error.into_error()))?;
        file.as_file().sync_all().map_err(unwritable(&self.path))?;
        file.persist(&self.path).map_err(|error| unwritable(&self.path)(error.error))?;
        Ok(())
    }
}

fn unwritable(path: &Path) -> impl Fn(std::io::Error) -> LeakError {
    let file = path.display().to_string();
    move |source| LeakError::Unwritable { file: file.clone(), source }
}
