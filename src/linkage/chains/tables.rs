//! Links between two tables of decisions by their metadata: number, court, date, nature, amount, article.
//!
//! Candidates share a block (number; court and a near date; date and amount, or article; court and amount). Weights
//! are learnt on them; each record of the second table is then given one of the first at most, and conversely.

use std::hash::Hash;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::model::{Level, Model, Shape};
use super::numbers::Number;
use crate::linkage::metrics::codes::Column;

/// A value that a record lacks.
const ABSENT: u32 = u32::MAX;

/// What is compared of a decision.
#[derive(Clone, Copy)]
struct Record {
    number: Option<Number>,
    court: u32,
    /// Days since 0000-03-01.
    day: i32,
    nature: u32,
    amount: u32,
    article: u32,
}

/// Days between dates that still count as near.
const NEAR_DAYS: i32 = 2;

/// Number, date, court, nature, amount, article.
const FIELDS: [Level; 6] = [3, 3, 2, 2, 2, 2];

/// Random pairs drawn to see how often strangers agree.
const RANDOM_PAIRS: u32 = 2_000_000;

/// Rows of the second table on which weights are learnt, about.
const LEARNT: usize = 40_000;

/// Rows of the second table handled at a time; fixed, so that sums never depend on threads.
const CHUNK: usize = 4096;

/// Columns of a table, any of which may be missing.
#[derive(Default)]
pub struct Columns {
    pub number: Option<Column>,
    pub court: Option<Column>,
    pub date: Option<Column>,
    pub nature: Option<Column>,
    pub amount: Option<Column>,
    pub article: Option<Column>,
}

/// A pair of rows that speak of one case.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// Rows, from 0.
    pub first: u32,
    pub second: u32,
    pub probability: f64,
}

/// Which evidence may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    All,
    /// As if numbers were masked.
    WithoutNumbers,
}

/// Links two tables of `rows.0` and `rows.1` rows; the matches by first row.
pub fn link(
    rows: (usize, usize),
    first: &Columns,
    second: &Columns,
    evidence: Evidence,
) -> Vec<Match> {
    let (a, b) = records(rows, first, second, evidence);
    let frequencies = Frequencies::of(&a);
    let blocks = Blocks::of(&a);
    let scale = Scale::of(&fit(&a, &b, &blocks, &frequencies), &frequencies);
    let scored: Vec<Vec<(f64, u32, u32)>> = b
        .par_chunks(CHUNK)
        .enumerate()
        .map(|(chunk, part)| {
            let mut candidates = Vec::new();
            let mut out = Vec::new();
            for (place, record) in part.iter().enumerate() {
                blocks.candidates(record, &mut candidates);
                let row = (chunk * CHUNK + place) as u32;
                scale.score(&a, record, &candidates, |weight, first| {
                    out.push((weight, first, row));
                });
            }
            out
        })
        .collect();
    let pairs: Vec<(f64, u32, u32)> = scored.into_iter().flatten().collect();
    assign(rows, pairs)
}

/// Weights, ready to be looked up.
struct Scale {
    shape: Shape,
    /// Of each pattern, prior odds included.
    patterns: Vec<f64>,
    /// What agreement on a value adds, by field and value: rare ones say more.
    rarity: [Vec<f64>; 3],
    /// The most that it may add in all.
    most: f64,
}

/// Nature, amount, article: the fields whose values are unevenly frequent.
const UNEVEN: [usize; 3] = [3, 4, 5];

/// Log odds of a pair that could not change the choice: one chance in a thousand.
const HOPELESS: f64 = -7.0;

impl Scale {
    fn of(model: &Model, frequencies: &Frequencies) -> Self {
        let rarity = UNEVEN.map(|field| {
            (0..frequencies.counts[field].len() as u32)
                .map(|value| match frequencies.share(field, value) {
                    0.0 => 0.0,
                    share => model.rarity(field, share),
                })
                .collect::<Vec<f64>>()
        });
        let most = rarity.iter().map(|values| values.iter().copied().fold(0.0, f64::max)).sum();
        let prior = model.prior_weight();
        let patterns = model.weights().into_iter().map(|weight| weight + prior).collect();
        Self { shape: Shape::new(&FIELDS), patterns, rarity, most }
    }

