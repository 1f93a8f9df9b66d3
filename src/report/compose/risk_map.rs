//! The CNIL's map of risks: decisions by likelihood and severity.

use crate::report::data::{Block, Figure, Section, Table, Words};
use crate::report::figures;
use crate::report::summary::grouped;
use crate::verdict::score::Level;

use super::Maker;
use super::pieces::{both, number, paragraph, row, section, words};

impl Maker<'_> {
    pub(super) fn matrix(&self) -> Section {
        if !self.all.judged {
            return section("matrice", "Carte des risques", "Risk map", Vec::new());
        }
        let levels = Level::ALL.map(|level| Words::from(level.label()));
        let mut head = vec![words("Vraisemblance \\ gravité", "Likelihood \\ severity")];
        head.extend(
            levels.iter().zip(1..).map(|(level, rank)| {
                both(|language| format!("{rank}\u{a0}{}", level.get(language)))
            }),
        );
        let mut rows = Vec::new();
        for (likelihood, level) in levels.iter().enumerate().rev() {
            let name = both(|language| format!("{}\u{a0}{}", likelihood + 1, level.get(language)));
            let cells = std::iter::once(name)
                .chain(self.all.matrix[likelihood].iter().map(|&count| number(count)))
                .collect();
            rows.push(row(cells, None));
        }
        let high: u64 = (0..4)
            .flat_map(|likelihood| (0..4).map(move |severity| (likelihood, severity)))
            .filter(|(likelihood, severity)| (likelihood + 1) * (severity + 1) >= 9)
            .map(|(likelihood, severity)| self.all.matrix[likelihood][severity])
            .sum();
        let alt = both(|language| {
            let (high, all) = (grouped(high, language), grouped(self.all.decisions, language));
            language.pick(
                format!("Tableau à double entrée, vraisemblance en lignes et gravité en colonnes : {high} décisions sur {all} cumulent au moins le niveau 3 sur les deux échelles."),
                format!("Two-way table, likelihood in rows and severity in columns: {high} decisions out of {all} reach at least level 3 on both scales."),
            )
        });
        let figure = Figure {
            id: "matrice".to_owned(),
            caption: words(
                "Nombre de décisions par vraisemblance et par gravité",
                "Number of decisions by likelihood and severity",
            ),
            alt,
            svg: figures::matrix(&self.all.matrix, &levels),
            table: Table {
                caption: words("Carte des risques", "Risk map"),
                head,
                numeric: vec![false, true, true, true, true],
                rows,
                note: None,
            },
        };
        let lead = paragraph(
            "Les deux échelles sont celles de la CNIL. La vraisemblance dit s'il est facile de retrouver quelqu'un ; la gravité, le tort que cela lui ferait.",
            "Both scales are the CNIL's. Likelihood says how easily someone could be found; severity, the harm it would do.",
        );
        section("matrice", "Carte des risques", "Risk map", vec![lead, Block::Figure(figure)])
    }
}
