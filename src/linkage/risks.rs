//! What each person risks: class in the corpus, expected class in the population, the smallest
//! revealing combinations in words, and the adversary who could use them.
//!
//! An estimate of a number of people, never a search for one. Reads profiles and reference counts.

use rayon::prelude::*;

use crate::detect::facts::lexicon::{files, lines};
use crate::document::numbers::WRITTEN_MONTHS;
use crate::thousands;

use super::adversaries::Adversary;
use super::metrics::{Blind, Classes, Coded, Special, minimal_uniques_of_known};
use super::population::{Estimate, Known, Population};
use super::profiles::{Profile, Profiles, Quasi, Trace};

/// Expected number of people under which a combination is said to reveal.
pub const REVEALING: f64 = 10.0;

/// Combinations told for a person.
const TOLD: usize = 3;

/// Expected number of people above which a combination is no longer worth a word.
const FEW: f64 = 100.0;

/// By how many a number of people is divided before a minor's level is told: any detail that identifies counts
/// (REI-14; Cass. crim., 12 December 2017).
const MINOR: f64 = 10.0;

/// People in a run under which being alone in it says nothing.
const TELLING: usize = 1_000;

/// Details in a combination at most: past four, everyone is alone and nothing is learnt.
const LONGEST: usize = 4;

/// People beyond which unique sets of three details are no longer looked for.
const MANY: usize = 50_000;

/// People beyond which compatible classes are counted on a sample.
const SAMPLE: usize = 20_000;

/// How high a risk is, in the words of the CNIL's method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Negligible,
    Limited,
    Important,
    Maximal,
}

impl Level {
    pub const ALL: [Self; 4] = [Self::Negligible, Self::Limited, Self::Important, Self::Maximal];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Negligible => "negligeable",
            Self::Limited => "limite",
            Self::Important => "important",
            Self::Maximal => "maximal",
        }
    }

    /// From a number of people among whom one must be told.
    fn of(people: f64) -> Self {
        match people {
            k if k <= 2.0 => Self::Maximal,
            k if k <= REVEALING => Self::Important,
            k if k <= FEW => Self::Limited,
            _ => Self::Negligible,
        }
    }
}

/// A combination that singles out, or nearly.
#[derive(Debug, Clone, PartialEq)]
pub struct Combination {
    pub details: Vec<Quasi>,
    pub cause: Cause,
}

/// Why a combination reveals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cause {
    /// So few people are expected to share it.
    Population(Estimate),
    /// A public register of sales or parcels leads to the owners.
    Register,
    /// It holds nobody else in the run.
    AloneInRun,
}

/// What an adversary can make of a profile.
#[derive(Debug, Clone, PartialEq)]
pub struct Threat {
    pub adversary: Adversary,
    pub level: Level,
    /// From 0 to 1.
    pub probability: f64,
}

/// The risk of one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Risk {
    pub class_size: u32,
    pub compatible_size: u32,
    pub population: Option<Estimate>,
    pub suda: f64,
    pub combinations: Vec<Combination>,
    /// In the order of `Adversary::ALL`.
    pub threats: Vec<Threat>,
    pub reasons: Vec<String>,
}

impl Risk {
    /// The most dangerous adversary: the first of the highest probability.
    pub fn worst(&self) -> Option<&Threat> {
        self.threats
            .iter()
            .reduce(|worst, next| if next.probability > worst.probability { next } else { worst })
    }

    pub fn level(&self) -> Level {
        self.threats.iter().map(|threat| threat.level).max().unwrap_or(Level::Negligible)
    }

    /// Risk when the adversary knows that the person is in the corpus.
    pub fn prosecutor(&self) -> f64 {
        1.0 / f64::from(self.class_size.max(1))
    }

    /// Risk when the adversary does not.
    pub fn journalist(&self) -> Option<f64> {
        self.population.map(|people| 1.0 / people.expected)
    }
}

/// What the whole corpus says, once for all people.
pub struct Corpus {
    rows: usize,
    class_of: Vec<u32>,
    class_sizes: Vec<u32>,
    suda: Vec<f64>,
    /// Smallest sets of details, all known, that are unique in the corpus.
    special: Special,
    compatible: Compatible,
}

