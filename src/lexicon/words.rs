//! First names, surnames, vocabulary and cue words, in one table of 64-bit cells.
//!
//! One look-up costs one cache line whatever the word is, so that every token of a
//! decision can be looked up once and engines share the answer.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::document::recent_words::RecentWords;
use crate::document::tokens::fold_hash;
use crate::hexadecimal::hexadecimal;

use super::tables::{BadLine, CUE_SECTIONS, Cell, Files, Words, bits};

/// The role a word gives to the name beside it (sections of `indices.toml`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Cue {
    None = 0,
    Civility,
    LawyerTitle,
    Title,
    Kinship,
    Birth,
    Particle,
    LegalForm,
    Organisation,
    Magistrate,
    Lawyer,
    Officer,
    Party,
    Court,
    Street,
    Statute,
    Place,
    Month,
    Exhibit,
    Speech,
    /// Words that end a letter, before its signature.
    Closing,
}

impl Cue {
    /// In the order of the sections of the file, which is that of the codes.
    const ALL: [Self; CUE_SECTIONS.len()] = [
        Self::Civility,
        Self::LawyerTitle,
        Self::Title,
        Self::Kinship,
        Self::Birth,
        Self::Particle,
        Self::LegalForm,
        Self::Organisation,
        Self::Magistrate,
        Self::Lawyer,
        Self::Officer,
        Self::Party,
        Self::Court,
        Self::Street,
        Self::Statute,
        Self::Place,
        Self::Month,
        Self::Exhibit,
        Self::Speech,
        Self::Closing,
    ];

    /// By code, with a place for each code that six bits may write: no look-up checks its rank.
    const BY_CODE: [Self; 64] = {
        let mut table = [Self::None; 64];
        let mut rank = 0;
        while rank < Self::ALL.len() {
            table[rank + 1] = Self::ALL[rank];
            rank += 1;
        }
        table
    };

    #[inline]
    fn from_code(code: u32) -> Self {
        Self::BY_CODE[code as usize % Self::BY_CODE.len()]
    }
}

/// What the lexicons say of one word: packed, `Copy`, zero when the word is unknown.
///
/// Magnitudes are 1 + log2 of a count, 0 for none, 15 at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WordInfo(u32);

impl WordInfo {
    /// The packed form, which `from_bits` reads.
    #[inline]
    pub(crate) fn bits(self) -> u32 {
        self.0
    }

    #[inline]
    pub(crate) fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// Magnitude of the number of women who bear it as a first name.
    #[inline]
    pub fn women(self) -> u32 {
        (self.0 >> bits::WOMEN) & 0xF
    }

    /// Magnitude of the number of men who bear it as a first name.
    #[inline]
    pub fn men(self) -> u32 {
        (self.0 >> bits::MEN) & 0xF
    }

    /// Magnitude of its use as a first name by anyone.
    #[inline]
    pub fn first_name(self) -> u32 {
        self.women().max(self.men())
    }

    #[inline]
    pub fn is_surname(self) -> bool {
        self.0 & bits::SURNAME != 0
    }

    /// A word of a compound surname (`goff` in `le goff`).
    #[inline]
    pub fn is_surname_part(self) -> bool {
        self.0 & bits::SURNAME_PART != 0
    }

    /// A word that is the whole name of a commune.
    #[inline]
    pub fn is_commune(self) -> bool {
        self.0 & bits::COMMUNE != 0
    }

    /// Magnitude of its use in lower case in decisions; 0 when it is no ordinary word.
    #[inline]
    pub fn ordinary(self) -> u32 {
        (self.0 >> bits::ORDINARY) & 0xF
    }

    /// Magnitude of its use with a capital in decisions.
    #[inline]
    pub fn capitalised(self) -> u32 {
        (self.0 >> bits::CAPITALISED) & 0xF
    }

    #[inline]
    pub fn cue(self) -> Cue {
        Cue::from_code(self.cue_code())
    }

    /// Code of the cue, for features: 0 when none.
    #[inline]
    pub fn cue_code(self) -> u32 {
        (self.0 >> bits::CUE) & 0x3F
    }

    /// Whether any name lexicon holds the word.
    #[inline]
    pub fn is_name(self) -> bool {
        self.first_name() > 0 || self.is_surname() || self.is_surname_part()
    }
}

/// Why a lexicon could not be loaded.
#[derive(Debug, Error)]
pub enum LexiconError {
    #[error("lexique {file}, ligne {line} : {problem}")]
    Line { file: String, line: usize, problem: &'static str },
    #[error("lexique {file} illisible : {source}")]
    Io { file: String, source: std::io::Error },
    #[error("lexique {file} : {message}")]
    Cues { file: String, message: String },
}

const FIRST_NAMES: &str = include_str!("../../datasets/lexicons/prenoms.tsv");
const SURNAMES: &str = include_str!("../../datasets/lexicons/noms.tsv");
const VOCABULARY: &str = include_str!("../../datasets/lexicons/vocabulaire.tsv");
const CUES: &str = include_str!("../../datasets/lexicons/indices.toml");
const COMMUNES: &str = include_str!("../../datasets/lexicons/communes.tsv");

/// The files a lexicon is made of, as text.
struct Sources<'a> {
    first_names: &'a str,
    surnames: &'a str,
    vocabulary: &'a str,
    cues: &'a str,
    communes: &'a str,
}

