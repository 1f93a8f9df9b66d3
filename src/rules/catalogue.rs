//! All rules, sorted by id, with the digest that says which catalogue gave a result.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::hexadecimal::hexadecimal;

use super::error::{CatalogueError, Problem};
use super::rule::{Rule, RuleIndex};

/// (`<family>/<ID>.md`, text), written by the build script.
const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/rule_files.rs"));

/// A checked catalogue. Immutable: engines may keep `RuleIndex`es of it.
#[derive(Debug, Clone)]
pub struct Catalogue {
    rules: Vec<Rule>,
    digest: String,
}

/// A rule file in memory.
struct Source {
    path: Arc<str>,
    text: String,
}

impl Catalogue {
    /// The rules the binary was built with.
    pub fn embedded() -> Result<Self, CatalogueError> {
        let source = |&(name, text): &(&str, &str)| Source {
            path: Arc::from(format!("rules/{name}")),
            text: text.to_owned(),
        };
        Self::load(EMBEDDED.iter().map(source).collect(), Rule::parse_built_in).map_err(first)
    }

    /// The rules of a folder: `<folder>/<family>/<ID>.md`; other files are not looked at.
    pub fn from_dir(folder: &Path) -> Result<Self, CatalogueError> {
        Self::load(read_folder(folder)?, Rule::parse).map_err(first)
    }

    /// The rules of files already in memory, as (path, text); each path ends in `<family>/<ID>.md`.
    pub fn from_files(
        files: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, CatalogueError> {
        let source = |(path, text): (String, String)| Source { path: Arc::from(path), text };
        Self::load(files.into_iter().map(source).collect(), Rule::parse).map_err(first)
    }

    /// Every fault of a folder, for its authors; empty when `from_dir` would succeed.
    pub fn check_dir(folder: &Path) -> Vec<CatalogueError> {
        match read_folder(folder) {
            Err(fault) => vec![fault],
            Ok(sources) => Self::load(sources, Rule::parse).err().unwrap_or_default(),
        }
    }

    /// Checks all the files, so that an author sees every fault at once.
    fn load(
        sources: Vec<Source>,
        parse: fn(&str, &str) -> Result<Rule, CatalogueError>,
    ) -> Result<Self, Vec<CatalogueError>> {
        let mut faults = Vec::new();
        let mut read: Vec<(Rule, Source)> = Vec::with_capacity(sources.len());
        for source in sources {
            match parse(&source.path, &source.text) {
                Ok(rule) => read.push((rule, source)),
                Err(fault) => faults.push(fault),
            }
        }
        read.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
        faults.extend(read.windows(2).filter_map(duplicate));
        if read.len() > usize::from(u16::MAX) {
            faults.push(CatalogueError::whole("rules", Problem::TooMany));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let digest = digest(&read);
        Ok(Self { rules: read.into_iter().map(|(rule, _)| rule).collect(), digest })
    }

    /// All rules, sorted by id: the rank of a rule is its `RuleIndex`.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rank of a rule, if the catalogue has it.
    pub fn index(&self, id: &str) -> Option<RuleIndex> {
        let rank = self.rules.binary_search_by(|rule| rule.id.as_ref().cmp(id)).ok()?;
        u16::try_from(rank).ok().map(RuleIndex)
    }

    /// The rule of a rank that `index` of this same catalogue gave.
    pub fn rule(&self, index: RuleIndex) -> &Rule {
        &self.rules[usize::from(index.0)]
    }

    /// Rules with their rank.
    pub fn iter(&self) -> impl Iterator<Item = (RuleIndex, &Rule)> {
        (0..).map(RuleIndex).zip(&self.rules)
    }

    /// SHA-256 over ids and bytes of the files, sorted by id; hexadecimal.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    pub fn len(&self) -> usize {
        self.rules.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }
}

fn first(faults: Vec<CatalogueError>) -> CatalogueError {
    faults.into_iter().next().unwrap_or_else(|| {
        CatalogueError::whole("rules", Problem::Unreadable("faute sans détail".into()))
    })
}

fn duplicate(pair: &[(Rule, Source)]) -> Option<CatalogueError> {
    let [(one, kept), (other, refused)] = pair else { return None };
    (one.id == other.id).then(|| {
        let problem = Problem::DuplicateId { id: one.id.to_string(), other: kept.path.clone() };
        CatalogueError::whole(&refused.path, problem)
    })
}

/// Lengths are hashed too: two catalogues never give the same bytes by shifting a border.
fn digest(read: &[(Rule, Source)]) -> String {
    let mut hasher = Sha256::new();
    for (rule, source) in read {
        for part in [rule.id.as_bytes(), source.text.as_bytes()] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
    }
    hexadecimal(&hasher.finalize())
}

fn read_folder(folder: &Path) -> Result<Vec<Source>, CatalogueError> {
    let mut sources = Vec::new();
    for family in entries(folder)?.into_iter().filter(|path| path.is_dir()) {
        let files = entries(&family)?;
        for file in files.into_iter().filter(|path| path.extension().is_some_and(|e| e == "md")) {
            let text = fs::read_to_string(&file).map_err(|error| unreadable(&file, &error))?;
            sources.push(Source { path: Arc::from(file.to_string_lossy()), text });
        }
    }
    Ok(sources)
}

/// Entries of a folder, sorted: the first fault reported must not depend on the disk.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, CatalogueError> {
    let listing = fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    let mut paths: Vec<PathBuf> = listing
        .map(|entry| entry.map(|found| found.path()).map_err(|error| unreadable(folder, &error)))
        .collect::<Result<_, _>>()?;
    paths.sort();
    Ok(paths)
}

fn unreadable(path: &Path, error: &std::io::Error) -> CatalogueError {
    let reason = match error.kind() {
        std::io::ErrorKind::NotFound => "chemin introuvable".to_owned(),
        std::io::ErrorKind::PermissionDenied => "accès refusé".to_owned(),
        std::io::ErrorKind::InvalidData => "le fichier n'est pas en UTF-8".to_owned(),
        std::io::ErrorKind::NotADirectory => "ce n'est pas un dossier".to_owned(),
        _ => error.to_string(),
    };
    CatalogueError::whole(&path.to_string_lossy(), Problem::Unreadable(reason))
}
