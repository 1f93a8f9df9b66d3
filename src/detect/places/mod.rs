//! Addresses and localities left in clear: rules OCC-ADR-VOIE, OCC-ADR-CP and OCC-LOC.
//!
//! One walk over the tokens; words that announce a place, or a number of five digits, start
//! a local reading (`grammar`), then the words before it say whose place it is (`context`).
//! Must not decide what the policy masks: a court's own address is reported as permitted at
//! most, and a court's town not at all.

mod context;
mod grammar;
mod vocabulary;

use std::cell::LazyCell;
use std::ops::{Deref, Range};

use crate::detect::{Candidate, Cue};
use crate::document::tokens::{fold, fold_hash};
use crate::document::{PlaceholderKind, Token, TokenKind, View};
use crate::lexicon::communes::{Communes, is_postcode};
use crate::rules::{Catalogue, RuleIndex};
use crate::taxonomy::{Category, Severity, Status};

use context::{Context, Owner};
pub use grammar::look_alike_digit;
use grammar::{Chain, Reader, Street, Strength, Town};
use vocabulary::{Classes, Vocabulary};

/// Rules this engine evaluates.
pub const RULES: [&str; 3] = ["OCC-ADR-VOIE", "OCC-ADR-CP", "OCC-LOC"];

/// Why the engine could not be built.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PlacesError {
    #[error("la règle {0} manque au catalogue : adresses et localités ne peuvent être contrôlées")]
    MissingRule(&'static str),
}

/// The engine of addresses and localities.
pub struct Places {
    street: RuleIndex,
    postcode: RuleIndex,
    locality: RuleIndex,
    words: Vocabulary,
    communes: &'static Communes,
}

/// A place read at some tokens, before it becomes a candidate.
struct Found {
    first: usize,
    /// Token after the last.
    end: usize,
    kind: Kind,
    confidence: f32,
    severity: Option<Severity>,
    at_most: Option<Status>,
    cues: Vec<Cue>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Street,
    Postcode,
    Locality,
}

impl Places {
    /// Builds the engine for a loaded catalogue.
    pub fn compile(catalogue: &Catalogue) -> Result<Self, PlacesError> {
        Self::with_rules(|id| catalogue.index(id))
    }

    /// Builds the engine; `index` gives the rank of a rule in the loaded catalogue.
    pub fn with_rules(index: impl Fn(&str) -> Option<RuleIndex>) -> Result<Self, PlacesError> {
        let rule = |id: &'static str| index(id).ok_or(PlacesError::MissingRule(id));
        Ok(Self {
            street: rule(RULES[0])?,
            postcode: rule(RULES[1])?,
            locality: rule(RULES[2])?,
            words: Vocabulary::new(),
            communes: Communes::embedded(),
        })
    }

    /// Whether a word announces a place, by its hash.
    pub(super) fn may_begin(&self, word: u64) -> bool {
        self.words.of_word(word).is_trigger()
    }

    /// Appends what it finds in one text, in text order.
    pub fn scan(&self, view: &View<'_>, out: &mut Vec<Candidate>) {
        self.scan_at(view, 0..view.tokens().len(), out);
    }

    /// The same, where `starts` has at least the words that may begin a place, numbers, mixes and parentheses, in order.
    pub(super) fn scan_at(
        &self,
        view: &View<'_>,
        starts: impl Iterator<Item = usize>,
        out: &mut Vec<Candidate>,
    ) {
        let tokens = view.tokens();
        let reader =
            Reader { text: &view.text, tokens, words: &self.words, communes: self.communes };
        let mut floor = 0;
        for at in starts {
            if at < floor {
                continue;
            }
            if let Some(found) = self.found_at(&reader, at, floor) {
                floor = found.end;
                out.push(self.candidate(&reader, found));
            }
        }
    }

    fn found_at(&self, reader: &Reader<'_>, at: usize, floor: usize) -> Option<Found> {
        let token = &reader.tokens[at];
        match token.kind {
            TokenKind::Word(_) => {
                let classes = self.words.of(token);
                if !classes.is_trigger() {
                    return None;
                }
                address(reader, at, floor, classes).or_else(|| locality(reader, at, classes))
            }
            TokenKind::Number if may_be_postcode(token, reader.at(at + 1)) => {
                postcode(reader, at, floor)
            }
            TokenKind::Mixed => match token.end - token.start {
                5 => postcode(reader, at, floor),
                8.. => glued_postcode(reader, at),
                _ => None,
            },
            TokenKind::Punct(b'(') => town_in_parentheses(reader, at, floor),
            _ => None,
        }
    }

