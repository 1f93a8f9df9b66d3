//! Word lists of facts (`datasets/hierarchies`): read once, folded as the stream is.
//!
//! The same files serve the generalisation of values in `linkage`. Must not read texts.

use std::sync::LazyLock;

use crate::document::tokens::fold;

/// Lists of words, each line a word or an expression and what it generalises to.
pub mod files {
    pub const PROFESSIONS: &str = include_str!("../../../datasets/hierarchies/professions.tsv");
    pub const NATIONALITIES: &str = include_str!("../../../datasets/hierarchies/nationalites.tsv");
    pub const HEALTH: &str = include_str!("../../../datasets/hierarchies/sante.tsv");
    pub const OFFENCES: &str = include_str!("../../../datasets/hierarchies/infractions.tsv");
    pub const VEHICLES: &str = include_str!("../../../datasets/hierarchies/vehicules.tsv");
    pub const PROPERTY: &str = include_str!("../../../datasets/hierarchies/biens.tsv");
    pub const SECTORS: &str = include_str!("../../../datasets/hierarchies/secteurs.tsv");
    pub const FUNCTIONS: &str = include_str!("../../../datasets/hierarchies/fonctions.tsv");
    pub const INSTITUTIONS: &str = include_str!("../../../datasets/hierarchies/institutions.tsv");
    pub const ROLES: &str = include_str!("../../../datasets/hierarchies/roles.tsv");
    pub const DEPARTMENTS: &str = include_str!("../../../datasets/hierarchies/departements.tsv");
    pub const PCS: &str = include_str!("../../../datasets/hierarchies/pcs.tsv");
}

/// The lines of a list that hold data, cut at tabs.
pub fn lines(list: &str) -> impl Iterator<Item = Vec<&str>> {
    list.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split('\t').collect())
}

/// Names of lists in the expressions of `rules`.
pub(super) const LISTS: [(&str, &str); 9] = [
    ("<PROFESSION>", files::PROFESSIONS),
    ("<HEALTH>", files::HEALTH),
    ("<OFFENCE>", files::OFFENCES),
    ("<VEHICLE>", files::VEHICLES),
    ("<PROPERTY>", files::PROPERTY),
    ("<SECTOR>", files::SECTORS),
    (OFFICE, files::ROLES),
    (SEAT, files::INSTITUTIONS),
    ("<FUNCTION>", files::FUNCTIONS),
];

/// Offices that one person holds at a time.
pub(super) const OFFICE: &str = "<OFFICE>";

/// Where an office is held.
pub(super) const SEAT: &str = "<SEAT>";

/// A dignity and its seat: an office in no list, `présidente du comité des fêtes`.
pub(super) const SEATED: &str = r"(?:(?:vice-)?presidente?|direct(?:eur|rice)(?: generale?| adjointe?)?|secretaire(?: generale?| adjointe?)?|chef|commandante?|capitaine|doyenne?|rect(?:eur|rice)|tresori(?:er|ere)|proviseure?|entraineu(?:r|se)) (?:de la |de l'|des |du |d'une? )<SEAT>(?: (?:regional|departemental|national|local|municipal|communal|central|intercommunal)e?)?";

/// An office is of the list, or a dignity with its seat.
fn seated(pattern: &str) -> String {
    pattern.replace(OFFICE, &format!("(?:{OFFICE}|{SEATED})"))
}

/// Replaces the names of lists by their words, the longest first so that it wins.
pub(super) fn expand(pattern: &str) -> String {
    static ALTERNATIVES: LazyLock<Vec<(&str, String)>> =
        LazyLock::new(|| LISTS.iter().map(|&(name, list)| (name, alternatives(list))).collect());
    let mut out = seated(pattern);
    for (name, words) in &*ALTERNATIVES {
        if out.contains(name) {
            out = out.replace(name, words);
        }
    }
    out
}

/// The byte that stands for the first list in a pattern; the others follow.
const FIRST_LIST: u8 = 0x10;

/// Replaces the names of lists by a byte each, which `listed` knows.
pub(super) fn shorten(pattern: &str) -> String {
    LISTS.iter().zip(FIRST_LIST..).fold(seated(pattern), |pattern, (&(name, _), byte)| {
        pattern.replace(name, &format!(r"\x{byte:02x}"))
    })
}

/// The lines of the list for which a byte stands.
pub(super) fn listed(byte: u8) -> Option<&'static str> {
    Some(LISTS.get(usize::from(byte.checked_sub(FIRST_LIST)?))?.1)
}

fn alternatives(list: &str) -> String {
    let mut words: Vec<String> = lines(list).map(|line| stream_form(line[0])).collect();
    words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    words.dedup();
    let words: Vec<String> = words.iter().map(|word| regex::escape(word)).collect();
    format!("(?:{})", words.join("|"))
}

/// A word as the stream writes it.
pub(super) fn stream_form(word: &str) -> String {
    fold(word)
}
