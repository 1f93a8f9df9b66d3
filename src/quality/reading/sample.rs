//! Draws decisions of a finished run for people to read, by strata, from a seed.
//!
//! The strata are what the run knows of a decision before anyone reads it: its court, its nature, whether the audit raised
//! something in it. Each takes a share of the sample that follows the square root of its size (M. D. Bankier,
//! *The American Statistician* 42, 1988, 174–177): small strata are read enough to say something of them, and large ones are
//! still read most. Memory follows the sample, not the run.

use std::collections::{BTreeMap, BinaryHeap};
use std::fs;
use std::path::PathBuf;

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::hexadecimal::hexadecimal;
use crate::run::tables::{DecisionEntry, FindingEntry, TableError};
use crate::run::{Run, manifest};
use crate::taxonomy::Status;

use super::draw::{Attack, Drawn, DrawnFinding, FORMAT, Key, Sample, Stratum};
use super::sheets::{self, SheetError};

/// The value of a decision, as a stratum is labelled.
fn value_of(key: Key, row: &DecisionEntry) -> String {
    let known = |value: &Option<String>| value.clone().unwrap_or_else(|| "inconnu".to_owned());
    match key {
        Key::Jurisdiction => known(&row.jurisdiction),
        Key::Location => known(&row.location),
        Key::Chamber => known(&row.chamber),
        Key::Nac => known(&row.nac),
        Key::Source => known(&row.source),
        Key::Year => {
            known(&row.decision_date.as_ref().and_then(|date| date.get(..4)).map(str::to_owned))
        }
        Key::Raised if row.violations + row.to_review > 0 => "avec constat".to_owned(),
        Key::Raised => "sans constat".to_owned(),
    }
}

/// What is asked of a draw.
#[derive(Debug, Clone)]
pub struct SampleArgs {
    pub run: PathBuf,
    /// A new folder, or an empty one.
    pub out: PathBuf,
    /// Decisions to draw; all of them when the run has fewer.
    pub size: u64,
    pub seed: u64,
    pub by: Vec<Key>,
    /// The attack of REI-15, when it was authorised.
    pub attack: Option<Attack>,
}

