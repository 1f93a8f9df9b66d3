//! What a passage discloses: fields, numbers, holder, recency, protection and exclusions of each place, weighed
//! by the model. The terms that counted are named in the reasons.
//!
//! Must not look at the text but through `Passage`.

use std::ops::Range;

use super::lexicon::{Field, HolderKind, HolderNeed, Scope};
use super::model::Model;
use super::passage::Hit;
use super::reading::{Base, LEAST, NEAR, PlaceInDecision, Reading, Spoken};
use super::terms::Sense;
use super::traits::Bearer;
use super::weights::{Weights, reason};
use crate::document::PlaceholderKind;
use crate::document::TokenKind;
use crate::document::numbers::{Number, NumberKind};
use crate::document::tokens::hashes;
use crate::rules::RuleIndex;
use crate::taxonomy::Category;

/// What a field counts for, one and two sentences away.
const FADING: [f32; 3] = [1.0, 0.6, 0.35];
/// What the second, third… field of a passage adds.
const ADDED: [f32; 5] = [1.0, 0.7, 0.5, 0.3, 0.2];
/// What a field counts for when one, two, three terms of it stand in a sentence.
const CONFIRMED: [f32; 3] = [1.0, 1.3, 1.5];
/// What the fields of a sentence must be worth together for the model to be asked.
pub(super) const WORTH_READING: f32 = 0.65;
/// What the words of a sentence must weigh for its fields to be read.
pub(super) const WORTH_FIELDS: f32 = -1.5;
/// What all but the context must weigh for the context to be read.
const WORTH_CONTEXT: f32 = -1.2;
/// More than what sums of weights lose to rounding.
const ROUNDING: f32 = 0.01;
/// The most that several terms confirm a field by.
pub(super) const MOST_CONFIRMED: f32 = CONFIRMED[CONFIRMED.len() - 1];
/// Words of negation.
const NEGATIONS: [u64; 10] =
    hashes(["aucun", "aucune", "jamais", "non", "ni", "pas", "sans", "nul", "nulle", "contre"]);
/// Fields that a direct negation cancels.
const NONE_OF: [u64; 4] = hashes(["aucun", "aucune", "ni", "sans"]);
/// What dates a text of law rather than a fact.
const LAWS: [u64; 10] = hashes([
    "loi",
    "decret",
    "ordonnance",
    "reglement",
    "directive",
    "arrete",
    "code",
    "com",
    "soc",
    "civ",
]);
/// Longest span, in bytes, from a field to its number.
const LONGEST_SPAN: usize = 160;
/// What a disclosure in the operative part loses: it is there to be known.
const OPERATIVE: f32 = 1.5;
/// What a passage loses that speaks of nothing a secret of its category bears on, or that heads the decision.
const NOTHING_OF: f32 = 2.5;
/// A company or a person.
const EITHER: [HolderKind; 2] = [HolderKind::Company, HolderKind::Person];
/// The field of care and treatment.
const CARE: &str = "traitement ou acte de soin";
/// The year a text without a date is read from.
const WITHOUT_DATE: f64 = 2025.0;
/// Years after which a business datum is presumed historical (C. com. R. 463-14).
const HISTORICAL: f64 = 5.0;

/// What was found at one place for one category.
pub(super) struct Disclosure {
    pub category: Category,
    pub rule: RuleIndex,
    /// Log-odds: positive when more likely than not.
    pub score: f32,
    /// Bytes of the text.
    pub span: Range<usize>,
    pub reasons: Vec<String>,
    /// Whether a marker of protection stands in the passage.
    pub protected: bool,
}

/// A place that discloses something, before its reasons are told.
struct Scored<'r> {
    category: Category,
    sentence: u16,
    score: f32,
    base: Base<'r>,
    presumed: Vec<(&'static str, f32)>,
}

