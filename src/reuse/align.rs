//! How a served text differs from its reference: what was lifted, masked, renumbered, cut, added or replaced.
//!
//! Histogram diff on tokens, placeholders being atoms. A difference gives a class, a place and a length in the
//! reference; it never holds what stands behind a placeholder. Must not decide what a difference is worth under the
//! terms of use: `controls` does.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use imara_diff::{Algorithm, Diff, InternedInput};

use super::canon::{self, Token, TokenKind};
use crate::document::numbers::MONTHS;
use crate::document::{BlockKind, PlaceholderKind, View};

/// What kind of information a masked or lifted element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Element {
    Party,
    Lawyer,
    /// Judges and clerks: named in the bench or the signature.
    Bench,
    Company,
    Address,
    Date,
    Number,
    /// A town, a place.
    Place,
    Other,
}

impl Element {
    /// Whether the Court alone may mask it on request (COJ R.111-13): all but names.
    pub fn is_reserved(self) -> bool {
        !matches!(self, Self::Party | Self::Lawyer | Self::Bench)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Party => "nom d'une partie ou d'un tiers",
            Self::Lawyer => "avocat",
            Self::Bench => "composition ou signature",
            Self::Company => "personne morale",
            Self::Address => "adresse",
            Self::Date => "date",
            Self::Number => "numéro",
            Self::Place => "localité",
            Self::Other => "autre élément",
        }
    }
}

/// What happened to a stretch of the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Case, accents, punctuation: the words are the same.
    Typographic,
    Truncated,
    Inserted,
    Deleted,
    Substituted,
    /// A negation or the sense of the operative part went or changed.
    Reversed,
    /// A placeholder became clear text.
    Lifted(PlaceholderKind),
    /// Clear text became a mask, or went alone.
    Masked(Element),
    /// A placeholder became another one, or went.
    Renumbered,
    /// A placeholder became a mask foreign to the Court.
    Remasked,
    /// Reasons that the Court had withheld stand in the served text.
    Completed,
}

impl Class {
    pub fn label(self) -> &'static str {
        match self {
            Self::Typographic => "différence typographique",
            Self::Truncated => "troncature",
            Self::Inserted => "insertion",
            Self::Deleted => "suppression",
            Self::Substituted => "substitution",
            Self::Reversed => "négation ou solution modifiée",
            Self::Lifted(_) => "placeholder remplacé par du texte en clair (non reproduit)",
            Self::Masked(_) => "texte clair de la référence masqué ou retiré",
            Self::Renumbered => "placeholder remplacé par un autre",
            Self::Remasked => "placeholder remplacé par un masque étranger à la Cour",
            Self::Completed => "motifs retenus par la Cour présents dans le texte servi",
        }
    }
}

/// One difference. Holds no served text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    pub class: Class,
    /// Where it is in the canonical reference, in code points.
    pub at: usize,
    /// How long it is there, in code points.
    pub length: usize,
    /// How long it is in the served text, in code points.
    pub served_length: usize,
}

/// A reference text ready for comparisons. No `Debug`: texts of decisions.
pub struct Prepared<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    partial: bool,
}

impl<'t> Prepared<'t> {
    /// `canonical` is a canonical text; `partial`: the Court published a part of the decision only.
    pub fn new(canonical: &'t str, partial: bool) -> Self {
        Self { text: canonical, tokens: canon::tokens(canonical), partial }
    }
}

/// Where the served text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    /// A field of a record: all of it is the decision.
    Field,
    /// A page: what stands before and after is the site's.
    Page,
    /// A passage: what is missing around it is not cut.
    Passage,
}

