//! One look at each word of a text, for all the engines that walk over its words.
//!
//! What a word may begin, the name of a person, a place, a date of civil status, a literal of a rule, hangs on the word
//! alone: engines are asked once, and the answer is remembered by the hash of the word. An engine then starts where its
//! list says, and reads there what it wants. Knows what may begin at a word, not what does.

use crate::document::recent_words::RecentWords;
use crate::document::{Case, Token, TokenKind, View};
use crate::lexicon::{Lexicon, WordInfo};

use super::civil_dates::CivilDates;
use super::names::starts::{NameStarts, Uses, leads};
use super::places::{Places, may_be_postcode};
use super::trigger::Trigger;

/// Words remembered.
const REMEMBERED: usize = 1 << 14;

/// The engines to ask; what those that do not run look for is nowhere.
#[derive(Clone, Copy)]
pub(super) struct Asked<'e> {
    /// What the engine of names asks first.
    pub lexicon: Option<&'e Lexicon>,
    pub places: Option<&'e Places>,
    pub civil_dates: Option<&'e CivilDates>,
    pub literals: Option<&'e Trigger>,
}

/// What a word may begin. The lower half is what the lexicons say of it.
mod mark {
    /// In lower case, if long enough: a name that the model scores, a form of the grammar.
    pub const POSSIBLE: u64 = 1 << 32;
    pub const OPENING: u64 = 1 << 33;
    /// The same, after what may announce a name.
    pub const POSSIBLE_LED: u64 = 1 << 34;
    pub const OPENING_LED: u64 = 1 << 35;
    pub const PLACE: u64 = 1 << 36;
    pub const CIVIL_DATE: u64 = 1 << 37;
    pub const LITERAL: u64 = 1 << 38;
    /// What engines other than that of names start from.
    pub const OTHERS: u64 = PLACE | CIVIL_DATE | LITERAL;
}

/// Bytes of a word in lower case that is long enough for any use.
const LONG: u32 = 4;

/// What was said of the last words: by the same engines each time.
pub(super) struct Memory(RecentWords<REMEMBERED>);

impl Memory {
    pub fn new() -> Self {
        Self(RecentWords::new())
    }
}

/// Ranks of the tokens where each engine starts, in order.
#[derive(Default)]
pub(super) struct Starts {
    pub names: NameStarts,
    pub places: Vec<u32>,
    pub civil_dates: Vec<u32>,
    pub literals: Vec<u32>,
}

/// What was seen of a text.
#[derive(Default)]
pub(super) struct Looks {
    /// One per token; empty for what is no word.
    pub infos: Vec<WordInfo>,
    pub starts: Starts,
}

impl Looks {
    pub fn read(view: &View<'_>, asked: Asked<'_>, memory: &Memory) -> Self {
        let tokens = view.tokens();
        let mut starts = Starts::for_tokens(tokens.len());
        let mut before = WordInfo::default();
        let look = |(at, token): (usize, &Token)| {
            // Only words and mixes of letters and digits have a hash.
            if token.hash == 0 {
                starts.sign(at, token, tokens.get(at + 1), &view.text, asked);
                before = WordInfo::default();
                return before;
            }
            let mark = memory.0.get(token.hash).unwrap_or_else(|| {
                let mark = asked.mark(token, &view.text);
                memory.0.put(token.hash, mark);
                mark
            });
            let info = WordInfo::from_bits(mark as u32);
            // Most words are in lower case and begin nothing.
            if mark >> 32 != 0 || token.kind != TokenKind::Word(Case::Lower) {
                let led = || leads(before, at.checked_sub(1).map(|before| &tokens[before]));
                starts.word(at, token, mark, info, led);
            }
            before = info;
            info
        };
        let infos = tokens.iter().enumerate().map(look).collect();
        Self { infos, starts }
    }
}

