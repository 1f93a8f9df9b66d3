//! Decisions of one case across instances: candidates, weights, clusters.
//!
//! A later decision names the one it comes from: its number, its date, its court. Amounts, articles and
//! passages taken over confirm it, or replace the number when it is masked. Works on what a scan kept of each text
//! (numbers, dates, courts, amounts, articles, hashes of word sequences), never on the text.

use std::hash::{Hash, Hasher};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::courts;
use super::model::{Level, Model, Shape};
use super::numbers::Number;
use super::tables::{Evidence, day};

/// Place of a court in the course of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Instance {
    First,
    Appeal,
    Cassation,
}

impl Instance {
    /// From the code of a jurisdiction (`tj`, `ca`, `cc`…).
    pub fn of(jurisdiction: &str) -> Option<Self> {
        Some(match jurisdiction.trim().to_lowercase().as_str() {
            "cc" | "cour de cassation" => Self::Cassation,
            "ca" | "cour d'appel" => Self::Appeal,
            "tj" | "tgi" | "ti" | "tcom" | "cph" | "tass" | "jaf" | "ccoeur" => Self::First,
            _ => return None,
        })
    }
}

/// What is known of a decision. Lists are sorted; `sketch` in increasing order.
#[derive(Clone, Default)]
pub struct Node {
    pub id: String,
    pub jurisdiction: Option<String>,
    /// `ca_rennes`, `tj_creteil`.
    pub location: Option<String>,
    /// Its own numbers, as published.
    pub numbers: Vec<String>,
    pub ecli: Option<String>,
    /// ISO date.
    pub date: Option<String>,
    pub nature: Option<String>,
    /// Numbers, dates and courts that its text names, its own included.
    pub cited_numbers: Vec<String>,
    pub cited_dates: Vec<String>,
    pub cited_courts: Vec<String>,
    /// Euro cents.
    pub amounts: Vec<i64>,
    pub articles: Vec<String>,
    /// Word sequences in the text.
    pub shingles: i64,
    /// The smallest hashes of these sequences.
    pub sketch: Vec<i64>,
    /// Decisions that the metadata name (`contested`, `forward`, `timeline`): ids, ECLI or numbers.
    pub declared: Vec<String>,
}

/// What two decisions are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// The second reviews the first on appeal.
    Appeal,
    /// The second reviews the first in cassation.
    Cassation,
    /// The second follows a quashing.
    Remand,
    /// Same instance: interlocutory, rectified or joined.
    SameInstance,
    /// The same text published twice.
    Duplicate,
}

impl Relation {
    pub const ALL: [Self; 5] =
        [Self::Appeal, Self::Cassation, Self::Remand, Self::SameInstance, Self::Duplicate];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Appeal => "appel",
            Self::Cassation => "cassation",
            Self::Remand => "renvoi",
            Self::SameInstance => "meme_instance",
            Self::Duplicate => "doublon",
        }
    }
}

/// Two decisions of one case, the earlier first.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Ranks in the list of nodes.
    pub first: u32,
    pub second: u32,
    pub relation: Relation,
    pub probability: f64,
    /// What speaks for it, most telling first.
    pub reasons: Vec<&'static str>,
}

/// The cases found.
#[derive(Debug, Clone, Default)]
pub struct Chains {
    pub links: Vec<Link>,
    /// Case of each node; a decision alone is a case of its own.
    pub case_of: Vec<u32>,
}

/// Number, date, court, amounts, nature, text, articles.
const FIELDS: [Level; 7] = [3, 2, 2, 3, 2, 4, 3];

const NUMBER: usize = 0;
const DATE: usize = 1;
const COURT: usize = 2;
const AMOUNTS: usize = 3;
const TEXT: usize = 5;
const ARTICLES: usize = 6;

/// Decisions of one case at most: beyond, a cluster joined by chance.
const LARGEST: u32 = 40;

/// Links decisions.
pub fn link(nodes: &[Node], evidence: Evidence) -> Chains {
    let mut docket = Docket::new(evidence);
    nodes.iter().for_each(|node| docket.push(node));
    docket.link()
}

/// Decisions ready to be linked: words are codes, and what they stood for is forgotten. Less than a
/// kilobyte a decision.
pub struct Docket {
    evidence: Evidence,
    courts: FxHashMap<Box<str>, u32>,
    natures: FxHashMap<Box<str>, u32>,
    articles: FxHashMap<Box<str>, u32>,
    read: Vec<Read>,
    /// Ranks by hash of an id or of an ECLI.
    names: FxHashMap<u64, u32>,
    /// Rank from which decisions are new: a link has one of them at least.
    new_from: u32,
}

