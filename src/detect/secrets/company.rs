//! Masked legal persons that something left in clear gives away, and masked directors that a visible
//! company gives away (OCC-COH-11, OCC-COH-12, REI-07).
//!
//! Reads tokens around placeholders; says that a register would tell who it is, never who it is.

use std::ops::Range;

use crate::detect::finding::Candidate;
use crate::detect::identifiers::checks::luhn;
use crate::document::tokens::{Case, Token, TokenKind, fold, fold_hash};
use crate::document::word_table::WordTable;
use crate::document::{BlockKind, PlaceholderKind, View};
use crate::rules::{Catalogue, RuleIndex};
use crate::taxonomy::{Category, Severity, Status};

use super::vocabulary::{FirstWords, Mark};

/// How far from a placeholder an element still speaks of it, in tokens.
const REACH: usize = 45;

const FORMS: [&str; 22] = [
    "societe",
    "sas",
    "sasu",
    "sarl",
    "sa",
    "eurl",
    "sci",
    "snc",
    "selarl",
    "scop",
    "association",
    "entreprise",
    "compagnie",
    "groupe",
    "holding",
    "gie",
    "sca",
    "scea",
    "earl",
    "gaec",
    "scp",
    "fondation",
];
const STREETS: [&str; 12] = [
    "rue",
    "avenue",
    "boulevard",
    "place",
    "chemin",
    "route",
    "allee",
    "quai",
    "impasse",
    "cours",
    "square",
    "zone",
];
const DIRECTORS: [&str; 18] = [
    "preside",
    "presidee",
    "dirigee",
    "geree",
    "gerant",
    "gerante",
    "president",
    "presidente",
    "dirigeant",
    "dirigeante",
    "pdg",
    "cogerant",
    "directeur",
    "directrice",
    "fondateur",
    "fondatrice",
    "representee",
    "represente",
];
/// One person alone holds these.
const UNIQUE: [&str; 8] =
    ["gerant", "gerante", "president", "presidente", "pdg", "dirigeant", "dirigeante", "fondateur"];
const BRANDS: [&str; 5] = ["marque", "enseigne", "commercial", "commerciale", "denomination"];
const SEATS: [&str; 7] = ["siege", "sise", "sis", "situe", "situee", "domiciliee", "etablie"];
/// Mail servers that anyone uses.
const COMMON_DOMAINS: [&str; 17] = [
    "www",
    "gmail",
    "orange",
    "wanadoo",
    "hotmail",
    "free",
    "yahoo",
    "laposte",
    "outlook",
    "sfr",
    "icloud",
    "live",
    "bbox",
    "avocat",
    "justice",
    "protonmail",
    "msn",
];
const SUFFIXES: [&str; 9] = ["fr", "com", "net", "org", "eu", "io", "paris", "info", "biz"];
/// Words near a patronym that say that it is no trader's.
const OTHERS: [&str; 12] = [
    "avocat",
    "avocate",
    "avocats",
    "barreau",
    "selarl",
    "scp",
    "aarpi",
    "syndicat",
    "federation",
    "union",
    "confederation",
    "ministere",
];
/// Words of a company's name that go with its founder's.
const PATRONYMIC: [&str; 9] = [
    "etablissements",
    "ets",
    "garage",
    "cabinet",
    "entreprise",
    "maison",
    "menuiserie",
    "transports",
    "boulangerie",
];
const KIN: [&str; 3] = ["fils", "freres", "filles"];
const COUNSELS: [&str; 5] = ["avocat", "avocate", "maitre", "me", "barreau"];
const CIVILITIES: [&str; 4] = ["monsieur", "madame", "maitre", "mme"];
/// After these a point ends no sentence.
const ABBREVIATIONS: [&str; 5] = ["m", "mme", "mm", "n", "no"];
/// What may stand between a function and the company.
const LINKS: [&str; 9] = ["de", "la", "du", "l", "d", "unique", "general", "generale", "actuel"];
/// What may stand between a name and `fils`.
const JOINS: [&str; 2] = ["et", "pere"];

