//! The shape of French addresses and town names, over tokens.
//!
//! Every function takes the index of a token and returns the index after what it read.
//! Says what a sequence can be, not whether it is someone's: that is for `context`.

use crate::document::tokens::{fold, hash_plain};
use crate::document::{Case, PlaceholderKind, Token, TokenKind};
use crate::lexicon::communes::{CommuneMatch, Communes, is_postcode};

use super::vocabulary::{Classes, Vocabulary};

/// Capitalised words of a street name, at most.
const LONGEST_NAME: usize = 7;
/// Tokens between the first of a house number and the type of street, at most.
const LONGEST_NUMBER: usize = 9;

/// A text, its tokens and the words needed to read them.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub words: &'a Vocabulary,
    pub communes: &'a Communes,
}

/// A name of a street, as read.
#[derive(Debug, Clone, Copy)]
pub struct Name {
    pub end: usize,
    /// Whether a word of it begins with a capital.
    pub capital: bool,
}

/// A town, as read.
#[derive(Debug, Clone, Copy)]
pub struct Town {
    pub start: usize,
    pub end: usize,
    /// Whether the list of communes knows it.
    pub known: bool,
    /// Whether the known commune fits the postal code given with it.
    pub fits: bool,
}

/// What an address holds, read from its first token.
#[derive(Debug, Clone, Copy, Default)]
pub struct Chain {
    pub end: usize,
    pub street: Option<Street>,
    pub number: bool,
    pub estate: bool,
    pub hamlet: bool,
    pub unit: bool,
    pub mailbox: bool,
    pub postcode: bool,
    pub town: bool,
    /// A letter stood for a digit in the number.
    pub damaged: bool,
}

/// The street of an address.
#[derive(Debug, Clone, Copy)]
pub struct Street {
    pub strength: Strength,
    pub capital: bool,
    /// Whether the type itself begins with a capital (`Place de l'Étoile`).
    pub type_capital: bool,
}

/// How surely a word is a type of street.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    Short,
    Weak,
    Strong,
}

/// A house number, as read.
#[derive(Debug, Clone, Copy)]
struct HouseNumber {
    end: usize,
    damaged: bool,
}

