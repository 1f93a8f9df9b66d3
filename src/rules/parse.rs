//! Reads and checks one rule file: head, prose, examples, patterns.

use std::sync::Arc;

use regex::Regex;

use super::error::{CatalogueError, Problem, folder_of};
use super::examples;
use super::front_matter::{self, FrontMatter, Lines};
use super::rule::{EngineName, Example, ExampleKind, Rule};

const FENCE: &str = "+++";

/// Line of the file on which the head begins, 1-based.
const HEAD_LINE: usize = 2;

/// Sections of prose every rule must have, as their headings say.
pub(super) const PROSE: [&str; 3] = ["Ce que la règle cherche", "Pourquoi", "Que faire"];

/// Sections of examples.
pub(super) const EXAMPLES: [(&str, ExampleKind); 3] = [
    ("Exemples", ExampleKind::Positive),
    ("Contre-exemples", ExampleKind::Negative),
    ("À faire", ExampleKind::Todo),
];

impl Rule {
    /// Reads a rule from the text of its file; `path` (`…/soc/SOC-01.md`) must agree with its id.
    pub fn parse(path: &str, text: &str) -> Result<Self, CatalogueError> {
        let rule = Self::parse_built_in(path, text)?;
        check_regexes(path, text, &rule)?;
        Ok(rule)
    }

    /// The same without compiling the expressions: those of the binary are checked when it is tested,
    /// and their engine compiles them anyway.
    pub(super) fn parse_built_in(path: &str, text: &str) -> Result<Self, CatalogueError> {
        let file = File::split(path, text)?;
        let head = front_matter::read(path, file.head, HEAD_LINE)?;
        check_path(path, &head.id.0, head.id.1)?;
        check_patterns(path, &head)?;
        let body = read_body(path, file.body, file.body_line)?;
        Ok(assemble(head, body))
    }
}

/// A rule file cut in two.
struct File<'a> {
    head: &'a str,
    body: &'a str,
    /// Line of the file on which the body begins, 1-based.
    body_line: usize,
}

impl<'a> File<'a> {
    fn split(path: &str, text: &'a str) -> Result<Self, CatalogueError> {
        let missing = || CatalogueError::at(path, 1, Problem::NoFrontMatter);
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (first, rest) = text.split_once('\n').ok_or_else(missing)?;
        if first.trim_end() != FENCE {
            return Err(missing());
        }
        let mut at = 0;
        for (rank, line) in rest.split_inclusive('\n').enumerate() {
            if line.trim_end() == FENCE {
                let body = &rest[at + line.len()..];
                return Ok(Self { head: &rest[..at], body, body_line: rank + 3 });
            }
            at += line.len();
        }
        Err(missing())
    }
}

fn check_path(path: &str, id: &str, line: usize) -> Result<(), CatalogueError> {
    let mut parts = path.rsplit(['/', '\\']);
    let name = parts.next().unwrap_or_default();
    if name.strip_suffix(".md") != Some(id) {
        return Err(CatalogueError::at(path, line, Problem::IdIsNotFileName { id: id.into() }));
    }
    match parts.next() {
        Some(folder) if folder != folder_of(id) => {
            let problem = Problem::IdIsNotFolder { id: id.into(), folder: folder.into() };
            Err(CatalogueError::at(path, line, problem))
        }
        _ => Ok(()),
    }
}