    /// Candidates whose weight is worth keeping, best first.
    fn score(
        &self,
        a: &[Record],
        record: &Record,
        candidates: &[u32],
        mut keep: impl FnMut(f64, u32),
    ) {
        let mut kept: Vec<(f64, u32)> = candidates
            .iter()
            .filter_map(|&first| {
                let levels = compare(&a[first as usize], record);
                let mut weight = self.patterns[self.shape.pattern(&levels)];
                if weight + self.most <= HOPELESS {
                    return None;
                }
                let values = [record.nature, record.amount, record.article];
                for ((field, value), rarity) in UNEVEN.into_iter().zip(values).zip(&self.rarity) {
                    if levels[field] == 1 {
                        weight += rarity.get(value as usize).copied().unwrap_or(0.0);
                    }
                }
                (weight > HOPELESS).then_some((weight, first))
            })
            .collect();
        kept.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
        kept.truncate(8);
        for (weight, first) in kept {
            keep(weight, first);
        }
    }
}

/// One partner at most on each side, the surest pairs first. A pair is kept if it is more likely than all that
/// remains possible for its second row, no partner at all included.
fn assign(rows: (usize, usize), mut pairs: Vec<(f64, u32, u32)>) -> Vec<Match> {
    let mut rivals: Vec<Vec<(u32, f64)>> = vec![Vec::new(); rows.1];
    for &(weight, first, second) in &pairs {
        rivals[second as usize].push((first, weight));
    }
    pairs.par_sort_unstable_by(|x, y| y.0.total_cmp(&x.0).then((x.2, x.1).cmp(&(y.2, y.1))));
    let mut taken = (vec![false; rows.0], vec![false; rows.1]);
    let mut out = Vec::new();
    for (weight, first, second) in pairs {
        if taken.0[first as usize] || taken.1[second as usize] {
            continue;
        }
        let open = rivals[second as usize]
            .iter()
            .filter(|(rival, _)| !taken.0[*rival as usize])
            .map(|(_, rival)| (rival - weight).exp())
            .sum::<f64>();
        let probability = 1.0 / (open + (-weight).exp());
        if probability > 0.5 {
            taken.0[first as usize] = true;
            taken.1[second as usize] = true;
            out.push(Match { first, second, probability });
        }
    }
    out.sort_unstable_by_key(|one| (one.first, one.second));
    out
}

fn compare(a: &Record, b: &Record) -> [Level; 6] {
    let equal = |a: u32, b: u32| match (a, b) {
        (ABSENT, _) | (_, ABSENT) => 0,
        _ => 2 - Level::from(a == b),
    };
    let number = match (a.number, b.number) {
        (Some(a), Some(b)) if a == b => 1,
        (Some(a), Some(b)) => 3 - Level::from(a.is_near(b)),
        _ => 0,
    };
    let date = match (a.day, b.day) {
        (i32::MIN, _) | (_, i32::MIN) => 0,
        (a, b) if a == b => 1,
        (a, b) => 3 - Level::from((a - b).abs() <= NEAR_DAYS),
    };
    [
        number,
        date,
        equal(a.court, b.court),
        equal(a.nature, b.nature),
        equal(a.amount, b.amount),
        equal(a.article, b.article),
    ]
}

/// Rows of the first table by what a candidate must share.
struct Blocks {
    number: Index<u64>,
    court_day: Index<(u32, i32)>,
    day_amount: Index<(i32, u32)>,
    court_amount: Index<(u32, u32)>,
    day_article: Index<(i32, u32)>,
}

/// Rows by key, those of one key together.
struct Index<K> {
    ranges: FxHashMap<K, (u32, u32)>,
    rows: Vec<u32>,
}

/// A block with more rows than this says nothing, and would cost much.
const WIDEST: u32 = 400;

impl<K: Copy + Ord + Hash + Send> Index<K> {
    fn of(records: &[Record], key: impl Fn(&Record) -> Option<K> + Sync) -> Self {
        let mut keys: Vec<(K, u32)> = (0..)
            .zip(records)
            .filter_map(|(row, record)| key(record).map(|key| (key, row)))
            .collect();
        keys.par_sort_unstable();
        let mut ranges: FxHashMap<K, (u32, u32)> = FxHashMap::default();
        for (place, (key, _)) in (0..).zip(&keys) {
            ranges.entry(*key).or_insert((place, place)).1 = place + 1;
        }
        Self { ranges, rows: keys.into_iter().map(|(_, row)| row).collect() }
    }

