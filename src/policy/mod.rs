//! The occultation policy of one decision: which categories may stay visible.
//!
//! Known from the Court's own record when there is one; else given by the user's table of natures
//! of case; else inferred from the placeholders of the text; else the Court's default for a
//! decision whose bloc is unknown. Decides statuses; never searches a text, and knows nothing of a run.

pub mod evaluated;
pub mod nac;
pub mod orders;
pub mod profile;
pub mod terms;
pub mod warning;

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::corpus::{Decision, KnownPolicy};
use crate::document::placeholders::{PlaceholderKind, Present};
use crate::taxonomy::{Category, Family, Severity, Status};

pub use nac::{NacTable, NacTableError};
pub use orders::{BenchOrders, OrdersError};
pub use profile::{Profile, ProfileError};
pub use terms::{Term, Terms};
pub use warning::PolicyWarning;

use nac::NacBloc;

/// Where the policy of a decision comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicyOrigin {
    /// `categoriesToOmit` of the record.
    Known,
    /// `blocOccultation` of the record, its list of categories being empty.
    KnownBloc,
    /// The user's table of natures of case.
    NacTable,
    /// The placeholders of the text show that more is masked than by default.
    Placeholders,
    /// None of these: the Court treats it as bloc 3.
    DefaultBloc3,
}

impl PolicyOrigin {
    pub const ALL: [Self; 5] =
        [Self::Known, Self::KnownBloc, Self::NacTable, Self::Placeholders, Self::DefaultBloc3];

    /// The name written in the tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::KnownBloc => "known_bloc",
            Self::NacTable => "nac_table",
            Self::Placeholders => "placeholders",
            Self::DefaultBloc3 => "default_bloc_3",
        }
    }

    /// Reads an origin by the name `as_str` gives; `None` when unknown.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.as_str() == name)
    }
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

/// Under what law and by which table a run judges; the same for all its decisions.
#[derive(Debug, Clone, PartialEq)]
pub struct Norms {
    pub profile: Profile,
    pub nac: Option<NacTable>,
    /// Decisions in which masking judges and clerks was ordered, beside what their records say.
    pub orders: BenchOrders,
    /// Courts that publish criminal decisions ahead of the calendar.
    pub pilots: BTreeSet<String>,
    /// Below this confidence (0 to 1) a person looks before anything is called a violation.
    pub review_threshold: f32,
}

impl Norms {
    /// The law in force, no table, the default threshold.
    pub fn in_force() -> Result<Self, ProfileError> {
        let profile = Profile::in_force()?;
        Ok(Self {
            profile,
            nac: None,
            orders: BenchOrders::default(),
            pilots: BTreeSet::new(),
            review_threshold: Policy::DEFAULT_REVIEW_THRESHOLD,
        })
    }
}

