//! Protected secrets: passages that may disclose business, medical, banking, tax, lawyer-client or defence
//! secrets, sovereign interests, or a child's life.
//!
//! By meaning and not by wording: lexical fields, numbers with their unit, holder, recency and protection are
//! added up, exclusions are taken off, and a threshold decides (`score`). Costs nothing on a paragraph that
//! holds no word of a field. A finding is a hint for a person to weigh, never a qualification.

mod company;
mod lexicon;
mod passage;
mod score;
mod whole;

use std::path::Path;

use company::Companies;
use lexicon::{Lexicon, Sense};
use passage::Passage;
use score::{Disclosure, Reading};
use whole::Whole;

pub use lexicon::SecretsError;

use super::finding::Candidate;
use crate::corpus::ZoneKind;
use crate::document::tokens::fold;
use crate::document::{BlockKind, Document, View};
use crate::rules::{Catalogue, EngineName, RuleIndex};
use crate::taxonomy::{Severity, Status};

/// Margin over the threshold from which a secret is manifest.
const MANIFEST: f32 = 1.2;
/// Margin from which it is more than a doubt.
const LIKELY: f32 = 0.4;

/// The compiled engine.
pub struct Secrets {
    lexicon: Lexicon,
    companies: Companies,
    whole: Whole,
    /// By rule index: the severity the catalogue gives.
    severities: Vec<Severity>,
    /// Whether a rule belongs to this engine.
    ours: Vec<bool>,
}

impl Secrets {
    /// With `lexicons/secrets.toml` of `datasets`, when that folder has one, else the shipped one.
    pub fn compile(catalogue: &Catalogue, datasets: Option<&Path>) -> Result<Self, SecretsError> {
        Ok(Self {
            lexicon: Lexicon::load(catalogue, datasets)?,
            companies: Companies::compile(catalogue),
            whole: Whole::compile(catalogue),
            severities: catalogue.rules().iter().map(|rule| rule.severity).collect(),
            ours: catalogue.rules().iter().map(|rule| rule.engine == EngineName::Secrets).collect(),
        })
    }

    /// SHA-256 of the lexicon, for the manifest.
    pub fn digest(&self) -> &str {
        &self.lexicon.digest
    }

    /// Appends the disclosures of every view of a document.
    pub fn scan(&self, document: &Document<'_>, out: &mut [Vec<Candidate>]) {
        let year = document
            .decision
            .metadata
            .decision_date
            .as_deref()
            .and_then(|date| date.get(..4))
            .and_then(|year| year.parse().ok());
        for (view, list) in document.views.iter().zip(out.iter_mut()) {
            self.scan_view(view, year, list);
            self.companies.scan(view, list);
        }
        self.whole.apply(document, out);
    }

    fn scan_view(&self, view: &View<'_>, year: Option<f64>, out: &mut Vec<Candidate>) {
        let tokens = view.tokens();
        for run in passage::paragraphs(view) {
            let run = &tokens[run];
            if !passage::may_hold(&view.text, run, &self.lexicon) {
                continue;
            }
            let passage = Passage::new(&view.text, run);
            let fields = passage.hits(&self.lexicon, true);
            if !self.worth_reading(&fields) {
                continue;
            }
            let start = run[0].start as usize;
            if view.in_block(BlockKind::Composition, start)
                || view.in_block(BlockKind::Counsel, start)
            {
                continue;
            }
            let context = passage.hits(&self.lexicon, false);
            let reading = Reading {
                passage: &passage,
                fields: &fields,
                context: &context,
                numbers: &passage.numbers(),
                year,
                operative: view
                    .zone_at(start)
                    .is_some_and(|zone| zone.kind == ZoneKind::Dispositif),
            };
            for one in reading.disclosures(&self.lexicon) {
                out.push(self.candidate(&view.text, one));
            }
        }
    }

    /// Whether the fields of a paragraph could reach a threshold with every cue for them.
    fn worth_reading(&self, hits: &[passage::Hit]) -> bool {
        self.lexicon.categories.iter().any(|&(category, threshold, _)| {
            let mut ranks: Vec<u16> = hits
                .iter()
                .filter_map(|hit| match hit.sense {
                    Sense::Field(rank) => Some(rank),
                    _ => None,
                })
                .filter(|&rank| self.lexicon.fields[usize::from(rank)].category == category)
                .collect();
            ranks.sort_unstable();
            ranks.dedup();
            let most = |rank: &u16| {
                let field = &self.lexicon.fields[usize::from(*rank)];
                field.with.max(field.alone)
            };
            ranks.iter().map(most).sum::<f32>() >= threshold * 0.5
        })
    }

    fn candidate(&self, text: &str, one: Disclosure) -> Candidate {
        let severity = self.severity(&one);
        let value = fold(&text[one.span.clone()]);
        let margin = one.score - one.threshold;
        let mut cues: Vec<super::finding::Cue> =
            one.reasons.into_iter().map(std::borrow::Cow::Owned).collect();
        cues.push(format!("total {:.1} pour un seuil de {:.1}", one.score, one.threshold).into());
        Candidate {
            span: one.span,
            rule: one.rule,
            category: one.category,
            severity: Some(severity),
            confidence: (0.5 + 0.45 * (1.0 - (-margin / 1.5).exp())).clamp(0.5, 0.95),
            value,
            cues,
            // The law asks for a person's judgement: only what the catalogue blocks is called a violation.
            at_most: (severity != Severity::Bloquant).then_some(Status::ToReview),
        }
    }

    /// The rule's severity, tempered by how sure the score is and raised by a mark of protection.
    fn severity(&self, one: &Disclosure) -> Severity {
        let own = self.severities[usize::from(one.rule.0)];
        let margin = one.score - one.threshold;
        if margin < LIKELY && !one.protected {
            return own.min(Severity::Majeur);
        }
        match own {
            Severity::Bloquant if margin >= MANIFEST => Severity::Bloquant,
            Severity::Bloquant | Severity::Critique => Severity::Critique,
            _ if margin >= MANIFEST && one.protected => Severity::Critique,
            _ => Severity::Majeur,
        }
    }

    /// What the engine recognises in a view, disclosure or not: mentions, marks of protection, exclusions.
    /// For the examples of the rules and `rules explain` alone: none of it is a finding.
    pub fn mentions(&self, view: &View<'_>, out: &mut Vec<(RuleIndex, std::ops::Range<usize>)>) {
        let tokens = view.tokens();
        for run in passage::paragraphs(view) {
            let passage = Passage::new(&view.text, &tokens[run]);
            let context = passage.hits(&self.lexicon, false);
            let numbers = passage.numbers();
            let fields = passage.hits(&self.lexicon, true);
            let reading = Reading {
                passage: &passage,
                fields: &fields,
                context: &context,
                numbers: &numbers,
                year: None,
                operative: false,
            };
            out.extend(reading.mentions(&self.lexicon));
        }
        out.retain(|(rule, _)| self.ours[usize::from(rule.0)]);
    }
}
