//! The folder that readers fill in: two sheets for a spreadsheet, and the draw that they belong to.
//!
//! What is counted comes from `echantillon.json`; of the sheets, only the columns left to the readers are read back, by the
//! number of the row, so that they may be sorted, widened or completed with columns of one's own. Remarks are never read.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::cause::in_french;
use crate::run::atomic;
use crate::spreadsheet::inert;

use super::draw::{FORMAT, Sample};

/// What the draw is kept in.
pub const SAMPLE: &str = "echantillon.json";
/// One row a decision.
pub const DECISIONS: &str = "decisions.csv";
/// One row a finding.
pub const FINDINGS: &str = "constats.csv";
/// How to fill them.
pub const GUIDE: &str = "LISEZMOI.txt";

const RANK: &str = "rang";
const MISSED: &str = "residus_manques";
const FOUND_AGAIN: &str = "reidentifie";
const NUMBER: &str = "numero";
const OPINION: &str = "avis";

/// What a reader says of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opinion {
    Right,
    Wrong,
    Doubtful,
}

impl Opinion {
    pub const ALL: [Self; 3] = [Self::Right, Self::Wrong, Self::Doubtful];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Right => "vrai",
            Self::Wrong => "faux",
            Self::Doubtful => "douteux",
        }
    }

    fn parse(cell: &str) -> Option<Self> {
        let word = cell.to_lowercase();
        Self::ALL.into_iter().find(|one| {
            word == one.as_str()
                || one.as_str().strip_prefix(word.as_str()).is_some_and(|_| word.len() == 1)
        })
    }
}

/// What a reader says of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecisionReading {
    /// Residues that the audit did not raise.
    pub missed: u64,
    /// Whether the attack found someone again, when it was tried.
    pub found_again: Option<bool>,
}

/// What one reader has filled in so far, by rank and by number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    pub decisions: BTreeMap<u64, DecisionReading>,
    pub findings: BTreeMap<u64, Opinion>,
}

/// What is wrong with a folder of sheets.
#[derive(Debug, Error)]
pub enum SheetError {
    #[error(
        "{path} : lecture impossible ({cause}). Donnez le dossier écrit par « filigrane quality sample »."
    )]
    Unreadable { path: String, cause: String },
    #[error("{path} : écriture impossible ({cause}).")]
    Unwritable { path: String, cause: String },
    #[error(
        "{0} n'est pas vide : des avis y sont peut-être déjà. Donnez un dossier nouveau ou vide."
    )]
    NotEmpty(String),
    #[error(
        "{path}, ligne {line} : ce n'est pas un échantillon de ce programme ({cause}). Refaites le tirage."
    )]
    Sample { path: String, line: usize, cause: String },
    #[error(
        "{path} : la colonne « {column} » manque. Gardez la première ligne telle qu'elle a été écrite."
    )]
    Column { path: String, column: &'static str },
    #[error(
        "{path} : ce n'est pas du CSV en UTF-8 ({cause}). Enregistrez la feuille en « CSV UTF-8 »."
    )]
    Encoding { path: String, cause: String },
    #[error("{path}, ligne {line}, colonne « {column} » : « {found} » n'est pas {wanted}.")]
    Cell { path: String, line: u64, column: &'static str, found: String, wanted: &'static str },
    #[error(
        "{path}, ligne {line} : le numéro {number} est donné deux fois. Gardez une seule des deux lignes."
    )]
    Twice { path: String, line: u64, number: u64 },
    #[error(
        "{path} : le numéro {number} manque. Remettez la ligne ; laissez-la vide si elle n'est pas lue."
    )]
    Missing { path: String, number: u64 },
    #[error("{path}, ligne {line} : le numéro {number} n'est pas de cet échantillon.")]
    Stranger { path: String, line: u64, number: u64 },
}

impl SheetError {
    pub(super) fn unreadable(path: &Path, cause: &io::Error) -> Self {
        Self::Unreadable { path: path.display().to_string(), cause: in_french(cause) }
    }

    fn unwritable(path: &Path, cause: &io::Error) -> Self {
        Self::Unwritable { path: path.display().to_string(), cause: in_french(cause) }
    }
}

/// Writes the folder: the guide, the sheets, and the draw last.
pub fn write(folder: &Path, sample: &Sample) -> Result<(), SheetError> {
    fs::create_dir_all(folder).map_err(|cause| SheetError::unwritable(folder, &cause))?;
    let mut entries =
        fs::read_dir(folder).map_err(|cause| SheetError::unreadable(folder, &cause))?;
    if entries.next().is_some() {
        return Err(SheetError::NotEmpty(folder.display().to_string()));
    }
    let publish = |name: &str, content: &[u8]| {
        let path = folder.join(name);
        atomic::publish(&path, |out| out.write_all(content))
            .map_err(|cause| SheetError::unwritable(&path, &cause))
    };
    publish(GUIDE, guide(sample).as_bytes())?;
    publish(DECISIONS, &decisions_sheet(sample))?;
    publish(FINDINGS, &findings_sheet(sample))?;
    let mut json = serde_json::to_vec_pretty(sample).unwrap_or_default();
    json.push(b'\n');
    publish(SAMPLE, &json)
}

