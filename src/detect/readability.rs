//! What must stay readable and was masked: courts, articles, amounts, dates of procedure, counsel.
//!
//! Looks only around placeholders, so that a text without any costs one search. Every finding is a
//! loss for the reader, never a danger: none is graver than majeur. Must not look for identities.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use crate::corpus::ZoneKind;
use crate::document::blocks::BlockKind;
use crate::document::placeholders::PlaceholderKind;
use crate::document::tokens::{fold, hashes};
use crate::document::{Document, Token, TokenKind, View};
use crate::rules::{Catalogue, RuleIndex};
use crate::taxonomy::{Category, Severity, Status};

use super::finding::Candidate;

const RULES: [&str; 10] = [
    "LIS-01", "LIS-02", "LIS-03", "LIS-04", "LIS-05", "LIS-06", "LIS-07", "LIS-08", "LIS-09",
    "LIS-10",
];

/// The engine: the ranks of its rules.
pub struct Readability {
    rules: HashMap<&'static str, RuleIndex>,
}

/// Words read before a placeholder.
const REACH: usize = 6;
/// Share of placeholders, persons left aside, above which a text is hardly readable.
const DENSITY: f64 = 0.12;
/// Tokens under which a share means nothing.
const SHORTEST: usize = 40;

impl Readability {
    pub fn compile(catalogue: &Catalogue) -> Self {
        Self {
            rules: RULES.into_iter().filter_map(|id| Some((id, catalogue.index(id)?))).collect(),
        }
    }

    pub fn scan(&self, document: &Document, found: &mut [Vec<Candidate>]) {
        for (rank, (view, list)) in document.views.iter().zip(found).enumerate() {
            if memchr::memchr(b'[', view.text.as_bytes()).is_none() {
                continue;
            }
            let mut page = Page { view, rules: &self.rules, list, year_told: false };
            page.around_placeholders();
            if rank == 0 {
                page.whole();
            }
        }
    }
}

struct Page<'a> {
    view: &'a View<'a>,
    rules: &'a HashMap<&'static str, RuleIndex>,
    list: &'a mut Vec<Candidate>,
    year_told: bool,
}

