//! What the report of conformity adds: scope, incidents, plan.

use crate::report::data::{Block, Field, Section, Table, Words};
use crate::report::summary::policy_label;

use super::Maker;
use super::pieces::{both, number, paragraph, row, section, words};

impl Maker<'_> {
    pub(super) fn perimeter(&self) -> Section {
        let counts = &self.manifest.counts;
        let mut rows = vec![
            row(
                vec![
                    words("Fichiers lus", "Files read"),
                    number(self.manifest.inputs.len() as u64),
                ],
                None,
            ),
            row(
                vec![words("Décisions examinées", "Decisions scanned"), number(counts.decisions)],
                None,
            ),
            row(
                vec![words("Enregistrements rejetés", "Records rejected"), number(counts.rejects)],
                None,
            ),
        ];
        rows.extend(counts.by_policy.iter().map(|(origin, count)| {
            row(vec![both(|language| policy_label(*origin, language)), number(*count)], None)
        }));
        let table = Table {
            caption: words("Périmètre", "Scope"),
            head: vec![words("Lecture", "Input"), words("Nombre", "Number")],
            numeric: vec![false, true],
            rows,
            note: None,
        };
        section("perimetre", "Périmètre", "Scope", vec![Block::Table(table)])
    }

    pub(super) fn incidents(&self) -> Section {
        let field = |fr: &str, en: &str| Field { label: words(fr, en), value: Words::default() };
        section(
            "incidents",
            "Incidents et demandes",
            "Incidents and requests",
            vec![
                paragraph(
                    "À compléter par le délégué à la protection des données : le traitement ne connaît ni les incidents ni les demandes. « filigrane incident » prépare le dossier d'une violation.",
                    "To be completed by the data protection officer: the run knows neither incidents nor requests. “filigrane incident” prepares the file of a breach.",
                ),
                Block::Form {
                    fields: vec![
                        field(
                            "Violations de la période, dates et délais (72 h)",
                            "Breaches of the period, dates and delays (72 h)",
                        ),
                        field(
                            "Demandes R. 111-13 reçues et traitées",
                            "R. 111-13 requests received and handled",
                        ),
                        field("Recours", "Appeals"),
                    ],
                },
            ],
        )
    }

    pub(super) fn plan(&self) -> Section {
        let mut items = self.steps();
        let off = self.controls_off();
        if !off.is_empty() {
            items.push(words(
                "Faire évaluer les contrôles qui ne l'ont pas été (annexe d'honnêteté).",
                "Have the controls evaluated that were not (honesty annex).",
            ));
        }
        if self.options.measures.is_none() {
            items.push(words(
                "Mesurer le rappel et la précision sur ce corpus.",
                "Measure recall and precision on this corpus.",
            ));
        }
        section("plan", "Plan d'action", "Action plan", vec![Block::List { ordered: true, items }])
    }
}
