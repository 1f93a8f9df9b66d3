//! Originals encrypted to named recipients (age), so that the proof exists and nobody else reads it.
//!
//! File names may hold a name too: the list of what was sealed is itself sealed. What stays in
//! clear is a rank, a size and a digest. Must not be able to open what it closes.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use age::{Encryptor, Recipient, x25519};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::hexadecimal::hexadecimal;

use super::canonical::canonical;
use super::error::EvidenceError;
use super::files::{SEALED, walk};

/// Who can open what is sealed.
pub struct Recipients(Vec<x25519::Recipient>);

impl Recipients {
    /// Reads public keys, or files that hold one a line (`#` begins a comment).
    pub fn parse(given: &[String]) -> Result<Self, EvidenceError> {
        let mut keys = Vec::new();
        for text in given {
            if text.starts_with("age1") {
                keys.push(key(text)?);
                continue;
            }
            let path = Path::new(text);
            let list =
                fs::read_to_string(path).map_err(|_| EvidenceError::Recipient(text.clone()))?;
            let before = keys.len();
            for line in list.lines().map(str::trim) {
                if !line.is_empty() && !line.starts_with('#') {
                    keys.push(key(line)?);
                }
            }
            if keys.len() == before {
                return Err(EvidenceError::Recipient(text.clone()));
            }
        }
        Ok(Self(keys))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }
}

fn key(text: &str) -> Result<x25519::Recipient, EvidenceError> {
    text.parse().map_err(|_| EvidenceError::Recipient(text.to_owned()))
}

/// One original as the clear part of the bundle knows it.
#[derive(Debug, Clone, Serialize)]
pub struct SealedOriginal {
    /// Path of the encrypted file in the bundle.
    pub sealed: String,
    /// Size of the original, in bytes.
    pub size: i64,
    /// SHA-256 of the original.
    pub sha256: String,
}

/// The line of the sealed index: what the clear part must not say.
#[derive(Serialize)]
struct Named<'a> {
    sealed: &'a str,
    original: String,
}

/// Encrypts originals (files, or folders with all they hold) into `bundle/scelles`.
///
/// Returns what may be said of them in clear. Nothing is written when there is no original.
pub fn seal_originals(
    bundle: &Path,
    originals: &[PathBuf],
    recipients: &Recipients,
) -> Result<Vec<SealedOriginal>, EvidenceError> {
    let mut found = Vec::new();
    for original in originals {
        if original.is_dir() {
            found.extend(walk(original)?.into_iter().map(|(_, path)| path));
        } else {
            found.push(original.clone());
        }
    }
    if found.is_empty() {
        return Ok(Vec::new());
    }
    if recipients.is_empty() {
        return Err(EvidenceError::NoRecipient);
    }
    let folder = bundle.join(SEALED);
    fs::create_dir_all(&folder).map_err(EvidenceError::io(&folder))?;
    let mut sealed = Vec::new();
    let mut index = Vec::new();
    for (rank, original) in found.iter().enumerate() {
        let name = format!("{SEALED}/{:04}.age", rank + 1);
        let (size, sha256) = seal_file(original, &bundle.join(&name), recipients)?;
        index.push((name.clone(), original.display().to_string()));
        sealed.push(SealedOriginal { sealed: name, size, sha256 });
    }
    let named: Vec<_> = index
        .iter()
        .map(|(sealed, original)| Named { sealed, original: original.clone() })
        .collect();
    let list = folder.join("index.age");
    encrypt(&mut &*canonical(&named)?, &list, recipients).map_err(EvidenceError::io(&list))?;
    Ok(sealed)
}

fn seal_file(
    original: &Path,
    to: &Path,
    recipients: &Recipients,
) -> Result<(i64, String), EvidenceError> {
    let file = File::open(original).map_err(EvidenceError::io(original))?;
    let mut measured = Measured { inner: file, hasher: Sha256::new(), size: 0 };
    encrypt(&mut measured, to, recipients).map_err(EvidenceError::io(to))?;
    Ok((measured.size, hexadecimal(&measured.hasher.finalize())))
}

fn encrypt(from: &mut impl Read, to: &Path, recipients: &Recipients) -> io::Result<()> {
    let keys = recipients.0.iter().map(|key| key as &dyn Recipient);
    let encryptor = Encryptor::with_recipients(keys).map_err(io::Error::other)?;
    let mut out = encryptor.wrap_output(BufWriter::new(File::create(to)?))?;
    io::copy(from, &mut out)?;
    let mut file = out.finish()?;
    file.flush()?;
    file.get_ref().sync_all()
}

/// A reader that digests what passes through it.
struct Measured<R> {
    inner: R,
    hasher: Sha256,
    size: i64,
}

impl<R: Read> Read for Measured<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..read]);
        self.size += read as i64;
        Ok(read)
    }
}
