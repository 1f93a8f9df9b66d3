//! Whether the order of placeholders says something of the names they mask, over a stream (REI-10, 17 to 19).
//!
//! Exact tests and intervals on the counts that a run keeps. What comes out is for the SDER alone: it goes to
//! `report/sder.json`, which no report for reusers reads.

use serde_json::{Value, json};

use crate::intervals::wilson;
use crate::run::restricted::{KendallTally, OrderTally};

/// Name of the file, in the folder `report` of a run.
pub const FILE: &str = "sder.json";

/// Probability that a stream without order is called ordered: stated with every result.
pub const ERROR_RATE: f64 = 0.001;

/// Chance that a decision without order uses the first letters of an order: C(25, 2) at most.
const CHANCE: f64 = 1.0 / 300.0;

/// Informative decisions under which nothing is concluded when no order shows.
const ENOUGH: u64 = 20;

/// What a stream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Letters follow the alphabetical order of the names.
    Alphabetical,
    /// Letters follow an order that the seed gives.
    Seeded,
    /// No order shows.
    None,
    /// Too few decisions to tell.
    Undecided,
}

impl Order {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Alphabetical => "alphabetical",
            Self::Seeded => "seeded",
            Self::None => "none",
            Self::Undecided => "undecided",
        }
    }
}

/// What the letters of a stream are, at the stated rate of error: the two tests share it.
pub fn order(tally: &OrderTally) -> Order {
    let significant = |hits: u64, out_of: u64| upper_tail(hits, out_of, CHANCE) < ERROR_RATE / 2.0;
    let alphabetical = significant(tally.alphabetical, tally.lettered);
    let seeded = significant(tally.seeded, tally.with_seed);
    match (alphabetical, seeded) {
        // A seed that is no number shuffles nothing: both orders are then one.
        (true, _) if tally.alphabetical >= tally.seeded => Order::Alphabetical,
        (_, true) => Order::Seeded,
        (true, false) => Order::Alphabetical,
        (false, false) if tally.lettered >= ENOUGH => Order::None,
        (false, false) => Order::Undecided,
    }
}

/// The restricted report. `safeguard` is what every report says of magistrates.
pub fn report(tally: &OrderTally, safeguard: &str) -> Value {
    let plain = |hits: u64, out_of: u64| json!({ "decisions": out_of, "hits": hits, "interval_95": wilson(hits, out_of) });
    let share = |hits: u64, out_of: u64| {
        let mut share = plain(hits, out_of);
        share["p_value"] = json!(upper_tail(hits, out_of, CHANCE));
        share
    };
    let seeds = |state: &str| tally.seeds.get(state).copied().unwrap_or(0);
    let (same, different) = (seeds("recomputed"), seeds("different"));
    json!({
        "notice": "Diffusion restreinte au SDER : ne pas joindre aux rapports destinés aux réutilisateurs.",
        "safeguard": safeguard,
        "error_rate": ERROR_RATE,
        "order": order(tally).as_str(),
        "REI-10": rank(&tally.by_letter),
        "REI-17": {
            "one_counter": plain(tally.one_counter, tally.numbered),
            "by_appearance": plain(tally.by_appearance, tally.numbered),
            "rank": rank(&tally.by_number),
        },
        "REI-18": share(tally.alphabetical, tally.lettered),
        "REI-19": {
            "seeds": tally.seeds,
            "recomputed": plain(same, same + different),
            "letters": share(tally.seeded, tally.with_seed),
            "rank": rank(&tally.by_seed),
        },
    })
}

/// Tau and its interval at 95 %, decisions being the units; `None` under two of them.
pub fn tau(sums: &KendallTally) -> Option<(f64, f64, f64)> {
    if sums.decisions < 2 {
        return None;
    }
    let (count, pairs) = (sums.decisions as f64, sums.pairs as f64);
    let tau = sums.score as f64 / pairs;
    let spread = sums.score_squares as f64 - 2.0 * tau * sums.products as f64
        + tau * tau * sums.squares as f64;
    let error = (spread.max(0.0) * count / (count - 1.0)).sqrt() / pairs;
    Some((tau, (tau - 1.96 * error).max(-1.0), (tau + 1.96 * error).min(1.0)))
}

fn rank(sums: &KendallTally) -> Value {
    match tau(sums) {
        Some((tau, low, high)) => json!({
            "decisions": sums.decisions, "pairs": sums.pairs, "tau": tau,
            "interval_95": { "low": low, "high": high },
        }),
        None => json!({
            "decisions": sums.decisions,
            "not_evaluated": "textes d'origine absents ou trop peu nombreux",
        }),
    }
}

/// Probability of `hits` successes or more among `out_of`, each of probability `chance`.
fn upper_tail(hits: u64, out_of: u64, chance: f64) -> f64 {
    if hits == 0 {
        return 1.0;
    }
    // Log of the first term, then ratios of successive ones.
    let mut log = 0.0;
    for rank in 0..hits {
        log += ((out_of - rank) as f64 / (rank + 1) as f64).ln() + chance.ln();
    }
    log += (out_of - hits) as f64 * (1.0 - chance).ln();
    let mut term = log.exp();
    let mut sum = term;
    for rank in hits..out_of {
        term *= (out_of - rank) as f64 / (rank + 1) as f64 * chance / (1.0 - chance);
        sum += term;
        if term < sum * 1e-15 {
            break;
        }
    }
    sum.min(1.0)
}
