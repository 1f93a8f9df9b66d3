//! Whether an ordered protection of the bench holds (COJ R. 111-12): where masking judges and clerks
//! was ordered, every form of their names is gone.
//!
//! Where nothing was ordered their names are lawfully visible and this engine produces nothing about them.
//! Names live in `MagistrateName`, inside one decision. No count, list or key is made of them
//! (GARDE-01 to 05): the value of a finding is its rank in the decision, never the name.

use std::borrow::Cow;
use std::cell::LazyCell;
use std::collections::HashMap;
use std::ops::Range;

use regex::Regex;

use crate::corpus::MagistrateName;
use crate::document::blocks::BlockKind;
use crate::document::placeholders::PlaceholderKind;
use crate::document::{Case, Document, Token, TokenKind, View};
use crate::lexicon::{Cue, Lexicon};
use crate::policy::Policy;
use crate::rules::{Catalogue, RuleIndex};
use crate::taxonomy::{Category, Severity, Status};

use super::Purpose;
use super::finding::Candidate;

/// A layout in which a judge or a clerk is named: rule and expression. The expression ends after the name and its office.
/// Letters are those of Latin writing: with every letter of the world, two of these cost as much to compile as all rules.
#[rustfmt::skip]
const LAYOUTS: [(&str, &str); 14] = [
    ("PROFA-01", r"(?m)^[ \t]*(?:M\.|Mme|Mmes|MM\.)\s+\p{Lu}[A-Za-zÀ-ɏḀ-ỿ'’\-]+(?:[ ,]+(?:et\s+)?\p{Lu}[A-Za-zÀ-ɏḀ-ỿ'’\-.]+){0,4},\s+(?:premier\s+président|présidente?|conseill(?:er|ère)\s+doyen(?:ne)?\s+faisant\s+fonction\s+de\s+présidente?)\b"),
    ("PROFA-02", r"(?i)sur\s+le\s+rapport\s+de\s+(?:M\.|Mme|Monsieur|Madame)\s+[A-Za-zÀ-ɏḀ-ỿ'’\- ]+?,\s+conseill(?:er|ère)(?:\s+référendaire)?(?:\s+rapporteure?)?"),
    ("PROFA-03", r"(?i)où\s+étai(?:ent|t)\s+présente?s?\s*(?::|M\.|Mme)[^\n]{0,400}"),
    ("PROFA-04", r"(?i)signée?s?\s+(?:électroniquement\s+)?par\s*:?\s*(?:M\.\s+|Mme\s+|Monsieur\s+|Madame\s+)?(?-i:[A-Za-zÀ-ɏḀ-ỿ'’\- ]){3,60}?,\s+(?:(?:première?\s+)?présidente?|vice-présidente?|conseill(?:er|ère)|juge|magistrate?)\b"),
    ("PROFA-05", r"(?im)^\s*COMPOSITION\s+(?:DE\s+LA\s+(?:COUR|JURIDICTION|FORMATION)|DU\s+(?:TRIBUNAL|CONSEIL|BUREAU\s+DE\s+JUGEMENT))\b"),
    ("PROFA-06", r"(?m)^[ \t]*[\-–•]?[ \t]*(?:M\.|Mme|Monsieur|Madame)\s+\p{Lu}[A-Za-zÀ-ɏḀ-ỿ'’\-]+(?:\s\p{Lu}[A-Za-zÀ-ɏḀ-ỿ'’\-]+){0,4}\s?,\s+(?:Présidente?(?:\s+de\s+(?:la\s+)?chambre)?|Conseill(?:er|ère)|(?:Premi(?:er|ère)\s+)?[Vv]ice-[Pp]résidente?|Juge|Assesseure?|Magistrate?\s+honoraire)\b"),
    ("PROFA-07", r"(?i)(?:assistée?s?\s+de|avec\s+l['’]assistance\s+de)\s+(?:M\.|Mme|Monsieur|Madame|Maître|Me)\s+(?-i:[A-Za-zÀ-ɏḀ-ỿ'’\- ]){3,50}?\s?,?\s+(?:greffi(?:er|ère)|cadre\s+greffier|adjointe?\s+administrati(?:f|ve)|directeur\s+des\s+services\s+de\s+greffe)"),
    ("PROFA-08", r"(?i)greffi(?:er|ère)s?\s*(?:,?\s*lors\s+(?:des\s+débats|du\s+prononcé|du\s+délibéré))?\s*:\s*(?:M\.|Mme|Monsieur|Madame)\s+\p{L}[A-Za-zÀ-ɏḀ-ỿ'’\-]*(?:\s+\p{Lu}[A-Za-zÀ-ɏḀ-ỿ'’\-]+){0,3}"),
    ("PROFA-09", r"(?i)(?:magistrate?\s+(?:rédacteur|rédactrice|rapporteur)|juge\s+(?:unique|de\s+la\s+mise\s+en\s+état|des\s+référés|aux\s+affaires\s+familiales|de\s+l['’]exécution|des\s+contentieux\s+de\s+la\s+protection|des\s+libertés\s+et\s+de\s+la\s+détention))\s*:\s*(?:M\.|Mme|Monsieur|Madame)\s+\p{L}[A-Za-zÀ-ɏḀ-ỿ'’\-]*(?:\s+\p{Lu}[A-Za-zÀ-ɏḀ-ỿ'’\-]+){0,3}"),
    ("PROFA-10", r"(?i)juge[\s\-]commissaire(?:\s+suppléante?)?\s*:?\s*(?:M\.|Mme|Monsieur|Madame)\s+\p{L}[A-Za-zÀ-ɏḀ-ỿ'’\-]*|ainsi\s+composé\s*:\s*(?:M\.|Mme|Monsieur|Madame)\s+\p{L}[A-Za-zÀ-ɏḀ-ỿ'’\-]*"),
    ("PROFA-11", r"(?i)(?:présidente?|assesseure?)?\s*conseill(?:er|ère)\s*\((?:E|S|employeur|salarié)\)"),
    ("PROFA-12", r"(?:M\.|Mme|Monsieur|Madame)\s+\p{Lu}[A-Za-zÀ-ɏḀ-ỿ'’\-]+(?:\s\p{Lu}[A-Za-zÀ-ɏḀ-ỿ'’\-]+){0,4},\s+(?:(?:premi(?:er|ère)\s+)?avocate?\s+générale?|substitute?\s+(?:générale?|du\s+procureur)|procureure?\s+(?:générale?|de\s+la\s+République)|vice-procureure?)\b"),
    ("PROFA-13", r"(?m)^[ \t]*\p{Lu}{2,4}\s?/\s?\p{Lu}{2,4}[ \t]*$"),
    ("PROFA-15", r"(?m)^\s*(?:COMM|SOC|CIV|CRIM)\.?\s?[123]?\s*\n+\s*\p{Lu}{1,3}(?:\.\p{Lu}\d?)?\s*$"),
];
const CHALLENGED: &str = r"(?i)(?:requête|demande)\s+en\s+récusation|demande\s+de\s+récusation|suspicion\s+légitime|prise\s+à\s+partie|inscription\s+de\s+faux\s+contre\s+le\s+jugement";
const CHALLENGE_SIGNS: &str = "écusation|uspicion|SUSPICION|CUSATION|à partie|nscription de faux";
const MIXED: &str = r"(?:M\.|Mme|Monsieur|Madame)\s+(?:\[[A-PR-Z]{1,3}\](?:\s\[[A-PR-Z]{1,3}\])?|\p{Lu}{1,3}\.\.\.)\s?,?\s+(?:premier\s+président|présidente?|conseill(?:er|ère)|avocate?\s+générale?|juge|vice-présidente?|greffi(?:er|ère))(?-u:\b)";