    fn candidate(&self, reader: &Reader<'_>, found: Found) -> Candidate {
        let start = reader.tokens[found.first].start as usize;
        let end = reader.tokens[found.end - 1].end as usize;
        let (rule, category) = match found.kind {
            Kind::Street => (self.street, Category::Adresse),
            Kind::Postcode => (self.postcode, Category::Localite),
            Kind::Locality => (self.locality, Category::Localite),
        };
        Candidate {
            span: start..end,
            rule,
            category,
            severity: found.severity,
            confidence: found.confidence,
            value: canonical(&reader.text[start..end]),
            cues: found.cues,
            at_most: found.at_most,
        }
    }
}

/// Folded words and numbers separated by one space: what a fingerprint is made from.
fn canonical(text: &str) -> String {
    let folded = fold(text);
    let mut value = String::with_capacity(folded.len());
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !value.is_empty() {
            value.push(' ');
        }
        value.push_str(word);
    }
    value
}

// --- Addresses -------------------------------------------------------------------------

fn address(reader: &Reader<'_>, at: usize, floor: usize, classes: Classes) -> Option<Found> {
    let street_word = classes.has(Classes::STREET | Classes::WEAK_STREET | Classes::SHORT_STREET);
    let part_word = classes.has(Classes::ESTATE | Classes::UNIT | Classes::BOX | Classes::HAMLET);
    if !street_word && !part_word || reader.names_a_court(at) {
        return None;
    }
    let around = street_word || classes.has(Classes::ESTATE);
    let (first, chain) =
        if around { reader.chain_around(at, floor) } else { (at, reader.chain(at)) };
    if chain.end <= at {
        return None;
    }
    // Most of what is read is no address, whoever stands before.
    let context = LazyCell::new(|| context::before(reader, first));
    let mut cues = Vec::new();
    let confidence = match chain.street {
        Some(street) => street_confidence(reader, first, &chain, street, &context, &mut cues)?,
        None => parts_confidence(reader, first, &chain, &context, &mut cues)?,
    };
    let (severity, at_most) = standing(&context, &mut cues);
    let at_most = at_most.or((confidence < 0.6).then_some(Status::ToReview));
    let (end, kind) = (chain.end, Kind::Street);
    Some(Found { first, end, kind, confidence, severity, at_most, cues })
}

fn street_confidence(
    reader: &Reader<'_>,
    first: usize,
    chain: &Chain,
    street: Street,
    context: &impl Deref<Target = Context>,
    cues: &mut Vec<Cue>,
) -> Option<f32> {
    let placed = chain.postcode || chain.town;
    let announced = announced(reader, first);
    let mut confidence: f32 = match (chain.number, street.strength) {
        (true, Strength::Strong) if street.capital => 0.97,
        (true, Strength::Strong) => 0.9,
        (true, Strength::Short) if placed || street.capital => 0.9,
        (true, Strength::Weak) if placed => 0.95,
        (true, Strength::Weak) if street.capital && !counted(reader, first) => 0.88,
        (true, Strength::Weak) if announced && !counted(reader, first) => 0.8,
        (true, _) => return None,
        (false, _) if chain.postcode && (street.capital || announced) => 0.92,
        (false, Strength::Strong) if street.capital && announced => 0.88,
        (false, Strength::Weak) if street.capital && announced && street.type_capital => 0.8,
        (false, Strength::Weak) if street.capital && directly_announced(reader, first) => 0.75,
        (false, Strength::Strong) if street.capital => 0.62,
        (false, Strength::Weak) if street.capital && chain.town => 0.7,
        (false, Strength::Strong) if directly_announced(reader, first) => 0.6,
        (false, Strength::Short)
            if street.capital && short_street_alone(reader, first, announced) =>
        {
            0.65
        }
        (false, Strength::Weak)
            if street.capital && street.type_capital && mid_sentence_place(reader, first) =>
        {
            0.5
        }
        (false, _) if chain.unit && chain.estate => 0.7,
        _ => return None,
    };
    if chain.number {
        cues.push(Cue::Borrowed("numéro et type de voie"));
    } else {
        cues.push(Cue::Borrowed("type de voie suivi d'un nom"));
    }
    if chain.damaged {
        cues.push(Cue::Borrowed("lettre mise pour un chiffre"));
        confidence = confidence.min(0.85);
    }
    if chain.postcode {
        cues.push(Cue::Borrowed("code postal"));
        confidence = confidence.max(0.95);
    }
    if announced || context.home {
        cues.push(Cue::Borrowed("après « demeurant », « sis » ou « adresse »"));
    }
    Some(confidence)
}

