//! The command line: arguments in, one library call, text out. One file a subcommand.
//!
//! Must hold no logic that a library user would miss, and must print no content of a decision.

mod args;
mod chains;
mod clock;
mod configuration;
mod diff;
mod english;
mod evidence;
mod gate;
mod generate;
mod link;
mod progress;
mod quality;
mod report;
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

use crate::config;
use crate::evidence::EvidenceError;
use crate::linkage;
use crate::pipeline;
use crate::report::Language;
use crate::report::compose::ReportError;
use crate::report::formats::FormatError;
use crate::report::incident::IncidentError;
use crate::reuse::ReuseError;
use crate::run;
use crate::verdict;

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

impl Exit {
    /// The number that the system gets.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Refused => 1,
            Self::Usage => 2,
            Self::Incomplete => 3,
            Self::Nothing => 4,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// What stops a command. Every message says what happened, where, and what to do.
#[derive(Debug, Error)]
enum Failure {
    #[error(transparent)]
    Run(#[from] run::RunError),
    #[error(transparent)]
    Table(#[from] run::TableError),
    #[error(transparent)]
    Gate(#[from] verdict::GateError),
    #[error(transparent)]
    Report(#[from] crate::report::compose::ReportError),
    #[error(transparent)]
    Format(#[from] crate::report::formats::FormatError),
    #[error(transparent)]
    Incident(#[from] crate::report::incident::IncidentError),
    #[error(transparent)]
    Settings(#[from] verdict::SettingsError),
    #[error(transparent)]
    Baseline(#[from] verdict::BaselineError),
    #[error(transparent)]
    Key(#[from] run::key::KeyFileError),
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    #[error(transparent)]
    Reuse(#[from] ReuseError),
    #[error(transparent)]
    Link(#[from] linkage::LinkError),
    #[error(transparent)]
    Config(#[from] config::ConfigError),
    /// Wrong usage or configuration, in words.
    #[error("{0}")]
    Usage(String),
    #[error("écriture impossible ({}). Vérifiez la place et les droits.", crate::cause::in_french(.0))]
    Output(#[from] io::Error),
}

impl Failure {
    fn exit(&self) -> Exit {
        match self {
            Self::Run(error) if error.is_interruption() => Exit::Incomplete,
            Self::Table(error) | Self::Gate(verdict::GateError::Table(error))
                if error.is_incomplete() =>
            {
                Exit::Incomplete
            }
            Self::Link(error) if error.is_incomplete() => Exit::Incomplete,
            Self::Gate(verdict::GateError::Against(error)) if error.is_incomplete() => {
                Exit::Incomplete
            }
            Self::Evidence(error) if error.is_failure() => Exit::Incomplete,
            Self::Report(ReportError::Table(error))
            | Self::Format(FormatError::Table(error))
            | Self::Incident(IncidentError::Table(error))
                if error.is_incomplete() =>
            {
                Exit::Incomplete
            }
            Self::Format(_) => Exit::Incomplete,
            Self::Output(_)
            | Self::Gate(verdict::GateError::Write { .. })
            | Self::Reuse(ReuseError::Output(_) | ReuseError::Spool(_)) => Exit::Incomplete,
            Self::Baseline(verdict::BaselineError::Unwritable { .. }) => Exit::Incomplete,
            _ => Exit::Usage,
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
        Command::Report(args) => report::report(&args, language),
        Command::Incident(args) => report::breach(&args, language),
        Command::Gate(args) => gate::gate(&args, language),
        Command::Link(args) => link::run(&args, language),
        Command::Rules { command } => rules::run(&command, language),
        Command::Quality { command } => quality::run(&command),
        Command::Evidence { command } => evidence::run(&command),
        Command::Completions { shell } => generate::completions(shell, language),
        Command::Man => generate::man(language),
    }
}
