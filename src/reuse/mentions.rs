//! The four mentions that no decision may be parted from, compared with the reference: court, formation, seat, date.
//!
//! Reusers write « CA Rennes », `ca_rennes` or « Cour d'appel de Rennes »: the kind of court and its town are compared, not
//! the words. Must know nothing of files.

use std::sync::{Arc, LazyLock};

use regex::Regex;

use super::dates::{self, Day};
use super::fold::fold;
use super::reference::Meta;
use crate::document::View;
use crate::lexicon::communes::Communes;

/// A kind of court.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Court {
    Cassation,
    Appeal,
    Judicial,
    Commercial,
    Labour,
    Other,
}

/// Kind of court that a value names.
pub fn court(text: &str) -> Option<Court> {
    let folded = fold(text);
    let plain = folded.replace(['_', '-', '’'], " ");
    let words: Vec<&str> = plain.split_whitespace().collect();
    let starts = |code: &str| words.first().is_some_and(|word| *word == code);
    if plain.contains("cour de cassation")
        || plain.contains("cassation")
        || starts("cc")
        || starts("cass")
    {
        Some(Court::Cassation)
    } else if plain.contains("cour d'appel")
        || plain.contains("cour d appel")
        || plain.contains("court of appeal")
        || starts("ca")
    {
        Some(Court::Appeal)
    } else if plain.contains("tribunal judiciaire")
        || plain.contains("grande instance")
        || plain.contains("tribunal de proximite")
        || starts("tj")
        || starts("tgi")
        || words.first().is_some_and(|word| {
            word.starts_with("tj") && word[2..].bytes().all(|b| b.is_ascii_digit())
        })
    {
        Some(Court::Judicial)
    } else if plain.contains("tribunal de commerce")
        || plain.contains("activites economiques")
        || starts("tcom")
        || starts("tc")
        || starts("tae")
    {
        Some(Court::Commercial)
    } else if plain.contains("prud'hom")
        || plain.contains("prudhom")
        || plain.contains("prud hom")
        || starts("cph")
    {
        Some(Court::Labour)
    } else if plain.contains("tribunal") || plain.contains("cour ") || plain.contains("court") {
        Some(Court::Other)
    } else {
        None
    }
}

static SEAT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:COUR D['’]APPEL|TRIBUNAL JUDICIAIRE|TRIBUNAL DE GRANDE INSTANCE|TRIBUNAL DE COMMERCE|TRIBUNAL DES ACTIVITÉS ÉCONOMIQUES|CONSEIL DE PRUD['’]HOMMES|(?i:cour d['’]appel|tribunal judiciaire|tribunal de commerce|conseil de prud['’]hommes))\s+(?:DE |D['’]|DU |DES |de |d['’]|du |des )?(?:LA |LE |L['’])?(\p{Lu}[\p{L}'’-]+(?:[- ]\p{Lu}[\p{L}'’-]+)?)").ok()
});

/// The department of a court that a code of place names by its commune: `tj93008`.
pub fn department(meta: &Meta) -> Option<u32> {
    let location = meta.location.as_deref()?;
    let code = location.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '_');
    let digits = code.len() == 5 && code.bytes().skip(2).all(|byte| byte.is_ascii_digit());
    match code.get(..2).filter(|_| digits)? {
        "2A" | "2B" | "2a" | "2b" => Some(20),
        "97" | "98" => code.get(..3)?.parse().ok(),
        other => other.parse().ok(),
    }
}

/// Whether a place named by a reuser lies in a department; `None` when it names no commune.
pub fn lies_in(place: &str, department: u32) -> Option<bool> {
    let communes = Communes::embedded();
    let view = View::new(Arc::from("text"), place, &[]);
    let tokens = view.tokens();
    let mut named = None;
    let mut at = 0;
    while at < tokens.len() {
        match communes.longest(tokens, at) {
            Some(found) => {
                if found.fits(if department < 100 { department * 1_000 } else { department * 100 })
                {
                    return Some(true);
                }
                named = Some(false);
                at = found.end;
            }
            None => at += 1,
        }
    }
    named
}

