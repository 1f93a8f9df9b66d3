//! `filigrane quality chains`: links two tables of metadata, or the decisions of a run, and measures the links against a truth.

use std::io::{self, Write};
use std::path::Path;
use std::time::Instant;

use rayon::ThreadPoolBuilder;
use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use crate::linkage::chains::tables::{Columns, Evidence, Match, link};
use crate::linkage::chains_of_run;
use crate::linkage::metrics::codes::{Column, Table};
use crate::linkage::metrics::read;
use crate::run::{Run, atomic};

use super::args::ChainsArgs;
use super::{Exit, Failure};

/// Our names of the compared columns, and their usual names.
const COLUMNS: [(&str, &str); 6] = [
    ("number", "rg"),
    ("court", "court"),
    ("date", "date"),
    ("nature", "nac"),
    ("amount", "amount"),
    ("article", "art"),
];

pub(super) fn run(args: &ChainsArgs) -> Result<Exit, Failure> {
    for (ours, _) in &args.column {
        if !COLUMNS.iter().any(|(known, _)| known == ours) {
            let known = COLUMNS.map(|(known, _)| known).join(", ");
            return Err(Failure::Usage(format!(
                "--column {ours}=… : colonnes possibles : {known}"
            )));
        }
    }
    let pool = ThreadPoolBuilder::new()
        .num_threads(args.threads.map_or(0, usize::from))
        .build()
        .map_err(|_| {
            Failure::Usage(
                "les fils d'exécution n'ont pas pu être créés. Réduisez --threads.".to_owned(),
            )
        })?;
    pool.install(|| measured(args))
}

fn measured(args: &ChainsArgs) -> Result<Exit, Failure> {
    let clock = Instant::now();
    let Some(second) = &args.second else { return of_run(args) };
    let first = load(&args.first, args)?;
    let second = load(second, args)?;
    let read = clock.elapsed().as_secs_f64();
    let rows = (first.rows, second.rows);
    let evidence = if args.without_numbers { Evidence::WithoutNumbers } else { Evidence::All };
    let (a, b) = (columns(args, &first), columns(args, &second));
    let matches = link(rows, &a, &b, evidence);
    let linked = clock.elapsed().as_secs_f64() - read;
    if let Some(path) = &args.out {
        write(path, &args.id, &first, &second, &matches)?;
    }
    let mut summary = json!({
        "first": rows.0,
        "second": rows.1,
        "pairs": matches.len(),
        "seconds_read": read,
        "seconds_link": linked,
    });
    if let Some(truth) = &args.truth {
        let (right, expected) = compare(truth, &first, &second, &matches);
        score(&mut summary, right as u64, matches.len() as u64, expected as u64);
    }
    let text = serde_json::to_string(&summary).map_err(io::Error::other)?;
    writeln!(io::stdout(), "{text}")?;
    Ok(Exit::Done)
}

/// Cases found in a run, held against a truth.
fn of_run(args: &ChainsArgs) -> Result<Exit, Failure> {
    let clock = Instant::now();
    let run = Run::open(&args.first)?;
    let evidence = if args.without_numbers { Evidence::WithoutNumbers } else { Evidence::All };
    let (ids, chains) = chains_of_run(&run, evidence)?;
    let mut summary = json!({
        "decisions": ids.len(),
        "pairs": chains.links.len(),
        "seconds": clock.elapsed().as_secs_f64(),
    });
    if let Some(path) = &args.truth {
        let truth = read::read(Path::new(path), &["decision_id", "case"])
            .map_err(|error| Failure::Usage(error.to_string()))?;
        let (right, found, expected) = pairs(&truth, &ids, &chains.case_of);
        score(&mut summary, right, found, expected);
    }
    if let Some(path) = &args.out {
        atomic::publish(path, |out| {
            let mut csv = csv::Writer::from_writer(out);
            csv.write_record(["first", "second", "probability"]).map_err(io::Error::other)?;
            for link in &chains.links {
                let [first, second] = [link.first, link.second].map(|rank| &*ids[rank as usize]);
                csv.write_record([first, second, &format!("{:.6}", link.probability)])
                    .map_err(io::Error::other)?;
            }
            csv.flush()
        })?;
    }
    let text = serde_json::to_string(&summary).map_err(io::Error::other)?;
    writeln!(io::stdout(), "{text}")?;
    Ok(Exit::Done)
}

