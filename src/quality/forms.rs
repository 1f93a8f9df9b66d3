//! How a name may be written: case, accents, initials, cuts, damage.
//!
//! Pure functions of a string (and of a generator where there is a choice). They know
//! nothing of the text around.

use rand_chacha::ChaCha8Rng;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::dice::Dice;
use super::identities::{Gender, IdentitySource, Name};

/// An invented person.
#[derive(Debug, Clone)]
pub struct Person {
    pub gender: Gender,
    pub given: Name,
    pub surname: Name,
}

impl Person {
    pub fn draw(
        rng: &mut ChaCha8Rng,
        identities: &dyn IdentitySource,
        gender: Option<Gender>,
    ) -> Self {
        let gender = gender.unwrap_or(*rng.one(&[Gender::Feminine, Gender::Masculine]));
        let given = identities.given_name(rng, gender);
        let mut surname = identities.surname(rng);
        if surname.text == given.text {
            surname = identities.surname(rng);
        }
        Self { gender, given, surname }
    }
}

/// The usual ways to write a full name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `Jean MARTIN`
    UpperSurname,
    /// `Jean Martin`
    Title,
    /// `JEAN MARTIN`
    Upper,
    /// `MARTIN Jean`
    SurnameFirst,
}

impl Style {
    /// A style, each as frequent as in decisions.
    pub fn draw(rng: &mut ChaCha8Rng) -> Self {
        rng.weighted(&[(45, Self::UpperSurname), (35, Self::Title), (15, Self::Upper)])
    }

    pub fn given(self, name: &str) -> String {
        match self {
            Self::Upper => name.to_uppercase(),
            _ => name.to_owned(),
        }
    }

    pub fn surname(self, name: &str) -> String {
        match self {
            Self::Title => name.to_owned(),
            _ => name.to_uppercase(),
        }
    }

    pub fn full(self, given: &str, surname: &str) -> String {
        let (given, surname) = (self.given(given), self.surname(surname));
        match self {
            Self::SurnameFirst => format!("{surname} {given}"),
            _ => format!("{given} {surname}"),
        }
    }
}

/// `Jean-Pierre` → `J.-P.`, `Maria da Conceição` → `M.`.
pub fn initials(given: &str) -> String {
    let first = given.split(' ').next().unwrap_or_default();
    let parts: Vec<String> = first
        .split('-')
        .filter_map(|part| part.chars().next())
        .map(|letter| format!("{}.", letter.to_uppercase()))
        .collect();
    parts.join("-")
}

/// `Élodie` → `Elodie`, `Łucja` and `ı` included.
pub fn without_accents(name: &str) -> String {
    name.nfd()
        .filter(|&c| !is_combining_mark(c))
        .map(|c| match c {
            'ł' => 'l',
            'Ł' => 'L',
            'ı' => 'i',
            'ø' => 'o',
            other => other,
        })
        .collect()
}

/// Letters and hyphens only, in lower case: what mail boxes and addresses of pages hold.
pub fn slug(name: &str) -> String {
    without_accents(name)
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            ' ' | '-' => Some('-'),
            c if c.is_ascii_alphanumeric() => Some(c),
            _ => None,
        })
        .collect::<String>()
        .trim_matches('-')
        .to_owned()
}

/// Byte offsets inside a word where it may be cut: two letters at least on each side.
fn inner_cuts(word: &str) -> Vec<usize> {
    let letters: Vec<(usize, char)> = word.char_indices().collect();
    (2..letters.len().saturating_sub(1))
        .filter(|&at| letters[at - 2..=at].iter().all(|(_, c)| c.is_alphabetic()))
        .filter(|&at| letters.get(at + 1).is_some_and(|(_, c)| c.is_alphabetic()))
        .map(|at| letters[at].0)
        .collect()
}

/// Cuts a full name at a line end: inside a word with or without a hyphen, or between words.
pub fn line_break(full: &str, rng: &mut ChaCha8Rng) -> String {
    let spaces: Vec<usize> = full.match_indices([' ']).map(|(at, _)| at).collect();
    let cuts = inner_cuts(full);
    if !spaces.is_empty() && (cuts.is_empty() || rng.chance(0.4)) {
        let at = *rng.one(&spaces);
        let gap = *rng.one(&["\n", "\n", " \n", "\n\n"]);
        return format!("{}{gap}{}", &full[..at], &full[at + 1..]);
    }
    if cuts.is_empty() {
        return full.to_owned();
    }
    let at = *rng.one(&cuts);
    let gap = *rng.one(&["-\n", "-\n", "\n", "- \n"]);
    format!("{}{gap}{}", &full[..at], &full[at..])
}

