//! Shares estimated from a stratified sample, and the agreement of two readers. Formulas alone.

use serde::{Deserialize, Serialize};

use crate::intervals::{Interval, wilson_of_share};

/// What one decision of the sample brings to a share: `part` out of `whole`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit {
    /// Rank of its stratum.
    pub stratum: usize,
    pub part: f64,
    pub whole: f64,
}

/// A share of the whole run, estimated from the decisions that were read.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// Counted in the sample, without weights.
    pub count: u64,
    pub total: u64,
    /// Absent when nothing was counted.
    pub value: Option<f64>,
    /// At 95 %.
    pub interval: Option<Interval>,
}

/// The combined ratio estimator over strata of `populations` decisions, with its interval.
///
/// R = Σₕ (Nₕ/nₕ) Σᵢ part / Σₕ (Nₕ/nₕ) Σᵢ whole, and, with e = part − R·whole, its variance is
/// (1/X²) Σₕ Nₕ² (1 − nₕ/Nₕ) s²ₕ(e)/nₕ, where X is the denominator of R (W. G. Cochran, *Sampling Techniques*, 3rd ed.,
/// 1977, § 6.11). A stratum of which one decision of several was read takes the variance of all that were read.
///
/// The interval is Wilson's for the number of independent trials that would have the same variance,
/// R(1 − R)/Var (E. L. Korn and B. I. Graubard, *Survey Methodology* 24, 1998, 193–201); when the sample shows no variance, for
/// Kish's effective size (Σw)²/Σw². A run read whole has no uncertainty left.
pub fn ratio(populations: &[u64], units: &[Unit]) -> Estimate {
    let sum = |of: fn(&Unit) -> f64| units.iter().map(of).sum::<f64>().round() as u64;
    let (count, total) = (sum(|unit| unit.part), sum(|unit| unit.whole));
    let read = read_by_stratum(populations.len(), units);
    let weight = |unit: &Unit| populations[unit.stratum] as f64 / read[unit.stratum] as f64;
    let whole: f64 = units.iter().map(|unit| weight(unit) * unit.whole).sum();
    if whole <= 0.0 {
        return Estimate { count, total, value: None, interval: None };
    }
    let value = units.iter().map(|unit| weight(unit) * unit.part).sum::<f64>() / whole;
    let variance = variance(populations, &read, units, value) / (whole * whole);
    let is_census = populations.iter().zip(&read).all(|(&size, &read)| read >= size);
    let interval = if is_census {
        Some(Interval { low: value, high: value })
    } else {
        let trials = if variance > 0.0 && value > 0.0 && value < 1.0 {
            value * (1.0 - value) / variance
        } else {
            let squares: f64 = units.iter().map(|unit| (weight(unit) * unit.whole).powi(2)).sum();
            whole * whole / squares
        };
        wilson_of_share(value, trials)
    };
    Estimate { count, total, value: Some(value), interval }
}

fn read_by_stratum(strata: usize, units: &[Unit]) -> Vec<u64> {
    let mut read = vec![0; strata];
    for unit in units {
        read[unit.stratum] += 1;
    }
    read
}

/// Variance of the estimated total of the residuals part − share × whole.
fn variance(populations: &[u64], read: &[u64], units: &[Unit], share: f64) -> f64 {
    let residual = |unit: &Unit| unit.part - share * unit.whole;
    let spread = |of: &dyn Fn(&Unit) -> bool| {
        let residuals: Vec<f64> = units.iter().filter(|unit| of(unit)).map(residual).collect();
        sample_variance(&residuals)
    };
    let overall = spread(&|_| true);
    (0..populations.len())
        .filter(|&stratum| read[stratum] > 0 && read[stratum] < populations[stratum])
        .map(|stratum| {
            let (size, read) = (populations[stratum] as f64, read[stratum] as f64);
            let spread = if read < 2.0 { overall } else { spread(&|unit| unit.stratum == stratum) };
            size * size * (1.0 - read / size) * spread / read
        })
        .sum()
}

/// The unbiased variance; 0 of fewer than two values.
fn sample_variance(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return 0.0;
    }
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    squares / (values.len() - 1) as f64
}

/// How far two readers agree.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// What both have judged.
    pub judged: u64,
    pub same: u64,
    /// Cohen's κ; absent when nothing was judged, or when both always give the same one answer.
    pub kappa: Option<f64>,
}

/// Agreement of two readers over answers numbered below `answers`.
///
/// κ = (pₒ − pₑ)/(1 − pₑ), with pₒ the observed share of agreement and pₑ what chance would give from the answers of each
/// (J. Cohen, *Educational and Psychological Measurement* 20, 1960, 37–46).
pub fn agreement(answers: usize, pairs: &[(usize, usize)]) -> Agreement {
    let judged = pairs.len() as u64;
    let same = pairs.iter().filter(|(first, second)| first == second).count() as u64;
    if judged == 0 {
        return Agreement { judged, same, kappa: None };
    }
    let total = judged as f64;
    let share = |of: &dyn Fn(&(usize, usize)) -> bool| {
        pairs.iter().filter(|pair| of(pair)).count() as f64 / total
    };
    let chance: f64 = (0..answers)
        .map(|answer| share(&|pair| pair.0 == answer) * share(&|pair| pair.1 == answer))
        .sum();
    let observed = same as f64 / total;
    let kappa = (chance < 1.0).then(|| (observed - chance) / (1.0 - chance));
    Agreement { judged, same, kappa }
}
