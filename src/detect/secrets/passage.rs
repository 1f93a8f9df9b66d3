//! Paragraphs of a text as words and sentences, and the terms of the lexicon found in them. Words are compared
//! where they stand, by the hash of their token: nothing is folded or copied.
//!
//! Says what is there; what it is worth is for `score`.

use std::ops::Range;

use super::lexicon::Lexicon;
use super::model::{Grains, share};
use super::next_words::{Followers, Next};
use super::terms::{Choice, Piece, Sense, Slot, Term};
use super::vocabulary::{Known, Mark};
use super::words::{Seen, Words};
use crate::document::PlaceholderKind;
use crate::document::numbers::{self, Number};
use crate::document::tokens::{Case, Token, TokenKind, hashes};

/// Words that room is first made for.
const FEWEST: usize = 256;
const LONGEST_SKIP: usize = 3;
/// Words a `..` may stand for.
const LONGEST_GAP: usize = 8;

/// Abbreviations after which a point ends no sentence.
const ABBREVIATIONS: [u64; 24] = hashes([
    "m", "mm", "mme", "mmes", "mlle", "me", "dr", "pr", "art", "al", "cf", "p", "n", "no", "soc",
    "civ", "com", "cass", "bull", "st", "av", "bd", "env", "etc",
]);

/// A term found.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    pub sense: Sense,
    pub sentence: u16,
    /// Ranks of words.
    start: u32,
    end: u32,
}

impl Hit {
    fn new(sense: Sense, sentence: u16, words: Range<usize>) -> Self {
        Self { sense, sentence, start: words.start as u32, end: words.end as u32 }
    }

    /// Ranks of its words.
    pub fn words(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The order in which hits are weighed: the terms of a field in a sentence side by side.
    pub fn order(&self) -> (Sense, u16, u32) {
        (self.sense, self.sentence, self.start)
    }

    /// Whether another hit is of the same field in the same sentence.
    pub fn is_beside(&self, other: &Self) -> bool {
        self.sense == other.sense && self.sentence == other.sentence
    }
}

/// Whether a line break ends a paragraph: a blank line, or one after the end of a sentence.
pub(super) fn parts(text: &str, tokens: &[Token], at: usize) -> bool {
    let blank = tokens[at].text(text).bytes().filter(|&byte| byte == b'\n').count() > 1;
    let ended = at.checked_sub(1).is_none_or(|before| {
        matches!(tokens[before].kind, TokenKind::Punct(b'.' | b';' | b':' | b'!' | b'?'))
    });
    blank || ended
}

/// What a token is to the terms of the lexicon.
enum Step {
    Word,
    /// Passed over: `'`, `-`, a line break…
    Nothing,
    EndOfSentence,
}

/// The tokens of a paragraph.
#[derive(Clone, Copy)]
pub(super) struct Paragraph<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
}

impl Paragraph<'_> {
    fn step(&self, rank: usize) -> Step {
        match self.tokens[rank].kind {
            TokenKind::Punct(b'\'' | b'-' | b'"') | TokenKind::Newline | TokenKind::Symbol => {
                Step::Nothing
            }
            TokenKind::Punct(b'.' | b'!' | b'?' | b';') if self.ends(rank) => Step::EndOfSentence,
            TokenKind::Punct(b'.') => Step::Nothing,
            _ => Step::Word,
        }
    }

    /// Whether the punctuation at `rank` ends a sentence.
    fn ends(&self, rank: usize) -> bool {
        if !self.tokens[rank].is_punct(b'.') {
            return true;
        }
        // A line break after a point ends the paragraph.
        let next = self.tokens.get(rank + 1).filter(|next| next.kind != TokenKind::Newline);
        let Some(next) = next else { return true };
        let opens = match next.kind {
            TokenKind::Word(case) => case.is_capital(),
            TokenKind::Placeholder(_) | TokenKind::Symbol => true,
            _ => false,
        };
        if !next.spaced || !opens {
            return false;
        }
        let before = rank.checked_sub(1).map(|rank| self.tokens[rank]);
        !before.is_some_and(|token| {
            token.case() == Some(Case::Initial) || ABBREVIATIONS.contains(&token.hash)
        })
    }
}

/// A word of a paragraph: its token, its sentence, what the lexicon knows of it.
#[derive(Clone, Copy, Default)]
pub(super) struct Word {
    pub token: u32,
    pub sentence: u16,
    pub seen: Seen,
}

/// A sentence of a paragraph.
#[derive(Clone, Copy, Default)]
pub(super) struct Sentence {
    /// Rank of its first word.
    pub first: u32,
    /// How many of its words are ordinary.
    pub ordinary: u32,
    /// What these weigh in the sentence itself and in the next one.
    grains: Grains,
    /// What is known of its words, together.
    pub marks: Known,
}