/// Damages a name as a scanner and its reader would. May give it back unchanged when it has
/// none of the letters that are mistaken; `ocr` below makes sure that it changes.
fn damage(name: &str, rng: &mut ChaCha8Rng) -> String {
    /// What is read for what is written, in either case.
    const MISTAKES: &[(&str, &str)] = &[
        ("rn", "m"),
        ("m", "rn"),
        ("l", "1"),
        ("l", "I"),
        ("i", "l"),
        ("o", "0"),
        ("e", "c"),
        ("cl", "d"),
        ("d", "cl"),
        ("h", "b"),
        ("u", "n"),
        ("n", "u"),
        ("v", "y"),
        ("ll", "11"),
        ("O", "0"),
        ("I", "1"),
        ("L", "1"),
        ("S", "5"),
        ("B", "8"),
        ("E", "F"),
        ("G", "6"),
        ("Z", "2"),
        ("M", "IVI"),
        ("D", "0"),
        ("U", "LI"),
        ("é", "e"),
        ("é", "6"),
        ("è", "e"),
        ("ë", "e"),
        ("ï", "i"),
        ("ç", "c"),
        ("É", "E"),
        ("ê", "è"),
        ("vv", "w"),
        ("t", "f"),
    ];
    let possible: Vec<_> = MISTAKES.iter().filter(|(from, _)| name.contains(from)).collect();
    if possible.is_empty() {
        return name.to_owned();
    }
    let (from, to) = **rng.one(&possible);
    let places: Vec<usize> = name.match_indices(from).map(|(at, _)| at).collect();
    let at = *rng.one(&places);
    format!("{}{to}{}", &name[..at], &name[at + from.len()..])
}

/// A name that a scanner damaged: letters mistaken, split, dotted or spaced out.
pub fn ocr(name: &str, rng: &mut ChaCha8Rng) -> String {
    let cuts = inner_cuts(name);
    let damaged = match rng.below(10) {
        0..5 => damage(name, rng),
        5..6 => {
            let once = damage(name, rng);
            damage(&once, rng)
        }
        6..8 if !cuts.is_empty() => {
            let at = *rng.one(&cuts);
            format!("{} {}", &name[..at], &name[at..])
        }
        8 if !cuts.is_empty() => {
            let at = *rng.one(&cuts);
            let dot = *rng.one(&[".", "'", "·", "-", ",", "|"]);
            format!("{}{dot}{}", &name[..at], &name[at..])
        }
        9 => {
            let spaced: Vec<String> = name.to_uppercase().chars().map(String::from).collect();
            spaced.join(" ")
        }
        _ => damage(name, rng),
    };
    match cuts.first() {
        Some(&at) if damaged == name => format!("{} {}", &name[..at], &name[at..]),
        _ => damaged,
    }
}

/// A short name that those close use: `Jojo`, `Kiki`, `le Grand`.
pub fn nickname(person: &Person, rng: &mut ChaCha8Rng) -> String {
    const FREE: &[&str] = &[
        "le Grand",
        "la Puce",
        "Titi",
        "Kiki",
        "Nono",
        "le Gitan",
        "Bibiche",
        "Poulou",
        "Zaza",
        "Mamie Zette",
        "Tonton Dédé",
        "le Chinois",
        "Momo",
        "Doudou",
        "la Marquise",
        "Bébert",
        "Casque d'or",
        "Petit Louis",
        "Ptit Lu",
        "Rambo",
        "Scarface",
        "le Vieux",
        "Nanou",
        "Fifi",
    ];
    let plain = without_accents(&person.given.text).to_lowercase();
    let head: String = plain.chars().take_while(|c| c.is_alphabetic()).take(2).collect();
    match rng.below(3) {
        0 if head.len() == 2 => {
            let mut letters = head.chars();
            let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
            format!("{first}{}{head}", letters.as_str())
        }
        1 => {
            let short: String = person.given.text.chars().take(3).collect();
            format!("{}{}", short.trim_end_matches(['-', ' ']), rng.one(&["ou", "o", "y", "ette"]))
        }
        _ => (*rng.one(FREE)).to_owned(),
    }
}
