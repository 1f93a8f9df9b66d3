//! Compiles the table of communes into `datasets/lexicons/communes.tsv`.
//!
//! `cargo run --example compile_communes -- SOURCE.tsv > datasets/lexicons/communes.tsv`

use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage : compile_communes TABLE.tsv");
        return ExitCode::from(2);
    };
    let compiled = std::fs::read_to_string(&path)
        .map_err(|error| format!("{path} : {error}"))
        .and_then(|source| {
            filigrane::lexicon::communes::compile(&source).map_err(|error| error.to_string())
        });
    match compiled {
        Ok(list) => {
            print!("{list}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
