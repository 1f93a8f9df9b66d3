//! From records to rows, on any number of threads, in the order of the inputs.
//!
//! One reader, bounded batches, workers that decode and scan, one writer that puts results
//! back in order. What is in flight is bounded in bytes, so memory does not depend on the size
//! of the inputs. Must know nothing of files or engines.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use crate::corpus::{Decision, Origin};
use crate::detect::Candidate;
use crate::detect::facts::Extracted;
use crate::detect::finish::Finisher;
use crate::detect::order::OrderSample;
use crate::document::Document;
use crate::policy::{Norms, Policy, evaluated};
use crate::run::rows::{DecisionRow, RejectRow, Scanned, signed};

/// Fills one list of candidates a view of the document. Pure: no state between decisions.
pub type Scan<'a> = dyn Fn(&Document, &Policy, &mut Vec<Vec<Candidate>>) -> OrderSample + Sync + 'a;

/// Reads the facts of a document. Pure.
pub type Extract<'a> = dyn Fn(&Document) -> Extracted + Sync + 'a;

/// A record as the reader takes it from a file, not yet decoded.
pub trait Record: Send {
    /// Bytes it holds in memory.
    fn bytes(&self) -> usize;

    /// Where it was read, for the reject row of a failure.
    fn origin(&self) -> Origin;

    /// Its decisions, or why they cannot be read. Called on a worker.
    fn decode(self) -> Vec<Result<Decision, RejectRow>>;
}

/// What came out of one record, in its order.
pub type Outcome = Vec<Result<Scanned, RejectRow>>;

/// What to do with each decision.
#[derive(Clone, Copy)]
pub struct Work<'a> {
    pub scan: &'a Scan<'a>,
    /// `None` when facts were not asked for.
    pub extract: Option<&'a Extract<'a>>,
    pub finisher: Finisher<'a>,
    pub norms: &'a Norms,
}

/// Bytes of records in a batch: large enough to make channels free, small enough to share work.
const BATCH_BYTES: usize = 1 << 20;

/// Records in a batch, for inputs of tiny or broken records.
const BATCH_RECORDS: usize = 4096;

/// Batches between reader and workers.
const QUEUE: usize = 64;

/// What may be in flight, in bytes of cost (see `Batch::cost`).
const IN_FLIGHT: usize = 128 << 20;

/// Memory a record needs while it is scanned, in times its size: text, normalised text, tokens.
const EXPANSION: usize = 10;

/// Runs every record through `work`; `sink` gets the outcomes in the order of `source`.
///
/// Stops at the first error of `sink` and returns it. With one thread, everything happens on
/// the caller's.
pub fn run<R: Record, E>(
    mut source: impl Iterator<Item = Result<R, RejectRow>> + Send,
    work: &Work,
    threads: usize,
    mut sink: impl FnMut(Outcome) -> Result<(), E>,
) -> Result<(), E> {
    if threads <= 1 {
        return source.try_for_each(|item| sink(work.process(item)));
    }
    let budget = Budget::default();
    let (to_workers, batches) = bounded(QUEUE);
    let (to_writer, results) = unbounded();
    thread::scope(|scope| {
        scope.spawn(|| read(source, &budget, to_workers));
        for _ in 0..threads {
            let (batches, to_writer) = (batches.clone(), to_writer.clone());
            scope.spawn(move || process(&batches, work, &to_writer));
        }
        drop((batches, to_writer));
        let written = write(&results, &budget, &mut sink);
        // After an error: workers find no receiver and stop, the reader finds the budget closed.
        drop(results);
        budget.close();
        written
    })
}

/// Records that travel together.
struct Batch<R> {
    rank: u64,
    items: Vec<Result<R, RejectRow>>,
    cost: usize,
}

/// What a batch became.
struct Processed {
    rank: u64,
    outcomes: Vec<Outcome>,
    cost: usize,
}

fn read<R: Record>(
    mut source: impl Iterator<Item = Result<R, RejectRow>>,
    budget: &Budget,
    to_workers: Sender<Batch<R>>,
) {
    for rank in 0.. {
        let batch = next_batch(&mut source, rank);
        if batch.items.is_empty() || !budget.take(batch.cost) || to_workers.send(batch).is_err() {
            return;
        }
    }
}

fn next_batch<R: Record>(
    source: &mut impl Iterator<Item = Result<R, RejectRow>>,
    rank: u64,
) -> Batch<R> {
    let mut items = Vec::new();
    let (mut bytes, mut largest) = (0, 0);
    while bytes < BATCH_BYTES && items.len() < BATCH_RECORDS {
        let Some(item) = source.next() else { break };
        let size = item.as_ref().map_or(0, Record::bytes);
        bytes += size;
        largest = largest.max(size);
        items.push(item);
    }
    // A worker scans one record at a time: the largest one decides what a batch needs at most.
    Batch { rank, items, cost: bytes + EXPANSION * largest }
}

