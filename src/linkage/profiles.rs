//! From facts to profiles: one row a person, each detail at the grain at which it could be matched.
//!
//! Profiles are coded into integers as they are read and their words forgotten, so that a million
//! decisions fit in memory. Reads tables, never texts; a profile holds no name.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::detect::facts::Attribute;
use crate::detect::facts::lexicon::{files, lines};
use crate::document::tokens::fold;

use super::metrics::codes::{Blind, Coder, Codes};

/// A detail of a profile: one attribute or several of one nature, generalised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Quasi {
    Sexe,
    Naissance,
    Nationalite,
    Origine,
    Residence,
    Famille,
    Enfants,
    Profession,
    Embauche,
    Rupture,
    Remuneration,
    Sante,
    Accident,
    Evenement,
    Patrimoine,
    Vehicule,
    Role,
    Fonction,
    Infraction,
}

impl Quasi {
    pub const ALL: [Self; 19] = [
        Self::Sexe,
        Self::Naissance,
        Self::Nationalite,
        Self::Origine,
        Self::Residence,
        Self::Famille,
        Self::Enfants,
        Self::Profession,
        Self::Embauche,
        Self::Rupture,
        Self::Remuneration,
        Self::Sante,
        Self::Accident,
        Self::Evenement,
        Self::Patrimoine,
        Self::Vehicule,
        Self::Role,
        Self::Fonction,
        Self::Infraction,
    ];

    /// The attributes that the detail is drawn from.
    pub fn attributes(self) -> &'static [Attribute] {
        use Attribute as A;
        match self {
            Self::Sexe => &[A::Sexe],
            Self::Naissance => &[A::AnneeNaissance, A::DateNaissance, A::Age],
            Self::Nationalite => &[A::Nationalite],
            Self::Origine => &[A::LieuNaissance],
            Self::Residence => &[A::Residence],
            Self::Famille => &[A::SituationFamiliale],
            Self::Enfants => &[A::Enfants],
            Self::Profession => &[A::Profession],
            Self::Embauche => &[A::DateEmbauche],
            Self::Rupture => &[A::DateLicenciement],
            Self::Remuneration => &[A::Salaire, A::Revenu],
            Self::Sante => &[A::Sante],
            Self::Accident => &[A::DateAccident],
            Self::Evenement => &[A::DateDeces, A::DateMariage, A::DateDivorce],
            Self::Patrimoine => &[A::BienImmobilier],
            Self::Vehicule => &[A::Vehicule],
            Self::Role => &[A::RoleUnique],
            Self::Fonction => &[A::FonctionSociale],
            Self::Infraction => &[A::Infraction],
        }
    }

    /// Code of the attribute that stands for the detail in the tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sexe => "sexe",
            Self::Naissance => "annee_naissance",
            Self::Nationalite => "nationalite",
            Self::Origine => "lieu_naissance",
            Self::Residence => "residence",
            Self::Famille => "situation_familiale",
            Self::Enfants => "enfants",
            Self::Profession => "profession",
            Self::Embauche => "date_embauche",
            Self::Rupture => "date_licenciement",
            Self::Remuneration => "salaire",
            Self::Sante => "sante",
            Self::Accident => "date_accident",
            Self::Evenement => "date_deces",
            Self::Patrimoine => "bien_immobilier",
            Self::Vehicule => "vehicule",
            Self::Role => "role_unique",
            Self::Fonction => "fonction_sociale",
            Self::Infraction => "infraction",
        }
    }
}

/// Age of majority, in years.
const MAJORITY: i32 = 18;

/// The details of one person, as words, while its row is made.
#[derive(Clone, Default)]
pub struct Profile {
    values: [Option<String>; Quasi::ALL.len()],
    /// The day of birth, ISO, when the text gives it; `Quasi::Naissance` holds its year.
    pub birth_date: Option<String>,
    /// By what a title of property can be found.
    pub property: Option<Trace>,
    /// Whether the press or the networks spoke of the case.
    pub has_media: bool,
    /// How many dated or priced facts of the case the profile holds.
    pub precise: usize,
    /// Whether the person is under age in the year of the decision.
    pub is_minor: bool,
}

/// By what the owner of a property can be found in public registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trace {
    Price,
    Parcel,
}

/// What a fact brings to a profile.
pub struct FactView<'a> {
    pub attribute: Attribute,
    pub value: &'a str,
}