/// Letters of a name that is looked for.
const SHORTEST: usize = 3;

/// The engine: the ranks of its rules and the layouts it reads.
pub struct Magistrates {
    rules: HashMap<&'static str, RuleIndex>,
    layouts: Vec<(&'static str, Regex)>,
    challenged: Regex,
    /// Literals, one of which stands in whatever `challenged` matches: many are looked for in one pass.
    challenge_signs: Regex,
    mixed: Regex,
}

impl Magistrates {
    pub fn compile(catalogue: &Catalogue) -> Result<Self, regex::Error> {
        const OWN: [&str; 5] = ["PROFA-14", "PROFA-16", "PROFA-17", "PROFA-18", "OCC-COH-10"];
        let ids = LAYOUTS.iter().map(|(id, _)| *id).chain(OWN);
        let layouts: Result<Vec<_>, _> =
            LAYOUTS.iter().map(|&(id, pattern)| Ok((id, Regex::new(pattern)?))).collect();
        Ok(Self {
            rules: ids.filter_map(|id| Some((id, catalogue.index(id)?))).collect(),
            layouts: layouts?,
            challenged: Regex::new(CHALLENGED)?,
            challenge_signs: Regex::new(CHALLENGE_SIGNS)?,
            mixed: Regex::new(MIXED)?,
        })
    }

