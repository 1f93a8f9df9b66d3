//! `filigrane rules`: list, explain, test.

use std::io::{self, Write};
use std::path::Path;

use crate::detect::Engines as Compiled;
use crate::report::Language;
use crate::report::rules::{self as render, Seen};
use crate::reuse::engine::Engine as ReuseEngine;
use crate::rules::coverage::Coverage;
use crate::rules::{Catalogue, EngineName, Rule};

use super::args::RulesCommand;
use super::wiring::{self, Engines};
use super::{Exit, Failure};

pub(super) fn run(command: &RulesCommand, language: Language) -> Result<Exit, Failure> {
    let (text, exit) = match command {
        RulesCommand::List { coverage, args } => {
            let catalogue = wiring::catalogue(args.rules.as_deref())?;
            (list(&catalogue, *coverage, language)?, Exit::Done)
        }
        RulesCommand::Explain { id, text, args } => {
            let text = match text {
                Some(text) => explain_on(id, text, args.rules.as_deref())?,
                None => {
                    let catalogue = wiring::catalogue(args.rules.as_deref())?;
                    render::explain(named(&catalogue, id)?, language)
                }
            };
            (text, Exit::Done)
        }
        RulesCommand::Test(args) => {
            let engines = Engines::untested(args.rules.as_deref(), None, &Compiled::ALL)?;
            let mut report = engines.self_test();
            report.absorb(
                ReuseEngine::compile(wiring::catalogue(args.rules.as_deref())?)?.self_test(),
            );
            let exit = if report.passed() { Exit::Done } else { Exit::Usage };
            (report.to_string(), exit)
        }
    };
    io::stdout().write_all(text.as_bytes())?;
    Ok(exit)
}

fn list(catalogue: &Catalogue, coverage: bool, language: Language) -> Result<String, Failure> {
    if !coverage {
        return Ok(render::list(catalogue, language));
    }
    let coverage = Coverage::embedded().map_err(|error| Failure::Usage(error.to_string()))?;
    Ok(render::coverage(&coverage, catalogue))
}

fn named<'c>(catalogue: &'c Catalogue, id: &str) -> Result<&'c Rule, Failure> {
    catalogue.rules().iter().find(|rule| rule.id.eq_ignore_ascii_case(id)).ok_or_else(|| {
        Failure::Usage(format!("règle inconnue : {id}. Liste : filigrane rules list"))
    })
}

/// Why a rule fires on a text, or does not.
fn explain_on(id: &str, text: &str, rules: Option<&Path>) -> Result<String, Failure> {
    let engines = Engines::untested(rules, None, &Compiled::ALL)?;
    let rule = named(engines.catalogue(), id)?;
    if rule.engine == EngineName::Reuse {
        let engine = ReuseEngine::compile(wiring::catalogue(rules)?)?;
        return Ok(render::explain_on(rule, text, |rule, text| Seen {
            spans: engine.spans_of(rule, text),
            notes: Vec::new(),
        }));
    }
    Ok(render::explain_on(rule, text, |rule, text| Seen {
        spans: engines.spans_of(rule, text),
        notes: engines.notes(rule, text),
    }))
}
