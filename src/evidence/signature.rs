//! A detached Ed25519 signature of `manifest.json`.
//!
//! Keys are PKCS #8 in PEM, as OpenSSL makes and reads them; `openssl pkeyutl -verify -rawin`
//! checks a signature. Must never print or copy a private key.

use std::fs;
use std::path::Path;

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{
    DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, KeypairBytes,
};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

use crate::detect::fingerprint::random_bytes;

use super::error::EvidenceError;

/// A private key, for the time of one signature. No `Debug`.
pub struct Signatory(SigningKey);

impl Signatory {
    /// Reads a private key file.
    pub fn read(path: &Path) -> Result<Self, EvidenceError> {
        let unusable = |what| EvidenceError::SigningKey { path: path.to_owned(), what };
        let pem =
            Zeroizing::new(fs::read_to_string(path).map_err(|_| unusable("fichier illisible"))?);
        SigningKey::from_pkcs8_pem(&pem)
            .map(Self)
            .map_err(|_| unusable("ce n'est pas une clé privée Ed25519 au format PKCS #8 PEM"))
    }

    /// The 64 bytes of a signature.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).to_bytes().to_vec()
    }

    /// The public key, in PEM.
    pub fn public_pem(&self) -> Result<String, EvidenceError> {
        self.0
            .verifying_key()
            .to_public_key_pem(LineEnding::LF)
            .map_err(|_| EvidenceError::Internal("clé publique"))
    }
}

/// Makes a new key pair: private key in PEM, public key in PEM.
pub fn generate() -> Result<(Zeroizing<String>, String), EvidenceError> {
    let failed = |_| EvidenceError::Internal("tirage de la clé");
    let secret = Zeroizing::new(random_bytes().map_err(failed)?);
    let key = SigningKey::from_bytes(&secret);
    // Without the public key inside: the form that every version of OpenSSL reads.
    let private = KeypairBytes { secret_key: key.to_bytes(), public_key: None }
        .to_pkcs8_pem(LineEnding::LF)
        .map_err(|_| EvidenceError::Internal("clé privée"))?;
    let public = Signatory(key).public_pem()?;
    Ok((Zeroizing::new(private.as_str().to_owned()), public))
}

/// Whether a signature is that of a message; `Err` says why not.
pub fn check(message: &[u8], signature: &[u8], public_pem: &str) -> Result<(), &'static str> {
    let key = VerifyingKey::from_public_key_pem(public_pem)
        .map_err(|_| "la clé publique est illisible")?;
    let signature =
        Signature::from_slice(signature).map_err(|_| "la signature n'a pas 64 octets")?;
    key.verify_strict(message, &signature)
        .map_err(|_| "la signature ne correspond pas au manifeste")
}
