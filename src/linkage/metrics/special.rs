//! Sums of reciprocals and quotients of gamma functions, without the cancellation of their textbook forms.
//!
//! Only what the estimators need, for positive real arguments.

/// From this argument on, the asymptotic series are exact to the last digit.
const FAR: f64 = 40.0;

/// Coefficients B(2k)/(2k) of the series of the digamma function.
const DIGAMMA: [f64; 7] = [
    1.0 / 12.0,
    -1.0 / 120.0,
    1.0 / 252.0,
    -1.0 / 240.0,
    1.0 / 132.0,
    -691.0 / 32_760.0,
    1.0 / 12.0,
];

/// Coefficients B(2k)/(2k(2k−1)) of the series of the logarithm of gamma.
const STIRLING: [f64; 7] = [
    1.0 / 12.0,
    -1.0 / 360.0,
    1.0 / 1_260.0,
    -1.0 / 1_680.0,
    1.0 / 1_188.0,
    -691.0 / 360_360.0,
    1.0 / 156.0,
];

/// Adds without losing what is small (Neumaier).
#[derive(Clone, Copy, Default)]
pub struct Sum {
    total: f64,
    lost: f64,
}

impl Sum {
    pub fn add(&mut self, term: f64) {
        let sum = self.total + term;
        self.lost += if self.total.abs() >= term.abs() {
            (self.total - sum) + term
        } else {
            (term - sum) + self.total
        };
        self.total = sum;
    }

    pub fn value(self) -> f64 {
        self.total + self.lost
    }
}

impl FromIterator<f64> for Sum {
    fn from_iter<I: IntoIterator<Item = f64>>(terms: I) -> Self {
        let mut sum = Self::default();
        for term in terms {
            sum.add(term);
        }
        sum
    }
}

/// 1/x + 1/(x + 1) + … + 1/(x + terms − 1), that is ψ(x + terms) − ψ(x).
pub fn reciprocals(x: f64, terms: u64) -> f64 {
    let mut sum = Sum::default();
    let mut done = 0;
    while done < terms && (x + done as f64 <= FAR || terms - done <= 8) {
        sum.add(1.0 / (x + done as f64));
        done += 1;
    }
    if done == terms {
        return sum.value();
    }
    let from = x + done as f64;
    let count = (terms - done) as f64;
    let to = from + count;
    sum.add((count / from).ln_1p());
    // 1/(2a) − 1/(2b), then the even powers.
    sum.add(count / (2.0 * from * to));
    let (a, b) = (1.0 / (from * from), 1.0 / (to * to));
    let (mut powers_a, mut powers_b) = (1.0, 1.0);
    for coefficient in DIGAMMA {
        powers_a *= a;
        powers_b *= b;
        sum.add(coefficient * (powers_a - powers_b));
    }
    sum.value()
}

/// ln Γ(x + a) − ln Γ(x + b), for x + a and x + b positive.
pub fn ln_gamma_ratio(x: f64, a: f64, b: f64) -> f64 {
    let mut sum = Sum::default();
    // Γ(y) = Γ(y + s) / (y (y + 1) … (y + s − 1)), on both sides.
    let lowest = x + a.min(b);
    let steps = (FAR - lowest).max(0.0).ceil();
    for step in 0..steps as u32 {
        let base = x + f64::from(step);
        sum.add(((b - a) / (base + a)).ln_1p());
    }
    let base = x + steps;
    let (p, q) = (base + a, base + b);
    // (p − ½) ln p − (q − ½) ln q − (p − q), by the gap between p and q.
    sum.add((a - b) * p.ln());
    sum.add((q - 0.5) * ((a - b) / q).ln_1p());
    sum.add(b - a);
    let (mut powers_p, mut powers_q) = (1.0 / p, 1.0 / q);
    for coefficient in STIRLING {
        sum.add(coefficient * (powers_p - powers_q));
        powers_p /= p * p;
        powers_q /= q * q;
    }
    sum.value()
}

/// A root of a continuous function between two points where its signs differ: bisection, with
/// a regula falsi step (Illinois) in between. The number of steps is bounded by the digits.
pub fn root(mut low: f64, mut high: f64, f: impl Fn(f64) -> f64) -> Option<f64> {
    let (mut at_low, mut at_high) = (f(low), f(high));
    if at_low == 0.0 {
        return Some(low);
    }
    if at_high == 0.0 {
        return Some(high);
    }
    if at_low.is_nan() || at_high.is_nan() || (at_low > 0.0) == (at_high > 0.0) {
        return None;
    }
    for step in 0..400 {
        let middle = f64::midpoint(low, high);
        if middle <= low.min(high) || middle >= low.max(high) {
            break;
        }
        let falsi = high - at_high * (high - low) / (at_high - at_low);
        let inside = falsi > low.min(high) && falsi < low.max(high);
        // Every third step halves, so that the bracket always shrinks.
        let next = if inside && step % 3 != 2 { falsi } else { middle };
        let value = f(next);
        if value == 0.0 {
            return Some(next);
        }
        if (value > 0.0) == (at_low > 0.0) {
            (low, at_low) = (next, value);
            if step % 3 == 1 {
                at_high *= 0.5;
            }
        } else {
            (high, at_high) = (next, value);
            if step % 3 == 1 {
                at_low *= 0.5;
            }
        }
    }
    Some(if at_low.abs() < at_high.abs() { low } else { high })
}
