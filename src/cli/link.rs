//! `filigrane link`: the risk of each person and the links between decisions, on a finished run.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::linkage::population::Population;
use crate::linkage::{LinkError, Outcome, assess_run};
use crate::report::summary::{self, grouped};
use crate::report::{Language, SUMMARY};
use crate::run::schema::VERDICTS;
use crate::run::{Run, atomic};

use super::args::LinkArgs;
use super::progress::Steps;
use super::{Exit, Failure};

pub(super) fn run(args: &LinkArgs, language: Language) -> Result<Exit, Failure> {
    let steps = Steps::new(args.progress, language);
    let outcome = execute(&args.run, args.population.as_deref(), &steps)?;
    write!(io::stdout(), "{}", lines(&outcome, language))?;
    if forget_verdicts(&args.run)? {
        let line = language.pick(
            "Les verdicts d'avant ne pesaient pas ces risques : ils sont retirés. Relancez « filigrane gate ».",
            "Earlier verdicts did not weigh these risks: they are removed. Run “filigrane gate” again.",
        );
        writeln!(io::stdout(), "{line}")?;
    }
    refresh_summary(&args.run, language)?;
    Ok(Exit::Done)
}

/// Computes the risks of a finished run and writes them into it.
pub(super) fn execute(
    run: &Path,
    population: Option<&Path>,
    steps: &Steps,
) -> Result<Outcome, Failure> {
    let population = match population {
        Some(folder) => Population::from_dir(folder),
        None => Population::embedded(),
    };
    let tell = |stage, done, total| steps.tell(stage, done, total);
    let outcome = assess_run(run, &population.map_err(LinkError::from)?, &tell);
    steps.finish();
    Ok(outcome?)
}

/// Removes verdicts that were made without the risks; says whether there were some.
fn forget_verdicts(run: &Path) -> Result<bool, Failure> {
    match fs::remove_dir_all(run.join(VERDICTS.name)) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Writes the summary of the run anew, when it has one: it said that these controls were not evaluated.
fn refresh_summary(path: &Path, language: Language) -> Result<(), Failure> {
    let file = path.join("report").join(SUMMARY);
    if !file.is_file() {
        return Ok(());
    }
    let run = Run::open(path)?;
    let text = summary::render(run.manifest(), path, language);
    Ok(atomic::publish(&file, |out| out.write_all(text.as_bytes()))?)
}

fn lines(outcome: &Outcome, language: Language) -> String {
    let people = grouped(outcome.people, language);
    let [negligible, limited, important, maximal] =
        outcome.levels.map(|count| grouped(count, language));
    let links = &outcome.links;
    let [pairs, cases, differing] =
        [links.links, links.cases, links.differing].map(|count| grouped(count, language));
    language.pick(
        format!(
            "Personnes : {people} · risque maximal : {maximal} · important : {important} · limité : {limited} · négligeable : {negligible}\n\
             Rapprochements : {pairs} · affaires : {cases} · masqué ici et lisible là : {differing}\n"
        ),
        format!(
            "People: {people} · maximal risk: {maximal} · significant: {important} · limited: {limited} · negligible: {negligible}\n\
             Links: {pairs} · cases: {cases} · masked here and readable there: {differing}\n"
        ),
    )
}
