//! The traits of a place that may disclose a secret: what the linear model weighs.
//!
//! A trait is a kind and what it is about: a field and whether a number makes it precise, an exclusion, a
//! holder, a kind of number, the beginning of a word. The same code gives them when the model is trained and
//! when it is used. Must not judge.

use super::lexicon::{Field, Scope};
use super::reading::{Base, LEAST, Reading, kind_name};
use super::terms::Sense;
use crate::document::numbers::NumberKind;
use crate::document::tokens::{Case, Token, fold_each};
use crate::taxonomy::Category;

/// Letters kept of a word: enough to tell its family, not its form.
const STEM: usize = 6;
/// Steps of the thermometers.
const STEPS: [f32; 8] = [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0];
const STEP_NAMES: [&str; 8] = ["0.5", "1", "1.5", "2", "2.5", "3", "4", "5"];

/// A place that may disclose something, for training.
pub struct Place {
    pub category: Category,
    pub traits: Vec<(&'static str, String, f32)>,
}

impl Place {
    pub(super) fn new(category: Category) -> Self {
        Self { category, traits: Vec::new() }
    }
}

impl Sink for Place {
    fn put(&mut self, kind: &'static str, what: &str, value: f32) {
        self.traits.push((kind, what.to_owned(), value));
    }
}

/// What receives traits.
pub trait Sink {
    /// Most traits are there or not, and worth one; a word is worth less in a long sentence.
    fn put(&mut self, kind: &'static str, what: &str, value: f32);
}

/// A beginning of word in the sentence itself, in the one before or after.
pub(super) const WORD: &str = "word";
pub(super) const NEAR_WORD: &str = "word~";

/// Words of a sentence that count in full; each of more words counts for less, lest long sentences say
/// everything.
const FULL: usize = 18;

/// What one of `count` words is worth.
pub(super) fn share(count: usize) -> f32 {
    FULL as f32 / count.max(FULL) as f32
}

/// The beginning of a word, folded.
pub(super) fn stem(word: &str, letters: &mut String) {
    letters.clear();
    fold_each(word, |letter| letters.push(letter));
    letters.truncate(letters.floor_char_boundary(STEM));
}

impl Reading<'_> {
    /// All traits of a sentence, read for a category.
    pub(super) fn traits(
        &self,
        category: Category,
        sentence: u16,
        base: &Base<'_>,
        sink: &mut dyn Sink,
    ) {
        self.field_traits(category, sentence, base, sink);
        self.context_traits(category, sentence, base, sink);
        self.number_traits(sentence, sink);
        self.word_traits(sentence, sink);
    }

    pub(super) fn field_traits(
        &self,
        category: Category,
        sentence: u16,
        base: &Base<'_>,
        sink: &mut dyn Sink,
    ) {
        sink.put("category", category.as_str(), 1.0);
        for one in &base.best {
            if one.weight < LEAST {
                continue;
            }
            let kind = match (one.sentence == sentence, one.number.is_some()) {
                (true, true) => "field+",
                (true, false) => "field",
                (false, _) => "field~",
            };
            sink.put(kind, &self.lexicon.fields[usize::from(one.rank)].label, 1.0);
        }
        for (step, name) in STEPS.iter().zip(STEP_NAMES) {
            if base.worth >= *step {
                sink.put("base", name, 1.0);
            }
        }
    }

    pub(super) fn context_traits(
        &self,
        category: Category,
        sentence: u16,
        base: &Base<'_>,
        sink: &mut dyn Sink,
    ) {
        for scope in [Scope::Sentence, Scope::Passage] {
            for (label, _, _) in self.cues(category, scope, sentence) {
                sink.put("cue", label, 1.0);
            }
        }
        let need = self.lexicon.categories.iter().find(|known| known.0 == category);
        if let Some(&(_, need)) = need {
            let (weight, reason) = self.holder(need, sentence);
            if let Some(reason) = reason {
                sink.put(if weight > 0.5 { "holder" } else { "holder~" }, reason, 1.0);
            }
        }
        if let Some(main) = base.main(sentence) {
            let field = &self.lexicon.fields[usize::from(main.rank)];
            let mut total = 0.0;
            for (rank, weight, here) in self.excluded(field, sentence) {
                total += weight;
                sink.put(
                    if here { "exclusion" } else { "exclusion~" },
                    &self.lexicon.exclusions[usize::from(rank)].label,
                    1.0,
                );
            }
            for (step, name) in STEPS.iter().zip(STEP_NAMES) {
                if total >= *step {
                    sink.put("excluded", name, 1.0);
                }
            }
        }
    }

    pub(super) fn number_traits(&self, sentence: u16, sink: &mut dyn Sink) {
        let mut counts = [0u8; 10];
        for (number, at) in self.numbers() {
            if *at == sentence {
                counts[number.kind as usize] = counts[number.kind as usize].saturating_add(1);
            }
        }
        const KINDS: [NumberKind; 10] = [
            NumberKind::Amount,
            NumberKind::UnitPrice,
            NumberKind::Rate,
            NumberKind::Multiple,
            NumberKind::Volume,
            NumberKind::Technical,
            NumberKind::Count,
            NumberKind::Duration,
            NumberKind::Date,
            NumberKind::Bare,
        ];
        let mut any = false;
        for kind in KINDS {
            let count = counts[kind as usize];
            any |= count > 0 && kind != NumberKind::Date;
            if count > 0 {
                sink.put("number", kind_name(kind), 1.0);
            }
            if count > 1 {
                sink.put("numbers", kind_name(kind), 1.0);
            }
        }
        if !any {
            sink.put("number", "none", 1.0);
        }
    }

    /// Beginnings of lower-case words, little words left out: no proper name enters a model.
    fn word_traits(&self, sentence: u16, sink: &mut dyn Sink) {
        let mut letters = String::new();
        let (mut own, mut near) = (0, 0);
        for (_, at) in self.ordinary_words() {
            own += usize::from(at == sentence);
            near += usize::from(at.abs_diff(sentence) == 1);
        }
        for (token, at) in self.ordinary_words() {
            let (kind, value) = match at.abs_diff(sentence) {
                0 => (WORD, share(own)),
                1 => (NEAR_WORD, share(near)),
                _ => continue,
            };
            stem(token.text(self.passage.paragraph.text), &mut letters);
            sink.put(kind, &letters, value);
        }
    }

    /// Lower-case words that mean something, with their sentence.
    pub(super) fn ordinary_words(&self) -> impl Iterator<Item = (&Token, u16)> {
        let tokens = self.passage.paragraph.tokens;
        self.passage.words.iter().filter_map(|word| {
            let token = &tokens[word.token as usize];
            let ordinary = token.case() == Some(Case::Lower) && !word.seen.is_function;
            ordinary.then_some((token, word.sentence))
        })
    }

    /// Exclusions that speak against a field: rank, weight, whether in the sentence itself.
    fn excluded(&self, field: &Field, sentence: u16) -> Vec<(u16, f32, bool)> {
        let mut seen: Vec<(u16, f32, bool)> = Vec::new();
        for hit in self.context() {
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
