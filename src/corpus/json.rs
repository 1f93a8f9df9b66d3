//! One JSON record (Judilibre or dbsder) to a decision.
//!
//! Must not pass messages of the parser through: they can quote the record.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::error::Category;

use super::decision::{Decision, Origin};
use super::record::Builder;
use super::reject::{Reject, RejectReason};

type Columns = BTreeMap<String, String>;

/// Parses one value: a decision, or a whole page that was not split.
pub(super) fn parse(
    bytes: &[u8],
    origin: Origin,
    columns: &Columns,
) -> Vec<Result<Decision, Reject>> {
    let mut builder = Builder::default();
    match fill(&mut builder, bytes, columns) {
        Err((reason, detail)) => vec![Err(Reject {
            file: origin.file,
            line: origin.line,
            reason,
            detail,
            decision_id: None,
        })],
        Ok(()) if builder.is_bare() && !builder.results.is_empty() => builder
            .results
            .into_iter()
            .map(|element| from_value(element, origin.clone(), columns))
            .collect(),
        Ok(()) => vec![builder.finish(origin)],
    }
}

impl Decision {
    /// A decision from a JSON record without its text, and the text; for the examples of rules.
    pub fn from_record(id: &str, record: &str, text: &str) -> Option<Self> {
        let mut value: Value = serde_json::from_str(record).ok()?;
        let object = value.as_object_mut()?;
        const WORKING: [&str; 7] = [
            "occultation",
            "blocOccultation",
            "originalText",
            "parties",
            "labelTreatments",
            "replacementTerms",
            "occultationsComplementaires",
        ];
        let working = WORKING.iter().any(|key| object.contains_key(*key));
        let name = if working { "pseudoText" } else { "text" };
        object.insert(name.to_owned(), text.into());
        object.insert("id".to_owned(), id.into());
        let origin = Origin { file: Arc::from(""), line: 0 };
        parse(value.to_string().as_bytes(), origin, &BTreeMap::new()).pop()?.ok()
    }
}

fn from_value(value: Value, origin: Origin, columns: &Columns) -> Result<Decision, Reject> {
    let mut builder = Builder::default();
    match (Record { builder: &mut builder, columns }).deserialize(value) {
        Ok(()) => builder.finish(origin),
        Err(_) => Err(Reject {
            file: origin.file,
            line: origin.line,
            reason: RejectReason::NotADecision,
            detail: NOT_AN_OBJECT.to_owned(),
            decision_id: None,
        }),
    }
}

const NOT_AN_OBJECT: &str =
    "la valeur n’est pas un objet JSON : une décision est un objet avec « id » et « text »";

fn fill(
    builder: &mut Builder,
    bytes: &[u8],
    columns: &Columns,
) -> Result<(), (RejectReason, String)> {
    // Several times as quick as `std` on accented text.
    let text = simdutf8::compat::from_utf8(bytes)
        .map_err(|error| (RejectReason::InvalidUtf8, invalid_utf8(error.valid_up_to())))?;
    let mut parser = serde_json::Deserializer::from_str(text);
    Record { builder, columns }
        .deserialize(&mut parser)
        .and_then(|()| parser.end())
        .map_err(|error| explain(&error))
}

/// Position in French; `at` is the number of valid bytes before the first wrong one.
pub(super) fn invalid_utf8(at: usize) -> String {
    format!(
        "octets qui ne sont pas de l’UTF-8 à partir de l’octet {} de l’enregistrement : \
         convertissez le fichier en UTF-8",
        at + 1
    )
}

fn explain(error: &serde_json::Error) -> (RejectReason, String) {
    let place = format!("ligne {}, colonne {} de l’enregistrement", error.line(), error.column());
    // The only messages looked at are those of the parser itself, which are constant.
    let constant = error.to_string();
    match error.classify() {
        Category::Data => (RejectReason::NotADecision, NOT_AN_OBJECT.to_owned()),
        Category::Eof => {
            (RejectReason::InvalidJson, format!("JSON invalide : fin inattendue ({place})"))
        }
        _ if constant.starts_with("recursion limit exceeded") => {
            (RejectReason::TooDeep, format!("JSON imbriqué sur plus de 128 niveaux ({place})"))
        }
        Category::Syntax | Category::Io => {
            (RejectReason::InvalidJson, format!("JSON invalide : syntaxe incorrecte ({place})"))
        }
    }
}

/// An object whose values go to the builder one by one.
struct Record<'a> {
    builder: &'a mut Builder,
    columns: &'a Columns,
}

impl<'de> DeserializeSeed<'de> for Record<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Record<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut name = String::new();
        while map.next_key_seed(Name(&mut name))?.is_some() {
            let (builder, columns) = (&mut *self.builder, self.columns);
            map.next_value_seed(Entry { builder, columns, name: &name })?;
        }
        Ok(())
    }
}

/// Writes a key into a buffer that serves for all keys.
struct Name<'a>(&'a mut String);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<(), E> {
        self.0.clear();
        self.0.push_str(name);
        Ok(())
    }
}

struct Entry<'a> {
    builder: &'a mut Builder,
    columns: &'a Columns,
    name: &'a str,
}

impl<'de> DeserializeSeed<'de> for Entry<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        self.builder.entry(self.columns, self.name, value)
    }
}