/// Aligns a served canonical text with its reference.
pub fn align(reference: &Prepared<'_>, served: &str, carrier: Carrier) -> Vec<Difference> {
    let tokens = canon::tokens(served);
    let mut input = InternedInput::default();
    input.reserve(reference.tokens.len() as u32, tokens.len() as u32);
    input.update_before(reference.tokens.iter().map(|token| token.text(reference.text)));
    input.update_after(tokens.iter().map(|token| token.text(served)));
    let diff = Diff::compute(Algorithm::Histogram, &input);
    let mut comparison = Comparison {
        reference,
        served,
        tokens: &tokens,
        view: None,
        found: Vec::new(),
        lifted: BTreeMap::new(),
    };
    let hunks: Vec<(Range<usize>, Range<usize>)> = diff
        .hunks()
        .map(|hunk| {
            (
                hunk.before.start as usize..hunk.before.end as usize,
                hunk.after.start as usize..hunk.after.end as usize,
            )
        })
        .collect();
    let mut hunks = merged(hunks);
    if carrier == Carrier::Page {
        cut_short(&mut hunks, reference.tokens.len());
    }
    for (before, mut after) in hunks {
        let first = before.start == 0;
        let last = before.end == reference.tokens.len();
        // What the site writes above and below is no part of what stands at the ends of the decision.
        if carrier == Carrier::Page && !before.is_empty() {
            // A decision cut short on its page leaves the words of the site alone below it.
            let kept = if before.len() > LONG_TAIL { 0 } else { before.len() + 2 };
            if last {
                after.end = after.end.min(after.start + kept);
            }
            if first {
                after.start = after.start.max(after.end.saturating_sub(kept));
            }
        }
        match carrier {
            Carrier::Page if (first || last) && before.is_empty() => continue,
            Carrier::Passage if first || last => continue,
            _ => {}
        }
        comparison.hunk(before, after, last);
    }
    comparison.systematic();
    comparison.found
}

/// Hunks that one token or less separates are one change: « M. [X] épouse [Y] ».
fn merged(hunks: Vec<(Range<usize>, Range<usize>)>) -> Vec<(Range<usize>, Range<usize>)> {
    let mut merged: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for (before, after) in hunks {
        match merged.last_mut() {
            // A pure insertion stays apart: it would hide what it stands beside.
            Some((last_before, last_after))
                if before.start == last_before.end && after.start == last_after.end =>
            {
                last_before.end = before.end;
                last_after.end = after.end;
            }
            _ => merged.push((before, after)),
        }
    }
    merged
}

/// Tokens missing at the end of a decision from which it was cut rather than rewritten.
const LONG_TAIL: usize = 40;

/// On a page that shows a decision cut short, words of the site below it meet words of the missing end by chance: small
/// agreements among large differences are none, and the end is one difference.
fn cut_short(hunks: &mut Vec<(Range<usize>, Range<usize>)>, length: usize) {
    const CHANCE: usize = 5;
    let Some((last_before, last_after)) = hunks.last().cloned() else { return };
    if last_before.end + CHANCE < length {
        return;
    }
    let mut start = hunks.len() - 1;
    while start > 0 && hunks[start].0.start - hunks[start - 1].0.end < CHANCE {
        start -= 1;
    }
    let missing: usize = hunks[start..].iter().map(|(before, _)| before.len()).sum();
    let agreeing = length - hunks[start].0.start - missing;
    if missing > LONG_TAIL && agreeing * 4 < missing {
        let tail = (hunks[start].0.start..length, hunks[start].1.start..last_after.end);
        hunks.truncate(start);
        hunks.push(tail);
    }
}

struct Comparison<'c, 't> {
    reference: &'c Prepared<'t>,
    served: &'c str,
    tokens: &'c [Token],
    view: Option<View<'c>>,
    found: Vec<Difference>,
    /// Placeholders lifted, by label.
    lifted: BTreeMap<String, usize>,
}