impl Profile {
    /// The profile of one person. `year` is that of the decision, to turn an age into a birth.
    pub fn of(facts: &[FactView<'_>], year: Option<i32>) -> Self {
        let mut profile = Self::default();
        let mut health: Vec<&str> = Vec::new();
        let mut offences: Vec<&str> = Vec::new();
        for fact in facts {
            let value = fact.value;
            match fact.attribute {
                Attribute::Sexe => profile.set(Quasi::Sexe, value),
                Attribute::AnneeNaissance | Attribute::DateNaissance => {
                    profile.values[Quasi::Naissance as usize] = value.get(..4).map(str::to_owned);
                    if value.len() == 10 && profile.birth_date.is_none() {
                        profile.birth_date = Some(value.to_owned());
                    }
                }
                Attribute::Age => {
                    if let (Some(year), Ok(age)) = (year, value.parse::<i32>()) {
                        profile.set(Quasi::Naissance, &format!("~{}", year - age));
                    }
                }
                Attribute::LieuNaissance => profile.set(Quasi::Origine, value),
                Attribute::Nationalite => profile.set(Quasi::Nationalite, value),
                Attribute::SituationFamiliale => profile.set(Quasi::Famille, value),
                Attribute::Enfants => profile.set(Quasi::Enfants, value),
                Attribute::DateDeces | Attribute::DateMariage | Attribute::DateDivorce => {
                    profile.precise += 1;
                    profile.set(Quasi::Evenement, &format!("{} {value}", fact.attribute.as_str()));
                }
                Attribute::Profession => profile.set(Quasi::Profession, value),
                Attribute::DateEmbauche => profile.dated(Quasi::Embauche, value),
                Attribute::DateLicenciement => profile.dated(Quasi::Rupture, value),
                Attribute::Salaire | Attribute::Revenu => {
                    profile.precise += 1;
                    if let Some(band) = band(value) {
                        profile.set(Quasi::Remuneration, &band);
                    }
                }
                Attribute::Sante => health.extend(chapter(files::HEALTH, value)),
                Attribute::DateAccident => profile.dated(Quasi::Accident, value),
                Attribute::Residence => profile.set(Quasi::Residence, value),
                Attribute::BienImmobilier => {
                    let trace = if value.starts_with("cadastre") {
                        Some(Trace::Parcel)
                    } else if value.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
                        Some(Trace::Price)
                    } else {
                        None
                    };
                    match trace {
                        Some(trace) => profile.property = profile.property.max(Some(trace)),
                        None => profile.set(Quasi::Patrimoine, value),
                    }
                }
                Attribute::Vehicule => profile.set(Quasi::Vehicule, value),
                Attribute::RoleUnique => profile.set(Quasi::Role, value),
                Attribute::FonctionSociale => profile.set(Quasi::Fonction, value),
                Attribute::Infraction => offences.extend(chapter(files::OFFENCES, value)),
                Attribute::Media => profile.has_media = true,
                Attribute::Employeur
                | Attribute::Secteur
                | Attribute::Anciennete
                | Attribute::TauxIncapacite => profile.precise += 1,
            }
        }
        for (quasi, mut list) in [(Quasi::Sante, health), (Quasi::Infraction, offences)] {
            list.sort_unstable();
            list.dedup();
            if !list.is_empty() {
                profile.values[quasi as usize] = Some(list.join(" + "));
            }
        }
        profile.sift(year);
        profile
    }

    /// Drops what cannot be true together: a slip of reading must not pass for a rare profile.
    fn sift(&mut self, decided: Option<i32>) {
        let year = |value: Option<&str>| -> Option<i32> { value?.get(..4)?.parse().ok() };
        let birth = |profile: &Self| year(profile.value(Quasi::Naissance));
        if birth(self)
            .zip(decided)
            .is_some_and(|(birth, decided)| !(0..=115).contains(&(decided - birth)))
        {
            self.values[Quasi::Naissance as usize] = None;
            self.birth_date = None;
        }
        let about = self.value(Quasi::Naissance).map(|birth| birth.trim_start_matches('~'));
        self.is_minor =
            year(about).zip(decided).is_some_and(|(birth, decided)| decided - birth < MAJORITY);
        if let Some(birth) = birth(self) {
            let before = |date: Option<i32>, age: i32| date.is_some_and(|date| date < birth + age);
            for (quasi, age) in [(Quasi::Embauche, 14), (Quasi::Rupture, 14), (Quasi::Accident, 0)]
            {
                if before(year(self.value(quasi)), age) {
                    self.values[quasi as usize] = None;
                }
            }
            let event = self.value(Quasi::Evenement).and_then(|event| event.split_once(' '));
            if event.is_some_and(|(kind, date)| {
                before(year(Some(date)), if kind == Attribute::DateDeces.as_str() { 0 } else { 15 })
            }) {
                self.values[Quasi::Evenement as usize] = None;
            }
        }
        // Offices of authority are held by the French alone: the office is that of another person in the case.
        let foreign = self.value(Quasi::Nationalite).is_some_and(|name| fold(name) != "francaise");
        if foreign && self.value(Quasi::Role).is_some() {
            self.values[Quasi::Role as usize] = None;
        }
    }

