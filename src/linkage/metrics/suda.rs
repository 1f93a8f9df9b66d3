//! Special uniques: the smallest sets of attributes that single out a row, and the scores drawn from them (SUDA, DIS).
//!
//! Exact: sets are taken by increasing size; a set is read only if some row is not yet singled out by one of its
//! subsets. Knows codes, not values.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::classes::Classes;
use super::codes::{Coded, Codes};

/// Attributes beyond which sets are too many to be taken one by one.
pub const MAX_ATTRIBUTES: usize = 24;

/// Special uniques of a table.
pub struct Special {
    /// Sets of attributes (bits, lowest first) that single out a row and hold no smaller such set, for each row.
    pub minimal: Vec<Vec<u32>>,
    /// Number of attributes.
    pub attributes: u32,
    /// Combinations that exactly two rows have.
    pub pairs: u64,
    /// Largest set looked at.
    pub depth: u32,
}

/// Minimal sample uniques of every row, up to sets of `depth` attributes.
///
/// # Panics
/// With more than [`MAX_ATTRIBUTES`] attributes; callers refuse them first.
pub fn minimal_uniques(rows: usize, qi: &[Coded<'_>], depth: u32) -> Special {
    minimal_uniques_of_known(rows, qi, &vec![None; qi.len()], depth)
}

/// The same, where `absent` is for each attribute the code of what a row does not say: such an attribute is in none of the
/// sets of the row, because to be alone in saying nothing reveals nothing.
///
/// # Panics
/// With more than [`MAX_ATTRIBUTES`] attributes; callers refuse them first.
pub fn minimal_uniques_of_known(
    rows: usize,
    qi: &[Coded<'_>],
    absent: &[Option<u32>],
    depth: u32,
) -> Special {
    assert!(qi.len() <= MAX_ATTRIBUTES, "too many attributes");
    let attributes = qi.len() as u32;
    let depth = depth.min(attributes);
    // Equal rows count together: one representative each, with its number of rows.
    let whole = Classes::of(rows, qi);
    let first = whole.first_rows();
    let columns: Vec<Codes> = qi
        .iter()
        .map(|column| {
            first.iter().map(|&row| column.codes.get(row as usize)).collect::<Vec<_>>().into()
        })
        .collect();
    // Only a row that the full set singles out can be singled out by less.
    let candidates: Vec<u32> =
        (0..).zip(&whole.sizes).filter(|(_, size)| **size == 1).map(|(class, _)| class).collect();
    // Attributes that each candidate says something of, as bits.
    let known: Vec<u32> = candidates
        .iter()
        .map(|&class| {
            let says = |attribute: &usize| {
                Some(columns[*attribute].get(class as usize)) != absent[*attribute]
            };
            (0..qi.len()).filter(says).fold(0, |bits, attribute| bits | 1 << attribute)
        })
        .collect();
    let mut found: Vec<Vec<u32>> = vec![Vec::new(); candidates.len()];
    let mut level: Vec<u32> = (0..attributes).map(|attribute| 1 << attribute).collect();
    for size in 1..=depth {
        let read: Vec<(u32, bool, Vec<u32>)> = level
            .par_iter()
            .filter_map(|&set| {
                let alive: Vec<u32> = (0..)
                    .zip(known.iter().zip(&found))
                    .filter(|(_, (known, found))| {
                        *known & set == set && found.iter().all(|&smaller| smaller & set != smaller)
                    })
                    .map(|(place, _)| place)
                    .collect();
                if alive.is_empty() {
                    return None;
                }
                let chosen: Vec<Coded<'_>> = (0..qi.len())
                    .filter(|&attribute| set >> attribute & 1 == 1)
                    .map(|attribute| Coded {
                        codes: &columns[attribute],
                        cardinality: qi[attribute].cardinality,
                    })
                    .collect();
                let counted = Counted::of(&chosen, &whole.sizes);
                let unique: Vec<u32> = alive
                    .iter()
                    .copied()
                    .filter(|&place| counted.rows(candidates[place as usize] as usize) == 1)
                    .collect();
                Some((set, unique.len() < alive.len(), unique))
            })
            .collect();
        let mut next = Vec::new();
        for (set, open, unique) in read {
            for place in unique {
                found[place as usize].push(set);
            }
            // Rows still to single out may be by a larger set.
            if open && size < depth {
                let top = u32::BITS - set.leading_zeros();
                next.extend((top..attributes).map(|attribute| set | 1 << attribute));
            }
        }
        level = next;
    }
    let mut minimal = vec![Vec::new(); rows];
    let place_of: FxHashMap<u32, usize> =
        candidates.iter().enumerate().map(|(place, class)| (*class, place)).collect();
    for (row, class) in whole.of_row.iter().enumerate() {
        if let Some(&place) = place_of.get(class) {
            minimal[row].clone_from(&found[place]);
        }
    }
    let pairs = whole.sizes.iter().filter(|size| **size == 2).count() as u64;
    Special { minimal, attributes, pairs, depth }
}

/// Bits of a key under which counts are held in an array.
const NARROW: u32 = 20;

/// How many rows share the codes of each.
enum Counted {
    /// By key, with the key of each.
    Narrow(Vec<u32>, Vec<u32>),
    Wide(Classes, Vec<u32>),
}

impl Counted {
    /// `sizes` is the number of rows that each code stands for.
    fn of(columns: &[Coded<'_>], sizes: &[u32]) -> Self {
        let bits: u32 = columns.iter().map(Coded::bits).sum();
        if bits <= NARROW {
            let mut keys = vec![0_u64; sizes.len()];
            let mut shift = 0;
            for column in columns {
                column.codes.or_shifted(0, shift, &mut keys);
                shift += column.bits();
            }
            let keys: Vec<u32> = keys.into_iter().map(|key| key as u32).collect();
            let mut rows = vec![0_u32; 1 << bits];
            for (&key, size) in keys.iter().zip(sizes) {
                rows[key as usize] += size;
            }
            return Self::Narrow(rows, keys);
        }
        let classes = Classes::of(sizes.len(), columns);
        let mut rows = vec![0_u32; classes.sizes.len()];
        for (class, size) in classes.of_row.iter().zip(sizes) {
            rows[*class as usize] += size;
        }
        Self::Wide(classes, rows)
    }

    fn rows(&self, place: usize) -> u32 {
        match self {
            Self::Narrow(rows, keys) => rows[keys[place] as usize],
            Self::Wide(classes, rows) => rows[classes.of_row[place] as usize],
        }
    }
}

impl Special {
    /// SUDA score of each row: (A − k)! summed over its minimal sets of k attributes.
    pub fn scores(&self) -> Vec<f64> {
        let factorial: Vec<f64> = (0..=self.attributes)
            .scan(1.0, |product, k| {
                *product *= f64::from(k.max(1));
                Some(*product)
            })
            .collect();
        self.minimal
            .iter()
            .map(|sets| {
                sets.iter()
                    .map(|set| factorial[(self.attributes - set.count_ones()) as usize])
                    .sum()
            })
            .collect()
    }

    /// DIS-SUDA scores, from SUDA's. `fraction` is the sampling fraction of the method, 0.01 in sdcMicro by default.
    pub fn dis_scores(&self, scores: &[f64], fraction: f64) -> Vec<f64> {
        let uniques = scores.iter().filter(|score| **score > 0.0).count() as f64;
        if uniques == 0.0 {
            return vec![0.0; scores.len()];
        }
        let theta = dis(uniques, self.pairs as f64, fraction);
        // sdcMicro holds this exponent in 32 bits; scores are compared with its own.
        let exponent = f64::from(1.0_f32 + (8.0 - self.attributes as f32) / 20.0);
        let scale: f64 = scores
            .iter()
            .filter(|score| **score > 0.0)
            .map(|score| score.powf(-exponent))
            .collect::<super::special::Sum>()
            .value();
        scores
            .iter()
            .map(|&score| {
                if score == 0.0 {
                    return 0.0;
                }
                1.0 / (1.0 + (uniques / theta - uniques) / (score.powf(exponent) * scale))
            })
            .collect()
    }
}

/// Skinner and Elliot's probability that a unique match is a true one.
pub fn dis(uniques: f64, pairs: f64, fraction: f64) -> f64 {
    let true_ones = fraction * uniques;
    true_ones / (true_ones + 2.0 * (1.0 - fraction) * pairs)
}
