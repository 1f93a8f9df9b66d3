//! What a word may be and what stands around it: what `grammar` and `shapes` ask.
//!
//! Answers yes or no, or where a run of names ends. Must not say that a name stands anywhere.

use std::sync::OnceLock;

use crate::document::tokens::{Case, TokenKind, fold_hash, hashes};
use crate::lexicon::{Cue, WordInfo};

use super::features::{Text, kept_by_old_stock, professional_around};

/// Words of one kind, whatever their case and accents: looked up by the hash that tokens bear.
pub(super) struct Kind {
    words: &'static str,
    /// Sorted.
    hashes: OnceLock<Vec<u64>>,
}

impl Kind {
    /// Of folded words, parted by blanks.
    pub const fn of(words: &'static str) -> Self {
        Self { words, hashes: OnceLock::new() }
    }

    pub fn holds(&self, text: &Text, at: usize) -> bool {
        let hashes = self.hashes.get_or_init(|| {
            let mut hashes: Vec<u64> = self.words.split_whitespace().map(fold_hash).collect();
            hashes.sort_unstable();
            hashes
        });
        text.tokens
            .get(at)
            .is_some_and(|token| token.is_word() && hashes.binary_search(&token.hash).is_ok())
    }
}

/// Whether a word greets someone.
pub(super) fn is_greeting(text: &Text, at: usize) -> bool {
    const GREETINGS: [u64; 7] =
        hashes(["bonjour", "bonsoir", "salut", "coucou", "cher", "chere", "merci"]);
    text.tokens[at].is_word() && GREETINGS.contains(&text.tokens[at].hash)
}

/// Whether the token is one of these words, whatever its case.
#[inline]
pub(super) fn is_one_of(text: &Text, at: usize, words: &[&str]) -> bool {
    // As bytes: to cut a word as text looks at both its ends.
    let word = &text.text.as_bytes()[text.tokens[at].range()];
    words.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(word))
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

pub(super) fn capital_name(text: &Text, at: usize) -> bool {
    let strong = |info: WordInfo| info.is_surname() || info.first_name() >= 4;
    text.case(at).is_some_and(Case::is_capital)
        && (unexplained(text, at)
            || text.infos.get(at).is_some_and(|&info| {
                strong(info) && info.ordinary() <= 2 && info.cue() == Cue::None
            }))
        && text.tokens[at].range().len() >= 3
}

/// Whether someone of the court is named around: their names stand alone too, and are never raised.
pub(super) fn near_the_court(text: &Text, at: usize) -> bool {
    let court = |place: &usize| {
        matches!(text.infos[*place].cue(), Cue::Magistrate | Cue::LawyerTitle | Cue::Lawyer)
            // « vice-présente », whatever the spelling of the rest
            || text.tokens[*place].is_word() && is_one_of(text, *place, &["vice"])
    };
    let inside = |place: &usize| !ends_paragraph(text, *place);
    let mut before = (at.saturating_sub(14)..at).rev().take_while(inside);
    let mut after = (at..(at + 14).min(text.tokens.len())).take_while(inside);
    before.any(|place| court(&place))
        || after.any(|place| court(&place))
        || professional_around(text, at)
        || kept_by_old_stock(text, at)
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
    while end - start < 4 {
        if capital_name(text, end) {
            end += 1;
        } else if (opens_surname(text, end) || (end > start && joins(text, end)))
            && capital_name(text, end + 1)
        {
            end += 2;
        } else if opens_with_apostrophe(text, end)
            || (end == start && opens_surname(text, end) && particle_then_name(text, end + 1))
        {
            end += 3;
        } else {
            break;
        }
    }
    end
}

/// « Van de Bidulen »: a second particle before the name.
fn particle_then_name(text: &Text, at: usize) -> bool {
    text.infos.get(at).is_some_and(|info| info.cue() == Cue::Particle)
        && text.tokens[at].is_word()
        && capital_name(text, at + 1)
}

/// « N'Diaye », « D'AMBROSETTI »: a letter, an apostrophe and a name.
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
