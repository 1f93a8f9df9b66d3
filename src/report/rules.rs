//! The catalogue of rules as people read it: list, coverage, one rule explained, the reference page.
//!
//! Pure functions from the catalogue to text.

use std::fmt::Write as _;
use std::ops::Range;

use super::Language;
use crate::rules::coverage::{Coverage, FamilyCoverage, State};
use crate::rules::{Catalogue, Example, ExampleKind, HEAD_KEYS, Rule, describe_key};

/// Widest line of text that is meant for a terminal, in characters.
const WIDTH: usize = 100;

/// The title in a language; the French one when there is no other.
pub fn title(rule: &Rule, language: Language) -> &str {
    match language {
        Language::English if !rule.title_en.is_empty() => &rule.title_en,
        _ => &rule.title,
    }
}

/// `rules list`: one line a rule.
pub fn list(catalogue: &Catalogue, language: Language) -> String {
    let head = [
        language.pick("règle", "rule"),
        language.pick("sévérité", "severity"),
        language.pick("catégorie", "category"),
        language.pick("fondement", "ground"),
        language.pick("moteur", "engine"),
        language.pick("exemples", "examples"),
        language.pick("titre", "title"),
    ];
    let mut rows = vec![head.map(str::to_owned)];
    rows.extend(catalogue.rules().iter().map(|rule| {
        [
            rule.id.to_string(),
            rule.severity.as_str().to_owned(),
            rule.category.as_str().to_owned(),
            rule.status.as_str().to_owned(),
            rule.engine.as_str().to_owned(),
            counts(rule),
            title(rule, language).to_owned(),
        ]
    }));
    let mut out = table(&rows);
    let total = catalogue.len();
    let _ = match language {
        Language::French => writeln!(out, "\n{total} règles ; exemples, contre-exemples, à faire"),
        Language::English => writeln!(out, "\n{total} rules; examples, counter-examples, to do"),
    };
    out
}

/// `12+8+1`: examples, counter-examples, to do.
fn counts(rule: &Rule) -> String {
    let of = |kind| rule.examples.iter().filter(|example| example.kind == kind).count();
    format!("{}+{}+{}", of(ExampleKind::Positive), of(ExampleKind::Negative), of(ExampleKind::Todo))
}

/// Columns aligned on the widest cell; the last one is left as it is.
fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |column: usize| {
        rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default()
    };
    let widths: [usize; N] = std::array::from_fn(width);
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            let _ = write!(line, "{cell:width$}  ");
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// `rules list --coverage`: the legal catalogue, family by family, and what is done of it.
pub fn coverage(coverage: &Coverage, catalogue: &Catalogue) -> String {
    let families = coverage.against(catalogue);
    let mut rows = vec![
        ["famille", "mis en œuvre", "non évalué", "à venir", "hors périmètre", "contrôles"]
            .map(str::to_owned),
    ];
    rows.extend(families.iter().map(coverage_row));
    let mut out = table(&rows);
    for family in &families {
        let _ = writeln!(out, "\n{} — {}", family.prefix, family.title);
        for (label, ids) in by_state(family) {
            out.push_str(&wrapped(&format!("{label} : {}", ids.join(", ")), "  ", "    "));
        }
    }
    out
}

fn coverage_row(family: &FamilyCoverage) -> [String; 6] {
    let count = |wanted: fn(&State) -> bool| {
        family.controls.iter().filter(|(_, state)| wanted(state)).count().to_string()
    };
    let done = count(|state| matches!(state, State::Implemented));
    let added = match family.extensions {
        0 => String::new(),
        added => format!(" (dont {added} ajoutés)"),
    };
    [
        family.prefix.clone(),
        done + &added,
        count(|state| matches!(state, State::NotEvaluated(_))),
        count(|state| matches!(state, State::Upcoming)),
        count(|state| matches!(state, State::OutOfScope(_))),
        family.title.clone(),
    ]
}

/// Identifiers grouped by state, with the reason when there is one; in the order of first appearance.
fn by_state(family: &FamilyCoverage) -> Vec<(String, Vec<&str>)> {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for (id, state) in &family.controls {
        let label = match state {
            State::NotEvaluated(reason) | State::OutOfScope(reason) => {
                format!("{} — {reason}", state.label())
            }
            State::Implemented | State::Upcoming => state.label().to_owned(),
        };
        match groups.iter_mut().find(|(known, _)| *known == label) {
            Some((_, ids)) => ids.push(id),
            None => groups.push((label, vec![id])),
        }
    }
    groups
}