/// A sheet as the spreadsheets of a French office open it: UTF-8 with its mark, semicolons.
pub(super) fn sheet(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut out = "\u{feff}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(&mut out);
    // Writing into memory does not fail, and every row has the width of the head.
    let _ = writer.write_record(head);
    for row in rows {
        let _ = writer.write_record(row.iter().map(|cell| inert(cell)));
    }
    drop(writer);
    out
}

fn decisions_sheet(sample: &Sample) -> Vec<u8> {
    let mut head =
        vec![RANK, "decision_id", "strate", "date", "fichier", "ligne", "constats", MISSED];
    head.extend(sample.attack.as_ref().map(|_| FOUND_AGAIN));
    head.push("remarque");
    let mut raised: BTreeMap<u64, u64> = BTreeMap::new();
    for finding in &sample.findings {
        *raised.entry(finding.decision).or_default() += 1;
    }
    let rows = sample.drawn.iter().map(|one| {
        let mut row = vec![
            one.rank.to_string(),
            one.decision_id.clone(),
            sample.strata[one.stratum].label.clone(),
            one.date.clone().unwrap_or_default(),
            one.file.clone(),
            one.line.to_string(),
            raised.get(&one.rank).copied().unwrap_or(0).to_string(),
        ];
        row.resize(head.len(), String::new());
        row
    });
    sheet(&head, rows)
}

fn findings_sheet(sample: &Sample) -> Vec<u8> {
    const HEAD: [&str; 12] = [
        NUMBER,
        RANK,
        "decision_id",
        "regle",
        "severite",
        "champ",
        "debut",
        "fin",
        "occurrences",
        "extrait_masque",
        OPINION,
        "remarque",
    ];
    let ids: BTreeMap<u64, &str> =
        sample.drawn.iter().map(|one| (one.rank, one.decision_id.as_str())).collect();
    let rows = sample.findings.iter().map(|one| {
        vec![
            one.number.to_string(),
            one.decision.to_string(),
            ids.get(&one.decision).copied().unwrap_or_default().to_owned(),
            one.rule_id.clone(),
            one.severity.as_str().to_owned(),
            one.field.clone(),
            one.start.to_string(),
            one.end.to_string(),
            one.occurrences.to_string(),
            one.masked.clone(),
            String::new(),
            String::new(),
        ]
    });
    sheet(&HEAD, rows)
}

fn guide(sample: &Sample) -> String {
    let attack = sample.attack.as_ref().map_or_else(String::new, |attack| {
        format!(
            "\nAttaque simulée (REI-15), autorisation {} :\n\
             - {} minutes par décision au plus, des sources licites seulement, rien n'est noté ni gardé de ce qui est trouvé ;\n\
             - colonne « {FOUND_AGAIN} » : oui si vous avez retrouvé une personne, non sinon, vide si l'essai n'a pas été fait ;\n\
             - à la fin, effacez vos recherches.\n",
            attack.authorisation, attack.minutes
        )
    });
    format!(
        "Relecture d'un échantillon : {} décisions tirées sur {}, graine {}.\n\n\
         Lisez les décisions dans l'ordre de « {DECISIONS} » : si vous vous arrêtez avant la fin, ce qui est lu reste un tirage.\n\n\
         1. « {FINDINGS} », colonne « {OPINION} », pour chaque constat de la décision :\n\
         \u{20}  vrai     ce passage devait être masqué ;\n\
         \u{20}  faux     il n'identifie personne, ou il pouvait rester ;\n\
         \u{20}  douteux  on peut en discuter (compté comme n'étant pas vrai pour la précision, comme un résidu pour le risque).\n\
         2. « {DECISIONS} », colonne « {MISSED} » : le nombre d'éléments à masquer qui n'ont pas de constat ; 0 s'il n'y en a aucun.\n\
         \u{20}  Une case vide veut dire que la décision n'est pas encore lue.\n\
         {attack}\n\
         Les « remarques » sont à vous : elles ne sont jamais relues. N'y recopiez pas d'identité.\n\
         Gardez la première ligne et les numéros ; l'ordre des lignes est libre. Enregistrez en CSV UTF-8.\n\n\
         Ensuite : filigrane quality review CE_DOSSIER\n\
         Avec un second lecteur, qui a rempli une copie de ce dossier : filigrane quality review CE_DOSSIER --second COPIE\n",
        sample.drawn.len(),
        sample.decisions,
        sample.seed,
    )
}

/// Reads the draw of a folder.
pub fn read_sample(folder: &Path) -> Result<Sample, SheetError> {
    let path = folder.join(SAMPLE);
    let bytes = fs::read(&path).map_err(|cause| SheetError::unreadable(&path, &cause))?;
    let wrong = |line: usize, cause: &str| SheetError::Sample {
        path: path.display().to_string(),
        line,
        cause: cause.to_owned(),
    };
    let sample: Sample = serde_json::from_slice(&bytes)
        .map_err(|error| wrong(error.line(), "champ absent, inconnu ou mal écrit"))?;
    let is_whole =
        sample.format == FORMAT && sample.drawn.iter().all(|one| one.stratum < sample.strata.len());
    if is_whole { Ok(sample) } else { Err(wrong(1, "autre version, ou strate inconnue")) }
}

