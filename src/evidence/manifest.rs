//! The manifest: every sealed file with its size and SHA-256, and the Merkle root over them.
//!
//! The tree is that of RFC 6962 (Certificate Transparency) with SHA-256; its leaves are the lines
//! of `manifest.sha256` for the sealed files, as `sha256sum` writes them (digest, two spaces,
//! path), without their line break. Must not read files.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::hexadecimal::hexadecimal;

use super::canonical::{canonical, sha256};
use super::error::EvidenceError;
use super::files::{FileEntry, MANIFEST};

/// Name of the format, in the manifest.
pub const FORMAT: &str = "filigrane-evidence";

/// Version of the format.
pub const VERSION: i64 = 1;

/// The root, and how it is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merkle {
    pub algorithm: String,
    pub leaves: i64,
    /// Lower-case hexadecimal.
    pub root: String,
}

/// `manifest.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub format: String,
    pub version: i64,
    /// Sorted by path, bytewise.
    pub files: Vec<FileEntry>,
    pub merkle: Merkle,
}

impl Manifest {
    /// A manifest over some files, in any order.
    pub fn new(mut files: Vec<FileEntry>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let merkle = Merkle {
            algorithm: "RFC 6962, SHA-256".to_owned(),
            leaves: files.len() as i64,
            root: root_of(&files),
        };
        Self { format: FORMAT.to_owned(), version: VERSION, files, merkle }
    }

    /// The bytes of `manifest.json`.
    pub fn to_bytes(&self) -> Result<Vec<u8>, EvidenceError> {
        canonical(self)
    }

    /// The bytes of `manifest.sha256`: the sealed files, then `manifest.json` itself.
    pub fn sums(&self) -> Result<String, EvidenceError> {
        let mut text: String = self.files.iter().map(|file| file.leaf() + "\n").collect();
        text += &format!("{}  {}\n", sha256(&self.to_bytes()?), MANIFEST);
        Ok(text)
    }

    /// Reads `manifest.json`; `Err` says what is wrong with it.
    pub fn read(bytes: &[u8]) -> Result<Self, &'static str> {
        let manifest: Self =
            serde_json::from_slice(bytes).map_err(|_| "ce n'est pas un manifeste de preuve")?;
        if manifest.format != FORMAT || manifest.version != VERSION {
            return Err("format ou version inconnus de ce programme");
        }
        if manifest.to_bytes().ok().as_deref() != Some(bytes) {
            return Err("il n'est pas sous forme canonique");
        }
        if !manifest.files.is_sorted_by(|a, b| a.path < b.path) {
            return Err("ses fichiers ne sont pas rangés, ou l'un est nommé deux fois");
        }
        Ok(manifest)
    }

    /// The root made again from the digests.
    pub fn recomputed_root(&self) -> String {
        root_of(&self.files)
    }
}

fn root_of(files: &[FileEntry]) -> String {
    let mut tree = MemoryBackedTree::<Sha256, String>::new();
    for file in files {
        tree.push(file.leaf());
    }
    hexadecimal(tree.root().as_bytes())
}
