//! The report in Markdown, that also reads well as plain text.

use std::fmt::Write;

use super::Language;
use super::compose::{card_line, status_words};
use super::data::{Block, Report, Table, Words};

/// Decisions listed; the rest is in the page and in the tables.
const CARDS: usize = 50;

/// Findings listed a decision.
const FINDINGS: usize = 5;

/// The report in one language.
pub fn render(report: &Report, language: Language) -> String {
    let of = |words: &Words| words.get(language).to_owned();
    let mut out = format!(
        "# {}\n\n{}  \n{} {} · Filigrane {} · {}\n\n**{}**\n",
        of(&report.title),
        of(&report.subtitle),
        language.pick("Traitement du", "Run of"),
        of(&report.date),
        report.tool_version,
        report.kind.as_str(),
        of(&report.headline)
    );
    for section in &report.sections {
        let _ = writeln!(out, "\n## {}", of(&section.title));
        for block in &section.blocks {
            out.push('\n');
            match block {
                Block::Heading { text } => {
                    let _ = writeln!(out, "### {}", of(text));
                }
                Block::Paragraph { text } => {
                    let _ = writeln!(out, "{}", of(text));
                }
                Block::Notice { text, .. } => {
                    let _ = writeln!(out, "> {}", of(text));
                }
                Block::List { ordered, items } => {
                    for (item, rank) in items.iter().zip(1..) {
                        let sign = if *ordered { format!("{rank}.") } else { "-".to_owned() };
                        let _ = writeln!(out, "{sign} {}", of(item));
                    }
                }
                Block::Numbers { items } => {
                    for item in items {
                        let _ = writeln!(out, "- {} : {}", of(&item.label), of(&item.value));
                    }
                }
                Block::Table(table) => out += &rows(table, language),
                Block::Figure(figure) => {
                    let _ = writeln!(out, "{}\n", of(&figure.caption));
                    out += &rows(&figure.table, language);
                }
                Block::Form { fields } => {
                    for field in fields {
                        let value = match of(&field.value) {
                            empty if empty.is_empty() => {
                                language.pick("à compléter", "to be completed").to_owned()
                            }
                            value => value,
                        };
                        let _ = writeln!(out, "- **{}** : {value}", of(&field.label));
                    }
                }
            }
        }
        if section.id == "decisions" {
            out += &cards(report, language);
        }
    }
    let _ = writeln!(out, "\n---\n\n{}", of(&report.safeguard));
    out
}

fn cards(report: &Report, language: Language) -> String {
    let mut out = String::new();
    for card in report.cards.iter().take(CARDS) {
        let _ = writeln!(out, "\n### {}\n", cell(&card_line(card, language)));
        for reason in &card.reasons {
            let _ = writeln!(out, "- {}", cell(reason));
        }
        for finding in card.findings.iter().take(FINDINGS) {
            let _ = writeln!(
                out,
                "- {} ({}, {}) : {}",
                finding.rule,
                finding.severity,
                status_words(&finding.status).get(language),
                cell(&finding.masked)
            );
        }
    }
    let left = report.cards.len().saturating_sub(CARDS);
    if left > 0 {
        let _ = writeln!(
            out,
            "\n{}",
            language.pick(
                format!("{left} autres décisions sont dans rapport.html et dans les tables."),
                format!("{left} other decisions are in rapport.html and in the tables.")
            )
        );
    }
    out
}

fn rows(table: &Table, language: Language) -> String {
    let line = |cells: &mut dyn Iterator<Item = String>| {
        format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
    };
    let mut out = line(&mut table.head.iter().map(|head| cell(head.get(language))));
    out += &line(
        &mut table.numeric.iter().map(|right| if *right { "---:" } else { "---" }.to_owned()),
    );
    for row in &table.rows {
        out += &line(&mut row.cells.iter().map(|text| cell(text.get(language))));
    }
    if let Some(note) = &table.note {
        let _ = writeln!(out, "\n{}", note.get(language));
    }
    out
}

/// A text that cannot end a cell or begin a mark.
fn cell(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|").replace('<', "&lt;")
}
