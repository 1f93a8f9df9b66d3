//! The honesty annex (RAP-06), which no report goes without: what was not evaluated, and what is not known.

use crate::report::data::{Block, Row, Section, Table, Tone, Words};
use crate::report::summary::{control_label, grouped, reject_label};
use crate::verdict::gate::routes_not_evaluated;
use crate::verdict::score::Route;

use super::measures::measured;
use super::pieces::{annex, both, heading, notice, paragraph, row, words};
use super::{Maker, ReportError};

impl Maker<'_> {
    /// Controls and routes that were not evaluated.
    pub(super) fn controls_off(&self) -> Vec<Words> {
        self.manifest
            .controls
            .iter()
            .filter(|control| !control.evaluated)
            .map(|control| both(|language| control_label(&control.name, language).to_owned()))
            .collect()
    }

    pub(super) fn honesty(&self) -> Result<Section, ReportError> {
        let counts = &self.manifest.counts;
        let mut blocks =
            vec![notice(Tone::Neutral, self.text("signature")?.fr, self.text("signature")?.en)];
        blocks.push(heading(
            "Ce qui a été évalué, et ce qui ne l'a pas été",
            "What was evaluated, and what was not",
        ));
        let state = |on: bool| match on {
            true => words("évalué", "evaluated"),
            false => words("non évalué", "not evaluated"),
        };
        let mut rows: Vec<Row> = self
            .manifest
            .controls
            .iter()
            .map(|control| {
                let label = both(|language| control_label(&control.name, language).to_owned());
                row(vec![label, state(control.evaluated)], None)
            })
            .collect();
        let off: Vec<Route> = self
            .summary()
            .map(|summary| routes_not_evaluated(&summary))
            .unwrap_or_else(|| Route::ALL.to_vec());
        rows.extend(Route::ALL.into_iter().map(|route| {
            let (fr, en) = route.label();
            let label =
                Words::new(format!("score : voie « {fr} »"), format!("score: route “{en}”"));
            row(vec![label, state(!off.contains(&route))], None)
        }));
        blocks.push(Block::Table(Table {
            caption: words("Contrôles de ce traitement", "Controls of this run"),
            head: vec![words("Contrôle", "Control"), words("État", "State")],
            numeric: vec![false, false],
            rows,
            note: Some(self.text("non_evalue")?),
        }));
        blocks.push(heading("Erreurs mesurées", "Measured errors"));
        match &self.options.measures {
            Some(measures) => blocks.push(Block::Table(measured(measures))),
            None => blocks.push(Block::Paragraph { text: self.text("mesures_absentes")? }),
        }
        blocks.push(heading("Ce que ce traitement ne sait pas", "What this run does not know"));
        let mut items = vec![
            both(|language| {
                let (count, all) = (
                    grouped(self.all.estimated_zones, language),
                    grouped(self.all.decisions, language),
                );
                language.pick(
                    format!("Zones estimées d'après les intertitres, faute d'être données : {count} décisions sur {all}."),
                    format!("Zones estimated from headings, for want of being given: {count} decisions out of {all}."),
                )
            }),
            both(|language| {
                let unknown = counts
                    .by_policy
                    .get(&crate::policy::PolicyOrigin::DefaultBloc3)
                    .copied()
                    .unwrap_or(0);
                let (count, all) =
                    (grouped(unknown, language), grouped(self.all.decisions, language));
                language.pick(
                    format!("Politique d'occultation inconnue, bloc 3 appliqué par défaut : {count} décisions sur {all}."),
                    format!("Occultation policy unknown, bloc 3 applied by default: {count} decisions out of {all}."),
                )
            }),
            both(|language| {
                let reasons: Vec<String> = counts
                    .by_reject
                    .iter()
                    .map(|(reason, count)| {
                        format!(
                            "{} ({})",
                            reject_label(reason, language),
                            grouped(*count, language)
                        )
                    })
                    .collect();
                let count = grouped(counts.rejects, language);
                match reasons.is_empty() {
                    true => language.pick(
                        "Enregistrements rejetés : aucun.".to_owned(),
                        "Records rejected: none.".to_owned(),
                    ),
                    false => language.pick(
                        format!(
                            "Enregistrements rejetés, donc non examinés : {count} ; {}.",
                            reasons.join(", ")
                        ),
                        format!(
                            "Records rejected, hence not scanned: {count}; {}.",
                            reasons.join(", ")
                        ),
                    ),
                }
            }),
            both(|language| {
                let [waived, accepted] =
                    [self.all.waived, self.all.baselined].map(|count| grouped(count, language));
                language.pick(
                    format!("Constats écartés du verdict : {waived} par dérogation, {accepted} par la référence des constats acceptés."),
                    format!("Findings set aside from the verdict: {waived} by waiver, {accepted} by the baseline of accepted findings."),
                )
            }),
            self.text("petits_effectifs")?,
            self.text("hypotheses")?,
        ];
        if self.all.policy_warnings > 0 {
            items.insert(2, both(|language| {
                let count = grouped(self.all.policy_warnings, language);
                language.pick(
                    format!("Politique de la décision suivie en partie seulement : {count} décisions."),
                    format!("Policy of the decision followed in part only: {count} decisions."),
                )
            }));
        }
        blocks.push(Block::List { ordered: false, items });
        if let Some(summary) = self.summary().filter(|summary| !summary.warnings.is_empty()) {
            blocks.push(heading("Avertissements du contrôle", "Warnings of the gate"));
            let items = summary.warnings.iter().map(|text| Words::same(text.clone())).collect();
            blocks.push(Block::List { ordered: false, items });
        }
        let rules = self.catalogue.len();
        blocks.push(paragraph(
            format!("Le catalogue compte {rules} règles ; « filigrane rules list --coverage » dit lesquelles des règles de droit ne sont pas mises en œuvre."),
            format!("The catalogue has {rules} rules; “filigrane rules list --coverage” says which rules of law are not implemented."),
        ));
        Ok(annex("honnetete", "Annexe d'honnêteté (RAP-06)", "Honesty annex (RAP-06)", blocks))
    }
}
