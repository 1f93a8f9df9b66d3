//! What only shows when people or decisions are put side by side: persons alone of their kind, decisions
//! of one case, the three criteria of opinion WP216.

use crate::report::data::{Block, Figure, Row, Section, Table, Tone, Words};
use crate::report::figures::{self, Chain, percent};
use crate::report::summary::{category_label, grouped};
use crate::taxonomy::Category;
use crate::verdict::gate::routes_not_evaluated;
use crate::verdict::score::Route;

use super::breakdowns::BARS;
use super::labels::adversary_label;
use super::pieces::{both, notice, number, paragraph, row, section, share, words};
use super::{Maker, ReportError};

impl Maker<'_> {
    pub(super) fn classes(&self) -> Section {
        let Some(classes) = &self.all.classes else {
            let missing = notice(
                Tone::Neutral,
                "Non évalué : la table des risques manque. Lancez « filigrane link » sur ce traitement.",
                "Not evaluated: the table of risks is missing. Run “filigrane link” on this run.",
            );
            return section("unicite", "Personnes isolées", "Persons singled out", vec![missing]);
        };
        let ranges: [(i64, i64, &str); 6] = [
            (i64::MIN, 1, "1"),
            (2, 2, "2"),
            (3, 4, "3–4"),
            (5, 9, "5–9"),
            (10, 19, "10–19"),
            (20, i64::MAX, "20+"),
        ];
        let columns: Vec<(Words, u64)> = ranges
            .iter()
            .map(|&(low, high, label)| {
                let count = classes.range(low..=high).map(|(_, count)| count).sum();
                (Words::same(label), count)
            })
            .collect();
        let total: u64 = columns.iter().map(|(_, count)| count).sum();
        if total == 0 {
            let none = paragraph(
                "Aucun détail de personne n'a été relevé.",
                "No detail of any person was read.",
            );
            return section("unicite", "Personnes isolées", "Persons singled out", vec![none]);
        }
        let unique = columns.first().map_or(0, |(_, count)| *count);
        let rows = columns
            .iter()
            .map(|(label, count)| {
                row(vec![label.clone(), number(*count), share(*count, total)], None)
            })
            .collect();
        let alt = both(|language| {
            let (one, all) = (grouped(unique, language), grouped(total, language));
            language.pick(
                format!("Barres verticales : nombre de personnes par taille de classe ; {one} personnes sur {all} sont seules de leur classe."),
                format!("Vertical bars: number of persons by size of class; {one} persons out of {all} are alone in their class."),
            )
        });
        let figure = Figure {
            id: "unicite".to_owned(),
            caption: words(
                "Personnes par nombre de semblables dans le corpus (k)",
                "Persons by number of look-alikes in the corpus (k)",
            ),
            alt,
            svg: figures::columns(
                &columns,
                &words(
                    "k : personnes du corpus aux mêmes détails",
                    "k: persons of the corpus with the same details",
                ),
            ),
            table: Table {
                caption: words("Distribution de k", "Distribution of k"),
                head: vec![
                    words("k", "k"),
                    words("Personnes", "Persons"),
                    words("Part [IC 95 %]", "Share [95% CI]"),
                ],
                numeric: vec![false, true, true],
                rows,
                note: None,
            },
        };
        section("unicite", "Personnes isolées", "Persons singled out", vec![Block::Figure(figure)])
    }

    pub(super) fn chains(&self) -> Section {
        let (fr, en) = ("Rapprochements entre décisions", "Linkage between decisions");
        let Some(clusters) = &self.all.clusters else {
            let missing = notice(
                Tone::Neutral,
                "Non évalué : la table des rapprochements manque. Lancez « filigrane link » sur ce traitement.",
                "Not evaluated: the table of links is missing. Run “filigrane link” on this run.",
            );
            return section("rapprochements", fr, en, vec![missing]);
        };
        if clusters.is_empty() {
            let none = paragraph("Aucun rapprochement trouvé.", "No linkage found.");
            return section("rapprochements", fr, en, vec![none]);
        }
        let label = |rank: usize| {
            both(|language| {
                language.pick(format!("affaire n° {}", rank + 1), format!("case no. {}", rank + 1))
            })
        };
        let drawn: Vec<Chain> = clusters
            .iter()
            .enumerate()
            .take(BARS)
            .map(|(rank, cluster)| Chain {
                cluster: cluster.name.clone(),
                label: label(rank),
                decisions: cluster.decisions.clone(),
            })
            .collect();
        let rows = clusters
            .iter()
            .enumerate()
            .map(|(rank, cluster)| {
                let risk = cluster.risk.map_or_else(
                    || words("non évalué", "not evaluated"),
                    |risk| both(|language| percent(f64::from(risk), language)),
                );
                let gaps = match cluster.differences.is_empty() {
                    true => Words::same("–"),
                    false => both(|language| {
                        let names: Vec<String> = cluster
                            .differences
                            .iter()
                            .take(6)
                            .map(|name| match Category::parse(name) {
                                Some(category) => category_label(category, language).to_owned(),
                                None => name.clone(),
                            })
                            .collect();
                        names.join(", ")
                    }),
                };
                row(
                    vec![label(rank), number(cluster.size), risk, gaps],
                    Some(("cluster", cluster.name.clone())),
                )
            })
            .collect();
        let lead = both(|language| {
            let [links, decisions, gaps] =
                [self.all.links, self.all.linked_decisions, self.all.differences]
                    .map(|count| grouped(count, language));
            language.pick(
                format!("{decisions} décisions sont reliées par {links} rapprochements ; {gaps} montrent un élément masqué ici et lisible là."),
                format!("{decisions} decisions are joined by {links} links; {gaps} show an element masked here and readable there."),
            )
        });
        let figure = Figure {
            id: "rapprochements".to_owned(),
            caption: words(
                "Affaires reliées, par degré de juridiction (en rouge, les décisions refusées)",
                "Linked cases, by instance (refused decisions in red)",
            ),
            alt: both(|language| {
                let count = drawn.len();
                language.pick(
                    format!("Une ligne par affaire ({count}), un point par décision, de la première instance à la cassation ; les décisions refusées sont en rouge. Le tableau qui suit donne les nombres."),
                    format!("One line a case ({count}), one dot a decision, from first instance to cassation; refused decisions are red. The table below gives the numbers."),
                )
            }),
            svg: figures::chains(&drawn),
            table: Table {
                caption: words("Affaires reliées", "Linked cases"),
                head: vec![
                    words("Affaire", "Case"),
                    words("Décisions", "Decisions"),
                    words("Risque réuni", "Joint risk"),
                    words("Masqué ici, lisible là", "Masked here, readable there"),
                ],
                numeric: vec![false, true, true, false],
                rows,
                note: None,
            },
        };
        section(
            "rapprochements",
            fr,
            en,
            vec![Block::Paragraph { text: lead }, Block::Figure(figure)],
        )
    }

    pub(super) fn results_wp216(&self) -> Result<Section, ReportError> {
        let off = || words("non évalué", "not evaluated");
        let singled = self.all.singled.as_ref();
        let rows = vec![
            row(
                vec![
                    words("Individualisation", "Singling out"),
                    words("personnes seules de leur classe", "persons alone in their class"),
                    singled.map_or_else(off, |one| share(one.unique, one.persons)),
                ],
                None,
            ),
            row(
                vec![
                    words("Corrélation", "Linkability"),
                    words("décisions reliées à une autre", "decisions linked to another"),
                    match &self.all.clusters {
                        Some(_) => share(self.all.linked_decisions, self.all.decisions),
                        None => off(),
                    },
                ],
                None,
            ),
            row(
                vec![
                    words("Inférence", "Inference"),
                    words("voie des pseudonymes", "route of the pseudonyms"),
                    match self.manifest.ran("pseudonyms") {
                        true => words("évaluée, voir les constats", "evaluated, see the findings"),
                        false => off(),
                    },
                ],
                None,
            ),
        ];
        let table = Table {
            caption: words("Résultats selon l'avis WP216", "Results after opinion WP216"),
            head: vec![
                words("Critère", "Criterion"),
                words("Mesure", "Measure"),
                words("Résultat [IC 95 %]", "Result [95% CI]"),
            ],
            numeric: vec![false, false, true],
            rows,
            note: None,
        };
        let mut blocks =
            vec![Block::Paragraph { text: self.text("criteres")? }, Block::Table(table)];
        if let Some(singled) = singled.filter(|one| !one.adversaries.is_empty()) {
            let rows = singled
                .adversaries
                .iter()
                .map(|(name, count)| {
                    let label = both(|language| adversary_label(name, language));
                    row(vec![label, number(*count)], None)
                })
                .collect();
            blocks.push(Block::Table(Table {
                caption: words(
                    "Personnes exposées, par adversaire",
                    "Persons exposed, by adversary",
                ),
                head: vec![words("Adversaire", "Adversary"), words("Personnes", "Persons")],
                numeric: vec![false, true],
                rows,
                note: None,
            }));
        }
        Ok(section("wp216", "Risque de réidentification", "Risk of re-identification", blocks))
    }

    /// By which routes people are exposed, and what masks cost or contradict.
    pub(super) fn routes(&self) -> Section {
        let (fr, en) = (
            "Par voie, sur-occultation et incohérences",
            "By route, over-masking and inconsistencies",
        );
        if !self.all.judged {
            return section("voies", fr, en, Vec::new());
        }
        let all = self.all.decisions;
        let off: Vec<Route> =
            self.summary().map(|summary| routes_not_evaluated(&summary)).unwrap_or_default();
        let line = |label: Words, count: Option<u64>| {
            let (number, share) = match count {
                Some(count) => (number(count), share(count, all)),
                None => (Words::same("–"), words("non évalué", "not evaluated")),
            };
            row(vec![label, number, share], None)
        };
        let mut rows: Vec<Row> = Route::ALL
            .into_iter()
            .map(|route| {
                let count = self.all.routes.get(&route).copied().unwrap_or(0);
                line(Words::from(route.label()), (!off.contains(&route)).then_some(count))
            })
            .collect();
        let of = |control: &str, count: u64| self.manifest.ran(control).then_some(count);
        rows.push(line(
            words(
                "sur-occultation, texte devenu illisible",
                "over-masking, text no longer readable",
            ),
            of("readability", self.all.over_masked),
        ));
        rows.push(line(
            words("incohérence des termes de remplacement", "inconsistent placeholders"),
            of("pseudonyms", self.all.incoherent),
        ));
        let table = Table {
            caption: words("Décisions exposées, par voie", "Decisions exposed, by route"),
            head: vec![
                words("Voie", "Route"),
                words("Décisions", "Decisions"),
                words("Part [IC 95 %]", "Share [95% CI]"),
            ],
            numeric: vec![false, true, true],
            rows,
            note: Some(words(
                "Une voie compte quand sa probabilité atteint 5 %, premier seuil de la vraisemblance. Une décision peut en compter plusieurs.",
                "A route counts when its probability reaches 5%, the first threshold of likelihood. A decision may count in several.",
            )),
        };
        section("voies", fr, en, vec![Block::Table(table)])
    }
}
