//! A decision being rewritten: replacements and insertions, each knowing which part of it is
//! gold, applied all at once with the zones shifted.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::corpus::Decision;
use crate::document::offsets::count_units;
use crate::taxonomy::Category;

use super::gold::{self, Form, GoldSpan};
use super::identities::ValueClass;
use super::slots::{Group, Slot};

/// A part of a replacement that is gold.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    /// Bytes of the replacement.
    pub span: Range<usize>,
    pub category: Category,
    pub way: &'static str,
    pub form: Form,
    pub value_class: &'static str,
}

/// A replacement (or an insertion, when `at` is empty) in one field.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    /// Bytes of the field before any edit.
    pub at: Range<usize>,
    pub with: String,
    /// In order, disjoint.
    pub marks: Vec<Mark>,
}

/// The edits of one decision, disjoint.
pub(super) struct Draft<'a> {
    decision: &'a Decision,
    /// One list a field.
    edits: Vec<Vec<Edit>>,
}

impl<'a> Draft<'a> {
    pub fn new(decision: &'a Decision) -> Self {
        Self { decision, edits: vec![Vec::new(); decision.fields.len()] }
    }

    /// Whether nothing was edited in or against these bytes of the field.
    pub fn is_free(&self, field: usize, at: &Range<usize>) -> bool {
        self.edits[field].iter().all(|edit| edit.at.end < at.start || at.end < edit.at.start)
    }

    /// Adds an edit; the caller has made sure that the place is free.
    pub fn push(&mut self, field: usize, edit: Edit) {
        debug_assert!(edit.marks.iter().all(|mark| edit.with.get(mark.span.clone()).is_some()));
        self.edits[field].push(edit);
    }

    /// Applies the edits.
    pub fn finish(mut self) -> (Decision, Vec<GoldSpan>) {
        let mut decision = self.decision.clone();
        let mut gold = Vec::new();
        let id: Arc<str> = Arc::from(decision.id.as_str());
        for (rank, edits) in self.edits.iter_mut().enumerate() {
            if edits.is_empty() {
                continue;
            }
            edits.sort_by_key(|edit| edit.at.start);
            let field = &mut decision.fields[rank];
            if rank == 0 {
                let shift = Shift::new(&field.text, edits);
                for zone in &mut decision.zones {
                    (zone.start, zone.end) = (shift.position(zone.start), shift.position(zone.end));
                }
            }
            let (text, marks) = rewrite(&field.text, edits);
            let spans: Vec<_> = marks.iter().map(|mark| mark.span.clone()).collect();
            for ((start, end), mark) in gold::points(&text, &spans).into_iter().zip(marks) {
                gold.push(GoldSpan {
                    decision_id: id.clone(),
                    field: field.name.clone(),
                    start,
                    end,
                    category: mark.category,
                    way: Cow::Borrowed(mark.way),
                    form: mark.form,
                    value_class: Cow::Borrowed(mark.value_class),
                });
            }
            field.text = text;
        }
        (decision, gold)
    }
}

/// The edits that write words over the placeholders of a group: one edit and one mark for
/// each run of words side by side, so that `Jean MARTIN` is one gold span. `word` gives the
/// word of a placeholder, or `None` where it stays.
pub(super) fn fill_group(
    text: &str,
    group: &Group,
    way: &'static str,
    form: Form,
    mut word: impl FnMut(&Slot) -> Option<(String, ValueClass)>,
) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut previous_end = None;
    for slot in &group.slots {
        let Some((written, class)) = word(slot) else {
            previous_end = None;
            continue;
        };
        match edits.last_mut() {
            Some(last) if previous_end == Some(last.at.end) => {
                last.with.push_str(&text[last.at.end..slot.span.start]);
                last.with.push_str(&written);
                last.at.end = slot.span.end;
                for mark in &mut last.marks {
                    mark.span.end = last.with.len();
                    mark.value_class = class.as_str();
                }
            }
            _ => edits.push(Edit {
                at: slot.span.clone(),
                marks: vec![Mark {
                    span: 0..written.len(),
                    category: Category::PersonnePhysique,
                    way,
                    form,
                    value_class: class.as_str(),
                }],
                with: written,
            }),
        }
        previous_end = Some(slot.span.end);
    }
    edits
}

/// The new text, and the marks with their bytes in it.
fn rewrite(text: &str, edits: &[Edit]) -> (String, Vec<Mark>) {
    let added: usize = edits.iter().map(|edit| edit.with.len()).sum();
    let mut out = String::with_capacity(text.len() + added);
    let mut marks = Vec::new();
    let mut copied = 0;
    for edit in edits {
        out.push_str(&text[copied..edit.at.start]);
        let base = out.len();
        out.push_str(&edit.with);
        copied = edit.at.end;
        marks.extend(edit.marks.iter().map(|mark| Mark {
            span: base + mark.span.start..base + mark.span.end,
            ..mark.clone()
        }));
    }
    out.push_str(&text[copied..]);
    (out, marks)
}

/// How edits move positions counted in UTF-16 units, as zones are.
pub(super) struct Shift {
    /// Start and length before, length after; in order.
    moves: Vec<(u64, u64, u64)>,
}

impl Shift {
    fn new(text: &str, edits: &[Edit]) -> Self {
        let bytes: Vec<usize> =
            edits.iter().flat_map(|edit| [edit.at.start, edit.at.end]).collect();
        let units = count_units(text, &bytes);
        let moves = edits
            .iter()
            .zip(units.chunks_exact(2))
            .map(|(edit, pair)| {
                let (start, end) = (pair[0].1 as u64, pair[1].1 as u64);
                (start, end - start, edit.with.encode_utf16().count() as u64)
            })
            .collect();
        Self { moves }
    }

    /// Where a position goes. What is inserted at a boundary belongs to the zone that ends
    /// there; a boundary inside a replaced placeholder goes after what replaces it.
    fn position(&self, before: u64) -> u64 {
        let mut after = before;
        for &(start, old, new) in self.moves.iter().rev() {
            if start + old <= before {
                after = after + new - old;
            } else if start < before {
                after = after - (before - start) + new;
            }
        }
        after
    }
}
