//! All engines, compiled once, and the one call that runs them over a document.
//!
//! Engines that read a document alone come first, in any order; `known`, `sites` and `protection` then weigh what these
//! found.

use std::ops::Range;
use std::path::Path;

use thiserror::Error;

use crate::corpus::Decision;
use crate::document::Document;
use crate::lexicon::{Lexicon, LexiconError};
use crate::policy::Policy;
use crate::rules::{Catalogue, EngineName, Example, ExampleKind, Rule, SelfTest};

use super::civil_dates::{CivilDates, CivilDatesError};
use super::identifiers::{Identifiers, IdentifiersError};
use super::known::alignment;
use super::known::{Known, Values};
use super::looks::{Asked, Looks, Memory};
use super::magistrates::Magistrates;
use super::names::{Names, NamesError};
use super::order::{self, OrderSample};
use super::patterns::{Patterns, PatternsError, Trace};
use super::places::{Places, PlacesError};
use super::protection::Protection;
use super::pseudonyms::Pseudonyms;
use super::publicity::PublicityEngine;
use super::readability::Readability;
use super::secrets::{Secrets, SecretsError};
use super::sites::Sites;
use super::{Candidate, Purpose};

/// Why the engines could not be compiled.
#[derive(Debug, Error)]
pub enum EnginesError {
    #[error(transparent)]
    Lexicon(#[from] LexiconError),
    #[error(transparent)]
    Identifiers(#[from] IdentifiersError),
    #[error(transparent)]
    Names(#[from] NamesError),
    #[error(transparent)]
    Places(#[from] PlacesError),
    #[error(transparent)]
    CivilDates(#[from] CivilDatesError),
    #[error(transparent)]
    Patterns(#[from] PatternsError),
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    #[error("motif interne refusé : {0}")]
    Protection(#[from] regex::Error),
}

/// The engines that were asked for, with the catalogue and the lexicons they share.
pub struct Engines {
    catalogue: Catalogue,
    lexicon: Lexicon,
    looks: Memory,
    chosen: Vec<EngineName>,
    identifiers: Option<Identifiers>,
    names: Option<Names>,
    places: Option<Places>,
    civil_dates: Option<CivilDates>,
    patterns: Option<Patterns>,
    known: Option<Known>,
    pseudonyms: Option<Pseudonyms>,
    publicity: Option<PublicityEngine>,
    magistrates: Option<Magistrates>,
    readability: Option<Readability>,
    /// What raises the mentions that `patterns` finds.
    protection: Option<Protection>,
    /// What weighs the home pages that `identifiers` finds.
    sites: Option<Sites>,
    secrets: Option<Secrets>,
}

/// Rules that weigh what another engine finds: without it they find nothing, and their examples prove nothing.
const BUILT_ON: [(&str, EngineName); 3] = [
    ("OCC-COH-14", EngineName::Identifiers),
    ("OCC-COH-16", EngineName::Places),
    ("OCC-COH-17", EngineName::Identifiers),
];

fn ranks(starts: &[u32]) -> impl Iterator<Item = usize> {
    starts.iter().map(|&at| at as usize)
}

impl Engines {
    /// Every engine there is.
    pub const ALL: [EngineName; 12] = [
        EngineName::Identifiers,
        EngineName::Names,
        EngineName::Places,
        EngineName::CivilDates,
        EngineName::Patterns,
        EngineName::Secrets,
        EngineName::Known,
        EngineName::Pseudonyms,
        EngineName::Publicity,
        EngineName::Magistrates,
        EngineName::Readability,
        EngineName::Order,
    ];

    /// Compiles the engines of `chosen`. `datasets` is a folder whose lexicons and models
    /// replace the shipped ones.
    pub fn compile(
        catalogue: Catalogue,
        datasets: Option<&Path>,
        chosen: &[EngineName],
    ) -> Result<Self, EnginesError> {
        let wanted = |engine: EngineName| chosen.contains(&engine);
        let lexicon = match datasets {
            Some(folder) => Lexicon::from_dir(folder)?,
            None => Lexicon::embedded()?,
        };
        Ok(Self {
            identifiers: wanted(EngineName::Identifiers)
                .then(|| Identifiers::compile(&catalogue))
                .transpose()?,
            names: wanted(EngineName::Names)
                .then(|| Names::compile(&catalogue, datasets))
                .transpose()?,
            places: wanted(EngineName::Places).then(|| Places::compile(&catalogue)).transpose()?,
            civil_dates: wanted(EngineName::CivilDates)
                .then(|| CivilDates::compile(&catalogue))
                .transpose()?,
            patterns: wanted(EngineName::Patterns)
                .then(|| Patterns::compile(&catalogue))
                .transpose()?,
            known: wanted(EngineName::Known).then(|| Known::compile(&catalogue)),
            pseudonyms: wanted(EngineName::Pseudonyms)
                .then(|| Pseudonyms::compile(&catalogue))
                .transpose()?,
            publicity: wanted(EngineName::Publicity)
                .then(|| PublicityEngine::compile(&catalogue))
                .transpose()?,
            magistrates: wanted(EngineName::Magistrates)
                .then(|| Magistrates::compile(&catalogue))
                .transpose()?,
            readability: wanted(EngineName::Readability).then(|| Readability::compile(&catalogue)),
            protection: wanted(EngineName::Patterns)
                .then(|| Protection::compile(&catalogue))
                .transpose()?,
            sites: wanted(EngineName::Identifiers).then(|| Sites::compile(&catalogue)).flatten(),
            secrets: wanted(EngineName::Secrets)
                .then(|| Secrets::compile(&catalogue, datasets))
                .transpose()?,
            chosen: chosen.to_vec(),
            looks: Memory::new(),
            lexicon,
            catalogue,
        })
    }

    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    pub fn names(&self) -> Option<&Names> {
        self.names.as_ref()
    }

    pub fn secrets(&self) -> Option<&Secrets> {
        self.secrets.as_ref()
    }

    /// Finds everything in a document: one list of candidates a view, unsorted.
    pub fn scan(&self, document: &Document<'_>, policy: &Policy) -> Vec<Vec<Candidate>> {
        self.observe(document, policy, Purpose::Audit).0
    }

    /// Whether an engine has to run for the rules of another one: the first four read the document alone, the
    /// others look at what was found before them.
    fn needed(engine: EngineName, rules: Option<EngineName>) -> bool {
        match rules {
            Some(
                only @ (EngineName::Identifiers
                | EngineName::Names
                | EngineName::Places
                | EngineName::CivilDates),
            ) => engine == only,
            _ => true,
        }
    }

    /// The same, with what the decision shows of the order of its placeholders.
    pub fn observe(
        &self,
        document: &Document<'_>,
        policy: &Policy,
        purpose: Purpose,
    ) -> (Vec<Vec<Candidate>>, OrderSample) {
        self.observe_for(None, document, policy, purpose)
    }

    /// What may begin at the words of each view, when an engine that starts from them runs.
    fn look(&self, document: &Document<'_>) -> Vec<Looks> {
        let asked = Asked {
            lexicon: self.names.as_ref().map(|_| &self.lexicon),
            places: self.places.as_ref(),
            civil_dates: self.civil_dates.as_ref(),
            literals: self.patterns.as_ref().and_then(Patterns::literals),
        };
        let look = |view| match asked.nobody() {
            true => Looks::default(),
            false => Looks::read(view, asked, &self.looks),
        };
        document.views.iter().map(look).collect()
    }

    /// The same, of which only what the rules of one engine found is looked at.
    fn observe_for(
        &self,
        rules: Option<EngineName>,
        document: &Document<'_>,
        policy: &Policy,
        purpose: Purpose,
    ) -> (Vec<Vec<Candidate>>, OrderSample) {
        let needed = |engine| Self::needed(engine, rules);
        let mut found: Vec<Vec<Candidate>> = vec![Vec::new(); document.views.len()];
        let looks = self.look(document);
        for ((view, looks), list) in document.views.iter().zip(&looks).zip(&mut found) {
            let starts = &looks.starts;
            if let Some(engine) =
                self.identifiers.as_ref().filter(|_| needed(EngineName::Identifiers))
            {
                engine.scan(view, list);
            }
            if let Some(engine) = self.places.as_ref().filter(|_| needed(EngineName::Places)) {
                engine.scan_at(view, ranks(&starts.places), list);
            }
            if let Some(engine) =
                self.civil_dates.as_ref().filter(|_| needed(EngineName::CivilDates))
            {
                engine.scan_at(view, ranks(&starts.civil_dates), list);
            }
            if let Some(engine) = self.patterns.as_ref().filter(|_| needed(EngineName::Patterns)) {
                engine.scan_at(view, &starts.literals, list);
            }
        }
        if let Some(engine) = self.names.as_ref().filter(|_| needed(EngineName::Names)) {
            engine.scan(document, looks, &self.lexicon, &mut found);
        }
        // Every other engine runs, or none.
        if !needed(EngineName::Known) {
            return (found, OrderSample::default());
        }
        let pairs = match (&document.decision.original, document.views.first()) {
            (Some(original), Some(view)) => alignment::align(original, view.raw),
            _ => Vec::new(),
        };
        let values = Values::of(document, &pairs, policy, &self.lexicon);
        if let Some(engine) = &self.known {
            engine.scan(document, &values, policy, &self.lexicon, &mut found);
        }
        if let Some(engine) = &self.pseudonyms {
            engine.scan(document, &pairs, purpose, &mut found);
        }
        if let Some(engine) = &self.publicity {
            engine.scan(document, policy, &mut found);
        }
        if let Some(engine) = &self.magistrates {
            engine.scan(document, policy, &self.lexicon, &values.bench, purpose, &mut found);
        }
        if let Some(engine) = &self.readability {
            engine.scan(document, &mut found);
        }
        if let Some(sites) = &self.sites {
            sites.apply(document, &self.lexicon, &mut found);
        }
        if let Some(protection) = &self.protection {
            let texts: Vec<&str> = document.views.iter().map(|view| &*view.text).collect();
            protection.apply(&texts, &mut found, |candidate| candidate.at_most.is_none());
        }
        if let Some(engine) = &self.secrets {
            engine.scan(document, &mut found);
        }
        let sample = match self.pseudonyms {
            Some(_) => order::sample(document, &pairs),
            None => OrderSample::default(),
        };
        (found, sample)
    }

    /// Runs every example of the rules whose engine was compiled, and the engine whose findings they weigh.
    pub fn self_test(&self) -> SelfTest {
        let stands = |rule: &Rule| {
            BUILT_ON.iter().all(|(id, engine)| *id != &*rule.id || self.chosen.contains(engine))
        };
        SelfTest::run_examples(
            &self.catalogue,
            |rule| self.chosen.contains(&rule.engine) && stands(rule),
            |rule, example| self.spans_expected(rule, example),
        )
    }

    /// What an example of a rule is judged on. A name is one name whichever rule of its family
    /// words it best (after a civility *and* married name, say): a positive example counts for
    /// the family, a counter-example for the rule alone.
    fn spans_expected(&self, rule: &Rule, example: &Example) -> Vec<Range<usize>> {
        let positive = example.kind == ExampleKind::Positive;
        let decision = example.decision();
        if rule.engine == EngineName::Names && positive {
            self.spans_where(rule.engine, &decision, |found| found.engine == EngineName::Names)
        } else {
            self.spans_where(rule.engine, &decision, |found| found.id == rule.id)
        }
    }

    /// What one rule finds in a text: byte ranges of the text as given, in order.
    pub fn spans_of(&self, rule: &Rule, text: &str) -> Vec<Range<usize>> {
        let decision = Decision::from_text("exemple", text);
        self.spans_where(rule.engine, &decision, |found| found.id == rule.id)
    }

    /// `rules` is the engine of all the rules chosen.
    fn spans_where(
        &self,
        rules: EngineName,
        decision: &Decision,
        chosen: impl Fn(&Rule) -> bool,
    ) -> Vec<Range<usize>> {
        let document = Document::new(decision);
        let policy = Policy::of(decision, Policy::DEFAULT_REVIEW_THRESHOLD);
        let mut spans: Vec<Range<usize>> = Vec::new();
        let (found, sample) = self.observe_for(Some(rules), &document, &policy, Purpose::Explain);
        for (list, view) in found.iter().zip(&document.views) {
            for candidate in list {
                if chosen(self.catalogue.rule(candidate.rule)) {
                    spans.push(view.raw_range(&candidate.span));
                }
            }
        }
        if let Some(engine) = self.secrets.as_ref().filter(|_| rules == EngineName::Secrets) {
            // A mention is judged by its examples too, though it is no finding by itself.
            for view in &document.views {
                let mut mentions = Vec::new();
                engine.mentions(view, &mut mentions);
                let ours = mentions.iter().filter(|(rule, _)| chosen(self.catalogue.rule(*rule)));
                spans.extend(ours.map(|(_, span)| view.raw_range(span)));
            }
        }
        // A stream's statistics are no finding: an example shows what one decision adds to them.
        for (_, rule) in self.catalogue.iter().filter(|(_, rule)| rule.engine == EngineName::Order)
        {
            if chosen(rule)
                && sample.shows(&rule.id)
                && let Some(view) = document.views.first()
            {
                spans.push(0..view.raw.len());
            }
        }
        spans.sort_unstable_by_key(|span| (span.start, span.end));
        spans.dedup();
        spans
    }

    /// Cues of what one rule found in a text, or of what other rules found there instead;
    /// never a word of the text.
    pub fn cues_of(&self, rule: &Rule, text: &str) -> Vec<String> {
        let decision = Decision::from_text("exemple", text);
        let document = Document::new(&decision);
        let policy = Policy::of(&decision, Policy::DEFAULT_REVIEW_THRESHOLD);
        self.observe(&document, &policy, Purpose::Explain)
            .0
            .iter()
            .flatten()
            .map(|candidate| {
                let found = self.catalogue.rule(candidate.rule);
                let cues = candidate.cues.join(", ");
                if found.id == rule.id {
                    format!("confiance {:.2} : {cues}", candidate.confidence)
                } else {
                    format!("relevé par {} ({}) : {cues}", found.id, found.title)
                }
            })
            .collect()
    }

    /// The patterns engine's trace of a rule on a text; `None` for the rules of other engines.
    pub fn trace_of(&self, rule: &Rule, text: &str) -> Option<Trace> {
        let index = self.catalogue.index(&rule.id)?;
        let engine = self.patterns.as_ref().filter(|_| rule.engine == EngineName::Patterns)?;
        Some(engine.trace(index, text))
    }
}
