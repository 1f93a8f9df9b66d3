//! Masked excerpts: what a reader sees of a finding, without any identity.
//!
//! A white list: a word is shown only when it is lower case, ordinary vocabulary, far from
//! anything masked, and shares no four letters with an identity of the decision. Everything
//! else becomes a mark of fixed length. Must not let a value through because nobody thought of it.

use std::ops::Range;

use crate::document::PlaceholderKind;
use crate::document::tokens::{self, Case, Token, TokenKind, Tokens};
use crate::taxonomy::Category;

/// Says whether a lower-case word is ordinary vocabulary.
pub type Vocabulary<'a> = dyn Fn(&str) -> bool + Sync + 'a;

/// What stands for anything that is not shown: always the same, so that no length leaks.
pub const MARK: &str = "▒▒▒";

/// Characters shown on each side of a finding, before they are cut at a space.
const CONTEXT: usize = 40;

/// Letters two words may not share.
const GRAM: usize = 4;

/// Words of an identity that are nobody's.
const CIVILITIES: [&str; 9] = [
    "monsieur",
    "madame",
    "mademoiselle",
    "maitre",
    "societe",
    "epoux",
    "epouse",
    "veuve",
    "docteur",
];

/// Traces of the identities of one decision: enough to recognise a word that repeats a part of
/// one, in any case and with or without accents. Holds letters in clear, so it has no `Debug`.
pub struct Identities {
    /// Four letters in a row, or three that are a whole word; sorted.
    grams: Vec<Gram>,
    /// One bit by hash of a gram: most words of a text are let through here.
    filter: [u64; FILTER / 64],
}

/// Letters packed, sixteen bits each. Letters beyond the basic plane may be taken for others: a word too
/// many is hidden.
type Gram = u64;

/// Bits of the filter.
const FILTER: usize = 4096;

/// A whole word of three letters is no part of a longer one: no letter is zero.
const fn whole_word([a, b, c]: [char; 3]) -> Gram {
    gram([a, b, c, '\0'])
}

const fn gram([a, b, c, d]: [char; GRAM]) -> Gram {
    (a as u64) << 48 ^ (b as u64) << 32 ^ (c as u64) << 16 ^ d as u64
}

/// Where the filter remembers a gram.
fn bit(gram: Gram) -> (usize, u64) {
    let hash = gram.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 52;
    (hash as usize / 64, 1 << (hash % 64))
}

impl Identities {
    /// Adds identities, each as written or in canonical form.
    pub fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let mut identities = Self { grams: Vec::new(), filter: [0; FILTER / 64] };
        let mut letters = Vec::new();
        for text in texts {
            letters.clear();
            identities.note(text, &mut letters);
        }
        identities.grams.sort_unstable();
        identities.grams.dedup();
        identities
    }

    /// `letters` is empty, and serves for every identity.
    fn note(&mut self, text: &str, letters: &mut Vec<char>) {
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            let start = letters.len();
            tokens::fold_each(word, |letter| letters.push(letter));
            if is_civility(&letters[start..]) {
                letters.truncate(start);
            } else if let [a, b, c] = letters[start..] {
                self.remember(whole_word([a, b, c]));
            }
        }
        // Across words too: `Jean-Pierre` may be written in one.
        for four in letters.array_windows::<GRAM>() {
            self.remember(gram(*four));
        }
    }

    fn remember(&mut self, gram: Gram) {
        let (word, mask) = bit(gram);
        self.filter[word] |= mask;
        self.grams.push(gram);
    }

    fn knows(&self, gram: Gram) -> bool {
        let (word, mask) = bit(gram);
        self.filter[word] & mask != 0 && self.grams.binary_search(&gram).is_ok()
    }

    /// Whether a word repeats four letters of an identity, or is one of its words of three.
    pub fn touches(&self, word: &str) -> bool {
        let mut last = ['\0'; GRAM];
        let (mut count, mut touches) = (0usize, false);
        tokens::fold_each(word, |letter| {
            last = [last[1], last[2], last[3], letter];
            count += 1;
            touches |= count >= GRAM && self.knows(gram(last));
        });
        touches || (count == 3 && self.knows(whole_word([last[1], last[2], last[3]])))
    }
}

