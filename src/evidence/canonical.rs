//! Canonical JSON (RFC 8785) and SHA-256, as every part of a bundle uses them.
//!
//! Must know nothing of what it serialises.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::hexadecimal::hexadecimal;

use super::error::EvidenceError;

/// The one way to write a value: keys sorted, no blank, shortest numbers.
pub fn canonical(value: &impl Serialize) -> Result<Vec<u8>, EvidenceError> {
    serde_jcs::to_vec(value).map_err(|_| EvidenceError::Internal("JSON canonique"))
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}