fn check_patterns(path: &str, head: &FrontMatter) -> Result<(), CatalogueError> {
    let lists: [(&'static str, &Lines); 2] =
        [("patterns", &head.patterns), ("literals", &head.literals)];
    for (key, list) in lists {
        match (head.engine, list.first()) {
            // The reuse engine has its own triggers, the words that name a judge.
            (EngineName::Reuse, None) if key == "literals" => {}
            (EngineName::Reuse, Some(_)) if key == "patterns" => {}
            (EngineName::Reuse, None) => {
                return Err(CatalogueError::at(path, head.id.1, Problem::PatternsWithout(key)));
            }
            (EngineName::Patterns, None) => {
                return Err(CatalogueError::at(path, head.id.1, Problem::PatternsWithout(key)));
            }
            (EngineName::Patterns, Some(_)) | (_, None) => {}
            (_, Some((_, line))) => {
                return Err(CatalogueError::at(path, *line, Problem::OnlyForPatterns(key)));
            }
        }
    }
    for (literal, line) in &head.literals {
        if let Some(problem) = literal_problem(literal) {
            return Err(CatalogueError::at(path, *line, problem));
        }
    }
    Ok(())
}

fn check_regexes(path: &str, text: &str, rule: &Rule) -> Result<(), CatalogueError> {
    for (rank, pattern) in rule.patterns.iter().enumerate() {
        if let Err(error) = Regex::new(pattern) {
            // The head is read again for the line: a fault is rare, and rules need not carry lines.
            let head = front_matter::read(path, File::split(path, text)?.head, HEAD_LINE)?;
            let line = head.patterns.get(rank).map_or(head.id.1, |(_, line)| *line);
            let reason = last_line(&error.to_string());
            return Err(CatalogueError::at(path, line, Problem::BadRegex(reason)));
        }
    }
    Ok(())
}

fn literal_problem(literal: &str) -> Option<Problem> {
    let short = literal.trim_matches(' ').chars().count() < 3;
    short.then(|| Problem::ShortLiteral(literal.to_owned()))
}

/// The message of a regex error without the drawing above it.
fn last_line(message: &str) -> String {
    let last = message.lines().last().unwrap_or_default();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}

/// What follows the head.
struct Body {
    prose: String,
    examples: Vec<Example>,
}

/// Where the reader stands in the body.
#[derive(Clone, Copy)]
enum Section {
    Prose,
    Examples(ExampleKind),
}

fn read_body(path: &str, body: &str, first_line: usize) -> Result<Body, CatalogueError> {
    let mut section = Section::Prose;
    let mut prose = String::new();
    let mut examples = Vec::new();
    for (rank, line) in body.lines().enumerate() {
        let number = first_line + rank;
        if let Some(heading) = line.strip_prefix("## ") {
            section = section_of(heading.trim());
            if matches!(section, Section::Examples(_)) {
                continue;
            }
        }
        match section {
            Section::Prose => {
                prose.push_str(line.trim_end());
                prose.push('\n');
            }
            Section::Examples(_) if line.trim().is_empty() => {}
            Section::Examples(kind) => examples.push(
                read_example(line, kind, number)
                    .map_err(|problem| CatalogueError::at(path, number, problem))?,
            ),
        }
    }
    check_sections(path, &prose)?;
    if !examples.iter().any(|example| example.kind == ExampleKind::Positive) {
        return Err(CatalogueError::whole(path, Problem::NoPositiveExample));
    }
    Ok(Body { prose: prose.trim().to_owned(), examples })
}

fn section_of(heading: &str) -> Section {
    EXAMPLES
        .iter()
        .find(|(title, _)| *title == heading)
        .map_or(Section::Prose, |&(_, kind)| Section::Examples(kind))
}

fn read_example(line: &str, kind: ExampleKind, number: usize) -> Result<Example, Problem> {
    let written = line.strip_prefix("- ").or((line == "-").then_some(""));
    let (record, written) = examples::record(written.ok_or(Problem::NotABullet)?)?;
    let (text, spans) = examples::read(written, kind)?;
    Ok(Example { kind, record, text, spans, line: number })
}

/// Every section of prose must be there, with something in it.
fn check_sections(path: &str, prose: &str) -> Result<(), CatalogueError> {
    for title in PROSE {
        let filled = prose
            .split("## ")
            .filter_map(|section| section.split_once('\n'))
            .any(|(heading, text)| heading.trim() == title && !text.trim().is_empty());
        if !filled {
            return Err(CatalogueError::whole(path, Problem::MissingSection(title)));
        }
    }
    Ok(())
}

fn assemble(head: FrontMatter, body: Body) -> Rule {
    let texts = |lines: Lines| lines.into_iter().map(|(text, _)| text).collect();
    Rule {
        id: Arc::from(head.id.0),
        family: head.family,
        category: head.category,
        title: head.title,
        title_en: head.title_en,
        severity: head.severity,
        status: head.status,
        sources: head.sources,
        engine: head.engine,
        context: head.context,
        counter_context: head.counter_context,
        patterns: texts(head.patterns),
        literals: texts(head.literals),
        validators: head.validators,
        extension: head.extension,
        examples: body.examples,
        prose: body.prose,
    }
}