fn is_civility(letters: &[char]) -> bool {
    // By their first letters: nearly every word is refused here.
    matches!(letters, ['m' | 's' | 'e' | 'v' | 'd', _, _, _, _, ..])
        && CIVILITIES.iter().any(|known| known.chars().eq(letters.iter().copied()))
}

/// Masks the excerpts of one decision.
pub struct Masker<'a> {
    pub identities: &'a Identities,
    pub ordinary: &'a Vocabulary<'a>,
}

impl Masker<'_> {
    /// The excerpt around `span` (bytes of `text`, a normalised text). `hidden` are the spans of
    /// every candidate of that text, sorted and disjoint.
    pub fn excerpt(
        &self,
        text: &str,
        span: &Range<usize>,
        category: Category,
        hidden: &[Range<usize>],
    ) -> String {
        let left = left_edge(text, span.start)..span.start;
        let right = span.end..right_edge(text, span.end);
        let mut line = Line::new();
        if text[..left.start].contains(|c: char| !c.is_whitespace()) {
            line.show("… ");
        }
        self.side(text, left, hidden, &mut line);
        line.name(category);
        let more = text[right.end..].contains(|c: char| !c.is_whitespace());
        self.side(text, right, hidden, &mut line);
        if more {
            line.space();
            line.show("…");
        }
        line.finish()
    }

    fn side(&self, text: &str, window: Range<usize>, hidden: &[Range<usize>], line: &mut Line) {
        let slice = &text[window.clone()];
        let found = Tokens::read(slice);
        let found = found.list();
        let mut shown: Vec<bool> = found
            .iter()
            .map(|token| {
                let range = token.range();
                let place = window.start + range.start..window.start + range.end;
                !covered(hidden, &place) && self.shows(token, token.text(slice))
            })
            .collect();
        let glued = |at: usize| text[..at].ends_with(is_wordy) && text[at..].starts_with(is_wordy);
        spread(found, &mut shown, glued(window.start), glued(window.end));
        let mut end = 0;
        for (token, shown) in found.iter().zip(shown) {
            if token.start as usize > end || token.kind == TokenKind::Newline {
                line.space();
            }
            end = token.end as usize;
            match token.kind {
                TokenKind::Newline => {}
                _ if !shown => line.mark(),
                TokenKind::Placeholder(kind) => line.show(placeholder(kind, token.text(slice))),
                _ => line.show(token.text(slice)),
            }
        }
        if end < slice.len() {
            line.space();
        }
    }

    fn shows(&self, token: &Token, text: &str) -> bool {
        match token.kind {
            TokenKind::Word(Case::Lower) => {
                text.chars().count() == 1 || (self.ordinary)(text) && !self.identities.touches(text)
            }
            TokenKind::Placeholder(_) => text
                .split(|c: char| !c.is_alphanumeric())
                .all(|word| !self.identities.touches(word)),
            TokenKind::Punct(_) | TokenKind::Newline => true,
            TokenKind::Symbol => matches!(text, "«" | "»" | "°" | "€" | "–" | "—" | "…" | "§"),
            TokenKind::Word(_) | TokenKind::Number | TokenKind::Mixed => false,
        }
    }
}

/// Hides the whole of a group written without spaces (`jean-luc`, `a.b@c.fr`) when a part of it is.
fn spread(found: &[Token], shown: &mut [bool], first_glued: bool, last_glued: bool) {
    let mut start = 0;
    while start < found.len() {
        let mut end = start + 1;
        while end < found.len()
            && !found[end].spaced
            && !separates(&found[end - 1])
            && !separates(&found[end])
        {
            end += 1;
        }
        let content = found[start..end].iter().any(is_content);
        let glued = content && (first_glued && start == 0 || last_glued && end == found.len());
        let address = is_address(&found[start..end]);
        let hidden = (start..end).any(|at| is_content(&found[at]) && !shown[at]);
        if glued || address || hidden {
            for at in start..end {
                shown[at] &= !glued && !is_content(&found[at]);
            }
        }
        start = end;
    }
}