impl Docket {
    pub fn new(evidence: Evidence) -> Self {
        Self {
            evidence,
            courts: FxHashMap::default(),
            natures: FxHashMap::default(),
            articles: FxHashMap::default(),
            read: Vec::new(),
            names: FxHashMap::default(),
            new_from: 0,
        }
    }

    pub fn len(&self) -> usize {
        self.read.len()
    }

    pub fn is_empty(&self) -> bool {
        self.read.is_empty()
    }

    /// From now on decisions are new: those already here are not linked with one another.
    pub fn only_with_what_follows(&mut self) {
        self.new_from = self.read.len() as u32;
    }

    /// Adds a decision; its rank is the number of those before it.
    pub fn push(&mut self, node: &Node) {
        let rank = self.read.len() as u32;
        let with_numbers = self.evidence == Evidence::All;
        for name in std::iter::once(&node.id).chain(&node.ecli) {
            self.names.insert(name_key(name), rank);
        }
        let keys = |list: &[String]| -> Vec<u64> {
            let numbers = list.iter().filter(|_| with_numbers).map(String::as_str);
            sorted(numbers.filter_map(Number::of).map(Number::key))
        };
        let own = keys(&node.numbers);
        let mut cited = keys(&node.cited_numbers);
        cited.retain(|key| own.binary_search(key).is_err());
        let own_day = node.date.as_deref().and_then(day);
        let mut cited_days = sorted(node.cited_dates.iter().filter_map(|date| day(date)));
        cited_days.retain(|day| Some(*day) != own_day);
        let declared: Vec<Declared> = node
            .declared
            .iter()
            .filter(|_| with_numbers)
            .map(|name| Declared {
                name: name_key(name),
                number: Number::of(name).map(Number::key),
            })
            .collect();
        let court = |courts: &mut FxHashMap<Box<str>, u32>, name: &str| {
            code(courts, &courts::written(name))
        };
        self.read.push(Read {
            instance: node.jurisdiction.as_deref().and_then(Instance::of),
            court: node.location.as_deref().map(|name| court(&mut self.courts, name)),
            named: true,
            own: own.into(),
            cited: cited.into(),
            day: own_day,
            cited_days: cited_days.into(),
            cited_courts: sorted(
                node.cited_courts.iter().map(|name| court(&mut self.courts, name)),
            )
            .into(),
            nature: node.nature.as_deref().map(|nature| code(&mut self.natures, nature)),
            amounts: sorted(node.amounts.iter().copied()).into(),
            articles: sorted(node.articles.iter().map(|name| code(&mut self.articles, name)))
                .into(),
            shingles: node.shingles,
            sketch: sorted(node.sketch.iter().map(|hash| (hash.max(&0) >> 31) as u32)).into(),
            declared: declared.into(),
        });
    }

    /// The links and the cases of all the decisions added.
    pub fn link(&mut self) -> Chains {
        self.name_courts();
        self.forget_formulas();
        let read = &self.read;
        let declared = self.declared();
        let candidates = self.candidates();
        let rarity = Rarity::of(read);
        let shape = Shape::new(&FIELDS);
        let patterns: Vec<u16> = candidates
            .par_iter()
            .map(|&pair| {
                let (first, second) = ranks(pair);
                // Fewer than 65,536 patterns: the product of the levels.
                shape.pattern(&compare(&read[first], &read[second], &rarity)) as u16
            })
            .collect();
        let model = fit(read, &patterns, &rarity);
        let weights = model.weights();
        let mut links: Vec<Link> = candidates
            .iter()
            .zip(&patterns)
            .filter_map(|(&pair, &pattern)| {
                let weight = model.prior_weight() + weights[usize::from(pattern)];
                let probability = 1.0 / (1.0 + (-weight).exp());
                if probability < 0.5 || declared.contains(&pair) {
                    return None;
                }
                let (first, second) = ranks(pair);
                let levels = compare(&read[first], &read[second], &rarity);
                let relation = relation(&read[first], &read[second], &levels)?;
                let reasons = reasons(&levels, &model);
                Some(Link {
                    first: first as u32,
                    second: second as u32,
                    relation,
                    probability,
                    reasons,
                })
            })
            .collect();
        yield_to_surer(&mut links);
        let mut declared: Vec<u64> = declared.into_iter().collect();
        declared.sort_unstable();
        for pair in declared {
            let (first, second) = ranks(pair);
            let levels = compare(&read[first], &read[second], &rarity);
            let Some(relation) = relation(&read[first], &read[second], &levels) else {
                continue;
            };
            let mut reasons = reasons(&levels, &model);
            reasons.insert(0, "lien déclaré dans les métadonnées");
            links.push(Link {
                first: first as u32,
                second: second as u32,
                relation,
                probability: 1.0,
                reasons,
            });
        }
        links.sort_by(|a, b| {
            b.probability
                .total_cmp(&a.probability)
                .then((a.first, a.second).cmp(&(b.first, b.second)))
        });
        cluster(read, links)
    }

