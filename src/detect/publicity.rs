//! Publicity: what should not be public at all, or only in part, by its nature of case, its
//! metadata and what its own header says of the hearing.
//!
//! A control whose metadata is absent is not evaluated (`policy::evaluated`), never compliant. Must
//! not read a calendar: dates are compared with one another, so that a run gives the same rows on any day.

use std::borrow::Cow;
use std::cell::LazyCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::corpus::{Decision, ZoneKind};
use crate::document::{Document, View, opens};
use crate::policy::Policy;
use crate::policy::nac::is_nac;
use crate::rules::{Catalogue, RuleIndex};
use crate::taxonomy::{Category, Severity, Status};

use super::finding::Candidate;

/// Natures of case and their publicity, as the Court's public repositories give them.
static NATURES: LazyLock<HashMap<&'static str, [Publicity; 2]>> = LazyLock::new(|| {
    let table = include_str!("../../datasets/nac/publicite.csv");
    let rows = table.lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.filter_map(|row| {
        let mut cells = row.split(';');
        let code = cells.next()?;
        let [appeal, first] =
            [cells.next(), cells.next()].map(|cell| Publicity::of(cell.unwrap_or("")));
        Some((code, [appeal, first]))
    })
    .collect()
});

/// How public the decisions of a nature of case are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Publicity {
    Public,
    /// Public only when the record says so.
    Conditional,
    /// Introduction and operative part alone.
    Partial,
    Never,
    /// The code is none: the case was not classified.
    Invalid,
}

impl Publicity {
    fn of(cell: &str) -> Self {
        match cell {
            "jamais" => Self::Never,
            "conditionnelle" => Self::Conditional,
            "partielle" => Self::Partial,
            "invalide" => Self::Invalid,
            _ => Self::Public,
        }
    }

    /// Of a nature of case before a court (`ca`, `tj`); `None` for the courts that have no list.
    pub fn of_case(court: &str, code: &str) -> Option<Self> {
        let rank = match court {
            "ca" => 0,
            "tj" => 1,
            _ => return None,
        };
        Some(NATURES.get(code).map_or(Self::Public, |both| both[rank]))
    }
}

/// Outcomes of judicial courts that are not to be transmitted.
const BLOCKED_OUTCOMES: [&str; 9] = ["11A", "11B", "11C", "11D", "22M", "22N", "22Q", "22R", "22S"];

/// First year whose decisions a flow holds, by court.
const FIRST_YEARS: [(&str, &str); 4] =
    [("ca", "2021"), ("tj", "2022"), ("tcom", "2023"), ("cph", "2025")];

/// Visible reasons, in bytes: shorter ones are a sentence of form.
const REASONS: usize = 200;
/// The same beside the marker of what was taken out: nothing but form should be left.
const LEFT: usize = 80;

#[rustfmt::skip]
const CHAMBER: &str = r"(?i)en\s+chambre\s+du\s+conseil|hors\s+la\s+présence\s+du\s+public|huis[\s\-]clos|débats?\s+non\s+publics?|audience\s+non\s+publique";
const CRIMINAL: &str = r"(?i)tribunal\s+correctionnel|chambre\s+correctionnelle|chambre\s+des\s+appels\s+correctionnels|cour\s+d['’]assises|cour\s+criminelle\s+départementale|tribunal\s+de\s+police";

/// The engine: the ranks of its rules and the expressions it looks for in headers.
pub struct PublicityEngine {
    rules: HashMap<&'static str, RuleIndex>,
    chamber: Regex,
    criminal: Regex,
}

const RULES: [&str; 13] = [
    "PUB-CDC",
    "PUB-01",
    "PUB-02",
    "PUB-03",
    "PUB-04",
    "PUB-05",
    "PUB-06",
    "PUB-07",
    "PUB-08",
    "PUB-09",
    "PUB-10",
    "PUB-11",
    "OCC-COH-05",
];

/// What a control found: rule, span, cue, and how far it goes.
struct Found {
    rule: &'static str,
    span: Range<usize>,
    cue: &'static str,
    at_most: Option<Status>,
    severity: Option<Severity>,
}

