//! French communes by name, with their postal codes, looked up over tokens.
//!
//! Names are compared folded: no case, no accents, hyphens and apostrophes as spaces,
//! `St` as `Saint`. Must not decide whether a name is a place in a given sentence: *Pont*,
//! *Avion* and *Martin* are communes too.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::document::tokens::fold_hash;
use crate::document::{Token, TokenKind};

/// The compiled list, as the binary carries it.
pub const EMBEDDED: &str = include_str!("../../datasets/lexicons/communes.tsv");

/// The longest name, in words (`Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson` has eight).
const LONGEST: usize = 12;

/// Why a list of communes was refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CommunesError {
    #[error("liste des communes, ligne {line} : il manque la colonne {column}")]
    MissingColumn { line: usize, column: &'static str },
    #[error("liste des communes, ligne {line} : le code postal n'est pas un nombre")]
    BadPostcode { line: usize },
    #[error("la liste des communes est vide")]
    Empty,
}

/// Communes by folded name. Homonyms share one entry with all their postal codes.
pub struct Communes {
    /// Hash of the folded words of the name → slice of `codes`.
    names: FxHashMap<u64, (u32, u32)>,
    codes: Vec<u32>,
    saint: [(u64, u64); 2],
}

/// A name found at a place of the text.
#[derive(Debug, Clone, Copy)]
pub struct CommuneMatch<'a> {
    /// Index of the token after the name.
    pub end: usize,
    /// Postal codes of the communes of this name; a number under 1000 is a department alone.
    pub codes: &'a [u32],
}

impl CommuneMatch<'_> {
    /// Whether one commune of this name lies in the department of a five-digit postal code.
    pub fn fits(&self, postcode: u32) -> bool {
        let department = department(postcode);
        self.codes.iter().any(|&code| department == self::department(code))
    }

    /// Whether one commune of this name has exactly this postal code.
    pub fn has(&self, postcode: u32) -> bool {
        self.codes.contains(&postcode)
    }
}

/// Department of a postal code: two digits, three overseas.
pub fn department(postcode: u32) -> u32 {
    match postcode {
        0..=999 => postcode,
        97_000..=98_999 => postcode / 100,
        _ => postcode / 1000,
    }
}

/// Whether a five-digit number can be a French postal code.
pub fn is_postcode(number: u32) -> bool {
    matches!(number, 1_000..=95_999 | 97_100..=97_699 | 98_000..=98_899)
}

/// One word into the hash of a name.
fn step(phrase: u64, word: u64) -> u64 {
    (phrase.rotate_left(7) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl Communes {
    /// The list carried by the binary.
    pub fn embedded() -> &'static Self {
        static COMMUNES: LazyLock<Communes> =
            LazyLock::new(|| Communes::parse(EMBEDDED).unwrap_or_else(|_| Communes::none()));
        &COMMUNES
    }

    fn none() -> Self {
        let saint =
            [(fold_hash("st"), fold_hash("saint")), (fold_hash("ste"), fold_hash("sainte"))];
        Self { names: FxHashMap::default(), codes: Vec::new(), saint }
    }

    /// Reads a compiled list: `#` lines, then `folded name TAB codes separated by spaces`.
    pub fn parse(list: &str) -> Result<Self, CommunesError> {
        let mut communes = Self::none();
        for (rank, line) in list.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let line_number = rank + 1;
            let (name, codes) = line
                .split_once('\t')
                .ok_or(CommunesError::MissingColumn { line: line_number, column: "codes" })?;
            let start = communes.codes.len() as u32;
            for code in codes.split(' ') {
                let code =
                    code.parse().map_err(|_| CommunesError::BadPostcode { line: line_number })?;
                communes.codes.push(code);
            }
            let phrase = name.split(' ').fold(0, |phrase, word| step(phrase, fold_hash(word)));
            communes.names.insert(phrase, (start, communes.codes.len() as u32));
        }
        if communes.names.is_empty() { Err(CommunesError::Empty) } else { Ok(communes) }
    }

    /// How many distinct folded names.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The longest name that begins with the token at `at`.
    pub fn longest(&self, tokens: &[Token], at: usize) -> Option<CommuneMatch<'_>> {
        self.longest_after(tokens, at, 0)
    }

    /// The same when an article was contracted before it: `au Havre`, `des Sables-d'Olonne`.
    pub fn longest_after_article(
        &self,
        tokens: &[Token],
        at: usize,
        article: &str,
    ) -> Option<CommuneMatch<'_>> {
        self.longest_after(tokens, at, step(0, fold_hash(article)))
    }

    fn longest_after(
        &self,
        tokens: &[Token],
        at: usize,
        mut phrase: u64,
    ) -> Option<CommuneMatch<'_>> {
        let mut best = None;
        let mut words = 0;
        for (rank, token) in tokens.iter().enumerate().skip(at) {
            match token.kind {
                TokenKind::Word(_) => {
                    phrase = step(phrase, self.spelled_out(token.hash));
                    words += 1;
                    if let Some(&(start, end)) = self.names.get(&phrase) {
                        let codes = &self.codes[start as usize..end as usize];
                        best = Some(CommuneMatch { end: rank + 1, codes });
                    }
                    if words == LONGEST {
                        break;
                    }
                }
                TokenKind::Punct(b'-' | b'\'') | TokenKind::Newline if words > 0 => {}
                // `St. Denis`
                TokenKind::Punct(b'.') if rank == at + 1 && !token.spaced => {}
                _ => break,
            }
        }
        best
    }

    fn spelled_out(&self, word: u64) -> u64 {
        self.saint.iter().find(|(short, _)| *short == word).map_or(word, |&(_, long)| long)
    }
}

