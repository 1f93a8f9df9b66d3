//! What the home page of a site is worth, by whose it is.
//!
//! `verdanne.fr` names whoever keeps the site: most often a company, which the decision may leave visible. A page
//! of it, a corner that a host lends to a person, an address with a name in it stay what their rule says. A pure
//! function of the candidates of one document and of its words; run once names were looked for.

use crate::document::tokens::{Case, Token, TokenKind, fold, fold_each};
use crate::document::{Document, PlaceholderKind, View};
use crate::lexicon::{Cue, Lexicon};
use crate::rules::{Catalogue, RuleIndex};
use crate::taxonomy::{Family, Severity, Status};

use super::finding::Candidate;

/// Hosts that lend a name of theirs to anyone: what stands before it is a person's.
const HOSTS: [&str; 20] = [
    "over-blog.com",
    "over-blog.fr",
    "wordpress.com",
    "blogspot.com",
    "blogspot.fr",
    "canalblog.com",
    "wixsite.com",
    "skyrock.com",
    "tumblr.com",
    "eklablog.com",
    "e-monsite.com",
    "jimdo.com",
    "jimdofree.com",
    "github.io",
    "webnode.fr",
    "weebly.com",
    "free.fr",
    "orange.fr",
    "sitew.com",
    "substack.com",
];

/// Words before an address that make it a person's own.
const PERSONAL: [&str; 14] = [
    "blog",
    "blogue",
    "profil",
    "profils",
    "perso",
    "personnel",
    "personnelle",
    "compte",
    "annonce",
    "annonces",
    "pseudo",
    "pseudonyme",
    "rencontre",
    "rencontres",
];

/// How far before an address such a word, or a masked person, still speaks of it, in tokens.
const REACH: usize = 8;

/// The same for a masked company.
const COMPANY_REACH: usize = 45;

/// A shorter name of a site is too common a word to recognise.
const SHORTEST: usize = 4;

/// Magnitude of use in lower case from which a word is an ordinary one.
const ORDINARY: u32 = 2;

pub(super) struct Sites {
    url: RuleIndex,
    /// By rule index: whether it is about names.
    names: Vec<bool>,
}

impl Sites {
    /// `None` when the catalogue has no rule about sites.
    pub fn compile(catalogue: &Catalogue) -> Option<Self> {
        Some(Self {
            url: catalogue.index("OCC-URL")?,
            names: catalogue.rules().iter().map(|rule| rule.family == Family::Name).collect(),
        })
    }

    /// Weighs again the home pages that were found.
    pub fn apply(&self, document: &Document<'_>, lexicon: &Lexicon, found: &mut [Vec<Candidate>]) {
        let is_plain = |one: &Candidate| one.rule == self.url && one.at_most.is_none();
        for rank in 0..found.len() {
            for at in 0..found[rank].len() {
                if !is_plain(&found[rank][at]) {
                    continue;
                }
                if let Some(worth) = self.worth(document, lexicon, found, rank, at) {
                    let one = &mut found[rank][at];
                    one.at_most = Some(Status::ToReview);
                    one.severity = Some(worth.0);
                    one.cues.push(worth.1.into());
                }
            }
        }
    }

    /// What a home page is worth, and why; `None` when it may be a person's.
    fn worth(
        &self,
        document: &Document<'_>,
        lexicon: &Lexicon,
        found: &[Vec<Candidate>],
        rank: usize,
        at: usize,
    ) -> Option<(Severity, &'static str)> {
        let (site, view) = (&found[rank][at], &document.views[rank]);
        let name = own_name(&site.value)?;
        let is_name = |one: &Candidate| self.names[usize::from(one.rule.0)];
        let overlaps =
            |one: &Candidate| one.span.start < site.span.end && site.span.start < one.span.end;
        if found[rank].iter().any(|one| is_name(one) && overlaps(one)) {
            return None;
        }
        let says = |view: &View<'_>, list: &[Candidate]| {
            spelt_in(view, &name, |start| {
                list.iter().any(|one| {
                    (is_name(one) || one.rule == self.url) && one.span.contains(&(start as usize))
                })
            })
        };
        if document.views.iter().zip(found).any(|(view, list)| says(view, list)) {
            return Some((Severity::Mineur, "site d'une personne morale que la décision nomme"));
        }
        if of_a_person(view, site.span.start) || holds_a_name(lexicon, &site.value) {
            return None;
        }
        if !after_a_masked_company(view, site.span.start) && is_ordinary(lexicon, &name) {
            return Some((Severity::Mineur, "nom de site fait de mots ordinaires"));
        }
        Some((Severity::Majeur, "page d'accueil : désigne une personne morale, le plus souvent"))
    }
}

