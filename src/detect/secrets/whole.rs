//! Controls that see a whole decision (SCOH): what its disclosures weigh once the provisions it cites, the
//! seals it speaks of and the masks it bears are known.
//!
//! A pure function of the document and of its candidates.

use crate::corpus::{KnownPolicy, ZoneKind};
use crate::detect::finding::Candidate;
use crate::document::tokens::TokenKind;
use crate::document::{Document, PlaceholderKind, View};
use crate::rules::{Catalogue, RuleIndex};
use crate::taxonomy::{Category, Severity, Status};

use super::vocabulary::{FirstWords, Mark};

/// How near, in bytes, a seal is said to cover what is described.
const SEALED: usize = 500;
/// Provisions on business secrecy, as written in decisions.
const PROVISIONS: [&str; 6] = ["151-1", "153-1", "153-2", "153-3", "153-10", "152-1"];
/// How a judge restricts what is published; each begins with a word of `FIRST_WORDS`.
const RESTRICTED: [&str; 4] = [
    "publication limitée au dispositif",
    "extrait limité au dispositif",
    "extrait ne comportant que le dispositif",
    "publiée sans ses motifs",
];
const VERSION: &str = "VERSION CONFIDENTIELLE";
const FIRST_WORDS: [&str; 4] = ["publication", "extrait", "publiee", "version"];

pub(super) struct Whole {
    reasons_published: Option<RuleIndex>,
    confidential_version: Option<RuleIndex>,
    betrayed: Option<RuleIndex>,
}

impl Whole {
    pub fn compile(catalogue: &Catalogue) -> Self {
        Self {
            reasons_published: catalogue.index("SCOH-02"),
            confidential_version: catalogue.index("SCOH-03"),
            betrayed: catalogue.index("OCC-COH-11"),
        }
    }

    pub fn await_words(words: &mut FirstWords) {
        words.mark(&FIRST_WORDS, Mark::Phrase);
    }

    /// Adds what a view says of its own publication; `first_words` are the tokens where it may say so.
    pub fn read(&self, view: &View<'_>, first_words: &[u32], out: &mut Vec<Candidate>) {
        let text: &str = &view.text;
        let at = |&rank: &u32| view.tokens()[rank as usize].start as usize;
        if let Some(rule) = self.confidential_version
            && let Some(at) = first_words.iter().map(at).find(|&at| confidential_version(text, at))
        {
            let cue =
                "mention portée sur la décision : une version confidentielle ne se publie pas";
            out.push(whole(rule, at..at + VERSION.len(), cue));
        }
        let restriction = first_words.iter().map(at).find_map(|at| {
            let phrase = RESTRICTED.iter().find(|phrase| text[at..].starts_with(*phrase))?;
            Some(at..at + phrase.len())
        });
        if let (Some(rule), Some(span)) = (self.reasons_published, restriction)
            && !has_placeholder(view, PlaceholderKind::Reasons)
        {
            let mut one =
                whole(rule, span, "publication restreinte par le juge et motifs non occultés");
            one.at_most = Some(Status::ToReview);
            out.push(one);
        }
    }

    /// Weighs again what was found, and adds what only the whole document shows.
    pub fn apply(&self, document: &Document<'_>, found: &mut [Vec<Candidate>]) {
        self.weigh_again(document, found);
        if let (Some(rule), Some(cue), Some(view), Some(list)) = (
            self.reasons_published,
            document.decision.known.as_ref().and_then(reasons_to_hide),
            document.views.first(),
            found.first_mut(),
        ) && let Some(zone) = view.zones().iter().find(|zone| zone.kind == ZoneKind::Motivations)
            && !has_placeholder(view, PlaceholderKind::Reasons)
        {
            let end = view.text.ceil_char_boundary(zone.span.start + 12).min(zone.span.end);
            list.push(whole(rule, zone.span.start..end, cue));
        }
    }