    fn add(&self, key: K, out: &mut Vec<u32>) {
        if let Some(&(from, to)) = self.ranges.get(&key)
            && to - from <= WIDEST
        {
            out.extend_from_slice(&self.rows[from as usize..to as usize]);
        }
    }
}

/// Two values that are both there.
fn both(a: u32, b: u32) -> Option<(u32, u32)> {
    (a != ABSENT && b != ABSENT).then_some((a, b))
}

fn dated(day: i32, value: u32) -> Option<(i32, u32)> {
    (day != i32::MIN && value != ABSENT).then_some((day, value))
}

impl Blocks {
    fn of(records: &[Record]) -> Self {
        Self {
            number: Index::of(records, |record| record.number.map(Number::key)),
            court_day: Index::of(records, |record| {
                dated(record.day, record.court).map(|(day, court)| (court, day))
            }),
            day_amount: Index::of(records, |record| dated(record.day, record.amount)),
            court_amount: Index::of(records, |record| both(record.court, record.amount)),
            day_article: Index::of(records, |record| dated(record.day, record.article)),
        }
    }

    /// Rows that share a block with a record, once each, in order.
    fn candidates(&self, record: &Record, out: &mut Vec<u32>) {
        out.clear();
        if let Some(number) = record.number {
            self.number.add(number.key(), out);
        }
        if let Some((day, court)) = dated(record.day, record.court) {
            for day in day - NEAR_DAYS..=day + NEAR_DAYS {
                self.court_day.add((court, day), out);
            }
        }
        if let Some(key) = dated(record.day, record.amount) {
            self.day_amount.add(key, out);
        }
        if let Some(key) = both(record.court, record.amount) {
            self.court_amount.add(key, out);
        }
        if let Some(key) = dated(record.day, record.article) {
            self.day_article.add(key, out);
        }
        out.sort_unstable();
        out.dedup();
    }
}

/// How frequent each value of the first table is.
struct Frequencies {
    counts: [Vec<u32>; 6],
    known: [f64; 6],
}

impl Frequencies {
    fn of(records: &[Record]) -> Self {
        let mut counts: [Vec<u32>; 6] = Default::default();
        let mut known = [0.0; 6];
        for record in records {
            for (field, value) in
                [(2, record.court), (3, record.nature), (4, record.amount), (5, record.article)]
            {
                if value != ABSENT {
                    let counts = &mut counts[field];
                    if counts.len() <= value as usize {
                        counts.resize(value as usize + 1, 0);
                    }
                    counts[value as usize] += 1;
                    known[field] += 1.0;
                }
            }
        }
        Self { counts, known }
    }

    fn share(&self, field: usize, value: u32) -> f64 {
        let count = self.counts[field].get(value as usize).copied().unwrap_or(0);
        f64::from(count) / f64::max(self.known[field], 1.0)
    }
}

/// Weights learnt on the tables themselves.
fn fit(a: &[Record], b: &[Record], blocks: &Blocks, frequencies: &Frequencies) -> Model {
    let shape = Shape::new(&FIELDS);
    // Weights need no more than a regular sample of a large table.
    let step = (b.len() / LEARNT).max(1);
    let sample = b.len().div_ceil(step);
    let counts = b
        .par_chunks(CHUNK * step)
        .map(|part| {
            let mut counts = vec![0_u64; shape.patterns()];
            let mut candidates = Vec::new();
            for record in part.iter().step_by(step) {
                blocks.candidates(record, &mut candidates);
                for &first in &candidates {
                    counts[shape.pattern(&compare(&a[first as usize], record))] += 1;
                }
            }
            counts
        })
        .reduce(
            || vec![0_u64; shape.patterns()],
            |mut sum, part| {
                for (sum, count) in sum.iter_mut().zip(part) {
                    *sum += count;
                }
                sum
            },
        );
    let u = strangers(a, b, frequencies);
    let m = FIELDS
        .iter()
        .map(|&levels| match levels {
            2 => vec![0.9, 0.1],
            _ => vec![0.9, 0.05, 0.05],
        })
        .collect();
    let pairs = a.len() as f64 * sample as f64;
    let prior = 0.5 * a.len().min(sample) as f64 / pairs.max(1.0);
    Model::new(shape, m, u, prior.min(0.5)).fitted(&counts, pairs)
}

