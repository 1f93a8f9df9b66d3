//! Decisions of one case across instances: candidates, weights, clusters.
//!
//! A later decision names the one it comes from: its number, its date, its court. Amounts, articles and
//! passages taken over confirm it, or replace the number when it is masked. Works on what a scan kept of each text
//! (numbers, dates, courts, amounts, articles, hashes of word sequences), never on the text.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
const FIELDS: [Level; 7] = [2, 2, 2, 3, 2, 4, 3];

const NUMBER: usize = 0;
const DATE: usize = 1;
const COURT: usize = 2;
const AMOUNTS: usize = 3;
const TEXT: usize = 5;
const ARTICLES: usize = 6;

/// A value shared by more decisions than this brings no candidate.
const COMMON: usize = 40;

/// Decisions of one case at most: beyond, a cluster joined by chance.
const LARGEST: u32 = 40;

/// Links decisions.
pub fn link(nodes: &[Node], evidence: Evidence) -> Chains {
    let read: Vec<Read> = nodes.iter().map(|node| Read::of(node, evidence)).collect();
    let declared = declared(nodes, &read, evidence);
    let candidates = candidates(&read);
    let rarity = Rarity::of(&read);
    let patterns: Vec<[Level; 7]> = candidates
        .par_iter()
        .map(|&(first, second)| compare(&read[first as usize], &read[second as usize], &rarity))
        .collect();
    let model = fit(&read, &patterns, &rarity);
    let mut links: Vec<Link> = candidates
        .iter()
        .zip(&patterns)
        .filter_map(|(&(first, second), levels)| {
            let weight = model.prior_weight() + model.weight(levels);
            let probability = 1.0 / (1.0 + (-weight).exp());
            if probability < 0.5 {
                return None;
            }
            let relation = relation(&read[first as usize], &read[second as usize], levels)?;
            Some(Link { first, second, relation, probability, reasons: reasons(levels, &model) })
        })
        .filter(|link| !declared.contains(&(link.first, link.second)))
        .collect();
    for &(first, second) in &declared {
        let levels = compare(&read[first as usize], &read[second as usize], &rarity);
        let Some(relation) = relation(&read[first as usize], &read[second as usize], &levels)
        else {
            continue;
        };
        let mut reasons = reasons(&levels, &model);
        reasons.insert(0, "lien déclaré dans les métadonnées");
        links.push(Link { first, second, relation, probability: 1.0, reasons });
    }
    links.sort_by(|a, b| {
        b.probability.total_cmp(&a.probability).then((a.first, a.second).cmp(&(b.first, b.second)))
    });
    cluster(nodes.len(), &read, links)
}

/// A node whose values are understood.
struct Read {
    instance: Option<Instance>,
    court: Option<String>,
    own: Vec<u64>,
    cited: Vec<u64>,
    day: Option<i32>,
    cited_days: Vec<i32>,
    cited_courts: Vec<String>,
    nature: Option<String>,
    amounts: Vec<i64>,
    articles: Vec<String>,
    shingles: i64,
    sketch: Vec<i64>,
}

impl Read {
    fn of(node: &Node, evidence: Evidence) -> Self {
        let with_numbers = evidence == Evidence::All;
        let keys = |list: &[String]| -> Vec<u64> {
            let mut keys: Vec<u64> = list
                .iter()
                .filter(|_| with_numbers)
                .filter_map(|number| Number::of(number))
                .map(Number::key)
                .collect();
            keys.sort_unstable();
            keys.dedup();
            keys
        };
        let own = keys(&node.numbers);
        let mut cited = keys(&node.cited_numbers);
        cited.retain(|key| own.binary_search(key).is_err());
        let day_of = |date: &String| day(date);
        let own_day = node.date.as_ref().and_then(day_of);
        let mut cited_days: Vec<i32> = node.cited_dates.iter().filter_map(day_of).collect();
        cited_days.retain(|day| Some(*day) != own_day);
        cited_days.sort_unstable();
        let court = node.location.as_ref().map(|court| court.trim().to_lowercase());
        let mut amounts = node.amounts.clone();
        amounts.sort_unstable();
        amounts.dedup();
        let mut articles = node.articles.clone();
        articles.sort_unstable();
        articles.dedup();
        let mut sketch = node.sketch.clone();
        sketch.sort_unstable();
        sketch.dedup();
        Self {
            instance: node.jurisdiction.as_deref().and_then(Instance::of),
            court,
            own,
            cited,
            day: own_day,
            cited_days,
            cited_courts: node.cited_courts.iter().map(|court| court.to_lowercase()).collect(),
            nature: node.nature.clone(),
            amounts,
            articles,
            shingles: node.shingles,
            sketch,
        }
    }