impl<'a> Reading<'a> {
    /// The disclosures of a paragraph: the best of each category, and others far enough from it. `worded` is what the
    /// words of each sentence weigh.
    pub fn disclosures(&self, model: &Model, weights: &Weights, worded: &[f32]) -> Vec<Disclosure> {
        let mut scored: Vec<Scored<'_>> = Vec::new();
        let asked = |sentence: u16| worded[usize::from(sentence)] >= WORTH_FIELDS;
        self.places(asked, |category, sentence, base| {
            let worded = worded[usize::from(sentence)];
            scored.extend(self.scored(weights, category, sentence, base, worded));
        });
        scored.sort_by(|a, b| {
            (a.category.cmp(&b.category))
                .then(b.score.total_cmp(&a.score))
                .then(a.sentence.cmp(&b.sentence))
        });
        let mut kept: Vec<Scored<'_>> = Vec::new();
        for one in scored {
            let apart = |other: &Scored<'_>| {
                other.category != one.category || other.sentence.abs_diff(one.sentence) > NEAR
            };
            if kept.iter().all(apart) {
                kept.push(one);
            }
        }
        kept.into_iter().map(|one| self.disclosure(model, weights, one)).collect()
    }

    /// Calls with every place that may disclose something: a category, a sentence, its fields. Only the
    /// sentences that are `asked` for.
    pub fn places<'r>(
        &'r self,
        asked: impl Fn(u16) -> bool,
        mut each: impl FnMut(Category, u16, Base<'r>),
    ) {
        let spoken = self.spoken();
        let category = |one: &Spoken<'_>| self.lexicon.fields[usize::from(one.rank)].category;
        let mut places: Vec<(Category, u16)> = spoken
            .iter()
            .filter(|one| asked(one.sentence))
            .map(|one| (category(one), one.sentence))
            .filter(|(category, _)| self.lexicon.need(*category).is_some())
            .collect();
        places.sort_unstable();
        places.dedup();
        for (category, sentence) in places {
            let base = self.base(&spoken, category, sentence);
            if base.worth >= WORTH_READING && base.main(sentence).is_some() {
                each(category, sentence, base);
            }
        }
    }

    pub(super) fn field(&self, hit: &Hit) -> &'a Field {
        let Sense::Field(rank) = hit.sense else { unreachable!("fields hold fields") };
        &self.lexicon.fields[usize::from(rank)]
    }

    /// What a hit of a field is worth in its own sentence, and the number that makes it precise.
    fn worth(&self, hit: &Hit) -> (f32, Option<&Number>) {
        let field = self.field(hit);
        let number = self.datum(hit, &field.kinds);
        (if number.is_some() { field.with } else { field.alone }, number)
    }

    /// The number of a kind that is nearest to a hit, in its sentence.
    fn datum(&self, hit: &Hit, kinds: &[NumberKind]) -> Option<&Number> {
        let span = self.passage.span(&hit.words());
        let distance = |number: &Number| {
            if number.span.start >= span.end {
                number.span.start - span.end
            } else {
                span.start.saturating_sub(number.span.end)
            }
        };
        self.numbers(hit.sentence)
            .iter()
            .filter(|number| {
                kinds.contains(&number.kind)
                    && !(number.kind == NumberKind::Date && number.value == 0.0)
            })
            .min_by_key(|number| distance(number))
    }

    /// Whether a hit is denied (« aucune pathologie »).
    fn denied(&self, hit: &Hit) -> bool {
        self.passage.preceded(hit.words().start, 2, &NONE_OF)
    }

    /// Each field of each sentence once, at its best; denied terms left out.
    fn spoken(&self) -> Vec<Spoken<'_>> {
        let mut spoken: Vec<Spoken<'_>> = Vec::with_capacity(self.fields.len());
        for same in self.fields.chunk_by(Hit::is_beside) {
            let confirmed = CONFIRMED[distinct(same).min(CONFIRMED.len()) - 1];
            let Sense::Field(rank) = same[0].sense else { continue };
            let mut best: Option<Spoken<'_>> = None;
            for hit in same.iter().filter(|hit| !self.denied(hit)) {
                let (worth, number) = self.worth(hit);
                let weight = worth * confirmed;
                if best.is_none_or(|known| weight > known.weight) {
                    best = Some(Spoken { rank, sentence: hit.sentence, weight, hit, number });
                }
            }
            spoken.extend(best);
        }
        spoken
    }

    /// The fields of a category in a sentence and near it.
    fn base<'r>(&self, spoken: &[Spoken<'r>], category: Category, sentence: u16) -> Base<'r> {
        let mut best: Vec<Spoken<'r>> = Vec::new();
        for one in spoken {
            let away = usize::from(one.sentence.abs_diff(sentence));
            let field = &self.lexicon.fields[usize::from(one.rank)];
            if field.category != category || away >= FADING.len() {
                continue;
            }
            let faded = Spoken { weight: one.weight * FADING[away], ..*one };
            match best.iter_mut().find(|known| known.rank == one.rank) {
                Some(known) if known.weight >= faded.weight => {}
                Some(known) => *known = faded,
                None => best.push(faded),
            }
        }
        best.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.rank.cmp(&b.rank)));
        let worth = best.iter().zip(ADDED).map(|(one, share)| counted(one.weight * share)).sum();
        Base { best, worth }
    }

    /// What a sentence discloses for a category, when the model says so.
    fn scored<'r>(
        &self,
        weights: &Weights,
        category: Category,
        sentence: u16,
        base: Base<'r>,
        worded: f32,
    ) -> Option<Scored<'r>> {
        let mut sum = weights.sum(worded);
        self.field_traits(category, sentence, &base, &mut sum);
        self.number_traits(sentence, &mut sum);
        // The context costs most to read, and seldom saves what all the rest speaks against.
        if sum.total < WORTH_CONTEXT {
            return None;
        }
        let mut presumed = self.presumed_first(category, sentence);
        let before = sum.total + presumed.iter().map(|(_, weight)| weight).sum::<f32>();
        if before + weights.most_context(category) < -ROUNDING {
            return None;
        }
        self.context_traits(category, sentence, &base, &mut sum);
        self.presume(category, sentence, &base, &mut presumed);
        let score = sum.total + presumed.iter().map(|(_, weight)| weight).sum::<f32>();
        (score >= 0.0).then_some(Scored { category, sentence, score, base, presumed })
    }

    /// The same with its reasons.
    fn disclosure(&self, model: &Model, weights: &Weights, one: Scored<'_>) -> Disclosure {
        let Scored { category, sentence, score, base, presumed } = one;
        let mut account = weights.account(self.lexicon);
        self.traits(category, sentence, &base, &mut account);
        self.each_word(sentence, |word, is_own, value| {
            let [own, near] = model.word(word.seen.stem());
            account.put_word(if is_own { own } else { near } * value);
        });
        let mut reasons = account.reasons();
        reasons.extend(presumed.iter().map(|(label, weight)| reason(&[label], *weight)));
        let strong = |&rank: &u16| self.lexicon.cues[usize::from(rank)].weight >= 1.0;
        let main = base.main(sentence).expect("a place has a field of its own");
        Disclosure {
            category,
            rule: self.field(main.hit).rule,
            score,
            span: self.span(main.hit, main.number),
            reasons,
            protected: self.cues(category, Scope::Passage, sentence).iter().any(strong),
        }
    }

    /// What the law presumes without any context, and the model need not learn: old business data are historical, what
    /// the operative part says is there to be known, a text of law or a list of parties tells nothing.
    fn presumed_first(&self, category: Category, sentence: u16) -> Vec<(&'static str, f32)> {
        let mut presumed = Vec::new();
        if category == Category::SecretAffaires {
            let (recency, reason) = self.recency(sentence);
            if recency < 0.0 {
                presumed.push((reason, recency));
            }
        }
        match self.place {
            PlaceInDecision::Operative => presumed.push(("dispositif", -OPERATIVE)),
            PlaceInDecision::Heading => presumed.push(("en-tête de la décision", -NOTHING_OF)),
            PlaceInDecision::Reasons => {}
        }
        if self.is_item_of_law() {
            presumed.push(("énumération d'un texte", -NOTHING_OF));
        }
        presumed
    }

    /// Adds what the context presumes: another matter than a secret, a secret that is no one's or bears on nothing.
    fn presume(
        &self,
        category: Category,
        sentence: u16,
        base: &Base<'_>,
        presumed: &mut Vec<(&'static str, f32)>,
    ) {
        presumed.extend(self.other_matter(sentence, base));
        if let Some(reason) = self.without_subject(category, sentence, base) {
            presumed.push((reason, -NOTHING_OF));
        }
    }

    /// The exclusion that says of the passage that it bears on another matter, whatever its words.
    fn other_matter(&self, sentence: u16, base: &Base<'_>) -> Option<(&'static str, f32)> {
        let field = &self.lexicon.fields[usize::from(base.main(sentence)?.rank)];
        let weight = self
            .near(sentence)
            .filter_map(|hit| {
                let Sense::Exclusion(rank) = hit.sense else { return None };
                self.excludes(rank, hit, field, sentence)?;
                Some(self.lexicon.exclusions[usize::from(rank)].presumed)
            })
            .fold(0.0, f32::max);
        (weight > 0.0).then_some(("matière étrangère à ce secret", -weight))
    }

    /// Why a passage cannot disclose a secret of a category: nothing in it is what such a secret bears on.
    fn without_subject(
        &self,
        category: Category,
        sentence: u16,
        base: &Base<'_>,
    ) -> Option<&'static str> {
        let missing = |need| matches!(self.holder(need, sentence), Some((_, Bearer::Nobody)));
        match category {
            Category::Mineur => {
                return missing(HolderNeed::Child).then_some("aucun enfant désigné");
            }
            // The name of a measure says that someone is treated, not who nor of what.
            Category::SecretMedical => {
                let of_measure = |one: &Spoken<'_>| {
                    let label = &self.lexicon.fields[usize::from(one.rank)].label;
                    label == CARE || label.starts_with("vocabulaire")
                };
                let only = base.best.iter().filter(|one| one.weight >= LEAST).all(of_measure);
                return (only && (missing(HolderNeed::Person) || self.is_visa()))
                    .then_some("mesure de soins, de personne ou pour mémoire");
            }
            _ => {}
        }
        let subjects = &self.lexicon.subjects;
        let spoken = |hit: &Hit| matches!(hit.sense, Sense::Subject(rank) if subjects[usize::from(rank)] == category);
        (subjects.contains(&category)
            && !self.near(sentence).any(spoken)
            && !self.all().any(spoken))
        .then_some("rien de ce que ce secret protège")
    }

    /// `Vu la décision du directeur…`: what a court has before it.
    fn is_visa(&self) -> bool {
        let first = self.passage.words().first();
        first.is_some_and(|word| {
            let tokens = self.passage.paragraph.tokens;
            tokens[word.token as usize].text(self.passage.paragraph.text).eq_ignore_ascii_case("vu")
        })
    }

    /// `1° Les informations relatives à…`: an item of a list, as texts of law number them.
    fn is_item_of_law(&self) -> bool {
        let tokens = self.passage.paragraph.tokens;
        let text = self.passage.paragraph.text;
        let mut opening = tokens.iter().filter(|token| token.kind != TokenKind::Newline);
        let numbered = opening.next().is_some_and(|token| token.kind == TokenKind::Number)
            && opening.next().is_some_and(|token| token.text(text) == "°");
        numbered
            && opening.next().is_some_and(
                |token| matches!(token.kind, TokenKind::Word(case) if case.is_capital()),
            )
    }

    fn span(&self, hit: &Hit, number: Option<&Number>) -> Range<usize> {
        let words = self.passage.span(&hit.words());
        let Some(number) = number else { return words };
        let whole = words.start.min(number.span.start)..words.end.max(number.span.end);
        if whole.len() <= LONGEST_SPAN { whole } else { words }
    }

    /// Cues that speak for a sentence, by rank.
    pub(super) fn cues(&self, category: Category, scope: Scope, sentence: u16) -> Vec<u16> {
        let speaks = |hit: &Hit| {
            let Sense::Cue(rank) = hit.sense else { return None };
            let cue = &self.lexicon.cues[usize::from(rank)];
            (cue.scope == scope && cue.categories.contains(&category)).then_some(rank)
        };
        let mut ranks: Vec<u16> = match scope {
            Scope::Sentence => self.context(sentence).iter().filter_map(speaks).collect(),
            Scope::Passage => self.near(sentence).filter_map(speaks).collect(),
        };
        ranks.sort_unstable();
        ranks.dedup();
        ranks
    }

    fn exclusions(&self, field: &Field, sentence: u16) -> Vec<(&'a str, f32)> {
        let mut seen: Vec<(u16, f32)> = Vec::new();
        for hit in self.near(sentence) {
            let Sense::Exclusion(rank) = hit.sense else { continue };
            let Some(weight) = self.excludes(rank, hit, field, sentence) else { continue };
            match seen.iter_mut().find(|(known, _)| *known == rank) {
                Some(one) => one.1 = one.1.max(weight),
                None => seen.push((rank, weight)),
            }
        }
        seen.sort_unstable_by_key(|one| one.0);
        let exclusions = &self.lexicon.exclusions;
        seen.into_iter()
            .map(|(rank, weight)| (exclusions[usize::from(rank)].label.as_str(), weight))
            .collect()
    }

    /// What a hit of an exclusion takes off a field of a sentence, if it speaks of it.
    pub(super) fn excludes(
        &self,
        rank: u16,
        hit: &Hit,
        field: &Field,
        sentence: u16,
    ) -> Option<f32> {
        let exclusion = &self.lexicon.exclusions[usize::from(rank)];
        let away = hit.sentence.abs_diff(sentence);
        let silent = !exclusion.concerns(field.category)
            || away > NEAR
            || (field.law && exclusion.law)
            || (exclusion.negatable && self.negated(hit));
        (!silent).then_some(if away == 0 { exclusion.here } else { exclusion.near })
    }

    /// Whether a negation stands before a hit or in it (« n'a jamais été publié »).
    fn negated(&self, hit: &Hit) -> bool {
        self.passage.preceded(hit.words().end - 1, 4 + hit.words().len(), &NEGATIONS)
    }

    /// Whether the holder that a category asks for stands in the sentence or near it; nothing when it asks for none.
    pub(super) fn holder(&self, need: HolderNeed, sentence: u16) -> Option<(f32, Bearer)> {
        let holders = &self.lexicon.holders;
        let near = |wanted: &[HolderKind]| {
            let away = |hit: &Hit| match hit.sense {
                Sense::Holder(rank) if wanted.contains(&holders[usize::from(rank)]) => {
                    Some(hit.sentence.abs_diff(sentence))
                }
                _ => None,
            };
            self.near(sentence).filter_map(away).min()
        };
        let placeholder = |wanted: fn(PlaceholderKind) -> bool| {
            let placeholders = self.placeholders().iter().filter(|(kind, _)| wanted(*kind));
            placeholders.map(|(_, at)| at.abs_diff(sentence)).min()
        };
        let any = |kind: PlaceholderKind| kind == PlaceholderKind::LegalPerson || kind.is_person();
        let (words, masks, who, missing): (&[HolderKind], fn(PlaceholderKind) -> bool, _, _) =
            match need {
                HolderNeed::None => return None,
                HolderNeed::Company => (&EITHER, any, Bearer::Named, 0.0),
                HolderNeed::Any => (&EITHER, any, Bearer::Named, -0.8),
                HolderNeed::Person => {
                    (&[HolderKind::Person], PlaceholderKind::is_person, Bearer::Person, -1.5)
                }
                HolderNeed::Child => (&[HolderKind::Child], |_| false, Bearer::Child, -2.0),
            };
        let found = near(words).into_iter().chain(placeholder(masks)).min();
        let third = || near(&[HolderKind::Third]) == Some(0);
        Some(match found {
            Some(0) if need == HolderNeed::Any && third() => (0.9, Bearer::Third),
            Some(0) => (0.6, who),
            Some(away) if away <= NEAR => (0.3, who),
            _ => (missing, Bearer::Nobody),
        })
    }

    /// Recent data weigh more; those of more than five years are presumed historical.
    pub(super) fn recency(&self, sentence: u16) -> (f32, &'static str) {
        let dated = |numbers: &[Number], newest: f64| {
            let dates = numbers.iter().filter(|number| {
                number.kind == NumberKind::Date && number.value > 1900.0 && !self.of_law(number)
            });
            dates.map(|number| number.value).fold(newest, f64::max)
        };
        let here = dated(self.numbers(sentence), f64::MIN);
        let newest = if here > 0.0 {
            here
        } else {
            let near = self.around(sentence).map(|near| self.numbers(near));
            near.fold(f64::MIN, |newest, numbers| dated(numbers, newest))
        };
        if newest < 0.0 {
            return (0.0, "date inconnue");
        }
        // A decision cannot be older than what it tells.
        let reference = self.year.unwrap_or(WITHOUT_DATE);
        let patience = if self.year.is_some() { HISTORICAL } else { HISTORICAL + 2.0 };
        match reference - newest {
            age if age <= patience => (0.0, "donnée récente"),
            age if age <= patience + 4.0 => (-1.5, "donnée ancienne"),
            _ => (-6.0, "donnée historique"),
        }
    }

    /// Whether a date is that of a law or of a judgment quoted.
    fn of_law(&self, number: &Number) -> bool {
        let words = self.passage.words();
        let after = words.partition_point(|word| (word.token as usize) < number.tokens.start);
        after > 0 && after < words.len() && self.passage.preceded(after, 4, &LAWS)
    }
}

