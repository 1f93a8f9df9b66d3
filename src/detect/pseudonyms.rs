//! The placeholders themselves: grammar, leaks through their form, one person one letter.
//!
//! A well-formed placeholder is no finding: what is expected is not listed, or every decision
//! would give hundreds of rows (`Purpose::Explain` shows them for the examples of rules). Must not look for identities.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::{Range, RangeInclusive};

use regex::Regex;

use crate::document::placeholders::PlaceholderKind;
use crate::document::tokens::fold;
use crate::document::{Document, Token, TokenKind, View};
use crate::rules::{Catalogue, RuleIndex};
use crate::taxonomy::{Category, Severity, Status};

use super::Purpose;
use super::finding::Candidate;
use super::known::alignment::Pairing;
use super::order;

const RULES: [&str; 13] = [
    "PSE-01",
    "PSE-02",
    "PSE-03",
    "PSE-04",
    "PSE-05",
    "PSE-06",
    "PSE-07",
    "PSE-08",
    "PSE-09",
    "PSE-10",
    "OCC-COH-08",
    "REI-11",
    "REI-13",
];

/// Expressions that begin at a bracket; they are tried there alone.
#[rustfmt::skip]
const FOREIGN: &str = r"^\[(?i:PERSON|NAME|NOM|PRENOM|PRÉNOM|REDACTED|MASKED|MASQUÉE?|ANONYMIS[EÉ]E?|CONFIDENTIEL)[^\]\n]{0,40}\]";
#[rustfmt::skip]
const MALFORMED: &str = r"^\[(?:Adresse|Localité|Date naissance|Date mariage|Date décès|Immatriculation|Cadastre|Courriel)[ \t]*(?:\]|\n|$)|^\[\[[A-Z]{1,2}\]?|^\[[A-Z]{1,2}\]\]";
const Q_LETTER: &str = r"^\[(?:[A-Z]?Q[A-Z]?|[a-z]{1,2})\]";
/// Masks made of signs; the text is searched when it holds such a sign.
const SIGNS: &str = r"█{2,}|<PER>|[\p{L}\d]\*{4,}|\*{4,}[\p{L}\d]";
const LEAKS: &str =
    r"(?:M\.|Mme|Mlle|Monsieur|Madame)\s+\p{Lu}\p{Ll}{0,2}(?:\*{2,}|_{2,}|\.{5,}|█+)";
const RUNS: &str = r"█+|X{5,}|\*{4,}";
const MASKS: &str = r"██|\*\*|__|\.\.\.\.\.|XXXXX|<PER>";

/// Letters of persons that may have been lost one by one; more of them would say that the record was numbered otherwise.
const SKIPPED: RangeInclusive<usize> = 1..=2;

/// Longest text read after a bracket, in bytes.
const LONGEST: usize = 80;

/// First year whose decisions all came through Label.
const LABEL_YEAR: &str = "2022";

/// The engine: the ranks of its rules and its expressions.
pub struct Pseudonyms {
    rules: HashMap<&'static str, RuleIndex>,
    foreign: Regex,
    malformed: Regex,
    letter: Regex,
    signs: Regex,
    leaks: Regex,
    runs: Regex,
    /// Literals, one of which stands in whatever the three above match: looked for in one pass.
    masks: Regex,
}

impl Pseudonyms {
    pub fn compile(catalogue: &Catalogue) -> Result<Self, regex::Error> {
        Ok(Self {
            rules: RULES.into_iter().filter_map(|id| Some((id, catalogue.index(id)?))).collect(),
            foreign: Regex::new(FOREIGN)?,
            malformed: Regex::new(MALFORMED)?,
            letter: Regex::new(Q_LETTER)?,
            signs: Regex::new(SIGNS)?,
            leaks: Regex::new(LEAKS)?,
            runs: Regex::new(RUNS)?,
            masks: Regex::new(MASKS)?,
        })
    }

    pub fn scan(
        &self,
        document: &Document,
        pairs: &[Pairing],
        purpose: Purpose,
        found: &mut [Vec<Candidate>],
    ) {
        for (rank, (view, list)) in document.views.iter().zip(&mut *found).enumerate() {
            let mut page = Page { engine: self, view, list };
            if signs(&view.text) {
                page.grammar(document);
                page.forms();
            }
            if purpose == Purpose::Explain {
                page.expected();
            }
            if rank == 0 {
                page.numbering(document, pairs);
            }
        }
        self.pairs(document, pairs, found);
    }

