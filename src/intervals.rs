//! Confidence intervals of a share: one formula, for measures and for reports.

use serde::{Deserialize, Serialize};

/// Bounds of a share, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

impl Interval {
    /// What is known of a share before any trial.
    pub const UNKNOWN: Self = Self { low: 0.0, high: 1.0 };
}

/// Quantile of the normal law that leaves 2.5 % on each side.
const Z: f64 = 1.959_963_984_540_054;

/// The Wilson score interval at 95 % of `successes` out of `trials`; `None` without trials.
///
/// With p = s / n:  ( p + z²/2n ± z √( p(1 − p)/n + z²/4n² ) ) / ( 1 + z²/n ).
/// E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
/// JASA 22 (1927), 209–212; recommended over the usual interval, whose coverage fails near
/// 0 and 1, by L. D. Brown, T. T. Cai and A. DasGupta, "Interval estimation for a binomial
/// proportion", Statistical Science 16 (2001), 101–133.
pub fn wilson(successes: u64, trials: u64) -> Option<Interval> {
    if trials == 0 {
        return None;
    }
    let share = successes.min(trials) as f64 / trials as f64;
    let Interval { low, high } = wilson_of_share(share, trials as f64)?;
    // The exact bounds at 0 and n are 0 and 1: rounding must not leave 1e-17 instead.
    let low = if successes == 0 { 0.0 } else { low };
    let high = if successes >= trials { 1.0 } else { high };
    Some(Interval { low, high })
}

/// The same of a share estimated otherwise than by counting, worth `trials` independent trials,
/// which need not be whole; `None` when it is worth none.
pub fn wilson_of_share(share: f64, trials: f64) -> Option<Interval> {
    if trials.is_nan() || trials <= 0.0 {
        return None;
    }
    let z2 = Z * Z;
    let centre = share + z2 / (2.0 * trials);
    let half = Z * (share * (1.0 - share) / trials + z2 / (4.0 * trials * trials)).sqrt();
    let scale = 1.0 + z2 / trials;
    Some(Interval {
        low: ((centre - half) / scale).max(0.0),
        high: ((centre + half) / scale).min(1.0),
    })
}