/// Parts of an address without a street: they must stand with a postal code or a home.
fn parts_confidence(
    reader: &Reader<'_>,
    first: usize,
    chain: &Chain,
    context: &impl Deref<Target = Context>,
    cues: &mut Vec<Cue>,
) -> Option<f32> {
    let announced = announced(reader, first);
    let confidence = match () {
        () if chain.hamlet && (announced || chain.postcode || context.home) => 0.9,
        () if chain.hamlet => 0.7,
        () if chain.postcode && (chain.estate || chain.mailbox || chain.unit) => 0.92,
        () if chain.estate
            && reader.newline(chain.end)
            && reader.postcode(chain.end + 1).is_some() =>
        {
            0.85
        }
        () if chain.estate && directly_announced(reader, first) => 0.7,
        () if chain.estate && chain.unit => 0.65,
        () if chain.unit
            && (context.home || directly_announced(reader, first))
            && !context.seat =>
        {
            0.6
        }
        () if chain.mailbox && (announced || context.seat || context.home) => 0.7,
        () => return None,
    };
    cues.push(Cue::Borrowed(match () {
        () if chain.hamlet => "lieu-dit",
        () if chain.estate => "résidence, lotissement ou zone",
        () if chain.mailbox => "boîte postale",
        () => "partie de bâtiment",
    }));
    if chain.postcode {
        cues.push(Cue::Borrowed("code postal"));
    }
    Some(confidence)
}

/// Severity and ceiling for whom the address belongs to.
fn standing(context: &Context, cues: &mut Vec<Cue>) -> (Option<Severity>, Option<Status>) {
    let (cue, at_most) = match context.owner {
        Owner::Someone => return (None, None),
        Owner::Court => ("siège d'une juridiction", Some(Status::Permitted)),
        Owner::Administration => ("siège d'une administration", Some(Status::Permitted)),
        Owner::Counsel => ("cabinet d'avocat", Some(Status::Permitted)),
        Owner::Professional => ("adresse professionnelle", Some(Status::ToReview)),
        Owner::Company | Owner::FamilyCompany => ("siège d'une personne morale visible", None),
    };
    cues.push(Cue::Borrowed(cue));
    (Some(Severity::Mineur), at_most)
}

/// Whether `demeurant`, `sis à`, `adresse :` stands within a few words before.
fn announced(reader: &Reader<'_>, first: usize) -> bool {
    let cue = Classes::HOME | Classes::SITUATED | Classes::SEAT;
    (first.saturating_sub(7)..first).rev().any(|index| reader.is(index, cue))
}

/// Tokens that may stand between what announces an address and the address.
const DIRECTLY: usize = 7;

/// Whether it stands right before, but for `au`, `à`, `:`, `dans`, `est`.
fn directly_announced(reader: &Reader<'_>, first: usize) -> bool {
    let cue = Classes::HOME | Classes::SITUATED | Classes::SEAT;
    let mut at = first;
    let mut free = 3;
    for _ in 0..DIRECTLY {
        let Some(before) = at.checked_sub(1) else { return false };
        if reader.is(before, cue) {
            return true;
        }
        at = before;
        // `domicilié n° 28 bis de la résidence`.
        let numbered = reader.number(before).is_some()
            || reader.is(before, Classes::SUFFIX)
            || matches!(reader.word(before), "n" | "°" | "numéro" | "de");
        if numbered {
            continue;
        }
        let skip = matches!(
            reader.word(before),
            "au" | "à" | "est" | "dans" | "la" | "le" | ":" | "," | "actuellement" | "AU" | "A"
        );
        if free == 0 || !skip && !reader.newline(before) {
            return false;
        }
        free -= 1;
    }
    false
}

/// `article 12 place`, `les 12 cours`: the number counts or names something else.
fn counted(reader: &Reader<'_>, first: usize) -> bool {
    first.checked_sub(1).is_some_and(|before| {
        matches!(
            fold(reader.word(before)).as_str(),
            "article"
                | "articles"
                | "art"
                | "les"
                | "des"
                | "ces"
                | "ses"
                | "de"
                | "lot"
                | "lots"
                | "page"
                | "p"
                | "l"
                | "alinea"
        )
    })
}

/// `bd Foch`: an abbreviation long enough to be one, in the right company.
fn short_street_alone(reader: &Reader<'_>, first: usize, announced: bool) -> bool {
    let word = reader.word(first);
    announced && word.len() > 1
        || matches!(fold(word).as_str(), "bd" | "bld" | "blvd") && reader.capital(first + 1)
}

