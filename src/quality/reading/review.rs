//! What the filled sheets say of the whole run: how much is left in clear, how right the audit is, how far two readers agree.
//!
//! A *residue* is something of an identifier, a name, an occultation or a secret that had to be masked: a finding that the reader
//! says is right or doubtful, or what the reader saw and the audit did not raise. A breakdown never shows fewer
//! decisions than a cell of a report (GARDE-08), and knows courts, rules and strata, never people.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::cause::in_french;
use crate::run::atomic;
use crate::taxonomy::{CELL_DECISIONS, Family};
use crate::thousands::grouped;

use super::draw::{DrawnFinding, Sample};
use super::estimate::{Agreement, Estimate, Unit, agreement, ratio};
use super::sheets::{self, Opinion, Reading, SheetError};

/// Where the result is written, in the folder of the sheets.
pub const REVIEW: &str = "bilan.json";
/// Where two readers differ, for a third to settle.
pub const DISAGREEMENTS: &str = "desaccords.csv";

/// What is asked of a review.
#[derive(Debug, Clone)]
pub struct ReviewArgs {
    /// Folder of the sheets that the first reader filled in: figures are theirs.
    pub folder: PathBuf,
    /// Folder of a second reader of the same sample.
    pub second: Option<PathBuf>,
    pub json: bool,
}

/// Why there is no review.
#[derive(Debug, Error)]
pub enum ReviewError {
    #[error(transparent)]
    Sheets(#[from] SheetError),
    #[error(
        "{0} n'est pas une copie du même échantillon : les deux lecteurs doivent lire le même tirage."
    )]
    OtherSample(String),
    #[error(
        "aucune décision n'est encore lue dans {0} : remplissez la colonne « residus_manques »."
    )]
    NothingRead(String),
    #[error("{path} : écriture impossible ({cause}).")]
    Write { path: String, cause: String },
}

/// The figures of a reading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// Says what the file is, to whatever reads it.
    pub kind: Kind,
    /// SHA-256 of the manifest of the run.
    pub run: String,
    pub seed: u64,
    /// Decisions of the run, drawn, and read so far.
    pub decisions: u64,
    pub drawn: u64,
    pub read: u64,
    /// Findings of the decisions that were read, and those that were judged.
    pub findings: u64,
    pub judged: u64,
    /// Decisions of the run in strata of which nothing was read: the estimates leave them out.
    pub unread_strata: u64,
    /// Share of decisions in which something is left to mask.
    pub residue: Estimate,
    /// Share of decisions in which something is left that the audit did not raise.
    pub missed: Estimate,
    /// Share of raised findings that are right.
    pub precision: Estimate,
    /// Share of residues that the audit raises.
    pub recall: Estimate,
    pub by_family: Vec<PrecisionRow>,
    pub by_rule: Vec<PrecisionRow>,
    pub by_stratum: Vec<StratumRow>,
    /// Share of decisions in which the simulated attack found someone again (REI-15).
    pub attack: Option<Estimate>,
    pub second: Option<Second>,
}

/// The one kind of [`Review`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    #[serde(rename = "relecture")]
    Reading,
}

/// How right the findings of a family or of a rule are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PrecisionRow {
    pub key: String,
    pub right: u64,
    pub wrong: u64,
    pub doubtful: u64,
    pub precision: Estimate,
}

/// Residues of a stratum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StratumRow {
    pub label: String,
    pub population: u64,
    pub read: u64,
    pub residue: Estimate,
}

/// What a second reading shows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Second {
    /// On findings: right, wrong or doubtful.
    pub findings: Agreement,
    /// On decisions: something is left, or nothing.
    pub decisions: Agreement,
}

impl Review {
    /// Whether all that was drawn is read and judged.
    pub fn is_whole(&self) -> bool {
        self.read == self.drawn && self.judged == self.findings
    }
}