    /// What two decisions say of one person: the first is kept where they differ, an exact year of birth before
    /// one that an age gives.
    pub fn union(first: &Self, second: &Self) -> Self {
        let mut union = first.clone();
        for (mine, theirs) in union.values.iter_mut().zip(&second.values) {
            let better = match (&*mine, theirs) {
                (None, _) => true,
                (Some(mine), Some(theirs)) => mine.starts_with('~') && !theirs.starts_with('~'),
                _ => false,
            };
            if better {
                mine.clone_from(theirs);
            }
        }
        if union.birth_date.is_none() {
            union.birth_date.clone_from(&second.birth_date);
        }
        union.property = union.property.max(second.property);
        union.has_media |= second.has_media;
        union.is_minor |= second.is_minor;
        union.precise += second.precise;
        union
    }

    /// Keeps the first value: facts come in the order of the text.
    fn set(&mut self, quasi: Quasi, value: &str) {
        let slot = &mut self.values[quasi as usize];
        if slot.is_none() {
            *slot = Some(value.to_owned());
        }
    }

    /// A date to the month.
    fn dated(&mut self, quasi: Quasi, value: &str) {
        self.precise += 1;
        self.set(quasi, value.get(..7).unwrap_or(value));
    }

    pub fn value(&self, quasi: Quasi) -> Option<&str> {
        self.values[quasi as usize].as_deref()
    }

    /// Details that the profile has.
    pub fn known(&self) -> Vec<Quasi> {
        Quasi::ALL.into_iter().filter(|&quasi| self.value(quasi).is_some()).collect()
    }
}

/// Bands of 500 euros to 3,000, of 1,000 to 10,000, then open.
fn band(value: &str) -> Option<String> {
    let euros: f64 = value.parse().ok()?;
    let (from, to) = match euros {
        e if e < 3_000.0 => ((e / 500.0).floor() * 500.0, 500.0),
        e if e < 10_000.0 => ((e / 1_000.0).floor() * 1_000.0, 1_000.0),
        e => ((e / 10_000.0).floor() * 10_000.0, 10_000.0),
    };
    Some(format!("{from}-{}", from + to))
}

/// What a list generalises a wording to: the entry that its first words are.
fn chapter(list: &'static str, value: &str) -> Option<&'static str> {
    static TABLES: LazyLock<[FxHashMap<String, &'static str>; 2]> = LazyLock::new(|| {
        [files::HEALTH, files::OFFENCES]
            .map(|list| lines(list).map(|line| (fold(line[0]), line[1])).collect())
    });
    let table = &TABLES[usize::from(list == files::OFFENCES)];
    let folded = fold(value);
    let mut end = folded.len();
    loop {
        if let Some(found) = table.get(&folded[..end]) {
            return Some(found);
        }
        end = folded[..end].rfind([' ', '-'])?;
    }
}

/// The profiles of a run, coded: one row a person.
pub struct Profiles {
    /// In the order of `Quasi::ALL`.
    pub columns: Vec<Blind>,
    pub rows: usize,
}

/// Codes profiles as they come.
#[derive(Default)]
pub struct ProfileCoder {
    columns: [(Coder, Codes); Quasi::ALL.len()],
    rows: usize,
}

impl ProfileCoder {
    pub fn push(&mut self, profile: &Profile) {
        for (quasi, (coder, codes)) in Quasi::ALL.into_iter().zip(&mut self.columns) {
            codes.push(coder.code(profile.value(quasi)));
        }
        self.rows += 1;
    }

    /// The columns; what their codes stood for is forgotten.
    pub fn finish(self) -> Profiles {
        let columns = self.columns.into_iter();
        Profiles {
            columns: columns.map(|(coder, codes)| coder.finish("", codes).forget()).collect(),
            rows: self.rows,
        }
    }
}

/// The facts of one decision, by person in the order of their labels.
pub fn by_person<F>(facts: &[F], person: impl Fn(&F) -> &str) -> BTreeMap<String, Vec<&F>> {
    let mut people: BTreeMap<String, Vec<&F>> = BTreeMap::new();
    for fact in facts {
        people.entry(person(fact).to_owned()).or_default().push(fact);
    }
    people
}