/// The name that a home page bears, folded letters and digits only (`www.mon-garage.fr` gives `mongarage`); `None`
/// for a page of a site or a name lent by a host.
fn own_name(address: &str) -> Option<String> {
    let plain: String = address.chars().filter(|letter| !letter.is_whitespace()).collect();
    let host = plain.split_once("://").map_or(&*plain, |(_, rest)| rest);
    let (host, page) = match host.split_once(['/', '?', '#']) {
        Some((host, page)) => (host, page),
        None => (host, ""),
    };
    if !page.is_empty() {
        return None;
    }
    let host = host.strip_prefix("www.").unwrap_or(host);
    let lent = HOSTS.iter().any(|known| {
        host.strip_suffix(known).is_some_and(|head| head.ends_with('.') && head.len() > 1)
    });
    if lent {
        return None;
    }
    let mut labels = host.rsplit('.');
    labels.next()?;
    let second = labels.next()?;
    let label = match second {
        "co" | "asso" | "com" => labels.next()?,
        _ => second,
    };
    let mut name = String::new();
    fold_each(label, |letter| {
        if letter.is_alphanumeric() {
            name.push(letter);
        }
    });
    (name.len() >= SHORTEST).then_some(name)
}

/// Whether a host such as `zelie-tartempion-avis.fr` holds a first name and a word that can only be a surname.
fn holds_a_name(lexicon: &Lexicon, address: &str) -> bool {
    let host = address.split_once("://").map_or(address, |(_, rest)| rest);
    let Some((label, _)) = host.strip_prefix("www.").unwrap_or(host).split_once('.') else {
        return false;
    };
    let parts: Vec<&str> = label.split('-').collect();
    let given = |part: &str| {
        let info = lexicon.word(part);
        info.first_name() >= 5 && info.cue() == Cue::None
    };
    let family = |part: &str| {
        let info = lexicon.word(part);
        let known = info.is_surname() && info.ordinary() <= 1;
        let unknown = info.ordinary() == 0 && part.len() >= 5;
        part.len() >= 4 && info.cue() == Cue::None && !info.is_commune() && (known || unknown)
    };
    parts.windows(2).any(|pair| given(pair[0]) && family(pair[1]))
        && !parts.iter().any(|part| matches!(*part, "saint" | "sainte" | "st"))
}

/// Whether words of a text, the first with a capital, make up a name. `elsewhere` tells words that do not count.
fn spelt_in(view: &View<'_>, name: &str, elsewhere: impl Fn(u32) -> bool) -> bool {
    let text: &str = &view.text;
    let tokens = view.tokens();
    let first = name.as_bytes().first().copied();
    let opens = |token: &Token| {
        let capital = token.kind == TokenKind::Mixed || token.case().is_some_and(Case::is_capital);
        // Nearly every word is refused by its first letter, before it is folded.
        capital && {
            let letter = text.as_bytes()[token.start as usize];
            !letter.is_ascii() || Some(letter.to_ascii_lowercase()) == first
        }
    };
    (0..tokens.len()).any(|at| {
        opens(&tokens[at]) && spells(text, &tokens[at..], name) && !elsewhere(tokens[at].start)
    })
}

/// Whether the first tokens, hyphens and points aside, spell a name to its end.
fn spells(text: &str, tokens: &[Token], name: &str) -> bool {
    let mut rest = name;
    for token in tokens {
        match token.kind {
            TokenKind::Word(_) | TokenKind::Mixed | TokenKind::Number => {
                let word = fold(token.text(text));
                match rest.strip_prefix(&*word) {
                    Some("") => return true,
                    Some(left) => rest = left,
                    None => return false,
                }
            }
            TokenKind::Punct(b'-' | b'\'' | b'.' | b'&') => {}
            _ => return false,
        }
    }
    false
}

/// Whether the words before an address, in its sentence, make it a person's.
fn of_a_person(view: &View<'_>, start: usize) -> bool {
    let text: &str = &view.text;
    let tokens = view.tokens();
    let end = tokens.partition_point(|token| (token.start as usize) < start);
    tokens[end.saturating_sub(REACH)..end]
        .iter()
        .rev()
        .take_while(|token| !token.is_punct(b';') && token.kind != TokenKind::Newline)
        .any(|token| match token.kind {
            TokenKind::Word(_) => PERSONAL.contains(&&*fold(token.text(text))),
            TokenKind::Placeholder(kind) => kind.is_person(),
            _ => false,
        })
}

/// Whether a masked company stands before an address, in its paragraph.
fn after_a_masked_company(view: &View<'_>, start: usize) -> bool {
    let tokens = view.tokens();
    let end = tokens.partition_point(|token| (token.start as usize) < start);
    tokens[end.saturating_sub(COMPANY_REACH)..end]
        .iter()
        .rev()
        .take_while(|token| token.kind != TokenKind::Newline)
        .any(|token| token.kind == TokenKind::Placeholder(PlaceholderKind::LegalPerson))
}

/// Whether a name is nothing but ordinary words side by side, at least two of them, none of which is a first name.
fn is_ordinary(lexicon: &Lexicon, name: &str) -> bool {
    let bytes = name.as_bytes();
    if !name.is_ascii() {
        return false;
    }
    // The most words that make up the first letters, none when no words do.
    let mut words: Vec<Option<usize>> = vec![None; bytes.len() + 1];
    words[0] = Some(0);
    for end in 3..=bytes.len() {
        words[end] = (0..end - 2)
            .filter_map(|start| {
                let before = words[start]?;
                let info = lexicon.word(&name[start..end]);
                let plain = info.ordinary() >= ORDINARY && info.first_name() < 6;
                plain.then_some(before + 1)
            })
            .max();
    }
    words[bytes.len()].is_some_and(|count| count >= 2)
}
