//! Zones of a decision: given with the record and clamped, else estimated by headings and
//! marked so. What speaks of people inside them (composition, parties…) is in `blocks`.

use std::ops::Range;

use crate::corpus::{GivenZone, ZoneKind};

use super::headings::{self, Beginnings, Heading, Line, Start};
use super::offsets::OffsetMap;
use super::placeholders::{self, PlaceholderKind};

pub use super::blocks::{Block, BlockKind, blocks};

/// Where a zone comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ZoneOrigin {
    Given,
    /// Found by headings; reports must say so.
    Estimated,
}

/// A zone of a view; bytes of the normalised text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    pub kind: ZoneKind,
    pub span: Range<usize>,
    pub origin: ZoneOrigin,
}

/// Clamps and converts the zones given with the record (UTF-16 units of `raw`) to bytes of
/// `text`, its normalised form.
///
/// Zones may interleave or overlap: all their bounds are converted in one pass over the
/// text. Empty, inverted and wholly outside zones are dropped. Sorted by start, then end.
pub fn given(zones: &[GivenZone], raw: &str, text: &str, map: &OffsetMap) -> Vec<Zone> {
    let mut bounds: Vec<u64> = zones.iter().flat_map(|zone| [zone.start, zone.end]).collect();
    bounds.sort_unstable();
    bounds.dedup();
    let bytes = utf16_to_bytes(raw, &bounds);
    let convert = |unit: u64| {
        let rank = bounds.partition_point(|&bound| bound < unit);
        // A bound between a letter and its accent falls inside the composed character.
        text.floor_char_boundary(map.from_raw(bytes[rank]))
    };
    let mut out: Vec<Zone> = zones
        .iter()
        .map(|zone| Zone {
            kind: zone.kind,
            span: convert(zone.start)..convert(zone.end),
            origin: ZoneOrigin::Given,
        })
        .filter(|zone| zone.span.start < zone.span.end)
        .collect();
    out.sort_by_key(|zone| (zone.span.start, zone.span.end));
    out
}

/// Byte offsets of sorted UTF-16 offsets; those past the end give the length.
///
/// An offset inside a surrogate pair gives the start of its character.
fn utf16_to_bytes(raw: &str, sorted: &[u64]) -> Vec<usize> {
    let mut characters = raw.char_indices();
    let (mut at, mut units) = (0, 0u64);
    sorted
        .iter()
        .map(|&bound| {
            while units < bound {
                let Some((start, character)) = characters.next() else { return raw.len() };
                let width = character.len_utf16() as u64;
                if units + width > bound {
                    // Only reachable when a bound splits a pair; the next bound starts after it.
                    units += width;
                    at = start + character.len_utf8();
                    return start;
                }
                units += width;
                at = start + character.len_utf8();
            }
            at
        })
        .collect()
}

/// Estimates zones from headings. Empty when the text has none.
///
/// Follows the Court's own division: outside the Cour de cassation, claims and pleas
/// (`PRÉTENTIONS ET MOYENS`) belong to the statement of the case.
pub fn estimate(text: &str) -> Vec<Zone> {
    let cues = Cues::read(text);
    let starts = if cues.cassation { cassation_starts(&cues) } else { civil_starts(text, &cues) };
    if starts.is_empty() {
        return Vec::new();
    }
    let introduction = std::iter::once((ZoneKind::Introduction, 0));
    let mut merged: Vec<(ZoneKind, usize)> = Vec::new();
    for (kind, start) in introduction.chain(starts) {
        match merged.last() {
            Some(&(last, _)) if last == kind => {}
            _ => merged.push((kind, start)),
        }
    }
    let ends = merged.iter().skip(1).map(|&(_, start)| start).chain([text.len()]);
    merged
        .iter()
        .zip(ends)
        .map(|(&(kind, start), end)| Zone { kind, span: start..end, origin: ZoneOrigin::Estimated })
        .filter(|zone| !zone.span.is_empty())
        .collect()
}

