//! The lexical fields of protected secrets, read from `datasets/lexicons/secrets.toml` and compiled.
//!
//! Knows the grammar of that file and nothing of texts: matching is in `passage`.

use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::document::numbers::NumberKind;
use crate::document::tokens::{Token, fold, fold_hash};
use crate::document::word_table::WordTable;
use crate::hexadecimal::hexadecimal;
use crate::rules::{Catalogue, RuleIndex};
use crate::taxonomy::Category;

use super::next_words::{Next, Pieces};
use super::terms::{Choice, Piece, Sense, Slot, Term};
use super::vocabulary::{FirstWords, Known, Vocabulary};

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
    #[error("{FILE} : trop de mots différents en tête des expressions")]
    TooManyWords,
    #[error("{file}, ligne {line} : trait, objet et poids attendus, séparés par des tabulations")]
    Weights { file: &'static str, line: usize },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    categories: FxHashMap<String, CategorySource>,
    field: Vec<FieldSource>,
    holder: Vec<HolderSource>,
    cue: Vec<CueSource>,
    exclusion: Vec<ExclusionSource>,
    #[serde(default)]
    subject: Vec<SubjectSource>,
}

/// What a passage must speak of to disclose a secret of a category.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SubjectSource {
    category: String,
    terms: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CategorySource {
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
#[serde(deny_unknown_fields)]
struct FieldSource {
    rule: String,
    category: Option<String>,
    label: String,
    kinds: Vec<NumberKind>,
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

impl Exclusion {
    /// Whether it may speak against a secret of a category.
    pub fn concerns(&self, category: Category) -> bool {
        self.categories.is_empty() || self.categories.contains(&category)
    }
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
    /// What it takes off whatever the model says.
    #[serde(default)]
    presumed: f32,
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
    pub presumed: f32,
    /// Empty: every category.
    pub categories: Vec<Category>,
}

/// The compiled lexicon.
pub(super) struct Lexicon {
    pub fields: Vec<Field>,
    pub cues: Vec<Cue>,
    pub exclusions: Vec<Exclusion>,
    pub holders: Vec<HolderKind>,
    /// Categories whose passages must speak of one thing at least.
    pub subjects: Vec<Category>,
    categories: Vec<(Category, HolderNeed)>,
    pub terms: Vec<Term>,
    pub vocabulary: Vocabulary,
    pub pieces: Pieces,
    /// By class of first words: what may come after, in the fields then in everything else.
    next: [Vec<Next>; 2],
    function_words: WordTable<bool>,
    /// SHA-256 of the file.
    pub digest: String,
}

/// Words that may always stand between two words of a term.
const FUNCTION_WORDS: [&str; 32] = [
    "de", "du", "des", "d", "la", "le", "les", "l", "un", "une", "son", "sa", "ses", "leur",
    "leurs", "a", "au", "aux", "en", "par", "sur", "ce", "cette", "ces", "cet", "notre", "nos",
    "chaque", "tres", "tout", "toute", "et",
];

impl Lexicon {
    /// Whose secret it must be for a category; nothing for one that is none of this lexicon.
    pub fn need(&self, category: Category) -> Option<HolderNeed> {
        self.categories.iter().find(|known| known.0 == category).map(|known| known.1)
    }

    /// Whether a word may stand between two words of a term.
    pub fn is_function(&self, token: &Token) -> bool {
        self.function_words.get(token.hash)
    }

    /// The field that the ending of a word names (« -algie », « -ectomie »), by rank.
    pub fn of_ending(&self, known: Known) -> impl Iterator<Item = Sense> + '_ {
        self.vocabulary.ending(known).iter().map(|&rank| Sense::Field(rank))
    }

    /// What may come after a word, in the terms of the fields or of everything else.
    #[inline]
    pub fn after(&self, known: Known, fields: bool) -> &Next {
        &self.next[usize::from(!fields)][known.class()]
    }

    /// Reads `lexicons/secrets.toml` of `datasets`, when that folder has one, else the shipped file.
    /// Entries whose rule the catalogue lacks are left out. `first_words` holds the words that the rest of
    /// the engine waits for.
    pub fn load(
        catalogue: &Catalogue,
        datasets: Option<&Path>,
        first_words: FirstWords,
    ) -> Result<Self, SecretsError> {
        let own = datasets.map(|folder| folder.join(FILE)).filter(|file| file.exists());
        match own {
            None => Self::build(catalogue, SHIPPED, first_words),
            Some(file) => {
                let text = std::fs::read_to_string(&file).map_err(|source| SecretsError::Io {
                    file: file.display().to_string(),
                    source,
                })?;
                Self::build(catalogue, &text, first_words)
            }
        }
    }

    fn build(
        catalogue: &Catalogue,
        text: &str,
        first_words: FirstWords,
    ) -> Result<Self, SecretsError> {
        use sha2::{Digest, Sha256};
        let source: Source = toml::from_str(text)?;
        let mut lexicon = Draft { words: first_words, ..Draft::default() };
        for (name, one) in &source.categories {
            lexicon.categories.push((category(name)?, one.holder));
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
                kinds: one.kinds.clone(),
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
                presumed: one.presumed,
                categories: categories(&one.categories)?,
            });
            lexicon.add(&one.terms, sense)?;
        }
        for one in &source.holder {
            let sense = Sense::Holder(lexicon.holders.len() as u16);
            lexicon.holders.push(one.kind);
            lexicon.add(&one.terms, sense)?;
        }
        for one in &source.subject {
            let sense = Sense::Subject(lexicon.subjects.len() as u16);
            lexicon.subjects.push(category(&one.category)?);
            lexicon.add(&one.terms, sense)?;
        }
        let vocabulary = lexicon.words.compile().ok_or(SecretsError::TooManyWords)?;
        let both = vocabulary.classes().map(|class| &*class.fields);
        let both = both.chain(vocabulary.classes().map(|class| &*class.context));
        let (pieces, mut of_fields) =
            Pieces::index(&lexicon.terms, both).ok_or(SecretsError::TooManyWords)?;
        let of_context = of_fields.split_off(of_fields.len() / 2);
        Ok(Self {
            fields: lexicon.fields,
            cues: lexicon.cues,
            exclusions: lexicon.exclusions,
            holders: lexicon.holders,
            subjects: lexicon.subjects,
            categories: lexicon.categories,
            terms: lexicon.terms,
            vocabulary,
            pieces,
            next: [of_fields, of_context],
            function_words: WordTable::new(
                &FUNCTION_WORDS.map(|word| (fold_hash(word), true)),
                |_, new| new,
            ),
            digest: hexadecimal(&Sha256::digest(text.as_bytes())),
        })
    }
}

