//! Name candidates of a text and the features that the model scores.
//!
//! A feature is a hash of a template and a value. Values are shapes, short affixes, lexicon
//! classes, and the identity of *ordinary* words only (those of the vocabulary or of the cue
//! lists): a proper name never becomes a feature.

use std::cell::Cell;
use std::ops::Range;

use crate::document::tokens::{Case, Token, TokenKind, fold, hash_plain};
use crate::document::{BlockKind, PlaceholderKind, View};
use crate::lexicon::{Cue, WordInfo};

use super::model::BITS;
use super::segments::Words;
use super::starts::NameStarts;

/// Confidence in what a single sign shows: under `likely`, for a person to decide.
pub(super) const DOUBT: f32 = 0.25;

/// A view with what the lexicons say of each of its tokens.
pub struct Text<'v> {
    pub text: &'v str,
    pub tokens: &'v [Token],
    /// One per token; empty for what is no word.
    pub infos: &'v [WordInfo],
    /// Where to look.
    pub starts: &'v NameStarts,
    /// For each token, a bit set of the blocks it stands in.
    pub blocks: Vec<u8>,
    /// What `shouted` said last, and of which tokens.
    line: Cell<(Range<usize>, bool)>,
    /// What `list_ends` said last, and of which token.
    list: Cell<(usize, ListEnds)>,
    /// Number of persons' placeholders in the text.
    pub placeholders: usize,
    /// Whether its old-stock placeholders leave first names by convention: « Michel Y... ».
    pub keeps_first_names: bool,
}

impl<'v> Text<'v> {
    pub fn new(view: &'v View<'_>, words: &'v Words<'_>) -> Self {
        let text: &str = &view.text;
        let tokens: &[Token] = &words.tokens;
        let mut placeholders = Placeholders::default();
        for at in words.starts.openings.iter().map(|&at| at as usize) {
            if let TokenKind::Placeholder(kind) = tokens[at].kind {
                placeholders.note(kind, at.checked_sub(1).map(|before| tokens[before].kind));
            }
        }
        Self {
            text,
            tokens,
            infos: &words.infos,
            starts: &words.starts,
            blocks: block_bits(view, tokens),
            line: Cell::default(),
            list: Cell::new((usize::MAX, (None, None))),
            placeholders: placeholders.persons,
            keeps_first_names: placeholders.kept > placeholders.masked,
        }
    }

    #[inline]
    pub fn case(&self, at: usize) -> Option<Case> {
        self.tokens.get(at).and_then(Token::case)
    }

    #[inline]
    fn info(&self, at: usize) -> WordInfo {
        self.infos.get(at).copied().unwrap_or_default()
    }

    /// Whether a word is written like a name: a capital first, or letters and digits mixed.
    #[inline]
    pub fn is_capital(&self, at: usize) -> bool {
        match self.tokens.get(at).map(|token| token.kind) {
            Some(TokenKind::Word(Case::Lower)) | None => false,
            Some(TokenKind::Word(_)) => true,
            Some(TokenKind::Mixed) => {
                self.text.as_bytes()[self.tokens[at].start as usize].is_ascii_uppercase()
            }
            _ => false,
        }
    }

    #[inline]
    fn is_initial(&self, at: usize) -> bool {
        self.case(at) == Some(Case::Initial)
            && self.tokens.get(at + 1).is_some_and(|next| next.is_punct(b'.') && !next.spaced)
    }

    /// The token before, skipping the full stop of an abbreviation.
    pub fn before(&self, at: usize) -> Option<usize> {
        let mut before = at.checked_sub(1)?;
        if self.tokens[before].is_punct(b'.')
            && before > 0
            && !self.tokens[before].spaced
            && matches!(
                self.tokens[before - 1].kind,
                TokenKind::Word(Case::Initial | Case::Title | Case::Upper | Case::Lower)
            )
            && self.tokens[before - 1].range().len() <= 4
        {
            before -= 1;
        }
        Some(before)
    }

    /// Whether a token stands in the last eighth or so, where those who judged sign.
    pub fn is_late(&self, at: usize) -> bool {
        at * 100 > self.tokens.len() * 88
    }

    /// Whether a token stands on a line whose words are all in capitals.
    pub fn shouted(&self, at: usize) -> bool {
        let (known, answer) = self.line.take();
        let (stretch, answer) =
            if known.contains(&at) { (known, answer) } else { self.stretch(at) };
        self.line.set((stretch, answer));
        answer
    }

    /// The tokens around `at` that had to be read to say whether its line is shouted, and the answer, which
    /// is the same for all of them. Nearly always a neighbour says no.
    fn stretch(&self, at: usize) -> (Range<usize>, bool) {
        let (mut start, mut end, mut words) = (at, at, 0);
        let mut loud = |token: &Token| match token.case() {
            Some(case) => {
                words += 1;
                matches!(case, Case::Upper | Case::Initial)
            }
            None => true,
        };
        while let Some(token) = self.tokens.get(end).filter(|it| it.kind != TokenKind::Newline) {
            end += 1;
            if !loud(token) {
                return (start..end, false);
            }
        }
        while start > 0 && self.tokens[start - 1].kind != TokenKind::Newline {
            start -= 1;
            if !loud(&self.tokens[start]) {
                return (start..end, false);
            }
        }
        (start..end, words > 0)
    }

