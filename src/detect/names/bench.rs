//! Who sits, clerks or prosecutes, when only a formula of the court says it: « sur le rapport de M. Tartempion, les
//! observations de … », « Lors du délibéré : Mme Bidulot ». Their names may stay in clear.
//!
//! Must not excuse a party, a witness or an expert: each formula is one that names nobody else.

use super::around::{Kind, is_one_of, is_word_among, opening_of_list};
use super::features::Text;
use super::spans::{Form, NameSpan};
use crate::document::tokens::{Case, TokenKind};
use crate::lexicon::Cue;

/// What a label says of a list of the court.
static LABELS: Kind = Kind::of("delibere debats public prononce composition");

/// Tokens of a list of the court, at most.
const LONGEST: usize = 24;

/// Whether a formula of the court holds the name.
pub(super) fn sits_in_court(text: &Text, span: &NameSpan) -> bool {
    let (start, end) = (span.tokens.start, span.tokens.end);
    span.form == Form::AfterCivility
        && (prosecutes(text, end)
            || !is_an_officer(text, end) && (reports(text, start, end) || is_listed(text, start)))
}

fn comma(text: &Text, at: usize) -> bool {
    text.tokens.get(at).is_some_and(|token| token.is_punct(b','))
}

/// « …, expert », « …, sa curatrice »: third persons, whose names are masked.
fn is_an_officer(text: &Text, end: usize) -> bool {
    comma(text, end)
        && (end + 1..(end + 4).min(text.tokens.len()))
            .any(|at| matches!(text.infos[at].cue(), Cue::Officer | Cue::Kinship | Cue::Party))
}

/// « Mme Tartempion, représentant le ministère public ».
fn prosecutes(text: &Text, end: usize) -> bool {
    comma(text, end)
        && is_word_among(text, end + 1, &["représentant", "représentante"])
        && is_word_among(text, end + 3, &["ministère", "parquet", "procureur"])
}

/// « sur le rapport de M. Tartempion, les observations de la SCP … ».
fn reports(text: &Text, start: usize, end: usize) -> bool {
    let Some(civility) = text.before(start) else { return false };
    civility >= 4
        && is_word_among(text, civility - 1, &["de"])
        && is_word_among(text, civility - 2, &["rapport"])
        && is_word_among(text, civility - 4, &["sur"])
        && comma(text, end)
        && is_word_among(text, end + 1, &["les", "et"])
        && is_word_among(text, end + 2, &["observations", "conclusions"])
}

/// « la cour, composée de Mme Tartempion, M. Bidulot et … », « Lors du délibéré : … ».
fn is_listed(text: &Text, start: usize) -> bool {
    let passed = |at: usize| match text.tokens[at].kind {
        TokenKind::Punct(sign) => b",.-'".contains(&sign),
        // A blank line ends the list.
        TokenKind::Newline => text.text[text.tokens[at].range()].matches('\n').count() == 1,
        TokenKind::Word(Case::Title | Case::Upper | Case::Initial) => true,
        TokenKind::Word(_) => {
            is_one_of(text, at, &["et", "de"])
                || matches!(text.infos[at].cue(), Cue::Civility | Cue::Particle | Cue::Magistrate)
        }
        _ => false,
    };
    let lists = |at: usize| {
        text.tokens[at].is_punct(b':')
            || is_word_among(text, at, &["composé", "composée", "composés"])
    };
    opening_of_list(start, LONGEST, lists, passed).is_some_and(|at| {
        let label = text.tokens[at].is_punct(b':');
        // A label is on one line: « lors du prononcé⏎⏎ENTRE : » opens the list of the parties.
        let mut before = (at.saturating_sub(4)..at)
            .rev()
            .take_while(|&place| text.tokens[place].kind != TokenKind::Newline);
        before.any(|place| match label {
            true => LABELS.holds(text, place),
            false => text.infos[place].cue() == Cue::Court,
        })
    })
}