impl Page<'_> {
    fn push(
        &mut self,
        rule: &'static str,
        span: Range<usize>,
        cue: &'static str,
        severity: Option<Severity>,
        at_most: Option<Status>,
    ) {
        let Some(&rule) = self.rules.get(rule) else { return };
        self.list.push(Candidate {
            value: format!("{cue} {}", &self.view.text[span.clone()]),
            span,
            rule,
            category: Category::Lisibilite,
            severity,
            confidence: 0.9,
            cues: vec![Cow::Borrowed(cue)],
            at_most,
        });
    }

    fn around_placeholders(&mut self) {
        let tokens = self.view.tokens();
        for (at, _, kind) in self.view.placeholders() {
            self.placeholder(tokens, at, kind);
        }
    }

    fn placeholder(&mut self, tokens: &[Token], at: usize, kind: PlaceholderKind) {
        use PlaceholderKind as Kind;
        // Most placeholders are persons, and what stands before one nearly never ends as an eponym does.
        if kind == Kind::Person
            && !last_word(tokens, at).is_some_and(|it| LAST_OF_EPONYMS.contains(&it))
        {
            return self.person(tokens, at, tokens[at].range());
        }
        // What stands before an address, a plate, an ellipsis says nothing wrong of it.
        let told = kind == Kind::Person
            || matches!(kind, Kind::Identifier | Kind::Phone | Kind::Account | Kind::Siren)
            || matches!(kind, Kind::Locality | Kind::LegalPerson | Kind::WebSite)
            || matches!(kind, Kind::BirthDate | Kind::DeathDate | Kind::MarriageDate);
        if !told {
            return;
        }
        let before = Before::read(self.view, tokens, at);
        let span = tokens[at].range();
        let wide = before.start(1).unwrap_or(span.start)..span.end;
        let after = || {
            tokens.get(at + 1).map(|token| fold(token.text(&self.view.text))).unwrap_or_default()
        };
        match kind {
            Kind::Locality if before.court() => self.court(span, &before),
            Kind::Identifier | Kind::Phone | Kind::Account | Kind::Siren | Kind::WebSite
                if before.ends_with(&ARTICLES) =>
            {
                self.push("LIS-03", wide, "numéro d'article ou de texte masqué", None, None);
            }
            Kind::Identifier | Kind::LegalPerson | Kind::WebSite | Kind::Account
                if matches!(after().as_str(), "euros" | "euro" | "€" | "eur") =>
            {
                self.push("LIS-04", span, "montant masqué", None, None);
            }
            Kind::Identifier if before.ends_with(&ROLES) => {
                self.push("LIS-01", wide, "numéro de rôle ou de pourvoi masqué", None, None);
            }
            Kind::Person if before.ends_with(&EPONYMS) => {
                self.push(
                    "LIS-08",
                    wide,
                    "texte, arrêt ou méthode désigné par un nom masqué",
                    None,
                    None,
                );
            }
            Kind::LegalPerson if before.ends_with(&BODIES) => {
                self.push("LIS-08", wide, "organisme public masqué", None, None);
            }
            Kind::BirthDate | Kind::DeathDate | Kind::MarriageDate => {
                self.date(span, wide, &before, &after(), kind)
            }
            Kind::Person => self.person(tokens, at, span),
            _ => {}
        }
    }

    /// The seat of a court: of this court in the header, of any other elsewhere.
    fn court(&mut self, span: Range<usize>, before: &Before) {
        let header = self
            .view
            .zone_at(span.start)
            .map_or(span.start < 1_500, |zone| zone.kind == ZoneKind::Introduction);
        let own = header && span.start < 1_500 && !before.counsel;
        let wide = before.start(1).unwrap_or(span.start)..span.end;
        if own {
            self.push(
                "LIS-01",
                wide,
                "siège de la juridiction masqué",
                None,
                Some(Status::ToReview),
            );
        } else {
            self.push("LIS-08", wide, "siège d'une juridiction masqué", None, None);
        }
    }

    fn date(
        &mut self,
        span: Range<usize>,
        wide: Range<usize>,
        before: &Before,
        after: &str,
        kind: PlaceholderKind,
    ) {
        if before.ends_with(&PROCEDURE) {
            self.push(
                "LIS-05",
                wide,
                "date de procédure masquée comme une date d'état civil",
                None,
                None,
            );
        } else if kind == PlaceholderKind::BirthDate && !self.year_told {
            let year = after.len() == 4 && after.bytes().all(|byte| byte.is_ascii_digit());
            // Once a text: the year is kept everywhere or nowhere.
            self.year_told = true;
            if !year {
                self.push("LIS-07", span, "année de naissance masquée avec le jour", None, None);
            }
        }
    }

    /// Counsel are always visible; two parties must not bear one letter.
    fn person(&mut self, tokens: &[Token], at: usize, span: Range<usize>) {
        let text = &self.view.text;
        let title = at.checked_sub(1).is_some_and(|before| match tokens[before].kind {
            TokenKind::Word(_) => TITLES.contains(&tokens[before].hash),
            TokenKind::Punct(b'.') => before >= 1 && tokens[before - 1].text(text) == "Me",
            _ => false,
        });
        let one_of = |around: &[Token], words: &[u64]| {
            around.iter().any(|token| token.hash != 0 && words.contains(&token.hash))
        };
        // A lawyer who is sued is a party: `assigner Me [X], avocat`.
        let sued = || {
            tokens[at.saturating_sub(5)..at].iter().any(|token| {
                let word = fold(token.text(text));
                ["assign", "contre", "condamn", "cite"].iter().any(|start| word.starts_with(start))
            })
        };
        if title
            && self.view.in_block(BlockKind::Counsel, span.start)
            && one_of(&tokens[at.saturating_sub(8)..tokens.len().min(at + 14)], &LAWYERS)
            && !one_of(&tokens[at..tokens.len().min(at + 10)], &OTHER_OFFICES)
            && !sued()
        {
            self.push("LIS-06", span.clone(), "avocat masqué", None, None);
        }
        // `M. [X] c/ M. [X]`, `[X] contre [X]`.
        let name = tokens[at].text(text);
        for step in 1..=4 {
            let Some(next) = tokens.get(at + step) else { break };
            let versus = next.text(text).eq_ignore_ascii_case("contre")
                || next.text(text).eq_ignore_ascii_case("c")
                    && tokens.get(at + step + 1).is_some_and(|slash| slash.is_punct(b'/'));
            if !versus {
                if next.is_word() {
                    break;
                }
                continue;
            }
            let other = tokens[at + step + 1..].iter().take(4).find(
                |token| matches!(token.kind, TokenKind::Placeholder(kind) if kind.is_person()),
            );
            if other.is_some_and(|other| other.text(text) == name) {
                self.push("LIS-09", span, "les deux parties portent la même lettre", None, None);
            }
            break;
        }
    }

    /// What concerns the whole text: qualities of the persons, density of what is masked.
    fn whole(&mut self) {
        let tokens = self.view.tokens();
        let mut first_person = None;
        let mut others = 0usize;
        for (_, token, kind) in self.view.placeholders() {
            match kind {
                kind if kind.is_person() => {
                    first_person.get_or_insert(token.range());
                }
                PlaceholderKind::Ellipsis | PlaceholderKind::Reasons => {}
                _ => others += 1,
            }
        }
        let word = |kind| matches!(kind, TokenKind::Word(_) | TokenKind::Number | TokenKind::Mixed);
        // Words are counted as far as the share of what is masked may still be too high.
        let enough = (others as f64 / DENSITY) as usize + SHORTEST;
        let words = tokens.iter().filter(|token| word(token.kind)).take(enough).count();
        if words + others >= SHORTEST && others as f64 > DENSITY * (words + others) as f64 {
            let first = self.view.placeholders().next().map(|(_, token, _)| token.range());
            if let Some(span) = first {
                self.push("LIS-10", span, "plus d'un mot sur huit masqué", None, None);
            }
        }
        if let Some(span) = first_person {
            let text = &self.view.text;
            let in_lower = |text: &str| {
                QUALITIES
                    .iter()
                    .any(|word| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some())
            };
            // Nearly every decision holds one in lower case: a copy is made for the others alone.
            if !in_lower(text) && !in_lower(&text.to_lowercase()) {
                self.push(
                    "LIS-02",
                    span,
                    "aucune qualité procédurale dans la décision",
                    None,
                    None,
                );
            }
        }
    }
}

