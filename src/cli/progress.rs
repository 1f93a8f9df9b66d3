//! Progress on standard error: a line that moves on a terminal, plain lines elsewhere.
//!
//! Shows counts alone, never an identifier of a decision.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

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

impl Progress {
    pub fn new(when: args::Progress, language: Language) -> Self {
        let terminal = io::stderr().is_terminal();
        let shape = match when {
            args::Progress::Never => Shape::Silent,
            args::Progress::Auto if !terminal => Shape::Silent,
            _ if terminal => {
                let bar = ProgressBar::new_spinner();
                if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
                    bar.set_style(style);
                }
                bar.enable_steady_tick(Duration::from_millis(120));
                Shape::Bar(bar)
            }
            _ => Shape::Plain { last: Instant::now() },
        };
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
