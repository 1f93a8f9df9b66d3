//! Puts invented names where persons' placeholders stand, as if they had not been masked.
//!
//! This is what the detector of names is trained on: the text around is real, the names are
//! not, and which words are names is known. Only names; `leak` does the rest.

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;

use crate::corpus::Decision;

use super::dice::Dice;
use super::draft::{Draft, Edit, fill_group};
use super::forms::{self, Style};
use super::gold::{Form, GoldSpan};
use super::identities::{Gender, IdentitySource, Name};
use super::slots::{self, Cast, Group, Role};

/// The word in column `way` of the rows that `refill` gives.
pub const WAY: &str = "refill";

/// Replaces a random share of the persons' placeholders of a decision by invented names.
///
/// * `rate`, from 0 to 1: the expected share of distinct letters that get a name.
/// * The same letter has the same name wherever it is replaced, in every field: a first name
///   or a surname by the votes of all its places (`[X] [Y]`: first name then surname;
///   `M. [Y]` alone: surname; `son fils [X]`: first name), of the sex its civilities say.
/// * Half of the letters are replaced everywhere, the others at some of their places, as a
///   masking that forgets does. First names and surnames that stand side by side are
///   replaced together half of the time.
/// * A decision has one style (`Jean MARTIN`, `Jean Martin`, `JEAN MARTIN`) from which one
///   place out of eight departs; a first name shrinks to its initial now and then.
///
/// Words side by side make one span (`Jean MARTIN`). Spans come sorted by field (in the order
/// of the decision's fields) then by start, in code points of the *new* texts; use
/// [`super::gold::byte_ranges`] for bytes. Zones given with the decision are shifted.
pub fn refill(
    decision: &Decision,
    rng: &mut ChaCha8Rng,
    identities: &dyn IdentitySource,
    rate: f64,
) -> (Decision, Vec<GoldSpan>) {
    let fields: Vec<Vec<Group>> =
        decision.fields.iter().map(|field| slots::groups(&field.text)).collect();
    let mut cast = Cast::default();
    for (field, groups) in decision.fields.iter().zip(&fields) {
        cast.add(&field.text, groups);
    }
    let filled = fill(&cast, &fields, rng, identities, rate);
    let style = Style::draw(rng);
    let mut draft = Draft::new(decision);
    for (rank, groups) in fields.iter().enumerate() {
        let text = &decision.fields[rank].text;
        for group in groups {
            for edit in rewrite(text, group, &filled, style, rng) {
                draft.push(rank, edit);
            }
        }
    }
    draft.finish()
}

/// The name a letter gets, and the share of its places where it shows.
struct Filled {
    name: Name,
    role: Role,
    shows: f64,
}

fn fill(
    cast: &Cast,
    fields: &[Vec<Group>],
    rng: &mut ChaCha8Rng,
    identities: &dyn IdentitySource,
    rate: f64,
) -> BTreeMap<String, Filled> {
    let together = rng.chance(0.5);
    let partner = if together { partners(cast, fields) } else { BTreeMap::new() };
    let mut filled: BTreeMap<String, Filled> = BTreeMap::new();
    for letters in cast.letters() {
        // Drawn even when a partner decides, so that one letter does not change the others' luck.
        let own = rng.chance(rate);
        let other = partner.get(letters).copied().filter(|&other| other < letters);
        let chosen = match other {
            Some(other) => filled.contains_key(other),
            None => own,
        };
        if !chosen {
            continue;
        }
        let role = cast.role(letters);
        let name = match role {
            Role::Given => {
                let gender = cast.gender(letters);
                let gender = gender.unwrap_or(*rng.one(&[Gender::Feminine, Gender::Masculine]));
                identities.given_name(rng, gender)
            }
            Role::Surname => identities.surname(rng),
        };
        let shows = match other.and_then(|other| filled.get(other)) {
            Some(other) => other.shows,
            None if rng.chance(0.5) => 1.0,
            None => *rng.one(&[0.15, 0.4, 0.7]),
        };
        filled.insert(letters.to_owned(), Filled { name, role, shows });
    }
    filled
}

/// For each letter, the one that most often stands beside it with the other role.
fn partners<'a>(cast: &Cast, fields: &'a [Vec<Group>]) -> BTreeMap<&'a str, &'a str> {
    let mut counts: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for group in fields.iter().flatten() {
        for pair in group.slots.windows(2) {
            let (a, b) = (pair[0].letters.as_str(), pair[1].letters.as_str());
            if cast.role(a) != cast.role(b) {
                *counts.entry((a, b)).or_default() += 1;
                *counts.entry((b, a)).or_default() += 1;
            }
        }
    }
    let mut best: BTreeMap<&str, (&str, u32)> = BTreeMap::new();
    for ((letters, other), count) in counts {
        match best.get(letters) {
            Some(&(_, most)) if most >= count => {}
            _ => {
                best.insert(letters, (other, count));
            }
        }
    }
    best.into_iter().map(|(letters, (other, _))| (letters, other)).collect()
}

/// The edits of one group: one for each run of replaced placeholders side by side.
fn rewrite(
    text: &str,
    group: &Group,
    filled: &BTreeMap<String, Filled>,
    style: Style,
    rng: &mut ChaCha8Rng,
) -> Vec<Edit> {
    let style = if rng.chance(0.125) { Style::draw(rng) } else { style };
    let initial = group.slots.len() > 1 && rng.chance(0.04);
    // One draw a group: names side by side come and go together when both are filled.
    let luck = rng.below(1000) as f64 / 1000.0;
    fill_group(text, group, WAY, Form::Plain, |slot| {
        let word = filled.get(&slot.letters).filter(|word| luck < word.shows)?;
        let written = match word.role {
            Role::Given if initial => forms::initials(&word.name.text),
            Role::Given => style.given(&word.name.text),
            Role::Surname => style.surname(&word.name.text),
        };
        Some((written, word.name.class))
    })
}
