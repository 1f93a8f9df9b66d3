//! What a mention is worth alone, and what makes it a violation.
//!
//! « viol », « mineur », « article 15-4 » are words of justice: they reveal nobody. They matter when the same
//! decision also leaves an identifier in clear. A mention therefore leaves its engine lowered (`alone`), and
//! `Protection::apply`, a pure function of the candidates of one document, raises the few that count.

use std::ops::Range;

use regex::Regex;

use super::finding::Candidate;
use crate::rules::{Catalogue, RuleIndex};
use crate::taxonomy::{Category, Severity, Status};

/// Protected agents: a name this near (code points) makes the mention blocking (catalogue, PROT-RIO).
const NEAR_AGENT: usize = 80;
/// Within what distance (bytes) a first name, an age and a place describe one child.
const NEAR_MINOR: usize = 300;
/// Within what distance (bytes) a unique role qualifies a masked person.
const NEAR_ROLE: usize = 60;
/// From how many words on a quotation is found by any search engine.
const LONG_QUOTATION: usize = 12;

/// What a mention is worth alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alone {
    pub severity: Severity,
    pub at_most: Status,
}

/// What must stand in the decision for a mention to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Condition {
    /// A name within 80 characters.
    NameNear,
    /// Any identifier left in clear in the decision.
    AnyIdentifier,
    /// A name, an age or a date, and a place or a school around.
    ChildDescribed,
    /// A masked person beside: heavier, but for the magistrate to decide.
    MaskedPersonBeside,
    /// Twelve words or more: heavier, but for the magistrate to decide.
    LongQuotation,
    /// A masked person anywhere in the decision: heavier, but for the magistrate to decide.
    MaskedPerson,
    /// Nothing more: what it is worth, for the magistrate to decide.
    Read(Severity),
}

/// Rules whose findings depend on what stands around, by id.
const CONDITIONS: [(&str, Condition); 8] = [
    ("PROT-RIO", Condition::NameNear),
    ("PROT-VSS", Condition::AnyIdentifier),
    ("PROT-TEM", Condition::AnyIdentifier),
    ("PROT-MIN", Condition::ChildDescribed),
    ("OCC-ROLE", Condition::MaskedPersonBeside),
    ("OCC-CITATION", Condition::LongQuotation),
    ("REI-06", Condition::MaskedPerson),
    ("REI-09", Condition::Read(Severity::Majeur)),
];

/// What a mention of this rule is worth before anything else is known; `None` for other rules.
///
/// `value` is the canonical form of the candidate: a number in it is an identifier by itself.
pub fn alone(rule_id: &str, value: &str) -> Option<Alone> {
    let (_, condition) = CONDITIONS.iter().find(|(id, _)| *id == rule_id)?;
    let has_number = value.bytes().filter(u8::is_ascii_digit).count() >= 5;
    let severity = match condition {
        Condition::NameNear if has_number => Severity::Majeur,
        Condition::NameNear | Condition::AnyIdentifier | Condition::ChildDescribed => {
            Severity::Info
        }
        Condition::MaskedPersonBeside | Condition::MaskedPerson => Severity::Info,
        Condition::LongQuotation => Severity::Mineur,
        Condition::Read(severity) => *severity,
    };
    Some(Alone { severity, at_most: Status::ToReview })
}

/// The conditions of a catalogue.
pub struct Protection {
    rules: Vec<(RuleIndex, Condition)>,
    age_or_date: Regex,
    school: Regex,
    masked_person: Regex,
}

/// Where a candidate stands: view, then rank in the view.
type Place = (usize, usize);

impl Protection {
    /// Expects nothing of the catalogue: rules that it lacks are not applied.
    pub fn compile(catalogue: &Catalogue) -> Result<Self, regex::Error> {
        let known = CONDITIONS.iter();
        Ok(Self {
            rules: known.filter_map(|&(id, c)| Some((catalogue.index(id)?, c))).collect(),
            age_or_date: Regex::new(
                r"(?i)\d{1,2}\s+(?:ans|mois)\b|âgée?s?\s+de|née?s?\s+(?:le|en)\s+\d|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}",
            )?,
            school: Regex::new(
                r"(?i)coll[èe]ge|lyc[ée]e|[ée]cole|cr[èe]che|maternelle|foyer|\bIME\b|\bITEP\b",
            )?,
            masked_person: Regex::new(r"\[[A-Z]{1,3}\]|\b[A-Z]\.\.\.")?,
        })
    }