/// `me trouve Place de l'Étoile`: a capital where grammar asks for none.
fn mid_sentence_place(reader: &Reader<'_>, first: usize) -> bool {
    let type_title = reader.at(first).is_some_and(|token| {
        token.kind == TokenKind::Word(crate::document::Case::Title)
            && matches!(
                fold(token.text(reader.text)).as_str(),
                "place" | "quai" | "cours" | "square"
            )
    });
    type_title
        && first.checked_sub(1).is_some_and(|before| {
            reader
                .at(before)
                .is_some_and(|token| token.kind == TokenKind::Word(crate::document::Case::Lower))
        })
}

// --- Postal codes ----------------------------------------------------------------------

/// Whether a number, or its beginning, has the digits of a postal code: `59000`, `59 000`, `446⏎00`.
#[inline]
pub(super) fn may_be_postcode(number: &Token, next: Option<&Token>) -> bool {
    let next = next.map(|next| next.kind);
    match number.end - number.start {
        5 => true,
        2 => matches!(next, Some(TokenKind::Number | TokenKind::Newline)),
        1 | 3 | 4 => next == Some(TokenKind::Newline),
        _ => false,
    }
}

fn postcode(reader: &Reader<'_>, at: usize, floor: usize) -> Option<Found> {
    let (code, after) = reader.postcode(at)?;
    if !is_postcode(code) || part_of_number(reader, at, after) {
        return None;
    }
    let spelled = after - at > 1 || reader.tokens[at].kind == TokenKind::Mixed;
    let mut cues = vec![Cue::Borrowed("code postal")];
    let town = town_of_code(reader, after, code).filter(|town| accepts(reader, town, spelled));
    if !town.is_some_and(|town| town.fits)
        && let Some(start) = town_before_code(reader, at, floor, code)
    {
        cues.push(Cue::Borrowed("commune de ce département"));
        let context = context::before(reader, start);
        if context.owner == Owner::Court && !context.home {
            return None;
        }
        let (severity, at_most) = standing(&context, &mut cues);
        let kind = Kind::Postcode;
        return Some(Found {
            first: start,
            end: after,
            kind,
            confidence: 0.9,
            severity,
            at_most,
            cues,
        });
    }
    let labelled = labelled_postcode(reader, at);
    let line_start = at == 0 || reader.newline(at - 1) || reader.punct(at - 1, b',');
    let address_before = at > 0 && follows_address(reader, at);
    let half = !spelled && follows_masked_street(reader, at);
    let (end, confidence) = match town {
        Some(town) if town.fits => (town.end, 0.97),
        Some(town) if half => (town.end, 0.9),
        Some(town) if town.known && (line_start || address_before) => (town.end, 0.85),
        Some(town) if !spelled && (line_start || address_before) => (town.end, 0.7),
        _ if labelled => (after, 0.8),
        _ if address_before && !spelled => (after, 0.7),
        _ => return None,
    };
    if town.is_some_and(|town| town.fits) {
        cues.push(Cue::Borrowed("commune de ce département"));
    }
    let first =
        if at > floor + 1 && matches!(reader.word(at - 2), "F" | "FR") { at - 2 } else { at };
    let context = context::before(reader, first);
    if context.owner == Owner::Court && !context.home {
        return None;
    }
    let (severity, at_most) = match context.owner {
        // The street was masked: whoever the address belongs to, so should be the rest.
        Owner::Company if half => (None, None),
        _ => standing(&context, &mut cues),
    };
    let at_most = at_most.or((confidence < 0.8).then_some(Status::ToReview));
    let mut end = end;
    if reader.is(end, Classes::CEDEX) {
        end += if reader.number(end + 1).is_some_and(|n| n < 100) { 2 } else { 1 };
    }
    let kind = Kind::Postcode;
    Some(Found { first, end, kind, confidence, severity, at_most, cues })
}

/// The town after a postal code: `59000 Lille`, `59000, Lille`, `59000-Lille`, `59000⏎LILLE`,
/// `59000 lille`.
fn town_of_code(reader: &Reader<'_>, after: usize, code: u32) -> Option<Town> {
    let mut start = after;
    if reader.punct(start, b',') || reader.punct(start, b'-') {
        start += 1;
    }
    let below = reader.newline(start);
    start += usize::from(below);
    match reader.town(start, Some(code), !below) {
        // On the next line, only a town of that department.
        Some(town) => (!below || town.fits).then_some(town),
        None => {
            let found = reader.communes.longest(reader.tokens, start)?;
            let lower =
                reader.tokens.get(start)?.kind == TokenKind::Word(crate::document::Case::Lower);
            (lower && found.fits(code)).then_some(Town {
                start,
                end: found.end,
                known: true,
                fits: true,
            })
        }
    }
}