    /// Gives one code to the names of one court.
    fn name_courts(&mut self) {
        let mut names: Vec<&str> = vec![""; self.courts.len()];
        for (name, code) in &self.courts {
            names[*code as usize] = name;
        }
        let seats =
            self.read.iter().filter_map(|one| one.court.map(|court| (court, &*one.cited_courts)));
        let same = courts::aliases(&names, seats);
        for one in &mut self.read {
            one.named = one.court.is_none_or(|court| same.named[court as usize]);
            one.court = one.court.map(|court| same.of[court as usize]);
            one.cited_courts =
                sorted(one.cited_courts.iter().map(|court| same.of[*court as usize])).into();
        }
    }

    /// Leaves out of the sketches the word sequences that many decisions share: formulas of the trade, of no case.
    fn forget_formulas(&mut self) {
        let step = self.read.len().div_ceil(SAMPLED).max(1);
        let sample = || self.read.iter().step_by(step);
        let many = (self.read.len() / 200).max(LARGEST as usize) / step;
        let mut hashes: Vec<u32> = sample().flat_map(|one| one.sketch.iter().copied()).collect();
        hashes.par_sort_unstable();
        let formulas: FxHashSet<u32> = hashes
            .chunk_by(|a, b| a == b)
            .filter(|same| same.len() > many)
            .map(|same| same[0])
            .collect();
        if formulas.is_empty() {
            return;
        }
        self.read.par_iter_mut().for_each(|one| {
            let before = one.sketch.len();
            let telling: Box<[u32]> =
                one.sketch.iter().copied().filter(|hash| !formulas.contains(hash)).collect();
            // The sketch is a fair sample of the text: so is what is left, of what is telling in it.
            one.shingles = one.shingles * telling.len() as i64 / before.max(1) as i64;
            one.sketch = telling;
        });
    }

    /// Two decisions in the order of a case, if one of them is new and a case can hold them.
    fn pair(&self, a: u32, b: u32) -> Option<u64> {
        let (a, b) = (a.min(b), a.max(b));
        if a == b || b < self.new_from {
            return None;
        }
        let (x, y) = (&self.read[a as usize], &self.read[b as usize]);
        if x.may_precede(y) {
            return Some(packed(a, b));
        }
        y.may_precede(x).then(|| packed(b, a))
    }

    /// Pairs that share something uncommon, the earlier decision first, in order.
    fn candidates(&self) -> Vec<u64> {
        // What many decisions share says nothing; in a large corpus, what a few share by chance is more.
        let common = (2_000_000 / self.read.len().max(1)).clamp(8, 40);
        let numbers = Join { across: 400, alike: 40, twice: false };
        let mut pairs = self.join(numbers, |one, give| {
            one.own.iter().for_each(|key| give(*key, true));
            one.cited.iter().for_each(|key| give(*key, false));
        });
        let places = Join { across: 2_500, alike: 0, twice: false };
        pairs.extend(self.join(places, |one, give| {
            let key =
                |court: u32, day: i32| (u64::from(court) << 32) | u64::from(day.unsigned_abs());
            if let (Some(court), Some(day)) = (one.court, one.day) {
                give(key(court, day), true);
            }
            for &court in &one.cited_courts {
                one.cited_days.iter().for_each(|day| give(key(court, *day), false));
            }
        }));
        // The court is often masked or written otherwise: a cited date alone brings candidates too.
        let days = Join { across: 400, alike: 0, twice: false };
        pairs.extend(self.join(days, |one, give| {
            one.day.iter().for_each(|day| give(u64::from(day.unsigned_abs()), true));
            one.cited_days.iter().for_each(|day| give(u64::from(day.unsigned_abs()), false));
        }));
        let alike = Join { across: 0, alike: common, twice: false };
        pairs.extend(self.join(alike, |one, give| {
            one.amounts.iter().for_each(|amount| give(amount.unsigned_abs(), true));
        }));
        pairs.par_sort_unstable();
        pairs.dedup();
        let passages = Join { twice: self.read.len() > CROWDED, ..alike };
        pairs.extend(self.join(passages, |one, give| {
            one.sketch.iter().for_each(|hash| give(u64::from(*hash), true));
        }));
        pairs.par_sort_unstable();
        pairs.dedup();
        pairs
    }

