//! Runs the examples of the catalogue against an engine given as a closure.
//!
//! A positive example passes when each marked span is overlapped by found spans on at least half of its
//! length; a negative one when nothing is found; a `todo` is counted and never fails. Knows no engine.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

use super::catalogue::Catalogue;
use super::rule::{Example, ExampleKind, Rule};

/// What became of one example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// As the example says; `exact`: found spans are the marked ones to the byte.
    Pass {
        exact: bool,
    },
    /// A known miss or false alarm; `resolved` when the engine now does what was hoped.
    Todo {
        resolved: bool,
    },
    Fail {
        reason: Reason,
    },
}

/// Why an example failed. Ranges are bytes of the example's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Reason {
    /// A marked span was not found, or not half of it.
    Missed { expected: Range<usize> },
    /// Nothing was marked and nothing was found.
    Silent,
    /// Something was found in a counter-example.
    FalseAlarm,
}

/// One example that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    pub rule_id: Arc<str>,
    /// Line of the rule file, 1-based.
    pub line: usize,
    pub kind: ExampleKind,
    #[serde(flatten)]
    pub reason: Reason,
    /// Marked spans and found spans, as text: rule files hold invented names only.
    pub expected: Vec<String>,
    pub found: Vec<String>,
    pub text: String,
}

/// The report over a catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SelfTest {
    pub rules: usize,
    pub positives: usize,
    pub negatives: usize,
    pub todos: usize,
    /// Todos that the engine now gets right: move them to the examples.
    pub resolved: usize,
    /// Positive examples whose spans were found to the byte.
    pub exact: usize,
    pub failures: Vec<Failure>,
}

impl SelfTest {
    /// Tests the rules that `chosen` accepts; `find` gives the spans that a rule finds in an example.
    pub fn run(
        catalogue: &Catalogue,
        chosen: impl Fn(&Rule) -> bool,
        find: impl Fn(&Rule, &str) -> Vec<Range<usize>>,
    ) -> Self {
        Self::run_examples(catalogue, chosen, |rule, example| find(rule, &example.text))
    }

    /// The same for engines that also read the record of an example.
    pub fn run_examples(
        catalogue: &Catalogue,
        chosen: impl Fn(&Rule) -> bool,
        find: impl Fn(&Rule, &Example) -> Vec<Range<usize>>,
    ) -> Self {
        let mut report = Self::default();
        for rule in catalogue.rules().iter().filter(|rule| chosen(rule)) {
            report.rules += 1;
            for example in &rule.examples {
                report.add(rule, example, find(rule, example));
            }
        }
        report
    }

    /// Adds the report of another engine's rules.
    pub fn absorb(&mut self, other: Self) {
        self.rules += other.rules;
        self.positives += other.positives;
        self.negatives += other.negatives;
        self.todos += other.todos;
        self.resolved += other.resolved;
        self.exact += other.exact;
        self.failures.extend(other.failures);
    }

    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }

    fn add(&mut self, rule: &Rule, example: &Example, found: Vec<Range<usize>>) {
        match example.kind {
            ExampleKind::Positive => self.positives += 1,
            ExampleKind::Negative => self.negatives += 1,
            ExampleKind::Todo => self.todos += 1,
        }
        match outcome(example, &found) {
            Outcome::Pass { exact } => self.exact += usize::from(exact),
            Outcome::Todo { resolved } => self.resolved += usize::from(resolved),
            Outcome::Fail { reason } => {
                self.failures.push(failure(rule, example, reason, &found));
            }
        }
    }
}

/// Judges one example on the spans that its rule found in it.
pub fn outcome(example: &Example, found: &[Range<usize>]) -> Outcome {
    let missed = example.spans.iter().find(|span| 2 * covered(span, found) < span.len());
    let hit = !found.is_empty() && missed.is_none();
    match example.kind {
        // A todo without a mark is a false alarm that one hopes to lose, or a miss: nothing tells
        // which, so only marked ones can be called resolved.
        ExampleKind::Todo => Outcome::Todo { resolved: !example.spans.is_empty() && hit },
        ExampleKind::Negative if found.is_empty() => Outcome::Pass { exact: true },
        ExampleKind::Negative => Outcome::Fail { reason: Reason::FalseAlarm },
        ExampleKind::Positive => match missed {
            Some(span) => Outcome::Fail { reason: Reason::Missed { expected: span.clone() } },
            None if found.is_empty() => Outcome::Fail { reason: Reason::Silent },
            None => Outcome::Pass { exact: is_exact(&example.spans, found) },
        },
    }
}

fn is_exact(expected: &[Range<usize>], found: &[Range<usize>]) -> bool {
    let mut found = found.to_vec();
    found.sort_by_key(|span| (span.start, span.end));
    found.dedup();
    !expected.is_empty() && found == expected
}

/// Bytes of `span` that found spans cover, each counted once.
fn covered(span: &Range<usize>, found: &[Range<usize>]) -> usize {
    let mut parts: Vec<Range<usize>> = found
        .iter()
        .map(|one| one.start.max(span.start)..one.end.min(span.end))
        .filter(|part| !part.is_empty())
        .collect();
    parts.sort_by_key(|part| part.start);
    let mut reached = span.start;
    let mut total = 0;
    for part in parts {
        total += part.end.saturating_sub(part.start.max(reached));
        reached = reached.max(part.end);
    }
    total
}

fn failure(rule: &Rule, example: &Example, reason: Reason, found: &[Range<usize>]) -> Failure {
    let texts = |spans: &[Range<usize>]| {
        let text = |span: &Range<usize>| example.text.get(span.clone()).map(str::to_owned);
        spans.iter().filter_map(text).collect()
    };
    Failure {
        rule_id: rule.id.clone(),
        line: example.line,
        kind: example.kind,
        reason,
        expected: texts(&example.spans),
        found: texts(found),
        text: example.text.clone(),
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let on_one_line = |text: &str| text.replace('\n', "⏎");
        write!(f, "{} (ligne {}) : ", self.rule_id, self.line)?;
        match &self.reason {
            Reason::Missed { expected } => {
                let span = self.text.get(expected.clone()).unwrap_or_default();
                write!(f, "«{}» n'est pas trouvé", on_one_line(span))?;
            }
            Reason::Silent => write!(f, "rien n'est trouvé")?,
            Reason::FalseAlarm => write!(f, "trouvé à tort")?,
        }
        if !self.found.is_empty() {
            let found: Vec<String> =
                self.found.iter().map(|text| format!("«{}»", on_one_line(text))).collect();
            write!(f, " ; trouvé : {}", found.join(", "))?;
        }
        write!(f, "\n    {}", on_one_line(&self.text))
    }
}

impl fmt::Display for SelfTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for failure in &self.failures {
            writeln!(f, "{failure}")?;
        }
        writeln!(
            f,
            "{} règles : {} exemples, {} contre-exemples, {} à faire ({} résolus) ; {} échecs",
            self.rules,
            self.positives,
            self.negatives,
            self.todos,
            self.resolved,
            self.failures.len(),
        )
    }
}
