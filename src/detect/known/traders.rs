//! Company numbers that are a person's own (OCC-COH-17): the register gives the name of whoever trades under it.
//!
//! Weighs the numbers that `identifiers` found by the words around them; never searches a text for numbers. What
//! speaks of a company, or of nobody, is left to the policy.

use std::borrow::Cow;
use std::ops::Range;

use crate::document::tokens::hashes;
use crate::document::{Case, Document, PlaceholderKind, Token, TokenKind, View};
use crate::lexicon::{Cue, Lexicon};
use crate::rules::{Catalogue, RuleIndex};
use crate::taxonomy::Family;

use super::super::finding::Candidate;

const TRADES: &str = "numéro d'une personne qui exerce en son nom : le répertoire la nomme";
const MASKED: &str = "numéro d'une personne masquée : le répertoire la nomme";

/// How far before a number its holder stands, in tokens, and how far after it one may still be told.
const REACH: usize = 32;
const REACH_AFTER: usize = 9;

/// Lines above that a heading gives to one party.
const LINES: usize = 3;

/// Who trades in his own name, in one word.
const TRADERS: [u64; 16] = hashes([
    "autoentrepreneur",
    "autoentrepreneuse",
    "microentrepreneur",
    "microentreprise",
    "artisan",
    "artisane",
    "commercant",
    "commercante",
    "agriculteur",
    "agricultrice",
    "viticulteur",
    "forain",
    "foraine",
    "liberal",
    "liberale",
    "ei",
]);
/// The same in two: what comes first or second is `auto`, `micro`, `individuel`.
const ENTERPRISE: [u64; 6] = hashes([
    "entrepreneur",
    "entrepreneuse",
    "entreprise",
    "exploitant",
    "exploitante",
    "exploitation",
]);
const BEFORE_ENTERPRISE: [u64; 2] = hashes(["auto", "micro"]);
const AFTER_ENTERPRISE: [u64; 5] =
    hashes(["individuel", "individuelle", "agricole", "agricoles", "personnelle"]);
/// `en nom propre`, `en son nom personnel`, `à titre individuel`.
const OWN: [u64; 3] = hashes(["propre", "personnel", "individuel"]);
const OWN_WHAT: [u64; 2] = hashes(["nom", "titre"]);

/// Of a man, of a woman.
const CIVILITIES: [[u64; 4]; 2] =
    [hashes(["m", "monsieur", "mr", "sieur"]), hashes(["mme", "madame", "mlle", "mademoiselle"])];

/// Who is no person, beside the legal forms that the lexicon knows.
const BODIES: [u64; 24] = hashes([
    "societe",
    "societes",
    "association",
    "syndicat",
    "entreprise",
    "etablissement",
    "etablissements",
    "employeur",
    "employeuse",
    "banque",
    "caisse",
    "mutuelle",
    "assureur",
    "compagnie",
    "cabinet",
    "groupe",
    "holding",
    "filiale",
    "fondation",
    "cooperative",
    "organisme",
    "office",
    "commune",
    "etude",
]);
/// Between a masked person and the number: nothing but its announcement.
const ANNOUNCES: [u64; 13] = hashes([
    "au", "le", "la", "du", "de", "des", "et", "est", "sous", "numero", "n", "no", "unique",
]);
/// What agrees with whoever is registered: of a man, of a woman.
const REGISTERED: [[u64; 4]; 2] = [
    hashes(["immatricule", "inscrit", "identifie", "enregistre"]),
    hashes(["immatriculee", "inscrite", "identifiee", "enregistree"]),
];
/// Registers, after which a capital is that of a town.
const REGISTERS: [u64; 12] = hashes([
    "rcs",
    "rm",
    "rne",
    "registre",
    "repertoire",
    "metiers",
    "commerce",
    "societes",
    "greffe",
    "siren",
    "siret",
    "sirene",
]);
/// `numéro de M. [X]`
const OF: [u64; 2] = hashes(["de", "d"]);
/// What a person does for a company: the number is the company's.
const SPEAKS_FOR: [u64; 24] = hashes([
    "represente",
    "representee",
    "representes",
    "representees",
    "gerant",
    "gerante",
    "cogerant",
    "president",
    "presidente",
    "dirigeant",
    "dirigeante",
    "directeur",
    "directrice",
    "liquidateur",
    "liquidatrice",
    "mandataire",
    "administrateur",
    "administratrice",
    "associe",
    "associee",
    "actionnaire",
    "personne",
    "qualite",
    "salarie",
]);

