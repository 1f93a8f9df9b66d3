//! Records written as markup: XML elements, and Markdown pages under a front matter.
//!
//! Gives fields as the other readers do. Must not know what a field means but for what makes a record: the text of a
//! decision, one to a record.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;

use super::unit::{Field, field_of};

/// Elements nested deeper are read as the text of the one that holds them.
const DEEPEST: usize = 64;

/// An element: its name, what it says, its attributes and children.
#[derive(Default)]
struct Element {
    name: String,
    text: String,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
}

impl Element {
    fn opened(tag: &BytesStart<'_>) -> Self {
        let attributes = tag
            .attributes()
            .filter_map(Result::ok)
            .map(|attribute| {
                let value = quick_xml::escape::unescape(&attribute.value)
                    .map_or_else(|_| String::new(), |value| value.into_owned());
                (attribute.key.local_name().as_ref().to_owned(), value)
            })
            .collect();
        let name = tag.local_name().as_ref().to_owned();
        Self { name, attributes, ..Self::default() }
    }

    /// Whether this element is the text of a decision.
    fn is_text(&self) -> bool {
        matches!(field_of(&self.name), Some(Field::Text | Field::Passage)) && self.length() > 60
    }

    fn length(&self) -> usize {
        self.text.len() + self.children.iter().map(Self::length).sum::<usize>()
    }

    /// Texts of decisions below, this element included; a text inside a text is part of it.
    fn texts(&self) -> usize {
        if self.is_text() { 1 } else { self.children.iter().map(Self::texts).sum() }
    }

    fn whole(&self, out: &mut String) {
        out.push_str(&self.text);
        for child in &self.children {
            if !out.is_empty() && !out.ends_with('\n') {
                out.push('\n');
            }
            child.whole(out);
        }
    }

    /// The elements that hold one text each, as high as they can be.
    fn records(&self, out: &mut Vec<Vec<(String, Value)>>) {
        match self.texts() {
            0 => {}
            1 => {
                let mut fields = Vec::new();
                self.fields(&mut fields);
                out.push(fields);
            }
            _ => self.children.iter().for_each(|child| child.records(out)),
        }
    }

    fn fields(&self, out: &mut Vec<(String, Value)>) {
        out.extend(
            self.attributes
                .iter()
                .map(|(name, value)| (name.clone(), Value::String(value.clone()))),
        );
        if self.children.is_empty() || self.is_text() {
            let mut text = String::new();
            self.whole(&mut text);
            if !text.trim().is_empty() {
                out.push((self.name.clone(), Value::String(text)));
            }
            return;
        }
        self.children.iter().for_each(|child| child.fields(out));
    }
}

fn said(open: &mut [Element], text: &str) {
    if let Some(last) = open.last_mut() {
        last.text.push_str(text);
    }
}

/// The records of an XML text; none when it is damaged or holds no decision.
pub fn records(xml: &str) -> Vec<Vec<(String, Value)>> {
    let mut reader = Reader::from_str(xml);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) if open.len() < DEEPEST => open.push(Element::opened(&tag)),
            Ok(Event::Empty(tag)) => {
                if let Some(parent) = open.last_mut() {
                    parent.children.push(Element::opened(&tag));
                }
            }
            Ok(Event::Text(text)) => said(&mut open, &text),
            Ok(Event::CData(text)) => said(&mut open, &text),
            Ok(Event::GeneralRef(name)) => match name.resolve_char_ref() {
                Ok(Some(character)) => said(&mut open, character.encode_utf8(&mut [0; 4])),
                _ => match quick_xml::escape::resolve_predefined_entity(&name) {
                    Some(text) => said(&mut open, text),
                    // The canonical form decodes the entities of HTML.
                    None => said(&mut open, &format!("&{};", &*name)),
                },
            },
            Ok(Event::End(_)) if open.len() > 1 => {
                if let Some(closed) = open.pop()
                    && let Some(parent) = open.last_mut()
                {
                    parent.children.push(closed);
                }
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(_) => return Vec::new(),
        }
    }
    let mut out = Vec::new();
    if let Some(root) = open.first() {
        root.records(&mut out);
    }
    out
}

/// The fields of a Markdown page: those of its front matter, and what follows as its text.
pub fn front_matter(text: &str) -> Option<Vec<(String, Value)>> {
    let body = text.trim_start_matches('\u{feff}').strip_prefix("---\n")?;
    let end = body.find("\n---\n")?;
    let mut fields: Vec<(String, Value)> = body[..end]
        .lines()
        .filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            let plain = !name.is_empty() && !name.starts_with([' ', '#', '-']);
            let value = value.trim().trim_matches(['"', '\'']);
            (plain && !value.is_empty())
                .then(|| (name.trim().to_owned(), Value::String(value.to_owned())))
        })
        .collect();
    let rest = body[end + "\n---\n".len()..].trim();
    if fields.len() < 2 || rest.len() < 200 {
        return None;
    }
    fields.push(("texte".to_owned(), Value::String(rest.to_owned())));
    Some(fields)
}