/// `rules explain ID`: the rule as a page for the terminal.
pub fn explain(rule: &Rule, language: Language) -> String {
    let mut out = format!("{} — {}\n\n", rule.id, title(rule, language));
    let fields = [
        [language.pick("sévérité", "severity"), rule.severity.as_str()],
        [language.pick("catégorie", "category"), rule.category.as_str()],
        [language.pick("famille", "family"), rule.family.as_str()],
        [language.pick("moteur", "engine"), rule.engine.as_str()],
        [language.pick("fondement", "ground"), rule.status.as_str()],
    ];
    out.push_str(&table(&fields.map(|pair| pair.map(str::to_owned))));
    for source in &rule.sources {
        out.push_str(&wrapped(source, "  - ", "    "));
    }
    if rule.extension {
        out.push_str(language.pick(
            "extension : le catalogue de novembre 2026 n'a pas cet identifiant\n",
            "extension: not numbered in the catalogue of November 2026\n",
        ));
    }
    out.push('\n');
    out.push_str(&plain_prose(&rule.prose));
    for (kind, heading) in [
        (ExampleKind::Positive, language.pick("Exemples", "Examples")),
        (ExampleKind::Negative, language.pick("Contre-exemples", "Counter-examples")),
        (ExampleKind::Todo, language.pick("À faire (échecs connus)", "To do (known misses)")),
    ] {
        out.push_str(&example_list(rule, kind, heading));
    }
    out
}

fn example_list(rule: &Rule, kind: ExampleKind, heading: &str) -> String {
    let examples: Vec<&Example> = rule.examples.iter().filter(|one| one.kind == kind).collect();
    if examples.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{heading}\n");
    for example in examples {
        out.push_str(&wrapped(&marked(example), "  - ", "    "));
    }
    out
}

/// An example as its file writes it: its record, «marks» and ⏎.
pub fn marked(example: &Example) -> String {
    let mut out = String::with_capacity(example.text.len() + 8 * example.spans.len());
    if let Some(record) = &example.record {
        out.push_str(record);
        out.push_str(" | ");
    }
    let mut at = 0;
    for span in &example.spans {
        out.push_str(&example.text[at..span.start]);
        out.push('«');
        out.push_str(&example.text[span.clone()]);
        out.push('»');
        at = span.end;
    }
    out.push_str(&example.text[at..]);
    out.replace('\n', "⏎")
}

/// Markdown prose as plain paragraphs: headings lose their signs.
fn plain_prose(prose: &str) -> String {
    let mut out = String::new();
    for block in prose.split("\n\n") {
        for part in block.split_inclusive('\n').fold(Vec::<String>::new(), join_lines) {
            match part.strip_prefix("## ") {
                Some(heading) => {
                    if !out.is_empty() {
                        out.push('\n');
                    }
                    out.push_str(heading);
                    out.push('\n');
                }
                None => out.push_str(&wrapped(&part, "  ", "  ")),
            }
        }
    }
    out
}

/// Gathers the lines of a paragraph; a heading is a paragraph by itself.
fn join_lines(mut parts: Vec<String>, line: &str) -> Vec<String> {
    let line = line.trim();
    match parts.last_mut() {
        Some(last) if !last.starts_with("## ") && !line.starts_with("## ") => {
            last.push(' ');
            last.push_str(line);
        }
        _ if line.is_empty() => {}
        _ => parts.push(line.to_owned()),
    }
    parts
}

/// A paragraph cut at spaces; `first` and `next` begin its lines.
fn wrapped(text: &str, first: &str, next: &str) -> String {
    let mut out = String::from(first);
    let mut width = first.chars().count();
    let mut fresh = true;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        if !fresh && width + 1 + length > WIDTH {
            out.push('\n');
            out.push_str(next);
            width = next.chars().count();
            fresh = true;
        }
        if !fresh {
            out.push(' ');
            width += 1;
        }
        out.push_str(word);
        width += length;
        fresh = false;
    }
    out.push('\n');
    out
}

/// What an engine saw of a rule in a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Spans found; bytes of the text.
    pub spans: Vec<Range<usize>>,
    /// What it noticed on the way, in French, without any word of the text.
    pub notes: Vec<String>,
}

