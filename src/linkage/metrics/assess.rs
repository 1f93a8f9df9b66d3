//! The whole assessment of a table: what is asked, the measures, and the JSON object that holds them.
//!
//! Chooses between the one-pass measures and those that need the class of each row. The definitions are in
//! `docs/risque-metriques.md`; keys and their order are a contract.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;
use serde_json::{Map, Number, Value, json};
use thiserror::Error;

use super::classes::{self, Classes, Groups, Sensitive, Tally};
use super::codes::{Coded, Codes, Column, Table};
use super::domains::{Hierarchy, Near, Reading, nearness};
use super::estimators::{Sample, individual};
use super::neighbours::Neighbours;
use super::read::{self, ReadError};
use super::special::Sum;
use super::suda;

/// Attributes beyond which subsets are too many to be listed.
pub const MAX_LATTICE: usize = 16;

/// Sampling fraction that sdcMicro supposes in DIS scores when none is given.
const DIS_FRACTION: f64 = 0.01;

/// What a null quasi-identifier is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NullPolicy {
    /// A value like another.
    OwnValue,
    /// Its row is left out.
    Drop,
    /// Compatible with anything.
    Wildcard,
    /// As `Wildcard`, and generalised labels are compatible when what they stand for overlaps.
    Compatible,
}

impl NullPolicy {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OwnValue => "own_value",
            Self::Drop => "drop",
            Self::Wildcard => "wildcard",
            Self::Compatible => "compatible",
        }
    }
}

/// Whose conventions to follow where tools differ from the literature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compat {
    Pycanon,
    Arx,
}

impl Compat {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pycanon => "pycanon",
            Self::Arx => "arx",
        }
    }
}

/// Order of the sensitive attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// That of numbers, when all the values are numbers.
    Auto,
    /// That of numbers, or an error.
    Numeric,
}

/// What is asked about a table.
#[derive(Debug, Clone)]
pub struct Request {
    pub qi: Vec<String>,
    pub sensitive: Option<String>,
    pub order: Order,
    /// `None`: that of the compatibility asked, own value without one.
    pub null: Option<NullPolicy>,
    pub population: Option<PathBuf>,
    pub weight: Option<String>,
    pub household: Option<String>,
    pub fraction: Option<f64>,
    pub thresholds: Vec<f64>,
    pub subsets: bool,
    pub suda: bool,
    /// Largest minimal set looked for; all of them without one.
    pub suda_depth: Option<u32>,
    pub compat: Option<Compat>,
    /// Hierarchies by column, for `compatible`.
    pub hierarchies: Vec<(String, PathBuf)>,
    /// Whether per-row scores are wanted.
    pub scores: bool,
}

impl Request {
    /// A request about quasi-identifiers alone.
    pub fn of(qi: &[&str]) -> Self {
        Self {
            qi: qi.iter().map(|name| (*name).to_owned()).collect(),
            sensitive: None,
            order: Order::Auto,
            null: None,
            population: None,
            weight: None,
            household: None,
            fraction: None,
            thresholds: vec![0.05, 0.09, 0.2, 0.34, 0.5],
            subsets: false,
            suda: false,
            suda_depth: None,
            compat: None,
            hierarchies: Vec::new(),
            scores: false,
        }
    }

    fn null(&self) -> NullPolicy {
        self.null.unwrap_or(match self.compat {
            // pycanon groups without the rows that lack a quasi-identifier.
            Some(Compat::Pycanon) => NullPolicy::Drop,
            _ => NullPolicy::OwnValue,
        })
    }
}

/// Why a table cannot be assessed.
#[derive(Debug, Error)]
pub enum RiskError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("aucun quasi-identifiant. Nommez-en un au moins : --qi age,commune")]
    NoQuasiIdentifier,
    #[error(
        "colonne « {0} » citée deux fois parmi les quasi-identifiants et l'attribut sensible. Retirez l'une des mentions."
    )]
    Twice(String),
    #[error("colonne « {column} », ligne de données {row} : la valeur n'est pas un nombre ; {why}")]
    NotNumber { column: String, row: usize, why: &'static str },
    #[error("colonne « {column} », ligne de données {row} : un poids doit être un nombre positif.")]
    Weight { column: String, row: usize },
    #[error(
        "fraction d'échantillonnage {0} : donnez un nombre plus grand que 0 et au plus égal à 1."
    )]
    Fraction(f64),
    #[error(
        "{count} attributs : {what} demande au plus {most} quasi-identifiants. Retirez-en{remedy}."
    )]
    TooMany { count: usize, what: &'static str, most: usize, remedy: &'static str },
    #[error("{} : la politique « drop » ne laisse aucune ligne, car chacune a un quasi-identifiant absent. Choisissez --null own_value.", .0.display())]
    NothingLeft(PathBuf),
    #[error(
        "--hierarchy {0} : cette colonne n'est pas un quasi-identifiant, ou --null n'est pas « compatible »."
    )]
    Hierarchy(String),
}