fn process<R: Record>(batches: &Receiver<Batch<R>>, work: &Work, to_writer: &Sender<Processed>) {
    for Batch { rank, items, cost } in batches {
        let outcomes = items.into_iter().map(|item| work.process(item)).collect();
        if to_writer.send(Processed { rank, outcomes, cost }).is_err() {
            return;
        }
    }
}

fn write<E>(
    results: &Receiver<Processed>,
    budget: &Budget,
    sink: &mut impl FnMut(Outcome) -> Result<(), E>,
) -> Result<(), E> {
    let mut early = BTreeMap::new();
    let mut next = 0;
    for processed in results {
        early.insert(processed.rank, processed);
        while let Some(Processed { outcomes, cost, .. }) = early.remove(&next) {
            outcomes.into_iter().try_for_each(&mut *sink)?;
            budget.give(cost);
            next += 1;
        }
    }
    Ok(())
}

/// A bound on what is read and not yet written, in bytes.
///
/// The reader takes in the order of the input and a batch alone always fits, so the batch the
/// writer waits for is never the one that waits for room.
#[derive(Default)]
struct Budget {
    state: Mutex<Spent>,
    changed: Condvar,
}

#[derive(Default)]
struct Spent {
    bytes: usize,
    closed: bool,
}

impl Budget {
    /// Waits for room; `false` when there is no need to go on.
    fn take(&self, bytes: usize) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let full =
            |spent: &mut Spent| !spent.closed && spent.bytes > 0 && spent.bytes + bytes > IN_FLIGHT;
        let mut state =
            self.changed.wait_while(state, full).unwrap_or_else(PoisonError::into_inner);
        state.bytes += bytes;
        !state.closed
    }

    fn give(&self, bytes: usize) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).bytes -= bytes;
        self.changed.notify_one();
    }

    fn close(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.changed.notify_all();
    }
}

impl Work<'_> {
    /// Decodes and scans one record. Never panics: a failure becomes a reject row.
    pub fn process<R: Record>(&self, item: Result<R, RejectRow>) -> Outcome {
        let record = match item {
            Ok(record) => record,
            Err(reject) => return vec![Err(reject)],
        };
        let origin = record.origin();
        match guarded(|| record.decode()) {
            Ok(decisions) => {
                decisions.into_iter().map(|one| one.and_then(|it| self.scan(&it))).collect()
            }
            Err(place) => vec![Err(failure(&origin, None, place))],
        }
    }

    fn scan(&self, decision: &Decision) -> Result<Scanned, RejectRow> {
        guarded(|| {
            let document = Document::new(decision);
            let policy = Policy::under(decision, self.norms, document.placeholders());
            let mut candidates = Vec::new();
            candidates.resize_with(document.views.len(), Vec::new);
            let order = (self.scan)(&document, &policy, &mut candidates);
            Scanned {
                row: DecisionRow::new(decision, &policy)
                    .lacking(evaluated::not_evaluated(decision, self.norms)),
                order,
                findings: self.finisher.finish(&document, &candidates, &policy),
                extracted: self.extract.map(|extract| extract(&document)),
            }
        })
        .map_err(|place| failure(&decision.origin, Some(&decision.id), place))
    }
}

fn failure(origin: &Origin, decision_id: Option<&str>, place: Option<String>) -> RejectRow {
    RejectRow {
        file: Arc::clone(&origin.file),
        line: signed(origin.line),
        decision_id: decision_id.map(str::to_owned),
        reason: RejectRow::INTERNAL.to_owned(),
        detail: Some(format!(
            "erreur interne de Filigrane ({}) ; signalez-la, sans joindre la décision",
            place.as_deref().unwrap_or("lieu inconnu")
        )),
    }
}

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `work`; if it panics, says where in the source it did, when `quiet_panics` was called.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Option<String>> {
    GUARDED.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(false);
    result.map_err(|_| PLACE.take())
}

/// Replaces the panic hook by one that never prints the message of a panic, which may quote
/// the text being scanned: only the place in the source is kept. For programs, at start.
pub fn quiet_panics() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(|place| format!("{}:{}", place.file(), place.line()));
        if GUARDED.get() {
            PLACE.set(place);
        } else {
            eprintln!("filigrane : erreur interne ({})", place.unwrap_or_default());
        }
    }));
}
