//! How many people of the population share some details: reference counts that ship with their
//! source (`datasets/population`), or that the user gives.
//!
//! Counts only: no table here can hold a person, and no result names a candidate. Details are taken as
//! independent where nothing better is known; the interval says how little that is worth.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;
use thiserror::Error;

use crate::detect::facts::lexicon::{files, lines};
use crate::document::tokens::fold;
use crate::lexicon::communes::{Communes, department};

use super::adversaries::BirthGrain;
use super::profiles::{Profile, Quasi};

/// Why reference counts were refused.
#[derive(Debug, Error)]
pub enum PopulationError {
    #[error(
        "fichier de population illisible : {} ({cause}). Vérifiez le chemin donné à --population.",
        path.display()
    )]
    Unreadable { path: PathBuf, cause: io::Error },
    #[error(
        "{}, ligne {line} : {what}. Le modèle est dans datasets/population.",
        path.display()
    )]
    Line { path: PathBuf, line: usize, what: &'static str },
    #[error(
        "{} ne contient aucun des fichiers attendus ({}).",
        .0.display(), FILES.map(|(name, _)| name).join(", ")
    )]
    Empty(PathBuf),
}

/// Reference files, by name.
const FILES: [(&str, &str); 9] = [
    ("ages.tsv", include_str!("../../datasets/population/ages.tsv")),
    ("departements.tsv", include_str!("../../datasets/population/departements.tsv")),
    ("communes.tsv", include_str!("../../datasets/population/communes.tsv")),
    ("nationalites.tsv", include_str!("../../datasets/population/nationalites.tsv")),
    ("situations.tsv", include_str!("../../datasets/population/situations.tsv")),
    ("categories.tsv", include_str!("../../datasets/population/categories.tsv")),
    ("professions.tsv", include_str!("../../datasets/population/professions.tsv")),
    ("roles.tsv", include_str!("../../datasets/population/roles.tsv")),
    ("evenements.tsv", include_str!("../../datasets/population/evenements.tsv")),
];

/// Year of the reference counts, to turn a year of birth into an age.
const REFERENCE_YEAR: i32 = 2018;

/// What is known of one detail: the share of the population that has it, and how unsure that is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    pub share: f64,
    /// Standard deviation of its logarithm.
    pub spread: f64,
}

/// An expected number of people, the person included, with a 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    pub expected: f64,
    pub low: f64,
    pub high: f64,
}

/// A band of ages with its women and men.
#[derive(Debug, Clone, Copy)]
struct Band {
    from: i32,
    to: i32,
    women: f64,
    men: f64,
}

/// Reference counts, in people.
pub struct Population {
    bands: Vec<Band>,
    total: f64,
    departments: FxHashMap<String, f64>,
    department_names: FxHashMap<String, String>,
    communes: FxHashMap<String, f64>,
    nationalities: FxHashMap<String, f64>,
    situations: FxHashMap<String, f64>,
    categories: FxHashMap<String, f64>,
    professions: FxHashMap<String, f64>,
    /// Folded trade → group of the nomenclature.
    trades: FxHashMap<String, String>,
    /// Group → category, and how many trades of the list it has.
    groups: FxHashMap<String, (String, usize)>,
    roles: FxHashMap<String, f64>,
    events: FxHashMap<String, (f64, f64)>,
    /// Where each table comes from: `None` for the program's own.
    pub source: Option<PathBuf>,
}

/// Average population of a commune, for those without a count.
const AVERAGE_COMMUNE: f64 = 1_900.0;

impl Population {
    /// The counts of the program.
    pub fn embedded() -> Result<Self, PopulationError> {
        Self::read(
            |name| {
                Ok(FILES.iter().find(|(known, _)| *known == name).map(|&(_, text)| text.to_owned()))
            },
            None,
        )
    }