/// Scores of a row.
#[derive(Clone, Default)]
pub struct RowScores {
    /// Rank of the row in the file, from 1.
    pub row: u64,
    pub class: u32,
    /// Rows of the sample that share, or may share, the combination.
    pub frequency: u32,
    /// The same in the population, if it is known or estimated.
    pub population: Option<f64>,
    pub individual: Option<f64>,
    pub household: Option<f64>,
    pub suda: Option<f64>,
    pub dis: Option<f64>,
    /// Minimal sets, as sets of attribute ranks.
    pub minimal: Vec<u32>,
}

/// The measures of a table.
pub struct Assessment {
    /// The JSON object, in the order of the contract.
    pub json: Map<String, Value>,
    /// Empty unless asked.
    pub scores: Vec<RowScores>,
}

/// Reads and assesses a table.
pub fn assess(path: &Path, request: &Request) -> Result<Assessment, RiskError> {
    check(request)?;
    let mut names: Vec<&str> = request.qi.iter().map(String::as_str).collect();
    names.extend(request.sensitive.as_deref());
    names.extend(request.weight.as_deref());
    names.extend(request.household.as_deref());
    let table = read::read(path, &names)?;
    let population = match &request.population {
        Some(path) => {
            let names: Vec<&str> = request.qi.iter().map(String::as_str).collect();
            Some(read::read(path, &names)?)
        }
        None => None,
    };
    let mut hierarchies = FxHashMap::default();
    for (column, path) in &request.hierarchies {
        hierarchies.insert(column.clone(), hierarchy(path)?);
    }
    let kept = kept_rows(&table, request);
    let (table, population) = match (&kept, request.null()) {
        (Some(keep), _) => {
            if !keep.contains(&true) {
                return Err(RiskError::NothingLeft(path.to_owned()));
            }
            let population = population.map(|population| match kept_rows(&population, request) {
                Some(keep) => population.kept(&keep),
                None => population,
            });
            (table.kept(keep), population)
        }
        (None, _) => (table, population),
    };
    measure(table, kept.as_deref(), population, &hierarchies, request)
}

fn check(request: &Request) -> Result<(), RiskError> {
    if request.qi.is_empty() {
        return Err(RiskError::NoQuasiIdentifier);
    }
    let mut seen: Vec<&String> = Vec::new();
    for name in request.qi.iter().chain(&request.sensitive) {
        if seen.contains(&name) {
            return Err(RiskError::Twice(name.clone()));
        }
        seen.push(name);
    }
    if let Some(fraction) = request.fraction
        && !(fraction > 0.0 && fraction <= 1.0)
    {
        return Err(RiskError::Fraction(fraction));
    }
    let count = request.qi.len();
    if request.subsets && count > MAX_LATTICE {
        let (what, remedy) = ("--subsets", "");
        return Err(RiskError::TooMany { count, what, most: MAX_LATTICE, remedy });
    }
    if request.suda && count > suda::MAX_ATTRIBUTES {
        let (what, remedy) = ("--suda", " ou bornez la taille des ensembles par --suda-depth");
        return Err(RiskError::TooMany { count, what, most: suda::MAX_ATTRIBUTES, remedy });
    }
    for (column, _) in &request.hierarchies {
        if !request.qi.contains(column) || request.null() != NullPolicy::Compatible {
            return Err(RiskError::Hierarchy(column.clone()));
        }
    }
    Ok(())
}

fn hierarchy(path: &Path) -> Result<Hierarchy, RiskError> {
    let rows = read::rows(path)?;
    Ok(Hierarchy::from_rows(rows.iter().map(|row| row.iter().map(String::as_str).collect())))
}

/// The rows that `drop` keeps; `None` when it keeps all or is not asked.
fn kept_rows(table: &Table, request: &Request) -> Option<Vec<bool>> {
    if request.null() != NullPolicy::Drop {
        return None;
    }
    let nulls: Vec<(&Codes, u32)> = request
        .qi
        .iter()
        .filter_map(|name| table.column(name))
        .filter_map(|column| column.null.map(|null| (&column.codes, null)))
        .collect();
    if nulls.is_empty() {
        return None;
    }
    let keep = |row: usize| nulls.iter().all(|(codes, null)| codes.get(row) != *null);
    Some((0..table.rows).map(keep).collect())
}

/// Sizes of classes or of neighbourhoods, and what they say of the sensitive attribute.
struct Measured {
    groups: Groups,
    /// Number of rows whose class or neighbourhood has each size.
    rows_by_size: Vec<(u32, u64)>,
}

