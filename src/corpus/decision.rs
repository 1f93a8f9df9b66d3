//! One published (or about to be published) decision, whatever file it came from.
//!
//! A `Decision` holds texts as they were read: nothing here normalises,
//! judges or searches them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::bench::MagistrateName;
use crate::taxonomy::Category;

/// Where a record was read, for messages and rejects. Never holds text of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Path as the user gave it; members of an archive are `archive!member`.
    pub file: Arc<str>,
    /// Line (1-based) for line-oriented files, else the rank of the record (1-based).
    pub line: u64,
}

/// A named text of the decision: `text`, `summary`, `contested.content`, `titlesAndSummaries[0].title`…
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextField {
    pub name: Arc<str>,
    pub text: String,
}

/// The parts a decision is divided into (dbsder-api-types names).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ZoneKind {
    Introduction,
    Expose,
    Moyens,
    Motivations,
    Dispositif,
    Annexes,
}

impl ZoneKind {
    /// The name written in the tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Introduction => "introduction",
            Self::Expose => "expose",
            Self::Moyens => "moyens",
            Self::Motivations => "motivations",
            Self::Dispositif => "dispositif",
            Self::Annexes => "annexes",
        }
    }
}

/// A zone given with the record, over the main text, half-open, in UTF-16 code
/// units as Judilibre and Label count. Not yet clamped: the last `end` may be len + 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GivenZone {
    pub kind: ZoneKind,
    pub start: u64,
    pub end: u64,
}

/// Descriptive data published beside the text. Empty strings are read as `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// `cc`, `ca`, `tj`, `tcom`, `cph`, or what the source says.
    pub jurisdiction: Option<String>,
    pub location: Option<String>,
    pub chamber: Option<String>,
    pub formation: Option<String>,
    pub number: Option<String>,
    pub numbers: Vec<String>,
    pub ecli: Option<String>,
    /// ISO `YYYY-MM-DD`.
    pub decision_date: Option<String>,
    pub update_date: Option<String>,
    pub nac: Option<String>,
    pub source: Option<String>,
    pub solution: Option<String>,
    pub kind: Option<String>,
    pub partial: Option<bool>,
    pub public: Option<bool>,
    /// Other decisions of the case (`contested`, `forward`, `timeline`): ids, ECLI, numbers.
    pub linked: Vec<String>,
    /// Published for its particular interest although not public (`particularInterest`).
    pub particular_interest: Option<bool>,
    /// Code of the outcome at judicial courts (`endCaseCode`).
    pub end_case: Option<String>,
}

/// What the number that seeds the placeholders' letters is made from, when the record says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Numbering {
    /// `sourceId`, as written.
    pub source_id: Option<String>,
    /// `idDecisionTJ` or `idDecisionTCOM`.
    pub declared: Option<String>,
    /// `jurisdictionId`.
    pub court: Option<String>,
    /// `registerNumber`.
    pub register: Option<String>,
    /// `numeroRoleGeneral`.
    pub role: Option<String>,
}

/// An entity that Label annotated: an identity in clear, so no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Annotation {
    /// Two annotations of one entity share it.
    pub entity: String,
    pub text: String,
    /// `None` for a category that is not known.
    pub category: Option<Category>,
}

/// What a dbsder object says had to be masked.
///
/// Terms are identities in clear, so no `Debug`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct KnownPolicy {
    /// Categories that stay visible (`categoriesToOmit`).
    pub categories_to_omit: Vec<Category>,
    /// Names in `categoriesToOmit` that Filigrane does not know, verbatim.
    pub unknown_categories: Vec<String>,
    /// `blocOccultation`, 0 to 4.
    pub bloc: Option<i64>,
    /// `blocOccultation` was there and is no whole number.
    pub illegible_bloc: bool,
    /// `occultation` was there and is no object.
    pub illegible_occultation: bool,
    /// `additionalTerms` as written, separators and `+` included.
    pub additional_terms: Option<String>,
    pub terms_to_annotate: Vec<String>,
    /// What other software calls its own field of free terms: lists as written.
    pub free_terms: Vec<String>,
    pub terms_to_unannotate: Vec<String>,
    pub motivation_occultation: Option<bool>,
    pub public_debate: Option<bool>,
    /// `supprimerElement` of commercial courts, as written.
    pub terms_to_remove: Option<String>,
    /// `conserverElement` of commercial courts, as written.
    pub terms_to_keep: Option<String>,
    /// `elementsAOcculter` of labour courts.
    pub labour_terms: Vec<String>,
    /// Flags of commercial courts (`occultationsComplementaires`): category asked for, or not.
    pub flags: BTreeMap<String, bool>,
    /// `recommandationOccultation`: `conforme`, `aucune`, `substituant`, `complément`…
    pub recommendation: Option<String>,
    /// Label's checklist holds remarks that nobody has to answer when reasons are masked.
    pub open_checklist: bool,
    pub business_secret: Option<bool>,
    pub debates_in_chamber: Option<bool>,
}

impl KnownPolicy {
    /// Whether it tells which categories are masked: by those that are not, or by a bloc. Bloc 0 says that none was chosen.
    pub fn tells_categories(&self) -> bool {
        let listed = !self.categories_to_omit.is_empty() || !self.unknown_categories.is_empty();
        listed || self.bloc.is_some_and(|bloc| (1..=4).contains(&bloc))
    }
}

impl KnownPolicy {
    /// Whether the record leaves judges and clerks visible, which is the rule.
    pub fn keeps_bench_visible(&self) -> bool {
        self.categories_to_omit.contains(&Category::ProfessionnelMagistratGreffier)
            || self.categories_to_omit.is_empty() && self.flags.is_empty()
    }
}

/// A party named in the metadata (dbsder `parties[]`): an identity in clear, so no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Party {
    pub identity: String,
    /// `PP` natural person, `PM` legal person, when given.
    pub kind: Option<String>,
    pub quality: Option<String>,
}

/// A decision as read. No `Debug`: a text about to be published may hold identities.
#[derive(Clone)]
pub struct Decision {
    pub id: String,
    pub origin: Origin,
    /// The main text first (named `text`), then the other published fields in the order of the record.
    pub fields: Vec<TextField>,
    pub metadata: Metadata,
    /// Zones of the main text; empty when the record gives none.
    pub zones: Vec<GivenZone>,
    /// Present when the record is a dbsder object.
    pub known: Option<KnownPolicy>,
    pub parties: Vec<Party>,
    /// dbsder `originalText`, when `pseudoText` is what is audited.
    pub original: Option<String>,
    /// Entities of Label's last treatment (`labelTreatments`) and of the case (`replacementTerms`).
    pub annotations: Vec<Annotation>,
    /// Judges and clerks that the metadata name; read only when masking them was ordered.
    pub bench: Arc<[MagistrateName]>,
    pub numbering: Numbering,
}

impl Decision {
    /// A decision of one text and nothing else: the least a record needs.
    pub fn from_text(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            origin: Origin { file: Arc::from(""), line: 0 },
            fields: vec![TextField { name: Arc::from("text"), text: text.into() }],
            metadata: Metadata::default(),
            zones: Vec::new(),
            known: None,
            parties: Vec::new(),
            original: None,
            annotations: Vec::new(),
            bench: Arc::from([]),
            numbering: Numbering::default(),
        }
    }

    /// Size of all texts, in bytes.
    pub fn text_bytes(&self) -> usize {
        self.fields.iter().map(|field| field.text.len()).sum()
    }
}
