//! French communes by name, with their postal codes, looked up over tokens.
//!
//! Names are compared folded: no case, no accents, hyphens and apostrophes as spaces,
//! `St` as `Saint`. Must not decide whether a name is a place in a given sentence: *Pont*,
//! *Avion* and *Martin* are communes too.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use crate::document::tokens::fold_hash;
use crate::document::{Token, TokenKind};

use super::tables::{BadCommunes, CommuneTable, NameCell, read, slot, step};

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
#[derive(PartialEq, Eq)]
pub struct Communes {
    /// Hash of the folded words of the name → slice of `codes`.
    cells: Cow<'static, [NameCell]>,
    codes: Vec<u32>,
    names: usize,
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

    /// Whether it is a large town: many postal codes, in one department.
    pub fn is_large(&self) -> bool {
        let Some(&first) = self.codes.first() else { return false };
        let same = |&&code: &&u32| department(code) == department(first);
        self.codes.iter().filter(same).count() >= LARGE
    }

    /// Whether one commune of this name has exactly this postal code.
    pub fn has(&self, postcode: u32) -> bool {
        self.codes.contains(&postcode)
    }
}

/// Postal codes from which a town is large.
const LARGE: usize = 4;

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

/// The shipped list, laid out by the build script: names, then codes.
const SHIPPED_NAMES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/communes.bin"));
const SHIPPED_CODES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/postcodes.bin"));

impl Communes {
    /// The list carried by the binary.
    pub fn embedded() -> &'static Self {
        static COMMUNES: LazyLock<Communes> = LazyLock::new(|| {
            let (cells, _) = SHIPPED_NAMES.as_chunks();
            let (codes, _) = SHIPPED_CODES.as_chunks();
            let codes = codes.iter().map(|code| u32::from_le_bytes(*code)).collect();
            let names = cells.iter().filter(|cell| **cell != [0; 16]).count();
            Communes::with(Cow::Borrowed(cells), codes, names)
        });
        &COMMUNES
    }

    fn with(cells: Cow<'static, [NameCell]>, codes: Vec<u32>, names: usize) -> Self {
        let saint =
            [(fold_hash("st"), fold_hash("saint")), (fold_hash("ste"), fold_hash("sainte"))];
        Self { cells, codes, names, saint }
    }

    /// Reads a compiled list: `#` lines, then `folded name TAB codes separated by spaces`.
    pub fn parse(list: &str) -> Result<Self, CommunesError> {
        let table = CommuneTable::new(list, fold_hash).map_err(|fault| match fault {
            BadCommunes::MissingCodes { line } => {
                CommunesError::MissingColumn { line, column: "codes" }
            }
            BadCommunes::BadPostcode { line } => CommunesError::BadPostcode { line },
        })?;
        if table.names == 0 {
            return Err(CommunesError::Empty);
        }
        Ok(Self::with(Cow::Owned(table.cells), table.codes, table.names))
    }

    /// How many distinct folded names.
    pub fn len(&self) -> usize {
        self.names
    }

    pub fn is_empty(&self) -> bool {
        self.names == 0
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
                    if let Some((start, end)) = self.find(phrase) {
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

    /// Where the codes of the name with this hash start and end.
    fn find(&self, phrase: u64) -> Option<(u32, u32)> {
        let mask = self.cells.len() - 1;
        let mut at = slot(phrase) & mask;
        loop {
            let (known, start, end) = read(&self.cells[at]);
            if end == 0 {
                return None;
            }
            if known == phrase {
                return Some((start, end));
            }
            at = (at + 1) & mask;
        }
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