    /// Whether the course of a case may lead from here to there. The unknown forbids nothing.
    fn may_precede(&self, later: &Self) -> bool {
        match (self.day, later.day) {
            (Some(a), Some(b)) => a <= b,
            _ => self.instance <= later.instance || self.instance.is_none(),
        }
    }
}

/// In how many decisions each amount and article appears.
struct Rarity {
    amounts: FxHashMap<i64, usize>,
    articles: FxHashMap<String, usize>,
    decisions: f64,
}

impl Rarity {
    fn of(read: &[Read]) -> Self {
        let mut amounts: FxHashMap<i64, usize> = FxHashMap::default();
        let mut articles: FxHashMap<String, usize> = FxHashMap::default();
        for one in read {
            for amount in &one.amounts {
                *amounts.entry(*amount).or_default() += 1;
            }
            for article in &one.articles {
                *articles.entry(article.clone()).or_default() += 1;
            }
        }
        Self { amounts, articles, decisions: read.len().max(1) as f64 }
    }

    /// Information, in nats, of what two sorted lists share.
    fn shared<T: Ord + std::hash::Hash>(
        &self,
        a: &[T],
        b: &[T],
        counts: &FxHashMap<T, usize>,
    ) -> f64 {
        let common = a.iter().filter(|value| b.binary_search(value).is_ok());
        common
            .map(|value| {
                let count = counts.get(value).copied().unwrap_or(1).max(2) as f64;
                (self.decisions.max(50.0) / count).ln().max(0.0)
            })
            .sum()
    }
}