    /// The counts of a folder; a file that is not there is that of the program.
    pub fn from_dir(folder: &Path) -> Result<Self, PopulationError> {
        let given = |name: &str| {
            let path = folder.join(name);
            match fs::read_to_string(&path) {
                Ok(text) => Ok(Some(text)),
                Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(cause) => Err(PopulationError::Unreadable { path, cause }),
            }
        };
        if !folder.is_dir() {
            let cause = io::Error::from(io::ErrorKind::NotFound);
            return Err(PopulationError::Unreadable { path: folder.to_owned(), cause });
        }
        if FILES.iter().all(|(name, _)| !folder.join(name).is_file()) {
            return Err(PopulationError::Empty(folder.to_owned()));
        }
        let read = |name: &str| match given(name)? {
            Some(text) => Ok(Some(text)),
            None => {
                Ok(FILES.iter().find(|(known, _)| *known == name).map(|&(_, text)| text.to_owned()))
            }
        };
        Self::read(read, Some(folder.to_owned()))
    }

    fn read(
        text: impl Fn(&str) -> Result<Option<String>, PopulationError>,
        source: Option<PathBuf>,
    ) -> Result<Self, PopulationError> {
        let folder = source.clone().unwrap_or_else(|| PathBuf::from("datasets/population"));
        let table = |name: &str,
                     columns: usize|
         -> Result<Vec<(String, Vec<f64>)>, PopulationError> {
            let content = text(name)?.unwrap_or_default();
            let mut rows = Vec::new();
            for (rank, line) in content.lines().enumerate() {
                if line.trim().is_empty() || line.starts_with('#') {
                    continue;
                }
                let fault =
                    |what| PopulationError::Line { path: folder.join(name), line: rank + 1, what };
                let mut cells = line.split('\t');
                let key = cells.next().unwrap_or_default().trim().to_owned();
                let numbers: Vec<f64> = cells
                    .map(|cell| cell.trim().replace(',', ".").parse::<f64>())
                    .collect::<Result<_, _>>()
                    .map_err(|_| fault("un effectif n'est pas un nombre"))?;
                if numbers.len() != columns {
                    return Err(fault(
                        "le nombre de colonnes n'est pas celui du modèle (séparées par des tabulations)",
                    ));
                }
                if numbers.iter().any(|number| !number.is_finite() || *number < 0.0) {
                    return Err(fault("un effectif est négatif"));
                }
                rows.push((key, numbers));
            }
            Ok(rows)
        };
        let map = |name: &str, scale: f64| -> Result<FxHashMap<String, f64>, PopulationError> {
            Ok(table(name, 1)?
                .into_iter()
                .map(|(key, row)| (place_key(&key), row[0] * scale))
                .collect())
        };
        let mut bands = Vec::new();
        for (rank, (from, row)) in table("ages.tsv", 3)?.into_iter().enumerate() {
            let from = from.parse().map_err(|_| PopulationError::Line {
                path: folder.join("ages.tsv"),
                line: rank + 1,
                what: "l'âge n'est pas un nombre",
            })?;
            bands.push(Band { from, to: row[0] as i32, women: row[1] * 1e3, men: row[2] * 1e3 });
        }
        let total: f64 = bands.iter().map(|band| band.women + band.men).sum();
        let mut groups: FxHashMap<String, (String, usize)> =
            lines(files::PCS).map(|line| (line[0].to_owned(), (line[1].to_owned(), 0))).collect();
        let mut trades = FxHashMap::default();
        for line in lines(files::PROFESSIONS) {
            trades.insert(fold(line[0]), line[1].to_owned());
            if let Some((_, count)) = groups.get_mut(line[1]) {
                *count += 1;
            }
        }
        let events =
            table("evenements.tsv", 2)?.into_iter().map(|(key, row)| (key, (row[0], row[1])));
        Ok(Self {
            total,
            bands,
            departments: map("departements.tsv", 1e3)?,
            department_names: lines(files::DEPARTMENTS)
                .map(|line| (place_key(line[1]), line[0].to_owned()))
                .collect(),
            communes: map("communes.tsv", 1e3)?,
            nationalities: map("nationalites.tsv", 1e3)?,
            situations: map("situations.tsv", 1.0)?,
            categories: map("categories.tsv", 1e3)?,
            professions: map("professions.tsv", 1e3)?,
            roles: map("roles.tsv", 1.0)?,
            trades,
            groups,
            events: events.collect(),
            source,
        })
    }

