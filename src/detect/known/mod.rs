//! Values that are known to be masked, looked for in everything that is published.
//!
//! The most certain control there is: nothing is guessed about what a word is, since the record
//! says it. What is left to judge is whether an occurrence is the masked value or its namesake (counsel,
//! a street, the seat of a court). Values in clear live here for the time of one decision.

pub mod alignment;
mod coherence;
mod search;
mod traders;
mod uneven;
mod values;

use std::borrow::Cow;

use crate::document::blocks::BlockKind;
use crate::document::{Case, Document, Token, TokenKind, View};
use crate::lexicon::{Cue, Lexicon};
use crate::policy::Policy;
use crate::rules::{Catalogue, RuleIndex};
use crate::taxonomy::{Category, Severity, Status};

use super::finding::Candidate;
use coherence::Coherence;
use search::{Form, Hit};
use traders::Traders;
use uneven::Uneven;
use values::{Part, Source, Value};

pub use values::Values;

/// The engine: the ranks of its rules, those that the catalogue has.
pub struct Known {
    term: Option<RuleIndex>,
    labour_term: Option<RuleIndex>,
    party: Option<RuleIndex>,
    masked: Option<RuleIndex>,
    company_name: Option<RuleIndex>,
    metadata: Option<RuleIndex>,
    coherence: Coherence,
    uneven: Uneven,
    traders: Traders,
}

impl Known {
    pub fn compile(catalogue: &Catalogue) -> Self {
        let rule = |id| catalogue.index(id);
        Self {
            term: rule("OCC-COH-02"),
            labour_term: rule("OCC-COH-03"),
            party: rule("OCC-COH-07"),
            masked: rule("OCC-COH-09"),
            company_name: rule("OCC-COH-12"),
            metadata: rule("OCC-COH-13"),
            coherence: Coherence::compile(catalogue),
            uneven: Uneven::compile(catalogue),
            traders: Traders::compile(catalogue),
        }
    }

    /// Adds what is left of the known values; gives the names that stand for judges and clerks.
    pub fn scan(
        &self,
        document: &Document,
        values: &Values,
        policy: &Policy,
        lexicon: &Lexicon,
        found: &mut [Vec<Candidate>],
    ) {
        if !values.list.is_empty() {
            for (rank, (view, list)) in document.views.iter().zip(&mut *found).enumerate() {
                let hits = search::search(view, &values.list);
                let judge = Judge { view, lexicon, policy, values: &values.list, hits: &hits };
                for hit in longest(&hits, &values.list) {
                    list.extend(self.candidate(&judge, hit, rank > 0));
                }
            }
        }
        self.coherence.scan(document, found);
        self.copies(document, found);
        self.uneven.scan(document, policy, lexicon, found);
        self.traders.scan(document, lexicon, found);
    }

    fn candidate(&self, judge: &Judge, hit: &Hit, metadata: bool) -> Option<Candidate> {
        let value = &judge.values[hit.value];
        let weighed = judge.weigh(hit)?;
        let person = value.category == Category::PersonnePhysique;
        let certain = weighed.at_most.is_none();
        let company = person && certain && judge.in_company(hit);
        let rule = match value.source {
            Source::Term => self.term,
            Source::LabourTerm => self.labour_term,
            _ if metadata && certain => self.metadata,
            _ if company && value.part != Part::FirstName => self.company_name,
            Source::Masked => self.masked,
            Source::Party => self.party,
        }?;
        let mut cues: Vec<Cow<'static, str>> = vec![Cow::Borrowed(match value.source {
            Source::Term | Source::LabourTerm => "terme que le juge a demandé de masquer",
            Source::Masked => "masqué ailleurs dans la même décision",
            Source::Party => "partie ou tiers nommé par les métadonnées",
        })];
        cues.extend(match hit.form {
            Form::AsWritten => None,
            Form::Joined => Some(Cow::Borrowed("écrit en un mot ou coupé")),
            Form::Plural => Some(Cow::Borrowed("au pluriel")),
            Form::Digits => Some(Cow::Borrowed("mêmes chiffres, groupés autrement")),
            Form::Address => Some(Cow::Borrowed("dans une adresse électronique ou un lien")),
        });
        cues.extend(weighed.cue.map(Cow::Borrowed));
        Some(Candidate {
            span: hit.span.clone(),
            rule,
            category: value.category,
            severity: weighed.at_most.and(Some(Severity::Mineur)),
            confidence: if certain { 0.99 } else { 0.6 },
            value: value.folded.clone(),
            cues,
            at_most: weighed.at_most,
        })
    }

    /// A second version of the text that differs from the first (OCC-COH-13).
    fn copies(&self, document: &Document, found: &mut [Vec<Candidate>]) {
        let Some(rule) = self.metadata else { return };
        for (view, list) in document.views.iter().zip(found) {
            if &*view.field != "displayText" {
                continue;
            }
            let end = view.text.find('\n').unwrap_or(view.text.len());
            list.push(Candidate {
                span: 0..end,
                rule,
                category: Category::TermeRemplacement,
                severity: Some(Severity::Majeur),
                confidence: 1.0,
                value: "displayText".to_owned(),
                cues: vec![Cow::Borrowed("displayText diffère de text")],
                at_most: None,
            });
        }
    }
}

