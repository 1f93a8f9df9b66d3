//! The values that a record says had to be masked: terms of the judge, parties, annotations, and
//! what the placeholders of the text stand for.
//!
//! Values are identities in clear: no `Debug`, never kept beyond one decision. Must not search.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::corpus::{Decision, MagistrateName};
use crate::document::blocks::BlockKind;
use crate::document::placeholders::PlaceholderKind;
use crate::document::tokens::{self, Token, TokenKind, fold_hash};
use crate::document::{Document, View, offsets};
use crate::lexicon::Lexicon;
use crate::lexicon::words::Cue;
use crate::policy::{Policy, Term, Terms};
use crate::taxonomy::Category;

use super::alignment::Pairing;

/// Who says that a value had to be masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The judge's own term.
    Term,
    /// The same, sent with a `+` by a labour court.
    LabourTerm,
    /// An entity masked elsewhere in this decision.
    Masked,
    /// A party or third party of the metadata.
    Party,
}

/// What part of an identity a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// All of it, as it was masked or asked for.
    Whole,
    /// A surname out of a longer name.
    Surname,
    /// A first name out of a longer name, or a masked entity that can only be one.
    FirstName,
}

/// A value to look for.
#[derive(Clone)]
pub struct Value {
    /// Words and numbers in order, by the hash of their folded form.
    pub words: Vec<u64>,
    /// Hash of all its letters written together; 0 when it has one word.
    pub joined: u64,
    /// Folded letters and digits, words separated by one space.
    pub folded: String,
    /// The digits alone, when it is a number.
    pub digits: String,
    /// Whether it was written with a capital.
    pub capital: bool,
    pub category: Category,
    pub source: Source,
    pub part: Part,
    /// The judge asked to keep this very value.
    pub kept: bool,
    /// It is masked somewhere in a clause about counsel.
    pub among_counsel: bool,
    /// It is masked somewhere in the composition or the signature.
    pub among_bench: bool,
    /// Capital-led words that touch it where it is masked, or the rest of the identity it is part
    /// of, by the hash of their folded form: what tells the same person from a namesake.
    pub beside: FxHashSet<u64>,
}

/// Everything known about a decision.
#[derive(Default)]
pub struct Values {
    pub list: Vec<Value>,
    /// Names masked in the composition or the signature: for the control of the bench alone.
    pub bench: Vec<MagistrateName>,
}

/// Digits from which a value is looked for as a number.
const NUMBER: usize = 6;

impl Values {
    /// Gathers the values of a decision; empty when its record gives none.
    pub fn of(document: &Document, pairs: &[Pairing], policy: &Policy, lexicon: &Lexicon) -> Self {
        let decision = document.decision;
        let mut gathered =
            Gathering { lexicon, values: Self::default(), seen: FxHashMap::default() };
        gathered.terms(decision);
        gathered.masked(document, pairs);
        gathered.annotated(decision, policy);
        gathered.parties(decision);
        gathered.mark_among_bench();
        gathered.values
    }
}

struct Gathering<'a> {
    lexicon: &'a Lexicon,
    values: Values,
    /// Rank of each value in the list.
    seen: FxHashMap<(String, Category, Source), usize>,
}

