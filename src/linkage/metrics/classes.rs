//! Equivalence classes, and every measure that one pass over them gives.
//!
//! Codes of the quasi-identifiers and of the sensitive attribute are packed into 64-bit keys. Rows are
//! spread over buckets by their most varied attribute, each bucket is sorted in cache and read at
//! once: classes are runs of equal high bits, cells (class × sensitive value) runs of equal keys.
//! What is kept from class to class is counts, minima and maxima, so the result has the same bits whatever
//! the number of threads. Must not know names or values.

use std::borrow::Cow;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::codes::{Coded, Codes};

/// Bits of a key.
const KEY: u32 = u64::BITS;

/// Rows packed at a time.
const BLOCK: usize = 2048;

/// Buckets below this are sorted by comparison.
const SMALL: usize = 512;

/// Sizes counted in an array; larger ones are rare and go to a map.
const COMMON: usize = 1024;

/// What the sensitive attribute looks like in the whole table.
pub struct Sensitive {
    /// Number of rows of each value.
    pub counts: Vec<u32>,
    pub rows: usize,
    /// Whether codes follow the numeric order, nulls last.
    ordered: bool,
    /// Share of the values up to each, and the sum of these shares up to each (excluded).
    cumulated: Vec<f64>,
    area: Vec<f64>,
}

impl Sensitive {
    pub fn new(column: Coded<'_>, ordered: bool) -> Self {
        Self::from_counts(column.codes.counts(column.cardinality), ordered)
    }

    /// From the number of rows of each value, in order if `ordered`.
    pub fn from_counts(counts: Vec<u32>, ordered: bool) -> Self {
        let rows: u64 = counts.iter().map(|&count| u64::from(count)).sum();
        let (mut sum, mut total) = (0_u64, 0.0);
        let (mut cumulated, mut area) = (Vec::new(), vec![0.0]);
        if ordered {
            for &count in &counts {
                sum += u64::from(count);
                let share = sum as f64 / rows as f64;
                cumulated.push(share);
                total += share;
                area.push(total);
            }
        }
        Self { counts, rows: rows as usize, ordered, cumulated, area }
    }

    fn share(&self, value: u32) -> f64 {
        f64::from(self.counts[value as usize]) / self.rows as f64
    }

    /// Σ |q − P(i)| for i in `from..to`, where q is constant and P the cumulated shares.
    fn gap(&self, from: usize, to: usize, q: f64) -> f64 {
        if to - from <= 16 {
            return self.cumulated[from..to].iter().map(|p| (q - p).abs()).sum();
        }
        let cross = from + self.cumulated[from..to].partition_point(|&p| p < q);
        let below = q * (cross - from) as f64 - (self.area[cross] - self.area[from]);
        let above = (self.area[to] - self.area[cross]) - q * (to - cross) as f64;
        below + above
    }

    /// Earth mover's distance between a class and the table, values at equal steps.
    fn ordered_distance(&self, size: u32, cells: &[(u32, u32)]) -> f64 {
        let values = self.counts.len();
        if values < 2 {
            return 0.0;
        }
        let (mut from, mut sum, mut total) = (0, 0_u32, 0.0);
        for &(value, count) in cells {
            let to = value as usize;
            total += self.gap(from, to, f64::from(sum) / f64::from(size));
            from = to;
            sum += count;
        }
        // The last value closes at 1 − 1.
        total += self.gap(from, values - 1, 1.0);
        total / (values - 1) as f64
    }
}

/// Classes of a table: sizes, and the distribution of the sensitive attribute in them.
#[derive(Clone, Default)]
pub struct Groups {
    pub rows: u64,
    /// Number of classes of each size, by size.
    pub histogram: Vec<(u32, u64)>,
    pub diversity: Option<Diversity>,
}

/// How the sensitive attribute is spread in the classes.
#[derive(Clone)]
pub struct Diversity {
    /// Fewest distinct values in a class.
    pub distinct: u32,
    /// Lowest entropy of a class, in nats.
    pub entropy: f64,
    /// For l = 1, 2, …: highest r1 / (r_l + … + r_m) over the classes; infinite when a class has fewer values.
    pub recursive: Vec<f64>,
    /// The same with counts in ascending order, as pycanon has it.
    pub recursive_ascending: Vec<f64>,
    /// Highest distance of a class to the table: half the sum of |q − p|.
    pub t_equal: f64,
    /// The same for ordered values; `None` when they have no order.
    pub t_ordered: Option<f64>,
    /// By value: share in the table, highest share in a class, lowest share in the classes that have it.
    pub shares: Vec<(f64, f64, f64)>,
    /// Whether a value is absent from some class.
    pub absent_somewhere: bool,
}

