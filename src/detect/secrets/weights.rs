//! What the traits of a place weigh: the weights of the model in the order of the lexicon, so that nothing is looked
//! up by its name, their sum, and the account of it that a reader is given.

use super::lexicon::Lexicon;
use super::model::Model;
use super::traits::{Bearer, Sink, Stand, Trait};
use crate::document::numbers::NumberKind;
use crate::taxonomy::Category;

/// A reason smaller than this is told with the others.
const SMALL: f32 = 0.1;

/// Weights of the traits that are no words.
pub(super) struct Weights {
    constant: f32,
    categories: [f32; Category::ALL.len()],
    /// By how the field stands, then by rank.
    fields: [Vec<f32>; 3],
    base: [f32; 8],
    cues: Vec<f32>,
    /// By whether the holder is sure.
    holders: [[f32; Bearer::ALL.len()]; 2],
    /// By whether the exclusion is in the sentence itself, then by rank.
    exclusions: [Vec<f32>; 2],
    excluded: [f32; 8],
    number: [f32; NumberKind::ALL.len()],
    numbers: [f32; NumberKind::ALL.len()],
    no_number: f32,
    /// By category: the most that the context can add.
    most_context: [f32; Category::ALL.len()],
}

impl Weights {
    pub fn new(model: &Model, lexicon: &Lexicon) -> Self {
        let of = |one: Trait| model.weight(one.kind(), one.what(lexicon));
        let fields = |stand| {
            (0..lexicon.fields.len()).map(|rank| of(Trait::Field(stand, rank as u16))).collect()
        };
        let exclusions = |here| {
            (0..lexicon.exclusions.len())
                .map(|rank| of(Trait::Exclusion { here, rank: rank as u16 }))
                .collect()
        };
        let mut weights = Self {
            constant: model.constant,
            categories: Category::ALL.map(|category| of(Trait::Category(category))),
            fields: Stand::ALL.map(fields),
            base: std::array::from_fn(|step| of(Trait::Base(step))),
            cues: (0..lexicon.cues.len()).map(|rank| of(Trait::Cue(rank as u16))).collect(),
            holders: [false, true]
                .map(|sure| Bearer::ALL.map(|who| of(Trait::Holder { sure, who }))),
            exclusions: [false, true].map(exclusions),
            excluded: std::array::from_fn(|step| of(Trait::Excluded(step))),
            number: NumberKind::ALL.map(|kind| of(Trait::Number(kind))),
            numbers: NumberKind::ALL.map(|kind| of(Trait::Numbers(kind))),
            no_number: of(Trait::NoNumber),
            most_context: [0.0; Category::ALL.len()],
        };
        weights.most_context =
            Category::ALL.map(|category| weights.best_context(category, lexicon));
        weights
    }

    /// What the context of a place of a category would add, were all that speaks for it there and nothing else.
    fn best_context(&self, category: Category, lexicon: &Lexicon) -> f32 {
        let gain = |weight: f32| weight.max(0.0);
        let cues = lexicon.cues.iter().zip(&self.cues);
        let cues = cues.filter(|(cue, _)| cue.categories.contains(&category));
        let exclusions = lexicon.exclusions.iter().enumerate();
        let exclusions = exclusions.filter(|(_, one)| one.concerns(category));
        let exclusions = exclusions.map(|(rank, _)| {
            self.exclusions.iter().map(|weights| gain(weights[rank])).fold(0.0, f32::max)
        });
        let holder = self.holders.as_flattened().iter().copied().fold(0.0, f32::max);
        let excluded = self.excluded.iter().copied().map(gain);
        cues.map(|(_, weight)| gain(*weight)).chain(exclusions).chain(excluded).sum::<f32>()
            + holder
    }

    /// The most that the context can add to a place of a category.
    pub fn most_context(&self, category: Category) -> f32 {
        self.most_context[category as usize]
    }