/// The last word before a token, as `Before` reads it, by its hash; 0 for a number.
fn last_word(tokens: &[Token], at: usize) -> Option<u64> {
    for token in tokens[..at].iter().rev() {
        match token.kind {
            TokenKind::Word(_) | TokenKind::Mixed | TokenKind::Number => return Some(token.hash),
            TokenKind::Newline | TokenKind::Punct(b';' | b',') | TokenKind::Placeholder(_) => break,
            _ => {}
        }
    }
    None
}

const TITLES: [u64; 2] = hashes(["me", "maitre"]);
const LAWYERS: [u64; 4] = hashes(["avocat", "avocate", "barreau", "toque"]);
const OTHER_OFFICES: [u64; 10] = hashes([
    "liquidateur",
    "liquidatrice",
    "mandataire",
    "notaire",
    "huissier",
    "commissaire",
    "administrateur",
    "administratrice",
    "curateur",
    "tuteur",
]);

const ARTICLES: [&str; 14] = [
    "article",
    "articles",
    "art",
    "loi n",
    "decret n",
    "l",
    "r",
    "d",
    "directive",
    "reglement n",
    "ordonnance n",
    "alinea",
    "pourvoi cass n",
    "ecli",
];
const ROLES: [&str; 9] = [
    "rg",
    "rg n",
    "rg no",
    "n rg",
    "pourvoi n",
    "pourvoi",
    "role n",
    "minute n",
    "repertoire general",
];
const EPONYMS: [&str; 9] = [
    "loi",
    "arret",
    "jurisprudence",
    "decret",
    "amendement",
    "methode",
    "bareme",
    "theorie",
    "syndrome de",
];
/// The last words of `EPONYMS`.
const LAST_OF_EPONYMS: [u64; 9] = hashes(last_words(EPONYMS));

