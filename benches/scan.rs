//! What the parts of a scan cost, on the invented decisions of the sample: `cargo bench --bench scan`.
//!
//! Short on purpose, with the clock of the standard library: what counts is the ratio to other tools in one
//! run, which `benches/peers.sh` gives.

use std::hint::black_box;
use std::time::{Duration, Instant};

use filigrane::corpus::{self, Decision, Input, ReadOptions};
use filigrane::detect::Engines;
use filigrane::document::Document;
use filigrane::document::offsets::normalise;
use filigrane::document::tokens::tokenise;
use filigrane::policy::Policy;
use filigrane::rules::{Catalogue, EngineName};

/// How long each part is run.
const LASTS: Duration = Duration::from_millis(400);

fn sample() -> Vec<Decision> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/sample/decisions");
    let (inputs, options) = ([Input::parse(folder)], ReadOptions::default());
    let decisions =
        corpus::decisions(&inputs, &options).unwrap_or_else(|error| panic!("{folder}: {error}"));
    decisions.filter_map(Result::ok).collect()
}

/// Runs a part again and again, and prints the speed of its fastest run.
fn measure(name: &str, bytes: usize, mut part: impl FnMut()) {
    let start = Instant::now();
    let mut best = Duration::MAX;
    while start.elapsed() < LASTS {
        let round = Instant::now();
        part();
        best = best.min(round.elapsed());
    }
    println!("{name:<28} {:>8.1} MB/s", bytes as f64 / 1e6 / best.as_secs_f64());
}

fn main() {
    let decisions = sample();
    let bytes = decisions.iter().map(Decision::text_bytes).sum();
    let texts = || decisions.iter().flat_map(|decision| &decision.fields);
    measure("normalise", bytes, || {
        texts().for_each(|field| drop(black_box(normalise(&field.text))))
    });
    measure("tokenise", bytes, || texts().for_each(|field| drop(black_box(tokenise(&field.text)))));
    let every: Vec<Vec<EngineName>> = Engines::ALL.iter().map(|engine| vec![*engine]).collect();
    for chosen in every.iter().map(Vec::as_slice).chain([&Engines::ALL[..]]) {
        let catalogue = Catalogue::embedded().unwrap_or_else(|error| panic!("{error}"));
        let engines =
            Engines::compile(catalogue, None, chosen).unwrap_or_else(|error| panic!("{error}"));
        let name = match chosen {
            [engine] => engine.as_str(),
            _ => "every engine",
        };
        measure(name, bytes, || {
            for decision in &decisions {
                black_box(engines.scan(&Document::new(decision), &Policy::of(decision, 0.5)).len());
            }
        });
    }
}
