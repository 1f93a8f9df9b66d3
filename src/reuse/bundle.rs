//! Writes the result of a check as a folder: controls, profiling, report, exhibits.
//!
//! Every file appears whole or not at all. Nothing here is in clear: exhibits were minimised when they were made. The
//! originals are never copied: sealing them is the business of `evidence`.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};

use super::ReuseError;
use super::check::{Checked, FileProfile};
use super::record::{CHECK, CONTROLS, Conditions, PAGE, PROFILING, REPORT, TIMELINE, WATCH};
use super::watch::Former;
use super::{canon, report, watch};
use crate::run::atomic;

/// Writes a bundle. The folder must not exist, or be empty.
pub fn write(
    folder: &Path,
    checked: &Checked,
    conditions: &Conditions,
    former: Option<&Former>,
) -> Result<(), ReuseError> {
    fs::create_dir_all(folder.join("exhibits")).map_err(ReuseError::Output)?;
    let watch = former.map(|former| watch::compare(former, conditions, &checked.outcomes));
    let timeline = watch.as_ref().map(watch::timeline).transpose()?;
    for outcome in checked.outcomes.iter().filter(|outcome| !outcome.exhibits.is_empty()) {
        let value = json!({ "control": outcome.id, "status": outcome.status, "exhibits": outcome.exhibits });
        put(folder, &format!("exhibits/{}.json", outcome.id), &pretty(&value)?)?;
    }
    let marked: Vec<&FileProfile> =
        checked.profiling.iter().filter(|file| !file.marks.is_empty()).collect();
    if !marked.is_empty() {
        let value =
            serde_json::to_value(&marked).map_err(|error| ReuseError::Output(error.into()))?;
        put(folder, "exhibits/profiling.json", &pretty(&value)?)?;
    }
    put(folder, PROFILING, &pretty(&to_value(&checked.profiling)?)?)?;
    put(folder, CONTROLS, &pretty(&to_value(&checked.outcomes)?)?)?;
    if let Some(watch) = &watch {
        put(folder, WATCH, &pretty(&to_value(watch)?)?)?;
    }
    if let Some(svg) = &timeline {
        put(folder, TIMELINE, svg)?;
    }
    let markdown = report::markdown(checked, conditions, watch.as_ref());
    put(folder, REPORT, &markdown)?;
    put(folder, PAGE, &report::html(checked, conditions, watch.as_ref(), timeline.as_deref()))?;
    // Last: its presence says that the rest is there.
    put(folder, CHECK, &pretty(&to_value(conditions)?)?)
}

/// The form of texts that a bundle was made with.
pub fn canonical_form() -> String {
    canon::VERSION.to_owned()
}

fn to_value<T: Serialize>(value: &T) -> Result<Value, ReuseError> {
    serde_json::to_value(value).map_err(|error| ReuseError::Output(io::Error::from(error)))
}

fn pretty(value: &Value) -> Result<String, ReuseError> {
    let mut text = serde_json::to_string_pretty(value)
        .map_err(|error| ReuseError::Output(io::Error::from(error)))?;
    text.push('\n');
    Ok(text)
}

fn put(folder: &Path, name: &str, text: &str) -> Result<(), ReuseError> {
    atomic::publish(&folder.join(name), |out| out.write_all(text.as_bytes()))
        .map_err(ReuseError::Output)
}