/// `Limoges, 87000`, `Limoges 87000`: where the town before a code begins, if it lies there.
fn town_before_code(reader: &Reader<'_>, at: usize, floor: usize, code: u32) -> Option<usize> {
    let comma = at.checked_sub(1).is_some_and(|before| reader.punct(before, b','));
    let end = at - usize::from(comma);
    (end.saturating_sub(9).max(floor)..end).find(|&start| {
        reader.capital(start)
            && reader
                .communes
                .longest(reader.tokens, start)
                .is_some_and(|found| found.end == end && found.fits(code))
    })
}

/// `59200TOURCOING`: a postal code and its town without a space.
fn glued_postcode(reader: &Reader<'_>, at: usize) -> Option<Found> {
    let token = reader.at(at)?;
    let word = token.text(reader.text);
    let (digits, name) = word.split_at_checked(5)?;
    let code: u32 = digits.parse().ok().filter(|&code| is_postcode(code))?;
    if !name.chars().all(char::is_alphabetic) {
        return None;
    }
    let mut tokens = vec![crate::document::Token {
        start: token.start + 5,
        kind: TokenKind::Word(crate::document::Case::Upper),
        hash: fold_hash(name),
        ..*token
    }];
    tokens.extend(reader.tokens[at + 1..].iter().take(8));
    let found = reader.communes.longest(&tokens, 0).filter(|found| found.fits(code))?;
    let context = context::before(reader, at);
    if context.owner == Owner::Court && !context.home {
        return None;
    }
    let mut cues = vec![Cue::Borrowed("code postal"), Cue::Borrowed("commune de ce département")];
    let (severity, at_most) = standing(&context, &mut cues);
    let (end, kind) = (at + found.end, Kind::Postcode);
    Some(Found { first: at, end, kind, confidence: 0.9, severity, at_most, cues })
}

/// A town name that the code makes believable.
fn accepts(reader: &Reader<'_>, town: &Town, spelled: bool) -> bool {
    !reader.is(town.start, Classes::NOT_TOWN) && (!spelled || town.fits)
}

/// `15-91081`, `24/91234`, `n° 51054`, `12.345`, `30 000`.
fn part_of_number(reader: &Reader<'_>, at: usize, after: usize) -> bool {
    let before = at.checked_sub(1).and_then(|index| reader.at(index));
    let glued_left = before.is_some_and(|token| {
        !reader.tokens[at].spaced
            && matches!(token.kind, TokenKind::Punct(b'/' | b'.' | b'-' | b'_' | b'#'))
            && !matches!(reader.word(at.saturating_sub(2)), "F" | "FR")
    });
    let numbered = before.is_some_and(|token| {
        matches!(token.kind, TokenKind::Symbol) && token.text(reader.text) == "°"
            || token.kind == TokenKind::Number
    });
    let glued_right = reader.at(after).is_some_and(|token| {
        !token.spaced
            && matches!(token.kind, TokenKind::Punct(b'/' | b'.' | b'_') | TokenKind::Symbol)
            && !reader.newline(after + 1)
            && reader
                .at(after + 1)
                .is_some_and(|next| !next.spaced && next.kind == TokenKind::Number)
    });
    let amount = reader
        .at(after)
        .is_some_and(|token| token.kind == TokenKind::Symbol || token.kind == TokenKind::Number);
    glued_left || numbered || glued_right || amount
}

/// `code postal 75001`, `CP : 59000`.
fn labelled_postcode(reader: &Reader<'_>, at: usize) -> bool {
    let from = at.saturating_sub(4);
    (from..at).any(|index| {
        let word = reader.word(index);
        word.eq_ignore_ascii_case("postal") || word == "CP" && reader.capital(index)
    })
}

/// `[Adresse 1], 59000`, `[Adresse 1]⏎59000`.
fn follows_address(reader: &Reader<'_>, at: usize) -> bool {
    (at.saturating_sub(3)..at).any(|index| {
        matches!(
            reader.placeholder(index),
            Some(PlaceholderKind::Address | PlaceholderKind::Locality)
        )
    })
}

/// `[Adresse 1]⏎59000 Bidulville`: what is left of an address whose first line is masked.
fn follows_masked_street(reader: &Reader<'_>, at: usize) -> bool {
    let address = |index: usize| reader.placeholder(index) == Some(PlaceholderKind::Address);
    let sign = |index: usize| {
        reader.newline(index) || reader.punct(index, b',') || reader.punct(index, b'-')
    };
    at > 0 && (address(at - 1) || at > 1 && sign(at - 1) && address(at - 2))
}

// --- Localities ------------------------------------------------------------------------