/// What a word is to this module: one bit a list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Form,
    Street,
    Director,
    Unique,
    Brand,
    Seat,
    CommonDomain,
    Suffix,
    Patronymic,
    Kin,
    Counsel,
    Civility,
    Abbreviation,
    Link,
    Join,
    Other,
}

impl Role {
    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

const ROLES: [(Role, &[&str]); 16] = [
    (Role::Form, &FORMS),
    (Role::Street, &STREETS),
    (Role::Director, &DIRECTORS),
    (Role::Unique, &UNIQUE),
    (Role::Brand, &BRANDS),
    (Role::Seat, &SEATS),
    (Role::CommonDomain, &COMMON_DOMAINS),
    (Role::Suffix, &SUFFIXES),
    (Role::Patronymic, &PATRONYMIC),
    (Role::Kin, &KIN),
    (Role::Counsel, &COUNSELS),
    (Role::Civility, &CIVILITIES),
    (Role::Abbreviation, &ABBREVIATIONS),
    (Role::Link, &LINKS),
    (Role::Join, &JOINS),
    (Role::Other, &OTHERS),
];

pub(super) struct Companies {
    betrayed: Option<RuleIndex>,
    patronym: Option<RuleIndex>,
    director: Option<RuleIndex>,
    roles: WordTable<u16>,
}

impl Companies {
    pub fn compile(catalogue: &Catalogue) -> Self {
        let roles: Vec<(u64, u16)> = ROLES
            .iter()
            .flat_map(|(role, words)| words.iter().map(|word| (fold_hash(word), role.bit())))
            .collect();
        Self {
            betrayed: catalogue.index("OCC-COH-11"),
            patronym: catalogue.index("OCC-COH-12"),
            director: catalogue.index("REI-07"),
            roles: WordTable::new(&roles, |one, other| one | other),
        }
    }

    pub fn await_words(words: &mut FirstWords) {
        words.mark(&UNIQUE, Mark::Function);
        words.mark(&PATRONYMIC, Mark::Founder);
        words.mark(&KIN, Mark::Founder);
    }