    /// Everyone.
    pub fn total(&self) -> f64 {
        self.total
    }

    /// The share of the population that has one detail; `None` when no count tells.
    pub fn share(&self, quasi: Quasi, value: &str) -> Option<Share> {
        let of =
            |count: f64, spread: f64| Some(Share { share: (count / self.total).min(1.0), spread });
        match quasi {
            Quasi::Sexe => {
                let women: f64 = self.bands.iter().map(|band| band.women).sum();
                of(if value == "F" { women } else { self.total - women }, 0.02)
            }
            Quasi::Naissance => {
                let (year, spread) = birth_year(value)?;
                of(self.born(year, |band| band.women + band.men)?, spread)
            }
            Quasi::Nationalite => {
                let known = self.nationalities.get(&place_key(value)).copied();
                let other = self.nationalities.get("autres").copied();
                match known {
                    Some(count) => of(count, 0.15),
                    None => of(other?, 1.2),
                }
            }
            Quasi::Residence => self.place(value),
            Quasi::Origine => {
                self.place(value).map(|share| Share { spread: share.spread.max(0.7), ..share })
            }
            Quasi::Famille => {
                Some(Share { share: *self.situations.get(&place_key(value))?, spread: 0.3 })
            }
            Quasi::Profession => self.trade(value),
            Quasi::Role => of(*self.roles.get(&place_key(value))?, 0.2),
            Quasi::Evenement => {
                let (attribute, date) = value.split_once(' ')?;
                let &(daily, spread) = self.events.get(attribute)?;
                of(if date.len() == 10 { daily } else { daily * 365.0 }, spread)
            }
            Quasi::Accident => {
                let &(daily, spread) = self.events.get("date_accident")?;
                of(daily * 30.0, spread)
            }
            _ => None,
        }
    }

    /// Sex and birth year together.
    fn joint(&self, sex: &str, birth: &str) -> Option<Share> {
        let (year, spread) = birth_year(birth)?;
        let count = self.born(year, |band| if sex == "F" { band.women } else { band.men })?;
        Some(Share { share: count / self.total, spread })
    }

    fn born(&self, year: i32, of: impl Fn(&Band) -> f64) -> Option<f64> {
        let age = REFERENCE_YEAR - year;
        let band = self.bands.iter().find(|band| (band.from..=band.to).contains(&age))?;
        Some(of(band) / f64::from(band.to - band.from + 1))
    }

    /// A commune, a department or a country.
    fn place(&self, value: &str) -> Option<Share> {
        let key = place_key(value);
        let of =
            |count: f64, spread: f64| Some(Share { share: (count / self.total).min(1.0), spread });
        if let Some(&count) = self.communes.get(&key) {
            return of(count, 0.1);
        }
        if let Some(count) =
            self.department_names.get(&key).and_then(|code| self.departments.get(code))
        {
            return of(*count, 0.1);
        }
        if is_commune(&key) {
            return of(AVERAGE_COMMUNE, 1.3);
        }
        None
    }

    fn trade(&self, value: &str) -> Option<Share> {
        let key = fold(value);
        let of =
            |count: f64, spread: f64| Some(Share { share: (count / self.total).min(1.0), spread });
        if let Some(&count) = self.professions.get(&place_key(value)) {
            return of(count, 0.2);
        }
        let known = longest_prefix(&key, |words| self.trades.get(words));
        let group = known?;
        let (category, _) = self.groups.get(group)?;
        let count = self.categories.get(category)?;
        let in_category: usize = self
            .groups
            .values()
            .filter(|(other, _)| other == category)
            .map(|(_, trades)| trades)
            .sum();
        // Two forms a trade; nothing says how a category is shared out.
        let each = count * 2.0 / in_category.max(1) as f64;
        of(each, 1.2)
    }