/// What a decision must mask.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    pub origin: PolicyOrigin,
    /// Categories that may stay visible.
    pub omitted: Categories,
    /// Categories that the placeholders only suggest are masked: at most to review.
    pub doubtful: Categories,
    /// A law to come is applied: no violation.
    pub preview: bool,
    /// The court publishes criminal decisions ahead of the calendar.
    pub pilot: bool,
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

    /// The policy that applies to a decision by its record alone, under the law in force.
    pub fn of(decision: &Decision, review_threshold: f32) -> Self {
        Self::build(decision, None, review_threshold, None, Present::default())
    }

    /// The policy that applies to a decision under `norms`; `present` are the placeholders of its texts.
    pub fn under(decision: &Decision, norms: &Norms, present: Present) -> Self {
        let (profile, nac) = (Some(&norms.profile), norms.nac.as_ref());
        let mut policy = Self::build(decision, profile, norms.review_threshold, nac, present);
        let court = decision.metadata.location.as_ref();
        policy.pilot = court.is_some_and(|court| norms.pilots.contains(court));
        if norms.orders.masks(&decision.id) {
            policy.omitted = policy.omitted.without(Category::ProfessionnelMagistratGreffier);
        }
        policy
    }

    fn build(
        decision: &Decision,
        profile: Option<&Profile>,
        review_threshold: f32,
        nac: Option<&NacTable>,
        present: Present,
    ) -> Self {
        let mut warnings = Vec::new();
        let table = nac.and_then(|table| table.bloc(decision.metadata.nac.as_deref()?));
        let known = decision.known.as_ref();
        let recorded = known.and_then(|known| from_record(known, table, &mut warnings));
        let (origin, asked) = recorded.unwrap_or_else(|| match table {
            Some(found) => (PolicyOrigin::NacTable, table_bloc(found)),
            None => (PolicyOrigin::DefaultBloc3, bloc(3)),
        });
        let mut omitted = asked;
        if let Some(known) = known {
            apply_terms(known, decision, &mut omitted, &mut warnings);
        }
        omitted = omitted.with(&ALWAYS_VISIBLE);
        if omitted.contains(Category::PersonneMorale) {
            omitted = omitted.with(&FOLLOW_LEGAL_PERSONS);
        }
        if omitted.contains(Category::PersonnePhysique) {
            warnings.push(PolicyWarning::PersonsCannotBeOmitted);
            omitted = omitted.without(Category::PersonnePhysique);
        }
        let mut policy = Self {
            origin,
            omitted,
            doubtful: Categories::default(),
            preview: profile.is_some_and(|profile| profile.preview),
            pilot: false,
            warnings,
            review_threshold,
        };
        policy.infer(present);
        for &category in profile.into_iter().flat_map(|profile| &profile.mask) {
            policy.omitted = policy.omitted.without(category);
        }
        policy
    }

    /// Takes from the placeholders what the default cannot know: legal persons that are masked.
    ///
    /// `[1]` may be an establishment, which bloc 3 masks too; only a masked SIREN proves it.
    fn infer(&mut self, present: Present) {
        const LEGAL: [Category; 3] =
            [Category::PersonneMorale, Category::Etablissement, Category::NumeroSiretSiren];
        if self.origin != PolicyOrigin::DefaultBloc3 {
            return;
        }
        let siren = present.has(PlaceholderKind::Siren);
        if siren || present.has(PlaceholderKind::LegalPerson) {
            self.origin = PolicyOrigin::Placeholders;
            for category in LEGAL {
                self.omitted = self.omitted.without(category);
            }
            if !siren {
                self.doubtful = Categories::of(&LEGAL);
            }
        }
    }

    /// Whether the names of the bench must be masked (R. 111-12), as far as the policy says.
    pub fn masks_bench(&self) -> bool {
        !self.omitted.contains(Category::ProfessionnelMagistratGreffier)
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
        self.ruling(family, severity, confidence, at_most, Some(category))
    }

    /// The same for an engine that has weighed the policy itself: what it found is masked elsewhere
    /// in the same decision, or was asked for by name.
    pub fn rule_decided(
        &self,
        family: Family,
        _: Category,
        severity: Severity,
        confidence: f32,
        at_most: Option<Status>,
    ) -> Ruling {
        self.ruling(family, severity, confidence, at_most, None)
    }

    fn ruling(
        &self,
        family: Family,
        severity: Severity,
        confidence: f32,
        at_most: Option<Status>,
        category: Option<Category>,
    ) -> Ruling {
        let omitted = category.filter(|&category| self.omitted.contains(category));
        let doubtful = category.is_some_and(|category| self.doubtful.contains(category));
        let (status, cue) = match at_most {
            Some(status @ (Status::Permitted | Status::NotEvaluated)) => (status, None),
            _ if let Some(category) = omitted => {
                (Status::Permitted, Some(Cow::Borrowed(self.omission_cue(category))))
            }
            Some(_) => (Status::ToReview, None),
            _ if doubtful => (
                Status::ToReview,
                Some(Cow::Borrowed("politique déduite des seuls termes de remplacement")),
            ),
            _ if confidence < self.review_threshold => {
                (Status::ToReview, Some(Cow::Borrowed("confiance sous le seuil de revue")))
            }
            _ => (Status::Violation, None),
        };
        if self.preview && matches!(status, Status::Violation | Status::ToReview) {
            let cue = Some(Cow::Borrowed("profil de préfiguration : aucune non-conformité"));
            return Ruling { status: Status::ToReview, severity: Severity::Info, cue };
        }
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
            PolicyOrigin::NacTable => "catégorie laissée visible par la table NAC",
            PolicyOrigin::Placeholders | PolicyOrigin::DefaultBloc3 => {
                "catégorie laissée visible par défaut (bloc 3)"
            }
        }
    }
}