impl<'c> Comparison<'c, '_> {
    fn hunk(&mut self, before: Range<usize>, after: Range<usize>, last: bool) {
        let old = &self.reference.tokens[before.clone()];
        let new = &self.tokens[after.clone()];
        let span = self.span(&before);
        let served_length = new.iter().map(|token| token.text(self.served).chars().count()).sum();
        let class = self.classify(old, new, &span, last);
        let text = self.reference.text;
        if matches!(class, Class::Lifted(_)) {
            for token in old.iter().filter(|token| matches!(token.kind, TokenKind::Placeholder(_)))
            {
                *self.lifted.entry(token.text(text).to_owned()).or_default() += 1;
            }
        }
        self.found.push(Difference {
            class,
            at: text[..span.start].chars().count(),
            length: text[span.clone()].chars().count(),
            served_length,
        });
        // A placeholder may stand in a longer change: it counts by itself.
        if !matches!(
            class,
            Class::Lifted(_) | Class::Renumbered | Class::Remasked | Class::Completed
        ) {
            let hidden = old.iter().find_map(|token| match token.kind {
                TokenKind::Placeholder(kind) => Some(kind),
                _ => None,
            });
            // A cut or a long rewriting says nothing of what stood behind the placeholders it took away.
            let close = matches!(class, Class::Substituted | Class::Masked(_)) && old.len() <= 30;
            if let (Some(kind), true) = (hidden.filter(|_| close), has_words(new)) {
                let class = if kind == PlaceholderKind::Ellipsis {
                    Class::Substituted
                } else {
                    Class::Lifted(kind)
                };
                if class != Class::Substituted {
                    self.found.push(Difference {
                        class,
                        at: text[..span.start].chars().count(),
                        length: 0,
                        served_length,
                    });
                }
            }
        }
    }

    /// Bytes of the reference that tokens cover; an empty range stands where the insertion is.
    fn span(&self, tokens: &Range<usize>) -> Range<usize> {
        let all = &self.reference.tokens;
        match (all.get(tokens.start), tokens.end.checked_sub(1).and_then(|last| all.get(last))) {
            (Some(first), Some(last)) if !tokens.is_empty() => first.start..last.end,
            (Some(next), _) => next.start..next.start,
            _ => self.reference.text.len()..self.reference.text.len(),
        }
    }

    fn classify(&mut self, old: &[Token], new: &[Token], span: &Range<usize>, last: bool) -> Class {
        let text = self.reference.text;
        if plain(old, text) == plain(new, self.served) {
            return Class::Typographic;
        }
        let placeholders = |tokens: &[Token]| {
            tokens.iter().filter(|token| matches!(token.kind, TokenKind::Placeholder(_))).count()
        };
        // Crosses are a mask when someone else than the Court writes them.
        let crosses =
            |token: &&Token| token.kind == TokenKind::Placeholder(PlaceholderKind::Unmapped);
        let crossed = new.iter().filter(crosses).count();
        let masks = crossed + new.iter().filter(|token| token.kind == TokenKind::Mask).count();
        let (hidden, shown) = (placeholders(old), placeholders(new) - crossed);
        let words_of =
            |tokens: &[Token]| tokens.iter().filter(|token| token.kind == TokenKind::Word).count();
        let (old_words, new_words) = (words_of(old), words_of(new));
        let withheld = old.iter().find_map(|token| match token.kind {
            TokenKind::Placeholder(
                kind @ (PlaceholderKind::Reasons | PlaceholderKind::Ellipsis),
            ) => Some(kind),
            _ => None,
        });
        let completes = match withheld {
            Some(PlaceholderKind::Reasons) => new_words > 3,
            Some(_) => self.reference.partial && new_words > 8,
            None => self.reference.partial && old_words < 4 && new_words > 25,
        };
        if completes {
            return Class::Completed;
        }
        if hidden > 0 && old_words <= 4 * hidden {
            if masks > 0 {
                return Class::Remasked;
            }
            if shown > 0 || new.is_empty() || self.is_transformed(new) {
                return Class::Renumbered;
            }
            if new_words > 0 {
                let kind = old.iter().find_map(|token| match token.kind {
                    TokenKind::Placeholder(kind) => Some(kind),
                    _ => None,
                });
                return match kind {
                    // `[...]` may be an ellipsis of the judge: a word there replaces a text.
                    Some(PlaceholderKind::Ellipsis) if new_words < 3 => Class::Substituted,
                    Some(kind) => Class::Lifted(kind),
                    None => Class::Substituted,
                };
            }
            return Class::Renumbered;
        }
        if hidden == 0
            && !old.is_empty()
            && (masks > 0 || shown > 0 || self.is_abbreviated(new))
            && new_words <= old_words.max(2)
        {
            return Class::Masked(self.element(old, span));
        }
        if new.is_empty() {
            if last && old_words > 12 {
                return Class::Truncated;
            }
            if is_negation(old, text) {
                return Class::Reversed;
            }
            let element = self.element(old, span);
            if old_words <= 8 && element != Element::Other {
                return Class::Masked(element);
            }
            return Class::Deleted;
        }
        if old.is_empty() {
            return if is_negation(new, self.served) { Class::Reversed } else { Class::Inserted };
        }
        if last && old_words > 40 && new_words < 4 {
            return Class::Truncated;
        }
        if is_solution(old, text) && is_solution(new, self.served)
            || is_negation(old, text) != is_negation(new, self.served)
        {
            return Class::Reversed;
        }
        Class::Substituted
    }

    /// « X… », « A », « M. A. » for « [X] »: a placeholder in another dress.
    fn is_transformed(&self, new: &[Token]) -> bool {
        let words: Vec<&str> = new
            .iter()
            .filter(|token| token.kind == TokenKind::Word)
            .map(|token| token.text(self.served))
            .collect();
        let civility =
            |word: &str| matches!(word, "M" | "Mme" | "Mlle" | "Monsieur" | "Madame" | "Me" | "MM");
        !words.is_empty()
            && words.iter().all(|word| {
                civility(word)
                    || word.chars().count() <= 2
                        && word.chars().all(|c| c.is_uppercase() || c.is_ascii_digit())
                    || matches!(
                        *word,
                        "X" | "XX" | "XXX" | "xxx" | "Adresse" | "Localité" | "Date" | "naissance"
                    )
            })
    }

    /// An initial, dots or crosses in the place of a name, and perhaps the noun that it leaves: « la société A. ».
    fn is_abbreviated(&self, new: &[Token]) -> bool {
        const NOUNS: [&str; 18] = [
            "société",
            "sociétés",
            "entreprise",
            "compagnie",
            "association",
            "syndicat",
            "banque",
            "caisse",
            "cabinet",
            "avocat",
            "avocate",
            "maître",
            "me",
            "monsieur",
            "madame",
            "mme",
            "m",
            "personne",
        ];
        let noun = |token: &Token| {
            token.kind == TokenKind::Word
                && NOUNS.contains(&token.text(self.served).to_lowercase().as_str())
        };
        !new.iter().all(noun)
            && new.iter().filter(|token| !noun(token)).all(|token| match token.kind {
                TokenKind::Punctuation => {
                    matches!(token.text(self.served), "." | "…" | "*" | "-" | "_")
                }
                TokenKind::Word => {
                    let word = token.text(self.served);
                    word.chars().count() == 1 && word.chars().all(char::is_uppercase)
                        || word.len() >= 2 && word.bytes().all(|byte| matches!(byte, b'X' | b'x'))
                }
                _ => true,
            })
    }

    /// What the reference says where something was masked.
    fn element(&mut self, old: &[Token], span: &Range<usize>) -> Element {
        let text = self.reference.text;
        let masked = &text[span.clone()];
        let low = (0..=span.start.saturating_sub(48))
            .rev()
            .find(|&at| text.is_char_boundary(at))
            .unwrap_or(0);
        let before = text[low..span.start].to_lowercase();
        let lower = masked.to_lowercase();
        let has_digit = masked.bytes().any(|byte| byte.is_ascii_digit());
        let capital = old.iter().any(|token| {
            token.kind == TokenKind::Word
                && token.text(text).chars().next().is_some_and(char::is_uppercase)
        });
        const ROADS: [&str; 12] = [
            "rue ",
            "avenue ",
            "boulevard ",
            "place ",
            "chemin ",
            "allée ",
            "impasse ",
            "route ",
            "quai ",
            "cours ",
            "résidence ",
            "lotissement ",
        ];
        const LAWYERS: [&str; 9] = [
            "me",
            "maître",
            "avocat",
            "avocate",
            "scp",
            "selarl",
            "cabinet",
            "plaidant",
            "représenté par",
        ];
        // Who is named right after « Me » is counsel, whatever stands further before.
        if !has_digit
            && LAWYERS.iter().any(|lawyer| {
                let ends = before.trim_end().strip_suffix(lawyer);
                ends.is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
                    || lower.strip_prefix(lawyer).is_some_and(|rest| rest.starts_with([' ', '.']))
            })
        {
            return Element::Lawyer;
        }
        if ROADS.iter().any(|road| lower.contains(road) || before.ends_with(road))
            || before.trim_end().ends_with("domicilié")
            || before.contains("demeurant")
            || before.contains("domicilié")
        {
            return Element::Address;
        }
        if has_digit {
            let folded = crate::document::tokens::fold(&lower);
            let dated = MONTHS.iter().any(|month| folded.contains(month))
                || masked.matches('/').count() == 2;
            return if dated { Element::Date } else { Element::Number };
        }
        if MONTHS.contains(&crate::document::tokens::fold(&lower).as_str()) {
            return Element::Date;
        }
        if !capital {
            return Element::Other;
        }
        const COMPANIES: [&str; 16] = [
            "société",
            "sarl",
            "s.a.r.l",
            "sas",
            "s.a.s",
            " sa ",
            "s.a.",
            "eurl",
            "sci",
            "s.c.i",
            "association",
            "banque",
            "mutuelle",
            "syndicat",
            "caisse",
            "commune",
        ];
        if COMPANIES.iter().any(|company| before.contains(company) || lower.starts_with(company)) {
            return Element::Company;
        }
        const PLACES: [&str; 16] = [
            "barreau de",
            "barreau d'",
            "cour d'appel de",
            "cour d'appel d'",
            "judiciaire de",
            "judiciaire d'",
            "commerce de",
            "commerce d'",
            "grande instance de",
            "prud'hommes de",
            "prud'hommes d'",
            "commune de",
            "ville de",
            "situé à",
            "située à",
            "né à",
        ];
        if PLACES.iter().any(|place| before.trim_end().ends_with(place)) {
            return Element::Place;
        }
        let view = self.view.get_or_insert_with(|| View::new(Arc::from("text"), text, &[]));
        if view.in_block(BlockKind::Composition, span.start)
            || view.in_block(BlockKind::Signature, span.start)
        {
            return Element::Bench;
        }
        if view.in_block(BlockKind::Counsel, span.start) {
            return Element::Lawyer;
        }
        const CIVILITIES: [&str; 9] =
            ["m.", "mme", "mlle", "monsieur", "madame", "mm.", "époux", "épouse", "consorts"];
        if CIVILITIES
            .iter()
            .any(|civility| before.trim_end().ends_with(civility) || lower.starts_with(civility))
        {
            return Element::Party;
        }
        Element::Other
    }

    /// A placeholder that is clear text everywhere: an invented name rather than one slip.
    fn systematic(&mut self) {
        let mut persons: BTreeMap<&str, usize> = BTreeMap::new();
        for token in &self.reference.tokens {
            if matches!(token.kind, TokenKind::Placeholder(kind) if kind.is_person()) {
                *persons.entry(token.text(self.reference.text)).or_default() += 1;
            }
        }
        let everywhere = persons.iter().any(|(label, count)| {
            *count >= 2 && self.lifted.get(*label).copied().unwrap_or(0) >= *count
        });
        if everywhere {
            self.found.push(Difference {
                class: Class::Renumbered,
                at: 0,
                length: 0,
                served_length: 0,
            });
        }
    }
}

