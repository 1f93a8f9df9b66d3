//! Where the figures come from: versions, inputs and files of the run with their digests.

use std::fs;
use std::path::Path;

use crate::evidence::files::measure;
use crate::report::data::{Block, Field, Section, Table, Words};

use super::Maker;
use super::pieces::{annex, both, number, row, section, words};

impl Maker<'_> {
    pub(super) fn versions(&self) -> Section {
        let manifest = self.manifest;
        let parameters = &manifest.parameters;
        let same = |text: &str| Words::same(text.to_owned());
        let mut fields = vec![
            (words("Version de Filigrane", "Version of Filigrane"), same(&manifest.tool_version)),
            (
                words("Version des tables", "Version of the tables"),
                same(&manifest.schema_version.to_string()),
            ),
            (
                words("Début du traitement (UTC)", "Start of the run (UTC)"),
                same(&manifest.timings.started),
            ),
            (
                words("Durée", "Duration"),
                both(|language| {
                    let seconds = format!("{:.1} s", manifest.timings.seconds);
                    language.pick(seconds.replace('.', ","), seconds)
                }),
            ),
            (words("Détections menées", "Detections run"), same(&parameters.engines.join(", "))),
            (
                words("Seuil de relecture", "Review threshold"),
                both(|language| {
                    let text = format!("{}", parameters.review_threshold);
                    language.pick(text.replace('.', ","), text)
                }),
            ),
            (
                words("Empreinte des règles (SHA-256)", "Digest of the rules (SHA-256)"),
                same(&parameters.rules_digest),
            ),
            (
                words("Nom de la clé des empreintes", "Name of the fingerprint key"),
                same(&parameters.key_id),
            ),
        ];
        fields.extend(parameters.data.iter().map(|data| {
            let label = both(|language| {
                language.pick(format!("Données : {}", data.name), format!("Data: {}", data.name))
            });
            (label, same(&data.sha256))
        }));
        let rows = fields.into_iter().map(|(label, value)| row(vec![label, value], None)).collect();
        let table = Table {
            caption: words("Versions et empreintes", "Versions and digests"),
            head: vec![words("Élément", "Item"), words("Valeur", "Value")],
            numeric: vec![false, false],
            rows,
            note: None,
        };
        section(
            "versions",
            "Versions et empreintes",
            "Versions and digests",
            vec![Block::Table(table)],
        )
    }

    pub(super) fn inputs(&self) -> Section {
        const SHOWN: usize = 200;
        let inputs = &self.manifest.inputs;
        let rows = inputs
            .iter()
            .take(SHOWN)
            .map(|input| {
                row(
                    vec![
                        Words::same(input.path.clone()),
                        number(input.size),
                        number(input.records),
                        Words::same(input.sha256.clone()),
                    ],
                    None,
                )
            })
            .collect();
        let hidden = inputs.len().saturating_sub(SHOWN);
        let note = (hidden > 0).then(|| {
            Words::new(
                format!("{hidden} autres fichiers sont dans manifest.json."),
                format!("{hidden} other files are in manifest.json."),
            )
        });
        let table = Table {
            caption: words("Fichiers lus", "Files read"),
            head: vec![
                words("Fichier", "File"),
                words("Octets", "Bytes"),
                words("Enregistrements", "Records"),
                words("SHA-256", "SHA-256"),
            ],
            numeric: vec![false, true, true, false],
            rows,
            note,
        };
        section("entrees", "Entrées", "Inputs", vec![Block::Table(table)])
    }

    pub(super) fn exhibits(&self) -> Section {
        let mut files = Vec::new();
        for name in [
            "manifest.json",
            "journal.jsonl",
            "decisions",
            "findings",
            "facts",
            "links",
            "risks",
            "verdicts",
            "rejects",
        ] {
            collect(&self.run.path().join(name), name, &mut files);
        }
        let rows = files
            .iter()
            .enumerate()
            .map(|(rank, file)| {
                row(
                    vec![
                        Words::same(format!("{}", rank + 1)),
                        Words::same(file.name.clone()),
                        number(file.size),
                        Words::same(file.sha256.clone().unwrap_or_else(|| "?".to_owned())),
                    ],
                    None,
                )
            })
            .collect();
        let table = Table {
            caption: words("Pièces produites", "Exhibits"),
            head: vec![
                words("N°", "No."),
                words("Fichier", "File"),
                words("Octets", "Bytes"),
                words("SHA-256", "SHA-256"),
            ],
            numeric: vec![true, false, true, false],
            rows,
            note: None,
        };
        section("pieces", "Pièces", "Exhibits", vec![Block::Table(table)])
    }

    pub(super) fn conditions(&self) -> Section {
        let field = |fr: &str, en: &str| Field { label: words(fr, en), value: Words::default() };
        annex(
            "conditions",
            "Conditions de réalisation (à remplir)",
            "Conditions of the operation (to be completed)",
            vec![Block::Form {
                fields: vec![
                    field("Agent ou commissaire de justice", "Agent or commissaire de justice"),
                    field("Machine, système, version", "Machine, system, version"),
                    field(
                        "Horloge synchronisée (source, écart)",
                        "Synchronised clock (source, offset)",
                    ),
                    field("Origine des fichiers et licence", "Origin of the files and licence"),
                    field("Date, lieu, signature", "Date, place, signature"),
                ],
            }],
        )
    }
}

/// A file of the run.
struct Exhibit {
    name: String,
    size: u64,
    sha256: Option<String>,
}

fn collect(path: &Path, name: &str, files: &mut Vec<Exhibit>) {
    if path.is_dir() {
        let mut entries: Vec<_> =
            fs::read_dir(path).into_iter().flatten().filter_map(Result::ok).collect();
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let inner = format!("{name}/{}", entry.file_name().to_string_lossy());
            collect(&entry.path(), &inner, files);
        }
    } else if let Ok(metadata) = fs::metadata(path) {
        files.push(Exhibit {
            name: name.to_owned(),
            size: metadata.len(),
            sha256: measure(path).ok().map(|(_, sha256)| sha256),
        });
    }
}
