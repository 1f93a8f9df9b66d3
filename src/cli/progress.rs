//! Progress on standard error: a line that moves on a terminal, plain lines elsewhere.
//!
//! Shows counts alone, never an identifier of a decision.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::linkage::Stage;
use crate::report::Language;
use crate::report::summary::grouped;

use super::args;

/// How often a plain line is written.
const PLAIN: Duration = Duration::from_secs(10);

enum Shape {
    Silent,
    Bar(ProgressBar),
    Plain { last: Instant },
}

/// Counts what was done and shows it.
pub(super) struct Progress {
    shape: Shape,
    language: Language,
    start: Instant,
    decisions: u64,
    bytes: u64,
    blocking: u64,
}

impl Shape {
    fn new(when: args::Progress) -> Self {
        let terminal = io::stderr().is_terminal();
        match when {
            args::Progress::Never => Self::Silent,
            args::Progress::Auto if !terminal => Self::Silent,
            _ if terminal => {
                let bar = ProgressBar::new_spinner();
                if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
                    bar.set_style(style);
                }
                bar.enable_steady_tick(Duration::from_millis(120));
                Self::Bar(bar)
            }
            _ => Self::Plain { last: Instant::now() },
        }
    }
}

impl Progress {
    pub fn new(when: args::Progress, language: Language) -> Self {
        let shape = Shape::new(when);
        Self { shape, language, start: Instant::now(), decisions: 0, bytes: 0, blocking: 0 }
    }

    /// One more decision, of this many bytes, with this many blocking findings.
    pub fn decision(&mut self, bytes: u64, blocking: u64) {
        self.decisions += 1;
        self.bytes += bytes;
        self.blocking += blocking;
        match &mut self.shape {
            Shape::Silent => {}
            Shape::Bar(bar) => {
                if self.decisions.is_multiple_of(64) {
                    let bar = bar.clone();
                    bar.set_message(self.message());
                }
            }
            Shape::Plain { last } => {
                if last.elapsed() >= PLAIN {
                    *last = Instant::now();
                    let _ = writeln!(io::stderr(), "{}", self.message());
                }
            }
        }
    }

    pub fn finish(self) {
        match &self.shape {
            Shape::Silent => {}
            Shape::Bar(bar) => bar.finish_and_clear(),
            Shape::Plain { .. } => {
                let _ = writeln!(io::stderr(), "{}", self.message());
            }
        }
    }

    fn message(&self) -> String {
        let number = |count| grouped(count, self.language);
        let seconds = self.start.elapsed().as_secs_f64().max(0.001);
        let rate = self.bytes as f64 / 1e6 / seconds;
        let (decisions, blocking) = self
            .language
            .pick(("décisions", "constats bloquants"), ("decisions", "blocking findings"));
        let unit = self.language.pick("Mo/s", "MB/s");
        format!(
            "{} {decisions}, {rate:.0} {unit}, {} {blocking}",
            number(self.decisions),
            number(self.blocking)
        )
    }
}

/// Shows the steps of a computation on a finished run.
pub(super) struct Steps {
    shape: Mutex<(Shape, Option<Stage>)>,
    language: Language,
}

impl Steps {
    pub fn new(when: args::Progress, language: Language) -> Self {
        Self { shape: Mutex::new((Shape::new(when), None)), language }
    }

    /// A step begins: `done` out of `total`, in parts of the run.
    pub fn tell(&self, stage: Stage, done: u64, total: u64) {
        let mut state = self.shape.lock().unwrap_or_else(PoisonError::into_inner);
        let (shape, shown) = &mut *state;
        match shape {
            Shape::Silent => {}
            Shape::Bar(bar) => bar.set_message(self.message(stage, done, total)),
            Shape::Plain { last } => {
                // Each stage once, and a long one from time to time.
                if *shown != Some(stage) || last.elapsed() >= PLAIN {
                    *last = Instant::now();
                    let _ = writeln!(io::stderr(), "{}", self.message(stage, done, total));
                }
            }
        }
        *shown = Some(stage);
    }

    pub fn finish(&self) {
        let state = self.shape.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Shape::Bar(bar), _) = &*state {
            bar.finish_and_clear();
        }
    }

    fn message(&self, stage: Stage, done: u64, total: u64) -> String {
        let (french, english) = match stage {
            Stage::Profiles => ("lecture des faits", "reading facts"),
            Stage::Classes => ("comptage des profils", "counting profiles"),
            Stage::Risks => ("risque de chaque personne", "risk of each person"),
            Stage::Decisions => ("lecture des décisions", "reading decisions"),
            Stage::Chains => ("rapprochement des affaires", "chaining cases"),
            Stage::Differences => {
                ("différences dans une même affaire", "differences within a case")
            }
        };
        let name = self.language.pick(french, english);
        match total {
            0 | 1 => name.to_owned(),
            _ => format!(
                "{name} : {} / {}",
                grouped(done + 1, self.language),
                grouped(total, self.language)
            ),
        }
    }
}