    /// Pairs that share a key. Keys are taken in passes, so that what is sorted at once is bounded.
    fn join(&self, rule: Join, keys: impl Fn(&Read, &mut dyn FnMut(u64, bool)) + Sync) -> Vec<u64> {
        let count: u64 = self
            .read
            .par_iter()
            .map(|one| {
                let mut count = 0_u64;
                keys(one, &mut |_, _| count += 1);
                count
            })
            .sum();
        let passes = count.div_ceil(SORTED).max(1);
        let mut pairs = Vec::new();
        for pass in 0..passes {
            // The key; then the rank, above the mark of those that only cite it.
            let mut entries: Vec<(u64, u32)> = self
                .read
                .par_iter()
                .enumerate()
                .flat_map_iter(|(rank, one)| {
                    let mut own = Vec::new();
                    keys(one, &mut |key, owned| {
                        if (key.wrapping_mul(SPREAD) >> 40) % passes == pass {
                            own.push((key, (rank as u32) << 1 | u32::from(!owned)));
                        }
                    });
                    own
                })
                .collect();
            entries.par_sort_unstable();
            entries.dedup();
            let mut found: Vec<u64> = entries
                .par_chunk_by(|a, b| a.0 == b.0)
                .flat_map_iter(|group| {
                    let mut found = Vec::new();
                    self.pairs_of(group, rule, &mut found);
                    found
                })
                .collect();
            if rule.twice {
                found.par_sort_unstable();
                found = found
                    .chunk_by(|a, b| a == b)
                    .filter(|same| same.len() > 1)
                    .map(|same| same[0])
                    .collect();
            }
            pairs.append(&mut found);
        }
        pairs
    }

    fn pairs_of(&self, group: &[(u64, u32)], rule: Join, found: &mut Vec<u64>) {
        if group.len() < 2 {
            return;
        }
        if !rule.crowded(group) {
            self.give_pairs(group, rule, found);
            return;
        }
        if rule.across == 0 {
            return;
        }
        // Too many share the key: what they share besides tells them apart.
        let mut finer: Vec<(u64, u32)> = Vec::new();
        for &(_, entry) in group {
            self.read[(entry >> 1) as usize]
                .details(entry & 1 == 0, &mut |detail| finer.push((detail, entry)));
        }
        finer.sort_unstable();
        finer.dedup();
        let from = found.len();
        for part in finer.chunk_by(|a, b| a.0 == b.0) {
            if part.len() > 1 && !rule.crowded(part) {
                self.give_pairs(part, rule, found);
            }
        }
        // A pair that shares several details comes once.
        let mut new = found.split_off(from);
        new.sort_unstable();
        new.dedup();
        found.append(&mut new);
    }

    fn give_pairs(&self, group: &[(u64, u32)], rule: Join, found: &mut Vec<u64>) {
        let count = group.len();
        let all = count <= rule.alike;
        for (place, (_, a)) in group.iter().enumerate() {
            for (_, b) in &group[place + 1..] {
                if (all || (a ^ b) & 1 == 1)
                    && let Some(pair) = self.pair(a >> 1, b >> 1)
                {
                    found.push(pair);
                    // Nobody else has it: once is enough.
                    if rule.twice && count == 2 {
                        found.push(pair);
                    }
                }
            }
        }
    }

    /// Pairs that the metadata name.
    fn declared(&self) -> FxHashSet<u64> {
        let wanted: FxHashSet<u64> =
            self.read.iter().flat_map(|one| &one.declared).filter_map(|one| one.number).collect();
        let mut by_number: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
        for (rank, one) in (0..).zip(&self.read) {
            for key in one.own.iter().filter(|key| wanted.contains(key)) {
                by_number.entry(*key).or_default().push(rank);
            }
        }
        let mut pairs = FxHashSet::default();
        for (rank, one) in (0..).zip(&self.read) {
            for name in &one.declared {
                let by_key = || name.number.and_then(|number| by_number.get(&number));
                let found = self.names.get(&name.name).map(std::slice::from_ref);
                let others = found.or_else(|| by_key().map(Vec::as_slice)).unwrap_or_default();
                pairs.extend(others.iter().filter_map(|&other| self.pair(rank, other)));
            }
        }
        pairs
    }
}

/// Decisions read at most to know the formulas that many share.
const SAMPLED: usize = 20_000;

/// Decisions beyond which one passage in common is chance.
const CROWDED: usize = 50_000;

/// Spreads keys over passes.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// Entries sorted at once: 256 megabytes.
const SORTED: u64 = 1 << 24;