/// Whether words written together look like a part of an address: `a.b`, `a_b`, `a@b`.
fn is_address(group: &[Token]) -> bool {
    group.iter().filter(|token| is_content(token)).count() >= 2
        && group.iter().any(|token| matches!(token.kind, TokenKind::Punct(b'@' | b'_' | b'.')))
}

/// Whether words on both sides of this token are separate words.
fn separates(token: &Token) -> bool {
    matches!(
        token.kind,
        TokenKind::Newline
            | TokenKind::Placeholder(_)
            | TokenKind::Symbol
            | TokenKind::Punct(b'\'' | b',' | b';' | b':' | b'(' | b')' | b'"' | b'[' | b']')
    )
}

fn is_content(token: &Token) -> bool {
    matches!(token.kind, TokenKind::Word(_) | TokenKind::Number | TokenKind::Mixed)
}

fn is_wordy(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '-' | '_' | '@' | '.')
}

/// A placeholder as shown: as written when it can only be one, else an ellipsis.
fn placeholder(kind: PlaceholderKind, text: &str) -> &str {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    // What stands between the brackets of these two is free text.
    let free = matches!(kind, PlaceholderKind::Reasons | PlaceholderKind::Foreign);
    if free || digits > 3 { "[…]" } else { text }
}

/// Whether a range meets one of sorted, disjoint ranges.
fn covered(ranges: &[Range<usize>], place: &Range<usize>) -> bool {
    let after = ranges.partition_point(|range| range.end <= place.start);
    ranges.get(after).is_some_and(|range| range.start < place.end)
}

/// Start of the context: never inside a word, for half a surname can be an ordinary word.
fn left_edge(text: &str, start: usize) -> usize {
    let before = &text[..start];
    match before.char_indices().rev().nth(CONTEXT) {
        None => 0,
        Some((at, _)) => before[at..].find(char::is_whitespace).map_or(start, |skip| at + skip),
    }
}

/// End of the context, likewise.
fn right_edge(text: &str, end: usize) -> usize {
    let after = &text[end..];
    match after.char_indices().nth(CONTEXT) {
        None => text.len(),
        Some((at, character)) => {
            let through = at + character.len_utf8();
            after[..through].rfind(char::is_whitespace).map_or(end, |cut| end + cut)
        }
    }
}

/// Sorted, disjoint union of spans.
pub fn union(mut spans: Vec<Range<usize>>) -> Vec<Range<usize>> {
    spans.sort_unstable_by_key(|span| (span.start, span.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

/// The line being written. Marks in a row become one, so that their number says nothing.
struct Line {
    text: String,
    /// Length of `text` after the last mark, while only joining characters followed it.
    mark_end: Option<usize>,
}

impl Line {
    fn new() -> Self {
        // Both sides, the category, and some letters of two bytes.
        Self { text: String::with_capacity(3 * CONTEXT + 64), mark_end: None }
    }

    fn show(&mut self, piece: &str) {
        if !matches!(piece, "-" | "." | "/" | "_" | "@" | "'" | "+" | "&") {
            self.mark_end = None;
        }
        self.text.push_str(piece);
    }

    fn mark(&mut self) {
        match self.mark_end {
            Some(end) => self.text.truncate(end),
            None => self.text.push_str(MARK),
        }
        self.mark_end = Some(self.text.len());
    }

    fn name(&mut self, category: Category) {
        self.mark_end = None;
        self.text.push('‹');
        self.text.push_str(category.as_str());
        self.text.push('›');
    }

    fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }

    fn finish(mut self) -> String {
        self.text.truncate(self.text.trim_end().len());
        self.text
    }
}