/// The control: its rank, and that of the numbers it weighs.
pub struct Traders {
    rule: Option<RuleIndex>,
    number: Option<RuleIndex>,
    /// By rule index: whether it is about names.
    names: Vec<bool>,
}

impl Traders {
    pub fn compile(catalogue: &Catalogue) -> Self {
        Self {
            rule: catalogue.index("OCC-COH-17"),
            number: catalogue.index("OCC-SIREN"),
            names: catalogue.rules().iter().map(|rule| rule.family == Family::Name).collect(),
        }
    }

    /// Adds what is a person's own among the numbers found in each view.
    pub fn scan(&self, document: &Document<'_>, lexicon: &Lexicon, found: &mut [Vec<Candidate>]) {
        let (Some(rule), Some(number)) = (self.rule, self.number) else { return };
        for (view, list) in document.views.iter().zip(found) {
            let around = Around { view, lexicon, names: self.spans_of_names(list) };
            let own: Vec<Candidate> = list
                .iter()
                .filter(|one| one.rule == number && one.at_most.is_none())
                .filter_map(|one| {
                    let why = around.why_own(&one.span)?;
                    let cues = vec![Cow::Borrowed(why)];
                    Some(Candidate { rule, severity: None, cues, ..one.clone() })
                })
                .collect();
            list.extend(own);
        }
    }

    fn spans_of_names<'c>(&self, list: &'c [Candidate]) -> Vec<&'c Range<usize>> {
        let names = list.iter().filter(|one| self.names[usize::from(one.rule.0)]);
        names.map(|one| &one.span).collect()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sex {
    Male,
    Female,
}

/// That of a word, by a list of each.
fn sex_of(lists: &[[u64; 4]; 2], word: u64) -> Option<Sex> {
    let [male, female] = lists;
    match () {
        () if male.contains(&word) => Some(Sex::Male),
        () if female.contains(&word) => Some(Sex::Female),
        () => None,
    }
}

fn is_masked_person(token: &Token) -> bool {
    matches!(token.kind, TokenKind::Placeholder(kind) if kind.is_person())
}

/// What a word before a number says of its holder.
enum Says {
    Trader,
    /// A masked person.
    Person,
    /// A company, or another whom the number may belong to.
    Another,
    Nothing,
}

struct Around<'a> {
    view: &'a View<'a>,
    lexicon: &'a Lexicon,
    /// Names found in clear.
    names: Vec<&'a Range<usize>>,
}