impl PublicityEngine {
    pub fn compile(catalogue: &Catalogue) -> Result<Self, regex::Error> {
        let rules = RULES.into_iter().filter_map(|id| Some((id, catalogue.index(id)?))).collect();
        Ok(Self { rules, chamber: Regex::new(CHAMBER)?, criminal: Regex::new(CRIMINAL)? })
    }

    pub fn scan(&self, document: &Document, policy: &Policy, found: &mut [Vec<Candidate>]) {
        let (Some(view), Some(list)) = (document.views.first(), found.first_mut()) else { return };
        let reasons = LazyCell::new(|| Reasons::of(view));
        let case = Case { decision: document.decision, view, reasons: &reasons };
        let mut all = Vec::new();
        case.nature(&mut all);
        case.reasons_hidden(&mut all);
        case.hearing(&self.chamber, &mut all);
        case.particular_interest(&mut all);
        case.dates(&mut all);
        case.criminal(&self.criminal, policy.pilot, &mut all);
        case.outcome(&mut all);
        case.labour(&mut all);
        list.extend(all.into_iter().filter_map(|one| {
            Some(Candidate {
                span: one.span,
                rule: *self.rules.get(one.rule)?,
                category: Category::Publicite,
                severity: one.severity,
                confidence: 1.0,
                value: one.cue.to_owned(),
                cues: vec![Cow::Borrowed(one.cue)],
                at_most: one.at_most,
            })
        }));
    }
}

/// What is visible of the reasons of a decision.
struct Reasons {
    /// First visible part of the statement of the case or of the reasons.
    first: Option<Range<usize>>,
    /// Bytes of them.
    bytes: usize,
    /// First visible part of the reasons alone.
    grounds: Option<Range<usize>>,
    grounds_bytes: usize,
    /// The same for pleas and their annexes.
    pleas: Option<Range<usize>>,
    pleas_bytes: usize,
    hidden: bool,
}

impl Reasons {
    fn of(view: &View) -> Self {
        let mut reasons = Self {
            first: None,
            bytes: 0,
            grounds: None,
            grounds_bytes: 0,
            pleas: None,
            pleas_bytes: 0,
            hidden: marks_hidden(&view.text),
        };
        for zone in view.zones() {
            let shown = shown_bytes(&view.text[zone.span.clone()]);
            let line = || first_line(&view.text, zone.span.clone());
            match zone.kind {
                ZoneKind::Expose | ZoneKind::Motivations => {
                    reasons.bytes += shown;
                    if reasons.first.is_none() && shown > 0 {
                        reasons.first = Some(line());
                    }
                    if zone.kind == ZoneKind::Motivations {
                        let own = own_grounds(&view.text, zone.span.clone());
                        let shown = shown_bytes(&view.text[own.clone()]);
                        reasons.grounds_bytes += shown;
                        if reasons.grounds.is_none() && shown > 0 {
                            reasons.grounds = Some(first_line(&view.text, own));
                        }
                    }
                }
                ZoneKind::Moyens | ZoneKind::Annexes => {
                    reasons.pleas_bytes += shown;
                    if reasons.pleas.is_none() && shown > 0 {
                        reasons.pleas = Some(line());
                    }
                }
                ZoneKind::Introduction | ZoneKind::Dispositif => {}
            }
        }
        reasons
    }

    fn shown(&self) -> bool {
        self.bytes >= REASONS
    }

    /// Whether the marker stands where the reasons were, the statement of the case being left.
    fn grounds_hidden(&self) -> bool {
        self.hidden && self.grounds_bytes < LEFT
    }
}

/// What says that the reasons were taken out.
const MARKERS: [&str; 2] = ["otifs de la décision occultés", "otivation de la décision occultée"];

fn marks_hidden(text: &str) -> bool {
    marker_in(text).is_some()
}

fn marker_in(text: &str) -> Option<usize> {
    MARKERS.iter().find_map(|mark| memchr::memmem::find(text.as_bytes(), mark.as_bytes()))
}

