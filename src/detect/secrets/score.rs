//! What a passage discloses, as a sum whose terms can be read: fields, numbers, holder, recency, protection,
//! less the exclusions. Every term that counted is named in the reasons.
//!
//! Must not look at the text but through `Passage`.

use std::cell::OnceCell;
use std::ops::Range;

use super::lexicon::{Field, HolderKind, HolderNeed, Lexicon, Scope, Sense};
use super::passage::{Hit, Passage};
use crate::document::PlaceholderKind;
use crate::document::numbers::{Number, NumberKind};
use crate::rules::RuleIndex;
use crate::taxonomy::Category;

/// Sentences on each side that belong to the same passage.
const NEAR: u16 = 2;
/// What a field counts for, one and two sentences away.
const FADING: [f32; 3] = [1.0, 0.6, 0.35];
/// What the second, third… field of a passage adds.
const ADDED: [f32; 5] = [1.0, 0.7, 0.5, 0.3, 0.2];
/// What a field counts for when one, two, three terms of it stand in a sentence.
const CONFIRMED: [f32; 3] = [1.0, 1.3, 1.5];
/// The most that cues of one scope add.
const MOST_CUES: f32 = 2.2;
/// Words of negation.
const NEGATIONS: [&str; 10] =
    ["aucun", "aucune", "jamais", "non", "ni", "pas", "sans", "nul", "nulle", "contre"];
/// Fields that a direct negation cancels.
const NONE_OF: [&str; 4] = ["aucun", "aucune", "ni", "sans"];
/// What dates a text of law rather than a fact.
const LAWS: [&str; 10] = [
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
];
/// Longest span, in bytes, from a field to its number.
const LONGEST_SPAN: usize = 160;
/// What a disclosure in the operative part loses: it is there to be known.
const OPERATIVE: f32 = 1.5;
/// The year a text without a date is read from.
const WITHOUT_DATE: f64 = 2025.0;
/// Years after which a business datum is presumed historical (C. com. R. 463-14).
const HISTORICAL: f64 = 5.0;

/// What was found at one place for one category.
pub(super) struct Disclosure {
    pub category: Category,
    pub rule: RuleIndex,
    pub score: f32,
    pub threshold: f32,
    /// Bytes of the text.
    pub span: Range<usize>,
    pub sentence: u16,
    pub reasons: Vec<String>,
    /// Whether a marker of protection stands in the passage.
    pub protected: bool,
}

/// A paragraph with everything that was matched in it. Numbers and context are read when first needed:
/// few paragraphs come to that.
pub(super) struct Reading<'a> {
    pub lexicon: &'a Lexicon,
    pub passage: &'a Passage<'a>,
    pub fields: &'a [Hit],
    /// Year of the decision, when known.
    pub year: Option<f64>,
    /// Whether the paragraph is in the operative part.
    pub operative: bool,
    numbers: OnceCell<Vec<(Number, u16)>>,
    context: OnceCell<Vec<Hit>>,
}

/// The fields that speak for a sentence, and what they are worth together.
struct Base<'r> {
    /// By weight: rank of the field, weight, its best hit and the number that makes it precise.
    best: Vec<(u16, f32, &'r Hit, Option<&'r Number>)>,
    worth: f32,
}

/// A term of the sum.
enum Added<'l> {
    Field(&'l str, &'static str, f32),
    Data(usize, f32),
    Cue(&'l str, f32),
    Holder(&'static str, f32),
    Recency(&'static str, f32),
    Exclusion(&'l str, f32),
    Operative,
}

impl std::fmt::Display for Added<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Field(label, datum, added) => write!(f, "{label}{datum} : +{added:.1}"),
            Self::Data(count, added) => write!(f, "{count} données précises : +{added:.1}"),
            Self::Cue(label, added) => write!(f, "{label} : +{added:.1}"),
            Self::Holder(label, added) | Self::Recency(label, added) => {
                write!(f, "{label} : {added:+.1}")
            }
            Self::Exclusion(label, taken) => write!(f, "exclusion, {label} : -{taken:.1}"),
            Self::Operative => write!(f, "dispositif : -{OPERATIVE:.1}"),
        }
    }
}

impl<'a> Reading<'a> {
    pub fn new(
        lexicon: &'a Lexicon,
        passage: &'a Passage<'a>,
        fields: &'a [Hit],
        year: Option<f64>,
        operative: bool,
    ) -> Self {
        let (numbers, context) = (OnceCell::new(), OnceCell::new());
        Self { lexicon, passage, fields, year, operative, numbers, context }
    }

    fn numbers(&self) -> &[(Number, u16)] {
        self.numbers.get_or_init(|| self.passage.numbers())
    }

