//! Reads one example line: marks, line breaks.

use std::ops::Range;

use super::error::Problem;
use super::rule::ExampleKind;

const OPEN: char = '«';
const CLOSE: char = '»';
const BREAK: char = '⏎';

/// What separates the record of an example from its text.
const RECORD_END: &str = " | ";

/// The record in front of an example, as JSON, and the rest: `{"nac":"11A"} | texte`.
pub(super) fn record(written: &str) -> Result<(Option<String>, &str), Problem> {
    if !written.starts_with('{') {
        return Ok((None, written));
    }
    let mut values = serde_json::Deserializer::from_str(written).into_iter::<serde_json::Value>();
    let read = values.next().is_some_and(|value| value.is_ok_and(|value| value.is_object()));
    let end = values.byte_offset();
    let rest = written.get(end..).and_then(|rest| rest.strip_prefix(RECORD_END));
    match rest.filter(|_| read) {
        Some(rest) => Ok((Some(written[..end].to_owned()), rest)),
        // An example may itself be JSON; only what looks like a record before a text is one.
        None if !written.contains("} | ") => Ok((None, written)),
        None => Err(Problem::BadRecord),
    }
}

/// Text and marked spans of an example as written in the file.
///
/// A mark is a `«` with no space after it, or a `»` with no space before it; the others are
/// quotation marks of the text.
pub(super) fn read(
    written: &str,
    kind: ExampleKind,
) -> Result<(String, Vec<Range<usize>>), Problem> {
    let mut text = String::with_capacity(written.len());
    let mut spans = Vec::new();
    let mut open = None;
    let mut before = None;
    let mut characters = written.chars().peekable();
    while let Some(character) = characters.next() {
        let tight_after = characters.peek().is_some_and(|next| !next.is_whitespace());
        let tight_before = before.is_some_and(|last: char| !last.is_whitespace() && last != OPEN);
        match character {
            OPEN if tight_after => {
                if open.replace(text.len()).is_some() {
                    return Err(Problem::NestedMark);
                }
            }
            CLOSE if tight_before => match open.take() {
                Some(start) => spans.push(start..text.len()),
                None => return Err(Problem::UnopenedMark),
            },
            BREAK => text.push('\n'),
            _ => text.push(character),
        }
        before = Some(character);
    }
    if open.is_some() {
        return Err(Problem::UnclosedMark);
    }
    if kind == ExampleKind::Negative && !spans.is_empty() {
        return Err(Problem::MarkInCounterExample);
    }
    if text.trim().is_empty() {
        return Err(Problem::EmptyExample);
    }
    Ok((text, spans))
}
