//! Facts: what a decision still says of each person, and of itself, once names are masked.
//!
//! A *fact* is a quasi-identifier tied to a person by its placeholder (`[X]`) or by an ordinal
//! when the name was left in clear: never by the name. A *sketch* is what `linkage` needs to find
//! the decisions of one case without reading the texts again. Pure functions of one document.
//! Must not judge: whether a combination singles someone out is for `linkage`.

pub mod attribute;
mod expression;
pub mod lexicon;
mod machine;
mod mark;
mod people;
mod read;
mod rules;
pub mod sketch;
mod stream;
mod wake;

use std::fmt;

use crate::document::Document;
use crate::lexicon::Lexicon;

pub use attribute::{Attribute, Group, Role};
pub use sketch::Sketch;

/// A quasi-identifier of one person, in the main text of a decision.
///
/// The value is a datum about someone: it goes to the table `facts` and nowhere else, so that
/// `Debug` does not show it.
#[derive(Clone, PartialEq)]
pub struct Fact {
    /// Letters of the placeholders, `X` or `X Y`; `#1` when the name is in clear.
    pub person: String,
    pub role: Option<Role>,
    pub attribute: Attribute,
    /// Normalised: ISO dates, integers, euros, words in lower case.
    pub value: String,
    /// 0 for an exact value; each level is one step of generalisation.
    pub level: i64,
    /// Code points of the published text, half-open.
    pub start: i64,
    pub end: i64,
    /// Empty outside any zone.
    pub zone: &'static str,
    pub confidence: f32,
}

impl fmt::Debug for Fact {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Fact")
            .field("person", &self.person)
            .field("attribute", &self.attribute)
            .field("start", &self.start)
            .field("end", &self.end)
            .finish_non_exhaustive()
    }
}

/// What is read of one decision beside its findings.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Extracted {
    /// By start, then person, then attribute.
    pub facts: Vec<Fact>,
    pub sketch: Sketch,
}

/// Reads the facts of a document. `lexicon` says which company names can be written as they are:
/// without it none is.
pub fn extract(document: &Document<'_>, lexicon: Option<&Lexicon>) -> Extracted {
    match document.views.first() {
        Some(view) => Extracted { facts: read::read(view, lexicon), sketch: Sketch::of(view) },
        None => Extracted::default(),
    }
}

/// Expressions that cannot be made ready: none, which a test checks.
pub fn broken_rules() -> Vec<&'static str> {
    let broken = machine::expressions().filter(|(expression, _)| !expression.is_sound());
    broken.map(|(_, pattern)| pattern).collect()
}

/// Expressions of which a match begins in a sentence of a document where their anchors say that none can, and how many
/// matches were looked at. What wakes a rule is not checked here.
pub fn rules_at_odds(document: &Document<'_>) -> (usize, Vec<&'static str>) {
    let (mut seen, mut at_odds) = (0, Vec::new());
    let Some(view) = document.views.first() else { return (seen, at_odds) };
    let mut memory = wake::Memory::take();
    let wakes = &machine::MACHINE.wakes;
    let stream = stream::build(view, wakes, &mut memory);
    let mut awake = wake::Awake::default();
    for sentence in &stream.sentences {
        awake.clear();
        for &wake in stream.wakes.iter().filter(|wake| sentence.contains(&(wake.at as usize))) {
            wakes.look(&memory, &stream.bytes, sentence, wake, &mut awake);
        }
        let text = &stream.bytes[sentence.clone()];
        for (rank, (expression, pattern)) in machine::expressions().enumerate() {
            let begins = expression.begins(text);
            seen += begins.len();
            if !begins.iter().all(|&at| wakes.allows(rank, &awake, at)) {
                at_odds.push(pattern);
            }
        }
    }
    memory.keep();
    (seen, at_odds)
}
