//! Where persons stood in a pseudonymised text: placeholders, side by side, with the cues
//! around them that tell a first name from a surname and a woman from a man.
//!
//! Works on texts as published, so that offsets need no way back.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::document::placeholders::{self, PlaceholderKind};

use super::identities::Gender;

/// A person's placeholder.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    /// Bytes of the text, brackets or dots included.
    pub span: Range<usize>,
    /// The letters: the same person's same word has the same letters all along.
    pub letters: String,
}

/// Placeholders side by side: one person as a rule.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub slots: Vec<Slot>,
    pub lead: Lead,
}

impl Group {
    pub fn span(&self) -> Range<usize> {
        self.slots[0].span.start..self.slots[self.slots.len() - 1].span.end
    }
}

/// What the word before a group says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead {
    /// `M.`, `Mme`, `Maître`…: a full name, or a surname alone.
    Civility(Option<Gender>),
    /// `consorts`, `épouse`, `née`, `société`…: a surname.
    Surname(Option<Gender>),
    /// `fils`, `l'enfant`, `prénommée`…: a first name, or a full name.
    Given(Option<Gender>),
    /// A capitalised word that is not a civility, as in `Michel Y...`.
    Capitalised,
    Other,
}

/// What a letter stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Role {
    Given,
    Surname,
}

/// Finds the groups of a text, in order.
pub(super) fn groups(text: &str) -> Vec<Group> {
    let mut found: Vec<Group> = Vec::new();
    for slot in slots(text) {
        if let Some(group) = found.last_mut() {
            let gap = &text[group.span().end..slot.span.start];
            if matches!(gap, " " | "\u{a0}" | "  " | "-" | " - ") {
                group.slots.push(slot);
                continue;
            }
        }
        let lead = lead(&text[..slot.span.start]);
        found.push(Group { slots: vec![slot], lead });
    }
    found
}

fn slots(text: &str) -> Vec<Slot> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut next = 0;
    for at in memchr::memchr3_iter(b'[', b'.', 0xE2, bytes) {
        if at < next {
            continue;
        }
        let slot = if bytes[at] == b'[' { bracketed(text, at) } else { old(text, at) };
        if let Some(slot) = slot {
            next = slot.span.end;
            found.push(slot);
        }
    }
    found
}

fn bracketed(text: &str, at: usize) -> Option<Slot> {
    let found = placeholders::bracketed(text, at)?;
    if found.kind != PlaceholderKind::Person {
        return None;
    }
    let letters = text[found.span.start + 1..found.span.end - 1].to_owned();
    Some(Slot { span: found.span, letters })
}

/// `X...` whose dots begin at `at`.
fn old(text: &str, at: usize) -> Option<Slot> {
    let bytes = text.as_bytes();
    let letters = bytes[..at].iter().rev().take(4).take_while(|b| b.is_ascii_uppercase()).count();
    if letters == 0 || letters > 3 {
        return None;
    }
    let start = at - letters;
    // A letter or a digit before: the capitals end a longer word.
    if text[..start].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '.') {
        return None;
    }
    let found = placeholders::old_style(text, start, at)?;
    let real = found.kind == PlaceholderKind::OldPerson && bytes.get(found.span.end) != Some(&b'.');
    real.then(|| Slot { span: found.span, letters: text[start..at].to_owned() })
}

/// Reads the word that ends `before`.
fn lead(before: &str) -> Lead {
    let before = before.trim_end_matches([' ', '\u{a0}', '\u{202f}', ':', '«', '"', ',']);
    let start = before
        .char_indices()
        .rev()
        .take(24)
        .take_while(|(_, c)| c.is_alphanumeric() || matches!(c, '.' | '-'))
        .last()
        .map_or(before.len(), |(at, _)| at);
    let word = &before[start..];
    if word.is_empty() || word.len() > 24 {
        return Lead::Other;
    }
    use Gender::{Feminine, Masculine};
    match word.to_lowercase().trim_end_matches('.') {
        "m" | "mr" | "monsieur" | "sieur" => Lead::Civility(Some(Masculine)),
        "mme" | "madame" | "mlle" | "mademoiselle" | "dame" => Lead::Civility(Some(Feminine)),
        "mm" | "messieurs" => Lead::Civility(Some(Masculine)),
        "mmes" | "mesdames" => Lead::Civility(Some(Feminine)),
        "maître" | "maitre" | "me" | "docteur" | "dr" | "professeur" | "pr" => {
            Lead::Civility(None)
        }
        "épouse" | "née" | "veuve" | "ép" | "vve" => Lead::Surname(Some(Feminine)),
        "époux" | "consorts" | "famille" | "divorcée" | "société" | "sarl" | "selarl" | "scp"
        | "cabinet" | "feu" | "indivision" | "succession" => Lead::Surname(None),
        "fils" | "frère" | "petit" | "père" | "neveu" | "prénommé" => {
            Lead::Given(Some(Masculine))
        }
        "fille" | "sœur" | "petite" | "mère" | "nièce" | "prénommée" => {
            Lead::Given(Some(Feminine))
        }
        "enfant" | "enfants" | "mineur" | "mineure" => Lead::Given(None),
        _ => {
            let mut letters = word.chars();
            let capital = letters.next().is_some_and(char::is_uppercase);
            if capital && letters.any(char::is_lowercase) { Lead::Capitalised } else { Lead::Other }
        }
    }
}

