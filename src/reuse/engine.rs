//! The rules PROFB and CGUX, compiled, and what each of them finds in a text.
//!
//! A hit says that words stand together; whether it counts is decided by `profile`. Must know no rule but by what
//! its file says.

use std::ops::Range;

use regex::bytes::Regex;

use super::ReuseError;
use super::fields::Fields;
use super::fold::Folded;
use super::keys;
use crate::rules::{Catalogue, EngineName, Rule, RuleIndex, SelfTest};

/// A rule of the `reuse` engine.
struct Compiled {
    rule: RuleIndex,
    patterns: Vec<Regex>,
}

/// Where a rule found something.
#[derive(Clone, PartialEq, Eq)]
pub struct Hit {
    pub rule: RuleIndex,
    /// Folded bytes.
    pub folded: Range<usize>,
    /// Bytes of the original.
    pub span: Range<usize>,
}

/// The compiled rules.
pub struct Engine {
    catalogue: Catalogue,
    fields: Fields,
    rules: Vec<Compiled>,
}

impl Engine {
    pub fn compile(catalogue: Catalogue) -> Result<Self, ReuseError> {
        let fields = Fields::embedded()?;
        let mut rules = Vec::new();
        for (index, rule) in catalogue.iter().filter(|(_, rule)| rule.engine == EngineName::Reuse) {
            let patterns = rule
                .patterns
                .iter()
                .map(|pattern| fields.compile(pattern))
                .collect::<Result<_, _>>()?;
            rules.push(Compiled { rule: index, patterns });
        }
        Ok(Self { catalogue, fields, rules })
    }

    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    pub fn id(&self, rule: RuleIndex) -> &str {
        &self.catalogue.rule(rule).id
    }

    /// What the rules that `chosen` accepts find within `windows`, folded ranges.
    pub fn hits(
        &self,
        text: &Folded,
        windows: &[Range<usize>],
        chosen: impl Fn(&str) -> bool,
    ) -> Vec<Hit> {
        let mut hits = Vec::new();
        for compiled in self.rules.iter().filter(|one| chosen(self.id(one.rule))) {
            for window in windows {
                let part = &text.bytes()[window.clone()];
                for pattern in &compiled.patterns {
                    for found in pattern.find_iter(part) {
                        let folded = trimmed(part, found.range(), window.start);
                        let span = text.original(&folded);
                        hits.push(Hit { rule: compiled.rule, folded, span });
                    }
                }
            }
        }
        hits.sort_by_key(|hit| (hit.folded.start, hit.folded.end, hit.rule));
        hits.dedup();
        hits
    }

    /// What one rule finds in a text, anywhere; bytes of the text.
    pub fn spans_of(&self, rule: &Rule, text: &str) -> Vec<Range<usize>> {
        let folded = Folded::new(text);
        let whole = 0..folded.bytes().len();
        let hits = self.hits(&folded, std::slice::from_ref(&whole), |id| id == &*rule.id);
        let kept = hits.into_iter().filter(|hit| {
            !keys::is_key_rule(&rule.id) || keys::is_real(&folded.bytes()[hit.folded.clone()])
        });
        kept.filter(|hit| !self.dismissed(rule, &folded, hit)).map(|hit| hit.span).collect()
    }

    /// A rule's own counter-context (`counter_context` of its file) stands by.
    fn dismissed(&self, rule: &Rule, text: &Folded, hit: &Hit) -> bool {
        let near = String::from_utf8_lossy(text.around(&hit.folded, 40)).into_owned();
        rule.counter_context.iter().any(|word| near.contains(&super::fold::fold(word)))
    }

    /// Runs the examples of the rules.
    pub fn self_test(&self) -> SelfTest {
        SelfTest::run(
            &self.catalogue,
            |rule| rule.engine == EngineName::Reuse,
            |rule, text| self.spans_of(rule, text),
        )
    }
}

/// A match without the borders that its expression consumed.
fn trimmed(part: &[u8], found: Range<usize>, shift: usize) -> Range<usize> {
    let border =
        |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b';' | b',' | b'|' | b'(');
    let matched = &part[found.clone()];
    let start = matched.iter().take_while(|byte| border(byte)).count();
    let end = matched.iter().rev().take_while(|byte| border(byte)).count();
    if start + end >= matched.len() {
        return shift + found.start..shift + found.end;
    }
    shift + found.start + start..shift + found.end - end
}
