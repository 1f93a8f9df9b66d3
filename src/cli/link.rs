//! `filigrane link`: the risk of each person, on a finished run.

use std::io::{self, Write};
use std::path::Path;

use crate::linkage::population::Population;
use crate::linkage::{LinkError, Outcome, assess_run};
use crate::report::Language;
use crate::report::summary::grouped;

use super::args::LinkArgs;
use super::{Exit, Failure};

pub(super) fn run(args: &LinkArgs, language: Language) -> Result<Exit, Failure> {
    let outcome = execute(&args.run, args.population.as_deref())?;
    writeln!(io::stdout(), "{}", line(&outcome, language))?;
    Ok(Exit::Done)
}

/// Computes the risks of a finished run and writes them into it.
pub(super) fn execute(run: &Path, population: Option<&Path>) -> Result<Outcome, Failure> {
    let population = match population {
        Some(folder) => Population::from_dir(folder),
        None => Population::embedded(),
    };
    Ok(assess_run(run, &population.map_err(LinkError::from)?)?)
}

fn line(outcome: &Outcome, language: Language) -> String {
    let people = grouped(outcome.people, language);
    let [negligible, limited, important, maximal] =
        outcome.levels.map(|count| grouped(count, language));
    language.pick(
        format!(
            "Personnes : {people} · risque maximal : {maximal} · important : {important} · limité : {limited} · négligeable : {negligible}"
        ),
        format!(
            "People: {people} · maximal risk: {maximal} · significant: {important} · limited: {limited} · negligible: {negligible}"
        ),
    )
}