impl Corpus {
    pub fn of(profiles: &Profiles) -> Self {
        let coded: Vec<Coded<'_>> = profiles.columns.iter().map(|column| column.coded()).collect();
        let absent: Vec<Option<u32>> = profiles.columns.iter().map(|column| column.null).collect();
        let classes = Classes::of(profiles.rows, &coded);
        // Sets of three details are a thousand: past this size, pairs tell enough.
        let depth = if profiles.rows > MANY { 2 } else { 3 };
        let special = minimal_uniques_of_known(profiles.rows, &coded, &absent, depth);
        Self {
            rows: profiles.rows,
            class_of: classes.of_row,
            class_sizes: classes.sizes,
            suda: special.scores(),
            special,
            compatible: Compatible::of(profiles),
        }
    }

    pub fn people(&self) -> usize {
        self.rows
    }

    /// Smallest sets of details that hold nobody else, when the run is large enough for that to say something.
    fn unique(&self, row: usize) -> Vec<Vec<Quasi>> {
        if self.rows < TELLING {
            return Vec::new();
        }
        let sets = self.special.minimal[row].iter().map(|&set| {
            let ranked = Quasi::ALL.into_iter().enumerate();
            ranked.filter(|(rank, _)| set >> rank & 1 == 1).map(|(_, quasi)| quasi).collect()
        });
        sets.collect()
    }
}

/// For each value of each column, the sampled rows that do not contradict it.
struct Compatible {
    /// Step between two sampled rows.
    step: usize,
    sampled: usize,
    columns: Vec<Said>,
}

/// Among sampled rows, those that say nothing of a detail (bits) and those that say each code.
struct Said {
    unknown: Vec<u64>,
    /// Where the rows of each code begin in `rows`, and one end.
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl Said {
    fn of(column: &Blind, sampled: usize, step: usize) -> Self {
        let mut unknown = vec![0_u64; sampled.div_ceil(64)];
        let mut said: Vec<(u32, u32)> = Vec::new();
        for place in 0..sampled {
            match column.known(place * step) {
                Some(code) => said.push((code, place as u32)),
                None => unknown[place / 64] |= 1 << (place % 64),
            }
        }
        said.sort_unstable();
        let mut starts = vec![0_u32; column.cardinality as usize + 1];
        for (code, _) in &said {
            starts[*code as usize + 1] += 1;
        }
        for code in 1..starts.len() {
            starts[code] += starts[code - 1];
        }
        Self { unknown, starts, rows: said.into_iter().map(|(_, row)| row).collect() }
    }
}

impl Compatible {
    fn of(profiles: &Profiles) -> Self {
        let step = profiles.rows.div_ceil(SAMPLE).max(1);
        let sampled = profiles.rows.div_ceil(step);
        let columns =
            profiles.columns.par_iter().map(|column| Said::of(column, sampled, step)).collect();
        Self { step, sampled, columns }
    }

