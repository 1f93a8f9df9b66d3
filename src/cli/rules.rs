//! `filigrane rules`: list, explain, test.

use std::io::{self, Write};

use crate::detect::Engines as Compiled;
use crate::report::Language;

use super::args::RulesCommand;
use super::wiring::{self, Engines};
use super::{Exit, Failure};

pub(super) fn run(command: &RulesCommand, language: Language) -> Result<Exit, Failure> {
    match command {
        RulesCommand::List(args) => {
            let catalogue = wiring::catalogue(args.rules.as_deref())?;
            let mut out = io::stdout().lock();
            for rule in catalogue.rules() {
                let title = language.pick(&rule.title, &rule.title_en);
                writeln!(out, "{:<14} {:<9} {title}", rule.id, rule.severity.as_str())?;
            }
            Ok(Exit::Done)
        }
        RulesCommand::Explain { id, args } => {
            let catalogue = wiring::catalogue(args.rules.as_deref())?;
            let rule = catalogue.rules().iter().find(|rule| rule.id.eq_ignore_ascii_case(id));
            let rule = rule.ok_or_else(|| {
                Failure::Usage(format!("règle inconnue : {id}. Liste : filigrane rules list"))
            })?;
            let title = language.pick(&rule.title, &rule.title_en);
            writeln!(io::stdout(), "{} — {title}\n\n{}", rule.id, rule.prose.trim_end())?;
            Ok(Exit::Done)
        }
        RulesCommand::Test(args) => {
            let engines = Engines::untested(args.rules.as_deref(), None, &Compiled::ALL)?;
            let report = engines.self_test();
            print!("{report}");
            Ok(if report.passed() { Exit::Done } else { Exit::Usage })
        }
    }
}
