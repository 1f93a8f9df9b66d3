//! Where the program meets readers, rules, engines and quality: the one place that changes
//! when one of them does.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use memchr::memmem;
use sha2::{Digest, Sha256};

use crate::corpus::{Decision, KnownPolicy, Origin, Party};
use crate::detect::Candidate;
use crate::detect::fingerprint::hexadecimal;
use crate::document::Document;
use crate::pipeline::Record;
use crate::rules::{EngineName, Rule, RuleIndex, SourceStatus};
use crate::run::rows::signed;
use crate::run::{DataDigest, InputFile, RejectRow};
use crate::taxonomy::{Category, Family, Severity};

use super::args::ScanArgs;
use super::{Exit, Failure};

/// Rules, lexicons and engines, ready to scan.
pub(super) struct Engines {
    rules: Vec<Rule>,
    chosen: Vec<EngineName>,
}

impl Engines {
    pub fn load(
        _rules: Option<&Path>,
        _datasets: Option<&Path>,
        chosen: &[EngineName],
    ) -> Result<Self, Failure> {
        let rule = Rule {
            id: Arc::from("OCC-NIR"),
            family: Family::Identifier,
            category: Category::NumeroIdentifiant,
            title: "Numéro de sécurité sociale (NIR)".to_owned(),
            title_en: "Social security number (NIR)".to_owned(),
            severity: Severity::Bloquant,
            status: SourceStatus::Verified,
            sources: vec!["COJ L.111-13 al. 2".to_owned()],
            engine: EngineName::Identifiers,
            context: Vec::new(),
            counter_context: Vec::new(),
            patterns: Vec::new(),
            literals: Vec::new(),
            validators: Vec::new(),
            extension: false,
            examples: Vec::new(),
            prose: "## Ce que la règle cherche\n\nUn numéro de sécurité sociale.\n".to_owned(),
        };
        Ok(Self { rules: vec![rule], chosen: chosen.to_vec() })
    }

    /// In the order `RuleIndex` counts.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    pub fn rules_digest(&self) -> &str {
        "provisional"
    }

    /// Lexicons and models, with their digests.
    pub fn data(&self) -> Vec<DataDigest> {
        Vec::new()
    }

    /// Whether a lower-case word is ordinary vocabulary, that excerpts may show.
    pub fn is_ordinary(&self, _word: &str) -> bool {
        false
    }

    pub fn scan(&self, document: &Document, candidates: &mut Vec<Vec<Candidate>>) {
        if !self.chosen.contains(&EngineName::Identifiers) {
            return;
        }
        for (view, list) in document.views.iter().zip(candidates) {
            let bytes = view.text.as_bytes();
            for at in memmem::find_iter(bytes, b"2 78 ") {
                let length = bytes[at..]
                    .iter()
                    .take_while(|byte| byte.is_ascii_digit() || **byte == b' ')
                    .count();
                let found = view.text[at..at + length].trim_end();
                let digits: String = found.chars().filter(char::is_ascii_digit).collect();
                if digits.len() == 15 {
                    list.push(Candidate {
                        span: at..at + found.len(),
                        rule: RuleIndex(0),
                        category: Category::NumeroIdentifiant,
                        severity: None,
                        confidence: 0.99,
                        value: digits,
                        cues: Vec::new(),
                        at_most: None,
                    });
                }
            }
        }
    }

    pub fn test_rules(&self, out: &mut impl Write) -> Result<Exit, Failure> {
        writeln!(out, "{} règle", self.rules.len())?;
        Ok(Exit::Done)
    }
}

pub(super) fn quality_leak(_: &[PathBuf], _: &Path, _: u64) -> Result<Exit, Failure> {
    Err(Failure::Usage("quality leak n'est pas dans cette version".to_owned()))
}

pub(super) fn quality_evaluate(_: &[PathBuf], _: &Path) -> Result<Exit, Failure> {
    Err(Failure::Usage("quality evaluate n'est pas dans cette version".to_owned()))
}

pub(super) fn quality_train(_: &[PathBuf], _: &Path, _: u64) -> Result<Exit, Failure> {
    Err(Failure::Usage("quality train n'est pas dans cette version".to_owned()))
}

const MAX_RECORD: usize = 16 << 20;

/// The records of the inputs, in order: JSON lines.
pub(super) struct Source {
    waiting: std::vec::IntoIter<PathBuf>,
    open: Option<OpenFile>,
    files: Vec<InputFile>,
    max_record: usize,
}