impl Measured {
    fn of_classes(groups: Groups) -> Self {
        let rows_by_size = groups
            .histogram
            .iter()
            .map(|(size, count)| (*size, u64::from(*size) * count))
            .collect();
        Self { groups, rows_by_size }
    }

    /// Each distinct combination with the combinations compatible with it.
    fn of_neighbours(
        neighbours: &Neighbours<'_>,
        sensitive: Option<(Coded<'_>, &Sensitive)>,
    ) -> Self {
        let cells = sensitive.map(|(column, _)| cells_by_class(&neighbours.classes, column));
        let table = sensitive.map(|(_, table)| table);
        let sizes = &neighbours.classes.sizes;
        let start = || (Tally::new(table), FxHashMap::<u32, u64>::default(), Vec::new());
        let lots = neighbours.fold(start, |(tally, by_size, merged), class, near| {
            let frequency = near.iter().map(|&other| sizes[other as usize]).sum();
            merged.clear();
            if let Some(cells) = &cells {
                merged.extend(near.iter().flat_map(|&other| &cells[other as usize]));
                merged.sort_unstable();
                merged.dedup_by(|next: &mut (u32, u32), kept: &mut (u32, u32)| {
                    let same = next.0 == kept.0;
                    if same {
                        kept.1 += next.1;
                    }
                    same
                });
            }
            tally.class(frequency, merged);
            *by_size.entry(frequency).or_default() += u64::from(sizes[class as usize]);
        });
        let mut tally = Tally::new(table);
        let mut rows_by_size: FxHashMap<u32, u64> = FxHashMap::default();
        for (lot, by_size, _) in lots {
            tally = tally.merge(lot);
            for (size, rows) in by_size {
                *rows_by_size.entry(size).or_default() += rows;
            }
        }
        let mut rows_by_size: Vec<(u32, u64)> = rows_by_size.into_iter().collect();
        rows_by_size.sort_unstable();
        Self { groups: tally.finish(), rows_by_size }
    }

    fn rows(&self) -> u64 {
        self.rows_by_size.iter().map(|(_, rows)| rows).sum()
    }

    fn smallest(&self) -> u32 {
        self.rows_by_size.first().map_or(0, |(size, _)| *size)
    }

    fn sample_uniqueness(&self) -> f64 {
        let alone = self.rows_by_size.first().filter(|(size, _)| *size == 1);
        alone.map_or(0.0, |(_, rows)| *rows as f64 / self.rows() as f64)
    }

    /// Share of the pairs of rows that the quasi-identifiers tell apart; a single row has no pair.
    fn separation(&self) -> Option<f64> {
        let n = u128::from(self.rows());
        if n < 2 {
            return None;
        }
        let alike: u128 = self
            .rows_by_size
            .iter()
            .map(|(size, rows)| u128::from(*rows) * u128::from(size - 1))
            .sum();
        Some((n * (n - 1) - alike) as f64 / (n * (n - 1)) as f64)
    }

    fn distinction(&self) -> f64 {
        self.groups.classes() as f64 / self.rows() as f64
    }
}

/// Counts of the sensitive values of each class.
fn cells_by_class(classes: &Classes, column: Coded<'_>) -> Vec<Vec<(u32, u32)>> {
    let mut cells: Vec<Vec<(u32, u32)>> = vec![Vec::new(); classes.sizes.len()];
    let mut pairs: Vec<(u32, u32)> =
        classes.of_row.iter().copied().zip(column.codes.iter()).collect();
    pairs.sort_unstable();
    for (class, value) in pairs {
        match cells[class as usize].last_mut() {
            Some((last, count)) if *last == value => *count += 1,
            _ => cells[class as usize].push((value, 1)),
        }
    }
    cells
}

/// Sample and population sizes of a combination.
#[derive(Clone, Copy)]
struct Pair {
    rows: u32,
    sample: u32,
    population: f64,
}

fn measure(
    mut table: Table,
    kept: Option<&[bool]>,
    population: Option<Table>,
    hierarchies: &FxHashMap<String, Hierarchy>,
    request: &Request,
) -> Result<Assessment, RiskError> {
    let rows = table.rows;
    let weights = match &request.weight {
        Some(name) => Some(weights(&table, name)?),
        None => None,
    };
    let ordered = order(&mut table, request)?;
    let find = |name: &String| table.columns.iter().find(|column| column.name == *name);
    let columns: Vec<&Column> = request.qi.iter().filter_map(find).collect();
    let qi: Vec<Coded<'_>> = columns.iter().map(|column| column.coded()).collect();
    let sensitive_column = request.sensitive.as_ref().and_then(find).map(Column::coded);
    let spread = sensitive_column.map(|column| Sensitive::new(column, ordered));
    let sensitive = sensitive_column.zip(spread.as_ref());
    let null = request.null();
    let reading = match null {
        NullPolicy::Wildcard => Some(Reading::Wildcard),
        NullPolicy::Compatible => Some(Reading::Domains),
        NullPolicy::OwnValue | NullPolicy::Drop => None,
    };
    let near: Option<Vec<Vec<Near>>> = reading.map(|reading| {
        columns
            .iter()
            .map(|column| nearness(column, reading, hierarchies.get(&column.name)))
            .collect()
    });
    let of_subset = |chosen: &[usize]| {
        let qi: Vec<Coded<'_>> = chosen.iter().map(|&rank| qi[rank]).collect();
        match &near {
            None => Measured::of_classes(classes::group(rows, &qi, sensitive)),
            Some(near) => {
                let near: Vec<Vec<Near>> = chosen.iter().map(|&rank| near[rank].clone()).collect();
                Measured::of_neighbours(&Neighbours::of(rows, &qi, &near), sensitive)
            }
        }
    };
    let all: Vec<usize> = (0..qi.len()).collect();
    let whole = of_subset(&all);

    // Beyond this point, what needs the class of each row.
    let by_row =
        population.is_some() || weights.is_some() || request.household.is_some() || request.scores;
    let detail = by_row.then(|| {
        Detail::of(rows, &columns, population.as_ref(), weights.as_deref(), reading, hierarchies)
    });
    let estimated = weights.is_some() || request.fraction.is_some();
    let risk_of = |pair: &Pair| {
        let population = match (&weights, request.fraction) {
            (Some(_), _) => pair.population,
            (None, Some(fraction)) => f64::from(pair.sample) / fraction,
            (None, None) => f64::from(pair.sample),
        };
        individual(pair.sample, population, false)
    };
    let special = request.suda.then(|| {
        let depth = request.suda_depth.unwrap_or(u32::MAX);
        suda::minimal_uniques(rows, &qi, depth)
    });

    let mut json = Map::new();
    json.insert("n".into(), whole.rows().into());
    basics(&mut json, &whole, request);
    risks(&mut json, &whole, detail.as_ref(), request);
    let total = population.as_ref().map(|population| population.rows as u64);
    estimates(&mut json, &whole, total, weights.as_deref(), request);
    json.insert("qi".into(), request.qi.clone().into());
    json.insert("sensitive".into(), request.sensitive.clone().into());
    json.insert("null".into(), null.as_str().into());
    json.insert("compat".into(), request.compat.map(Compat::as_str).into());
    json.insert("dropped_rows".into(), kept.map_or(0, |kept| kept.len() - rows).into());
    if estimated {
        json.insert("individual".into(), individual_risks(&whole, detail.as_ref(), &risk_of));
    }
    let household = match (&request.household, &detail) {
        (Some(name), Some(detail)) => table.column(name).map(|column| {
            let risks: Vec<f64> = detail
                .classes
                .of_row
                .iter()
                .map(|&class| {
                    let pair = &detail.pairs[class as usize];
                    if estimated { risk_of(pair) } else { 1.0 / pair.population }
                })
                .collect();
            group_risks(column, &risks)
        }),
        _ => None,
    };
    if let Some(risks) = &household {
        json.insert("household".into(), summary(risks));
    }
    if let Some(detail) = &detail {
        presence(&mut json, detail);
    }
    let scored = special.as_ref().map(|special| {
        let scores = special.scores();
        let dis = special.dis_scores(&scores, request.fraction.unwrap_or(DIS_FRACTION));
        (scores, dis)
    });
    if let (Some(special), Some((scores, dis))) = (&special, &scored) {
        json.insert("suda".into(), suda_summary(special, scores, dis, &request.qi));
    }
    if request.subsets {
        json.insert("subsets".into(), lattice(qi.len(), &request.qi, &of_subset));
    }
    let scores = match &detail {
        Some(detail) if request.scores => {
            let file_row: Vec<u64> = match kept {
                Some(kept) => {
                    (1..).zip(kept).filter(|(_, keep)| **keep).map(|(row, _)| row).collect()
                }
                None => (1..=rows as u64).collect(),
            };
            (0..rows)
                .map(|row| {
                    let class = detail.classes.of_row[row];
                    let pair = &detail.pairs[class as usize];
                    RowScores {
                        row: file_row[row],
                        class,
                        frequency: pair.sample,
                        population: (population.is_some() || weights.is_some())
                            .then_some(pair.population),
                        individual: estimated.then(|| risk_of(pair)),
                        household: household.as_ref().map(|risks| risks[row]),
                        suda: scored.as_ref().map(|(scores, _)| scores[row]),
                        dis: scored.as_ref().map(|(_, dis)| dis[row]),
                        minimal: special
                            .as_ref()
                            .map_or_else(Vec::new, |special| special.minimal[row].clone()),
                    }
                })
                .collect()
        }
        _ => Vec::new(),
    };
    Ok(Assessment { json, scores })
}

/// Weights of the rows.
fn weights(table: &Table, name: &str) -> Result<Vec<f64>, RiskError> {
    let Some(column) = table.column(name) else { return Ok(Vec::new()) };
    let refuse = |row| RiskError::Weight { column: name.to_owned(), row };
    let Some(numbers) = column.numbers() else {
        return Err(refuse(column.first_non_number().unwrap_or(1)));
    };
    let weights: Vec<f64> = column.codes.iter().map(|code| numbers[code as usize]).collect();
    match weights.iter().position(|weight| weight.is_nan() || *weight <= 0.0) {
        Some(row) => Err(refuse(row + 1)),
        None => Ok(weights),
    }
}

/// Renumbers the sensitive values in numeric order, nulls last; tells whether they have one.
fn order(table: &mut Table, request: &Request) -> Result<bool, RiskError> {
    let Some(name) = &request.sensitive else { return Ok(false) };
    let Some(column) = table.columns.iter_mut().find(|column| column.name == *name) else {
        return Ok(false);
    };
    let Some(numbers) = column.numbers() else {
        return match request.order {
            Order::Auto => Ok(false),
            Order::Numeric => Err(RiskError::NotNumber {
                column: name.clone(),
                row: column.first_non_number().unwrap_or(1),
                why: "l'ordre numérique demandé par --order numeric est impossible. Retirez l'option, ou corrigez la colonne.",
            }),
        };
    };
    let mut codes: Vec<u32> = (0..column.cardinality()).collect();
    let key = |code: u32| {
        let number = numbers[code as usize];
        if number.is_nan() { f64::INFINITY } else { number }
    };
    codes.sort_by(|a, b| key(*a).total_cmp(&key(*b)));
    let mut map = vec![0; codes.len()];
    for (rank, code) in (0..).zip(&codes) {
        map[*code as usize] = rank;
    }
    column.codes = column.codes.mapped(&map);
    column.labels = codes.iter().map(|code| column.labels[*code as usize].clone()).collect();
    column.null = column.null.map(|null| map[null as usize]);
    Ok(true)
}

/// The class of each row, with its size in the sample and in the population.
struct Detail {
    classes: Classes,
    pairs: Vec<Pair>,
    /// Combinations that the population lacks, or has less often than the sample.
    raised: u64,
    absent: u64,
}

impl Detail {
    fn of(
        rows: usize,
        columns: &[&Column],
        population: Option<&Table>,
        weights: Option<&[f64]>,
        reading: Option<Reading>,
        hierarchies: &FxHashMap<String, Hierarchy>,
    ) -> Self {
        // Sample first, population after it, under common codes.
        let joined: Vec<Column> = match population {
            Some(population) => columns
                .iter()
                .filter_map(|column| population.column(&column.name).map(|other| (column, other)))
                .map(|(column, other)| column.joined(other))
                .collect(),
            None => columns.iter().map(|column| (*column).clone()).collect(),
        };
        let total = rows + population.map_or(0, |population| population.rows);
        let qi: Vec<Coded<'_>> = joined.iter().map(Column::coded).collect();
        let near: Vec<Vec<Near>> = reading.map_or_else(Vec::new, |reading| {
            joined
                .iter()
                .map(|column| nearness(column, reading, hierarchies.get(&column.name)))
                .collect()
        });
        let neighbours = reading.map(|_| Neighbours::of(total, &qi, &near));
        let alone;
        let classes = match &neighbours {
            Some(found) => &found.classes,
            None => {
                alone = Classes::of(total, &qi);
                &alone
            }
        };
        let count = classes.sizes.len();
        let mut sample = vec![0_u32; count];
        let mut outside = vec![Sum::default(); count];
        for (row, &class) in classes.of_row.iter().enumerate() {
            let class = class as usize;
            if row < rows {
                sample[class] += 1;
            }
            match (population, weights) {
                (Some(_), _) if row >= rows => outside[class].add(1.0),
                (None, Some(weights)) => outside[class].add(weights[row]),
                (None, None) => outside[class].add(1.0),
                _ => {}
            }
        }
        let (mut raised, mut absent) = (0, 0);
        let sizes: Vec<(u32, f64)> = match &neighbours {
            None => sample.iter().zip(&outside).map(|(f, size)| (*f, size.value())).collect(),
            Some(neighbours) => neighbours.map(|_, near| {
                let near = || near.iter().map(|&other| other as usize);
                let sum: Sum = near().map(|other| outside[other].value()).collect();
                (near().map(|other| sample[other]).sum(), sum.value())
            }),
        };
        let pairs = sizes
            .into_iter()
            .enumerate()
            .map(|(class, (f, size))| {
                // Nobody is fewer in the population than in its sample.
                if sample[class] > 0 && size < f64::from(f) {
                    raised += 1;
                    absent += u64::from(size == 0.0);
                }
                Pair { rows: sample[class], sample: f, population: size.max(f64::from(f)) }
            })
            .collect();
        let classes =
            Classes { of_row: classes.of_row[..rows].to_vec(), sizes: classes.sizes.clone() };
        Self { classes, pairs, raised, absent }
    }