const fn last_words<const N: usize>(mut phrases: [&str; N]) -> [&str; N] {
    let mut at = 0;
    while at < N {
        let mut from = phrases[at].len();
        while from > 0 && phrases[at].as_bytes()[from - 1] != b' ' {
            from -= 1;
        }
        phrases[at] = phrases[at].split_at(from).1;
        at += 1;
    }
    phrases
}
const BODIES: [&str; 14] = [
    "cpam",
    "cpam de",
    "caf",
    "urssaf",
    "carsat",
    "msa",
    "mdph",
    "primaire d assurance maladie",
    "assurance maladie de",
    "allocations familiales",
    "france travail",
    "pole emploi",
    "tresor public",
    "prefecture",
];
const PROCEDURE: [&str; 22] = [
    "audience du",
    "audience publique du",
    "jugement du",
    "arret du",
    "ordonnance du",
    "assignation du",
    "licencie le",
    "licenciee le",
    "licenciement du",
    "requete du",
    "declaration d appel du",
    "appel du",
    "en date du jugement du",
    "conclusions du",
    "expertise du",
    "signifie le",
    "signifiee le",
    "embauche le",
    "embauchee le",
    "facture du",
    "mise en demeure du",
    "contrat du",
];
/// The most frequent first: the search stops at the first one found.
const QUALITIES: [&str; 32] = [
    "représenté",
    "pourvoi",
    "intimé",
    "appelant",
    "demandeu",
    "saisi",
    "salarié",
    "époux",
    "demanderesse",
    "défendeu",
    "défenderesse",
    "requérant",
    "partie civile",
    "prévenu",
    "intervenant",
    "créanci",
    "débiteu",
    "employeur",
    "bailleur",
    "locataire",
    "comparant",
    "assigné",
    "intéress",
    "retenu",
    "hospitalis",
    "patient",
    "préfet",
    "préfecture",
    "procureur",
    "victime",
    "assuré",
    "consorts",
];

/// The words in front of a placeholder, folded, the last ones.
struct Before {
    /// The last words, joined by one space.
    words: String,
    starts: Vec<usize>,
    counsel: bool,
}

impl Before {
    fn read(view: &View, tokens: &[Token], at: usize) -> Self {
        let mut words: Vec<String> = Vec::with_capacity(REACH);
        let mut starts = Vec::with_capacity(REACH);
        for token in tokens[..at].iter().rev() {
            match token.kind {
                TokenKind::Word(_) | TokenKind::Mixed | TokenKind::Number => {
                    words.push(fold(token.text(&view.text)));
                    starts.push(token.range().start);
                }
                TokenKind::Newline | TokenKind::Punct(b';' | b',') | TokenKind::Placeholder(_) => {
                    break;
                }
                _ => {}
            }
            if words.len() == REACH {
                break;
            }
        }
        words.reverse();
        starts.reverse();
        let counsel = words.iter().any(|word| word == "barreau");
        Self { words: words.join(" "), starts, counsel }
    }

    /// Where the last words begin.
    fn start(&self, back: usize) -> Option<usize> {
        self.starts.len().checked_sub(back).map(|at| self.starts[at])
    }

    fn ends_with(&self, cues: &[&str]) -> bool {
        cues.iter().any(|cue| {
            self.words.strip_suffix(cue).is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
        })
    }

    /// `tribunal judiciaire de`, `cour d'appel de`.
    fn court(&self) -> bool {
        const COURTS: [&str; 9] = [
            "tribunal judiciaire",
            "tribunal de grande instance",
            "tribunal d instance",
            "tribunal de commerce",
            "cour d appel",
            "conseil de prud hommes",
            "tribunal de proximite",
            "tribunal des affaires de securite sociale",
            "tribunal des activites economiques",
        ];
        let words = ["de", "du", "d", "a", "au", "des"]
            .iter()
            .find_map(|link| self.words.strip_suffix(link))
            .unwrap_or(&self.words)
            .trim_end();
        COURTS.iter().any(|court| words.ends_with(court))
    }
}