    /// One person with two letters, two persons with one, by the original (OCC-COH-08).
    fn pairs(&self, document: &Document, pairs: &[Pairing], found: &mut [Vec<Candidate>]) {
        let (Some(&rule), Some(original), Some(view), Some(list)) = (
            self.rules.get("OCC-COH-08"),
            &document.decision.original,
            document.views.first(),
            found.first_mut(),
        ) else {
            return;
        };
        let mut values: BTreeMap<&str, BTreeMap<String, Range<usize>>> = BTreeMap::new();
        let mut letters: BTreeMap<String, BTreeMap<&str, Range<usize>>> = BTreeMap::new();
        for pair in pairs {
            let value = &original[pair.original.clone()];
            if !pair.kind.is_person() || value.contains('[') {
                continue;
            }
            let folded = letters_of(value);
            if folded.len() < 2 {
                continue;
            }
            let name = &view.raw[pair.placeholder.clone()];
            let place =
                view.map.from_raw(pair.placeholder.start)..view.map.from_raw(pair.placeholder.end);
            values.entry(name).or_default().entry(folded.clone()).or_insert_with(|| place.clone());
            letters.entry(folded).or_default().entry(name).or_insert(place);
        }
        let mut push = |span: Range<usize>, cue: &'static str, value: String, severity| {
            list.push(Candidate {
                span,
                rule,
                category: Category::TermeRemplacement,
                severity,
                confidence: 0.8,
                value,
                cues: vec![Cow::Borrowed(cue)],
                at_most: Some(Status::ToReview),
            });
        };
        for (name, borne) in values {
            let distinct: Vec<&String> = borne.keys().collect();
            let apart = distinct
                .iter()
                .enumerate()
                .any(|(at, one)| distinct[at + 1..].iter().any(|other| !akin(one, other)));
            if apart && let Some(span) = borne.values().next_back() {
                push(span.clone(), "deux personnes sous une même lettre", name.to_owned(), None);
            }
        }
        for (value, names) in letters {
            if names.len() > 1
                && let Some(span) = names.values().next_back()
            {
                push(span.clone(), "une personne sous deux lettres", value, Some(Severity::Mineur));
            }
        }
    }
}

/// Whether a text holds any sign of a placeholder or of a mask.
fn signs(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr2(b'[', b'*', bytes).is_some()
        || memchr::memmem::find(bytes, b"XXX").is_some()
        || memchr::memmem::find(bytes, b"...").is_some()
        || memchr::memmem::find(bytes, "█".as_bytes()).is_some()
        || memchr::memmem::find(bytes, b"<PER>").is_some()
        || memchr::memmem::find(bytes, b"__").is_some()
}

/// Whether the bracket that opens these bytes is that of a person or carries a number after one of the
/// Court's labels: nearly every bracket is, and no expression needs to be tried there.
fn well_formed(bytes: &[u8]) -> bool {
    match bytes {
        [b'[', letter, b']', rest @ ..] => {
            letter.is_ascii_uppercase() && *letter != b'Q' && rest.first() != Some(&b']')
        }
        _ => LABELS.iter().any(|label| {
            bytes.strip_prefix(label.as_bytes()).is_some_and(|rest| {
                let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
                digits > 0 && rest.get(digits) == Some(&b']')
            })
        }),
    }
}

/// Openings of numbered placeholders; none is a word of `FOREIGN`.
const LABELS: [&str; 3] = ["[Adresse ", "[Localité ", "[Date naissance "];

/// Folded letters of a value, without signs.
fn letters_of(value: &str) -> String {
    fold(value).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether two spellings may be of one name: one holds the other, or they differ by a slip.
fn akin(one: &str, other: &str) -> bool {
    one.contains(other)
        || other.contains(one)
        || strsim::damerau_levenshtein(one, other) <= 1 + one.len().min(other.len()) / 6
}

struct Page<'a> {
    engine: &'a Pseudonyms,
    view: &'a View<'a>,
    list: &'a mut Vec<Candidate>,
}