/// The reasons inside a zone that bears their name.
///
/// Where they are masked, records may give that name to all that goes before the marker: a zone that opens with the
/// heading of the statement of the case is that statement, up to the heading of the reasons or the marker.
fn own_grounds(text: &str, span: Range<usize>) -> Range<usize> {
    let zone = &text[span.clone()];
    let Some(marker) = marker_in(zone) else { return span };
    let mut at = 0;
    let mut stated = false;
    for line in zone.split_inclusive('\n') {
        match opens(line) {
            Some(ZoneKind::Expose) => stated = true,
            Some(ZoneKind::Motivations) => return span.start + at..span.end,
            _ => {}
        }
        at += line.len();
        if at > marker {
            break;
        }
    }
    match stated {
        // What stands before the marker on its line is the end of the statement.
        true => span.start + at..span.end,
        false => span,
    }
}

/// Bytes of a zone beside headings and the markers of what was taken out.
fn shown_bytes(text: &str) -> usize {
    text.lines()
        .map(str::trim)
        .filter(|line| line.chars().any(char::is_lowercase))
        .filter(|line| !line.starts_with("[Motifs") && !line.starts_with("[DÉBATS"))
        .map(str::len)
        .sum()
}

/// The first line of a span that holds a letter.
fn first_line(text: &str, span: Range<usize>) -> Range<usize> {
    let mut at = span.start;
    for line in text[span.clone()].split_inclusive('\n') {
        let kept = line.trim();
        if kept.contains(char::is_alphanumeric) {
            let start = at + line.len() - line.trim_start().len();
            return start..start + kept.len();
        }
        at += line.len();
    }
    span.start..span.end.min(text.ceil_char_boundary(span.start + 1))
}

struct Case<'a, F: FnOnce() -> Reasons> {
    decision: &'a Decision,
    view: &'a View<'a>,
    /// Read only by the controls that reach them: few decisions do.
    reasons: &'a LazyCell<Reasons, F>,
}