/// Reads the sheets, writes the figures beside them and says them.
pub fn run_review(args: &ReviewArgs, out: &mut dyn Write) -> Result<Review, ReviewError> {
    let sample = sheets::read_sample(&args.folder)?;
    let reading = sheets::read_reading(&args.folder, &sample)?;
    if reading.decisions.is_empty() {
        return Err(ReviewError::NothingRead(args.folder.display().to_string()));
    }
    let mut review = review(&sample, &reading);
    if let Some(folder) = &args.second {
        if sheets::read_sample(folder)? != sample {
            return Err(ReviewError::OtherSample(folder.display().to_string()));
        }
        let other = sheets::read_reading(folder, &sample)?;
        review.second = Some(compare(&sample, &reading, &other));
        publish(&args.folder.join(DISAGREEMENTS), &disagreements(&sample, &reading, &other))?;
    }
    let mut json = serde_json::to_string_pretty(&review).unwrap_or_default();
    json.push('\n');
    publish(&args.folder.join(REVIEW), json.as_bytes())?;
    let said = if args.json { json } else { text(&review) };
    out.write_all(said.as_bytes())
        .map_err(|cause| ReviewError::Write { path: "-".to_owned(), cause: in_french(&cause) })?;
    Ok(review)
}

fn publish(path: &Path, content: &[u8]) -> Result<(), ReviewError> {
    atomic::publish(path, |out| out.write_all(content)).map_err(|cause| ReviewError::Write {
        path: path.display().to_string(),
        cause: in_french(&cause),
    })
}

/// A decision that was read, with the findings that were judged.
struct Read<'a> {
    rank: u64,
    stratum: usize,
    missed: u64,
    found_again: Option<bool>,
    judged: Vec<(&'a DrawnFinding, Opinion)>,
}

impl Read<'_> {
    /// Residues that the audit raised.
    fn raised(&self) -> u64 {
        let left = |(finding, opinion): &&(&DrawnFinding, Opinion)| {
            is_residue(finding.family) && *opinion != Opinion::Wrong
        };
        self.judged.iter().filter(left).count() as u64
    }

    fn has_residue(&self) -> bool {
        self.missed + self.raised() > 0
    }
}

/// Families whose findings say that something is left to mask.
fn is_residue(family: Family) -> bool {
    matches!(family, Family::Identifier | Family::Name | Family::Occultation | Family::Secret)
}

/// The decisions that a reader has read, in the order of the draw.
fn read_by<'a>(sample: &'a Sample, reading: &Reading) -> Vec<Read<'a>> {
    let mut judged: BTreeMap<u64, Vec<(&DrawnFinding, Opinion)>> = BTreeMap::new();
    for finding in &sample.findings {
        if let Some(&opinion) = reading.findings.get(&finding.number) {
            judged.entry(finding.decision).or_default().push((finding, opinion));
        }
    }
    sample
        .drawn
        .iter()
        .filter_map(|one| {
            let said = reading.decisions.get(&one.rank)?;
            Some(Read {
                rank: one.rank,
                stratum: one.stratum,
                missed: said.missed,
                found_again: said.found_again,
                judged: judged.remove(&one.rank).unwrap_or_default(),
            })
        })
        .collect()
}

/// How many decisions of a stratum were read.
fn count_in(read: &[Read], stratum: usize) -> u64 {
    read.iter().filter(|one| one.stratum == stratum).count() as u64
}

/// The figures of one reader.
pub fn review(sample: &Sample, reading: &Reading) -> Review {
    let populations: Vec<u64> = sample.strata.iter().map(|stratum| stratum.population).collect();
    let read = read_by(sample, reading);
    let is_read = |one: &&DrawnFinding| reading.decisions.contains_key(&one.decision);
    let share = |of: &dyn Fn(&Read) -> Option<(f64, f64)>| estimate(&populations, &read, of);
    let unread_strata = (0..populations.len())
        .filter(|&rank| count_in(&read, rank) == 0)
        .map(|rank| populations[rank])
        .sum();
    Review {
        kind: Kind::Reading,
        run: sample.run.clone(),
        seed: sample.seed,
        decisions: sample.decisions,
        drawn: sample.drawn.len() as u64,
        read: read.len() as u64,
        findings: sample.findings.iter().filter(is_read).count() as u64,
        judged: read.iter().map(|one| one.judged.len() as u64).sum(),
        unread_strata,
        residue: share(&|one| Some((one_if(one.has_residue()), 1.0))),
        missed: share(&|one| Some((one_if(one.missed > 0), 1.0))),
        precision: precision(&populations, &read, &|_| true),
        recall: share(&|one| {
            let raised = one.raised() as f64;
            Some((raised, raised + one.missed as f64))
        }),
        by_family: precision_rows(&populations, &read, |finding| {
            finding.family.as_str().to_owned()
        }),
        by_rule: precision_rows(&populations, &read, |finding| finding.rule_id.clone()),
        by_stratum: stratum_rows(sample, &read),
        attack: sample
            .attack
            .as_ref()
            .map(|_| share(&|one| one.found_again.map(|found| (one_if(found), 1.0)))),
        second: None,
    }
}

