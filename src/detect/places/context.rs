//! Whose address it is, by the words before it.
//!
//! Reads to the left only, within one sentence and a few words: what the decision says
//! elsewhere of the same person is not its business.

use crate::document::tokens::{fold, hash_plain};
use crate::document::{PlaceholderKind, TokenKind};

use super::grammar::Reader;
use super::vocabulary::Classes;

/// Tokens read to the left of a place.
const REACH: usize = 26;

/// Who lives or sits at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// Nothing said, or a natural person, or a legal person that is masked.
    Someone,
    /// A legal person left visible.
    Company,
    /// One whose seat is most often where people live: its town is theirs.
    FamilyCompany,
    Court,
    Administration,
    /// A lawyer or a lawyers' office.
    Counsel,
    /// A notary, an expert, a receiver: named in person, for the office.
    Professional,
}

/// What the words before a place say of it.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    pub owner: Owner,
    /// `demeurant`, `domicilié` stands close before.
    pub home: bool,
    /// `sis`, `adresse`, `immeuble` stands close before.
    pub situated: bool,
    pub seat: bool,
}

/// Whether a placeholder may stand for an address or a town.
pub fn hides_a_place(kind: PlaceholderKind) -> bool {
    matches!(kind, PlaceholderKind::Address | PlaceholderKind::Locality | PlaceholderKind::Ellipsis)
}

/// Reads the context of a place whose first token is `start`.
pub fn before(reader: &Reader<'_>, start: usize) -> Context {
    let mut context = Context { owner: Owner::Someone, home: false, situated: false, seat: false };
    let floor = start.saturating_sub(REACH);
    let mut at = start;
    let mut breaks = 0;
    let mut masked = false;
    // The word that introduces the place on its own line.
    let mut introduced = None;
    while at > floor {
        at -= 1;
        let Some(token) = reader.at(at) else { break };
        match token.kind {
            TokenKind::Punct(b';') => break,
            TokenKind::Punct(b'.') if ends_sentence(reader, at) => break,
            TokenKind::Newline => {
                breaks += 1;
                if breaks > 3 || introduced.is_some_and(|word| has_subject(reader, at + 1, word)) {
                    break;
                }
                introduced = None;
            }
            TokenKind::Placeholder(kind) => {
                if kind.is_person() {
                    masked = true;
                    context.owner = person_before(reader, at);
                    break;
                }
                if kind == PlaceholderKind::LegalPerson {
                    masked = true;
                    break;
                }
            }
            TokenKind::Word(_) => {
                let classes = reader.classes(at);
                let near = start - at <= 8;
                context.home |= near && classes.has(Classes::HOME);
                context.situated |= near && classes.has(Classes::SITUATED);
                context.seat |= classes.has(Classes::SEAT);
                if classes.has(Classes::SEAT) || near && classes.has(Classes::HOME) {
                    introduced = Some(at);
                }
                if let Some(owner) = owner(reader, at, classes)
                    && (breaks == 0 || stands_for_its_line(reader, at, owner, breaks))
                {
                    masked = owner == Owner::Someone;
                    context.owner = owner;
                    break;
                }
            }
            _ => {}
        }
    }
    if context.seat && context.owner == Owner::Someone && !masked {
        context.owner = Owner::Company;
    }
    let company = matches!(context.owner, Owner::Company | Owner::FamilyCompany);
    if context.home && company && !context.seat {
        // `salarié de la société X, demeurant …`
        context.owner = Owner::Someone;
    }
    context
}

/// `Le Comptoir des Trifouilleurs, dont le siège est`: whoever opens the line of an address is its owner, whatever the
/// lines above name.
fn has_subject(reader: &Reader<'_>, line: usize, word: usize) -> bool {
    (line + 1..word).any(|at| reader.capital(at))
}