/// Which of the decisions that share a key are candidates.
#[derive(Clone, Copy)]
struct Join {
    /// Pairs of one that has the key and one that cites it, at most.
    across: usize,
    /// Decisions of any kind, at most.
    alike: usize,
    /// Whether a pair must share two keys, or one that nobody else has.
    twice: bool,
}

impl Join {
    /// Whether too many decisions share a key for it to bring candidates by itself.
    fn crowded(self, group: &[(u64, u32)]) -> bool {
        let count = group.len();
        let owners = group.iter().filter(|(_, rank)| rank & 1 == 0).count();
        count > self.alike && (self.across == 0 || owners * (count - owners) > self.across)
    }
}

fn packed(first: u32, second: u32) -> u64 {
    u64::from(first) << 32 | u64::from(second)
}

fn ranks(pair: u64) -> (usize, usize) {
    ((pair >> 32) as usize, (pair & u64::from(u32::MAX)) as usize)
}

fn name_key(name: &str) -> u64 {
    let mut hasher = FxHasher::default();
    name.hash(&mut hasher);
    hasher.finish()
}

fn code(known: &mut FxHashMap<Box<str>, u32>, word: &str) -> u32 {
    if let Some(code) = known.get(word) {
        return *code;
    }
    let code = known.len() as u32;
    known.insert(word.into(), code);
    code
}

fn sorted<T: Ord>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values.dedup();
    values
}

/// A decision that the metadata of another name.
struct Declared {
    name: u64,
    number: Option<u64>,
}

/// A node whose values are understood. Lists are sorted and without repeats.
struct Read {
    instance: Option<Instance>,
    court: Option<u32>,
    /// Whether the name under which texts cite the court is known.
    named: bool,
    nature: Option<u32>,
    day: Option<i32>,
    shingles: i64,
    own: Box<[u64]>,
    cited: Box<[u64]>,
    cited_days: Box<[i32]>,
    cited_courts: Box<[u32]>,
    amounts: Box<[i64]>,
    articles: Box<[u32]>,
    /// The high half of each hash: enough to tell them apart, and their order is the same.
    sketch: Box<[u32]>,
    declared: Box<[Declared]>,
}

impl Read {
    /// What a decision says besides a key that many share, as keys: of its own court and day, or of those that it cites.
    fn details(&self, owned: bool, give: &mut dyn FnMut(u64)) {
        let kind = |kind: u64, value: u64| (kind << 61) | (value & (u64::MAX >> 3));
        if owned {
            self.court.iter().for_each(|&court| give(kind(0, u64::from(court))));
            self.day.iter().for_each(|day| give(kind(1, u64::from(day.unsigned_abs()))));
        } else {
            self.cited_courts.iter().for_each(|&court| give(kind(0, u64::from(court))));
            self.cited_days.iter().for_each(|day| give(kind(1, u64::from(day.unsigned_abs()))));
        }
        self.nature.iter().for_each(|&nature| give(kind(2, u64::from(nature))));
        self.amounts.iter().for_each(|amount| give(kind(3, amount.unsigned_abs())));
        self.articles.iter().for_each(|&article| give(kind(4, u64::from(article))));
    }

    /// Whether the course of a case may lead from here to there. The unknown forbids nothing.
    fn may_precede(&self, later: &Self) -> bool {
        match (self.day, later.day) {
            (Some(a), Some(b)) => a <= b,
            _ => self.instance <= later.instance || self.instance.is_none(),
        }
    }
}

/// What amounts and articles are common: in how many decisions each appears, when in more than two.
struct Rarity {
    amounts: FxHashMap<i64, u32>,
    articles: FxHashMap<u32, u32>,
    decisions: f64,
}

impl Rarity {
    fn of(read: &[Read]) -> Self {
        fn repeated<T: Ord + Copy + Hash + Send>(mut values: Vec<T>) -> FxHashMap<T, u32> {
            values.par_sort_unstable();
            values
                .chunk_by(|a, b| a == b)
                .filter(|same| same.len() > 2)
                .map(|same| (same[0], same.len() as u32))
                .collect()
        }
        Self {
            amounts: repeated(read.iter().flat_map(|one| one.amounts.iter().copied()).collect()),
            articles: repeated(read.iter().flat_map(|one| one.articles.iter().copied()).collect()),
            decisions: read.len().max(50) as f64,
        }
    }

    /// Information, in nats, of what two sorted lists share.
    fn shared<T: Ord + Hash>(&self, a: &[T], b: &[T], counts: &FxHashMap<T, u32>) -> f64 {
        let common = a.iter().filter(|value| b.binary_search(value).is_ok());
        common
            .map(|value| {
                let count = f64::from(counts.get(value).copied().unwrap_or(2));
                (self.decisions / count).ln().max(0.0)
            })
            .sum()
    }
}

