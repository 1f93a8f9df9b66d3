//! Verdicts from one run to the next.

use crate::report::data::{Block, Figure, Section, Table};
use crate::report::figures::{self, percent};
use crate::verdict::gate::Summary;

use super::labels::{day_of, day_words};
use super::pieces::{both, number, row, section, share, words};
use super::{Maker, ReportError};

impl Maker<'_> {
    pub(super) fn evolution(&self) -> Result<Section, ReportError> {
        let mut points: Vec<(String, Summary)> = Vec::new();
        for run in &self.options.previous {
            if let Some(summary) = Summary::read(run.path()) {
                points.push((day_of(&run.manifest().timings.started), summary));
            }
        }
        if let Some(summary) = self.summary() {
            points.push((day_of(&self.manifest.timings.started), summary));
        }
        if points.len() < 2 {
            return Ok(section("evolution", "Évolution", "Evolution", Vec::new()));
        }
        let of = |summary: &Summary| {
            let all = summary.decisions.max(1) as f64;
            [summary.refuse, summary.review, summary.publish].map(|count| count as f64 / all)
        };
        let drawn: Vec<(String, [f64; 3])> =
            points.iter().map(|(day, summary)| (day.clone(), of(summary))).collect();
        let rows = points
            .iter()
            .map(|(day, summary)| {
                row(
                    vec![
                        both(|language| day_words(day, language)),
                        number(summary.decisions),
                        share(summary.refuse, summary.decisions),
                        share(summary.review, summary.decisions),
                        share(summary.publish, summary.decisions),
                    ],
                    None,
                )
            })
            .collect();
        let figure = Figure {
            id: "evolution".to_owned(),
            caption: words(
                "Part des décisions par verdict, d'un traitement à l'autre",
                "Share of decisions by verdict, from one run to the next",
            ),
            alt: both(|language| {
                let ends =
                    [&drawn[0], &drawn[drawn.len() - 1]].map(|one| percent(one.1[0], language));
                language.pick(
                    format!(
                        "Trois courbes sur {} traitements ; la part refusée passe de {} à {}.",
                        drawn.len(),
                        ends[0],
                        ends[1]
                    ),
                    format!(
                        "Three lines over {} runs; the share refused goes from {} to {}.",
                        drawn.len(),
                        ends[0],
                        ends[1]
                    ),
                )
            }),
            svg: figures::evolution(&drawn),
            table: Table {
                caption: words("Évolution", "Evolution"),
                head: vec![
                    words("Traitement", "Run"),
                    words("Décisions", "Decisions"),
                    words("Refusées [IC 95 %]", "Refused [95% CI]"),
                    words("À relire [IC 95 %]", "To review [95% CI]"),
                    words("Publiables [IC 95 %]", "Publishable [95% CI]"),
                ],
                numeric: vec![false, true, true, true, true],
                rows,
                note: None,
            },
        };
        Ok(section("evolution", "Évolution", "Evolution", vec![Block::Figure(figure)]))
    }
}