    /// Appends what gives a masked person away. `awaited` are the placeholders and the words asked for.
    pub fn scan(&self, view: &View<'_>, awaited: &[u32], out: &mut Vec<Candidate>) {
        let text: &str = &view.text;
        let tokens = view.tokens();
        let is_placeholder =
            |&at: &u32| matches!(tokens[at as usize].kind, TokenKind::Placeholder(_));
        if !awaited.iter().any(is_placeholder) {
            return;
        }
        let reader = Reader { text, tokens, roles: &self.roles };
        let mut last_name = None;
        for at in awaited.iter().map(|&at| at as usize) {
            let token = &tokens[at];
            match token.kind {
                TokenKind::Placeholder(kind) if reader.is_company(at, kind) => {
                    if let Some(rule) = self.betrayed
                        && !view.in_block(BlockKind::Counsel, token.start as usize)
                    {
                        reader.betrayals(at, |span, what| {
                            if !named_by_office(view, span.start) {
                                out.push(candidate(text, span, rule, what, true));
                            }
                        });
                    }
                }
                TokenKind::Word(_) => {
                    if let Some(rule) = self.director
                        && reader.is(at, Role::Unique)
                        && let Some(span) = reader.directs(at)
                        && !view.in_block(BlockKind::Composition, token.start as usize)
                    {
                        let what = "fonction unique d'une société visible, exercée par une personne masquée";
                        out.push(candidate(text, span, rule, what, false));
                    }
                    // The name stands after « Établissements », or before « et fils » and « frères ».
                    let names = [at.checked_sub(2), at.checked_sub(1), Some(at + 1)];
                    for name in names.into_iter().flatten() {
                        if let Some(rule) = self.patronym
                            && last_name.is_none_or(|last| last < name)
                            && let Some(span) = reader.patronymic(name)
                            && !named_by_office(view, span.start)
                        {
                            let what =
                                "société qui porte un patronyme, près d'une personne masquée";
                            out.push(candidate(text, span, rule, what, false));
                            last_name = Some(name);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// Whether judges, clerks or counsel are named here: their names tell nothing of a company.
fn named_by_office(view: &View<'_>, at: usize) -> bool {
    [BlockKind::Composition, BlockKind::Signature, BlockKind::Counsel]
        .into_iter()
        .any(|kind| view.in_block(kind, at))
}

fn candidate(
    text: &str,
    span: Range<usize>,
    rule: RuleIndex,
    what: &'static str,
    certain: bool,
) -> Candidate {
    let value = fold(&text[span.clone()]);
    Candidate {
        span,
        rule,
        category: Category::Rapprochement,
        severity: Some(Severity::Critique),
        confidence: if certain { 0.8 } else { 0.65 },
        value,
        cues: vec![what.into()],
        at_most: Some(Status::ToReview),
    }
}

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
    roles: &'a WordTable<u16>,
}

impl Reader<'_> {
    /// Whether the token is a word of this role.
    fn is(&self, at: usize, role: Role) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| token.is_word() && self.roles.get(token.hash) & role.bit() != 0)
    }

    fn is_word(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(Token::is_word)
    }

    /// Whether the token is a word of three letters or more.
    fn is_long(&self, at: usize) -> bool {
        self.is_word(at) && self.tokens[at].text(self.text).chars().count() > 2
    }

    /// `[1]`, or any placeholder right after a form of company.
    fn is_company(&self, at: usize, kind: PlaceholderKind) -> bool {
        let after_form = at.checked_sub(1).is_some_and(|before| self.is(before, Role::Form));
        kind == PlaceholderKind::LegalPerson
            || (after_form && (kind.is_person() || kind == PlaceholderKind::Ellipsis))
    }

    fn span(&self, tokens: Range<usize>) -> Range<usize> {
        self.tokens[tokens.start].start as usize..self.tokens[tokens.end - 1].end as usize
    }

    fn is_name(&self, at: usize) -> bool {
        self.tokens
            .get(at)
            .and_then(Token::case)
            .is_some_and(|case| matches!(case, Case::Title | Case::Upper | Case::Mixed))
    }

    fn ends_sentence(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let next = self.tokens.get(at + 1);
        token.is_punct(b';')
            || token.is_punct(b'.')
                && self.tokens[at - 1].case() != Some(Case::Initial)
                && next.is_none_or(|next| next.spaced && next.case().is_some_and(Case::is_capital))
                && !self.is(at - 1, Role::Abbreviation)
    }

    /// Calls `found` with each element in clear that describes the masked company at `anchor`.
    fn betrayals(&self, anchor: usize, mut found: impl FnMut(Range<usize>, &'static str)) {
        let (mut seat, mut brand, mut director) = (false, 0usize, 0usize);
        let mut at = anchor + 1;
        let end = self.tokens.len().min(anchor + REACH);
        while at < end {
            let token = &self.tokens[at];
            let other = matches!(token.kind, TokenKind::Placeholder(PlaceholderKind::LegalPerson))
                || self.is(at, Role::Form);
            if other || self.ends_sentence(at) {
                return;
            }
            if token.kind == TokenKind::Number {
                if let Some(stop) = self.siren(at) {
                    found(self.span(at..stop), "personne morale masquée, numéro SIREN en clair");
                    at = stop;
                    continue;
                }
                if seat && (1..=3).any(|skip| self.is(at + skip, Role::Street)) {
                    let stop = (at + 6).min(end);
                    found(
                        self.span(at..stop),
                        "personne morale masquée, adresse du siège en clair",
                    );
                    seat = false;
                }
            }
            if token.is_punct(b'@') && self.own_domain(at + 1) {
                let stop = (at + 4).min(self.tokens.len());
                found(
                    self.span(at - 1..stop),
                    "personne morale masquée, domaine de courriel en clair",
                );
                at = stop;
                continue;
            }
            if self.site(at) {
                found(self.span(at..at + 3), "personne morale masquée, site en clair");
                at += 3;
                continue;
            }
            seat |= self.is(at, Role::Seat);
            if self.is(at, Role::Brand) {
                brand = at + 5;
            } else if self.is(at, Role::Director) {
                director = at + 9;
            } else if self.is(at, Role::Counsel) {
                director = 0;
            }
            if self.is_name(at) && at < brand && self.is_long(at) {
                found(
                    self.span(at..at + 1),
                    "personne morale masquée, marque ou enseigne en clair",
                );
                brand = 0;
            } else if self.is_name(at)
                && at < director
                && self.is_name(at + 1)
                && self.is_long(at)
                && self.is_long(at + 1)
                && !self.is(at, Role::Civility)
            {
                found(self.span(at..at + 2), "personne morale masquée, dirigeant en clair");
                director = 0;
            }
            at += 1;
        }
    }

    /// End of a SIREN or SIRET with a right key that begins at `at`.
    fn siren(&self, at: usize) -> Option<usize> {
        let mut digits = String::new();
        let mut end = at;
        while let Some(token) = self.tokens.get(end) {
            if token.kind == TokenKind::Number && digits.len() < 14 {
                digits.push_str(token.text(self.text));
            } else if !(token.is_punct(b'.') && !token.spaced && digits.len() < 9) {
                break;
            }
            end += 1;
            if digits.len() == 9
                && self.tokens.get(end).is_none_or(|next| next.kind != TokenKind::Number)
            {
                break;
            }
        }
        let number = digits.get(..9)?;
        (matches!(digits.len(), 9 | 14) && luhn(number.as_bytes())).then_some(end)
    }

    fn own_domain(&self, at: usize) -> bool {
        let dot = self.tokens.get(at + 1);
        self.is_long(at)
            && !self.is(at, Role::CommonDomain)
            && dot.is_some_and(|dot| dot.is_punct(b'.') || dot.is_punct(b'-'))
            && self.is_word(at + 2)
    }

    /// `verdanne.fr`, after a space or `www.`.
    fn site(&self, at: usize) -> bool {
        let glued = |rank: usize| self.tokens.get(rank).is_some_and(|token| !token.spaced);
        self.tokens.get(at + 1).is_some_and(|dot| dot.is_punct(b'.'))
            && glued(at + 1)
            && glued(at + 2)
            && self.is(at + 2, Role::Suffix)
            && self.is_long(at)
            && !self.is(at, Role::CommonDomain)
    }

    /// The words of `gérant de la société Verdanne` when a masked person stands beside.
    fn directs(&self, at: usize) -> Option<Range<usize>> {
        let person = |range: Range<usize>| {
            self.tokens.get(range).is_some_and(|tokens| {
                tokens.iter().any(
                    |token| matches!(token.kind, TokenKind::Placeholder(kind) if kind.is_person()),
                )
            })
        };
        let form = (at + 1..at + 5).find(|&rank| self.is(rank, Role::Form))?;
        let linked = (at + 1..form).all(|rank| !self.is_word(rank) || self.is(rank, Role::Link));
        let mut end = form + 1;
        while self.is_name(end) && end < form + 4 {
            end += 1;
        }
        let beside =
            person(at.saturating_sub(8)..at) || person(end..(end + 8).min(self.tokens.len()));
        (linked && end > form + 1 && beside).then(|| self.span(at..end))
    }

    /// `Établissements Bidulot et fils` near a masked person.
    fn patronymic(&self, at: usize) -> Option<Range<usize>> {
        let before = at.checked_sub(1)?;
        let is_capital = |at: usize| self.tokens[at].case().is_some_and(Case::is_capital);
        let after_word = self.is(before, Role::Patronymic) && is_capital(before);
        let kin =
            self.is(at + 1, Role::Join) && self.is(at + 2, Role::Kin) || self.is(at + 1, Role::Kin);
        if !(self.is_name(at) && is_capital(at) && (after_word || kin)) {
            return None;
        }
        // A law firm bears its partners' names, a union those of trades.
        let mut near = at.saturating_sub(12)..(at + 8).min(self.tokens.len());
        if near.any(|at| self.is(at, Role::Other)) {
            return None;
        }
        let around = at.saturating_sub(20)..(at + 20).min(self.tokens.len());
        let person = self.tokens[around]
            .iter()
            .any(|token| matches!(token.kind, TokenKind::Placeholder(kind) if kind.is_person()));
        person.then(|| self.span(at..at + 1))
    }
}