/// The town where a visible company sits says no more than its name, unless it stands right beside something masked.
fn known_seat(reader: &Reader<'_>, town: Range<usize>, context: &Context) -> Option<Status> {
    let near = town.start.saturating_sub(4)..(town.end + 4).min(reader.tokens.len());
    let masked = |at| reader.placeholder(at).is_some_and(context::hides_a_place);
    (context.owner == Owner::Company && !near.into_iter().any(masked)).then_some(Status::ToReview)
}

/// A town after a word that makes it someone's: `née à`, `demeurant à`, `commune de`.
fn locality(reader: &Reader<'_>, at: usize, classes: Classes) -> Option<Found> {
    if classes.has(Classes::TOWNSHIP)
        && let Some(found) = township(reader, at)
    {
        return Some(found);
    }
    let civil = classes.has(Classes::BORN | Classes::EVENT)
        && !plain_negation(reader, at)
        && !born_of_a_dispute(reader, at);
    let home = classes.has(Classes::HOME);
    let situated = classes.has(Classes::SITUATED);
    if !civil && !home && !situated {
        return None;
    }
    let preposition = if civil { civil_place(reader, at)? } else { home_place(reader, at)? };
    let mut town = place_after(reader, preposition, civil || home)?;
    if reader.punct(town.end, b'(')
        && let Some(end) = reader.parenthesised_code(town.end)
    {
        town.end = end;
    }
    let context = context::before(reader, at);
    let official = matches!(context.owner, Owner::Court | Owner::Administration | Owner::Counsel);
    if official && !civil {
        return None;
    }
    let cue = if civil {
        "lieu de naissance, de décès ou de mariage"
    } else if home {
        "après « demeurant » ou « domicilié »"
    } else {
        "lieu d'un bien ou d'un logement"
    };
    let mut cues = vec![Cue::Borrowed(cue)];
    let confidence = match (town.known, civil || home) {
        (true, true) => 0.9,
        (true, false) => 0.65,
        (false, _) => 0.6,
    };
    if town.known {
        cues.push(Cue::Borrowed("nom d'une commune"));
    }
    // Where someone was born is theirs, whoever is named before.
    let (mut severity, at_most) = if civil { (None, None) } else { standing(&context, &mut cues) };
    // `un immeuble à Lyon` tells no one from thousands.
    let large =
        || reader.communes.longest(reader.tokens, town.start).is_some_and(|it| it.is_large());
    if situated && !home && !civil && town.known && large() {
        severity = Some(Severity::Mineur);
        cues.push(Cue::Borrowed("grande ville"));
    }
    let at_most = at_most.or((confidence < 0.8).then_some(Status::ToReview));
    let (first, end, kind) = (town.start, town.end, Kind::Locality);
    let at_most =
        at_most.or_else(|| if civil { None } else { known_seat(reader, first..end, &context) });
    Some(Found { first, end, kind, confidence, severity, at_most, cues })
}

/// `ne` without an accent is a negation, unless a date or a place follows.
fn plain_negation(reader: &Reader<'_>, at: usize) -> bool {
    matches!(reader.word(at), "ne" | "Ne" | "nes")
        && !matches!(reader.word(at + 1), "le" | "à" | "a" | "en")
}

/// `la contestation étant née à Paris`: no one was born there.
fn born_of_a_dispute(reader: &Reader<'_>, at: usize) -> bool {
    const BORN: [&str; 12] = [
        "contestation",
        "litige",
        "differend",
        "creance",
        "dette",
        "obligation",
        "droit",
        "action",
        "conflit",
        "difficulte",
        "desaccord",
        "question",
    ];
    if !reader.is(at, Classes::BORN)
        || !matches!(reader.word(at.saturating_sub(1)), "étant" | "est")
    {
        return false;
    }
    // The nearest of those who can be born and of what can.
    for before in (at.saturating_sub(80)..at).rev() {
        if reader.placeholder(before).is_some_and(PlaceholderKind::is_person)
            || reader.is(before, Classes::CIVILITY)
            || reader.punct(before, b';')
        {
            return false;
        }
        let word = reader.word(before);
        let lower = word.as_bytes().first().is_some_and(u8::is_ascii_lowercase);
        if lower && word.len() >= 4 && BORN.contains(&fold(word).trim_end_matches('s')) {
            return true;
        }
    }
    false
}