impl Around<'_> {
    /// Why a number is a person's own, when the words around it say so.
    fn why_own(&self, span: &Range<usize>) -> Option<&'static str> {
        let tokens = self.view.tokens();
        let first = tokens.partition_point(|token| (token.start as usize) < span.start);
        let next = tokens.partition_point(|token| (token.start as usize) < span.end);
        if let Some(why) = self.holder_follows(next) {
            return Some(why);
        }
        let mut lines = 0;
        // A person right before what announces the number is its holder, and so is one that it agrees with, unless a
        // company speaks through it.
        let (mut announced, mut registered) = (true, None);
        let mut at = first;
        while at > 0 && first - at < REACH {
            at -= 1;
            if self.ends_sentence(at) {
                return None;
            }
            lines += usize::from(tokens[at].kind == TokenKind::Newline);
            if lines > LINES {
                return None;
            }
            match self.says(at) {
                Says::Trader => return Some(TRADES),
                Says::Another => return None,
                Says::Person if self.is_holder(at, announced, registered) => return Some(MASKED),
                Says::Person | Says::Nothing => {}
            }
            announced &= self.only_announces(at);
            registered = registered.or(sex_of(&REGISTERED, tokens[at].hash));
        }
        None
    }

    /// Whether the masked person at `at` holds the number: `announced` tells that nothing else stands between,
    /// `registered` what agrees with whoever is registered.
    fn is_holder(&self, at: usize, announced: bool, registered: Option<Sex>) -> bool {
        let agrees = match (registered, self.sex(at)) {
            (Some(said), Some(known)) => said == known,
            // Nothing tells.
            _ => announced,
        };
        agrees && !self.speaks_for_a_company(at)
    }

    /// That of a masked person, by the civility before its letters.
    fn sex(&self, at: usize) -> Option<Sex> {
        let tokens = self.view.tokens();
        let before = (0..at).rev().find(|&before| {
            !matches!(tokens[before].kind, TokenKind::Placeholder(_) | TokenKind::Punct(b'.'))
        })?;
        sex_of(&CIVILITIES, tokens[before].hash)
    }

    fn says(&self, at: usize) -> Says {
        let token = &self.view.tokens()[at];
        match token.kind {
            TokenKind::Placeholder(PlaceholderKind::LegalPerson) => Says::Another,
            TokenKind::Placeholder(_) if is_masked_person(token) => Says::Person,
            TokenKind::Word(_) if self.is_trader(at) => Says::Trader,
            TokenKind::Word(_) if self.is_town_of_a_register(at) => Says::Nothing,
            TokenKind::Word(_) if self.in_a_name(token) => {
                // « Mme Zélie Tartempion » says nothing of the number; « la boulangerie Tartempion » holds it.
                if self.is_full_name(at) { Says::Nothing } else { Says::Another }
            }
            TokenKind::Word(_) if self.is_body(at) => Says::Another,
            TokenKind::Word(case) if case.is_capital() && self.may_hold(at) => Says::Another,
            _ => Says::Nothing,
        }
    }

    /// Whether a word says a company or a body, but as the matter of an activity (« de conseil »).
    fn is_body(&self, at: usize) -> bool {
        let tokens = self.view.tokens();
        let of = at.checked_sub(1).is_some_and(|before| tokens[before].hash == OF[0]);
        match self.cue(at) {
            _ if REGISTERS.contains(&tokens[at].hash) => false,
            Cue::LegalForm => true,
            Cue::Organisation | Cue::Lawyer => !of,
            _ => BODIES.contains(&tokens[at].hash),
        }
    }

    /// `au RCS de Machinville`
    fn is_town_of_a_register(&self, at: usize) -> bool {
        let tokens = self.view.tokens();
        let named = |before: usize| REGISTERS.contains(&tokens[before].hash);
        tokens[at].case().is_some_and(Case::is_capital) && (at.saturating_sub(4)..at).any(named)
    }

    /// Whether a capital word may be the name of a company: no town of a register, no civility, no word of a register.
    fn may_hold(&self, at: usize) -> bool {
        let tokens = self.view.tokens();
        let token = &tokens[at];
        let info = self.lexicon.get(token.hash);
        let opens = at == 0 || tokens[at - 1].kind == TokenKind::Newline;
        !(self.is_town_of_a_register(at)
            || opens
            || info.is_commune()
            || info.ordinary() >= 3
            || info.cue() != Cue::None
            || REGISTERS.contains(&token.hash)
            || token.range().len() <= 3)
    }

    fn is_trader(&self, at: usize) -> bool {
        let tokens = self.view.tokens();
        let token = &tokens[at];
        if TRADERS.contains(&token.hash) {
            return true;
        }
        let word = |at: usize| tokens.get(at).map_or(0, |token| token.hash);
        let joined = |at: usize| tokens.get(at).is_some_and(|token| token.is_punct(b'-'));
        if ENTERPRISE.contains(&token.hash) {
            let before = at.checked_sub(1).map_or(0, |before| {
                if joined(before) { before.checked_sub(1).map_or(0, word) } else { word(before) }
            });
            return BEFORE_ENTERPRISE.contains(&before) || AFTER_ENTERPRISE.contains(&word(at + 1));
        }
        OWN.contains(&token.hash) && at > 0 && OWN_WHAT.contains(&word(at - 1))
    }

    /// `(SIREN 552 100 554), entrepreneur individuel`, `le SIREN 552 100 554 de M. [X]`
    fn holder_follows(&self, next: usize) -> Option<&'static str> {
        let tokens = self.view.tokens();
        let of = tokens.get(next).is_some_and(|token| OF.contains(&token.hash));
        let civility = self.cue(next + 1) == Cue::Civility;
        let person = next + 1 + usize::from(civility);
        let person = person + usize::from(tokens.get(person).is_some_and(|dot| dot.is_punct(b'.')));
        if of && tokens.get(person).is_some_and(is_masked_person) {
            return Some(MASKED);
        }
        let after = (next..tokens.len().min(next + REACH_AFTER))
            .take_while(|&at| tokens[at].kind != TokenKind::Newline && !self.ends_sentence(at));
        let mut told = after.map(|at| self.says(at));
        let holder = told.find(|says| matches!(says, Says::Trader | Says::Another));
        matches!(holder, Some(Says::Trader)).then_some(TRADES)
    }

    fn in_a_name(&self, token: &Token) -> bool {
        self.names.iter().any(|name| name.contains(&(token.start as usize)))
    }

    /// Whether the name that `at` is in has a first name or stands after a civility.
    fn is_full_name(&self, at: usize) -> bool {
        let tokens = self.view.tokens();
        let inside = |at: &usize| tokens.get(*at).is_some_and(|token| self.in_a_name(token));
        let start = (0..at).rev().take_while(inside).last().unwrap_or(at);
        let given = (start..tokens.len())
            .take_while(inside)
            .any(|at| self.lexicon.get(tokens[at].hash).first_name() >= 4);
        let before = start.checked_sub(1).filter(|&before| !tokens[before].is_punct(b'.'));
        let before = before.or(start.checked_sub(2));
        given || before.is_some_and(|before| self.cue(before) == Cue::Civility)
    }

    fn cue(&self, at: usize) -> Cue {
        let token = self.view.tokens().get(at);
        token.map_or(Cue::None, |token| self.lexicon.get(token.hash).cue())
    }

    /// Whether a token may stand between a person and the number that is hers.
    fn only_announces(&self, at: usize) -> bool {
        let tokens = self.view.tokens();
        let token = &tokens[at];
        match token.kind {
            TokenKind::Word(case) => {
                ANNOUNCES.contains(&token.hash)
                    || sex_of(&REGISTERED, token.hash).is_some()
                    || REGISTERS.contains(&token.hash)
                    || self.in_a_name(token)
                    || self.cue(at) == Cue::Civility
                    || case.is_capital() && !self.may_hold(at)
            }
            _ => true,
        }
    }

    /// Whether the person at `at` is named for a company: `la société [1], représentée par M. [X]`.
    fn speaks_for_a_company(&self, at: usize) -> bool {
        let tokens = self.view.tokens();
        let mut before = (0..at).rev().take(REACH).take_while(|&place| !self.ends_sentence(place));
        before.any(|place| {
            let token = &tokens[place];
            SPEAKS_FOR.contains(&token.hash)
                || BODIES.contains(&token.hash)
                || self.cue(place) == Cue::LegalForm
                || token.kind == TokenKind::Placeholder(PlaceholderKind::LegalPerson)
        })
    }

    /// A full stop before a capital, a semicolon. Those of `n°`, `R.C.S.` and `M.` end nothing.
    fn ends_sentence(&self, at: usize) -> bool {
        let tokens = self.view.tokens();
        match tokens[at].kind {
            TokenKind::Punct(b';') => true,
            TokenKind::Punct(b'.') => {
                let long = at.checked_sub(1).is_some_and(|before| {
                    tokens[before].range().len() > 3 || !tokens[before].is_word()
                });
                let next = tokens.get(at + 1);
                long && next.is_none_or(|next| {
                    next.kind == TokenKind::Newline
                        || next.spaced && next.case().is_some_and(Case::is_capital)
                })
            }
            _ => false,
        }
    }
}