/// The longest of the hits that overlap; at equal length, the gravest source.
fn longest<'h>(hits: &'h [Hit], values: &[Value]) -> Vec<&'h Hit> {
    let mut sorted: Vec<&Hit> = hits.iter().collect();
    let rank = |hit: &Hit| {
        let value = &values[hit.value];
        (!value.kept, value.source, value.part != Part::Whole)
    };
    sorted.sort_by(|a, b| {
        let size = |hit: &Hit| std::cmp::Reverse(hit.span.len());
        size(a)
            .cmp(&size(b))
            .then_with(|| rank(a).cmp(&rank(b)))
            .then_with(|| a.span.start.cmp(&b.span.start))
            .then_with(|| a.value.cmp(&b.value))
    });
    let mut kept: Vec<&Hit> = Vec::new();
    for hit in sorted {
        let covered = kept
            .iter()
            .any(|other| hit.span.start < other.span.end && other.span.start < hit.span.end);
        if !covered {
            kept.push(hit);
        }
    }
    kept.sort_by_key(|hit| hit.span.start);
    kept
}

/// What an occurrence is worth.
struct Weighed {
    at_most: Option<Status>,
    cue: Option<&'static str>,
}

const VIOLATION: Weighed = Weighed { at_most: None, cue: None };

fn permitted(cue: &'static str) -> Weighed {
    Weighed { at_most: Some(Status::Permitted), cue: Some(cue) }
}

fn doubtful(cue: &'static str) -> Weighed {
    Weighed { at_most: Some(Status::ToReview), cue: Some(cue) }
}

/// Whose names stay visible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Office {
    Counsel,
    /// Judges and clerks.
    Bench,
}

/// Tells a masked value from its namesakes, by what stands around an occurrence.
struct Judge<'a> {
    view: &'a View<'a>,
    lexicon: &'a Lexicon,
    policy: &'a Policy,
    values: &'a [Value],
    hits: &'a [Hit],
}