/// Levels of a pair, the earlier decision first.
fn compare(a: &Read, b: &Read, rarity: &Rarity) -> [Level; 7] {
    let holds = |list: &[u64], keys: &[u64]| keys.iter().any(|key| list.binary_search(key).is_ok());
    let number = if holds(&b.cited, &a.own) || holds(&a.cited, &b.own) || holds(&a.own, &b.own) {
        1
    } else if a.own.is_empty() || (b.cited.is_empty() && b.own.is_empty()) {
        0
    } else {
        2
    };
    let date = match a.day {
        Some(_) if b.cited_days.is_empty() => 0,
        Some(day) => 2 - Level::from(b.cited_days.binary_search(&day).is_ok()),
        None => 0,
    };
    let court = match &a.court {
        Some(court) if b.court.as_ref() == Some(court) => 1,
        Some(_) if b.cited_courts.is_empty() => 0,
        Some(court) => 2 - Level::from(b.cited_courts.contains(court)),
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
    let nature = match (&a.nature, &b.nature) {
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
    let below = |sketch: &[i64]| sketch.partition_point(|hash| hash <= top);
    let (a_low, b_low) = (&a.sketch[..below(&a.sketch)], &b.sketch[..below(&b.sketch)]);
    let common = a_low.iter().filter(|hash| b_low.binary_search(hash).is_ok()).count() as f64;
    // Below a common bound, hashes are a fair sample of each text.
    let jaccard = common / (a_low.len() + b_low.len()) as f64;
    let (a_size, b_size) = (a.shingles.max(1) as f64, b.shingles.max(1) as f64);
    Some((jaccard * (a_size + b_size) / a_size.min(b_size)).min(1.0))
}

/// Pairs that share something uncommon, the earlier decision first, in order.
fn candidates(read: &[Read]) -> Vec<(u32, u32)> {
    let mut pairs: FxHashSet<(u32, u32)> = FxHashSet::default();
    let mut blocks: FxHashMap<(u8, u64), Vec<u32>> = FxHashMap::default();
    let courts: FxHashMap<&str, u64> = {
        let mut all: Vec<&str> = read
            .iter()
            .flat_map(|one| one.court.iter().chain(&one.cited_courts))
            .map(String::as_str)
            .collect();
        all.sort_unstable();
        all.dedup();
        all.into_iter().zip(0..).collect()
    };
    let place = |court: &str, day: i32| {
        (courts.get(court).copied().unwrap_or(0) << 32) | u64::from(day.unsigned_abs())
    };
    for (rank, one) in (0..).zip(read) {
        let mut put = |kind: u8, key: u64| blocks.entry((kind, key)).or_default().push(rank);
        one.own.iter().chain(&one.cited).for_each(|key| put(0, *key));
        if let (Some(court), Some(day)) = (&one.court, one.day) {
            put(1, place(court, day));
        }
        for court in &one.cited_courts {
            for day in &one.cited_days {
                put(1, place(court, *day));
            }
        }
        one.amounts.iter().for_each(|amount| put(2, amount.unsigned_abs()));
        // The court is often masked or written otherwise: a cited date alone brings candidates too.
        one.day.iter().chain(&one.cited_days).for_each(|day| put(3, u64::from(day.unsigned_abs())));
        one.sketch.iter().for_each(|hash| put(4, hash.cast_unsigned()));
    }
    for rows in blocks.values_mut() {
        rows.dedup();
        if rows.len() > COMMON {
            continue;
        }
        for (place, &a) in rows.iter().enumerate() {
            for &b in &rows[place + 1..] {
                let (x, y) = (&read[a as usize], &read[b as usize]);
                if x.may_precede(y) {
                    pairs.insert((a, b));
                } else if y.may_precede(x) {
                    pairs.insert((b, a));
                }
            }
        }
    }
    let mut pairs: Vec<(u32, u32)> = pairs.into_iter().collect();
    pairs.sort_unstable();
    pairs
}

/// Pairs that the metadata name.
fn declared(nodes: &[Node], read: &[Read], evidence: Evidence) -> FxHashSet<(u32, u32)> {
    if evidence == Evidence::WithoutNumbers {
        return FxHashSet::default();
    }
    let mut by_name: FxHashMap<&str, u32> = FxHashMap::default();
    let mut by_number: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
    for (rank, (node, one)) in (0..).zip(nodes.iter().zip(read)) {
        by_name.insert(&node.id, rank);
        if let Some(ecli) = &node.ecli {
            by_name.insert(ecli, rank);
        }
        for key in &one.own {
            by_number.entry(*key).or_default().push(rank);
        }
    }
    let mut pairs = FxHashSet::default();
    for (rank, node) in (0..).zip(nodes) {
        for name in &node.declared {
            let by_key = || Number::of(name).and_then(|number| by_number.get(&number.key()));
            let found = by_name.get(name.as_str()).map(std::slice::from_ref);
            for &other in found.or_else(|| by_key().map(Vec::as_slice)).unwrap_or_default() {
                if other == rank {
                    continue;
                }
                let (a, b) = (&read[rank as usize], &read[other as usize]);
                pairs.insert(if a.may_precede(b) && !(b.may_precede(a) && other < rank) {
                    (rank, other)
                } else {
                    (other, rank)
                });
            }
        }
    }
    pairs
}

/// Weights: first guesses from how courts write, refined on the candidates.
fn fit(read: &[Read], patterns: &[[Level; 7]], rarity: &Rarity) -> Model {
    let shape = Shape::new(&FIELDS);
    let mut counts = vec![0_u64; shape.patterns()];
    for levels in patterns {
        counts[shape.pattern(levels)] += 1;
    }
    let m = vec![
        vec![0.85, 0.15],
        vec![0.85, 0.15],
        vec![0.9, 0.1],
        vec![0.35, 0.3, 0.35],
        vec![0.8, 0.2],
        vec![0.15, 0.35, 0.25, 0.25],
        vec![0.4, 0.3, 0.3],
    ];
    let mut u: Vec<Vec<f64>> =
        FIELDS.iter().map(|&levels| vec![0.5; usize::from(levels)]).collect();
    // Strangers: each decision with others at fixed steps. A few are of one case; the guess bears it.
    let count = read.len();
    let steps: Vec<usize> = (1..count).step_by((count / 200).max(1)).collect();
    for (rank, one) in read.iter().enumerate() {
        for step in &steps {
            let other = &read[(rank + step) % count];
            if one.may_precede(other) {
                for (sums, level) in u.iter_mut().zip(compare(one, other, rarity)) {
                    if level > 0 {
                        sums[usize::from(level) - 1] += 1.0;
                    }
                }
            }
        }
    }
    // A number or a date is shared by chance less often than a small corpus can show.
    for (field, most) in [(NUMBER, 1e-4), (DATE, 1e-2), (AMOUNTS, 2e-3), (TEXT, 1e-3)] {
        let sum: f64 = u[field].iter().sum();
        u[field][0] = u[field][0].min(most * sum);
    }
    let total = count as f64 * (count as f64 - 1.0) / 2.0;
    let prior = (0.3 / count.max(2) as f64).min(0.1);
    let model = Model::new(shape, m, u, prior);
    // Too few candidates teach nothing but chance.
    if patterns.len() < 200 { model } else { model.fitted(&counts, total) }
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
        (Some(Cassation), Some(Appeal | First)) => Some(Relation::Remand),
        // From appeal back to the first judge: the case was sent back, or never left.
        (Some(Appeal), Some(First)) => (levels[NUMBER] == 1).then_some(Relation::Remand),
        // Two decisions of one judge, or of judges unknown: a number or a long common text, no less.
        _ => {
            let told = levels[NUMBER] == 1 || matches!(levels[TEXT], 1 | 2);
            told.then_some(Relation::SameInstance)
        }
    }
}

/// Cases: the surest links first; one that would join what cannot be one case is left out.
fn cluster(count: usize, read: &[Read], links: Vec<Link>) -> Chains {
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
