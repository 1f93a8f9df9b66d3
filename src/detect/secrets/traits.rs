//! The traits of a place that may disclose a secret: what the linear model weighs.
//!
//! A trait is a kind and what it is about: a field and whether a number makes it precise, an exclusion, a
//! holder, a kind of number, the beginning of a word. The same code gives them when the model is trained and
//! when it is used. Must not judge.

use super::lexicon::{Field, Lexicon, Scope};
use super::model::{NEAR_WORD, WORD, beginning, share};
use super::passage::Word;
use super::reading::{Base, LEAST, Reading, kind_name};
use super::terms::Sense;
use crate::document::numbers::NumberKind;
use crate::document::tokens::fold;
use crate::taxonomy::Category;

/// Steps of the thermometers.
const STEPS: [f32; 8] = [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0];
const STEP_NAMES: [&str; 8] = ["0.5", "1", "1.5", "2", "2.5", "3", "4", "5"];

/// How a field stands to a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    /// In it, with a number that makes it precise.
    Precise,
    Plain,
    /// In a sentence nearby.
    Near,
}

impl Stand {
    pub const ALL: [Self; 3] = [Self::Precise, Self::Plain, Self::Near];
}

/// Who is said to hold a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bearer {
    Named,
    Person,
    Child,
    Third,
    Nobody,
}

impl Bearer {
    pub const ALL: [Self; 5] = [Self::Named, Self::Person, Self::Child, Self::Third, Self::Nobody];

    fn label(self) -> &'static str {
        match self {
            Self::Named => "détenteur désigné",
            Self::Person => "personne désignée",
            Self::Child => "enfant désigné",
            Self::Third => "détenteur tiers au litige",
            Self::Nobody => "aucun détenteur désigné",
        }
    }
}

/// A trait of a place that is no word: its kind and what it is about, by rank in the lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trait {
    Category(Category),
    Field(Stand, u16),
    /// What the fields are worth together reaches this step.
    Base(usize),
    Cue(u16),
    Holder {
        sure: bool,
        who: Bearer,
    },
    Exclusion {
        here: bool,
        rank: u16,
    },
    /// What the exclusions take off together reaches this step.
    Excluded(usize),
    /// The sentence holds a number of this kind.
    Number(NumberKind),
    /// It holds several.
    Numbers(NumberKind),
    /// It holds none but dates.
    NoNumber,
}

impl Trait {
    /// The kind, as the table of the model names it.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Category(_) => "category",
            Self::Field(Stand::Precise, _) => "field+",
            Self::Field(Stand::Plain, _) => "field",
            Self::Field(Stand::Near, _) => "field~",
            Self::Base(_) => "base",
            Self::Cue(_) => "cue",
            Self::Holder { sure: true, .. } => "holder",
            Self::Holder { sure: false, .. } => "holder~",
            Self::Exclusion { here: true, .. } => "exclusion",
            Self::Exclusion { here: false, .. } => "exclusion~",
            Self::Excluded(_) => "excluded",
            Self::Number(_) | Self::NoNumber => "number",
            Self::Numbers(_) => "numbers",
        }
    }

    /// What it is about, as the table of the model and the reasons name it.
    pub fn what(self, lexicon: &Lexicon) -> &str {
        match self {
            Self::Category(category) => category.as_str(),
            Self::Field(_, rank) => &lexicon.fields[usize::from(rank)].label,
            Self::Cue(rank) => &lexicon.cues[usize::from(rank)].label,
            Self::Exclusion { rank, .. } => &lexicon.exclusions[usize::from(rank)].label,
            Self::Holder { who, .. } => who.label(),
            Self::Base(step) | Self::Excluded(step) => STEP_NAMES[step],
            Self::Number(kind) | Self::Numbers(kind) => kind_name(kind),
            Self::NoNumber => "none",
        }
    }
}

/// A place that may disclose something, for training.
pub struct Place {
    pub category: Category,
    /// Kind, what it is about, value: most are there or not, and worth one; a word is worth less in a long sentence.
    pub traits: Vec<(&'static str, String, f32)>,
}

/// Receives the traits of a place for training.
pub(super) struct Named<'l> {
    lexicon: &'l Lexicon,
    traits: Vec<(&'static str, String, f32)>,
}

impl Sink for Named<'_> {
    fn put(&mut self, one: Trait) {
        self.traits.push((one.kind(), one.what(self.lexicon).to_owned(), 1.0));
    }
}

/// What receives traits, each worth one.
pub(super) trait Sink {
    fn put(&mut self, one: Trait);
}

