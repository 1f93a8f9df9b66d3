//! Masked legal persons that something left in clear gives away, and masked directors that a visible
//! company gives away (OCC-COH-11, OCC-COH-12, REI-07).
//!
//! Reads tokens around placeholders; says that a register would tell who it is, never who it is.

use std::ops::Range;

use crate::detect::finding::Candidate;
use crate::document::tokens::{Case, Token, TokenKind, fold, fold_hash};
use crate::document::{BlockKind, PlaceholderKind, View};
use crate::rules::{Catalogue, RuleIndex};
use crate::taxonomy::{Category, Severity, Status};

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
const DIRECTORS: [&str; 14] = [
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
const COMMON_DOMAINS: [&str; 16] = [
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

pub(super) struct Companies {
    betrayed: Option<RuleIndex>,
    patronym: Option<RuleIndex>,
    director: Option<RuleIndex>,
    forms: Vec<u64>,
    functions: Vec<u64>,
}

impl Companies {
    pub fn compile(catalogue: &Catalogue) -> Self {
        let hashes = |words: &[&str]| words.iter().map(|word| fold_hash(word)).collect();
        Self {
            betrayed: catalogue.index("OCC-COH-11"),
            patronym: catalogue.index("OCC-COH-12"),
            director: catalogue.index("REI-07"),
            forms: hashes(&FORMS),
            functions: hashes(&UNIQUE),
        }
    }

    /// Appends what gives a masked person away.
    pub fn scan(&self, view: &View<'_>, out: &mut Vec<Candidate>) {
        let text: &str = &view.text;
        let tokens = view.tokens();
        let masked = tokens.iter().any(|token| matches!(token.kind, TokenKind::Placeholder(_)));
        if !masked {
            return;
        }
        let reader = Reader { text, tokens };
        for (at, token) in tokens.iter().enumerate() {
            match token.kind {
                TokenKind::Placeholder(kind) if self.is_company(tokens, at, kind) => {
                    if let Some(rule) = self.betrayed
                        && !view.in_block(BlockKind::Counsel, token.start as usize)
                    {
                        reader.betrayals(
                            at,
                            |word| self.forms.contains(&word),
                            |span, what| {
                                out.push(candidate(text, span, rule, what, true));
                            },
                        );
                    }
                }
                TokenKind::Word(_) if self.functions.contains(&token.hash) => {
                    if let Some(rule) = self.director
                        && let Some(span) = reader.directs(at, |word| self.forms.contains(&word))
                        && !view.in_block(BlockKind::Composition, token.start as usize)
                    {
                        let what = "fonction unique d'une société visible, exercée par une personne masquée";
                        out.push(candidate(text, span, rule, what, false));
                    }
                }
                TokenKind::Word(case) if case.is_capital() => {
                    if let Some(rule) = self.patronym
                        && let Some(span) = reader.patronymic(at)
                    {
                        let what = "société qui porte un patronyme, près d'une personne masquée";
                        out.push(candidate(text, span, rule, what, false));
                    }
                }
                _ => {}
            }
        }
    }

    /// `[1]`, or any placeholder right after a form of company.
    fn is_company(&self, tokens: &[Token], at: usize, kind: PlaceholderKind) -> bool {
        let after_form = at > 0 && self.forms.contains(&tokens[at - 1].hash);
        kind == PlaceholderKind::LegalPerson
            || (after_form && (kind.is_person() || kind == PlaceholderKind::Ellipsis))
    }
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
}

impl Reader<'_> {
    fn word(&self, at: usize) -> String {
        self.tokens
            .get(at)
            .filter(|token| token.is_word())
            .map_or_else(String::new, |token| fold(token.text(self.text)))
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
                && !matches!(&*self.word(at - 1), "m" | "mme" | "mm" | "n" | "no")
    }

    /// Calls `found` with each element in clear that describes the masked company at `anchor`.
    fn betrayals(
        &self,
        anchor: usize,
        is_form: impl Fn(u64) -> bool,
        mut found: impl FnMut(Range<usize>, &'static str),
    ) {
        let (mut seat, mut brand, mut director) = (false, 0usize, 0usize);
        let mut at = anchor + 1;
        let end = self.tokens.len().min(anchor + REACH);
        while at < end {
            let token = &self.tokens[at];
            let other = matches!(token.kind, TokenKind::Placeholder(PlaceholderKind::LegalPerson))
                || (token.is_word() && is_form(token.hash));
            if other || self.ends_sentence(at) {
                return;
            }
            if token.kind == TokenKind::Number {
                if let Some(stop) = self.siren(at) {
                    found(self.span(at..stop), "personne morale masquée, numéro SIREN en clair");
                    at = stop;
                    continue;
                }
                if seat && (1..=3).any(|skip| STREETS.contains(&&*self.word(at + skip))) {
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
            let word = self.word(at);
            seat |= SEATS.contains(&&*word);
            if BRANDS.contains(&&*word) {
                brand = at + 5;
            } else if DIRECTORS.contains(&&*word) {
                director = at + 9;
            } else if matches!(&*word, "avocat" | "avocate" | "maitre" | "me" | "barreau") {
                director = 0;
            }
            if self.is_name(at) && at < brand && word.len() > 2 {
                found(
                    self.span(at..at + 1),
                    "personne morale masquée, marque ou enseigne en clair",
                );
                brand = 0;
            } else if self.is_name(at)
                && at < director
                && self.is_name(at + 1)
                && !matches!(&*word, "monsieur" | "madame" | "maitre" | "mme")
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
        (matches!(digits.len(), 9 | 14) && luhn(number)).then_some(end)
    }

    fn own_domain(&self, at: usize) -> bool {
        let domain = self.word(at);
        let suffix = self.word(at + 2);
        domain.len() > 2
            && !COMMON_DOMAINS.contains(&&*domain)
            && self.tokens.get(at + 1).is_some_and(|dot| dot.is_punct(b'.') || dot.is_punct(b'-'))
            && !suffix.is_empty()
    }

    /// `verdanne.fr`, after a space or `www.`.
    fn site(&self, at: usize) -> bool {
        let glued = |rank: usize| self.tokens.get(rank).is_some_and(|token| !token.spaced);
        let word = self.word(at);
        word.len() > 2
            && word != "www"
            && !COMMON_DOMAINS.contains(&&*word)
            && self.tokens.get(at + 1).is_some_and(|dot| dot.is_punct(b'.'))
            && glued(at + 1)
            && glued(at + 2)
            && SUFFIXES.contains(&&*self.word(at + 2))
    }

    /// The words of `gérant de la société Verdanne` when a masked person stands beside.
    fn directs(&self, at: usize, is_form: impl Fn(u64) -> bool) -> Option<Range<usize>> {
        let person = |range: Range<usize>| {
            self.tokens.get(range).is_some_and(|tokens| {
                tokens.iter().any(
                    |token| matches!(token.kind, TokenKind::Placeholder(kind) if kind.is_person()),
                )
            })
        };
        let form = (at + 1..at + 5).find(|&rank| {
            self.tokens.get(rank).is_some_and(|token| token.is_word() && is_form(token.hash))
        })?;
        let linked = (at + 1..form).all(|rank| {
            matches!(
                &*self.word(rank),
                "de" | "la" | "du" | "l" | "d" | "unique" | "general" | "generale" | "actuel"
            ) || !self.tokens[rank].is_word()
        });
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
        let after_word = PATRONYMIC.contains(&&*self.word(before)) && self.tokens[before].is_word();
        let kin = matches!(&*self.word(at + 1), "et" | "pere")
            && KIN.contains(&&*self.word(at + 2))
            || KIN.contains(&&*self.word(at + 1));
        if !self.is_name(at)
            || !(after_word && self.tokens[before].case().is_some_and(Case::is_capital) || kin)
        {
            return None;
        }
        let around = at.saturating_sub(20)..(at + 20).min(self.tokens.len());
        let person = self.tokens[around]
            .iter()
            .any(|token| matches!(token.kind, TokenKind::Placeholder(kind) if kind.is_person()));
        person.then(|| self.span(at..at + 1))
    }
}

fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(rank, byte)| {
            let digit = u32::from(byte - b'0');
            let doubled = if rank % 2 == 1 { digit * 2 } else { digit };
            if doubled > 9 { doubled - 9 } else { doubled }
        })
        .sum();
    sum.is_multiple_of(10)
}
