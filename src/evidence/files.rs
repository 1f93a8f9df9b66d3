//! The files of a bundle: their names, a walk in a fixed order, digests without loading them.
//!
//! Must not know what a file says.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::hexadecimal::hexadecimal;

use super::error::EvidenceError;

pub const MANIFEST: &str = "manifest.json";
pub const SUMS: &str = "manifest.sha256";
pub const CUSTODY: &str = "custody.jsonl";
/// The last entry of the log, kept beside it: a log cut at its end shows.
pub const HEAD: &str = "custody.head";
pub const PROVENANCE: &str = "provenance.json";
pub const CAPTURE: &str = "conditions-capture.md";
pub const SEALED: &str = "scelles";
pub const SIGNATURE: &str = "signature/manifest.sig";
pub const PUBLIC_KEY: &str = "signature/cle-publique.pem";
pub const REQUEST: &str = "horodatage/requete.tsq";
pub const TOKEN: &str = "horodatage/jeton.tsr";
pub const CHAIN: &str = "horodatage/chaine.pem";
pub const ANNEXES: &str = "annexes";

/// A sealed file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Relative to the bundle, `/` between folders.
    pub path: String,
    /// In bytes.
    pub size: i64,
    /// Lower-case hexadecimal.
    pub sha256: String,
}

impl FileEntry {
    /// The line of `manifest.sha256`, without its line break: a leaf of the tree.
    pub fn leaf(&self) -> String {
        format!("{}  {}", self.sha256, self.path)
    }
}

/// Every regular file under a folder: path relative to it (`/` between folders) and where it is,
/// sorted bytewise.
///
/// # Errors
///
/// A link, a special file, or a name that `sha256sum` would have to escape.
pub fn walk(folder: &Path) -> Result<Vec<(String, PathBuf)>, EvidenceError> {
    let mut found = Vec::new();
    visit(folder, "", &mut found)?;
    found.sort();
    Ok(found)
}

fn visit(
    folder: &Path,
    prefix: &str,
    found: &mut Vec<(String, PathBuf)>,
) -> Result<(), EvidenceError> {
    let io = EvidenceError::io;
    for entry in fs::read_dir(folder).map_err(io(folder))? {
        let entry = entry.map_err(io(folder))?;
        let path = entry.path();
        let unfit = |what| EvidenceError::UnfitFile { path: path.clone(), what };
        let name = entry.file_name();
        let name = name.to_str().ok_or_else(|| unfit("son nom n'est pas en UTF-8"))?;
        if name.contains(['\n', '\r', '\\']) {
            return Err(unfit(
                "son nom contient un retour à la ligne ou une barre oblique inversée",
            ));
        }
        let kind = entry.file_type().map_err(io(&path))?;
        let relative = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}/{name}") };
        if kind.is_dir() {
            visit(&path, &relative, found)?;
        } else if kind.is_file() {
            found.push((relative, path.clone()));
        } else {
            return Err(unfit("ce n'est ni un fichier ni un dossier"));
        }
    }
    Ok(())
}

/// Size and SHA-256 of a file, read once in small blocks.
pub fn measure(path: &Path) -> io::Result<(i64, String)> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut block = vec![0; 1 << 16];
    let mut size = 0i64;
    loop {
        let read = file.read(&mut block)?;
        if read == 0 {
            return Ok((size, hexadecimal(&hasher.finalize())));
        }
        hasher.update(&block[..read]);
        size += read as i64;
    }
}

/// The manifest's entry of a file.
pub fn entry(relative: &str, path: &Path) -> Result<FileEntry, EvidenceError> {
    let (size, sha256) = measure(path).map_err(EvidenceError::io(path))?;
    Ok(FileEntry { path: relative.to_owned(), size, sha256 })
}

/// Writes a file of a bundle whole or not at all; makes its folder.
pub fn publish(bundle: &Path, relative: &str, bytes: &[u8]) -> Result<(), EvidenceError> {
    let path = bundle.join(relative);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(EvidenceError::io(folder))?;
    }
    crate::run::atomic::publish(&path, |out| io::Write::write_all(out, bytes))
        .map_err(EvidenceError::io(&path))
}
