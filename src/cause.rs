//! What the system said, in French: its own messages are in English and often too long.

use std::io::{Error, ErrorKind};

/// The cause of a failed read or write, for a message.
pub fn in_french(error: &Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "introuvable".to_owned(),
        ErrorKind::PermissionDenied => "accès refusé".to_owned(),
        ErrorKind::AlreadyExists => "existe déjà".to_owned(),
        ErrorKind::IsADirectory => "c'est un dossier".to_owned(),
        ErrorKind::NotADirectory => "ce n'est pas un dossier".to_owned(),
        ErrorKind::StorageFull => "plus de place sur le disque".to_owned(),
        ErrorKind::QuotaExceeded => "quota dépassé".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "disque en lecture seule".to_owned(),
        ErrorKind::FileTooLarge => "fichier trop grand".to_owned(),
        ErrorKind::InvalidData => "contenu invalide".to_owned(),
        ErrorKind::Interrupted => "interrompu".to_owned(),
        _ => match error.raw_os_error() {
            Some(code) => format!("erreur {code} du système"),
            None => "erreur du système".to_owned(),
        },
    }
}