impl Groups {
    pub fn classes(&self) -> u64 {
        self.histogram.iter().map(|(_, count)| count).sum()
    }

    pub fn smallest(&self) -> u32 {
        self.histogram.first().map_or(0, |(size, _)| *size)
    }

    /// Number of classes of one size.
    pub fn of_size(&self, size: u32) -> u64 {
        let place = self.histogram.binary_search_by_key(&size, |(size, _)| *size);
        place.map_or(0, |place| self.histogram[place].1)
    }
}

/// Sizes and distributions of classes, taken one at a time, merged in any order.
pub struct Tally<'s> {
    sensitive: Option<&'s Sensitive>,
    common: Vec<u64>,
    rare: FxHashMap<u32, u64>,
    distinct: u32,
    entropy: f64,
    recursive: Vec<f64>,
    ascending: Vec<f64>,
    t_equal: f64,
    t_ordered: f64,
    highest: Vec<f64>,
    lowest: Vec<f64>,
    present: Vec<u64>,
    classes: u64,
    /// Values met alone in their class.
    alone: Vec<bool>,
    sorted: Vec<u32>,
}

impl<'s> Tally<'s> {
    pub fn new(sensitive: Option<&'s Sensitive>) -> Self {
        let values = sensitive.map_or(0, |sensitive| sensitive.counts.len());
        Self {
            sensitive,
            common: vec![0; COMMON],
            rare: FxHashMap::default(),
            distinct: u32::MAX,
            entropy: f64::INFINITY,
            recursive: Vec::new(),
            ascending: Vec::new(),
            t_equal: 0.0,
            t_ordered: 0.0,
            highest: vec![0.0; values],
            lowest: vec![f64::INFINITY; values],
            present: vec![0; values],
            classes: 0,
            alone: vec![false; values],
            sorted: Vec::new(),
        }
    }

    fn size(&mut self, size: u32) {
        match self.common.get_mut(size as usize) {
            Some(count) => *count += 1,
            None => *self.rare.entry(size).or_default() += 1,
        }
    }

    /// A class of one row.
    fn single(&mut self, value: u32) {
        self.common[1] += 1;
        self.classes += 1;
        if self.sensitive.is_some() {
            self.alone[value as usize] = true;
            self.present[value as usize] += 1;
        }
    }

    /// A class: its size, and the count of each sensitive value, by increasing value.
    pub fn class(&mut self, size: u32, cells: &[(u32, u32)]) {
        let Some(sensitive) = self.sensitive else {
            self.size(size);
            self.classes += 1;
            return;
        };
        if let (1, &[(value, _)]) = (size, cells) {
            self.single(value);
            return;
        }
        self.size(size);
        self.classes += 1;
        let whole = f64::from(size);
        let (mut distance, mut surprise) = (0.0, 0.0);
        for &(value, count) in cells {
            let (q, p) = (f64::from(count) / whole, sensitive.share(value));
            let place = value as usize;
            self.present[place] += 1;
            self.highest[place] = self.highest[place].max(q);
            self.lowest[place] = self.lowest[place].min(q);
            // Half the sum of |q − p| is the sum of what exceeds: values absent here never do.
            if q > p {
                distance += q - p;
            }
            surprise -= q * q.ln();
        }
        if let [_] = cells {
            surprise = 0.0;
        }
        self.t_equal = self.t_equal.max(distance);
        self.entropy = self.entropy.min(surprise);
        if sensitive.ordered {
            self.t_ordered = self.t_ordered.max(sensitive.ordered_distance(size, cells));
        }
        self.distinct = self.distinct.min(cells.len() as u32);
        self.recursion(size, cells);
    }

    /// Above the fewest distinct values met so far the ratio is infinite: only those below count.
    fn recursion(&mut self, size: u32, cells: &[(u32, u32)]) {
        let levels = self.distinct as usize;
        self.recursive.truncate(levels);
        self.ascending.truncate(levels);
        if self.classes_met() == 1 {
            self.recursive.resize(levels, 0.0);
            self.ascending.resize(levels, 0.0);
        }
        if levels == 1 {
            let top = cells.iter().map(|(_, count)| *count).max().unwrap_or(0);
            self.recursive[0] = self.recursive[0].max(f64::from(top) / f64::from(size));
            return;
        }
        self.sorted.clear();
        self.sorted.extend(cells.iter().map(|(_, count)| *count));
        self.sorted.sort_unstable_by(|a, b| b.cmp(a));
        let last = self.sorted.len() - 1;
        let (top, least) = (f64::from(self.sorted[0]), f64::from(self.sorted[last]));
        let (mut tail, mut from_least) = (size, size);
        for level in 0..levels {
            let ratio = top / f64::from(tail);
            self.recursive[level] = self.recursive[level].max(ratio);
            let ratio = least / f64::from(from_least);
            self.ascending[level] = self.ascending[level].max(ratio);
            tail -= self.sorted[level];
            from_least -= self.sorted[last - level];
        }
    }

