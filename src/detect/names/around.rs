//! What a word may be and what stands around it: what `grammar` and `shapes` ask.
//!
//! Answers yes or no, or where a run of names ends. Must not say that a name stands anywhere.

use std::sync::OnceLock;

use crate::document::tokens::{Case, TokenKind, fold_hash, hash_plain};
use crate::document::word_table::WordTable;
use crate::lexicon::{Cue, WordInfo};

use super::features::{Text, kept_by_old_stock, professional_around};
use super::starts::GREETINGS;

/// Words of one kind, whatever their case and accents: looked up by the hash that tokens bear.
pub(super) struct Kind {
    words: &'static str,
    table: OnceLock<WordTable<bool>>,
}

impl Kind {
    /// Of folded words, parted by blanks.
    pub const fn of(words: &'static str) -> Self {
        Self { words, table: OnceLock::new() }
    }

    pub fn holds(&self, text: &Text, at: usize) -> bool {
        let table = self.table.get_or_init(|| {
            let words: Vec<(u64, bool)> =
                self.words.split_whitespace().map(|word| (fold_hash(word), true)).collect();
            WordTable::new(&words, |one, _| one)
        });
        text.tokens.get(at).is_some_and(|token| token.is_word() && table.get(token.hash))
    }
}

/// Whether a word greets someone.
pub(super) fn is_greeting(text: &Text, at: usize) -> bool {
    text.tokens[at].is_word() && GREETINGS.contains(&text.tokens[at].hash)
}

/// Whether the token is one of these words, whatever its case.
#[inline]
pub(super) fn is_one_of(text: &Text, at: usize, words: &[&str]) -> bool {
    // As bytes: to cut a word as text looks at both its ends.
    let word = &text.text.as_bytes()[text.tokens[at].range()];
    words.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(word))
}

/// Where a list opens before a token: the nearest place that `opens`, `longest` tokens back at most, if all between is
/// `passed`.
pub(super) fn opening_of_list(
    at: usize,
    longest: usize,
    opens: impl Fn(usize) -> bool,
    passed: impl Fn(usize) -> bool,
) -> Option<usize> {
    let mut before = (at.saturating_sub(longest)..at).rev();
    before.find(|&place| opens(place) || !passed(place)).filter(|&place| opens(place))
}

/// The same of a place where any token may stand, or none.
pub(super) fn is_word_among(text: &Text, at: usize, words: &[&str]) -> bool {
    text.tokens.get(at).is_some_and(|token| token.is_word()) && is_one_of(text, at, words)
}

/// A word that no list of ordinary words or of cues explains.
#[inline]
pub(super) fn unexplained(text: &Text, at: usize) -> bool {
    let Some(token) = text.tokens.get(at) else { return false };
    let info = text.infos[at];
    token.is_word()
        && token.range().len() >= 4
        && info.ordinary() == 0
        && info.cue() == Cue::None
        && !info.is_commune()
}

/// A word that nothing explains and that no list holds at all.
#[inline]
pub(super) fn unlisted(text: &Text, at: usize) -> bool {
    unexplained(text, at) && text.infos[at] == WordInfo::default()
}

/// A word with a capital that nothing explains, or that is a name more often than a word.
#[inline]
pub(super) fn capital_name(text: &Text, at: usize) -> bool {
    let Some(token) = text.tokens.get(at) else { return false };
    let info = text.infos[at];
    let letters = token.range().len();
    token.case().is_some_and(Case::is_capital)
        && letters >= 3
        && info.cue() == Cue::None
        && match info.ordinary() {
            0 if letters >= 4 && !info.is_commune() => true,
            0..=2 => info.is_surname() || info.first_name() >= 4,
            _ => false,
        }
}

const VICE: u64 = hash_plain("vice");

