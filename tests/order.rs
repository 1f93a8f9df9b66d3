//! The order of placeholders over a stream: seeds, letters, numbers (REI-10, 17 to 19).

use filigrane::corpus::Decision;
use filigrane::detect::known::alignment::align;
use filigrane::detect::order::{OrderSample, Seed, document_number, sample};
use filigrane::document::Document;
use filigrane::quality::order::{self, ERROR_RATE, Order};
use filigrane::run::restricted::OrderTally;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde_json::{Value, json};

fn read(record: &Value, text: &str) -> OrderSample {
    let decision = Decision::from_record("d1", &record.to_string(), text).expect("a decision");
    let document = Document::new(&decision);
    let pairs = match (&decision.original, document.views.first()) {
        (Some(original), Some(view)) => align(original, view.raw),
        _ => Vec::new(),
    };
    sample(&document, &pairs)
}

#[test]
fn a_number_is_made_as_the_courts_software_makes_it() {
    // 33-fold hash from the last character on: worked by hand on two characters.
    assert_eq!(document_number(""), 5381);
    assert_eq!(document_number("A"), (5381 * 33) ^ 65);
    assert_eq!(document_number("AB"), (((5381 * 33) ^ 66) * 33) ^ 65);
}

#[test]
fn the_seed_of_every_pair_that_has_one_is_computed_again() {
    for file in ["dbsder-pairs.jsonl", "dbsder-originals.jsonl"] {
        let folder = std::env::var_os("FILIGRANE_SHARED").map_or_else(
            || std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"),
            std::path::PathBuf::from,
        );
        let Ok(text) = std::fs::read_to_string(folder.join("corpus").join(file)) else {
            eprintln!("skipped: no {file} in the shared folder (FILIGRANE_SHARED)");
            return;
        };
        let (mut have, mut same) = (0, 0);
        let mut tally = OrderTally::default();
        for line in text.lines() {
            let record: Value = serde_json::from_str(line).expect("JSON");
            let shown = record["pseudoText"].as_str().unwrap_or("texte").to_owned();
            let found = read(&record, &shown);
            tally.add(&found);
            if record["idDecisionTJ"].is_string() {
                have += 1;
                same += usize::from(found.seed == Seed::Recomputed);
            }
        }
        eprintln!(
            "{file}: {same} of {have} seeds; {} of {} sets of letters follow the seed",
            tally.seeded, tally.with_seed
        );
        assert!(have > 0 && same == have, "{file}: {same} of {have}");
        if file == "dbsder-pairs.jsonl" {
            assert_eq!(order::order(&tally), Order::Seeded);
            assert_eq!(tally.seeded, tally.with_seed);
        }
    }
}

#[derive(Clone, Copy)]
enum Numbering {
    Seeded,
    Alphabetical,
    Random,
}

const LETTERS: &[u8; 25] = b"ABCDEFGHIJKLMNOPRSTUVWXYZ";

fn below(random: &mut ChaCha8Rng, bound: u64) -> u64 {
    random.next_u64() % bound
}

/// Letters in the order of a seed, written anew from the description of label-back's shuffle.
fn order_of(seed: f64) -> Vec<u8> {
    let code: String = "personnephysique".bytes().map(|b| (b - 96).to_string()).collect();
    let code: f64 = code.parse().expect("digits");
    let mut ranks: Vec<usize> = (0..25).collect();
    let key = |rank: usize| (rank as f64 * (seed * code) * 4.5).sin();
    ranks.sort_by(|&a, &b| key(a).total_cmp(&key(b)));
    ranks.into_iter().map(|rank| LETTERS[rank]).collect()
}

