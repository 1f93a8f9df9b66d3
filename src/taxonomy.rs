//! The words every module shares: categories, severities, statuses, families.
//!
//! Names are those of the Court's annotation tool (Label) and of the catalogue,
//! unchanged; this module knows nothing of texts, rules or files.

use serde::{Deserialize, Serialize};

/// Fewest decisions that a line of any breakdown may show (GARDE-08).
pub const CELL_DECISIONS: u64 = 20;

/// What kind of information a finding is about. Names are Label's, unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Category {
    PersonnePhysique,
    Adresse,
    Localite,
    TelephoneFax,
    Email,
    SiteWebSensible,
    NumeroIdentifiant,
    CompteBancaire,
    NumeroSiretSiren,
    PlaqueImmatriculation,
    Cadastre,
    DateNaissance,
    DateDeces,
    DateMariage,
    PersonneMorale,
    Etablissement,
    ProfessionnelMagistratGreffier,
    ProfessionnelAvocat,
    AnnotationSupplementaire,
    /// Case and registry numbers: information, never to be masked.
    NumeroDossier,
    /// IP, MAC and GPS traces, pseudonyms: additional elements under R. 111-12.
    TraceNumerique,
    /// A unique role, a quotation that can be looked up.
    ElementIdentifiant,
    /// Protected persons (agents, minors, victims, witnesses): the rule says which.
    PersonneProtegee,
    /// Publicity of the hearing and of the reasons.
    Publicite,
    /// Business secrecy (C. com. L. 151-1).
    SecretAffaires,
    /// Medical secrecy, health data.
    SecretMedical,
    /// Banking secrecy.
    SecretBancaire,
    /// Tax secrecy.
    SecretFiscal,
    /// Lawyer-client confidentiality.
    SecretAvocatClient,
    /// National defence secrecy.
    SecretDefense,
    /// Economic security and sovereignty.
    Souverainete,
    /// Protection of children.
    Mineur,
    /// The placeholders themselves: grammar, numbering, consistency.
    TermeRemplacement,
    /// What must stay readable and was masked.
    Lisibilite,
    /// Details that together single a person out.
    Rapprochement,
    /// What the terms of use ask of reusers: mentions, keys, promises.
    ConditionsReutilisation,
}

impl Category {
    pub const ALL: [Self; 36] = [
        Self::PersonnePhysique,
        Self::Adresse,
        Self::Localite,
        Self::TelephoneFax,
        Self::Email,
        Self::SiteWebSensible,
        Self::NumeroIdentifiant,
        Self::CompteBancaire,
        Self::NumeroSiretSiren,
        Self::PlaqueImmatriculation,
        Self::Cadastre,
        Self::DateNaissance,
        Self::DateDeces,
        Self::DateMariage,
        Self::PersonneMorale,
        Self::Etablissement,
        Self::ProfessionnelMagistratGreffier,
        Self::ProfessionnelAvocat,
        Self::AnnotationSupplementaire,
        Self::NumeroDossier,
        Self::TraceNumerique,
        Self::ElementIdentifiant,
        Self::PersonneProtegee,
        Self::Publicite,
        Self::SecretAffaires,
        Self::SecretMedical,
        Self::SecretBancaire,
        Self::SecretFiscal,
        Self::SecretAvocatClient,
        Self::SecretDefense,
        Self::Souverainete,
        Self::Mineur,
        Self::TermeRemplacement,
        Self::Lisibilite,
        Self::Rapprochement,
        Self::ConditionsReutilisation,
    ];