/// Whether someone of the court is named around: their names stand alone too, and are never raised.
pub(super) fn near_the_court(text: &Text, at: usize) -> bool {
    let court = |place: &usize| {
        matches!(text.infos[*place].cue(), Cue::Magistrate | Cue::LawyerTitle | Cue::Lawyer)
            // « vice-présente », whatever the spelling of the rest
            || text.tokens[*place].hash == VICE && is_one_of(text, *place, &["vice"])
    };
    let inside = |place: &usize| !ends_paragraph(text, *place);
    let mut before = (at.saturating_sub(14)..at).rev().take_while(inside);
    let mut after = (at..(at + 14).min(text.tokens.len())).take_while(inside);
    before.any(|place| court(&place))
        || after.any(|place| court(&place))
        || professional_around(text, at)
        || kept_by_old_stock(text, at)
}

/// A word with a capital, and what most forms ask of it: read once.
pub(super) struct Opening {
    pub at: usize,
    /// End of the run of names that begins with it: `at` when it is no name.
    pub run: usize,
    /// Where a first name and a surname that begin with it end.
    pub parts: Option<usize>,
    /// Whether it may be a person's: not the acronym of a body.
    pub party: bool,
    /// Whether no list explains it.
    pub unknown: bool,
}

impl Opening {
    /// `run` is the end of the run of names that begins at `at`.
    pub fn read(text: &Text, at: usize, run: usize) -> Self {
        Self {
            at,
            run,
            parts: two_parts(text, at),
            party: may_be_party(text, at),
            unknown: unexplained(text, at),
        }
    }

    /// End of the two parts of a name, else of the run.
    pub fn end(&self) -> usize {
        self.parts.unwrap_or(self.run)
    }
}

/// Whether what stands right before makes the words those of a place, a text or a body.
pub(super) fn named_after(text: &Text, at: usize) -> bool {
    (at.saturating_sub(3)..at).any(|place| {
        matches!(
            text.infos[place].cue(),
            Cue::Street | Cue::Organisation | Cue::LegalForm | Cue::Court | Cue::Statute
        )
    })
}

/// Whether a word beside « c/ » may be a person's: acronyms of bodies are not.
pub(super) fn may_be_party(text: &Text, at: usize) -> bool {
    let info = text.infos[at];
    let acronym = text.case(at) == Some(Case::Upper)
        && text.tokens[at].range().len() <= 6
        && !info.is_surname()
        && info.first_name() < 4;
    !acronym
}

/// Whether a lawyer's word follows in the paragraph: the firm is counsel.
pub(super) fn counsel_follows(text: &Text, from: usize) -> bool {
    (from..(from + 24).min(text.tokens.len()))
        .take_while(|&place| !ends_paragraph(text, place) && !blank_line(text, place))
        .any(|place| text.tokens[place].is_word() && text.infos[place].cue() == Cue::Lawyer)
}

/// End of the run of capitalised names that begins here, four words at most.
pub(super) fn run_of_names(text: &Text, start: usize) -> usize {
    let mut end = start;
    while end - start < 4 && may_go_on(text, end) {
        if capital_name(text, end) {
            end += 1;
            continue;
        }
        let opens = opens_surname(text, end);
        if (opens || end > start && joins(text, end)) && capital_name(text, end + 1) {
            end += 2;
        } else if opens_with_apostrophe(text, end)
            || end == start && opens && particle_then_name(text, end + 1)
        {
            end += 3;
        } else {
            break;
        }
    }
    end
}

