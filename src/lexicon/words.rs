//! First names, surnames, vocabulary and cue words, in one table of 64-bit cells.
//!
//! One look-up costs one cache line whatever the word is, so that every token of a
//! decision can be looked up once and engines share the answer.

use std::collections::BTreeMap;
use std::path::Path;

use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::document::tokens::fold_hash;

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
    const SECTIONS: [(&'static str, Self); 20] = [
        ("civilite", Self::Civility),
        ("maitre", Self::LawyerTitle),
        ("titre", Self::Title),
        ("parente", Self::Kinship),
        ("naissance", Self::Birth),
        ("particule", Self::Particle),
        ("forme_sociale", Self::LegalForm),
        ("organisation", Self::Organisation),
        ("magistrat", Self::Magistrate),
        ("avocat", Self::Lawyer),
        ("officier", Self::Officer),
        ("partie", Self::Party),
        ("juridiction", Self::Court),
        ("voie", Self::Street),
        ("texte", Self::Statute),
        ("lieu", Self::Place),
        ("mois", Self::Month),
        ("piece", Self::Exhibit),
        ("dire", Self::Speech),
        ("cloture", Self::Closing),
    ];

    /// Sections are in the order of the codes, from 1: one index, no search.
    #[inline]
    fn from_code(code: u8) -> Self {
        match Self::SECTIONS.get(usize::from(code).wrapping_sub(1)) {
            Some(&(_, cue)) => cue,
            None => Self::None,
        }
    }
}

/// What the lexicons say of one word: packed, `Copy`, zero when the word is unknown.
///
/// Magnitudes are 1 + log2 of a count, 0 for none, 15 at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WordInfo(u32);

impl WordInfo {
    const SURNAME: u32 = 1 << 8;
    const SURNAME_PART: u32 = 1 << 9;
    const FIRST_PART: u32 = 1 << 24;
    const COMMUNE: u32 = 1 << 25;

    /// Magnitude of the number of women who bear it as a first name.
    pub fn women(self) -> u32 {
        self.0 & 0xF
    }

    /// Magnitude of the number of men who bear it as a first name.
    pub fn men(self) -> u32 {
        (self.0 >> 4) & 0xF
    }

    /// Magnitude of its use as a first name by anyone.
    pub fn first_name(self) -> u32 {
        self.women().max(self.men())
    }

    pub fn is_surname(self) -> bool {
        self.0 & Self::SURNAME != 0
    }

    /// A word of a compound surname (`goff` in `le goff`).
    pub fn is_surname_part(self) -> bool {
        self.0 & Self::SURNAME_PART != 0
    }

    /// A word of a compound first name.
    pub fn is_first_part(self) -> bool {
        self.0 & Self::FIRST_PART != 0
    }

    /// A word that is the whole name of a commune.
    pub fn is_commune(self) -> bool {
        self.0 & Self::COMMUNE != 0
    }

    /// Magnitude of its use in lower case in decisions; 0 when it is no ordinary word.
    pub fn ordinary(self) -> u32 {
        (self.0 >> 10) & 0xF
    }

    /// Magnitude of its use with a capital in decisions.
    pub fn capitalised(self) -> u32 {
        (self.0 >> 14) & 0xF
    }

    pub fn cue(self) -> Cue {
        Cue::from_code(((self.0 >> 18) & 0x3F) as u8)
    }

    /// Code of the cue, for features: 0 when none.
    pub fn cue_code(self) -> u32 {
        (self.0 >> 18) & 0x3F
    }

    /// Whether any name lexicon holds the word.
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
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The table: open addressing, linear probing, upper 32 bits of the hash as a tag.
pub struct Lexicon {
    cells: Box<[u64]>,
    mask: usize,
    digest: String,
}

impl Lexicon {
    /// The lexicons that ship with the program.
    pub fn embedded() -> Result<Self, LexiconError> {
        Self::build(&Sources {
            first_names: FIRST_NAMES,
            surnames: SURNAMES,
            vocabulary: VOCABULARY,
            cues: CUES,
            communes: COMMUNES,
        })
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
        Self::build(&Sources {
            first_names: &read("prenoms.tsv", FIRST_NAMES)?,
            surnames: &read("noms.tsv", SURNAMES)?,
            vocabulary: &read("vocabulaire.tsv", VOCABULARY)?,
            cues: &read("indices.toml", CUES)?,
            communes: &read("communes.tsv", COMMUNES)?,
        })
    }

    fn build(sources: &Sources) -> Result<Self, LexiconError> {
        let lines = sources.first_names.lines().count()
            + sources.surnames.lines().count()
            + sources.vocabulary.lines().count()
            + sources.communes.lines().count();
        let size = (lines * 2).next_power_of_two().max(1024);
        let mut lexicon = Self {
            cells: vec![0; size].into_boxed_slice(),
            mask: size - 1,
            digest: sources.digest(),
        };
        lexicon.add_first_names(sources.first_names)?;
        lexicon.add_surnames(sources.surnames);
        lexicon.add_vocabulary(sources.vocabulary)?;
        lexicon.add_communes(sources.communes);
        lexicon.add_cues(sources.cues)?;
        Ok(lexicon)
    }