impl<F: FnOnce() -> Reasons> Case<'_, F> {
    fn court(&self) -> &str {
        self.decision.metadata.jurisdiction.as_deref().unwrap_or_default()
    }

    /// Where what concerns the whole decision is shown: its first line.
    fn top(&self) -> Range<usize> {
        first_line(&self.view.text, 0..self.view.text.len())
    }

    fn partial(&self) -> bool {
        self.decision.metadata.partial == Some(true)
    }

    fn push(
        &self,
        all: &mut Vec<Found>,
        rule: &'static str,
        span: Range<usize>,
        cue: &'static str,
    ) {
        if !span.is_empty() {
            all.push(Found { rule, span, cue, at_most: None, severity: None });
        }
    }

    /// PUB-01 to 03: what the nature of case says.
    fn nature(&self, all: &mut Vec<Found>) {
        let m = &self.decision.metadata;
        let court = self.court();
        if !matches!(court, "ca" | "tj" | "tcom" | "cph") {
            return;
        }
        let Some(code) = m.nac.as_deref() else {
            // A working record says what it knows; a published one may just not carry the field.
            if matches!(court, "ca" | "tj") && m.decision_date.is_some() {
                self.push(all, "PUB-03", self.top(), "nature d'affaire absente");
            }
            return;
        };
        let publicity = Publicity::of_case(court, code);
        if publicity == Some(Publicity::Invalid) || !is_nac(code) {
            self.push(all, "PUB-03", self.top(), "nature d'affaire inconnue");
            return;
        }
        let interest = m.particular_interest == Some(true);
        match publicity {
            Some(Publicity::Never) if !interest => {
                self.push(all, "PUB-01", self.top(), "nature d'affaire jamais publique");
            }
            Some(Publicity::Conditional) if !interest && m.public != Some(true) => {
                let cue = "nature d'affaire publique à condition, condition non établie";
                self.push(all, "PUB-01", self.top(), cue);
            }
            // Judicial courts take the reasons out and leave the statement of the case.
            Some(Publicity::Partial) if court == "tj" && self.reasons.grounds_hidden() => {}
            Some(Publicity::Partial) if self.reasons.shown() && !self.partial() => {
                let span = self.reasons.first.clone().unwrap_or_else(|| self.top());
                self.push(
                    all,
                    "PUB-02",
                    span,
                    "motifs visibles, nature d'affaire publique en partie",
                );
            }
            _ => {}
        }
    }

    /// PUB-04 to 06: reasons that had to be taken out.
    fn reasons_hidden(&self, all: &mut Vec<Found>) {
        let Some(known) = &self.decision.known else { return };
        if known.motivation_occultation == Some(true) {
            if !self.reasons.hidden {
                self.push(all, "PUB-04", self.top(), "motifs à masquer, marqueur absent");
            } else if !self.reasons.grounds_hidden()
                || self.reasons.shown() && self.court() == "tcom"
            {
                let first = if self.reasons.grounds_hidden() {
                    &self.reasons.first
                } else {
                    &self.reasons.grounds
                };
                let span = first.clone().unwrap_or_else(|| self.top());
                self.push(all, "PUB-04", span, "motifs visibles hors du marqueur");
            } else if self.reasons.shown() {
                // The law speaks of reasons; whether the facts may stay is for a person to say.
                let span = self.reasons.first.clone().unwrap_or_else(|| self.top());
                all.push(Found {
                    rule: "PUB-04",
                    span,
                    cue: "exposé du litige visible à côté de motifs masqués",
                    at_most: Some(Status::ToReview),
                    severity: Some(Severity::Mineur),
                });
            }
            let least = if self.reasons.hidden { LEFT } else { REASONS };
            if self.reasons.pleas_bytes >= least
                && let Some(span) = self.reasons.pleas.clone()
            {
                self.push(all, "PUB-06", span, "moyens visibles alors que les motifs sont masqués");
            }
        }
        let unfollowed = matches!(known.recommendation.as_deref(), Some("aucune" | "substituant"));
        if self.court() == "tj"
            && known.public_debate == Some(false)
            && unfollowed
            && !self.reasons.hidden
        {
            let cue = "débats non publics, recommandation non suivie : motifs non masqués";
            self.push(all, "PUB-05", self.top(), cue);
        }
    }

    /// PUB-CDC and PUB-07: what the header says of the hearing.
    fn hearing(&self, chamber: &Regex, all: &mut Vec<Found>) {
        if self.partial() {
            return;
        }
        let text = &self.view.text;
        let zones = self.view.zones();
        let head = zones
            .iter()
            .find(|zone| zone.kind == ZoneKind::Introduction)
            .map_or(0..text.floor_char_boundary(text.len().min(3_000)), |zone| zone.span.clone());
        let Some(said) = chamber.find_iter(&text[head.clone()]).find(|found| {
            let at = head.start + found.start();
            own_hearing(&text[..at])
        }) else {
            return;
        };
        if self.reasons.hidden {
            return;
        }
        let span = head.start + said.start()..head.start + said.end();
        // Without a division of the text, there is no telling whether reasons are there.
        if !zones.is_empty() && !self.reasons.shown() {
            return;
        }
        let known = self.decision.known.as_ref();
        let public = known.and_then(|known| known.public_debate) == Some(true);
        let both =
            PUBLIC_HEARING.iter().any(|words| text[head.clone()].to_lowercase().contains(words));
        let at_most = both.then_some(Status::ToReview);
        let (rule, cue) = match (public, both) {
            (true, _) => (
                "PUB-07",
                "l'en-tête dit que les débats n'étaient pas publics, les métadonnées que si",
            ),
            (false, true) => {
                ("PUB-CDC", "débats non publics, et une audience publique dans le même en-tête")
            }
            (false, false) => ("PUB-CDC", "débats non publics, motifs visibles"),
        };
        let severity = both.then_some(Severity::Mineur);
        all.push(Found { rule, span, cue, at_most, severity });
    }

    /// PUB-08: published although not public, for its interest.
    fn particular_interest(&self, all: &mut Vec<Found>) {
        let m = &self.decision.metadata;
        if m.particular_interest == Some(true) && self.reasons.shown() && !self.partial() {
            let never = m.nac.as_deref().and_then(|code| Publicity::of_case(self.court(), code));
            if m.public == Some(false) || never == Some(Publicity::Never) {
                let span = self.reasons.first.clone().unwrap_or_else(|| self.top());
                let cue = "intérêt particulier : motifs à traiter selon R. 111-11";
                self.push(all, "PUB-08", span, cue);
            }
        }
    }

    /// PUB-09: dates that cannot be.
    fn dates(&self, all: &mut Vec<Found>) {
        let m = &self.decision.metadata;
        let Some(date) = m.decision_date.as_deref() else { return };
        if !is_date(date) {
            return self.push(all, "PUB-09", self.top(), "date de décision impossible");
        }
        if let Some(update) = m.update_date.as_deref()
            && is_date(update)
            && date > update
        {
            self.push(all, "PUB-09", self.top(), "décision postérieure à sa mise à jour");
        }
        let first = FIRST_YEARS.iter().find(|(court, _)| *court == self.court());
        if first.is_some_and(|(_, year)| &date[..4] < *year) {
            all.push(Found {
                rule: "PUB-09",
                span: self.top(),
                cue: "décision antérieure à la mise en service du flux",
                at_most: Some(Status::ToReview),
                severity: Some(Severity::Info),
            });
        }
    }

    /// PUB-10: criminal decisions before their time.
    fn criminal(&self, criminal: &Regex, pilot: bool, all: &mut Vec<Found>) {
        if !matches!(self.court(), "ca" | "tj") {
            return;
        }
        let m = &self.decision.metadata;
        let Some(date) = m.update_date.as_deref().or(m.decision_date.as_deref()) else { return };
        let text = &self.view.text;
        let head = text.floor_char_boundary(text.len().min(1_200));
        let own = |found: &regex::Match| own_court(&text[..found.start()]);
        let Some(found) = criminal.find_iter(&text[..head]).find(own) else { return };
        let correctional =
            self.court() == "tj" && found.as_str().to_lowercase().contains("correctionnel");
        let due = if correctional { "2027-12-31" } else { "2028-12-31" };
        if date < due {
            let cue = "décision pénale antérieure à l'échéance du calendrier";
            all.push(Found {
                rule: "PUB-10",
                span: found.range(),
                cue: if pilot {
                    "décision pénale d'une juridiction pilote déclarée"
                } else {
                    cue
                },
                at_most: pilot.then_some(Status::ToReview),
                severity: pilot.then_some(Severity::Info),
            });
        }
    }

    /// PUB-11: outcomes that are not transmitted.
    fn outcome(&self, all: &mut Vec<Found>) {
        let code = self.decision.metadata.end_case.as_deref().unwrap_or_default();
        if self.court() == "tj" && BLOCKED_OUTCOMES.contains(&code) {
            self.push(all, "PUB-11", self.top(), "code de décision non transmissible");
        }
    }

    /// OCC-COH-05: at labour courts, publicity must be said, not supposed.
    fn labour(&self, all: &mut Vec<Found>) {
        let Some(known) = &self.decision.known else { return };
        if self.court() == "cph"
            && (known.public_debate.is_none() || self.decision.metadata.public.is_none())
        {
            let cue = "publicité des débats ou de la décision non indiquée";
            self.push(all, "OCC-COH-05", self.top(), cue);
        }
    }
}