/// The town where the court sits: from the code of the reference, else from the head of the text.
pub fn seat(meta: &Meta, text: impl FnOnce() -> Option<String>) -> Option<String> {
    if let Some(location) = meta.location.as_deref() {
        let town = location.split_once('_').map_or(location, |(_, town)| town);
        let folded = fold(town).replace(['_', '-'], " ");
        if !folded.bytes().any(|byte| byte.is_ascii_digit()) && folded.len() > 2 {
            return Some(folded);
        }
    }
    if meta.jurisdiction.as_deref().and_then(court) == Some(Court::Cassation) {
        return None;
    }
    let text = text()?;
    let head: String = text.chars().take(3_000).collect();
    let found = SEAT.as_ref()?.captures(&head)?;
    let town = fold(found.get(1)?.as_str()).replace(['_', '-'], " ");
    town.split_whitespace().next().map(str::to_owned)
}

/// Whether what a reuser gives as a place names the seat of the court; `None` when the reference does not say where it sits.
pub fn says_seat(meta: &Meta, place: &str, text: impl FnOnce() -> Option<String>) -> Option<bool> {
    if let Some(department) = department(meta)
        && let Some(lies) = lies_in(place, department)
    {
        return Some(lies);
    }
    seat(meta, text).map(|town| names_town(place, &town))
}

/// Whether a text names a town.
pub fn names_town(text: &str, town: &str) -> bool {
    let plain = fold(text).replace(['_', '-', '\''], " ");
    let town = town.replace('\'', " ");
    // « saint_denis » and « Saint-Denis de La Réunion »: the longest word is enough.
    let longest =
        town.split_whitespace().max_by_key(|word| word.len()).unwrap_or_default().to_owned();
    plain.contains(&town)
        || (longest.len() > 3
            && plain.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == longest))
}

/// Codes of the chambers of the Cour de cassation and what they stand for.
const CHAMBERS: [(&str, &[&str]); 12] = [
    ("soc", &["sociale", "soc"]),
    ("comm", &["commerciale", "comm", "com"]),
    (
        "civ1",
        &[
            "premiere chambre civile",
            "1re chambre civile",
            "civ1",
            "chambre civile 1",
            "1ere chambre civile",
            "civ. 1",
            "civile 1",
        ],
    ),
    (
        "civ2",
        &[
            "deuxieme chambre civile",
            "2e chambre civile",
            "civ2",
            "chambre civile 2",
            "seconde chambre civile",
            "civ. 2",
            "2eme chambre civile",
            "civile 2",
        ],
    ),
    (
        "civ3",
        &[
            "troisieme chambre civile",
            "3e chambre civile",
            "civ3",
            "chambre civile 3",
            "civ. 3",
            "3eme chambre civile",
            "civile 3",
        ],
    ),
    ("cr", &["criminelle", "cr", "crim"]),
    ("pl", &["assemblee pleniere", "pleniere", "pl"]),
    ("mi", &["mixte", "mi"]),
    ("ordo", &["premiere presidence", "ordonnance", "ordo", "premier president"]),
    ("creun", &["chambres reunies", "reunies", "creun"]),
    ("allciv", &["chambres civiles", "civile", "allciv"]),
    ("other", &["autre", "other"]),
];