    /// SHA-256 of the files the lexicon was made from, for the manifest.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// What is known of the word with this `fold_hash`.
    #[inline]
    pub fn get(&self, hash: u64) -> WordInfo {
        let tag = hash >> 32;
        let mut at = hash as usize & self.mask;
        loop {
            let cell = self.cells[at];
            if cell == 0 {
                return WordInfo(0);
            }
            if cell >> 32 == tag {
                return WordInfo(cell as u32);
            }
            at = (at + 1) & self.mask;
        }
    }

    /// What is known of a word, folded here.
    pub fn word(&self, word: &str) -> WordInfo {
        self.get(fold_hash(word))
    }

    fn update(&mut self, word: &str, change: impl FnOnce(u32) -> u32) {
        let hash = fold_hash(word);
        let tag = hash >> 32;
        let mut at = hash as usize & self.mask;
        loop {
            let cell = self.cells[at];
            if cell == 0 || cell >> 32 == tag {
                self.cells[at] = (tag << 32) | u64::from(change(cell as u32));
                return;
            }
            at = (at + 1) & self.mask;
        }
    }

    fn add_first_names(&mut self, table: &str) -> Result<(), LexiconError> {
        for (line, row) in data_lines(table) {
            let bad = |problem| LexiconError::Line { file: "prenoms.tsv".into(), line, problem };
            let mut cells = row.split('\t');
            let name = cells.next().unwrap_or_default();
            let women = magnitude(cells.next()).ok_or_else(|| bad("nombre de femmes attendu"))?;
            let men = magnitude(cells.next()).ok_or_else(|| bad("nombre d'hommes attendu"))?;
            let bits = women | men << 4;
            self.update(name, |old| (old & !0xFF) | max_nibbles(old, bits));
            for part in parts(name) {
                self.update(part, |old| old | WordInfo::FIRST_PART);
            }
        }
        Ok(())
    }

    fn add_surnames(&mut self, table: &str) {
        for (_, name) in data_lines(table) {
            self.update(name, |old| old | WordInfo::SURNAME);
            for part in parts(name) {
                self.update(part, |old| old | WordInfo::SURNAME_PART);
            }
        }
    }

    fn add_vocabulary(&mut self, table: &str) -> Result<(), LexiconError> {
        for (line, row) in data_lines(table) {
            let bad =
                |problem| LexiconError::Line { file: "vocabulaire.tsv".into(), line, problem };
            let mut cells = row.split('\t');
            let form = cells.next().unwrap_or_default();
            let lower = magnitude(cells.next()).ok_or_else(|| bad("nombre d'emplois attendu"))?;
            let capital = magnitude(cells.next()).ok_or_else(|| bad("nombre d'emplois attendu"))?;
            self.update(form, |old| {
                let lower = lower.max((old >> 10) & 0xF);
                let capital = capital.max((old >> 14) & 0xF);
                (old & !(0xFF << 10)) | lower << 10 | capital << 14
            });
        }
        Ok(())
    }

    fn add_communes(&mut self, table: &str) {
        for (_, row) in data_lines(table) {
            let name = row.split('\t').next().unwrap_or_default();
            self.update(name, |old| old | WordInfo::COMMUNE);
        }
    }

    fn add_cues(&mut self, file: &str) -> Result<(), LexiconError> {
        let error = |message| LexiconError::Cues { file: "indices.toml".into(), message };
        let sections: BTreeMap<String, Vec<String>> =
            toml::from_str(file).map_err(|problem| error(problem.to_string()))?;
        for (name, words) in &sections {
            let (_, cue) = Cue::SECTIONS
                .iter()
                .find(|(section, _)| section == name)
                .ok_or_else(|| error(format!("classe inconnue « {name} »")))?;
            for word in words {
                self.update(word, |old| (old & !(0x3F << 18)) | (*cue as u32) << 18);
            }
        }
        Ok(())
    }
}

/// Lines that hold data: (1-based line, text).
fn data_lines(table: &str) -> impl Iterator<Item = (usize, &str)> {
    table
        .lines()
        .enumerate()
        .map(|(rank, line)| (rank + 1, line))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

fn magnitude(cell: Option<&str>) -> Option<u32> {
    cell?.parse().ok().map(|value: u32| value.min(15))
}

fn max_nibbles(old: u32, new: u32) -> u32 {
    (old & 0xF).max(new & 0xF) | ((old >> 4) & 0xF).max(new >> 4) << 4
}

/// The words of a compound name that are long enough to mean something.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    let compound = name.contains([' ', '-', '\'']);
    name.split([' ', '-', '\'']).filter(move |part| compound && part.len() >= 3)
}