/// On a line above the address, a court or a lawyer owns it only when the line opens with it
/// (`Tribunal de Paris⏎Parvis…`, but not `jugement du tribunal de Paris du 3 mai⏎12 rue…`).
fn stands_for_its_line(reader: &Reader<'_>, at: usize, owner: Owner, breaks: usize) -> bool {
    let opens = (at.saturating_sub(4)..at).any(|index| reader.newline(index)) || at < 4;
    match owner {
        Owner::Company | Owner::FamilyCompany | Owner::Someone => true,
        Owner::Counsel => opens && breaks < 2,
        Owner::Court | Owner::Administration | Owner::Professional => opens,
    }
}

/// The owner that a word announces; `None` to read on.
fn owner(reader: &Reader<'_>, at: usize, classes: Classes) -> Option<Owner> {
    if let Some(owner) = dotted_form(reader, at) {
        return Some(owner);
    }
    if classes.has(Classes::DWELLERS) {
        return Some(Owner::Someone);
    }
    if classes.has(Classes::COUNSEL) && !is_plain_master(reader, at) {
        return Some(if is_plain_firm(reader, at) { Owner::Company } else { Owner::Counsel });
    }
    if classes.has(Classes::PROFESSIONAL) {
        return Some(Owner::Professional);
    }
    if classes.has(Classes::COURT) && is_court(reader, at) {
        return Some(Owner::Court);
    }
    if classes.has(Classes::ADMINISTRATION) {
        return Some(Owner::Administration);
    }
    if classes.has(Classes::TOWNSHIP)
        && (reader.word(at + 1) == "de" || reader.capital(at) && reader.capital(at + 1))
    {
        return Some(Owner::Administration);
    }
    if is_public_body(reader, at) {
        return Some(Owner::Administration);
    }
    if classes.has(Classes::COMPANY) && reader.word(at) != "a" && !in_town_name(reader, at) {
        if describes_a_masked_company(reader, at) {
            return None;
        }
        let family = FAMILY_FORMS.contains(&&*fold(reader.word(at)));
        return Some(if family { Owner::FamilyCompany } else { Owner::Company });
    }
    // A name before a civility belongs to a natural person.
    if classes.has(Classes::CIVILITY) && !follows_official(reader, at) {
        return Some(Owner::Someone);
    }
    None
}

/// Companies of one person or of a family: their seat is a home more often than not.
const FAMILY_FORMS: [&str; 7] = ["sci", "eurl", "gaec", "earl", "scea", "entreprise", "sccv"];

/// Bodies known by several words, the last of which is read here: each word may stand a little before. By the hashes
/// of their words.
const PUBLIC_BODIES: [(u64, u64); 12] = [
    (hash_plain("hotel"), hash_plain("ville")),
    (hash_plain("hotel"), hash_plain("departement")),
    (hash_plain("hotel"), hash_plain("region")),
    (hash_plain("privation"), hash_plain("liberte")),
    (hash_plain("defenseur"), hash_plain("droits")),
    (hash_plain("terre"), hash_plain("asile")),
    (hash_plain("forum"), hash_plain("refugies")),
    (hash_plain("medecins"), hash_plain("frontieres")),
    (hash_plain("union"), hash_plain("recouvrement")),
    (hash_plain("caisse"), hash_plain("primaire")),
    (hash_plain("caisse"), hash_plain("allocations")),
    (hash_plain("securite"), hash_plain("sociale")),
];

/// `Hôtel de Ville`, `Contrôleur général des lieux de privation de liberté`.
fn is_public_body(reader: &Reader<'_>, at: usize) -> bool {
    let hash = |index: usize| reader.at(index).map_or(0, |token| token.hash);
    let word = hash(at);
    PUBLIC_BODIES.iter().any(|(opening, last)| {
        *last == word && (at.saturating_sub(4)..at).any(|before| hash(before) == *opening)
    })
}

