//! A decision as a plain stream: folded letters, with one byte in place of each person, company,
//! date and amount. The expressions of `rules` are written over it.
//!
//! Every byte knows the token it comes from. Must not interpret: who a mention is, is for `people`.

mod figures;
mod letters;
mod naming;
mod words;

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::detect::civil_dates::DateReader;
use crate::document::tokens::fold_char;
use crate::document::{Case, Token, TokenKind, View};

use super::attribute::Role;
use super::mark;
use super::wake::{Memory, Said, Wake, Wakes};
pub(super) use letters::Brief;
use letters::Letters;
use words::{WORDS, Words, special};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sex {
    Female,
    Male,
}

/// What stands at a place where someone is meant.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Who {
    /// Letters of placeholders, in order.
    Letters(Vec<[u8; 2]>),
    /// A name in clear, by the hash of its last word: never written.
    Name(u64),
    /// `la salariée`, `le prévenu`.
    Role(Role),
    /// `il`, `celle-ci`, `l'intéressé`.
    Pronoun,
    /// Of several: `ils`, `le couple`, `les époux`.
    Plural,
    Company,
}

/// What the word that joins two names of one person says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Union {
    #[default]
    Unsaid,
    Married,
    Widowed,
}

/// A place where someone is meant.
#[derive(Clone)]
pub(super) struct Mention {
    /// Byte of the stream.
    pub at: usize,
    pub who: Who,
    pub sex: Option<Sex>,
    /// After a preposition: rarely the subject.
    pub oblique: bool,
    /// What joins two names of one person: `épouse`, `veuve`.
    pub union: Union,
    /// A role after `son`, `sa`, `leur`.
    pub possessed: bool,
    /// Role that the heading above the party gives.
    pub heading: Option<Role>,
    /// First and last token.
    pub tokens: (usize, usize),
}

/// An amount or a date in the stream.
#[derive(Clone)]
pub(super) struct Datum {
    pub at: usize,
    pub value: String,
    /// Steps of generalisation: a month is 1, a year 2.
    pub level: i64,
    pub tokens: (usize, usize),
}

/// Where the bytes of a token begin.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    pub at: u32,
    pub token: u32,
}

#[derive(Default)]
pub(super) struct Stream {
    pub bytes: Vec<u8>,
    /// Where each token that is written begins.
    pub marks: Vec<Mark>,
    pub sentences: Vec<Range<usize>>,
    /// By place.
    pub mentions: Vec<Mention>,
    /// Dates and amounts, by place.
    pub data: Vec<Datum>,
    /// What may wake a rule, by place.
    pub wakes: Vec<Wake>,
}

/// The byte of a character in a stream.
fn plain(character: char) -> u8 {
    let folded = u8::try_from(fold_char(character) as u32);
    folded.ok().filter(|byte| byte.is_ascii() && *byte >= b' ').unwrap_or(b'?')
}

impl Stream {
    /// Forgets what it holds and keeps its memory; its letters are written over.
    pub fn clear(&mut self) {
        self.marks.clear();
        self.sentences.clear();
        self.mentions.clear();
        self.data.clear();
        self.wakes.clear();
    }

    /// The token that a byte comes from; a space is its predecessor's.
    pub fn token_at(&self, at: usize) -> usize {
        let after = self.marks.partition_point(|mark| mark.at as usize <= at);
        after.checked_sub(1).map_or(0, |rank| self.marks[rank].token as usize)
    }
}

/// Builds the stream of a text.
pub(super) fn build(view: &View<'_>, wakes: &Wakes, memory: &mut Memory) -> Stream {
    static DATES: LazyLock<DateReader> = LazyLock::new(DateReader::new);
    let tokens = view.tokens();
    let mut out = memory.stream();
    out.marks.reserve(tokens.len());
    out.wakes.reserve(tokens.len() / 2);
    let mut builder = Builder {
        view,
        text: &view.text,
        tokens,
        words: &WORDS,
        dates: &DATES,
        wakes,
        memory,
        heading: None,
        offices: FxHashSet::default(),
        start: 0,
        several: None,
        wed: false,
        letters: Letters::with(std::mem::take(&mut out.bytes), view.text.len()),
        out,
    };
    builder.run();
    builder.out.bytes = builder.letters.finish();
    strike(&builder.offices, &mut builder.out);
    builder.out
}

struct Builder<'t> {
    view: &'t View<'t>,
    text: &'t str,
    tokens: &'t [Token],
    words: &'t Words,
    dates: &'t DateReader,
    wakes: &'t Wakes,
    /// What words say.
    memory: &'t mut Memory,
    heading: Option<Role>,
    /// Last words of the names that a title gave away as those of a judge, a clerk or counsel.
    offices: FxHashSet<u64>,
    /// Where the sentence begins.
    start: usize,
    /// Sex of the list that « Mmes » or « MM. » opens.
    several: Option<Sex>,
    /// Whether the next person is the other of a married couple.
    wed: bool,
    letters: Letters,
    out: Stream,
}