    /// Whether a sentence or a line begins at this token.
    fn starts_sentence(&self, at: usize) -> bool {
        match at.checked_sub(1).map(|before| self.tokens[before].kind) {
            None | Some(TokenKind::Newline) => true,
            Some(TokenKind::Punct(b'.')) => !self.is_initial(at.wrapping_sub(2)),
            Some(TokenKind::Punct(b':' | b';' | b'-' | b'!' | b'?')) => true,
            Some(TokenKind::Symbol) => true,
            _ => false,
        }
    }
}

/// The placeholders of a text, counted.
#[derive(Default)]
struct Placeholders {
    persons: usize,
    /// Of the old stock, after a word with a capital: « Michel Y... ».
    kept: usize,
    /// Of the old stock, after another one.
    masked: usize,
}

impl Placeholders {
    /// `kind` is that of a person.
    fn note(&mut self, kind: PlaceholderKind, before: Option<TokenKind>) {
        const OLD: TokenKind = TokenKind::Placeholder(PlaceholderKind::OldPerson);
        self.persons += 1;
        if kind == PlaceholderKind::OldPerson {
            self.kept += usize::from(before == Some(TokenKind::Word(Case::Title)));
            self.masked += usize::from(before == Some(OLD));
        }
    }
}

fn block_bits(view: &View<'_>, tokens: &[Token]) -> Vec<u8> {
    let mut bits = vec![0u8; tokens.len()];
    for block in view.blocks() {
        let bit = match block.kind {
            BlockKind::Composition => 1,
            BlockKind::Signature => 2,
            BlockKind::Parties => 4,
            BlockKind::Counsel => 8,
        };
        let from = tokens.partition_point(|token| (token.start as usize) < block.span.start);
        let to = tokens.partition_point(|token| (token.start as usize) < block.span.end);
        for bits in &mut bits[from..to] {
            *bits |= bit;
        }
    }
    bits
}

/// Whether the token may be part of a name that the model should score.
pub fn is_candidate(text: &Text, at: usize) -> bool {
    let token = &text.tokens[at];
    let info = text.infos[at];
    match token.kind {
        TokenKind::Word(Case::Lower) => lower_candidate(text, at, info),
        TokenKind::Word(Case::Initial) => false,
        TokenKind::Word(_) => capital_candidate(text, at, info),
        // Misread letters: a hash that the lexicon knows is that of the word that was meant.
        TokenKind::Mixed if info.ordinary() > 0 || info.cue() != Cue::None => false,
        TokenKind::Mixed => {
            token.range().len() >= 4
                && has_letters(token.text(text.text))
                && (introduced(text, at) || (info.is_name() && text.is_capital(at)))
        }
        _ => false,
    }
}

fn has_letters(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() >= 3
}

fn capital_candidate(text: &Text, at: usize, info: WordInfo) -> bool {
    if text.tokens[at].range().len() < 2 {
        return false;
    }
    if matches!(info.cue(), Cue::Civility | Cue::LawyerTitle | Cue::LegalForm) {
        return false;
    }
    // Ordinary words are worth a look only beside something that announces a name.
    if info.ordinary() >= 5 || (info.ordinary() >= 3 && text.starts_sentence(at)) {
        return introduced(text, at) || followed_by_name(text, at);
    }
    true
}

fn lower_candidate(text: &Text, at: usize, info: WordInfo) -> bool {
    let length = text.tokens[at].range().len();
    if length < 3 || info.ordinary() >= 4 || info.cue() != Cue::None {
        return false;
    }
    if info.ordinary() == 0 && length >= 4 && (info.first_name() >= 7 || info.is_surname()) {
        return true;
    }
    text.before(at).is_some_and(|before| {
        matches!(text.infos[before].cue(), Cue::Civility | Cue::Birth)
            || matches!(text.tokens[before].kind, TokenKind::Placeholder(kind) if kind.is_person())
    })
}

/// Whether what stands before announces a name.
fn introduced(text: &Text, at: usize) -> bool {
    let Some(mut before) = text.before(at) else { return false };
    // A particle or a hyphen may stand between.
    for _ in 0..2 {
        let particle = text.infos[before].cue() == Cue::Particle
            || matches!(text.tokens[before].kind, TokenKind::Punct(b'-' | b'\''));
        match before.checked_sub(1) {
            Some(earlier) if particle => before = earlier,
            _ => break,
        }
    }
    announces(text, before)
}

fn announces(text: &Text, at: usize) -> bool {
    // « Mme Marie Tartempion »: whatever the word after a civility is.
    if text.is_capital(at)
        && text.before(at).is_some_and(|first| text.infos[first].cue() == Cue::Civility)
    {
        return true;
    }
    match text.tokens[at].kind {
        TokenKind::Placeholder(kind) => kind.is_person(),
        TokenKind::Word(case) => {
            let info = text.infos[at];
            matches!(
                info.cue(),
                Cue::Civility | Cue::Kinship | Cue::Birth | Cue::Title | Cue::LawyerTitle
            ) || case == Case::Initial
                || (case.is_capital() && info.first_name() >= 6 && info.ordinary() < 5)
        }
        TokenKind::Punct(b'/') => true,
        _ => false,
    }
}