/// A lexicon being read.
#[derive(Default)]
struct Draft {
    fields: Vec<Field>,
    cues: Vec<Cue>,
    exclusions: Vec<Exclusion>,
    holders: Vec<HolderKind>,
    subjects: Vec<Category>,
    categories: Vec<(Category, HolderNeed)>,
    terms: Vec<Term>,
    words: FirstWords,
}

impl Draft {
    fn add(&mut self, terms: &str, sense: Sense) -> Result<(), SecretsError> {
        for line in terms.lines().map(str::trim).filter(|line| !line.is_empty()) {
            match (line.strip_prefix('*'), sense) {
                (Some(ending), Sense::Field(field)) => self.words.add_ending(fold(ending), field),
                (Some(_), _) => return Err(SecretsError::Term(line.to_owned())),
                (None, _) => {
                    let (first, rest) = parse(line)?;
                    for choice in first.choices {
                        let rank = self.terms.len() as u16;
                        let mut words = choice.words.into_iter();
                        let Some(word) = words.next() else { continue };
                        let is_field = matches!(sense, Sense::Field(_));
                        self.words.add(&word.text, word.prefix, is_field, rank);
                        self.terms.push(Term {
                            joined: words.collect(),
                            rest: Arc::clone(&rest),
                            sense,
                        });
                    }
                }
            }
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

/// Reads one line, its first place apart: see the head of the file for its grammar.
fn parse(line: &str) -> Result<(Slot, Arc<[Slot]>), SecretsError> {
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
        slots.push(Slot::new(choices));
        gap = false;
    }
    let bad = |slot: &Slot| {
        slot.choices.is_empty()
            || slot.choices.iter().any(|c| c.words.iter().any(|w| w.text.is_empty()))
    };
    if slots.is_empty() || slots.iter().any(bad) || slots[0].choices.iter().any(|c| c.after_gap) {
        return Err(SecretsError::Term(line.to_owned()));
    }
    let rest = slots.split_off(1);
    let first = slots.pop().ok_or_else(|| SecretsError::Term(line.to_owned()))?;
    Ok((first, rest.into()))
}

fn piece(word: &str) -> Piece {
    let beginning = word.strip_suffix('*');
    let text = fold(beginning.unwrap_or(word));
    Piece { hash: fold_hash(&text), text, prefix: beginning.is_some() }
}
