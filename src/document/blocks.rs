//! Blocks that say who judges, signs, is party or defends: the role of a name is read from them.
//!
//! Spans are clauses or lines, never parts of a decision: a block that covered a party
//! by mistake would excuse a leak. Must not say whether a name should be there.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::corpus::ZoneKind;

use super::headings::{self, Line};
use super::placeholders::PlaceholderKind;
use super::tokens::{Case, Token, TokenKind, fold_hash};
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

/// What a word may be in the clauses read here; a word may be several things.
type Lexeme = u16;

const CIVILITY: Lexeme = 1;
/// `Me`, `Maître`.
const TITLE: Lexeme = 1 << 1;
/// Forms that only law firms take.
const FIRM: Lexeme = 1 << 2;
/// Forms and words that law firms share with others: counsel only beside a lawyer's word.
const WEAK_FIRM: Lexeme = 1 << 3;
/// Words said of lawyers alone.
const LAWYER: Lexeme = 1 << 4;
/// Words that introduce a representative.
const CUE: Lexeme = 1 << 5;
/// Small words inside a lawyer's clause.
const LAW_GLUE: Lexeme = 1 << 6;
/// Offices of judges, prosecutors and clerks.
const ROLE: Lexeme = 1 << 7;
/// Words that go with an office.
const ROLE_GLUE: Lexeme = 1 << 8;
/// Particles inside names.
const PARTICLE: Lexeme = 1 << 9;
/// After a title, says that the person is no counsel.
const OTHER_OFFICE: Lexeme = 1 << 10;
/// `avocat` and its forms.
const AVOCAT: Lexeme = 1 << 11;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::new);

/// Words of the clauses by the hash of their folded form.
struct Lexicon {
    words: FxHashMap<u64, Lexeme>,
    /// Bit `hash % 4096` is set for every word: most words of a text are refused here.
    filter: [u64; 64],
}

impl Lexicon {
    fn lexeme(&self, token: &Token, text: &str) -> Lexeme {
        let bit = token.hash % 4096;
        if self.filter[(bit / 64) as usize] >> (bit % 64) & 1 == 0 {
            return 0;
        }
        match self.words.get(&token.hash) {
            // `fait et jugé` names no judge.
            Some(lexeme) if !token.text(text).ends_with(['é', 'É']) => *lexeme,
            Some(lexeme) => lexeme & !ROLE,
            None => 0,
        }
    }

    fn new() -> Self {
        let groups: [(Lexeme, &str); 13] = [
            (
                CIVILITY,
                "m mm mme mmes mlle mlles monsieur messieurs madame mesdames mademoiselle mr",
            ),
            (TITLE, "me mes maitre maitres"),
            (FIRM, "scp selarl selas selasu selurl seleurl selarlu selafa aarpi scpa"),
            (WEAK_FIRM, "sarl cabinet association societe sas eurl as ass"),
            (
                LAWYER,
                "barreau barreaux toque vestiaire plaidant plaidante plaidants postulant postulante postulants",
            ),
            (LAWYER | AVOCAT | CUE, "avocat avocate avocats avocates"),
            (
                CUE,
                "represente representee representes representees assiste assistee assistes assistees ayant \
               representant representants substitue substituee substituant conseil conseils plaidant plaider",
            ),
            (
                LAW_GLUE,
                "au aux du de des d et la l le les par pour a en permanence commis commise designe designee \
                    office cour appel cassation conseil conseils inscrit inscrite sous numero n no case palais \
                    dossier choisi choisie loco lui elle meme ses dont qui s p",
            ),
            (
                ROLE,
                "president presidente presidents presidentes vice-president conseiller conseillere conseillers \
                conseilleres juge juges greffier greffiere greffiers greffieres assesseur assesseure assesseurs \
                magistrat magistrate magistrats substitut substitute rapporteur rapporteure auditeur auditrice \
                procureur procureure presidant greffierle greffierla greffierele greffierela doyen doyenne vice",
            ),
            (
                ROLE_GLUE,
                "premier premiere premiers general generale generaux referendaire referendaires de du des d la \
                     le l les un une en a au aux et chambre chambres cour appel cassation tribunal judiciaire \
                     commerce conseil prud hommes section pole faisant fonction fonctions charge chargee chargees \
                     charges mise etat adjoint adjointe honoraire honoraires place placee delegue deleguee delegues \
                     deleguant delegataire principal principale lors debats debat prononce delibere unique rapport \
                     affaires familiales libertes detention protection contentieux proximite refere referes siege \
                     consulaire salarie salarie employeur statuant executif execution enfants instruction \
                     departiteur departitrice application peines ministere public republique adjointe loyers \
                     commerciaux rapporteuse redactrice redacteur elle lui meme qualite sa son ses fait avocat avocate \
                     vice juridictionnelles exercant coordonnateur coordonnatrice commissaire stagiaire \
                     audience plaidoiries loyer civile sociale commerciale correctionnelle criminelle",
            ),
            (PARTICLE, "de du des d la le l da di van von der den el al ben bin ibn dos do dit"),
            (
                OTHER_OFFICE,
                "notaire notaires huissier huissiers commissaire mandataire mandataires liquidateur \
                        liquidatrice liquidateurs administrateur administratrice administrateurs curateur tuteur \
                        es qualite qualites gerant gerante expert syndic",
            ),
            (ROLE_GLUE, "premiere 1er 1ere 2eme 3eme 4eme 1re 2e 3e"),
        ];
        let mut lexicon = Self { words: FxHashMap::default(), filter: [0; 64] };
        for (flag, words) in groups {
            for word in words.split_whitespace() {
                let hash = fold_hash(word);
                *lexicon.words.entry(hash).or_default() |= flag;
                let bit = hash % 4096;
                lexicon.filter[(bit / 64) as usize] |= 1 << (bit % 64);
            }
        }
        lexicon
    }
}

