//! The occultation policy of one decision: which categories may stay visible.
//!
//! Known from the Court's own record when there is one, else the Court's default for a
//! decision whose bloc is unknown. Decides statuses; never looks at a text.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::corpus::{Decision, KnownPolicy};
use crate::taxonomy::{Category, Family, Severity, Status};

/// Where the policy of a decision comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicyOrigin {
    /// `categoriesToOmit` of the record.
    Known,
    /// `blocOccultation` of the record, its list of categories being empty.
    KnownBloc,
    /// Neither: the Court treats it as bloc 3.
    DefaultBloc3,
}

impl PolicyOrigin {
    pub const ALL: [Self; 3] = [Self::Known, Self::KnownBloc, Self::DefaultBloc3];

    /// The name written in the tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::KnownBloc => "known_bloc",
            Self::DefaultBloc3 => "default_bloc_3",
        }
    }

    /// Reads an origin by the name `as_str` gives; `None` when unknown.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.as_str() == name)
    }
}

/// Something in the record's policy that could not be followed as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyWarning {
    /// A name of `categoriesToOmit` that is no category; nothing was left visible for it.
    UnknownCategory(String),
    /// The names of natural persons are masked by law, whatever the record says.
    PersonsCannotBeOmitted,
    /// `blocOccultation` out of 0 to 4; read as unknown.
    UnknownBloc(i64),
}

impl PolicyWarning {
    /// What is written in the `policy_warnings` column.
    ///
    /// A category name comes from the record: anything that does not look like one is not repeated.
    pub fn label(&self) -> String {
        match self {
            Self::UnknownCategory(name) if is_identifier(name) => {
                format!("catégorie inconnue : {name}")
            }
            Self::UnknownCategory(_) => "catégorie inconnue : (illisible)".to_owned(),
            Self::PersonsCannotBeOmitted => {
                "personnePhysique ne peut pas rester visible : ignorée".to_owned()
            }
            Self::UnknownBloc(bloc) => format!("bloc d'occultation inconnu : {bloc}"),
        }
    }
}

/// Whether a category name has the form of one: an ASCII word in camel case, short.
fn is_identifier(name: &str) -> bool {
    name.len() <= 40
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A set of categories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Categories(u64);

impl Categories {
    pub fn of(categories: &[Category]) -> Self {
        Self(categories.iter().fold(0, |bits, &category| bits | 1 << category as u64))
    }

    pub fn contains(self, category: Category) -> bool {
        self.0 & 1 << category as u64 != 0
    }

    #[must_use]
    pub fn with(self, categories: &[Category]) -> Self {
        Self(self.0 | Self::of(categories).0)
    }

    #[must_use]
    pub fn without(self, category: Category) -> Self {
        Self(self.0 & !(1 << category as u64))
    }

    /// In the order of `Category::ALL`.
    pub fn iter(self) -> impl Iterator<Item = Category> {
        Category::ALL.into_iter().filter(move |&category| self.contains(category))
    }
}

/// Never masked, whatever the policy: counsel always stay, case numbers are information.
const ALWAYS_VISIBLE: [Category; 2] = [Category::ProfessionnelAvocat, Category::NumeroDossier];

/// What follows the fate of legal persons.
const FOLLOW_LEGAL_PERSONS: [Category; 2] = [Category::Etablissement, Category::NumeroSiretSiren];

/// What a decision must mask.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    pub origin: PolicyOrigin,
    /// Categories that may stay visible.
    pub omitted: Categories,
    pub warnings: Vec<PolicyWarning>,
    /// Below this confidence (0 to 1) a person looks before anything is called a violation.
    pub review_threshold: f32,
}

/// What the policy makes of one candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct Ruling {
    pub status: Status,
    pub severity: Severity,
    /// Why, when it is not the plain case.
    pub cue: Option<Cow<'static, str>>,
}

impl Policy {
    /// Confidence under which a finding goes to review unless the user says otherwise.
    pub const DEFAULT_REVIEW_THRESHOLD: f32 = 0.5;

