//! The lexical fields of protected secrets, read from `datasets/lexicons/secrets.toml` and compiled.
//!
//! Knows the grammar of that file and nothing of texts: matching is in `passage`.

use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::detect::fingerprint::hexadecimal;
use crate::document::numbers::NumberKind;
use crate::document::tokens::fold;
use crate::rules::{Catalogue, RuleIndex};
use crate::taxonomy::Category;

const SHIPPED: &str = include_str!("../../../datasets/lexicons/secrets.toml");
const FILE: &str = "lexicons/secrets.toml";

/// A lexicon of secrets that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    #[error("{file} : {source}")]
    Io { file: String, source: std::io::Error },
    #[error("{FILE} : {0}")]
    Toml(#[from] toml::de::Error),
    #[error("{FILE} : catégorie inconnue « {0} »")]
    Category(String),
    #[error("{FILE} : expression sans premier mot « {0} »")]
    Term(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    categories: FxHashMap<String, CategorySource>,
    field: Vec<FieldSource>,
    holder: Vec<HolderSource>,
    cue: Vec<CueSource>,
    exclusion: Vec<ExclusionSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CategorySource {
    threshold: f32,
    holder: HolderNeed,
}

/// Whose secret it must be for a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum HolderNeed {
    Company,
    Person,
    Child,
    Any,
    None,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum KindName {
    Amount,
    Price,
    Rate,
    Multiple,
    Volume,
    Technical,
    Count,
    Duration,
    Date,
    Bare,
}

impl KindName {
    fn kind(&self) -> NumberKind {
        match self {
            Self::Amount => NumberKind::Amount,
            Self::Price => NumberKind::UnitPrice,
            Self::Rate => NumberKind::Rate,
            Self::Multiple => NumberKind::Multiple,
            Self::Volume => NumberKind::Volume,
            Self::Technical => NumberKind::Technical,
            Self::Count => NumberKind::Count,
            Self::Duration => NumberKind::Duration,
            Self::Date => NumberKind::Date,
            Self::Bare => NumberKind::Bare,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldSource {
    rule: String,
    category: Option<String>,
    label: String,
    kinds: Vec<KindName>,
    with: f32,
    alone: f32,
    /// Whether the field is itself a text of law, that a statement of law does not excuse.
    #[serde(default)]
    law: bool,
    terms: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HolderSource {
    kind: HolderKind,
    terms: String,
}

/// A kind of holder that words name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum HolderKind {
    Company,
    Person,
    Child,
    Third,
}

/// How far a cue speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Scope {
    Sentence,
    Passage,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CueSource {
    rule: Option<String>,
    label: String,
    weight: f32,
    scope: Scope,
    categories: Vec<String>,
    terms: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExclusionSource {
    rule: Option<String>,
    label: String,
    here: f32,
    near: f32,
    #[serde(default)]
    negatable: bool,
    #[serde(default)]
    law: bool,
    categories: Vec<String>,
    terms: String,
}

/// A lexical field.
pub(super) struct Field {
    pub rule: RuleIndex,
    pub category: Category,
    pub label: String,
    pub kinds: Vec<NumberKind>,
    pub with: f32,
    pub alone: f32,
    /// A text of law: a statement of law does not excuse it.
    pub law: bool,
}

pub(super) struct Cue {
    pub rule: Option<RuleIndex>,
    pub label: String,
    pub weight: f32,
    pub scope: Scope,
    pub categories: Vec<Category>,
}

pub(super) struct Exclusion {
    pub rule: Option<RuleIndex>,
    pub label: String,
    pub here: f32,
    pub near: f32,
    /// Whether a negation before it cancels it (« n'a jamais été publié »).
    pub negatable: bool,
    /// A statement of law.
    pub law: bool,
    /// Empty: every category.
    pub categories: Vec<Category>,
}

/// What a matched term stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sense {
    Field(u16),
    Cue(u16),
    Exclusion(u16),
    Holder(u16),
}

/// One word of a term.
pub(super) struct Piece {
    text: String,
    prefix: bool,
}

impl Piece {
    pub fn is(&self, word: &str) -> bool {
        if self.prefix { word.starts_with(&self.text) } else { word == self.text }
    }
}

/// A place of a term: choices of words, after a gap or not.
pub(super) struct Slot {
    pub choices: Vec<Choice>,
}

pub(super) struct Choice {
    pub after_gap: bool,
    pub words: Vec<Piece>,
}

pub(super) struct Term {
    pub slots: Vec<Slot>,
    pub sense: Sense,
}

/// First three letters of a folded word.
pub(super) type Key = [u8; 3];

pub(super) fn key(word: &str) -> Key {
    let mut key = [0; 3];
    for (to, from) in key.iter_mut().zip(word.bytes()) {
        *to = from;
    }
    key
}

/// Last three letters of a folded word.
pub(super) fn last_key(word: &str) -> Key {
    let bytes = word.as_bytes();
    let mut key = [0; 3];
    for (to, from) in key.iter_mut().zip(&bytes[bytes.len().saturating_sub(3)..]) {
        *to = *from;
    }
    key
}

/// The compiled lexicon.
pub(super) struct Lexicon {
    pub fields: Vec<Field>,
    pub cues: Vec<Cue>,
    pub exclusions: Vec<Exclusion>,
    pub holders: Vec<HolderKind>,
    pub categories: Vec<(Category, f32, HolderNeed)>,
    pub terms: Vec<Term>,
    /// Terms of fields, by their first word.
    pub field_index: FirstWords,
    /// Ends of words that are a term of a field by themselves, by their last three letters.
    pub suffixes: FxHashMap<Key, Vec<(String, Sense)>>,
    /// The others.
    pub context_index: FirstWords,
    /// SHA-256 of the file.
    pub digest: String,
}

/// Terms by their first word. Everyday words share their first letters with hundreds of terms, so
/// whole words are looked up whole.
#[derive(Default)]
pub(super) struct FirstWords {
    whole: FxHashMap<String, Vec<u16>>,
    begun: FxHashMap<Key, Vec<(String, u16)>>,
    /// First letters of both.
    letters: FxHashSet<Key>,
}

impl FirstWords {
    fn add(&mut self, piece: &Piece, rank: u16) {
        let letters = key(&piece.text);
        self.letters.insert(letters);
        if piece.prefix {
            self.begun.entry(letters).or_default().push((piece.text.clone(), rank));
        } else {
            self.whole.entry(piece.text.clone()).or_default().push(rank);
        }
    }

    /// Whether a term begins with these letters.
    pub fn has_letters(&self, letters: &Key) -> bool {
        self.letters.contains(letters)
    }

    /// Ranks of the terms that a folded word may begin, in order, each once.
    pub fn of(&self, word: &str, ranks: &mut Vec<u16>) {
        ranks.clear();
        if let Some(terms) = self.whole.get(word) {
            ranks.extend_from_slice(terms);
        }
        if let Some(terms) = self.begun.get(&key(word)) {
            let begun = terms.iter().filter(|(start, _)| word.starts_with(start));
            ranks.extend(begun.map(|(_, rank)| *rank));
        }
        ranks.sort_unstable();
        ranks.dedup();
    }
}

/// Words shorter than this, in letters, have no learned ending.
const SHORTEST_LEARNED: usize = 7;

impl Lexicon {
    /// The fields that the ending of a folded word names (« -algie », « -ectomie »).
    pub fn of_ending(&self, word: &str) -> impl Iterator<Item = Sense> + '_ {
        let known =
            (word.len() >= SHORTEST_LEARNED).then(|| self.suffixes.get(&last_key(word))).flatten();
        let word = word.to_owned();
        known
            .into_iter()
            .flatten()
            .filter(move |(suffix, _)| word.ends_with(suffix))
            .map(|(_, sense)| *sense)
    }

    /// Reads `lexicons/secrets.toml` of `datasets`, when that folder has one, else the shipped file.
    /// Entries whose rule the catalogue lacks are left out.
    pub fn load(catalogue: &Catalogue, datasets: Option<&Path>) -> Result<Self, SecretsError> {
        let own = datasets.map(|folder| folder.join(FILE)).filter(|file| file.exists());
        match own {
            None => Self::build(catalogue, SHIPPED),
            Some(file) => {
                let text = std::fs::read_to_string(&file).map_err(|source| SecretsError::Io {
                    file: file.display().to_string(),
                    source,
                })?;
                Self::build(catalogue, &text)
            }
        }
    }

    fn build(catalogue: &Catalogue, text: &str) -> Result<Self, SecretsError> {
        use sha2::{Digest, Sha256};
        let source: Source = toml::from_str(text)?;
        let mut lexicon = Self {
            fields: Vec::new(),
            cues: Vec::new(),
            exclusions: Vec::new(),
            holders: Vec::new(),
            categories: Vec::new(),
            terms: Vec::new(),
            field_index: FirstWords::default(),
            suffixes: FxHashMap::default(),
            context_index: FirstWords::default(),
            digest: hexadecimal(&Sha256::digest(text.as_bytes())),
        };
        for (name, one) in &source.categories {
            lexicon.categories.push((category(name)?, one.threshold, one.holder));
        }
        lexicon.categories.sort_by_key(|(category, ..)| *category);
        for one in &source.field {
            let Some(rule) = catalogue.index(&one.rule) else { continue };
            let category = match &one.category {
                Some(name) => category(name)?,
                None => catalogue.rule(rule).category,
            };
            let sense = Sense::Field(lexicon.fields.len() as u16);
            lexicon.fields.push(Field {
                rule,
                category,
                label: one.label.clone(),
                kinds: one.kinds.iter().map(KindName::kind).collect(),
                with: one.with,
                alone: one.alone,
                law: one.law,
            });
            lexicon.add(&one.terms, sense)?;
        }
        for one in &source.cue {
            let sense = Sense::Cue(lexicon.cues.len() as u16);
            lexicon.cues.push(Cue {
                rule: one.rule.as_deref().and_then(|id| catalogue.index(id)),
                label: one.label.clone(),
                weight: one.weight,
                scope: one.scope,
                categories: categories(&one.categories)?,
            });
            lexicon.add(&one.terms, sense)?;
        }
        for one in &source.exclusion {
            let sense = Sense::Exclusion(lexicon.exclusions.len() as u16);
            lexicon.exclusions.push(Exclusion {
                rule: one.rule.as_deref().and_then(|id| catalogue.index(id)),
                label: one.label.clone(),
                here: one.here,
                near: one.near,
                negatable: one.negatable,
                law: one.law,
                categories: categories(&one.categories)?,
            });
            lexicon.add(&one.terms, sense)?;
        }
        for one in &source.holder {
            let sense = Sense::Holder(lexicon.holders.len() as u16);
            lexicon.holders.push(one.kind);
            lexicon.add(&one.terms, sense)?;
        }
        Ok(lexicon)
    }

    fn add(&mut self, terms: &str, sense: Sense) -> Result<(), SecretsError> {
        for line in terms.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if let Some(suffix) = line.strip_prefix('*') {
                let suffix = fold(suffix);
                let known = self.suffixes.entry(last_key(&suffix)).or_default();
                known.push((suffix, sense));
                continue;
            }
            let term = parse(line, sense)?;
            let rank = self.terms.len() as u16;
            let index = match sense {
                Sense::Field(_) => &mut self.field_index,
                _ => &mut self.context_index,
            };
            for choice in &term.slots[0].choices {
                index.add(&choice.words[0], rank);
            }
            self.terms.push(term);
        }
        Ok(())
    }
}

fn category(name: &str) -> Result<Category, SecretsError> {
    Category::parse(name).ok_or_else(|| SecretsError::Category(name.to_owned()))
}

/// The categories of a list; none for `all`.
fn categories(names: &[String]) -> Result<Vec<Category>, SecretsError> {
    names.iter().filter(|name| *name != "all").map(|name| category(name)).collect()
}

/// Reads one line: see the head of the file for its grammar.
fn parse(line: &str, sense: Sense) -> Result<Term, SecretsError> {
    let mut slots: Vec<Slot> = Vec::new();
    let mut gap = false;
    for part in line.split_whitespace() {
        if part == ".." {
            gap = true;
            continue;
        }
        let choices = part
            .split('|')
            .filter(|choice| !choice.is_empty())
            .map(|choice| {
                let (own_gap, choice) = match choice.strip_prefix("..") {
                    Some(rest) => (true, rest),
                    None => (false, choice),
                };
                Choice { after_gap: gap || own_gap, words: choice.split('_').map(piece).collect() }
            })
            .collect();
        slots.push(Slot { choices });
        gap = false;
    }
    let bad = |slot: &Slot| {
        slot.choices.is_empty()
            || slot.choices.iter().any(|c| c.words.iter().any(|w| w.text.is_empty()))
    };
    if slots.is_empty() || slots.iter().any(bad) || slots[0].choices.iter().any(|c| c.after_gap) {
        return Err(SecretsError::Term(line.to_owned()));
    }
    Ok(Term { slots, sense })
}

fn piece(word: &str) -> Piece {
    match word.strip_suffix('*') {
        Some(beginning) => Piece { text: fold(beginning), prefix: true },
        None => Piece { text: fold(word), prefix: false },
    }
}