    /// Business secrets weigh what the whole decision says of them.
    fn weigh_again(&self, document: &Document<'_>, found: &mut [Vec<Candidate>]) {
        if !found.iter().flatten().any(|one| one.category == Category::SecretAffaires) {
            return;
        }
        let cited = document.views.iter().any(|view| cites(&view.text));
        let betrayed =
            found.iter().flatten().any(|candidate| Some(candidate.rule) == self.betrayed);
        for (view, list) in document.views.iter().zip(found.iter_mut()) {
            let secrets = list.iter_mut().filter(|one| one.category == Category::SecretAffaires);
            let mut masked = None;
            for one in secrets {
                let operative = view
                    .zone_at(one.span.start)
                    .is_some_and(|zone| zone.kind == ZoneKind::Dispositif);
                let sealed = seal_near(view, one);
                if cited && !operative {
                    raise(
                        one,
                        "SCOH-01 : la décision vise le secret des affaires et la donnée est en clair",
                    );
                }
                if sealed {
                    raise(one, "SCOH-05 : pièce sous séquestre décrite");
                }
                let masked = *masked.get_or_insert_with(|| masks_companies(view));
                if masked
                    && !betrayed
                    && !cited
                    && !sealed
                    && one.severity == Some(Severity::Critique)
                {
                    one.severity = Some(Severity::Majeur);
                    one.cues.push(
                        "SCOH-04 : détenteur masqué et non retrouvable, abaissé d'un cran".into(),
                    );
                }
            }
        }
    }
}

/// What the metadata say of the reasons: to be hidden, or covered by business secrecy (commercial courts).
fn reasons_to_hide(known: &KnownPolicy) -> Option<&'static str> {
    if known.motivation_occultation == Some(true) {
        Some("occultation des motifs demandée et motifs présents")
    } else if known.business_secret == Some(true) {
        Some("motifs que le greffe dit couverts par le secret des affaires, et présents")
    } else {
        None
    }
}

fn whole(rule: RuleIndex, span: std::ops::Range<usize>, cue: &'static str) -> Candidate {
    Candidate {
        value: format!("{}", rule.0),
        span,
        rule,
        category: Category::SecretAffaires,
        severity: None,
        confidence: 0.9,
        cues: vec![cue.into()],
        at_most: None,
    }
}

fn raise(one: &mut Candidate, cue: &'static str) {
    one.severity = one.severity.max(Some(Severity::Critique));
    one.at_most = one.at_most.or(Some(Status::ToReview));
    one.cues.push(cue.into());
}

/// Whether a text cites the provisions on business secrecy of the code de commerce.
fn cites(text: &str) -> bool {
    PROVISIONS.iter().any(|provision| {
        text.match_indices(provision).any(|(at, _)| {
            let before = text[..at].trim_end_matches([' ', '.']);
            let follows = text[at + provision.len()..].chars().next();
            before.ends_with(['L', 'R']) && !follows.is_some_and(|next| next.is_ascii_digit())
        })
    })
}

fn seal_near(view: &View<'_>, one: &Candidate) -> bool {
    let text: &str = &view.text;
    let start = text.floor_char_boundary(one.span.start.saturating_sub(SEALED));
    let end = text.ceil_char_boundary((one.span.end + SEALED).min(text.len()));
    let around = &text[start..end];
    around.contains("séquestre") || around.contains("sous scellé")
}

fn masks_companies(view: &View<'_>) -> bool {
    has_placeholder(view, PlaceholderKind::LegalPerson)
}

fn has_placeholder(view: &View<'_>, wanted: PlaceholderKind) -> bool {
    view.tokens().iter().any(|token| token.kind == TokenKind::Placeholder(wanted))
}

/// Whether the heading « VERSION CONFIDENTIELLE » stands at an offset, not denied by « NON ».
fn confidential_version(text: &str, at: usize) -> bool {
    text[at..].starts_with(VERSION) && !text[..at].trim_end().ends_with("NON")
}