    /// Classes of more than one row so far, this one included.
    fn classes_met(&self) -> u64 {
        self.classes - self.common[1]
    }

    /// Reads a sorted bucket; `low` is the number of bits of the sensitive value.
    fn bucket(&mut self, keys: &[u64], low: u32, cells: &mut Vec<(u32, u32)>) {
        let mask = (1_u64 << low) - 1;
        let mut from = 0;
        while from < keys.len() {
            let class = keys[from] >> low;
            let mut to = from + 1;
            if to == keys.len() || keys[to] >> low != class {
                self.single((keys[from] & mask) as u32);
                from = to;
                continue;
            }
            cells.clear();
            let (mut value, mut start) = (keys[from] & mask, from);
            while to < keys.len() && keys[to] >> low == class {
                let next = keys[to] & mask;
                if next != value {
                    cells.push((value as u32, (to - start) as u32));
                    (value, start) = (next, to);
                }
                to += 1;
            }
            cells.push((value as u32, (to - start) as u32));
            self.class((to - from) as u32, cells);
            from = to;
        }
    }

    /// Puts two tallies of distinct classes together.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        let (ours, theirs) = (self.classes_met(), other.classes_met());
        for (count, more) in self.common.iter_mut().zip(&other.common) {
            *count += more;
        }
        for (size, more) in other.rare {
            *self.rare.entry(size).or_default() += more;
        }
        if theirs > 0 {
            if ours == 0 {
                self.recursive.clone_from(&other.recursive);
                self.ascending.clone_from(&other.ascending);
            } else {
                for (mine, more) in [
                    (&mut self.recursive, &other.recursive),
                    (&mut self.ascending, &other.ascending),
                ] {
                    mine.truncate(more.len());
                    for (ratio, other) in mine.iter_mut().zip(more) {
                        *ratio = ratio.max(*other);
                    }
                }
            }
        }
        self.distinct = self.distinct.min(other.distinct);
        self.entropy = self.entropy.min(other.entropy);
        self.t_equal = self.t_equal.max(other.t_equal);
        self.t_ordered = self.t_ordered.max(other.t_ordered);
        self.classes += other.classes;
        for place in 0..self.highest.len() {
            self.highest[place] = self.highest[place].max(other.highest[place]);
            self.lowest[place] = self.lowest[place].min(other.lowest[place]);
            self.present[place] += other.present[place];
            self.alone[place] |= other.alone[place];
        }
        self
    }

    /// The measures of all the classes taken.
    pub fn finish(mut self) -> Groups {
        let mut histogram: Vec<(u32, u64)> = self
            .common
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0)
            .map(|(size, count)| (size as u32, *count))
            .chain(self.rare.iter().map(|(size, count)| (*size, *count)))
            .collect();
        histogram.sort_unstable();
        let rows = histogram.iter().map(|(size, count)| u64::from(*size) * count).sum();
        let diversity = self.sensitive.map(|sensitive| self.diversity(sensitive));
        Groups { rows, histogram, diversity }
    }

    fn diversity(&mut self, sensitive: &Sensitive) -> Diversity {
        if self.common[1] > 0 {
            self.distinct = 1;
            self.entropy = 0.0;
            self.recursive = vec![1.0];
            self.ascending.truncate(1);
        }
        for value in 0..self.alone.len() {
            if self.alone[value] {
                self.t_equal = self.t_equal.max(1.0 - sensitive.share(value as u32));
                self.highest[value] = 1.0;
                self.lowest[value] = self.lowest[value].min(1.0);
                if sensitive.ordered {
                    let distance = sensitive.ordered_distance(1, &[(value as u32, 1)]);
                    self.t_ordered = self.t_ordered.max(distance);
                }
            }
        }
        let values = 0..self.highest.len();
        Diversity {
            distinct: self.distinct,
            entropy: self.entropy,
            recursive: std::mem::take(&mut self.recursive),
            recursive_ascending: std::mem::take(&mut self.ascending),
            t_equal: self.t_equal,
            t_ordered: sensitive.ordered.then_some(self.t_ordered),
            shares: values
                .filter(|&value| sensitive.counts[value] > 0)
                .map(|value| {
                    (sensitive.share(value as u32), self.highest[value], self.lowest[value])
                })
                .collect(),
            absent_somewhere: self
                .present
                .iter()
                .zip(&sensitive.counts)
                .any(|(present, count)| *count > 0 && *present < self.classes),
        }
    }
}