/// What is too little to count is not counted.
fn counted(added: f32) -> f32 {
    if added < LEAST { 0.0 } else { added }
}

/// How many terms of a field stand in a sentence, overlapping ones counted once. In the order of their starts.
fn distinct(same: &[Hit]) -> usize {
    let (mut count, mut end, mut last) = (0, 0, usize::MAX);
    for hit in same {
        if hit.words().start != last && hit.words().start >= end {
            count += 1;
        }
        last = hit.words().start;
        end = end.max(hit.words().end);
    }
    count.max(1)
}

/// From what weight a field is a mention without a number.
const MENTION: f32 = 0.8;

impl Reading<'_> {
    /// Every rule that a term of the paragraph speaks for, with its span.
    pub fn mentions(&self) -> Vec<(RuleIndex, Range<usize>)> {
        let lexicon = self.lexicon;
        let mut found = Vec::new();
        for hit in self.fields {
            let field = self.field(hit);
            let (worth, number) = self.worth(hit);
            let set_aside =
                self.exclusions(field, hit.sentence).iter().any(|(_, weight)| *weight >= MENTION);
            if worth >= MENTION && !set_aside && !self.denied(hit) {
                found.push((field.rule, self.span(hit, number)));
            }
        }
        for hit in self.all() {
            let rule = match hit.sense {
                Sense::Cue(rank) => lexicon.cues[usize::from(rank)].rule,
                Sense::Exclusion(rank) => {
                    let exclusion = &lexicon.exclusions[usize::from(rank)];
                    exclusion.rule.filter(|_| !(exclusion.negatable && self.negated(hit)))
                }
                Sense::Field(_) | Sense::Holder(_) | Sense::Subject(_) => None,
            };
            if let Some(rule) = rule {
                found.push((rule, self.passage.span(&hit.words())));
            }
        }
        found
    }
}