/// Levels of a pair, the earlier decision first.
fn compare(a: &Read, b: &Read, rarity: &Rarity) -> [Level; 7] {
    let number = number(a, b);
    let date = match a.day {
        Some(_) if b.cited_days.is_empty() => 0,
        Some(day) => 2 - Level::from(b.cited_days.binary_search(&day).is_ok()),
        None => 0,
    };
    let court = match a.court {
        Some(court) if b.court == Some(court) => 1,
        Some(_) if b.cited_courts.is_empty() || !a.named => 0,
        Some(court) => 2 - Level::from(b.cited_courts.binary_search(&court).is_ok()),
        None => 0,
    };
    let amounts = if a.amounts.is_empty() || b.amounts.is_empty() {
        0
    } else {
        match rarity.shared(&a.amounts, &b.amounts, &rarity.amounts) {
            weight if weight >= 6.0 => 1,
            weight if weight >= 2.0 => 2,
            _ => 3,
        }
    };
    let nature = match (a.nature, b.nature) {
        (Some(a), Some(b)) => 2 - Level::from(a == b),
        _ => 0,
    };
    let text = match containment(a, b) {
        None => 0,
        Some(share) if share >= 0.5 => 1,
        Some(share) if share >= 0.12 => 2,
        Some(share) if share >= 0.03 => 3,
        Some(_) => 4,
    };
    let articles = if a.articles.is_empty() || b.articles.is_empty() {
        0
    } else {
        match rarity.shared(&a.articles, &b.articles, &rarity.articles) {
            weight if weight >= 8.0 => 1,
            weight if weight >= 3.0 => 2,
            _ => 3,
        }
    };
    [number, date, court, amounts, nature, text, articles]
}

/// Whether one names the other's number. A register has the same numbers in every court: the number of a court that the
/// text does not name is worth less, that of an appeal in cassation needs no court.
fn number(a: &Read, b: &Read) -> Level {
    let shared = |list: &[u64], keys: &[u64]| -> (bool, bool) {
        let mut found = (false, false);
        for key in keys.iter().filter(|key| list.binary_search(key).is_ok()) {
            found.0 = true;
            found.1 |= Number::is_national(*key);
        }
        found
    };
    let names = |citing: &Read, cited: &Read| match cited.court {
        Some(court) if cited.named && !citing.cited_courts.is_empty() => {
            citing.cited_courts.binary_search(&court).is_ok() || citing.court == Some(court)
        }
        _ => true,
    };
    let same = match (a.court, b.court) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    };
    let ways = [
        (shared(&b.cited, &a.own), names(b, a)),
        (shared(&a.cited, &b.own), names(a, b)),
        (shared(&a.own, &b.own), same),
    ];
    if ways.iter().any(|((found, national), place)| *found && (*national || *place)) {
        1
    } else if ways.iter().any(|((found, _), _)| *found) {
        2
    } else if a.own.is_empty() || b.cited.is_empty() {
        // The later one names no number: it says nothing of this one.
        0
    } else {
        3
    }
}

/// Word sequences under which a text says too little of its own: headings and formulas of the
/// trade would make most of what it shares.
const TELLING: i64 = 48;

/// Share of the word sequences of the shorter text that are in the other, from the smallest hashes
/// of both; `None` when one of the texts is too short to tell.
fn containment(a: &Read, b: &Read) -> Option<f64> {
    if a.shingles.min(b.shingles) < TELLING {
        return None;
    }
    let top = a.sketch.last()?.min(b.sketch.last()?);
    let below = |sketch: &[u32]| sketch.partition_point(|hash| hash <= top);
    let (a_low, b_low) = (&a.sketch[..below(&a.sketch)], &b.sketch[..below(&b.sketch)]);
    let common = a_low.iter().filter(|hash| b_low.binary_search(hash).is_ok()).count() as f64;
    // Below a common bound, hashes are a fair sample of each text.
    let jaccard = common / (a_low.len() + b_low.len()) as f64;
    let (a_size, b_size) = (a.shingles.max(1) as f64, b.shingles.max(1) as f64);
    Some((jaccard * (a_size + b_size) / a_size.min(b_size)).min(1.0))
}