/// What each letter of a decision stands for, by the votes of all its groups.
#[derive(Debug, Default)]
pub(super) struct Cast {
    /// Ordered, so that draws are the same on every run.
    votes: BTreeMap<String, Votes>,
}

#[derive(Debug, Default)]
struct Votes {
    given: u32,
    surname: u32,
    feminine: u32,
    masculine: u32,
}

impl Cast {
    pub fn add(&mut self, text: &str, groups: &[Group]) {
        for group in groups {
            let roles = suggested(text, group);
            let gender = match group.lead {
                Lead::Civility(gender) | Lead::Given(gender) => gender,
                Lead::Surname(_) | Lead::Capitalised | Lead::Other => None,
            };
            for (slot, (role, weight)) in group.slots.iter().zip(roles) {
                let votes = match self.votes.get_mut(&slot.letters) {
                    Some(votes) => votes,
                    None => self.votes.entry(slot.letters.clone()).or_default(),
                };
                match role {
                    Role::Given => votes.given += weight,
                    Role::Surname => votes.surname += weight,
                }
                match gender {
                    Some(Gender::Feminine) => votes.feminine += 1,
                    Some(Gender::Masculine) => votes.masculine += 1,
                    None => {}
                }
            }
        }
    }

    /// Every letter, in alphabetical order.
    pub fn letters(&self) -> impl Iterator<Item = &str> {
        self.votes.keys().map(String::as_str)
    }

    /// What a letter most likely stands for; a surname when nothing tells.
    pub fn role(&self, letters: &str) -> Role {
        match self.votes.get(letters) {
            Some(votes) if votes.given > votes.surname => Role::Given,
            _ => Role::Surname,
        }
    }

    pub fn gender(&self, letters: &str) -> Option<Gender> {
        let votes = self.votes.get(letters)?;
        match votes.feminine.cmp(&votes.masculine) {
            std::cmp::Ordering::Greater => Some(Gender::Feminine),
            std::cmp::Ordering::Less => Some(Gender::Masculine),
            std::cmp::Ordering::Equal => None,
        }
    }
}

/// The role each slot of a group suggests, and how strongly.
fn suggested(text: &str, group: &Group) -> Vec<(Role, u32)> {
    let slots = &group.slots;
    let hyphen = |at: usize| text[slots[at].span.end..slots[at + 1].span.start].contains('-');
    match slots.len() {
        1 => vec![match group.lead {
            Lead::Civility(_) | Lead::Capitalised => (Role::Surname, 3),
            Lead::Surname(_) => (Role::Surname, 3),
            Lead::Given(_) => (Role::Given, 3),
            Lead::Other => (Role::Surname, 1),
        }],
        2 if hyphen(0) => match group.lead {
            Lead::Given(_) => vec![(Role::Given, 2); 2],
            _ => vec![(Role::Surname, 2); 2],
        },
        2 => match group.lead {
            Lead::Surname(_) | Lead::Capitalised => vec![(Role::Surname, 2); 2],
            _ => vec![(Role::Given, 4), (Role::Surname, 4)],
        },
        count => {
            // Given names first, the surname last; in between a hyphen tells to which side.
            let mut roles = vec![(Role::Given, 1); count];
            roles[0] = (Role::Given, 3);
            roles[count - 1] = (Role::Surname, 3);
            for at in (1..count - 1).rev() {
                if hyphen(at) && roles[at + 1].0 == Role::Surname {
                    roles[at] = (Role::Surname, 3);
                }
            }
            roles
        }
    }
}