impl Sources<'_> {
    /// SHA-256 of the files, one after the other.
    fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for file in [self.first_names, self.surnames, self.vocabulary, self.cues, self.communes] {
            hash.update((file.len() as u64).to_le_bytes());
            hash.update(file);
        }
        hexadecimal(&hash.finalize())
    }
}

/// The shipped files, laid out by the build script.
const SHIPPED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/words.bin"));

/// The table of words, read where it lies in the program or laid out from the files of the user.
pub struct Lexicon {
    cells: Cow<'static, [Cell]>,
    digest: String,
    recent: RecentWords<REMEMBERED>,
}

/// Words remembered beside the table, which is of several megabytes.
const REMEMBERED: usize = 1 << 12;

impl PartialEq for Lexicon {
    fn eq(&self, other: &Self) -> bool {
        self.cells == other.cells && self.digest == other.digest
    }
}

impl Eq for Lexicon {}

impl Lexicon {
    /// The lexicons that ship with the program.
    pub fn embedded() -> Result<Self, LexiconError> {
        let sources = Sources {
            first_names: FIRST_NAMES,
            surnames: SURNAMES,
            vocabulary: VOCABULARY,
            cues: CUES,
            communes: COMMUNES,
        };
        let (cells, _) = SHIPPED.as_chunks();
        Ok(Self::new(Cow::Borrowed(cells), sources.digest()))
    }

    /// Files of a folder that replace the shipped ones of the same name (`lexicons/prenoms.tsv`…).
    pub fn from_dir(dir: &Path) -> Result<Self, LexiconError> {
        let read = |name: &str, shipped: &str| -> Result<String, LexiconError> {
            let path = dir.join("lexicons").join(name);
            if !path.exists() {
                return Ok(shipped.to_owned());
            }
            std::fs::read_to_string(&path)
                .map_err(|source| LexiconError::Io { file: path.display().to_string(), source })
        };
        Self::lay_out(&Sources {
            first_names: &read("prenoms.tsv", FIRST_NAMES)?,
            surnames: &read("noms.tsv", SURNAMES)?,
            vocabulary: &read("vocabulaire.tsv", VOCABULARY)?,
            cues: &read("indices.toml", CUES)?,
            communes: &read("communes.tsv", COMMUNES)?,
        })
    }

    fn lay_out(sources: &Sources) -> Result<Self, LexiconError> {
        let files = Files {
            first_names: sources.first_names,
            surnames: sources.surnames,
            vocabulary: sources.vocabulary,
            communes: sources.communes,
            cues: cues(sources.cues)?,
        };
        let words = Words::new(&files, fold_hash)?;
        Ok(Self::new(Cow::Owned(words.cells), sources.digest()))
    }

    fn new(cells: Cow<'static, [Cell]>, digest: String) -> Self {
        Self { cells, digest, recent: RecentWords::new() }
    }

    /// SHA-256 of the files the lexicon was made from, for the manifest.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// What is known of the word with this `fold_hash`.
    #[inline]
    pub fn get(&self, hash: u64) -> WordInfo {
        if let Some(known) = self.recent.get(hash) {
            return WordInfo(known as u32);
        }
        let info = self.look_up(hash);
        self.recent.put(hash, u64::from(info.0));
        info
    }

    fn look_up(&self, hash: u64) -> WordInfo {
        let mask = self.cells.len() - 1;
        let tag = hash >> 32;
        let mut at = hash as usize & mask;
        loop {
            let cell = u64::from_le_bytes(self.cells[at]);
            if cell == 0 {
                return WordInfo(0);
            }
            if cell >> 32 == tag {
                return WordInfo(cell as u32);
            }
            at = (at + 1) & mask;
        }
    }

    /// What is known of a word, folded here.
    pub fn word(&self, word: &str) -> WordInfo {
        self.get(fold_hash(word))
    }
}

impl From<BadLine> for LexiconError {
    fn from(BadLine { file, line, problem }: BadLine) -> Self {
        Self::Line { file: file.to_owned(), line, problem }
    }
}

/// Codes and words of `indices.toml`, by section in alphabetical order.
fn cues(file: &str) -> Result<Vec<(u8, String)>, LexiconError> {
    let error = |message| LexiconError::Cues { file: "indices.toml".into(), message };
    let sections: BTreeMap<String, Vec<String>> =
        toml::from_str(file).map_err(|problem| error(problem.to_string()))?;
    let mut cues = Vec::new();
    for (name, words) in sections {
        let code = (1u8..)
            .zip(CUE_SECTIONS)
            .find_map(|(code, section)| (section == name).then_some(code))
            .ok_or_else(|| error(format!("classe inconnue « {name} »")))?;
        cues.extend(words.into_iter().map(|word| (code, word)));
    }
    Ok(cues)
}