    /// `masked` are the names that the original shows in the composition or the signature.
    pub fn scan(
        &self,
        document: &Document,
        policy: &Policy,
        lexicon: &Lexicon,
        masked: &[MagistrateName],
        purpose: Purpose,
        found: &mut [Vec<Candidate>],
    ) {
        let Some(view) = document.views.first() else { return };
        let ordered = policy.masks_bench();
        let mut row = Row { engine: self, rank: 0 };
        if let Some(list) = found.first_mut() {
            row.challenged(view, list);
            row.partly_masked(view, ordered, purpose, list);
        }
        if purpose == Purpose::Explain && !ordered {
            if let Some(list) = found.first_mut() {
                row.layouts(view, list, Some(Status::Permitted));
            }
            return;
        }
        if !ordered {
            return;
        }
        let named = names(view, lexicon);
        if let Some(list) = found.first_mut() {
            row.layouts(view, list, None);
        }
        let all = || {
            named.iter().map(|(name, _)| name).chain(masked).chain(document.decision.bench.iter())
        };
        for (rank, (view, list)) in document.views.iter().zip(found).enumerate() {
            if rank == 0 {
                for (_, span) in &named {
                    row.push(
                        "PROFA-17",
                        span.clone(),
                        "nom en clair, masquage ordonné",
                        None,
                        None,
                        list,
                    );
                }
            }
            row.everywhere(view, lexicon, all, list);
            row.initials(view, all, list);
        }
    }
}

/// Writes findings; numbers them inside the decision so that none carries a name.
struct Row<'a> {
    engine: &'a Magistrates,
    rank: usize,
}