impl Reading<'_> {
    /// All traits of a sentence, read for a category, words included, for training.
    pub(super) fn place(&self, category: Category, sentence: u16, base: &Base<'_>) -> Place {
        let mut named = Named { lexicon: self.lexicon, traits: Vec::new() };
        self.traits(category, sentence, base, &mut named);
        let mut traits = named.traits;
        let text = self.passage.paragraph.text;
        self.each_word(sentence, |word, is_own, value| {
            let token = &self.passage.paragraph.tokens[word.token as usize];
            let word = fold(token.text(text));
            let kind = if is_own { WORD } else { NEAR_WORD };
            traits.push((kind, beginning(&word).to_owned(), value));
        });
        Place { category, traits }
    }

    /// The traits of a sentence that are no words, read for a category.
    pub(super) fn traits(
        &self,
        category: Category,
        sentence: u16,
        base: &Base<'_>,
        sink: &mut impl Sink,
    ) {
        self.field_traits(category, sentence, base, sink);
        self.context_traits(category, sentence, base, sink);
        self.number_traits(sentence, sink);
    }

    pub(super) fn field_traits(
        &self,
        category: Category,
        sentence: u16,
        base: &Base<'_>,
        sink: &mut impl Sink,
    ) {
        sink.put(Trait::Category(category));
        for one in &base.best {
            if one.weight < LEAST {
                continue;
            }
            let stand = match (one.sentence == sentence, one.number.is_some()) {
                (true, true) => Stand::Precise,
                (true, false) => Stand::Plain,
                (false, _) => Stand::Near,
            };
            sink.put(Trait::Field(stand, one.rank));
        }
        for (step, least) in STEPS.iter().enumerate() {
            if base.worth >= *least {
                sink.put(Trait::Base(step));
            }
        }
    }

    pub(super) fn context_traits(
        &self,
        category: Category,
        sentence: u16,
        base: &Base<'_>,
        sink: &mut impl Sink,
    ) {
        for scope in [Scope::Sentence, Scope::Passage] {
            for rank in self.cues(category, scope, sentence) {
                sink.put(Trait::Cue(rank));
            }
        }
        if let Some(need) = self.lexicon.need(category)
            && let Some((weight, who)) = self.holder(need, sentence)
        {
            sink.put(Trait::Holder { sure: weight > 0.5, who });
        }
        if let Some(main) = base.main(sentence) {
            let field = &self.lexicon.fields[usize::from(main.rank)];
            let mut total = 0.0;
            for (rank, weight, here) in self.excluded(field, sentence) {
                total += weight;
                sink.put(Trait::Exclusion { here, rank });
            }
            for (step, least) in STEPS.iter().enumerate() {
                if total >= *least {
                    sink.put(Trait::Excluded(step));
                }
            }
        }
    }

    pub(super) fn number_traits(&self, sentence: u16, sink: &mut impl Sink) {
        let mut counts = [0u8; NumberKind::ALL.len()];
        for number in self.numbers(sentence) {
            counts[number.kind as usize] = counts[number.kind as usize].saturating_add(1);
        }
        let mut any = false;
        for kind in NumberKind::ALL {
            let count = counts[kind as usize];
            any |= count > 0 && kind != NumberKind::Date;
            if count > 0 {
                sink.put(Trait::Number(kind));
            }
            if count > 1 {
                sink.put(Trait::Numbers(kind));
            }
        }
        if !any {
            sink.put(Trait::NoNumber);
        }
    }

    /// Calls with each ordinary word of a sentence and of those next to it, whether it is in the sentence itself, and
    /// what it is worth. No proper name enters a model.
    pub(super) fn each_word(&self, sentence: u16, mut each: impl FnMut(&Word, bool, f32)) {
        let sentences = &self.passage.sentences;
        let at = usize::from(sentence);
        let ordinary = |at: usize| sentences.get(at).map_or(0, |one| one.ordinary as usize);
        let own = share(ordinary(at));
        let near = share(at.checked_sub(1).map_or(0, ordinary) + ordinary(at + 1));
        let first = sentence.saturating_sub(1);
        let end = (at + 2).min(sentences.len()) as u16;
        for (word, _) in self.passage.ordinary_words(first..end) {
            let is_own = word.sentence == sentence;
            each(word, is_own, if is_own { own } else { near });
        }
    }

    /// Exclusions that speak against a field: rank, weight, whether in the sentence itself.
    fn excluded(&self, field: &Field, sentence: u16) -> Vec<(u16, f32, bool)> {
        let mut seen: Vec<(u16, f32, bool)> = Vec::new();
        for hit in self.near(sentence) {
            let Sense::Exclusion(rank) = hit.sense else { continue };
            let Some(weight) = self.excludes(rank, hit, field, sentence) else { continue };
            let here = hit.sentence == sentence;
            match seen.iter_mut().find(|one| one.0 == rank) {
                Some(one) => {
                    one.1 = one.1.max(weight);
                    one.2 |= here;
                }
                None => seen.push((rank, weight, here)),
            }
        }
        seen.sort_unstable_by_key(|one| one.0);
        seen
    }
}