fn followed_by_name(text: &Text, at: usize) -> bool {
    let mut next = at + 1;
    if matches!(text.tokens.get(next).map(|token| token.kind), Some(TokenKind::Punct(b'-'))) {
        next += 1;
    }
    match text.tokens.get(next).map(|token| token.kind) {
        Some(TokenKind::Placeholder(kind)) => kind.is_person(),
        Some(TokenKind::Word(case)) => {
            let info = text.infos[next];
            case.is_capital()
                && ((info.first_name() >= 6 && info.ordinary() < 5)
                    || text.is_initial(next)
                    || (case == Case::Title
                        && info.ordinary() == 0
                        && text.case(at) == Some(Case::Title)))
        }
        _ => false,
    }
}

/// Template numbers: each gives its values a space of their own.
mod template {
    pub const SHAPE: u64 = 1;
    pub const CLASS: u64 = 2;
    pub const FIRST: u64 = 3;
    pub const ORDINARY: u64 = 4;
    pub const CUE: u64 = 5;
    pub const SUFFIX2: u64 = 6;
    pub const SUFFIX3: u64 = 7;
    pub const PREFIX2: u64 = 8;
    pub const PREFIX3: u64 = 9;
    pub const WORD: u64 = 10;
    pub const AROUND: u64 = 16; // + offset + 3
    pub const AROUND_CLASS: u64 = 24; // + offset + 3
    pub const BEFORE2: u64 = 32;
    pub const BOTH: u64 = 33;
    pub const AFTER2: u64 = 34;
    pub const BEFORE_SELF: u64 = 35;
    pub const AFTER_SELF: u64 = 36;
    pub const ANCHOR_LEFT: u64 = 37;
    pub const ANCHOR_RIGHT: u64 = 38;
    pub const ANCHOR_LEFT_SELF: u64 = 39;
    pub const ANCHOR_RIGHT_SELF: u64 = 40;
    pub const ANCHORS: u64 = 41;
    pub const LIST_LEFT: u64 = 42;
    pub const LIST_RIGHT: u64 = 43;
    pub const BLOCKS: u64 = 44;
    pub const LINE: u64 = 45;
    pub const DOCUMENT: u64 = 46;
    pub const RUN: u64 = 47;
    pub const LIST_RIGHT_SELF: u64 = 48;
    pub const LIST_LEFT_SELF: u64 = 49;
    pub const SHOUTED: u64 = 50;
    pub const LIST_BOTH: u64 = 51;
    pub const RUN_CLASS: u64 = 52;
}

