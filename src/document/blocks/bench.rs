//! Clauses that name judges, prosecutors and clerks, and the lines that they sign.
//!
//! A name counts only beside an office of the courts: not `président de la société`.

use std::ops::Range;

use crate::document::headings;
use crate::document::placeholders::PlaceholderKind;
use crate::document::tokens::{Case, TokenKind};

use super::lexicon::{AVOCAT, CIVILITY, CUE, LAW_GLUE, PARTICLE, ROLE, ROLE_GLUE, TITLE};
use super::{Block, BlockKind, Scan, first_line, parties};

impl Scan<'_> {
    /// Finds the judges and clerks of the header and of the end.
    pub(super) fn bench(&self, found: &mut Vec<Block>) {
        let counsel: Vec<Range<usize>> = found.iter().map(|block| block.span.clone()).collect();
        for (from, to) in [(0, self.bench_head), (self.tail.max(self.bench_head), self.text.len())]
        {
            let mut at = self.token_at(from);
            let end = self.token_at(to);
            while at < end {
                // Asked first of each token: nearly none opens a clause, in a block of counsel or not.
                if !self.opens_bench(at) {
                    at += 1;
                    continue;
                }
                let byte = self.tokens[at].start as usize;
                let inside = counsel.partition_point(|span| span.end <= byte);
                if counsel.get(inside).is_some_and(|span| span.contains(&byte)) {
                    at = self.token_at(counsel[inside].end);
                    continue;
                }
                match self.bench_clause(at) {
                    Some(last) => {
                        found.push(self.block(BlockKind::Composition, at, last));
                        at = last + 1;
                    }
                    None => at += 1,
                }
            }
        }
    }

    /// Whether a clause of judges may begin at a token, seen alone: all that `bench_clause` accepts, and more.
    fn opens_bench(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        match token.kind {
            // In lower case, only the end of `Jean-marie` is a name.
            TokenKind::Word(Case::Lower) => self.has(at, ROLE | AVOCAT | CIVILITY) || !token.spaced,
            TokenKind::Word(_) | TokenKind::Mixed | TokenKind::Placeholder(_) => true,
            TokenKind::Number | TokenKind::Punct(_) | TokenKind::Symbol | TokenKind::Newline => {
                false
            }
        }
    }

    /// Reads a judge or a clerk from `start`: names then office, or office then names.
    fn bench_clause(&self, start: usize) -> Option<usize> {
        if self.has(start, ROLE) || (self.has(start, AVOCAT) && self.is_general(start + 1)) {
            return self.office_then_names(start);
        }
        let opens = self.has(start, CIVILITY)
            || (self.is_name(start) && (self.starts_line(start) || self.follows_opening(start)));
        if opens { self.names_then_office(start) } else { None }
    }

    /// Whether a name without civility may begin here: `Nous, Jean …`, `assisté de Jean …`.
    fn follows_opening(&self, start: usize) -> bool {
        let Some(before) = start.checked_sub(1) else { return true };
        match self.kind(before) {
            Some(TokenKind::Punct(b',' | b':' | b'\'' | b'-')) => true,
            Some(TokenKind::Word(Case::Lower)) => {
                matches!(self.tokens[before].text(self.text), "de" | "par" | "et" | "d")
            }
            _ => false,
        }
    }

    fn is_prosecutor(&self, at: usize) -> bool {
        ["procureur", "substitut"].iter().any(|office| self.word(at).starts_with(office))
    }

    /// `avocat général`, in any case and gender.
    fn is_general(&self, at: usize) -> bool {
        let word = self.word(at).to_lowercase();
        matches!(word.as_str(), "général" | "générale" | "generale" | "general")
    }

    /// Offices of the registry that no single word tells: `directrice des services de greffe`,
    /// `attaché de justice`; gives their last token.
    fn registry_office(&self, at: usize) -> Option<usize> {
        const OFFICES: [&[&str]; 4] = [
            &["direct", "des", "services", "de", "greffe"],
            &["attach", "de", "justice"],
            &["assistant", "de", "justice"],
            &["juriste", "assistant"],
        ];
        let begins = |at: usize, start: &str| {
            let head = self.word(at).as_bytes().get(..start.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()))
        };
        let words = |office: &[&str]| {
            office.iter().enumerate().all(|(rank, start)| begins(at + rank, start))
        };
        OFFICES.iter().find(|office| words(office)).map(|office| at + office.len() - 1)
    }

    /// `représentée par M. A, président`: an office in a company.
    fn stands_for_a_party(&self, start: usize) -> bool {
        let before = |back: usize| start.checked_sub(back).map_or("", |at| self.word(at));
        (before(1) == "par" && before(2).starts_with("représent"))
            || (before(1) == "de" && before(2) == "personne")
    }

    /// `Mme A, M. B, conseillers`: gives the last token of the office.
    fn names_then_office(&self, start: usize) -> Option<usize> {
        let mut at = start;
        let mut names = 0;
        while at < start + 48 {
            if self.has(at, ROLE) && !self.is_name(at) {
                break;
            }
            if self.is_name(at) {
                names += 1;
            } else if !self.joins_names(at, start) {
                break;
            }
            at += 1;
        }
        if names == 0 {
            return None;
        }
        // `Désigne la présidente` names nobody; `Mme A, la présidente` does.
        let civil = (start..at).any(|at| self.has(at, CIVILITY));
        let article = self.is_article(at) || self.leads_to_place(at);
        if article && !(civil && self.punct(at - 1, b',')) {
            return None;
        }
        let office = self.skip_role_glue(at)?;
        let last = self.office_end(office)?;
        // The public prosecutor is represented too.
        let prosecutes = (office..=last).any(|at| self.has(at, AVOCAT) || self.is_prosecutor(at));
        (prosecutes || !self.stands_for_a_party(start)).then_some(last)
    }

    fn joins_names(&self, at: usize, start: usize) -> bool {
        match self.kind(at) {
            Some(TokenKind::Punct(b',' | b'-' | b'\'')) => true,
            Some(TokenKind::Punct(b'.')) => {
                at > start
                    && self.tokens[at - 1].range().len() <= 3
                    && self.tokens[at - 1].case().is_some_and(Case::is_capital)
            }
            Some(TokenKind::Newline) => {
                let signed = self.tokens[at].start as usize >= self.tail;
                (signed || (at > start && self.punct(at - 1, b',')))
                    && self.has(at + 1, ROLE | ROLE_GLUE)
                    && !self.is_article(at + 1)
                    // `Avocat général : M. B` is about somebody else.
                    && self.colon_after(at + 1).is_none()
            }
            // `Greffier : Maître A`, at commercial courts.
            Some(TokenKind::Word(Case::Title)) if self.has(at, TITLE) => true,
            Some(TokenKind::Word(_)) if self.has(at, CIVILITY) => true,
            Some(TokenKind::Word(_)) if self.has(at, PARTICLE) => {
                self.is_name(at + 1) || self.has(at + 1, PARTICLE) || self.punct(at + 1, b'\'')
            }
            Some(TokenKind::Word(Case::Lower)) => {
                self.word(at) == "et" && (self.has(at + 1, CIVILITY) || self.is_name(at + 1))
            }
            _ => false,
        }
    }

    /// Goes over `, faisant fonction de`, `premier`, to an office within a few words.
    fn skip_role_glue(&self, from: usize) -> Option<usize> {
        let mut at = from;
        while at < from + 9 {
            if self.has(at, ROLE) || self.registry_office(at).is_some() {
                return Some(at);
            }
            let general = self.has(at, AVOCAT) && self.has(at + 1, ROLE_GLUE);
            if general {
                return Some(at);
            }
            let glue = self.has(at, ROLE_GLUE)
                || matches!(
                    self.kind(at),
                    Some(TokenKind::Punct(b',' | b'\'' | b'-' | b'(' | b':') | TokenKind::Number)
                );
            if !glue {
                return None;
            }
            at += 1;
        }
        None
    }

    /// Last token of the office that begins at `office`, when it is an office of the courts:
    /// not `président de la société`.
    fn office_end(&self, office: usize) -> Option<usize> {
        if let Some(last) = self.registry_office(office) {
            return Some(last);
        }
        let mut last = office;
        let mut at = office + 1;
        while at < office + 30 {
            match self.kind(at) {
                Some(TokenKind::Word(_) | TokenKind::Mixed) if self.has(at, ROLE) => last = at,
                Some(TokenKind::Word(_) | TokenKind::Mixed) if self.has(at, ROLE_GLUE) => {}
                Some(TokenKind::Number | TokenKind::Punct(b'-' | b'\'')) => {}
                // A place goes with a court: `vice-présidente au tribunal judiciaire de Paris`.
                _ if self.is_name(at) && self.leads_to_place(at - 1) => last = at,
                Some(TokenKind::Placeholder(PlaceholderKind::Locality)) => last = at,
                _ => break,
            }
            if self.has(at, ROLE_GLUE) && self.tokens[at].range().len() > 5 {
                last = at;
            }
            at += 1;
        }
        let word = matches!(self.kind(at), Some(TokenKind::Word(_)));
        let glued = at > last + 1;
        let signed = self.tokens[office].start as usize >= self.tail;
        let goes_on = self.has(at, CUE | LAW_GLUE | CIVILITY | ROLE_GLUE)
            || matches!(self.word(at), "auquel" | "laquelle" | "présent" | "présente" | "tous");
        let other = word && (glued || !(signed || goes_on));
        // A new line or a capital after the office begins something else.
        let begins =
            self.kind(at.saturating_sub(1)) == Some(TokenKind::Newline) || self.is_name(at);
        (!other || (begins && !glued)).then_some(last)
    }

    fn leads_to_place(&self, at: usize) -> bool {
        self.punct(at, b'\'')
            || matches!(self.word(at), "de" | "du" | "des" | "à" | "la" | "le" | "en" | "DE" | "DU")
    }

    /// `Président : Mme A`, `LE GREFFIER` above a name: gives the last token of the names.
    fn office_then_names(&self, start: usize) -> Option<usize> {
        let opens = self.starts_line(start) || (start > 0 && self.is_article(start - 1));
        if !opens {
            return None;
        }
        let office = self.office_end(start).unwrap_or(start);
        let mut at = self.colon_after(office).unwrap_or(office + 1);
        let colon = self.punct(at, b':');
        while matches!(self.kind(at), Some(TokenKind::Punct(b':' | b',') | TokenKind::Newline)) {
            at += 1;
        }
        if at == office + 1 {
            return None;
        }
        let from = at;
        let mut last = None;
        while at < from + 48 {
            if self.is_name(at) {
                last = Some(at);
            } else if colon && last.is_some() && self.goes_on_below(at) {
                // `Conseillers : M. A,` above `Mme B`.
            } else if let Some(end) = self.aside(at).filter(|_| colon && last.is_some()) {
                at = end;
            } else if self.kind(at) == Some(TokenKind::Newline) || !self.joins_names(at, from) {
                break;
            }
            at += 1;
        }
        // Without a colon, the names must stand alone on their line.
        let alone = colon
            || matches!(self.kind(at), None | Some(TokenKind::Newline | TokenKind::Punct(b',')));
        let last = last.filter(|_| alone && !self.is_party_word(from))?;
        self.names_then_office(from).or(Some(last))
    }

    /// Whether the line after a comma holds nothing but a civility and a name.
    fn goes_on_below(&self, at: usize) -> bool {
        let newline = self.kind(at) == Some(TokenKind::Newline) && self.punct(at - 1, b',');
        if !newline || !self.has(at + 1, CIVILITY) {
            return false;
        }
        let end = (at + 1..at + 12)
            .find(|&next| matches!(self.kind(next), None | Some(TokenKind::Newline)));
        end.is_some_and(|end| {
            (at + 1..end).all(|next| {
                self.is_name(next)
                    || self.has(next, CIVILITY | PARTICLE)
                    || matches!(self.kind(next), Some(TokenKind::Punct(b',' | b'.' | b'-' | b'\'')))
            })
        })
    }

    /// `(lors des débats)`: gives the closing parenthesis, when another name follows.
    fn aside(&self, at: usize) -> Option<usize> {
        if !self.punct(at, b'(') {
            return None;
        }
        let end = (at + 1..at + 8).find(|&next| !self.has(next, ROLE_GLUE))?;
        let more = self.word(end + 1) == "et" || self.punct(end + 1, b',');
        (self.punct(end, b')') && more && self.has(end + 2, CIVILITY)).then_some(end)
    }

    /// The colon that follows an office and its description on the line: `Assesseur représentant
    /// les salariés :`.
    fn colon_after(&self, office: usize) -> Option<usize> {
        (office + 1..office + 14)
            .take_while(|&at| {
                let sign = matches!(
                    self.kind(at),
                    Some(TokenKind::Punct(b',' | b':' | b'\'' | b'-' | b'(' | b')'))
                );
                let case = self.tokens.get(at).and_then(|token| token.case());
                sign || matches!(case, Some(Case::Lower | Case::Initial))
            })
            .find(|&at| self.punct(at, b':'))
    }

    fn is_party_word(&self, at: usize) -> bool {
        let start = self.tokens[at].start as usize;
        parties::party_heading(&self.text[start..])
            || headings::heading(first_line(&self.text[start..])).is_some()
    }

    /// Finds who signed, at the end or in a formula of the header.
    pub(super) fn signatures(&self, found: &mut Vec<Block>) {
        self.signed_by(found);
        self.signature_lines(found);
    }

    /// `Signé par A, président, et par B, greffier`.
    fn signed_by(&self, found: &mut Vec<Block>) {
        const CUES: [&str; 4] =
            ["igné par", "ignée par", "igné électroniquement par", "ignée électroniquement par"];
        for at in memchr::memmem::find_iter(self.text.as_bytes(), "igné") {
            let rest = &self.text[at..];
            if let Some(cue) = CUES.iter().find(|cue| rest.starts_with(**cue)) {
                let mut token = self.token_at(at + cue.len());
                let from = self.token_at(at.saturating_sub(1)).min(token);
                let mut last = None;
                // Two people sign, rarely three.
                for _ in 0..3 {
                    while self.tokens.get(token).is_some_and(|t| {
                        matches!(t.text(self.text), "," | "et" | "par" | "de" | "d" | "'")
                            || self.has(token, CUE)
                    }) {
                        token += 1;
                    }
                    let end = self.names_then_office(token).or_else(|| self.office_signs(token));
                    let Some(end) = end else { break };
                    last = Some(end);
                    token = end + 1;
                }
                if let Some(last) = last {
                    found.push(self.block(BlockKind::Signature, from, last));
                }
            }
        }
    }

    /// `le greffier, Mme A`, after `signé par`: gives the last token of the name.
    fn office_signs(&self, start: usize) -> Option<usize> {
        let office = start + usize::from(self.is_article(start));
        if !self.has(office, ROLE) {
            return None;
        }
        let mut at = self.office_end(office).unwrap_or(office) + 1;
        if self.punct(at, b',') {
            at += 1;
        }
        let from = at;
        if !self.has(from, CIVILITY) {
            return None;
        }
        let mut last = None;
        while at < from + 8 && (self.is_name(at) || self.joins_names(at, from)) {
            if self.is_name(at) {
                last = Some(at);
            }
            at += 1;
        }
        last
    }

    /// The offices and names under the end of the decision.
    fn signature_lines(&self, found: &mut Vec<Block>) {
        let tail = &self.text[self.tail..];
        let mut open: Option<Range<usize>> = None;
        let mut lines_left = 0;
        let mut previous: Option<Range<usize>> = None;
        for line in headings::lines(tail) {
            let span = self.tail + line.start..self.tail + line.end();
            let signs = self.is_office_line(&span);
            match &mut open {
                None if signs => {
                    // Names may stand above the offices.
                    let start =
                        previous.filter(|above| self.is_names_line(above)).unwrap_or(span.clone());
                    open = Some(start.start..span.end);
                    lines_left = 5;
                }
                Some(block) if lines_left > 0 && (signs || self.is_names_line(&span)) => {
                    block.end = span.end;
                    lines_left -= 1;
                }
                Some(_) => {
                    found
                        .extend(open.take().map(|span| Block { kind: BlockKind::Signature, span }));
                }
                None => {}
            }
            previous = Some(span);
        }
        found.extend(open.map(|span| Block { kind: BlockKind::Signature, span }));
    }

    /// A line made of offices and names alone: `Le greffier, Le président,`.
    fn is_office_line(&self, span: &Range<usize>) -> bool {
        let (from, to) = (self.token_at(span.start), self.token_at(span.end));
        let tokens = from..to;
        if tokens.len() > 30 || tokens.is_empty() {
            return false;
        }
        let office = tokens.clone().any(|at| self.has(at, ROLE));
        let begins = self.is_article(from)
            || self.has(from, ROLE | CIVILITY)
            || self.is_name(from)
            || self.punct(from, b'P');
        let only = tokens.clone().all(|at| {
            self.has(at, ROLE | ROLE_GLUE | CIVILITY | PARTICLE)
                || self.is_name(at)
                || matches!(
                    self.kind(at),
                    Some(
                        TokenKind::Punct(b',' | b'.' | b'-' | b'\'' | b':' | b'/' | b'_')
                            | TokenKind::Number
                    )
                )
        });
        let sentence = self.tokens[to - 1].kind == TokenKind::Punct(b'.') && tokens.len() > 8;
        let heading = headings::heading(&self.text[span.clone()]).is_some();
        office && begins && only && !sentence && !heading
    }

    fn is_names_line(&self, span: &Range<usize>) -> bool {
        let (from, to) = (self.token_at(span.start), self.token_at(span.end));
        let names = (from..to).filter(|&at| self.is_name(at)).count();
        let only = (from..to).all(|at| {
            self.is_name(at)
                || self.has(at, CIVILITY | PARTICLE)
                || matches!(self.kind(at), Some(TokenKind::Punct(b',' | b'.' | b'-' | b'\'')))
        });
        only && (1..=10).contains(&names) && headings::heading(&self.text[span.clone()]).is_none()
    }
}