    fn of(&self, one: Trait) -> f32 {
        match one {
            Trait::Category(category) => self.categories[category as usize],
            Trait::Field(stand, rank) => self.fields[stand as usize][usize::from(rank)],
            Trait::Base(step) => self.base[step],
            Trait::Cue(rank) => self.cues[usize::from(rank)],
            Trait::Holder { sure, who } => self.holders[usize::from(sure)][who as usize],
            Trait::Exclusion { here, rank } => {
                self.exclusions[usize::from(here)][usize::from(rank)]
            }
            Trait::Excluded(step) => self.excluded[step],
            Trait::Number(kind) => self.number[kind as usize],
            Trait::Numbers(kind) => self.numbers[kind as usize],
            Trait::NoNumber => self.no_number,
        }
    }

    /// A sum that receives traits, from what is already added.
    pub fn sum(&self, total: f32) -> Sum<'_> {
        Sum { weights: self, total }
    }

    /// The same, with the terms that can be told.
    pub fn account<'m>(&'m self, lexicon: &'m Lexicon) -> Account<'m> {
        Account { weights: self, lexicon, told: Vec::new(), words: 0.0, others: self.constant }
    }
}

/// Adds the weights of traits.
pub(super) struct Sum<'m> {
    weights: &'m Weights,
    pub total: f32,
}

impl Sink for Sum<'_> {
    fn put(&mut self, one: Trait) {
        self.total += self.weights.of(one);
    }
}

/// What a reader is told of a trait.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Told<'m> {
    before: &'static str,
    what: &'m str,
    after: &'static str,
}

impl std::fmt::Display for Told<'_> {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { before, what, after } = self;
        write!(to, "{before}{what}{after}")
    }
}

/// Keeps the weight of each trait that says something to a reader; the others are told together.
pub(super) struct Account<'m> {
    weights: &'m Weights,
    lexicon: &'m Lexicon,
    told: Vec<(Told<'m>, f32)>,
    words: f32,
    others: f32,
}

impl Sink for Account<'_> {
    fn put(&mut self, one: Trait) {
        let weight = self.weights.of(one);
        let (before, after) = match one {
            Trait::Field(Stand::Precise, _) => ("", ", chiffré"),
            Trait::Field(..) | Trait::Cue(_) | Trait::Holder { .. } => ("", ""),
            Trait::Exclusion { .. } => ("exclusion, ", ""),
            Trait::Number(_) | Trait::Numbers(_) | Trait::NoNumber => ("nombres", ""),
            Trait::Category(_) | Trait::Base(_) | Trait::Excluded(_) => {
                self.others += weight;
                return;
            }
        };
        if weight.abs() < SMALL {
            self.others += weight;
            return;
        }
        let told = Told { before, what: one.what(self.lexicon), after };
        match self.told.iter_mut().find(|(known, _)| *known == told) {
            Some((_, sum)) => *sum += weight,
            None => self.told.push((told, weight)),
        }
    }
}

impl Account<'_> {
    /// Adds a word.
    pub fn put_word(&mut self, weight: f32) {
        self.words += weight;
    }

    /// The terms as reasons, the heaviest first.
    pub fn reasons(mut self) -> Vec<String> {
        self.told.sort_by(|a, b| {
            let by_name = || a.0.to_string().cmp(&b.0.to_string());
            b.1.abs().total_cmp(&a.1.abs()).then_with(by_name)
        });
        let last = |what, weight| (Told { before: "", what, after: "" }, weight);
        let last =
            [last("autres mots du passage", self.words), last("autres indices", self.others)];
        let told = self.told.into_iter().chain(last).filter(|(_, weight)| *weight != 0.0);
        told.map(|(Told { before, what, after }, weight)| reason(&[before, what, after], weight))
            .collect()
    }
}

/// A reason with its weight, as `{:+.1}` writes it: what costs least where each finding has ten of them.
pub(super) fn reason(parts: &[&str], weight: f32) -> String {
    // Exact: a product of 24 bits by four fits in a double.
    let tenths = (f64::from(weight) * 10.0).round_ties_even().abs() as u32;
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut reason = String::with_capacity(length + 8);
    parts.iter().for_each(|part| reason.push_str(part));
    reason.push_str(" : ");
    reason.push(if weight.is_sign_negative() { '-' } else { '+' });
    let digit = |value: u32| char::from(b'0' + (value % 10) as u8);
    if tenths >= 100 {
        reason.push_str(&(tenths / 100).to_string());
    }
    reason.extend([digit(tenths / 10), '.', digit(tenths)]);
    reason
}