/// Reads what a reader has filled in.
pub fn read_reading(folder: &Path, sample: &Sample) -> Result<Reading, SheetError> {
    let decisions = Sheet::read(folder.join(DECISIONS))?;
    let findings = Sheet::read(folder.join(FINDINGS))?;
    Ok(Reading {
        decisions: decisions.filled(RANK, sample.drawn.len() as u64, |row| {
            let missed = decisions
                .cell(row, MISSED, "un nombre entier, ou vide", |cell| cell.parse().ok())?;
            let found_again = match sample.attack {
                Some(_) => decisions.cell(row, FOUND_AGAIN, "oui, non ou vide", yes_or_no)?,
                None => None,
            };
            Ok(missed.map(|missed| DecisionReading { missed, found_again }))
        })?,
        findings: findings.filled(NUMBER, sample.findings.len() as u64, |row| {
            findings.cell(row, OPINION, "vrai, faux, douteux ou vide", Opinion::parse)
        })?,
    })
}

fn yes_or_no(cell: &str) -> Option<bool> {
    match cell.to_lowercase().as_str() {
        "oui" | "o" => Some(true),
        "non" | "n" => Some(false),
        _ => None,
    }
}

/// A sheet in memory, its columns by name.
struct Sheet {
    path: PathBuf,
    columns: BTreeMap<String, usize>,
    rows: Vec<SheetRow>,
}

struct SheetRow {
    /// Of the file, from 1.
    line: u64,
    cells: csv::StringRecord,
}

impl Sheet {
    fn read(path: PathBuf) -> Result<Self, SheetError> {
        let bytes = fs::read(&path).map_err(|cause| SheetError::unreadable(&path, &cause))?;
        let encoding =
            |cause: String| SheetError::Encoding { path: path.display().to_string(), cause };
        let text = std::str::from_utf8(&bytes)
            .map_err(|error| encoding(format!("octet {}", error.valid_up_to())))?;
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter(text))
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let unreadable = |error: csv::Error| {
            encoding(format!("ligne {}", error.position().map_or(0, csv::Position::line)))
        };
        let columns = reader
            .headers()
            .map_err(unreadable)?
            .iter()
            .enumerate()
            .map(|(at, name)| (name.to_owned(), at))
            .collect();
        let rows = reader
            .records()
            .map(|cells| {
                let cells = cells?;
                Ok(SheetRow { line: cells.position().map_or(0, csv::Position::line), cells })
            })
            .collect::<Result<_, csv::Error>>()
            .map_err(unreadable)?;
        Ok(Self { path, columns, rows })
    }

    fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// A cell, through `parse`; `None` when it is empty.
    fn cell<T>(
        &self,
        row: &SheetRow,
        column: &'static str,
        wanted: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, SheetError> {
        let &at =
            self.columns.get(column).ok_or(SheetError::Column { path: self.name(), column })?;
        let cell = row.cells.get(at).unwrap_or_default();
        if cell.is_empty() {
            return Ok(None);
        }
        parse(cell).map(Some).ok_or_else(|| SheetError::Cell {
            path: self.name(),
            line: row.line,
            column,
            // Somebody may have typed a name in the wrong column: it is not repeated whole.
            found: cell.chars().take(3).chain("…".chars()).collect(),
            wanted,
        })
    }

    /// What was filled in, by the number in `key`: every number from 1 to `last` stands once.
    fn filled<T>(
        &self,
        key: &'static str,
        last: u64,
        read: impl Fn(&SheetRow) -> Result<Option<T>, SheetError>,
    ) -> Result<BTreeMap<u64, T>, SheetError> {
        let mut seen = vec![false; last as usize];
        let mut filled = BTreeMap::new();
        for row in &self.rows {
            let number = self
                .cell(row, key, "un numéro de l'échantillon", |cell| cell.parse::<u64>().ok())?;
            let Some(number) = number else { continue };
            let (path, line) = (self.name(), row.line);
            match number.checked_sub(1).and_then(|at| seen.get_mut(at as usize)) {
                None => return Err(SheetError::Stranger { path, line, number }),
                Some(true) => return Err(SheetError::Twice { path, line, number }),
                Some(seen) => *seen = true,
            }
            if let Some(value) = read(row)? {
                filled.insert(number, value);
            }
        }
        match seen.iter().position(|&seen| !seen) {
            Some(at) => Err(SheetError::Missing { path: self.name(), number: at as u64 + 1 }),
            None => Ok(filled),
        }
    }
}

/// What separates the columns: what the first line has most of.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    [b';', b',', b'\t']
        .into_iter()
        .max_by_key(|&mark| head.bytes().filter(|&byte| byte == mark).count())
        .unwrap_or(b';')
}