/// One decision, or none.
fn one_if(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

/// A share over the decisions of which `of` says a part and a whole.
fn estimate(
    populations: &[u64],
    read: &[Read],
    of: &dyn Fn(&Read) -> Option<(f64, f64)>,
) -> Estimate {
    let units: Vec<Unit> = read
        .iter()
        .filter_map(|one| of(one).map(|(part, whole)| Unit { stratum: one.stratum, part, whole }))
        .collect();
    ratio(populations, &units)
}

fn precision(
    populations: &[u64],
    read: &[Read],
    counts: &dyn Fn(&DrawnFinding) -> bool,
) -> Estimate {
    estimate(populations, read, &|one| {
        let of = |wanted: &dyn Fn(Opinion) -> bool| {
            one.judged
                .iter()
                .filter(|(finding, opinion)| counts(finding) && wanted(*opinion))
                .count() as f64
        };
        Some((of(&|opinion| opinion == Opinion::Right), of(&|_| true)))
    })
}

fn precision_rows(
    populations: &[u64],
    read: &[Read],
    key: impl Fn(&DrawnFinding) -> String,
) -> Vec<PrecisionRow> {
    let mut counts: BTreeMap<String, [u64; 3]> = BTreeMap::new();
    for (finding, opinion) in read.iter().flat_map(|one| &one.judged) {
        counts.entry(key(finding)).or_default()[*opinion as usize] += 1;
    }
    counts
        .into_iter()
        .map(|(name, [right, wrong, doubtful])| PrecisionRow {
            precision: precision(populations, read, &|finding| key(finding) == name),
            key: name,
            right,
            wrong,
            doubtful,
        })
        .collect()
}

/// Strata with decisions enough; the others together, when together they are enough.
fn stratum_rows(sample: &Sample, read: &[Read]) -> Vec<StratumRow> {
    let (shown, small): (Vec<usize>, Vec<usize>) =
        (0..sample.strata.len()).partition(|&rank| count_in(read, rank) >= CELL_DECISIONS);
    let row = |label: &str, ranks: &[usize]| {
        let populations: Vec<u64> =
            ranks.iter().map(|&rank| sample.strata[rank].population).collect();
        let units: Vec<Unit> = read
            .iter()
            .filter_map(|one| {
                let stratum = ranks.iter().position(|&rank| rank == one.stratum)?;
                Some(Unit { stratum, part: one_if(one.has_residue()), whole: 1.0 })
            })
            .collect();
        StratumRow {
            label: label.to_owned(),
            population: populations.iter().sum(),
            read: units.len() as u64,
            residue: ratio(&populations, &units),
        }
    };
    let mut rows: Vec<StratumRow> =
        shown.iter().map(|&rank| row(&sample.strata[rank].label, &[rank])).collect();
    if small.iter().map(|&rank| count_in(read, rank)).sum::<u64>() >= CELL_DECISIONS {
        rows.push(row("strates de peu de décisions, réunies", &small));
    }
    rows
}

/// How far two readers agree on what both have read.
fn compare(sample: &Sample, first: &Reading, second: &Reading) -> Second {
    let findings: Vec<(usize, usize)> = first
        .findings
        .iter()
        .filter_map(|(number, one)| Some((*one as usize, *second.findings.get(number)? as usize)))
        .collect();
    let theirs: BTreeMap<u64, bool> =
        read_by(sample, second).iter().map(|one| (one.rank, one.has_residue())).collect();
    let decisions: Vec<(usize, usize)> = read_by(sample, first)
        .iter()
        .filter_map(|one| {
            let other = *theirs.get(&one.rank)?;
            Some((usize::from(one.has_residue()), usize::from(other)))
        })
        .collect();
    Second {
        findings: agreement(Opinion::ALL.len(), &findings),
        decisions: agreement(2, &decisions),
    }
}

/// The rows on which they differ, by number alone.
fn disagreements(sample: &Sample, first: &Reading, second: &Reading) -> Vec<u8> {
    let rank_of: BTreeMap<u64, u64> =
        sample.findings.iter().map(|finding| (finding.number, finding.decision)).collect();
    let findings = first.findings.iter().filter_map(|(number, one)| {
        let other = second.findings.get(number).filter(|other| *other != one)?;
        let rank = rank_of.get(number).copied().unwrap_or_default();
        let (one, other) = (one.as_str().to_owned(), other.as_str().to_owned());
        Some(vec![rank.to_string(), number.to_string(), one, other])
    });
    let decisions = first.decisions.iter().filter_map(|(rank, one)| {
        let other = second.decisions.get(rank).filter(|other| other.missed != one.missed)?;
        let said = |missed: u64| format!("{missed} manqués");
        Some(vec![rank.to_string(), String::new(), said(one.missed), said(other.missed)])
    });
    sheets::sheet(&["rang", "constat", "premier", "second"], findings.chain(decisions))
}

/// The figures, for a terminal.
fn text(review: &Review) -> String {
    let mut out = format!(
        "Relecture : {} décisions lues sur {} tirées, {} dans le traitement ; {} constats jugés sur {}.\n\n",
        number(review.read),
        number(review.drawn),
        number(review.decisions),
        number(review.judged),
        number(review.findings),
    );
    let shares = [
        ("décisions où il reste quelque chose à masquer", Some(review.residue)),
        ("décisions où il reste quelque chose que l'audit n'a pas relevé", Some(review.missed)),
        ("constats justes (précision)", Some(review.precision)),
        ("résidus relevés par l'audit (rappel)", Some(review.recall)),
        ("décisions où l'attaque simulée a retrouvé quelqu'un", review.attack),
    ];
    for (label, estimate) in shares {
        if let Some(estimate) = estimate {
            out.push_str(&format!("  {label} : {}\n", said(&estimate)));
        }
    }
    for (title, rows) in [("Par famille", &review.by_family), ("Par règle", &review.by_rule)] {
        if !rows.is_empty() {
            out.push_str(&format!("\n{title}\n"));
        }
        for row in rows {
            out.push_str(&format!(
                "  {:<16} vrai {:>4}  faux {:>4}  douteux {:>4}  précision {}\n",
                row.key,
                row.right,
                row.wrong,
                row.doubtful,
                said(&row.precision)
            ));
        }
    }
    if !review.by_stratum.is_empty() {
        out.push_str("\nPar strate : part des décisions où il reste quelque chose\n");
    }
    for row in &review.by_stratum {
        out.push_str(&format!("  {} ({} lues) : {}\n", row.label, row.read, said(&row.residue)));
    }
    if let Some(second) = &review.second {
        out.push_str("\nSecond lecteur\n");
        for (label, agreement) in [("constats", second.findings), ("décisions", second.decisions)]
        {
            let kappa = agreement
                .kappa
                .map_or("non défini".to_owned(), |kappa| format!("{kappa:.2}").replace('.', ","));
            out.push_str(&format!(
                "  {label} : même avis {} fois sur {}, κ de Cohen {kappa}\n",
                agreement.same, agreement.judged
            ));
        }
        out.push_str(&format!("  ce qui les sépare : {DISAGREEMENTS}\n"));
    }
    if review.unread_strata > 0 {
        out.push_str(&format!(
            "\nAttention : rien n'est encore lu de strates qui comptent {} décisions ; les parts ne disent rien d'elles.\n",
            number(review.unread_strata)
        ));
    }
    if !review.is_whole() {
        out.push_str("\nRelecture inachevée : les intervalles sont ceux de ce qui est lu. Complétez les feuilles, puis relancez.\n");
    }
    out.push_str(&format!(
        "\nÉcrit : {REVIEW}, à donner à « filigrane report --measures » pour que les rapports le disent.\n"
    ));
    out
}

fn number(count: u64) -> String {
    grouped(count, '\u{202f}')
}

/// A share as French readers write it, with its interval.
fn said(estimate: &Estimate) -> String {
    let percent = |share: f64| format!("{:.1} %", share * 100.0).replace('.', ",");
    match (estimate.value, estimate.interval) {
        (Some(value), Some(interval)) => {
            format!("{} [{} ; {}]", percent(value), percent(interval.low), percent(interval.high))
        }
        _ => "rien à compter".to_owned(),
    }
}