/// `rules explain ID --text "…"`: why the rule fires on a text, or does not.
///
/// `look` runs the engine. The answer gives positions, in characters, and never the text itself: a
/// terminal keeps its history.
pub fn explain_on(rule: &Rule, text: &str, look: impl FnOnce(&Rule, &str) -> Seen) -> String {
    let seen = look(rule, text);
    let mut out = format!("{} — {}\n", rule.id, rule.title);
    if seen.spans.is_empty() {
        out.push_str("rien n'est trouvé dans ce texte\n");
    }
    let characters = |end: usize| text.get(..end).map_or(0, |before| before.chars().count());
    for span in &seen.spans {
        let (start, end) = (characters(span.start), characters(span.end));
        let _ = writeln!(out, "trouvé du caractère {} au caractère {end}", start + 1);
    }
    for note in &seen.notes {
        out.push_str(&wrapped(note, "  - ", "    "));
    }
    if seen.spans.is_empty() && seen.notes.is_empty() {
        out.push_str("  - le moteur n'a rien remarqué qui approche cette règle\n");
    }
    out
}

/// The notes for what the patterns engine saw.
pub fn pattern_notes(trace: &crate::detect::patterns::Trace) -> Vec<String> {
    let mut notes = Vec::new();
    match trace.literals {
        0 => notes.push("aucun des littéraux de la règle n'est dans le texte".to_owned()),
        seen => notes.push(format!("littéraux de la règle présents : {seen}")),
    }
    if trace.literals > 0 && trace.matches == 0 {
        notes.push("aucune expression de la règle ne correspond autour d'eux".to_owned());
    }
    for word in &trace.vetoes {
        notes.push(format!("écarté par le contexte contraire « {word} » à moins de cent octets"));
    }
    notes
}

/// `docs/regles.md`: the reference of all rules, in Markdown.
pub fn reference(catalogue: &Catalogue) -> String {
    let mut out = String::from(REFERENCE_HEAD);
    out.push_str("\n| règle | sévérité | titre |\n|---|---|---|\n");
    for rule in catalogue.rules() {
        let anchor = rule.id.to_lowercase();
        let _ = writeln!(
            out,
            "| [{}](#{anchor}) | {} | {} |",
            rule.id,
            rule.severity.as_str(),
            rule.title
        );
    }
    for rule in catalogue.rules() {
        out.push_str(&reference_section(rule));
    }
    out.push_str("\n## Écrire une règle\n\n");
    out.push_str(WRITING);
    out.push_str("\n| clé | obligatoire | sens |\n|---|---|---|\n");
    for (key, required) in HEAD_KEYS {
        let required = if required { "oui" } else { "non" };
        let _ = writeln!(out, "| `{key}` | {required} | {} |", describe_key(key));
    }
    out
}

const REFERENCE_HEAD: &str = "\
# Les règles

<!-- Page produite à partir de rules/ : ne pas la modifier à la main. -->

Chaque règle est un fichier de `rules/` : fondement, explication, exemples et contre-exemples. Les exemples sont aussi
les tests de la règle ; tous les noms y sont inventés. Un constat est un indice à faire valider par une personne
habilitée : l'outil ne qualifie jamais une infraction.
";

const WRITING: &str = "\
Un fichier `rules/<dossier>/<ID>.md` commence par un en-tête TOML entre deux lignes `+++`, puis donne les sections « Ce
que la règle cherche », « Pourquoi », « Que faire », « Exemples », « Contre-exemples » et « À faire ». Un exemple tient
sur une ligne qui commence par un tiret ; `⏎` y note un saut de ligne, et «ce qui doit être trouvé» est entre guillemets
sans espaces. `filigrane rules test` vérifie le tout.
";

fn reference_section(rule: &Rule) -> String {
    let mut out = format!("\n## {}\n\n**{}**", rule.id, rule.title);
    if !rule.title_en.is_empty() {
        let _ = write!(out, " (*{}*)", rule.title_en);
    }
    let _ = writeln!(
        out,
        "\n\nSévérité : {} · catégorie : `{}` · famille : `{}` · moteur : `{}` · fondement : {}{}\n",
        rule.severity.as_str(),
        rule.category.as_str(),
        rule.family.as_str(),
        rule.engine.as_str(),
        rule.status.as_str(),
        if rule.extension { " · extension du catalogue" } else { "" },
    );
    for source in &rule.sources {
        let _ = writeln!(out, "- {source}");
    }
    // The sections of a rule are one level below its title.
    let _ = writeln!(out, "\n{}", rule.prose.replace("## ", "### "));
    for (kind, heading) in [
        (ExampleKind::Positive, "Exemples"),
        (ExampleKind::Negative, "Contre-exemples"),
        (ExampleKind::Todo, "À faire"),
    ] {
        let mut examples = rule.examples.iter().filter(|one| one.kind == kind).peekable();
        if examples.peek().is_some() {
            let _ = writeln!(out, "\n### {heading}\n");
        }
        for example in examples {
            let _ = writeln!(out, "- `{}`", marked(example).replace('`', "'"));
        }
    }
    out
}