struct OpenFile {
    name: Arc<str>,
    reader: Box<dyn BufRead + Send>,
    digest: Sha256,
    size: u64,
    records: u64,
}

impl Source {
    pub fn open(args: &ScanArgs) -> Result<Self, Failure> {
        let mut paths = Vec::new();
        for path in &args.inputs {
            collect(path, &mut paths).map_err(|cause| {
                Failure::Usage(format!(
                    "{} : illisible ({cause}) ; vérifiez le chemin et les droits",
                    path.display()
                ))
            })?;
        }
        Ok(Self {
            waiting: paths.into_iter(),
            open: None,
            files: Vec::new(),
            max_record: args.max_record.unwrap_or(MAX_RECORD),
        })
    }

    /// Longest record accepted, in bytes.
    pub fn max_record(&self) -> usize {
        self.max_record
    }

    /// The files, once they were read.
    pub fn files(&mut self) -> Vec<InputFile> {
        std::mem::take(&mut self.files)
    }
}

fn collect(path: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.as_os_str() == "-" || !std::fs::metadata(path)?.is_dir() {
        paths.push(path.to_owned());
        return Ok(());
    }
    let mut inner: Vec<_> =
        std::fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    inner.sort();
    inner.iter().try_for_each(|path| collect(path, paths))
}

impl Iterator for Source {
    type Item = Result<Line, RejectRow>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.open.is_none() {
                let path = self.waiting.next()?;
                let reader: Box<dyn BufRead + Send> = if path.as_os_str() == "-" {
                    Box::new(BufReader::new(io::stdin()))
                } else {
                    match File::open(&path) {
                        Ok(file) => Box::new(BufReader::with_capacity(1 << 16, file)),
                        Err(_) => Box::new(io::empty()),
                    }
                };
                let name = Arc::from(path.to_string_lossy());
                let digest = Sha256::new();
                self.open = Some(OpenFile { name, reader, digest, size: 0, records: 0 });
            }
            let open = self.open.as_mut()?;
            let mut content = Vec::new();
            let limit = self.max_record as u64;
            let read = open.reader.by_ref().take(limit).read_until(b'\n', &mut content);
            if read.unwrap_or(0) == 0 {
                let open = self.open.take()?;
                self.files.push(InputFile {
                    path: open.name.to_string(),
                    size: open.size,
                    sha256: hexadecimal(&open.digest.finalize()),
                    records: open.records,
                });
                continue;
            }
            open.digest.update(&content);
            open.size += content.len() as u64;
            if content.trim_ascii().is_empty() {
                continue;
            }
            open.records += 1;
            let origin = Origin { file: open.name.clone(), line: open.records };
            return Some(Ok(Line { origin, content }));
        }
    }
}

/// A line of JSON.
pub(super) struct Line {
    origin: Origin,
    content: Vec<u8>,
}

impl Record for Line {
    fn bytes(&self) -> usize {
        self.content.len()
    }

    fn origin(&self) -> Origin {
        self.origin.clone()
    }

    fn decode(self) -> Vec<Result<Decision, RejectRow>> {
        let Self { origin, content } = self;
        let reject = |reason: &str| RejectRow {
            file: origin.file.clone(),
            line: signed(origin.line),
            decision_id: None,
            reason: reason.to_owned(),
            detail: None,
        };
        let Ok(value) = serde_json::from_slice::<serde_json::Value>(&content) else {
            return vec![Err(reject("invalid_json"))];
        };
        let text = |name: &str| value.get(name).and_then(|field| field.as_str());
        let Some(id) = text("id").or_else(|| text("_id")) else {
            return vec![Err(reject("missing_id"))];
        };
        let Some(body) = text("text").or_else(|| text("pseudoText")) else {
            return vec![Err(reject("missing_text"))];
        };
        let mut decision = Decision::from_text(id, body);
        if let Some(occultation) = value.get("occultation") {
            let terms = occultation.get("additionalTerms").and_then(|terms| terms.as_str());
            decision.known = Some(KnownPolicy {
                additional_terms: terms.map(str::to_owned),
                ..KnownPolicy::default()
            });
        }
        for party in value.get("parties").and_then(|list| list.as_array()).into_iter().flatten() {
            if let Some(identity) = party.get("identite").and_then(|name| name.as_str()) {
                decision.parties.push(Party {
                    identity: identity.to_owned(),
                    kind: None,
                    quality: None,
                });
            }
        }
        decision.origin = origin;
        vec![Ok(decision)]
    }
}