/// The preposition before the place of a birth, a death or a marriage.
fn civil_place(reader: &Reader<'_>, at: usize) -> Option<usize> {
    let mut capitals = 0;
    for index in at + 1..at + 18 {
        let token = reader.at(index)?;
        match token.kind {
            TokenKind::Word(_) => {
                let native = index == at + 1
                    && matches!(reader.word(at).as_bytes(), [b'n' | b'N', b'a', ..] | [b'o', ..]);
                if is_at(reader, index)
                    || reader.word(index) == "dans"
                    || native && matches!(reader.word(index), "de" | "du" | "d")
                {
                    return Some(index);
                }
                let classes = reader.classes(index);
                if classes.has(Classes::MONTH | Classes::FILLER) {
                    continue;
                }
                if !reader.capital(index) || capitals == 4 {
                    return None;
                }
                capitals += 1;
            }
            TokenKind::Placeholder(kind)
                if kind.is_person()
                    || matches!(
                        kind,
                        PlaceholderKind::BirthDate
                            | PlaceholderKind::DeathDate
                            | PlaceholderKind::MarriageDate
                    ) => {}
            TokenKind::Number | TokenKind::Mixed | TokenKind::Newline => {}
            TokenKind::Punct(b',' | b'/' | b'.' | b'-' | b':' | b'(' | b')') => {}
            _ => return None,
        }
    }
    None
}

/// The preposition before the place where someone lives.
fn home_place(reader: &Reader<'_>, at: usize) -> Option<usize> {
    for index in at + 1..at + 5 {
        let word = reader.word(index);
        if is_at(reader, index) || matches!(word, "au" | "dans") {
            return Some(index);
        }
        let skip = reader.is(index, Classes::FILLER)
            || reader.newline(index)
            || matches!(
                word,
                "ensemble"
                    | "désormais"
                    | "aujourd"
                    | "hui"
                    | "'"
                    | ","
                    | ":"
                    | "seul"
                    | "seule"
                    | "toujours"
                    | "alors"
            );
        if !skip {
            return None;
        }
    }
    None
}

fn is_at(reader: &Reader<'_>, index: usize) -> bool {
    let word = reader.word(index);
    word == "à" || word == "À" || (word == "A" || word == "a") && reader.capital(index + 1)
}

/// The town after a preposition; contracted articles count (`au Havre`).
fn place_after(reader: &Reader<'_>, preposition: usize, loose: bool) -> Option<Town> {
    let mut start = preposition + 1;
    if reader.newline(start) {
        start += 1;
    }
    if reader.word(preposition) == "d" && reader.punct(start, b'\'') {
        start += 1;
    }
    if matches!(reader.word(preposition), "au" | "aux" | "du") {
        let article = if reader.word(preposition) == "aux" { "les" } else { "le" };
        let found = reader.communes.longest_after_article(reader.tokens, start, article)?;
        return reader.capital(start).then_some(Town {
            start,
            end: found.end,
            known: true,
            fits: true,
        });
    }
    // A street is for `address`.
    if reader.is(start, Classes::STREET) {
        return None;
    }
    // `dans` needs a known name: `dans Bordeaux`.
    let loose = loose && is_at(reader, preposition);
    let town = reader.town(start, None, loose)?;
    let last = reader.at(town.end.checked_sub(1)?)?;
    let name = &reader.text[reader.at(start)?.start as usize..last.end as usize];
    (!is_country(name)).then_some(town)
}

/// Countries written as if they were towns (`né à MAROC`).
fn is_country(name: &str) -> bool {
    matches!(
        fold(name).as_str(),
        "cote d'ivoire"
            | "cote d' ivoire"
            | "maroc"
            | "algerie"
            | "tunisie"
            | "france"
            | "portugal"
            | "mali"
            | "senegal"
            | "madagascar"
            | "mayotte"
            | "maurice"
            | "haiti"
            | "cuba"
            | "malte"
            | "chypre"
            | "djibouti"
    )
}

/// `commune de Lille`, `mairie de Lille (59)`, `officier d'état civil de Lille`.
fn township(reader: &Reader<'_>, at: usize) -> Option<Found> {
    let register = civil_register(reader, at);
    if reader.word(at).eq_ignore_ascii_case("civil") && !register {
        return None;
    }
    let of = reader.word(at + 1);
    let mut start = match of {
        "de" | "DE" | "du" | "des" => at + 2,
        "d" | "D" if reader.punct(at + 2, b'\'') => at + 3,
        _ => return None,
    };
    if reader.newline(start) {
        start += 1;
    }
    let town = match of {
        "du" | "des" => {
            let article = if of == "du" { "le" } else { "les" };
            let found = reader.communes.longest_after_article(reader.tokens, start, article)?;
            let capital = reader.capital(start);
            capital.then_some(Town { start, end: found.end, known: true, fits: true })?
        }
        _ => reader.town(start, None, register)?,
    };
    if !register && !of_someone(reader, at) {
        return None;
    }
    let mut end = town.end;
    if reader.punct(end, b'(') {
        end = reader.parenthesised_code(end).unwrap_or(end);
    }
    Some(Found {
        first: town.start,
        end,
        kind: Kind::Locality,
        confidence: if register { 0.75 } else { 0.55 },
        severity: (!register).then_some(Severity::Mineur),
        at_most: Some(Status::ToReview),
        cues: vec![Cue::Borrowed(if register {
            "lieu d'un acte de l'état civil"
        } else {
            "commune nommée"
        })],
    })
}