impl Sentence {
    pub fn may_hold(&self, mark: Mark) -> bool {
        self.marks.has(mark)
    }
}

/// Room to work, kept from a paragraph to the next.
#[derive(Default)]
pub(super) struct Room {
    words: Vec<Word>,
    sentences: Vec<Sentence>,
}

/// A paragraph cut into words and sentences.
pub(super) struct Passage<'a> {
    pub paragraph: Paragraph<'a>,
    pub lexicon: &'a Lexicon,
    /// Its words, with room for more.
    room: Vec<Word>,
    count: usize,
    pub sentences: Vec<Sentence>,
    /// What is known of its words, together.
    pub marks: Known,
}

impl<'a> Passage<'a> {
    /// The paragraph that the first of these tokens opens; the line break that ends it stands right after its own.
    pub fn first(known: &'a Words, text: &'a str, tokens: &'a [Token], room: Room) -> Self {
        let Room { mut words, mut sentences } = room;
        sentences.clear();
        let all = Paragraph { text, tokens };
        let mut open = Sentence::default();
        let (mut count, mut end) = (0, tokens.len());
        for (rank, token) in tokens.iter().enumerate() {
            // What bears a hash is a word.
            let step = if token.hash == 0 { all.step(rank) } else { Step::Word };
            match step {
                Step::Word => {
                    let seen = known.seen(token, text);
                    if is_ordinary(token, seen.known) {
                        open.ordinary += 1;
                        open.grains.add(known.model.grains(seen.stem()));
                    }
                    open.marks.join(seen.known);
                    if count == words.len() {
                        words.resize((2 * count).max(FEWEST), Word::default());
                    }
                    words[count] =
                        Word { token: rank as u32, sentence: sentences.len() as u16, seen };
                    count += 1;
                }
                Step::Nothing if token.kind == TokenKind::Newline && parts(text, tokens, rank) => {
                    end = rank;
                    break;
                }
                Step::EndOfSentence if sentences.len() < usize::from(u16::MAX) => {
                    let next = Sentence { first: count as u32, ..Sentence::default() };
                    sentences.push(std::mem::replace(&mut open, next));
                }
                Step::Nothing | Step::EndOfSentence => {}
            }
        }
        sentences.push(open);
        let mut marks = Known::default();
        sentences.iter().for_each(|sentence| marks.join(sentence.marks));
        let paragraph = Paragraph { text, tokens: &tokens[..end] };
        Self { paragraph, lexicon: &known.lexicon, room: words, count, sentences, marks }
    }

    pub fn words(&self) -> &[Word] {
        &self.room[..self.count]
    }

    pub fn into_room(self) -> Room {
        Room { words: self.room, sentences: self.sentences }
    }

    /// Ranks of the words of a sentence.
    pub fn words_of(&self, sentence: u16) -> Range<usize> {
        let at = usize::from(sentence);
        let end = self.sentences.get(at + 1).map_or(self.count, |next| next.first as usize);
        self.sentences[at].first as usize..end
    }

    /// What the words of each sentence weigh, with `constant`.
    pub fn worded(&self, constant: f32, worded: &mut Vec<f32>) {
        worded.clear();
        let none = Sentence::default();
        worded.extend((0..self.sentences.len()).map(|at| {
            let own = &self.sentences[at];
            let before = at.checked_sub(1).map_or(&none, |before| &self.sentences[before]);
            let after = self.sentences.get(at + 1).unwrap_or(&none);
            let near = (before.grains.near() + after.grains.near())
                * share((before.ordinary + after.ordinary) as usize);
            constant + own.grains.own() * share(own.ordinary as usize) + near
        }));
    }

