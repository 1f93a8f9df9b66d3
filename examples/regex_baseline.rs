//! A baseline for `benches/peers.sh`: how many matches the `regex` crate finds with one alternation of the
//! patterns of a file (one a line), in a text read whole. Arguments: PATTERNS TEXT.

use std::process::ExitCode;
use std::{env, fs};

use regex::bytes::Regex;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [patterns, text] = &arguments[..] else {
        eprintln!("usage: regex_baseline PATTERNS TEXT");
        return ExitCode::from(2);
    };
    match count(patterns, text) {
        Ok(matches) => {
            println!("{matches}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn count(patterns: &str, text: &str) -> Result<usize, Box<dyn std::error::Error>> {
    let patterns = fs::read_to_string(patterns)?;
    let all: Vec<String> = patterns.lines().map(|pattern| format!("(?:{pattern})")).collect();
    let regex = Regex::new(&all.join("|"))?;
    Ok(regex.find_iter(&fs::read(text)?).count())
}
