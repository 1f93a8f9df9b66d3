//! What was put into a decision, and where: the reference that findings are compared with.
//!
//! A gold row says the place and the kind, never the value.

use std::borrow::Cow;
use std::io::BufRead;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::document::offsets::count_units;
use crate::taxonomy::Category;

use super::{Part, part};

/// Whether a leak is written as one expects, or in a way meant to escape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    Plain,
    Hard,
}

impl Form {
    pub const ALL: [Self; 2] = [Self::Plain, Self::Hard];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Hard => "hard",
        }
    }

    /// The word of the French tables.
    pub fn label(self) -> &'static str {
        match self {
            Self::Plain => "simple",
            Self::Hard => "difficile",
        }
    }
}

/// One identity or identifier put into a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoldSpan {
    pub decision_id: Arc<str>,
    /// Name of the field, as in the findings table: `text`, `summary`…
    pub field: Arc<str>,
    /// Unicode code points of the field, half-open.
    pub start: i64,
    pub end: i64,
    pub category: Category,
    /// How it leaks: a [`super::way::Way`] by name, or a word of whoever wrote the gold by hand.
    pub way: Cow<'static, str>,
    pub form: Form,
    /// What kind of value it is: a [`super::ValueClass`] by name.
    pub value_class: Cow<'static, str>,
}

/// Byte ranges in `text` of gold spans of that text, in one pass. The spans must be sorted
/// by start and must not overlap, as `refill` and `leak` give them, and lie inside the text.
pub fn byte_ranges(text: &str, spans: &[GoldSpan]) -> Vec<Range<usize>> {
    let mut characters = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).enumerate();
    let mut byte_at = |point: i64| {
        characters.find(|&(at, _)| at as i64 >= point).map_or(text.len(), |(_, byte)| byte)
    };
    let mut last = (0, 0);
    spans
        .iter()
        .map(|span| {
            let start = if span.start == last.0 { last.1 } else { byte_at(span.start) };
            let end = byte_at(span.end);
            last = (span.end, end);
            start..end
        })
        .collect()
}

/// Code points of sorted, disjoint byte ranges.
pub(super) fn points(text: &str, ranges: &[Range<usize>]) -> Vec<(i64, i64)> {
    let bytes: Vec<usize> = ranges.iter().flat_map(|range| [range.start, range.end]).collect();
    count_units(text, &bytes).chunks_exact(2).map(|pair| (pair[0].0, pair[1].0)).collect()
}

/// One line of a gold file: a leak, or a decision in which nothing was put.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Row {
    Leak(GoldSpan),
    Untouched { decision_id: Arc<str>, untouched: bool },
}

/// The gold of a set of decisions.
#[derive(Debug, Clone, Default)]
pub struct Gold {
    /// Sorted by decision, field and start.
    pub spans: Vec<GoldSpan>,
    /// Decisions in which nothing was put, sorted.
    pub untouched: Vec<Arc<str>>,
    /// The file it was read from and, for each span then for each untouched decision, the
    /// line, for messages. Empty when the gold was made in memory.
    source: Option<Source>,
}

#[derive(Debug, Clone)]
struct Source {
    file: PathBuf,
    spans: Vec<u64>,
    untouched: Vec<u64>,
}

/// Why a gold file is refused.
#[derive(Debug, thiserror::Error)]
pub enum GoldError {
    #[error("{file} : lecture impossible ({source})")]
    Unreadable { file: String, source: std::io::Error },
    #[error("{place} : ligne qui n'est pas une ligne d'étalon ({reason})")]
    Malformed { place: Place, reason: String },
    #[error("{place} : fin ({end}) avant le début ({start}), ou étendue vide ou négative")]
    Backwards { place: Place, start: i64, end: i64 },
    #[error("{place} : cette étendue recouvre celle de la ligne {other}")]
    Overlap { place: Place, other: u64 },
    #[error("{place} : la décision « {id} » porte une fuite et est aussi dite intacte")]
    Contradiction { place: Place, id: String },
    #[error("{place} : la décision « {id} » n'est pas parmi les décisions examinées")]
    UnknownDecision { place: Place, id: String },
    #[error("{place} : le champ « {field} » de la décision « {id} » est absent ou trop court")]
    OutsideText { place: Place, id: String, field: String },
}

/// A line of a gold file, as messages name it.
#[derive(Debug, Clone)]
pub struct Place {
    pub file: Option<PathBuf>,
    /// 1-based; the rank of the row when the gold is in memory.
    pub line: u64,
}

impl std::fmt::Display for Place {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.file {
            Some(file) => write!(out, "{}, ligne {}", file.display(), self.line),
            None => write!(out, "étalon en mémoire, rang {}", self.line),
        }
    }
}

