//! What changed in the reference, when, and for how long it could not be known.
//!
//! The transaction history of the API and periods of unavailability, both from files. Delays are counted outside these
//! periods: what belongs to the API is never charged to a reuser (CGU-55).

use std::fs;
use std::path::Path;

use rustc_hash::FxHashMap;
use serde_json::Value;

use super::ReuseError;
use super::dates::{self, Moment};
use crate::cause;
use crate::document::tokens::fold_hash;

/// What happened to a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Created,
    Updated,
    Deleted,
}

/// The history, by decision.
#[derive(Debug, Default)]
pub struct History {
    events: FxHashMap<u64, Vec<(Moment, Action)>>,
    /// Lines that could not be read.
    pub rejects: u64,
    pub count: u64,
}

impl History {
    /// JSON lines, an array, or pages of `/transactionalhistory`.
    pub fn load(path: &Path) -> Result<Self, ReuseError> {
        let text = read(path)?;
        let mut history = Self::default();
        match serde_json::from_str::<Value>(&text) {
            Ok(value) => history.add(&value),
            Err(_) => {
                for line in text.lines().filter(|line| !line.trim().is_empty()) {
                    match serde_json::from_str::<Value>(line) {
                        Ok(value) => history.add(&value),
                        Err(_) => history.rejects += 1,
                    }
                }
            }
        }
        for list in history.events.values_mut() {
            list.sort_by_key(|(at, _)| *at);
        }
        Ok(history)
    }

    fn add(&mut self, value: &Value) {
        if let Value::Array(items) = value {
            return items.iter().for_each(|item| self.add(item));
        }
        for page in ["transactions", "results"] {
            if let Some(items) = value.get(page) {
                return self.add(items);
            }
        }
        let text = |keys: &[&str]| keys.iter().find_map(|key| value.get(key)?.as_str());
        let action = match text(&["action", "type", "event"]).map(str::to_lowercase).as_deref() {
            Some("created" | "create") => Some(Action::Created),
            Some("updated" | "update") => Some(Action::Updated),
            Some("deleted" | "delete" | "to_be_deleted" | "unpublished") => Some(Action::Deleted),
            _ => None,
        };
        let at = text(&["date", "at", "timestamp"]).and_then(dates::moment);
        match (text(&["id", "_id", "decision_id"]), action, at) {
            (Some(id), Some(action), Some(at)) => {
                self.count += 1;
                self.events.entry(fold_hash(id.trim())).or_default().push((at, action));
            }
            _ => self.rejects += 1,
        }
    }

    /// When the decision was deleted, if that is the last thing that happened to it before `now`.
    pub fn deleted(&self, id: &str, now: Moment) -> Option<Moment> {
        match self.last(id, now)? {
            (at, Action::Deleted) => Some(at),
            _ => None,
        }
    }

    /// The last update before `now`.
    pub fn updated(&self, id: &str, now: Moment) -> Option<Moment> {
        let events = self.events.get(&fold_hash(id.trim()))?;
        events
            .iter()
            .rev()
            .find(|(at, action)| *at <= now && *action == Action::Updated)
            .map(|(at, _)| *at)
    }

    fn last(&self, id: &str, now: Moment) -> Option<(Moment, Action)> {
        self.events.get(&fold_hash(id.trim()))?.iter().rev().find(|(at, _)| *at <= now).copied()
    }
}

/// Periods during which the API could not be reached.
#[derive(Debug, Clone, Default)]
pub struct Unavailable {
    periods: Vec<(Moment, Moment)>,
}

impl Unavailable {
    /// A file (JSON or one period a line) or periods written `début/fin`, separated by commas.
    pub fn parse(argument: &str) -> Result<Self, ReuseError> {
        let path = Path::new(argument);
        let text = if path.is_file() { read(path)? } else { argument.to_owned() };
        let mut periods = Vec::new();
        match serde_json::from_str::<Value>(&text) {
            Ok(value) => json_periods(&value, &mut periods),
            Err(_) => {
                for part in text.split(['\n', ',']).map(str::trim).filter(|part| !part.is_empty()) {
                    let sides: Vec<&str> = part
                        .split(['/', ';', '\t'])
                        .map(str::trim)
                        .filter(|side| !side.is_empty())
                        .collect();
                    if let Value::Object(_) =
                        serde_json::from_str::<Value>(part).unwrap_or_default()
                    {
                        json_periods(&serde_json::from_str(part).unwrap_or_default(), &mut periods);
                        continue;
                    }
                    match sides.as_slice() {
                        [start, end] => match (dates::moment(start), end_of(end)) {
                            (Some(start), Some(end)) => periods.push((start, end)),
                            // The heading of a table.
                            _ if periods.is_empty()
                                && !start.starts_with(|c: char| c.is_ascii_digit()) => {}
                            _ => return Err(ReuseError::Period(part.to_owned())),
                        },
                        _ => return Err(ReuseError::Period(part.to_owned())),
                    }
                }
            }
        }
        if periods.is_empty() || periods.iter().any(|(start, end)| end < start) {
            return Err(ReuseError::Period(argument.to_owned()));
        }
        periods.sort_unstable();
        let mut merged: Vec<(Moment, Moment)> = Vec::new();
        for (start, end) in periods {
            match merged.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => merged.push((start, end)),
            }
        }
        Ok(Self { periods: merged })
    }

    pub fn is_empty(&self) -> bool {
        self.periods.is_empty()
    }

    /// Seconds from `since` to `until` during which the API could be reached.
    pub fn reachable(&self, since: Moment, until: Moment) -> i64 {
        let lost: i64 = self
            .periods
            .iter()
            .map(|(start, end)| ((*end).min(until).0 - (*start).max(since).0).max(0))
            .sum();
        (until.0 - since.0 - lost).max(0)
    }
}

/// The end of a period given as a day is the end of that day.
fn end_of(text: &str) -> Option<Moment> {
    let at = dates::moment(text)?;
    Some(if text.trim().len() <= 10 { Moment(at.0 + 86_400) } else { at })
}

fn json_periods(value: &Value, periods: &mut Vec<(Moment, Moment)>) {
    match value {
        Value::Array(items) => match items.as_slice() {
            [Value::String(start), Value::String(end)] => {
                periods.extend(dates::moment(start).zip(end_of(end)));
            }
            _ => items.iter().for_each(|item| json_periods(item, periods)),
        },
        Value::Object(map) => {
            let text = |keys: &[&str]| keys.iter().find_map(|key| map.get(*key)?.as_str());
            let start = text(&["start", "from", "debut", "début", "since", "begin"])
                .and_then(dates::moment);
            let end = text(&["end", "to", "fin", "until"]).and_then(end_of);
            match start.zip(end) {
                Some(period) => periods.push(period),
                None => map.values().for_each(|item| json_periods(item, periods)),
            }
        }
        _ => {}
    }
}

fn read(path: &Path) -> Result<String, ReuseError> {
    fs::read_to_string(path).map_err(|error| {
        ReuseError::Input(format!(
            "{} : {} ; vérifiez le chemin et l'encodage (UTF-8)",
            path.display(),
            cause::in_french(&error)
        ))
    })
}