/// Why no sample was drawn.
#[derive(Debug, Error)]
pub enum SampleError {
    #[error(transparent)]
    Run(#[from] TableError),
    #[error(transparent)]
    Sheets(#[from] SheetError),
    #[error("aucune décision dans {0} : il n'y a rien à tirer.")]
    Empty(PathBuf),
    #[error("--size 0 : il faut tirer une décision au moins.")]
    NothingAsked,
}

/// Draws a sample and writes its sheets.
pub fn run_sample(args: &SampleArgs) -> Result<Sample, SampleError> {
    if args.size == 0 {
        return Err(SampleError::NothingAsked);
    }
    let run = Run::open(&args.run)?;
    run.check_parts()?;
    let strata = Strata::of(&run, args)?;
    let drawn = strata.draw(&run, args)?;
    let findings = raised_in(&run, &drawn)?;
    let sample = Sample {
        format: FORMAT,
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        run: run_digest(&run)?,
        seed: args.seed,
        by: args.by.clone(),
        decisions: strata.plan.iter().map(|stratum| stratum.population).sum(),
        strata: strata.plan,
        drawn,
        findings,
        attack: args.attack.clone(),
    };
    sheets::write(&args.out, &sample)?;
    Ok(sample)
}

/// The strata of a run, and to which one each label leads.
struct Strata {
    plan: Vec<Stratum>,
    ranks: FxHashMap<String, usize>,
}

impl Strata {
    fn of(run: &Run, args: &SampleArgs) -> Result<Self, SampleError> {
        let mut sizes: BTreeMap<String, u64> = BTreeMap::new();
        for row in run.rows::<DecisionEntry>() {
            *sizes.entry(label(&args.by, &row?)).or_default() += 1;
        }
        if sizes.is_empty() {
            return Err(SampleError::Empty(args.run.clone()));
        }
        let (mut plan, ranks) = joined(sizes, args.size);
        let populations: Vec<u64> = plan.iter().map(|stratum| stratum.population).collect();
        for (stratum, drawn) in plan.iter_mut().zip(allocate(&populations, args.size)) {
            stratum.drawn = drawn;
        }
        Ok(Self { plan, ranks })
    }

    /// The decisions whose keyed hash is the smallest in their stratum, in the order in which to read them:
    /// the first ones of the sheet are themselves a draw.
    fn draw(&self, run: &Run, args: &SampleArgs) -> Result<Vec<Drawn>, SampleError> {
        let mut kept: Vec<BinaryHeap<Ticket>> =
            self.plan.iter().map(|_| BinaryHeap::new()).collect();
        for row in run.rows::<DecisionEntry>() {
            let row = row?;
            let stratum = self.ranks[&label(&args.by, &row)];
            let heap = &mut kept[stratum];
            let order = ticket(args.seed, &row.decision_id, row.line);
            let is_full = heap.len() as u64 >= self.plan[stratum].drawn;
            if is_full && heap.peek().is_none_or(|last| last.order <= order) {
                continue;
            }
            if is_full {
                heap.pop();
            }
            heap.push(Ticket { order, stratum, row: Box::new(row) });
        }
        let mut tickets: Vec<Ticket> = kept.into_iter().flatten().collect();
        tickets.sort();
        Ok(tickets.into_iter().zip(1..).map(|(ticket, rank)| ticket.drawn(rank)).collect())
    }
}

/// A decision and its place in the order of the draw.
struct Ticket {
    order: [u8; 32],
    stratum: usize,
    row: Box<DecisionEntry>,
}

impl Ticket {
    fn drawn(self, rank: u64) -> Drawn {
        let row = *self.row;
        Drawn {
            rank,
            decision_id: row.decision_id,
            stratum: self.stratum,
            file: row.file,
            line: row.line,
            date: row.decision_date,
        }
    }
}

impl PartialEq for Ticket {
    fn eq(&self, other: &Self) -> bool {
        self.order == other.order
    }
}

impl Eq for Ticket {}

impl PartialOrd for Ticket {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ticket {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.order.cmp(&other.order)
    }
}

/// Depends on the seed and on the decision alone: never on the order of the run or its parts.
fn ticket(seed: u64, decision_id: &str, line: i64) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(seed.to_le_bytes());
    hash.update(decision_id.as_bytes());
    hash.update(line.to_le_bytes());
    hash.finalize().into()
}

fn label(by: &[Key], row: &DecisionEntry) -> String {
    if by.is_empty() {
        return "toutes".to_owned();
    }
    by.iter().map(|&key| value_of(key, row)).collect::<Vec<_>>().join(" · ")
}

/// Strata of which two decisions can be read each: the smallest are put together until they are few enough.
fn joined(sizes: BTreeMap<String, u64>, asked: u64) -> (Vec<Stratum>, FxHashMap<String, usize>) {
    let most = (asked / 2).max(1) as usize;
    let mut order: Vec<(&String, u64)> = sizes.iter().map(|(label, &size)| (label, size)).collect();
    order.sort_by_key(|&(label, size)| (std::cmp::Reverse(size), label));
    let alone = if order.len() <= most { order.len() } else { most - 1 };
    let mut plan: Vec<Stratum> = order[..alone]
        .iter()
        .map(|&(label, population)| Stratum { label: label.clone(), population, drawn: 0 })
        .collect();
    if alone < order.len() {
        let population = order[alone..].iter().map(|&(_, size)| size).sum();
        plan.push(Stratum { label: "autres".to_owned(), population, drawn: 0 });
    }
    let ranks = order
        .iter()
        .enumerate()
        .map(|(rank, &(label, _))| (label.clone(), rank.min(alone)))
        .collect();
    (plan, ranks)
}

/// How many decisions of each stratum to draw: two at least, then by the square root of the sizes, never more than
/// there are.
pub fn allocate(populations: &[u64], asked: u64) -> Vec<u64> {
    let asked = asked.min(populations.iter().sum());
    let mut drawn: Vec<u64> = populations.iter().map(|&size| size.min(2)).collect();
    // Fewer asked than two a stratum: the largest strata are served first.
    while drawn.iter().sum::<u64>() > asked {
        let last = (0..drawn.len()).rev().find(|&rank| drawn[rank] > 0);
        last.into_iter().for_each(|rank| drawn[rank] -= 1);
    }
    // One at a time to the stratum that is the furthest from its due (Webster's method of divisors).
    for _ in drawn.iter().sum::<u64>()..asked {
        let due = |rank: &usize| (populations[*rank] as f64).sqrt() / (drawn[*rank] as f64 + 0.5);
        let next = (0..drawn.len())
            .filter(|&rank| drawn[rank] < populations[rank])
            .max_by(|first, second| due(first).total_cmp(&due(second)).then(second.cmp(first)));
        next.into_iter().for_each(|rank| drawn[rank] += 1);
    }
    drawn
}

/// What the audit raised in the drawn decisions: one row a value and rule, in the order of the text.
fn raised_in(run: &Run, drawn: &[Drawn]) -> Result<Vec<DrawnFinding>, SampleError> {
    let ranks: FxHashMap<&str, u64> =
        drawn.iter().map(|one| (one.decision_id.as_str(), one.rank)).collect();
    let mut found: FxHashMap<(u64, String, String), DrawnFinding> = FxHashMap::default();
    for finding in run.rows::<FindingEntry>() {
        let finding = finding?;
        let is_raised = matches!(finding.status, Status::Violation | Status::ToReview);
        let Some(&decision) = ranks.get(finding.decision_id.as_str()).filter(|_| is_raised) else {
            continue;
        };
        found
            .entry((decision, finding.rule_id.clone(), finding.fingerprint.clone()))
            .and_modify(|row| row.occurrences += 1)
            .or_insert_with(|| DrawnFinding::new(decision, finding));
    }
    let mut rows: Vec<DrawnFinding> = found.into_values().collect();
    rows.sort_by(|one, other| one.place().cmp(&other.place()));
    for (row, number) in rows.iter_mut().zip(1..) {
        row.number = number;
    }
    Ok(rows)
}

/// SHA-256 of the manifest, which names one run among all.
fn run_digest(run: &Run) -> Result<String, SampleError> {
    let path = run.path().join(manifest::FILE);
    let bytes = fs::read(&path).map_err(|cause| SheetError::unreadable(&path, &cause))?;
    Ok(hexadecimal(&Sha256::digest(bytes)))
}
