//! How many rows that are unique here are unique in the population: Zayatz, Pitman (Hoshino),
//! slide negative binomial (Chen and Keller-McNulty), and Dankar's choice between them.
//!
//! Everything is a function of the histogram of class sizes and of the sampling fraction. No solver is bounded by time:
//! each stops at the last digit. An estimate that the model does not define is `None`, never zero.

use super::special::{Sum, ln_gamma_ratio, reciprocals, root};

/// What the estimators read: class sizes in the sample, and the size of the population.
pub struct Sample<'h> {
    histogram: &'h [(u32, u64)],
    rows: f64,
    classes: f64,
    population: f64,
    fraction: f64,
}

/// Which estimate Dankar's rule retained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    Pitman,
    Zayatz,
    Snb,
}

impl Model {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pitman => "pitman",
            Self::Zayatz => "zayatz",
            Self::Snb => "snb",
        }
    }
}

impl<'h> Sample<'h> {
    /// From class sizes in increasing order and the sampling fraction, in (0, 1].
    pub fn of_fraction(histogram: &'h [(u32, u64)], fraction: f64) -> Self {
        let rows = rows(histogram);
        // 30162 / 0.05 may fall a hair short of the integer that it is.
        let exact = rows / fraction;
        let near = exact.round();
        let population = if (exact - near).abs() <= 1e-9 * near { near } else { exact.floor() };
        Self { histogram, rows, classes: classes(histogram), population, fraction }
    }

    /// From class sizes and the number of rows of the population, at least that of the sample.
    pub fn of_population(histogram: &'h [(u32, u64)], population: u64) -> Self {
        let rows = rows(histogram);
        let population = (population as f64).max(rows);
        let fraction = rows / population;
        Self { histogram, rows, classes: classes(histogram), population, fraction }
    }

    pub fn population(&self) -> f64 {
        self.population
    }

    fn of_size(&self, size: u32) -> f64 {
        let place = self.histogram.binary_search_by_key(&size, |(size, _)| *size);
        place.map_or(0.0, |place| self.histogram[place].1 as f64)
    }

    /// Share of the population that is unique, after Zayatz.
    pub fn zayatz(&self) -> Option<f64> {
        let uniques = self.of_size(1);
        if uniques == 0.0 {
            return Some(0.0);
        }
        let (n, total) = (self.rows, self.population);
        // Probability that a class of `size` in the population shows one row: an exact product, where logarithms
        // of factorials would lose nine digits.
        let mut product = 1.0;
        let mut done = 0_u32;
        let mut shown = Sum::default();
        for &(size, count) in self.histogram {
            while done + 1 < size && product > 0.0 {
                let step = f64::from(done);
                product *= ((total - n - step) / (total - 1.0 - step)).max(0.0);
                done += 1;
            }
            shown.add(count as f64 / self.classes * (f64::from(size) * (n / total) * product));
        }
        let alone = uniques / self.classes * (n / total);
        Some(uniques * (alone / shown.value()) / self.fraction / total)
    }

    /// Share of the population that is unique, after Pitman's model fitted as Hoshino does.
    pub fn pitman(&self) -> Option<f64> {
        if self.of_size(1) == 0.0 {
            return Some(0.0);
        }
        let (theta, alpha) = self.pitman_fit()?;
        let uniques = ln_gamma_ratio(theta, 1.0, alpha) + (alpha - 1.0) * self.population.ln();
        Some(uniques.exp())
    }

    /// Maximum likelihood θ and α, with 0 < α < 1 and θ > −α; `None` when it has no such maximum.
    pub fn pitman_fit(&self) -> Option<(f64, f64)> {
        if self.classes < 2.0 || self.classes >= self.rows {
            return None;
        }
        let slope = |alpha: f64| match self.pitman_theta(alpha) {
            Some(theta) => self.pitman_alpha_slope(theta, alpha),
            None => f64::NAN,
        };
        // The slope falls to −∞ near 1. Near 0 it tells whether there is a maximum inside.
        let alpha = root(1e-9, 1.0 - 1e-9, slope)?;
        Some((self.pitman_theta(alpha)?, alpha))
    }

    /// Σ 1/(θ + iα) over the classes but one, less Σ 1/(θ + i) over the rows but one.
    fn pitman_theta_slope(&self, theta: f64, alpha: f64) -> f64 {
        let classes = reciprocals(theta / alpha + 1.0, self.classes as u64 - 1) / alpha;
        classes - reciprocals(theta + 1.0, self.rows as u64 - 1)
    }

    fn pitman_alpha_slope(&self, theta: f64, alpha: f64) -> f64 {
        let others = self.classes - 1.0;
        let classes = reciprocals(theta / alpha + 1.0, others as u64) / alpha;
        let mut sum = Sum::default();
        sum.add(others / alpha);
        sum.add(-(theta * classes) / alpha);
        let mut inner = Sum::default();
        let mut done = 1_u32;
        for &(size, count) in self.histogram {
            inner.add(reciprocals(f64::from(done) - alpha, u64::from(size - done)));
            done = size;
            sum.add(-(count as f64 * inner.value()));
        }
        sum.value()
    }

    /// The θ that maximises the likelihood for a given α.
    fn pitman_theta(&self, alpha: f64) -> Option<f64> {
        let slope = |log: f64| self.pitman_theta_slope(log.exp() - alpha, alpha);
        // θ + α runs over the positive numbers: positive slope at 0, negative at infinity.
        let (mut low, mut high) = (0.0_f64, 1.0_f64);
        while slope(low) <= 0.0 {
            low -= 2.0;
            if low < -60.0 {
                return None;
            }
        }
        while slope(high) >= 0.0 {
            high += 2.0;
            if high > 60.0 {
                return None;
            }
        }
        root(low, high, slope).map(|log| log.exp() - alpha)
    }