    /// The policy that applies to a decision.
    pub fn of(decision: &Decision, review_threshold: f32) -> Self {
        let mut warnings = Vec::new();
        let (origin, asked) = match &decision.known {
            Some(known) => from_record(known, &mut warnings),
            None => (PolicyOrigin::DefaultBloc3, bloc(3)),
        };
        let mut omitted = asked.with(&ALWAYS_VISIBLE);
        if omitted.contains(Category::PersonneMorale) {
            omitted = omitted.with(&FOLLOW_LEGAL_PERSONS);
        }
        if omitted.contains(Category::PersonnePhysique) {
            warnings.push(PolicyWarning::PersonsCannotBeOmitted);
            omitted = omitted.without(Category::PersonnePhysique);
        }
        Self { origin, omitted, warnings, review_threshold }
    }

    /// Status and severity of a finding, `at_most` being what its engine already knows.
    pub fn rule(
        &self,
        family: Family,
        category: Category,
        severity: Severity,
        confidence: f32,
        at_most: Option<Status>,
    ) -> Ruling {
        let (status, cue) = match at_most {
            Some(status @ (Status::Permitted | Status::NotEvaluated)) => (status, None),
            _ if self.omitted.contains(category) => {
                (Status::Permitted, Some(Cow::Borrowed(self.omission_cue(category))))
            }
            Some(Status::ToReview) => (Status::ToReview, None),
            _ if confidence < self.review_threshold => {
                (Status::ToReview, Some(Cow::Borrowed("confiance sous le seuil de revue")))
            }
            _ => (Status::Violation, None),
        };
        let severity = match (family, status) {
            // A doubt about a name must not stop a publication by itself.
            (Family::Name, Status::ToReview) => severity.min(Severity::Majeur),
            _ => severity,
        };
        Ruling { status, severity, cue }
    }

    fn omission_cue(&self, category: Category) -> &'static str {
        if ALWAYS_VISIBLE.contains(&category) {
            return "catégorie toujours visible";
        }
        match self.origin {
            PolicyOrigin::Known => "catégorie laissée visible par la décision (categoriesToOmit)",
            PolicyOrigin::KnownBloc => "catégorie laissée visible par le bloc d'occultation",
            PolicyOrigin::DefaultBloc3 => "catégorie laissée visible par défaut (bloc 3)",
        }
    }
}

fn from_record(
    known: &KnownPolicy,
    warnings: &mut Vec<PolicyWarning>,
) -> (PolicyOrigin, Categories) {
    warnings.extend(known.unknown_categories.iter().cloned().map(PolicyWarning::UnknownCategory));
    if !known.categories_to_omit.is_empty() || !known.unknown_categories.is_empty() {
        return (PolicyOrigin::Known, Categories::of(&known.categories_to_omit));
    }
    match known.bloc {
        // Bloc 0 says that the NAC was not validated: the Court applies its default.
        None | Some(0) => (PolicyOrigin::DefaultBloc3, bloc(3)),
        Some(number @ 1..=4) => (PolicyOrigin::KnownBloc, bloc(number)),
        Some(other) => {
            warnings.push(PolicyWarning::UnknownBloc(other));
            (PolicyOrigin::DefaultBloc3, bloc(3))
        }
    }
}

/// Categories a bloc leaves visible: 1 none but magistrates, 2 civil dates too, 3 legal
/// persons too, 4 both.
fn bloc(number: i64) -> Categories {
    let mut omitted = Categories::of(&[Category::ProfessionnelMagistratGreffier]);
    if matches!(number, 2 | 4) {
        omitted =
            omitted.with(&[Category::DateNaissance, Category::DateMariage, Category::DateDeces]);
    }
    if matches!(number, 3 | 4) {
        omitted = omitted.with(&[Category::PersonneMorale, Category::NumeroSiretSiren]);
    }
    omitted
}
