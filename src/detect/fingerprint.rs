//! Keyed fingerprints: the name of a finding across runs, without its value.
//!
//! A fingerprint never depends on where the value stands, so that a corrected paragraph
//! above it changes nothing. Must not read files: `run::key` finds the key.

use std::sync::OnceLock;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use thiserror::Error;

use crate::hexadecimal::hexadecimal;

/// Why a key cannot be used. Never holds key material.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum KeyError {
    #[error("la clé compte {found} octets ; il en faut au moins {}", FingerprintKey::MIN_BYTES)]
    TooShort { found: usize },
    #[error("le système n'a pas fourni d'octets aléatoires pour créer une clé")]
    NoRandomness,
}

/// The secret under which fingerprints are made. No `Debug`, no `Serialize`, no way to read it back.
#[derive(Clone)]
pub struct FingerprintKey {
    mac: Hmac<Sha256>,
}

impl FingerprintKey {
    /// Shortest key, in bytes: the strength of the hash.
    pub const MIN_BYTES: usize = 32;

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        if bytes.len() < Self::MIN_BYTES {
            return Err(KeyError::TooShort { found: bytes.len() });
        }
        let mac =
            Hmac::new_from_slice(bytes).map_err(|_| KeyError::TooShort { found: bytes.len() })?;
        Ok(Self { mac })
    }

    /// A key that lives as long as the process: nothing made under it can be compared with
    /// another run (magistrates' identities, GARDE-05).
    pub fn ephemeral() -> Result<Self, KeyError> {
        Self::from_bytes(&random_bytes()?)
    }

    /// Fingerprint of a value found by a rule in a decision; 64 hexadecimal digits.
    pub fn fingerprint(&self, rule_id: &str, value: &str, decision_id: &str) -> String {
        let mut mac = self.mac.clone();
        for part in [rule_id, value, decision_id] {
            // The length in front: ("ab", "c") and ("a", "bc") must not meet.
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part.as_bytes());
        }
        hexadecimal(&mac.finalize().into_bytes())
    }

    /// A public name of the key: equal for two runs made under the same key, and nothing more.
    pub fn id(&self) -> String {
        let mut mac = self.mac.clone();
        mac.update(b"filigrane key id");
        hexadecimal(&mac.finalize().into_bytes()[..8])
    }
}

/// Fingerprint of something about a judge or a clerk, under a key of this process alone: two runs give
/// two fingerprints (GARDE-05). Empty when the system gives no random bytes.
pub fn bench_fingerprint(rule_id: &str, value: &str, decision_id: &str) -> String {
    static KEY: OnceLock<Option<FingerprintKey>> = OnceLock::new();
    let key = KEY.get_or_init(|| FingerprintKey::ephemeral().ok());
    key.as_ref().map(|key| key.fingerprint(rule_id, value, decision_id)).unwrap_or_default()
}

/// Fresh key material, in bytes.
pub fn random_bytes() -> Result<[u8; FingerprintKey::MIN_BYTES], KeyError> {
    let mut bytes = [0; FingerprintKey::MIN_BYTES];
    getrandom::fill(&mut bytes).map_err(|_| KeyError::NoRandomness)?;
    Ok(bytes)
}