    /// Share of the population that is unique, after the slide negative binomial model.
    pub fn snb(&self) -> Option<f64> {
        let (ones, twos) = (self.of_size(1), self.of_size(2));
        if ones == 0.0 {
            return Some(0.0);
        }
        if self.fraction >= 1.0 {
            return Some(ones / self.population);
        }
        if twos == 0.0 {
            return None;
        }
        let classes = self.shlosser()?;
        let ratio = twos / ones;
        let pi = self.fraction;
        // The quotient of the two equations is quadratic in α for a given β, with one positive root.
        let alpha = |beta: f64| {
            let d = (1.0 - pi) * (1.0 - beta);
            let rest = 1.0 - d;
            let c = pi * (1.0 - beta) / (2.0 * rest * rest);
            let (square, linear) = (c * d, c * (2.0 - d) - ratio * d / rest);
            let delta = (linear * linear + 4.0 * square * ratio).sqrt();
            if linear >= 0.0 {
                2.0 * ratio / (linear + delta)
            } else {
                (delta - linear) / (2.0 * square)
            }
        };
        let gap = |log: f64| {
            let beta = log.exp();
            let (d, alpha) = ((1.0 - pi) * (1.0 - beta), alpha(beta));
            let rest = 1.0 - d;
            classes * pi * (alpha * (beta / rest).ln()).exp() * (alpha * d / rest + 1.0) - ones
        };
        // The first change of sign from small β up; the equations have one on all that was tried.
        const STEPS: u32 = 2_000;
        let at = |step: u32| -30.0 + 30.0 * f64::from(step) / f64::from(STEPS) - 1e-12;
        let mut before = gap(at(0));
        for step in 1..=STEPS {
            let after = gap(at(step));
            if before.is_finite() && after.is_finite() && (before > 0.0) != (after > 0.0) {
                let log = root(at(step - 1), at(step), gap)?;
                return Some(classes * (alpha(log.exp()) * log).exp() / self.population);
            }
            before = after;
        }
        None
    }

    /// Classes of the population, after Shlosser.
    fn shlosser(&self) -> Option<f64> {
        let pi = self.fraction;
        let miss = 1.0 - pi;
        let [mut a, mut b, mut c, mut d] = [Sum::default(); 4];
        for &(size, count) in self.histogram {
            let (i, count) = (f64::from(size), count as f64);
            a.add(i * pi * pi * (1.0 - pi * pi).powf(i - 1.0) * count);
            // (1 − π)^i ((1 + π)^i − 1), whose second factor overflows for large classes.
            b.add(((1.0 - pi * pi).powf(i) - miss.powf(i)) * count);
            c.add(miss.powf(i) * count);
            d.add(i * pi * miss.powf(i - 1.0) * count);
        }
        let ratio = c.value() / d.value();
        let found = self.classes + self.of_size(1) * (a.value() / b.value()) * ratio * ratio;
        found.is_finite().then_some(found)
    }

    /// Dankar's rule as published: Pitman up to a fraction of 0.1 (Zayatz if it has no solution), beyond it the
    /// lesser of Zayatz and SNB. With `arx`, SNB is taken as invalid, which ARX's always is.
    pub fn dankar(&self, arx: bool) -> Option<(f64, Model)> {
        let zayatz = || self.zayatz().map(|value| (value, Model::Zayatz));
        if self.fraction <= 0.1 {
            return self.pitman().map(|value| (value, Model::Pitman)).or_else(zayatz);
        }
        match (zayatz(), self.snb().filter(|_| !arx)) {
            (Some((zayatz, _)), Some(snb)) if snb < zayatz => Some((snb, Model::Snb)),
            (found, _) => found,
        }
    }
}

fn rows(histogram: &[(u32, u64)]) -> f64 {
    histogram.iter().map(|(size, count)| u64::from(*size) * count).sum::<u64>() as f64
}

fn classes(histogram: &[(u32, u64)]) -> f64 {
    histogram.iter().map(|(_, count)| count).sum::<u64>() as f64
}

/// Individual risk of Benedetti and Franconi: expected 1/F given that `f` rows of the sample share the
/// combination, F being estimated by the sum of their weights. From three rows on, sdcMicro takes an approximation
/// by default; `exact` asks for the expectation itself.
pub fn individual(f: u32, population: f64, exact: bool) -> f64 {
    let size = f64::from(f);
    let pi = size / population;
    if pi >= 1.0 || pi.is_nan() {
        return 1.0 / size;
    }
    if f > 2 && !exact {
        return pi / (size - (1.0 - pi));
    }
    let miss = 1.0 - pi;
    if pi < 0.5 {
        // The expectation is π ∫ w^(f−1) / (π + (1 − π) w) dw over [0, 1], by recurrence on f.
        let mut integral = -pi.ln() / miss;
        for power in 1..f {
            integral = (1.0 / f64::from(power) - pi * integral) / miss;
        }
        return pi * integral;
    }
    // π/f · ₂F₁(1, 1; f + 1; 1 − π): more than half of the remainder goes at each term.
    let (mut term, mut sum, mut k) = (1.0, Sum::default(), 0.0);
    while term > 1e-18 {
        sum.add(term);
        term *= (1.0 + k) / (size + 1.0 + k) * miss;
        k += 1.0;
    }
    pi / size * sum.value()
}
