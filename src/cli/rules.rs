//! `filigrane rules`: list, explain, test.

use std::io::{self, Write};

use crate::report::Language;

use super::args::RulesCommand;
use super::wiring::Engines;
use super::{Exit, Failure};

pub(super) fn run(command: &RulesCommand, language: Language) -> Result<Exit, Failure> {
    match command {
        RulesCommand::List(args) => {
            let engines = Engines::load(args.rules.as_deref(), None, &[])?;
            let mut out = io::stdout().lock();
            for rule in engines.rules() {
                let title = language.pick(&rule.title, &rule.title_en);
                writeln!(out, "{:<14} {:<9} {title}", rule.id, rule.severity.as_str())?;
            }
            Ok(Exit::Done)
        }
        RulesCommand::Explain { id, args } => {
            let engines = Engines::load(args.rules.as_deref(), None, &[])?;
            let rule = engines.rules().iter().find(|rule| rule.id.eq_ignore_ascii_case(id));
            let rule = rule.ok_or_else(|| {
                Failure::Usage(format!("règle inconnue : {id}. Liste : filigrane rules list"))
            })?;
            let title = language.pick(&rule.title, &rule.title_en);
            writeln!(io::stdout(), "{} — {title}\n\n{}", rule.id, rule.prose.trim_end())?;
            Ok(Exit::Done)
        }
        RulesCommand::Test(args) => {
            let engines = Engines::load(args.rules.as_deref(), None, &[])?;
            engines.test_rules(&mut io::stdout().lock())
        }
    }
}