    fn context(&self) -> &[Hit] {
        self.context.get_or_init(|| self.passage.read(self.lexicon, false))
    }

    /// The disclosures of a paragraph: the best of each category, and others far enough from it.
    pub fn disclosures(&self) -> Vec<Disclosure> {
        let mut found: Vec<Disclosure> = Vec::new();
        for &(category, threshold, need) in &self.lexicon.categories {
            let mut sentences: Vec<u16> = self
                .fields
                .iter()
                .filter(|hit| self.field(hit).category == category)
                .map(|hit| hit.sentence)
                .collect();
            sentences.dedup();
            let mut scored: Vec<Disclosure> = sentences
                .into_iter()
                .filter_map(|sentence| self.score(category, threshold, need, sentence))
                .collect();
            scored.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.sentence.cmp(&b.sentence)));
            for one in scored {
                let apart = |other: &Disclosure| {
                    other.category != one.category || other.sentence.abs_diff(one.sentence) > NEAR
                };
                if found.iter().all(apart) {
                    found.push(one);
                }
            }
        }
        found
    }

    fn field(&self, hit: &Hit) -> &'a Field {
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
        let span = self.passage.span(&hit.words);
        let distance = |number: &Number| {
            if number.span.start >= span.end {
                number.span.start - span.end
            } else {
                span.start.saturating_sub(number.span.end)
            }
        };
        self.numbers()
            .iter()
            .filter(|(number, sentence)| {
                *sentence == hit.sentence
                    && kinds.contains(&number.kind)
                    && !(number.kind == NumberKind::Date && number.value == 0.0)
            })
            .map(|(number, _)| number)
            .min_by_key(|number| distance(number))
    }

    /// How many terms of the field of a hit stand in its sentence, overlapping ones counted once.
    fn distinct(&self, hit: &Hit) -> usize {
        let same = |other: &&Hit| other.sense == hit.sense && other.sentence == hit.sentence;
        let mut starts: Vec<usize> = self
            .fields
            .iter()
            .filter(same)
            .filter(|one| {
                !self.fields.iter().filter(same).any(|other| {
                    other.words.start < one.words.start && one.words.start < other.words.end
                })
            })
            .map(|one| one.words.start)
            .collect();
        starts.sort_unstable();
        starts.dedup();
        starts.len().max(1)
    }

    /// How many numbers of some kinds a sentence holds, dates left out.
    fn data(&self, kinds: &[NumberKind], sentence: u16) -> usize {
        let counts =
            |number: &Number| number.kind != NumberKind::Date && kinds.contains(&number.kind);
        self.numbers().iter().filter(|(number, at)| *at == sentence && counts(number)).count()
    }

    /// Whether a hit is denied (« aucune pathologie »).
    fn denied(&self, hit: &Hit) -> bool {
        self.passage.preceded(hit.words.start, 2, &NONE_OF)
    }

    /// The fields of a category in a sentence and near it.
    fn base(&self, category: Category, sentence: u16) -> Base<'_> {
        let mut best: Vec<(u16, f32, &Hit, Option<&Number>)> = Vec::new();
        for hit in self.fields {
            let Sense::Field(rank) = hit.sense else { continue };
            let away = usize::from(hit.sentence.abs_diff(sentence));
            if self.field(hit).category != category || away >= FADING.len() || self.denied(hit) {
                continue;
            }
            let (worth, number) = self.worth(hit);
            let weight =
                worth * FADING[away] * CONFIRMED[self.distinct(hit).min(CONFIRMED.len()) - 1];
            match best.iter_mut().find(|one| one.0 == rank) {
                Some(one) if one.1 >= weight => {}
                Some(one) => *one = (rank, weight, hit, number),
                None => best.push((rank, weight, hit, number)),
            }
        }
        best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let worth = best.iter().zip(ADDED).map(|(one, share)| counted(one.1 * share)).sum();
        Base { best, worth }
    }

    /// What a sentence discloses for a category, when its sum reaches the threshold.
    fn score(
        &self,
        category: Category,
        threshold: f32,
        need: HolderNeed,
        sentence: u16,
    ) -> Option<Disclosure> {
        let Base { best, worth } = self.base(category, sentence);
        let &(_, _, main_hit, main_number) = best.iter().find(|one| one.2.sentence == sentence)?;
        let main_field = self.field(main_hit);
        let data = self.data(&main_field.kinds, sentence);
        let more = if main_number.is_some() { data.saturating_sub(1) } else { 0 };
        let more = (0.35 * more as f32).min(0.9);
        // A passage is worth its fields: cues alone make no secret.
        let base = worth + more;
        if base < threshold * 0.5 {
            return None;
        }
        let mut sum: Vec<Added> = Vec::new();
        for (one, share) in best.iter().zip(ADDED) {
            let added = counted(one.1 * share);
            if added > 0.0 {
                let datum = one.3.map_or("", |number| kind_name(number.kind));
                sum.push(Added::Field(&self.field(one.2).label, datum, added));
            }
        }
        let mut score = base;
        if more > 0.0 {
            sum.push(Added::Data(data, more));
        }
        let exclusions = self.exclusions(main_field, sentence);
        if !exclusions.is_empty() && base < threshold * 0.6 {
            return None;
        }
        let mut protected = false;
        for scope in [Scope::Sentence, Scope::Passage] {
            let mut cues = 0.0;
            for (cue, weight, strong) in self.cues(category, scope, sentence) {
                let weight = weight.min(MOST_CUES - cues);
                if weight <= 0.0 {
                    break;
                }
                cues += weight;
                protected |= strong;
                sum.push(Added::Cue(cue, weight));
            }
            score += cues;
        }
        let (holder, reason) = self.holder(need, sentence);
        score += holder;
        sum.extend(reason.map(|reason| Added::Holder(reason, holder)));
        if matches!(category, Category::SecretAffaires) {
            let (recency, reason) = self.recency(sentence);
            score += recency;
            if recency != 0.0 {
                sum.push(Added::Recency(reason, recency));
            }
        }
        for (label, weight) in exclusions {
            score -= weight;
            sum.push(Added::Exclusion(label, weight));
        }
        if self.operative {
            score -= OPERATIVE;
            sum.push(Added::Operative);
        }
        (score >= threshold).then(|| Disclosure {
            category,
            rule: main_field.rule,
            score,
            threshold,
            span: self.span(main_hit, main_number),
            sentence,
            reasons: sum.iter().map(Added::to_string).collect(),
            protected,
        })
    }

    fn span(&self, hit: &Hit, number: Option<&Number>) -> Range<usize> {
        let words = self.passage.span(&hit.words);
        let Some(number) = number else { return words };
        let whole = words.start.min(number.span.start)..words.end.max(number.span.end);
        if whole.len() <= LONGEST_SPAN { whole } else { words }
    }

    /// Cues that speak for a sentence: label, weight, whether they are marks of protection.
    fn cues(&self, category: Category, scope: Scope, sentence: u16) -> Vec<(&'a str, f32, bool)> {
        let lexicon = self.lexicon;
        let mut seen: Vec<(u16, u8)> = Vec::new();
        for hit in self.context() {
            let Sense::Cue(rank) = hit.sense else { continue };
            let cue = &lexicon.cues[usize::from(rank)];
            let away = hit.sentence.abs_diff(sentence);
            let reach = if scope == Scope::Sentence { 0 } else { NEAR };
            if cue.scope != scope || !cue.categories.contains(&category) || away > reach {
                continue;
            }
            match seen.iter_mut().find(|(known, _)| *known == rank) {
                // A second term of the same cue confirms it; a third adds nothing.
                Some((_, count)) => *count = (*count + 1).min(2),
                None => seen.push((rank, 1)),
            }
        }
        seen.sort_unstable();
        seen.into_iter()
            .map(|(rank, count)| {
                let cue = &lexicon.cues[usize::from(rank)];
                let weight = cue.weight * if count > 1 { 1.4 } else { 1.0 };
                (cue.label.as_str(), weight, scope == Scope::Passage && cue.weight >= 1.0)
            })
            .collect()
    }

    fn exclusions(&self, field: &Field, sentence: u16) -> Vec<(&'a str, f32)> {
        let lexicon = self.lexicon;
        let mut seen: Vec<(u16, f32)> = Vec::new();
        for hit in self.context() {
            let Sense::Exclusion(rank) = hit.sense else { continue };
            let exclusion = &lexicon.exclusions[usize::from(rank)];
            let away = hit.sentence.abs_diff(sentence);
            let concerned =
                exclusion.categories.is_empty() || exclusion.categories.contains(&field.category);
            if !concerned || away > NEAR || (field.law && exclusion.law) {
                continue;
            }
            if exclusion.negatable && self.negated(hit) {
                continue;
            }
            let weight = if away == 0 { exclusion.here } else { exclusion.near };
            match seen.iter_mut().find(|(known, _)| *known == rank) {
                Some(one) => one.1 = one.1.max(weight),
                None => seen.push((rank, weight)),
            }
        }
        seen.sort_unstable_by_key(|one| one.0);
        seen.into_iter()
            .map(|(rank, weight)| (lexicon.exclusions[usize::from(rank)].label.as_str(), weight))
            .collect()
    }

    /// Whether a negation stands before a hit or in it (« n'a jamais été publié »).
    fn negated(&self, hit: &Hit) -> bool {
        self.passage.preceded(hit.words.end - 1, 4 + hit.words.len(), &NEGATIONS)
    }

    /// Whether the holder that a category asks for stands in the sentence or near it.
    fn holder(&self, need: HolderNeed, sentence: u16) -> (f32, Option<&'static str>) {
        let lexicon = self.lexicon;
        let near = |kind: HolderKind| {
            self.context()
                .iter()
                .filter(|hit| {
                    matches!(hit.sense, Sense::Holder(rank) if lexicon.holders[usize::from(rank)] == kind)
                })
                .map(|hit| hit.sentence.abs_diff(sentence))
                .min()
        };
        let placeholder = |wanted: fn(PlaceholderKind) -> bool| {
            self.passage
                .placeholders()
                .filter(|(kind, _)| wanted(*kind))
                .map(|(_, at)| at.abs_diff(sentence))
                .min()
        };
        let least = |a: Option<u16>, b: Option<u16>| match (a, b) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let company = least(
            near(HolderKind::Company),
            placeholder(|kind| kind == PlaceholderKind::LegalPerson),
        );
        let person = least(near(HolderKind::Person), placeholder(PlaceholderKind::is_person));
        let (found, label, missing) = match need {
            HolderNeed::None => return (0.0, None),
            HolderNeed::Company => (least(company, person), "détenteur désigné", 0.0),
            HolderNeed::Any => (least(company, person), "détenteur désigné", -0.8),
            HolderNeed::Person => (person, "personne désignée", -1.5),
            HolderNeed::Child => (near(HolderKind::Child), "enfant désigné", -2.0),
        };
        let third = near(HolderKind::Third).is_some_and(|away| away == 0);
        match found {
            Some(0) if third && need == HolderNeed::Any => (0.9, Some("détenteur tiers au litige")),
            Some(0) => (0.6, Some(label)),
            Some(away) if away <= NEAR => (0.3, Some(label)),
            _ => (missing, Some("aucun détenteur désigné")),
        }
    }

    /// Recent data weigh more; those of more than five years are presumed historical.
    fn recency(&self, sentence: u16) -> (f32, &'static str) {
        let dated = |reach: u16| {
            self.numbers()
                .iter()
                .filter(|(number, at)| {
                    number.kind == NumberKind::Date
                        && number.value > 1900.0
                        && at.abs_diff(sentence) <= reach
                        && !self.of_law(number)
                })
                .map(|(number, _)| number.value)
                .fold(f64::MIN, f64::max)
        };
        let (here, near) = (dated(0), dated(NEAR));
        let newest = if here > 0.0 { here } else { near };
        if newest < 0.0 {
            return (0.0, "date inconnue");
        }
        // A decision cannot be older than what it tells.
        let reference = self.year.unwrap_or(WITHOUT_DATE);
        let patience = if self.year.is_some() { HISTORICAL } else { HISTORICAL + 2.0 };
        match reference - newest {
            age if age <= patience => (0.3, "donnée récente"),
            age if age <= patience + 4.0 => (-1.0, "donnée ancienne"),
            _ => (-3.2, "donnée historique"),
        }
    }

    /// Whether a date is that of a law or of a judgment quoted.
    fn of_law(&self, number: &Number) -> bool {
        let words = &self.passage.words;
        let after = words.partition_point(|word| (word.token as usize) < number.tokens.start);
        after > 0 && after < words.len() && self.passage.preceded(after, 4, &LAWS)
    }
}

