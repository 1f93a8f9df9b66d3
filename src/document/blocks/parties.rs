//! Lines of the header that name the parties, from a heading or a name to the next line
//! about the court or the procedure.

use std::ops::Range;
use std::sync::LazyLock;

use crate::document::headings::{self, Line};

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

/// Beginnings of lines by their first letter: a line is compared with a few of them.
struct Beginnings(Box<[Vec<&'static str>; 256]>);

impl Beginnings {
    fn new(words: &[&'static str]) -> Self {
        let starts = |letter: usize, word: &str| word.as_bytes().first() == Some(&(letter as u8));
        Self(Box::new(std::array::from_fn(|letter| {
            words.iter().copied().filter(|word| starts(letter, word)).collect()
        })))
    }

    /// Those that begin as the line does, case and accents aside.
    fn of(&self, line: &str) -> &[&'static str] {
        let first = headings::folded_first(line);
        first.map_or(&[], |letter| &self.0[usize::from(letter)])
    }
}

static HEADINGS: LazyLock<Beginnings> = LazyLock::new(|| Beginnings::new(&PARTY_HEADINGS));
static STOPPING: LazyLock<Beginnings> = LazyLock::new(|| Beginnings::new(&STOPS));
static NAMING: LazyLock<Beginnings> = LazyLock::new(|| Beginnings::new(&FORMS));

#[rustfmt::skip]
const PARTY_HEADINGS: [&str; 31] = [
    "appelant", "appelante", "appelants", "appelantes", "intime", "intimee", "intimes",
    "intimees", "demandeur", "demanderesse", "demandeurs", "demanderesses", "defendeur",
    "defenderesse", "defendeurs", "defenderesses", "requerant", "requerante",
    "partie intervenante", "parties intervenantes", "intervenant volontaire",
    "intervenante volontaire", "partie civile", "parties civiles", "entre", "parties", "prevenu",
    "creancier", "debiteur", "debitrice", "etranger",
];

pub(super) fn party_heading(line: &str) -> bool {
    let line = headings::strip_folded(line, "la personne ")
        .or_else(|| headings::strip_folded(line, "et "))
        .unwrap_or(line);
    HEADINGS.of(line).iter().any(|words| {
        headings::strip_words(line, words).is_some_and(|rest| {
            let rest = rest.trim_start_matches([' ', '(', ')', ':', 's', '-', ',']);
            rest.is_empty()
                || first_line(rest).len() < 120 && rest.starts_with(|c: char| !c.is_lowercase())
        })
    })
}

#[rustfmt::skip]
const STOPS: [&str; 33] = [
    "au nom du", "republique", "appel d", "rg ", "r.g", "(ref", "minute", "composition", "debats",
    "arret", "jugement", "ordonnance", "greffier", "president", "magistrat", "juge", "nous",
    "vu ", "grosse", "copie", "expedition", "audience", "devant nous", "dossier",
    "sur le rapport", "le dossier", "date de", "assignation", "rendu", "notification", "n° ",
    "cour d", "tribunal",
];

#[rustfmt::skip]
const FORMS: [&str; 22] = [
    "monsieur", "madame", "mademoiselle", "m. ", "mme ", "mlle ", "mesdames", "messieurs", "s.a.",
    "sa ", "sas ", "sarl ", "s.a.r.l", "sci ", "s.c.i", "societe", "la societe", "association",
    "syndicat", "consorts", "epoux", "1°/",
];

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
    if STOPPING.of(bare).iter().any(|words| headings::strip_folded(bare, words).is_some()) {
        return Some(PartyLine::Stop);
    }
    let named = NAMING.of(bare).iter().any(|words| headings::strip_folded(bare, words).is_some())
        || bare.contains("formé ")
            && ["formé le pourvoi", "formé un pourvoi", "formé des pourvois"]
                .iter()
                .any(|words| bare.contains(words));
    named.then_some(PartyLine::Opens)
}