impl Row<'_> {
    fn push(
        &mut self,
        rule: &str,
        span: Range<usize>,
        cue: &'static str,
        severity: Option<Severity>,
        at_most: Option<Status>,
        list: &mut Vec<Candidate>,
    ) {
        let Some(&rule) = self.engine.rules.get(rule) else { return };
        if list.iter().any(|one| one.rule == rule && one.span == span) {
            return;
        }
        self.rank += 1;
        list.push(Candidate {
            span,
            rule,
            category: Category::ProfessionnelMagistratGreffier,
            severity,
            confidence: 0.95,
            value: self.rank.to_string(),
            cues: vec![Cow::Borrowed(cue)],
            at_most,
        });
    }

    /// Layouts that name somebody. `at_most` is `Permitted` where nothing was ordered.
    fn layouts(&mut self, view: &View, list: &mut Vec<Candidate>, at_most: Option<Status>) {
        for (rule, layout) in &self.engine.layouts {
            for found in layout.find_iter(&view.text) {
                let span = trimmed(&view.text, found.range());
                let named = !matches!(*rule, "PROFA-05" | "PROFA-11");
                // A heading names nobody: it only bounds the composition.
                let at_most = if named { at_most } else { Some(Status::Permitted) };
                let severity = at_most.is_none().then_some(match *rule {
                    "PROFA-13" | "PROFA-15" => Severity::Majeur,
                    _ => Severity::Bloquant,
                });
                let initials = matches!(*rule, "PROFA-13" | "PROFA-15") && at_most.is_none();
                if initials {
                    continue;
                }
                let cue = if at_most.is_none() {
                    "mention de composition, masquage ordonné"
                } else {
                    "mention légale de composition"
                };
                self.push(rule, span, cue, severity, at_most, list);
            }
        }
    }

    /// A judge who is challenged or sued: a person decides of the status (PROFA-14).
    fn challenged(&mut self, view: &View, list: &mut Vec<Candidate>) {
        if !self.engine.challenge_signs.is_match(&view.text) {
            return;
        }
        if let Some(found) = self.engine.challenged.find(&view.text) {
            let cue = "magistrat mis en cause : statut à qualifier";
            self.push("PROFA-14", found.range(), cue, None, Some(Status::ToReview), list);
        }
    }

    /// A composition of which a part is masked (PROFA-16), or that borrows a party's letter (PROFA-18).
    fn partly_masked(
        &mut self,
        view: &View,
        ordered: bool,
        purpose: Purpose,
        list: &mut Vec<Candidate>,
    ) {
        let text = &view.text;
        let bench = |at: usize| {
            view.in_block(BlockKind::Composition, at) || view.in_block(BlockKind::Signature, at)
        };
        // The expression reads the whole text: it is asked only where a placeholder stands among the bench.
        let mixed = LazyCell::new(|| self.engine.mixed.find(text));
        if purpose == Purpose::Explain
            && let Some(found) = &*mixed
        {
            self.push(
                "PROFA-16",
                found.range(),
                "membre de la formation masqué",
                None,
                Some(Status::ToReview),
                list,
            );
        }
        let persons = || view.placeholders().filter(|(_, _, kind)| kind.is_person());
        let masked: Vec<&Token> = persons()
            .map(|(_, token, _)| token)
            .filter(|token| bench(token.range().start))
            .collect();
        let Some(first) = masked.first() else { return };
        let clear = || {
            bench_tokens(view).any(|token| {
                matches!(token.case(), Some(Case::Upper | Case::Title))
                    && token.range().len() > 3
                    && !is_role(text, token)
            })
        };
        if !ordered && purpose == Purpose::Audit && mixed.is_some() && clear() {
            let recent = masked
                .iter()
                .any(|token| token.kind == TokenKind::Placeholder(PlaceholderKind::Person));
            let (severity, at_most) = if recent {
                (Some(Severity::Mineur), Some(Status::ToReview))
            } else {
                (None, Some(Status::Permitted))
            };
            self.push(
                "PROFA-16",
                first.range(),
                "composition masquée en partie",
                severity,
                at_most,
                list,
            );
        }
        let borrowed = || {
            masked.iter().find(|token| {
                persons().any(|(_, other, _)| {
                    other.text(text) == token.text(text) && !bench(other.range().start)
                })
            })
        };
        if mixed.is_some()
            && let Some(token) = borrowed()
        {
            self.push(
                "PROFA-18",
                token.range(),
                "même terme pour la formation et pour une partie",
                None,
                Some(Status::ToReview),
                list,
            );
        }
    }

    /// Every other place where a name of the bench stands.
    fn everywhere<'n, I: Iterator<Item = &'n MagistrateName>>(
        &mut self,
        view: &View,
        lexicon: &Lexicon,
        all: impl Fn() -> I,
        list: &mut Vec<Candidate>,
    ) {
        let text = &view.text;
        let tokens = view.tokens();
        for (at, token) in tokens.iter().enumerate() {
            let word = token.text(text);
            let capital = matches!(token.case(), Some(Case::Title | Case::Upper | Case::Mixed));
            if !capital || word.chars().count() < SHORTEST || !all().any(|name| name.has_word(word))
            {
                continue;
            }
            let info = lexicon.get(token.hash);
            // A first name alone, or an ordinary word, is somebody else's as often.
            let weak = info.first_name() >= 6 || info.ordinary() >= 3;
            let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().any(|side| {
                tokens
                    .get(side)
                    .is_some_and(|other| all().any(|name| name.has_word(other.text(text))))
            });
            let civil = tokens[..at]
                .iter()
                .rev()
                .take(3)
                .any(|before| lexicon.get(before.hash).cue() == Cue::Civility);
            let (severity, at_most) = match weak && !beside && !civil {
                true => (Some(Severity::Mineur), Some(Status::ToReview)),
                false => (None, None),
            };
            self.push(
                "OCC-COH-10",
                token.range(),
                "nom de la formation, masquage ordonné",
                severity,
                at_most,
                list,
            );
        }
    }

    /// Initials of whoever wrote or typed (PROFA-13, PROFA-15).
    fn initials<'n, I: Iterator<Item = &'n MagistrateName>>(
        &mut self,
        view: &View,
        all: impl Fn() -> I,
        list: &mut Vec<Candidate>,
    ) {
        for (rule, layout) in &self.engine.layouts {
            if !matches!(*rule, "PROFA-13" | "PROFA-15") {
                continue;
            }
            for found in layout.find_iter(&view.text) {
                let span = trimmed(&view.text, found.range());
                let parts = view.text[span.clone()].split(['/', '\n']);
                let ours = parts
                    .map(str::trim)
                    .any(|letters| all().any(|name| name.has_initials(letters)));
                let (severity, at_most) = if ours {
                    (Some(Severity::Majeur), None)
                } else {
                    (Some(Severity::Majeur), Some(Status::ToReview))
                };
                self.push(rule, span, "initiales, masquage ordonné", severity, at_most, list);
            }
        }
    }
}

