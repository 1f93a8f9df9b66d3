//! What the user is told when the command cannot be understood: clap speaks English only.

use std::io::{self, Write};

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::report::Language;

use super::Exit;

/// Prints help, version or the mistake; says how the program ends.
pub(super) fn explain(error: &Error, language: Language) -> Exit {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = write!(io::stdout(), "{}", error.render());
            Exit::Done
        }
        // Help in place of a missing subcommand: shown, but the command did nothing.
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = write!(io::stderr(), "{}", error.render());
            Exit::Usage
        }
        _ => {
            let message = match language {
                Language::French => french(error),
                Language::English => error.render().to_string(),
            };
            let _ = writeln!(io::stderr(), "{}", message.trim_end());
            Exit::Usage
        }
    }
}

fn french(error: &Error) -> String {
    let context = |kind| error.get(kind).map(words).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let what = match error.kind() {
        ErrorKind::UnknownArgument => format!("option ou argument inconnu : {argument}"),
        ErrorKind::InvalidSubcommand => {
            format!("commande inconnue : {}", context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand => "il manque une commande".to_owned(),
        ErrorKind::MissingRequiredArgument => format!("il manque : {argument}"),
        ErrorKind::ArgumentConflict => {
            format!("{argument} ne va pas avec {}", context(ContextKind::PriorArg))
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} demande une valeur"),
        ErrorKind::InvalidValue => {
            let valid = context(ContextKind::ValidValue);
            format!("{argument} : « {value} » n'est pas une valeur possible ({valid})")
        }
        ErrorKind::ValueValidation => match std::error::Error::source(error) {
            // Our own parsers explain themselves in French, standard ones do not.
            Some(cause) if cause.to_string().starts_with('«') => format!("{argument} : {cause}"),
            _ => format!("{argument} : « {value} » n'est pas une valeur possible"),
        },
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("{argument} : nombre de valeurs inattendu")
        }
        ErrorKind::NoEquals => format!("{argument} demande un signe égal : {argument}=valeur"),
        ErrorKind::InvalidUtf8 => "un argument n'est pas en UTF-8".to_owned(),
        _ => "commande incomprise".to_owned(),
    };
    let suggestion =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
            .into_iter()
            .find_map(|kind| error.get(kind))
            .map(|near| format!(" Vouliez-vous dire {} ?", words(near)))
            .unwrap_or_default();
    format!(
        "filigrane : {what}.{suggestion}\nAide : filigrane --help, ou filigrane COMMANDE --help"
    )
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        other => other.to_string(),
    }
}