/// A line that tells something about the division.
#[derive(Debug, Clone, Copy)]
struct Cue {
    kind: CueKind,
    /// Where the line starts.
    at: usize,
    /// Where the next line that is not blank starts (the length of the text if none).
    next: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CueKind {
    Heading(Heading),
    /// `a rendu le présent arrêt.`: the introduction ends with this line.
    Rendered,
    /// The clerk is named at the end of this line.
    Clerk,
    /// A line that begins as a statement of facts does, without a heading.
    Facts,
    /// `Attendu que`, `Considérant que`.
    Whereas,
    /// `Mais attendu`, `Vu l'article`, `En application de l'article 1014`: the Court answers.
    Answer,
    /// `Attendu que … fait grief`: a plea.
    Grievance,
    /// `Déclarons`, `Ordonnons`: a decision without its formula.
    Orders,
    /// A placeholder stands for the reasons.
    HiddenReasons,
}

struct Cues {
    cassation: bool,
    found: Vec<Cue>,
}

impl Cues {
    fn read(text: &str) -> Self {
        let mut cassation = false;
        let mut found: Vec<Cue> = Vec::new();
        // Whether the last cue still waits for the start of the line after it.
        let mut open = false;
        for line in headings::lines(text) {
            if open && let Some(last) = found.last_mut() {
                last.next = line.start;
            }
            if !cassation && line.start < 4_000 {
                cassation = names_cassation(line.text);
            }
            let kind = cue(line, cassation);
            open = kind.is_some();
            if let Some(kind) = kind {
                found.push(Cue { kind, at: line.start, next: text.len() });
            }
        }
        Self { cassation, found }
    }

    fn first(&self, after: usize, before: usize, wanted: impl Fn(CueKind) -> bool) -> Option<Cue> {
        let within = |cue: &&Cue| cue.at >= after && cue.at < before;
        self.found.iter().filter(within).find(|cue| wanted(cue.kind)).copied()
    }