impl Starts {
    fn for_tokens(count: usize) -> Self {
        let room = |share: usize| Vec::with_capacity(count / share + 8);
        let names = NameStarts { possible: room(4), openings: room(2), doubtful: room(4) };
        Self { names, places: room(8), civil_dates: room(32), literals: room(32) }
    }

    /// Notes a number, a placeholder, a sign or a line break.
    #[inline]
    fn sign(
        &mut self,
        at: usize,
        token: &Token,
        next: Option<&Token>,
        text: &str,
        asked: Asked<'_>,
    ) {
        match token.kind {
            TokenKind::Number => {
                if may_be_postcode(token, next) {
                    self.places.push(at as u32);
                }
                if asked.literals.is_some_and(|literals| literals.opens_number(text, token)) {
                    self.literals.push(at as u32);
                }
            }
            TokenKind::Punct(b'(') => self.places.push(at as u32),
            _ => {
                if Uses::of_sign(token, next) {
                    self.names.openings.push(at as u32);
                }
            }
        }
    }

    /// Notes a word that may begin something, or that is not in lower case.
    #[inline]
    fn word(
        &mut self,
        at: usize,
        token: &Token,
        mark: u64,
        info: WordInfo,
        led: impl Fn() -> bool,
    ) {
        let any = |flag: u64, flag_led: u64| mark & flag != 0 || mark & flag_led != 0 && led();
        let uses = match token.kind {
            TokenKind::Word(Case::Lower) => {
                let long = token.end - token.start >= LONG;
                let Uses { candidate, opening } = if long {
                    Uses { candidate: true, opening: true }
                } else {
                    Uses::of(token, info)
                };
                Uses {
                    candidate: candidate && any(mark::POSSIBLE, mark::POSSIBLE_LED),
                    opening: opening && any(mark::OPENING, mark::OPENING_LED),
                }
            }
            kind => {
                self.names.doubtful.push(at as u32);
                if kind == TokenKind::Mixed {
                    self.places.push(at as u32);
                }
                Uses { candidate: kind != TokenKind::Word(Case::Initial), opening: true }
            }
        };
        self.names.note(at, uses);
        if mark & mark::OTHERS != 0 {
            self.other(at, token, mark);
        }
    }

    /// Notes a word for the other engines.
    fn other(&mut self, at: usize, token: &Token, mark: u64) {
        // A mix of letters and digits was noted already.
        if mark & mark::PLACE != 0 && token.kind != TokenKind::Mixed {
            self.places.push(at as u32);
        }
        if mark & mark::CIVIL_DATE != 0 {
            self.civil_dates.push(at as u32);
        }
        if mark & mark::LITERAL != 0 {
            self.literals.push(at as u32);
        }
    }
}

impl Asked<'_> {
    /// Whether no engine starts from the words.
    pub fn nobody(self) -> bool {
        let Self { lexicon, places, civil_dates, literals } = self;
        lexicon.is_none() && places.is_none() && civil_dates.is_none() && literals.is_none()
    }

    /// What may begin at a word, by its hash.
    #[cold]
    fn mark(self, token: &Token, text: &str) -> u64 {
        let flag = |holds: bool, flag: u64| if holds { flag } else { 0 };
        let hash = token.hash;
        let names = self.lexicon.map_or(0, |lexicon| {
            let info = lexicon.get(hash);
            let [alone, led] = Uses::in_lower_case(hash, info);
            u64::from(info.bits())
                | flag(alone.candidate, mark::POSSIBLE)
                | flag(alone.opening, mark::OPENING)
                | flag(led.candidate, mark::POSSIBLE_LED)
                | flag(led.opening, mark::OPENING_LED)
        });
        names
            | flag(self.places.is_some_and(|it| it.may_begin(hash)), mark::PLACE)
            | flag(self.civil_dates.is_some_and(|it| it.may_begin(hash)), mark::CIVIL_DATE)
            | flag(self.literals.is_some_and(|it| it.may_hold(token.text(text))), mark::LITERAL)
    }
}