/// `la société [3], société par actions simplifiée`: the form of a company that is masked.
fn describes_a_masked_company(reader: &Reader<'_>, at: usize) -> bool {
    at >= 2
        && reader.punct(at - 1, b',')
        && reader.placeholder(at - 2) == Some(PlaceholderKind::LegalPerson)
}

/// `L'HÔPITAL-CAMFROUT`: a word of companies inside the name of a town.
fn in_town_name(reader: &Reader<'_>, at: usize) -> bool {
    reader.capital(at)
        && (at.saturating_sub(5)..at).any(|start| {
            reader.capital(start)
                && reader
                    .communes
                    .longest(reader.tokens, start)
                    .is_some_and(|found| found.end > at && found.end >= start + 2)
        })
}

/// `M. LE CONSUL`: the civility of an office that the vocabulary does not know.
fn follows_official(reader: &Reader<'_>, at: usize) -> bool {
    let next = if reader.punct(at + 1, b'.') { at + 2 } else { at + 1 };
    reader.word(next).eq_ignore_ascii_case("le") || reader.word(next).eq_ignore_ascii_case("la")
}

/// `me` in lower case is a pronoun.
fn is_plain_master(reader: &Reader<'_>, at: usize) -> bool {
    let next = if reader.punct(at + 1, b'.') { at + 2 } else { at + 1 };
    let named = reader.capital(next) || reader.placeholder(next).is_some();
    matches!(reader.word(at), "me" | "mes")
        || matches!(reader.word(at), "Me" | "Mes" | "ME" | "MES") && !named
}

/// `Cabinet Untel`, of a managing agent, against `cabinet de Me Untel`.
fn is_plain_firm(reader: &Reader<'_>, at: usize) -> bool {
    reader.word(at).eq_ignore_ascii_case("cabinet")
        && !(at + 1..at + 4).any(|index| reader.is(index, Classes::COUNSEL))
}

/// `S.A.S.`, `E.U.R.L.`: a company; `S.D.C.`: the people of a building.
fn dotted_form(reader: &Reader<'_>, at: usize) -> Option<Owner> {
    let begins = matches!(reader.word(at), "S" | "E") && reader.punct(at + 1, b'.');
    if !begins || at.checked_sub(1).is_some_and(|before| reader.punct(before, b'.')) {
        return None;
    }
    match reader.word(at + 2) {
        "D" => Some(Owner::Someone),
        "C" if reader.word(at + 4) == "I" => Some(Owner::FamilyCompany),
        "A" | "C" | "N" | "U" | "E" => Some(Owner::Company),
        _ => None,
    }
}

/// `cour` and `chambre` are words of houses too; `conseil` of firms.
fn is_court(reader: &Reader<'_>, at: usize) -> bool {
    let word = reader.word(at).to_lowercase();
    match word.as_str() {
        "cour" => {
            reader.word(at + 1) == "d"
                || reader.word(at + 1) == "D"
                || matches!(reader.word(at + 1), "de" | "DE")
        }
        "cours" | "chambre" | "juge" => false,
        "conseil" => reader.word(at + 1).eq_ignore_ascii_case("de"),
        _ => true,
    }
}

/// A person's placeholder: a party, or a lawyer when `Me` stands before.
fn person_before(reader: &Reader<'_>, at: usize) -> Owner {
    let from = at.saturating_sub(4);
    for index in (from..at).rev() {
        let classes = reader.classes(index);
        if classes.has(Classes::COUNSEL) && !is_plain_master(reader, index) {
            return Owner::Counsel;
        }
        if classes.has(Classes::PROFESSIONAL) {
            return Owner::Professional;
        }
        if classes.has(Classes::CIVILITY) {
            return Owner::Someone;
        }
    }
    Owner::Someone
}

/// A point that is no abbreviation: something follows on a new line or with a capital.
fn ends_sentence(reader: &Reader<'_>, at: usize) -> bool {
    let long_word = at > 0 && reader.word(at - 1).chars().count() > 3;
    long_word && (reader.newline(at + 1) || reader.capital(at + 1))
}