impl<'a> Reader<'a> {
    #[inline]
    pub fn at(&self, index: usize) -> Option<&'a Token> {
        self.tokens.get(index)
    }

    #[inline]
    pub fn classes(&self, index: usize) -> Classes {
        self.at(index).map_or(Classes::NONE, |token| self.words.of(token))
    }

    #[inline]
    pub fn is(&self, index: usize, class: Classes) -> bool {
        self.classes(index).has(class)
    }

    #[inline]
    pub fn word(&self, index: usize) -> &'a str {
        self.at(index).map_or("", |token| token.text(self.text))
    }

    #[inline]
    pub fn punct(&self, index: usize, byte: u8) -> bool {
        self.at(index).is_some_and(|token| token.is_punct(byte))
    }

    #[inline]
    pub fn newline(&self, index: usize) -> bool {
        self.at(index).is_some_and(|token| token.kind == TokenKind::Newline)
    }

    #[inline]
    pub fn capital(&self, index: usize) -> bool {
        self.at(index).is_some_and(|token| match token.kind {
            TokenKind::Word(Case::Mixed) | TokenKind::Mixed => {
                token.text(self.text).starts_with(char::is_uppercase)
            }
            TokenKind::Word(case) => case.is_capital(),
            _ => false,
        })
    }

    fn lower(&self, index: usize) -> bool {
        self.at(index).is_some_and(|token| token.kind == TokenKind::Word(Case::Lower))
    }

    fn spaced(&self, index: usize) -> bool {
        self.at(index).is_none_or(|token| token.spaced)
    }

    /// Digits of a number token; `None` for anything else.
    pub fn number(&self, index: usize) -> Option<u32> {
        let token = self.at(index)?;
        (token.kind == TokenKind::Number).then(|| token.text(self.text).parse().ok()).flatten()
    }

    #[inline]
    fn digits(&self, index: usize) -> usize {
        self.at(index)
            .filter(|token| token.kind == TokenKind::Number)
            .map_or(0, |token| (token.end - token.start) as usize)
    }

    pub fn placeholder(&self, index: usize) -> Option<PlaceholderKind> {
        match self.at(index)?.kind {
            TokenKind::Placeholder(kind) => Some(kind),
            _ => None,
        }
    }

    /// Skips one line break.
    fn past_newline(&self, index: usize) -> usize {
        if self.newline(index) { index + 1 } else { index }
    }

    /// A letter lost by a wrong encoding: `B¿dulot`, `R�my`.
    fn worn(&self, index: usize) -> bool {
        self.at(index).is_some_and(|token| token.kind == TokenKind::Symbol)
            && matches!(self.word(index), "¿" | "\u{fffd}")
    }

    /// Past lost letters and the rest of the word around them, from the token after its start.
    fn worn_tail(&self, mut end: usize) -> usize {
        while self.worn(end) && !self.spaced(end) {
            end += 1;
            if self.name_word(end) && !self.spaced(end) {
                end += 1;
            }
        }
        end
    }

    // --- House numbers ---------------------------------------------------------------

    /// First token of the house number that ends where the type of street begins.
    fn number_before(&self, street: usize, floor: usize) -> Option<(usize, bool)> {
        let from = street.saturating_sub(LONGEST_NUMBER).max(floor);
        (from..street).find_map(|start| {
            let read =
                if self.may_open_number(start) { self.house_number(start)? } else { return None };
            (read.end == street && !self.glued_before(start)).then_some((start, read.damaged))
        })
    }

    /// Whether a number goes on to the left: a date, a case number, an amount.
    fn glued_before(&self, start: usize) -> bool {
        let Some(before) = start.checked_sub(1) else { return false };
        let glued = !self.spaced(start)
            && self.at(before).is_some_and(|token| {
                matches!(token.kind, TokenKind::Punct(b'/' | b'-' | b'.') | TokenKind::Number)
                    && before.checked_sub(1).is_some_and(|i| self.digits(i) > 0)
            });
        glued || (self.is(before, Classes::MONTH) && self.digits(start) == 4)
    }

    /// `12`, `12 bis`, `12B`, `l2`, `130-140`, `n° 12`, `12 et 14`, `douze`.
    fn house_number(&self, start: usize) -> Option<HouseNumber> {
        let mut at = start;
        // `n°12`, `numéro 12`
        let mark = self.word(at);
        if mark.eq_ignore_ascii_case("n") && self.word(at + 1) == "°" {
            at += 2;
        } else if mark.eq_ignore_ascii_case("numéro") || mark == "nº" {
            at += 1;
        }
        let mut read = self.one_number(at)?;
        for _ in 0..3 {
            let joins = self.at(read.end).is_some_and(|token| {
                matches!(token.kind, TokenKind::Punct(b'-' | b'/' | b'&' | b','))
                    || matches!(self.word(read.end), "et" | "à" | "a" | "ET" | "A" | "À")
            });
            let next = joins.then(|| self.one_number(read.end + 1)).flatten();
            let Some(next) = next else { break };
            read = HouseNumber { end: next.end, damaged: read.damaged || next.damaged };
        }
        let mut end = read.end;
        if self.punct(end, b',') {
            end += 1;
        }
        if self.punct(end, b'-') && self.spaced(end) {
            end += 1;
        }
        if self.line_breaks(end) == 1 && self.is(end + 1, Classes::STREET) {
            end += 1;
        }
        if self.is(end, Classes::OLD)
            && (self.is(end + 1, Classes::STREET) || self.punct(end + 1, b'\''))
        {
            end += if self.punct(end + 1, b'\'') { 2 } else { 1 };
        }
        Some(HouseNumber { end, ..read })
    }

    /// What nearly every token before a type of street is refused by.
    #[inline]
    fn may_open_number(&self, start: usize) -> bool {
        /// Letters of « numéro », by which a number written in figures is announced.
        const MARK: u64 = hash_plain("numero");
        let Some(token) = self.at(start) else { return false };
        match token.kind {
            TokenKind::Number | TokenKind::Mixed => true,
            // « n », and letters taken for figures.
            TokenKind::Word(_) if token.end - token.start <= 2 => true,
            TokenKind::Word(_) => token.hash == MARK || self.words.of(token).has(Classes::NUMBER),
            _ => false,
        }
    }

    fn one_number(&self, start: usize) -> Option<HouseNumber> {
        let token = self.at(start)?;
        let (mut end, damaged) = match token.kind {
            TokenKind::Number if self.digits(start) <= 4 => (start + 1, false),
            TokenKind::Mixed => (start + 1, house_number_damaged(self.word(start))?),
            TokenKind::Word(_) if self.is(start, Classes::NUMBER) => {
                (self.number_words(start), false)
            }
            TokenKind::Word(_) if letters_for_digits(self.word(start)) => (start + 1, true),
            _ => return None,
        };
        // `12 bis`, `12/B`, `12 - A`
        if self.is(end, Classes::SUFFIX) || self.suffix_letter(end) {
            end += 1;
        } else if self.punct(end, b'/') && self.suffix_letter(end + 1) {
            end += 2;
        }
        Some(HouseNumber { end, damaged })
    }

    fn suffix_letter(&self, index: usize) -> bool {
        let letter = self.word(index).as_bytes();
        let next = self.word(index + 1);
        matches!(letter, [b'A'..=b'H' | b'a'..=b'h'])
            // `12 à 14`
            && !(letter[0] | 0x20 == b'a' && self.digits(index + 1) > 0)
            && next != "'"
    }

    fn number_words(&self, start: usize) -> usize {
        let mut end = start + 1;
        while end < start + 6 {
            let joined = self.punct(end, b'-') || self.word(end).eq_ignore_ascii_case("et");
            let next = if joined { end + 1 } else { end };
            let more = self.is(next, Classes::NUMBER)
                || (joined && matches!(self.word(next), "un" | "une" | "UN"));
            if !more {
                break;
            }
            end = next + 1;
        }
        end
    }

    // --- Names -------------------------------------------------------------------------

    /// The name of a street, from the token after its type.
    fn street_name(&self, start: usize, upper: bool) -> Option<Name> {
        let mut at = start;
        let mut end = None;
        let mut contents = 0;
        let mut capital = false;
        let mut particle = false;
        // A lower-case word that may be followed by capitals, as in `du docteur Roux`.
        let mut open = true;
        while contents < LONGEST_NAME {
            let Some(token) = self.at(at) else { break };
            let classes = self.words.of(token);
            match token.kind {
                TokenKind::Newline => {
                    if !self.name_crosses_line(at, particle, contents) {
                        break;
                    }
                }
                TokenKind::Punct(b'\'') => particle = true,
                TokenKind::Punct(b'-') if !token.spaced && !self.spaced(at + 1) => {
                    if end.is_none() || !self.name_word(at - 1) || !self.name_word(at + 1) {
                        break;
                    }
                }
                TokenKind::Punct(b'.') => {
                    let short = at > start && self.word(at - 1).len() <= 3;
                    if !(short && self.capital(at + 1) && !token.spaced) || contents == 0 {
                        break;
                    }
                }
                TokenKind::Word(Case::Lower) => {
                    let elided = self.punct(at + 1, b'\'');
                    if classes.has(Classes::PARTICLE)
                        || (elided && matches!(self.word(at), "d" | "l"))
                    {
                        if self.word(at) == "et" && !self.et_joins_names(at, contents) {
                            break;
                        }
                        particle = true;
                    } else if classes.has(Classes::STOP | Classes::CIVILITY)
                        || !(open || particle)
                        || (contents > 0 && capital && !classes.has(Classes::RANK))
                    {
                        break;
                    } else {
                        open = classes.has(Classes::RANK);
                        particle = false;
                        contents += 1;
                        end = Some(at + 1);
                    }
                }
                TokenKind::Word(_) => {
                    let title = token.kind == TokenKind::Word(Case::Title);
                    if (upper || title) && classes.has(Classes::PARTICLE) && !self.last_of_name(at)
                    {
                        particle = true;
                        capital |= title;
                    } else if classes.has(Classes::STOP)
                        && (contents > 0 || self.word(at).len() > 2)
                        || classes.has(Classes::CIVILITY)
                            && (self.word(at).len() > 1 || self.punct(at + 1, b'.'))
                        || classes.has(Classes::CEDEX | Classes::BOX)
                        || (contents > 0 && !open && !particle && !capital)
                        || (contents > 0
                            && classes.has(Classes::UNIT | Classes::ESTATE)
                            && (self.unit(at).is_some()
                                || classes.has(Classes::ESTATE) && !particle))
                    {
                        break;
                    } else {
                        capital = true;
                        open = true;
                        particle = false;
                        contents += 1;
                        end = Some(at + 1);
                    }
                }
                TokenKind::Number => {
                    if !self.number_in_name(at, contents) {
                        break;
                    }
                    // A date or a road's number is a name.
                    capital = true;
                    particle = false;
                    contents += 1;
                    open = true;
                    end = Some(at + 1);
                }
                TokenKind::Mixed => {
                    let word = self.word(at);
                    let ordinal = word.starts_with('1') && word.len() <= 4;
                    if !ordinal && !word.starts_with(char::is_alphabetic) {
                        break;
                    }
                    capital = true;
                    particle = false;
                    contents += 1;
                    end = Some(at + 1);
                }
                TokenKind::Symbol if self.worn(at) => {
                    contents += 1;
                    capital = true;
                    end = Some(at + 1);
                }
                _ => break,
            }
            at += 1;
            if self.worn(at - 1) && self.name_word(at) && !self.spaced(at) {
                at += 1;
                end = Some(at);
            }
            if self.worn(at) && !self.spaced(at) {
                at = self.worn_tail(at);
                end = Some(at);
            }
        }
        end.map(|end| Name { end, capital })
    }

    fn name_word(&self, index: usize) -> bool {
        self.at(index).is_some_and(|token| token.is_word() || token.kind == TokenKind::Mixed)
    }

    /// In capitals, a particle that ends the line is a word (`RUE DU LA`).
    fn last_of_name(&self, index: usize) -> bool {
        !self.name_word(index + 1)
            && !self.punct(index + 1, b'\'')
            && self.digits(index + 1) == 0
            && !self.newline(index + 1)
    }

    /// `rue de la⏎République`; `rue Victor⏎Hugo, 59000 Lille`.
    fn name_crosses_line(&self, at: usize, particle: bool, contents: usize) -> bool {
        if self.line_breaks(at) > 1 {
            return false;
        }
        let next = self.classes(at + 1);
        if next.has(Classes::CIVILITY | Classes::BOX | Classes::STREET) {
            return false;
        }
        if particle {
            let date = self.digits(at + 1) > 0 && self.is(at + 2, Classes::MONTH);
            return date || self.capital(at + 1) || self.lower(at + 1) && !next.has(Classes::STOP);
        }
        // `chemin⏎Jean Jaurès 67500 Haguenau`: a postal code closes what the line end opened.
        let coded = contents == 0
            && (at + 2..at + 8).any(|index| self.digits(index) == 5)
            && !next.has(Classes::STOP)
            && (self.capital(at + 1) || next.has(Classes::PARTICLE));
        if coded {
            return true;
        }
        let glued = self.word(at + 1).eq_ignore_ascii_case("d") && self.punct(at + 2, b'\'');
        let ends = self.punct(at + 2, b',') || self.digits(at + 2) == 5;
        glued || (contents == 1 && self.capital(at + 1) && !next.has(Classes::STOP) && ends)
    }

    fn line_breaks(&self, at: usize) -> usize {
        self.at(at)
            .map_or(0, |token| token.text(self.text).bytes().filter(|&byte| byte == b'\n').count())
    }

    /// `Marie et Alexandre`: not `rue Hugo et Mme X`, nor `rue Hugo et 12 rue Foch`.
    fn et_joins_names(&self, at: usize, contents: usize) -> bool {
        let next = self.classes(at + 1);
        contents > 0
            && (self.capital(at + 1)
                && !next.has(Classes::CIVILITY | Classes::STREET | Classes::WEAK_STREET)
                || self.lower(at + 1)
                    && next.has(Classes::PARTICLE)
                    && self.capital(at + 2)
                    && !self.is(at + 2, Classes::CIVILITY))
    }

    /// `8 mai 1945`, `11 novembre`, `route départementale 12`.
    fn number_in_name(&self, at: usize, contents: usize) -> bool {
        match self.digits(at) {
            1 | 2 => self.is(at + 1, Classes::MONTH) || self.departmental(at),
            3 => self.departmental(at),
            4 => contents > 1 && self.is(at - 1, Classes::MONTH),
            _ => false,
        }
    }

    fn departmental(&self, at: usize) -> bool {
        let before = self.word(at - 1).to_lowercase();
        before.starts_with("départemental") || before.starts_with("national") || before == "rd"
    }

    /// `Les Pins`, `du Parc`, `A`: the name of an estate or of a hamlet.
    fn estate_name(&self, start: usize) -> Option<usize> {
        let mut at = start;
        let quoted = matches!(self.word(at), "«" | "\"" | "“" | "”");
        if quoted {
            at += 1;
        }
        let upper = self.at(at).is_some_and(|token| token.kind == TokenKind::Word(Case::Upper));
        let name = self.street_name(at, upper)?;
        let closed = quoted && matches!(self.word(name.end), "»" | "\"" | "“" | "”");
        name.capital.then_some(name.end + usize::from(closed))
    }

    // --- Towns -------------------------------------------------------------------------

    /// A town whose name begins here with a capital.
    ///
    /// `loose` accepts a name that the list of communes does not know: what stands here
    /// must then be a town by what precedes it.
    pub fn town(&self, start: usize, postcode: Option<u32>, loose: bool) -> Option<Town> {
        if !self.capital(start) || self.is(start, Classes::CIVILITY) && self.word(start).len() > 1 {
            return None;
        }
        let known = self.communes.longest(self.tokens, start).filter(|found| {
            // A lone initial (`Y` is a commune) is no town.
            found.end > start + 1 || self.word(start).len() > 1
        });
        let fits = |found: &CommuneMatch<'_>| postcode.is_none_or(|code| found.fits(code));
        let loose_end = if loose { self.unknown_town(start) } else { None };
        match (known, loose_end) {
            (Some(found), end) => {
                // `Paul-sur-Robert` goes on after `Paul`.
                let longer = self.hyphenated(found.end);
                let end = end.filter(|_| longer > found.end).unwrap_or(longer).max(longer);
                let whole = end == found.end;
                // `Évry-Courcouronnes`: newer than the list, but its first part lies there.
                Some(Town { start, end, known: whole, fits: fits(&found) })
            }
            (None, Some(end)) => Some(Town { start, end, known: false, fits: false }),
            (None, None) => None,
        }
    }

    /// After a name: `-sur-Mer`, ` sur Loire`, `⏎sur Loire`, `-d'Ascq`.
    fn hyphenated(&self, mut end: usize) -> usize {
        loop {
            let worn = self.worn_tail(end);
            if worn > end {
                end = worn;
                continue;
            }
            let hyphen = self.punct(end, b'-') && !self.spaced(end) && !self.spaced(end + 1);
            if hyphen && self.name_word(end + 1) {
                end += 2;
                if self.punct(end, b'\'') && self.name_word(end + 1) {
                    end += 2;
                }
                continue;
            }
            if matches!(self.word(end), "d" | "D")
                && self.punct(end + 1, b'\'')
                && self.capital(end + 2)
            {
                end += 3;
                continue;
            }
            let word = if self.newline(end) && self.line_breaks(end) == 1 { end + 1 } else { end };
            if matches!(self.word(word), "sur" | "lès" | "lez" | "SUR" | "LES" | "sous")
                && self.capital(word + 1)
                && !self.is(word + 1, Classes::CIVILITY)
            {
                end = word + 2;
                continue;
            }
            return end;
        }
    }

    /// Reads a name that no list knows: joined words, and what follows `Saint` or `Le`.
    fn unknown_town(&self, start: usize) -> Option<usize> {
        let classes = self.classes(start);
        let short = self.word(start).chars().count() < 3 && !self.worn(start + 1);
        let whole = !self.worn(start + 1);
        if whole && classes.has(Classes::NOT_TOWN | Classes::CIVILITY)
            || classes.has(Classes::STOP) && !classes.has(Classes::TOWN_OPENING)
            || short && !classes.has(Classes::TOWN_OPENING)
        {
            return None;
        }
        let all_capitals = self.at(start)?.kind == TokenKind::Word(Case::Upper);
        let mut end = start + 1;
        let mut words = 1;
        let mut open = classes.has(Classes::TOWN_OPENING);
        while words < 6 {
            let joined = self.hyphenated(end);
            if joined > end {
                end = joined;
                words += 1;
                open = false;
                continue;
            }
            if self.punct(end, b'\'') && self.name_word(end + 1) {
                end += 2;
                words += 1;
                open = false;
                continue;
            }
            if matches!(self.word(end), "D" | "d" | "L" | "l")
                && self.punct(end + 1, b'\'')
                && self.capital(end + 2)
            {
                end += 3;
                words += 1;
                open = false;
                continue;
            }
            let next = self.classes(end);
            let same_case = self
                .at(end)
                .is_some_and(|token| token.kind == TokenKind::Word(Case::Upper) && all_capitals);
            let goes_on = self.capital(end)
                && (open || same_case)
                && !next.has(Classes::STOP | Classes::CIVILITY | Classes::CEDEX | Classes::BOX)
                || same_case && next.has(Classes::PARTICLE) && self.capital(end + 1);
            if !goes_on {
                break;
            }
            open = false;
            end += 1;
            words += 1;
        }
        if open && end == start + 1 && !self.is_town_alone(start) {
            return None;
        }
        Some(end)
    }

    fn is_town_alone(&self, start: usize) -> bool {
        self.word(start).chars().count() > 3 && !matches!(self.word(start), "Saint" | "Sainte")
    }

    /// `59000`, `59 000`, `F-59000`; the number, and the token after it.
    pub fn postcode(&self, start: usize) -> Option<(u32, usize)> {
        let mut at = start;
        if self.punct(at + 1, b'-') && matches!(self.word(at), "F" | "FR" | "Fr") {
            at += 2;
        }
        match self.digits(at) {
            5 => self.number(at).map(|code| (code, at + 1)),
            2 if self.digits(at + 1) == 3 && self.spaced(at + 1) => {
                let code = self.number(at)? * 1000 + self.number(at + 1)?;
                Some((code, at + 2))
            }
            0 => self.damaged_postcode(at).map(|code| (code, at + 1)),
            // Cut by the end of a line: `446⏎00 Trifouillac`.
            first @ 1..=4 if self.newline(at + 1) && self.digits(at + 2) + first == 5 => {
                let code = self.number(at)? * 10u32.pow(5 - first as u32) + self.number(at + 2)?;
                Some((code, at + 3))
            }
            _ => None,
        }
    }

    /// `5900O`, `S9000`, `7S008`: letters for digits.
    fn damaged_postcode(&self, at: usize) -> Option<u32> {
        let word = self.word(at);
        let is_mixed = self.at(at)?.kind == TokenKind::Mixed;
        if !is_mixed || word.len() != 5 || word.bytes().filter(u8::is_ascii_digit).count() < 2 {
            return None;
        }
        let digit = |c: char| {
            look_alike_digit(c).or(match c {
                'g' | 'q' => Some('9'),
                'b' => Some('6'),
                _ => None,
            })
        };
        let digits: Option<String> = word.chars().map(digit).collect();
        digits?.parse().ok().filter(|&code| is_postcode(code))
    }

    /// `Cedex`, `Cedex 19`, `CEDEX 08`.
    fn cedex(&self, mut end: usize) -> usize {
        if self.is(end, Classes::CEDEX) {
            end += 1;
            if matches!(self.digits(end), 1 | 2) {
                end += 1;
            }
        }
        end
    }

    /// `7ème`, `12e`, `3` after a city of districts.
    fn district(&self, end: usize) -> usize {
        let word = self.word(end);
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let ordinal = digits > 0
            && digits <= 2
            && matches!(&word[digits..], "e" | "er" | "ème" | "eme" | "è" | "ÈME" | "EME" | "E");
        if ordinal { end + 1 } else { end }
    }

    /// `(59)`, `(33120)`, `(Gironde)`, `(2A)`.
    pub fn parenthesised_code(&self, open: usize) -> Option<usize> {
        let inside = self.at(open + 1)?;
        let code = matches!(self.digits(open + 1), 2 | 3 | 5)
            || matches!(self.word(open + 1), "2A" | "2B" | "2a" | "2b");
        let named = inside.is_word() && self.capital(open + 1);
        let mut close = open + 2;
        if named && !code {
            while close < open + 9 && !self.punct(close, b')') {
                let more =
                    self.punct(close, b'-') || self.punct(close, b'\'') || self.name_word(close);
                if !more {
                    return None;
                }
                close += 1;
            }
        }
        (self.punct(open, b'(') && (code || named) && self.punct(close, b')')).then_some(close + 1)
    }

    // --- Parts and chains --------------------------------------------------------------

    /// `appt 12`, `Bât. B`, `3e étage`, `rdc`, `escalier C`.
    fn unit(&self, start: usize) -> Option<usize> {
        let word = self.word(start);
        let ordinal = word.len() <= 5
            && word.starts_with(|c: char| c.is_ascii_digit())
            && self.at(start)?.kind == TokenKind::Mixed
            || self.is(start, Classes::NUMBER);
        if ordinal && self.word(start + 1).to_lowercase().starts_with("étage") {
            return Some(start + 2);
        }
        if !self.is(start, Classes::UNIT) {
            return None;
        }
        if word.eq_ignore_ascii_case("rdc") {
            return Some(start + 1);
        }
        let mut at = start + 1;
        if self.punct(at, b'.') {
            at += 1;
        }
        if matches!(self.word(at), "n" | "N") && self.word(at + 1) == "°" {
            at += 2;
        }
        let id = self.word(at);
        let token = self.at(at)?;
        let short_code = match token.kind {
            TokenKind::Number => id.len() <= 4,
            TokenKind::Mixed => id.len() <= 5,
            TokenKind::Word(Case::Initial) => !self.punct(at + 1, b'\''),
            TokenKind::Word(Case::Upper) => id.len() <= 2,
            _ => false,
        };
        let end = at + 1;
        // `A1-12`
        let tail = self.punct(end, b'-') && !self.spaced(end) && self.digits(end + 1) > 0;
        short_code.then_some(if tail { end + 2 } else { end })
    }

    /// `BP 123`, `CS 12345`, `B.P. 12`.
    fn mailbox(&self, start: usize) -> Option<usize> {
        let mut at = start;
        if self.is(at, Classes::BOX) && self.capital(at) {
            at += 1;
        } else if self.word(at) == "B" && self.punct(at + 1, b'.') && self.word(at + 2) == "P" {
            at += if self.punct(at + 3, b'.') { 4 } else { 3 };
        } else {
            return None;
        }
        if matches!(self.word(at), "n") && self.word(at + 1) == "°" {
            at += 2;
        }
        (1..=5).contains(&self.digits(at)).then(|| {
            let split = self.digits(at) <= 2 && self.digits(at + 1) == 3;
            at + if split { 2 } else { 1 }
        })
    }

    /// `lieu-dit La Grange`, `lieudit`, `lieu dit`.
    fn hamlet(&self, start: usize) -> Option<usize> {
        if !self.word(start).starts_with(['l', 'L']) {
            return None;
        }
        let word = self.word(start).to_lowercase();
        let at = match word.as_str() {
            "lieudit" | "lieudits" => start + 1,
            "lieu" => {
                let dit = if self.punct(start + 1, b'-') { start + 2 } else { start + 1 };
                if !self.word(dit).eq_ignore_ascii_case("dit") {
                    return None;
                }
                dit + 1
            }
            "ld" if self.capital(start) => start + 1,
            _ => return None,
        };
        self.estate_name(if self.punct(at, b':') { at + 1 } else { at })
    }

    fn estate(&self, start: usize) -> Option<usize> {
        if !self.is(start, Classes::ESTATE) {
            return None;
        }
        let mut at = start + 1;
        if self.punct(at, b'.') && self.word(start).len() <= 4 {
            at += 1;
        }
        if self.word(start).eq_ignore_ascii_case("zone") {
            let kind = self.word(at).to_lowercase();
            let named = ["industrielle", "artisanale", "commerciale", "activit", "d"];
            if !named.iter().any(|name| kind.starts_with(name)) {
                return None;
            }
            if !self.punct(at + 1, b'\'') {
                at += 1;
            } else {
                at += 3;
            }
        }
        self.estate_name(at)
    }

    /// A street from its type; the number has been read.
    fn street(&self, start: usize) -> Option<(usize, Street)> {
        let classes = self.classes(start);
        let strength = if classes.has(Classes::STREET) {
            Strength::Strong
        } else if classes.has(Classes::WEAK_STREET) {
            Strength::Weak
        } else if classes.has(Classes::SHORT_STREET) {
            Strength::Short
        } else {
            return None;
        };
        let token = self.at(start)?;
        if self.names_a_court(start) {
            return None;
        }
        let mut at = start + 1;
        if strength == Strength::Short && self.punct(at, b'.') {
            at += 1;
        }
        let word = self.word(start);
        if word.eq_ignore_ascii_case("rond") {
            if !(self.punct(at, b'-') || self.word(at).eq_ignore_ascii_case("point")) {
                return None;
            }
            at += if self.punct(at, b'-') { 2 } else { 1 };
        }
        // `chemin rural`, `route départementale`, `voie communale`
        let upper = token.kind == TokenKind::Word(Case::Upper)
            || self.at(at).is_some_and(|next| next.kind == TokenKind::Word(Case::Upper));
        let name = self.street_name(at, upper)?;
        let type_capital = self.capital(start);
        Some((name.end, Street { strength, capital: name.capital, type_capital }))
    }

    /// `Cour d'appel`, `cour de cassation`, `cour d'assises`.
    pub fn names_a_court(&self, start: usize) -> bool {
        const COURTS: [&str; 4] = ["appel", "cassation", "assises", "comptes"];
        let opens = |word: &str, name: &str| {
            word.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
        };
        let word = self.word(start);
        (word.eq_ignore_ascii_case("cour") || word.eq_ignore_ascii_case("cours"))
            && (start + 1..start + 4)
                .any(|index| COURTS.iter().any(|name| opens(self.word(index), name)))
    }

    /// A street from its number or its type.
    fn numbered_street(&self, start: usize) -> Option<(usize, Street, Option<HouseNumber>)> {
        if let Some((end, street)) = self.street(start) {
            return Some((end, street, None));
        }
        let number = self.house_number(start)?;
        let (end, street) =
            self.street(number.end).or_else(|| self.estate_as_street(number.end))?;
        Some((end, street, Some(number)))
    }

    /// `12 résidence du Parc`, `3 lotissement Les Pins`: an estate with a house number is a street.
    fn estate_as_street(&self, start: usize) -> Option<(usize, Street)> {
        let word = fold(self.word(start));
        if !matches!(&*word, "residence" | "lotissement" | "hameau" | "cite" | "domaine" | "clos") {
            return None;
        }
        let upper = |index: usize| {
            self.at(index).is_some_and(|token| token.kind == TokenKind::Word(Case::Upper))
        };
        let name = self.street_name(start + 1, upper(start) || upper(start + 1))?;
        let type_capital = self.capital(start);
        let street = Street { strength: Strength::Strong, capital: name.capital, type_capital };
        name.capital.then_some((name.end, street))
    }

    /// What may stand between two parts of an address.
    fn separator(&self, mut at: usize) -> usize {
        let start = at;
        while at < start + 3 {
            match self.at(at).map(|token| token.kind) {
                Some(TokenKind::Punct(b',' | b'-' | b'/' | b'|')) => at += 1,
                Some(TokenKind::Newline) if self.line_breaks(at) <= 3 => at += 1,
                _ => break,
            }
        }
        at
    }

    /// Reads an address from any of its parts.
    pub fn chain(&self, start: usize) -> Chain {
        let mut chain = Chain { end: start, ..Chain::default() };
        let mut at = start;
        for _ in 0..8 {
            let Some(end) = self.part(at, &mut chain) else { break };
            chain.end = end;
            if chain.town {
                chain.end = self.second_town(end);
                break;
            }
            at = self.separator(end);
        }
        chain
    }

    /// `33305 Lormont à Bordeaux`: a delivery office, then the town.
    fn second_town(&self, end: usize) -> usize {
        let preposition = if self.punct(end, b',') { end + 1 } else { end };
        let preposition =
            if matches!(self.word(preposition), "à" | "À") { preposition } else { end };
        if !matches!(self.word(preposition), "à" | "À") {
            return end;
        }
        let town =
            if self.punct(preposition + 1, b',') { preposition + 2 } else { preposition + 1 };
        self.town(town, None, true).map_or(end, |town| town.end)
    }

    /// An address from its type of street, with the number before it.
    pub fn chain_around(&self, street: usize, floor: usize) -> (usize, Chain) {
        match self.number_before(street, floor) {
            Some((start, _)) => (start, self.chain(start)),
            None => (street, self.chain(street)),
        }
    }

    fn part(&self, at: usize, chain: &mut Chain) -> Option<usize> {
        let begun =
            chain.street.is_some() || chain.estate || chain.hamlet || chain.mailbox || chain.unit;
        if let Some(end) = self.unit(at) {
            chain.unit = true;
            return Some(end);
        }
        if let Some(end) = self.mailbox(at) {
            chain.mailbox = true;
            return Some(end);
        }
        if begun && let Some(end) = self.postcode_and_town(at) {
            chain.postcode = true;
            chain.town = true;
            return Some(end);
        }
        if let Some(end) = self.hamlet(at) {
            chain.hamlet = true;
            return Some(end);
        }
        if chain.street.is_none()
            && let Some((end, street, number)) = self.numbered_street(at)
        {
            chain.street = Some(street);
            chain.number = number.is_some();
            chain.damaged = number.is_some_and(|number| number.damaged);
            return Some(end);
        }
        if !(chain.estate && chain.street.is_none())
            && let Some(end) = self.estate(at)
        {
            chain.estate = true;
            return Some(end);
        }
        if chain.street.is_some()
            && let Some(end) = self.bare_town(at)
        {
            chain.town = true;
            return Some(end);
        }
        None
    }

    /// `59000 LILLE`, `59000, Lille`, `75011⏎Thion`, `75008 Paris 8e cedex 08 (FRANCE)`.
    fn postcode_and_town(&self, at: usize) -> Option<usize> {
        let (code, after) = match self.postcode(at) {
            Some(read) => read,
            // A wrong or foreign code, after a street.
            None if matches!(self.digits(at), 4 | 6) && self.capital(at + 1) => {
                (self.number(at)?, at + 1)
            }
            None => return None,
        };
        let mut start = after;
        if self.punct(start, b',') || self.punct(start, b'-') {
            start += 1;
        }
        start = self.past_newline(start);
        let end = match self.town(start, Some(code), true) {
            // A name on the next line is the town only if it looks like one.
            Some(town) if !self.newline(start - 1) || town.known => self.rest_of_capitals(town),
            _ => after,
        };
        let end = self.cedex(self.district(end));
        Some(if self.punct(end, b'(') { self.parenthesised_code(end).unwrap_or(end) } else { end })
    }

    /// `TRIFOUILLAC VALSONNE D'ANS`: capitals that fill the line belong to the town.
    fn rest_of_capitals(&self, town: Town) -> usize {
        let capitals = self.at(town.start).is_some_and(|t| t.kind == TokenKind::Word(Case::Upper));
        let rest = if capitals { self.unknown_town(town.start) } else { None };
        rest.filter(|&end| end > town.end && (self.newline(end) || self.at(end).is_none()))
            .unwrap_or(town.end)
    }

    /// After a street: `Lille`, `à Lille`, `- LILLE (59)`, `12e Paris`, `Paris 75015`.
    fn bare_town(&self, at: usize) -> Option<usize> {
        let mut start = at;
        if matches!(self.word(at), "à" | "À" | "a" | "A") {
            start += 1;
        }
        start = self.district(start);
        let town = self.town(start, None, false).filter(|town| town.known)?;
        // On a line of its own it must fill the line; a first name may be a commune.
        let end = self.cedex(self.district(town.end));
        if at > 0 && self.newline(at - 1) && !(self.newline(end) || self.at(end).is_none()) {
            return self.postcode(end).map(|(_, end)| end);
        }
        if let Some((_, end)) = self.postcode(end) {
            return Some(end);
        }
        Some(if self.punct(end, b'(') { self.parenthesised_code(end).unwrap_or(end) } else { end })
    }
}