    /// What the counts say of each detail of a profile.
    pub fn known(&self, profile: &Profile) -> Known {
        let mut shares = [None; Quasi::ALL.len()];
        for quasi in Quasi::ALL {
            shares[quasi as usize] =
                profile.value(quasi).and_then(|value| self.share(quasi, value));
        }
        let value = |quasi: Quasi| profile.value(quasi);
        let pair = |a: Quasi, b: Quasi| value(a).zip(value(b));
        Known {
            total: self.total,
            shares,
            birth_day: profile.birth_date.is_some(),
            married_then: pair(Quasi::Famille, Quasi::Evenement).is_some_and(|(state, event)| {
                let kind = event.split(' ').next().unwrap_or_default();
                matches!((state, kind), ("marié", "date_mariage") | ("divorcé", "date_divorce"))
            }),
            pyramid: pair(Quasi::Sexe, Quasi::Naissance)
                .and_then(|(sex, birth)| self.joint(sex, birth)),
            trade_at_age: pair(Quasi::Profession, Quasi::Naissance)
                .and_then(|(trade, birth)| self.trade_at_age(trade, birth)),
            born_here: pair(Quasi::Origine, Quasi::Residence)
                .and_then(|(origin, home)| self.born_here(origin, home)),
        }
    }

    /// How many people share these details of a profile: an expectation, the person included.
    /// `None` when no count says anything of any of them.
    pub fn estimate(&self, profile: &Profile, chosen: &[Quasi]) -> Option<Estimate> {
        self.known(profile).estimate(chosen)
    }

    /// The share of the people born in a year who have a trade: nobody works at ten, almost everyone is retired at eighty.
    fn trade_at_age(&self, trade: &str, birth: &str) -> Option<Share> {
        let share = self.share(Quasi::Profession, trade)?;
        let (year, _) = birth_year(birth)?;
        let age = REFERENCE_YEAR - year;
        if place_key(trade).starts_with("retraite") {
            let (share, spread) = match age {
                ..=54 => (0.005, 1.0),
                55..=61 => (0.1, 0.6),
                62..=64 => (0.55, 0.3),
                65..=69 => (0.87, 0.1),
                _ => (0.93, 0.05),
            };
            return Some(Share { share, spread });
        }
        let people = |from: i32, to: i32| -> f64 {
            let within = |band: &&Band| band.from >= from && band.to <= to;
            self.bands.iter().filter(within).map(|band| band.women + band.men).sum()
        };
        // Trades are counted among people at work, most of whom are in these bands.
        let (from, to) = (20, 64);
        (from..=to).contains(&age).then(|| Share {
            share: (share.share * self.total / people(from, to).max(1.0)).min(1.0),
            ..share
        })
    }

    /// The share of the people who live in a place and were born there, or in its department: half of the French live in the
    /// department of their birth.
    fn born_here(&self, origin: &str, home: &str) -> Option<Share> {
        let (origin, home) = (place_key(origin), place_key(home));
        if origin == home {
            return Some(Share { share: 0.3, spread: 0.5 });
        }
        let (from, to) = (self.department_of(&origin)?, self.department_of(&home)?);
        // The part of those born in the department who were born in that commune.
        let (of_commune, of_department) = (self.place(&origin)?, self.departments.get(&from)?);
        let part = (of_commune.share * self.total / of_department).min(1.0);
        (from == to).then(|| Share { share: 0.5 * part, spread: of_commune.spread.max(0.7) })
    }

    /// Code of the department of a place, when its name leaves no doubt.
    fn department_of(&self, key: &str) -> Option<String> {
        if let Some(code) = self.department_names.get(key) {
            return Some(code.clone());
        }
        match departments_of(key).as_slice() {
            [only] => Some(format!("{only:02}")).filter(|code| self.departments.contains_key(code)),
            _ => None,
        }
    }
}

/// What the counts say of each detail of one profile.
#[derive(Clone)]
pub struct Known {
    total: f64,
    /// In the order of `Quasi::ALL`.
    shares: [Option<Share>; Quasi::ALL.len()],
    /// Whether the day of birth is told, not its year alone.
    birth_day: bool,
    /// Whether the family situation only repeats a dated event.
    married_then: bool,
    /// Of sex and birth year together: the pyramid says better than their product.
    pyramid: Option<Share>,
    /// Of the trade among those born in that year.
    trade_at_age: Option<Share>,
    /// Of the place of birth among those who live at that place.
    born_here: Option<Share>,
}