impl Gold {
    /// Gold made in memory. Sorts it; refuses what contradicts itself.
    pub fn new(spans: Vec<GoldSpan>, untouched: Vec<Arc<str>>) -> Result<Self, GoldError> {
        let spans = spans.into_iter().zip(1..).collect();
        let untouched = untouched.into_iter().zip(1..).collect();
        Self::checked(spans, untouched, None)
    }

    /// Reads a gold file: JSON lines, as `filigrane quality leak --gold` writes them.
    pub fn read(file: &Path) -> Result<Self, GoldError> {
        let unreadable =
            |source| GoldError::Unreadable { file: file.display().to_string(), source };
        let reader = std::io::BufReader::new(std::fs::File::open(file).map_err(unreadable)?);
        let (mut spans, mut untouched) = (Vec::new(), Vec::new());
        for (line, number) in reader.lines().zip(1u64..) {
            let line = line.map_err(unreadable)?;
            if line.trim().is_empty() {
                continue;
            }
            let malformed = |reason: &str| GoldError::Malformed {
                place: Place { file: Some(file.to_owned()), line: number },
                reason: reason.to_owned(),
            };
            // The message of serde may quote the line: only its category is told.
            match serde_json::from_str::<Row>(&line) {
                Ok(Row::Leak(span)) => spans.push((span, number)),
                Ok(Row::Untouched { decision_id, untouched: true }) => {
                    untouched.push((decision_id, number));
                }
                Ok(Row::Untouched { .. }) => {
                    return Err(malformed("« untouched » ne peut valoir que true"));
                }
                Err(error) if error.is_data() => {
                    return Err(malformed("champ absent, en trop ou de valeur inconnue"));
                }
                Err(_) => return Err(malformed("JSON invalide")),
            }
        }
        Self::checked(spans, untouched, Some(file))
    }

    fn checked(
        mut spans: Vec<(GoldSpan, u64)>,
        mut untouched: Vec<(Arc<str>, u64)>,
        file: Option<&Path>,
    ) -> Result<Self, GoldError> {
        let place = |line: u64| Place { file: file.map(Path::to_owned), line };
        for (span, line) in &spans {
            if span.start < 0 || span.end <= span.start {
                let (start, end) = (span.start, span.end);
                return Err(GoldError::Backwards { place: place(*line), start, end });
            }
        }
        spans.sort_by(|(a, _), (b, _)| {
            (&a.decision_id, &a.field, a.start).cmp(&(&b.decision_id, &b.field, b.start))
        });
        untouched.sort();
        untouched.dedup_by(|a, b| a.0 == b.0);
        for pair in spans.windows(2) {
            let ((a, first), (b, second)) = (&pair[0], &pair[1]);
            let same = a.decision_id == b.decision_id && a.field == b.field;
            if same && b.start < a.end {
                let (early, late) = (*first.min(second), *first.max(second));
                return Err(GoldError::Overlap { place: place(late), other: early });
            }
        }
        for (id, line) in &untouched {
            if spans.binary_search_by(|(span, _)| span.decision_id.cmp(id)).is_ok() {
                return Err(GoldError::Contradiction { place: place(*line), id: id.to_string() });
            }
        }
        let (spans, span_lines) = spans.into_iter().unzip();
        let (untouched, untouched_lines) = untouched.into_iter().unzip();
        let source = file.map(|file| Source {
            file: file.to_owned(),
            spans: span_lines,
            untouched: untouched_lines,
        });
        Ok(Self { spans, untouched, source })
    }

    /// The gold of the decisions of one part alone.
    pub fn in_part(self, kept: Part) -> Self {
        let keep = |id: &str| part(id) == kept;
        let source = self.source.map(|source| Source {
            spans: kept_lines(&source.spans, self.spans.iter().map(|s| &*s.decision_id), keep),
            untouched: kept_lines(&source.untouched, self.untouched.iter().map(|id| &**id), keep),
            file: source.file,
        });
        let spans = self.spans.into_iter().filter(|span| keep(&span.decision_id)).collect();
        let untouched = self.untouched.into_iter().filter(|id| keep(id)).collect();
        Self { spans, untouched, source }
    }

    /// Where the span of this rank was read.
    pub(super) fn span_place(&self, rank: usize) -> Place {
        self.place(rank, |source| &source.spans)
    }

    /// Where the untouched decision of this rank was read.
    pub(super) fn untouched_place(&self, rank: usize) -> Place {
        self.place(rank, |source| &source.untouched)
    }

    fn place(&self, rank: usize, lines: impl Fn(&Source) -> &Vec<u64>) -> Place {
        match &self.source {
            Some(source) => Place { file: Some(source.file.clone()), line: lines(source)[rank] },
            None => Place { file: None, line: rank as u64 + 1 },
        }
    }
}

fn kept_lines<'a>(
    lines: &[u64],
    ids: impl Iterator<Item = &'a str>,
    keep: impl Fn(&str) -> bool,
) -> Vec<u64> {
    lines.iter().zip(ids).filter(|(_, id)| keep(id)).map(|(&line, _)| line).collect()
}