impl Judge<'_> {
    /// `None` when the occurrence is an ordinary word.
    fn weigh(&self, hit: &Hit) -> Option<Weighed> {
        let value = &self.values[hit.value];
        // What the judge asked to keep covers what it holds, and is no finding.
        if value.kept {
            return None;
        }
        match value.source {
            // The judge's own words are masked whatever they are.
            Source::Term => return Some(VIOLATION),
            Source::LabourTerm => return Some(VIOLATION),
            Source::Masked | Source::Party => {}
        }
        if value.source == Source::Party && self.policy.omitted.contains(value.category) {
            return Some(permitted("catégorie laissée visible par la politique de la décision"));
        }
        match value.category {
            Category::PersonnePhysique => self.person(hit, value),
            Category::Localite => self.locality(hit, value),
            Category::PersonneMorale | Category::Etablissement => self.company(hit, value),
            _ => Some(VIOLATION),
        }
    }

    fn person(&self, hit: &Hit, value: &Value) -> Option<Weighed> {
        if hit.form == Form::Address {
            return Some(VIOLATION);
        }
        let (first, last) = hit.tokens;
        let tokens = self.view.tokens();
        let lower = value.capital
            && (first..=last)
                .all(|at| tokens[at].case() == Some(Case::Lower) || !tokens[at].is_word());
        let ordinary = hit_words(hit).all(|at| self.lexicon.get(tokens[at].hash).ordinary() >= 3);
        let masked_beside = self.masked_beside(first, last);
        let civil = self.civil_before(first);
        if lower {
            let glued = self.glued(first, last);
            return match (glued, ordinary) {
                (true, _) => Some(VIOLATION),
                (false, true) => None,
                (false, false) => Some(doubtful("sans capitale")),
            };
        }
        if masked_beside || self.same_person(hit, value) {
            return Some(VIOLATION);
        }
        let short = value.folded.chars().count() <= 2;
        if let Some(office) = self.office(hit) {
            return (!short).then(|| self.officer(hit, value, office));
        }
        if civil {
            return Some(match self.other_name(first, last, civil) {
                true if value.part == Part::FirstName => {
                    doubtful("prénom d'une autre personne, sans doute")
                }
                _ => VIOLATION,
            });
        }
        if short {
            return None;
        }
        if self.cue_before(first, 4, |cue| cue == Cue::Street) {
            return Some(doubtful("homonyme : nom de voie"));
        }
        if self.cue_before(first, 2, |cue| cue == Cue::Statute) {
            return Some(permitted("homonyme : nom d'un texte ou d'un arrêt"));
        }
        if value.part == Part::FirstName && self.and_another(last) {
            return Some(doubtful("prénom d'une autre personne, sans doute"));
        }
        if self.other_name(first, last, false) {
            return Some(match value.part {
                // `Saint-Untel Jean` is no name: only a name before a first name makes another one.
                Part::FirstName if self.named_around(first, last) => {
                    doubtful("prénom d'une autre personne, sans doute")
                }
                _ => VIOLATION,
            });
        }
        if ordinary && (self.opens_sentence(first) || self.in_heading(first)) {
            return Some(doubtful("mot courant, en tête de phrase ou de titre"));
        }
        if ordinary && value.part == Part::Surname {
            return Some(doubtful("mot courant avec une capitale"));
        }
        Some(VIOLATION)
    }

    /// What a masked name is worth among counsel, judges or clerks.
    fn officer(&self, hit: &Hit, value: &Value, office: Office) -> Weighed {
        let namesake = permitted("homonyme : avocat, magistrat ou greffier");
        match office {
            // What the chain masked among counsel elsewhere, it had to mask here too.
            Office::Counsel if value.among_counsel => VIOLATION,
            Office::Counsel if self.named_otherwise(hit) => namesake,
            // `Me Untel` is short for the counsel that another line names in full.
            Office::Counsel => {
                let elsewhere = self.hits.iter().any(|other| {
                    other.value == hit.value
                        && self.office(other) == Some(Office::Counsel)
                        && self.named_otherwise(other)
                });
                if elsewhere { namesake } else { VIOLATION }
            }
            Office::Bench if value.among_bench => VIOLATION,
            Office::Bench => namesake,
        }
    }

    fn locality(&self, hit: &Hit, value: &Value) -> Option<Weighed> {
        let (first, last) = hit.tokens;
        let tokens = self.view.tokens();
        if value.capital && (first..=last).all(|at| tokens[at].case() == Some(Case::Lower)) {
            return None;
        }
        if self.office(hit).is_some() {
            return Some(permitted("homonyme : avocat, magistrat ou greffier"));
        }
        if self.seat_before(first) {
            return Some(permitted("siège d'une juridiction ou d'un organisme"));
        }
        if self.cue_before(first, 4, |cue| cue == Cue::Street) {
            return Some(doubtful("homonyme : nom de voie"));
        }
        Some(VIOLATION)
    }

    fn company(&self, hit: &Hit, value: &Value) -> Option<Weighed> {
        let (first, last) = hit.tokens;
        let tokens = self.view.tokens();
        if hit.form == Form::Address {
            return Some(VIOLATION);
        }
        let one = value.words.len() == 1;
        let lower = (first..=last).all(|at| tokens[at].case() == Some(Case::Lower));
        let ordinary = hit_words(hit)
            .all(|at| !tokens[at].is_word() || self.lexicon.get(tokens[at].hash).ordinary() >= 1);
        if value.capital && lower && ordinary {
            return None;
        }
        if self.office(hit).is_some() {
            return Some(permitted("homonyme : avocat, magistrat ou greffier"));
        }
        if one
            && ordinary
            && !self.cue_before(first, 2, |cue| matches!(cue, Cue::LegalForm | Cue::Organisation))
        {
            return Some(doubtful("mot courant avec une capitale"));
        }
        Some(VIOLATION)
    }

    /// Whether a placeholder of a person stands right before or after, or past a hyphen.
    fn masked_beside(&self, first: usize, last: usize) -> bool {
        let tokens = self.view.tokens();
        let person = |at: Option<usize>| {
            at.and_then(|at| tokens.get(at)).is_some_and(
                |token| matches!(token.kind, TokenKind::Placeholder(kind) if kind.is_person()),
            )
        };
        let hyphen = |at: Option<usize>| {
            at.and_then(|at| tokens.get(at)).is_some_and(|token| token.is_punct(b'-'))
        };
        let word = |at: Option<usize>| at.and_then(|at| tokens.get(at)).is_some_and(Token::is_word);
        let mut before = first.checked_sub(1);
        if hyphen(before) {
            before = first.checked_sub(2);
            // `[X] Autre-Untel`: the compound name is one name.
            if word(before) {
                before = first.checked_sub(3);
            }
        }
        let mut after = last + 1;
        if hyphen(Some(after)) {
            after += 1 + usize::from(word(Some(after + 1)));
        }
        person(before) || person(Some(after))
    }

    /// Whether a civility or a word of kinship stands before, with at most two words between, or
    /// at the end of the line above.
    fn civil_before(&self, first: usize) -> bool {
        let tokens = self.view.tokens();
        let civil = |cue| matches!(cue, Cue::Civility | Cue::Kinship | Cue::Birth);
        let line = first.checked_sub(1).filter(|&at| tokens[at].kind == TokenKind::Newline);
        self.cue_before(line.unwrap_or(first), if line.is_some() { 1 } else { 3 }, civil)
    }

    /// `Jean et Philippe …`: a first name that goes with another one.
    fn and_another(&self, last: usize) -> bool {
        let tokens = self.view.tokens();
        let and = tokens.get(last + 1).is_some_and(|token| token.text(&self.view.text) == "et");
        and && tokens.get(last + 2).is_some_and(|token| {
            token.case() == Some(Case::Title) && self.lexicon.get(token.hash).first_name() > 0
        })
    }

    fn cue_before(&self, first: usize, reach: usize, wanted: impl Fn(Cue) -> bool) -> bool {
        let tokens = self.view.tokens();
        let mut seen = 0;
        for at in (0..first).rev() {
            let token = &tokens[at];
            match token.kind {
                TokenKind::Word(_) => {
                    if wanted(self.lexicon.get(token.hash).cue()) {
                        return true;
                    }
                    seen += 1;
                }
                TokenKind::Newline | TokenKind::Punct(b';') => return false,
                TokenKind::Punct(b'.') if token_is_stop(tokens, at) => return false,
                _ => {}
            }
            if seen >= reach {
                return false;
            }
        }
        false
    }

    /// Whether the words before lead, without a break, to a court or a public body: `tribunal
    /// judiciaire de`, `barreau de`, `préfet du`, `fait à`.
    fn seat_before(&self, first: usize) -> bool {
        const SEATS: &str = " prefet prefete prefecture cpam caf urssaf carsat msa mdph rcs greffe parquet \
            academie rectorat aeroport chu chru dreets direccte \
            barreau tribunal cour conseil juge juges procureur greffier greffiere ";
        const LINKS: &str = " de du d l la le les des a au aux en et judiciaire appel grande instance commerce proximite \
            prud hommes administratif administrative correctionnel pour enfants affaires familiales \
            securite sociale siegeant pres contentieux protection pole social activites economiques \
            paritaire baux ruraux police assises registre societes mise etat execution libertes \
            detention republique general generale tribunaux ";
        // `fait à Lille`: the place of an act, with nothing but `à` between.
        const ACTS: &str = " fait faite prononce prononcee rendu rendue ";
        let mut links = 0;
        let listed = |list: &str, word: &str| list.contains(&format!(" {word} "));
        let tokens = self.view.tokens();
        for token in tokens[..first].iter().rev().take(14) {
            match token.kind {
                TokenKind::Word(_) => {
                    let word = crate::document::tokens::fold(token.text(&self.view.text));
                    if listed(SEATS, &word) || links <= 1 && listed(ACTS, &word) {
                        return true;
                    }
                    if !listed(LINKS, &word) {
                        return false;
                    }
                    links += 1;
                }
                TokenKind::Punct(b'\'' | b'-' | b'.') | TokenKind::Symbol => {}
                TokenKind::Newline => {}
                _ => return false,
            }
        }
        false
    }

    /// Who is named here, when it is counsel, a judge or a clerk.
    fn office(&self, hit: &Hit) -> Option<Office> {
        let in_block = |kind| self.view.in_block(kind, hit.span.start);
        if in_block(BlockKind::Counsel)
            || self.cue_before(hit.tokens.0, 2, |cue| cue == Cue::LawyerTitle)
        {
            return Some(Office::Counsel);
        }
        let bench = in_block(BlockKind::Composition) || in_block(BlockKind::Signature);
        bench.then_some(Office::Bench)
    }

    /// The capital-led words that make one name with an occurrence: right after, right before.
    fn companions(&self, first: usize, last: usize) -> [Option<usize>; 2] {
        let tokens = self.view.tokens();
        let name = |at: Option<usize>| {
            let at = at?;
            let token = tokens.get(at)?;
            let info = self.lexicon.get(token.hash);
            let capital = matches!(token.case()?, Case::Title | Case::Upper | Case::Mixed);
            (capital && info.cue() == Cue::None && (info.is_name() || info.ordinary() < 3))
                .then_some(at)
        };
        let hyphen = |at: usize| tokens.get(at).is_some_and(|token| token.is_punct(b'-'));
        let next = last + 1 + usize::from(hyphen(last + 1));
        let before = first.checked_sub(1);
        let before = match before {
            Some(at) if hyphen(at) => at.checked_sub(1),
            other => other,
        };
        [name(Some(next)), name(before)]
    }

    /// Whether a word makes another name with this one than any that is masked.
    fn other_name(&self, first: usize, last: usize, civil: bool) -> bool {
        let known = |at: usize| self.hits.iter().any(|hit| hit_words(hit).contains(&at));
        let [next, before] = self.companions(first, last);
        next.is_some_and(|at| !known(at)) || !civil && before.is_some_and(|at| !known(at))
    }

    /// Whether any word may be a name after this one, or a known name stands before.
    fn named_around(&self, first: usize, last: usize) -> bool {
        let [next, before] = self.companions(first, last);
        let known = |at: usize| self.lexicon.get(self.view.tokens()[at].hash).is_name();
        next.is_some() || before.is_some_and(known)
    }

    /// Whether a word that makes a name with this one also touches it where it is masked.
    fn same_person(&self, hit: &Hit, value: &Value) -> bool {
        let tokens = self.view.tokens();
        let (first, last) = hit.tokens;
        let beside = |at: usize| value.beside.contains(&tokens[at].hash);
        self.companions(first, last).into_iter().flatten().any(beside)
    }

    /// Whether a word makes a name with this one that nothing says is masked.
    fn named_otherwise(&self, hit: &Hit) -> bool {
        let (first, last) = hit.tokens;
        self.companions(first, last).into_iter().any(|at| at.is_some())
    }

    /// `jean.dupont`, `dupont@`: joined to other words by signs of an address.
    fn glued(&self, first: usize, last: usize) -> bool {
        let tokens = self.view.tokens();
        let sign = |at: Option<usize>, side: usize| {
            at.and_then(|at| tokens.get(at)).is_some_and(|token| {
                matches!(token.kind, TokenKind::Punct(b'@' | b'_'))
                    || token.is_punct(b'.') && tokens.get(side).is_some_and(|next| !next.spaced)
            })
        };
        let before = first.checked_sub(1).filter(|_| !tokens[first].spaced);
        sign(before, first)
            || tokens.get(last + 1).is_some_and(|next| !next.spaced)
                && sign(Some(last + 1), last + 2)
    }

    fn in_company(&self, hit: &Hit) -> bool {
        self.cue_before(hit.tokens.0, 2, |cue| matches!(cue, Cue::LegalForm | Cue::Organisation))
    }

    fn opens_sentence(&self, first: usize) -> bool {
        let tokens = self.view.tokens();
        first.checked_sub(1).is_none_or(|at| match tokens[at].kind {
            // `Z. Untel` opens nothing.
            TokenKind::Punct(b'.') => token_is_stop(tokens, at),
            kind => matches!(kind, TokenKind::Newline | TokenKind::Punct(b':' | b'-' | b'*')),
        })
    }

    /// Whether the word stands among others in capitals.
    fn in_heading(&self, first: usize) -> bool {
        let tokens = self.view.tokens();
        tokens[first].case() == Some(Case::Upper)
            && [first.checked_sub(1), Some(first + 1)].into_iter().flatten().any(|at| {
                tokens.get(at).is_some_and(|token| {
                    let info = self.lexicon.get(token.hash);
                    token.case() == Some(Case::Upper)
                        && info.ordinary() >= 3
                        && info.cue() == Cue::None
                })
            })
    }
}

fn hit_words(hit: &Hit) -> std::ops::RangeInclusive<usize> {
    hit.tokens.0..=hit.tokens.1
}

/// A full stop, rather than the mark of an abbreviation (`M.`).
fn token_is_stop(tokens: &[crate::document::Token], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| &tokens[before]);
    before.is_some_and(|token| token.range().len() > 3)
}