/// A name that was once followed by an office is that of the same person everywhere.
fn strike(offices: &FxHashSet<u64>, stream: &mut Stream) {
    let bytes = &mut stream.bytes;
    stream.mentions.retain(|mention| match mention.who {
        Who::Name(name) if offices.contains(&name) => {
            bytes[mention.at] = mark::OFFICE;
            false
        }
        _ => true,
    });
}

impl Builder<'_> {
    fn run(&mut self) {
        let mut at = 0;
        while let Some(token) = self.tokens.get(at) {
            at = if self.plain_word(at, token) { at + 1 } else { self.step(at) };
        }
        self.close();
    }

    /// Writes a word that was met lately and is nothing but its letters, as most tokens are: whether it did.
    #[inline]
    fn plain_word(&mut self, at: usize, token: &Token) -> bool {
        if !token.is_word() {
            return false;
        }
        let said = self.memory.recall(token.hash).filter(|said| said.special() == 0);
        let Some((said, letters)) = said.and_then(|said| Some((said, said.letters()?))) else {
            return false;
        };
        self.blank(token);
        let here = self.letters.len();
        self.open(at);
        self.letters.brief(letters);
        if !token.spaced {
            self.wake(here, token.hash);
        }
        self.keep(here, said.id());
        true
    }

    /// Consumes what begins at a token; gives the next one.
    fn step(&mut self, at: usize) -> usize {
        let token = self.tokens[at];
        match token.kind {
            TokenKind::Word(case) => self.word(at, case),
            TokenKind::Newline => {
                if self.breaks(at) {
                    self.close();
                } else {
                    self.space();
                }
                self.read_heading(at + 1);
                at + 1
            }
            TokenKind::Placeholder(kind) => self.placeholder(at, kind),
            TokenKind::Number => self.number(at),
            TokenKind::Punct(byte) => {
                self.blank(&token);
                self.push(byte, at);
                if self.ends_sentence(at, byte) {
                    self.close();
                }
                at + 1
            }
            TokenKind::Symbol | TokenKind::Mixed => {
                // `1er février 2008`
                if token.kind == TokenKind::Mixed
                    && let Some(next) = self.date(at)
                {
                    return next;
                }
                self.blank(&token);
                self.fold(at);
                at + 1
            }
        }
    }

    /// Says that the next bytes are those of a token.
    fn open(&mut self, token: usize) {
        self.out.marks.push(Mark { at: self.letters.len() as u32, token: token as u32 });
    }

    /// Writes a token as one byte.
    fn push(&mut self, byte: u8, token: usize) {
        if self.wakes.is_told(byte) {
            self.out.wakes.push(Wake::byte(self.letters.len()));
        }
        self.open(token);
        self.letters.push(byte);
    }

    fn space(&mut self) {
        if self.letters.last().is_some_and(|byte| byte != b' ') {
            self.letters.push(b' ');
        }
    }

    fn blank(&mut self, token: &Token) {
        if token.spaced {
            self.space();
        }
    }

    /// Writes the letters of a token, without accents or case, and keeps it when it may wake a rule.
    fn fold(&mut self, at: usize) {
        let token = self.tokens[at];
        let here = self.letters.len();
        let known = self.memory.recall(token.hash).filter(|_| token.hash != 0);
        self.open(at);
        match known.and_then(|said| said.letters()) {
            Some(letters) => self.letters.brief(letters),
            None => {
                let (from, to) = (token.start as usize, token.end as usize);
                self.letters.word(self.text, from, to, &self.words.accented);
            }
        }
        if !token.spaced || !token.is_word() {
            self.wake(here, token.hash);
        }
        if token.hash != 0 {
            let said = known.unwrap_or_else(|| self.learn(token.hash, here));
            self.keep(here, said.id());
        }
    }

    #[inline]
    fn keep(&mut self, here: usize, id: u32) {
        if id != 0 {
            self.out.wakes.push(Wake { at: here as u32, id });
        }
    }

    /// What the word that was just written says, for the first time or again.
    #[cold]
    fn learn(&mut self, hash: u64, here: usize) -> Said {
        let special = self.words.special.get(hash);
        self.memory.learn(self.wakes, hash, self.letters.from(here), special)
    }

    /// Keeps what hashes of words do not tell: numbers, and letters of several tokens.
    fn wake(&mut self, here: usize, hash: u64) {
        let wakes = &mut self.out.wakes;
        let first = self.letters.from(here).first().copied().unwrap_or(b' ');
        // `n°`, `m²`: the word goes on.
        let before = self.letters.before(here).unwrap_or(b' ');
        if first.is_ascii_alphanumeric() && before.is_ascii_alphanumeric() {
            let marks = &self.out.marks;
            let before = marks.len().checked_sub(2).map_or(0, |rank| marks[rank].at);
            wakes.push(Wake::letters(before as usize));
        }
        if first.is_ascii_digit() {
            wakes.push(Wake::byte(here));
        } else if first.is_ascii_alphabetic() && hash == 0 {
            wakes.push(Wake::letters(here));
        }
    }

    fn close(&mut self) {
        self.several = None;
        self.wed = false;
        let end = self.letters.len();
        if end > self.start {
            self.out.sentences.push(self.start..end);
        }
        self.space();
        self.start = self.letters.len();
    }

    fn kind(&self, at: usize) -> Option<TokenKind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    fn hash(&self, at: usize) -> u64 {
        self.tokens.get(at).map_or(0, |token| token.hash)
    }

    fn is_punct(&self, at: usize, byte: u8) -> bool {
        self.kind(at) == Some(TokenKind::Punct(byte))
    }

    /// A line break ends a sentence unless the next line goes on in lower case.
    fn breaks(&self, at: usize) -> bool {
        let terminal = at > 0
            && matches!(
                self.kind(at - 1),
                Some(TokenKind::Punct(b'.' | b';' | b':' | b'!' | b'?'))
            );
        let goes_on = matches!(self.kind(at + 1), Some(TokenKind::Word(Case::Lower)))
            || self.is_punct(at + 1, b'(')
            || self.is_punct(at + 1, b',');
        terminal || !goes_on
    }

    fn ends_sentence(&self, at: usize, byte: u8) -> bool {
        match byte {
            b';' | b'!' | b'?' => true,
            b'.' => {
                let Some(next) = self.tokens.get(at + 1) else { return true };
                let short = at > 0
                    && self.tokens[at - 1].is_word()
                    && (self.tokens[at - 1].range().len() == 1
                        || self.words.abbreviations.contains(&self.hash(at - 1)));
                let opens = match next.kind {
                    TokenKind::Word(case) => case.is_capital() || case == Case::Mixed,
                    TokenKind::Placeholder(_) | TokenKind::Newline => true,
                    TokenKind::Punct(b'-') | TokenKind::Symbol => true,
                    _ => false,
                };
                // `[X]. Il`, but not `M. [X]`, `art. L. 12`.
                next.spaced && opens && !short
            }
            _ => false,
        }
    }

    /// Reads whether the line that begins at a token is the heading of a party.
    fn read_heading(&mut self, at: usize) {
        let Some(token) = self.tokens.get(at) else { return };
        let TokenKind::Word(case) = token.kind else { return };
        if let Some(&role) = self.words.headings.get(&token.hash) {
            let alone = (at + 1..at + 6)
                .find(|&next| {
                    !matches!(self.kind(next), Some(TokenKind::Punct(_) | TokenKind::Word(_)))
                })
                .is_none_or(|next| self.kind(next) == Some(TokenKind::Newline));
            if case == Case::Upper || (case == Case::Title && alone) {
                self.heading = Some(role);
            }
        } else if matches!(case, Case::Upper | Case::Title)
            && self.words.reset.contains(&token.hash)
        {
            self.heading = None;
        }
    }

    /// A word that says something of itself, or that was not met lately.
    fn word(&mut self, at: usize, case: Case) -> usize {
        let token = self.tokens[at];
        let words = self.words;
        let known = self.memory.recall(token.hash);
        let special = known.map_or_else(|| words.special.get(token.hash), |said| said.special());
        let is = |kind: u8| special & kind != 0;
        if special == 0 {
            self.blank(&token);
            self.fold(at);
            return at + 1;
        }
        if is(special::CIVILITY)
            && let Some(&sex) = words.civility.get(&token.hash)
            && (case.is_capital() || case == Case::Lower && token.range().len() > 5)
        {
            if let Some(next) = self.after_civility(at, sex) {
                return next;
            }
            if let Some(next) = self.civility_alone(at, sex) {
                return next;
            }
        }
        if token.hash == words.spouses
            && let Some(next) = self.spouses(at)
        {
            return next;
        }
        if is(special::COUNSEL) && case.is_capital() && self.kind(at + 1).is_some() {
            let end = self.name_end(at + 1).unwrap_or_else(|| self.group(at + 1).1);
            if end > at + 1 {
                self.blank(&token);
                self.push(mark::OFFICE, at);
                return end;
            }
        }
        if is(special::MONTH | special::NUMBER)
            && let Some(next) = self.date(at)
        {
            return next;
        }
        if is(special::NUMBER)
            && let Some(next) = self.spelled_number(at)
        {
            return next;
        }
        self.blank(&token);
        let here = self.letters.len();
        self.fold(at);
        if is(special::MEANT) {
            self.mention_of_word(at, here);
        }
        if is(special::COMPANY) && (case == Case::Upper || token.range().len() >= 4) {
            if let Some(next) = self.company_after(at) {
                return next;
            }
            // `la société`: a subject, though no one.
            if at > 0
                && (words.determiners.contains(&self.hash(at - 1)) || self.is_punct(at - 1, b'\''))
            {
                let oblique = self.oblique(at);
                self.add_mention(here, Who::Company, None, oblique, (at, at));
            }
        }
        at + 1
    }
}
