//! The generic engine: regular expressions written in rule files, all rules in one pass.
//!
//! The literals of every rule are looked for at each word (`trigger`); a rule's expressions run only
//! around its literals. Must not know any rule by name, except through `protection`, which says what a
//! mention is worth when it stands alone.
//!
//! A Unicode `\b` makes the lazy automaton of `regex` give up at the first accented letter, and its ASCII
//! form is wrong next to one (`prénommé\b`). So each expression is compiled twice: without its `\b`, to
//! search fast for where a match may begin, and as written but anchored, to confirm there. A confirmed match
//! is exactly one of the expression as written.

use std::ops::Range;
use std::sync::OnceLock;

use regex::Regex;

use super::finding::{Candidate, Cue};
use super::protection;
use super::trigger::{Hit, Trigger};
use crate::document::View;
use crate::document::tokens::{fold, tokenise};
use crate::rules::{Catalogue, EngineName, Rule, RuleIndex};
use crate::taxonomy::Category;

/// How far before and after a literal a match may reach, in bytes.
///
/// As short as the longest expression needs: every literal seen costs a look at this much text.
const BEFORE: usize = 192;
const AFTER: usize = 288;

/// How far from a match context words count, in bytes.
const CONTEXT: usize = 100;

/// Name of the group that delimits the span; the whole match when an expression has none.
const SPAN_GROUP: &str = "so";

const CONFIDENCE: f32 = 0.75;
const WITH_CONTEXT: f32 = 0.9;
const DISPUTED: f32 = 0.55;

/// A rule of the catalogue that this engine cannot compile.
#[derive(Debug, thiserror::Error)]
pub enum PatternsError {
    #[error("règle {rule} : expression rationnelle refusée ({reason})")]
    Regex { rule: String, reason: String },
    #[error("littéraux du catalogue refusés : {0}")]
    Literals(#[from] super::trigger::LiteralError),
}

/// The compiled `patterns` rules of a catalogue.
pub struct Patterns {
    rules: Vec<CompiledRule>,
    /// `None` when no rule uses this engine.
    trigger: Option<Trigger>,
    /// By `Hit::literal`: the rank of its rule in `rules`.
    literals: Vec<u16>,
}

struct CompiledRule {
    index: RuleIndex,
    id: String,
    category: Category,
    expressions: Vec<Expression>,
    context: Vec<String>,
    counter_context: Vec<String>,
}

struct Expression {
    /// Without word boundaries: matches at least wherever the exact one does.
    relaxed: Regex,
    /// As written, after exactly one character, so that a boundary at its start sees the text.
    inside: Regex,
    /// As written, at the start of the text: compiled where a text opens with a possible match, which is rare.
    at_start: OnceLock<Option<Regex>>,
    pattern: String,
    has_span_group: bool,
}

/// What the context of a match says.
enum Verdict {
    Plain,
    Supported(usize),
    Disputed(usize),
    Vetoed(usize),
}

/// What this engine saw of a rule in a text, for `rules explain`. Holds no text of the decision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trace {
    /// Literals seen.
    pub literals: usize,
    /// Places where an expression matched.
    pub matches: usize,
    /// Words of the rule's counter-context that put a match aside.
    pub vetoes: Vec<String>,
}

impl Patterns {
    pub fn compile(catalogue: &Catalogue) -> Result<Self, PatternsError> {
        let (mut rules, mut literals, mut words) = (Vec::new(), Vec::new(), Vec::new());
        let ours = catalogue.iter().filter(|(_, rule)| rule.engine == EngineName::Patterns);
        for (slot, (index, rule)) in (0u16..).zip(ours) {
            rules.push(CompiledRule::new(index, rule)?);
            for written in &rule.literals {
                literals.push(slot);
                words.push(written.as_str());
            }
        }
        let trigger = if words.is_empty() { None } else { Some(Trigger::new(words)?) };
        Ok(Self { rules, trigger, literals })
    }

    /// Appends what the rules find in a view, in no particular order.
    pub fn scan(&self, view: &View<'_>, out: &mut Vec<Candidate>) {
        if let Some(trigger) = &self.trigger {
            self.search(&view.text, trigger.hits(&view.text, view.tokens()), out);
        }
    }

    /// The same, where `starts` has the words and the numbers that may hold a literal.
    pub(super) fn scan_at(&self, view: &View<'_>, starts: &[u32], out: &mut Vec<Candidate>) {
        if let Some(trigger) = &self.trigger {
            let tokens = view.tokens();
            let words = starts.iter().map(|&at| &tokens[at as usize]);
            self.search(&view.text, trigger.hits_at(&view.text, words), out);
        }
    }

