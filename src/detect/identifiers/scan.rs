//! The state of one pass over one text, and what it reports.

use std::ops::Range;

use super::Identifiers;
use super::context::{After, Lexicon, Named, Near};
use super::kind::Kind;
use crate::detect::Cue;
use crate::taxonomy::Status;

/// Something found; becomes a candidate when the catalogue has its rule.
pub(super) struct Hit {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
    pub(super) confidence: f32,
    /// One severity below the rule's: a wrong or missing key.
    pub(super) lowered: bool,
    pub(super) value: String,
    pub(super) cues: Vec<Cue>,
    pub(super) at_most: Option<Status>,
}

impl Hit {
    pub(super) fn new(kind: Kind, span: Range<usize>, confidence: f32) -> Self {
        Self {
            kind,
            span,
            confidence,
            lowered: false,
            value: String::new(),
            cues: Vec::new(),
            at_most: None,
        }
    }

    pub(super) fn cue(&mut self, cue: &'static str) {
        self.cues.push(Cue::Borrowed(cue));
    }

    pub(super) fn with_cue(mut self, cue: &'static str) -> Self {
        self.cue(cue);
        self
    }

    pub(super) fn with_value(mut self, value: String) -> Self {
        self.value = value;
        self
    }
}

/// The last parcel read, for lists (`section B numéros 45, 46 et 47`).
pub(super) struct Parcel {
    pub(super) end: usize,
    pub(super) section: String,
}

/// One pass over one text.
pub(super) struct Scan<'a> {
    pub(super) engine: &'a Identifiers,
    pub(super) text: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) hits: Vec<Hit>,
    /// Nothing before this byte is looked at again.
    pub(super) done: usize,
    /// End of the last cluster of digits that was weighed.
    pub(super) weighed: usize,
    /// End of the last run of spelt-out numbers that was read.
    pub(super) spelt: usize,
    /// End of the last number tried for its label.
    pub(super) labelled: usize,
    pub(super) parcel: Option<Parcel>,
    pub(super) plate_end: usize,
    /// The text without the blanks around it.
    trimmed: Range<usize>,
}

impl<'a> Scan<'a> {
    pub(super) fn new(engine: &'a Identifiers, text: &'a str) -> Self {
        let start = text.len() - text.trim_start().len();
        let end = text.trim_end().len();
        Self {
            engine,
            text,
            bytes: text.as_bytes(),
            hits: Vec::new(),
            done: 0,
            weighed: 0,
            spelt: 0,
            labelled: 0,
            parcel: None,
            plate_end: 0,
            trimmed: start..end.max(start),
        }
    }

    pub(super) fn before(&self, end: usize) -> Near {
        self.engine.lexicon.before(self.bytes, end)
    }

    /// Whoever is named last before a number.
    pub(super) fn named(&self, end: usize) -> Named {
        Lexicon::named(self.bytes, end)
    }

    pub(super) fn after(&self, start: usize) -> After {
        self.engine.lexicon.after(self.bytes, start)
    }

    /// Whether a common noun stands right before, with or without « n° »: `quittance 02 12…`,
    /// `marché n° AB-123-CD`. The number is then of that thing, unless a word of context says more.
    pub(super) fn labelled_by_noun(&self, at: usize) -> bool {
        const NO_NOUNS: [&str; 30] = [
            "numéro", "numero", "numéros", "ligne", "lignes", "avec", "dans", "sous", "vers",
            "pour", "chez", "puis", "depuis", "leur", "cette", "soit", "elle", "elles", "celui",
            "plaque", "domicile", "bureau", "perso", "maman", "papa", "urgence", "travail",
            "composer", "joindre", "aussi",
        ];
        let before = self.text[..at].trim_end_matches([' ', '\u{a0}']);
        let unmarked = ["n°", "N°", "nº"]
            .into_iter()
            .find_map(|mark| before.strip_suffix(mark))
            .map_or(before, |rest| rest.trim_end_matches([' ', '\u{a0}']));
        let start = unmarked
            .rfind(|c: char| !c.is_alphabetic())
            .map_or(0, |place| place + unmarked[place..].chars().next().map_or(1, char::len_utf8));
        let word = &unmarked[start..];
        word.chars().count() >= 4
            && word.chars().all(char::is_lowercase)
            && !NO_NOUNS.contains(&word)
    }

    /// Whether the span is all there is in the text, a final point aside.
    pub(super) fn is_alone(&self, span: &Range<usize>) -> bool {
        span.start <= self.trimmed.start && span.end + 1 >= self.trimmed.end
    }

    #[inline]
    pub(super) fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    /// The byte before, or a blank at the start of the text.
    #[inline]
    pub(super) fn previous(&self, at: usize) -> u8 {
        at.checked_sub(1).map_or(b' ', |at| self.bytes[at])
    }

    /// Reports a hit and moves past it.
    pub(super) fn push(&mut self, hit: Hit) {
        self.done = self.done.max(hit.span.end);
        self.hits.push(hit);
    }
}

/// Whether a letter or a digit ends just before `at`.
#[inline]
pub(super) fn word_before(bytes: &[u8], at: usize) -> bool {
    match at.checked_sub(1).map(|before| bytes[before]) {
        None => false,
        Some(byte) if byte.is_ascii() => byte.is_ascii_alphanumeric(),
        Some(_) => at >= 2 && matches!(bytes[at - 2], 0xC3..=0xC5),
    }
}

/// Whether a letter or a digit begins at `at`.
#[inline]
pub(super) fn word_at(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, 0xC3..=0xC5))
}

/// Skips up to `most` separators of a short identifier (`AB-123-CD`) forwards.
#[inline]
pub(super) fn skip_forward(bytes: &[u8], mut at: usize, most: usize) -> usize {
    let stop = at + most;
    while at < stop && at < bytes.len() {
        at += match bytes[at] {
            b' ' | b'-' | b'.' | b'/' | b'_' | b'\n' | b',' | b';' | b'(' | b')' => 1,
            0xC2 if bytes.get(at + 1) == Some(&0xB7) => 2,
            _ => break,
        };
    }
    at
}

/// Skips up to `most` separators backwards; returns where they begin.
#[inline]
pub(super) fn skip_backward(bytes: &[u8], mut at: usize, most: usize) -> usize {
    let stop = at.saturating_sub(most);
    while at > stop {
        at -= match bytes[at - 1] {
            b' ' | b'-' | b'.' | b'/' | b'_' | b'\n' | b',' | b';' | b'(' | b')' => 1,
            0xB7 if at >= 2 && bytes[at - 2] == 0xC2 => 2,
            _ => break,
        };
    }
    at
}
