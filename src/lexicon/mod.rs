//! Lexicons embedded in the binary: facts compiled once, looked up by folded hash.
//!
//! Must not judge: a word found here is a possibility, engines decide.

pub mod communes;
mod tables;
pub mod words;

pub use words::{Cue, Lexicon, LexiconError, WordInfo};