/// Classes of equal quasi-identifiers, with the distribution of the sensitive attribute in them.
/// Without a quasi-identifier the table is one class.
pub fn group(rows: usize, qi: &[Coded<'_>], sensitive: Option<(Coded<'_>, &Sensitive)>) -> Groups {
    let low = sensitive.map_or(0, |(column, _)| column.bits());
    let table = sensitive.map(|(_, table)| table);
    let fitted = fit(rows, qi, KEY - low.max(1));
    let mut columns: Vec<Coded<'_>> = fitted.iter().map(Fitted::coded).collect();
    // The most varied column leads: its codes are the buckets.
    columns.sort_by_key(|column| std::cmp::Reverse(column.cardinality));
    let Some((lead, others)) = columns.split_first() else {
        return whole(rows, sensitive);
    };
    let mut placed: Vec<(&Codes, u32)> = Vec::new();
    let mut shift = 0;
    if let Some((column, _)) = sensitive {
        placed.push((column.codes, 0));
        shift = low;
    }
    for column in others.iter().rev() {
        placed.push((column.codes, shift));
        shift += column.bits();
    }
    placed.push((lead.codes, shift));
    let counts = lead.codes.counts(lead.cardinality);
    let tallies: Vec<Tally<'_>> = tasks(&counts, rayon::current_num_threads())
        .into_par_iter()
        .map(|codes| bucketed(rows, &placed, shift, low, &counts, codes, table))
        .collect();
    tallies.into_iter().reduce(Tally::merge).unwrap_or_else(|| Tally::new(table)).finish()
}

fn whole(rows: usize, sensitive: Option<(Coded<'_>, &Sensitive)>) -> Groups {
    let mut tally = Tally::new(sensitive.map(|(_, table)| table));
    let counts = sensitive.map_or_else(Vec::new, |(_, table)| table.counts.clone());
    let cells: Vec<(u32, u32)> = (0..).zip(counts).filter(|(_, count)| *count > 0).collect();
    if rows > 0 {
        tally.class(rows as u32, &cells);
    }
    tally.finish()
}

/// Ranges of codes with about the same number of rows, one a thread.
fn tasks(counts: &[u32], threads: usize) -> Vec<std::ops::Range<u32>> {
    let total: u64 = counts.iter().map(|&count| u64::from(count)).sum();
    let share = total.div_ceil(threads.max(1) as u64).max(1);
    let (mut out, mut from, mut sum) = (Vec::new(), 0, 0);
    for (code, &count) in (0..).zip(counts) {
        sum += u64::from(count);
        if sum >= share {
            out.push(from..code + 1);
            (from, sum) = (code + 1, 0);
        }
    }
    if (from as usize) < counts.len() {
        out.push(from..counts.len() as u32);
    }
    out
}

/// Rows whose leading code is in a range: packed, spread, sorted and read, bucket by bucket.
fn bucketed<'s>(
    rows: usize,
    placed: &[(&Codes, u32)],
    shift: u32,
    low: u32,
    counts: &[u32],
    codes: std::ops::Range<u32>,
    table: Option<&'s Sensitive>,
) -> Tally<'s> {
    let sizes = &counts[codes.start as usize..codes.end as usize];
    let mut ends: Vec<usize> = Vec::with_capacity(sizes.len());
    let mut total = 0;
    for &size in sizes {
        ends.push(total);
        total += size as usize;
    }
    let mut keys = vec![0_u64; total];
    let mut block = [0_u64; BLOCK];
    for from in (0..rows).step_by(BLOCK) {
        let block = &mut block[..BLOCK.min(rows - from)];
        block.fill(0);
        for (column, shift) in placed {
            column.or_shifted(from, *shift, block);
        }
        for &key in &*block {
            let bucket = ((key >> shift) as usize).wrapping_sub(codes.start as usize);
            if let Some(end) = ends.get_mut(bucket) {
                keys[*end] = key;
                *end += 1;
            }
        }
    }
    let mut tally = Tally::new(table);
    let mut scratch = vec![0_u64; sizes.iter().copied().max().unwrap_or(0) as usize];
    let mut cells = Vec::new();
    let mut from = 0;
    for &size in sizes {
        let bucket = &mut keys[from..from + size as usize];
        sort(bucket, &mut scratch[..size as usize], shift);
        tally.bucket(bucket, low, &mut cells);
        from += size as usize;
    }
    tally
}