/// Where a first name and a surname that begin here end: « Zélie TARTEMPION », « Anne-Sophie de La
/// Tartempière », « TARTEMPION Zélie ».
pub(super) fn two_parts(text: &Text, at: usize) -> Option<usize> {
    let given = |place: usize, least: u32| {
        text.infos.get(place).is_some_and(|info| {
            info.first_name() >= least && info.ordinary() <= 1 && info.cue() == Cue::None
        }) && matches!(text.case(place), Some(Case::Title | Case::Upper))
    };
    let family = |place: usize| {
        capital_name(text, place)
            && (!text.infos[place].is_commune() || text.infos[place].is_surname() && given(at, 6))
            && text.tokens[place].range().len() >= 3
    };
    if given(at, 4) {
        let hyphen = text.tokens.get(at + 1).is_some_and(|t| t.is_punct(b'-') && !t.spaced);
        let mut second = at + if hyphen { 3 } else { 1 };
        for _ in 0..2 {
            let particle = text.infos.get(second).is_some_and(|info| info.cue() == Cue::Particle)
                || text.tokens.get(second).is_some_and(|token| token.is_punct(b'\''));
            second += usize::from(particle);
        }
        // A name that a line end cut between its two parts.
        let below = text.tokens.get(second).is_some_and(|token| {
            token.kind == TokenKind::Newline && text.text[token.range()].matches('\n').count() == 1
        });
        if below && text.case(at) == Some(Case::Title) {
            let surname = second + 1;
            let end = run_of_names(text, surname);
            let cut = text.case(surname) == Some(Case::Upper)
                && text.case(end.max(1) - 1) == Some(Case::Upper)
                && !text.shouted(surname);
            return (cut && end > surname).then_some(end);
        }
        let end = run_of_names(text, second);
        return (family(second) && end > second).then_some(end);
    }
    let surname_first =
        text.case(at) == Some(Case::Upper) && family(at) && given(at + 1, 5) && !text.shouted(at);
    surname_first.then_some(at + 2)
}

/// Whether a token may belong to such a run, seen alone: most runs end at a sign or a word in lower case.
#[inline]
fn may_go_on(text: &Text, at: usize) -> bool {
    match text.tokens.get(at).map(|token| token.kind) {
        Some(TokenKind::Word(case)) => case.is_capital(),
        Some(kind) => kind == TokenKind::Punct(b'-'),
        None => false,
    }
}

/// « Van de Bidulen »: a second particle before the name.
fn particle_then_name(text: &Text, at: usize) -> bool {
    text.infos.get(at).is_some_and(|info| info.cue() == Cue::Particle)
        && text.tokens[at].is_word()
        && capital_name(text, at + 1)
}

/// « N'Diaye », « D'AMBROSETTI »: a letter, an apostrophe and a name.
#[inline]
fn opens_with_apostrophe(text: &Text, at: usize) -> bool {
    let unspaced = |place: usize| text.tokens.get(place).is_some_and(|token| !token.spaced);
    text.case(at) == Some(Case::Initial)
        && text.tokens.get(at + 1).is_some_and(|mark| mark.is_punct(b'\''))
        && unspaced(at + 1)
        && unspaced(at + 2)
        && matches!(text.tokens[at].text(text.text), "N" | "D" | "O" | "M")
        && capital_name(text, at + 2)
}

/// Whether a hyphen joins the words on both sides.
pub(super) fn joins(text: &Text, at: usize) -> bool {
    let unspaced = |place: usize| text.tokens.get(place).is_some_and(|token| !token.spaced);
    text.tokens.get(at).is_some_and(|token| token.is_punct(b'-'))
        && unspaced(at)
        && unspaced(at + 1)
}

/// « Le », « Van », « El », « DI »: a particle with a capital, the first part of a surname.
#[inline]
pub(super) fn opens_surname(text: &Text, at: usize) -> bool {
    text.infos.get(at).is_some_and(|info| info.cue() == Cue::Particle)
        && matches!(text.case(at), Some(Case::Title | Case::Upper))
        && text.tokens.get(at + 1).is_some_and(|next| next.spaced)
        && !is_one_of(text, at, &["la", "les", "du", "des", "l"])
}

/// Whether a sentence ends with this line: what stands beyond is of another paragraph.
fn ends_paragraph(text: &Text, at: usize) -> bool {
    text.tokens[at].kind == TokenKind::Newline
        && at > 0
        && matches!(text.tokens[at - 1].kind, TokenKind::Punct(b'.' | b';'))
}

fn blank_line(text: &Text, at: usize) -> bool {
    let token = &text.tokens[at];
    token.kind == TokenKind::Newline && text.text[token.range()].matches('\n').count() > 1
}
