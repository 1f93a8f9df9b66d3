//! Columns of codes and their classes: the little of the metrics that the risk of people needs.
//!
//! Knows codes, never values.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// A coded column; 0 is « not said ».
#[derive(Clone, Default)]
pub struct Column {
    codes: Vec<u32>,
    /// One more than the highest code.
    cardinality: u32,
}

/// Gives codes to values as they come.
#[derive(Default)]
pub struct Coder {
    known: FxHashMap<Box<str>, u32>,
    column: Column,
}

impl Coder {
    pub fn push(&mut self, value: Option<&str>) {
        let next = self.known.len() as u32 + 1;
        let code = match value {
            None => 0,
            Some(value) => match self.known.get(value) {
                Some(&code) => code,
                None => {
                    self.known.insert(value.into(), next);
                    next
                }
            },
        };
        self.column.codes.push(code);
    }

    /// The column; what its codes stood for is forgotten.
    pub fn finish(self) -> Column {
        Column { cardinality: self.known.len() as u32 + 1, ..self.column }
    }
}

impl Column {
    pub fn get(&self, row: usize) -> u32 {
        self.codes[row]
    }

    /// Whether the row says nothing of it.
    pub fn is_unknown(&self, row: usize) -> bool {
        self.codes[row] == 0
    }

    pub fn cardinality(&self) -> u32 {
        self.cardinality
    }
}

/// Rows that are equal on some columns.
pub struct Classes {
    pub of_row: Vec<u32>,
    pub sizes: Vec<u32>,
}

impl Classes {
    /// Classes of equal codes, in the order of their first row.
    pub fn of(rows: usize, columns: &[&Column]) -> Self {
        let mut of_row = vec![0_u32; rows];
        let mut sizes = vec![rows as u32];
        // Refined one column at a time: a pair of integers is the key, whatever the number of columns.
        for column in columns {
            let mut next: FxHashMap<u64, u32> = FxHashMap::default();
            sizes.clear();
            for (row, class) in of_row.iter_mut().enumerate() {
                let key = u64::from(*class) << 32 | u64::from(column.codes[row]);
                let fresh = sizes.len() as u32;
                *class = *next.entry(key).or_insert(fresh);
                if *class == fresh {
                    sizes.push(0);
                }
                sizes[*class as usize] += 1;
            }
        }
        Self { of_row, sizes }
    }
}

/// The smallest sets of known columns that single out each row, up to `depth` columns, as bits.
///
/// A column that a row says nothing of is in none of its sets: to be alone in saying nothing reveals nothing.
pub fn minimal_uniques(rows: usize, columns: &[Column], depth: u32) -> Vec<Vec<u32>> {
    let mut found: Vec<Vec<u32>> = vec![Vec::new(); rows];
    let everything: Vec<&Column> = columns.iter().collect();
    let whole = Classes::of(rows, &everything);
    // Only a row that all its columns single out can be singled out by fewer of them.
    let alone: Vec<usize> =
        (0..rows).filter(|&row| whole.sizes[whole.of_row[row] as usize] == 1).collect();
    for size in 1..=depth {
        let sets: Vec<u32> =
            (1..1_u32 << columns.len()).filter(|set| set.count_ones() == size).collect();
        let unique: Vec<(u32, Vec<usize>)> = sets
            .par_iter()
            .map(|&set| {
                let chosen: Vec<&Column> = columns
                    .iter()
                    .enumerate()
                    .filter(|(rank, _)| set >> rank & 1 == 1)
                    .map(|(_, column)| column)
                    .collect();
                let open = |row: &usize| {
                    chosen.iter().all(|column| !column.is_unknown(*row))
                        && found[*row].iter().all(|&known| known & set != known)
                };
                let candidates: Vec<usize> = alone.iter().copied().filter(open).collect();
                if candidates.is_empty() {
                    return (set, candidates);
                }
                let classes = Classes::of(rows, &chosen);
                let single = |row: &usize| classes.sizes[classes.of_row[*row] as usize] == 1;
                (set, candidates.into_iter().filter(single).collect())
            })
            .collect();
        for (set, rows) in unique {
            rows.into_iter().for_each(|row| found[row].push(set));
        }
    }
    found
}

/// SUDA score of each row: smaller sets weigh more, `(attributes − size)!` each.
pub fn suda(minimal: &[Vec<u32>], attributes: u32) -> Vec<f64> {
    let factorial = |n: u32| (1..=n).map(f64::from).product::<f64>();
    minimal
        .iter()
        .map(|sets| {
            let weights =
                sets.iter().map(|set| factorial(attributes.saturating_sub(set.count_ones())));
            weights.sum()
        })
        .collect()
}