/// How often two records of different cases agree: drawn at random, or exact for small tables and for equality of
/// values, which frequencies give.
fn strangers(a: &[Record], b: &[Record], frequencies: &Frequencies) -> Vec<Vec<f64>> {
    let mut counts: Vec<Vec<f64>> =
        FIELDS.iter().map(|&levels| vec![0.5; usize::from(levels)]).collect();
    let mut take = |a: &Record, b: &Record| {
        for (counts, level) in counts.iter_mut().zip(compare(a, b)) {
            if level > 0 {
                counts[usize::from(level) - 1] += 1.0;
            }
        }
    };
    if a.is_empty() || b.is_empty() {
        return counts;
    }
    if a.len() * b.len() <= RANDOM_PAIRS as usize {
        for one in a {
            for other in b {
                take(one, other);
            }
        }
    } else {
        let mut dice = ChaCha8Rng::seed_from_u64(1);
        let mut draw = |len: usize| ((u64::from(dice.next_u32()) * len as u64) >> 32) as usize;
        for _ in 0..RANDOM_PAIRS {
            let (one, other) = (draw(a.len()), draw(b.len()));
            take(&a[one], &b[other]);
        }
    }
    let other = Frequencies::of(b);
    for (field, counts) in counts.iter_mut().enumerate().skip(2) {
        let agree: f64 = (0..frequencies.counts[field].len() as u32)
            .map(|value| frequencies.share(field, value) * other.share(field, value))
            .sum();
        if agree > 0.0 {
            *counts = vec![agree, 1.0 - agree];
        }
    }
    counts
}

/// The records of both tables, values under common codes.
fn records(
    rows: (usize, usize),
    first: &Columns,
    second: &Columns,
    evidence: Evidence,
) -> (Vec<Record>, Vec<Record>) {
    let empty = Record {
        number: None,
        court: ABSENT,
        day: i32::MIN,
        nature: ABSENT,
        amount: ABSENT,
        article: ABSENT,
    };
    let (mut a, mut b) = (vec![empty; rows.0], vec![empty; rows.1]);
    for (column, records) in [(&first.number, &mut a), (&second.number, &mut b)] {
        if let Some(column) = column.as_ref().filter(|_| evidence == Evidence::All) {
            let numbers: Vec<Option<Number>> =
                column.labels.iter().map(|label| Number::of(label)).collect();
            for (record, code) in records.iter_mut().zip(column.codes.iter()) {
                record.number = numbers[code as usize];
            }
        }
    }
    for (column, records) in [(&first.date, &mut a), (&second.date, &mut b)] {
        if let Some(column) = column {
            let days: Vec<Option<i32>> = column.labels.iter().map(|label| day(label)).collect();
            for (record, code) in records.iter_mut().zip(column.codes.iter()) {
                record.day = days[code as usize].unwrap_or(i32::MIN);
            }
        }
    }
    let mut set = |columns: [&Option<Column>; 2], put: fn(&mut Record, u32)| {
        let mut codes: FxHashMap<&str, u32> = FxHashMap::default();
        for (column, records) in columns.into_iter().zip([&mut a, &mut b]) {
            let Some(column) = column else { continue };
            let map: Vec<u32> = (0..)
                .zip(&column.labels)
                .map(|(code, label)| {
                    if Some(code) == column.null {
                        return ABSENT;
                    }
                    let next = codes.len() as u32;
                    *codes.entry(label).or_insert(next)
                })
                .collect();
            for (record, code) in records.iter_mut().zip(column.codes.iter()) {
                put(record, map[code as usize]);
            }
        }
    };
    set([&first.court, &second.court], |record, code| record.court = code);
    set([&first.nature, &second.nature], |record, code| record.nature = code);
    set([&first.amount, &second.amount], |record, code| record.amount = code);
    set([&first.article, &second.article], |record, code| record.article = code);
    (a, b)
}

/// Days since 0000-03-01 of an ISO date; what follows the day is ignored.
pub fn day(text: &str) -> Option<i32> {
    let date = text.get(..10)?;
    let mut parts = date.split('-');
    let [year, month, day] = [parts.next()?, parts.next()?, parts.next()?];
    let (year, month, day): (i32, i32, i32) =
        (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years that begin in March, so that the leap day is the last of a year.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    Some(365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1)
}