    /// Combinations that the sample has.
    fn present(&self) -> impl Iterator<Item = &Pair> {
        self.pairs.iter().filter(|pair| pair.rows > 0)
    }
}

/// A number that JSON can hold; infinite and undefined ones are null.
fn real(value: f64) -> Value {
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}

fn maybe(value: Option<f64>) -> Value {
    value.map_or(Value::Null, real)
}

/// Sizes, diversity, closeness.
fn basics(json: &mut Map<String, Value>, whole: &Measured, request: &Request) {
    let pycanon = request.compat == Some(Compat::Pycanon);
    let arx = request.compat == Some(Compat::Arx);
    json.insert("classes".into(), whole.groups.classes().into());
    json.insert("k".into(), whole.smallest().into());
    let diversity = whole.groups.diversity.as_ref();
    let with = |value: &dyn Fn(&classes::Diversity) -> Value| diversity.map_or(Value::Null, value);
    json.insert("l_distinct".into(), with(&|one| one.distinct.into()));
    json.insert(
        "l_entropy".into(),
        with(&|one| match pycanon {
            // pycanon cuts the decimals of a value that rounding leaves just under the integer.
            true if one.entropy > 0.0 => {
                ((one.entropy.exp() * (1.0 - f64::EPSILON)).floor() as u64).into()
            }
            true => 1.into(),
            false => real(one.entropy.exp()),
        }),
    );
    json.insert("l_recursive".into(), with(&|one| recursive(one, pycanon)));
    json.insert("t_equal".into(), with(&|one| real(one.t_equal)));
    json.insert("t_ordered".into(), with(&|one| maybe(one.t_ordered)));
    json.insert(
        "alpha".into(),
        with(&|one| real(one.shares.iter().fold(0.0, |top: f64, (_, high, _)| top.max(*high)))),
    );
    let beta = |one: &classes::Diversity| {
        one.shares.iter().fold(0.0_f64, |top, (p, high, _)| top.max((high - p) / p))
    };
    let feasible = |one: &classes::Diversity| {
        one.shares.iter().all(|(p, high, _)| high <= p || (high - p) / p <= -p.ln() + 1e-15)
    };
    let exact =
        |one: &classes::Diversity| if feasible(one) { real(beta(one)) } else { Value::Null };
    json.insert("beta_basic".into(), with(&|one| real(beta(one))));
    json.insert(
        "beta_enhanced".into(),
        with(&|one| {
            if arx {
                return exact(one);
            }
            let bound = one.shares.iter().fold(0.0_f64, |top, (p, _, _)| top.max(-p.ln()));
            real(beta(one).min(bound))
        }),
    );
    json.insert("beta_enhanced_feasible".into(), with(&|one| feasible(one).into()));
    json.insert("beta_enhanced_exact".into(), with(&exact));
    json.insert(
        "delta".into(),
        with(&|one| {
            let delta = one.shares.iter().fold(0.0_f64, |top, (p, high, low)| {
                top.max((high / p).ln().abs()).max((low / p).ln().abs())
            });
            real(if arx { delta / std::f64::consts::LN_2 } else { delta })
        }),
    );
    json.insert("delta_strict_infinite".into(), with(&|one| one.absent_somewhere.into()));
    let histogram: Vec<Value> =
        whole.groups.histogram.iter().map(|(size, count)| json!([size, count])).collect();
    json.insert("histogram".into(), histogram.into());
    json.insert("sample_uniqueness".into(), real(whole.sample_uniqueness()));
    json.insert("separation".into(), maybe(whole.separation()));
    json.insert("distinction".into(), real(whole.distinction()));
}

/// By l, the least c that all the classes pass (for any greater one); null when none does.
fn recursive(one: &classes::Diversity, pycanon: bool) -> Value {
    let mut by_level = Map::new();
    if pycanon {
        let level = one.distinct as usize;
        let c = one.recursive_ascending.get(level - 1).filter(|_| level > 1);
        let c = c.map_or(Value::Null, |ratio| ((ratio.floor() as u64) + 1).into());
        by_level.insert(level.to_string(), c);
        return by_level.into();
    }
    let values = one.shares.len();
    let levels = (one.distinct as usize).max(3).min(values);
    for level in 1..=levels {
        by_level.insert(level.to_string(), maybe(one.recursive.get(level - 1).copied()));
    }
    by_level.into()
}

/// Prosecutor, journalist, marketer.
fn risks(
    json: &mut Map<String, Value>,
    whole: &Measured,
    detail: Option<&Detail>,
    request: &Request,
) {
    let n = whole.rows() as f64;
    let rows = || whole.rows_by_size.iter();
    let at_risk = request.thresholds.iter().map(|&threshold| {
        let above = rows().filter(|(size, _)| 1.0 / f64::from(*size) > threshold);
        (threshold.to_string(), real(above.map(|(_, rows)| *rows).sum::<u64>() as f64 / n))
    });
    let average = rows().map(|(size, rows)| *rows as f64 / f64::from(*size)).collect::<Sum>();
    let highest = 1.0 / f64::from(whole.smallest());
    let prosecutor = json!({
        "at_risk": at_risk.collect::<Map<_, _>>(),
        "highest": highest,
        "average": average.value() / n,
    });
    // The mean of 1/f over classes, which pycanon gives under a near name.
    let classes = whole.groups.classes() as f64;
    let mean = whole
        .groups
        .histogram
        .iter()
        .map(|(size, count)| *count as f64 / f64::from(*size))
        .collect::<Sum>()
        .value()
        / classes;
    json.insert("prosecutor".into(), prosecutor.clone());
    match detail {
        None => {
            json.insert("journalist".into(), prosecutor.clone());
            json.insert("marketer".into(), prosecutor);
        }
        Some(detail) => outside_risks(json, detail, n, request),
    }
    json.insert("average_class_risk".into(), real(mean));
}

/// Journalist and marketer, against the population.
fn outside_risks(json: &mut Map<String, Value>, detail: &Detail, n: f64, request: &Request) {
    let at_risk: Map<String, Value> = request
        .thresholds
        .iter()
        .map(|&threshold| {
            let above = detail.present().filter(|pair| 1.0 / pair.population > threshold);
            let rows: u64 = above.map(|pair| u64::from(pair.rows)).sum();
            (threshold.to_string(), real(rows as f64 / n))
        })
        .collect();
    let least = detail.present().map(|pair| pair.population).fold(f64::INFINITY, f64::min);
    let marketer = detail
        .present()
        .map(|pair| f64::from(pair.rows) / pair.population)
        .collect::<Sum>()
        .value()
        / n;
    let covered = detail.present().map(|pair| pair.population).collect::<Sum>().value();
    let average = marketer.max(detail.present().count() as f64 / covered);
    json.insert(
        "journalist".into(),
        json!({
            "at_risk": at_risk.clone(),
            "highest": real(1.0 / least),
            "average": real(average),
            "absent_from_population": detail.absent,
            "raised_to_sample": detail.raised,
        }),
    );
    json.insert(
        "marketer".into(),
        json!({ "at_risk": at_risk, "highest": real(1.0 / least), "average": real(marketer) }),
    );
}

/// Population uniqueness. Needs a sampling fraction, a population or weights.
fn estimates(
    json: &mut Map<String, Value>,
    whole: &Measured,
    population: Option<u64>,
    weights: Option<&[f64]>,
    request: &Request,
) {
    let histogram = &whole.groups.histogram;
    let weighted = weights.map(|weights| weights.iter().copied().collect::<Sum>().value());
    let arx = request.compat == Some(Compat::Arx);
    // Neighbourhoods overlap: they are no partition, which all these models suppose.
    let partition = matches!(request.null(), NullPolicy::OwnValue | NullPolicy::Drop);
    let sample = match (request.fraction, population, weighted) {
        _ if !partition => None,
        (Some(fraction), _, _) => Some(Sample::of_fraction(histogram, fraction)),
        (None, Some(rows), _) => Some(Sample::of_population(histogram, rows)),
        (None, None, Some(rows)) => Some(Sample::of_population(histogram, rows.round() as u64)),
        (None, None, None) => None,
    };
    let Some(sample) = sample else {
        for key in ["pitman", "zayatz", "snb", "dankar"] {
            json.insert(key.into(), Value::Null);
        }
        return;
    };
    json.insert("pitman".into(), maybe(sample.pitman()));
    json.insert("zayatz".into(), maybe(sample.zayatz()));
    // What ARX computes is zero as soon as the sample is not the population.
    let snb =
        if arx && sample.population() > whole.rows() as f64 { Some(0.0) } else { sample.snb() };
    json.insert("snb".into(), maybe(snb));
    json.insert(
        "dankar".into(),
        sample.dankar(arx).map_or(
            Value::Null,
            |(value, model)| json!({ "value": real(value), "model": model.as_str() }),
        ),
    );
    json.insert("population_size".into(), real(sample.population()));
}

fn summary(risks: &[f64]) -> Value {
    let sum = risks.iter().copied().collect::<Sum>().value();
    json!({
        "highest": real(risks.iter().copied().fold(0.0, f64::max)),
        "average": real(sum / risks.len() as f64),
        "expected": real(sum),
    })
}

fn individual_risks(
    whole: &Measured,
    detail: Option<&Detail>,
    risk_of: &dyn Fn(&Pair) -> f64,
) -> Value {
    let pairs: Vec<Pair> = match detail {
        Some(detail) => detail.present().copied().collect(),
        None => whole
            .rows_by_size
            .iter()
            .map(|&(sample, rows)| Pair {
                rows: u32::try_from(rows).unwrap_or(u32::MAX),
                sample,
                population: f64::from(sample),
            })
            .collect(),
    };
    let n = whole.rows() as f64;
    let sum =
        pairs.iter().map(|pair| f64::from(pair.rows) * risk_of(pair)).collect::<Sum>().value();
    let highest = pairs.iter().map(risk_of).fold(0.0, f64::max);
    json!({ "highest": real(highest), "average": real(sum / n), "expected": real(sum) })
}

/// For each row, the probability that some member of its group is found: 1 − Π (1 − r).
pub fn group_risks(groups: &Column, risks: &[f64]) -> Vec<f64> {
    let mut safe = vec![1.0; groups.cardinality() as usize];
    for (code, risk) in groups.codes.iter().zip(risks) {
        // Rows without a group stand alone.
        if Some(code) != groups.null {
            safe[code as usize] *= 1.0 - risk;
        }
    }
    groups
        .codes
        .iter()
        .zip(risks)
        .map(
            |(code, risk)| {
                if Some(code) == groups.null { *risk } else { 1.0 - safe[code as usize] }
            },
        )
        .collect()
}

/// k-map and δ-presence.
fn presence(json: &mut Map<String, Value>, detail: &Detail) {
    let least = detail.present().map(|pair| pair.population).fold(f64::INFINITY, f64::min);
    let share = |pair: &Pair| f64::from(pair.sample) / pair.population;
    let low = detail.present().map(share).fold(f64::INFINITY, f64::min);
    let high = detail.present().map(share).fold(0.0, f64::max);
    json.insert("k_map".into(), real(least));
    json.insert("delta_presence".into(), json!([real(low), real(high)]));
}

fn suda_summary(special: &suda::Special, scores: &[f64], dis: &[f64], qi: &[String]) -> Value {
    let uniques = scores.iter().filter(|score| **score > 0.0).count();
    // How many rows each minimal set singles out, smallest sets first.
    let mut sets: FxHashMap<u32, u64> = FxHashMap::default();
    for set in special.minimal.iter().flatten() {
        *sets.entry(*set).or_default() += 1;
    }
    let mut sets: Vec<(u32, u64)> = sets.into_iter().collect();
    sets.sort_unstable_by_key(|(set, rows)| (set.count_ones(), std::cmp::Reverse(*rows), *set));
    let sets: Vec<Value> =
        sets.iter().map(|(set, rows)| json!({ "qi": names_of(*set, qi), "rows": rows })).collect();
    let mut out = json!({
        "rows_with_minimal_uniques": uniques,
        "highest": real(scores.iter().copied().fold(0.0, f64::max)),
        "dis_highest": real(dis.iter().copied().fold(0.0, f64::max)),
        "depth": special.depth,
        "minimal_sets": sets,
    });
    if scores.len() <= 1000 {
        out["scores"] = scores.iter().map(|score| real(*score)).collect();
        out["dis_scores"] = dis.iter().map(|score| real(*score)).collect();
    }
    out
}

/// Names of the attributes of a set.
pub fn names_of(set: u32, qi: &[String]) -> Vec<&str> {
    let chosen = (0..).zip(qi).filter(|(rank, _)| set >> rank & 1 == 1);
    chosen.map(|(_, name)| name.as_str()).collect()
}

/// Every non-empty subset of the quasi-identifiers, smallest first.
fn lattice(count: usize, qi: &[String], measure: &dyn Fn(&[usize]) -> Measured) -> Value {
    let mut sets: Vec<u32> = (1..1_u32 << count).collect();
    sets.sort_by_key(|set| set.count_ones());
    sets.into_iter()
        .map(|set| {
            let chosen: Vec<usize> = (0..count).filter(|rank| set >> rank & 1 == 1).collect();
            let one = measure(&chosen);
            let diversity = one.groups.diversity.as_ref();
            json!({
                "qi": names_of(set, qi),
                "classes": one.groups.classes(),
                "k": one.smallest(),
                "sample_uniqueness": real(one.sample_uniqueness()),
                "distinction": real(one.distinction()),
                "separation": maybe(one.separation()),
                "l_distinct": diversity.map(|one| one.distinct),
                "t_equal": maybe(diversity.map(|one| one.t_equal)),
            })
        })
        .collect()
}