/// Whether a served chamber or formation says the same as the reference's.
pub fn same_chamber(served: &str, reference: &str) -> bool {
    let plain = |text: &str| {
        fold(text).replace(['_', '-', '\''], " ").split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let (served, reference) = (plain(served), plain(reference));
    let holds = |text: &str, part: &str| match part.len() {
        0..5 => text.split(' ').any(|word| word == part),
        _ => text.contains(part),
    };
    if served == reference || holds(&served, &reference) || holds(&reference, &served) {
        return true;
    }
    let group = |text: &str| {
        CHAMBERS.iter().find(|(code, labels)| {
            text == *code
                || labels
                    .iter()
                    .any(|label| text == *label || (label.len() > 4 && text.contains(label)))
        })
    };
    if let (Some(one), Some(other)) = (group(&served), group(&reference)) {
        return one.0 == other.0;
    }
    let (served, reference) = (words_of(&served), words_of(&reference));
    let numbers = |words: &[String]| -> Vec<String> {
        words
            .iter()
            .filter(|word| word.bytes().all(|byte| byte.is_ascii_digit()))
            .cloned()
            .collect()
    };
    let (given, known) = (numbers(&served), numbers(&reference));
    // « Chambre commerciale » is less than « 3e chambre commerciale », and not another one; « 2e chambre » is.
    let agree = given.is_empty()
        || known.is_empty()
        || given.iter().all(|number| known.contains(number))
        || known.iter().all(|number| given.contains(number));
    let lettered = |words: &[String]| words.len() > numbers(words).len();
    !reference.is_empty()
        && agree
        && served.iter().any(|word| {
            reference.contains(word)
                && (!word.bytes().all(|byte| byte.is_ascii_digit()) || !lettered(&reference))
        })
}

/// Words that tell a chamber from another: ordinals as numbers, common words left out.
fn words_of(text: &str) -> Vec<String> {
    const COMMON: [&str; 22] = [
        "chambre",
        "chambres",
        "section",
        "formation",
        "service",
        "pole",
        "cabinet",
        "cab",
        "ch",
        "de",
        "la",
        "le",
        "les",
        "du",
        "des",
        "d",
        "l",
        "et",
        "en",
        "a",
        "au",
        "hors",
    ];
    const ORDINALS: [(&str, &str); 12] = [
        ("premiere", "1"),
        ("deuxieme", "2"),
        ("seconde", "2"),
        ("troisieme", "3"),
        ("quatrieme", "4"),
        ("cinquieme", "5"),
        ("sixieme", "6"),
        ("septieme", "7"),
        ("huitieme", "8"),
        ("neuvieme", "9"),
        ("dixieme", "10"),
        ("onzieme", "11"),
    ];
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty() && !COMMON.contains(word))
        .map(|word| {
            let digits = word.bytes().take_while(u8::is_ascii_digit).count();
            let ordinal =
                ["e", "eme", "er", "ere", "re", "nd", "nde", "o"].contains(&&word[digits..]);
            match ORDINALS.iter().find(|(name, _)| *name == word) {
                Some((_, number)) => (*number).to_owned(),
                None if digits > 0 && ordinal => word[..digits].to_owned(),
                None => word.to_owned(),
            }
        })
        .collect()
}

/// Whether a text says a date, in figures or in words.
pub fn says_date(text: &str, day: Day) -> bool {
    dates::all_in(text).iter().any(|(_, found)| *found == day)
}

/// The sense of a solution, coarse enough to compare what a reuser calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    Rejected,
    Quashed,
    QuashedInPart,
    Inadmissible,
    Confirmed,
    Reversed,
    ReversedInPart,
    Other,
}

impl Sense {
    /// Whether two senses say the contrary of each other.
    pub fn is_contrary(self, other: Self) -> bool {
        let favourable = |sense: Self| match sense {
            Self::Quashed | Self::QuashedInPart | Self::Reversed | Self::ReversedInPart => {
                Some(true)
            }
            Self::Rejected | Self::Confirmed | Self::Inadmissible => Some(false),
            Self::Other => None,
        };
        matches!((favourable(self), favourable(other)), (Some(one), Some(two)) if one != two)
    }
}

pub fn sense(text: &str) -> Sense {
    let folded = fold(text);
    let partly = folded.contains("partiel") || folded.contains("partie");
    if folded.contains("irrecevab") {
        Sense::Inadmissible
    } else if folded.contains("cass") && !folded.contains("cour de cassation") {
        if partly { Sense::QuashedInPart } else { Sense::Quashed }
    } else if folded.contains("infirm") || folded.contains("revers") {
        if partly { Sense::ReversedInPart } else { Sense::Reversed }
    } else if folded.contains("rejet") || folded.contains("debout") || folded.contains("dismiss") {
        Sense::Rejected
    } else if folded.contains("confirm") || folded.contains("affirm") {
        Sense::Confirmed
    } else {
        Sense::Other
    }
}