    fn search(&self, text: &str, hits: Vec<Hit>, out: &mut Vec<Candidate>) {
        self.windows(text, hits, |rule, window| rule.search(text, window, out, None));
    }

    /// What is looked for at the words of a text.
    pub(super) fn literals(&self) -> Option<&Trigger> {
        self.trigger.as_ref()
    }

    /// What the engine sees of one rule: answers "why was this not found?".
    pub fn trace(&self, rule: RuleIndex, text: &str) -> Trace {
        let mut trace = Trace::default();
        let tokens = tokenise(text);
        let Some(trigger) = &self.trigger else { return trace };
        let hits = trigger.hits(text, &tokens);
        let ours = |hit: &&Hit| self.rules[usize::from(self.literals[hit.literal])].index == rule;
        trace.literals = hits.iter().filter(ours).count();
        self.windows(text, hits, |compiled, window| {
            if compiled.index == rule {
                compiled.search(text, window, &mut Vec::new(), Some(&mut trace))
            } else {
                window.end
            }
        });
        trace
    }

    /// Calls `search` on each stretch of text that a rule must look at, in text order for each rule.
    ///
    /// `search` says where the last match ends: it may be beyond the window, and must be found once.
    fn windows(
        &self,
        text: &str,
        hits: Vec<Hit>,
        mut search: impl FnMut(&CompiledRule, Range<usize>) -> usize,
    ) {
        let mut open: Vec<Range<usize>> = vec![0..0; self.rules.len()];
        let mut done: Vec<usize> = vec![0; self.rules.len()];
        let mut close = |slot: usize, window: Range<usize>| {
            let left = window.start.max(done[slot])..window.end;
            if !left.is_empty() {
                done[slot] = search(&self.rules[slot], left);
            }
        };
        for hit in hits {
            let slot = usize::from(self.literals[hit.literal]);
            let window = around(text, &hit.span, BEFORE, AFTER);
            if window.start < open[slot].end {
                open[slot].end = open[slot].end.max(window.end);
            } else {
                close(slot, std::mem::replace(&mut open[slot], window));
            }
        }
        for (slot, window) in open.into_iter().enumerate() {
            close(slot, window);
        }
    }
}

impl CompiledRule {
    fn new(index: RuleIndex, rule: &Rule) -> Result<Self, PatternsError> {
        let compile = |pattern: &String| {
            Expression::new(pattern).map_err(|error| PatternsError::Regex {
                rule: rule.id.to_string(),
                reason: error.to_string(),
            })
        };
        let folded = |words: &[String]| words.iter().map(|word| fold(word)).collect();
        Ok(Self {
            index,
            id: rule.id.to_string(),
            category: rule.category,
            expressions: rule.patterns.iter().map(compile).collect::<Result<_, _>>()?,
            context: folded(&rule.context),
            counter_context: folded(&rule.counter_context),
        })
    }

    /// Looks for matches that begin in the window; returns where the last one ends, at least its start.
    fn search(
        &self,
        text: &str,
        window: Range<usize>,
        out: &mut Vec<Candidate>,
        mut trace: Option<&mut Trace>,
    ) -> usize {
        let mut spans = Vec::new();
        for expression in &self.expressions {
            expression.find(text, &window, &mut spans);
        }
        let spans = without_overlaps(spans);
        let end = spans.last().map_or(window.start, |last| last.end);
        for span in spans {
            let verdict = self.judge(text, &span);
            if let Some(trace) = trace.as_deref_mut() {
                trace.matches += 1;
                if let Verdict::Vetoed(word) = verdict {
                    trace.vetoes.push(self.counter_context[word].clone());
                }
            }
            out.extend(self.candidate(text, span, &verdict));
        }
        end
    }

    fn judge(&self, text: &str, span: &Range<usize>) -> Verdict {
        if self.context.is_empty() && self.counter_context.is_empty() {
            return Verdict::Plain;
        }
        let near = folded_line(&text[around(text, span, CONTEXT, CONTEXT)]);
        let seen = |words: &[String]| words.iter().position(|word| holds_word(&near, word));
        match (seen(&self.context), seen(&self.counter_context)) {
            (None, None) => Verdict::Plain,
            (Some(word), None) => Verdict::Supported(word),
            (Some(_), Some(counter)) => Verdict::Disputed(counter),
            (None, Some(counter)) => Verdict::Vetoed(counter),
        }
    }