/// Weights: first guesses from how courts write, refined on the candidates.
fn fit(read: &[Read], patterns: &[u16], rarity: &Rarity) -> Model {
    let shape = Shape::new(&FIELDS);
    let mut counts = vec![0_u64; shape.patterns()];
    for pattern in patterns {
        counts[usize::from(*pattern)] += 1;
    }
    let m = vec![
        vec![0.8, 0.05, 0.15],
        vec![0.85, 0.15],
        vec![0.9, 0.1],
        vec![0.35, 0.3, 0.35],
        vec![0.8, 0.2],
        vec![0.15, 0.35, 0.25, 0.25],
        vec![0.4, 0.3, 0.3],
    ];
    let mut u = strangers(read, rarity);
    // A number or a date is shared by chance less often than a small corpus can show.
    for (field, most) in [(NUMBER, 1e-4), (DATE, 1e-2), (AMOUNTS, 2e-3), (TEXT, 1e-3)] {
        let sum: f64 = u[field].iter().sum();
        u[field][0] = u[field][0].min(most * sum);
    }
    let count = read.len();
    let total = count as f64 * (count as f64 - 1.0) / 2.0;
    let prior = (0.3 / count.max(2) as f64).min(0.1);
    let model = Model::new(shape, m, u, prior);
    // Too few candidates teach nothing but chance.
    if patterns.len() < 200 { model } else { model.fitted(&counts, total) }
}

/// Pairs of strangers compared, about.
const STRANGERS: usize = 1_000_000;

/// How often strangers agree, level by level: each decision with some drawn from all, always the same. At fixed steps,
/// neighbours of a register would pass for strangers, and they are often of one case.
fn strangers(read: &[Read], rarity: &Rarity) -> Vec<Vec<f64>> {
    let count = read.len();
    let others = count.saturating_sub(1);
    let wanted = (STRANGERS / count.max(1)).clamp(1, 200).min(others);
    let zero = || FIELDS.map(|levels| vec![0_u64; usize::from(levels)]);
    let seen = read
        .par_iter()
        .enumerate()
        .fold(zero, |mut seen, (rank, one)| {
            for draw in 0..wanted {
                // Each once where there are few.
                let place = if wanted == others {
                    (rank + draw + 1) % count
                } else {
                    drawn((rank * wanted + draw) as u64, count)
                };
                let other = &read[place];
                if place != rank && one.may_precede(other) {
                    for (counts, level) in seen.iter_mut().zip(compare(one, other, rarity)) {
                        if level > 0 {
                            counts[usize::from(level) - 1] += 1;
                        }
                    }
                }
            }
            seen
        })
        .reduce(zero, |mut sum, part| {
            for (sum, part) in sum.iter_mut().flatten().zip(part.iter().flatten()) {
                *sum += part;
            }
            sum
        });
    seen.map(|counts| counts.into_iter().map(|count| count as f64 + 0.5).collect()).into()
}

/// A rank below `count` that a number draws (the last step of SplitMix64).
fn drawn(number: u64, count: usize) -> usize {
    let mut mixed = number.wrapping_add(1).wrapping_mul(SPREAD);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^= mixed >> 31;
    ((u128::from(mixed) * count as u128) >> 64) as usize
}

fn reasons(levels: &[Level; 7], model: &Model) -> Vec<&'static str> {
    let words = |field: usize, level: Level| {
        Some(match (field, level) {
            (NUMBER, 1) => "même numéro d'affaire",
            (DATE, 1) => "date de la décision citée",
            (COURT, 1) => "même juridiction, ou juridiction citée",
            (AMOUNTS, 1 | 2) => "montants rares communs",
            (4, 1) => "même nature d'affaire",
            (TEXT, 1) => "texte repris pour moitié au moins",
            (TEXT, 2 | 3) => "passages repris",
            (ARTICLES, 1 | 2) => "articles rares communs",
            _ => return None,
        })
    };
    let mut found: Vec<(f64, &'static str)> = (0..)
        .zip(levels)
        .filter_map(|(field, &level)| {
            words(field, level).map(|words| (model.field_weight(field, level), words))
        })
        .filter(|(weight, _)| *weight > 0.0)
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.into_iter().map(|(_, words)| words).collect()
}

