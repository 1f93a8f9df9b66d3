//! The words of facts: attributes and roles, under the names the tables use.
//!
//! Names only: what an attribute looks like in a text is for the other files of this folder.

use std::fmt;

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Attribute {
    Sexe,
    Age,
    AnneeNaissance,
    DateNaissance,
    LieuNaissance,
    Nationalite,
    SituationFamiliale,
    Enfants,
    DateMariage,
    DateDivorce,
    DateDeces,
    Profession,
    Employeur,
    Secteur,
    DateEmbauche,
    DateLicenciement,
    Anciennete,
    Salaire,
    Revenu,
    Sante,
    TauxIncapacite,
    DateAccident,
    Residence,
    BienImmobilier,
    Vehicule,
    RoleUnique,
    Infraction,
    FonctionSociale,
    Media,
}

/// Attributes that are measured together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    Identity,
    Family,
    Work,
    Money,
    Health,
    Property,
    Offence,
    Standing,
}

impl Attribute {
    pub const ALL: [Self; 29] = [
        Self::Sexe,
        Self::Age,
        Self::AnneeNaissance,
        Self::DateNaissance,
        Self::LieuNaissance,
        Self::Nationalite,
        Self::SituationFamiliale,
        Self::Enfants,
        Self::DateMariage,
        Self::DateDivorce,
        Self::DateDeces,
        Self::Profession,
        Self::Employeur,
        Self::Secteur,
        Self::DateEmbauche,
        Self::DateLicenciement,
        Self::Anciennete,
        Self::Salaire,
        Self::Revenu,
        Self::Sante,
        Self::TauxIncapacite,
        Self::DateAccident,
        Self::Residence,
        Self::BienImmobilier,
        Self::Vehicule,
        Self::RoleUnique,
        Self::Infraction,
        Self::FonctionSociale,
        Self::Media,
    ];

    /// The code written in the tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sexe => "sexe",
            Self::Age => "age",
            Self::AnneeNaissance => "annee_naissance",
            Self::DateNaissance => "date_naissance",
            Self::LieuNaissance => "lieu_naissance",
            Self::Nationalite => "nationalite",
            Self::SituationFamiliale => "situation_familiale",
            Self::Enfants => "enfants",
            Self::DateMariage => "date_mariage",
            Self::DateDivorce => "date_divorce",
            Self::DateDeces => "date_deces",
            Self::Profession => "profession",
            Self::Employeur => "employeur",
            Self::Secteur => "secteur",
            Self::DateEmbauche => "date_embauche",
            Self::DateLicenciement => "date_licenciement",
            Self::Anciennete => "anciennete",
            Self::Salaire => "salaire",
            Self::Revenu => "revenu",
            Self::Sante => "sante",
            Self::TauxIncapacite => "taux_incapacite",
            Self::DateAccident => "date_accident",
            Self::Residence => "residence",
            Self::BienImmobilier => "bien_immobilier",
            Self::Vehicule => "vehicule",
            Self::RoleUnique => "role_unique",
            Self::Infraction => "infraction",
            Self::FonctionSociale => "fonction_sociale",
            Self::Media => "media",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|attribute| attribute.as_str() == code)
    }

    pub fn group(self) -> Group {
        match self {
            Self::Sexe
            | Self::Age
            | Self::AnneeNaissance
            | Self::DateNaissance
            | Self::LieuNaissance
            | Self::Nationalite => Group::Identity,
            Self::SituationFamiliale
            | Self::Enfants
            | Self::DateMariage
            | Self::DateDivorce
            | Self::DateDeces => Group::Family,
            Self::Profession
            | Self::Employeur
            | Self::Secteur
            | Self::DateEmbauche
            | Self::DateLicenciement
            | Self::Anciennete => Group::Work,
            Self::Salaire | Self::Revenu => Group::Money,
            Self::Sante | Self::TauxIncapacite | Self::DateAccident => Group::Health,
            Self::Residence | Self::BienImmobilier | Self::Vehicule => Group::Property,
            Self::Infraction => Group::Offence,
            Self::RoleUnique | Self::FonctionSociale | Self::Media => Group::Standing,
        }
    }
}

impl Group {
    pub const ALL: [Self; 8] = [
        Self::Identity,
        Self::Family,
        Self::Work,
        Self::Money,
        Self::Health,
        Self::Property,
        Self::Offence,
        Self::Standing,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Family => "family",
            Self::Work => "work",
            Self::Money => "money",
            Self::Health => "health",
            Self::Property => "property",
            Self::Offence => "offence",
            Self::Standing => "standing",
        }
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// What a person is in the case. The later in the list, the more it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Role {
    Tiers,
    Demandeur,
    Defendeur,
    Intime,
    Appelant,
    Associe,
    Locataire,
    Bailleur,
    Assure,
    Employeur,
    Epoux,
    Parent,
    Salarie,
    PartieCivile,
    Victime,
    Prevenu,
    Enfant,
}

impl Role {
    pub const ALL: [Self; 17] = [
        Self::Tiers,
        Self::Demandeur,
        Self::Defendeur,
        Self::Intime,
        Self::Appelant,
        Self::Associe,
        Self::Locataire,
        Self::Bailleur,
        Self::Assure,
        Self::Employeur,
        Self::Epoux,
        Self::Parent,
        Self::Salarie,
        Self::PartieCivile,
        Self::Victime,
        Self::Prevenu,
        Self::Enfant,
    ];

    /// The code written in the tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tiers => "tiers",
            Self::Demandeur => "demandeur",
            Self::Defendeur => "defendeur",
            Self::Intime => "intime",
            Self::Appelant => "appelant",
            Self::Associe => "associe",
            Self::Locataire => "locataire",
            Self::Bailleur => "bailleur",
            Self::Assure => "assure",
            Self::Employeur => "employeur",
            Self::Epoux => "epoux",
            Self::Parent => "parent",
            Self::Salarie => "salarie",
            Self::PartieCivile => "partie_civile",
            Self::Victime => "victime",
            Self::Prevenu => "prevenu",
            Self::Enfant => "enfant",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == code)
    }
}
