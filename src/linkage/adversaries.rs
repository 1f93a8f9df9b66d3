//! Who might try to find someone, what they are assumed to hold, and which details that gives them.
//!
//! One list for attacks on tables, risks of people and scores. Hypotheses, each with its sources: must hold no datum.

use crate::detect::facts::Attribute;

use super::profiles::Quasi;

/// How precisely a birth is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BirthGrain {
    Year,
    Month,
    Day,
}

/// Who attacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Adversary {
    /// A neighbour or a relative.
    Neighbour,
    Journalist,
    /// The other party.
    Opponent,
    /// A data broker.
    Broker,
    /// A language model with a search engine.
    SearchModel,
}

impl Adversary {
    pub const ALL: [Self; 5] =
        [Self::Neighbour, Self::Journalist, Self::Opponent, Self::Broker, Self::SearchModel];

    /// The code that tables and options use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Neighbour => "voisin",
            Self::Journalist => "journaliste",
            Self::Opponent => "adversaire",
            Self::Broker => "courtier",
            Self::SearchModel => "moteur",
        }
    }

    /// The name that options also take.
    pub fn in_english(self) -> &'static str {
        match self {
            Self::Neighbour => "neighbour",
            Self::Journalist => "journalist",
            Self::Opponent => "opponent",
            Self::Broker => "data_broker",
            Self::SearchModel => "search_model",
        }
    }

    /// The adversary of a code, or of a name in English.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == code || one.in_english() == code)
    }

    /// The sources that it is assumed to hold, in French.
    pub fn sources(self) -> &'static str {
        match self {
            Self::Neighbour => {
                "vie quotidienne : âge, famille, logement, métier, véhicule, événements connus de l'entourage"
            }
            Self::Journalist => {
                "audience, presse, réseaux sociaux, annuaires professionnels, état civil des personnes publiques"
            }
            Self::Opponent => "pièces de l'affaire et connaissance de la relation en cause",
            Self::Broker => {
                "valeurs foncières, registre des entreprises, fichier des décès, listes commerciales"
            }
            Self::SearchModel => {
                "tout ce qui est publié en ligne (pages, réseaux professionnels, registres), rapproché automatiquement"
            }
        }
    }

    /// Whether its sources give an attribute.
    pub fn holds(self, attribute: Attribute) -> bool {
        use Attribute as A;
        match self {
            Self::Neighbour => matches!(
                attribute,
                A::Sexe
                    | A::Age
                    | A::AnneeNaissance
                    | A::Nationalite
                    | A::SituationFamiliale
                    | A::Enfants
                    | A::DateMariage
                    | A::DateDivorce
                    | A::DateDeces
                    | A::Profession
                    | A::Employeur
                    | A::DateAccident
                    | A::Residence
                    | A::BienImmobilier
                    | A::Vehicule
                    | A::RoleUnique
            ),
            Self::Journalist => matches!(
                attribute,
                A::Sexe
                    | A::Age
                    | A::AnneeNaissance
                    | A::DateDeces
                    | A::Profession
                    | A::Employeur
                    | A::DateAccident
                    | A::Residence
                    | A::RoleUnique
                    | A::FonctionSociale
                    | A::Infraction
                    | A::Media
            ),
            Self::Opponent => true,
            Self::Broker => matches!(
                attribute,
                A::Sexe
                    | A::Age
                    | A::AnneeNaissance
                    | A::DateNaissance
                    | A::LieuNaissance
                    | A::SituationFamiliale
                    | A::Enfants
                    | A::DateMariage
                    | A::DateDivorce
                    | A::DateDeces
                    | A::Profession
                    | A::Revenu
                    | A::Residence
                    | A::BienImmobilier
                    | A::Vehicule
                    | A::FonctionSociale
            ),
            Self::SearchModel => !matches!(
                attribute,
                A::Sante
                    | A::TauxIncapacite
                    | A::Salaire
                    | A::Revenu
                    | A::DateEmbauche
                    | A::DateLicenciement
                    | A::Anciennete
                    | A::DateNaissance
            ),
        }
    }

    /// Whether its sources give a detail of a profile.
    pub fn holds_detail(self, quasi: Quasi) -> bool {
        quasi.attributes().iter().any(|attribute| self.holds(*attribute))
    }

    /// What it knows of a birth: neighbours know an age, the registers of companies a month, those of deaths a day.
    pub fn birth_grain(self) -> BirthGrain {
        match self {
            Self::Neighbour | Self::Journalist => BirthGrain::Year,
            Self::SearchModel => BirthGrain::Month,
            Self::Opponent | Self::Broker => BirthGrain::Day,
        }
    }
}
