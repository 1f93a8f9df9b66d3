//! Lines of the header that name the parties, from a heading or a name to the next line
//! about the court or the procedure.

use std::ops::Range;

use crate::document::headings::{self, Beginnings, Line, Start};

use super::{Block, BlockKind, Scan, first_line};

impl Scan<'_> {
    /// Finds the parties of the header: `bench` must have been read before.
    pub(super) fn parties(&self, found: &mut Vec<Block>) {
        let bench: Vec<Range<usize>> = found
            .iter()
            .filter(|block| block.kind == BlockKind::Composition)
            .map(|block| block.span.clone())
            .collect();
        let in_bench = |at: usize| {
            let rank = bench.partition_point(|span| span.end <= at);
            bench.get(rank).is_some_and(|span| span.start <= at)
        };
        let mut open: Option<Range<usize>> = None;
        let mut above: Option<Line<'_>> = None;
        for line in headings::lines(&self.text[..self.head]) {
            let party = match party_line(line.text) {
                Some(PartyLine::Stop) => Some(false),
                _ if in_bench(line.start) => Some(false),
                Some(PartyLine::Versus) => {
                    // The names above `C/` are a party's too.
                    let start =
                        above.filter(|line| party_line(line.text).is_none()).unwrap_or(line).start;
                    match &mut open {
                        Some(span) => span.end = line.end(),
                        None => open = Some(start..line.end()),
                    }
                    Some(true)
                }
                Some(PartyLine::Opens) => Some(true),
                None => None,
            };
            match (party, &mut open) {
                (Some(false), _) => {
                    found.extend(open.take().map(|span| Block { kind: BlockKind::Parties, span }));
                }
                (_, Some(span)) => span.end = line.end(),
                (Some(true), None) => open = Some(line.start..line.end()),
                (None, None) => {}
            }
            above = Some(line);
        }
        found.extend(open.map(|span| Block { kind: BlockKind::Parties, span }));
    }
}

/// What a line of the header says about the parties.
enum PartyLine {
    /// A heading of a party, or its name and form.
    Opens,
    /// `C/`, `CONTRE`.
    Versus,
    /// What follows is about the court or the procedure.
    Stop,
}

#[rustfmt::skip]
static PARTY_HEADINGS: Beginnings<31> = Beginnings::new([
    "appelant", "appelante", "appelants", "appelantes", "creancier", "demandeur", "demanderesse",
    "demandeurs", "demanderesses", "defendeur", "defenderesse", "defendeurs", "defenderesses",
    "debiteur", "debitrice", "entre", "etranger", "intime", "intimee", "intimes", "intimees",
    "intervenant volontaire", "intervenante volontaire", "partie intervenante",
    "parties intervenantes", "partie civile", "parties civiles", "parties", "prevenu",
    "requerant", "requerante",
]);

pub(super) fn party_heading(line: &str) -> bool {
    let line = headings::strip_folded(line, "la personne ")
        .or_else(|| headings::strip_folded(line, "et "))
        .unwrap_or(line);
    PARTY_HEADINGS.after(Start::of(line)).filter(|(_, rest)| headings::ends_word(rest)).any(
        |(_, rest)| {
            let rest = rest.trim_start_matches([' ', '(', ')', ':', 's', '-', ',']);
            rest.is_empty()
                || first_line(rest).len() < 120 && rest.starts_with(|c: char| !c.is_lowercase())
        },
    )
}

#[rustfmt::skip]
static STOPS: Beginnings<33> = Beginnings::new([
    "(ref", "au nom du", "appel d", "arret", "audience", "assignation", "composition", "copie",
    "cour d", "debats", "devant nous", "dossier", "date de", "expedition", "greffier", "grosse",
    "jugement", "juge", "le dossier", "minute", "magistrat", "nous", "notification", "n° ",
    "ordonnance", "president", "republique", "rg ", "r.g", "rendu", "sur le rapport", "tribunal",
    "vu ",
]);

#[rustfmt::skip]
static FORMS: Beginnings<22> = Beginnings::new([
    "1°/", "association", "consorts", "epoux", "la societe", "monsieur", "madame", "mademoiselle",
    "m. ", "mme ", "mlle ", "mesdames", "messieurs", "s.a.", "sa ", "sas ", "sarl ", "s.a.r.l",
    "sci ", "s.c.i", "societe", "syndicat",
]);

/// Whether a line says ` C/ ` or ` c/ `: the slash is looked for, which lines hardly ever hold.
fn says_versus(line: &str) -> bool {
    let bytes = line.as_bytes();
    memchr::memchr_iter(b'/', bytes).any(|slash| {
        matches!(bytes[..slash], [.., b' ', b'C' | b'c']) && bytes.get(slash + 1) == Some(&b' ')
    })
}

fn party_line(line: &str) -> Option<PartyLine> {
    let bare = line.trim_start_matches(['-', ' ', '*', '—']);
    if let Some(rest) = headings::strip_folded(bare, "c/") {
        return (rest.is_empty() || !rest.starts_with('/')).then_some(PartyLine::Versus);
    }
    if headings::strip_words(bare, "contre").is_some_and(|rest| rest.len() < 3) || says_versus(line)
    {
        return Some(PartyLine::Versus);
    }
    if party_heading(bare) {
        return Some(PartyLine::Opens);
    }
    if headings::strip_folded(bare, "demandeur(s)")
        .or_else(|| headings::strip_folded(bare, "defendeur(s)"))
        .is_some()
    {
        return Some(PartyLine::Opens);
    }
    if STOPS.open(Start::of(bare)) {
        return Some(PartyLine::Stop);
    }
    let named = FORMS.open(Start::of(bare))
        || bare.contains("formé ")
            && ["formé le pourvoi", "formé un pourvoi", "formé des pourvois"]
                .iter()
                .any(|words| bare.contains(words));
    named.then_some(PartyLine::Opens)
}