/// The tokens of the composition and of the signatures.
fn bench_tokens<'v>(view: &'v View) -> impl Iterator<Item = &'v Token> {
    let tokens = view.tokens();
    let bench = |kind| matches!(kind, BlockKind::Composition | BlockKind::Signature);
    view.blocks().iter().filter(move |block| bench(block.kind)).flat_map(move |block| {
        let at = |byte: usize| tokens.partition_point(|token| (token.start as usize) < byte);
        &tokens[at(block.span.start)..at(block.span.end)]
    })
}

fn is_role(text: &str, token: &Token) -> bool {
    const ROLES: [&str; 24] = [
        "president",
        "presidente",
        "conseiller",
        "conseillere",
        "conseillers",
        "greffier",
        "greffiere",
        "juge",
        "monsieur",
        "madame",
        "composition",
        "magistrat",
        "assesseur",
        "avocat",
        "general",
        "chambre",
        "cour",
        "tribunal",
        "premier",
        "premiere",
        "vice",
        "debats",
        "greffe",
        "delibere",
    ];
    ROLES.contains(&crate::document::tokens::fold(token.text(text)).as_str())
}

/// Names in the composition and the signatures: runs of capital-led words that are no office.
fn names(view: &View, lexicon: &Lexicon) -> Vec<(MagistrateName, Range<usize>)> {
    let text = &view.text;
    let tokens = view.tokens();
    let mut found = Vec::new();
    for block in view.blocks() {
        if !matches!(block.kind, BlockKind::Composition | BlockKind::Signature) {
            continue;
        }
        let from = tokens.partition_point(|token| (token.start as usize) < block.span.start);
        let to = tokens.partition_point(|token| (token.start as usize) < block.span.end);
        let mut at = from;
        while at < to {
            if !is_name(&tokens[at], text, lexicon) {
                at += 1;
                continue;
            }
            let start = at;
            let mut last = at;
            while at < to {
                let token = &tokens[at];
                if is_name(token, text, lexicon) {
                    last = at;
                } else if !matches!(token.kind, TokenKind::Punct(b'-' | b'\'' | b'.'))
                    && lexicon.get(token.hash).cue() != Cue::Particle
                {
                    break;
                }
                at += 1;
            }
            let span = tokens[start].range().start..tokens[last].range().end;
            found.push((MagistrateName::new(text[span.clone()].to_owned()), span));
        }
    }
    found
}

fn is_name(token: &Token, text: &str, lexicon: &Lexicon) -> bool {
    let info = lexicon.get(token.hash);
    matches!(token.case(), Some(Case::Title | Case::Upper | Case::Mixed))
        && token.range().len() >= 2
        && !is_role(text, token)
        && matches!(info.cue(), Cue::None | Cue::Place)
        && (info.is_name() || info.ordinary() < 4)
}

fn trimmed(text: &str, span: Range<usize>) -> Range<usize> {
    let found = &text[span.clone()];
    let start = span.start + found.len() - found.trim_start().len();
    start..start + found.trim().len()
}