/// One text with its words classified, and the parts of it where judges are named.
struct Scan<'t> {
    text: &'t str,
    tokens: &'t [Token],
    lexemes: Vec<Lexeme>,
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
        let lexicon = &*LEXICON;
        let lexemes = tokens.iter().map(|token| lexicon.lexeme(token, text)).collect();
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
        Self { text, tokens, lexemes, head, bench_head, tail }
    }

    fn has(&self, at: usize, flags: Lexeme) -> bool {
        self.lexemes.get(at).is_some_and(|lexeme| lexeme & flags != 0)
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
                let small = self.has(at, PARTICLE | LAW_GLUE) && self.tokens[at].range().len() <= 3;
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

    /// The text from one token to another, both included, without trailing glue.
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

    // Counsel.

    fn counsel(&self) -> Vec<Block> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            if self.lexemes[at] & (TITLE | FIRM | WEAK_FIRM | CUE) == 0 {
                at += 1;
                continue;
            }
            match self.counsel_clause(at) {
                Some(last) => {
                    found.push(self.block(BlockKind::Counsel, at, last));
                    at = last + 1;
                }
                None => at += 1,
            }
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
        let accepted = (clause.titled && (clause.cue || clause.lawyer))
            || (clause.firm && (clause.cue || clause.lawyer))
            || ((clause.cue || clause.weak_firm) && clause.lawyer)
            || self.is_counsel_line(start, at, &clause);
        (named && accepted).then_some(last)
    }

    /// Where the words that introduce a representative end; `None` when they introduce none.
    fn cue_end(&self, start: usize) -> Option<usize> {
        let mut at = start + 1;
        let mut introduced = false;
        while at < start + 9 {
            let lexeme = self.lexemes.get(at).copied().unwrap_or(0);
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
        let lexeme = self.lexemes[at];
        if lexeme & CIVILITY != 0 && !(lexeme & TITLE != 0) {
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
        if lexeme & WEAK_FIRM != 0 && (capital || clause.titled || clause.cue) {
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
        if self.is_name(at) {
            clause.names += 1;
            return Step::Take;
        }
        match self.kind(at) {
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
        let follows = if article {
            self.has(next, strong | WEAK_FIRM)
                || matches!(self.tokens.get(next).map(|t| t.text(self.text)), Some("cour"))
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

    // Judges and clerks.

    /// Finds the judges and clerks of the header and of the end.
    fn bench(&self, found: &mut Vec<Block>) {
        let counsel: Vec<Range<usize>> = found.iter().map(|block| block.span.clone()).collect();
        for (from, to) in [(0, self.bench_head), (self.tail.max(self.bench_head), self.text.len())]
        {
            let mut at = self.token_at(from);
            let end = self.token_at(to);
            while at < end {
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

    /// Reads a judge or a clerk from `start`: names then office, or office then names.
    fn bench_clause(&self, start: usize) -> Option<usize> {
        if self.has(start, ROLE) {
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
        if self.stands_for_a_party(start) || (article && !(civil && self.punct(at - 1, b','))) {
            return None;
        }
        self.office_end(self.skip_role_glue(at)?)
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
            }
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

    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text(self.text))
    }

    fn is_article(&self, at: usize) -> bool {
        let word = self.word(at);
        word.eq_ignore_ascii_case("le") || word.eq_ignore_ascii_case("la")
    }

    /// Goes over `, faisant fonction de`, `premier`, to an office within a few words.
    fn skip_role_glue(&self, from: usize) -> Option<usize> {
        let mut at = from;
        while at < from + 9 {
            if self.has(at, ROLE) {
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
        let other =
            word && !signed && (glued || !self.has(at, CUE | LAW_GLUE | CIVILITY | ROLE_GLUE));
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
        if !self.starts_line(start) && !(start > 0 && self.is_article(start - 1)) {
            return None;
        }
        let office = self.office_end(start)?;
        let mut at = office + 1;
        let colon = self.punct(at, b':');
        while matches!(self.kind(at), Some(TokenKind::Punct(b':' | b',') | TokenKind::Newline)) {
            at += 1;
        }
        if at == office + 1 {
            return None;
        }
        let from = at;
        let mut last = None;
        while at < from + 12 {
            if self.is_name(at) {
                last = Some(at);
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

    fn is_party_word(&self, at: usize) -> bool {
        let start = self.tokens[at].start as usize;
        party_heading(&self.text[start..])
            || headings::heading(first_line(&self.text[start..])).is_some()
    }

    // Signatures.

    fn signatures(&self, found: &mut Vec<Block>) {
        self.signed_by(found);
        self.signature_lines(found);
    }

    /// `Signé par A, président, et par B, greffier`.
    fn signed_by(&self, found: &mut Vec<Block>) {
        for cue in
            ["igné par", "ignée par", "igné électroniquement par", "ignée électroniquement par"]
        {
            for at in memchr::memmem::find_iter(self.text.as_bytes(), cue.as_bytes()) {
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
                    let Some(end) = self.names_then_office(token) else { break };
                    last = Some(end);
                    token = end + 1;
                }
                if let Some(last) = last {
                    found.push(self.block(BlockKind::Signature, from, last));
                }
            }
        }
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

    // Parties.

    fn parties(&self, found: &mut Vec<Block>) {
        let bench: Vec<Range<usize>> = found
            .iter()
            .filter(|block| block.kind == BlockKind::Composition)
            .map(|block| block.span.clone())
            .collect();
        let in_bench = |at: usize| {
            let rank = bench.partition_point(|span| span.end <= at);
            bench.get(rank).is_some_and(|span| span.start <= at)
        };
        let mut open: Option<Range<usize>> = None;
        let mut above: Option<Line<'_>> = None;
        for line in headings::lines(&self.text[..self.head]) {
            let party = match party_line(line.text) {
                Some(PartyLine::Stop) => Some(false),
                _ if in_bench(line.start) => Some(false),
                Some(PartyLine::Versus) => {
                    // The names above `C/` are a party's too.
                    let start =
                        above.filter(|line| party_line(line.text).is_none()).unwrap_or(line).start;
                    match &mut open {
                        Some(span) => span.end = line.end(),
                        None => open = Some(start..line.end()),
                    }
                    Some(true)
                }
                Some(PartyLine::Opens) => Some(true),
                None => None,
            };
            match (party, &mut open) {
                (Some(false), _) => {
                    found.extend(open.take().map(|span| Block { kind: BlockKind::Parties, span }));
                }
                (_, Some(span)) => span.end = line.end(),
                (Some(true), None) => open = Some(line.start..line.end()),
                (None, None) => {}
            }
            above = Some(line);
        }
        found.extend(open.map(|span| Block { kind: BlockKind::Parties, span }));
    }
}

fn opens_with_heading(text: &str) -> bool {
    headings::lines(text).next().is_some_and(|line| headings::heading(line.text).is_some())
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or("")
}

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

/// What a line of the header says about the parties.
enum PartyLine {
    /// A heading of a party, or its name and form.
    Opens,
    /// `C/`, `CONTRE`.
    Versus,
    /// What follows is about the court or the procedure.
    Stop,
}

const PARTY_HEADINGS: [&str; 31] = [
    "appelant",
    "appelante",
    "appelants",
    "appelantes",
    "intime",
    "intimee",
    "intimes",
    "intimees",
    "demandeur",
    "demanderesse",
    "demandeurs",
    "demanderesses",
    "defendeur",
    "defenderesse",
    "defendeurs",
    "defenderesses",
    "requerant",
    "requerante",
    "partie intervenante",
    "parties intervenantes",
    "intervenant volontaire",
    "intervenante volontaire",
    "partie civile",
    "parties civiles",
    "entre",
    "parties",
    "prevenu",
    "creancier",
    "debiteur",
    "debitrice",
    "etranger",
];

fn party_heading(line: &str) -> bool {
    let line = headings::strip_folded(line, "la personne ")
        .or_else(|| headings::strip_folded(line, "et "))
        .unwrap_or(line);
    PARTY_HEADINGS.iter().any(|words| {
        headings::strip_words(line, words).is_some_and(|rest| {
            let rest = rest.trim_start_matches([' ', '(', ')', ':', 's', '-', ',']);
            rest.is_empty()
                || first_line(rest).len() < 120 && rest.starts_with(|c: char| !c.is_lowercase())
        })
    })
}

const STOPS: [&str; 33] = [
    "au nom du",
    "republique",
    "appel d",
    "rg ",
    "r.g",
    "(ref",
    "minute",
    "composition",
    "debats",
    "arret",
    "jugement",
    "ordonnance",
    "greffier",
    "president",
    "magistrat",
    "juge",
    "nous",
    "vu ",
    "grosse",
    "copie",
    "expedition",
    "audience",
    "devant nous",
    "dossier",
    "sur le rapport",
    "le dossier",
    "date de",
    "assignation",
    "rendu",
    "notification",
    "n° ",
    "cour d",
    "tribunal",
];

const FORMS: [&str; 22] = [
    "monsieur",
    "madame",
    "mademoiselle",
    "m. ",
    "mme ",
    "mlle ",
    "mesdames",
    "messieurs",
    "s.a.",
    "sa ",
    "sas ",
    "sarl ",
    "s.a.r.l",
    "sci ",
    "s.c.i",
    "societe",
    "la societe",
    "association",
    "syndicat",
    "consorts",
    "epoux",
    "1°/",
];

fn party_line(line: &str) -> Option<PartyLine> {
    let bare = line.trim_start_matches(['-', ' ', '*', '—']);
    if let Some(rest) = headings::strip_folded(bare, "c/") {
        return (rest.is_empty() || !rest.starts_with('/')).then_some(PartyLine::Versus);
    }
    if headings::strip_words(bare, "contre").is_some_and(|rest| rest.len() < 3)
        || line.contains(" C/ ")
        || line.contains(" c/ ")
    {
        return Some(PartyLine::Versus);
    }
    if party_heading(bare) {
        return Some(PartyLine::Opens);
    }
    if headings::strip_folded(bare, "demandeur(s)")
        .or_else(|| headings::strip_folded(bare, "defendeur(s)"))
        .is_some()
    {
        return Some(PartyLine::Opens);
    }
    if STOPS.iter().any(|words| headings::strip_folded(bare, words).is_some()) {
        return Some(PartyLine::Stop);
    }
    let named = FORMS.iter().any(|words| headings::strip_folded(bare, words).is_some())
        || bare.contains("formé le pourvoi")
        || bare.contains("formé un pourvoi")
        || bare.contains("formé des pourvois");
    named.then_some(PartyLine::Opens)
}
