//! Where the program meets readers, rules and engines: the one place that changes when one
//! of them does.

use std::path::Path;
use std::sync::Arc;

use crate::corpus::{self, Decision, Input, Origin, RawRecord, ReadOptions, Records, Reject};
use crate::detect::facts::{self, Extracted};
use crate::detect::order::OrderSample;
use crate::detect::{Candidate, Engines as Compiled, Purpose};
use crate::document::Document;
use crate::pipeline::Record;
use crate::policy::Policy;
use crate::report;
use crate::rules::{Catalogue, EngineName, Rule, SelfTest};
use crate::run::rows::signed;
use crate::run::{DataDigest, InputFile, RejectRow};

use super::Failure;
use super::args::ScanArgs;

/// Rules, lexicons and engines, ready to scan.
pub(super) struct Engines {
    compiled: Compiled,
}

/// Loads the catalogue of the program, or of a folder.
pub(super) fn catalogue(rules: Option<&Path>) -> Result<Catalogue, Failure> {
    let loaded = match rules {
        Some(folder) => Catalogue::from_dir(folder),
        None => Catalogue::embedded(),
    };
    loaded.map_err(|error| Failure::Usage(error.to_string()))
}

impl Engines {
    /// Compiles the engines; refuses rules that fail their own examples.
    pub fn load(
        rules: Option<&Path>,
        datasets: Option<&Path>,
        chosen: &[EngineName],
    ) -> Result<Self, Failure> {
        let engines = Self::untested(rules, datasets, chosen)?;
        let report = engines.self_test();
        match report.failures.first() {
            None => Ok(engines),
            Some(failure) => Err(Failure::Usage(format!(
                "la règle {} ne tient pas ses propres exemples ({} échec(s), dont la ligne {} de son fichier) : rien n'a été examiné.\nVoyez « filigrane rules test ».",
                failure.rule_id,
                report.failures.len(),
                failure.line,
            ))),
        }
    }

    /// Compiles the engines without running the examples of the rules.
    pub fn untested(
        rules: Option<&Path>,
        datasets: Option<&Path>,
        chosen: &[EngineName],
    ) -> Result<Self, Failure> {
        let compiled = Compiled::compile(catalogue(rules)?, datasets, chosen)
            .map_err(|error| Failure::Usage(error.to_string()))?;
        Ok(Self { compiled })
    }

    pub fn catalogue(&self) -> &Catalogue {
        self.compiled.catalogue()
    }

    /// In the order `RuleIndex` counts.
    pub fn rules(&self) -> &[Rule] {
        self.catalogue().rules()
    }

    pub fn rules_digest(&self) -> &str {
        self.catalogue().digest()
    }

    /// Lexicons and models, with their digests.
    pub fn data(&self) -> Vec<DataDigest> {
        let lexicons = DataDigest {
            name: "lexicons".to_owned(),
            sha256: self.compiled.lexicon().digest().to_owned(),
        };
        let model = self.compiled.names().map(|names| DataDigest {
            name: "models/noms.bin".to_owned(),
            sha256: names.model().digest(),
        });
        let secrets = self.compiled.secrets().map(|secrets| DataDigest {
            name: "lexicons/secrets.toml".to_owned(),
            sha256: secrets.digest().to_owned(),
        });
        let weights = self.compiled.secrets().map(|secrets| DataDigest {
            name: "models/secrets.tsv".to_owned(),
            sha256: secrets.model_digest().to_owned(),
        });
        std::iter::once(lexicons).chain(model).chain(secrets).chain(weights).collect()
    }

    /// Whether a lower-case word is ordinary vocabulary, that excerpts may show.
    pub fn is_ordinary(&self, word: &str) -> bool {
        self.compiled.lexicon().word(word).ordinary() >= 3
    }

    pub fn scan(
        &self,
        document: &Document,
        policy: &Policy,
        candidates: &mut Vec<Vec<Candidate>>,
    ) -> OrderSample {
        let (found, order) = self.compiled.observe(document, policy, Purpose::Audit);
        *candidates = found;
        order
    }

    /// What the document says of each person and of itself.
    pub fn extract(&self, document: &Document) -> Extracted {
        facts::extract(document, Some(self.compiled.lexicon()))
    }

    pub fn self_test(&self) -> SelfTest {
        self.compiled.self_test()
    }

    /// What the engine noticed on the way, in French, without a word of the text.
    pub fn notes(&self, rule: &Rule, text: &str) -> Vec<String> {
        let trace = self.compiled.trace_of(rule, text);
        let seen = trace.as_ref().map(report::rules::pattern_notes).unwrap_or_default();
        seen.into_iter().chain(self.compiled.cues_of(rule, text)).collect()
    }

    /// What one rule finds in a text; byte ranges of the text.
    pub fn spans_of(&self, rule: &Rule, text: &str) -> Vec<std::ops::Range<usize>> {
        self.compiled.spans_of(rule, text)
    }
}

/// The records of the inputs, in order.
pub(super) struct Source {
    records: Records,
    options: Arc<ReadOptions>,
}

impl Source {
    pub fn open(args: &ScanArgs) -> Result<Self, Failure> {
        let defaults = ReadOptions::default();
        let options = ReadOptions {
            columns: args.column.iter().cloned().collect(),
            max_record_bytes: args.max_record.unwrap_or(defaults.max_record_bytes),
            ..defaults
        };
        let inputs: Vec<Input> = args.inputs.iter().map(Input::parse).collect();
        let records =
            corpus::open(&inputs, &options).map_err(|error| Failure::Usage(error.to_string()))?;
        Ok(Self { records, options: Arc::new(options) })
    }

    /// Longest record accepted, in bytes.
    pub fn max_record(&self) -> usize {
        self.options.max_record_bytes
    }

    /// The files, once they were read.
    pub fn files(&mut self) -> Vec<InputFile> {
        self.records
            .files()
            .into_iter()
            .map(|file| InputFile {
                path: file.path.to_string(),
                size: file.size,
                sha256: file.sha256,
                records: file.records,
            })
            .collect()
    }
}

impl Iterator for Source {
    type Item = Result<Piece, RejectRow>;

    fn next(&mut self) -> Option<Self::Item> {
        let item = self.records.next()?;
        Some(match item {
            Ok(record) => Ok(Piece { record, options: Arc::clone(&self.options) }),
            Err(reject) => Err(reject_row(reject)),
        })
    }
}

/// A record and the options to parse it with.
pub(super) struct Piece {
    record: RawRecord,
    options: Arc<ReadOptions>,
}

impl Record for Piece {
    fn bytes(&self) -> usize {
        self.record.size()
    }

    fn origin(&self) -> Origin {
        self.record.origin.clone()
    }

    fn decode(self) -> Vec<Result<Decision, RejectRow>> {
        let parsed = self.record.parse(&self.options);
        parsed.into_iter().map(|decision| decision.map_err(reject_row)).collect()
    }
}

fn reject_row(reject: Reject) -> RejectRow {
    let reason = serde_json::to_value(reject.reason).ok();
    RejectRow {
        file: reject.file,
        line: signed(reject.line),
        decision_id: reject.decision_id,
        reason: reason.as_ref().and_then(|value| value.as_str()).unwrap_or_default().to_owned(),
        detail: Some(reject.detail),
    }
}
