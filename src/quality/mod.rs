//! Measuring the detectors: invented identities put back into pseudonymised decisions,
//! gold beside them, and the comparison of gold with findings.
//!
//! This module is the adversary of `detect`: it must not use its engines or its rules, only
//! their findings, and must never copy an identity of a real decision. Everything is drawn
//! from a seed: the same decisions, names, options and seed give the same bytes.

pub mod dice;
mod draft;
pub mod evaluate;
pub mod forms;
pub mod gold;
pub mod identifiers;
pub mod identities;
pub mod leak;
pub mod order;
pub mod reading;
// Long lists of short words: one a line would hide them.
#[rustfmt::skip]
mod lists;
pub mod records;
pub mod refill;
pub mod sentences;
mod slots;
mod templates;
pub mod train;
pub mod train_secrets;
pub mod way;

use sha2::{Digest, Sha256};

pub use evaluate::{Evaluation, evaluate, run_evaluate};
pub use gold::{Form, Gold, GoldSpan};
pub use identities::{Gender, IdentitySource, Name, NameLists, ValueClass};
pub use leak::{LeakOptions, leak, run_leak};
pub use refill::refill;

/// What a decision is used for, so that no figure is ever read on what was learnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// 60 %: weights are fitted on it.
    Train,
    /// 20 %: thresholds and calibration are chosen on it.
    Tune,
    /// 20 %: figures are reported on it, and on it alone.
    Report,
}

impl Part {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Tune => "tune",
            Self::Report => "report",
        }
    }
}

/// The part a decision belongs to: by SHA-256 of its id, hence for ever and on every machine.
pub fn part(decision_id: &str) -> Part {
    match draw(decision_id.as_bytes()) % 10 {
        0..=5 => Part::Train,
        6..=7 => Part::Tune,
        _ => Part::Report,
    }
}

/// The first eight bytes of SHA-256, as a number.
fn draw(bytes: &[u8]) -> u64 {
    let digest = Sha256::digest(bytes);
    digest.iter().take(8).fold(0, |number, &byte| number << 8 | u64::from(byte))
}