/// Compiles the source table (`commune`, `code_insee`, `codes_postaux`, tab-separated, one
/// header line) into the project's own form.
pub fn compile(source: &str) -> Result<String, CommunesError> {
    let mut names: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (rank, line) in source.lines().enumerate().skip(1) {
        let missing = |column| CommunesError::MissingColumn { line: rank + 1, column };
        let mut columns = line.split('\t');
        let name = columns.next().filter(|name| !name.is_empty()).ok_or(missing("commune"))?;
        let insee = columns.next().ok_or(missing("code_insee"))?;
        let postcodes = columns.next().ok_or(missing("codes_postaux"))?;
        let codes = names.entry(folded_name(name)).or_default();
        for code in postcodes.split_whitespace() {
            codes.push(code.parse().map_err(|_| CommunesError::BadPostcode { line: rank + 1 })?);
        }
        if postcodes.trim().is_empty() {
            codes.extend(insee_department(insee));
        }
    }
    let mut out = String::from(
        "# Communes françaises : nom sans accents ni casse, codes postaux (ou département seul).\n\
         # Sources : INSEE, code officiel géographique ; La Poste, base officielle des codes postaux.\n\
         # Licence : Licence Ouverte / Open Licence 2.0 (Etalab). Compilé le 21 novembre 2026.\n\
         # Produit par examples/compile_communes.rs ; ne pas modifier à la main.\n",
    );
    for (name, codes) in &mut names {
        codes.sort_unstable();
        codes.dedup();
        if codes.is_empty() {
            continue;
        }
        out.push_str(name);
        for (rank, code) in codes.iter().enumerate() {
            // Writing to a string cannot fail.
            let _ = write!(out, "{}{code}", if rank == 0 { '\t' } else { ' ' });
        }
        out.push('\n');
    }
    Ok(out)
}

/// Words of a name, folded and separated by one space; a district's number is dropped.
fn folded_name(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut folded = String::with_capacity(name.len());
    for character in name.nfd() {
        match character {
            'œ' | 'Œ' => folded.push_str("oe"),
            'æ' | 'Æ' => folded.push_str("ae"),
            _ if character.is_alphanumeric() => folded.extend(character.to_lowercase()),
            _ if unicode_normalization::char::is_combining_mark(character) => {}
            _ => folded.push(' '),
        }
    }
    let words =
        folded.split_whitespace().filter(|word| !word.starts_with(|c: char| c.is_ascii_digit()));
    let words: Vec<&str> = words
        .map(|word| match word {
            "st" => "saint",
            "ste" => "sainte",
            _ => word,
        })
        .collect();
    words.join(" ")
}

fn insee_department(insee: &str) -> Option<u32> {
    match insee.get(..2)? {
        "2A" | "2B" => Some(20),
        "97" | "98" => insee.get(..3)?.parse().ok(),
        department => department.parse().ok(),
    }
}