/// `officier de l'état civil de X`, `… de la mairie de X`.
fn civil_register(reader: &Reader<'_>, at: usize) -> bool {
    let is_civil = |index: usize| reader.word(index).eq_ignore_ascii_case("civil");
    let from = at.saturating_sub(5);
    (from..=at).any(|index| {
        is_civil(index)
            && (index.saturating_sub(2)..index).any(|state| fold(reader.word(state)) == "etat")
    })
}

/// `sur la commune de`, `l'état civil de la commune de`: a place; `la commune de X soutient` is
/// a party, and a public one.
fn of_someone(reader: &Reader<'_>, at: usize) -> bool {
    let place =
        (at.saturating_sub(2)..at).any(|index| matches!(reader.word(index), "sur" | "dans" | "en"));
    let cue = Classes::HOME | Classes::EVENT | Classes::BORN;
    let civil = (at.saturating_sub(8)..at)
        .any(|index| reader.is(index, cue) && !plain_negation(reader, index));
    place || civil
}

/// `à Lille (59)`, `LE NIZAN (33430)`: a name followed by its department.
fn town_in_parentheses(reader: &Reader<'_>, open: usize, floor: usize) -> Option<Found> {
    let digits = reader.at(open + 1).filter(|token| token.kind == TokenKind::Number)?;
    let length = digits.end - digits.start;
    if !matches!(length, 2 | 5) || !reader.punct(open + 2, b')') {
        return None;
    }
    let code = reader.number(open + 1)?;
    let valid = if length == 5 { is_postcode(code) } else { matches!(code, 1..=95 | 97 | 98) };
    if !valid {
        return None;
    }
    let first = name_before(reader, open, floor)?;
    let known = (first..open).find_map(|start| {
        let found = reader.communes.longest(reader.tokens, start)?;
        let fits = match (length, code) {
            (5, _) => found.fits(code),
            // `Fort-de-France (97)`: the first two figures of every department overseas.
            (_, 97 | 98) => (code * 10..code * 10 + 10).any(|code| found.fits(code * 100 + 50)),
            _ => found.fits(code * 1000 + 500),
        };
        (found.end == open && fits).then_some(start)
    });
    let preposition = first.checked_sub(1).is_some_and(|before| {
        is_at(reader, before)
            || matches!(reader.word(before), "de" | "d" | "'" | "sur" | "dans" | "," | "DE")
            || reader.newline(before)
    });
    let (first, confidence) = match known {
        Some(start) => (start, 0.88),
        None if preposition || length == 5 => (first, 0.6),
        None => return None,
    };
    let context = context::before(reader, first);
    if matches!(context.owner, Owner::Court | Owner::Administration | Owner::Counsel) {
        return None;
    }
    let mut cues = vec![Cue::Borrowed("nom suivi d'un département ou d'un code postal")];
    let (severity, at_most) = standing(&context, &mut cues);
    let at_most = at_most.or((confidence < 0.8).then_some(Status::ToReview));
    let kind = if length == 5 { Kind::Postcode } else { Kind::Locality };
    let end = open + 3;
    let at_most = at_most.or_else(|| match kind {
        Kind::Locality => known_seat(reader, first..end, &context),
        Kind::Street | Kind::Postcode => None,
    });
    Some(Found { first, end, kind, confidence, severity, at_most, cues })
}

/// Where the capitalised name that ends at `end` begins.
fn name_before(reader: &Reader<'_>, end: usize, floor: usize) -> Option<usize> {
    let mut first = None;
    let mut at = end;
    while at > floor && end - at < 12 {
        at -= 1;
        let token = reader.at(at)?;
        match token.kind {
            TokenKind::Word(_) if reader.capital(at) => {
                if is_at(reader, at) || reader.is(at, Classes::CIVILITY) {
                    break;
                }
                first = Some(at);
            }
            TokenKind::Word(_)
                if reader.is(at, Classes::PARTICLE)
                    && matches!(
                        reader.word(at),
                        "sur" | "en" | "la" | "le" | "les" | "lès" | "l" | "d" | "aux"
                    )
                    && first.is_some() => {}
            TokenKind::Punct(b'-' | b'\'') if first.is_some() => {}
            _ => break,
        }
    }
    first
}
