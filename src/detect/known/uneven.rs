//! What a record masks, left in clear in a place where it masks the like (OCC-COH-16).
//!
//! Only for a record of the chain: it holds the text before it was masked and the categories that may stay visible, so
//! that a category seen masked is one that was ordered masked. Reads what the other engines found, and the words around
//! placeholders. Must not look for a value masked elsewhere (`search` does), and says nothing of what the policy leaves visible.

use std::borrow::Cow;
use std::ops::{Range, RangeInclusive};

use crate::document::tokens::{fold, hashes};
use crate::document::{Document, PlaceholderKind, Token, TokenKind, View};
use crate::lexicon::communes::is_postcode;
use crate::lexicon::{Cue, Lexicon};
use crate::policy::{Policy, PolicyOrigin};
use crate::rules::{Catalogue, EngineName, RuleIndex};
use crate::taxonomy::{Category, Family, Severity, Status};

use super::super::finding::Candidate;

const ALIKE: &str = "catégorie que la décision ordonne de masquer, et masque ailleurs";
const DATED: &str = "lieu qui suit une date d'état civil, dans un texte qui masque les localités";
const SECOND_LINE: &str = "suite d'une adresse dont le début est masqué";
const PRACTICE: &str = "lieu d'exercice d'une personne masquée";
const CONTACT: &str = "numéro annoncé, à côté d'un numéro masqué";
const OWN_ADDRESS: &str = "nom dont l'adresse, juste après, est masquée";

const EVENTS: [u64; 15] = hashes([
    "ne",
    "nee",
    "nes",
    "nees",
    "naissance",
    "mariage",
    "marie",
    "mariee",
    "maries",
    "decede",
    "decedee",
    "decedes",
    "deces",
    "pacs",
    "divorce",
]);
const TRADES: [u64; 9] = hashes([
    "notaire",
    "notaires",
    "huissier",
    "huissiers",
    "expert",
    "experte",
    "geometre",
    "architecte",
    "medecin",
]);
const CONTACTS: [u64; 8] =
    hashes(["fax", "telecopie", "telecopieur", "tel", "telephone", "port", "portable", "mobile"]);
const MONEY: [u64; 5] = hashes(["euros", "euro", "eur", "francs", "metres"]);

/// Digits from which an announced number is one to call.
const CALLED: RangeInclusive<usize> = 5..=15;

/// Tokens within which a date, and the event it dates, stand before a place.
const DATE_REACH: usize = 8;
const EVENT_REACH: usize = 16;

/// Tokens within which another masked number shows whose lines these are.
const CONTACT_REACH: usize = 12;

/// The control: its rank, and what each rule of the catalogue is.
pub struct Uneven {
    rule: Option<RuleIndex>,
    locality: Option<RuleIndex>,
    rules: Vec<(EngineName, Family, Severity)>,
}

impl Uneven {
    pub fn compile(catalogue: &Catalogue) -> Self {
        let of = |rule: &crate::rules::Rule| (rule.engine, rule.family, rule.severity);
        Self {
            rule: catalogue.index("OCC-COH-16"),
            locality: catalogue.index("OCC-LOC"),
            rules: catalogue.rules().iter().map(of).collect(),
        }
    }

    pub fn scan(
        &self,
        document: &Document,
        policy: &Policy,
        lexicon: &Lexicon,
        found: &mut [Vec<Candidate>],
    ) {
        let known = matches!(policy.origin, PolicyOrigin::Known | PolicyOrigin::KnownBloc);
        let (Some(rule), Some(view), Some(list)) =
            (self.rule, document.views.first(), found.first_mut())
        else {
            return;
        };
        if !known || document.decision.original.is_none() {
            return;
        }
        let masked = Groups::masked_in(view);
        let page = Page { engine: self, view, policy, lexicon, masked, list };
        let mut places = page.raised();
        for place in [page.second_lines(), page.practices(), page.contacts()].into_iter().flatten()
        {
            let known = |other: &Place| {
                other.span.start < place.span.end && place.span.start < other.span.end
            };
            if !places.iter().any(known) {
                places.push(place);
            }
        }
        let candidate = |place: Place| Candidate {
            value: fold(&view.text[place.span.clone()]),
            span: place.span,
            rule,
            category: place.category,
            severity: None,
            confidence: 0.9,
            cues: vec![Cow::Borrowed(place.cue)],
            at_most: None,
        };
        list.extend(places.into_iter().map(candidate).collect::<Vec<_>>());
    }
}

/// A place where something ought to be masked, and why.
struct Place {
    span: Range<usize>,
    category: Category,
    cue: &'static str,
}

/// Categories that are masked together: one bit each.
#[derive(Clone, Copy)]
struct Groups(u16);

impl Groups {
    fn masked_in(view: &View) -> Self {
        Self(view.placeholders().fold(0, |bits, (_, _, kind)| bits | Self::of(kind.category())))
    }