    fn candidate(&self, text: &str, span: Range<usize>, verdict: &Verdict) -> Option<Candidate> {
        let (confidence, cue): (f32, Option<Cue>) = match verdict {
            Verdict::Plain => (CONFIDENCE, None),
            Verdict::Supported(word) => {
                (WITH_CONTEXT, Some(format!("contexte : {}", self.context[*word]).into()))
            }
            Verdict::Disputed(word) => {
                let word = &self.counter_context[*word];
                (DISPUTED, Some(format!("contexte contraire : {word}").into()))
            }
            Verdict::Vetoed(_) => return None,
        };
        let value = folded_line(&text[span.clone()]);
        let alone = protection::alone(&self.id, &value);
        let mut cues: Vec<Cue> = vec!["motif de la règle".into()];
        cues.extend(cue);
        Some(Candidate {
            span,
            rule: self.index,
            category: self.category,
            severity: alone.map(|alone| alone.severity),
            confidence,
            value,
            cues,
            at_most: alone.map(|alone| alone.at_most),
        })
    }
}

impl Expression {
    fn new(pattern: &str) -> Result<Self, regex::Error> {
        let inside = Regex::new(&format!(r"\A(?s:.)(?:{pattern})"))?;
        Ok(Self {
            relaxed: Regex::new(&without_boundaries(pattern))?,
            has_span_group: inside.capture_names().flatten().any(|name| name == SPAN_GROUP),
            inside,
            at_start: OnceLock::new(),
            pattern: pattern.to_owned(),
        })
    }

    /// `None` only for what `new` would have refused.
    fn at_start(&self) -> Option<&Regex> {
        let compiled = || Regex::new(&format!(r"\A(?:{})", self.pattern)).ok();
        self.at_start.get_or_init(compiled).as_ref()
    }

    /// Adds the spans of the matches that begin in the window.
    ///
    /// They are confirmed on the whole text: cut at the end of the window, a word would seem to end there.
    fn find(&self, text: &str, window: &Range<usize>, spans: &mut Vec<Range<usize>>) {
        let visible = &text[..window.end];
        let mut at = window.start;
        while at <= visible.len()
            && let Some(possible) = self.relaxed.find_at(visible, at)
        {
            let start = possible.start();
            // At least one character on, or an empty match would be found for ever.
            at = start + text[start..].chars().next().map_or(1, char::len_utf8);
            if let Some((span, end)) = self.confirm(text, start) {
                at = at.max(end);
                spans.push(span);
            }
        }
    }

    /// The span, and the end of the whole match, of the expression as written at `start`.
    fn confirm(&self, text: &str, start: usize) -> Option<(Range<usize>, usize)> {
        let before = text[..start].chars().next_back().map_or(0, char::len_utf8);
        let from = start - before;
        let exact = if before == 0 { self.at_start()? } else { &self.inside };
        if !self.has_span_group {
            let end = from + exact.find(&text[from..])?.end();
            return Some((start..end, end));
        }
        let captures = exact.captures(&text[from..])?;
        let end = from + captures.get(0)?.end();
        let span = captures.name(SPAN_GROUP);
        Some((span.map_or(start..end, |group| from + group.start()..from + group.end()), end))
    }
}

/// A pattern without its word boundaries: matches wherever the pattern does, and more.
fn without_boundaries(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escaped = &rest[at + 1..];
        let kind = escaped.chars().next();
        let width = kind.map_or(0, char::len_utf8);
        rest = &escaped[width..];
        match kind {
            Some('b' | 'B') => rest = after_braces(rest),
            _ => out.push_str(&escaped_pair(kind)),
        }
    }
    out.push_str(rest);
    out
}

fn escaped_pair(kind: Option<char>) -> String {
    let mut pair = String::from('\\');
    pair.extend(kind);
    pair
}

/// Skips the `{start-half}` of a `\b{start-half}`.
fn after_braces(rest: &str) -> &str {
    match rest.strip_prefix('{').and_then(|inside| inside.split_once('}')) {
        Some((_, after)) => after,
        None => rest,
    }
}

/// Sorted, and without the spans that begin inside another.
fn without_overlaps(mut spans: Vec<Range<usize>>) -> Vec<Range<usize>> {
    spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut end = 0;
    spans.retain(|span| {
        let keep = span.start >= end;
        end = end.max(span.end);
        keep
    });
    spans
}

/// The bytes around a span, cut at characters.
fn around(text: &str, span: &Range<usize>, before: usize, after: usize) -> Range<usize> {
    text.floor_char_boundary(span.start.saturating_sub(before))
        ..text.ceil_char_boundary((span.end + after).min(text.len()))
}

/// Folded, with single spaces.
fn folded_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&fold(word));
    }
    line
}

/// Whether a folded line holds a folded word or phrase, whole.
fn holds_word(line: &str, word: &str) -> bool {
    let is_letter = |character: char| character.is_alphanumeric();
    line.match_indices(word).any(|(at, found)| {
        !line[..at].chars().next_back().is_some_and(is_letter)
            && !line[at + found.len()..].chars().next().is_some_and(is_letter)
    })
}