impl Gathering<'_> {
    fn terms(&mut self, decision: &Decision) {
        let Some(known) = &decision.known else { return };
        let terms = Terms::of(known, decision.metadata.jurisdiction.as_deref());
        for term in &terms.list {
            let category = Category::AnnotationSupplementaire;
            let (text, source) = match term {
                Term::Mask(text) => (text, Source::Term),
                Term::Ambiguous(text) => (text, Source::LabourTerm),
                Term::Keep(_) | Term::MaskCategories(_) | Term::KeepCategories(_) => continue,
            };
            self.add(text, category, source, Part::Whole);
        }
        // Kept terms are matched like the others, so that what they cover is permitted.
        for term in &terms.list {
            if let Term::Keep(text) = term
                && let Some(mut value) =
                    self.value(text, Category::AnnotationSupplementaire, Source::Term, Part::Whole)
            {
                value.kept = true;
                self.values.list.push(value);
            }
        }
    }

    /// What the placeholders stand for, by the original.
    fn masked(&mut self, document: &Document, pairs: &[Pairing]) {
        let (Some(original), Some(view)) = (&document.decision.original, document.views.first())
        else {
            return;
        };
        for pair in pairs {
            let text = &original[pair.original.clone()];
            let Some(category) = category_of(pair.kind) else { continue };
            // The original of some test records was masked beforehand.
            if text.contains('[') {
                continue;
            }
            let person = category == Category::PersonnePhysique;
            let place = view.map.from_raw(pair.placeholder.start);
            if person && judges_here(view, place) {
                self.values.bench.push(MagistrateName::new(text.to_owned()));
                continue;
            }
            let part =
                if person && self.is_first_name(text) { Part::FirstName } else { Part::Whole };
            let beside = if person { self.beside(original, &pair.original) } else { Vec::new() };
            let among_counsel = person && view.in_block(BlockKind::Counsel, place);
            for rank in self.add(text, category, Source::Masked, part) {
                let value = &mut self.values.list[rank];
                value.beside.extend(&beside);
                value.among_counsel |= among_counsel;
            }
            // An address on several lines is also written a line at a time.
            if category == Category::Adresse && text.contains('\n') {
                for line in text.lines().filter(|line| stands_alone(line)) {
                    self.add(line, category, Source::Masked, Part::Whole);
                }
            }
        }
    }

    /// The hashes of the capital-led words that touch a span of a text on its line.
    fn beside(&self, text: &str, span: &Range<usize>) -> Vec<u64> {
        let joins = |c: char| matches!(c, ' ' | '\u{a0}' | '-' | '\'' | '’');
        let before = text[..span.start].trim_end_matches(joins);
        let before = before.rsplit(|c: char| !c.is_alphabetic()).next();
        let after = text[span.end..].trim_start_matches(joins);
        let after = after.split(|c: char| !c.is_alphabetic()).next();
        let words = [before, after].into_iter().flatten();
        words
            .filter(|word| word.chars().count() >= 2 && word.starts_with(char::is_uppercase))
            .filter(|word| self.lexicon.word(word).cue() == Cue::None)
            .map(fold_hash)
            .collect()
    }

    /// Says of the values that the composition shows masked too that they are.
    fn mark_among_bench(&mut self) {
        let Values { list, bench } = &mut self.values;
        for value in list.iter_mut().filter(|one| one.category == Category::PersonnePhysique) {
            value.among_bench =
                bench.iter().any(|name| value.folded.split(' ').all(|word| name.has_word(word)));
        }
    }

    /// What Label annotated, in the categories that are masked.
    fn annotated(&mut self, decision: &Decision, policy: &Policy) {
        for annotation in &decision.annotations {
            let Some(category) = annotation.category else { continue };
            let visible = policy.omitted.contains(category);
            if visible || category == Category::ProfessionnelMagistratGreffier {
                continue;
            }
            let person = category == Category::PersonnePhysique;
            let first = person && self.is_first_name(&annotation.text);
            let part = if first { Part::FirstName } else { Part::Whole };
            self.add(&annotation.text, category, Source::Masked, part);
        }
    }

    fn parties(&mut self, decision: &Decision) {
        for party in &decision.parties {
            let kind = party.kind.as_deref().unwrap_or_default();
            if kind.eq_ignore_ascii_case("PM") || self.is_company(&party.identity) {
                self.add(&party.identity, Category::PersonneMorale, Source::Party, Part::Whole);
            } else {
                self.person(&party.identity);
            }
        }
    }

    /// A person's full name in both orders, then each part.
    fn person(&mut self, identity: &str) {
        let (text, _) = offsets::normalise(identity);
        let found = tokens::tokenise(&text);
        let words: Vec<&Token> = found.iter().filter(|token| self.names(token)).collect();
        let text_of = |token: &&Token| token.text(&text).to_owned();
        let full: Vec<String> = words.iter().map(text_of).collect();
        if full.len() < 2 {
            if let Some(only) = full.first() {
                self.add(only, Category::PersonnePhysique, Source::Party, Part::Whole);
            }
            return;
        }
        let all: Vec<u64> = full.iter().map(|word| fold_hash(word)).collect();
        self.add(&full.join(" "), Category::PersonnePhysique, Source::Party, Part::Whole);
        let mut turned = full.clone();
        turned.rotate_right(1);
        self.add(&turned.join(" "), Category::PersonnePhysique, Source::Party, Part::Whole);
        let mixed = words.iter().any(|token| token.case() == Some(tokens::Case::Title));
        for token in words {
            let text = token.text(&text);
            let upper = matches!(token.case(), Some(tokens::Case::Upper));
            let first = if mixed { !upper } else { self.is_first_name(text) };
            let first = first && self.lexicon.word(text).first_name() > 0;
            let part = if first { Part::FirstName } else { Part::Surname };
            if text.chars().count() >= 3 {
                for rank in self.add(text, Category::PersonnePhysique, Source::Party, part) {
                    let beside = &mut self.values.list[rank].beside;
                    beside.extend(all.iter().filter(|&&word| word != token.hash));
                }
            }
        }
    }

    /// Whether a token is a word of a name: neither a civility nor an ordinary connecting word.
    fn names(&self, token: &Token) -> bool {
        let info = self.lexicon.get(token.hash);
        token.is_word()
            && !matches!(info.cue(), Cue::Civility | Cue::LawyerTitle | Cue::Particle)
            && token.case().is_some_and(|case| case != tokens::Case::Lower)
    }

    fn is_first_name(&self, text: &str) -> bool {
        let mut words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
        words.all(|word| {
            let info = self.lexicon.word(word);
            info.first_name() >= 6 || info.first_name() > 0 && !info.is_surname()
        })
    }

    fn is_company(&self, text: &str) -> bool {
        let (text, _) = offsets::normalise(text);
        let found = tokens::tokenise(&text);
        found.iter().any(|token| {
            matches!(self.lexicon.get(token.hash).cue(), Cue::LegalForm | Cue::Organisation)
        })
    }

    /// Adds a value and its short form; gives their ranks in the list.
    fn add(&mut self, text: &str, category: Category, source: Source, part: Part) -> Vec<usize> {
        let Some(value) = self.value(text, category, source, part) else { return Vec::new() };
        let mut ranks = Vec::with_capacity(2);
        // Companies are also called without their form.
        if matches!(category, Category::PersonneMorale | Category::Etablissement)
            && let Some(core) = self.core(text)
            && let Some(short) = self.value(&core, category, source, part)
            && short.folded.len() >= 4
        {
            ranks.push(self.push(short));
        }
        ranks.push(self.push(value));
        ranks
    }

    fn push(&mut self, value: Value) -> usize {
        let key = (value.folded.clone(), value.category, value.source);
        *self.seen.entry(key).or_insert_with(|| {
            self.values.list.push(value);
            self.values.list.len() - 1
        })
    }

    /// A company's name without legal form, civility nor article; `None` when nothing changes.
    fn core(&self, text: &str) -> Option<String> {
        const ARTICLES: [&str; 10] =
            ["la", "le", "les", "l", "de", "du", "des", "et", "cie", "ste"];
        let (text, _) = offsets::normalise(text);
        let found = tokens::tokenise(&text);
        let words: Vec<&Token> = found.iter().filter(|token| is_content(token)).collect();
        let drops = |token: &&&Token| {
            matches!(self.lexicon.get(token.hash).cue(), Cue::LegalForm | Cue::Civility)
                || ARTICLES.contains(&tokens::fold(token.text(&text)).as_str())
        };
        let start = words.iter().take_while(drops).count();
        let end = words.len() - words.iter().rev().take_while(drops).count();
        (start < end && end - start < words.len()).then(|| {
            let kept = &words[start..end];
            text[kept[0].range().start..kept[kept.len() - 1].range().end].to_owned()
        })
    }

    fn value(&self, text: &str, category: Category, source: Source, part: Part) -> Option<Value> {
        let (text, _) = offsets::normalise(text);
        let found = tokens::tokenise(&text);
        let content: Vec<&Token> = found.iter().filter(|token| is_content(token)).collect();
        let words: Vec<u64> = content.iter().map(|token| fold_hash(token.text(&text))).collect();
        let folded: Vec<String> =
            content.iter().map(|token| tokens::fold(token.text(&text))).collect();
        let letters: String = folded.concat();
        let digits: String = letters.chars().filter(char::is_ascii_digit).collect();
        let number = digits.len() >= NUMBER && 2 * digits.len() > letters.len();
        let shaped = match category {
            // A value too short to be told from any other word or number.
            Category::TelephoneFax
            | Category::CompteBancaire
            | Category::NumeroIdentifiant
            | Category::NumeroSiretSiren => digits.len() >= 4,
            Category::DateNaissance | Category::DateDeces | Category::DateMariage => {
                words.len() >= 2 || digits.len() >= NUMBER
            }
            Category::PersonnePhysique => letters.chars().count() >= 2,
            _ => letters.chars().count() >= 3,
        };
        (shaped && !words.is_empty()).then(|| Value {
            joined: if words.len() > 1 { fold_hash(&letters) } else { 0 },
            words,
            folded: folded.join(" "),
            digits: if number { digits } else { String::new() },
            capital: text.chars().any(char::is_uppercase),
            category,
            source,
            part,
            kept: false,
            among_counsel: false,
            among_bench: false,
            beside: FxHashSet::default(),
        })
    }
}