#[inline]
fn feature(template: u64, value: u64) -> u32 {
    let mixed =
        (value ^ template.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let mixed = (mixed ^ (mixed >> 31)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    (mixed >> (64 - BITS)) as u32
}

#[inline]
fn pair(a: u64, b: u64) -> u64 {
    a.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23) ^ b.wrapping_mul(0xd6e8_feb8_6659_fd93)
}

/// Lexicon class of a word, coarse: what kind of word it could be.
fn class(info: WordInfo, case: Option<Case>) -> u64 {
    let case = match case {
        Some(Case::Lower) => 0,
        Some(Case::Title) => 1,
        Some(Case::Upper) => 2,
        Some(Case::Initial) => 3,
        Some(Case::Mixed) => 4,
        None => 5,
    };
    u64::from(info.first_name().div_ceil(3))
        | u64::from(info.is_surname()) << 3
        | u64::from(info.is_surname_part()) << 4
        | u64::from(info.ordinary().div_ceil(3)) << 5
        | u64::from(info.is_commune()) << 8
        | case << 9
}

/// What a token looks like from the outside: identity for ordinary words, class otherwise.
fn outside(text: &Text, at: Option<usize>) -> u64 {
    let Some(at) = at.filter(|&at| at < text.tokens.len()) else { return 1 };
    let token = &text.tokens[at];
    match token.kind {
        TokenKind::Word(case) => {
            let info = text.infos[at];
            if info.ordinary() > 0 || info.cue_code() > 0 {
                token.hash ^ u64::from(case.is_capital())
            } else {
                0x100 + class(info, Some(case))
            }
        }
        TokenKind::Placeholder(kind) => 0x40 + kind as u64,
        TokenKind::Number => 0x20 + (token.range().len() as u64).min(5),
        TokenKind::Mixed => 0x2F,
        TokenKind::Punct(byte) => 0x10_000 + u64::from(byte),
        TokenKind::Symbol => {
            let bytes = &text.text.as_bytes()[token.range()];
            0x20_000 + u64::from(bytes[0]) * 256 + u64::from(bytes.get(1).copied().unwrap_or(0))
        }
        TokenKind::Newline => 2,
    }
}

/// Whether a token continues a name: capitals, particles, hyphens, initials.
fn continues(text: &Text, at: usize) -> bool {
    let token = &text.tokens[at];
    match token.kind {
        TokenKind::Word(Case::Lower) => text.infos[at].cue() == Cue::Particle,
        TokenKind::Word(_) => !matches!(
            text.infos[at].cue(),
            Cue::Civility | Cue::LawyerTitle | Cue::LegalForm | Cue::Title
        ),
        TokenKind::Punct(b'-' | b'\'') => true,
        TokenKind::Punct(b'.') => at > 0 && text.case(at - 1) == Some(Case::Initial),
        TokenKind::Placeholder(kind) => kind.is_person(),
        TokenKind::Mixed => text.is_capital(at),
        _ => false,
    }
}

/// « Koua-ssi »: the end of a word that a hyphen cut at a line end.
pub fn ends_a_cut_word(text: &Text, at: usize) -> bool {
    let unspaced_hyphen =
        |place: usize| text.tokens[place].is_punct(b'-') && !text.tokens[place].spaced;
    at >= 2
        && !text.tokens[at].spaced
        && unspaced_hyphen(at - 1)
        && text.is_capital(at - 2)
        && text.infos[at].ordinary() == 0
        && text.case(at) == Some(Case::Lower)
}

/// The first token to the left that is no part of a run of name-like tokens, and how far.
fn anchor_left(text: &Text, at: usize) -> (Option<usize>, u64) {
    let mut distance = 0;
    let mut here = at;
    while let Some(before) = here.checked_sub(1) {
        if distance >= 6 || !continues(text, before) {
            // Skip the full stop of « M. ».
            let anchor = text.before(here).unwrap_or(before);
            return (Some(anchor), distance);
        }
        here = before;
        distance += 1;
    }
    (None, distance)
}

fn anchor_right(text: &Text, at: usize) -> (Option<usize>, u64) {
    let mut distance = 0;
    let mut here = at + 1;
    while here < text.tokens.len() {
        if distance >= 6 || !continues(text, here) {
            return (Some(here), distance);
        }
        here += 1;
        distance += 1;
    }
    (None, distance)
}

/// Whether a token may stand inside a list of names with titles.
fn in_list(text: &Text, at: usize) -> bool {
    let token = &text.tokens[at];
    match token.kind {
        TokenKind::Word(Case::Lower) => {
            let info = text.infos[at];
            matches!(info.cue(), Cue::Particle | Cue::Civility) || token.text(text.text) == "et"
        }
        TokenKind::Word(_) => !matches!(
            text.infos[at].cue(),
            Cue::Magistrate | Cue::Lawyer | Cue::Officer | Cue::Party | Cue::LegalForm | Cue::Court
        ),
        TokenKind::Punct(b',' | b'.' | b'-' | b'\'' | b'(' | b')' | b'&' | b':') => true,
        TokenKind::Placeholder(_) => true,
        _ => false,
    }
}

/// The tokens that end the list of names around a token, to the left and to the right.
type ListEnds = (Option<usize>, Option<usize>);

/// The ends of the list around `at`: asked several times of one token, and remembered from one to the next.
fn list_ends(text: &Text, at: usize) -> ListEnds {
    let (known, ends) = text.list.get();
    if known == at {
        return ends;
    }
    let ends = (list_left(text, at), list_right(text, at));
    text.list.set((at, ends));
    ends
}

/// The token that ends the list of names around `at`, to the left.
fn list_left(text: &Text, at: usize) -> Option<usize> {
    let mut here = at;
    for _ in 0..24 {
        here = here.checked_sub(1)?;
        if !in_list(text, here) {
            return Some(here);
        }
    }
    None
}

fn list_right(text: &Text, at: usize) -> Option<usize> {
    let mut here = at;
    for _ in 0..24 {
        here += 1;
        if here >= text.tokens.len() {
            return None;
        }
        if !in_list(text, here) {
            return Some(here);
        }
    }
    None
}

/// Cue class of a list's end, or the kind of token it is.
fn role(text: &Text, at: Option<usize>) -> u64 {
    let Some(at) = at else { return 0 };
    match text.tokens[at].kind {
        TokenKind::Word(_) => 1 + u64::from(text.infos[at].cue_code()),
        TokenKind::Newline => 70,
        TokenKind::Number => 71,
        _ => 72,
    }
}

/// Calls `emit` with each feature of the candidate at `at`.
pub fn extract(text: &Text, at: usize, mut emit: impl FnMut(u32)) {
    use template as t;
    let token = &text.tokens[at];
    let info = text.infos[at];
    let case = token.case();
    let word = token.text(text.text);
    let own = class(info, case);
    let mut put = |template: u64, value: u64| emit(feature(template, value));

    // The word itself.
    let length = (word.len() as u64).min(12);
    put(t::SHAPE, pair(length, own >> 9));
    put(t::CLASS, own);
    put(t::FIRST, pair(u64::from(info.women()), u64::from(info.men())));
    put(t::ORDINARY, pair(u64::from(info.ordinary()), u64::from(info.capitalised())));
    put(t::CUE, u64::from(info.cue_code()));
    affixes(word, &mut put);
    if info.ordinary() > 0 || info.cue_code() > 0 {
        put(t::WORD, token.hash);
    }

    // Around it.
    let around: [u64; 6] = [
        outside(text, at.checked_sub(3)),
        outside(text, at.checked_sub(2)),
        outside(text, at.checked_sub(1)),
        outside(text, Some(at + 1)),
        outside(text, Some(at + 2)),
        outside(text, Some(at + 3)),
    ];
    for (rank, &value) in around.iter().enumerate() {
        put(t::AROUND + rank as u64, value);
    }
    for (rank, place) in
        [(0, at.checked_sub(2)), (1, at.checked_sub(1)), (2, Some(at + 1)), (3, Some(at + 2))]
    {
        let value = place.map_or(0, |place| class(text.info(place), text.case(place)));
        put(t::AROUND_CLASS + rank, value);
    }
    let [_, b2, b1, a1, a2, _] = around;
    put(t::BEFORE2, pair(b2, b1));
    put(t::BOTH, pair(b1, a1));
    put(t::AFTER2, pair(a1, a2));
    put(t::BEFORE_SELF, pair(b1, own));
    put(t::AFTER_SELF, pair(a1, own));

    // What introduces and follows the run of name-like tokens it stands in.
    let (left, left_distance) = anchor_left(text, at);
    let (right, right_distance) = anchor_right(text, at);
    let (left, right) = (outside(text, left), outside(text, right));
    put(t::ANCHOR_LEFT, pair(left, left_distance.min(2)));
    put(t::ANCHOR_RIGHT, pair(right, right_distance.min(2)));
    put(t::ANCHOR_LEFT_SELF, pair(left, own));
    put(t::ANCHOR_RIGHT_SELF, pair(right, own));
    put(t::ANCHORS, pair(left, right));
    put(t::RUN, pair(left_distance.min(4), right_distance.min(4)));
    put(t::RUN_CLASS, pair(pair(left_distance.min(3), right_distance.min(3)), own));

    // The list of names it stands in: what opens it, what closes it.
    let (list_left, list_right) = list_ends(text, at);
    let (left_role, right_role) = (role(text, list_left), role(text, list_right));
    put(t::LIST_LEFT, outside(text, list_left));
    put(t::LIST_RIGHT, outside(text, list_right));
    put(t::LIST_LEFT_SELF, pair(left_role, own));
    put(t::LIST_RIGHT_SELF, pair(right_role, own));
    put(t::LIST_BOTH, pair(left_role, right_role));

    // Where it stands.
    put(t::BLOCKS, u64::from(text.blocks[at]));
    let starts = u64::from(text.starts_sentence(at));
    let shouted = u64::from(text.shouted(at));
    put(t::LINE, pair(starts, own));
    put(t::SHOUTED, pair(shouted, own));
    let density = match text.placeholders {
        0 => 0,
        1..=5 => 1,
        _ => 2,
    };
    put(t::DOCUMENT, pair(density, pair(starts, shouted)));
}

/// Short prefixes and suffixes, folded.
fn affixes(word: &str, put: &mut impl FnMut(u64, u64)) {
    use template as t;
    let mut folded = [0u8; 48];
    let mut length = 0;
    for character in word.chars() {
        let base = crate::document::tokens::fold_char(character);
        if length < folded.len() {
            folded[length] = if base.is_ascii() { base as u8 } else { b'?' };
            length += 1;
        }
    }
    let word = &folded[..length];
    let number = |bytes: &[u8]| bytes.iter().fold(0u64, |sum, &byte| sum << 8 | u64::from(byte));
    if length >= 3 {
        put(t::SUFFIX2, number(&word[length - 2..]));
        put(t::PREFIX2, number(&word[..2]));
    }
    if length >= 4 {
        put(t::SUFFIX3, number(&word[length - 3..]));
        put(t::PREFIX3, number(&word[..3]));
    }
}

/// Whether the word is the first name that the old stock left by convention: « Michel Y... ».
pub fn kept_by_old_stock(text: &Text, at: usize) -> bool {
    if !text.keeps_first_names {
        return false;
    }
    let mut next = at + 1;
    // « Jean-Christophe A... »
    while matches!(text.tokens.get(next).map(|token| token.kind), Some(TokenKind::Punct(b'-')))
        || (text.case(next) == Some(Case::Title) && text.infos[next].first_name() > 0)
    {
        next += 1;
    }
    text.tokens
        .get(next)
        .is_some_and(|token| token.kind == TokenKind::Placeholder(PlaceholderKind::OldPerson))
        && text.infos[at].first_name() > 0
}

/// Whether a civility announces the word and nothing around says that a professional of the
/// case bears it: the plain statement of rule SOC-01, which a statistical score must not drown.
pub fn plainly_announced(text: &Text, at: usize) -> bool {
    if !text.is_capital(at) || text.blocks[at] & 0b1011 != 0 {
        return false;
    }
    let info = text.infos[at];
    let usual = info.cue() == Cue::None && info.ordinary() < 4;
    let announced = announced_by_civility(text, at) && (usual || word_after_civility(text, at));
    announced && !professional_around(text, at)
}

/// Whether an ordinary word with a capital stands where only a name does: right after a civility,
/// or after a civility and a first name, on a line that is not all capitals.
fn word_after_civility(text: &Text, at: usize) -> bool {
    let Some(before) = text.before(at).filter(|_| !text.shouted(at)) else { return false };
    let civility = |place: usize| text.infos[place].cue() == Cue::Civility;
    let given = |place: usize| {
        text.is_capital(place)
            && text.infos[place].first_name() >= 6
            && text.before(place).is_some_and(civility)
    };
    let alone = !text.is_capital(at + 1);
    match text.infos[at].cue() {
        Cue::None | Cue::Month | Cue::Street | Cue::Exhibit => civility(before) || given(before),
        // « Mme GENDRE », but « Mme Veuve TARTEMPION ».
        Cue::Kinship => {
            let opening = OPENING_KIN.contains(&&*fold(text.tokens[at].text(text.text)));
            !opening && alone && text.infos[at].is_surname() && civility(before)
        }
        _ => false,
    }
}

/// « monsieur tartempion », « mme bidulot »: a word in lower case after a civility that nothing
/// else explains; and how probable it is that it is a name.
pub fn announced_in_lower_case(text: &Text, at: usize) -> Option<f32> {
    let info = text.infos[at];
    let candidate = text.case(at) == Some(Case::Lower)
        && info.cue() == Cue::None
        && info.ordinary() <= 2
        && text.tokens[at].range().len() >= 3
        && text.blocks[at] & 0b1011 == 0;
    let mut place = at;
    // « M. de la tartempière »
    for _ in 0..2 {
        match text.before(place) {
            Some(before) if candidate && text.infos[before].cue() == Cue::Particle => {
                place = before
            }
            _ => break,
        }
    }
    let announced = candidate
        && text.before(place).is_some_and(|before| {
            let given = text.infos[before].first_name() >= 6
                && text
                    .before(before)
                    .is_some_and(|first| text.infos[first].cue() == Cue::Civility);
            text.infos[before].cue() == Cue::Civility || given
        });
    if !announced {
        return None;
    }
    let known = info.is_surname() || info.first_name() >= 5;
    let long = text.tokens[at].range().len() >= 6;
    Some(match (info.ordinary(), known) {
        (0, true) => 0.6,
        (0, false) if long && info == WordInfo::default() => 0.55,
        (0, false) => 0.4,
        (_, true) => DOUBT,
        _ => return None,
    })
}

/// Whether the list of names around a word is one of judges, clerks, lawyers or officers.
pub fn professional_around(text: &Text, at: usize) -> bool {
    text.blocks[at] & 0b1011 != 0 || ends_name(text, at, Profession::Any)
}

/// Whether it is one of judges, clerks or lawyers: those whose names may stay.
pub fn of_the_court(text: &Text, at: usize) -> bool {
    text.blocks[at] & 0b1011 != 0 || ends_name(text, at, Profession::OfTheCourt)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Profession {
    Any,
    OfTheCourt,
}

/// Whether a word of profession ends the list of names around a word.
fn ends_name(text: &Text, at: usize, which: Profession) -> bool {
    let professional = |place: Option<usize>| {
        place.is_some_and(|place| match text.infos[place].cue() {
            Cue::Magistrate | Cue::Lawyer | Cue::LawyerTitle => true,
            Cue::Officer => which == Profession::Any || is_supervising_judge(text, place),
            // « M. Untel, l'arrêt … »: a decision is no court.
            Cue::Court => COURTS.contains(&&*fold(text.tokens[place].text(text.text))),
            _ => false,
        })
    };
    let (left, right) = list_ends(text, at);
    professional(right.filter(|&end| !opens_a_clause(text, end)))
        || professional(left.filter(|&end| !of_clients(text, end)))
}

/// « juge-commissaire »: a judge, whatever the second word says elsewhere.
fn is_supervising_judge(text: &Text, at: usize) -> bool {
    at.checked_sub(2).is_some_and(|judge| {
        text.tokens[at - 1].is_punct(b'-') && text.infos[judge].cue() == Cue::Magistrate
            || text.infos[at - 1].cue() == Cue::Magistrate
    })
}

/// « en jugeant ainsi de M. Untel, le tribunal a … »: a court with its article is the subject of what follows, not the
/// office of whoever is named before.
fn opens_a_clause(text: &Text, end: usize) -> bool {
    const ARTICLES: [u64; 4] =
        [hash_plain("le"), hash_plain("la"), hash_plain("ce"), hash_plain("cette")];
    text.infos[end].cue() == Cue::Court
        && text.before(end).is_some_and(|before| ARTICLES.contains(&text.tokens[before].hash))
}

/// « avocat de M. Untel, de Mme Untel »: a lawyer's clients follow.
fn of_clients(text: &Text, at: usize) -> bool {
    text.infos[at].cue() == Cue::Lawyer
        && text.tokens[at].case() == Some(Case::Lower)
        && text.tokens.get(at + 1).is_some_and(|of| of.text(text.text) == "de")
        && text.infos.get(at + 2).is_some_and(|info| info.cue() == Cue::Civility)
}

/// The words of the class of courts that are courts.
const COURTS: [&str; 14] = [
    "tribunal",
    "tribunaux",
    "cour",
    "cours",
    "cassation",
    "tj",
    "ca",
    "tc",
    "cph",
    "tgi",
    "ti",
    "tass",
    "jex",
    "jaf",
];

/// Whether a civility announces the name of an expert, a doctor, a receiver: third persons, masked like any other.
pub fn announced_officer(text: &Text, at: usize) -> bool {
    let info = text.infos[at];
    text.is_capital(at)
        && info.cue() == Cue::None
        && info.ordinary() < 4
        && announced_by_civility(text, at)
        && !of_the_court(text, at)
}

/// Whether the officer named around a word is a prefect, who speaks for the State: a person decides.
pub fn speaks_for_the_state(text: &Text, at: usize) -> bool {
    let (left, right) = list_ends(text, at);
    [left, right].into_iter().flatten().any(|end| {
        text.tokens[end].is_word() && fold(text.tokens[end].text(text.text)).starts_with("prefe")
    })
}

/// Tokens around « Maître » that are read for what he does.
const OFFICE_REACH: usize = 12;

/// « Maître Untel, notaire », « le constat dressé par Me Untel »: a professional of the facts, not of the case
/// (recommendation of 15 January 2021: those who are cited are masked, unless they act *ad litem*).
pub fn cited_officer(text: &Text, at: usize) -> bool {
    let Some(title) = title_before(text, at)
        .filter(|_| text.is_capital(at) && matches!(text.infos[at].cue(), Cue::None | Cue::Place))
    else {
        return false;
    };
    if text.blocks[at] & 0b1011 != 0 {
        return false;
    }
    if list_right(text, at).is_some_and(|end| bears_office(text, end)) {
        return true;
    }
    let far = (at + OFFICE_REACH).min(text.tokens.len());
    let counsel = (title.saturating_sub(OFFICE_REACH)..far)
        .any(|place| text.infos[place].cue() == Cue::Lawyer && !bears_office(text, place));
    !counsel && (office_after(text, at) || office_before(text, title))
}

/// The « Maître » that opens the run of names in which a word stands.
fn title_before(text: &Text, at: usize) -> Option<usize> {
    let mut here = at;
    for _ in 0..6 {
        here = text.before(here)?;
        if text.infos[here].cue() == Cue::LawyerTitle {
            return Some(here);
        }
        if !continues(text, here) {
            return None;
        }
    }
    None
}

/// Whether a word says what a public or judicial officer is; « mandataire » alone may be anyone's.
fn bears_office(text: &Text, at: usize) -> bool {
    const JUDICIAL: [&str; 4] = ["judiciaire", "judiciaires", "liquidateur", "successoral"];
    let word = |place: usize| {
        text.tokens.get(place).filter(|it| it.is_word()).map(|it| fold(it.text(text.text)))
    };
    let next = word(at + 1);
    match text.infos.get(at).map(|info| info.cue()) {
        // « administrateur ad hoc »: appointed to act in the case.
        Some(Cue::Officer) => {
            next.as_deref() != Some("ad") && word(at).is_some_and(|word| !word.starts_with("prefe"))
        }
        Some(Cue::Lawyer) => {
            word(at).is_some_and(|word| word.starts_with("mandataire"))
                && next.is_some_and(|next| JUDICIAL.contains(&&*next))
        }
        _ => false,
    }
}

/// What follows the name of a notary: « , notaire à … », « , ès qualités de liquidateur », « , titulaire d'un office
/// notarial ».
fn office_after(text: &Text, at: usize) -> bool {
    let Some(end) = list_right(text, at) else { return false };
    let folded = |place: usize| fold(text.tokens[place].text(text.text));
    let opens = text.tokens[end].is_word()
        && ["es", "en", "agissant", "pris", "prise", "titulaire", "associe", "associee"]
            .contains(&&*folded(end));
    let far = (end + 8).min(text.tokens.len());
    opens
        && (end + 1..far)
            .take_while(|&place| text.tokens[place].kind != TokenKind::Newline)
            .any(|place| bears_office(text, place) || OF_A_NOTARY.contains(&&*folded(place)))
}

/// Words of a notary's office.
const OF_A_NOTARY: [&str; 6] = ["notarial", "notariale", "notarie", "notariee", "etude", "minutes"];

/// What leads to the name of a notary or a bailiff: « l'étude de Me … », « l'acte reçu par Me … », « le notaire, Me … ».
fn office_before(text: &Text, title: usize) -> bool {
    const ACTS: [&str; 19] = [
        "acte",
        "actes",
        "testament",
        "donation",
        "partage",
        "succession",
        "contrat",
        "mariage",
        "vente",
        "proces-verbal",
        "constat",
        "constats",
        "exploit",
        "inventaire",
        "notoriete",
        "procuration",
        "signification",
        "commandement",
        "saisie",
    ];
    const DONE: [&str; 14] = [
        "recu",
        "recue",
        "recus",
        "dresse",
        "dressee",
        "dresses",
        "etabli",
        "etablie",
        "passe",
        "passee",
        "signifie",
        "signifiee",
        "instrumente",
        "devant",
    ];
    let mut done = false;
    for place in (title.saturating_sub(OFFICE_REACH)..title).rev() {
        let token = &text.tokens[place];
        match token.kind {
            TokenKind::Newline | TokenKind::Punct(b'.' | b';') => return false,
            TokenKind::Word(_) => {}
            _ => continue,
        }
        let word = fold(token.text(text.text));
        if OF_A_NOTARY.contains(&&*word) || word == "office" || bears_office(text, place) {
            return true;
        }
        done |= title - place <= 3 && DONE.contains(&&*word);
        if done && ACTS.contains(&&*word) {
            return true;
        }
    }
    false
}

/// Whether a word is what is left of a name of which the rest is masked: « [X] Zélie [Y] », « Zélie [Y] », « Me [X]
/// Bidulot ». The chain replaces whole entities: such a half is never legitimate.
pub fn half_masked(text: &Text, at: usize) -> bool {
    let kind = |place: Option<usize>| {
        place.and_then(|place| text.tokens.get(place)).map(|token| token.kind)
    };
    let masked = |place| kind(place) == Some(TokenKind::Placeholder(PlaceholderKind::Person));
    let (before, after) = (kind(at.checked_sub(1)), kind(Some(at + 1)));
    let (left, right) = (masked(at.checked_sub(1)), masked(Some(at + 1)));
    let comma = Some(TokenKind::Punct(b','));
    let listed =
        before == comma && after == comma && masked(at.checked_sub(2)) && masked(Some(at + 2));
    if !(left || right || listed) {
        return false;
    }
    let info = text.infos[at];
    let written = matches!(text.case(at), Some(Case::Title | Case::Upper))
        && text.tokens[at].range().len() >= 3
        && text.blocks[at] & 0b1011 == 0
        && matches!(info.cue(), Cue::None | Cue::Place | Cue::Month);
    let given = info.first_name() >= 6 && info.ordinary() < 3;
    let plain = info.cue() == Cue::None && !info.is_commune();
    let unknown = plain && info.ordinary() == 0;
    let half = match (left, right) {
        _ if listed => info.first_name() >= 4,
        (true, true) => given || plain && info.ordinary() < 3,
        (_, true) => given || unknown && opened_by_title(text, at),
        // « SARL [X] BIDULOT »: of a company that bears the name, too.
        (_, false) => {
            (given || unknown || info.is_surname() && info.ordinary() <= 1)
                && (opened_by_title(text, at) || bears_names(text, at))
        }
    };
    written && half
}

/// Whether a civility or a title opens the run of names, masked or not, in which a word stands.
fn opened_by_title(text: &Text, at: usize) -> bool {
    let mut here = at;
    for _ in 0..5 {
        let Some(before) = text.before(here) else { return false };
        if matches!(text.infos[before].cue(), Cue::Civility | Cue::Title | Cue::LawyerTitle) {
            return true;
        }
        if !continues(text, before) {
            return false;
        }
        here = before;
    }
    false
}

/// Whether the form of a company stands right before the masked half of a name.
fn bears_names(text: &Text, at: usize) -> bool {
    at >= 2 && text.infos[at - 2].cue() == Cue::LegalForm
}

/// « le docteur Untel », but not « rue du Docteur Untel »: a title of courtesy before a person, not inside the name of
/// a place.
fn titles_a_person(text: &Text, title: usize) -> bool {
    let written = text.is_capital(title) || text.tokens[title].range().len() >= 5;
    let named_after = (title.saturating_sub(4)..title).any(|place| {
        matches!(text.infos[place].cue(), Cue::Street | Cue::Organisation | Cue::Statute)
    });
    written && !named_after
}

/// Whether a civility, a kinship word or « née » opens the run of names that the word stands in.
///
/// Between the two: names, first names, particles, placeholders, commas and « et ».
fn announced_by_civility(text: &Text, at: usize) -> bool {
    // « M. OU MME »
    let short = text.tokens[at].range().len() == 2;
    if short && matches!(text.tokens[at].text(text.text), "OU" | "ET" | "Ou" | "Et") {
        return false;
    }
    let mut here = at;
    for step in 0..10 {
        let Some(before) = text.before(here) else { return false };
        let opens = match text.infos[before].cue() {
            Cue::Civility => true,
            Cue::Title => step <= 2 && titles_a_person(text, before),
            Cue::Birth => step == 0 || step == 1,
            Cue::Kinship => {
                step <= 1 && OPENING_KIN.contains(&&*fold(text.tokens[before].text(text.text)))
            }
            _ => false,
        };
        if opens {
            return true;
        }
        let token = &text.tokens[before];
        let passes = match token.kind {
            TokenKind::Newline => step == 0,
            TokenKind::Punct(b',') | TokenKind::Word(Case::Initial) => true,
            TokenKind::Word(Case::Lower) => {
                text.infos[before].cue() == Cue::Particle
                    || token.text(text.text) == "et"
                    || ends_a_cut_word(text, before)
            }
            TokenKind::Word(_) => {
                let info = text.infos[before];
                info.cue() == Cue::Particle || (info.ordinary() < 4 && info.cue() == Cue::None)
            }
            _ => continues(text, before),
        };
        if !passes {
            return false;
        }
        here = before;
    }
    false
}

/// Words of kinship after which a name is that of a person to mask, whatever else stands around.
const OPENING_KIN: [&str; 17] = [
    "cts",
    "hoirs",
    "hoirie",
    "epouse",
    "epoux",
    "ep",
    "veuve",
    "vve",
    "veuf",
    "consorts",
    "feu",
    "feue",
    "divorcee",
    "prenomme",
    "prenommee",
    "heritiers",
    "famille",
];

/// Whether a placeholder of a person touches the token, with or without a hyphen.
pub fn touches_person(text: &Text, at: usize) -> bool {
    let person = |place: Option<usize>| {
        place.and_then(|place| text.tokens.get(place)).is_some_and(|token| {
            matches!(
                token.kind,
                TokenKind::Placeholder(PlaceholderKind::Person | PlaceholderKind::OldPerson)
            )
        })
    };
    let glued = |place: usize| text.tokens.get(place).is_some_and(|token| !token.spaced);
    let hyphen = |place: usize| {
        text.tokens.get(place).is_some_and(|token| token.is_punct(b'-') && !token.spaced)
    };
    (glued(at) && person(at.checked_sub(1)))
        || (at >= 2 && hyphen(at - 1) && glued(at) && person(at.checked_sub(2)))
        || (glued(at + 1) && person(Some(at + 1)))
        || (hyphen(at + 1) && glued(at + 2) && person(Some(at + 2)))
}
