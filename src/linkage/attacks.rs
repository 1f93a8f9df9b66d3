//! The three attacks of the Article 29 Working Party on a table: singling out, linkability, inference.
//!
//! Each is tried on people of the table and, as a control, on people who are not in it: what succeeds on both is
//! general knowledge, not a leak. Rates are Wilson's and the residual risk is Anonymeter's. What the adversary knows is
//! given (`adversaries`). Must keep no identity and report no individual result.

use std::path::Path;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::metrics::classes::Classes;
use super::metrics::codes::{Coded, Column};
use super::metrics::read::{self, ReadError};

/// Quantile of the normal law for 95 %, as scipy gives it.
const Z: f64 = 1.959_963_984_540_054;

/// A rate of success, with the half-width of its 95 % interval (Wilson).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rate {
    pub value: f64,
    pub error: f64,
}

impl Rate {
    /// From successes out of trials; no trial tells nothing.
    pub fn of(successes: u64, trials: u64) -> Option<Self> {
        if trials == 0 {
            return None;
        }
        let (s, n) = (successes as f64, trials as f64);
        let z2 = Z * Z;
        let value = (s + z2 / 2.0) / (n + z2);
        let error = Z / (n + z2) * (s * (n - s) / n + z2 / 4.0).sqrt();
        Some(Self { value, error })
    }
}

/// What an attack adds to what is known without the table.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Residual {
    pub risk: f64,
    /// 95 % interval.
    pub low: f64,
    pub high: f64,
}

impl Residual {
    /// Of the attack alone, or beyond the control when there is one.
    pub fn of(attack: Rate, control: Option<Rate>) -> Self {
        let (risk, error) = match control {
            None => (attack.value, attack.error),
            Some(control) => {
                let room = 1.0 - control.value;
                let by_attack = attack.error / room;
                let by_control = (1.0 - attack.value) * control.error / (room * room);
                ((attack.value - control.value) / room, by_attack.hypot(by_control))
            }
        };
        // A control that does better is chance: there is no negative risk.
        let risk = risk.clamp(0.0, 1.0);
        Self { risk, low: (risk - error).max(0.0), high: (risk + error).min(1.0) }
    }
}

/// An attack, tried.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Outcome {
    pub trials: u64,
    pub successes: u64,
    /// Successes of a guess that does not read the table.
    pub baseline_successes: u64,
    pub control_trials: u64,
    pub control_successes: u64,
    pub attack: Option<Rate>,
    pub baseline: Option<Rate>,
    pub control: Option<Rate>,
    pub residual: Option<Residual>,
}

impl Outcome {
    fn of(trials: u64, successes: u64, baseline: u64, control: Option<(u64, u64)>) -> Self {
        let attack = Rate::of(successes, trials);
        let control_rate = control.and_then(|(trials, successes)| Rate::of(successes, trials));
        let (control_trials, control_successes) = control.unwrap_or((0, 0));
        Self {
            trials,
            successes,
            baseline_successes: baseline,
            control_trials,
            control_successes,
            attack,
            baseline: Rate::of(baseline, trials),
            control: control_rate,
            residual: attack.map(|attack| Residual::of(attack, control_rate)),
        }
    }
}

/// The three attacks.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Attacks {
    pub singling_out: Outcome,
    /// With the first half of the attributes in one source and the rest in another; `None` below two attributes.
    pub linkability: Option<Outcome>,
    /// Of the sensitive attribute.
    pub inference: Option<Outcome>,
}

/// Tries the attacks on a published table, with people of another table as the control.
pub fn on_files(
    published: &Path,
    control: &Path,
    qi: &[&str],
    sensitive: Option<&str>,
) -> Result<Attacks, ReadError> {
    let names: Vec<&str> = qi.iter().copied().chain(sensitive).collect();
    let (table, others) = (read::read(published, &names)?, read::read(control, &names)?);
    let both = |name: &str| Some(table.column(name)?.joined(others.column(name)?));
    let columns: Vec<Column> = qi.iter().filter_map(|name| both(name)).collect();
    let secret = sensitive.and_then(both);
    Ok(run(&columns, secret.as_ref(), table.rows + others.rows, table.rows))
}

/// Tries the attacks on a table whose first `members` rows are published; the others are the control.
pub fn run(qi: &[Column], sensitive: Option<&Column>, rows: usize, members: usize) -> Attacks {
    let coded: Vec<Coded<'_>> = qi.iter().map(Column::coded).collect();
    let whole = Matches::of(&coded, rows, members);
    let split = |succeeds: &dyn Fn(usize) -> bool, guess: &dyn Fn(usize) -> bool| {
        let count = |range: std::ops::Range<usize>, test: &dyn Fn(usize) -> bool| {
            range.filter(|row| test(*row)).count() as u64
        };
        let outside =
            (rows > members).then(|| ((rows - members) as u64, count(members..rows, succeeds)));
        Outcome::of(members as u64, count(0..members, succeeds), count(0..members, guess), outside)
    };
    let never = |_: usize| false;
    let singling_out = split(&|row| whole.count(row) == 1, &never);
    let linkability = (coded.len() > 1).then(|| {
        let (first, second) = coded.split_at(coded.len() / 2);
        let (first, second) =
            (Matches::of(first, rows, members), Matches::of(second, rows, members));
        // Each source alone leads to one row, and it is the same.
        split(
            &|row| {
                first.count(row) == 1
                    && second.count(row) == 1
                    && first.only(row) == second.only(row)
            },
            &never,
        )
    });
    let inference = sensitive.map(|column| {
        let mut overall: FxHashMap<u32, u32> = FxHashMap::default();
        let mut by_class: FxHashMap<u32, FxHashMap<u32, u32>> = FxHashMap::default();
        for row in 0..members {
            let value = column.codes.get(row);
            *overall.entry(value).or_default() += 1;
            let class = whole.classes.of_row[row];
            *by_class.entry(class).or_default().entry(value).or_default() += 1;
        }
        // The most frequent; of equals, the first coded.
        let top = |counts: &FxHashMap<u32, u32>| {
            counts
                .iter()
                .max_by_key(|(value, count)| (**count, std::cmp::Reverse(**value)))
                .map(|(value, _)| *value)
        };
        let usual = top(&overall);
        let guesses: FxHashMap<u32, Option<u32>> =
            by_class.iter().map(|(class, counts)| (*class, top(counts))).collect();
        split(
            &|row| {
                let guess = guesses.get(&whole.classes.of_row[row]).copied().flatten().or(usual);
                guess == Some(column.codes.get(row))
            },
            &|row| usual == Some(column.codes.get(row)),
        )
    });
    Attacks { singling_out, linkability, inference }
}

/// Published rows that agree with a person, member or not, on some attributes.
struct Matches {
    classes: Classes,
    /// Published rows of each class, and the last of them.
    published: Vec<(u32, u32)>,
}

impl Matches {
    fn of(qi: &[Coded<'_>], rows: usize, members: usize) -> Self {
        let classes = Classes::of(rows, qi);
        let mut published = vec![(0, 0); classes.sizes.len()];
        for row in 0..members {
            let place = &mut published[classes.of_row[row] as usize];
            *place = (place.0 + 1, row as u32);
        }
        Self { classes, published }
    }

    fn count(&self, row: usize) -> u32 {
        self.published[self.classes.of_row[row] as usize].0
    }

    fn only(&self, row: usize) -> u32 {
        self.published[self.classes.of_row[row] as usize].1
    }
}