fn from_record(
    known: &KnownPolicy,
    table: Option<NacBloc>,
    warnings: &mut Vec<PolicyWarning>,
) -> Option<(PolicyOrigin, Categories)> {
    warnings.extend(known.unknown_categories.iter().cloned().map(PolicyWarning::UnknownCategory));
    if known.illegible_occultation {
        warnings.push(PolicyWarning::IllegibleOccultation);
    }
    if known.illegible_bloc {
        warnings.push(PolicyWarning::IllegibleBloc);
    }
    if let (Some(number @ 1..=4), Some(found)) = (known.bloc, table)
        && found != NacBloc::Bloc(number.unsigned_abs() as u8)
    {
        let table = match found {
            NacBloc::Bloc(bloc) => format!("bloc {bloc}"),
            NacBloc::NotFollowed => "aucun bloc".to_owned(),
        };
        warnings.push(PolicyWarning::NacDisagrees { bloc: number, table });
    }
    if let Some(other) = known.bloc
        && !(0..=4).contains(&other)
    {
        warnings.push(PolicyWarning::UnknownBloc(other));
    }
    if !known.categories_to_omit.is_empty() || !known.unknown_categories.is_empty() {
        return Some((PolicyOrigin::Known, Categories::of(&known.categories_to_omit)));
    }
    match known.bloc {
        Some(number @ 1..=4) => Some((PolicyOrigin::KnownBloc, bloc(number))),
        // Bloc 0 says that the NAC was not validated: the Court applies its default.
        _ => None,
    }
}

/// What the judge's own list of terms says of whole categories, and what is wrong with it.
fn apply_terms(
    known: &KnownPolicy,
    decision: &Decision,
    omitted: &mut Categories,
    warnings: &mut Vec<PolicyWarning>,
) {
    let terms = Terms::of(known, decision.metadata.jurisdiction.as_deref());
    warnings.extend(terms.warnings.iter().cloned());
    for term in &terms.list {
        match term {
            Term::MaskCategories(categories) => {
                for &category in *categories {
                    *omitted = omitted.without(category);
                }
            }
            Term::KeepCategories(categories) => *omitted = omitted.with(categories),
            Term::Mask(_) | Term::Keep(_) | Term::Ambiguous(_) => {}
        }
    }
}

/// Categories that the user's table leaves visible.
fn table_bloc(found: NacBloc) -> Categories {
    match found {
        NacBloc::Bloc(number) => bloc(i64::from(number)),
        NacBloc::NotFollowed => Categories::of(&COMPLEMENTARY),
    }
}

/// Everything that only a bloc or a judge asks to mask.
const COMPLEMENTARY: [Category; 16] = [
    Category::Adresse,
    Category::Localite,
    Category::TelephoneFax,
    Category::Email,
    Category::SiteWebSensible,
    Category::NumeroIdentifiant,
    Category::CompteBancaire,
    Category::NumeroSiretSiren,
    Category::PlaqueImmatriculation,
    Category::Cadastre,
    Category::DateNaissance,
    Category::DateDeces,
    Category::DateMariage,
    Category::PersonneMorale,
    Category::Etablissement,
    Category::ProfessionnelMagistratGreffier,
];

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