/// Whether a mixed token is a house number, and whether a letter stands for a digit in it.
///
/// `12B`, `12bis` are whole; `l2`, `1O`, `I4` are damaged.
fn house_number_damaged(word: &str) -> Option<bool> {
    if word.len() > 7 {
        return None;
    }
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=4).contains(&digits) {
        let suffix = word[digits..].to_ascii_lowercase();
        if matches!(suffix.as_str(), "bis" | "ter" | "quater" | "a" | "b" | "c" | "d" | "e" | "f") {
            return Some(false);
        }
    }
    // `ZB1` and `BD4` number chambers: only the commonest confusions count here.
    let looks =
        word.len() <= 4 && word.chars().all(|c| matches!(c, '0'..='9' | 'O' | 'o' | 'l' | 'I'));
    looks.then_some(true)
}

/// `lO`, `Il`: two or three letters that are digits to the eye.
fn letters_for_digits(word: &str) -> bool {
    matches!(word, "lO" | "IO" | "ll" | "lI" | "lo" | "Io")
}

/// The digit a character is or is taken for by a reader or an optical reader.
pub fn look_alike_digit(character: char) -> Option<char> {
    Some(match character {
        '0'..='9' => character,
        'O' | 'o' | 'Q' | 'D' => '0',
        'l' | 'I' | 'i' => '1',
        'Z' | 'z' => '2',
        'S' | 's' => '5',
        'B' => '8',
        'G' => '6',
        _ => return None,
    })
}
