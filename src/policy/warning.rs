//! What of a record's policy could not be followed as written, in words.
//!
//! Must not repeat what the record says, unless it looks like a name of the Court's.

/// Something in the record's policy that could not be followed as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyWarning {
    /// A name of `categoriesToOmit` that is no category; nothing was left visible for it.
    UnknownCategory(String),
    /// The names of natural persons are masked by law, whatever the record says.
    PersonsCannotBeOmitted,
    /// `blocOccultation` out of 0 to 4; read as unknown.
    UnknownBloc(i64),
    /// `blocOccultation` is no whole number; read as unknown.
    IllegibleBloc,
    /// `occultation` is no object; nothing of it was followed.
    IllegibleOccultation,
    /// A separator of the list of terms stands before nothing: its rank among separators, 1-based.
    StraySeparator(usize),
    /// A `#flag` of the list of terms that is not known; nothing was left visible for it.
    UnknownFlag(String),
    /// A term both to mask and to keep, by its rank in the list, 1-based: masked.
    ContradictoryTerm(usize),
    /// The record's bloc is not the one of the user's table, which gives the second.
    NacDisagrees { bloc: i64, table: String },
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
            Self::IllegibleBloc => {
                "blocOccultation illisible : un entier de 0 à 4 était attendu".to_owned()
            }
            Self::IllegibleOccultation => {
                "occultation illisible : un objet JSON était attendu (categoriesToOmit, additionalTerms…)".to_owned()
            }
            Self::StraySeparator(rank) => format!(
                "liste de termes : rien après le séparateur n° {rank} (ou avant le premier)"
            ),
            Self::UnknownFlag(name) if is_identifier(name) => {
                format!("liste de termes : indicateur inconnu « #{name} »")
            }
            Self::UnknownFlag(_) => "liste de termes : indicateur inconnu (illisible)".to_owned(),
            Self::ContradictoryTerm(rank) => {
                format!(
                    "liste de termes : le terme n° {rank} est à masquer et à conserver ; masqué"
                )
            }
            Self::NacDisagrees { bloc, table } => {
                format!(
                    "bloc {bloc} dans la décision, {table} dans la table NAC : celui de la décision est suivi"
                )
            }
        }
    }
}

/// Whether a category name has the form of one: an ASCII word in camel case, short.
fn is_identifier(name: &str) -> bool {
    name.len() <= 40
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
