//! Clauses about counsel: a representative's cue or a lawyer's title, then names, then the bar.
//!
//! Words are taken one by one as long as they may be said of a lawyer; the first that may
//! not, such as the client's civility, ends the clause.

use crate::document::placeholders::PlaceholderKind;
use crate::document::tokens::{Case, Token, TokenKind};

use super::lexicon::{
    AVOCAT, CIVILITY, CUE, FIRM, LAW_GLUE, LAWYER, Lexeme, OTHER_OFFICE, PARTICLE, ROLE, TITLE,
    WEAK_FIRM,
};
use super::{Block, BlockKind, Scan};

/// What has been read of a clause about counsel.
#[derive(Default)]
struct Clause {
    cue: bool,
    titled: bool,
    firm: bool,
    weak_firm: bool,
    lawyer: bool,
    names: u32,
}

enum Step {
    Take,
    /// Taken, and the clause ends here.
    Last,
    Stop,
    /// What began as a clause about counsel is none.
    Refuse,
}

impl Scan<'_> {
    /// Finds counsel anywhere in the text.
    pub(super) fn counsel(&self) -> Vec<Block> {
        let mut found = Vec::new();
        let mut at = 0;
        let opens = |token: &Token| self.lexicon.may_open_counsel(token, self.text);
        while let Some(skipped) = self.tokens[at..].iter().position(opens) {
            at += skipped;
            if let Some(last) = self.counsel_clause(at) {
                found.push(self.block(BlockKind::Counsel, at, last));
                at = last;
            }
            at += 1;
        }
        found
    }

    /// Reads a clause about counsel from `start`; gives its last token.
    fn counsel_clause(&self, start: usize) -> Option<usize> {
        let mut clause = Clause::default();
        let mut at = start;
        if self.has(start, CUE) {
            at = self.cue_end(start)?;
            clause.cue = true;
        } else if self.has(start, TITLE) && self.tokens[start].case() == Some(Case::Lower) {
            // `me` is a pronoun.
            return None;
        }
        let first = at;
        while at - first < 60 {
            match self.counsel_step(at, &mut clause) {
                Step::Take => at += 1,
                Step::Last => {
                    at += 1;
                    break;
                }
                Step::Stop => break,
                Step::Refuse => return None,
            }
        }
        let mut last = at.checked_sub(1)?;
        while last > start && self.is_trailing(last) {
            last -= 1;
        }
        let next = self.over_newline(at);
        let next = if self.punct(next, b',') { next + 1 } else { next };
        if clause.titled && !clause.lawyer && self.has(next, OTHER_OFFICE) {
            return None;
        }
        let named = clause.names > 0;
        let counsel = clause.titled || clause.firm;
        let accepted = (counsel && (clause.cue || clause.lawyer))
            || ((clause.cue || clause.weak_firm) && clause.lawyer)
            || self.is_counsel_line(start, at, &clause);
        (named && accepted).then_some(last)
    }

    /// Where the words that introduce a representative end; `None` when they introduce none.
    fn cue_end(&self, start: usize) -> Option<usize> {
        let mut at = start + 1;
        let mut introduced = false;
        while at < start + 9 {
            let lexeme = self.lexeme(at);
            let lower = self.tokens.get(at).is_some_and(|token| token.case() == Some(Case::Lower));
            match self.kind(at)? {
                TokenKind::Punct(b':') => introduced = true,
                TokenKind::Punct(b'\'' | b'(' | b')') => {}
                // Only a colon sends the representative's name to the next line.
                TokenKind::Newline if introduced => {}
                TokenKind::Word(_) if lexeme & (TITLE | FIRM | WEAK_FIRM) != 0 => break,
                TokenKind::Word(_) if lower && lexeme & (CUE | LAW_GLUE | LAWYER) != 0 => {
                    introduced = true;
                }
                _ => break,
            }
            at += 1;
        }
        let named = self.is_name(at) || self.has(at, TITLE | FIRM | WEAK_FIRM);
        (introduced && named).then_some(at)
    }

    fn counsel_step(&self, at: usize, clause: &mut Clause) -> Step {
        let Some(kind) = self.kind(at) else { return Step::Stop };
        let lexeme = self.lexeme(at);
        // `M & D` is a firm's name, `M. D` a client.
        let initial = self.word(at) == "M" && !self.punct(at + 1, b'.');
        if lexeme & CIVILITY != 0 && lexeme & TITLE == 0 && !initial {
            return Step::Stop;
        }
        match kind {
            TokenKind::Newline => self.counsel_newline(at, clause),
            TokenKind::Punct(b';' | b'[' | b']' | b'"') => Step::Stop,
            TokenKind::Punct(b'.') => {
                let abbreviation = at > 0
                    && self.tokens[at - 1].range().len() <= 2
                    && self.tokens[at - 1].case().is_some_and(Case::is_capital);
                let glued = self.tokens.get(at + 1).is_some_and(|next| !next.spaced);
                if abbreviation || glued { Step::Take } else { Step::Stop }
            }
            TokenKind::Punct(_) => Step::Take,
            TokenKind::Symbol => match self.tokens[at].text(self.text) {
                "°" | "º" | "n°" => Step::Take,
                _ => Step::Stop,
            },
            TokenKind::Number | TokenKind::Mixed if self.is_name(at) => {
                clause.names += 1;
                Step::Take
            }
            TokenKind::Number | TokenKind::Mixed if clause.lawyer => Step::Take,
            TokenKind::Number | TokenKind::Mixed => Step::Stop,
            TokenKind::Placeholder(_) | TokenKind::Word(_) => self.counsel_word(at, lexeme, clause),
        }
    }

    fn counsel_word(&self, at: usize, lexeme: Lexeme, clause: &mut Clause) -> Step {
        if lexeme & AVOCAT != 0 {
            return self.avocat(at, clause);
        }
        if lexeme & TITLE != 0 && self.tokens[at].case() != Some(Case::Lower) {
            clause.titled = true;
            return Step::Take;
        }
        if lexeme & FIRM != 0 {
            clause.firm = true;
            return Step::Take;
        }
        let capital = self.tokens[at].case().is_some_and(Case::is_capital);
        let inside = clause.names == 0 || self.word(at - 1) == "du" || self.belongs(at - 1);
        if lexeme & WEAK_FIRM != 0 && inside && (capital || clause.titled || clause.cue) {
            clause.weak_firm = true;
            return Step::Take;
        }
        if clause.weak_firm
            && !clause.titled
            && !clause.cue
            && self.word(at).starts_with("représent")
        {
            // `SARL A représentée par Me B`: the firm is a party.
            return Step::Refuse;
        }
        if lexeme & LAWYER != 0 {
            clause.lawyer = true;
            return Step::Take;
        }
        if lexeme & (CUE | LAW_GLUE) != 0 && !capital {
            return self.counsel_glue(at, clause);
        }
        // `SELARL Untel Conseil`: in a firm's name, any capital will do.
        let firm_name = capital && clause.firm && lexeme & (CIVILITY | ROLE | OTHER_OFFICE) == 0;
        if self.is_name(at) || firm_name {
            clause.names += 1;
            return Step::Take;
        }
        match self.kind(at) {
            // `SCP D, M & L`
            Some(TokenKind::Word(Case::Initial)) if clause.titled || clause.firm => Step::Take,
            // `avocat au barreau de [Localité 1]`
            Some(TokenKind::Placeholder(
                PlaceholderKind::Locality
                | PlaceholderKind::LegalPerson
                | PlaceholderKind::Ellipsis,
            )) if clause.lawyer || clause.titled => Step::Take,
            Some(TokenKind::Word(_)) if self.has(at, PARTICLE) && self.is_name(at + 1) => {
                Step::Take
            }
            _ => Step::Stop,
        }
    }

    fn avocat(&self, at: usize, clause: &mut Clause) -> Step {
        let next = at + 1;
        let word = |at: usize| self.word(at);
        if matches!(word(next), "général" | "générale" | "généraux")
            || word(next).starts_with("GÉNÉRA")
        {
            // A prosecutor at the Cour de cassation.
            return if clause.lawyer { Step::Stop } else { Step::Refuse };
        }
        clause.lawyer = true;
        if !matches!(word(next), "de" | "d" | "du" | "des") {
            return Step::Take;
        }
        // `avocat de M. …`: what follows is the client.
        let bar = [next + 1, next + 2]
            .iter()
            .any(|&at| matches!(word(at), "permanence" | "barreau" | "barreaux" | "office"));
        if bar { Step::Take } else { Step::Last }
    }

    /// Whether a small word leads to more about counsel.
    fn counsel_glue(&self, at: usize, clause: &Clause) -> Step {
        let mut next = at + 1;
        if self.punct(next, b'\'') {
            next += 1;
        }
        let article = matches!(self.tokens[at].text(self.text), "la" | "le" | "les" | "l");
        let strong = LAWYER | FIRM | TITLE | CUE;
        let firm = self.has(next, WEAK_FIRM) && (clause.names == 0 || self.belongs(at));
        let follows = if article {
            firm || self.has(next, strong) || self.word(next) == "cour"
        } else {
            self.is_name(next)
                || self.has(next, strong | WEAK_FIRM | LAW_GLUE)
                || matches!(
                    self.kind(next),
                    Some(TokenKind::Number | TokenKind::Symbol | TokenKind::Punct(b':' | b','))
                )
                || (clause.lawyer
                    && matches!(
                        self.kind(next),
                        Some(TokenKind::Placeholder(_) | TokenKind::Newline)
                    ))
        };
        let closes = self.has(at, LAW_GLUE) && self.tokens[at].range().len() > 5;
        if follows || closes { Step::Take } else { Step::Stop }
    }

    /// Whether an article stands in `Me A de la SARL B`; in `Me A et la SARL B` the firm is a party.
    fn belongs(&self, article: usize) -> bool {
        article > 0 && self.is_article(article) && self.word(article - 1) == "de"
    }

    /// A clause about counsel goes over a line break only to the lawyer's own words.
    fn counsel_newline(&self, at: usize, clause: &Clause) -> Step {
        let next = at + 1;
        let lower = self.tokens.get(next).is_some_and(|token| token.case() == Some(Case::Lower));
        let glued = clause.names > 0 && lower && self.has(next, LAWYER)
            || (lower && self.has(next, LAW_GLUE) && self.has(next + 1, FIRM | TITLE | LAWYER));
        if clause.names == 0 || glued { Step::Take } else { Step::Stop }
    }

    fn is_trailing(&self, at: usize) -> bool {
        match self.kind(at) {
            Some(TokenKind::Newline) => true,
            Some(TokenKind::Punct(byte)) => byte != b')',
            Some(TokenKind::Symbol) => true,
            Some(TokenKind::Word(Case::Lower)) => {
                self.has(at, LAW_GLUE) && self.tokens[at].range().len() <= 4
                    || self.has(at, CUE) && !self.has(at, LAWYER)
            }
            _ => false,
        }
    }

    /// `Me Untel` or a firm, alone on a line of the header (`Copie exécutoire délivrée à :`).
    fn is_counsel_line(&self, start: usize, end: usize, clause: &Clause) -> bool {
        if !(clause.titled || clause.firm) {
            return false;
        }
        let byte = self.tokens[start].start as usize;
        let alone = (self.starts_line(start) || (start > 0 && self.punct(start - 1, b':')))
            && matches!(self.kind(end), None | Some(TokenKind::Newline));
        let next = self.over_newline(end);
        let party = match self.kind(next) {
            Some(TokenKind::Placeholder(kind)) => {
                matches!(kind, PlaceholderKind::Address | PlaceholderKind::Locality)
            }
            Some(TokenKind::Number) => true,
            Some(TokenKind::Word(Case::Lower)) => !self.has(next, LAW_GLUE | LAWYER),
            _ => false,
        };
        alone && !party && (byte < self.head || byte >= self.tail)
    }
}
