//! Why a bundle could not be made, completed or read. Messages say where and what to do.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::cause::in_french;

use super::case::CaseState;

/// Why evidence could not be made or read. No message quotes the content of a file.
#[derive(Debug, Error)]
pub enum EvidenceError {
    #[error("{} : {}. Vérifiez le chemin, la place et les droits.", path.display(), in_french(cause))]
    Io { path: PathBuf, cause: io::Error },
    #[error("{} n'est pas un dossier de preuve : manifest.json y manque. Scellez-le avec « filigrane evidence seal ».", .0.display())]
    NotSealed(PathBuf),
    #[error("{} est déjà scellé : son contenu ne change plus. Ajoutez une pièce avec « filigrane evidence case --annex ».", .0.display())]
    AlreadySealed(PathBuf),
    #[error("{} est vide : rien à sceller.", .0.display())]
    Empty(PathBuf),
    #[error("{} : {what}. Renommez ou retirez ce fichier avant de sceller.", path.display())]
    UnfitFile { path: PathBuf, what: &'static str },
    #[error(
        "destinataire refusé : « {0} ». Donnez une clé publique age (age1…) ou un fichier qui en contient."
    )]
    Recipient(String),
    #[error(
        "des originaux à sceller sont donnés sans destinataire. Ajoutez --recipient age1… : un original n'est jamais écrit en clair."
    )]
    NoRecipient,
    #[error("clé de signature inutilisable : {} ({what}). Créez-en une avec « filigrane evidence keygen --out {} ».", path.display(), path.display())]
    SigningKey { path: PathBuf, what: &'static str },
    #[error("{} : {what}.", path.display())]
    Damaged { path: PathBuf, what: String },
    #[error("passage de « {} » à « {} » impossible. Étapes possibles : {}.", from.label(), to.label(), from.next_labels())]
    Transition { from: CaseState, to: CaseState },
    #[error("jeton d'horodatage refusé : {0}.")]
    Timestamp(String),
    #[error(
        "le dossier est altéré : {0}. Rien n'a été ajouté ; voyez « filigrane evidence verify »."
    )]
    Broken(String),
    #[error("erreur interne de Filigrane ({0}) ; signalez-la, sans joindre de pièce.")]
    Internal(&'static str),
}

impl EvidenceError {
    /// What failed on a path.
    pub fn io(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |cause| Self::Io { path: path.to_owned(), cause }
    }

    /// A file that is there and does not say what it should.
    pub fn damaged(path: &Path, what: impl Into<String>) -> Self {
        Self::Damaged { path: path.to_owned(), what: what.into() }
    }

    /// Whether the machine failed, rather than what was asked.
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::Io { .. } | Self::Internal(_))
    }
}