    /// People whose profile does not contradict that of a row, itself included.
    fn count(&self, profiles: &Profiles, row: usize) -> u32 {
        let mut left = vec![u64::MAX; self.sampled.div_ceil(64)];
        if let Some(last) = left.last_mut()
            && !self.sampled.is_multiple_of(64)
        {
            *last = (1 << (self.sampled % 64)) - 1;
        }
        for (column, said) in profiles.columns.iter().zip(&self.columns) {
            let Some(code) = column.known(row) else { continue };
            let range =
                said.starts[code as usize] as usize..said.starts[code as usize + 1] as usize;
            let same: Vec<u32> = said.rows[range]
                .iter()
                .copied()
                .filter(|&place| left[place as usize / 64] >> (place % 64) & 1 == 1)
                .collect();
            left.iter_mut().zip(&said.unknown).for_each(|(word, unknown)| *word &= unknown);
            for place in same {
                left[place as usize / 64] |= 1 << (place % 64);
            }
        }
        let seen: u32 = left.iter().map(|word| word.count_ones()).sum();
        seen.saturating_mul(self.step as u32).max(1)
    }
}

/// The risk of one person, whose profile is row `row` of the corpus.
pub fn assess(
    profile: &Profile,
    row: usize,
    profiles: &Profiles,
    corpus: &Corpus,
    population: &Population,
) -> Risk {
    let known = profile.known();
    let shares = population.known(profile);
    let whole = shares.estimate(&known);
    let combinations = combinations(profile, &known, &shares, &corpus.unique(row));
    let class_size = corpus.class_sizes[corpus.class_of[row] as usize];
    let mut risk = Risk {
        class_size,
        compatible_size: corpus.compatible.count(profiles, row),
        population: whole,
        suda: corpus.suda[row],
        combinations,
        threats: Vec::new(),
        reasons: Vec::new(),
    };
    risk.threats = Adversary::ALL
        .iter()
        .map(|&adversary| threat(adversary, profile, &known, &shares))
        .collect();
    risk.reasons = reasons(profile, &known, &risk, corpus);
    risk
}

/// What explains the risk of a person, the smallest and then the most revealing first: combinations that ten people or
/// fewer share, failing that a hundred; then what a register gives; then what is alone in a run that is large enough.
fn combinations(
    profile: &Profile,
    known: &[Quasi],
    shares: &Known,
    alone: &[Vec<Quasi>],
) -> Vec<Combination> {
    let mut out = [REVEALING, FEW]
        .into_iter()
        .map(|most| shared_by_few(known, shares, most))
        .find(|found| !found.is_empty())
        .unwrap_or_default();
    if profile.property.is_some() && profile.value(Quasi::Residence).is_some() {
        let details = vec![Quasi::Residence, Quasi::Patrimoine];
        out.push(Combination { details, cause: Cause::Register });
    }
    if out.is_empty() {
        out.extend(
            alone
                .iter()
                .map(|details| Combination { details: details.clone(), cause: Cause::AloneInRun }),
        );
    }
    out.truncate(TOLD);
    out
}

/// Combinations that few people share, none of which holds another.
fn shared_by_few(known: &[Quasi], shares: &Known, most: f64) -> Vec<Combination> {
    let mut useful: Vec<(f64, Quasi)> =
        known.iter().filter_map(|&quasi| Some((shares.share(quasi)?.share, quasi))).collect();
    // Nothing to look for when all the details together leave more people.
    if shares.estimate(known).is_none_or(|people| people.expected > most) {
        return Vec::new();
    }
    useful.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    useful.truncate(10);
    let mut sets: Vec<u32> =
        (1..1_u32 << useful.len()).filter(|set| set.count_ones() as usize <= LONGEST).collect();
    sets.sort_by_key(|set| (set.count_ones(), *set));
    let mut found: Vec<(u32, f64, Combination)> = Vec::new();
    for set in sets {
        if found.iter().any(|(known, _, _)| known & set == *known) {
            continue;
        }
        let mut details: Vec<Quasi> = useful
            .iter()
            .enumerate()
            .filter(|(rank, _)| set >> rank & 1 == 1)
            .map(|(_, &(_, quasi))| quasi)
            .collect();
        details.sort_unstable();
        if let Some(people) = shares.estimate(&details).filter(|people| people.expected <= most) {
            let cause = Cause::Population(people);
            found.push((set, people.expected, Combination { details, cause }));
        }
    }
    found.sort_by(|a, b| {
        a.2.details.len().cmp(&b.2.details.len()).then(a.1.total_cmp(&b.1)).then(a.0.cmp(&b.0))
    });
    found.into_iter().map(|(_, _, combination)| combination).collect()
}

fn threat(adversary: Adversary, profile: &Profile, known: &[Quasi], shares: &Known) -> Threat {
    let held: Vec<Quasi> =
        known.iter().copied().filter(|&quasi| adversary.holds_detail(quasi)).collect();
    let estimate = shares.estimate_at(&held, adversary.birth_grain());
    let mut people = estimate.map_or(f64::MAX, |people| people.expected);
    if matches!(adversary, Adversary::Broker | Adversary::SearchModel)
        && let Some(trace) = profile.property
    {
        // A sale or a parcel leads to its owners, where the place is told; a parcel alone leaves those of the
        // district, a price alone all those of the country.
        let place = profile.value(Quasi::Residence).is_some();
        people = match (trace, place) {
            (_, true) => people.min(REVEALING),
            (Trace::Parcel, false) => people.min(FEW),
            (Trace::Price, false) => people,
        };
    }
    if profile.has_media && matches!(adversary, Adversary::Journalist | Adversary::SearchModel) {
        people = people.min(REVEALING);
    }
    if profile.value(Quasi::Role).is_some() && profile.value(Quasi::Residence).is_some() {
        people = people.min(2.0);
    }
    let mut level = Level::of(if profile.is_minor { people / MINOR } else { people });
    let mut probability = if people >= f64::MAX { 0.0 } else { 1.0 / people };
    if adversary == Adversary::Opponent {
        // Who took part in the case already knows whom it is about: what is learnt is the rest.
        let level_of_case = if profile.precise > 0 { Level::Limited } else { Level::Negligible };
        level = level.min(Level::Limited).max(level_of_case);
        probability = probability.min(0.1);
    }
    Threat { adversary, level, probability }
}

fn reasons(profile: &Profile, known: &[Quasi], risk: &Risk, corpus: &Corpus) -> Vec<String> {
    let mut reasons = Vec::new();
    if risk.class_size == 1 && known.len() >= 3 {
        reasons.push(format!(
            "profil unique parmi {} personnes du traitement, avec {} éléments (REI-01)",
            corpus.people(),
            known.len()
        ));
    }
    if profile.value(Quasi::Role).is_some() {
        reasons.push("rôle unique en son lieu (REI-02)".to_owned());
    }
    if profile.value(Quasi::Profession).is_some()
        && profile.value(Quasi::Residence).is_some()
        && profile.precise > 0
    {
        reasons.push("profession, lieu et fait daté réunis (REI-03)".to_owned());
    }
    if profile.has_media {
        reasons.push("l'affaire a eu un écho public (REI-06)".to_owned());
    }
    if profile.value(Quasi::Fonction).is_some() {
        reasons.push(
            "fonction de direction : le registre des entreprises peut la nommer (REI-07)"
                .to_owned(),
        );
    }
    if profile.property.is_some() {
        reasons.push(
            "prix ou parcelle d'un bien : les valeurs foncières sont publiques (REI-08)".to_owned(),
        );
    }
    // A level that no combination explains: that of whoever took part in the case.
    if risk.combinations.is_empty() && profile.precise > 0 && risk.level() == Level::Limited {
        reasons.push(
            "fait daté ou chiffré de l'affaire : l'autre partie y reconnaît la personne".to_owned(),
        );
    }
    let sensitive =
        profile.value(Quasi::Sante).is_some() || profile.value(Quasi::Infraction).is_some();
    if sensitive && risk.level() >= Level::Important {
        reasons.push("donnée sensible rattachée à une personne isolable (REI-12)".to_owned());
    }
    if profile.is_minor && risk.level() > Level::Negligible {
        reasons.push("mineur : toute information qui l'identifie compte (REI-14)".to_owned());
    }
    if let Some(people) = risk.population {
        reasons.push(format!("population de référence : {}", in_words(people)));
    }
    reasons
}

/// `environ 3 personnes (1 à 9)`.
pub fn in_words(people: Estimate) -> String {
    let round = |number: f64| match number {
        n if n < 100.0 => n.round(),
        n => {
            let scale = 10_f64.powf(n.log10().floor() - 1.0);
            (n / scale).round() * scale
        }
    };
    let written = |number: f64| grouped(round(number).max(1.0) as u64);
    let noun = if people.expected.round() <= 1.0 { "personne" } else { "personnes" };
    format!(
        "environ {} {noun} ({} à {})",
        written(people.expected),
        written(people.low),
        written(people.high)
    )
}

/// In French: the explanations of `risks` are.
fn grouped(number: u64) -> String {
    thousands::grouped(number, '\u{202f}')
}

/// A combination in French: « femme, née en 1971, infirmière, demeurant à Quimper : environ 3 personnes (1 à 9) ».
pub fn tell(combination: &Combination, profile: &Profile, corpus: &Corpus) -> String {
    let feminine = profile.value(Quasi::Sexe) == Some("F");
    let words: Vec<String> = combination
        .details
        .iter()
        .filter_map(|&quasi| {
            let birth = profile.birth_date.as_deref().filter(|_| quasi == Quasi::Naissance);
            Some(detail(quasi, birth.or(profile.value(quasi))?, feminine))
        })
        .collect();
    let told = match combination.cause {
        Cause::Population(people) => in_words(people),
        Cause::Register => "à rapprocher des valeurs foncières publiées".to_owned(),
        Cause::AloneInRun => {
            let alone = if feminine { "seule" } else { "seul" };
            format!("{alone} parmi les {} personnes du traitement", grouped(corpus.people() as u64))
        }
    };
    let mut words = words;
    if combination.cause == Cause::Register {
        let trace = match profile.property {
            Some(Trace::Parcel) => "parcelle d'un bien citée",
            _ => "prix d'un bien cité",
        };
        words.push(trace.to_owned());
    }
    format!("{}\u{a0}: {told}", words.join(", "))
}

/// A detail in words, with the agreement of the person.
fn detail(quasi: Quasi, value: &str, feminine: bool) -> String {
    let e = if feminine { "e" } else { "" };
    match quasi {
        Quasi::Sexe => if value == "F" { "femme" } else { "homme" }.to_owned(),
        Quasi::Naissance => match value.strip_prefix('~') {
            Some(year) => format!("né{e} vers {year}"),
            None => format!("né{e} {}", on(value)),
        },
        Quasi::Nationalite => format!("de nationalité {value}"),
        Quasi::Origine => format!("né{e} à {value}"),
        Quasi::Residence if value == "sans domicile fixe" => value.to_owned(),
        Quasi::Residence if is_department(value) => format!("département de résidence : {value}"),
        Quasi::Residence => format!("demeurant à {value}"),
        Quasi::Famille => match value {
            "veuf" => if feminine { "veuve" } else { "veuf" }.to_owned(),
            "célibataire" => value.to_owned(),
            "concubin" => "en concubinage".to_owned(),
            other => format!("{other}{e}"),
        },
        Quasi::Enfants => match value {
            "0" => "sans enfant".to_owned(),
            "1" => "un enfant".to_owned(),
            count => format!("{count} enfants"),
        },
        Quasi::Profession | Quasi::Role | Quasi::Fonction => value.to_owned(),
        Quasi::Embauche => format!("embauché{e} {}", on(value)),
        Quasi::Rupture => format!("licencié{e} {}", on(value)),
        Quasi::Remuneration => format!("revenu de {} euros", value.replace('-', " à ")),
        Quasi::Sante => format!("santé : {value}"),
        Quasi::Accident => format!("victime d'un accident {}", on(value)),
        Quasi::Evenement => match value.split_once(' ') {
            Some(("date_deces", date)) => format!("décédé{e} {}", on(date)),
            Some(("date_mariage", date)) => format!("marié{e} {}", on(date)),
            Some((_, date)) => format!("divorcé{e} {}", on(date)),
            None => value.to_owned(),
        },
        Quasi::Patrimoine => format!("propriété : {value}"),
        Quasi::Vehicule => format!("véhicule : {value}"),
        Quasi::Infraction => format!("poursuites : {value}"),
    }
}

fn is_department(place: &str) -> bool {
    lines(files::DEPARTMENTS).any(|line| line.get(1).is_some_and(|name| *name == place))
}

/// A date in words, with its preposition: `le 12 mars 1971`, `en mars 1971`, `en 1971`.
fn on(date: &str) -> String {
    let mut parts = date.splitn(3, '-');
    let year = parts.next().unwrap_or_default();
    let month = parts
        .next()
        .and_then(|month| month.parse::<usize>().ok())
        .and_then(|month| WRITTEN_MONTHS.get(month.checked_sub(1)?));
    let day = parts.next().and_then(|day| day.parse::<u32>().ok());
    match (month, day) {
        (Some(month), Some(1)) => format!("le 1er {month} {year}"),
        (Some(month), Some(day)) => format!("le {day} {month} {year}"),
        (Some(month), None) => format!("en {month} {year}"),
        (None, _) => format!("en {year}"),
    }
}
