//! A report before any format: sections made of blocks, in French and in English, and the
//! decisions to look at first. HTML, PDF and Markdown render the same `Report`; it serialises, so
//! that a template can read it.
//!
//! Holds no identity in clear: only what the tables of a run hold, which is masked.

use serde::Serialize;

use crate::run::derived::Verdict;

use super::Language;

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Words {
    pub fr: String,
    pub en: String,
}

impl Words {
    pub fn new(fr: impl Into<String>, en: impl Into<String>) -> Self {
        Self { fr: fr.into(), en: en.into() }
    }

    /// A text that is the same in both: an identifier, a code, a number already written.
    pub fn same(text: impl Into<String>) -> Self {
        let fr = text.into();
        Self { en: fr.clone(), fr }
    }

    pub fn get(&self, language: Language) -> &str {
        language.pick(&self.fr, &self.en)
    }
}

impl From<(&str, &str)> for Words {
    fn from((fr, en): (&str, &str)) -> Self {
        Self::new(fr, en)
    }
}

/// For whom the report is (catalogue, section 7.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Kind {
    /// The gate before publication.
    #[serde(rename = "RAP-01")]
    Gate,
    /// The quality audit for the SDER.
    #[serde(rename = "RAP-02")]
    Quality,
    /// Compliance, for the CNIL and the DPO.
    #[serde(rename = "RAP-03")]
    Compliance,
    /// The evidence file.
    #[serde(rename = "RAP-05")]
    Evidence,
    /// The honesty annex alone.
    #[serde(rename = "RAP-06")]
    Honesty,
    /// The file of a breach, made by its own command.
    #[serde(rename = "VIO")]
    Incident,
}

impl Kind {
    /// The kinds that can be asked for.
    pub const ALL: [Self; 5] =
        [Self::Gate, Self::Quality, Self::Compliance, Self::Evidence, Self::Honesty];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gate => "RAP-01",
            Self::Quality => "RAP-02",
            Self::Compliance => "RAP-03",
            Self::Evidence => "RAP-05",
            Self::Honesty => "RAP-06",
            Self::Incident => "VIO",
        }
    }

    pub fn title(self) -> Words {
        match self {
            Self::Gate => ("Contrôle avant publication", "Control before publication"),
            Self::Quality => {
                ("Audit de qualité de la pseudonymisation", "Audit of pseudonymisation quality")
            }
            Self::Compliance => ("Rapport de conformité", "Compliance report"),
            Self::Evidence => ("Dossier de preuve du traitement", "Evidence file of the run"),
            Self::Honesty => ("Annexe d'honnêteté", "Honesty annex"),
            Self::Incident => ("Dossier de violation de données", "File of a personal data breach"),
        }
        .into()
    }
}

/// A report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    pub kind: Kind,
    pub title: Words,
    /// What was audited, in one line.
    pub subtitle: Words,
    /// Day of the run, in words.
    pub date: Words,
    /// The same as `YYYY-MM-DD`.
    pub day: String,
    pub tool_version: String,
    /// The answer, in one sentence.
    pub headline: Words,
    pub tone: Tone,
    pub sections: Vec<Section>,
    /// The decisions to look at, the worst first; capped.
    pub cards: Vec<Card>,
    /// Decisions with something to say that `cards` does not hold.
    pub hidden_cards: u64,
    /// Where the whole of it is.
    pub full_tables: String,
    /// GARDE-13.
    pub safeguard: Words,
}

/// How a sentence is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    Good,
    Neutral,
    Warning,
    Bad,
}

/// A part of the report, under one heading.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Section {
    /// Anchor: ASCII letters, digits and hyphens.
    pub id: String,
    pub title: Words,
    pub annex: bool,
    pub blocks: Vec<Block>,
}

/// What a section is made of.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Block {
    Heading {
        text: Words,
    },
    Paragraph {
        text: Words,
    },
    Notice {
        tone: Tone,
        text: Words,
    },
    List {
        ordered: bool,
        items: Vec<Words>,
    },
    /// Large numbers with their captions.
    Numbers {
        items: Vec<Number>,
    },
    Table(Table),
    Figure(Figure),
    /// A form to complete: a label and what is known, empty when a person has to write it.
    Form {
        fields: Vec<Field>,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Number {
    pub value: Words,
    pub label: Words,
    pub tone: Tone,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    pub caption: Words,
    pub head: Vec<Words>,
    /// Columns of numbers go to the right.
    pub numeric: Vec<bool>,
    pub rows: Vec<Row>,
    /// What the reader must know to read it.
    pub note: Option<Words>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    pub cells: Vec<Words>,
    /// The decisions it stands for, as the filters of the list name them.
    pub drill: Option<Drill>,
}

/// A filter of the list of decisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drill {
    /// `category`, `court`, `nac`, `verdict`, `cell` (likelihood × severity: `32`), `k`, `cluster`.
    pub field: String,
    pub value: String,
}

/// A drawing, the text that replaces it, and the table it was drawn from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// Anchor: ASCII letters, digits and hyphens.
    pub id: String,
    pub caption: Words,
    /// What a person who does not see it must know.
    pub alt: Words,
    /// SVG documents, one a language.
    pub svg: Words,
    pub table: Table,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Field {
    pub label: Words,
    /// Empty when a person has to write it.
    pub value: Words,
}

/// A decision, as the list shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Card {
    pub id: String,
    pub verdict: Verdict,
    /// From 0 to 100.
    pub score: i64,
    /// From 1 to 4.
    pub likelihood: i64,
    pub severity: i64,
    pub adversary: String,
    pub court: String,
    pub chamber: String,
    pub nac: String,
    pub number: String,
    /// `YYYY-MM-DD`, or empty.
    pub date: String,
    /// In French.
    pub reasons: Vec<String>,
    /// Routes not evaluated.
    pub not_evaluated: Vec<String>,
    pub findings: Vec<CardFinding>,
    /// Findings that `findings` does not hold.
    pub hidden_findings: u64,
    /// Smallest equivalence class of its persons, when that was evaluated.
    pub k: Option<i64>,
    /// Group of linked decisions.
    pub cluster: String,
}

/// A finding, as a card shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CardFinding {
    pub rule: String,
    pub title: Words,
    pub category: String,
    pub severity: String,
    pub status: String,
    /// From 0 to 1.
    pub confidence: f32,
    pub field: String,
    pub zone: String,
    /// Unicode code points, half-open.
    pub start: i64,
    pub end: i64,
    /// The excerpt, masked; ‹category› stands where the finding is.
    pub masked: String,
    pub fingerprint: String,
    pub reasons: Vec<String>,
}