impl Page<'_> {
    fn push(
        &mut self,
        rule: &str,
        span: Range<usize>,
        cue: &'static str,
        severity: Option<Severity>,
        at_most: Option<Status>,
    ) {
        let Some(&rule) = self.engine.rules.get(rule) else { return };
        self.list.push(Candidate {
            value: format!("{cue} {}", fold(&self.view.text[span.clone()])),
            span,
            rule,
            category: Category::TermeRemplacement,
            severity,
            confidence: 0.9,
            cues: vec![Cow::Borrowed(cue)],
            at_most,
        });
    }

    /// PSE-02 to 04 and 06: placeholders against the grammar.
    fn grammar(&mut self, document: &Document) {
        let text = &self.view.text;
        let tokens = self.view.tokens();
        let current = self.view.placeholders().any(|(_, _, kind)| kind == PlaceholderKind::Person);
        let date = document.decision.metadata.decision_date.as_deref().unwrap_or_default();
        let recent = date.get(..4).is_some_and(|year| year >= LABEL_YEAR);
        let old = self.view.placeholders().find(|&(at, _, kind)| {
            kind == PlaceholderKind::OldPerson && after_civility(tokens, at, text)
        });
        if let Some((_, token, _)) = old
            && (current || recent)
        {
            let cue = if current {
                "deux grammaires dans un même texte"
            } else {
                "ancienne grammaire dans une décision récente"
            };
            self.push("PSE-02", token.range(), cue, None, None);
        }
        let mut handmade = false;
        for (at, token, kind) in self.view.placeholders() {
            if kind == PlaceholderKind::Unmapped {
                self.unmapped(tokens, at, token, &mut handmade);
            }
        }
        for at in memchr::memchr_iter(b'[', text.as_bytes()) {
            self.bracket(tokens, at);
        }
        self.betrayals();
    }

    /// REI-11: the first elision and the first particle that were left before a masked name.
    fn betrayals(&mut self) {
        let text = &self.view.text;
        let masked = || {
            let people =
                self.view.placeholders().filter(|(_, _, kind)| *kind == PlaceholderKind::Person);
            people.map(|(_, token, _)| token.range())
        };
        let elided = masked().find(|span| ends_with_elision(&text[..span.start]));
        let particle = masked().find_map(|span| {
            let start = particle_after_civility(&text[..span.start])?;
            Some(start..span.end)
        });
        let at_most = Some(Status::ToReview);
        if let Some(span) = elided {
            let cue = "élision : le nom commence par une voyelle ou un h muet";
            self.push("REI-11", span.start - 2..span.end, cue, None, at_most);
        }
        if let Some(span) = particle {
            self.push("REI-11", span, "particule laissée devant le nom masqué", None, at_most);
        }
    }

    /// What opens at a bracket and is no placeholder of the grammar: PSE-04 to 06.
    fn bracket(&mut self, tokens: &[Token], at: usize) {
        let text = &self.view.text;
        if well_formed(&text.as_bytes()[at..]) {
            return;
        }
        let window = &text[at..text.floor_char_boundary((at + LONGEST).min(text.len()))];
        let engine = self.engine;
        let place = |found: regex::Match| at..at + found.start() + found.as_str().trim_end().len();
        if let Some(span) = engine.letter.find(window).map(place) {
            let first = tokens.partition_point(|token| (token.start as usize) < at);
            let small = text[span.clone()].contains(|c: char| c.is_ascii_lowercase());
            // `elle [a] dit`: a judge completes a quotation.
            if !small || beside_person(tokens, first, text, &span) {
                // Q was given out before the chain forbade it: old stock holds some.
                let (severity, at_most) = match small {
                    true => (None, None),
                    false => (Some(Severity::Mineur), Some(Status::ToReview)),
                };
                let cue = "lettre que la chaîne n'attribue pas";
                self.push("PSE-04", span, cue, severity, at_most);
            }
        } else if let Some(span) = engine.malformed.find(window).map(place) {
            self.push("PSE-06", span, "terme de remplacement tronqué", None, None);
        } else if let Some(span) = engine.foreign.find(window).map(place) {
            let at_most = Some(Status::ToReview);
            self.push("PSE-05", span, "masque étranger à la chaîne de la Cour", None, at_most);
        }
    }

    /// `XXX`: an entity without a replacement, unless it is a number in Roman figures or a form to fill.
    fn unmapped(&mut self, tokens: &[Token], at: usize, token: &Token, handmade: &mut bool) {
        const NUMBERED: [&str; 20] = [
            "article",
            "articles",
            "titre",
            "chapitre",
            "livre",
            "tome",
            "annexe",
            "section",
            "n",
            "louis",
            "siecle",
            "partie",
            "volume",
            "lot",
            "taille",
            "modele",
            "loi",
            "page",
            "paragraphe",
            "protocole",
        ];
        let text = &self.view.text;
        let word = token.text(text);
        if !word.bytes().all(|byte| byte == b'X') {
            return;
        }
        let before = tokens[..at].iter().rev().find(|token| token.is_word());
        if before.is_some_and(|before| NUMBERED.contains(&fold(before.text(text)).as_str())) {
            return;
        }
        let glued = !token.spaced
            && at > 0
            && !matches!(tokens[at - 1].kind, TokenKind::Punct(_) | TokenKind::Symbol);
        if glued {
            return;
        }
        // Masks made by hand have the length of what they hide, and come together.
        let run = |token: Option<&Token>| {
            token.is_some_and(|token| {
                let word = token.text(text);
                word.len() > 3 && word.bytes().all(|byte| byte == b'X')
            })
        };
        let beside =
            run(at.checked_sub(1).map(|before| &tokens[before])) || run(tokens.get(at + 1));
        if word.len() == 3 && !beside {
            self.push("PSE-03", token.range(), "entité sans terme de remplacement", None, None);
        } else if !std::mem::replace(handmade, true) {
            let cue = "suite de X : masque posé avant la chaîne";
            let at_most = Some(Status::ToReview);
            self.push("PSE-03", token.range(), cue, Some(Severity::Mineur), at_most);
        }
    }

    /// PSE-05, PSE-10 and REI-13: masks that are not the Court's, or that let something through.
    fn forms(&mut self) {
        let text = &self.view.text;
        if !self.engine.masks.is_match(text) {
            return;
        }
        let engine = self.engine;
        let signs: Vec<Range<usize>> =
            engine.signs.find_iter(text).map(|found| found.range()).collect();
        for span in signs {
            let stars = text[span.clone()].contains('*');
            let severity = stars.then_some(Severity::Mineur);
            let at_most = Some(Status::ToReview);
            self.push("PSE-05", span, "masque étranger à la chaîne de la Cour", severity, at_most);
        }
        let leaks: Vec<Range<usize>> =
            engine.leaks.find_iter(text).map(|found| found.range()).collect();
        for span in leaks {
            self.push("PSE-10", span, "le masque garde le début du nom", None, None);
        }
        let mut lengths = BTreeSet::new();
        let mut last = None;
        for run in self.engine.runs.find_iter(text) {
            if alone_on_line(text, run.range()) {
                continue;
            }
            lengths.insert((run.as_str().chars().next(), run.as_str().chars().count()));
            last = Some(run.range());
        }
        let revealing = lengths.iter().any(|(sign, length)| {
            lengths.iter().any(|(other, size)| sign == other && length != size)
        });
        if let Some(span) = last.filter(|_| revealing) {
            self.push(
                "REI-13",
                span,
                "masques de longueurs différentes : la longueur parle",
                None,
                Some(Status::ToReview),
            );
        }
    }

    /// Numbered placeholders share one counter, letters follow an order: one that is missing was lost on the way (PSE-09).
    ///
    /// In a record of the chain whose text is whole, the entity was annotated and no term stands for it any more:
    /// it was put back in clear, or its term was lost. Elsewhere it may have gone with a part of the text.
    fn numbering(&mut self, document: &Document, pairs: &[Pairing]) {
        if document.decision.metadata.partial == Some(true) {
            return;
        }
        let text = &self.view.text;
        let original = document.decision.original.as_deref();
        let whole = original.is_some_and(|original| is_whole(original, self.view.raw, pairs));
        let mut numbers = BTreeSet::new();
        let mut last: Option<(u32, Range<usize>)> = None;
        let mut person = None;
        for (_, token, kind) in self.view.placeholders() {
            if !whole && matches!(kind, PlaceholderKind::Reasons | PlaceholderKind::Ellipsis) {
                return;
            }
            if kind == PlaceholderKind::Person {
                person = Some(token.range());
            } else if let Some(number) = number_of(token.text(text)) {
                numbers.insert(number);
                if last.as_ref().is_none_or(|(most, _)| number > *most) {
                    last = Some((number, token.range()));
                }
            }
        }
        let (severity, at_most) = match whole {
            true => (Some(Severity::Bloquant), None),
            false => (None, Some(Status::ToReview)),
        };
        if let Some((most, span)) = last
            && most as usize > numbers.len()
            && most <= 300
        {
            let cue = "numéros manquants dans la suite des termes numérotés";
            self.push("PSE-09", span, cue, severity, at_most);
        }
        if whole
            && let Some(span) = person
            && order::skipped_letters(document).is_some_and(|skipped| SKIPPED.contains(&skipped))
        {
            let cue = "lettre manquante dans la suite des termes de personnes";
            self.push("PSE-09", span, cue, severity, at_most);
        }
    }

    /// What is right, for the examples of the rules: PSE-01, 02, 07 and 08.
    fn expected(&mut self) {
        use PlaceholderKind as Kind;
        let text = &self.view.text;
        let tokens = self.view.tokens();
        for (at, token, kind) in self.view.placeholders() {
            let cue = "forme attendue";
            match kind {
                Kind::Ellipsis => {
                    self.push("PSE-07", token.range(), cue, None, Some(Status::Permitted))
                }
                Kind::Reasons => {
                    self.push("PSE-08", token.range(), cue, None, Some(Status::Permitted));
                    self.push("PSE-01", token.range(), cue, None, Some(Status::Permitted));
                }
                Kind::OldPerson if after_civility(tokens, at, text) => {
                    self.push(
                        "PSE-02",
                        token.range(),
                        "grammaire antérieure à Label",
                        None,
                        Some(Status::Permitted),
                    );
                }
                Kind::OldPerson | Kind::Unmapped | Kind::Foreign => {}
                _ if numbered(token.text(text)) => {
                    self.push("PSE-01", token.range(), cue, None, Some(Status::Permitted));
                }
                _ => {}
            }
        }
    }
}

