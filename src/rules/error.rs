//! What can be wrong with a catalogue, and what its author should do about it.

use std::fmt;
use std::sync::Arc;

/// A fault of the catalogue: which file, which line, what, and the remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueError {
    /// Path as given, or `rules/<family>/<ID>.md` for the embedded catalogue.
    pub file: Arc<str>,
    /// Line of the file, 1-based; `None` when the fault is not in one line.
    pub line: Option<usize>,
    pub problem: Problem,
}

impl CatalogueError {
    pub(super) fn at(file: &str, line: usize, problem: Problem) -> Self {
        Self { file: Arc::from(file), line: Some(line), problem }
    }

    pub(super) fn whole(file: &str, problem: Problem) -> Self {
        Self { file: Arc::from(file), line: None, problem }
    }
}

impl fmt::Display for CatalogueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ", ligne {line}")?;
        }
        write!(f, " : {}. Remède : {}.", self.problem, self.problem.remedy())
    }
}

impl std::error::Error for CatalogueError {}

/// The faults a rule file or a folder of rules can have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("lecture impossible ({0})")]
    Unreadable(String),
    #[error("l'en-tête +++ … +++ manque ou n'est pas fermé")]
    NoFrontMatter,
    #[error("l'en-tête n'est pas du TOML valide ({0})")]
    Toml(String),
    #[error("clé inconnue « {key} »")]
    UnknownKey { key: String, nearest: Option<&'static str> },
    #[error("la clé « {0} » manque")]
    MissingKey(&'static str),
    #[error("la clé « {key} » doit être {expected}")]
    WrongType { key: &'static str, expected: &'static str },
    #[error("la clé « {0} » est vide")]
    Empty(&'static str),
    #[error("« {value} » n'est pas une valeur de « {key} »")]
    UnknownValue { key: &'static str, value: String, allowed: Vec<String> },
    #[error("l'identifiant « {id} » ne correspond pas au nom du fichier")]
    IdIsNotFileName { id: String },
    #[error("l'identifiant « {id} » ne correspond pas au dossier « {folder} »")]
    IdIsNotFolder { id: String, folder: String },
    #[error("l'identifiant « {id} » est déjà pris par {other}")]
    DuplicateId { id: String, other: Arc<str> },
    #[error("expression rationnelle refusée ({0})")]
    BadRegex(String),
    #[error("une règle du moteur « patterns » a besoin de « {0} »")]
    PatternsWithout(&'static str),
    #[error("« {0} » n'a de sens que pour le moteur « patterns »")]
    OnlyForPatterns(&'static str),
    #[error("le littéral « {0} » a moins de trois lettres")]
    ShortLiteral(String),
    #[error("aucun exemple dans « ## Exemples »")]
    NoPositiveExample,
    #[error("la section « ## {0} » manque")]
    MissingSection(&'static str),
    #[error("ligne hors liste dans une section d'exemples")]
    NotABullet,
    #[error("exemple vide")]
    EmptyExample,
    #[error("repère « ouvert et jamais fermé")]
    UnclosedMark,
    #[error("repère » fermé sans avoir été ouvert")]
    UnopenedMark,
    #[error("repère « ouvert dans un autre repère")]
    NestedMark,
    #[error("repère «…» dans un contre-exemple")]
    MarkInCounterExample,
    #[error("l'enregistrement en tête de l'exemple n'est pas un objet JSON suivi de « | »")]
    BadRecord,
    #[error("plus de 65 535 règles")]
    TooMany,
}

impl Problem {
    /// What the author of the rule should do, in French.
    pub fn remedy(&self) -> String {
        match self {
            Self::Unreadable(_) => {
                "vérifiez que le chemin existe et que le fichier est lisible et en UTF-8".into()
            }
            Self::NoFrontMatter => {
                "commencez le fichier par une ligne +++ et fermez l'en-tête par une autre".into()
            }
            Self::Toml(_) => "corrigez la syntaxe : une clé, un signe =, une valeur".into(),
            Self::UnknownKey { nearest: Some(nearest), .. } => {
                format!("retirez-la, ou écrivez « {nearest} »")
            }
            Self::UnknownKey { nearest: None, .. } => {
                "retirez-la ; les clés admises sont décrites dans docs/regles.md".into()
            }
            Self::MissingKey(key) => format!("ajoutez « {key} = … » à l'en-tête"),
            Self::WrongType { expected, .. } => format!("écrivez {expected}"),
            Self::Empty(key) => format!("donnez une valeur à « {key} »"),
            Self::UnknownValue { allowed, .. } => format!("choisissez parmi {}", allowed.join(", ")),
            Self::IdIsNotFileName { id } => format!("renommez le fichier en {id}.md ou changez l'id"),
            Self::IdIsNotFolder { id, .. } => {
                format!("rangez le fichier dans le dossier {}/", folder_of(id))
            }
            Self::DuplicateId { .. } => "donnez à l'une des deux règles un autre identifiant".into(),
            Self::BadRegex(_) => "écrivez le motif dans la syntaxe du crate regex, sans regard \
                 avant ou arrière ni référence arrière"
                .into(),
            Self::PatternsWithout("literals") => "ajoutez à « literals » des mots dont l'un se trouve \
                 dans chaque texte que le motif doit trouver"
                .into(),
            Self::PatternsWithout(key) => format!("ajoutez « {key} = [\"…\"] » à l'en-tête"),
            Self::OnlyForPatterns(key) => format!("retirez « {key} » ou changez de moteur"),
            Self::ShortLiteral(_) => "choisissez un mot plus long, donc plus rare".into(),
            Self::NoPositiveExample => "ajoutez au moins une ligne « - exemple »".into(),
            Self::MissingSection(title) => format!("ajoutez un paragraphe sous « ## {title} »"),
            Self::NotABullet => {
                "commencez chaque exemple par « - », sur une seule ligne, et notez ⏎ les sauts de ligne"
                    .into()
            }
            Self::EmptyExample => "retirez le tiret ou écrivez l'exemple".into(),
            Self::UnclosedMark | Self::UnopenedMark | Self::NestedMark => "repérez «ainsi» ce que la \
                 règle doit trouver, sans espace, et écrivez « ainsi », avec espaces, les guillemets du texte"
                .into(),
            Self::MarkInCounterExample => {
                "retirez le repère, ou mettez une espace après « et avant » si ce sont des guillemets"
                    .into()
            }
            Self::BadRecord => "écrivez {\"nac\": \"11A\"} | texte de l'exemple".into(),
            Self::TooMany => "réduisez le catalogue".into(),
        }
    }
}

/// The folder a rule is kept in: the first part of its id, in lower case.
pub(super) fn folder_of(id: &str) -> String {
    id.split('-').next().unwrap_or(id).to_lowercase()
}