/// Whether a line of an address says enough to be looked for by itself: three words, or a postal code and a town.
fn stands_alone(line: &str) -> bool {
    let code = |word: &str| word.len() == 5 && word.bytes().all(|byte| byte.is_ascii_digit());
    let mut words = line.split_whitespace();
    words
        .next()
        .is_some_and(|first| words.next().is_some() && (code(first) || words.next().is_some()))
}

/// Words, numbers and mixes of both.
pub fn is_content(token: &Token) -> bool {
    matches!(token.kind, TokenKind::Word(_) | TokenKind::Number | TokenKind::Mixed)
}

/// Whether judges or clerks are named at an offset of the normalised text.
fn judges_here(view: &View, offset: usize) -> bool {
    view.in_block(BlockKind::Composition, offset) || view.in_block(BlockKind::Signature, offset)
}

/// The category a kind of placeholder masks; `None` when it stands for no value.
pub fn category_of(kind: PlaceholderKind) -> Option<Category> {
    use PlaceholderKind as Kind;
    Some(match kind {
        Kind::Person | Kind::OldPerson => Category::PersonnePhysique,
        Kind::BirthDate => Category::DateNaissance,
        Kind::MarriageDate => Category::DateMariage,
        Kind::DeathDate => Category::DateDeces,
        Kind::Address => Category::Adresse,
        Kind::Locality => Category::Localite,
        Kind::LegalPerson => Category::PersonneMorale,
        Kind::Siren => Category::NumeroSiretSiren,
        Kind::Phone => Category::TelephoneFax,
        Kind::Account => Category::CompteBancaire,
        Kind::Email => Category::Email,
        Kind::WebSite => Category::SiteWebSensible,
        Kind::Identifier => Category::NumeroIdentifiant,
        Kind::Cadastre => Category::Cadastre,
        Kind::Plate => Category::PlaqueImmatriculation,
        Kind::Ellipsis => Category::AnnotationSupplementaire,
        Kind::Reasons | Kind::Unmapped | Kind::Foreign => return None,
    })
}