impl Known {
    /// The share of the population that has one detail.
    pub fn share(&self, quasi: Quasi) -> Option<Share> {
        self.shares[quasi as usize]
    }

    /// How many people share some of the details: an expectation, the person included. `None` when no count says anything
    /// of any of them.
    pub fn estimate(&self, chosen: &[Quasi]) -> Option<Estimate> {
        self.estimate_at(chosen, BirthGrain::Day)
    }

    /// The same for someone who knows births at some grain.
    pub fn estimate_at(&self, chosen: &[Quasi], grain: BirthGrain) -> Option<Estimate> {
        // A day of birth says 365 times more than its year.
        let parts = match grain {
            BirthGrain::Day if self.birth_day => 365.25,
            BirthGrain::Month if self.birth_day => 12.0,
            _ => 1.0,
        };
        let mut log_share = 0.0;
        let mut variance = 0.0;
        let mut told = 0_u32;
        let has = |quasi: Quasi| chosen.contains(&quasi);
        let pyramid = self.pyramid.filter(|_| has(Quasi::Sexe) && has(Quasi::Naissance));
        for &quasi in chosen {
            let alone = self.share(quasi);
            let share = match quasi {
                Quasi::Sexe if pyramid.is_some() => None,
                Quasi::Naissance => {
                    pyramid.or(alone).map(|share| Share { share: share.share / parts, ..share })
                }
                Quasi::Famille if self.married_then && has(Quasi::Evenement) => None,
                Quasi::Profession if has(Quasi::Naissance) => self.trade_at_age.or(alone),
                Quasi::Origine if has(Quasi::Residence) => self.born_here.or(alone),
                _ => alone,
            };
            if let Some(share) = share {
                log_share += share.share.max(1e-9).ln();
                variance += share.spread * share.spread;
                told += 1;
            }
        }
        // Details that go together (a trade and a sex) are not independent.
        variance += 0.04 * f64::from(told.saturating_sub(1));
        (told > 0).then(|| Estimate::of(self.total * log_share.exp(), variance.sqrt()))
    }
}

impl Estimate {
    /// From an expected number of others and the spread of its logarithm.
    fn of(others: f64, spread: f64) -> Self {
        let z = 1.96;
        let (low, high) = (others * (-z * spread).exp(), others * (z * spread).exp());
        Self {
            expected: 1.0 + others,
            low: 1.0 + (low - z * low.sqrt()).max(0.0).floor(),
            high: 1.0 + (high + z * high.sqrt()).ceil(),
        }
    }
}

/// Words of a name of place, folded: `Saint-Étienne` is `saint etienne`.
fn place_key(name: &str) -> String {
    let folded = fold(name);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// `1971`, or `~1971` when drawn from an age.
fn birth_year(value: &str) -> Option<(i32, f64)> {
    match value.strip_prefix('~') {
        Some(year) => Some((year.parse().ok()?, 0.3)),
        None => Some((value.get(..4)?.parse().ok()?, 0.1)),
    }
}

/// Whether a folded name is that of a commune.
fn is_commune(key: &str) -> bool {
    !departments_of(key).is_empty()
}

/// Departments that have a commune of this folded name.
pub fn departments_of(key: &str) -> Vec<u32> {
    let tokens = crate::document::tokens::tokenise(key);
    let Some(found) = Communes::embedded().longest(&tokens, 0) else { return Vec::new() };
    if found.end < tokens.len() {
        return Vec::new();
    }
    let mut departments: Vec<u32> = found.codes.iter().map(|&code| department(code)).collect();
    departments.sort_unstable();
    departments.dedup();
    departments
}

/// What a table says of the longest first words of a text.
fn longest_prefix<'t, T: ?Sized>(
    text: &str,
    look: impl Fn(&str) -> Option<&'t T>,
) -> Option<&'t T> {
    let mut end = text.len();
    loop {
        if let Some(found) = look(&text[..end]) {
            return Some(found);
        }
        end = text[..end].rfind(' ')?;
    }
}