    /// An address is a street and a town; the three civil dates are one matter.
    fn of(category: Category) -> u16 {
        match category {
            Category::Adresse | Category::Localite => 1,
            Category::DateNaissance | Category::DateMariage | Category::DateDeces => 1 << 1,
            Category::TelephoneFax => 1 << 2,
            Category::Email => 1 << 3,
            Category::CompteBancaire => 1 << 4,
            Category::NumeroIdentifiant => 1 << 5,
            Category::Cadastre => 1 << 6,
            Category::PlaqueImmatriculation => 1 << 7,
            _ => 0,
        }
    }

    fn holds(self, category: Category) -> bool {
        self.0 & Self::of(category) != 0
    }
}

/// One text, with what was found in it.
struct Page<'a> {
    engine: &'a Uneven,
    view: &'a View<'a>,
    policy: &'a Policy,
    lexicon: &'a Lexicon,
    masked: Groups,
    list: &'a [Candidate],
}

impl Page<'_> {
    /// Whether the decision masks a category, by its order and in fact.
    fn masks(&self, category: Category) -> bool {
        self.masked.holds(category) && !self.policy.omitted.contains(category)
    }

    /// What an engine found and holds for certain, or what stands where a date says what it is.
    fn raised(&self) -> Vec<Place> {
        let raise = |one: &Candidate| {
            let cue = self.cue(one)?;
            let excused = self.list.iter().any(|other| {
                other.at_most == Some(Status::Permitted)
                    && other.span.start < one.span.end
                    && one.span.start < other.span.end
            });
            (!excused).then(|| Place { span: one.span.clone(), category: one.category, cue })
        };
        self.list.iter().filter_map(raise).collect()
    }

    fn cue(&self, one: &Candidate) -> Option<&'static str> {
        let (engine, family, severity) = *self.engine.rules.get(usize::from(one.rule.0))?;
        let certain = one.at_most.is_none() && one.confidence >= self.policy.review_threshold;
        // What is grave already is refused for itself.
        if engine.decides() || one.severity.unwrap_or(severity) >= Severity::Critique {
            return None;
        }
        match family {
            Family::Occultation if !self.masks(one.category) => None,
            Family::Occultation if certain => Some(ALIKE),
            Family::Occultation => {
                let town = Some(one.rule) == self.engine.locality;
                let doubtful = one.at_most == Some(Status::ToReview);
                (town && doubtful && self.dated(one.span.start)).then_some(DATED)
            }
            Family::Name if certain && self.address_follows(one.span.end) => Some(OWN_ADDRESS),
            _ => None,
        }
    }

    /// The rank of the first token that begins at an offset or after.
    fn rank(&self, offset: usize) -> usize {
        self.view.tokens().partition_point(|token| (token.start as usize) < offset)
    }

    /// `née le 3 mai 1980 à …`, `mariés le [Date mariage 1] 1999 à …`.
    fn dated(&self, offset: usize) -> bool {
        let tokens = self.view.tokens();
        let place = self.rank(offset);
        let Some(link) = place.checked_sub(1) else { return false };
        if !matches!(
            tokens[link].text(&self.view.text),
            "à" | "À" | "a" | "A" | "au" | "aux" | "en"
        ) {
            return false;
        }
        let before = |reach: usize| &tokens[link.saturating_sub(reach)..link];
        let date = before(DATE_REACH).iter().any(|token| match token.kind {
            TokenKind::Number => token.range().len() == 4,
            TokenKind::Placeholder(kind) => matches!(
                kind,
                PlaceholderKind::BirthDate
                    | PlaceholderKind::MarriageDate
                    | PlaceholderKind::DeathDate
            ),
            _ => false,
        });
        date && before(EVENT_REACH).iter().any(|token| EVENTS.contains(&token.hash))
    }

    /// Whether the masked address of whoever is named comes next, on the same line.
    fn address_follows(&self, offset: usize) -> bool {
        let next = self.view.tokens()[self.rank(offset)..].iter().take(4);
        let mut seen = next.take_while(|token| token.kind != TokenKind::Newline);
        seen.any(|token| token.kind == TokenKind::Placeholder(PlaceholderKind::Address))
    }

    /// `[Adresse 1]⏎59140 Bidulville`: a postal code and a town that go on with a masked address.
    fn second_lines(&self) -> Vec<Place> {
        if !self.masks(Category::Localite) {
            return Vec::new();
        }
        let tokens = self.view.tokens();
        let after = |at: usize| {
            let skipped = tokens[at + 1..].iter().take(3).take_while(|token| {
                matches!(token.kind, TokenKind::Newline | TokenKind::Punct(b',' | b'-'))
            });
            at + 1 + skipped.count()
        };
        let addresses =
            self.view.placeholders().filter(|(_, _, kind)| *kind == PlaceholderKind::Address);
        addresses.filter_map(|(at, _, _)| self.code_and_town(after(at))).collect()
    }

    fn code_and_town(&self, first: usize) -> Option<Place> {
        let tokens = self.view.tokens();
        let digits = |at: usize| {
            let token = tokens.get(at).filter(|token| token.kind == TokenKind::Number)?;
            Some(token.text(&self.view.text))
        };
        // `59140`, or `59 140`.
        let (code, town) = match (digits(first)?, digits(first + 1)) {
            (code, _) if code.len() == 5 => (code.to_owned(), first + 1),
            (start, Some(end)) if start.len() == 2 && end.len() == 3 => {
                (format!("{start}{end}"), first + 2)
            }
            _ => return None,
        };
        let named = tokens
            .get(town)
            .is_some_and(|token| token.is_word() && token.spaced && !MONEY.contains(&token.hash));
        let valid = code.parse().is_ok_and(is_postcode);
        (named && valid).then(|| Place {
            span: tokens[first].range().start..self.end_of_name(town),
            category: Category::Localite,
            cue: SECOND_LINE,
        })
    }

    /// Where the name of a town that begins at a token ends: capital-led words and what joins them.
    fn end_of_name(&self, first: usize) -> usize {
        let tokens = self.view.tokens();
        let mut last = first;
        for at in first + 1..tokens.len().min(first + 9) {
            let token: &Token = &tokens[at];
            let joined = tokens[at - 1].is_punct(b'-') || tokens[at - 1].is_punct(b'\'');
            match token.kind {
                TokenKind::Word(case) if case.is_capital() || joined => last = at,
                TokenKind::Punct(b'-' | b'\'') => {}
                _ => break,
            }
        }
        tokens[last].range().end
    }

    /// `Me [X], notaire à Bidulville`: where a person who is masked exercises.
    fn practices(&self) -> Vec<Place> {
        if !self.masks(Category::Localite) {
            return Vec::new();
        }
        let people = self.view.placeholders().filter(|(_, _, kind)| kind.is_person());
        people.filter_map(|(at, _, _)| self.practice(at)).collect()
    }

    fn practice(&self, person: usize) -> Option<Place> {
        let tokens = self.view.tokens();
        let text = &self.view.text;
        let comma = tokens.get(person + 1).is_some_and(|token| token.is_punct(b','));
        let trade = person + 1 + usize::from(comma);
        if !TRADES.contains(&tokens.get(trade)?.hash) {
            return None;
        }
        // `notaire associée à`.
        let link = (trade + 1..=trade + 2).find(|&at| {
            tokens.get(at).is_some_and(|token| matches!(token.text(text), "à" | "À"))
        })?;
        let town = tokens.get(link + 1)?;
        let info = self.lexicon.get(town.hash);
        let capital = town.case()?.is_capital() && info.cue() != Cue::Court;
        (capital || info.ordinary() == 0).then(|| Place {
            span: town.range().start..self.end_of_name(link + 1),
            category: Category::Localite,
            cue: PRACTICE,
        })
    }

    /// `Fax : 123 45` beside a telephone number that is masked.
    fn contacts(&self) -> Vec<Place> {
        let category = Category::TelephoneFax;
        if !self.masks(category) {
            return Vec::new();
        }
        let tokens = self.view.tokens();
        let phones: Vec<usize> = self
            .view
            .placeholders()
            .filter(|(_, _, kind)| *kind == PlaceholderKind::Phone)
            .map(|(at, _, _)| at)
            .collect();
        let mut found = Vec::new();
        for at in phones {
            let near = at.saturating_sub(CONTACT_REACH)..tokens.len().min(at + CONTACT_REACH);
            found.extend(
                near.filter(|&label| CONTACTS.contains(&tokens[label].hash))
                    .filter_map(|label| self.number_after(label))
                    .map(|span| Place { span, category, cue: CONTACT }),
            );
        }
        found
    }

    /// The number that a word announces on its line.
    fn number_after(&self, label: usize) -> Option<Range<usize>> {
        let tokens = self.view.tokens();
        let text = &self.view.text;
        let sign = |token: &&Token| {
            matches!(token.kind, TokenKind::Punct(b'.' | b':') | TokenKind::Symbol)
                || token.text(text).eq_ignore_ascii_case("n")
        };
        let first = label + 1 + tokens[label + 1..].iter().take(4).take_while(sign).count();
        let mut digits = 0;
        let mut end = None;
        for token in &tokens[first.min(tokens.len())..] {
            match token.kind {
                TokenKind::Number => {
                    digits += token.range().len();
                    end = Some(token.range().end);
                }
                TokenKind::Punct(b'.' | b'-' | b'/') => {}
                _ => break,
            }
        }
        let start = tokens.get(first)?.range().start;
        end.filter(|&end| CALLED.contains(&digits) && start < end).map(|end| start..end)
    }
}
