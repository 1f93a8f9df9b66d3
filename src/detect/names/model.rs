//! The linear model that scores name candidates: hashed features, one weight each.
//!
//! Stored as 16-bit integers with one scale, compressed; a model file is a few hundred
//! kilobytes. Weights are keyed by hashes of shapes, affixes, lexicon classes and ordinary
//! words only: no proper name can be read out of a model (safeguard GARDE-07).

use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::hexadecimal::hexadecimal;

/// log2 of the number of weights.
pub const BITS: u32 = 18;

/// Number of weights.
pub const SIZE: usize = 1 << BITS;

const MAGIC: &[u8; 8] = b"FILINAM1";

/// Why a model file was refused.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ModelError {
    #[error("ce fichier n'est pas un modèle de noms Filigrane (en-tête inattendu)")]
    Magic,
    #[error("modèle de noms tronqué ou abîmé : refaites-le avec « filigrane quality train »")]
    Corrupt,
    #[error(
        "modèle de noms fait pour d'autres traits (version {found}, attendue {expected}) : refaites-le avec « filigrane quality train »"
    )]
    Version { found: u32, expected: u32 },
}

/// Weights and calibration of a names model.
#[derive(Clone)]
pub struct Model {
    weights: Weights,
    /// Platt scaling: probability = sigmoid(slope × score + offset).
    pub slope: f32,
    pub offset: f32,
}

/// Weights as they are used. Those of a file stay sixteen bits wide: half the memory to read, and the
/// products are the very numbers that would have been kept.
#[derive(Clone)]
enum Weights {
    Fitted(Box<[f32]>),
    Packed { integers: Box<[i16]>, scale: f32 },
}

impl Weights {
    #[inline]
    fn at(&self, index: usize) -> f32 {
        match self {
            Self::Fitted(weights) => weights[index],
            Self::Packed { integers, scale } => f32::from(integers[index]) * scale,
        }
    }
}

impl Model {
    /// Version of the feature templates: a model only fits the templates it was trained on.
    pub const FEATURES: u32 = 1;

    pub fn new(weights: Vec<f32>, slope: f32, offset: f32) -> Self {
        assert_eq!(weights.len(), SIZE, "a model has 2^{BITS} weights");
        Self { weights: Weights::Fitted(weights.into_boxed_slice()), slope, offset }
    }

    /// The sum of the weights of some features: exact, in any order, with the weights of a file.
    pub fn sum(&self, features: &[u32]) -> f32 {
        let places = features.iter().map(|&feature| feature as usize & (SIZE - 1));
        match &self.weights {
            Weights::Fitted(weights) => places.map(|at| weights[at]).sum(),
            Weights::Packed { integers, scale } => {
                let total: i32 = places.map(|at| i32::from(integers[at])).sum();
                total as f32 * scale
            }
        }
    }

    /// Probability for a raw score.
    pub fn probability(&self, score: f32) -> f32 {
        sigmoid(self.slope * score + self.offset)
    }

    /// Weights as 16-bit integers, and the scale that gives them back.
    fn quantised(&self) -> (Vec<u8>, f32) {
        let weights = || (0..SIZE).map(|index| self.weights.at(index));
        let highest = weights().fold(0f32, |highest, weight| highest.max(weight.abs()));
        let scale = if highest == 0.0 { 1.0 } else { highest / f32::from(i16::MAX) };
        let mut raw = Vec::with_capacity(SIZE * 2);
        for weight in weights() {
            raw.extend_from_slice(&((weight / scale).round() as i16).to_le_bytes());
        }
        (raw, scale)
    }

    /// The model as the bytes of a file. The same model always gives the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let (raw, scale) = self.quantised();
        let packed = zstd::bulk::compress(&raw, 19).unwrap_or_default();
        let mut out = Vec::with_capacity(packed.len() + 24);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&Self::FEATURES.to_le_bytes());
        for value in [scale, self.slope, self.offset] {
            out.extend_from_slice(&value.to_le_bytes());
        }
        out.extend_from_slice(&packed);
        out
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let (magic, rest) = bytes.split_at_checked(8).ok_or(ModelError::Magic)?;
        if magic != MAGIC {
            return Err(ModelError::Magic);
        }
        let (version, rest) = take4(rest)?;
        let found = u32::from_le_bytes(version);
        if found != Self::FEATURES {
            return Err(ModelError::Version { found, expected: Self::FEATURES });
        }
        let (scale, rest) = take4(rest)?;
        let (slope, rest) = take4(rest)?;
        let (offset, packed) = take4(rest)?;
        let scale = f32::from_le_bytes(scale);
        let raw = zstd::bulk::decompress(packed, SIZE * 2).map_err(|_| ModelError::Corrupt)?;
        if raw.len() != SIZE * 2 || !scale.is_finite() {
            return Err(ModelError::Corrupt);
        }
        let integers =
            raw.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect();
        Ok(Self {
            weights: Weights::Packed { integers, scale },
            slope: f32::from_le_bytes(slope),
            offset: f32::from_le_bytes(offset),
        })
    }

    /// SHA-256 of the weights and of the calibration, before compression: what the manifest names.
    pub fn digest(&self) -> String {
        let (raw, scale) = self.quantised();
        let mut hash = Sha256::new();
        hash.update(Self::FEATURES.to_le_bytes());
        for value in [scale, self.slope, self.offset] {
            hash.update(value.to_le_bytes());
        }
        hash.update(&raw);
        hexadecimal(&hash.finalize())
    }
}

fn take4(bytes: &[u8]) -> Result<([u8; 4], &[u8]), ModelError> {
    let (head, rest) = bytes.split_first_chunk::<4>().ok_or(ModelError::Corrupt)?;
    Ok((*head, rest))
}

pub fn sigmoid(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}