    fn token(&self, word: usize) -> &'a Token {
        &self.paragraph.tokens[self.room[word].token as usize]
    }

    /// Bytes of the text that words cover.
    pub fn span(&self, words: &Range<usize>) -> Range<usize> {
        self.token(words.start).start as usize..self.token(words.end - 1).end as usize
    }

    /// Every number of a sentence. None goes on after the end of one.
    pub fn numbers(&self, sentence: u16) -> Vec<Number> {
        let mut found = Vec::new();
        if !self.sentences[usize::from(sentence)].may_hold(Mark::Number) {
            return found;
        }
        let reader = numbers::Reader::new(self.paragraph.text, self.paragraph.tokens);
        let mut from = 0;
        for word in &self.room[self.words_of(sentence)] {
            let at = word.token as usize;
            if word.seen.known.has(Mark::Number)
                && at >= from
                && let Some(number) = reader.number(at)
            {
                from = number.tokens.end;
                found.push(number);
            }
        }
        found
    }

    pub fn placeholders(&self) -> Vec<(PlaceholderKind, u16)> {
        if !self.marks.has(Mark::Placeholder) {
            return Vec::new();
        }
        let tokens = self.paragraph.tokens;
        let words = self.words().iter().filter(|word| word.seen.known.has(Mark::Placeholder));
        words
            .filter_map(|word| match tokens[word.token as usize].kind {
                TokenKind::Placeholder(kind) => Some((kind, word.sentence)),
                _ => None,
            })
            .collect()
    }

    /// Adds the terms of the fields in a sentence, but for those that begin with a number. `likely` is room to work.
    pub fn read_fields(&self, sentence: u16, likely: &mut Vec<u16>, found: &mut Vec<Hit>) {
        if !self.sentences[usize::from(sentence)].may_hold(Mark::Field) {
            return;
        }
        let Range { start, end } = self.words_of(sentence);
        let words = &self.room[start..end];
        for (rank, word) in words.iter().enumerate() {
            let known = word.seen.known;
            if !known.has(Mark::Field) {
                continue;
            }
            let at = start + rank;
            if known.has_ending() {
                let hit = |sense| Hit::new(sense, sentence, at..at + 1);
                found.extend(self.lexicon.of_ending(known).map(hit));
            }
            let next = self.lexicon.after(known, true);
            if self.goes_on(next, &words[rank + 1..]) {
                self.terms(next, at..end, likely, found);
            } else if !next.alone.is_empty() {
                self.single(next, at, found);
            }
        }
    }

    /// Terms of the fields, or of everything else, in a sentence.
    pub fn read(&self, fields: bool, sentence: u16) -> Vec<Hit> {
        let mut found = Vec::new();
        let mut likely = Vec::new();
        let Range { start, end } = self.words_of(sentence);
        let words = &self.room[start..end];
        let mark = if fields { Mark::Field } else { Mark::Context };
        for (rank, word) in words.iter().enumerate() {
            let mut known = word.seen.known;
            if known.is_number() {
                // Numbers bear no hash, so that nothing was seen of them.
                let token = &self.paragraph.tokens[word.token as usize];
                known = self.lexicon.vocabulary.of_number(token, self.paragraph.text);
            }
            if !known.has(mark) {
                continue;
            }
            let at = start + rank;
            if fields {
                let hit = |sense| Hit::new(sense, sentence, at..at + 1);
                found.extend(self.lexicon.of_ending(known).map(hit));
            }
            let next = self.lexicon.after(known, fields);
            if self.goes_on(next, &words[rank + 1..]) {
                self.terms(next, at..end, &mut likely, &mut found);
            } else if !next.alone.is_empty() {
                self.single(next, at, &mut found);
            }
        }
        found
    }

    /// Adds the terms of one word that the word at `at` is.
    fn single(&self, next: &Next, at: usize, found: &mut Vec<Hit>) {
        let sentence = self.room[at].sentence;
        let terms = next.alone.iter().map(|&rank| &self.lexicon.terms[usize::from(rank)]);
        found.extend(terms.map(|term| Hit::new(term.sense, sentence, at..at + 1)));
    }

    /// Whether one of the words after a first one may go on with a term: most do not.
    fn goes_on(&self, next: &Next, after: &[Word]) -> bool {
        for word in after.iter().take(LONGEST_SKIP + 1) {
            if self.may_follow(&next.close, word) {
                return true;
            }
            if !word.seen.known.has(Mark::Little) {
                break;
            }
        }
        !next.far.is_empty()
            && after.iter().take(LONGEST_GAP + 1).any(|word| self.may_follow(&next.far, word))
    }

    #[inline]
    fn may_follow(&self, followers: &Followers, word: &Word) -> bool {
        followers.may_follow(self.lexicon.pieces.signs(word.seen.follows()))
    }

    /// Adds the terms that begin with the first of some words, up to the end of its sentence; `next` is what may come
    /// after it. `likely` is room to work.
    fn terms(&self, next: &Next, words: Range<usize>, likely: &mut Vec<u16>, found: &mut Vec<Hit>) {
        let (at, sentence) = (words.start, self.room[words.start].sentence);
        likely.clear();
        likely.extend_from_slice(&next.alone);
        self.likely(next, words, likely);
        if likely.len() > 1 {
            likely.sort_unstable();
            likely.dedup();
        }
        for &rank in likely.iter() {
            let term = &self.lexicon.terms[usize::from(rank)];
            if let Some(last) = self.matches(term, at) {
                found.push(Hit::new(term.sense, sentence, at..last + 1));
            }
        }
    }

    /// The terms of more than a word that the words after the first one leave possible.
    #[inline]
    fn likely(&self, next: &Next, words: Range<usize>, likely: &mut Vec<u16>) {
        let pieces = &self.lexicon.pieces;
        let after = &self.room[words.start + 1..words.end];
        if !next.close.is_empty() {
            for word in after.iter().take(LONGEST_SKIP + 1) {
                if next.close.may_follow(pieces.signs(word.seen.follows())) {
                    self.add(&next.close, word, likely);
                }
                if !word.seen.known.has(Mark::Little) {
                    break;
                }
            }
        }
        if !next.far.is_empty() {
            for word in after.iter().take(LONGEST_GAP + 1) {
                if next.far.may_follow(pieces.signs(word.seen.follows())) {
                    self.add(&next.far, word, likely);
                }
            }
        }
    }

    fn add(&self, followers: &Followers, word: &Word, likely: &mut Vec<u16>) {
        let token = &self.paragraph.tokens[word.token as usize];
        let text = self.paragraph.text;
        let each = |piece| followers.of(piece, likely);
        self.lexicon.pieces.each(token, word.seen.follows(), text, each);
    }

    /// The next word of the sentence.
    fn next(&self, at: usize) -> Option<usize> {
        let next = self.words().get(at + 1)?;
        (next.sentence == self.room[at].sentence).then_some(at + 1)
    }

    fn is(&self, at: usize, piece: &Piece) -> bool {
        piece.is(self.token(at), self.paragraph.text)
    }

    /// The last word of a term whose first word is at `at`.
    fn matches(&self, term: &Term, at: usize) -> Option<usize> {
        let mut last = at;
        for piece in &term.joined {
            last = self.skipped(last, piece)?;
        }
        for slot in term.rest.iter() {
            last = self.slot(slot, last)?;
        }
        Some(last)
    }

    /// The last word of a choice, from exactly `at`.
    fn choice(&self, choice: &Choice, at: usize) -> Option<usize> {
        let (first, others) = choice.words.split_first()?;
        if !self.is(at, first) {
            return None;
        }
        others.iter().try_fold(at, |last, piece| self.skipped(last, piece))
    }

    /// The first choice of a place to end: each follows at once, after function words, or after a gap.
    ///
    /// Words are walked once for all choices. A choice found at a later word ends no earlier, so the walk stops
    /// at the end of the best.
    fn slot(&self, slot: &Slot, last: usize) -> Option<usize> {
        let mut best: Option<usize> = None;
        let mut close = true;
        let mut at = last;
        for distance in 0..=if slot.gap { LONGEST_GAP } else { LONGEST_SKIP } {
            let Some(next) = self.next(at).filter(|next| best.is_none_or(|best| *next < best))
            else {
                break;
            };
            at = next;
            close &= distance <= LONGEST_SKIP;
            let likely = slot.beginning_as(self.token(at).text(self.paragraph.text)).iter();
            for choice in likely.filter(|choice| choice.after_gap || close) {
                if let Some(end) = self.choice(choice, at) {
                    best = Some(best.map_or(end, |best| best.min(end)));
                }
            }
            close = close && self.room[at].seen.known.has(Mark::Little);
            if !close && !slot.gap {
                break;
            }
        }
        best
    }

    /// The next word that a piece accepts, over function words.
    fn skipped(&self, last: usize, piece: &Piece) -> Option<usize> {
        let mut at = last;
        for _ in 0..=LONGEST_SKIP {
            at = self.next(at)?;
            if self.is(at, piece) {
                return Some(at);
            }
            if !self.room[at].seen.known.has(Mark::Little) {
                return None;
            }
        }
        None
    }

    /// Whether one of `words`, by their hashes, stands in the `distance` words before a rank, in its sentence.
    pub fn preceded(&self, rank: usize, distance: usize, words: &[u64]) -> bool {
        let sentence = self.room[rank].sentence;
        (rank.saturating_sub(distance)..rank)
            .any(|at| self.room[at].sentence == sentence && words.contains(&self.token(at).hash))
    }
}

/// Whether a word means something and is no proper name: lower-case, and no little word.
#[inline]
fn is_ordinary(token: &Token, known: Known) -> bool {
    token.kind == TokenKind::Word(Case::Lower) && !known.has(Mark::Little)
}

impl Passage<'_> {
    /// The ordinary words of some sentences.
    pub fn ordinary_words(&self, sentences: Range<u16>) -> impl Iterator<Item = (&Word, &Token)> {
        let start = self.words_of(sentences.start).start;
        let end = self.words_of(sentences.end - 1).end;
        let tokens = self.paragraph.tokens;
        let words = self.room[start..end].iter().map(|word| (word, &tokens[word.token as usize]));
        words.filter(|(word, token)| is_ordinary(token, word.seen.known))
    }
}