    /// Raises the mentions that stand with an identifier, and folds repeated lone mentions into one.
    ///
    /// `texts` are the normalised texts of the views and `candidates` what was found in each, in the same
    /// order. `violates` says whether the policy makes a violation of a candidate.
    pub fn apply(
        &self,
        texts: &[&str],
        candidates: &mut [Vec<Candidate>],
        violates: impl Fn(&Candidate) -> bool,
    ) {
        if self.rules.is_empty() {
            return;
        }
        let identifiers = identifiers(candidates, violates);
        for &(rule, condition) in &self.rules {
            match condition {
                Condition::AnyIdentifier => raise_nearest(rule, candidates, &identifiers),
                Condition::NameNear => raise_near_names(rule, texts, candidates, &identifiers),
                Condition::ChildDescribed => {
                    self.raise_children(rule, texts, candidates, &identifiers);
                }
                Condition::MaskedPersonBeside => self.weigh_roles(rule, texts, candidates),
                Condition::LongQuotation => weigh_quotations(rule, candidates),
                Condition::MaskedPerson => self.weigh_numbers(rule, texts, candidates),
                Condition::Read(_) => {}
            }
        }
        for found in candidates {
            fold_repeats(found, |rule| self.rules.iter().any(|&(known, _)| known == rule));
        }
    }

    fn raise_children(
        &self,
        rule: RuleIndex,
        texts: &[&str],
        candidates: &mut [Vec<Candidate>],
        identifiers: &[Identifier],
    ) {
        for (view, found) in candidates.iter_mut().enumerate() {
            for mention in found.iter_mut().filter(|mention| mention.rule == rule) {
                let near = window(texts[view], &mention.span, NEAR_MINOR);
                let around = &texts[view][near.clone()];
                let inside = |kinds: &[Category]| {
                    identifiers.iter().find(|identifier| {
                        identifier.place.0 == view
                            && kinds.contains(&identifier.category)
                            && near.contains(&identifier.span.start)
                    })
                };
                let Some(name) = inside(&[Category::PersonnePhysique]) else { continue };
                let dated = inside(&[Category::DateNaissance]).is_some()
                    || self.age_or_date.is_match(around);
                let located = inside(&PLACES).is_some() || self.school.is_match(around);
                if dated && located {
                    raise(mention, Severity::Bloquant, name.confidence, CHILD_CUE);
                }
            }
        }
    }

    fn weigh_numbers(&self, rule: RuleIndex, texts: &[&str], candidates: &mut [Vec<Candidate>]) {
        let is_ours = |mention: &Candidate| mention.rule == rule;
        if !candidates.iter().flatten().any(is_ours)
            || !texts.iter().any(|text| self.masked_person.is_match(text))
        {
            return;
        }
        for mention in candidates.iter_mut().flatten().filter(|mention| mention.rule == rule) {
            mention.severity = None;
            mention.cues.push("la décision masque une personne".into());
        }
    }

    fn weigh_roles(&self, rule: RuleIndex, texts: &[&str], candidates: &mut [Vec<Candidate>]) {
        for (view, found) in candidates.iter_mut().enumerate() {
            for mention in found.iter_mut().filter(|mention| mention.rule == rule) {
                let near = window(texts[view], &mention.span, NEAR_ROLE);
                if self.masked_person.is_match(&texts[view][near]) {
                    mention.severity = None;
                    mention.cues.push("une personne masquée porte ce titre".into());
                }
            }
        }
    }
}

const PLACES: [Category; 3] = [Category::Localite, Category::Adresse, Category::Etablissement];
const CHILD_CUE: &str = "prénom, âge ou date, lieu ou établissement réunis";

/// A violation that identifies somebody.
struct Identifier {
    place: Place,
    span: Range<usize>,
    category: Category,
    confidence: f32,
}

/// Categories that identify a natural person or say where to find her.
fn identifies(category: Category) -> bool {
    use Category as C;
    matches!(
        category,
        C::PersonnePhysique
            | C::DateNaissance
            | C::DateDeces
            | C::DateMariage
            | C::Adresse
            | C::Localite
            | C::Etablissement
            | C::TelephoneFax
            | C::Email
            | C::SiteWebSensible
            | C::NumeroIdentifiant
            | C::PlaqueImmatriculation
            | C::TraceNumerique
    )
}

fn identifiers(
    candidates: &[Vec<Candidate>],
    violates: impl Fn(&Candidate) -> bool,
) -> Vec<Identifier> {
    let mut out = Vec::new();
    for (view, found) in candidates.iter().enumerate() {
        let kept = found
            .iter()
            .enumerate()
            .filter(|(_, one)| identifies(one.category) && one.at_most.is_none() && violates(one));
        out.extend(kept.map(|(rank, one)| Identifier {
            place: (view, rank),
            span: one.span.clone(),
            category: one.category,
            confidence: one.confidence,
        }));
    }
    out
}