    fn last(&self, after: usize, before: usize, wanted: impl Fn(CueKind) -> bool) -> Option<Cue> {
        let within = |cue: &&Cue| cue.at >= after && cue.at < before;
        self.found.iter().rev().filter(within).find(|cue| wanted(cue.kind)).copied()
    }
}

/// Whether a line of the header says that the Cour de cassation speaks.
fn names_cassation(line: &str) -> bool {
    static DECISION: Beginnings<2> = Beginnings::new(["arret de ", "decision de "]);
    static COURT: Beginnings<2> = Beginnings::new(["cour de cassation", "la cour de cassation"]);
    let line = DECISION.after(Start::of(line)).next().map_or(line, |(_, rest)| rest);
    let Some((_, rest)) = COURT.after(Start::of(line)).next() else { return false };
    if !headings::ends_word(rest) {
        return false;
    }
    rest.trim().is_empty() || rest.trim_start().starts_with(',')
}

/// How a line that states facts begins.
#[rustfmt::skip]
static FACTS: Beginnings<16> = Beginnings::new([
    "attendu", "considerant", "il resulte", "par acte", "par exploit", "par jugement",
    "par requete", "par declaration", "par ordonnance", "par arret", "par decision",
    "par contrat", "selon ", "suivant ", "saisi", "vu ",
]);

/// How a line that gives reasons begins.
static WHEREAS: Beginnings<2> = Beginnings::new(["attendu", "considerant"]);

/// How a line that orders begins.
#[rustfmt::skip]
static ORDERS: Beginnings<14> = Beginnings::new([
    "accordons", "autorisons", "constatons", "condamnons", "confirmons", "declarons", "disons",
    "deboutons", "donnons acte", "fixons", "infirmons", "ordonnons", "prononcons", "rejetons",
]);

fn cue(line: Line<'_>, cassation: bool) -> Option<CueKind> {
    let text = line.text;
    if let Some(heading) = headings::heading(text) {
        return Some(CueKind::Heading(heading));
    }
    if text.as_bytes().first() == Some(&b'[') {
        let hidden = placeholders::bracketed(text, 0)?;
        return (hidden.kind == PlaceholderKind::Reasons).then_some(CueKind::HiddenReasons);
    }
    if cassation { cassation_cue(text) } else { civil_cue(text) }
}

fn civil_cue(line: &str) -> Option<CueKind> {
    // Nearly every line fails on its first letters.
    let start = Start::of(line);
    if WHEREAS.open(start) {
        return Some(CueKind::Whereas);
    }
    if ORDERS.open(start) {
        return Some(CueKind::Orders);
    }
    if FACTS.open(start) || is_dated(line) {
        return Some(CueKind::Facts);
    }
    ends_with_clerk(line).then_some(CueKind::Clerk)
}

/// `Le 8 octobre 2024, …`
fn is_dated(line: &str) -> bool {
    matches!(line.as_bytes(), [b'L', b'e', b' ', b'0'..=b'9', ..])
}

fn ends_with_clerk(line: &str) -> bool {
    let line = line.trim_end_matches([',', ';', '.', ' ', ':']).as_bytes();
    // The last letters of the words below: nearly every line is refused here.
    if !matches!(line.last(), Some(b'r' | b'R' | b'e' | b'E')) {
        return false;
    }
    let ends = |words: &str| {
        let from = line.len().checked_sub(words.len());
        from.is_some_and(|from| line[from..].eq_ignore_ascii_case(words.as_bytes()))
    };
    line.ends_with(b"magistrat signataire")
        || ends("greffier")
        || ends("greffière")
        || ends("greffiere")
}

/// How a line of the Court that names a plea begins.
#[rustfmt::skip]
static ON_A_PLEA: Beginnings<6> = Beginnings::new([
    "et sur le", "et sur les", "mais sur le", "mais sur les", "sur le", "sur les",
]);

/// How the Court begins its answer.
#[rustfmt::skip]
static ANSWERS: Beginnings<10> = Beginnings::new([
    "en application de l'article 1014", "en application des articles 1014", "il est donne acte",
    "le moyen de cassation", "les moyens de cassation", "mais attendu", "vu l'article",
    "vu les articles", "vu la regle", "vu le principe",
]);

/// How the Court begins to state the case.
static CASE: Beginnings<3> = Beginnings::new(["il resulte de l", "selon l", "selon le"]);

fn cassation_cue(line: &str) -> Option<CueKind> {
    let line_end = line.trim_end_matches(['.', ',', ';', ':', ' ']);
    let rendered = ["arrêt", "décision", "ordonnance", "avis"]
        .iter()
        .filter_map(|word| line_end.strip_suffix(word))
        .any(|rest| rest.ends_with("rendu le présent ") || rest.ends_with("rendu la présente "))
        || line_end.ends_with("conformément à la loi")
        || line_end.ends_with("rendu l'ordonnance suivante");
    if rendered {
        return Some(CueKind::Rendered);
    }
    let plain = headings::undecorated(line);
    let start = Start::of(plain);
    if plain.len() < 260
        && ON_A_PLEA.after(start).any(|(_, rest)| headings::ends_word(rest))
        && headings::contains_folded(plain, "moyen")
    {
        return Some(CueKind::Heading(Heading::Moyens));
    }
    if headings::strip_folded(line, "attendu").is_some() {
        let grief = headings::contains_folded(line, "fait grief")
            || headings::contains_folded(line, "font grief")
            || headings::contains_folded(line, "reproche");
        return Some(if grief { CueKind::Grievance } else { CueKind::Whereas });
    }
    if ANSWERS.open(start) {
        return Some(CueKind::Answer);
    }
    CASE.open(start).then_some(CueKind::Facts)
}

/// Zones of the Cour de cassation: pleas and answers alternate, so each cue may change the zone.
fn cassation_starts(cues: &Cues) -> Vec<(ZoneKind, usize)> {
    let mut starts = Vec::new();
    let mut state = ZoneKind::Introduction;
    // True once the introduction is over and nothing has said what follows.
    let mut undecided = None;
    for cue in &cues.found {
        let next = match (state, cue.kind) {
            (ZoneKind::Annexes, _) => None,
            (ZoneKind::Dispositif, CueKind::Heading(Heading::Annexes)) => Some(ZoneKind::Annexes),
            (ZoneKind::Dispositif, _) => None,
            (_, CueKind::Heading(Heading::Dispositif)) => Some(ZoneKind::Dispositif),
            (_, CueKind::Heading(Heading::Annexes)) => None,
            (ZoneKind::Introduction, CueKind::Rendered) => {
                undecided = Some(cue.next);
                None
            }
            (_, CueKind::Heading(Heading::Expose)) if !starts.iter().any(is_reasoned) => {
                Some(ZoneKind::Expose)
            }
            (_, CueKind::Heading(Heading::Moyens) | CueKind::Grievance) => Some(ZoneKind::Moyens),
            (ZoneKind::Introduction, CueKind::Facts | CueKind::Whereas) if undecided.is_some() => {
                Some(ZoneKind::Expose)
            }
            (ZoneKind::Introduction, CueKind::Answer) if undecided.is_none() => None,
            (_, CueKind::Heading(Heading::Motivations) | CueKind::Answer) => {
                Some(ZoneKind::Motivations)
            }
            (ZoneKind::Moyens, CueKind::Whereas) => Some(ZoneKind::Motivations),
            _ => None,
        };
        let Some(kind) = next else { continue };
        if let Some(at) = undecided.take().filter(|&at| at < cue.at) {
            // Lines without a cue after the introduction are the Court's own words.
            starts.push((ZoneKind::Motivations, at));
        }
        starts.push((kind, cue.at));
        state = kind;
    }
    starts
}

fn is_reasoned(start: &(ZoneKind, usize)) -> bool {
    matches!(start.0, ZoneKind::Moyens | ZoneKind::Motivations)
}

/// Zones of the other courts: each part once, in order.
fn civil_starts(text: &str, cues: &Cues) -> Vec<(ZoneKind, usize)> {
    let heading = |wanted: Heading| move |kind: CueKind| kind == CueKind::Heading(wanted);
    let end = text.len();
    let expose_heading = cues.first(0, end, heading(Heading::Expose)).map(|cue| cue.at);
    let reasons_heading =
        cues.first(expose_heading.unwrap_or(0), end, heading(Heading::Motivations));
    let floor = reasons_heading.map(|cue| cue.at).or(expose_heading).unwrap_or(0);
    let dispositif = cues
        .last(floor, end, heading(Heading::Dispositif))
        .map(|cue| cue.at)
        .or_else(|| {
            memchr::memmem::rfind(&text.as_bytes()[floor..], b"PAR CES MOTIFS").map(|at| floor + at)
        })
        .or_else(|| {
            cues.first(floor.max(end / 4), end, |kind| kind == CueKind::Orders).map(|cue| cue.at)
        });
    let limit = dispositif.unwrap_or(end);
    let reasons = reasons_heading.map(|cue| cue.at).or_else(|| {
        let from = expose_heading.unwrap_or(0);
        let wanted = |kind| matches!(kind, CueKind::Whereas | CueKind::HiddenReasons);
        cues.first(from, limit, wanted).map(|cue| cue.at)
    });
    let reasons = reasons.filter(|&at| at < limit);
    if expose_heading.is_none() && reasons.is_none() && dispositif.is_none() {
        return Vec::new();
    }
    let before = reasons.unwrap_or(limit);
    let expose = expose_heading.filter(|&at| at < before).or_else(|| unheaded_facts(cues, before));
    [
        expose.map(|at| (ZoneKind::Expose, at)),
        reasons.map(|at| (ZoneKind::Motivations, at)),
        dispositif.map(|at| (ZoneKind::Dispositif, at)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Where the facts begin when no heading says so: after the clerk is named, else at the
/// first line that begins as facts do.
fn unheaded_facts(cues: &Cues, before: usize) -> Option<usize> {
    let clerk = cues.last(0, before, |kind| kind == CueKind::Clerk).map(|cue| cue.next);
    let facts = cues.first(0, before, |kind| kind == CueKind::Facts).map(|cue| cue.at);
    clerk.or(facts).filter(|&at| at < before)
}