/// Whether a placeholder has the letter or number that the grammar asks for.
fn numbered(text: &str) -> bool {
    let inside = text.trim_matches(['[', ']']);
    inside.bytes().any(|byte| byte.is_ascii_digit()) || !inside.contains('Q') && inside.len() <= 3
}

/// Whether a masked text is its original with nothing but values replaced: no part was taken out.
fn is_whole(original: &str, masked: &str, pairs: &[Pairing]) -> bool {
    /// What a value that could not be read may add, in bytes.
    const SLACK: usize = 160;
    let part_taken = pairs.iter().any(|pair| {
        matches!(pair.kind, PlaceholderKind::Reasons | PlaceholderKind::Ellipsis)
            && original[pair.original.clone()] != masked[pair.placeholder.clone()]
    });
    let values: usize = pairs.iter().map(|pair| pair.original.len()).sum();
    let terms: usize = pairs.iter().map(|pair| pair.placeholder.len()).sum();
    !part_taken && original.len() - values <= masked.len() - terms + SLACK
}

/// The number of a numbered placeholder; `None` for letters. `[XXXXXXXX012]` and `[012]` carry a
/// zero before their number.
fn number_of(text: &str) -> Option<u32> {
    let inside = text.trim_matches(['[', ']']);
    let digits = &inside[inside.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
    digits.parse().ok().filter(|&number| number > 0)
}

fn after_civility(tokens: &[Token], at: usize, text: &str) -> bool {
    tokens[..at].iter().rev().take(3).any(|token| {
        matches!(
            fold(token.text(text)).as_str(),
            "m" | "mme" | "mlle" | "mm" | "me" | "monsieur" | "madame" | "mademoiselle"
        )
    })
}

/// Whether a civility or another bracket stands next to the bracket at `span`, whose first token is `at`.
fn beside_person(tokens: &[Token], at: usize, text: &str, span: &Range<usize>) -> bool {
    let brackets = text[..span.start].trim_end_matches(' ').ends_with(']')
        || text[span.end..].trim_start_matches(' ').starts_with('[');
    let civility = tokens[..at].iter().rev().take(2).any(|token| {
        matches!(fold(token.text(text)).as_str(), "m" | "mme" | "mlle" | "monsieur" | "madame")
    });
    brackets || civility
}

/// Whether a text ends with `d'` or `l'`.
fn ends_with_elision(before: &str) -> bool {
    let elided = before.strip_suffix('\'').and_then(|rest| rest.strip_suffix(['d', 'D', 'l', 'L']));
    elided.is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
}

/// Where the particle that ends a text begins, when a civility stands before it (`M. de la `).
fn particle_after_civility(before: &str) -> Option<usize> {
    const CIVILITIES: [&str; 7] = ["M.", "Mr", "Mme", "Mlle", "Monsieur", "Madame", "Mademoiselle"];
    let left =
        ["de la ", "de ", "du "].into_iter().find_map(|particle| before.strip_suffix(particle))?;
    let said = left.strip_suffix(' ')?;
    CIVILITIES.iter().any(|civility| said.ends_with(civility)).then_some(left.len())
}

/// A line made of one sign is a rule of the page.
fn alone_on_line(text: &str, span: Range<usize>) -> bool {
    let before = text[..span.start].rsplit('\n').next().unwrap_or_default();
    let after = text[span.end..].split('\n').next().unwrap_or_default();
    !before.contains(char::is_alphanumeric) && !after.contains(char::is_alphanumeric)
}
