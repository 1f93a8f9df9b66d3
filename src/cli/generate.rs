//! `filigrane completions` and `filigrane man`: both derive from the one description of the command.

use std::io::{self, Write};

use clap_complete::Shell;

use crate::report::Language;

use super::{Exit, Failure, args};

pub(super) fn completions(shell: Shell, language: Language) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::command(language), "filigrane", &mut script);
    io::stdout().write_all(&script)?;
    Ok(Exit::Done)
}

/// One page for the program and one for each command, one after the other.
pub(super) fn man(language: Language) -> Result<Exit, Failure> {
    let mut command = args::command(language);
    command.build();
    let mut pages = Vec::new();
    page(&command, &mut pages)?;
    io::stdout().write_all(&pages)?;
    Ok(Exit::Done)
}

fn page(command: &clap::Command, out: &mut Vec<u8>) -> io::Result<()> {
    clap_mangen::Man::new(command.clone()).render(out)?;
    command.get_subcommands().try_for_each(|inner| page(inner, out))
}