/// Pairs of decisions put together rightly, put together, and of one case; decisions without a truth are left out.
fn pairs(truth: &Table, ids: &[Box<str>], case_of: &[u32]) -> (u64, u64, u64) {
    let (Some(names), Some(cases)) = (truth.column("decision_id"), truth.column("case")) else {
        return (0, 0, 0);
    };
    let known: FxHashMap<&str, u32> = (0..truth.rows)
        .map(|row| (&*names.labels[names.codes.get(row) as usize], cases.codes.get(row)))
        .collect();
    let [mut both, mut found, mut wanted] = [const { Vec::<(u32, u32)>::new() }; 3];
    for (id, &case) in ids.iter().zip(case_of) {
        if let Some(&true_case) = known.get(&**id) {
            both.push((case, true_case));
            found.push((case, 0));
            wanted.push((true_case, 0));
        }
    }
    let count = |mut keys: Vec<(u32, u32)>| -> u64 {
        keys.sort_unstable();
        let sizes = keys.chunk_by(|a, b| a == b).map(|same| same.len() as u64);
        sizes.map(|size| size * (size - 1) / 2).sum()
    };
    (count(both), count(found), count(wanted))
}

fn score(summary: &mut Value, right: u64, found: u64, expected: u64) {
    let precision = right as f64 / found.max(1) as f64;
    let recall = right as f64 / expected.max(1) as f64;
    summary["true_pairs"] = expected.into();
    summary["precision"] = precision.into();
    summary["recall"] = recall.into();
    summary["f1"] = (2.0 * precision * recall / (precision + recall).max(1e-300)).into();
}

/// The user's name of one of our columns.
fn theirs<'a>(args: &'a ChainsArgs, ours: &'a str) -> &'a str {
    let given = args.column.iter().find(|(name, _)| name == ours);
    let usual = COLUMNS.iter().find(|(name, _)| *name == ours);
    given.map_or(usual.map_or(ours, |(_, usual)| usual), |(_, theirs)| theirs)
}

fn columns(args: &ChainsArgs, table: &Table) -> Columns {
    let get = |ours| table.column(theirs(args, ours)).cloned();
    Columns {
        number: get("number"),
        court: get("court"),
        date: get("date"),
        nature: get("nature"),
        amount: get("amount"),
        article: get("article"),
    }
}

fn load(path: &Path, args: &ChainsArgs) -> Result<Table, Failure> {
    let mut wanted: Vec<&str> = COLUMNS.iter().map(|(ours, _)| theirs(args, ours)).collect();
    if args.out.is_some() {
        wanted.push(&args.id);
    }
    wanted.extend(args.truth.as_deref());
    read::read(path, &wanted).map_err(|error| Failure::Usage(error.to_string()))
}

/// Right pairs among those found, and pairs there were to find: equal values of the truth.
fn compare(truth: &str, first: &Table, second: &Table, matches: &[Match]) -> (usize, usize) {
    let (Some(a), Some(b)) = (first.column(truth), second.column(truth)) else { return (0, 0) };
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    let value = |column: &'_ Column, row: usize| -> Option<u32> {
        let code = column.codes.get(row);
        (Some(code) != column.null).then_some(code)
    };
    for row in 0..first.rows {
        if let Some(code) = value(a, row) {
            *counts.entry(&a.labels[code as usize]).or_default() += 1;
        }
    }
    let expected = (0..second.rows)
        .filter_map(|row| value(b, row))
        .map(|code| counts.get(&*b.labels[code as usize]).copied().unwrap_or(0))
        .sum();
    let right = matches.iter().filter(|one| {
        match (value(a, one.first as usize), value(b, one.second as usize)) {
            (Some(x), Some(y)) => a.labels[x as usize] == b.labels[y as usize],
            _ => false,
        }
    });
    (right.count(), expected)
}

fn write(
    path: &Path,
    id: &str,
    first: &Table,
    second: &Table,
    matches: &[Match],
) -> Result<(), Failure> {
    let (Some(a), Some(b)) = (first.column(id), second.column(id)) else { return Ok(()) };
    let label = |column: &Column, row: u32| {
        column.labels[column.codes.get(row as usize) as usize].to_string()
    };
    atomic::publish(path, |out| {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(["first", "second", "probability"]).map_err(io::Error::other)?;
        for one in matches {
            let probability = format!("{:.6}", one.probability);
            csv.write_record([label(a, one.first), label(b, one.second), probability])
                .map_err(io::Error::other)?;
        }
        csv.flush()
    })?;
    Ok(())
}