/// What the second is to the first; `None` when no course of a case leads there.
fn relation(first: &Read, second: &Read, levels: &[Level; 7]) -> Option<Relation> {
    use Instance::{Appeal, Cassation, First};
    if levels[TEXT] == 1 && first.day == second.day && first.court == second.court {
        return Some(Relation::Duplicate);
    }
    match (first.instance, second.instance) {
        (Some(First), Some(Appeal)) => Some(Relation::Appeal),
        (Some(First | Appeal), Some(Cassation)) => Some(Relation::Cassation),
        // A court that is sent a case says by which ruling.
        (Some(Cassation), Some(Appeal | First)) => {
            let told = levels[NUMBER] == 1 || levels[DATE] == 1 || matches!(levels[TEXT], 1 | 2);
            told.then_some(Relation::Remand)
        }
        // From appeal back to the first judge: the case was sent back, or never left.
        (Some(Appeal), Some(First)) => (levels[NUMBER] == 1).then_some(Relation::Remand),
        // Two decisions of one judge, or of judges unknown: a number or a long common text, no less.
        _ => {
            let own = first.own.iter().any(|key| second.own.binary_search(key).is_ok());
            // The number of the judgment below may be one that this court gave too: the date then tells them apart.
            let numbered = levels[NUMBER] == 1 && (own || levels[DATE] != 2);
            let elsewhere = matches!((first.court, second.court), (Some(a), Some(b)) if a != b);
            let told = numbered || !elsewhere && matches!(levels[TEXT], 1 | 2);
            told.then_some(Relation::SameInstance)
        }
    }
}

/// Log odds by which a rival must be surer for a doubtful link to yield.
const SURER: f64 = 4.0;

/// Probability from which a link yields to no rival: judgments may be joined on appeal, and appealed twice.
const SURE: f64 = 0.99;

/// Leaves out a doubtful link where a much surer one explains the same citation.
fn yield_to_surer(links: &mut Vec<Link>) {
    let odds = |link: &Link| (link.probability / (1.0 - link.probability).max(1e-12)).ln();
    let ends =
        |link: &Link| [(link.first, link.relation, false), (link.second, link.relation, true)];
    let mut best: FxHashMap<(u32, Relation, bool), f64> = FxHashMap::default();
    for link in links.iter() {
        for end in ends(link) {
            let known = best.entry(end).or_insert(f64::MIN);
            *known = known.max(odds(link));
        }
    }
    links.retain(|link| {
        link.probability >= SURE || ends(link).iter().all(|end| best[end] - odds(link) < SURER)
    });
}

/// Cases: the surest links first; one that would join what cannot be one case is left out.
fn cluster(read: &[Read], links: Vec<Link>) -> Chains {
    let count = read.len();
    let mut parent: Vec<u32> = (0..count as u32).collect();
    let mut members: Vec<Vec<u32>> = (0..count as u32).map(|rank| vec![rank]).collect();
    fn root(parent: &mut [u32], mut rank: u32) -> u32 {
        while parent[rank as usize] != rank {
            parent[rank as usize] = parent[parent[rank as usize] as usize];
            rank = parent[rank as usize];
        }
        rank
    }
    let mut kept = Vec::new();
    for link in links {
        let (a, b) = (root(&mut parent, link.first), root(&mut parent, link.second));
        if a == b {
            kept.push(link);
            continue;
        }
        let (small, large) =
            if members[a as usize].len() < members[b as usize].len() { (a, b) } else { (b, a) };
        let size = members[small as usize].len() + members[large as usize].len();
        // The joining link itself may bring together two decisions of one court; others may not.
        let conflicts = members[small as usize].iter().any(|&x| {
            members[large as usize].iter().any(|&y| {
                (x, y) != (link.first, link.second)
                    && (y, x) != (link.first, link.second)
                    && apart(&read[x as usize], &read[y as usize])
            })
        });
        if size as u32 > LARGEST || conflicts {
            continue;
        }
        let moved = std::mem::take(&mut members[small as usize]);
        members[large as usize].extend(moved);
        parent[small as usize] = large;
        kept.push(link);
    }
    // Cases are numbered by their first decision.
    let mut number: FxHashMap<u32, u32> = FxHashMap::default();
    let case_of = (0..count as u32)
        .map(|rank| {
            let case = root(&mut parent, rank);
            let next = number.len() as u32;
            *number.entry(case).or_insert(next)
        })
        .collect();
    kept.sort_by_key(|link| (link.first, link.second));
    Chains { links: kept, case_of }
}

/// Two decisions that one case cannot hold: final instance twice on the same day under other numbers, or one
/// registry, two numbers, and neither names the other.
fn apart(a: &Read, b: &Read) -> bool {
    let shares =
        |list: &[u64], keys: &[u64]| keys.iter().any(|key| list.binary_search(key).is_ok());
    let named = shares(&a.own, &b.own) || shares(&a.cited, &b.own) || shares(&b.cited, &a.own);
    // Appeals joined late come from several judgments: only the higher courts are held to one number.
    a.instance == b.instance
        && a.instance == Some(Instance::Cassation)
        && !a.own.is_empty()
        && !b.own.is_empty()
        && !named
        && a.day == b.day
}