/// A decision that masks some persons; the names it stands for are the first ones of a list in order.
fn made(random: &mut ChaCha8Rng, numbering: Numbering) -> OrderSample {
    let persons = 2 + below(random, 7) as usize;
    let source = below(random, 1 << 32);
    let letters: Vec<u8> = match numbering {
        Numbering::Seeded => order_of(source as f64),
        Numbering::Alphabetical => LETTERS.to_vec(),
        Numbering::Random => {
            let mut all = LETTERS.to_vec();
            for at in (1..all.len()).rev() {
                let other = below(random, at as u64 + 1) as usize;
                all.swap(at, other);
            }
            all
        }
    };
    let text: Vec<String> =
        letters[..persons].iter().map(|&letter| format!("M. [{}]", letter as char)).collect();
    read(&json!({ "sourceId": source, "occultation": {} }), &text.join(" et "))
}

fn stream(random: &mut ChaCha8Rng, numbering: Numbering, length: usize) -> OrderTally {
    let mut tally = OrderTally::default();
    for _ in 0..length {
        tally.add(&made(random, numbering));
    }
    tally
}

#[test]
fn streams_are_told_apart_at_the_stated_rate_of_error() {
    let mut random = ChaCha8Rng::seed_from_u64(19);
    let streams = 300;
    let mut wrong = 0;
    for _ in 0..streams {
        assert_eq!(order::order(&stream(&mut random, Numbering::Seeded, 25)), Order::Seeded);
        assert_eq!(
            order::order(&stream(&mut random, Numbering::Alphabetical, 25)),
            Order::Alphabetical
        );
        wrong +=
            usize::from(order::order(&stream(&mut random, Numbering::Random, 25)) != Order::None);
    }
    // At one in a thousand, three wrong out of 300 would come once in a thousand trials of this test.
    assert!(wrong as f64 <= 3.0_f64.max(ERROR_RATE * f64::from(streams)), "{wrong} of {streams}");
}

#[test]
fn a_mixture_is_still_seen_and_few_decisions_prove_nothing() {
    let mut random = ChaCha8Rng::seed_from_u64(20);
    let mut mixed = stream(&mut random, Numbering::Random, 90);
    mixed.merge(&stream(&mut random, Numbering::Seeded, 10));
    assert_eq!(order::order(&mixed), Order::Seeded);
    assert_eq!(order::order(&stream(&mut random, Numbering::Random, 5)), Order::Undecided);
    assert_eq!(order::order(&OrderTally::default()), Order::Undecided);
}

#[test]
fn tallies_merge_in_any_grouping() {
    let mut random = ChaCha8Rng::seed_from_u64(21);
    let parts: Vec<OrderTally> =
        (0..3).map(|_| stream(&mut random, Numbering::Seeded, 7)).collect();
    let fold = |order: [usize; 3]| {
        order.iter().fold(OrderTally::default(), |mut all, &rank| {
            all.merge(&parts[rank]);
            all
        })
    };
    assert_eq!(fold([0, 1, 2]), fold([2, 0, 1]));
}

#[test]
fn a_seed_that_is_no_number_leaves_the_letters_in_order() {
    let found = read(&json!({ "sourceId": "cph-65f0", "occultation": {} }), "M. [A] et M. [B]");
    assert_eq!((found.alphabetical, found.seeded), (true, Some(true)));
    let mut tally = OrderTally::default();
    (0..10).for_each(|_| tally.add(&found));
    assert_eq!(order::order(&tally), Order::Alphabetical);
}

#[test]
fn ranks_are_compared_with_the_names_when_the_original_is_there() {
    let found = read(
        &json!({ "originalText": "Alphard, Bidulot, Gammard ; 12 rue des Acacias, 9 rue des Tilleuls" }),
        "[A], [B], [C] ; [Adresse 2], [Adresse 1]",
    );
    assert_eq!((found.by_letter.concordant, found.by_letter.discordant), (3, 0));
    assert_eq!((found.by_number.concordant, found.by_number.discordant), (0, 1));
    let mut tally = OrderTally::default();
    (0..4).for_each(|_| tally.add(&found));
    let (tau, low, high) = order::tau(&tally.by_letter).expect("four decisions");
    assert_eq!((tau, low, high), (1.0, 1.0, 1.0));
    assert!(order::tau(&OrderTally::default().by_letter).is_none());
}
