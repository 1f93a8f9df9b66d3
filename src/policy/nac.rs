//! The table that gives each nature of case (NAC) its bloc of occultation.
//!
//! The Court's own is not public: the user gives it as a CSV file, whose digest goes to the
//! manifest. A fault of the file stops the run: a decision must not be judged by half a table.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::hexadecimal::hexadecimal;

/// What a table says of a nature of case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NacBloc {
    /// 1 to 4.
    Bloc(u8),
    /// The recommendation is not to follow any bloc: names alone, then the judge's own terms.
    NotFollowed,
}

/// A fault of the table: which file, which line, what to do.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("table NAC {}{} : {fault}. {}", path.display(), line.map(|line| format!(", ligne {line}")).unwrap_or_default(), fault.remedy())]
pub struct NacTableError {
    pub path: PathBuf,
    /// 1-based.
    pub line: Option<u64>,
    pub fault: NacFault,
}

/// What is wrong with a table.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum NacFault {
    #[error("lecture impossible ({0})")]
    Unreadable(String),
    #[error("la colonne « {0} » manque")]
    MissingColumn(&'static str),
    #[error("{found} colonne(s) au lieu de {expected}")]
    Width { expected: usize, found: usize },
    #[error("« {0} » n'est pas un code de nature d'affaire")]
    Code(String),
    #[error("« {0} » n'est pas un bloc d'occultation")]
    Bloc(String),
    #[error("le code {code} est donné deux fois, avec deux blocs (voir la ligne {first})")]
    Contradiction { code: String, first: u64 },
    #[error("aucune nature d'affaire")]
    Empty,
}

impl NacFault {
    fn remedy(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => {
                "Vérifiez le chemin, les droits, et que le fichier est du CSV en UTF-8."
            }
            Self::MissingColumn(_) => {
                "La première ligne doit nommer une colonne « nac » (ou codeNAC) et une colonne « bloc » (ou blocOccultation)."
            }
            Self::Width { .. } => {
                "Chaque ligne doit avoir autant de colonnes que l'en-tête, sans séparateur en trop."
            }
            Self::Code(_) => {
                "Un code NAC compte trois caractères, chiffres ou capitales (30B, 2AA)."
            }
            Self::Bloc(_) => "Écrivez 1, 2, 3, 4, ou « aucune » quand aucun bloc n'est suivi.",
            Self::Contradiction { .. } => "Gardez une seule ligne par code.",
            Self::Empty => "Le fichier doit contenir au moins une ligne après l'en-tête.",
        }
    }
}

/// NAC → bloc, as the user gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NacTable {
    blocs: BTreeMap<String, NacBloc>,
    sha256: String,
}

const CODE_NAMES: [&str; 4] = ["nac", "codenac", "code_nac", "naccode"];
const BLOC_NAMES: [&str; 3] = ["bloc", "blococcultation", "bloc_occultation"];

impl NacTable {
    /// Reads a CSV file; `,`, `;` or tab between columns.
    pub fn read(path: &Path) -> Result<Self, NacTableError> {
        let bytes = std::fs::read(path).map_err(|error| NacTableError {
            path: path.to_owned(),
            line: None,
            fault: NacFault::Unreadable(crate::cause::in_french(&error).to_string()),
        })?;
        Self::parse(path, &bytes)
    }

    /// The same from bytes; `path` is for messages.
    pub fn parse(path: &Path, bytes: &[u8]) -> Result<Self, NacTableError> {
        let fail = |line, fault| NacTableError { path: path.to_owned(), line, fault };
        let text = std::str::from_utf8(bytes).map_err(|_| {
            fail(None, NacFault::Unreadable("le fichier n'est pas en UTF-8".to_owned()))
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter(text))
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let unreadable =
            |line| fail(line, NacFault::Unreadable("guillemets ou encodage".to_owned()));
        let header = reader.headers().map_err(|_| unreadable(Some(1)))?.clone();
        let column = |names: &[&str], missing| {
            let known = |name: &str| names.contains(&name.to_lowercase().as_str());
            header
                .iter()
                .position(known)
                .ok_or_else(|| fail(Some(1), NacFault::MissingColumn(missing)))
        };
        let (code_at, bloc_at) = (column(&CODE_NAMES, "nac")?, column(&BLOC_NAMES, "bloc")?);
        let mut blocs: BTreeMap<String, (NacBloc, u64)> = BTreeMap::new();
        for row in reader.records() {
            let row = row.map_err(|error| unreadable(error.position().map(csv::Position::line)))?;
            let line = row.position().map_or(0, csv::Position::line);
            if row.len() != header.len() {
                let fault = NacFault::Width { expected: header.len(), found: row.len() };
                return Err(fail(Some(line), fault));
            }
            let code = row[code_at].to_owned();
            if !is_nac(&code) {
                return Err(fail(Some(line), NacFault::Code(code)));
            }
            let Some(bloc) = parse_bloc(&row[bloc_at]) else {
                return Err(fail(Some(line), NacFault::Bloc(row[bloc_at].to_owned())));
            };
            match blocs.get(&code) {
                Some(&(other, first)) if other != bloc => {
                    return Err(fail(Some(line), NacFault::Contradiction { code, first }));
                }
                Some(_) => {}
                None => {
                    blocs.insert(code, (bloc, line));
                }
            }
        }
        if blocs.is_empty() {
            return Err(fail(None, NacFault::Empty));
        }
        Ok(Self {
            blocs: blocs.into_iter().map(|(code, (bloc, _))| (code, bloc)).collect(),
            sha256: hexadecimal(&Sha256::digest(bytes)),
        })
    }

    pub fn bloc(&self, code: &str) -> Option<NacBloc> {
        self.blocs.get(code).copied()
    }

    /// Digest of the file, hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    pub fn len(&self) -> usize {
        self.blocs.len()
    }

    pub fn is_empty(&self) -> bool {
        self.blocs.is_empty()
    }
}

/// Whether a text has the form of a code: a digit, then two digits or capitals.
pub fn is_nac(code: &str) -> bool {
    let bytes = code.as_bytes();
    bytes.len() == 3
        && bytes[0].is_ascii_digit()
        && bytes[1..].iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

fn parse_bloc(text: &str) -> Option<NacBloc> {
    match text {
        "1" | "2" | "3" | "4" => text.parse().ok().map(NacBloc::Bloc),
        "aucune" | "non suivi" | "non_suivi" => Some(NacBloc::NotFollowed),
        _ => None,
    }
}

fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    [b';', b'\t'].into_iter().find(|byte| first.as_bytes().contains(byte)).unwrap_or(b',')
}
