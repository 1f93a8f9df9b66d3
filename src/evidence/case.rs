//! Where a case stands with a reuser: opened, notified, answered, fixed or contested, closed.
//!
//! The steps of rule PRV-09 (adversarial procedure). Must know nothing of files.

use serde::{Deserialize, Serialize};

/// A step of the procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum CaseState {
    Open,
    Notified,
    Answered,
    Fixed,
    Contested,
    Closed,
}

impl CaseState {
    pub const ALL: [Self; 6] =
        [Self::Open, Self::Notified, Self::Answered, Self::Fixed, Self::Contested, Self::Closed];

    /// The code written in the log and given on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Notified => "NOTIFIED",
            Self::Answered => "ANSWERED",
            Self::Fixed => "FIXED",
            Self::Contested => "CONTESTED",
            Self::Closed => "CLOSED",
        }
    }

    /// The word for a reader.
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "ouvert",
            Self::Notified => "notifié",
            Self::Answered => "répondu",
            Self::Fixed => "corrigé",
            Self::Contested => "contesté",
            Self::Closed => "clos",
        }
    }

    /// Reads a code or a French word, without regard to case.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.to_lowercase();
        Self::ALL
            .into_iter()
            .find(|state| state.code().to_lowercase() == text || state.label() == text)
    }

    /// What may follow. A deviation may be mended without an answer; a contested one may be
    /// mended after all; nothing reopens what is closed: a new check makes a new bundle.
    pub fn next(self) -> &'static [Self] {
        match self {
            Self::Open => &[Self::Notified],
            Self::Notified => &[Self::Answered, Self::Fixed],
            Self::Answered => &[Self::Fixed, Self::Contested],
            Self::Contested => &[Self::Fixed, Self::Closed],
            Self::Fixed => &[Self::Closed],
            Self::Closed => &[],
        }
    }

    /// The words of `next`, for a message.
    pub fn next_labels(self) -> String {
        let labels: Vec<_> = self.next().iter().map(|state| state.label()).collect();
        if labels.is_empty() { "aucune".to_owned() } else { labels.join(", ") }
    }
}
