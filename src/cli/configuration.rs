//! `filigrane.toml` for every command: the file asked for, else that of the current folder. The second is said, since
//! nobody typed its name.

use std::io::{self, Write};
use std::path::Path;

use crate::config::{self, DEFAULT_FILE, Loaded};
use crate::report::Language;

use super::Failure;

/// Reads the configuration of a command, once, and says which file was found when none was asked for.
pub(super) fn read(asked: Option<&Path>, language: Language) -> Result<Loaded, Failure> {
    let loaded = config::load(asked)?;
    if asked.is_none() && loaded.path.is_some() {
        let line = language.pick(
            format!("filigrane : configuration lue dans ./{DEFAULT_FILE}"),
            format!("filigrane: configuration read from ./{DEFAULT_FILE}"),
        );
        writeln!(io::stderr(), "{line}")?;
    }
    Ok(loaded)
}