    /// The name written in tables and used by Label (`personnePhysique`, …).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PersonnePhysique => "personnePhysique",
            Self::Adresse => "adresse",
            Self::Localite => "localite",
            Self::TelephoneFax => "telephoneFax",
            Self::Email => "email",
            Self::SiteWebSensible => "siteWebSensible",
            Self::NumeroIdentifiant => "numeroIdentifiant",
            Self::CompteBancaire => "compteBancaire",
            Self::NumeroSiretSiren => "numeroSiretSiren",
            Self::PlaqueImmatriculation => "plaqueImmatriculation",
            Self::Cadastre => "cadastre",
            Self::DateNaissance => "dateNaissance",
            Self::DateDeces => "dateDeces",
            Self::DateMariage => "dateMariage",
            Self::PersonneMorale => "personneMorale",
            Self::Etablissement => "etablissement",
            Self::ProfessionnelMagistratGreffier => "professionnelMagistratGreffier",
            Self::ProfessionnelAvocat => "professionnelAvocat",
            Self::AnnotationSupplementaire => "annotationSupplementaire",
            Self::NumeroDossier => "numeroDossier",
            Self::TraceNumerique => "traceNumerique",
            Self::ElementIdentifiant => "elementIdentifiant",
            Self::PersonneProtegee => "personneProtegee",
            Self::Publicite => "publicite",
            Self::SecretAffaires => "secretAffaires",
            Self::SecretMedical => "secretMedical",
            Self::SecretBancaire => "secretBancaire",
            Self::SecretFiscal => "secretFiscal",
            Self::SecretAvocatClient => "secretAvocatClient",
            Self::SecretDefense => "secretDefense",
            Self::Souverainete => "souverainete",
            Self::Mineur => "mineur",
            Self::TermeRemplacement => "termeRemplacement",
            Self::Lisibilite => "lisibilite",
            Self::Rapprochement => "rapprochement",
            Self::ConditionsReutilisation => "conditionsReutilisation",
        }
    }

    /// Reads a category by the name `as_str` gives; `None` when unknown.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.as_str() == name)
    }
}

/// How bad the publication of this element is (catalogue, section 0.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Info,
    Mineur,
    Majeur,
    Critique,
    Bloquant,
}

impl Severity {
    /// From the worst to the least, as reports list them.
    pub const DESCENDING: [Self; 5] =
        [Self::Bloquant, Self::Critique, Self::Majeur, Self::Mineur, Self::Info];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Mineur => "mineur",
            Self::Majeur => "majeur",
            Self::Critique => "critique",
            Self::Bloquant => "bloquant",
        }
    }
}

/// What the policy makes of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Violation,
    ToReview,
    Permitted,
    NotEvaluated,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Violation => "violation",
            Self::ToReview => "to_review",
            Self::Permitted => "permitted",
            Self::NotEvaluated => "not_evaluated",
        }
    }
}

/// The engine family a rule belongs to (column `family` of the findings table).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    Identifier,
    Name,
    Occultation,
    Pseudonym,
    Publicity,
    Magistrate,
    Secret,
    Linkage,
    /// Products of reusers, not decisions: never in the table of findings.
    Reuse,
}

impl Family {
    /// Families that the table of findings may hold.
    pub const OF_FINDINGS: [Self; 8] = [
        Self::Identifier,
        Self::Name,
        Self::Occultation,
        Self::Pseudonym,
        Self::Publicity,
        Self::Magistrate,
        Self::Secret,
        Self::Linkage,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identifier => "identifier",
            Self::Name => "name",
            Self::Occultation => "occultation",
            Self::Pseudonym => "pseudonym",
            Self::Publicity => "publicity",
            Self::Magistrate => "magistrate",
            Self::Secret => "secret",
            Self::Linkage => "linkage",
            Self::Reuse => "reuse",
        }
    }
}

/// Why two decisions belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// Decisions of one case, across instances.
    Case,
    /// Decisions about one person.
    Person,
    /// Versions of one decision.
    Version,
}

impl LinkKind {
    pub const ALL: [Self; 3] = [Self::Case, Self::Person, Self::Version];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Person => "person",
            Self::Version => "version",
        }
    }
}

/// What to do with a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Publish,
    Review,
    Refuse,
}

impl Verdict {
    pub const ALL: [Self; 3] = [Self::Publish, Self::Review, Self::Refuse];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Review => "review",
            Self::Refuse => "refuse",
        }
    }
}