/// Makes a violation of a mention. Both must be right for it to be: probabilities multiply.
fn raise(mention: &mut Candidate, severity: Severity, confidence: f32, cue: &'static str) {
    if mention.at_most.is_some() {
        mention.confidence *= confidence;
    }
    mention.severity = Some(severity);
    mention.at_most = None;
    if !mention.cues.iter().any(|known| known == cue) {
        mention.cues.push(cue.into());
    }
}

/// Each identifier raises the mention nearest to it: a decision on a rape names it fifty times,
/// and fifty refusals for one name left would bury that name.
fn raise_nearest(rule: RuleIndex, candidates: &mut [Vec<Candidate>], identifiers: &[Identifier]) {
    let mentions: Vec<(Place, Range<usize>)> = places_of(rule, candidates);
    if mentions.is_empty() {
        return;
    }
    for identifier in identifiers {
        let distance = |(place, span): &(Place, Range<usize>)| {
            (place.0 != identifier.place.0, span.start.abs_diff(identifier.span.start), *place)
        };
        if let Some((place, _)) = mentions.iter().min_by_key(|mention| distance(mention)) {
            let mention = &mut candidates[place.0][place.1];
            let cue = "identifiant resté en clair dans la même décision";
            raise(mention, Severity::Bloquant, identifier.confidence, cue);
        }
    }
}

fn places_of(rule: RuleIndex, candidates: &[Vec<Candidate>]) -> Vec<(Place, Range<usize>)> {
    let of_view = |(view, found): (usize, &Vec<Candidate>)| {
        let mentions = found.iter().enumerate().filter(|(_, one)| one.rule == rule);
        mentions.map(|(rank, one)| ((view, rank), one.span.clone())).collect::<Vec<_>>()
    };
    candidates.iter().enumerate().flat_map(of_view).collect()
}

fn raise_near_names(
    rule: RuleIndex,
    texts: &[&str],
    candidates: &mut [Vec<Candidate>],
    identifiers: &[Identifier],
) {
    for (view, found) in candidates.iter_mut().enumerate() {
        for mention in found.iter_mut().filter(|mention| mention.rule == rule) {
            let near = identifiers.iter().find(|identifier| {
                identifier.place.0 == view
                    && identifier.category == Category::PersonnePhysique
                    && gap(texts[view], &mention.span, &identifier.span) <= NEAR_AGENT
            });
            if let Some(name) = near {
                let cue = "un nom à moins de quatre-vingts caractères";
                raise(mention, Severity::Bloquant, name.confidence, cue);
            }
        }
    }
}

/// Code points between two spans; 0 when they touch or overlap.
fn gap(text: &str, one: &Range<usize>, other: &Range<usize>) -> usize {
    let (first, second) = if one.start <= other.start { (one, other) } else { (other, one) };
    // No character is longer than four bytes: beyond that, counting would be in vain.
    if second.start.saturating_sub(first.end) > 4 * (NEAR_AGENT + 1) {
        return usize::MAX;
    }
    text.get(first.end..second.start).map_or(0, |between| between.chars().count())
}

fn weigh_quotations(rule: RuleIndex, candidates: &mut [Vec<Candidate>]) {
    for mention in candidates.iter_mut().flatten().filter(|mention| mention.rule == rule) {
        let words = mention.value.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        if words.count() >= LONG_QUOTATION {
            mention.severity = None;
            mention.cues.push("citation d'au moins douze mots".into());
        }
    }
}

/// Keeps the first of lone mentions with the same words: a reader needs to see it once.
fn fold_repeats(found: &mut Vec<Candidate>, is_conditional: impl Fn(RuleIndex) -> bool) {
    let lone = |one: &Candidate| is_conditional(one.rule) && one.at_most == Some(Status::ToReview);
    let mut seen: Vec<(RuleIndex, String, Option<Severity>, usize)> = Vec::new();
    found.retain(|one| {
        if !lone(one) {
            return true;
        }
        let same =
            |(rule, value, severity, _): &&mut (RuleIndex, String, Option<Severity>, usize)| {
                *rule == one.rule && *value == one.value && *severity == one.severity
            };
        match seen.iter_mut().find(same) {
            Some((_, _, _, count)) => *count += 1,
            None => {
                seen.push((one.rule, one.value.clone(), one.severity, 1));
                return true;
            }
        }
        false
    });
    for (rule, value, severity, count) in seen.into_iter().filter(|repeat| repeat.3 > 1) {
        let kept = found.iter_mut().find(|one| {
            one.rule == rule && one.value == value && one.severity == severity && lone(one)
        });
        if let Some(kept) = kept {
            kept.cues.push(format!("{count} mentions dans ce texte").into());
        }
    }
}

/// The bytes around a span, cut at characters.
fn window(text: &str, span: &Range<usize>, reach: usize) -> Range<usize> {
    text.floor_char_boundary(span.start.saturating_sub(reach))
        ..text.ceil_char_boundary((span.end + reach).min(text.len()))
}