/// What is too little to count is not counted.
fn counted(added: f32) -> f32 {
    if added < 0.15 { 0.0 } else { added }
}

/// « chiffré par un taux », for the reasons.
fn kind_name(kind: NumberKind) -> &'static str {
    match kind {
        NumberKind::Amount => ", montant précis",
        NumberKind::UnitPrice => ", prix unitaire",
        NumberKind::Rate => ", taux précis",
        NumberKind::Multiple => ", rapport précis",
        NumberKind::Volume => ", quantité précise",
        NumberKind::Technical => ", valeur technique",
        NumberKind::Count => ", dénombrement",
        NumberKind::Duration => ", durée",
        NumberKind::Date => ", date",
        NumberKind::Bare => ", nombre",
    }
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
        for hit in self.context() {
            let rule = match hit.sense {
                Sense::Cue(rank) => lexicon.cues[usize::from(rank)].rule,
                Sense::Exclusion(rank) => {
                    let exclusion = &lexicon.exclusions[usize::from(rank)];
                    exclusion.rule.filter(|_| !(exclusion.negatable && self.negated(hit)))
                }
                Sense::Field(_) | Sense::Holder(_) => None,
            };
            if let Some(rule) = rule {
                found.push((rule, self.passage.span(&hit.words)));
            }
        }
        found
    }
}
