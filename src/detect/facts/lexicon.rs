//! Word lists of facts (`datasets/hierarchies`): read once, folded as the stream is.
//!
//! The same files serve the generalisation of values in `linkage`. Must not read texts.

use std::sync::LazyLock;

use regex_syntax::hir::{Capture, Hir, HirKind};

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
    (FUNCTION, files::FUNCTIONS),
];

/// Offices that one person holds at a time.
pub(super) const OFFICE: &str = "<OFFICE>";

pub(super) const FUNCTION: &str = "<FUNCTION>";

/// Where an office is held.
pub(super) const SEAT: &str = "<SEAT>";

/// A dignity and its seat: an office in no list, `présidente du comité des fêtes`.
pub(super) const SEATED: &str = r"(?:(?:vice-)?presidente?|direct(?:eur|rice)(?: generale?| adjointe?)?|secretaire(?: generale?| adjointe?)?|chef|commandante?|capitaine|doyenne?|rect(?:eur|rice)|tresori(?:er|ere)|proviseure?|entraineu(?:r|se)) (?:de la |de l'|des |du |d'une? )<SEAT>(?: (?:regional|departemental|national|local|municipal|communal|central|intercommunal)e?)?";

/// An office is of the list, or a dignity with its seat.
fn seated(pattern: &str) -> String {
    pattern.replace(OFFICE, &format!("(?:{OFFICE}|{SEATED})"))
}

/// The byte that stands for the first list in a pattern; the others follow.
const FIRST_LIST: u8 = 0x10;

/// Replaces the names of lists by a byte each, which `listed` knows.
pub(super) fn shorten(pattern: &str) -> String {
    LISTS.iter().zip(FIRST_LIST..).fold(seated(pattern), |pattern, (&(name, _), byte)| {
        pattern.replace(name, &format!(r"\x{byte:02x}"))
    })
}

/// The rank of the list for which a byte stands.
pub(super) fn listed(byte: u8) -> Option<usize> {
    Some(usize::from(byte.checked_sub(FIRST_LIST)?)).filter(|&rank| rank < LISTS.len())
}

/// The wordings of a list by its rank, as the stream writes them.
pub(super) fn wordings(rank: usize) -> impl Iterator<Item = &'static str> {
    static FOLDED: LazyLock<[Vec<String>; LISTS.len()]> = LazyLock::new(|| {
        LISTS.map(|(_, list)| lines(list).map(|line| stream_form(line[0])).collect())
    });
    FOLDED[rank].iter().map(String::as_str)
}

/// The tree with the wordings of a list in place of its byte.
pub(super) fn expand(tree: &Hir) -> Hir {
    let all = |trees: &[Hir]| trees.iter().map(expand).collect::<Vec<Hir>>();
    match tree.kind() {
        HirKind::Empty | HirKind::Class(_) | HirKind::Look(_) => tree.clone(),
        HirKind::Literal(literal) => {
            let apart = |one: &u8, other: &u8| listed(*one).is_none() && listed(*other).is_none();
            let parts = literal.0.chunk_by(apart);
            Hir::concat(
                parts
                    .map(|part| alternatives(part[0]).unwrap_or_else(|| Hir::literal(part)))
                    .collect(),
            )
        }
        HirKind::Repetition(repetition) => {
            Hir::repetition(repetition.with(expand(&repetition.sub)))
        }
        HirKind::Capture(capture) => {
            let (index, name) = (capture.index, capture.name.clone());
            Hir::capture(Capture { index, name, sub: Box::new(expand(&capture.sub)) })
        }
        HirKind::Concat(trees) => Hir::concat(all(trees)),
        HirKind::Alternation(trees) => Hir::alternation(all(trees)),
    }
}

/// The wordings of the list for which a byte stands, the longest first so that it wins.
fn alternatives(byte: u8) -> Option<Hir> {
    static TREES: LazyLock<[Hir; LISTS.len()]> = LazyLock::new(|| {
        std::array::from_fn(|rank| {
            let mut words: Vec<&str> = wordings(rank).collect();
            words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
            words.dedup();
            Hir::alternation(words.into_iter().map(|word| Hir::literal(word.as_bytes())).collect())
        })
    });
    Some(TREES[listed(byte)?].clone())
}

/// A word as the stream writes it.
pub(super) fn stream_form(word: &str) -> String {
    fold(word)
}
