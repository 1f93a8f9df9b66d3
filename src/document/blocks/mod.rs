//! Blocks that say who judges, signs, is party or defends: the role of a name is read from them.
//!
//! Spans are clauses or lines, never parts of a decision: a block that covered a party
//! by mistake would excuse a leak. Must not say whether a name should be there.

mod bench;
mod counsel;
mod lexicon;
mod parties;

use std::ops::Range;

use crate::corpus::ZoneKind;

use lexicon::{
    CIVILITY, FIRM, LAW_GLUE, LAWYER, LEXICON, Lexeme, Lexicon, OTHER_OFFICE, PARTICLE, ROLE,
    ROLE_GLUE, TITLE, WEAK_FIRM,
};

use super::headings;
use super::placeholders::PlaceholderKind;
use super::tokens::{Case, Token, TokenKind};
use super::zones::Zone;

/// A block of a decision that says who speaks, judges or defends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BlockKind {
    /// Who composed the court: judges, clerks, public prosecutors.
    Composition,
    /// Who signed.
    Signature,
    /// Who is party to the case. Counsel named there have blocks of their own inside.
    Parties,
    /// Who represents a party: `représentée par Me …, avocat au barreau de …`.
    Counsel,
}

/// A block of a view; bytes of the normalised text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub kind: BlockKind,
    pub span: Range<usize>,
}

/// Finds the blocks of a text, sorted by kind, then start; blocks of one kind are disjoint.
///
/// `tokens` are those of `text`. Blocks of different kinds may overlap: counsel are named
/// among the parties.
pub fn blocks(text: &str, tokens: &[Token], zones: &[Zone]) -> Vec<Block> {
    let scan = Scan::new(text, tokens, zones);
    let mut found = scan.counsel();
    scan.bench(&mut found);
    scan.signatures(&mut found);
    scan.parties(&mut found);
    disjoint(found)
}

/// Sorts blocks and merges those of one kind that overlap.
fn disjoint(mut found: Vec<Block>) -> Vec<Block> {
    found.sort_by_key(|block| (block.kind, block.span.start, block.span.end));
    found.dedup_by(|next, last| {
        let joined = next.kind == last.kind && next.span.start < last.span.end;
        if joined {
            last.span.end = last.span.end.max(next.span.end);
        }
        joined
    });
    found
}

/// One text with its words classified, and the parts of it where judges are named.
struct Scan<'t> {
    text: &'t str,
    tokens: &'t [Token],
    lexicon: &'static Lexicon,
    /// What the words of the first part and those of the last one may be: read again and again there, while
    /// the words between are looked up when a clause is met.
    first: Vec<Lexeme>,
    last: Vec<Lexeme>,
    /// End of the part that names the parties, in bytes.
    head: usize,
    /// End of the part that names the court, in bytes.
    bench_head: usize,
    /// Start of the part that may be signed, in bytes.
    tail: usize,
}

/// Longest part where judges are named at the end of a decision, in bytes.
const LONGEST_TAIL: usize = 2_500;
/// Where the header ends when no zone says so.
const DEFAULT_HEAD: usize = 3_000;
/// Judges may be named a little after the introduction, when no heading ends it.
const BEYOND_HEAD: usize = 600;
/// An order may name its judge after a short introduction.
const SHORTEST_BENCH_HEAD: usize = 1_500;

impl<'t> Scan<'t> {
    fn new(text: &'t str, tokens: &'t [Token], zones: &[Zone]) -> Self {
        let introduction = zones.iter().find(|zone| zone.kind == ZoneKind::Introduction);
        let after = zones.iter().find(|zone| zone.kind != ZoneKind::Introduction);
        let head = match (introduction, after) {
            (Some(zone), _) if opens_with_heading(&text[zone.span.end..]) => zone.span.end,
            (Some(zone), _) => zone.span.end + BEYOND_HEAD,
            (None, Some(zone)) => zone.span.start,
            (None, None) => DEFAULT_HEAD,
        };
        let annexes = zones.iter().find(|zone| zone.kind == ZoneKind::Annexes);
        let end = annexes.map_or(text.len(), |zone| zone.span.start);
        let dispositif = zones.iter().rev().find(|zone| zone.kind == ZoneKind::Dispositif);
        let tail =
            dispositif.map_or(0, |zone| zone.span.start).max(end.saturating_sub(LONGEST_TAIL));
        let head = text.ceil_char_boundary(head);
        let tail = text.floor_char_boundary(tail.max(head.min(end)));
        let bench_head = text.ceil_char_boundary(head.max(SHORTEST_BENCH_HEAD));
        let lexicon = &*LEXICON;
        let at = |byte: usize| tokens.partition_point(|token| (token.start as usize) < byte);
        let lexemes = |part: &[Token]| -> Vec<Lexeme> {
            part.iter().map(|it| lexicon.lexeme(it, text)).collect()
        };
        let (first, rest) = tokens.split_at(at(bench_head));
        let last = lexemes(&rest[rest.len() - (tokens.len() - at(tail)).min(rest.len())..]);
        Self { text, tokens, lexicon, first: lexemes(first), last, head, bench_head, tail }
    }