const PUBLIC_HEARING: [&str; 4] =
    ["audience publique", "débats publics", "publiquement", "en audience publique"];

/// Whether what comes before a mention of a closed hearing is about this decision: neither its
/// deliberation, which is always closed, nor the judgment below.
fn own_hearing(before: &str) -> bool {
    let from = before.floor_char_boundary(before.len().saturating_sub(160));
    let near = before[from..].to_lowercase();
    let sentence = near.rsplit(['.', ';', '\n']).next().unwrap_or_default();
    let line = near.rsplit('\n').next().unwrap_or_default();
    !["délibér", "attaqué", "déféré", "premier juge", "a prononcé", "rendu le"]
        .iter()
        .any(|word| sentence.contains(word) || line.contains(word))
}

/// Whether a court named after `before` is the one that decides, not the one of another decision.
fn own_court(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or_default().to_lowercase();
    !["jugement", "arrêt", "ordonnance", "devant ", "par le ", "par la ", "du ", "saisi"]
        .iter()
        .any(|word| line.contains(word))
}

/// `YYYY-MM-DD`, a day that can be.
fn is_date(text: &str) -> bool {
    text.len() == 10
        && text.parse::<jiff::civil::Date>().is_ok_and(|date| (1790..=2200).contains(&date.year()))
}
