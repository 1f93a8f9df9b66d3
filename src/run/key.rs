//! Where the fingerprint key is kept: a file the user names, or one made at first use.
//!
//! Must never print, log or copy key material, and never replace a key that exists.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::cause::in_french;
use crate::detect::fingerprint::{FingerprintKey, KeyError, random_bytes};
use crate::hexadecimal::hexadecimal;

/// Why there is no key. Messages say what to do; none holds key material.
#[derive(Debug, Error)]
pub enum KeyFileError {
    #[error(
        "clé illisible : {} ({}). Vérifiez le chemin et les droits du fichier donné par --key-file.",
        path.display(), in_french(cause)
    )]
    Unreadable { path: PathBuf, cause: io::Error },
    #[error(
        "clé inutilisable : {} ({cause}). Donnez avec --key-file un fichier d'au moins {} octets \
         aléatoires.",
        path.display(), FingerprintKey::MIN_BYTES
    )]
    Unusable { path: PathBuf, cause: KeyError },
    #[error(
        "clé impossible à créer : {} ({}). Donnez une clé existante avec --key-file.",
        path.display(), in_french(cause)
    )]
    CannotCreate { path: PathBuf, cause: io::Error },
    #[error(
        "aucun dossier personnel pour garder la clé des empreintes (ni XDG_DATA_HOME ni HOME). \
         Donnez une clé avec --key-file."
    )]
    NoHome,
}

/// Reads the key of a file: its bytes, without the line break that ends them.
pub fn read(path: &Path) -> Result<FingerprintKey, KeyFileError> {
    let content = fs::read(path)
        .map_err(|cause| KeyFileError::Unreadable { path: path.to_owned(), cause })?;
    let end =
        content.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r')).map_or(0, |at| at + 1);
    FingerprintKey::from_bytes(&content[..end])
        .map_err(|cause| KeyFileError::Unusable { path: path.to_owned(), cause })
}

/// Reads the user's own key, made at first use with mode 0600.
pub fn of_user() -> Result<FingerprintKey, KeyFileError> {
    let path = user_path().ok_or(KeyFileError::NoHome)?;
    if !path.exists() {
        create(&path).map_err(|cause| KeyFileError::CannotCreate { path: path.clone(), cause })?;
    }
    read(&path)
}

/// `$XDG_DATA_HOME/filigrane/key`, else `~/.local/share/filigrane/key`.
fn user_path() -> Option<PathBuf> {
    let set = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let data = set("XDG_DATA_HOME").or_else(|| Some(set("HOME")?.join(".local/share")))?;
    Some(data.join("filigrane").join("key"))
}

fn create(path: &Path) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    // `tempfile` opens with mode 0600, so the key is never readable by others, even for a moment.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    let secret = random_bytes().map_err(io::Error::other)?;
    writeln!(file, "{}", hexadecimal(&secret))?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => super::atomic::sync_folder(folder),
        // Another process made it in between: its key is the user's key.
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.error),
    }
}
