//! The command line: arguments in, one library call, text out. One file a subcommand.
//!
//! Must hold no logic that a library user would miss, and must print no content of a decision.

mod args;
mod chains;
mod diff;
mod english;
mod evidence;
mod generate;
mod progress;
mod quality;
mod reuse;
mod risk;
mod rules;
mod scan;
mod usage;
mod wiring;

use std::ffi::OsString;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use clap::FromArgMatches;
use thiserror::Error;

use crate::evidence::EvidenceError;
use crate::pipeline;
use crate::report::Language;
use crate::reuse::ReuseError;
use crate::run;

use args::{Cli, Command};

/// How the program ends. The codes are a contract: schedulers and scripts read them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, or publishable.
    Done,
    /// Something was refused: a decision by the gate, an altered bundle by its verification.
    Refused,
    /// Wrong usage, configuration or input path.
    Usage,
    /// Records rejected beyond the tolerance, or a failure on the way.
    Incomplete,
    /// Nothing was scanned.
    Nothing,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Refused => 1,
            Exit::Usage => 2,
            Exit::Incomplete => 3,
            Exit::Nothing => 4,
        })
    }
}

/// What stops a command. Every message says what happened, where, and what to do.
#[derive(Debug, Error)]
enum Failure {
    #[error(transparent)]
    Run(#[from] run::RunError),
    #[error(transparent)]
    Key(#[from] run::key::KeyFileError),
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    #[error(transparent)]
    Reuse(#[from] ReuseError),
    /// Wrong usage or configuration, in words.
    #[error("{0}")]
    Usage(String),
    #[error("écriture impossible ({}). Vérifiez la place et les droits.", run::cause::in_french(.0))]
    Output(#[from] io::Error),
}

impl Failure {
    fn exit(&self) -> Exit {
        match self {
            Self::Run(error) if error.is_interruption() => Exit::Incomplete,
            Self::Evidence(error) if error.is_failure() => Exit::Incomplete,
            Self::Output(_) | Self::Reuse(ReuseError::Output(_) | ReuseError::Spool(_)) => {
                Exit::Incomplete
            }
            Self::Run(_) | Self::Key(_) | Self::Evidence(_) | Self::Reuse(_) | Self::Usage(_) => {
                Exit::Usage
            }
        }
    }
}

/// Runs the program.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    pipeline::quiet_panics();
    let arguments: Vec<_> = arguments.into_iter().collect();
    // The hook has said where; a run that was cut short can be resumed.
    panic::catch_unwind(AssertUnwindSafe(|| parse_and_dispatch(&arguments)))
        .unwrap_or(Exit::Incomplete)
}

fn parse_and_dispatch(arguments: &[OsString]) -> Exit {
    let language = args::language_of(arguments);
    let mut command = args::command(language);
    let parsed = command
        .try_get_matches_from_mut(arguments)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return usage::explain(&error, language),
    };
    match dispatch(cli.command, language) {
        Ok(exit) => exit,
        // A reader that goes away (`| head`) is no failure.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
        Err(failure) => {
            let _ = writeln!(io::stderr(), "filigrane : {failure}");
            failure.exit()
        }
    }
}

fn dispatch(command: Command, language: Language) -> Result<Exit, Failure> {
    match command {
        Command::Audit(args) => scan::audit(&args, language),
        Command::Scan(args) => scan::scan(&args, language),
        Command::Risk(args) => risk::run(&args, language),
        Command::Diff(args) => diff::run(&args, language),
        Command::Reuse(args) => reuse::run(&args, language),
        Command::Rules { command } => rules::run(&command, language),
        Command::Quality { command } => quality::run(&command),
        Command::Evidence { command } => evidence::run(&command),
        Command::Completions { shell } => generate::completions(shell, language),
        Command::Man => generate::man(language),
    }
}