fn has_words(tokens: &[Token]) -> bool {
    tokens.iter().any(|token| token.kind == TokenKind::Word)
}

/// Letters and digits alone, without case nor accents: what typography cannot change.
fn plain(tokens: &[Token], text: &str) -> String {
    let mut out = String::new();
    for token in tokens {
        match token.kind {
            TokenKind::Punctuation => {}
            TokenKind::Word => out.push_str(
                &crate::document::tokens::fold(token.text(text))
                    .replace('œ', "oe")
                    .replace('æ', "ae"),
            ),
            _ => out.push_str(token.text(text)),
        }
    }
    out
}

fn is_negation(tokens: &[Token], text: &str) -> bool {
    let words: Vec<String> = tokens.iter().map(|token| token.text(text).to_lowercase()).collect();
    words.len() <= 6
        && words.iter().any(|word| {
            matches!(
                word.as_str(),
                "ne" | "n"
                    | "pas"
                    | "non"
                    | "point"
                    | "aucun"
                    | "aucune"
                    | "jamais"
                    | "nullement"
                    | "ni"
            )
        })
}

fn is_solution(tokens: &[Token], text: &str) -> bool {
    const SENSES: [&str; 14] = [
        "rejette",
        "rejet",
        "casse",
        "cassation",
        "confirme",
        "infirme",
        "annule",
        "déboute",
        "condamne",
        "accueille",
        "irrecevable",
        "recevable",
        "fondé",
        "infondé",
    ];
    tokens.len() <= 8
        && tokens.iter().any(|token| SENSES.contains(&token.text(text).to_lowercase().as_str()))
}
