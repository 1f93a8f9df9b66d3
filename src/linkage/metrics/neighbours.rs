//! Compatible rows: for each distinct combination, the combinations that may describe the same person.
//!
//! Compatibility is not transitive: there are no classes, each combination has its own neighbourhood. The
//! combinations form a trie that a search goes down along compatible codes only.

use rayon::prelude::*;

use super::classes::Classes;
use super::codes::Coded;
use super::domains::Near;

/// Combinations of a table, and what finds the neighbourhood of each. Neighbourhoods are never held all at once: where
/// wildcards abound they are as many as pairs of combinations.
pub struct Neighbours<'n> {
    /// The combination of each row.
    pub classes: Classes,
    near: &'n [Vec<Near>],
    /// Attributes in the order of the levels.
    order: Vec<usize>,
    /// Codes of each combination in that order, sorted, and the combination.
    tuples: Vec<(Vec<u32>, u32)>,
    levels: Vec<Level>,
}

/// Combinations whose neighbourhoods are folded together.
const FOLDED: usize = 1024;

/// A level of the trie: nodes in order, those of one parent together.
struct Level {
    codes: Vec<u32>,
    /// First child (or combination) of each node, and one end.
    children: Vec<u32>,
}

impl<'n> Neighbours<'n> {
    /// `near` gives, for each attribute, the codes compatible with each code.
    pub fn of(rows: usize, qi: &[Coded<'_>], near: &'n [Vec<Near>]) -> Self {
        let classes = Classes::of(rows, qi);
        let first = classes.first_rows();
        // Attributes with the fewest wildcards prune best: they come first.
        let mut order: Vec<usize> = (0..qi.len()).collect();
        let width = |attribute: &usize| {
            let counts = qi[*attribute].codes.counts(qi[*attribute].cardinality);
            let pairs: f64 = near[*attribute]
                .iter()
                .zip(&counts)
                .map(|(near, &count)| {
                    let compatible = match near {
                        Near::All => f64::from(qi[*attribute].cardinality),
                        Near::Some(codes) => codes.len() as f64,
                    };
                    compatible * f64::from(count)
                })
                .sum();
            pairs / f64::from(qi[*attribute].cardinality.max(1))
        };
        order.sort_by(|a, b| width(a).total_cmp(&width(b)));
        let tuple = |class: u32| -> Vec<u32> {
            let row = first[class as usize] as usize;
            order.iter().map(|&attribute| qi[attribute].codes.get(row)).collect()
        };
        let mut tuples: Vec<(Vec<u32>, u32)> =
            (0..first.len() as u32).map(|class| (tuple(class), class)).collect();
        tuples.par_sort_unstable();
        let levels = trie(&tuples, order.len());
        Self { classes, near, order, tuples, levels }
    }

    /// The combinations compatible with one, itself included, in order.
    fn search(&self, codes: &[u32], found: &mut Vec<u32>) {
        found.clear();
        let near: Vec<&Near> = self
            .order
            .iter()
            .zip(codes)
            .map(|(&attribute, &code)| &self.near[attribute][code as usize])
            .collect();
        descend(&self.levels, &near, 0, 0, roots(&self.levels), &mut |leaf| {
            found.push(self.tuples[leaf as usize].1);
        });
        found.sort_unstable();
    }

    /// What `work` makes of each combination and of those compatible with it, by combination.
    pub fn map<T: Send>(&self, work: impl Fn(u32, &[u32]) -> T + Sync) -> Vec<T> {
        let mut made: Vec<(u32, T)> = self
            .tuples
            .par_iter()
            .map_init(Vec::new, |found, (codes, class)| {
                self.search(codes, found);
                (*class, work(*class, found))
            })
            .collect();
        made.par_sort_unstable_by_key(|(class, _)| *class);
        made.into_iter().map(|(_, one)| one).collect()
    }

    /// The same, taken together: one result for each bounded lot of combinations, always the same lots.
    pub fn fold<T: Send>(
        &self,
        start: impl Fn() -> T + Sync,
        step: impl Fn(&mut T, u32, &[u32]) + Sync,
    ) -> Vec<T> {
        self.tuples
            .par_chunks(FOLDED)
            .map(|lot| {
                let (mut total, mut found) = (start(), Vec::new());
                for (codes, class) in lot {
                    self.search(codes, &mut found);
                    step(&mut total, *class, &found);
                }
                total
            })
            .collect()
    }

    /// Rows compatible with each combination.
    pub fn frequencies(&self) -> Vec<u32> {
        self.map(|_, near| near.iter().map(|&class| self.classes.sizes[class as usize]).sum())
    }
}

fn roots(levels: &[Level]) -> u32 {
    levels.first().map_or(1, |level| level.codes.len() as u32)
}

/// Levels of the trie over sorted tuples.
fn trie(tuples: &[(Vec<u32>, u32)], depth: usize) -> Vec<Level> {
    let mut levels: Vec<Level> =
        (0..depth).map(|_| Level { codes: Vec::new(), children: Vec::new() }).collect();
    for (rank, (codes, _)) in tuples.iter().enumerate() {
        let common = match rank.checked_sub(1).map(|before| &tuples[before].0) {
            Some(before) => before.iter().zip(codes).take_while(|(a, b)| a == b).count(),
            None => 0,
        };
        for place in common..depth {
            let children =
                if place + 1 < depth { levels[place + 1].codes.len() } else { rank } as u32;
            levels[place].codes.push(codes[place]);
            levels[place].children.push(children);
        }
    }
    for place in 0..depth {
        let end = if place + 1 < depth { levels[place + 1].codes.len() } else { tuples.len() };
        levels[place].children.push(end as u32);
    }
    levels
}

/// Visits the leaves under nodes `from..to` of a level that are compatible all along.
fn descend(
    levels: &[Level],
    near: &[&Near],
    depth: usize,
    from: u32,
    to: u32,
    visit: &mut dyn FnMut(u32),
) {
    let Some(level) = levels.get(depth) else {
        (from..to).for_each(&mut *visit);
        return;
    };
    let enter = |node: u32, visit: &mut dyn FnMut(u32)| {
        let (from, to) = (level.children[node as usize], level.children[node as usize + 1]);
        descend(levels, near, depth + 1, from, to, visit);
    };
    let codes = &level.codes[from as usize..to as usize];
    match near[depth] {
        Near::All => (from..to).for_each(|node| enter(node, visit)),
        Near::Some(wanted) if wanted.len() < codes.len() => {
            for code in wanted {
                if let Ok(place) = codes.binary_search(code) {
                    enter(from + place as u32, visit);
                }
            }
        }
        Near::Some(wanted) => {
            for (node, code) in (from..to).zip(codes) {
                if wanted.binary_search(code).is_ok() {
                    enter(node, visit);
                }
            }
        }
    }
}