/// Sorts keys that differ in their `bits` low bits only.
fn sort(keys: &mut [u64], scratch: &mut [u64], bits: u32) {
    if keys.len() < SMALL {
        keys.sort_unstable();
        return;
    }
    let passes = bits.div_ceil(8);
    let mut counts = vec![[0_u32; 256]; passes as usize];
    for &key in &*keys {
        for (pass, counts) in counts.iter_mut().enumerate() {
            counts[(key >> (8 * pass)) as usize & 255] += 1;
        }
    }
    let (mut source, mut target) = (keys, scratch);
    let mut swapped = false;
    for (pass, counts) in counts.iter_mut().enumerate() {
        // A digit that all keys share moves nothing.
        if counts.iter().any(|&count| count as usize == source.len()) {
            continue;
        }
        let mut sum = 0;
        for count in counts.iter_mut() {
            sum += std::mem::replace(count, sum);
        }
        for &key in &*source {
            let place = &mut counts[(key >> (8 * pass)) as usize & 255];
            target[*place as usize] = key;
            *place += 1;
        }
        std::mem::swap(&mut source, &mut target);
        swapped = !swapped;
    }
    if swapped {
        target.copy_from_slice(source);
    }
}

/// A column, or several made one.
pub struct Fitted<'c> {
    codes: Cow<'c, Codes>,
    cardinality: u32,
}

impl Fitted<'_> {
    pub fn coded(&self) -> Coded<'_> {
        Coded { codes: &self.codes, cardinality: self.cardinality }
    }
}

/// Joins columns, widest first, until their codes fit in `room` bits together.
fn fit<'c>(rows: usize, columns: &[Coded<'c>], room: u32) -> Vec<Fitted<'c>> {
    let mut columns: Vec<Fitted<'c>> = columns
        .iter()
        .map(|column| Fitted {
            codes: Cow::Borrowed(column.codes),
            cardinality: column.cardinality,
        })
        .collect();
    while columns.iter().map(|column| column.coded().bits()).sum::<u32>() > room {
        columns.sort_by_key(|column| column.cardinality);
        let mut joined = Vec::new();
        let mut bits = 0;
        // Two columns of 32 bits always fit in a key.
        while let Some(column) = columns.pop_if(|column| bits + column.coded().bits() <= KEY) {
            bits += column.coded().bits();
            joined.push(column);
        }
        let coded: Vec<Coded<'_>> = joined.iter().map(Fitted::coded).collect();
        let classes = Classes::of(rows, &coded);
        let cardinality = classes.sizes.len() as u32;
        columns.push(Fitted { codes: Cow::Owned(Codes::from(classes.of_row)), cardinality });
    }
    columns
}

/// The class of each row, for what cannot be said of classes alone.
pub struct Classes {
    /// Class of each row.
    pub of_row: Vec<u32>,
    /// Rows of each class.
    pub sizes: Vec<u32>,
}

impl Classes {
    /// Classes of equal codes, numbered in the order of their keys.
    pub fn of(rows: usize, columns: &[Coded<'_>]) -> Self {
        let fitted = fit(rows, columns, KEY);
        let mut keys = vec![0_u64; rows];
        let mut shift = 0;
        for column in &fitted {
            column.codes.or_shifted(0, shift, &mut keys);
            shift += column.coded().bits();
        }
        let mut pairs: Vec<(u64, u32)> = keys.into_iter().zip(0..).collect();
        pairs.par_sort_unstable();
        let mut of_row = vec![0; rows];
        let mut sizes: Vec<u32> = Vec::new();
        let mut last = None;
        for (key, row) in pairs {
            if last != Some(key) {
                sizes.push(0);
                last = Some(key);
            }
            let class = sizes.len() - 1;
            sizes[class] += 1;
            of_row[row as usize] = class as u32;
        }
        Self { of_row, sizes }
    }

    /// The first row of each class.
    pub fn first_rows(&self) -> Vec<u32> {
        let mut first = vec![u32::MAX; self.sizes.len()];
        for (row, &class) in (0..).zip(&self.of_row) {
            let place = &mut first[class as usize];
            if *place == u32::MAX {
                *place = row;
            }
        }
        first
    }

    /// Size of the class of each row.
    pub fn size_of_row(&self, row: usize) -> u32 {
        self.sizes[self.of_row[row] as usize]
    }
}