    /// What a word may be; nothing past the end.
    #[inline]
    fn lexeme(&self, at: usize) -> Lexeme {
        let after = (at + self.last.len()).checked_sub(self.tokens.len());
        match (self.first.get(at), after.and_then(|at| self.last.get(at))) {
            (Some(&lexeme), _) | (None, Some(&lexeme)) => lexeme,
            (None, None) => {
                self.tokens.get(at).map_or(0, |token| self.lexicon.lexeme(token, self.text))
            }
        }
    }

    fn has(&self, at: usize, flags: Lexeme) -> bool {
        self.lexeme(at) & flags != 0
    }

    fn kind(&self, at: usize) -> Option<TokenKind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    fn punct(&self, at: usize, byte: u8) -> bool {
        self.kind(at) == Some(TokenKind::Punct(byte))
    }

    /// A word that may be part of a name: capital-led, or the placeholder of a person.
    fn is_name(&self, at: usize) -> bool {
        let known = CIVILITY | TITLE | FIRM | WEAK_FIRM | LAWYER | ROLE | OTHER_OFFICE;
        match self.kind(at) {
            // `Jean-marie`
            Some(TokenKind::Word(Case::Lower)) => {
                at > 1
                    && !self.tokens[at].spaced
                    && self.punct(at - 1, b'-')
                    && !self.tokens[at - 1].spaced
                    && self.tokens[at - 2].case() == Some(Case::Title)
                    && !self.has(at, ROLE | ROLE_GLUE)
            }
            Some(TokenKind::Word(case)) => {
                // `La` is an article; `L.` stands for a first name.
                let initial = case == Case::Initial && self.punct(at + 1, b'.');
                let small = self.has(at, PARTICLE | LAW_GLUE)
                    && self.tokens[at].range().len() <= 3
                    && !initial;
                // `JURIDICTION DU PREMIER PRÉSIDENT`: no name, but `M. Place` is one.
                let office = self.has(at, ROLE_GLUE) && !(at > 0 && self.has(at - 1, CIVILITY));
                !office
                    && (case.is_capital() || case == Case::Mixed)
                    && !small
                    && !self.has(at, known)
            }
            Some(TokenKind::Placeholder(kind)) => {
                kind.is_person() || kind == PlaceholderKind::Unmapped
            }
            Some(TokenKind::Mixed) => self.word(at).starts_with("XX"),
            _ => false,
        }
    }

    fn starts_line(&self, at: usize) -> bool {
        let mut before = at;
        // A dash, a bullet or a rank may open the line.
        while before > 0
            && matches!(
                self.kind(before - 1),
                Some(TokenKind::Punct(b'-' | b'*' | b')') | TokenKind::Symbol | TokenKind::Number)
            )
        {
            before -= 1;
        }
        before == 0 || self.kind(before - 1) == Some(TokenKind::Newline)
    }

    /// The text of a token; empty past the end.
    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text(self.text))
    }

    /// `le`, `la`, in any case.
    fn is_article(&self, at: usize) -> bool {
        let word = self.word(at);
        word.eq_ignore_ascii_case("le") || word.eq_ignore_ascii_case("la")
    }

    /// The text from one token to another, both included.
    fn block(&self, kind: BlockKind, from: usize, last: usize) -> Block {
        Block { kind, span: self.tokens[from].range().start..self.tokens[last].range().end }
    }

    /// First token that begins at or after a byte offset.
    fn token_at(&self, byte: usize) -> usize {
        self.tokens.partition_point(|token| (token.start as usize) < byte)
    }

    /// The next token that is no line break.
    fn over_newline(&self, at: usize) -> usize {
        if self.kind(at) == Some(TokenKind::Newline) { at + 1 } else { at }
    }
}

fn opens_with_heading(text: &str) -> bool {
    headings::heading(first_line(text.trim_start()).trim_end()).is_some()
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or("")
}
