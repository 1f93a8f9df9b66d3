//! Shares of decisions by category, by court and by nature of case, each with its interval. Cells that
//! are too small come joined from `gather` (GARDE-08).

use crate::intervals::{Interval, wilson};
use crate::report::Language;
use crate::report::data::{Block, Drill, Figure, Row, Section, Table, Tone, Words};
use crate::report::figures::{self, Bar, percent};
use crate::report::gather::{self, Cells, Shown};
use crate::report::summary::{category_label, grouped};
use crate::taxonomy::{CELL_DECISIONS, Category};

use super::Maker;
use super::labels::{court_label, nature_label, place_label};
use super::pieces::{both, notice, number, paragraph, row, section, share, words};

/// Bars of a figure; the table under it has all rows.
pub(super) const BARS: usize = 14;

impl Maker<'_> {
    pub(super) fn categories(&self) -> Section {
        let all = self.all;
        let mut counted: Vec<(&Category, _)> = all
            .categories
            .iter()
            .filter(|(_, count)| count.violations + count.to_review + count.permitted > 0)
            .collect();
        counted.sort_by(|a, b| {
            b.1.decisions
                .cmp(&a.1.decisions)
                .then(b.1.violations.cmp(&a.1.violations))
                .then(a.0.cmp(b.0))
        });
        if counted.is_empty() {
            let none = paragraph("Aucun constat.", "No finding.");
            return section(
                "categories",
                "Constats par catégorie",
                "Findings by category",
                vec![none],
            );
        }
        let bars: Vec<Bar> = counted
            .iter()
            .filter(|(_, count)| count.decisions > 0)
            .take(BARS)
            .map(|(category, count)| {
                let Interval { low, high } =
                    wilson(count.decisions, all.decisions).unwrap_or(Interval::UNKNOWN);
                Bar {
                    label: both(|language| category_label(**category, language)),
                    share: count.decisions as f64 / all.decisions.max(1) as f64,
                    low,
                    high,
                    drill: Some(("category".to_owned(), category.as_str().to_owned())),
                }
            })
            .collect();
        let rows = counted
            .iter()
            .map(|(category, count)| {
                row(
                    vec![
                        both(|language| category_label(**category, language)),
                        number(count.decisions),
                        share(count.decisions, all.decisions),
                        number(count.violations),
                        number(count.to_review),
                        number(count.permitted),
                    ],
                    Some(("category", category.as_str().to_owned())),
                )
            })
            .collect();
        let table = Table {
            caption: words("Constats par catégorie", "Findings by category"),
            head: vec![
                words("Catégorie", "Category"),
                words("Décisions touchées", "Decisions touched"),
                words("Part [IC 95 %]", "Share [95% CI]"),
                words("Violations", "Violations"),
                words("À relire", "To review"),
                words("Permis", "Permitted"),
            ],
            numeric: vec![false, true, true, true, true, true],
            rows,
            note: None,
        };
        let lead = paragraph(
            "Part des décisions où au moins un élément de la catégorie est resté en clair contre la politique, avec l'intervalle de Wilson à 95 %.",
            "Share of decisions in which at least one element of the category was left readable against the policy, with Wilson's 95% interval.",
        );
        let block = self.barred(
            "categories",
            "Décisions touchées, par catégorie",
            "Decisions touched, by category",
            bars,
            table,
        );
        section("categories", "Constats par catégorie", "Findings by category", vec![lead, block])
    }

    /// A figure of bars over its table; the table alone when there is nothing to draw.
    pub(super) fn barred(
        &self,
        id: &str,
        fr: &str,
        en: &str,
        bars: Vec<Bar>,
        table: Table,
    ) -> Block {
        let Some(first) = bars.first() else { return Block::Table(table) };
        let count = bars.len();
        let alt = both(|language| {
            let (label, value) = (first.label.get(language), percent(first.share, language));
            language.pick(
                format!("Barres horizontales, {count} lignes, de la part la plus élevée à la plus faible ; la première est « {label} », {value}. Toutes les valeurs sont dans le tableau qui suit."),
                format!("Horizontal bars, {count} lines, from the largest share to the smallest; the first is “{label}”, {value}. All values are in the table below."),
            )
        });
        Block::Figure(Figure {
            id: id.to_owned(),
            caption: words(fr, en),
            alt,
            svg: figures::bars(&bars),
            table,
        })
    }

    pub(super) fn courts(&self) -> Section {
        let label = |shown: &Shown| match shown.path.as_slice() {
            [] => words("juridictions réunies", "courts taken together"),
            [kind] if shown.rest => both(|language| {
                let kind = court_label(kind, language);
                language.pick(format!("autres : {kind}"), format!("others: {kind}"))
            }),
            [kind] => both(|language| court_label(kind, language)),
            [kind, place, ..] if place == "?" => both(|language| {
                let kind = court_label(kind, language);
                language.pick(format!("{kind} (siège inconnu)"), format!("{kind} (seat unknown)"))
            }),
            [_, place, ..] => Words::same(place_label(place)),
        };
        let drill = |shown: &Shown| match shown.path.as_slice() {
            [kind, place, ..] if !shown.rest => {
                Some(("court".to_owned(), if place == "?" { kind.clone() } else { place.clone() }))
            }
            _ => None,
        };
        let blocks = self.breakdown(
            "juridictions",
            &self.all.courts,
            ("Décisions touchées, par juridiction", "Decisions touched, by court"),
            ("Juridiction", "Court"),
            label,
            drill,
        );
        section("juridictions", "Par juridiction", "By court", blocks)
    }

    pub(super) fn natures(&self) -> Section {
        let label = |shown: &Shown| match shown.path.last() {
            None => words("natures d'affaire réunies", "natures taken together"),
            Some(code) if code == "?" => {
                words("nature d'affaire inconnue", "nature of case unknown")
            }
            Some(code) => {
                let name = nature_label(code);
                let rest = shown.rest;
                both(|language| {
                    let name = name
                        .map_or(String::new(), |(fr, en)| format!(", {}", language.pick(fr, en)));
                    let more = if rest { language.pick(" (autres)", " (others)") } else { "" };
                    format!("{code}{name}{more}")
                })
            }
        };
        let drill = |shown: &Shown| {
            let code = shown.path.last().filter(|code| !shown.rest && *code != "?")?;
            Some(("nac".to_owned(), code.clone()))
        };
        let blocks = self.breakdown(
            "natures",
            &self.all.natures,
            ("Décisions touchées, par nature d'affaire", "Decisions touched, by nature of case"),
            ("Nature d'affaire (NAC)", "Nature of case (NAC)"),
            label,
            drill,
        );
        section("natures", "Par nature d'affaire", "By nature of case", blocks)
    }

    pub(super) fn breakdown(
        &self,
        id: &str,
        cells: &Cells,
        caption: (&str, &str),
        head: (&str, &str),
        label: impl Fn(&Shown) -> Words,
        drill: impl Fn(&Shown) -> Option<(String, String)>,
    ) -> Vec<Block> {
        let (shown, withheld) = cells.shown();
        let rule = Words::new(
            format!(
                "Aucune case de moins de {} décisions ou de moins de {} audiences (GARDE-08) : ce qui est plus petit est réuni au niveau supérieur.",
                CELL_DECISIONS,
                gather::CELL_HEARINGS
            ),
            format!(
                "No cell of fewer than {} decisions or {} hearings (GARDE-08): what is smaller is joined one level up.",
                CELL_DECISIONS,
                gather::CELL_HEARINGS
            ),
        );
        let mut blocks = Vec::new();
        if shown.is_empty() {
            blocks.push(notice(
                Tone::Neutral,
                format!(
                    "Effectif trop faible pour une ventilation (décisions : {}). {}",
                    grouped(withheld, Language::French),
                    rule.fr
                ),
                format!(
                    "Too few decisions for a breakdown (decisions: {}). {}",
                    grouped(withheld, Language::English),
                    rule.en
                ),
            ));
            return blocks;
        }
        let bars: Vec<Bar> = shown
            .iter()
            .take(BARS)
            .map(|one| {
                let Interval { low, high } =
                    wilson(one.cell.touched, one.cell.decisions).unwrap_or(Interval::UNKNOWN);
                Bar {
                    label: label(one),
                    share: one.cell.touched as f64 / one.cell.decisions as f64,
                    low,
                    high,
                    drill: drill(one),
                }
            })
            .collect();
        let rows = shown
            .iter()
            .map(|one| Row {
                cells: vec![
                    label(one),
                    number(one.cell.decisions),
                    number(one.cell.touched),
                    share(one.cell.touched, one.cell.decisions),
                    if self.all.judged {
                        share(one.cell.refused, one.cell.decisions)
                    } else {
                        words("non évalué", "not evaluated")
                    },
                ],
                drill: drill(one).map(|(field, value)| Drill { field, value }),
            })
            .collect();
        let mut note = rule;
        if withheld > 0 {
            note.fr += &format!(
                " {} décisions ne sont dans aucune case.",
                grouped(withheld, Language::French)
            );
            note.en +=
                &format!(" {} decisions are in no cell.", grouped(withheld, Language::English));
        }
        let table = Table {
            caption: words(caption.0, caption.1),
            head: vec![
                words(head.0, head.1),
                words("Décisions", "Decisions"),
                words("Touchées", "Touched"),
                words("Part touchée [IC 95 %]", "Share touched [95% CI]"),
                words("Part refusée [IC 95 %]", "Share refused [95% CI]"),
            ],
            numeric: vec![false, true, true, true, true],
            rows,
            note: Some(note),
        };
        blocks.push(self.barred(id, caption.0, caption.1, bars, table));
        blocks
    }
}
